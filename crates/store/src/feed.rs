//! Event data sets: their rows, what they add up to, and where each stands.

mod blocks;
mod daily;
mod events;
mod files;
mod names;
mod periods;
mod row;
mod series;
mod tally;
mod verify;
mod write;

pub use blocks::{FeedBlock, OutsideFile, StoredBlock};
pub use daily::{DayDeed, FeedPair};
pub use events::{FeedEvent, FeedFilter, FeedKey, FeedParty, FeedReport};
pub use files::{DaysOfSet, FeedFileRow, UnmappedRow};
pub use names::{FeedActorRow, FeedDeedRow, FeedNames, FeedSide};
pub use periods::{period_of, written_period};
pub use row::{Direction, FeedMention, FeedRow};
pub use series::{DeedCount, DyadCount, FeedPeriod, FeedSource};
pub use write::{FeedCounts, FeedFile, FeedGroup};
