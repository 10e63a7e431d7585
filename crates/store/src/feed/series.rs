use rusqlite::{OptionalExtension, params};
use std::collections::{BTreeSet, HashMap};

use super::names::{FeedDeedRow, read_deeds};
use super::periods::{period_of, written_period};
use crate::{Error, Store};

/// The events of a deed in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeedCount {
    /// The deed: a number in [`Store::feed_deeds`].
    pub deed: i64,
    /// Events.
    pub events: u64,
    /// Their reports.
    pub reports: u64,
    /// Events of the first side towards the second.
    pub from_a: u64,
    /// Events of the second side towards the first.
    pub from_b: u64,
}

/// What a data set has about two sides in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedPeriod {
    /// The data set.
    pub dataset: String,
    /// `YYYYMM`; `YYYY00` for what is known to the year only, 0 for what is wider.
    pub period: i32,
    /// Distinct outlets behind the events.
    pub outlets: u64,
    /// By deed.
    pub deeds: Vec<DeedCount>,
}

/// What a data set has of two sides in a period.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DyadCount {
    /// The data set.
    pub dataset: String,
    /// The side that sorts first; an actor's id, else the words of the data set.
    pub a: String,
    /// The other side.
    pub b: String,
    /// `2018-05`; `2018` for a year, and for what is known to the year only; none for what is wider.
    pub period: Option<String>,
    /// Events.
    pub events: u64,
    /// The rows behind them.
    pub reports: u64,
}

/// An outlet behind reports between two actors.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeedSource {
    /// The data set.
    pub dataset: String,
    /// The period, as in [`FeedPeriod`].
    pub period: i32,
    /// The deed's number.
    pub deed: i64,
    /// It tells of what the first did to the second.
    pub from_a: bool,
    /// It tells of what the second did to the first.
    pub from_b: bool,
    /// The outlet's number.
    pub outlet: i64,
}

impl Store {
    /// What was done in data sets, by number.
    pub fn feed_deeds(&self) -> Result<Vec<(i64, FeedDeedRow)>, Error> {
        read_deeds(&self.connection)
    }

    /// The number of a side that data sets name.
    pub(crate) fn feed_side(&self, actor: &str) -> Result<Option<i64>, Error> {
        let mut select = self
            .connection
            .prepare_cached("SELECT number FROM feed_sides WHERE side = ?1 AND is_actor")?;
        Ok(select.query_row([actor], |row| row.get(0)).optional()?)
    }

