//! A casebook: documents, passages, claims, judgements, rows of event data sets and runs in one
//! SQLite file.
//!
//! A [`Store`] is an open casebook. [`Store::add_documents`] writes documents with all that was
//! found in them in one transaction; [`Store::claims`] reads claims back with their words, by
//! [`Filter`]; [`Store::query`] runs a user's SQL and can change nothing. The schema is public:
//! see the files in `schema`. [`Store::add_feed`] writes files of event data sets with
//! what they add up to; [`Store::feed_series`] reads that back in a moment.
//!
//! ```
//! use detente_store::{Filter, Store};
//!
//! let folder = tempfile::tempdir()?;
//! let store = Store::create(&folder.path().join("a.casebook"), "2025-01-17T12:00:00Z")?;
//! assert_eq!(store.claims(&Filter::default())?.len(), 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The crate knows no clock and no text processing: times come in as text, and whether two
//! passages have the same words is decided by the caller.

#![forbid(unsafe_code)]

mod claims;
mod error;
mod feed;
mod filter;
mod forecasts;
mod judge;
mod judged_imports;
mod knowledge;
mod read;
mod record;
mod reference;
mod runs;
mod sql;
mod store;
#[cfg(test)]
mod testing;
mod verify;
mod write;

pub use claims::ClaimRow;
pub use error::{Error, ErrorKind};
pub use feed::{
    DayDeed, DaysOfSet, DeedCount, Direction, DyadCount, FeedActorRow, FeedBlock, FeedCounts,
    FeedDeedRow, FeedEvent, FeedFile, FeedFileRow, FeedFilter, FeedGroup, FeedKey, FeedMention,
    FeedNames, FeedPair, FeedParty, FeedPeriod, FeedReport, FeedRow, FeedSide, FeedSource,
    OutsideFile, StoredBlock, UnmappedRow, period_of, written_period,
};
pub use filter::Filter;
pub use forecasts::ForecastRow;
pub use judge::JudgementRow;
pub use judged_imports::GroupedImport;
pub use read::{ActorRow, DocumentHead, DocumentRow, DocumentSource, PassageRow, PassageText};
pub use reference::{
    ReferenceFileRow, ReferenceLeaderRow, ReferenceRows, ReferenceTieRow, ReferenceVoteRow,
};
pub use runs::{RejectRow, RunNumber, RunRow};
pub use sql::{QueryLimits, Table, Value};
pub use store::Store;
pub use verify::Fault;
pub use write::{ActorEntry, AddedDocument, ClaimSource, NewDocument, NewPassage};
