//! Forecasts without a model, against which skill is counted.

use serde::Serialize;

use super::distribution::CountDistribution;
use super::panel::Panel;

/// Past windows that `conflictology` draws from and the negative binomial is fitted to.
const WINDOWS: usize = 12;
/// The same for the long ones: a year of weeks, or all there is.
const LONG: usize = 52;
/// Steps after which the days of the week come again.
const SEASON: usize = 7;
/// Steps of the Poisson rate.
const MONTH: usize = 30;

/// A forecast without a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Baseline {
    /// Each coming step is as the last one.
    LastValue,
    /// Each coming step is as the one a week before it.
    SeasonalNaive,
    /// One of the dyad's own last twelve windows comes again.
    Conflictology,
    /// One of its last 52 windows, or of all there are, comes again.
    LongConflictology,
    /// A Poisson distribution with the rate of the last 30 steps.
    Poisson,
    /// A negative binomial with the mean and variance of the last twelve windows.
    NegativeBinomial,
    /// The same of the last 52 windows, or of all there are.
    LongNegativeBinomial,
}

impl Baseline {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::LastValue,
        Self::SeasonalNaive,
        Self::Conflictology,
        Self::LongConflictology,
        Self::Poisson,
        Self::NegativeBinomial,
        Self::LongNegativeBinomial,
    ];

    /// Its name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::LastValue => "last value",
            Self::SeasonalNaive => "seasonal-naive",
            Self::Conflictology => "conflictology, 12 windows",
            Self::LongConflictology => "conflictology, 52 windows",
            Self::Poisson => "Poisson, 30 steps",
            Self::NegativeBinomial => "negative binomial, 12 windows",
            Self::LongNegativeBinomial => "negative binomial, 52 windows",
        }
    }

    /// The forecast for a dyad over `horizon` steps from `origin` on, from what was before `origin`.
    pub fn forecast(
        self,
        panel: &Panel,
        dyad: usize,
        origin: usize,
        horizon: usize,
    ) -> CountDistribution {
        let past = &panel.own[dyad][..origin.min(panel.steps)];
        let horizon = horizon.max(1);
        let negative_binomial = |most: usize| {
            let (mean, dispersion) = moments(&windows(past, horizon, most));
            CountDistribution::negative_binomial(mean, dispersion)
        };
        match self {
            Self::LastValue => {
                let last = past.last().copied().unwrap_or(0);
                CountDistribution::point(last.saturating_mul(horizon as u32))
            }
            Self::SeasonalNaive => {
                let season = &past[past.len().saturating_sub(SEASON)..];
                let again = season.iter().cycle().take(horizon);
                CountDistribution::point(again.fold(0, |sum, &count| sum.saturating_add(count)))
            }
            Self::Conflictology => CountDistribution::empirical(&windows(past, horizon, WINDOWS)),
            Self::LongConflictology => CountDistribution::empirical(&windows(past, horizon, LONG)),
            Self::Poisson => {
                let month = &past[past.len().saturating_sub(MONTH)..];
                let sum: f64 = month.iter().copied().map(f64::from).sum();
                CountDistribution::poisson(sum * horizon as f64 / month.len().max(1) as f64)
            }
            Self::NegativeBinomial => negative_binomial(WINDOWS),
            Self::LongNegativeBinomial => negative_binomial(LONG),
        }
    }
}

/// The sums of the last windows, which do not overlap, the latest first.
fn windows(past: &[u32], horizon: usize, most: usize) -> Vec<u32> {
    let latest = past.rchunks_exact(horizon).take(most);
    latest.map(total).collect()
}

/// The sum of counts.
pub(crate) fn total(counts: &[u32]) -> u32 {
    counts
        .iter()
        .fold(0, |sum, count| sum.saturating_add(*count))
}

/// Mean and dispersion of counts; the dispersion is 0 where they vary less than a Poisson does.
pub(crate) fn moments(counts: &[u32]) -> (f64, f64) {
    let count = counts.len() as f64;
    let mean = counts.iter().copied().map(f64::from).sum::<f64>() / count.max(1.0);
    let square = |&count: &u32| (f64::from(count) - mean).powi(2);
    let variance = counts.iter().map(square).sum::<f64>() / (count - 1.0).max(1.0);
    let dispersion = if mean > 0.0 {
        ((variance - mean) / (mean * mean)).max(0.0)
    } else {
        0.0
    };
    (mean, dispersion)
}
