//! Informal Intergovernmental Organizations: members, by year.

use detente_model::{PartyRole, TieKind};

use super::{Desk, first_of, of_years};
use crate::Error;
use crate::batch::Fault;
use crate::reference::table::Table;
use crate::reference::{Reference, ReferenceParty, ReferenceTie};

/// Members of informal organisations. The list names states, codes them with three letters,
/// and leaves the end blank of what stood in the year of its edition.
pub(super) fn read(desk: &Desk<'_>, bytes: &[u8]) -> Result<Reference, Error> {
    let needed: [&[&str]; 5] = [
        &["StateName"],
        &["stateID"],
        &["Title"],
        &["Begin"],
        &["End"],
    ];
    let table = Table::new(bytes, &needed)?;
    let mut read = Reference::default();
    table.each(&mut read, |row, read| {
        let first = row.year("Begin", needed[3])?;
        let open = row.field(needed[4]).is_empty();
        // What stands is written with the year of the edition, where that is there.
        let last = if open {
            row.year("Year", &["Year"]).unwrap_or(first)
        } else {
            row.year("End", needed[4])?
        };
        if last < first {
            let end = row.field(needed[4]);
            return Err(Fault::field("End", end, "no year before Begin"));
        }
        let day = first_of(first);
        let [name, code] = [needed[0], needed[1]].map(|columns| row.words(columns));
        let known = [&name, &code]
            .into_iter()
            .find_map(|words| desk.mapper.country(words, day));
        let member = match known {
            Some(state) => ReferenceParty {
                role: PartyRole::Member,
                text: state.to_string(),
                actor: Some(state.clone()),
            },
            None => desk.named(&name, day, PartyRole::Member, read),
        };
        let title = row.words(needed[2]);
        let organisation = desk.organisation(&title, day);
        read.ties.push(ReferenceTie {
            open,
            ..of_years(
                row.source(),
                TieKind::Membership,
                title,
                [member, organisation],
                (first, last),
            )
        });
        Ok(())
    })?;
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{read, told};
    use crate::ReferenceFormat;

    #[test]
    fn members_of_informal_organisations_stand_until_the_edition() {
        let text = "stateID,StateName,igoID,Title,Begin,End,Year\n\
                    AUH,Austria-Hungary,CoE,Concert Of Europe,1815,1856,2017\n\
                    IRN,Iran,NAM,Non-aligned Movement,1961,,2017\nALG,Algeria,NAM,Non-aligned Movement,1962,,2017\n\
                    FRA,France,X,X,,,2017\nZZZ,Atlantis,X,X,1990,1980,2017\nZZZ,Atlantis,X,X,1990,1991,2017\n";
        let read = read(ReferenceFormat::Iigo, text);
        assert_eq!(
            told(&read),
            [
                "member:AUH organisation:bloc:concert-of-europe 1815-01-01 1856-12-31 Concert Of Europe 2",
                "member:IRN organisation:org:nam 1961-01-01 2017-12-31 open Non-aligned Movement 3",
                "member:DZA organisation:org:nam 1962-01-01 2017-12-31 open Non-aligned Movement 4",
                "member:Atlantis organisation:X 1990-01-01 1991-12-31 X 7",
            ]
        );
        assert_eq!((read.rejected, read.rejects[0].row), (2, 5));
        assert_eq!(read.unmapped.get("Atlantis"), Some(&1));
    }
}
