//! Quality on fixed public sets, with floors. Each prints its figures; without `../shared` it is
//! skipped in the open.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // figures are printed

mod common;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use common::shared;
use detente_text::{Format, Hints, Limits, SpanKind, find_language, find_sentences, read_document};

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect()
}

fn shingles(text: &str) -> BTreeMap<Vec<&str>, f64> {
    let words = words(text);
    let mut out = BTreeMap::new();
    for start in 0..(words.len().saturating_sub(3)).max(1) {
        let shingle = words[start..(start + 4).min(words.len())].to_vec();
        if !shingle.is_empty() {
            *out.entry(shingle).or_insert(0.0) += 1.0;
        }
    }
    out
}

/// Shares of true positives, false positives and false negatives among word 4-grams.
fn compare(wanted: &str, got: &str) -> (f64, f64, f64) {
    let (wanted, got) = (shingles(wanted), shingles(got));
    let (mut tp, mut fp, mut fneg) = (0.0, 0.0, 0.0);
    for (key, count) in &wanted {
        let found = got.get(key).copied().unwrap_or(0.0);
        tp += count.min(found);
        fneg += (count - found).max(0.0);
    }
    for (key, count) in &got {
        fp += (count - wanted.get(key).copied().unwrap_or(0.0)).max(0.0);
    }
    let all = (tp + fp + fneg).max(1.0);
    (tp / all, fp / all, fneg / all)
}

/// What the article-extraction benchmark measures: precision and recall of word 4-grams, averaged
/// over pages, and the F1 of the averages.
#[test]
fn articles_are_found_on_pages() {
    let Some(folder) = shared(
        "articles_are_found_on_pages",
        "data/pages/article_extraction_benchmark",
    ) else {
        return;
    };
    let truth: serde_json::Value =
        serde_json::from_reader(std::fs::File::open(folder.join("ground-truth.json")).unwrap())
            .unwrap();
    let (mut precision, mut recall) = (Vec::new(), Vec::new());
    let (mut titles, mut dates, mut outlets) = (0, 0, 0);
    let verbose = std::env::var_os("DETENTE_VERBOSE").is_some();
    for (id, page) in truth.as_object().unwrap() {
        let mut bytes = Vec::new();
        let file = std::fs::File::open(folder.join(format!("html/{id}.html.gz"))).unwrap();
        flate2::read::GzDecoder::new(file)
            .read_to_end(&mut bytes)
            .unwrap();
        let document = read_document(&bytes, &Hints::from_name("page.html"), &Limits::default());
        let mut text = String::new();
        if let Ok(document) = &document {
            assert_eq!(document.format, Format::Html);
            titles += usize::from(document.title.is_some());
            dates += usize::from(document.published.is_some());
            outlets += usize::from(document.outlet.is_some());
            for span in &document.spans {
                let words = span.span.of(&document.text);
                let title = document
                    .title
                    .as_deref()
                    .is_some_and(|title| title.trim() == words.trim());
                if !matches!(span.kind, SpanKind::Caption | SpanKind::Boilerplate) && !title {
                    text.push_str(words);
                    text.push('\n');
                }
            }
        }
        let (tp, fp, fneg) = compare(page["articleBody"].as_str().unwrap(), &text);
        if tp + fp > 0.0 {
            precision.push(tp / (tp + fp));
        }
        if tp + fneg > 0.0 {
            recall.push(tp / (tp + fneg));
        }
        if verbose {
            println!(
                "{:.2} {:.2} {id} {}",
                tp / (tp + fp).max(0.001),
                tp / (tp + fneg).max(0.001),
                page["url"]
            );
        }
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (p, r) = (mean(&precision), mean(&recall));
    let f1 = 2.0 * p * r / (p + r);
    println!(
        "pages {}: precision {p:.3} recall {r:.3} F1 {f1:.3}; title {titles} outlet {outlets} date {dates}",
        truth.as_object().unwrap().len()
    );
    assert!(f1 > 0.97, "F1 {f1}");
}

/// The golden rules of sentence splitting: cases cut exactly as wanted, English and French.
#[test]
fn golden_rules_of_sentences() {
    let Some(file) = shared(
        "golden_rules_of_sentences",
        "data/sentences/golden_rules.json",
    ) else {
        return;
    };
    let rules: serde_json::Value =
        serde_json::from_reader(std::fs::File::open(file).unwrap()).unwrap();
    let verbose = std::env::var_os("DETENTE_VERBOSE").is_some();
    let mut figures = BTreeMap::new();
    for (language, sets) in rules.as_object().unwrap() {
        for (name, cases) in sets.as_object().unwrap() {
            let cases = cases.as_array().unwrap();
            let mut right = 0;
            for case in cases {
                // Cases with options or without an answer are not of this kind.
                let (Some(text), Some(_)) = (case[0].as_str(), case[1].as_array()) else {
                    continue;
                };
                let wanted: Vec<&str> = case[1]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|s| s.as_str().unwrap().trim())
                    .collect();
                let got: Vec<&str> = find_sentences(text)
                    .into_iter()
                    .map(|span| span.of(text))
                    .collect();
                right += usize::from(got == wanted);
                if verbose && got != wanted && matches!(language.as_str(), "english" | "french") {
                    println!("{wanted:?}\n{got:?}\n");
                }
            }
            figures.insert(format!("{language}/{name}"), (right, cases.len()));
        }
    }
    for (name, (right, all)) in &figures {
        println!("{name}: {right} of {all}");
    }
    let (right, _) = figures["english/GOLDEN_EN_RULES_TEST_CASES"];
    assert!(right >= 42, "{right} of 48 English golden rules");
}

