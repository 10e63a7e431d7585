//! Learns how far events are to be believed (`data/lexicon/grounds.tsv`) from whole articles that people have read.
//!
//! `cargo run --release -p detente-coder --example train_grounds`
//!
//! A logistic regression with a penalty on squares. Prints how well articles are told that were left out of learning,
//! a fifth at a time. The same articles give the same bytes.

#![allow(clippy::print_stderr)]

#[path = "../../tests/articles/read.rs"]
mod read;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use detente_coder::{Coder, Ground, Parsers};
use read::{Verdict, articles, code, ranked};

const FOLDS: usize = 10;
const ROUNDS: usize = 2_000;
const RATE: f64 = 0.3;
/// The weight of the squares of the weights, beside the sum of the losses of all events.
const PENALTY: f64 = 5.0;
/// A ground seen less often is not learned.
const LEAST: usize = 5;

struct Case {
    article: usize,
    grounds: Vec<Ground>,
    /// Nothing in it is false.
    right: bool,
}

fn cases() -> Vec<Case> {
    let coder = Coder::builtin();
    let mut parsers = Parsers::new();
    let mut cases = Vec::new();
    for (number, article) in articles().iter().enumerate() {
        let coding = code(&coder, &mut parsers, article);
        let judged = article.judge(&coding.events);
        eprintln!(
            "{}: {} of {} wanted events are not found",
            article.name,
            judged.missed.len(),
            judged.wanted
        );
        for (event, verdict) in coding.events.iter().zip(judged.verdicts) {
            cases.push(Case {
                article: number,
                grounds: coding.grounds(event).to_vec(),
                right: verdict != Verdict::Wrong,
            });
        }
    }
    cases
}

fn learn<'c>(cases: &[&'c Case]) -> BTreeMap<&'c str, f64> {
    let mut seen: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (number, case) in cases.iter().enumerate() {
        for ground in &case.grounds {
            seen.entry(&ground.ground).or_default().insert(number);
        }
    }
    seen.retain(|_, cases| cases.len() >= LEAST);
    let places: BTreeMap<&str, usize> =
        seen.keys().zip(0..).map(|(name, at)| (*name, at)).collect();
    let rows: Vec<Vec<(usize, f64)>> = cases
        .iter()
        .map(|case| {
            let known = case.grounds.iter();
            known
                .filter_map(|ground| Some((*places.get(ground.ground.as_str())?, ground.amount)))
                .collect()
        })
        .collect();
    let mut weights = vec![0.0; places.len()];
    let mut squares = vec![1e-6; places.len()];
    let bias = places.get("any event").copied();
    for _ in 0..ROUNDS {
        let mut slopes: Vec<f64> = weights.iter().map(|weight| -PENALTY * weight).collect();
        if let Some(bias) = bias {
            slopes[bias] = 0.0;
        }
        for (row, case) in rows.iter().zip(cases) {
            let sum: f64 = row
                .iter()
                .map(|(place, amount)| weights[*place] * amount)
                .sum();
            let error = f64::from(u8::from(case.right)) - 1.0 / (1.0 + (-sum).exp());
            for (place, amount) in row {
                slopes[*place] += error * amount;
            }
        }
        for (place, slope) in slopes.iter().enumerate() {
            squares[place] += slope * slope;
            weights[place] += RATE * slope / f64::sqrt(squares[place]);
        }
    }
    places.into_keys().zip(weights).collect()
}

fn probability(weights: &BTreeMap<&str, f64>, case: &Case) -> f64 {
    let grounds = case.grounds.iter();
    let weight = |ground: &Ground| weights.get(ground.ground.as_str()).copied().unwrap_or(0.0);
    let sum: f64 = grounds.map(|ground| weight(ground) * ground.amount).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Says how well the probabilities of articles left out tell right from wrong.
fn report(told: &[(f64, bool)]) {
    let square = |(told, right): &(f64, bool)| (told - f64::from(u8::from(*right))).powi(2);
    let brier = told.iter().map(square).sum::<f64>() / told.len() as f64;
    eprintln!(
        "{} events; left out: area {:.3}, Brier {brier:.3}",
        told.len(),
        ranked(told)
    );
    let mut ordered = told.to_vec();
    ordered.sort_by(|a, b| a.0.total_cmp(&b.0));
    for tenth in ordered.chunks(told.len().div_ceil(10)) {
        let mean = tenth.iter().map(|(told, _)| told).sum::<f64>() / tenth.len() as f64;
        let right = tenth.iter().filter(|(_, right)| *right).count();
        eprintln!(
            "  said {mean:.2}, right {:.2} ({} events)",
            right as f64 / tenth.len() as f64,
            tenth.len()
        );
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let cases = cases();
    let mut told = Vec::new();
    for fold in 0..FOLDS {
        let kept: Vec<&Case> = cases
            .iter()
            .filter(|case| case.article % FOLDS != fold)
            .collect();
        let weights = learn(&kept);
        let out = cases.iter().filter(|case| case.article % FOLDS == fold);
        told.extend(out.map(|case| (probability(&weights, case), case.right)));
    }
    report(&told);
    let all: Vec<&Case> = cases.iter().collect();
    let mut out = String::from("ground\tweight\n");
    for (name, weight) in learn(&all) {
        if weight.abs() >= 0.005 {
            writeln!(out, "{name}\t{weight:.2}")?;
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/lexicon/grounds.tsv");
    std::fs::write(file, out)?;
    Ok(())
}
