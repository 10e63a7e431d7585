//! What is next between actors.
#![forbid(unsafe_code)]

mod error;
mod quads;
mod rank;

pub use error::{Error, ErrorKind};
pub use quads::{Quad, RejectedLine, Rejects, Vocabulary, read_quads};
pub use rank::{EvalOptions, Evaluation, FitOptions, Ranker, Scores, Tell};
