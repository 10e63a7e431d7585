//! What one dyad of a panel is likely to see next, with the record of such forecasts and what moves this one.

use serde::Serialize;

use super::backtest::{DyadScores, walk};
use super::baseline::Baseline;
use super::blend::Part;
use super::distribution::CountDistribution;
use super::features::{Drive, Features};
use super::model::{RateForecast, earliest, first_step};
use super::panel::Panel;
use super::skill::{Skill, Stretches, Verdict};
use crate::error::{Error, ErrorKind};

/// Events of a dyad below which no model is asked.
const FEW_EVENTS: u32 = 20;
/// Past windows, one after the other, below which nothing can be measured.
const FEW_WINDOWS: usize = 4;
/// Origins at the most; of a longer past, steps are passed over.
const MOST_ORIGINS: usize = 120;
/// Past windows that are forecast at the most, the latest.
const MOST_WINDOWS: usize = 52;
/// Fits of the model at the most, about.
const FITS: usize = 16;
/// Steps after which the model is fitted anew, at the least.
const REFIT: usize = 7;
/// Classes of forecast probability in the table of reliability.
const BINS: usize = 5;

/// What a forecast is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Basis {
    /// The model of rates, mixed with baselines.
    Model,
    /// The dyad's own base rate: there are too few events for more.
    BaseRate,
}

/// What moves a forecast away from what the model said of the dyad before, on average.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pull {
    /// What it is.
    pub drive: Drive,
    /// By how much it multiplies the mean; above 1 it raises it.
    pub factor: f64,
}

/// Forecasts of one probability, and how often it came.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Reliability {
    /// The lower end of the class of probabilities.
    pub from: f64,
    /// The upper end.
    pub to: f64,
    /// The mean probability that was forecast for any event.
    pub forecast: f64,
    /// The share of windows with any event.
    pub came: f64,
    /// How many forecasts.
    pub forecasts: u64,
}

/// How forecasts of the same kind would have done before.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// Steps that were forecast from.
    pub origins: usize,
    /// Scores for the dyad.
    pub dyad: DyadScores,
    /// Scores for all dyads of the panel together.
    pub all: DyadScores,
    /// The dyads of the panel.
    pub dyads: usize,
    /// The skill for the dyad against each baseline, in the order of [`Baseline::ALL`].
    pub skill: [Skill; Baseline::ALL.len()],
    /// The skill for all dyads together.
    pub skill_of_all: [Skill; Baseline::ALL.len()],
    /// The share of 50 % intervals that held what came, for the dyad.
    pub coverage50: f64,
    /// The probability of any event beside what came, over all dyads; classes without forecasts are left out.
    pub reliability: Vec<Reliability>,
}

impl Track {
    /// The baseline with the lowest CRPS for the dyad, and the skill against it.
    pub fn against_best(&self) -> (Baseline, Skill) {
        let (best, _) = self.dyad.best();
        let at = Baseline::ALL.iter().position(|one| *one == best);
        (best, self.skill[at.unwrap_or(0)])
    }

    /// The same for all dyads together.
    pub fn all_against_best(&self) -> (Baseline, Skill) {
        let (best, _) = self.all.best();
        let at = Baseline::ALL.iter().position(|one| *one == best);
        (best, self.skill_of_all[at.unwrap_or(0)])
    }
}

/// A forecast for a dyad from the end of its panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// What it is made from.
    pub basis: Basis,
    /// The probability of each count.
    pub counts: CountDistribution,
    /// The interval with a chance of 80 %; the model's is the one that held 80 % of what came before.
    pub interval80: (u32, u32),
    /// The interval with a chance of 50 %.
    pub interval50: (u32, u32),
    /// What the base rate alone says: that of [`CountDistribution::base_rate`], or, where there are events and windows
    /// enough for a model, [`Baseline::LongNegativeBinomial`].
    pub base: CountDistribution,
    /// Events of the dyad in the panel.
    pub events: u32,
    /// Steps of the panel.
    pub steps: usize,
    /// Events in the last steps, as many as are forecast; `None` where the panel is shorter.
    pub last_window: Option<u32>,
    /// How such forecasts did before; `None` where nothing can be measured.
    pub track: Option<Track>,
    /// What is mixed: the model and baselines, by how well each has done for the dyad; empty without a model.
    pub parts: Vec<Part>,
    /// What moves the model's mean from its own mean over past origins, the strongest first; empty without a model.
    pub pulls: Vec<Pull>,
}

