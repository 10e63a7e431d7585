use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::token::{self, Token};

/// The grammars that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grammar {
    English,
    French,
}

macro_rules! classes {
    ($($name:ident = $text:literal,)*) => {
        /// What a word can do in a date expression.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Class { $($name,)* }

        impl Class {
            /// The class as one bit.
            pub(super) const fn bit(self) -> u64 {
                1 << self as u32
            }

            fn read(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)* _ => None }
            }
        }
    };
}

classes! {
    Month = "month", Weekday = "weekday", Weekdays = "weekdays", Season = "season",
    Number = "number", Scale = "scale", Ordinal = "ordinal", OrdinalSuffix = "suffix-ordinal",
    Article = "article", Determiner = "det", Possessive = "possessive", Unit = "unit",
    Shift = "shift", ShiftAfter = "shift-after", Recent = "recent", Bound = "bound",
    Onward = "onward", Part = "part", AfterAmount = "after-amount",
    BeforeAmount = "before-amount", AmountLink = "amount-link", To = "to", From = "from",
    DayWord = "dayword", AnchorDay = "anchorday", LastNight = "lastnight", DayPart = "daypart",
    Reference = "ref", Of = "of", Preposition = "prep", YearWord = "yearword",
    Approximate = "approx", Vague = "vague", Half = "half", AndHalf = "andhalf",
    Every = "every", For = "for", Old = "old", Future = "future",
    NumberName = "number-name", Counted = "counted", EventNoun = "event-noun",
    EraMark = "era-mark", Decade = "decade", PluralS = "plural-s", PartMark = "partmark",
    WeekOf = "weekof", MonthOf = "monthof", Guess = "guess", Stop = "stop",
    OpenEnd = "open-end", Era = "era", NamedDay = "named-day", Starting = "starting",
}

/// The bits of classes.
pub(super) const fn bits(classes: &[Class]) -> u64 {
    let (mut bits, mut at) = (0, 0);
    while at < classes.len() {
        bits |= classes[at].bit();
        at += 1;
    }
    bits
}

/// The readings of a word, and the bits of their classes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Senses {
    pub(super) list: &'static [Sense],
    pub(super) bits: u64,
}

fn bits_of(senses: &[Sense]) -> u64 {
    senses
        .iter()
        .fold(0, |bits, sense| bits | sense.class.bit())
}

/// How much must stand around a word before it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flag {
    /// Nothing.
    Sure,
    /// Also an everyday word, even capitalised ("May", "March"): a number or preposition.
    Weak,
    /// Also a first name ("April", "June"): not before another name.
    Soft,
    /// A short form ("Mar", "Sun"): a number.
    Short,
    /// Only with its accents.
    Accent,
}

/// One reading of a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sense {
    pub(super) class: Class,
    pub(super) value: i32,
    pub(super) flag: Flag,
}

struct Phrase {
    rest: Vec<(u32, bool)>,
    first_upper: bool,
    senses: Vec<Sense>,
    bits: u64,
}

#[derive(Default)]
struct Entry {
    senses: Vec<Sense>,
    bits: u64,
    phrases: Vec<Phrase>,
}

/// An era: its first and last day, as far as they are known, and how finely.
#[derive(Debug)]
pub(super) struct Era {
    pub(super) from: String,
    pub(super) to: String,
}

/// The words of one language.
pub(super) struct Lexicon {
    ids: HashMap<Box<str>, u32, BuildHasherDefault<WordHasher>>,
    entries: Vec<Entry>,
    pub(super) eras: Vec<Era>,
    pub(super) days: Vec<String>,
}

/// A short multiplicative hash; the keys come from our own tables, so no one can choose them.
#[derive(Default)]
pub(super) struct WordHasher(u64);

impl Hasher for WordHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word))
                .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }
}

macro_rules! table {
    ($name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../data/dates/",
            $name
        ))
    };
}

static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::load(Grammar::English));
static FRENCH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::load(Grammar::French));

