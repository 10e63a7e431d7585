//! Formal Alliances of Correlates of War: members, by day; two are tied while both belong.

use detente_model::{PartyRole, TieKind};
use std::collections::BTreeMap;

use super::{Desk, labels};
use crate::batch::Fault;
use crate::fields::{text, whole};
use crate::reference::table::{Table, TableRow};
use crate::reference::{Reference, ReferenceFormat, ReferenceParty, ReferenceSource, ReferenceTie};
use crate::{DayNumber, Error};

/// Ties of one file at the most.
const MOST_TIES: usize = 2_000_000;

/// A member of an alliance.
struct Member {
    source: ReferenceSource,
    party: ReferenceParty,
    first: DayNumber,
    last: Option<DayNumber>,
    name: String,
}

pub(super) fn read(desk: &Desk<'_>, bytes: &[u8]) -> Result<Reference, Error> {
    const FORMAT: ReferenceFormat = ReferenceFormat::CowAlliances;
    let table = Table::new(
        bytes,
        &[
            &["version4id"],
            &["ccode"],
            &["mem_st_year"],
            &["mem_end_year"],
        ],
    )?;
    let mut read = Reference::default();
    let mut members: BTreeMap<String, Vec<Member>> = BTreeMap::new();
    let mut latest = DayNumber(i32::MIN);
    table.each(&mut read, |row, read| {
        let first = day(row, "mem_st_day", "mem_st_month", "mem_st_year")?
            .ok_or_else(|| Fault::field("mem_st_year", b"", "a year"))?;
        let last = day(row, "mem_end_day", "mem_end_month", "mem_end_year")?;
        latest = latest.max(first).max(last.unwrap_or(first));
        let party = desk.cow(row, &["ccode"], first, PartyRole::Party, read)?;
        let kinds = labels(FORMAT, |code| row.is_set(&[code]));
        let id = row.words(&["version4id"]);
        let member = Member {
            source: row.source(),
            party,
            first,
            last,
            name: kinds.join(", "),
        };
        members.entry(id).or_default().push(member);
        Ok(())
    })?;
    for (id, members) in &members {
        for (place, one) in members.iter().enumerate() {
            for other in members[place + 1..]
                .iter()
                .filter(|other| other.party.text != one.party.text)
            {
                let last = one.last.into_iter().chain(other.last).min();
                let first = one.first.max(other.first);
                let end = last.unwrap_or(latest);
                if end < first || read.ties.len() == MOST_TIES {
                    continue;
                }
                let name = if one.name == other.name {
                    one.name.clone()
                } else {
                    format!("{}; {}", one.name, other.name)
                };
                read.ties.push(ReferenceTie {
                    source: one.source.clone(),
                    other_row: Some(other.source.row),
                    kind: TieKind::Treaty,
                    name: format!("{name} (alliance {id})"),
                    parties: [one.party.clone(), other.party.clone()],
                    first,
                    last: end,
                    by_day: true,
                    open: last.is_none(),
                });
            }
        }
    }
    Ok(read)
}

/// A day in three columns; none where all are blank.
fn day(
    row: &TableRow<'_>,
    day: &str,
    month: &str,
    year: &'static str,
) -> Result<Option<DayNumber>, Fault> {
    if row.field(&[year]).is_empty() {
        return Ok(None);
    }
    let number =
        |name: &str| whole(row.field(&[name])).and_then(|number| i32::try_from(number).ok());
    let parts = number(year).zip(number(month)).zip(number(day));
    let found = parts.and_then(|((year, month), day)| DayNumber::new(year, month, day));
    let written = [day, month, year]
        .map(|name| text(row.field(&[name])).into_owned())
        .join("/");
    found
        .map(Some)
        .ok_or_else(|| Fault::field(year, written.as_bytes(), "a day of the calendar"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{read, told};
    use super::*;

    #[test]
    fn members_of_an_alliance_are_tied_while_both_belong() {
        let text = "version4id,ccode,mem_st_day,mem_st_month,mem_st_year,mem_end_day,mem_end_month,mem_end_year,defense,neutrality,nonaggression,entente\n\
                    9,365,26,2,1921,25,8,1941,1,0,0,0\n9,630,1,3,1921,,,,1,0,0,0\n9,640,1,1,1950,,,,1,0,0,0\n9,2,31,2,1950,,,,1,0,0,0\n";
        let read = read(ReferenceFormat::CowAlliances, text);
        assert_eq!(
            told(&read),
            [
                "party:RUS party:IRN 1921-03-01 1941-08-25 defence (alliance 9) 2",
                "party:IRN party:TUR 1950-01-01 1950-01-01 open defence (alliance 9) 3",
            ]
        );
        assert_eq!(
            (read.rejected, read.rejects[0].row),
            (1, 5),
            "there is no 31 February"
        );
    }
}
