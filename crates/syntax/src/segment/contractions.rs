use std::borrow::Cow;
use std::collections::BTreeMap;

use detente_model::Span;

use crate::segment::Question;
use crate::segment::features::lower;
use crate::segment::linear::{Features, pair};
use crate::segment::pieces::{Judge, Pieces};

/// How a piece is split.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pattern {
    /// Not at all.
    Whole,
    /// Into stretches of itself: the lengths of all but the first, in characters.
    Cut(Vec<u8>),
    /// Into other forms, in lower case: "du" into "de" and "le".
    Forms(Vec<String>),
}

/// A pattern, and whether the context may refuse it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rule {
    pub(super) pattern: Pattern,
    pub(super) is_open: bool,
}

/// What training saw of contractions: by the whole piece, else by its longest known ending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Contractions {
    /// Lower-cased pieces.
    pub(super) exact: BTreeMap<String, Rule>,
    /// Lower-cased endings of 1 to 4 characters, of pieces that are not in `exact`.
    pub(super) endings: BTreeMap<String, Rule>,
    /// Whether a character ends any key: most pieces need no look-up at all.
    last: Vec<char>,
}

/// Endings longer than this are not learned.
pub(super) const LONGEST_ENDING: usize = 4;
/// Pieces longer than this are no contractions.
pub(super) const LONGEST_PIECE: usize = 24;

impl Contractions {
    pub(super) fn new(exact: BTreeMap<String, Rule>, endings: BTreeMap<String, Rule>) -> Self {
        let keys = exact.keys().chain(endings.keys());
        let mut last: Vec<char> = keys.filter_map(|key| key.chars().next_back()).collect();
        last.sort_unstable();
        last.dedup();
        Self {
            exact,
            endings,
            last,
        }
    }

    /// The forms that the piece at `at` stands for, or `None` where it is one token.
    pub(super) fn split<'t>(
        &self,
        text: &'t str,
        span: Span,
        pieces: &Pieces,
        at: usize,
        judge: &mut impl Judge,
    ) -> Option<Vec<Cow<'t, str>>> {
        let surface = span.of(text);
        let folded = self.fold(surface)?;
        let rule = self.rule(&folded)?;
        if rule.pattern == Pattern::Whole {
            return None;
        }
        if rule.is_open {
            let mut features = Features::default();
            context_features(&mut features, pieces, at);
            if !judge.judge(Question::Contraction, span.end(), &features.list) {
                return None;
            }
        }
        rule.pattern.apply(surface)
    }

    /// The piece in lower case, or `None` where it cannot be a contraction.
    fn fold(&self, surface: &str) -> Option<String> {
        let end = lower(surface.chars().next_back()?);
        self.last.binary_search(&end).ok()?;
        if surface.len() > 4 * LONGEST_PIECE {
            return None;
        }
        Some(surface.chars().map(lower).collect())
    }

    fn rule(&self, folded: &str) -> Option<&Rule> {
        if let Some(rule) = self.exact.get(folded) {
            return Some(rule);
        }
        self.by_ending(folded)
    }

    pub(super) fn by_ending(&self, folded: &str) -> Option<&Rule> {
        endings(folded).find_map(|ending| self.endings.get(ending))
    }
}

/// The endings of a piece, the longest first; never the whole.
pub(super) fn endings(folded: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = folded.char_indices().skip(1).map(|(at, _)| at).collect();
    let first = starts.len().saturating_sub(LONGEST_ENDING);
    starts.into_iter().skip(first).map(|start| &folded[start..])
}

impl Pattern {
    /// The forms that `surface` is split into, or `None` where the pattern does not fit it.
    pub(super) fn apply<'t>(&self, surface: &'t str) -> Option<Vec<Cow<'t, str>>> {
        match self {
            Self::Whole => None,
            Self::Cut(lengths) => cut(surface, lengths),
            Self::Forms(forms) => Some(with_case_of(surface, forms)),
        }
    }

    /// The pattern that splits `surface` into `forms`.
    #[cfg(any(test, feature = "train"))]
    pub(super) fn of(surface: &str, forms: &[&str]) -> Self {
        if forms.len() == 1 {
            return Self::Whole;
        }
        if forms.concat() == surface {
            let lengths = forms[1..]
                .iter()
                .map(|form| form.chars().count().min(255) as u8);
            return Self::Cut(lengths.collect());
        }
        Self::Forms(forms.iter().map(|form| form.to_lowercase()).collect())
    }
}

fn cut<'t>(surface: &'t str, lengths: &[u8]) -> Option<Vec<Cow<'t, str>>> {
    let mut rest = surface;
    let mut forms = Vec::with_capacity(lengths.len() + 1);
    for &length in lengths.iter().rev() {
        let (start, _) = rest
            .char_indices()
            .rev()
            .nth(usize::from(length).checked_sub(1)?)?;
        forms.push(Cow::Borrowed(&rest[start..]));
        rest = &rest[..start];
    }
    if rest.is_empty() {
        return None;
    }
    forms.push(Cow::Borrowed(rest));
    forms.reverse();
    Some(forms)
}

/// The forms in capitals where the surface is, the first with a capital where the surface has one.
fn with_case_of<'t>(surface: &str, forms: &[String]) -> Vec<Cow<'t, str>> {
    let mut letters = surface.chars();
    let has_capital = letters.next().is_some_and(char::is_uppercase);
    let is_capitals = has_capital && letters.next().is_some_and(char::is_uppercase);
    let written = forms.iter().enumerate().map(|(at, form)| {
        if is_capitals {
            form.to_uppercase()
        } else if has_capital && at == 0 {
            capitalised(form)
        } else {
            form.clone()
        }
    });
    written.map(Cow::Owned).collect()
}

fn capitalised(form: &str) -> String {
    let mut chars = form.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

/// What stands around a piece that may be a contraction.
fn context_features(features: &mut Features, pieces: &Pieces, at: usize) {
    let piece = |offset: isize| pieces.around(at, offset);
    let (this, p1, p2, n1, n2) = (piece(0), piece(-1), piece(-2), piece(1), piece(2));
    let word = this.lower;
    features.add(300, word);
    features.add2(301, word, this.shape);
    features.add2(302, word, p1.lower);
    features.add2(303, word, n1.lower);
    features.add2(304, word, p1.ending);
    features.add2(305, word, n1.ending);
    features.add3(306, word, p1.lower, n1.lower);
    features.add3(307, word, p2.lower, p1.lower);
    features.add3(308, word, n1.lower, n2.lower);
    features.add3(309, word, p1.ending, n1.ending);
    features.add2(310, word, pair(p1.kind as u64, n1.kind as u64));
    features.add3(311, word, p1.kind as u64, p1.shape);
    features.add2(312, word, n1.shape);
    features.add3(313, word, p2.ending, p1.ending);
    features.add3(314, word, n1.ending, n2.ending);
    features.add2(315, word, p2.lower);
    features.add2(316, word, n2.lower);
    features.add2(317, word, u64::from(p1.lower == 0));
    features.add(318, p1.ending);
    features.add(319, n1.ending);
    features.add2(320, p1.ending, n1.ending);
}
