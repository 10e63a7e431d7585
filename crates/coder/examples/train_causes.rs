//! Learns the score of causal readings and writes `data/causes/english.weights.tsv`.
//!
//! `DETENTE_SHARED=FOLDER cargo run --release -p detente-coder --example train_causes`
//!
//! Reads `cnc_v2_train` (CC0), `scite_train` (Apache-2.0, CC BY) and `because_open` (MIT) in
//! `data/causal` of the reference data; every fifth sentence of the first and the last is held out.
//! The same input gives the same bytes.

#![allow(clippy::print_stderr)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use detente_coder::{CausalReading, Coder, Parsers};
use detente_model::{CauseKind, Knowledge, Span};
use serde_json::Value;

const EPOCHS: usize = 25;
const RATE: f64 = 0.1;
const PENALTY: f64 = 2e-5;
const LEAST: u32 = 4;

/// A reading with the answer: whether it is right, and how much it counts.
struct Case {
    features: Vec<String>,
    right: bool,
    weight: f64,
}

/// The bytes of a span that is counted in characters.
fn bytes(text: &str, span: &Value) -> Option<(u32, u32)> {
    let place = |value: &Value| -> Option<u32> {
        let characters = usize::try_from(value.as_u64()?).ok()?;
        let at = text
            .char_indices()
            .map(|(at, _)| at)
            .nth(characters)
            .unwrap_or(text.len());
        u32::try_from(at).ok()
    };
    Some((place(&span["start"])?, place(&span["end"])?))
}

fn overlap(a: Span, b: (u32, u32)) -> f64 {
    let shared = a.end().min(b.1).saturating_sub(a.start().max(b.0));
    let all = a.end().max(b.1) - a.start().min(b.0);
    f64::from(shared) / f64::from(all.max(1))
}

/// The span around all parts of an end.
fn end_of(text: &str, parts: &Value) -> Option<(u32, u32)> {
    let spans: Vec<(u32, u32)> = parts
        .as_array()?
        .iter()
        .filter_map(|part| bytes(text, part))
        .collect();
    Some((
        spans.iter().map(|span| span.0).min()?,
        spans.iter().map(|span| span.1).max()?,
    ))
}

/// Whether a reading is right; `None` where the labels do not say.
fn answer(set: &str, row: &Value, text: &str, reading: &CausalReading) -> Option<bool> {
    let aim = matches!(reading.kind, CauseKind::Purpose | CauseKind::Motivate);
    if matches!(reading.kind, CauseKind::Quantity | CauseKind::Correlation) {
        // No set labels them as we mean them: their rules stand alone.
        return None;
    }
    if set == "scite_train" && (reading.weak || reading.kind != CauseKind::Cause) {
        // These labels leave aims and mere order in time out.
        return None;
    }
    let events = matches!(reading.kind, CauseKind::Cause) || aim;
    if set == "cnc_v2_train" && !(events || reading.weak) {
        // These labels join events only: quantities and barriers are left out of them.
        return None;
    }
    let relations = row["relations"].as_array()?;
    let mut close = false;
    for relation in relations {
        if relation["type"] == "NonCausal" {
            continue;
        }
        let (Some(cause), Some(effect)) = (
            end_of(text, &relation["cause"]),
            end_of(text, &relation["effect"]),
        ) else {
            close = true;
            continue;
        };
        let straight = overlap(reading.cause, cause).min(overlap(reading.effect, effect));
        let turned = overlap(reading.cause, effect).min(overlap(reading.effect, cause));
        if straight >= 0.25 && straight > turned {
            return Some(true);
        }
        close |= straight > 0.08;
    }
    (!close).then_some(false)
}

fn cases(
    folder: &Path,
    set: &str,
    coder: &Coder<'_>,
) -> Result<Vec<Case>, Box<dyn std::error::Error>> {
    let lines = std::fs::read_to_string(folder.join(format!("{set}.jsonl")))?;
    let mut parsers = Parsers::new();
    let mut cases = Vec::new();
    for (number, line) in lines.lines().enumerate() {
        if set != "scite_train" && number % 5 == 0 {
            continue;
        }
        let row: Value = serde_json::from_str(line)?;
        let text = row["text"].as_str().unwrap_or_default();
        for reading in coder.causal_readings(&mut parsers, text) {
            if let Some(right) = answer(set, &row, text, &reading) {
                cases.push(Case {
                    features: reading.features,
                    right,
                    weight: 1.0,
                });
            }
        }
    }
    let right = cases.iter().filter(|case| case.right).count();
    eprintln!("{set}: {} readings, {right} right", cases.len());
    Ok(cases)
}

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

fn train(cases: &[Case]) -> BTreeMap<&str, f64> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for feature in cases.iter().flat_map(|case| &case.features) {
        *counts.entry(feature).or_default() += 1;
    }
    let names: Vec<&str> = counts
        .iter()
        .filter(|(_, count)| **count >= LEAST)
        .map(|(name, _)| *name)
        .collect();
    let places: BTreeMap<&str, usize> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (*name, at))
        .collect();
    let rows: Vec<Vec<usize>> = cases
        .iter()
        .map(|case| {
            case.features
                .iter()
                .filter_map(|name| places.get(name.as_str()).copied())
                .collect()
        })
        .collect();
    let mut weights = vec![0.0; names.len()];
    let mut seen = vec![1e-6; names.len()];
    let mut order: Vec<usize> = (0..cases.len()).collect();
    let mut numbers = Numbers(7);
    for _ in 0..EPOCHS {
        for at in (1..order.len()).rev() {
            order.swap(at, numbers.below(at + 1));
        }
        for at in &order {
            let sum: f64 = rows[*at].iter().map(|place| weights[*place]).sum();
            let guess = 1.0 / (1.0 + (-sum).exp());
            let error = (f64::from(u8::from(cases[*at].right)) - guess) * cases[*at].weight;
            for place in &rows[*at] {
                let slope = error - PENALTY * weights[*place] * cases.len() as f64 / 100.0;
                seen[*place] += slope * slope;
                weights[*place] += RATE * slope / f64::sqrt(seen[*place]);
            }
        }
    }
    names.into_iter().zip(weights).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let shared = detente_testkit::shared_folder("train_causes").ok_or("no reference data")?;
    let folder = shared.join("data/causal");
    let coder = Coder::new(Knowledge::builtin());
    let mut all = Vec::new();
    for set in ["cnc_v2_train", "scite_train", "because_open"] {
        all.extend(cases(&folder, set, &coder)?);
    }
    let weights = train(&all);
    let mut out = String::from("feature\tweight\n");
    for (name, weight) in weights {
        if weight.abs() >= 0.05 {
            writeln!(out, "{name}\t{weight:.2}")?;
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/causes/english.weights.tsv");
    std::fs::write(path, out)?;
    Ok(())
}
