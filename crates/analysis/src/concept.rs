//! What is more or less: a normalised head with the actors it is about.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use detente_model::{ActorId, Sign};
use serde::Serialize;

use crate::mention::End;

/// What ties and relations are read as.
pub(crate) const RELATION: &str = "relation";

const WORDS: &str = include_str!("../../../data/concepts/words.tsv");

/// What links run between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Concept {
    /// How it is called, from the words that name it most often.
    pub label: String,
    /// Base forms, sorted; none where it is an actor itself.
    pub words: Vec<String>,
    /// The base form of the head.
    pub head: String,
    /// The actors that it is about, sorted; concepts about others are others.
    pub about: Vec<ActorId>,
    /// The words of the passage outside which it means nothing: "this situation" of one passage is not
    /// that of another. `None` for concepts that stand for themselves.
    pub only_in: Option<Arc<str>>,
    /// The century of which it is said, where that is another age than the rest: the wars of the
    /// nineteenth century are not those of today.
    pub century: Option<i16>,
    /// The different words by which it was named, and why they are one.
    pub merged: BTreeMap<String, Cow<'static, str>>,
}

/// What tells concepts apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub words: Vec<String>,
    pub about: Vec<ActorId>,
    /// As in [`Concept::only_in`].
    pub only_in: Option<Arc<str>>,
    /// As in [`Concept::century`].
    pub century: Option<i16>,
}

/// A concept as a user names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Base forms, as far as endings tell.
    pub words: BTreeSet<String>,
    /// The actors named.
    pub about: BTreeSet<ActorId>,
    /// All of it, in lower case.
    pub text: String,
}

#[derive(Debug, Default)]
struct Table {
    alias: BTreeMap<&'static str, &'static str>,
    opposite: BTreeMap<&'static str, &'static str>,
    idle: BTreeSet<&'static str>,
    vague: BTreeSet<&'static str>,
    pointing: BTreeSet<&'static str>,
    measure: BTreeSet<&'static str>,
    pronoun: BTreeSet<&'static str>,
    owner: BTreeSet<&'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for line in WORDS.lines().skip(1) {
        let mut fields = line.split('\t');
        let (Some(kind), Some(words)) = (fields.next(), fields.next()) else {
            continue;
        };
        let is = fields.next().unwrap_or_default();
        for word in words.split('|') {
            match kind {
                "alias" => drop(table.alias.insert(word, is)),
                "opposite" => drop(table.opposite.insert(word, is)),
                "vague" => drop(table.vague.insert(word)),
                "measure" => drop(table.measure.insert(word)),
                "pronoun" => drop(table.pronoun.insert(word)),
                "owner" => drop(table.owner.insert(word)),
                "pointing" => drop(table.pointing.insert(word)),
                _ => drop(table.idle.insert(word)),
            }
        }
    }
    table
});

/// The base form of an English plural, as far as its ending tells.
fn singular(word: &str) -> String {
    for (ending, put) in [("ies", "y"), ("sses", "ss"), ("s", "")] {
        if let Some(stem) = word.strip_suffix(ending)
            && stem.len() > 2
            && !stem.ends_with('s')
            && !stem.ends_with('u')
        {
            return format!("{stem}{put}");
        }
    }
    word.to_owned()
}

/// Whether an end that is about nobody means something only where it stands: "it", "the situation",
/// "this pact".
fn is_local(end: &End, words: &BTreeSet<String>) -> bool {
    let table = &*TABLE;
    let first = end.words.split_whitespace().next().unwrap_or_default();
    end.about.is_empty()
        && (words.iter().all(|word| table.vague.contains(word.as_str()))
            || table.pointing.contains(first.to_lowercase().as_str()))
}

/// The key of an end in `passage`, the sign that its words turn it by, and how it came about.
///
/// An actor that acts and an actor that something is done to are two: what strengthens Russia does
/// not thereby do what Russia does. So an actor alone is local where it is the cause.
///
/// What names nothing ("impervious", "delving") has neither words nor actors.
pub(crate) fn key(
    end: &End,
    is_cause: bool,
    passage: &Arc<str>,
    century: Option<i16>,
) -> (Key, Sign, Cow<'static, str>) {
    let table = &*TABLE;
    let mut sign = Sign::Plus;
    let mut why = Vec::new();
    let mut words: BTreeSet<String> = BTreeSet::new();
    for word in end.key.split_whitespace() {
        if table.idle.contains(word) || !word.chars().any(char::is_alphanumeric) {
            continue;
        }
        let mut word = word.to_owned();
        if let Some(is) = table.alias.get(word.as_str()).filter(|is| **is != word) {
            why.push(format!("{word} is read as {is}"));
            word = (*is).to_owned();
        }
        if let Some(is) = table.opposite.get(word.as_str()) {
            why.push(format!("{word} is less {is}"));
            word = (*is).to_owned();
            sign = if sign == Sign::Plus {
                Sign::Minus
            } else {
                Sign::Plus
            };
        }
        words.insert(singular(&word));
    }
    let is_actor = words.is_empty() && !end.about.is_empty();
    let names_nothing = end.key.is_empty() && end.about.is_empty();
    let is_local = names_nothing || is_local(end, &words) || (is_actor && is_cause);
    let only_in = is_local.then(|| passage.clone());
    if only_in.is_some() {
        why.push("it means something only in this passage".to_owned());
    }
    if words.is_empty() && !is_actor && !names_nothing {
        words.insert(end.words.to_lowercase());
    }
    let why = if why.is_empty() {
        Cow::Borrowed("the same words, without those that tell nothing apart")
    } else {
        Cow::Owned(why.join("; "))
    };
    let words: Vec<String> = words.into_iter().collect();
    // A relationship goes on from age to age.
    let century = century.filter(|_| words != [RELATION]);
    let key = Key {
        words,
        about: end.about.clone(),
        only_in,
        century,
    };
    (key, sign, why)
}

