//! What is known of a dyad before a step, as numbers for the regression.

use serde::Serialize;

use super::baseline::{moments, total};
use super::panel::Panel;

/// Half-lives, in steps, of the rates of the dyad itself; the last one all but never forgets.
const OWN: [f64; 7] = [1.5, 4.0, 8.0, 16.0, 32.0, 80.0, 1e6];
/// Half-lives of the other direction.
const BACK: [f64; 2] = [4.0, 32.0];
/// Half-lives of what the two do elsewhere; the last two are for trees only.
const ELSEWHERE: [f64; 4] = [4.0, 32.0, 1.5, 1e6];
/// Half-life of the volume that turns shares back into counts.
const LEVEL: f64 = 24.0;
/// Events that are added before a logarithm is taken.
const SOFTEN: f64 = 0.5;
/// Windows over which a dyad's own dispersion is looked at.
const WINDOWS: usize = 52;
/// Numbers from which the dispersion is read.
pub(crate) const SPREAD: usize = 4;

/// The last steps that trees see one by one.
const LAST: usize = 3;
/// Steps of a week, the weeks that trees see one by one, and those whose highest they see.
const WEEK: usize = 7;
const LAST_WEEKS: usize = 4;
const HIGH_WEEKS: usize = 8;
/// Steps without an event after which it does not matter how many more there were.
const LONG_AGO: usize = 30;

/// Numbers that only trees see.
const CLOSES: usize = 14;

/// Half-lives of the dyad's own rates up to which they are its last days, and its last weeks.
const DAYS: usize = 3;
const WEEKS: usize = 5;

/// What a forecast of the model is moved by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Drive {
    /// The dyad's own last days: rates with half-lives of 8 steps at the most.
    LastDays,
    /// Its last weeks: half-lives of 16 and 32 steps.
    LastWeeks,
    /// Its habit: half-lives of 80 steps and more.
    Habit,
    /// What the two do with others, and the other direction of a directed dyad.
    Elsewhere,
    /// Whether the stream as a whole is swelling.
    Volume,
    /// The place in the week.
    Weekday,
    /// What the regression has missed before in like circumstances.
    Misses,
}

impl Drive {
    /// What the number at a place in the row of a mean stands for; `None` for the constant.
    pub(crate) fn of(at: usize, width: usize) -> Option<Self> {
        let own = at.checked_sub(1)?;
        Some(match own {
            own if own < DAYS => Self::LastDays,
            own if own < WEEKS => Self::LastWeeks,
            own if own < OWN.len() => Self::Habit,
            _ if at + 7 < width => Self::Elsewhere,
            _ if at + 7 == width => Self::Volume,
            _ => Self::Weekday,
        })
    }
}

/// The highest of the rates of the dyad itself in a row of numbers, as events in a window, softened.
pub(crate) fn highest_rate(mean: &[f64]) -> f64 {
    let own = mean.iter().skip(1).take(OWN.len());
    own.copied().fold(f64::MIN, f64::max).exp()
}

/// A mean that forgets: of counts, or of counts as a share of the volume.
#[derive(Clone, Copy, Default)]
struct Faded {
    counted: f64,
    weight: f64,
}

impl Faded {
    fn learn(&mut self, half_life: f64, counted: f64, weight: f64) {
        let keep = (-std::f64::consts::LN_2 / half_life).exp();
        self.counted = self.counted * keep + counted;
        self.weight = self.weight * keep + weight;
    }

    fn mean(self) -> f64 {
        if self.weight > 0.0 {
            self.counted / self.weight
        } else {
            0.0
        }
    }
}

/// Rows of numbers for each dyad and step in a range; each is made from what was before its step.
pub(crate) struct Features {
    from: usize,
    to: usize,
    pub(crate) width: usize,
    means: Vec<f64>,
    spreads: Vec<f64>,
    closes: Vec<f64>,
}

impl Features {
    /// Rows for the steps `from..=to`.
    pub(crate) fn new(panel: &Panel, horizon: usize, from: usize, to: usize) -> Self {
        let mut features = Self {
            from,
            to,
            width: 0,
            means: Vec::new(),
            spreads: Vec::new(),
            closes: Vec::new(),
        };
        let volumes = Volumes::new(panel, to);
        for dyad in 0..panel.dyads.len() {
            Walk::new(panel, dyad, horizon, &volumes).go(&mut features);
        }
        features
    }

