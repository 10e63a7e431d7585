//! Which passages disagree, by what they say of the same.

use detente_model::{Day, Span, When};
use std::collections::{BTreeMap, BTreeSet};

use crate::lexicon::{Lexicon, mark};
use crate::opposition::{Anchor, Oppositions, Sighting};
use crate::words::{Word, words};

/// A passage, as disagreement between passages sees it.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The document, by whatever orders documents.
    pub document: &'a str,
    /// Its words.
    pub text: &'a str,
    /// ISO 639-1.
    pub language: &'a str,
    /// The day of publication, where known.
    pub published: Option<Day>,
}

/// Two passages that disagree: both sides are named, and neither wins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// How: value, date, actor, polarity, status, direction, characterisation, definition or
    /// superseded.
    pub kind: &'static str,
    /// The rule that found it.
    pub name: &'static str,
    /// Why, in words.
    pub rule: &'static str,
    /// What would settle it, in words.
    pub settles: &'static str,
    /// The place of one passage, and the bytes of it that disagree.
    pub a: (usize, Span),
    /// The place of the other.
    pub b: (usize, Span),
}

struct Passage<'a> {
    told: &'a Told<'a>,
    words: Vec<Word>,
    /// States that it names, or that "both" and "they" stand for.
    states: BTreeSet<u32>,
    sightings: Vec<Sighting>,
}

/// Finds the passages that disagree: of one document pair and rule, the clearest.
pub fn find_disputes(lexicon: &Lexicon, told: &[Told<'_>]) -> Vec<Dispute> {
    let oppositions = Oppositions::new(lexicon);
    let passages = read(lexicon, &oppositions, told);
    let mut sides: BTreeMap<(usize, bool), Vec<(usize, &Sighting)>> = BTreeMap::new();
    for (place, passage) in passages.iter().enumerate() {
        // A question asserts nothing.
        if passage.told.text.trim_end().ends_with('?') {
            continue;
        }
        for sighting in &passage.sightings {
            let side = sides.entry((sighting.row, sighting.one)).or_default();
            side.push((place, sighting));
        }
    }
    let mut best: BTreeMap<(usize, &str, &str), (i32, Dispute)> = BTreeMap::new();
    for (row, opposition) in oppositions.rows.iter().enumerate() {
        let empty = Vec::new();
        let one = sides.get(&(row, true)).unwrap_or(&empty);
        let dated = opposition.kind == "date";
        let other = if dated {
            one
        } else {
            sides.get(&(row, false)).unwrap_or(&empty)
        };
        for &(a, first) in one {
            for &(b, second) in other {
                if a == b || (dated || opposition.anchor == Anchor::Reversed) && a > b {
                    continue;
                }
                let (left, right) = (&passages[a], &passages[b]);
                let Some(score) = bound(opposition.anchor, &oppositions, (left, first), (right, second)) else {
                    continue;
                };
                if dated && !dated_apart(left, right) {
                    continue;
                }
                let (x, y) = (left.told.document, right.told.document);
                let key = (row, x.min(y), x.max(y));
                let dispute = Dispute {
                    kind: opposition.kind,
                    name: opposition.id,
                    rule: opposition.rule,
                    settles: opposition.settles,
                    a: (a, whole(left)),
                    b: (b, whole(right)),
                };
                match best.get(&key) {
                    Some((kept, _)) if *kept >= score => {}
                    _ => {
                        best.insert(key, (score, dispute));
                    }
                }
            }
        }
    }
    let mut found: Vec<Dispute> = best.into_values().map(|(_, dispute)| dispute).collect();
    found.extend(values(&passages));
    found
}

fn whole(passage: &Passage<'_>) -> Span {
    Span::new(0, passage.told.text.len() as u32)
}

fn read<'a>(
    lexicon: &Lexicon,
    oppositions: &Oppositions,
    told: &'a [Told<'a>],
) -> Vec<Passage<'a>> {
    let mut passages: Vec<Passage<'a>> = told
        .iter()
        .map(|told| {
            let words = words(lexicon, told.text, true);
            let states = words
                .iter()
                .filter(|word| word.is(mark::STATE) && !word.is(mark::CONTINUES))
                .map(|word| word.class)
                .collect();
            Passage {
                told,
                sightings: oppositions.find(&words),
                words,
                states,
            }
        })
        .collect();
    let mut counts: BTreeMap<&str, BTreeMap<u32, usize>> = BTreeMap::new();
    for passage in &passages {
        let states = counts.entry(passage.told.document).or_default();
        for &state in &passage.states {
            *states.entry(state).or_default() += 1;
        }
    }
    // The two states that a document is about: "both", "they" and a bare relationship mean these.
    let about: BTreeMap<&str, Vec<u32>> = counts
        .into_iter()
        .map(|(document, states)| {
            let mut states: Vec<(usize, u32)> =
                states.into_iter().map(|(state, count)| (count, state)).collect();
            states.sort_by_key(|&(count, state)| (std::cmp::Reverse(count), state));
            (document, states.into_iter().take(2).map(|(_, state)| state).collect())
        })
        .collect();
    for passage in &mut passages {
        let pair = &about[passage.told.document];
        let means_both = passage.words.iter().any(|word| word.is(mark::PRONOUN))
            && passage.states.iter().all(|state| pair.contains(state));
        if passage.states.is_empty() || means_both {
            passage.states.extend(pair.iter().copied());
        }
    }
    passages
}

