use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use crate::actor::vocabulary;
use crate::{
    Action, ActorId, ActorMention, CameoCode, CauseId, ContentHash, Context, Day, EntityMention,
    EventId, Phrase, TieId, When,
};

/// Something that happened at a time: who, did what, to whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Event {
    /// What was done: PLOVER type and mode.
    #[serde(flatten)]
    pub action: Action,
    /// PLOVER contexts, sorted.
    pub context: Vec<Context>,
    /// The CAMEO code, where the action has one.
    pub cameo: Option<CameoCode>,
    /// Who did it.
    pub source: Vec<ActorMention>,
    /// To, with or about whom.
    pub target: Vec<ActorMention>,
}

impl Event {
    /// The id of what happened: type, the sides in their direction, and when; where nobody says
    /// when, the mode, so that a bombardment and a raid of some day are not one event.
    ///
    /// Reports of one event by different words share it where they agree on these; where they do
    /// not, a stored judgement joins them.
    pub fn id(&self, when: Option<&When>) -> EventId {
        let hash = ContentHash::new()
            .part(self.action.plover().as_str())
            .unordered(sides(&self.source))
            .unordered(sides(&self.target))
            .part(when.map_or(String::new(), When::to_edtf));
        let hash = match (when, self.action.mode()) {
            (None, Some(mode)) => hash.part(mode),
            _ => hash,
        };
        EventId::from_content(&hash)
    }
}

fn sides(mentions: &[ActorMention]) -> BTreeSet<String> {
    mentions
        .iter()
        .map(|mention| mention.side().to_string())
        .collect()
}

vocabulary! {
    /// What can stand between parties.
    TieKind, "a kind of tie" {
        /// A treaty, pact or agreement in force or under way.
        Treaty = "treaty",
        /// Membership in an organisation or bloc, of whatever status.
        Membership = "membership",
        /// Political alignment: common cause against or for something.
        Alignment = "alignment",
        /// Joint exercises, operations, training, intelligence.
        MilitaryCooperation = "military-cooperation",
        /// One side arms the other.
        ArmsSupply = "arms-supply",
        /// One side passes technology or production to the other.
        TechnologyTransfer = "technology-transfer",
        /// Trade and investment.
        Trade = "trade",
        /// Oil, gas, power, nuclear energy.
        EnergyCooperation = "energy-cooperation",
        /// Payment, messaging and banking links; trade in own currencies.
        PaymentLink = "payment-link",
        /// Corridors, railways, ports, flights.
        TransportLink = "transport-link",
        /// Troops or bases of one in or beside another.
        MilitaryPresence = "military-presence",
        /// One side backs a government or a group.
        Sponsorship = "sponsorship",
        /// One side has sanctions on the other.
        Sanctions = "sanctions",
        /// Competition for influence or markets.
        Rivalry = "rivalry",
        /// A stated quarrel over something.
        Dispute = "dispute",
        /// Embassies, recognition, consultation.
        DiplomaticRelations = "diplomatic-relations",
    }
}

vocabulary! {
    /// The part that a party plays in a tie.
    PartyRole, "a role in a tie" {
        /// Each party alike.
        Party = "party",
        /// Gives arms, technology, goods.
        Supplier = "supplier",
        /// Receives them.
        Recipient = "recipient",
        /// Belongs to an organisation.
        Member = "member",
        /// The organisation.
        Organisation = "organisation",
        /// Backs a government or group.
        Sponsor = "sponsor",
        /// Is backed.
        Client = "client",
        /// Imposes sanctions.
        Sender = "sender",
        /// Is under sanctions.
        Target = "target",
        /// Has forces abroad.
        Deployer = "deployer",
        /// On whose ground they are.
        Host = "host",
        /// Against whom an alignment is.
        Against = "against",
        /// Takes part without being bound.
        Observer = "observer",
    }
}

vocabulary! {
    /// What a claim says of a tie.
    TieStatus, "a status of a tie" {
        /// It began.
        Opened = "opened",
        /// It stands.
        Standing = "standing",
        /// It grew, shrank or was amended.
        Changed = "changed",
        /// It ended.
        Closed = "closed",
        /// It is meant to begin.
        Planned = "planned",
        /// It is said not to exist.
        Denied = "denied",
    }
}

/// A party and its part in a tie.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Party {
    /// Its part.
    pub role: PartyRole,
    /// Who.
    pub actor: ActorMention,
}

/// Something that stands over an interval between parties.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Tie {
    /// What stands between them.
    pub kind: TieKind,
    /// Between whom.
    pub parties: Vec<Party>,
    /// What is said of it.
    pub status: TieStatus,
    /// What it is about: the treaty, weapon, corridor, system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<EntityMention>,
}

