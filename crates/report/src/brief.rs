//! What a brief holds.

mod build;
mod desk;
mod drivers;
mod imported;
mod parts;
mod reference;
mod triads;

use detente_model::{ActorId, Day, When};
use detente_sources::Support;
use serde::Serialize;

pub use drivers::{DriverEntry, DriversEntry, LoopEntry, StepEntry, Supposition, WayEntry};
pub use imported::{ImportedEntry, ImportedPoint, ImportedSeries};
pub use reference::{ReferenceEntry, ReferenceList};
pub use triads::{TriadEntry, TriadTie};

/// Which view of a casebook a brief gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Ties in force on this day; without it, on no day in particular.
    pub true_on: Option<Day>,
    /// Only what was known by this day.
    pub known_by: Option<Day>,
}

/// One side of the pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Its id.
    pub id: ActorId,
    /// Its name.
    pub name: String,
}

/// The words behind a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quote {
    /// The claim that was found in them.
    pub claim: String,
    /// The document's path.
    pub path: String,
    /// The document's title.
    pub title: Option<String>,
    /// The document's outlet.
    pub outlet: Option<String>,
    /// When the document was published.
    pub published: Option<When>,
    /// The first byte of the passage.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
    /// The words of the passage.
    pub quote: String,
    /// The bytes of the trigger inside `quote`.
    pub trigger: (usize, usize),
    /// The language of the passage.
    pub language: String,
    /// Who says so, where it is not the author.
    pub says: Option<String>,
    /// How the claim stands to what happened.
    pub modality: String,
    /// Whether it affirms or denies.
    pub polarity: String,
    /// Confidence of the extraction, share in `0..=1`.
    pub score: f64,
    /// The rule that found it.
    pub rule: String,
}

/// A row about something that happened, or is expected to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The id of the event or tie.
    pub record: String,
    /// When, as EDTF; `None` where no source says.
    pub date: Option<String>,
    /// When, in full.
    pub when: Option<When>,
    /// PLOVER type or kind of tie.
    #[serde(rename = "type")]
    pub kind: String,
    /// PLOVER mode or status of a tie.
    pub mode: Option<String>,
    /// What the CAMEO code of an event stands for.
    pub deed: Option<String>,
    /// The names of those who act.
    pub sources: Vec<String>,
    /// The names of those acted on.
    pub targets: Vec<String>,
    /// How the claim stands to what happened.
    pub modality: String,
    /// Whether it is denied.
    pub denied: bool,
    /// Whether its words are more likely misread than read rightly: no claim of an event has a score of one half.
    pub doubtful: bool,
    /// Who says so, where it is not the author.
    pub says: Option<String>,
    /// The words around the trigger.
    pub words: String,
    /// How many texts carry it.
    pub support: Support,
    /// Places in [`Brief::quotes`].
    pub quotes: Vec<usize>,
    /// Data sets that tell the event too, with the place of their first row; filled in by who reads
    /// them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
}

/// How the sources call the relationship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Naming {
    /// The class of the words.
    pub standing: String,
    /// Whether they say that it is *not* so.
    pub denied: bool,
    /// The words, most used first.
    pub words: Vec<String>,
    /// Who says so, by name, most often first.
    pub holders: Vec<String>,
    /// How many texts carry it.
    pub support: Support,
    /// Places in [`Brief::quotes`].
    pub quotes: Vec<usize>,
}

/// Whether a tie is in force on the day asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TieState {
    /// A source dates it so that the day lies inside; without a day: a source says that it stands.
    InForce,
    /// A treaty was signed or ratified, and no source says that it came into force.
    Concluded,
    /// Sources say that it stands, and none says since when.
    Undated,
    /// It is planned or expected.
    Planned,
    /// It began after the day asked.
    Later,
    /// Sources state it for a stretch of time, and none says that it went on.
    Then,
    /// It ended before.
    Ended,
    /// All that speak of it deny it.
    Denied,
    /// Some affirm it, some deny it.
    Disputed,
}

impl TieState {
    /// The words for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in force",
            Self::Undated => "stated without a date",
            Self::Planned => "planned or expected",
            Self::Concluded => "concluded",
            Self::Later => "began later",
            Self::Then => "stated for that time",
            Self::Ended => "ended",
            Self::Denied => "denied",
            Self::Disputed => "disputed",
        }
    }
}

/// Something that stands between the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TieEntry {
    /// Its id.
    pub record: String,
    /// Its kind.
    pub kind: String,
    /// Each party with its role: "Russia (supplier)".
    pub parties: Vec<String>,
    /// What it is about, where named.
    pub object: Option<String>,
    /// Whether it is in force.
    pub state: TieState,
    /// Since when, as EDTF.
    pub since: Option<String>,
    /// Until when, as EDTF.
    pub until: Option<String>,
    /// The words around the trigger of its best claim.
    pub words: String,
    /// How many texts carry it.
    pub support: Support,
    /// Places in [`Brief::quotes`].
    pub quotes: Vec<usize>,
}

