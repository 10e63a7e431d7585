//! The first layer up to its recurrence, word by word.
//!
//! A word's embedding, its projection and its gates before the logistic function depend on nothing
//! but its normalised form and its shape. So they are computed once for a word and kept: texts say the
//! same words again and again. What is kept never changes a result, for a row of a product does not
//! depend on the other rows.

use crate::labels::hash;

/// Words that share a place in the store, of which the one not seen for longest gives way.
const WAYS: usize = 4;
/// Words that the store holds.
const SLOTS: usize = 2048;
/// Longer forms, in bytes, are not kept.
const LONGEST_KEPT: usize = 48;

/// A word as the first layer sees it.
#[derive(Debug, Clone, Default)]
struct Key {
    form: String,
    shape: usize,
    hash: u64,
    /// The last chunk in which it stood; 0 where there is no word.
    seen: u64,
}

/// Rows of projections and gates: [`SLOTS`] for the words that are kept, then some for those of the
/// chunk at work for which there is no room.
#[derive(Debug, Default)]
pub(super) struct FirstLayer {
    keys: Vec<Key>,
    /// The model that filled the rows.
    model: u64,
    /// Number of the chunk at work.
    chunk: u64,
    /// Rows in use, those for words without room included.
    rows: usize,
    projected: Vec<f32>,
    gates: Vec<f32>,
    /// The row of each token of the chunk.
    pub(super) tokens: Vec<u32>,
    /// Rows that are to be computed, in the order of their first tokens.
    pub(super) wanted: Vec<u32>,
}

impl FirstLayer {
    /// Begins a chunk of tokens, with a row of `widths` elements for a projection and for gates.
    pub(super) fn begin(&mut self, model: u64, widths: [usize; 2]) {
        if self.model != model {
            self.model = model;
            self.keys = vec![Key::default(); SLOTS];
            // Memory that is first touched when a word fills it.
            self.projected = vec![0.0; SLOTS * widths[0]];
            self.gates = vec![0.0; SLOTS * widths[1]];
        }
        self.chunk += 1;
        self.rows = SLOTS;
        self.tokens.clear();
        self.wanted.clear();
    }

    /// Finds the row of the next token; true where it has still to be computed.
    pub(super) fn token(&mut self, form: &str, shape: usize) -> bool {
        let found = self.find(form, shape);
        let (row, is_known) = found.unwrap_or_else(|| {
            self.rows += 1;
            (self.rows - 1, false)
        });
        self.tokens.push(row as u32);
        if !is_known {
            self.wanted.push(row as u32);
        }
        !is_known
    }

    /// The row of a word and whether it is known; nothing where there is no room for it.
    fn find(&mut self, form: &str, shape: usize) -> Option<(usize, bool)> {
        if form.len() > LONGEST_KEPT {
            return None;
        }
        let hash = hash(form.as_bytes()).wrapping_add((shape as u64).wrapping_mul(0x9E37_79B9));
        let first = hash as usize % (SLOTS / WAYS) * WAYS;
        let ways = &mut self.keys[first..first + WAYS];
        let is_same =
            |key: &Key| key.seen > 0 && key.hash == hash && key.shape == shape && key.form == form;
        if let Some(way) = ways.iter().position(is_same) {
            ways[way].seen = self.chunk;
            return Some((first + way, true));
        }
        let (way, oldest) = ways
            .iter_mut()
            .enumerate()
            .min_by_key(|(_, key)| key.seen)?;
        if oldest.seen == self.chunk {
            return None;
        }
        oldest.form.clear();
        oldest.form.push_str(form);
        (oldest.shape, oldest.hash, oldest.seen) = (shape, hash, self.chunk);
        Some((first + way, false))
    }

    /// Takes in the rows that were wanted.
    pub(super) fn fill(&mut self, projected: &[f32], gates: &[f32]) {
        let count = self.wanted.len().max(1);
        for (all, new) in [(&mut self.projected, projected), (&mut self.gates, gates)] {
            let width = new.len() / count;
            if all.len() < self.rows * width {
                all.resize(self.rows * width, 0.0);
            }
            for (&row, values) in self.wanted.iter().zip(new.chunks_exact(width.max(1))) {
                all[row as usize * width..][..width].copy_from_slice(values);
            }
        }
    }

    /// All rows: projections and gates.
    pub(super) fn rows(&self) -> (&[f32], &[f32]) {
        (&self.projected, &self.gates)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_wanted_once_and_shapes_and_models_are_kept_apart() {
        let mut first = FirstLayer::default();
        first.begin(1, [1, 2]);
        assert!(first.token("iran", 3));
        assert!(first.token("iran", 4));
        assert!(!first.token("iran", 3));
        assert_eq!(first.tokens[0], first.tokens[2]);
        first.fill(&[5.0, 6.0], &[1.0, 2.0, 3.0, 4.0]);
        let row = first.tokens[1] as usize;
        assert_eq!(first.rows().0[row..][..1], [6.0]);
        assert_eq!(first.rows().1[2 * row..][..2], [3.0, 4.0]);
        first.begin(1, [1, 2]);
        assert!(!first.token("iran", 3));
        first.begin(2, [1, 2]);
        assert!(first.token("iran", 3));
    }

    #[test]
    fn more_words_than_room_get_rows_of_their_own() {
        let mut first = FirstLayer::default();
        first.begin(1, [1, 1]);
        let long = "x".repeat(LONGEST_KEPT + 1);
        assert!(first.token(&long, 0) && first.token(&long, 0));
        let words: Vec<String> = (0..2 * SLOTS).map(|n| format!("w{n}")).collect();
        assert!(words.iter().all(|word| first.token(word, 0)));
        let mut rows = first.tokens.clone();
        rows.sort_unstable();
        rows.dedup();
        assert_eq!(rows.len(), 2 * SLOTS + 2);
        let values: Vec<f32> = (0..rows.len()).map(|n| n as f32).collect();
        first.fill(&values, &values);
        let all = first.rows().0;
        let kept = first.tokens.iter().map(|&row| all[row as usize]);
        assert_eq!(kept.collect::<Vec<f32>>(), values);
    }
}
