//! Events of data sets as lists show them: the fields of the contract, with the row behind each.

use detente_feeds::{DayNumber, Format, find_stream, record_at, themes_of};
use detente_model::{ActorId, Basis, Knowledge, Modality, Precision, When};
use detente_store::{
    Direction, FeedDeedRow, FeedEvent, FeedFilter, FeedParty, FeedReport, Filter, Store,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use crate::{Casebook, Error};

/// An actor of an event of a data set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedActor {
    /// As the data set writes it.
    pub text: String,
    /// Our actor: itself, else the state that it speaks for; `null` where neither is known.
    pub actor: Option<String>,
    /// What the actor is.
    #[serde(rename = "type")]
    pub kind: Option<&'static str>,
    /// The state.
    pub country: Option<String>,
    /// A CAMEO-style code.
    pub code: Option<String>,
    /// The role part of the code.
    pub sector: Option<String>,
}

/// A row of a data set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedEvidence {
    /// The path of the file, as it was given.
    pub path: String,
    /// The first byte of the row, in the unpacked file.
    pub start: u64,
    /// The byte after its last.
    pub end: u64,
    /// The row; `null` where it was not kept and the file is gone or has changed.
    pub quote: Option<String>,
    /// The data set.
    pub dataset: String,
    /// The line of the file, from 1.
    pub row: u32,
    /// Who published it, where the data set says.
    pub outlet: Option<String>,
    /// When, where the data set says.
    pub published: Option<When>,
}

/// A stretch of bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ImportedSpan {
    /// The first byte.
    pub start: u64,
    /// The byte after the last.
    pub end: u64,
}

/// An event of a data set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImportedRecord {
    /// Its id.
    pub id: String,
    /// `event`.
    pub about: &'static str,
    /// The PLOVER type; `null` for statements, which PLOVER leaves out.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The PLOVER mode.
    pub mode: Option<String>,
    /// PLOVER contexts.
    pub context: Vec<String>,
    /// The CAMEO code.
    pub cameo: Option<String>,
    /// The code as the data set writes it.
    pub code: String,
    /// The ontology of that code.
    pub ontology: String,
    /// How close the code and the PLOVER type are: `exact`, `broad`, `narrow`; `null` where PLOVER
    /// is what was written.
    pub relation: Option<String>,
    /// Who did it.
    pub source: Vec<ImportedActor>,
    /// To whom; the same actors as `source` where both did it.
    pub target: Vec<ImportedActor>,
    /// Whether the data set says who did it to whom.
    pub directed: bool,
    /// When.
    pub when: Option<When>,
    /// `asserted`.
    pub modality: Modality,
    /// `positive`.
    pub polarity: &'static str,
    /// Nobody: data sets do not say.
    pub says: Option<String>,
    /// Themes, by the contexts.
    pub theme: Vec<&'static str>,
    /// Theatres; none.
    pub theatre: Vec<String>,
    /// The row.
    pub trigger: ImportedSpan,
    /// The rows, by file and line.
    pub evidence: Vec<ImportedEvidence>,
    /// Confidence of the extraction; not known.
    pub score: Option<f64>,
    /// Where it comes from.
    pub rule: String,
    /// The data set.
    pub dataset: String,
    /// The Goldstein value, -10 to 10.
    pub goldstein: Option<f64>,
    /// The intensity of PLOVER data sets, -10 to 10.
    pub intensity: Option<f64>,
    /// Deaths, the most that a row gives.
    pub deaths: Option<u32>,
    /// Rows.
    pub claims: usize,
    /// Articles, as the data set counts them, else rows.
    pub articles: u64,
    /// Named outlets.
    pub outlets: usize,
    /// Texts, at the most: distinct outlets, or, where there are mentions, distinct places of the
    /// words in the article.
    pub origins: usize,
}

