//! The score of a reading: a logistic regression.

use std::collections::BTreeMap;
use std::path::Path;

use detente_coder::{CausalReading, Coder, Parsers};
use detente_model::CauseKind;

use crate::labels::{Sentence, end_of, sentences};
use crate::vocabulary::Vocabulary;

const ROUNDS: usize = 300;
const RATE: f64 = 0.3;
/// The weight of the squares of the weights, beside the sum of the losses of all readings.
const PENALTY: f64 = 10.0;
const LEAST: u32 = 2;

/// A reading with the answer: whether it is right.
pub(crate) struct Case {
    features: Vec<String>,
    right: bool,
}

/// Whether a reading is right; `None` where the labels do not say.
fn answer(set: &str, sentence: &Sentence, reading: &CausalReading) -> Option<bool> {
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
    let mut close = false;
    for relation in &sentence.relations {
        if relation["type"] == "NonCausal" {
            continue;
        }
        let (Some(cause), Some(effect)) = (
            end_of(&sentence.text, &relation["cause"]),
            end_of(&sentence.text, &relation["effect"]),
        ) else {
            close = true;
            continue;
        };
        let straight = reading
            .cause
            .likeness(cause)
            .min(reading.effect.likeness(effect));
        let turned = reading
            .cause
            .likeness(effect)
            .min(reading.effect.likeness(cause));
        if straight >= 0.25 && straight > turned {
            return Some(true);
        }
        close |= straight > 0.08;
    }
    (!close).then_some(false)
}

/// The readings of a set with their answers.
pub(crate) fn cases(
    folder: &Path,
    set: &str,
    coder: &Coder<'_>,
) -> Result<Vec<Case>, Box<dyn std::error::Error>> {
    let mut parsers = Parsers::new();
    let mut cases = Vec::new();
    for sentence in sentences(folder, set)? {
        for reading in coder.causal_readings(&mut parsers, &sentence.text) {
            if let Some(right) = answer(set, &sentence, &reading) {
                cases.push(Case {
                    features: reading.features,
                    right,
                });
            }
        }
    }
    let right = cases.iter().filter(|case| case.right).count();
    eprintln!("{set}: {} readings, {right} right", cases.len());
    Ok(cases)
}

/// Learns the weights of features.
pub(crate) fn train(cases: &[Case]) -> BTreeMap<&str, f64> {
    let features = cases.iter().flat_map(|case| &case.features);
    let vocabulary = Vocabulary::of(features, LEAST);
    let rows: Vec<Vec<usize>> = cases
        .iter()
        .map(|case| vocabulary.places(&case.features))
        .collect();
    let mut weights = vec![0.0; vocabulary.names.len()];
    let mut seen = vec![1e-6; vocabulary.names.len()];
    for _ in 0..ROUNDS {
        let mut slopes: Vec<f64> = weights.iter().map(|weight| -PENALTY * weight).collect();
        for (row, case) in rows.iter().zip(cases) {
            let sum: f64 = row.iter().map(|place| weights[*place]).sum();
            let error = f64::from(u8::from(case.right)) - 1.0 / (1.0 + (-sum).exp());
            for place in row {
                slopes[*place] += error;
            }
        }
        for (place, slope) in slopes.iter().enumerate() {
            seen[place] += slope * slope;
            weights[place] += RATE * slope / f64::sqrt(seen[place]);
        }
    }
    vocabulary.names.into_iter().zip(weights).collect()
}
