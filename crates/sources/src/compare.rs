//! Whether a stretch of two passages is one text, and where a likeness is none.

use std::ops::Range;

use crate::align::{Aligner, Alignment, Same, Step, weight};
use crate::lexicon::mark;
use crate::words::Word;

/// How alike the copies of a text are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The same words, whatever the case and the punctuation.
    Verbatim,
    /// The same words but for small edits.
    NearVerbatim,
    /// The same content in other words.
    Paraphrase,
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Verbatim => "verbatim",
            Self::NearVerbatim => "near-verbatim",
            Self::Paraphrase => "paraphrase",
        })
    }
}

/// A passage whose words are compared with others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compared<'a> {
    pub(crate) words: &'a [Word],
    /// Whether it is a title or caption, which counts only as a whole.
    pub(crate) whole_only: bool,
}

/// A stretch that two passages share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Overlap {
    /// Places of words in the first passage.
    pub(crate) a: Range<usize>,
    /// Places of words in the second.
    pub(crate) b: Range<usize>,
}

/// How much of a text must be shared, chosen on real articles by reading.
mod least {
    /// Words that answer to each other in a part of a sentence.
    pub(super) const WORDS: usize = 5;
    /// Share of the weight that answers, in a part of a sentence.
    pub(super) const IDENTITY: f32 = 0.74;
    /// Share where both sentences are covered.
    pub(super) const IDENTITY_WHOLE: f32 = 0.62;
    /// Rarity of the words that answer, in a part of a sentence: a rare word counts 1.
    pub(super) const RARITY: f32 = 3.2;
    /// The same where the words are the very same.
    pub(super) const RARITY_EXACT: f32 = 2.7;
    /// The same where these are many words on end.
    pub(super) const RARITY_LONG: f32 = 1.2;
    /// How many words that is.
    pub(super) const LONG: usize = 6;
    /// The same where nearly all words are forms of the same.
    pub(super) const RARITY_NEARLY: f32 = 2.5;
    /// The same where both sentences are covered.
    pub(super) const RARITY_WHOLE: f32 = 2.0;
    /// The same where both are titles.
    pub(super) const RARITY_TITLE: f32 = 1.5;
    /// Share of a sentence that is covered by what it shares.
    pub(super) const COVERED: f32 = 0.75;
}

/// Overlaps of two passages at the most.
const MOST_OVERLAPS: usize = 3;

/// What two passages share.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Shared {
    /// The stretches that are one text.
    pub(crate) overlaps: Vec<Overlap>,
    /// The stretches whose likeness misleads.
    pub(crate) misleading: Vec<Overlap>,
}

/// The stretches that two passages share. `rarity` tells how rare a word is, 0 to 1.
pub(crate) fn overlaps(
    aligner: &mut Aligner,
    a: Compared<'_>,
    b: Compared<'_>,
    rarity: &dyn Fn(&Word) -> f32,
) -> Shared {
    let mut used = (vec![false; a.words.len()], vec![false; b.words.len()]);
    let mut found = Shared::default();
    for _ in 0..MOST_OVERLAPS {
        let Some(alignment) = aligner.align(a.words, b.words, &used.0, &used.1) else {
            break;
        };
        used.0[alignment.first_range()].fill(true);
        used.1[alignment.second_range()].fill(true);
        let core = alignment.core(a.words, b.words);
        let run = alignment.longest_run();
        let whole_only = a.whole_only || b.whole_only;
        for alignment in [alignment, core, run] {
            if alignment.steps.is_empty() {
                continue;
            }
            let tally = Tally::of(a.words, b.words, &alignment, rarity);
            if !tally.is_enough(whole_only) {
                continue;
            }
            let whole = tally.is_whole();
            let overlap = Overlap {
                a: to_the_ends(alignment.first_range(), a.words.len(), whole),
                b: to_the_ends(alignment.second_range(), b.words.len(), whole),
            };
            if misleads(a.words, b.words, &alignment, &tally) {
                found.misleading.push(overlap);
                if whole {
                    // One sentence said of two: that its parts are the same says nothing.
                    return Shared {
                        overlaps: Vec::new(),
                        ..found
                    };
                }
            } else {
                found.overlaps.push(overlap);
                break;
            }
        }
    }
    found
}

/// Words at the ends of a passage that are edits where all else is the same.
const AT_THE_ENDS: usize = 3;

/// A stretch that is nearly all of a passage is all of it: a word before it is an edit.
fn to_the_ends(range: Range<usize>, length: usize, whole: bool) -> Range<usize> {
    let start = if whole && range.start <= AT_THE_ENDS {
        0
    } else {
        range.start
    };
    let end = if whole && length - range.end <= AT_THE_ENDS {
        length
    } else {
        range.end
    };
    start..end
}

