//! The elements of a page as one array; children come after their parent.

use super::scan::{Scanner, StartTag, Token};

/// A node of a page.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// The element's name; empty for text.
    pub(crate) name: String,
    /// Decoded words, for text and for scripts.
    pub(crate) text: String,
    pub(crate) attributes: Vec<(String, String)>,
    /// The place after the last node inside this one.
    pub(crate) end: usize,
}

impl Node {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self
            .attributes
            .iter()
            .find(|attribute| attribute.0 == name)?;
        Some(found.1.as_str())
    }

    pub(crate) fn is_text(&self) -> bool {
        self.name.is_empty()
    }
}

/// A page: its nodes in document order, the root first.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
}

/// Elements that hold nothing.
const VOID: [&str; 15] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "keygen",
];
/// Attributes that say something here; the others are not kept.
const KEPT: [&str; 17] = [
    "class",
    "id",
    "role",
    "itemprop",
    "hidden",
    "aria-hidden",
    "style",
    "href",
    "content",
    "name",
    "property",
    "datetime",
    "type",
    "rel",
    "lang",
    "itemtype",
    "pubdate",
];
/// How far up an end tag looks for its start.
const REACH: usize = 64;

impl Tree {
    /// Reads a page. Elements deeper than `max_depth` become children of that depth.
    pub(crate) fn read(page: &str, max_depth: usize) -> Self {
        let root = Node {
            name: "root".to_owned(),
            ..Node::default()
        };
        let mut builder = Builder {
            nodes: vec![root],
            open: vec![0],
            max_depth: max_depth.max(8),
        };
        for token in Scanner::new(page) {
            match token {
                Token::Text(words) => builder.text(words),
                Token::Start(tag) => builder.start(tag),
                Token::End(name) => builder.end(&name),
            }
        }
        while !builder.open.is_empty() {
            builder.close();
        }
        Self {
            nodes: builder.nodes,
        }
    }

    /// The places of the nodes inside `at`, in order.
    pub(crate) fn inside(&self, at: usize) -> std::ops::Range<usize> {
        at + 1..self.nodes[at].end
    }

    /// The words inside `at`, with single spaces.
    pub(crate) fn words(&self, at: usize) -> String {
        let mut out = String::new();
        for place in self.inside(at) {
            let node = &self.nodes[place];
            if node.is_text() {
                push_words(&mut out, &node.text);
            }
        }
        out.truncate(out.trim_end().len());
        out
    }
}

