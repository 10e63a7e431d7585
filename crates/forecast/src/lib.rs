//! What is next between actors.
#![forbid(unsafe_code)]

mod error;
mod quads;
mod rank;

pub use error::{Error, ErrorKind};
pub use quads::{Quad, RejectedLine, Rejects, Vocabulary, read_quads};
pub use rank::{
    Behind, EvalOptions, Evaluation, Explanation, FiredRule, FitOptions, Query, Ranked, Ranker, Reason,
    Scores, Standing, State, Tell,
};
