//! Planted edits: real sentences of the example, copied or changed in a known way, and what must be
//! said of each.

#![allow(clippy::unwrap_used)] // a failed test is a panic with its place

use detente_model::{Knowledge, Span};
use detente_sources::{
    ChangeFlag, Level, Lexicon, RecycleOptions, Recycled, Stretch, Text, find_recycled,
};
use detente_text::{Hints, Limits, read_document};
use std::path::Path;

/// Planted edits.
const PLANTED: usize = 500;
/// Share of the copies that must be found.
const FOUND: f64 = 0.98;
/// Share of what is no copy that may be taken for one.
const MISTAKEN: f64 = 0.02;
/// Share of the changes that must be flagged.
const FLAGGED: f64 = 0.95;

/// What was done to a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edit {
    Copied,
    Requoted,
    NumberChanged,
    Negated,
    QualifierDropped,
    OtherReferent,
}

const EDITS: [Edit; 6] = [
    Edit::Copied,
    Edit::Requoted,
    Edit::NumberChanged,
    Edit::Negated,
    Edit::QualifierDropped,
    Edit::OtherReferent,
];

/// English sentences of the example, in order.
fn sentences() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/example");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().contains("/20"))
        .collect();
    files.sort();
    let mut found = Vec::new();
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let name = file.to_string_lossy();
        let document = read_document(&bytes, &Hints::from_name(&name), &Limits::default()).unwrap();
        let words = document
            .passages
            .iter()
            .map(|passage| document.words(passage));
        if document.language.code() == "en" {
            found.extend(
                words
                    .filter(|words| words.split(' ').count() >= 8)
                    .map(str::to_owned),
            );
        }
    }
    found
}

const AUXILIARIES: [&str; 9] = [
    "is", "are", "was", "were", "has", "have", "had", "will", "would",
];
const QUALIFIERS: [&str; 13] = [
    "direct",
    "military",
    "comprehensive",
    "first",
    "joint",
    "interim",
    "strategic",
    "new",
    "official",
    "mutual",
    "concrete",
    "nuclear",
    "formal",
];
const NAMED: [&str; 6] = ["Russia", "Iran", "Tehran", "Moscow", "Ukraine", "Israel"];
const OTHERS: [&str; 5] = ["Morocco", "Brazil", "Denmark", "Japan", "Kenya"];

/// The figure that a word is, if it is a short one.
fn figure(word: &str) -> Option<u32> {
    let bare = word.trim_end_matches([',', '.']);
    (bare.len() < 4).then(|| bare.parse().ok()).flatten()
}

/// The sentence after an edit, where it can be edited so.
fn edited(edit: Edit, sentence: &str, number: usize) -> Option<String> {
    let words: Vec<&str> = sentence.split(' ').collect();
    let with = |place: usize, word: &str| {
        let mut words = words.clone();
        words[place] = word;
        words.join(" ")
    };
    let place_of = |wanted: &[&str]| words.iter().position(|word| wanted.contains(word));
    match edit {
        Edit::Copied => Some(sentence.to_owned()),
        Edit::Requoted => {
            let bare = sentence.replace(['"', ',', '“', '”'], "");
            Some(format!("“{}”", bare.trim_end_matches('.')))
        }
        Edit::NumberChanged => {
            let place = words.iter().position(|word| figure(word).is_some())?;
            let other = figure(words[place])? + 1 + number as u32 % 7;
            Some(with(place, &other.to_string()))
        }
        Edit::Negated => {
            let place = place_of(&AUXILIARIES)?;
            let is_affirmed = words.get(place + 1) != Some(&"not");
            is_affirmed.then(|| with(place, &format!("{} not", words[place])))
        }
        Edit::QualifierDropped => {
            let mut left = words.clone();
            left.remove(place_of(&QUALIFIERS)?);
            Some(left.join(" "))
        }
        Edit::OtherReferent => Some(with(place_of(&NAMED)?, OTHERS[number % OTHERS.len()])),
    }
}

/// What is found in two texts that hold a sentence and its edit, each beside a sentence of its own.
fn compared(lexicon: &Lexicon, sentence: &str, edit: &str) -> Vec<Recycled> {
    let before = "The harbour museum opens at nine in the summer. ";
    let after = " Bread was sold from six o'clock in the old market hall.";
    let (one, other) = (format!("{before}{sentence}"), format!("{edit}{after}"));
    let start = before.len() as u32;
    let end = edit.len() as u32;
    let first = [
        (Stretch::Sentence, Span::new(0, start - 1)),
        (Stretch::Sentence, Span::new(start, one.len() as u32)),
    ];
    let second = [
        (Stretch::Sentence, Span::new(0, end)),
        (Stretch::Sentence, Span::new(end + 1, other.len() as u32)),
    ];
    let text = |name, text, stretches| Text {
        name,
        text,
        stretches,
    };
    let texts = [text("one", &one, &first), text("other", &other, &second)];
    find_recycled(lexicon, &texts, RecycleOptions::default())
}

