//! The months and years by which rows are counted, and the days that they hold.

use detente_model::Day;

/// The period that holds a stretch of days: its month (`YYYYMM`), else its year (`YYYY00`), else 0.
pub fn period_of(day: i32, days_after: u32) -> i32 {
    let (year, month) = month_of(day);
    if days_after == 0 {
        return year * 100 + month;
    }
    let last = day.saturating_add(i32::try_from(days_after).unwrap_or(i32::MAX));
    match month_of(last) {
        end if end == (year, month) => year * 100 + month,
        (end, _) if end == year => year * 100,
        _ => 0,
    }
}

/// A period as [`period_of`] numbers it, written `2018-05` or `2018`; none for what no year holds.
pub fn written_period(period: i32) -> Option<String> {
    let (year, month) = (period / 100, period % 100);
    match (period, month) {
        (0, _) => None,
        (_, 0) => Some(format!("{year:04}")),
        _ => Some(format!("{year:04}-{month:02}")),
    }
}

/// Year and month of a number of days since 1970-01-01.
pub(super) fn month_of(day: i32) -> (i32, i32) {
    // Years that begin in March, in eras of 400 years.
    let shifted = i64::from(day) + 719_468;
    let in_era = shifted.rem_euclid(146_097);
    let of_era = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
    let of_year = in_era - (365 * of_era + of_era / 4 - of_era / 100);
    let m = (5 * of_year + 2) / 153;
    let month = if m < 10 { m + 3 } else { m - 9 };
    let year = of_era + shifted.div_euclid(146_097) * 400 + i64::from(month <= 2);
    (year as i32, month as i32)
}

/// The first of a month, as days since 1970-01-01.
pub(super) fn first_day(year: i32, month: i32) -> i32 {
    let (y, m) = if month <= 2 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    let of_era = y.rem_euclid(400);
    let in_era = of_era * 365 + of_era / 4 - of_era / 100 + (153 * m + 2) / 5;
    y.div_euclid(400) * 146_097 + in_era - 719_468
}

/// The days of a period.
pub(super) fn days_of(period: i32) -> (i32, i32) {
    let (year, month) = (period.div_euclid(100), period.rem_euclid(100));
    match (period, month) {
        (0, _) => (i32::MIN, i32::MAX),
        (_, 0) => (first_day(year, 1), first_day(year + 1, 1) - 1),
        (_, 12) => (first_day(year, 12), first_day(year + 1, 1) - 1),
        _ => (first_day(year, month), first_day(year, month + 1) - 1),
    }
}

/// Days since 1970-01-01.
pub(super) fn day_number(day: Day) -> i32 {
    let (year, month) = (i32::from(day.year()), i32::from(day.month()));
    first_day(year, month) + i32::from(day.day_of_month()) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_belongs_to_what_holds_it() {
        assert_eq!(period_of(0, 0), 197_001);
        assert_eq!(period_of(-1, 0), 196_912);
        assert_eq!(period_of(0, 30), 197_001);
        assert_eq!(period_of(28, 6), 197_000, "a week over the end of January");
        assert_eq!(period_of(-3, 6), 0, "a week over the end of the year");
        assert_eq!(period_of(0, 364), 197_000);
        assert_eq!(period_of(0, u32::MAX), 0);
        assert_eq!(month_of(17_659), (2018, 5));
        assert_eq!(written_period(201_805).as_deref(), Some("2018-05"));
        assert_eq!(written_period(201_800).as_deref(), Some("2018"));
        assert_eq!(written_period(0), None);
    }

    #[test]
    fn periods_have_their_days() {
        assert_eq!(days_of(197_001), (0, 30));
        assert_eq!(days_of(197_012), (334, 364));
        assert_eq!(days_of(197_000), (0, 364));
        assert_eq!(first_day(2000, 3), 11_017);
        for day in [-100_000, -1, 0, 12_345, 99_999] {
            let (year, month) = month_of(day);
            let (first, last) = days_of(year * 100 + month);
            assert!(first <= day && day <= last);
        }
    }
}
