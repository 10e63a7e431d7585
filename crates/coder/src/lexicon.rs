//! The files of the lexicon, read into tables by word.

mod load;
mod pattern;

use std::collections::BTreeMap;

use detente_model::{
    Action, ActorId, CameoCode, Context, Day, Error, Modality, PartyRole, PloverType, Polarity,
    Standing, TieKind, TieStatus,
};

use crate::trie::{Trie, Vocabulary};

pub(crate) use load::{french_verbs, irregulars};
pub(crate) use pattern::{Column, Element, Flag, Outcome, Part, Pattern, Slot};

/// What a word can be, as bits.
pub(crate) mod class {
    pub(crate) const DETERMINER: u64 = 1;
    pub(crate) const PREPOSITION: u64 = 1 << 1;
    pub(crate) const CONJUNCTION: u64 = 1 << 2;
    pub(crate) const SUBORDINATOR: u64 = 1 << 3;
    pub(crate) const RELATIVE: u64 = 1 << 4;
    pub(crate) const PRONOUN: u64 = 1 << 5;
    pub(crate) const BE: u64 = 1 << 6;
    pub(crate) const HAVE: u64 = 1 << 7;
    pub(crate) const DO: u64 = 1 << 8;
    pub(crate) const MODAL: u64 = 1 << 9;
    pub(crate) const NEGATION: u64 = 1 << 10;
    pub(crate) const ADVERB: u64 = 1 << 11;
    pub(crate) const TO: u64 = 1 << 12;
    pub(crate) const NOUN: u64 = 1 << 13;
    pub(crate) const ADJECTIVE: u64 = 1 << 14;
    pub(crate) const CONDITION: u64 = 1 << 15;
    pub(crate) const TIME: u64 = 1 << 16;
    pub(crate) const POSSESSIVE: u64 = 1 << 17;
    pub(crate) const REFLEXIVE: u64 = 1 << 18;
    pub(crate) const MOTION: u64 = 1 << 19;
    /// "promise": its subject does what its infinitive says, whatever its object.
    pub(crate) const KEEPS_SUBJECT: u64 = 1 << 20;
    /// "dozens", "group": says how much of what follows.
    pub(crate) const AMOUNT: u64 = 1 << 21;
    /// "carry out": its subject does what its noun says.
    pub(crate) const SUPPORT: u64 = 1 << 22;
    /// "say", "announce".
    pub(crate) const SAYING: u64 = 1 << 23;
    /// "must", "should".
    pub(crate) const MUST: u64 = 1 << 24;
    /// "ready", "willing".
    pub(crate) const WILLING: u64 = 1 << 25;
    /// "town", "province": who is from it is of its state.
    pub(crate) const LAND: u64 = 1 << 26;
    /// "speech", "remarks": what is given in words is no aid.
    pub(crate) const WORDS: u64 = 1 << 27;
    /// "unless": what is said will be done otherwise threatens.
    pub(crate) const UNLESS: u64 = 1 << 28;
    /// "thousands": people, where nothing else is said to be counted.
    pub(crate) const THRONG: u64 = 1 << 29;
    /// "former", "ousted": who held an office once.
    pub(crate) const FORMER: u64 = 1 << 30;
    /// "acting", "junior", "incoming": who fills an office for a time, or stands under or behind its holder.
    pub(crate) const ACTING: u64 = 1 << 31;
    /// "border", "ambassador", "ceasefire": what one has with another.
    pub(crate) const SHARED: u64 = 1 << 32;
    /// "counterpart": who is it is of the state that is named with it, whoever has it.
    pub(crate) const PEER: u64 = 1 << 33;
    /// "qualifier": said of games only.
    pub(crate) const GAME: u64 = 1 << 34;
    /// "match": said of games, and of other things.
    pub(crate) const PLAY: u64 = 1 << 35;
    /// "violate", "piracy", "illegal": what one says of others to accuse them.
    pub(crate) const WRONG: u64 = 1 << 36;
    /// "call", "describe": says what one holds something to be.
    pub(crate) const JUDGING: u64 = 1 << 37;
    /// "no", "none": denies what it stands with.
    pub(crate) const NONE: u64 = 1 << 38;
    /// "allegation", "claim": what one is charged with in words.
    pub(crate) const CHARGE: u64 = 1 << 39;
    /// "baseless", "false": what one says of charges to reject them.
    pub(crate) const UNTRUE: u64 = 1 << 40;
    /// "gulf", "sea": what is called after a state and is not of it.
    pub(crate) const WATER: u64 = 1 << 41;
    /// "Mr", "Mme": stands before a surname, and says nothing of an office.
    pub(crate) const HONORIFIC: u64 = 1 << 42;
    /// "sides", "belligerents": the parties to a quarrel.
    pub(crate) const QUARREL: u64 = 1 << 43;
    /// What shows that a French "il" is nobody: "il faut", "il y a".
    pub(crate) const IMPERSONAL: u64 = 1 << 44;
    /// "external", "foreign": of anybody abroad, and so not of the one whom the text means.
    pub(crate) const ABROAD: u64 = 1 << 45;
    /// Classes of nouns and verbs, in any number: all others are closed.
    pub(crate) const OPEN: u64 = NOUN
        | TIME
        | MOTION
        | KEEPS_SUBJECT
        | AMOUNT
        | SUPPORT
        | SAYING
        | LAND
        | WATER
        | WORDS
        | THRONG
        | FORMER
        | ACTING
        | SHARED
        | PEER
        | GAME
        | PLAY
        | WRONG
        | JUDGING
        | HONORIFIC
        | QUARREL;
}

