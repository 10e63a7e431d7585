//! Events wherever they come from: those of documents and those of data sets, and where judgements
//! hold them to be one, one row with what each source tells.

use detente_model::{Day, When};
use detente_sources::publisher_of;
use detente_store::{FeedFilter, FeedKey, Filter};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::imported::{Desk, feed_filter};
use crate::{Casebook, Error, ImportedEvidence, ImportedRecord, JudgementRow, Record};

/// An event, wherever it comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Happening {
    /// What documents report.
    Coded(Box<Record>),
    /// What a data set has.
    Imported(Box<ImportedRecord>),
    /// What several sources tell.
    Joined(Box<Joined>),
}

/// An event that several sources tell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Joined {
    /// The event in the words of documents, else of the data set with the most origins; its id is
    /// the group's, its date the first of the consensus, its counts are those of all sources.
    #[serde(flatten)]
    pub chief: Chief,
    /// What each source tells: documents, then data sets.
    pub reports: Vec<Telling>,
    /// What they add up to.
    pub consensus: Told,
    /// The judgements in force by which they are one.
    pub judged: Vec<JudgementRow>,
}

/// The source whose words stand for an event.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Chief {
    /// Documents.
    Coded(Box<Record>),
    /// A data set.
    Imported(Box<ImportedRecord>),
}

/// What one source tells of an event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Telling {
    /// `documents`, else the data set.
    pub source: String,
    /// The id of the event in that source.
    pub id: String,
    /// When.
    pub when: Option<When>,
    /// The code as the source writes it, or CAMEO.
    pub code: Option<String>,
    /// The Goldstein value, -10 to 10.
    pub goldstein: Option<f64>,
    /// Deaths, the most that a row gives.
    pub deaths: Option<u32>,
    /// Claims or rows.
    pub claims: usize,
    /// Articles.
    pub articles: u64,
    /// Named outlets.
    pub outlets: usize,
    /// Origins at the most.
    pub origins: usize,
    /// The rows; none for documents, whose words stand in `evidence`.
    pub evidence: Vec<ImportedEvidence>,
}

/// What several sources add up to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
    /// The dates that are told: finer ones first, then what texts state, then those of most origins.
    pub dates: Vec<DateTold>,
    /// Deaths, where any source counts them.
    pub deaths: Option<DeathsTold>,
}

/// A date, and who tells it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DateTold {
    /// The date.
    pub when: When,
    /// The sources.
    pub sources: Vec<String>,
    /// Their origins.
    pub origins: usize,
}

/// Numbers of dead, as sources count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DeathsTold {
    /// The one in the middle; of two, the lower.
    pub median: u32,
    /// The fewest.
    pub low: u32,
    /// The most.
    pub high: u32,
    /// Sources that count.
    pub sources: usize,
}

impl Happening {
    /// When it was.
    pub fn when(&self) -> Option<&When> {
        match self {
            Self::Coded(record) => record.said.when.as_ref(),
            Self::Imported(record) => record.when.as_ref(),
            Self::Joined(joined) => joined.when(),
        }
    }

    /// By when it is listed: undated ones come last.
    fn first_day(&self) -> (bool, Option<Day>) {
        let day = self
            .when()
            .and_then(|when| when.start().or_else(|| When::end(when)));
        (day.is_none(), day)
    }
}

impl Joined {
    /// When it was, by the first date of the consensus.
    pub fn when(&self) -> Option<&When> {
        match &self.chief {
            Chief::Coded(record) => record.said.when.as_ref(),
            Chief::Imported(record) => record.when.as_ref(),
        }
    }

    /// The same event of documents (`coded`) and data sets, of which there are two in all.
    fn of(
        leader: &str,
        coded: Option<Record>,
        mut imported: Vec<ImportedRecord>,
        judged: Vec<JudgementRow>,
    ) -> Self {
        imported.sort_by(|a, b| {
            let key = |record: &ImportedRecord| (Reverse(record.origins), record.id.clone());
            key(a).cmp(&key(b))
        });
        let named = coded.iter().flat_map(|record| &record.named);
        let mut publishers: BTreeSet<String> = named.map(|outlet| publisher_of(outlet)).collect();
        let mut reports: Vec<Telling> = coded
            .iter()
            .map(|record| coded_telling(leader, record))
            .collect();
        for record in &imported {
            reports.push(imported_telling(record, &mut publishers));
        }
        let consensus = told(&reports);
        let total = Totals::of(&reports);
        let when = consensus.dates.first().map(|told| told.when.clone());
        let chief = match (coded, imported) {
            (Some(mut record), _) => {
                (record.claims, record.articles) = (total.claims, total.articles as usize);
                (record.outlets, record.origins) = (total.outlets, total.origins);
                leader.clone_into(&mut record.id);
                record.said.when = when.or(record.said.when);
                Chief::Coded(Box::new(record))
            }
            (None, imported) => {
                let mut record = imported.into_iter().next().expect("an event has a source");
                (record.claims, record.articles) = (total.claims, total.articles);
                (record.outlets, record.origins) = (total.outlets, total.origins);
                leader.clone_into(&mut record.id);
                record.when = when.or(record.when);
                Chief::Imported(Box::new(record))
            }
        };
        Self {
            chief,
            reports,
            consensus,
            judged,
        }
    }
}

