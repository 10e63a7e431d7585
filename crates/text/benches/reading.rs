//! Speed of reading: bytes of input to documents with structure, passages and languages.

#![allow(clippy::format_collect)] // the samples are made before the clock runs

use detente_text::{Hints, Limits, find_sentences, read_document};
use divan::Bencher;
use divan::counter::BytesCount;

const PARAGRAPH: &str = "The two governments agreed to widen their cooperation in energy and transport, although neither \
    side would say how much it expects to gain. Officials in the U.S. spoke of a partnership of equals; critics saw a \
    marriage of convenience, “held together by the pressure that both are under,” Gen. A. Moss said on Jan. 5.";

fn main() {
    divan::main();
}

/// An article of `paragraphs` paragraphs under headings.
fn plain(paragraphs: usize) -> String {
    (0..paragraphs)
        .map(|number| format!("What Happened in Part {number}\n\n{PARAGRAPH}\n\n"))
        .collect()
}

/// The same as a web page, with links around it.
fn page(paragraphs: usize) -> String {
    let links: String = (0..paragraphs)
        .map(|n| format!("<li><a href=\"/{n}\">Story {n} of the day</a></li>"))
        .collect();
    let body: String = (0..paragraphs)
        .map(|n| format!("<h2>Part {n}</h2><p class=\"x y\">{PARAGRAPH}</p>"))
        .collect();
    format!(
        "<!doctype html><html><body><nav><ul>{links}</ul></nav><article>{body}</article></body></html>"
    )
}

#[divan::bench(args = [1, 20, 1000])]
fn read_plain(bencher: Bencher, paragraphs: usize) {
    let text = plain(paragraphs);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        read_document(
            text.as_bytes(),
            &Hints::from_name("a.txt"),
            &Limits::default(),
        )
    });
}

#[divan::bench(args = [1, 20, 1000])]
fn read_page(bencher: Bencher, paragraphs: usize) {
    let text = page(paragraphs);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        read_document(
            text.as_bytes(),
            &Hints::from_name("a.html"),
            &Limits::default(),
        )
    });
}

#[divan::bench(args = [1, 20, 1000])]
fn cut_sentences(bencher: Bencher, paragraphs: usize) {
    let text = plain(paragraphs);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| find_sentences(divan::black_box(&text)));
}