/// What a word says that a hyphen joins to a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hyphen {
    /// Behind it: "Iranian-backed", of what is not Iran.
    ApartBehind,
    /// In front of it: "anti-Syrian", of what is not Syria.
    ApartFront,
    /// Behind it: "Nairobi-based", of what is at home there.
    Home,
    /// In front of another: "Russo-", short for this state.
    Short(ActorId),
}

/// All that the lexicon knows of one written word.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WordInfo {
    /// Bits of [`class`].
    pub class: u64,
    /// Bits of [`crate::inflect::form`], over all verbs that have this form.
    pub verb: u16,
    /// The slot that a preposition opens.
    pub slot: Option<Slot>,
    /// Bits of the noun classes of patterns.
    pub nouns: u64,
}

/// A phrase that says how what it governs stands to what happened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ModalityCue {
    pub modality: Modality,
    pub polarity: Polarity,
    /// `true`: stands in the verb group. `false`: governs a noun ("threat of").
    pub verbal: bool,
}

/// Words that say who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SpeechCue {
    /// "said", with its subject as speaker.
    Verb,
    /// "according to", with its complement as speaker.
    According,
    /// "reportedly": nobody is named.
    Adverb,
    /// "analysts": words that hide a speaker.
    Nobody,
    /// "argued that", of a judgement.
    Opinion,
    /// "denied that".
    Denial,
}

/// What a noun makes of the actor that it stands with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeadClass {
    /// "forces": acts for the actor.
    Agent,
    /// "missiles": done with by the actor.
    Instrument,
    /// "territory": suffers for the actor.
    Asset,
}

#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub class: HeadClass,
    pub sector: Option<&'static str>,
}

/// What words stand for actors that are named before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anaphor {
    /// "both countries", "they".
    Pair,
    /// "the ministers": those of the two, where they are no others.
    PairRole,
    /// "their".
    PairPossessive,
    /// "it".
    One,
    /// "its".
    OnePossessive,
    /// "we", in a quotation.
    Speaker,
    /// "our", in a quotation.
    SpeakerPossessive,
    /// "both", "the two", without a noun.
    Both,
    /// "each", before a verb.
    Each,
    /// "the other", behind "each".
    Other,
    /// "the North": a state, where the text has named it.
    Known(&'static str),
    /// "he", "she".
    Person,
    /// "its neighbour": the one with whom whoever "its" stands for deals.
    Counterpart,
    /// "the kingdom": the last actor of a kind.
    Described(Description),
    /// "the strikes": whoever did them.
    Deed(DeedTypes),
}

impl Anaphor {
    /// Whether the words may mean what they say where they stand for nobody: "the court".
    pub(crate) fn is_open(self) -> bool {
        matches!(
            self,
            Self::Both
                | Self::PairRole
                | Self::Each
                | Self::Other
                | Self::Known(_)
                | Self::Person
                | Self::Counterpart
                | Self::Described(_)
                | Self::Deed(_)
        )
    }
}

/// The types of events that words for a deed can mean, as a set of bits; none means any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DeedTypes(u32);

impl DeedTypes {
    /// The types in a list with commas, or `any`.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let names = text.split(',').filter(|name| *name != "any");
        let types = names.map(str::parse::<PloverType>);
        let bits = types.map(|plover| Ok(1 << plover? as u32));
        Ok(Self(bits.sum::<Result<u32, Error>>()?))
    }

    pub(crate) fn is_any(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn has(self, plover: PloverType) -> bool {
        self.is_any() || self.0 & (1 << plover as u32) != 0
    }
}

