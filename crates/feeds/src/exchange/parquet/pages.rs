//! The values of a column: pages, their codecs, levels and dictionaries.

use std::borrow::Cow;
use std::io::Read;
use std::rc::Rc;

use super::thrift::{self, Field};
use super::{Column, wrong};
use crate::Error;

/// Bytes that a page may unpack to.
const MOST_PAGE: usize = 256 << 20;
/// Values that a column of a row group may have.
const MOST_VALUES: usize = 1 << 24;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Truth(bool),
    Whole(i64),
    Number(f64),
    Bytes(Rc<[u8]>),
}

/// The values of a column of a row group, one for each row.
pub(super) fn column(
    bytes: &[u8],
    meta: &Field,
    column: &Column,
) -> Result<Vec<Option<Cell>>, Error> {
    const DICTIONARY: i64 = 2;
    let place = |number| usize::try_from(meta.int(number)).unwrap_or(usize::MAX);
    let count = place(5);
    if count > MOST_VALUES {
        return Err(wrong(format!(
            "column {:?} has {count} values",
            column.name
        )));
    }
    // A dictionary stands before the data.
    let start = match meta.maybe(11) {
        Some(_) if place(11) > 0 => place(11).min(place(9)),
        _ => place(9),
    };
    let chunk = start
        .checked_add(place(7))
        .and_then(|end| bytes.get(start..end));
    let mut rest = chunk.ok_or_else(|| wrong("a column stands behind the end of the file"))?;
    let codec = meta.int(4);
    let mut dictionary: Vec<Cell> = Vec::new();
    let mut cells = Vec::new();
    while cells.len() < count {
        let (header, length) = thrift::read_with_length(rest)?;
        let packed = usize::try_from(header.int(3)).unwrap_or(usize::MAX);
        let plain = usize::try_from(header.int(2)).unwrap_or(usize::MAX);
        let end = length.checked_add(packed).filter(|end| *end <= rest.len());
        let end = end.ok_or_else(|| wrong("a page is longer than its column"))?;
        let page = &rest[length..end];
        rest = &rest[end..];
        match header.int(1) {
            DICTIONARY => {
                let page = unpacked(page, plain, codec)?;
                let values = number_of(header.inner(7), 1)?;
                dictionary = values_of(&mut Bytes(&page), values, column)?;
            }
            0 => {
                let page = unpacked(page, plain, codec)?;
                data(&page, header.inner(5), column, &dictionary, &mut cells)?;
            }
            3 => data_2(
                page,
                plain,
                codec,
                header.inner(8),
                column,
                &dictionary,
                &mut cells,
            )?,
            _ => {}
        }
        if cells.len() > count {
            return Err(wrong(format!(
                "column {:?} has more values than it says",
                column.name
            )));
        }
    }
    Ok(cells)
}

fn number_of(header: &Field, field: i64) -> Result<usize, Error> {
    usize::try_from(header.int(field))
        .ok()
        .filter(|count| *count <= MOST_VALUES)
        .ok_or_else(|| wrong("a page has too many values"))
}

/// A page of version 1: levels before the values, both packed.
fn data(
    page: &[u8],
    header: &Field,
    column: &Column,
    dictionary: &[Cell],
    cells: &mut Vec<Option<Cell>>,
) -> Result<(), Error> {
    let count = number_of(header, 1)?;
    let mut page = Bytes(page);
    let present = if column.optional {
        let length = page.length()?;
        runs(page.take(length)?, 1, count)?
    } else {
        vec![1; count]
    };
    place(
        &mut page,
        header.int(2),
        &present,
        column,
        dictionary,
        cells,
    )
}

/// A page of version 2: its levels are not packed.
fn data_2(
    page: &[u8],
    plain: usize,
    codec: i64,
    header: &Field,
    column: &Column,
    dictionary: &[Cell],
    cells: &mut Vec<Option<Cell>>,
) -> Result<(), Error> {
    let count = number_of(header, 1)?;
    let [levels, repeated] = [5, 6].map(|field| usize::try_from(header.int(field)).unwrap_or(0));
    let mut rest = Bytes(page);
    rest.take(repeated)?;
    let present = if column.optional {
        runs(rest.take(levels)?, 1, count)?
    } else {
        rest.take(levels)?;
        vec![1; count]
    };
    // Packed, unless it says that it is not.
    let values = if header.maybe(7) == Some(0) {
        Cow::Borrowed(rest.0)
    } else {
        unpacked(rest.0, plain.saturating_sub(levels + repeated), codec)?
    };
    place(
        &mut Bytes(&values),
        header.int(4),
        &present,
        column,
        dictionary,
        cells,
    )
}

/// Puts the values of a page where a row has one.
fn place(
    page: &mut Bytes<'_>,
    encoding: i64,
    present: &[u32],
    column: &Column,
    dictionary: &[Cell],
    cells: &mut Vec<Option<Cell>>,
) -> Result<(), Error> {
    let count = present.iter().filter(|level| **level == 1).count();
    let values: Vec<Cell> = match encoding {
        0 => values_of(page, count, column)?,
        2 | 8 if count == 0 => Vec::new(),
        2 | 8 => {
            let width = u32::from(page.take(1)?[0]);
            let numbers = runs(page.0, width, count)?;
            let found = numbers
                .iter()
                .map(|number| dictionary.get(*number as usize).cloned());
            found
                .collect::<Option<_>>()
                .ok_or_else(|| wrong("a value is not in its dictionary"))?
        }
        3 if column.physical == 0 => {
            let length = page.length()?;
            let truths = runs(page.take(length)?, 1, count)?;
            truths
                .into_iter()
                .map(|truth| Cell::Truth(truth == 1))
                .collect()
        }
        other => {
            let message = format!("column {:?} has the encoding {other}", column.name);
            return Err(wrong(message));
        }
    };
    let mut values = values.into_iter();
    cells.extend(
        present
            .iter()
            .map(|level| (*level == 1).then(|| values.next()).flatten()),
    );
    Ok(())
}

