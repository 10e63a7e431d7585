//! Five articles as they are found on the web, with all that surrounds them.

#![allow(clippy::unwrap_used)] // a failure here is the failure of the test

mod common;

use detente_text::{Document, Hints, Limits, SpanKind, read_document};

fn seeds() -> Option<Vec<(String, Document)>> {
    let folder = common::shared("seeds", "seeds")?;
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let read = |path: std::path::PathBuf| {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.display().to_string();
        let document = read_document(&bytes, &Hints::from_name(&name), &Limits::default()).unwrap();
        assert_eq!(
            document.text.as_bytes(),
            bytes,
            "the text is the file itself"
        );
        (name, document)
    };
    Some(paths.into_iter().map(read).collect())
}

fn count(document: &Document, kind: SpanKind) -> usize {
    document
        .spans
        .iter()
        .filter(|span| span.kind == kind)
        .count()
}

#[test]
fn seeds_come_out_right() {
    let Some(seeds) = seeds() else { return };
    let mut french = 0;
    for (name, document) in &seeds {
        let kinds = [
            SpanKind::Heading,
            SpanKind::Body,
            SpanKind::List,
            SpanKind::Caption,
            SpanKind::Boilerplate,
        ];
        let counts: Vec<String> = kinds
            .iter()
            .map(|&kind| format!("{} {}", count(document, kind), kind.name()))
            .collect();
        let own = document
            .passages
            .iter()
            .filter(|passage| passage.language.code() == "fr")
            .count();
        french += own;
        println!(
            "{name}: {} passages ({own} fr), {}",
            document.passages.len(),
            counts.join(", ")
        );
        assert_eq!(document.published, None, "no date is stated");
        assert_eq!(document.language.code(), "en");
        assert!(document.title.is_some());
        for passage in &document.passages {
            let words = document.words(passage);
            assert!(matches!(passage.language.code(), "en" | "fr"), "{words}");
            let lower = words.to_lowercase();
            for cue in [
                "comments below",
                "our other articles",
                "username",
                "followers",
                "http",
                "table of contents",
                "leave a comment",
                "voluptat",
            ] {
                assert!(!lower.contains(cue), "{words}");
            }
        }
    }
    assert!(french >= 4, "{french} French passages");
}

#[test]
fn glued_headings_are_cut() {
    let Some(seeds) = seeds() else { return };
    let mut cut = 0;
    for (_, document) in &seeds {
        for pair in document.spans.windows(2) {
            let before = pair[0].span.of(&document.text);
            let glued = pair[0].kind == SpanKind::Body && before.ends_with('.');
            cut += usize::from(glued && pair[1].kind == SpanKind::Heading);
        }
        for passage in &document.passages {
            let words = document.words(passage);
            let mut marks = words.match_indices('.').map(|(at, _)| &words[at + 1..]);
            let glued = marks.any(|rest| {
                rest.chars().next().is_some_and(char::is_uppercase)
                    && rest.chars().nth(1).is_some_and(char::is_lowercase)
            });
            assert!(!glued, "{words}");
        }
    }
    println!("{cut} glued headings cut");
    assert!(cut >= 9);
}
