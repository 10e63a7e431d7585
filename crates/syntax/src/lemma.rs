//! Lemmas by edit scripts: how a form is turned into its lemma is looked up by form, part of speech
//! and features where training saw an exception, else by the longest ending that decides it.

mod script;
mod table;
#[cfg(any(test, feature = "train"))]
mod train;

use std::sync::LazyLock;

use crate::document::{Annotated, Lemmas};
use crate::labels::{hash, mix};
use crate::package::{self, Kind, write_number};
use crate::{Error, Language, Upos};
use script::{Script, Shape};
use table::Table;

#[cfg(any(test, feature = "train"))]
pub use train::train_lemmatiser;

/// The learned lemmatiser of one language; needs tags.
///
/// ```
/// use detente_syntax::{Language, Lemmatiser, Upos};
///
/// let english = Lemmatiser::of(Language::English)?;
/// let past = "Mood=Ind|Number=Plur|Person=3|Tense=Past|VerbForm=Fin";
/// assert_eq!(english.lemma("went", Upos::Verb, past), "go");
/// assert_eq!(english.lemma("Sanctions", Upos::Noun, "Number=Plur"), "sanction");
/// # Ok::<(), detente_syntax::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lemmatiser {
    scripts: Vec<Script>,
    /// Whole forms with their part of speech and features.
    exact: Table,
    /// Endings with part of speech and features.
    featured: Table,
    /// Endings with the part of speech alone, for features that training did not see with it.
    plain: Table,
}

const KIND: Kind = Kind {
    magic: b"DETLEMMA",
    version: 1,
    name: "lemmatiser weights",
};

/// Endings longer than this are not looked up.
const LONGEST_ENDING: usize = 7;

impl Lemmatiser {
    /// The lemmatiser of `language` that the crate holds.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Weights`] if the built-in weights are damaged.
    pub fn of(language: Language) -> Result<&'static Self, Error> {
        static ENGLISH: LazyLock<Result<Lemmatiser, Error>> =
            LazyLock::new(|| Lemmatiser::from_bytes(ENGLISH_WEIGHTS));
        static FRENCH: LazyLock<Result<Lemmatiser, Error>> =
            LazyLock::new(|| Lemmatiser::from_bytes(FRENCH_WEIGHTS));
        let held = match language {
            Language::English => &ENGLISH,
            Language::French => &FRENCH,
        };
        held.as_ref().map_err(Error::clone)
    }

    /// Adds the lemmas of all tokens.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Layer`] if the text is not tagged or has lemmas already.
    pub fn annotate(&self, text: &mut Annotated) -> Result<(), Error> {
        let tags = text
            .tags()
            .ok_or_else(|| Error::layer("a text must be tagged before it gets lemmas"))?;
        let feats: Vec<u64> = tags
            .feats
            .table()
            .names()
            .map(|name| hash(name.as_bytes()))
            .collect();
        let mut lemmas = Lemmas::with_capacity(text.len());
        let mut work = String::new();
        for token in text.tokens() {
            let at = token.id().index();
            let feats = feats[usize::from(tags.feats.ids()[at])];
            self.write_lemma(token.form(), tags.upos[at], feats, &mut work);
            lemmas.push(&work)?;
        }
        text.add_lemmas(lemmas)
    }

    /// The lemma of one form; `feats` as CoNLL-U writes them. Never empty unless the form is.
    pub fn lemma(&self, form: &str, upos: Upos, feats: &str) -> String {
        let mut lemma = String::new();
        self.write_lemma(form, upos, hash(feats.as_bytes()), &mut lemma);
        lemma
    }

    fn write_lemma(&self, form: &str, upos: Upos, feats: u64, lemma: &mut String) {
        lemma.clear();
        let script = Query::new(form, upos, feats).answer(self);
        match script.and_then(|number| self.scripts.get(usize::from(number))) {
            Some(script) => script.apply(form, lemma),
            None => lemma.push_str(form),
        }
    }

    /// Reads weights that [`Lemmatiser::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Weights`] if they are not ours, of another version, cut short or damaged.
    pub fn from_bytes(file: &[u8]) -> Result<Self, Error> {
        let mut reader = package::open(&KIND, file)?;
        let count = reader.number()?;
        let scripts = (0..count).map(|_| Script::read(&mut reader));
        let lemmatiser = Self {
            scripts: scripts.collect::<Result<Vec<Script>, Error>>()?,
            exact: Table::read(&mut reader)?,
            featured: Table::read(&mut reader)?,
            plain: Table::read(&mut reader)?,
        };
        reader.finish()?;
        Ok(lemmatiser)
    }

    /// The weights as a file: versioned, with a checksum; the same weights give the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut content = Vec::new();
        write_number(&mut content, self.scripts.len() as u32);
        self.scripts
            .iter()
            .for_each(|script| script.write(&mut content));
        for table in [&self.exact, &self.featured, &self.plain] {
            table.write(&mut content);
        }
        package::seal(&KIND, &content)
    }
}

const ENGLISH_WEIGHTS: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../data/syntax/english-lemmatiser.weights"
));
const FRENCH_WEIGHTS: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../data/syntax/french-lemmatiser.weights"
));

/// What is looked up for a form.
struct Query {
    exact: u32,
    /// Keys of its endings, by length from 0.
    endings: Vec<u64>,
    feats: u64,
}

impl Query {
    fn new(form: &str, upos: Upos, feats: u64) -> Self {
        let shape = Shape::of(form);
        let start = mix(u64::from(upos as u8) << 8 | u64::from(shape as u8));
        let mut endings = Vec::with_capacity(LONGEST_ENDING + 1);
        endings.push(start);
        let mut key = start;
        for c in form.chars().rev().take(LONGEST_ENDING) {
            key = mix(key ^ script::lower(c) as u64);
            endings.push(key);
        }
        let whole = form
            .chars()
            .fold(start, |key, c| mix(key ^ script::lower(c) as u64));
        Self {
            exact: mix(whole ^ feats) as u32,
            endings,
            feats,
        }
    }

    fn answer(&self, lemmatiser: &Lemmatiser) -> Option<u16> {
        lemmatiser
            .exact
            .get(self.exact)
            .or_else(|| self.by_ending(lemmatiser))
    }

    fn by_ending(&self, lemmatiser: &Lemmatiser) -> Option<u16> {
        let mut featured = self.featured().rev();
        let found = featured.find_map(|key| lemmatiser.featured.get(key));
        found.or_else(|| self.plain().rev().find_map(|key| lemmatiser.plain.get(key)))
    }

    fn featured(&self) -> impl DoubleEndedIterator<Item = u32> + '_ {
        self.endings
            .iter()
            .map(|key| mix(key ^ self.feats.rotate_left(17)) as u32)
    }

    fn plain(&self) -> impl DoubleEndedIterator<Item = u32> + '_ {
        self.endings.iter().map(|&key| key as u32)
    }
}

#[cfg(test)]
mod tests;
