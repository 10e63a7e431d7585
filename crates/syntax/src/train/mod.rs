//! Training: the same network with its derivatives, written by hand.

mod adam;
#[allow(
    clippy::inline_always,
    reason = "must melt into the code that is compiled for the vectors of the machine"
)]
mod backward;
mod constructed;
mod corpus;
mod gradient;
mod pretrained;
mod random;
#[allow(
    clippy::inline_always,
    reason = "must melt into the code that is compiled for the vectors of the machine"
)]
mod recurrence;
mod run;
#[allow(
    clippy::inline_always,
    reason = "must melt into the code that is compiled for the vectors of the machine"
)]
mod step;
#[cfg(test)]
mod tests;

pub use constructed::constructed;
pub use pretrained::Vectors;
pub use run::{Options, Progress, train};
