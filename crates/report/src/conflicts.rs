//! Where the sources disagree: pairs of claims and pairs of passages, each with both sides.

use detente_model::{ActorId, ConflictId, Content, ContentHash, Day, Knowledge, When};
use detente_sources::{
    Disagreement, DisputeSide, Lexicon, Provenance, Stated, Told, find_disagreements, find_disputes,
};
use detente_store::{ClaimRow, DocumentHead, Error, Filter, PassageText, Store};
use serde::Serialize;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

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
    /// Documents of the same origin that say it, with this one: copies are one voice.
    pub documents: usize,
    /// The paths of the others of these, at the most twenty.
    pub also: Vec<String>,
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

/// The conflicts that the casebook holds, by kind and place: one for each two origins that disagree
/// on a matter. `provenance` says where each document comes from.
///
/// # Errors
/// If the casebook cannot be read.
pub fn find_conflicts(
    store: &Store,
    knowledge: &Knowledge,
    provenance: &BTreeMap<String, Provenance>,
    wanted: &ConflictFilter,
) -> Result<Vec<Conflict>, Error> {
    let sources = Sources {
        store,
        knowledge,
        lexicon: Lexicon::new(knowledge),
        provenance,
        documents: store.document_heads(wanted.known_by)?,
    };
    let mut found = sources.between_passages(wanted)?;
    found.extend(sources.between_claims(wanted)?);
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

/// What conflicts are looked for in.
struct Sources<'a> {
    store: &'a Store,
    knowledge: &'a Knowledge,
    lexicon: Lexicon,
    provenance: &'a BTreeMap<String, Provenance>,
    /// The documents that were known, by path and id.
    documents: Vec<DocumentHead>,
}

