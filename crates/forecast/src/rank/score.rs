//! How good a ranking is.

use serde::Serialize;

/// Means over queries.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Scores {
    /// The mean of one over the rank of the right answer.
    pub mrr: f64,
    /// The share of right answers in first place.
    pub hits1: f64,
    /// The share among the first three.
    pub hits3: f64,
    /// The share among the first ten.
    pub hits10: f64,
    /// How many queries: two for each event.
    pub queries: u64,
}

/// Sums over queries.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    reciprocal: f64,
    within: [u64; 3],
    count: u64,
}

impl Tally {
    /// Takes in a rank; ties have the mean of their ranks, so it can be half a rank.
    pub(crate) fn take(&mut self, rank: f64) {
        self.reciprocal += 1.0 / rank;
        for (within, most) in self.within.iter_mut().zip([1.0, 3.0, 10.0]) {
            *within += u64::from(rank <= most);
        }
        self.count += 1;
    }

    pub(crate) fn scores(&self) -> Scores {
        let mean = |sum: f64| {
            if self.count == 0 {
                0.0
            } else {
                sum / self.count as f64
            }
        };
        Scores {
            mrr: mean(self.reciprocal),
            hits1: mean(self.within[0] as f64),
            hits3: mean(self.within[1] as f64),
            hits10: mean(self.within[2] as f64),
            queries: self.count,
        }
    }
}

/// The rank of a right answer among all, without the other right ones; ties have their mean rank.
pub(crate) fn mean_rank(higher: usize, equal: usize) -> f64 {
    higher as f64 + 1.0 + equal as f64 / 2.0
}