/// Adds words with white space made single.
pub(crate) fn push_words(out: &mut String, words: &str) {
    let gap = |out: &mut String| {
        if !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    };
    if words.starts_with(char::is_whitespace) {
        gap(out);
    }
    for (place, word) in words.split_whitespace().enumerate() {
        if place > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
    if words.ends_with(char::is_whitespace) {
        gap(out);
    }
}

struct Builder {
    nodes: Vec<Node>,
    open: Vec<usize>,
    max_depth: usize,
}

impl Builder {
    fn text(&mut self, words: &str) {
        let text = html_escape::decode_html_entities(words).replace('\0', "\u{fffd}");
        let place = self.nodes.len();
        self.nodes.push(Node {
            text,
            end: place + 1,
            ..Node::default()
        });
    }

    fn start(&mut self, tag: StartTag<'_>) {
        self.close_implied(&tag.name);
        let place = self.nodes.len();
        let kept = tag
            .attributes
            .into_iter()
            .filter(|attribute| KEPT.contains(&attribute.0.as_str()));
        let attributes = kept
            .map(|(name, value)| (name, html_escape::decode_html_entities(value).into_owned()))
            .collect();
        let leaf = tag.raw.is_some()
            || VOID.contains(&tag.name.as_str())
            || (tag.closed && is_foreign(&tag.name));
        // Scripts are data, titles are words.
        let text = match (tag.name.as_str(), tag.raw) {
            ("title", Some(raw)) => html_escape::decode_html_entities(raw).into_owned(),
            ("script", Some(raw)) => raw.to_owned(),
            _ => String::new(),
        };
        self.nodes.push(Node {
            name: tag.name,
            text,
            attributes,
            end: place + 1,
        });
        if !leaf && self.open.len() < self.max_depth {
            self.open.push(place);
        }
    }

    /// Closes what a start tag ends without saying so: `<p>` ends a paragraph, `<li>` an item.
    fn close_implied(&mut self, name: &str) {
        let ends: &[&str] = match name {
            "li" => &["li", "p"],
            "dt" | "dd" => &["dt", "dd", "p"],
            "tr" => &["tr", "td", "th", "p"],
            "td" | "th" => &["td", "th", "p"],
            "option" => &["option"],
            "body" => &["head"],
            "p" | "div" | "section" | "article" | "ul" | "ol" | "table" | "h1" | "h2" | "h3"
            | "h4" | "h5" | "h6" | "blockquote" | "figure" | "aside" | "header" | "footer"
            | "nav" | "form" | "main" | "pre" | "hr" | "dl" => &["p"],
            _ => return,
        };
        // Only what stands inside the nearest element that bounds it.
        let bounds = [
            "ul",
            "ol",
            "dl",
            "table",
            "div",
            "section",
            "article",
            "td",
            "body",
            "root",
            "blockquote",
        ];
        let bounded = |name: &str| bounds.contains(&name) && !ends.contains(&name);
        let reach = self.open.iter().rev().take(REACH);
        let lowest = reach
            .take_while(|&&open| !bounded(&self.nodes[open].name))
            .position(|&open| ends.contains(&self.nodes[open].name.as_str()));
        if let Some(up) = lowest {
            for _ in 0..=up {
                self.close();
            }
            self.close_implied_again(ends);
        }
    }

    /// `<tr>` after `<td>`: the cell is closed, then the row.
    fn close_implied_again(&mut self, ends: &[&str]) {
        while self
            .open
            .last()
            .is_some_and(|&open| ends.contains(&self.nodes[open].name.as_str()))
        {
            self.close();
        }
    }

    fn end(&mut self, name: &str) {
        let found = self
            .open
            .iter()
            .rev()
            .take(REACH)
            .position(|&open| self.nodes[open].name == name);
        // An end tag of something inline does not close blocks around it.
        let Some(up) = found.filter(|&up| up + 1 < self.open.len()) else {
            return;
        };
        let blocks = |name: &str| {
            matches!(
                name,
                "div" | "section" | "article" | "table" | "td" | "ul" | "ol" | "body" | "main"
            )
        };
        let crosses = self
            .open
            .iter()
            .rev()
            .take(up)
            .any(|&open| blocks(&self.nodes[open].name));
        if crosses
            && !blocks(name)
            && !matches!(
                name,
                "html" | "header" | "footer" | "nav" | "aside" | "form" | "figure"
            )
        {
            return;
        }
        for _ in 0..=up {
            self.close();
        }
    }

    fn close(&mut self) {
        if let Some(place) = self.open.pop() {
            self.nodes[place].end = self.nodes.len();
        }
    }
}

fn is_foreign(name: &str) -> bool {
    matches!(
        name,
        "path" | "use" | "circle" | "rect" | "polygon" | "line" | "g" | "svg" | "image" | "stop"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_items_and_cells_end_without_saying_so() {
        let tree = Tree::read(
            "<body><p>one<p>two<ul><li>a<li>b<ul><li>c</ul></ul><table><tr><td>x<td>y<tr><td>z</table>",
            64,
        );
        let around = |at: usize| {
            (0..at)
                .rev()
                .find(|&before| tree.nodes[before].end > at)
                .unwrap()
        };
        let parent_of = |words: &str| {
            let text = tree.nodes.iter().position(|node| node.text == words);
            let parent = around(text.unwrap());
            let names = [parent, around(parent)].map(|at| tree.nodes[at].name.clone());
            (names[0].clone(), names[1].clone())
        };
        assert_eq!(parent_of("two"), ("p".into(), "body".into()));
        assert_eq!(parent_of("b"), ("li".into(), "ul".into()));
        assert_eq!(parent_of("c"), ("li".into(), "ul".into()));
        assert_eq!(parent_of("y"), ("td".into(), "tr".into()));
        assert_eq!(parent_of("z"), ("td".into(), "tr".into()));
    }

    #[test]
    fn character_references_and_stray_end_tags_are_read() {
        let tree = Tree::read("<div><p>a &amp; b&nbsp;&eacute;</div></span> c</p>", 64);
        assert_eq!(tree.words(0), "a & b\u{a0}é c".replace('\u{a0}', " "));
    }
}
