//! Who led a state, as scholars list it.

use rusqlite::params;
use serde::Serialize;

use super::check::fingerprint;
use crate::{Error, Store};

/// A leader of a state, as a list has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReferenceLeaderRow {
    /// The list.
    pub format: String,
    /// The path of the file.
    pub path: String,
    /// The line, from 1.
    pub row: u64,
    /// The first byte of the row in the unpacked file.
    pub start_byte: u64,
    /// The byte after its last.
    pub end_byte: u64,
    /// The row.
    pub quote: String,
    /// The state's id, else the code of the list.
    pub state: String,
    /// In the words of the list.
    pub leader: String,
    /// The first day, ISO 8601.
    pub start: String,
    /// The last day; the last of a month where not `end_by_day`.
    pub end: String,
    /// Whether the last day is known, and not only its month.
    pub end_by_day: bool,
    /// Whether the leader was still in office where the list ends.
    pub open: bool,
}

impl ReferenceLeaderRow {
    pub(super) fn fingerprint(&self) -> String {
        let places = [self.row, self.start_byte, self.end_byte].map(|place| place.to_string());
        let flags = [self.end_by_day, self.open].map(|flag| flag.to_string());
        let words = [
            &self.quote,
            &self.state,
            &self.leader,
            &self.start,
            &self.end,
        ];
        fingerprint(places.iter().chain(words).chain(&flags))
    }
}

const SELECT: &str = "SELECT f.format, f.path, l.row, l.start_byte, l.end_byte, l.quote, l.state, l.leader, l.start, l.end,
                             l.end_by_day, l.open FROM reference_leaders l JOIN reference_files f ON f.number = l.file";

pub(super) fn leader(row: &rusqlite::Row<'_>) -> rusqlite::Result<ReferenceLeaderRow> {
    Ok(ReferenceLeaderRow {
        format: row.get(0)?,
        path: row.get(1)?,
        row: row.get(2)?,
        start_byte: row.get(3)?,
        end_byte: row.get(4)?,
        quote: row.get(5)?,
        state: row.get(6)?,
        leader: row.get(7)?,
        start: row.get(8)?,
        end: row.get(9)?,
        end_by_day: row.get(10)?,
        open: row.get(11)?,
    })
}

/// Writes the leaders of a file.
pub(super) fn insert(
    transaction: &rusqlite::Transaction<'_>,
    file: i64,
    leaders: &[ReferenceLeaderRow],
) -> Result<(), Error> {
    let mut insert = transaction.prepare(
        "INSERT INTO reference_leaders (file, row, start_byte, end_byte, quote, state, leader, start, end, end_by_day, open, fingerprint)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    for leader in leaders {
        insert.execute(params![
            file,
            leader.row,
            leader.start_byte,
            leader.end_byte,
            leader.quote,
            leader.state,
            leader.leader,
            leader.start,
            leader.end,
            leader.end_by_day,
            leader.open,
            leader.fingerprint(),
        ])?;
    }
    Ok(())
}

impl Store {
    /// The leaders that lists have, of one state or of all, by state, start, list and line.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn reference_leaders(&self, state: Option<&str>) -> Result<Vec<ReferenceLeaderRow>, Error> {
        let mut select = self.connection.prepare_cached(&format!(
            "{SELECT} WHERE ?1 IS NULL OR l.state = ?1 ORDER BY l.state, l.start, l.end, f.format, f.path, l.row"
        ))?;
        let rows = select.query_map([state], leader)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
