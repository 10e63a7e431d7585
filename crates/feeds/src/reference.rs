//! Ties between states as scholars list them: alliances, memberships, disputes, rivalries, arms
//! transfers, how alike states vote, and who led them, from the files that their authors give out.
//!
//! The authors' terms mostly forbid passing files on, so a user reads copies of their own.

mod leaders;
mod lists;
mod table;
mod votes;
mod wikidata;

use detente_model::{ActorId, Bound, Day, PartyRole, TieKind};
use std::fmt;
use std::str::FromStr;

use crate::format::by_name;
use crate::{DayNumber, Error, Format, RowReject};
pub use leaders::read_leaders;
pub use lists::{organisation_names, read_reference};
pub(crate) use table::bytes_of;
pub use votes::{RollCalls, read_votes};

/// A list of ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferenceFormat {
    /// Alliance Treaty Obligations and Provisions, by directed dyad and year or spell.
    Atop,
    /// Correlates of War, Formal Alliances, by member.
    CowAlliances,
    /// Correlates of War, Intergovernmental Organizations: members with years.
    CowIgo,
    /// Informal Intergovernmental Organizations (Vabulas and Snidal): members with years.
    Iigo,
    /// Roll calls of the United Nations General Assembly.
    UnVotes,
    /// Militarized Interstate Disputes, by directed dyad and year.
    Mids,
    /// Strategic rivalries of Thompson and others.
    Rivalries,
    /// The arms trade register of SIPRI.
    Sipri,
    /// Archigos: leaders of states, by day.
    Archigos,
    /// Rulers, Elections, and Irregular Governance: the list of leaders.
    Reign,
    /// Wikidata: holders of offices, as its query service gives them.
    Wikidata,
    /// Memberships and links of FollowTheMoney.
    Ftm,
    /// Relationships of STIX 2.1.
    Stix,
    /// Ties in Parquet, as this program writes them.
    Parquet,
}

impl ReferenceFormat {
    /// All lists of scholars; what programs exchange holds events too ([`crate::Format`]).
    pub const ALL: &'static [Self] = &[
        Self::Atop,
        Self::CowAlliances,
        Self::CowIgo,
        Self::Iigo,
        Self::UnVotes,
        Self::Mids,
        Self::Rivalries,
        Self::Sipri,
        Self::Archigos,
        Self::Reign,
        Self::Wikidata,
    ];

    /// The format of files that hold events too, of which these are the ties.
    pub fn exchanged(self) -> Option<Format> {
        match self {
            Self::Ftm => Some(Format::Ftm),
            Self::Stix => Some(Format::Stix),
            Self::Parquet => Some(Format::Parquet),
            _ => None,
        }
    }

    /// Whether it is a list of leaders.
    pub fn is_of_leaders(self) -> bool {
        matches!(self, Self::Archigos | Self::Reign | Self::Wikidata)
    }

    /// The name on the command line and in the casebook.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Atop => "atop",
            Self::CowAlliances => "cow-alliances",
            Self::CowIgo => "cow-igo",
            Self::Iigo => "iigo",
            Self::UnVotes => "un-votes",
            Self::Mids => "mids",
            Self::Rivalries => "rivalries",
            Self::Sipri => "sipri",
            Self::Archigos => "archigos",
            Self::Reign => "reign",
            Self::Wikidata => "wikidata",
            Self::Ftm => "ftm",
            Self::Stix => "stix",
            Self::Parquet => "parquet",
        }
    }
}

impl fmt::Display for ReferenceFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ReferenceFormat {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        by_name(text, Self::ALL, Self::as_str, "list of ties")
    }
}

/// Counts a row that cannot be used, and keeps the first of them.
pub(crate) fn add_reject(read: &mut Reference, row: u64, fault: crate::batch::Fault) {
    read.rejected += 1;
    if read.rejects.len() < table::LISTED {
        read.rejects.push(RowReject {
            row,
            column: fault.column,
            reason: fault.reason,
        });
    }
}

/// Someone in a tie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceParty {
    /// The part played.
    pub role: PartyRole,
    /// As the list has it: a code or name.
    pub text: String,
    /// Our actor, where it is known.
    pub actor: Option<ActorId>,
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceSource {
    /// The line at which it begins, from 1.
    pub row: u64,
    /// Its first byte in the unpacked file.
    pub start: u64,
    /// The byte after its last.
    pub end: u64,
    /// Its words.
    pub quote: String,
}

/// A tie that a list has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceTie {
    /// The row that it follows from.
    pub source: ReferenceSource,
    /// The line of a second row: the other member of an alliance, the last year.
    pub other_row: Option<u64>,
    /// What stands between them.
    pub kind: TieKind,
    /// In the words of the list: obligations, the organisation, the weapon.
    pub name: String,
    /// The two.
    pub parties: [ReferenceParty; 2],
    /// The first day on which it stood.
    pub first: DayNumber,
    /// The last day; where `open`, the last that the list covers.
    pub last: DayNumber,
    /// Whether dates are days; years otherwise.
    pub by_day: bool,
    /// Whether it still stood when the list ends.
    pub open: bool,
}

/// A leader of a state that a list has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceLeader {
    /// The row that it follows from.
    pub source: ReferenceSource,
    /// Our actor, where it is known.
    pub state: Option<ActorId>,
    /// The state as the list has it, with the name of the system of its code.
    pub code: String,
    /// In the words of the list.
    pub leader: String,
    /// The office, in the words of the list, where it has offices.
    pub office: Option<String>,
    /// The role of the office, where a title of our table says it.
    pub role: Option<String>,
    /// The first day, month or year, where it is known.
    pub from: Option<Bound>,
    /// The last, where it is known; where `open`, the last that the list covers.
    pub to: Option<Bound>,
    /// The last day that it may have been, as far as the list goes.
    pub last: Day,
    /// Whether the leader was still in office when the list ends.
    pub open: bool,
}

/// A yearly value of a pair of states.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferenceValue {
    /// The state that sorts first.
    pub a: ActorId,
    /// The other.
    pub b: ActorId,
    /// The year.
    pub year: i32,
    /// Roll calls in which both voted.
    pub of: u32,
    /// Of these, those in which both voted alike.
    pub alike: u32,
}

/// What a file of a list holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reference {
    /// The ties, by row.
    pub ties: Vec<ReferenceTie>,
    /// The values, by pair and year.
    pub values: Vec<ReferenceValue>,
    /// The leaders, by row.
    pub leaders: Vec<ReferenceLeader>,
    /// Rows read.
    pub rows: u64,
    /// Rows that could not be used.
    pub rejected: u64,
    /// The first of them.
    pub rejects: Vec<RowReject>,
    /// The first and last day in the file.
    pub covers: Option<(DayNumber, DayNumber)>,
    /// Codes and names of states that no knowledge file explains, with the rows that have them.
    pub unmapped: std::collections::BTreeMap<String, u64>,
}
