//! Records as lists show them: a claim, or an event, tie or cause with all claims that report it.

use detente_model::{ActorId, Claim, Content, Modality, Polarity, Precision, Span, Speaker, When};
use detente_report::{find_provenance, support_of};
use detente_sources::{Lexicon, Provenance, written_bounds};
use detente_store::{ActorRow, ClaimRow, DocumentRow, Filter, PassageRow};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::{Casebook, Error};

/// Words of a document that show a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The document's path.
    pub path: String,
    /// The first byte in the document's text.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// The words.
    pub quote: String,
}

impl Evidence {
    fn of(claim: &ClaimRow) -> Self {
        let span = claim.claim.frame.evidence;
        Self {
            path: claim.path.to_string(),
            start: span.start(),
            end: span.end(),
            quote: claim.evidence().to_owned(),
        }
    }
}

/// What a record says: the fields of the contract.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Said {
    /// The event, tie, cause or characterisation.
    #[serde(flatten)]
    pub content: Content,
    /// When it was, is or will be so.
    pub when: Option<When>,
    /// How it stands to what happened.
    pub modality: Modality,
    /// Whether it is affirmed or denied.
    pub polarity: Polarity,
    /// Who says so, where it is not the author.
    pub says: Option<Speaker>,
    /// Themes.
    pub theme: Vec<String>,
    /// Theatres.
    pub theatre: Vec<String>,
    /// The words that carry it.
    pub trigger: Span,
    /// Confidence of the extraction, share in `0..=1`.
    pub score: f64,
    /// The rule that fired.
    pub rule: String,
}

impl From<Claim> for Said {
    fn from(claim: Claim) -> Self {
        let frame = claim.frame;
        Self {
            content: claim.content,
            when: frame.when,
            modality: frame.modality,
            polarity: frame.polarity,
            says: frame.says,
            theme: frame.theme,
            theatre: frame.theatre,
            trigger: frame.trigger,
            score: frame.score,
            rule: frame.rule,
        }
    }
}

/// A claim with its words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimRecord {
    /// Its id.
    pub id: String,
    /// The event, tie or cause that it speaks of.
    pub record: String,
    /// What it says.
    #[serde(flatten)]
    pub said: Said,
    /// Who says so: the same as `says`, under the name that a claim has it by.
    pub holder: Option<Speaker>,
    /// The words: one stretch.
    pub evidence: [Evidence; 1],
    /// The document's outlet.
    pub outlet: Option<String>,
    /// When the document was published.
    pub published: Option<When>,
    /// The language of the words.
    pub language: String,
}

impl From<ClaimRow> for ClaimRecord {
    fn from(claim: ClaimRow) -> Self {
        Self {
            evidence: [Evidence::of(&claim)],
            id: claim.id,
            record: claim.record,
            holder: claim.claim.frame.says.clone(),
            said: claim.claim.into(),
            outlet: claim.outlet.as_deref().map(str::to_owned),
            published: claim.published.as_deref().cloned(),
            language: claim.language.to_string(),
        }
    }
}

/// An event, tie or cause with the claims that report it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Record {
    /// Its id.
    pub id: String,
    /// What the strongest claim says: one of what happened before one of what may, an affirmed one
    /// before a denied one, a finely dated one before others, a sure one before others.
    #[serde(flatten)]
    pub said: Said,
    /// The words of all claims: those of the strongest, then the others by document and place.
    pub evidence: Vec<Evidence>,
    /// The number of claims.
    pub claims: usize,
    /// The number of documents.
    pub articles: usize,
    /// The number of known outlets.
    pub outlets: usize,
    /// The number of origins at the most: see [`detente_sources::Support`].
    pub origins: usize,
    /// The names of the outlets.
    #[serde(skip)]
    pub(crate) named: BTreeSet<String>,
}

impl Record {
    /// The record `id` of `claims`, of which there is at least one.
    fn of(
        id: String,
        claims: Vec<ClaimRow>,
        provenance: &BTreeMap<String, Provenance>,
    ) -> Option<Self> {
        let support = support_of(&claims.iter().collect::<Vec<_>>(), provenance);
        let mut strongest = 0;
        for place in 1..claims.len() {
            if strength(&claims[place]) > strength(&claims[strongest]) {
                strongest = place;
            }
        }
        let mut evidence: Vec<Evidence> = claims.iter().map(Evidence::of).collect();
        evidence.get_mut(..=strongest)?.rotate_right(1);
        let count = claims.len();
        let named = claims.iter().filter_map(|claim| claim.outlet.as_deref());
        let named = named.map(str::to_owned).collect();
        let strongest = claims.into_iter().nth(strongest)?;
        Some(Self {
            id,
            said: strongest.claim.into(),
            evidence,
            claims: count,
            articles: support.articles,
            outlets: support.outlets,
            origins: support.origins,
            named,
        })
    }
}

