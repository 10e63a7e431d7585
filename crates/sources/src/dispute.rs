//! Which passages disagree, by what they say of the same.

use detente_model::{ActorId, Day, Span, When};
use std::collections::{BTreeMap, BTreeSet};

use crate::copies::same_words;
use crate::lexicon::{Lexicon, hash, mark};
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
    /// Classes of the actors that the two name or mean.
    about: BTreeSet<u32>,
}

impl Dispute {
    /// Whether one of the two passages names the actor, or means it by "both" or "they".
    pub fn is_about(&self, actor: &ActorId) -> bool {
        self.about.contains(&hash(actor.as_str()))
    }
}

/// Passages of one side of a rule with which a passage is compared to see whether it is a copy.
const COMPARED_AS_COPIES: usize = 200;
/// Passages back to which a pronoun reaches.
const NAMED_WITHIN: usize = 3;

struct Passage<'a> {
    told: &'a Told<'a>,
    words: Vec<Word>,
    /// States that it names, or that "both" and "they" stand for.
    states: BTreeSet<u32>,
    sightings: Vec<Sighting>,
    /// Names, other than of states, in the passages right before it.
    named_before: BTreeSet<u32>,
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
            // A copy is no second voice.
            let is_copy = side.iter().take(COMPARED_AS_COPIES).any(|&(other, _)| {
                let other: &Passage<'_> = &passages[other];
                other.told.document != passage.told.document && repeats(other, passage)
            });
            if !is_copy {
                side.push((place, sighting));
            }
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
                let Some(score) = bound(
                    opposition.anchor,
                    &oppositions,
                    (left, first),
                    (right, second),
                ) else {
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
                    about: about(left, right),
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

/// Whether one passage is a copy of the other; of short ones, whether all words are the same.
fn repeats(a: &Passage<'_>, b: &Passage<'_>) -> bool {
    let forms = a.words.iter().map(|word| word.exact);
    forms.eq(b.words.iter().map(|word| word.exact)) || same_words(a.told.text, b.told.text)
}

fn about(a: &Passage<'_>, b: &Passage<'_>) -> BTreeSet<u32> {
    let named = |passage: &Passage<'_>| -> Vec<u32> {
        let actors = passage.words.iter().filter(|word| word.is(mark::ACTOR));
        actors.map(|word| word.class).collect()
    };
    let mut all = named(a);
    all.extend(named(b));
    all.extend(a.states.union(&b.states));
    all.into_iter().collect()
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
                named_before: BTreeSet::new(),
            }
        })
        .collect();
    for place in 1..passages.len() {
        let first = place.saturating_sub(NAMED_WITHIN);
        let here = passages[place].told.document;
        passages[place].named_before = passages[first..place]
            .iter()
            .filter(|before| before.told.document == here)
            .flat_map(|before| &before.words)
            .filter(|word| word.names() && !word.is(mark::CONTINUES | mark::STATE))
            .map(|word| word.class)
            .collect();
    }
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
            let mut states: Vec<(usize, u32)> = states
                .into_iter()
                .map(|(state, count)| (count, state))
                .collect();
            states.sort_by_key(|&(count, state)| (std::cmp::Reverse(count), state));
            (
                document,
                states.into_iter().take(2).map(|(_, state)| state).collect(),
            )
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

/// A count of words or names as a part of a score; beyond any real passage it stays what it is.
fn small(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX / 64)
}

