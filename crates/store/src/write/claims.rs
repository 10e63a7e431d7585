//! Claims with the tables of their parties, themes and theatres.

use detente_model::Claim;
use rusqlite::types::Value;
use rusqlite::{Transaction, params, params_from_iter};

use super::NewDocument;
use crate::record::{COLUMNS, columns, record_of};
use crate::{Error, RunNumber};

/// Claims of a document, handed out one by one: those of a long one need not be held all at once.
pub trait ClaimSource: std::fmt::Debug {
    /// Hands each claim, with the index of its passage, to `take`, until that fails.
    ///
    /// # Errors
    /// If `take` fails, or a claim cannot be had.
    fn for_each(
        &self,
        take: &mut dyn FnMut(usize, &Claim) -> Result<(), Error>,
    ) -> Result<(), Error>;
}

impl ClaimSource for Vec<(usize, Claim)> {
    fn for_each(
        &self,
        take: &mut dyn FnMut(usize, &Claim) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.iter()
            .try_for_each(|(place, claim)| take(*place, claim))
    }
}

/// Writes a claim; `false` where the same claim stands already (two rules found it).
pub(super) fn insert_claim(
    transaction: &Transaction<'_>,
    run: RunNumber,
    document: &NewDocument<'_>,
    passage: i64,
    claim: &Claim,
) -> Result<bool, Error> {
    let id = claim.id(document.id).to_string();
    let record = record_of(claim, &id, document.text);
    let json = serde_json::to_string(claim).expect("records are plain data");
    let places = vec!["?"; COLUMNS.len()].join(", ");
    let sql = format!(
        "INSERT OR IGNORE INTO claims (id, record, passage, document, content, run, {})
         VALUES (?, ?, ?, ?, ?, ?, {places})",
        COLUMNS.join(", ")
    );
    let own = [
        Value::Text(id),
        Value::Text(record),
        Value::Integer(passage),
        Value::Text(document.id.to_string()),
        Value::Text(json),
        Value::Integer(run.0),
    ];
    let values = own.into_iter().chain(columns(claim));
    let inserted = transaction
        .prepare_cached(&sql)?
        .execute(params_from_iter(values))?;
    if inserted == 0 {
        return Ok(false);
    }
    let number = transaction.last_insert_rowid();
    insert_parts(transaction, number, claim)?;
    Ok(true)
}

fn insert_parts(transaction: &Transaction<'_>, number: i64, claim: &Claim) -> Result<(), Error> {
    let mut party = transaction.prepare_cached(
        "INSERT INTO claim_parties (claim, ordinal, role, actor, side, text, start_byte, end_byte)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for (ordinal, (role, mention)) in claim.content.parties().enumerate() {
        party.execute(params![
            number,
            ordinal,
            role,
            mention.actor.as_str(),
            mention.side().as_str(),
            mention.text,
            mention.span.start(),
            mention.span.end(),
        ])?;
    }
    let mut theme = transaction
        .prepare_cached("INSERT OR IGNORE INTO claim_themes (claim, theme) VALUES (?1, ?2)")?;
    for name in &claim.frame.theme {
        theme.execute(params![number, name])?;
    }
    let mut theatre = transaction
        .prepare_cached("INSERT OR IGNORE INTO claim_theatres (claim, theatre) VALUES (?1, ?2)")?;
    for name in &claim.frame.theatre {
        theatre.execute(params![number, name])?;
    }
    Ok(())
}
