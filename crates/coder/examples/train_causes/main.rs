//! Learns what is learned of causes: where ends begin and end (`data/causes/english.ends.tsv`), and then,
//! with these compiled in, the score of readings (`data/causes/english.weights.tsv`).
//!
//! `DETENTE_SHARED=FOLDER cargo run --release -p detente-coder --example train_causes ends`
//! `DETENTE_SHARED=FOLDER cargo run --release -p detente-coder --example train_causes score`
//!
//! Reads `cnc_v2_train` (CC0), `scite_train` (Apache-2.0, CC BY) and `because_open` (MIT) in
//! `data/causal` of the reference data; every fifth sentence of the first and the last is held out.
//! The same input gives the same bytes.

#![allow(clippy::print_stderr)]

mod ends;
mod labels;
mod score;
mod vocabulary;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use detente_coder::Coder;
use detente_model::Knowledge;

fn write(file: &str, weights: BTreeMap<&str, f64>) -> Result<(), Box<dyn std::error::Error>> {
    let mut out = String::from("feature\tweight\n");
    for (name, weight) in weights {
        if weight.abs() >= 0.05 {
            writeln!(out, "{name}\t{weight:.2}")?;
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/causes");
    std::fs::write(folder.join(file), out)?;
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let shared = detente_testkit::shared_folder("train_causes").ok_or("no reference data")?;
    let folder = shared.join("data/causal");
    let coder = Coder::new(Knowledge::builtin());
    match std::env::args().nth(1).as_deref() {
        Some("ends") => {
            let mut all = Vec::new();
            // SCITE marks the words at the heart of ends, not ends.
            for set in ["cnc_v2_train", "because_open"] {
                all.extend(ends::choices(&folder, set, &coder)?);
            }
            write("english.ends.tsv", ends::train(&all))
        }
        Some("score") => {
            let mut all = Vec::new();
            for set in ["cnc_v2_train", "scite_train", "because_open"] {
                all.extend(score::cases(&folder, set, &coder)?);
            }
            write("english.weights.tsv", score::train(&all))
        }
        _ => Err("what to learn: `ends` or `score`".into()),
    }
}
