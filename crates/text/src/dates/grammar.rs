use super::lexicon::{Class, Flag, Grammar, bits};
use super::token::{Kind, Token};
use super::value::{Fields, Unit, Value};

/// A reading of the tokens up to `end` (exclusive).
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) value: Value,
}

impl Hit {
    pub(super) fn new(first: usize, end: usize, value: Value) -> Self {
        Self { first, end, value }
    }
}

/// What an expression can begin with.
const OPENING: u64 = bits(&[
    Class::Determiner,
    Class::From,
    Class::Bound,
    Class::Part,
    Class::Shift,
    Class::Recent,
    Class::BeforeAmount,
    Class::Article,
    Class::Vague,
    Class::Half,
    Class::Every,
    Class::YearWord,
    Class::MonthOf,
    Class::PartMark,
]);

/// What an expression without a number has one of.
const CORE: u64 = bits(&[
    Class::Month,
    Class::Weekday,
    Class::Weekdays,
    Class::Season,
    Class::Number,
    Class::Scale,
    Class::Ordinal,
    Class::Unit,
    Class::WeekOf,
    Class::DayWord,
    Class::AnchorDay,
    Class::LastNight,
    Class::Reference,
    Class::Decade,
    Class::Era,
    Class::NamedDay,
]);

/// An opening without a number or core word in so many tokens opens nothing.
pub(super) const REACH: usize = 7;

/// Reads date expressions off the tokens of a paragraph. Every rule looks at a bounded number of
/// tokens, so reading is linear in their number.
pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) grammar: Grammar,
    pub(super) day_first: bool,
    /// Where the sentence speaks of the future so far.
    pub(super) future: bool,
}

