//! Whether two monthly counts of event data go together: a measured companion of a stated cause.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use crate::concept::{Concept, key_word};

const COUNTED: &str = include_str!("../../../data/concepts/counted.tsv");

/// Pairs of months that are needed at the least.
const FEWEST: usize = 24;

/// Resamples of the bootstrap.
const RESAMPLES: usize = 999;

static WORDS: LazyLock<BTreeMap<&str, Counted>> = LazyLock::new(|| {
    let mut found = BTreeMap::new();
    for (counted, words) in COUNTED
        .lines()
        .skip(1)
        .filter_map(|row| row.split_once('\t'))
    {
        let counted = match counted {
            "cooperation" => Counted::Cooperation,
            "conflict" => Counted::Conflict,
            kind => Counted::Kind(kind),
        };
        found.extend(words.split('|').map(|word| (word, counted)));
    }
    found
});

/// What event data sets count between two actors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// All cooperation.
    Cooperation,
    /// All conflict.
    Conflict,
    /// The events of a PLOVER type.
    Kind(&'static str),
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cooperation => "cooperation",
            Self::Conflict => "conflict",
            Self::Kind(kind) => kind,
        })
    }
}

/// What data sets count of a concept, by its head; `None` where they count nothing of the kind.
pub fn counted(concept: &Concept) -> Option<Counted> {
    let known = |word: &str| WORDS.get(word).copied();
    known(concept.head.as_str()).or_else(|| known(&key_word(&concept.head)))
}

/// How two monthly series go together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Association {
    /// Pairs of months that were compared.
    pub months: usize,
    /// Months by which the effect comes later.
    pub lag: usize,
    /// Pearson's correlation of the monthly changes of ln(1 + count), -1 to 1.
    pub correlation: f64,
    /// The lower end of the 95 % interval by a circular block bootstrap.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Numbers that are the same in every run (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }
}

/// Compares the changes of `cause` from month to month with those of `effect` `lag` months later.
/// `None` in a series is a month that no data set covers. Changes, and not levels: two counts that
/// both grow with the data set would seem to go together.
///
/// The interval is that of a circular block bootstrap (D. Politis and J. Romano, 1992) over pairs of
/// months, in blocks of the cube root of their number, so that what lasts some months counts once.
///
/// # Errors
/// Why nothing can be measured, in words.
pub fn lagged_association(
    cause: &[Option<f64>],
    effect: &[Option<f64>],
    lag: usize,
) -> Result<Association, String> {
    let changes = |series: &[Option<f64>]| -> Vec<Option<f64>> {
        let pairs = series.windows(2);
        pairs
            .map(|pair| Some(pair[1]?.ln_1p() - pair[0]?.ln_1p()))
            .collect()
    };
    let (cause, effect) = (changes(cause), changes(effect));
    let later = effect.iter().skip(lag);
    let pairs: Vec<(f64, f64)> = cause
        .iter()
        .zip(later)
        .filter_map(|(x, y)| Some(((*x)?, (*y)?)))
        .collect();
    if pairs.len() < FEWEST {
        return Err(format!(
            "{} pairs of months are covered; {FEWEST} are needed",
            pairs.len()
        ));
    }
    let still = || "a count never changes in the months that are covered".to_owned();
    let correlation = correlation(&pairs).ok_or_else(still)?;
    let block = (1..=pairs.len())
        .find(|block| block * block * block >= pairs.len())
        .unwrap_or(1);
    let mut numbers = Numbers(1);
    let mut resampled: Vec<f64> = (0..RESAMPLES)
        .filter_map(|_| self::correlation(&resample(&pairs, block, &mut numbers)))
        .collect();
    resampled.sort_by(f64::total_cmp);
    let at = |thousandths: usize| resampled.get(resampled.len() * thousandths / 1000);
    let (low, high) = at(25).zip(at(975)).ok_or_else(still)?;
    Ok(Association {
        months: pairs.len(),
        lag,
        correlation,
        low: *low,
        high: *high,
    })
}

/// As many pairs as there are, in blocks that begin anywhere and run on at the start.
fn resample(pairs: &[(f64, f64)], block: usize, numbers: &mut Numbers) -> Vec<(f64, f64)> {
    let mut drawn = Vec::with_capacity(pairs.len() + block);
    while drawn.len() < pairs.len() {
        let start = numbers.below(pairs.len());
        drawn.extend((0..block).map(|step| pairs[(start + step) % pairs.len()]));
    }
    drawn.truncate(pairs.len());
    drawn
}

/// Pearson's correlation; `None` where a side does not vary.
fn correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    let count = pairs.len() as f64;
    let (x, y) = pairs
        .iter()
        .fold((0.0, 0.0), |(x, y), pair| (x + pair.0, y + pair.1));
    let (x, y) = (x / count, y / count);
    let sum = |of: fn(f64, f64) -> f64| -> f64 {
        pairs.iter().map(|pair| of(pair.0 - x, pair.1 - y)).sum()
    };
    let spread = sum(|x, _| x * x) * sum(|_, y| y * y);
    (spread > 1e-12).then(|| (sum(|x, y| x * y) / spread.sqrt()).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Monthly counts from 0 to 9, the same in every run.
    fn counts(seed: u64, months: usize) -> Vec<f64> {
        let mut numbers = Numbers(seed);
        (0..months).map(|_| numbers.below(10) as f64).collect()
    }

    fn known(series: &[f64]) -> Vec<Option<f64>> {
        series.iter().copied().map(Some).collect()
    }

    #[test]
    fn what_follows_a_month_later_is_found_at_that_lag_alone() {
        let cause = counts(7, 73);
        let noise = counts(8, 73);
        let effect: Vec<f64> = (0..73)
            .map(|month| {
                if month == 0 {
                    0.0
                } else {
                    3.0 * cause[month - 1] + noise[month]
                }
            })
            .collect();
        let at =
            |lag| lagged_association(&known(&cause), &known(&effect), lag).expect("measurable");
        let found = at(1);
        assert!(
            found.low > 0.3 && found.low <= found.correlation && found.correlation <= found.high
        );
        assert_eq!(found.months, 71);
        assert!(at(3).low < 0.0 && at(3).high > 0.0, "{:?}", at(3));
        assert_eq!(found, at(1), "the same every time");
    }

    #[test]
    fn the_interval_of_what_has_no_link_covers_nought_nine_times_in_ten() {
        let covered = (0..200)
            .filter(|run| {
                let (cause, effect) = (counts(2 * run + 100, 61), counts(2 * run + 101, 61));
                let found =
                    lagged_association(&known(&cause), &known(&effect), 1).expect("measurable");
                found.low <= 0.0 && 0.0 <= found.high
            })
            .count();
        assert!((170..=199).contains(&covered), "{covered} of 200");
    }

    #[test]
    fn months_that_are_not_covered_are_no_noughts() {
        let cause = known(&counts(1, 60));
        let mut effect = known(&counts(2, 60));
        for month in effect.iter_mut().skip(20) {
            *month = None;
        }
        let why = lagged_association(&cause, &effect, 1).expect_err("too few");
        assert!(why.contains("18 pairs of months"), "{why}");
        let still = vec![Some(0.0); 60];
        assert!(
            lagged_association(&cause, &still, 1)
                .expect_err("still")
                .contains("never changes")
        );
    }
}
