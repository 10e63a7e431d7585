//! Sorted rows become reports of events, and what each pair of sides adds up to.

use rusqlite::{OptionalExtension, Statement, Transaction, params};
use std::collections::{BTreeMap, BTreeSet};

use super::bulk::Bulk;
use crate::Error;
use crate::feed::names::Numbers;
use crate::feed::periods::{days_of, period_of};
use crate::feed::row::{Direction, FeedMention, FeedRow};
use crate::feed::tally::{Counted, Tally};

/// What a pen has written.
pub(super) struct Done {
    /// Reports and mentions that are new.
    pub(super) new: u64,
    /// Of each file, the rows that another had brought.
    pub(super) known: Vec<u64>,
    /// Of each actor, the reports that name it.
    pub(super) actors: Vec<u64>,
    /// Of each period, the events and reports that came.
    pub(super) volume: BTreeMap<i32, (i64, i64)>,
}

/// Writes sorted rows, event by event and pair by pair.
pub(super) struct Pen<'t> {
    dataset: i64,
    files: &'t [i64],
    numbers: &'t Numbers,
    insert: Statement<'t>,
    /// Rows, months and deeds of pairs that the casebook did not have.
    bulk_reports: Bulk<'t, 16>,
    bulk_months: Bulk<'t, 7>,
    bulk_deeds: Bulk<'t, 9>,
    insert_mention: Statement<'t>,
    has_pair: Statement<'t>,
    scan: Statement<'t>,
    old_month: Statement<'t>,
    set_month: Statement<'t>,
    clear_deeds: Statement<'t>,
    set_deed: Statement<'t>,
    /// The reports of the event that is open.
    event: Vec<FeedRow>,
    pair: Option<Pair>,
    /// Rows taken.
    pub(super) seen: u64,
    done: Done,
}

/// The two sides whose rows are being written.
struct Pair {
    local: (u32, u32),
    sides: (i64, i64),
    /// Whether the casebook had rows of them, so that these must be counted again.
    before: bool,
    tally: Tally,
    touched: BTreeSet<i32>,
}

impl<'t> Pen<'t> {
    pub(super) fn new(
        transaction: &'t Transaction<'_>,
        dataset: i64,
        files: &'t [i64],
        numbers: &'t Numbers,
    ) -> Result<Self, Error> {
        let prepare = |sql| transaction.prepare(sql);
        Ok(Self {
            dataset,
            files,
            numbers,
            insert: prepare(
                "INSERT OR IGNORE INTO feed_reports (dataset, side_a, side_b, day, days_after, deed, actor_a,
                 actor_b, record, direction, published, outlet, articles, deaths, file, row)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            )?,
            bulk_reports: Bulk::new(transaction, "feed_reports")?,
            bulk_months: Bulk::new(transaction, "feed_months")?,
            bulk_deeds: Bulk::new(transaction, "feed_month_deeds")?,
            insert_mention: prepare(
                "INSERT OR IGNORE INTO feed_mentions (dataset, record, file, row, day, outlet, actor_a_at,
                 actor_b_at, action_at, confidence) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?,
            has_pair: prepare(
                "SELECT 1 FROM feed_months WHERE dataset = ?1 AND side_a = ?2 AND side_b = ?3 LIMIT 1",
            )?,
            scan: prepare(
                "SELECT day, days_after, deed, actor_a, actor_b, direction, outlet FROM feed_reports
                 WHERE dataset = ?1 AND side_a = ?2 AND side_b = ?3 AND day BETWEEN ?4 AND ?5
                 ORDER BY day, days_after, deed, actor_a, actor_b",
            )?,
            old_month: prepare(
                "SELECT events, reports FROM feed_months
                 WHERE dataset = ?1 AND side_a = ?2 AND side_b = ?3 AND period = ?4",
            )?,
            set_month: prepare(
                "INSERT OR REPLACE INTO feed_months (dataset, side_a, side_b, period, events, reports, outlets)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?,
            clear_deeds: prepare(
                "DELETE FROM feed_month_deeds
                 WHERE dataset = ?1 AND side_a = ?2 AND side_b = ?3 AND period = ?4",
            )?,
            set_deed: prepare(
                "INSERT INTO feed_month_deeds (dataset, side_a, side_b, period, deed, events, reports, from_a,
                 from_b) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?,
            event: Vec::new(),
            pair: None,
            seen: 0,
            done: Done {
                new: 0,
                known: vec![0; files.len()],
                actors: vec![0; numbers.actors.len()],
                volume: BTreeMap::new(),
            },
        })
    }

    pub(super) fn take(&mut self, row: FeedRow) -> Result<(), Error> {
        self.seen += 1;
        if self.files[row.file as usize] == 0 {
            return Ok(());
        }
        if self
            .event
            .first()
            .is_some_and(|first| first.event() != row.event())
        {
            self.end_event()?;
        }
        let local = (row.side_a, row.side_b);
        if self.pair.as_ref().is_none_or(|pair| pair.local != local) {
            self.end_pair()?;
            let sides = (
                self.numbers.sides[local.0 as usize],
                self.numbers.sides[local.1 as usize],
            );
            let key = params![self.dataset, sides.0, sides.1];
            self.pair = Some(Pair {
                local,
                sides,
                before: self.has_pair.exists(key)?,
                tally: Tally::default(),
                touched: BTreeSet::new(),
            });
        }
        self.event.push(row);
        Ok(())
    }

    /// Writes the reports of the open event: those that tell one story in both directions are
    /// mutual.
    fn end_event(&mut self) -> Result<(), Error> {
        let mut rows = std::mem::take(&mut self.event);
        mark_mirrored(&mut rows);
        // Sorted by record: the same row twice stands side by side.
        let mut last = None;
        for row in &rows {
            if last.replace(row.record) == Some(row.record) {
                self.done.known[row.file as usize] += 1;
            } else {
                self.write(row)?;
            }
        }
        rows.clear();
        self.event = rows;
        Ok(())
    }

