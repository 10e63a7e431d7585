//! Whether every quote stands where the casebook says.

use detente_feeds::{Format, Stream, find_stream};
use detente_store::{Fault, OutsideFile};
use std::io::Read;

use crate::{Casebook, Error};

/// No rows that were read together are longer.
const MOST_TOGETHER: u64 = 64 << 20;

/// Is told what happens while a casebook is verified.
pub trait VerifyObserver {
    /// So many bytes of files of data sets will be read.
    fn expect(&mut self, _bytes: u64) {}
    /// Bytes of them were read.
    fn bytes(&mut self, _more: u64) {}
}

impl VerifyObserver for crate::NoObserver {}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// What is stored and not so.
    pub faults: Vec<Fault>,
    /// What cannot be checked, and why: files of data sets that are gone.
    pub unchecked: Vec<Fault>,
}

impl Casebook {
    /// Checks all that [`detente_store::Store::verify`] does, re-reads the rows of data sets in
    /// their files, where they were not kept, and those of lists where these are still there as
    /// they were.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn verify(&self, observer: &mut dyn VerifyObserver) -> Result<Verified, Error> {
        let mut verified = Verified {
            faults: self.store.verify()?,
            ..Verified::default()
        };
        self.verify_lists(&mut verified.faults)?;
        let files = self.store.outside_files()?;
        observer.expect(files.iter().map(|file| file.bytes).sum());
        for file in files {
            let found = |message| Fault {
                id: format!("{} {}", file.dataset, file.path),
                message,
            };
            match self.verify_outside(&file, observer)? {
                Reading::AsItWas => {}
                Reading::Changed(message) => verified.faults.push(found(message)),
                Reading::Unread(message) => verified.unchecked.push(found(message)),
            }
        }
        Ok(verified)
    }

    /// Reads the rows of a file again, those that were read together at a time.
    fn verify_outside(
        &self,
        file: &OutsideFile,
        observer: &mut dyn VerifyObserver,
    ) -> Result<Reading, Error> {
        let unread = |why: &str| {
            let rows = file.rows;
            Reading::Unread(format!(
                "cannot be checked: {why}; its {rows} rows were not kept in the casebook"
            ))
        };
        let Some(stream) = find_stream(&file.path) else {
            return Ok(unread("the file is not there"));
        };
        let mut reader = match open(&stream, file) {
            Ok(reader) => reader,
            Err(why) => return Ok(unread(&why)),
        };
        let blocks = self.store.feed_blocks(file.number)?;
        let (mut place, mut bytes) = (0, Vec::new());
        let mut whole = blake3::Hasher::new();
        let (mut changed, mut first, mut cut) = (0, None, None);
        for block in &blocks {
            if block.byte != place || block.bytes > MOST_TOGETHER {
                let message = format!("the place of line {} is not where it was read", block.row);
                return Ok(Reading::Changed(message));
            }
            bytes.clear();
            if let Err(error) = reader.by_ref().take(block.bytes).read_to_end(&mut bytes) {
                return Ok(unread(&format!("it cannot be read ({error})")));
            }
            if (bytes.len() as u64) < block.bytes {
                let end = place + bytes.len() as u64;
                cut = Some(format!(
                    "it ends after {end} bytes, in the rows from line {}; {} were read",
                    block.row, file.bytes
                ));
                break;
            }
            if !block.is(&bytes) {
                changed += 1;
                first.get_or_insert(block.row);
            }
            whole.update(&bytes);
            place += block.bytes;
            observer.bytes(block.bytes);
        }
        let differ = first.map(|row| {
            format!(
                "its rows are not those that were read: {changed} of {} stretches of lines differ, the first from line {row}",
                blocks.len()
            )
        });
        let told: Vec<String> = differ.into_iter().chain(cut).collect();
        Ok(if !told.is_empty() {
            Reading::Changed(told.join("; "))
        } else if whole.finalize().to_hex().as_str() == file.hash {
            Reading::AsItWas
        } else {
            Reading::Changed("it is not the file that was read".into())
        })
    }
}

/// How the reading of a file ended.
enum Reading {
    AsItWas,
    Changed(String),
    Unread(String),
}

fn open(stream: &Stream, file: &OutsideFile) -> Result<Box<dyn Read + Send>, String> {
    let format: Format = file
        .format
        .parse()
        .map_err(|_| format!("no format is called {:?}", file.format))?;
    stream.open_as(format).map_err(|error| error.to_string())
}
