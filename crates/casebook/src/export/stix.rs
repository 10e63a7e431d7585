//! A STIX 2.1 bundle: actors as identities, events and ties as relationships with start and stop.

use serde_json::json;
use std::collections::BTreeSet;
use std::io::Write as _;

use super::item::{Item, Party, day_number};
use super::{Exporter, Out, world};
use crate::Error;

pub(super) struct Stix<'f> {
    out: Out<'f>,
    now: String,
    actors: BTreeSet<String>,
    /// The identity of this program, which every object names as its maker.
    maker: String,
}

impl<'f> Stix<'f> {
    pub(super) fn new(out: Out<'f>, now: &str) -> Result<Self, Error> {
        // Times of STIX have milliseconds.
        let now = format!("{}.000Z", now.trim_end_matches('Z'));
        let maker = id("identity", "detente");
        let mut stix = Self {
            out,
            now,
            actors: BTreeSet::new(),
            maker: maker.clone(),
        };
        let head = format!(
            "{{\"type\":\"bundle\",\"id\":\"{}\",\"objects\":[\n",
            id("bundle", &stix.now)
        );
        stix.out
            .write_all(head.as_bytes())
            .map_err(|error| world(&error))?;
        let object = json!({
            "type": "identity", "spec_version": "2.1", "id": maker,
            "created": stix.now, "modified": stix.now,
            "name": "Detente", "identity_class": "system",
        });
        stix.write(&object)?;
        Ok(stix)
    }

    fn write(&mut self, object: &serde_json::Value) -> Result<(), Error> {
        serde_json::to_writer(&mut self.out, object).map_err(|error| world(&error.into()))
    }

    fn next(&mut self, object: &serde_json::Value) -> Result<(), Error> {
        self.out.write_all(b",\n").map_err(|error| world(&error))?;
        self.write(object)
    }

    fn actor(&mut self, item: &Item<'_>, party: &Party<'_>) -> Result<String, Error> {
        let id = id("identity", party.id);
        if self.actors.insert(id.clone()) {
            let class = match party.kind {
                Some("person") => "individual",
                Some("armed-group" | "group") => "group",
                Some(_) => "organization",
                None => "unknown",
            };
            let mut object = json!({
                "type": "identity", "spec_version": "2.1", "id": id,
                "created_by_ref": self.maker, "created": self.now, "modified": self.now,
                "name": item.name(party), "identity_class": class,
                "external_references": [{ "source_name": "detente", "external_id": party.id }],
            });
            if party.kind == Some("state") {
                object["sectors"] = json!(["government-national"]);
            }
            self.next(&object)?;
        }
        Ok(id)
    }

    fn relationship(
        &mut self,
        item: &Item<'_>,
        sides: &(Party<'_>, Party<'_>),
    ) -> Result<(), Error> {
        let source = self.actor(item, &sides.0)?;
        let target = self.actor(item, &sides.1)?;
        let (first, last) = item.span();
        let mut reference = json!({
            "source_name": item.outlet().unwrap_or("document"),
            "external_id": item.id(),
            "description": format!("{} bytes {first} to {last}", item.path()),
        });
        if let Some(url) = item.url() {
            reference["url"] = json!(url);
        }
        let kind = item.kind().unwrap_or_default().to_lowercase();
        let labels = [
            ("mode", item.text("mode")),
            ("status", item.text("status")),
            ("precision", item.when().2),
            ("modality", item.text("modality")),
        ];
        let mut labels: Vec<_> = labels
            .iter()
            .filter_map(|(name, value)| value.map(|value| format!("{name}:{value}")))
            .collect();
        let key = [item.id(), sides.0.id, sides.1.id].join("\n");
        let mut object = json!({
            "type": "relationship", "spec_version": "2.1", "id": id("relationship", &key),
            "created_by_ref": self.maker, "created": self.now, "modified": self.now,
            "relationship_type": kind, "source_ref": source, "target_ref": target,
            "external_references": [reference],
        });
        if let Some(quote) = item.quote() {
            object["description"] = json!(quote);
        }
        if let Some(language) = item.language() {
            object["lang"] = json!(language);
        }
        if let Some(score) = item.value["score"].as_f64() {
            // A score is a share; STIX counts confidence in hundredths.
            object["confidence"] = json!((score.clamp(0.0, 1.0) * 100.0).round());
        }
        // Times of STIX are moments: a month or year is no moment, and stays a label.
        let [start, end, at] = item.lasted();
        if let Some(start) = start.as_deref().and_then(day_number) {
            object["start_time"] = json!(moment(start));
        } else if let Some(start) = start {
            labels.push(format!("start:{start}"));
        }
        // The stop must lie behind the start: it is the first moment after the last day.
        if let Some(end) = end.as_deref().and_then(day_number) {
            object["stop_time"] = json!(moment(end + 1));
        } else if let Some(end) = end {
            labels.push(format!("end:{end}"));
        }
        labels.extend(at.map(|at| format!("at:{at}")));
        object["labels"] = json!(labels);
        self.next(&object)
    }
}

/// The first moment of a day.
fn moment(day: i32) -> String {
    format!("{}T00:00:00.000Z", detente_feeds::DayNumber(day).day())
}

/// An id that follows from what it names: a UUID of version 8 (RFC 9562), which holds a hash.
fn id(kind: &str, name: &str) -> String {
    let hash = blake3::hash(format!("{kind}\n{name}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    format!(
        "{kind}--{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

impl Exporter for Stix<'_> {
    fn take(&mut self, item: &Item<'_>) -> Result<Option<&'static str>, Error> {
        if let Some(why) = item.not_so() {
            return Ok(Some(why));
        }
        if item.kind().is_none() {
            return Ok(Some("it has no type"));
        }
        let pairs = item.pairs();
        if pairs.is_empty() {
            return Ok(Some("it has no two parties"));
        }
        for pair in &pairs {
            self.relationship(item, pair)?;
        }
        Ok(None)
    }

    fn finish(&mut self) -> Result<(), Error> {
        let end = self.out.write_all(b"\n]}\n");
        end.and_then(|()| self.out.flush())
            .map_err(|error| world(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_stable_uuids() {
        let one = id("identity", "RUS");
        assert_eq!(one, id("identity", "RUS"));
        assert_ne!(one, id("identity", "IRN"));
        let uuid = one.strip_prefix("identity--").unwrap();
        assert_eq!((uuid.len(), &uuid[14..15]), (36, "8"));
    }
}
