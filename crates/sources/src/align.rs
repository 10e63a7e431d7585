//! Which words of two passages answer to each other.

use crate::lexicon::mark;
use crate::words::Word;

/// How two words are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Same {
    /// Words that can stand for each other.
    Class,
    /// Forms of one word.
    Stem,
    /// The same form.
    Exact,
}

/// One step along two passages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A word of each, which answer to each other.
    Same(usize, usize, Same),
    /// A word of each, where the other has another.
    Other(usize, usize),
    /// A word of the first that the second lacks.
    First(usize),
    /// A word of the second that the first lacks.
    Second(usize),
}

/// A stretch of two passages whose words answer to each other, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alignment {
    pub(crate) steps: Vec<Step>,
}

/// How two words are the same, if they are.
pub(crate) fn same(a: &Word, b: &Word) -> Option<Same> {
    if a.exact == b.exact && (a.stem == b.stem || !a.is(mark::ACTOR)) {
        Some(Same::Exact)
    } else if a.stem == b.stem {
        Some(Same::Stem)
    } else if a.class == b.class && !a.is(mark::CONTINUES) && !b.is(mark::CONTINUES) {
        Some(Same::Class)
    } else {
        None
    }
}

/// What a word weighs in a comparison, in twentieths.
pub(crate) fn weight(word: &Word) -> i32 {
    if word.is(mark::CONTINUES) {
        10
    } else if word.is(mark::ACTOR) {
        24
    } else if word.is(mark::FUNCTION) {
        12
    } else {
        40
    }
}

fn match_score(a: &Word, b: &Word) -> i32 {
    let weight = weight(a).min(weight(b));
    match same(a, b) {
        Some(Same::Exact) => weight,
        Some(Same::Stem) => weight * 19 / 20,
        Some(Same::Class) => weight * 15 / 20,
        None => -(weight * 12 / 20) - 6,
    }
}

fn gap(word: &Word) -> i32 {
    if word.is(mark::CONTINUES) {
        2
    } else {
        7 + weight(word) / 4
    }
}

/// Words of a passage that are compared: what a longer one says after them is not. Bounds the
/// cost of one comparison.
const LONGEST: usize = 400;

/// What a stretch that is worth anything scores at the least.
const LEAST_SCORE: i32 = 60;

/// Finds the best stretches of pairs of passages without asking for memory anew.
#[derive(Debug, Default)]
pub(crate) struct Aligner {
    scores: Vec<i32>,
    /// Where the best way to each cell comes from: 0 nowhere, 1 both, 2 the first, 3 the second.
    ways: Vec<u8>,
}

impl Aligner {
    /// The best stretch in which the words of `a` and `b` answer to each other, without the words
    /// that are used up (Smith and Waterman 1981).
    pub(crate) fn align(
        &mut self,
        a: &[Word],
        b: &[Word],
        used_a: &[bool],
        used_b: &[bool],
    ) -> Option<Alignment> {
        let (a, b) = (&a[..a.len().min(LONGEST)], &b[..b.len().min(LONGEST)]);
        // No stretch scores more than all words that are left.
        let left = |words: &[Word], used: &[bool]| -> i32 {
            let unused = words.iter().zip(used).filter(|(_, used)| !**used);
            unused.map(|(word, _)| weight(word)).sum()
        };
        if left(a, used_a).min(left(b, used_b)) < LEAST_SCORE {
            return None;
        }
        let width = b.len() + 1;
        let (mut i, mut j) = self.fill((a, used_a), (b, used_b))?;
        let mut steps = Vec::with_capacity(i.max(j));
        loop {
            let step = match self.ways[i * width + j] {
                1 => {
                    i -= 1;
                    j -= 1;
                    same(&a[i], &b[j]).map_or(Step::Other(i, j), |how| Step::Same(i, j, how))
                }
                2 => {
                    i -= 1;
                    Step::First(i)
                }
                3 => {
                    j -= 1;
                    Step::Second(j)
                }
                _ => break,
            };
            steps.push(step);
        }
        steps.reverse();
        trim(&mut steps, a);
        steps.reverse();
        trim(&mut steps, a);
        steps.reverse();
        (!steps.is_empty()).then_some(Alignment { steps })
    }