impl Parser<'_> {
    /// The longest date expression that starts at token `at`.
    pub(super) fn parse(&self, at: usize) -> Option<Hit> {
        if !self.may_start(&self.tokens[at]) {
            return None;
        }
        longest([self.bounded(at), self.range(at), self.simple(at)])
    }

    /// An expression without bound or range.
    pub(super) fn simple(&self, at: usize) -> Option<Hit> {
        if !self.may_start(self.tokens.get(at)?) {
            return None;
        }
        let hit = longest([
            self.numeric(at),
            self.named_date(at),
            self.span_of_years(at),
            self.period(at),
            self.nth(at),
            self.window(at),
            self.step(at),
            self.amount_expression(at),
            self.fixed(at),
            self.part(at),
            self.year(at),
        ])?;
        Some(self.day_of_week(self.within(hit)))
    }

    /// Whether an expression can begin with `token`: an opening or core word, a number.
    fn may_start(&self, token: &Token) -> bool {
        token.is_any(OPENING) || self.is_core(token)
    }

    /// Whether `token` is a number or a word that every expression has one of.
    pub(super) fn is_core(&self, token: &Token) -> bool {
        let numeral = || token.upper && self.text[token.start..].starts_with(['I', 'V', 'X']);
        token.kind == Kind::Number
            || token.is_any(CORE)
            || self.grammar == Grammar::French && numeral()
    }

    pub(super) fn sense(&self, at: usize, class: Class) -> Option<i32> {
        self.tokens.get(at)?.sense(class)
    }

    pub(super) fn has(&self, at: usize, class: Class) -> bool {
        self.sense(at, class).is_some()
    }

    pub(super) fn before(&self, at: usize, class: Class) -> bool {
        at > 0 && self.has(at - 1, class)
    }

    /// `at`, or the token after it where that has the reading `class`.
    pub(super) fn skip(&self, at: usize, class: Class) -> usize {
        at + usize::from(self.has(at, class))
    }

    /// Whether token `at` is one of the ASCII marks `marks` (any dash counts as `-`).
    pub(super) fn mark(&self, at: usize, marks: &str) -> bool {
        let Some(token) = self.tokens.get(at).filter(|token| token.kind == Kind::Mark) else {
            return false;
        };
        match &self.text[token.start..token.end] {
            "–" | "—" | "‑" | "‐" | "−" => marks.contains('-'),
            "’" => marks.contains('\''),
            mark => marks.contains(mark),
        }
    }

    pub(super) fn skip_mark(&self, at: usize, marks: &str) -> usize {
        at + usize::from(self.mark(at, marks))
    }

    /// Whether token `at` stands directly after the one before it.
    pub(super) fn glued(&self, at: usize) -> bool {
        at > 0 && self.tokens.get(at).is_some_and(|token| !token.spaced)
    }

    /// Whether the figure that ends before `at` goes on ("8:00", "4.5", "300-").
    pub(super) fn figure_goes_on(&self, at: usize) -> bool {
        self.glued(at)
            && (self.mark(at, ":.,/%-") && self.glued(at + 1) && self.is_number(at + 1)
                || self.mark(at, "%°"))
    }

    pub(super) fn is_number(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.kind == Kind::Number)
    }

    /// Whether the figure at `at` began before it ("S-300", "2.15", "$2000").
    pub(super) fn figure_began(&self, at: usize) -> bool {
        if !self.glued(at) {
            return self.before(at, Class::NumberName)
                || self.mark(at.wrapping_sub(1), "$€£#№")
                || self.mark(at.wrapping_sub(1), ".")
                    && at >= 2
                    && self.has(at - 2, Class::NumberName)
                    && self.glued(at - 1);
        }
        let previous = &self.tokens[at - 1];
        match previous.kind {
            Kind::Number => true,
            Kind::Word => !self.text[previous.start..previous.end].ends_with(['\'', '’']),
            Kind::Mark if self.mark(at - 1, "-/") => self.glued(at - 1) && self.compound_figure(at),
            Kind::Mark if self.mark(at - 1, ".,:") => {
                self.glued(at - 1) && at >= 2 && self.is_number(at - 2)
            }
            Kind::Mark => self.mark(at - 1, "$€£#№@_=+*\\&°"),
        }
    }

    /// Whether a figure after a dash or stroke belongs to the word or number before it ("S-300",
    /// "138-2010"), and is no second side of a range ("1980-1988", "10/1-11/7").
    fn compound_figure(&self, at: usize) -> bool {
        let before = &self.tokens[at - 2];
        if before.kind != Kind::Number {
            return !(self.has(at - 2, Class::Part)
                || self.has(at - 2, Class::Bound)
                || self.has(at - 2, Class::Month));
        }
        let chain =
            at >= 4 && self.mark(at - 3, "-") && self.glued(at - 2) && self.is_number(at - 4);
        self.mark(at - 1, "/") || chain || !matches!(before.digits, 1 | 2 | 4)
    }

    /// The word at `at` as written.
    pub(super) fn word(&self, at: usize) -> &str {
        &self.text[self.tokens[at].start..self.tokens[at].end]
    }

    /// Whether the word at `at` is what a number counts ("troops", "km").
    pub(super) fn counted(&self, at: usize) -> bool {
        self.has(at, Class::Counted)
            || self.is_number(at) && self.tokens[at].digits == 3 && self.tokens[at].spaced
    }

    pub(super) fn unit(&self, at: usize) -> Option<(Unit, Flag)> {
        let (code, flag) = self.tokens.get(at)?.flagged(Class::Unit)?;
        Some((Unit::from_code(code), flag))
    }

    /// "next week on Tuesday", "this week Monday".
    fn day_of_week(&self, hit: Hit) -> Hit {
        if !matches!(hit.value, Value::Step(Unit::Week, _)) {
            return hit;
        }
        let at = self.skip_mark(hit.end, "-");
        let at = self.skip(at, Class::Of);
        let Some(weekday) = self
            .sense(at, Class::Weekday)
            .and_then(|weekday| u8::try_from(weekday).ok())
        else {
            return hit;
        };
        let day = Value::Date(Fields {
            weekday: Some(weekday),
            ..Fields::default()
        });
        Hit::new(
            hit.first,
            at + 1,
            Value::Within(Box::new(day), Box::new(hit.value)),
        )
    }

    /// Adds "(of) next week", "last year" to a date that has a place in it.
    pub(super) fn within(&self, hit: Hit) -> Hit {
        if !hit.value.fits_within() {
            return hit;
        }
        let mut at = self.skip_mark(hit.end, ",");
        at = self.skip(at, Class::Of);
        match self.step(at) {
            Some(Hit {
                end,
                value: outer @ Value::Step(unit, _),
                ..
            }) if hit.value.part_of(unit) => Hit::new(
                hit.first,
                end,
                Value::Within(Box::new(hit.value), Box::new(outer)),
            ),
            _ => hit,
        }
    }
}

impl Value {
    fn fits_within(&self) -> bool {
        match self {
            Self::Date(fields) => fields.year.is_none(),
            Self::Season { year, .. } | Self::Period { year, .. } | Self::Week { year, .. } => {
                year.is_none()
            }
            Self::NamedDay(_, year) => year.is_none(),
            _ => false,
        }
    }

    fn part_of(&self, outer: Unit) -> bool {
        match (self, outer) {
            (Self::Date(fields), Unit::Week) => fields.weekday.is_some() && fields.day.is_none(),
            (Self::Date(fields), Unit::Month) => fields.day.is_some() && fields.month.is_none(),
            (Self::Date(fields), Unit::Year) => fields.month.is_some(),
            (_, Unit::Year) => true,
            _ => false,
        }
    }
}

/// The hit that reaches furthest; of equals the first.
pub(super) fn longest<const N: usize>(hits: [Option<Hit>; N]) -> Option<Hit> {
    hits.into_iter()
        .flatten()
        .reduce(|best, hit| if hit.end > best.end { hit } else { best })
}
