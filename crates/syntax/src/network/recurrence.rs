//! The recurrent part of a layer: cheap, element by element, after the one large matrix product.
//!
//! A simple recurrent unit (Lei et al. 2018) in both directions. With candidate `x`, input `i`, state `c`:
//! `forget = sigmoid(Wf i + vf c' + bf)`, `c = forget c' + (1 - forget) x`, `reset = sigmoid(Wr i + vr c' + br)`,
//! output `reset c + (1 - reset) i`, where `c'` is the state before.

use std::ops::Range;

use pulp::{Arch, Scalar, Simd, WithSimd};

use super::elementwise::sigmoid;

/// Buffers and parameters of one layer's recurrence over the tokens of several sentences.
pub(crate) struct Recurrence<'a> {
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
    pub(crate) fn run(
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

    #[inline(always)]
    fn step<S: Simd>(
        &self,
        simd: S,
        direction: usize,
        token: usize,
        before: Option<usize>,
        gates: &mut [f32],
        states: &mut [f32],
        output: &mut [f32],
    ) {
        let h = self.hidden;
        let at = (2 * token + direction) * h;
        let (former, state) = match before.map(|b| (2 * b + direction) * h) {
            Some(b) if b < at => {
                let (left, right) = states.split_at_mut(at);
                (&left[b..b + h], &mut right[..h])
            }
            Some(b) => {
                let (left, right) = states.split_at_mut(b);
                (&right[..h], &mut left[at..at + h])
            }
            None => (&self.zeros[..h], &mut states[at..at + h]),
        };
        let (vf, vr) = self.state_weights[2 * direction * h..2 * (direction + 1) * h].split_at(h);
        let (bf, br) = self.bias[2 * direction * h..2 * (direction + 1) * h].split_at(h);
        let (candidate, rest) = gates[3 * at..3 * (at + h)].split_at_mut(h);
        let (forget, reset) = rest.split_at_mut(h);
        let read =
            [vf, vr, bf, br, &self.input[at..at + h], candidate, former].map(S::as_simd_f32s);
        let written = [forget, reset, state, &mut output[at..at + h]].map(S::as_mut_simd_f32s);
        let [a, b, c, d] = written;
        cell(simd, read.map(|(whole, _)| whole), [a.0, b.0, c.0, d.0]);
        cell(Scalar, read.map(|(_, rest)| rest), [a.1, b.1, c.1, d.1]);
    }
}

/// Some elements of one token in one direction. Read: weights of the state in the two gates, their biases, input,
/// candidate, former state. Written: forget and reset gate, state, output.
#[inline(always)]
fn cell<S: Simd>(simd: S, read: [&[S::f32s]; 7], written: [&mut [S::f32s]; 4]) {
    let [forget, reset, state, output] = written;
    let n = output.len();
    let [vf, vr, bf, br, input, candidate, former] = read.map(|values| &values[..n]);
    let (forget, reset, state) = (&mut forget[..n], &mut reset[..n], &mut state[..n]);
    for k in 0..n {
        let old = former[k];
        let f = sigmoid(
            simd,
            simd.add_f32s(forget[k], simd.mul_add_f32s(vf[k], old, bf[k])),
        );
        let r = sigmoid(
            simd,
            simd.add_f32s(reset[k], simd.mul_add_f32s(vr[k], old, br[k])),
        );
        let new = simd.mul_add_f32s(f, simd.sub_f32s(old, candidate[k]), candidate[k]);
        forget[k] = f;
        reset[k] = r;
        state[k] = new;
        output[k] = simd.mul_add_f32s(r, simd.sub_f32s(new, input[k]), input[k]);
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

impl WithSimd for Run<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            recurrence,
            sentences,
            gates,
            states,
            output,
        } = self;
        for sentence in sentences {
            let mut before = None;
            for token in sentence.clone() {
                recurrence.step(simd, 0, token, before, gates, states, output);
                before = Some(token);
            }
            before = None;
            for token in sentence.clone().rev() {
                recurrence.step(simd, 1, token, before, gates, states, output);
                before = Some(token);
            }
        }
    }
}
