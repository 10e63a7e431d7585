//! Finding the article on a page.
//!
//! Every block of words is worth something: sentences in paragraphs add their length, links and
//! loose words subtract. The article is the element whose blocks are worth most together. What the
//! page says by its element names, classes and ids is believed only where the words agree.

use super::around::{ARTICLE, end, main_element, teasers};
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
    let (kept, teasers) = without_teasers(page_blocks(tree, 0..tree.nodes.len(), &skip));
    let worth = Worth::with(&kept, &teasers, tree.nodes.len());
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
    own.truncate(end(tree, &own, block_worth));
    trim(own)
}

/// The blocks that are no teasers of other articles, unless the page is nothing else.
fn without_teasers(blocks: Vec<PageBlock>) -> (Vec<PageBlock>, Vec<PageBlock>) {
    let marked = teasers(&blocks, block_worth);
    let prose = |teaser: bool| -> f32 {
        let of = blocks
            .iter()
            .zip(&marked)
            .filter(|(_, marked)| **marked == teaser);
        of.map(|(block, _)| block_worth(block).max(0.0)).sum()
    };
    if prose(false) < ARTICLE {
        return (blocks, Vec::new());
    }
    let (mut own, mut other) = (Vec::new(), Vec::new());
    for (block, teaser) in blocks.into_iter().zip(marked) {
        if teaser { &mut other } else { &mut own }.push(block);
    }
    (own, other)
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

    /// Worth of the article's blocks, less what teasers say against an element that holds them.
    fn with(blocks: &[PageBlock], teasers: &[PageBlock], nodes: usize) -> Self {
        let mut out = Self::of(blocks, nodes);
        let mut less = vec![0.0; nodes + 1];
        for block in teasers {
            less[block.node + 1] += block_worth(block).min(0.0);
        }
        for at in 1..=nodes {
            less[at] += less[at - 1];
            out.worth[at] += less[at];
        }
        out
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
    if block.row {
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
    let found = if named.1 > 0.0 && named.1 >= best.1 * 0.7 {
        named.0
    } else {
        best.0
    };
    let elsewhere = |at: &usize| {
        let inside = |a: usize, b: usize| (a..tree.nodes[a].end).contains(&b);
        !inside(*at, found) && !inside(found, *at)
    };
    if let Some(headed) = with_heading(tree, worth).filter(elsewhere) {
        return headed;
    }
    // One paragraph among tables and lists is no article: what is named for one around it is.
    let around = named_around(tree, found).filter(|_| tree.nodes[found].name == "p");
    let prose = |at: usize| Worth::inside(&worth.prose, tree, at);
    around
        .filter(|&at| prose(at) > prose(found))
        .unwrap_or(found)
}

/// The innermost element around `at` that is named for an article.
fn named_around(tree: &Tree, at: usize) -> Option<usize> {
    (1..at)
        .rev()
        .filter(|&above| tree.nodes[above].end > at)
        .find(|&above| names_article(&tree.nodes[above]))
}

/// The element that is named for an article and holds the page's only first heading and prose.
fn with_heading(tree: &Tree, worth: &Worth) -> Option<usize> {
    let mut all = (0..tree.nodes.len()).filter(|&at| tree.nodes[at].name == "h1");
    let heading = all.next()?;
    if all.next().is_some() {
        return None;
    }
    named_around(tree, heading).filter(|&at| Worth::inside(&worth.worth, tree, at) >= ARTICLE)
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
    let prose: Vec<f32> = blocks.iter().map(|b| block_worth(b).max(0.0)).collect();
    let main = main_element(&blocks, &prose);
    let mut out = Vec::with_capacity(blocks.len());
    for (at, block) in blocks.into_iter().enumerate() {
        let words = block.words();
        let stop = matches!(
            ending(&block.text),
            Ending::Stop | Ending::Question | Ending::Colon
        );
        let between = at > first && at < last;
        let linked = block.link_share() > 0.6 && (words < 25 || !stop) && !(block.row && between);
        let elsewhere = between && block.link_share() > 0.8 && block.container != main;
        let loose = match block.hint {
            Hint::Heading => at > last || (elsewhere && words >= 4),
            Hint::Caption => false,
            Hint::Paragraph | Hint::ListItem => (at < first || at > last) && !stop && words < 12,
            _ => words < 8 && !stop && !(block.bold_paragraph && between),
        };
        let cue = words <= 25 && block.hint != Hint::Caption && is_cue(&block);
        let link = linked && block.hint != Hint::Heading;
        if !(link || loose || cue) {
            out.push(block);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "The ministers met again in the old palace and spoke of trade, of grain and of the \
        long border between the two states. Nothing was signed on that day, and both sides said that \
        the talks would go on in the spring. Observers had expected more of them, and said so later.";

    fn found(page: &str) -> Vec<String> {
        let blocks = article(&Tree::read(page, 64));
        blocks.into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn rows_of_a_table_of_figures_are_lines_of_the_article() {
        let page = format!(
            "<div class='entry-content'><p>{PROSE}</p><table><tr><th>State<th>Tonnes<tr><td>Iran<td>40\
             <tr><td><p>Russia</p><td>70</table><p>{PROSE}</p></div>"
        );
        assert_eq!(found(&page)[1..4], ["State Tonnes", "Iran 40", "Russia 70"]);
    }

    #[test]
    fn one_paragraph_among_lists_brings_what_is_named_for_an_article_around_it() {
        let links = "<a href='/x'>Buy it</a><br><br>".repeat(30);
        let page = format!(
            "<div class='entry-content'><p>{PROSE}</p><h3>One</h3><ul><li>thin<li>light</ul>{links}\
             <p>It is the second of its kind, and costs more than the first.</p></div>"
        );
        let words = found(&page);
        assert!(words.iter().any(|line| line == "thin"), "{words:?}");
        assert!(
            words.last().unwrap().ends_with("than the first."),
            "{words:?}"
        );
    }

    #[test]
    fn the_article_is_where_the_only_first_heading_is() {
        let other =
            |at: usize| format!("<article><h2>Another</h2><p>{at} {PROSE} {PROSE}</p></article>");
        let page = format!(
            "<article><h1>Talks resume</h1><p>{PROSE}</p></article><div class='post-content'>{}{}{}</div>",
            other(1),
            other(2),
            other(3)
        );
        assert_eq!(found(&page), ["Talks resume", PROSE]);
    }

    #[test]
    fn a_linked_heading_between_paragraphs_is_a_teaser_unless_it_stands_among_them() {
        let page = format!(
            "<article><p>{PROSE}</p><ul><li><h4><a href='/x'>Storm cuts power to thousands</a></h4></ul>\
             <h2><a href='#a'>What was said about the grain</a></h2><p>{PROSE}</p></article>"
        );
        assert_eq!(
            found(&page),
            [PROSE, "What was said about the grain", PROSE]
        );
    }

    #[test]
    fn words_that_show_over_a_name_and_captions_named_in_one_word_are_told_from_text() {
        let page = format!(
            "<article><p>{PROSE} So says <span>A. Writer<span class='rollover-box'>More by A. Writer\
             </span></span> of the palace.</p><div class='InlineImage-embedCaption'>The palace in \
             spring, seen from the river.</div></article>"
        );
        let blocks = article(&Tree::read(&page, 64));
        assert!(blocks[0].text.ends_with("So says A. Writer of the palace."));
        assert_eq!(blocks[1].hint, Hint::Caption);
    }
}
