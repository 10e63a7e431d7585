//! A Parquet file, as plain as the format allows: optional columns of text, days, numbers and
//! counts, one page a column and row group, compressed with Zstandard.
//!
//! The libraries for it cost more to build than all the rest of the workspace (see
//! `ARCHITECTURE.md`); writing needs a small part of the format (parquet.thrift, version 1).

use std::io::{self, Write};

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// UTF-8.
    Text,
    /// Days since 1970-01-01.
    Day,
    /// A decimal number.
    Number,
    /// A whole number.
    Count,
}

impl Type {
    /// Physical type and converted type by their numbers in the format.
    fn numbers(self) -> (i32, Option<i32>) {
        match self {
            Self::Text => (6, Some(0)),
            Self::Day => (1, Some(6)),
            Self::Number => (5, None),
            Self::Count => (2, None),
        }
    }
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Text(String),
    Day(i32),
    Number(f64),
    Count(i64),
}

/// Rows before they are written, by column.
#[derive(Debug, Default)]
struct Buffer {
    present: Vec<bool>,
    values: Vec<u8>,
}

impl Buffer {
    fn push(&mut self, cell: Option<Cell>) {
        self.present.push(cell.is_some());
        match cell {
            Some(Cell::Text(text)) => {
                let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
                self.values.extend(length.to_le_bytes());
                self.values.extend(text.as_bytes());
            }
            Some(Cell::Day(day)) => self.values.extend(day.to_le_bytes()),
            Some(Cell::Number(number)) => self.values.extend(number.to_le_bytes()),
            Some(Cell::Count(count)) => self.values.extend(count.to_le_bytes()),
            None => {}
        }
    }

    /// The content of a data page: which rows have a value, then the values.
    fn page(&mut self) -> Vec<u8> {
        let mut levels = Vec::new();
        for run in self.present.chunk_by(|one, other| one == other) {
            varint(&mut levels, (run.len() as u64) << 1);
            levels.push(u8::from(run[0]));
        }
        let length = u32::try_from(levels.len()).unwrap_or(u32::MAX);
        let mut page = length.to_le_bytes().to_vec();
        page.append(&mut levels);
        page.append(&mut self.values);
        self.present.clear();
        page
    }
}

/// Where a column of a row group stands.
#[derive(Debug)]
struct ChunkPlace {
    offset: u64,
    plain: u64,
    packed: u64,
}

/// Writes rows to a file.
#[derive(Debug)]
pub(super) struct Writer<W> {
    out: W,
    columns: Vec<(&'static str, Type)>,
    buffers: Vec<Buffer>,
    waiting: usize,
    written: u64,
    rows: u64,
    groups: Vec<(u64, Vec<ChunkPlace>)>,
}

const MAGIC: &[u8] = b"PAR1";
const ZSTD: i32 = 6;

impl<W: Write> Writer<W> {
    pub(super) fn new(mut out: W, columns: &[(&'static str, Type)]) -> io::Result<Self> {
        out.write_all(MAGIC)?;
        Ok(Self {
            out,
            buffers: columns.iter().map(|_| Buffer::default()).collect(),
            columns: columns.to_vec(),
            waiting: 0,
            written: MAGIC.len() as u64,
            rows: 0,
            groups: Vec::new(),
        })
    }

    /// Takes a row: a cell for each column, of its type.
    pub(super) fn push(&mut self, row: Vec<Option<Cell>>) {
        debug_assert_eq!(row.len(), self.columns.len());
        for (buffer, cell) in self.buffers.iter_mut().zip(row) {
            buffer.push(cell);
        }
        self.waiting += 1;
    }

    /// The bytes of the rows that wait.
    pub(super) fn bytes_waiting(&self) -> usize {
        self.buffers.iter().map(|buffer| buffer.values.len()).sum()
    }

    /// Writes the rows that wait as a row group.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        if self.waiting == 0 {
            return Ok(());
        }
        let rows = self.waiting as u64;
        let mut places = Vec::new();
        for buffer in &mut self.buffers {
            let page = buffer.page();
            let packed = zstd::bulk::compress(&page, 3)?;
            let header = page_header(page.len(), packed.len(), self.waiting);
            places.push(ChunkPlace {
                offset: self.written,
                plain: (header.len() + page.len()) as u64,
                packed: (header.len() + packed.len()) as u64,
            });
            self.out.write_all(&header)?;
            self.out.write_all(&packed)?;
            self.written += (header.len() + packed.len()) as u64;
        }
        self.groups.push((rows, places));
        self.rows += rows;
        self.waiting = 0;
        Ok(())
    }

