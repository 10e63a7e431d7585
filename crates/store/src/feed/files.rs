//! Which files were imported, what days they cover, and what no knowledge file explains.

use serde::Serialize;

use crate::{Error, Store};

/// A file of a data set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedFileRow {
    /// The data set.
    pub dataset: String,
    /// Its path, as given.
    pub path: String,
    /// Its format.
    pub format: String,
    /// The version of the data set, where given.
    pub version: Option<String>,
    /// Rows read.
    pub rows: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Rows that another file had brought.
    pub known: u64,
    /// The first day that it covers.
    pub covers_start: Option<String>,
    /// The last day that it covers.
    pub covers_end: Option<String>,
    /// The first day of its events.
    pub events_start: Option<String>,
    /// The last day of its events.
    pub events_end: Option<String>,
    /// When it was read.
    pub recorded_at: String,
}

/// A code or name that no knowledge file explains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnmappedRow {
    /// The data set.
    pub dataset: String,
    /// The code or name.
    pub unmapped: String,
    /// Reports that name it.
    pub reports: u64,
    /// An actor as the data set writes it, with the most reports.
    pub example: String,
}

/// The name of a data set, and a stretch of days.
pub type DaysOfSet = (String, Option<(i32, i32)>);

impl Store {
    /// The files of data sets, by data set and what they cover.
    pub fn feed_files(&self) -> Result<Vec<FeedFileRow>, Error> {
        let mut select = self.connection.prepare(
            "SELECT s.name, f.path, f.format, f.version, f.rows, f.rejected, f.known, f.covers_start,
                    f.covers_end, f.events_start, f.events_end, f.recorded_at
             FROM feed_files f JOIN feed_datasets s ON s.number = f.dataset
             ORDER BY s.name, f.covers_start, f.path, f.number",
        )?;
        let rows = select.query_map([], |row| {
            Ok(FeedFileRow {
                dataset: row.get(0)?,
                path: row.get(1)?,
                format: row.get(2)?,
                version: row.get(3)?,
                rows: row.get(4)?,
                rejected: row.get(5)?,
                known: row.get(6)?,
                covers_start: row.get(7)?,
                covers_end: row.get(8)?,
                events_start: row.get(9)?,
                events_end: row.get(10)?,
                recorded_at: row.get(11)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The stretches of days for which files of events stand, by data set: name, first and last
    /// day since 1970-01-01. A data set of which nothing is dated has a row without days.
    pub fn feed_spans(&self) -> Result<Vec<DaysOfSet>, Error> {
        let mut select = self.connection.prepare(
            "SELECT s.name, p.first_day, p.last_day FROM feed_datasets s
             LEFT JOIN feed_files f ON f.dataset = s.number AND f.format <> 'mentions'
             LEFT JOIN feed_spans p ON p.file = f.number
             ORDER BY s.name, p.first_day, p.last_day",
        )?;
        let rows = select.query_map([], |row| {
            let (first, last): (Option<i32>, Option<i32>) = (row.get(1)?, row.get(2)?);
            Ok((row.get(0)?, first.zip(last)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Codes and names of actors that no knowledge file explains, the most frequent first.
    pub fn feed_unmapped(&self) -> Result<Vec<UnmappedRow>, Error> {
        let mut select = self.connection.prepare(
            "SELECT s.name, a.unmapped, sum(a.reports) AS reports,
                    (SELECT x.text FROM feed_actors x WHERE x.dataset = a.dataset AND x.unmapped = a.unmapped
                     ORDER BY x.reports DESC, x.text LIMIT 1)
             FROM feed_actors a JOIN feed_datasets s ON s.number = a.dataset
             WHERE a.unmapped IS NOT NULL AND a.reports > 0 GROUP BY a.dataset, a.unmapped
             ORDER BY reports DESC, s.name, a.unmapped",
        )?;
        let rows = select.query_map([], |row| {
            Ok(UnmappedRow {
                dataset: row.get(0)?,
                unmapped: row.get(1)?,
                reports: row.get(2)?,
                example: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Events and reports of each data set.
    pub fn feed_totals(&self) -> Result<Vec<(String, u64, u64)>, Error> {
        let mut select = self.connection.prepare(
            "SELECT s.name, coalesce(sum(v.events), 0), coalesce(sum(v.reports), 0)
             FROM feed_datasets s LEFT JOIN feed_volume v ON v.dataset = s.number
             GROUP BY s.number ORDER BY s.name",
        )?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