    fn at(&self, dyad: usize, step: usize) -> usize {
        dyad * (self.to + 1 - self.from) + step - self.from
    }

    /// The numbers from which the mean is read.
    pub(crate) fn mean(&self, dyad: usize, step: usize) -> &[f64] {
        let at = self.at(dyad, step) * self.width;
        &self.means[at..at + self.width]
    }

    /// The numbers from which the dispersion is read.
    pub(crate) fn spread(&self, dyad: usize, step: usize) -> &[f64] {
        let at = self.at(dyad, step) * SPREAD;
        &self.spreads[at..at + SPREAD]
    }

    /// The numbers that trees see: those of mean and dispersion, and a closer look at the dyad's past.
    pub(crate) fn trees(&self, dyad: usize, step: usize) -> impl Iterator<Item = f64> {
        let at = self.at(dyad, step) * CLOSES;
        let of_mean = self.mean(dyad, step).iter().skip(1);
        let of_spread = self.spread(dyad, step).iter().skip(1);
        let all = of_mean.chain(of_spread);
        all.chain(&self.closes[at..at + CLOSES]).copied()
    }
}

/// The volume of the stream before each step.
struct Volumes {
    level: Vec<f64>,
    trend: Vec<f64>,
}

impl Volumes {
    fn new(panel: &Panel, to: usize) -> Self {
        let mut faded = Faded::default();
        let (mut level, mut trend) = (vec![0.0], vec![0.0]);
        for step in 0..to.min(panel.steps) {
            faded.learn(LEVEL, f64::from(panel.volume[step]), 1.0);
            level.push(faded.mean());
            let sum = |steps: usize| -> f64 {
                let from = (step + 1).saturating_sub(steps);
                let volume = panel.volume[from..=step].iter();
                volume.copied().map(f64::from).sum::<f64>() / (step + 1 - from) as f64
            };
            trend.push(((sum(7) + 1.0) / (sum(28) + 1.0)).ln());
        }
        Self { level, trend }
    }
}

/// One dyad on its way through the steps.
struct Walk<'a> {
    panel: &'a Panel,
    dyad: usize,
    horizon: usize,
    volumes: &'a Volumes,
    own: [Faded; OWN.len()],
    back: [Faded; BACK.len()],
    elsewhere: [[Faded; ELSEWHERE.len()]; 2],
}

impl<'a> Walk<'a> {
    fn new(panel: &'a Panel, dyad: usize, horizon: usize, volumes: &'a Volumes) -> Self {
        Self {
            panel,
            dyad,
            horizon,
            volumes,
            own: Default::default(),
            back: Default::default(),
            elsewhere: Default::default(),
        }
    }

    fn go(mut self, features: &mut Features) {
        for step in 0..=features.to {
            if step >= features.from {
                self.row(step, features);
            }
            if step < self.panel.steps {
                self.learn(step);
            }
        }
    }

    fn learn(&mut self, step: usize) {
        let panel = self.panel;
        let volume = f64::from(panel.volume[step]);
        let own = f64::from(panel.own[self.dyad][step]);
        let back = panel.back[self.dyad]
            .get(step)
            .copied()
            .map_or(0.0, f64::from);
        for (faded, half_life) in self.own.iter_mut().zip(OWN) {
            faded.learn(half_life, own, volume);
        }
        for (faded, half_life) in self.back.iter_mut().zip(BACK) {
            faded.learn(half_life, back, volume);
        }
        let dyad = panel.dyads[self.dyad];
        for (actor, faded) in [dyad.source, dyad.target].iter().zip(&mut self.elsewhere) {
            let all = f64::from(panel.actors[actor][step]);
            for (faded, half_life) in faded.iter_mut().zip(ELSEWHERE) {
                faded.learn(half_life, (all - own - back).max(0.0), volume);
            }
        }
    }

