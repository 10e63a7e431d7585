/// Who did it to whom, of two sides in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The first to the second.
    FromA,
    /// The second to the first.
    FromB,
    /// Both.
    Mutual,
    /// The data set does not say.
    NotSaid,
}

impl Direction {
    /// The number in the table.
    pub fn number(self) -> u8 {
        match self {
            Self::FromA => 0,
            Self::FromB => 1,
            Self::Mutual => 2,
            Self::NotSaid => 3,
        }
    }

    /// The direction with that number; any other says nothing.
    pub fn from_number(number: u8) -> Self {
        match number {
            0 => Self::FromA,
            1 => Self::FromB,
            2 => Self::Mutual,
            _ => Self::NotSaid,
        }
    }
}

/// A row of a data set to be written. Names are numbers into the lists of its group, from 1; 0 is
/// nobody. The order of the fields is the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeedRow {
    /// The side that sorts first.
    pub side_a: u32,
    /// The other side.
    pub side_b: u32,
    /// The first day, since 1970-01-01.
    pub day: i32,
    /// The days behind it that it may have been.
    pub days_after: u32,
    /// What was done.
    pub deed: u32,
    /// Who, of the first side.
    pub actor_a: u32,
    /// Who, of the second side.
    pub actor_b: u32,
    /// The data set's own number.
    pub record: i64,
    /// Who to whom.
    pub direction: Direction,
    /// The place where it is told, by which mirrored rows are found; 0 for none.
    pub story: u64,
    /// Days from `day` to publication; `i32::MIN` where it is not known.
    pub published: i32,
    /// Who published it.
    pub outlet: u32,
    /// Articles as the data set counts; `u32::MAX` where it does not.
    pub articles: u32,
    /// Deaths; `u32::MAX` where they are not counted.
    pub deaths: u32,
    /// The file, as its place in the group.
    pub file: u32,
    /// The line in the file.
    pub row: u32,
}

impl FeedRow {
    /// What the reports of one event share.
    pub(crate) fn event(&self) -> [i64; 7] {
        [
            i64::from(self.side_a),
            i64::from(self.side_b),
            i64::from(self.day),
            i64::from(self.days_after),
            i64::from(self.deed),
            i64::from(self.actor_a),
            i64::from(self.actor_b),
        ]
    }
}

/// That an article speaks of an event of a data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeedMention {
    /// The number of the event in the data set.
    pub record: i64,
    /// The file, as its place in the group.
    pub file: u32,
    /// The line in the file.
    pub row: u32,
    /// The day of the article.
    pub day: i32,
    /// Who published it.
    pub outlet: u32,
    /// Where the two actors and the action stand in the article.
    pub places: [i32; 3],
    /// How sure the extraction is, 10 to 100.
    pub confidence: u32,
}
