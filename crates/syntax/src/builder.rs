use detente_model::Span;

use crate::document::{Annotated, FORM_IN_TEXT, Multiword, SentenceRange};
use crate::labels::Strings;
use crate::{Error, ErrorKind};

/// Takes the tokens and sentences of a text from left to right; see [`Annotated::builder`].
///
/// ```
/// use detente_model::Span;
/// use detente_syntax::Annotated;
///
/// let mut builder = Annotated::builder("It didn't.")?;
/// builder.token(Span::new(0, 2))?;
/// builder.multiword(Span::new(3, 9), &["did", "n't"])?;
/// builder.token(Span::new(9, 10))?;
/// builder.end_sentence();
/// let text = builder.finish();
/// let forms: Vec<&str> = text.tokens().map(|token| token.form()).collect();
/// assert_eq!(forms, ["It", "did", "n't", "."]);
/// # Ok::<(), detente_syntax::Error>(())
/// ```
#[derive(Debug)]
pub struct Builder {
    text: Annotated,
    /// The byte after the last token.
    end: u32,
}

impl Builder {
    pub(crate) fn new(text: String) -> Result<Self, Error> {
        check_length(text.len())?;
        let text = Annotated {
            text,
            spans: Vec::new(),
            forms: Vec::new(),
            strings: Strings::new(),
            multiwords: Vec::new(),
            sentences: Vec::new(),
            comments: Vec::new(),
            misc: Vec::new(),
            tags: None,
            lemmas: None,
            tree: None,
        };
        Ok(Self { text, end: 0 })
    }

    /// Appends a token.
    ///
    /// # Errors
    /// [`ErrorKind::Layer`] if the span is empty, begins before the end of the last token, or does
    /// not lie on character boundaries of the text.
    pub fn token(&mut self, span: Span) -> Result<(), Error> {
        self.check(span)?;
        self.end = span.end();
        self.text.spans.push(span);
        self.text.forms.push(FORM_IN_TEXT);
        Ok(())
    }

    /// Appends a piece of text that stands for the tokens with these `forms`.
    ///
    /// # Errors
    /// As [`Builder::token`], and if `forms` is empty or holds an empty form.
    pub fn multiword(&mut self, span: Span, forms: &[&str]) -> Result<(), Error> {
        self.check(span)?;
        if forms.is_empty() || forms.contains(&"") {
            return Err(Error::layer(
                "a multiword without a form, or with an empty one",
            ));
        }
        let first = self.text.spans.len() as u32;
        if is_split_into(span.of(&self.text.text), forms) {
            let mut start = span.start();
            for form in forms {
                let end = start + form.len() as u32;
                self.text.spans.push(Span::new(start, end));
                self.text.forms.push(FORM_IN_TEXT);
                start = end;
            }
        } else {
            for form in forms {
                let number = self.text.strings.intern(form)?;
                self.text.spans.push(span);
                self.text.forms.push(number);
            }
        }
        self.end = span.end();
        let end = self.text.spans.len() as u32;
        self.text.multiwords.push(Multiword { first, end, span });
        Ok(())
    }

    /// Ends the sentence after the last token; nothing happens where it has none.
    pub fn end_sentence(&mut self) {
        self.push_sentence(false);
    }

    /// Ends the sentence after the last token because it has grown too long to be taken whole.
    pub fn cut_sentence(&mut self) {
        self.push_sentence(true);
    }

    /// The number of tokens since the last end of a sentence.
    pub fn open_tokens(&self) -> usize {
        self.text.spans.len() - self.sentence_start() as usize
    }

    /// The text with its tokens; the last sentence is ended where it is open.
    pub fn finish(mut self) -> Annotated {
        self.end_sentence();
        self.text
    }

    /// Appends to the text itself; returns the bytes where the addition stands.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] if the text would reach 4 GiB.
    pub(crate) fn append(&mut self, addition: &str) -> Result<Span, Error> {
        let start = self.text.text.len();
        check_length(start + addition.len())?;
        self.text.text.push_str(addition);
        Ok(Span::from_range(start..start + addition.len()))
    }

    /// Removes white space from the end of the text.
    pub(crate) fn trim_end(&mut self) {
        let kept = self.text.text.trim_end().len().max(self.end as usize);
        self.text.text.truncate(kept);
    }

    /// The length of the text so far, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.text.text.len()
    }

    /// Keeps comment lines for the sentence that comes next.
    pub(crate) fn comments(&mut self, lines: &str) {
        let sentence = self.text.sentences.len() as u32;
        self.text.comments.push((sentence, lines.into()));
    }

    /// Keeps what column 10 says of the last token.
    pub(crate) fn misc(&mut self, misc: &str) {
        let token = self.text.spans.len() as u32 - 1;
        self.text.misc.push((token, misc.into()));
    }

    fn sentence_start(&self) -> u32 {
        self.text.sentences.last().map_or(0, |range| range.end)
    }

    fn push_sentence(&mut self, cut: bool) {
        let first = self.sentence_start();
        let end = self.text.spans.len() as u32;
        if first < end {
            self.text.sentences.push(SentenceRange { first, end, cut });
        }
    }

    fn check(&self, span: Span) -> Result<(), Error> {
        let fits = span.get(&self.text.text).is_some();
        if span.is_empty() || span.start() < self.end || !fits {
            let message = format!(
                "token {}..{} after byte {} of a text of {} bytes",
                span.start(),
                span.end(),
                self.end,
                self.text.text.len()
            );
            return Err(Error::layer(message));
        }
        Ok(())
    }
}

fn check_length(bytes: usize) -> Result<(), Error> {
    if u32::try_from(bytes).is_err() {
        let message = format!("a text of {bytes} bytes; the limit is 4 GiB");
        return Err(Error::new(ErrorKind::TooLarge, message));
    }
    Ok(())
}

/// Whether the forms joined are the surface.
fn is_split_into(surface: &str, forms: &[&str]) -> bool {
    let mut rest = surface;
    for form in forms {
        let Some(after) = rest.strip_prefix(form) else {
            return false;
        };
        rest = after;
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TokenId;

    #[test]
    fn a_contraction_that_is_not_its_pieces_shares_one_span() {
        let mut builder = Annotated::builder("au port").unwrap();
        builder.multiword(Span::new(0, 2), &["à", "le"]).unwrap();
        builder.token(Span::new(3, 7)).unwrap();
        let text = builder.finish();
        let forms: Vec<_> = text.tokens().map(crate::Token::form).collect();
        assert_eq!(forms, ["à", "le", "port"]);
        assert_eq!(text.spans()[0], text.spans()[1]);
        assert_eq!(
            text.multiword_of(TokenId(1)).unwrap().span(),
            Span::new(0, 2)
        );
        assert!(text.multiword_of(TokenId(2)).is_none());
    }

    #[test]
    fn tokens_go_forward_on_character_boundaries() {
        let mut builder = Annotated::builder("né ici").unwrap();
        assert!(builder.token(Span::new(0, 2)).is_err());
        builder.token(Span::new(0, 3)).unwrap();
        assert!(builder.token(Span::new(2, 4)).is_err());
        assert!(builder.token(Span::new(4, 4)).is_err());
        assert!(builder.token(Span::new(4, 9)).is_err());
        assert!(builder.multiword(Span::new(4, 7), &["i", ""]).is_err());
        builder.token(Span::new(4, 7)).unwrap();
        builder.cut_sentence();
        builder.end_sentence();
        let text = builder.finish();
        assert_eq!(text.sentences().len(), 1);
        assert!(text.sentences().next().unwrap().is_cut());
    }
}
