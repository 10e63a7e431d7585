//! The loss, and the way back through the network.

use std::ops::Range;

use pulp::{Arch, Scalar, Simd, WithSimd};

use super::corpus::Corpus;
use super::gradient::Gradient;
use super::pretrained::projection;
use super::random::Random;
use super::step::{Dropout, Kit, LayerTrace, Trace, apply, apply_by_sentence, drop};
use crate::network::elementwise::{LEAK, add_bias, add_bias_and_activate, exp, leaky};
use crate::network::layout::{Block, LayerBlocks};
use crate::network::matrix::Matrix;
use crate::network::parameters::Parameters;
use crate::network::recurrence::halves;
use crate::network::word::EDGE_SHARE;

/// Weight in the loss of part of speech, tag and features; arcs and relations have 1.
const TAG_SHARES: [f32; 3] = [0.6, 0.4, 0.4];

/// Sums over tokens of the negative logarithms of the chances given to the truth.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Loss {
    /// Part of speech, tag, features.
    pub tags: [f64; 3],
    /// Heads.
    pub arcs: f64,
    /// Relations to the true heads.
    pub relations: f64,
}

impl Loss {
    /// What training makes small, but for the division by the number of tokens.
    #[cfg(test)]
    pub(crate) fn total(&self) -> f64 {
        let tags: f64 = self
            .tags
            .iter()
            .zip(TAG_SHARES)
            .map(|(loss, share)| loss * f64::from(share))
            .sum();
        tags + self.arcs + self.relations
    }

    /// Adds another part of the batch.
    pub(crate) fn add(&mut self, other: &Self) {
        for (sum, loss) in self.tags.iter_mut().zip(other.tags) {
            *sum += loss;
        }
        self.arcs += other.arcs;
        self.relations += other.relations;
    }
}

/// What one pass works with.
pub(crate) struct Pass<'a> {
    pub kit: &'a mut Kit,
    pub parameters: &'a Parameters,
    pub corpus: &'a Corpus<'a>,
    pub dropout: Dropout,
    /// Weight of each token in the loss.
    pub weight: f32,
}

