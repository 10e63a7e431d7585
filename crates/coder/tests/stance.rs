//! Measures how predicates stand to what happened, what negations deny and who says what, on
//! labelled texts beside the workspace: floors that only rise, in `data/lexicon/floors.tsv`.

#![allow(clippy::print_stderr)]

use std::collections::BTreeSet;
use std::ops::Range;

use detente_coder::{CodeAnswer, CodeRequest, Coder, Parsers};
use detente_model::Span;
use detente_testkit::Floors;
use serde_json::Value;

/// Figures that must not be missed: the lowest, or for an error the highest.
fn check(set: &str, found: &[(&str, f64)]) {
    let floors = Floors(include_str!("../../../data/lexicon/floors.tsv"));
    for (figure, value) in found {
        floors.check(&format!("{set}\t{figure}"), *value);
    }
}

fn rows(test: &str, file: &str) -> Option<Vec<Value>> {
    let path = detente_testkit::shared_folder(test)?
        .join("data/factuality")
        .join(file);
    let lines = std::fs::read_to_string(path).expect("the reference data is complete");
    let rows = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON Lines"));
    Some(rows.collect())
}

/// The answers to the texts of `rows`, with their grammar.
fn answers(rows: &[Value]) -> Vec<CodeAnswer> {
    let coder = Coder::builtin();
    let mut parsers = Parsers::new();
    rows.iter()
        .map(|row| {
            let request =
                serde_json::json!({"id": row["id"], "text": row["text"], "grammar": true});
            let request: CodeRequest = serde_json::from_value(request).expect("a request");
            request.answer(&coder, &mut parsers).expect("no date")
        })
        .collect()
}

/// The sets count characters, the coder bytes.
struct Places(Vec<usize>);

impl Places {
    fn of(text: &str) -> Self {
        let ends = std::iter::once(text.len());
        Self(text.char_indices().map(|(at, _)| at).chain(ends).collect())
    }

