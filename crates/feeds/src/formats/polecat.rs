//! POLECAT: events in PLOVER, one row an event, actor and recipient.

use crate::DayNumber;
use crate::batch::{Fault, Record};
use crate::deed::of_plover;
use crate::fields::{Row, id, is_blank, tenths, text, whole};
use crate::layout::{Column, needed, wanted};
use crate::mapper::Found;
use crate::parser::Desk;

pub(super) const COLUMNS: &[Column] = &[
    needed("Event ID", &[]),
    needed("Event Date", &[]),
    needed("Event Type", &[]),
    wanted("Event Mode", &[]),
    wanted("Intensity", &["Event Intensity"]),
    wanted("Contexts", &[]),
    needed("Actor Name", &[]),
    needed("Actor Country", &[]),
    wanted("Actor COW", &[]),
    wanted("Primary Actor Sector", &[]),
    needed("Recipient Name", &[]),
    needed("Recipient Country", &[]),
    wanted("Recipient COW", &[]),
    wanted("Primary Recipient Sector", &[]),
    wanted("Source", &[]),
    wanted("Publication Date", &[]),
    wanted("Version", &[]),
];

pub(super) fn read(row: &impl Row, number: u64, desk: &mut Desk<'_>) -> Result<(), Fault> {
    let field = |column| desk.field(row, column);
    if field(0).is_empty() {
        return Err(Fault::field("Event ID", field(0), "an id"));
    }
    let day = DayNumber::read(field(1))
        .ok_or_else(|| Fault::field("Event Date", field(1), "a day as YYYY-MM-DD"))?;
    let published = DayNumber::read(field(15));
    let row_id = id(field(0));
    let (kind, mode, scale, contexts) = (field(2), field(3), field(4), field(5));
    // The subset of columns that circulates has the mode only in the id: story_type_mode.
    let id_mode = if mode.is_empty() {
        last_words(field(0), kind)
    } else {
        mode
    };
    let (source, target) = ([6, 7, 8, 9].map(field), [10, 11, 12, 13].map(field));
    let (outlet, version) = (field(14), field(16));
    let key = [kind, id_mode, contexts, scale].join(&0);
    let deed = desk
        .deeds
        .get(&key, || of_plover(kind, id_mode, contexts, tenths(scale)))?;
    if desk.batch.version.is_none() && !version.is_empty() {
        desk.batch.version = Some(text(version).into_owned());
    }
    let record = Record {
        row: number,
        day,
        days_after: 0,
        published,
        source: actor(desk, source, day),
        target: actor(desk, target, day),
        directed: true,
        deed,
        outlet: desk.outlet(outlet),
        id: row_id,
        story: None,
        articles: None,
        deaths: None,
    };
    desk.batch.records.push(record);
    Ok(())
}

/// What stands behind `_TYPE_` at the end of an id.
fn last_words<'i>(id: &'i [u8], kind: &[u8]) -> &'i [u8] {
    let Some(rest) = id.rsplit(|byte| *byte == b'_').next() else {
        return b"";
    };
    if rest.eq_ignore_ascii_case(kind) || rest.len() == id.len() {
        b""
    } else {
        rest
    }
}

fn actor(desk: &mut Desk<'_>, parts: [&[u8]; 4], day: DayNumber) -> Option<u32> {
    let [name, country, cow, sector] = parts.map(|part| if is_blank(part) { b"" } else { part });
    if name.is_empty() {
        return None;
    }
    Some(desk.actor([name, country, sector], None, |mapper| {
        let letters = text(sector);
        let letters = (!letters.is_empty()).then_some(&*letters);
        let by_number = whole(cow).map(|number| mapper.state("cow", &number.to_string(), day));
        match (mapper.country(&text(country), day), by_number) {
            (None, Some(Found::One(state))) => mapper.built(
                text(name).into_owned(),
                None,
                Some(state),
                letters.map(str::to_owned),
                None,
            ),
            _ => mapper.named_actor(&text(name), &text(country), letters, day),
        }
    }))
}
