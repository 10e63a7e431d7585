//! From the files to the tables.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use detente_model::{Action, ActorId, Error, ErrorKind, Span};

use super::pattern::{Element, Flag, Outcome, Part, Pattern, Slot};
use super::{
    ActionSpec, Anaphor, CharacterisationCue, DeedTypes, Description, Head, HeadClass, Hyphen,
    Lexicon, ModalityCue, SpeechCue, TieSpec, Tongue, class,
};
use crate::inflect::{Irregular, Irregulars, conjugate, plural};
use crate::table::rows;
use crate::token::{Token, tokenize};

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

const WORDS: (&str, &str) = file!("words.tsv");
const IRREGULAR: (&str, &str) = file!("irregular.tsv");
const CLASSES: (&str, &str) = file!("classes.tsv");
const HEADS: (&str, &str) = file!("heads.tsv");
const MODALITY: (&str, &str) = file!("modality.tsv");
const ATTRIBUTION: (&str, &str) = file!("attribution.tsv");
const ANAPHORS: (&str, &str) = file!("anaphors.tsv");
const HYPHENS: (&str, &str) = file!("hyphens.tsv");
const ACTIONS: (&str, &str) = file!("actions.tsv");
const TIES: (&str, &str) = file!("ties.tsv");
const CHARACTERISATIONS: (&str, &str) = file!("characterisations.tsv");
const COMPOSITIONS: (&str, &str) = file!("compositions.tsv");
const LANDMARKS: (&str, &str) = file!("landmarks.tsv");

/// The words of a phrase in lower case, as texts are cut.
pub(crate) fn phrase_words(phrase: &str) -> Vec<String> {
    let mut tokens: Vec<Token> = Vec::new();
    tokenize(phrase, Span::from_range(0..phrase.len()), &mut tokens);
    tokens
        .iter()
        .map(|token| token.span.of(phrase).replace('’', "'").to_lowercase())
        .collect()
}

impl Lexicon {
    /// The lexicon that is compiled in.
    pub(crate) fn load() -> Result<Self, Error> {
        let (english, french) = std::thread::scope(|scope| {
            let english = scope.spawn(|| Tongue::load("en"));
            let french = Tongue::load("fr");
            (
                english.join().expect("reading a table does not panic"),
                french,
            )
        });
        Ok(Self {
            english: english?,
            french: french?,
        })
    }
}

fn bad(what: &str, found: &str) -> Error {
    Error::new(ErrorKind::Unknown, format!("{found:?} is not {what}"))
}

fn class_bit(name: &str) -> Option<u64> {
    Some(match name {
        "det" => class::DETERMINER,
        "prep" => class::PREPOSITION,
        "conj" => class::CONJUNCTION,
        "sub" => class::SUBORDINATOR,
        "if" => class::SUBORDINATOR | class::CONDITION,
        "unless" => class::UNLESS,
        "rel" => class::RELATIVE,
        "pron" => class::PRONOUN,
        "be" => class::BE,
        "have" => class::HAVE,
        "do" => class::DO,
        "modal" => class::MODAL,
        "neg" => class::NEGATION,
        "adv" => class::ADVERB,
        "to" => class::TO,
        "noun" => class::NOUN,
        "adj" => class::ADJECTIVE,
        "time" => class::TIME,
        "poss" => class::POSSESSIVE | class::DETERMINER,
        "refl" => class::REFLEXIVE,
        "amount" => class::AMOUNT,
        "must" => class::MUST,
        "willing" => class::WILLING,
        "land" => class::LAND,
        "water" => class::WATER,
        "words" => class::WORDS,
        "throng" => class::THRONG,
        "former" => class::FORMER,
        "honorific" => class::HONORIFIC,
        "quarrel" => class::QUARREL,
        "impersonal" => class::IMPERSONAL,
        "abroad" => class::ABROAD,
        "acting" => class::ACTING,
        "shared" => class::SHARED,
        "peer" => class::PEER,
        "game" => class::GAME,
        "play" => class::PLAY,
        "wrong" => class::WRONG,
        "none" => class::NONE,
        "charge" => class::CHARGE,
        "untrue" => class::UNTRUE,
        _ => return None,
    })
}