    fn range(&self, span: &Value) -> Range<usize> {
        let at = |name: &str| self.0[span[name].as_u64().expect("an offset") as usize];
        at("start")..at("end")
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn bytes(span: Span) -> Range<usize> {
    span.start() as usize..span.end() as usize
}

/// Pearson's correlation and the mean absolute error.
fn agreement(pairs: &[(f64, f64)]) -> (f64, f64) {
    let n = pairs.len() as f64;
    let mean = |part: fn(&(f64, f64)) -> f64| pairs.iter().map(part).sum::<f64>() / n;
    let (x, y) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let sum = |part: &dyn Fn(f64, f64) -> f64| {
        pairs
            .iter()
            .map(|pair| part(pair.0 - x, pair.1 - y))
            .sum::<f64>()
    };
    let spread = (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt();
    let error = pairs.iter().map(|(a, b)| (a - b).abs()).sum::<f64>() / n;
    (sum(&|a, b| a * b) / spread, error)
}

fn factuality(test: &str, file: &str, set: &str) {
    let Some(rows) = rows(test, file) else {
        return;
    };
    let mut pairs = Vec::new();
    for (row, answer) in rows.iter().zip(answers(&rows)) {
        let places = Places::of(row["text"].as_str().expect("a text"));
        let predicates = answer.grammar.expect("asked for").predicates;
        for target in list(&row["targets"]) {
            let range = places.range(target);
            let found = predicates.iter().find(|predicate| {
                let span = bytes(predicate.span);
                span.start < range.end && range.start < span.end
            });
            // A word that is no predicate for us counts as the author's own.
            let certainty = found.map_or(3.0, |predicate| predicate.certainty);
            pairs.push((certainty, target["factuality"].as_f64().expect("a number")));
        }
    }
    let (correlation, error) = agreement(&pairs);
    check(set, &[("correlation", correlation), ("error", error)]);
}

#[test]
fn certainty_of_news_events() {
    factuality("certainty_of_news_events", "factuality_uw_dev.jsonl", "uw");
}

#[test]
fn certainty_under_embedding_verbs() {
    factuality(
        "certainty_under_embedding_verbs",
        "factuality_megaveridicality2_train.jsonl",
        "megaveridicality2",
    );
}

/// The letters and digits of a text in some spans.
fn letters(text: &str, spans: impl Iterator<Item = Range<usize>>) -> BTreeSet<usize> {
    let ranges: Vec<Range<usize>> = spans.collect();
    text.char_indices()
        .filter(|(at, sign)| {
            sign.is_alphanumeric() && ranges.iter().any(|range| range.contains(at))
        })
        .map(|(at, _)| at)
        .collect()
}

/// The words, by where they begin, of which some letters are in `letters`.
fn words_of(text: &str, letters: &BTreeSet<usize>, affix: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut words = BTreeSet::new();
    let mut start = 0;
    for word in text.split(' ') {
        let range = start..start + word.len();
        start = range.end + 1;
        if range
            .clone()
            .any(|at| letters.contains(&at) && !affix.contains(&at))
        {
            words.insert(range.start);
        }
    }
    words
}

/// Words of scopes, by gold negation; a scope whose cue is not found is missed, one whose cue is
/// none is extra.
#[test]
fn scope_of_negations() {
    let Some(rows) = rows("scope_of_negations", "negation_cdsco_dev.jsonl") else {
        return;
    };
    let (mut hits, mut missed, mut extra) = (0_usize, 0_usize, 0_usize);
    for (row, answer) in rows.iter().zip(answers(&rows)) {
        let text = row["text"].as_str().expect("a text");
        let places = Places::of(text);
        let mut found: Vec<(BTreeSet<usize>, BTreeSet<usize>)> = answer
            .grammar
            .expect("asked for")
            .negations
            .iter()
            .map(|negation| {
                let cue = letters(text, negation.cue.iter().copied().map(bytes));
                let scope = letters(text, negation.scope.iter().copied().map(bytes));
                (cue.clone(), words_of(text, &scope, &cue))
            })
            .collect();
        for negation in list(&row["negations"]) {
            let part = |name: &str| {
                letters(
                    text,
                    list(&negation[name]).iter().map(|span| places.range(span)),
                )
            };
            let cue = part("cue");
            let scope = words_of(text, &part("scope"), &cue);
            let place = found.iter().position(|(own, _)| !own.is_disjoint(&cue));
            let own = place.map_or(BTreeSet::new(), |place| found.remove(place).1);
            hits += scope.intersection(&own).count();
            missed += scope.difference(&own).count();
            extra += own.difference(&scope).count();
        }
        extra += found.iter().map(|(_, scope)| scope.len()).sum::<usize>();
    }
    let f1 = 2.0 * hits as f64 / (2 * hits + missed + extra) as f64;
    check("cdsco", &[("scope F1", f1)]);
}

/// How many bytes some stretches have.
fn length(spans: &[Range<usize>]) -> usize {
    spans.iter().map(ExactSizeIterator::len).sum()
}

/// Whether two stretches share half of each.
fn half(a: &[Range<usize>], b: &[Range<usize>]) -> bool {
    if a.is_empty() || b.is_empty() {
        return a.is_empty() && b.is_empty();
    }
    let common =
        |a: &Range<usize>, b: &Range<usize>| a.end.min(b.end).saturating_sub(a.start.max(b.start));
    let shared: usize = a
        .iter()
        .flat_map(|a| b.iter().map(move |b| common(a, b)))
        .sum();
    shared * 2 >= length(a) && shared * 2 >= length(b)
}

#[test]
fn attributions_of_news_articles() {
    let Some(rows) = rows(
        "attributions_of_news_articles",
        "attribution_polnear_dev.jsonl",
    ) else {
        return;
    };
    let (mut hits, mut gold, mut system) = (0_usize, 0_usize, 0_usize);
    for (row, answer) in rows.iter().zip(answers(&rows)) {
        let text = row["text"].as_str().expect("a text");
        let places = Places::of(text);
        let mut found: Vec<[Vec<Range<usize>>; 3]> = answer
            .grammar
            .expect("asked for")
            .attributions
            .iter()
            .map(|one| {
                [one.source, Some(one.cue), Some(one.content)]
                    .map(|span| span.map(bytes).into_iter().collect())
            })
            .collect();
        system += found.len();
        for one in list(&row["attributions"]) {
            gold += 1;
            let wanted = ["source", "cue", "content"].map(|name| {
                list(&one[name])
                    .iter()
                    .map(|span| places.range(span))
                    .collect::<Vec<_>>()
            });
            let place = found.iter().position(|own| {
                own.iter()
                    .zip(&wanted)
                    .all(|(own, wanted)| half(own, wanted))
            });
            if let Some(place) = place {
                found.remove(place);
                hits += 1;
            }
        }
    }
    let f1 = 2.0 * hits as f64 / (gold + system) as f64;
    check("polnear", &[("half-overlap F1", f1)]);
}

/// Who says what, sentence by sentence.
#[test]
fn sources_cues_and_contents() {
    let cases = [
        (
            "\"When we trade fighters for prisoners, we lose,\" he said. \"We always lose.\"",
            (
                "he",
                "said",
                "\"When we trade fighters for prisoners, we lose,\" he said. \"We always lose.\"",
            ),
        ),
        (
            "Lavrov accused Washington of arming the rebels.",
            ("Lavrov", "accused", "Washington of arming the rebels"),
        ),
        (
            "Exports fell by a fifth and prices rose, according to the central bank.",
            (
                "the central bank",
                "according to",
                "Exports fell by a fifth and prices rose",
            ),
        ),
        (
            "Tehran denounced the decision, which takes effect in May.",
            ("Tehran", "denounced", "the decision"),
        ),
        (
            "She wants to raise taxes on the rich.",
            ("She", "wants", "to raise taxes on the rich"),
        ),
        (
            "The mayor is confident that the bridge will hold.",
            ("The mayor", "is confident", "that the bridge will hold"),
        ),
        (
            "Her plan to raise taxes was rejected.",
            ("Her", "plan", "to raise taxes"),
        ),
    ];
    let rows: Vec<Value> = cases
        .iter()
        .enumerate()
        .map(|(id, (text, _))| serde_json::json!({"id": id.to_string(), "text": text}))
        .collect();
    for ((text, expected), answer) in cases.iter().zip(answers(&rows)) {
        let found: Vec<_> = answer
            .grammar
            .expect("asked for")
            .attributions
            .iter()
            .map(|one| {
                let source = one.source.map_or("", |source| source.of(text));
                (source, one.cue.of(text), one.content.of(text))
            })
            .collect();
        assert!(found.contains(expected), "{text}: {found:?}");
    }
    let wanted =
        serde_json::json!({"id": "x", "text": "Iran tries to buy gas and needs a pipeline."});
    let answer = answers(&[wanted]).remove(0);
    assert_eq!(answer.grammar.expect("asked for").attributions, []);
    // What is thought inside what is said is part of what is said.
    let nested = serde_json::json!({"id": "y", "text": "He said that she wants to raise taxes."});
    let answer = answers(&[nested]).remove(0);
    assert_eq!(answer.grammar.expect("asked for").attributions.len(), 1);
}
