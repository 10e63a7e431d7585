//! How many events between two actors in the next days, as a distribution, with scores.

mod backtest;
mod baseline;
mod blend;
mod boost;
mod distribution;
mod features;
mod fit;
mod gamma;
mod model;
mod outlook;
mod panel;
mod score;
mod skill;

pub use backtest::{Backtest, BacktestOptions, DyadScores};
pub use baseline::Baseline;
pub use blend::Part;
pub use distribution::CountDistribution;
pub use features::Drive;
pub use model::{RateForecast, RateModel};
pub use outlook::{Basis, Outlook, Pull, Reliability, Track};
pub use panel::{Dyad, Panel, busiest_dyads};
pub use score::RateScores;
pub use skill::{Skill, Verdict};
