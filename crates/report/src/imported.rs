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
        figure {
            figcaption { (heading(series)) }
            p.legend { span { i.c2 {} "cooperation" } span { i.f2 {} "conflict" } }
            (bars(series))
            details {
                summary { "The numbers" }
                table {
                    tr { th { "Period" } th.n { "Events" } th.n { "Cooperation" } th.n { "Conflict" } th.n { "Goldstein" } th.n { "Sources" } }
                    @for point in &series.points {
                        tr {
                            td { (period(point)) }
                            td.n { (point.events) } td.n { (point.cooperation) } td.n { (point.conflict) }
                            td.n { (goldstein(point.goldstein)) } td.n { (sources(point)) }
                        }
                    }
                }
            }
            @if !series.peaks.is_empty() {
                details {
                    summary { "Events behind the peaks" }
                    @for entry in &series.peaks {
                        p.place { (entry.date) " · " (entry.who) " · " (deed(entry)) }
                    }
                }
            }
        }
    }
}

/// Columns of the drawing, and those of a label.
const WIDTH: usize = 880;
const LABEL: usize = 64;
/// The height of the longest bar.
const TALLEST: f64 = 80.0;

/// Cooperation upward and conflict downward, a bar each period.
fn bars(series: &ImportedSeries) -> Markup {
    let of_days = series
        .points
        .iter()
        .filter(|point| !point.period.is_empty());
    let points: Vec<&ImportedPoint> = of_days.collect();
    let tallest = |count: &dyn Fn(&ImportedPoint) -> u64| {
        points.iter().map(|point| count(point)).max().unwrap_or(0)
    };
    let (up, down) = (
        tallest(&|point| point.cooperation),
        tallest(&|point| point.conflict),
    );
    let unit = TALLEST / up.max(down).max(1) as f64;
    let (zero, below) = (up as f64 * unit + 2.0, down as f64 * unit);
    let step = WIDTH as f64 / points.len().max(12) as f64;
    let every = points.len().div_ceil(WIDTH / LABEL).max(1);
    let number = |value: f64| format!("{value:.1}");
    let width = number(step * 0.85);
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (number(zero + below + 20.0)) } role="img"
            aria-label={ "Events of " (series.dataset) " by period" } {
            @for (place, point) in points.iter().enumerate() {
                @let x = place as f64 * step;
                @let (good, bad) = (point.cooperation as f64 * unit, point.conflict as f64 * unit);
                g.hover {
                    title {
                        (period(point)) ": " (point.events) " events, " (point.cooperation) " of cooperation, "
                        (point.conflict) " of conflict, Goldstein " (goldstein(point.goldstein))
                    }
                    rect x=(number(x)) y="0" width=(number(step)) height=(number(zero + below)) fill="transparent" {}
                    rect.c2 x=(number(x)) y=(number(zero - good)) width=(width) height=(number(good)) {}
                    rect.f2 x=(number(x)) y=(number(zero)) width=(width) height=(number(bad)) {}
                    @if place % every == 0 {
                        text x=(number(x)) y=(number(zero + below + 15.0)) { (period(point)) }
                    }
                }
            }
            line.axis x1="0" x2=(WIDTH) y1=(number(zero)) y2=(number(zero)) {}
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
