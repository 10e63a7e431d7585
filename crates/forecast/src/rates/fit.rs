//! A regression with a negative binomial: the logarithms of mean and dispersion are linear in numbers.

use super::distribution::LEAST_DISPERSION;
use super::gamma::{digamma, ln_gamma};

/// Rounds at the most in which mean and dispersion are fitted in turn.
const ROUNDS: usize = 30;
/// A round that moves no coefficient further ends the fit.
const STILL: f64 = 1e-3;
/// The ridge on coefficients of numbers that vary by 1, in rows.
const RIDGE: f64 = 20.0;
/// Logarithms of mean and dispersion stay within these.
const MEANS: (f64, f64) = (-12.0, 13.0);
const SPREADS: (f64, f64) = (-7.0, 2.0);

/// How often a step is halved before it is given up.
const HALVINGS: usize = 6;

/// What is fitted in turn.
#[derive(Clone, Copy)]
enum Part {
    Mean,
    Spread,
}

/// One count with the numbers it is explained from.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) mean: &'a [f64],
    pub(crate) spread: &'a [f64],
    pub(crate) came: u32,
}

/// Coefficients of the mean and of the dispersion.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Coefficients {
    pub(crate) mean: Vec<f64>,
    pub(crate) spread: Vec<f64>,
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

impl Coefficients {
    /// Mean and dispersion for a row of numbers.
    pub(crate) fn read(&self, mean: &[f64], spread: &[f64]) -> (f64, f64) {
        let mean = dot(&self.mean, mean).clamp(MEANS.0, MEANS.1).exp();
        let spread = dot(&self.spread, spread).clamp(SPREADS.0, SPREADS.1).exp();
        (mean, spread.max(LEAST_DISPERSION))
    }

