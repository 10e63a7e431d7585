//! What moved a forecast, with the events behind it.

use detente_forecast::{Drive, Outlook, Pull};
use detente_model::ActorId;
use detente_store::Filter;
use serde::Serialize;

use super::counts::{CodedEvent, DOCUMENTS, History, Kind, PairDays, day, number};
use super::{Counted, Forecast, words};
use crate::{Casebook, Error, ImportedRecord};

/// Days behind which events are no reason of "the last days", and of "the last weeks".
const LAST_DAYS: usize = 8;
const LAST_WEEKS: usize = 32;
/// Days behind which the events of a busy pair are no reason of its base rate.
const LAST_SEASON: usize = 90;
/// Events that a reason shows.
const SHOWN: usize = 4;
/// Pairs beside that are named.
const OTHERS: usize = 3;
/// A pull nearer to 1 than this is left out.
const SMALL: f64 = 0.02;
/// Events of a stretch that are read at the most.
const READ: usize = 2000;

/// The words or the row behind an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReasonEvidence {
    /// The document or file.
    pub path: String,
    /// The first byte.
    pub start: u64,
    /// The byte after the last.
    pub end: u64,
    /// The words or the row; `null` where the row was not kept.
    pub quote: Option<String>,
}

/// An event that is part of a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReasonEvent {
    /// Its id, as `detente events` lists it.
    pub id: String,
    /// Its day.
    pub date: String,
    /// What it is: PLOVER type, or the code of the data set.
    #[serde(rename = "type")]
    pub kind: String,
    /// Who to whom.
    pub who: String,
    /// Where it stands.
    pub evidence: Vec<ReasonEvidence>,
}

/// Something that moved a forecast.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ForecastReason {
    /// What, in words.
    pub words: String,
    /// By how much it multiplies the mean, against what the model said of the pair on average before; `null` where it is
    /// no part of a model.
    pub factor: Option<f64>,
    /// Events behind it, not all.
    pub events: Vec<ReasonEvent>,
}

impl Casebook {
    pub(super) fn reasons(
        &self,
        forecast: &Forecast,
        history: &History,
        counted: &Counted,
        outlook: &Outlook,
    ) -> Result<Vec<ForecastReason>, Error> {
        let pair = [&forecast.a, &forecast.b];
        if let Some(base) = words::base_rate(outlook) {
            // Few events are all looked at; of many, those of the last season.
            let from = if outlook.events as usize > READ {
                since(history, LAST_SEASON)
            } else {
                history.first
            };
            return Ok(vec![ForecastReason {
                words: base,
                factor: None,
                events: self.behind(history, pair, from, counted)?,
            }]);
        }
        let mut reasons = Vec::new();
        for Pull { drive, factor } in &outlook.pulls {
            if (factor.ln()).abs() < SMALL {
                continue;
            }
            let events = match drive {
                Drive::LastDays => {
                    self.behind(history, pair, since(history, LAST_DAYS), counted)?
                }
                Drive::LastWeeks => {
                    self.behind(history, pair, since(history, LAST_WEEKS), counted)?
                }
                _ => Vec::new(),
            };
            reasons.push(ForecastReason {
                words: pull_words(forecast, history, counted, *drive),
                factor: Some(*factor),
                events,
            });
            if *drive == Drive::Elsewhere {
                reasons.extend(self.others(forecast, history, counted)?);
            }
        }
        Ok(reasons)
    }

