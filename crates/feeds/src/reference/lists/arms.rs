//! The arms trade register of SIPRI: orders and what came of them.

use detente_model::{PartyRole, TieKind};

use super::{Desk, first_of, of_years};
use crate::Error;
use crate::reference::Reference;
use crate::reference::table::Table;

pub(super) fn read(desk: &Desk<'_>, bytes: &[u8]) -> Result<Reference, Error> {
    let needed: [&[&str]; 4] = [
        &["recipient"],
        &["supplier"],
        &["year_of_order"],
        &["weapon_designation", "designation"],
    ];
    let table = Table::new(bytes, &needed)?;
    let mut read = Reference::default();
    table.each(&mut read, |row, read| {
        let ordered = row.year("year_of_order", &["year_of_order"])?;
        let delivered = row.words(&["years_of_delivery", "years_of_deliveries", "delivery_years"]);
        let years = delivered
            .split([';', ',', ' '])
            .filter_map(|year| year.trim().parse::<i32>().ok());
        let years: Vec<_> = years.filter(|year| (1000..3000).contains(year)).collect();
        // An order of which nothing came is dated by the order.
        let none = row.field(&["number_delivered"]) == b"0";
        let years = if none { Vec::new() } else { years };
        let first = years.iter().min().copied().unwrap_or(ordered);
        let last = years.iter().max().copied().unwrap_or(ordered);
        let day = first_of(first);
        let supplier = desk.named(&row.words(needed[1]), day, PartyRole::Supplier, read);
        let recipient = desk.named(&row.words(needed[0]), day, PartyRole::Recipient, read);
        let weapon = [
            row.words(needed[3]),
            row.words(&["weapon_description", "description"]),
        ];
        let counts = [
            ("ordered", row.words(&["number_ordered"])),
            ("delivered", row.words(&["number_delivered"])),
        ];
        let counts = counts.iter().filter(|(_, count)| !count.is_empty());
        let counts: Vec<_> = counts
            .map(|(what, count)| format!("{count} {what}"))
            .collect();
        let until = if years.is_empty() {
            ", none delivered"
        } else {
            ""
        };
        read.ties.push(of_years(
            row.source(),
            TieKind::ArmsSupply,
            format!(
                "{}; {}; ordered {ordered}{until}",
                weapon.join(", "),
                counts.join(", ")
            ),
            [supplier, recipient],
            (first, last),
        ));
        Ok(())
    })?;
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{read, told};
    use crate::ReferenceFormat;

    #[test]
    fn an_order_of_which_nothing_came_is_no_delivery() {
        let text = "recipient,supplier,year_of_order,number_ordered,weapon_designation,weapon_description,number_delivered,years_of_delivery\n\
                    Iran,Russia,2023,24,Su-35S,FGA aircraft,0,2023\nRussia,Iran,2022,6600,Shahed-136,drone,4600,2022; 2023\nIran,Atlantis,2000,1,X,,1,2001\n";
        let read = read(ReferenceFormat::Sipri, text);
        assert_eq!(
            told(&read),
            [
                "supplier:RUS recipient:IRN 2023-01-01 2023-12-31 Su-35S, FGA aircraft; 24 ordered, 0 delivered; ordered 2023, none delivered 2",
                "supplier:IRN recipient:RUS 2022-01-01 2023-12-31 Shahed-136, drone; 6600 ordered, 4600 delivered; ordered 2022 3",
                "supplier:Atlantis recipient:IRN 2001-01-01 2001-12-31 X, ; 1 ordered, 1 delivered; ordered 2000 4",
            ]
        );
        assert_eq!(read.unmapped.get("Atlantis"), Some(&1));
    }
}
