//! Measures and fits the judgement of which reports are one event, on reports whose event is known
//! (the file of the project MAVERICK): `same_event measure FILE.csv.gz`, or `fit`.
//!
//! Weights are fitted on the reports of Kenya, with a threshold that is chosen among them; those of
//! Ivory Coast are held out. The id of the event is only used to count.

mod maverick;

use detente_feeds::{ClueWeights, ComparedReports};
use maverick::{Failure, Part, TAUGHT, read};
use std::collections::{BTreeMap, BTreeSet};

/// How strongly weights are drawn to zero; set once, not tuned.
const SHRINKAGE: f64 = 20.0;

#[allow(clippy::print_stdout)] // what it is for
fn main() -> Result<(), Failure> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [mode, path] = arguments.as_slice() else {
        return Err("usage: same_event measure|fit FILE.csv.gz".into());
    };
    let (reports, events) = read(path)?;
    match mode.as_str() {
        "fit" => {
            let taught = |nth: &usize| reports[*nth].country == TAUGHT;
            let places: Vec<usize> = (0..reports.len()).filter(taught).collect();
            let taught = Part::of(&places, &reports, &events)?;
            let same =
                |pair: &ComparedReports| taught.events[pair.left] == taught.events[pair.right];
            let odds = fit(&taught.compared, &same).into_iter();
            let odds = odds
                .map(|(clue, weight)| (clue.to_owned(), weight))
                .collect();
            let mut weights = ClueWeights {
                odds,
                threshold: 0.5,
            };
            weights.threshold = threshold(&taught, &weights);
            println!("clue\tweight\nthreshold\t{:.2}", weights.threshold);
            for (clue, weight) in &weights.odds {
                println!("{clue}\t{weight:.4}");
            }
        }
        "measure" => {
            println!("reports\tpairs\tfound\tright\tprecision\trecall\tF1\tof");
            let weights = ClueWeights::builtin();
            for (name, wanted) in [
                ("taught: Kenya", Some(true)),
                ("held out: Ivory Coast", Some(false)),
                ("all", None),
            ] {
                let is_wanted = |nth: &usize| {
                    wanted.is_none_or(|wanted| (reports[*nth].country == TAUGHT) == wanted)
                };
                let places: Vec<usize> = (0..reports.len()).filter(is_wanted).collect();
                let part = Part::of(&places, &reports, &events)?;
                let [pairs, found, right] = part.count(&weights);
                let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
                let (precision, recall) = (share(right, found), share(right, pairs));
                let f1 = share(2 * right, found + pairs);
                let count = part.reports.len();
                println!(
                    "{count}\t{pairs}\t{found}\t{right}\t{precision:.3}\t{recall:.3}\t{f1:.3}\t{name}"
                );
            }
        }
        _ => return Err(format!("{mode:?} is neither measure nor fit").into()),
    }
    Ok(())
}

/// The threshold that serves the reports best that the weights were fitted on.
fn threshold(taught: &Part, weights: &ClueWeights) -> f64 {
    let mut best = (0.0, 0.5);
    for step in 2..12 {
        let threshold = f64::from(step) * 0.05;
        let odds = weights.odds.clone();
        let [wanted, found, right] = taught.count(&ClueWeights { odds, threshold });
        let f1 = 2.0 * right as f64 / (wanted + found) as f64;
        if f1 > best.0 {
            best = (f1, threshold);
        }
    }
    best.1
}

/// Logistic regression with a quadratic penalty, by Newton's method.
fn fit(
    compared: &[ComparedReports],
    same: &dyn Fn(&ComparedReports) -> bool,
) -> Vec<(&'static str, f64)> {
    let names: BTreeSet<&'static str> = compared
        .iter()
        .flat_map(|pair| pair.clues.iter().map(|(clue, _)| *clue))
        .collect();
    let mut names: Vec<&'static str> = names.into_iter().collect();
    names.insert(0, "start");
    let place: BTreeMap<_, _> = names
        .iter()
        .enumerate()
        .map(|(place, name)| (*name, place))
        .collect();
    let rows: Vec<(Vec<(usize, f64)>, f64)> = compared
        .iter()
        .map(|pair| {
            let clues = pair.clues.iter().map(|(clue, value)| (place[clue], *value));
            (
                std::iter::once((0, 1.0)).chain(clues).collect(),
                f64::from(u8::from(same(pair))),
            )
        })
        .collect();
    let size = names.len();
    let mut weights = vec![0.0; size];
    for _ in 0..12 {
        let mut slope = vec![0.0; size];
        let mut curve = vec![vec![0.0; size]; size];
        for (clues, truth) in &rows {
            let odds: f64 = clues
                .iter()
                .map(|(place, value)| weights[*place] * value)
                .sum();
            let chance = 1.0 / (1.0 + (-odds).exp());
            for (one, value) in clues {
                slope[*one] += (truth - chance) * value;
                for (other, second) in clues {
                    curve[*one][*other] += chance * (1.0 - chance) * value * second;
                }
            }
        }
        for place in 0..size {
            let penalty = if place == 0 { 1e-6 } else { SHRINKAGE };
            slope[place] -= penalty * weights[place];
            curve[place][place] += penalty;
        }
        let change = solve(curve, slope);
        weights
            .iter_mut()
            .zip(change)
            .for_each(|(weight, change)| *weight += change);
    }
    names.into_iter().zip(weights).collect()
}

/// Solves a symmetric, positive definite system by elimination.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for pivot in 0..size {
        let above = matrix[pivot].clone();
        for row in pivot + 1..size {
            let factor = matrix[row][pivot] / above[pivot];
            for (cell, above) in matrix[row].iter_mut().zip(&above).skip(pivot) {
                *cell -= factor * above;
            }
            right[row] -= factor * right[pivot];
        }
    }
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size)
            .map(|column| matrix[row][column] * right[column])
            .sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}
