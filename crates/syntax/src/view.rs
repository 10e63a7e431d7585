use detente_model::Span;

use crate::document::{Annotated, ROOT, SentenceId, TokenId};
use crate::{Multiword, Upos};

/// A token of an [`Annotated`]: two words wide, made on demand, never stored.
#[derive(Debug, Clone, Copy)]
pub struct Token<'a> {
    pub(crate) text: &'a Annotated,
    pub(crate) id: TokenId,
}

impl<'a> Token<'a> {
    /// The position in the text.
    pub fn id(self) -> TokenId {
        self.id
    }

    /// The bytes in the text. See [`Annotated`] on tokens of a multiword.
    pub fn span(self) -> Span {
        self.text.spans[self.id.index()]
    }

    /// The form: mostly the text under the span.
    pub fn form(self) -> &'a str {
        self.text.form(self.id)
    }

    /// Whether the text goes on with something else than the next token: mostly a space. Also true
    /// after the last token.
    pub fn space_after(self) -> bool {
        let next = self.text.spans.get(self.id.index() + 1);
        next.is_none_or(|next| self.span().end() < next.start())
    }

    /// The sentence that holds the token.
    pub fn sentence(self) -> Sentence<'a> {
        self.text.sentence_of(self.id)
    }

    /// The piece of text that the token shares with others, if it does.
    pub fn multiword(self) -> Option<&'a Multiword> {
        self.text.multiword_of(self.id)
    }

    /// The universal part of speech, or `None` before the text is tagged.
    pub fn upos(self) -> Option<Upos> {
        self.text.tags().map(|tags| tags.upos[self.id.index()])
    }

    /// The treebank's own tag (`NNP`), `_` where it has none, `None` before the text is tagged.
    pub fn xpos(self) -> Option<&'a str> {
        self.text.tags().map(|tags| tags.xpos.name(self.id.index()))
    }

    /// The features (`Mood=Ind|Number=Sing`), `_` for none, `None` before the text is tagged.
    pub fn feats(self) -> Option<&'a str> {
        self.text
            .tags()
            .map(|tags| tags.feats.name(self.id.index()))
    }

    /// The value of one feature: `feature("Number")` is `Some("Sing")`.
    pub fn feature(self, name: &str) -> Option<&'a str> {
        let mut pairs = self
            .feats()?
            .split('|')
            .filter_map(|pair| pair.split_once('='));
        pairs.find_map(|(key, value)| (key == name).then_some(value))
    }

    /// The lemma, or `None` before the text is lemmatised.
    pub fn lemma(self) -> Option<&'a str> {
        let lemmas = self.text.lemmas()?;
        Some(lemmas.strings().get(lemmas.ids()[self.id.index()]))
    }

    /// The head, or `None` for a root and before the text is parsed.
    pub fn head(self) -> Option<Token<'a>> {
        let head = self.text.tree()?.heads()[self.id.index()];
        (head != ROOT).then(|| self.text.token(TokenId(head)))
    }

    /// Whether the token is the root of its sentence; `false` before the text is parsed.
    pub fn is_root(self) -> bool {
        let tree = self.text.tree();
        tree.is_some_and(|tree| tree.heads()[self.id.index()] == ROOT)
    }

    /// The relation to the head with its subtype (`nsubj:pass`), `root` for the root, `None` before
    /// the text is parsed.
    pub fn relation(self) -> Option<&'a str> {
        self.text
            .tree()
            .map(|tree| tree.relations().name(self.id.index()))
    }

    /// The relation without its subtype: `nsubj` for `nsubj:pass`.
    pub fn universal_relation(self) -> Option<&'a str> {
        self.relation().map(without_subtype)
    }

    /// The tokens whose head this is, from left to right; none before the text is parsed.
    pub fn dependents(self) -> impl DoubleEndedIterator<Item = Token<'a>> + ExactSizeIterator {
        let tree = self.text.tree();
        let ids = tree.map_or(&[][..], |tree| tree.dependents(self.id));
        ids.iter().map(move |&id| Token {
            text: self.text,
            id,
        })
    }
}

/// The universal part of a relation: what stands before the first colon.
pub(crate) fn without_subtype(relation: &str) -> &str {
    relation
        .split_once(':')
        .map_or(relation, |(universal, _)| universal)
}

/// A sentence of an [`Annotated`]: two words wide, made on demand, never stored.
#[derive(Debug, Clone, Copy)]
pub struct Sentence<'a> {
    pub(crate) text: &'a Annotated,
    pub(crate) id: SentenceId,
}

impl<'a> Sentence<'a> {
    /// The position in the text.
    pub fn id(self) -> SentenceId {
        self.id
    }

    /// The tokens from left to right; at least one.
    pub fn tokens(self) -> impl DoubleEndedIterator<Item = Token<'a>> + ExactSizeIterator {
        self.text.sentence_range(self.id).map(move |id| Token {
            text: self.text,
            id: TokenId(id),
        })
    }

    /// The positions of its tokens in the text, as an index range.
    pub fn range(self) -> std::ops::Range<usize> {
        let range = self.text.sentence_range(self.id);
        range.start as usize..range.end as usize
    }

    /// The bytes from its first token to its last.
    pub fn span(self) -> Span {
        let range = self.range();
        self.text.spans[range.start].cover(self.text.spans[range.end - 1])
    }

    /// The words as they stand in the text.
    pub fn as_str(self) -> &'a str {
        self.span().of(&self.text.text)
    }

    /// Whether the sentence was ended only because it grew too long; the next one goes on with it.
    pub fn is_cut(self) -> bool {
        self.text.sentences[self.id.index()].cut
    }

    /// Whether a blank line, or nothing, stands before the sentence.
    pub fn starts_paragraph(self) -> bool {
        let before = &self.text.text[..self.span().start() as usize];
        let breaks = before.chars().rev().take_while(|c| c.is_whitespace());
        self.id.0 == 0 || breaks.filter(|&c| c == '\n').count() > 1
    }

    /// The root, or `None` before the text is parsed.
    pub fn root(self) -> Option<Token<'a>> {
        self.tokens().find(|token| token.is_root())
    }
}