impl Lexicon {
    /// The words of `grammar`.
    pub(super) fn of(grammar: Grammar) -> &'static Self {
        match grammar {
            Grammar::English => &ENGLISH,
            Grammar::French => &FRENCH,
        }
    }

    fn load(grammar: Grammar) -> Self {
        let mut lexicon = Self {
            ids: HashMap::default(),
            entries: vec![Entry::default()],
            eras: Vec::new(),
            days: Vec::new(),
        };
        let language = match grammar {
            Grammar::English => "en",
            Grammar::French => "fr",
        };
        for row in rows(table!("words.tsv"), language) {
            let sense = Sense {
                class: Class::read(row[2]).expect("every class of the word table is known"),
                value: row[3]
                    .parse()
                    .expect("values of the word table are numbers"),
                flag: match row[4] {
                    "" => Flag::Sure,
                    "weak" => Flag::Weak,
                    "soft" => Flag::Soft,
                    "short" => Flag::Short,
                    "accent" => Flag::Accent,
                    other => panic!("unknown flag {other:?} in the word table"),
                },
            };
            lexicon.add(row[1], grammar, sense, false);
        }
        for row in rows(table!("eras.tsv"), language) {
            let value = i32::try_from(lexicon.eras.len()).expect("the table is small");
            let (from, to) = (row[2].to_owned(), row[3].to_owned());
            lexicon.eras.push(Era { from, to });
            lexicon.add(row[1], grammar, sure(Class::Era, value), true);
        }
        for row in rows(table!("days.tsv"), language) {
            let value = i32::try_from(lexicon.days.len()).expect("the table is small");
            lexicon.days.push(row[2].to_owned());
            lexicon.add(row[1], grammar, sure(Class::NamedDay, value), false);
        }
        for entry in &mut lexicon.entries {
            entry.bits = bits_of(&entry.senses);
            for phrase in &mut entry.phrases {
                phrase.bits = bits_of(&phrase.senses);
            }
            entry
                .phrases
                .sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
        }
        lexicon
    }

    fn add(&mut self, form: &str, grammar: Grammar, sense: Sense, cased: bool) {
        let mut words = Vec::new();
        if form.starts_with('\'') {
            let id = self.intern(form);
            self.entries[id as usize].senses.push(sense);
            return;
        }
        token::pieces(form, grammar, |piece| {
            let id =
                token::fold(piece.text(form), |word| self.intern(word)).expect("forms are short");
            words.push((id, cased && piece.upper));
        });
        let (first, first_upper) = words.remove(0);
        let entry = &mut self.entries[first as usize];
        if words.is_empty() {
            entry.senses.push(sense);
            return;
        }
        let same = entry
            .phrases
            .iter_mut()
            .find(|phrase| phrase.rest == words && phrase.first_upper == first_upper);
        if let Some(phrase) = same {
            phrase.senses.push(sense);
        } else {
            entry.phrases.push(Phrase {
                rest: words,
                first_upper,
                senses: vec![sense],
                bits: 0,
            });
        }
    }

    fn intern(&mut self, word: &str) -> u32 {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = u32::try_from(self.entries.len()).expect("the tables are small");
        self.entries.push(Entry::default());
        self.ids.insert(word.into(), id);
        id
    }

    /// The number of a word that is in the tables; 0 for all others.
    pub(super) fn id(&self, word: &str) -> u32 {
        self.ids.get(word).copied().unwrap_or(0)
    }

    /// The readings of a word.
    pub(super) fn senses(&'static self, id: u32) -> Senses {
        let entry = &self.entries[id as usize];
        Senses {
            list: &entry.senses,
            bits: entry.bits,
        }
    }

    /// The longest phrase that starts `tokens`: how many tokens it has, and its readings.
    pub(super) fn phrase(&'static self, tokens: &[Token]) -> Option<(usize, Senses)> {
        let entry = &self.entries[tokens[0].word as usize];
        entry.phrases.iter().find_map(|phrase| {
            let rest = tokens.get(1..=phrase.rest.len())?;
            let fits = rest
                .iter()
                .zip(&phrase.rest)
                .all(|(token, &(id, upper))| token.word == id && (!upper || token.upper));
            (fits && (!phrase.first_upper || tokens[0].upper)).then(|| {
                (
                    phrase.rest.len() + 1,
                    Senses {
                        list: &phrase.senses,
                        bits: phrase.bits,
                    },
                )
            })
        })
    }
}

fn sure(class: Class, value: i32) -> Sense {
    Sense {
        class,
        value,
        flag: Flag::Sure,
    }
}

fn rows<'a>(table: &'a str, language: &'a str) -> impl Iterator<Item = Vec<&'a str>> {
    table
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(move |row| row[0] == language)
}
