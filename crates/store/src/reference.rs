//! Ties and leaders that scholars list, and how alike states vote.

mod check;
mod leaders;

use rusqlite::params;
use serde::Serialize;

use crate::{Error, Filter, RunNumber, Store};
#[cfg(test)]
pub(crate) use check::fingerprint;
pub use leaders::ReferenceLeaderRow;

/// A file of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReferenceFileRow {
    /// The list.
    pub format: String,
    /// The path, as it was given.
    pub path: String,
    /// BLAKE3 of its unpacked bytes.
    pub hash: String,
    /// Rows read.
    pub rows: u64,
    /// Rows that could not be used.
    pub rejected: u64,
    /// The first day in the file, ISO 8601.
    pub covers_start: Option<String>,
    /// The last.
    pub covers_end: Option<String>,
    /// When it was read: ISO 8601, UTC.
    pub recorded_at: String,
}

/// What a file of a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReferenceRows {
    /// Ties, by line.
    pub ties: Vec<ReferenceTieRow>,
    /// How alike states voted.
    pub votes: Vec<ReferenceVoteRow>,
    /// Leaders, by line.
    pub leaders: Vec<ReferenceLeaderRow>,
}

/// A tie of two parties, as a list has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReferenceTieRow {
    /// The list.
    pub format: String,
    /// The path of the file.
    pub path: String,
    /// The line, from 1.
    pub row: u64,
    /// A second line that it follows from.
    pub other_row: Option<u64>,
    /// The first byte of the row in the unpacked file.
    pub start_byte: u64,
    /// The byte after its last.
    pub end_byte: u64,
    /// The row.
    pub quote: String,
    /// The kind of tie.
    pub kind: String,
    /// In the words of the list.
    pub name: String,
    /// The part of the first party.
    pub role_a: String,
    /// An actor's id, else the words of the list.
    pub party_a: String,
    /// The part of the second.
    pub role_b: String,
    /// The second party.
    pub party_b: String,
    /// The first day, ISO 8601; the first of a year where not `by_day`.
    pub start: String,
    /// The last day.
    pub end: String,
    /// Whether dates are days, and not years.
    pub by_day: bool,
    /// Whether it still stood where the list ends.
    pub open: bool,
}

/// How alike two states voted in a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReferenceVoteRow {
    /// The state that sorts first.
    pub party_a: String,
    /// The other.
    pub party_b: String,
    /// The year.
    pub year: i32,
    /// Roll calls in which both voted.
    pub of: u32,
    /// Of these, those in which they voted alike.
    pub alike: u32,
    /// The path of the file.
    pub path: String,
}

