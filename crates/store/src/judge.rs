use detente_model::{Day, EventRecord, Judgement};
use rusqlite::params;
use std::collections::{BTreeMap, BTreeSet};

use crate::{Error, Store};

/// A stored judgement.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct JudgementRow {
    /// Its id.
    pub id: String,
    /// One event.
    pub left: String,
    /// The other.
    pub right: String,
    /// `same` or `different`.
    pub verdict: String,
    /// Confidence, share in `0..=1`.
    pub score: f64,
    /// Why.
    pub reason: String,
    /// A rule with its version, or a person.
    pub made_by: String,
    /// When it was stored: ISO 8601, UTC.
    pub recorded_at: String,
    /// When it was undone; `None` while it is in force.
    pub undone_at: Option<String>,
}

impl Store {
    /// All events before merging, by id.
    pub fn event_records(&self) -> Result<Vec<EventRecord>, Error> {
        let mut select = self.connection.prepare(
            "SELECT c.record, c.type, c.mode, c.when_start, c.when_end, p.origin,
                    c.polarity = 'positive' AND c.modality IN ('asserted', 'reported'),
                    cp.role, cp.side
             FROM claims c JOIN passages p ON p.number = c.passage
             JOIN claim_parties cp ON cp.claim = c.number
             WHERE c.about = 'event' ORDER BY c.record, c.number",
        )?;
        let mut rows = select.query([])?;
        let mut records: BTreeMap<String, EventRecord> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (id, plover): (String, String) = (row.get(0)?, row.get(1)?);
            let damaged = |error: detente_model::Error| {
                Error::new(crate::ErrorKind::Damaged, format!("event {id}: {error}"))
            };
            let day = |place| -> Result<Option<Day>, Error> {
                let text: Option<String> = row.get(place)?;
                text.map(|text| text.parse()).transpose().map_err(damaged)
            };
            let (role, side): (String, String) = (row.get(7)?, row.get(8)?);
            let record = EventRecord {
                id: id.clone(),
                plover: plover.parse().map_err(damaged)?,
                mode: row.get(2)?,
                sources: BTreeSet::new(),
                targets: BTreeSet::new(),
                start: day(3)?,
                end: day(4)?,
                origins: BTreeSet::new(),
                actual: true,
            };
            let record = records.entry(id).or_insert(record);
            record.origins.insert(row.get(5)?);
            record.actual &= row.get::<_, bool>(6)?;
            let sides = if role == "source" {
                &mut record.sources
            } else {
                &mut record.targets
            };
            sides.insert(side);
        }
        Ok(records.into_values().collect())
    }

    /// Stores judgements that are new and rebuilds the groups, in one transaction.
    ///
    /// A judgement of a rule that was undone stays undone; a person can make theirs again. Returns
    /// how many were new.
    pub fn add_judgements(&mut self, judgements: &[Judgement], now: &str) -> Result<usize, Error> {
        let behavior = rusqlite::TransactionBehavior::Immediate;
        let transaction = self.connection.transaction_with_behavior(behavior)?;
        let mut new = 0;
        {
            let mut insert = transaction.prepare_cached(
                "INSERT OR IGNORE INTO judgements
                 (id, kind, left_id, right_id, verdict, score, reason, made_by, recorded_at)
                 VALUES (?1, 'event', ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?;
            // What a rule proposes again does not bring back what was undone: its name ends in a
            // version, which no person's does.
            let mut again = transaction.prepare_cached(
                "UPDATE judgements SET undone_at = NULL, recorded_at = ?2, reason = ?3
                 WHERE id = ?1 AND undone_at IS NOT NULL AND made_by NOT GLOB '*.v[0-9]*'",
            )?;
            for judgement in judgements {
                let [left, right] = judgement.ordered();
                new += insert.execute(params![
                    judgement.id().to_string(),
                    left,
                    right,
                    judgement.verdict.as_str(),
                    judgement.score,
                    judgement.reason,
                    judgement.made_by,
                    now,
                ])?;
                new += again.execute(params![judgement.id().to_string(), now, judgement.reason])?;
            }
        }
        regroup(&transaction)?;
        transaction.commit()?;
        Ok(new)
    }

    /// Whether there is an event with this id, before or after merging.
    pub fn has_event(&self, id: &str) -> Result<bool, Error> {
        let mut find = self
            .connection
            .prepare_cached("SELECT 1 FROM claims WHERE about = 'event' AND record = ?1")?;
        Ok(find.exists([id])?)
    }

    /// All judgements, those in force first, then by time and id.
    pub fn judgements(&self) -> Result<Vec<JudgementRow>, Error> {
        let mut select = self.connection.prepare(
            "SELECT id, left_id, right_id, verdict, score, reason, made_by, recorded_at, undone_at
             FROM judgements ORDER BY undone_at IS NOT NULL, recorded_at, id",
        )?;
        let mut rows = select.query([])?;
        let mut judgements = Vec::new();
        while let Some(row) = rows.next()? {
            judgements.push(JudgementRow {
                id: row.get(0)?,
                left: row.get(1)?,
                right: row.get(2)?,
                verdict: row.get(3)?,
                score: row.get(4)?,
                reason: row.get(5)?,
                made_by: row.get(6)?,
                recorded_at: row.get(7)?,
                undone_at: row.get(8)?,
            });
        }
        Ok(judgements)
    }

    /// Undoes a judgement and rebuilds the groups; `false` where there is none in force.
    pub fn undo_judgement(&mut self, id: &str, now: &str) -> Result<bool, Error> {
        let behavior = rusqlite::TransactionBehavior::Immediate;
        let transaction = self.connection.transaction_with_behavior(behavior)?;
        let undone = transaction.execute(
            "UPDATE judgements SET undone_at = ?2 WHERE id = ?1 AND undone_at IS NULL",
            [id, now],
        )?;
        regroup(&transaction)?;
        transaction.commit()?;
        Ok(undone > 0)
    }
}

/// Joins what judgements in force call the same, unless another calls it different; the event
/// with the smallest id leads its group.
fn regroup(transaction: &rusqlite::Transaction<'_>) -> Result<(), Error> {
    let mut leader: BTreeMap<String, String> = BTreeMap::new();
    let mut apart: BTreeSet<(String, String)> = BTreeSet::new();
    let mut select = transaction.prepare(
        "SELECT left_id, right_id, verdict FROM judgements WHERE undone_at IS NULL
         ORDER BY verdict, score DESC, id",
    )?;
    let mut rows = select.query([])?;
    // "different" sorts before "same", so that what is held apart is known before anything is joined.
    while let Some(row) = rows.next()? {
        let (left, right): (String, String) = (row.get(0)?, row.get(1)?);
        let verdict: String = row.get(2)?;
        if verdict == "different" {
            apart.insert((left, right));
            continue;
        }
        let (left, right) = (find(&leader, left), find(&leader, right));
        let (first, second) = if left <= right {
            (left, right)
        } else {
            (right, left)
        };
        let crosses = || {
            apart.iter().any(|(a, b)| {
                let (a, b) = (find(&leader, a.clone()), find(&leader, b.clone()));
                (a == first && b == second) || (a == second && b == first)
            })
        };
        if first != second && (apart.is_empty() || !crosses()) {
            leader.insert(second, first);
        }
    }
    transaction.execute("DELETE FROM event_groups", [])?;
    let mut insert =
        transaction.prepare("INSERT INTO event_groups (event, leader) VALUES (?1, ?2)")?;
    for event in leader.keys() {
        insert.execute([event, &find(&leader, event.clone())])?;
    }
    Ok(())
}

fn find(leader: &BTreeMap<String, String>, mut event: String) -> String {
    while let Some(next) = leader.get(&event) {
        event.clone_from(next);
    }
    event
}

#[cfg(test)]
mod tests {
    use super::*;
    use detente_model::Verdict;

    fn same(left: &str, right: &str) -> Judgement {
        Judgement {
            left: left.into(),
            right: right.into(),
            verdict: Verdict::Same,
            score: 0.9,
            reason: "same type, sides and day".into(),
            made_by: "test".into(),
        }
    }

    fn groups(store: &Store) -> Vec<(String, String)> {
        let mut select = store
            .connection
            .prepare("SELECT event, leader FROM event_groups ORDER BY event")
            .unwrap();
        let rows = select
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        rows.map(Result::unwrap).collect()
    }

    #[test]
    fn judgements_join_and_can_be_undone() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("a.casebook"), "2025-01-17").unwrap();
        let joined = [same("evt_b", "evt_a"), same("evt_c", "evt_b")];
        assert_eq!(store.add_judgements(&joined, "2025-01-17").unwrap(), 2);
        assert_eq!(store.add_judgements(&joined, "2025-01-18").unwrap(), 0);
        let all = [("evt_b", "evt_a"), ("evt_c", "evt_a")].map(|(a, b)| (a.into(), b.into()));
        assert_eq!(groups(&store), all);
        assert!(
            store
                .undo_judgement(&joined[1].id().to_string(), "2025-01-19")
                .unwrap()
        );
        assert_eq!(groups(&store), all[..1]);
    }

    #[test]
    fn what_is_held_apart_is_not_joined() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("a.casebook"), "2025-01-17").unwrap();
        let apart = Judgement {
            verdict: Verdict::Different,
            ..same("evt_a", "evt_c")
        };
        let all = [same("evt_a", "evt_b"), same("evt_b", "evt_c"), apart];
        store.add_judgements(&all, "2025-01-17").unwrap();
        assert_eq!(groups(&store).len(), 1, "one of the two joins is refused");
    }
}
