//! What words make of the clauses and nouns below them, read from `embedding.tsv` and
//! `modifiers.tsv`.

use std::collections::HashMap;

use detente_model::{Error, ErrorKind, Modality};
use detente_syntax::Upos;

use super::attitudes::Attitudes;
use crate::table::rows;

macro_rules! file {
    ($name:literal) => {
        (
            concat!("lexicon/", $name),
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../data/lexicon/",
                $name
            )),
        )
    };
}

const EMBEDDING: (&str, &str) = file!("embedding.tsv");
const MODIFIERS: (&str, &str) = file!("modifiers.tsv");
const AFFIXES: (&str, &str) = file!("affixes.tsv");

/// What kind of argument a word embeds, as bits.
pub(crate) mod complement {
    /// "want to sign".
    pub(crate) const TO: u8 = 1;
    /// "say that they signed".
    pub(crate) const THAT: u8 = 1 << 1;
    /// "stop signing", "refrain from signing".
    pub(crate) const ING: u8 = 1 << 2;
    /// "ask whether they signed".
    pub(crate) const WHETHER: u8 = 1 << 3;
    /// "prevent war", "call for talks".
    pub(crate) const NOUN: u8 = 1 << 4;
    /// "talks began", "it is likely that".
    pub(crate) const SUBJECT: u8 = 1 << 5;
}

/// The part of speech of a word that embeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Verb,
    Noun,
    Adjective,
}

/// How certain an argument is where the word above it holds, and where that does not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Effect {
    pub modality: Modality,
    /// In `-1..=1`, where the word above holds.
    pub holds: f64,
    /// In `-1..=1`, where it does not.
    pub fails: f64,
}

/// What a verb, noun or adjective makes of its argument.
#[derive(Debug, Clone)]
pub(crate) struct Embedding {
    /// Particles and prepositions that must stand with it: "rule *out*", "call *for*".
    pub extra: Vec<&'static str>,
    /// Bits of [`complement`].
    pub complements: u8,
    pub part: Part,
    pub effect: Effect,
    /// Whether its subject answers for the argument.
    pub says: bool,
}

/// What a word beside a predicate can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Auxiliary,
    Adverb,
    Determiner,
    Pronoun,
    Adjective,
    Case,
    Mark,
    /// "according to".
    Source,
    /// What denies the claim that it is said of: "dismiss", "untrue".
    Rejects,
}

/// Both tables of one language.
#[derive(Debug, Default)]
pub(crate) struct StanceTable {
    embeddings: HashMap<&'static str, Vec<Embedding>>,
    modifiers: HashMap<(Kind, &'static str), Effect>,
    affixes: Vec<Affix>,
    pub(super) attitudes: Attitudes,
}

/// An affix that denies.
#[derive(Debug)]
struct Affix {
    form: &'static str,
    suffix: bool,
    /// It denies wherever it stands on an adjective or adverb, but for `words`; else only on them.
    free: bool,
    /// How the rest of the word begins.
    words: Vec<&'static str>,
}

fn bad(what: &str, found: &str) -> Error {
    Error::new(ErrorKind::Unknown, format!("{found:?} is not {what}"))
}

fn share(file: &str, field: &str) -> Result<f64, Error> {
    field
        .parse::<f64>()
        .ok()
        .filter(|value| (-1.0..=1.0).contains(value))
        .ok_or_else(|| bad("a number from -1 to 1", &format!("{file}: {field}")))
}

pub(super) fn complements(field: &str) -> Result<u8, Error> {
    let mut bits = 0;
    for name in field.split('|') {
        bits |= match name {
            "to" => complement::TO,
            "that" => complement::THAT,
            "ing" => complement::ING,
            "whether" => complement::WHETHER,
            "noun" => complement::NOUN,
            "subj" => complement::SUBJECT,
            _ => return Err(bad("a kind of complement", name)),
        };
    }
    Ok(bits)
}

impl Part {
    pub(super) fn read(field: &str) -> Result<Self, Error> {
        match field {
            "verb" => Ok(Self::Verb),
            "noun" => Ok(Self::Noun),
            "adjective" => Ok(Self::Adjective),
            _ => Err(bad("a part of speech that embeds", field)),
        }
    }
}

impl StanceTable {
    pub(crate) fn load(language: &str) -> Result<Self, Error> {
        let mut table = Self {
            attitudes: Attitudes::load(language)?,
            ..Self::default()
        };
        table.read_embeddings(language)?;
        table.read_modifiers(language)?;
        table.read_affixes(language)?;
        Ok(table)
    }

