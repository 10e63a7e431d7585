//! Passages, and which of them have the words of one that is there.

use detente_model::{ContentHash, PassageId, Span};
use rusqlite::{OptionalExtension, Transaction, params};
use std::collections::{BTreeMap, BTreeSet};

use super::NewDocument;
use crate::Error;

/// A passage to be written.
#[derive(Debug, Clone)]
pub struct NewPassage<'a> {
    /// Its bytes in the document's text.
    pub span: Span,
    /// Its language.
    pub language: &'a str,
    /// Hashes that passages with nearly the same words are likely to share; without any, the
    /// passage is too short to be traced and is its own origin.
    pub bands: Vec<u64>,
}

/// Passages of one band that are looked at.
const CANDIDATES: i64 = 256;

/// Writes a passage: its number, and whether its words stood in the casebook before.
pub(super) fn insert_passage(
    transaction: &Transaction<'_>,
    document: &NewDocument<'_>,
    document_id: &str,
    passage: &NewPassage<'_>,
    same_words: &dyn Fn(&str, &str) -> bool,
) -> Result<(i64, bool), Error> {
    let text = passage.span.of(document.text);
    let place = format!("{}..{}", passage.span.start(), passage.span.end());
    let id = PassageId::from_content(&ContentHash::new().part(document_id).part(place));
    let same = find_same(transaction, text, &passage.bands, same_words)?;
    let origin = same.origins.first().copied();
    for other in same.origins.iter().skip(1) {
        transaction
            .prepare_cached("UPDATE passages SET origin = ?1 WHERE origin = ?2")?
            .execute(params![origin, other])?;
    }
    transaction
        .prepare_cached(
            "INSERT INTO passages (id, document, start_byte, end_byte, language, text, origin)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            id.to_string(),
            document_id,
            passage.span.start(),
            passage.span.end(),
            passage.language,
            text,
            origin.unwrap_or(0),
        ])?;
    let number = transaction.last_insert_rowid();
    transaction
        .prepare_cached("INSERT INTO passages_search (rowid, text) VALUES (?1, ?2)")?
        .execute(params![number, text])?;
    if origin.is_none() {
        transaction
            .prepare_cached("UPDATE passages SET origin = number WHERE number = ?1")?
            .execute([number])?;
    }
    if !same.is_known {
        let mut band = transaction.prepare_cached(
            "INSERT OR IGNORE INTO passage_bands (band, passage) VALUES (?1, ?2)",
        )?;
        for hash in &passage.bands {
            band.execute(params![hash.cast_signed(), number])?;
        }
    }
    Ok((number, origin.is_some()))
}

/// What stands in the casebook with the words of a new passage.
#[derive(Debug, Default)]
struct SameWords {
    /// The numbers of the texts that it is a copy of: more than one where it shows that these are
    /// one text.
    origins: BTreeSet<i64>,
    /// Whether a passage with all its bands is there, so that its own would find nothing more.
    is_known: bool,
}

/// Finds the passages with the same words. A passage that differs from those before it keeps bands
/// of its own, so that the order in which copies come does not matter; of a text that is found once
/// no further passage is compared, so that ten thousand copies cost ten thousand look-ups.
fn find_same(
    transaction: &Transaction<'_>,
    text: &str,
    bands: &[u64],
    same_words: &dyn Fn(&str, &str) -> bool,
) -> Result<SameWords, Error> {
    let mut candidates: BTreeMap<i64, usize> = BTreeMap::new();
    let mut find = transaction.prepare_cached(
        "SELECT passage FROM passage_bands WHERE band = ?1 ORDER BY passage LIMIT ?2",
    )?;
    for band in bands {
        let found = find.query_map(params![band.cast_signed(), CANDIDATES], |row| {
            row.get::<_, i64>(0)
        })?;
        for number in found {
            *candidates.entry(number?).or_default() += 1;
        }
    }
    let mut read =
        transaction.prepare_cached("SELECT text, origin FROM passages WHERE number = ?1")?;
    let mut same = SameWords::default();
    for (number, shared) in candidates {
        let has_all = shared == bands.len();
        let candidate: Option<(String, i64)> = read
            .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((candidate, origin)) = candidate else {
            continue;
        };
        let told = same.origins.contains(&origin);
        if (!told || (has_all && !same.is_known)) && same_words(text, &candidate) {
            same.origins.insert(origin);
            same.is_known |= has_all;
        }
    }
    Ok(same)
}
