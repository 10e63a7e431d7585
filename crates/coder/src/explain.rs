//! Why an event was found: the rule, its words, and how the sentence was read.

use detente_model::Span;
use serde::Serialize;

use crate::grounds::{self, Weighed};
use crate::input::{Coding, Passage};
use crate::parse::{Parse, Parsers};

/// The reasons for one event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    /// The rules of the lexicon, of the verb or noun and of what it governs.
    pub rule: String,
    /// The words that match the rule.
    pub trigger: Span,
    /// The words that name who acts.
    pub source: Vec<Span>,
    /// The words that name on whom.
    pub target: Vec<Span>,
    /// What speaks most for and against the event, and how much, in log odds of its score.
    pub grounds: Vec<Weighed>,
    /// The words of the sentence; empty where no parser reads its language.
    pub words: Vec<Word>,
}

/// A word as the parser reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Word {
    /// As it stands in the text.
    pub form: String,
    /// The base form.
    pub lemma: String,
    /// The universal part of speech.
    pub upos: String,
    /// The place of the word above in the list, from 0; `null` for a root.
    pub head: Option<usize>,
    /// How it stands to that word.
    pub relation: String,
    /// Where it stands.
    #[serde(flatten)]
    pub span: Span,
}

/// The reasons for each of the events of a text, in their order.
pub(crate) fn explain(
    parsers: &mut Parsers,
    text: &str,
    passages: &[Passage],
    coding: &Coding,
) -> Vec<Why> {
    coding
        .events
        .iter()
        .map(|claim| {
            let trigger = claim.frame.trigger;
            let spans = |actors: &[detente_model::ActorMention]| {
                actors.iter().map(|actor| actor.span).collect()
            };
            let passage = passages
                .iter()
                .find(|passage| passage.span.contains(trigger));
            let words = passage
                .and_then(|passage| {
                    let language = crate::coder::language(text, passage);
                    parsers.parse(text, passage.span, language)
                })
                .map_or_else(Vec::new, |parse| words(&parse));
            Why {
                rule: claim.frame.rule.clone(),
                trigger,
                source: spans(&claim.content.source),
                target: spans(&claim.content.target),
                grounds: grounds::weightiest(coding.grounds(claim)),
                words,
            }
        })
        .collect()
}

fn words(parse: &Parse) -> Vec<Word> {
    (0..parse.len())
        .map(|word| Word {
            form: parse.form(word).to_owned(),
            lemma: parse.lemma(word).to_owned(),
            upos: parse.upos(word).to_string(),
            head: parse.head(word),
            relation: parse.relation(word).to_owned(),
            span: parse.span(word),
        })
        .collect()
}
