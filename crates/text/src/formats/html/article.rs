//! Finding the article on a page.
//!
//! Every block of words is worth something: sentences in paragraphs add their length, links and
//! loose words subtract. The article is the element whose blocks are worth most together. What the
//! page says by its element names, classes and ids is believed only where the words agree.

use super::around::{end, teasers};
use super::blocks::{PageBlock, page_blocks};
use super::tree::{Node, Tree};
use crate::draft::Hint;
use crate::shape::{Ending, ending};
use crate::tables::{CUES, PAGE_PARTS, PagePart, normalised};

/// The blocks of the page's article, in order.
pub(crate) fn article(tree: &Tree) -> Vec<PageBlock> {
    let mut skip = never_words(tree);
    let all = page_blocks(tree, 0..tree.nodes.len(), &skip);
    let worth = Worth::of(&all, tree.nodes.len());
    drop_junk(tree, &worth, &mut skip);
    let kept = without_teasers(page_blocks(tree, 0..tree.nodes.len(), &skip));
    let worth = Worth::of(&kept, tree.nodes.len());
    let root = chosen(tree, &worth);
    let range = root..tree.nodes[root].end;
    let inside = |block: &PageBlock| range.contains(&block.node);
    // A page without anything like an article still has words.
    if !kept
        .iter()
        .any(|block| inside(block) && block_worth(block) > 0.0)
    {
        return kept;
    }
    let mut own: Vec<PageBlock> = kept.into_iter().filter(inside).collect();
    own.truncate(end(&own, block_worth));
    trim(own)
}

/// The blocks that are no teasers of other articles, unless the page is nothing else.
fn without_teasers(blocks: Vec<PageBlock>) -> Vec<PageBlock> {
    let marked = teasers(&blocks, block_worth);
    let prose = |teaser: bool| -> f32 {
        let of = blocks
            .iter()
            .zip(&marked)
            .filter(|(_, marked)| **marked == teaser);
        of.map(|(block, _)| block_worth(block).max(0.0)).sum()
    };
    if prose(false) < 250.0 {
        return blocks;
    }
    let pairs = blocks.into_iter().zip(marked);
    pairs
        .filter_map(|(block, teaser)| (!teaser).then_some(block))
        .collect()
}

/// Elements whose content is never words of an article.
fn never_words(tree: &Tree) -> Vec<bool> {
    let never = |node: &Node| {
        matches!(
            node.name.as_str(),
            "head"
                | "script"
                | "style"
                | "noscript"
                | "template"
                | "svg"
                | "button"
                | "select"
                | "textarea"
                | "iframe"
                | "object"
                | "canvas"
                | "audio"
                | "video"
                | "map"
                | "math"
                | "dialog"
                | "title"
                | "input"
                | "label"
        ) || is_hidden(node)
    };
    tree.nodes.iter().map(never).collect()
}

fn is_hidden(node: &Node) -> bool {
    let style = node.attribute("style").unwrap_or_default();
    let compact: String = style
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(400)
        .collect();
    node.attribute("hidden").is_some()
        || node.attribute("aria-hidden") == Some("true")
        || compact.to_ascii_lowercase().contains("display:none")
}

/// Sums of worth and of sentence characters up to each node.
struct Worth {
    worth: Vec<f32>,
    prose: Vec<f32>,
}

impl Worth {
    fn of(blocks: &[PageBlock], nodes: usize) -> Self {
        let mut worth = vec![0.0; nodes + 1];
        let mut prose = vec![0.0; nodes + 1];
        for block in blocks {
            let value = block_worth(block);
            worth[block.node + 1] += value;
            prose[block.node + 1] += value.max(0.0);
        }
        for at in 1..=nodes {
            worth[at] += worth[at - 1];
            prose[at] += prose[at - 1];
        }
        Self { worth, prose }
    }

    fn inside(sums: &[f32], tree: &Tree, at: usize) -> f32 {
        sums[tree.nodes[at].end] - sums[at]
    }
}

/// What a block says for (above zero) or against being in the article.
fn block_worth(block: &PageBlock) -> f32 {
    let length = block.length as f32;
    let words = block.words();
    if block.hint == Hint::Caption || block.hint == Hint::Heading {
        return 0.0;
    }
    if block.link_share() > 0.5 {
        return -(length.min(60.0) + 10.0);
    }
    let stop = matches!(ending(&block.text), Ending::Stop | Ending::Question);
    if words <= 40 && is_cue(block) {
        return -30.0;
    }
    let prose = length * (1.0 - block.link_share());
    match (block.hint, stop) {
        (_, true) if words >= 8 => prose,
        (Hint::Paragraph, true) => prose * 0.8,
        (Hint::Paragraph, false) if words >= 12 => prose * 0.7,
        (Hint::Paragraph, false) => 0.0,
        (_, false) if words >= 20 => prose * 0.5,
        (Hint::ListItem, _) => -5.0,
        _ => -15.0,
    }
}

