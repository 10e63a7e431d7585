//! Documents are written with all that was found in them.

mod actors;
mod claims;
mod passages;

use detente_model::{ActorId, DocumentId, Span, When};
use rusqlite::{Transaction, params};
use std::collections::BTreeSet;

use crate::record::word;
use crate::{Error, ErrorKind, RunNumber, Store};
pub use actors::ActorEntry;
use actors::insert_actor;
pub use claims::ClaimSource;
use claims::insert_claim;
pub use passages::NewPassage;
use passages::insert_passage;

/// A document to be written, with all that was found in it.
#[derive(Debug, Clone)]
pub struct NewDocument<'a> {
    /// Its id, from the bytes that were read.
    pub id: DocumentId,
    /// The path as given.
    pub path: &'a str,
    /// Its title, where it has one.
    pub title: Option<&'a str>,
    /// Who published it, where known.
    pub outlet: Option<&'a str>,
    /// Its address, where known.
    pub url: Option<&'a str>,
    /// Whom it names as its source.
    pub credit: Option<&'a str>,
    /// ISO 639-1, or `und`.
    pub language: &'a str,
    /// The format in which it came.
    pub format: &'a str,
    /// Its text.
    pub text: &'a str,
    /// When it was published; unknown stays unknown.
    pub published: Option<&'a When>,
    /// What each stretch is: kind and bytes, in order.
    pub spans: &'a [(&'a str, Span)],
    /// The passages, in order.
    pub passages: &'a [NewPassage<'a>],
    /// The claims, each with the index of its passage.
    pub claims: &'a dyn ClaimSource,
}

/// What was written of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AddedDocument {
    /// Whether it was there already, so that nothing was written.
    pub known: bool,
    /// Passages written.
    pub passages: usize,
    /// Of these, passages whose words stood in another document before.
    pub copied: usize,
    /// Claims written.
    pub claims: usize,
}

impl Store {
    /// Whether the document is in the casebook.
    pub fn has_document(&self, id: DocumentId) -> Result<bool, Error> {
        let mut find = self
            .connection
            .prepare_cached("SELECT 1 FROM documents WHERE id = ?1")?;
        Ok(find.exists([id.to_string()])?)
    }