impl Tie {
    /// The id of what stands: kind, who plays which part, and the object where it is known.
    ///
    /// Status and dates are left out: claims that a tie opened, stands and closed speak of one
    /// tie. Only a treaty that no name tells apart is told apart by the date of its opening: two
    /// sides sign many.
    pub fn id(&self, when: Option<&When>) -> TieId {
        let parts = |party: &Party| format!("{} {}", party.role, party.actor.side());
        let object = self
            .object
            .as_ref()
            .and_then(|object| object.entity.as_ref());
        let opened = self.status == TieStatus::Opened && self.kind == TieKind::Treaty;
        let date = when
            .filter(|_| opened && object.is_none())
            .map_or(String::new(), When::to_edtf);
        let hash = ContentHash::new()
            .part(self.kind.as_str())
            .unordered(self.parties.iter().map(parts).collect::<BTreeSet<_>>())
            .part(object.map_or("", ActorId::as_str))
            .part(date);
        TieId::from_content(&hash)
    }
}

vocabulary! {
    /// Whether more of the cause means more or less of the effect.
    Sign, "a sign" {
        /// More.
        Plus = "+",
        /// Less.
        Minus = "-",
        /// The words do not say; never defaulted to plus.
        Unknown = "?",
    }
}

vocabulary! {
    /// How a cause is said to act.
    CauseKind, "a kind of causal link" {
        /// It brings about.
        Cause = "cause",
        /// It makes possible.
        Enable = "enable",
        /// It keeps from happening.
        Prevent = "prevent",
        /// It is why somebody acts.
        Motivate = "motivate",
        /// It is what somebody acts for.
        Purpose = "purpose",
        /// It raises or lowers a quantity.
        Quantity = "quantity",
        /// They go together; neither is said to bring about the other.
        Correlation = "correlation",
    }
}

/// A stated "X leads to / prevents Y".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CausalLink {
    /// The words of the cause.
    pub cause: Phrase,
    /// The words of the effect.
    pub effect: Phrase,
    /// The words that link them, where there are any.
    pub cue: Option<Phrase>,
    /// The sign of the link.
    pub sign: Sign,
    /// How the cause acts.
    pub kind: CauseKind,
    /// The words of a condition ("unless", "if").
    pub condition: Option<String>,
    /// Whether the link itself is denied.
    pub negated: bool,
    /// How soon the effect is said to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lag: Option<Lag>,
    /// Whether words such as these link only now and then, and seldom where nobody does or feels
    /// anything ("stood *for* years"): the link is kept with its score, and lists and the map leave
    /// it out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub doubtful: bool,
    /// What the cause is about, and which way it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause_concept: Option<Box<CausalConcept>>,
    /// What the effect is about, and which way it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect_concept: Option<Box<CausalConcept>>,
}

impl CausalLink {
    /// The id of what is said to cause what: the words of both ends, the kind and the sign, and the
    /// words of `sentence`, whatever their case, marks and line breaks.
    ///
    /// A copy of the sentence shares it. "This led to war" in two texts may mean two causes, so that
    /// the words of the ends alone make no id.
    pub fn id(&self, sentence: &str) -> CauseId {
        let words = |text: &str| {
            let words = text
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase);
            words.collect::<Vec<_>>().join(" ")
        };
        let hash = ContentHash::new()
            .part(words(sentence))
            .part(words(&self.cause.text))
            .part(words(&self.effect.text))
            .part(self.kind.as_str())
            .part(self.sign.as_str());
        CauseId::from_content(&hash)
    }
}

/// How soon an effect is said to come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Lag {
    /// The words: "within months", "by 2030", "in the long run".
    pub text: String,
    /// Days at the most, where the words bound them; "within months" is less than a year.
    pub within_days: Option<u32>,
    /// The last day, where the words name one.
    pub by: Option<Day>,
}

/// What an end of a causal link is about, apart from whether there is more or less of it: of "lower
/// Russian oil prices", oil prices, about Russia, going down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CausalConcept {
    /// The words, without those that say more or less.
    pub words: Phrase,
    /// The base form of the word that heads them.
    pub head: String,
    /// The base forms of the words in their order, without the names of actors; empty where nothing
    /// else is there: the concept is an actor itself.
    pub key: String,
    /// The actors in them, sorted.
    pub about: Vec<ActorId>,
    /// Which way it goes; [`Sign::Plus`] also where the words only say that it is there.
    pub direction: Sign,
}

vocabulary! {
    /// What a characterisation calls a relationship, from closest to most hostile.
    Standing, "a class of characterisation" {
        /// Allies, an alliance, a bloc bound to each other.
        Alliance = "alliance",
        /// A strategic partnership.
        StrategicPartnership = "strategic-partnership",
        /// Partners, friends, close ties.
        Partnership = "partnership",
        /// Cooperation, alignment, rapprochement.
        Cooperation = "cooperation",
        /// Convenience, pragmatism, transaction.
        Convenience = "convenience",
        /// Complicated, ambivalent, delicate.
        Ambivalence = "ambivalence",
        /// Distrust, suspicion, cooling.
        Mistrust = "mistrust",
        /// Rivals, competitors.
        Rivalry = "rivalry",
        /// Enemies, adversaries.
        Hostility = "hostility",
    }
}

/// A claim that names or judges a relationship.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Characterisation {
    /// Between whom.
    pub parties: Vec<ActorMention>,
    /// The class of the words.
    pub standing: Standing,
    /// The words themselves.
    pub words: Phrase,
}
