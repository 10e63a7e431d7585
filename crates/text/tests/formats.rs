//! What comes out of each format.

#![allow(clippy::unwrap_used)] // a failure here is the failure of the test

mod common;

use detente_model::Basis;
use detente_text::{
    Document, ErrorKind, Format, Hints, Limits, SpanKind, read_document, read_documents,
};

fn read(bytes: &[u8], name: &str) -> Document {
    read_document(bytes, &Hints::from_name(name), &Limits::default()).unwrap()
}

fn parts(document: &Document) -> Vec<(&str, &str)> {
    let part = |span: &detente_text::StructureSpan| {
        (span.kind.name(), span.span.of(&document.text).trim())
    };
    document.spans.iter().map(part).collect()
}

#[test]
fn a_page_gives_its_article_and_what_it_says_of_itself() {
    let document = read(common::PAGE.as_bytes(), "talks.html");
    assert_eq!(document.format, Format::Html);
    assert_eq!(document.title.as_deref(), Some("Talks end"));
    assert_eq!(document.outlet.as_deref(), Some("The Gazette"));
    assert_eq!(
        document.url.as_deref(),
        Some("https://gazette.example/2024/05/01/talks")
    );
    let published = document.published.clone().unwrap();
    assert_eq!(
        (published.to_edtf().as_str(), published.basis()),
        ("2024-05-01", Basis::Stated)
    );
    let kinds: Vec<&str> = parts(&document).iter().map(|part| part.0).collect();
    assert_eq!(
        kinds,
        [
            "heading", "body", "caption", "heading", "body", "list", "list"
        ]
    );
    assert_eq!(document.passages.len(), 4);
    assert!(!document.text.contains("World news") && !document.text.contains("Ten things"));
}

#[test]
fn a_date_in_an_address_is_inferred() {
    let page = common::PAGE.replace("article:published_time", "none");
    let published = read(page.as_bytes(), "talks.html").published.unwrap();
    assert_eq!(
        (published.to_edtf().as_str(), published.basis()),
        ("2024-05-01", Basis::Inferred)
    );
    let page = page.replace("/2024/05/01", "");
    assert_eq!(read(page.as_bytes(), "talks.html").published, None);
}

#[test]
fn word_paragraphs_keep_their_styles() {
    let bytes = common::docx(&[
        ("Title", "The report"),
        ("Normal", "The two states signed a treaty &amp; a protocol."),
        ("ListParagraph", "The protocol was not ratified."),
        ("Caption", "Figure 1. Trade"),
    ]);
    let document = read(&bytes, "report.docx");
    assert_eq!(document.format, Format::Docx);
    assert_eq!(document.title.as_deref(), Some("A report"));
    assert_eq!(
        document.published, None,
        "the date of creation is none of publication"
    );
    assert_eq!(
        parts(&document),
        [
            ("heading", "The report"),
            ("body", "The two states signed a treaty & a protocol."),
            ("list", "The protocol was not ratified."),
            ("caption", "Figure 1. Trade")
        ]
    );
}

#[test]
fn books_are_read_in_the_order_of_their_spine() {
    let document = read(&common::epub(), "book.epub");
    assert_eq!(document.format, Format::Epub);
    assert_eq!(document.title.as_deref(), Some("A book & more"));
    assert_eq!(document.outlet.as_deref(), Some("A house"));
    assert_eq!(document.published.as_ref().unwrap().to_edtf(), "2011-05");
    let kinds: Vec<&str> = parts(&document).iter().map(|part| part.0).collect();
    assert_eq!(kinds, ["heading", "body", "heading", "body"]);
    let codes: Vec<&str> = document
        .passages
        .iter()
        .map(|passage| passage.language.code())
        .collect();
    assert_eq!(codes, ["en", "fr"]);
}

