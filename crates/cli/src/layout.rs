//! Tables for people: columns side by side, words wrapped below.

use console::{Alignment, measure_text_width, pad_str};

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) title: &'static str,
    /// Columns of the terminal; 0 takes what is left (one column of a table at the most).
    pub(crate) width: usize,
}

impl Column {
    pub(crate) const fn new(title: &'static str, width: usize) -> Self {
        Self { title, width }
    }
}

/// The widths in a terminal of `total` columns.
pub(crate) fn widths(columns: &[Column], total: usize) -> Vec<usize> {
    let fixed: usize = columns.iter().map(|column| column.width).sum();
    let gaps = columns.len().saturating_sub(1);
    let rest = total.saturating_sub(fixed + gaps).max(10);
    let width = |column: &Column| {
        if column.width == 0 {
            rest
        } else {
            column.width
        }
    };
    columns.iter().map(width).collect()
}

/// One row; what does not fit is cut, with `…`.
pub(crate) fn row<S: AsRef<str>>(cells: &[S], widths: &[usize]) -> String {
    let cells = cells.iter().zip(widths).map(|(cell, &width)| {
        let cell = one_line(cell.as_ref());
        pad_str(&cell, width, Alignment::Left, Some("…")).into_owned()
    });
    cells.collect::<Vec<_>>().join(" ").trim_end().to_owned()
}

/// `text` in lines of at most `width` columns, each after `indent` spaces; at most `most` lines.
pub(crate) fn wrapped(text: &str, width: usize, indent: usize, most: usize) -> Vec<String> {
    let room = width.saturating_sub(indent).max(20);
    let mut lines = vec![String::new()];
    let text = one_line(text);
    for word in text.split(' ').flat_map(|word| pieces(word, room)) {
        let line = lines.last_mut().expect("there is always a line");
        let longer = measure_text_width(line) + 1 + measure_text_width(word);
        if line.is_empty() {
            line.push_str(word);
        } else if longer <= room {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    let indent = " ".repeat(indent);
    lines.retain(|line| !line.is_empty());
    lines
        .into_iter()
        .map(|line| format!("{indent}{line}"))
        .collect()
}

/// A line in lines of at most `width` columns: those after the first stand two columns further in.
pub(crate) fn hung(line: &str, width: usize) -> Vec<String> {
    let indent = line.chars().take_while(|c| *c == ' ').count();
    if measure_text_width(line) <= width {
        return wrapped(line, width, indent, 1);
    }
    let mut lines = wrapped(line, width, indent + 2, usize::MAX);
    if let Some(first) = lines.first_mut() {
        first.drain(..2);
    }
    lines
}

/// A word cut into pieces of at most `room` columns.
fn pieces(word: &str, room: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while !rest.is_empty() {
        let mut columns = 0;
        let mut fits = |c: char| {
            columns += measure_text_width(c.encode_utf8(&mut [0; 4]));
            columns <= room
        };
        let end: usize = rest
            .chars()
            .take_while(|c| fits(*c))
            .map(char::len_utf8)
            .sum();
        // A single character that is wider than the room goes alone.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let (piece, after) = rest.split_at(end.max(first));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// White space of any kind becomes one space; other control characters, which could steer a
/// terminal, are left out.
fn one_line(text: &str) -> String {
    let spaced: Vec<&str> = text.split_whitespace().collect();
    let mut line = spaced.join(" ");
    line.retain(|c| !c.is_control());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_to_their_columns() {
        let columns = [
            Column::new("DATE", 10),
            Column::new("WHO", 0),
            Column::new("N", 3),
        ];
        let widths = widths(&columns, 40);
        assert_eq!(widths, [10, 25, 3]);
        let long = "Islamic Revolutionary Guard Corps";
        let line = row(&["2025-01-17", long, "3"], &widths);
        assert_eq!(line, "2025-01-17 Islamic Revolutionary Gu… 3");
    }

    #[test]
    fn a_line_hangs_from_its_indent() {
        let lines = hung("  one two three four five six seven", 24);
        assert_eq!(lines, ["  one two three four", "    five six seven"]);
        assert_eq!(hung("  one two", 24), ["  one two"]);
        assert_eq!(hung("", 24), [""; 0]);
    }

    #[test]
    fn words_are_wrapped_and_cannot_steer_the_terminal() {
        let text = "Iran\tthanked\nRussia \u{1b}[31mfor the \u{7}aircraft.";
        let lines = wrapped(text, 24, 2, 2);
        assert_eq!(lines, ["  Iran thanked Russia", "  [31mfor the aircraft."]);
        assert_eq!(
            wrapped("one two three four five six", 24, 2, 1),
            ["  one two three four…"]
        );
    }
}