impl Pass<'_> {
    /// Adds the derivatives of the loss on `sentences` to `gradient`.
    pub(crate) fn run(
        &mut self,
        sentences: &[u32],
        random: &mut Random,
        gradient: &mut Gradient,
    ) -> Loss {
        let mut loss = Loss::default();
        let mut trace = Trace::run(
            self.kit,
            self.parameters,
            self.corpus,
            sentences,
            &self.dropout,
            random,
        );
        let tag_layers = self.parameters.sizes.tag_layers;
        let mut derivative = self.arcs(&trace, random, gradient, &mut loss);
        let layers = std::mem::take(&mut trace.layers);
        for (number, mut layer) in layers.into_iter().enumerate().rev() {
            if number + 1 == tag_layers {
                self.tags(&trace, &mut derivative, gradient, &mut loss);
            }
            let blocks = self.parameters.layout.layers[number];
            derivative = self.layer(&trace.sentences, &blocks, &mut layer, &derivative, gradient);
        }
        self.embeddings(&trace, &derivative, gradient);
        loss
    }

    /// Derivatives of a product `x w` and its bias, given those of its result; returns those of `x`.
    fn product(
        &mut self,
        x: Matrix<'_>,
        weights: Block,
        bias: Option<Block>,
        derivative: &[f32],
        gradient: &mut Gradient,
    ) -> Vec<f32> {
        let outer = Matrix::new(derivative, x.rows, weights.columns);
        let columns = weights.columns;
        self.kit.multiply(
            x.transposed(),
            outer,
            weights.of_mut(&mut gradient.dense),
            columns,
            true,
        );
        if let Some(bias) = bias {
            add_columns(self.kit.arch, bias.of_mut(&mut gradient.dense), derivative);
        }
        let mut back = vec![0.0; x.rows * weights.rows];
        let turned = Matrix::of(weights, &self.parameters.dense).transposed();
        self.kit
            .multiply(outer, turned, &mut back, weights.rows, false);
        back
    }

    /// The tagger: adds to `derivative`, that of the layer below with the tagger's part, what comes from the tags.
    fn tags(
        &mut self,
        trace: &Trace,
        derivative: &mut [f32],
        gradient: &mut Gradient,
        loss: &mut Loss,
    ) {
        let (layout, dense) = (&self.parameters.layout, &self.parameters.dense);
        let (tokens, arch, tag) = (trace.examples.len(), self.kit.arch, &trace.tag);
        let (inner, columns) = (layout.tag_hidden.columns, layout.tag_out.columns);
        let dropped = Matrix::new(&tag.dropped, tokens, inner);
        let mut logits = vec![0.0; tokens * columns];
        let weights = Matrix::of(layout.tag_out, dense);
        self.kit
            .multiply(dropped, weights, &mut logits, columns, false);
        add_bias(arch, &mut logits, layout.tag_out_bias.of(dense));
        let ranges = self.parameters.tag_ranges();
        for (scores, example) in logits.chunks_exact_mut(columns).zip(&trace.examples) {
            for set in 0..3 {
                let scores = &mut scores[ranges[set].clone()];
                let weight = self.weight * TAG_SHARES[set];
                loss.tags[set] +=
                    cross_entropy(arch, scores, usize::from(example.tags[set]), weight);
            }
        }
        let bias = Some(layout.tag_out_bias);
        let mut back = self.product(dropped, layout.tag_out, bias, &logits, gradient);
        let onwards = self.product(dropped, layout.tag_back, None, derivative, gradient);
        add(&mut back, &onwards);
        apply(arch, &mut back, &tag.mask);
        undo_leaky(arch, &mut back, &tag.hidden, inner, inner);
        let input = Matrix::new(&tag.input, tokens, layout.tag_hidden.rows);
        let bias = Some(layout.tag_hidden_bias);
        let mut back = self.product(input, layout.tag_hidden, bias, &back, gradient);
        apply(arch, &mut back, &tag.input_mask);
        add(derivative, &back);
    }

    /// The parser; returns the derivatives of its input.
    fn arcs(
        &mut self,
        trace: &Trace,
        random: &mut Random,
        gradient: &mut Gradient,
        loss: &mut Loss,
    ) -> Vec<f32> {
        let (layout, dense, arch) = (
            &self.parameters.layout,
            &self.parameters.dense,
            self.kit.arch,
        );
        let (tokens, arc, columns) = (
            trace.examples.len(),
            self.parameters.sizes.arc,
            layout.arcs.columns,
        );
        let (input, input_mask) = drop(arch, &trace.top, self.dropout.hidden, random);
        let input = Matrix::new(&input, tokens, layout.arcs.rows);
        let mut vectors = vec![0.0; tokens * columns];
        self.kit.multiply(
            input,
            Matrix::of(layout.arcs, dense),
            &mut vectors,
            columns,
            false,
        );
        add_bias_and_activate(arch, &mut vectors, layout.arcs_bias.of(dense), 2 * arc);
        let (dropped, mut mask) = drop(arch, &vectors, self.dropout.hidden, random);
        let mut derivative = vec![0.0; vectors.len()];
        self.heads(trace, &dropped, &mut derivative, gradient, loss);
        // The vectors for relations are not yet through their activation: nothing is dropped there.
        for row in mask.chunks_exact_mut(columns) {
            row[2 * arc..].fill(1.0);
        }
        apply(arch, &mut derivative, &mask);
        undo_leaky(arch, &mut derivative, &vectors, columns, 2 * arc);
        self.relations(trace, &vectors, &mut derivative, random, gradient, loss);
        let mut back = self.product(
            input,
            layout.arcs,
            Some(layout.arcs_bias),
            &derivative,
            gradient,
        );
        apply(arch, &mut back, &input_mask);
        back
    }

    /// Scores of heads: fills the first two parts of each row of `derivative`.
    fn heads(
        &mut self,
        trace: &Trace,
        vectors: &[f32],
        derivative: &mut [f32],
        gradient: &mut Gradient,
        loss: &mut Loss,
    ) {
        let (layout, dense, arch) = (
            &self.parameters.layout,
            &self.parameters.dense,
            self.kit.arch,
        );
        let (tokens, arc, columns) = (
            trace.examples.len(),
            self.parameters.sizes.arc,
            layout.arcs.columns,
        );
        let dependents = Matrix {
            row_stride: columns,
            ..Matrix::new(vectors, tokens, arc)
        };
        let mut products = vec![0.0; tokens * arc];
        self.kit.multiply(
            dependents,
            Matrix::of(layout.arc_product, dense),
            &mut products,
            arc,
            false,
        );
        add_bias(arch, &mut products, layout.arc_prior.of(dense));
        let mut products_back = vec![0.0; tokens * arc];
        let (mut heads, mut heads_back, mut scores) = (Vec::new(), Vec::new(), Vec::new());
        for sentence in &trace.sentences {
            let n = sentence.len();
            heads.clear();
            heads.extend_from_slice(layout.root_arc.of(dense));
            for token in sentence.clone() {
                heads.extend_from_slice(&vectors[token * columns + arc..][..arc]);
            }
            let head_matrix = Matrix::new(&heads, n + 1, arc);
            scores.resize(n * (n + 1), 0.0);
            let own = Matrix::new(&products[sentence.start * arc..], n, arc);
            self.kit
                .multiply(own, head_matrix.transposed(), &mut scores, n + 1, false);
            for (i, row) in scores.chunks_exact_mut(n + 1).enumerate() {
                row[i + 1] = f32::NEG_INFINITY;
                let gold = usize::from(trace.examples[sentence.start + i].head);
                loss.arcs += cross_entropy(arch, row, gold, self.weight);
            }
            let outer = Matrix::new(&scores, n, n + 1);
            self.kit.multiply(
                outer,
                head_matrix,
                &mut products_back[sentence.start * arc..],
                arc,
                false,
            );
            heads_back.resize((n + 1) * arc, 0.0);
            self.kit
                .multiply(outer.transposed(), own, &mut heads_back, arc, false);
            let (root, others) = heads_back.split_at(arc);
            add(layout.root_arc.of_mut(&mut gradient.dense), root);
            for (token, back) in sentence.clone().zip(others.chunks_exact(arc)) {
                derivative[token * columns + arc..][..arc].copy_from_slice(back);
            }
        }
        let back = self.product(
            dependents,
            layout.arc_product,
            Some(layout.arc_prior),
            &products_back,
            gradient,
        );
        for (row, back) in derivative
            .chunks_exact_mut(columns)
            .zip(back.chunks_exact(arc))
        {
            row[..arc].copy_from_slice(back);
        }
    }

    /// Names of arcs: fills the last two parts of each row of `derivative`.
    fn relations(
        &mut self,
        trace: &Trace,
        vectors: &[f32],
        derivative: &mut [f32],
        random: &mut Random,
        gradient: &mut Gradient,
        loss: &mut Loss,
    ) {
        let (layout, dense, arch) = (
            &self.parameters.layout,
            &self.parameters.dense,
            self.kit.arch,
        );
        let (tokens, columns, inner) = (
            trace.examples.len(),
            layout.arcs.columns,
            self.parameters.sizes.relation,
        );
        let own_at = 2 * self.parameters.sizes.arc;
        let head_at = own_at + inner;
        let mut hidden = vec![0.0; tokens * inner];
        for sentence in &trace.sentences {
            for token in sentence.clone() {
                let own = &vectors[token * columns + own_at..][..inner];
                let of_head = match usize::from(trace.examples[token].head) {
                    0 => layout.root_relation.of(dense),
                    head => &vectors[(sentence.start + head - 1) * columns + head_at..][..inner],
                };
                for ((out, a), b) in hidden[token * inner..][..inner]
                    .iter_mut()
                    .zip(own)
                    .zip(of_head)
                {
                    *out = leaky(a + b);
                }
            }
        }
        let (dropped, mask) = drop(arch, &hidden, self.dropout.hidden, random);
        let dropped = Matrix::new(&dropped, tokens, inner);
        let relations = layout.relation_out.columns;
        let mut logits = vec![0.0; tokens * relations];
        self.kit.multiply(
            dropped,
            Matrix::of(layout.relation_out, dense),
            &mut logits,
            relations,
            false,
        );
        add_bias(arch, &mut logits, layout.relation_out_bias.of(dense));
        for (scores, example) in logits.chunks_exact_mut(relations).zip(&trace.examples) {
            loss.relations +=
                cross_entropy(arch, scores, usize::from(example.relation), self.weight);
        }
        let mut back = self.product(
            dropped,
            layout.relation_out,
            Some(layout.relation_out_bias),
            &logits,
            gradient,
        );
        apply(arch, &mut back, &mask);
        undo_leaky(arch, &mut back, &hidden, inner, inner);
        for sentence in &trace.sentences {
            for token in sentence.clone() {
                let back = &back[token * inner..][..inner];
                add(&mut derivative[token * columns + own_at..][..inner], back);
                match usize::from(trace.examples[token].head) {
                    0 => add(layout.root_relation.of_mut(&mut gradient.dense), back),
                    head => add(
                        &mut derivative[(sentence.start + head - 1) * columns + head_at..][..inner],
                        back,
                    ),
                }
            }
        }
    }

    /// One recurrent layer; returns the derivatives of its input.
    fn layer(
        &mut self,
        sentences: &[Range<usize>],
        blocks: &LayerBlocks,
        layer: &mut LayerTrace,
        derivative: &[f32],
        gradient: &mut Gradient,
    ) -> Vec<f32> {
        let width = self.parameters.sizes.width();
        let tokens = layer.input.len() / width;
        let mut direct = vec![0.0; layer.input.len()];
        let mut back = RecurrenceBack {
            hidden: self.parameters.sizes.hidden,
            state_weights: blocks.state.of(&self.parameters.dense),
            layer,
            derivative,
            direct: &mut direct,
            for_state: vec![0.0; 2 * width],
            for_bias: vec![0.0; 2 * width],
            zeros: vec![0.0; self.parameters.sizes.hidden],
            sentences,
        };
        self.kit.arch.dispatch(&mut back);
        let RecurrenceBack {
            for_state,
            for_bias,
            ..
        } = back;
        add(blocks.state.of_mut(&mut gradient.dense), &for_state);
        add(blocks.bias.of_mut(&mut gradient.dense), &for_bias);
        let masked = Matrix::new(&layer.masked, tokens, width);
        let mut through = self.product(masked, blocks.input, None, &layer.gates, gradient);
        apply_by_sentence(self.kit.arch, &mut through, &layer.mask, sentences, width);
        add(&mut through, &direct);
        through
    }

    /// The projection and the rows of the table.
    fn embeddings(&mut self, trace: &Trace, derivative: &[f32], gradient: &mut Gradient) {
        let (layout, sizes) = (&self.parameters.layout, &self.parameters.sizes);
        let input = Matrix::new(&trace.embeddings, trace.examples.len(), sizes.embedding);
        let mut back = self.product(
            input,
            layout.project,
            Some(layout.project_bias),
            derivative,
            gradient,
        );
        apply(self.kit.arch, &mut back, &trace.embedding_mask);
        if !trace.vectors.is_empty() {
            let width = self.corpus.vectors.width;
            self.kit.multiply(
                Matrix::new(&trace.vectors, trace.examples.len(), width).transposed(),
                Matrix::new(&back, trace.examples.len(), sizes.embedding),
                projection(self.parameters, self.corpus.vectors).of_mut(&mut gradient.dense),
                sizes.embedding,
                true,
            );
        }
        for ((example, kept), back) in trace
            .examples
            .iter()
            .zip(&trace.kept)
            .zip(back.chunks_exact(sizes.embedding))
        {
            let word = &self.corpus.words[example.word as usize];
            gradient.add_row(
                self.parameters.shape_row(usize::from(example.shape)),
                back,
                1.0,
            );
            if let Some((own, _)) = word.own.filter(|_| *kept) {
                gradient.add_row(own as usize, back, 1.0);
            }
            for &bucket in &word.sequences.edges {
                gradient.add_row(self.parameters.bucket_row(bucket), back, EDGE_SHARE);
            }
            let share = word.sequences.inner_share();
            for &bucket in &word.sequences.inner {
                gradient.add_row(self.parameters.bucket_row(bucket), back, share);
            }
        }
    }
}