#[test]
fn lines_of_a_pdf_become_paragraphs() {
    let content = common::drawn(&[
        (18.0, "A treaty"),
        (
            11.0,
            "The two states signed a treaty in the capital after talks that had be-",
        ),
        (
            11.0,
            "gun in spring, and their ministers said that it would be ratified soon",
        ),
        (11.0, "by both."),
    ]);
    let document = read(&common::pdf(&content), "treaty.pdf");
    assert_eq!(document.format, Format::Pdf);
    assert_eq!(
        parts(&document),
        [
            ("heading", "A treaty"),
            (
                "body",
                "The two states signed a treaty in the capital after talks that had begun in spring, and their ministers said that it would be ratified soon by both."
            )
        ]
    );
}

const LEFT: [&str; 7] = [
    "The two states signed a treaty in",
    "the capital after long talks, and",
    "their ministers said that it would",
    "be ratified soon by both of their",
    "parliaments. The treaty covers a",
    "railway, a port and the sale of",
    "gas. Neither side named a price.",
];
const RIGHT: [&str; 7] = [
    "Observers doubt that the railway",
    "will be built in this decade. The",
    "mountains are high and money is",
    "scarce. A port was promised ten",
    "years ago, and it still stands on",
    "paper only. The sale of gas could",
    "begin sooner, engineers believe.",
];

/// Two columns, each row drawn across both of them.
fn rows() -> Vec<u8> {
    let mut content = String::from("BT /F1 10 Tf\n");
    for (row, (left, right)) in LEFT.iter().zip(RIGHT).enumerate() {
        let y = 700 - 12 * row;
        let line = format!("1 0 0 1 72 {y} Tm ({left}) Tj 1 0 0 1 320 {y} Tm ({right}) Tj\n");
        content.push_str(&line);
    }
    content.push_str("ET");
    content.into_bytes()
}

#[test]
fn columns_that_are_drawn_row_by_row_are_read_one_after_the_other() {
    let document = read(&common::pdf(&rows()), "rows.pdf");
    let words = document
        .text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert_eq!(words, [LEFT.join(" "), RIGHT.join(" ")].join(" "));
    assert_eq!(document.passages.len(), 7);
}

#[test]
fn cells_of_a_table_stay_in_their_row() {
    let mut content = String::from("BT /F1 10 Tf\n");
    for row in 0..9 {
        let y = 700 - 14 * row;
        let line =
            format!("1 0 0 1 72 {y} Tm (State {row}) Tj 1 0 0 1 320 {y} Tm ({row}00 votes) Tj\n");
        content.push_str(&line);
    }
    content.push_str("ET");
    let text = read(&common::pdf(content.as_bytes()), "table.pdf").text;
    assert!(text.contains("State 3 300 votes"), "{text}");
}

#[test]
fn text_on_a_turned_page_is_read() {
    let upright = String::from_utf8(common::drawn(&LEFT.map(|line| (11.0, line)))).unwrap();
    let wanted = read(&common::pdf(upright.as_bytes()), "a.pdf").text;
    for turn in ["0 1 -1 0 842 0", "0 -1 1 0 0 595", "-1 0 0 -1 595 842"] {
        let content = format!("q {turn} cm {upright} Q");
        assert_eq!(
            read(&common::pdf(content.as_bytes()), "a.pdf").text,
            wanted,
            "{turn}"
        );
    }
    let margin = format!("{upright} BT /F1 9 Tf 0 1 -1 0 20 100 Tm (Printed in Oslo) Tj ET");
    let text = read(&common::pdf(margin.as_bytes()), "a.pdf").text;
    assert_eq!(text, wanted, "what is turned stands beside the text");
}

#[test]
fn a_word_keeps_the_hyphen_that_is_its_own() {
    let lines = [
        "The state strives for military self-",
        "sufficiency, sells energy to its energy-",
        "rich neighbours, and calls the long-term plan a long-",
        "term one. Talks be-",
        "gan on a Russia-",
        "Iran corridor for the years 2025-",
        "2030, with pre-",
        "and post-war debts, at a self-",
        "ish price for all.",
    ];
    let content = common::drawn(&lines.map(|line| (11.0, line)));
    let text = read(&common::pdf(&content), "hyphens.pdf").text;
    assert_eq!(
        text.trim(),
        "The state strives for military self-sufficiency, sells energy to its energy-rich \
         neighbours, and calls the long-term plan a long-term one. Talks began on a Russia-Iran \
         corridor for the years 2025-2030, with pre- and post-war debts, at a selfish price for all."
    );
}

