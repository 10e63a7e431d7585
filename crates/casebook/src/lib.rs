//! A casebook and the steps over it: reading documents, coding them, merging what they report;
//! importing event data sets ([`Casebook::import`]) and reading series from them
//! ([`Casebook::series`]).
//!
//! [`Casebook`] is an open file. [`Inputs::expand`] turns what a user names into inputs;
//! [`Casebook::add`] reads, codes and writes them, many in one transaction, on several threads
//! and in the order of the inputs. [`Casebook::for_each_record`] hands out events, ties and causes
//! with the words of every claim that reports them.
//!
//! ```
//! use detente_casebook::{AddOptions, Casebook, FixedClock, Input, Inputs, NoObserver};
//!
//! let folder = tempfile::tempdir()?;
//! let clock = FixedClock("2025-01-18T08:00:00Z".to_owned());
//! let mut casebook = Casebook::create(&folder.path().join("a.casebook"), &clock)?;
//! let article = Input::Memory {
//!     path: "wire.txt".to_owned(),
//!     bytes: b"Talks in Moscow\n\nRussia and Iran held talks in Moscow on 17 January 2025.\n",
//! };
//! let inputs = || Inputs { inputs: vec![article.clone()], rejects: Vec::new() };
//! let added = casebook.add(inputs(), &AddOptions::default(), &mut NoObserver, &clock)?;
//! assert_eq!((added.documents, added.known), (1, 0));
//! let again = casebook.add(inputs(), &AddOptions::default(), &mut NoObserver, &clock)?;
//! assert_eq!((again.documents, again.known), (0, 1));
//! assert_eq!(casebook.store().verify()?, []);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The crate is the only one that knows all others. It reads no clock: the time of record is
//! passed in as a [`Clock`].

#![forbid(unsafe_code)]

mod across;
mod add;
mod briefs;
mod casebook;
mod clock;
mod coding;
mod conflicts;
mod error;
mod example;
mod export;
mod forecasts;
mod happenings;
mod import;
mod imported;
mod inputs;
mod intervals;
mod judging;
mod known;
mod leaders;
mod leading;
mod lines;
mod listed_ties;
mod ordered;
mod parsing;
mod reading;
mod records;
mod recycled;
mod references;
mod requests;
mod series;
mod tasks;
mod verify;

pub use add::{AddOptions, Added, NoObserver, Observer, Reject};
pub use briefs::{brief_as_html, brief_as_text};
pub use casebook::Casebook;
pub use clock::{Clock, FixedClock};
pub use conflicts::{OriginGroup, OriginMember, OriginWhy};
pub use detente_coder::{Dictionary, Parsers};
pub use detente_feeds::{EventReport, Format, ReferenceFormat, group_reports};
pub use detente_model::Verdict;
pub use detente_report::{Brief, Conflict, ConflictSide};
pub use detente_sources::RecycleOptions;
pub use detente_store::{
    ActorRow, AddedDocument, ClaimRow, DocumentRow, DyadCount, Fault, FeedFileRow, Filter,
    PassageRow, QueryLimits, ReferenceFileRow, RejectRow, RunRow, Store, Table, UnmappedRow, Value,
};
pub use detente_text::{Document, Limits};
pub use error::{Error, ErrorKind};
pub use example::example_documents;
pub use export::{ExportFormat, Exported, ParquetList, ParquetType};
pub use forecasts::{
    BacktestRecord, BaselineRecord, CountForecast, CountSummary, Counted, Forecast, ForecastBy,
    ForecastOptions, ForecastOutcome, ForecastReason, ForecastSource, ForecastStatus, MOST_HORIZON,
    OtherSource, ReasonEvent, ReasonEvidence, SaidForecast,
};
pub use happenings::{Chief, DateTold, DeathsTold, Happening, Joined, Telling, Told};
pub use import::{ImportObserver, ImportOptions, Imported, KeepRows};
pub use imported::{ImportedActor, ImportedEvidence, ImportedRecord, ImportedSpan};
pub use inputs::{Input, Inputs};
pub use judging::{JudgementRow, Opinion};
pub use leaders::{Leader, LeaderConflict, LeaderSide};
pub use lines::{Line, Lines};
pub use listed_ties::{ListedParty, ListedTie};
pub use ordered::in_order;
pub use parsing::{ParseOptions, parse_each};
pub use reading::{ReadDocument, read_each};
pub use records::{ClaimRecord, Evidence, Record, Said};
pub use recycled::{
    CopiedDocuments, Difference, RecycledGroup, RecycledMember, Relation, copied_documents,
    recycled,
};
pub use requests::{Answerer, answer_dates};
pub use series::{Measure, SeriesOptions, SeriesPoint, Toward};
pub use verify::{Verified, VerifyObserver};