    /// Fits to rows, from where an earlier fit ended, if there was one.
    pub(crate) fn fit(rows: &[Row<'_>], start: Option<&Self>) -> Self {
        let width = |of: fn(&Row<'_>) -> usize| rows.first().map_or(0, of);
        let mut fitted = start.cloned().unwrap_or_else(|| {
            let mut spread = vec![0.0; width(|row| row.spread.len())];
            if let Some(first) = spread.first_mut() {
                *first = -1.5;
            }
            Self {
                mean: first_mean(rows, width(|row| row.mean.len())),
                spread,
            }
        });
        let ridges = [ridge(rows, |row| row.mean), ridge(rows, |row| row.spread)];
        for _ in 0..ROUNDS {
            let moved = fitted.round_of_means(rows, &ridges[0]);
            let spread = fitted.round_of_spreads(rows, &ridges[1]);
            if moved.max(spread) < STILL {
                break;
            }
        }
        fitted
    }

    /// One step of Fisher scoring on the mean.
    fn round_of_means(&mut self, rows: &[Row<'_>], ridge: &[f64]) -> f64 {
        let mut normal = Normal::new(self.mean.len());
        for row in rows {
            let (mean, dispersion) = self.read(row.mean, row.spread);
            let weight = 1.0 / (1.0 + dispersion * mean);
            normal.add(
                row.mean,
                (f64::from(row.came) - mean) * weight,
                mean * weight,
            );
        }
        let step = normal.step(&self.mean, ridge);
        self.go(rows, ridge, Part::Mean, &step)
    }

    /// One step on the dispersion, with the squares of the gradients in place of the curvature.
    fn round_of_spreads(&mut self, rows: &[Row<'_>], ridge: &[f64]) -> f64 {
        let mut normal = Normal::new(self.spread.len());
        for row in rows {
            let (mean, dispersion) = self.read(row.mean, row.spread);
            let (size, came) = (1.0 / dispersion, f64::from(row.came));
            let slope = digamma(came + size) - digamma(size) - (mean / size).ln_1p()
                + (mean - came) / (size + mean);
            let gradient = -size * slope;
            normal.add(row.spread, gradient, gradient * gradient);
        }
        let step = normal.step(&self.spread, ridge);
        self.go(rows, ridge, Part::Spread, &step)
    }

    /// Takes a step, or the half, quarter … of it that makes the counts likelier; tells how far it went at the
    /// most. Without that care a fit to few counts swings instead of coming to rest.
    fn go(&mut self, rows: &[Row<'_>], ridge: &[f64], part: Part, step: &[f64]) -> f64 {
        let before = self.likelihood(rows, ridge, part);
        let start = self.part(part).clone();
        let mut share = 1.0;
        for _ in 0..HALVINGS {
            for ((coefficient, from), step) in self.part(part).iter_mut().zip(&start).zip(step) {
                *coefficient = from + share * step;
            }
            if self.likelihood(rows, ridge, part) >= before {
                let steps = step.iter().map(|step| (share * step).abs());
                return steps.fold(0.0, f64::max);
            }
            share /= 2.0;
        }
        *self.part(part) = start;
        0.0
    }

    fn part(&mut self, part: Part) -> &mut Vec<f64> {
        match part {
            Part::Mean => &mut self.mean,
            Part::Spread => &mut self.spread,
        }
    }

    /// The logarithm of the likelihood less the ridge on one part, up to a constant.
    fn likelihood(&self, rows: &[Row<'_>], ridge: &[f64], part: Part) -> f64 {
        let sum: f64 = rows
            .iter()
            .map(|row| {
                let (mean, dispersion) = self.read(row.mean, row.spread);
                let (size, came) = (1.0 / dispersion, f64::from(row.came));
                let of_mean =
                    came * (dispersion * mean).ln() - (came + size) * (dispersion * mean).ln_1p();
                match part {
                    Part::Mean => of_mean,
                    Part::Spread => of_mean + ln_gamma(came + size) - ln_gamma(size),
                }
            })
            .sum();
        let coefficients = match part {
            Part::Mean => &self.mean,
            Part::Spread => &self.spread,
        };
        let squares = coefficients.iter().zip(ridge);
        sum - squares.map(|(c, ridge)| ridge * c * c / 2.0).sum::<f64>()
    }
}

/// Coefficients to begin with: the mean of all counts, whatever the numbers.
fn first_mean(rows: &[Row<'_>], width: usize) -> Vec<f64> {
    let sum: f64 = rows.iter().map(|row| f64::from(row.came)).sum();
    let mut mean = vec![0.0; width];
    if let Some(first) = mean.first_mut() {
        *first = (sum / rows.len().max(1) as f64).max(0.01).ln();
    }
    mean
}

/// The ridge on each coefficient, by the variance of its number; almost none on the first, which is constant.
fn ridge<'a>(rows: &[Row<'a>], of: impl Fn(&Row<'a>) -> &'a [f64]) -> Vec<f64> {
    let width = rows.first().map_or(0, |row| of(row).len());
    let (mut sums, mut squares) = (vec![0.0; width], vec![0.0; width]);
    for row in rows {
        for ((sum, square), number) in sums.iter_mut().zip(&mut squares).zip(of(row)) {
            *sum += number;
            *square += number * number;
        }
    }
    let count = rows.len().max(1) as f64;
    let variance = sums.iter().zip(&squares).map(|(sum, square)| {
        let mean = sum / count;
        (square / count - mean * mean).max(1e-4)
    });
    let mut ridge: Vec<f64> = variance.map(|variance| RIDGE * variance).collect();
    if let Some(first) = ridge.first_mut() {
        *first = 1e-3;
    }
    ridge
}

/// The normal equations of one step.
struct Normal {
    width: usize,
    matrix: Vec<f64>,
    right: Vec<f64>,
}

impl Normal {
    fn new(width: usize) -> Self {
        Self {
            width,
            matrix: vec![0.0; width * width],
            right: vec![0.0; width],
        }
    }

    fn add(&mut self, numbers: &[f64], gradient: f64, weight: f64) {
        for (at, &number) in numbers.iter().enumerate() {
            self.right[at] += gradient * number;
            let weighed = weight * number;
            let line = &mut self.matrix[at * self.width..=at * self.width + at];
            for (cell, other) in line.iter_mut().zip(numbers) {
                *cell += weighed * other;
            }
        }
    }

    /// The step to the solution, of no more than 2 for each coefficient.
    fn step(mut self, coefficients: &[f64], ridge: &[f64]) -> Vec<f64> {
        for (at, (coefficient, ridge)) in coefficients.iter().zip(ridge).enumerate() {
            self.matrix[at * self.width + at] += ridge + 1e-9;
            self.right[at] -= ridge * coefficient;
        }
        self.solve();
        let bounded = |step: f64| {
            if step.is_finite() {
                step.clamp(-2.0, 2.0)
            } else {
                0.0
            }
        };
        self.right.into_iter().map(bounded).collect()
    }

    /// Cholesky's decomposition of the lower half, then both substitutions, in place.
    fn solve(&mut self) {
        let width = self.width;
        for row in 0..width {
            for column in 0..=row {
                let line = &self.matrix[row * width..row * width + column];
                let other = &self.matrix[column * width..column * width + column];
                let rest = self.matrix[row * width + column] - dot(line, other);
                self.matrix[row * width + column] = if row == column {
                    rest.max(1e-12).sqrt()
                } else {
                    rest / self.matrix[column * width + column]
                };
            }
        }
        for row in 0..width {
            let line = &self.matrix[row * width..row * width + row];
            let rest = self.right[row] - dot(line, &self.right[..row]);
            self.right[row] = rest / self.matrix[row * width + row];
        }
        for row in (0..width).rev() {
            let below = (row + 1..width).map(|at| self.matrix[at * width + row] * self.right[at]);
            let rest = self.right[row] - below.sum::<f64>();
            self.right[row] = rest / self.matrix[row * width + row];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Coefficients, Row};
    use crate::rates::CountDistribution;

    #[test]
    fn it_finds_what_made_the_counts() {
        let numbers: Vec<[f64; 2]> = (0..4000).map(|at| [1.0, f64::from(at % 2)]).collect();
        let made = [(3.0, 1.0), (20.0, 0.2)]
            .map(|(mean, spread)| CountDistribution::negative_binomial(mean, spread));
        let rows: Vec<Row<'_>> = numbers
            .iter()
            .enumerate()
            .map(|(at, numbers)| Row {
                mean: numbers,
                spread: numbers,
                came: made[at % 2].quantile(((at / 2) as f64 + 0.5) / 2000.0),
            })
            .collect();
        let fitted = Coefficients::fit(&rows, None);
        let (few, wide) = fitted.read(&[1.0, 0.0], &[1.0, 0.0]);
        let (many, narrow) = fitted.read(&[1.0, 1.0], &[1.0, 1.0]);
        assert!((few - 3.0).abs() < 0.1, "{few}");
        assert!((many - 20.0).abs() < 0.3, "{many}");
        assert!((wide - 1.0).abs() < 0.1, "{wide}");
        assert!((narrow - 0.2).abs() < 0.02, "{narrow}");
    }
}
