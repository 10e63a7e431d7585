//! Which events of documents and of data sets are one event, as stored judgements.

use detente_model::{ActorId, Day, EventRecord, Judgement};
use detente_sources::{ACROSS_RULE, SourcedEvent, judge_across};
use detente_store::{Direction, FeedDeedRow, FeedEvent, FeedFilter, FeedKey, RunRow};
use std::collections::{BTreeMap, BTreeSet};

use crate::imported::{imported_id, when};
use crate::{Casebook, Clock, Error};

const ACROSS: &str = "across";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How far around an event of documents those of data sets are looked at, in days: far enough to
/// see whether what is one day off has rivals.
const AROUND: i64 = 3;
/// Days that a document's event may have to be looked for in data sets.
const LONGEST: i64 = 31;

/// Judgements, and where the events of data sets that they name stand, by id.
type Judged = (Vec<Judgement>, Vec<(String, FeedKey)>);

/// The days of two sides that are judged; none: all.
type Stretches = Option<Vec<(Day, Day)>>;

impl Casebook {
    /// Judges which events of documents and data sets are one, where anything came since it was
    /// last done; returns how many judgements are new.
    ///
    /// Events of data sets are judged on the days around those that documents report between the
    /// same two sides; all of them, where [`Casebook::judge_pair`] asked for a pair. What is judged
    /// follows from what the casebook holds, not from the order in which it came.
    ///
    /// # Errors
    /// If the casebook cannot be written; it is then as it was.
    pub fn judge_across(&mut self, clock: &dyn Clock) -> Result<u64, Error> {
        if self.store.feed_totals()?.is_empty() {
            return Ok(0);
        }
        let runs = self.store.runs()?;
        let done = |run: &&RunRow| run.step == ACROSS && run.finished.is_some();
        let last = runs.iter().rev().find(done).map_or(0, |run| run.id);
        if runs.iter().all(|run| run.id <= last) {
            return Ok(0);
        }
        let settings = serde_json::json!({ "rule": ACROSS_RULE }).to_string();
        let run = self
            .store
            .begin_run(ACROSS, VERSION, &settings, &clock.now())?;
        let (made, known) = self.across()?;
        let pair = |judged: &Judgement| {
            let [left, right] = judged.ordered();
            (left.to_owned(), right.to_owned())
        };
        let proposed: BTreeSet<(String, String)> = made.iter().map(pair).collect();
        let held = self.store.held_same(ACROSS_RULE)?;
        let withdrawn: Vec<_> = held.difference(&proposed).cloned().collect();
        self.store.know_imports(&known)?;
        let new = self
            .store
            .replace_judgements(ACROSS_RULE, &withdrawn, &made, &clock.now())?
            as u64;
        let outcome = serde_json::json!({ "judgements": new, "withdrawn": withdrawn.len() });
        self.store
            .finish_run(run, &outcome.to_string(), &clock.now())?;
        Ok(new)
    }

    /// Judges all events of data sets between two sides from now on, whatever documents report;
    /// returns how many judgements are new.
    ///
    /// # Errors
    /// If the casebook cannot be written.
    pub fn judge_pair(&mut self, pair: [&ActorId; 2], clock: &dyn Clock) -> Result<u64, Error> {
        self.store.judge_pair(pair[0].as_str(), pair[1].as_str())?;
        // The pair is remembered as a step, so that what it asks for is seen to be due.
        let settings = serde_json::json!({ "pair": pair.map(ToString::to_string) }).to_string();
        let run = self
            .store
            .begin_run("judge-pair", VERSION, &settings, &clock.now())?;
        self.store.finish_run(run, "{}", &clock.now())?;
        self.judge_across(clock)
    }

