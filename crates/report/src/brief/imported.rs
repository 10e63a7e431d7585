//! What event data sets have between the two: counts over time, and what stands behind the peaks.

use detente_model::{ActorId, Bound, CameoCode, Knowledge, QuadClass};
use detente_store::{Direction, Error, FeedDeedRow, FeedEvent, FeedFilter, FeedParty, Store};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Options;

/// More months than this are shown by year.
const MONTHS: usize = 36;
/// Periods whose events are shown.
const PEAKS: usize = 4;
/// Events of a peak that are shown.
const SHOWN: usize = 6;
/// Events of a peak among which those are chosen.
const READ: usize = 20_000;

/// What a data set has between the two.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImportedSeries {
    /// The data set.
    pub dataset: String,
    /// The first day that its files cover.
    pub first: Option<String>,
    /// The last day.
    pub last: Option<String>,
    /// Events between the two.
    pub events: u64,
    /// The rows behind them.
    pub reports: u64,
    /// By month, or by year where there are many months.
    pub points: Vec<ImportedPoint>,
    /// Events of the periods that stand out, the most reported and the weightiest first.
    pub peaks: Vec<ImportedEntry>,
}

/// The events of a period.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ImportedPoint {
    /// `2018-05` or `2018`; empty for dates that no year holds.
    pub period: String,
    /// Events.
    pub events: u64,
    /// Of these, cooperation.
    pub cooperation: u64,
    /// Of these, conflict; the rest are statements.
    pub conflict: u64,
    /// The mean of the Goldstein values, -10 to 10.
    pub goldstein: Option<f64>,
    /// Distinct outlets; for a year, those of its richest month; 0 where none is named.
    pub outlets: u64,
    /// Whether it stands out by events or conflict.
    pub peak: bool,
    #[serde(skip)]
    weight: f64,
}

/// An event of a data set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImportedEntry {
    /// The period that stands out.
    pub period: String,
    /// The first day, as EDTF where it is one day.
    pub date: String,
    /// Who to whom.
    pub who: String,
    /// What was done.
    pub deed: String,
    /// The Goldstein value.
    pub goldstein: Option<f64>,
    /// Rows that report it.
    pub reports: usize,
    /// The file of the first row.
    pub path: String,
    /// Its line.
    pub row: u32,
}

pub(super) fn imported(
    store: &Store,
    knowledge: &Knowledge,
    sides: [&ActorId; 2],
    options: &Options,
) -> Result<Vec<ImportedSeries>, Error> {
    // Counts by month do not say when each row could be known.
    if options.known_by.is_some() {
        return Ok(Vec::new());
    }
    let deeds: BTreeMap<i64, FeedDeedRow> = store.feed_deeds()?.into_iter().collect();
    let mut sets: BTreeMap<String, Vec<detente_store::FeedPeriod>> = BTreeMap::new();
    for period in store.feed_series(sides[0].as_str(), sides[1].as_str())? {
        sets.entry(period.dataset.clone()).or_default().push(period);
    }
    let files = store.feed_files()?;
    let mut series = Vec::new();
    for (dataset, periods) in sets {
        let of_set = || {
            files
                .iter()
                .filter(|file| file.dataset == dataset && file.format != "mentions")
        };
        let by_year = periods.len() > MONTHS;
        let mut points = count(&periods, &deeds, by_year);
        mark_peaks(&mut points);
        let mut peaks = Vec::new();
        for point in points.iter().filter(|point| point.peak) {
            peaks.extend(behind(store, knowledge, &dataset, sides, point, &deeds)?);
        }
        series.push(ImportedSeries {
            first: of_set().filter_map(|file| file.covers_start.clone()).min(),
            last: of_set().filter_map(|file| file.covers_end.clone()).max(),
            events: points.iter().map(|point| point.events).sum(),
            reports: periods
                .iter()
                .flat_map(|period| &period.deeds)
                .map(|deed| deed.reports)
                .sum(),
            dataset,
            points,
            peaks,
        });
    }
    Ok(series)
}

fn count(
    periods: &[detente_store::FeedPeriod],
    deeds: &BTreeMap<i64, FeedDeedRow>,
    by_year: bool,
) -> Vec<ImportedPoint> {
    let mut points: BTreeMap<String, ImportedPoint> = BTreeMap::new();
    for period in periods {
        let (year, month) = (period.period / 100, period.period % 100);
        let name = match (period.period, month) {
            (0, _) => String::new(),
            (_, 0) => format!("{year:04}"),
            _ if by_year => format!("{year:04}"),
            _ => format!("{year:04}-{month:02}"),
        };
        let point = points.entry(name.clone()).or_default();
        point.period = name;
        point.outlets = point.outlets.max(period.outlets);
        for counted in &period.deeds {
            let deed = deeds.get(&counted.deed);
            point.events += counted.events;
            let quad = deed.and_then(|deed| deed.quad.as_ref()?.parse::<QuadClass>().ok());
            match quad.map(QuadClass::is_cooperation) {
                Some(true) => point.cooperation += counted.events,
                Some(false) => point.conflict += counted.events,
                None => {}
            }
            if let Some(value) = deed.and_then(|deed| deed.goldstein) {
                let sum = point.goldstein.unwrap_or(0.0) * point.weight;
                point.weight += counted.events as f64;
                point.goldstein = Some((sum + value * counted.events as f64) / point.weight);
            }
        }
    }
    points.into_values().collect()
}