fn strength(claim: &ClaimRow) -> (bool, bool, Option<Reverse<Precision>>, f64) {
    let frame = &claim.claim.frame;
    (
        frame.modality.is_actual(),
        frame.polarity == Polarity::Positive,
        frame.when.as_ref().map(|when| Reverse(when.precision())),
        frame.score,
    )
}

impl Casebook {
    /// Hands the events, ties or causes (`about`) whose claims pass `filter` to `take`, the
    /// earliest first and undated ones last, until it returns `false`.
    ///
    /// # Errors
    /// If the casebook cannot be read, or `take` fails.
    pub fn for_each_record(
        &self,
        about: &str,
        filter: &Filter,
        mut take: impl FnMut(Record) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let mut filter = Filter {
            about: Some(about.to_owned()),
            ..filter.clone()
        };
        let provenance = find_provenance(&self.store)?;
        for id in self.store.records(&filter)? {
            filter.record = Some(id.clone());
            let record = Record::of(id, self.store.claims(&filter)?, &provenance);
            if let Some(record) = record
                && !take(record)?
            {
                break;
            }
        }
        Ok(())
    }

    /// Hands the claims that pass `filter` to `take`, by document and place, until it returns
    /// `false`.
    ///
    /// # Errors
    /// If the casebook cannot be read, or `take` fails.
    pub fn for_each_claim(
        &self,
        filter: &Filter,
        mut take: impl FnMut(ClaimRecord) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        self.store
            .for_each_claim(filter, |claim| take(claim.into()))
    }

    /// The documents with claims that pass `filter`; all, where it asks only for what was known.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn documents(&self, filter: &Filter) -> Result<Vec<DocumentRow>, Error> {
        let mut documents = self.store.documents(filter.known_by)?;
        if asks_for_claims(filter) {
            let wanted = self.distinct(filter, |claim| Some(claim.document))?;
            documents.retain(|document| wanted.contains(&*document.id));
        }
        Ok(documents)
    }

    /// The passages with claims that pass `filter`; all, where it asks only for words.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn passages(&self, filter: &Filter) -> Result<Vec<PassageRow>, Error> {
        let mut passages = self.store.passages(filter.words.as_deref())?;
        if asks_for_claims(filter) || filter.known_by.is_some() {
            let wanted = self.distinct(filter, |claim| Some((claim.document, claim.passage)))?;
            passages.retain(|passage| {
                wanted.contains(&(passage.document.as_str().into(), passage.span))
            });
        }
        let published: BTreeMap<String, Option<When>> = self
            .store
            .documents(None)?
            .into_iter()
            .map(|document| (document.id, document.published))
            .collect();
        let lexicon = Lexicon::new(&self.knowledge);
        for passage in &mut passages {
            let published = published.get(&passage.document).and_then(Option::as_ref);
            let bounds = written_bounds(&lexicon, &passage.quote, &passage.language, published);
            (passage.not_before, passage.not_after) = bounds;
        }
        Ok(passages)
    }

    /// The actors of claims that pass `filter`, with the number of those claims, the most named
    /// first.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn actors(&self, filter: &Filter) -> Result<Vec<ActorRow>, Error> {
        let mut actors = self.store.actors()?;
        if *filter == Filter::default() {
            return Ok(actors);
        }
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        self.store.for_each_claim(filter, |claim| {
            let parties = claim.claim.content.parties();
            let named: BTreeSet<&ActorId> = parties.map(|(_, mention)| &mention.actor).collect();
            for actor in named {
                *counts.entry(actor.to_string()).or_default() += 1;
            }
            Ok::<_, Error>(true)
        })?;
        for actor in &mut actors {
            actor.claims = counts.get(&actor.id).copied().unwrap_or_default();
        }
        actors.retain(|actor| actor.claims > 0);
        actors.sort_by(|a, b| (Reverse(a.claims), &a.id).cmp(&(Reverse(b.claims), &b.id)));
        Ok(actors)
    }

    fn distinct<K: Ord>(
        &self,
        filter: &Filter,
        key: impl Fn(ClaimRow) -> Option<K>,
    ) -> Result<BTreeSet<K>, Error> {
        let mut found = BTreeSet::new();
        self.store.for_each_claim(filter, |claim| {
            found.extend(key(claim));
            Ok::<_, Error>(true)
        })?;
        Ok(found)
    }
}

/// Whether the filter asks for more than documents and passages can answer by themselves.
pub(crate) fn asks_for_claims(filter: &Filter) -> bool {
    let rest = Filter {
        known_by: None,
        words: None,
        ..filter.clone()
    };
    rest != Filter::default()
}
