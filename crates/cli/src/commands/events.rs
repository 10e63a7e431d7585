//! `detente events`: those that documents report and those of data sets, in one list.

use detente_casebook::{Casebook, Chief, Happening, ImportedActor, ImportedRecord, Joined, Record};

use super::list::Lister;
use crate::args::{Common, List};
use crate::failure::Ending;
use crate::filters::{Kinds, filter};
use crate::layout::Column;
use crate::listed::{Listed, date, date_fields, plural};

/// `detente events`.
pub(crate) fn events(list: &List, common: &Common) -> anyhow::Result<Ending> {
    let casebook = Casebook::open_read_only(&list.plain.casebook)?;
    let filter = filter(list, Kinds::Events, &casebook)?;
    let mut lister = Lister::new::<Happening>(&list.plain, common)?;
    if list.plain.limit == Some(0) {
        return lister.finish();
    }
    let most = list.plain.limit.unwrap_or(usize::MAX);
    let mut failed = None;
    casebook.for_each_happening(&filter, most, |happening| {
        Ok(lister.take(&happening).unwrap_or_else(|error| {
            failed = Some(error);
            false
        }))
    })?;
    match failed {
        Some(error) => Err(error),
        None => lister.finish(),
    }
}

fn names(actors: &[ImportedActor]) -> String {
    let mut names: Vec<&str> = actors.iter().map(|actor| actor.text.as_str()).collect();
    names.dedup();
    names.join(", ")
}

fn who(record: &ImportedRecord) -> String {
    let (source, target) = (names(&record.source), names(&record.target));
    match (record.source == record.target, target.is_empty()) {
        (true, _) if !source.is_empty() => source,
        (_, true) => source,
        _ => format!("{source} → {target}"),
    }
}

fn imported_cells(record: &ImportedRecord) -> Vec<String> {
    let what = match (&record.kind, &record.mode) {
        (Some(kind), Some(mode)) => format!("{kind} {mode}"),
        (Some(kind), None) => kind.clone(),
        (None, _) => format!("({})", record.code),
    };
    vec![
        date(record.when.as_ref()),
        what,
        record.dataset.clone(),
        who(record),
    ]
}