impl Store {
    /// Whether the bytes with `hash` were read as a file of `format`.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn has_reference_file(&self, format: &str, hash: &str) -> Result<bool, Error> {
        let sql = "SELECT EXISTS (SELECT 1 FROM reference_files WHERE format = ?1 AND hash = ?2)";
        Ok(self
            .connection
            .query_row(sql, [format, hash], |row| row.get(0))?)
    }

    /// Writes a file with its rows, in one transaction. The format and path of each are those of the
    /// file. `false`, and nothing is written, where its bytes are known.
    ///
    /// # Errors
    /// If the casebook cannot be written.
    pub fn add_reference(
        &mut self,
        run: RunNumber,
        file: &ReferenceFileRow,
        rows: &ReferenceRows,
    ) -> Result<bool, Error> {
        let ReferenceRows {
            ties,
            votes,
            leaders,
        } = rows;
        let mut by_pair: Vec<&ReferenceVoteRow> = votes.iter().collect();
        by_pair.sort_by(|a, b| {
            (&a.party_a, &a.party_b, a.year).cmp(&(&b.party_a, &b.party_b, b.year))
        });
        let votes_fingerprint = (!votes.is_empty()).then(|| check::of_votes(by_pair));
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let added = transaction.execute(
            "INSERT OR IGNORE INTO reference_files (format, path, hash, rows, rejected, covers_start, covers_end, recorded_at, run, votes_fingerprint)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![file.format, file.path, file.hash, file.rows, file.rejected, file.covers_start, file.covers_end, file.recorded_at, run.0, votes_fingerprint],
        )?;
        if added == 0 {
            return Ok(false);
        }
        let number = transaction.last_insert_rowid();
        {
            let mut insert = transaction.prepare(
                "INSERT INTO reference_ties (file, row, other_row, kind, name, role_a, party_a, role_b, party_b, start, end, by_day, open,
                                             start_byte, end_byte, quote, fingerprint)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
            )?;
            for tie in ties {
                insert.execute(params![
                    number,
                    tie.row,
                    tie.other_row,
                    tie.kind,
                    tie.name,
                    tie.role_a,
                    tie.party_a,
                    tie.role_b,
                    tie.party_b,
                    tie.start,
                    tie.end,
                    tie.by_day,
                    tie.open,
                    tie.start_byte,
                    tie.end_byte,
                    tie.quote,
                    check::of_tie(tie),
                ])?;
            }
            let mut insert = transaction
                .prepare("INSERT INTO reference_votes VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
            for vote in votes {
                insert.execute(params![
                    vote.party_a,
                    vote.party_b,
                    number,
                    vote.year,
                    vote.of,
                    vote.alike
                ])?;
            }
        }
        leaders::insert(&transaction, number, leaders)?;
        transaction.commit()?;
        Ok(true)
    }

    /// The files of lists, by list and time.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn reference_files(&self) -> Result<Vec<ReferenceFileRow>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT format, path, hash, rows, rejected, covers_start, covers_end, recorded_at FROM reference_files
             ORDER BY format, recorded_at, path, hash",
        )?;
        let rows = select.query_map([], |row| {
            Ok(ReferenceFileRow {
                format: row.get(0)?,
                path: row.get(1)?,
                hash: row.get(2)?,
                rows: row.get(3)?,
                rejected: row.get(4)?,
                covers_start: row.get(5)?,
                covers_end: row.get(6)?,
                recorded_at: row.get(7)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The ties between two parties in either order, by list, start and line.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn reference_ties(&self, a: &str, b: &str) -> Result<Vec<ReferenceTieRow>, Error> {
        self.ties_where(
            "(t.party_a = ?1 AND t.party_b = ?2) OR (t.party_a = ?2 AND t.party_b = ?1)",
            a,
            b,
        )
    }

    /// What both are members of at the same time, by list: the memberships of the first that a
    /// membership of the second in the same overlaps, cut to the stretch of both.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn shared_memberships(&self, a: &str, b: &str) -> Result<Vec<ReferenceTieRow>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT f.format, f.path, t.row, u.row, t.kind, t.name, t.role_a, t.party_a, u.role_a, u.party_a,
                    max(t.start, u.start), min(t.end, u.end), t.by_day, t.open AND u.open, t.start_byte, t.end_byte, t.quote
             FROM reference_ties t
             JOIN reference_ties u ON u.file = t.file AND u.party_b = t.party_b AND u.kind = t.kind
             JOIN reference_files f ON f.number = t.file
             WHERE t.kind = 'membership' AND t.party_a = ?1 AND u.party_a = ?2 AND max(t.start, u.start) <= min(t.end, u.end)
             ORDER BY f.format, f.path, max(t.start, u.start), t.row, u.row",
        )?;
        let rows = select.query_map([a, b], tie)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn ties_where(&self, condition: &str, a: &str, b: &str) -> Result<Vec<ReferenceTieRow>, Error> {
        let order = "f.format, t.start, t.end, f.path, t.row";
        let mut select = self
            .connection
            .prepare_cached(&ties_sql(condition, order))?;
        let rows = select.query_map([a, b], tie)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Hands the ties that pass `filter` to `take`, by start, list and line, until it returns `false`.
    /// Only actor, pair, kind and dates of a filter narrow them; a file counts as known from the
    /// day on which it was read.
    ///
    /// # Errors
    /// If the casebook cannot be read, or `take` fails.
    pub fn for_each_reference_tie<E: From<Error>>(
        &self,
        filter: &Filter,
        mut take: impl FnMut(ReferenceTieRow) -> Result<bool, E>,
    ) -> Result<(), E> {
        let sql = ties_sql(
            "(?1 IS NULL OR t.party_a = ?1 OR t.party_b = ?1)
             AND (?2 IS NULL OR (t.party_a = ?2 AND t.party_b = ?3) OR (t.party_a = ?3 AND t.party_b = ?2))
             AND (?4 IS NULL OR t.kind = ?4) AND (?5 IS NULL OR t.end >= ?5) AND (?6 IS NULL OR t.start <= ?6)
             AND (?7 IS NULL OR substr(f.recorded_at, 1, 10) <= ?7)",
            "t.start, f.format, f.path, t.row, t.other_row",
        );
        let day = |day: Option<detente_model::Day>| day.map(|day| day.to_string());
        let pair = filter.pair.as_ref();
        let mut select = self.connection.prepare_cached(&sql).map_err(Error::from)?;
        let mut rows = select
            .query(params![
                filter.actor.as_ref().map(ToString::to_string),
                pair.map(|(one, _)| one.to_string()),
                pair.map(|(_, other)| other.to_string()),
                filter.kind,
                day(filter.from.max(filter.true_on)),
                day(filter.to.into_iter().chain(filter.true_on).min()),
                day(filter.known_by),
            ])
            .map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            if !take(tie(row).map_err(Error::from)?)? {
                break;
            }
        }
        Ok(())
    }

    /// How alike two states voted, by year.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn reference_votes(&self, a: &str, b: &str) -> Result<Vec<ReferenceVoteRow>, Error> {
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        let mut select = self.connection.prepare_cached(
            "SELECT v.party_a, v.party_b, v.year, v.of, v.alike, f.path FROM reference_votes v
             JOIN reference_files f ON f.number = v.file
             WHERE v.party_a = ?1 AND v.party_b = ?2 ORDER BY v.year, f.path",
        )?;
        let rows = select.query_map([low, high], vote_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn vote_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<ReferenceVoteRow> {
    Ok(ReferenceVoteRow {
        party_a: row.get(0)?,
        party_b: row.get(1)?,
        year: row.get(2)?,
        of: row.get(3)?,
        alike: row.get(4)?,
        path: row.get(5)?,
    })
}

fn ties_sql(condition: &str, order: &str) -> String {
    format!(
        "SELECT f.format, f.path, t.row, t.other_row, t.kind, t.name, t.role_a, t.party_a, t.role_b, t.party_b,
                t.start, t.end, t.by_day, t.open, t.start_byte, t.end_byte, t.quote
         FROM reference_ties t JOIN reference_files f ON f.number = t.file
         WHERE {condition} ORDER BY {order}"
    )
}

fn tie(row: &rusqlite::Row<'_>) -> rusqlite::Result<ReferenceTieRow> {
    Ok(ReferenceTieRow {
        format: row.get(0)?,
        path: row.get(1)?,
        row: row.get(2)?,
        other_row: row.get(3)?,
        kind: row.get(4)?,
        name: row.get(5)?,
        role_a: row.get(6)?,
        party_a: row.get(7)?,
        role_b: row.get(8)?,
        party_b: row.get(9)?,
        start: row.get(10)?,
        end: row.get(11)?,
        by_day: row.get(12)?,
        open: row.get(13)?,
        start_byte: row.get(14)?,
        end_byte: row.get(15)?,
        quote: row.get(16)?,
    })
}
