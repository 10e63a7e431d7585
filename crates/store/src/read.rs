use detente_model::{Day, Span, When};
use rusqlite::{OptionalExtension, Row, params_from_iter};
use serde::Serialize;
use std::collections::BTreeSet;

use crate::{Error, ErrorKind, Filter, Store};

/// A document, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentRow {
    /// Its id.
    pub id: String,
    /// The path under which it was first added.
    pub path: String,
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Whom it names as its source.
    pub credit: Option<String>,
    /// ISO 639-1, or `und`.
    pub language: String,
    /// The format in which it came.
    pub format: String,
    /// The length of its text in bytes.
    pub bytes: u64,
    /// When it was published.
    pub published: Option<When>,
    /// The day from which it counts as known.
    pub known_from: String,
    /// `published` or `recorded`.
    pub known_basis: String,
    /// Its passages.
    pub passages: u64,
    /// Of these, passages whose words stood in another document before.
    pub copied: u64,
    /// Its claims.
    pub claims: u64,
}

/// What a list says of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentHead {
    /// Its id.
    pub id: String,
    /// The path under which it was first added.
    pub path: String,
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When it was published.
    pub published: Option<When>,
}

/// The words of a passage, where many are held at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageText {
    /// The place of its document in the list that was given.
    pub document: usize,
    /// Where it stands.
    pub span: Span,
    /// ISO 639-1, or `und`.
    pub language: Box<str>,
    /// Its words.
    pub text: Box<str>,
    /// The number of the first passage with the same words.
    pub origin: i64,
}

/// A passage with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassageRow {
    /// Its id.
    pub id: String,
    /// Its document.
    pub document: String,
    /// The document's path.
    pub path: String,
    /// Where it stands.
    #[serde(flatten)]
    pub span: Span,
    /// Its language.
    pub language: String,
    /// Its words.
    pub quote: String,
    /// The number of the first passage with the same words.
    pub origin: i64,
    /// The first day on which it can have been written, where anything shows it.
    pub not_before: Option<Day>,
    /// The last day on which it can have been written, where anything shows it.
    pub not_after: Option<Day>,
}

/// A document with what shows where its words come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentSource {
    /// Its id.
    pub id: String,
    /// Its path.
    pub path: String,
    /// Who published it, where known.
    pub outlet: Option<String>,
    /// Whom it names as its source.
    pub credit: Option<String>,
    /// The texts of its passages: the number of the first passage with the same words.
    pub origins: BTreeSet<i64>,
}

/// An actor, and how often claims name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActorRow {
    /// Its id.
    pub id: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its English name.
    pub name_en: String,
    /// Its French name.
    pub name_fr: String,
    /// The state it belongs to.
    pub country: Option<String>,
    /// Its CAMEO-style code.
    pub code: String,
    /// Claims that name it.
    pub claims: u64,
}

impl Store {
    /// The ids of the records (events after merging, ties, causes) of the claims that pass
    /// `filter`: the earliest first, undated ones last.
    pub fn records(&self, filter: &Filter) -> Result<Vec<String>, Error> {
        let conditions = filter.conditions();
        let sql = format!(
            "SELECT coalesce(g.leader, c.record) AS leader, min(coalesce(c.when_start, c.when_end)) AS first
             FROM claims c
             JOIN documents d ON d.id = c.document
             LEFT JOIN event_groups g ON g.event = c.record{}
             GROUP BY 1 ORDER BY first IS NULL, first, 1",
            conditions.clause()
        );
        let mut select = self.connection.prepare(&sql)?;
        let rows = select
            .query_map(params_from_iter(conditions.values), |row| row.get(0))
            .map_err(Error::from_query)?;
        rows.collect::<Result<_, _>>().map_err(Error::from_query)
    }

