//! Events of two sides by day, as far as they were known.

use rusqlite::params;
use std::collections::BTreeMap;

use crate::{Direction, Error, Store};

/// Two actors between whom a data set has events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedPair {
    /// One actor; it sorts before the other.
    pub a: String,
    /// The other.
    pub b: String,
    /// All events between them, whenever they became known.
    pub events: u64,
}

/// Events of a deed on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayDeed {
    /// The day, since 1970-01-01.
    pub day: i32,
    /// The deed: a number in [`Store::feed_deeds`].
    pub deed: i64,
    /// Events.
    pub events: u32,
}

impl Store {
    /// The pairs of actors with the most events in a data set, the busiest first, from `least` events on.
    pub fn feed_pairs(&self, dataset: &str, least: u64) -> Result<Vec<FeedPair>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT a.side, b.side, sum(m.events) AS total FROM feed_months m
             JOIN feed_datasets s ON s.number = m.dataset
             JOIN feed_sides a ON a.number = m.side_a AND a.is_actor
             JOIN feed_sides b ON b.number = m.side_b AND b.is_actor
             WHERE s.name = ?1 AND m.side_a <> m.side_b
             GROUP BY m.side_a, m.side_b HAVING total >= ?2 ORDER BY total DESC, a.side, b.side",
        )?;
        let least = i64::try_from(least).unwrap_or(i64::MAX);
        let rows = select.query_map(params![dataset, least], |row| {
            Ok(FeedPair {
                a: row.get(0)?,
                b: row.get(1)?,
                events: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Events of two actors in a data set by day and deed, on the days `first..=last`, as far as they were known on
    /// the day `known`: a row without a publication date counts as known on its own day. Events whose day is not
    /// known exactly are left out.
    pub fn feed_days(
        &self,
        dataset: &str,
        [a, b]: [&str; 2],
        (first, last): (i32, i32),
        known: i32,
    ) -> Result<Vec<DayDeed>, Error> {
        let (low, high) = if a <= b { (a, b) } else { (b, a) };
        let (Some(low), Some(high)) = (self.feed_side(low)?, self.feed_side(high)?) else {
            return Ok(Vec::new());
        };
        let mut select = self.connection.prepare_cached(
            "SELECT r.day, r.deed, r.actor_a, r.actor_b, r.direction FROM feed_reports r
             WHERE r.dataset = (SELECT number FROM feed_datasets WHERE name = ?1)
               AND r.side_a = ?2 AND r.side_b = ?3 AND r.day BETWEEN ?4 AND ?5
               AND r.days_after = 0 AND r.day + coalesce(r.published, 0) <= ?6
             ORDER BY r.day, r.days_after, r.deed, r.actor_a, r.actor_b",
        )?;
        let mut rows = select.query(params![dataset, low, high, first, last, known])?;
        let mut counted: BTreeMap<(i32, i64), u32> = BTreeMap::new();
        let mut event: Option<(i32, i64, i64, i64)> = None;
        let mut directions: Vec<Direction> = Vec::new();
        let mut close = |event: Option<(i32, i64, i64, i64)>, directions: &mut Vec<Direction>| {
            if let Some((day, deed, ..)) = event {
                directions.sort_unstable();
                directions.dedup();
                // A mutual report makes one event of both directions.
                let events = if directions.contains(&Direction::Mutual) {
                    1
                } else {
                    directions.len() as u32
                };
                *counted.entry((day, deed)).or_default() += events;
            }
            directions.clear();
        };
        while let Some(row) = rows.next()? {
            let key = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            if event != Some(key) {
                close(event.replace(key), &mut directions);
            }
            directions.push(Direction::from_number(row.get(4)?));
        }
        close(event, &mut directions);
        let days = counted.into_iter();
        let days = days.map(|((day, deed), events)| DayDeed { day, deed, events });
        Ok(days.collect())
    }
}
