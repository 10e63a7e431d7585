//! Whether two passages say the same in other words.

use crate::lexicon::mark;
use crate::words::Word;

/// What a passage says, as far as words show it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Meaning {
    /// Classes of its words with their rarity, without names, sorted by class.
    content: Vec<(u32, f32)>,
    /// Actors and other names, sorted.
    names: Vec<u32>,
    /// Figures and dates, sorted.
    figures: Vec<u32>,
    /// Names right before a verb of saying, or persons: who speaks.
    denies: bool,
    foresees: bool,
}

/// How alike passages must be, chosen on real articles by reading.
mod least {
    /// Classes of words that both have.
    pub(super) const SHARED: usize = 4;
    /// Their rarity, added up.
    pub(super) const RARITY: f32 = 2.9;
    /// Share of the rarity of both (Dice).
    pub(super) const DICE: f32 = 0.42;
    /// Share of the rarity of the one that says less.
    pub(super) const CONTAINED: f32 = 0.52;
}

impl Meaning {
    pub(crate) fn of(words: &[Word], rarity: &dyn Fn(&Word) -> f32) -> Self {
        let of = |bits: u16| {
            let mut classes: Vec<u32> = words
                .iter()
                .filter(|word| word.is(bits) && !word.is(mark::CONTINUES))
                .map(|word| word.class)
                .collect();
            classes.sort_unstable();
            classes.dedup();
            classes
        };
        let mut content: Vec<(u32, f32)> = words
            .iter()
            .filter(|word| word.is_content() && !word.is(mark::ACTOR))
            .map(|word| (word.class, rarity(word)))
            .collect();
        content.sort_by_key(|&(class, _)| class);
        content.dedup_by_key(|&mut (class, _)| class);
        Self {
            content,
            names: of(mark::ACTOR | mark::PROPER),
            figures: of(mark::NUMBER | mark::DATE),
            denies: crate::compare::denies(words, &(0..words.len())),
            foresees: words.iter().any(|word| word.is(mark::STATUS)),
        }
    }
}

fn shared<'a>(a: &'a [u32], b: &'a [u32]) -> usize {
    a.iter().filter(|name| b.binary_search(name).is_ok()).count()
}

/// How alike two passages are in what they say, 0 to 1; `None` where they say different things.
pub(crate) fn likeness(a: &Meaning, b: &Meaning) -> Option<f32> {
    let total = |meaning: &Meaning| meaning.content.iter().map(|&(_, rarity)| rarity).sum::<f32>();
    let (mut count, mut common) = (0, 0.0);
    for &(class, rarity) in &a.content {
        if b.content.binary_search_by_key(&class, |&(class, _)| class).is_ok() {
            count += 1;
            common += rarity;
        }
    }
    let (in_a, in_b) = (total(a), total(b));
    let dice = 2.0 * common / (in_a + in_b).max(f32::MIN_POSITIVE);
    let contained = common / in_a.min(in_b).max(f32::MIN_POSITIVE);
    let enough = count >= least::SHARED
        && common >= least::RARITY
        && dice >= least::DICE
        && contained >= least::CONTAINED;
    let names_agree = {
        let (fewer, common) = (a.names.len().min(b.names.len()), shared(&a.names, &b.names));
        fewer == 0 || common * 2 >= fewer
    };
    let figures_agree =
        a.figures.is_empty() || b.figures.is_empty() || shared(&a.figures, &b.figures) > 0;
    (enough && names_agree && figures_agree && a.denies == b.denies && a.foresees == b.foresees)
        .then_some(dice)
}
