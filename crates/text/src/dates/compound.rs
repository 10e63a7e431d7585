use super::grammar::{Hit, Parser, longest};
use super::lexicon::{Class, Grammar};
use super::value::{Bound, Fields, Unit, Value};

impl Parser<'_> {
    /// "since 2022", "until May 2018", "d'ici 2030", "from 2015 onwards".
    pub(super) fn bounded(&self, at: usize) -> Option<Hit> {
        if let Some(code) = self.sense(at, Class::Bound) {
            let start = self.skip_mark(at + 1, "-");
            let start = if start > at + 1 && !self.glued(start - 1) {
                at + 1
            } else {
                start
            };
            let start = if self.grammar == Grammar::French {
                self.skip(start, Class::Determiner)
            } else {
                start
            };
            let inner = longest([self.simple(start), self.simple(at + 1)])
                .filter(|hit| boundable(&hit.value))?;
            let bound = Bound::from_code(code);
            return Some(Hit::new(
                at,
                inner.end,
                Value::Bounded(bound, Box::new(inner.value)),
            ));
        }
        let start = if self.sense(at, Class::From) == Some(1) {
            at + 1
        } else {
            at
        };
        let inner = self.simple(start)?;
        let end = self.skip_mark(inner.end, ",");
        (self.has(end, Class::Onward) && boundable(&inner.value)).then(|| {
            Hit::new(
                at,
                end + 1,
                Value::Bounded(Bound::Since, Box::new(inner.value)),
            )
        })
    }

    /// "from 2015 to 2018", "between March and June 2020", "30 September – 2 October 2015".
    pub(super) fn range(&self, at: usize) -> Option<Hit> {
        let code = self.sense(at, Class::From);
        let start = if code.is_some() { at + 1 } else { at };
        let opened = self.range_from(at, start, code);
        if start > at && self.is_number(at) {
            longest([opened, self.range_from(at, at, None)])
        } else {
            opened
        }
    }

    fn range_from(&self, at: usize, start: usize, code: Option<i32>) -> Option<Hit> {
        if let Some(hit) = self.short_years(at, start) {
            return Some(hit);
        }
        let month = self
            .month_of_days(start)
            .map(|hit| Hit { first: at, ..hit });
        let left = [
            self.simple(start),
            self.bare_day(start, code),
            self.bare_month(start),
            self.now(start, code),
        ];
        let ranges = left.map(|left| left.and_then(|left| self.right_of(at, &left, code)));
        let [simple, day, bare_month, now] = ranges;
        longest([simple, day, bare_month, now, month])
    }

    /// A month name that only the other month makes one: "Jan-Feb 2017", "May to March".
    fn bare_month(&self, at: usize) -> Option<Hit> {
        let month = self.month(at).filter(|_| self.tokens[at].upper)?;
        let linked = self.mark(at + 1, "-") || self.sense(at + 1, Class::To) == Some(1);
        let other = self.month(at + 2).filter(|_| self.tokens[at + 2].upper);
        (linked && other.is_some() && !self.figure_goes_on(at)).then(|| {
            let fields = Fields {
                month: Some(month),
                ..Fields::default()
            };
            Hit::new(at, at + 1, Value::Date(fields))
        })
    }

    /// "between now and 15 November".
    fn now(&self, at: usize, code: Option<i32>) -> Option<Hit> {
        let present = self.sense(at, Class::Reference) == Some(0);
        (code == Some(2) && present).then(|| Hit::new(at, at + 1, Value::Today(0)))
    }

    /// The second side of a range whose first side is `left`.
    fn right_of(&self, at: usize, left: &Hit, code: Option<i32>) -> Option<Hit> {
        let dash = self.mark(left.end, "-~") && (self.glued(left.end) == self.glued(left.end + 1));
        let mut next = left.end + 1;
        let listed = match self.sense(left.end, Class::To) {
            _ if dash => false,
            // "a" stands for "à" only after "de" or "entre"; elsewhere it is a verb.
            Some(1)
                if self.tokens[left.end].ascii
                    && self.grammar == Grammar::French
                    && self.word(left.end) == "a"
                    && code.is_none() =>
            {
                return None;
            }
            Some(1) => false,
            Some(_) => true,
            None => return None,
        };
        if self.has(next, Class::OpenEnd) && !listed && boundable(&left.value) {
            return Some(Hit::new(
                at,
                next + 1,
                Value::Bounded(Bound::Since, Box::new(left.value.clone())),
            ));
        }
        next = self.skip(next, Class::Determiner);
        let right = longest([
            self.simple(next),
            self.simple(left.end + 1),
            self.bare_day_after(left, next),
            self.bare_day(next, code)
                .map(|day| self.within(day))
                .filter(|hit| matches!(hit.value, Value::Within(..))),
        ])?;
        let pair = Self::paired(&left.value, &right.value, dash)?;
        let consecutive = matches!((&left.value, &right.value), (Value::Date(a), Value::Date(b))
            if a.month.is_none() && a.year.is_none() && a.weekday.is_none() && a.day.is_some() && b.day == a.day.map(|day| day + 1));
        if listed && code != Some(2) && !consecutive {
            return None;
        }
        Some(Hit::new(at, right.end, pair))
    }

    /// The two sides as one value, each with what the other gives it; `None` if they do not match.
    fn paired(left: &Value, right: &Value, dash: bool) -> Option<Value> {
        let mut left = left.clone();
        let mut right = right.clone();
        match (&mut left, &mut right) {
            (Value::Date(a), Value::Date(b)) => {
                complete(a, b);
                if dash
                    && a.year.is_some()
                    && a.month.is_none()
                    && (b.month.is_some() || b.year <= a.year)
                {
                    return None;
                }
                let kinds = |fields: &Fields| {
                    (
                        fields.month.is_some(),
                        fields.day.is_some() && fields.month.is_none(),
                    )
                };
                if kinds(a).1 != kinds(b).1 && !(a.weekday.is_some() || b.weekday.is_some()) {
                    return None;
                }
            }
            (Value::Within(inner, _), Value::Date(b)) => {
                if let Value::Date(a) = inner.as_mut() {
                    complete(a, b);
                }
            }
            (Value::Date(a), Value::Within(inner, outer)) => {
                let mut b = match inner.as_ref() {
                    Value::Date(b) => *b,
                    _ => return None,
                };
                complete(a, &mut b);
                left = Value::Within(Box::new(left), outer.clone());
            }
            (
                Value::Season { year, .. } | Value::Period { year, .. },
                Value::Season { year: later, .. } | Value::Period { year: later, .. },
            ) if year.is_none() => {
                *year = *later;
            }
            _ => {}
        }
        let fits = |value: &Value| {
            !matches!(
                value,
                Value::Duration(_)
                    | Value::Range(..)
                    | Value::Bounded(..)
                    | Value::Vague(_)
                    | Value::Every(_)
                    | Value::Window(..)
                    | Value::Era(_)
            )
        };
        (fits(&left) && fits(&right)).then(|| Value::Range(Box::new(left), Box::new(right)))
    }

    /// "2015-16", "1914–18".
    fn short_years(&self, at: usize, start: usize) -> Option<Hit> {
        let first = self.tokens.get(start).filter(|token| token.digits == 4)?;
        let second = self
            .tokens
            .get(start + 2)
            .filter(|token| token.digits == 2)?;
        let glued = self.mark(start + 1, "-/") && self.glued(start + 1) == self.glued(start + 2);
        let (a, b) = (first.number, first.number / 100 * 100 + second.number);
        let b = if second.number == 0 && a % 100 == 99 {
            b + 100
        } else {
            b
        };
        let plain = second.number > 12
            || second.number == (a + 1) % 100
            || self.text[first.end..].starts_with('–') && b > a;
        let fits = glued
            && plain
            && a < b
            && b <= a + 40
            && (1500..=2100).contains(&a)
            && !self.figure_goes_on(start + 3)
            && !self.figure_began(start)
            && !self.counted(start + 3);
        fits.then(|| {
            Hit::new(
                at,
                start + 3,
                Value::Range(Box::new(year(a)), Box::new(year(b))),
            )
        })
    }

    /// A day number on the left of a range ("4 to 22 January").
    fn bare_day(&self, at: usize, code: Option<i32>) -> Option<Hit> {
        let (end, day) = self
            .day_of_month(at)
            .filter(|_| self.tokens.get(at).is_some())?;
        if self.is_number(at) && self.figure_began(at) && code.is_none() {
            return None;
        }
        Some(Hit::new(
            at,
            end,
            Value::Date(Fields {
                day: Some(day),
                ..Fields::default()
            }),
        ))
    }

    /// A day number on the right of a date with a day ("April 9th through 17th").
    fn bare_day_after(&self, left: &Hit, at: usize) -> Option<Hit> {
        let Value::Date(Fields {
            day: Some(_),
            month,
            year: None,
            ..
        }) = left.value
        else {
            return None;
        };
        let (end, day) = self.day_of_month(at)?;
        let marked =
            self.has(end - 1, Class::OrdinalSuffix) || self.has(left.first, Class::Determiner);
        if month.is_none() && !marked {
            return None;
        }
        let fields = Fields {
            day: Some(day),
            ..Fields::default()
        };
        Some(self.with_year(at, end, fields, ","))
    }

    /// "November between 19 and 20".
    fn month_of_days(&self, at: usize) -> Option<Hit> {
        let month = self.month(at)?;
        self.sense(at + 1, Class::From)?;
        let (next, first) = self.day_of_month(at + 2)?;
        if !self.has(next, Class::To) && !self.mark(next, "-") {
            return None;
        }
        let (end, last) = self.day_of_month(next + 1)?;
        let date = |day| Fields {
            month: Some(month),
            day: Some(day),
            ..Fields::default()
        };
        let Hit {
            end,
            value: Value::Date(later),
            ..
        } = self.with_year(at, end, date(last), ",")
        else {
            return None;
        };
        let earlier = Fields {
            year: later.year,
            ..date(first)
        };
        Some(Hit::new(
            at,
            end,
            Value::Range(Box::new(Value::Date(earlier)), Box::new(Value::Date(later))),
        ))
    }
}

/// Fills each side of a range with what only the other says.
fn complete(a: &mut Fields, b: &mut Fields) {
    if a.month.is_none() && a.day.is_some() && a.year.is_none() {
        a.month = b.month;
    }
    if b.month.is_none() && b.day.is_some() && a.day.is_some() {
        b.month = a.month;
    }
    if a.year.is_none() && a.month.is_some() && b.month.is_some() {
        let turns = (a.month, a.day) > (b.month, b.day) && a.month > b.month;
        a.year = b.year.map(|year| if turns { year - 1 } else { year });
    }
}

fn boundable(value: &Value) -> bool {
    match value {
        Value::Duration(_)
        | Value::Offset(..)
        | Value::Vague(_)
        | Value::Every(_)
        | Value::Bounded(..)
        | Value::Window(..) => false,
        Value::Step(unit, _) => *unit != Unit::Day,
        _ => true,
    }
}

fn year(number: u32) -> Value {
    Value::Date(Fields {
        year: Some(number.cast_signed()),
        ..Fields::default()
    })
}