/// Events between the two in a year, by class; only what is said to have happened.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct YearCount {
    /// The year.
    pub year: i16,
    /// Words of cooperation.
    pub verbal_cooperation: usize,
    /// Deeds of cooperation.
    pub material_cooperation: usize,
    /// Words of conflict.
    pub verbal_conflict: usize,
    /// Deeds of conflict.
    pub material_conflict: usize,
    /// Events whose date is wider than this year, and so are in no year's count.
    #[serde(skip_serializing_if = "is_zero")]
    pub wider: usize,
    /// Places in [`Brief::quotes`].
    pub quotes: Vec<usize>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// What is said under one theme or in one theatre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slice {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Cooperative events and ties.
    pub cooperation: usize,
    /// Conflictual events and ties.
    pub conflict: usize,
    /// Places in [`Brief::quotes`], best first.
    pub quotes: Vec<usize>,
}

/// An actor with ties to or dealings with both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ThirdParty {
    /// Its id.
    pub id: ActorId,
    /// Its name.
    pub name: String,
    /// Cooperative records with the first side.
    pub cooperation_a: usize,
    /// Conflictual records with the first side.
    pub conflict_a: usize,
    /// Cooperative records with the second side.
    pub cooperation_b: usize,
    /// Conflictual records with the second side.
    pub conflict_b: usize,
    /// Places in [`Brief::quotes`], best first.
    pub quotes: Vec<usize>,
}

/// Two sides of a disagreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The kind of the conflict, as `detente conflicts` lists it.
    pub kind: String,
    /// How the sides disagree, also where they stand in one document.
    pub matter: String,
    /// Why, in words.
    pub rule: String,
    /// Who holds one side.
    pub holder_a: String,
    /// Who holds the other.
    pub holder_b: String,
    /// The words of one side: a place in [`Brief::quotes`].
    pub a: usize,
    /// The words of the other side.
    pub b: usize,
}

impl Brief {
    /// The differences, those that one rule found together.
    pub(crate) fn disagreements(&self) -> Vec<&[Difference]> {
        self.differences
            .chunk_by(|a, b| (&a.matter, &a.rule) == (&b.matter, &b.rule))
            .collect()
    }
}

impl Difference {
    /// Who holds the other side, beside who holds the first: both may stand in one document.
    pub(crate) fn opposite(&self) -> &str {
        if self.kind == self.matter {
            &self.holder_b
        } else {
            "the same article"
        }
    }
}

/// What the brief rests on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Coverage {
    /// Documents of the casebook in this view.
    pub articles: usize,
    /// Of these, documents that name both sides in a claim.
    pub relevant: usize,
    /// Named outlets.
    pub outlets: Vec<String>,
    /// Documents without a named outlet.
    pub without_outlet: usize,
    /// Documents that are not mostly copied from another one here.
    pub origins: usize,
    /// The first publication date, as EDTF.
    pub first: Option<String>,
    /// The last publication date, as EDTF.
    pub last: Option<String>,
    /// The last day on which a document may have been published.
    #[serde(skip)]
    pub last_day: Option<Day>,
    /// Documents without a publication date.
    pub undated: usize,
    /// Documents by language.
    pub languages: Vec<(String, usize)>,
    /// Claims about the two.
    pub claims: usize,
}

/// What the sources of a casebook say about two actors.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Brief {
    /// The first side.
    pub a: Side,
    /// The second side.
    pub b: Side,
    /// The day on which ties are asked for.
    pub true_on: Option<Day>,
    /// The day up to which sources are heard.
    pub known_by: Option<Day>,
    /// What it rests on.
    pub coverage: Coverage,
    /// How the sources call the relationship, from closest to most hostile.
    pub namings: Vec<Naming>,
    /// What happened, by date.
    pub chronology: Vec<Entry>,
    /// What happened, without a date in any source.
    pub undated: Vec<Entry>,
    /// What stands between the two.
    pub ties: Vec<TieEntry>,
    /// Events by year.
    pub years: Vec<YearCount>,
    /// What event data sets have between the two; none as of a date.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub imported: Vec<ImportedSeries>,
    /// What lists of ties have of the two.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reference: Vec<ReferenceList>,
    /// By theme, most first.
    pub themes: Vec<Slice>,
    /// By theatre, most first.
    pub theatres: Vec<Slice>,
    /// Third parties, most first.
    pub third_parties: Vec<ThirdParty>,
    /// Threes that do not balance: a third party that stands otherwise to one of the two than to the other.
    pub triads: Vec<TriadEntry>,
    /// What is said to drive the relationship, and what it is said to drive.
    pub drivers: DriversEntry,
    /// What is forecast, aimed at or held possible.
    pub outlook: Vec<Entry>,
    /// Who led the two; filled in by who reads lists of leaders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leaders: Option<crate::Leading>,
    /// What is next, in numbers; filled in by who can forecast.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<crate::Next>,
    /// What sources disagree on, by matter and rule.
    pub differences: Vec<Difference>,
    /// Kinds of tie that no source states between the two.
    pub not_stated: Vec<String>,
    /// The words behind every row.
    pub quotes: Vec<Quote>,
}
