use rusqlite::params;
use serde::Serialize;

use crate::{Error, Store};

/// The number of a run, as claims and documents name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunNumber(pub i64);

/// An execution of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunRow {
    /// Its number.
    pub id: i64,
    /// What ran.
    pub step: String,
    /// The version of the program.
    pub version: String,
    /// When it began.
    pub started: String,
    /// When it ended; `None` where it runs or was killed.
    pub finished: Option<String>,
    /// Its counts, as JSON.
    pub outcome: Option<String>,
}

/// An input that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RejectRow {
    /// The run that refused it.
    pub run: i64,
    /// Its path.
    pub path: String,
    /// The row or byte, where known.
    pub place: Option<String>,
    /// Why.
    pub message: String,
}

impl Store {
    /// Notes that a step begins; `now` is ISO 8601 in UTC, `settings` JSON.
    pub fn begin_run(
        &mut self,
        step: &str,
        version: &str,
        settings: &str,
        now: &str,
    ) -> Result<RunNumber, Error> {
        self.connection
            .execute(
                "INSERT INTO runs (step, version, settings, started) VALUES (?1, ?2, ?3, ?4)",
                [step, version, settings, now],
            )
            .map_err(|error| Error::from(error).at(&self.path))?;
        Ok(RunNumber(self.connection.last_insert_rowid()))
    }

    /// Notes that a step is done, with its counts as JSON.
    pub fn finish_run(&mut self, run: RunNumber, outcome: &str, now: &str) -> Result<(), Error> {
        self.connection
            .execute(
                "UPDATE runs SET finished = ?2, outcome = ?3 WHERE id = ?1",
                params![run.0, now, outcome],
            )
            .map_err(|error| Error::from(error).at(&self.path))?;
        Ok(())
    }

    /// Notes an input that could not be used; `place` is a row or byte, where known.
    pub fn add_reject(
        &mut self,
        run: RunNumber,
        path: &str,
        place: Option<&str>,
        message: &str,
    ) -> Result<(), Error> {
        self.connection
            .execute(
                "INSERT INTO rejects (run, path, place, message) VALUES (?1, ?2, ?3, ?4)",
                params![run.0, path, place, message],
            )
            .map_err(|error| Error::from(error).at(&self.path))?;
        Ok(())
    }

    /// The runs, in order.
    pub fn runs(&self) -> Result<Vec<RunRow>, Error> {
        let mut select = self.connection.prepare(
            "SELECT id, step, version, started, finished, outcome FROM runs ORDER BY id",
        )?;
        let rows = select.query_map([], |row| {
            Ok(RunRow {
                id: row.get(0)?,
                step: row.get(1)?,
                version: row.get(2)?,
                started: row.get(3)?,
                finished: row.get(4)?,
                outcome: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The inputs that could not be used, in order.
    pub fn rejects(&self) -> Result<Vec<RejectRow>, Error> {
        let mut select = self
            .connection
            .prepare("SELECT run, path, place, message FROM rejects ORDER BY id")?;
        let rows = select.query_map([], |row| {
            Ok(RejectRow {
                run: row.get(0)?,
                path: row.get(1)?,
                place: row.get(2)?,
                message: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