fn coded_telling(leader: &str, record: &Record) -> Telling {
    let code = match &record.said.content {
        detente_model::Content::Event(event) => {
            event.cameo.as_ref().map(|code| code.as_str().to_owned())
        }
        _ => None,
    };
    Telling {
        source: "documents".to_owned(),
        id: leader.to_owned(),
        when: record.said.when.clone(),
        code,
        goldstein: None,
        deaths: None,
        claims: record.claims,
        articles: record.articles as u64,
        outlets: record.outlets,
        origins: record.origins,
        evidence: Vec::new(),
    }
}

/// What a data set tells. An origin whose publisher another source has counted is not counted again.
fn imported_telling(record: &ImportedRecord, publishers: &mut BTreeSet<String>) -> Telling {
    let named: BTreeSet<String> = record
        .evidence
        .iter()
        .filter_map(|row| row.outlet.as_deref())
        .map(publisher_of)
        .collect();
    let known = named.intersection(publishers).count();
    publishers.extend(named);
    Telling {
        source: record.dataset.clone(),
        id: record.id.clone(),
        when: record.when.clone(),
        code: Some(record.code.clone()),
        goldstein: record.goldstein,
        deaths: record.deaths,
        claims: record.claims,
        articles: record.articles,
        outlets: record.outlets.saturating_sub(known),
        origins: record.origins.saturating_sub(known),
        evidence: record.evidence.clone(),
    }
}

/// The sums over all sources.
struct Totals {
    claims: usize,
    articles: u64,
    outlets: usize,
    origins: usize,
}

impl Totals {
    fn of(reports: &[Telling]) -> Self {
        Self {
            claims: reports.iter().map(|told| told.claims).sum(),
            articles: reports.iter().map(|told| told.articles).sum(),
            outlets: reports.iter().map(|told| told.outlets).sum(),
            origins: reports.iter().map(|told| told.origins).sum(),
        }
    }
}

/// Dates by their origins, and deaths with their spread. A source all of whose publishers were
/// counted before still has its say as one that has none of its own.
fn told(reports: &[Telling]) -> Told {
    let mut dates: Vec<DateTold> = Vec::new();
    for report in reports {
        let Some(when) = &report.when else { continue };
        let same = |told: &&mut DateTold| told.when.to_edtf() == when.to_edtf();
        if let Some(told) = dates.iter_mut().find(same) {
            told.sources.push(report.source.clone());
            told.origins += report.origins;
        } else {
            dates.push(DateTold {
                when: when.clone(),
                sources: vec![report.source.clone()],
                origins: report.origins,
            });
        }
    }
    // A finer date says more. What a text states comes before what a data set has, which is often the
    // day of the report; then comes what most origins say.
    let is_stated = |told: &DateTold| told.when.basis() == detente_model::Basis::Stated;
    dates.sort_by_key(|told| {
        let key = (told.when.precision(), Reverse(is_stated(told)));
        (key, Reverse(told.origins))
    });
    let mut deaths: Vec<u32> = reports.iter().filter_map(|report| report.deaths).collect();
    deaths.sort_unstable();
    let deaths = deaths
        .first()
        .zip(deaths.last())
        .map(|(&low, &high)| DeathsTold {
            median: deaths[(deaths.len() - 1) / 2],
            low,
            high,
            sources: deaths.len(),
        });
    Told { dates, deaths }
}

/// Groups of events that judgements hold to be one, where data sets have a part in them.
struct Groups {
    leaders: BTreeMap<String, String>,
    members: BTreeMap<String, Vec<FeedKey>>,
    judged: Vec<JudgementRow>,
    /// Leaders of which a row is or will be listed.
    listed: BTreeSet<String>,
}

impl Groups {
    fn of(casebook: &Casebook) -> Result<Self, Error> {
        let mut groups = Self {
            leaders: BTreeMap::new(),
            members: BTreeMap::new(),
            judged: Vec::new(),
            listed: BTreeSet::new(),
        };
        for grouped in casebook.store.grouped_imports()? {
            let members = groups.members.entry(grouped.leader.clone()).or_default();
            members.push(grouped.key);
            groups.leaders.insert(grouped.event, grouped.leader);
        }
        if !groups.leaders.is_empty() {
            groups.judged = casebook.store.judgements()?;
            groups
                .judged
                .retain(|judged| judged.undone_at.is_none() && judged.verdict == "same");
        }
        Ok(groups)
    }

