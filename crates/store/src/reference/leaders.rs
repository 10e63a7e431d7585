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
    /// The office, in the words of the list, where it has offices.
    pub office: Option<String>,
    /// The role of the office, where a title of our table says it.
    pub role: Option<String>,
    /// The first day that it may have begun, ISO 8601; none where not known.
    pub start: Option<String>,
    /// `day`, `month` or `year`; none where not known.
    pub start_precision: Option<String>,
    /// The last day that it may have been, as far as the list goes.
    pub end: String,
    /// `day`, `month` or `year`; none where the end is not known.
    pub end_precision: Option<String>,
    /// Whether the leader was still in office where the list ends.
    pub open: bool,
}

impl ReferenceLeaderRow {
    /// The hash of the fields. What version 8 could not say counts only where it is said, so that its
    /// hashes stay.
    pub(super) fn fingerprint(&self) -> String {
        let places = [self.row, self.start_byte, self.end_byte].map(|place| place.to_string());
        let by_day = self.end_precision.as_deref() == Some("day");
        let flags = [by_day, self.open].map(|flag| flag.to_string());
        let start = self.start.as_deref().unwrap_or_default();
        let words = [&self.quote, &self.state, &self.leader, start, &self.end];
        let more = [
            &self.office,
            &self.role,
            &self.start_precision,
            &self.end_precision,
        ];
        let more = more.map(|words| words.as_deref().unwrap_or_default());
        let as_before = matches!(more, ["", "", "day", "day" | "month"]);
        let more = more.into_iter().filter(|_| !as_before);
        let parts = places.iter().map(String::as_str).chain(words);
        fingerprint(parts.chain(flags.iter().map(String::as_str)).chain(more))
    }
}

const SELECT: &str = "SELECT f.format, f.path, l.row, l.start_byte, l.end_byte, l.quote, l.state, l.leader,
                             l.office, l.role, l.start, l.start_precision, l.end, l.end_precision, l.open FROM reference_leaders l JOIN reference_files f ON f.number = l.file";

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
        office: row.get(8)?,
        role: row.get(9)?,
        start: row.get(10)?,
        start_precision: row.get(11)?,
        end: row.get(12)?,
        end_precision: row.get(13)?,
        open: row.get(14)?,
    })
}

/// Writes the leaders of a file.
pub(super) fn insert(
    transaction: &rusqlite::Transaction<'_>,
    file: i64,
    leaders: &[ReferenceLeaderRow],
) -> Result<(), Error> {
    let mut insert = transaction.prepare(
        "INSERT INTO reference_leaders (file, row, start_byte, end_byte, quote, state, leader, office, role,
                                        start, start_precision, end, end_precision, open, fingerprint)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
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
            leader.office,
            leader.role,
            leader.start,
            leader.start_precision,
            leader.end,
            leader.end_precision,
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
