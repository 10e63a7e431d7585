//! UCDP georeferenced events: lethal violence, with the days within which it happened.

use crate::DayNumber;
use crate::batch::{Fault, Record};
use crate::deed::of_row;
use crate::fields::{Row, count, id, is_blank, text, whole};
use crate::layout::{Column, needed, wanted};
use crate::mapper::Found;
use crate::parser::Desk;
use crate::table::{GED_TYPES, rows};

pub(super) const COLUMNS: &[Column] = &[
    needed("id", &[]),
    needed("type_of_violence", &[]),
    needed("side_a", &[]),
    needed("side_b", &[]),
    needed("date_start", &[]),
    needed("date_end", &[]),
    wanted("date_prec", &[]),
    wanted("gwnoa", &[]),
    wanted("gwnob", &[]),
    wanted("number_of_sources", &[]),
    wanted("source_office", &[]),
    wanted("source_date", &[]),
    wanted("best", &["best_est"]),
];

pub(super) fn read(row: &impl Row, number: u64, desk: &mut Desk<'_>) -> Result<(), Fault> {
    let field = |column| desk.field(row, column);
    if field(0).is_empty() {
        return Err(Fault::field("id", field(0), "an id"));
    }
    let date = |name, column| {
        DayNumber::read(field(column))
            .ok_or_else(|| Fault::field(name, field(column), "a day as YYYY-MM-DD"))
    };
    let (start, end) = (date("date_start", 4)?, date("date_end", 5)?);
    if end < start {
        return Err(Fault::field(
            "date_end",
            field(5),
            "a day on or after date_start",
        ));
    }
    // 3: known to the week, 4: to the month, 5: to more than a month.
    let (day, days_after) = match whole(field(6)) {
        Some(3) if start == end => start.week(),
        Some(4) if start == end => start.month(),
        Some(5) if start == end => start.year(),
        _ => (start, (end.0 - start.0).unsigned_abs()),
    };
    let kind = whole(field(1)).map(|kind| kind.to_string());
    let row_of = |kind: &str| rows::<5>(GED_TYPES).find(|[known, ..]| *known == kind);
    let [kind, plover, mode, context, relation] = kind
        .and_then(|kind| row_of(&kind))
        .ok_or_else(|| Fault::field("type_of_violence", field(1), "1, 2 or 3"))?;
    let row_id = id(field(0));
    let (articles, deaths) = (count(field(9)), count(field(12)));
    let published = field(11)
        .split(|byte| *byte == b';')
        .filter_map(|date| DayNumber::read(date.trim_ascii()))
        .min()
        .filter(|first| *first >= day);
    let (one, two, offices) = ([2, 7].map(field), [3, 8].map(field), field(10));
    let deed = desk.deeds.get(kind.as_bytes(), || {
        let code = format!("type_of_violence {kind}");
        Ok::<_, Fault>(of_row("UCDP GED", code, [plover, mode, context, relation]))
    })?;
    let record = Record {
        row: number,
        day,
        days_after,
        published,
        source: actor(desk, one, day),
        target: actor(desk, two, day),
        directed: kind == "3",
        deed,
        outlet: desk.outlet(offices),
        id: row_id,
        story: None,
        articles,
        deaths,
    };
    desk.batch.records.push(record);
    Ok(())
}

fn actor(desk: &mut Desk<'_>, parts: [&[u8]; 2], day: DayNumber) -> Option<u32> {
    let [name, number] = parts;
    if is_blank(name) {
        return None;
    }
    let number = whole(number).map(|number| number.to_string());
    let system = desk
        .mapper
        .is_dated("gw", number.as_deref().unwrap_or_default());
    let key = number.as_deref().unwrap_or_default().as_bytes();
    Some(
        desk.actor([name, key, b""], system.then_some(day), |mapper| {
            let name = text(name);
            let state = number
                .as_deref()
                .map(|number| mapper.state("gw", number, day));
            match state {
                Some(Found::One(state)) => mapper.built(
                    name.into_owned(),
                    None,
                    Some(state),
                    Some("GOV".to_owned()),
                    None,
                ),
                _ if name == "Civilians" => {
                    mapper.built(name.into_owned(), None, None, Some("CVL".to_owned()), None)
                }
                _ => mapper.named_actor(&name, "", None, day),
            }
        }),
    )
}
