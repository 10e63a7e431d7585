//! Rows of flat tables as objects of their columns: those that this program writes, which hold the
//! whole record, and those of others, by the usual names of columns.

use detente_model::{PartyRole, TieKind};
use serde_json::{Value, json};

use super::{Told, ToldTie, is_type, roles};
use crate::batch::Fault;

pub(super) fn told(row: &Value) -> Result<Told, Fault> {
    let Some(record) = row["record"].as_str() else {
        return foreign(row).map(Told::Event);
    };
    let record: Value = serde_json::from_str(record)
        .map_err(|error| Fault::row(format!("its column record is no JSON ({error})")))?;
    if let Some(why) = not_so(&record) {
        return Err(Fault::row(why.to_owned()));
    }
    if record["about"] == "tie" {
        tie(&record)
    } else {
        Ok(Told::Event(event(&record)))
    }
}

/// Why a record is not said to be so: data sets hold nothing else.
fn not_so(record: &Value) -> Option<&'static str> {
    if record["polarity"] == "negative" || record["status"] == "denied" {
        return Some("it is denied; data sets hold what is said to be so");
    }
    if record["status"] == "planned" {
        return Some("it is planned; data sets hold what is said to be so");
    }
    let is_actual = matches!(record["modality"].as_str(), Some("asserted" | "reported"));
    (!is_actual)
        .then_some("it is forecast, supposed, wanted or held; data sets hold what is said to be so")
}

/// A date as finely as it is known.
fn date(when: &Value, end: &str) -> Option<String> {
    let day = when[end].as_str()?;
    let length = match when["precision"].as_str() {
        Some("month") => 7,
        Some("year") => 4,
        _ => 10,
    };
    day.get(..length).map(str::to_owned)
}

fn event(record: &Value) -> Value {
    let side = |role: &str| -> Vec<&str> {
        let actors = record[role].as_array().into_iter().flatten();
        actors
            .filter_map(|actor| actor["code"].as_str().or_else(|| actor["text"].as_str()))
            .collect()
    };
    let when = &record["when"];
    json!({
        "id": record["id"],
        "date": date(when, "start"),
        "enddate": date(when, "end"),
        "event": record["type"],
        "mode": record["mode"],
        "context": record["context"],
        "event_scale": record["goldstein"],
        "actor": side("source"),
        "recipient": side("target"),
        "deaths": record["deaths"],
        "cite_info": { "publication": record["evidence"][0]["outlet"] },
    })
}

fn tie(record: &Value) -> Result<Told, Fault> {
    let kind = record["kind"].as_str().unwrap_or_default();
    let kind: TieKind = kind
        .parse()
        .map_err(|_| Fault::field("kind", kind.as_bytes(), "a kind of tie"))?;
    let parties = record["parties"].as_array().map_or(&[][..], Vec::as_slice);
    let [one, other] = parties else {
        let message = format!("it has {} parties; lists keep ties of two", parties.len());
        return Err(Fault::row(message));
    };
    let name = |party: &Value| {
        let actor = &party["actor"];
        let code = actor["actor"].as_str().and_then(super::code);
        code.unwrap_or_else(|| actor["text"].as_str().unwrap_or_default().to_owned())
    };
    let role = |party: &Value| -> Option<PartyRole> { party["role"].as_str()?.parse().ok() };
    let when = &record["when"];
    let (start, end) = (date(when, "start"), date(when, "end"));
    let (start, end) = match (record["status"].as_str(), record["open"].as_bool()) {
        (_, Some(true)) | (Some("opened"), None) => (start, None),
        (_, Some(false)) => (start, end),
        (Some("closed"), None) => (None, end),
        _ => (None, None),
    };
    let usual = roles(kind);
    Ok(Told::Tie(Box::new(ToldTie {
        kind,
        roles: [
            role(one).unwrap_or(usual[0]),
            role(other).unwrap_or(usual[1]),
        ],
        name: record["object"]["text"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        parties: [name(one), name(other)],
        start,
        end,
    })))
}

/// An event in a table of someone else.
fn foreign(row: &Value) -> Result<Value, Fault> {
    let find = |names: &[&str]| {
        let found = names
            .iter()
            .map(|name| &row[*name])
            .find(|value| !value.is_null());
        found.cloned().unwrap_or(Value::Null)
    };
    let kind = find(&["type", "event", "event_type", "plover"]);
    let kind = kind.as_str().unwrap_or_default().to_uppercase();
    if !is_type(&kind) {
        let expected = "a type of PLOVER in a column type, event or event_type";
        return Err(Fault::field("type", kind.as_bytes(), expected));
    }
    let mut id = find(&["id", "event_id"]);
    if id.is_null() {
        // The same words are the same record.
        id = Value::String(crate::fields::hash(row.to_string().as_bytes()).to_string());
    }
    Ok(json!({
        "id": id,
        "date": find(&["date", "event_date", "when_start", "start"]),
        "enddate": find(&["enddate", "end_date", "when_end", "end"]),
        "event": kind,
        "mode": find(&["mode"]),
        "context": find(&["context"]),
        "event_scale": find(&["goldstein", "event_scale"]),
        "actor": find(&["source", "actor", "actor1", "source_actor"]),
        "recipient": find(&["target", "recipient", "actor2", "target_actor"]),
        "deaths": find(&["deaths", "fatalities"]),
        "cite_info": { "publication": find(&["outlet", "publisher", "publication"]) },
    }))
}
