use detente_model::Day;
use std::borrow::Cow;

use crate::batch::{Fault, Intern};
use crate::fields::{Fields, PlainRow, Row, text};
use crate::formats::{self, Tables};
use crate::{Batch, Chunk, DayNumber, Deed, Error, FeedActor, Format, Layout, Mapper};

/// Knows the layout of one stream and turns its chunks into batches.
#[derive(Debug)]
pub struct Parser<'m> {
    format: Format,
    layout: Layout,
    mapper: &'m Mapper<'m>,
    tables: Cow<'m, Tables>,
}

/// The batch that is being filled, with what finds its actors and deeds again.
pub(crate) struct Desk<'p> {
    pub(crate) layout: &'p Layout,
    pub(crate) mapper: &'p Mapper<'p>,
    pub(crate) tables: &'p Tables,
    pub(crate) actors: Intern<FeedActor>,
    pub(crate) deeds: Intern<Deed>,
    pub(crate) outlets: Intern<String>,
    pub(crate) batch: Batch,
    pub(crate) key: Vec<u8>,
}

impl Desk<'_> {
    /// The field of the format's column `column`; empty where the file does not have it.
    pub(crate) fn field<'r>(&self, row: &'r impl Row, column: usize) -> &'r [u8] {
        match self.layout.places.get(column) {
            Some(Some(place)) => row.at(*place),
            _ => b"",
        }
    }

    /// The number of an actor, by the fields that make it and the day, where it depends on one.
    pub(crate) fn actor(
        &mut self,
        parts: [&[u8]; 3],
        dated: Option<DayNumber>,
        make: impl FnOnce(&Mapper<'_>) -> FeedActor,
    ) -> u32 {
        self.key.clear();
        for part in parts {
            self.key.extend_from_slice(part);
            self.key.push(0);
        }
        if let Some(day) = dated {
            self.key.extend_from_slice(&day.0.to_le_bytes());
        }
        let mapper = self.mapper;
        let number = self.actors.get(&self.key, || {
            Ok::<_, std::convert::Infallible>(make(mapper))
        });
        match number {
            Ok(place) => place,
            Err(never) => match never {},
        }
    }

    /// The number of an outlet; none where the field is blank.
    pub(crate) fn outlet(&mut self, name: &[u8]) -> Option<u32> {
        if crate::fields::is_blank(name) {
            return None;
        }
        let made = self.outlets.get(name, || {
            Ok::<_, std::convert::Infallible>(text(name).trim().to_owned())
        });
        match made {
            Ok(place) => Some(place),
            Err(never) => match never {},
        }
    }
}

impl<'m> Parser<'m> {
    /// A parser for the stream that begins with `first`.
    ///
    /// # Errors
    /// If the stream does not have the columns of the format.
    pub fn new(
        format: Format,
        first: &Chunk,
        mapper: &'m Mapper<'m>,
        tables: impl Into<Cow<'m, Tables>>,
    ) -> Result<Self, Error> {
        let line = first.bytes.split(|byte| *byte == b'\n').next();
        let line = line.unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        Ok(Self {
            format,
            layout: formats::layout(format, line)?,
            mapper,
            tables: tables.into(),
        })
    }

    /// The records of a chunk of the same stream. Rows that cannot be used are rejects.
    pub fn parse(&self, chunk: &Chunk) -> Batch {
        let mut desk = Desk {
            layout: &self.layout,
            mapper: self.mapper,
            tables: &self.tables,
            actors: Intern::default(),
            deeds: Intern::default(),
            outlets: Intern::default(),
            key: Vec::new(),
            batch: Batch {
                first_row: chunk.first_row,
                first_byte: chunk.first_byte,
                ..Batch::default()
            },
        };
        if self.format.is_quoted() {
            self.parse_quoted(chunk, &mut desk);
        } else {
            self.parse_lines(chunk, &mut desk);
        }
        let Desk {
            actors,
            deeds,
            outlets,
            batch,
            ..
        } = desk;
        Batch {
            actors: actors.items,
            deeds: deeds.items,
            outlets: outlets.items,
            ..batch
        }
    }

    fn parse_lines(&self, chunk: &Chunk, desk: &mut Desk<'_>) {
        let mut fields = Fields::default();
        let mut start = 0;
        let mut number = chunk.first_row;
        while start < chunk.bytes.len() {
            let rest = &chunk.bytes[start..];
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
            let is_blank = line.iter().all(|byte| *byte == b' ');
            if !(is_blank || number == 1 && self.layout.has_header) {
                fields.split(line, self.layout.delimiter);
                let row = PlainRow {
                    line,
                    fields: &fields,
                };
                self.take(&row, number, desk);
            }
            start += end + 1;
            number += 1;
        }
    }

    fn parse_quoted(&self, chunk: &Chunk, desk: &mut Desk<'_>) {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.layout.delimiter)
            .from_reader(chunk.bytes.as_slice());
        let mut record = csv::ByteRecord::new();
        loop {
            // In memory, and of whatever width: reading cannot fail.
            if !matches!(reader.read_byte_record(&mut record), Ok(true)) {
                return;
            }
            let line = record.position().map_or(1, csv::Position::line);
            let number = chunk.first_row + line - 1;
            if !(number == 1 && self.layout.has_header) {
                self.take(&record, number, desk);
            }
        }
    }

    fn take(&self, row: &impl Row, number: u64, desk: &mut Desk<'_>) {
        desk.batch.rows += 1;
        let width = row.width();
        let read = if self.layout.widths.is_empty() || self.layout.widths.contains(&width) {
            formats::read(self.format, row, number, desk)
        } else {
            let expected: Vec<_> = self.layout.widths.iter().map(ToString::to_string).collect();
            Err(Fault::row(format!(
                "the row has {width} fields, expected {}",
                expected.join(" or ")
            )))
        };
        if let Err(fault) = read {
            desk.batch.reject(number, fault);
        }
    }
}

impl Tables {
    /// The same tables with the day from which numbers of hours or days count.
    #[must_use]
    pub fn with_start(mut self, start: Day) -> Self {
        self.start = DayNumber::of(start);
        self
    }
}

impl From<Tables> for Cow<'_, Tables> {
    fn from(tables: Tables) -> Self {
        Cow::Owned(tables)
    }
}

impl<'t> From<&'t Tables> for Cow<'t, Tables> {
    fn from(tables: &'t Tables) -> Self {
        Cow::Borrowed(tables)
    }
}
