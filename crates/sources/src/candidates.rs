//! Which passages may share a stretch, among millions.

use std::collections::HashMap;
use xxhash_rust::xxh3::xxh3_64;

use crate::words::Word;

/// The words of all passages, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Corpus {
    words: Vec<Word>,
    starts: Vec<usize>,
    /// In how many passages each class of words stands.
    frequency: HashMap<u32, u32>,
    /// In how many passages each word stands, in any of its forms.
    stems: HashMap<u32, u32>,
}

impl Corpus {
    /// Adds a passage; its number is how many there were before.
    pub(crate) fn push(&mut self, words: &[Word]) {
        self.starts.push(self.words.len());
        self.words.extend_from_slice(words);
        let mut classes: Vec<u32> = content(words).map(|word| word.class).collect();
        classes.sort_unstable();
        classes.dedup();
        for class in classes {
            *self.frequency.entry(class).or_default() += 1;
        }
        let mut stems: Vec<u32> = content(words).map(|word| word.stem).collect();
        stems.sort_unstable();
        stems.dedup();
        for stem in stems {
            *self.stems.entry(stem).or_default() += 1;
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    pub(crate) fn words(&self, passage: usize) -> &[Word] {
        let end = self.starts.get(passage + 1).copied();
        &self.words[self.starts[passage]..end.unwrap_or(self.words.len())]
    }

    /// How rare a word is among the passages: 1 for one that stands in a few, down to 0.15.
    ///
    /// Among few passages no word can be told to be common, so that all count 1.
    pub(crate) fn rarity(&self, word: &Word) -> f32 {
        self.scaled(self.stems.get(&word.stem))
    }

    /// How rare what the word means is: the word and those that can stand for it.
    pub(crate) fn rarity_of_class(&self, word: &Word) -> f32 {
        self.scaled(self.frequency.get(&word.class))
    }

    fn scaled(&self, frequency: Option<&u32>) -> f32 {
        let passages = self.len() as f32;
        if passages < 60.0 {
            return 1.0;
        }
        let frequency = frequency.copied().unwrap_or(1) as f32;
        let rarity = (passages / frequency).ln() / (passages / 4.0).ln();
        rarity.clamp(0.15, 1.0)
    }
}

pub(crate) fn content(words: &[Word]) -> impl Iterator<Item = &Word> {
    words.iter().filter(|word| word.is_content())
}

/// Passages that share a key are compared with each other where there are this many at the most;
/// where there are more, each is compared with those next to it in the order of passages, so that
/// a phrase that stands everywhere costs no square.
const COMPARED_WITH_ALL: usize = 24;
/// With how many of its neighbours.
const NEIGHBOURS: usize = 3;
/// Keys that two passages must share.
const SHARED_KEYS: usize = 2;
/// Words of a passage so short that it has hardly two keys to share.
const SHORT: usize = 4;

/// Pairs of passages that may share a stretch, in order, each once.
pub(crate) fn candidates(corpus: &Corpus) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    for (first, second) in [(0, 1), (0, 2)] {
        pairs_by(corpus, &mut pairs, |words, keys| {
            let stems: Vec<u32> = content(words).map(|word| word.class).collect();
            for place in 0..stems.len().saturating_sub(second) {
                keys.push(key(&[
                    second as u32,
                    stems[place + first],
                    stems[place + second],
                ]));
            }
        });
    }
    pairs.sort_unstable();
    let mut shared = Vec::new();
    for run in pairs.chunk_by(|a, b| a == b) {
        let (a, b) = run[0];
        let short = |passage: u32| content(corpus.words(passage as usize)).count() <= SHORT;
        if run.len() >= SHARED_KEYS || short(a) || short(b) {
            shared.push(run[0]);
        }
    }
    shared
}

/// Words of a passage by whose pairs its paraphrases are looked for: its rarest.
const RAREST: usize = 7;

/// Pairs of passages that share rare words, wherever they stand.
pub(crate) fn alike(corpus: &Corpus) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    pairs_by(corpus, &mut pairs, |words, keys| {
        let mut rare: Vec<(u32, u32)> = content(words)
            .map(|word| {
                let frequency = corpus.frequency.get(&word.class).copied();
                (frequency.unwrap_or(1), word.class)
            })
            .filter(|&(frequency, _)| frequency > 1)
            .collect();
        rare.sort_unstable();
        rare.dedup();
        rare.truncate(RAREST);
        for (place, (_, one)) in rare.iter().enumerate() {
            for (_, other) in &rare[place + 1..] {
                keys.push(key(&[9, (*one).min(*other), (*one).max(*other)]));
            }
        }
    });
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn key(parts: &[u32; 3]) -> u64 {
    let mut bytes = [0; 12];
    for (place, part) in parts.iter().enumerate() {
        bytes[place * 4..place * 4 + 4].copy_from_slice(&part.to_le_bytes());
    }
    xxh3_64(&bytes)
}

/// Adds the pairs of passages that share a key.
fn pairs_by(
    corpus: &Corpus,
    pairs: &mut Vec<(u32, u32)>,
    keys_of: impl Fn(&[Word], &mut Vec<u64>),
) {
    let mut postings: Vec<(u64, u32)> = Vec::new();
    let mut keys = Vec::new();
    for passage in 0..corpus.len() {
        keys.clear();
        keys_of(corpus.words(passage), &mut keys);
        keys.sort_unstable();
        keys.dedup();
        postings.extend(keys.iter().map(|&key| (key, passage as u32)));
    }
    postings.sort_unstable();
    for run in postings.chunk_by(|a, b| a.0 == b.0) {
        let reach = if run.len() <= COMPARED_WITH_ALL {
            run.len()
        } else {
            NEIGHBOURS
        };
        for (place, &(_, one)) in run.iter().enumerate() {
            let others = run[place + 1..].iter().take(reach);
            pairs.extend(others.map(|&(_, other)| (one, other)));
        }
    }
}
