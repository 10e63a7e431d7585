//! Who led the two on a day, set for a terminal and as part of the page.

use maud::{Markup, html};
use serde::Serialize;

/// Who led the two on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Leading {
    /// The day, ISO 8601.
    pub day: String,
    /// Why that day: `asked`, `known-by`, or `last-publication` where none was asked for.
    pub chosen: &'static str,
    /// The two, as far as they are states of which anything is known.
    pub sides: Vec<LeadingSide>,
}

/// Who led one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeadingSide {
    /// The state's name.
    pub state: String,
    /// The leaders, each with all authorities that name them.
    pub leaders: Vec<LeadingPerson>,
    /// What authorities say that name no leader in common, one line for each two.
    pub conflicts: Vec<String>,
    /// Lists that end before the day, with their last day.
    pub not_covered: Vec<(String, String)>,
}

/// A leader, by all authorities that name them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeadingPerson {
    /// The name.
    pub name: String,
    /// The title of the office, where our table has it.
    pub office: Option<String>,
    /// The first day in office, as precise as the first authority is.
    pub from: Option<String>,
    /// The last.
    pub to: Option<String>,
    /// Lists, or `offices` for the program's own table.
    pub authorities: Vec<String>,
    /// Where it stands: file and line of each list, the source of our table's row.
    pub places: Vec<String>,
}

/// The lines of the section, after an empty one; none where nobody is known.
pub(crate) fn lines(leading: Option<&Leading>, width: usize) -> Vec<String> {
    let Some(leading) = leading else {
        return Vec::new();
    };
    let mut lines = vec![String::new(), title(leading)];
    let state = leading.sides.iter().map(|side| side.state.chars().count());
    let indent = state.max().unwrap_or(0) + 4;
    for side in &leading.sides {
        for (place, text) in texts(side).into_iter().enumerate() {
            let head = if place == 0 { side.state.as_str() } else { "" };
            let first = format!("  {head:<0$}", indent - 2);
            let rest = " ".repeat(indent + 2);
            let options = textwrap::Options::new(width)
                .initial_indent(&first)
                .subsequent_indent(&rest);
            lines.extend(
                textwrap::wrap(&text, options)
                    .into_iter()
                    .map(std::borrow::Cow::into_owned),
            );
        }
    }
    lines
}

/// The section of the page.
pub(crate) fn markup(leading: Option<&Leading>) -> Markup {
    html! {
        @if let Some(leading) = leading {
            section id="leaders" {
                h2 { (title(leading)) small { "each by its own authority" } }
                table {
                    @for side in &leading.sides {
                        @for (place, text) in texts(side).iter().enumerate() {
                            tr {
                                th scope="row" { @if place == 0 { (side.state) } }
                                td.text { (text) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn title(leading: &Leading) -> String {
    let why = match leading.chosen {
        "asked" => "",
        "known-by" => " (the day of what was known)",
        _ => " (the last day of publication)",
    };
    format!("Who led them on {}{why}", leading.day)
}

/// A line for each leader, conflict and end of a list.
fn texts(side: &LeadingSide) -> Vec<String> {
    let mut texts: Vec<String> = side.leaders.iter().map(person).collect();
    let conflicts = side.conflicts.iter();
    texts.extend(conflicts.map(|conflict| format!("authorities differ: {conflict}")));
    let ends = side.not_covered.iter();
    texts.extend(
        ends.map(|(list, end)| format!("{list} ends on {end} and says nothing of the day")),
    );
    if texts.is_empty() {
        texts.push("not stated".to_owned());
    }
    texts
}

fn person(leader: &LeadingPerson) -> String {
    let office = leader.office.as_ref().map(|office| format!(", {office}"));
    let term = match (&leader.from, &leader.to) {
        (Some(from), Some(to)) => format!(", {from} to {to}"),
        (Some(from), None) => format!(", since {from}"),
        (None, Some(to)) => format!(", until {to}"),
        (None, None) => String::new(),
    };
    format!(
        "{}{}{term} (by {})",
        leader.name,
        office.unwrap_or_default(),
        leader.places.join("; ")
    )
}
