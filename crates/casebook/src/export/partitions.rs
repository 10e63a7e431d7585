//! Events and ties as Parquet, in a folder for each year.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use super::item::{Item, day_number};
use super::parquet::{Cell, Type, Writer};
use super::{Exporter, folder_of, readable, unwritten, world};
use crate::{Error, ErrorKind};

/// The columns; `record` is the whole record as JSON, so that nothing is lost.
const COLUMNS: &[(&str, Type)] = &[
    ("id", Type::Text),
    ("about", Type::Text),
    ("type", Type::Text),
    ("mode", Type::Text),
    ("status", Type::Text),
    ("cameo", Type::Text),
    ("goldstein", Type::Number),
    ("source", Type::Text),
    ("target", Type::Text),
    ("parties", Type::Text),
    ("when_start", Type::Day),
    ("when_end", Type::Day),
    ("precision", Type::Text),
    ("modality", Type::Text),
    ("polarity", Type::Text),
    ("dataset", Type::Text),
    ("claims", Type::Count),
    ("articles", Type::Count),
    ("outlets", Type::Count),
    ("origins", Type::Count),
    ("score", Type::Number),
    ("path", Type::Text),
    ("quote", Type::Text),
    ("record", Type::Text),
];
/// Bytes of rows that wait in memory before all are written.
const WAITING: usize = 32 << 20;
/// The folder of records whose year is not known, as Hive names it.
const NO_YEAR: &str = "__HIVE_DEFAULT_PARTITION__";

pub(super) struct Partitions {
    folder: tempfile::TempDir,
    parts: BTreeMap<String, Writer<BufWriter<File>>>,
    waiting: usize,
}

impl Partitions {
    /// Partitions that will stand at `path`, where there is nothing or an empty folder.
    pub(super) fn new(path: &Path) -> Result<Self, Error> {
        let is_free = match std::fs::read_dir(path) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == std::io::ErrorKind::NotFound,
        };
        if !is_free {
            let message = format!(
                "{} is there already; name a new folder for Parquet",
                path.display()
            );
            return Err(Error::new(ErrorKind::Usage, message));
        }
        let folder = tempfile::Builder::new()
            .prefix(".detente-")
            .tempdir_in(folder_of(path));
        let folder = folder.map_err(|error| unwritten(path, &error))?;
        Ok(Self {
            folder,
            parts: BTreeMap::new(),
            waiting: 0,
        })
    }

    /// Puts the finished folder at `path`.
    pub(super) fn publish(self, path: &Path) -> Result<(), Error> {
        let failed = |error: std::io::Error| unwritten(path, &error);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let open = std::fs::Permissions::from_mode(0o755);
            std::fs::set_permissions(self.folder.path(), open).map_err(failed)?;
        }
        if path.is_dir() {
            std::fs::remove_dir(path).map_err(failed)?;
        }
        std::fs::rename(self.folder.path(), path).map_err(failed)
    }

    fn part(&mut self, year: &str) -> std::io::Result<&mut Writer<BufWriter<File>>> {
        if !self.parts.contains_key(year) {
            let folder = self.folder.path().join(format!("year={year}"));
            std::fs::create_dir_all(&folder)?;
            let file = File::create(folder.join("part-0.parquet"))?;
            readable(&file)?;
            let writer = Writer::new(BufWriter::new(file), COLUMNS)?;
            self.parts.insert(year.to_owned(), writer);
        }
        self.parts
            .get_mut(year)
            .ok_or_else(|| std::io::Error::other("a part was not made"))
    }
}

impl Exporter for Partitions {
    fn take(&mut self, item: &Item<'_>) -> Result<Option<&'static str>, Error> {
        let (start, end, _) = item.when();
        // What spans several years stands under the year in which it begins.
        let year = start.map_or(NO_YEAR, |start| &start[..start.len().min(4)]);
        let row = row(item, start, end);
        let part = self.part(year).map_err(|error| world(&error))?;
        let before = part.bytes_waiting();
        part.push(row);
        self.waiting += part.bytes_waiting() - before;
        if self.waiting > WAITING {
            self.waiting = 0;
            let mut parts = self.parts.values_mut();
            parts
                .try_for_each(Writer::flush)
                .map_err(|error| world(&error))?;
        }
        Ok(None)
    }

    fn finish(&mut self) -> Result<(), Error> {
        for (_, part) in std::mem::take(&mut self.parts) {
            let out = part.finish().map_err(|error| world(&error))?;
            let file = out.into_inner().map_err(|error| world(error.error()))?;
            file.sync_all().map_err(|error| world(&error))?;
        }
        Ok(())
    }
}

fn row(item: &Item<'_>, start: Option<&str>, end: Option<&str>) -> Vec<Option<Cell>> {
    let text = |text: Option<&str>| text.map(|text| Cell::Text(text.to_owned()));
    let field = |name: &str| text(item.text(name));
    let number = |name: &str| item.value[name].as_f64().map(Cell::Number);
    let count = |name: &str| item.value[name].as_i64().map(Cell::Count);
    let day = |day: Option<&str>| day.and_then(day_number).map(Cell::Day);
    let parties = item.parties();
    let side = |role: &str| {
        let ids: Vec<_> = parties
            .iter()
            .filter(|party| party.role == role)
            .map(|party| party.id)
            .collect();
        (!ids.is_empty()).then(|| Cell::Text(ids.join("; ")))
    };
    let all: Vec<_> = parties
        .iter()
        .map(|party| format!("{}:{}", party.role, party.id))
        .collect();
    vec![
        field("id"),
        field("about"),
        text(item.kind()),
        field("mode"),
        field("status"),
        field("cameo"),
        number("goldstein"),
        side("source"),
        side("target"),
        Some(Cell::Text(all.join("; "))),
        day(start),
        day(end),
        text(item.when().2),
        field("modality"),
        field("polarity"),
        field("dataset"),
        count("claims"),
        count("articles"),
        count("outlets"),
        count("origins"),
        number("score"),
        text(Some(item.path())),
        text(item.quote()),
        Some(Cell::Text(item.value.to_string())),
    ]
}
