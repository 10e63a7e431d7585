use detente_model::{
    ActorId, ActorKind, ActorMention, Claim, Content, ContentHash, DocumentId, PassageId, Span,
    When,
};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Transaction, params, params_from_iter};
use std::collections::{BTreeMap, BTreeSet};

use crate::record::{COLUMNS, columns, parties, record_of, word};
use crate::{Error, Store};

/// The number of a run, as claims and documents name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunNumber(pub i64);

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

/// Claims of a document, handed out one by one: those of a long one need not be held all at once.
pub trait ClaimSource: std::fmt::Debug {
    /// Hands each claim, with the index of its passage, to `take`, until that fails.
    ///
    /// # Errors
    /// If `take` fails, or a claim cannot be had.
    fn for_each(
        &self,
        take: &mut dyn FnMut(usize, &Claim) -> Result<(), Error>,
    ) -> Result<(), Error>;
}

impl ClaimSource for Vec<(usize, Claim)> {
    fn for_each(
        &self,
        take: &mut dyn FnMut(usize, &Claim) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.iter()
            .try_for_each(|(place, claim)| take(*place, claim))
    }
}

/// A passage to be written.
#[derive(Debug, Clone)]
pub struct NewPassage<'a> {
    /// Its bytes in the document's text.
    pub span: Span,
    /// Its language.
    pub language: &'a str,
    /// Hashes that passages with nearly the same words are likely to share; without any, the
    /// passage is too short to be traced and is its own origin.
    pub bands: Vec<u64>,
}

/// An actor as the table of actors holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorEntry {
    /// What it is.
    pub kind: ActorKind,
    /// Its English name.
    pub name_en: String,
    /// Its French name.
    pub name_fr: String,
    /// The state it belongs to.
    pub country: Option<ActorId>,
    /// Its CAMEO-style code.
    pub code: String,
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
    /// Notes that a step begins; `now` is ISO 8601 in UTC, `settings` JSON.
    pub fn begin_run(
        &mut self,
        step: &str,
        version: &str,
        settings: &str,
        now: &str,
    ) -> Result<RunNumber, Error> {
        self.connection
            .execute(
                "INSERT INTO runs (step, version, settings, started) VALUES (?1, ?2, ?3, ?4)",
                [step, version, settings, now],
            )
            .map_err(|error| Error::from(error).at(&self.path))?;
        Ok(RunNumber(self.connection.last_insert_rowid()))
    }

    /// Notes that a step is done, with its counts as JSON.
    pub fn finish_run(&mut self, run: RunNumber, outcome: &str, now: &str) -> Result<(), Error> {
        self.connection
            .execute(
                "UPDATE runs SET finished = ?2, outcome = ?3 WHERE id = ?1",
                params![run.0, now, outcome],
            )
            .map_err(|error| Error::from(error).at(&self.path))?;
        Ok(())
    }

    /// Notes an input that could not be used; `place` is a row or byte, where known.
    pub fn add_reject(
        &mut self,
        run: RunNumber,
        path: &str,
        place: Option<&str>,
        message: &str,
    ) -> Result<(), Error> {
        self.connection
            .execute(
                "INSERT INTO rejects (run, path, place, message) VALUES (?1, ?2, ?3, ?4)",
                params![run.0, path, place, message],
            )
            .map_err(|error| Error::from(error).at(&self.path))?;
        Ok(())
    }

    /// Puts a knowledge file of this casebook in place of an earlier one of the same name.
    pub fn set_knowledge(&mut self, file: &str, text: &str) -> Result<(), Error> {
        self.connection
            .execute(
                "INSERT OR REPLACE INTO knowledge (file, text) VALUES (?1, ?2)",
                [file, text],
            )
            .map_err(|error| Error::from(error).at(&self.path))?;
        Ok(())
    }

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
        for mention in mentions(&claim.content) {
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
    let compressed = zstd::encode_all(document.text.as_bytes(), 3).map_err(|error| {
        Error::new(
            crate::ErrorKind::Internal,
            format!("compression failed: {error}"),
        )
    })?;
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

fn insert_passage(
    transaction: &Transaction<'_>,
    document: &NewDocument<'_>,
    document_id: &str,
    passage: &NewPassage<'_>,
    same_words: &dyn Fn(&str, &str) -> bool,
) -> Result<(i64, bool), Error> {
    let text = passage.span.of(document.text);
    let place = format!("{}..{}", passage.span.start(), passage.span.end());
    let id = PassageId::from_content(&ContentHash::new().part(document_id).part(place));
    let same = find_same(transaction, text, &passage.bands, same_words)?;
    let origin = same.origins.first().copied();
    for other in same.origins.iter().skip(1) {
        transaction
            .prepare_cached("UPDATE passages SET origin = ?1 WHERE origin = ?2")?
            .execute(params![origin, other])?;
    }
    transaction
        .prepare_cached(
            "INSERT INTO passages (id, document, start_byte, end_byte, language, text, origin)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            id.to_string(),
            document_id,
            passage.span.start(),
            passage.span.end(),
            passage.language,
            text,
            origin.unwrap_or(0),
        ])?;
    let number = transaction.last_insert_rowid();
    transaction
        .prepare_cached("INSERT INTO passages_search (rowid, text) VALUES (?1, ?2)")?
        .execute(params![number, text])?;
    if origin.is_none() {
        transaction
            .prepare_cached("UPDATE passages SET origin = number WHERE number = ?1")?
            .execute([number])?;
    }
    if !same.is_known {
        let mut band = transaction.prepare_cached(
            "INSERT OR IGNORE INTO passage_bands (band, passage) VALUES (?1, ?2)",
        )?;
        for hash in &passage.bands {
            band.execute(params![hash.cast_signed(), number])?;
        }
    }
    Ok((number, origin.is_some()))
}

