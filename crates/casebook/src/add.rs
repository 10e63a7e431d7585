//! Reading documents into a casebook.

use detente_coder::{Coder, Parsers};
use detente_model::{ActorId, ActorKind, Day, Knowledge, Span};
use detente_sources::{MERGE_RULE, REACH, rejudge_events};
use detente_store::{ActorEntry, AddedDocument, NewDocument, NewPassage, RunNumber, RunRow, Store};
use std::num::NonZeroUsize;

use crate::coding::{Claims, claims};
use crate::ordered::in_order;
use crate::reading::{ReadDocument, Reading, guarded, read};
use crate::tasks::{reject, tasks};
use crate::{Casebook, Clock, Error, Inputs, Limits};

/// The step and version under which runs of [`Casebook::add`] are recorded.
const ADD: &str = "add";
const MERGE: &str = "merge";

/// An input that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reject {
    /// Its path, as given or found.
    pub path: String,
    /// The line or element, where the input holds several documents.
    pub place: Option<String>,
    /// Why.
    pub message: String,
}

/// How documents are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddOptions {
    /// Threads that read and code; the result does not depend on it.
    pub threads: NonZeroUsize,
    /// What is read of one document before it is rejected.
    pub limits: Limits,
}

impl Default for AddOptions {
    /// One thread for each processor, at most eight; the limits of the reader.
    fn default() -> Self {
        let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let most = NonZeroUsize::new(8).expect("eight is not zero");
        Self {
            threads: threads.min(most),
            limits: Limits::default(),
        }
    }
}

/// Is told what happens while documents are added.
pub trait Observer {
    /// Adding begins; `inputs` are the files, folders' files and streams that are known of.
    fn begin(&mut self, _inputs: usize) {}
    /// A document was written or found to be known.
    fn document(&mut self, _path: &str, _added: &AddedDocument) {}
    /// A document was written, with something wrong about it.
    fn note(&mut self, _path: &str, _note: &str) {}
    /// An input could not be used.
    fn reject(&mut self, _reject: &Reject) {}
    /// Reports of one event are being merged.
    fn merge(&mut self) {}
}

/// An [`Observer`] that looks away.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoObserver;

impl Observer for NoObserver {}

/// What was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Added {
    /// Documents that are new.
    pub documents: u64,
    /// Documents whose bytes were in the casebook already.
    pub known: u64,
    /// Inputs that could not be used.
    pub rejects: u64,
    /// Passages of the new documents.
    pub passages: u64,
    /// Of these, passages whose words stood elsewhere before.
    pub copied: u64,
    /// Claims found in the new documents.
    pub claims: u64,
    /// New documents with something wrong about them, though they were read.
    pub noted: u64,
    /// New judgements that two event records are one event.
    pub merged: u64,
}

/// What a worker hands to the writer.
enum Outcome {
    Ready(Box<Ready>),
    Known,
    Reject(Reject),
}

/// A document with all that is written of it.
struct Ready {
    read: ReadDocument,
    bands: Vec<Vec<u64>>,
    claims: Claims,
}

