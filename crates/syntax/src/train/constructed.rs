//! Sentences made for training, with the trees that they are made from.
//!
//! Treebanks hold few sentences in the style of news agencies, and few verbs of what states do to each
//! other: a parser that learned from them alone takes "Egypt waived sanctions" for a noun with a
//! participle. These sentences show it such verbs, in all their forms, where they stand. They make
//! no sense, and need none. Labels and attachments are those of UD English-EWT 2.16; the words are in
//! `data/syntax/constructed.tsv`.
//!
//! Here is what all parts of a sentence are made with: choices, words and their heads. `nouns`, `verbs`,
//! `clauses` and `sentences` make the parts that they are named for. Each choice takes the next random
//! number, so their order is part of what is made.

mod clauses;
mod nouns;
mod sentences;
mod tags;
mod verbs;
mod words;

use std::fmt::Write;

use super::random::Random;
use crate::{Annotated, Error, read_conllu};
use tags::{CASE, Tag};
use words::Words;

/// `count` sentences, each time the same.
///
/// # Errors
///
/// The table of words is broken.
pub fn constructed(count: usize) -> Result<Annotated, Error> {
    let words = Words::built_in()?;
    let mut text = String::new();
    for number in 0..count {
        let mut maker = Maker {
            words: &words,
            random: Random::at(1, number as u64),
            tokens: Vec::new(),
        };
        maker.sentence();
        maker.write(number, &mut text);
    }
    read_conllu(&text)
}

type Relation = &'static str;

struct Token {
    form: String,
    lemma: String,
    tag: Tag,
    head: Option<usize>,
    relation: Relation,
}

/// The head of a phrase that was made.
#[derive(Clone, Copy)]
struct Phrase {
    at: usize,
    plural: bool,
}

/// One sentence in the making. Words are added in their order, and named by their number in it.
struct Maker<'w> {
    words: &'w Words,
    random: Random,
    tokens: Vec<Token>,
}

impl Maker<'_> {
    /// Yes in a share of the cases.
    fn chance(&mut self, share: f32) -> bool {
        self.random.unit() < share
    }

    fn below(&mut self, count: usize) -> usize {
        (self.random.next() % count as u64) as usize
    }

    fn choose<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    fn one<T: Copy>(&mut self, items: &[T]) -> T {
        *self.choose(items)
    }

    /// What one way makes in a share of the cases, and the other in the rest.
    fn either<T>(&mut self, share: f32, one: fn(&mut Self) -> T, other: fn(&mut Self) -> T) -> T {
        if self.chance(share) {
            one(self)
        } else {
            other(self)
        }
    }

    /// A word of a kind.
    fn word(&mut self, kind: &str) -> &'static str {
        let words = self.words.list(kind);
        self.one(words)
    }

    /// A word of a kind and what stands behind its "=".
    fn pair(&mut self, kind: &str) -> (&'static str, &'static str) {
        let word = self.word(kind);
        word.split_once('=').unwrap_or((word, word))
    }

    /// Adds a word that is its own lemma.
    fn push(&mut self, word: &str, tag: Tag) -> usize {
        self.push_form((word, word), tag)
    }

    /// Adds a form of a lemma.
    fn push_form(&mut self, (form, lemma): (&str, &str), tag: Tag) -> usize {
        self.tokens.push(Token {
            form: form.to_owned(),
            lemma: lemma.to_owned(),
            tag,
            head: None,
            relation: "root",
        });
        self.tokens.len() - 1
    }

    /// Adds a word of a kind, with its lemma where the table has one.
    fn push_any(&mut self, kind: &str, tag: Tag) -> usize {
        let forms = self.pair(kind);
        self.push_form(forms, tag)
    }

    /// Hangs a word, if there is one, on its head; gives the head.
    fn attach(&mut self, word: impl Into<Option<usize>>, head: usize, by: Relation) -> usize {
        if let Some(word) = word.into() {
            self.tokens[word].head = Some(head);
            self.tokens[word].relation = by;
        }
        head
    }

    /// Adds a phrase behind a word such as "in"; gives the head of the phrase.
    fn behind(&mut self, case: &str, phrase: fn(&mut Self) -> Phrase) -> usize {
        let case = self.push(case, CASE);
        let phrase = phrase(self);
        self.attach(case, phrase.at, "case")
    }

    /// Adds a phrase behind a word such as "in", and hangs it on a head; gives that head.
    fn modify(
        &mut self,
        head: usize,
        by: Relation,
        case: &str,
        phrase: fn(&mut Self) -> Phrase,
    ) -> usize {
        let below = self.behind(case, phrase);
        self.attach(below, head, by)
    }

    /// Adds the sentence to `text` as CoNLL-U.
    fn write(&self, number: usize, text: &mut String) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "# sent_id = constructed-{number}");
        for (at, token) in self.tokens.iter().enumerate() {
            let (upos, xpos, features) = token.tag;
            let next = self.tokens.get(at + 1).map(|next| next.tag);
            let tight = next.is_none_or(|(upos, xpos, _)| upos == "PUNCT" || xpos == "POS");
            let _ = writeln!(
                text,
                "{}\t{}\t{}\t{upos}\t{xpos}\t{features}\t{}\t{}\t_\t{}",
                at + 1,
                self.written(at),
                token.lemma,
                token.head.map_or(0, |head| head + 1),
                token.relation,
                if tight { "SpaceAfter=No" } else { "_" },
            );
        }
        text.push('\n');
    }

    /// The form of a word where it stands: with a capital at the start, "an" for "a" before a vowel.
    fn written(&self, at: usize) -> String {
        let vowel = |next: &Token| next.form.starts_with(|first| "aeioAEIO".contains(first));
        let form = match self.tokens[at].form.as_str() {
            "a" if self.tokens.get(at + 1).is_some_and(vowel) => "an",
            form => form,
        };
        match at {
            0 => form[..1].to_uppercase() + &form[1..],
            _ => form.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_trees_and_the_same_each_time() {
        let made = constructed(400).expect("the table is whole");
        assert_eq!(made.sentences().len(), 400);
        for sentence in made.sentences() {
            let roots = sentence.tokens().filter(|token| token.head().is_none());
            assert_eq!(roots.count(), 1);
        }
        assert_eq!(
            crate::to_conllu(&made),
            crate::to_conllu(&constructed(400).expect("the table is whole"))
        );
    }
}
