//! Cutting plain text into blocks: lines, or paragraphs where lines are wrapped.

use std::ops::Range;

use crate::draft::{Block, Hint, trimmed};

/// The blocks of `text[from..]`.
pub(crate) fn blocks(text: &str, from: usize) -> Vec<Block> {
    let lines = lines(text, from);
    let wrapped = wrap_width(&lines);
    let mut out: Vec<Block> = Vec::new();
    let mut previous: Option<Line> = None;
    for line in lines {
        if line.range.is_empty() {
            previous = None;
            continue;
        }
        let joins = previous
            .as_ref()
            .is_some_and(|before| goes_on(text, before, &line, wrapped));
        match out.last_mut() {
            Some(block) if joins => block.range.end = line.range.end,
            _ => out.push(Block {
                range: line.range.clone(),
                hint: Hint::None,
            }),
        }
        previous = Some(line);
    }
    out
}

/// A line without white space around it, and its length in characters.
struct Line {
    range: Range<usize>,
    length: usize,
}

fn lines(text: &str, from: usize) -> Vec<Line> {
    let mut out = Vec::new();
    let mut start = from;
    for piece in text[from..].split_inclusive(['\n', '\u{c}', '\u{2028}', '\u{2029}']) {
        let range = trimmed(text, start..start + piece.len());
        start += piece.len();
        let length = text[range.clone()].chars().count();
        out.push(Line { range, length });
    }
    out
}

/// The width at which lines are wrapped, where they are: most lines that another line follows
/// directly have nearly the same length, and none is much longer.
fn wrap_width(lines: &[Line]) -> Option<usize> {
    let mut lengths: Vec<usize> = lines
        .windows(2)
        .filter(|pair| !pair[0].range.is_empty() && !pair[1].range.is_empty())
        .map(|pair| pair[0].length)
        .collect();
    if lengths.len() < 4 {
        return None;
    }
    lengths.sort_unstable();
    let width = lengths[lengths.len() * 9 / 10];
    let full = lengths
        .iter()
        .filter(|&&length| length * 10 >= width * 7)
        .count();
    let longest = lines.iter().map(|line| line.length).max().unwrap_or(0);
    let wrapped =
        (40..=140).contains(&width) && longest <= width * 3 / 2 && full * 10 >= lengths.len() * 6;
    wrapped.then_some(width)
}

fn goes_on(text: &str, before: &Line, line: &Line, wrapped: Option<usize>) -> bool {
    let (above, words) = (&text[before.range.clone()], &text[line.range.clone()]);
    if bullet(words) > 0 {
        return false;
    }
    let ended = above.ends_with(['.', '!', '?', ':', '”', '"', '»']);
    let small = words.starts_with(char::is_lowercase);
    match wrapped {
        Some(width) => {
            before.length * 10 >= width * 6 || (small && !ended && before.length * 3 >= width)
        }
        None => small && !ended && before.length > 40,
    }
}

/// The length of the list mark at the start of `words`, 0 where there is none.
pub(crate) fn bullet(words: &str) -> usize {
    let Some(first) = words.chars().next() else {
        return 0;
    };
    let after = |length: usize| {
        let rest = &words[length..];
        let skipped = rest.len() - rest.trim_start().len();
        if skipped > 0 { length + skipped } else { 0 }
    };
    match first {
        '•' | '‣' | '▪' | '●' | '○' | '◦' | '■' | '·' | '–' | '—' | '»' | '➤' | '✓' => {
            after(first.len_utf8()).max(if matches!(first, '•' | '‣' | '▪' | '●') {
                first.len_utf8()
            } else {
                0
            })
        }
        '-' | '*' | '+' => after(1),
        '0'..='9' => {
            let digits = words.bytes().take_while(u8::is_ascii_digit).count();
            let marks = words[digits..]
                .bytes()
                .take_while(|byte| matches!(byte, b'.' | b')'))
                .count();
            if digits <= 3 && (1..=2).contains(&marks) {
                after(digits + marks)
            } else {
                0
            }
        }
        'a'..='z' if words[1..].starts_with(')') => after(2),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        blocks(text, 0)
            .into_iter()
            .map(|block| &text[block.range])
            .collect()
    }

    #[test]
    fn lines_are_blocks_unless_wrapped() {
        assert_eq!(
            cut("Title\nA paragraph on one line.\n\n - item\n"),
            ["Title", "A paragraph on one line.", "- item"]
        );
        let wrapped = "The committee met on Monday in the capital to talk about\nthe budget of the coming year, and after long talks its\nmembers agreed to meet again in the week that follows, as\nthe chair had asked them to do at the start of the long\nmeeting.\n\nA second paragraph begins here, and goes on for some more\nwords.";
        assert_eq!(cut(wrapped).len(), 2);
    }

    #[test]
    fn list_marks_are_measured() {
        for (words, length) in [
            ("- item", 2),
            ("•  item", 5),
            ("1. item", 3),
            ("12) item", 4),
            ("-5 degrees", 0),
            ("2024. The", 0),
            ("item", 0),
        ] {
            assert_eq!(bullet(words), length, "{words}");
        }
    }
}
