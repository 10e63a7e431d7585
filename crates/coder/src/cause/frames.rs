//! The files of causal frames, read once: what links, which way, and which words say more or less.

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use detente_model::{CauseKind, Error, ErrorKind, Sign};

use crate::table::rows;

const FRAMES: &str = include_str!("../../../../data/causes/frames.tsv");
const CONNECTIVES: &str = include_str!("../../../../data/causes/connectives.tsv");
const IRREGULAR: &str = include_str!("../../../../data/causes/irregular.tsv");
const DIRECTIONS: &str = include_str!("../../../../data/causes/directions.tsv");
const WEIGHTS: &str = include_str!("../../../../data/causes/english.weights.tsv");
const ENDS: &str = include_str!("../../../../data/causes/english.ends.tsv");

/// What part of speech carries a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Verb,
    Noun,
    Predicate,
}

/// How a word links a cause and an effect.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub part: Part,
    /// Particle that belongs to the verb ("bring about").
    pub particle: Option<&'static str>,
    /// Noun that belongs to the verb ("give rise to").
    pub noun: Option<&'static str>,
    /// The preposition before what the frame leads to; none: the object.
    pub slot: Option<&'static str>,
    /// The subject is the cause.
    pub forward: bool,
    /// The object stands where the subject does otherwise: "blame the embargo for hunger".
    pub of_object: bool,
    /// What is brought about is what the object becomes or does: "make it legal".
    pub becomes: bool,
    pub kind: CauseKind,
    pub sign: Sign,
    pub rule: String,
}

impl Frame {
    /// Cause and effect, of the two ends in the order in which the frame has them.
    pub(super) fn ends<T>(&self, first: T, second: T) -> (T, T) {
        if self.forward {
            (first, second)
        } else {
            (second, first)
        }
    }
}

/// A word sequence that links clauses or phrases.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools)] // flags of a row, each with a meaning of its own
pub(crate) struct Connective {
    pub words: Vec<&'static str>,
    pub forward: bool,
    pub kind: CauseKind,
    pub sign: Sign,
    /// Links only now and then: kept where the score says so.
    pub weak: bool,
    /// Links what is done or felt to what it is about ("punished for"), and seldom anything else.
    pub felt: bool,
    pub condition: bool,
    pub concessive: bool,
    /// Means a link, whatever it joins ("because of").
    pub plain: bool,
    pub rule: String,
}

/// The kinds of words that say which way something goes.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // a word can be several of them
pub(crate) struct Directions {
    /// "shortage", "rise".
    pub noun: Option<Sign>,
    /// "lower", "growing".
    pub adjective: Option<Sign>,
    /// "fall", "grow": of the subject.
    pub verb: Option<Sign>,
    /// "lift", "raise": of the object.
    pub act: Option<Sign>,
    /// "adversely": of what is affected so.
    pub manner: Option<Sign>,
    pub worsen: bool,
    pub better: bool,
    pub bad: bool,
    pub good: bool,
    /// "week", "decade": stands beside what happens and does nothing itself.
    pub time: bool,
    /// "economic": of what goes up or down, in "economic downturn".
    pub field: bool,
    /// "level", "number": says nothing of the direction.
    pub measure: bool,
    /// "demanding": what moves people.
    pub motive: bool,
    /// It says that somebody learns, not that anything comes about ("understand").
    pub knowing: bool,
    /// "saying": no result of anything.
    pub report: bool,
    /// "protest", "arrest": done over something.
    pub protest: bool,
    /// "punish", "worried": done or felt over something.
    pub reaction: bool,
    /// "desire", "ability": what is wished or can be done, and is not done.
    pub mind: bool,
    /// What is wished: that less of something is wanted makes it no less.
    pub wish: bool,
    /// What stands in the way of a deed: its object is less within reach.
    pub hurdle: bool,
    /// "trend", "pattern": how something goes, of which there is no more and no less.
    pub neutral: bool,
    /// "pact", "vision": what is agreed, thought or done, and no thing at hand.
    pub notion: bool,
    /// "seek": what follows is only tried.
    pub seek: bool,
    /// "scramble", "race": what follows is what is tried, and not what for.
    pub strive: bool,
    /// "role", "factor", "tool": what it is said to do, the subject of its clause does.
    pub stand: bool,
    /// "paper", "question": words that only treat of something.
    pub treatise: bool,
    /// "government", "side": somebody who acts.
    pub agent: bool,
    /// One of those who act in crowds and by hand: a protester, a soldier.
    pub person: bool,
}

