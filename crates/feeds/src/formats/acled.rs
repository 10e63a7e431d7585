//! ACLED exports, before and since 2023. The order of the two actors is no direction.

use crate::batch::{Fault, Record};
use crate::deed::of_row;
use crate::fields::{Row, count, id, is_blank, text, whole};
use crate::layout::{Column, needed, wanted};
use crate::mapper::sector;
use crate::parser::Desk;
use crate::table::{ACLED_TYPES, rows};
use crate::{DayNumber, Deed};

pub(super) const COLUMNS: &[Column] = &[
    needed("event_id_cnty", &["data_id"]),
    needed("event_date", &[]),
    wanted("time_precision", &[]),
    needed("event_type", &[]),
    wanted("sub_event_type", &[]),
    needed("actor1", &[]),
    wanted("inter1", &[]),
    needed("actor2", &[]),
    wanted("inter2", &[]),
    wanted("source", &[]),
    wanted("fatalities", &[]),
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

pub(super) fn read(row: &impl Row, number: u64, desk: &mut Desk<'_>) -> Result<(), Fault> {
    let field = |column| desk.field(row, column);
    if field(0).is_empty() {
        return Err(Fault::field("event_id_cnty", field(0), "an id"));
    }
    let given = date(field(1))
        .ok_or_else(|| Fault::field("event_date", field(1), "a day as YYYY-MM-DD or 1 May 2020"))?;
    let (day, days_after) = match whole(field(2)) {
        Some(2) => given.week(),
        Some(3) => given.month(),
        None | Some(1) => (given, 0),
        Some(_) => return Err(Fault::field("time_precision", field(2), "1, 2 or 3")),
    };
    let (row_id, source_names, deaths) = (id(field(0)), field(9), count(field(10)));
    let (kind, sub_kind) = (field(3), field(4));
    let (one, two) = ([5, 6].map(field), [7, 8].map(field));
    let key = [kind, sub_kind].join(&0);
    let deed = desk
        .deeds
        .get(&key, || Ok::<_, Fault>(deed(kind, sub_kind)))?;
    let sources = source_names.split(|byte| *byte == b';').count() as u32;
    let record = Record {
        row: number,
        day,
        days_after,
        published: None,
        source: actor(desk, one, given),
        target: actor(desk, two, given),
        directed: false,
        deed,
        outlet: desk.outlet(source_names),
        id: row_id,
        story: None,
        articles: (!source_names.is_empty()).then_some(sources),
        deaths,
    };
    desk.batch.records.push(record);
    Ok(())
}

/// `2022-06-30` or `30 June 2022`.
fn date(bytes: &[u8]) -> Option<DayNumber> {
    DayNumber::read(bytes).or_else(|| {
        let words = text(bytes).to_lowercase();
        let mut parts = words.split([' ', '-']);
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        let is_named = |name: &str| name == month || month.len() == 3 && name.starts_with(month);
        let (number, _) = (1..).zip(MONTHS).find(|(_, name)| is_named(name))?;
        DayNumber::new(year.parse().ok()?, number, day.parse().ok()?)
    })
}

fn deed(kind: &[u8], sub_kind: &[u8]) -> Deed {
    let (kind, sub_kind) = (text(kind), text(sub_kind));
    let code = format!("{kind}/{sub_kind}");
    let of = |wanted: &str| {
        rows::<6>(ACLED_TYPES)
            .find(|[known, sub, ..]| *known == kind && *sub == wanted)
            .map(|[_, _, a, b, c, d]| [a, b, c, d])
    };
    match of(&sub_kind).or_else(|| of("")) {
        Some(row) => of_row("ACLED", code, row),
        None => Deed {
            ontology: "ACLED",
            code,
            cameo: None,
            plover: None,
            mode: None,
            context: Vec::new(),
            relation: None,
            scale: None,
            reciprocal: false,
        },
    }
}

fn actor(desk: &mut Desk<'_>, parts: [&[u8]; 2], day: DayNumber) -> Option<u32> {
    let [name, kind] = parts;
    if is_blank(name) {
        return None;
    }
    Some(desk.actor([name, kind, b""], None, |mapper| {
        let name = text(name);
        let number = whole(kind).map(|number| number.to_string());
        let kind = number.unwrap_or_else(|| text(kind).into_owned());
        let letters = sector("acled", &std::iter::once(kind.as_str()));
        mapper.named_actor(&name, country(&name), letters, day)
    }))
}

/// The country that a name of ACLED holds: "Protesters (Argentina)", "Police Forces of Argentina
/// (2019-)".
fn country(name: &str) -> &str {
    let Some((before, bracket)) = name.split_once(" (") else {
        return "";
    };
    let inside = bracket.split(')').next().unwrap_or_default();
    if inside.starts_with(|letter: char| letter.is_ascii_digit()) {
        before.split_once(" of ").map_or("", |(_, country)| country)
    } else {
        inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_countries() {
        assert_eq!(country("Protesters (Argentina)"), "Argentina");
        assert_eq!(
            country("Police Forces of Argentina (2019-) Coast Guard"),
            "Argentina"
        );
        assert_eq!(country("Islamic State"), "");
    }

    #[test]
    fn dates_before_and_since_2023() {
        assert_eq!(date(b"30 June 2022"), DayNumber::new(2022, 6, 30));
        assert_eq!(date(b"2022-06-30"), DayNumber::new(2022, 6, 30));
        assert_eq!(date(b"0025-06-30"), None);
    }
}
