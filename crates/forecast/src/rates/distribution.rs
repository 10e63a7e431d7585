//! Distributions over counts.

use super::baseline::{moments, total};
use super::gamma::ln_gamma;

/// Probability that is left out at the upper end.
const TAIL: f64 = 1e-9;
/// Counts at the most that a distribution tells apart.
const MOST: usize = 1 << 20;
/// Below this dispersion a negative binomial is as good as a Poisson.
pub(crate) const LEAST_DISPERSION: f64 = 1e-5;

/// Windows from which the size of bursts is read.
const BURST_WINDOWS: usize = 8;

/// The probability of each count from 0 on.
#[derive(Debug, Clone, PartialEq)]
pub struct CountDistribution {
    shares: Vec<f64>,
    /// Sums of the shares up to each count.
    below: Vec<f64>,
}

impl CountDistribution {
    fn of(shares: Vec<f64>) -> Self {
        let mut sum = 0.0;
        let below = shares.iter().map(|share| {
            sum += share;
            sum
        });
        Self {
            below: below.collect(),
            shares,
        }
    }

    /// All on one count.
    pub fn point(count: u32) -> Self {
        Self::empirical(&[count])
    }

    /// The shares of counts that were seen; of none, all on 0.
    pub fn empirical(seen: &[u32]) -> Self {
        let most = seen.iter().copied().max().unwrap_or(0) as usize;
        let mut shares = vec![0.0; most.min(MOST) + 1];
        for &count in seen {
            shares[(count as usize).min(MOST)] += 1.0 / seen.len() as f64;
        }
        if seen.is_empty() {
            shares[0] = 1.0;
        }
        Self::of(shares)
    }

    /// A Poisson distribution with a mean of 0 or more.
    pub fn poisson(mean: f64) -> Self {
        Self::negative_binomial(mean, 0.0)
    }

    /// A negative binomial with variance `mean + dispersion · mean²`.
    pub fn negative_binomial(mean: f64, dispersion: f64) -> Self {
        if mean.is_nan() || mean <= 0.0 {
            return Self::point(0);
        }
        let mean = mean.min(MOST as f64 / 2.0);
        let dispersion = dispersion.max(LEAST_DISPERSION);
        let size = 1.0 / dispersion;
        let start = mean.floor();
        let upward = dispersion * mean / (1.0 + dispersion * mean);
        let ln_share = ln_gamma(start + size) - ln_gamma(size) - ln_gamma(start + 1.0)
            + start * upward.ln()
            - size * (dispersion * mean).ln_1p();
        #[allow(clippy::cast_sign_loss)] // The mean is above 0.
        let start = start as usize;
        let mut shares = vec![0.0; start + 1];
        shares[start] = ln_share.exp();
        for count in (0..start).rev() {
            let above = (count + 1) as f64;
            shares[count] = shares[count + 1] * above / ((count as f64 + size) * upward);
        }
        let mut sum: f64 = shares.iter().sum();
        let mut last = shares[start];
        while sum < 1.0 - TAIL && shares.len() < MOST {
            let count = (shares.len() - 1) as f64;
            last *= (count + size) * upward / (count + 1.0);
            // What rounding leaves of the sum must not keep the loop going.
            if last < TAIL * 1e-6 && count > mean {
                break;
            }
            sum += last;
            shares.push(last);
        }
        Self::of(shares)
    }

    /// What counts of past steps say of the next `horizon` steps, and no more: their rate, known only as far as the
    /// events tell (a gamma with Jeffreys' prior makes it negative binomial with size `events + 1/2`), in bursts as
    /// large as they came in before (variance by mean of past windows, as long as eight of them fit). The fewer
    /// the events, the wider it is.
    pub fn base_rate(counts: &[u32], horizon: usize) -> Self {
        let size = f64::from(total(counts)) + 0.5;
        let mean = size * horizon as f64 / counts.len().max(1) as f64;
        let window = (counts.len() / BURST_WINDOWS).clamp(1, horizon.max(1));
        let windows: Vec<u32> = counts.rchunks_exact(window).map(total).collect();
        let (usual, dispersion) = moments(&windows);
        let burst = 1.0 + dispersion * usual;
        Self::negative_binomial(mean, (burst - 1.0) / mean + burst / size)
    }

    /// Shares from 0 on: `None` where one is not in 0..=1 or they do not sum to 1 within a thousandth.
    pub fn from_shares(shares: Vec<f64>) -> Option<Self> {
        let fit = shares.iter().all(|share| (0.0..=1.0).contains(share));
        let sum: f64 = shares.iter().sum();
        (fit && shares.len() <= MOST && (sum - 1.0).abs() < 1e-3).then(|| Self::of(shares))
    }

    /// The probabilities of the counts from 0 on.
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// Distributions mixed by weights that sum to 1.
    pub(crate) fn mixed(parts: &[Self], weights: &[f64]) -> Self {
        let most = parts.iter().map(|part| part.shares.len()).max();
        let mut shares = vec![0.0; most.unwrap_or(1)];
        for (part, weight) in parts.iter().zip(weights) {
            for (sum, share) in shares.iter_mut().zip(&part.shares) {
                *sum += weight * share;
            }
        }
        Self::of(shares)
    }

    /// The highest level of the lower edge at which a central interval still holds a count.
    pub(crate) fn depth(&self, count: u32) -> f64 {
        self.at_most(count).min(1.0 - self.below(count))
    }

    /// The probability of a count.
    pub fn share(&self, count: u32) -> f64 {
        self.shares.get(count as usize).copied().unwrap_or(0.0)
    }

