//! Tagging and parsing with the built-in models, tokens and sentences given: one thread, a sentence and a document.

use detente_model::Span;
use detente_syntax::{Annotated, Language, Model, Workspace};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

const SENTENCES: [&str; 5] = [
    "The foreign minister of Norway said on Monday that talks with both governments would resume within a week .",
    "Thousands of people marched through the capital to demand the release of three journalists .",
    "It was not clear who had fired first .",
    "After the cease-fire collapsed , the two armies shelled each other 's positions along the river , and at least \
     twelve soldiers were killed , according to a spokesman who asked not to be named .",
    "Neither side would comment .",
];

/// `repeats` times the sentences above, tokens being what stands between spaces.
fn text(repeats: usize) -> Annotated {
    let lines = SENTENCES.repeat(repeats);
    let mut builder = Annotated::builder(lines.join("\n")).expect("the text is short");
    let mut at = 0;
    for line in lines {
        for word in line.split(' ') {
            let end = at + word.len() as u32;
            if !word.is_empty() {
                builder
                    .token(Span::new(at, end))
                    .expect("words follow each other");
            }
            at = end + 1;
        }
        builder.end_sentence();
    }
    builder.finish()
}

#[divan::bench(args = [1, 200])]
fn words(bencher: Bencher, repeats: usize) {
    let text = text(repeats);
    run(bencher, &text, text.len());
}

#[divan::bench(args = [1, 200])]
fn sentences(bencher: Bencher, repeats: usize) {
    let text = text(repeats);
    run(bencher, &text, text.sentences().len());
}

fn run(bencher: Bencher, text: &Annotated, items: usize) {
    let model = Model::of(Language::English).expect("the weights in the program are whole");
    let mut workspace = Workspace::new();
    bencher
        .counter(ItemsCount::new(items))
        .with_inputs(|| text.clone())
        .bench_local_values(|mut text| {
            model
                .annotate_with(&mut workspace, &mut text)
                .expect("the text has no layer yet");
            black_box(text)
        });
}

#[divan::bench]
fn load() -> Model {
    let weights = include_bytes!("../../../data/syntax/english.weights");
    Model::read(black_box(weights)).expect("the weights are whole")
}

fn main() {
    divan::main();
}
