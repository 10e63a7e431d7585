//! What is next, in a brief: numbers of events with their record, set for a terminal and as part of the page.

use maud::{Markup, html};
use serde::Serialize;

/// Events of a reason that are shown on a terminal.
const EVENTS: usize = 2;
/// Reasons that are shown on a terminal.
const REASONS: usize = 3;

/// An interval of counts, both ends included.
pub type CountInterval = (u32, u32);

/// What is next between the two.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Next {
    /// Where the events come from, as of when, and which days are forecast; empty where there is nothing.
    pub scope: String,
    /// What a reader should know beside; why there is nothing, where there is nothing.
    pub notes: Vec<String>,
    /// The forecasts.
    pub numbers: Vec<NextNumber>,
    /// How earlier forecasts about the two ended, a line for each source.
    pub record: Vec<String>,
}

/// A forecast number of events.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NextNumber {
    /// The id of the forecast.
    pub id: String,
    /// What is counted.
    pub what: String,
    /// The median.
    pub median: u32,
    /// The interval with a chance of 50 %.
    pub interval50: CountInterval,
    /// The interval with a chance of 80 %.
    pub interval80: CountInterval,
    /// The probability of any event.
    pub any: f64,
    /// The median of the base rate alone.
    pub base_median: u32,
    /// Its 80 % interval.
    pub base_interval80: CountInterval,
    /// Events in the history.
    pub events: u32,
    /// Days of the history.
    pub days: usize,
    /// Whether skill was shown, in words with numbers.
    pub skill: String,
    /// What moved it.
    pub reasons: Vec<NextReason>,
}

/// Something that moved a forecast.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NextReason {
    /// What, in words.
    pub words: String,
    /// By how much it multiplies the mean, where that is known.
    pub factor: Option<f64>,
    /// Events behind it, not all.
    pub events: Vec<NextEvent>,
}

/// An event behind a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextEvent {
    /// Its id.
    pub id: String,
    /// Its day.
    pub date: String,
    /// What was done.
    #[serde(rename = "type")]
    pub kind: String,
    /// Who to whom.
    pub who: String,
    /// The document or file.
    pub path: String,
    /// The first byte.
    pub start: u64,
    /// The byte after the last.
    pub end: u64,
    /// The words or the row.
    pub quote: Option<String>,
}

/// The lines of the section, after an empty one.
pub(crate) fn lines(next: &Next, width: usize) -> Vec<String> {
    let mut lines = vec![String::new(), "WHAT IS NEXT".to_owned()];
    let mut wrap = |indent: usize, text: &str| {
        let (first, rest) = (" ".repeat(indent), " ".repeat(indent + 2));
        let options = textwrap::Options::new(width)
            .initial_indent(&first)
            .subsequent_indent(&rest);
        let wrapped = textwrap::wrap(text, options);
        lines.extend(wrapped.into_iter().map(|line| line.trim_end().to_owned()));
    };
    if !next.scope.is_empty() {
        wrap(2, &next.scope);
    }
    for note in &next.notes {
        wrap(2, &capital(note));
    }
    for number in &next.numbers {
        wrap(2, &format!("{}: {}", number.what, numbers(number)));
        wrap(4, &base(number));
        wrap(4, &number.skill);
        for reason in number.reasons.iter().take(REASONS) {
            wrap(4, &moved(reason));
            for event in reason.events.iter().take(EVENTS) {
                wrap(6, &told(event));
            }
        }
    }
    for line in &next.record {
        wrap(2, &format!("record: {line}"));
    }
    lines
}

/// The section of the page.
pub(crate) fn markup(next: Option<&Next>) -> Markup {
    html! {
        @if let Some(next) = next {
            section id="next" {
                h2 { "What is next" small { "numbers of events, with what they rest on; a forecast without skill says so" } }
                @if !next.scope.is_empty() { p { (next.scope) } }
                @for note in &next.notes { p.none { (capital(note)) "." } }
                @for number in &next.numbers { (row(number)) }
                @if !next.record.is_empty() {
                    h3 { "Record of earlier forecasts about the two" }
                    @for line in &next.record { p { (line) } }
                }
            }
        }
    }
}

