use super::grammar::{Hit, Parser};
use super::lexicon::{Class, Flag, Grammar};
use super::value::{Amount, Fields, Origin, Shift, Unit, Value};

/// The sign of a stretch ahead that takes in the day from which it is counted.
pub(super) const WITHIN: i32 = 2;

impl Parser<'_> {
    /// "last week", "this year", "la semaine prochaine", "next June", "vendredi dernier".
    pub(super) fn step(&self, at: usize) -> Option<Hit> {
        self.shift_first(at).or_else(|| self.shift_last(at))
    }

    fn shift_first(&self, at: usize) -> Option<Hit> {
        let start = self.skip(at, Class::Determiner);
        let code = self.sense(start, Class::Shift)?;
        let next = start + 1;
        let shift = Shift::from_code(code);
        let following = self.shift_after(next + 1);
        if let Some((unit, flag)) = self.unit(next)
            && flag != Flag::Weak
            && !unit.is_clock()
        {
            if self.grammar == Grammar::French
                && shift.by == 0
                && !shift.anchored
                && let Some((end, later)) = following
            {
                return Some(Hit::new(start, end, Value::Step(unit, later)));
            }
            if self.has(next + 1, Class::Of) && self.continues(next + 2)
                || self.mark(next + 1, "-")
                    && self.glued(next + 2)
                    && self.has(next + 2, Class::Old)
            {
                return None;
            }
            return Some(Hit::new(
                at,
                next + 1,
                self.stepped(unit, shift, start > at)?,
            ));
        }
        self.directed(at, next, shift)
    }

    /// A weekday, month, season or named day with the direction that stands before it.
    fn directed(&self, at: usize, next: usize, shift: Shift) -> Option<Hit> {
        let inner = self.directable(next)?;
        let (end, shift) = match self.shift_after(inner.end) {
            Some((end, later)) if shift.by == 0 => (end, later),
            _ => (inner.end, shift),
        };
        Some(Hit::new(
            at,
            end,
            Value::Directed(Box::new(inner.value), shift),
        ))
    }

    /// "mois prochain", "vendredi dernier", "janvier dernier", "l'été dernier".
    fn shift_last(&self, at: usize) -> Option<Hit> {
        if self.grammar == Grammar::English {
            return None;
        }
        let start = self.skip(at, Class::Determiner);
        if let Some((unit, flag)) = self.unit(start)
            && flag != Flag::Weak
            && !unit.is_clock()
        {
            let (end, shift) = self.shift_after(start + 1)?;
            return Some(Hit::new(at, end, self.stepped(unit, shift, false)?));
        }
        let inner = self.directable(start)?;
        let (end, shift) = self.shift_after(inner.end)?;
        Some(Hit::new(
            start,
            end,
            Value::Directed(Box::new(inner.value), shift),
        ))
    }

    fn shift_after(&self, at: usize) -> Option<(usize, Shift)> {
        let at = self.skip_mark(at, "-");
        let code = self
            .sense(at, Class::ShiftAfter)
            .filter(|_| self.grammar == Grammar::French)?;
        Some((at + 1, Shift::from_code(code)))
    }

    /// "the last week of July" is no last week; "the first day of next year" goes on.
    fn continues(&self, at: usize) -> bool {
        let at = self.skip(at, Class::Determiner);
        self.has(at, Class::Month)
            || self.is_number(at)
            || self.has(at, Class::Shift)
            || self.has(at, Class::Possessive)
    }

    fn stepped(&self, unit: Unit, shift: Shift, determined: bool) -> Option<Value> {
        match unit {
            Unit::Day if shift.anchored => Some(Value::AnchorDay(shift.by)),
            Unit::Day if self.grammar == Grammar::English && shift.by == 0 => Some(Value::Today(0)),
            Unit::Day => (!determined).then_some(Value::Today(shift.by)),
            Unit::Hour
            | Unit::Minute
            | Unit::Second
            | Unit::WorkingDay
            | Unit::Fortnight
            | Unit::Millennium => None,
            _ => Some(Value::Step(unit, shift)),
        }
    }

    fn directable(&self, at: usize) -> Option<Hit> {
        let token = self.tokens.get(at)?;
        if token.sense(Class::Month).is_some()
            && !token.upper
            && token
                .flagged(Class::Month)
                .is_some_and(|(_, flag)| flag == Flag::Weak)
        {
            return None;
        }
        let named = self.named_date(at);
        if let Some(Hit {
            value: Value::Date(Fields { year: None, .. }),
            ..
        }) = named
        {
            return named;
        }
        if let Some(season) = self.sense(at, Class::Season) {
            let season = u8::try_from(season).ok()?;
            return Some(Hit::new(at, at + 1, Value::Season { year: None, season }));
        }
        if let Some(Hit {
            value: Value::Date(Fields { year: None, .. }),
            ..
        }) = self.numeric(at)
        {
            return self.numeric(at);
        }
        let day = usize::try_from(self.sense(at, Class::NamedDay)?).ok()?;
        Some(Hit::new(at, at + 1, Value::NamedDay(day, None)))
    }

    /// Offsets and durations: "two days ago", "in 5 weeks", "il y a deux ans", "three months".
    pub(super) fn amount_expression(&self, at: usize) -> Option<Hit> {
        self.offset_before(at).or_else(|| self.amount_first(at))
    }

    fn offset_before(&self, at: usize) -> Option<Hit> {
        let code = self.sense(at, Class::BeforeAmount)?;
        let mut next = self.skip(at + 1, Class::Determiner);
        next = self.skip(next, Class::Approximate);
        let shifted = self.sense(next, Class::Shift).is_some_and(|code| code == 1);
        let (mut end, amount) = self.amount(next + usize::from(shifted))?;
        if let Some((after, Shift { by: 1, .. })) = self.shift_after(end) {
            return Some(Hit::new(at, after, Value::Window(amount, 1)));
        }
        if shifted {
            let sign = if code == 3 { WITHIN } else { 1 };
            return Some(Hit::new(at, end, Value::Window(amount, sign)));
        }
        if self.has(end, Class::Old) || self.mark(end, "-") && self.has(end + 1, Class::Old) {
            return None;
        }
        if code == 3 {
            return Some(Hit::new(at, end, Value::Window(amount, WITHIN)));
        }
        let sign = if code == 1 { -1 } else { 1 };
        if let Some((after, origin)) = self.linked(end) {
            end = after;
            return Some(Hit::new(at, end, Value::Offset(amount, sign, origin)));
        }
        // "rose 20% in two years" is a duration; "will meet in two weeks" is not.
        if self.grammar == Grammar::English && sign > 0 && !self.future {
            return Some(Hit::new(next, end, Value::Duration(amount)));
        }
        Some(Hit::new(
            at,
            end,
            Value::Offset(amount, sign, Origin::Reference),
        ))
    }

    fn amount_first(&self, at: usize) -> Option<Hit> {
        let (end, amount) = self.amount(at)?;
        if let Some(run) = self.run(at, end, &amount) {
            return Some(run);
        }
        let after = self.skip_mark(end, "-");
        if self.has(end, Class::Old)
            || self.has(after, Class::Old)
            || self.before(at, Class::OrdinalSuffix)
        {
            return None;
        }
        if let Some(code) = self.sense(end, Class::AfterAmount)
            && !(code >= 3 && self.names_a_date(end + 1))
        {
            let (sign, origin) = match code {
                1 => (-1, Origin::Reference),
                2 => (1, Origin::Reference),
                3 => (1, Origin::Anchor),
                _ => (-1, Origin::Anchor),
            };
            return Some(Hit::new(at, end + 1, Value::Offset(amount, sign, origin)));
        }
        if let Some(sign) = self.sense(end, Class::AmountLink)
            && let Some((end, origin)) = self.linked(end)
        {
            return Some(Hit::new(at, end, Value::Offset(amount, sign, origin)));
        }
        self.duration_is_meant(at, end)
            .then(|| Hit::new(at, end, Value::Duration(amount)))
    }

    /// "two weeks starting May 20th", "for a week, beginning tomorrow".
    fn run(&self, at: usize, end: usize, amount: &Amount) -> Option<Hit> {
        let link = self.skip_mark(end, ",");
        self.sense(link, Class::Starting)?;
        let start = self.skip(link + 1, Class::Determiner);
        let from = super::grammar::longest([
            self.fixed(start),
            self.named_date(start),
            self.numeric(start),
            self.step(start),
        ])?;
        let value = Value::Run(amount.clone(), Box::new(from.value));
        Some(Hit::new(at, from.end, value))
    }

    /// "before yesterday", "from January 15", "after Easter".
    fn linked(&self, at: usize) -> Option<(usize, Origin)> {
        self.sense(at, Class::AmountLink)?;
        let start = self.skip(at + 1, Class::Determiner);
        let hit = super::grammar::longest([
            self.fixed(start),
            self.named_date(start),
            self.numeric(start),
            self.step(start),
        ])?;
        let dated = match &hit.value {
            Value::Date(fields) => fields.day.is_some() || fields.weekday.is_some(),
            Value::Today(_) | Value::NamedDay(..) | Value::AnchorDay(_) | Value::Directed(..) => {
                true
            }
            _ => false,
        };
        dated.then(|| (hit.end, Origin::At(Box::new(hit.value))))
    }

    fn names_a_date(&self, at: usize) -> bool {
        let start = self.skip(at, Class::Determiner);
        start < self.tokens.len()
            && [
                self.fixed(start),
                self.named_date(start),
                self.numeric(start),
                self.year(start),
            ]
            .iter()
            .any(Option::is_some)
    }

    /// "a year" is a duration after "for"; "barrels a day" is none.
    fn duration_is_meant(&self, at: usize, end: usize) -> bool {
        let named = [Class::Number, Class::Scale, Class::Vague, Class::Half]
            .into_iter()
            .any(|class| self.has(at, class));
        let counted = self.is_number(at) || named && !self.has(at, Class::Article);
        let vague_one = self.has(at, Class::Article) && self.has(at + 1, Class::Vague);
        let asked = self.before(at, Class::For) || self.before(at, Class::Approximate);
        let attribute = self.mark(end, "-") && self.glued(end + 1) && self.has(end + 1, Class::Of);
        // "à 15 heures" is an hour of the day, "pendant 15 heures" a duration.
        let hour = self.grammar == Grammar::French
            && self.unit(end - 1).is_some_and(|(unit, _)| unit.is_clock())
            && self.is_number(at)
            && self.tokens[at].number <= 24;
        if hour && !asked && !self.before(at, Class::Determiner) {
            return false;
        }
        (counted || vague_one || asked)
            && !attribute
            && !(self.before(at, Class::Article) && self.has(at, Class::Half) && !asked)
    }

    /// "the last three weeks", "past decade", "les 5 prochaines années", "in recent years".
    pub(super) fn window(&self, at: usize) -> Option<Hit> {
        let start = self.skip(at, Class::Determiner);
        if let Some(recent) = self.recent(at, start) {
            return Some(recent);
        }
        let shift_at = |at: usize| {
            let code = self
                .sense(at, Class::Shift)
                .or_else(|| self.shift_after(at).map(|(_, shift)| shift.by));
            code.filter(|code| matches!(code, -1 | 1))
        };
        if let Some(sign) = shift_at(start) {
            let (end, amount) = self.amount(start + 1)?;
            let clock = amount.0.iter().any(|(_, unit)| unit.is_clock());
            return (!clock && !self.has(start + 1, Class::Article))
                .then(|| Hit::new(at, end, Value::Window(amount, sign)));
        }
        let (next, quantity) = self
            .quantity(start)
            .filter(|_| !self.has(start, Class::Article))?;
        if let Some(sign) = shift_at(next)
            && let Some((unit, Flag::Sure)) = self.unit(next + 1)
            && !unit.is_clock()
        {
            return Some(Hit::new(
                at,
                next + 2,
                Value::Window(Amount(vec![(quantity, unit)]), sign),
            ));
        }
        let (unit, _) = self.unit(next).filter(|(unit, _)| !unit.is_clock())?;
        let (end, shift) = self
            .shift_after(next + 1)
            .filter(|(_, shift)| shift.by != 0 && !shift.anchored)?;
        Some(Hit::new(
            at,
            end,
            Value::Window(Amount(vec![(quantity, unit)]), shift.by),
        ))
    }

    /// "recent years", "ces dernières années": a plural without a number.
    fn recent(&self, at: usize, start: usize) -> Option<Hit> {
        let plural = |at: usize| self.word(at).ends_with('s');
        let unit_at = |at: usize| {
            self.unit(at)
                .filter(|(unit, _)| !unit.is_clock() && plural(at))
                .map(|(unit, _)| unit)
        };
        if self.has(start, Class::Recent) {
            unit_at(start + 1)?;
            return Some(Hit::new(at, start + 2, Value::Vague(-1)));
        }
        let way = |code: Option<i32>| code.filter(|code| matches!(code, -1 | 1));
        if self.grammar == Grammar::English {
            let way = way(self.sense(start, Class::Shift))?;
            unit_at(start + 1)?;
            return Some(Hit::new(at, start + 2, Value::Vague(way)));
        }
        let these = self.skip(start, Class::Shift);
        let inner = if way(self.sense(start, Class::Shift)).is_some() {
            start
        } else {
            these
        };
        if let Some(way) = way(self.sense(inner, Class::Shift))
            && self.unit(inner + 1).is_some()
            && plural(inner)
        {
            return Some(Hit::new(at, inner + 2, Value::Vague(way)));
        }
        unit_at(these)?;
        if self.has(these + 1, Class::Recent) {
            return Some(Hit::new(at, these + 2, Value::Vague(-1)));
        }
        let way = way(self.shift_after(these + 1).map(|(_, shift)| shift.by))
            .filter(|_| these > at && plural(these - 1))?;
        let (end, _) = self.shift_after(these + 1)?;
        Some(Hit::new(at, end, Value::Vague(way)))
    }

    /// Words that are an expression by themselves.
    pub(super) fn fixed(&self, at: usize) -> Option<Hit> {
        let one = |value| Some(Hit::new(at, at + 1, value));
        let index = |class| usize::try_from(self.sense(at, class)?).ok();
        if let Some(days) = self.sense(at, Class::DayWord) {
            let end = at + 1 + usize::from(self.has(at + 1, Class::DayPart));
            return Some(Hit::new(at, end, Value::Today(days)));
        }
        if let Some(days) = self.sense(at, Class::AnchorDay) {
            return one(Value::AnchorDay(days));
        }
        if let Some(days) = self.sense(at, Class::LastNight) {
            return one(Value::Today(days));
        }
        if let Some(direction) = self.sense(at, Class::Reference) {
            return one(Value::Vague(direction));
        }
        let start = self.skip(at, Class::Determiner);
        if let Some(era) = self.sense(start, Class::Era) {
            return Some(Hit::new(
                at,
                start + 1,
                Value::Era(usize::try_from(era).ok()?),
            ));
        }
        if let Some(day) = index(Class::NamedDay) {
            let dated = self.with_year(at, self.skip(at + 1, Class::Of), Fields::default(), ",");
            return match dated.value {
                Value::Date(Fields {
                    year: Some(year), ..
                }) => Some(Hit::new(at, dated.end, Value::NamedDay(day, Some(year)))),
                _ => one(Value::NamedDay(day, None)),
            };
        }
        self.every(at)
    }

    fn every(&self, at: usize) -> Option<Hit> {
        if self.has(at, Class::Every) {
            if let Some(weekday) = self
                .sense(at + 1, Class::Weekday)
                .or_else(|| self.sense(at + 1, Class::Weekdays))
            {
                return Some(Hit::new(
                    at,
                    at + 2,
                    Value::Every(format!("XXXX-WXX-{weekday}")),
                ));
            }
            if let Some((end, amount)) = self.amount(at + 1) {
                return Some(Hit::new(at, end, Value::Every(amount.timex())));
            }
            let (unit, _) = self.unit(at + 1).filter(|(_, flag)| *flag != Flag::Weak)?;
            return Some(Hit::new(
                at,
                at + 2,
                Value::Every(Amount(vec![(Some(1000), unit)]).timex()),
            ));
        }
        let weekday = self.sense(at, Class::Weekdays)?;
        Some(Hit::new(
            at,
            at + 1,
            Value::Every(format!("XXXX-WXX-{weekday}")),
        ))
    }
}
