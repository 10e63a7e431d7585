//! What is next between actors: ranking of next events, and their number, on a stream of quadruples.
//!
//! A [`Ranker`] is fitted to events `subject relation object time`, as [`read_quads`] reads them. It goes
//! through the stream once, moment by moment; whatever it asks about a moment is answered from what
//! was before. [`Ranker::evaluate`] scores it on later events; [`Ranker::before`] gives a [`State`] that
//! answers questions ([`Standing::rank`]) and tells why ([`Standing::explain`]).
//!
//! ```
//! use detente_forecast::{FitOptions, Quad, Query, Ranker, Rejects, Vocabulary, read_quads};
//!
//! let folder = tempfile::tempdir()?;
//! let file = folder.path().join("events.txt");
//! // Each of ten actors visits the next one every day.
//! let line = |day: u32, actor: u32| format!("{actor} visits {} {day}\n", (actor + 1) % 10);
//! let lines: String = (0..200).map(|at| line(at / 10, at % 10)).collect();
//! std::fs::write(&file, lines)?;
//!
//! let mut vocabulary = Vocabulary::default();
//! let mut rejects = Rejects::default();
//! let events: Vec<Quad> = read_quads(&file, &mut vocabulary, &mut rejects)?;
//! let options = FitOptions { trees: 10, ..FitOptions::default() };
//! let ranker = Ranker::fit(vocabulary, &events, &[], &options, &mut |_| ())?;
//!
//! let words = ranker.vocabulary();
//! let subject = words.find_entity("3").expect("it was read");
//! let relation = words.find_relation("visits").expect("it was read");
//! let state = ranker.before(20, &[], 1);
//! let ranked = state.standing().rank(Query::Object { subject, relation }, 3)?;
//! assert_eq!(words.entity(ranked[0].entity), "4");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A [`Panel`] counts the events of dyads; a [`Backtest`] forecasts their number from many past steps and
//! from the end of the stream, and scores the model beside each [`Baseline`]. An [`Outlook`] is the forecast
//! for one dyad, with its record, the skill that was shown or was not, and what moves it.
//!
//! It does not code texts, and it does not know casebooks.

#![forbid(unsafe_code)]

mod error;
mod quads;
mod rank;
mod rates;

pub use error::{Error, ErrorKind};
pub use quads::{Quad, RejectedLine, Rejects, Vocabulary, read_quads};
pub use rank::{
    Behind, EvalOptions, Evaluation, Explanation, FiredRule, FitOptions, Query, Ranked, Ranker,
    Reason, Scores, Standing, State, Tell,
};
pub use rates::{
    Backtest, BacktestOptions, Baseline, Basis, CountDistribution, Drive, Dyad, DyadScores,
    Outlook, Panel, Part, Pull, RateForecast, RateModel, RateScores, Reliability, Skill, Track,
    Verdict, busiest_dyads,
};
