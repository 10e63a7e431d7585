//! Events of data sets that judgements speak of.

use rusqlite::{TransactionBehavior, params};
use std::collections::BTreeMap;

use crate::feed::{Direction, FeedKey};
use crate::{Error, Store};

/// An event of a data set in a group of events that are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupedImport {
    /// The id of the event.
    pub event: String,
    /// The event that stands for the group.
    pub leader: String,
    /// Where its rows stand.
    pub key: FeedKey,
}

const KEY: &str =
    "j.dataset, j.side_a, j.side_b, j.day, j.days_after, j.deed, j.actor_a, j.actor_b, j.direction";

impl Store {
    /// Makes events of data sets known by their ids, so that judgements can name them.
    ///
    /// # Errors
    /// If the casebook cannot be written; none is known then.
    pub fn know_imports(&mut self, events: &[(String, FeedKey)]) -> Result<(), Error> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (event, key) in events {
            let [
                dataset,
                side_a,
                side_b,
                day,
                days_after,
                deed,
                actor_a,
                actor_b,
            ] = key.fields;
            let direction = key.direction.number();
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO judged_imports VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                )?
                .execute(params![
                    event, dataset, side_a, side_b, day, days_after, deed, actor_a, actor_b, direction
                ])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// The events of data sets that are in a group, by leader and id.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn grouped_imports(&self) -> Result<Vec<GroupedImport>, Error> {
        let mut select = self.connection.prepare(&format!(
            "SELECT {KEY}, j.event, g.leader FROM judged_imports j
             JOIN (SELECT event, leader FROM event_groups
                   UNION SELECT leader, leader FROM event_groups) g ON g.event = j.event ORDER BY g.leader, j.event"
        ))?;
        let rows = select.query_map([], |row| {
            Ok(GroupedImport {
                key: key_of(row)?,
                event: row.get(9)?,
                leader: row.get(10)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Known events of data sets of which no row is there.
    pub(crate) fn judged_imports_without_rows(&self) -> Result<BTreeMap<String, FeedKey>, Error> {
        let mut select = self.connection.prepare(&format!(
            "SELECT {KEY}, j.event FROM judged_imports j WHERE NOT EXISTS (
                SELECT 1 FROM feed_reports r WHERE r.dataset = j.dataset AND r.side_a = j.side_a
                AND r.side_b = j.side_b AND r.day = j.day AND r.days_after = j.days_after
                AND r.deed = j.deed AND r.actor_a = j.actor_a AND r.actor_b = j.actor_b)"
        ))?;
        let rows = select.query_map([], |row| Ok((row.get(9)?, key_of(row)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Remembers that all events of data sets between two sides are to be judged.
    ///
    /// # Errors
    /// If the casebook cannot be written.
    pub fn judge_pair(&mut self, one: &str, other: &str) -> Result<(), Error> {
        let pair = [one.min(other), one.max(other)];
        self.connection
            .execute("INSERT OR IGNORE INTO judged_pairs VALUES (?1, ?2)", pair)?;
        Ok(())
    }

    /// The pairs of which all events of data sets are to be judged.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn judged_pairs(&self) -> Result<Vec<[String; 2]>, Error> {
        let mut select = self
            .connection
            .prepare("SELECT side_a, side_b FROM judged_pairs ORDER BY side_a, side_b")?;
        let rows = select.query_map([], |row| Ok([row.get(0)?, row.get(1)?]))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The CAMEO codes of the events that documents report: the first by the alphabet, where
    /// claims of one differ.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn event_codes(&self) -> Result<BTreeMap<String, String>, Error> {
        let mut select = self.connection.prepare(
            "SELECT record, min(json_extract(content, '$.cameo')) AS code FROM claims
             WHERE about = 'event' GROUP BY record HAVING code IS NOT NULL",
        )?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn key_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<FeedKey> {
    let mut fields = [0; 8];
    for (place, field) in fields.iter_mut().enumerate() {
        *field = row.get(place)?;
    }
    Ok(FeedKey {
        fields,
        direction: Direction::from_number(row.get(8)?),
    })
}