impl Concept {
    /// Whether its words name nothing that could be more or less: an adjective, a pronoun.
    pub fn names_nothing(&self) -> bool {
        self.words.is_empty() && self.about.is_empty()
    }

    /// Whether a user's words name this concept: its head or all of its words, and the actors that
    /// the user names; an actor alone names what is done to that actor, and what it does.
    ///
    /// A concept of another age is named by all of its label only.
    pub fn answers(&self, wanted: &Wanted) -> bool {
        if self.century.is_some() && self.label.to_lowercase() != wanted.text {
            return false;
        }
        let head = key_word(&self.head);
        if wanted.words.is_empty() {
            return self.words.is_empty()
                && !wanted.about.is_empty()
                && wanted.about.iter().all(|actor| self.about.contains(actor));
        }
        if self.century.is_some() {
            return true;
        }
        let all = wanted.words.iter().all(|word| self.words.contains(word));
        let heads = wanted.words.contains(&head) || wanted.words.len() == self.words.len();
        all && heads && wanted.about.iter().all(|actor| self.about.contains(actor))
    }
}

/// Whether a label is a pronoun ("them"), which tells a reader nothing.
pub(crate) fn is_pronoun(label: &str) -> bool {
    TABLE.pronoun.contains(label.to_lowercase().as_str())
}

/// A label without the owner that it begins with ("their alliance"), which the actors beside it tell.
pub(crate) fn without_owner<'l>(words: &[&'l str]) -> Vec<&'l str> {
    let owned = |first: &&str| TABLE.owner.contains(first.to_lowercase().as_str());
    match words.split_first() {
        Some((first, rest)) if !rest.is_empty() && owned(first) => rest.to_vec(),
        _ => words.to_vec(),
    }
}

/// Whether a head only measures what stands below it: "the extent of".
pub(crate) fn measures(head: &str) -> bool {
    TABLE.measure.contains(head)
}

/// The base forms of an end after aliases and opposites, without those that tell nothing apart.
pub(crate) fn words_of(end: &End) -> Vec<String> {
    let words = end.key.split_whitespace();
    words
        .filter(|word| !TABLE.idle.contains(word))
        .map(key_word)
        .collect()
}

/// A base form after aliases and opposites.
pub(crate) fn key_word(word: &str) -> String {
    let table = &*TABLE;
    let word = table.alias.get(word).copied().unwrap_or(word);
    let word = table.opposite.get(word).copied().unwrap_or(word);
    singular(word)
}

impl Wanted {
    /// The concept that `text` names; `actor` finds actors by their names.
    pub fn parse(text: &str, actor: &dyn Fn(&str) -> Option<ActorId>) -> Self {
        let small = [
            "in", "of", "on", "the", "a", "an", "between", "and", "s", "with", "for", "to", "by",
            "against",
        ];
        let mut wanted = Self {
            words: BTreeSet::new(),
            about: BTreeSet::new(),
            text: text.trim().to_lowercase(),
        };
        for word in text.split(|c: char| !c.is_alphanumeric() && c != '-') {
            let lower = word.to_lowercase();
            if lower.is_empty()
                || small.contains(&lower.as_str())
                || TABLE.idle.contains(lower.as_str())
            {
                continue;
            }
            let named = word.chars().next().is_some_and(char::is_uppercase);
            match actor(word).filter(|_| named) {
                Some(actor) => drop(wanted.about.insert(actor)),
                None => drop(wanted.words.insert(key_word(&singular(&lower)))),
            }
        }
        wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_goes_without_its_owner_and_is_no_pronoun() {
        assert_eq!(without_owner(&["their", "alliance"]), ["alliance"]);
        assert_eq!(without_owner(&["this", "pact"]), ["this", "pact"]);
        assert_eq!(without_owner(&["their"]), ["their"]);
        assert!(is_pronoun("Them") && !is_pronoun("their alliance"));
    }
}
