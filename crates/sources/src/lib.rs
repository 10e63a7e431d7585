//! Where words come from, and which reports speak of one event.
//!
//! [`fingerprint`] gives the hashes by which copies of a passage are found among millions;
//! [`same_words`] decides whether a candidate is a copy. [`judge_events`] proposes which event
//! records are one event, as [`Judgement`](detente_model::Judgement)s that are stored, shown and
//! can be undone; nothing is rewritten. [`find_disagreements`] links claims that contradict or overtake
//! each other.
//!
//! ```
//! use detente_sources::{fingerprint, same_words};
//!
//! let wire = "Russia and Iran signed a treaty on comprehensive strategic partnership in Moscow on Friday.";
//! let copy = "Russia and Iran signed a treaty on comprehensive strategic partnership in Moscow Friday.";
//! assert!(same_words(wire, copy));
//! assert!(fingerprint(wire).iter().any(|band| fingerprint(copy).contains(band)));
//! assert!(!same_words(wire, "Iran said that it would not sell missiles to Russia before the war."));
//! ```

#![forbid(unsafe_code)]

mod across;
mod align;
mod candidates;
mod changes;
mod compare;
mod copies;
mod disagree;
mod dispute;
mod documents;
mod doer;
mod hashed;
mod lexicon;
mod merge;
mod opposition;
mod origins;
mod paraphrase;
mod recycle;
mod shared_work;
mod translations;
mod words;
mod written;

pub use across::{ACROSS_RULE, SourcedEvent, judge_across};
pub use changes::{Change, ChangeFlag, ChangeKind};
pub use compare::Level;
pub use copies::{fingerprint, is_traceable, same_words};
pub use disagree::{Disagreement, DisagreementKind, Stated, find_disagreements};
pub use dispute::{Dispute, DisputeSide, Told, find_disputes};
pub use documents::find_copied_documents;
pub use lexicon::Lexicon;
pub use merge::{MERGE_RULE, REACH, Rejudged, judge_events, rejudge_events};
pub use origins::{
    OriginLink, OriginReason, Provenance, SourceDocument, Support, Witness, provenance,
    publisher_of, support,
};
pub use recycle::{Member, RecycleOptions, Recycled, Stretch, Text, find_recycled};
pub use translations::find_translations;
pub use written::written_bounds;
