//! What the comparison of passages knows of words: read from `data/` and from the names of actors.

use detente_model::{Knowledge, NameKind, Sense};
use std::collections::{BTreeMap, BTreeSet};
use xxhash_rust::xxh3::xxh3_64;

macro_rules! data {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/", $name))
    };
}

/// Bits of [`Lexicon::marks`]: what a word can do to what is said.
pub(crate) mod mark {
    pub(crate) const FUNCTION: u32 = 1;
    pub(crate) const NEGATION: u32 = 1 << 1;
    pub(crate) const HEDGE: u32 = 1 << 2;
    pub(crate) const QUALIFIER: u32 = 1 << 3;
    pub(crate) const STATUS: u32 = 1 << 4;
    pub(crate) const NUMBER: u32 = 1 << 5;
    pub(crate) const DATE: u32 = 1 << 6;
    /// A state, organisation or person that is known beforehand.
    pub(crate) const ACTOR: u32 = 1 << 7;
    /// A capitalised word in running text.
    pub(crate) const PROPER: u32 = 1 << 8;
    /// The second or a later word of a name.
    pub(crate) const CONTINUES: u32 = 1 << 9;
    /// Joined to the word before it by a hyphen or slash.
    pub(crate) const JOINED: u32 = 1 << 10;
    /// Comes after a stop, so that its capital says nothing.
    pub(crate) const FIRST: u32 = 1 << 11;
    /// Written with a capital.
    pub(crate) const CAPITAL: u32 = 1 << 12;
    /// A pronoun that stands for someone.
    pub(crate) const PRONOUN: u32 = 1 << 13;
    /// A word of which all analysis is full.
    pub(crate) const STOCK: u32 = 1 << 14;
    /// The last before a stop, a closing quotation mark or the end.
    pub(crate) const LAST: u32 = 1 << 15;
    /// A state, or what stands for its government.
    pub(crate) const STATE: u32 = 1 << 16;
    /// What anything can be counted in.
    pub(crate) const UNIT: u32 = 1 << 17;
    /// "The".
    pub(crate) const ARTICLE: u32 = 1 << 18;
}

/// A hash that tells words apart: 32 bits, of the 64 that are computed.
pub(crate) fn hash(word: &str) -> u32 {
    let hash = xxh3_64(word.as_bytes());
    (hash ^ (hash >> 32)) as u32
}

/// Words and names as the comparison of passages uses them.
#[derive(Debug)]
pub struct Lexicon {
    /// What each word can do, by its lower-case form.
    marks: BTreeMap<String, u32>,
    /// Irregular forms and their base form.
    bases: BTreeMap<String, String>,
    /// Classes of words that can stand for each other, by stem.
    classes: BTreeMap<String, u32>,
    /// Names by their first word: the further words, and the actor.
    names: BTreeMap<String, Vec<(Vec<String>, u32)>>,
    /// The classes of states.
    states: BTreeSet<u32>,
}

impl Lexicon {
    /// The lexicon with the names of the actors in `knowledge`.
    pub fn new(knowledge: &Knowledge) -> Self {
        let mut lexicon = Self {
            marks: BTreeMap::new(),
            bases: BTreeMap::new(),
            classes: BTreeMap::new(),
            names: BTreeMap::new(),
            states: BTreeSet::new(),
        };
        for row in rows(data!("text/function_words.tsv")) {
            if matches!(row[0], "en" | "fr") {
                lexicon.mark(row[1], mark::FUNCTION);
            }
        }
        for row in rows(data!("sources/cues.tsv")) {
            lexicon.mark(row[2], mark_of(row[0]));
        }
        for row in rows(data!("lexicon/irregular.tsv")) {
            for form in row[2..].iter().flat_map(|cell| cell.split('|')) {
                if !form.is_empty() && !form.contains(' ') {
                    lexicon
                        .bases
                        .entry(form.to_owned())
                        .or_insert_with(|| row[1].to_owned());
                }
            }
        }
        for row in rows(data!("sources/synonyms.tsv")) {
            let class = hash(&format!("class {}", row[1]));
            for word in row[1].split(' ') {
                let stem = lexicon.stem(word);
                lexicon.classes.entry(stem).or_insert(class);
            }
        }
        lexicon.read_names(knowledge, true);
        lexicon.read_names(knowledge, false);
        lexicon
    }

    fn mark(&mut self, words: &str, bit: u32) {
        for word in words.split(' ') {
            *self.marks.entry(word.to_owned()).or_default() |= bit;
        }
    }

    /// Reads the names of actors, or else of what else has names.
    fn read_names(&mut self, knowledge: &Knowledge, actors: bool) {
        for actor in knowledge.actors().filter(|actor| actor.id.is_state()) {
            self.states.insert(hash(actor.id.as_str()));
        }
        for name in knowledge.names() {
            let sure = name.sense == Sense::Sure || name.kind == NameKind::Capital;
            // The name of a treaty holds the names of states, which are looked for by themselves.
            let holds_state = || {
                name.form.split(|c: char| !c.is_alphanumeric()).any(|word| {
                    let named = self.name_at(&[word.to_lowercase()]);
                    named.is_some_and(|(class, _)| self.is_state(class))
                })
            };
            let is_actor = knowledge.actor(&name.actor).is_some();
            if !sure || is_actor != actors || (!is_actor && holds_state()) {
                continue;
            }
            // What bore a name only in former times is not what it became.
            let is_past = name.validity.to.is_some();
            let class = if is_past {
                hash(&name.form.to_lowercase())
            } else {
                // A body of a state acts for it.
                let actor = knowledge.actor(&name.actor);
                let country = actor.and_then(|actor| actor.country.as_ref());
                hash(country.unwrap_or(&name.actor).as_str())
            };
            self.name(&name.form, class);
        }
        if !actors {
            return;
        }
        for person in knowledge.persons() {
            let class = hash(person.id.as_str());
            for form in [&person.name_en, &person.name_fr]
                .into_iter()
                .chain(&person.forms)
            {
                self.name(form, class);
            }
            if person.sense == Sense::Sure {
                for surname in &person.surnames {
                    self.name(surname, class);
                }
            }
        }
    }

