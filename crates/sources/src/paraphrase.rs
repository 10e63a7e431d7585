//! Whether two passages, or a part of each, say the same in other words.

use std::ops::Range;

use crate::compare::{differ, subject_before};
use crate::lexicon::mark;
use crate::words::Word;

/// What a passage says, as far as words show it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Meaning {
    /// Its content words with their rarity, in order.
    content: Vec<Sense>,
    /// The classes of these, sorted.
    classes: Vec<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Sense {
    class: u32,
    rarity: f32,
    named: bool,
    /// The place of the word in the passage.
    place: usize,
}

/// A part of each of two passages that says the same.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Likeness {
    /// How alike the parts are.
    pub(crate) score: f32,
    /// Places of words in the first passage.
    pub(crate) a: Range<usize>,
    /// Places of words in the second.
    pub(crate) b: Range<usize>,
}

/// How alike passages must be, chosen on real articles by reading.
mod least {
    /// Classes of words that both parts have.
    pub(super) const SHARED: usize = 4;
    /// Of these, classes that are no names.
    pub(super) const SAID: usize = 2;
    /// The rarity of these, less a share of that of the words that only one part has.
    pub(super) const SCORE: f32 = 2.38;
    /// What a word that only one part has takes away.
    pub(super) const FOREIGN: f32 = 0.35;
    /// Share of the rarity of a part that the other has too.
    pub(super) const DENSITY: f32 = 0.5;
}

impl Meaning {
    pub(crate) fn of(words: &[Word], rarity: &dyn Fn(&Word) -> f32) -> Self {
        let content: Vec<Sense> = words
            .iter()
            .enumerate()
            .filter(|(_, word)| word.is_content() && !word.is(mark::NEGATION | mark::HEDGE))
            .map(|(place, word)| Sense {
                class: word.class,
                // Who is named matters less than what is said of them.
                rarity: rarity(word)
                    * match word.marks {
                        _ if word.is(mark::ACTOR) => 0.5,
                        marks if marks & mark::STOCK != 0 => 0.6,
                        _ => 1.0,
                    },
                named: word.names(),
                place,
            })
            .collect();
        let mut classes: Vec<u32> = content.iter().map(|sense| sense.class).collect();
        classes.sort_unstable();
        classes.dedup();
        Self { content, classes }
    }

    fn has(&self, class: u32) -> bool {
        self.classes.binary_search(&class).is_ok()
    }

    /// The stretch with the most of `wanted` and the least of other words.
    fn window(&self, wanted: &dyn Fn(u32) -> bool) -> Range<usize> {
        let (mut best, mut best_range) = (0.0, 0..0);
        let (mut sum, mut start) = (0.0_f32, 0);
        for (place, sense) in self.content.iter().enumerate() {
            if sum <= 0.0 {
                (sum, start) = (0.0, place);
            }
            sum += if wanted(sense.class) {
                sense.rarity
            } else {
                -least::FOREIGN * sense.rarity
            };
            if sum > best {
                (best, best_range) = (sum, start..place + 1);
            }
        }
        best_range
    }

    fn places(&self, window: &Range<usize>) -> Range<usize> {
        match (self.content.get(window.start), window.end.checked_sub(1)) {
            (Some(first), Some(last)) => first.place..self.content[last].place + 1,
            _ => 0..0,
        }
    }
}

/// The parts of two passages that say the same; `None` where they say different things.
pub(crate) fn likeness(a: (&Meaning, &[Word]), b: (&Meaning, &[Word])) -> Option<Likeness> {
    let in_window = |meaning: &Meaning, window: &Range<usize>, class: u32| {
        meaning.content[window.clone()]
            .iter()
            .any(|sense| sense.class == class)
    };
    let mut window_a = a.0.window(&|class| b.0.has(class));
    let window_b = b.0.window(&|class| in_window(a.0, &window_a, class));
    window_a = a.0.window(&|class| in_window(b.0, &window_b, class));
    let (mut seen, mut said) = (Vec::new(), 0);
    let (mut common, mut strangers) = (0.0, 0.0);
    let mut total = (0.0, 0.0);
    for sense in &a.0.content[window_a.clone()] {
        total.0 += sense.rarity;
        if !in_window(b.0, &window_b, sense.class) {
            strangers += sense.rarity;
        } else if !seen.contains(&sense.class) {
            seen.push(sense.class);
            common += sense.rarity;
            said += usize::from(!sense.named);
        }
    }
    for sense in &b.0.content[window_b.clone()] {
        total.1 += sense.rarity;
        if !in_window(a.0, &window_a, sense.class) {
            strangers += sense.rarity;
        }
    }
    let score = common - least::FOREIGN * strangers / 2.0;
    let density = 2.0 * common / (total.0 + total.1).max(f32::MIN_POSITIVE);
    let few = seen.len() < least::SHARED || said < least::SAID;
    if few || score < least::SCORE || density < least::DENSITY {
        return None;
    }
    let (range_a, range_b) = (a.0.places(&window_a), b.0.places(&window_b));
    agrees((a.1, &range_a), (b.1, &range_b)).then_some(Likeness {
        score,
        a: range_a,
        b: range_b,
    })
}

/// Whether names, figures and what is denied agree.
fn agrees(a: (&[Word], &Range<usize>), b: (&[Word], &Range<usize>)) -> bool {
    let of = |(words, range): (&[Word], &Range<usize>), bits: u32| {
        let mut classes: Vec<u32> = words[range.clone()]
            .iter()
            .filter(|word| word.is(bits) && !word.is(mark::CONTINUES))
            .map(|word| word.class)
            .collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    };
    let agree = |bits: u32| {
        let (in_a, in_b) = (of(a, bits), of(b, bits));
        let common = in_a.iter().filter(|class| in_b.contains(class)).count();
        let fewer = in_a.len().min(in_b.len());
        fewer == 0 || common * 2 >= fewer
    };
    // Where each names someone whom the other does not, they may speak of different matters.
    let names = (
        of(a, mark::ACTOR | mark::PROPER),
        of(b, mark::ACTOR | mark::PROPER),
    );
    let only = |these: &[u32], those: &[u32]| these.iter().any(|name| !those.contains(name));
    let same_names = !(only(&names.0, &names.1) && only(&names.1, &names.0));
    same_names
        && !differ(
            subject_before(a.0, a.1.start),
            subject_before(b.0, b.1.start),
        )
        && agree(mark::NUMBER | mark::DATE)
        && crate::compare::denies(a.0, a.1) == crate::compare::denies(b.0, b.1)
}
