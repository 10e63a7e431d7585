use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::words::{
    NO_ARTICLES, also_text, count, date_text, holders_text, support_text, tie_dates,
};
use crate::{Brief, Coverage, Difference, Entry, Naming, Slice, ThirdParty, TieEntry, YearCount};

/// How a brief is set on a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Columns, 60 at the least.
    pub width: usize,
    /// Whether to use colour and weight.
    pub colour: bool,
    /// Rows of a section that are shown at the most.
    pub rows: usize,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            width: 80,
            colour: false,
            rows: 25,
        }
    }
}

/// Quotes that a row of the terminal names.
const NAMED_QUOTES: usize = 3;
/// Pairs of sides that are shown of one way to disagree.
const PAIRS: usize = 6;
/// Characters of the name of a side: two stand in one line.
const HOLDER: usize = 30;

/// Sets a brief for reading on a terminal: sections of rows, each with the numbers of its quotes,
/// which stand in full at the end.
pub fn render_terminal(brief: &Brief, page: Page) -> String {
    let page = Page {
        width: page.width.max(60),
        ..page
    };
    let mut sheet = Sheet {
        page,
        out: String::new(),
        passages: passages(brief),
        numbers: BTreeMap::new(),
        order: Vec::new(),
    };
    sheet.head(brief);
    sheet.coverage(&brief.coverage);
    sheet.section(
        "What the sources call it",
        "No source names or judges the relationship",
        &brief.namings,
        Sheet::naming,
    );
    sheet.ties(brief);
    sheet.section(
        "What happened",
        "No source dates an event between the two",
        &brief.chronology,
        Sheet::event,
    );
    sheet.section(
        "What happened, without a date in any source",
        "",
        &brief.undated,
        Sheet::event,
    );
    sheet.years(&brief.years);
    for line in crate::leaders::lines(brief.leaders.as_ref(), sheet.page.width) {
        sheet.line(&line);
    }
    for line in crate::imported::lines(&brief.imported) {
        sheet.line(&line);
    }
    for line in crate::reference::lines(&brief.reference) {
        sheet.line(&line);
    }
    sheet.slices("By theme", &brief.themes);
    sheet.slices("By theatre", &brief.theatres);
    sheet.third_parties(brief);
    sheet.triads(brief);
    sheet.drivers(brief);
    sheet.section(
        "What is expected, aimed at or held possible",
        "No source says",
        &brief.outlook,
        Sheet::outlook,
    );
    if let Some(next) = &brief.next {
        for line in crate::next::lines(next, sheet.page.width) {
            sheet.line(&line);
        }
    }
    sheet.section(
        "What sources disagree on",
        "No disagreement was found",
        &brief.disagreements(),
        Sheet::disagreement,
    );
    sheet.not_stated(&brief.not_stated);
    sheet.words(brief);
    sheet.out
}

struct Sheet {
    page: Page,
    out: String,
    /// For each quote, the first that has the same words at the same place.
    passages: Vec<usize>,
    numbers: BTreeMap<usize, usize>,
    order: Vec<usize>,
}

