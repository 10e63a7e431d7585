//! Damaged and hostile input: a clear reject or a document, never a panic, never long.

#![allow(clippy::unwrap_used)] // a failure here is the failure of the test

mod common;

use std::time::{Duration, Instant};

use detente_text::{
    Document, Error, ErrorKind, Hints, Limits, read_document, read_documents, read_limited,
};

const NAMES: [&str; 8] = [
    "a.txt", "a.md", "a.html", "a.pdf", "a.docx", "a.epub", "a.jsonl", "noname",
];

fn read(bytes: &[u8], name: &str) -> Result<Document, Error> {
    let start = Instant::now();
    let limits = Limits::default();
    let found = read_document(bytes, &Hints::from_name(name), &limits);
    // Far above what any of these takes, for slow and busy machines.
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "{name}: {:?}",
        start.elapsed()
    );
    if let Ok(document) = &found {
        check(document);
    }
    let _ = read_documents(bytes, &Hints::from_name(name), &limits);
    found
}

fn check(document: &Document) {
    let mut at = 0;
    for span in &document.spans {
        assert_eq!(span.span.start(), at, "spans tile the text");
        assert!(span.span.get(&document.text).is_some());
        at = span.span.end();
    }
    assert_eq!(at as usize, document.text.len());
    for pair in document.passages.windows(2) {
        assert!(pair[0].span.end() <= pair[1].span.start());
    }
    for passage in &document.passages {
        let words = passage
            .span
            .get(&document.text)
            .expect("on character boundaries");
        assert_eq!(words, words.trim());
        assert!(!words.is_empty());
    }
}

/// The kind of error where less may be expanded and drawn than by default.
fn kind_in_small(bytes: &[u8], name: &str) -> Option<ErrorKind> {
    let mut limits = Limits::default();
    limits.max_expanded_bytes = 4 << 20;
    limits.max_steps = 100_000;
    let start = Instant::now();
    let found = read_document(bytes, &Hints::from_name(name), &limits);
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "{:?}",
        start.elapsed()
    );
    found.err().map(|error| error.kind())
}

fn kind(bytes: &[u8], name: &str) -> Option<ErrorKind> {
    read(bytes, name).err().map(|error| error.kind())
}

/// A small generator of numbers for mutations, with a fixed seed.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below.max(1)
    }
}

fn samples() -> Vec<Vec<u8>> {
    vec![
        b"Title\n\nThe talks failed. They met again (see [4]).\n- One item\n- Two items\n".to_vec(),
        b"---\ntitle: A\ndate: 2024-05\n---\n# Head\n\nThe **talks** [failed](x).\n".to_vec(),
        common::PAGE.as_bytes().to_vec(),
        common::pdf(&common::drawn(&[
            (18.0, "A treaty"),
            (11.0, "The two states signed it."),
            (11.0, "It is in force."),
        ])),
        common::docx(&[
            ("Title", "The report"),
            ("Normal", "The two states signed a treaty."),
        ]),
        common::epub(),
        b"{\"text\":\"The talks failed.\",\"date\":\"2024\"}\n{\"text\":\"They met.\"}\n".to_vec(),
    ]
}

#[test]
fn every_truncation_is_read_or_rejected() {
    for sample in samples() {
        let step = (sample.len() / 150).max(1);
        for end in (0..sample.len()).step_by(step) {
            for name in ["noname", "a.html"] {
                let _ = read(&sample[..end], name);
            }
        }
    }
}

#[test]
fn mutations_are_read_or_rejected() {
    let mut numbers = Numbers(42);
    for sample in samples() {
        for round in 0..120 {
            let mut bytes = sample.clone();
            for _ in 0..=round % 12 {
                let at = numbers.next(bytes.len());
                match numbers.next(4) {
                    0 => bytes[at] = numbers.next(256) as u8,
                    1 => bytes[at] ^= 1 << numbers.next(8),
                    2 => _ = bytes.remove(at),
                    _ => {
                        let end = (at + numbers.next(40)).min(bytes.len());
                        let piece = bytes[at..end].to_vec();
                        let to = numbers.next(bytes.len());
                        bytes.splice(to..to, piece);
                    }
                }
            }
            let _ = read(&bytes, NAMES[round % NAMES.len()]);
        }
    }
}

