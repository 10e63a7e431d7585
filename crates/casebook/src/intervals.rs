//! Intervals of 95 % for counts, shares and means.

#![expect(
    clippy::many_single_char_names,
    reason = "the letters of the continued fractions are those of every textbook"
)]

/// The share of the probability on either side of an interval.
const TAIL: f64 = 0.025;
/// Resamples of a bootstrap.
const RESAMPLES: usize = 200;
/// Above this number of values the mean of resamples is as good as normal.
const RESAMPLED: u64 = 200;

/// From where to where a value may be, and how that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Interval {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) kind: &'static str,
}

/// The exact (Garwood) interval for the mean of a Poisson count of which `count` was seen.
pub(crate) fn of_count(count: u64) -> Interval {
    let n = count as f64;
    Interval {
        low: if count == 0 {
            0.0
        } else {
            gamma_quantile(n, TAIL)
        },
        high: gamma_quantile(n + 1.0, 1.0 - TAIL),
        kind: "exact",
    }
}

/// The exact (Clopper-Pearson) interval for a share of which `part` of `whole` was seen.
pub(crate) fn of_share(part: u64, whole: u64) -> Interval {
    let (k, n) = (part as f64, whole as f64);
    Interval {
        low: if part == 0 {
            0.0
        } else {
            beta_quantile(k, n - k + 1.0, TAIL)
        },
        high: if part >= whole {
            1.0
        } else {
            beta_quantile(k + 1.0, n - k, 1.0 - TAIL)
        },
        kind: "exact",
    }
}

/// The mean of values, each with how often it was seen, and its bootstrap interval; none where
/// nothing was seen. `seed` names the point, so that the same point has the same interval.
pub(crate) fn of_mean(values: &[(f64, u64)], seed: u64) -> Option<(f64, Interval)> {
    let count: u64 = values.iter().map(|(_, count)| count).sum();
    if count == 0 {
        return None;
    }
    let n = count as f64;
    let sum = |of: &dyn Fn(f64) -> f64| -> f64 {
        values
            .iter()
            .map(|(value, count)| of(*value) * *count as f64)
            .sum()
    };
    let mean = sum(&|value| value) / n;
    if count > RESAMPLED {
        let spread = (sum(&|value| (value - mean).powi(2)) / (n - 1.0)).sqrt() / n.sqrt();
        let interval = Interval {
            low: mean - 1.959_964 * spread,
            high: mean + 1.959_964 * spread,
            kind: "normal",
        };
        return Some((mean, interval));
    }
    let all: Vec<f64> = values
        .iter()
        .flat_map(|(value, count)| std::iter::repeat_n(*value, *count as usize))
        .collect();
    let mut numbers = Numbers(seed);
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let drawn = (0..all.len()).map(|_| all[numbers.below(all.len())]);
            drawn.sum::<f64>() / n
        })
        .collect();
    means.sort_by(f64::total_cmp);
    // 2.5 % of the resamples lie outside on either side.
    let outside = RESAMPLES / 40;
    let interval = Interval {
        low: means[outside],
        high: means[RESAMPLES - 1 - outside],
        kind: "bootstrap",
    };
    Some((mean, interval))
}

/// Numbers that look random and follow from a seed (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        ((u128::from(mixed) * end as u128) >> 64) as usize
    }
}

/// The logarithm of the gamma function, by Stirling's series after a few steps of recursion.
fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut steps) = (x, 0.0);
    while x < 12.0 {
        steps += x.ln();
        x += 1.0;
    }
    let r = 1.0 / (x * x);
    let series = (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r / 1680.0))) / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - steps
}

/// The regularised lower incomplete gamma function.
fn gamma_share(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut sum, mut term, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * 1e-15 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return front * sum;
    }
    // Lentz's method for the continued fraction of the upper part.
    let tiny = 1e-300;
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / tiny, 1.0 / b);
    let mut h = d;
    for i in 1..10_000 {
        let i = f64::from(i);
        let an = -i * (i - a);
        b += 2.0;
        d = 1.0 / not_zero(an * d + b);
        c = not_zero(b + an / c);
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-14 {
            break;
        }
    }
    1.0 - front * h
}

fn not_zero(x: f64) -> f64 {
    if x.abs() < 1e-300 { 1e-300 } else { x }
}

/// Where the gamma distribution of shape `a` has `share` below.
fn gamma_quantile(a: f64, share: f64) -> f64 {
    let normal = if share < 0.5 { -1.959_964 } else { 1.959_964 };
    let cube = 1.0 - 1.0 / (9.0 * a) + normal / (3.0 * a.sqrt());
    let start = (a * cube.powi(3)).max(a * 1e-3);
    let density = |x: f64| ((a - 1.0) * x.ln() - x - ln_gamma(a)).exp();
    let mut x = start;
    for _ in 0..60 {
        let step = (gamma_share(a, x) - share) / not_zero(density(x));
        let next = (x - step).clamp(x * 0.25, x * 4.0 + 1.0);
        if (next - x).abs() <= 1e-11 * x {
            return next;
        }
        x = next;
    }
    x
}

/// The regularised incomplete beta function.
fn beta_share(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_share(b, a, 1.0 - x);
    }
    let front =
        (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp() / a;
    let mut c = 1.0;
    let mut d = 1.0 / not_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..10_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / not_zero(1.0 + even * d);
        c = not_zero(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / not_zero(1.0 + odd * d);
        c = not_zero(1.0 + odd / c);
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-14 {
            break;
        }
    }
    front * h
}

/// Where the beta distribution has `share` below, by halving.
fn beta_quantile(a: f64, b: f64, share: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    while high - low > 1e-10 {
        let middle = f64::midpoint(low, high);
        if beta_share(a, b, middle) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!(
            (found - expected).abs() < 2e-4 * expected.abs().max(1.0),
            "{found} is not {expected}"
        );
    }

    #[test]
    fn exact_intervals_are_those_of_tables() {
        // Poisson: tables of Garwood; shares: R's binom.test.
        let none = of_count(0);
        assert!(none.low.abs() < 1e-12);
        near(none.high, 3.6889);
        near(of_count(1).low, 0.02532);
        near(of_count(10).low, 4.7954);
        near(of_count(10).high, 18.3904);
        near(of_count(1000).low, 938.97);
        near(of_count(1000).high, 1063.97);
        near(of_share(0, 10).high, 0.30850);
        near(of_share(5, 10).low, 0.18709);
        near(of_share(5, 10).high, 0.81291);
        near(of_share(10, 10).low, 0.69150);
        near(of_share(90, 1000).low, 0.07301);
    }

    #[test]
    fn a_bootstrap_holds_the_mean_and_repeats_itself() {
        let values = [(-5.0, 20), (3.0, 30)];
        let (mean, interval) = of_mean(&values, 7).unwrap();
        near(mean, -0.2);
        assert!(interval.low < mean && mean < interval.high);
        assert_eq!(of_mean(&values, 7).unwrap().1, interval);
        let (_, large) = of_mean(&[(-5.0, 2000), (3.0, 3000)], 7).unwrap();
        assert!(large.kind == "normal" && large.high - large.low < interval.high - interval.low);
        assert!(of_mean(&[], 7).is_none());
    }
}
