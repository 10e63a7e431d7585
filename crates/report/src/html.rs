//! The brief as one page that needs nothing else.

mod charts;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::words::{
    NO_ARTICLES, also_text, count, date_text, holders_text, support_text, tie_dates,
};
use crate::{Brief, Difference, Entry, Naming, Quote, Slice, ThirdParty, TieEntry, TieState};

const STYLE: &str = include_str!("html/brief.css");

/// No script runs and nothing is fetched, whatever a document contains.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// Sets a brief as one HTML file: it works offline and printed, in light and dark, and asks the
/// network for nothing. Words of documents are escaped.
pub fn render_html(brief: &Brief) -> String {
    let title = format!("{} and {}", brief.a.name, brief.b.name);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) ": a sourced brief" }
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                (head(brief, &title))
                (namings(brief))
                (ties(brief))
                (chronology(brief))
                (charts::by_year(&brief.years))
                (crate::leaders::markup(brief.leaders.as_ref()))
                (crate::imported::markup(&brief.imported))
                (crate::reference::markup(&brief.reference))
                (slices(brief, "themes", "By theme", &brief.themes))
                (slices(brief, "theatres", "By theatre", &brief.theatres))
                (third_parties(brief))
                (crate::triads::markup(&brief.triads, &|date, who, right, words, quotes| {
                    row(brief, date, who, right, words, quotes)
                }))
                (crate::drivers::markup(&brief.drivers, &|date, who, right, words, quotes| {
                    row(brief, date, who, right, words, quotes)
                }))
                (outlook(brief))
                (crate::next::markup(brief.next.as_ref()))
                (differences(brief))
                (not_stated(brief))
                (coverage(brief))
                footer {
                    p {
                        "Every row opens to the words that it rests on, with their document and bytes. "
                        "Confidence is that of the extraction; it says nothing about truth. "
                        "Articles, outlets and origins are three numbers: copies of one text share an origin."
                    }
                    p { "Made by Detente " (env!("CARGO_PKG_VERSION")) "." }
                }
            }
        }
    };
    page.into_string()
}

fn head(brief: &Brief, title: &str) -> Markup {
    let coverage = &brief.coverage;
    html! {
        header {
            h1 { (title) }
            p.meta {
                @if coverage.articles == 0 {
                    (NO_ARTICLES)
                } @else {
                (count(coverage.articles, "article")) ", " (count(coverage.outlets.len(), "outlet")) ", "
                @if coverage.without_outlet > 0 { (coverage.without_outlet) " without a named outlet, " }
                (count(coverage.origins, "origin"))
                @if let (Some(first), Some(last)) = (&coverage.first, &coverage.last) {
                    ", published " (first) " to " (last)
                } @else {
                    ", without publication dates"
                }
                ". " (count(coverage.claims, "claim")) " about the two."
                }
                @if let Some(day) = brief.true_on { " Ties on " (day) "." }
                @if let Some(day) = brief.known_by { " As known by " (day) "." }
            }
            nav {
                @for (id, name) in [
                    ("namings", "What they are called"), ("ties", "Ties"), ("events", "Chronology"),
                    ("years", "By year"), ("themes", "By theme"), ("theatres", "By theatre"),
                    ("third", "Third parties"), ("drivers", "Drivers"), ("outlook", "Expected"), ("differences", "Disagreements"),
                    ("silence", "Not stated"), ("coverage", "Coverage"),
                ] {
                    a href={ "#" (id) } { (name) }
                }
                @if brief.leaders.is_some() { a href="#leaders" { "Leaders" } }
                @if !brief.imported.is_empty() { a href="#imported" { "Event data" } }
                @if !brief.reference.is_empty() { a href="#reference" { "Lists of ties" } }
                @if brief.next.is_some() { a href="#next" { "What is next" } }
            }
        }
    }
}

/// A row that opens to its quotes.
fn row(
    brief: &Brief,
    date: &str,
    who: &Markup,
    right: &str,
    words: &Markup,
    quotes: &[usize],
) -> Markup {
    html! {
        details.row {
            summary {
                span.date { (date) }
                span.who { (who) }
                span.right { (right) }
                span.words { (words) }
            }
            @for quote in quotes { (quotation(&brief.quotes[*quote])) }
        }
    }
}