    /// The probability of a count or fewer.
    pub fn at_most(&self, count: u32) -> f64 {
        self.below.get(count as usize).copied().unwrap_or(1.0)
    }

    /// The probability of fewer than a count.
    pub fn below(&self, count: u32) -> f64 {
        count.checked_sub(1).map_or(0.0, |less| self.at_most(less))
    }

    /// The probability of one event or more.
    pub fn any(&self) -> f64 {
        (1.0 - self.shares[0]).clamp(0.0, 1.0)
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        let weighed = self.shares.iter().zip(0u32..);
        weighed.map(|(share, count)| share * f64::from(count)).sum()
    }

    /// The lowest count that reaches a level in 0..=1.
    pub fn quantile(&self, level: f64) -> u32 {
        let at = self.below.partition_point(|&below| below < level - 1e-12);
        at.min(self.below.len() - 1) as u32
    }

    /// The continuous ranked probability score against a count: 0 is best, its unit is events.
    pub fn crps(&self, count: u32) -> f64 {
        let till = self.below.len().max(count as usize);
        let square = |at: usize| {
            let below = self.below.get(at).copied().unwrap_or(1.0);
            let step = if at >= count as usize { 1.0 } else { 0.0 };
            (below - step) * (below - step)
        };
        (0..till).map(square).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::CountDistribution;

    #[test]
    fn shares_sum_to_one_with_the_mean_and_variance_asked_for() {
        for (mean, dispersion) in [
            (0.01, 2.0),
            (0.7, 0.0),
            (5.0, 0.3),
            (80.0, 0.05),
            (3000.0, 0.2),
        ] {
            let counts = CountDistribution::negative_binomial(mean, dispersion);
            let sum: f64 = counts.shares.iter().sum();
            assert!((sum - 1.0).abs() < 1e-6, "{mean} {dispersion}: {sum}");
            assert!((counts.mean() / mean - 1.0).abs() < 1e-4, "{mean}");
            let square = |(at, share): (usize, &f64)| share * (at as f64 - mean).powi(2);
            let variance: f64 = counts.shares.iter().enumerate().map(square).sum();
            let expected = mean + dispersion * mean * mean;
            assert!(
                (variance / expected - 1.0).abs() < 1e-3,
                "{variance} {expected}"
            );
        }
    }

    #[test]
    fn the_ranked_score_of_known_distributions() {
        // A point forecast: the distance.
        assert!((CountDistribution::point(3).crps(7) - 4.0).abs() < 1e-12);
        assert!((CountDistribution::point(7).crps(3) - 4.0).abs() < 1e-12);
        // A coin between 0 and 1: (1/2)² either way.
        let coin = CountDistribution::empirical(&[0, 1]);
        assert!((coin.crps(0) - 0.25).abs() < 1e-12);
        assert!((coin.crps(1) - 0.25).abs() < 1e-12);
        // E|X - y| - E|X - X'| / 2 is another way to write it.
        let drawn = [0, 2, 2, 9, 14];
        let counts = CountDistribution::empirical(&drawn);
        let distance = |a: u32, b: u32| f64::from(a.abs_diff(b));
        let to = drawn.iter().map(|&x| distance(x, 5)).sum::<f64>() / 5.0;
        let between = drawn
            .iter()
            .flat_map(|&x| drawn.iter().map(move |&y| distance(x, y)));
        assert!((counts.crps(5) - (to - between.sum::<f64>() / 50.0)).abs() < 1e-12);
    }

    #[test]
    fn a_base_rate_is_wider_the_less_is_known() {
        let rare = |events: usize, days: usize| -> Vec<u32> {
            let counts = (0..days).map(|day| u32::from(day % (days / events) == 0));
            counts.collect()
        };
        let few = CountDistribution::base_rate(&rare(2, 60), 30);
        let many = CountDistribution::base_rate(&rare(200, 6000), 30);
        assert!((few.mean() - 1.25).abs() < 1e-4, "{}", few.mean());
        assert!((many.mean() - 1.0025).abs() < 1e-4, "{}", many.mean());
        assert!(few.quantile(0.9) > many.quantile(0.9));
        // Nothing seen is not nothing possible.
        let none = CountDistribution::base_rate(&[0; 30], 30);
        assert!((0.2..0.4).contains(&none.any()), "{}", none.any());
        // As many events in bursts make a wider one.
        let mut bursts = vec![0; 6000];
        bursts[100..120].fill(5);
        bursts[4000..4020].fill(5);
        let bursts = CountDistribution::base_rate(&bursts, 30);
        assert!(bursts.quantile(0.995) > many.quantile(0.995) && bursts.any() < many.any());
        assert!((bursts.mean() - many.mean()).abs() < 0.01);
        let again = CountDistribution::from_shares(few.shares().to_vec()).unwrap();
        assert_eq!(again, few);
        for wrong in [vec![0.5], vec![f64::NAN, 1.0], vec![1.5, -0.5], vec![]] {
            assert_eq!(CountDistribution::from_shares(wrong), None);
        }
    }

    #[test]
    fn quantiles_and_edges() {
        let counts = CountDistribution::empirical(&[1, 2, 3, 4]);
        assert_eq!(counts.quantile(0.0), 0);
        assert_eq!(counts.quantile(0.25), 1);
        assert_eq!(counts.quantile(0.26), 2);
        assert_eq!(counts.quantile(1.0), 4);
        assert!((CountDistribution::poisson(2.0).any() - (1.0 - (-2f64).exp())).abs() < 1e-4);
        assert_eq!(CountDistribution::poisson(f64::NAN).quantile(0.9), 0);
        assert_eq!(CountDistribution::empirical(&[]).quantile(0.9), 0);
    }
}
