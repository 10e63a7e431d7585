//! Which column stands where.

use crate::fields::text;
use crate::{Error, Format};

/// The places of the columns that a format reads, in the order of its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    pub(crate) places: Vec<Option<usize>>,
    pub(crate) delimiter: u8,
    /// Whether the first row is a header.
    pub(crate) has_header: bool,
    /// The fields of a row; 0 where rows may differ.
    pub(crate) widths: Vec<usize>,
}

/// A column: its name in this program, whether a row is of no use without it, and the names by
/// which headers have it.
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) needed: bool,
    pub(crate) headers: &'static [&'static str],
}

/// A column that must be there.
pub(crate) const fn needed(name: &'static str, headers: &'static [&'static str]) -> Column {
    Column {
        name,
        needed: true,
        headers,
    }
}

/// A column that may be missing.
pub(crate) const fn wanted(name: &'static str, headers: &'static [&'static str]) -> Column {
    Column {
        name,
        needed: false,
        headers,
    }
}

impl Layout {
    /// The layout of a file whose first line names its columns, in whatever order.
    ///
    /// # Errors
    /// If a needed column is missing; the message names it and what stands there.
    pub(crate) fn from_header(
        format: Format,
        line: &[u8],
        columns: &[Column],
    ) -> Result<Self, Error> {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let delimiter = delimiter(line);
        let header = header_fields(line, delimiter);
        let find = |column: &Column| {
            let names = std::iter::once(&column.name).chain(column.headers);
            let mut names = names.map(|name| plain(name));
            names.find_map(|name| header.iter().position(|found| *found == name))
        };
        let places: Vec<_> = columns.iter().map(find).collect();
        let missing: Vec<_> = columns
            .iter()
            .zip(&places)
            .filter(|(column, place)| column.needed && place.is_none())
            .map(|(column, _)| column.name)
            .collect();
        if !missing.is_empty() {
            let start: String = text(line).chars().take(120).collect();
            return Err(Error::layout(format!(
                "it is no file of {format}: its first line names no column {}; it reads {start:?}",
                missing.join(", ")
            )));
        }
        Ok(Self {
            places,
            delimiter,
            has_header: true,
            widths: vec![header.len()],
        })
    }

    /// The layout of a file without header, whose columns stand in fixed order.
    pub(crate) fn fixed(places: Vec<Option<usize>>, delimiter: u8, widths: &[usize]) -> Self {
        Self {
            places,
            delimiter,
            has_header: false,
            widths: widths.to_vec(),
        }
    }
}

/// What separates the fields of a header: the tab, comma or semicolon that occurs most.
fn delimiter(line: &[u8]) -> u8 {
    let count = |byte| memchr::memchr_iter(byte, line).count();
    let mut best = b'\t';
    for byte in [b',', b';'] {
        if count(byte) > count(best) {
            best = byte;
        }
    }
    best
}

/// The names of a header in plain letters.
pub(crate) fn header_fields(line: &[u8], delimiter: u8) -> Vec<String> {
    line.split(|byte| *byte == delimiter)
        .map(|field| plain(&text(field)))
        .collect()
}

/// Small letters and digits only, so that "Event ID", "event_id" and "EventID" are one.
pub(crate) fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
