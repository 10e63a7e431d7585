//! Learns the weights of a segmenter and scores them on raw text:
//!
//! ```text
//! cargo run --release -p detente-syntax --features train --bin train-segmenter -- \
//!     WEIGHTS LEAN TRAIN.conllu... [--dev DEV.conllu...]
//! ```
//!
//! LEAN is 12 for the English and 0 for the French weights; see `train_segmenter`. The same files in the same order give the same bytes.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program prints"
)]

use std::process::ExitCode;

use detente_syntax::{Annotated, Segmenter, read_conllu, score, train_segmenter};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut parts = arguments.split(|argument| argument == "--dev");
    let (Some([weights, lean, train @ ..]), dev) = (parts.next(), parts.next().unwrap_or_default())
    else {
        eprintln!("usage: train-segmenter WEIGHTS LEAN TRAIN.conllu... [--dev DEV.conllu...]");
        return ExitCode::from(2);
    };
    match run(weights, lean, train, dev) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("train-segmenter: {message}");
            ExitCode::from(3)
        }
    }
}

fn run(weights: &str, lean: &str, train: &[String], dev: &[String]) -> Result<(), String> {
    let lean: i32 = lean
        .parse()
        .map_err(|_| format!("{lean:?} is no whole number"))?;
    let texts = train
        .iter()
        .map(|path| read(path))
        .collect::<Result<Vec<Annotated>, String>>()?;
    let segmenter = train_segmenter(&texts, lean).map_err(|error| error.to_string())?;
    let file = segmenter.to_bytes();
    println!("{weights}: {} bytes", file.len());
    std::fs::write(weights, &file).map_err(|error| format!("{weights}: {error}"))?;
    let segmenter = Segmenter::from_bytes(&file).map_err(|error| error.to_string())?;
    for path in dev {
        let gold = read(path)?;
        let found = segmenter
            .segment(gold.text())
            .map_err(|error| error.to_string())?;
        let scores = score(&gold, &found).map_err(|error| error.to_string())?;
        println!("{path}\n{scores}");
    }
    Ok(())
}

fn read(path: &str) -> Result<Annotated, String> {
    let file = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    read_conllu(&file).map_err(|error| format!("{path}: {error}"))
}
