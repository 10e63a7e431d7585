use detente_model::{Claim, Content, Span, When};
use rusqlite::{Row, params_from_iter};
use std::sync::Arc;

use crate::read::when_of;
use crate::{Error, ErrorKind, Filter, Store};

/// A claim with its words and where it comes from. Claims of one document that are read one after
/// the other share the words that are the same: many of them are held at once.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimRow {
    /// Its id.
    pub id: String,
    /// The event, tie or cause that it speaks of, after merging.
    pub record: String,
    /// The claim itself.
    pub claim: Claim,
    /// The id of its document.
    pub document: Arc<str>,
    /// The document's path.
    pub path: Arc<str>,
    /// The document's title.
    pub title: Option<Arc<str>>,
    /// The document's outlet.
    pub outlet: Option<Arc<str>>,
    /// When the document was published.
    pub published: Option<Arc<When>>,
    /// The words of its passage.
    pub quote: Arc<str>,
    /// Where the passage stands.
    pub passage: Span,
    /// The language of the passage.
    pub language: Arc<str>,
    /// The number of the first passage with the same words.
    pub origin: i64,
    /// The id of the document in which that passage stands.
    pub origin_document: Arc<str>,
}

/// A claim with all that is read of it; see [`claim_of`].
const CLAIM: &str =
    "SELECT c.id, coalesce(g.leader, c.record), c.content, d.id, d.path, d.title, d.outlet,
            d.published_start, d.published_end, d.published_precision, d.published_basis,
            d.published_text, p.text, p.language, p.origin, p.start_byte, p.end_byte,
            o.document, c.about
     FROM claims c
     JOIN documents d ON d.id = c.document
     JOIN passages p ON p.number = c.passage
     JOIN passages o ON o.number = p.origin
     LEFT JOIN event_groups g ON g.event = c.record";

impl ClaimRow {
    /// The words of the claim's evidence, which lies inside the passage.
    pub fn evidence(&self) -> &str {
        let evidence = self.claim.frame.evidence;
        let inside = |byte: u32| {
            byte.checked_sub(self.passage.start())
                .map(|byte| byte as usize)
        };
        let words = inside(evidence.start()).zip(inside(evidence.end()));
        words
            .and_then(|(start, end)| self.quote.get(start..end))
            .unwrap_or(&self.quote)
    }
}

impl Store {
    /// The claims that pass `filter`, by document, place and id.
    pub fn claims(&self, filter: &Filter) -> Result<Vec<ClaimRow>, Error> {
        let mut claims = Vec::new();
        self.for_each_claim(filter, |claim| {
            claims.push(claim);
            Ok::<_, Error>(true)
        })?;
        Ok(claims)
    }

    /// Hands the claims that pass `filter` to `take`, by document, place and id, until it returns
    /// `false`; only one is held at a time. They are put in order by number and read one by one: a
    /// sort of whole claims writes all of their words to a file first.
    pub fn for_each_claim<E: From<Error>>(
        &self,
        filter: &Filter,
        mut take: impl FnMut(ClaimRow) -> Result<bool, E>,
    ) -> Result<(), E> {
        let conditions = filter.conditions();
        let sql = format!(
            "SELECT c.number FROM claims c JOIN documents d ON d.id = c.document{}
             ORDER BY d.path, d.id, c.evidence_start, c.trigger_start, c.id",
            conditions.clause()
        );
        let numbers: Vec<i64> = {
            let mut select = self.connection.prepare_cached(&sql).map_err(Error::from)?;
            let rows = select
                .query_map(params_from_iter(conditions.values), |row| row.get(0))
                .map_err(Error::from_query)?;
            rows.collect::<Result<_, _>>().map_err(Error::from_query)?
        };
        let mut select = self
            .connection
            .prepare_cached(&format!("{CLAIM} WHERE c.number = ?1"))
            .map_err(Error::from)?;
        let mut shared = Shared::default();
        for number in numbers {
            let mut rows = select.query([number]).map_err(Error::from_query)?;
            if let Some(row) = rows.next().map_err(Error::from_query)?
                && !take(shared.claim(row)?)?
            {
                break;
            }
        }
        Ok(())
    }