/// The way back through a recurrence: turns `gates` into derivatives of what went into them.
struct RecurrenceBack<'a> {
    hidden: usize,
    state_weights: &'a [f32],
    layer: &'a mut LayerTrace,
    /// Derivatives of the output.
    derivative: &'a [f32],
    /// Derivatives of the input by way of the reset gate's other side.
    direct: &'a mut [f32],
    for_state: Vec<f32>,
    for_bias: Vec<f32>,
    zeros: Vec<f32>,
    sentences: &'a [Range<usize>],
}

impl RecurrenceBack<'_> {
    /// `carried` holds the derivative of the state that comes from the token after (in the direction of reading).
    #[inline(always)]
    fn step<S: Simd>(
        &mut self,
        simd: S,
        direction: usize,
        token: usize,
        before: Option<usize>,
        carried: &mut [f32],
    ) {
        let h = self.hidden;
        let pair = 2 * direction * h..2 * (direction + 1) * h;
        let at = (2 * token + direction) * h;
        let former = match before {
            Some(b) => &self.layer.states[(2 * b + direction) * h..][..h],
            None => &self.zeros[..h],
        };
        let (vf, vr) = self.state_weights[pair.clone()].split_at(h);
        let (input, state) = (
            &self.layer.input[at..at + h],
            &self.layer.states[at..at + h],
        );
        let read =
            [vf, vr, input, state, former, &self.derivative[at..at + h]].map(S::as_simd_f32s);
        let (candidate, gates) = self.layer.gates[3 * at..3 * (at + h)].split_at_mut(h);
        let (forget, reset) = gates.split_at_mut(h);
        let (dvf, dvr) = self.for_state[pair.clone()].split_at_mut(h);
        let (dbf, dbr) = self.for_bias[pair].split_at_mut(h);
        let direct = &mut self.direct[at..at + h];
        let changed = [
            candidate, forget, reset, direct, carried, dvf, dvr, dbf, dbr,
        ];
        let (whole, left) = halves(changed.map(S::as_mut_simd_f32s));
        cell_back(simd, read.map(|(whole, _)| whole), whole);
        cell_back(Scalar, read.map(|(_, left)| left), left);
    }
}