/// The bit of a class of verbs, which all their forms get.
fn verb_bit(name: &str) -> Option<u64> {
    Some(match name {
        "verb" => 0,
        "motion" => class::MOTION,
        "keeps" => class::KEEPS_SUBJECT,
        "support" => class::SUPPORT,
        "saying" => class::SAYING,
        "wrongs" => class::WRONG,
        "judging" => class::JUDGING,
        _ => return None,
    })
}

/// What the loader carries from file to file.
struct Loader<'l> {
    language: &'l str,
    irregulars: &'static Irregulars,
    classes: BTreeMap<&'static str, u64>,
    /// The forms of the verbs met so far: many patterns begin with the same.
    verbs: HashMap<String, Vec<(u32, u16)>>,
    tongue: Tongue,
}

impl Tongue {
    fn load(language: &str) -> Result<Self, Error> {
        let mut loader = Loader {
            language,
            irregulars: irregulars(),
            classes: BTreeMap::new(),
            verbs: HashMap::new(),
            tongue: Tongue::default(),
        };
        loader.tongue.words.push(super::WordInfo::default());
        loader.tongue.begins.push(Vec::new());
        loader.read_words()?;
        loader.read_classes()?;
        loader.read_heads()?;
        loader.read_cues()?;
        loader.read_hyphens()?;
        loader.read_actions()?;
        loader.read_ties()?;
        loader.read_compositions()?;
        loader.read_characterisations()?;
        loader.read_landmarks()?;
        loader.tongue.stance = crate::stance::StanceTable::load(language)?;
        Ok(loader.tongue)
    }

    /// The number of `word`, with room for it in the tables by word.
    pub(crate) fn intern(&mut self, word: &str) -> u32 {
        let id = self.vocabulary.intern(word);
        if self.words.len() < self.vocabulary.len() {
            self.words
                .resize_with(self.vocabulary.len(), Default::default);
            self.begins.resize_with(self.vocabulary.len(), Vec::new);
        }
        id
    }

    /// The numbers of the words of a phrase.
    pub(crate) fn intern_phrase(&mut self, phrase: &str) -> Vec<u32> {
        phrase_words(phrase)
            .iter()
            .map(|word| self.intern(word))
            .collect()
    }
}

/// The verb forms that no rule gives, of both languages.
pub(crate) fn irregulars() -> &'static Irregulars {
    static TABLE: OnceLock<Irregulars> = OnceLock::new();
    TABLE.get_or_init(|| read_irregulars().expect("a test reads the files that are compiled in"))
}

/// The verbs that patterns of French events begin with.
pub(crate) fn french_verbs() -> BTreeSet<&'static str> {
    let patterns = ACTIONS
        .1
        .lines()
        .filter_map(|row| row.strip_prefix("fr\tverb\t"))
        .filter_map(|row| row.split('\t').next());
    patterns
        .flat_map(|patterns| patterns.split(';'))
        .filter_map(|pattern| {
            pattern
                .split_whitespace()
                .find(|word| !matches!(*word, "se" | "en" | "y" | "ne"))
        })
        .flat_map(|first| first.split('/'))
        .map(|verb| verb.trim_start_matches("s'").trim_start_matches("d'"))
        .collect()
}

