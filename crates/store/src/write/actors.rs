//! The table of the actors that claims name.

use detente_model::{ActorId, ActorKind};
use rusqlite::{Transaction, params};

use crate::Error;

/// An actor as the table of actors holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorEntry {
    /// What it is.
    pub kind: ActorKind,
    /// Its English name.
    pub name_en: String,
    /// Its French name.
    pub name_fr: String,
    /// The state it belongs to.
    pub country: Option<ActorId>,
    /// Its CAMEO-style code.
    pub code: String,
}

/// Writes an actor; one that is there keeps its entry.
pub(super) fn insert_actor(
    transaction: &Transaction<'_>,
    id: &ActorId,
    entry: &ActorEntry,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO actors (id, kind, name_en, name_fr, country, code)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            id.as_str(),
            entry.kind.as_str(),
            entry.name_en,
            entry.name_fr,
            entry.country.as_ref().map(ActorId::as_str),
            entry.code,
        ])?;
    Ok(())
}