impl Outlook {
    /// Forecasts the events of a dyad over the `horizon` steps behind the panel.
    ///
    /// With few events (below 20), or a past of fewer than four windows, the answer is the base rate, and
    /// nothing is measured.
    ///
    /// # Errors
    /// If the horizon is 0 or there is no such dyad.
    pub fn new(panel: &Panel, dyad: usize, horizon: usize) -> Result<Self, Error> {
        if horizon == 0 || dyad >= panel.dyads.len() {
            return Err(Error::new(
                ErrorKind::Question,
                format!(
                    "dyad {dyad} over {horizon} steps cannot be forecast: the panel has {} dyads, and a horizon is 1 \
                     step at the least",
                    panel.dyads.len()
                ),
            ));
        }
        let events = panel.sum(dyad, 0, panel.steps);
        let base = CountDistribution::base_rate(&panel.own[dyad], horizon);
        let mut outlook = Self {
            basis: Basis::BaseRate,
            interval80: (base.quantile(0.1), base.quantile(0.9)),
            interval50: (base.quantile(0.25), base.quantile(0.75)),
            counts: base.clone(),
            base,
            events,
            steps: panel.steps,
            last_window: panel
                .steps
                .checked_sub(horizon)
                .map(|from| panel.sum(dyad, from, horizon)),
            track: None,
            parts: Vec::new(),
            pulls: Vec::new(),
        };
        let past = origins(panel.steps, horizon);
        if events >= FEW_EVENTS && !past.is_empty() {
            outlook.ask_model(panel, dyad, horizon, &past);
        }
        Ok(outlook)
    }

    fn ask_model(&mut self, panel: &Panel, dyad: usize, horizon: usize, past: &[usize]) {
        let (Some(&first), Some(&last)) = (past.first(), past.last()) else {
            return;
        };
        let features = Features::new(panel, horizon, first_step(first), panel.steps);
        let refit = (last - first).div_ceil(FITS).max(REFIT);
        let mut scoring = Scoring::new(panel, dyad, horizon, first);
        let walked = walk(
            panel,
            &features,
            horizon,
            past.iter().copied(),
            refit,
            |origin, forecasts| scoring.take(origin, &forecasts),
        );
        let RateForecast { counts, interval } = walked.next[dyad].clone();
        self.parts = walked.blend.parts(dyad);
        self.basis = Basis::Model;
        let (low, high) = (counts.quantile(0.25), counts.quantile(0.75));
        self.interval50 = (low, high);
        self.interval80 = (interval.0.min(low), interval.1.max(high));
        self.counts = counts;
        self.track = Some(scoring.finish(past.len()));
        self.pulls = walked
            .model
            .pulls(&features, dyad, panel.steps, past)
            .into_iter()
            .map(|(drive, factor)| Pull { drive, factor })
            .collect();
        // Many events come in bursts, and a base rate without them would be too sure of itself.
        self.base = Baseline::LongNegativeBinomial.forecast(panel, dyad, panel.steps, horizon);
        self.pulls
            .sort_by(|x, y| y.factor.ln().abs().total_cmp(&x.factor.ln().abs()));
    }

    /// What the record says of this forecast's skill for the dyad.
    pub fn verdict(&self) -> Verdict {
        let against = self.track.as_ref().map(Track::against_best);
        against.map_or(Verdict::NotMeasured, |(_, skill)| skill.verdict)
    }
}

/// Past steps to forecast from: the last ones, evenly spaced; none where fewer than four windows fit one after
/// the other behind a warm start.
fn origins(steps: usize, horizon: usize) -> Vec<usize> {
    let warm = earliest(horizon);
    let Some(last) = steps.checked_sub(horizon) else {
        return Vec::new();
    };
    let first = warm.max(last.saturating_sub((MOST_WINDOWS - 1).saturating_mul(horizon)));
    if last < first + (FEW_WINDOWS - 1) * horizon {
        return Vec::new();
    }
    let stride = (last - first + 1).div_ceil(MOST_ORIGINS);
    let mut origins: Vec<usize> = (first..=last).rev().step_by(stride).collect();
    origins.reverse();
    origins
}

