use detente_model::Day;

use super::value::Unit;

/// The first and last day of a stretch.
pub(super) type Stretch = (Day, Day);

pub(super) fn day(year: i32, month: u8, day: u8) -> Option<Day> {
    Day::new(
        i16::try_from(year).ok()?,
        month.cast_signed(),
        day.cast_signed(),
    )
    .ok()
}

pub(super) fn year(year: i32) -> Option<Stretch> {
    years(year, year)
}

pub(super) fn years(first: i32, last: i32) -> Option<Stretch> {
    Some((day(first, 1, 1)?, day(last, 12, 31)?))
}

pub(super) fn month(year: i32, number: u8) -> Option<Stretch> {
    months(year, number, number)
}

/// The months `first` to `last` of a year; a `last` past 12 lies in the next year.
pub(super) fn months(year: i32, first: u8, last: u8) -> Option<Stretch> {
    let start = day(year, first, 1)?;
    let (end_year, end_month) = if last > 12 {
        (year + 1, last - 12)
    } else {
        (year, last)
    };
    let end = day(end_year, end_month, 1)?;
    let end = end.date().last_of_month();
    Some((start, Day::from_date(end)))
}

/// 1 (Monday) to 7.
pub(super) fn weekday(day: Day) -> u8 {
    day.date().weekday().to_monday_one_offset().unsigned_abs()
}

pub(super) fn monday(day: Day) -> Day {
    day.plus_days(1 - i64::from(weekday(day)))
}

/// The last `number` (a weekday) on or before `day`.
pub(super) fn on_or_before(day: Day, number: u8) -> Day {
    day.plus_days(-i64::from((weekday(day) + 7 - number) % 7))
}

/// The first `number` (a weekday) on or after `day`.
pub(super) fn on_or_after(day: Day, number: u8) -> Day {
    day.plus_days(i64::from((number + 7 - weekday(day)) % 7))
}

/// `day` moved by whole months, to the last day of a shorter month.
pub(super) fn plus_months(from: Day, by: i64) -> Option<Day> {
    let months = i64::from(from.year()) * 12 + i64::from(from.month()) - 1 + by;
    let year = i32::try_from(months.div_euclid(12)).ok()?;
    let month = u8::try_from(months.rem_euclid(12) + 1).ok()?;
    let (_, last) = self::month(year, month)?;
    day(
        year,
        month,
        from.day_of_month().min(last.day_of_month()).unsigned_abs(),
    )
}

/// The year and number of the ISO week of `day`.
pub(super) fn week_number(day: Day) -> (i16, i8) {
    let week = day.date().iso_week_date();
    (week.year(), week.week())
}

/// The first Monday-to-Sunday week of a year by ISO, and those after it.
pub(super) fn week(year: i32, number: u8) -> Option<Stretch> {
    let first = monday(day(year, 1, 4)?);
    let start = first.plus_days(7 * (i64::from(number) - 1));
    Some((start, start.plus_days(6)))
}

/// The whole unit `by` steps from the one that `from` lies in.
pub(super) fn unit(from: Day, unit: Unit, by: i32) -> Option<Stretch> {
    let now = i32::from(from.year());
    let steps = i64::from(by);
    match unit {
        Unit::Week => {
            let start = monday(from).plus_days(7 * steps);
            Some((start, start.plus_days(6)))
        }
        Unit::Weekend => {
            let start = monday(from).plus_days(7 * steps + 5);
            Some((start, start.plus_days(1)))
        }
        Unit::Month => {
            let first = plus_months(day(now, from.month().unsigned_abs(), 1)?, steps)?;
            month(i32::from(first.year()), first.month().unsigned_abs())
        }
        Unit::Quarter | Unit::Half => {
            let length: i8 = if unit == Unit::Quarter { 3 } else { 6 };
            let start = ((from.month() - 1) / length * length + 1).unsigned_abs();
            let first = plus_months(day(now, start, 1)?, steps * i64::from(length))?;
            let last = first.month() + length - 1;
            months(
                i32::from(first.year()),
                first.month().unsigned_abs(),
                last.unsigned_abs(),
            )
        }
        Unit::Year => year(now.checked_add(by)?),
        Unit::Decade => {
            let first = now.div_euclid(10).checked_add(by)?.checked_mul(10)?;
            years(first, first + 9)
        }
        Unit::Century => {
            let first = now.div_euclid(100).checked_add(by)?.checked_mul(100)?;
            years(first, first + 99)
        }
        _ => {
            let day = from.plus_days(steps);
            Some((day, day))
        }
    }
}

/// Easter Sunday of the western churches (the anonymous Gregorian computation).
pub(super) fn easter(year: i32) -> Option<Day> {
    let (golden, century, rest) = (
        year.rem_euclid(19),
        year.div_euclid(100),
        year.rem_euclid(100),
    );
    let leap = (century.div_euclid(4), century.rem_euclid(4));
    let moon = (century - (century + 8) / 25 + 1) / 3;
    let full = (19 * golden + century - leap.0 - moon + 15).rem_euclid(30);
    let sunday = (32 + 2 * leap.1 + 2 * (rest / 4) - full - rest % 4).rem_euclid(7);
    let late = (golden + 11 * full + 22 * sunday) / 451;
    let sum = full + sunday - 7 * late + 114;
    day(
        year,
        u8::try_from(sum / 31).ok()?,
        u8::try_from(sum % 31 + 1).ok()?,
    )
}

/// The `number`th `weekday` in a stretch; counted from its end where negative.
pub(super) fn nth_weekday((start, end): Stretch, number: i32, weekday: u8) -> Option<Day> {
    let found = if number > 0 {
        on_or_after(start, weekday).plus_days(7 * (i64::from(number) - 1))
    } else {
        on_or_before(end, weekday).plus_days(7 * (i64::from(number) + 1))
    };
    (start <= found && found <= end).then_some(found)
}

/// The day that a rule of the table of named days gives in a year.
///
/// `12-25`, `11-4#4` (the fourth Thursday of November; `#-1` the last), `easter+1`,
/// `1944-06-06`; `+n` and `-n` add days.
pub(super) fn named_day(rule: &str, year: i32) -> Option<Day> {
    if let Some(offset) = rule.strip_prefix("easter") {
        let days = if offset.is_empty() {
            0
        } else {
            offset.parse().ok()?
        };
        return Some(easter(year)?.plus_days(days));
    }
    if let Some(fixed) = fixed_day(rule) {
        return Some(fixed);
    }
    let (month_text, rest) = rule.split_once('-')?;
    let month_number = month_text.parse().ok()?;
    let Some((weekday, nth)) = rest.split_once('#') else {
        return day(year, month_number, rest.parse().ok()?);
    };
    let (nth, days) = match nth.split_once('+') {
        Some((nth, days)) => (nth, days.parse().ok()?),
        None => (nth, 0),
    };
    let day = nth_weekday(
        month(year, month_number)?,
        nth.parse().ok()?,
        weekday.parse().ok()?,
    )?;
    Some(day.plus_days(days))
}

/// The day of a rule that is no yearly one ("1944-06-06").
pub(super) fn fixed_day(rule: &str) -> Option<Day> {
    (rule.len() == 10).then(|| rule.parse().ok()).flatten()
}