/// The sentences of a CoNLL-U file, by document: the texts of its `# text` lines.
fn treebank(path: &Path) -> Vec<Vec<String>> {
    let mut out: Vec<Vec<String>> = vec![Vec::new()];
    for line in std::fs::read_to_string(path).unwrap().lines() {
        if line.starts_with("# newdoc") || line.starts_with("# newpar") {
            out.push(Vec::new());
        } else if let Some(text) = line.strip_prefix("# text = ") {
            out.last_mut().unwrap().push(text.to_owned());
        }
    }
    out.retain(|document| !document.is_empty());
    out
}

/// Sentence boundaries on paragraphs of treebanks, joined with spaces.
#[test]
fn sentences_of_treebanks() {
    for (name, floor) in [
        ("ewt-dev", 0.75),
        ("gumfree-dev", 0.80),
        ("gumnews-dev", 0.85),
        ("gsd-dev", 0.90),
        ("sequoia-dev", 0.75),
    ] {
        let Some(file) = shared("sentences_of_treebanks", &format!("data/ud/{name}.conllu")) else {
            return;
        };
        let (mut right, mut wanted, mut got) = (0, 0, 0);
        for sentences in treebank(&file) {
            // Sets without marked paragraphs are joined ten by ten.
            for group in sentences.chunks(if sentences.len() > 200 { 10 } else { 200 }) {
                let text = group.join(" ");
                let (mut ends, mut at) = (Vec::new(), 0);
                for sentence in group {
                    ends.push((at, at + sentence.len()));
                    at += sentence.len() + 1;
                }
                let found: Vec<(usize, usize)> = find_sentences(&text)
                    .iter()
                    .map(|span| (span.range().start, span.range().end))
                    .collect();
                right += found.iter().filter(|span| ends.contains(span)).count();
                wanted += ends.len();
                got += found.len();
            }
        }
        let f1 = 2.0 * f64::from(right as u32) / (wanted + got) as f64;
        println!("{name}: sentence F1 {f1:.3} ({right} right, {wanted} wanted, {got} found)");
        assert!(f1 > floor, "{name} {f1}");
    }
}

/// Languages of single sentences, by length.
#[test]
fn languages_of_sentences() {
    for (name, code) in [
        ("ewt-dev", "en"),
        ("gumnews-dev", "en"),
        ("gsd-dev", "fr"),
        ("sequoia-dev", "fr"),
    ] {
        let Some(file) = shared("languages_of_sentences", &format!("data/ud/{name}.conllu")) else {
            return;
        };
        let mut figures: BTreeMap<usize, [u32; 3]> = BTreeMap::new();
        let mut rival: BTreeMap<usize, [u32; 3]> = BTreeMap::new();
        for text in treebank(&file).into_iter().flatten() {
            let length = match text.split_whitespace().count() {
                0..=4 => 1,
                5..=9 => 5,
                _ => 10,
            };
            let found = find_language(&text);
            let place = if found.is_unknown() {
                2
            } else {
                usize::from(found.code() != code)
            };
            figures.entry(length).or_default()[place] += 1;
            let other = whatlang::detect(&text)
                .filter(whatlang::Info::is_reliable)
                .map(|info| &info.lang().code()[..2]);
            let place = other.map_or(2, |other| usize::from(other != code));
            rival.entry(length).or_default()[place] += 1;
        }
        println!(
            "{name} from words: [right, wrong, unknown] {figures:?}; whatlang alone {rival:?}"
        );
        let [right, wrong, unknown] = figures[&10];
        assert!(
            f64::from(right) > 0.97 * f64::from(right + wrong + unknown),
            "{name}"
        );
    }
}
