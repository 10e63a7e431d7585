use std::ops::Range;

use crate::Error;
use crate::decode::decode;
use crate::document::Format;
use crate::draft::{Block, Draft, Hint, trimmed};
use crate::lines::blocks;
use crate::metadata::front_matter;

/// Plain text: the draft's text is the file itself.
pub(crate) fn plain(bytes: &[u8]) -> Result<Draft, Error> {
    let decoded = decode(bytes, None)?;
    let mut draft = plain_text(decoded.text);
    draft.metadata.notes.extend(decoded.note);
    Ok(draft)
}

/// The draft of words that are already decoded.
pub(crate) fn plain_text(text: String) -> Draft {
    let (front, metadata) = front_matter(&text).unwrap_or_default();
    let mut found = fence_block(&text, &front);
    found.extend(blocks(&text, front.end));
    Draft {
        text,
        blocks: found,
        metadata,
        format: Format::Plain,
    }
}

fn fence_block(text: &str, front: &Range<usize>) -> Vec<Block> {
    let range = trimmed(text, front.clone());
    if range.is_empty() {
        return Vec::new();
    }
    vec![Block {
        range,
        hint: Hint::Boilerplate,
    }]
}