fn quotation(quote: &Quote) -> Markup {
    let (start, end) = quote.trigger;
    let words = &quote.quote;
    html! {
        blockquote lang=(quote.language) {
            p { "“" (words[..start]) @if start < end { mark { (words[start..end]) } } (words[end..]) "”" }
            p.place {
                @if let Some(says) = &quote.says { "says " (says) " · " }
                (quote.modality) @if quote.polarity == "negative" { ", denied" } " · "
                @if let Some(outlet) = &quote.outlet { (outlet) ", " }
                @if let Some(title) = &quote.title { "“" (title) "”, " }
                @if let Some(when) = &quote.published { (when) ", " } @else { "undated, " }
                (quote.path) ", bytes " (quote.start) "–" (quote.end)
                " · " (format!("{:.2}", quote.score)) " (" (short_rule(&quote.rule)) ")"
            }
        }
    }
}

/// A rule's name with the first of the words that it takes one for another.
fn short_rule(rule: &str) -> String {
    let parts = rule.split(" ~ ").enumerate().map(|(place, part)| {
        // The first part begins with what is found, the language and the part of speech.
        let most = if place == 0 { 4 } else { 1 };
        let kept: Vec<&str> = part.split('/').take(most).collect();
        let more = if part.split('/').count() > most {
            "/…"
        } else {
            ""
        };
        format!("{}{more}", kept.join("/"))
    });
    parts.collect::<Vec<_>>().join(" ~ ")
}

fn namings(brief: &Brief) -> Markup {
    html! {
        section id="namings" {
            h2 { "What the sources call it" small { "closest first; denials beside what they deny" } }
            @if brief.namings.is_empty() { p.none { "No source names or judges the relationship." } }
            (charts::standings(&brief.namings))
            @for naming in &brief.namings { (naming_row(brief, naming)) }
        }
    }
}

fn naming_row(brief: &Brief, naming: &Naming) -> Markup {
    let words: Vec<String> = naming
        .words
        .iter()
        .take(6)
        .map(|word| format!("“{word}”"))
        .collect();
    let holders = holders_text(&naming.holders, &str::to_owned);
    let date = if naming.denied { "said not to be" } else { "" };
    let who = html! { (naming.standing.replace('-', " ")) };
    let words = html! { (words.join(", ")) " — " (holders) };
    row(
        brief,
        date,
        &who,
        &support_text(naming.support),
        &words,
        &naming.quotes,
    )
}

fn ties(brief: &Brief) -> Markup {
    html! {
        section id="ties" {
            h2 {
                "Ties"
                @if let Some(day) = brief.true_on { small { "on " (day) } }
                @else { small { "no day asked: what sources say stands, stood or is planned" } }
            }
            @if brief.ties.is_empty() { p.none { "No source states a tie between the two." } }
            @for tie in &brief.ties { (tie_row(brief, tie)) }
        }
    }
}

fn tie_row(brief: &Brief, tie: &TieEntry) -> Markup {
    let dates = tie_dates(tie).unwrap_or_else(|| "date not stated".to_owned());
    let class = match tie.state {
        TieState::InForce | TieState::Concluded => "tag coop",
        TieState::Denied | TieState::Disputed | TieState::Ended => "tag conf",
        _ => "tag",
    };
    let who = html! {
        (tie.kind.replace('-', " "))
        @if let Some(object) = &tie.object { ": " (object) }
        span class=(class) { (tie.state.as_str()) }
    };
    let words = html! { (tie.parties.join(", ")) " — “" (tie.words) "”" };
    row(
        brief,
        &dates,
        &who,
        &support_text(tie.support),
        &words,
        &tie.quotes,
    )
}

fn chronology(brief: &Brief) -> Markup {
    html! {
        section id="events" {
            h2 { "Chronology" small { "dates as precise as the sources give them" } }
            @if brief.chronology.is_empty() { p.none { "No source dates an event between the two." } }
            @for entry in &brief.chronology { (entry_row(brief, entry)) }
            @if !brief.undated.is_empty() {
                h2 { "Events without a date" small { "no source says when" } }
                @for entry in &brief.undated { (entry_row(brief, entry)) }
            }
        }
    }
}

fn entry_row(brief: &Brief, entry: &Entry) -> Markup {
    let date = entry.date.as_deref().map(date_text);
    let date = date.as_deref().unwrap_or("not stated");
    let who = html! {
        (entry.sources.join(", "))
        @if !entry.targets.is_empty() && entry.targets != entry.sources { " → " (entry.targets.join(", ")) }
        span.tag {
            (entry.kind)
            @if let Some(deed) = &entry.deed { ": " (deed.to_lowercase()) }
            @else if let Some(mode) = &entry.mode { " " (mode) }
        }
        @if entry.denied { span class="tag conf" { "denied" } }
        @if entry.doubtful {
            span.tag title="More likely misread than read rightly: no reading of it scores one half." { "doubtful reading" }
        }
        @if entry.modality != "asserted" { span.tag { (entry.modality) } }
    };
    let words = html! {
        "“" (entry.words) "”"
        @if let Some(says) = &entry.says { " — says " (says) }
        @if !entry.also.is_empty() { br; (also_text(entry)) }
    };
    row(
        brief,
        date,
        &who,
        &support_text(entry.support),
        &words,
        &entry.quotes,
    )
}

