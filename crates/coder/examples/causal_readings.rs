//! Prints every causal reading of JSON lines `{"text"}`, one JSON object for each line.

#![allow(clippy::print_stdout)]

use std::io::BufRead as _;

use detente_coder::{Coder, Parsers};
use detente_model::Knowledge;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let coder = Coder::new(Knowledge::builtin());
    let mut parsers = Parsers::new();
    for line in std::io::stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let text = row["text"].as_str().unwrap_or_default();
        let readings: Vec<_> = coder
            .causal_readings(&mut parsers, text)
            .into_iter()
            .map(|reading| {
                serde_json::json!({
                    "cause": reading.cause.of(text), "effect": reading.effect.of(text),
                    "c": [reading.cause.start(), reading.cause.end()],
                    "e": [reading.effect.start(), reading.effect.end()],
                    "sign": reading.sign.as_str(), "kind": reading.kind.as_str(),
                    "rule": reading.rule, "weak": reading.weak, "score": reading.score,
                    "claimed": reading.claimed, "features": reading.features,
                })
            })
            .collect();
        println!(
            "{}",
            serde_json::json!({"id": row["id"], "text": text, "readings": readings})
        );
    }
    Ok(())
}
