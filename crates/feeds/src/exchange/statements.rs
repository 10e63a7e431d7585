//! Statements of FollowTheMoney: a table with a row for each value of a property of an entity.

use serde_json::json;
use std::collections::BTreeMap;

use crate::Error;
use crate::layout::plain;

/// The columns that are read; `canonical_id` may be blank, the others not.
const COLUMNS: [&str; 5] = ["canonical_id", "entity_id", "prop", "schema", "value"];
/// The field of a line for a statement that belongs to no entity, with its row.
pub(super) const STRAY: &str = "statement_in_row";
/// Bytes of a file in which its header stands.
pub(crate) const HEADER_BYTES: usize = 512;

/// Whether a file begins with the header of statements.
pub(crate) fn are_statements(head: &[u8]) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or(head);
    let header = String::from_utf8_lossy(line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line));
    let header: Vec<String> = header.split(',').map(plain).collect();
    COLUMNS.iter().all(|column| header.contains(&plain(column)))
}

/// An entity, of which statements are read.
#[derive(Default)]
struct Entity {
    schema: String,
    properties: BTreeMap<String, Vec<String>>,
}

/// A line for each entity that the statements of a file make up, in the order of their first; for a
/// statement that belongs to none, a line with its row.
///
/// # Errors
/// If it is no such table.
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let wrong = |error: &dyn std::fmt::Display| {
        let message = format!("it is no table of statements of FollowTheMoney: {error}");
        Error::layout(message)
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.byte_headers().map_err(|error| wrong(&error))?;
    let header: Vec<String> = header
        .iter()
        .map(|name| plain(&String::from_utf8_lossy(name)))
        .collect();
    let place = |name: &str| header.iter().position(|found| *found == plain(name));
    let [canonical, own, prop, schema, value] = COLUMNS.map(place);
    let (kind, external) = (place("prop_type"), place("external"));
    let mut order = Vec::new();
    let mut entities: BTreeMap<String, Entity> = BTreeMap::new();
    let mut canonicals: BTreeMap<String, String> = BTreeMap::new();
    let mut references = Vec::new();
    let mut stray = Vec::new();
    for record in reader.byte_records() {
        let record = record.map_err(|error| wrong(&error))?;
        let field = |place: Option<usize>| {
            let field = place
                .and_then(|place| record.get(place))
                .unwrap_or_default();
            String::from_utf8_lossy(field).trim().to_owned()
        };
        // What a source outside proposes for an entity is no part of it.
        if matches!(field(external).as_str(), "t" | "true" | "True") {
            continue;
        }
        let (own, prop, schema) = (field(own), field(prop), field(schema));
        if own.is_empty() || prop.is_empty() || schema.is_empty() {
            stray.push(record.position().map_or(0, csv::Position::line));
            continue;
        }
        let id = Some(field(canonical)).filter(|id| !id.is_empty());
        let id = id.unwrap_or_else(|| own.clone());
        canonicals.insert(own, id.clone());
        let entity = entities.entry(id.clone()).or_insert_with(|| {
            order.push(id.clone());
            Entity {
                schema,
                ..Entity::default()
            }
        });
        // A statement of the id is there to date the entity.
        if prop != "id" {
            let values = entity.properties.entry(prop.clone()).or_default();
            if field(kind) == "entity" {
                references.push((id, prop, values.len()));
            }
            values.push(field(value));
        }
    }
    for (id, prop, place) in references {
        let values = entities
            .get_mut(&id)
            .and_then(|entity| entity.properties.get_mut(&prop));
        if let Some(value) = values.and_then(|values| values.get_mut(place))
            && let Some(canonical) = canonicals.get(value)
        {
            value.clone_from(canonical);
        }
    }
    let entities = order.iter().filter_map(|id| Some((id, entities.get(id)?)));
    let entities = entities.map(|(id, entity)| {
        json!({ "id": id, "schema": entity.schema, "properties": entity.properties })
    });
    let stray = stray.into_iter().map(|row| json!({ STRAY: row }));
    let lines = entities.chain(stray).map(|line| format!("{line}\n"));
    Ok(lines.collect::<String>().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "\"canonical_id\",\"entity_id\",\"prop\",\"prop_type\",\"schema\",\"value\",\"dataset\",\"origin\",\
        \"lang\",\"original_value\",\"external\",\"first_seen\",\"last_seen\",\"id\"\n";

    fn told(rows: &str) -> Vec<String> {
        let made = lines(format!("{HEADER}{rows}").as_bytes()).unwrap();
        let made = String::from_utf8(made).unwrap();
        made.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_table_of_statements_is_known_by_its_header() {
        assert!(are_statements(HEADER.as_bytes()));
        assert!(are_statements(
            b"\xef\xbb\xbfcanonical_id,entity_id,prop,schema,value\r\n1,2"
        ));
        assert!(!are_statements(b"{\"id\": \"canonical_id\"}"));
        assert!(!are_statements(b"entity_id,prop,schema\n"));
    }

    #[test]
    fn statements_of_an_entity_become_one_line() {
        let rows = "\"Q1\",\"a\",\"id\",\"\",\"Membership\",\"a\",\"d\",,,,\"f\",,,\"1\"\n\
            \"Q1\",\"a\",\"member\",\"entity\",\"Membership\",\"b\",\"d\",,,,\"f\",,,\"2\"\n\
            \"Q2\",\"b\",\"name\",\"name\",\"Organization\",\"Iran, Islamic \"\"R\"\"\",\"d\",,,,\"f\",,,\"3\"\n\
            ,\"c\",\"name\",\"name\",\"Organization\",\"C\",\"d\",,,,\"f\",,,\"4\"\n\
            \"Q2\",\"b2\",\"name\",\"name\",\"Organization\",\"Iran\",\"d\",,,,\"f\",,,\"5\"\n\
            \"Q2\",\"b3\",\"name\",\"name\",\"Organization\",\"Guess\",\"d\",,,,\"t\",,,\"6\"\n";
        assert_eq!(
            told(rows),
            [
                r#"{"id":"Q1","properties":{"member":["Q2"]},"schema":"Membership"}"#,
                r#"{"id":"Q2","properties":{"name":["Iran, Islamic \"R\"","Iran"]},"schema":"Organization"}"#,
                r#"{"id":"c","properties":{"name":["C"]},"schema":"Organization"}"#,
            ]
        );
    }

    #[test]
    fn a_statement_of_nothing_keeps_its_row() {
        let rows = "\"Q1\",\"\",\"name\",\"name\",\"Person\",\"X\"\n";
        assert_eq!(told(rows), [r#"{"statement_in_row":2}"#]);
    }
}
