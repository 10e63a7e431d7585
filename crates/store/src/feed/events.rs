//! Events of data sets with the reports that tell of them.

use detente_model::Day;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};
use std::collections::HashMap;

use super::periods::day_number;
use super::row::Direction;
use crate::{Error, Store};

/// Which events of data sets are wanted; every field that is set narrows the answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedFilter {
    /// The name of a data set.
    pub dataset: Option<String>,
    /// Events that name this actor, itself or as a side.
    pub actor: Option<String>,
    /// Events that name both.
    pub pair: Option<(String, String)>,
    /// A PLOVER type.
    pub kind: Option<String>,
    /// Any of these PLOVER contexts.
    pub contexts: Option<Vec<String>>,
    /// What may have been on or after this day.
    pub from: Option<Day>,
    /// What may have been on or before this day.
    pub to: Option<Day>,
    /// What was published, or else recorded, on or before this day.
    pub known_by: Option<Day>,
    /// The rows of one event.
    pub key: Option<FeedKey>,
}

/// What the rows of one event share: where they stand in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeedKey {
    /// Data set, first and second side, first day, days behind it, deed, first and second actor.
    pub(crate) fields: [i64; 8],
    pub(crate) direction: Direction,
}

/// An actor of an event of a data set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeedParty {
    /// As the data set writes it.
    pub text: String,
    /// Our actor, where known.
    pub actor: Option<String>,
    /// The side: an actor, else words.
    pub side: Option<String>,
    /// The state.
    pub country: Option<String>,
    /// The role letters.
    pub sector: Option<String>,
}

/// A row behind an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedReport {
    /// The number of its file.
    pub file: i64,
    /// The path of its file.
    pub path: String,
    /// Its line.
    pub row: u32,
    /// Its number in the data set.
    pub record: i64,
    /// Who published it.
    pub outlet: Option<String>,
    /// When, in days since 1970-01-01.
    pub published: Option<i32>,
    /// Articles, as the data set counts.
    pub articles: Option<u32>,
    /// Deaths.
    pub deaths: Option<u32>,
}

/// An event of a data set, with its reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEvent {
    /// The data set.
    pub dataset: String,
    /// The first day on which it may have been, since 1970-01-01.
    pub day: i32,
    /// The days behind it that it may have been.
    pub days_after: u32,
    /// What was done: a number in [`Store::feed_deeds`].
    pub deed: i64,
    /// Who did it; for a mutual event and where the data set does not say, both.
    pub source: Vec<FeedParty>,
    /// To whom; for a mutual event, both.
    pub target: Vec<FeedParty>,
    /// Who to whom, of the two sides in their order.
    pub direction: Direction,
    /// The rows, by file and line.
    pub reports: Vec<FeedReport>,
    /// Where they stand.
    pub key: FeedKey,
}

/// A report as it stands in the table, before its names are looked up.
struct Raw {
    dataset: i64,
    sides: [i64; 2],
    day: i32,
    days_after: u32,
    deed: i64,
    actors: [i64; 2],
    direction: Direction,
    report: FeedReport,
}

impl Raw {
    fn event(&self) -> [i64; 8] {
        let [side_a, side_b] = self.sides;
        let [actor_a, actor_b] = self.actors;
        let (day, days_after) = (i64::from(self.day), i64::from(self.days_after));
        [
            self.dataset,
            side_a,
            side_b,
            day,
            days_after,
            self.deed,
            actor_a,
            actor_b,
        ]
    }
}