impl Casebook {
    /// Reads documents into the casebook, in the order of `inputs`: each whole or not at all, and
    /// several in one transaction.
    ///
    /// Documents whose bytes are known are not read again, so that a run that was killed goes on
    /// where it was. What cannot be used is recorded, told to `observer`, and left out. At the end,
    /// reports of one event are merged by judgements.
    ///
    /// # Errors
    /// If the casebook cannot be written; documents that were written before stay.
    pub fn add(
        &mut self,
        inputs: Inputs,
        options: &AddOptions,
        observer: &mut dyn Observer,
        clock: &dyn Clock,
    ) -> Result<Added, Error> {
        let inputs = inputs.without(self.store.path());
        observer.begin(inputs.inputs.len());
        let coder = Coder::new(&self.knowledge);
        let threads = options.threads.get();
        let path = self.store.path().to_owned();
        // Checked here once, so that a worker that cannot open the file is the exception.
        drop(Store::open_read_only(&path)?);
        let mut writer = Writer {
            store: &mut self.store,
            knowledge: &self.knowledge,
            observer,
            clock,
            run: None,
            waiting: Vec::new(),
            bytes: 0,
            most: 1,
            added: Added::default(),
            notes: Vec::new(),
        };
        for reject in inputs.rejects {
            writer.take(Outcome::Reject(reject))?;
        }
        in_order(
            tasks(inputs.inputs, options.limits),
            options.threads.get(),
            || (Store::open_read_only(&path).ok(), Parsers::new()),
            |(reader, parsers), task| {
                let is_known = |id| {
                    let known = reader.as_ref().map(|store| store.has_document(id));
                    // Where it cannot be told, the writer will find out.
                    matches!(known, Some(Ok(true)))
                };
                match read(task, &options.limits, is_known) {
                    Reading::Known => Outcome::Known,
                    Reading::Reject(reject) => Outcome::Reject(reject),
                    Reading::Read(document) => prepare(*document, &coder, parsers, threads),
                }
            },
            |outcome| writer.take(outcome),
        )?;
        let added = writer.finish()?;
        let merged = self.merge(observer, clock)? + self.judge_across(clock)?;
        Ok(Added { merged, ..added })
    }

    /// Merges reports of one event, where claims came since it was last done; returns how many
    /// judgements are new.
    ///
    /// Only what new claims can change is judged anew; the judgements are those that all claims at
    /// once would have been given, whatever the order in which they came.
    ///
    /// # Errors
    /// If the casebook cannot be written; it is then as it was.
    pub fn merge(&mut self, observer: &mut dyn Observer, clock: &dyn Clock) -> Result<u64, Error> {
        let runs = self.store.runs()?;
        let done = |run: &&RunRow| run.step == MERGE && run.finished.is_some();
        let last_merge = runs.iter().rev().find(done);
        let merged = last_merge.map_or(0, merged_claims);
        let last = self.store.last_claim()?;
        let after = last_merge.map_or(0, |run| run.id);
        let was_added = runs.iter().any(|run| run.id > after && run.step == ADD);
        if last <= merged && !was_added {
            return Ok(0);
        }
        observer.merge();
        let settings = serde_json::json!({ "rule": MERGE_RULE }).to_string();
        let run = self
            .store
            .begin_run(MERGE, VERSION, &settings, &clock.now())?;
        let new = self.store.events_since(merged)?;
        let near = if new.len() > FEW_EVENTS {
            self.store.event_records()?
        } else {
            self.store.event_records_from(&stretches(new.values()))?
        };
        let held = self.store.held_same(MERGE_RULE)?;
        let rejudged = rejudge_events(&near, &new.into_keys().collect(), &held);
        let made = self.store.replace_judgements(
            MERGE_RULE,
            &rejudged.withdrawn,
            &rejudged.made,
            &clock.now(),
        )? as u64;
        let outcome = serde_json::json!({
            "judgements": made,
            "withdrawn": rejudged.withdrawn.len(),
            "claims": last,
        });
        self.store
            .finish_run(run, &outcome.to_string(), &clock.now())?;
        Ok(made)
    }
}

/// The number of the last claim that was there when reports were merged; 0 where that is not on
/// record, as in runs of earlier versions.
fn merged_claims(run: &RunRow) -> i64 {
    let outcome = run.outcome.as_deref();
    let outcome = outcome.and_then(|text| serde_json::from_str(text).ok());
    let claims = outcome.and_then(|outcome: serde_json::Value| outcome["claims"].as_i64());
    claims.unwrap_or(0)
}

/// New events among which those near them are looked for by their days; where there are more, all
/// events are read.
const FEW_EVENTS: usize = 500;

/// The stretches in which events begin that bear on how new ones are judged, without overlap.
fn stretches<'a>(new: impl Iterator<Item = &'a Option<(Day, Day)>>) -> Vec<(Day, Day)> {
    let reach = i64::from(REACH);
    let all = new.flatten();
    joined(
        all.map(|&(first, last)| (first.plus_days(-reach), last.plus_days(reach)))
            .collect(),
    )
}