/// What an alignment adds up to.
#[derive(Debug)]
struct Tally {
    /// Words that answer to each other, names of several words counted once.
    words: usize,
    /// How rare these are, added up.
    rarity: f32,
    /// Share of the weight of both stretches that answers.
    identity: f32,
    /// Share of the weight of each passage that answers.
    cover: (f32, f32),
    all_exact: bool,
    /// Words that answer and are neither names, nor such as join others, nor such of which all
    /// analysis is full.
    content: usize,
    /// Whether the stretch says something of someone whom it names first.
    named_first: bool,
    /// Whether both stretches are a sentence, title or quotation from its first word to its last.
    bounded: bool,
}

impl Tally {
    fn of(a: &[Word], b: &[Word], alignment: &Alignment, rarity: &dyn Fn(&Word) -> f32) -> Self {
        let (mut words, mut content) = (0, 0);
        let (mut rare, mut named) = (0.0, 0.0_f32);
        let (mut matched, mut all_exact) = (0.0, true);
        for step in &alignment.steps {
            let Step::Same(i, _, how) = *step else {
                all_exact = false;
                continue;
            };
            let word = &a[i];
            let share = match how {
                Same::Exact => 1.0,
                Same::Stem => 0.95,
                Same::Class => 0.6,
            };
            all_exact &= how == Same::Exact;
            matched += weight(word) as f32 * share;
            if word.is(mark::CONTINUES) {
                continue;
            }
            words += 1;
            if word.names() {
                named += rarity(word) * 0.6 * share;
            } else if word.is(mark::STOCK) {
                rare += rarity(word) * 0.6 * share;
            } else if word.is_content() {
                content += 1;
                rare += rarity(word) * share;
            }
        }
        let bounded = |words: &[Word]| {
            words.first().is_some_and(|word| word.is(mark::FIRST))
                && words.last().is_some_and(|word| word.is(mark::LAST))
        };
        let total = |words: &[Word]| words.iter().map(weight).sum::<i32>().max(1) as f32;
        let (in_a, in_b) = (
            total(&a[alignment.first_range()]),
            total(&b[alignment.second_range()]),
        );
        Self {
            words,
            // Names alone are no text.
            rarity: rare + named.min(1.2),
            identity: 2.0 * matched / (in_a + in_b),
            cover: (matched / total(a), matched / total(b)),
            all_exact,
            content,
            named_first: a[alignment.first_range().start].names()
                && a[alignment.first_range().end - 1].is_content(),
            bounded: bounded(&a[alignment.first_range()]) && bounded(&b[alignment.second_range()]),
        }
    }

    fn is_whole(&self) -> bool {
        self.cover.0 >= least::COVERED && self.cover.1 >= least::COVERED
    }

    fn is_enough(&self, whole_only: bool) -> bool {
        let says = self.content > 0 && self.all_exact;
        if says && self.bounded && self.words >= least::WORDS {
            return true;
        }
        if says && self.named_first && self.words >= least::LONG && !whole_only {
            return true;
        }
        if whole_only {
            // Titles and captions are short, and stock phrases abound in them.
            return self.is_whole() && self.words >= 4 && self.rarity >= least::RARITY_TITLE;
        }
        if self.is_whole() && self.words >= least::WORDS {
            return self.identity >= least::IDENTITY_WHOLE && self.rarity >= least::RARITY_WHOLE;
        }
        let rarity = if self.all_exact && self.words >= least::LONG && self.content >= 2 {
            least::RARITY_LONG
        } else if self.all_exact {
            least::RARITY_EXACT
        } else if self.identity >= 0.92 {
            least::RARITY_NEARLY
        } else {
            least::RARITY
        };
        self.words >= least::WORDS && self.identity >= least::IDENTITY && self.rarity >= rarity
    }
}

/// Whether the likeness misleads: the same words said of another, or denied by one.
fn misleads(a: &[Word], b: &[Word], alignment: &Alignment, tally: &Tally) -> bool {
    let range = (alignment.first_range(), alignment.second_range());
    said_of_another(a, b, alignment)
        || differ(
            subject_before(a, range.0.start),
            subject_before(b, range.1.start),
        )
        || differ(name_after(a, range.0.end), name_after(b, range.1.end))
        || (!tally.is_whole() && denies(a, &range.0) != denies(b, &range.1))
}

pub(crate) fn differ(a: Option<u32>, b: Option<u32>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}

