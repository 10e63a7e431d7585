use super::grammar::{Hit, Parser, longest};
use super::lexicon::{Class, Flag, Grammar};
use super::value::{Fields, Unit, Value};

/// Years that may stand for themselves; others need a word that says so.
const PLAIN_YEARS: std::ops::RangeInclusive<u32> = 1500..=2050;
const ALL_YEARS: std::ops::RangeInclusive<u32> = 1000..=2100;

impl Parser<'_> {
    /// Dates in digits: "2025-01-17", "17/01/2025", "2016/11", "11/2016".
    pub(super) fn numeric(&self, at: usize) -> Option<Hit> {
        if !self.is_number(at) || self.figure_began(at) {
            return None;
        }
        let token = &self.tokens[at];
        if token.digits == 8 && !self.figure_goes_on(at + 1) {
            let (year, rest) = (token.number / 10_000, token.number % 10_000);
            let fields = full(year, rest / 100, rest % 100)?;
            return (1900..=2099)
                .contains(&year)
                .then(|| Hit::new(at, at + 1, Value::Date(fields)));
        }
        longest([
            self.three_figures(at),
            self.two_figures(at),
            self.with_month_name(at),
            self.year_and_month(at),
        ])
    }

    fn separator(&self, at: usize, marks: &str) -> bool {
        self.mark(at, marks) && self.glued(at) && self.glued(at + 1)
    }

    fn three_figures(&self, at: usize) -> Option<Hit> {
        let [a, b, c] = [at, at + 2, at + 4].map(|at| {
            self.tokens
                .get(at)
                .filter(|_| self.is_number(at))
                .map(|token| (token.number, token.digits))
        });
        let ((a, long_a), (b, long_b), (c, long_c)) = (a?, b?, c?);
        let same = |mark| self.separator(at + 1, mark) && self.separator(at + 3, mark);
        if !(same("/") || same("-") || same("."))
            || self.figure_goes_on(at + 5) && (same("-") || !self.mark(at + 5, "-"))
        {
            return None;
        }
        let fields = match (long_a, long_b, long_c) {
            (4, 1..=2, 1..=2) => full(a, b, c).or_else(|| full(a, c, b)),
            (1..=2, 1..=2, 4) => self
                .day_and_month(a, b)
                .and_then(|(month, day)| full(c, month, day)),
            (1..=2, 1..=2, 2) if !same(".") || long_a == 2 && long_b == 2 => self
                .day_and_month(a, b)
                .and_then(|(month, day)| full(short_year(c), month, day)),
            _ => None,
        }?;
        Some(Hit::new(at, at + 5, Value::Date(fields)))
    }

    /// Which of two figures is the month: by the custom of the language unless that cannot be.
    fn day_and_month(&self, first: u32, second: u32) -> Option<(u32, u32)> {
        let (month, day) = if self.day_first {
            (second, first)
        } else {
            (first, second)
        };
        let fits = |month: u32, day: u32| (1..=12).contains(&month) && (1..=31).contains(&day);
        if fits(month, day) {
            Some((month, day))
        } else {
            fits(day, month).then_some((day, month))
        }
    }

    /// "2016/11", "11/2016", "2015-12", "22/04".
    fn two_figures(&self, at: usize) -> Option<Hit> {
        let (first, second) = (
            &self.tokens[at],
            self.tokens.get(at + 2).filter(|_| self.is_number(at + 2))?,
        );
        let spaced = !self.separator(at + 1, "/-.");
        if spaced && !self.spaced_year_and_month(at)
            || self.figure_goes_on(at + 3) && (!self.mark(at + 1, "/") || !self.mark(at + 3, "-"))
            || self.counted(at + 3)
        {
            return None;
        }
        let dot = self.mark(at + 1, ".");
        let (a, b) = (first.number, second.number);
        let month = |year: u32, month: u32| {
            let fields = Fields {
                year: Some(year.cast_signed()),
                month: Some(u8::try_from(month).ok()?),
                ..Fields::default()
            };
            ((1..=12).contains(&month) && (1900..=2100).contains(&year)).then_some(fields)
        };
        let fields = match (first.digits, second.digits) {
            (4, 2) if b == a % 100 + 1 && !spaced => return None,
            (4, 1..=2) => month(a, b),
            (1..=2, 4) => month(b, a),
            (1..=2, 1..=2) if self.mark(at + 1, "/") && self.is_day_and_month(at) => {
                let (month, day) = self.day_and_month(a, b)?;
                let fields = partial(month, day)?;
                return Some(self.with_year(at, at + 3, fields, ","));
            }
            _ => None,
        }?;
        (!dot || self.before(at, Class::Preposition))
            .then(|| Hit::new(at, at + 3, Value::Date(fields)))
    }

    /// "2016 / 11", "11 - 2016": with spaces only where the sentence does not go on.
    fn spaced_year_and_month(&self, at: usize) -> bool {
        let digits = (self.tokens[at].digits, self.tokens[at + 2].digits);
        matches!(digits, (4, 1..=2) | (1..=2, 4))
            && self.mark(at + 1, "/-")
            && (at + 3 >= self.tokens.len() || self.mark(at + 3, ".,;:!?)"))
    }

    /// "22/04" is a date and no fraction where a word, two digits or a weekday says so.
    fn is_day_and_month(&self, at: usize) -> bool {
        let (a, b) = (&self.tokens[at], &self.tokens[at + 2]);
        if (a.number, b.number) == (24, 7) || self.glued(at) && self.mark(at.wrapping_sub(1), "/") {
            return false;
        }
        let named = [
            Class::Preposition,
            Class::Weekday,
            Class::Bound,
            Class::From,
            Class::Shift,
            Class::Determiner,
        ]
        .into_iter()
        .any(|class| self.before(at, class));
        let fraction = a.number < b.number && b.number <= 10 || a.digits + b.digits < 3;
        let year_follows = self.mark(at + 3, ",") && self.is_number(at + 4);
        !fraction && a.digits + b.digits >= 3
            || named && !self.has(at + 3, Class::Of)
            || year_follows
    }

    /// "01-jan-2020", "2019/aug/01", "28-Nov.".
    fn with_month_name(&self, at: usize) -> Option<Hit> {
        let first = &self.tokens[at];
        let month = self
            .month(at + 2)
            .filter(|_| self.separator(at + 1, "/-"))?;
        if self.separator(at + 3, "/-") && self.is_number(at + 4) {
            let last = &self.tokens[at + 4];
            let (year, day) = if first.digits == 4 {
                (first.number, last.number)
            } else {
                (last.number, first.number)
            };
            let year = if last.digits == 2 && first.digits <= 2 {
                short_year(year)
            } else {
                year
            };
            let fields = full(year, u32::from(month), day)?;
            return Some(Hit::new(at, at + 5, Value::Date(fields)));
        }
        let fields = partial(u32::from(month), first.number).filter(|_| first.digits <= 2)?;
        Some(self.with_year(at, self.skip_mark(at + 3, "."), fields, ","))
    }

    /// "2017 April".
    fn year_and_month(&self, at: usize) -> Option<Hit> {
        let token = &self.tokens[at];
        let name = self.skip_mark(at + 1, ",");
        let (month, flag) = self.tokens.get(name)?.flagged(Class::Month)?;
        let ends = name + 1 >= self.tokens.len()
            || self.mark(name + 1, ".;:!?)")
            || self.has(name + 1, Class::To);
        let fits = token.digits == 4
            && PLAIN_YEARS.contains(&token.number)
            && (flag != Flag::Weak && name == at + 1 || ends)
            && !self.is_number(name + 1);
        let fields = Fields {
            year: Some(token.number.cast_signed()),
            month: u8::try_from(month).ok(),
            ..Fields::default()
        };
        fits.then(|| Hit::new(at, name + 1, Value::Date(fields)))
    }

    /// The month named at `at`, whatever it needs around it.
    pub(super) fn month(&self, at: usize) -> Option<u8> {
        u8::try_from(self.sense(at, Class::Month)?).ok()
    }

    /// Dates with a month or weekday name.
    pub(super) fn named_date(&self, at: usize) -> Option<Hit> {
        self.tokens.get(at)?;
        longest([
            self.with_weekday(at),
            self.month_first(at),
            self.day_first(at),
            self.day_alone(at),
        ])
    }

    fn with_weekday(&self, at: usize) -> Option<Hit> {
        let (weekday, flag) = self.tokens[at].flagged(Class::Weekday)?;
        let weekday = u8::try_from(weekday).ok();
        let mut next = self.skip_mark(at + 1, if flag == Flag::Short { "." } else { "" });
        if self.has(next, Class::DayPart) {
            next += 1;
        }
        let mut date = self.skip_mark(next, ",(-");
        date = self.skip(date, Class::Determiner);
        let rest = (date < self.tokens.len())
            .then(|| {
                longest([
                    self.numeric(date),
                    self.month_first(date),
                    self.day_first(date),
                    self.ordinal_day(date)
                        .filter(|_| self.is_number(date) || self.has_ordinal(date)),
                ])
            })
            .flatten();
        if let Some(Hit {
            end,
            value: Value::Date(fields),
            ..
        }) = rest
            && fields.day.is_some()
        {
            let end = self.skip_mark(end, if self.mark(next, "(") { ")" } else { "" });
            return Some(Hit::new(at, end, Value::Date(Fields { weekday, ..fields })));
        }
        if flag == Flag::Short && !self.before(at, Class::Shift) {
            return None;
        }
        let fields = Fields {
            weekday,
            ..Fields::default()
        };
        Some(Hit::new(
            at,
            if self.before(next, Class::DayPart) {
                next
            } else {
                at + 1
            },
            Value::Date(fields),
        ))
    }

    /// "January 17, 2025", "June 2025", "Oct. 2", "in May".
    fn month_first(&self, at: usize) -> Option<Hit> {
        let (month, flag) = self.tokens[at].flagged(Class::Month)?;
        let month = u8::try_from(month).ok()?;
        let numbered = self.glued(at + 1) && self.glued(at + 2) && self.is_number(at + 2);
        let dot = if flag == Flag::Short || numbered {
            self.skip_mark(at + 1, ".")
        } else {
            at + 1
        };
        let dot = if dot > at + 1 && !self.is_number(dot) && flag != Flag::Short {
            at + 1
        } else {
            dot
        };
        let next = if self.glued(dot) || dot > at + 1 {
            dot
        } else {
            at + 1
        };
        let next = if self.separator(next, "/-") {
            next + 1
        } else {
            next
        };
        // "In May two ministers met": how many, and not which day.
        let counts = |end: usize| {
            let number = self.skip(next, Class::Determiner);
            let spelled = self.words(number).is_some_and(|words| !words.ordinal);
            let token = self.tokens.get(end);
            spelled
                && !self.is_number(number)
                && token.is_some_and(|token| token.kind == super::token::Kind::Word)
        };
        let day = self.day_of_month(next).filter(|(end, _)| !counts(*end));
        if let Some((end, day)) = day {
            let fields = Fields {
                month: Some(month),
                day: Some(day),
                ..Fields::default()
            };
            return Some(self.with_year(at, end, fields, ",-/"));
        }
        let fields = Fields {
            month: Some(month),
            ..Fields::default()
        };
        let hit = self.with_year(at, next, fields, ",-/.");
        if hit.end > next {
            return Some(hit);
        }
        let end = if dot > at + 1 && flag == Flag::Short {
            dot
        } else {
            at + 1
        };
        self.month_stands_alone(at, flag)
            .then(|| Hit::new(at, end, Value::Date(fields)))
    }

    /// Whether a month name without day and year is one, and no verb, name or other word.
    fn month_stands_alone(&self, at: usize, flag: Flag) -> bool {
        let token = &self.tokens[at];
        let introduced = [
            Class::Preposition,
            Class::Part,
            Class::Shift,
            Class::From,
            Class::Bound,
            Class::MonthOf,
            Class::To,
        ]
        .into_iter()
        .any(|class| self.before(at, class))
            || self.mark(at.wrapping_sub(1), "-") && at >= 2 && self.has(at - 2, Class::Part);
        let name_follows = self
            .tokens
            .get(at + 1)
            .is_some_and(|next| next.upper && next.spaced && next.senses.list.is_empty());
        if self.glued(at) && self.mark(at.wrapping_sub(1), "-/") && !introduced {
            return false;
        }
        match flag {
            Flag::Sure | Flag::Accent => true,
            Flag::Soft => {
                introduced
                    || (token.upper || self.grammar == Grammar::French) && !name_follows
                    || matches!(
                        self.step(at + 1),
                        Some(Hit {
                            value: Value::Step(Unit::Year, _),
                            ..
                        })
                    )
            }
            // "to May" ends a range only where it began.
            Flag::Weak if self.before(at, Class::To) => {
                let began = at >= 2 && (self.has(at - 2, Class::Month) || self.is_number(at - 2));
                began && token.upper && !name_follows
            }
            Flag::Weak => introduced && token.upper && !name_follows,
            Flag::Short => introduced && (token.upper || self.grammar == Grammar::French),
        }
    }

    /// "17 January 2025", "the 17th of January", "1er avril".
    fn day_first(&self, at: usize) -> Option<Hit> {
        let start = self.skip(at, Class::Determiner);
        if self.mark(start.wrapping_sub(1), "$€£") {
            return None;
        }
        let (mut next, day) = self.day_of_month(start)?;
        next = self.skip_mark(next, ".");
        if self.unit(next).is_some_and(|(unit, _)| unit == Unit::Day)
            && self.has(next + 1, Class::Of)
        {
            next += 1;
        }
        next = self.skip(next, Class::Of);
        next = self.skip(next, Class::MonthOf);
        let month = self.month(next)?;
        let short = self.tokens[next]
            .flagged(Class::Month)
            .is_some_and(|(_, flag)| flag == Flag::Short);
        let dotted = self.skip_mark(next + 1, if short { "." } else { "" });
        let fields = Fields {
            month: Some(month),
            day: Some(day),
            ..Fields::default()
        };
        let hit = self.with_year(start, dotted, fields, ",-/");
        let first = if self.is_number(start) && !self.has(start + 1, Class::OrdinalSuffix) {
            start
        } else {
            at
        };
        let first = if self.grammar == Grammar::French {
            start
        } else {
            first
        };
        Some(if hit.end > dotted {
            Hit { first, ..hit }
        } else {
            Hit::new(first, dotted, hit.value)
        })
    }

    /// "on the 15th", "le 15": only where nothing follows that the number could count.
    fn day_alone(&self, at: usize) -> Option<Hit> {
        if !self.has(at, Class::Determiner) || self.before(at, Class::NumberName) {
            return None;
        }
        let asked = self.before(at, Class::Preposition)
            || self.before(at, Class::From)
            || self.before(at, Class::To)
            || self.before(at, Class::Bound)
            || self.grammar == Grammar::French;
        let hit = self
            .ordinal_day(at + 1)
            .filter(|hit| !self.figure_goes_on(hit.end))?;
        let ends = hit.end >= self.tokens.len()
            || self.mark(hit.end, ".,;!?)") && !self.figure_goes_on(hit.end)
            || self.has(hit.end, Class::Stop);
        let plain_french = self.grammar == Grammar::French && self.is_number(at + 1);
        let numeral = plain_french || self.has(at + 2, Class::OrdinalSuffix) && self.glued(at + 2);
        let shifted = self.step(self.skip(hit.end, Class::Of)).is_some();
        (numeral && (asked && ends || shifted)).then_some(Hit { first: at, ..hit })
    }

    fn has_ordinal(&self, at: usize) -> bool {
        self.words(at).is_some_and(|words| words.ordinal) || self.grammar == Grammar::French
    }

    fn ordinal_day(&self, at: usize) -> Option<Hit> {
        let (end, day) = self.day_of_month(at)?;
        let fields = Fields {
            day: Some(day),
            ..Fields::default()
        };
        Some(Hit::new(at, end, Value::Date(fields)))
    }

    /// The number of a day: "17", "17th", "seventeenth", "the 17th".
    pub(super) fn day_of_month(&self, at: usize) -> Option<(usize, u8)> {
        let at = self.skip(at, Class::Determiner);
        let fits = |day: u32| u8::try_from(day).ok().filter(|day| (1..=31).contains(day));
        if self.is_number(at) {
            let token = &self.tokens[at];
            if !(1..=2).contains(&token.digits) || self.glued(at) && self.is_number(at - 1) {
                return None;
            }
            if self.glued(at + 1) && self.has(at + 1, Class::OrdinalSuffix) {
                return Some((at + 2, fits(token.number)?));
            }
            let runs_on = self.figure_goes_on(at + 1) && !self.mark(at + 1, "-")
                || self.mark(at + 1, "%")
                || self.glued(at + 1) && self.tokens[at + 1].kind == super::token::Kind::Word;
            let counted = self.counted(at + 1) && !self.has(at + 1, Class::Month);
            return (!runs_on && !counted)
                .then(|| fits(token.number))
                .flatten()
                .map(|day| (at + 1, day));
        }
        let words = self.words(at)?;
        Some((words.end, fits(words.value)?))
    }

    /// Adds the year after a day and month or month, over one of `marks`.
    pub(super) fn with_year(&self, first: usize, end: usize, fields: Fields, marks: &str) -> Hit {
        let mut at = self.skip_mark(end, marks);
        let marked = at > end;
        at = self.skip(at, Class::Of);
        at = self.skip(at, Class::YearWord);
        let (next, year) = match self.year_number(at) {
            Some(found) => found,
            None => match self.short_year_number(at, fields, marked) {
                Some(found) => found,
                None => return Hit::new(first, end, Value::Date(fields)),
            },
        };
        Hit::new(
            first,
            next,
            Value::Date(Fields {
                year: Some(year),
                ..fields
            }),
        )
    }

    /// A number of four digits, or in words, that could be a year wherever it stands.
    fn year_number(&self, at: usize) -> Option<(usize, i32)> {
        if self.is_number(at) {
            let token = &self.tokens[at];
            let era = self.era_year(at);
            if era.is_some() {
                return era;
            }
            let runs_on = self.figure_goes_on(at + 1) && !self.mark(at + 1, "-/");
            let fits = token.digits == 4
                && ALL_YEARS.contains(&token.number)
                && !runs_on
                && !self.counted(at + 1);
            return fits.then(|| (at + 1, token.number.cast_signed()));
        }
        let words = self.words(at).filter(|words| !words.ordinal)?;
        (words.end > at + 1 && ALL_YEARS.contains(&words.value))
            .then(|| (words.end, words.value.cast_signed()))
    }

    /// "'99", and "99" directly after a month ("August 99").
    fn short_year_number(&self, at: usize, fields: Fields, marked: bool) -> Option<(usize, i32)> {
        let quoted = self.mark(at, "'") && self.glued(at + 1);
        let number = at + usize::from(quoted);
        let token = self.tokens.get(number).filter(|token| token.digits == 2)?;
        let plain =
            fields.day.is_none() && token.number > 31 && !marked && !self.counted(number + 1);
        ((quoted || plain) && !self.figure_goes_on(number + 1))
            .then(|| (number + 1, short_year(token.number).cast_signed()))
    }

    /// "500 BC", "347 AD".
    fn era_year(&self, at: usize) -> Option<(usize, i32)> {
        let token = &self.tokens[at];
        let mark = self.sense(at + 1, Class::EraMark)?;
        let year = token.number.cast_signed();
        ((1..=9999).contains(&year)).then(|| (at + 2, if mark == 1 { -year } else { year }))
    }

    /// A year that stands alone.
    pub(super) fn year(&self, at: usize) -> Option<Hit> {
        let named = self.skip(at, Class::YearWord);
        let year_of = |end, year| {
            let fields = Fields {
                year: Some(year),
                ..Fields::default()
            };
            Hit::new(at, end, Value::Date(fields))
        };
        if named > at && self.is_number(named) && (3..=4).contains(&self.tokens[named].digits) {
            return (!self.figure_goes_on(named + 1)
                && self.tokens[named].number <= ALL_YEARS.end().cast_signed().unsigned_abs())
            .then(|| year_of(named + 1, self.tokens[named].number.cast_signed()));
        }
        if !self.is_number(named) {
            let introduced = named > at
                || self.before(at, Class::Preposition)
                || self.before(at, Class::From)
                || self.before(at, Class::To);
            let words = self.words(named).filter(|words| !words.ordinal)?;
            let fits = words.end > named + 1
                && PLAIN_YEARS.contains(&words.value)
                && !self.counted(words.end)
                && self.unit(words.end).is_none();
            return (introduced && fits).then(|| year_of(words.end, words.value.cast_signed()));
        }
        if self.figure_began(at) && !self.year_prefix(at) {
            return None;
        }
        if let Some((end, year)) = self.era_year(at) {
            return Some(year_of(end, year));
        }
        let (end, year) = self.year_number(at).or_else(|| self.quoted_year(at))?;
        (self.year_stands_alone(at)).then(|| year_of(end, year))
    }

    /// "mid-2015", "pre-1982", "post-2014".
    fn year_prefix(&self, at: usize) -> bool {
        at >= 2
            && self.mark(at - 1, "-")
            && (self.has(at - 2, Class::Part) || self.has(at - 2, Class::Bound))
            && !self.before(at - 2, Class::NumberName)
    }

    fn quoted_year(&self, at: usize) -> Option<(usize, i32)> {
        let in_words = self.before(at, Class::YearWord);
        let token = &self.tokens[at];
        (in_words && token.digits == 2).then(|| (at + 1, short_year(token.number).cast_signed()))
    }

    /// Whether a number of four digits is a year here, and counts or names nothing else.
    fn year_stands_alone(&self, at: usize) -> bool {
        let number = self.tokens[at].number;
        let next_word = self
            .tokens
            .get(at + 1)
            .filter(|next| next.kind == super::token::Kind::Word);
        let glued_word =
            self.glued(at + 1) && next_word.is_some() && !self.has(at + 1, Class::PluralS);
        if glued_word || self.mark(at + 1, "%°$€£") {
            return false;
        }
        let introduced = self.before(at, Class::Preposition)
            || self.before(at, Class::From)
            || self.before(at, Class::Bound)
            || self.before(at, Class::YearWord)
            || self.before(at, Class::Part)
            || self.before(at, Class::To);
        let round = number.is_multiple_of(100);
        let plural = next_word.is_some_and(|next| {
            let word = &self.text[next.start..next.end];
            word.len() > 3 && word.ends_with('s') && next.senses.list.is_empty() && !next.upper
        });
        // "(Smith, 2000: 103)" is a year, too.
        let cited = self.mark(at.wrapping_sub(1), ",") && self.mark(at + 1, ":;");
        let bracketed = self.mark(at.wrapping_sub(1), "([") || self.mark(at + 1, ")]") || cited;
        if round || !PLAIN_YEARS.contains(&number) {
            return (introduced || bracketed) && !plural;
        }
        let determined = self.before(at, Class::Determiner) || introduced || bracketed;
        determined || !plural
    }
}

/// A year of two digits: 1940 to 2039.
pub(super) fn short_year(year: u32) -> u32 {
    if year < 40 { 2000 + year } else { 1900 + year }
}

/// The date, if there is such a day.
fn full(year: u32, month: u32, day: u32) -> Option<Fields> {
    let fields = partial(month, day)?;
    let (year, month, day) = (
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    );
    detente_model::Day::new(year, month, day).ok()?;
    ALL_YEARS
        .contains(&u32::from(year.unsigned_abs()))
        .then_some(Fields {
            year: Some(i32::from(year)),
            ..fields
        })
}

/// A day of some year, if there is one.
fn partial(month: u32, day: u32) -> Option<Fields> {
    detente_model::Day::new(2000, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let (month, day) = (u8::try_from(month).ok(), u8::try_from(day).ok());
    Some(Fields {
        month,
        day,
        ..Fields::default()
    })
}
