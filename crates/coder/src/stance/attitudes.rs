//! Words of saying, thinking, wanting and feeling, read from `attitudes.tsv`: whose subject holds what
//! is below them. They say nothing about whether it happened.

use std::collections::{HashMap, HashSet};

use detente_model::Error;
use detente_syntax::Upos;

use super::step::{kinds, stands_with};
use super::table::{Part, complement, complements};
use super::tree::{is_infinitive, lower};
use crate::parse::Parse;
use crate::table::rows;

const FILE: &str = "lexicon/attitudes.tsv";
const TEXT: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../data/lexicon/attitudes.tsv"
));

/// The complements with which a word is one of attitude.
#[derive(Debug)]
struct Attitude {
    /// Particles and prepositions that must stand with it.
    extra: Vec<&'static str>,
    /// Bits of [`complement`].
    complements: u8,
    part: Part,
}

/// The words of one language.
#[derive(Debug, Default)]
pub(crate) struct Attitudes {
    words: HashMap<&'static str, Vec<Attitude>>,
    /// Verbs that carry a noun of attitude: "expressed the hope".
    supports: HashSet<&'static str>,
}

impl Attitudes {
    pub(crate) fn load(language: &str) -> Result<Self, Error> {
        let mut read = Self::default();
        for [tongue, part, kinds, forms] in
            rows(FILE, TEXT, ["language", "part", "complement", "forms"])?
        {
            if tongue != language {
                continue;
            }
            if part == "support" {
                read.supports.extend(forms.split('|'));
                continue;
            }
            let part = Part::read(part)?;
            let complements = complements(kinds)?;
            for form in forms.split('|') {
                let mut words = form.split(' ');
                let first = words.next().unwrap_or_default();
                read.words.entry(first).or_default().push(Attitude {
                    extra: words.collect(),
                    complements,
                    part,
                });
            }
        }
        Ok(read)
    }

    /// Whether a verb can carry a noun of attitude.
    pub(super) fn supports(&self, lemma: &str) -> bool {
        self.supports.contains(lemma)
    }

    /// Whether `word` is what somebody says, thinks, wants or feels, by the word `above` it.
    pub(super) fn hold(&self, parse: &Parse, above: usize, word: usize) -> bool {
        let part = match parse.upos(above) {
            Upos::Noun => Part::Noun,
            Upos::Adj => Part::Adjective,
            Upos::Verb => Part::Verb,
            _ => return false,
        };
        let mut kinds = kinds(parse, above, word);
        if kinds == 0 && parse.is(word, "advcl") && word > above && is_infinitive(parse, word) {
            let free = part == Part::Adjective || parse.dependent(above, "obj").is_none();
            kinds = if free { complement::TO } else { 0 };
        }
        if part != Part::Noun && is_question(parse, word) {
            kinds |= complement::WHETHER;
        }
        let bound = parse.is(word, "obj") || parse.relation(word) == "nsubj:pass";
        let fits = |name: &str| {
            self.words.get(name).is_some_and(|entries| {
                entries.iter().any(|entry| {
                    entry.complements & kinds != 0
                        && (part == entry.part
                            || part == Part::Adjective && entry.part == Part::Verb)
                        && (bound
                            || !entry.extra.is_empty()
                            || entry.complements & kinds != complement::NOUN)
                        && entry
                            .extra
                            .iter()
                            .all(|extra| stands_with(parse, above, word, extra))
                })
            })
        };
        fits(parse.lemma(above)) || fits(&lower(parse, above))
    }
}

/// "what he did", "how it ended": a question or a clause with a word of asking before it.
fn is_question(parse: &Parse, word: usize) -> bool {
    let asks = |at: usize| {
        matches!(
            lower(parse, at).as_str(),
            "what" | "who" | "whom" | "how" | "why" | "where" | "when" | "which" | "whose"
        )
    };
    if parse.is(word, "obj") {
        return asks(word) && parse.dependent(word, "acl").is_some();
    }
    (parse.is(word, "ccomp") || parse.is(word, "xcomp") || parse.is(word, "advcl"))
        && parse
            .dependents(word)
            .any(|below| below < word && asks(below))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_is_compiled_in_can_be_read() {
        let read = Attitudes::load("en").unwrap();
        assert!(read.words.len() > 300, "{} words", read.words.len());
        assert!(read.supports("express"));
    }
}
