//! Ranking of next events.

mod decay;
mod embedding;
mod features;
mod first;
mod fit;
mod history;
mod keys;
mod names;
mod near;
mod rules;
mod score;
mod stream;
mod table;
mod threads;
mod trees;
mod walk;

pub use fit::{FitOptions, Ranker, Tell};
pub use score::Scores;
