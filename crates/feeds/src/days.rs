use detente_model::Day;

/// Days since 1970-01-01, in the proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayNumber(pub i32);

impl DayNumber {
    /// The number of `year-month-day`, where there is such a day in the years 1000 to 2999.
    pub fn new(year: i32, month: i32, day: i32) -> Option<Self> {
        if !(1000..3000).contains(&year)
            || !(1..=12).contains(&month)
            || day < 1
            || day > days_in(year, month)
        {
            return None;
        }
        // Years that begin in March, so that the leap day is the last.
        let (y, m) = if month <= 2 {
            (year - 1, month + 9)
        } else {
            (year, month - 3)
        };
        let era = y.div_euclid(400);
        let of_era = y.rem_euclid(400);
        let of_year = (153 * m + 2) / 5 + day - 1;
        let in_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        Some(Self(era * 146_097 + in_era - 719_468))
    }

    /// Year, month, day.
    pub fn parts(self) -> (i32, i32, i32) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let in_era = shifted.rem_euclid(146_097);
        let of_era = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
        let of_year = in_era - (365 * of_era + of_era / 4 - of_era / 100);
        let m = (5 * of_year + 2) / 153;
        let day = of_year - (153 * m + 2) / 5 + 1;
        let month = if m < 10 { m + 3 } else { m - 9 };
        (of_era + era * 400 + i32::from(month <= 2), month, day)
    }

    /// The day of the calendar.
    pub fn day(self) -> Day {
        let (year, month, day) = self.parts();
        Day::new(year as i16, month as i8, day as i8).expect("a day number is a day")
    }

    /// The number of a day of the calendar.
    pub fn of(day: Day) -> Option<Self> {
        Self::new(
            i32::from(day.year()),
            i32::from(day.month()),
            i32::from(day.day_of_month()),
        )
    }

    /// Reads `YYYYMMDD`, whatever stands behind it.
    pub(crate) fn compact(text: &[u8]) -> Option<Self> {
        let digits = text.get(..8)?;
        Self::new(
            number(&digits[..4])?,
            number(&digits[4..6])?,
            number(&digits[6..])?,
        )
    }

    /// Reads `YYYY-MM-DD`, whatever stands behind a blank or `T`; or `YYYYMMDD`.
    pub(crate) fn read(text: &[u8]) -> Option<Self> {
        let end = text.iter().position(|byte| matches!(byte, b' ' | b'T'));
        let text = &text[..end.unwrap_or(text.len())];
        if text.len() == 8 && text.iter().all(u8::is_ascii_digit) {
            return Self::compact(text);
        }
        let mut parts = text.split(|byte| matches!(byte, b'-' | b'/'));
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if year.len() != 4 || parts.next().is_some() {
            return None;
        }
        Self::new(number(year)?, number(month)?, number(day)?)
    }

    /// The Monday of its week and the days behind it.
    pub(crate) fn week(self) -> (Self, u32) {
        // 1970-01-01 was a Thursday.
        (Self(self.0 - (self.0 + 3).rem_euclid(7)), 6)
    }

    /// The first of its month and the days behind it.
    pub(crate) fn month(self) -> (Self, u32) {
        let (year, month, day) = self.parts();
        (
            Self(self.0 - day + 1),
            (days_in(year, month) - 1).unsigned_abs(),
        )
    }

    /// The first of January and the days behind it.
    pub(crate) fn year(self) -> (Self, u32) {
        self.years(1)
    }

    /// The first day of the ten years that its decade has, and the days behind it.
    pub(crate) fn decade(self) -> (Self, u32) {
        self.years(10)
    }

    fn years(self, step: i32) -> (Self, u32) {
        let (year, ..) = self.parts();
        let first = year.div_euclid(step) * step;
        let begin = Self::new(first, 1, 1).unwrap_or(self);
        let end = Self::new(first + step - 1, 12, 31).unwrap_or(self);
        (begin, (end.0 - begin.0).unsigned_abs())
    }
}

fn number(digits: &[u8]) -> Option<i32> {
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    digits.iter().try_fold(0, |sum, byte| {
        byte.is_ascii_digit()
            .then(|| sum * 10 + i32::from(byte - b'0'))
    })
}

fn days_in(year: i32, month: i32) -> i32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_days() {
        assert_eq!(DayNumber::new(1970, 1, 1), Some(DayNumber(0)));
        assert_eq!(DayNumber::new(2000, 3, 1), Some(DayNumber(11_017)));
        assert_eq!(DayNumber::new(2023, 2, 29), None);
        assert_eq!(
            DayNumber::read(b"2024-02-29 00:00"),
            DayNumber::new(2024, 2, 29)
        );
        assert_eq!(DayNumber::read(b"0025-01-01"), None);
        assert_eq!(DayNumber::compact(b"2019x024"), None);
        let thursday = DayNumber::new(2019, 10, 24).unwrap();
        assert_eq!(thursday.week(), (DayNumber::new(2019, 10, 21).unwrap(), 6));
        assert_eq!(thursday.month(), (DayNumber::new(2019, 10, 1).unwrap(), 30));
        assert_eq!(thursday.decade().0, DayNumber::new(2010, 1, 1).unwrap());
    }

    proptest! {
        #[test]
        fn numbers_and_days_agree(number in -300_000i32..300_000) {
            let (year, month, day) = DayNumber(number).parts();
            prop_assert_eq!(DayNumber::new(year, month, day), Some(DayNumber(number)));
            prop_assert_eq!(DayNumber::of(DayNumber(number).day()), Some(DayNumber(number)));
        }
    }
}
