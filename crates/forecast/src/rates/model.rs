//! The model of rates: decayed rates of the dyad, its two sides and the whole, in one regression.

use super::boost::{Boost, Said};
use super::distribution::CountDistribution;
use super::features::{Drive, Features, highest_rate};
use super::fit::{Coefficients, Row};
use super::panel::Panel;

/// Steps of history before a step is learned from.
const WARM: usize = 28;
/// Steps that are learned from at the most, the latest.
const LEARNED: usize = 400;
/// Steps, the latest, on which the 80 % interval is calibrated.
const CALIBRATED: usize = 60;
/// Rows that are learned from at the most; of more dyads than that, steps are passed over.
const MOST_ROWS: usize = 60_000;

/// The level of the lower edge of the 80 % interval stays within these. Where nearly all counts are 0, whatever
/// interval holds them, and the levels that held 80 % say nothing of the busy dyads among them.
pub(crate) const LEAST_EDGE: f64 = 0.005;
pub(crate) const MOST_EDGE: f64 = 0.15;

/// A mean is at the most so many times the highest rate of the dyad: a fit to next to nothing can run away.
const MOST_RISE: f64 = 3.0;

/// A forecast for one dyad.
#[derive(Debug, Clone, PartialEq)]
pub struct RateForecast {
    /// The probability of each count.
    pub counts: CountDistribution,
    /// The interval that would have held 80 % of what came at past steps.
    pub interval: (u32, u32),
}

/// Rates fitted to the past of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct RateModel {
    coefficients: Option<Coefficients>,
    /// What its means have missed before.
    boost: Option<Boost>,
    /// The level of the lower edge of the interval.
    edge: f64,
}

/// The first step at which windows of one horizon have ended that can be learned from.
pub(crate) fn earliest(horizon: usize) -> usize {
    WARM.saturating_add(horizon.saturating_mul(2))
}

/// The first step for which numbers are needed, to forecast from `origin` on.
pub(crate) fn first_step(origin: usize) -> usize {
    // Early steps know a dyad's long rate badly, and teach to trust it less than it then deserves:
    // learning from them, too, costs .7 % of CRPS over 7 days of ICEWS18 and 4 % over 30.
    let warm = WARM.max(origin / 2);
    origin.saturating_sub(LEARNED).max(warm).min(origin)
}

impl RateModel {
    /// Fits to what was before `origin`: windows that ended by then.
    pub(crate) fn fit(
        panel: &Panel,
        features: &Features,
        origin: usize,
        horizon: usize,
        start: Option<&Self>,
    ) -> Self {
        let until = (origin + 1).saturating_sub(horizon);
        let from = first_step(origin);
        let steps = until.saturating_sub(from);
        let stride = (steps * panel.dyads.len()).div_ceil(MOST_ROWS).max(1);
        let row = |dyad: usize, step: usize| Row {
            mean: features.mean(dyad, step),
            spread: features.spread(dyad, step),
            came: panel.sum(dyad, step, horizon),
        };
        let dyads = 0..panel.dyads.len();
        // Counted from the end, so that the latest window is always among them.
        let steps = || (from..until).rev().step_by(stride);
        let rows: Vec<Row<'_>> = dyads
            .clone()
            .flat_map(|dyad| steps().map(move |step| row(dyad, step)))
            .collect();
        let start = start.and_then(|start| start.coefficients.as_ref());
        let coefficients = (!rows.is_empty()).then(|| Coefficients::fit(&rows, start));
        let mut fitted = Self {
            coefficients,
            boost: None,
            edge: 0.1,
        };
        let latest = until.saturating_sub(CALIBRATED).max(from);
        let late = dyads.flat_map(|dyad| {
            let steps = steps().take_while(move |&step| step >= latest);
            steps.map(move |step| (dyad, step))
        });
        let mut depths: Vec<f64> = late
            .map(|(dyad, step)| fitted.depth(&row(dyad, step)))
            .collect();
        if !depths.is_empty() {
            depths.sort_by(f64::total_cmp);
            fitted.edge = depths[depths.len() / 5].clamp(LEAST_EDGE, MOST_EDGE);
        }
        fitted
    }