    /// Hands the claims that pass `filter` to `take` as they are stored, until it returns `false`: for
    /// those to whom the order means nothing, since it is that in which documents came.
    pub fn for_each_claim_unordered<E: From<Error>>(
        &self,
        filter: &Filter,
        mut take: impl FnMut(ClaimRow) -> Result<bool, E>,
    ) -> Result<(), E> {
        let conditions = filter.conditions();
        let sql = format!("{CLAIM}{}", conditions.clause());
        let mut select = self.connection.prepare_cached(&sql).map_err(Error::from)?;
        let mut rows = select
            .query(params_from_iter(conditions.values))
            .map_err(Error::from_query)?;
        let mut shared = Shared::default();
        while let Some(row) = rows.next().map_err(Error::from_query)? {
            if !take(shared.claim(row)?)? {
                break;
            }
        }
        Ok(())
    }

    /// The claims with these ids, in this order; what the casebook does not hold is left out.
    pub fn claims_with_ids<'i>(
        &self,
        ids: impl IntoIterator<Item = &'i str>,
    ) -> Result<Vec<ClaimRow>, Error> {
        let mut select = self
            .connection
            .prepare_cached(&format!("{CLAIM} WHERE c.id = ?1"))?;
        let mut shared = Shared::default();
        let mut claims = Vec::new();
        for id in ids {
            let mut rows = select.query([id])?;
            if let Some(row) = rows.next()? {
                claims.push(shared.claim(row)?);
            }
        }
        Ok(claims)
    }
}

/// A claim from its JSON. Content and frame are read one after the other: read at once, each field would first be kept
/// until it is known to which of both it belongs, at twice the time.
fn claim_from(about: &str, json: &str) -> serde_json::Result<Claim> {
    let content = match about {
        "event" => Content::Event(serde_json::from_str(json)?),
        "tie" => Content::Tie(serde_json::from_str(json)?),
        "cause" => Content::Cause(serde_json::from_str(json)?),
        "characterisation" => Content::Characterisation(serde_json::from_str(json)?),
        _ => return serde_json::from_str(json),
    };
    let frame = serde_json::from_str(json)?;
    Ok(Claim { content, frame })
}

/// What the claim that was read last says of its document and passage. Where the next says the same,
/// both hold one copy of the words.
#[derive(Default)]
struct Shared {
    /// By column of [`CLAIM`].
    words: [Option<Arc<str>>; 18],
    published: Option<Arc<When>>,
}

impl Shared {
    fn claim(&mut self, row: &Row<'_>) -> Result<ClaimRow, Error> {
        let id: String = row.get(0)?;
        let text = |place: usize| row.get_ref(place)?.as_str().map_err(rusqlite::Error::from);
        let claim = claim_from(text(18)?, text(2)?).map_err(|error| {
            Error::new(
                ErrorKind::Damaged,
                format!("claim {id} cannot be read: {error}"),
            )
        })?;
        let known = self.words[3].clone();
        let document = self.words(row, 3)?;
        if known.is_none_or(|known| known != document) {
            self.published = when_of(row, 7)?.map(Arc::new);
        }
        Ok(ClaimRow {
            id,
            record: row.get(1)?,
            claim,
            document,
            path: self.words(row, 4)?,
            title: self.words_if_any(row, 5)?,
            outlet: self.words_if_any(row, 6)?,
            published: self.published.clone(),
            quote: self.words(row, 12)?,
            language: self.words(row, 13)?,
            origin: row.get(14)?,
            passage: Span::new(row.get(15)?, row.get(16)?),
            origin_document: self.words(row, 17)?,
        })
    }

    fn words(&mut self, row: &Row<'_>, column: usize) -> rusqlite::Result<Arc<str>> {
        let text = row.get_ref(column)?.as_str()?;
        let last = &mut self.words[column];
        match last {
            Some(last) if **last == *text => Ok(last.clone()),
            _ => Ok(last.insert(Arc::from(text)).clone()),
        }
    }

    fn words_if_any(&mut self, row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Arc<str>>> {
        match row.get_ref(column)? {
            rusqlite::types::ValueRef::Null => Ok(None),
            _ => self.words(row, column).map(Some),
        }
    }
}
