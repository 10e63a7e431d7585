//! From words to the rows of the first layer.

use std::ops::Range;

use super::{Model, follows_space};
use crate::network::elementwise::{add_bias, add_scaled};
use crate::network::matrix::Matrix;
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
                let (sequences, own) = (&mut workspace.sequences, &mut workspace.own);
                self.embed(&workspace.form, shape, sequences, own, vector);
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

    /// Fills `vector` with the embedding of a normalised form of some shape; `own` is memory for the row of a known
    /// word.
    fn embed(
        &self,
        form: &str,
        shape: usize,
        sequences: &mut word::Sequences,
        own: &mut Vec<f32>,
        vector: &mut [f32],
    ) {
        let shape = self.rows.get(self.parameters.shape_row(shape));
        for (element, value) in vector.iter_mut().zip(shape) {
            *element = value;
        }
        sequences.read(form, self.parameters.sizes.buckets);
        if let Some(known) = self.parameters.names.words.find(form) {
            own.clear();
            own.extend(self.rows.get(known as usize));
            self.add_sequences(sequences, own);
            add_scaled(self.arch, vector, own, 1.0);
        } else {
            self.add_sequences(sequences, vector);
        }
    }

    /// Adds the vectors of character sequences to that of their word.
    fn add_sequences(&self, sequences: &word::Sequences, vector: &mut [f32]) {
        let mut add = |bucket: u32, share: f32| {
            let row = self.rows.get(self.parameters.bucket_row(bucket));
            for (element, value) in vector.iter_mut().zip(row) {
                *element += value * share;
            }
        };
        for &bucket in &sequences.edges {
            add(bucket, EDGE_SHARE);
        }
        let share = sequences.inner_share();
        for &bucket in &sequences.inner {
            add(bucket, share);
        }
    }
}