/// Values one behind the other.
fn values_of(page: &mut Bytes<'_>, count: usize, column: &Column) -> Result<Vec<Cell>, Error> {
    let mut values = Vec::new();
    if column.physical == 0 {
        let bits = page.take(count.div_ceil(8))?;
        let truth = |place: usize| bits[place / 8] >> (place % 8) & 1 == 1;
        return Ok((0..count).map(|place| Cell::Truth(truth(place))).collect());
    }
    for _ in 0..count {
        let value = match column.physical {
            1 => Cell::Whole(i32::from_le_bytes(page.array()?).into()),
            2 => Cell::Whole(i64::from_le_bytes(page.array()?)),
            4 => Cell::Number(f32::from_le_bytes(page.array()?).into()),
            5 => Cell::Number(f64::from_le_bytes(page.array()?)),
            6 => {
                let length = page.length()?;
                Cell::Bytes(page.take(length)?.into())
            }
            7 => Cell::Bytes(page.take(column.length)?.into()),
            _ => {
                let message = format!("column {:?} has moments of 96 bits", column.name);
                return Err(wrong(message));
            }
        };
        values.push(value);
    }
    Ok(values)
}

/// `count` numbers of `width` bits, as runs of one number and stretches of packed ones.
fn runs(bytes: &[u8], width: u32, count: usize) -> Result<Vec<u32>, Error> {
    if width > 32 {
        return Err(wrong("numbers are wider than 32 bits"));
    }
    let mut rest = Bytes(bytes);
    let mut numbers = Vec::new();
    while numbers.len() < count {
        let head = rest.varint()?;
        let left = count - numbers.len();
        let times = usize::try_from(head >> 1).unwrap_or(usize::MAX);
        if head & 1 == 0 {
            let mut number = 0;
            for (place, byte) in rest.take(width.div_ceil(8) as usize)?.iter().enumerate() {
                number |= u32::from(*byte) << (8 * place);
            }
            if times == 0 {
                return Err(wrong("a run has no length"));
            }
            numbers.extend(std::iter::repeat_n(number, times.min(left)));
        } else {
            // Eight numbers a time.
            let packed = times
                .checked_mul(width as usize)
                .filter(|bytes| *bytes <= rest.0.len());
            // The last stretch may be cut short.
            let packed = rest.take(packed.unwrap_or(rest.0.len()))?;
            let fit = times.saturating_mul(8).min(left);
            if packed.len() * 8 < fit * width as usize || times == 0 {
                return Err(wrong("numbers are missing in a page"));
            }
            for place in 0..fit {
                let bit = |bit: usize| u32::from(packed[bit / 8] >> (bit % 8) & 1);
                let first = place * width as usize;
                let number = (0..width as usize).map(|offset| bit(first + offset) << offset);
                numbers.push(number.sum());
            }
        }
    }
    Ok(numbers)
}

/// What a page packs, of a length that is known.
fn unpacked(page: &[u8], length: usize, codec: i64) -> Result<Cow<'_, [u8]>, Error> {
    if length > MOST_PAGE {
        return Err(wrong(format!("a page unpacks to {length} bytes")));
    }
    let damaged = |error: &dyn std::fmt::Display| wrong(format!("a page is damaged ({error})"));
    let plain = match codec {
        0 => return Ok(Cow::Borrowed(page)),
        1 => {
            // It says its length itself, before anything is unpacked.
            let says = snap::raw::decompress_len(page).map_err(|error| damaged(&error))?;
            if says != length {
                return Err(damaged(&"its length is not what it says"));
            }
            let unpacked = snap::raw::Decoder::new().decompress_vec(page);
            unpacked.map_err(|error| damaged(&error))?
        }
        2 => {
            let mut plain = Vec::new();
            let reader = flate2::read::MultiGzDecoder::new(page);
            let read = reader.take(length as u64 + 1).read_to_end(&mut plain);
            read.map_err(|error| damaged(&error))?;
            plain
        }
        6 => zstd::bulk::decompress(page, length).map_err(|error| damaged(&error))?,
        other => {
            return Err(wrong(format!(
                "it is packed with codec {other}; known are none, Snappy, gzip and Zstandard"
            )));
        }
    };
    if plain.len() == length {
        Ok(Cow::Owned(plain))
    } else {
        Err(damaged(&"its length is not what it says"))
    }
}

/// Bytes that are taken from the front.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, count: usize) -> Result<&'b [u8], Error> {
        let (taken, rest) = self
            .0
            .split_at_checked(count)
            .ok_or_else(|| wrong("a page ends too early"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    /// A length in four bytes.
    fn length(&mut self) -> Result<usize, Error> {
        Ok(u32::from_le_bytes(self.array()?) as usize)
    }

    fn varint(&mut self) -> Result<u64, Error> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(wrong("a number has too many bytes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_packed_numbers_are_told_apart() {
        // Four times 1; then eight numbers of three bits, 0 to 7.
        let bytes = [8, 1, 3, 0b1000_1000, 0b1100_0110, 0b1111_1010];
        let numbers = runs(&bytes, 3, 12).unwrap();
        assert_eq!(numbers, [1, 1, 1, 1, 0, 1, 2, 3, 4, 5, 6, 7]);
        assert!(runs(&[0, 1], 1, 1).is_err());
        assert!(runs(&[3], 32, 8).is_err());
    }
}
