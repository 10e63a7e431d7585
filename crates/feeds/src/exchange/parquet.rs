//! Flat Parquet files as lines of JSON: what this program, pyarrow, DuckDB and Polars write by
//! default. Columns that hold columns, and codecs that are seldom used, are refused with the reason.
//!
//! After parquet.thrift of the Apache Parquet format, version 2.

mod pages;
mod thrift;

use serde_json::{Map, Value};

use crate::{DayNumber, Error};
use pages::Cell;
use thrift::Field;

const MAGIC: &[u8; 4] = b"PAR1";
/// Bytes of lines that a file may make.
const MOST_BYTES: usize = 512 << 20;
/// Columns that a file may have.
const MOST_COLUMNS: usize = 4096;
/// Cells that a row group may have.
const MOST_CELLS: usize = 1 << 24;
/// Bytes that the text of a row may have.
const MOST_ROW: usize = 8 << 20;

pub(super) fn wrong(reason: impl std::fmt::Display) -> Error {
    Error::layout(format!("it is no Parquet file that can be read: {reason}"))
}

/// A column of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    name: String,
    /// The physical type, by its number.
    physical: i64,
    /// Bytes of a value of fixed length.
    length: usize,
    /// What the values mean.
    meaning: Meaning,
    optional: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    AsItIs,
    /// Days since 1970-01-01.
    Day,
    /// Moments: so many a day.
    Moment(i64),
}

/// The rows of a file, a line of JSON each: its columns by their names.
///
/// # Errors
/// If it is damaged, or has columns or codecs that are not read.
pub(crate) fn lines(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let ends = bytes.starts_with(MAGIC) && bytes.ends_with(MAGIC) && bytes.len() > 12;
    if !ends {
        return Err(wrong("it does not begin and end with PAR1"));
    }
    let footer_end = bytes.len() - 8;
    let length = u32::from_le_bytes([0, 1, 2, 3].map(|place| bytes[footer_end + place]));
    let footer_start = footer_end.checked_sub(length as usize);
    let footer_start = footer_start.ok_or_else(|| wrong("its footer is longer than the file"))?;
    let footer = thrift::read(&bytes[footer_start..footer_end])?;
    let columns = columns(footer.list(2))?;
    let mut lines = Vec::new();
    for group in footer.list(4) {
        let rows = usize::try_from(group.int(3)).unwrap_or(0);
        if rows.saturating_mul(columns.len()) > MOST_CELLS {
            let message = format!(
                "a row group has {rows} rows of {} columns; at most {MOST_CELLS} cells are read, so \
                 write smaller ones",
                columns.len()
            );
            return Err(wrong(message));
        }
        let chunks = group.list(1);
        if chunks.len() != columns.len() {
            return Err(wrong("a row group has not all columns"));
        }
        let mut read = Vec::new();
        for (column, chunk) in columns.iter().zip(chunks) {
            let cells = pages::column(bytes, chunk.inner(3), column)?;
            if cells.len() != rows {
                let message = format!(
                    "column {:?} has {} values for {rows} rows",
                    column.name,
                    cells.len()
                );
                return Err(wrong(message));
            }
            read.push(cells);
        }
        for row in 0..rows {
            let mut object = Map::new();
            let text = |cells: &Vec<Option<Cell>>| match &cells[row] {
                Some(Cell::Bytes(bytes)) => bytes.len(),
                _ => 0,
            };
            if read.iter().map(text).sum::<usize>() > MOST_ROW {
                return Err(wrong(format!("a row has more than {} MiB", MOST_ROW >> 20)));
            }
            for (column, cells) in columns.iter().zip(&read) {
                if let Some(cell) = &cells[row] {
                    object.insert(column.name.clone(), value(cell, column.meaning));
                }
            }
            serde_json::to_writer(&mut lines, &object).map_err(wrong)?;
            lines.push(b'\n');
            if lines.len() > MOST_BYTES {
                return Err(wrong(format!(
                    "its rows are more than {} MiB",
                    MOST_BYTES >> 20
                )));
            }
        }
    }
    Ok(lines)
}

fn columns(schema: &[Field]) -> Result<Vec<Column>, Error> {
    let Some((_, columns)) = schema.split_first() else {
        return Err(wrong("it has no schema"));
    };
    if columns.is_empty() || columns.len() > MOST_COLUMNS {
        return Err(wrong(format!("it has {} columns", columns.len())));
    }
    columns.iter().map(column).collect()
}

fn column(element: &Field) -> Result<Column, Error> {
    const REPEATED: i64 = 2;
    let name = element.text(4);
    if element.int(5) > 0 || element.int(3) == REPEATED {
        return Err(wrong(format!(
            "column {name:?} holds lists or columns; only flat tables are read"
        )));
    }
    // Converted types by their numbers; logical types by the number of their field.
    let logical = element.inner(10);
    let moment = logical.inner(8);
    let per_day = |unit: &Field| match (unit.has(1), unit.has(2)) {
        (true, _) => 86_400_000,
        (_, true) => 86_400_000_000,
        _ => 86_400_000_000_000,
    };
    let meaning = match element.maybe(6) {
        Some(6) => Meaning::Day,
        Some(9) => Meaning::Moment(86_400_000),
        Some(10) => Meaning::Moment(86_400_000_000),
        Some(5) => return Err(wrong(format!("column {name:?} has decimal numbers"))),
        _ if logical.has(6) => Meaning::Day,
        _ if logical.has(8) => Meaning::Moment(per_day(moment.inner(2))),
        _ => Meaning::AsItIs,
    };
    Ok(Column {
        physical: element.int(1),
        length: usize::try_from(element.int(2)).unwrap_or(0),
        optional: element.int(3) == 1,
        name,
        meaning,
    })
}

fn value(cell: &Cell, meaning: Meaning) -> Value {
    let day = |number: i64| {
        let number = i32::try_from(number).unwrap_or(i32::MAX);
        Value::String(DayNumber(number).day().to_string())
    };
    match (cell, meaning) {
        (Cell::Whole(days), Meaning::Day) => day(*days),
        (Cell::Whole(moment), Meaning::Moment(per_day)) => day(moment.div_euclid(per_day)),
        (Cell::Whole(number), Meaning::AsItIs) => Value::from(*number),
        (Cell::Number(number), _) => Value::from(*number),
        (Cell::Truth(truth), _) => Value::Bool(*truth),
        (Cell::Bytes(bytes), _) => Value::String(String::from_utf8_lossy(bytes).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_parquet_is_refused() {
        for bytes in [
            &b""[..],
            b"PAR1PAR1",
            b"PAR1\x15\x00\x00\xff\xff\xff\x7fPAR1",
            b"PAR1....\0\0\0\0PAR1",
        ] {
            assert!(lines(bytes).is_err());
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_break_the_reader(middle in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200), length in 0..200_u32) {
            let mut bytes = MAGIC.to_vec();
            bytes.extend(middle);
            bytes.extend(length.to_le_bytes());
            bytes.extend(MAGIC);
            let _ = lines(&bytes);
        }
    }
}
