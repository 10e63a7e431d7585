use detente_model::{ActorId, Match, PloverType};
use std::collections::{BTreeMap, HashMap};

use crate::DayNumber;

/// Rejects of a chunk that are kept with their rows; of more, only the number.
const SAMPLED: usize = 16;

/// By what the two directions of a deed are seen to be one: the place where it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Story(pub u64);

/// One row of a data set. Places in the lists of its [`Batch`] are indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// The line of the stream at which the row begins, from 1.
    pub row: u64,
    /// The first day on which it may have happened.
    pub day: DayNumber,
    /// The days behind the first that it may have been: 0 for a day, 6 for a week.
    pub days_after: u32,
    /// When it was published, where the data set says.
    pub published: Option<DayNumber>,
    /// Who did it.
    pub source: Option<u32>,
    /// To whom.
    pub target: Option<u32>,
    /// Whether the order of the two says who did it to whom.
    pub directed: bool,
    /// What was done.
    pub deed: u32,
    /// Who published it.
    pub outlet: Option<u32>,
    /// The data set's own number of the row, or a hash of its id.
    pub id: i64,
    /// Where it is told, where the row says so finely enough to join mirrored rows.
    pub story: Option<Story>,
    /// The articles or sources that the data set counts behind the row.
    pub articles: Option<u32>,
    /// Deaths, where the data set counts them (its best estimate).
    pub deaths: Option<u32>,
}

/// Who acts, as a data set writes it, and who that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedActor {
    /// The code or name, as written.
    pub text: String,
    /// Our actor, where it is known.
    pub actor: Option<ActorId>,
    /// The party of a dyad that it speaks for: its state, else the actor.
    pub side: Option<String>,
    /// The state.
    pub country: Option<ActorId>,
    /// The role letters (`GOV`, `MIL`).
    pub sector: Option<String>,
    /// A code or name of a state or actor that no file explains.
    pub unmapped: Option<String>,
}

/// What was done, as a data set writes it, and what that is in PLOVER and CAMEO.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// The name and version of the ontology of the code.
    pub ontology: &'static str,
    /// The code or words, as written.
    pub code: String,
    /// The CAMEO code.
    pub cameo: Option<&'static str>,
    /// The PLOVER type; none for statements, and where the crosswalk has several.
    pub plover: Option<PloverType>,
    /// The PLOVER mode.
    pub mode: Option<&'static str>,
    /// PLOVER contexts.
    pub context: Vec<&'static str>,
    /// How close the code and the PLOVER type are; none where PLOVER is what was written.
    pub relation: Option<Match>,
    /// The value that the data set gives the deed on the scale of Goldstein, in tenths.
    pub scale: Option<i32>,
    /// Whether both sides do it, so that its mirror image in one story is the same event.
    pub reciprocal: bool,
}

/// That an article speaks of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// The line of the stream, from 1.
    pub row: u64,
    /// The number of the event in the data set.
    pub event: i64,
    /// The day of the article.
    pub day: DayNumber,
    /// Who published it.
    pub outlet: Option<u32>,
    /// The places of both actors and the action in the article: equal in copies of one text.
    pub text_places: [i32; 3],
    /// How sure the extraction is, 10 to 100.
    pub confidence: u32,
}

/// A row that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowReject {
    /// The line of the stream, from 1.
    pub row: u64,
    /// The column, where one is at fault.
    pub column: &'static str,
    /// Why.
    pub reason: String,
}

/// How many rows were rejected for the same fault.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RejectCount {
    /// The column.
    pub column: &'static str,
    /// Rows.
    pub rows: u64,
}

/// What a chunk holds.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// The line at which the chunk begins.
    pub first_row: u64,
    /// The byte at which it begins.
    pub first_byte: u64,
    /// Rows read, the rejected ones among them, a header not.
    pub rows: u64,
    /// The records.
    pub records: Vec<Record>,
    /// The mentions.
    pub mentions: Vec<Mention>,
    /// The actors of the records.
    pub actors: Vec<FeedActor>,
    /// The deeds of the records.
    pub deeds: Vec<Deed>,
    /// The outlets of the records and mentions.
    pub outlets: Vec<String>,
    /// The version of the data set, where the rows say it.
    pub version: Option<String>,
    /// Rows that could not be used.
    pub rejected: u64,
    /// The first of them.
    pub rejects: Vec<RowReject>,
    /// All of them by column.
    pub reject_counts: BTreeMap<&'static str, u64>,
}

impl Batch {
    pub(crate) fn reject(&mut self, row: u64, fault: Fault) {
        self.rejected += 1;
        *self.reject_counts.entry(fault.column).or_default() += 1;
        if self.rejects.len() < SAMPLED {
            self.rejects.push(RowReject {
                row,
                column: fault.column,
                reason: fault.reason,
            });
        }
    }
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) column: &'static str,
    pub(crate) reason: String,
}

impl Fault {
    /// The words of a field are not what is expected there.
    pub(crate) fn field(column: &'static str, found: &[u8], expected: &str) -> Self {
        let mut found = String::from_utf8_lossy(found).into_owned();
        if let Some((place, _)) = found.char_indices().nth(60) {
            found.truncate(place);
            found.push('…');
        }
        Self {
            column,
            reason: format!("{found:?} is not {expected}"),
        }
    }

    /// The row as a whole.
    pub(crate) fn row(reason: String) -> Self {
        Self { column: "", reason }
    }
}

/// Values with numbers, found by the bytes they were read from.
#[derive(Debug)]
pub(crate) struct Intern<T> {
    places: HashMap<Box<[u8]>, u32>,
    pub(crate) items: Vec<T>,
}

impl<T> Default for Intern<T> {
    fn default() -> Self {
        Self {
            places: HashMap::new(),
            items: Vec::new(),
        }
    }
}

impl<T> Intern<T> {
    pub(crate) fn get<E>(
        &mut self,
        key: &[u8],
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<u32, E> {
        if let Some(place) = self.places.get(key) {
            return Ok(*place);
        }
        let place = self.items.len() as u32;
        self.items.push(make()?);
        self.places.insert(key.into(), place);
        Ok(place)
    }
}
