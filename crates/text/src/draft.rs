use std::ops::Range;

use crate::document::Format;
use crate::metadata::Metadata;

/// What the format says that a block is; the words may say otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hint {
    /// Nothing: plain text and PDF.
    None,
    Heading,
    Paragraph,
    ListItem,
    Caption,
    Boilerplate,
}

/// A paragraph, heading, list item: a stretch of the text without white space around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) range: Range<usize>,
    pub(crate) hint: Hint,
}

/// What a format's reader hands on: words cut into blocks, and what is said about them.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) text: String,
    pub(crate) blocks: Vec<Block>,
    pub(crate) metadata: Metadata,
    pub(crate) format: Format,
}

/// Builds the text of a draft block by block, with an empty line between blocks.
#[derive(Debug, Default)]
pub(crate) struct DraftBuilder {
    text: String,
    blocks: Vec<Block>,
}

impl DraftBuilder {
    /// Adds a block; white space around it is dropped, and a block without words is none.
    pub(crate) fn push(&mut self, words: &str, hint: Hint) {
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            let both_items = hint == Hint::ListItem
                && self
                    .blocks
                    .last()
                    .is_some_and(|last| last.hint == Hint::ListItem);
            self.text.push_str(if both_items { "\n" } else { "\n\n" });
        }
        let start = self.text.len();
        self.text.push_str(words);
        self.blocks.push(Block {
            range: start..self.text.len(),
            hint,
        });
    }

    pub(crate) fn finish(mut self, metadata: Metadata, format: Format) -> Draft {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        Draft {
            text: self.text,
            blocks: self.blocks,
            metadata,
            format,
        }
    }
}

/// The range of `range` in `text` without the white space at its ends.
pub(crate) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    let start = range.start + (words.len() - words.trim_start().len());
    let end = range.end - (words.len() - words.trim_end().len());
    start..end.max(start)
}
