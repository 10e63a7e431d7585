//! Whether a forecast has shown skill: the mean gain over past windows with its interval.

use serde::Serialize;

use super::gamma::ln_gamma;

/// Windows apart below which no interval is given.
const FEWEST: usize = 4;

/// What the past says of the skill of a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Verdict {
    /// The whole 95 % interval lies above 0.
    Skill,
    /// The interval holds 0: what was seen may be chance.
    NotShown,
    /// The whole interval lies below 0: the baseline is better.
    Worse,
    /// There are too few windows to tell.
    NotMeasured,
}

/// The skill in CRPS against a baseline, with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Skill {
    /// 1 is perfect, 0 no better than the baseline, below 0 worse; `None` where nothing was scored.
    pub skill: Option<f64>,
    /// The lower end of the 95 % interval; `None` where it cannot be given.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// Stretches of one horizon each whose mean gains the interval is made from.
    pub windows: usize,
    /// What that comes to.
    pub verdict: Verdict,
}

/// Sums of scores by stretches that are one horizon long: origins inside a stretch overlap, and count as one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stretches {
    sums: Vec<Stretch>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Stretch {
    model: f64,
    baseline: f64,
    forecasts: u32,
}

impl Stretches {
    /// Adds the CRPS of a forecast and of the baseline in a stretch.
    pub(crate) fn add(&mut self, stretch: usize, model: f64, baseline: f64) {
        if self.sums.len() <= stretch {
            self.sums.resize(stretch + 1, Stretch::default());
        }
        let sums = &mut self.sums[stretch];
        sums.model += model;
        sums.baseline += baseline;
        sums.forecasts += 1;
    }

    /// The skill with a t-interval over the gains of the stretches.
    pub(crate) fn skill(&self) -> Skill {
        let scored: Vec<(f64, f64)> = self
            .sums
            .iter()
            .filter(|sums| sums.forecasts > 0)
            .map(|sums| {
                let count = f64::from(sums.forecasts);
                (sums.model / count, sums.baseline / count)
            })
            .collect();
        let count = scored.len() as f64;
        let level = scored.iter().map(|(_, baseline)| baseline).sum::<f64>() / count.max(1.0);
        let gains: Vec<f64> = scored
            .iter()
            .map(|(model, baseline)| baseline - model)
            .collect();
        let mean = gains.iter().sum::<f64>() / count.max(1.0);
        let skill = (level > 0.0).then(|| mean / level);
        let mut found = Skill {
            skill,
            low: None,
            high: None,
            windows: scored.len(),
            verdict: Verdict::NotMeasured,
        };
        if scored.len() < FEWEST || skill.is_none() {
            return found;
        }
        let squares = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>();
        let error = (squares / (count - 1.0) / count).sqrt();
        let reach = student_quantile(count - 1.0) * error;
        let (low, high) = ((mean - reach) / level, (mean + reach) / level);
        found.low = Some(low);
        found.high = Some(high);
        found.verdict = match (low > 0.0, high < 0.0) {
            (true, _) => Verdict::Skill,
            (_, true) => Verdict::Worse,
            _ => Verdict::NotShown,
        };
        found
    }
}

/// The quantile of Student's t below which 97.5 % lie: Simpson's rule on the density, then bisection.
fn student_quantile(freedom: f64) -> f64 {
    let scale = ln_gamma(f64::midpoint(freedom, 1.0))
        - ln_gamma(freedom / 2.0)
        - 0.5 * (freedom * std::f64::consts::PI).ln();
    let density = |t: f64| (scale - f64::midpoint(freedom, 1.0) * (t * t / freedom).ln_1p()).exp();
    let above_zero = |t: f64| {
        let steps = 400;
        let width = t / f64::from(steps);
        let inner = (1..steps).map(|step| {
            let weight = if step % 2 == 0 { 2.0 } else { 4.0 };
            weight * density(width * f64::from(step))
        });
        (density(0.0) + density(t) + inner.sum::<f64>()) * width / 3.0
    };
    let (mut low, mut high) = (1.9, 13.0);
    for _ in 0..50 {
        let middle = f64::midpoint(low, high);
        if above_zero(middle) < 0.475 {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_student_are_those_of_the_tables() {
        for (freedom, known) in [(1.0, 12.706), (3.0, 3.182), (10.0, 2.228), (60.0, 2.000)] {
            let found = student_quantile(freedom);
            assert!((found - known).abs() < 2e-3, "{freedom}: {found}");
        }
    }

    #[test]
    fn a_verdict_needs_windows_and_a_gain_beyond_chance() {
        let of = |gains: &[f64]| {
            let mut stretches = Stretches::default();
            for (at, gain) in gains.iter().enumerate() {
                stretches.add(at, 10.0 - gain, 10.0);
            }
            stretches.skill()
        };
        assert_eq!(of(&[]).verdict, Verdict::NotMeasured);
        assert_eq!(of(&[2.0, 2.1, 1.9]).verdict, Verdict::NotMeasured);
        assert_eq!(of(&[2.0, 2.1, 1.9, 2.2]).verdict, Verdict::Skill);
        assert_eq!(of(&[2.0, -2.1, 1.9, -1.6]).verdict, Verdict::NotShown);
        assert_eq!(of(&[-2.0, -2.1, -1.9, -2.2]).verdict, Verdict::Worse);
        let skill = of(&[2.0, 2.1, 1.9, 2.2]).skill.unwrap();
        assert!((skill - 0.205).abs() < 1e-9);
    }
}
