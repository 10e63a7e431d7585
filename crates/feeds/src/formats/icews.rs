//! ICEWS coded events.

use super::gdelt::deed;
use crate::DayNumber;
use crate::batch::{Fault, Record, Story};
use crate::fields::{Row, hash, id, is_blank, text};
use crate::layout::{Column, needed, wanted};
use crate::mapper::sector;
use crate::parser::Desk;

pub(super) const COLUMNS: &[Column] = &[
    needed("Event ID", &[]),
    needed("Event Date", &[]),
    needed("Source Name", &[]),
    wanted("Source Sectors", &[]),
    needed("Source Country", &[]),
    needed("CAMEO Code", &[]),
    wanted("Intensity", &[]),
    needed("Target Name", &[]),
    wanted("Target Sectors", &[]),
    needed("Target Country", &[]),
    wanted("Story ID", &[]),
    wanted("Sentence Number", &[]),
    wanted("Publisher", &[]),
];

pub(super) fn read(row: &impl Row, number: u64, desk: &mut Desk<'_>) -> Result<(), Fault> {
    let field = |column| desk.field(row, column);
    if field(0).is_empty() {
        return Err(Fault::field("Event ID", field(0), "an id"));
    }
    let row_id = id(field(0));
    let day = DayNumber::read(field(1))
        .ok_or_else(|| Fault::field("Event Date", field(1), "a day as YYYY-MM-DD"))?;
    let (source, target) = ([2, 4, 3].map(field), [7, 9, 8].map(field));
    let (code, scale) = (field(5), field(6));
    let (story, sentence, publisher) = (field(10), field(11), field(12));
    // Leading zeros are lost where a spreadsheet went over the file.
    let deed = deed(desk, "CAMEO Code", code, scale)
        .or_else(|fault| deed(desk, "CAMEO Code", &[b"0", code].concat(), scale).or(Err(fault)))?;
    let story = (!is_blank(story)).then(|| [story, sentence].join(&b'/'));
    let record = Record {
        row: number,
        day,
        days_after: 0,
        published: None,
        source: actor(desk, source, day),
        target: actor(desk, target, day),
        directed: true,
        deed,
        outlet: desk.outlet(publisher),
        id: row_id,
        story: story.map(|story| Story(hash(&story).cast_unsigned())),
        articles: None,
        deaths: None,
    };
    desk.batch.records.push(record);
    Ok(())
}

fn actor(desk: &mut Desk<'_>, parts: [&[u8]; 3], day: DayNumber) -> Option<u32> {
    let [name, country, sectors] = parts;
    if is_blank(name) {
        return None;
    }
    let country = if is_blank(country) { b"" } else { country };
    Some(desk.actor([name, country, sectors], None, |mapper| {
        let sectors = text(sectors);
        let letters = sector("icews", &sectors.split([',', ';']).map(str::trim));
        // The bare name of a state has no role, whatever sectors stand beside it.
        let is_state = mapper.state_name(&text(name), day).is_some();
        let letters = letters.filter(|_| !is_state);
        mapper.named_actor(&text(name), &text(country), letters, day)
    }))
}
