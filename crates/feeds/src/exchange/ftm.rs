//! Entities of FollowTheMoney, one a line.

use detente_model::{PartyRole, TieKind};
use serde_json::{Value, json};

use super::statements::STRAY;
use super::{Named, Names, Told, ToldTie, code, is_type, roles};
use crate::batch::Fault;

/// Before the ids of entities that this program writes.
const OWN: &str = "detente-";

/// What lasts between entities, and is no tie that this program knows.
const LASTING: [&str; 12] = [
    "Associate",
    "ContractAward",
    "Debt",
    "Directorship",
    "EconomicActivity",
    "Employment",
    "Family",
    "Occupancy",
    "Ownership",
    "Payment",
    "Representation",
    "Succession",
];

/// The entity under its id, where it has a name.
pub(super) fn named(entity: &Value) -> Option<(String, Named)> {
    let id = entity["id"].as_str()?;
    let named = Named {
        name: entity["caption"]
            .as_str()
            .or_else(|| first(entity, "name"))?
            .to_owned(),
        code: id.strip_prefix(OWN).and_then(code),
    };
    Some((id.to_owned(), named))
}

pub(super) fn told(entity: &Value, names: &Names) -> Result<Told, Fault> {
    if let Some(row) = entity[STRAY].as_u64() {
        let message = format!("the statement in row {row} has no entity, property or schema");
        return Err(Fault::row(message));
    }
    let (Some(id), Some(schema)) = (entity["id"].as_str(), entity["schema"].as_str()) else {
        let message = "it is no entity of FollowTheMoney: it has no id or no schema";
        return Err(Fault::row(message.to_owned()));
    };
    match schema {
        "Event" => event(entity, id, names).map(Told::Event),
        "Membership" => tie(
            entity,
            names,
            TieKind::Membership,
            [PartyRole::Member, PartyRole::Organisation],
            ["member", "organization"],
        ),
        "UnknownLink" => {
            let role = first(entity, "role").unwrap_or_default();
            let kind: TieKind = role
                .parse()
                .map_err(|_| Fault::field("role", role.as_bytes(), "a kind of tie"))?;
            // Our own links say who plays which part.
            let parts = first(entity, "summary").and_then(|summary| {
                let (one, other) = summary.split(';').next()?.trim().split_once(" to ")?;
                Some([one.parse().ok()?, other.parse().ok()?])
            });
            let parts = parts.unwrap_or_else(|| roles(kind));
            tie(entity, names, kind, parts, ["subject", "object"])
        }
        "Sanction" => sanction(entity, names),
        other if LASTING.contains(&other) => Err(Fault::field(
            "schema",
            other.as_bytes(),
            "Event, Membership, Sanction or UnknownLink",
        )),
        _ => Ok(Told::Other),
    }
}

/// A listing: who has sanctions on whom.
fn sanction(entity: &Value, names: &Names) -> Result<Told, Fault> {
    let authority = first(entity, "authority");
    // The country is the state for which an authority acts, in two small letters.
    let country = first(entity, "country").map(str::to_uppercase);
    let Some(sender) = country.or_else(|| authority.map(str::to_owned)) else {
        return Err(Fault::row("it does not say who sanctions".to_owned()));
    };
    let target = super::named(names, first(entity, "entity").unwrap_or_default())?;
    let words = [authority, first(entity, "program")];
    let words: Vec<&str> = words.into_iter().flatten().collect();
    let start = ["startDate", "listingDate", "date"];
    let start = start.iter().find_map(|property| first(entity, property));
    Ok(Told::Tie(Box::new(ToldTie {
        kind: TieKind::Sanctions,
        roles: [PartyRole::Sender, PartyRole::Target],
        name: words.join("; "),
        parties: [sender, target],
        start: start.map(str::to_owned),
        end: first(entity, "endDate").map(str::to_owned),
    })))
}

/// The first value of a property.
fn first<'e>(entity: &'e Value, property: &str) -> Option<&'e str> {
    entity["properties"][property][0].as_str()
}

fn all<'e>(entity: &'e Value, property: &str) -> Vec<&'e str> {
    let values = entity["properties"][property].as_array();
    values
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// An event whose name says what was done: `AGREE sign: Russia → Iran`, as this program writes it.
fn event(entity: &Value, id: &str, names: &Names) -> Result<Value, Fault> {
    let name = first(entity, "name").unwrap_or_default();
    let (what, who) = name.split_once(": ").unwrap_or((name, ""));
    let mut words = what.split(' ');
    let kind = words.next().unwrap_or_default();
    if !is_type(kind) {
        let expected = "a type of PLOVER and who did it, as in \"AID: Iran → Russia\"";
        return Err(Fault::field("name", name.as_bytes(), expected));
    }
    let involved: Vec<&str> = all(entity, "involved");
    let mut actors = Vec::new();
    let mut recipients = Vec::new();
    let sides = who.split_once("→");
    for id in involved {
        let party = super::named(names, id)?;
        let written = &names[id].name;
        let stands_in = |side: &str| {
            let side = side.trim();
            side == written
                || side.starts_with(&format!("{written}, "))
                || side.ends_with(&format!(", {written}"))
                || side.contains(&format!(", {written}, "))
        };
        // Without an arrow, both did it, or one alone.
        let (acts, receives) =
            sides.map_or((true, true), |(from, to)| (stands_in(from), stands_in(to)));
        if acts {
            actors.push(party.clone());
        }
        if receives {
            recipients.push(party);
        }
    }
    if actors.len() == 1 && actors == recipients {
        recipients.clear();
    }
    let date = first(entity, "date").or_else(|| first(entity, "startDate"));
    Ok(json!({
        "id": id,
        "date": date,
        "enddate": first(entity, "endDate"),
        "event": kind,
        "mode": words.collect::<Vec<_>>(),
        "actor": actors,
        "recipient": recipients,
        "cite_info": { "publication": first(entity, "publisher") },
    }))
}

fn tie(
    entity: &Value,
    names: &Names,
    kind: TieKind,
    roles: [PartyRole; 2],
    ends: [&str; 2],
) -> Result<Told, Fault> {
    let party = |end: &str| {
        let id = first(entity, end).unwrap_or_default();
        super::named(names, id)
    };
    let words = first(entity, "summary").and_then(|summary| summary.split_once("; "));
    let name = words
        .map(|(_, object)| object)
        .or_else(|| first(entity, "description"));
    Ok(Told::Tie(Box::new(ToldTie {
        kind,
        roles,
        name: name.unwrap_or_default().to_owned(),
        parties: [party(ends[0])?, party(ends[1])?],
        start: first(entity, "startDate").map(str::to_owned),
        end: first(entity, "endDate").map(str::to_owned),
    })))
}