/// All frames of one language.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    /// By the lemma of the first word.
    pub by_lemma: HashMap<&'static str, Vec<Frame>>,
    /// By the first word.
    pub connectives: HashMap<&'static str, Vec<Connective>>,
    pub directions: HashMap<&'static str, Directions>,
    /// French verbs of frames without the ending of the infinitive: what their forms begin with.
    pub starts: BTreeSet<&'static str>,
    /// Base forms of past participles that no ending tells.
    pub irregular: HashMap<&'static str, &'static str>,
}

/// English and French.
static TABLES: LazyLock<[Frames; 2]> = LazyLock::new(|| {
    ["en", "fr"].map(|language| {
        Frames::load(language).expect("a test reads the files that are compiled in")
    })
});

static SCORES: LazyLock<HashMap<&'static str, f64>> =
    LazyLock::new(|| weights(WEIGHTS).expect("a test reads the files that are compiled in"));

/// Weights of where ends begin and end, by the number of the feature's name: they are asked for some hundred times
/// for each word that could be an edge.
static EDGES: LazyLock<HashMap<FeatureName, f64, AsTheyAre>> = LazyLock::new(|| {
    let read = weights(ENDS).expect("a test reads the files that are compiled in");
    let numbered = read
        .into_iter()
        .map(|(name, weight)| (FeatureName::default().and(name), weight));
    numbered.collect()
});

/// The name of a feature as a number, made of its parts one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct FeatureName(u64);

impl Default for FeatureName {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl FeatureName {
    /// The name that goes on with `part`.
    #[must_use]
    pub(crate) fn and(self, part: &str) -> Self {
        // FNV-1a, 64 bits.
        let bytes = part.bytes();
        Self(bytes.fold(self.0, |number, byte| {
            (number ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        }))
    }
}

/// Takes numbers that are spread already for their own hashes.
#[derive(Debug, Default, Clone)]
struct AsItIs(u64);

type AsTheyAre = BuildHasherDefault<AsItIs>;

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        // The table tells entries apart by the highest bits.
        self.0 = number ^ (number << 32);
    }
}