    fn name(&mut self, form: &str, class: u32) {
        let folded: Vec<String> = crate::words::pieces(form)
            .map(|piece| piece.folded)
            .collect();
        let Some((first, rest)) = folded.split_first() else {
            return;
        };
        let same_start = self.names.entry(first.clone()).or_default();
        if !same_start.iter().any(|(other, _)| other == rest) {
            same_start.push((rest.to_vec(), class));
            same_start.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        }
    }

    /// The actor whose name begins at the first of `words`, and how many words it has.
    pub(crate) fn name_at(&self, words: &[impl AsRef<str>]) -> Option<(u32, usize)> {
        let same_start = self.names.get(words.first()?.as_ref())?;
        same_start.iter().find_map(|(rest, class)| {
            let following = words.get(1..=rest.len())?;
            let same = following
                .iter()
                .zip(rest)
                .all(|(word, part)| word.as_ref() == part);
            same.then_some((*class, rest.len() + 1))
        })
    }

    /// Whether a class is that of a state.
    pub(crate) fn is_state(&self, class: u32) -> bool {
        self.states.contains(&class)
    }

    /// What the word can do, as bits of [`mark`].
    pub(crate) fn marks(&self, folded: &str) -> u32 {
        self.marks.get(folded).copied().unwrap_or_default()
    }

    /// The class of words that can stand for the one with this stem.
    pub(crate) fn class(&self, stem: &str) -> Option<u32> {
        self.classes.get(stem).copied()
    }

    /// The word without its ending: what its forms have in common. Rough, and the same for all
    /// languages: it is only ever compared with other stems.
    pub(crate) fn stem(&self, folded: &str) -> String {
        if let Some(base) = self.bases.get(folded) {
            return trimmed(base);
        }
        trimmed(folded)
    }
}

fn trimmed(word: &str) -> String {
    let mut stem = word.to_owned();
    if !stem.is_ascii() || stem.len() < 4 {
        return stem.strip_suffix('s').map_or(stem.clone(), str::to_owned);
    }
    if stem.ends_with("ies") {
        stem.truncate(stem.len() - 3);
        stem.push('y');
    } else if stem.ends_with('s') && !["ss", "us", "is"].iter().any(|end| stem.ends_with(end)) {
        stem.pop();
    }
    for (ending, least) in [("ing", 6), ("ed", 5), ("ly", 7)] {
        if stem.len() >= least && stem.ends_with(ending) {
            stem.truncate(stem.len() - ending.len());
            let bytes = stem.as_bytes();
            let doubled = bytes.len() >= 3
                && bytes[bytes.len() - 1] == bytes[bytes.len() - 2]
                && !matches!(bytes[bytes.len() - 1], b'l' | b's' | b'e' | b'o');
            if doubled {
                stem.pop();
            }
            break;
        }
    }
    if stem.len() > 3 && stem.ends_with('e') {
        stem.pop();
    }
    if stem.len() > 3 && stem.ends_with('i') {
        stem.pop();
        stem.push('y');
    }
    stem
}

fn mark_of(kind: &str) -> u32 {
    match kind {
        "negation" => mark::NEGATION,
        "hedge" => mark::HEDGE,
        "qualifier" => mark::QUALIFIER,
        "status" => mark::STATUS,
        "number-word" => mark::NUMBER,
        "date-word" => mark::DATE,
        "stock" => mark::STOCK,
        "unit" => mark::UNIT,
        "article" => mark::ARTICLE | mark::FUNCTION,
        "pronoun" => mark::PRONOUN | mark::FUNCTION,
        _ => mark::FUNCTION,
    }
}

/// The rows of a table after its header, each cut at its tabs.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().skip(1).filter(|line| !line.is_empty());
    lines.map(|line| line.split('\t').collect())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::sync::LazyLock;

    /// Built once: every test reads the same.
    pub(crate) static LEXICON: LazyLock<Lexicon> =
        LazyLock::new(|| Lexicon::new(Knowledge::builtin()));

    #[test]
    fn forms_of_a_word_share_a_stem() {
        let lexicon = &*LEXICON;
        for (a, b) in [
            ("supply", "supplied"),
            ("turning", "turn"),
            ("providing", "provided"),
            ("shipped", "ships"),
            ("gave", "given"),
        ] {
            assert_eq!(lexicon.stem(a), lexicon.stem(b), "{a} {b}");
        }
        assert_ne!(lexicon.stem("sign"), lexicon.stem("sink"));
    }

    #[test]
    fn words_that_can_stand_for_each_other_share_a_class() {
        let lexicon = &*LEXICON;
        let class = |word: &str| lexicon.class(&lexicon.stem(word));
        assert_eq!(class("bypassing"), class("circumvent"));
        assert_ne!(class("war"), class("treaty"));
    }
}