    /// The documents known by `known_by` (all, where it is `None`), by path and id.
    pub fn documents(&self, known_by: Option<Day>) -> Result<Vec<DocumentRow>, Error> {
        let mut select = self.connection.prepare(
            "SELECT d.id, d.path, d.title, d.outlet, d.url, d.credit, d.language, d.format, d.text_bytes,
                    d.published_start, d.published_end, d.published_precision, d.published_basis,
                    d.published_text, d.known_from, d.known_basis,
                    (SELECT count(*) FROM passages p WHERE p.document = d.id),
                    (SELECT count(*) FROM claims c WHERE c.document = d.id),
                    (SELECT count(*) FROM passages p JOIN passages o ON o.number = p.origin
                     WHERE p.document = d.id AND o.document <> d.id)
             FROM documents d WHERE d.known_from <= ?1 ORDER BY d.path, d.id",
        )?;
        let until = known_by.map_or("9999-12-31".to_owned(), |day| day.to_string());
        let mut rows = select.query([until])?;
        let mut documents = Vec::new();
        while let Some(row) = rows.next()? {
            documents.push(DocumentRow {
                id: row.get(0)?,
                path: row.get(1)?,
                title: row.get(2)?,
                outlet: row.get(3)?,
                url: row.get(4)?,
                credit: row.get(5)?,
                language: row.get(6)?,
                format: row.get(7)?,
                bytes: row.get(8)?,
                published: when_of(row, 9)?,
                known_from: row.get(14)?,
                known_basis: row.get(15)?,
                passages: row.get(16)?,
                claims: row.get(17)?,
                copied: row.get(18)?,
            });
        }
        Ok(documents)
    }

    /// What lists say of the documents known by `known_by` (all, where it is `None`), by path and id.
    pub fn document_heads(&self, known_by: Option<Day>) -> Result<Vec<DocumentHead>, Error> {
        let mut select = self.connection.prepare(
            "SELECT id, path, title, outlet, published_start, published_end, published_precision,
                    published_basis, published_text
             FROM documents WHERE known_from <= ?1 ORDER BY path, id",
        )?;
        let until = known_by.map_or("9999-12-31".to_owned(), |day| day.to_string());
        let mut rows = select.query([until])?;
        let mut documents = Vec::new();
        while let Some(row) = rows.next()? {
            documents.push(DocumentHead {
                id: row.get(0)?,
                path: row.get(1)?,
                title: row.get(2)?,
                outlet: row.get(3)?,
                published: when_of(row, 4)?,
            });
        }
        Ok(documents)
    }

    /// The passages of `documents`, in their order and by place.
    pub fn passage_texts(&self, documents: &[DocumentHead]) -> Result<Vec<PassageText>, Error> {
        let mut select = self.connection.prepare(
            "SELECT start_byte, end_byte, language, text, origin FROM passages WHERE document = ?1
             ORDER BY start_byte",
        )?;
        let mut passages = Vec::new();
        for (place, document) in documents.iter().enumerate() {
            let mut rows = select.query([&document.id])?;
            while let Some(row) = rows.next()? {
                passages.push(PassageText {
                    document: place,
                    span: Span::new(row.get(0)?, row.get(1)?),
                    language: row.get(2)?,
                    text: row.get(3)?,
                    origin: row.get(4)?,
                });
            }
        }
        Ok(passages)
    }

    /// The id of the passage that begins at a byte of a document.
    pub fn passage_at(&self, document: &str, start: u32) -> Result<Option<String>, Error> {
        let id = self
            .connection
            .prepare_cached("SELECT id FROM passages WHERE document = ?1 AND start_byte = ?2")?
            .query_row(rusqlite::params![document, start], |row| row.get(0))
            .optional()?;
        Ok(id)
    }

    /// The text of a document.
    pub fn document_text(&self, id: &str) -> Result<Option<String>, Error> {
        let row: Option<(Vec<u8>, usize)> = self
            .connection
            .prepare_cached("SELECT text_zstd, text_bytes FROM documents WHERE id = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((compressed, bytes)) = row else {
            return Ok(None);
        };
        let damaged =
            |reason: String| Error::new(ErrorKind::Damaged, format!("the text of {id} {reason}"));
        let text = zstd::bulk::decompress(&compressed, bytes)
            .map_err(|error| damaged(format!("cannot be unpacked: {error}")))?;
        String::from_utf8(text)
            .map(Some)
            .map_err(|_| damaged("is not UTF-8".to_owned()))
    }

