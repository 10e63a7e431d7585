//! What data sets say of two actors over time.

use detente_feeds::{DayNumber, themes_of};
use detente_model::{ActorId, QuadClass};
use detente_store::{DeedCount, FeedDeedRow, FeedPeriod, written_period};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use crate::intervals::{Interval, of_count, of_mean, of_share};
use crate::{Casebook, Error};

/// What a point of a series measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Events.
    Count,
    /// The share of cooperation in the events that are cooperation or conflict, in `0..=1`.
    Share,
    /// The mean of the Goldstein values of the events, -10 to 10.
    Goldstein,
    /// Cooperation less conflict, as a share of the events of either kind, -1 to 1.
    CoopConflict,
}

/// Whose deeds count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Toward {
    /// Those of both.
    #[default]
    Both,
    /// Those of the first towards the second, with mutual ones.
    Second,
    /// Those of the second towards the first, with mutual ones.
    First,
}

/// Which series is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesOptions {
    /// What is measured.
    pub measure: Measure,
    /// By year, and not by month.
    pub by_year: bool,
    /// Only this data set.
    pub dataset: Option<String>,
    /// Only this PLOVER type.
    pub kind: Option<String>,
    /// Only this theme.
    pub theme: Option<String>,
    /// Whose deeds.
    pub toward: Toward,
    /// Counts are for 10,000 events of the data set in the period.
    pub per_volume: bool,
}

/// A point of a series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesPoint {
    /// The data set; series of two are never added up.
    pub dataset: String,
    /// The first side.
    pub a: ActorId,
    /// The other side.
    pub b: ActorId,
    /// `2018-05` or `2018`; `null` for what no year holds.
    pub period: Option<String>,
    /// `all`, `part` or `none` of the period is covered by the files that were read.
    pub covered: &'static str,
    /// What is measured.
    pub measure: Measure,
    /// The value; `null` where there is nothing to measure or nothing is covered.
    pub value: Option<f64>,
    /// The lower end of the 95 % interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// `exact`, `bootstrap` or, for means of more than 200 events, `normal`.
    pub interval: Option<&'static str>,
    /// Events.
    pub events: u64,
    /// The rows behind them.
    pub reports: u64,
    /// Of the events, cooperation.
    pub cooperation: u64,
    /// Of the events, conflict.
    pub conflict: u64,
    /// Distinct outlets behind the events that are counted. `null` where the data set names none.
    pub sources: Option<u64>,
    /// These events are dated no finer than this, and so are in no month.
    pub wider: bool,
}

impl SeriesOptions {
    /// Whether only some of the events are wanted.
    fn is_of_some(&self) -> bool {
        self.kind.is_some() || self.theme.is_some() || self.toward != Toward::Both
    }

    /// The period of the series that a month belongs to.
    fn period(&self, month: i32) -> i32 {
        if self.by_year && month > 0 {
            month / 100 * 100
        } else {
            month
        }
    }
}

/// What is known of a deed for counting.
struct Kind {
    cooperation: Option<bool>,
    goldstein: Option<f64>,
    wanted: bool,
}

/// The counts of a period.
#[derive(Debug, Default)]
struct Counts {
    events: u64,
    reports: u64,
    cooperation: u64,
    conflict: u64,
    outlets: u64,
    goldstein: BTreeMap<i64, u64>,
}

