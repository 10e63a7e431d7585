//! The recurrent part of a layer: cheap, element by element, after the one large matrix product.
//!
//! A simple recurrent unit (Lei et al. 2018) in both directions. With candidate `x`, input `i`, state `c`:
//! `forget = sigmoid(Wf i + vf c' + bf)`, `c = forget c' + (1 - forget) x`, `reset = sigmoid(Wr i + vr c' + br)`,
//! output `reset c + (1 - reset) i`, where `c'` is the state before.

use std::ops::Range;

use pulp::{Arch, Scalar, Simd, WithSimd};

use super::elementwise::sigmoid;

/// One layer's recurrence over the tokens of several sentences.
pub(super) struct Recurrence<'a> {
    /// Width of one direction.
    pub hidden: usize,
    /// Per direction: weights of the state in the forget gate and in the reset gate.
    pub state_weights: &'a [f32],
    /// Per direction: biases of the forget gate and the reset gate.
    pub bias: &'a [f32],
    /// In rows: the layer's input, both directions.
    pub input: &'a [f32],
    /// In rows: per direction, candidate, forget and reset before the logistic function.
    pub gates: &'a [f32],
    /// The row of each token; where there are none, the rows are the tokens.
    pub rows: Option<&'a [u32]>,
}

impl Recurrence<'_> {
    /// Runs over `sentences`, ranges of tokens, and fills `output`, both directions of each token. `state` holds the
    /// former state of one direction, whatever is in it before.
    pub(super) fn run(
        &self,
        arch: Arch,
        sentences: &[Range<usize>],
        state: &mut [f32],
        output: &mut [f32],
    ) {
        arch.dispatch(Run {
            recurrence: self,
            sentences,
            state: &mut state[..self.hidden],
            output,
        });
    }
}

/// The recurrent unit, one vector of elements. Weights: of the state in forget and reset gate, then their biases.
/// Given: input, candidate, forget and reset before the logistic function, former state. Returned: forget and reset
/// gate, state, output.
#[inline(always)]
pub(crate) fn unit<S: Simd>(simd: S, weights: [S::f32s; 4], given: [S::f32s; 5]) -> [S::f32s; 4] {
    let [vf, vr, bf, br] = weights;
    let [input, candidate, forget, reset, old] = given;
    let f = sigmoid(simd, simd.add_f32s(forget, simd.mul_add_f32s(vf, old, bf)));
    let r = sigmoid(simd, simd.add_f32s(reset, simd.mul_add_f32s(vr, old, br)));
    let new = simd.mul_add_f32s(f, simd.sub_f32s(old, candidate), candidate);
    let output = simd.mul_add_f32s(r, simd.sub_f32s(new, input), input);
    [f, r, new, output]
}

/// Some elements of one token in one direction. Weights as for [`unit`]; read: input, candidate, forget, reset;
/// written: the state, which was the former one, and the output.
#[inline(always)]
fn cell<S: Simd>(
    simd: S,
    weights: [&[S::f32s]; 4],
    read: [&[S::f32s]; 4],
    written: [&mut [S::f32s]; 2],
) {
    let n = written[0].len();
    let weights = weights.map(|values| &values[..n]);
    let [input, candidate, forget, reset] = read.map(|values| &values[..n]);
    let [state, output] = written.map(|values| &mut values[..n]);
    for k in 0..n {
        let given = [input[k], candidate[k], forget[k], reset[k], state[k]];
        [_, _, state[k], output[k]] = unit(simd, weights.map(|w| w[k]), given);
    }
}

/// A whole run, in the form that is compiled for each kind of machine.
struct Run<'a, 'b> {
    recurrence: &'a Recurrence<'b>,
    sentences: &'a [Range<usize>],
    state: &'a mut [f32],
    output: &'a mut [f32],
}

impl Run<'_, '_> {
    #[inline(always)]
    fn step<S: Simd>(&mut self, simd: S, direction: usize, token: usize) {
        let given = self.recurrence;
        let h = given.hidden;
        let pair = 2 * direction * h;
        let (forget_state, reset_state) = given.state_weights[pair..pair + 2 * h].split_at(h);
        let (forget_bias, reset_bias) = given.bias[pair..pair + 2 * h].split_at(h);
        let row = given.rows.map_or(token, |rows| rows[token] as usize);
        let from = (2 * row + direction) * h;
        let (candidate, gates) = given.gates[3 * from..3 * (from + h)].split_at(h);
        let (forget, reset) = gates.split_at(h);
        let read = [&given.input[from..from + h], candidate, forget, reset];
        let weights = [forget_state, reset_state, forget_bias, reset_bias];
        let at = (2 * token + direction) * h;
        let written = [&mut *self.state, &mut self.output[at..at + h]];
        let (whole, left) = halves(weights.map(S::as_simd_f32s));
        let (whole_in, left_in) = halves(read.map(S::as_simd_f32s));
        let (whole_out, left_out) = halves(written.map(S::as_mut_simd_f32s));
        cell(simd, whole, whole_in, whole_out);
        cell(Scalar, left, left_in, left_out);
    }
}

/// The vectors of several slices, and what is left of each.
#[inline(always)]
pub(crate) fn halves<A, B, const N: usize>(pairs: [(A, B); N]) -> ([A; N], [B; N]) {
    let mut pairs = pairs.map(|(a, b)| (Some(a), Some(b)));
    (
        std::array::from_fn(|i| pairs[i].0.take().expect("each is taken once")),
        std::array::from_fn(|i| pairs[i].1.take().expect("each is taken once")),
    )
}

impl WithSimd for Run<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let mut run = self;
        for sentence in run.sentences {
            run.state.fill(0.0);
            for token in sentence.clone() {
                run.step(simd, 0, token);
            }
            run.state.fill(0.0);
            for token in sentence.clone().rev() {
                run.step(simd, 1, token);
            }
        }
    }
}