    /// What each stretch of a document is: kind and bytes, in order.
    pub fn document_spans(&self, id: &str) -> Result<Vec<(String, Span)>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT kind, start_byte, end_byte FROM document_spans WHERE document = ?1
             ORDER BY start_byte",
        )?;
        let mut rows = select.query([id])?;
        let mut spans = Vec::new();
        while let Some(row) = rows.next()? {
            spans.push((row.get(0)?, Span::new(row.get(1)?, row.get(2)?)));
        }
        Ok(spans)
    }

    /// The documents with what shows where their words come from, by id.
    pub fn document_sources(
        &self,
        is_traceable: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<DocumentSource>, Error> {
        let mut select = self
            .connection
            .prepare("SELECT id, path, outlet, credit FROM documents ORDER BY id")?;
        let mut rows = select.query([])?;
        let mut sources = Vec::new();
        while let Some(row) = rows.next()? {
            sources.push(DocumentSource {
                id: row.get(0)?,
                path: row.get(1)?,
                outlet: row.get(2)?,
                credit: row.get(3)?,
                origins: BTreeSet::new(),
            });
        }
        let mut select = self
            .connection
            .prepare("SELECT document, origin, text FROM passages ORDER BY document")?;
        let mut rows = select.query([])?;
        let mut place = 0;
        while let Some(row) = rows.next()? {
            let document = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
            while place + 1 < sources.len() && sources[place].id.as_str() < document {
                place += 1;
            }
            if is_traceable(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?) {
                sources[place].origins.insert(row.get(1)?);
            }
        }
        Ok(sources)
    }

    /// The passages, by document path and place; with `words`, those that match (FTS5 syntax).
    pub fn passages(&self, words: Option<&str>) -> Result<Vec<PassageRow>, Error> {
        let matching = match words {
            Some(_) => {
                " WHERE p.number IN (SELECT rowid FROM passages_search WHERE passages_search MATCH ?1)"
            }
            None => "",
        };
        let sql = format!(
            "SELECT p.id, p.document, d.path, p.start_byte, p.end_byte, p.language, p.text, p.origin
             FROM passages p JOIN documents d ON d.id = p.document{matching}
             ORDER BY d.path, d.id, p.start_byte"
        );
        let mut select = self.connection.prepare(&sql)?;
        let mut rows = select
            .query(params_from_iter(words))
            .map_err(Error::from_query)?;
        let mut passages = Vec::new();
        while let Some(row) = rows.next().map_err(Error::from_query)? {
            passages.push(PassageRow {
                id: row.get(0)?,
                document: row.get(1)?,
                path: row.get(2)?,
                span: Span::new(row.get(3)?, row.get(4)?),
                language: row.get(5)?,
                quote: row.get(6)?,
                origin: row.get(7)?,
                not_before: None,
                not_after: None,
            });
        }
        Ok(passages)
    }

    /// The actors that claims name, the most named first.
    pub fn actors(&self) -> Result<Vec<ActorRow>, Error> {
        let mut select = self.connection.prepare(
            "SELECT a.id, a.kind, a.name_en, a.name_fr, a.country, a.code,
                    (SELECT count(DISTINCT claim) FROM claim_parties WHERE actor = a.id) AS claims
             FROM actors a ORDER BY claims DESC, a.id",
        )?;
        let rows = select.query_map([], |row| {
            Ok(ActorRow {
                id: row.get(0)?,
                kind: row.get(1)?,
                name_en: row.get(2)?,
                name_fr: row.get(3)?,
                country: row.get(4)?,
                code: row.get(5)?,
                claims: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The date in five columns from `first`: start, end, precision, basis, text.
pub(crate) fn when_of(row: &Row<'_>, first: usize) -> Result<Option<When>, Error> {
    let text = |place: usize| row.get::<_, Option<String>>(first + place);
    let Some(precision) = text(2)? else {
        return Ok(None);
    };
    let json = serde_json::json!({
        "start": text(0)?, "end": text(1)?, "precision": precision, "basis": text(3)?, "text": text(4)?,
    });
    serde_json::from_value(json).map(Some).map_err(|error| {
        Error::new(
            ErrorKind::Damaged,
            format!("a date cannot be read: {error}"),
        )
    })
}
