use detente_model::{Day, Precision};

use super::calendar_days as days;
use super::value::{Amount, Fields, Unit};

impl Amount {
    /// The amount in the notation of durations: "P3D", "PT24H", "P1Y1M21D", "PXY".
    pub(super) fn timex(&self) -> String {
        let mut parts: Vec<(usize, bool, String)> = self
            .0
            .iter()
            .map(|(quantity, unit)| {
                let (order, letter, times) = match unit {
                    Unit::Millennium => (0, "Y", 1000),
                    Unit::Century => (0, "Y", 100),
                    Unit::Decade => (0, "Y", 10),
                    Unit::Year => (0, "Y", 1),
                    Unit::Half => (1, "M", 6),
                    Unit::Quarter => (1, "M", 3),
                    Unit::Month => (1, "M", 1),
                    Unit::Fortnight => (2, "W", 2),
                    Unit::Week => (2, "W", 1),
                    Unit::Weekend => (2, "WE", 1),
                    Unit::Day => (3, "D", 1),
                    Unit::WorkingDay => (3, "BD", 1),
                    Unit::Hour => (4, "H", 1),
                    Unit::Minute => (5, "M", 1),
                    Unit::Second => (6, "S", 1),
                };
                let number = quantity.map_or_else(
                    || "X".to_owned(),
                    |quantity| thousandths(quantity.saturating_mul(times)),
                );
                (order, unit.is_clock(), format!("{number}{letter}"))
            })
            .collect();
        parts.sort_by_key(|(order, ..)| *order);
        let mut timex = String::from("P");
        for (index, (_, clock, part)) in parts.iter().enumerate() {
            if *clock && (index == 0 || !parts[index - 1].1) {
                timex.push('T');
            }
            timex.push_str(part);
        }
        timex
    }

    /// The day this much after `day` (before it where `sign` is negative); `None` for "several".
    pub(super) fn add_to(&self, day: Day, sign: i64) -> Option<Day> {
        let (mut months, mut moved) = (0_i64, 0_i64);
        let mut working = 0_i64;
        for &(quantity, unit) in &self.0 {
            let thousandths = quantity?.checked_mul(sign)?;
            match unit {
                Unit::Millennium => months = months.checked_add(thousandths.checked_mul(12)?)?,
                Unit::Century => months = months.checked_add(thousandths.checked_mul(12)? / 10)?,
                Unit::Decade => months = months.checked_add(thousandths.checked_mul(12)? / 100)?,
                Unit::Year => months = months.checked_add(thousandths.checked_mul(12)? / 1000)?,
                Unit::Half => months = months.checked_add(thousandths.checked_mul(6)? / 1000)?,
                Unit::Quarter => months = months.checked_add(thousandths.checked_mul(3)? / 1000)?,
                Unit::Month => {
                    months = months.checked_add(thousandths / 1000)?;
                    moved = moved.checked_add(thousandths % 1000 * 30 / 1000)?;
                }
                Unit::Fortnight => {
                    moved = moved.checked_add(thousandths.checked_mul(14)? / 1000)?;
                }
                Unit::Week | Unit::Weekend => {
                    moved = moved.checked_add(thousandths.checked_mul(7)? / 1000)?;
                }
                Unit::Day => moved = moved.checked_add(thousandths / 1000)?,
                Unit::WorkingDay => working = working.checked_add(thousandths / 1000)?,
                Unit::Hour => moved = moved.checked_add(thousandths / 24_000)?,
                Unit::Minute | Unit::Second => {}
            }
        }
        let day = days::plus_months(day, months)?;
        Some(working_days(day.plus_days(moved), working))
    }

    /// How finely a stretch of such units is known.
    pub(super) fn precision(&self) -> Precision {
        let of = |unit| match unit {
            Unit::Month => Precision::Month,
            Unit::Quarter | Unit::Half => Precision::Season,
            Unit::Year => Precision::Year,
            Unit::Decade => Precision::Decade,
            Unit::Century | Unit::Millennium => Precision::Era,
            _ => Precision::Day,
        };
        self.0
            .iter()
            .map(|&(_, unit)| of(unit))
            .min()
            .unwrap_or(Precision::Day)
    }

    /// How finely a stretch of "several" such units is known.
    pub(super) fn coarser(&self) -> Precision {
        match self.precision() {
            Precision::Day => Precision::Month,
            Precision::Month | Precision::Season => Precision::Year,
            _ => Precision::Decade,
        }
    }
}

/// A number of thousandths in decimals: 2500 is "2.5".
fn thousandths(number: i64) -> String {
    let (whole, rest) = (number / 1000, number % 1000);
    if rest == 0 {
        return whole.to_string();
    }
    let decimals = format!("{rest:03}");
    format!("{whole}.{}", decimals.trim_end_matches('0'))
}

/// `day` moved by working days, Monday to Friday; by no more than a hundred years of them.
fn working_days(mut day: Day, by: i64) -> Day {
    for _ in 0..by.abs().min(26_000) {
        day = day.plus_days(by.signum());
        while days::weekday(day) > 5 {
            day = day.plus_days(by.signum());
        }
    }
    day
}

impl Fields {
    /// The fields with X for what they do not give: "XXXX-10-02", "XXXX-WXX-4".
    pub(super) fn timex(self) -> String {
        let year = match self.year {
            Some(year) if year < 0 => format!("BC{:04}", -year),
            Some(year) => format!("{year:04}"),
            None => "XXXX".to_owned(),
        };
        match (self.month, self.day, self.weekday) {
            (Some(month), Some(day), _) => format!("{year}-{month:02}-{day:02}"),
            (Some(month), None, _) => format!("{year}-{month:02}"),
            (None, Some(day), _) => format!("{year}-XX-{day:02}"),
            (None, None, Some(weekday)) => format!("{year}-WXX-{weekday}"),
            (None, None, None) => year,
        }
    }
}