/// Passages of one band that are looked at.
const CANDIDATES: i64 = 256;

/// What stands in the casebook with the words of a new passage.
#[derive(Debug, Default)]
struct SameWords {
    /// The numbers of the texts that it is a copy of: more than one where it shows that these are
    /// one text.
    origins: BTreeSet<i64>,
    /// Whether a passage with all its bands is there, so that its own would find nothing more.
    is_known: bool,
}

/// Finds the passages with the same words. A passage that differs from those before it keeps bands
/// of its own, so that the order in which copies come does not matter; of a text that is found once
/// no further passage is compared, so that ten thousand copies cost ten thousand look-ups.
fn find_same(
    transaction: &Transaction<'_>,
    text: &str,
    bands: &[u64],
    same_words: &dyn Fn(&str, &str) -> bool,
) -> Result<SameWords, Error> {
    let mut candidates: BTreeMap<i64, usize> = BTreeMap::new();
    let mut find = transaction.prepare_cached(
        "SELECT passage FROM passage_bands WHERE band = ?1 ORDER BY passage LIMIT ?2",
    )?;
    for band in bands {
        let found = find.query_map(params![band.cast_signed(), CANDIDATES], |row| {
            row.get::<_, i64>(0)
        })?;
        for number in found {
            *candidates.entry(number?).or_default() += 1;
        }
    }
    let mut read =
        transaction.prepare_cached("SELECT text, origin FROM passages WHERE number = ?1")?;
    let mut same = SameWords::default();
    for (number, shared) in candidates {
        let has_all = shared == bands.len();
        let candidate: Option<(String, i64)> = read
            .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((candidate, origin)) = candidate else {
            continue;
        };
        let told = same.origins.contains(&origin);
        if (!told || (has_all && !same.is_known)) && same_words(text, &candidate) {
            same.origins.insert(origin);
            same.is_known |= has_all;
        }
    }
    Ok(same)
}

fn insert_actor(
    transaction: &Transaction<'_>,
    id: &ActorId,
    entry: &ActorEntry,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO actors (id, kind, name_en, name_fr, country, code)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            id.as_str(),
            entry.kind.as_str(),
            entry.name_en,
            entry.name_fr,
            entry.country.as_ref().map(ActorId::as_str),
            entry.code,
        ])?;
    Ok(())
}

