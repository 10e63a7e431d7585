//! Alliance Treaty Obligations and Provisions: obligations of two states, by year or spell.

use detente_model::TieKind;
use std::collections::BTreeMap;

use super::spells::{Spell, joined};
use super::{Desk, Parties, labels, of_years};
use crate::Error;
use crate::reference::table::Table;
use crate::reference::{Reference, ReferenceFormat, ReferenceTie};

pub(super) fn read(desk: &Desk<'_>, bytes: &[u8]) -> Result<Reference, Error> {
    const FORMAT: ReferenceFormat = ReferenceFormat::Atop;
    let needed: [&[&str]; 3] = [
        &["ccode1", "mem1", "statea"],
        &["ccode2", "mem2", "stateb"],
        &["first_year", "year"],
    ];
    let table = Table::new(bytes, &needed)?;
    let mut read = Reference::default();
    let mut spells: BTreeMap<(String, String, String), Vec<Spell>> = BTreeMap::new();
    let mut parties = Parties::default();
    table.each(&mut read, |row, read| {
        let first = row.year("first_year", &["first_year", "year"])?;
        let last = row.year("last_year", &["last_year", "year"])?;
        let is_set = |code: &str| row.is_set(&[&format!("atop_{code}"), code]);
        let name = labels(FORMAT, is_set).join(", ");
        let mut side = |names| parties.side(desk, row, names, first, read);
        let (one, other) = (side(needed[0])?, side(needed[1])?);
        // A row without obligations says that there is no alliance.
        if !name.is_empty() && last >= first {
            spells.entry((one, other, name)).or_default().push(Spell {
                source: row.source(),
                first,
                last,
            });
        }
        Ok(())
    })?;
    let end = spells
        .values()
        .flatten()
        .map(|spell| spell.last)
        .max()
        .unwrap_or(0);
    for ((one, other, name), spells) in &mut spells {
        for (source, other_row, first, last) in joined(spells) {
            read.ties.push(ReferenceTie {
                other_row,
                open: last == end,
                ..of_years(
                    source,
                    TieKind::Treaty,
                    name.clone(),
                    parties.pair(one, other),
                    (first, last),
                )
            });
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{read, told};
    use super::*;

    #[test]
    fn years_of_an_alliance_are_one_stretch() {
        let text = "mem1,mem2,year,defense,offense,neutral,nonagg,consul\n\
                    365,630,2001,0,0,1,1,0\n365,630,2002,0,0,1,1,0\n365,630,2004,0,0,1,1,0\n365,630,2003,0,0,0,0,0\n";
        assert_eq!(
            told(&read(ReferenceFormat::Atop, text)),
            [
                "party:RUS party:IRN 2001-01-01 2002-12-31 neutrality, non-aggression 2",
                "party:RUS party:IRN 2004-01-01 2004-12-31 open neutrality, non-aggression 4",
            ]
        );
    }
}