    /// What the two did with others in the last days, where it departs most from the habit.
    fn others(
        &self,
        forecast: &Forecast,
        history: &History,
        counted: &Counted,
    ) -> Result<Vec<ForecastReason>, Error> {
        let ours = [forecast.a.as_str(), forecast.b.as_str()];
        let mut moved: Vec<(f64, u32, f64, &PairDays)> = Vec::new();
        for pair in history.pairs.iter().skip(1) {
            if !ours.contains(&pair.a.as_str()) && !ours.contains(&pair.b.as_str()) {
                continue;
            }
            let (last, usual) = compare(&history.by_day(pair, counted), LAST_DAYS);
            // How far it is from what is usual, in its own standard deviations as a Poisson count.
            let departure = (f64::from(last) - usual) / (usual + 1.0).sqrt();
            moved.push((departure, last, usual, pair));
        }
        moved.sort_by(|x, y| {
            let by = y.0.abs().total_cmp(&x.0.abs());
            by.then_with(|| (&x.3.a, &x.3.b).cmp(&(&y.3.a, &y.3.b)))
        });
        let mut reasons = Vec::new();
        for (departure, last, usual, pair) in moved.into_iter().take(OTHERS) {
            if departure.abs() < 1.0 {
                continue;
            }
            let (Ok(a), Ok(b)) = (pair.a.parse::<ActorId>(), pair.b.parse::<ActorId>()) else {
                continue;
            };
            let name = |id: &ActorId| self.knowledge.display_name(id, "en");
            reasons.push(ForecastReason {
                words: format!(
                    "among them {} and {}: {} in the last {LAST_DAYS} days, {usual:.1} are usual",
                    name(&a),
                    name(&b),
                    words::plural(u64::from(last), "event"),
                ),
                factor: None,
                events: self.behind(history, [&a, &b], since(history, LAST_DAYS), counted)?,
            });
        }
        Ok(reasons)
    }

    /// Events of two from a day on, the most reported and weightiest of them, by date.
    fn behind(
        &self,
        history: &History,
        pair: [&ActorId; 2],
        from: i32,
        counted: &Counted,
    ) -> Result<Vec<ReasonEvent>, Error> {
        if history.source == DOCUMENTS {
            return Ok(self.coded_behind(history, from, counted));
        }
        let filter = Filter {
            pair: Some((pair[0].clone(), pair[1].clone())),
            from: Some(day(from.max(history.first))),
            to: Some(day(history.last)),
            ..Filter::default()
        };
        let mut found: Vec<ImportedRecord> = Vec::new();
        self.for_each_imported(&filter, |record| {
            let known = record.evidence.iter().any(|row| {
                let published = row.published.as_ref().and_then(detente_model::When::end);
                published.is_none_or(|published| {
                    number(published).is_some_and(|published| published <= history.last)
                })
            });
            let one_day = record.when.as_ref().and_then(super::counts::one_day);
            if known
                && record.dataset == history.source
                && one_day.is_some()
                && kind_of(&record).is(counted)
            {
                found.push(record);
            }
            Ok(found.len() < READ)
        })?;
        let weight = |record: &ImportedRecord| {
            let tenths = record
                .goldstein
                .map_or(0, |value| (value.abs() * 10.0) as i64);
            (record.claims, tenths)
        };
        found.sort_by(|x, y| weight(y).cmp(&weight(x)).then_with(|| x.id.cmp(&y.id)));
        found.truncate(SHOWN);
        let mut events: Vec<ReasonEvent> = found.into_iter().map(of_imported).collect();
        events.sort_by(|x, y| (&x.date, &x.id).cmp(&(&y.date, &y.id)));
        Ok(events)
    }

    fn coded_behind(&self, history: &History, from: i32, counted: &Counted) -> Vec<ReasonEvent> {
        let of_window = history.coded.iter().filter(|event| {
            (from.max(history.first)..=history.last).contains(&event.day) && event.kind.is(counted)
        });
        let mut events: Vec<&CodedEvent> = of_window.collect();
        // Independent texts first: what is copied is said once.
        events.sort_by_key(|event| {
            let mut texts: Vec<i64> = event.claims.iter().map(|claim| claim.origin).collect();
            texts.sort_unstable();
            texts.dedup();
            (
                std::cmp::Reverse(texts.len()),
                event.day,
                event.record.clone(),
            )
        });
        events.truncate(SHOWN);
        events.sort_by(|x, y| (x.day, &x.record).cmp(&(y.day, &y.record)));
        let shown = events.into_iter().cloned();
        shown.map(|event| of_coded(self, event)).collect()
    }
}

