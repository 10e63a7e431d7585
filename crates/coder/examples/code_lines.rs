//! Codes JSON Lines from standard input, as `detente code` does.
#![allow(clippy::print_stdout)]

use detente_coder::{CodeRequest, Coder};
use detente_model::Knowledge;
use std::io::BufRead;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let coder = Coder::new(Knowledge::builtin());
    for line in std::io::stdin().lock().lines() {
        let request: CodeRequest = serde_json::from_str(&line?)?;
        println!("{}", serde_json::to_string(&request.answer(&coder)?)?);
    }
    Ok(())
}
