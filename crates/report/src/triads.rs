//! Threes that do not balance, set for a terminal and as part of the page.

use maud::{Markup, html};

use crate::brief::{TriadEntry, TriadTie};
use crate::drivers::{Line, Row};

/// The title of the section.
pub(crate) const TITLE: &str = "Whose friend is whose enemy";

/// The lines of the section on a terminal.
pub(crate) fn lines(triads: &[TriadEntry]) -> Vec<Line> {
    let mut lines = Vec::new();
    for triad in triads {
        lines.push(Line::new(1, heading(triad), &[]));
        for tie in &triad.ties {
            lines.push(Line::new(2, tie_words(tie), &tie.quotes));
        }
    }
    lines
}

/// The section of the page; `row` sets a row that opens to quotes.
pub(crate) fn markup(triads: &[TriadEntry], row: &Row<'_>) -> Markup {
    html! {
        @if !triads.is_empty() {
            section id="triads" {
                h2 { (TITLE) small { "threes that do not balance, the clearest first" } }
                @for triad in triads {
                    h3 { (heading(triad)) }
                    @for tie in &triad.ties {
                        (row(&tie.sign, &html! { (tie.between.join(" – ")) }, "", &html! { (tie_words(tie)) }, &tie.quotes))
                    }
                }
            }
        }
    }
}

fn heading(triad: &TriadEntry) -> String {
    let past = if triad.past { " (in the past)" } else { "" };
    format!("{}{past}", triad.words)
}

fn tie_words(tie: &TriadTie) -> String {
    let days = match &tie.days {
        Some([first, last]) if first == last => format!(", {first}"),
        Some([first, last]) => format!(", {first} to {last}"),
        None => ", undated".to_owned(),
    };
    format!(
        "{} {}: {} of cooperation, {} of conflict{days}",
        tie.sign,
        tie.between.join(" – "),
        tie.cooperation,
        tie.conflict
    )
}
