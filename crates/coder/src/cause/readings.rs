//! Every causal reading of a text with its features: what the score is learned from.

use detente_model::{CauseKind, Sign, Span};

use super::tree::Tree;
use super::{Candidate, candidates, score, sign};
use crate::coder::language;
use crate::line::passages;
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
        for passage in passages(text) {
            let language = language(text, &passage);
            let Some(parse) = parsers.parse(text, passage.span, language) else {
                continue;
            };
            let tree = Tree::new(&parse, language);
            found.extend(
                candidates(&tree)
                    .iter()
                    .map(|candidate| reading(&tree, candidate)),
            );
        }
        found
    }
}

fn reading(tree: &Tree<'_>, candidate: &Candidate) -> CausalReading {
    let score = score::probability(tree, candidate);
    CausalReading {
        cause: tree.span(candidate.cause),
        effect: tree.span(candidate.effect),
        kind: candidate.kind,
        sign: sign(tree, candidate).0,
        rule: candidate.rule.clone(),
        weak: candidate.weak,
        features: score::features(tree, candidate),
        score,
        claimed: score >= score::threshold(tree, candidate),
    }
}
