//! Answers date requests, one JSON object a line: `{"id","text","reference","language"}`.

use std::io::{BufRead, Write};

use detente_text::DateRequest;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let request: DateRequest<serde_json::Value> = serde_json::from_str(&line?)?;
        writeln!(out, "{}", serde_json::to_string(&request.answer()?)?)?;
    }
    Ok(())
}
