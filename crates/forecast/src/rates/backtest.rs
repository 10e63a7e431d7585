//! Forecasts from many past steps, each from what was before it, scored beside the baselines.

use super::baseline::Baseline;
use super::blend::Blend;
use super::boost::Said;
use super::distribution::CountDistribution;
use super::features::Features;
use super::model::{RateForecast, RateModel, earliest, first_step};
use super::panel::Panel;
use super::score::RateScores;
use crate::error::{Error, ErrorKind};

/// Steps after which the model is fitted anew.
const REFIT: usize = 7;
/// Steps before the first origin from which forecasts are made to see how to mix, at the most.
const MIXED: usize = 120;

/// The model as fitted at the end of a panel, and what all dyads are forecast from there.
pub(crate) struct Walked<'p> {
    pub(crate) model: RateModel,
    pub(crate) blend: Blend<'p>,
    pub(crate) next: Vec<RateForecast>,
}

/// Hands the forecasts of all dyads from each origin to `take`: of the model mixed with baselines. The model is fitted anew
/// after `refit` steps.
pub(crate) fn walk<'p>(
    panel: &'p Panel,
    features: &Features,
    horizon: usize,
    origins: impl Iterator<Item = usize>,
    refit: usize,
    mut take: impl FnMut(usize, Vec<RateForecast>),
) -> Walked<'p> {
    let mut blend = Blend::new(panel, horizon);
    let mut model: Option<(usize, RateModel)> = None;
    let mut said: Vec<Said> = Vec::new();
    let counts = |model: &RateModel, step: usize| -> Vec<CountDistribution> {
        let dyads = 0..panel.dyads.len();
        dyads
            .map(|dyad| model.counts(features, dyad, step))
            .collect()
    };
    for origin in origins {
        let (at, fitted) = match model.take() {
            Some((at, model)) if origin - at < refit => (at, model),
            earlier => {
                let start = earlier.as_ref().map(|(_, model)| model);
                let mut fitted = RateModel::fit(panel, features, origin, horizon, start);
                fitted.learn_misses(panel, features, &said, origin, horizon);
                (origin, fitted)
            }
        };
        take(
            origin,
            blend.mix(origin, fitted.edge(), counts(&fitted, origin)),
        );
        said.push((origin, fitted.means(panel, features, origin)));
        model = Some((at, fitted));
    }
    let start = model.as_ref().map(|(_, model)| model);
    let mut model = RateModel::fit(panel, features, panel.steps, horizon, start);
    model.learn_misses(panel, features, &said, panel.steps, horizon);
    let next = blend.mix(panel.steps, model.edge(), counts(&model, panel.steps));
    Walked { model, blend, next }
}

/// What a backtest does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BacktestOptions {
    /// Steps that are forecast.
    pub horizon: usize,
    /// Steps that are forecast from: the last ones whose windows end within the stream.
    pub origins: usize,
}

impl Default for BacktestOptions {
    fn default() -> Self {
        Self {
            horizon: 7,
            origins: 100,
        }
    }
}

/// The scores of one dyad, or of many.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DyadScores {
    /// Of the forecast: the model mixed with baselines.
    pub model: RateScores,
    /// Of each baseline, in the order of [`Baseline::ALL`].
    pub baselines: [RateScores; Baseline::ALL.len()],
}

impl DyadScores {
    /// The baseline with the lowest CRPS.
    pub fn best(&self) -> (Baseline, &RateScores) {
        let mut best = (Baseline::ALL[0], &self.baselines[0]);
        for (baseline, scores) in Baseline::ALL.into_iter().zip(&self.baselines) {
            if scores.crps < best.1.crps {
                best = (baseline, scores);
            }
        }
        best
    }

    /// The skill in CRPS against the best baseline.
    pub fn skill(&self) -> f64 {
        self.model.skill(self.best().1)
    }

    /// The means of sums.
    pub(crate) fn finish(&self) -> Self {
        self.map(RateScores::finish)
    }