impl Casebook {
    /// Hands the events of data sets that pass `filter` to `take`, the earliest first, until it
    /// returns `false`.
    ///
    /// # Errors
    /// If the casebook cannot be read, or `take` fails.
    pub fn for_each_imported(
        &self,
        filter: &Filter,
        mut take: impl FnMut(ImportedRecord) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let Some(wanted) = feed_filter(filter) else {
            return Ok(());
        };
        let mut desk = Desk::new(self)?;
        self.store
            .for_each_feed_event(&wanted, |event| take(desk.record(event)?))
    }
}

/// The same conditions over data sets; none where they have nothing of the kind.
pub(crate) fn feed_filter(filter: &Filter) -> Option<FeedFilter> {
    let other = filter.document.is_some()
        || filter.record.is_some()
        || filter.words.is_some()
        || filter.either.is_some()
        || !filter.theatres.is_empty()
        || filter
            .about
            .as_deref()
            .is_some_and(|about| about != "event")
        || filter
            .modality
            .is_some_and(|modality| modality != Modality::Asserted);
    if other {
        return None;
    }
    let contexts = filter.theme.as_ref().map(|theme| {
        let all = detente_model::Ontology::builtin().contexts();
        let fits = |context: &&str| themes_of([*context]).contains(&theme.as_str());
        let fitting = all.map(detente_model::Context::as_str).filter(fits);
        fitting.map(str::to_owned).collect()
    });
    Some(FeedFilter {
        dataset: None,
        actor: filter.actor.as_ref().map(ToString::to_string),
        pair: filter
            .pair
            .as_ref()
            .map(|(a, b)| (a.to_string(), b.to_string())),
        key: None,
        kind: filter.kind.clone(),
        contexts,
        from: filter.from.max(filter.true_on),
        to: filter.to.into_iter().chain(filter.true_on).min(),
        known_by: filter.known_by,
    })
}

/// Looks up deeds and rows.
pub(crate) struct Desk<'c> {
    knowledge: &'c Knowledge,
    deeds: BTreeMap<i64, FeedDeedRow>,
    rows: Rows<'c>,
}

impl<'c> Desk<'c> {
    pub(crate) fn new(casebook: &'c Casebook) -> Result<Self, Error> {
        Ok(Self {
            knowledge: casebook.knowledge(),
            deeds: casebook.store.feed_deeds()?.into_iter().collect(),
            rows: Rows {
                store: &casebook.store,
                open: None,
                gone: BTreeSet::new(),
            },
        })
    }

    pub(crate) fn record(&mut self, event: FeedEvent) -> Result<ImportedRecord, Error> {
        let when = when(event.day, event.days_after);
        let mut evidence = Vec::new();
        for report in &event.reports {
            evidence.push(self.rows.evidence(&event.dataset, report)?);
        }
        let outlets: BTreeSet<_> = event
            .reports
            .iter()
            .filter_map(|report| report.outlet.as_ref())
            .collect();
        let (mut named, mut origins) = (outlets.len(), outlets.len().max(1));
        let articles = event
            .reports
            .iter()
            .map(|report| u64::from(report.articles.unwrap_or(1)));
        let articles: u64 = articles.sum();
        let (mut texts, mut of_mentions) = (0, 0);
        for report in &event.reports {
            let (count, outlets, places) = self
                .rows
                .store
                .feed_mention_counts(&event.dataset, report.record)?;
            texts += places.min(count);
            of_mentions += outlets;
        }
        if texts > 0 {
            named = named.max(of_mentions as usize);
            origins = texts as usize;
        }
        let blank = blank_deed();
        let deed = self.deeds.get(&event.deed).unwrap_or(&blank);
        let first = evidence.first();
        Ok(ImportedRecord {
            id: imported_id(&event, deed),
            about: "event",
            kind: deed.plover.clone(),
            mode: deed.mode.clone(),
            context: deed.context.clone(),
            cameo: deed.cameo.clone(),
            code: deed.code.clone(),
            ontology: deed.ontology.clone(),
            relation: deed.relation.clone(),
            source: self.actors(&event.source),
            target: self.actors(&event.target),
            directed: event.direction != Direction::NotSaid,
            when: Some(when),
            modality: Modality::Asserted,
            polarity: "positive",
            says: None,
            theme: themes_of(deed.context.iter().map(String::as_str)),
            theatre: Vec::new(),
            trigger: ImportedSpan {
                start: first.map_or(0, |first| first.start),
                end: first.map_or(0, |first| first.end),
            },
            score: None,
            rule: format!("import.{}", event.dataset),
            goldstein: deed.goldstein,
            intensity: deed.intensity,
            deaths: event
                .reports
                .iter()
                .filter_map(|report| report.deaths)
                .max(),
            claims: event.reports.len(),
            articles,
            outlets: named,
            origins,
            dataset: event.dataset,
            evidence,
        })
    }

