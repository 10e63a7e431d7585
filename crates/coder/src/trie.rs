//! Word sequences and what they stand for.

use std::collections::HashMap;

use foldhash::fast::FixedState;

/// Words as numbers; 0 is every word that is not known.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    ids: HashMap<Box<str>, u32, FixedState>,
}

impl Vocabulary {
    /// The number of `word`, new if need be.
    pub(crate) fn intern(&mut self, word: &str) -> u32 {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = self.ids.len() as u32 + 1;
        self.ids.insert(word.into(), id);
        id
    }

    /// The number of `word`, 0 if it is not known.
    pub(crate) fn get(&self, word: &str) -> u32 {
        self.ids.get(word).copied().unwrap_or(0)
    }

    /// How many numbers there are, 0 included.
    pub(crate) fn len(&self) -> usize {
        self.ids.len() + 1
    }
}

/// A set of word sequences, each with values, searched for the longest that begins at a place.
#[derive(Debug)]
pub(crate) struct Trie<T> {
    edges: HashMap<(u32, u32), u32, FixedState>,
    values: Vec<Vec<T>>,
}

impl<T> Default for Trie<T> {
    fn default() -> Self {
        Self {
            edges: HashMap::default(),
            values: vec![Vec::new()],
        }
    }
}

impl<T> Trie<T> {
    /// Adds `value` to the sequence `words`; an empty sequence is left out.
    pub(crate) fn insert(&mut self, words: &[u32], value: T) {
        if words.is_empty() {
            return;
        }
        let mut node = 0;
        for word in words {
            let next = self.values.len() as u32;
            node = *self.edges.entry((node, *word)).or_insert(next);
            if node == next {
                self.values.push(Vec::new());
            }
        }
        self.values[node as usize].push(value);
    }

    /// The longest sequence that begins `words`: how many words, and its values.
    pub(crate) fn longest(&self, words: impl Iterator<Item = u32>) -> Option<(usize, &[T])> {
        let mut node = 0;
        let mut found = None;
        for (place, word) in words.enumerate() {
            let Some(next) = self.edges.get(&(node, word)).filter(|_| word != 0) else {
                break;
            };
            node = *next;
            let values = &self.values[node as usize];
            if !values.is_empty() {
                found = Some((place + 1, values.as_slice()));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_sequence_wins() {
        let mut trie = Trie::default();
        trie.insert(&[1], "Iran");
        trie.insert(&[1, 2, 3], "Iran Air Lines");
        assert_eq!(
            trie.longest([1, 2, 4].into_iter()),
            Some((1, &["Iran"][..]))
        );
        assert_eq!(trie.longest([1, 2, 3, 1].into_iter()).unwrap().0, 3);
        assert_eq!(trie.longest([0].into_iter()), None);
    }
}
