//! The model and baselines mixed for each dyad, by how well each has done for it.

use serde::Serialize;
use std::collections::VecDeque;

use super::baseline::Baseline;
use super::distribution::CountDistribution;
use super::model::{LEAST_EDGE, MOST_EDGE, RateForecast};
use super::panel::Panel;

/// What is mixed with the model.
const BASELINES: [Baseline; PARTS - 1] = [
    Baseline::LongNegativeBinomial,
    Baseline::LongConflictology,
    Baseline::NegativeBinomial,
];
const PARTS: usize = 4;
/// The weights before anything is known, the model's first. On ICEWS18, .6 or .8 for the model change the CRPS by less
/// than .3 % at 7 days and .6 % at 30.
const FIRST: [f64; PARTS] = [0.7, 0.1, 0.1, 0.1];
/// How fast a part loses weight: by the logarithm, for each past window, times the share by which its CRPS is above that of
/// the best part. Half or twice as much changes the CRPS by less than .3 %.
const RATE: f64 = 0.5;
/// Past origins on which the 80 % interval is calibrated, the latest.
const CALIBRATED: usize = 60;

/// A part of a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Part {
    /// A baseline; `None` is the model.
    pub baseline: Option<Baseline>,
    /// Its share of the mixture, in 0..=1.
    pub weight: f64,
}

/// The losses of a forecast whose window has not ended, with what was forecast.
struct Pending {
    origin: usize,
    /// By dyad: what each part said, and the mixture.
    said: Vec<([CountDistribution; PARTS], CountDistribution)>,
}

/// Mixes forecasts on the way through the origins; only windows that ended by an origin count there.
pub(crate) struct Blend<'p> {
    panel: &'p Panel,
    horizon: usize,
    /// Sums of CRPS by dyad and part.
    losses: Vec<[f64; PARTS]>,
    /// The first origin, and the last one whose window has ended.
    span: Option<(usize, usize)>,
    pending: VecDeque<Pending>,
    /// How deep in the mixtures lay what came, by origin.
    depths: VecDeque<Vec<f64>>,
}

impl<'p> Blend<'p> {
    pub(crate) fn new(panel: &'p Panel, horizon: usize) -> Self {
        Self {
            panel,
            horizon,
            losses: vec![[0.0; PARTS]; panel.dyads.len()],
            span: None,
            pending: VecDeque::new(),
            depths: VecDeque::new(),
        }
    }

    /// Mixes the model's forecasts of all dyads from an origin, which lies behind the earlier ones; `edge` is the level of the
    /// lower edge of the 80 % interval while no window has ended.
    pub(crate) fn mix(
        &mut self,
        origin: usize,
        edge: f64,
        model: Vec<CountDistribution>,
    ) -> Vec<RateForecast> {
        self.settle(origin);
        let edge = self.edge().unwrap_or(edge);
        let mut said = Vec::with_capacity(model.len());
        let mut forecasts = Vec::with_capacity(model.len());
        for (dyad, model) in model.into_iter().enumerate() {
            let [first, second, third] =
                BASELINES.map(|baseline| baseline.forecast(self.panel, dyad, origin, self.horizon));
            let parts = [model, first, second, third];
            let counts = CountDistribution::mixed(&parts, &self.weights(dyad));
            forecasts.push(RateForecast {
                interval: (counts.quantile(edge), counts.quantile(1.0 - edge)),
                counts: counts.clone(),
            });
            said.push((parts, counts));
        }
        self.pending.push_back(Pending { origin, said });
        forecasts
    }

    /// The parts of a dyad's mixture, as of the last origin.
    pub(crate) fn parts(&self, dyad: usize) -> Vec<Part> {
        let baselines = BASELINES.into_iter().map(Some);
        let names = std::iter::once(None).chain(baselines);
        names
            .zip(self.weights(dyad))
            .map(|(baseline, weight)| Part { baseline, weight })
            .collect()
    }

    fn weights(&self, dyad: usize) -> [f64; PARTS] {
        let losses = &self.losses[dyad];
        let least = losses.iter().copied().fold(f64::INFINITY, f64::min);
        let Some((start, end)) = self.span.filter(|_| least > 0.0) else {
            return FIRST;
        };
        let windows = (end - start + 1) as f64 / self.horizon as f64;
        let mut weights = FIRST;
        for (weight, loss) in weights.iter_mut().zip(losses) {
            *weight *= (-RATE * windows * (loss / least - 1.0)).exp();
        }
        let sum: f64 = weights.iter().sum();
        weights.map(|weight| weight / sum)
    }

    fn settle(&mut self, now: usize) {
        while let Some(first) = self.pending.front()
            && first.origin + self.horizon <= now
        {
            let Some(Pending { origin, said }) = self.pending.pop_front() else {
                return;
            };
            let mut depths = Vec::with_capacity(said.len());
            for (dyad, (parts, mixed)) in said.iter().enumerate() {
                let came = self.panel.sum(dyad, origin, self.horizon);
                for (loss, part) in self.losses[dyad].iter_mut().zip(parts) {
                    *loss += part.crps(came);
                }
                depths.push(mixed.depth(came));
            }
            let start = self.span.map_or(origin, |(start, _)| start);
            self.span = Some((start, origin));
            self.depths.push_back(depths);
            if self.depths.len() > CALIBRATED {
                self.depths.pop_front();
            }
        }
    }

    /// The level of the lower edge at which the interval would have held 80 % of what came.
    fn edge(&self) -> Option<f64> {
        let mut depths: Vec<f64> = self.depths.iter().flatten().copied().collect();
        if depths.is_empty() {
            return None;
        }
        depths.sort_by(f64::total_cmp);
        Some(depths[depths.len() / 5].clamp(LEAST_EDGE, MOST_EDGE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rates::Dyad;

    #[test]
    fn weight_goes_to_what_was_right_and_only_once_its_window_has_ended() {
        // Ten a week, without fail, which conflictology knows.
        let counts: Vec<u32> = (0..400).map(|day| [4, 0, 2, 0, 3, 0, 1][day % 7]).collect();
        let panel = Panel::from_days(0, vec![(Dyad::new(0, 1, false), counts)]).unwrap();
        let mut blend = Blend::new(&panel, 7);
        let wrong = || vec![CountDistribution::poisson(30.0)];
        let first = blend.mix(100, 0.1, wrong());
        let untold = |blend: &Blend<'_>| (blend.parts(0)[0].weight - FIRST[0]).abs() < 1e-12;
        assert!(untold(&blend));
        for origin in 101..107 {
            blend.mix(origin, 0.1, wrong());
            assert!(untold(&blend), "{origin}");
        }
        for origin in 107..200 {
            blend.mix(origin, 0.1, wrong());
        }
        let parts = blend.parts(0);
        assert_eq!((parts[0].baseline, parts.len()), (None, PARTS));
        assert!(parts[0].weight < 0.01, "{parts:?}");
        let sum: f64 = parts.iter().map(|part| part.weight).sum();
        assert!((sum - 1.0).abs() < 1e-9);
        let last = blend.mix(200, 0.1, wrong());
        assert!(last[0].counts.mean() < first[0].counts.mean());
    }
}
