//! How firmly two phrases are bound to the same matter.

use detente_model::When;
use std::collections::BTreeSet;

use super::passages::Passage;
use crate::lexicon::mark;
use crate::opposition::{Anchor, Oppositions, Sighting};
use crate::words::Word;

/// A phrase and the passage that holds it.
pub(super) type Side<'p, 'a> = (&'p Passage<'a>, &'p Sighting);

/// A count of words or names as a part of a score; beyond any real passage it stays what it is.
fn small(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX / 64)
}

/// What a phrase can share with another that is bound to the same matter: two that share none of
/// these are not, so that each is compared with few.
pub(super) fn shared_keys(anchor: Anchor, side: Side<'_, '_>) -> BTreeSet<[u32; 2]> {
    let states: Vec<u32> = side.0.states.iter().copied().take(STATES).collect();
    let mut keys = BTreeSet::new();
    let name = |name: u32| [name, name];
    if !matches!(anchor, Anchor::Name | Anchor::Arms) {
        for (place, &one) in states.iter().enumerate() {
            keys.extend(states[place + 1..].iter().map(|&other| [one, other]));
        }
    }
    match anchor {
        Anchor::Name => keys.extend(names(side, NAME_BESIDE, false).into_iter().map(name)),
        Anchor::Near => keys.extend(names(side, NAME_NEAR, true).into_iter().map(name)),
        Anchor::Arms => keys.extend(states.into_iter().map(name)),
        Anchor::Pair | Anchor::Direction | Anchor::Reversed => {}
    }
    keys
}

/// States of a passage by which it is found: one that names more is a list.
const STATES: usize = 12;
/// Words within which a name stands beside a phrase.
const NAME_BESIDE: usize = 5;
/// Words within which a name stands near a phrase.
const NAME_NEAR: usize = 12;

/// How firmly two phrases are bound to the same matter; `None` where they are not.
pub(super) fn bound(
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
    let clear = -small(a.0.words().len() + b.0.words().len()) / 8 - 4 * small(a.1.rank + b.1.rank);
    match anchor {
        Anchor::Pair => (shared_states >= 2 && a.0.states.len() <= 4 && b.0.states.len() <= 4)
            .then_some(shared_states * 10 + clear),
        Anchor::Name => {
            let common = near(NAME_BESIDE);
            (common > 0).then_some(common.min(2) * 20 + clear)
        }
        Anchor::Near => {
            let common = near(NAME_NEAR);
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
                let all = side.0.words().iter().map(|word| word.stem);
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
        .flat_map(|side| &side.0.words()[side.1.words.clone()])
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
    let end = (side.1.words.end + within).min(side.0.words().len());
    &side.0.words()[start..end]
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
    let before = side.0.words()[..side.1.words.start]
        .iter()
        .rev()
        .find(is_state);
    let after = || side.0.words()[side.1.words.start..].iter().find(is_state);
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
pub(super) fn dated_apart(a: &Passage<'_>, b: &Passage<'_>) -> bool {
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
