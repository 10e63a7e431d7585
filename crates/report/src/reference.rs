//! Lists of scholars in a brief, set for a terminal and as part of the page.

use maud::{Markup, html};

use crate::{ReferenceEntry, ReferenceList};

/// The lines of the section, after an empty one; none where no list was read.
pub(crate) fn lines(all: &[ReferenceList]) -> Vec<String> {
    let mut lines = Vec::new();
    if all.is_empty() {
        return lines;
    }
    lines.push(String::new());
    lines.push("By lists of ties, each by its own authority".to_owned());
    for list in all {
        lines.push(format!("  {}: {}", title(&list.list), state(list)));
        for row in &list.rows {
            lines.push(format!("    {:<12} {}", row.date, words(row)));
            lines.push(format!("    {:<12} — {}", "", place(row)));
        }
        let more = list.total - list.rows.len();
        if more > 0 {
            lines.push(format!("    and {more} earlier"));
        }
    }
    lines
}

/// The section of the page.
pub(crate) fn markup(all: &[ReferenceList]) -> Markup {
    html! {
        @if !all.is_empty() {
            section id="reference" {
                h2 { "By lists of ties" small { "each by its own authority; behind its end nothing is known" } }
                @for list in all {
                    details.row {
                        summary {
                            span.date { (list.list) }
                            span.who { (list.total) }
                            span.words { (title(&list.list)) ": " (state(list)) }
                        }
                        table {
                            @for row in &list.rows {
                                tr { th scope="row" { (row.date) } td { (words(row)) } td { (place(row)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the list is called.
fn title(list: &str) -> &str {
    match list {
        "atop" => "Alliances (ATOP)",
        "cow-alliances" => "Alliances (Correlates of War)",
        "cow-igo" => "Members together (Correlates of War, IGO)",
        "iigo" => "Members together (informal organisations, IIGO)",
        "un-votes" => "Votes in the UN General Assembly",
        "mids" => "Militarised disputes (MID)",
        "rivalries" => "Rivalries (Thompson)",
        "sipri" => "Arms transfers (SIPRI)",
        other => other,
    }
}

/// What it has, and where it ends.
fn state(list: &ReferenceList) -> String {
    let (Some(start), Some(end)) = (&list.covers_start, &list.covers_end) else {
        return "its files hold no dates".to_owned();
    };
    let covers = format!("covers {start} to {end}");
    match (list.not_covered, list.total) {
        (true, _) => format!("{covers}; the day asked for is not covered"),
        (false, 0) => format!("{covers}; it has none between the two"),
        (false, total) => format!("{covers}; {total} in all"),
    }
}

fn words(row: &ReferenceEntry) -> String {
    match &row.who {
        Some(who) => format!("{who}: {}", row.what),
        None => row.what.clone(),
    }
}

fn place(row: &ReferenceEntry) -> String {
    let name = row.path.rsplit('/').next().unwrap_or(&row.path);
    match (row.row, row.other_row) {
        (Some(one), Some(other)) => format!("{name}:{one}, {other}"),
        (Some(one), None) => format!("{name}:{one}"),
        (None, _) => format!("{name}, counted"),
    }
}
