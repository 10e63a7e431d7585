//! The vocabulary of Detente: what can be said about how international actors treat each other.
//!
//! A [`Claim`] is one assertion found in one passage. Its [`Content`] is an [`Event`] (something
//! that happened), a [`Tie`] (something that stands over an interval), a [`CausalLink`] or a
//! [`Characterisation`]; around it stand modality, polarity, who says so, [`When`] it was so, and
//! the [`Span`]s of the words that say it. [`Knowledge`] holds what is known beforehand: actors,
//! their codes and names through time, offices and their holders, memberships, theatres, and the
//! ontologies with the crosswalks between them.
//!
//! ```
//! use detente_model::{Basis, Day, Precision, When};
//!
//! let signed = When::day(Day::new(2025, 1, 17)?, Basis::Stated, "January 17, 2025");
//! assert_eq!(signed.to_edtf(), "2025-01-17");
//! let decade = When::year(2010, Basis::Stated, "2010");
//! assert_eq!(decade.precision(), Precision::Year);
//! assert_eq!(decade.to_edtf(), "2010");
//! # Ok::<(), detente_model::Error>(())
//! ```
//!
//! The crate reads no file and knows no clock.

#![forbid(unsafe_code)]

mod actor;
mod claim;
mod content;
mod error;
mod id;
mod judgement;
mod knowledge;
mod ontology;
mod span;
mod spelling;
mod table;
mod time;

pub use actor::{ActorId, ActorKind, ActorMention, EntityKind, EntityMention};
pub use claim::{Claim, Content, Frame, Modality, Phrase, Polarity, Speaker};
pub use content::{
    CausalConcept, CausalLink, CauseKind, Characterisation, Event, Lag, Party, PartyRole, Sign,
    Standing, Tie, TieKind, TieStatus,
};
pub use error::{Error, ErrorKind};
pub use id::{
    CauseId, ClaimId, ConflictId, ContentHash, DocumentId, EventId, ForecastId, JudgementId,
    OriginId, PassageId, RecycledId, RunId, TieId,
};
pub use judgement::{EventRecord, Judgement, Verdict};
pub use knowledge::{
    Actor, Bound, Code, Entity, Knowledge, MemberStatus, Membership, Name, NameKind, Office,
    Override, Person, Place, Sense, SponsorshipClaim, Term, Theatre, Theme, ThemeCue, Validity,
};
pub use ontology::{
    Action, CAMEO, CameoCode, Context, Crossing, Match, Ontology, PLOVER, PloverType, QuadClass,
};
pub use span::Span;
pub use spelling::spelt_alike;
pub use time::{Basis, Day, Precision, When};
