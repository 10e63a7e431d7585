//! `subject relation object time`, as link prediction uses event data.

use crate::batch::{Fault, Record, Story};
use crate::deed::of_name;
use crate::fields::{Row, hash, is_blank, text, whole};
use crate::layout::Layout;
use crate::parser::Desk;
use crate::{DayNumber, Error};

/// What the numbers of quadruples stand for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tables {
    /// The names of subjects and objects.
    pub entities: Vec<String>,
    /// The names of relations.
    pub relations: Vec<String>,
    /// The day from which times count, where they are numbers.
    pub start: Option<DayNumber>,
    /// Times are days and not hours.
    pub days: bool,
    /// Who the ids of a file of FollowTheMoney or STIX stand for.
    pub names: crate::Names,
}

impl Tables {
    /// Reads a table of names: a name and its number in each line, with tabs between.
    ///
    /// # Errors
    /// If a line has no number, or one far beyond the number of lines; the message names the line.
    pub fn read_names(text: &str) -> Result<Vec<String>, String> {
        let most = text.lines().count() * 2 + 16;
        let mut names = Vec::new();
        for (line, row) in (1..).zip(text.lines()) {
            let row = row.trim_end_matches('\r');
            if row.trim().is_empty() {
                continue;
            }
            let mut fields = row.split('\t');
            let name = fields.next().unwrap_or_default().trim();
            let number = fields
                .next()
                .and_then(|number| number.trim().parse::<usize>().ok());
            let Some(number) = number.filter(|number| *number < most) else {
                return Err(format!(
                    "line {line}: expected a name, a tab and a number, found {row:?}"
                ));
            };
            if names.len() <= number {
                names.resize(number + 1, String::new());
            }
            name.clone_into(&mut names[number]);
        }
        Ok(names)
    }
}

pub(super) fn layout(line: &[u8]) -> Result<Layout, Error> {
    let delimiter = if line.contains(&b'\t') { b'\t' } else { b' ' };
    let fields = line.split(|byte| *byte == delimiter).count();
    if fields < 4 {
        return Err(Error::layout(format!(
            "its first line has {fields} fields, expected subject, relation, object and time with tabs or blanks between"
        )));
    }
    Ok(Layout::fixed(
        (0..4).map(Some).collect(),
        delimiter,
        &[4, 5],
    ))
}

/// What a field names: the entry of the table where it is a number and there is one.
fn name<'r>(column: &'static str, field: &'r [u8], names: &'r [String]) -> Result<&'r [u8], Fault> {
    if is_blank(field) {
        return Err(Fault::field(column, field, "a name or number"));
    }
    let Some(number) = whole(field).filter(|_| field.iter().all(u8::is_ascii_digit)) else {
        return Ok(field);
    };
    let entry = usize::try_from(number)
        .ok()
        .and_then(|number| names.get(number));
    entry
        .filter(|entry| !entry.is_empty())
        .map(String::as_bytes)
        .ok_or_else(|| {
            Fault::field(
                column,
                field,
                "in the table of names (entity2id.txt, relation2id.txt beside the file)",
            )
        })
}

pub(super) fn read(row: &impl Row, number: u64, desk: &mut Desk<'_>) -> Result<(), Fault> {
    let tables = desk.tables;
    let subject = name("subject", row.at(0), &tables.entities)?;
    let relation = name("relation", row.at(1), &tables.relations)?;
    let object = name("object", row.at(2), &tables.entities)?;
    let time = row.at(3);
    let day = day(time, desk)?;
    let deed = desk.deeds.get(relation, || of_name("relation", relation))?;
    let reciprocal = desk.deeds.items[deed as usize].reciprocal;
    let key = [subject, relation, object].join(&0);
    let record = Record {
        row: number,
        day,
        days_after: 0,
        published: None,
        source: Some(actor(desk, subject, day)),
        target: Some(actor(desk, object, day)),
        directed: true,
        deed,
        outlet: None,
        // Quadruples have no ids; the same one on the same day is the same one.
        id: hash(&key),
        story: reciprocal.then_some(Story(1)),
        articles: None,
        deaths: None,
    };
    desk.batch.records.push(record);
    Ok(())
}

fn day(time: &[u8], desk: &Desk<'_>) -> Result<DayNumber, Fault> {
    if let Some(day) = DayNumber::read(time) {
        return Ok(day);
    }
    let expected = || {
        Fault::field(
            "time",
            time,
            "a day as YYYY-MM-DD or a number of hours or days",
        )
    };
    let number = whole(time)
        .filter(|number| *number >= 0)
        .ok_or_else(expected)?;
    let start = desk.tables.start.ok_or_else(|| {
        Fault::field(
            "time",
            time,
            "a day; say with --start from which day numbers count",
        )
    })?;
    let days = if desk.tables.days {
        number
    } else {
        number / 24
    };
    let days = i32::try_from(days).ok().filter(|days| *days < 400_000);
    Ok(DayNumber(start.0 + days.ok_or_else(expected)?))
}

fn actor(desk: &mut Desk<'_>, name: &[u8], day: DayNumber) -> u32 {
    desk.actor([name, b"", b""], None, |mapper| {
        let name = text(name).replace('_', " ");
        mapper.named_actor(&name, "", None, day)
    })
}