/// Whether one names another where the words around are the same.
fn said_of_another(a: &[Word], b: &[Word], alignment: &Alignment) -> bool {
    let (mut in_a, mut in_b): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    let replaced = |in_a: &[u32], in_b: &[u32]| {
        !in_a.is_empty() && !in_b.is_empty() && !in_a.iter().any(|name| in_b.contains(name))
    };
    let mut all = (Vec::new(), Vec::new());
    for step in &alignment.steps {
        let (first, second) = match *step {
            Step::Same(..) => {
                if replaced(&in_a, &in_b) {
                    return true;
                }
                in_a.clear();
                in_b.clear();
                continue;
            }
            Step::Other(i, j) => (Some(i), Some(j)),
            Step::First(i) => (Some(i), None),
            Step::Second(j) => (None, Some(j)),
        };
        let named = |words: &[Word], place: Option<usize>| {
            place
                .map(|place| words[place])
                .filter(|word| word.names() && !word.is(mark::CONTINUES))
                .map(|word| word.class)
        };
        in_a.extend(named(a, first));
        in_b.extend(named(b, second));
        all.0.extend(named(a, first));
        all.1.extend(named(b, second));
    }
    // Two that have changed places: who acts and who is acted on.
    let mut sorted = all;
    sorted.0.sort_unstable();
    sorted.1.sort_unstable();
    sorted.0.len() >= 2 && sorted.0 == sorted.1
}

/// Words before a stretch in which its subject is looked for.
const SUBJECT_WITHIN: usize = 6;

/// Whom the stretch from `start` speaks of, where it does not begin with a name of its own.
pub(crate) fn subject_before(words: &[Word], start: usize) -> Option<u32> {
    // With a name of its own at its head, or after an article.
    let head = words[start..].iter().find(|word| !word.is(mark::ARTICLE));
    if head.is_some_and(|word| word.names()) {
        return None;
    }
    let first = start.saturating_sub(SUBJECT_WITHIN);
    let before = words[first..start].iter().rev();
    before
        .filter(|word| !word.is(mark::CONTINUES))
        .find(|word| word.names() || (word.is(mark::CAPITAL) && word.is(mark::ACTOR)))
        .map(|word| word.class)
}

/// Who or what is named right after a stretch.
fn name_after(words: &[Word], end: usize) -> Option<u32> {
    let after = words[end.min(words.len())..].iter().take(2);
    after
        .filter(|word| !word.is(mark::CONTINUES))
        .find(|word| word.names())
        .map(|word| word.class)
}

/// Whether what the stretch says is denied, there or by the words right before it.
pub(crate) fn denies(words: &[Word], range: &Range<usize>) -> bool {
    let first = range.start.saturating_sub(3);
    let negations = words[first..range.end]
        .iter()
        .filter(|word| word.is(mark::NEGATION))
        .count();
    negations % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::tests::LEXICON;
    use crate::words::words;

    fn shared(a: &str, b: &str) -> Option<bool> {
        let (x, y) = (words(&LEXICON, a, true), words(&LEXICON, b, true));
        let compared = |words| Compared {
            words,
            whole_only: false,
        };
        let found = overlaps(&mut Aligner::default(), compared(&x), compared(&y), &|_| {
            1.0
        });
        let forms = |words: &[Word], range: &Range<usize>| -> Vec<u32> {
            words[range.clone()].iter().map(|word| word.exact).collect()
        };
        found
            .overlaps
            .first()
            .map(|overlap| forms(&x, &overlap.a) == forms(&y, &overlap.b))
    }

    #[test]
    fn a_part_of_a_sentence_is_a_copy() {
        let a = "Diplomats said on Monday that the two navies will patrol the northern strait together until the summer.";
        let b = "The two navies will patrol the northern strait together, the ministry wrote.";
        assert_eq!(shared(a, b), Some(true));
        let c = "According to the ministry both navies will patrol the northern strait together.";
        assert_eq!(shared(a, c), Some(true));
    }

    #[test]
    fn the_same_words_of_another_are_no_copy() {
        let a =
            "Turkey sees Libya as a lasting friend in securing its trade across the southern sea.";
        let b = "For Turkey, Tunisia is a lasting friend in securing its trade across the southern sea.";
        assert_eq!(shared(a, b), None);
        let c = "Turkey sees Tunisia as a lasting friend in securing its trade across the southern sea.";
        assert_eq!(shared(a, c), None);
    }

    #[test]
    fn what_is_denied_in_part_is_no_copy() {
        let a = "Their engineers prevented the flooding of the old harbour quarter.";
        let b = "In spite of all, they failed to prevent a sudden flooding of the harbour district in May.";
        assert_eq!(shared(a, b), None);
    }

    #[test]
    fn an_edited_sentence_is_a_near_copy() {
        let a =
            "The ministry is unlikely to send direct military aid to the islands in the dispute.";
        let b = "The ministry is unlikely to send military aid to the islands in the dispute.";
        assert_eq!(shared(a, b), Some(false));
        assert_eq!(shared(a, a), Some(true));
    }
}