    /// The highest level of the lower edge at which the interval still holds what came.
    fn depth(&self, row: &Row<'_>) -> f64 {
        let (mean, dispersion) = self.read(row.mean, row.spread);
        CountDistribution::negative_binomial(mean, dispersion).depth(row.came)
    }

    /// Mean and dispersion as the regression has them; without one the mean is 0.
    fn read(&self, mean: &[f64], spread: &[f64]) -> (f64, f64) {
        let Some(coefficients) = &self.coefficients else {
            return (0.0, 0.0);
        };
        let most = MOST_RISE * highest_rate(mean);
        let (mean, dispersion) = coefficients.read(mean, spread);
        (mean.min(most), dispersion)
    }

    /// The mean that the regression gives for each dyad from a step on.
    pub(crate) fn means(&self, panel: &Panel, features: &Features, step: usize) -> Vec<f64> {
        let mean = |dyad| {
            let (mean, spread) = (features.mean(dyad, step), features.spread(dyad, step));
            self.read(mean, spread).0
        };
        (0..panel.dyads.len()).map(mean).collect()
    }

    /// Learns what regressions have missed in forecasts from earlier steps whose windows ended by `origin`.
    pub(crate) fn learn_misses(
        &mut self,
        panel: &Panel,
        features: &Features,
        said: &[Said],
        origin: usize,
        horizon: usize,
    ) {
        self.boost = Boost::fit(panel, features, said, origin, horizon);
    }

    fn correction(&self, features: &Features, dyad: usize, step: usize, mean: f64) -> f64 {
        let boost = self.boost.as_ref();
        boost.map_or(0.0, |boost| boost.read(features, dyad, step, mean))
    }

    /// The probabilities for a dyad from a step on.
    pub(crate) fn counts(
        &self,
        features: &Features,
        dyad: usize,
        step: usize,
    ) -> CountDistribution {
        let numbers = features.mean(dyad, step);
        let (mean, dispersion) = self.read(numbers, features.spread(dyad, step));
        let corrected = mean * self.correction(features, dyad, step, mean).exp();
        let mean = corrected.min(MOST_RISE * highest_rate(numbers));
        CountDistribution::negative_binomial(mean, dispersion)
    }

    /// The level of the lower edge of the 80 % interval, as it held at past steps.
    pub(crate) fn edge(&self) -> f64 {
        self.edge
    }

    /// By how much each kind of number multiplies the mean at a step, against its own mean over past steps.
    pub(crate) fn pulls(
        &self,
        features: &Features,
        dyad: usize,
        step: usize,
        past: &[usize],
    ) -> Vec<(Drive, f64)> {
        let Some(coefficients) = &self.coefficients else {
            return Vec::new();
        };
        let width = features.width;
        let mut usual = vec![0.0; width];
        for &step in past {
            for (sum, number) in usual.iter_mut().zip(features.mean(dyad, step)) {
                *sum += number / past.len() as f64;
            }
        }
        let mut pulls: Vec<(Drive, f64)> = Vec::new();
        for (at, number) in features.mean(dyad, step).iter().enumerate() {
            let Some(drive) = Drive::of(at, width) else {
                continue;
            };
            let moved = coefficients.mean[at] * (number - usual[at]);
            match pulls.iter_mut().find(|(of, _)| *of == drive) {
                Some((_, sum)) => *sum += moved,
                None => pulls.push((drive, moved)),
            }
        }
        if self.boost.is_some() {
            let at = |step: usize| {
                let numbers = (features.mean(dyad, step), features.spread(dyad, step));
                let (mean, _) = self.read(numbers.0, numbers.1);
                self.correction(features, dyad, step, mean)
            };
            let usual = past.iter().map(|&step| at(step)).sum::<f64>() / past.len().max(1) as f64;
            pulls.push((Drive::Misses, at(step) - usual));
        }
        let factors = pulls.into_iter().map(|(drive, sum)| (drive, sum.exp()));
        factors.collect()
    }
}
