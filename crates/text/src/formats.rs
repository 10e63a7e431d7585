//! The formats: each reader turns bytes into a draft.

pub(crate) mod archive;
pub(crate) mod docx;
pub(crate) mod epub;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod pdf;
pub(crate) mod plain;
pub(crate) mod xml;
