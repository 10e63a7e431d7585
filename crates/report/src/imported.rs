//! Event data sets in a brief, set for a terminal and as part of the page.

use maud::{Markup, html};

use crate::{ImportedEntry, ImportedPoint, ImportedSeries};

/// Events for one mark of a bar, so that the longest bar has this many.
const LONGEST: u64 = 24;

/// The lines of the section, after an empty one; none where no data set has anything.
pub(crate) fn lines(all: &[ImportedSeries]) -> Vec<String> {
    let mut lines = Vec::new();
    for series in all {
        lines.push(String::new());
        lines.push(format!("Event data: {}", heading(series)));
        lines.push("  period     events  coop.  conflict  Goldstein  sources".to_owned());
        let most = most(series);
        for point in &series.points {
            lines.push(format!(
                "  {:<9} {:>7} {:>6} {:>9} {:>10} {:>8}  {}",
                period(point),
                point.events,
                point.cooperation,
                point.conflict,
                goldstein(point.goldstein),
                sources(point),
                "▪".repeat((point.events * LONGEST).div_ceil(most) as usize),
            ));
        }
        let mut of = "";
        for entry in &series.peaks {
            if entry.period != of {
                lines.push(format!("  behind {}", entry.period));
                of = &entry.period;
            }
            lines.push(format!("    {:<12}{}", entry.date, entry.who));
            lines.push(format!("                {}", deed(entry)));
        }
    }
    lines
}

/// The section of the page.
pub(crate) fn markup(all: &[ImportedSeries]) -> Markup {
    html! {
        @if !all.is_empty() {
            section id="imported" {
                h2 { "Event data" small { "counts of data sets, each apart; no quotes stand behind them, but rows" } }
                @for series in all { (series_markup(series)) }
            }
        }
    }
}

fn series_markup(series: &ImportedSeries) -> Markup {
    html! {
        details.row {
            summary {
                span.date { (series.dataset) }
                span.who { (series.events) " events" }
                span.right { (series.reports) " reports" }
                span.words { (heading(series)) }
            }
            (bars(series))
            table {
                tr { th { "period" } th { "events" } th { "cooperation" } th { "conflict" } th { "Goldstein" } th { "sources" } }
                @for point in &series.points {
                    tr {
                        th scope="row" { (period(point)) }
                        td { (point.events) } td { (point.cooperation) } td { (point.conflict) }
                        td { (goldstein(point.goldstein)) } td { (sources(point)) }
                    }
                }
            }
            @for entry in &series.peaks {
                p { (entry.date) " · " (entry.who) " · " (deed(entry)) }
            }
        }
    }
}

/// Cooperation upward and conflict downward, a bar each period.
fn bars(series: &ImportedSeries) -> Markup {
    let most = most(series) as f64;
    let step = 720.0 / series.points.len().max(1) as f64;
    let height = |events: u64| 60.0 * events as f64 / most;
    html! {
        svg viewBox="0 0 720 124" role="img" aria-label={ "Events of " (series.dataset) " by period" } {
            @for (place, point) in series.points.iter().enumerate() {
                @let x = place as f64 * step;
                g {
                    title { (period(point)) ": " (point.cooperation) " cooperation, " (point.conflict) " conflict" }
                    rect.c2 x=(format!("{x:.1}")) y=(format!("{:.1}", 61.0 - height(point.cooperation)))
                        width=(format!("{:.1}", step * 0.85)) height=(format!("{:.1}", height(point.cooperation))) {}
                    rect.f2 x=(format!("{x:.1}")) y="62"
                        width=(format!("{:.1}", step * 0.85)) height=(format!("{:.1}", height(point.conflict))) {}
                }
            }
        }
    }
}

fn most(series: &ImportedSeries) -> u64 {
    let most = series.points.iter().map(|point| point.events).max();
    most.unwrap_or(0).max(1)
}

fn heading(series: &ImportedSeries) -> String {
    let covers = match (&series.first, &series.last) {
        (Some(first), Some(last)) => format!("covers {first} to {last}"),
        _ => "covers no known days".to_owned(),
    };
    format!(
        "{}: {} events from {} rows; {covers}",
        series.dataset, series.events, series.reports
    )
}

fn period(point: &ImportedPoint) -> &str {
    if point.period.is_empty() {
        "wider"
    } else {
        &point.period
    }
}

fn goldstein(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:+.2}"))
}

fn sources(point: &ImportedPoint) -> String {
    match point.outlets {
        0 => "-".to_owned(),
        count => count.to_string(),
    }
}

fn deed(entry: &ImportedEntry) -> String {
    let rows = if entry.reports == 1 {
        String::new()
    } else {
        format!(", {} rows", entry.reports)
    };
    format!("{} — {}:{}{rows}", entry.deed, entry.path, entry.row)
}
