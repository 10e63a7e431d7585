use std::ops::Range;

use super::decode::Decoder;
use super::first::FirstLayer;
use super::matrix::{Packed, Scratch};
use super::quantised::Rounded;
use super::word::Sequences;

/// Buffers of a [`crate::Model`] at work; one kept by each thread saves allocating them for every text.
#[derive(Debug, Default)]
pub struct Workspace {
    pub(super) form: String,
    pub(super) sequences: Sequences,
    /// The vector of a known word, but for its shape.
    pub(super) own: Vec<f32>,
    /// Sentences of the chunk, in tokens from its start.
    pub(super) sentences: Vec<Range<usize>>,
    pub(super) first: FirstLayer,
    pub(super) embeddings: Vec<f32>,
    pub(super) input: Vec<f32>,
    pub(super) output: Vec<f32>,
    pub(super) gates: Vec<f32>,
    pub(super) state: Vec<f32>,
    pub(super) hidden: Vec<f32>,
    pub(super) logits: Vec<f32>,
    pub(super) arcs: Vec<f32>,
    pub(super) products: Vec<f32>,
    pub(super) head_vectors: Vec<f32>,
    pub(super) scores: Vec<f32>,
    /// Head of each token of the chunk, from 1 in its sentence; 0 is the root.
    pub(super) heads: Vec<u32>,
    pub(super) decoder: Decoder,
    pub(super) packed: Packed,
    pub(super) scratch: Scratch,
    pub(super) rounded: Rounded,
}

impl Workspace {
    /// Empty buffers, which grow as they are used: to about 20 MB.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Makes `buffer` hold exactly `len` elements, of any value.
pub(super) fn reserve(buffer: &mut Vec<f32>, len: usize) -> &mut [f32] {
    if buffer.len() < len {
        buffer.resize(len, 0.0);
    }
    &mut buffer[..len]
}
