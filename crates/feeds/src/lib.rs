//! Event data sets as streams of records: GDELT, ICEWS, POLECAT, ACLED, UCDP GED, Phoenix, PLOVER
//! JSON, FollowTheMoney, STIX, Parquet, plain quadruples.
//!
//! [`streams`] opens what a file holds (plain, gzip, zip); [`Chunks`] cuts a stream into runs of
//! whole records; a [`Parser`] knows the [`Layout`] of one file and turns a [`Chunk`] into a
//! [`Batch`]: records with their place, actors mapped by the [`Mapper`], rejects with row, column
//! and reason. Chunks can be parsed on any number of threads.
//!
//! ```
//! use detente_feeds::{Chunks, Format, Mapper, Parser, Tables};
//! use detente_model::Knowledge;
//!
//! let text = "Russia\tMake a visit\tIran\t24\nnobody\n";
//! let mapper = Mapper::new(Knowledge::builtin());
//! let tables = Tables::default();
//! let mut chunks = Chunks::new(text.as_bytes(), Format::Quadruples);
//! let chunk = chunks.next().unwrap()?;
//! let options = tables.with_start("2018-01-01".parse()?);
//! let parser = Parser::new(Format::Quadruples, &chunk, &mapper, options)?;
//! let batch = parser.parse(&chunk);
//! assert_eq!((batch.records.len(), batch.rejected), (1, 1));
//! let actor = &batch.actors[batch.records[0].source.unwrap() as usize];
//! assert_eq!(actor.side.as_deref(), Some("RUS"));
//! assert_eq!(batch.rejects[0].row, 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The crate writes nothing and keeps no more than a chunk in memory.

#![forbid(unsafe_code)]

mod batch;
mod chunk;
mod days;
mod deed;
mod error;
mod exchange;
mod fields;
mod format;
mod formats;
mod layout;
mod mapper;
mod parser;
mod reference;
mod same;
mod stream;
mod table;

pub use batch::{Batch, Deed, FeedActor, Mention, Record, RejectCount, RowReject, Story};
pub use chunk::{Chunk, Chunks, record_at};
pub use days::DayNumber;
pub use deed::themes_of;
pub use error::{Error, ErrorKind};
pub use exchange::{Named, Names, read_exchanged_ties, read_names};
pub use format::Format;
pub use formats::Tables;
pub use layout::Layout;
pub use mapper::Mapper;
pub use parser::Parser;
pub use reference::{
    Reference, ReferenceFormat, ReferenceLeader, ReferenceParty, ReferenceSource, ReferenceTie,
    ReferenceValue, RollCalls, organisation_names, read_leaders, read_reference, read_votes,
};
pub use same::{
    ClueWeights, ComparedReports, EventReport, ReportGroup, compare_reports, group_compared,
    group_reports,
};
pub use stream::{Stream, find_stream, streams};
