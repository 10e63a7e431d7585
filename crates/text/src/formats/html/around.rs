//! What pages put around an article that reads like one: teasers of other articles, and what
//! readers wrote under it.

use std::collections::BTreeMap;

use super::blocks::PageBlock;
use super::tree::Tree;
use crate::draft::Hint;
use crate::shape::{Ending, ending};
use crate::tables::{CUES, Cue, normalised};

/// So many teasers in a row are a list of them.
const ROW: usize = 3;
/// The most blocks that a teaser has below its linked heading.
const BELOW: usize = 3;
/// Characters of prose that make an article whose end can be looked for.
pub(crate) const ARTICLE: f32 = 250.0;

/// Which blocks are teasers: a linked heading with a few words below it, again and again.
pub(crate) fn teasers(blocks: &[PageBlock], worth: impl Fn(&PageBlock) -> f32) -> Vec<bool> {
    let prose: Vec<f32> = blocks.iter().map(|block| worth(block).max(0.0)).collect();
    let main = main_element(blocks, &prose);
    let mut out = vec![false; blocks.len()];
    mark_rows(blocks, is_linked_heading, BELOW, main, &mut out);
    mark_rows(blocks, is_linked_item, 0, main, &mut out);
    mark_even_rows(blocks, main, &mut out);
    out
}

/// Marks rows of blocks that are `head`, each with at most `below` others under it, none of them
/// in the element `main`.
fn mark_rows(
    blocks: &[PageBlock],
    head: impl Fn(&PageBlock) -> bool,
    below: usize,
    main: usize,
    out: &mut [bool],
) {
    let heads: Vec<usize> = (0..blocks.len()).filter(|&at| head(&blocks[at])).collect();
    let in_main = |at: usize| blocks[at].container == main;
    let rows = heads.chunk_by(|&a, &b| b - a <= below + 1 && !(a + 1..b).any(in_main));
    for row in rows.filter(|row| row.len() >= ROW) {
        let last = row[row.len() - 1];
        // Below the last one stands as much as below the others.
        let reach = row.windows(2).map(|pair| pair[1] - pair[0] - 1).max();
        let end = (last + 1 + reach.unwrap_or(0)).min(blocks.len());
        let end = (last + 1..end).find(|&at| in_main(at)).unwrap_or(end);
        out[row[0]..end].fill(true);
    }
}

/// Marks rows of links that each have the same number of blocks below them.
fn mark_even_rows(blocks: &[PageBlock], main: usize, out: &mut [bool]) {
    let heads: Vec<usize> = (0..blocks.len())
        .filter(|&at| is_link(&blocks[at]))
        .collect();
    let outside = |a: usize, b: usize| !(a..b).any(|at| blocks[at].container == main);
    let mut at = 0;
    while at + 1 < heads.len() {
        let gap = heads[at + 1] - heads[at];
        let same = heads[at..]
            .windows(2)
            .take_while(|pair| pair[1] - pair[0] == gap && outside(pair[0], pair[1]))
            .count();
        if (2..=BELOW + 1).contains(&gap) && same + 1 >= ROW {
            let end = (heads[at + same] + gap).min(blocks.len());
            out[heads[at]..end].fill(true);
        }
        at += same.max(1);
    }
}

fn is_link(block: &PageBlock) -> bool {
    block.hint == Hint::None && block.link_share() > 0.8 && block.words() >= 2
}

/// The element that holds most of the prose right below it.
pub(crate) fn main_element(blocks: &[PageBlock], prose: &[f32]) -> usize {
    let mut sums: BTreeMap<usize, f32> = BTreeMap::new();
    for (block, prose) in blocks.iter().zip(prose) {
        *sums.entry(block.container).or_default() += prose;
    }
    let most = sums.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
    most.map_or(0, |(element, _)| element)
}

/// Whether the text stops in the middle of what it tells.
fn breaks_off(text: &str) -> bool {
    text.ends_with("...") || text.ends_with('…')
}

fn is_linked_heading(block: &PageBlock) -> bool {
    block.hint == Hint::Heading && block.link_share() > 0.8 && block.words() >= 3
}

/// An item that opens with the title of something else and breaks off in its first words.
fn is_linked_item(block: &PageBlock) -> bool {
    block.hint == Hint::ListItem
        && block.linked_first >= 15
        && block.words() >= 8
        && (ending(&block.text) != Ending::Stop || breaks_off(&block.text))
}

/// Where the words of the article's author end: at the heading of readers' comments or of other
/// articles, if there is an article before it.
pub(crate) fn end(tree: &Tree, blocks: &[PageBlock], worth: impl Fn(&PageBlock) -> f32) -> usize {
    let prose: Vec<f32> = blocks.iter().map(|block| worth(block).max(0.0)).collect();
    let all: f32 = prose.iter().sum();
    let mut before = 0.0;
    for (at, block) in blocks.iter().enumerate() {
        let enough = before >= ARTICLE;
        match heading_cue(block) {
            Some(Cue::Comments) if enough => return at,
            Some(Cue::Related)
                if enough && before * 2.0 > all && !goes_on(tree, blocks, &prose, at) =>
            {
                return at;
            }
            _ => {}
        }
        before += prose[at];
    }
    blocks.len()
}