    fn read_embeddings(&mut self, language: &str) -> Result<(), Error> {
        let columns = [
            "language",
            "part",
            "complement",
            "modality",
            "holds",
            "fails",
            "who",
            "forms",
        ];
        let (file, text) = EMBEDDING;
        for [tongue, part, kinds, modality, holds, fails, who, forms] in rows(file, text, columns)?
        {
            if tongue != language {
                continue;
            }
            let part = Part::read(part)?;
            let effect = Effect {
                modality: modality.parse()?,
                holds: share(file, holds)?,
                fails: share(file, fails)?,
            };
            for form in forms.split('|') {
                let mut words = form.split(' ');
                let first = words.next().unwrap_or_default();
                let embedding = Embedding {
                    extra: words.collect(),
                    complements: complements(kinds)?,
                    part,
                    effect,
                    says: who == "subject",
                };
                self.embeddings.entry(first).or_default().push(embedding);
            }
        }
        Ok(())
    }

    fn read_modifiers(&mut self, language: &str) -> Result<(), Error> {
        let columns = ["language", "kind", "modality", "holds", "fails", "forms"];
        let (file, text) = MODIFIERS;
        for [tongue, kind, modality, holds, fails, forms] in rows(file, text, columns)? {
            if tongue != language {
                continue;
            }
            let kind = match kind {
                "aux" => Kind::Auxiliary,
                "adverb" => Kind::Adverb,
                "det" => Kind::Determiner,
                "pronoun" => Kind::Pronoun,
                "adjective" => Kind::Adjective,
                "case" => Kind::Case,
                "mark" => Kind::Mark,
                "rejects" => Kind::Rejects,
                "source" => Kind::Source,
                _ => return Err(bad("a kind of modifier", kind)),
            };
            let effect = Effect {
                modality: modality.parse()?,
                holds: share(file, holds)?,
                fails: share(file, fails)?,
            };
            for form in forms.split('|') {
                self.modifiers.insert((kind, form), effect);
            }
        }
        Ok(())
    }

    fn read_affixes(&mut self, language: &str) -> Result<(), Error> {
        let columns = ["language", "affix", "place", "words", "stems"];
        let (file, text) = AFFIXES;
        for [tongue, form, place, words, stems] in rows(file, text, columns)? {
            if tongue != language {
                continue;
            }
            self.affixes.push(Affix {
                form,
                suffix: match place {
                    "front" => false,
                    "end" => true,
                    _ => return Err(bad("a place of an affix", place)),
                },
                free: match words {
                    "but" => true,
                    "only" => false,
                    _ => return Err(bad("\"only\" or \"but\"", words)),
                },
                words: stems.split('|').filter(|stem| !stem.is_empty()).collect(),
            });
        }
        Ok(())
    }

    /// What `word`, a lemma or a written form, can embed.
    pub(crate) fn embeddings(&self, word: &str) -> &[Embedding] {
        // The lemmatiser leaves off a final letter now and then, or adds one: "declin", "floate".
        self.embeddings
            .get(word)
            .or_else(|| self.embeddings.get(format!("{word}e").as_str()))
            .or_else(|| self.embeddings.get(word.strip_suffix('e')?))
            .map_or(&[], Vec::as_slice)
    }

    /// What `word` makes of the predicate that it stands with.
    pub(crate) fn modifier<'t>(&'t self, kind: Kind, word: &'t str) -> Option<Effect> {
        self.modifiers.get(&(kind, word)).copied()
    }
}

impl StanceTable {
    /// The affix that denies and the rest of the word, as bytes of `word`: "un", "happy".
    pub(crate) fn affix(&self, word: &str, part: Upos) -> Option<((usize, usize), (usize, usize))> {
        if !matches!(part, Upos::Adj | Upos::Adv | Upos::Noun | Upos::Verb) {
            return None;
        }
        let length = word.len();
        self.affixes.iter().find_map(|affix| {
            let (cue, stem) = if affix.suffix {
                let stem = word.strip_suffix(affix.form)?;
                ((stem.len(), length), (0, stem.len()))
            } else {
                word.strip_prefix(affix.form)?;
                ((0, affix.form.len()), (affix.form.len(), length))
            };
            let rest = &word[stem.0..stem.1];
            let listed = affix.words.iter().any(|known| {
                rest.strip_prefix(known)
                    .is_some_and(|ending| affix.suffix == ending.is_empty() || ending.len() <= 3)
            });
            let adjective = matches!(part, Upos::Adj | Upos::Adv);
            let free = affix.free && adjective && rest.len() >= 4;
            (if affix.free { free && !listed } else { listed }).then_some((cue, stem))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_that_are_compiled_in_can_be_read() {
        for (language, least) in [("en", 700), ("fr", 150)] {
            let table = StanceTable::load(language).unwrap();
            let count = table.embeddings.values().map(Vec::len).sum::<usize>();
            assert!(count >= least, "{language}: {count} embeddings");
        }
    }

    #[test]
    fn numbers_and_names_that_are_none_are_refused() {
        assert!(share("file", "1.5").is_err());
        assert!(share("file", "much").is_err());
        assert!(complements("to|of").is_err());
    }
}
