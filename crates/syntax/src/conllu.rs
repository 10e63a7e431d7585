//! Reading and writing CoNLL-U, version 2: ten columns, one token a row, a blank line after each
//! sentence.

mod read;
mod write;

pub use read::{read_conllu, read_conllu_tokens};
pub use write::to_conllu;

#[cfg(test)]
mod tests;
