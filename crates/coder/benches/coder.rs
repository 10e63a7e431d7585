//! How fast passages are coded, on one thread, and how long the tables take to build.

use detente_coder::{Coder, Input, Parsers, Passage};
use detente_model::{Knowledge, Span};
use detente_text::Language;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// Sentences of the length and kind of news analysis.
const SENTENCES: &[&str] = &[
    "Russia delivered the missile system to Iran in 2016 after years of delay due to sanctions of the United Nations.",
    "While Moscow maintains a strategic partnership with Tehran, it also has a relationship with Israel.",
    "The foreign ministers of both countries met in Ankara on Monday to discuss trade, energy and the war in Ukraine.",
    "Analysts say that the alliance between the two nations is one of convenience rather than of shared values.",
    "The harvest was good this year, and prices of bread fell in most towns of the region.",
    "Le président russe Vladimir Poutine a condamné les frappes israéliennes contre l'Iran.",
];

#[divan::bench]
fn build(bencher: Bencher<'_, '_>) {
    let knowledge = Knowledge::builtin();
    bencher.bench(|| Coder::new(black_box(knowledge)));
}

#[divan::bench]
fn passages(bencher: Bencher<'_, '_>) {
    let coder = Coder::builtin();
    let mut text = String::new();
    let mut passages = Vec::new();
    for number in 0..600 {
        let sentence = SENTENCES[number % SENTENCES.len()];
        let start = text.len();
        text.push_str(sentence);
        let french = sentence.starts_with("Le ");
        passages.push(Passage {
            span: Span::from_range(start..text.len()),
            language: if french {
                Language::FRENCH
            } else {
                Language::ENGLISH
            },
            continues: false,
        });
        text.push('\n');
    }
    let input = Input {
        text: &text,
        title: None,
        passages: &passages,
        published: None,
    };
    let mut parsers = Parsers::new();
    bencher
        .counter(ItemsCount::new(passages.len()))
        .bench_local(|| coder.code_document(&mut parsers, black_box(&input)));
}
