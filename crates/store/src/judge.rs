use detente_model::{Claim, Day, Event, EventRecord, Judgement};
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
        let mut records = BTreeMap::new();
        self.read_records("c.about = 'event'", [], &mut records)?;
        Ok(records.into_values().collect())
    }

    /// The number of the last claim, 0 where there is none: claims that come later have higher ones.
    pub fn last_claim(&self) -> Result<i64, Error> {
        let mut select = self
            .connection
            .prepare_cached("SELECT coalesce(max(number), 0) FROM claims")?;
        Ok(select.query_row([], |row| row.get(0))?)
    }

    /// The events that claims after the one with this number speak of, with their days.
    pub fn events_since(&self, claim: i64) -> Result<BTreeMap<String, Option<(Day, Day)>>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT record, when_start, when_end FROM claims
             WHERE number > ?1 AND about = 'event'",
        )?;
        let mut rows = select.query([claim])?;
        let mut events = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            let days = stored_day(row, 1, &id)?.zip(stored_day(row, 2, &id)?);
            events.insert(id, days);
        }
        Ok(events)
    }

    /// The events before merging whose first day lies in one of the stretches, by id.
    pub fn event_records_from(&self, stretches: &[(Day, Day)]) -> Result<Vec<EventRecord>, Error> {
        let mut records = BTreeMap::new();
        for (first, last) in stretches {
            let days = [first.to_string(), last.to_string()];
            let within = "c.about = 'event' AND c.when_start BETWEEN ?1 AND ?2";
            self.read_records(within, days, &mut records)?;
        }
        Ok(records.into_values().collect())
    }

    fn read_records<const N: usize>(
        &self,
        wanted: &str,
        parameters: [String; N],
        records: &mut BTreeMap<String, EventRecord>,
    ) -> Result<(), Error> {
        let mut select = self.connection.prepare_cached(&format!(
            "SELECT c.record, c.type, c.mode, c.when_start, c.when_end, p.origin,
                    c.polarity = 'positive' AND c.modality IN ('asserted', 'reported'),
                    cp.role, cp.side
             FROM claims c JOIN passages p ON p.number = c.passage
             JOIN claim_parties cp ON cp.claim = c.number
             WHERE {wanted}"
        ))?;
        let mut rows = select.query(rusqlite::params_from_iter(parameters))?;
        while let Some(row) = rows.next()? {
            let (id, plover): (String, String) = (row.get(0)?, row.get(1)?);
            let plover = plover.parse().map_err(|error| damaged(&id, &error))?;
            let mode: Option<String> = row.get(2)?;
            let (role, side): (String, String) = (row.get(7)?, row.get(8)?);
            let record = EventRecord {
                id: id.clone(),
                plover,
                mode: mode.clone(),
                sources: BTreeSet::new(),
                targets: BTreeSet::new(),
                start: stored_day(row, 3, &id)?,
                end: stored_day(row, 4, &id)?,
                origins: BTreeSet::new(),
                actual: true,
            };
            let record = records.entry(id).or_insert(record);
            // Where claims differ, the first by the alphabet: the order of arrival says nothing.
            record.mode = [record.mode.take(), mode].into_iter().flatten().min();
            record.origins.insert(row.get(5)?);
            record.actual &= row.get::<_, bool>(6)?;
            let sides = if role == "source" {
                &mut record.sources
            } else {
                &mut record.targets
            };
            sides.insert(side);
        }
        Ok(())
    }

    /// The pairs of events that `rule` holds to be one, the smaller id first.
    pub fn held_same(&self, rule: &str) -> Result<BTreeSet<(String, String)>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT left_id, right_id FROM judgements
             WHERE made_by = ?1 AND verdict = 'same' AND undone_at IS NULL",
        )?;
        let pairs = select.query_map([rule], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(pairs.collect::<Result<_, _>>()?)
    }

    /// Takes back what `rule` held of pairs that it holds no longer, stores its judgements that are
    /// new, and rebuilds the groups, in one transaction. Returns how many were new.
    ///
    /// What was taken back by a person is no pair that the rule holds, and stays on record.
    pub fn replace_judgements(
        &mut self,
        rule: &str,
        withdrawn: &[(String, String)],
        made: &[Judgement],
        now: &str,
    ) -> Result<usize, Error> {
        let behavior = rusqlite::TransactionBehavior::Immediate;
        let transaction = self.connection.transaction_with_behavior(behavior)?;
        for (left, right) in withdrawn {
            transaction
                .prepare_cached(
                    "DELETE FROM judgements WHERE made_by = ?1 AND verdict = 'same'
                     AND left_id = ?2 AND right_id = ?3 AND undone_at IS NULL",
                )?
                .execute([rule, left, right])?;
        }
        let new = insert_judgements(&transaction, made, now)?;
        if new > 0 || !withdrawn.is_empty() {
            regroup(&transaction)?;
        }
        transaction.commit()?;
        Ok(new)
    }

    /// Stores judgements that are new and rebuilds the groups, in one transaction.
    ///
    /// A judgement of a rule that was undone stays undone; a person can make theirs again. Returns
    /// how many were new.
    pub fn add_judgements(&mut self, judgements: &[Judgement], now: &str) -> Result<usize, Error> {
        let behavior = rusqlite::TransactionBehavior::Immediate;
        let transaction = self.connection.transaction_with_behavior(behavior)?;
        let new = insert_judgements(&transaction, judgements, now)?;
        regroup(&transaction)?;
        transaction.commit()?;
        Ok(new)
    }

    /// Whether there is an event with this id that documents report or judgements speak of, before
    /// or after merging.
    pub fn has_event(&self, id: &str) -> Result<bool, Error> {
        let mut find = self.connection.prepare_cached(
            "SELECT 1 FROM claims WHERE about = 'event' AND record = ?1
                 UNION ALL SELECT 1 FROM judged_imports WHERE event = ?1",
        )?;
        Ok(find.exists([id])?)
    }

    /// All judgements, those in force first, then by time and id.
    pub fn judgements(&self) -> Result<Vec<JudgementRow>, Error> {
        all_judgements(&self.connection)
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

fn all_judgements(connection: &rusqlite::Connection) -> Result<Vec<JudgementRow>, Error> {
    let mut select = connection.prepare(
        "SELECT id, left_id, right_id, verdict, score, reason, made_by, recorded_at, undone_at
         FROM judgements ORDER BY undone_at IS NOT NULL, recorded_at, id",
    )?;
    let rows = select.query_map([], |row| {
        Ok(JudgementRow {
            id: row.get(0)?,
            left: row.get(1)?,
            right: row.get(2)?,
            verdict: row.get(3)?,
            score: row.get(4)?,
            reason: row.get(5)?,
            made_by: row.get(6)?,
            recorded_at: row.get(7)?,
            undone_at: row.get(8)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Gives events of unknown date ids that tell their mode, as version 8 makes them.
///
/// What was judged of an event that falls apart into several is held of each of them.
pub(crate) fn tell_undated_events_apart(
    transaction: &rusqlite::Transaction<'_>,
) -> Result<(), Error> {
    let mut parts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut select = transaction.prepare(
        "SELECT number, record, content FROM claims WHERE about = 'event' AND when_start IS NULL",
    )?;
    let mut update = transaction.prepare("UPDATE claims SET record = ?2 WHERE number = ?1")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (number, old, content): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let claim: Claim<Event> = serde_json::from_str(&content).map_err(|error| {
            Error::new(
                crate::ErrorKind::Damaged,
                format!("claim {number} cannot be read: {error}"),
            )
        })?;
        let new = claim.content.id(claim.frame.when.as_ref()).to_string();
        if new != old {
            update.execute(params![number, new])?;
        }
        parts.entry(old).or_default().insert(new);
    }
    let now = |event: &String| match parts.get(event) {
        Some(parts) => parts.clone(),
        None => BTreeSet::from([event.clone()]),
    };
    let mut insert = transaction.prepare(
        "INSERT OR IGNORE INTO judgements
         (id, kind, left_id, right_id, verdict, score, reason, made_by, recorded_at, undone_at)
         VALUES (?1, 'event', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    let mut delete = transaction.prepare("DELETE FROM judgements WHERE id = ?1")?;
    for row in all_judgements(transaction)? {
        let (lefts, rights) = (now(&row.left), now(&row.right));
        if lefts == [row.left.clone()].into() && rights == [row.right.clone()].into() {
            continue;
        }
        delete.execute([&row.id])?;
        for (left, right) in lefts
            .iter()
            .flat_map(|left| rights.iter().map(move |right| (left, right)))
        {
            let judgement = Judgement {
                left: left.clone(),
                right: right.clone(),
                verdict: row.verdict.parse().map_err(|error| damaged(left, &error))?,
                score: row.score,
                reason: row.reason.clone(),
                made_by: row.made_by.clone(),
            };
            let [left, right] = judgement.ordered();
            insert.execute(params![
                judgement.id().to_string(),
                left,
                right,
                row.verdict,
                row.score,
                row.reason,
                row.made_by,
                row.recorded_at,
                row.undone_at,
            ])?;
        }
    }
    regroup(transaction)
}

fn damaged(event: &str, error: &detente_model::Error) -> Error {
    Error::new(crate::ErrorKind::Damaged, format!("event {event}: {error}"))
}

fn stored_day(row: &rusqlite::Row<'_>, place: usize, event: &str) -> Result<Option<Day>, Error> {
    let text: Option<String> = row.get(place)?;
    text.map(|text| text.parse())
        .transpose()
        .map_err(|error| damaged(event, &error))
}

fn insert_judgements(
    transaction: &rusqlite::Transaction<'_>,
    judgements: &[Judgement],
    now: &str,
) -> Result<usize, Error> {
    let mut new = 0;
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
    Ok(new)
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
    // Only what changed is written.
    let mut select = transaction.prepare("SELECT event, leader FROM event_groups")?;
    let stored = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let stored: BTreeMap<String, String> = stored.collect::<Result<_, _>>()?;
    let mut delete = transaction.prepare("DELETE FROM event_groups WHERE event = ?1")?;
    for event in stored.keys().filter(|event| !leader.contains_key(*event)) {
        delete.execute([event])?;
    }
    let mut insert = transaction
        .prepare("INSERT OR REPLACE INTO event_groups (event, leader) VALUES (?1, ?2)")?;
    for event in leader.keys() {
        let root = find(&leader, event.clone());
        if stored.get(event) != Some(&root) {
            insert.execute([event, &root])?;
        }
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
    use crate::Filter;
    use crate::testing::{NOW, add, add_with, meeting};
    use detente_model::{Action, Basis, Content, PloverType, Verdict, When};

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

    #[test]
    fn undated_events_of_older_casebooks_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.casebook");
        let mut store = Store::create(&path, NOW).unwrap();
        let undated = |mode: &str| {
            let mut claim = meeting(Day::new(2025, 1, 17).unwrap());
            claim.frame.when = None;
            if let Content::Event(event) = &mut claim.content {
                event.action = Action::new(PloverType::Consult, Some(mode)).unwrap();
            }
            (0, claim)
        };
        let published = When::day(Day::new(2025, 1, 18).unwrap(), Basis::Stated, "");
        let claims = [undated("visit"), undated("phone")];
        add_with(&mut store, "a.txt", &published, &claims);
        let records = store.records(&Filter::default()).unwrap();
        assert_eq!(
            records.len(),
            2,
            "a visit and a call of unknown date are two"
        );
        add(&mut store, "b.txt", &published);
        let all = store.records(&Filter::default()).unwrap();
        let dated = all.into_iter().find(|id| !records.contains(id)).unwrap();
        let judgement = Judgement {
            left: "evt_old".into(),
            right: dated.clone(),
            verdict: Verdict::Same,
            score: 1.0,
            reason: "read in both".into(),
            made_by: "an analyst".into(),
        };
        store.add_judgements(&[judgement], NOW).unwrap();
        store
            .connection
            .execute_batch(
                "UPDATE claims SET record = 'evt_old' WHERE when_start IS NULL; PRAGMA user_version = 7;",
            )
            .unwrap();
        drop(store);
        let store = Store::open(&path).unwrap();
        assert_eq!(store.verify().unwrap(), []);
        let judged = store.judgements().unwrap();
        assert_eq!(judged.len(), 2, "the judgement holds for each part");
        let pairs: BTreeSet<_> = (judged.into_iter())
            .flat_map(|row| [row.left, row.right])
            .collect();
        assert_eq!(pairs, records.into_iter().chain([dated]).collect());
    }
}
