//! Measures dictionaries in the PETRARCH format on the unit tests of PETRARCH, from raw text.
//!
//! The cases and the dictionaries that they were written for (`PETR.Validate.*.txt`) are looked for
//! beside the workspace. A case is right where the events are those of the case, each with its
//! code and the codes of both sides, and no others between two known sides.

#![allow(clippy::print_stderr)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use detente_coder::{CodeRequest, Coder, Dictionary, EventLine, Parsers};
use detente_model::ActorMention;
use serde_json::{Value, json};

type Triple = (String, String, String);

fn folder(test: &str) -> Option<PathBuf> {
    detente_testkit::shared_folder(test).map(|folder| folder.join("data/coding"))
}

fn dictionary(folder: &std::path::Path) -> Option<Dictionary> {
    let mut dictionary = Dictionary::new();
    for name in ["actors", "agents", "verbs"] {
        let path = folder.join(format!("petrarch/PETR.Validate.{name}.txt"));
        let Ok(text) = std::fs::read_to_string(&path) else {
            eprintln!(
                "skipped: petrarch_unit_tests ({} is not there)",
                path.display()
            );
            return None;
        };
        for reject in dictionary.read(&text) {
            eprintln!("{}:{}: {}", path.display(), reject.row, reject.message);
        }
    }
    Some(dictionary)
}

fn wanted(row: &Value) -> BTreeSet<Triple> {
    let text = |event: &Value, key: &str| event[key].as_str().unwrap_or_default().to_owned();
    row["events"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|event| {
            (
                text(event, "source"),
                text(event, "target"),
                text(event, "code"),
            )
        })
        // Events with a side that is not known are optional there: a setting asks for them.
        .filter(|(source, target, _)| {
            target != "---" && !source.starts_with("---GOV") && source != "XYZGOV"
        })
        .collect()
}

fn pairs(
    source: &[ActorMention],
    target: &[ActorMention],
    code: &str,
    into: &mut BTreeSet<Triple>,
) {
    for from in source {
        for to in target.iter().filter(|to| to.code != from.code) {
            into.insert((from.code.clone(), to.code.clone(), code.to_owned()));
        }
    }
}

#[test]
fn petrarch_unit_tests() {
    let Some(folder) = folder("petrarch_unit_tests") else {
        return;
    };
    let Some(dictionary) = dictionary(&folder) else {
        return;
    };
    let lines = std::fs::read_to_string(folder.join("petrarch_unit_tests.jsonl"))
        .expect("the reference data is complete");
    let coder = Coder::builtin().with_dictionary(dictionary);
    let mut parsers = Parsers::new();
    let (mut right, mut all) = (0_u32, 0_u32);
    for row in lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON Lines"))
    {
        let request = json!({"id": row["id"], "text": row["text"], "date": row["date"]});
        let request: CodeRequest = serde_json::from_value(request).expect("a request");
        let answer = request.answer(&coder, &mut parsers).expect("a date");
        let mut found = BTreeSet::new();
        for line in answer.event_lines() {
            match line {
                EventLine::Claim(claim) => {
                    let code = claim.content.cameo.map_or("", |code| code.as_str());
                    pairs(
                        &claim.content.source,
                        &claim.content.target,
                        code,
                        &mut found,
                    );
                }
                EventLine::Dictionary(event) => {
                    pairs(&event.source, &event.target, &event.code, &mut found);
                }
            }
        }
        // What a case that is meant to fail to load would say is not said.
        if row["expect_error"].is_string() {
            continue;
        }
        all += 1;
        let wanted = wanted(&row);
        if found == wanted {
            right += 1;
        } else if std::env::var_os("DETENTE_ERRORS").is_some() {
            eprintln!(
                "{} {}\n   wanted {wanted:?}\n   found  {found:?}",
                row["id"], row["text"]
            );
        }
    }
    eprintln!("petrarch: {right} of {all} right");
    assert!(right >= 220, "{right} of {all} cases are right");
}