fn weights(file: &'static str) -> Result<HashMap<&'static str, f64>, Error> {
    let mut found = HashMap::new();
    for [feature, weight] in rows("causes/english.*.tsv", file, ["feature", "weight"])? {
        let weight = weight.parse().map_err(|_| bad("a weight", weight))?;
        found.insert(feature, weight);
    }
    Ok(found)
}

/// The weight of a feature of the score, 0 for one that is not known.
pub(crate) fn weight(feature: &str) -> f64 {
    SCORES.get(feature).copied().unwrap_or(0.0)
}

/// The weight of a feature of where an end begins or ends, 0 for one that is not known.
pub(crate) fn end_weight(feature: FeatureName) -> f64 {
    EDGES.get(&feature).copied().unwrap_or(0.0)
}

fn bad(what: &str, found: &str) -> Error {
    Error::new(ErrorKind::Unknown, format!("{found:?} is not {what}"))
}

impl Frames {
    /// The frames of `fr`, or of English.
    pub(crate) fn of(language: &str) -> &'static Self {
        &TABLES[usize::from(language == "fr")]
    }

    fn load(language: &str) -> Result<Self, Error> {
        let mut tables = Self::default();
        tables.read_frames(language)?;
        tables.read_connectives(language)?;
        tables.read_directions(language)?;
        for [tongue, form, base] in rows(
            "causes/irregular.tsv",
            IRREGULAR,
            ["language", "form", "base"],
        )? {
            if tongue == language {
                tables.irregular.insert(form, base);
            }
        }
        if language == "fr" {
            let verbs = tables.by_lemma.keys();
            tables.starts = verbs.copied().filter_map(french_start).collect();
        }
        Ok(tables)
    }

    fn read_frames(&mut self, language: &str) -> Result<(), Error> {
        let columns = ["language", "part", "patterns", "order", "kind", "sign"];
        for [tongue, part, patterns, order, kind, sign] in
            rows("causes/frames.tsv", FRAMES, columns)?
        {
            if tongue != language {
                continue;
            }
            for pattern in patterns.split('|') {
                let mut words = pattern.split(' ');
                let first = words.next().unwrap_or_default();
                let mut frame = Frame {
                    part: match part {
                        "verb" => Part::Verb,
                        "noun" => Part::Noun,
                        "predicate" => Part::Predicate,
                        _ => return Err(bad("a part of a frame", part)),
                    },
                    particle: None,
                    noun: None,
                    slot: None,
                    forward: forward(order.trim_start_matches("object "))?,
                    of_object: order.starts_with("object "),
                    becomes: false,
                    kind: kind.parse()?,
                    sign: sign.parse()?,
                    rule: format!("cause/{language}/{part}/{pattern}"),
                };
                for word in words {
                    if let Some(particle) = word.strip_prefix('+') {
                        frame.particle = Some(particle);
                    } else if word == "~" {
                        frame.becomes = true;
                    } else if let Some(noun) = word.strip_prefix('=') {
                        frame.noun = Some(noun);
                    } else {
                        frame.slot = Some(word);
                    }
                }
                self.by_lemma.entry(first).or_default().push(frame);
            }
        }
        Ok(())
    }

    fn read_connectives(&mut self, language: &str) -> Result<(), Error> {
        let columns = ["language", "forms", "order", "kind", "sign", "flags"];
        for [tongue, forms, order, kind, sign, flags] in
            rows("causes/connectives.tsv", CONNECTIVES, columns)?
        {
            if tongue != language {
                continue;
            }
            for form in forms.split('|') {
                let words: Vec<&'static str> = form.split(' ').collect();
                let flag = |name: &str| flags.split(' ').any(|flag| flag == name);
                let connective = Connective {
                    forward: forward(order)?,
                    kind: kind.parse()?,
                    sign: sign.parse()?,
                    weak: flag("weak"),
                    felt: flag("felt"),
                    condition: flag("condition"),
                    concessive: flag("concessive"),
                    plain: flag("plain"),
                    rule: format!("cause/{language}/connective/{form}"),
                    words,
                };
                let list = self.connectives.entry(connective.words[0]).or_default();
                // The longest come first.
                let length = connective.words.len();
                let place = list.partition_point(|known| known.words.len() >= length);
                list.insert(place, connective);
            }
        }
        Ok(())
    }

    fn read_directions(&mut self, language: &str) -> Result<(), Error> {
        let columns = ["language", "part", "sign", "words"];
        for [tongue, part, sign, words] in rows("causes/directions.tsv", DIRECTIONS, columns)? {
            if tongue != language {
                continue;
            }
            let sign: Option<Sign> = (!sign.is_empty()).then(|| sign.parse()).transpose()?;
            for word in words.split('|') {
                let entry = self.directions.entry(word).or_default();
                match part {
                    "noun" => entry.noun = sign,
                    "adjective" => entry.adjective = sign,
                    "verb" => entry.verb = sign,
                    "act" => entry.act = sign,
                    "manner" => entry.manner = sign,
                    "worsen" => entry.worsen = true,
                    "better" => entry.better = true,
                    "bad" => entry.bad = true,
                    "good" => entry.good = true,
                    "time" => entry.time = true,
                    "field" => entry.field = true,
                    "measure" => entry.measure = true,
                    "motive" => entry.motive = true,
                    "knowing" => entry.knowing = true,
                    "report" => entry.report = true,
                    "protest" => entry.protest = true,
                    "reaction" => entry.reaction = true,
                    "mind" => entry.mind = true,
                    "wish" => entry.wish = true,
                    "hurdle" => entry.hurdle = true,
                    "neutral" => entry.neutral = true,
                    "notion" => entry.notion = true,
                    "seek" => entry.seek = true,
                    "strive" => entry.strive = true,
                    "stand" => entry.stand = true,
                    "treatise" => entry.treatise = true,
                    "agent" => entry.agent = true,
                    "person" => entry.person = true,
                    _ => return Err(bad("a part of a direction", part)),
                }
            }
        }
        Ok(())
    }

    /// Whether a form may be one of a word with a frame: cheap, and sometimes too generous.
    pub(crate) fn may_begin(&self, form: &str) -> bool {
        // "aggravé", "poussent": an ending has at most six letters ("-eraient").
        let begun = (form.len().saturating_sub(8)..form.len())
            .filter_map(|end| form.get(..end))
            .any(|start| self.starts.contains(start));
        if begun {
            return true;
        }
        let base = self.irregular.get(form);
        if base.is_some_and(|base| self.by_lemma.contains_key(base)) {
            return true;
        }
        let endings = ["", "s", "es", "ed", "d", "ing", "ent", "e"];
        endings.iter().any(|ending| {
            form.strip_suffix(ending).is_some_and(|stem| {
                // "spurred", "curbing": a letter may be doubled.
                let (end, start) = (stem.chars().next_back(), stem.chars().rev().nth(1));
                let single = end.filter(|_| end == start && ending.len() > 1);
                self.by_lemma.contains_key(stem)
                    || self.by_lemma.contains_key(format!("{stem}e").as_str())
                    || single.is_some_and(|end| {
                        let stem = &stem[..stem.len() - end.len_utf8()];
                        self.by_lemma.contains_key(stem)
                    })
            })
        }) || matches!(form, "too" | "enough" | "behind" | "why")
    }

    /// What is known of a word.
    pub(crate) fn direction(&self, lemma: &str) -> Directions {
        self.directions.get(lemma).copied().unwrap_or_default()
    }
}

