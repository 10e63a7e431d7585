//! Strategic rivalries, by year.

use detente_model::{PartyRole, TieKind};

use super::spells::open_at_end;
use super::{Desk, first_of, labels, of_years};
use crate::Error;
use crate::batch::Fault;
use crate::reference::table::Table;
use crate::reference::{Reference, ReferenceFormat};

pub(super) fn read(desk: &Desk<'_>, bytes: &[u8]) -> Result<Reference, Error> {
    const FORMAT: ReferenceFormat = ReferenceFormat::Rivalries;
    let table = Table::new(
        bytes,
        &[
            &["ccode1"],
            &["ccode2"],
            &["styear", "start"],
            &["endyear", "end"],
        ],
    )?;
    let mut read = Reference::default();
    table.each(&mut read, |row, read| {
        let first = row.year("start", &["styear", "start"])?;
        let last = row.year("end", &["endyear", "end"])?;
        if last < first {
            return Err(Fault::field(
                "end",
                row.field(&["endyear", "end"]),
                "no year before the start",
            ));
        }
        let types = ["type1", "type2", "type3"].map(|name| row.words(&[name]));
        let kinds = labels(FORMAT, |code| {
            types.iter().any(|kind| kind == code) || row.is_set(&[code])
        });
        let parties = [
            desk.cow(row, &["ccode1"], first_of(first), PartyRole::Party, read)?,
            desk.cow(row, &["ccode2"], first_of(first), PartyRole::Party, read)?,
        ];
        let name = row.words(&["rivalryname", "rivalry"]);
        read.ties.push(of_years(
            row.source(),
            TieKind::Rivalry,
            format!("{name}: {}", kinds.join(", ")),
            parties,
            (first, last),
        ));
        Ok(())
    })?;
    Ok(open_at_end(read))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{read, told};
    use super::*;

    #[test]
    fn a_rivalry_of_the_last_year_stands_and_has_its_types_in_words() {
        let text = "ccode1,ccode2,rivalryname,start,end,type1,type2\n\
                    630,645,Iran-Iraq,1958,2003,spatial,positional\n2,630,US-Iran,1979,2010,ideological,\n2,630,X,1990,1980,,\n";
        let found = read(ReferenceFormat::Rivalries, text);
        assert_eq!(
            told(&found),
            [
                "party:IRN party:IRQ 1958-01-01 2003-12-31 Iran-Iraq: spatial, positional 2",
                "party:USA party:IRN 1979-01-01 2010-12-31 open US-Iran: ideological 3",
            ]
        );
        assert_eq!((found.rejected, found.rejects[0].row), (1, 4));
    }
}
