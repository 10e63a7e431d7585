//! Drivers of the relationship and what-if, set for a terminal and as part of the page.

use maud::{Markup, html};

use detente_analysis::{Feedback, Verdict};

use crate::brief::{DriverEntry, DriversEntry, LoopEntry, StepEntry, Supposition, WayEntry};
use crate::words::{count, support_text};

/// Drivers on a side that a terminal shows.
const SHOWN: usize = 8;

/// Sets a row that opens to its quotes: date, who, right margin, words, places of quotes.
pub(crate) type Row<'a> = dyn Fn(&str, &Markup, &str, &Markup, &[usize]) -> Markup + 'a;

/// The title of the section.
pub(crate) const TITLE: &str = "Drivers and what-if";

/// What the section is, for those who meet it first.
pub(crate) const NOTE: &str = "stated causes, not measured ones";

/// A line of the section: how deep it stands, its words, and places of quotes behind it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Steps to the right.
    pub depth: usize,
    /// The words.
    pub text: String,
    /// Places in [`Brief::quotes`](crate::Brief::quotes).
    pub quotes: Vec<usize>,
}

impl Line {
    pub(crate) fn new(depth: usize, text: impl Into<String>, quotes: &[usize]) -> Self {
        Self {
            depth,
            text: text.into(),
            quotes: quotes.to_vec(),
        }
    }
}

/// The groups of drivers under their headings: into the relationship by side, then out of it.
fn groups(drivers: &DriversEntry) -> Vec<(&'static str, Vec<&DriverEntry>)> {
    let into = |sign: &str| {
        drivers
            .into
            .iter()
            .filter(|driver| driver.sign == sign)
            .collect::<Vec<_>>()
    };
    let mut groups = vec![
        ("Said to bring the two closer", into("+")),
        ("Said to drive the two apart", into("-")),
        (
            "Said to move the relationship, which way is not said",
            into("?"),
        ),
        ("Said not to move the relationship", into("denied")),
        (
            "What the relationship is said to move",
            drivers.out_of.iter().collect(),
        ),
    ];
    groups.retain(|(_, entries)| !entries.is_empty());
    groups
}

/// The lines of the section on a terminal.
pub(crate) fn lines(drivers: &DriversEntry) -> Vec<Line> {
    let mut lines = Vec::new();
    if drivers.is_empty() {
        lines.push(Line::new(
            1,
            "No source says what moves the relationship.",
            &[],
        ));
        return lines;
    }
    for (heading, entries) in groups(drivers) {
        lines.push(Line::new(1, format!("{heading}:"), &[]));
        for entry in entries.iter().take(SHOWN) {
            let text = format!("{} — {}", driver_words(entry), entry.holders_text());
            lines.push(Line::new(2, text, &entry.quotes));
        }
        if entries.len() > SHOWN {
            let more = format!("… and {} more: see --html or --json", entries.len() - SHOWN);
            lines.push(Line::new(2, more, &[]));
        }
    }
    if drivers.left_out > 0 {
        lines.push(Line::new(1, left_out(drivers.left_out), &[]));
    }
    for found in &drivers.loops {
        lines.push(Line::new(1, loop_words(found), &found.quotes));
    }
    for supposed in &drivers.suppositions {
        lines.push(Line::new(1, supposed_words(supposed), &[]));
        for way in &supposed.ways {
            lines.push(Line::new(2, way_words(way), &[]));
            for (number, step) in way.steps.iter().enumerate() {
                let text = format!("link {}, {}", number + 1, step_source(step));
                lines.push(Line::new(3, text, &step.quotes[..step.quotes.len().min(1)]));
                if !step.denials.is_empty() {
                    lines.push(Line::new(3, "denied", &step.denials));
                }
            }
        }
        lines.extend(deciding(supposed).map(|text| Line::new(2, text, &[])));
        lines.extend(holders_apart(supposed).map(|text| Line::new(2, text, &[])));
    }
    lines
}

