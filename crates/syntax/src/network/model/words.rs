//! From words to the rows of the first layer.

use std::ops::Range;

use pulp::Arch;

use super::{Model, follows_space};
use crate::network::elementwise::{add_bias, add_scaled};
use crate::network::matrix::Matrix;
use crate::network::parameters::Parameters;
use crate::network::word::{self, EDGE_SHARE};
use crate::network::workspace::{Workspace, reserve};
use crate::{Annotated, TokenId};

impl Model {
    /// Finds the rows of the first layer for the tokens of `chunk`, and computes those that are not known.
    pub(super) fn read_words(
        &self,
        workspace: &mut Workspace,
        text: &Annotated,
        chunk: Range<usize>,
    ) {
        let sizes = &self.parameters.sizes;
        let (embedding, width) = (sizes.embedding, sizes.width());
        let columns = self.parameters.layout.layers[0].input.columns;
        workspace.first.begin(self.number, [width, columns]);
        workspace.embeddings.clear();
        let mut sentence_starts = workspace
            .sentences
            .iter()
            .map(|sentence| sentence.start)
            .peekable();
        for position in 0..chunk.len() {
            let token = chunk.start + position;
            let first = sentence_starts.next_if_eq(&position).is_some();
            let form = text.form(TokenId(token as u32));
            let spaced = first || follows_space(text, token);
            let shape = word::shape(form, first, spaced);
            workspace.form.clear();
            word::normalise(form, &mut workspace.form);
            if workspace.first.token(&workspace.form, shape) {
                let start = workspace.embeddings.len();
                workspace.embeddings.resize(start + embedding, 0.0);
                let vector = &mut workspace.embeddings[start..];
                self.embed(&workspace.form, shape, &mut workspace.sequences, vector);
            }
        }
        let rows = workspace.first.wanted.len();
        let projected = reserve(&mut workspace.input, rows * width);
        self.project.multiply(
            Matrix::new(&workspace.embeddings, rows, embedding),
            projected,
            width,
            false,
            &mut workspace.rounded,
        );
        let bias = self.parameters.layout.project_bias;
        add_bias(self.arch, projected, bias.of(&self.parameters.dense));
        let gates = reserve(&mut workspace.gates, rows * columns);
        self.layers[0].multiply(
            Matrix::new(projected, rows, width),
            gates,
            columns,
            false,
            &mut workspace.rounded,
        );
        workspace.first.fill(projected, gates);
    }

    /// Fills `vector` with the embedding of a normalised form of some shape.
    fn embed(&self, form: &str, shape: usize, sequences: &mut word::Sequences, vector: &mut [f32]) {
        let width = vector.len();
        let shape = self.parameters.shape_row(shape);
        vector.copy_from_slice(row(&self.parameters.table, shape, width));
        if let Some(known) = self.parameters.names.words.find(form) {
            let known = row(&self.words, known as usize, width);
            add_scaled(self.arch, vector, known, 1.0);
        } else {
            sequences.read(form, self.parameters.sizes.buckets);
            add_sequences(self.arch, &self.parameters, sequences, vector);
        }
    }
}

fn row(table: &[f32], row: usize, width: usize) -> &[f32] {
    &table[row * width..(row + 1) * width]
}

/// Adds the vectors of character sequences to that of their word.
fn add_sequences(
    arch: Arch,
    parameters: &Parameters,
    sequences: &word::Sequences,
    vector: &mut [f32],
) {
    let width = parameters.sizes.embedding;
    for &bucket in &sequences.edges {
        add_scaled(
            arch,
            vector,
            row(&parameters.table, parameters.bucket_row(bucket), width),
            EDGE_SHARE,
        );
    }
    let share = sequences.inner_share();
    for &bucket in &sequences.inner {
        add_scaled(
            arch,
            vector,
            row(&parameters.table, parameters.bucket_row(bucket), width),
            share,
        );
    }
}

/// The vector of each known word but for the shape. Several threads share the rows, of which none
/// depends on another.
pub(super) fn vectors(parameters: &Parameters) -> Vec<f32> {
    let width = parameters.sizes.embedding;
    let words = parameters.sizes.words;
    let mut vectors = parameters.table[..words * width].to_vec();
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get().min(MOST));
    let share = words.div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        for (part, vectors) in vectors.chunks_mut(share * width).enumerate() {
            scope.spawn(move || add_words(parameters, part * share, vectors));
        }
    });
    vectors
}

/// Threads that a model is made ready on at the most.
const MOST: usize = 4;

/// Adds to the rows of the words from `first` on those of their character sequences.
fn add_words(parameters: &Parameters, first: usize, vectors: &mut [f32]) {
    let mut sequences = word::Sequences::default();
    let arch = Arch::new();
    let rows = vectors.chunks_exact_mut(parameters.sizes.embedding);
    for (number, vector) in rows.enumerate() {
        sequences.read(
            parameters.names.words.get((first + number) as u32),
            parameters.sizes.buckets,
        );
        add_sequences(arch, parameters, &sequences, vector);
    }
}
