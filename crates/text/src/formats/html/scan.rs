//! Cutting HTML into tags and text, in one pass, with bounded work a byte.
//!
//! This follows what browsers do where pages differ in words, and no further: attributes past a
//! limit are dropped, unclosed comments and scripts reach to the end.

/// One token of a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// Words, with character references as written.
    Text(&'a str),
    Start(StartTag<'a>),
    /// The name, in lower case.
    End(String),
}

/// A start tag.
#[derive(Debug, PartialEq, Eq, Default)]
pub(crate) struct StartTag<'a> {
    /// In lower case.
    pub(crate) name: String,
    /// Names in lower case; values with character references as written.
    pub(crate) attributes: Vec<(String, &'a str)>,
    pub(crate) closed: bool,
    /// What stands in a `script` or `style`.
    pub(crate) raw: Option<&'a str>,
}

/// Attributes of one tag that are kept.
const MAX_ATTRIBUTES: usize = 64;
/// Elements whose content is no markup.
const RAW: [&str; 8] = [
    "script", "style", "textarea", "title", "noembed", "noframes", "xmp", "iframe",
];

/// The tokens of a page, in order.
pub(crate) struct Scanner<'a> {
    page: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(page: &'a str) -> Self {
        Self { page, at: 0 }
    }

    fn rest(&self) -> &'a str {
        &self.page[self.at..]
    }

    /// Moves past a comment, doctype or processing instruction.
    fn skip_declaration(&mut self) {
        let rest = self.rest();
        let end = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.find("-->").map(|end| end + 7)
        } else if rest.starts_with("<![CDATA[") {
            rest.find("]]>").map(|end| end + 3)
        } else {
            rest.find('>').map(|end| end + 1)
        };
        self.at = end.map_or(self.page.len(), |end| self.at + end);
    }

    fn text(&mut self) -> Token<'a> {
        let start = self.at;
        let rest = self.rest();
        // A `<` that begins no tag is text.
        let end = rest
            .match_indices('<')
            .map(|(at, _)| at)
            .find(|&at| at > 0 && begins_markup(&rest[at..]))
            .unwrap_or(rest.len());
        self.at += end;
        Token::Text(&self.page[start..self.at])
    }

    fn end_tag(&mut self) -> Token<'a> {
        let rest = self.rest();
        let name = &rest[2..];
        let length = name.find(|c: char| !is_name(c)).unwrap_or(name.len());
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        self.at += end;
        Token::End(name[..length].to_ascii_lowercase())
    }

    fn start_tag(&mut self) -> Token<'a> {
        let name = &self.rest()[1..];
        let length = name.find(|c: char| !is_name(c)).unwrap_or(name.len());
        let mut tag = StartTag {
            name: name[..length].to_ascii_lowercase(),
            ..StartTag::default()
        };
        self.at += 1 + length;
        while let Some((name, value)) = self.attribute(&mut tag.closed) {
            if tag.attributes.len() < MAX_ATTRIBUTES {
                tag.attributes.push((name.to_ascii_lowercase(), value));
            }
        }
        if RAW.contains(&tag.name.as_str()) && !tag.closed {
            tag.raw = Some(self.raw_text(&tag.name));
        }
        Token::Start(tag)
    }

    /// The next attribute; moves past the end of the tag where there is none.
    fn attribute(&mut self, closed: &mut bool) -> Option<(&'a str, &'a str)> {
        self.skip(|c| c.is_whitespace() || c == '/');
        let rest = self.rest();
        if rest.is_empty() || rest.starts_with('>') {
            *closed = self.page[..self.at].ends_with('/');
            self.at += usize::from(!rest.is_empty());
            return None;
        }
        let name = rest
            .char_indices()
            .skip(1)
            .find(|&(_, c)| c.is_whitespace() || matches!(c, '=' | '>' | '/'));
        let name = &rest[..name.map_or(rest.len(), |(at, _)| at)];
        self.at += name.len();
        self.skip(char::is_whitespace);
        let Some(value) = self.rest().strip_prefix('=') else {
            return Some((name, ""));
        };
        self.at = self.page.len() - value.len();
        self.skip(char::is_whitespace);
        let value = self.rest();
        let quoted = value.starts_with(['"', '\'']).then(|| &value[..1]);
        let (value, length) = if let Some(quote) = quoted {
            let inner = &value[1..];
            let end = inner.find(quote).unwrap_or(inner.len());
            (&inner[..end], (end + 2).min(value.len()))
        } else {
            let stops = |c: char| c.is_whitespace() || c == '>';
            let end = value.find(stops).unwrap_or(value.len());
            (&value[..end], end)
        };
        self.at += length;
        Some((name, value))
    }

    fn skip(&mut self, what: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(what).len();
    }

    /// What stands before the end tag of `name`, which is moved past.
    fn raw_text(&mut self, name: &str) -> &'a str {
        let rest = self.rest();
        let end = rest.match_indices("</").map(|(at, _)| at).find(|&at| {
            let after = &rest.as_bytes()[at + 2..];
            after.len() >= name.len() && after[..name.len()].eq_ignore_ascii_case(name.as_bytes())
        });
        let raw = &rest[..end.unwrap_or(rest.len())];
        self.at += raw.len();
        if end.is_some() {
            self.at += self
                .rest()
                .find('>')
                .map_or(self.rest().len(), |close| close + 1);
        }
        raw
    }
}

impl<'a> Iterator for Scanner<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.rest();
            let next = rest.as_bytes().get(1).copied();
            match (rest.as_bytes().first()?, next) {
                (b'<', Some(b'!' | b'?')) => self.skip_declaration(),
                (b'<', Some(b'/')) if begins_markup(rest) => return Some(self.end_tag()),
                (b'<', Some(letter)) if letter.is_ascii_alphabetic() => {
                    return Some(self.start_tag());
                }
                _ => return Some(self.text()),
            }
        }
    }
}

fn begins_markup(rest: &str) -> bool {
    match rest.as_bytes() {
        [b'<', b'/', letter, ..] => letter.is_ascii_alphabetic(),
        [b'<', first, ..] => first.is_ascii_alphabetic() || matches!(first, b'!' | b'?'),
        _ => false,
    }
}

fn is_name(c: char) -> bool {
    !(c.is_whitespace() || matches!(c, '>' | '/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_text_and_scripts_are_told_apart() {
        let page = "<!DOCTYPE html><p CLASS='a b' hidden data-x=1>1 < 2<!-- no --><br/></P><script>if (a < b) {}</script>end";
        let tokens: Vec<Token<'_>> = Scanner::new(page).collect();
        let Token::Start(paragraph) = &tokens[0] else {
            panic!("{tokens:?}")
        };
        assert_eq!(
            paragraph.attributes,
            [
                ("class".into(), "a b"),
                ("hidden".into(), ""),
                ("data-x".into(), "1")
            ]
        );
        assert_eq!(tokens[1], Token::Text("1 < 2"));
        assert!(matches!(&tokens[2], Token::Start(tag) if tag.name == "br" && tag.closed));
        assert_eq!(tokens[3], Token::End("p".into()));
        assert!(matches!(&tokens[4], Token::Start(tag) if tag.raw == Some("if (a < b) {}")));
        assert_eq!(tokens[5], Token::Text("end"));
    }

    #[test]
    fn what_is_cut_off_ends() {
        for page in [
            "<",
            "</",
            "<p",
            "<p a",
            "<p a=",
            "<p a='",
            "<!--",
            "<!",
            "<script>x",
            "</p",
            "a<",
            "<p/",
            "<é>",
        ] {
            assert!(Scanner::new(page).count() <= 2, "{page}");
        }
    }
}
