use detente_model::{Basis, Day, Precision};

use super::calendar_days::{self as days, Stretch};
use super::value::{Bound, Fields, Part, Unit};

/// An expression on the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) timex: String,
    pub(super) start: Option<Day>,
    pub(super) end: Option<Day>,
    pub(super) precision: Precision,
    pub(super) basis: Basis,
}

impl Resolved {
    pub(super) fn new(
        timex: String,
        stretch: Option<Stretch>,
        precision: Precision,
        basis: Basis,
    ) -> Self {
        let (start, end) = stretch.unzip();
        Self {
            timex,
            start,
            end,
            precision,
            basis,
        }
    }

    pub(super) fn unknown(timex: impl Into<String>) -> Self {
        Self::new(timex.into(), None, Precision::Day, Basis::Relative)
    }

    pub(super) fn stretch(&self) -> Option<Stretch> {
        self.start.zip(self.end)
    }

    pub(super) fn relative(mut self) -> Self {
        if self.basis == Basis::Stated {
            self.basis = Basis::Relative;
        }
        self
    }
}

/// The year at or before `year` that has the day: the 29th of February is not in every year.
pub(super) fn leap_year_near(year: i32, month: u8, day: Option<u8>) -> i32 {
    let has_it = |year: &i32| days::day(*year, month, day.unwrap_or(1)).is_some();
    (year - 8..=year).rev().find(has_it).unwrap_or(year)
}

/// A date that its words give in full.
pub(super) fn stated(fields: Fields) -> Option<Resolved> {
    let year = fields.year?;
    let timex = fields.timex();
    Some(match (fields.month, fields.day) {
        (Some(month), Some(number)) => {
            let day = days::day(year, month, number).map(|day| (day, day));
            Resolved::new(timex, day, Precision::Day, Basis::Stated)
        }
        (Some(month), None) => Resolved::new(
            timex,
            days::month(year, month),
            Precision::Month,
            Basis::Stated,
        ),
        (None, _) => {
            // The year before the year 1 is 0 on the calendar.
            let on_calendar = if year < 0 { year + 1 } else { year };
            Resolved::new(
                timex,
                days::year(on_calendar),
                Precision::Year,
                Basis::Stated,
            )
        }
    })
}

pub(super) fn one_day(day: Day, basis: Basis) -> Resolved {
    Resolved::new(day.to_string(), Some((day, day)), Precision::Day, basis)
}

pub(super) fn week_containing(day: Day, basis: Basis) -> Resolved {
    let start = days::monday(day);
    named_stretch((start, start.plus_days(6)), Unit::Week, basis)
}

pub(super) fn decade(first: i32) -> Resolved {
    let timex = format!("{:03}X", first / 10);
    Resolved::new(
        timex,
        days::years(first, first + 9),
        Precision::Decade,
        Basis::Stated,
    )
}

pub(super) fn century(number: i32) -> Resolved {
    let (timex, first) = if number < 0 {
        (format!("BC{:02}XX", -number - 1), number * 100 + 1)
    } else {
        (format!("{:02}XX", number - 1), (number - 1) * 100)
    };
    let first = if first == 0 { 1 } else { first };
    let last = if number < 0 {
        first + 99
    } else {
        number * 100 - 1
    };
    Resolved::new(
        timex,
        days::years(first, last),
        Precision::Era,
        Basis::Stated,
    )
}

pub(super) fn month_timex(day: Day) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// A whole unit of the calendar by its name.
pub(super) fn named_stretch((start, end): Stretch, unit: Unit, basis: Basis) -> Resolved {
    let year = start.year();
    let (timex, precision) = match unit {
        Unit::Week | Unit::Weekend => {
            let (year, week) = days::week_number(start);
            let weekend = if unit == Unit::Weekend { "-WE" } else { "" };
            (format!("{year:04}-W{week:02}{weekend}"), Precision::Day)
        }
        Unit::Month => (month_timex(start), Precision::Month),
        Unit::Quarter => (
            format!("{year:04}-Q{}", (start.month() - 1) / 3 + 1),
            Precision::Season,
        ),
        Unit::Half => (
            format!("{year:04}-H{}", (start.month() - 1) / 6 + 1),
            Precision::Season,
        ),
        Unit::Year => (format!("{year:04}"), Precision::Year),
        Unit::Decade => (format!("{:03}X", year / 10), Precision::Decade),
        Unit::Century => (format!("{:02}XX", year / 100), Precision::Era),
        _ => (start.to_string(), Precision::Day),
    };
    Resolved::new(timex, Some((start, end)), precision, basis)
}