impl Store {
    /// Mentions of a report: how many, and the distinct texts, outlets apart.
    pub fn feed_mention_counts(
        &self,
        dataset: &str,
        record: i64,
    ) -> Result<(u64, u64, u64), Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT count(*), count(DISTINCT outlet),
                    count(DISTINCT actor_a_at || ' ' || actor_b_at || ' ' || action_at)
             FROM feed_mentions
             WHERE dataset = (SELECT number FROM feed_datasets WHERE name = ?1) AND record = ?2",
        )?;
        let counts = (dataset, record);
        Ok(select.query_row(counts, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
    }

    /// Hands the events of data sets that pass `filter` to `take`, the earliest first, until it
    /// returns `false`; one is held at a time.
    pub fn for_each_feed_event<E: From<Error>>(
        &self,
        filter: &FeedFilter,
        mut take: impl FnMut(FeedEvent) -> Result<bool, E>,
    ) -> Result<(), E> {
        let Some((clause, values)) = self.feed_conditions(filter)? else {
            return Ok(());
        };
        let sql = format!(
            "SELECT r.dataset, r.side_a, r.side_b, r.day, r.days_after, r.deed, r.actor_a, r.actor_b,
                    r.direction, r.file, f.path, r.row, r.record, o.name, r.published, r.articles, r.deaths
             FROM feed_reports r
             JOIN feed_files f ON f.number = r.file
             JOIN feed_datasets s ON s.number = r.dataset
             LEFT JOIN feed_outlets o ON o.number = r.outlet
             {clause}
             ORDER BY r.day, s.name, r.side_a, r.side_b, r.days_after, r.deed, r.actor_a, r.actor_b,
                      f.path, r.row"
        );
        let mut select = self.connection.prepare(&sql).map_err(Error::from)?;
        let mut rows = select
            .query(params_from_iter(values))
            .map_err(Error::from)?;
        let mut parties = Parties::new(self)?;
        let mut group: Vec<Raw> = Vec::new();
        loop {
            let raw = match rows.next().map_err(Error::from)? {
                Some(row) => Some(raw(row)?),
                None => None,
            };
            let ends = match (&raw, group.first()) {
                (Some(raw), Some(first)) => raw.event() != first.event(),
                _ => raw.is_none(),
            };
            if ends {
                for event in parties.events(std::mem::take(&mut group))? {
                    let is_other = |key: FeedKey| key.direction != event.direction;
                    if filter.key.is_some_and(is_other) {
                        continue;
                    }
                    if !take(event)? {
                        return Ok(());
                    }
                }
            }
            match raw {
                Some(raw) => group.push(raw),
                None => return Ok(()),
            }
        }
    }

    /// The conditions of a filter over `feed_reports r` and `feed_files f`; none where nothing can
    /// pass.
    fn feed_conditions(&self, filter: &FeedFilter) -> Result<Option<(String, Vec<Value>)>, Error> {
        let mut parts = vec!["r.dataset IN (SELECT number FROM feed_datasets)".to_owned()];
        let mut values: Vec<Value> = Vec::new();
        if let Some(dataset) = &filter.dataset {
            "r.dataset = (SELECT number FROM feed_datasets WHERE name = ?)"
                .clone_into(&mut parts[0]);
            values.push(dataset.clone().into());
        }
        if let Some(key) = filter.key {
            parts.push(
                "r.dataset = ? AND r.side_a = ? AND r.side_b = ? AND r.day = ? AND r.days_after = ?
                 AND r.deed = ? AND r.actor_a = ? AND r.actor_b = ?"
                    .to_owned(),
            );
            values.extend(key.fields.map(Value::from));
        }
        if let Some((a, b)) = &filter.pair {
            if let (Some(first), Some(second)) = (self.feed_side(a)?, self.feed_side(b)?) {
                let turned = b < a;
                let (low, high) = if turned {
                    (second, first)
                } else {
                    (first, second)
                };
                parts.push("r.side_a = ? AND r.side_b = ?".to_owned());
                values.extend([low.into(), high.into()]);
            } else {
                for actor in [a, b] {
                    self.add_actor(actor, &mut parts, &mut values)?;
                }
            }
        }
        if let Some(actor) = &filter.actor {
            self.add_actor(actor, &mut parts, &mut values)?;
        }
        if let Some(kind) = &filter.kind {
            parts.push("r.deed IN (SELECT number FROM feed_deeds WHERE type = ?)".to_owned());
            values.push(kind.clone().into());
        }
        if let Some(contexts) = &filter.contexts {
            let one = "'|' || context || '|' LIKE '%|' || ? || '|%'";
            let any = vec![one; contexts.len()].join(" OR ");
            if contexts.is_empty() {
                return Ok(None);
            }
            parts.push(format!(
                "r.deed IN (SELECT number FROM feed_deeds WHERE {any})"
            ));
            values.extend(contexts.iter().cloned().map(Value::from));
        }
        let number = |day: Day| {
            let epoch = day_number(day);
            Value::from(i64::from(epoch))
        };
        if let Some(from) = filter.from {
            parts.push("r.day + r.days_after >= ?".to_owned());
            values.push(number(from));
        }
        if let Some(to) = filter.to {
            parts.push("r.day <= ?".to_owned());
            values.push(number(to));
        }
        if let Some(day) = filter.known_by {
            let part = "CASE WHEN r.published IS NULL THEN substr(f.recorded_at, 1, 10)
                        ELSE date((r.day + r.published) * 86400, 'unixepoch') END <= ?";
            parts.push(part.to_owned());
            values.push(day.to_string().into());
        }
        Ok(Some((format!("WHERE {}", parts.join(" AND ")), values)))
    }

    fn add_actor(
        &self,
        actor: &str,
        parts: &mut Vec<String>,
        values: &mut Vec<Value>,
    ) -> Result<(), Error> {
        let by_name = "SELECT number FROM feed_actors WHERE actor = ?";
        if let Some(side) = self.feed_side(actor)? {
            // The roll-up is small and says which pairs have the side.
            parts.push(
                "(r.dataset, r.side_a, r.side_b) IN (SELECT DISTINCT dataset, side_a, side_b FROM feed_months
                  WHERE side_a = ? OR side_b = ?)"
                    .to_owned(),
            );
            values.extend([side.into(), side.into()]);
        } else {
            parts.push(format!(
                "(r.actor_a IN ({by_name}) OR r.actor_b IN ({by_name}))"
            ));
            values.extend([Value::from(actor.to_owned()), actor.to_owned().into()]);
        }
        Ok(())
    }
}

