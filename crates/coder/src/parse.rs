//! The grammar of a passage: words with parts of speech, lemmas and a dependency tree, as
//! `detente-syntax` finds them.

use std::collections::BTreeMap;

use detente_model::Span;
use detente_syntax::{Annotated, Language, Parser, Token, TokenId, Upos};

/// The parsers that a [`Coder`](crate::Coder) works with, each made when it is first needed.
///
/// They hold memory that is used again from passage to passage: make one for each thread.
#[derive(Debug, Default)]
pub struct Parsers(BTreeMap<Language, Parser>);

impl Parsers {
    /// No parser yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The grammar of `text[span]`, whose language has the code `language`; `None` where no parser
    /// can be had or the passage has no words.
    pub(crate) fn parse(&mut self, text: &str, span: Span, language: &str) -> Option<Parse> {
        let passage = span.get(text)?;
        let language: Language = language.parse().ok()?;
        let parser = match self.0.remove(&language) {
            Some(parser) => parser,
            None => Parser::of(language).ok()?,
        };
        let parser = self.0.entry(language).or_insert(parser);
        let whole = [Span::from_range(0..passage.len())];
        let annotated = parser.parse_sentences(passage, &whole).ok()?;
        (!annotated.is_empty()).then_some(Parse {
            annotated,
            offset: span.start(),
        })
    }
}

/// A parsed passage. Words are counted from 0 over the whole passage.
#[derive(Debug, Clone)]
pub(crate) struct Parse {
    annotated: Annotated,
    /// Where the passage begins in the document.
    offset: u32,
}

impl Parse {
    /// How many words there are; at least one.
    pub(crate) fn len(&self) -> usize {
        self.annotated.len()
    }

    fn token(&self, word: usize) -> Token<'_> {
        self.annotated.token(TokenId(word as u32))
    }

    /// The bytes of a word in the document.
    pub(crate) fn span(&self, word: usize) -> Span {
        let span = self.annotated.spans()[word];
        Span::new(span.start() + self.offset, span.end() + self.offset)
    }

    /// The word as it stands in the text.
    pub(crate) fn form(&self, word: usize) -> &str {
        self.annotated.form(TokenId(word as u32))
    }

    /// The base form.
    pub(crate) fn lemma(&self, word: usize) -> &str {
        self.token(word).lemma().unwrap_or_else(|| self.form(word))
    }

    /// The universal part of speech.
    pub(crate) fn upos(&self, word: usize) -> Upos {
        self.token(word).upos().unwrap_or(Upos::X)
    }

    /// The value of a feature: `feature(word, "Tense")` is `Some("Past")`.
    pub(crate) fn feature(&self, word: usize, name: &str) -> Option<&str> {
        self.token(word).feature(name)
    }

    /// The word above; `None` for a root.
    pub(crate) fn head(&self, word: usize) -> Option<usize> {
        self.token(word).head().map(|head| head.id().index())
    }

    /// The relation to the head with its subtype (`nsubj:pass`).
    pub(crate) fn relation(&self, word: usize) -> &str {
        self.token(word).relation().unwrap_or("dep")
    }

    /// The words right below, from left to right.
    pub(crate) fn dependents(&self, word: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.token(word)
            .dependents()
            .map(|token| token.id().index())
    }

    /// The first dependent with this relation; a relation without subtype stands for all of its
    /// subtypes.
    pub(crate) fn dependent(&self, word: usize, relation: &str) -> Option<usize> {
        self.dependents(word)
            .find(|below| self.is(*below, relation))
    }

    /// Whether the relation of a word to its head is `relation`, or a subtype of it.
    pub(crate) fn is(&self, word: usize, relation: &str) -> bool {
        let found = self.relation(word);
        found == relation
            || found
                .strip_prefix(relation)
                .is_some_and(|rest| rest.starts_with(':'))
    }

    /// The word that covers the byte `at` of the document.
    pub(crate) fn word_at(&self, at: u32) -> Option<usize> {
        let at = at.checked_sub(self.offset)?;
        let spans = self.annotated.spans();
        let after = spans.partition_point(|span| span.start() <= at);
        let word = after.checked_sub(1)?;
        (at < spans[word].end()).then_some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_places_in_the_document() {
        let text = "Before. Iran did not sign the treaties.";
        let span = Span::from_range(8..text.len());
        let parse = Parsers::new().parse(text, span, "en").expect("a parser");
        let sign = parse.word_at(21).expect("a word");
        assert_eq!(parse.span(sign).of(text), "sign");
        assert_eq!((parse.lemma(sign), parse.head(sign)), ("sign", None));
        let object = parse.dependent(sign, "obj").expect("an object");
        assert_eq!(parse.lemma(object), "treaty");
        assert_eq!(parse.feature(object, "Number"), Some("Plur"));
        assert_eq!(parse.dependents(object).collect::<Vec<_>>(), [4]);
        assert!(parse.is(object, "obj") && parse.upos(object) == Upos::Noun);
        assert_eq!(parse.word_at(7), None, "a space");
        assert_eq!(parse.word_at(0), None, "before the passage");
        assert_eq!(parse.len(), 7);
    }

    #[test]
    fn a_passage_without_words_or_parser_has_no_grammar() {
        let mut parsers = Parsers::new();
        assert!(parsers.parse("  ", Span::new(0, 2), "en").is_none());
        assert!(parsers.parse("слово", Span::new(0, 10), "ru").is_none());
    }
}
