use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use crate::{Error, ErrorKind};

/// A real day of the proleptic Gregorian calendar, years -9999 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(jiff::civil::Date);

impl Day {
    /// The day `year-month-day`.
    ///
    /// # Errors
    /// If there is no such day: the 30th of February, month 13.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, Error> {
        jiff::civil::Date::new(year, month, day)
            .map(Self)
            .map_err(|_| {
                Error::malformed(&format!("{year}-{month}-{day}"), "a day of the calendar")
            })
    }

    /// The day of a calendar library's date.
    pub fn from_date(date: jiff::civil::Date) -> Self {
        Self(date)
    }

    /// The day as a calendar library's date, for arithmetic.
    pub fn date(self) -> jiff::civil::Date {
        self.0
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn day_of_month(self) -> i8 {
        self.0.day()
    }

    /// The day `days` later (earlier where negative); stays inside the calendar.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(
            self.0
                .saturating_add(jiff::Span::new().days(days.clamp(-4_000_000, 4_000_000))),
        )
    }

    fn first_of_month(self) -> Self {
        Self(self.0.first_of_month())
    }

    pub(crate) fn last_of_month(self) -> Self {
        Self(self.0.last_of_month())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = Error;

    /// Reads `YYYY-MM-DD`; a time after `T` is read over.
    fn from_str(text: &str) -> Result<Self, Error> {
        let day = text.split(['T', ' ']).next().unwrap_or(text);
        day.parse()
            .map(Self)
            .map_err(|_| Error::malformed(text, "a date as YYYY-MM-DD"))
    }
}

/// How finely a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To the day, or to a stretch of named days.
    Day,
    /// To the month.
    Month,
    /// To a season, quarter or half-year.
    Season,
    /// To the year.
    Year,
    /// To the decade, or a few years.
    Decade,
    /// To an era ("the Cold War").
    Era,
}

/// Why a date is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The words give it in full.
    Stated,
    /// The words give it against another date ("on Thursday", "last year").
    Relative,
    /// It follows from other dated knowledge.
    Inferred,
    /// A data set gave it.
    Imported,
}

/// A stretch of time that is known to a [`Precision`], for a reason.
///
/// For an event, it happened somewhere in the stretch; for a tie, it stood over the stretch. Days
/// are inclusive on both sides. A missing `start` or `end` means *not known*, or, for a tie, that
/// it has not ended: never today, never a padded first of January. At least one side is known,
/// and `start <= end`. A date that is not known at all is the absence of a `When`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "RawWhen")]
pub struct When {
    start: Option<Day>,
    end: Option<Day>,
    precision: Precision,
    basis: Basis,
    text: Option<String>,
}

#[derive(Deserialize)]
struct RawWhen {
    start: Option<Day>,
    end: Option<Day>,
    precision: Precision,
    basis: Basis,
    #[serde(default)]
    text: Option<String>,
}

impl TryFrom<RawWhen> for When {
    type Error = Error;

    fn try_from(raw: RawWhen) -> Result<Self, Error> {
        let when = Self::new(raw.start, raw.end, raw.precision, raw.basis)?;
        Ok(Self {
            text: raw.text,
            ..when
        })
    }
}

impl When {
    /// A stretch with at least one known side.
    ///
    /// # Errors
    /// If both sides are unknown, or the stretch ends before it starts.
    pub fn new(
        start: Option<Day>,
        end: Option<Day>,
        precision: Precision,
        basis: Basis,
    ) -> Result<Self, Error> {
        match (start, end) {
            (None, None) => Err(Error::new(
                ErrorKind::Inconsistent,
                "a date with neither side",
            )),
            (Some(start), Some(end)) if end < start => {
                let message = format!("{start}..{end} ends before it starts");
                Err(Error::new(ErrorKind::Inconsistent, message))
            }
            _ => Ok(Self {
                start,
                end,
                precision,
                basis,
                text: None,
            }),
        }
    }

    /// One day.
    pub fn day(day: Day, basis: Basis, text: &str) -> Self {
        Self::closed(day, day, Precision::Day, basis, text)
    }

    /// The month of `day`.
    pub fn month(day: Day, basis: Basis, text: &str) -> Self {
        Self::closed(
            day.first_of_month(),
            day.last_of_month(),
            Precision::Month,
            basis,
            text,
        )
    }

    /// One year, -9999 to 9999; a year outside is moved to the nearest.
    pub fn year(year: i16, basis: Basis, text: &str) -> Self {
        Self::years(year, year, Precision::Year, basis, text)
    }

    /// The years `first` to `last`, in either order.
    pub fn years(first: i16, last: i16, precision: Precision, basis: Basis, text: &str) -> Self {
        let (first, last) = (
            first.min(last).clamp(-9999, 9999),
            first.max(last).clamp(-9999, 9999),
        );
        let start = Day::new(first, 1, 1).expect("January has a first day");
        let end = Day::new(last, 12, 31).expect("December has 31 days");
        Self::closed(start, end, precision, basis, text)
    }

