//! Shows the recycled texts of some files for reading: `recycle FILE…`.

use detente_model::{Knowledge, Span};
use detente_sources::{Lexicon, RecycleOptions, Stretch, Text, find_recycled};
use detente_text::{Hints, Limits, SpanKind, read_document};

#[allow(clippy::print_stdout)] // what it is for
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut documents = Vec::new();
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        documents.push((
            path.clone(),
            read_document(&bytes, &Hints::from_name(&path), &Limits::default())?,
        ));
    }
    let stretches: Vec<Vec<(Stretch, Span)>> = documents
        .iter()
        .map(|(_, document)| {
            let mut all: Vec<(Stretch, Span)> = document
                .passages
                .iter()
                .map(|passage| (Stretch::Sentence, passage.span))
                .collect();
            for structure in &document.spans {
                let kind = match structure.kind {
                    SpanKind::Heading => Stretch::Heading,
                    SpanKind::Caption => Stretch::Caption,
                    _ => continue,
                };
                let mut at = structure.span.start();
                for line in structure.span.of(&document.text).split_inclusive('\n') {
                    let length = line.trim_end().len() as u32;
                    if length > 0 {
                        all.push((kind, Span::new(at, at + length)));
                    }
                    at += line.len() as u32;
                }
            }
            all
        })
        .collect();
    let texts: Vec<Text<'_>> = documents
        .iter()
        .zip(&stretches)
        .map(|((name, document), stretches)| Text {
            name,
            text: &document.text,
            stretches,
        })
        .collect();
    let lexicon = Lexicon::new(Knowledge::builtin());
    for (number, group) in find_recycled(&lexicon, &texts, RecycleOptions::default())
        .iter()
        .enumerate()
    {
        println!("{number} {:?}", group.level);
        for member in &group.members {
            let name = texts[member.text]
                .name
                .rsplit('/')
                .next()
                .unwrap_or_default();
            let quote = member.span.of(texts[member.text].text);
            println!(
                "   {} {}: {quote}",
                &name[..name.len().min(3)],
                member.span.start()
            );
        }
        for (member, change) in &group.differences {
            let flags = &change.flags;
            println!(
                "     ~{member} {:?} {:?} -> {:?} {flags:?}",
                change.kind, change.from, change.to
            );
        }
    }
    Ok(())
}
