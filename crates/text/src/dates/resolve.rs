use detente_model::{Basis, Day, Precision};

use super::calendar_days::{self as days, Stretch};
use super::lexicon::Lexicon;
use super::relative::WITHIN;
use super::resolved::{
    Resolved, bounded, century, decade, edtf_side, leap_year_near, month_timex, named_stretch,
    nth_name, one_day, part_of, season_name, season_stretch, stated, week_containing,
};
use super::value::{Amount, Fields, Origin, Part, Shift, Unit, Value};

/// What is known where an expression stands.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) lexicon: &'a Lexicon,
    /// The date of the document.
    pub(super) reference: Option<Day>,
    /// The date last mentioned.
    pub(super) anchor: Option<Stretch>,
    /// The year last mentioned, where it is near.
    pub(super) year: Option<i32>,
    /// The sentence speaks of the future.
    pub(super) future: bool,
}

/// "Last Wednesday": the last before the day, but not yesterday, unless that was in another week.
fn last_weekday(base: Day, weekday: u8) -> Day {
    let day = days::on_or_before(base.plus_days(-1), weekday);
    let is_yesterday = day == base.plus_days(-1) && day >= days::monday(base);
    day.plus_days(if is_yesterday { -7 } else { 0 })
}

impl Context<'_> {
    pub(super) fn resolve(&self, value: &Value) -> Resolved {
        match value {
            Value::Date(fields) => self.date(*fields),
            Value::Season { year, season } => self.season(*year, *season),
            Value::Period { year, unit, number } => self.period(*year, *unit, *number),
            Value::Week { year, number } => self.week(*year, *number),
            Value::WeekOf(day) => self.week_of(day),
            Value::Decade(first) => decade(*first),
            Value::Century(number) => century(*number),
            Value::Step(unit, shift) => self.step(*unit, *shift),
            Value::Directed(inner, shift) => self.directed(inner, *shift),
            Value::Within(inner, outer) => self.within(inner, outer),
            Value::Nth(number, unit, outer) => self.nth(*number, *unit, outer),
            Value::NthWeekday(number, weekday, outer) => self.nth_weekday(*number, *weekday, outer),
            Value::Edge(count, unit, outer) => self.edge(*count, *unit, outer),
            Value::Run(amount, from) => self.run(amount, from),
            Value::Offset(amount, sign, origin) => self.offset(amount, *sign, origin),
            Value::Window(amount, sign) => self.window(amount, *sign),
            Value::Duration(amount) => Resolved::unknown(amount.timex()),
            Value::Part(part, inner) => self.part(*part, inner),
            Value::Range(left, right) => self.range(left, right),
            Value::Bounded(bound, inner) => bounded(*bound, self.resolve(inner)),
            Value::Era(index) => self.era(*index),
            Value::NamedDay(index, year) => self.named_day(*index, *year),
            Value::Today(by) => Self::day_from(self.reference, i64::from(*by)),
            Value::AnchorDay(by) => self.anchor_day(*by),
            Value::Vague(direction) => self.vague(*direction),
            Value::Commemorated(fields) => Resolved::unknown(fields.timex()),
            Value::Every(timex) => Resolved::unknown(timex.as_str()),
        }
    }

    fn date(&self, fields: Fields) -> Resolved {
        if let Some(stated) = stated(fields) {
            return stated;
        }
        let unknown = || Resolved::unknown(fields.timex());
        let found = match (fields.month, fields.day, fields.weekday) {
            (Some(month), day, weekday) => self.year_for(month, day, weekday).and_then(|year| {
                stated(Fields {
                    year: Some(year),
                    ..fields
                })
            }),
            (None, Some(day), weekday) => self
                .month_for(day, weekday)
                .map(|day| one_day(day, Basis::Relative)),
            (None, None, Some(weekday)) => self
                .weekday_near(weekday)
                .map(|day| one_day(day, Basis::Relative)),
            (None, None, None) => None,
        };
        found.map_or_else(unknown, Resolved::relative)
    }

    /// The year of a month or day without one: that of the story, else the last before the
    /// reference (the next, where the sentence speaks of the future).
    fn year_for(&self, month: u8, day: Option<u8>, weekday: Option<u8>) -> Option<i32> {
        if let (Some(number), Some(weekday)) = (day, weekday) {
            let around = self
                .year
                .or(self.reference.map(|day| i32::from(day.year())))?;
            let matching = |year: &i32| {
                days::day(*year, month, number).is_some_and(|day| days::weekday(day) == weekday)
            };
            let distance = |year: &i32| self.distance(*year, month, number, around);
            if let Some(year) = (around - 3..=around + 3)
                .filter(matching)
                .min_by_key(distance)
            {
                return Some(year);
            }
        }
        if self.year.is_some() {
            return self.year;
        }
        let reference = self.reference?;
        let now = i32::from(reference.year());
        let now = leap_year_near(now, month, day);
        let this = days::day(now, month, day.unwrap_or(1))?;
        let ahead = i64::from(
            this.date()
                .since(reference.date())
                .map_or(0, |span| span.get_days()),
        );
        if self.future {
            let over = day.map_or((month, 31), |day| (month, day))
                < (
                    reference.month().unsigned_abs(),
                    reference.day_of_month().unsigned_abs(),
                );
            return Some(now + i32::from(over));
        }
        let soon = day.is_some() && (0..=30).contains(&ahead);
        let next_year_soon = day.is_some()
            && days::day(now + 1, month, day?).is_some_and(|day| {
                day.date()
                    .since(reference.date())
                    .is_ok_and(|span| span.get_days() <= 15)
            });
        Some(if next_year_soon {
            now + 1
        } else {
            now - i32::from(ahead > 0 && !soon)
        })
    }

    fn distance(&self, year: i32, month: u8, day: u8, around: i32) -> i64 {
        let distance = || {
            let day = days::day(year, month, day)?;
            let span = day.date().since(self.reference?.date()).ok()?;
            Some(i64::from(span.get_days().abs()))
        };
        distance().unwrap_or_else(|| i64::from((year - around).abs()))
    }

    /// The day of a number without a month: the last before the reference.
    fn month_for(&self, number: u8, weekday: Option<u8>) -> Option<Day> {
        let reference = self
            .anchor
            .filter(|_| self.year.is_some())
            .map(|(start, _)| start)
            .or(self.reference)?;
        let steps: &[i64] = match (weekday, self.future) {
            (Some(_), _) => &[0, -1, 1, -2, 2],
            (None, true) => &[0, 1, 2],
            (None, false) => &[0, -1, -2],
        };
        let first = days::day(
            i32::from(reference.year()),
            reference.month().unsigned_abs(),
            1,
        )?;
        steps.iter().find_map(|&by| {
            let month = days::plus_months(first, by)?;
            let day = days::day(
                i32::from(month.year()),
                month.month().unsigned_abs(),
                number,
            )?;
            let fits = match weekday {
                Some(weekday) => days::weekday(day) == weekday,
                None if self.year.is_some() && self.anchor.is_some() => true,
                None if self.future => day >= reference,
                None => day <= reference,
            };
            fits.then_some(day)
        })
    }

    fn weekday_near(&self, weekday: u8) -> Option<Day> {
        let reference = self.reference?;
        Some(if self.future {
            days::on_or_after(reference, weekday)
        } else {
            days::on_or_before(reference, weekday)
        })
    }

    fn day_from(from: Option<Day>, by: i64) -> Resolved {
        match from {
            Some(day) => one_day(day.plus_days(by), Basis::Relative),
            None if by == 0 => Resolved::unknown("PRESENT_REF"),
            None => Resolved::unknown("XXXX-XX-XX"),
        }
    }

    fn anchor_day(&self, by: i32) -> Resolved {
        let from = self
            .anchor
            .filter(|(start, end)| start == end || by == 0)
            .map(|(start, _)| start);
        match from {
            Some(_) => Self::day_from(from, i64::from(by)),
            None => Resolved::unknown("XXXX-XX-XX"),
        }
    }

    fn season(&self, year: Option<i32>, season: u8) -> Resolved {
        let name = season_name(season);
        let chosen = year.or(self.year).or_else(|| {
            let reference = self.reference?;
            let now = i32::from(reference.year());
            let (start, end) = season_stretch(now, season)?;
            Some(if self.future {
                now + i32::from(end < reference)
            } else {
                now - i32::from(start > reference)
            })
        });
        match chosen {
            Some(chosen) => {
                let basis = if year.is_some() {
                    Basis::Stated
                } else {
                    Basis::Relative
                };
                Resolved::new(
                    format!("{chosen:04}-{name}"),
                    season_stretch(chosen, season),
                    Precision::Season,
                    basis,
                )
            }
            None => Resolved::unknown(format!("XXXX-{name}")),
        }
    }

    fn period(&self, year: Option<i32>, unit: Unit, number: u8) -> Resolved {
        let length = if unit == Unit::Quarter { 3 } else { 6 };
        let letter = if unit == Unit::Quarter { 'Q' } else { 'H' };
        let first = (number - 1) * length + 1;
        let basis = if year.is_some() {
            Basis::Stated
        } else {
            Basis::Relative
        };
        let chosen = year.or_else(|| self.year_for(first, None, None));
        match chosen {
            Some(year) => Resolved::new(
                format!("{year:04}-{letter}{number}"),
                days::months(year, first, first + length - 1),
                Precision::Season,
                basis,
            ),
            None => Resolved::unknown(format!("XXXX-{letter}{number}")),
        }
    }

    fn week(&self, year: Option<i32>, number: u8) -> Resolved {
        let basis = if year.is_some() {
            Basis::Stated
        } else {
            Basis::Relative
        };
        match year.or(self.reference.map(|day| i32::from(day.year()))) {
            Some(year) => Resolved::new(
                format!("{year:04}-W{number:02}"),
                days::week(year, number),
                Precision::Day,
                basis,
            ),
            None => Resolved::unknown(format!("XXXX-W{number:02}")),
        }
    }

    fn week_of(&self, day: &Value) -> Resolved {
        let day = self.resolve(day);
        match day.start {
            Some(start) => week_containing(start, day.basis),
            None => Resolved::unknown("XXXX-WXX"),
        }
    }

    fn step(&self, unit: Unit, shift: Shift) -> Resolved {
        let base = if shift.anchored {
            self.anchor.map(|(start, _)| start)
        } else {
            self.reference
        };
        match base.and_then(|base| days::unit(base, unit, shift.by)) {
            Some(stretch) => named_stretch(stretch, unit, Basis::Relative),
            None => Resolved::unknown(match unit {
                Unit::Week => "XXXX-WXX",
                Unit::Weekend => "XXXX-WXX-WE",
                Unit::Month => "XXXX-XX",
                Unit::Decade => "XXX",
                Unit::Century => "XX",
                Unit::Quarter => "XXXX-QX",
                Unit::Half => "XXXX-HX",
                _ => "XXXX",
            }),
        }
    }

    fn directed(&self, inner: &Value, shift: Shift) -> Resolved {
        let base = if shift.anchored {
            self.anchor.map(|(start, _)| start)
        } else {
            self.reference
        };
        let unplaced = Self {
            reference: None,
            year: None,
            ..*self
        };
        let Some(base) = base else {
            return unplaced.resolve(inner);
        };
        if let Value::Date(Fields {
            month: None,
            day: None,
            weekday: Some(weekday),
            ..
        }) = inner
        {
            let day = match shift.by {
                0 if shift.anchored => days::on_or_after(base.plus_days(-3), *weekday),
                0 => days::monday(base).plus_days(i64::from(*weekday) - 1),
                by if by < 0 => last_weekday(base, *weekday),
                _ if shift.anchored => days::on_or_after(base.plus_days(1), *weekday),
                _ => days::monday(base).plus_days(6 + i64::from(*weekday)),
            };
            return one_day(day, Basis::Relative);
        }
        let at = |year: i32| {
            let context = Self {
                reference: None,
                year: Some(year),
                ..*self
            };
            match inner {
                Value::NamedDay(index, _) => context.named_day(*index, Some(year)),
                _ => context.resolve(inner),
            }
        };
        let now = i32::from(base.year());
        let fits = |found: &Resolved| match (shift.by, found.stretch()) {
            (_, None) => false,
            (0, _) => true,
            (by, Some((_, end))) if by < 0 => end < base,
            (_, Some((start, _))) => start > base,
        };
        let years = match shift.by {
            0 => [now, now, now],
            by if by < 0 => [now, now - 1, now - 2],
            _ => [now, now + 1, now + 2],
        };
        years
            .into_iter()
            .map(at)
            .find(fits)
            .map_or_else(|| unplaced.resolve(inner), Resolved::relative)
    }

    fn within(&self, inner: &Value, outer: &Value) -> Resolved {
        let outer = self.resolve(outer);
        let Some((start, end)) = outer.stretch() else {
            return Self {
                reference: None,
                year: None,
                ..*self
            }
            .resolve(inner);
        };
        let found = match inner {
            Value::Date(Fields {
                month: None,
                day: None,
                weekday: Some(weekday),
                ..
            }) => one_day(days::on_or_after(start, *weekday), Basis::Relative),
            Value::Date(Fields {
                month: None,
                day: Some(number),
                ..
            }) => {
                match days::day(
                    i32::from(start.year()),
                    start.month().unsigned_abs(),
                    *number,
                ) {
                    Some(day) if day <= end => one_day(day, Basis::Relative),
                    _ => Resolved::unknown(format!("XXXX-XX-{number:02}")),
                }
            }
            Value::NamedDay(index, _) => self.named_day(*index, Some(i32::from(start.year()))),
            Value::Period { unit, number, .. } => {
                self.period(Some(i32::from(start.year())), *unit, *number)
            }
            Value::Week { number, .. } => self.week(Some(i32::from(start.year())), *number),
            _ => Self {
                reference: None,
                year: Some(i32::from(start.year())),
                ..*self
            }
            .resolve(inner),
        };
        found.relative()
    }

    fn nth(&self, number: i32, unit: Unit, outer: &Value) -> Resolved {
        let whole = self.resolve(outer);
        let Some((start, end)) = whole.stretch() else {
            return Resolved::unknown(format!("{}-{}", whole.timex, nth_name(number, unit)));
        };
        let steps = i64::from(number) - 1;
        let yearly = whole.precision == Precision::Year;
        let found = match unit {
            Unit::Week if yearly => {
                let year = i32::from(start.year());
                let last = days::week_number(days::day(year, 12, 28).unwrap_or(end))
                    .1
                    .unsigned_abs();
                let number = if number < 0 {
                    last
                } else {
                    number.unsigned_abs().try_into().unwrap_or(last)
                };
                return Resolved {
                    basis: whole.basis,
                    ..self.week(Some(year), number)
                };
            }
            Unit::Month if yearly && (1..=12).contains(&number) => {
                days::plus_months(start, steps).and_then(|day| days::unit(day, Unit::Month, 0))
            }
            Unit::Month if yearly => days::unit(end, Unit::Month, 0),
            Unit::Day if number < 0 => Some((end, end)),
            Unit::Day => Some((start.plus_days(steps), start.plus_days(steps))),
            // The last week that has most of its days in the month, as weeks of the year are counted.
            Unit::Week if number < 0 => {
                let monday = days::on_or_before(end, 4).plus_days(-3);
                return Resolved::new(
                    format!("{}-{}", whole.timex, nth_name(number, unit)),
                    Some((monday, monday.plus_days(6))),
                    Precision::Day,
                    whole.basis,
                );
            }
            Unit::Week => Some((
                start.plus_days(7 * steps),
                start.plus_days(7 * steps + 6).min(end),
            )),
            Unit::Weekend => {
                days::nth_weekday((start, end), number, 6).map(|day| (day, day.plus_days(1)))
            }
            _ => None,
        };
        let found = found.filter(|(first, last)| start <= *first && first <= last && *first <= end);
        let timex = match (unit, found) {
            (Unit::Day, Some((day, _))) => day.to_string(),
            (Unit::Month, Some((day, _))) => month_timex(day),
            _ => format!("{}-{}", whole.timex, nth_name(number, unit)),
        };
        let precision = if unit == Unit::Month {
            Precision::Month
        } else {
            Precision::Day
        };
        Resolved::new(timex, found, precision, whole.basis)
    }

    /// The first or last (negative) so many days, weeks or months of a stretch.
    fn edge(&self, count: i32, unit: Unit, outer: &Value) -> Resolved {
        let whole = self.resolve(outer);
        let unknown = || Resolved::unknown(format!("{}-{}", whole.timex, nth_name(count, unit)));
        let Some((start, end)) = whole.stretch() else {
            return unknown();
        };
        let from_start = |by: i64| match unit {
            Unit::Month => days::plus_months(start, by),
            Unit::Week => Some(start.plus_days(7 * by)),
            _ => Some(start.plus_days(by)),
        };
        let from_end = |by: i64| match unit {
            Unit::Month => days::plus_months(end.plus_days(1), -by),
            Unit::Week => Some(end.plus_days(1 - 7 * by)),
            _ => Some(end.plus_days(1 - by)),
        };
        let found = if count < 0 {
            from_end(i64::from(-count)).map(|first| (first, end))
        } else {
            from_start(i64::from(count)).map(|after| (start, after.plus_days(-1)))
        };
        let Some((first, last)) = found.filter(|(first, last)| start <= *first && *last <= end)
        else {
            return unknown();
        };
        let (timex, precision) = if unit == Unit::Month {
            let sides = format!("{}/{}", month_timex(first), month_timex(last));
            (sides, Precision::Month)
        } else {
            (format!("{first}/{last}"), Precision::Day)
        };
        Resolved::new(timex, Some((first, last)), precision, whole.basis)
    }

    /// A stretch of a given length from a day on.
    fn run(&self, amount: &Amount, from: &Value) -> Resolved {
        let first = self.resolve(from);
        let end = first
            .start
            .and_then(|start| Some((start, amount.add_to(start, 1)?)))
            .filter(|(start, end)| start < end);
        match end {
            Some((start, end)) => Resolved::new(
                format!("{start}/{}", end.plus_days(-1)),
                Some((start, end.plus_days(-1))),
                Precision::Day,
                first.basis,
            ),
            None => Resolved {
                timex: format!("{}/{}", first.timex, amount.timex()),
                ..first
            },
        }
    }

    fn nth_weekday(&self, number: i32, weekday: u8, outer: &Value) -> Resolved {
        let whole = self.resolve(outer);
        match whole
            .stretch()
            .and_then(|stretch| days::nth_weekday(stretch, number, weekday))
        {
            Some(day) => one_day(day, whole.basis),
            None => Resolved::unknown(format!("{}-WXX-{weekday}-#{number}", whole.timex)),
        }
    }

    fn offset(&self, amount: &Amount, sign: i32, origin: &Origin) -> Resolved {
        let base = match origin {
            Origin::Reference => self.reference,
            Origin::Anchor if sign < 0 => self.anchor.map(|(start, _)| start),
            Origin::Anchor => self.anchor.map(|(_, end)| end),
            Origin::At(value) => self.resolve(value).start,
        };
        let basis = match origin {
            Origin::At(value) => self.resolve(value).basis,
            _ => Basis::Relative,
        };
        let Some(base) = base else {
            return Resolved::unknown(amount.timex());
        };
        let exact_origin = matches!(origin, Origin::At(_));
        let Some(day) = amount.add_to(base, i64::from(sign)) else {
            let vague = Resolved::unknown(if sign < 0 { "PAST_REF" } else { "FUTURE_REF" });
            let precision = amount.coarser();
            return if sign < 0 {
                Resolved {
                    end: Some(base),
                    precision,
                    ..vague
                }
            } else {
                Resolved {
                    start: Some(base),
                    precision,
                    ..vague
                }
            };
        };
        match amount.0.as_slice() {
            [(_, unit @ (Unit::Month | Unit::Year | Unit::Decade | Unit::Century))]
                if !exact_origin =>
            {
                match days::unit(day, *unit, 0) {
                    Some(stretch) => named_stretch(stretch, *unit, basis),
                    None => Resolved::unknown(amount.timex()),
                }
            }
            [(_, Unit::Week | Unit::Fortnight)] if !exact_origin => {
                // "Two weeks ago" is that day, give or take half a week.
                let around = (day.plus_days(-3), day.plus_days(3));
                Resolved::new(day.to_string(), Some(around), Precision::Day, basis)
            }
            _ => one_day(day, basis),
        }
    }

    fn window(&self, amount: &Amount, sign: i32) -> Resolved {
        let mut found = Resolved::unknown(amount.timex());
        let Some(base) = self.reference else {
            return found;
        };
        found.precision = amount.precision();
        match (amount.add_to(base, i64::from(sign.signum())), sign < 0) {
            (Some(start), true) => (found.start, found.end) = (Some(start), Some(base)),
            (Some(end), false) => {
                let first = if sign == WITHIN {
                    base
                } else {
                    base.plus_days(1)
                };
                (found.start, found.end) = (Some(first.min(end)), Some(end));
            }
            (None, past) => {
                found.precision = amount.coarser();
                if past {
                    found.end = Some(base);
                } else {
                    found.start = Some(base);
                }
            }
        }
        found
    }

    /// A stretch ahead may have begun: "from May to September", said in July.
    fn range(&self, left: &Value, right: &Value) -> Resolved {
        let found = self.range_of(left, right);
        if self.future
            && found.basis == Basis::Relative
            && found.start > self.reference
            && matches!(left, Value::Date(fields) if fields.month.is_some())
        {
            let begun = Self {
                future: false,
                ..*self
            }
            .range_of(left, right);
            if begun.start <= self.reference && begun.end >= self.reference {
                return begun;
            }
        }
        found
    }

    fn range_of(&self, left: &Value, right: &Value) -> Resolved {
        let left = self.resolve(left);
        let mut later = *self;
        if left.basis == Basis::Relative
            && let Some(start) = left.start
        {
            later = Self {
                reference: Some(start),
                year: None,
                future: true,
                ..*self
            };
            if matches!(
                right,
                Value::Today(_) | Value::Step(..) | Value::Directed(..) | Value::Within(..)
            ) {
                later.reference = self.reference;
            }
        }
        let (to, right) = (right, later.resolve(right));
        let timex = format!("{}/{}", left.timex, right.timex);
        let ordered = matches!((left.start, right.end), (Some(start), Some(end)) if start <= end);
        // "from 2014 to today", on a day that is not known.
        let open = right.end.is_none() && matches!(to, Value::Today(_));
        let basis = if left.basis == Basis::Stated {
            right.basis
        } else {
            left.basis
        };
        let precision = left.precision.max(right.precision);
        Resolved {
            timex,
            start: left.start.filter(|_| ordered || open),
            end: right.end.filter(|_| ordered),
            precision,
            basis,
        }
    }

    fn part(&self, part: Part, inner: &Value) -> Resolved {
        let whole = self.resolve(inner);
        let (Some((start, end)), reference) = (whole.stretch(), self.reference) else {
            return whole;
        };
        let cut = match part {
            Part::Earlier => reference
                .filter(|day| start <= *day && *day <= end)
                .map(|day| (start, day)),
            Part::Later | Part::Rest => reference
                .filter(|day| start <= *day && *day <= end)
                .map(|day| (day, end)),
            _ => part_of(part, start, end, whole.precision),
        };
        let precision = match whole.precision {
            Precision::Day | Precision::Month | Precision::Season => Precision::Day,
            Precision::Year => {
                if matches!(part, Part::Earlier | Part::Later | Part::Rest) {
                    Precision::Day
                } else {
                    Precision::Season
                }
            }
            Precision::Decade | Precision::Era => Precision::Decade,
        };
        match cut {
            Some((start, end)) => Resolved {
                start: Some(start),
                end: Some(end),
                precision,
                ..whole
            },
            None => whole,
        }
    }

    fn era(&self, index: usize) -> Resolved {
        let Some(era) = self.lexicon.eras.get(index) else {
            return Resolved::unknown("XXXX");
        };
        let side = |text: &str, last: bool| edtf_side(text, last);
        let open = |text: &str| {
            if text.is_empty() {
                "..".to_owned()
            } else {
                text.to_owned()
            }
        };
        Resolved {
            timex: if era.from == era.to {
                era.from.clone()
            } else {
                format!("{}/{}", open(&era.from), open(&era.to))
            },
            start: side(&era.from, false),
            end: side(&era.to, true),
            precision: Precision::Era,
            basis: Basis::Inferred,
        }
    }

    fn named_day(&self, index: usize, year: Option<i32>) -> Resolved {
        let rule = self.lexicon.days.get(index).map_or("", String::as_str);
        if let Some(day) = days::fixed_day(rule) {
            return one_day(day, Basis::Inferred);
        }
        if let Some(year) = year {
            return days::named_day(rule, year).map_or_else(
                || Resolved::unknown("XXXX"),
                |day| one_day(day, Basis::Stated),
            );
        }
        let story = self.year.and_then(|year| days::named_day(rule, year));
        let near = || {
            let reference = self.reference?;
            let now = i32::from(reference.year());
            let in_year = |by| days::named_day(rule, now + by);
            if self.future {
                [0, 1]
                    .into_iter()
                    .filter_map(in_year)
                    .find(|day| *day >= reference)
            } else {
                [1, 0, -1]
                    .into_iter()
                    .filter_map(in_year)
                    .find(|day| *day <= reference.plus_days(14))
            }
        };
        match story.or_else(near) {
            Some(day) => one_day(day, Basis::Relative),
            None => Resolved::unknown(
                days::named_day(rule, 2001)
                    .filter(|_| !rule.contains(['#', 'e']))
                    .map_or_else(
                        || "XXXX-XX-XX".to_owned(),
                        |day| format!("XXXX-{:02}-{:02}", day.month(), day.day_of_month()),
                    ),
            ),
        }
    }

    fn vague(&self, direction: i32) -> Resolved {
        let mut found = Resolved::unknown(match direction {
            0 => "PRESENT_REF",
            1 => "FUTURE_REF",
            _ => "PAST_REF",
        });
        match direction {
            0 => (found.start, found.end) = (self.reference, self.reference),
            1 => found.start = self.reference,
            _ => found.end = self.reference,
        }
        if direction != 0 {
            found.precision = Precision::Decade;
        }
        found
    }
}
