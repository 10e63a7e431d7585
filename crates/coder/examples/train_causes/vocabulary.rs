//! The features that are seen often enough to be learned.

use std::collections::BTreeMap;

/// Features by their names, each with its place among the weights.
pub(crate) struct Vocabulary<'a> {
    /// Sorted.
    pub(crate) names: Vec<&'a str>,
    places: BTreeMap<&'a str, usize>,
}

impl<'a> Vocabulary<'a> {
    /// Those of `features` that stand there at least `least` times.
    pub(crate) fn of(features: impl Iterator<Item = &'a String>, least: u32) -> Self {
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for name in features {
            *counts.entry(name).or_default() += 1;
        }
        counts.retain(|_, count| *count >= least);
        let names: Vec<&str> = counts.into_keys().collect();
        let places = names
            .iter()
            .zip(0..)
            .map(|(name, at)| (*name, at))
            .collect();
        Self { names, places }
    }

    /// The places of those of `names` that are known.
    pub(crate) fn places(&self, names: &[String]) -> Vec<usize> {
        let known = names
            .iter()
            .filter_map(|name| self.places.get(name.as_str()));
        known.copied().collect()
    }
}
