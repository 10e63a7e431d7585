//! Measures the coder on labelled sentences beside the workspace: floors that only rise.
//!
//! The floors stand in `tests/floors.tsv`. `DETENTE_ERRORS=1` prints what was missed.

#![allow(clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};

use detente_coder::{CodeAnswer, CodeRequest, Coder, Parsers};
use detente_model::{ActorMention, Claim, Event, PloverType};
use detente_testkit::Floors;
use serde_json::Value;

fn rows(test: &str, file: &str) -> Option<Vec<Value>> {
    let path = detente_testkit::shared_folder(test)?
        .join("data/coding")
        .join(file);
    let lines = std::fs::read_to_string(path).expect("the reference data is complete");
    let rows = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON Lines"));
    Some(rows.collect())
}

/// Compares a measurement with its floor (or, for what should be small, its ceiling).
fn check(name: &str, value: f64) {
    Floors(include_str!("floors.tsv")).check(name, value);
}

fn errors_wanted() -> bool {
    std::env::var_os("DETENTE_ERRORS").is_some()
}

fn answer(coder: &Coder<'_>, parsers: &mut Parsers, row: &Value) -> CodeAnswer {
    let request = serde_json::json!({"id": row["id"], "text": row["text"], "date": row["date"]});
    let request: CodeRequest = serde_json::from_value(request).expect("a request");
    request.answer(coder, parsers).expect("dates are good")
}

/// Right and wrong answers by type.
#[derive(Default)]
struct Tally {
    hits: u32,
    missed: u32,
    extra: u32,
}

impl Tally {
    fn f1(&self) -> f64 {
        let twice = 2.0 * f64::from(self.hits);
        let all = twice + f64::from(self.missed + self.extra);
        if all > 0.0 { twice / all } else { 0.0 }
    }
}

/// The sets without CONCEDE and RETREAT apart call both YIELD.
fn label(plover: PloverType) -> &'static str {
    match plover {
        PloverType::Concede | PloverType::Retreat => "YIELD",
        other => other.as_str(),
    }
}

fn report(name: &str, tallies: &BTreeMap<String, Tally>) {
    let hits: u32 = tallies.values().map(|tally| tally.hits).sum();
    let all: u32 = tallies
        .values()
        .map(|tally| tally.hits + tally.missed)
        .sum();
    eprintln!(
        "{name}: accuracy {:.3} of {all}",
        f64::from(hits) / f64::from(all)
    );
    for (label, tally) in tallies {
        eprintln!(
            "  {label:10} F1 {:.3} hits {} missed {} extra {}",
            tally.f1(),
            tally.hits,
            tally.missed,
            tally.extra
        );
    }
}

/// Asks for the type between the two spans of each labelled pair.
fn pairs(rows: &[Value], coder: &Coder<'_>) -> BTreeMap<String, Tally> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut parsers = Parsers::new();
    for row in rows {
        let events = row["events"].as_array().expect("events");
        let pairs: Vec<Value> = events
            .iter()
            .map(|event| serde_json::json!({"source": event["source"], "target": event["target"]}))
            .collect();
        let request = serde_json::json!({"id": row["id"], "text": row["text"], "pairs": pairs});
        let request: CodeRequest = serde_json::from_value(request).expect("a request");
        let answer = request.answer(coder, &mut parsers).expect("no date");
        for (event, pair) in events.iter().zip(answer.pairs.expect("asked for")) {
            let wanted = event["type"].as_str().expect("a type").to_owned();
            let found = pair.plover.map(label);
            if errors_wanted() && found != Some(wanted.as_str()) {
                eprintln!(
                    "PAIR {wanted} <- {} [{}] [{}] {}",
                    found.unwrap_or("-"),
                    event["source"].as_str().unwrap_or_default(),
                    event["target"].as_str().unwrap_or_default(),
                    row["text"].as_str().unwrap_or_default()
                );
            }
            if found == Some(wanted.as_str()) {
                tallies.entry(wanted).or_default().hits += 1;
                continue;
            }
            tallies.entry(wanted).or_default().missed += 1;
            if let Some(found) = found {
                tallies.entry(found.to_owned()).or_default().extra += 1;
            }
        }
    }
    tallies
}

#[test]
fn types_between_given_spans() {
    let Some(rows) = rows("types_between_given_spans", "plv_train.jsonl") else {
        return;
    };
    let coder = Coder::builtin();
    let tallies = pairs(&rows, &coder);
    report("plv_train", &tallies);
    let macro_f1 = tallies.values().map(Tally::f1).sum::<f64>() / tallies.len() as f64;
    check("plv_train macro-F1", macro_f1);
}

/// The roots of the CAMEO codes of what is said to have happened.
fn roots(answer: &CodeAnswer) -> BTreeSet<String> {
    let actual = |event: &&Claim<Event>| event.frame.modality.is_actual();
    answer
        .events
        .iter()
        .filter(actual)
        .filter_map(|event| Some(event.content.cameo?.as_str()[..2].to_owned()))
        .collect()
}

