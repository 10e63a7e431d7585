//! Whether the rows of lists are still what was read.

use super::leaders::leader;
use super::{ReferenceFileRow, ReferenceTieRow, ReferenceVoteRow, tie, vote_row};
use crate::verify::Fault;
use crate::{Error, Store};

/// Faults of lists that are listed one by one.
const LISTED: usize = 20;

/// BLAKE3 of texts in their order, each with its length.
pub(crate) fn fingerprint<S: AsRef<str>>(parts: impl IntoIterator<Item = S>) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        let bytes = part.as_ref().as_bytes();
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    }
    hasher.finalize().to_hex().to_string()
}

pub(super) fn of_tie(tie: &ReferenceTieRow) -> String {
    let other = tie.other_row.map_or(String::new(), |row| row.to_string());
    let places = [tie.row, tie.start_byte, tie.end_byte].map(|place| place.to_string());
    let flags = [tie.by_day, tie.open].map(|flag| flag.to_string());
    let words = [
        &other,
        &tie.quote,
        &tie.kind,
        &tie.name,
        &tie.role_a,
        &tie.party_a,
        &tie.role_b,
        &tie.party_b,
        &tie.start,
        &tie.end,
    ];
    fingerprint(places.iter().chain(words).chain(&flags))
}

/// The fingerprint of roll calls by pair and year; they must stand in this order.
pub(super) fn of_votes<'v>(votes: impl IntoIterator<Item = &'v ReferenceVoteRow>) -> String {
    fingerprint(votes.into_iter().map(|vote| {
        format!(
            "{} {} {} {} {}",
            vote.party_a, vote.party_b, vote.year, vote.of, vote.alike
        )
    }))
}

impl Store {
    /// Compares every row of every list with what it was when it was read.
    pub(crate) fn verify_references(&self, faults: &mut Vec<Fault>) -> Result<(), Error> {
        let mut found = Vec::new();
        let mut fault = |format: &str, path: &str, row: u64| {
            found.push(Fault {
                id: format!("{format} {path}:{row}"),
                message: "the row of the list is not what was read".into(),
            });
        };
        let mut select = self.connection.prepare(
            "SELECT f.format, f.path, t.row, t.other_row, t.kind, t.name, t.role_a, t.party_a, t.role_b, t.party_b,
                    t.start, t.end, t.by_day, t.open, t.start_byte, t.end_byte, t.quote, t.fingerprint
             FROM reference_ties t JOIN reference_files f ON f.number = t.file ORDER BY t.number",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let (read, expected) = (tie(row)?, row.get::<_, Option<String>>(17)?);
            if expected.is_some_and(|expected| expected != of_tie(&read)) {
                fault(&read.format, &read.path, read.row);
            }
        }
        let mut select = self.connection.prepare(
            "SELECT f.format, f.path, l.row, l.start_byte, l.end_byte, l.quote, l.state, l.leader, l.office, l.role,
                    l.start, l.start_precision, l.end, l.end_precision, l.open, l.fingerprint
             FROM reference_leaders l JOIN reference_files f ON f.number = l.file ORDER BY l.number",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let (read, expected) = (leader(row)?, row.get::<_, String>(15)?);
            if expected != read.fingerprint() {
                fault(&read.format, &read.path, read.row);
            }
        }
        self.verify_votes(&mut found)?;
        let more = found.len().saturating_sub(LISTED);
        found.truncate(LISTED);
        faults.extend(found);
        if more > 0 {
            faults.push(Fault {
                id: "lists".into(),
                message: format!("{more} more faults in rows of lists"),
            });
        }
        Ok(())
    }

    fn verify_votes(&self, found: &mut Vec<Fault>) -> Result<(), Error> {
        let mut select = self.connection.prepare(
            "SELECT number, format, path, votes_fingerprint FROM reference_files
             WHERE votes_fingerprint IS NOT NULL ORDER BY number",
        )?;
        let mut files = select.query([])?;
        while let Some(file) = files.next()? {
            let votes = self.votes_of(file.get(0)?)?;
            if file.get::<_, String>(3)? != of_votes(&votes) {
                let (format, path): (String, String) = (file.get(1)?, file.get(2)?);
                found.push(Fault {
                    id: format!("{format} {path}"),
                    message: "the counts of roll calls are not what was read".into(),
                });
            }
        }
        Ok(())
    }

    fn votes_of(&self, file: i64) -> Result<Vec<ReferenceVoteRow>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT party_a, party_b, year, of, alike, '' FROM reference_votes WHERE file = ?1 ORDER BY party_a, party_b, year",
        )?;
        let rows = select.query_map([file], vote_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The rows of a file of a list as they were kept: first byte, byte after the last, words; by place.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn reference_quotes(
        &self,
        file: &ReferenceFileRow,
    ) -> Result<Vec<(u64, u64, String)>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT t.start_byte, t.end_byte, t.quote FROM reference_ties t JOIN reference_files f ON f.number = t.file
             WHERE f.format = ?1 AND f.hash = ?2
             UNION SELECT l.start_byte, l.end_byte, l.quote FROM reference_leaders l JOIN reference_files f ON f.number = l.file
             WHERE f.format = ?1 AND f.hash = ?2 ORDER BY 1, 2, 3",
        )?;
        let rows = select.query_map([&file.format, &file.hash], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
