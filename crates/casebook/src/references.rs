//! Reading lists of ties and of leaders into the casebook.

use detente_feeds::{
    DayNumber, Format, Mapper, Reference, ReferenceFormat, ReferenceParty, RollCalls, Stream,
    find_stream, organisation_names, read_exchanged_ties, read_leaders, read_names, read_reference,
    read_votes, streams,
};
use detente_model::Bound;
use detente_store::{
    Fault, ReferenceFileRow, ReferenceLeaderRow, ReferenceRows, ReferenceTieRow, ReferenceVoteRow,
    RunNumber,
};
use std::collections::BTreeMap;
use std::io::Read;

use crate::{Casebook, Clock, Error, ImportObserver, Imported, Input, Inputs, Reject};

const STEP: &str = "import";
/// The most bytes of a file that are read again.
const MOST_BYTES: u64 = 512 << 20;

impl Casebook {
    /// Reads files of a list of ties into the casebook, each in one transaction. Files whose bytes are
    /// known change nothing. Roll calls need the file of their days, memberships may have that of
    /// the organisations' names, among the files; they stand in any order.
    ///
    /// # Errors
    /// If the casebook cannot be written.
    pub fn import_reference(
        &mut self,
        inputs: Inputs,
        format: ReferenceFormat,
        observer: &mut dyn ImportObserver,
        clock: &dyn Clock,
    ) -> Result<Imported, Error> {
        let inputs = inputs.without(self.store.path());
        let knowledge = self.knowledge.clone();
        let mapper = Mapper::new(&knowledge);
        let mut reader = Reader {
            casebook: self,
            format,
            observer,
            clock,
            run: None,
            imported: Imported::default(),
            calls: RollCalls::default(),
            names: BTreeMap::new(),
        };
        for reject in &inputs.rejects {
            reader.reject(&reject.path, None, reject.message.clone())?;
        }
        let mut lists = Vec::new();
        for input in inputs.inputs {
            let path = match input {
                Input::File(path) => path,
                Input::StandardInput => {
                    reader.reject("-", None, "lists of ties are read from files".into())?;
                    continue;
                }
                Input::Memory { path, .. } => path.into(),
            };
            match streams(&path) {
                Ok(streams) => lists.extend(streams),
                Err(_) if format.exchanged().is_some() => {}
                Err(error) => reader.reject(&path.to_string_lossy(), None, error.to_string())?,
            }
        }
        // What others need is read first.
        let mut rest = Vec::new();
        for list in lists {
            match reader.beside(&list) {
                Ok(true) => {}
                Ok(false) => rest.push(list),
                Err(error) => reader.reject(list.name(), None, error.to_string())?,
            }
        }
        for list in &rest {
            reader.list(list, &mapper)?;
        }
        reader.finish()
    }
}

impl Casebook {
    /// Re-reads the rows of lists in their files, where these are still there as they were.
    pub(crate) fn verify_lists(&self, faults: &mut Vec<Fault>) -> Result<(), Error> {
        for file in self.store.reference_files()? {
            let Some(bytes) = unchanged(&file) else {
                continue;
            };
            for (start, end, quote) in self.store.reference_quotes(&file)? {
                let place = usize::try_from(start).ok().zip(usize::try_from(end).ok());
                let words = place.and_then(|(start, end)| bytes.get(start..end));
                if words.is_none_or(|words| written_as(words) != quote) {
                    faults.push(Fault {
                        id: format!("{} {}", file.format, file.path),
                        message: format!(
                            "the kept row is not what stands at bytes {start}..{end} of the file"
                        ),
                    });
                }
            }
        }
        Ok(())
    }
}

/// The bytes of a file of a list, if they are those that were read.
fn unchanged(file: &ReferenceFileRow) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let stream = find_stream(&file.path)?;
    let format: Option<Format> = file.format.parse().ok();
    let reader = match format.filter(|format| format.with_ties().is_some()) {
        Some(format) => stream.open_as(format).ok()?,
        None => stream.open().ok()?,
    };
    reader.take(MOST_BYTES).read_to_end(&mut bytes).ok()?;
    (blake3::hash(&bytes).to_hex().as_str() == file.hash).then_some(bytes)
}