/// Stretches of days in order, those that overlap as one.
pub(crate) fn joined(mut all: Vec<(Day, Day)>) -> Vec<(Day, Day)> {
    all.sort_unstable();
    let mut joined: Vec<(Day, Day)> = Vec::new();
    for (first, last) in all {
        match joined.last_mut() {
            Some(before) if first <= before.1 => before.1 = before.1.max(last),
            _ => joined.push((first, last)),
        }
    }
    joined
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Finds the claims of a document and the fingerprints of its passages.
fn prepare(
    read: ReadDocument,
    coder: &Coder<'_>,
    parsers: &mut Parsers,
    threads: usize,
) -> Outcome {
    let found = guarded(|| {
        let claims = claims(coder, parsers, &read.document, threads);
        let bands = read.document.passages.iter();
        let bands = bands.map(|passage| detente_sources::fingerprint(read.document.words(passage)));
        (bands.collect(), claims)
    });
    match found {
        Ok((bands, claims)) => Outcome::Ready(Box::new(Ready {
            read,
            bands,
            claims,
        })),
        Err(message) => Outcome::Reject(reject(&read.path, None, message)),
    }
}

/// What of a document goes into tables of its own.
struct Rows<'a> {
    spans: Vec<(&'a str, Span)>,
    passages: Vec<NewPassage<'a>>,
    format: String,
}

impl<'a> Rows<'a> {
    fn of(ready: &'a Ready) -> Self {
        let document = &ready.read.document;
        let spans = document.spans.iter();
        let passages = document.passages.iter().zip(&ready.bands);
        Self {
            spans: spans.map(|span| (span.kind.name(), span.span)).collect(),
            passages: passages
                .map(|(passage, bands)| NewPassage {
                    span: passage.span,
                    language: passage.language.code(),
                    bands: bands.clone(),
                })
                .collect(),
            format: format_name(document),
        }
    }

    fn document<'r>(&'r self, ready: &'r Ready) -> NewDocument<'r> {
        let ReadDocument { id, path, document } = &ready.read;
        NewDocument {
            id: *id,
            path,
            title: document.title.as_deref(),
            outlet: document.outlet.as_deref(),
            url: document.url.as_deref(),
            credit: document.origin.as_deref(),
            language: document.language.code(),
            format: &self.format,
            text: &document.text,
            published: document.published.as_ref(),
            spans: &self.spans,
            passages: &self.passages,
            claims: &ready.claims,
        }
    }
}

/// Writes what workers made, in order.
struct Writer<'a> {
    store: &'a mut Store,
    knowledge: &'a Knowledge,
    observer: &'a mut dyn Observer,
    clock: &'a dyn Clock,
    /// The run, from the first thing that is recorded: adding known bytes leaves no trace.
    run: Option<RunNumber>,
    /// Documents that are written with the next, and the bytes of their texts.
    waiting: Vec<Ready>,
    bytes: usize,
    /// Documents in the next transaction, at the most.
    most: usize,
    added: Added,
    /// What is kept with the run of what is wrong with documents.
    notes: Vec<serde_json::Value>,
}

/// Documents in a transaction at the most. The first has one, and each twice as many as that before
/// it, so that few documents are there at once. What is in no transaction yet is read again where a
/// run is killed: a second's work.
const MOST_TOGETHER: usize = 128;
/// Bytes of text in a transaction, from which no further document is waited for.
const BYTES_TOGETHER: usize = 2 << 20;

/// Notes that are kept with a run; of more, the number of documents is known.
const KEPT_NOTES: usize = 1000;

