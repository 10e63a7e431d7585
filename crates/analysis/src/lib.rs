//! What is said to lead to what, and what would follow: the map of stated causes.
//!
//! [`CausalMap::new`] groups [`Mention`]s (each one stated link) by concept: a normalised head with
//! the actors it is about. A [`Link`] keeps apart who says that more means more, that more means
//! less, that it is not so, and who does not say which way ([`Face`]s); each counts an origin once.
//! [`what_if`] follows a [`Scenario`] along simple paths and answers none, `+`, `-` or both for every
//! concept, with the best paths on each side. [`find_loops`] labels feedback. A [`Pair`] reads all that
//! names the relationship of two actors as one concept, and tells what moves it. [`SignedGraph`] finds
//! threes of actors that do not balance, and the ties that a step would strain.
//!
//! ```
//! use detente_analysis::{CausalMap, Mention, Scenario, Verdict, what_if};
//! use detente_model::{CauseKind, Sign};
//!
//! let map = CausalMap::new(vec![
//!     Mention::plain("war", "oil price", Sign::Plus, CauseKind::Cause, 1),
//!     Mention::plain("oil price", "budget", Sign::Plus, CauseKind::Quantity, 2),
//! ]);
//! let scenario = Scenario::new(&map, &[("war", Sign::Plus)]).unwrap();
//! let answer = what_if(&map, &scenario);
//! let budget = answer.outcomes.iter().find(|outcome| outcome.label == "budget").unwrap();
//! assert_eq!(budget.verdict, Verdict::Plus);
//! ```
//!
//! It does not judge whether a claim is true, and it never takes an unknown sign for plus.

#![forbid(unsafe_code)]

mod association;
mod concept;
mod loops;
mod map;
mod mention;
mod pair;
mod picture;
mod route;
mod scenario;
mod stale;
mod triads;
mod what_if;

pub use association::{Association, Counted, counted, lagged_association};
pub use concept::{Concept, Wanted};
pub use loops::{Feedback, Loop, find_loops, find_loops_through};
pub use map::{CausalMap, Face, Link, Side};
pub use mention::{End, Mention, mentions};
pub use pair::{Driver, Drivers, Pair};
pub use picture::picture;
pub use scenario::{Floor, Scenario, ScenarioError};
pub use stale::{ClosedTie, closed_ties, dated_mentions, last_published, mark_stale};
pub use triads::{SignedGraph, SignedTie, Strain, Triad, cooperates, pairs};
pub use what_if::{Answer, Outcome, Path, Step, Verdict, what_if};
