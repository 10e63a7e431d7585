//! What the coder reads and gives back.

use detente_model::{CausalLink, Characterisation, Claim, Day, Event, Span, Tie};
use detente_text::Language;
use serde::Serialize;

use crate::dictionary::DictionaryEvent;
use crate::grounds::{Ground, Grounds};

/// A sentence-sized stretch of main content.
#[derive(Debug, Clone, Copy)]
pub struct Passage {
    /// Its bytes in the document.
    pub span: Span,
    /// Its language; rules exist for English and French.
    pub language: Language,
    /// Whether it goes on with the sentence of the passage before, in another language.
    pub continues: bool,
}

impl From<detente_text::Passage> for Passage {
    fn from(passage: detente_text::Passage) -> Self {
        Self {
            span: passage.span,
            language: passage.language,
            continues: passage.continues,
        }
    }
}

/// A document to be coded.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Its text; all offsets count its bytes.
    pub text: &'a str,
    /// Its title: the two states that it names are those of "both countries" where no others are.
    pub title: Option<&'a str>,
    /// The passages of its main content, in order.
    pub passages: &'a [Passage],
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
    /// What happened, by the verbs of a dictionary.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dictionary: Vec<DictionaryEvent>,
    /// What stands between actors.
    pub ties: Vec<Claim<Tie>>,
    /// What leads to what.
    pub causes: Vec<Claim<CausalLink>>,
    /// What the relationship is called.
    pub characterisations: Vec<Claim<Characterisation>>,
    /// What speaks for and against each event.
    #[serde(skip)]
    pub(crate) grounds: Vec<Grounds>,
}

impl Coding {
    /// What was seen of how an event was read, from which its score is made; empty for an event of another document.
    pub fn grounds(&self, event: &Claim<Event>) -> &[Ground] {
        let frame = &event.frame;
        let own =
            |grounds: &&Grounds| grounds.trigger == frame.trigger && grounds.rule == frame.rule;
        self.grounds
            .iter()
            .find(own)
            .map_or(&[], |grounds| &grounds.seen)
    }
}
