//! Forwards through the network with everything kept that the way back needs.

use std::ops::Range;

use pulp::Arch;

use super::corpus::{Corpus, Example};
use super::pretrained::projection;
use super::random::Random;
use super::recurrence::Recurrence;
use crate::network::elementwise::{add_bias, add_bias_and_activate, add_scaled};
use crate::network::matrix::{Matrix, Packed, Scratch, multiply};
use crate::network::parameters::Parameters;
use crate::network::word::EDGE_SHARE;

/// What is hidden from the network while it learns, as shares in 0..1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dropout {
    /// A word seen `n` times loses its own row with the chance `word / (word + n)`.
    pub word: f32,
    /// Vectors that others learned.
    pub vector: f32,
    /// Elements of the embeddings.
    pub embedding: f32,
    /// Elements of the input of each recurrent layer, the same for all tokens of a sentence.
    pub layer: f32,
    /// Elements of all else.
    pub hidden: f32,
}

/// Matrix products with buffers of their own.
#[derive(Debug)]
pub(crate) struct Kit {
    pub arch: Arch,
    packed: Packed,
    scratch: Scratch,
}

impl Kit {
    pub(crate) fn new() -> Self {
        Self {
            arch: Arch::new(),
            packed: Packed::default(),
            scratch: Scratch::default(),
        }
    }

    /// `c = a b`, or `c += a b`.
    pub(crate) fn multiply(
        &mut self,
        a: Matrix<'_>,
        b: Matrix<'_>,
        c: &mut [f32],
        c_stride: usize,
        add: bool,
    ) {
        self.packed.pack(b);
        multiply(
            self.arch,
            a,
            &self.packed,
            c,
            c_stride,
            add,
            &mut self.scratch,
        );
    }
}

/// A layer as it was run.
#[derive(Debug, Default)]
pub(crate) struct LayerTrace {
    pub input: Vec<f32>,
    /// One mask a sentence.
    pub mask: Vec<f32>,
    /// The input times the mask.
    pub masked: Vec<f32>,
    pub gates: Vec<f32>,
    pub states: Vec<f32>,
}

/// The hidden layer of the tagger as it was run.
#[derive(Debug, Default)]
pub(crate) struct TagTrace {
    pub input: Vec<f32>,
    pub input_mask: Vec<f32>,
    pub hidden: Vec<f32>,
    /// The hidden layer times the mask.
    pub dropped: Vec<f32>,
    pub mask: Vec<f32>,
}

/// A run through embeddings and encoder.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    pub examples: Vec<Example>,
    pub sentences: Vec<Range<usize>>,
    /// Whether each token kept the row of its word.
    pub kept: Vec<bool>,
    /// The vector of each token, zero where it has none or lost it.
    pub vectors: Vec<f32>,
    pub embeddings: Vec<f32>,
    pub embedding_mask: Vec<f32>,
    pub layers: Vec<LayerTrace>,
    pub tag: TagTrace,
    /// Output of the last layer.
    pub top: Vec<f32>,
}

impl Trace {
    /// Runs the encoder over some sentences of `corpus`.
    pub(crate) fn run(
        kit: &mut Kit,
        parameters: &Parameters,
        corpus: &Corpus<'_>,
        sentences: &[u32],
        dropout: &Dropout,
        random: &mut Random,
    ) -> Self {
        let mut trace = Self::default();
        for &sentence in sentences {
            let start = trace.examples.len();
            trace
                .examples
                .extend_from_slice(&corpus.sentences[sentence as usize]);
            trace.sentences.push(start..trace.examples.len());
        }
        trace.embed(kit, parameters, corpus, dropout, random);
        trace.encode(kit, parameters, dropout, random);
        trace
    }

    fn embed(
        &mut self,
        kit: &mut Kit,
        parameters: &Parameters,
        corpus: &Corpus<'_>,
        dropout: &Dropout,
        random: &mut Random,
    ) {
        let (arch, width) = (kit.arch, parameters.sizes.embedding);
        let row = |row: usize| &parameters.table[row * width..(row + 1) * width];
        self.embeddings = vec![0.0; self.examples.len() * width];
        for (example, vector) in self
            .examples
            .iter()
            .zip(self.embeddings.chunks_exact_mut(width))
        {
            let word = &corpus.words[example.word as usize];
            vector.copy_from_slice(row(parameters.shape_row(usize::from(example.shape))));
            let kept = word
                .own
                .filter(|&(_, seen)| random.unit() >= dropout.word / (dropout.word + seen as f32));
            if let Some((own, _)) = kept {
                add_scaled(arch, vector, row(own as usize), 1.0);
            }
            self.kept.push(kept.is_some());
            for &bucket in &word.sequences.edges {
                add_scaled(arch, vector, row(parameters.bucket_row(bucket)), EDGE_SHARE);
            }
            let share = word.sequences.inner_share();
            for &bucket in &word.sequences.inner {
                add_scaled(arch, vector, row(parameters.bucket_row(bucket)), share);
            }
        }
        self.add_vectors(kit, parameters, corpus, dropout.vector, random);
        self.embedding_mask = vec![0.0; self.embeddings.len()];
        random.fill_mask(&mut self.embedding_mask, dropout.embedding);
        apply(arch, &mut self.embeddings, &self.embedding_mask);
    }

