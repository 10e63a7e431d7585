use rusqlite::{OptionalExtension, Statement, Transaction, params};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::blocks::{self, FeedBlock};
use super::names::{FeedNames, Numbers, resolve};
use super::row::{Direction, FeedMention, FeedRow};
use super::series::{month_of, period_of};
use super::tally::{Counted, Tally};
use crate::write::RunNumber;
use crate::{Error, ErrorKind, Store};

/// How long an import waits for another writer, which may itself be a long import.
const PATIENCE: Duration = Duration::from_mins(15);
/// Rows between two calls of the progress.
const STEP: u64 = 50_000;

/// A file whose rows are written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeedFile {
    /// Its path, as given.
    pub path: String,
    /// The name of its format.
    pub format: String,
    /// The hash of its unpacked bytes, in hexadecimal; empty where it broke off, so that its rows
    /// are left out.
    pub hash: String,
    /// Its unpacked bytes.
    pub bytes: u64,
    /// The version of the data set, where given.
    pub version: Option<String>,
    /// Rows read, the rejected ones among them.
    pub rows: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// The stretches of days that it covers, since 1970-01-01, in order and apart.
    pub covers: Vec<(i32, i32)>,
    /// The first and last day of its events.
    pub events: Option<(i32, i32)>,
    /// Where its rows stand.
    pub blocks: Vec<FeedBlock>,
    /// Rows that are listed as rejected: place and reason.
    pub rejects: Vec<(String, String)>,
}

/// Files of one data set that are written in one transaction.
#[derive(Debug, Clone, Copy)]
pub struct FeedGroup<'a> {
    /// The name of the data set.
    pub dataset: &'a str,
    /// The format of the data set.
    pub format: &'a str,
    /// The names that rows use.
    pub names: &'a FeedNames,
    /// The files.
    pub files: &'a [FeedFile],
    /// Mentions, sorted.
    pub mentions: &'a [FeedMention],
}

/// What was written of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeedCounts {
    /// Of each file, whether its bytes were in the casebook before, so that nothing was written.
    pub known_files: Vec<bool>,
    /// Reports and mentions that are new.
    pub new: u64,
    /// Rows that another file had brought.
    pub known: u64,
}

impl Store {
    /// Which of the files with these hashes the data set has.
    pub fn has_feed_file(&self, dataset: &str, hash: &str) -> Result<bool, Error> {
        let mut find = self.connection.prepare_cached(
            "SELECT 1 FROM feed_files f JOIN feed_datasets s ON s.number = f.dataset
             WHERE s.name = ?1 AND f.hash = ?2",
        )?;
        Ok(find.exists([dataset, hash])?)
    }

