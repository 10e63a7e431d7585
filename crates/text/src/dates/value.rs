/// The parts of a calendar date that the words give.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) year: Option<i32>,
    pub(super) month: Option<u8>,
    pub(super) day: Option<u8>,
    /// 1 (Monday) to 7.
    pub(super) weekday: Option<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Month,
    Year,
    Decade,
    Century,
    Quarter,
    Half,
    Weekend,
    WorkingDay,
    Fortnight,
    Hour,
    Minute,
    Second,
    Millennium,
}

impl Unit {
    /// The unit with the code of the word table.
    pub(super) fn from_code(code: i32) -> Self {
        match code {
            1 => Self::Day,
            2 => Self::Week,
            3 => Self::Month,
            4 => Self::Year,
            5 => Self::Decade,
            6 => Self::Century,
            7 => Self::Quarter,
            8 => Self::Half,
            9 => Self::Weekend,
            10 => Self::WorkingDay,
            11 => Self::Fortnight,
            12 => Self::Hour,
            13 => Self::Minute,
            14 => Self::Second,
            _ => Self::Millennium,
        }
    }

    /// Whether an amount of it follows one of `other` ("two years and three months").
    pub(super) fn is_finer_than(self, other: Self) -> bool {
        let rank = |unit| match unit {
            Self::Millennium => 0,
            Self::Century => 1,
            Self::Decade => 2,
            Self::Year => 3,
            Self::Half => 4,
            Self::Quarter => 5,
            Self::Month => 6,
            Self::Fortnight => 7,
            Self::Week | Self::Weekend => 8,
            Self::Day | Self::WorkingDay => 9,
            Self::Hour => 10,
            Self::Minute => 11,
            Self::Second => 12,
        };
        rank(self) > rank(other)
    }

    pub(super) fn is_clock(self) -> bool {
        matches!(self, Self::Hour | Self::Minute | Self::Second)
    }
}

/// Which date a relative expression starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// The date of the document.
    Reference,
    /// The date last mentioned.
    Anchor,
    At(Box<Value>),
}

/// How many of a unit, in thousandths; `None` for "several".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Amount(pub(super) Vec<(Option<i64>, Unit)>);

/// A step of whole units from the reference or the anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shift {
    pub(super) by: i32,
    pub(super) anchored: bool,
}

impl Shift {
    /// A step with the code of the word table: -1, 0, 1; with 10 added, from the anchor.
    pub(super) fn from_code(code: i32) -> Self {
        if code >= 5 {
            Self {
                by: code - 10,
                anchored: true,
            }
        } else {
            Self {
                by: code,
                anchored: false,
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Start,
    Mid,
    End,
    Early,
    Late,
    Earlier,
    Later,
    Rest,
}

impl Part {
    pub(super) fn from_code(code: i32) -> Self {
        match code {
            1 => Self::Start,
            2 => Self::Mid,
            3 => Self::End,
            4 => Self::Early,
            5 => Self::Late,
            6 => Self::Earlier,
            7 => Self::Later,
            _ => Self::Rest,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Since,
    Until,
    Before,
    After,
}

impl Bound {
    pub(super) fn from_code(code: i32) -> Self {
        match code {
            1 => Self::Since,
            2 => Self::Until,
            3 => Self::Before,
            _ => Self::After,
        }
    }
}

/// What an expression says, before it is put on the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Date(Fields),
    /// 1 (spring) to 4 (winter).
    Season {
        year: Option<i32>,
        season: u8,
    },
    /// A quarter or half of a year.
    Period {
        year: Option<i32>,
        unit: Unit,
        number: u8,
    },
    Week {
        year: Option<i32>,
        number: u8,
    },
    WeekOf(Box<Value>),
    /// By its first year.
    Decade(i32),
    /// By its number; negative before our era.
    Century(i32),
    /// "last week", "this year".
    Step(Unit, Shift),
    /// "last Monday", "next June", "this summer".
    Directed(Box<Value>, Shift),
    /// "Friday of next week".
    Within(Box<Value>, Box<Value>),
    /// "the third week of ..."; -1 is the last.
    Nth(i32, Unit, Box<Value>),
    /// "the first Friday of ...".
    NthWeekday(i32, u8, Box<Value>),
    /// "the first ten days of ...", "the last four months of ..." (negative).
    Edge(i32, Unit, Box<Value>),
    /// "two weeks starting on ...".
    Run(Amount, Box<Value>),
    /// "two days ago", "three weeks after Easter".
    Offset(Amount, i32, Origin),
    /// "the last three weeks", "the next decade".
    Window(Amount, i32),
    Duration(Amount),
    Part(Part, Box<Value>),
    Range(Box<Value>, Box<Value>),
    Bounded(Bound, Box<Value>),
    Era(usize),
    NamedDay(usize, Option<i32>),
    /// Days from the reference.
    Today(i32),
    /// Days from the anchor.
    AnchorDay(i32),
    /// -1 past ("in recent years"), 0 present, 1 future.
    Vague(i32),
    /// A day named for what happened on it ("the October 7 attacks"): its year is not the last.
    Commemorated(Fields),
    /// "every Monday"
    Every(String),
}
