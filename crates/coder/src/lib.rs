//! Passages to claims: who did what to whom, what stands between them, what is said to cause what,
//! and what their relationship is called, each with the words that say it.
//!
//! A [`Coder`] is built once from a [`Knowledge`](detente_model::Knowledge) and the lexicon in
//! `data/lexicon`. It reads an [`Input`], the [`Passage`]s of a document's main content, and gives
//! back a [`Coding`]. Everything in it stands in the passages: spans are bytes of the document,
//! and a date, target or speaker that the words do not give is left open. [`CodeRequest`] and
//! [`ActorRequest`] do the same for one line of JSON.
//!
//! ```
//! use detente_coder::{Coder, Input, Parsers, Passage};
//! use detente_model::{Knowledge, Modality, PloverType, Span};
//! use detente_text::Language;
//!
//! let coder = Coder::builtin();
//! let text = "Russia is unlikely to offer military aid to Iran.";
//! let passage = Passage {
//!     span: Span::from_range(0..text.len()),
//!     language: Language::ENGLISH,
//!     continues: false,
//! };
//! let coding = coder.code_document(&mut Parsers::new(), &Input { text, title: None, passages: &[passage], published: None });
//! let event = &coding.events[0];
//! assert_eq!(event.content.action.plover(), PloverType::Aid);
//! assert_eq!(event.content.source[0].actor.as_str(), "RUS");
//! assert_eq!(event.content.target[0].actor.as_str(), "IRN");
//! assert_eq!(event.frame.modality, Modality::Forecast);
//! assert_eq!(event.frame.trigger.of(text), "offer military aid");
//! ```
//!
//! An event that holds for both sides alike ("Russia and Iran signed a pact") has both in `source`
//! and both in `target`. Two mentions of one event in one passage are one claim; mentions in
//! several passages stay several, and other crates judge which of them speak of one event.
//!
//! Passages are parsed with `detente-syntax` as they are read; [`Parsers`] hold what that needs, one
//! for each thread.

#![forbid(unsafe_code)]

mod anaphors;
mod answers;
mod aside;
mod cause;
mod characterisation;
mod claims;
mod coder;
mod context;
mod dictionary;
mod domestic;
mod explain;
mod finite;
mod frame;
mod gazetteer;
mod grounds;
mod inflect;
mod input;
mod lexicon;
mod line;
mod mention;
mod pairs;
mod parse;
mod predicate;
mod quoted;
mod resolve;
mod role;
mod sentence;
mod shared;
mod speech;
mod stance;
mod strangers;
mod table;
mod token;
mod trie;
mod verbal;
mod voices;

pub use cause::{CausalReading, ExtentChoice};
pub use coder::Coder;
pub use dictionary::{Dictionary, DictionaryEvent, DictionaryReject};
pub use explain::{Why, Word};
pub use grounds::{Ground, Weighed};
pub use input::{Coding, Input, Passage};
pub use line::{
    ActorAnswer, ActorRequest, ClaimLine, CodeAnswer, CodeRequest, EventLine, OpenRequest,
    PairAnswer, PairRequest, SpanOrWords,
};
pub use parse::Parsers;
pub use stance::{Attribution, Grammar, Negation, PredicateLine};
