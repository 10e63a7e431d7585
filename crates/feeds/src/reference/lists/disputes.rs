//! Militarized Interstate Disputes, by directed dyad and year.

use detente_model::TieKind;
use std::collections::BTreeMap;

use super::spells::{Spell, joined};
use super::{Desk, Parties, labels, of_years};
use crate::Error;
use crate::fields::whole;
use crate::reference::table::Table;
use crate::reference::{Reference, ReferenceFormat, ReferenceTie};

pub(super) fn read(desk: &Desk<'_>, bytes: &[u8]) -> Result<Reference, Error> {
    const FORMAT: ReferenceFormat = ReferenceFormat::Mids;
    let table = Table::new(
        bytes,
        &[
            &["dispnum", "dispnum3"],
            &["ccode1", "statea"],
            &["ccode2", "stateb"],
            &["year"],
        ],
    )?;
    let mut read = Reference::default();
    let mut disputes: BTreeMap<(String, String, String), (Vec<Spell>, i64)> = BTreeMap::new();
    let mut parties = Parties::default();
    table.each(&mut read, |row, read| {
        let year = row.year("year", &["year"])?;
        let mut side = |names| parties.side(desk, row, names, year, read);
        let (one, other) = (side(&["ccode1", "statea"])?, side(&["ccode2", "stateb"])?);
        // Each dispute stands twice, once from either side.
        if one < other {
            let key = (one, other, row.words(&["dispnum", "dispnum3"]));
            let (spells, level) = disputes.entry(key).or_default();
            spells.push(Spell {
                source: row.source(),
                first: year,
                last: year,
            });
            // What the two did to each other; where that is not there, what all sides of the
            // dispute did.
            let of_pair = [row.field(&["hostlev1"]), row.field(&["hostlev2"])];
            let of_pair = of_pair.into_iter().filter_map(whole).max();
            let of_all = || whole(row.field(&["hostlev", "hihost"]));
            *level = (*level).max(of_pair.or_else(of_all).unwrap_or(0));
        }
        Ok(())
    })?;
    for ((one, other, number), (spells, level)) in &mut disputes {
        let level = labels(FORMAT, |code| code == level.to_string()).join("");
        for (source, other_row, first, last) in joined(spells) {
            read.ties.push(ReferenceTie {
                other_row,
                ..of_years(
                    source,
                    TieKind::Dispute,
                    format!("militarised dispute {number}: {level}"),
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
    fn a_dispute_counts_once_and_by_what_the_two_did() {
        let text = "dispnum,ccode1,ccode2,year,hostlev1,hostlev2,hostlev\n\
                    7,365,630,1920,4,1,5\n7,630,365,1920,1,4,5\n7,630,365,1921,1,4,5\n7,365,630,1921,4,1,5\n";
        assert_eq!(
            told(&read(ReferenceFormat::Mids, text)),
            ["party:IRN party:RUS 1920-01-01 1921-12-31 militarised dispute 7: use of force 3"]
        );
    }
}
