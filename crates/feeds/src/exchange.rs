//! What other programs exchange: entities of FollowTheMoney, bundles of STIX 2.1, Parquet files.
//!
//! An object is an event of two parties, a tie, or something else. Events become records of
//! PLOVER JSON, so that all have one reader; ties become [`ReferenceTie`]s.

mod flat;
mod ftm;
pub(crate) mod parquet;
pub(crate) mod statements;
mod stix;

use detente_model::{PartyRole, TieKind};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;

use crate::batch::Fault;
use crate::reference::{
    Reference, ReferenceParty, ReferenceSource, ReferenceTie, add_reject, bytes_of,
};
use crate::{DayNumber, Error, Format, Mapper};

/// Who the ids of a file stand for.
pub type Names = BTreeMap<String, Named>;

/// Someone that a file names by an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// A code of three letters, where the file is one of this program.
    pub code: Option<String>,
}

/// What an object is.
pub(crate) enum Told {
    /// An event, in the fields of PLOVER JSON.
    Event(Value),
    /// A tie.
    Tie(Box<ToldTie>),
    /// Anything else: an actor, a document.
    Other,
}

/// A tie, with dates as they are written.
pub(crate) struct ToldTie {
    kind: TieKind,
    roles: [PartyRole; 2],
    name: String,
    parties: [String; 2],
    start: Option<String>,
    end: Option<String>,
}

/// What an object of a format is.
///
/// # Errors
/// If it is an event or tie that cannot be kept.
pub(crate) fn told(format: Format, object: &Value, names: &Names) -> Result<Told, Fault> {
    match format {
        Format::Ftm => ftm::told(object, names),
        Format::Stix => stix::told(object, names),
        _ => flat::told(object),
    }
}

/// Who the ids of a file stand for; nobody where a format names all where they act.
///
/// # Errors
/// If the file cannot be read.
pub fn read_names(reader: impl Read, format: Format) -> Result<Names, Error> {
    let find: fn(&Value) -> Option<(String, Named)> = match format {
        Format::Ftm => ftm::named,
        Format::Stix => stix::named,
        _ => return Ok(Names::new()),
    };
    let bytes = bytes_of(reader)?;
    let lines = bytes.split(|byte| *byte == b'\n');
    let objects = lines.filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    Ok(objects.filter_map(|object| find(&object)).collect())
}

/// The lines of a file, an object each, under the bytes at which they stand in it; for Parquet and
/// statements of FollowTheMoney, under those of the lines that its rows make.
///
/// # Errors
/// If the file cannot be read or is not of the format.
pub(crate) fn lines(reader: impl Read, format: Format) -> Result<Vec<u8>, Error> {
    let bytes = bytes_of(reader)?;
    match format {
        Format::Stix => stix::lines(bytes),
        Format::Ftm => statements::lines(&bytes),
        _ => parquet::lines(&bytes),
    }
}

/// The ties among the lines of a file ([`crate::Stream::open_as`]).
///
/// # Errors
/// If the file cannot be read.
pub fn read_exchanged_ties(
    reader: impl Read,
    format: Format,
    names: &Names,
    mapper: &Mapper<'_>,
) -> Result<Reference, Error> {
    let bytes = bytes_of(reader)?;
    let mut read = Reference::default();
    let mut start = 0;
    for (row, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        let words = line.trim_ascii();
        let source = || ReferenceSource {
            row,
            start: start as u64,
            end: (start + words.len()) as u64,
            quote: String::from_utf8_lossy(words).into_owned(),
        };
        // What is no object, and events that cannot be kept, are rejects where events are read.
        let object = serde_json::from_slice::<Value>(words).ok();
        let told = object.and_then(|object| told(format, &object, names).ok());
        if let Some(Told::Tie(told)) = told {
            read.rows += 1;
            match tie(&told, source(), mapper) {
                Ok(tie) => read.ties.push(tie),
                Err(fault) => add_reject(&mut read, row, fault),
            }
        }
        start += line.len() + 1;
    }
    let last = read.ties.iter().map(|tie| tie.last).max();
    for tie in read.ties.iter_mut().filter(|tie| tie.open) {
        tie.last = tie.last.max(last.unwrap_or(tie.last));
    }
    read.covers = read.ties.iter().map(|tie| tie.first).min().zip(last);
    Ok(read)
}