    fn write(&mut self, row: &FeedRow) -> Result<(), Error> {
        let Some(pair) = &mut self.pair else {
            return Ok(());
        };
        let numbers = self.numbers;
        let deed = numbers.deeds[row.deed as usize];
        let actors = [row.actor_a, row.actor_b].map(|actor| numbers.actors[actor as usize]);
        let outlet = numbers.outlets[row.outlet as usize];
        let known = |count: u32| (count != u32::MAX).then_some(i64::from(count));
        let values = [
            Some(self.dataset),
            Some(pair.sides.0),
            Some(pair.sides.1),
            Some(i64::from(row.day)),
            Some(i64::from(row.days_after)),
            Some(deed),
            Some(actors[0]),
            Some(actors[1]),
            Some(row.record),
            Some(i64::from(row.direction.number())),
            (row.published != i32::MIN).then_some(i64::from(row.published)),
            Some(outlet),
            known(row.articles),
            known(row.deaths),
            Some(self.files[row.file as usize]),
            Some(i64::from(row.row)),
        ];
        if !pair.before {
            self.bulk_reports.push(values)?;
        } else if self.insert.execute(rusqlite::params_from_iter(values))? == 0 {
            self.done.known[row.file as usize] += 1;
            return Ok(());
        }
        self.done.new += 1;
        self.done.actors[row.actor_a as usize] += 1;
        self.done.actors[row.actor_b as usize] += 1;
        if pair.before {
            pair.touched.insert(period_of(row.day, row.days_after));
        } else {
            pair.tally.take(Counted {
                day: row.day,
                days_after: row.days_after,
                deed,
                actors,
                direction: row.direction,
                outlet,
            });
        }
        Ok(())
    }

    /// Writes what the rows of the open pair add up to.
    pub(super) fn end_pair(&mut self) -> Result<(), Error> {
        self.end_event()?;
        let Some(mut pair) = self.pair.take() else {
            return Ok(());
        };
        for period in std::mem::take(&mut pair.touched) {
            self.count_again(&mut pair, period)?;
        }
        pair.tally.close();
        let (a, b) = pair.sides;
        for (period, counts) in &pair.tally.periods {
            let (events, reports) = (counts.events, counts.reports);
            let outlets = counts.outlets();
            let at = i64::from(*period);
            let month = [self.dataset, a, b, at, events, reports, outlets];
            let deeds = counts.deeds.iter().map(|(deed, of)| {
                [
                    self.dataset,
                    a,
                    b,
                    at,
                    *deed,
                    of.events,
                    of.reports,
                    of.from_a,
                    of.from_b,
                ]
            });
            let mut old: Option<(i64, i64)> = None;
            if pair.before {
                let key = params![self.dataset, a, b, period];
                let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
                old = self.old_month.query_row(key, read).optional()?;
                self.clear_deeds.execute(key)?;
                self.set_month.execute(rusqlite::params_from_iter(month))?;
                for deed in deeds {
                    self.set_deed.execute(rusqlite::params_from_iter(deed))?;
                }
            } else {
                self.bulk_months.push(month.map(Some))?;
                for deed in deeds {
                    self.bulk_deeds.push(deed.map(Some))?;
                }
            }
            let old = old.unwrap_or_default();
            let volume = self.done.volume.entry(*period).or_default();
            volume.0 += events - old.0;
            volume.1 += reports - old.1;
        }
        Ok(())
    }

    /// Counts all rows of the pair in `period`, old and new.
    fn count_again(&mut self, pair: &mut Pair, period: i32) -> Result<(), Error> {
        let (first, last) = days_of(period);
        let key = params![self.dataset, pair.sides.0, pair.sides.1, first, last];
        let mut rows = self.scan.query(key)?;
        while let Some(row) = rows.next()? {
            let counted = Counted::from_row(row)?;
            if period_of(counted.day, counted.days_after) == period {
                pair.tally.take(counted);
            }
        }
        pair.tally.close();
        Ok(())
    }

    pub(super) fn mentions(&mut self, mentions: &[FeedMention]) -> Result<(), Error> {
        for mention in mentions {
            let file = self.files[mention.file as usize];
            if file == 0 {
                continue;
            }
            let [a, b, action] = mention.places;
            let outlet = self.numbers.outlets[mention.outlet as usize];
            let inserted = self.insert_mention.execute(params![
                self.dataset,
                mention.record,
                file,
                mention.row,
                mention.day,
                outlet,
                a,
                b,
                action,
                mention.confidence
            ])?;
            self.done.new += inserted as u64;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Done, Error> {
        self.bulk_reports.flush()?;
        self.bulk_months.flush()?;
        self.bulk_deeds.flush()?;
        Ok(self.done)
    }
}

/// Makes mutual what one story tells in both directions.
fn mark_mirrored(rows: &mut [FeedRow]) {
    let told = |wanted: Direction, rows: &[FeedRow]| -> BTreeSet<u64> {
        let rows = rows
            .iter()
            .filter(|row| row.direction == wanted && row.story != 0);
        rows.map(|row| row.story).collect()
    };
    let is = |wanted| rows.iter().any(|row| row.direction == wanted);
    if !(is(Direction::FromA) && is(Direction::FromB)) {
        return;
    }
    let (a, b) = (told(Direction::FromA, rows), told(Direction::FromB, rows));
    for row in rows {
        if a.contains(&row.story) && b.contains(&row.story) {
            row.direction = Direction::Mutual;
        }
    }
}