impl Casebook {
    /// The series of each data set between `a` and `b`, by data set and period, over what the data
    /// set covers. A period without events is a zero where it is covered, and says nothing where
    /// it is not.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn series(
        &self,
        a: &ActorId,
        b: &ActorId,
        options: &SeriesOptions,
    ) -> Result<Vec<SeriesPoint>, Error> {
        let kinds: BTreeMap<i64, Kind> = self
            .store
            .feed_deeds()?
            .into_iter()
            .map(|(number, deed)| (number, kind_of(&deed, options)))
            .collect();
        let mut counted: BTreeMap<(String, i32), Counts> = BTreeMap::new();
        for period in self.store.feed_series(a.as_str(), b.as_str())? {
            let at = options.period(period.period);
            let counts = counted.entry((period.dataset.clone(), at)).or_default();
            counts.take(&period, &kinds, options.toward);
        }
        if options.by_year || options.is_of_some() {
            self.count_sources(a, b, options, &kinds, &mut counted)?;
        }
        let volume = self.volume(options)?;
        let mut points = Vec::new();
        for (dataset, covered) in self.covered_days()? {
            if options
                .dataset
                .as_ref()
                .is_some_and(|wanted| *wanted != dataset)
            {
                continue;
            }
            let of_set = |(of, _): &(&(String, i32), &Counts)| of.0 == dataset;
            let present = counted
                .iter()
                .filter(of_set)
                .map(|((_, period), _)| *period);
            let mut periods: BTreeSet<i32> = present.collect();
            periods.extend(covered.periods(options.by_year));
            for period in periods {
                let empty = Counts::default();
                let counts = counted.get(&(dataset.clone(), period)).unwrap_or(&empty);
                let wider = period == 0 || !options.by_year && period % 100 == 0;
                let share = if wider { "all" } else { covered.share(period) };
                let all = volume.get(&(dataset.clone(), period)).copied();
                let measured = if share == "none" && counts.events == 0 {
                    None
                } else {
                    counts.measured(options, all, period)
                };
                points.push(SeriesPoint {
                    dataset: dataset.clone(),
                    a: a.clone(),
                    b: b.clone(),
                    period: written_period(period),
                    covered: share,
                    measure: options.measure,
                    value: measured.map(|(value, _)| value),
                    low: measured.map(|(_, interval)| interval.low),
                    high: measured.map(|(_, interval)| interval.high),
                    interval: measured.map(|(_, interval)| interval.kind),
                    events: counts.events,
                    reports: counts.reports,
                    cooperation: counts.cooperation,
                    conflict: counts.conflict,
                    sources: (counts.outlets > 0).then_some(counts.outlets),
                    wider,
                });
            }
        }
        Ok(points)
    }

    /// Counts the outlets behind what is wanted. The counts by month know those of all events only.
    fn count_sources(
        &self,
        a: &ActorId,
        b: &ActorId,
        options: &SeriesOptions,
        kinds: &BTreeMap<i64, Kind>,
        counted: &mut BTreeMap<(String, i32), Counts>,
    ) -> Result<(), Error> {
        let mut outlets: BTreeMap<(String, i32), BTreeSet<i64>> = BTreeMap::new();
        for source in self.store.feed_sources(a.as_str(), b.as_str())? {
            let is_wanted = match options.toward {
                Toward::Both => true,
                Toward::Second => !source.from_b,
                Toward::First => !source.from_a,
            };
            if is_wanted && kinds.get(&source.deed).is_some_and(|kind| kind.wanted) {
                let at = (source.dataset, options.period(source.period));
                outlets.entry(at).or_default().insert(source.outlet);
            }
        }
        for (at, counts) in counted {
            let known = outlets.get(at).filter(|_| counts.events > 0);
            counts.outlets = known.map_or(0, |known| known.len() as u64);
        }
        Ok(())
    }

    fn volume(&self, options: &SeriesOptions) -> Result<BTreeMap<(String, i32), u64>, Error> {
        let mut volume = BTreeMap::new();
        if options.per_volume {
            for (dataset, period, events) in self.store.feed_volume()? {
                let at = if options.by_year {
                    period / 100 * 100
                } else {
                    period
                };
                *volume.entry((dataset, at)).or_default() += events;
            }
        }
        Ok(volume)
    }

    /// The days that each data set covers.
    pub(crate) fn covered_days(&self) -> Result<BTreeMap<String, Covered>, Error> {
        let mut all: BTreeMap<String, Covered> = BTreeMap::new();
        for (dataset, span) in self.store.feed_spans()? {
            all.entry(dataset).or_default().spans.extend(span);
        }
        for covered in all.values_mut() {
            covered.join();
        }
        Ok(all)
    }
}

/// Stretches of days, in order and apart.
#[derive(Debug, Default, Clone)]
pub(crate) struct Covered {
    pub(crate) spans: Vec<(i32, i32)>,
}

impl Covered {
    fn join(&mut self) {
        self.spans.sort_unstable();
        let mut joined: Vec<(i32, i32)> = Vec::new();
        for (first, last) in self.spans.drain(..) {
            match joined.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => {
                    before.1 = before.1.max(last);
                }
                _ => joined.push((first, last)),
            }
        }
        self.spans = joined;
    }

    /// All periods from the first to the last day.
    fn periods(&self, by_year: bool) -> Vec<i32> {
        let (Some((first, _)), Some((_, last))) = (self.spans.first(), self.spans.last()) else {
            return Vec::new();
        };
        let (from, ..) = (DayNumber(*first).parts().0, ());
        let until = DayNumber(*last).parts().0;
        if by_year {
            return (from..=until).map(|year| year * 100).collect();
        }
        let low = detente_store::period_of(*first, 0);
        let high = detente_store::period_of(*last, 0);
        (from..=until)
            .flat_map(|year| (1..=12).map(move |month| year * 100 + month))
            .filter(|period| (low..=high).contains(period))
            .collect()
    }

    /// How much of a month or year is covered.
    fn share(&self, period: i32) -> &'static str {
        let (year, month) = (period / 100, period % 100);
        let first = DayNumber::new(year, month.max(1), 1);
        let next = match month {
            0 | 12 => DayNumber::new(year + 1, 1, 1),
            _ => DayNumber::new(year, month + 1, 1),
        };
        let (Some(first), Some(next)) = (first, next) else {
            return "none";
        };
        let within =
            |(from, to): &(i32, i32)| ((*to).min(next.0 - 1) - (*from).max(first.0) + 1).max(0);
        let days: i32 = self.spans.iter().map(within).sum();
        match days {
            0 => "none",
            days if days == next.0 - first.0 => "all",
            _ => "part",
        }
    }
}