    fn actors(&self, parties: &[FeedParty]) -> Vec<ImportedActor> {
        parties.iter().map(|party| self.actor(party)).collect()
    }

    fn actor(&self, party: &FeedParty) -> ImportedActor {
        let id = party.actor.clone().or_else(|| party.side.clone());
        let known: Option<ActorId> = id.as_ref().and_then(|id| id.parse().ok());
        let known = known.and_then(|id| self.knowledge.actor(&id));
        let is_code = party.text.bytes().all(|byte| byte.is_ascii_uppercase());
        let code = if is_code {
            Some(party.text.clone())
        } else {
            let own = known
                .filter(|_| party.actor.is_some())
                .and_then(|known| known.cameo.clone());
            own.or_else(|| {
                let code = [&party.country, &party.sector];
                let joined: String = code.into_iter().flatten().map(String::as_str).collect();
                (!joined.is_empty()).then_some(joined)
            })
        };
        ImportedActor {
            text: party.text.clone(),
            kind: known.map(|known| known.kind.as_str()),
            actor: id,
            country: party.country.clone(),
            code,
            sector: party.sector.clone(),
        }
    }
}

fn blank_deed() -> FeedDeedRow {
    FeedDeedRow {
        ontology: String::new(),
        code: String::new(),
        cameo: None,
        plover: None,
        mode: None,
        context: Vec::new(),
        relation: None,
        quad: None,
        goldstein: None,
        intensity: None,
    }
}

/// The id follows from what the reports of the event share.
pub(crate) fn imported_id(event: &FeedEvent, deed: &FeedDeedRow) -> String {
    let texts = |parties: &[FeedParty]| -> Vec<String> {
        parties
            .iter()
            .map(|party| {
                format!(
                    "{}/{}",
                    party.side.as_deref().unwrap_or_default(),
                    party.text
                )
            })
            .collect()
    };
    let hash = detente_model::ContentHash::new()
        .part(&event.dataset)
        .part(event.day.to_le_bytes())
        .part(event.days_after.to_le_bytes())
        .part(&deed.code)
        .part(
            deed.goldstein
                .map_or(String::new(), |value| value.to_string()),
        )
        .unordered(texts(&event.source))
        .unordered(texts(&event.target));
    detente_model::EventId::from_content(&hash).to_string()
}

/// The stretch of days as a date with the precision that its form shows.
pub(crate) fn when(day: i32, days_after: u32) -> When {
    let first = DayNumber(day);
    let last = DayNumber(day.saturating_add(i32::try_from(days_after).unwrap_or(0)));
    let (start, end) = (first.day(), last.day());
    let ((year, month, begin), (end_year, end_month, end_day)) = (first.parts(), last.parts());
    let whole_years = (month, begin, end_month, end_day) == (1, 1, 12, 31);
    let is_month = begin == 1
        && (year, month) == (end_year, end_month)
        && DayNumber(last.0 + 1).parts().2 == 1;
    match (days_after, whole_years, is_month) {
        (0, ..) => When::day(start, Basis::Imported, ""),
        (_, true, _) if year == end_year => When::year(year as i16, Basis::Imported, ""),
        (_, true, _) => When::years(
            year as i16,
            end_year as i16,
            Precision::Decade,
            Basis::Imported,
            "",
        ),
        (.., true) => When::month(start, Basis::Imported, ""),
        _ => When::closed(start, end, Precision::Day, Basis::Imported, ""),
    }
}