    fn row(&self, step: usize, features: &mut Features) {
        let start = features.means.len();
        let at = step.min(self.volumes.level.len() - 1);
        let scale = self.volumes.level[at] * self.horizon as f64;
        let logarithm = |faded: &Faded| (faded.mean() * scale + SOFTEN).ln();
        let own: Vec<f64> = self.own.iter().map(logarithm).collect();
        features.means.push(1.0);
        features.means.extend(&own);
        if self.panel.directed {
            features.means.extend(self.back.iter().map(logarithm));
        }
        let mut sides = self
            .elsewhere
            .map(|side| side.map(|faded| logarithm(&faded)));
        if !self.panel.directed && sides[0][1] < sides[1][1] {
            sides.swap(0, 1);
        }
        for [fast, slow, fastest, ever] in sides {
            features.means.extend([fast - slow, slow]);
            features.closes.extend([fastest - slow, slow - ever]);
        }
        features.means.push(self.volumes.trend[at]);
        let weekday = (1..7).map(|day| f64::from(u8::from(step % 7 == day)));
        features.means.extend(weekday);
        features.width = features.means.len() - start;
        let past = &self.panel.own[self.dyad][..step.min(self.panel.steps)];
        let windows = past.rchunks_exact(self.horizon).take(WINDOWS);
        let windows: Vec<u32> = windows.map(total).collect();
        let (_, dispersion) = moments(&windows);
        let spread = [
            1.0,
            own[3],
            (own[1] - own[5]).abs(),
            (dispersion + 0.05).ln(),
        ];
        features.spreads.extend(spread);
        features.closes.extend(last_days(past));
        features.closes.extend(last_weeks(past, own[OWN.len() - 1]));
        features.closes.push(comes_again(&windows));
    }
}

fn softened(count: f64) -> f64 {
    (count + SOFTEN).ln()
}

/// The last steps beside the mean of all, the latest first; and how long ago the last event was, in steps.
fn last_days(past: &[u32]) -> impl Iterator<Item = f64> {
    let usual = softened(f64::from(total(past)) / past.len().max(1) as f64);
    let last = past.iter().rev().take(LAST);
    let last = last.map(move |&count| softened(f64::from(count)) - usual);
    let quiet = past
        .iter()
        .rev()
        .take(LONG_AGO)
        .position(|&count| count > 0);
    let none = std::iter::repeat_n(0.0, LAST.saturating_sub(past.len()));
    last.chain(none).chain([quiet.unwrap_or(LONG_AGO) as f64])
}

/// The last weeks beside what is usual, the latest first; and the highest of more of them.
fn last_weeks(past: &[u32], usual: f64) -> impl Iterator<Item = f64> {
    let mut weeks = [0; HIGH_WEEKS];
    for (week, counts) in weeks.iter_mut().zip(past.rchunks(WEEK)) {
        *week = total(counts);
    }
    let highest = weeks.iter().copied().max().unwrap_or(0);
    let seen = weeks.into_iter().take(LAST_WEEKS).chain([highest]);
    seen.map(move |week| softened(f64::from(week)) - usual)
}

/// Whether a window is like the one before it: the correlation of neighbours, shrunk where little varies.
fn comes_again(windows: &[u32]) -> f64 {
    let (mean, _) = moments(windows);
    let off = |&window: &u32| f64::from(window) - mean;
    let squares: f64 = windows.iter().map(|window| off(window).powi(2)).sum();
    let pairs = windows.windows(2);
    let together: f64 = pairs.map(|pair| off(&pair[0]) * off(&pair[1])).sum();
    together / (squares + mean + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rates::Dyad;

    #[test]
    fn each_number_stands_for_what_moves_it() {
        let dyads = [(0, 1), (1, 2)].map(|(a, b)| (Dyad::new(a, b, false), vec![1; 60]));
        let panel = Panel::from_days(0, dyads.to_vec()).unwrap();
        let features = Features::new(&panel, 7, 60, 60);
        let drives: Vec<_> = (0..features.width)
            .map(|at| Drive::of(at, features.width))
            .collect();
        assert_eq!(drives[0], None);
        let count = |drive| drives.iter().filter(|one| **one == Some(drive)).count();
        let counted = [
            Drive::LastDays,
            Drive::LastWeeks,
            Drive::Habit,
            Drive::Elsewhere,
            Drive::Volume,
            Drive::Weekday,
        ];
        assert_eq!(counted.map(count), [3, 2, 2, 4, 1, 6]);
    }
}
