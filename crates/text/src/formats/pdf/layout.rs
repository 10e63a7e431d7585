//! From runs to lines, and from lines to paragraphs.

use std::collections::{BTreeMap, BTreeSet};

use super::runs::Run;
use crate::draft::Hint;
use crate::tables::HYPHENS;

/// A line of a page.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    words: String,
    x: f32,
    y: f32,
    end: f32,
    size: f32,
}

/// The lines of a page, in drawing order.
pub(crate) fn lines(runs: Vec<Run>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for run in runs {
        if let Some(last) = out.last_mut() {
            let same = (run.y - last.y).abs() < 0.5 * last.size.max(run.size);
            if same && run.x >= last.x - 1.0 {
                if run.x > last.end + 0.15 * run.size && !last.words.ends_with(' ') {
                    last.words.push(' ');
                }
                last.words.push_str(&run.words);
                last.end = run.end;
                last.size = last.size.max(run.size);
                continue;
            }
        }
        out.push(Line {
            words: run.words,
            x: run.x,
            y: run.y,
            end: run.end,
            size: run.size,
        });
    }
    out.retain(|line| !line.words.trim().is_empty());
    out
}

/// The paragraphs of all pages: lines joined, broken words mended, running heads left out.
pub(crate) fn paragraphs(mut pages: Vec<Vec<Line>>) -> Vec<(String, Hint)> {
    drop_running_heads(&mut pages);
    let usual = usual_size(&pages);
    let words_whole = Whole::new(&pages);
    let mut out: Vec<(String, Hint)> = Vec::new();
    let mut before: Option<(Line, f32)> = None;
    for page in pages {
        let right = page.iter().map(|line| line.end).fold(0.0, f32::max);
        for line in page {
            let hint = if line.size > usual * 1.15 && line.words.len() < 200 {
                Hint::Heading
            } else {
                Hint::None
            };
            let joins = before
                .as_ref()
                .is_some_and(|(last, right)| goes_on(last, *right, &line));
            match out.last_mut() {
                Some((words, kind)) if joins && *kind == hint => {
                    join(words, &line.words, &words_whole);
                }
                _ => out.push((line.words.trim().to_owned(), hint)),
            }
            before = Some((line, right));
        }
    }
    out
}

/// Whether `line` goes on with the paragraph of `last`; `right` is where that page's text ends.
fn goes_on(last: &Line, right: f32, line: &Line) -> bool {
    let words = line.words.trim();
    if crate::lines::bullet(words) > 0 || (line.size - last.size).abs() > 0.3 * last.size {
        return false;
    }
    let ended = last
        .words
        .trim_end()
        .ends_with(['.', '!', '?', ':', '”', '"', '»']);
    let down = last.y - line.y;
    if down <= 0.0 {
        // A new page or column.
        return !ended && words.starts_with(char::is_lowercase);
    }
    let near = down < 1.6 * last.size.max(line.size);
    let short = last.end < right - 0.2 * (right - last.x).max(1.0);
    let indented = line.x > last.x + 0.8 * line.size && ended;
    near && !indented && !(short && ended)
}

fn join(words: &mut String, next: &str, whole: &Whole) {
    let next = next.trim();
    let kept = words.trim_end().len();
    words.truncate(kept);
    let starts = |kind: fn(char) -> bool| next.starts_with(kind);
    let head = words
        .strip_suffix(['-', '\u{ad}'])
        .filter(|head| head.ends_with(char::is_alphanumeric) && starts(char::is_alphanumeric));
    match head {
        None => words.push(' '),
        Some(head) if words.ends_with('\u{ad}') => words.truncate(head.len()),
        Some(_) if HYPHENS.contains(&("pair", first_word(next))) => words.push(' '),
        // "Russia-" and "Iran", "mid-" and "2025".
        Some(head) if !head.ends_with(char::is_lowercase) || !starts(char::is_lowercase) => {}
        Some(head) if whole.keeps_hyphen(last_word(head), first_word(next)) => {}
        Some(head) => words.truncate(head.len()),
    }
    words.push_str(next);
}

fn of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '\'' | '’')
}

fn first_word(words: &str) -> &str {
    let end = words.find(|c| !of_word(c)).unwrap_or(words.len());
    words[..end].trim_end_matches('-')
}

fn last_word(words: &str) -> &str {
    words.rsplit(|c| !of_word(c)).next().unwrap_or(words)
}

/// The words that stand whole in the lines, in lower case.
struct Whole(BTreeSet<String>);

impl Whole {
    fn new(pages: &[Vec<Line>]) -> Self {
        let mut whole = BTreeSet::new();
        let mut is_broken = false;
        for line in pages.iter().flatten() {
            let words = line.words.trim();
            let words: Vec<&str> = words.split(|c| !of_word(c)).collect();
            let rest = words.get(usize::from(is_broken)..).unwrap_or_default();
            is_broken = words.last().is_some_and(|last| last.ends_with('-'));
            let rest = &rest[..rest.len().saturating_sub(usize::from(is_broken))];
            whole.extend(rest.iter().map(|word| word.to_lowercase()));
        }
        Self(whole)
    }

    /// Whether the hyphen between `head` and `tail` is the word's own, and not the end of a line.
    fn keeps_hyphen(&self, head: &str, tail: &str) -> bool {
        let (head, tail) = (head.to_lowercase(), tail.to_lowercase());
        let one = format!("{head}{tail}");
        if self.0.contains(&format!("{head}-{tail}")) {
            return true;
        }
        if self.0.contains(&one) || HYPHENS.contains(&("one", one.as_str())) {
            return false;
        }
        let is = |part: &str, word: &str| HYPHENS.contains(&(part, word));
        is("first", &head) || is("last", &tail) && head.len() > 3 && self.0.contains(&head)
    }
}

/// The size in which most characters are set.
fn usual_size(pages: &[Vec<Line>]) -> f32 {
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for line in pages.iter().flatten() {
        *sizes.entry(quarters(line.size)).or_insert(0) += line.words.len();
    }
    let most = sizes.into_iter().max_by_key(|&(_, count)| count);
    most.map_or(f32::MAX, |(size, _)| (size as f32 + 1.0) / 4.0)
}

/// A size in quarter points, as a key.
#[allow(clippy::cast_sign_loss)] // sizes of runs are above zero
fn quarters(size: f32) -> u32 {
    (size * 4.0) as u32
}

/// Drops lines at the top or bottom of pages that are page numbers or the same on three pages.
fn drop_running_heads(pages: &mut [Vec<Line>]) {
    let key = |line: &Line| -> String {
        line.words
            .chars()
            .filter(|c| !c.is_ascii_digit() && !c.is_whitespace())
            .collect()
    };
    let edge = |page: &[Line], at: usize| at < 2 || at + 2 >= page.len();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for page in pages.iter() {
        for (at, line) in page.iter().enumerate().filter(|&(at, _)| edge(page, at)) {
            *seen.entry(key(line)).or_insert(0) += usize::from(at < page.len());
        }
    }
    for page in pages {
        let kept: Vec<bool> = page
            .iter()
            .enumerate()
            .map(|(at, line)| {
                let key = key(line);
                let number = key.is_empty() && line.words.trim().len() <= 5;
                !(edge(page, at) && (number || seen.get(&key).copied().unwrap_or(0) >= 3))
            })
            .collect();
        let mut at = 0;
        page.retain(|_| {
            at += 1;
            kept[at - 1]
        });
    }
}