    /// Adds the scores of a forecast from a past step, and of what each baseline says there.
    pub(crate) fn add(
        &mut self,
        panel: &Panel,
        dyad: usize,
        origin: usize,
        horizon: usize,
        forecast: &RateForecast,
    ) {
        let came = panel.sum(dyad, origin, horizon);
        self.model.add(&forecast.counts, forecast.interval, came);
        for (baseline, scores) in Baseline::ALL.into_iter().zip(&mut self.baselines) {
            let counts = baseline.forecast(panel, dyad, origin, horizon);
            let interval = (counts.quantile(0.1), counts.quantile(0.9));
            scores.add(&counts, interval, came);
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.model.merge(&other.model);
        for (all, scores) in self.baselines.iter_mut().zip(&other.baselines) {
            all.merge(scores);
        }
    }

    fn map(&self, change: impl Fn(RateScores) -> RateScores) -> Self {
        Self {
            model: change(self.model),
            baselines: self.baselines.map(change),
        }
    }
}

/// A panel with its forecasts from past steps.
pub struct Backtest {
    sums: Vec<DyadScores>,
    /// The forecasts of the model mixed with baselines, by origin and then dyad.
    pub forecasts: Vec<Vec<RateForecast>>,
    /// The forecasts from the end of the stream, by dyad.
    pub next: Vec<RateForecast>,
    /// The first step that was forecast from.
    pub first: usize,
}

impl Backtest {
    /// Forecasts from the last steps, and from the end of the stream.
    ///
    /// # Errors
    /// If a number in the options is 0, or the stream is too short for them.
    pub fn new(panel: &Panel, options: &BacktestOptions) -> Result<Self, Error> {
        let BacktestOptions { horizon, origins } = *options;
        let needed = horizon.saturating_mul(2).saturating_add(origins);
        if horizon == 0 || origins == 0 || panel.steps < needed {
            return Err(Error::new(
                ErrorKind::Data,
                format!(
                    "the stream has {} steps; to forecast {horizon} steps from each of {origins} takes {needed} at the \
                     least, and both numbers 1; give fewer origins or a longer stream",
                    panel.steps
                ),
            ));
        }
        let first = panel.steps + 1 - horizon - origins;
        Ok(Self::between(panel, horizon, first, first + origins))
    }

    /// Forecasts from each step in `first..until`, and from the end; steps before show how to mix.
    fn between(panel: &Panel, horizon: usize, first: usize, until: usize) -> Self {
        let start = first
            .saturating_sub(MIXED)
            .max(earliest(horizon))
            .min(first);
        let features = Features::new(panel, horizon, first_step(start), panel.steps);
        let mut backtest = Self {
            sums: vec![DyadScores::default(); panel.dyads.len()],
            forecasts: Vec::with_capacity(until - first),
            next: Vec::new(),
            first,
        };
        let walked = walk(
            panel,
            &features,
            horizon,
            start..until,
            REFIT,
            |origin, forecasts| {
                if origin >= first {
                    backtest.score(panel, horizon, origin, &forecasts);
                    backtest.forecasts.push(forecasts);
                }
            },
        );
        backtest.next = walked.next;
        backtest
    }

    fn score(&mut self, panel: &Panel, horizon: usize, origin: usize, forecasts: &[RateForecast]) {
        for (dyad, (forecast, sums)) in forecasts.iter().zip(&mut self.sums).enumerate() {
            sums.add(panel, dyad, origin, horizon, forecast);
        }
    }

    /// The mean scores of one dyad.
    pub fn dyad(&self, dyad: usize) -> DyadScores {
        self.sums[dyad].finish()
    }

    /// The mean scores of the first `most` dyads together.
    pub fn first_dyads(&self, most: usize) -> DyadScores {
        let mut all = DyadScores::default();
        for sums in self.sums.iter().take(most) {
            all.merge(sums);
        }
        all.finish()
    }
}