fn kind_of(deed: &FeedDeedRow, options: &SeriesOptions) -> Kind {
    let is_kind = |wanted: &String| deed.plover.as_ref() == Some(wanted);
    let is_theme = |wanted: &String| {
        themes_of(deed.context.iter().map(String::as_str)).contains(&wanted.as_str())
    };
    Kind {
        cooperation: cooperation(deed),
        goldstein: deed.goldstein,
        wanted: options.kind.as_ref().is_none_or(is_kind)
            && options.theme.as_ref().is_none_or(is_theme),
    }
}

/// Whether a deed is cooperation or conflict; statements are neither.
pub(crate) fn cooperation(deed: &FeedDeedRow) -> Option<bool> {
    let quad: QuadClass = deed.quad.as_ref()?.parse().ok()?;
    Some(quad.is_cooperation())
}

impl Counts {
    fn take(&mut self, period: &FeedPeriod, kinds: &BTreeMap<i64, Kind>, toward: Toward) {
        self.outlets = self.outlets.max(period.outlets);
        for count in &period.deeds {
            let Some(kind) = kinds.get(&count.deed).filter(|kind| kind.wanted) else {
                continue;
            };
            let events = toward.events(count);
            if events == 0 {
                continue;
            }
            self.events += events;
            self.reports += count.reports;
            match kind.cooperation {
                Some(true) => self.cooperation += events,
                Some(false) => self.conflict += events,
                None => {}
            }
            if let Some(value) = kind.goldstein {
                let tenths = (value * 10.0).round() as i64;
                *self.goldstein.entry(tenths).or_default() += events;
            }
        }
    }

    fn measured(
        &self,
        options: &SeriesOptions,
        volume: Option<u64>,
        period: i32,
    ) -> Option<(f64, Interval)> {
        let seed = u64::from(period.unsigned_abs());
        match options.measure {
            Measure::Count => {
                let scale = match (options.per_volume, volume) {
                    (false, _) => 1.0,
                    (true, Some(all)) if all > 0 => 10_000.0 / all as f64,
                    (true, _) => return None,
                };
                let interval = of_count(self.events);
                let scaled = Interval {
                    low: interval.low * scale,
                    high: interval.high * scale,
                    ..interval
                };
                Some((self.events as f64 * scale, scaled))
            }
            Measure::Share => {
                let whole = self.cooperation + self.conflict;
                (whole > 0).then(|| {
                    let share = self.cooperation as f64 / whole as f64;
                    (share, of_share(self.cooperation, whole))
                })
            }
            Measure::Goldstein => {
                let values = self.goldstein.iter();
                let values: Vec<_> = values
                    .map(|(tenths, count)| (*tenths as f64 / 10.0, *count))
                    .collect();
                of_mean(&values, seed)
            }
            Measure::CoopConflict => {
                of_mean(&[(1.0, self.cooperation), (-1.0, self.conflict)], seed)
            }
        }
    }
}

impl Toward {
    fn events(self, count: &DeedCount) -> u64 {
        match self {
            Self::Both => count.events,
            Self::Second => count.events - count.from_b,
            Self::First => count.events - count.from_a,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_event_and_not_covered_differ() {
        let day = |year, month, day| DayNumber::new(year, month, day).unwrap().0;
        let mut covered = Covered {
            spans: vec![
                (day(2018, 1, 1), day(2018, 2, 10)),
                (day(2018, 2, 11), day(2018, 2, 28)),
                (day(2018, 5, 4), day(2018, 5, 31)),
            ],
        };
        covered.join();
        assert_eq!(covered.spans.len(), 2);
        assert_eq!(
            covered.periods(false),
            [201_801, 201_802, 201_803, 201_804, 201_805]
        );
        let shares = [201_802, 201_803, 201_805, 201_800].map(|period| covered.share(period));
        assert_eq!(shares, ["all", "none", "part", "part"]);
    }
}
