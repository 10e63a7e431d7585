//! Forecasts that were kept.

use rusqlite::params;

use crate::{Error, RunNumber, Store};

/// A forecast that was kept: the row of the table `forecasts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForecastRow {
    /// Its id.
    pub id: String,
    /// One actor; it sorts before the other.
    pub side_a: String,
    /// The other.
    pub side_b: String,
    /// A data set, or `documents`.
    pub source: String,
    /// `all`, `cooperation`, `conflict`, `type` or `theme`.
    pub counted: String,
    /// The PLOVER type or theme, else empty.
    pub value: String,
    /// The last day whose events it knows.
    pub as_of: String,
    /// The first day that it speaks of.
    pub window_start: String,
    /// The last one.
    pub window_end: String,
    /// How it was made, with a version.
    pub method: String,
    /// The probability of each number of events from 0 on, as a JSON list.
    pub counts: String,
    /// The same by the base rate alone.
    pub base: String,
    /// The 80 % interval.
    pub interval: (u32, u32),
    /// How it is settled, in words.
    pub rule: String,
    /// What moved it, as JSON.
    pub reasons: String,
    /// The last day that the source covered when it was made.
    pub data_end: String,
    /// When it was made: ISO 8601, UTC.
    pub made_at: String,
}

impl Store {
    /// Keeps forecasts in one transaction; one that is kept already stays as it was first made. Returns how many
    /// were new.
    pub fn add_forecasts(
        &mut self,
        run: RunNumber,
        forecasts: &[ForecastRow],
    ) -> Result<usize, Error> {
        let path = self.path.clone();
        let mut write = || -> Result<usize, Error> {
            let transaction = self.connection.transaction()?;
            let mut new = 0;
            {
                let mut insert = transaction.prepare_cached(
                    "INSERT OR IGNORE INTO forecasts (id, side_a, side_b, source, counted, value, as_of,
                     window_start, window_end, method, counts, base, interval_low, interval_high, rule, reasons,
                     data_end, made_at, run)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
                )?;
                for row in forecasts {
                    new += insert.execute(params![
                        row.id,
                        row.side_a,
                        row.side_b,
                        row.source,
                        row.counted,
                        row.value,
                        row.as_of,
                        row.window_start,
                        row.window_end,
                        row.method,
                        row.counts,
                        row.base,
                        row.interval.0,
                        row.interval.1,
                        row.rule,
                        row.reasons,
                        row.data_end,
                        row.made_at,
                        run.0,
                    ])?;
                }
            }
            transaction.commit()?;
            Ok(new)
        };
        write().map_err(|error| error.at(&path))
    }

    /// The forecasts that were kept, by window, pair and what they count.
    pub fn forecasts(&self) -> Result<Vec<ForecastRow>, Error> {
        let mut select = self.connection.prepare(
            "SELECT id, side_a, side_b, source, counted, value, as_of, window_start, window_end, method, counts,
                    base, interval_low, interval_high, rule, reasons, data_end, made_at
             FROM forecasts ORDER BY window_end, as_of, side_a, side_b, source, counted, value, id",
        )?;
        let rows = select.query_map([], |row| {
            Ok(ForecastRow {
                id: row.get(0)?,
                side_a: row.get(1)?,
                side_b: row.get(2)?,
                source: row.get(3)?,
                counted: row.get(4)?,
                value: row.get(5)?,
                as_of: row.get(6)?,
                window_start: row.get(7)?,
                window_end: row.get(8)?,
                method: row.get(9)?,
                counts: row.get(10)?,
                base: row.get(11)?,
                interval: (row.get(12)?, row.get(13)?),
                rule: row.get(14)?,
                reasons: row.get(15)?,
                data_end: row.get(16)?,
                made_at: row.get(17)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
