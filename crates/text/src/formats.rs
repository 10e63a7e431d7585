//! The formats: each reader turns bytes into a draft.

pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod plain;
