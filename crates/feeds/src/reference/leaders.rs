//! Lists of who led a state. Archigos and REIGN name the one who in fact led, whatever the office;
//! Wikidata names holders of offices.

use super::table::{Table, TableRow, bytes_of};
use super::{Reference, ReferenceFormat, ReferenceLeader, wikidata};
use crate::batch::Fault;
use crate::fields::{text, whole};
use crate::mapper::Found;
use crate::{DayNumber, Error, ErrorKind, Mapper};
use detente_model::Bound;
use std::io::Read;

/// Reads a file of a list of leaders.
///
/// # Errors
/// If the file cannot be read, lacks a column, or `format` is a list of something else.
pub fn read_leaders(
    reader: impl Read,
    format: ReferenceFormat,
    mapper: &Mapper<'_>,
) -> Result<Reference, Error> {
    let bytes = bytes_of(reader)?;
    let mut read = Reference::default();
    match format {
        ReferenceFormat::Archigos => archigos(&bytes, mapper, &mut read)?,
        ReferenceFormat::Reign => reign(&bytes, mapper, &mut read)?,
        ReferenceFormat::Wikidata => wikidata::read(&bytes, mapper, &mut read)?,
        _ => {
            let message = format!("{format} is no list of leaders");
            return Err(Error::new(ErrorKind::Usage, message));
        }
    }
    let dates = |leader: &ReferenceLeader| leader.from.into_iter().chain(leader.to);
    let dates = read.leaders.iter().flat_map(dates);
    let first = dates.clone().map(Bound::earliest).min();
    let last = dates.map(|date| (date.latest(), date)).max();
    let Some((first, (end, named))) = first.zip(last) else {
        return Ok(read);
    };
    read.covers = DayNumber::of(first).zip(DayNumber::of(end));
    // Who in fact led on the last day of a list has not left as far as it says; an office may have
    // two holders that day.
    let in_fact = format != ReferenceFormat::Wikidata;
    for leader in &mut read.leaders {
        leader.open |= in_fact && leader.last == end;
        if leader.open {
            leader.to = Some(named);
        }
        if leader.open || leader.to.is_none() {
            leader.last = end;
        }
    }
    Ok(read)
}

fn archigos(bytes: &[u8], mapper: &Mapper<'_>, read: &mut Reference) -> Result<(), Error> {
    let needed: [&[&str]; 4] = [
        &["gwcode", "ccode"],
        &["leader"],
        &["startdate"],
        &["enddate"],
    ];
    Table::new(bytes, &needed)?.each(read, |row, read| {
        let first = iso(row, "startdate")?;
        let last = Bound::from(iso(row, "enddate")?.day());
        let open = row.words(&["exit"]).eq_ignore_ascii_case("still in office");
        let system = if row.field(&["gwcode"]).is_empty() {
            "cow"
        } else {
            "gw"
        };
        let found = leader(row, mapper, (system, needed[0]), (first, last), read)?;
        read.leaders.push(ReferenceLeader { open, ..found });
        Ok(())
    })
}

fn reign(bytes: &[u8], mapper: &Mapper<'_>, read: &mut Reference) -> Result<(), Error> {
    let needed: [&[&str]; 7] = [
        &["ccode"],
        &["leader"],
        &["sdate"],
        &["smonth"],
        &["syear"],
        &["emonth"],
        &["eyear"],
    ];
    Table::new(bytes, &needed)?.each(read, |row, read| {
        let number = |name: &'static str| {
            let field = row.field(&[name]);
            let number = whole(field).and_then(|number| i32::try_from(number).ok());
            number.ok_or_else(|| Fault::field(name, field, "a whole number"))
        };
        let (year, month) = (number("syear")?, number("smonth")?);
        let wrong = |name, expected| Fault::field(name, row.field(&[name]), expected);
        let first = DayNumber::new(year, month, number("sdate")?)
            .ok_or_else(|| wrong("sdate", "a day of the calendar"))?;
        // Who has no end is in office: the last day is that of the list, which is not known yet.
        let open = row.field(&["eyear"]).is_empty() && row.field(&["emonth"]).is_empty();
        let last = if open {
            Bound::from(first.day())
        } else {
            month_of(number("eyear")?, number("emonth")?)
                .ok_or_else(|| wrong("emonth", "a month of the calendar"))?
        };
        let found = leader(row, mapper, ("cow", needed[0]), (first, last), read)?;
        read.leaders.push(ReferenceLeader {
            leader: macintosh(row.field(needed[1])),
            open,
            ..found
        });
        Ok(())
    })
}

/// A name of REIGN, whose file is written as on a Macintosh where it is not UTF-8.
fn macintosh(name: &[u8]) -> String {
    let decode = || encoding_rs::MACINTOSH.decode_without_bom_handling(name).0;
    std::str::from_utf8(name).map_or_else(|_| decode().into_owned(), str::to_owned)
}

fn month_of(year: i32, month: i32) -> Option<Bound> {
    DayNumber::new(year, month, 1)?;
    format!("{year:04}-{month:02}").parse().ok()
}

/// A day `YYYY-MM-DD`.
fn iso(row: &TableRow<'_>, name: &'static str) -> Result<DayNumber, Fault> {
    let field = row.field(&[name]);
    DayNumber::read(field).ok_or_else(|| Fault::field(name, field, "a day YYYY-MM-DD"))
}

