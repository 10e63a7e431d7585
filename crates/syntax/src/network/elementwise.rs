//! Functions applied to every element, written so that the compiler turns them into vector code.

use pulp::{Arch, Simd};

/// Slope of the activation below zero.
pub(crate) const LEAK: f32 = 0.1;

/// e to the power of `x`, within 2e-7 relative, for `x` clamped to -87..=87.
#[cfg(any(test, feature = "train"))]
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    // Adding 1.5 * 2^23 rounds to the nearest whole number, which then stands in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 87.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let rest = x - whole * 0.693_359_4 - whole * -2.121_944_4e-4;
    let mut p = 1.987_569_1e-4;
    p = p * rest + 1.398_199_9e-3;
    p = p * rest + 8.333_452e-3;
    p = p * rest + 4.166_579_6e-2;
    p = p * rest + 1.666_666_5e-1;
    p = p * rest + 0.5;
    let fraction = p * (rest * rest) + rest + 1.0;
    f32::from_bits(fraction.to_bits().wrapping_add(shifted.to_bits() << 23))
}

/// The logistic function of each element of a vector, by the same steps as [`exp`].
#[inline(always)]
pub(crate) fn sigmoid<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    let number = |x: f32| simd.splat_f32s(x);
    let x = simd.min_f32s(simd.max_f32s(simd.neg_f32s(x), number(-87.0)), number(87.0));
    let shifted = simd.mul_add_f32s(x, number(std::f32::consts::LOG2_E), number(12_582_912.0));
    let whole = simd.sub_f32s(shifted, number(12_582_912.0));
    let rest = simd.mul_add_f32s(whole, number(-0.693_359_4), x);
    let rest = simd.mul_add_f32s(whole, number(2.121_944_4e-4), rest);
    let mut p = number(1.987_569_1e-4);
    for coefficient in [
        1.398_199_9e-3,
        8.333_452e-3,
        4.166_579_6e-2,
        1.666_666_5e-1,
        0.5,
        1.0,
        1.0,
    ] {
        p = simd.mul_add_f32s(p, rest, number(coefficient));
    }
    let power = simd.wrapping_dyn_shl_u32s(simd.transmute_u32s_f32s(shifted), simd.splat_u32s(23));
    let sum = simd.add_u32s(simd.transmute_u32s_f32s(p), power);
    let exp = simd.transmute_f32s_u32s(sum);
    simd.div_f32s(number(1.0), simd.add_f32s(number(1.0), exp))
}

/// `x` where positive, a tenth of it elsewhere.
#[inline(always)]
pub(crate) fn leaky(x: f32) -> f32 {
    if x > 0.0 { x } else { LEAK * x }
}

/// Adds `bias` to each row of `rows`.
pub(crate) fn add_bias(arch: Arch, rows: &mut [f32], bias: &[f32]) {
    arch.dispatch(
        #[inline(always)]
        || {
            for row in rows.chunks_exact_mut(bias.len()) {
                for (x, &b) in row.iter_mut().zip(bias) {
                    *x += b;
                }
            }
        },
    );
}

/// Adds `bias` to each row, then applies [`leaky`] to the first `active` columns.
pub(crate) fn add_bias_and_activate(arch: Arch, rows: &mut [f32], bias: &[f32], active: usize) {
    let (front, back) = bias.split_at(active);
    arch.dispatch(
        #[inline(always)]
        || {
            for row in rows.chunks_exact_mut(bias.len()) {
                let (left, right) = row.split_at_mut(active);
                for (x, &b) in left.iter_mut().zip(front) {
                    *x = leaky(*x + b);
                }
                for (x, &b) in right.iter_mut().zip(back) {
                    *x += b;
                }
            }
        },
    );
}

/// `to += from * scale`.
pub(crate) fn add_scaled(arch: Arch, to: &mut [f32], from: &[f32], scale: f32) {
    arch.dispatch(
        #[inline(always)]
        || {
            for (t, &f) in to.iter_mut().zip(from) {
                *t += f * scale;
            }
        },
    );
}

/// Index of the greatest value, the first of equals; zero for none.
pub(crate) fn best(values: &[f32]) -> usize {
    let mut at = 0;
    let mut top = f32::NEG_INFINITY;
    for (i, &v) in values.iter().enumerate() {
        if v > top {
            top = v;
            at = i;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_close_to_the_library_and_never_infinite() {
        let mut x = -86.0f32;
        while x < 86.0 {
            let (ours, theirs) = (f64::from(exp(x)), f64::from(x).exp());
            assert!(
                ((ours - theirs) / theirs).abs() < 2e-6,
                "{x}: {ours} {theirs}"
            );
            x += 0.013;
        }
        assert!(exp(1e9).is_finite() && exp(-1e9) >= 0.0);
        for x in [-200.0f32, -30.0, -1.5, 0.0, 0.25, 4.0, 90.0] {
            let expected = 1.0 / (1.0 + (-f64::from(x)).exp());
            assert!((f64::from(sigmoid(pulp::Scalar, x)) - expected).abs() < 1e-6);
        }
    }

    #[test]
    fn best_takes_the_first_of_equals() {
        assert_eq!(best(&[1.0, 3.0, 3.0]), 1);
        assert_eq!(best(&[]), 0);
    }
}
