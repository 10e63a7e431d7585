//! Date expressions against sets that others annotated; floors only rise.
//!
//! Recognizers is a set of commands to a personal assistant; counted are its dates, date ranges
//! and durations (no times of day, no repeated times), and values where it gives a reference.

#![allow(clippy::print_stdout)] // figures are printed

use std::collections::BTreeMap;

use detente_text::{DateExpression, find_dates};
use serde_json::Value;

fn shared(test: &str, name: &str) -> Option<String> {
    let path = detente_testkit::shared_folder(test)?
        .join("data/dates")
        .join(name);
    Some(std::fs::read_to_string(path).expect("the reference data is complete"))
}

#[derive(Default, Debug)]
struct Score {
    gold: usize,
    found: usize,
    valued: usize,
    right: usize,
    spurious: usize,
}

impl Score {
    fn part(part: usize, whole: usize) -> f64 {
        part as f64 / whole.max(1) as f64
    }

    fn recall(&self) -> f64 {
        Self::part(self.found, self.gold)
    }

    fn precision(&self) -> f64 {
        Self::part(self.found, self.found + self.spurious)
    }

    fn f1(&self) -> f64 {
        2.0 * self.recall() * self.precision() / (self.recall() + self.precision())
    }

    fn value(&self) -> f64 {
        Self::part(self.right, self.valued)
    }
}

/// The byte of a character offset, which is what both sets count.
fn byte_of(text: &str, character: usize) -> usize {
    text.char_indices()
        .nth(character)
        .map_or(text.len(), |(at, _)| at)
}

/// Whether wrong values are to be printed.
fn show_errors() -> bool {
    std::env::var_os("DETENTE_ERRORS").is_some()
}

fn shown(date: &DateExpression) -> String {
    let side = |last| side(date, last).unwrap_or_default();
    format!("{} {}..{}", date.timex, side(false), side(true))
}

fn overlapping(dates: &[DateExpression], start: usize, end: usize) -> Vec<usize> {
    let overlaps = |date: &DateExpression| {
        (date.span.start() as usize) < end && start < date.span.end() as usize
    };
    (0..dates.len())
        .filter(|&index| overlaps(&dates[index]))
        .collect()
}

fn side(date: &DateExpression, last: bool) -> Option<String> {
    let when = date.when.as_ref()?;
    Some(if last { when.end() } else { when.start() }?.to_string())
}

/// All values that a result of Recognizers gives: its notations, and (start, end) with the end
/// exclusive.
fn values(result: &Value) -> (Vec<String>, Vec<(String, String)>) {
    let text = |value: &Value| {
        value
            .as_str()
            .unwrap_or_default()
            .get(..10)
            .unwrap_or_default()
            .to_owned()
    };
    let (mut notations, mut pairs) = (Vec::new(), Vec::new());
    let list = [&result["Resolution"]["values"], &result["Value"]["values"]];
    for value in list.into_iter().filter_map(Value::as_array).flatten() {
        notations.push(value["timex"].as_str().unwrap_or_default().to_owned());
        pairs.push((text(&value["value"]), text(&value["value"])));
        pairs.push((text(&value["start"]), text(&value["end"])));
    }
    let value = &result["Value"];
    if let Some(notation) = value["Timex"].as_str() {
        notations.push(notation.to_owned());
        for side in ["PastResolution", "FutureResolution"] {
            pairs.push((text(&value[side]["date"]), text(&value[side]["date"])));
            pairs.push((
                text(&value[side]["startDate"]),
                text(&value[side]["endDate"]),
            ));
        }
    }
    notations.retain(|notation| !notation.is_empty());
    pairs.retain(|(start, end)| !start.is_empty() || !end.is_empty());
    (notations, pairs)
}

fn agrees(
    date: &DateExpression,
    (notations, pairs): &(Vec<String>, Vec<(String, String)>),
) -> bool {
    let range = |notation: &String| {
        let mut sides = notation.trim_start_matches('(').split(',');
        let (first, last) = (
            sides.next().unwrap_or_default(),
            sides.next().unwrap_or_default(),
        );
        date.timex == format!("{first}/{last}")
    };
    if notations
        .iter()
        .any(|notation| *notation == date.timex || range(notation))
    {
        return true;
    }
    let (start, end) = (
        side(date, false).unwrap_or_default(),
        side(date, true).unwrap_or_default(),
    );
    let next = date
        .when
        .as_ref()
        .and_then(detente_model::When::end)
        .map(|day| day.plus_days(1).to_string())
        .unwrap_or_default();
    pairs.iter().any(|(gold_start, gold_end)| {
        let inside = gold_start == gold_end
            && !start.is_empty()
            && !end.is_empty()
            && start <= *gold_start
            && *gold_end <= end;
        // "2014 to 2018" stops for Recognizers where 2018 begins; here it takes 2018 in.
        let wider =
            gold_end.ends_with("-01") && end > *gold_end && end.get(..4) == gold_end.get(..4);
        inside
            || *gold_start == start
                && (*gold_end == end || *gold_end == next || !gold_end.is_empty() && wider)
    })
}

