//! Intergovernmental Organizations of Correlates of War: members, by year.

use detente_model::{PartyRole, TieKind};
use std::collections::BTreeMap;
use std::io::Read;

use super::spells::open_at_end;
use super::{Desk, first_of, of_years};
use crate::Error;
use crate::batch::Fault;
use crate::reference::Reference;
use crate::reference::table::{Table, bytes_of};

/// The names of organisations by their `igoID`, from a file with `igoLongName`; none where the
/// file has no such column: it is one of members.
///
/// # Errors
/// If the file cannot be read, or has no column `igoID`.
pub fn organisation_names(reader: impl Read) -> Result<Option<BTreeMap<String, String>>, Error> {
    let bytes = bytes_of(reader)?;
    let table = Table::new(&bytes, &[&["igoID"]])?;
    if !table.has("igoLongName") {
        return Ok(None);
    }
    let mut names = BTreeMap::new();
    table.each(&mut Reference::default(), |row, _| {
        names.insert(row.words(&["igoID"]), row.words(&["igoLongName"]));
        Ok(())
    })?;
    Ok(Some(names))
}

pub(super) fn read(
    desk: &Desk<'_>,
    bytes: &[u8],
    organisations: &BTreeMap<String, String>,
) -> Result<Reference, Error> {
    let table = Table::new(
        bytes,
        &[&["igoID"], &["StateID", "ccode"], &["JoinYear", "Begin"]],
    )?;
    let mut read = Reference::default();
    table.each(&mut read, |row, read| {
        let first = row.year("JoinYear", &["JoinYear", "Begin"])?;
        let last = row.year("LeaveYear", &["LeaveYear", "End"])?;
        if last < first {
            return Err(Fault::field(
                "LeaveYear",
                row.field(&["LeaveYear", "End"]),
                "no year before JoinYear",
            ));
        }
        let state = desk.cow(
            row,
            &["StateID", "ccode"],
            first_of(first),
            PartyRole::Member,
            read,
        )?;
        let id = row.words(&["igoID"]);
        let name = organisations
            .get(&id)
            .cloned()
            .unwrap_or_else(|| format!("igo {id}"));
        let organisation = desk.organisation(&name, first_of(first));
        read.ties.push(of_years(
            row.source(),
            TieKind::Membership,
            name,
            [state, organisation],
            (first, last),
        ));
        Ok(())
    })?;
    Ok(open_at_end(read))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{read, told};
    use crate::ReferenceFormat;

    #[test]
    fn members_that_have_not_left_are_members_still() {
        let text =
            "igoID,StateID,JoinYear,LeaveYear\n5,2,1949,2005\n5,220,1949,1966\n5,630,1990,1980\n";
        let read = read(ReferenceFormat::CowIgo, text);
        assert_eq!(
            told(&read),
            [
                "member:USA organisation:org:nato 1949-01-01 2005-12-31 open NATO 2",
                "member:FRA organisation:org:nato 1949-01-01 1966-12-31 NATO 3",
            ]
        );
        assert_eq!(read.rejected, 1);
    }
}
