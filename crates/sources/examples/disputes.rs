//! Shows where some files disagree, for reading: `disputes FILE…`.

use detente_model::Knowledge;
use detente_sources::{Lexicon, Told, find_disputes};
use detente_text::{Hints, Limits, read_document};

#[allow(clippy::print_stdout)] // what it is for
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut documents = Vec::new();
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let document = read_document(&bytes, &Hints::from_name(&path), &Limits::default())?;
        documents.push((path, document));
    }
    let mut told: Vec<Told<'_>> = documents
        .iter()
        .flat_map(|(path, document)| {
            document.passages.iter().map(move |passage| Told {
                document: path,
                text: document.words(passage),
                language: passage.language.code(),
                published: document
                    .published
                    .as_ref()
                    .and_then(detente_model::When::start),
                origin: 0,
                shared_text: 0,
            })
        })
        .collect();
    // Each file is taken for an origin, and each passage for a text of its own.
    let mut last = None;
    let mut number = 0;
    for (told, text) in told.iter_mut().zip(0..) {
        number += usize::from(last.is_some_and(|last| last != told.document));
        last = Some(told.document);
        (told.origin, told.shared_text) = (number, text);
    }
    let lexicon = Lexicon::new(Knowledge::builtin());
    for found in find_disputes(&lexicon, &told) {
        println!("{} {}", found.kind, found.name);
        for side in [&found.a, &found.b] {
            let told = &told[side.passage];
            let name = told.document.rsplit('/').next().unwrap_or_default();
            println!("   {}: {}", &name[..name.len().min(14)], told.text);
        }
    }
    Ok(())
}
