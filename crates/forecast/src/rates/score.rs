//! Scores of forecasts against what came.

use serde::Serialize;

use super::distribution::CountDistribution;

/// Probability that is given at the least to what came, so that one surprise does not make a score infinite.
const LEAST_SHARE: f64 = 1e-6;

/// Mean scores over forecasts.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct RateScores {
    /// The continuous ranked probability score, in events; 0 is best.
    pub crps: f64,
    /// Minus the logarithm of the probability of what came, which counts as one in a million at the least.
    pub log_score: f64,
    /// The share of 80 % intervals that held what came.
    pub coverage: f64,
    /// The Brier score of "any event": 0 is best, 1 worst.
    pub brier_any: f64,
    /// The mean width of the 80 % intervals, in events.
    pub width: f64,
    /// How many forecasts.
    pub forecasts: u64,
}

impl RateScores {
    /// Adds one forecast with its 80 % interval; `finish` makes means of the sums.
    pub(crate) fn add(&mut self, counts: &CountDistribution, interval: (u32, u32), came: u32) {
        self.crps += counts.crps(came);
        self.log_score -= counts.share(came).max(LEAST_SHARE).ln();
        self.coverage += f64::from(u8::from((interval.0..=interval.1).contains(&came)));
        let any = f64::from(u8::from(came > 0));
        self.brier_any += (counts.any() - any).powi(2);
        self.width += f64::from(interval.1 - interval.0);
        self.forecasts += 1;
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.crps += other.crps;
        self.log_score += other.log_score;
        self.coverage += other.coverage;
        self.brier_any += other.brier_any;
        self.width += other.width;
        self.forecasts += other.forecasts;
    }

    pub(crate) fn finish(mut self) -> Self {
        let count = self.forecasts.max(1) as f64;
        self.crps /= count;
        self.log_score /= count;
        self.coverage /= count;
        self.brier_any /= count;
        self.width /= count;
        self
    }

    /// The skill in CRPS against another forecast of the same: 1 is perfect, 0 no better, below 0 worse.
    pub fn skill(&self, against: &Self) -> f64 {
        if against.crps > 0.0 {
            1.0 - self.crps / against.crps
        } else if self.crps > 0.0 {
            -1.0
        } else {
            0.0
        }
    }
}
