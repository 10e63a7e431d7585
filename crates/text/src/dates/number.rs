use super::grammar::Parser;
use super::lexicon::{Class, Grammar};
use super::value::{Amount, Unit};

/// A number in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) end: usize,
    pub(super) value: u32,
    /// Said in pairs, as years are ("nineteen ninety-six").
    pub(super) paired: bool,
    /// The last word is an ordinal ("twenty-first").
    pub(super) ordinal: bool,
}

const MOST_WORDS: usize = 12;

impl Parser<'_> {
    /// A cardinal or ordinal number in words.
    pub(super) fn words(&self, from: usize) -> Option<Words> {
        let (mut total, mut part) = (0_u32, 0_u32);
        let mut found = Words {
            end: from,
            value: 0,
            paired: false,
            ordinal: false,
        };
        let mut at = from;
        while at < from + MOST_WORDS {
            let started = at > from;
            if let Some(value) = self.sense(at, Class::Number) {
                let value = value.unsigned_abs();
                let Some(next) = self.joined(part, value, started, &mut found.paired) else {
                    break;
                };
                part = next;
            } else if let Some(scale) = self.sense(at, Class::Scale) {
                let scale = scale.unsigned_abs();
                if scale == 100 {
                    part = part.max(1).checked_mul(100)?;
                } else {
                    total = total.checked_add(part.max(1).checked_mul(scale)?)?;
                    part = 0;
                }
            } else if let Some(value) = self.sense(at, Class::Ordinal)
                && (!started || part % 10 == 0 && value < 10 && part % 100 >= 20)
            {
                found = Words {
                    end: at + 1,
                    value: total + part + value.unsigned_abs(),
                    ordinal: true,
                    ..found
                };
                return Some(found);
            } else if started && self.joins(at) {
                at += 1;
                continue;
            } else {
                break;
            }
            at += 1;
            if found.end < at {
                found.end = at;
                found.value = total.checked_add(part)?;
            }
        }
        (found.end > from && (total + part > 0)).then_some(found)
    }

    /// Adds a number word to a part below a thousand; `None` if it does not go on the number.
    fn joined(&self, part: u32, value: u32, started: bool, paired: &mut bool) -> Option<u32> {
        let rest = part % 100;
        if !started || part == 0 || rest == 0 && !*paired {
            return Some(part + value);
        }
        if rest.is_multiple_of(10) && rest >= 20 && (1..10).contains(&value) {
            return Some(part + value);
        }
        if self.grammar == Grammar::French {
            return match (rest, value) {
                (4, 20) => Some(part - 4 + 80),
                (60 | 80, 10..20) | (10 | 70 | 90, 7..10) => Some(part + value),
                _ => None,
            };
        }
        if !*paired && (10..100).contains(&part) && (value >= 10 || value == 0) {
            *paired = true;
            return Some(part * 100 + value);
        }
        (*paired && rest == 0 && value < 10).then_some(part + value)
    }

    /// "and", "et" or a hyphen inside a number.
    fn joins(&self, at: usize) -> bool {
        let follows = self.has(at + 1, Class::Number)
            || self.has(at + 1, Class::Ordinal)
            || self.mark(at, "-") && self.has(at + 1, Class::Scale);
        follows
            && (self.mark(at, "-") && self.glued(at) && self.glued(at + 1)
                || self.sense(at, Class::To) == Some(2) && self.joins_with_and(at))
    }

    fn joins_with_and(&self, at: usize) -> bool {
        match self.grammar {
            Grammar::English => self.before(at, Class::Scale),
            Grammar::French => {
                at > 0
                    && self.sense(at - 1, Class::Number).is_some_and(|n| n >= 20)
                    && (self
                        .sense(at + 1, Class::Number)
                        .is_some_and(|n| n == 1 || n == 11)
                        || self.sense(at + 1, Class::Ordinal) == Some(1))
            }
        }
    }

    /// "3", "two and a half", "several", "a" before a unit: the value in thousandths.
    pub(super) fn quantity(&self, at: usize) -> Option<(usize, Option<i64>)> {
        if self.is_number(at) {
            return self.figure(at);
        }
        if let Some(words) = self.words(at).filter(|words| !words.ordinal) {
            let value = i64::from(words.value) * 1000;
            return Some(self.and_half(words.end, value));
        }
        if let Some(vague) = self.sense(at, Class::Vague) {
            return Some((at + 1, (vague > 0).then(|| i64::from(vague) * 1000)));
        }
        if self.has(at, Class::Half) {
            return Some((self.skip(at + 1, Class::Article), Some(500)));
        }
        if self.has(at, Class::Article) {
            if let Some(vague) = self.sense(at + 1, Class::Vague) {
                return Some((at + 2, (vague > 0).then(|| i64::from(vague) * 1000)));
            }
            return Some((at + 1, Some(1000)));
        }
        None
    }

    /// A number in digits, with decimals or "1/2".
    fn figure(&self, at: usize) -> Option<(usize, Option<i64>)> {
        let token = &self.tokens[at];
        if self.figure_began(at) || token.number > 1_000_000_000 {
            return None;
        }
        let whole = i64::from(token.number) * 1000;
        let second = self.tokens.get(at + 2);
        let glued = self.glued(at + 1) && self.glued(at + 2) && self.is_number(at + 2);
        if let Some(second) = second
            && glued
            && self.mark(at + 1, ".,")
            && second.digits <= 3
            && !self.figure_goes_on(at + 3)
        {
            let scale = [1000, 100, 10, 1][usize::from(second.digits)];
            return Some((at + 3, Some(whole + i64::from(second.number) * scale)));
        }
        if self.is_number(at + 1)
            && self.mark(at + 2, "/")
            && self.tokens[at + 1].number == 1
            && self
                .tokens
                .get(at + 3)
                .is_some_and(|token| token.number == 2)
        {
            return Some((at + 4, Some(whole + 500)));
        }
        if self.figure_goes_on(at + 1) && !self.mark(at + 1, "-") {
            return None;
        }
        let end = at + 1;
        if let Some(scale @ 1000..) = self.sense(end, Class::Scale) {
            return Some((end + 1, whole.checked_mul(i64::from(scale))));
        }
        Some(self.and_half(end, whole))
    }

    fn and_half(&self, at: usize, value: i64) -> (usize, Option<i64>) {
        if self.has(at, Class::AndHalf) {
            (at + 1, Some(value + 500))
        } else {
            (at, Some(value))
        }
    }

    /// "two years", "1 month, 21 days", "an hour and a half", "3-day".
    pub(super) fn amount(&self, from: usize) -> Option<(usize, Amount)> {
        let mut parts = Vec::new();
        let mut at = from;
        while parts.len() < 4 {
            let mut start = at;
            if !parts.is_empty() {
                start = self.skip_mark(start, ",");
                if self.sense(start, Class::To) == Some(2) {
                    start += 1;
                }
            }
            let Some((end, quantity, unit)) = self.one_amount(start, parts.is_empty()) else {
                break;
            };
            let descends = parts
                .last()
                .is_none_or(|(_, earlier)| unit.is_finer_than(*earlier));
            let known = parts.iter().any(|(_, earlier)| *earlier == unit);
            if known || start > at && !descends {
                break;
            }
            parts.push((quantity, unit));
            at = end;
        }
        (!parts.is_empty()).then_some((at, Amount(parts)))
    }

    fn one_amount(&self, at: usize, first: bool) -> Option<(usize, Option<i64>, Unit)> {
        let (mut end, quantity) = self.quantity(at)?;
        if !first && !self.is_number(at) && !self.has(at, Class::Number) {
            return None;
        }
        // "two to three days": the longer one.
        if (self.sense(end, Class::To).is_some() || self.mark(end, "-"))
            && let Some((next, later)) = self.quantity(end + 1)
            && self.unit(next).is_some()
            && !self.has(end + 1, Class::Article)
        {
            let (unit, _) = self.unit(next)?;
            return Some((next + 1, later, unit));
        }
        if self.mark(end, "-") && self.glued(end) && self.glued(end + 1) {
            end += 1;
        }
        if self.sense(end, Class::Of).is_some() && self.has(end.wrapping_sub(1), Class::Vague) {
            end += 1;
        }
        let (unit, flag) = self.unit(end)?;
        let counted = self.is_number(at) || quantity.is_none_or(|quantity| quantity > 1000);
        if flag == super::lexicon::Flag::Weak && !counted {
            return None;
        }
        let dated = self.is_number(at) && self.tokens[at].digits == 4;
        if dated && !matches!(unit, Unit::Year | Unit::Day | Unit::Hour) {
            return None;
        }
        let (end, quantity) = match quantity {
            Some(quantity) => self.and_half(end + 1, quantity),
            None => (end + 1, None),
        };
        Some((end, quantity, unit))
    }
}