fn is_cue(block: &PageBlock) -> bool {
    let norm = normalised(&block.text);
    CUES.of_line(&norm).is_some() || CUES.inside(&norm).is_some()
}

/// Leaves out elements that say they are no part of the article and hold little of its prose.
fn drop_junk(tree: &Tree, worth: &Worth, skip: &mut [bool]) {
    let total = worth.prose[tree.nodes.len()].max(1.0);
    let mut at = 1;
    while at < tree.nodes.len() {
        let node = &tree.nodes[at];
        if skip[at] {
            at = node.end.max(at + 1);
            continue;
        }
        let share = Worth::inside(&worth.prose, tree, at) / total;
        let most = junk_allowance(node);
        if share < most || (most > 0.0 && share == 0.0) {
            skip[at] = true;
            at = node.end.max(at + 1);
            continue;
        }
        at += 1;
    }
}

/// The share of the page's prose that an element may hold and still be dropped; 0 keeps it.
fn junk_allowance(node: &Node) -> f32 {
    if node.is_text() || matches!(node.name.as_str(), "root" | "html" | "body" | "main") {
        return 0.0;
    }
    match node.name.as_str() {
        "nav" | "footer" => return 0.4,
        "aside" | "form" => return 0.3,
        _ => {}
    }
    if matches!(
        node.attribute("role"),
        Some("navigation" | "banner" | "contentinfo" | "complementary" | "search" | "dialog")
    ) {
        return 0.4;
    }
    let says = |name: &str, part| {
        node.attribute(name)
            .is_some_and(|value| PAGE_PARTS.says(value, part))
    };
    if says("class", PagePart::Content)
        || says("itemprop", PagePart::Content)
        || node.attribute("itemprop") == Some("articleBody")
    {
        return 0.0;
    }
    if says("class", PagePart::Junk) || says("id", PagePart::Junk) {
        0.25
    } else {
        0.0
    }
}

/// The element that holds the article.
fn chosen(tree: &Tree, worth: &Worth) -> usize {
    let mut best = (0, f32::MIN);
    let mut named = (0, f32::MIN);
    for (at, node) in tree.nodes.iter().enumerate() {
        if node.is_text() || node.end <= at + 1 {
            continue;
        }
        let value = Worth::inside(&worth.worth, tree, at);
        // Of equal elements the innermost; inline elements hold no article.
        if value >= best.1 {
            best = (at, value);
        }
        if names_article(node) && value >= named.1 {
            named = (at, value);
        }
    }
    if named.1 > 0.0 && named.1 >= best.1 * 0.7 {
        named.0
    } else {
        best.0
    }
}

fn names_article(node: &Node) -> bool {
    let says = |name: &str| {
        node.attribute(name)
            .is_some_and(|value| PAGE_PARTS.says(value, PagePart::Content))
    };
    node.name == "article"
        || node
            .attribute("itemprop")
            .is_some_and(|value| value.eq_ignore_ascii_case("articlebody"))
        || says("class")
        || says("id")
}

/// Leaves out links, loose words before and after the text, and cue lines.
fn trim(blocks: Vec<PageBlock>) -> Vec<PageBlock> {
    let good: Vec<bool> = blocks
        .iter()
        .map(|block| block_worth(block) >= 40.0)
        .collect();
    let first = good.iter().position(|&good| good).unwrap_or(0);
    let last = good.iter().rposition(|&good| good).unwrap_or(blocks.len());
    let mut out = Vec::with_capacity(blocks.len());
    for (at, block) in blocks.into_iter().enumerate() {
        let words = block.words();
        let stop = matches!(
            ending(&block.text),
            Ending::Stop | Ending::Question | Ending::Colon
        );
        let linked = block.link_share() > 0.6 && (words < 25 || !stop);
        let loose = match block.hint {
            Hint::Heading => at > last,
            Hint::Caption => false,
            Hint::Paragraph | Hint::ListItem => (at < first || at > last) && !stop && words < 12,
            _ => words < 8 && !stop,
        };
        let cue = words <= 25 && block.hint != Hint::Caption && is_cue(&block);
        let link = linked && block.hint != Hint::Heading;
        if !(link || loose || cue) {
            out.push(block);
        }
    }
    out
}
