//! The recurrent part of a layer: cheap, element by element, after the one large matrix product.
//!
//! A simple recurrent unit (Lei et al. 2018) in both directions. With candidate `x`, input `i`, state `c`:
//! `forget = sigmoid(Wf i + vf c' + bf)`, `c = forget c' + (1 - forget) x`, `reset = sigmoid(Wr i + vr c' + br)`,
//! output `reset c + (1 - reset) i`, where `c'` is the state before.

use std::ops::Range;

use pulp::Arch;

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
        arch.dispatch(
            #[inline(always)]
            || {
                for sentence in sentences {
                    let mut before = None;
                    for token in sentence.clone() {
                        self.step(0, token, before, gates, states, output);
                        before = Some(token);
                    }
                    before = None;
                    for token in sentence.clone().rev() {
                        self.step(1, token, before, gates, states, output);
                        before = Some(token);
                    }
                }
            },
        );
    }

    #[inline(always)]
    fn step(
        &self,
        direction: usize,
        token: usize,
        before: Option<usize>,
        gates: &mut [f32],
        states: &mut [f32],
        output: &mut [f32],
    ) {
        let h = self.hidden;
        let (vf, vr) = self.state_weights[2 * direction * h..2 * (direction + 1) * h].split_at(h);
        let (bf, br) = self.bias[2 * direction * h..2 * (direction + 1) * h].split_at(h);
        let at = (2 * token + direction) * h;
        let gate = &mut gates[3 * at..3 * (at + h)];
        let (candidate, rest) = gate.split_at_mut(h);
        let (forget, reset) = rest.split_at_mut(h);
        let input = &self.input[at..at + h];
        let output = &mut output[at..at + h];
        let (former, state) = match before {
            Some(b) if b < token => {
                let (left, right) = states.split_at_mut(at);
                (Some(&left[(2 * b + direction) * h..][..h]), &mut right[..h])
            }
            Some(b) => {
                let (left, right) = states.split_at_mut((2 * b + direction) * h);
                (Some(&right[..h]), &mut left[at..at + h])
            }
            None => (None, &mut states[at..at + h]),
        };
        match former {
            Some(former) => {
                for k in 0..h {
                    let old = former[k];
                    let f = sigmoid(forget[k] + vf[k] * old + bf[k]);
                    let r = sigmoid(reset[k] + vr[k] * old + br[k]);
                    let new = candidate[k] + f * (old - candidate[k]);
                    forget[k] = f;
                    reset[k] = r;
                    state[k] = new;
                    output[k] = input[k] + r * (new - input[k]);
                }
            }
            None => {
                for k in 0..h {
                    let f = sigmoid(forget[k] + bf[k]);
                    let r = sigmoid(reset[k] + br[k]);
                    let new = candidate[k] - f * candidate[k];
                    forget[k] = f;
                    reset[k] = r;
                    state[k] = new;
                    output[k] = input[k] + r * (new - input[k]);
                }
            }
        }
    }
}
