//! Conflicts and origins, as lists show them.

use detente_report::{Conflict, ConflictFilter, find_conflicts, find_provenance};
use detente_sources::{OriginReason, SourceDocument, provenance};
use detente_store::Filter;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use crate::records::asks_for_claims;
use crate::{Casebook, Error};

/// Documents that share an origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OriginGroup {
    /// The number of the group, from 1.
    pub origin: usize,
    /// Articles; one that was added twice counts once.
    pub articles: usize,
    /// Named outlets.
    pub outlets: usize,
    /// The documents, by path.
    pub members: Vec<OriginMember>,
    /// Why they share it; two documents at a time, enough to connect all.
    pub why: Vec<OriginWhy>,
}

/// A document of an [`OriginGroup`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct OriginMember {
    /// Its path.
    pub path: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Whom it names as its source.
    pub credit: Option<String>,
    /// Its id.
    pub document: String,
}

/// Why two documents share an origin.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct OriginWhy {
    /// The path of one.
    pub a: String,
    /// The path of the other.
    pub b: String,
    /// Why.
    pub reason: OriginReason,
}

impl Casebook {
    /// The conflicts between passages and claims that pass `filter`, of the given `kinds` where
    /// there is any.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn conflicts(&self, filter: &Filter, kinds: &[String]) -> Result<Vec<Conflict>, Error> {
        let pair = filter.pair.iter().flat_map(|(a, b)| [a.clone(), b.clone()]);
        let actors = filter.actor.iter().cloned().chain(pair).collect();
        // Actors are looked for in the words; all else is asked of the claims in them.
        let rest = Filter {
            actor: None,
            pair: None,
            known_by: None,
            ..filter.clone()
        };
        let passages = if asks_for_claims(&rest) || rest.words.is_some() {
            let passages = self.passages(&rest)?;
            Some(passages.into_iter().map(|passage| passage.id).collect())
        } else {
            None
        };
        let wanted = ConflictFilter {
            actors,
            kinds: kinds.to_vec(),
            known_by: filter.known_by,
            passages,
        };
        let provenance = find_provenance(&self.store)?;
        Ok(find_conflicts(
            &self.store,
            &self.knowledge,
            &provenance,
            &wanted,
        )?)
    }

    /// The documents by origin, the largest groups first; documents alone are groups of one.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn origins(&self) -> Result<Vec<OriginGroup>, Error> {
        let mut sources = self
            .store
            .document_sources(&detente_sources::is_traceable)?;
        sources.sort_by(|a, b| (&a.path, &a.id).cmp(&(&b.path, &b.id)));
        let documents: Vec<SourceDocument> = sources
            .iter()
            .map(|source| SourceDocument {
                document: source.id.clone(),
                outlet: source.outlet.clone(),
                credit: source.credit.clone(),
                texts: source.origins.clone(),
            })
            .collect();
        let (found, links) = provenance(&documents);
        let mut places: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, from) in found.iter().enumerate() {
            places.entry(from.origin).or_default().push(place);
        }
        let mut groups: Vec<OriginGroup> = places
            .into_iter()
            .map(|(origin, places)| {
                let articles: BTreeSet<usize> =
                    places.iter().map(|&place| found[place].article).collect();
                let outlets: BTreeSet<&String> = places
                    .iter()
                    .filter_map(|&place| sources[place].outlet.as_ref())
                    .collect();
                let why = links.iter().filter(|link| found[link.a].origin == origin);
                OriginGroup {
                    origin: 0,
                    articles: articles.len(),
                    outlets: outlets.len(),
                    members: places
                        .iter()
                        .map(|&place| OriginMember {
                            path: sources[place].path.clone(),
                            outlet: sources[place].outlet.clone(),
                            credit: sources[place].credit.clone(),
                            document: sources[place].id.clone(),
                        })
                        .collect(),
                    why: why
                        .map(|link| OriginWhy {
                            a: sources[link.a].path.clone(),
                            b: sources[link.b].path.clone(),
                            reason: link.reason,
                        })
                        .collect(),
                }
            })
            .collect();
        groups.sort_by(|a, b| {
            let key = |group: &OriginGroup| {
                (
                    std::cmp::Reverse(group.members.len()),
                    group.members.clone(),
                )
            };
            key(a).cmp(&key(b))
        });
        for (number, group) in (1..).zip(&mut groups) {
            group.origin = number;
        }
        Ok(groups)
    }
}