fn recognizers(file: &str, language: &str) -> Option<Score> {
    let cases: BTreeMap<String, Vec<Value>> =
        serde_json::from_str(&shared("date_expressions", file)?).expect("the set is JSON");
    let mut score = Score::default();
    let others = ["Time", "DateTimeP", "DateTimeE", "Set"];
    for case in cases
        .iter()
        .filter(|(name, _)| !others.iter().any(|other| name.starts_with(other)))
        .flat_map(|(_, cases)| cases)
    {
        let text = case["Input"].as_str().expect("a case has a text");
        let reference = case["Context"]["ReferenceDateTime"].as_str();
        let day = reference.and_then(|reference| reference.get(..10)?.parse().ok());
        let dates = find_dates(text, language, day);
        let mut used = vec![false; dates.len()];
        for result in case["Results"].as_array().into_iter().flatten() {
            let words = result["Text"].as_str().unwrap_or_default();
            let at = |key: &str| result[key].as_u64().and_then(|at| usize::try_from(at).ok());
            let first = at("Start").unwrap_or_else(|| {
                let lower = text.to_lowercase();
                lower
                    .find(&words.to_lowercase())
                    .map_or(0, |byte| lower[..byte].chars().count())
            });
            let length = at("Length")
                .or_else(|| Some(at("End")? + 1 - first))
                .unwrap_or(words.chars().count());
            let hits = overlapping(&dates, byte_of(text, first), byte_of(text, first + length));
            for &hit in &hits {
                used[hit] = true;
            }
            let kind = result["Type"]
                .as_str()
                .or(result["TypeName"].as_str())
                .unwrap_or_default();
            if !matches!(
                kind.trim_start_matches("datetimeV2."),
                "date" | "daterange" | "duration"
            ) {
                continue;
            }
            score.gold += 1;
            score.found += usize::from(!hits.is_empty());
            if hits.is_empty() && show_errors() {
                println!("MISSED {language} {reference:?} {text} [{words}]");
            }
            let values = values(result);
            if reference.is_some() && !values.0.is_empty() && !hits.is_empty() {
                let right = hits.iter().any(|&hit| agrees(&dates[hit], &values));
                score.valued += 1;
                score.right += usize::from(right);
                if !right && show_errors() {
                    let found: Vec<_> = hits.iter().map(|&hit| shown(&dates[hit])).collect();
                    println!(
                        "{language} {reference:?} {text} [{words}] wanted {values:?} found {found:?}"
                    );
                }
            }
        }
        score.spurious += used.iter().filter(|used| !**used).count();
        if show_errors() {
            for (date, _) in dates.iter().zip(&used).filter(|(_, used)| !**used) {
                println!(
                    "SPURIOUS {language} {text} {:?}",
                    &text[date.span.start() as usize..date.span.end() as usize]
                );
            }
        }
    }
    Some(score)
}

/// The sentences of GUM that hold a date, one after the other, with the date of the document.
fn gum() -> Option<Score> {
    let rows = shared("date_expressions", "gum_dates_dev.jsonl")?;
    let mut sentences: BTreeMap<(String, String), Vec<Value>> = BTreeMap::new();
    for row in rows
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a row is JSON"))
    {
        let key = (
            row["sent_id"].to_string(),
            row["text"].as_str().expect("a row has a text").to_owned(),
        );
        sentences.entry(key).or_default().push(row);
    }
    let mut score = Score::default();
    for ((_, text), rows) in sentences {
        let reference = rows[0]["dct"].as_str().and_then(|day| day.parse().ok());
        let mut dates = find_dates(&text, "en", reference);
        dates.retain(|date| date.when.is_some() || !date.timex.starts_with('P'));
        let mut used = vec![false; dates.len()];
        let rows_reference = rows[0]["dct"].to_string();
        for row in rows {
            let at = |key: &str| {
                usize::try_from(row[key].as_u64().expect("offsets are numbers"))
                    .expect("offsets fit")
            };
            let hits = overlapping(
                &dates,
                byte_of(&text, at("start")),
                byte_of(&text, at("end")),
            );
            for &hit in &hits {
                used[hit] = true;
            }
            score.gold += 1;
            score.found += usize::from(!hits.is_empty());
            let Some(when) = row["attrs"]["when"].as_str() else {
                continue;
            };
            score.valued += 1;
            let right = |&hit: &usize| {
                let date = &dates[hit];
                match when.strip_prefix("--") {
                    Some(yearless) => date.timex.ends_with(yearless),
                    None => date.timex.split('/').any(|side| side == when),
                }
            };
            let any = hits.iter().any(right);
            score.right += usize::from(any);
            if !any && show_errors() {
                let found: Vec<_> = hits.iter().map(|&hit| shown(&dates[hit])).collect();
                println!(
                    "GUM {} {text} [{}] wanted {when} found {found:?}",
                    rows_reference, row["text_span"]
                );
            }
        }
        score.spurious += used.iter().filter(|used| !**used).count();
    }
    Some(score)
}

fn gate(name: &str, score: Option<Score>, f1: f64, value: f64) {
    let Some(score) = score else { return };
    println!(
        "{name}: {} expressions, recall {:.3}, precision {:.3}, F1 {:.3}; {:.3} of {} values right",
        score.gold,
        score.recall(),
        score.precision(),
        score.f1(),
        score.value(),
        score.valued,
    );
    assert!(
        score.f1() >= f1,
        "{name}: F1 {:.4} is below {f1}",
        score.f1()
    );
    assert!(
        score.value() >= value,
        "{name}: {:.4} of values is below {value}",
        score.value()
    );
}

#[test]
fn recognizers_english() {
    gate(
        "Recognizers, English",
        recognizers("recognizers_english.json", "en-US"),
        0.93,
        0.9,
    );
}

#[test]
fn recognizers_french() {
    gate(
        "Recognizers, French",
        recognizers("recognizers_french.json", "fr"),
        0.94,
        0.845,
    );
}

#[test]
fn gum_dates() {
    gate("GUM", gum(), 0.93, 0.83);
}
