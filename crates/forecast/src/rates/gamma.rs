//! The logarithm of the gamma function and its derivative.

/// ln Γ(x) for x > 0: Stirling's series after shifting x to 10 or more; good to 1e-12.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    let mut x = x;
    let mut shift = 1.0;
    while x < 10.0 {
        shift *= x;
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series =
        (1.0 / 12.0 - inverse * (1.0 / 360.0 - inverse * (1.0 / 1260.0 - inverse / 1680.0))) / x;
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - f64::ln(shift)
}

/// ψ(x) = d ln Γ(x) / dx for x > 0.
pub(crate) fn digamma(x: f64) -> f64 {
    let mut x = x;
    let mut shift = 0.0;
    while x < 8.0 {
        shift -= 1.0 / x;
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = inverse * (1.0 / 12.0 - inverse * (1.0 / 120.0 - inverse / 252.0));
    shift + x.ln() - 0.5 / x - series
}

#[cfg(test)]
mod tests {
    use super::{digamma, ln_gamma};

    #[test]
    fn known_values() {
        assert!((ln_gamma(5.0) - 24f64.ln()).abs() < 1e-11);
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-11);
        assert!((digamma(1.0) + 0.577_215_664_901_532_9).abs() < 1e-8);
        let slope = (ln_gamma(3.7 + 1e-5) - ln_gamma(3.7 - 1e-5)) / 2e-5;
        assert!((digamma(3.7) - slope).abs() < 1e-6);
    }
}
