use detente_model::{ActorId, Claim, Content, Knowledge, Modality, Polarity, Speaker};
use detente_store::ClaimRow;
use std::collections::{BTreeMap, BTreeSet};

use super::parts::plainness;
use super::{Options, Quote, Support};
use crate::conflicts::ConflictSide;
use detente_sources::Provenance;

/// Quotes that a row shows at the most, one for each distinct text; its support counts all.
const SHOWN_QUOTES: usize = 12;

/// What all parts of a brief share: whom it is about, and the quotes gathered so far.
pub(super) struct Desk<'a> {
    pub(super) knowledge: &'a Knowledge,
    pub(super) a: &'a ActorId,
    pub(super) b: &'a ActorId,
    pub(super) options: &'a Options,
    /// Where each document comes from.
    provenance: &'a BTreeMap<String, Provenance>,
    quotes: Vec<Quote>,
    places: BTreeMap<String, usize>,
}

impl<'a> Desk<'a> {
    /// A desk without quotes yet.
    pub(super) fn new(
        knowledge: &'a Knowledge,
        [a, b]: [&'a ActorId; 2],
        options: &'a Options,
        provenance: &'a BTreeMap<String, Provenance>,
    ) -> Self {
        Self {
            knowledge,
            a,
            b,
            options,
            provenance,
            quotes: Vec::new(),
            places: BTreeMap::new(),
        }
    }

    /// The quotes that rows cite.
    pub(super) fn into_quotes(self) -> Vec<Quote> {
        self.quotes
    }

    /// Places of the quotes behind `rows`: the plainest first, one for each distinct text.
    pub(super) fn cite(&mut self, rows: &[&ClaimRow]) -> Vec<usize> {
        let mut order: Vec<&ClaimRow> = rows.to_vec();
        order.sort_by_cached_key(|row| plainness(self.knowledge, row));
        let mut origins = BTreeSet::new();
        order.retain(|row| {
            origins.insert((
                row.origin,
                row.claim.frame.trigger.start() - row.claim.frame.evidence.start(),
            ))
        });
        order
            .into_iter()
            .take(SHOWN_QUOTES)
            .map(|row| self.quote(row))
            .collect()
    }

    /// The place of the quote behind one claim.
    pub(super) fn quote(&mut self, row: &ClaimRow) -> usize {
        if let Some(place) = self.places.get(&row.id) {
            return *place;
        }
        let frame = &row.claim.frame;
        let quote = Quote {
            claim: row.id.clone(),
            path: row.path.to_string(),
            title: row.title.as_deref().map(str::to_owned),
            outlet: row.outlet.as_deref().map(str::to_owned),
            published: row.published.as_deref().cloned(),
            start: frame.evidence.start(),
            end: frame.evidence.end(),
            trigger: trigger(row),
            quote: row.quote.to_string(),
            language: row.language.to_string(),
            says: frame.says.as_ref().map(|speaker| self.speaker(speaker)),
            modality: frame.modality.to_string(),
            polarity: frame.polarity.to_string(),
            score: frame.score,
            rule: frame.rule.clone(),
        };
        self.quotes.push(quote);
        self.places.insert(row.id.clone(), self.quotes.len() - 1);
        self.quotes.len() - 1
    }

    /// The place of the quote behind one side of a conflict.
    pub(super) fn quote_side(&mut self, side: &ConflictSide) -> usize {
        let key = side.claim.as_ref().unwrap_or(&side.passage);
        if let Some(place) = self.places.get(key) {
            return *place;
        }
        let [evidence] = &side.evidence;
        self.quotes.push(Quote {
            claim: key.clone(),
            path: evidence.path.clone(),
            title: side.title.clone(),
            outlet: side.outlet.clone(),
            published: side.published.clone(),
            start: evidence.start,
            end: evidence.end,
            trigger: (0, 0),
            quote: evidence.quote.clone(),
            language: side.language.clone(),
            says: None,
            modality: "asserted".to_owned(),
            polarity: "positive".to_owned(),
            score: 1.0,
            rule: "passage".to_owned(),
        });
        self.places.insert(key.clone(), self.quotes.len() - 1);
        self.quotes.len() - 1
    }

    /// How many articles, outlets and origins say something.
    pub(super) fn support(&self, rows: &[&ClaimRow]) -> Support {
        crate::support::support_of(rows, self.provenance)
    }

    pub(super) fn name(&self, id: &ActorId) -> String {
        self.knowledge.display_name(id, "en")
    }

    pub(super) fn speaker(&self, speaker: &Speaker) -> String {
        match speaker {
            Speaker::Actor(mention) => self.name(&mention.actor),
            Speaker::Words { text, .. } => text.clone(),
        }
    }

    /// Who stands behind a claim: the named speaker, else the outlet, else the document.
    pub(super) fn holder(&self, row: &ClaimRow) -> String {
        match (&row.claim.frame.says, &row.outlet) {
            (Some(speaker), _) => self.speaker(speaker),
            (None, Some(outlet)) => outlet.to_string(),
            (None, None) => {
                let file = row.path.rsplit(['/', '\\']).next().unwrap_or(&row.path);
                row.title.as_deref().unwrap_or(file).to_owned()
            }
        }
    }
}

/// The bytes of the trigger inside the passage; empty at its start where it lies outside.
fn trigger(row: &ClaimRow) -> (usize, usize) {
    let frame = &row.claim.frame;
    let start = frame.trigger.start().saturating_sub(frame.evidence.start()) as usize;
    let end = frame.trigger.end().saturating_sub(frame.evidence.start()) as usize;
    if row.quote.get(start..end).is_some() {
        (start, end)
    } else {
        (0, 0)
    }
}

/// The words around the trigger, about `width` characters, cut between words.
pub(super) fn words_around(row: &ClaimRow, width: usize) -> String {
    let (start, end) = trigger(row);
    let quote = &row.quote;
    let room = width.saturating_sub(quote[start..end].chars().count()) / 2;
    let back = quote[..start]
        .char_indices()
        .rev()
        .take(room)
        .last()
        .map_or(start, |(at, _)| at);
    let ahead = quote[end..]
        .char_indices()
        .nth(room)
        .map_or(quote.len(), |(at, _)| end + at);
    let from = match quote[back..start].find(' ') {
        Some(space) if back > 0 => back + space + 1,
        _ => back,
    };
    let to = match quote[end..ahead].rfind(' ') {
        Some(space) if ahead < quote.len() => end + space,
        _ => ahead,
    };
    let cut = |is_cut: bool| if is_cut { "…" } else { "" };
    let words: Vec<&str> = quote[from..to].split_whitespace().collect();
    format!(
        "{}{}{}",
        cut(from > 0),
        words.join(" "),
        cut(to < quote.len())
    )
}

/// Whether a claim says that something happened or stands.
pub(super) fn is_actual(claim: &Claim) -> bool {
    let frame = &claim.frame;
    frame.polarity == Polarity::Positive
        && (frame.modality.is_actual() || frame.modality == Modality::Opinion)
}

/// Rows by the event, tie or cause that they speak of.
pub(super) fn by_record<'r>(
    rows: impl IntoIterator<Item = &'r ClaimRow>,
) -> BTreeMap<&'r str, Vec<&'r ClaimRow>> {
    let mut records: BTreeMap<&str, Vec<&ClaimRow>> = BTreeMap::new();
    for row in rows {
        records.entry(&row.record).or_default().push(row);
    }
    records
}

pub(super) fn is_event(row: &ClaimRow) -> bool {
    matches!(row.claim.content, Content::Event(_))
}
