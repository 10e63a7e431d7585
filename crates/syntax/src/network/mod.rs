//! The network that tags and parses, as it runs: forwards only, many sentences at a time.

mod decode;
#[allow(
    clippy::inline_always,
    reason = "must melt into the code that is compiled for the vectors of the machine"
)]
pub(crate) mod elementwise;
mod first;
pub(crate) mod layout;
#[allow(
    clippy::inline_always,
    reason = "must melt into the code that is compiled for the vectors of the machine"
)]
pub(crate) mod matrix;
pub(crate) mod model;
pub(crate) mod parameters;
#[allow(
    clippy::inline_always,
    reason = "must melt into the code that is compiled for the vectors of the machine"
)]
pub(crate) mod quantised;
#[allow(
    clippy::inline_always,
    reason = "must melt into the code that is compiled for the vectors of the machine"
)]
pub(crate) mod recurrence;
#[allow(
    clippy::inline_always,
    reason = "must melt into the code that is compiled for the vectors of the machine"
)]
mod vectors;
pub(crate) mod word;
mod workspace;

pub use model::Model;
#[cfg(feature = "train")]
pub(crate) use model::{ROOT_RELATION, follows_space};
pub use workspace::Workspace;
