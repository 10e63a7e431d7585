//! Measures the coder on labelled sentences beside the workspace: floors that only rise.

#![allow(clippy::print_stderr)]

use std::collections::BTreeMap;

use detente_coder::{CodeRequest, Coder, Parsers};
use detente_model::{Knowledge, PloverType};
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

fn report(name: &str, tallies: &BTreeMap<String, Tally>) -> f64 {
    let macro_f1 = tallies.values().map(Tally::f1).sum::<f64>() / tallies.len() as f64;
    let hits: u32 = tallies.values().map(|tally| tally.hits).sum();
    let all: u32 = tallies
        .values()
        .map(|tally| tally.hits + tally.missed)
        .sum();
    eprintln!(
        "{name}: macro-F1 {macro_f1:.3}, accuracy {:.3} of {all}",
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
    macro_f1
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
            if std::env::var_os("DETENTE_ERRORS").is_some() && found != Some(wanted.as_str()) {
                eprintln!(
                    "{wanted} <- {found:?} [{}] [{}] {}",
                    event["source"], event["target"], row["text"]
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
    let coder = Coder::new(Knowledge::builtin());
    let score = report("plv_train", &pairs(&rows, &coder));
    assert!(score >= 0.65, "macro-F1 {score:.3}");
}

/// Half of these sentences tell of no event: what is found there is false.
#[test]
fn false_events() {
    let Some(rows) = rows("false_events", "multicoder_first100.jsonl") else {
        return;
    };
    let coder = Coder::new(Knowledge::builtin());
    let mut parsers = Parsers::new();
    let mut counts = [[0_u32; 2]; 2];
    for row in &rows {
        let request = serde_json::json!({"id": row["id"], "text": row["text"]});
        let request: CodeRequest = serde_json::from_value(request).expect("a request");
        let answer = request.answer(&coder, &mut parsers).expect("no date");
        let relevant = row["relevant"].as_bool().expect("a judgement");
        let found = answer
            .events
            .iter()
            .any(|event| event.frame.modality.is_actual());
        if std::env::var_os("DETENTE_ERRORS").is_some() && found && !relevant {
            let types: Vec<_> = answer
                .events
                .iter()
                .map(|event| event.content.action.plover().as_str())
                .collect();
            eprintln!("FALSE {types:?} {}", row["text"]);
        }
        counts[usize::from(relevant)][usize::from(found)] += 1;
    }
    let [[quiet, false_alarms], [missed, found]] = counts;
    eprintln!(
        "multicoder: relevant found {found} missed {missed}; irrelevant quiet {quiet} false {false_alarms}"
    );
    assert!(
        false_alarms <= 1,
        "{false_alarms} sentences without event have one"
    );
}

/// One event is labelled in each sentence, with its actors by country: what share is found.
#[test]
fn labelled_events_are_found() {
    let Some(rows) = rows("labelled_events_are_found", "plover_gsr_cameo.jsonl") else {
        return;
    };
    let coder = Coder::new(Knowledge::builtin());
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut parsers = Parsers::new();
    for row in &rows {
        let request =
            serde_json::json!({"id": row["id"], "text": row["text"], "date": row["date"]});
        let request: CodeRequest = serde_json::from_value(request).expect("a request");
        let answer = request
            .answer(&coder, &mut parsers)
            .expect("dates are good");
        for event in row["events"].as_array().expect("events") {
            let wanted = event["type_now"].as_str().expect("a type").to_owned();
            let hit = answer
                .events
                .iter()
                .any(|found| found.content.action.plover().as_str() == wanted);
            let tally = tallies.entry(wanted).or_default();
            if hit {
                tally.hits += 1;
            } else {
                tally.missed += 1;
            }
        }
    }
    let hits: u32 = tallies.values().map(|tally| tally.hits).sum();
    let all: u32 = tallies
        .values()
        .map(|tally| tally.hits + tally.missed)
        .sum();
    let recall = f64::from(hits) / f64::from(all);
    eprintln!("plover_gsr: recall of the type {recall:.3} ({hits} of {all})");
    for (label, tally) in &tallies {
        eprintln!("  {label:10} found {} missed {}", tally.hits, tally.missed);
    }
    assert!(recall >= 0.28, "recall {recall:.3}");
}
