//! Where the sources disagree: pairs of claims and pairs of passages, each with both sides.

use detente_model::{ActorId, ConflictId, Content, ContentHash, Day, Knowledge, When};
use detente_sources::{Disagreement, Lexicon, Stated, Told, find_disagreements, find_disputes};
use detente_store::{ClaimRow, DocumentRow, Error, Filter, PassageRow, Store};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Two sides that disagree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conflict {
    /// Its id, from the words of both sides and the rule.
    pub id: String,
    /// `value`, `date`, `actor`, `polarity`, `status`, `direction`, `characterisation`, `definition`
    /// or `superseded`; `self` where both sides stand in one document.
    pub kind: String,
    /// How the sides disagree, also where they stand in one document.
    pub matter: String,
    /// The rule that found it, in words.
    pub rule: String,
    /// What would settle it, in words.
    pub settles: Option<String>,
    /// One side.
    pub a: ConflictSide,
    /// The other.
    pub b: ConflictSide,
}

/// One side of a [`Conflict`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConflictSide {
    /// The passage.
    pub passage: String,
    /// The claim, where the rule compares claims.
    pub claim: Option<String>,
    /// The document's title.
    pub title: Option<String>,
    /// The document's outlet.
    pub outlet: Option<String>,
    /// When the document was published.
    pub published: Option<When>,
    /// The language of the words.
    pub language: String,
    /// The words: one stretch.
    pub evidence: [ConflictEvidence; 1],
    /// The document's id: tells documents with the same path apart.
    #[serde(skip)]
    pub document: String,
}

/// Words of a document that show a side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConflictEvidence {
    /// The document's path.
    pub path: String,
    /// The first byte in the document's text.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// The words.
    pub quote: String,
}

/// Which conflicts are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConflictFilter {
    /// About this actor, as passages name it.
    pub actors: Vec<ActorId>,
    /// Of these kinds or matters; all where there is none.
    pub kinds: Vec<String>,
    /// Between passages that were known by this day.
    pub known_by: Option<Day>,
    /// Between passages with claims that pass this filter, where it asks for any.
    pub passages: Option<BTreeSet<String>>,
}

/// The conflicts that the casebook holds, by kind and place.
///
/// # Errors
/// If the casebook cannot be read.
pub fn find_conflicts(
    store: &Store,
    knowledge: &Knowledge,
    wanted: &ConflictFilter,
) -> Result<Vec<Conflict>, Error> {
    let documents: BTreeMap<String, DocumentRow> = store
        .documents(wanted.known_by)?
        .into_iter()
        .map(|document| (document.id.clone(), document))
        .collect();
    let mut passages = store.passages(None)?;
    passages.retain(|passage| documents.contains_key(&passage.document));
    let lexicon = Lexicon::new(knowledge);
    let mut found = between_passages(&lexicon, &documents, &passages, wanted);
    found.extend(between_claims(
        store, &lexicon, knowledge, &passages, wanted,
    )?);
    if let Some(kept) = &wanted.passages {
        found.retain(|conflict| {
            kept.contains(&conflict.a.passage) && kept.contains(&conflict.b.passage)
        });
    }
    if !wanted.kinds.is_empty() {
        found.retain(|conflict| {
            wanted.kinds.contains(&conflict.kind) || wanted.kinds.contains(&conflict.matter)
        });
    }
    let place = |side: &ConflictSide| (side.evidence[0].path.clone(), side.evidence[0].start);
    found.sort_by_key(|conflict| {
        (
            conflict.matter.clone(),
            place(&conflict.a),
            place(&conflict.b),
            conflict.id.clone(),
        )
    });
    // Two rules may see the same two passages.
    let mut seen = BTreeSet::new();
    found.retain(|conflict| {
        let mut sides = [conflict.a.passage.clone(), conflict.b.passage.clone()];
        sides.sort();
        seen.insert((conflict.matter.clone(), sides))
    });
    Ok(found)
}

fn between_passages(
    lexicon: &Lexicon,
    documents: &BTreeMap<String, DocumentRow>,
    passages: &[PassageRow],
    wanted: &ConflictFilter,
) -> Vec<Conflict> {
    let told: Vec<Told<'_>> = passages
        .iter()
        .map(|passage| Told {
            document: &passage.document,
            text: &passage.quote,
            language: &passage.language,
            published: documents
                .get(&passage.document)
                .and_then(|document| document.published.as_ref())
                .and_then(When::start),
        })
        .collect();
    find_disputes(lexicon, &told)
        .into_iter()
        .filter(|dispute| wanted.actors.iter().all(|actor| dispute.is_about(actor)))
        .map(|dispute| {
            let side = |place: usize| {
                let passage = &passages[place];
                side_of(passage, &documents[&passage.document])
            };
            conflict(
                dispute.kind,
                dispute.rule,
                Some(dispute.settles),
                side(dispute.a.0),
                side(dispute.b.0),
            )
        })
        .collect()
}

