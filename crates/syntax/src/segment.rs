//! Cuts text into tokens and sentences as Universal Dependencies does.
//!
//! A paragraph (text between blank lines) is cut in three steps, each asking a linear classifier
//! one question at the places where the answer is open:
//!
//! 1. *Pieces.* White space separates, except inside numbers such as "10 000"; inside a stretch
//!    without white space, every place that is not between two letters or two digits is judged.
//! 2. *Sentence ends*, between pieces; the end of a paragraph is one always.
//! 3. *Contractions.* A piece that training saw as several tokens ("don't", "du"), or whose ending
//!    it did, is split; where training saw it both ways ("its", "des") the context decides.
//!
//! What is asked does not depend on the language; the weights do.

mod contractions;
mod features;
mod linear;
mod package;
mod pieces;
mod scan;
#[cfg(any(test, feature = "train"))]
mod train;

use std::sync::LazyLock;

use detente_model::Span;

use crate::document::Annotated;
use crate::{Builder, Error, Language};
use contractions::Contractions;
use linear::Linear;
use pieces::{Judge, Pieces};
use scan::Scan;

#[cfg(any(test, feature = "train"))]
pub use train::train_segmenter;

/// A sentence is ended after so many tokens even where no end is found; see
/// [`crate::Sentence::is_cut`].
pub const LONGEST_SENTENCE: usize = 400;

/// What a classifier is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    /// Does a piece end here, between two characters without white space?
    Split,
    /// Does a number go on behind this white space?
    Join,
    /// Does a sentence end here, after a piece?
    End,
    /// Does this piece stand for several tokens?
    Contraction,
}

impl Question {
    const COUNT: usize = 4;
}

/// The learned cutter of one language.
///
/// ```
/// use detente_syntax::{Language, Segmenter};
///
/// let text = Segmenter::of(Language::English)?.segment("Mr. Lee didn't sign. He left.")?;
/// let forms: Vec<&str> = text.tokens().map(|token| token.form()).collect();
/// assert_eq!(forms, ["Mr.", "Lee", "did", "n't", "sign", ".", "He", "left", "."]);
/// assert_eq!(text.sentences().len(), 2);
/// # Ok::<(), detente_syntax::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Segmenter {
    questions: [Linear; Question::COUNT],
    lexicon: Linear,
    contractions: Contractions,
}

impl Segmenter {
    /// The segmenter of `language` that the crate holds.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Weights`] if the built-in weights are damaged.
    pub fn of(language: Language) -> Result<&'static Self, Error> {
        static ENGLISH: LazyLock<Result<Segmenter, Error>> =
            LazyLock::new(|| Segmenter::from_bytes(ENGLISH_WEIGHTS));
        static FRENCH: LazyLock<Result<Segmenter, Error>> =
            LazyLock::new(|| Segmenter::from_bytes(FRENCH_WEIGHTS));
        let held = match language {
            Language::English => &ENGLISH,
            Language::French => &FRENCH,
        };
        held.as_ref().map_err(Error::clone)
    }

    /// Reads weights that [`Segmenter::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Weights`] if they are not ours, of another version, cut short or damaged.
    pub fn from_bytes(file: &[u8]) -> Result<Self, Error> {
        package::read(file)
    }

    /// The weights as a file: versioned, with a checksum; the same weights give the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        package::write(self)
    }

    /// Finds the tokens and sentences of `text`; blank lines end sentences.
    ///
    /// # Errors
    /// [`crate::ErrorKind::TooLarge`] if the text is 4 GiB or longer.
    pub fn segment(&self, text: &str) -> Result<Annotated, Error> {
        let mut builder = Annotated::builder(text)?;
        let mut work = Work::default();
        for paragraph in scan::paragraphs(text) {
            self.paragraph(text, paragraph, true, &mut work, &mut builder)?;
        }
        Ok(builder.finish())
    }

    /// Finds the tokens of `text` in sentences that are known already: each of `sentences`, which
    /// go from left to right, becomes one (none where it holds only white space).
    ///
    /// # Errors
    /// [`crate::ErrorKind::Layer`] if a span does not fit the text or begins before the end of the
    /// last one; [`crate::ErrorKind::TooLarge`] as [`Segmenter::segment`].
    pub fn segment_sentences(&self, text: &str, sentences: &[Span]) -> Result<Annotated, Error> {
        let mut builder = Annotated::builder(text)?;
        let mut work = Work::default();
        for span in sentences {
            if span.get(text).is_none() {
                let (start, end, len) = (span.start(), span.end(), text.len());
                let message = format!("sentence {start}..{end} in a text of {len} bytes");
                return Err(Error::layer(message));
            }
            self.paragraph(text, span.range(), false, &mut work, &mut builder)?;
        }
        Ok(builder.finish())
    }

    /// Appends the tokens of one paragraph; sentences end inside it only if `divide`.
    fn paragraph(
        &self,
        text: &str,
        range: std::ops::Range<usize>,
        divide: bool,
        work: &mut Work,
        builder: &mut Builder,
    ) -> Result<(), Error> {
        work.scan.read(&text[range.clone()], range.start as u32);
        let mut judge = Weights(self);
        work.pieces.find(&work.scan, &self.lexicon, &mut judge);
        if divide {
            work.pieces.find_ends(&work.scan, &mut judge);
        }
        for at in 0..work.pieces.list.len() {
            let piece = work.pieces.list[at];
            let span = work.scan.span(piece.start, piece.end);
            let forms = self
                .contractions
                .split(text, span, &work.pieces, at, &mut judge);
            match forms {
                None => builder.token(span)?,
                Some(forms) => {
                    let forms: Vec<&str> = forms.iter().map(AsRef::as_ref).collect();
                    builder.multiword(span, &forms)?;
                }
            }
            if piece.ends_sentence {
                builder.end_sentence();
            } else if builder.open_tokens() >= LONGEST_SENTENCE {
                builder.cut_sentence();
            }
        }
        builder.end_sentence();
        Ok(())
    }
}

const ENGLISH_WEIGHTS: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../data/syntax/english-segmenter.weights"
));
const FRENCH_WEIGHTS: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../data/syntax/french-segmenter.weights"
));

/// Memory that is used again from paragraph to paragraph.
#[derive(Debug, Default)]
struct Work {
    scan: Scan,
    pieces: Pieces,
}

/// Answers by the weights.
struct Weights<'a>(&'a Segmenter);

impl Judge for Weights<'_> {
    #[inline]
    fn judge(&mut self, question: Question, _: u32, features: &[u32]) -> bool {
        self.0.questions[question as usize].score(features) > 0
    }
}

#[cfg(test)]
mod tests;
