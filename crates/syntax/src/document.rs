use std::ops::Range;
use std::sync::Arc;

use detente_model::Span;

use crate::builder::Builder;
use crate::labels::{LabelLayer, LabelTable, Strings};
use crate::tree::Tree;
use crate::view::{Sentence, Token};
use crate::{Error, Upos};

/// The position of a token in its [`Annotated`], from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId(pub u32);

/// The position of a sentence in its [`Annotated`], from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SentenceId(pub u32);

/// The head of a root in the array given to [`Annotated::add_tree`].
pub const ROOT: u32 = u32::MAX;

impl TokenId {
    /// The position as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl SentenceId {
    /// The position as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A piece of text that stands for several tokens ("don't", "du"): one row `4-5` of CoNLL-U.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Multiword {
    pub(crate) first: u32,
    pub(crate) end: u32,
    pub(crate) span: Span,
}

impl Multiword {
    /// The positions of its tokens; at least one.
    pub fn tokens(&self) -> impl ExactSizeIterator<Item = TokenId> + use<> {
        (self.first..self.end).map(TokenId)
    }

    /// Its bytes in the text.
    pub fn span(&self) -> Span {
        self.span
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SentenceRange {
    pub(crate) first: u32,
    pub(crate) end: u32,
    pub(crate) cut: bool,
}

/// Part of speech, language-specific tag and features of every token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tags {
    /// The universal parts of speech.
    pub upos: Vec<Upos>,
    /// The treebank's own tags (`NNP`); `_` where it has none.
    pub xpos: LabelLayer,
    /// Features as CoNLL-U writes them (`Mood=Ind|Number=Sing`), one label for the whole; `_` for none.
    pub feats: LabelLayer,
}

/// The lemma of every token, as numbers into a store of strings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lemmas {
    strings: Strings,
    ids: Vec<u32>,
}

impl Lemmas {
    /// No lemma yet, with room for `tokens`.
    pub fn with_capacity(tokens: usize) -> Self {
        Self {
            strings: Strings::new(),
            ids: Vec::with_capacity(tokens),
        }
    }

    /// Appends the lemma of the next token.
    ///
    /// # Errors
    /// [`crate::ErrorKind::TooLarge`] if the different lemmas together reach 4 GiB.
    pub fn push(&mut self, lemma: &str) -> Result<(), Error> {
        self.ids.push(self.strings.intern(lemma)?);
        Ok(())
    }

    /// The different lemmas.
    pub fn strings(&self) -> &Strings {
        &self.strings
    }

    /// The number of each token's lemma in [`Lemmas::strings`], in token order.
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }
}

/// A text with its tokens and sentences and the layers added to them: tags, lemmas, trees.
///
/// Everything is held as arrays over the whole text; [`Token`] and [`Sentence`] are views of a few
/// bytes. Layers are only ever added: the text, the tokens and the sentences never change.
///
/// A *token* is what Universal Dependencies calls a syntactic word. A piece of text that holds
/// several, such as "don't" or French "du", is a [`Multiword`]; its tokens have spans of their own
/// where their forms are pieces of it ("do", "n't"), else each has the span of the whole ("de",
/// "le"). Spans of tokens that do not share a multiword never overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotated {
    pub(crate) text: String,
    pub(crate) spans: Vec<Span>,
    /// A number in `strings`, or `FORM_IN_TEXT`.
    pub(crate) forms: Vec<u32>,
    pub(crate) strings: Strings,
    pub(crate) multiwords: Vec<Multiword>,
    pub(crate) sentences: Vec<SentenceRange>,
    /// Comment lines of a sentence as they were read, without the line break after the last.
    pub(crate) comments: Vec<(u32, Box<str>)>,
    /// Column 10 of a token without `SpaceAfter`, where there is something else in it.
    pub(crate) misc: Vec<(u32, Box<str>)>,
    pub(crate) tags: Option<Tags>,
    pub(crate) lemmas: Option<Lemmas>,
    pub(crate) tree: Option<Tree>,
}

/// The form of a token is the text under its span.
pub(crate) const FORM_IN_TEXT: u32 = u32::MAX;

impl Annotated {
    /// Starts a text whose tokens and sentences are then given from left to right.
    ///
    /// # Errors
    /// [`crate::ErrorKind::TooLarge`] if the text is 4 GiB or longer.
    pub fn builder(text: impl Into<String>) -> Result<Builder, Error> {
        Builder::new(text.into())
    }

