//! The table of words that the sentences are made of.

use std::collections::BTreeMap;

use crate::{Error, ErrorKind};

const TABLE: &str = include_str!("../../../../../data/syntax/constructed.tsv");

/// The kinds of words that the sentences need, besides verbs.
const KINDS: &str = "place group demonym person people thing things quality first last title \
    number day month period controls says ready feeling relation gives mass uncounted abstracts degree \
    compared place-noun links short joined joined-people office city adverb crowd aim role tied \
    appeals";

/// A verb.
#[derive(Debug, Clone)]
pub(super) struct Verb {
    /// Base form, past, participle, third person, gerund.
    pub(super) forms: [&'static str; 5],
    /// What may follow it: `obj`, a preposition, a particle and `!`, or nothing (`alone`, `-`).
    pub(super) uses: Vec<&'static str>,
}

/// What is done with a verb: its objects and the preposition behind them.
#[derive(Debug)]
pub(super) struct Deed {
    pub(super) verb: Verb,
    pub(super) preposition: Option<&'static str>,
    pub(super) objects: Vec<&'static str>,
}

/// The table of words. No list of it is empty.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Words that are no verbs, by kind.
    lists: BTreeMap<&'static str, Vec<&'static str>>,
    verbs: Vec<Verb>,
    /// Verbs that take an object.
    pub(super) transitive: Vec<Verb>,
    /// Verbs that need nothing behind them.
    pub(super) alone: Vec<Verb>,
    /// Verbs that take a preposition or particle, with those as their only uses.
    pub(super) complemented: Vec<Verb>,
    /// Verbs of what brings what about, each with one use.
    pub(super) effects: Vec<Verb>,
    /// Verbs that make somebody do something, with `obj` or `iobj`, as the treebank has him, as their use.
    pub(super) orders: Vec<Verb>,
    /// Verbs with an object and, as their use, the preposition before what he is told of.
    pub(super) charges: Vec<Verb>,
    /// Verbs with objects that they are known to take.
    pub(super) deeds: Vec<Deed>,
}

impl Words {
    /// The words of `data/syntax/constructed.tsv`.
    pub(super) fn built_in() -> Result<Self, Error> {
        let mut words = Self::default();
        for line in TABLE.lines().skip(1) {
            words.add(line).ok_or_else(|| broken(line))?;
        }
        words.check()?;
        Ok(words)
    }

    /// The words of a kind.
    pub(super) fn list(&self, kind: &str) -> &[&'static str] {
        self.lists.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Adds a line of the table, if it is understood.
    fn add(&mut self, line: &'static str) -> Option<()> {
        let (kind, row) = line.split_once('\t')?;
        let row: Vec<&'static str> = row.split(' ').collect();
        match kind {
            "verb" => self.add_verb(verb(&row)?),
            "effect" if row.len() == 6 => self.effects.push(verb(&row)?),
            "order" if row.len() == 6 => self.orders.push(verb(&row)?),
            "charge" if row.len() == 6 => self.charges.push(verb(&row)?),
            "deed" => self.deeds.push(self.deed(&row)?),
            _ if KINDS.split(' ').any(|known| known == kind) => {
                self.lists.insert(kind, row);
            }
            _ => return None,
        }
        Some(())
    }

    fn add_verb(&mut self, verb: Verb) {
        if verb.uses.contains(&"obj") {
            self.transitive.push(verb.clone());
        }
        if verb.uses.contains(&"alone") {
            self.alone.push(verb.clone());
        }
        let mut complements = verb.uses.clone();
        complements.retain(|way| !matches!(*way, "obj" | "alone"));
        if !complements.is_empty() {
            self.complemented.push(Verb {
                forms: verb.forms,
                uses: complements,
            });
        }
        self.verbs.push(verb);
    }

    fn deed(&self, row: &[&'static str]) -> Option<Deed> {
        let [base, preposition, objects @ ..] = row else {
            return None;
        };
        let verb = self.verbs.iter().find(|verb| verb.forms[0] == *base)?;
        (!objects.is_empty()).then(|| Deed {
            verb: verb.clone(),
            preposition: (*preposition != "-").then_some(*preposition),
            objects: objects.to_vec(),
        })
    }

    /// Whether all kinds of words are there.
    fn check(&self) -> Result<(), Error> {
        let missing = KINDS.split(' ').find(|kind| !self.lists.contains_key(kind));
        let lacks_verbs = self.transitive.is_empty()
            || self.alone.is_empty()
            || self.complemented.is_empty()
            || self.effects.is_empty()
            || self.orders.is_empty()
            || self.charges.is_empty()
            || self.deeds.is_empty();
        match missing.or(lacks_verbs.then_some("verb")) {
            Some(kind) => Err(broken(kind)),
            None => Ok(()),
        }
    }
}

fn verb(row: &[&'static str]) -> Option<Verb> {
    let (forms, uses) = row.split_first_chunk()?;
    Some(Verb {
        forms: *forms,
        uses: uses.to_vec(),
    })
}

fn broken(line: &str) -> Error {
    Error::new(
        ErrorKind::Training,
        format!("table of words for constructed sentences: {line:?} is missing or not understood"),
    )
}