    /// The events of data sets in a group that pass the filter.
    fn imported(
        &self,
        leader: &str,
        wanted: &FeedFilter,
        casebook: &Casebook,
        desk: &mut Desk<'_>,
    ) -> Result<Vec<ImportedRecord>, Error> {
        let mut found = Vec::new();
        for key in self.members.get(leader).into_iter().flatten() {
            let filter = FeedFilter {
                key: Some(*key),
                ..wanted.clone()
            };
            casebook.store.for_each_feed_event(&filter, |event| {
                found.push(desk.record(event)?);
                Ok::<_, Error>(true)
            })?;
        }
        Ok(found)
    }

    /// The judgements between events of which one is among `ids` or stands for the group.
    fn judgements(&self, leader: &str, imported: &[ImportedRecord]) -> Vec<JudgementRow> {
        let ids: BTreeSet<&str> = imported.iter().map(|record| record.id.as_str()).collect();
        let of_group = |id: &str| id == leader || ids.contains(id);
        let about = self
            .judged
            .iter()
            .filter(|judged| of_group(&judged.left) || of_group(&judged.right));
        about.cloned().collect()
    }
}

impl Casebook {
    /// Says beside the events of a brief which data sets tell them too.
    pub(crate) fn add_imports_beside(
        &self,
        brief: &mut detente_report::Brief,
        known_by: Option<Day>,
    ) -> Result<(), Error> {
        let groups = Groups::of(self)?;
        if groups.members.is_empty() {
            return Ok(());
        }
        let wanted = FeedFilter {
            known_by,
            ..FeedFilter::default()
        };
        let mut desk = Desk::new(self)?;
        for entry in &mut brief.chronology {
            for record in groups.imported(&entry.record, &wanted, self, &mut desk)? {
                let Some(first) = record.evidence.first() else {
                    continue;
                };
                let file = first.path.rsplit('/').next().unwrap_or(&first.path);
                let rows = match record.claims {
                    1 => String::new(),
                    rows => format!(" and {} more", rows - 1),
                };
                let when = record.when.as_ref().map_or(String::new(), When::to_edtf);
                let place = format!("{} ({when}, {file}:{}{rows})", record.dataset, first.row);
                entry.also.push(place);
            }
            entry.also.sort();
        }
        Ok(())
    }

    /// Hands the events that pass `filter` to `take`, the earliest first and undated ones last,
    /// until it returns `false`; at most `most` are wanted. Events of documents and data sets that
    /// judgements hold to be one are one row.
    ///
    /// # Errors
    /// If the casebook cannot be read, or `take` fails.
    pub fn for_each_happening(
        &self,
        filter: &Filter,
        most: usize,
        mut take: impl FnMut(Happening) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let mut groups = Groups::of(self)?;
        let wanted = feed_filter(filter).unwrap_or_default();
        let is_wanted = feed_filter(filter).is_some();
        let mut desk = Desk::new(self)?;
        if !groups.leaders.is_empty() {
            let about = Filter {
                about: Some("event".to_owned()),
                ..filter.clone()
            };
            groups.listed = self.store.records(&about)?.into_iter().collect();
        }
        // Documents report few events beside a data set: they wait, and the data sets stream past.
        let mut coded = Vec::new();
        self.for_each_record("event", filter, |record| {
            let leader = record.id.clone();
            let imported = if is_wanted {
                groups.imported(&leader, &wanted, self, &mut desk)?
            } else {
                Vec::new()
            };
            coded.push(if imported.is_empty() {
                Happening::Coded(Box::new(record))
            } else {
                let judged = groups.judgements(&leader, &imported);
                Happening::Joined(Box::new(Joined::of(
                    &leader,
                    Some(record),
                    imported,
                    judged,
                )))
            });
            Ok(coded.len() < most)
        })?;
        // Dates that data sets tell may have moved some.
        coded.sort_by_key(Happening::first_day);
        let mut coded = coded.into_iter().peekable();
        let mut open = true;
        self.for_each_imported(filter, |record| {
            let imported = match groups.leaders.get(&record.id) {
                Some(leader) if groups.listed.contains(leader) => return Ok(true),
                Some(leader) => {
                    let leader = leader.clone();
                    groups.listed.insert(leader.clone());
                    let all = groups.imported(&leader, &wanted, self, &mut desk)?;
                    if all.len() == 1 {
                        Happening::Imported(Box::new(record))
                    } else {
                        let judged = groups.judgements(&leader, &all);
                        Happening::Joined(Box::new(Joined::of(&leader, None, all, judged)))
                    }
                }
                None => Happening::Imported(Box::new(record)),
            };
            while open
                && let Some(next) = coded.next_if(|coded| coded.first_day() <= imported.first_day())
            {
                open = take(next)?;
            }
            if open {
                open = take(imported)?;
            }
            Ok(open)
        })?;
        while open && let Some(next) = coded.next() {
            open = take(next)?;
        }
        Ok(())
    }
}