#[test]
fn what_is_no_document_is_rejected_by_kind() {
    for name in NAMES {
        assert_eq!(kind(b"", name), Some(ErrorKind::Empty), "{name}");
        assert_eq!(kind(b" \n\t\r\n ", name), Some(ErrorKind::Empty), "{name}");
    }
    let mut numbers = Numbers(7);
    let noise: Vec<u8> = (0..100_000).map(|_| numbers.next(256) as u8).collect();
    for name in ["a.txt", "a.html", "a.md"] {
        assert_eq!(kind(&noise, name), Some(ErrorKind::NotText), "{name}");
    }
    assert_eq!(
        kind(b"\x7fELF\x02\x01\x01\0\0\0\0\0", "a.txt"),
        Some(ErrorKind::NotText)
    );
    assert_eq!(
        kind(b"%PDF-1.7\nnothing", "a.pdf"),
        Some(ErrorKind::Malformed)
    );
    let zip = common::archive(&[("a.txt", b"words")]);
    assert_eq!(kind(&zip, "a.docx"), Some(ErrorKind::NotText));
    assert_eq!(
        kind(b"PK\x03\x04 and no more", "a.docx"),
        Some(ErrorKind::Malformed)
    );
    let pdf = common::pdf(b"0 0 m 10 10 l S");
    assert_eq!(kind(&pdf, "a.pdf"), Some(ErrorKind::NoWords));
}

#[test]
fn invalid_utf8_is_decoded_and_offsets_hold() {
    let document = read(
        b"The talks \xff\xfe failed. They met \x80 again in the \xe9t\xe9.\n",
        "a.txt",
    )
    .unwrap();
    assert_eq!(document.passages.len(), 2);
}

#[test]
fn size_is_limited_before_reading() {
    let limits = Limits::default().with_max_bytes(1_000);
    let long = vec![b'x'; 1_001];
    let error = read_document(&long, &Hints::default(), &limits).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    let endless = std::io::repeat(b'x');
    assert_eq!(
        read_limited(endless, &limits).unwrap_err().kind(),
        ErrorKind::TooLarge
    );
    assert!(read(&vec![b'x'; 1 << 20], "a.txt").is_ok(), "one long line");
}

#[test]
fn a_zip_bomb_is_rejected() {
    let zeros = vec![b' '; 1 << 20];
    let mut files: Vec<(String, &[u8])> = Vec::new();
    for number in 0..6 {
        files.push((format!("OPS/{number}.xhtml"), &zeros));
    }
    let items = [0, 1, 2, 3, 4, 5]
        .map(|n| format!("<item id=\"i{n}\" href=\"{n}.xhtml\"/>"))
        .concat();
    let spine = [0, 1, 2, 3, 4, 5]
        .map(|n| format!("<itemref idref=\"i{n}\"/>"))
        .concat();
    let package = format!("<package><manifest>{items}</manifest><spine>{spine}</spine></package>");
    let container: &[u8] = b"<c><rootfile full-path=\"OPS/b.opf\"/></c>";
    let mut all: Vec<(&str, &[u8])> = vec![
        ("META-INF/container.xml", container),
        ("OPS/b.opf", package.as_bytes()),
    ];
    all.extend(files.iter().map(|(name, bytes)| (name.as_str(), *bytes)));
    let bomb = common::archive(&all);
    assert!(bomb.len() < 1 << 17, "{} bytes", bomb.len());
    assert_eq!(kind_in_small(&bomb, "a.epub"), Some(ErrorKind::TooLarge));
    let many: Vec<String> = (0..10_050).map(|number| number.to_string()).collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|name| (name.as_str(), b"".as_slice()))
        .collect();
    assert_eq!(
        kind(&common::archive(&many), "a.docx"),
        Some(ErrorKind::TooLarge)
    );
}

