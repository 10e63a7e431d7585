//! A list as one Parquet file.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use super::item::day_number;
use super::parquet::{Cell, Type, Writer};
use super::{folder_of, readable, unwritten};
use crate::{Error, ErrorKind};

/// Bytes of rows that wait in memory before they are written.
const WAITING: usize = 16 << 20;

/// A Parquet file that takes rows of text and keeps each column in its type.
///
/// It takes the place of a file that is there, and only once all is written.
#[derive(Debug)]
pub struct ParquetList {
    path: PathBuf,
    columns: Vec<(&'static str, Type)>,
    file: tempfile::NamedTempFile,
    writer: Writer<BufWriter<File>>,
    rows: u64,
}

impl ParquetList {
    /// A list that will stand at `path`.
    ///
    /// # Errors
    /// If there is no folder for it, or nothing may be written there.
    pub fn create(path: &Path, columns: &[(&'static str, Type)]) -> Result<Self, Error> {
        let failed = |error: std::io::Error| unwritten(path, &error);
        let file = tempfile::NamedTempFile::new_in(folder_of(path)).map_err(failed)?;
        let out = BufWriter::new(file.reopen().map_err(failed)?);
        Ok(Self {
            path: path.to_owned(),
            columns: columns.to_vec(),
            writer: Writer::new(out, columns).map_err(failed)?,
            file,
            rows: 0,
        })
    }

    /// Takes a row, a field for each column; an empty field is no value.
    ///
    /// # Errors
    /// If a field is not of its column's type, or the file cannot be written.
    pub fn push(&mut self, fields: Vec<String>) -> Result<(), Error> {
        let cells = self.columns.iter().zip(fields);
        let cells = cells.map(|(column, field)| cell(*column, field));
        self.writer.push(cells.collect::<Result<_, _>>()?);
        self.rows += 1;
        if self.writer.bytes_waiting() > WAITING {
            let flushed = self.writer.flush();
            flushed.map_err(|error| unwritten(&self.path, &error))?;
        }
        Ok(())
    }

    /// Puts the finished file in its place; the number of its rows.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn finish(self) -> Result<u64, Error> {
        let path = &self.path;
        let failed = |error: std::io::Error| unwritten(path, &error);
        let out = self.writer.finish().map_err(failed)?;
        let file = out.into_inner();
        let file = file.map_err(|error| unwritten(path, error.error()))?;
        file.sync_all().map_err(failed)?;
        readable(&file).map_err(failed)?;
        let kept = self.file.persist(path);
        kept.map_err(|error| unwritten(path, &error.error))?;
        Ok(self.rows)
    }
}

fn cell((name, kind): (&str, Type), field: String) -> Result<Option<Cell>, Error> {
    if field.is_empty() {
        return Ok(None);
    }
    let cell = match kind {
        Type::Text => return Ok(Some(Cell::Text(field))),
        Type::Day => day_number(&field).map(Cell::Day),
        Type::Number => field.parse().ok().map(Cell::Number),
        Type::Count => field.parse().ok().map(Cell::Count),
    };
    let other = || {
        let message = format!("column {name} of Parquet holds {kind:?}, which {field:?} is not");
        Error::new(ErrorKind::Internal, message)
    };
    cell.map(Some).ok_or_else(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_stands_only_once_all_is_written_and_a_wrong_field_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.parquet");
        let columns = [("id", Type::Text), ("day", Type::Day), ("n", Type::Count)];
        let row = |day: &str, n: &str| ["a", day, n].map(str::to_owned).to_vec();
        let mut list = ParquetList::create(&path, &columns).unwrap();
        list.push(row("2025-01-17", "3")).unwrap();
        list.push(row("", "")).unwrap();
        let wrong = list.push(row("soon", "")).unwrap_err();
        assert!(wrong.to_string().contains("day"), "{wrong}");
        assert!(!path.exists());
        assert_eq!(list.finish().unwrap(), 2);
        assert!(std::fs::read(&path).unwrap().ends_with(b"PAR1"));
    }
}
