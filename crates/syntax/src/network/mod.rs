//! The network that tags and parses, as it runs: forwards only, many sentences at a time.

mod decode;
pub(crate) mod elementwise;
pub(crate) mod layout;
pub(crate) mod matrix;
pub(crate) mod model;
pub(crate) mod parameters;
pub(crate) mod recurrence;
pub(crate) mod word;
mod workspace;

pub use model::Model;
pub(crate) use model::{ROOT_RELATION, follows_space};
pub use workspace::Workspace;