/// The kind of an event of a data set.
pub(super) fn kind_of(record: &ImportedRecord) -> Kind {
    let themes: Vec<String> = record
        .theme
        .iter()
        .map(|theme| (*theme).to_owned())
        .collect();
    match record.kind.as_ref().and_then(|kind| kind.parse().ok()) {
        Some(plover) => Kind::of_plover(plover, &themes),
        None => Kind::default(),
    }
}

/// An event of a data set, shown.
pub(super) fn of_imported(record: ImportedRecord) -> ReasonEvent {
    let names = |actors: &[crate::ImportedActor]| {
        let names: Vec<&str> = actors.iter().map(|actor| actor.text.as_str()).collect();
        names.join(", ")
    };
    let who = if record.source == record.target || record.target.is_empty() {
        names(&record.source)
    } else {
        format!("{} → {}", names(&record.source), names(&record.target))
    };
    ReasonEvent {
        date: record
            .when
            .map_or(String::new(), |when| when.to_edtf().clone()),
        kind: record
            .kind
            .unwrap_or_else(|| format!("{} {}", record.ontology, record.code)),
        who,
        evidence: record
            .evidence
            .into_iter()
            .map(|row| ReasonEvidence {
                path: row.path,
                start: row.start,
                end: row.end,
                quote: row.quote,
            })
            .collect(),
        id: record.id,
    }
}

/// An event that documents report, shown.
pub(super) fn of_coded(casebook: &Casebook, event: super::counts::CodedEvent) -> ReasonEvent {
    let who = event.claims.first().map_or(String::new(), |claim| {
        super::said::who(casebook, &claim.claim.content)
    });
    ReasonEvent {
        id: event.record,
        date: day(event.day).to_string(),
        kind: event.plover.to_owned(),
        who,
        evidence: event.claims.iter().map(super::said::evidence).collect(),
    }
}

/// The first of the last days.
fn since(history: &History, days: usize) -> i32 {
    history.last + 1 - i32::try_from(days).unwrap_or(i32::MAX)
}

/// Events in the last days, and those of the same number of days before, on average.
fn compare(counts: &[u32], days: usize) -> (u32, f64) {
    let (before, last) = counts.split_at(counts.len().saturating_sub(days));
    let sum = |counts: &[u32]| counts.iter().copied().map(u64::from).sum::<u64>();
    let usual = sum(before) as f64 / before.len().max(1) as f64 * days as f64;
    (u32::try_from(sum(last)).unwrap_or(u32::MAX), usual)
}

fn pull_words(forecast: &Forecast, history: &History, counted: &Counted, drive: Drive) -> String {
    let counts = history
        .pairs
        .first()
        .map_or(Vec::new(), |pair| history.by_day(pair, counted));
    let told = |days: usize| {
        let (last, usual) = compare(&counts, days);
        format!(
            "{} in the last {days} days, {usual:.1} are usual",
            words::plural(u64::from(last), "event")
        )
    };
    match drive {
        Drive::LastDays => format!("the pair's own last days: {}", told(LAST_DAYS)),
        Drive::LastWeeks => format!("the pair's own last weeks: {}", told(LAST_WEEKS)),
        Drive::Habit => {
            "the pair's own habit: rates over a season and over all of the history".to_owned()
        }
        Drive::Elsewhere => format!(
            "what {} and {} do with others",
            forecast.names[0], forecast.names[1]
        ),
        Drive::Volume => format!(
            "the volume of {} as a whole, last week beside last month",
            history.source
        ),
        Drive::Misses => {
            "what such forecasts missed before, for all pairs in like circumstances".to_owned()
        }
        _ => "the day of the week on which the window begins".to_owned(),
    }
}