fn row(number: &NextNumber) -> Markup {
    html! {
        details.row {
            summary {
                span.date { (number.what) }
                span.who { (numbers(number)) }
                span.right { (number.events) " in " (number.days) " days" }
                span.words { (number.skill) }
            }
            p { (base(number)) }
            @for reason in &number.reasons {
                p { (moved(reason)) }
                @for event in &reason.events {
                    blockquote {
                        p { (event.date) " · " (event.kind) " · " (event.who) }
                        @if let Some(quote) = &event.quote { p { "“" (quote) "”" } }
                        p.place { (event.path) ", bytes " (event.start) "–" (event.end) " · " (event.id) }
                    }
                }
            }
        }
    }
}

fn numbers(number: &NextNumber) -> String {
    let ((low, high), (from, to)) = (number.interval50, number.interval80);
    format!(
        "median {}, {low} to {high} with 50 %, {from} to {to} with 80 %; any at all {:.0} %",
        number.median,
        number.any * 100.0
    )
}

fn base(number: &NextNumber) -> String {
    let (from, to) = number.base_interval80;
    format!(
        "base rate: median {}, {from} to {to} with 80 % ({} events in {} days)",
        number.base_median, number.events, number.days
    )
}

fn moved(reason: &NextReason) -> String {
    match reason.factor {
        Some(factor) => format!("×{factor:.2} {}", reason.words),
        None => reason.words.clone(),
    }
}

fn told(event: &NextEvent) -> String {
    format!(
        "{} {} {} — {}:{}-{} [{}]",
        event.date, event.kind, event.who, event.path, event.start, event.end, event.id
    )
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next() -> Next {
        Next {
            scope: "2025-01-02 to 2025-01-31, from documents as of 2025-01-01".to_owned(),
            notes: Vec::new(),
            numbers: vec![NextNumber {
                id: "fct_1".to_owned(),
                what: "events of conflict".to_owned(),
                median: 2,
                interval50: (1, 3),
                interval80: (0, 6),
                any: 0.874,
                base_median: 1,
                base_interval80: (0, 4),
                events: 31,
                days: 400,
                skill: "no skill shown, it may be chance".to_owned(),
                reasons: vec![NextReason {
                    words: "the pair's own last days <b>".to_owned(),
                    factor: Some(1.238),
                    events: vec![NextEvent {
                        id: "evt_1".to_owned(),
                        date: "2024-12-30".to_owned(),
                        kind: "ACCUSE".to_owned(),
                        who: "A → B".to_owned(),
                        path: "a.txt".to_owned(),
                        start: 4,
                        end: 9,
                        quote: Some("<script>".to_owned()),
                    }],
                }],
            }],
            record: vec!["detente: 1 forecast".to_owned()],
        }
    }

    #[test]
    fn numbers_skill_reasons_and_record_are_shown() {
        let text = lines(&next(), 60).join("\n");
        for part in [
            "WHAT IS NEXT",
            "events of conflict: median 2, 1 to 3 with 50 %",
            "no skill shown",
            "×1.24 the pair's own last days",
            "[evt_1]",
            "record: detente",
        ] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
        assert!(
            text.lines().all(|line| line.chars().count() <= 60),
            "{text}"
        );
    }

    #[test]
    fn a_page_shows_the_words_and_does_nothing_with_them() {
        let page = markup(Some(&next())).into_string();
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>"));
        assert!(page.contains("any at all 87 %"), "{page}");
        assert_eq!(markup(None).into_string(), "");
    }

    #[test]
    fn what_cannot_be_forecast_is_said_in_words() {
        let none = Next {
            notes: vec!["there is nothing to count".to_owned()],
            ..Next::default()
        };
        assert_eq!(
            lines(&none, 80),
            ["", "WHAT IS NEXT", "  There is nothing to count"]
        );
    }
}
