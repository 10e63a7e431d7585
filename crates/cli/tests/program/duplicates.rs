//! Copies change no support, and the order in which documents come changes nothing.

use crate::folder::{Folder, NOW};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Copies that are planted.
const PLANTED: usize = 500;

/// The articles of the example: front matter and body.
fn articles() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/example");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().contains("/20"))
        .collect();
    files.sort();
    let texts = files
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap());
    texts
        .map(|text| {
            let (front, body) = text[4..].split_once("\n---\n").unwrap();
            (front.to_owned(), body.to_owned())
        })
        .collect()
}

/// A field of the front matter.
fn field<'a>(front: &'a str, name: &str) -> &'a str {
    let mut lines = front.lines();
    lines
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
        .unwrap_or("en")
}

fn markup(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The paragraphs with their lines broken anew, at `width` characters.
fn reflowed(body: &str, width: usize) -> String {
    let paragraph = |text: &str| {
        let mut lines = vec![String::new()];
        for word in text.split_whitespace() {
            let line = lines.last_mut().unwrap();
            if line.is_empty() {
                line.push_str(word);
            } else if line.chars().count() + word.chars().count() < width {
                line.push(' ');
                line.push_str(word);
            } else {
                lines.push(word.to_owned());
            }
        }
        lines.join("\n")
    };
    body.split("\n\n")
        .map(paragraph)
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// A copy of an article under other bytes: its name and what it holds.
fn copy(number: usize, (front, body): &(String, String), kind: usize) -> (String, Vec<u8>) {
    let text = format!("---\n{front}\n---\n{body}");
    let name = |ending: &str| format!("copies/{number:03}.{ending}");
    match kind {
        0 => (
            name("md"),
            format!("{text}{}", "\n".repeat(1 + number)).into_bytes(),
        ),
        1 => {
            let text = text.replace('\n', "\r\n") + &"\r\n".repeat(number);
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            (name("md"), units.flat_map(u16::to_le_bytes).collect())
        }
        2 => {
            let title = markup(field(front, "title"));
            let paragraphs: Vec<String> = body
                .split("\n\n")
                .filter(|paragraph| !paragraph.trim().is_empty() && !paragraph.starts_with('#'))
                .map(markup)
                .collect();
            let paragraphs = format!("<p>{}</p>\n", paragraphs.join("</p>\n<p>"));
            let page = format!(
                "<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
                 <meta property=\"og:site_name\" content=\"{}\">\
                 <meta property=\"article:published_time\" content=\"{}\"></head><body>\
                 <nav><a href=\"/\">Home</a> <a href=\"/{number}\">Section {number}</a></nav>\
                 <article><h1>{title}</h1>\n{paragraphs}</article>\
                 <footer>Edition {number}. Subscribe to our newsletter.</footer></body></html>",
                field(front, "language"),
                field(front, "outlet"),
                field(front, "published"),
            );
            (name("html"), page.into_bytes())
        }
        3 => {
            let body = reflowed(body, 50 + number % 60);
            let end = "\n".repeat(1 + number);
            (
                name("md"),
                format!("---\n{front}\n---\n{body}{end}").into_bytes(),
            )
        }
        _ => {
            let end = format!("Subscribe to our newsletter. Edition {number}.");
            (
                name("md"),
                format!("{}\n\n{end}\n", text.trim_end()).into_bytes(),
            )
        }
    }
}

/// The origins of every event, tie and cause, by id, and the ids of the conflicts.
fn support(folder: &Folder) -> (BTreeMap<String, Value>, BTreeSet<String>) {
    let list = |name: &str| folder.run(&[name, "x.casebook", "--json"]).expect(0).json();
    let id = |record: &Value| record["id"].as_str().unwrap().to_owned();
    let records = ["events", "ties", "causes"].into_iter().flat_map(list);
    let origins = records.map(|record| (id(&record), record["origins"].clone()));
    (
        origins.collect(),
        list("conflicts").iter().map(id).collect(),
    )
}

#[test]
fn five_hundred_copies_change_no_support() {
    let folder = Folder::new();
    let articles = articles();
    for (number, (front, body)) in articles.iter().enumerate() {
        folder.write(
            &format!("first/{number:03}.md"),
            format!("---\n{front}\n---\n{body}"),
        );
    }
    let add = |folder: &Folder, what: &str| {
        folder
            .run(&["add", "x.casebook", what, "--recorded-at", NOW, "--json"])
            .expect(0)
            .json()
            .remove(0)
    };
    folder
        .run(&["new", "x.casebook", "--recorded-at", NOW])
        .expect(0);
    add(&folder, "first");
    let before = support(&folder);
    assert!(before.0.len() > 100 && before.1.len() > 5);
    for number in 0..PLANTED {
        let (name, bytes) = copy(
            number,
            &articles[number % articles.len()],
            number / articles.len() % 5,
        );
        folder.write(&name, bytes);
    }
    let added = add(&folder, "copies");
    assert_eq!(added["documents"], PLANTED);
    let after = support(&folder);
    let changed: Vec<_> = after
        .0
        .iter()
        .filter(|(id, origins)| before.0.get(*id) != Some(origins))
        .collect();
    assert!(changed.is_empty(), "{} changed: {changed:?}", changed.len());
    assert_eq!(after.0.len(), before.0.len(), "records are gone");
    assert_eq!(after.1, before.1, "conflicts");
}

const IN_JANUARY: &str = "---\ntitle: Talks\noutlet: Aral Review\npublished: 2025-02-03\n---\n\nRussia and Iran held talks in January 2025. Russia and Iran signed an agreement on gas in January 2025.\n";
const FIRST_DAY: &str = "---\ntitle: Talks\noutlet: Gulf Lantern\npublished: 2025-01-18\n---\n\nRussia and Iran held talks on 17 January 2025. Russia and Iran signed an agreement on gas on 17 January 2025.\n";
const OTHER_DAY: &str = "---\ntitle: Talks again\noutlet: Straits Wire\npublished: 2025-01-21\n---\n\nIran and Russia held talks on 20 January 2025. The foreign ministers of Russia and Iran met on 20 January 2025.\n";

#[test]
fn the_order_in_which_documents_come_changes_nothing() {
    let articles = articles();
    let mut documents: Vec<(String, String)> = articles
        .iter()
        .skip(5)
        .step_by(4)
        .map(|(front, body)| format!("---\n{front}\n---\n{body}"))
        .chain([IN_JANUARY, FIRST_DAY, OTHER_DAY].map(str::to_owned))
        .enumerate()
        .map(|(number, text)| (format!("{number:02}.md"), text))
        .collect();
    // A copy with an edit, which comes before or after what it was copied from.
    let (_, edited) = &documents[1];
    documents.push((
        "copy.md".to_owned(),
        edited.replace(" and ", " as well as "),
    ));
    let read = |order: &[usize]| {
        let folder = Folder::new();
        folder
            .run(&["new", "x.casebook", "--recorded-at", NOW])
            .expect(0);
        for &place in order {
            let (name, text) = &documents[place];
            folder.write(name, text);
            folder
                .run(&["add", "x.casebook", name, "--recorded-at", NOW])
                .expect(0);
        }
        let lists = [
            "events",
            "ties",
            "causes",
            "conflicts",
            "origins",
            "recycled",
            "judge",
        ];
        let lists = lists.map(|list| {
            let listed = folder.run(&[list, "x.casebook", "--json"]).expect(0);
            (
                list,
                listed
                    .out
                    .lines()
                    .map(str::to_owned)
                    .collect::<BTreeSet<_>>(),
            )
        });
        folder.run(&["verify", "x.casebook"]).expect(0);
        lists
    };
    let forward: Vec<usize> = (0..documents.len()).collect();
    let backward: Vec<usize> = (0..documents.len()).rev().collect();
    let shuffled: Vec<usize> = (0..documents.len())
        .map(|place| (place * 7 + 3) % documents.len())
        .collect();
    assert_eq!(
        shuffled.iter().collect::<BTreeSet<_>>().len(),
        documents.len()
    );
    let expected = read(&forward);
    for order in [backward, shuffled] {
        for ((list, one), (_, other)) in expected.iter().zip(&read(&order)) {
            let gone: Vec<_> = one.symmetric_difference(other).collect();
            assert!(gone.is_empty(), "{list} in the order {order:?}: {gone:#?}");
        }
    }
}

#[test]
fn a_group_keeps_its_id_when_others_come() {
    let folder = Folder::new();
    let copied = "Russia and Iran signed a treaty on trade and transport in Moscow on Friday.";
    folder.write(
        "m.txt",
        format!("{copied} The two presidents were there.\n"),
    );
    folder.write("n.txt", format!("Observers had waited for it. {copied}\n"));
    folder.run(&["new", "a.casebook"]).expect(0);
    folder
        .run(&["add", "a.casebook", "m.txt", "n.txt"])
        .expect(0);
    let ids = || {
        let groups = folder
            .run(&["recycled", "a.casebook", "--json"])
            .expect(0)
            .json();
        groups
            .iter()
            .map(|group| group["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let before = ids();
    assert_eq!(before.len(), 1);
    assert!(before[0].starts_with("rcy_"), "{before:?}");
    let other = "Turkey opened a new airport near the Black Sea after eleven years of work on it.";
    folder.write("a.txt", format!("{other} Pilots praised it.\n"));
    folder.write("b.txt", format!("Few had hoped for it. {other}\n"));
    folder
        .run(&["add", "a.casebook", "a.txt", "b.txt"])
        .expect(0);
    let after = ids();
    assert_eq!(after.len(), 2);
    assert!(after.contains(&before[0]), "{after:?}");
}