pub(super) fn season_name(season: u8) -> &'static str {
    match season {
        1 => "SP",
        2 => "SU",
        3 => "FA",
        _ => "WI",
    }
}

/// Three whole months; winter begins in December of its year.
pub(super) fn season_stretch(year: i32, season: u8) -> Option<Stretch> {
    days::months(year, season * 3, season * 3 + 2)
}

pub(super) fn nth_name(number: i32, unit: Unit) -> String {
    let letter = match unit {
        Unit::Week => "W",
        Unit::Weekend => "WE",
        Unit::Month => "M",
        _ => "D",
    };
    if number < 0 {
        format!("{letter}XX")
    } else {
        format!("{letter}{number:02}")
    }
}

/// The part of a stretch that "early", "mid", "late", "start" and "end" mean: thirds of a year
/// (its first and last quarter for start and end), halves of a month, thirds of the rest.
pub(super) fn part_of(part: Part, start: Day, end: Day, precision: Precision) -> Option<Stretch> {
    let year = i32::from(start.year());
    let last = i32::from(end.year());
    match precision {
        Precision::Year => match part {
            Part::Start => days::months(year, 1, 3),
            Part::Early => days::months(year, 1, 4),
            Part::Mid => days::months(year, 5, 8),
            Part::Late => days::months(year, 9, 12),
            _ => days::months(year, 10, 12),
        },
        Precision::Decade | Precision::Era => {
            let length = last - year + 1;
            let side = (length / 2).min(length.max(20) / 4);
            match part {
                Part::Start | Part::Early => days::years(year, year + side - 1),
                Part::Mid => days::years(year + length * 3 / 10, last - length * 3 / 10),
                _ => days::years(last - side + 1, last),
            }
        }
        _ => {
            let length = i64::from(end.date().since(start.date()).ok()?.get_days()) + 1;
            let (half, third) = (length / 2, length / 3);
            let month = precision == Precision::Month;
            match part {
                Part::Start | Part::Early if month => Some((start, start.plus_days(14))),
                Part::Start | Part::Early => Some((start, start.plus_days(half.max(1) - 1))),
                Part::Mid if month => Some((start.plus_days(9), start.plus_days(19))),
                Part::Mid => Some((start.plus_days(third), end.plus_days(-third))),
                _ if month => Some((start.plus_days(15), end)),
                _ => Some((start.plus_days(half), end)),
            }
        }
    }
}

pub(super) fn bounded(bound: Bound, inner: Resolved) -> Resolved {
    let (start, end) = match bound {
        Bound::Since => (inner.start, None),
        Bound::Until => (None, inner.end),
        Bound::Before => (None, inner.start.map(|day| day.plus_days(-1))),
        Bound::After => (inner.end.map(|day| day.plus_days(1)), None),
    };
    Resolved {
        start,
        end,
        ..inner
    }
}

/// The first or last day of `1939`, `1939-09` or `1939-09-01`.
pub(super) fn edtf_side(text: &str, last: bool) -> Option<Day> {
    let mut parts = text.split('-');
    let year = parts.next()?.parse().ok()?;
    let stretch = match (parts.next(), parts.next()) {
        (Some(month), Some(number)) => {
            let day = days::day(year, month.parse().ok()?, number.parse().ok()?)?;
            (day, day)
        }
        (Some(month), None) => days::month(year, month.parse().ok()?)?,
        _ => days::year(year)?,
    };
    Some(if last { stretch.1 } else { stretch.0 })
}
