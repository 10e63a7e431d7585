use std::ops::Range;

use detente_model::Span;

/// What kind of character one is; marks and other signs keep their identity elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub(super) enum Class {
    /// White space, and what lies outside the paragraph.
    #[default]
    Space,
    Upper,
    Lower,
    /// A letter of a script without case.
    Letter,
    Digit,
    /// Joins the character before it, or both its neighbours: accents, joiners, skin tones.
    Joiner,
    Sign,
}

impl Class {
    pub(super) fn of(c: char) -> Self {
        match c {
            'a'..='z' => Self::Lower,
            'A'..='Z' => Self::Upper,
            '0'..='9' => Self::Digit,
            ' ' | '\t' | '\n' | '\r' => Self::Space,
            '!'..='~' => Self::Sign,
            _ => Self::of_other(c),
        }
    }

    fn of_other(c: char) -> Self {
        let joins = matches!(c,
            '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}' | '\u{1f3fb}'..='\u{1f3ff}'
            | '\u{e0020}'..='\u{e007f}');
        if joins {
            Self::Joiner
        } else if c.is_uppercase() {
            Self::Upper
        } else if c.is_lowercase() {
            Self::Lower
        } else if c.is_alphabetic() {
            Self::Letter
        } else if c.is_numeric() {
            Self::Digit
        } else if c.is_whitespace() {
            Self::Space
        } else {
            Self::Sign
        }
    }

    pub(super) fn is_letter(self) -> bool {
        matches!(self, Self::Upper | Self::Lower | Self::Letter)
    }
}

/// The characters of a paragraph in arrays, with a margin of nothing on both sides so that windows
/// need no checks.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// As they stand in the text.
    pub(super) chars: Vec<char>,
    pub(super) classes: Vec<Class>,
    /// First byte of each character in the text, and the end of the paragraph.
    at: Vec<u32>,
}

impl Scan {
    /// Characters of nothing before and after the paragraph.
    pub(super) const MARGIN: usize = 4;

    /// Takes a paragraph that begins at the byte `offset` of its text.
    pub(super) fn read(&mut self, paragraph: &str, offset: u32) {
        self.clear();
        for (at, c) in paragraph.char_indices() {
            self.push(c, Class::of(c), offset + at as u32);
        }
        let end = offset + paragraph.len() as u32;
        for _ in 0..Self::MARGIN {
            self.push('\0', Class::Space, end);
        }
    }

    fn clear(&mut self) {
        self.chars.clear();
        self.classes.clear();
        self.at.clear();
        for _ in 0..Self::MARGIN {
            self.push('\0', Class::Space, 0);
        }
    }

    fn push(&mut self, c: char, class: Class, at: u32) {
        self.chars.push(c);
        self.classes.push(class);
        self.at.push(at);
    }

    /// The positions of the paragraph's characters.
    pub(super) fn range(&self) -> Range<usize> {
        Self::MARGIN..self.chars.len() - Self::MARGIN
    }

    /// The first byte of the character at `position` in the text.
    pub(super) fn byte(&self, position: usize) -> u32 {
        self.at[position]
    }

    /// The bytes of the characters `start..end` in the text.
    pub(super) fn span(&self, start: u32, end: u32) -> Span {
        Span::new(self.byte(start as usize), self.byte(end as usize))
    }
}

/// The stretches of text between blank lines; those of white space only are left out.
pub(super) fn paragraphs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut rest = 0;
    std::iter::from_fn(move || {
        rest += text[rest..].len() - text[rest..].trim_start().len();
        if rest == text.len() {
            return None;
        }
        let start = rest;
        rest = end_of_paragraph(text, start);
        Some(start..rest)
    })
}

fn end_of_paragraph(text: &str, start: usize) -> usize {
    let mut at = start;
    while let Some(found) = text[at..].find('\n') {
        let line_break = at + found;
        let after = &text[line_break + 1..];
        let next_line = after.find('\n').map_or(after, |end| &after[..end]);
        if next_line.trim().is_empty() {
            return line_break;
        }
        at = line_break + 1;
    }
    text.len()
}
