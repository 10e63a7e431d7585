//! Entities of `FollowTheMoney`, one a line: actors, events, memberships, other ties as links.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write as _;

use super::item::{Item, Party};
use super::{Exporter, Out, json_line, world};
use crate::Error;

/// The data set that entities name.
const DATASET: &str = "detente";

pub(super) struct Ftm<'f> {
    out: Out<'f>,
    /// Actors that were written.
    actors: BTreeSet<String>,
}

impl<'f> Ftm<'f> {
    pub(super) fn new(out: Out<'f>) -> Self {
        Self {
            out,
            actors: BTreeSet::new(),
        }
    }

    /// The entity of an actor, written where it is new.
    fn actor(&mut self, item: &Item<'_>, party: &Party<'_>) -> Result<String, Error> {
        let id = entity_id(party.id);
        if !self.actors.insert(id.clone()) {
            return Ok(id);
        }
        let schema = match party.kind {
            Some("state" | "office") => "PublicBody",
            Some("person") => "Person",
            Some("company") => "Company",
            Some(_) => "Organization",
            None => "LegalEntity",
        };
        let country = party.country.and_then(|country| item.two_letters(country));
        let properties = json!({
            "name": [item.name(party)],
            "country": country.into_iter().collect::<Vec<_>>(),
        });
        self.entity(&id, schema, properties)?;
        Ok(id)
    }

    fn entity(&mut self, id: &str, schema: &str, mut properties: Value) -> Result<(), Error> {
        if let Some(properties) = properties.as_object_mut() {
            properties
                .retain(|_, values| values.as_array().is_none_or(|values| !values.is_empty()));
        }
        let caption = properties["name"][0].clone();
        let mut entity =
            json!({ "id": id, "schema": schema, "properties": properties, "datasets": [DATASET] });
        if !caption.is_null() {
            entity["caption"] = caption;
        }
        json_line(&mut self.out, &entity)
    }

    fn event(&mut self, item: &Item<'_>) -> Result<(), Error> {
        let mut involved = Vec::new();
        let mut sides = [Vec::new(), Vec::new()];
        for party in item.parties() {
            let id = self.actor(item, &party)?;
            if !involved.contains(&id) {
                involved.push(id);
            }
            sides[usize::from(party.role == "target")].push(item.name(&party));
        }
        let what = [item.kind(), item.text("mode")].into_iter().flatten();
        let what = what.collect::<Vec<_>>().join(" ");
        let [source, target] = sides.map(|names| names.join(", "));
        let name = match (item.is_mutual(), source.is_empty(), target.is_empty()) {
            (false, false, false) => format!("{what}: {source} → {target}"),
            (false, true, false) => format!("{what}: → {target}"),
            _ => format!("{what}: {source}"),
        };
        let mut properties = stated(item);
        properties["name"] = json!([name]);
        properties["involved"] = json!(involved);
        self.entity(&entity_id(item.id()), "Event", properties)
    }

    /// A link for each pair; `false` where there is none.
    fn tie(&mut self, item: &Item<'_>) -> Result<bool, Error> {
        let pairs = item.pairs();
        for (one, other) in &pairs {
            let ids = [self.actor(item, one)?, self.actor(item, other)?];
            let is_membership = one.role == "member" && other.role == "organisation";
            let mut properties = stated(item);
            let status = item.text("status").into_iter().collect::<Vec<_>>();
            properties["status"] = json!(status);
            let (schema, ends) = if is_membership {
                ("Membership", ["member", "organization"])
            } else {
                let object = item.value["object"]["text"].as_str();
                let kind = item.kind().unwrap_or_default();
                let roles = format!("{} to {}", one.role, other.role);
                properties["role"] = json!([kind]);
                let words = [Some(roles), object.map(str::to_owned)]
                    .into_iter()
                    .flatten();
                properties["summary"] = json!([words.collect::<Vec<_>>().join("; ")]);
                ("UnknownLink", ["subject", "object"])
            };
            for (end, id) in ends.iter().zip(&ids) {
                properties[*end] = json!([id]);
            }
            let hash = blake3::hash([item.id(), &ids[0], &ids[1]].join("\n").as_bytes()).to_hex();
            let id = format!("{}-{}", entity_id(item.id()), &hash[..12]);
            self.entity(&id, schema, properties)?;
        }
        Ok(!pairs.is_empty())
    }
}

/// What is stated of any record: dates as finely as they are known, words, and where they stand.
fn stated(item: &Item<'_>) -> Value {
    let (first, last) = item.span();
    let one = |value: Option<&str>| value.map(str::to_owned).into_iter().collect::<Vec<_>>();
    let [mut start, mut end, mut at] = item.lasted();
    // An event of one date has that date.
    if item.is_event() && start == end {
        (at, start, end) = (start, None, None);
    }
    json!({
        "date": at.filter(|at| !at.contains('/')).into_iter().collect::<Vec<_>>(),
        "startDate": start.into_iter().collect::<Vec<_>>(),
        "endDate": end.into_iter().collect::<Vec<_>>(),
        "description": one(item.quote()),
        "publisher": one(item.outlet()),
        "sourceUrl": one(item.url()),
        "recordId": [format!("{} bytes {first} to {last}", item.path())],
    })
}

/// The id of an entity: letters, digits, hyphens.
fn entity_id(id: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    if id.len() <= 80 && id.chars().all(|letter| plain(letter) || letter == ':') {
        return format!("{DATASET}-{}", id.replace(':', "-"));
    }
    let hash = blake3::hash(id.as_bytes()).to_hex();
    format!("{DATASET}-text-{}", &hash[..16])
}

impl Exporter for Ftm<'_> {
    fn take(&mut self, item: &Item<'_>) -> Result<Option<&'static str>, Error> {
        if let Some(why) = item.not_so() {
            return Ok(Some(why));
        }
        if item.is_event() {
            self.event(item)?;
        } else if !self.tie(item)? {
            return Ok(Some("it has no two parties"));
        }
        Ok(None)
    }

    fn finish(&mut self) -> Result<(), Error> {
        self.out.flush().map_err(|error| world(&error))
    }
}
