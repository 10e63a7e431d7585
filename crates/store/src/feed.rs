//! Event data sets: their rows, what they add up to, and where each stands.

mod blocks;
mod daily;
mod names;
mod periods;
mod read;
mod row;
mod series;
mod tally;
mod verify;
mod write;

pub use blocks::{FeedBlock, OutsideFile, StoredBlock};
pub use daily::{DayDeed, FeedPair};
pub use names::{FeedActorRow, FeedDeedRow, FeedNames, FeedSide};
pub use periods::{period_of, written_period};
pub use read::{
    DaysOfSet, FeedEvent, FeedFileRow, FeedFilter, FeedKey, FeedParty, FeedReport, UnmappedRow,
};
pub use row::{Direction, FeedMention, FeedRow};
pub use series::{DeedCount, DyadCount, FeedPeriod, FeedSource};
pub use write::{FeedCounts, FeedFile, FeedGroup};
