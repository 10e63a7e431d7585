//! Tables with a header, row by row.

use std::io::Read;

use crate::batch::Fault;
use crate::fields::{is_blank, text};
use crate::layout::plain;
use crate::reference::{Reference, ReferenceSource, add_reject};
use crate::{DayNumber, Error};

/// Rejects of a file that are kept with their rows; of more, only the number.
pub(super) const LISTED: usize = 100;
/// Bytes of a file that are read at the most.
const MOST_BYTES: u64 = 512 << 20;

/// The bytes of a file.
///
/// # Errors
/// If it cannot be read, or is larger than 512 MiB.
pub(crate) fn bytes_of(reader: impl Read) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = reader.take(MOST_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| Error::file(format!("it cannot be read ({error})")))?;
    if bytes.len() as u64 > MOST_BYTES {
        let message = format!(
            "it is larger than {} MiB; no such file is read",
            MOST_BYTES >> 20
        );
        return Err(Error::file(message));
    }
    Ok(bytes)
}

/// A table whose columns are asked for by name.
pub(super) struct Table<'b> {
    bytes: &'b [u8],
    reader: csv::Reader<&'b [u8]>,
    header: Vec<String>,
    record: csv::ByteRecord,
}

/// A row of a table.
pub(super) struct TableRow<'t> {
    header: &'t [String],
    record: &'t csv::ByteRecord,
    /// The line at which it begins, from 1.
    pub(super) number: u64,
    /// Its first byte in the file.
    pub(super) start: u64,
    /// Its bytes, without the line break.
    line: &'t [u8],
}

impl<'b> Table<'b> {
    /// Opens a table, with commas or tabs, that has all columns of `needed`; each may have several names.
    pub(super) fn new(bytes: &'b [u8], needed: &[&[&str]]) -> Result<Self, Error> {
        let first = bytes.split(|byte| *byte == b'\n').next();
        let first = first.unwrap_or_default();
        let by_tabs = first.contains(&b'\t') && !first.contains(&b',');
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(if by_tabs { b'\t' } else { b',' })
            .from_reader(bytes);
        let unread = |error: csv::Error| Error::file(format!("it cannot be read ({error})"));
        let header = reader.byte_headers().map_err(unread)?;
        let header: Vec<_> = header.iter().map(|name| plain(&text(name))).collect();
        let missing = needed
            .iter()
            .filter(|names| !names.iter().any(|name| header.contains(&plain(name))));
        let missing: Vec<_> = missing.map(|names| names.join(" or ")).collect();
        if !missing.is_empty() {
            let found: String = header.join(", ").chars().take(160).collect();
            let message = format!(
                "its header has no column {}; it has {found}",
                missing.join(", ")
            );
            return Err(Error::layout(message));
        }
        Ok(Self {
            bytes,
            reader,
            header,
            record: csv::ByteRecord::new(),
        })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.header.contains(&plain(name))
    }

    /// Hands every row to `take`; what is wrong with one is a reject.
    pub(super) fn each(
        mut self,
        into: &mut Reference,
        mut take: impl FnMut(&TableRow<'_>, &mut Reference) -> Result<(), Fault>,
    ) -> Result<(), Error> {
        loop {
            match self.reader.read_byte_record(&mut self.record) {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(error) => return Err(Error::file(format!("it cannot be read ({error})"))),
            }
            let number = self.record.position().map_or(1, csv::Position::line);
            let place =
                |position: Option<&csv::Position>| position.map_or(0, csv::Position::byte) as usize;
            let (start, end) = (
                place(self.record.position()),
                place(Some(self.reader.position())),
            );
            let line = self.bytes.get(start..end).unwrap_or_default();
            // Blank lines before a record belong to no record.
            let blank = line
                .iter()
                .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                .count();
            let start = (start + blank) as u64;
            let line = line[blank..].trim_ascii_end();
            let row = TableRow {
                header: &self.header,
                record: &self.record,
                number,
                start,
                line,
            };
            into.rows += 1;
            if let Err(fault) = take(&row, into) {
                add_reject(into, number, fault);
            }
        }
    }
}

impl<'t> TableRow<'t> {
    /// The field of the first column that there is of `names`; empty for what is blank.
    pub(super) fn field(&self, names: &[&str]) -> &'t [u8] {
        let mut places = names
            .iter()
            .filter_map(|name| self.header.iter().position(|found| *found == plain(name)));
        let field = places.next().and_then(|place| self.record.get(place));
        let field = field.unwrap_or_default().trim_ascii();
        if is_blank(field) { b"" } else { field }
    }

    pub(super) fn words(&self, names: &[&str]) -> String {
        text(self.field(names)).into_owned()
    }

    pub(super) fn is_set(&self, names: &[&str]) -> bool {
        matches!(self.field(names), b"1" | b"1.0" | b"TRUE" | b"true")
    }

    /// Where it stands, and its words.
    pub(super) fn source(&self) -> ReferenceSource {
        ReferenceSource {
            row: self.number,
            start: self.start,
            end: self.start + self.line.len() as u64,
            quote: text(self.line).into_owned(),
        }
    }

    /// A year from 1000 to 2999.
    pub(super) fn year(&self, column: &'static str, names: &[&str]) -> Result<i32, Fault> {
        let field = self.field(names);
        let year = crate::fields::whole(field).and_then(|year| i32::try_from(year).ok());
        let year = year.filter(|year| DayNumber::new(*year, 1, 1).is_some());
        year.ok_or_else(|| Fault::field(column, field, "a year from 1000 to 2999"))
    }

    /// The field of a column as it stands: "NA" is what it says.
    pub(super) fn exact(&self, name: &str) -> &'t [u8] {
        let place = self.header.iter().position(|found| *found == plain(name));
        place
            .and_then(|place| self.record.get(place))
            .unwrap_or_default()
            .trim_ascii()
    }
}