type Side<'p, 'a> = (&'p Passage<'a>, &'p Sighting);

/// How firmly two phrases are bound to the same matter; `None` where they are not.
fn bound(anchor: Anchor, oppositions: &Oppositions, a: Side<'_, '_>, b: Side<'_, '_>) -> Option<i32> {
    let shared_states = a.0.states.intersection(&b.0.states).count() as i32;
    let near = |within: usize| {
        let (in_a, in_b) = (names(a, within), names(b, within));
        in_a.intersection(&in_b).count() as i32
    };
    // The closer to the phrase, the surer; shorter passages say less else.
    let clear = -((a.0.words.len() + b.0.words.len()) as i32) / 8;
    match anchor {
        Anchor::Pair => {
            (shared_states >= 2 && a.0.states.len() <= 4 && b.0.states.len() <= 4)
                .then_some(shared_states * 10 + clear)
        }
        Anchor::Name => {
            let common = near(4);
            (common > 0).then_some(common * 20 + clear)
        }
        Anchor::Near => {
            let common = near(12);
            (common > 0).then_some(common * 10 + clear)
        }
        Anchor::Direction => {
            let (from_a, from_b) = (giver(a), giver(b));
            (from_a.is_some() && from_a == from_b && shared_states >= 2).then_some(20 + clear)
        }
        Anchor::Arms => {
            let arms = |side: Side<'_, '_>| -> BTreeSet<u32> {
                let all = side.0.words.iter().map(|word| word.stem);
                all.filter(|stem| oppositions.arms.contains(stem)).collect()
            };
            let common = arms(a).intersection(&arms(b)).count() as i32;
            let by = giver(a).zip(giver(b)).is_some_and(|(a, b)| a == b);
            (shared_states >= 1 && (by || shared_states >= 2) && (common > 0 || by))
                .then_some(shared_states * 5 + common * 10 + i32::from(by) * 10 + clear)
        }
        Anchor::Reversed => {
            let arms = |side: Side<'_, '_>| -> BTreeSet<u32> {
                let words = window(side, 6);
                let stems = words.iter().map(|word| word.stem);
                stems.filter(|stem| oppositions.arms.contains(stem)).collect()
            };
            let crossed = giver(a).is_some()
                && giver(a) == taker(b)
                && giver(b).is_some()
                && giver(b) == taker(a)
                && giver(a) != giver(b);
            let common = arms(a).intersection(&arms(b)).count() as i32;
            (crossed && common > 0).then_some(20 + common * 10 + clear)
        }
    }
}

fn window<'p>(side: Side<'p, '_>, within: usize) -> &'p [Word] {
    let start = side.1.words.start.saturating_sub(within);
    let end = (side.1.words.end + within).min(side.0.words.len());
    &side.0.words[start..end]
}

/// Names beside a phrase, other than states where these are what the document is about.
fn names(side: Side<'_, '_>, within: usize) -> BTreeSet<u32> {
    window(side, within)
        .iter()
        .filter(|word| word.names() && !word.is(mark::CONTINUES | mark::STATE))
        .map(|word| word.class)
        .collect()
}

/// The state named last before a phrase, or first in it.
fn giver(side: Side<'_, '_>) -> Option<u32> {
    let is_state = |word: &&Word| word.is(mark::STATE) && !word.is(mark::CONTINUES);
    let before = side.0.words[..side.1.words.start].iter().rev().find(is_state);
    before.map(|word| word.class)
}

/// The state named first after the beginning of a phrase, other than the giver.
fn taker(side: Side<'_, '_>) -> Option<u32> {
    let giver = giver(side);
    let after = window(side, 8);
    let offset = side.1.words.start.min(8);
    after[offset..]
        .iter()
        .filter(|word| word.is(mark::STATE) && !word.is(mark::CONTINUES))
        .map(|word| word.class)
        .find(|state| Some(*state) != giver)
}

/// Whether both passages give a day, and no two of these can be the same.
fn dated_apart(a: &Passage<'_>, b: &Passage<'_>) -> bool {
    let days = |passage: &Passage<'_>| -> Vec<When> {
        let told = passage.told;
        detente_text::find_dates(told.text, told.language, told.published)
            .into_iter()
            .filter_map(|date| date.when)
            .filter(|when| when.start().is_some() && when.start() == when.end())
            .collect()
    };
    let (in_a, in_b) = (days(a), days(b));
    !in_a.is_empty()
        && !in_b.is_empty()
        && !in_a.iter().any(|x| in_b.iter().any(|y| x.may_overlap(y)))
}