    /// Adds to the embeddings the vectors that others learned, times their matrix.
    fn add_vectors(
        &mut self,
        kit: &mut Kit,
        parameters: &Parameters,
        corpus: &Corpus<'_>,
        share: f32,
        random: &mut Random,
    ) {
        let (width, columns) = (corpus.vectors.width, parameters.sizes.embedding);
        if width == 0 {
            return;
        }
        self.vectors = vec![0.0; self.examples.len() * width];
        for (example, out) in (self.examples.iter()).zip(self.vectors.chunks_exact_mut(width)) {
            let number = corpus.words[example.word as usize].vector;
            if let Some(number) = number.filter(|_| random.unit() >= share) {
                out.copy_from_slice(corpus.vectors.of(number));
            }
        }
        kit.multiply(
            Matrix::new(&self.vectors, self.examples.len(), width),
            Matrix::of(projection(parameters, corpus.vectors), &parameters.dense),
            &mut self.embeddings,
            columns,
            true,
        );
    }

    fn encode(
        &mut self,
        kit: &mut Kit,
        parameters: &Parameters,
        dropout: &Dropout,
        random: &mut Random,
    ) {
        let (layout, dense, sizes) = (&parameters.layout, &parameters.dense, &parameters.sizes);
        let (tokens, width) = (self.examples.len(), sizes.width());
        let embeddings = Matrix::new(&self.embeddings, tokens, sizes.embedding);
        let mut input = vec![0.0; tokens * width];
        kit.multiply(
            embeddings,
            Matrix::of(layout.project, dense),
            &mut input,
            width,
            false,
        );
        add_bias(kit.arch, &mut input, layout.project_bias.of(dense));
        let zeros = vec![0.0; sizes.hidden];
        for blocks in &layout.layers {
            let columns = blocks.input.columns;
            let mut layer = LayerTrace {
                mask: vec![0.0; self.sentences.len() * width],
                masked: input.clone(),
                gates: vec![0.0; tokens * columns],
                states: vec![0.0; tokens * width],
                input,
            };
            random.fill_mask(&mut layer.mask, dropout.layer);
            apply_by_sentence(
                kit.arch,
                &mut layer.masked,
                &layer.mask,
                &self.sentences,
                width,
            );
            let masked = Matrix::new(&layer.masked, tokens, width);
            kit.multiply(
                masked,
                Matrix::of(blocks.input, dense),
                &mut layer.gates,
                columns,
                false,
            );
            let recurrence = Recurrence {
                hidden: sizes.hidden,
                state_weights: blocks.state.of(dense),
                bias: blocks.bias.of(dense),
                input: &layer.input,
                zeros: &zeros,
            };
            let mut output = vec![0.0; tokens * width];
            recurrence.run(
                kit.arch,
                &self.sentences,
                &mut layer.gates,
                &mut layer.states,
                &mut output,
            );
            self.layers.push(layer);
            input = output;
            if self.layers.len() == sizes.tag_layers {
                self.tag = TagTrace::run(kit, parameters, &input, dropout.hidden, random);
                let found = Matrix::new(&self.tag.dropped, tokens, sizes.tag_hidden);
                kit.multiply(
                    found,
                    Matrix::of(layout.tag_back, dense),
                    &mut input,
                    width,
                    true,
                );
            }
        }
        self.top = input;
    }
}

impl TagTrace {
    fn run(
        kit: &mut Kit,
        parameters: &Parameters,
        below: &[f32],
        share: f32,
        random: &mut Random,
    ) -> Self {
        let (layout, dense) = (&parameters.layout, &parameters.dense);
        let (input, input_mask) = drop(kit.arch, below, share, random);
        let rows = Matrix::new(
            &input,
            below.len() / layout.tag_hidden.rows,
            layout.tag_hidden.rows,
        );
        let inner = layout.tag_hidden.columns;
        let mut hidden = vec![0.0; rows.rows * inner];
        kit.multiply(
            rows,
            Matrix::of(layout.tag_hidden, dense),
            &mut hidden,
            inner,
            false,
        );
        let bias = layout.tag_hidden_bias.of(dense);
        add_bias_and_activate(kit.arch, &mut hidden, bias, inner);
        let (dropped, mask) = drop(kit.arch, &hidden, share, random);
        Self {
            input,
            input_mask,
            hidden,
            dropped,
            mask,
        }
    }
}

/// A copy of `values` without a share of them, and the mask.
pub(crate) fn drop(
    arch: Arch,
    values: &[f32],
    share: f32,
    random: &mut Random,
) -> (Vec<f32>, Vec<f32>) {
    let mut mask = vec![0.0; values.len()];
    random.fill_mask(&mut mask, share);
    let mut dropped = values.to_vec();
    apply(arch, &mut dropped, &mask);
    (dropped, mask)
}

/// `values *= mask`.
pub(crate) fn apply(arch: Arch, values: &mut [f32], mask: &[f32]) {
    arch.dispatch(
        #[inline(always)]
        || {
            for (value, &m) in values.iter_mut().zip(mask) {
                *value *= m;
            }
        },
    );
}

/// Multiplies the vector of each token by the mask of its sentence.
pub(crate) fn apply_by_sentence(
    arch: Arch,
    values: &mut [f32],
    masks: &[f32],
    sentences: &[Range<usize>],
    width: usize,
) {
    for (sentence, mask) in sentences.iter().zip(masks.chunks_exact(width)) {
        for token in values[sentence.start * width..sentence.end * width].chunks_exact_mut(width) {
            apply(arch, token, mask);
        }
    }
}
