//! What the coder reads and gives back.

use detente_model::{CausalLink, Characterisation, Claim, Day, Event, Span, Tie};
use detente_text::Language;
use serde::Serialize;

/// One word of a parsed passage, as a parser sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParsedWord<'a> {
    /// Its bytes in the document.
    pub span: Span,
    /// Its universal part of speech (`VERB`, `PROPN`).
    pub upos: &'a str,
    /// The place of its head among the words of the passage; `None` for the root.
    pub head: Option<usize>,
    /// Its universal relation to the head (`nsubj`, `obl:agent`).
    pub deprel: &'a str,
}

/// What a parser says of a passage: its words in order.
#[derive(Debug, Clone, Copy)]
pub struct Annotation<'a> {
    /// The words, by their place in the text.
    pub words: &'a [ParsedWord<'a>],
}

impl<'a> Annotation<'a> {
    /// The part of speech of the word that begins where `span` begins.
    pub(crate) fn part_of_speech(&self, span: Span) -> Option<&'a str> {
        let place = self
            .words
            .binary_search_by_key(&span.start(), |word| word.span.start())
            .ok()?;
        Some(self.words[place].upos)
    }
}

/// A sentence-sized stretch of main content.
#[derive(Debug, Clone, Copy)]
pub struct Passage<'a> {
    /// Its bytes in the document.
    pub span: Span,
    /// Its language; rules exist for English and French.
    pub language: Language,
    /// Whether it goes on with the sentence of the passage before, in another language.
    pub continues: bool,
    /// What a parser says of it, where one has run.
    pub annotation: Option<Annotation<'a>>,
}

impl From<detente_text::Passage> for Passage<'_> {
    fn from(passage: detente_text::Passage) -> Self {
        Self {
            span: passage.span,
            language: passage.language,
            continues: passage.continues,
            annotation: None,
        }
    }
}

/// A document to be coded.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Its text; all offsets count its bytes.
    pub text: &'a str,
    /// The passages of its main content, in order.
    pub passages: &'a [Passage<'a>],
    /// The day on which it appeared; relative dates stay open without it.
    pub published: Option<Day>,
}

/// All that a document was found to say, in the order of the text.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Coding {
    /// Whether any event or tie was found.
    pub relevant: bool,
    /// What happened.
    pub events: Vec<Claim<Event>>,
    /// What stands between actors.
    pub ties: Vec<Claim<Tie>>,
    /// What leads to what.
    pub causes: Vec<Claim<CausalLink>>,
    /// What the relationship is called.
    pub characterisations: Vec<Claim<Characterisation>>,
}
