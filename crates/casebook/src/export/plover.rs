//! PLOVER JSON: one event a line, in the fields of the PLOVER manual.

use serde_json::json;
use std::io::Write as _;

use super::item::Item;
use super::{Exporter, Out, json_line, world};
use crate::Error;

pub(super) struct Plover<'f> {
    pub(super) out: Out<'f>,
}

impl Exporter for Plover<'_> {
    fn take(&mut self, item: &Item<'_>) -> Result<Option<&'static str>, Error> {
        if !item.is_event() {
            return Ok(Some("PLOVER has no ties"));
        }
        if let Some(why) = item.not_so() {
            return Ok(Some(why));
        }
        let Some(kind) = item.kind() else {
            return Ok(Some("PLOVER has no type for it"));
        };
        let side = |role: &str| -> Vec<&str> {
            let parties = item
                .parties()
                .into_iter()
                .filter(|party| party.role == role);
            parties
                .map(|party| party.code.unwrap_or(party.text))
                .collect()
        };
        let (start, end, precision) = item.when();
        // A date is written as finely as it is known.
        let date = start.map(|start| match precision {
            Some("month") => &start[..start.len().min(7)],
            Some("year") => &start[..start.len().min(4)],
            _ => start,
        });
        let until = end.filter(|_| precision == Some("day") && item.day().is_none());
        let (first, last) = item.span();
        let mode: Vec<_> = item.text("mode").into_iter().collect();
        let record = json!({
            "id": item.id(),
            "has_event": true,
            "date": date,
            "enddate": until,
            "actor": side("source"),
            "recipient": side("target"),
            "event": [kind],
            "event_loc": null,
            "event_text": item.quote().into_iter().collect::<Vec<_>>(),
            "event_scale": item.value["goldstein"],
            "mode": mode,
            "context": item.list("context"),
            "link": item.url(),
            "text": item.quote(),
            "text_info": { "sequence": 0, "start": first, "end": last },
            "cite_info": {
                "corpus": item.text("dataset"),
                "citation": item.path(),
                "url": item.url(),
                "title": item.title(),
                "language": item.language(),
                "publication": item.outlet(),
                "coder": item.text("rule"),
                "codebook": detente_model::PLOVER,
                "version": env!("CARGO_PKG_VERSION"),
            },
            "coder": "Detente",
            "cameo": item.text("cameo"),
            "theme": item.list("theme"),
            "score": item.value["score"],
            "deaths": item.value["deaths"],
        });
        json_line(&mut self.out, &record)?;
        Ok(None)
    }

    fn finish(&mut self) -> Result<(), Error> {
        self.out.flush().map_err(|error| world(&error))
    }
}