fn read_irregulars() -> Result<Irregulars, Error> {
    let columns = [
        "language",
        "lemma",
        "finite",
        "participle",
        "gerund",
        "mode",
    ];
    let list = |field: &str| -> Vec<String> {
        field
            .split('|')
            .filter(|form| !form.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let mut irregulars = Irregulars::new();
    for [language, lemma, finite, participle, gerund, mode] in
        rows(IRREGULAR.0, IRREGULAR.1, columns)?
    {
        let irregular = Irregular {
            finite: list(finite),
            participle: list(participle),
            gerund: list(gerund),
            adds: mode == "add",
        };
        irregulars.insert((language.to_owned(), lemma.to_owned()), irregular);
    }
    Ok(irregulars)
}

impl Loader<'_> {
    fn mark_verb(&mut self, lemma: &str) -> Vec<(u32, u16)> {
        if let Some(forms) = self.verbs.get(lemma) {
            return forms.clone();
        }
        let forms: Vec<(u32, u16)> = conjugate(self.language, lemma, self.irregulars)
            .into_iter()
            .map(|(form, bits)| {
                let id = self.tongue.intern(&form);
                self.tongue.words[id as usize].verb |= bits;
                (id, bits)
            })
            .collect();
        self.verbs.insert(lemma.to_owned(), forms.clone());
        forms
    }

    fn mark_noun(&mut self, noun: &str) -> Vec<u32> {
        let mut ids = vec![
            self.tongue.intern(noun),
            self.tongue.intern(&plural(self.language, noun)),
        ];
        ids.dedup();
        for id in &ids {
            self.tongue.words[*id as usize].class |= class::NOUN;
        }
        ids
    }

    fn read_words(&mut self) -> Result<(), Error> {
        let columns = ["language", "class", "forms", "value"];
        for [language, name, forms, value] in rows(WORDS.0, WORDS.1, columns)? {
            if language != self.language {
                continue;
            }
            for word in forms.split(' ').filter(|word| !word.is_empty()) {
                if let Some(bit) = verb_bit(name) {
                    for (id, _) in self.mark_verb(word) {
                        self.tongue.words[id as usize].class |= bit;
                    }
                    continue;
                }
                if name == "noun" {
                    self.mark_noun(word);
                    continue;
                }
                let bit = class_bit(name).ok_or_else(|| bad("a class of words", name))?;
                let slot = (!value.is_empty())
                    .then(|| Slot::parse(value))
                    .transpose()?;
                let id = self.tongue.intern(word) as usize;
                self.tongue.words[id].class |= bit;
                if slot.is_some() {
                    self.tongue.words[id].slot = slot;
                }
            }
        }
        Ok(())
    }

    fn read_classes(&mut self) -> Result<(), Error> {
        for [name, language, forms] in rows(CLASSES.0, CLASSES.1, ["class", "language", "forms"])? {
            let next = self.classes.len();
            let place = *self.classes.entry(name).or_insert(1 << next);
            if next >= 63 {
                return Err(bad("within the 63 noun classes", name));
            }
            if language != self.language {
                continue;
            }
            for noun in forms.split(' ').filter(|noun| !noun.is_empty()) {
                for id in self.mark_noun(noun) {
                    self.tongue.words[id as usize].nouns |= place;
                }
            }
        }
        Ok(())
    }

    fn read_heads(&mut self) -> Result<(), Error> {
        for [language, kind, sector, forms] in
            rows(HEADS.0, HEADS.1, ["language", "class", "sector", "forms"])?
        {
            if language != self.language {
                continue;
            }
            let class = match kind {
                "agent" => HeadClass::Agent,
                "instrument" => HeadClass::Instrument,
                "asset" => HeadClass::Asset,
                _ => return Err(bad("a class of head", kind)),
            };
            let sector = (!sector.is_empty()).then_some(sector);
            for form in forms.split('|').filter(|form| !form.is_empty()) {
                let words = self.tongue.intern_phrase(form);
                let Some((last, before)) = words.split_last() else {
                    continue;
                };
                let noun = phrase_words(form).pop().unwrap_or_default();
                let mut numbers = self.mark_noun(&noun);
                numbers.push(*last);
                numbers.sort_unstable();
                numbers.dedup();
                for last in numbers {
                    let mut words = before.to_vec();
                    words.push(last);
                    self.tongue.heads.insert(&words, Head { class, sector });
                }
            }
        }
        Ok(())
    }

    /// The sequences of a cue in which `<seek>` stands for every form of the verb and `a/b` for
    /// either word.
    fn expand(&mut self, cue: &str) -> Vec<Vec<u32>> {
        let mut sequences: Vec<Vec<u32>> = vec![Vec::new()];
        for step in cue.split(' ').filter(|step| !step.is_empty()) {
            let choices: Vec<Vec<u32>> =
                match step.strip_prefix('<').and_then(|s| s.strip_suffix('>')) {
                    Some(lemma) => {
                        let mut forms: Vec<u32> = self
                            .mark_verb(lemma)
                            .into_iter()
                            .map(|(id, _)| id)
                            .collect();
                        forms.sort_unstable();
                        forms.dedup();
                        forms.into_iter().map(|id| vec![id]).collect()
                    }
                    None => step
                        .split('/')
                        .map(|word| self.tongue.intern_phrase(word))
                        .collect(),
                };
            sequences = sequences
                .iter()
                .flat_map(|head| {
                    choices
                        .iter()
                        .map(|tail| [head.as_slice(), tail.as_slice()].concat())
                })
                .collect();
        }
        sequences
    }

    fn read_cues(&mut self) -> Result<(), Error> {
        let columns = ["language", "forms", "modality", "polarity", "governs"];
        for [language, forms, modality, polarity, governs] in rows(MODALITY.0, MODALITY.1, columns)?
        {
            if language != self.language {
                continue;
            }
            let cue = ModalityCue {
                modality: modality.parse()?,
                polarity: polarity.parse()?,
                verbal: governs == "verb",
            };
            for form in forms.split('|') {
                for words in self.expand(form) {
                    self.tongue.modality.insert(&words, cue);
                }
            }
        }
        for [language, kind, forms] in
            rows(ATTRIBUTION.0, ATTRIBUTION.1, ["language", "kind", "forms"])?
        {
            if language != self.language {
                continue;
            }
            let cue = match kind {
                "verb" => SpeechCue::Verb,
                "according" => SpeechCue::According,
                "adverb" => SpeechCue::Adverb,
                "nobody" => SpeechCue::Nobody,
                "opinion" => SpeechCue::Opinion,
                "denial" => SpeechCue::Denial,
                _ => return Err(bad("a kind of attribution", kind)),
            };
            for form in forms.split('|') {
                for words in self.expand(form) {
                    self.tongue.speech.insert(&words, cue);
                }
            }
        }
        for [language, kind, forms] in rows(ANAPHORS.0, ANAPHORS.1, ["language", "kind", "forms"])?
        {
            if language != self.language {
                continue;
            }
            let cue = match kind {
                "pair" => Anaphor::Pair,
                "pair-role" => Anaphor::PairRole,
                "pair-possessive" => Anaphor::PairPossessive,
                "one" => Anaphor::One,
                "one-possessive" => Anaphor::OnePossessive,
                "speaker" => Anaphor::Speaker,
                "speaker-possessive" => Anaphor::SpeakerPossessive,
                "both" => Anaphor::Both,
                "each" => Anaphor::Each,
                "other" => Anaphor::Other,
                "person" => Anaphor::Person,
                "counterpart" => Anaphor::Counterpart,
                "land" => Anaphor::Described(Description::Land),
                "country" => Anaphor::Described(Description::Country),
                "named" => Anaphor::Described(Description::Named),
                "bloc" => Anaphor::Described(Description::Bloc),
                "group" => Anaphor::Described(Description::Group),
                "company" => Anaphor::Described(Description::Company),
                _ => match kind.split_once(' ') {
                    Some(("deed", types)) => Anaphor::Deed(DeedTypes::parse(types)?),
                    Some(("known", state)) => {
                        state.parse::<ActorId>()?;
                        Anaphor::Known(state)
                    }
                    Some(("official", word)) => Anaphor::Described(Description::Official(word)),
                    _ => return Err(bad("a kind of anaphor", kind)),
                },
            };
            for form in forms.split('|') {
                let mut ways = vec![form.to_owned()];
                if matches!(cue, Anaphor::Deed(_)) {
                    ways.extend(pointing(language, form));
                }
                for words in ways
                    .iter()
                    .flat_map(|way| self.expand(way))
                    .collect::<Vec<_>>()
                {
                    self.tongue.anaphors.insert(&words, cue);
                }
            }
        }
        Ok(())
    }

    fn read_hyphens(&mut self) -> Result<(), Error> {
        let columns = ["language", "place", "sense", "words"];
        for [language, place, sense, words] in rows(HYPHENS.0, HYPHENS.1, columns)? {
            if language != self.language {
                continue;
            }
            let joined = match (place, sense) {
                ("behind", "apart") => Hyphen::ApartBehind,
                ("behind", "home") => Hyphen::Home,
                ("front", "apart") => Hyphen::ApartFront,
                ("front", state) => Hyphen::Short(state.parse()?),
                _ => return Err(bad("a place beside a hyphen", place)),
            };
            for word in words.split('|') {
                let id = self.tongue.intern(word);
                self.tongue
                    .hyphens
                    .entry(id)
                    .or_default()
                    .push(joined.clone());
            }
        }
        Ok(())
    }

    /// One pattern, entered under every form of its first word.
    fn add_pattern(&mut self, part: &str, text: &str, mut pattern: Pattern) -> Result<(), Error> {
        let reflexive = ["se ", "s'"]
            .iter()
            .find_map(|pronoun| text.strip_prefix(pronoun))
            .filter(|_| self.language == "fr" && part == "verb");
        if reflexive.is_some() {
            pattern.flags.push(Flag::Reflexive);
        }
        let text = reflexive.unwrap_or(text);
        // "ne pas accepter": "n'acceptera jamais".
        let denied = text
            .strip_prefix("ne pas ")
            .filter(|_| self.language == "fr" && part == "verb");
        let text = denied.unwrap_or(text);
        let mut steps = text.split(' ').filter(|step| !step.is_empty());
        let first = steps.next().ok_or_else(|| bad("a pattern", text))?;
        let mut heads: Vec<(u32, u16)> = Vec::new();
        let mut before: Vec<Element> = Vec::new();
        let first_words: Vec<String> = first.split('/').map(str::to_owned).collect();
        for word in first_words {
            let parts = phrase_words(&word);
            let Some((head, tail)) = parts.split_first() else {
                continue;
            };
            if part == "verb" {
                heads.extend(self.mark_verb(head));
            } else if part == "adjective" {
                heads.push((self.tongue.intern(head), 0));
            } else if tail.is_empty() {
                heads.extend(self.mark_noun(head).into_iter().map(|id| (id, 0)));
            } else {
                heads.push((self.tongue.intern(head), 0));
            }
            before = tail
                .iter()
                .map(|word| {
                    let ids = if matches!(part, "verb" | "adjective") {
                        vec![self.tongue.intern(word)]
                    } else {
                        self.mark_noun(word)
                    };
                    Element::Words(ids)
                })
                .collect();
        }
        if denied.is_some() {
            let words = [
                "pas",
                "jamais",
                "plus",
                "guère",
                "aucun",
                "aucune",
                "nullement",
            ];
            let words = words.iter().map(|word| self.tongue.intern(word)).collect();
            pattern.flags.push(Flag::Denied);
            pattern.rest.push(Element::Words(words));
            if !before.is_empty() || steps.clone().next().is_some() {
                pattern.rest.push(Element::Gap);
            }
        }
        pattern.rest.extend(before);
        let mut infinitive = false;
        for step in steps {
            let element = self.element(step, infinitive)?;
            pattern.rest.push(element);
            infinitive = step == "to";
        }
        // "stand by", "rally behind": what follows the preposition is the object.
        let behind = pattern
            .rest
            .iter()
            .rfind(|step| !matches!(step, Element::Subject(_) | Element::SubjectClass(_)));
        if let (Some(Element::Words(words)), Some(place)) = (
            behind,
            pattern.target.iter().position(|slot| *slot == Slot::Object),
        ) && part == "verb"
            && let [word] = words.as_slice()
            && let Some(slot) = self.tongue.info(*word).slot
            && !pattern.target.contains(&slot)
        {
            pattern.target.insert(place + 1, slot);
        }
        let number = self.tongue.patterns.len() as u32;
        self.tongue.patterns.push(pattern);
        heads.sort_unstable();
        heads.dedup();
        let mut merged: BTreeMap<u32, u16> = BTreeMap::new();
        for (id, bits) in heads {
            *merged.entry(id).or_default() |= bits;
        }
        for (id, bits) in merged {
            self.tongue.begins[id as usize].push((number, bits));
        }
        Ok(())
    }

    /// A step of a pattern. A noun stands for its plural too, unless it is the `infinitive` of a verb.
    fn element(&mut self, step: &str, infinitive: bool) -> Result<Element, Error> {
        if step == "~" {
            return Ok(Element::Gap);
        }
        if let Some(step) = step.strip_prefix('^') {
            return Ok(match self.element(step, infinitive)? {
                Element::Words(words) => Element::Subject(words),
                Element::Class(bits) => Element::SubjectClass(bits),
                other => other,
            });
        }
        if let Some(name) = step.strip_prefix('@') {
            let mut bits = 0;
            for name in name.split('/') {
                bits |= self
                    .classes
                    .get(name)
                    .ok_or_else(|| bad("a noun class", name))?;
            }
            return Ok(Element::Class(bits));
        }
        let mut words = Vec::new();
        for word in step.split('/') {
            let lemma = word
                .strip_prefix('<')
                .and_then(|word| word.strip_suffix('>'));
            if let Some(lemma) = lemma {
                words.extend(self.mark_verb(lemma).into_iter().map(|(id, _)| id));
                continue;
            }
            let id = self.tongue.intern(word);
            words.push(id);
            let info = self.tongue.info(id);
            if info.class & !class::OPEN == 0 && !infinitive {
                words.extend(self.mark_noun(word));
            }
        }
        words.sort_unstable();
        words.dedup();
        Ok(Element::Words(words))
    }

    fn read_actions(&mut self) -> Result<(), Error> {
        let columns = [
            "language", "part", "pattern", "type", "mode", "cameo", "context", "source", "target",
            "flags",
        ];
        for row in rows(ACTIONS.0, ACTIONS.1, columns)? {
            let [
                language,
                part,
                patterns,
                plover,
                mode,
                cameo,
                context,
                source,
                target,
                flags,
            ] = row;
            if language != self.language {
                continue;
            }
            let optional = |field: &'static str| (!field.is_empty()).then_some(field);
            let spec = ActionSpec {
                action: Action::new(plover.parse()?, optional(mode))?,
                cameo: optional(cameo).map(str::parse).transpose()?,
                context: context
                    .split('|')
                    .filter_map(optional)
                    .map(str::parse)
                    .collect::<Result<_, _>>()?,
            };
            for text in patterns.split(';').map(str::trim) {
                let outcome = Outcome::Event(spec.clone());
                let pattern = pattern_of(
                    "action",
                    language,
                    part,
                    text,
                    outcome,
                    [source, target, flags],
                )
                .map_err(|error| Error::data(ACTIONS.0, 0, format!("{text}: {error}")))?;
                self.add_pattern(part, text, pattern)
                    .map_err(|error| Error::data(ACTIONS.0, 0, format!("{text}: {error}")))?;
            }
        }
        Ok(())
    }

    fn read_compositions(&mut self) -> Result<(), Error> {
        let columns = ["deed", "agree", "ask", "demand", "reject", "threaten"];
        for [deed, rest @ ..] in rows(COMPOSITIONS.0, COMPOSITIONS.1, columns)? {
            let mut codes = [None; 5];
            for (code, text) in codes.iter_mut().zip(rest) {
                *code = (!text.is_empty()).then(|| text.parse()).transpose()?;
            }
            self.tongue.compositions.insert(deed, codes);
        }
        let plain = |of: &str| {
            self.tongue.patterns.iter().position(|pattern| {
                matches!(&pattern.outcome, Outcome::Event(spec)
                    if spec.cameo.is_some_and(|code| code.as_str() == of))
            })
        };
        self.tongue.demand = plain("100");
        self.tongue.accusation = plain("112");
        self.tongue.criticism = plain("111");
        self.tongue.rejection = plain("120");
        Ok(())
    }

    fn read_ties(&mut self) -> Result<(), Error> {
        let columns = [
            "language",
            "part",
            "pattern",
            "kind",
            "source_role",
            "target_role",
            "status",
            "source",
            "target",
            "flags",
        ];
        for row in rows(TIES.0, TIES.1, columns)? {
            let [
                language,
                part,
                patterns,
                kind,
                source_role,
                target_role,
                status,
                source,
                target,
                flags,
            ] = row;
            if language != self.language {
                continue;
            }
            let spec = TieSpec {
                kind: kind.parse()?,
                source: source_role.parse()?,
                target: target_role.parse()?,
                status: status.parse()?,
            };
            for text in patterns.split(';').map(str::trim) {
                let outcome = Outcome::Tie(spec.clone());
                let pattern = pattern_of(
                    "tie",
                    language,
                    part,
                    text,
                    outcome,
                    [source, target, flags],
                )
                .map_err(|error| Error::data(TIES.0, 0, format!("{text}: {error}")))?;
                self.add_pattern(part, text, pattern)
                    .map_err(|error| Error::data(TIES.0, 0, format!("{text}: {error}")))?;
            }
        }
        Ok(())
    }

    fn read_characterisations(&mut self) -> Result<(), Error> {
        let columns = ["language", "forms", "standing", "polarity", "weak"];
        for [language, forms, standing, polarity, weak] in
            rows(CHARACTERISATIONS.0, CHARACTERISATIONS.1, columns)?
        {
            if language != self.language {
                continue;
            }
            for form in forms.split('|') {
                let cue = CharacterisationCue {
                    rule: format!("characterisation/{language}/{form}"),
                    standing: standing.parse()?,
                    polarity: polarity.parse()?,
                    weak: weak == "weak",
                };
                for words in self.expand(form) {
                    self.tongue.characterisations.insert(&words, cue.clone());
                }
            }
        }
        Ok(())
    }

    fn read_landmarks(&mut self) -> Result<(), Error> {
        let columns = ["language", "forms", "from", "to"];
        for [language, forms, from, to] in rows(LANDMARKS.0, LANDMARKS.1, columns)? {
            if language != self.language {
                continue;
            }
            let last = (!to.is_empty()).then(|| to.parse()).transpose()?;
            for form in forms.split('|') {
                let words = self.tongue.intern_phrase(form);
                self.tongue.landmarks.insert(&words, (from.parse()?, last));
            }
        }
        Ok(())
    }
}

fn pattern_of(
    what: &str,
    language: &str,
    part: &str,
    text: &str,
    outcome: Outcome,
    [source, target, flags]: [&str; 3],
) -> Result<Pattern, Error> {
    let mut pattern = Pattern {
        rule: format!("{what}/{language}/{part}/{text}"),
        part: match part {
            "verb" => Part::Verb,
            "adjective" => Part::Adjective,
            "noun" => Part::Noun,
            "predicate" => Part::Predicate,
            _ => return Err(bad("a part of speech of patterns", part)),
        },
        rest: Vec::new(),
        outcome,
        target: Slot::parse_list(target)?,
        source: Slot::parse_list(source)?,
        flags: Vec::new(),
    };
    for flag in flags.split(' ').filter(|flag| !flag.is_empty()) {
        pattern.flags.push(match flag {
            "mutual" => Flag::Mutual,
            "swap" => Flag::Swap,
            "solo" => Flag::Solo,
            "place" => Flag::Place,
            "victim" => Flag::Victim,
            "deed" => Flag::Deed,
            "object" => Flag::Object,
            "bare" => Flag::Bare,
            "awaited" => Flag::Awaited,
            "head" => Flag::Head,
            "thing" => Flag::Thing,
            "nominal" => Flag::Nominal,
            "refuses" => Flag::Refuses,
            "nothing" => Flag::Nothing,
            "ahead" => Flag::Ahead,
            "subject" => Flag::Subject,
            _ => return Err(bad("a flag of patterns", flag)),
        });
    }
    Ok(pattern)
}

/// Words for a deed with "this" for "the": "these strikes", "that allegation".
fn pointing(language: &str, form: &str) -> Vec<String> {
    let (articles, pointers): (&[&str], &[&str]) = match language {
        "en" => (&["the "], &["this", "that", "these", "those", "such"]),
        _ => (
            &["les ", "le ", "la ", "l'"],
            &["ce", "cet", "cette", "ces"],
        ),
    };
    let noun = articles
        .iter()
        .find_map(|article| form.strip_prefix(article));
    let pointed = noun.into_iter().flat_map(|noun| {
        pointers
            .iter()
            .map(move |pointer| format!("{pointer} {noun}"))
    });
    pointed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_that_are_compiled_in_can_be_read() {
        let lexicon = Lexicon::load().unwrap();
        for (tongue, least) in [(&lexicon.english, 1500), (&lexicon.french, 300)] {
            let count = tongue.patterns.len();
            assert!(count >= least, "{count} patterns");
        }
    }

    #[test]
    fn every_type_has_a_rule() {
        let lexicon = Lexicon::load().unwrap();
        for plover in detente_model::PloverType::ALL {
            let known = lexicon
                .english
                .patterns
                .iter()
                .any(|pattern| pattern.is_of(&[*plover]));
            assert!(known, "{plover}");
        }
    }
}