    /// Makes those of `events` that are of data sets known by their ids.
    pub(crate) fn know_imports(&mut self, events: &[String]) -> Result<(), Error> {
        let mut missing = BTreeSet::new();
        for event in events {
            if !self.store.has_event(event)? {
                missing.insert(event.as_str());
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let deeds: BTreeMap<i64, FeedDeedRow> = self.store.feed_deeds()?.into_iter().collect();
        let mut found = Vec::new();
        self.store
            .for_each_feed_event(&FeedFilter::default(), |event| {
                let id = deeds.get(&event.deed).map(|deed| imported_id(&event, deed));
                if let Some(id) = id.filter(|id| missing.remove(id.as_str())) {
                    found.push((id, event.key));
                }
                Ok::<_, Error>(!missing.is_empty())
            })?;
        Ok(self.store.know_imports(&found)?)
    }

    /// All judgements of the rule, and where the events of data sets that they name stand.
    fn across(&self) -> Result<Judged, Error> {
        let deeds: BTreeMap<i64, FeedDeedRow> = self.store.feed_deeds()?.into_iter().collect();
        let codes = self.store.event_codes()?;
        let mut told: BTreeMap<[String; 2], Vec<SourcedEvent>> = BTreeMap::new();
        for record in self.store.event_records()? {
            if let Some(sides) = two_sides(&record) {
                told.entry(sides).or_default().push(SourcedEvent {
                    cameo: codes.get(&record.id).cloned(),
                    record,
                    dataset: None,
                    deaths: None,
                });
            }
        }
        let mut wanted: BTreeMap<[String; 2], Stretches> = BTreeMap::new();
        for (sides, events) in &told {
            wanted.insert(sides.clone(), Some(stretches(events)));
        }
        for sides in self.store.judged_pairs()? {
            wanted.insert(sides, None);
        }
        let (mut made, mut known) = (Vec::new(), Vec::new());
        for (sides, stretches) in wanted {
            if !self.store.has_feed_side(&sides[0])? || !self.store.has_feed_side(&sides[1])? {
                continue;
            }
            let mut events = told.remove(&sides).unwrap_or_default();
            let keys = self.add_imports(&sides, stretches, &deeds, &mut events)?;
            for judged in judge_across(&events) {
                for id in judged.ordered() {
                    known.extend(keys.get(id).map(|key| (id.to_owned(), *key)));
                }
                made.push(judged);
            }
        }
        known.sort();
        known.dedup();
        Ok((made, known))
    }

    /// Adds the events of data sets between two sides; returns where they stand, by id.
    fn add_imports(
        &self,
        sides: &[String; 2],
        stretches: Stretches,
        deeds: &BTreeMap<i64, FeedDeedRow>,
        events: &mut Vec<SourcedEvent>,
    ) -> Result<BTreeMap<String, FeedKey>, Error> {
        let stretches = stretches.map_or_else(
            || vec![(None, None)],
            |days| {
                let both = days.into_iter();
                both.map(|(first, last)| (Some(first), Some(last)))
                    .collect()
            },
        );
        let mut keys = BTreeMap::new();
        for (from, to) in stretches {
            let filter = FeedFilter {
                pair: Some((sides[0].clone(), sides[1].clone())),
                from,
                to,
                ..FeedFilter::default()
            };
            self.store.for_each_feed_event(&filter, |event| {
                let sourced = deeds
                    .get(&event.deed)
                    .and_then(|deed| sourced(&event, deed));
                if let Some(sourced) = sourced
                    && keys.insert(sourced.record.id.clone(), event.key).is_none()
                {
                    events.push(sourced);
                }
                Ok::<_, Error>(true)
            })?;
        }
        Ok(keys)
    }
}

/// The two sides in order, of what happened between two and no more.
fn two_sides(record: &EventRecord) -> Option<[String; 2]> {
    let all: BTreeSet<&String> = record.sources.iter().chain(&record.targets).collect();
    let mut all = all.into_iter();
    match (all.next(), all.next(), all.next()) {
        (Some(one), Some(other), None) if record.actual && record.start.is_some() => {
            Some([one.clone(), other.clone()])
        }
        _ => None,
    }
}

/// The days around events, without overlap.
fn stretches(events: &[SourcedEvent]) -> Vec<(Day, Day)> {
    let all = events
        .iter()
        .filter_map(|event| event.record.start.zip(event.record.end))
        .filter(|(first, last)| first.plus_days(LONGEST) > *last)
        .map(|(first, last)| (first.plus_days(-AROUND), last.plus_days(AROUND)));
    crate::add::joined(all.collect())
}

/// An event of a data set as merging sees it; none where PLOVER has no type for it.
fn sourced(event: &FeedEvent, deed: &FeedDeedRow) -> Option<SourcedEvent> {
    let plover = deed.plover.as_ref()?.parse().ok()?;
    let sides = |parties: &[detente_store::FeedParty]| -> BTreeSet<String> {
        parties
            .iter()
            .filter_map(|party| party.side.clone())
            .collect()
    };
    let days = when(event.day, event.days_after);
    let targets = sides(&event.target);
    if event.direction == Direction::NotSaid && targets.is_empty() && event.source.len() < 2 {
        return None;
    }
    Some(SourcedEvent {
        record: EventRecord {
            id: imported_id(event, deed),
            plover,
            mode: deed.mode.clone(),
            sources: sides(&event.source),
            targets,
            start: days.start(),
            end: days.end(),
            origins: BTreeSet::new(),
            actual: true,
        },
        dataset: Some(event.dataset.clone()),
        cameo: deed.cameo.clone(),
        deaths: event
            .reports
            .iter()
            .filter_map(|report| report.deaths)
            .max(),
    })
}
