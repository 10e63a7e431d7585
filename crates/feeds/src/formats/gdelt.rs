//! GDELT 1.0 and 2.0 events. Columns 0 to 34 are the same; 2.0 has three more of places.

use super::headless;
use crate::batch::{Fault, Record, Story};
use crate::deed::of_digits;
use crate::fields::{Row, count, hash, tenths, text, whole};
use crate::layout::{Column, Layout, needed, wanted};
use crate::parser::Desk;
use crate::{DayNumber, Error, Format};

const COLUMNS: &[Column] = &[
    needed("GLOBALEVENTID", &[]),
    needed("SQLDATE", &["Day"]),
    needed("Actor1Code", &[]),
    needed("Actor1CountryCode", &[]),
    needed("Actor1Type1Code", &[]),
    needed("Actor2Code", &[]),
    needed("Actor2CountryCode", &[]),
    needed("Actor2Type1Code", &[]),
    needed("EventCode", &[]),
    wanted("GoldsteinScale", &[]),
    wanted("NumArticles", &[]),
    needed("DATEADDED", &[]),
    wanted("SOURCEURL", &[]),
];

pub(super) fn layout(format: Format, line: &[u8]) -> Result<Layout, Error> {
    let (added, widths): (usize, &[usize]) = if format == Format::Gdelt1 {
        (56, &[57, 58])
    } else {
        (59, &[61])
    };
    let places = [0, 1, 5, 7, 12, 15, 17, 22, 26, 30, 33, added, added + 1];
    headless(format, line, COLUMNS, &places, widths).map_err(|error| {
        let other = match (format, line.split(|byte| *byte == b'\t').count()) {
            (Format::Gdelt1, 61) => "; these are the columns of gdelt2",
            (Format::Gdelt2, 57 | 58) => "; these are the columns of gdelt1",
            (_, 16) => "; these are the columns of mentions",
            _ => return error,
        };
        Error::layout(format!("{error}{other}"))
    })
}

/// The days that a row dates itself to.
struct Dated {
    day: DayNumber,
    days_after: u32,
    published: Option<DayNumber>,
}

/// GDELT gives as date of an event the day of the article, or that day less 1, 7, 30, 365 or 3650
/// days where the article says "last week", "last month": then the week, month, year or decade
/// that holds the date is all that is known. Other lags are those of old files, which were loaded
/// long after the articles appeared: there the date stands for itself, and the day of the article
/// is not known.
fn dated(given: DayNumber, added: DayNumber) -> Dated {
    let (day, days_after) = match added.0 - given.0 {
        7 => given.week(),
        30 => given.month(),
        365 => given.year(),
        3650 => given.decade(),
        _ => (given, 0),
    };
    Dated {
        day,
        days_after,
        published: matches!(added.0 - given.0, 0 | 1 | 7 | 30 | 365 | 3650).then_some(added),
    }
}

pub(super) fn read(row: &impl Row, number: u64, desk: &mut Desk<'_>) -> Result<(), Fault> {
    let field = |column| desk.field(row, column);
    let id = whole(field(0))
        .filter(|id| *id >= 0)
        .ok_or_else(|| Fault::field("GLOBALEVENTID", field(0), "a whole number"))?;
    let given = DayNumber::compact(field(1))
        .ok_or_else(|| Fault::field("SQLDATE", field(1), "a day as YYYYMMDD"))?;
    let added = DayNumber::compact(field(11))
        .ok_or_else(|| Fault::field("DATEADDED", field(11), "a time that begins with YYYYMMDD"))?;
    let dated = dated(given, added);
    let (code, scale) = (field(8), field(9));
    let url = field(12);
    let articles = count(field(10));
    let first = [field(2), field(3), field(4)];
    let second = [field(5), field(6), field(7)];
    let deed = deed(desk, "EventCode", code, scale)?;
    let (source, target) = (actor(desk, first, given), actor(desk, second, given));
    let reciprocal = desk.deeds.items[deed as usize].reciprocal;
    let record = Record {
        row: number,
        day: dated.day,
        days_after: dated.days_after,
        published: dated.published,
        source,
        target,
        directed: true,
        deed,
        outlet: desk.outlet(outlet(url)),
        id,
        // An article is coarse: two sides may well accuse each other in one.
        story: (reciprocal && !url.is_empty()).then(|| Story(hash(url).cast_unsigned())),
        articles,
        deaths: None,
    };
    desk.batch.records.push(record);
    Ok(())
}

/// The number of a deed by its code of CAMEO and the scale that the row gives it.
pub(super) fn deed(
    desk: &mut Desk<'_>,
    column: &'static str,
    code: &[u8],
    scale: &[u8],
) -> Result<u32, Fault> {
    desk.key.clear();
    desk.key.extend_from_slice(code);
    desk.key.push(0);
    desk.key.extend_from_slice(scale);
    desk.deeds
        .get(&desk.key, || of_digits(column, code, tenths(scale)))
}

/// The number of an actor: code, country, role.
pub(super) fn actor(desk: &mut Desk<'_>, parts: [&[u8]; 3], day: DayNumber) -> Option<u32> {
    let [code, country, role] = parts;
    if code.is_empty() {
        return None;
    }
    let is_dated = !country.is_empty() && desk.mapper.is_dated("iso3", &text(country));
    Some(desk.actor(parts, is_dated.then_some(day), |mapper| {
        mapper.cameo_actor(&text(code), &text(country), &text(role), day)
    }))
}

/// The host of an address; what is no address is the name of a source.
fn outlet(url: &[u8]) -> &[u8] {
    let Some(place) = memchr::memmem::find(url, b"://") else {
        return url;
    };
    let rest = &url[place + 3..];
    let end = memchr::memchr3(b'/', b'?', b':', rest).unwrap_or(rest.len());
    let host = &rest[..end];
    host.strip_prefix(b"www.").unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lag_says_how_finely_a_date_is_known() {
        let added = DayNumber::new(2019, 10, 24).unwrap();
        let at = |lag: i32| dated(DayNumber(added.0 - lag), added);
        let days = [0, 1, 7, 30, 365, 3650, 2, -1].map(|lag| at(lag).days_after);
        assert_eq!(days, [0, 0, 6, 29, 364, 3652, 0, 0]);
        assert_eq!(at(365).day, DayNumber::new(2018, 1, 1).unwrap());
        assert_eq!(at(11_354).published, None);
        assert_eq!(at(30).published, Some(added));
    }

    #[test]
    fn the_outlet_is_the_host() {
        assert_eq!(outlet(b"https://www.bbc.co.uk/news?a"), b"bbc.co.uk");
        assert_eq!(outlet(b"http://a.org:80/x"), b"a.org");
        assert_eq!(outlet(b"BBC Monitoring"), b"BBC Monitoring");
        assert_eq!(outlet(b""), b"");
    }
}