/// A figure and what it counts.
struct Figure {
    passage: usize,
    /// The figure itself, and what multiplies it.
    form: Vec<u32>,
}

/// Passages that give the same thing two figures.
fn values(passages: &[Passage<'_>]) -> Vec<Dispute> {
    let mut by_unit: BTreeMap<u32, Vec<Figure>> = BTreeMap::new();
    for (place, passage) in passages.iter().enumerate() {
        for (unit, form) in figures(&passage.words) {
            by_unit.entry(unit).or_default().push(Figure {
                passage: place,
                form,
            });
        }
    }
    let mut found: BTreeMap<(&str, &str, u32), Dispute> = BTreeMap::new();
    for (unit, figures) in &by_unit {
        for (index, one) in figures.iter().enumerate() {
            for other in figures[index + 1..].iter().take(200) {
                let (a, b) = (&passages[one.passage], &passages[other.passage]);
                let apart = one.passage != other.passage && one.form != other.form;
                if !apart || !same_matter(a, b, *unit) {
                    continue;
                }
                let both = |passage: &Passage<'_>, form: &[u32]| {
                    passage.words.windows(form.len()).any(|window| {
                        window.iter().zip(form).all(|(word, part)| word.exact == *part)
                    })
                };
                if both(a, &other.form) || both(b, &one.form) {
                    continue;
                }
                let (x, y) = (a.told.document, b.told.document);
                found.entry((x.min(y), x.max(y), *unit)).or_insert(Dispute {
                    kind: "value",
                    name: "figures",
                    rule: "the two give the same thing two figures",
                    settles: "the count at its source",
                    a: (one.passage, whole(a)),
                    b: (other.passage, whole(b)),
                });
            }
        }
    }
    found.into_values().collect()
}

/// The figures of a passage with the stem of what each counts; years and days count nothing.
fn figures(words: &[Word]) -> Vec<(u32, Vec<u32>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if !words[at].is(mark::NUMBER) || words[at].is(mark::FUNCTION | mark::PROPER) {
            at += 1;
            continue;
        }
        let start = at;
        while at < words.len() && words[at].is(mark::NUMBER) {
            at += 1;
        }
        let form = words[start..at].iter().map(|word| word.exact).collect();
        let near_date = words[start.saturating_sub(1)..(at + 1).min(words.len())]
            .iter()
            .any(|word| word.is(mark::DATE));
        let counted = words[at..].iter().take(2).find(|word| word.is_content());
        if let (false, Some(unit)) = (near_date, counted) {
            if !unit.is(mark::NUMBER | mark::ACTOR | mark::DATE | mark::PROPER) {
                found.push((unit.stem, form));
            }
        }
    }
    found
}

/// Rare words and names that two passages must share to count the same thing.
const SHARED_WORDS: usize = 4;

fn same_matter(a: &Passage<'_>, b: &Passage<'_>, unit: u32) -> bool {
    let of = |passage: &Passage<'_>| -> BTreeSet<u32> {
        passage
            .words
            .iter()
            .filter(|word| word.is_content() && !word.is(mark::NUMBER | mark::STOCK))
            .filter(|word| word.stem != unit)
            .map(|word| word.class)
            .collect()
    };
    let dates = |passage: &Passage<'_>| -> BTreeSet<u32> {
        let dates = passage.words.iter().filter(|word| word.is(mark::DATE));
        dates.map(|word| word.exact).collect()
    };
    let (dates_a, dates_b) = (dates(a), dates(b));
    let same_time =
        dates_a.is_empty() || dates_b.is_empty() || dates_a.intersection(&dates_b).count() > 0;
    let states = |passage: &Passage<'_>| passage.states.clone();
    same_time
        && of(a).intersection(&of(b)).count() >= SHARED_WORDS
        && states(a).intersection(&states(b)).count() > 0
}