/// How firmly two phrases are bound to the same matter; `None` where they are not.
fn bound(
    anchor: Anchor,
    oppositions: &Oppositions,
    a: Side<'_, '_>,
    b: Side<'_, '_>,
) -> Option<i32> {
    let shared_states = small(a.0.states.intersection(&b.0.states).count());
    let near = |within: usize| {
        let by_pronoun = anchor == Anchor::Near;
        let (in_a, in_b) = (names(a, within, by_pronoun), names(b, within, by_pronoun));
        small(in_a.intersection(&in_b).count())
    };
    // The closer to the phrase, the surer; shorter passages say less else.
    let clear = -small(a.0.words.len() + b.0.words.len()) / 8 - 4 * small(a.1.rank + b.1.rank);
    match anchor {
        Anchor::Pair => (shared_states >= 2 && a.0.states.len() <= 4 && b.0.states.len() <= 4)
            .then_some(shared_states * 10 + clear),
        Anchor::Name => {
            let common = near(5);
            (common > 0).then_some(common.min(2) * 20 + clear)
        }
        Anchor::Near => {
            let common = near(12);
            (common > 0 || shared_states >= 2).then_some(common.min(2) * 10 + clear)
        }
        Anchor::Direction => {
            let (from_a, from_b) = (giver(a), giver(b));
            let open = from_a.is_none() || from_b.is_none();
            // Where one names nobody, the thing itself must be the same.
            let by_one = from_a == from_b || (open && shared_things(a, b) >= 2);
            let designations = |side: Side<'_, '_>| -> BTreeSet<u32> {
                let words = window(side, 10).iter();
                words
                    .filter(|word| is_designation(word, side.0.told.text))
                    .map(|word| word.exact)
                    .collect()
            };
            let (in_a, in_b) = (designations(a), designations(b));
            let other_thing =
                !in_a.is_empty() && !in_b.is_empty() && in_a.intersection(&in_b).count() == 0;
            (by_one && shared_states >= 2 && !other_thing).then_some(20 + clear)
        }
        Anchor::Arms => {
            let arms = |side: Side<'_, '_>| -> BTreeSet<u32> {
                let all = side.0.words.iter().map(|word| word.stem);
                all.filter(|stem| oppositions.arms.contains(stem)).collect()
            };
            let common = small(arms(a).intersection(&arms(b)).count());
            let by = giver(a).zip(giver(b)).is_some_and(|(a, b)| a == b);
            (shared_states >= 1 && (by || shared_states >= 2) && (common > 0 || by))
                .then_some(shared_states * 5 + common * 10 + i32::from(by) * 10 + clear)
        }
        Anchor::Reversed => {
            let arms = |side: Side<'_, '_>| -> BTreeSet<u32> {
                let words = window(side, 6);
                let stems = words.iter().map(|word| word.stem);
                stems
                    .filter(|stem| {
                        oppositions.arms.contains(stem) && !oppositions.any_arms.contains(stem)
                    })
                    .collect()
            };
            let crossed = giver(a).is_some()
                && giver(a) == taker(b)
                && giver(b).is_some()
                && giver(b) == taker(a)
                && giver(a) != giver(b);
            let common = small(arms(a).intersection(&arms(b)).count());
            (crossed && common > 0).then_some(20 + common * 10 + clear)
        }
    }
}

/// Words around two phrases, without their first, that mean the same.
fn shared_things(a: Side<'_, '_>, b: Side<'_, '_>) -> usize {
    // The words of the phrases are no things.
    let verbs: BTreeSet<u32> = [a, b]
        .iter()
        .flat_map(|side| &side.0.words[side.1.words.clone()])
        .map(|word| word.class)
        .collect();
    let of = |side: Side<'_, '_>| -> BTreeSet<u32> {
        let words = window(side, 8).iter();
        words
            .filter(|word| word.is_content() && !word.is(mark::STATE | mark::STOCK))
            .map(|word| word.class)
            .filter(|class| !verbs.contains(class))
            .collect()
    };
    of(a).intersection(&of(b)).count()
}

/// Whether a word is the designation of a model: letters and figures ("Su-35").
fn is_designation(word: &Word, text: &str) -> bool {
    let form = &text[word.start as usize..word.end as usize];
    word.is(mark::NUMBER)
        && form.contains(char::is_alphabetic)
        && form.contains(|c: char| c.is_ascii_digit())
}