impl WithSimd for &mut RecurrenceBack<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let mut carried = vec![0.0; self.hidden];
        for sentence in self.sentences {
            carried.fill(0.0);
            for token in sentence.clone().rev() {
                self.step(
                    simd,
                    0,
                    token,
                    token.checked_sub(1).filter(|b| sentence.contains(b)),
                    &mut carried,
                );
            }
            carried.fill(0.0);
            for token in sentence.clone() {
                self.step(
                    simd,
                    1,
                    token,
                    Some(token + 1).filter(|b| sentence.contains(b)),
                    &mut carried,
                );
            }
        }
    }
}

/// Some elements of one token in one direction. Read: weights of the state in the two gates, input, state, former
/// state, derivative of the output. Changed: candidate and gates into derivatives of what went into them, the direct
/// derivative of the input, the carried one of the state, and those of the state's weights and of the biases.
#[inline(always)]
fn cell_back<S: Simd>(simd: S, read: [&[S::f32s]; 6], changed: [&mut [S::f32s]; 9]) {
    let n = changed[0].len();
    let [vf, vr, input, state, former, derivative] = read.map(|values| &values[..n]);
    let [
        candidate,
        forget,
        reset,
        direct,
        carried,
        dvf,
        dvr,
        dbf,
        dbr,
    ] = changed.map(|values| &mut values[..n]);
    let one = simd.splat_f32s(1.0);
    let slope = |gate: S::f32s| simd.mul_f32s(gate, simd.sub_f32s(one, gate));
    for k in 0..n {
        let (old, f, r, d) = (former[k], forget[k], reset[k], derivative[k]);
        let for_reset = simd.mul_f32s(
            simd.mul_f32s(d, simd.sub_f32s(state[k], input[k])),
            slope(r),
        );
        let for_new = simd.mul_add_f32s(d, r, carried[k]);
        let for_forget = simd.mul_f32s(
            simd.mul_f32s(for_new, simd.sub_f32s(old, candidate[k])),
            slope(f),
        );
        direct[k] = simd.mul_f32s(d, simd.sub_f32s(one, r));
        candidate[k] = simd.mul_f32s(for_new, simd.sub_f32s(one, f));
        forget[k] = for_forget;
        reset[k] = for_reset;
        let from_gates = simd.mul_add_f32s(for_forget, vf[k], simd.mul_f32s(for_reset, vr[k]));
        carried[k] = simd.mul_add_f32s(for_new, f, from_gates);
        dvf[k] = simd.mul_add_f32s(for_forget, old, dvf[k]);
        dvr[k] = simd.mul_add_f32s(for_reset, old, dvr[k]);
        dbf[k] = simd.add_f32s(dbf[k], for_forget);
        dbr[k] = simd.add_f32s(dbr[k], for_reset);
    }
}

