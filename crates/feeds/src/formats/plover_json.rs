//! PLOVER JSON: one event a line, in the fields of the PLOVER manual, as `detente export` and
//! others write it.

use serde_json::Value;

use crate::DayNumber;
use crate::Error;
use crate::Format;
use crate::batch::{Fault, Record};
use crate::deed::of_plover;
use crate::exchange::{Told, stretch, told, who};
use crate::fields::{Row, hash, id, tenths};
use crate::layout::Layout;
use crate::parser::Desk;

/// A byte that no line of JSON has: a line is one field.
const NEVER: u8 = 0x1f;
/// Pairs of an actor and a recipient that one record may have.
const MOST_PAIRS: usize = 64;
/// Days that an event may last.
const LONGEST: i32 = 3_660;

pub(super) fn layout(format: Format, line: &[u8]) -> Result<Layout, Error> {
    let record: Option<Value> = serde_json::from_slice(line).ok();
    if !record.is_some_and(|record| record.is_object()) {
        let (what, one) = match format {
            Format::Ftm => (
                "no file of FollowTheMoney",
                "one entity stands in each line, or one statement in each row of a table with a header \
                 (canonical_id, entity_id, prop, prop_type, schema, value, …)",
            ),
            _ => ("no PLOVER JSON", "one event stands in each line"),
        };
        let message = format!("it is {what}: its first line is no JSON object; {one}");
        return Err(Error::layout(message));
    }
    Ok(line_layout())
}

/// The layout of a file of which every line is one field.
pub(super) fn line_layout() -> Layout {
    Layout::fixed(vec![Some(0)], NEVER, &[1])
}

/// Reads an object of another format that is an event.
pub(super) fn read_exchanged(
    format: Format,
    row: &impl Row,
    number: u64,
    desk: &mut Desk<'_>,
) -> Result<(), Fault> {
    let object: Value = serde_json::from_slice(desk.field(row, 0))
        .map_err(|error| Fault::row(format!("it is no JSON ({error})")))?;
    match told(format, &object, &desk.tables.names)? {
        Told::Event(record) => take(&record, number, desk),
        Told::Tie(_) | Told::Other => Ok(()),
    }
}

pub(super) fn read(row: &impl Row, number: u64, desk: &mut Desk<'_>) -> Result<(), Fault> {
    let line = desk.field(row, 0);
    let record: Value = serde_json::from_slice(line)
        .map_err(|error| Fault::row(format!("it is no JSON ({error})")))?;
    take(&record, number, desk)
}

fn take(record: &Value, number: u64, desk: &mut Desk<'_>) -> Result<(), Fault> {
    if record["has_event"] == Value::Bool(false) {
        return Err(Fault::row(
            "the record says that there is no event".to_owned(),
        ));
    }
    let texts = |field: &str| texts(&record[field]);
    let (first, last) = days(record)?;
    let deed = deed(record, desk)?;
    let (sources, targets) = (texts("actor"), texts("recipient"));
    let pairs = sources.len().max(1) * targets.len().max(1);
    if pairs > MOST_PAIRS {
        let found = format!("{} and {}", sources.len(), targets.len());
        return Err(Fault::field(
            "actor, recipient",
            found.as_bytes(),
            &format!("at most {MOST_PAIRS} pairs"),
        ));
    }
    let name = name(record)?;
    let outlet = record["cite_info"]["publication"]
        .as_str()
        .unwrap_or_default();
    let outlet = desk.outlet(outlet.as_bytes());
    let deaths = record["deaths"]
        .as_u64()
        .and_then(|deaths| u32::try_from(deaths).ok());
    let before = desk.batch.records.len();
    // Whoever is not named is nobody, once.
    let or_nobody = |names: Vec<String>| -> Vec<Option<String>> {
        if names.is_empty() {
            return vec![None];
        }
        names.into_iter().map(Some).collect()
    };
    let (sources, targets) = (or_nobody(sources), or_nobody(targets));
    for source in &sources {
        for target in &targets {
            // Whoever stands on both sides did it with the others, and not to itself; two such are
            // one pair.
            let on_both = |name: &Option<String>| {
                name.is_some() && sources.contains(name) && targets.contains(name)
            };
            let mutual = on_both(source) && on_both(target);
            if mutual && source >= target {
                continue;
            }
            let own = |name: &Option<String>| name.clone().unwrap_or_default();
            // The pairs of a record are told apart by who they are.
            let row_id = if pairs == 1 {
                id(name.as_bytes())
            } else {
                hash(format!("{name}\0{}\0{}", own(source), own(target)).as_bytes())
            };
            let event = Record {
                row: number,
                day: first,
                days_after: (last.0 - first.0).unsigned_abs(),
                published: None,
                source: source.as_deref().map(|name| actor(desk, name, first)),
                target: target.as_deref().map(|name| actor(desk, name, first)),
                directed: !mutual,
                deed,
                outlet,
                id: row_id,
                story: None,
                articles: None,
                deaths,
            };
            desk.batch.records.push(event);
        }
    }
    if desk.batch.records.len() == before {
        let found = texts("actor").join(", ");
        return Err(Fault::field(
            "actor, recipient",
            found.as_bytes(),
            "two parties",
        ));
    }
    Ok(())
}

