//! Phoenix: CAMEO events of an open pipeline, dormant since 2017.

use super::gdelt::{actor, deed};
use super::headless;
use crate::batch::{Fault, Record, Story};
use crate::fields::{Row, hash, id};
use crate::layout::{Column, Layout, needed, wanted};
use crate::parser::Desk;
use crate::{DayNumber, Error, Format};

const COLUMNS: &[Column] = &[
    needed("EventID", &[]),
    needed("Date", &[]),
    needed("SourceActorFull", &[]),
    needed("SourceActorEntity", &[]),
    needed("SourceActorRole", &[]),
    needed("TargetActorFull", &[]),
    needed("TargetActorEntity", &[]),
    needed("TargetActorRole", &[]),
    needed("EventCode", &[]),
    wanted("GoldsteinScore", &[]),
    wanted("SentenceID", &["SentenceIDs"]),
    wanted("NewsSources", &[]),
];

pub(super) fn layout(line: &[u8]) -> Result<Layout, Error> {
    let places = [0, 1, 5, 6, 7, 9, 10, 11, 13, 16, 23, 25];
    headless(Format::Phoenix, line, COLUMNS, &places, &[26])
}

pub(super) fn read(row: &impl Row, number: u64, desk: &mut Desk<'_>) -> Result<(), Fault> {
    let field = |column| desk.field(row, column);
    if field(0).is_empty() {
        return Err(Fault::field("EventID", field(0), "an id"));
    }
    let row_id = id(field(0));
    let day = DayNumber::read(field(1))
        .ok_or_else(|| Fault::field("Date", field(1), "a day as YYYY-MM-DD or YYYYMMDD"))?;
    let (first, second) = ([2, 3, 4].map(field), [5, 6, 7].map(field));
    let (code, scale, sentences, news) = (field(8), field(9), field(10), field(11));
    let deed = deed(desk, "EventCode", code, scale)?;
    // A row stands for all sentences of a day that say the same.
    let articles = sentences.split(|byte| *byte == b';').count() as u32;
    let record = Record {
        row: number,
        day,
        days_after: 0,
        published: None,
        source: actor(desk, first, day),
        target: actor(desk, second, day),
        directed: true,
        deed,
        outlet: desk.outlet(news),
        id: row_id,
        story: (!sentences.is_empty()).then(|| Story(hash(sentences).cast_unsigned())),
        articles: (!sentences.is_empty()).then_some(articles),
        deaths: None,
    };
    desk.batch.records.push(record);
    Ok(())
}