/// The words of a row as they are kept: UTF-8, else every byte as ISO 8859-1 has it.
fn written_as(row: &[u8]) -> String {
    let by_byte = |_| row.iter().map(|byte| char::from(*byte)).collect();
    std::str::from_utf8(row).map_or_else(by_byte, str::to_owned)
}

struct Reader<'a> {
    casebook: &'a mut Casebook,
    format: ReferenceFormat,
    observer: &'a mut dyn ImportObserver,
    clock: &'a dyn Clock,
    run: Option<RunNumber>,
    imported: Imported,
    calls: RollCalls,
    names: BTreeMap<String, String>,
}

impl Reader<'_> {
    /// Takes a file that only explains others; `false` where it is one of ties or votes.
    fn beside(&mut self, list: &Stream) -> Result<bool, detente_feeds::Error> {
        match self.format {
            ReferenceFormat::UnVotes => self.calls.take(list.open()?),
            ReferenceFormat::CowIgo => {
                let names = organisation_names(list.open()?)?;
                let found = names.is_some();
                self.names.extend(names.into_iter().flatten());
                Ok(found)
            }
            _ => Ok(false),
        }
    }

    fn list(&mut self, list: &Stream, mapper: &Mapper<'_>) -> Result<(), Error> {
        let mut hasher = blake3::Hasher::new();
        let exchanged = self.format.exchanged();
        let open = || exchanged.map_or_else(|| list.open(), |format| list.open_as(format));
        let read = open().and_then(|reader| {
            let reader = Hashing {
                reader,
                hasher: &mut hasher,
            };
            if let Some(format) = exchanged {
                read_exchanged_ties(reader, format, &read_names(open()?, format)?, mapper)
            } else if self.format == ReferenceFormat::UnVotes {
                read_votes(reader, &self.calls, mapper)
            } else if self.format.is_of_leaders() {
                read_leaders(reader, self.format, mapper)
            } else {
                read_reference(reader, self.format, &self.names, mapper)
            }
        });
        let read = match read {
            Ok(read) => read,
            // Told where the events of the file are read.
            Err(_) if exchanged.is_some() => return Ok(()),
            Err(error) => return self.reject(list.name(), None, error.to_string()),
        };
        if exchanged.is_some() && read.rows == 0 {
            return Ok(());
        }
        let hash = hasher.finalize().to_hex().to_string();
        let format = self.format.as_str();
        if self.casebook.store.has_reference_file(format, &hash)? {
            self.imported.known_files += 1;
            return Ok(());
        }
        let run = self.run()?;
        for reject in &read.rejects {
            self.reject_row(list.name(), reject.row, &reject.reason)?;
        }
        let mut file = file(format, list.name(), hash, &read, self.clock.now());
        if self.format == ReferenceFormat::Wikidata {
            // Some ends are planned; of days after its reading a list says nothing.
            let read_on = file.recorded_at.get(..10).map(str::to_owned);
            file.covers_end = file.covers_end.min(read_on);
        }
        let rows = ReferenceRows {
            ties: ties(&read),
            votes: votes(&read),
            leaders: leaders(&read),
        };
        if self.casebook.store.add_reference(run, &file, &rows)? {
            self.observer.rows(read.rows);
            self.imported.files += 1;
            self.imported.rows += read.rows;
            self.imported.rejected_rows += read.rejected;
            let new = rows.ties.len() + rows.votes.len() + rows.leaders.len();
            self.imported.new += new as u64;
        } else {
            self.imported.known_files += 1;
        }
        Ok(())
    }

    fn run(&mut self) -> Result<RunNumber, Error> {
        if let Some(run) = self.run {
            return Ok(run);
        }
        let settings = serde_json::json!({ "format": self.format.as_str() }).to_string();
        let now = self.clock.now();
        let run =
            self.casebook
                .store
                .begin_run(STEP, env!("CARGO_PKG_VERSION"), &settings, &now)?;
        Ok(*self.run.insert(run))
    }

    fn reject(&mut self, path: &str, place: Option<String>, message: String) -> Result<(), Error> {
        self.imported.rejected_files += 1;
        self.note(&Reject {
            path: path.to_owned(),
            place,
            message,
        })
    }

    fn reject_row(&mut self, path: &str, row: u64, reason: &str) -> Result<(), Error> {
        self.note(&Reject {
            path: path.to_owned(),
            place: Some(row.to_string()),
            message: reason.to_owned(),
        })
    }

    fn note(&mut self, reject: &Reject) -> Result<(), Error> {
        let run = self.run()?;
        self.casebook.store.add_reject(
            run,
            &reject.path,
            reject.place.as_deref(),
            &reject.message,
        )?;
        self.observer.reject(reject);
        Ok(())
    }

    fn finish(self) -> Result<Imported, Error> {
        if let Some(run) = self.run {
            let outcome = serde_json::json!(self.imported).to_string();
            self.casebook
                .store
                .finish_run(run, &outcome, &self.clock.now())?;
        }
        Ok(self.imported)
    }
}

