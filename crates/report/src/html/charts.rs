//! Charts as inline SVG: each mark tells its numbers when pointed at, each chart has its table.

use maud::{Markup, html};

use crate::words::count;
use crate::{Naming, Slice, YearCount};

const WIDTH: usize = 880;

/// Events by year: cooperation above the line, conflict below.
pub(super) fn by_year(years: &[YearCount]) -> Markup {
    if years.is_empty() {
        return html! {
            section id="years" {
                h2 { "Cooperation and conflict by year" }
                p.none { "No source dates an event between the two to a year." }
            }
        };
    }
    html! {
        section id="years" {
            h2 { "Cooperation and conflict by year" small { "events said to have happened, merged" } }
            figure {
                figcaption { "Number of events by year and class" }
                p.legend {
                    span { i.c1 {} "cooperation in words" } span { i.c2 {} "in deeds" }
                    span { i.f1 {} "conflict in words" } span { i.f2 {} "in deeds" }
                    span { i.wd {} "dated to more than a year" }
                }
                (year_bars(years))
                details {
                    summary { "The numbers" }
                    table {
                        tr {
                            th { "Year" } th.n { "Cooperation, words" } th.n { "Cooperation, deeds" }
                            th.n { "Conflict, words" } th.n { "Conflict, deeds" } th.n { "Wider dates" }
                        }
                        @for year in years {
                            tr {
                                td { (year.year) } td.n { (year.verbal_cooperation) } td.n { (year.material_cooperation) }
                                td.n { (year.verbal_conflict) } td.n { (year.material_conflict) } td.n { (year.wider) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Years between two that hold events are drawn empty, unless the gap is wider than this.
const LONGEST_GAP: i16 = 12;

fn year_bars(years: &[YearCount]) -> Markup {
    let slots = slots(years);
    let up = |year: &YearCount| year.verbal_cooperation + year.material_cooperation;
    let down = |year: &YearCount| year.verbal_conflict + year.material_conflict + year.wider;
    let most = |count: &dyn Fn(&YearCount) -> usize| years.iter().map(count).max().unwrap_or(0);
    let (above, below) = (most(&up).max(1), most(&down).max(1));
    let unit = (180 / (above + below)).clamp(2, 22);
    let (zero, step) = (above * unit + 20, (WIDTH - 20) / slots.len().max(1));
    let step = step.clamp(6, 70);
    let height = zero + below * unit + 34;
    let every = slots.len().div_ceil(WIDTH / 44).max(1);
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (height) } role="img" aria-label="Events by year" {
            @for (place, slot) in slots.iter().enumerate() {
                @let x = 10 + place * step;
                @match slot {
                    Slot::Year(year) => {
                        @let (vc, mc) = (year.verbal_cooperation * unit, year.material_cooperation * unit);
                        @let (vf, mf, wide) = (year.verbal_conflict * unit, year.material_conflict * unit, year.wider * unit);
                        g.hover {
                            title { (year_title(year)) }
                            rect x=(x) y="0" width=(step) height=(height) fill="transparent" {}
                            rect.c2 x=(x + 1) y=(zero - mc) width=(step - 2) height=(mc) {}
                            rect.c1 x=(x + 1) y=(zero - mc - vc) width=(step - 2) height=(vc) {}
                            rect.f2 x=(x + 1) y=(zero) width=(step - 2) height=(mf) {}
                            rect.f1 x=(x + 1) y=(zero + mf) width=(step - 2) height=(vf) {}
                            rect.wd x=(x + 1) y=(zero + mf + vf) width=(step - 2) height=(wide) {}
                            @if place % every == 0 {
                                text x=(x + step / 2) y=(height - 8) text-anchor="middle" { (year.year) }
                            }
                        }
                    }
                    Slot::Empty(number) => {
                        @if place % every == 0 {
                            text x=(x + step / 2) y=(height - 8) text-anchor="middle" { (number) }
                        }
                    }
                    Slot::Gap => { text x=(x + step / 2) y=(zero + 4) text-anchor="middle" { "⋯" } }
                }
            }
            line.axis x1="5" x2=(10 + slots.len() * step) y1=(zero) y2=(zero) {}
        }
    }
}

enum Slot<'y> {
    Year(&'y YearCount),
    Empty(i16),
    Gap,
}

fn slots(years: &[YearCount]) -> Vec<Slot<'_>> {
    let mut slots = Vec::new();
    let mut last: Option<i16> = None;
    for year in years {
        match last.map(|last| year.year - last) {
            Some(gap) if gap > LONGEST_GAP => slots.push(Slot::Gap),
            Some(gap) => slots.extend((1..gap).map(|step| Slot::Empty(year.year - gap + step))),
            None => {}
        }
        slots.push(Slot::Year(year));
        last = Some(year.year);
    }
    slots
}

fn year_title(year: &YearCount) -> String {
    format!(
        "{}: cooperation {} in words, {} in deeds; conflict {} in words, {} in deeds; {} with a wider date",
        year.year,
        year.verbal_cooperation,
        year.material_cooperation,
        year.verbal_conflict,
        year.material_conflict,
        year.wider
    )
}

/// Cooperation and conflict under each name, as bars from one line.
pub(super) fn slices(slices: &[Slice]) -> Markup {
    let bars: Vec<Bar> = slices
        .iter()
        .map(|slice| Bar {
            name: slice.name.clone(),
            first: slice.cooperation,
            second: slice.conflict,
            title: format!(
                "{}: {} cooperative, {} conflictual",
                slice.name, slice.cooperation, slice.conflict
            ),
        })
        .collect();
    html! {
        figure {
            p.legend { span { i.c2 {} "cooperation" } span { i.f2 {} "conflict" } }
            (bar_chart(&bars))
            (bar_table(["", "Cooperation", "Conflict"], &bars))
        }
    }
}

/// How often the relationship is given each name, and how often it is denied.
pub(super) fn standings(namings: &[Naming]) -> Markup {
    let mut bars: Vec<Bar> = Vec::new();
    for naming in namings {
        let name = naming.standing.replace('-', " ");
        if bars.last().is_none_or(|bar| bar.name != name) {
            bars.push(Bar {
                name,
                first: 0,
                second: 0,
                title: String::new(),
            });
        }
        let bar = bars.last_mut().expect("one was pushed");
        let texts = if naming.denied {
            &mut bar.second
        } else {
            &mut bar.first
        };
        *texts += naming.support.origins;
        bar.title = format!(
            "{}: said in {}, denied in {}",
            bar.name,
            count(bar.first, "text"),
            count(bar.second, "text")
        );
    }
    if bars.is_empty() {
        return html! {};
    }
    html! {
        figure {
            figcaption { "Distinct texts that use the words, closest at the top" }
            p.legend { span { i.c2 {} "said to be" } span { i.f2 {} "said not to be" } }
            (bar_chart(&bars))
            (bar_table(["", "Said to be", "Said not to be"], &bars))
        }
    }
}

struct Bar {
    name: String,
    first: usize,
    second: usize,
    title: String,
}

fn bar_chart(bars: &[Bar]) -> Markup {
    const LABELS: usize = 220;
    const ROW: usize = 22;
    let most = bars
        .iter()
        .map(|bar| bar.first + bar.second)
        .max()
        .unwrap_or(1)
        .max(1);
    let scale = |number: usize| number * (WIDTH - LABELS - 60) / most;
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (bars.len() * ROW + 6) } role="img" aria-label="Bars" {
            @for (place, bar) in bars.iter().enumerate() {
                @let y = place * ROW + 4;
                g.hover {
                    title { (bar.title) }
                    rect x="0" y=(y) width=(WIDTH) height=(ROW) fill="transparent" {}
                    text x=(LABELS - 10) y=(y + 14) text-anchor="end" { (bar.name) }
                    rect.c2 x=(LABELS) y=(y + 3) width=(scale(bar.first)) height=(ROW - 8) {}
                    rect.f2 x=(LABELS + scale(bar.first)) y=(y + 3) width=(scale(bar.second)) height=(ROW - 8) {}
                    text x=(LABELS + scale(bar.first) + scale(bar.second) + 6) y=(y + 14) {
                        (bar.first) @if bar.second > 0 { " + " (bar.second) }
                    }
                }
            }
            line.axis x1=(LABELS) x2=(LABELS) y1="2" y2=(bars.len() * ROW + 4) {}
        }
    }
}

fn bar_table(head: [&str; 3], bars: &[Bar]) -> Markup {
    html! {
        details {
            summary { "The numbers" }
            table {
                tr { th { (head[0]) } th.n { (head[1]) } th.n { (head[2]) } }
                @for bar in bars { tr { td { (bar.name) } td.n { (bar.first) } td.n { (bar.second) } } }
            }
        }
    }
}