/// Rows of a file that are in memory.
struct Open {
    file: i64,
    first_row: u64,
    byte: u64,
    content: Option<Vec<u8>>,
    format: Option<Format>,
}

/// Reads the rows behind reports: from the casebook, else from the file, where it is unchanged.
struct Rows<'s> {
    store: &'s Store,
    open: Option<Open>,
    /// Files that are gone or have changed.
    gone: BTreeSet<i64>,
}

impl Rows<'_> {
    fn evidence(&mut self, dataset: &str, report: &FeedReport) -> Result<ImportedEvidence, Error> {
        let span = self.find(report)?;
        let (start, end, quote) = match (span, &self.open) {
            (Some(span), Some(open)) => {
                let row = open
                    .content
                    .as_ref()
                    .and_then(|content| content.get(span.clone()));
                let quote = row.map(|row| String::from_utf8_lossy(row).into_owned());
                let at = |place: usize| open.byte + place as u64;
                (at(span.start), at(span.end), quote)
            }
            (None, Some(open)) => (open.byte, open.byte, None),
            _ => (0, 0, None),
        };
        Ok(ImportedEvidence {
            path: report.path.clone(),
            start,
            end,
            quote,
            dataset: dataset.to_owned(),
            row: report.row,
            outlet: report.outlet.clone(),
            published: report.published.map(|day| when(day, 0)),
        })
    }

    /// Where the row stands in the block that is open, after opening it.
    fn find(&mut self, report: &FeedReport) -> Result<Option<std::ops::Range<usize>>, Error> {
        let row = u64::from(report.row);
        let in_open = |open: &Open| {
            let content = open.content.as_ref()?;
            if open.file != report.file {
                return None;
            }
            record_at(open.format?, content, open.first_row, row)
        };
        if let Some(span) = self.open.as_ref().and_then(in_open) {
            return Ok(Some(span));
        }
        let Some(block) = self.store.feed_block(report.file, report.row)? else {
            self.open = None;
            return Ok(None);
        };
        let content = match &block.content {
            Some(content) => Some(content.clone()),
            None if self.gone.contains(&report.file) => None,
            None => {
                let format = block.format.parse().ok();
                let read = format
                    .and_then(|format| read_file(&block.path, format, block.byte, block.bytes));
                let read = read.filter(|bytes| block.is(bytes));
                if read.is_none() {
                    self.gone.insert(report.file);
                }
                read
            }
        };
        let open = self.open.insert(Open {
            file: report.file,
            first_row: block.row,
            byte: block.byte,
            content,
            format: block.format.parse().ok(),
        });
        Ok(in_open(open))
    }
}

fn read_file(path: &str, format: Format, byte: u64, bytes: u64) -> Option<Vec<u8>> {
    let reader = find_stream(path)?.open_at(byte, format).ok()?;
    let mut content = Vec::new();
    reader.take(bytes).read_to_end(&mut content).ok()?;
    Some(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_has_the_precision_of_its_form() {
        let day = |year, month, day| DayNumber::new(year, month, day).unwrap().0;
        assert_eq!(when(day(2019, 10, 24), 0).to_edtf(), "2019-10-24");
        assert_eq!(
            when(day(2019, 10, 21), 6).to_edtf(),
            "2019-10-21/2019-10-27"
        );
        assert_eq!(when(day(2019, 10, 1), 30).to_edtf(), "2019-10");
        assert_eq!(when(day(2019, 1, 1), 364).to_edtf(), "2019");
        assert_eq!(when(day(2010, 1, 1), 3651).to_edtf(), "2010~/2019~");
    }
}