    /// Fills the ways; where the best stretch ends.
    fn fill(
        &mut self,
        (a, used_a): (&[Word], &[bool]),
        (b, used_b): (&[Word], &[bool]),
    ) -> Option<(usize, usize)> {
        let width = b.len() + 1;
        self.scores.clear();
        self.scores.resize(width, 0);
        self.ways.clear();
        self.ways.resize((a.len() + 1) * width, 0);
        let mut best = (0, 0, 0);
        for (i, word_a) in a.iter().enumerate() {
            let mut diagonal = 0;
            let mut left = 0;
            let gap_a = gap(word_a);
            let ways = &mut self.ways[(i + 1) * width + 1..(i + 2) * width];
            let row = self.scores[1..].iter_mut().zip(ways);
            for (j, ((word_b, used), (cell, way))) in b.iter().zip(used_b).zip(row).enumerate() {
                let up = *cell;
                let mut score = 0;
                if !used_a[i] && !used {
                    let both = diagonal + match_score(word_a, word_b);
                    for (candidate, from) in [(both, 1), (up - gap_a, 2), (left - gap(word_b), 3)] {
                        if candidate > score {
                            (score, *way) = (candidate, from);
                        }
                    }
                }
                diagonal = up;
                left = score;
                *cell = score;
                if score > best.0 {
                    best = (score, i + 1, j + 1);
                }
            }
        }
        (best.0 >= LEAST_SCORE).then_some((best.1, best.2))
    }
}

/// The best stretch in which the words of `a` and `b` answer to each other.
pub(crate) fn align(a: &[Word], b: &[Word]) -> Option<Alignment> {
    Aligner::default().align(a, b, &vec![false; a.len()], &vec![false; b.len()])
}

/// Takes off what ends in words that join others, apart from all else that answers.
fn trim(steps: &mut Vec<Step>, a: &[Word]) {
    loop {
        let joins = |step: &Step| matches!(*step, Step::Same(i, _, _) if !a[i].is_content());
        let same = |step: &Step| matches!(step, Step::Same(..));
        let run = steps.iter().rev().take_while(|step| same(step)).count();
        let apart = run < steps.len();
        if !apart || !steps[steps.len() - run..].iter().all(joins) {
            return;
        }
        steps.truncate(steps.len() - run);
        while steps.last().is_some_and(|step| !same(step)) {
            steps.pop();
        }
    }
}

impl Alignment {
    /// The words of the first passage, from the first to the last that answers to another.
    pub(crate) fn first_range(&self) -> std::ops::Range<usize> {
        range(self.steps.iter().filter_map(|step| match *step {
            Step::Same(i, _, _) | Step::Other(i, _) | Step::First(i) => Some(i),
            Step::Second(_) => None,
        }))
    }

    /// The longest part in which every word is the same.
    pub(crate) fn longest_run(&self) -> Self {
        let runs = self
            .steps
            .split(|step| !matches!(step, Step::Same(_, _, Same::Exact)));
        let longest = runs.rev().max_by_key(|run| run.len()).unwrap_or_default();
        Self {
            steps: longest.to_vec(),
        }
    }

    /// The part that is the densest: what differs weighs double.
    pub(crate) fn core(&self, a: &[Word], b: &[Word]) -> Self {
        let value = |step: &Step| match *step {
            Step::Same(i, _, Same::Class) => weight(&a[i]) / 4,
            Step::Same(i, _, _) => weight(&a[i]),
            Step::Other(i, j) => -weight(&a[i]).max(weight(&b[j])) * 3 / 2,
            Step::First(i) => -weight(&a[i]),
            Step::Second(j) => -weight(&b[j]),
        };
        let (mut best, mut range) = (0, 0..0);
        let (mut sum, mut start) = (0, 0);
        for (place, step) in self.steps.iter().enumerate() {
            if sum <= 0 {
                (sum, start) = (0, place);
            }
            sum += value(step);
            if sum > best {
                (best, range) = (sum, start..place + 1);
            }
        }
        Self {
            steps: self.steps[range].to_vec(),
        }
    }

    /// The words of the second passage.
    pub(crate) fn second_range(&self) -> std::ops::Range<usize> {
        range(self.steps.iter().filter_map(|step| match *step {
            Step::Same(_, j, _) | Step::Other(_, j) | Step::Second(j) => Some(j),
            Step::First(_) => None,
        }))
    }
}

fn range(places: impl Iterator<Item = usize>) -> std::ops::Range<usize> {
    let (mut first, mut last) = (usize::MAX, 0);
    for place in places {
        first = first.min(place);
        last = last.max(place + 1);
    }
    first.min(last)..last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::tests::LEXICON;
    use crate::words::words;

    #[test]
    fn a_dropped_word_is_a_gap() {
        let lexicon = &*LEXICON;
        let a = words(
            lexicon,
            "The court is unlikely to send direct military aid",
            true,
        );
        let b = words(lexicon, "The court is unlikely to send military aid", true);
        let aligned = align(&a, &b).unwrap();
        let gaps: Vec<&Step> = aligned
            .steps
            .iter()
            .filter(|step| !matches!(step, Step::Same(..)))
            .collect();
        assert_eq!(gaps, [&Step::First(6)]);
    }

    #[test]
    fn unlike_passages_have_nothing_in_common() {
        let lexicon = &*LEXICON;
        let a = words(lexicon, "Rain fell on the harvest", true);
        let b = words(lexicon, "Engineers opened a tunnel", true);
        assert_eq!(align(&a, &b), None);
    }
}