fn slices(brief: &Brief, id: &str, title: &str, slices: &[Slice]) -> Markup {
    html! {
        section id=(id) {
            h2 { (title) small { "events and ties that are said to have happened or to stand" } }
            @if slices.is_empty() { p.none { "Nothing is stated." } }
            @else { (charts::slices(slices)) }
            @for slice in slices {
                @let right = format!("{} cooperative, {} conflictual", slice.cooperation, slice.conflict);
                (row(brief, "", &html! { (slice.name) }, &right, &html! {}, &slice.quotes))
            }
        }
    }
}

fn third_parties(brief: &Brief) -> Markup {
    let text = |party: &ThirdParty| {
        html! {
            (brief.a.name) ": " (party.cooperation_a) " cooperative, " (party.conflict_a) " conflictual · "
            (brief.b.name) ": " (party.cooperation_b) " cooperative, " (party.conflict_b) " conflictual"
        }
    };
    html! {
        section id="third" {
            h2 { "Third parties" small { "who deals with both, by events and ties" } }
            @if brief.third_parties.is_empty() { p.none { "No source names a third party that deals with both." } }
            @for party in &brief.third_parties {
                (row(brief, "", &html! { (party.name) }, "", &text(party), &party.quotes))
            }
        }
    }
}

fn outlook(brief: &Brief) -> Markup {
    html! {
        section id="outlook" {
            h2 { "Expected, aimed at or held possible" small { "by whom; not what happened" } }
            @if brief.outlook.is_empty() { p.none { "No source says." } }
            @for entry in &brief.outlook { (entry_row(brief, entry)) }
        }
    }
}

fn differences(brief: &Brief) -> Markup {
    html! {
        section id="differences" {
            h2 { "What sources disagree on" small { "both sides are named; the newer one does not win" } }
            @if brief.differences.is_empty() { p.none { "No disagreement was found." } }
            @for pairs in brief.disagreements() {
                h3 { (pairs[0].matter) ": " (pairs[0].rule) }
                @for difference in pairs { (difference_row(brief, difference)) }
            }
        }
    }
}

fn difference_row(brief: &Brief, difference: &Difference) -> Markup {
    html! {
        details.row.pair {
            summary {
                span { (difference.holder_a) " ≠ " (difference.opposite()) }
            }
            div.sides {
                (quotation(&brief.quotes[difference.a]))
                (quotation(&brief.quotes[difference.b]))
            }
        }
    }
}

fn not_stated(brief: &Brief) -> Markup {
    html! {
        section id="silence" {
            h2 { "Not stated" }
            @if brief.not_stated.is_empty() {
                p.none { "Every kind of tie is affirmed or denied by some source." }
            } @else {
                p {
                    "No source here affirms or denies, between the two: "
                    (brief.not_stated.iter().map(|kind| kind.replace('-', " ")).collect::<Vec<_>>().join(", "))
                    ". That is no \"no\"."
                }
            }
        }
    }
}

fn coverage(brief: &Brief) -> Markup {
    let coverage = &brief.coverage;
    html! {
        section id="coverage" {
            h2 { "Coverage" }
            table {
                (coverage_row("Articles", &coverage.articles.to_string()))
                (coverage_row("… that say something about the two", &coverage.relevant.to_string()))
                (coverage_row("Outlets", &if coverage.outlets.is_empty() { "none is named".to_owned() } else { coverage.outlets.join(", ") }))
                (coverage_row("Articles without a named outlet", &coverage.without_outlet.to_string()))
                (coverage_row("Origins (articles not mostly copied from another)", &coverage.origins.to_string()))
                (coverage_row("First publication", coverage.first.as_deref().unwrap_or("not known")))
                (coverage_row("Last publication", coverage.last.as_deref().unwrap_or("not known")))
                (coverage_row("Articles without a date", &coverage.undated.to_string()))
                (coverage_row("Languages", &coverage.languages.iter().map(|(language, n)| format!("{language} {n}")).collect::<Vec<_>>().join(", ")))
            }
        }
    }
}

fn coverage_row(name: &str, value: &str) -> Markup {
    html! { tr { th scope="row" { (name) } td { (value) } } }
}
