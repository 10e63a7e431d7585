//! Speed of segmentation: `cargo bench -p detente-syntax --bench segment`.

use detente_syntax::{Language, Segmenter};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

const PARAGRAPH: &str = "Gen. Ray, who doesn't speak to the press, left for Tehran on Friday \
    (his third visit since 2019). \"We've signed nothing,\" he told reporters at 10:30 a.m.; the \
    ministry's statement says otherwise. What the U.S. will do isn't known yet.\n\n";

/// A sentence or three, an article, and a megabyte.
#[divan::bench(args = [1, 40, 3500])]
fn english(bencher: Bencher, paragraphs: usize) {
    let text = PARAGRAPH.repeat(paragraphs);
    let segmenter = Segmenter::of(Language::English).expect("the built-in weights are whole");
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| segmenter.segment(black_box(&text)));
}

/// A megabyte without white space.
#[divan::bench]
fn one_stretch(bencher: Bencher) {
    let text = "a.b-c'd/".repeat(131_072);
    let segmenter = Segmenter::of(Language::English).expect("the built-in weights are whole");
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| segmenter.segment(black_box(&text)));
}
