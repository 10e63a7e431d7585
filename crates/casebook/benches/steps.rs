//! From bytes to a casebook, step by step: one document, and the whole example.

use detente_casebook::{
    AddOptions, Casebook, FixedClock, Input, Inputs, Limits, NoObserver, example_documents,
};
use detente_coder::{Coder, Parsers, Passage};
use detente_model::Knowledge;
use detente_text::{Document, Hints, read_document};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

fn main() {
    divan::main();
}

fn bytes(documents: &[(&str, &[u8])]) -> BytesCount {
    let total: usize = documents.iter().map(|(_, bytes)| bytes.len()).sum();
    BytesCount::new(total)
}

fn read(documents: &[(&str, &[u8])]) -> Vec<Document> {
    let read = |(name, bytes): &(&str, &[u8])| {
        read_document(bytes, &Hints::from_name(name), &Limits::default())
            .expect("the example is readable")
    };
    documents.iter().map(read).collect()
}

fn sizes() -> [usize; 2] {
    [1, example_documents().len()]
}

/// Format, structure, sentences, languages.
#[divan::bench(args = sizes())]
fn reading(bencher: Bencher<'_, '_>, count: usize) {
    let documents = &example_documents()[..count];
    bencher.counter(bytes(documents)).bench(|| read(documents));
}

/// Passages to claims; items are passages.
#[divan::bench(args = sizes())]
fn coding(bencher: Bencher<'_, '_>, count: usize) {
    let documents = read(&example_documents()[..count]);
    let coder = Coder::new(Knowledge::builtin());
    let mut parsers = Parsers::new();
    let prepared: Vec<(&Document, Vec<Passage>)> = documents
        .iter()
        .map(|document| {
            (
                document,
                document
                    .passages
                    .iter()
                    .copied()
                    .map(Passage::from)
                    .collect(),
            )
        })
        .collect();
    let passages: usize = prepared.iter().map(|(_, passages)| passages.len()).sum();
    bencher.counter(ItemsCount::new(passages)).bench_local(|| {
        let mut code = |(document, passages): &(&Document, Vec<Passage>)| {
            let input = detente_coder::Input {
                text: &document.text,
                title: None,
                passages,
                published: document
                    .published
                    .as_ref()
                    .and_then(detente_model::When::start),
            };
            coder.code_document(&mut parsers, &input)
        };
        prepared.iter().map(&mut code).collect::<Vec<_>>()
    });
}

/// Fingerprints of passages, by which copies are found; items are passages.
#[divan::bench(args = sizes())]
fn fingerprinting(bencher: Bencher<'_, '_>, count: usize) {
    let documents = read(&example_documents()[..count]);
    let words: Vec<&str> = documents
        .iter()
        .flat_map(|document| {
            document
                .passages
                .iter()
                .map(|passage| document.words(passage))
        })
        .collect();
    bencher.counter(ItemsCount::new(words.len())).bench(|| {
        words
            .iter()
            .map(|words| detente_sources::fingerprint(words))
            .collect::<Vec<_>>()
    });
}

/// Documents into a new casebook on disk, with all steps, on one thread; items are documents.
#[divan::bench(args = sizes())]
fn adding(bencher: Bencher<'_, '_>, count: usize) {
    let folder = tempfile::tempdir().expect("a folder for the benchmark");
    let clock = FixedClock("2026-01-01T00:00:00Z".to_owned());
    let options = AddOptions {
        threads: std::num::NonZeroUsize::MIN,
        ..AddOptions::default()
    };
    let documents = &example_documents()[..count];
    let mut number = 0;
    bencher
        .counter(ItemsCount::new(count))
        .with_inputs(|| {
            number += 1;
            let path = folder.path().join(format!("{number}.casebook"));
            let inputs = documents.iter().map(|(name, bytes)| Input::Memory {
                path: (*name).to_owned(),
                bytes,
            });
            let inputs = Inputs {
                inputs: inputs.collect(),
                rejects: Vec::new(),
            };
            (
                Casebook::create(&path, &clock).expect("the folder can be written"),
                inputs,
            )
        })
        .bench_local_values(|(mut casebook, inputs)| {
            casebook
                .add(inputs, &options, &mut NoObserver, &clock)
                .expect("the folder can be written")
        });
}
