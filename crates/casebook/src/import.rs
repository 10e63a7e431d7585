//! Reading event data sets into a casebook.

mod gather;
mod sorter;

use detente_feeds::{
    Chunks, Error as FeedError, Format, Mapper, Parser, Stream, Tables, read_names, streams,
};
use detente_model::Day;
use detente_store::{FeedBlock, FeedCounts, FeedGroup, RunNumber};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::ordered::in_order;
use crate::{AddOptions, Casebook, Clock, Error, ErrorKind, Input, Inputs, Reject};
use gather::{Gathered, Piece};

const IMPORT: &str = "import";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Rows of whole files that are written in one transaction, where files are small.
const GROUP_ROWS: u64 = 4_000_000;
/// Rows that are handed together to the thread that writes.
const TOGETHER: usize = 4096;
/// A file up to this size is kept with its rows.
const KEPT_BYTES: u64 = 32 << 20;
/// Rejects of a file that are listed; of more, only the number is kept.
const LISTED: usize = 100;
/// Files that stand beside quadruples and hold no rows.
const BESIDE: [&str; 3] = ["entity2id.txt", "relation2id.txt", "stat.txt"];

/// Whether the rows of a data set are kept in the casebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeepRows {
    /// Those of files up to 32 MiB; of larger ones, their places.
    #[default]
    Small,
    /// Always.
    Always,
    /// Never: only their places.
    Never,
}

/// How a data set is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportOptions {
    /// The format of the files.
    pub format: Format,
    /// The name of the data set; by default that of the format.
    pub dataset: Option<String>,
    /// The version of the data set, where the rows do not say it.
    pub version: Option<String>,
    /// The day from which numbers of hours or days count.
    pub start: Option<Day>,
    /// Numbers are days, not hours.
    pub days: bool,
    /// Whether rows are kept.
    pub keep: KeepRows,
    /// Threads that parse; the result does not depend on it.
    pub threads: NonZeroUsize,
}

impl ImportOptions {
    /// The usual way to read files of `format`.
    pub fn new(format: Format) -> Self {
        Self {
            format,
            dataset: None,
            version: None,
            start: None,
            days: false,
            keep: KeepRows::default(),
            threads: AddOptions::default().threads,
        }
    }

    /// The name of the data set. Mentions belong to the events of GDELT 2.0.
    fn dataset(&self) -> &str {
        self.dataset
            .as_deref()
            .unwrap_or(self.set_format().as_str())
    }

    fn set_format(&self) -> Format {
        match self.format {
            Format::Mentions => Format::Gdelt2,
            other => other,
        }
    }
}

/// Is told what happens while data sets are read.
pub trait ImportObserver {
    /// Rows were read.
    fn rows(&mut self, _more: u64) {}
    /// Rows that were read are being sorted and written.
    fn writing(&mut self) {}
    /// A row or file could not be used.
    fn reject(&mut self, _reject: &Reject) {}
}

impl ImportObserver for crate::NoObserver {}

/// What was imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Imported {
    /// Files whose rows were written.
    pub files: u64,
    /// Files whose bytes were in the casebook already.
    pub known_files: u64,
    /// Files that could not be used.
    pub rejected_files: u64,
    /// Rows of the new files.
    pub rows: u64,
    /// Rows that could not be used.
    pub rejected_rows: u64,
    /// Reports and mentions that are new.
    pub new: u64,
    /// Rows that another file had brought.
    pub known: u64,
    /// Rows that are neither event nor tie: the actors that those name, and what else stands among
    /// them.
    pub neither: u64,
    /// New judgements that events of several sources are one.
    pub joined: u64,
}

impl Casebook {
    /// Reads files of an event data set into the casebook.
    ///
    /// Files are written in groups, each in one transaction with all that its rows add up to; a
    /// run that was killed or found the disk full has lost no more than the group under way, and
    /// the same command goes on from there. Files whose bytes are known change nothing.
    ///
    /// # Errors
    /// If the casebook cannot be written, or the data set is there with another format.
    pub fn import(
        &mut self,
        inputs: Inputs,
        options: &ImportOptions,
        observer: &mut dyn ImportObserver,
        clock: &dyn Clock,
    ) -> Result<Imported, Error> {
        let inputs = inputs.without(self.store.path());
        // Files of some formats hold ties beside events; what cannot be read is told once.
        let beside = Inputs {
            rejects: Vec::new(),
            ..inputs.clone()
        };
        let knowledge = self.knowledge.clone();
        let mapper = Mapper::new(&knowledge);
        let folder = self.store.path().parent().map(Path::to_owned);
        let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
        let mut importer = Importer {
            casebook: self,
            options,
            observer: &mut *observer,
            clock,
            run: None,
            imported: Imported::default(),
            gathered: Gathered::new(folder.clone().unwrap_or_else(|| ".".into())),
        };
        for reject in &inputs.rejects {
            importer.reject_file(&reject.path, &reject.message)?;
        }
        for input in inputs.inputs {
            importer.input(input, &mapper)?;
        }
        importer.write()?;
        let mut counts = importer.finish()?;
        if let Some(ties) = options.format.with_ties() {
            let ties = self.import_reference(beside, ties, observer, clock)?;
            counts.new += ties.new;
            counts.rejected_rows += ties.rejected_rows;
            let used = counts.new + counts.known + counts.rejected_rows;
            counts.neither = counts.rows.saturating_sub(used);
        }
        let joined = self.judge_across(clock)?;
        Ok(Imported { joined, ..counts })
    }
}