    /// The text that the spans point into.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there is no token.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The token at `id`.
    ///
    /// # Panics
    /// If `id` is not below [`Annotated::len`].
    pub fn token(&self, id: TokenId) -> Token<'_> {
        assert!(id.index() < self.len(), "token {} of {}", id.0, self.len());
        Token { text: self, id }
    }

    /// All tokens, from left to right.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = Token<'_>> + ExactSizeIterator {
        (0..self.spans.len() as u32).map(|id| Token {
            text: self,
            id: TokenId(id),
        })
    }

    /// The sentence at `id`.
    ///
    /// # Panics
    /// If there is no such sentence.
    pub fn sentence(&self, id: SentenceId) -> Sentence<'_> {
        let count = self.sentences.len();
        assert!(id.index() < count, "sentence {} of {count}", id.0);
        Sentence { text: self, id }
    }

    /// All sentences, from left to right; each has at least one token, each token one sentence.
    pub fn sentences(&self) -> impl DoubleEndedIterator<Item = Sentence<'_>> + ExactSizeIterator {
        (0..self.sentences.len() as u32).map(|id| Sentence {
            text: self,
            id: SentenceId(id),
        })
    }

    /// The sentence that holds the token at `id`.
    ///
    /// # Panics
    /// If `id` is not below [`Annotated::len`].
    pub fn sentence_of(&self, id: TokenId) -> Sentence<'_> {
        assert!(id.index() < self.len(), "token {} of {}", id.0, self.len());
        let after = self.sentences.partition_point(|range| range.end <= id.0);
        self.sentence(SentenceId(after as u32))
    }

    /// The pieces of text that stand for several tokens, from left to right.
    pub fn multiwords(&self) -> &[Multiword] {
        &self.multiwords
    }

    /// The piece of text that the token at `id` shares with others, if it does.
    pub fn multiword_of(&self, id: TokenId) -> Option<&Multiword> {
        let after = self.multiwords.partition_point(|piece| piece.end <= id.0);
        self.multiwords
            .get(after)
            .filter(|piece| piece.first <= id.0)
    }

    /// The bytes of each token, in order. See [`Annotated`] on tokens of a multiword.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The form of the token at `id`: mostly the text under its span.
    ///
    /// # Panics
    /// If `id` is not below [`Annotated::len`].
    pub fn form(&self, id: TokenId) -> &str {
        match self.forms[id.index()] {
            FORM_IN_TEXT => self.spans[id.index()].of(&self.text),
            number => self.strings.get(number),
        }
    }

    /// The layer of tags, if it has been added.
    pub fn tags(&self) -> Option<&Tags> {
        self.tags.as_ref()
    }

    /// The layer of lemmas, if it has been added.
    pub fn lemmas(&self) -> Option<&Lemmas> {
        self.lemmas.as_ref()
    }

    /// The layer of dependency trees, if it has been added.
    pub fn tree(&self) -> Option<&Tree> {
        self.tree.as_ref()
    }

    /// Adds parts of speech, tags and features.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Layer`] if the layer is there already or has another number of tokens.
    pub fn add_tags(&mut self, tags: Tags) -> Result<(), Error> {
        self.check_layer("tags", self.tags.is_some(), tags.upos.len())?;
        self.check_layer("tags", false, tags.xpos.ids().len())?;
        self.check_layer("tags", false, tags.feats.ids().len())?;
        self.tags = Some(tags);
        Ok(())
    }

    /// Adds lemmas.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Layer`] if the layer is there already or has another number of tokens.
    pub fn add_lemmas(&mut self, lemmas: Lemmas) -> Result<(), Error> {
        self.check_layer("lemmas", self.lemmas.is_some(), lemmas.ids.len())?;
        self.lemmas = Some(lemmas);
        Ok(())
    }

    /// Adds one dependency tree a sentence: `heads` holds for each token the position of its head
    /// in the whole text, [`ROOT`] for the root of the sentence.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Layer`] if the layer is there already, has another number of tokens, or
    /// is not a tree: a head outside the sentence, a cycle, no root or two roots. The message names
    /// the sentence.
    pub fn add_tree(&mut self, heads: Vec<u32>, relations: LabelLayer) -> Result<(), Error> {
        self.check_layer("trees", self.tree.is_some(), heads.len())?;
        self.check_layer("trees", false, relations.ids().len())?;
        let sentences = self.sentences.iter().map(|range| range.first..range.end);
        self.tree = Some(Tree::new(heads, relations, sentences)?);
        Ok(())
    }

    /// The same text, tokens and sentences without any layer.
    #[must_use]
    pub fn without_layers(mut self) -> Self {
        self.tags = None;
        self.lemmas = None;
        self.tree = None;
        self
    }

    pub(crate) fn sentence_range(&self, id: SentenceId) -> Range<u32> {
        let range = self.sentences[id.index()];
        range.first..range.end
    }

    fn check_layer(&self, what: &str, present: bool, tokens: usize) -> Result<(), Error> {
        if present {
            return Err(Error::layer(format!("the {what} have been added already")));
        }
        if tokens != self.len() {
            let message = format!("{what} for {tokens} tokens; there are {}", self.len());
            return Err(Error::layer(message));
        }
        Ok(())
    }
}

/// Collects one label for each token while a table grows.
#[derive(Debug, Default)]
pub(crate) struct LabelCollector {
    table: LabelTable,
    ids: Vec<u16>,
}

impl LabelCollector {
    pub(crate) fn push(&mut self, name: &str) -> Result<(), Error> {
        self.ids.push(self.table.intern(name)?);
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<LabelLayer, Error> {
        LabelLayer::new(Arc::new(self.table), self.ids)
    }
}
