//! Pairs of phrases that cannot both hold of the same, read from `data/sources/oppositions.tsv`.

use std::collections::{BTreeMap, BTreeSet};

use crate::lexicon::{Lexicon, hash, mark, rows};
use crate::words::{Word, key};

/// What two passages must share for their phrases to speak of the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The same two states.
    Pair,
    /// The same name beside the phrase, other than the states that the document is about.
    Name,
    /// A name near the phrase.
    Near,
    /// The same giver and, where both name one, the same taker.
    Direction,
    /// A state and a kind of weapon.
    Arms,
    /// The giver of one is the taker of the other, of the same kind of weapon.
    Reversed,
}

/// A row of the table.
#[derive(Debug)]
pub(crate) struct Opposition {
    pub(crate) id: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) anchor: Anchor,
    pub(crate) rule: &'static str,
    pub(crate) settles: &'static str,
}

#[derive(Debug, Clone)]
enum Part {
    /// Up to this many words.
    Gap(usize),
    /// A word with one of these stems.
    Stems(Vec<u32>),
    /// A word with this very form.
    Exact(u32),
}

/// A phrase of a row.
#[derive(Debug)]
struct Phrase {
    row: usize,
    /// Whether it stands in the first column of phrases.
    one: bool,
    parts: Vec<Part>,
    /// Its place in the list.
    rank: usize,
    /// Whether it denies by itself, so that a "not" before it changes nothing more.
    negated: bool,
}

/// All phrases, by their first word.
#[derive(Debug)]
pub(crate) struct Oppositions {
    pub(crate) rows: Vec<Opposition>,
    phrases: Vec<Phrase>,
    by_stem: BTreeMap<u32, Vec<usize>>,
    by_form: BTreeMap<u32, Vec<usize>>,
    pub(crate) arms: BTreeSet<u32>,
    /// Of these, those that name no kind.
    pub(crate) any_arms: BTreeSet<u32>,
    /// Words after which a "not" denies nothing.
    only: [u32; 4],
}

/// Words that a gap in a phrase may hold, written `*`.
const GAP: usize = 6;
/// The same where the names of parties stand in it, written `**`.
const WIDE_GAP: usize = 14;

/// Weapons of no kind in particular: that each side supplies some says nothing.
const ANY_ARMS: [&str; 8] = [
    "weapon",
    "arm",
    "missile",
    "weaponry",
    "munition",
    "ammunition",
    "system",
    "radar",
];

/// Where a phrase stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sighting {
    pub(crate) row: usize,
    pub(crate) one: bool,
    /// The place of the phrase in its list: the plainest stand first.
    pub(crate) rank: usize,
    /// Places of words.
    pub(crate) words: std::ops::Range<usize>,
}