    /// The days `start` to `end`, in either order, known to `precision`.
    pub fn closed(start: Day, end: Day, precision: Precision, basis: Basis, text: &str) -> Self {
        let (start, end) = (start.min(end), start.max(end));
        Self {
            start: Some(start),
            end: Some(end),
            precision,
            basis,
            text: None,
        }
        .with_text(text)
    }

    /// The same stretch without its end: it began then and nothing says that it is over.
    #[must_use]
    pub fn open_ended(mut self) -> Self {
        if self.start.is_some() {
            self.end = None;
        }
        self
    }

    /// The same stretch without its start.
    #[must_use]
    pub fn open_started(mut self) -> Self {
        if self.end.is_some() {
            self.start = None;
        }
        self
    }

    /// The words that give the date; empty words are none.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        self.text = (!text.is_empty()).then(|| text.to_owned());
        self
    }

    /// The same date, believed for another reason.
    #[must_use]
    pub fn with_basis(mut self, basis: Basis) -> Self {
        self.basis = basis;
        self
    }

    /// The first day that is possible (event) or in force (tie).
    pub fn start(&self) -> Option<Day> {
        self.start
    }

    /// The last day that is possible (event) or in force (tie).
    pub fn end(&self) -> Option<Day> {
        self.end
    }

    /// How finely it is known.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Why it is believed.
    pub fn basis(&self) -> Basis {
        self.basis
    }

    /// The words that give it.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Whether `day` may lie in the stretch; an unknown side excludes nothing.
    pub fn may_include(&self, day: Day) -> bool {
        self.start.is_none_or(|start| start <= day) && self.end.is_none_or(|end| day <= end)
    }

    /// Whether the two stretches may share a day; an unknown side excludes nothing.
    pub fn may_overlap(&self, other: &When) -> bool {
        let before = |a: Option<Day>, b: Option<Day>| matches!((a, b), (Some(a), Some(b)) if a < b);
        !before(self.end, other.start) && !before(other.end, self.start)
    }

    /// The date in EDTF (ISO 8601-2, level 1; the season codes 21 to 24 and 33 to 41 of level 2).
    ///
    /// A stretch that is no named day, month or year is written as an interval; an unknown side
    /// is left empty, an era or a vague stretch carries `~`.
    pub fn to_edtf(&self) -> String {
        let (Some(start), Some(end)) = (self.start, self.end) else {
            let side = |day: Option<Day>| day.map_or(String::new(), |day| self.trimmed(day));
            let open = |text: String| {
                if text.is_empty() {
                    "..".to_owned()
                } else {
                    text
                }
            };
            return format!("{}/{}", open(side(self.start)), open(side(self.end)));
        };
        if start == end {
            return start.to_string();
        }
        let (a, b) = (self.trimmed(start), self.trimmed(end));
        let vague = if matches!(self.precision, Precision::Decade | Precision::Era) {
            "~"
        } else {
            ""
        };
        if a == b {
            a
        } else {
            format!("{a}{vague}/{b}{vague}")
        }
    }

    /// `day` cut to what the precision says: no month that was padded, no day that was padded.
    fn trimmed(&self, day: Day) -> String {
        match self.precision {
            Precision::Day => day.to_string(),
            Precision::Month | Precision::Season => format!("{:04}-{:02}", day.year(), day.month()),
            Precision::Year | Precision::Decade | Precision::Era => format!("{:04}", day.year()),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_edtf())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_keeps_its_precision() {
        let day = Day::new(2025, 1, 17).unwrap();
        assert_eq!(When::day(day, Basis::Stated, "").to_edtf(), "2025-01-17");
        assert_eq!(When::month(day, Basis::Stated, "").to_edtf(), "2025-01");
        assert_eq!(When::year(2025, Basis::Stated, "").to_edtf(), "2025");
        assert_eq!(
            When::year(2022, Basis::Stated, "").open_ended().to_edtf(),
            "2022/.."
        );
        let nineties = When::years(1990, 1999, Precision::Decade, Basis::Stated, "the 1990s");
        assert_eq!(nineties.to_edtf(), "1990~/1999~");
    }

    #[test]
    fn an_impossible_date_cannot_be_built() {
        assert!(Day::new(2025, 2, 30).is_err());
        let (later, earlier) = (Day::new(2025, 1, 2).unwrap(), Day::new(2025, 1, 1).unwrap());
        let reversed = When::new(Some(later), Some(earlier), Precision::Day, Basis::Stated);
        assert_eq!(reversed.unwrap_err().kind(), ErrorKind::Inconsistent);
        assert!(When::new(None, None, Precision::Day, Basis::Stated).is_err());
    }

    #[test]
    fn an_unknown_side_excludes_nothing() {
        let since = When::year(2022, Basis::Stated, "since 2022").open_ended();
        assert!(since.may_include(Day::new(2030, 1, 1).unwrap()));
        assert!(!since.may_include(Day::new(2021, 12, 31).unwrap()));
        assert!(since.may_overlap(&When::year(2025, Basis::Stated, "")));
        assert!(!since.may_overlap(&When::year(2021, Basis::Stated, "")));
    }
}