/// Writes a claim; `false` where the same claim stands already (two rules found it).
fn insert_claim(
    transaction: &Transaction<'_>,
    run: RunNumber,
    document: &NewDocument<'_>,
    passage: i64,
    claim: &Claim,
) -> Result<bool, Error> {
    let id = claim.id(document.id).to_string();
    let record = record_of(claim, &id, document.text);
    let json = serde_json::to_string(claim).expect("records are plain data");
    let places = vec!["?"; COLUMNS.len()].join(", ");
    let sql = format!(
        "INSERT OR IGNORE INTO claims (id, record, passage, document, content, run, {})
         VALUES (?, ?, ?, ?, ?, ?, {places})",
        COLUMNS.join(", ")
    );
    let own = [
        Value::Text(id),
        Value::Text(record),
        Value::Integer(passage),
        Value::Text(document.id.to_string()),
        Value::Text(json),
        Value::Integer(run.0),
    ];
    let values = own.into_iter().chain(columns(claim));
    let inserted = transaction
        .prepare_cached(&sql)?
        .execute(params_from_iter(values))?;
    if inserted == 0 {
        return Ok(false);
    }
    let number = transaction.last_insert_rowid();
    insert_parts(transaction, number, claim)?;
    Ok(true)
}

fn insert_parts(transaction: &Transaction<'_>, number: i64, claim: &Claim) -> Result<(), Error> {
    let mut party = transaction.prepare_cached(
        "INSERT INTO claim_parties (claim, ordinal, role, actor, side, text, start_byte, end_byte)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for (ordinal, (role, mention)) in parties(&claim.content).enumerate() {
        party.execute(params![
            number,
            ordinal,
            role,
            mention.actor.as_str(),
            mention.side().as_str(),
            mention.text,
            mention.span.start(),
            mention.span.end(),
        ])?;
    }
    let mut theme = transaction
        .prepare_cached("INSERT OR IGNORE INTO claim_themes (claim, theme) VALUES (?1, ?2)")?;
    for name in &claim.frame.theme {
        theme.execute(params![number, name])?;
    }
    let mut theatre = transaction
        .prepare_cached("INSERT OR IGNORE INTO claim_theatres (claim, theatre) VALUES (?1, ?2)")?;
    for name in &claim.frame.theatre {
        theatre.execute(params![number, name])?;
    }
    Ok(())
}

