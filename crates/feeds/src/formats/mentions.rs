//! GDELT mentions: which article speaks of which event.

use super::headless;
use crate::batch::{Fault, Mention};
use crate::fields::{Row, count, whole};
use crate::layout::{Column, Layout, needed, wanted};
use crate::parser::Desk;
use crate::{DayNumber, Error, Format};

const COLUMNS: &[Column] = &[
    needed("GLOBALEVENTID", &[]),
    needed("MentionTimeDate", &[]),
    needed("MentionSourceName", &[]),
    wanted("Actor1CharOffset", &[]),
    wanted("Actor2CharOffset", &[]),
    wanted("ActionCharOffset", &[]),
    wanted("Confidence", &[]),
];

pub(super) fn layout(line: &[u8]) -> Result<Layout, Error> {
    headless(
        Format::Mentions,
        line,
        COLUMNS,
        &[0, 2, 4, 7, 8, 9, 11],
        &[16],
    )
}

pub(super) fn read(row: &impl Row, number: u64, desk: &mut Desk<'_>) -> Result<(), Fault> {
    let field = |column| desk.field(row, column);
    let event = whole(field(0))
        .filter(|id| *id >= 0)
        .ok_or_else(|| Fault::field("GLOBALEVENTID", field(0), "a whole number"))?;
    let day = DayNumber::compact(field(1)).ok_or_else(|| {
        Fault::field(
            "MentionTimeDate",
            field(1),
            "a time that begins with YYYYMMDD",
        )
    })?;
    let place = |column| {
        let found = whole(field(column)).and_then(|place| i32::try_from(place).ok());
        found.unwrap_or(-1)
    };
    let text_places = [place(3), place(4), place(5)];
    let confidence = count(field(6)).unwrap_or(0);
    let name = field(2);
    let outlet = desk.outlet(name);
    desk.batch.mentions.push(Mention {
        row: number,
        event,
        day,
        outlet,
        text_places,
        confidence,
    });
    Ok(())
}
