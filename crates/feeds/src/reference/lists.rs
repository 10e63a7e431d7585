//! Lists whose rows are ties, or years of ties: a module for each list.

mod alliances;
mod arms;
mod atop;
mod disputes;
mod informal;
mod organisations;
mod rivalries;
mod spells;
#[cfg(test)]
mod testing;

use detente_model::{ActorId, PartyRole, TieKind};
use std::collections::BTreeMap;
use std::io::Read;

use super::table::{TableRow, bytes_of};
use super::{Reference, ReferenceFormat, ReferenceParty, ReferenceSource, ReferenceTie};
use crate::batch::Fault;
use crate::fields::whole;
use crate::mapper::Found;
use crate::table::{REFERENCE, rows};
use crate::{DayNumber, Error, ErrorKind, Mapper};
pub use organisations::organisation_names;

/// Reads a file of a list of ties. `organisations` gives the names of organisations to members of
/// `cow-igo` (a file with `igoID` and `igoLongName`).
///
/// # Errors
/// If the file cannot be read or lacks a column; roll calls are read by [`super::read_votes`],
/// leaders by [`super::read_leaders`].
pub fn read_reference(
    reader: impl Read,
    format: ReferenceFormat,
    organisations: &BTreeMap<String, String>,
    mapper: &Mapper<'_>,
) -> Result<Reference, Error> {
    let desk = Desk { mapper };
    let bytes = bytes_of(reader)?;
    let mut read = match format {
        ReferenceFormat::Atop => atop::read(&desk, &bytes),
        ReferenceFormat::CowAlliances => alliances::read(&desk, &bytes),
        ReferenceFormat::CowIgo => organisations::read(&desk, &bytes, organisations),
        ReferenceFormat::Iigo => informal::read(&desk, &bytes),
        ReferenceFormat::Mids => disputes::read(&desk, &bytes),
        ReferenceFormat::Rivalries => rivalries::read(&desk, &bytes),
        ReferenceFormat::Sipri => arms::read(&desk, &bytes),
        _ => Err(Error::new(
            ErrorKind::Usage,
            format!("{format} is no list of ties"),
        )),
    }?;
    let first = read.ties.iter().map(|tie| tie.first).min();
    let last = read.ties.iter().map(|tie| tie.last).max();
    read.covers = first.zip(last);
    read.ties.sort_by_key(|tie| (tie.source.row, tie.other_row));
    Ok(read)
}

/// Who the codes and names of lists stand for.
struct Desk<'m> {
    mapper: &'m Mapper<'m>,
}

impl Desk<'_> {
    /// The state of a code of Correlates of War.
    fn cow(
        &self,
        row: &TableRow<'_>,
        names: &[&'static str],
        day: DayNumber,
        role: PartyRole,
        read: &mut Reference,
    ) -> Result<ReferenceParty, Fault> {
        let field = row.field(names);
        let code = whole(field)
            .ok_or_else(|| Fault::field(names[0], field, "a code of Correlates of War"))?;
        let code = code.to_string();
        let actor = match self.mapper.state("cow", &code, day) {
            Found::One(state) => Some(state.clone()),
            _ => None,
        };
        if actor.is_none() {
            *read.unmapped.entry(format!("cow {code}")).or_default() += 1;
        }
        let text = actor
            .as_ref()
            .map_or_else(|| format!("cow {code}"), ToString::to_string);
        Ok(ReferenceParty { role, text, actor })
    }

    /// A state by its name on a day.
    fn named(
        &self,
        name: &str,
        day: DayNumber,
        role: PartyRole,
        read: &mut Reference,
    ) -> ReferenceParty {
        let actor: Option<ActorId> = self.mapper.country(name, day).cloned();
        if actor.is_none() {
            *read.unmapped.entry(name.to_owned()).or_default() += 1;
        }
        ReferenceParty {
            role,
            text: name.to_owned(),
            actor,
        }
    }

    /// An organisation by its name on a day, known or not.
    fn organisation(&self, name: &str, day: DayNumber) -> ReferenceParty {
        let actor = match self.mapper.name(name, day) {
            Found::One(actor) => Some(actor.clone()),
            _ => None,
        };
        ReferenceParty {
            role: PartyRole::Organisation,
            text: name.to_owned(),
            actor,
        }
    }
}

