//! Passages to claims: who did what to whom, what stands between them, what is said to cause
//! what, and what their relationship is called, each with the words that say it.

#![forbid(unsafe_code)]

mod cause;
mod characterisation;
mod claims;
mod coder;
mod context;
mod frame;
mod gazetteer;
mod inflect;
mod input;
mod lexicon;
mod mention;
mod predicate;
mod sentence;
mod speech;
mod table;
mod token;
mod trie;

pub use coder::Coder;
pub use input::{Annotation, Coding, Input, ParsedWord, Passage};