/// A reader that hashes what passes.
struct Hashing<'h, R> {
    reader: R,
    hasher: &'h mut blake3::Hasher,
}

impl<R: Read> Read for Hashing<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        Ok(count)
    }
}

fn written(day: DayNumber) -> String {
    day.day().to_string()
}

fn file(format: &str, path: &str, hash: String, read: &Reference, now: String) -> ReferenceFileRow {
    let (first, last) = read
        .covers
        .map(|(first, last)| (written(first), written(last)))
        .unzip();
    ReferenceFileRow {
        format: format.to_owned(),
        path: path.to_owned(),
        hash,
        rows: read.rows,
        rejected: read.rejected,
        covers_start: first,
        covers_end: last,
        recorded_at: now,
    }
}

fn ties(read: &Reference) -> Vec<ReferenceTieRow> {
    let who = |party: &ReferenceParty| {
        party
            .actor
            .as_ref()
            .map_or_else(|| party.text.clone(), ToString::to_string)
    };
    let ties = read.ties.iter().map(|tie| ReferenceTieRow {
        format: String::new(),
        path: String::new(),
        row: tie.source.row,
        start_byte: tie.source.start,
        end_byte: tie.source.end,
        quote: tie.source.quote.clone(),
        other_row: tie.other_row,
        kind: tie.kind.to_string(),
        name: tie.name.clone(),
        role_a: tie.parties[0].role.to_string(),
        party_a: who(&tie.parties[0]),
        role_b: tie.parties[1].role.to_string(),
        party_b: who(&tie.parties[1]),
        start: written(tie.first),
        end: written(tie.last),
        by_day: tie.by_day,
        open: tie.open,
    });
    ties.collect()
}

fn precision(date: Bound) -> String {
    let precision = match date.to_string().len() {
        4 => "year",
        7 => "month",
        _ => "day",
    };
    precision.to_owned()
}

fn leaders(read: &Reference) -> Vec<ReferenceLeaderRow> {
    let leaders = read.leaders.iter().map(|leader| ReferenceLeaderRow {
        format: String::new(),
        path: String::new(),
        row: leader.source.row,
        start_byte: leader.source.start,
        end_byte: leader.source.end,
        quote: leader.source.quote.clone(),
        state: leader
            .state
            .as_ref()
            .map_or_else(|| leader.code.clone(), ToString::to_string),
        leader: leader.leader.clone(),
        office: leader.office.clone(),
        role: leader.role.clone(),
        start: leader.from.map(|from| from.earliest().to_string()),
        start_precision: leader.from.map(precision),
        end: leader.last.to_string(),
        end_precision: leader.to.map(precision),
        open: leader.open,
    });
    leaders.collect()
}

fn votes(read: &Reference) -> Vec<ReferenceVoteRow> {
    let votes = read.values.iter().map(|value| ReferenceVoteRow {
        party_a: value.a.to_string(),
        party_b: value.b.to_string(),
        year: value.year,
        of: value.of,
        alike: value.alike,
        path: String::new(),
    });
    votes.collect()
}
