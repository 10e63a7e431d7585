//! What passages hold of phrases and figures that may disagree.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::Told;
use super::figures::{Figure, figures};
use crate::copies::is_traceable;
use crate::lexicon::{Lexicon, mark};
use crate::opposition::{Oppositions, Sighting};
use crate::words::{Word, WordReader};

/// Passages back to which a pronoun reaches.
const NAMED_WITHIN: usize = 3;

/// What the words of a passage show, whatever stands around it.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Its words; none where it holds neither phrases nor figures.
    pub(super) words: Vec<Word>,
    pub(super) sightings: Vec<Sighting>,
    pub(super) figures: Vec<Figure>,
    /// Classes of the states that it names.
    states: BTreeSet<u32>,
    /// Classes of all actors that it names.
    actors: BTreeSet<u32>,
    /// Names of others than states.
    names: Vec<u32>,
    /// "Both", "they".
    has_pronoun: bool,
}

impl Reading {
    fn of(
        reader: &mut WordReader<'_>,
        oppositions: &Oppositions,
        words: &mut Vec<Word>,
        text: &str,
    ) -> Self {
        words.clear();
        reader.read(text, true, words);
        let is_state = |word: &&Word| word.is(mark::STATE) && !word.is(mark::CONTINUES);
        let others = |word: &&Word| word.names() && !word.is(mark::CONTINUES | mark::STATE);
        let classes = |wanted: &dyn Fn(&&Word) -> bool| -> BTreeSet<u32> {
            let wanted = words.iter().filter(|word| wanted(word));
            wanted.map(|word| word.class).collect()
        };
        // A question asserts nothing.
        let sightings = if text.trim_end().ends_with('?') {
            Vec::new()
        } else {
            oppositions.find(words)
        };
        let figures = figures(words);
        let is_needed = !sightings.is_empty() || !figures.is_empty();
        Self {
            states: classes(&is_state),
            actors: classes(&|word| word.is(mark::ACTOR)),
            names: words.iter().filter(others).map(|word| word.class).collect(),
            has_pronoun: words.iter().any(|word| word.is(mark::PRONOUN)),
            words: if is_needed { words.clone() } else { Vec::new() },
            sightings,
            figures,
        }
    }
}

/// A passage that holds phrases or figures.
pub(super) struct Passage<'a> {
    /// Its place among all.
    pub(super) place: usize,
    pub(super) told: &'a Told<'a>,
    pub(super) reading: Rc<Reading>,
    /// States that it names, or that "both" and "they" stand for.
    pub(super) states: BTreeSet<u32>,
    /// The states that its document is about, at the most two.
    pub(super) about: Rc<BTreeSet<u32>>,
    /// Names, other than of states, in the passages right before it.
    pub(super) named_before: BTreeSet<u32>,
}

/// What makes passages one voice: the text that copies share, or the words where it is too short
/// to be traced, and whom it names: a text that is told of others says something else.
pub(super) type Text = (Option<i64>, Vec<u32>, BTreeSet<u32>);

impl Passage<'_> {
    pub(super) fn words(&self) -> &[Word] {
        &self.reading.words
    }

    pub(super) fn text(&self) -> Text {
        let named = self.states.union(&self.reading.actors).copied().collect();
        if is_traceable(self.told.text) {
            (Some(self.told.shared_text), Vec::new(), named)
        } else {
            let forms = self.words().iter().map(|word| word.exact);
            (None, forms.collect(), named)
        }
    }

    /// Classes of the actors that it names or means.
    pub(super) fn actors(&self) -> impl Iterator<Item = u32> {
        self.states.union(&self.reading.actors).copied()
    }
}

/// Reads passages; those of one document stand one after the other.
pub(super) fn read<'a>(
    lexicon: &Lexicon,
    oppositions: &Oppositions,
    told: &'a [Told<'a>],
) -> Vec<Passage<'a>> {
    let mut reader = WordReader::new(lexicon);
    let mut words = Vec::new();
    let mut known: HashMap<&str, Rc<Reading>> = HashMap::new();
    let readings: Vec<Rc<Reading>> = told
        .iter()
        .map(|told| {
            let mut read = || Reading::of(&mut reader, oppositions, &mut words, told.text);
            Rc::clone(known.entry(told.text).or_insert_with(|| Rc::new(read())))
        })
        .collect();
    let about = about(told, &readings);
    let mut passages = Vec::new();
    for (place, (told_here, reading)) in told.iter().zip(&readings).enumerate() {
        if reading.sightings.is_empty() && reading.figures.is_empty() {
            continue;
        }
        let about = &about[told_here.document];
        let mut states = reading.states.clone();
        let means_both = reading.has_pronoun && states.is_subset(about);
        if states.is_empty() || means_both {
            states.extend(about.iter());
        }
        let before = place.saturating_sub(NAMED_WITHIN)..place;
        let named_before = before
            .filter(|&before| told[before].document == told_here.document)
            .flat_map(|before| readings[before].names.iter().copied())
            .collect();
        passages.push(Passage {
            place,
            told: told_here,
            reading: Rc::clone(reading),
            states,
            about: Rc::clone(about),
            named_before,
        });
    }
    passages
}

/// The two states that each document is about: "both", "they" and a bare relationship mean these.
fn about<'a>(
    told: &'a [Told<'a>],
    readings: &[Rc<Reading>],
) -> BTreeMap<&'a str, Rc<BTreeSet<u32>>> {
    let mut counts: BTreeMap<&str, BTreeMap<u32, usize>> = BTreeMap::new();
    for (told, reading) in told.iter().zip(readings) {
        let states = counts.entry(told.document).or_default();
        for &state in &reading.states {
            *states.entry(state).or_default() += 1;
        }
    }
    let most_named = |states: BTreeMap<u32, usize>| -> BTreeSet<u32> {
        let mut states: Vec<(u32, usize)> = states.into_iter().collect();
        states.sort_by_key(|&(state, count)| (std::cmp::Reverse(count), state));
        states.into_iter().take(2).map(|(state, _)| state).collect()
    };
    counts
        .into_iter()
        .map(|(document, states)| (document, Rc::new(most_named(states))))
        .collect()
}
