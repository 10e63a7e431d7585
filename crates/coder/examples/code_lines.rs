//! Codes JSON Lines from standard input, as `detente code` does.
#![allow(clippy::print_stdout)]

use detente_coder::{CodeRequest, Coder, Parsers};
use detente_model::Knowledge;
use std::io::BufRead;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let coder = Coder::new(Knowledge::builtin());
    let mut parsers = Parsers::new();
    for line in std::io::stdin().lock().lines() {
        let request: CodeRequest = serde_json::from_str(&line?)?;
        println!(
            "{}",
            serde_json::to_string(&request.answer(&coder, &mut parsers)?)?
        );
    }
    Ok(())
}
