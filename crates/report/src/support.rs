//! How many articles, outlets and origins stand behind claims.

use detente_sources::{Provenance, SourceDocument, Support, Witness, provenance, support};
use detente_store::{ClaimRow, Error, Store};
use std::collections::BTreeMap;

/// Where each document of the casebook comes from, by id.
///
/// # Errors
/// If the casebook cannot be read.
pub fn find_provenance(store: &Store) -> Result<BTreeMap<String, Provenance>, Error> {
    let documents: Vec<SourceDocument> = store
        .document_sources(&detente_sources::is_traceable)?
        .into_iter()
        .map(|source| SourceDocument {
            document: source.id,
            outlet: source.outlet,
            credit: source.credit,
            texts: source.origins,
        })
        .collect();
    let (found, _) = provenance(&documents);
    let ids = documents.into_iter().map(|document| document.document);
    Ok(ids.zip(found).collect())
}

/// The support of what `rows` report, given where their documents come from.
pub fn support_of(rows: &[&ClaimRow], provenance: &BTreeMap<String, Provenance>) -> Support {
    let speakers: Vec<Option<String>> = rows.iter().map(|row| speaker(row)).collect();
    let witnesses: Vec<Witness<'_>> = rows
        .iter()
        .zip(&speakers)
        .filter_map(|(row, speaker)| {
            Some(Witness {
                document: &row.document,
                outlet: row.outlet.as_deref(),
                provenance: *provenance.get(&*row.document)?,
                text: row.origin,
                speaker: speaker.as_deref(),
            })
        })
        .collect();
    support(&witnesses)
}

/// Whom a claim quotes, by id where known.
fn speaker(row: &ClaimRow) -> Option<String> {
    use detente_model::Speaker;
    match row.claim.frame.says.as_ref()? {
        Speaker::Actor(mention) => Some(mention.actor.to_string()),
        Speaker::Words { .. } => None,
    }
}
