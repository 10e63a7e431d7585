mod about;
mod around;
mod article;
mod blocks;
mod scan;
mod tree;

use crate::decode::decode;
use crate::document::Format;
use crate::draft::{Draft, DraftBuilder, Hint};
use crate::{Error, ErrorKind, Limits};

use self::tree::Tree;

/// A web page: the draft's text is its article, block by block.
pub(crate) fn html(bytes: &[u8], limits: &Limits) -> Result<Draft, Error> {
    let page = decode(bytes, encoding_label(bytes).as_deref())?;
    let tree = Tree::read(&page.text, limits.max_depth);
    let mut metadata = about::about(&tree);
    metadata.notes.extend(page.note);
    let mut builder = DraftBuilder::default();
    for block in article::article(&tree) {
        builder.push(&block.text, block.hint);
    }
    let draft = builder.finish(metadata, Format::Html);
    if draft.blocks.is_empty() {
        return Err(Error::new(ErrorKind::NoWords, "a web page without text"));
    }
    Ok(draft)
}

/// The words of a part of a book, all of them: no search for an article.
pub(crate) fn all_blocks(page: &str, limits: &Limits, builder: &mut DraftBuilder) {
    let tree = Tree::read(page, limits.max_depth);
    let skip: Vec<bool> = tree
        .nodes
        .iter()
        .map(|node| {
            matches!(
                node.name.as_str(),
                "head" | "script" | "style" | "title" | "nav"
            )
        })
        .collect();
    for block in blocks::page_blocks(&tree, 0..tree.nodes.len(), &skip) {
        let hint = if block.hint == Hint::None {
            Hint::Paragraph
        } else {
            block.hint
        };
        builder.push(&block.text, hint);
    }
}

/// The encoding that the page's first bytes name.
fn encoding_label(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let (_, rest) = head
        .split_once("charset=")
        .or_else(|| head.split_once("encoding="))?;
    let label: String = rest
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .take(40)
        .collect();
    (!label.is_empty()).then_some(label)
}
