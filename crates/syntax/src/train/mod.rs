//! Training: the same network with its derivatives, written by hand.

mod adam;
mod backward;
mod corpus;
mod gradient;
mod random;
mod run;
mod step;
#[cfg(test)]
mod tests;

pub use run::{Options, Progress, train};