/// Turns scores into derivatives of `-weight * ln(chance of gold)`; returns the loss without the weight.
fn cross_entropy(arch: Arch, scores: &mut [f32], gold: usize, weight: f32) -> f64 {
    let top = scores.iter().fold(f32::NEG_INFINITY, |top, &x| top.max(x));
    let kept = scores[gold] - top;
    arch.dispatch(
        #[inline(always)]
        || {
            for x in scores.iter_mut() {
                *x = exp(*x - top);
            }
        },
    );
    let sum: f32 = scores.iter().sum();
    let scale = weight / sum;
    for x in scores.iter_mut() {
        *x *= scale;
    }
    scores[gold] -= weight;
    f64::from(sum.ln() - kept)
}

/// Multiplies by the slope of the activation where the first `active` of `columns` went through it.
fn undo_leaky(
    arch: Arch,
    derivative: &mut [f32],
    activated: &[f32],
    columns: usize,
    active: usize,
) {
    arch.dispatch(
        #[inline(always)]
        || {
            for (row, values) in derivative
                .chunks_exact_mut(columns)
                .zip(activated.chunks_exact(columns))
            {
                for (d, &value) in row[..active].iter_mut().zip(values) {
                    *d *= if value > 0.0 { 1.0 } else { LEAK };
                }
            }
        },
    );
}

fn add(to: &mut [f32], from: &[f32]) {
    for (t, &f) in to.iter_mut().zip(from) {
        *t += f;
    }
}

fn add_columns(arch: Arch, to: &mut [f32], rows: &[f32]) {
    arch.dispatch(
        #[inline(always)]
        || {
            for row in rows.chunks_exact(to.len()) {
                for (t, &f) in to.iter_mut().zip(row) {
                    *t += f;
                }
            }
        },
    );
}
