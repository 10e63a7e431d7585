//! Passages that give the same thing two figures.

use std::collections::{BTreeMap, BTreeSet};

use super::passages::{Passage, Text};
use super::voices::{Matter, Voice};
use crate::lexicon::mark;
use crate::words::Word;

/// A figure and what it counts.
#[derive(Debug)]
pub(super) struct Figure {
    /// The stem of what is counted.
    unit: u32,
    /// The figure itself, and what multiplies it.
    form: Vec<u32>,
    /// Words that two passages must share to count the same thing.
    shared: usize,
    /// What else the passage says.
    content: BTreeSet<u32>,
    /// Words of its dates.
    dates: BTreeSet<u32>,
}

/// Rare words and names that two passages must share to count the same thing.
const SHARED_WORDS: usize = 3;
/// The same where anything can be counted in the unit.
const SHARED_WORDS_OF_UNIT: usize = 5;
/// Figures of one unit with which a figure is compared.
const COMPARED: usize = 200;

/// The figures of a passage with what each counts; years and days count nothing.
pub(super) fn figures(words: &[Word]) -> Vec<Figure> {
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
        let near_date = words[start.saturating_sub(1)..(at + 1).min(words.len())]
            .iter()
            .any(|word| word.is(mark::DATE));
        let counted = words[at..].iter().take(2).find(|word| word.is_content());
        if let (false, Some(unit)) = (near_date, counted)
            && !unit.is(mark::NUMBER | mark::ACTOR | mark::DATE | mark::PROPER)
        {
            found.push(figure(words, start..at, *unit));
        }
    }
    found
}

fn figure(words: &[Word], place: std::ops::Range<usize>, unit: Word) -> Figure {
    let content = words
        .iter()
        .filter(|word| word.is_content() && !word.is(mark::NUMBER | mark::STOCK))
        .filter(|word| word.stem != unit.stem);
    let dates = words.iter().filter(|word| word.is(mark::DATE));
    Figure {
        unit: unit.stem,
        form: words[place].iter().map(|word| word.exact).collect(),
        shared: if unit.is(mark::UNIT) {
            SHARED_WORDS_OF_UNIT
        } else {
            SHARED_WORDS
        },
        content: content.map(|word| word.class).collect(),
        dates: dates.map(|word| word.exact).collect(),
    }
}

/// The voices on one unit, by text and figure.
type Voices<'p, 'a> = BTreeMap<(Text, &'p [u32]), Voice<'p, 'a, Figure>>;

/// The voices on the count of each thing, with the disagreements among them.
pub(super) fn find<'p, 'a>(passages: &'p [Passage<'a>]) -> Vec<Matter<'p, 'a, Figure>> {
    let mut by_unit: BTreeMap<u32, Voices<'p, 'a>> = BTreeMap::new();
    for passage in passages {
        for figure in &passage.reading.figures {
            // A copy that kept the figure is no second voice.
            let voices = by_unit.entry(figure.unit).or_default();
            voices
                .entry((passage.text(), figure.form.as_slice()))
                .or_insert_with(|| Voice::new(passage, figure))
                .tell(passage);
        }
    }
    by_unit
        .into_values()
        .map(|voices| {
            let mut voices: Vec<Voice<'p, 'a, Figure>> = voices.into_values().collect();
            voices.sort_by_key(|voice| voice.passage.place);
            let mut matter = Matter::new(voices, None);
            for a in 0..matter.one.len() {
                for b in a + 1..matter.one.len().min(a + 1 + COMPARED) {
                    if differ(&matter.one[a], &matter.one[b]) {
                        matter.note(0, a, b);
                    }
                }
            }
            matter
        })
        .collect()
}

/// Whether two passages count the same thing and come to two figures.
fn differ(one: &Voice<'_, '_, Figure>, other: &Voice<'_, '_, Figure>) -> bool {
    let (a, b) = (one.passage, other.passage);
    let holds = |passage: &Passage<'_>, form: &[u32]| {
        passage.words().windows(form.len()).any(|window| {
            let mut parts = window.iter().zip(form);
            parts.all(|(word, part)| word.exact == *part)
        })
    };
    let (x, y) = (one.shows, other.shows);
    let same_time = x.dates.is_empty() || y.dates.is_empty() || !x.dates.is_disjoint(&y.dates);
    a.place != b.place
        && x.form != y.form
        && same_time
        && !a.states.is_disjoint(&b.states)
        && x.content.intersection(&y.content).count() >= x.shared.max(y.shared)
        && !holds(a, &y.form)
        && !holds(b, &x.form)
}