/// Planted edits, each kind about as often as the others.
fn planted(sentences: &[String]) -> Vec<(Edit, &str, String)> {
    let mut planted: Vec<(Edit, &str, String)> = Vec::new();
    for (number, sentence) in sentences
        .iter()
        .cycle()
        .take(sentences.len() * 9)
        .enumerate()
    {
        for edit in EDITS {
            let made = planted.iter().filter(|(other, ..)| *other == edit).count();
            if made < PLANTED / EDITS.len() + 12 && planted.len() < PLANTED {
                let edited = edited(edit, sentence, number);
                planted.extend(edited.map(|edited| (edit, sentence.as_str(), edited)));
            }
        }
    }
    planted
}

#[test]
fn planted_edits_are_judged_as_they_were_made() {
    let lexicon = Lexicon::new(Knowledge::builtin());
    let sentences = sentences();
    let planted = planted(&sentences);
    assert_eq!(planted.len(), PLANTED);
    let (mut copies, mut found) = (0, 0);
    let (mut others, mut mistaken) = (0, 0);
    let (mut changed, mut flagged) = (0, 0);
    let mut faults = Vec::new();
    for (edit, sentence, edited) in &planted {
        let groups = compared(&lexicon, sentence, edited);
        if *edit == Edit::OtherReferent {
            others += 1;
            if !groups.is_empty() {
                mistaken += 1;
                faults.push(format!("{edit:?}: {edited}"));
            }
            continue;
        }
        copies += 1;
        let copy = groups.iter().find(|group| group.level != Level::Paraphrase);
        found += usize::from(copy.is_some());
        let flag = match edit {
            Edit::NumberChanged => Some(ChangeFlag::Number),
            Edit::Negated => Some(ChangeFlag::Negation),
            Edit::QualifierDropped => Some(ChangeFlag::Qualifier),
            _ => None,
        };
        let is_flagged = flag.is_none_or(|flag| {
            let differences = copy.map_or(&[][..], |group| &group.differences);
            differences
                .iter()
                .any(|(_, change)| change.flags.contains(&flag))
        });
        if flag.is_some() {
            changed += 1;
            flagged += usize::from(is_flagged);
        }
        if copy.is_none() || !is_flagged {
            faults.push(format!("{edit:?}: {edited}"));
        }
    }
    let share = |part: usize, of: usize| part as f64 / of as f64;
    let all = format!(
        "copies {found}/{copies}, mistaken {mistaken}/{others}, flagged {flagged}/{changed}\n{}",
        faults.join("\n")
    );
    assert!(share(found, copies) >= FOUND, "{all}");
    assert!(share(mistaken, others) <= MISTAKEN, "{all}");
    assert!(share(flagged, changed) >= FLAGGED, "{all}");
}

#[test]
fn the_order_of_texts_changes_nothing() {
    let lexicon = Lexicon::new(Knowledge::builtin());
    let sentences = sentences();
    let documents: Vec<(String, String)> = sentences
        .chunks(2)
        .enumerate()
        .map(|(number, chunk)| {
            // Every third text repeats sentences of the first.
            let extra = if number % 3 == 2 {
                &sentences[..4]
            } else {
                &[]
            };
            let text: Vec<&str> = chunk.iter().chain(extra).map(String::as_str).collect();
            (format!("{number:03}"), text.join("\n"))
        })
        .collect();
    let spans: Vec<Vec<(Stretch, Span)>> = documents
        .iter()
        .map(|(_, text)| {
            let mut at = 0;
            text.split('\n')
                .map(|line| {
                    let span = Span::new(at, at + line.len() as u32);
                    at += line.len() as u32 + 1;
                    (Stretch::Sentence, span)
                })
                .collect()
        })
        .collect();
    let found = |order: &[usize], threads| -> Vec<Vec<(String, Span)>> {
        let texts: Vec<Text<'_>> = order
            .iter()
            .map(|&place| Text {
                name: &documents[place].0,
                text: &documents[place].1,
                stretches: &spans[place],
            })
            .collect();
        let options = RecycleOptions {
            threads,
            ..RecycleOptions::default()
        };
        find_recycled(&lexicon, &texts, options)
            .into_iter()
            .map(|group| {
                let members = group.members.iter();
                members
                    .map(|member| (texts[member.text].name.to_owned(), member.span))
                    .collect()
            })
            .collect()
    };
    let mut order: Vec<usize> = (0..documents.len()).collect();
    let first = found(&order, 1);
    assert!(first.len() >= 4, "{} groups", first.len());
    for shift in [1, 5, 8] {
        order.rotate_left(shift);
        order.swap(0, shift);
        assert_eq!(found(&order, shift), first);
    }
}