/// Whether prose after `at` stands in the element that holds most of the prose before: then `at` is
/// a box in the middle of an article.
fn goes_on(tree: &Tree, blocks: &[PageBlock], prose: &[f32], at: usize) -> bool {
    let main = main_element(&blocks[..at], &prose[..at]);
    let mut after = blocks[at + 1..].iter().zip(&prose[at + 1..]);
    after.any(|(block, prose)| {
        (block.container == main || alike(tree, block.container, main)) && *prose > 0.0
    })
}

/// Whether two elements are of one name and class.
fn alike(tree: &Tree, one: usize, other: usize) -> bool {
    let [one, other] = [one, other].map(|at| &tree.nodes[at]);
    let class = one.attribute("class");
    one.name == other.name
        && class.is_some_and(|class| !class.is_empty())
        && class == other.attribute("class")
}

/// The cue of a block that could be the heading of a part of the page.
fn heading_cue(block: &PageBlock) -> Option<Cue> {
    if block.words() > 6 || block.hint == Hint::Caption {
        return None;
    }
    let line = normalised(&block.text);
    // "Comments (12)", "12 comments"
    let bare = line.trim_matches(|c: char| !c.is_alphabetic());
    CUES.of_line(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str, hint: Hint, linked: bool) -> PageBlock {
        PageBlock {
            node: 0,
            container: 0,
            hint,
            text: text.to_owned(),
            length: text.len(),
            linked: if linked { text.len() } else { 0 },
            linked_first: if linked { text.len() } else { 0 },
            bold: 0,
            row: false,
            bold_paragraph: false,
        }
    }

    /// A page with elements of several classes.
    fn tree() -> Tree {
        let page = "<p class='a'></p><p class='b'></p><p class='c'></p><p class='d'></p>".repeat(2);
        Tree::read(&page, 8)
    }

    fn worth(block: &PageBlock) -> f32 {
        block.length as f32
    }

    fn prose() -> PageBlock {
        block(
            &"The ministers met again. ".repeat(12),
            Hint::Paragraph,
            false,
        )
    }

    #[test]
    fn rows_of_linked_headings_are_teasers_and_single_ones_are_not() {
        let heading = || block("Another fine article", Hint::Heading, true);
        let below = || block("It tells of something.", Hint::Paragraph, false);
        let page = [
            prose(),
            heading(),
            prose(),
            prose(),
            prose(),
            prose(),
            heading(),
            below(),
            heading(),
            below(),
            heading(),
            below(),
            prose(),
        ];
        let page = page.map(|block| PageBlock {
            container: usize::from(block.length < 100),
            ..block
        });
        let marked = teasers(&page, worth);
        let marked: Vec<usize> = (0..page.len()).filter(|&at| marked[at]).collect();
        assert_eq!(marked, [6, 7, 8, 9, 10, 11]);
    }

    #[test]
    fn links_with_as_many_lines_below_each_are_teasers() {
        let link = || block("Another one", Hint::None, true);
        let below = || PageBlock {
            container: 3,
            ..block("It tells of something.", Hint::None, false)
        };
        let page = [
            prose(),
            link(),
            below(),
            link(),
            below(),
            link(),
            below(),
            prose(),
            link(),
            prose(),
        ];
        let page = page.map(|block| PageBlock {
            container: if block.length < 100 { 3 } else { 1 },
            ..block
        });
        let marked = teasers(&page, worth);
        let marked: Vec<usize> = (0..page.len()).filter(|&at| marked[at]).collect();
        assert_eq!(marked, [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn an_article_goes_on_in_the_next_element_of_its_kind() {
        let tree = Tree::read("<div class='text'></div><div class='text'></div>", 8);
        let page = [
            PageBlock {
                container: 1,
                ..prose()
            },
            PageBlock {
                container: 1,
                ..prose()
            },
            block("Don't miss", Hint::Heading, false),
            PageBlock {
                container: 2,
                ..prose()
            },
        ];
        assert_eq!(end(&tree, &page, worth), 4);
    }

    #[test]
    fn an_article_ends_where_its_readers_begin() {
        let heading = |text: &str| block(text, Hint::Heading, false);
        let page = [prose(), heading("12 Comments"), prose(), prose()];
        assert_eq!(end(&tree(), &page, worth), 1);
        let page = [
            heading("Comments"),
            prose(),
            heading("Related articles"),
            prose(),
            prose(),
        ];
        assert_eq!(end(&tree(), &page, worth), 5, "nothing before, more behind");
        let aside = || PageBlock {
            container: 7,
            ..prose()
        };
        let page = [prose(), prose(), heading("Related articles:"), aside()];
        assert_eq!(end(&tree(), &page, worth), 2);
        let page = [
            prose(),
            prose(),
            heading("Related articles:"),
            aside(),
            prose(),
        ];
        assert_eq!(end(&tree(), &page, worth), 5, "a box inside");
    }
}
