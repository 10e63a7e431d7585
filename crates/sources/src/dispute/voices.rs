//! Who says it: copies are one voice, and what documents of one origin say stands together.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::DisputeSide;
use super::passages::Passage;
use crate::recycle::Sets;

/// Other documents of an origin that are named beside a side.
const NAMED: usize = 20;
/// Origins with which one disagrees on a matter: of more, the clearest are kept, so that what all
/// say is set against all that deny it in a list that grows with the texts, not with their square.
const OPPONENTS: usize = 16;

/// A text that shows a side, and the passages that have it.
pub(super) struct Voice<'p, 'a, T> {
    /// The first passage with it.
    pub(super) passage: &'p Passage<'a>,
    /// What it shows.
    pub(super) shows: &'p T,
    /// The first of its passages in each document.
    told: Vec<&'p Passage<'a>>,
}

impl<'p, 'a, T> Voice<'p, 'a, T> {
    /// A text that has not been told yet.
    pub(super) fn new(passage: &'p Passage<'a>, shows: &'p T) -> Self {
        Self {
            passage,
            shows,
            told: Vec::new(),
        }
    }

    /// Notes that a passage tells it; they come document by document.
    pub(super) fn tell(&mut self, passage: &'p Passage<'a>) {
        let last = self.told.last();
        if last.is_none_or(|last| last.told.document != passage.told.document) {
            self.told.push(passage);
        }
    }
}

/// Disagreements of one origin are told apart by the origins, the states that the documents of both
/// are about, and whether a document disagrees with itself.
type Key = (usize, usize, BTreeSet<u32>, bool);

/// The voices on one matter, and the clearest disagreement of each two origins.
pub(super) struct Matter<'p, 'a, T> {
    pub(super) one: Vec<Voice<'p, 'a, T>>,
    /// The other side; empty where all voices say things of one kind that cannot hold together.
    other: Option<Vec<Voice<'p, 'a, T>>>,
    /// Numbers of origins that tell anything here, in order, and which of them are one.
    origins: BTreeMap<usize, usize>,
    best: BTreeMap<Key, (i32, usize, usize)>,
}

impl<'p, 'a, T> Matter<'p, 'a, T> {
    /// The voices of one side and the other; without another, each is set against each.
    pub(super) fn new(one: Vec<Voice<'p, 'a, T>>, other: Option<Vec<Voice<'p, 'a, T>>>) -> Self {
        let origins = joined(one.iter().chain(other.iter().flatten()));
        Self {
            one,
            other,
            origins,
            best: BTreeMap::new(),
        }
    }

    /// The voices against which [`Self::one`] is set.
    pub(super) fn other(&self) -> &[Voice<'p, 'a, T>] {
        self.other.as_ref().unwrap_or(&self.one)
    }

    fn origin(&self, passage: &Passage<'_>) -> usize {
        self.origins[&passage.told.origin]
    }

    /// Notes that the voices at `a` and `b` disagree; of two origins, the clearest pair stays, and
    /// of equally clear ones the first.
    pub(super) fn note(&mut self, score: i32, a: usize, b: usize) {
        let (left, right) = (self.one[a].passage, self.other()[b].passage);
        let (x, y) = (self.origin(left), self.origin(right));
        let about = left.about.intersection(&right.about).copied().collect();
        let in_one = left.told.document == right.told.document;
        let kept = self.best.entry((x.min(y), x.max(y), about, in_one));
        let places = (left.place, right.place);
        let new = (score, a, b);
        let (one, other) = (&self.one, self.other.as_ref().unwrap_or(&self.one));
        kept.and_modify(|kept| {
            let known = (one[kept.1].passage.place, other[kept.2].passage.place);
            if (score, Reverse(places)) > (kept.0, Reverse(known)) {
                *kept = new;
            }
        })
        .or_insert(new);
    }

    /// The pairs that disagree, with the documents behind both sides.
    pub(super) fn into_pairs(mut self) -> Vec<[(&'p Passage<'a>, DisputeSide); 2]> {
        let mut best: Vec<(Key, (i32, usize, usize))> =
            std::mem::take(&mut self.best).into_iter().collect();
        let clearest: Vec<usize> = {
            let mut order: Vec<usize> = (0..best.len()).collect();
            order.sort_by_key(|&place| Reverse(best[place].1.0));
            order
        };
        let mut opponents: BTreeMap<usize, usize> = BTreeMap::new();
        let mut kept = vec![false; best.len()];
        for place in clearest {
            let (x, y, ..) = best[place].0;
            let mut few = |origin| {
                let count = opponents.entry(origin).or_default();
                *count += 1;
                *count <= OPPONENTS
            };
            kept[place] = few(x) | few(y);
        }
        let mut kept = kept.into_iter();
        best.retain(|_| kept.next() == Some(true));
        let (told_one, told_other) = (self.told(&self.one), self.told(self.other()));
        best.into_iter()
            .map(|(_, (_, a, b))| {
                let (a, b) = (self.one[a].passage, self.other()[b].passage);
                [(a, self.side(&told_one, a)), (b, self.side(&told_other, b))]
            })
            .collect()
    }

    /// The passages of voices, one for each document, by origin and what the documents are about.
    fn told(&self, voices: &[Voice<'p, 'a, T>]) -> Told<'p> {
        let mut told: Told<'p> = BTreeMap::new();
        for passage in voices.iter().flat_map(|voice| &voice.told) {
            let documents = told.entry((self.origin(passage), &*passage.about));
            let first = documents.or_default().entry(passage.told.document);
            let first = first.or_insert(passage.place);
            *first = passage.place.min(*first);
        }
        told
    }

    fn side(&self, told: &Told<'p>, passage: &Passage<'_>) -> DisputeSide {
        let documents = &told[&(self.origin(passage), &*passage.about)];
        let mut others: Vec<usize> = documents
            .iter()
            .filter(|(document, _)| **document != passage.told.document)
            .map(|(_, &place)| place)
            .collect();
        others.sort_unstable();
        others.truncate(NAMED);
        DisputeSide {
            passage: passage.place,
            documents: documents.len(),
            others,
        }
    }
}

/// Places of passages by document, by origin and what the documents are about.
type Told<'p> = BTreeMap<(usize, &'p BTreeSet<u32>), BTreeMap<&'p str, usize>>;

/// The origins of the documents behind voices on one matter, and which stands for each: origins
/// that tell one text are one here, as when support is counted.
fn joined<'v, 'p: 'v, 'a: 'p, T: 'p>(
    voices: impl Iterator<Item = &'v Voice<'p, 'a, T>> + Clone,
) -> BTreeMap<usize, usize> {
    let told = voices.clone().flat_map(|voice| &voice.told);
    let numbers: BTreeSet<usize> = told.map(|passage| passage.told.origin).collect();
    let numbers: Vec<usize> = numbers.into_iter().collect();
    let place = |origin: usize| numbers.partition_point(|&number| number < origin);
    let mut sets = Sets::new(numbers.len());
    for voice in voices {
        for passage in &voice.told {
            sets.join(place(voice.passage.told.origin), place(passage.told.origin));
        }
    }
    let mut root = |origin| numbers[sets.root(place(origin))];
    numbers
        .iter()
        .map(|&origin| (origin, root(origin)))
        .collect()
}