struct Importer<'a> {
    casebook: &'a mut Casebook,
    options: &'a ImportOptions,
    observer: &'a mut dyn ImportObserver,
    clock: &'a dyn Clock,
    /// The run, from the first thing that is recorded.
    run: Option<RunNumber>,
    imported: Imported,
    gathered: Gathered,
}

impl Importer<'_> {
    fn input(&mut self, input: Input, mapper: &Mapper<'_>) -> Result<(), Error> {
        let path = match input {
            Input::File(path) => path,
            Input::StandardInput => {
                return self.reject_file("-", "event data sets are read from files");
            }
            Input::Memory { path, .. } => {
                return self.reject_file(&path, "event data sets are read from files");
            }
        };
        let name = path.to_string_lossy().into_owned();
        let is_beside = path
            .file_name()
            .is_some_and(|file| BESIDE.iter().any(|beside| file == *beside));
        if self.options.format == Format::Quadruples && is_beside {
            return Ok(());
        }
        let tables = match self.tables(&path) {
            Ok(tables) => tables,
            Err(message) => return self.reject_file(&name, &message),
        };
        let streams = match streams(&path) {
            Ok(streams) => streams,
            Err(error) => return self.reject_file(&name, &error.to_string()),
        };
        for stream in streams {
            if let Err(failed) = self.stream(&stream, &tables, mapper) {
                match failed {
                    Failed::Stream(message) => {
                        self.gathered.drop_file();
                        self.reject_file(stream.name(), &message)?;
                    }
                    Failed::Casebook(error) => return Err(error),
                }
            }
            if self.gathered.rows() >= GROUP_ROWS {
                self.write()?;
            }
        }
        Ok(())
    }

    /// The tables of names beside a file of quadruples.
    fn tables(&self, path: &Path) -> Result<Tables, String> {
        let mut tables = Tables {
            days: self.options.days,
            ..Tables::default()
        };
        if let Some(start) = self.options.start {
            tables = tables.with_start(start);
        }
        if self.options.format != Format::Quadruples {
            return Ok(tables);
        }
        let names = |file: &str| -> Result<Vec<String>, String> {
            let path = path.with_file_name(file);
            if !path.is_file() {
                return Ok(Vec::new());
            }
            let text = std::fs::read_to_string(&path)
                .map_err(|error| format!("{} cannot be read ({error})", path.display()))?;
            Tables::read_names(&text).map_err(|error| format!("{}: {error}", path.display()))
        };
        tables.entities = names(BESIDE[0])?;
        tables.relations = names(BESIDE[1])?;
        Ok(tables)
    }

    /// Reads a stream into the group.
    fn stream(
        &mut self,
        stream: &Stream,
        tables: &Tables,
        mapper: &Mapper<'_>,
    ) -> Result<(), Failed> {
        let format = self.options.format;
        let tables = Tables {
            names: read_names(stream.open_as(format)?, format)?,
            ..tables.clone()
        };
        let mut chunks = Chunks::new(stream.open_as(format)?, format);
        let first = match chunks.next() {
            Some(first) => first?,
            None => return Err(Failed::Stream("the file is empty".into())),
        };
        let parser = Parser::new(format, &first, mapper, &tables)?;
        let hasher = Arc::new(Mutex::new(blake3::Hasher::new()));
        let hashing = Arc::clone(&hasher);
        let all = std::iter::once(Ok(first))
            .chain(chunks)
            .inspect(move |chunk| {
                if let Ok(chunk) = chunk {
                    let mut hasher = hashing.lock().unwrap_or_else(PoisonError::into_inner);
                    hasher.update(&chunk.bytes);
                }
            });
        self.gathered.begin_file(stream.name());
        let keep = self.options.keep;
        let (gathered, observer) = (&mut self.gathered, &mut *self.observer);
        in_order(
            all,
            self.options.threads.get(),
            || (),
            |(), chunk| {
                chunk.map(|chunk| {
                    let keep = match keep {
                        KeepRows::Always => true,
                        KeepRows::Never => false,
                        KeepRows::Small => chunk.first_byte < KEPT_BYTES,
                    };
                    let block =
                        FeedBlock::new(chunk.first_row, chunk.first_byte, &chunk.bytes, keep);
                    Piece {
                        batch: parser.parse(&chunk),
                        block,
                    }
                })
            },
            |piece| -> Result<(), Failed> {
                let piece = piece?;
                observer.rows(piece.batch.rows);
                Ok(gathered.take(piece)?)
            },
        )?;
        let hash = hasher
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .finalize();
        let mut file = self.gathered.end_file(format, hash.to_hex().to_string());
        if keep == KeepRows::Small && file.bytes > KEPT_BYTES {
            file.blocks.iter_mut().for_each(FeedBlock::forget);
        }
        file.version = self.options.version.clone().or(file.version);
        self.gathered.push_file(file);
        Ok(())
    }

    fn run(&mut self) -> Result<RunNumber, Error> {
        if let Some(run) = self.run {
            return Ok(run);
        }
        let options = self.options;
        let settings = serde_json::json!({
            "format": options.format.as_str(),
            "dataset": options.dataset(),
            "version": options.version,
            "start": options.start,
        });
        let now = self.clock.now();
        let store = &mut self.casebook.store;
        let run = store.begin_run(IMPORT, VERSION, &settings.to_string(), &now)?;
        Ok(*self.run.insert(run))
    }

    /// Writes the group.
    fn write(&mut self) -> Result<(), Error> {
        let gathered = self.gathered.take_group();
        if gathered.files.is_empty() {
            return Ok(());
        }
        let dataset = self.options.dataset();
        // A file that broke off has no hash; it was rejected before.
        let whole = gathered.files.iter().filter(|file| !file.hash.is_empty());
        let mut new = 0;
        for file in whole.clone() {
            new += u64::from(!self.casebook.store.has_feed_file(dataset, &file.hash)?);
        }
        if new == 0 {
            self.imported.known_files += whole.count() as u64;
            return Ok(());
        }
        self.observer.writing();
        let run = self.run()?;
        let now = self.clock.now();
        let group = FeedGroup {
            dataset,
            format: self.options.set_format().as_str(),
            names: &gathered.names,
            files: &gathered.files,
            mentions: &gathered.mentions,
        };
        let rows = gathered.rows.sorted()?;
        let store = &mut self.casebook.store;
        let written = std::thread::scope(|scope| {
            let (sender, receiver) = std::sync::mpsc::sync_channel(8);
            scope.spawn(move || {
                let mut rows = rows.peekable();
                // Where nobody takes them any more, the writer has failed and says why.
                while rows.peek().is_some() {
                    if sender
                        .send(rows.by_ref().take(TOGETHER).collect::<Vec<_>>())
                        .is_err()
                    {
                        break;
                    }
                }
            });
            let rows = receiver.into_iter().flatten();
            store.add_feed(run, &group, &now, rows, &mut |_| {})
        })?;
        self.count(&gathered.files, &written);
        Ok(())
    }

    fn count(&mut self, files: &[detente_store::FeedFile], written: &FeedCounts) {
        self.imported.new += written.new;
        self.imported.known += written.known;
        for (file, known) in files.iter().zip(&written.known_files) {
            if *known {
                self.imported.known_files += u64::from(!file.hash.is_empty());
                continue;
            }
            self.imported.files += 1;
            self.imported.rows += file.rows;
            self.imported.rejected_rows += file.rejected;
            for (place, message) in &file.rejects {
                self.observer.reject(&Reject {
                    path: file.path.clone(),
                    place: Some(place.clone()),
                    message: message.clone(),
                });
            }
            let more = file.rejected.saturating_sub(file.rejects.len() as u64);
            if more > 0 {
                self.observer.reject(&Reject {
                    path: file.path.clone(),
                    place: None,
                    message: format!("{more} more rows were rejected"),
                });
            }
        }
    }

    fn reject_file(&mut self, path: &str, message: &str) -> Result<(), Error> {
        let run = self.run()?;
        self.casebook.store.add_reject(run, path, None, message)?;
        self.imported.rejected_files += 1;
        self.observer.reject(&Reject {
            path: path.to_owned(),
            place: None,
            message: message.to_owned(),
        });
        Ok(())
    }

    fn finish(self) -> Result<Imported, Error> {
        if let Some(run) = self.run {
            let counts = serde_json::to_string(&self.imported).expect("counts are plain data");
            let now = self.clock.now();
            self.casebook.store.finish_run(run, &counts, &now)?;
        }
        Ok(self.imported)
    }
}

/// What ended the reading of a stream: its own fault, or ours.
enum Failed {
    Stream(String),
    Casebook(Error),
}

impl From<FeedError> for Failed {
    fn from(error: FeedError) -> Self {
        Self::Stream(error.to_string())
    }
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Self {
        let what = "rows cannot be laid aside for sorting beside the casebook";
        Self::Casebook(Error::new(ErrorKind::World, format!("{what}: {error}")))
    }
}