fn tie(
    told: &ToldTie,
    source: ReferenceSource,
    mapper: &Mapper<'_>,
) -> Result<ReferenceTie, Fault> {
    let Some(start) = &told.start else {
        let message = "it does not say when it began; lists keep ties from when to when";
        return Err(Fault::row(message.to_owned()));
    };
    let (first, first_end) = stretch("start", start)?;
    let last = told
        .end
        .as_ref()
        .map(|end| stretch("end", end))
        .transpose()?;
    if last.is_some_and(|(_, last)| last < first) {
        let end = told.end.clone().unwrap_or_default();
        return Err(Fault::field(
            "end",
            end.as_bytes(),
            "no day before the start",
        ));
    }
    let by_day = first == first_end && last.is_none_or(|(first, last)| first == last);
    let party = |place: usize| {
        let text = &told.parties[place];
        let found = who(mapper, text, first);
        ReferenceParty {
            role: told.roles[place],
            actor: found.actor,
            text: text.clone(),
        }
    };
    Ok(ReferenceTie {
        source,
        other_row: None,
        kind: told.kind,
        name: told.name.clone(),
        parties: [party(0), party(1)],
        first,
        last: last.map_or(first_end, |(_, last)| last),
        by_day,
        open: last.is_none(),
    })
}

/// Who a code (`RUS`, `IRNGOV`, `RU`) or a name means.
pub(crate) fn who(mapper: &Mapper<'_>, name: &str, day: DayNumber) -> crate::FeedActor {
    use crate::mapper::Found;
    if name.len() == 2
        && let Found::One(state) = mapper.state("iso2", name, day)
    {
        return mapper.cameo_actor(state.as_str(), state.as_str(), "", day);
    }
    let is_code = name.len() >= 3
        && name.len().is_multiple_of(3)
        && name.bytes().all(|byte| byte.is_ascii_uppercase());
    let state = name
        .get(..3)
        .filter(|state| is_code && matches!(mapper.state("cameo", state, day), Found::One(_)));
    match state {
        Some(state) => {
            let role = name.get(3..6).unwrap_or_default();
            mapper.cameo_actor(name, state, role, day)
        }
        None if is_code => mapper.cameo_actor(name, "", "", day),
        None => mapper.named_actor(name, "", None, day),
    }
}

/// The first and last day of a day, month or year.
pub(crate) fn stretch(column: &'static str, text: &str) -> Result<(DayNumber, DayNumber), Fault> {
    let wrong = || Fault::field(column, text.as_bytes(), "YYYY-MM-DD, YYYY-MM or YYYY");
    if let Some(day) = DayNumber::read(text.as_bytes()) {
        return Ok((day, day));
    }
    let mut parts = text.split('-').map(str::parse::<i32>);
    let year = parts.next().and_then(Result::ok).ok_or_else(wrong)?;
    let month = parts.next().transpose().map_err(|_| wrong())?;
    let (low, high) = month.map_or((1, 12), |month| (month, month));
    let first = DayNumber::new(year, low, 1);
    let last = (28..=31)
        .rev()
        .find_map(|day| DayNumber::new(year, high, day));
    match (first.zip(last), parts.next()) {
        (Some(days), None) => Ok(days),
        _ => Err(wrong()),
    }
}

/// The parts that the first and second party play in ties of a kind.
fn roles(kind: TieKind) -> [PartyRole; 2] {
    use PartyRole as Role;
    match kind {
        TieKind::Membership => [Role::Member, Role::Organisation],
        TieKind::ArmsSupply | TieKind::TechnologyTransfer => [Role::Supplier, Role::Recipient],
        TieKind::MilitaryPresence => [Role::Deployer, Role::Host],
        TieKind::Sponsorship => [Role::Sponsor, Role::Client],
        TieKind::Sanctions => [Role::Sender, Role::Target],
        _ => [Role::Party, Role::Party],
    }
}

/// Whom an id stands for: a code where there is one, else the name.
fn named(names: &Names, id: &str) -> Result<String, Fault> {
    let found = names
        .get(id)
        .ok_or_else(|| Fault::row(format!("it names {id:?}, which stands nowhere in the file")))?;
    Ok(found.code.clone().unwrap_or_else(|| found.name.clone()))
}

/// A code of three capitals.
fn code(text: &str) -> Option<String> {
    let is_code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    is_code.then(|| text.to_owned())
}

/// Whether PLOVER has such a type.
fn is_type(text: &str) -> bool {
    text.parse::<detente_model::PloverType>().is_ok()
}