/// The place of what was done.
fn deed(record: &Value, desk: &mut Desk<'_>) -> Result<u32, Fault> {
    let texts = |field: &str| texts(&record[field]);
    let kinds = texts("event");
    let [kind] = kinds.as_slice() else {
        let found = kinds.join(", ");
        return Err(Fault::field(
            "event",
            found.as_bytes(),
            "one type of PLOVER",
        ));
    };
    let (mode, contexts) = (texts("mode").join(";"), texts("context").join(";"));
    let scale = match &record["event_scale"] {
        Value::Number(scale) => tenths(scale.to_string().as_bytes()),
        _ => None,
    };
    let key = format!("{kind}\0{mode}\0{contexts}\0{scale:?}");
    desk.deeds.get(key.as_bytes(), || {
        of_plover(kind.as_bytes(), mode.as_bytes(), contexts.as_bytes(), scale)
    })
}

/// The id of the record.
fn name(record: &Value) -> Result<String, Fault> {
    match &record["id"] {
        Value::String(name) if !name.is_empty() => Ok(name.clone()),
        Value::Number(name) => Ok(name.to_string()),
        other => Err(Fault::field("id", other.to_string().as_bytes(), "an id")),
    }
}

/// The words of a field that is a text or a list of texts.
fn texts(value: &Value) -> Vec<String> {
    let one = |value: &Value| value.as_str().map(|text| text.trim().to_owned());
    let found: Vec<String> = match value {
        Value::Array(all) => all.iter().filter_map(one).collect(),
        other => one(other).into_iter().collect(),
    };
    let mut kept: Vec<String> = Vec::new();
    for text in found {
        if !text.is_empty() && !kept.contains(&text) {
            kept.push(text);
        }
    }
    kept
}

/// The days on which the event was or may have been.
fn days(record: &Value) -> Result<(DayNumber, DayNumber), Fault> {
    let stretch = |field: &'static str| {
        let text = record[field].as_str().filter(|text| !text.is_empty());
        text.map(|text| stretch(field, text)).transpose()
    };
    let Some((first, last)) = stretch("date")? else {
        return Err(Fault::row(
            "it has no date; events of data sets are kept by their day".to_owned(),
        ));
    };
    let last = stretch("enddate")?.map_or(last, |(_, last)| last);
    if last < first || last.0 - first.0 > LONGEST {
        let end = last.day().to_string();
        let expected = format!("within {LONGEST} days after the date");
        return Err(Fault::field("enddate", end.as_bytes(), &expected));
    }
    Ok((first, last))
}

/// Who a code (`RUS`, `IRNGOV`) or a name means.
fn actor(desk: &mut Desk<'_>, name: &str, day: DayNumber) -> u32 {
    desk.actor([name.as_bytes(), b"", b""], Some(day), |mapper| {
        who(mapper, name, day)
    })
}

#[cfg(test)]
mod tests {
    use crate::{Batch, Chunk, Format, Mapper, Parser};
    use detente_model::Knowledge;
    use std::sync::LazyLock;

    static MAPPER: LazyLock<Mapper<'static>> = LazyLock::new(|| Mapper::new(Knowledge::builtin()));

    fn read(bytes: &[u8]) -> Option<Batch> {
        let chunk = Chunk {
            bytes: bytes.to_vec(),
            first_row: 1,
            first_byte: 0,
        };
        let tables = crate::Tables::default();
        let parser = Parser::new(Format::PloverJson, &chunk, &MAPPER, &tables).ok()?;
        Some(parser.parse(&chunk))
    }