/// What a definite description without a name says of the actor it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Description {
    /// "the country".
    Country,
    /// "the oil-rich state": a country again, by words that would not be said of a place.
    Land,
    /// "the kingdom": a state whose official name has a word.
    Official(&'static str),
    /// "the court": an organisation whose name has the word.
    Named,
    /// "the bloc", "the alliance".
    Bloc,
    /// "the group", "the movement": not of the state.
    Group,
    /// "the company".
    Company,
}

#[derive(Debug, Clone)]
pub(crate) struct CharacterisationCue {
    pub rule: String,
    pub standing: Standing,
    /// The words carry their own denial.
    pub polarity: Polarity,
    /// Only where the words stand with a relation noun or a copula.
    pub weak: bool,
}

/// An action of the ontology as a rule names it.
#[derive(Debug, Clone)]
pub(crate) struct ActionSpec {
    pub action: Action,
    pub cameo: Option<CameoCode>,
    pub context: Vec<Context>,
}

/// A tie as a rule names it.
#[derive(Debug, Clone)]
pub(crate) struct TieSpec {
    pub kind: TieKind,
    pub source: PartyRole,
    pub target: PartyRole,
    pub status: TieStatus,
}

/// The lexicon of one language.
#[derive(Debug, Default)]
pub(crate) struct Tongue {
    pub vocabulary: Vocabulary,
    pub words: Vec<WordInfo>,
    pub patterns: Vec<Pattern>,
    /// What governors make of a deed, by its code or what its code begins with.
    pub compositions: BTreeMap<&'static str, [Option<CameoCode>; 5]>,
    /// The pattern of a plain demand.
    pub demand: Option<usize>,
    /// The pattern of a plain accusation.
    pub accusation: Option<usize>,
    /// The pattern of plain criticism.
    pub criticism: Option<usize>,
    /// The pattern of a plain rejection.
    pub rejection: Option<usize>,
    /// For each word, the patterns that it begins, with its bits as a form of their verb.
    pub begins: Vec<Vec<(u32, u16)>>,
    pub modality: Trie<ModalityCue>,
    pub speech: Trie<SpeechCue>,
    /// What words make of the clauses that they embed or stand in.
    pub stance: crate::stance::StanceTable,
    pub heads: Trie<Head>,
    pub anaphors: Trie<Anaphor>,
    /// What words say that a hyphen joins to a name, by the word.
    pub hyphens: BTreeMap<u32, Vec<Hyphen>>,
    pub characterisations: Trie<CharacterisationCue>,
    /// Office titles, as indices of the gazetteer.
    pub titles: Trie<u32>,
    /// Wars and crises that date what happens in them: their first and last day.
    pub landmarks: Trie<(Day, Option<Day>)>,
    /// Phrases that name a theatre and hold actors of their own: "war in Ukraine".
    pub theatres: Trie<String>,
    /// Theme cues: theme and weight.
    pub themes: Trie<(u32, u8)>,
}

impl Tongue {
    pub(crate) fn info(&self, word: u32) -> WordInfo {
        self.words.get(word as usize).copied().unwrap_or_default()
    }

    /// The patterns of verbs that `word` can begin.
    pub(crate) fn verb_patterns(&self, word: u32) -> impl Iterator<Item = &Pattern> {
        let begins = self.begins.get(word as usize).into_iter().flatten();
        begins
            .map(|(number, _)| &self.patterns[*number as usize])
            .filter(|pattern| pattern.part == Part::Verb)
    }

    /// The action that a governor and a deed make together.
    pub(crate) fn compose(&self, column: Column, deed: CameoCode) -> Option<ActionSpec> {
        let deed = deed.as_str();
        let row = (2..=deed.len())
            .rev()
            .find_map(|length| self.compositions.get(&deed[..length]))?;
        let (place, plover) = match column {
            Column::Agree => (0, PloverType::Agree),
            Column::Ask => (1, PloverType::Request),
            Column::Demand => (2, PloverType::Request),
            Column::Reject => (3, PloverType::Reject),
            Column::Threaten => (4, PloverType::Threaten),
        };
        let code = row[place]?;
        let crossing = code.to_plover().first()?;
        // A promise of harm is a threat.
        let plover = if column == Column::Agree {
            crossing.action.plover()
        } else {
            plover
        };
        let mode = crossing
            .action
            .mode()
            .filter(|_| crossing.action.plover() == plover);
        Some(ActionSpec {
            action: Action::new(plover, mode).ok()?,
            cameo: Some(code),
            context: Vec::new(),
        })
    }
}

/// English and French.
#[derive(Debug)]
pub(crate) struct Lexicon {
    pub english: Tongue,
    pub french: Tongue,
}
