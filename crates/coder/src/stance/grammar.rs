//! What the grammar of a text says of all its predicates, its negations and its attributions.

use detente_model::{Modality, Polarity, Span};
use serde::Serialize;

use super::attribution::{self, Kept};
use super::negation;
use super::quotes;
use super::stance;
use crate::lexicon::Tongue;
use crate::parse::Parse;
use detente_syntax::Upos;

/// How one verb, noun or adjective stands to what happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PredicateLine {
    /// Where it stands.
    #[serde(flatten)]
    pub span: Span,
    /// Its base form.
    pub lemma: String,
    /// How it stands to what happened.
    pub modality: Modality,
    /// Whether it is affirmed or denied.
    pub polarity: Polarity,
    /// From -3 (certainly not so) over 0 (not known) to 3 (certainly so).
    pub certainty: f64,
    /// The words that answer for it, where it is not the author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<Span>,
}

/// A word or affix that denies, and what it denies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Negation {
    /// The words that deny, in order: "neither", "nor"; an affix is part of a word.
    pub cue: Vec<Span>,
    /// What they deny, in order, without the cue and without marks at its ends.
    pub scope: Vec<Span>,
}

/// Who says what: the words of the speaker, of the saying, and of what is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attribution {
    /// Who speaks; `null` where the words hide it.
    pub source: Option<Span>,
    /// The words that say so.
    pub cue: Span,
    /// What is said.
    pub content: Span,
}

/// The stance of every predicate of a text, with its negations and attributions, in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Grammar {
    /// Every verb, noun, adjective and root.
    pub predicates: Vec<PredicateLine>,
    /// Every word or affix that denies.
    pub negations: Vec<Negation>,
    /// What somebody says, thinks, wants or feels. Each word belongs to one: what is said inside what
    /// is said has no attribution of its own, but [`PredicateLine::says`].
    pub attributions: Vec<Attribution>,
}

/// Adds what `parse` shows to `found`.
pub(crate) fn grammar(parse: &Parse, tongue: &Tongue, found: &mut Grammar) {
    let speaks = |word: &usize| {
        matches!(
            parse.upos(*word),
            Upos::Verb | Upos::Noun | Upos::Adj | Upos::Propn
        ) || parse.head(*word).is_none()
            || (parse.upos(*word) == Upos::Aux
                && !parse.is(*word, "aux")
                && !parse.is(*word, "cop"))
            || matches!(
                parse.upos(*word),
                Upos::Adv | Upos::Num | Upos::Pron | Upos::X
            )
    };
    found
        .predicates
        .extend((0..parse.len()).filter(speaks).map(|word| {
            let stance = stance(parse, tongue, word);
            PredicateLine {
                span: parse.span(word),
                lemma: parse.lemma(word).to_owned(),
                modality: stance.modality,
                polarity: stance.polarity,
                certainty: stance.certainty,
                says: stance.holder().map(|holder| holder.span),
            }
        }));
    negation::find(parse, &tongue.stance, &mut found.negations);
    let first = found.attributions.len();
    attribution::find(
        parse,
        &tongue.stance,
        Kept::Attitudes,
        &mut found.attributions,
    );
    attribution::name_in_full(parse, &mut found.attributions[first..]);
}

/// Adds who says what in a passage to `found`.
pub(crate) fn attributions(parse: &Parse, tongue: &Tongue, found: &mut Vec<Attribution>) {
    attribution::find(parse, &tongue.stance, Kept::Statements, found);
}

/// Settles what only the whole text shows: how far quotations reach, and lines with a speaker.
pub(crate) fn finish(text: &str, found: &mut Grammar) {
    quotes::widen(text, &quotes::quotations(text), &mut found.attributions);
    quotes::named_lines(text, &mut found.attributions);
    quotes::keep_outermost(&mut found.attributions);
    found
        .attributions
        .sort_by_key(|attribution| (attribution.cue, attribution.content));
}
