//! One module a format: which columns it has, and what a row says.

mod acled;
mod gdelt;
mod ged;
mod icews;
mod mentions;
mod phoenix;
mod plover_json;
mod polecat;
mod quadruples;

pub use quadruples::Tables;

use crate::batch::Fault;
use crate::fields::Row;
use crate::layout::{Column, Layout, header_fields, plain};
use crate::parser::Desk;
use crate::{Error, Format};

/// The layout of a stream of `format` whose first line is `line`.
pub(crate) fn layout(format: Format, line: &[u8]) -> Result<Layout, Error> {
    match format {
        Format::Gdelt1 | Format::Gdelt2 => gdelt::layout(format, line),
        Format::Mentions => mentions::layout(line),
        Format::Icews => Layout::from_header(format, line, icews::COLUMNS),
        Format::Polecat => Layout::from_header(format, line, polecat::COLUMNS),
        Format::Acled => Layout::from_header(format, line, acled::COLUMNS),
        Format::Ged => Layout::from_header(format, line, ged::COLUMNS),
        Format::Phoenix => phoenix::layout(line),
        Format::PloverJson | Format::Ftm => plover_json::layout(format, line),
        Format::Stix | Format::Parquet => Ok(plover_json::line_layout()),
        Format::Quadruples => quadruples::layout(line),
    }
}

/// Reads a row into the batch of `desk`.
pub(crate) fn read(
    format: Format,
    row: &impl Row,
    number: u64,
    desk: &mut Desk<'_>,
) -> Result<(), Fault> {
    match format {
        Format::Gdelt1 | Format::Gdelt2 => gdelt::read(row, number, desk),
        Format::Mentions => mentions::read(row, number, desk),
        Format::Icews => icews::read(row, number, desk),
        Format::Polecat => polecat::read(row, number, desk),
        Format::Acled => acled::read(row, number, desk),
        Format::Ged => ged::read(row, number, desk),
        Format::Phoenix => phoenix::read(row, number, desk),
        Format::PloverJson => plover_json::read(row, number, desk),
        Format::Ftm | Format::Stix | Format::Parquet => {
            plover_json::read_exchanged(format, row, number, desk)
        }
        Format::Quadruples => quadruples::read(row, number, desk),
    }
}

/// The layout of a tab-separated file that usually has no header, or has one after all.
fn headless(
    format: Format,
    line: &[u8],
    columns: &[Column],
    places: &[usize],
    widths: &[usize],
) -> Result<Layout, Error> {
    let fields = header_fields(line, b'\t');
    if fields
        .first()
        .is_some_and(|first| *first == plain(columns[0].name))
    {
        return Layout::from_header(format, line, columns);
    }
    if !widths.contains(&fields.len()) {
        let expected: Vec<_> = widths.iter().map(ToString::to_string).collect();
        return Err(Error::layout(format!(
            "it is no file of {format}: its first line has {} fields between tabs, expected {}",
            fields.len(),
            expected.join(" or ")
        )));
    }
    let places = places.iter().map(|place| Some(*place)).collect();
    Ok(Layout::fixed(places, b'\t', widths))
}