impl Writer<'_> {
    fn run(&mut self) -> Result<RunNumber, Error> {
        if let Some(run) = self.run {
            return Ok(run);
        }
        let run = self
            .store
            .begin_run(ADD, VERSION, "{}", &self.clock.now())?;
        Ok(*self.run.insert(run))
    }

    fn take(&mut self, outcome: Outcome) -> Result<(), Error> {
        match outcome {
            Outcome::Known => {
                self.added.known += 1;
                let known = AddedDocument {
                    known: true,
                    ..AddedDocument::default()
                };
                self.observer.document("", &known);
            }
            Outcome::Reject(reject) => {
                self.write()?;
                let run = self.run()?;
                let place = reject.place.as_deref();
                self.store
                    .add_reject(run, &reject.path, place, &reject.message)?;
                self.added.rejects += 1;
                self.observer.reject(&reject);
            }
            Outcome::Ready(ready) => {
                self.bytes += ready.read.document.text.len();
                self.waiting.push(*ready);
                if self.waiting.len() >= self.most || self.bytes >= BYTES_TOGETHER {
                    self.write()?;
                }
            }
        }
        Ok(())
    }

    /// Writes the documents that wait.
    fn write(&mut self) -> Result<(), Error> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let run = self.run()?;
        let ready = std::mem::take(&mut self.waiting);
        self.bytes = 0;
        self.most = MOST_TOGETHER.min(self.most * 2);
        let rows: Vec<Rows<'_>> = ready.iter().map(Rows::of).collect();
        let new: Vec<NewDocument<'_>> = ready
            .iter()
            .zip(&rows)
            .map(|(ready, rows)| rows.document(ready))
            .collect();
        let describe = |id: &ActorId| describe(self.knowledge, id);
        let now = self.clock.now();
        let same_words = &detente_sources::same_words;
        let added = self
            .store
            .add_documents(run, &new, &now, &describe, same_words)?;
        for (ready, added) in ready.iter().zip(added) {
            let ReadDocument { path, document, .. } = &ready.read;
            if added.known {
                self.added.known += 1;
            } else {
                self.added.documents += 1;
            }
            self.added.passages += added.passages as u64;
            self.added.copied += added.copied as u64;
            self.added.claims += added.claims as u64;
            self.observer.document(path, &added);
            if !added.known {
                self.note(path, &document.notes);
            }
        }
        Ok(())
    }

    fn note(&mut self, path: &str, notes: &[String]) {
        self.added.noted += u64::from(!notes.is_empty());
        for note in notes {
            self.observer.note(path, note);
            if self.notes.len() < KEPT_NOTES {
                self.notes
                    .push(serde_json::json!({"path": path, "note": note}));
            }
        }
    }

    fn finish(mut self) -> Result<Added, Error> {
        self.write()?;
        if let Some(run) = self.run {
            let mut outcome = serde_json::to_value(self.added).expect("counts are plain data");
            if !self.notes.is_empty() {
                outcome["notes"] = self.notes.into();
            }
            let outcome = outcome.to_string();
            self.store.finish_run(run, &outcome, &self.clock.now())?;
        }
        Ok(self.added)
    }
}

fn format_name(document: &detente_text::Document) -> String {
    match serde_json::to_value(document.format) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// The entry of the table of actors.
fn describe(knowledge: &Knowledge, id: &ActorId) -> ActorEntry {
    let names = |language| knowledge.display_name(id, language);
    let (name_en, name_fr) = (names("en"), names("fr"));
    match knowledge.actor(id) {
        Some(actor) => ActorEntry {
            kind: actor.kind,
            name_en,
            name_fr,
            country: actor.country.clone(),
            code: actor_code(actor),
        },
        None => ActorEntry {
            kind: if id.is_state() {
                ActorKind::State
            } else {
                ActorKind::Organisation
            },
            name_en,
            name_fr,
            country: None,
            code: String::new(),
        },
    }
}

/// The code of the files, else that of the country and the role.
fn actor_code(actor: &detente_model::Actor) -> String {
    let built = || {
        let country = actor.country.as_ref().map_or("", ActorId::as_str);
        format!("{country}{}", actor.sector.as_deref().unwrap_or_default())
    };
    actor.cameo.clone().unwrap_or_else(built)
}
