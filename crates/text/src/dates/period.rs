use super::grammar::{Hit, Parser};
use super::lexicon::{Class, Flag, Grammar};
use super::value::{Fields, Part, Shift, Unit, Value};

impl Parser<'_> {
    /// Decades and centuries: "the 1990s", "les années 70", "the sixties", "the 19th century".
    pub(super) fn span_of_years(&self, at: usize) -> Option<Hit> {
        let start = self.skip(at, Class::Determiner);
        let hit = self
            .centuries(start)
            .or_else(|| self.century(start))
            .or_else(|| self.decade(start, start > at))?;
        Some(Hit { first: at, ..hit })
    }

    /// "the 15th and 16th centuries".
    fn centuries(&self, at: usize) -> Option<Hit> {
        let (next, number) = self.ordinal(at).or_else(|| self.roman(at))?;
        if !self.has(next, Class::To) && !self.mark(next, "-") {
            return None;
        }
        let last = self.century(self.skip(next + 1, Class::Determiner))?;
        let first = i32::try_from(number)
            .ok()
            .filter(|number| (1..=30).contains(number))?;
        let value = Value::Range(Box::new(Value::Century(first)), Box::new(last.value));
        Some(Hit::new(at, last.end, value))
    }

    fn century(&self, at: usize) -> Option<Hit> {
        let (next, number) = self.ordinal(at).or_else(|| self.roman(at))?;
        let next = self.skip_mark(next, "-");
        let (unit, _) = self.unit(next)?;
        let number = i32::try_from(number)
            .ok()
            .filter(|number| (1..=30).contains(number))?;
        let mark = self.sense(next + 1, Class::EraMark);
        (unit == Unit::Century).then(|| {
            let value = Value::Century(if mark == Some(1) { -number } else { number });
            Hit::new(at, next + 1 + usize::from(mark.is_some()), value)
        })
    }

    /// "21st", "third", "XIXe".
    pub(super) fn ordinal(&self, at: usize) -> Option<(usize, u32)> {
        if self.is_number(at) {
            let suffixed = self.glued(at + 1) && self.has(at + 1, Class::OrdinalSuffix);
            return (suffixed && !self.figure_began(at)).then(|| (at + 2, self.tokens[at].number));
        }
        let words = self.words(at).filter(|words| words.ordinal)?;
        Some((words.end, words.value))
    }

    /// A century in Roman numerals: French writes "le XIXe siècle".
    fn roman(&self, at: usize) -> Option<(usize, u32)> {
        let token = self.tokens.get(at).filter(|token| token.upper)?;
        let word = &self.text[token.start..token.end];
        let numeral = word.trim_end_matches(|letter: char| !matches!(letter, 'I' | 'V' | 'X'));
        if numeral.is_empty() || word.len() > 9 {
            return None;
        }
        let digits: Vec<u32> = numeral
            .chars()
            .map(|letter| match letter {
                'I' => Some(1),
                'V' => Some(5),
                'X' => Some(10),
                _ => None,
            })
            .collect::<Option<_>>()?;
        let value = digits.iter().enumerate().map(|(place, &digit)| {
            let smaller = digits.get(place + 1).is_some_and(|&next| digit < next);
            if smaller {
                -digit.cast_signed()
            } else {
                digit.cast_signed()
            }
        });
        Some((at + 1, u32::try_from(value.sum::<i32>()).ok()?))
    }

    fn decade(&self, at: usize, determined: bool) -> Option<Hit> {
        if self.grammar == Grammar::French {
            return self.french_decade(at);
        }
        let quoted = usize::from(self.mark(at, "'") && self.glued(at + 1));
        if self.is_number(at + quoted) {
            let number = at + quoted;
            let token = &self.tokens[number];
            let plural = self.has(number + 1, Class::PluralS)
                && (self.glued(number + 1) || token.digits == 4)
                && token.number.is_multiple_of(10);
            let aged = self.before(at, Class::Possessive);
            let first = match token.digits {
                4 if (1000..=2100).contains(&token.number) => token.number,
                2 if (determined || quoted > 0 || self.before(at, Class::Part)) && !aged => {
                    decade_of(token.number)
                }
                _ => return None,
            };
            return (plural && (quoted > 0 || !self.figure_began(number)))
                .then(|| Hit::new(at, number + 2, Value::Decade(first.cast_signed())));
        }
        let century = self.words(at).filter(|words| !words.ordinal);
        let name = century.map_or(at, |words| self.skip_mark(words.end, "-"));
        let name = if self.sense(name, Class::To) == Some(2) {
            name + 1
        } else {
            name
        };
        let decade = self.sense(name, Class::Decade)?;
        let first = match century.map(|words| words.value) {
            Some(hundreds @ 10..=21) => hundreds.cast_signed() * 100 + decade,
            Some(2000) => 2000 + decade,
            None if determined || self.before(at, Class::Part) => {
                decade_of(decade.unsigned_abs()).cast_signed()
            }
            _ => return None,
        };
        Some(Hit::new(at, name + 1, Value::Decade(first)))
    }

    /// "les années 1990", "années soixante-dix".
    fn french_decade(&self, at: usize) -> Option<Hit> {
        let years = self.unit(at).is_some_and(|(unit, _)| unit == Unit::Year);
        let word = self
            .text
            .get(self.tokens.get(at)?.start..self.tokens[at].end)?;
        if !years || !word.ends_with('s') || word.len() < 6 {
            return None;
        }
        let (end, number) = if self.is_number(at + 1) {
            (at + 2, self.tokens[at + 1].number)
        } else {
            let words = self.words(at + 1)?;
            (words.end, words.value)
        };
        let first = match number {
            20..=99 if number.is_multiple_of(10) => decade_of(number),
            1000..=2100 if number.is_multiple_of(10) => number,
            _ => return None,
        };
        (!self.figure_goes_on(end)).then(|| Hit::new(at, end, Value::Decade(first.cast_signed())))
    }

    /// Seasons, quarters, halves and numbered weeks, with their year.
    pub(super) fn period(&self, at: usize) -> Option<Hit> {
        let start = self.skip(at, Class::Determiner);
        let hit = self
            .season(start, start > at)
            .or_else(|| self.part_of_year(start))
            .or_else(|| self.week_of(start))?;
        Some(Hit { first: at, ..hit })
    }

    fn season(&self, at: usize, determined: bool) -> Option<Hit> {
        let (season, flag) = self.tokens.get(at)?.flagged(Class::Season)?;
        let season = u8::try_from(season).ok()?;
        let next = self.skip(at + 1, Class::Of);
        let dated = self.with_year(at, next, Fields::default(), ",");
        let asked = flag != Flag::Weak || self.season_is_meant(at, determined);
        match dated.value {
            Value::Date(Fields {
                year: Some(year), ..
            }) if asked || flag == Flag::Weak && !self.verb_like(at) => Some(Hit::new(
                at,
                self.winter_end(dated.end, year),
                Value::Season {
                    year: Some(year),
                    season,
                },
            )),
            _ => asked.then(|| Hit::new(at, at + 1, Value::Season { year: None, season })),
        }
    }

    /// "the winter of 1776-77": the second figure belongs to the season.
    fn winter_end(&self, end: usize, year: i32) -> usize {
        let next = self
            .tokens
            .get(end + 1)
            .filter(|_| self.mark(end, "-/") && self.is_number(end + 1));
        let follows = next.is_some_and(|token| {
            let number = token.number.cast_signed();
            number == year + 1 || token.digits == 2 && number == (year + 1) % 100
        });
        if follows { end + 2 } else { end }
    }

    /// "spring", "fall" and "été" are seasons after "in the", "last", "l'".
    fn season_is_meant(&self, at: usize, determined: bool) -> bool {
        let shifted = self.before(at, Class::Shift) || self.before(at, Class::Part);
        match self.grammar {
            Grammar::English => {
                shifted
                    || determined
                        && at >= 2
                        && self.before(at - 1, Class::Preposition)
                        && !self.has(at + 1, Class::Of)
            }
            Grammar::French => {
                shifted
                    || determined
                    || self.before(at, Class::Of)
                    || self.has(at + 1, Class::ShiftAfter)
            }
        }
    }

    fn verb_like(&self, at: usize) -> bool {
        self.grammar == Grammar::French && at > 0 && {
            let before = &self.tokens[at - 1];
            matches!(
                &self.text[before.start..before.end],
                "a" | "ont" | "avait" | "ayant" | "avoir" | "avaient" | "aurait" | "eu" | "ai"
            )
        }
    }

    /// "Q3 2016", "2016 H2", "the third quarter of 2016", "premier semestre 2020", "week 31".
    fn part_of_year(&self, at: usize) -> Option<Hit> {
        if self.is_number(at) && self.tokens[at].digits == 4 && !self.figure_began(at) {
            let gap = self.skip_mark(at + 1, "-");
            let year = i32::try_from(self.tokens[at].number)
                .ok()
                .filter(|year| (1900..=2100).contains(year))?;
            let (end, unit, number) = self
                .marked_part(gap)
                .or_else(|| self.counted_part(self.skip(gap, Class::Determiner)))?;
            return Some(Hit::new(at, end, part_value(Some(year), unit, number)?));
        }
        let (end, unit, number) = self
            .marked_part(at)
            .or_else(|| self.counted_part(at))
            .or_else(|| self.numbered_week(at))?;
        let dated = self.with_year(at, self.skip(end, Class::Of), Fields::default(), ",-/");
        match dated.value {
            Value::Date(Fields {
                year: Some(year), ..
            }) => Some(Hit::new(
                at,
                dated.end,
                part_value(Some(year), unit, number)?,
            )),
            _ => Some(Hit::new(at, end, part_value(None, unit, number)?)),
        }
    }

    /// "Q3", "H2", "T1", "S2".
    fn marked_part(&self, at: usize) -> Option<(usize, Unit, u32)> {
        let token = self
            .tokens
            .get(at)
            .filter(|_| self.has(at, Class::PartMark))?;
        let number = self
            .tokens
            .get(at + 1)
            .filter(|number| number.digits == 1 && self.glued(at + 1))?
            .number;
        let unit = match &self.text[token.start..token.end] {
            "Q" | "q" | "T" => Unit::Quarter,
            "H" | "h" | "S" => Unit::Half,
            _ => return None,
        };
        let top = if unit == Unit::Quarter { 4 } else { 2 };
        ((1..=top).contains(&number) && !self.figure_goes_on(at + 2)).then_some((
            at + 2,
            unit,
            number,
        ))
    }

    /// "third quarter", "1er trimestre".
    fn counted_part(&self, at: usize) -> Option<(usize, Unit, u32)> {
        let (next, number) = self.ordinal(at)?;
        let (unit, _) = self.unit(next)?;
        let top = match unit {
            Unit::Quarter => 4,
            Unit::Half => 2,
            _ => return None,
        };
        let bare_half = self.grammar == Grammar::English
            && unit == Unit::Half
            && !self.has(next + 1, Class::Of);
        ((1..=top).contains(&number) && !bare_half).then_some((next + 1, unit, number))
    }

    fn numbered_week(&self, at: usize) -> Option<(usize, Unit, u32)> {
        let (unit, _) = self.unit(at)?;
        let number = self
            .tokens
            .get(at + 1)
            .filter(|number| (1..=2).contains(&number.digits))?
            .number;
        let fits = unit == Unit::Week
            && (1..=53).contains(&number)
            && !self.figure_goes_on(at + 2)
            && !self.counted(at + 2);
        fits.then_some((at + 2, unit, number))
    }

    /// "the week of April 10", "la semaine du 23 juillet".
    fn week_of(&self, at: usize) -> Option<Hit> {
        self.sense(at, Class::WeekOf)?;
        let day = self
            .named_date(at + 1)
            .or_else(|| self.numeric(at + 1))
            .or_else(|| self.ordinal_of_month(at + 1))?;
        match day.value {
            Value::Date(fields) if fields.day.is_some() => {
                Some(Hit::new(at, day.end, Value::WeekOf(Box::new(day.value))))
            }
            _ => None,
        }
    }

    fn ordinal_of_month(&self, at: usize) -> Option<Hit> {
        let (end, day) = self.day_of_month(at)?;
        Some(Hit::new(
            at,
            end,
            Value::Date(Fields {
                day: Some(day),
                ..Fields::default()
            }),
        ))
    }

    /// "the third week of 2027", "the first Friday of next month", "the last months of 2021".
    pub(super) fn nth(&self, at: usize) -> Option<Hit> {
        let start = self.skip(at, Class::Determiner);
        let (next, number) = match self.ordinal(start) {
            Some((next, number)) => (
                next,
                i32::try_from(number).ok().filter(|number| *number <= 53)?,
            ),
            None if self.sense(start, Class::Shift) == Some(-1) => (start + 1, -1),
            None => return None,
        };
        if let Some(hit) = self.edge(at, next, number) {
            return Some(hit);
        }
        let joined = self.has(next, Class::WeekOf) || self.has(next, Class::MonthOf);
        let of = (joined || self.has(next + 1, Class::Of))
            .then(|| self.skip(next + 2 - usize::from(joined), Class::Determiner));
        let outer = || {
            let at = of.unwrap_or(next + 1);
            self.step(at).or_else(|| self.month_year(at))
        };
        if let Some(weekday) = self.sense(next, Class::Weekday) {
            let outer = outer()?;
            let value =
                Value::NthWeekday(number, u8::try_from(weekday).ok()?, Box::new(outer.value));
            return Some(Hit::new(at, outer.end, value));
        }
        let unit = match self.unit(next) {
            Some((unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Weekend), _)) => unit,
            _ if self.has(next, Class::WeekOf) => Unit::Week,
            _ if self.has(next, Class::MonthOf) => Unit::Month,
            _ => return None,
        };
        of?;
        let outer = outer()?;
        Some(Hit::new(
            at,
            outer.end,
            Value::Nth(number, unit, Box::new(outer.value)),
        ))
    }

    /// "the first ten days of last year", "the last four months of 2021".
    fn edge(&self, at: usize, counted: usize, side: i32) -> Option<Hit> {
        let sign = matches!(side, -1 | 1).then_some(side)?;
        let (next, quantity) = self
            .quantity(counted)
            .filter(|_| !self.has(counted, Class::Article))?;
        let count = i32::try_from(quantity? / 1000)
            .ok()
            .filter(|count| (1..=366).contains(count))?;
        let (unit, inner) = match self.unit(next) {
            Some((unit @ (Unit::Day | Unit::Week | Unit::Month), _))
                if self.has(next + 1, Class::Of) =>
            {
                (unit, next + 2)
            }
            _ => return None,
        };
        let inner = self.skip(inner, Class::Determiner);
        let outer = self.step(inner).or_else(|| self.month_year(inner))?;
        let value = Value::Edge(sign * count, unit, Box::new(outer.value));
        Some(Hit::new(at, outer.end, value))
    }

    /// A month or year, for "the first week of ...".
    fn month_year(&self, at: usize) -> Option<Hit> {
        let at = self.skip(at, Class::MonthOf);
        let short = || {
            let fields = Fields {
                month: Some(self.month(at).filter(|_| self.tokens[at].upper)?),
                ..Fields::default()
            };
            Some(self.with_year(at, self.skip_mark(at + 1, "."), fields, ","))
        };
        let hit = self
            .named_date(at)
            .or_else(|| self.year(at))
            .or_else(short)?;
        match hit.value {
            Value::Date(Fields {
                day: None,
                weekday: None,
                ..
            }) => Some(hit),
            _ => None,
        }
    }

    /// "late 2015", "mid-June", "the early 1990s", "fin 2024", "later this year".
    pub(super) fn part(&self, at: usize) -> Option<Hit> {
        let start = self.skip(at, Class::Determiner);
        let part = Part::from_code(self.sense(start, Class::Part)?);
        let mut next = self.skip_mark(start + 1, "-");
        next = self.skip(next, Class::Of);
        let inner_at = self.skip(next, Class::Determiner);
        let bare_unit = || {
            let (unit, _) = self.unit(inner_at)?;
            let fits = matches!(
                unit,
                Unit::Week | Unit::Month | Unit::Year | Unit::Decade | Unit::Century
            ) && !self.has(inner_at + 1, Class::Of)
                && next > start + 1;
            fits.then(|| {
                Hit::new(
                    inner_at,
                    inner_at + 1,
                    Value::Step(
                        unit,
                        Shift {
                            by: 0,
                            anchored: false,
                        },
                    ),
                )
            })
        };
        let inner = [
            self.span_of_years(inner_at),
            self.period(inner_at),
            self.step(inner_at),
            self.named_date(inner_at),
            self.numeric(inner_at),
            self.year(inner_at),
            bare_unit(),
        ];
        let inner = super::grammar::longest(inner)?;
        let exact = matches!(&inner.value, Value::Date(fields) if fields.day.is_some() || fields.weekday.is_some());
        (!exact).then(|| Hit::new(at, inner.end, Value::Part(part, Box::new(inner.value))))
    }
}

fn decade_of(two_digits: u32) -> u32 {
    if two_digits < 20 {
        2000 + two_digits
    } else {
        1900 + two_digits
    }
}

fn part_value(year: Option<i32>, unit: Unit, number: u32) -> Option<Value> {
    let number = u8::try_from(number).ok()?;
    Some(if unit == Unit::Week {
        Value::Week { year, number }
    } else {
        Value::Period { year, unit, number }
    })
}