impl Sources<'_> {
    fn origin(&self, document: &str) -> usize {
        // A document without origin is none that the casebook holds.
        self.provenance
            .get(document)
            .map_or(usize::MAX, |from| from.origin)
    }

    fn between_passages(&self, wanted: &ConflictFilter) -> Result<Vec<Conflict>, Error> {
        let passages = self.store.passage_texts(&self.documents)?;
        let told: Vec<Told<'_>> = passages
            .iter()
            .map(|passage| {
                let document = &self.documents[passage.document];
                Told {
                    document: &document.id,
                    text: &passage.text,
                    language: &passage.language,
                    published: document.published.as_ref().and_then(When::start),
                    origin: self.origin(&document.id),
                    shared_text: passage.origin,
                }
            })
            .collect();
        let mut found = find_disputes(&self.lexicon, &told);
        found.retain(|dispute| wanted.actors.iter().all(|actor| dispute.is_about(actor)));
        found
            .into_iter()
            .map(|dispute| {
                Ok(conflict(
                    dispute.kind,
                    dispute.rule,
                    Some(dispute.settles),
                    self.side_of(&passages, dispute.a)?,
                    self.side_of(&passages, dispute.b)?,
                ))
            })
            .collect()
    }

    fn side_of(&self, passages: &[PassageText], side: DisputeSide) -> Result<ConflictSide, Error> {
        let passage = &passages[side.passage];
        let document = &self.documents[passage.document];
        let path = |place: usize| self.documents[passages[place].document].path.clone();
        Ok(ConflictSide {
            passage: self.passage_id(&document.id, passage.span.start())?,
            claim: None,
            title: document.title.clone(),
            outlet: document.outlet.clone(),
            published: document.published.clone(),
            language: passage.language.to_string(),
            evidence: [ConflictEvidence {
                path: document.path.clone(),
                start: passage.span.start(),
                end: passage.span.end(),
                quote: passage.text.to_string(),
            }],
            documents: side.documents,
            also: side.others.into_iter().map(path).collect(),
            document: document.id.clone(),
        })
    }

    fn passage_id(&self, document: &str, start: u32) -> Result<String, Error> {
        let id = self.store.passage_at(document, start)?;
        Ok(id.unwrap_or_default())
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

impl Sources<'_> {
    fn between_claims(&self, wanted: &ConflictFilter) -> Result<Vec<Conflict>, Error> {
        let pair = match wanted.actors.as_slice() {
            [a, b] => Some((a.clone(), b.clone())),
            _ => None,
        };
        let filter = Filter {
            actor: match wanted.actors.as_slice() {
                [only] => Some(only.clone()),
                _ => None,
            },
            pair,
            known_by: wanted.known_by,
            ..Filter::default()
        };
        let mut rows = Vec::new();
        // The first report of a text is heard, and which documents have it too.
        let mut copies: HashMap<(i64, String, u32), usize> = HashMap::new();
        self.store.for_each_claim(&filter, |row| {
            // What a relationship is called is compared by passages, with the words around; causes
            // are not compared.
            if !matches!(row.claim.content, Content::Event(_) | Content::Tie(_)) {
                return Ok(true);
            }
            let frame = &row.claim.frame;
            let place = frame.trigger.start() - frame.evidence.start();
            match copies.entry((row.origin, told(&row), place)) {
                Entry::Vacant(new) => {
                    new.insert(rows.len());
                    rows.push(Heard::new(row));
                }
                Entry::Occupied(known) => rows[*known.get()].hear(row),
            }
            Ok::<_, Error>(true)
        })?;
        drop(copies);
        let holders: Vec<String> = rows.iter().map(|heard| self.holder(&heard.row)).collect();
        let stated: Vec<Stated<'_>> = rows
            .iter()
            .zip(&holders)
            .map(|(heard, holder)| Stated {
                claim: &heard.row.claim,
                text: heard.row.evidence(),
                published: heard.row.published.as_deref(),
                holder,
            })
            .collect();
        find_disagreements(&self.lexicon, &stated)
            .into_iter()
            .map(|found| self.disagreement(&rows, &found))
            .collect()
    }

    fn disagreement(&self, rows: &[Heard], found: &Disagreement) -> Result<Conflict, Error> {
        let side = |first: usize, also: &[usize]| -> Result<ConflictSide, Error> {
            let row = &rows[first].row;
            let told = std::iter::once(&first).chain(also);
            let told = told.flat_map(|&place| rows[place].documents());
            let mut documents: BTreeMap<&str, &str> = told.collect();
            let count = documents.len();
            documents.remove(&*row.document);
            let mut also: Vec<String> = documents.into_values().map(str::to_owned).collect();
            also.sort_unstable();
            also.truncate(NAMED);
            Ok(ConflictSide {
                passage: self.passage_id(&row.document, row.passage.start())?,
                claim: Some(row.id.clone()),
                title: row.title.as_deref().map(str::to_owned),
                outlet: row.outlet.as_deref().map(str::to_owned),
                published: row.published.as_deref().cloned(),
                language: row.language.to_string(),
                evidence: [ConflictEvidence {
                    path: row.path.to_string(),
                    start: row.claim.frame.evidence.start(),
                    end: row.claim.frame.evidence.end(),
                    quote: row.evidence().to_owned(),
                }],
                documents: count,
                also,
                document: row.document.to_string(),
            })
        };
        Ok(conflict(
            found.kind.as_str(),
            found.rule,
            Some(found.kind.settles()),
            side(found.a, &found.also[0])?,
            side(found.b, &found.also[1])?,
        ))
    }

    /// Who stands behind a claim: the named speaker, else the origin of the document.
    fn holder(&self, row: &ClaimRow) -> String {
        use detente_model::Speaker;
        match &row.claim.frame.says {
            Some(Speaker::Actor(mention)) => self.knowledge.display_name(&mention.actor, "en"),
            Some(Speaker::Words { text, .. }) => text.clone(),
            None => format!("origin {}", self.origin(&row.document)),
        }
    }
}

/// What a copy must say to be no second voice: the same of the same.
fn told(row: &ClaimRow) -> String {
    let mut sides: Vec<&str> = match &row.claim.content {
        Content::Event(event) => {
            let mentions = event.source.iter().chain(&event.target);
            mentions.map(|mention| mention.side().as_str()).collect()
        }
        Content::Tie(tie) => {
            let parties = tie.parties.iter();
            parties.map(|party| party.actor.side().as_str()).collect()
        }
        Content::Cause(_) | Content::Characterisation(_) => Vec::new(),
    };
    sides.sort_unstable();
    let (about, polarity) = (row.claim.content.about(), row.claim.frame.polarity);
    format!("{about} {polarity} {}", sides.join(" "))
}

/// Documents that are named beside a side.
const NAMED: usize = 20;

/// A claim, and the documents that copy its words.
struct Heard {
    row: ClaimRow,
    /// Ids and paths.
    copies: Vec<(Arc<str>, Arc<str>)>,
}

impl Heard {
    fn new(row: ClaimRow) -> Self {
        Self {
            row,
            copies: Vec::new(),
        }
    }

    fn hear(&mut self, copy: ClaimRow) {
        let last = self.copies.last().map(|(document, _)| document);
        if copy.document != self.row.document && last != Some(&copy.document) {
            self.copies.push((copy.document, copy.path));
        }
    }

    fn documents(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = (&*self.row.document, &*self.row.path);
        let copies = self.copies.iter();
        std::iter::once(own).chain(copies.map(|(document, path)| (&**document, &**path)))
    }
}
