//! The recurrent part of a layer as training runs it: what the way back needs is remembered.

use std::ops::Range;

use pulp::{Arch, Scalar, Simd, WithSimd};

use crate::network::recurrence::{halves, unit};

/// Buffers and parameters of one layer's recurrence over the tokens of several sentences.
pub(super) struct Recurrence<'a> {
    /// Width of one direction.
    pub hidden: usize,
    /// Per direction: weights of the state in the forget gate and in the reset gate.
    pub state_weights: &'a [f32],
    /// Per direction: biases of the forget gate and the reset gate.
    pub bias: &'a [f32],
    /// Per token: the layer's input, both directions.
    pub input: &'a [f32],
    /// The state before the first token: `hidden` zeros.
    pub zeros: &'a [f32],
}

impl Recurrence<'_> {
    /// Runs over `sentences`. `gates` holds, per token and direction, candidate, forget and reset before the
    /// logistic function, and afterwards the values of the gates; `states` and `output` are filled.
    pub(super) fn run(
        &self,
        arch: Arch,
        sentences: &[Range<usize>],
        gates: &mut [f32],
        states: &mut [f32],
        output: &mut [f32],
    ) {
        arch.dispatch(Run {
            recurrence: self,
            sentences,
            gates,
            states,
            output,
        });
    }
}

/// Some elements of one token in one direction. Weights: of the state in forget and reset gate, then their biases.
/// Read: input, candidate, former state. Written: forget and reset gate, state, output.
#[inline(always)]
fn cell<S: Simd>(
    simd: S,
    weights: [&[S::f32s]; 4],
    read: [&[S::f32s]; 3],
    written: [&mut [S::f32s]; 4],
) {
    let n = written[0].len();
    let weights = weights.map(|values| &values[..n]);
    let [input, candidate, former] = read.map(|values| &values[..n]);
    let [forget, reset, state, output] = written.map(|values| &mut values[..n]);
    for k in 0..n {
        let given = [input[k], candidate[k], forget[k], reset[k], former[k]];
        [forget[k], reset[k], state[k], output[k]] = unit(simd, weights.map(|w| w[k]), given);
    }
}

/// A whole run, in the form that is compiled for each kind of machine.
struct Run<'a, 'b> {
    recurrence: &'a Recurrence<'b>,
    sentences: &'a [Range<usize>],
    gates: &'a mut [f32],
    states: &'a mut [f32],
    output: &'a mut [f32],
}

impl Run<'_, '_> {
    #[inline(always)]
    fn step<S: Simd>(&mut self, simd: S, direction: usize, token: usize, before: Option<usize>) {
        let given = self.recurrence;
        let h = given.hidden;
        let (at, pair) = ((2 * token + direction) * h, 2 * direction * h);
        let (former, state) = match before.map(|b| (2 * b + direction) * h) {
            Some(b) if b < at => {
                let (left, right) = self.states.split_at_mut(at);
                (&left[b..b + h], &mut right[..h])
            }
            Some(b) => {
                let (left, right) = self.states.split_at_mut(b);
                (&right[..h], &mut left[at..at + h])
            }
            None => (&given.zeros[..h], &mut self.states[at..at + h]),
        };
        let (forget_state, reset_state) = given.state_weights[pair..pair + 2 * h].split_at(h);
        let (forget_bias, reset_bias) = given.bias[pair..pair + 2 * h].split_at(h);
        let (candidate, gates) = self.gates[3 * at..3 * (at + h)].split_at_mut(h);
        let (forget, reset) = gates.split_at_mut(h);
        let input = &given.input[at..at + h];
        let weights = [forget_state, reset_state, forget_bias, reset_bias];
        let (whole, left) = halves(weights.map(S::as_simd_f32s));
        let (whole_in, left_in) = halves([input, candidate, former].map(S::as_simd_f32s));
        let written = [forget, reset, state, &mut self.output[at..at + h]];
        let (whole_out, left_out) = halves(written.map(S::as_mut_simd_f32s));
        cell(simd, whole, whole_in, whole_out);
        cell(Scalar, left, left_in, left_out);
    }
}

impl WithSimd for Run<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let mut run = self;
        for sentence in run.sentences {
            let mut before = None;
            for token in sentence.clone() {
                run.step(simd, 0, token, before);
                before = Some(token);
            }
            before = None;
            for token in sentence.clone().rev() {
                run.step(simd, 1, token, before);
                before = Some(token);
            }
        }
    }
}