/// The section of the page; `row` sets a row that opens to quotes.
pub(crate) fn markup(drivers: &DriversEntry, row: &Row<'_>) -> Markup {
    html! {
        section id="drivers" {
            h2 { (TITLE) small { (NOTE) } }
            @if !drivers.words.is_empty() {
                p.meta { "Read as the relationship of the two: “" (drivers.words.join("”, “")) "”." }
            }
            @if drivers.is_empty() { p.none { "No source says what moves the relationship." } }
            @for (heading, entries) in groups(drivers) {
                h3 { (heading) }
                @for entry in entries {
                    (row(&entry.sign, &html! { (driver_words(entry)) }, &support_text(entry.support),
                        &html! { (entry.holders_text()) }, &entry.quotes))
                }
            }
            @if drivers.left_out > 0 { p.meta { (left_out(drivers.left_out)) } }
            @if !drivers.loops.is_empty() {
                h3 { "Loops" }
                @for found in &drivers.loops {
                    (row("", &html! { (loop_words(found)) }, "", &html! {}, &found.quotes))
                }
            }
            @for supposed in &drivers.suppositions {
                h3 { (supposed_words(supposed)) }
                @for way in &supposed.ways {
                    @let quotes: Vec<usize> = way.steps.iter()
                        .flat_map(|step| step.quotes.iter().take(2).chain(&step.denials)).copied().collect();
                    @let sources: Vec<String> = way.steps.iter().map(step_source).collect();
                    (row(&way.sign, &html! { (way_words(way)) }, "", &html! { (sources.join(" · ")) }, &quotes))
                }
                @for text in deciding(supposed).into_iter().chain(holders_apart(supposed)) { p.meta { (text) } }
            }
        }
    }
}

impl DriverEntry {
    fn holders_text(&self) -> String {
        let holders: Vec<&str> = self.holders.iter().take(3).map(String::as_str).collect();
        holders.join("; ")
    }
}

fn driver_words(entry: &DriverEntry) -> String {
    let modality = match entry.modality.as_str() {
        "asserted" => String::new(),
        other => format!(" ({other})"),
    };
    let stale = entry
        .stale
        .as_ref()
        .map_or(String::new(), |why| format!(" [stale: {why}]"));
    let sign = match entry.sign.as_str() {
        "+" | "-" | "?" => format!("{} ", entry.sign),
        _ => String::new(),
    };
    format!("{sign}{}{modality}{stale}", entry.concept)
}

fn left_out(links: usize) -> String {
    let others = count(links, "link");
    format!("{others} whose other end is only an actor or “it”: see `detente causes`")
}

fn loop_words(found: &LoopEntry) -> String {
    let kind = match found.feedback {
        Feedback::Reinforcing => "Reinforcing loop",
        Feedback::Balancing => "Balancing loop",
        Feedback::Unknown => "Loop, sign unknown",
    };
    format!(
        "{kind}: {} → {}",
        found.concepts.join(" → "),
        found.concepts[0]
    )
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::None => "none",
        Verdict::Plus => "+",
        Verdict::Minus => "-",
        Verdict::Both => "both",
    }
}

fn supposed_words(supposed: &Supposition) -> String {
    let lean = supposed
        .lean
        .as_ref()
        .map_or(String::new(), |lean| format!(", leaning {lean}"));
    let unsaid = |sign: &str| {
        let mut side = supposed
            .ways
            .iter()
            .filter(|way| way.sign == sign)
            .peekable();
        side.peek().is_some() && side.all(|way| way.steps.iter().any(|step| step.sign_unknown))
    };
    let open = ["+", "-"]
        .into_iter()
        .filter(|sign| supposed.verdict == Verdict::Both && unsaid(sign))
        .map(|sign| format!("; {sign} only by what does not say which way"));
    format!(
        "What if there were more of: {}? The relationship: {}{lean} (+ {:.2}, - {:.2}{})",
        supposed.concept,
        verdict(supposed.verdict),
        supposed.plus,
        supposed.minus,
        open.collect::<String>()
    )
}

fn way_words(way: &WayEntry) -> String {
    let steps: Vec<String> = way
        .steps
        .iter()
        .map(|step| {
            let mut marks = vec![step.kind.as_str(), step.modality.as_str()];
            marks.extend(step.sign_unknown.then_some("sign not said"));
            marks.extend(step.only_possible.then_some("only possible"));
            marks.extend(step.lag.as_deref());
            marks.extend(step.stale.as_ref().map(|_| "stale"));
            format!("→ {} ({}, {})", step.effect, step.sign, marks.join(", "))
        })
        .collect();
    format!(
        "{} {}: {}, strength {:.2}",
        way.sign,
        steps.join(" "),
        way.modality,
        way.strength
    )
}

fn step_source(step: &StepEntry) -> String {
    let holders: Vec<&str> = step.holders.iter().take(2).map(String::as_str).collect();
    format!("says {}", holders.join("; "))
}

fn deciding(supposed: &Supposition) -> Option<String> {
    let [cause, effect] = supposed.deciding.as_ref()?;
    Some(format!("all of one side rests on: {cause} → {effect}"))
}

fn holders_apart(supposed: &Supposition) -> Option<String> {
    let told: Vec<String> = supposed
        .holders
        .iter()
        .map(|(holder, answer)| format!("{holder} {}", verdict(*answer)))
        .collect();
    (!told.is_empty()).then(|| format!("by what each alone says: {}", told.join(", ")))
}
