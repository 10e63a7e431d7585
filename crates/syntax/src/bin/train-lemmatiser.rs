//! Learns the weights of a lemmatiser and scores them with gold tags:
//!
//! ```text
//! cargo run --release -p detente-syntax --features train --bin train-lemmatiser -- \
//!     WEIGHTS TRAIN.conllu... [--dev DEV.conllu...]
//! ```
//!
//! The same files in the same order give the same bytes.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program prints"
)]

use std::process::ExitCode;

use detente_syntax::{Annotated, read_conllu, score, train_lemmatiser};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut parts = arguments.split(|argument| argument == "--dev");
    let (Some([weights, train @ ..]), dev) = (parts.next(), parts.next().unwrap_or_default())
    else {
        eprintln!("usage: train-lemmatiser WEIGHTS TRAIN.conllu... [--dev DEV.conllu...]");
        return ExitCode::from(2);
    };
    match run(weights, train, dev) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("train-lemmatiser: {message}");
            ExitCode::from(3)
        }
    }
}

fn run(weights: &str, train: &[String], dev: &[String]) -> Result<(), String> {
    let texts = train
        .iter()
        .map(|path| read(path))
        .collect::<Result<Vec<Annotated>, String>>()?;
    let lemmatiser = train_lemmatiser(&texts).map_err(|error| error.to_string())?;
    let file = lemmatiser.to_bytes();
    println!("{weights}: {} bytes", file.len());
    std::fs::write(weights, &file).map_err(|error| format!("{weights}: {error}"))?;
    for path in dev {
        let gold = read(path)?;
        let mut found = gold.clone().without_layers();
        let tags = gold
            .tags()
            .cloned()
            .ok_or_else(|| format!("{path}: no tags"))?;
        found.add_tags(tags).map_err(|error| error.to_string())?;
        lemmatiser
            .annotate(&mut found)
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