fn leader(
    row: &TableRow<'_>,
    mapper: &Mapper<'_>,
    (system, columns): (&'static str, &[&'static str]),
    (first, last): (DayNumber, Bound),
    read: &mut Reference,
) -> Result<ReferenceLeader, Fault> {
    if last.latest() < first.day() {
        let end = last.to_string();
        return Err(Fault::field(
            "end",
            end.as_bytes(),
            "no day before the start",
        ));
    }
    let name = row.field(&["leader"]);
    if name.is_empty() {
        return Err(Fault::field("leader", name, "a name"));
    }
    let field = row.field(columns);
    let code =
        whole(field).ok_or_else(|| Fault::field(columns[0], field, "a number of a state"))?;
    let code = code.to_string();
    let state = match mapper.state(system, &code, first) {
        Found::One(state) => Some(state.clone()),
        _ => None,
    };
    if state.is_none() {
        *read.unmapped.entry(format!("{system} {code}")).or_default() += 1;
    }
    Ok(ReferenceLeader {
        source: row.source(),
        state,
        code: format!("{system} {code}"),
        leader: text(name).into_owned(),
        office: None,
        role: None,
        from: Some(Bound::from(first.day())),
        to: Some(last),
        last: last.latest(),
        open: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use detente_model::Knowledge;

    fn read(format: ReferenceFormat, bytes: &[u8]) -> Reference {
        let mapper = Mapper::new(Knowledge::builtin());
        read_leaders(bytes, format, &mapper).unwrap()
    }

    fn told(read: &Reference) -> Vec<String> {
        let leaders = read.leaders.iter();
        leaders
            .map(|leader| {
                let state = leader
                    .state
                    .as_ref()
                    .map_or(leader.code.clone(), ToString::to_string);
                let open = if leader.open { " open" } else { "" };
                let date = |date: Option<Bound>| date.map_or("?".into(), |date| date.to_string());
                format!(
                    "{state} {} {} {}{open} {}",
                    leader.leader,
                    date(leader.from),
                    date(leader.to),
                    leader.source.row
                )
            })
            .collect()
    }

    #[test]
    fn days_of_archigos_are_days_and_whoever_is_in_office_is_open() {
        let file = "obsid,gwcode,leader,startdate,enddate,exit\n\
            A,365,Gorbachev,1985-03-11,1991-12-25,Regular\nB,365,Putin,1999-12-31,2015-12-31,Still in Office\n\
            C,365,Nobody,1999-13-31,2015-12-31,x\nD,9999,Somebody,2000-01-01,2001-01-01,x\nE,365,Late,2001-01-01,2000-01-01,x\n";
        let found = read(ReferenceFormat::Archigos, file.as_bytes());
        assert_eq!(
            told(&found),
            [
                "RUS Gorbachev 1985-03-11 1991-12-25 2",
                "RUS Putin 1999-12-31 2015-12-31 open 3",
                "gw 9999 Somebody 2000-01-01 2001-01-01 5",
            ]
        );
        assert_eq!((found.rows, found.rejected), (5, 2));
        assert_eq!(found.unmapped.get("gw 9999"), Some(&1));
        let tabs = file.replace(',', "\t").replace("Putin", "Putin, V.");
        let tabs = read(ReferenceFormat::Archigos, tabs.as_bytes());
        assert_eq!(told(&tabs)[1], "RUS Putin, V. 1999-12-31 2015-12-31 open 3");
        assert!(
            tabs.leaders[1]
                .source
                .quote
                .starts_with("B\t365\tPutin, V.\t")
        );
    }

    #[test]
    fn ends_of_reign_are_months() {
        let file = b"stateabb,ccode,leader,sdate,smonth,syear,emonth,eyear\n\
            USA,2,Truman,12,4,1945,1,1953\nIRN,630,Rouhani,3,8,2013,2,2020\nIRN,630,X,31,2,2013,2,2020\nCHL,155,Pi\x96era,11,3,2010,2,2014\n\
            USA,2,Trump,20,1,2017,,\nUSA,2,Y,20,1,2017,,2018\n";
        let found = read(ReferenceFormat::Reign, file);
        assert_eq!(
            told(&found)[..2],
            [
                "USA Truman 1945-04-12 1953-01 2",
                "IRN Rouhani 2013-08-03 2020-02 open 3"
            ]
        );
        assert_eq!(found.leaders[2].leader, "Piñera");
        assert_eq!(
            found.rejected, 2,
            "there is no 31 February, and no year without months"
        );
    }

    #[test]
    fn a_file_of_another_kind_is_refused() {
        let mapper = Mapper::new(Knowledge::builtin());
        for format in ReferenceFormat::ALL
            .iter()
            .filter(|format| format.is_of_leaders())
        {
            let format = *format;
            let error = read_leaders(&b"a,b\n1,2\n"[..], format, &mapper).unwrap_err();
            assert!(error.to_string().contains("no column"), "{error}");
        }
        assert!(read_leaders(&b""[..], ReferenceFormat::Mids, &mapper).is_err());
    }

    static MAPPER: std::sync::LazyLock<Mapper<'static>> =
        std::sync::LazyLock::new(|| Mapper::new(Knowledge::builtin()));

    proptest::proptest! {
        #[test]
        fn no_bytes_break_a_reader(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            for (format, head) in [
                (ReferenceFormat::Archigos, &b"gwcode,leader,startdate,enddate\n"[..]),
                (ReferenceFormat::Wikidata, b"countryLabel,positionLabel,personLabel,start,end\n"),
                (ReferenceFormat::Reign, b"ccode\tleader\tsdate\tsmonth\tsyear\temonth\teyear\n"),
            ] {
                let read = read_leaders(&[head, &bytes].concat()[..], format, &MAPPER);
                if let Ok(read) = read {
                    proptest::prop_assert!(read.leaders.len() as u64 + read.rejected == read.rows);
                }
            }
        }
    }
}
