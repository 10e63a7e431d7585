//! Tables with a header, row by row.

use std::io::Read;

use crate::batch::Fault;
use crate::fields::{is_blank, text};
use crate::layout::plain;
use crate::reference::Reference;
use crate::{DayNumber, Error, RowReject};

/// Rejects of a file that are kept with their rows; of more, only the number.
const LISTED: usize = 100;
/// Bytes of a file that are read at the most.
const MOST_BYTES: u64 = 2 << 30;

/// A table whose columns are asked for by name.
pub(super) struct Table<R> {
    reader: csv::Reader<std::io::Take<R>>,
    header: Vec<String>,
    record: csv::ByteRecord,
}

/// A row of a table.
pub(super) struct TableRow<'t> {
    header: &'t [String],
    record: &'t csv::ByteRecord,
    /// The line at which it begins, from 1.
    pub(super) number: u64,
}

impl<R: Read> Table<R> {
    /// Opens a table that has all columns of `needed`; each may have several names.
    pub(super) fn new(reader: R, needed: &[&[&str]]) -> Result<Self, Error> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(reader.take(MOST_BYTES));
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
            let row = TableRow {
                header: &self.header,
                record: &self.record,
                number,
            };
            into.rows += 1;
            if let Err(fault) = take(&row, into) {
                into.rejected += 1;
                if into.rejects.len() < LISTED {
                    into.rejects.push(RowReject {
                        row: number,
                        column: fault.column,
                        reason: fault.reason,
                    });
                }
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
