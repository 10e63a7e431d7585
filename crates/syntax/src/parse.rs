use detente_model::Span;

use crate::conllu::read_conllu_tokens;
use crate::document::Annotated;
use crate::{Error, Language, Lemmatiser, Model, Segmenter, Workspace};

/// Everything that a language needs from text to trees, with memory that is used again from text
/// to text; make one for each thread.
///
/// ```no_run
/// use detente_syntax::{Language, Parser, to_conllu};
///
/// let mut parser = Parser::of(Language::English)?;
/// let text = parser.parse("Russia and Iran signed a treaty. It says little.")?;
/// print!("{}", to_conllu(&text));
/// # Ok::<(), detente_syntax::Error>(())
/// ```
#[derive(Debug)]
pub struct Parser {
    segmenter: &'static Segmenter,
    model: &'static Model,
    lemmatiser: &'static Lemmatiser,
    workspace: Workspace,
}

impl Parser {
    /// The parser of `language`, with the models that the crate holds.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Weights`] if built-in weights are damaged.
    pub fn of(language: Language) -> Result<Self, Error> {
        Ok(Self {
            segmenter: Segmenter::of(language)?,
            model: Model::of(language)?,
            lemmatiser: Lemmatiser::of(language)?,
            workspace: Workspace::new(),
        })
    }

    /// Finds tokens, sentences, tags, lemmas and trees of `text`.
    ///
    /// # Errors
    /// [`crate::ErrorKind::TooLarge`] if the text is 4 GiB or longer.
    pub fn parse(&mut self, text: &str) -> Result<Annotated, Error> {
        self.annotate(self.segmenter.segment(text)?)
    }

    /// As [`Parser::parse`] where the sentences are known; see [`Segmenter::segment_sentences`].
    ///
    /// # Errors
    /// As [`Segmenter::segment_sentences`].
    pub fn parse_sentences(&mut self, text: &str, sentences: &[Span]) -> Result<Annotated, Error> {
        self.annotate(self.segmenter.segment_sentences(text, sentences)?)
    }

    /// Adds tags, lemmas and trees to the tokens and sentences of `text`; layers that it has are
    /// put aside first.
    ///
    /// # Errors
    /// [`crate::ErrorKind::TooLarge`] if the different lemmas together reach 4 GiB.
    pub fn annotate(&mut self, text: Annotated) -> Result<Annotated, Error> {
        let mut text = text.without_layers();
        self.model.annotate_with(&mut self.workspace, &mut text)?;
        self.lemmatiser.annotate(&mut text)?;
        Ok(text)
    }
}

/// Parses one text; see [`Parser`] for many.
///
/// # Errors
/// As [`Parser::of`] and [`Parser::parse`].
pub fn parse_text(text: &str, language: Language) -> Result<Annotated, Error> {
    Parser::of(language)?.parse(text)
}

/// Parses the tokens and sentences of a CoNLL-U file, whatever its other columns hold.
///
/// # Errors
/// As [`Parser::of`] and [`read_conllu_tokens`].
pub fn parse_conllu(file: &str, language: Language) -> Result<Annotated, Error> {
    Parser::of(language)?.annotate(read_conllu_tokens(file)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{ErrorKind, read_conllu, to_conllu};

    #[test]
    fn text_and_its_tokens_are_parsed_alike() {
        let text = "Mr. Lee didn't sign the treaty.\n\nHe left Tehran on Friday.";
        let parsed = parse_text(text, Language::English).unwrap();
        let written = to_conllu(&parsed);
        assert_eq!(
            to_conllu(&parse_conllu(&written, Language::English).unwrap()),
            written
        );
        let left = parsed.sentences().nth(1).unwrap().root().unwrap();
        assert_eq!(left.lemma(), Some("leave"));
        assert!(
            left.dependents()
                .any(|token| token.universal_relation() == Some("nsubj"))
        );
    }

    #[test]
    fn sentences_that_are_given_are_parsed_as_they_are() {
        let mut parser = Parser::of(Language::English).unwrap();
        let spans = [Span::new(0, 5), Span::new(5, 11)];
        let parsed = parser.parse_sentences("He is here.", &spans).unwrap();
        assert_eq!(parsed.sentences().len(), 2);
        assert!(parsed.sentences().all(|sentence| sentence.root().is_some()));
        assert!(parser.parse("").unwrap().is_empty());
        let error = parse_conllu("1\tx", Language::English).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conllu);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Reading checks that each sentence has one root and no cycle.
        #[test]
        fn whatever_is_parsed_can_be_read_again(text in "(\\PC{0,8}|[a-zA-Z'.,!? \n]{0,60}){0,4}") {
            let parsed = parse_text(&text, Language::English).unwrap();
            let again = read_conllu(&to_conllu(&parsed)).unwrap();
            prop_assert_eq!(again.len(), parsed.len());
            if !parsed.is_empty() {
                prop_assert_eq!(again.tree().unwrap().heads(), parsed.tree().unwrap().heads());
            }
        }
    }
}
