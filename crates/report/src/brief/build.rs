use detente_model::{ActorId, Content, Knowledge};
use detente_store::{ClaimRow, Error, Filter, Store};
use std::collections::{BTreeMap, BTreeSet};

use super::desk::Desk;
use super::drivers::{DriversEntry, ToldOfPair, drivers, sides};
use super::imported::imported;
use super::parts;
use super::reference::reference;
use super::triads::triads;
use super::{Brief, Coverage, Options, Side};
use crate::conflicts::{ConflictFilter, find_conflicts};
use crate::support::find_provenance;

impl Brief {
    /// Gathers what the casebook says about `a` and `b`.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn build(
        store: &Store,
        knowledge: &Knowledge,
        a: &ActorId,
        b: &ActorId,
        options: &Options,
    ) -> Result<Self, Error> {
        let wanted = ConflictFilter {
            actors: vec![a.clone(), b.clone()],
            known_by: options.known_by,
            ..ConflictFilter::default()
        };
        // It reads every passage: what it lets go of is let go before the claims are read.
        let provenance = find_provenance(store)?;
        let conflicts = find_conflicts(store, knowledge, &provenance, &wanted)?;
        let claims = claims_of_either(store, [a, b], options)?;
        let of_either: Vec<&ClaimRow> = claims.iter().collect();
        let of = |side: &ActorId| -> Vec<&ClaimRow> {
            let mut rows = of_either.clone();
            rows.retain(|row| names(row, side));
            rows
        };
        let (of_a, of_b) = (of(a), of(b));
        let mut rows = of_a.clone();
        rows.retain(|row| names(row, b));
        let coverage = coverage(store, options, &rows)?;
        let mut desk = Desk::new(knowledge, [a, b], options, &provenance);
        let side = |id: &ActorId| Side {
            id: id.clone(),
            name: knowledge.display_name(id, "en"),
        };
        let (chronology, undated) = parts::chronology(&mut desk, &rows);
        let mut brief = Self {
            a: side(a),
            b: side(b),
            true_on: options.true_on,
            known_by: options.known_by,
            coverage,
            namings: parts::namings(&mut desk, &rows),
            years: parts::years(&mut desk, &rows),
            imported: imported(store, knowledge, [a, b], options)?,
            reference: reference(store, knowledge, [a, b], options)?,
            chronology,
            undated,
            ties: parts::ties(&mut desk, &rows),
            themes: parts::themes(&mut desk, &rows),
            theatres: parts::theatres(&mut desk, &rows),
            third_parties: parts::third_parties(&mut desk, &of_a, &of_b),
            triads: triads(&mut desk, &of_either),
            drivers: DriversEntry::default(),
            outlook: parts::outlook(&mut desk, &rows),
            leaders: None,
            next: None,
            differences: parts::differences(&mut desk, &conflicts),
            not_stated: parts::not_stated(&rows),
            quotes: Vec::new(),
        };
        // The map holds all that is said to lead to anything: what it needs of the claims is taken
        // from them, and they are let go of.
        let told = ToldOfPair::new(&rows, &of_either);
        drop((rows, of_a, of_b, of_either));
        drop(claims);
        brief.drivers = drivers(store, &mut desk, told)?;
        brief.quotes = desk.into_quotes();
        Ok(brief)
    }
}

/// The claims about one of the two or both, each once. Of those about one alone, only such as name a
/// third: nothing else is told of them.
fn claims_of_either(
    store: &Store,
    [a, b]: [&ActorId; 2],
    options: &Options,
) -> Result<Vec<ClaimRow>, Error> {
    let filter = Filter {
        either: Some((a.clone(), b.clone())),
        known_by: options.known_by,
        ..Filter::default()
    };
    let mut claims = Vec::new();
    store.for_each_claim(&filter, |claim| {
        let is_tie = matches!(claim.claim.content, Content::Tie(_));
        if is_tie || sides(&claim) > 1 || names(&claim, a) && names(&claim, b) {
            claims.push(claim);
        }
        Ok::<_, Error>(true)
    })?;
    Ok(claims)
}

/// Whether a claim names an actor, itself or as the state that it speaks for.
fn names(row: &ClaimRow, actor: &ActorId) -> bool {
    let mut parties = row.claim.content.parties();
    parties.any(|(_, mention)| mention.actor == *actor || mention.side() == actor)
}

fn coverage(store: &Store, options: &Options, rows: &[&ClaimRow]) -> Result<Coverage, Error> {
    let documents = store.documents(options.known_by)?;
    let relevant: BTreeSet<_> = rows.iter().map(|row| &row.document).collect();
    let outlets: BTreeSet<_> = documents
        .iter()
        .filter_map(|document| document.outlet.clone())
        .collect();
    let mut languages: BTreeMap<String, usize> = BTreeMap::new();
    for document in &documents {
        *languages.entry(document.language.clone()).or_default() += 1;
    }
    let published = || {
        documents
            .iter()
            .filter_map(|document| document.published.as_ref())
    };
    Ok(Coverage {
        articles: documents.len(),
        relevant: relevant.len(),
        outlets: outlets.into_iter().collect(),
        without_outlet: documents
            .iter()
            .filter(|document| document.outlet.is_none())
            .count(),
        origins: documents
            .iter()
            .filter(|document| document.copied * 2 <= document.passages)
            .count(),
        first: published()
            .min_by_key(|when| when.start())
            .map(ToString::to_string),
        last: published()
            .max_by_key(|when| when.end())
            .map(ToString::to_string),
        last_day: published().filter_map(detente_model::When::end).max(),
        undated: documents
            .iter()
            .filter(|document| document.published.is_none())
            .count(),
        languages: languages.into_iter().collect(),
        claims: rows.len(),
    })
}
