//! Prints what each part of the given files was found to be: one line a span, passages under it.
#![allow(clippy::print_stdout)]

use detente_text::{Hints, Limits, read_documents};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        let found = read_documents(
            &std::fs::read(&path)?,
            &Hints::from_name(&path),
            &Limits::default(),
        )?;
        for reject in &found.rejects {
            println!("{path}: line {}: {}", reject.line, reject.error);
        }
        for document in &found.documents {
            println!(
                "== {path} {} {:?} {:?} {:?}",
                document.language, document.title, document.outlet, document.published
            );
            for span in &document.spans {
                println!(
                    "[{}] {}",
                    span.kind.name(),
                    span.span.of(&document.text).trim_end()
                );
                for passage in document
                    .passages
                    .iter()
                    .filter(|passage| span.span.contains(passage.span))
                {
                    let goes_on = if passage.continues { "+" } else { "" };
                    println!(
                        "    {goes_on}{} {}",
                        passage.language,
                        document.words(passage)
                    );
                }
            }
        }
    }
    Ok(())
}