fn side_of(passage: &PassageRow, document: &DocumentRow) -> ConflictSide {
    ConflictSide {
        passage: passage.id.clone(),
        claim: None,
        title: document.title.clone(),
        outlet: document.outlet.clone(),
        published: document.published.clone(),
        language: passage.language.clone(),
        evidence: [ConflictEvidence {
            path: passage.path.clone(),
            start: passage.span.start(),
            end: passage.span.end(),
            quote: passage.quote.clone(),
        }],
        document: passage.document.clone(),
    }
}

fn conflict(
    matter: &str,
    rule: &str,
    settles: Option<&str>,
    a: ConflictSide,
    b: ConflictSide,
) -> Conflict {
    // By its words: where a copy takes the place of a passage, the conflict stays the same.
    let side = |side: &ConflictSide| plain_words(&side.evidence[0].quote);
    let hash = ContentHash::new()
        .part(rule)
        .unordered([side(&a), side(&b)]);
    let in_one = a.document == b.document;
    Conflict {
        id: ConflictId::from_content(&hash).to_string(),
        kind: if in_one { "self" } else { matter }.to_owned(),
        matter: matter.to_owned(),
        rule: rule.to_owned(),
        settles: settles.map(str::to_owned),
        a,
        b,
    }
}

/// The words in lower case, without marks.
fn plain_words(quote: &str) -> String {
    let words = quote
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase);
    words.collect::<Vec<_>>().join(" ")
}

fn between_claims(
    store: &Store,
    lexicon: &Lexicon,
    knowledge: &Knowledge,
    passages: &[PassageRow],
    wanted: &ConflictFilter,
) -> Result<Vec<Conflict>, Error> {
    let pair = match wanted.actors.as_slice() {
        [a, b] => Some((a.clone(), b.clone())),
        _ => None,
    };
    let rows = store.claims(&Filter {
        actor: match wanted.actors.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        },
        pair,
        known_by: wanted.known_by,
        ..Filter::default()
    })?;
    let ids: BTreeMap<(&str, u32), &str> = passages
        .iter()
        .map(|passage| {
            let place = (passage.document.as_str(), passage.span.start());
            (place, passage.id.as_str())
        })
        .collect();
    let mut found = Vec::new();
    for (disagreement, rows) in disagreements(lexicon, knowledge, &rows) {
        let side = |row: &ClaimRow| ConflictSide {
            passage: ids
                .get(&(row.document.as_str(), row.passage.start()))
                .map(|id| (*id).to_owned())
                .unwrap_or_default(),
            claim: Some(row.id.clone()),
            title: row.title.clone(),
            outlet: row.outlet.clone(),
            published: row.published.clone(),
            language: row.language.clone(),
            evidence: [ConflictEvidence {
                path: row.path.clone(),
                start: row.claim.frame.evidence.start(),
                end: row.claim.frame.evidence.end(),
                quote: row.evidence().to_owned(),
            }],
            document: row.document.clone(),
        };
        found.push(conflict(
            disagreement.kind.as_str(),
            disagreement.rule,
            Some(disagreement.kind.settles()),
            side(rows[0]),
            side(rows[1]),
        ));
    }
    Ok(found)
}

/// The pairs of claims that disagree; copies of a text are heard once.
fn disagreements<'r>(
    lexicon: &Lexicon,
    knowledge: &Knowledge,
    rows: &'r [ClaimRow],
) -> Vec<(Disagreement, [&'r ClaimRow; 2])> {
    let mut heard = BTreeSet::new();
    let rows: Vec<&ClaimRow> = rows
        .iter()
        // What a relationship is called is compared by passages, with the words around.
        .filter(|row| !matches!(row.claim.content, Content::Characterisation(_)))
        .filter(|row| {
            let place = row.claim.frame.trigger.start() - row.claim.frame.evidence.start();
            heard.insert((row.origin, row.claim.content.about(), place))
        })
        .collect();
    let holders: Vec<String> = rows.iter().map(|row| holder(knowledge, row)).collect();
    let stated: Vec<Stated<'_>> = rows
        .iter()
        .zip(&holders)
        .map(|(row, holder)| Stated {
            claim: &row.claim,
            text: row.evidence(),
            published: row.published.as_ref(),
            holder,
        })
        .collect();
    find_disagreements(lexicon, &stated)
        .into_iter()
        .map(|found| (found, [rows[found.a], rows[found.b]]))
        .collect()
}

/// Who stands behind a claim: the named speaker, else the outlet, else the document.
fn holder(knowledge: &Knowledge, row: &ClaimRow) -> String {
    use detente_model::Speaker;
    match (&row.claim.frame.says, &row.outlet) {
        (Some(Speaker::Actor(mention)), _) => knowledge.display_name(&mention.actor, "en"),
        (Some(Speaker::Words { text, .. }), _) => text.clone(),
        (None, Some(outlet)) => outlet.clone(),
        (None, None) => row.document.clone(),
    }
}