/// Marks the periods with far more events or far more conflict than usual: one and a half
/// deviations above the mean.
fn mark_peaks(points: &mut [ImportedPoint]) {
    // Of few events, all are shown.
    let few = points.iter().map(|point| point.events).sum::<u64>() <= 12;
    let measures: [fn(&ImportedPoint) -> u64; 2] = [|point| point.events, |point| point.conflict];
    for of in measures {
        let n = points.len() as f64;
        let mean = points.iter().map(|point| of(point) as f64).sum::<f64>() / n;
        let squares = points.iter().map(|point| (of(point) as f64 - mean).powi(2));
        let deviation = (squares.sum::<f64>() / n).sqrt();
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by_key(|place| Reverse(of(&points[*place])));
        for place in order.into_iter().take(PEAKS) {
            points[place].peak |= few || of(&points[place]) as f64 > mean + 1.5 * deviation;
        }
    }
}

/// The events of a period that are most reported, then the weightiest, then the earliest.
fn behind(
    store: &Store,
    knowledge: &Knowledge,
    dataset: &str,
    sides: [&ActorId; 2],
    point: &ImportedPoint,
    deeds: &BTreeMap<i64, FeedDeedRow>,
) -> Result<Vec<ImportedEntry>, Error> {
    let Ok(bound) = point.period.parse::<Bound>() else {
        return Ok(Vec::new());
    };
    let filter = FeedFilter {
        dataset: Some(dataset.to_owned()),
        pair: Some((sides[0].to_string(), sides[1].to_string())),
        from: Some(bound.earliest()),
        to: Some(bound.latest()),
        ..FeedFilter::default()
    };
    let mut events: Vec<FeedEvent> = Vec::new();
    store.for_each_feed_event(&filter, |event| {
        events.push(event);
        Ok::<_, Error>(events.len() < READ)
    })?;
    let weight = |event: &FeedEvent| {
        let value = deeds.get(&event.deed).and_then(|deed| deed.goldstein);
        value.map_or(0, |value| (value.abs() * 10.0).round() as i64)
    };
    events.sort_by_key(|event| Reverse((event.reports.len(), weight(event))));
    // Half of what is shown is conflict, where there is any: it is what changes a relation.
    let is_conflict = |event: &FeedEvent| {
        let quad = deeds
            .get(&event.deed)
            .and_then(|deed| deed.quad.as_ref()?.parse::<QuadClass>().ok());
        quad.is_some_and(|quad| !quad.is_cooperation())
    };
    let (conflict, other): (Vec<_>, Vec<_>) = events.into_iter().partition(is_conflict);
    let conflicts = conflict.len().min(SHOWN / 2);
    let mut entries = Vec::new();
    let chosen = conflict.into_iter().take(conflicts);
    for event in chosen.chain(other.into_iter().take(SHOWN - conflicts)) {
        let deed = deeds.get(&event.deed);
        let Some(first) = event.reports.first() else {
            continue;
        };
        entries.push(ImportedEntry {
            period: point.period.clone(),
            date: date(&event),
            who: who(knowledge, &event),
            deed: deed.map_or(String::new(), deed_words),
            goldstein: deed.and_then(|deed| deed.goldstein),
            reports: event.reports.len(),
            path: first.path.clone(),
            row: first.row,
        });
    }
    entries.sort_by(|x, y| x.date.cmp(&y.date));
    Ok(entries)
}

fn date(event: &FeedEvent) -> String {
    let day = |number: i32| {
        let epoch = detente_model::Day::new(1970, 1, 1).expect("1970 has a first day");
        epoch.plus_days(i64::from(number)).to_string()
    };
    if event.days_after == 0 {
        return day(event.day);
    }
    let last = event
        .day
        .saturating_add(i32::try_from(event.days_after).unwrap_or(0));
    format!("{}/{}", day(event.day), day(last))
}

fn who(knowledge: &Knowledge, event: &FeedEvent) -> String {
    let name = |party: &FeedParty| {
        let id = party.actor.as_ref().or(party.side.as_ref());
        let known = id.and_then(|id| id.parse::<ActorId>().ok());
        let known = known.map(|id| knowledge.display_name(&id, "en"));
        match known {
            // "Lawmaker (Russia)" says more than "Russia"; a code says less.
            Some(name) if party.text.bytes().all(|byte| byte.is_ascii_uppercase()) => {
                match &party.sector {
                    Some(sector) => format!("{name} ({sector})"),
                    None => name,
                }
            }
            _ => party.text.clone(),
        }
    };
    let names = |parties: &[FeedParty]| {
        let names: Vec<_> = parties.iter().map(name).collect();
        names.join(", ")
    };
    match event.direction {
        Direction::Mutual | Direction::NotSaid => names(&event.source),
        _ => format!("{} → {}", names(&event.source), names(&event.target)),
    }
}

fn deed_words(deed: &FeedDeedRow) -> String {
    let code = deed
        .cameo
        .as_ref()
        .and_then(|code| code.parse::<CameoCode>().ok());
    let words = code.map_or_else(|| deed.code.clone(), |code| code.name().to_lowercase());
    match &deed.plover {
        Some(plover) => format!("{plover}: {words}"),
        None => words,
    }
}