    /// Whether data sets have a side of this name.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn has_feed_side(&self, actor: &str) -> Result<bool, Error> {
        Ok(self.feed_side(actor)?.is_some())
    }

    /// The numbers of two sides in the order in which data sets keep a pair, and whether that is not the order given;
    /// `None` where a data set knows only one of them.
    fn feed_pair(&self, a: &str, b: &str) -> Result<Option<(i64, i64, bool)>, Error> {
        let (Some(first), Some(second)) = (self.feed_side(a)?, self.feed_side(b)?) else {
            return Ok(None);
        };
        Ok(Some(if b < a {
            (second, first, true)
        } else {
            (first, second, false)
        }))
    }

    /// The periods in which data sets have events between the two actors, by data set and period;
    /// in each count `from_a` is the first of the two.
    pub fn feed_series(&self, a: &str, b: &str) -> Result<Vec<FeedPeriod>, Error> {
        let Some((low, high, turned)) = self.feed_pair(a, b)? else {
            return Ok(Vec::new());
        };
        let mut select = self.connection.prepare_cached(
            "SELECT s.name, m.period, m.outlets, d.deed, d.events, d.reports, d.from_a, d.from_b
             FROM feed_datasets s
             CROSS JOIN feed_months m ON m.dataset = s.number AND m.side_a = ?1 AND m.side_b = ?2
             CROSS JOIN feed_month_deeds d ON d.dataset = m.dataset AND d.side_a = m.side_a
              AND d.side_b = m.side_b AND d.period = m.period
             ORDER BY s.name, m.period, d.deed",
        )?;
        let mut rows = select.query(params![low, high])?;
        let mut periods: Vec<FeedPeriod> = Vec::new();
        while let Some(row) = rows.next()? {
            let (dataset, period): (String, i32) = (row.get(0)?, row.get(1)?);
            let is_next = periods
                .last()
                .is_none_or(|last| last.dataset != dataset || last.period != period);
            if is_next {
                periods.push(FeedPeriod {
                    dataset,
                    period,
                    outlets: row.get(2)?,
                    deeds: Vec::new(),
                });
            }
            let (from_a, from_b) = if turned { (7, 6) } else { (6, 7) };
            let count = DeedCount {
                deed: row.get(3)?,
                events: row.get(4)?,
                reports: row.get(5)?,
                from_a: row.get(from_a)?,
                from_b: row.get(from_b)?,
            };
            if let Some(last) = periods.last_mut() {
                last.deeds.push(count);
            }
        }
        Ok(periods)
    }

    /// The outlets behind the reports between the two actors, each once a period, deed and
    /// direction; without those of reports that name none. `from_a` is of the first of the two.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn feed_sources(&self, a: &str, b: &str) -> Result<BTreeSet<FeedSource>, Error> {
        let Some((low, high, turned)) = self.feed_pair(a, b)? else {
            return Ok(BTreeSet::new());
        };
        let mut select = self.connection.prepare_cached(
            "SELECT s.name, r.day, r.days_after, r.deed, r.direction, r.outlet
             FROM feed_datasets s
             CROSS JOIN feed_reports r ON r.dataset = s.number AND r.side_a = ?1 AND r.side_b = ?2
             WHERE r.outlet <> 0",
        )?;
        let mut rows = select.query(params![low, high])?;
        let mut sources = BTreeSet::new();
        while let Some(row) = rows.next()? {
            let from: i64 = row.get(4)?;
            sources.insert(FeedSource {
                dataset: row.get(0)?,
                period: period_of(row.get(1)?, row.get(2)?),
                deed: row.get(3)?,
                from_a: from == i64::from(turned),
                from_b: from == i64::from(!turned),
                outlet: row.get(5)?,
            });
        }
        Ok(sources)
    }

    /// Hands the counts of all pairs of sides to `take`, by data set, sides and period, until it
    /// returns `false`. A period of a pair that is not handed out has no events.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn for_each_dyad(
        &self,
        by_year: bool,
        mut take: impl FnMut(DyadCount) -> bool,
    ) -> Result<(), Error> {
        let names = |sql: &str| -> Result<HashMap<i64, String>, Error> {
            let mut select = self.connection.prepare_cached(sql)?;
            let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        let datasets = names("SELECT number, name FROM feed_datasets")?;
        let sides = names("SELECT number, side FROM feed_sides")?;
        let name =
            |names: &HashMap<i64, String>, number| names.get(&number).cloned().unwrap_or_default();
        // In the order of the primary key, so that nothing is sorted or kept.
        let mut select = self.connection.prepare_cached(
            "SELECT dataset, side_a, side_b, CASE WHEN ?1 AND period > 0 THEN period / 100 * 100 ELSE period END AS at,
                    sum(events), sum(reports)
             FROM feed_months WHERE side_a <> 0 AND side_b <> 0
             GROUP BY dataset, side_a, side_b, at",
        )?;
        let mut rows = select.query([by_year])?;
        while let Some(row) = rows.next()? {
            let count = DyadCount {
                dataset: name(&datasets, row.get(0)?),
                a: name(&sides, row.get(1)?),
                b: name(&sides, row.get(2)?),
                period: written_period(row.get(3)?),
                events: row.get(4)?,
                reports: row.get(5)?,
            };
            if !take(count) {
                break;
            }
        }
        Ok(())
    }

    /// All events of each data set by period: name, period, events.
    pub fn feed_volume(&self) -> Result<Vec<(String, i32, u64)>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT s.name, v.period, v.events FROM feed_volume v
             JOIN feed_datasets s ON s.number = v.dataset ORDER BY s.name, v.period",
        )?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