    /// Writes documents with their passages and claims in one transaction, or nothing of them;
    /// returns what was written of each.
    ///
    /// `describe` gives the table entry of an actor; `same_words` decides whether two passages
    /// that share a band are copies. `now` is the time of record, ISO 8601 in UTC.
    ///
    /// Ids are hashes, so that a document changes pages all over the file, and a transaction writes
    /// each page that it changed: many documents in one write far less than each in its own.
    ///
    /// # Errors
    /// If the file cannot be written; it is then as it was before.
    pub fn add_documents(
        &mut self,
        run: RunNumber,
        documents: &[NewDocument<'_>],
        now: &str,
        describe: &dyn Fn(&ActorId) -> ActorEntry,
        same_words: &dyn Fn(&str, &str) -> bool,
    ) -> Result<Vec<AddedDocument>, Error> {
        let path = self.path.clone();
        let mut write = || {
            let behavior = rusqlite::TransactionBehavior::Immediate;
            let transaction = self.connection.transaction_with_behavior(behavior)?;
            let added = documents.iter().map(|document| {
                write_document(&transaction, run, document, now, describe, same_words)
            });
            let added = added.collect::<Result<Vec<_>, Error>>()?;
            transaction.commit()?;
            Ok(added)
        };
        write().map_err(|error: Error| error.at(&path))
    }
}

fn write_document(
    transaction: &Transaction<'_>,
    run: RunNumber,
    document: &NewDocument<'_>,
    now: &str,
    describe: &dyn Fn(&ActorId) -> ActorEntry,
    same_words: &dyn Fn(&str, &str) -> bool,
) -> Result<AddedDocument, Error> {
    let id = document.id.to_string();
    let known = transaction
        .prepare_cached("SELECT 1 FROM documents WHERE id = ?1")?
        .exists([&id])?;
    if known {
        return Ok(AddedDocument {
            known,
            ..AddedDocument::default()
        });
    }
    insert_document(transaction, run, document, &id, now)?;
    let mut added = AddedDocument::default();
    let mut numbers = Vec::with_capacity(document.passages.len());
    for passage in document.passages {
        let (number, copied) = insert_passage(transaction, document, &id, passage, same_words)?;
        numbers.push(number);
        added.passages += 1;
        added.copied += usize::from(copied);
    }
    let mut described = BTreeSet::new();
    document.claims.for_each(&mut |passage, claim| {
        for (_, mention) in claim.content.parties() {
            for actor in [&mention.actor, mention.side()] {
                if !described.contains(actor) {
                    insert_actor(transaction, actor, &describe(actor))?;
                    described.insert(actor.clone());
                }
            }
        }
        let number = numbers[passage];
        added.claims += usize::from(insert_claim(transaction, run, document, number, claim)?);
        Ok(())
    })?;
    Ok(added)
}

fn insert_document(
    transaction: &Transaction<'_>,
    run: RunNumber,
    document: &NewDocument<'_>,
    id: &str,
    now: &str,
) -> Result<(), Error> {
    let compressed = zstd::encode_all(document.text.as_bytes(), 3)
        .map_err(|error| Error::new(ErrorKind::Internal, format!("compression failed: {error}")))?;
    let published = document.published;
    let day = |day: Option<detente_model::Day>| day.map(|day| day.to_string());
    // What was published within a stretch was surely known at its end.
    let (known_from, known_basis) = match published.and_then(|when| when.end().or(when.start())) {
        Some(last) => (last.to_string(), "published"),
        None => (now.split('T').next().unwrap_or(now).to_owned(), "recorded"),
    };
    transaction
        .prepare_cached(
            "INSERT INTO documents (id, path, title, outlet, url, credit, language, format, text_bytes,
             text_zstd, published_start, published_end, published_precision, published_basis,
             published_text, known_from, known_basis, recorded_at, run)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        )?
        .execute(params![
            id,
            document.path,
            document.title,
            document.outlet,
            document.url,
            document.credit,
            document.language,
            document.format,
            document.text.len(),
            compressed,
            day(published.and_then(When::start)),
            day(published.and_then(When::end)),
            published.map(|when| word(&when.precision())),
            published.map(|when| word(&when.basis())),
            published.and_then(When::text),
            known_from,
            known_basis,
            now,
            run.0,
        ])?;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO document_spans (document, start_byte, end_byte, kind) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (kind, span) in document.spans {
        insert.execute(params![id, span.start(), span.end(), kind])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Filter;
    use crate::testing::{NOW, TEXT, add, bare, meeting};
    use detente_model::{Basis, Day};

    #[test]
    fn documents_of_one_transaction_are_all_there_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("a.casebook"), NOW).unwrap();
        let run = store.begin_run("add", "0", "{}", NOW).unwrap();
        // Stretches cover the text; one that begins where another does is refused.
        let twice = [("body", Span::new(0, 20)), ("body", Span::new(0, 41))];
        let none = Vec::new();
        let document = |name: &'static str, is_good| NewDocument {
            spans: if is_good { &[] } else { &twice },
            ..bare(name, &none)
        };
        let entry = |_: &ActorId| unreachable!("no claim names anyone");
        let mut add = |documents: &[NewDocument<'_>]| {
            store.add_documents(run, documents, NOW, &entry, &|a, b| a == b)
        };
        let added = add(&[
            document("a.txt", true),
            document("b.txt", true),
            document("a.txt", true),
        ]);
        let known: Vec<bool> = added.unwrap().iter().map(|added| added.known).collect();
        assert_eq!(known, [false, false, true]);
        add(&[document("c.txt", true), document("d.txt", false)]).unwrap_err();
        assert_eq!(store.documents(None).unwrap().len(), 2);
    }

    #[test]
    fn what_is_written_is_read_back_and_verified() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("a.casebook"), NOW).unwrap();
        let published = When::day(Day::new(2025, 1, 18).unwrap(), Basis::Stated, "");
        let first = add(&mut store, "a.txt", &published);
        assert_eq!(
            first,
            AddedDocument {
                known: false,
                passages: 2,
                copied: 0,
                claims: 1
            }
        );
        assert!(add(&mut store, "a.txt", &published).known);
        let copy = add(&mut store, "b.txt", &published);
        assert_eq!(copy.copied, 2);
        let claims = store.claims(&Filter::default()).unwrap();
        assert_eq!(claims.len(), 2);
        assert_eq!(
            claims[0].record, claims[1].record,
            "two reports of one event"
        );
        assert_eq!(&*claims[0].quote, "Russia and Iran met.");
        assert_eq!(claims[0].evidence(), "Russia and Iran met.");
        let origins: Vec<_> = claims.iter().map(|claim| &claim.origin_document).collect();
        assert_eq!(
            origins[0], origins[1],
            "a copy has the origin of what it copies"
        );
        let records = store.records(&Filter::default()).unwrap();
        assert_eq!(records, [claims[0].record.as_str()]);
        let of_record = |record: &str| {
            let record = Some(record.to_owned());
            store
                .claims(&Filter {
                    record,
                    ..Filter::default()
                })
                .unwrap()
                .len()
        };
        assert_eq!((of_record(&records[0]), of_record("evt_none")), (2, 0));
        assert_eq!(claims[0].claim, meeting(Day::new(2025, 1, 17).unwrap()));
        assert_eq!(
            store.document_text(&claims[0].document).unwrap().as_deref(),
            Some(TEXT)
        );
        assert_eq!(store.passages(Some("thanked")).unwrap().len(), 2);
        assert_eq!(store.verify().unwrap(), []);
    }
}
