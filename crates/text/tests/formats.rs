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