impl Sheet {
    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    fn styled(&self, code: &str, text: &str) -> String {
        if self.page.colour {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    fn wrapped(&mut self, first: &str, rest: &str, text: &str) {
        let options = textwrap::Options::new(self.page.width)
            .initial_indent(first)
            .subsequent_indent(rest);
        for line in textwrap::wrap(text, options) {
            self.line(&line);
        }
    }

    /// The numbers of quotes, as `[1] [2]`, given in the order in which rows first name them; what
    /// stands in one passage has one number.
    fn references(&mut self, quotes: &[usize]) -> String {
        let mut passages: Vec<usize> = Vec::new();
        for quote in quotes {
            let passage = self.passages[*quote];
            if !passages.contains(&passage) {
                passages.push(passage);
            }
        }
        let mut text = String::new();
        for passage in passages.iter().take(NAMED_QUOTES) {
            let next = self.order.len() + 1;
            let number = *self.numbers.entry(*passage).or_insert(next);
            if number == next {
                self.order.push(*passage);
            }
            let _ = write!(text, " [{number}]");
        }
        if passages.len() > NAMED_QUOTES {
            let _ = write!(text, " +{}", passages.len() - NAMED_QUOTES);
        }
        text
    }

    fn title(&mut self, title: &str) {
        self.out.push('\n');
        let title = self.styled("1", &title.to_uppercase());
        self.line(&title);
    }

    fn section<T>(&mut self, title: &str, none: &str, rows: &[T], row: fn(&mut Self, &T)) {
        if rows.is_empty() && none.is_empty() {
            return;
        }
        self.title(title);
        if rows.is_empty() {
            self.line(&format!("  {none}."));
        }
        for item in rows.iter().take(self.page.rows) {
            row(self, item);
        }
        self.more(rows.len());
    }

    fn more(&mut self, rows: usize) {
        if rows > self.page.rows {
            let more = format!(
                "  … and {} more: see --html or --json",
                rows - self.page.rows
            );
            let more = self.styled("2", &more);
            self.line(&more);
        }
    }

    fn head(&mut self, brief: &Brief) {
        let title = self.styled("1", &format!("{} and {}", brief.a.name, brief.b.name));
        self.line(&title);
        let on = brief.true_on.map(|day| format!("ties on {day}"));
        let by = brief.known_by.map(|day| format!("as known by {day}"));
        let view: Vec<String> = on.into_iter().chain(by).collect();
        if !view.is_empty() {
            self.line(&view.join(", "));
        }
    }

    fn coverage(&mut self, coverage: &Coverage) {
        if coverage.articles == 0 {
            self.wrapped("", "", NO_ARTICLES);
            return;
        }
        let dates = match (&coverage.first, &coverage.last) {
            (Some(first), Some(last)) => format!("published {first} to {last}"),
            _ => "without publication dates".to_owned(),
        };
        let undated = match coverage.undated {
            0 => String::new(),
            some if some == coverage.articles => String::new(),
            some => format!(" ({some} undated)"),
        };
        let languages: Vec<String> = coverage
            .languages
            .iter()
            .map(|(language, count)| format!("{count} {language}"))
            .collect();
        let unnamed = match coverage.without_outlet {
            0 => String::new(),
            some => format!(", {some} without a named outlet"),
        };
        let text = format!(
            "{} ({}), {}{unnamed}, {}, {dates}{undated}. {} about the two in {}.",
            count(coverage.articles, "article"),
            languages.join(", "),
            count(coverage.outlets.len(), "outlet"),
            count(coverage.origins, "origin"),
            count(coverage.claims, "claim"),
            count(coverage.relevant, "article"),
        );
        self.wrapped("", "", &text);
    }

    fn naming(&mut self, naming: &Naming) {
        let not = if naming.denied { "not: " } else { "" };
        let head = format!("  {not}{}", naming.standing);
        self.row(&head, &support_text(naming.support));
        let words: Vec<String> = naming
            .words
            .iter()
            .take(5)
            .map(|word| format!("“{word}”"))
            .collect();
        let holders = holders_text(&naming.holders, &|holder| shorten(holder, 40));
        let references = self.references(&naming.quotes);
        let text = format!("{} — {holders}{references}", words.join(", "));
        self.wrapped("    ", "    ", &text);
    }

    /// A row with something at its right margin, on a line of its own where there is no room.
    fn row(&mut self, left: &str, right: &str) {
        let used = textwrap::core::display_width(left) + textwrap::core::display_width(right) + 2;
        if used <= self.page.width {
            let gap = " ".repeat(self.page.width - used + 2);
            let right = self.styled("2", right);
            self.line(&format!("{left}{gap}{right}"));
        } else {
            self.wrapped("", "    ", left);
            for line in textwrap::wrap(right, self.page.width.saturating_sub(4)) {
                let line = self.styled("2", &line);
                self.line(&format!("    {line}"));
            }
        }
    }

    fn ties(&mut self, brief: &Brief) {
        let title = match brief.true_on {
            Some(day) => format!("Ties on {day}"),
            None => "Ties".to_owned(),
        };
        self.section(
            &title,
            "No source states a tie between the two",
            &brief.ties,
            Self::tie,
        );
    }

    fn tie(&mut self, tie: &TieEntry) {
        let object = tie
            .object
            .as_ref()
            .map_or(String::new(), |object| format!(": {object}"));
        let head = format!("  {}{object}", tie.kind);
        let dates = tie_dates(tie).map_or(String::new(), |dates| format!(" {dates}"));
        self.row(&head, &format!("{}{dates}", tie.state.as_str()));
        let references = self.references(&tie.quotes);
        let text = format!("{} — “{}”{references}", tie.parties.join(", "), tie.words);
        self.wrapped("    ", "    ", &text);
    }

    fn event(&mut self, entry: &Entry) {
        let date = entry.date.as_deref().map(date_text).unwrap_or_default();
        let head = format!("  {date:<11} {}", who(entry));
        self.row(&head, &action(entry));
        let denied = if entry.denied { "denied: " } else { "" };
        let doubt = if entry.doubtful {
            "doubtful reading: "
        } else {
            ""
        };
        let says = entry
            .says
            .as_ref()
            .map_or(String::new(), |says| format!(" (says {says})"));
        let references = self.references(&entry.quotes);
        self.wrapped(
            "    ",
            "    ",
            &format!("{doubt}{denied}“{}”{says}{references}", entry.words),
        );
        if !entry.also.is_empty() {
            self.wrapped("    ", "    ", &also_text(entry));
        }
    }

    fn outlook(&mut self, entry: &Entry) {
        let denied = if entry.denied { "not " } else { "" };
        let date = entry
            .date
            .as_ref()
            .map_or(String::new(), |date| format!(" for {}", date_text(date)));
        let head = format!("  {denied}{}{date}: {}", entry.modality, who(entry));
        self.row(&head, &action(entry));
        let says = entry
            .says
            .as_ref()
            .map_or(String::new(), |says| format!(" (says {says})"));
        let references = self.references(&entry.quotes);
        self.wrapped(
            "    ",
            "    ",
            &format!("“{}”{says}{references}", entry.words),
        );
    }

    fn years(&mut self, years: &[YearCount]) {
        if years.is_empty() {
            return;
        }
        self.title("Cooperation and conflict by year");
        let head =
            "  year   words + deeds of cooperation   words + deeds of conflict   wider dates";
        let head = self.styled("2", head);
        self.line(&head);
        for year in years {
            self.line(&format!(
                "  {:<6} {:>5} + {:<5} {:<14} {:>6} + {:<5} {:<11} {:>4}",
                year.year,
                year.verbal_cooperation,
                year.material_cooperation,
                bar(year.verbal_cooperation + year.material_cooperation),
                year.verbal_conflict,
                year.material_conflict,
                bar(year.verbal_conflict + year.material_conflict),
                year.wider,
            ));
        }
    }

    fn slices(&mut self, title: &str, slices: &[Slice]) {
        if slices.is_empty() {
            return;
        }
        self.title(&format!("{title} (events and ties: cooperation, conflict)"));
        for slice in slices.iter().take(self.page.rows) {
            let references = self.references(&slice.quotes);
            self.line(&format!(
                "  {:<28} {:>5} {:>5}  {}",
                shorten(&slice.name, 28),
                slice.cooperation,
                slice.conflict,
                references.trim_start()
            ));
        }
    }

    fn third_parties(&mut self, brief: &Brief) {
        if brief.third_parties.is_empty() {
            return;
        }
        self.title("Third parties (cooperation, conflict)");
        let (a, b) = (shorten(&brief.a.name, 16), shorten(&brief.b.name, 16));
        let head = format!("  {:<26} {a:>16}  {b:>16}", "");
        let head = self.styled("2", &head);
        self.line(&head);
        for party in brief.third_parties.iter().take(self.page.rows) {
            let references = self.references(&party.quotes);
            let row = third_party(party);
            let below = " ".repeat(if self.page.width < 75 {
                4
            } else {
                row.chars().count()
            });
            match references.trim_start() {
                "" => self.line(&row),
                references => self.wrapped(&row, &below, references),
            }
        }
    }

    fn drivers(&mut self, brief: &Brief) {
        self.title(&format!(
            "{} ({})",
            crate::drivers::TITLE,
            crate::drivers::NOTE
        ));
        self.numbered(crate::drivers::lines(&brief.drivers));
    }

    fn triads(&mut self, brief: &Brief) {
        if !brief.triads.is_empty() {
            self.title(crate::triads::TITLE);
            self.numbered(crate::triads::lines(&brief.triads));
        }
    }

    /// Lines with the numbers of their quotes.
    fn numbered(&mut self, lines: Vec<crate::drivers::Line>) {
        for line in lines {
            let indent = "  ".repeat(line.depth);
            let references = self.references(&line.quotes);
            let text = format!("{}{references}", line.text);
            self.wrapped(&indent, &format!("{indent}  "), &text);
        }
    }

    fn disagreement(&mut self, pairs: &&[Difference]) {
        let rule = format!("{}: {}", pairs[0].matter, pairs[0].rule);
        self.wrapped("  ", "    ", &rule);
        for difference in pairs.iter().take(PAIRS) {
            let a = self.references(&[difference.a]);
            let b = self.references(&[difference.b]);
            let one = shorten(&difference.holder_a, HOLDER);
            let other = shorten(difference.opposite(), HOLDER);
            self.wrapped("    ", "      ", &format!("{one}{a} ≠ {other}{b}"));
        }
        if pairs.len() > PAIRS {
            let more = format!("    … and {} more pairs of them", pairs.len() - PAIRS);
            let more = self.styled("2", &more);
            self.line(&more);
        }
    }

    fn not_stated(&mut self, kinds: &[String]) {
        if kinds.is_empty() {
            return;
        }
        self.title("Not stated");
        let text = format!(
            "No source here affirms or denies, between the two: {}.",
            kinds.join(", ")
        );
        self.wrapped("  ", "  ", &text);
    }

    fn words(&mut self, brief: &Brief) {
        if self.order.is_empty() {
            return;
        }
        self.title("Words");
        for (place, quote) in self.order.clone().into_iter().enumerate() {
            let quote = &brief.quotes[quote];
            let number = format!("  [{}] ", place + 1);
            let indent = " ".repeat(number.len());
            let words: Vec<&str> = quote.quote.split_whitespace().collect();
            self.wrapped(&number, &indent, &format!("“{}”", words.join(" ")));
            let outlet = quote
                .outlet
                .as_ref()
                .map_or(String::new(), |outlet| format!("{outlet}, "));
            let date = quote
                .published
                .as_ref()
                .map_or(String::new(), |when| format!("{when}, "));
            let place = format!("{outlet}{date}{}:{}-{}", quote.path, quote.start, quote.end);
            let place = self.styled("2", &place);
            self.line(&format!("{indent}{place}"));
        }
    }
}

/// For each quote of a brief, the first that has the same words at the same place.
fn passages(brief: &Brief) -> Vec<usize> {
    let mut first = BTreeMap::new();
    let quotes = brief.quotes.iter().enumerate();
    quotes
        .map(|(place, quote)| {
            let passage = (quote.path.as_str(), quote.start, quote.end);
            *first.entry(passage).or_insert(place)
        })
        .collect()
}

fn third_party(party: &ThirdParty) -> String {
    format!(
        "  {:<26} {:>9} {:>6}  {:>9} {:>6}  ",
        shorten(&party.name, 26),
        party.cooperation_a,
        party.conflict_a,
        party.cooperation_b,
        party.conflict_b,
    )
}

fn who(entry: &Entry) -> String {
    if entry.targets.is_empty() || entry.targets == entry.sources {
        entry.sources.join(", ")
    } else {
        format!(
            "{} → {}",
            entry.sources.join(", "),
            entry.targets.join(", ")
        )
    }
}

fn action(entry: &Entry) -> String {
    match (&entry.deed, &entry.mode) {
        (Some(deed), _) => format!("{}: {}", entry.kind, deed.to_lowercase()),
        (None, Some(mode)) => format!("{} {mode}", entry.kind),
        (None, None) => entry.kind.clone(),
    }
}

/// One mark an event up to twelve; after that, the marks stand for no more.
fn bar(events: usize) -> String {
    "▪".repeat(events.min(12))
}

fn shorten(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}