    /// Writes files of a data set with their rows and all that these add up to, in one
    /// transaction, or nothing. `rows` are sorted; `progress` is told how many are written.
    ///
    /// # Errors
    /// If the file cannot be written, `rows` fails, or the data set has another format.
    pub fn add_feed<E: From<Error>>(
        &mut self,
        run: RunNumber,
        group: &FeedGroup<'_>,
        now: &str,
        rows: impl Iterator<Item = Result<FeedRow, E>>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<FeedCounts, E> {
        let path = self.path.clone();
        let at = |error: Error| error.at(&path);
        self.connection
            .busy_timeout(PATIENCE)
            .map_err(|error| at(error.into()))?;
        let written = self.write_feed(run, group, now, rows, progress);
        self.connection
            .busy_timeout(crate::store::PATIENCE)
            .map_err(|error| at(error.into()))?;
        match written {
            Ok(counts) => Ok(counts),
            Err(Failed::Store(error)) => Err(at(error).into()),
            Err(Failed::Rows(error)) => Err(error),
        }
    }

    fn write_feed<E>(
        &mut self,
        run: RunNumber,
        group: &FeedGroup<'_>,
        now: &str,
        rows: impl Iterator<Item = Result<FeedRow, E>>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<FeedCounts, Failed<E>> {
        let behavior = rusqlite::TransactionBehavior::Immediate;
        let transaction = self.connection.transaction_with_behavior(behavior)?;
        let dataset = dataset(&transaction, group)?;
        let (files, known_files) = insert_files(&transaction, dataset, run, group, now)?;
        let mut counts = FeedCounts {
            known_files,
            ..FeedCounts::default()
        };
        if counts.known_files.iter().all(|known| *known) {
            return Ok(counts);
        }
        let numbers = resolve(&transaction, dataset, group.names)?;
        let mut pen = Pen::new(&transaction, dataset, &files, &numbers)?;
        for row in rows {
            pen.take(row.map_err(Failed::Rows)?)?;
            if pen.seen.is_multiple_of(STEP) {
                progress(pen.seen);
            }
        }
        pen.end_pair()?;
        pen.mentions(group.mentions)?;
        let done = pen.finish()?;
        for (number, known) in files.iter().zip(&done.known) {
            let sql = "UPDATE feed_files SET known = ?2 WHERE number = ?1";
            transaction.execute(sql, params![number, known])?;
        }
        add_volume(&transaction, dataset, &done.volume)?;
        add_actor_counts(&transaction, &numbers, &done.actors)?;
        counts.new = done.new;
        counts.known = done.known.iter().sum();
        transaction.commit()?;
        Ok(counts)
    }
}

/// What ended the writing of a group.
enum Failed<E> {
    Store(Error),
    Rows(E),
}

impl<E> From<Error> for Failed<E> {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

impl<E> From<rusqlite::Error> for Failed<E> {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

fn dataset(transaction: &Transaction<'_>, group: &FeedGroup<'_>) -> Result<i64, Error> {
    let found: Option<(i64, String)> = transaction
        .query_row(
            "SELECT number, format FROM feed_datasets WHERE name = ?1",
            [group.dataset],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    match found {
        Some((number, format)) if format == group.format => Ok(number),
        Some((_, format)) => Err(Error::new(
            ErrorKind::Query,
            format!(
                "the data set {:?} has rows of {format}, not of {}; give these another name with --dataset",
                group.dataset, group.format
            ),
        )),
        None => {
            let sql = "INSERT INTO feed_datasets (name, format) VALUES (?1, ?2)";
            transaction.execute(sql, [group.dataset, group.format])?;
            Ok(transaction.last_insert_rowid())
        }
    }
}

/// Writes what is new of the files; the numbers of all, and which were known (these have 0).
fn insert_files(
    transaction: &Transaction<'_>,
    dataset: i64,
    run: RunNumber,
    group: &FeedGroup<'_>,
    now: &str,
) -> Result<(Vec<i64>, Vec<bool>), Error> {
    let (mut numbers, mut known) = (Vec::new(), Vec::new());
    let day = |day: i32| {
        let (year, month) = month_of(day);
        format!(
            "{year:04}-{month:02}-{:02}",
            day - first_day(year, month) + 1
        )
    };
    for file in group.files {
        let mut find = transaction
            .prepare_cached("SELECT 1 FROM feed_files WHERE dataset = ?1 AND hash = ?2")?;
        let is_known = file.hash.is_empty() || find.exists(params![dataset, file.hash])?;
        known.push(is_known);
        if is_known {
            numbers.push(0);
            continue;
        }
        transaction
            .prepare_cached(
                "INSERT INTO feed_files (dataset, path, format, hash, bytes, version, rows, rejected, known,
                 covers_start, covers_end, events_start, events_end, recorded_at, run)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?
            .execute(params![
                dataset,
                file.path,
                file.format,
                file.hash,
                file.bytes,
                file.version,
                file.rows,
                file.rejected,
                file.covers.first().map(|days| day(days.0)),
                file.covers.last().map(|days| day(days.1)),
                file.events.map(|days| day(days.0)),
                file.events.map(|days| day(days.1)),
                now,
                run.0,
            ])?;
        let number = transaction.last_insert_rowid();
        blocks::insert(transaction, number, &file.blocks)?;
        let mut span = transaction.prepare_cached(
            "INSERT INTO feed_spans (file, first_day, last_day) VALUES (?1, ?2, ?3)",
        )?;
        for (first, last) in &file.covers {
            span.execute(params![number, first, last])?;
        }
        let mut reject = transaction.prepare_cached(
            "INSERT INTO rejects (run, path, place, message) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for (place, message) in &file.rejects {
            reject.execute(params![run.0, file.path, place, message])?;
        }
        numbers.push(number);
    }
    Ok((numbers, known))
}

/// The first of a month, as days since 1970-01-01.
pub(super) fn first_day(year: i32, month: i32) -> i32 {
    let (y, m) = if month <= 2 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    let of_era = y.rem_euclid(400);
    let in_era = of_era * 365 + of_era / 4 - of_era / 100 + (153 * m + 2) / 5;
    y.div_euclid(400) * 146_097 + in_era - 719_468
}

/// The days of a period.
fn days_of(period: i32) -> (i32, i32) {
    let (year, month) = (period.div_euclid(100), period.rem_euclid(100));
    match (period, month) {
        (0, _) => (i32::MIN, i32::MAX),
        (_, 0) => (first_day(year, 1), first_day(year + 1, 1) - 1),
        (_, 12) => (first_day(year, 12), first_day(year + 1, 1) - 1),
        _ => (first_day(year, month), first_day(year, month + 1) - 1),
    }
}

/// What a pen has written.
struct Done {
    new: u64,
    known: Vec<u64>,
    actors: Vec<u64>,
    volume: BTreeMap<i32, (i64, i64)>,
}

/// Rows of one statement.
const BULK: usize = 64;

/// Writes rows of whole numbers many at a time, so that the place for the next is looked for beside
/// the last: sorted rows are written twice as fast.
struct Bulk<'t, const N: usize> {
    many: Statement<'t>,
    one: Statement<'t>,
    rows: Vec<[Option<i64>; N]>,
}

impl<'t, const N: usize> Bulk<'t, N> {
    fn new(transaction: &'t Transaction<'_>, table: &str) -> Result<Self, Error> {
        let row = format!("({})", vec!["?"; N].join(", "));
        let insert = |rows: usize| {
            let rows = vec![row.as_str(); rows].join(", ");
            transaction.prepare(&format!("INSERT INTO {table} VALUES {rows}"))
        };
        Ok(Self {
            many: insert(BULK)?,
            one: insert(1)?,
            rows: Vec::with_capacity(BULK),
        })
    }

    fn push(&mut self, row: [Option<i64>; N]) -> Result<(), Error> {
        self.rows.push(row);
        if self.rows.len() == BULK {
            for (place, value) in self.rows.iter().flatten().enumerate() {
                self.many.raw_bind_parameter(place + 1, value)?;
            }
            self.many.raw_execute()?;
            self.rows.clear();
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Error> {
        for row in self.rows.drain(..) {
            self.one.execute(rusqlite::params_from_iter(row))?;
        }
        Ok(())
    }
}

/// Writes sorted rows, event by event and pair by pair.
struct Pen<'t> {
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
    seen: u64,
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
    fn new(
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

    fn take(&mut self, row: FeedRow) -> Result<(), Error> {
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
    fn end_pair(&mut self) -> Result<(), Error> {
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
            let counted = counted(row)?;
            if period_of(counted.day, counted.days_after) == period {
                pair.tally.take(counted);
            }
        }
        pair.tally.close();
        Ok(())
    }

    fn mentions(&mut self, mentions: &[FeedMention]) -> Result<(), Error> {
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

    fn finish(mut self) -> Result<Done, Error> {
        self.bulk_reports.flush()?;
        self.bulk_months.flush()?;
        self.bulk_deeds.flush()?;
        Ok(self.done)
    }
}

/// What a row of `day, days_after, deed, actor_a, actor_b, direction, outlet` counts for.
pub(super) fn counted(row: &rusqlite::Row<'_>) -> Result<Counted, Error> {
    Ok(Counted {
        day: row.get(0)?,
        days_after: row.get(1)?,
        deed: row.get(2)?,
        actors: [row.get(3)?, row.get(4)?],
        direction: Direction::from_number(row.get(5)?),
        outlet: row.get(6)?,
    })
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

fn add_volume(
    transaction: &Transaction<'_>,
    dataset: i64,
    volume: &BTreeMap<i32, (i64, i64)>,
) -> Result<(), Error> {
    let mut add = transaction.prepare_cached(
        "INSERT INTO feed_volume (dataset, period, events, reports) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (dataset, period)
         DO UPDATE SET events = events + excluded.events, reports = reports + excluded.reports",
    )?;
    for (period, (events, reports)) in volume {
        add.execute(params![dataset, period, events, reports])?;
    }
    Ok(())
}

fn add_actor_counts(
    transaction: &Transaction<'_>,
    numbers: &Numbers,
    counts: &[u64],
) -> Result<(), Error> {
    let mut add = transaction
        .prepare_cached("UPDATE feed_actors SET reports = reports + ?2 WHERE number = ?1")?;
    for (number, count) in numbers.actors.iter().zip(counts).skip(1) {
        if *count > 0 {
            add.execute(params![number, count])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_have_their_days() {
        assert_eq!(days_of(197_001), (0, 30));
        assert_eq!(days_of(197_012), (334, 364));
        assert_eq!(days_of(197_000), (0, 364));
        assert_eq!(first_day(2000, 3), 11_017);
        for day in [-100_000, -1, 0, 12_345, 99_999] {
            let (year, month) = month_of(day);
            let (first, last) = days_of(year * 100 + month);
            assert!(first <= day && day <= last);
        }
    }
}
