//! Bytes to document: which words a source holds, what each stretch of them is, and what the
//! source says about itself.
//!
//! [`read_document`] reads plain text, Markdown, web pages, PDF, DOCX and EPUB, [`read_documents`]
//! also JSON Lines with many documents. A
//! [`Document`] is cut twice: into [`StructureSpan`]s that cover all of its text (heading, body,
//! caption, list, boilerplate), and into [`Passage`]s, the sentences of body and lists, each with
//! its language. Offsets are bytes into [`Document::text`], which for plain text is the file
//! itself. [`Limits`] keep hostile input small.
//!
//! ```
//! use detente_text::{Hints, Limits, SpanKind, read_document};
//!
//! let file = b"Talks in Oslo\n\nThe two sides met. Ils se sont vus pendant deux heures.\n";
//! let document = read_document(file, &Hints::from_name("talks.txt"), &Limits::default())?;
//! assert_eq!(document.text.as_bytes(), file);
//! assert_eq!(document.title.as_deref(), Some("Talks in Oslo"));
//! assert_eq!(document.published, None);
//! assert_eq!(document.spans[0].kind, SpanKind::Heading);
//! let passages: Vec<_> = document
//!     .passages
//!     .iter()
//!     .map(|passage| (document.words(passage), passage.language.code()))
//!     .collect();
//! assert_eq!(passages[0], ("The two sides met.", "en"));
//! assert_eq!(passages[1], ("Ils se sont vus pendant deux heures.", "fr"));
//! # Ok::<(), detente_text::Error>(())
//! ```
//!
//! The crate fetches nothing and knows no clock.

#![forbid(unsafe_code)]

mod dateline;
mod dates;
mod decode;
mod document;
mod draft;
mod error;
mod formats;
mod language;
mod limits;
mod lines;
mod metadata;
mod publication;
mod reader;
mod sentences;
mod shape;
mod structure;
mod tables;

pub use dateline::find_dateline;
pub use dates::{
    DateAnswer, DateExpression, DateFinder, DateRequest, FoundDate, Tense, find_dates,
};
pub use document::{
    Document, Documents, Format, Language, Passage, Reject, SpanKind, StructureSpan,
};
pub use error::{Error, ErrorKind};
pub use limits::{Hints, Limits, read_limited};
pub use reader::{find_language, find_sentences, read_document, read_documents};