    /// Each record as who, to whom, days and whether the sides are told apart.
    fn told(batch: &Batch) -> Vec<String> {
        let who = |place: Option<u32>| {
            place.map_or("nobody", |place| batch.actors[place as usize].text.as_str())
        };
        let records = batch.records.iter();
        records
            .map(|record| {
                let arrow = if record.directed { ">" } else { "-" };
                format!(
                    "{} {arrow} {} {} +{}",
                    who(record.source),
                    who(record.target),
                    record.day.day(),
                    record.days_after
                )
            })
            .collect()
    }

    #[test]
    fn lines_are_events_of_each_pair_on_their_days() {
        let lines = r#"{"id":"1","date":"2022-11-05","event":["AID"],"actor":["IRN"],"recipient":["RUS"],"deaths":3}
{"id":"2","date":"2025-01","event":"AGREE","actor":["RUSGOV","IRN"],"recipient":["IRN","RUSGOV"]}
{"id":"3","date":"2024","enddate":"2025-03-01","event":["CONSULT"],"actor":["RUS","CHN"],"recipient":["IRN"]}
{"id":"4","date":"2024-01-01","event":["PROTEST"],"actor":["Hezbollah"],"recipient":[]}"#;
        let batch = read(lines.as_bytes()).unwrap();
        assert_eq!(
            told(&batch),
            [
                "IRN > RUS 2022-11-05 +0",
                "IRN - RUSGOV 2025-01-01 +30",
                "RUS > IRN 2024-01-01 +425",
                "CHN > IRN 2024-01-01 +425",
                "Hezbollah > nobody 2024-01-01 +0",
            ]
        );
        assert_eq!(batch.records[0].deaths, Some(3));
        let ids: std::collections::BTreeSet<i64> =
            batch.records.iter().map(|record| record.id).collect();
        assert_eq!(ids.len(), 5);
    }

    #[test]
    fn what_cannot_be_kept_is_a_reject_that_says_why() {
        let lines = r#"{"id":"0","date":"2022-11-05","event":["AID"],"actor":["IRN"],"recipient":["RUS"]}
{"id":"1","date":null,"event":["AID"],"actor":["IRN"],"recipient":["RUS"]}
{"id":"2","date":"2022-13","event":["AID"],"actor":["IRN"],"recipient":["RUS"]}
{"id":"3","date":"2022-11-05","event":["DANCE"],"actor":["IRN"],"recipient":["RUS"]}
{"id":"4","date":"2022-11-05","event":["AID","AGREE"],"actor":["IRN"],"recipient":["RUS"]}
{"id":"5","has_event":false}
{"id":"6","date":"2022-11-05","enddate":"2022-11-01","event":["AID"],"actor":["IRN"],"recipient":["RUS"]}
{"id":"7","date":"2022-11-05","event":["AID"],"actor":["IRN"],"recipient":["IRN"]}
{"date":"2022-11-05","event":["AID"],"actor":["IRN"],"recipient":["RUS"]}
{half"#;
        let batch = read(lines.as_bytes()).unwrap();
        assert_eq!((batch.records.len(), batch.rejected), (1, 9));
        let reasons: Vec<_> = batch
            .rejects
            .iter()
            .map(|reject| reject.reason.as_str())
            .collect();
        let says =
            |place: usize, words: &str| assert!(reasons[place].contains(words), "{reasons:?}");
        says(0, "no date");
        says(1, "YYYY-MM");
        says(2, "type of PLOVER");
        says(3, "one type of PLOVER");
        says(4, "no event");
        says(5, "days after the date");
        says(6, "two parties");
        says(7, "an id");
        says(8, "no JSON");
    }

    #[test]
    fn another_file_is_refused() {
        assert!(read(b"id,date\n1,2\n").is_none() && read(b"[1]").is_none());
    }

    proptest::proptest! {
        #[test]
        fn no_line_breaks_the_reader(date in "[0-9-]{0,10}", name in ".{0,12}", line in ".{0,60}") {
            let record = serde_json::json!({
                "id": name, "date": date, "enddate": date, "event": "AID", "actor": [name, line], "recipient": line,
            });
            let bytes = format!("{record}\n{line}\n");
            if let Some(batch) = read(bytes.as_bytes()) {
                proptest::prop_assert!(batch.records.len() <= 4 && batch.rejected <= 2 * batch.rows);
            }
        }
    }
}
