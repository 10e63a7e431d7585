//! Slips of the French parser that words, forms and order give away.
//!
//! Participles without their auxiliary are taken for nouns and adjectives, objects behind a date or a place hang on it, and a place
//! that opens the sentence becomes its head. A mend looks at one word and what it hangs on, and is run at each word in turn; those
//! that look at the head of the sentence are run once.

use std::collections::HashSet;
use std::sync::OnceLock;

use detente_syntax::Upos;

use super::{Mended, is_capitalised};
use crate::inflect::conjugate;
use crate::inflect::form::{GERUND, PARTICIPLE};
use crate::parse::Parse;
use crate::verbal;

mod arguments;
mod clauses;
mod heads;
mod names;
mod openings;
mod participles;
mod perfects;
mod verbs;

/// Sets right a word that hangs on a head, given in this order; `None` where nothing is wrong with it.
type Mend = fn(&mut Mended, &Parse, usize, usize) -> Option<()>;

impl Mended {
    /// The grammar of a French passage with the verb that was taken for another word: right behind the
    /// name that opens it, or before a perfect infinitive, "dément avoir livré"; `None` where there is
    /// none.
    pub(crate) fn of_french(parse: &Parse) -> Option<Self> {
        let root = (0..parse.len()).find(|word| parse.head(*word).is_none())?;
        let found = Self::behind_name(parse, root)
            .or_else(|| Self::behind_phrase(parse, root))
            .or_else(|| Self::perfect_infinitive(parse, root));
        let missed = found.is_some();
        let mut mended = found.unwrap_or_else(|| Self::untouched(parse, root));
        let slips = mended.mend_opening(parse)
            | mended.mend_perfects(parse)
            | mended.mend_objects(parse)
            | mended.mend_places(parse)
            | mended.mend_french(parse);
        ((missed || slips) && mended.link()).then_some(mended)
    }

    /// Sets right what can be; whether anything was.
    fn mend_french(&mut self, parse: &Parse) -> bool {
        self.mend_semicolon(parse).is_some()
            | self.mend_incise(parse).is_some()
            | self.mend_place_opening(parse).is_some()
            | self.mend_participle_opening(parse).is_some()
            | self.mend_late_haver(parse).is_some()
            | self.at_each(parse, Self::mend_helped)
            | self.at_each(parse, Self::mend_named_verb)
            | self.at_each(parse, Self::mend_named_subject)
            | self.at_each(parse, Self::mend_partitive)
            | self.at_each(parse, Self::mend_quoted_word)
            | self.at_each(parse, Self::mend_behind_quote)
            | self.at_each(parse, Self::mend_misread_noun)
            | self.at_each(parse, Self::mend_counted)
            | self.at_each(parse, Self::mend_adjective)
            | self.at_each(parse, Self::mend_preposition)
            | self.at_each(parse, Self::mend_present_participle)
            | self.at_each(parse, Self::mend_light_word)
            | self.at_each(parse, Self::mend_reduced)
            | self.at_each(parse, Self::mend_agent)
            | self.at_each(parse, Self::mend_no_agent)
            | self.at_each(parse, Self::mend_deed)
            | self.at_each(parse, Self::mend_reflexive)
            | self.at_each(parse, Self::mend_late_object)
            | self.at_each(parse, Self::mend_reduced_object)
            | self.at_each(parse, Self::mend_split_pair)
            | self.at_each(parse, Self::mend_late_subject)
            | self.at_each(parse, Self::mend_loose_subject)
            | self.mend_shared_auxiliary(parse).is_some()
            | self.at_each(parse, Self::mend_joined_participle)
            | self.at_each(parse, Self::mend_relative)
            | self.at_each(parse, Self::mend_relative_adverb)
            | self.at_each(parse, Self::mend_about_to)
            | self.at_each(parse, Self::mend_only)
            | self.at_each(parse, Self::mend_gerund)
            | self.at_each(parse, Self::mend_exception)
            | self.at_each(parse, Self::mend_described_subject)
            | self.at_each(parse, Self::mend_speaker)
    }

    /// Runs a mend at each word that hangs on another, from left to right; whether it mended any.
    fn at_each(&mut self, parse: &Parse, mend: Mend) -> bool {
        let mut slips = false;
        for word in 0..self.heads.len() {
            if let Some(head) = self.heads[word] {
                slips |= mend(self, parse, word, head).is_some();
            }
        }
        slips
    }