fn raw(row: &rusqlite::Row<'_>) -> Result<Raw, Error> {
    let day: i32 = row.get(3)?;
    let published: Option<i32> = row.get(14)?;
    Ok(Raw {
        dataset: row.get(0)?,
        sides: [row.get(1)?, row.get(2)?],
        day,
        days_after: row.get(4)?,
        deed: row.get(5)?,
        actors: [row.get(6)?, row.get(7)?],
        direction: Direction::from_number(row.get(8)?),
        report: FeedReport {
            file: row.get(9)?,
            path: row.get(10)?,
            row: row.get(11)?,
            record: row.get(12)?,
            outlet: row.get(13)?,
            published: published.map(|after| day + after),
            articles: row.get(15)?,
            deaths: row.get(16)?,
        },
    })
}

/// Looks up the names of events.
struct Parties<'s> {
    store: &'s Store,
    datasets: HashMap<i64, String>,
    known: HashMap<i64, FeedParty>,
}

impl<'s> Parties<'s> {
    fn new(store: &'s Store) -> Result<Self, Error> {
        let mut select = store
            .connection
            .prepare("SELECT number, name FROM feed_datasets")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Self {
            store,
            datasets: rows.collect::<Result<_, _>>()?,
            known: HashMap::new(),
        })
    }

    /// The events that reports of one group are: one for each direction, or one for all where one
    /// is mutual.
    fn events(&mut self, group: Vec<Raw>) -> Result<Vec<FeedEvent>, Error> {
        let mutual = group.iter().any(|raw| raw.direction == Direction::Mutual);
        let mut parts: Vec<(Direction, Vec<Raw>)> = Vec::new();
        for raw in group {
            let direction = if mutual {
                Direction::Mutual
            } else {
                raw.direction
            };
            match parts.iter_mut().find(|(of, _)| *of == direction) {
                Some((_, raws)) => raws.push(raw),
                None => parts.push((direction, vec![raw])),
            }
        }
        parts.sort_by_key(|(direction, _)| *direction);
        let mut events = Vec::new();
        for (direction, raws) in parts {
            let Some(first) = raws.first() else { continue };
            let [a, b] = [self.party(first.actors[0])?, self.party(first.actors[1])?];
            let both = || {
                [a.clone(), b.clone()]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
            };
            let (source, target) = match direction {
                Direction::FromA => (a.iter().cloned().collect(), b.iter().cloned().collect()),
                Direction::FromB => (b.iter().cloned().collect(), a.iter().cloned().collect()),
                Direction::Mutual => (both(), both()),
                Direction::NotSaid => (both(), Vec::new()),
            };
            events.push(FeedEvent {
                dataset: self
                    .datasets
                    .get(&first.dataset)
                    .cloned()
                    .unwrap_or_default(),
                day: first.day,
                days_after: first.days_after,
                deed: first.deed,
                source,
                target,
                direction,
                key: FeedKey {
                    fields: first.event(),
                    direction,
                },
                reports: raws.into_iter().map(|raw| raw.report).collect(),
            });
        }
        Ok(events)
    }

    fn party(&mut self, number: i64) -> Result<Option<FeedParty>, Error> {
        if number == 0 {
            return Ok(None);
        }
        if let Some(party) = self.known.get(&number) {
            return Ok(Some(party.clone()));
        }
        let mut select = self.store.connection.prepare_cached(
            "SELECT a.text, a.actor, CASE WHEN s.is_actor THEN s.side END, a.country, a.sector
             FROM feed_actors a JOIN feed_sides s ON s.number = a.side WHERE a.number = ?1",
        )?;
        let party = select
            .query_row([number], |row| {
                Ok(FeedParty {
                    text: row.get(0)?,
                    actor: row.get(1)?,
                    side: row.get(2)?,
                    country: row.get(3)?,
                    sector: row.get(4)?,
                })
            })
            .optional()?;
        if let Some(party) = &party {
            self.known.insert(number, party.clone());
        }
        Ok(party)
    }
}