fn window<'p>(side: Side<'p, '_>, within: usize) -> &'p [Word] {
    let start = side.1.words.start.saturating_sub(within);
    let end = (side.1.words.end + within).min(side.0.words.len());
    &side.0.words[start..end]
}

/// Names beside a phrase, other than states where these are what the document is about.
fn names(side: Side<'_, '_>, within: usize, by_pronoun: bool) -> BTreeSet<u32> {
    let named: BTreeSet<u32> = window(side, within)
        .iter()
        .filter(|word| word.names() && !word.is(mark::CONTINUES | mark::STATE))
        .map(|word| word.class)
        .collect();
    let stands_for = by_pronoun && window(side, 2).iter().any(|word| word.is(mark::PRONOUN));
    if named.is_empty() && stands_for {
        // "his rule": of whom the passages before spoke.
        return side.0.named_before.clone();
    }
    named
}

/// The state named last before a phrase, or first in it.
fn giver(side: Side<'_, '_>) -> Option<u32> {
    let is_state = |word: &&Word| word.is(mark::STATE) && !word.is(mark::CONTINUES);
    let before = side.0.words[..side.1.words.start]
        .iter()
        .rev()
        .find(is_state);
    let after = || side.0.words[side.1.words.start..].iter().find(is_state);
    before.or_else(after).map(|word| word.class)
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
    /// Words that two passages must share to count the same thing.
    shared: usize,
}

/// Passages that give the same thing two figures.
fn values(passages: &[Passage<'_>]) -> Vec<Dispute> {
    let mut by_unit: BTreeMap<u32, Vec<Figure>> = BTreeMap::new();
    for (place, passage) in passages.iter().enumerate() {
        for (unit, form) in figures(&passage.words) {
            // A copy that kept the figure is no second voice.
            let told = by_unit.get(&unit.stem).into_iter().flatten();
            let is_copy = told
                .filter(|figure| figure.form == form)
                .take(COMPARED_AS_COPIES)
                .any(|figure| repeats(&passages[figure.passage], passage));
            if is_copy {
                continue;
            }
            let shared = if unit.is(mark::UNIT) {
                SHARED_WORDS_OF_UNIT
            } else {
                SHARED_WORDS
            };
            by_unit.entry(unit.stem).or_default().push(Figure {
                passage: place,
                form,
                shared,
            });
        }
    }
    let mut found: BTreeMap<(&str, &str, u32), Dispute> = BTreeMap::new();
    for (unit, figures) in &by_unit {
        for (index, one) in figures.iter().enumerate() {
            for other in figures[index + 1..].iter().take(200) {
                let (a, b) = (&passages[one.passage], &passages[other.passage]);
                let apart = one.passage != other.passage && one.form != other.form;
                if !apart || !same_matter(a, b, *unit, one.shared.max(other.shared)) {
                    continue;
                }
                let both = |passage: &Passage<'_>, form: &[u32]| {
                    passage.words.windows(form.len()).any(|window| {
                        window
                            .iter()
                            .zip(form)
                            .all(|(word, part)| word.exact == *part)
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
                    about: about(a, b),
                });
            }
        }
    }
    found.into_values().collect()
}

/// The figures of a passage with what each counts; years and days count nothing.
fn figures(words: &[Word]) -> Vec<(Word, Vec<u32>)> {
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
        if let (false, Some(unit)) = (near_date, counted)
            && !unit.is(mark::NUMBER | mark::ACTOR | mark::DATE | mark::PROPER)
        {
            found.push((*unit, form));
        }
    }
    found
}

/// Rare words and names that two passages must share to count the same thing.
const SHARED_WORDS: usize = 3;
/// The same where anything can be counted in the unit.
const SHARED_WORDS_OF_UNIT: usize = 5;

fn same_matter(a: &Passage<'_>, b: &Passage<'_>, unit: u32, least: usize) -> bool {
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
        && of(a).intersection(&of(b)).count() >= least
        && states(a).intersection(&states(b)).count() > 0
}