#[test]
fn a_pdf_bomb_is_rejected() {
    // A form that draws itself ten times over, and so on inside: the steps run out, not the stack.
    use lopdf::{Document, Object, Stream, dictionary};
    let bytes = common::pdf(b"/X Do");
    let mut document = Document::load_mem(&bytes).unwrap();
    let form = document.new_object_id();
    let own = dictionary! { "XObject" => dictionary! { "X" => form } };
    let draws = b"/X Do ".repeat(1000);
    let dictionary =
        dictionary! { "Type" => "XObject", "Subtype" => "Form", "Resources" => own.clone() };
    document
        .objects
        .insert(form, Object::Stream(Stream::new(dictionary, draws)));
    let page = document.page_iter().next().unwrap();
    let dictionary = document.get_dictionary_mut(page).unwrap();
    dictionary.set("Resources", own);
    let mut bomb = Vec::new();
    document.save_to(&mut bomb).unwrap();
    assert_eq!(kind_in_small(&bomb, "a.pdf"), Some(ErrorKind::TooLarge));

    // A page whose content expands a thousandfold.
    let spaces = vec![b' '; 8 << 20];
    let mut document = Document::load_mem(&common::pdf(b"")).unwrap();
    let mut stream = Stream::new(dictionary! {}, spaces);
    stream.compress().unwrap();
    let content = document.add_object(stream);
    let page = document.page_iter().next().unwrap();
    document
        .get_dictionary_mut(page)
        .unwrap()
        .set("Contents", content);
    let mut bomb = Vec::new();
    document.save_to(&mut bomb).unwrap();
    assert!(bomb.len() < 1 << 17, "{} bytes", bomb.len());
    assert!(matches!(
        kind_in_small(&bomb, "a.pdf"),
        Some(ErrorKind::TooLarge | ErrorKind::Malformed)
    ));
}

#[test]
fn deep_nesting_is_bounded() {
    for tag in ["div", "p", "b", "ul><li", "table><tr><td", "blockquote"] {
        let page = format!(
            "<html><body>{}The talks failed on Tuesday, they said.",
            format!("<{tag}>").repeat(100_000)
        );
        let document = read(page.as_bytes(), "a.html").unwrap();
        assert!(document.text.contains("talks failed"), "{tag}");
    }
    let _ = read(
        format!("<p {}>x</p>", "a=b ".repeat(300_000)).as_bytes(),
        "a.html",
    );
    let _ = read("</div>".repeat(300_000).as_bytes(), "a.html");
    let _ = read("<".repeat(300_000).as_bytes(), "a.html");
    let _ = read(format!("{}\n", "> ".repeat(50_000)).as_bytes(), "a.md");
    let _ = read("[".repeat(100_000).as_bytes(), "a.md");
    let _ = read("*a_ ".repeat(50_000).as_bytes(), "a.md");
    let _ = read(
        format!("{{\"text\":{}", "[".repeat(100_000)).as_bytes(),
        "a.jsonl",
    );
    let xml = format!("<w:document>{}", "<w:p>".repeat(100_000));
    let deep = common::archive(&[("word/document.xml", xml.as_bytes())]);
    assert_eq!(kind(&deep, "a.docx"), Some(ErrorKind::TooLarge));
}

#[test]
fn long_and_odd_text_stays_fast() {
    for unit in [
        "a.",
        "A. ",
        "U.S. ",
        ". . ",
        "\u{201c}a\u{201d} ",
        "x\n",
        "- x\n",
        "1. a ",
        "• ",
        "a:B ",
        "é",
        "..\n",
        "\"",
        "Key : value\n",
        "[1]",
        "related\n",
        "contents\n",
    ] {
        let _ = read(unit.repeat(200_000 / unit.len()).as_bytes(), "a.txt");
    }
}
