//! Events and ties in the formats of other programs.
//!
//! What a format has no place for is counted and said, never bent: a forecast does not leave as
//! something that happened, and a month does not leave as its first day.

mod ftm;
mod gdelt;
mod item;
mod list;
mod parquet;
mod partitions;
mod plover;
mod stix;

use detente_store::Filter;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::{Casebook, Clock, Error, ErrorKind};
use item::{Documents, Item};

pub use list::ParquetList;
pub use parquet::Type as ParquetType;

/// A format that records leave in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Events as PLOVER JSON, one object a line.
    PloverJson,
    /// Actors, events and ties as entities of `FollowTheMoney`, one object a line.
    Ftm,
    /// Actors, events and ties as one STIX 2.1 bundle.
    Stix,
    /// Events in the 61 columns of GDELT 2.0.
    Gdelt,
    /// Events and ties as Parquet, a folder for each year.
    Parquet,
}

impl ExportFormat {
    /// All formats.
    pub const ALL: [Self; 5] = [
        Self::PloverJson,
        Self::Ftm,
        Self::Stix,
        Self::Gdelt,
        Self::Parquet,
    ];

    /// The name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PloverJson => "plover-json",
            Self::Ftm => "ftm",
            Self::Stix => "stix",
            Self::Gdelt => "gdelt",
            Self::Parquet => "parquet",
        }
    }

    /// The fields of a record that the format has no place for.
    fn no_place_for(self) -> &'static [&'static str] {
        match self {
            Self::PloverJson => &["says", "theatre", "outlets", "origins"],
            Self::Ftm => &[
                "cameo",
                "context",
                "theme",
                "theatre",
                "score",
                "goldstein",
                "deaths",
                "outlets",
                "origins",
            ],
            Self::Stix => &[
                "cameo",
                "context",
                "theme",
                "theatre",
                "goldstein",
                "deaths",
                "outlets",
                "origins",
            ],
            Self::Gdelt => &[
                "mode", "context", "theme", "theatre", "says", "score", "deaths", "quote",
                "origins",
            ],
            Self::Parquet => &[],
        }
    }
}

impl fmt::Display for ExportFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ExportFormat {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|format| format.as_str() == text);
        found.ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            Error::new(
                ErrorKind::Usage,
                format!("{text:?} is no format of export; known are: {known}"),
            )
        })
    }
}

/// What left, and what did not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Exported {
    /// Events that were written.
    pub events: u64,
    /// Ties that were written.
    pub ties: u64,
    /// Records that the format cannot hold, by why.
    pub left_out: BTreeMap<String, u64>,
    /// Of the written records, those with a field that the format has no place for, by field.
    pub not_carried: BTreeMap<String, u64>,
}

/// Writes records in one format.
trait Exporter {
    /// Writes one record, or says why the format cannot hold it.
    fn take(&mut self, item: &Item<'_>) -> Result<Option<&'static str>, Error>;

    /// Writes what is still to be written.
    fn finish(&mut self) -> Result<(), Error>;
}

impl Casebook {
    /// Writes the events and ties that pass `filter` to `path`: a file that takes the place of one
    /// that is there, or, for Parquet, a new folder. Nothing is there until all is written.
    ///
    /// The same casebook gives the same bytes for the same time of `clock`.
    ///
    /// # Errors
    /// If the casebook cannot be read, the file cannot be written, or the folder is not empty.
    pub fn export(
        &self,
        filter: &Filter,
        format: ExportFormat,
        path: &Path,
        clock: &dyn Clock,
    ) -> Result<Exported, Error> {
        let now = clock.now();
        if format == ExportFormat::Parquet {
            let mut folder = partitions::Partitions::new(path)?;
            let exported = self.export_to(filter, format, &mut folder)?;
            folder.publish(path)?;
            return Ok(exported);
        }
        let failed = |error: std::io::Error| unwritten(path, &error);
        let mut file = tempfile::NamedTempFile::new_in(folder_of(path)).map_err(failed)?;
        let out: Out<'_> = BufWriter::with_capacity(256 << 10, file.as_file_mut());
        let exported = match format {
            ExportFormat::PloverJson => self.export_to(filter, format, &mut plover::Plover { out }),
            ExportFormat::Ftm => self.export_to(filter, format, &mut ftm::Ftm::new(out)),
            ExportFormat::Stix => self.export_to(filter, format, &mut stix::Stix::new(out, &now)?),
            _ => self.export_to(filter, format, &mut gdelt::Gdelt { out, now: &now }),
        }
        .map_err(|error| error.context(path.display()))?;
        file.as_file().sync_all().map_err(failed)?;
        readable(file.as_file()).map_err(failed)?;
        file.persist(path)
            .map_err(|error| unwritten(path, &error.error))?;
        Ok(exported)
    }

    fn export_to(
        &self,
        filter: &Filter,
        format: ExportFormat,
        target: &mut dyn Exporter,
    ) -> Result<Exported, Error> {
        let documents = Documents::new(self.store.documents(None)?);
        let mut exported = Exported::default();
        let mut take = |value: serde_json::Value| -> Result<bool, Error> {
            let item = Item {
                value: &value,
                documents: &documents,
                knowledge: self.knowledge(),
            };
            if let Some(why) = target.take(&item)? {
                *exported.left_out.entry(why.to_owned()).or_default() += 1;
                return Ok(true);
            }
            let count = if item.is_event() {
                &mut exported.events
            } else {
                &mut exported.ties
            };
            *count += 1;
            for field in format.no_place_for().iter().filter(|field| item.has(field)) {
                *exported.not_carried.entry((*field).to_owned()).or_default() += 1;
            }
            Ok(true)
        };
        self.for_each_record("event", filter, |record| take(value(&record)?))?;
        self.for_each_imported(filter, |record| take(value(&record)?))?;
        self.for_each_record("tie", filter, |record| take(value(&record)?))?;
        self.for_each_listed_tie(filter, |tie| take(value(&tie)?))?;
        target.finish()?;
        Ok(exported)
    }
}

/// Where one file is written.
type Out<'f> = BufWriter<&'f mut File>;

/// A record in the fields of the contract.
fn value(record: &impl Serialize) -> Result<serde_json::Value, Error> {
    serde_json::to_value(record).map_err(|error| Error::new(ErrorKind::Internal, error.to_string()))
}

/// The folder that holds `path`.
fn folder_of(path: &Path) -> PathBuf {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or_else(|| PathBuf::from("."), Path::to_owned)
}

fn unwritten(path: &Path, error: &std::io::Error) -> Error {
    let message = format!(
        "{} cannot be written ({error}); nothing was left there",
        path.display()
    );
    Error::new(ErrorKind::World, message)
}

/// Temporary files are their owner's alone; what leaves may be read by all who may read the folder.
fn readable(file: &File) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    let _ = file;
    Ok(())
}

/// Writes one line of JSON.
fn json_line(out: &mut Out<'_>, value: &serde_json::Value) -> Result<(), Error> {
    let written = serde_json::to_writer(&mut *out, value).map_err(std::io::Error::from);
    written
        .and_then(|()| out.write_all(b"\n"))
        .map_err(|error| world(&error))
}

fn world(error: &std::io::Error) -> Error {
    Error::new(
        ErrorKind::World,
        format!("it cannot be written ({error}); nothing was left there"),
    )
}