impl Oppositions {
    pub(crate) fn new(lexicon: &Lexicon) -> Self {
        let mut arms = BTreeSet::new();
        for row in rows(include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../data/lexicon/classes.tsv"
        ))) {
            if row[0] == "weapon" {
                arms.extend(row[2].split(' ').map(|word| hash(&lexicon.stem(word))));
            }
        }
        let mut all = Self {
            rows: Vec::new(),
            phrases: Vec::new(),
            by_stem: BTreeMap::new(),
            by_form: BTreeMap::new(),
            arms,
            only: ["only", "just", "merely", "seulement"].map(hash),
            any_arms: ANY_ARMS
                .iter()
                .map(|word| hash(&lexicon.stem(word)))
                .collect(),
        };
        for row in rows(include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../data/sources/oppositions.tsv"
        ))) {
            let number = all.rows.len();
            all.rows.push(Opposition {
                id: row[0],
                kind: row[1],
                anchor: anchor(row[2]),
                rule: row[5],
                settles: row[6],
            });
            for (column, one) in [(3, true), (4, false)] {
                let phrases = row[column].split(';').filter(|phrase| !phrase.is_empty());
                for (rank, phrase) in phrases.enumerate() {
                    all.add(lexicon, (number, one, rank), phrase);
                }
            }
        }
        all
    }

    fn add(&mut self, lexicon: &Lexicon, (row, one, rank): (usize, bool, usize), phrase: &str) {
        let mut negated = false;
        let parts: Vec<Part> = phrase
            .split(' ')
            .map(|token| {
                if token.starts_with('*') {
                    return Part::Gap(if token == "*" { GAP } else { WIDE_GAP });
                }
                if let Some(form) = token.strip_prefix('=') {
                    negated |= lexicon.form(key(form), form).marks & mark::NEGATION != 0;
                    return Part::Exact(hash(form));
                }
                let mut stems = Vec::new();
                for word in token.split('|') {
                    negated |= lexicon.form(key(word), word).marks & mark::NEGATION != 0;
                    if word == "@arms" {
                        stems.extend(self.arms.iter().copied());
                    } else {
                        stems.push(hash(&lexicon.stem(word)));
                    }
                }
                Part::Stems(stems)
            })
            .collect();
        let number = self.phrases.len();
        match &parts[0] {
            Part::Exact(form) => self.by_form.entry(*form).or_default().push(number),
            Part::Stems(stems) => {
                for stem in stems {
                    self.by_stem.entry(*stem).or_default().push(number);
                }
            }
            Part::Gap(_) => {}
        }
        self.phrases.push(Phrase {
            row,
            one,
            parts,
            rank,
            negated,
        });
    }

    /// Where phrases stand in a passage; of the phrases of one side of a row, the plainest.
    pub(crate) fn find(&self, words: &[Word]) -> Vec<Sighting> {
        let mut found: BTreeMap<(usize, bool), Sighting> = BTreeMap::new();
        for (place, word) in words.iter().enumerate() {
            let by_stem = self.by_stem.get(&word.stem).into_iter().flatten();
            let by_form = self.by_form.get(&word.exact).into_iter().flatten();
            for &number in by_stem.chain(by_form) {
                let phrase = &self.phrases[number];
                let Some(end) = matched(&phrase.parts, words, place) else {
                    continue;
                };
                let before = place.saturating_sub(3)..place;
                // "Not only" denies nothing.
                let denied = before.clone().any(|at| {
                    words[at].is(mark::NEGATION) && !self.only.contains(&words[at + 1].exact)
                });
                if denied && !phrase.negated {
                    continue;
                }
                let sighting = Sighting {
                    row: phrase.row,
                    one: phrase.one,
                    rank: phrase.rank,
                    words: place..end,
                };
                match found.get(&(phrase.row, phrase.one)) {
                    Some(kept) if kept.rank <= sighting.rank => {}
                    _ => {
                        found.insert((phrase.row, phrase.one), sighting);
                    }
                }
            }
        }
        // "will sign a treaty" holds "sign a treaty": what says more is what is said.
        let sightings: Vec<Sighting> = found.into_values().collect();
        let says_less = |sighting: &Sighting| {
            sightings.iter().any(|other| {
                other.row == sighting.row
                    && other.one != sighting.one
                    && other.words.start <= sighting.words.start
                    && sighting.words.end <= other.words.end
                    && other.words.len() > sighting.words.len()
            })
        };
        let kept = sightings.iter().filter(|sighting| !says_less(sighting));
        kept.cloned().collect()
    }
}

fn anchor(name: &str) -> Anchor {
    match name {
        "pair" => Anchor::Pair,
        "name" => Anchor::Name,
        "direction" => Anchor::Direction,
        "arms" => Anchor::Arms,
        "reversed" => Anchor::Reversed,
        _ => Anchor::Near,
    }
}

/// The end of the phrase whose first part stands at `place`.
fn matched(parts: &[Part], words: &[Word], place: usize) -> Option<usize> {
    let mut ends = vec![place];
    for part in parts {
        let mut next = Vec::new();
        for &at in &ends {
            match part {
                Part::Gap(most) => {
                    next.extend((at..=at + most).take_while(|end| *end <= words.len()));
                }
                Part::Stems(stems) => {
                    let fits = words.get(at).is_some_and(|word| stems.contains(&word.stem));
                    next.extend(fits.then_some(at + 1));
                }
                Part::Exact(form) => {
                    let fits = words.get(at).is_some_and(|word| word.exact == *form);
                    next.extend(fits.then_some(at + 1));
                }
            }
        }
        next.sort_unstable();
        next.dedup();
        if next.is_empty() {
            return None;
        }
        ends = next;
    }
    ends.first().copied()
}
