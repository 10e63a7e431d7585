//! Which passages may share a stretch, among millions.

use std::collections::HashMap;

use crate::hashed::{Hashed, spread};
use crate::shared_work::in_parts;
use crate::words::Word;

/// The words of all passages, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Corpus {
    words: Vec<Word>,
    starts: Vec<usize>,
    /// In how many passages each class of words stands.
    frequency: Counts,
    /// In how many passages each word stands, in any of its forms.
    stems: Counts,
}

type Counts = HashMap<u32, u32, Hashed>;

impl Corpus {
    /// Adds a passage; its number is how many there were before.
    pub(crate) fn push(&mut self, words: &[Word]) {
        self.starts.push(self.words.len());
        self.words.extend_from_slice(words);
    }

    /// Counts in how many passages each word stands, once all are there.
    pub(crate) fn count(&mut self, threads: usize) {
        let counted = in_parts(self.len(), threads, |part| {
            let (mut frequency, mut stems) = (Counts::default(), Counts::default());
            let mut seen = Vec::new();
            let mut count = |counts: &mut Counts, words: &[Word], of: fn(&Word) -> u32| {
                seen.clear();
                seen.extend(content(words).map(of));
                seen.sort_unstable();
                seen.dedup();
                for &one in &seen {
                    *counts.entry(one).or_default() += 1;
                }
            };
            for passage in part {
                count(&mut frequency, self.words(passage), |word| word.class);
                count(&mut stems, self.words(passage), |word| word.stem);
            }
            (frequency, stems)
        });
        #[allow(clippy::iter_over_hash_type)] // sums do not depend on the order
        for (frequency, stems) in counted {
            for (class, count) in frequency {
                *self.frequency.entry(class).or_default() += count;
            }
            for (stem, count) in stems {
                *self.stems.entry(stem).or_default() += count;
            }
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
pub(crate) fn candidates(corpus: &Corpus, threads: usize) -> Vec<(u32, u32)> {
    let mut pairs = Pairs::new(corpus.len());
    for distance in [1, 2] {
        pairs_by(corpus, threads, &mut pairs, |words, keys| {
            let mut before = [0; 2];
            for (place, word) in content(words).enumerate() {
                if place >= distance {
                    keys.push(key(
                        before[(place - distance) % 2],
                        word.class,
                        distance as u64,
                    ));
                }
                before[place % 2] = word.class;
            }
        });
    }
    pairs.sorted(threads, |run| {
        let (a, b) = run[0];
        let short = |passage: u32| content(corpus.words(passage as usize)).count() <= SHORT;
        run.len() >= SHARED_KEYS || short(a) || short(b)
    })
}

/// Words of a passage by whose pairs its paraphrases are looked for: its rarest.
const RAREST: usize = 7;

/// Pairs of passages that share rare words, wherever they stand.
pub(crate) fn alike(corpus: &Corpus, threads: usize) -> Vec<(u32, u32)> {
    let mut pairs = Pairs::new(corpus.len());
    pairs_by(corpus, threads, &mut pairs, |words, keys| {
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
                keys.push(key(*one.min(other), *one.max(other), 9));
            }
        }
    });
    pairs.sorted(threads, |_| true)
}

/// Two words as one number: for one `kind`, no two pairs have the same.
fn key(one: u32, other: u32, kind: u64) -> u64 {
    let both = (u64::from(one) << 32) | u64::from(other);
    spread(both ^ kind.wrapping_mul(0xc2b2_ae3d_27d4_eb4f))
}

/// Parts into which keys are put by their first bits, so that each is sorted by itself.
const BUCKETS: usize = 64;

/// Adds the pairs of passages that share a key.
fn pairs_by(
    corpus: &Corpus,
    threads: usize,
    pairs: &mut Pairs,
    keys_of: impl Fn(&[Word], &mut Vec<u64>) + Sync,
) {
    let scattered: Vec<Vec<Vec<(u64, u32)>>> = in_parts(corpus.len(), threads, |part| {
        let mut buckets: Vec<Vec<(u64, u32)>> = vec![Vec::new(); BUCKETS];
        let mut keys = Vec::new();
        for passage in part {
            keys.clear();
            keys_of(corpus.words(passage), &mut keys);
            for &key in &keys {
                buckets[(key >> 58) as usize].push((key, passage as u32));
            }
        }
        buckets
    });
    let found = in_parts(BUCKETS, threads, |part| {
        let mut found = Pairs::new(corpus.len());
        let mut postings: Vec<(u64, u32)> = Vec::new();
        for bucket in part {
            postings.clear();
            postings.extend(scattered.iter().flat_map(|buckets| &buckets[bucket]));
            postings.sort_unstable();
            // A key that a passage has twice counts once.
            postings.dedup();
            for run in postings.chunk_by(|a, b| a.0 == b.0) {
                found.add(run);
            }
        }
        found
    });
    drop(scattered);
    for found in found {
        pairs.append(found);
    }
}

/// Ranges of passages whose pairs are sorted by themselves.
const RANGES: usize = 64;

/// Pairs of passages, by ranges of the first.
struct Pairs {
    /// Passages in a range.
    size: usize,
    ranges: Vec<Vec<(u32, u32)>>,
}

impl Pairs {
    fn new(passages: usize) -> Self {
        Self {
            size: passages.div_ceil(RANGES).max(1),
            ranges: vec![Vec::new(); RANGES],
        }
    }

    /// The pairs of the passages that share one key.
    fn add(&mut self, run: &[(u64, u32)]) {
        let reach = if run.len() <= COMPARED_WITH_ALL {
            run.len()
        } else {
            NEIGHBOURS
        };
        for (place, &(_, one)) in run.iter().enumerate() {
            let others = run[place + 1..].iter().take(reach);
            let range = &mut self.ranges[one as usize / self.size];
            range.extend(others.map(|&(_, other)| (one, other)));
        }
    }

    fn append(&mut self, other: Self) {
        for (range, mut more) in self.ranges.iter_mut().zip(other.ranges) {
            if range.is_empty() {
                *range = more;
            } else {
                range.append(&mut more);
            }
        }
    }

    /// The pairs in order, each once: those whose run of equals is `wanted`.
    fn sorted(
        self,
        threads: usize,
        wanted: impl Fn(&[(u32, u32)]) -> bool + Sync,
    ) -> Vec<(u32, u32)> {
        let sorted = in_parts(RANGES, threads, |part| {
            let mut kept = Vec::new();
            let mut range = Vec::new();
            for number in part {
                range.clone_from(&self.ranges[number]);
                range.sort_unstable();
                let runs = range.chunk_by(|a, b| a == b);
                kept.extend(runs.filter(|run| wanted(run)).map(|run| run[0]));
            }
            kept
        });
        sorted.concat()
    }
}
