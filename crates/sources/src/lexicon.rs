//! What the comparison of passages knows of words: read from `data/` and from the names of actors.

use detente_model::{Knowledge, NameKind, Sense};
use std::collections::{BTreeSet, HashMap};
use xxhash_rust::xxh3::xxh3_64;

use crate::hashed::Hashed;
use crate::words::{key, pieces};

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
    short_hash(key(word))
}

/// The 32 bits of a hash of 64.
pub(crate) fn short_hash(hash: u64) -> u32 {
    (hash ^ (hash >> 32)) as u32
}

/// What is known of a form of a word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    /// What it can do, as bits of [`mark`].
    pub(crate) marks: u32,
    /// The hash of its stem.
    pub(crate) stem: u32,
    /// The class of words that can stand for it, else its stem.
    pub(crate) class: u32,
    /// Whether a name may begin with it.
    pub(crate) begins_name: bool,
    /// Whether a figure is in it.
    pub(crate) has_digit: bool,
    /// Whether it has one or two characters.
    pub(crate) is_short: bool,
}

/// What the tables say of a form.
#[derive(Debug, Default)]
struct Entry {
    /// What it can do, as bits of [`mark`].
    marks: u32,
    /// The base form of an irregular one.
    base: Option<String>,
    /// Names that begin with it: the hashes of the further words, and the actor.
    names: Vec<(Vec<u64>, u32)>,
}

/// Words and names as the comparison of passages uses them.
#[derive(Debug)]
pub struct Lexicon {
    /// What is known of forms, by the hash of the form in lower case.
    entries: HashMap<u64, Entry, Hashed>,
    /// Classes of words that can stand for each other, by the hash of the stem.
    classes: HashMap<u64, u32, Hashed>,
    /// The classes of states.
    states: BTreeSet<u32>,
}

impl Lexicon {
    /// The lexicon with the names of the actors in `knowledge`.
    pub fn new(knowledge: &Knowledge) -> Self {
        let mut lexicon = Self {
            entries: HashMap::default(),
            classes: HashMap::default(),
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
                    let base = &mut lexicon.entry(form).base;
                    base.get_or_insert_with(|| row[1].to_owned());
                }
            }
        }
        for row in rows(data!("sources/synonyms.tsv")) {
            let class = hash(&format!("class {}", row[1]));
            for word in row[1].split(' ') {
                let stem = lexicon.stem(word);
                lexicon.classes.entry(key(&stem)).or_insert(class);
            }
        }
        lexicon.read_names(knowledge, true);
        lexicon.read_names(knowledge, false);
        lexicon
    }

    fn entry(&mut self, form: &str) -> &mut Entry {
        self.entries.entry(key(form)).or_default()
    }

    fn mark(&mut self, words: &str, bit: u32) {
        for word in words.split(' ') {
            self.entry(word).marks |= bit;
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
                    let named = self.name_at(&[key(&word.to_lowercase())]);
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
        let keys: Vec<u64> = pieces(form).iter().map(|piece| piece.key).collect();
        let Some((first, rest)) = keys.split_first() else {
            return;
        };
        let same_start = &mut self.entries.entry(*first).or_default().names;
        if !same_start.iter().any(|(other, _)| other == rest) {
            same_start.push((rest.to_vec(), class));
            same_start.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        }
    }

    /// The actor whose name begins at the first of `words`, given by the hashes of their forms, and
    /// how many words it has.
    pub(crate) fn name_at(&self, words: &[u64]) -> Option<(u32, usize)> {
        let same_start = &self.entries.get(words.first()?)?.names;
        same_start.iter().find_map(|(rest, class)| {
            let following = words.get(1..=rest.len())?;
            (following == rest).then_some((*class, rest.len() + 1))
        })
    }

    /// Whether a class is that of a state.
    pub(crate) fn is_state(&self, class: u32) -> bool {
        self.states.contains(&class)
    }

    /// What is known of a word in lower case with this [`key`].
    pub(crate) fn form(&self, key: u64, folded: &str) -> Form {
        let entry = self.entries.get(&key);
        let (marks, begins_name) =
            entry.map_or((0, false), |entry| (entry.marks, !entry.names.is_empty()));
        let base = entry.and_then(|entry| entry.base.as_deref());
        let stem = xxh3_64(trimmed(base.unwrap_or(folded), &mut [0; LONGEST_TRIMMED]));
        Form {
            marks,
            stem: short_hash(stem),
            class: *self.classes.get(&stem).unwrap_or(&short_hash(stem)),
            begins_name,
            has_digit: folded.bytes().any(|byte| byte.is_ascii_digit()),
            is_short: folded.len() <= 8 && folded.chars().count() <= 2,
        }
    }

    /// The word without its ending: what its forms have in common. Rough, and the same for all
    /// languages: it is only ever compared with other stems.
    pub(crate) fn stem(&self, folded: &str) -> String {
        let entry = self.entries.get(&key(folded));
        let base = entry.and_then(|entry| entry.base.as_deref());
        let mut room = [0; LONGEST_TRIMMED];
        String::from_utf8_lossy(trimmed(base.unwrap_or(folded), &mut room)).into_owned()
    }
}

/// Bytes of the longest word whose ending is looked at.
const LONGEST_TRIMMED: usize = 40;

/// The word without its ending; `room` is where it may be rewritten.
fn trimmed<'a>(word: &'a str, room: &'a mut [u8; LONGEST_TRIMMED]) -> &'a [u8] {
    if !word.is_ascii() || word.len() < 4 {
        return word.strip_suffix('s').unwrap_or(word).as_bytes();
    }
    if word.len() > LONGEST_TRIMMED {
        return word.as_bytes();
    }
    let mut length = word.len();
    room[..length].copy_from_slice(word.as_bytes());
    let ends = |room: &[u8], ending: &str| room.ends_with(ending.as_bytes());
    if ends(&room[..length], "ies") {
        length -= 2;
        room[length - 1] = b'y';
    } else if ends(&room[..length], "s")
        && !["ss", "us", "is"]
            .iter()
            .any(|ending| ends(&room[..length], ending))
    {
        length -= 1;
    }
    for (ending, least) in [("ing", 6), ("ed", 5), ("ly", 7)] {
        if length >= least && ends(&room[..length], ending) {
            length -= ending.len();
            let doubled = length >= 3
                && room[length - 1] == room[length - 2]
                && !matches!(room[length - 1], b'l' | b's' | b'e' | b'o');
            if doubled {
                length -= 1;
            }
            break;
        }
    }
    if length > 3 && room[length - 1] == b'e' {
        length -= 1;
    }
    if length > 3 && room[length - 1] == b'i' {
        room[length - 1] = b'y';
    }
    &room[..length]
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
        let class = |word: &str| lexicon.form(key(word), word).class;
        assert_eq!(class("bypassing"), class("circumvent"));
        assert_ne!(class("war"), class("treaty"));
    }
}
