//! Files of data sets are written with their rows and what these add up to.

mod bulk;
mod pen;

use rusqlite::{OptionalExtension, Transaction, params};
use std::collections::BTreeMap;
use std::time::Duration;

use super::blocks::{self, FeedBlock};
use super::names::{FeedNames, Numbers, resolve};
use super::periods::{first_day, month_of};
use super::row::{FeedMention, FeedRow};
use crate::{Error, ErrorKind, RunNumber, Store};
use pen::Pen;

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
