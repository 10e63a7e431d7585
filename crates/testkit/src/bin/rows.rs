//! `rows COUNT DAYS ORDER FILE…`: writes COUNT rows of GDELT 2.0 events to the standard output, made from
//! the rows of the files, for measurements of speed and memory. Days run over DAYS days up to
//! the end of 2024; ORDER is `sorted` or `unsorted` by day.
//!
//! Each row has its first actor, its second actor and what they did from three rows of the files;
//! numbers of events never repeat.

use detente_testkit::Numbers;
use std::io::{BufWriter, Write};
use std::process::ExitCode;

/// Columns of a row.
const WIDTH: usize = 61;
/// 2024-12-31 as days since 1970-01-01.
const LAST_DAY: usize = 20_088;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [count, days, order, files @ ..] = arguments.as_slice() else {
        return fail("usage: rows COUNT DAYS sorted|unsorted FILE…");
    };
    let (Ok(count), Ok(days @ 1..=18_000)) = (count.parse::<usize>(), days.parse::<usize>()) else {
        return fail("COUNT is a number, DAYS one from 1 to 18000");
    };
    let sorted = match order.as_str() {
        "sorted" => true,
        "unsorted" => false,
        _ => return fail("ORDER is sorted or unsorted"),
    };
    let texts: Result<Vec<String>, _> = files.iter().map(std::fs::read_to_string).collect();
    let texts = match texts {
        Ok(texts) => texts,
        Err(error) => return fail(&error.to_string()),
    };
    let lines = texts.iter().flat_map(|text| text.lines());
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split('\t').collect()).collect();
    let rows: Vec<_> = rows.into_iter().filter(|row| row.len() == WIDTH).collect();
    if rows.is_empty() {
        return fail("name at least one FILE with rows of 61 columns");
    }
    match write(count, days, sorted, &rows) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string()),
    }
}

fn write(count: usize, days: usize, sorted: bool, rows: &[Vec<&str>]) -> std::io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, std::io::stdout().lock());
    let mut numbers = Numbers::new(1);
    let calendar: Vec<String> = (0..days)
        .map(|back| compact(LAST_DAY + 1 - days + back))
        .collect();
    for number in 0..count {
        let mut draw = || &rows[numbers.below(rows.len())];
        let (first, second, deed) = (draw(), draw(), draw());
        let place = if sorted {
            number * days / count
        } else {
            numbers.below(days)
        };
        let day = &calendar[place];
        write!(
            out,
            "{}\t{day}\t{}\t{}\t{}",
            100_000_000 + number,
            &day[..6],
            &day[..4],
            deed[4]
        )?;
        let parts = [&first[5..15], &second[15..25], &deed[25..59]];
        for field in parts.into_iter().flatten() {
            write!(out, "\t{field}")?;
        }
        writeln!(out, "\t{day}120000\t{}{number}", deed[60])?;
    }
    out.flush()
}

/// `YYYYMMDD` of a day since 1970-01-01.
fn compact(day: usize) -> String {
    let (mut year, mut rest) = (1970, day);
    let leap = |year: usize| {
        year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400)
    };
    while rest >= 365 + usize::from(leap(year)) {
        rest -= 365 + usize::from(leap(year));
        year += 1;
    }
    let february = 28 + usize::from(leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if rest < length {
            break;
        }
        rest -= length;
        month += 1;
    }
    format!("{year}{month:02}{:02}", rest + 1)
}

#[allow(clippy::print_stderr)] // a program for people
fn fail(message: &str) -> ExitCode {
    eprintln!("rows: {message}");
    ExitCode::from(2)
}