/// The sides of rows of pairs, by their text.
#[derive(Default)]
struct Parties(BTreeMap<String, ReferenceParty>);

impl Parties {
    /// The text of a side, by its code of Correlates of War in a year.
    fn side(
        &mut self,
        desk: &Desk<'_>,
        row: &TableRow<'_>,
        names: &[&'static str],
        year: i32,
        read: &mut Reference,
    ) -> Result<String, Fault> {
        let party = desk.cow(row, names, first_of(year), PartyRole::Party, read)?;
        let text = party.text.clone();
        self.0.entry(text.clone()).or_insert(party);
        Ok(text)
    }

    /// Two sides that were read.
    fn pair(&self, one: &str, other: &str) -> [ReferenceParty; 2] {
        [one, other].map(|text| self.0[text].clone())
    }
}

/// The first of January.
fn first_of(year: i32) -> DayNumber {
    DayNumber::new(year, 1, 1).unwrap_or(DayNumber(0))
}

/// The last of December.
fn last_of(year: i32) -> DayNumber {
    DayNumber::new(year, 12, 31).unwrap_or(DayNumber(0))
}

/// A tie of one row that a list has by years, and that ended.
fn of_years(
    source: ReferenceSource,
    kind: TieKind,
    name: String,
    parties: [ReferenceParty; 2],
    (first, last): (i32, i32),
) -> ReferenceTie {
    ReferenceTie {
        source,
        other_row: None,
        kind,
        name,
        parties,
        first: first_of(first),
        last: last_of(last),
        by_day: false,
        open: false,
    }
}

/// The labels of `format` for which `is_set` holds.
fn labels(format: ReferenceFormat, is_set: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let of = rows::<3>(REFERENCE).filter(|[list, ..]| *list == format.as_str());
    of.filter(|[_, code, _]| is_set(code))
        .map(|[.., label]| label)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use detente_model::Knowledge;

    #[test]
    fn a_file_of_another_kind_is_refused_with_what_is_missing() {
        let mapper = Mapper::new(Knowledge::builtin());
        let of_ties = |format: &&ReferenceFormat| {
            **format != ReferenceFormat::UnVotes && !format.is_of_leaders()
        };
        for format in ReferenceFormat::ALL.iter().filter(of_ties) {
            let error = read_reference(&b"a,b\n1,2\n"[..], *format, &BTreeMap::new(), &mapper);
            assert!(
                error.unwrap_err().to_string().contains("no column"),
                "{format}"
            );
        }
    }

    static MAPPER: std::sync::LazyLock<Mapper<'static>> =
        std::sync::LazyLock::new(|| Mapper::new(Knowledge::builtin()));

    proptest::proptest! {
        #[test]
        fn no_bytes_break_a_reader(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300), place in 0_usize..7) {
            let mapper = &*MAPPER;
            let head: [&[u8]; 7] = [
                b"ccode1,ccode2,year,atop_defense\n", b"version4id,ccode,mem_st_day,mem_st_month,mem_st_year,mem_end_year\n",
                b"igoID,StateID,JoinYear,LeaveYear\n", b"dispnum,ccode1,ccode2,year\n", b"ccode1,ccode2,start,end\n",
                b"recipient,supplier,year_of_order,designation\n", b"stateID,StateName,Title,Begin,End\n",
            ];
            let formats = [ReferenceFormat::Atop, ReferenceFormat::CowAlliances, ReferenceFormat::CowIgo, ReferenceFormat::Mids, ReferenceFormat::Rivalries, ReferenceFormat::Sipri, ReferenceFormat::Iigo];
            let file = [head[place], &bytes].concat();
            let read = read_reference(&file[..], formats[place], &BTreeMap::new(), mapper);
            if let Ok(read) = read {
                proptest::prop_assert!(read.ties.len() as u64 <= read.rows * read.rows);
            }
        }
    }
}
