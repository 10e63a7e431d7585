use detente_model::{Span, When};
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

use crate::{Error, ErrorKind};

/// A language: its ISO 639-1 code where it has one, else its ISO 639-3 code; `und` where not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language([u8; 3]);

impl Language {
    /// English, `en`.
    pub const ENGLISH: Self = Self(*b"en ");
    /// French, `fr`.
    pub const FRENCH: Self = Self(*b"fr ");
    /// Not known, `und`.
    pub const UNKNOWN: Self = Self(*b"und");

    /// The code, two or three lower-case letters.
    pub fn code(&self) -> &str {
        let code = std::str::from_utf8(&self.0).expect("codes are ASCII");
        code.trim_end()
    }

    /// Whether the language is not known.
    pub fn is_unknown(self) -> bool {
        self == Self::UNKNOWN
    }
}

impl FromStr for Language {
    type Err = Error;

    /// Reads a code, also with a region (`en-US`, `fr_FR`).
    fn from_str(text: &str) -> Result<Self, Error> {
        let code = text.trim().split(['-', '_']).next().unwrap_or_default();
        let letters = code.bytes().all(|byte| byte.is_ascii_alphabetic());
        if !letters || !(2..=3).contains(&code.len()) {
            let message = format!("{text:?} is not a language code");
            return Err(Error::new(ErrorKind::Malformed, message));
        }
        let mut bytes = [b' '; 3];
        bytes[..code.len()].copy_from_slice(code.to_ascii_lowercase().as_bytes());
        Ok(Self(match &bytes {
            b"eng" => *b"en ",
            b"fra" | b"fre" => *b"fr ",
            _ => bytes,
        }))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// What a stretch of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SpanKind {
    /// A title or section heading.
    Heading,
    /// Running text.
    Body,
    /// What stands under or in place of a picture.
    Caption,
    /// An item of a list.
    List,
    /// What is no part of the article: biographies of authors, social links, tables of contents,
    /// links to other articles, calls to comment, filler, front matter.
    Boilerplate,
}

impl SpanKind {
    /// Whether passages are found here.
    pub fn is_main(self) -> bool {
        matches!(self, Self::Body | Self::List)
    }

    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Body => "body",
            Self::Caption => "caption",
            Self::List => "list",
            Self::Boilerplate => "boilerplate",
        }
    }
}

/// One stretch of a document and what it is. White space belongs to the stretch before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct StructureSpan {
    /// What it is.
    pub kind: SpanKind,
    /// Its bytes in the text.
    #[serde(flatten)]
    pub span: Span,
}

/// A sentence-sized stretch of main content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Passage {
    /// Its bytes in the text, without white space around them.
    #[serde(flatten)]
    pub span: Span,
    /// The language of its words.
    pub language: Language,
    /// Whether it goes on with the sentence of the passage before it, in another language.
    #[serde(skip_serializing_if = "is_false")]
    pub continues: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde passes references
fn is_false(value: &bool) -> bool {
    !*value
}

/// The form in which a document came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Format {
    /// Plain text. The document's text is the file itself.
    Plain,
    /// Markdown.
    Markdown,
    /// A web page.
    Html,
    /// Portable Document Format.
    Pdf,
    /// Office Open XML text (Word).
    Docx,
    /// An electronic book.
    Epub,
    /// A line of JSON Lines.
    Json,
}

/// A source text that was read: its words, what each stretch of them is, and what is known of it.
///
/// Serialised, it has the fields of `detente text`, without `path`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// The title, where one is given or the text begins with one.
    pub title: Option<String>,
    /// Who published it, as the document says.
    pub outlet: Option<String>,
    /// When it was published, as the document says. Never taken from the file's own time.
    pub published: Option<When>,
    /// The language of most of its words.
    pub language: Language,
    /// The words. All offsets are bytes of this.
    pub text: String,
    /// What each stretch is. Sorted, without gap or overlap, from the first byte to the last.
    pub spans: Vec<StructureSpan>,
    /// The sentences of body and lists. Sorted, without overlap.
    pub passages: Vec<Passage>,
    /// The form in which it came.
    pub format: Format,
    /// Where it was published, as the document says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where its words first came from (a wire, another article), as the document says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// What is wrong with it, though it was read: a file that is cut, a date that is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Document {
    /// The words of `passage`.
    pub fn words(&self, passage: &Passage) -> &str {
        passage.span.of(&self.text)
    }
}

/// A document that was not read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The line of the input that held it, from 1; 0 where it is the whole input.
    pub line: usize,
    /// Why.
    pub error: Error,
}

/// What an input held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Documents {
    /// The documents, in order.
    pub documents: Vec<Document>,
    /// The lines that are no document, in order.
    pub rejects: Vec<Reject>,
}
