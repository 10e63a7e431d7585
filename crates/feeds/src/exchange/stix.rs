//! Bundles of STIX 2.1: objects that are named, and relationships between them.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{Named, Names, Told, ToldTie, code, is_type, roles};
use crate::batch::Fault;
use crate::{DayNumber, Error};

#[derive(Deserialize)]
struct Bundle<'b> {
    #[serde(borrow, default)]
    objects: Vec<&'b RawValue>,
}

/// The file with a line for each object of the bundle, behind a blank one; what stands between
/// the objects becomes blank, so that every object keeps its place.
///
/// # Errors
/// If it is no bundle.
pub(super) fn lines(mut bytes: Vec<u8>) -> Result<Vec<u8>, Error> {
    let wrong = |reason: &dyn std::fmt::Display| {
        Error::layout(format!("it is no bundle of STIX: {reason}"))
    };
    let text = std::str::from_utf8(&bytes).map_err(|error| wrong(&error))?;
    if text.trim_start().starts_with('[') {
        return Err(wrong(
            &"it is a list of objects; a bundle is one object with a list \"objects\"",
        ));
    }
    let bundle: Bundle<'_> = serde_json::from_str(text).map_err(|error| wrong(&error))?;
    let places: Vec<std::ops::Range<usize>> = bundle
        .objects
        .iter()
        .map(|object| {
            let start = object.get().as_ptr() as usize - text.as_ptr() as usize;
            start..start + object.get().len()
        })
        .collect();
    if places.is_empty() {
        return Err(wrong(&"it has no \"objects\""));
    }
    let mut before = 0;
    for place in places {
        // A bracket or comma stands before every object.
        bytes[before..place.start].fill(b' ');
        bytes[place.start - 1] = b'\n';
        for byte in &mut bytes[place.clone()] {
            if matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
        before = place.end;
    }
    bytes[before..].fill(b' ');
    Ok(bytes)
}

/// The object under its id, where it has a name.
pub(super) fn named(object: &Value) -> Option<(String, Named)> {
    let own = references(object).find(|reference| reference["source_name"] == "detente");
    let named = Named {
        name: object["name"].as_str()?.to_owned(),
        code: own
            .and_then(|own| own["external_id"].as_str())
            .and_then(code),
    };
    Some((object["id"].as_str()?.to_owned(), named))
}

pub(super) fn told(object: &Value, names: &Names) -> Result<Told, Fault> {
    let Some(id) = object["id"].as_str() else {
        return Err(Fault::row(
            "it is no object of STIX: it has no id".to_owned(),
        ));
    };
    if object["type"] != "relationship" {
        return Ok(Told::Other);
    }
    if object["revoked"] == true {
        return Err(Fault::row("it is revoked".to_owned()));
    }
    let kind = object["relationship_type"].as_str().unwrap_or_default();
    let party = |end: &str| super::named(names, object[end].as_str().unwrap_or_default());
    let parties = [party("source_ref")?, party("target_ref")?];
    let label = |name: &str| {
        let labels = object["labels"].as_array().into_iter().flatten();
        let found = labels
            .filter_map(Value::as_str)
            .find_map(|label| label.strip_prefix(name)?.strip_prefix(':'));
        found.map(str::to_owned)
    };
    let start = day(object, "start_time", false)?.or_else(|| label("start"));
    let end = day(object, "stop_time", true)?.or_else(|| label("end"));
    if let Ok(kind) = kind.parse() {
        return Ok(Told::Tie(Box::new(ToldTie {
            kind,
            roles: roles(kind),
            name: object["description"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            parties,
            start,
            end,
        })));
    }
    let plover = kind.to_uppercase();
    if !is_type(&plover) {
        let expected = "a type of PLOVER or a kind of tie";
        return Err(Fault::field("relationship_type", kind.as_bytes(), expected));
    }
    let outlet = references(object).find_map(|reference| reference["source_name"].as_str());
    let [actor, recipient] = parties;
    Ok(Told::Event(json!({
        "id": id,
        "date": start.or_else(|| label("at")),
        "enddate": end,
        "event": plover,
        "mode": label("mode"),
        "actor": actor,
        "recipient": recipient,
        "cite_info": { "publication": outlet.filter(|name| *name != "document") },
    })))
}

fn references(object: &Value) -> impl Iterator<Item = &Value> {
    object["external_references"]
        .as_array()
        .into_iter()
        .flatten()
}

/// The day of a moment. A stop is the first moment at which something is over: at midnight, the
/// day before was the last.
fn day(object: &Value, field: &'static str, is_stop: bool) -> Result<Option<String>, Fault> {
    let Some(moment) = object[field].as_str() else {
        return Ok(None);
    };
    let wrong = || Fault::field(field, moment.as_bytes(), "a moment as 2024-05-17T00:00:00Z");
    let (day, time) = moment.split_once('T').ok_or_else(wrong)?;
    let day = DayNumber::read(day.as_bytes()).ok_or_else(wrong)?;
    let is_midnight = time
        .bytes()
        .all(|byte| !byte.is_ascii_digit() || byte == b'0');
    let day = if is_stop && is_midnight {
        DayNumber(day.0 - 1)
    } else {
        day
    };
    Ok(Some(day.day().to_string()))
}