/// What the forms of a French verb begin with.
fn french_start(infinitive: &'static str) -> Option<&'static str> {
    let endings = ["er", "ir", "re"];
    let start = endings
        .iter()
        .find_map(|ending| infinitive.strip_suffix(ending))?;
    // "permettre", "permet": one of two same letters.
    let start = start
        .strip_suffix("tt")
        .map_or(start, |_| &start[..start.len() - 1]);
    (start.len() > 3).then_some(start)
}

fn forward(order: &str) -> Result<bool, Error> {
    match order {
        "forward" => Ok(true),
        "back" => Ok(false),
        _ => Err(bad("an order of cause and effect", order)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_that_are_compiled_in_can_be_read() {
        for language in ["en", "fr"] {
            let frames = Frames::load(language).unwrap();
            assert!(frames.by_lemma.len() > 40 && frames.connectives.len() > 10);
        }
        weights(WEIGHTS).unwrap();
        let names = weights(ENDS).unwrap();
        assert_eq!(EDGES.len(), names.len(), "two names have one number");
        let names: std::collections::BTreeMap<_, _> = names.into_iter().collect();
        for (name, weight) in names {
            let cut = name.len() / 2;
            let cut = name.floor_char_boundary(cut);
            let parts = FeatureName::default().and(&name[..cut]).and(&name[cut..]);
            assert_eq!(end_weight(parts).to_bits(), weight.to_bits(), "{name}");
        }
        let none = end_weight(FeatureName::default().and("no such name"));
        assert_eq!(none.to_bits(), 0.0_f64.to_bits());
    }
}
