//! Cutting a page into blocks of words, with what their elements say about them.

use std::ops::Range;

use super::tree::{Tree, push_words};
use crate::draft::Hint;
use crate::tables::{PAGE_PARTS, PagePart};

/// A stretch of words that no block element cuts.
#[derive(Debug)]
pub(crate) struct PageBlock {
    /// The place of its first text in the tree.
    pub(crate) node: usize,
    /// The block element around its own.
    pub(crate) container: usize,
    pub(crate) hint: Hint,
    pub(crate) text: String,
    /// Characters of it, of those in links, and of those in bold.
    pub(crate) length: usize,
    pub(crate) linked: usize,
    /// Characters of it before the first that is in no link.
    pub(crate) linked_first: usize,
    pub(crate) bold: usize,
    /// Whether it is the row of a table.
    pub(crate) row: bool,
    /// Whether it is a paragraph that may be a heading.
    pub(crate) bold_paragraph: bool,
}

impl PageBlock {
    /// The share of its characters that are links, 0 to 1.
    pub(crate) fn link_share(&self) -> f32 {
        self.linked as f32 / self.length.max(1) as f32
    }

    pub(crate) fn words(&self) -> usize {
        self.text.split_whitespace().count()
    }
}

/// The most nodes that a row of a table of figures has, and the most words of one of its cells.
const ROW_NODES: usize = 200;
const CELL_WORDS: usize = 15;

/// An open block element: where it ends, and what words directly in it are.
struct Open {
    node: usize,
    end: usize,
    hint: Hint,
}

/// The blocks of the nodes in `range`; nodes for which `skip` is set are left out.
pub(crate) fn page_blocks(tree: &Tree, range: Range<usize>, skip: &[bool]) -> Vec<PageBlock> {
    let mut walk = Walk::default();
    let mut at = range.start;
    while at < range.end {
        walk.leave(at);
        let node = &tree.nodes[at];
        if skip[at] {
            at = node.end.max(at + 1);
            continue;
        }
        if node.is_text() {
            walk.text(at, &node.text);
        } else {
            walk.element(tree, at);
        }
        at += 1;
    }
    walk.flush();
    walk.out
}

#[derive(Default)]
struct Walk {
    out: Vec<PageBlock>,
    open: Vec<Open>,
    link_end: usize,
    bold_end: usize,
    row_end: usize,
    breaks: usize,
    current: Option<PageBlock>,
}

impl Walk {
    /// Closes the elements that end before `at`.
    fn leave(&mut self, at: usize) {
        while self.open.last().is_some_and(|open| open.end <= at) {
            self.flush();
            self.open.pop();
        }
    }

    fn text(&mut self, at: usize, words: &str) {
        let hint = self.open.last().map_or(Hint::None, |open| open.hint);
        let container = self.open.iter().rev().nth(1).map_or(0, |open| open.node);
        if !words.trim().is_empty() {
            if self.breaks >= 2 {
                self.flush();
            }
            self.breaks = 0;
        }
        let row_end = self.row_end;
        let block = self.current.get_or_insert_with(|| PageBlock {
            node: at,
            container,
            hint,
            text: String::new(),
            length: 0,
            linked: 0,
            linked_first: 0,
            bold: 0,
            row: at < row_end,
            bold_paragraph: false,
        });
        let before = block.text.len();
        push_words(&mut block.text, words);
        let added = block.text[before..].chars().count();
        block.length += added;
        let all_linked = block.linked + added >= block.length;
        if at < self.link_end {
            block.linked += added;
            if all_linked {
                block.linked_first = block.linked;
            }
        }
        block.bold += if at < self.bold_end { added } else { 0 };
    }

    fn element(&mut self, tree: &Tree, at: usize) {
        let node = &tree.nodes[at];
        match node.name.as_str() {
            "br" => {
                self.breaks += 1;
                if let Some(block) = &mut self.current {
                    push_words(&mut block.text, " ");
                }
                return;
            }
            "a" => self.link_end = self.link_end.max(node.end),
            "b" | "strong" => self.bold_end = self.bold_end.max(node.end),
            _ => {}
        }
        if at < self.row_end && matches!(node.name.as_str(), "td" | "th") {
            if let Some(block) = &mut self.current {
                push_words(&mut block.text, " ");
            }
            return;
        }
        if at < self.row_end && node.name == "p" {
            return;
        }
        let outer = self.open.last().map(|open| open.hint);
        let row = is_row_of_data(tree, at);
        if row {
            self.row_end = node.end;
        }
        let hint = if row {
            Some(Hint::ListItem)
        } else {
            block_hint(tree, at, outer)
        };
        if let Some(hint) = hint {
            self.flush();
            self.open.push(Open {
                node: at,
                end: node.end,
                hint,
            });
        }
    }

    fn flush(&mut self) {
        self.breaks = 0;
        let Some(mut block) = self.current.take() else {
            return;
        };
        block.text.truncate(block.text.trim_end().len());
        if block.text.trim_start().is_empty() {
            return;
        }
        // A paragraph that is all bold and short may be a heading: let its looks decide.
        if block.hint == Hint::Paragraph
            && block.bold * 10 >= block.length * 9
            && block.length < 120
        {
            block.hint = Hint::None;
            block.bold_paragraph = true;
        }
        self.out.push(block);
    }
}

/// What words in the element at `at` are, where it is a block; `None` where it is inline.
fn block_hint(tree: &Tree, at: usize, outer: Option<Hint>) -> Option<Hint> {
    let node = &tree.nodes[at];
    if outer == Some(Hint::Caption) && is_block(&node.name) {
        return Some(Hint::Caption);
    }
    if is_caption(tree, at) {
        return Some(Hint::Caption);
    }
    Some(match node.name.as_str() {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Hint::Heading,
        "li" | "dd" | "dt" => Hint::ListItem,
        "p" if outer == Some(Hint::ListItem) => Hint::ListItem,
        "p" | "blockquote" => Hint::Paragraph,
        "figcaption" => Hint::Caption,
        name if is_block(name) => Hint::None,
        _ => return None,
    })
}

fn is_caption(tree: &Tree, at: usize) -> bool {
    let node = &tree.nodes[at];
    let value = |name: &str| {
        node.attribute(name)
            .is_some_and(|value| PAGE_PARTS.says(value, PagePart::Caption))
    };
    let short = node.end - at <= 40;
    short
        && (node.name == "figcaption"
            || ((is_block(&node.name) || node.name == "span")
                && (value("class") || value("itemprop"))))
}

/// Whether the element at `at` is the row of a table of figures: two cells and more, none of which
/// holds blocks of its own or a sentence.
fn is_row_of_data(tree: &Tree, at: usize) -> bool {
    if tree.nodes[at].name != "tr" || tree.nodes[at].end - at > ROW_NODES {
        return false;
    }
    let mut cells = 0;
    for place in tree.inside(at) {
        let node = &tree.nodes[place];
        match node.name.as_str() {
            "td" | "th" => cells += 1,
            "" if node.text.split_whitespace().nth(CELL_WORDS).is_some() => return false,
            name if is_block(name) && name != "p" => return false,
            _ => {}
        }
    }
    cells >= 2
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}