    /// The words right below one, from left to right.
    fn below_of(&self, head: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.heads.len()).filter(move |word| self.heads[*word] == Some(head))
    }

    /// Whether a word is right below one in a relation that begins so: "aux", "expl".
    fn has_below(&self, head: usize, relation: &str) -> bool {
        self.below_of(head)
            .any(|word| self.relations[word].starts_with(relation))
    }

    /// Whether a word is right below one in one of these forms.
    fn has_form_below(&self, parse: &Parse, head: usize, forms: &[&str]) -> bool {
        self.below_of(head)
            .any(|word| forms.contains(&parse.form(word)))
    }

    fn subject(&self, verb: usize) -> Option<usize> {
        self.under(verb, "nsubj")
            .or_else(|| self.under(verb, "nsubj:pass"))
    }

    /// What the subject of a verb is to it.
    fn subject_relation(&self, verb: usize) -> &'static str {
        if self.under(verb, "aux:pass").is_some() {
            "nsubj:pass"
        } else {
            "nsubj"
        }
    }

    /// What a noun with a preposition is to the word above it.
    fn placed_relation(&self, parse: &Parse, head: usize) -> &'static str {
        if self.is_verb(parse, head) {
            "obl:mod"
        } else {
            "nmod"
        }
    }

    /// Whether a noun has no preposition.
    fn is_bare(&self, noun: usize) -> bool {
        self.under(noun, "case").is_none()
    }

    fn is_verb(&self, parse: &Parse, word: usize) -> bool {
        self.participles.contains(&word)
            || self.finite == Some(word)
            || parse.upos(word) == Upos::Verb
    }

    fn is_noun(&self, parse: &Parse, word: usize) -> bool {
        let tag = self.tags.iter().find(|(tagged, _)| *tagged == word);
        let upos = tag.map_or_else(|| parse.upos(word), |(_, upos)| *upos);
        !self.participles.contains(&word) && matches!(upos, Upos::Noun | Upos::Propn)
    }

    /// Whether `above` is the word or stands somewhere above it.
    fn hangs_on(&self, word: usize, above: usize) -> bool {
        let mut at = Some(word);
        for _ in 0..=self.heads.len() {
            match at {
                Some(word) if word == above => return true,
                Some(word) => at = self.heads[word],
                None => return false,
            }
        }
        true
    }

    /// The first of the words above one, at most eight, that is such.
    fn above(&self, word: usize, is: impl Fn(&Self, usize) -> bool) -> Option<usize> {
        let mut at = self.heads[word];
        for _ in 0..8 {
            match at {
                Some(above) if !is(self, above) => at = self.heads[above],
                _ => break,
            }
        }
        at.filter(|above| is(self, *above))
    }

    /// Hangs on `to` those words right below `from` that are `such`.
    fn rehang(&mut self, from: usize, to: usize, such: impl Fn(&Self, usize) -> bool) {
        for word in 0..self.heads.len() {
            if self.heads[word] == Some(from) && word != to && such(self, word) {
                self.heads[word] = Some(to);
            }
        }
    }

    fn relate(&mut self, word: usize, relation: &str) {
        relation.clone_into(&mut self.relations[word]);
    }
}

/// Whether a word names a time or a measure.
fn is_measure(parse: &Parse, word: usize) -> bool {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| verbal::verbs("fr\tmeasure\t").into_iter().collect());
    let form = parse.form(word).to_lowercase();
    words.contains(form.as_str()) || form.starts_with(|first: char| first.is_ascii_digit())
}

/// "lui", "eux": pronouns that stress the subject behind an auxiliary.
fn is_stressed(form: &str) -> bool {
    matches!(form, "lui" | "elle" | "eux" | "elles")
}

/// "par téléphone", "par exemple": no agent.
fn is_manner(parse: &Parse, noun: usize) -> bool {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| verbal::verbs("fr\tmanner\t").into_iter().collect());
    words.contains(parse.form(noun).to_lowercase().as_str())
}

/// A word that the table of verbs lists in a row of this kind: "speaker", "complex".
fn is_listed(row: Row, word: &str) -> bool {
    static ROWS: OnceLock<[HashSet<&'static str>; 4]> = OnceLock::new();
    let read = |row: &str| verbal::verbs(row).into_iter().collect();
    let rows = ROWS
        .get_or_init(|| ["fr\tspeaker\t", "fr\tcomplex\t", "fr\tdeed\t", "fr\tsays\t"].map(read));
    rows[row as usize].contains(word)
}

/// Rows of the table of verbs.
#[derive(Debug, Clone, Copy)]
enum Row {
    /// Nouns of those who say things: "le ministère".
    Speaker,
    /// Nouns that are parts of prepositions: "à l'encontre de".
    Complex,
    /// Nouns of deeds that somebody does to somebody: "la condamnation par l'Algérie du raid".
    Deed,
    /// Verbs that say who said something behind a comma: "a annoncé".
    Says,
}

/// Whether a form is a present participle of a verb of the lexicon.
fn is_present_participle(form: &str) -> bool {
    static FORMS: OnceLock<HashSet<String>> = OnceLock::new();
    let forms = FORMS.get_or_init(|| french_forms(GERUND));
    forms.contains(form)
}

/// The forms of the French verbs of the lexicon that can be of a kind.
fn french_forms(kind: u16) -> HashSet<String> {
    let irregulars = crate::lexicon::irregulars();
    crate::lexicon::french_verbs()
        .into_iter()
        .flat_map(|verb| conjugate("fr", verb, irregulars))
        .filter(|(_, can)| can & kind != 0)
        .map(|(form, _)| form)
        .collect()
}

/// Whether a form is the participle of a verb of the lexicon.
fn is_participle(parse: &Parse, word: usize) -> bool {
    is_participle_form(parse.form(word))
}

fn is_participle_form(form: &str) -> bool {
    static FORMS: OnceLock<HashSet<String>> = OnceLock::new();
    let forms = FORMS.get_or_init(|| french_forms(PARTICIPLE));
    forms.contains(form)
        || form.starts_with(char::is_uppercase) && forms.contains(&form.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_words() {
        assert!(is_listed(Row::Speaker, "ministère") && !is_listed(Row::Speaker, "encontre"));
        assert!(is_listed(Row::Complex, "encontre") && !is_listed(Row::Complex, "annoncer"));
        assert!(is_listed(Row::Deed, "condamnation") && !is_listed(Row::Deed, "ministère"));
        assert!(is_listed(Row::Says, "annoncer") && !is_listed(Row::Says, "condamnation"));
    }

    #[test]
    fn participles_are_told_from_gerunds() {
        assert!(is_participle_form("gracié") && !is_participle_form("démentant"));
        assert!(is_present_participle("démentant") && !is_present_participle("démenti"));
    }
}