/// What each source tells, and what they add up to, a line each.
fn sources(joined: &Joined) -> String {
    let mut lines = Vec::new();
    let (counts, documents) = match &joined.chief {
        Chief::Coded(record) => (
            [
                record.articles as u64,
                record.outlets as u64,
                record.origins as u64,
            ],
            record
                .evidence
                .first()
                .map(|words| format!("{}:{}-{}", words.path, words.start, words.end)),
        ),
        Chief::Imported(record) => (
            [
                record.articles,
                record.outlets as u64,
                record.origins as u64,
            ],
            None,
        ),
    };
    for report in &joined.reports {
        let place = match report.evidence.first() {
            Some(first) => Some(format!("{}:{}", first.path, first.row)),
            None => documents.clone(),
        };
        let rows = (report.claims > 1).then(|| plural(report.claims as u64, "report"));
        let dead = report
            .deaths
            .map(|deaths| plural(u64::from(deaths), "death"));
        let parts = [
            Some(date(report.when.as_ref())),
            report.code.clone(),
            dead,
            rows,
            place,
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        lines.push(format!("{}: {}", report.source, parts.join(", ")));
    }
    let [articles, outlets, origins] = counts;
    lines.push(
        [
            (articles, "article"),
            (outlets, "outlet"),
            (origins, "origin"),
        ]
        .map(|(count, what)| plural(count, what))
        .join(", "),
    );
    if joined.consensus.dates.len() > 1 {
        let told = joined.consensus.dates.iter().map(|told| {
            let by = plural(told.origins as u64, "origin");
            format!(
                "{} by {by} ({})",
                date(Some(&told.when)),
                told.sources.join(", ")
            )
        });
        lines.push(format!("dates: {}", told.collect::<Vec<_>>().join("; ")));
    }
    if let Some(deaths) = joined.consensus.deaths.filter(|deaths| deaths.sources > 1) {
        lines.push(format!(
            "deaths: {} in the middle, {} to {}, of {} sources",
            deaths.median, deaths.low, deaths.high, deaths.sources
        ));
    }
    let joins = joined
        .judged
        .iter()
        .map(|judged| format!("one event by {}: {}", judged.made_by, judged.reason));
    lines.extend(joins);
    lines.join("\n")
}

impl Listed for Happening {
    const COLUMNS: &'static [Column] = <Record as Listed>::COLUMNS;
    const FIELDS: &'static [&'static str] = <Record as Listed>::FIELDS;

    fn cells(&self) -> Vec<String> {
        match self {
            Self::Coded(record) => record.cells(),
            Self::Imported(record) => imported_cells(record),
            Self::Joined(joined) => {
                let mut cells = match &joined.chief {
                    Chief::Coded(record) => record.cells(),
                    Chief::Imported(record) => imported_cells(record),
                };
                cells[2] = plural(joined.reports.len() as u64, "source");
                cells
            }
        }
    }

    fn words(&self) -> Option<&str> {
        match self {
            Self::Coded(record) => record.words(),
            Self::Imported(record) => record.evidence.first()?.quote.as_deref(),
            Self::Joined(joined) => match &joined.chief {
                Chief::Coded(record) => record.words(),
                Chief::Imported(record) => record.evidence.first()?.quote.as_deref(),
            },
        }
    }

    fn place(&self) -> Option<String> {
        let record = match self {
            Self::Coded(record) => return record.place(),
            Self::Imported(record) => record,
            Self::Joined(joined) => return Some(sources(joined)),
        };
        let first = record.evidence.first()?;
        let outlet = first
            .outlet
            .as_ref()
            .map_or(String::new(), |outlet| format!(" ({outlet})"));
        let place = format!("{}:{}{outlet}", first.path, first.row);
        if record.claims == 1 {
            return Some(place);
        }
        let counts = [
            (record.claims as u64, "report"),
            (record.outlets as u64, "outlet"),
        ];
        let counts = counts.map(|(count, what)| plural(count, what));
        Some(format!("{place}\n{}", counts.join(", ")))
    }

    fn fields(&self) -> Vec<String> {
        match self {
            Self::Coded(record) => record.fields(),
            Self::Imported(record) => imported_fields(record),
            Self::Joined(joined) => match &joined.chief {
                Chief::Coded(record) => record.fields(),
                Chief::Imported(record) => imported_fields(record),
            },
        }
    }
}

fn imported_fields(record: &ImportedRecord) -> Vec<String> {
    let plain = |text: &Option<String>| text.clone().unwrap_or_default();
    let parties = |role: &str, actors: &[ImportedActor]| {
        let name =
            |actor: &ImportedActor| actor.actor.clone().unwrap_or_else(|| actor.text.clone());
        let parties = actors.iter().map(|actor| format!("{role}:{}", name(actor)));
        parties.collect::<Vec<_>>()
    };
    let all = [
        parties("source", &record.source),
        parties("target", &record.target),
    ]
    .concat();
    let mut fields = vec![
        record.id.clone(),
        record.about.to_owned(),
        plain(&record.kind),
        plain(&record.mode),
        plain(&record.cameo),
        all.join("; "),
        String::new(),
        String::new(),
    ];
    fields.extend(date_fields(record.when.as_ref()));
    fields.extend([
        record.modality.to_string(),
        record.polarity.to_owned(),
        String::new(),
        record.theme.join("; "),
        String::new(),
        String::new(),
        record.rule.clone(),
        record.claims.to_string(),
        record.articles.to_string(),
        record.outlets.to_string(),
        record.origins.to_string(),
    ]);
    let first = record.evidence.first();
    fields.extend([
        first.map_or(String::new(), |first| first.path.clone()),
        first.map_or(String::new(), |first| first.start.to_string()),
        first.map_or(String::new(), |first| first.end.to_string()),
        first
            .and_then(|first| first.quote.clone())
            .unwrap_or_default(),
    ]);
    fields
}
