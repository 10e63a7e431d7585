//! Every causal reading of a text with its features: what the score is learned from.

use detente_model::{CauseKind, Sign, Span};

use super::extent::{self, ExtentChoice};
use super::tree::Tree;
use super::{Candidate, candidates, claimed, ruled, score, scores, sign};
use crate::coder::language;
use crate::line::passages;
use crate::parse::Parse;
use crate::{Coder, Parsers};

/// A causal reading of a text, before the score decides whether it is claimed.
#[derive(Debug, Clone, PartialEq)]
pub struct CausalReading {
    /// The bytes of the cause.
    pub cause: Span,
    /// The bytes of the effect.
    pub effect: Span,
    /// How the cause acts.
    pub kind: CauseKind,
    /// The sign of the link.
    pub sign: Sign,
    /// The rule that reads it so.
    pub rule: String,
    /// Whether the rule alone does not say enough.
    pub weak: bool,
    /// The names of the features of the score, sorted; each counts once.
    pub features: Vec<String>,
    /// The probability that the text states the link, share in `0..=1`.
    pub score: f64,
    /// Whether the coder would claim it.
    pub claimed: bool,
}

impl Coder<'_> {
    /// All causal readings of the sentences of a text in English or French, also those that are not
    /// claimed.
    pub fn causal_readings(&self, parsers: &mut Parsers, text: &str) -> Vec<CausalReading> {
        let mut found = Vec::new();
        each_tree(parsers, text, |_, tree| {
            let candidates = candidates(tree);
            let scores = scores(tree, &candidates);
            let claimed = claimed(tree, &candidates, &scores);
            for (number, candidate) in candidates.iter().enumerate() {
                found.push(CausalReading {
                    score: scores[number],
                    claimed: claimed[number],
                    ..reading(tree, candidate)
                });
            }
        });
        found
    }

    /// What there is to learn of where ends begin and end: the choices that the readings of a text
    /// leave, answered by labelled links, each a cause and an effect in bytes. A link answers the
    /// readings whose ends share the most bytes with its own.
    pub fn extent_choices(
        &self,
        parsers: &mut Parsers,
        text: &str,
        links: &[(Span, Span)],
    ) -> Vec<ExtentChoice> {
        let mut found = Vec::new();
        each_tree(parsers, text, |parse, tree| {
            for candidate in ruled(tree) {
                let ends = (tree.span(candidate.cause), tree.span(candidate.effect));
                let likeness = |link: &&(Span, Span)| {
                    let straight = ends.0.likeness(link.0).min(ends.1.likeness(link.1));
                    let turned = ends.0.likeness(link.1).min(ends.1.likeness(link.0));
                    if straight > turned { straight } else { 0.0 }
                };
                let best = links
                    .iter()
                    .filter(|link| likeness(link) > 0.1)
                    .max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
                let words = |span: Span| {
                    let inside = |word: &usize| parse.span(*word).overlaps(span);
                    let first = (0..parse.len()).find(inside)?;
                    Some((first, (first..parse.len()).take_while(inside).last()?))
                };
                if let Some((cause, effect)) = best
                    && let (Some(cause), Some(effect)) = (words(*cause), words(*effect))
                {
                    found.extend(extent::choices(tree, &candidate, cause, effect));
                }
            }
        });
        found
    }
}

/// The grammar of each passage of a text that a parser reads.
fn each_tree(parsers: &mut Parsers, text: &str, mut read: impl FnMut(&Parse, &Tree<'_>)) {
    for passage in passages(text) {
        let language = language(text, &passage);
        if let Some(parse) = parsers.parse(text, passage.span, language) {
            read(&parse, &Tree::new(&parse, language));
        }
    }
}

fn reading(tree: &Tree<'_>, candidate: &Candidate) -> CausalReading {
    CausalReading {
        cause: tree.span(candidate.cause),
        effect: tree.span(candidate.effect),
        kind: candidate.kind,
        sign: sign(tree, candidate).0,
        rule: candidate.rule.clone(),
        weak: candidate.weak,
        features: score::features(tree, candidate),
        score: 0.0,
        claimed: false,
    }
}
