//! `detente events`: those that documents report and those of data sets, in one list.

use detente_casebook::{Casebook, ImportedActor, ImportedRecord, Record};
use detente_model::When;
use serde::Serialize;

use super::list::Lister;
use crate::args::{Common, List};
use crate::failure::Ending;
use crate::filters::{Kinds, filter};
use crate::layout::Column;
use crate::listed::{Listed, date, date_fields, plural};

/// An event, wherever it comes from.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Happening {
    Coded(Box<Record>),
    Imported(Box<ImportedRecord>),
}

impl Happening {
    /// By when it is listed: undated ones come last.
    fn first_day(&self) -> (bool, Option<detente_model::Day>) {
        let when = match self {
            Self::Coded(record) => record.said.when.as_ref(),
            Self::Imported(record) => record.when.as_ref(),
        };
        let day = when.and_then(|when| when.start().or_else(|| When::end(when)));
        (day.is_none(), day)
    }
}

/// `detente events`.
pub(crate) fn events(list: &List, common: &Common) -> anyhow::Result<Ending> {
    let casebook = Casebook::open_read_only(&list.plain.casebook)?;
    let filter = filter(list, Kinds::Events, &casebook)?;
    let mut lister = Lister::new::<Happening>(&list.plain, common)?;
    if list.plain.limit == Some(0) {
        return lister.finish();
    }
    // Documents report few events beside a data set: they wait, and the data sets stream past.
    let most = list.plain.limit.unwrap_or(usize::MAX);
    let mut coded = Vec::new();
    casebook.for_each_record("event", &filter, |record| {
        coded.push(Happening::Coded(Box::new(record)));
        Ok(coded.len() < most)
    })?;
    let mut coded = coded.into_iter().peekable();
    let mut failed = None;
    let mut wanted = true;
    casebook.for_each_imported(&filter, |record| {
        let imported = Happening::Imported(Box::new(record));
        while wanted {
            let next = coded.next_if(|coded| coded.first_day() <= imported.first_day());
            let Some(next) = next else { break };
            wanted = lister.take(&next).unwrap_or_else(|error| {
                failed = Some(error);
                false
            });
        }
        if wanted {
            wanted = lister.take(&imported).unwrap_or_else(|error| {
                failed = Some(error);
                false
            });
        }
        Ok(wanted)
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    while wanted && let Some(next) = coded.next() {
        wanted = lister.take(&next)?;
    }
    lister.finish()
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

impl Listed for Happening {
    const COLUMNS: &'static [Column] = <Record as Listed>::COLUMNS;
    const FIELDS: &'static [&'static str] = <Record as Listed>::FIELDS;

    fn cells(&self) -> Vec<String> {
        match self {
            Self::Coded(record) => record.cells(),
            Self::Imported(record) => {
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
        }
    }

    fn words(&self) -> Option<&str> {
        match self {
            Self::Coded(record) => record.words(),
            Self::Imported(record) => record.evidence.first()?.quote.as_deref(),
        }
    }

    fn place(&self) -> Option<String> {
        let record = match self {
            Self::Coded(record) => return record.place(),
            Self::Imported(record) => record,
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
        let record = match self {
            Self::Coded(record) => return record.fields(),
            Self::Imported(record) => record,
        };
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
}
