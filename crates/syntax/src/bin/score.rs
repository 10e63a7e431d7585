//! Prints the CoNLL 2018 figures of a CoNLL-U file against a gold standard:
//! `cargo run --release -p detente-syntax --bin score -- GOLD SYSTEM`.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program prints"
)]

use std::process::ExitCode;

use detente_syntax::{Annotated, read_conllu, score};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [gold, system] = &arguments[..] else {
        eprintln!("usage: score GOLD SYSTEM");
        return ExitCode::from(2);
    };
    match compare(gold, system) {
        Ok(table) => {
            print!("{table}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("score: {message}");
            ExitCode::from(3)
        }
    }
}

fn compare(gold: &str, system: &str) -> Result<String, String> {
    let scores = score(&read(gold)?, &read(system)?).map_err(|error| error.to_string())?;
    Ok(scores.to_string())
}

fn read(path: &str) -> Result<Annotated, String> {
    let file = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    read_conllu(&file).map_err(|error| format!("{path}: {error}"))
}
