//! Where ends begin and end: a log-linear choice among words.

use std::collections::BTreeMap;
use std::path::Path;

use detente_coder::{Coder, ExtentChoice, Parsers};

use crate::labels::{Numbers, end_of, sentences};
use crate::vocabulary::Vocabulary;

const EPOCHS: usize = 12;
const RATE: f64 = 0.1;
const PENALTY: f64 = 1e-4;
const LEAST: u32 = 5;

/// The choices that the readings of a set leave, answered by its labels.
pub(crate) fn choices(
    folder: &Path,
    set: &str,
    coder: &Coder<'_>,
) -> Result<Vec<ExtentChoice>, Box<dyn std::error::Error>> {
    let mut parsers = Parsers::new();
    let mut found = Vec::new();
    for sentence in sentences(folder, set)? {
        let ends = |relation: &serde_json::Value| {
            let cause = end_of(&sentence.text, &relation["cause"])?;
            Some((cause, end_of(&sentence.text, &relation["effect"])?))
        };
        let causal = |relation: &&serde_json::Value| relation["type"] != "NonCausal";
        let relations = sentence.relations.iter().filter(causal);
        let links: Vec<_> = relations.filter_map(ends).collect();
        if !links.is_empty() {
            found.extend(coder.extent_choices(&mut parsers, &sentence.text, &links));
        }
    }
    eprintln!("{set}: {} choices", found.len());
    Ok(found)
}

/// Learns the weights of features.
pub(crate) fn train(choices: &[ExtentChoice]) -> BTreeMap<&str, f64> {
    let features = choices
        .iter()
        .flat_map(|choice| &choice.options[choice.right]);
    let vocabulary = Vocabulary::of(features, LEAST);
    let rows: Vec<Vec<Vec<usize>>> = choices
        .iter()
        .map(|choice| {
            let options = choice.options.iter();
            options.map(|names| vocabulary.places(names)).collect()
        })
        .collect();
    let mut weights = vec![0.0; vocabulary.names.len()];
    let mut seen = vec![1e-6; vocabulary.names.len()];
    let mut slopes = vec![0.0; vocabulary.names.len()];
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut numbers = Numbers(7);
    for _ in 0..EPOCHS {
        for at in (1..order.len()).rev() {
            order.swap(at, numbers.below(at + 1));
        }
        for at in &order {
            let options = &rows[*at];
            let sums: Vec<f64> = options
                .iter()
                .map(|row| row.iter().map(|place| weights[*place]).sum())
                .collect();
            let most = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let all: f64 = sums.iter().map(|sum| (sum - most).exp()).sum();
            let mut touched = Vec::new();
            for (number, row) in options.iter().enumerate() {
                let right = f64::from(u8::from(number == choices[*at].right));
                let error = right - (sums[number] - most).exp() / all;
                for place in row {
                    slopes[*place] += error;
                    touched.push(*place);
                }
            }
            touched.sort_unstable();
            touched.dedup();
            for place in touched {
                let slope = slopes[place] - PENALTY * weights[place];
                slopes[place] = 0.0;
                seen[place] += slope * slope;
                weights[place] += RATE * slope / f64::sqrt(seen[place]);
            }
        }
    }
    vocabulary.names.into_iter().zip(weights).collect()
}