#[test]
fn a_pdf_that_is_cut_says_so() {
    let pages = [LEFT, RIGHT].map(|lines| common::drawn(&lines.map(|line| (11.0, line))));
    let whole = common::paged(&[&pages[0], &pages[1]]);
    let document = read(&whole, "a.pdf");
    assert_eq!((document.passages.len(), document.notes.len()), (7, 0));
    let find = |words: &str| {
        whole
            .windows(words.len())
            .position(|part| part == words.as_bytes())
    };
    for (end, what) in [
        ("are high", "is cut: its end (%%EOF)"),
        ("6 0 obj", "1 of 2 pages are there"),
        ("7 0 obj", "the content of 1 page is missing"),
    ] {
        let cut = &whole[..find(end).unwrap()];
        let document = read(cut, "a.pdf");
        let [note] = document.notes.as_slice() else {
            panic!("{end}: {:?}", document.notes)
        };
        assert!(
            note.contains(what) && note.contains("is cut"),
            "{end}: {note}"
        );
        assert!(
            document.text.contains("Neither side named a price."),
            "{end}"
        );
    }
    let cut = &whole[..find("4 0 obj").unwrap()];
    let error = read_document(cut, &Hints::from_name("a.pdf"), &Limits::default()).unwrap_err();
    assert!(error.to_string().contains("is cut"), "{error}");
}

#[test]
fn bad_lines_of_json_are_counted_rejects() {
    let lines = "{\"text\":\"The talks failed.\",\"source\":\"Wire\",\"date\":\"2024-05\"}\n\nnot json\n{\"title\":\"no text\"}\n[1]\n{\"body\":\"  \"}\n{\"content\":\"They met again.\"}\n";
    let found = read_documents(
        lines.as_bytes(),
        &Hints::from_name("a.jsonl"),
        &Limits::default(),
    )
    .unwrap();
    assert_eq!(found.documents.len(), 2);
    let rejected: Vec<usize> = found.rejects.iter().map(|reject| reject.line).collect();
    assert_eq!(rejected, [3, 4, 5, 6]);
    let first = &found.documents[0];
    assert_eq!(first.outlet.as_deref(), Some("Wire"));
    let published = first.published.as_ref().unwrap();
    assert_eq!(
        (published.to_edtf().as_str(), published.basis()),
        ("2024-05", Basis::Imported)
    );
    let one = read_document(
        lines.as_bytes(),
        &Hints::from_name("a.jsonl"),
        &Limits::default(),
    );
    assert_eq!(one.unwrap_err().kind(), ErrorKind::Malformed);
}

#[test]
fn plain_text_is_the_file_itself() {
    let text = "\u{feff}Title of it\r\n\r\nOne sentence here. Another one.\r\n";
    let document = read(text.as_bytes(), "a.txt");
    assert_eq!(document.text, text.trim_start_matches('\u{feff}'));
    assert_eq!(document.published, None);
    assert_eq!(document.passages.len(), 2);
    assert_eq!(document.spans[0].kind, SpanKind::Heading);
    let json = serde_json::to_value(&document).unwrap();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    for key in [
        "title",
        "outlet",
        "published",
        "language",
        "text",
        "spans",
        "passages",
    ] {
        assert!(keys.iter().any(|name| *name == key), "{key}");
    }
    assert_eq!(
        json["spans"][0],
        serde_json::json!({"kind": "heading", "start": 0, "end": 15})
    );
    assert_eq!(
        json["passages"][0],
        serde_json::json!({"start": 15, "end": 33, "language": "en"})
    );
}
