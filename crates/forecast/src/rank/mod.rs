//! Ranking of next events.

mod ask;
mod bytes;
mod decay;
mod embedding;
mod features;
mod file;
mod first;
mod fit;
mod history;
mod keys;
mod kinds;
mod model;
mod names;
mod near;
mod network;
mod rules;
mod score;
mod stream;
mod table;
mod teach;
mod threads;
mod trees;
mod visible;
mod walk;

pub use ask::{Behind, Explanation, FiredRule, Query, Ranked, Reason, Standing, State};
pub use fit::{FitOptions, Tell};
pub use model::{EvalOptions, Evaluation, Ranker};
pub use score::Scores;