/// Half of these sentences tell of no event: what is found there is false. Public statements
/// (root 01) are no events of PLOVER, and are left out on both sides.
#[test]
fn roots_against_the_majority_of_four_coders() {
    let test = "roots_against_the_majority_of_four_coders";
    let Some(rows) = rows(test, "multicoder_first100.jsonl") else {
        return;
    };
    let coder = Coder::builtin();
    let mut parsers = Parsers::new();
    let (mut false_alarms, mut irrelevant) = (0_u32, 0_u32);
    let (mut relevant, mut noticed) = (0_u32, 0_u32);
    let mut all = Tally::default();
    for row in &rows {
        let answer = answer(&coder, &mut parsers, row);
        let found = roots(&answer);
        if row["relevant"].as_bool().expect("a judgement") {
            relevant += 1;
            noticed += u32::from(!found.is_empty());
        } else {
            irrelevant += 1;
            false_alarms += u32::from(!found.is_empty());
        }
        let wanted: BTreeSet<String> = row["events"]
            .as_array()
            .expect("events")
            .iter()
            .filter_map(|event| Some(event["code"].as_str()?.to_owned()))
            .filter(|root| root != "01")
            .collect();
        if errors_wanted() && found != wanted {
            eprintln!(
                "MULTI wanted {wanted:?} found {found:?} {} {}",
                row["relevant"],
                row["text"].as_str().unwrap_or_default()
            );
        }
        let hits = found.intersection(&wanted).count() as u32;
        all.hits += hits;
        all.missed += wanted.len() as u32 - hits;
        all.extra += found.len() as u32 - hits;
    }
    eprintln!(
        "multicoder: roots right {} missed {} extra {}; an event in {noticed} of {relevant} relevant",
        all.hits, all.missed, all.extra
    );
    check("multicoder root F1", all.f1());
    check(
        "multicoder false alarms",
        f64::from(false_alarms) / f64::from(irrelevant),
    );
}

/// The first three letters of the codes: states and classes of organisations.
fn countries(codes: &Value) -> BTreeSet<String> {
    codes
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|code| Some(code.as_str()?.get(..3)?.to_owned()))
        .collect()
}

fn touches(wanted: &BTreeSet<String>, found: &[ActorMention]) -> bool {
    wanted.is_empty()
        || found
            .iter()
            .filter_map(|actor| actor.code.get(..3))
            .any(|code| wanted.contains(code))
}

/// One event is labelled in each sentence, with its actors by country: what share is found.
#[test]
fn labelled_events_are_found() {
    let Some(rows) = rows("labelled_events_are_found", "plover_gsr_cameo.jsonl") else {
        return;
    };
    let coder = Coder::builtin();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut parsers = Parsers::new();
    let mut whole = Tally::default();
    for row in &rows {
        let answer = answer(&coder, &mut parsers, row);
        for event in row["events"].as_array().expect("events") {
            let wanted = event["type_now"].as_str().expect("a type").to_owned();
            let fitting: Vec<&Claim<Event>> = answer
                .events
                .iter()
                .filter(|found| found.content.action.plover().as_str() == wanted)
                .collect();
            let (source, target) = (
                countries(&event["source_codes"]),
                countries(&event["target_codes"]),
            );
            let both_right = fitting.iter().any(|found| {
                touches(&source, &found.content.source) && touches(&target, &found.content.target)
            });
            if errors_wanted() && !both_right {
                let found: Vec<String> = answer
                    .events
                    .iter()
                    .map(|found| {
                        let written = |actors: &[ActorMention]| {
                            actors
                                .iter()
                                .map(|actor| format!("{}[{}]", actor.code, actor.text))
                                .collect::<Vec<_>>()
                                .join("+")
                        };
                        format!(
                            "{} {}>{}",
                            found.content.action.plover(),
                            written(&found.content.source),
                            written(&found.content.target)
                        )
                    })
                    .collect();
                eprintln!(
                    "GSR {wanted} {}>{} ({}) <- {found:?} | {}",
                    event["source_codes"],
                    event["target_codes"],
                    event["event_text"].as_str().unwrap_or_default(),
                    row["text"].as_str().unwrap_or_default()
                );
            }
            let tally = tallies.entry(wanted).or_default();
            if fitting.is_empty() {
                tally.missed += 1;
            } else {
                tally.hits += 1;
            }
            if both_right {
                whole.hits += 1;
            } else {
                whole.missed += 1;
            }
        }
    }
    report("plover_gsr types", &tallies);
    let hits: u32 = tallies.values().map(|tally| tally.hits).sum();
    let all = f64::from(whole.hits + whole.missed);
    check("plover_gsr recall of type", f64::from(hits) / all);
    check(
        "plover_gsr recall of type and countries",
        f64::from(whole.hits) / all,
    );
}

/// The examples of the codebook: whether some event has the code, and whether one has its root.
#[test]
fn examples_of_the_codebook() {
    let Some(rows) = rows("examples_of_the_codebook", "cameo_manual_examples.jsonl") else {
        return;
    };
    let coder = Coder::builtin();
    let mut parsers = Parsers::new();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let (mut root_hits, mut full_hits, mut all) = (0_u32, 0_u32, 0_u32);
    for row in &rows {
        let answer = answer(&coder, &mut parsers, row);
        for event in row["events"].as_array().expect("events") {
            let wanted = event["code"].as_str().expect("a code");
            let found_codes: Vec<String> = answer
                .events
                .iter()
                .filter_map(|event| Some(event.content.cameo?.as_str().to_owned()))
                .collect();
            let root = found_codes.iter().any(|code| code[..2] == wanted[..2]);
            let full = found_codes.iter().any(|code| code == wanted);
            all += 1;
            root_hits += u32::from(root);
            full_hits += u32::from(full);
            let tally = tallies.entry(wanted[..2].to_owned()).or_default();
            if root {
                tally.hits += 1;
            } else {
                tally.missed += 1;
            }
            if errors_wanted() && !full {
                eprintln!(
                    "MANUAL {wanted} {} {} <- {found_codes:?} | {}",
                    if root { "root right" } else { "root wrong" },
                    event["event_text"],
                    row["text"].as_str().unwrap_or_default()
                );
            }
        }
    }
    report("codebook roots", &tallies);
    check("codebook root", f64::from(root_hits) / f64::from(all));
    check("codebook full code", f64::from(full_hits) / f64::from(all));
}