/// Gathers scores on the way through the origins.
struct Scoring<'p> {
    panel: &'p Panel,
    dyad: usize,
    horizon: usize,
    first: usize,
    own: DyadScores,
    all: DyadScores,
    skill: [Stretches; Baseline::ALL.len()],
    skill_of_all: [Stretches; Baseline::ALL.len()],
    within50: usize,
    bins: [Reliability; BINS],
}

impl<'p> Scoring<'p> {
    fn new(panel: &'p Panel, dyad: usize, horizon: usize, first: usize) -> Self {
        Self {
            panel,
            dyad,
            horizon,
            first,
            own: DyadScores::default(),
            all: DyadScores::default(),
            skill: Default::default(),
            skill_of_all: Default::default(),
            within50: 0,
            bins: [Reliability::default(); BINS],
        }
    }

    fn take(&mut self, origin: usize, forecasts: &[RateForecast]) {
        let stretch = (origin - self.first) / self.horizon;
        let mut all = DyadScores::default();
        for (dyad, forecast) in forecasts.iter().enumerate() {
            let mut one = DyadScores::default();
            one.add(self.panel, dyad, origin, self.horizon, forecast);
            let came = self.panel.sum(dyad, origin, self.horizon);
            let any = forecast.counts.any();
            let above = (1..BINS).filter(|bin| any >= *bin as f64 / BINS as f64);
            let bin = &mut self.bins[above.count()];
            bin.forecast += any;
            bin.came += f64::from(u8::from(came > 0));
            bin.forecasts += 1;
            if dyad == self.dyad {
                let (low, high) = (
                    forecast.counts.quantile(0.25),
                    forecast.counts.quantile(0.75),
                );
                self.within50 += usize::from((low..=high).contains(&came));
                add_stretch(&mut self.skill, stretch, &one);
                self.own.merge(&one);
            }
            all.merge(&one);
        }
        add_stretch(&mut self.skill_of_all, stretch, &all);
        self.all.merge(&all);
    }

    fn finish(self, origins: usize) -> Track {
        let bins = self.bins.into_iter().enumerate();
        let reliability = bins
            .filter(|(_, bin)| bin.forecasts > 0)
            .map(|(at, bin)| {
                let count = bin.forecasts as f64;
                Reliability {
                    from: at as f64 / BINS as f64,
                    to: (at + 1) as f64 / BINS as f64,
                    forecast: bin.forecast / count,
                    came: bin.came / count,
                    forecasts: bin.forecasts,
                }
            })
            .collect();
        Track {
            origins,
            dyad: self.own.finish(),
            all: self.all.finish(),
            dyads: self.panel.dyads.len(),
            skill: self.skill.map(|stretches| stretches.skill()),
            skill_of_all: self.skill_of_all.map(|stretches| stretches.skill()),
            coverage50: self.within50 as f64 / origins.max(1) as f64,
            reliability,
        }
    }
}

fn add_stretch(stretches: &mut [Stretches], stretch: usize, scores: &DyadScores) {
    for (stretches, baseline) in stretches.iter_mut().zip(&scores.baselines) {
        stretches.add(stretch, scores.model.crps, baseline.crps);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_bounded_end_with_the_panel_and_need_four_windows() {
        assert_eq!(origins(27, 7), []);
        assert_eq!(origins(42 + 7 * 3 + 6, 7), []);
        let fewest = origins(42 + 7 * 4, 7);
        assert_eq!((fewest[0], fewest[fewest.len() - 1]), (42, 63));
        let many = origins(4000, 30);
        assert!(many.len() <= MOST_ORIGINS && many[many.len() - 1] == 3970);
        assert!(many[0] >= 3970 - 51 * 30);
        assert_eq!(origins(10, 30), []);
        assert_eq!(origins(100, usize::MAX / 2), []);
    }
}