fn mentions(content: &Content) -> impl Iterator<Item = &ActorMention> {
    parties(content).map(|(_, mention)| mention)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ErrorKind, Filter};
    use detente_model::{
        Action, Basis, Day, Event, Frame, Judgement, Modality, PloverType, Polarity, Verdict,
    };
    use std::collections::BTreeSet;

    const TEXT: &str = "Russia and Iran met. Iran thanked Russia.";
    const NOW: &str = "2026-01-02T03:04:05Z";

    fn mention(text: &str, start: u32, id: &str) -> ActorMention {
        let end = start + u32::try_from(text.len()).unwrap();
        ActorMention {
            text: text.into(),
            span: Span::new(start, end),
            actor: id.parse().unwrap(),
            kind: ActorKind::State,
            country: Some(id.parse().unwrap()),
            code: id.into(),
            sector: None,
            office: None,
        }
    }

    fn meeting(day: Day) -> Claim {
        let event = Event {
            action: Action::new(PloverType::Consult, None).unwrap(),
            context: Vec::new(),
            cameo: Some("040".parse().unwrap()),
            source: vec![mention("Russia", 0, "RUS")],
            target: vec![mention("Iran", 11, "IRN")],
        };
        let frame = Frame {
            when: Some(When::day(day, Basis::Inferred, "")),
            modality: Modality::Asserted,
            polarity: Polarity::Positive,
            certainty: None,
            says: None,
            theme: vec!["diplomacy".into()],
            theatre: vec!["theatre:syria".into()],
            trigger: Span::new(16, 19),
            evidence: Span::new(0, 20),
            score: 0.8,
            rule: "test".into(),
        };
        Claim {
            content: Content::Event(event),
            frame,
        }
    }

    fn add(store: &mut Store, name: &str, published: &When) -> AddedDocument {
        let met = meeting(Day::new(2025, 1, 17).unwrap());
        add_with(store, name, published, &[(0, met)])
    }

    /// A document with a text and claims, and nothing else.
    fn bare<'a>(name: &'a str, claims: &'a dyn ClaimSource) -> NewDocument<'a> {
        NewDocument {
            id: DocumentId::from_content(&ContentHash::new().part(name)),
            path: name,
            title: None,
            outlet: None,
            url: None,
            credit: None,
            language: "en",
            format: "text",
            text: TEXT,
            published: None,
            spans: &[],
            passages: &[],
            claims,
        }
    }

    fn add_with(
        store: &mut Store,
        name: &str,
        published: &When,
        claims: &[(usize, Claim)],
    ) -> AddedDocument {
        let run = store.begin_run("add", "0", "{}", NOW).unwrap();
        let passage = |start, end| NewPassage {
            span: Span::new(start, end),
            language: "en",
            bands: vec![u64::from(start), u64::MAX],
        };
        let claims = claims.to_vec();
        let document = NewDocument {
            published: Some(published),
            spans: &[("body", Span::new(0, 41))],
            passages: &[passage(0, 20), passage(21, 41)],
            ..bare(name, &claims)
        };
        let entry = |id: &ActorId| ActorEntry {
            kind: ActorKind::State,
            name_en: id.to_string(),
            name_fr: id.to_string(),
            country: Some(id.clone()),
            code: id.to_string(),
        };
        store
            .add_documents(run, &[document], NOW, &entry, &|a, b| a == b)
            .unwrap()
            .remove(0)
    }

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

    #[test]
    fn undated_events_of_older_casebooks_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.casebook");
        let mut store = Store::create(&path, NOW).unwrap();
        let undated = |mode: &str| {
            let mut claim = meeting(Day::new(2025, 1, 17).unwrap());
            claim.frame.when = None;
            if let Content::Event(event) = &mut claim.content {
                event.action = Action::new(PloverType::Consult, Some(mode)).unwrap();
            }
            (0, claim)
        };
        let published = When::day(Day::new(2025, 1, 18).unwrap(), Basis::Stated, "");
        let claims = [undated("visit"), undated("phone")];
        add_with(&mut store, "a.txt", &published, &claims);
        let records = store.records(&Filter::default()).unwrap();
        assert_eq!(
            records.len(),
            2,
            "a visit and a call of unknown date are two"
        );
        add(&mut store, "b.txt", &published);
        let all = store.records(&Filter::default()).unwrap();
        let dated = all.into_iter().find(|id| !records.contains(id)).unwrap();
        let judgement = Judgement {
            left: "evt_old".into(),
            right: dated.clone(),
            verdict: Verdict::Same,
            score: 1.0,
            reason: "read in both".into(),
            made_by: "an analyst".into(),
        };
        store.add_judgements(&[judgement], NOW).unwrap();
        store
            .connection
            .execute_batch(
                "UPDATE claims SET record = 'evt_old' WHERE when_start IS NULL; PRAGMA user_version = 7;",
            )
            .unwrap();
        drop(store);
        let store = Store::open(&path).unwrap();
        assert_eq!(store.verify().unwrap(), []);
        let judged = store.judgements().unwrap();
        assert_eq!(judged.len(), 2, "the judgement holds for each part");
        let pairs: BTreeSet<_> = (judged.into_iter())
            .flat_map(|row| [row.left, row.right])
            .collect();
        assert_eq!(pairs, records.into_iter().chain([dated]).collect());
    }

    /// The claims that pass, asked of the whole casebook and of its one record.
    fn count(store: &Store, filter: Filter) -> usize {
        let found = store.claims(&filter).unwrap().len();
        let record = store.records(&Filter::default()).unwrap().pop();
        let of_record = store.claims(&Filter { record, ..filter }).unwrap().len();
        assert_eq!(found, of_record, "both are asked of the same claims");
        found
    }

    #[test]
    fn the_claims_of_one_record_pass_the_same_filters() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("a.casebook"), NOW).unwrap();
        add(&mut store, "a.txt", &When::year(2025, Basis::Stated, ""));
        let count = |filter: Filter| count(&store, filter);
        let actor = |id: &str| Filter {
            actor: Some(id.parse().unwrap()),
            ..Filter::default()
        };
        assert_eq!((count(actor("RUS")), count(actor("CHN"))), (1, 0));
        let theme = |theme: &str| Filter {
            theme: Some(theme.into()),
            ..Filter::default()
        };
        assert_eq!((count(theme("diplomacy")), count(theme("trade"))), (1, 0));
        let theatre = |theatre: &str| Filter {
            theatres: vec!["theatre:none".into(), theatre.into()],
            ..Filter::default()
        };
        assert_eq!(
            (count(theatre("theatre:syria")), count(theatre("x"))),
            (1, 0)
        );
        assert_eq!(
            count(Filter {
                words: Some("thanked".into()),
                ..Filter::default()
            }),
            0,
            "the claim is in the other passage"
        );
        let either = |a: &str, b: &str| Filter {
            either: Some((a.parse().unwrap(), b.parse().unwrap())),
            ..Filter::default()
        };
        assert_eq!(
            (count(either("CHN", "IRN")), count(either("CHN", "USA"))),
            (1, 0)
        );
    }

    #[test]
    fn filters_narrow() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("a.casebook"), NOW).unwrap();
        add(
            &mut store,
            "a.txt",
            &When::month(Day::new(2025, 2, 1).unwrap(), Basis::Stated, ""),
        );
        let count = |filter: Filter| count(&store, filter);
        let day = |month, day| Some(Day::new(2025, month, day).unwrap());
        let pair = |a: &str, b: &str| Some((a.parse().unwrap(), b.parse().unwrap()));
        assert_eq!(
            count(Filter {
                pair: pair("IRN", "RUS"),
                ..Filter::default()
            }),
            1
        );
        assert_eq!(
            count(Filter {
                pair: pair("IRN", "CHN"),
                ..Filter::default()
            }),
            0
        );
        assert_eq!(
            count(Filter {
                kind: Some("consult".into()),
                ..Filter::default()
            }),
            1
        );
        assert_eq!(
            count(Filter {
                theme: Some("energy".into()),
                ..Filter::default()
            }),
            0
        );
        assert_eq!(
            count(Filter {
                true_on: day(1, 17),
                ..Filter::default()
            }),
            1
        );
        assert_eq!(
            count(Filter {
                from: day(1, 18),
                ..Filter::default()
            }),
            0
        );
        assert_eq!(
            count(Filter {
                known_by: day(2, 27),
                ..Filter::default()
            }),
            0
        );
        assert_eq!(
            count(Filter {
                known_by: day(2, 28),
                ..Filter::default()
            }),
            1
        );
        assert_eq!(
            count(Filter {
                words: Some("met".into()),
                ..Filter::default()
            }),
            1
        );
        let wrong = store.claims(&Filter {
            words: Some("\"".into()),
            ..Filter::default()
        });
        assert_eq!(wrong.unwrap_err().kind(), ErrorKind::Query);
    }

    #[test]
    fn a_changed_quote_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("a.casebook"), NOW).unwrap();
        add(&mut store, "a.txt", &When::year(2025, Basis::Stated, ""));
        store
            .connection
            .execute(
                "UPDATE passages SET text = 'Russia met.' WHERE number = 1",
                [],
            )
            .unwrap();
        let faults = store.verify().unwrap();
        assert!(
            faults
                .iter()
                .any(|fault| fault.message.contains("not in its document")),
            "{faults:?}"
        );
    }

    #[test]
    fn a_column_that_is_not_the_contents_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.casebook");
        let mut store = Store::create(&path, NOW).unwrap();
        add(&mut store, "a.txt", &When::year(2025, Basis::Stated, ""));
        assert_eq!(store.verify().unwrap(), []);
        let id = store.claims(&Filter::default()).unwrap()[0].id.clone();
        let columns = crate::record::COLUMNS.map(|column| {
            let value = match column {
                "about" => "'tie'",
                "score" => "score - 0.1",
                "trigger_start" | "trigger_end" | "evidence_start" | "evidence_end" => "3",
                _ => "'x'",
            };
            (format!("UPDATE claims SET {column} = {value}"), column)
        });
        let tables = [
            (
                "DELETE FROM claim_parties WHERE ordinal = 1",
                "claim_parties",
            ),
            ("DELETE FROM claim_parties", "claim_parties"),
            ("UPDATE claim_parties SET role = 'target'", "claim_parties"),
            ("UPDATE claim_parties SET side = 'x'", "claim_parties"),
            ("UPDATE claim_parties SET start_byte = 1", "claim_parties"),
            ("DELETE FROM claim_themes", "claim_themes"),
            (
                "INSERT INTO claim_theatres VALUES (1, 'x')",
                "claim_theatres",
            ),
        ];
        let tables = tables.map(|(sql, table)| (sql.to_owned(), table));
        for (sql, what) in columns.into_iter().chain(tables) {
            let change = store.connection.unchecked_transaction().unwrap();
            change.execute_batch(&sql).unwrap();
            let faults = store.verify().unwrap();
            let [fault] = faults.as_slice() else {
                panic!("{sql}: {faults:?}");
            };
            assert_eq!(fault.id, id, "{sql}");
            assert!(fault.message.contains(what), "{sql}: {}", fault.message);
            change.rollback().unwrap();
        }
        assert_eq!(store.verify().unwrap(), []);
    }
}
