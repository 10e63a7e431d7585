//! Measures `detente actor` on labelled phrases beside the workspace: floors that only rise.
//!
//! The phrases are of NGEC. Its roles have letters of their own where CAMEO has others: there a
//! medic is `MED`, here `HLH`. A state named by itself has no role in either.

#![allow(clippy::print_stderr)]

use detente_coder::{ActorRequest, Coder};
use detente_model::ActorMention;
use serde_json::{Value, json};

/// Day on which rows that say "today" were written, about.
const TODAY: &str = "2022-11-01";

fn rows() -> Option<Vec<Value>> {
    let path = detente_testkit::shared_folder("actor_phrases")?
        .join("data/coding/ngec_actor_resolution_half.jsonl");
    let lines = std::fs::read_to_string(path).expect("the reference data is complete");
    let rows = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON Lines"));
    Some(rows.collect())
}

/// "2022-04-01", "October 1, 2021", "10 May 2015", "today".
fn date(row: &Value) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let stated = row["kwargs"]["query_date"]
        .as_str()
        .or_else(|| row["context_args"][1].as_str())?;
    if stated.eq_ignore_ascii_case("today") {
        return Some(TODAY.to_owned());
    }
    if stated.starts_with(|c: char| c.is_ascii_digit()) && stated.contains('-') {
        return Some(stated.to_owned());
    }
    let (mut day, mut month, mut year) = (0, 0, 0);
    for part in stated.split([' ', ',']).filter(|part| !part.is_empty()) {
        match part.parse::<u32>() {
            Ok(number) if number > 31 => year = number,
            Ok(number) => day = number,
            Err(_) => {
                let name = part.to_lowercase();
                month = MONTHS
                    .iter()
                    .position(|known| name.starts_with(known))
                    .map_or(0, |at| at + 1);
            }
        }
    }
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

fn country_fits(wanted: &str, found: Option<&ActorMention>) -> bool {
    let country = found.and_then(|actor| actor.country.as_ref().map(ToString::to_string));
    match wanted {
        // Organisations of states have no country; the code says who they are.
        "UNO" | "EUR" | "IGO" => found.is_some_and(|actor| actor.code.starts_with("IGO")),
        "" => country.is_none(),
        _ => country.as_deref() == Some(wanted),
    }
}

fn sector_fits(wanted: &str, found: Option<&ActorMention>) -> bool {
    let sector = found
        .and_then(|actor| actor.sector.as_deref())
        .unwrap_or_default();
    match wanted {
        "UNK" => sector.is_empty(),
        "MED" => matches!(sector, "MED" | "HLH"),
        _ => sector == wanted,
    }
}

#[test]
fn actor_phrases() {
    let Some(rows) = rows() else { return };
    let coder = Coder::builtin();
    let (mut countries, mut sectors) = ([0_u32; 2], [0_u32; 2]);
    for row in &rows {
        // The authors of the set mark what they do not expect to be found.
        if row["marked_xfail_or_skip"].as_bool() == Some(true) {
            continue;
        }
        let request = json!({
            "id": row["id"],
            "text": row["actor_text"],
            "date": date(row),
            "context": row["context_args"][0].as_str().filter(|context| !context.is_empty()),
        });
        let request: ActorRequest = serde_json::from_value(request).expect("a request");
        let found = request.answer(&coder).expect("a date").actor;
        let expected = &row["expected"];
        let country = expected["country"].as_str().or(expected["cc"].as_str());
        let right = country.map(|country| country_fits(country, found.as_ref()));
        if let Some(right) = right {
            countries[usize::from(right)] += 1;
        }
        let roles: Vec<&str> = match &expected["code_1"] {
            Value::String(role) => vec![role],
            other => other["one_of"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect(),
        };
        let role_right =
            (!roles.is_empty()).then(|| roles.iter().any(|role| sector_fits(role, found.as_ref())));
        if let Some(right) = role_right {
            sectors[usize::from(right)] += 1;
        }
        if std::env::var_os("DETENTE_ERRORS").is_some()
            && (right == Some(false) || role_right == Some(false))
        {
            let got = found
                .as_ref()
                .map(|actor| (actor.actor.as_str(), actor.code.as_str()));
            eprintln!(
                "{} {} | {country:?} {roles:?} | {got:?}",
                row["actor_text"], row["context_args"]
            );
        }
    }
    let share = |[wrong, right]: [u32; 2]| f64::from(right) / f64::from(right + wrong);
    let (country, sector) = (share(countries), share(sectors));
    eprintln!("actor phrases: country {country:.3} {countries:?}, sector {sector:.3} {sectors:?}");
    assert!(country >= 0.90, "country {country:.3}");
    assert!(sector >= 0.85, "sector {sector:.3}");
}

#[test]
fn who_bears_another_name_than_the_holder_is_not_the_holder() {
    let coder = Coder::builtin();
    let found = |text: &str| {
        let request = json!({"id": "1", "text": text, "date": "2025-03-01"});
        let request: ActorRequest = serde_json::from_value(request).expect("a request");
        let actor = request.answer(&coder).expect("a date").actor;
        actor.map(|actor| (actor.actor.to_string(), actor.code))
    };
    let state = |code: &str| Some(("HUN".to_owned(), code.to_owned()));
    let holder = found("Hungary's combative prime minister").expect("an actor");
    assert_eq!(holder.0, "person:viktor-orban");
    assert_eq!(found("Hungary's acting prime minister"), state("HUNGOV"));
    assert_eq!(
        found("the junior prime minister of Hungary"),
        state("HUNGOV")
    );
    assert_eq!(
        found("Hungarian Prime Minister Zoltan Example"),
        state("HUNGOV")
    );
}

#[test]
fn a_title_that_two_offices_bear_is_that_of_the_one_which_somebody_held() {
    let coder = Coder::builtin();
    let found = |text: &str, date: &str| {
        let request = json!({"id": "1", "text": text, "date": date});
        let request: ActorRequest = serde_json::from_value(request).expect("a request");
        let actor = request.answer(&coder).expect("a date").actor;
        actor.map(|actor| actor.actor.to_string())
    };
    let person = |name: &str| Some(format!("person:{name}"));
    let leader = "the Russian leader";
    assert_eq!(found(leader, "2023-09-05"), person("vladimir-putin"));
    assert_eq!(found(leader, "1985-05-01"), person("mikhail-gorbachev"));
    assert_eq!(
        found("the Syrian leader", "2023-09-05"),
        person("bashar-al-assad")
    );
}