    /// Writes the rest and the footer.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        let footer = self.footer();
        self.out.write_all(&footer)?;
        let length = u32::try_from(footer.len()).map_err(io::Error::other)?;
        self.out.write_all(&length.to_le_bytes())?;
        self.out.write_all(MAGIC)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn footer(&self) -> Vec<u8> {
        let mut file = Struct::default();
        file.int(1, 1);
        let mut schema = vec![{
            let mut root = Struct::default();
            root.text(4, "schema");
            root.int(5, self.columns.len() as u64);
            root.end()
        }];
        for (name, kind) in &self.columns {
            let (physical, converted) = kind.numbers();
            let mut element = Struct::default();
            element.int(1, physical.unsigned_abs().into());
            element.int(3, 1); // optional
            element.text(4, name);
            if let Some(converted) = converted {
                element.int(6, converted.unsigned_abs().into());
            }
            schema.push(element.end());
        }
        file.list(2, STRUCT, &schema);
        file.long(3, self.rows);
        let groups: Vec<_> = self
            .groups
            .iter()
            .map(|(rows, places)| self.group(*rows, places))
            .collect();
        file.list(4, STRUCT, &groups);
        file.text(6, concat!("detente ", env!("CARGO_PKG_VERSION")));
        file.end()
    }

    fn group(&self, rows: u64, places: &[ChunkPlace]) -> Vec<u8> {
        let chunk = |((name, kind), place): (&(&str, Type), &ChunkPlace)| {
            let mut meta = Struct::default();
            meta.int(1, kind.numbers().0.unsigned_abs().into());
            meta.list(2, I32, &[zigzag(0), zigzag(3)]); // plain; run lengths of levels
            meta.list(3, BINARY, &[binary(name)]);
            meta.int(4, ZSTD.unsigned_abs().into());
            meta.long(5, rows);
            meta.long(6, place.plain);
            meta.long(7, place.packed);
            meta.long(9, place.offset);
            let mut chunk = Struct::default();
            chunk.long(2, place.offset);
            chunk.inner(3, &meta.end());
            chunk.end()
        };
        let chunks: Vec<_> = self.columns.iter().zip(places).map(chunk).collect();
        let mut group = Struct::default();
        group.list(1, STRUCT, &chunks);
        group.long(2, places.iter().map(|place| place.plain).sum());
        group.long(3, rows);
        group.end()
    }
}

fn page_header(plain: usize, packed: usize, rows: usize) -> Vec<u8> {
    let mut data = Struct::default();
    data.int(1, rows as u64);
    data.int(2, 0); // values are plain
    data.int(3, 3); // levels are run lengths
    data.int(4, 3);
    let mut header = Struct::default();
    header.int(1, 0); // a data page
    header.int(2, plain as u64);
    header.int(3, packed as u64);
    header.inner(5, &data.end());
    header.end()
}

const I32: u8 = 5;
const I64: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// A struct in the compact protocol of Thrift, whose numbers are all zero or more.
#[derive(Debug, Default)]
struct Struct {
    bytes: Vec<u8>,
    last: u8,
}

impl Struct {
    fn field(&mut self, id: u8, kind: u8) {
        self.bytes.push((id - self.last) << 4 | kind);
        self.last = id;
    }

    fn int(&mut self, id: u8, value: u64) {
        self.field(id, I32);
        self.bytes.extend(zigzag(value));
    }

    fn long(&mut self, id: u8, value: u64) {
        self.field(id, I64);
        self.bytes.extend(zigzag(value));
    }

    fn text(&mut self, id: u8, text: &str) {
        self.field(id, BINARY);
        self.bytes.extend(binary(text));
    }

    fn inner(&mut self, id: u8, content: &[u8]) {
        self.field(id, STRUCT);
        self.bytes.extend(content);
    }

    fn list(&mut self, id: u8, kind: u8, items: &[Vec<u8>]) {
        self.field(id, LIST);
        match u8::try_from(items.len()) {
            Ok(count) if count < 15 => self.bytes.push(count << 4 | kind),
            _ => {
                self.bytes.push(0xf0 | kind);
                varint(&mut self.bytes, items.len() as u64);
            }
        }
        self.bytes.extend(items.iter().flatten());
    }

    fn end(mut self) -> Vec<u8> {
        self.bytes.push(0);
        self.bytes
    }
}

fn varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn zigzag(value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    varint(&mut bytes, value << 1);
    bytes
}

fn binary(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    varint(&mut bytes, text.len() as u64);
    bytes.extend(text.as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_its_magic_at_both_ends_and_says_how_long_its_footer_is() {
        let mut writer =
            Writer::new(Vec::new(), &[("id", Type::Text), ("day", Type::Day)]).unwrap();
        writer.push(vec![Some(Cell::Text("a".into())), None]);
        writer.push(vec![Some(Cell::Text("b".into())), Some(Cell::Day(7))]);
        let bytes = writer.finish().unwrap();
        assert!(bytes.starts_with(MAGIC) && bytes.ends_with(MAGIC));
        let at = bytes.len() - 8;
        let length = u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        assert!(length < at);
        let footer = &bytes[at - length..at];
        assert_eq!(footer[..2], [0x15, 2], "version 1");
        assert_eq!(footer.last(), Some(&0));
    }

    #[test]
    fn numbers_are_written_in_sevens_of_bits() {
        assert_eq!(zigzag(0), [0]);
        assert_eq!(zigzag(64), [0x80, 1]);
        assert_eq!(binary("ab"), [2, b'a', b'b']);
    }
}
