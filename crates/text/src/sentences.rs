//! Cutting a paragraph into sentences.
//!
//! Candidates are the marks `. ! ? …` and their kin, and bullets inside a line. Each is judged by
//! the word before it (abbreviation, initial, number) and by what follows (white space, a capital,
//! a quote). A mark with a capital glued to it ends a sentence only between what look like words
//! of prose, so that hosts, versions and dotted acronyms stay whole.

use std::iter;
use std::ops::Range;

use crate::draft::trimmed;
use crate::tables::{ABBREVIATIONS, After, STARTERS};

/// Bytes that a sentence has at the most: what runs on for longer is cut between words, so that whoever
/// reads sentences as wholes is never handed a book.
const LONGEST: usize = 5_000;

/// The sentences of `text[range]`, without white space around them, in order. Together they hold
/// every character of the range that is not white space.
pub(crate) fn sentences(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let words = &text[range.clone()];
    let mut out = Vec::new();
    let mut items = enumeration(words).into_iter().peekable();
    let mut start = 0;
    let mut at = 0;
    while let Some(found) = next_candidate(words, at) {
        while let Some(item) = items.next_if(|&item| item <= found) {
            out.push(start..item);
            start = item;
        }
        let Some(mark) = words[found..].chars().next() else {
            break;
        };
        at = found + mark.len_utf8();
        let end = match mark {
            '•' | '‣' | '▪' if found > start && !words[start..found].trim().is_empty() => {
                Some(found)
            }
            '•' | '‣' | '▪' => None,
            ':' => glued_label(words, found).then_some(found + 1),
            _ => {
                at = run_of_marks(words, found).max(at);
                sentence_end(words, start, found)
            }
        };
        if let Some(end) = end {
            out.push(start..end);
            start = end;
            at = at.max(end);
        }
    }
    for item in items {
        out.push(start..item);
        start = item;
    }
    out.push(start..words.len());
    out.into_iter()
        .map(|sentence| {
            trimmed(
                text,
                range.start + sentence.start..range.start + sentence.end,
            )
        })
        .filter(|sentence| !sentence.is_empty())
        .flat_map(|sentence| pieces(text, sentence))
        .collect()
}

/// A sentence in pieces of [`LONGEST`] bytes at the most, without white space around them: cut at the last white space
/// that leaves no more, and within a word only where there is none.
fn pieces(text: &str, sentence: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut rest = sentence;
    iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut end = rest.end;
        if rest.len() > LONGEST {
            let most = text.floor_char_boundary(rest.start + LONGEST);
            let space = text[rest.start..most].rfind(char::is_whitespace);
            end = space.map_or(most, |space| rest.start + space);
        }
        let piece = trimmed(text, rest.start..end);
        rest = trimmed(text, end..rest.end);
        Some(piece)
    })
}

/// Where the second and later items of a list in one line begin: "1. First 2. Second".
fn enumeration(words: &str) -> Vec<usize> {
    let bullet = &words[..words.len() - words.trim_start_matches(LIST_MARKS).len()];
    let rest = words[bullet.len()..].trim_start();
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(0);
    let (label, rest) = rest.split_at(length);
    let suffix = [".)", ")", "."]
        .into_iter()
        .find(|suffix| rest.starts_with(suffix));
    let Some(suffix) = suffix.filter(|suffix| rest[suffix.len()..].starts_with(' ')) else {
        return Vec::new();
    };
    let mut label = label.to_owned();
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(next) = next_label(&label) {
        let mark = format!(
            " {}{}{next}{suffix} ",
            bullet.trim(),
            if bullet.ends_with(' ') { " " } else { "" }
        );
        let Some(found) = words[from..].find(&mark) else {
            break;
        };
        from += found + 1;
        out.push(from);
        label = next;
    }
    out
}

const LIST_MARKS: [char; 8] = ['•', '‣', '▪', '●', '⁃', '-', '–', ' '];

/// The label after `label`: a number below 100 or a small letter.
fn next_label(label: &str) -> Option<String> {
    match label.as_bytes() {
        [letter @ b'a'..=b'y'] => Some(char::from(letter + 1).to_string()),
        _ => label
            .parse::<u8>()
            .ok()
            .filter(|number| *number < 100)
            .map(|number| (number + 1).to_string()),
    }
}

fn next_candidate(words: &str, from: usize) -> Option<usize> {
    let bytes = words.as_bytes();
    (from..bytes.len()).find(|&at| match bytes[at] {
        b'.' | b'!' | b'?' | b':' => true,
        // First bytes of the marks outside ASCII: general punctuation, Arabic, Devanagari, CJK.
        0xd8 | 0xdb | 0xe0 | 0xe2 | 0xe3 | 0xef => {
            words[at..].starts_with(['…', '؟', '۔', '।', '。', '！', '？', '•', '‣', '▪'])
        }
        _ => false,
    })
}

/// Where the sentence that began at `start` ends, if it ends with the mark at `mark`.
fn sentence_end(words: &str, start: usize, mark: usize) -> Option<usize> {
    let run = run_of_marks(words, mark);
    let (end, quoted) = after_closers(words, run);
    let rest = &words[end..];
    let only_dot = &words[mark..run] == ".";
    let next = rest.trim_start();
    if next.is_empty() {
        return Some(words.len());
    }
    let spaced = next.len() < rest.len();
    let wide = words[mark..].starts_with(['。', '！', '？', '।', '؟', '۔']);
    if wide && !only_dot {
        return Some(end);
    }
    if !spaced {
        return glued(words, start, mark, run, end).then_some(end);
    }
    if !begins_sentence(next) {
        return None;
    }
    if quoted && speech_goes_on(next) {
        return None;
    }
    if only_dot && !dot_ends(words, start, mark, next) {
        return None;
    }
    if mark == start || words[start..mark].trim().is_empty() {
        return None;
    }
    Some(end)
}

/// The end of a run like `...`, `?!`, `. . .`.
fn run_of_marks(words: &str, mark: usize) -> usize {
    let mut end = mark;
    loop {
        let rest = &words[end..];
        let skipped = rest.len()
            - rest
                .trim_start_matches(['.', '!', '?', '…', '؟', '。', '！', '？', '।', '۔'])
                .len();
        end += skipped;
        if words[end..].starts_with(" .")
            && (words[end..].starts_with(" . .") || words[..end].ends_with(". ."))
        {
            end += 1;
        } else {
            return end;
        }
    }
}

/// Moves past quotes, brackets, emphasis marks and bracketed citations that close a sentence;
/// whether one of them was a quote.
fn after_closers(words: &str, from: usize) -> (usize, bool) {
    let (mut end, mut quoted) = (from, false);
    loop {
        let rest = &words[end..];
        let Some(c) = rest.chars().next() else {
            return (end, quoted);
        };
        let opens = |rest: &str| rest[c.len_utf8()..].starts_with(char::is_alphanumeric);
        match c {
            '”' | '»' | '›' => quoted = true,
            '"' | '\'' | '’' if !opens(rest) => quoted = true,
            ')' | ']' | '}' | '*' | '_' => {}
            '\u{a0}' | ' ' if rest[c.len_utf8()..].starts_with('»') => {}
            '[' => match citation(rest) {
                Some(length) => {
                    end += length;
                    continue;
                }
                None => return (end, quoted),
            },
            _ => return (end, quoted),
        }
        end += c.len_utf8();
    }
}

/// The length of a bracketed citation (`[4]`, `[note 2]`) at the start of `rest`.
pub(crate) fn citation(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('[')?;
    let end = inner.bytes().take(12).position(|byte| byte == b']')?;
    let label = &inner[..end];
    let digits = label.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == ' ');
    let numbered = !digits.is_empty()
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b',' || byte == b' ');
    (numbered && digits.len() <= 7).then_some(end + 2)
}

/// Whether `next` (no white space before it) can be how a sentence begins.
fn begins_sentence(next: &str) -> bool {
    let bare = next.trim_start_matches(|c: char| {
        matches!(
            c,
            '"' | '\''
                | '“'
                | '‘'
                | '«'
                | '('
                | '['
                | '*'
                | '_'
                | '¿'
                | '¡'
                | '-'
                | '–'
                | '—'
                | '…'
                | '\u{a0}'
                | ' '
                | '•'
                | '‹'
                | '#'
        )
    });
    let Some(c) = bare.chars().next() else {
        return true;
    };
    let opened = bare.len() < next.len();
    // "iPhone", "eBay": a small letter with a capital after it.
    let brand = c.is_lowercase() && bare.chars().nth(1).is_some_and(char::is_uppercase);
    c.is_uppercase()
        || c.is_numeric()
        || brand
        || (c.is_alphabetic() && !c.is_lowercase())
        || (opened && !c.is_alphanumeric())
}

/// Whether a closing quote is followed by who said it ("…!" He said is two; "…!" Smith said, one).
fn speech_goes_on(next: &str) -> bool {
    let mut words = next.split_whitespace();
    let (first, second) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let verb = |word: &str| {
        matches!(
            word.trim_end_matches(['.', ',', ':']),
            "said" | "says" | "added" | "told" | "asked" | "wrote" | "replied"
        )
    };
    !STARTERS.contains(first.to_lowercase().as_str()) && verb(second)
}

/// Whether a lone full stop before white space and `next` ends the sentence.
fn dot_ends(words: &str, start: usize, mark: usize, next: &str) -> bool {
    let before = last_word(&words[start..mark]);
    let lower = before.to_lowercase();
    let starter = || STARTERS.contains(first_word(next).to_lowercase().as_str());
    let known = ABBREVIATIONS.get(lower.as_str()).copied();
    let capital_next = next.starts_with(char::is_uppercase);
    match known {
        // "no." and "art." are words too: at the end of a longer sentence a capital may follow.
        Some(After::Number) => {
            let month = before.starts_with(char::is_uppercase);
            let numbered = next.starts_with(|c: char| c.is_ascii_digit() || c == '§');
            let named = month && before.len() > 2 && lower != "no" && !starter();
            return !(numbered || named);
        }
        Some(After::Name) => {
            return before.chars().all(char::is_lowercase)
                && !matches!(
                    lower.as_str(),
                    "vs" | "mr"
                        | "mrs"
                        | "dr"
                        | "prof"
                        | "st"
                        | "mt"
                        | "gen"
                        | "cf"
                        | "v"
                        | "al"
                        | "viz"
                )
                && starter();
        }
        Some(After::Any) => return !capital_next || starter() || opens_quote(next),
        None => {}
    }
    if let Some(initial) = single_letter(before) {
        return single_letter_ends(words, start, mark, initial, next, starter());
    }
    if is_dotted(before) {
        return !capital_next || starter() || opens_quote(next);
    }
    // A number at the start is a list mark: "1. The first".
    let numbering =
        before.bytes().all(|byte| byte.is_ascii_digit()) && !before.is_empty() && before.len() <= 3;
    let first = words[start..mark].trim_matches(LIST_MARKS).trim() == before;
    !(numbering && first)
}

fn opens_quote(next: &str) -> bool {
    next.starts_with(['“', '"', '«', '('])
}

/// "J. Smith" goes on; "you and I. Did" and "Plan B. The" end.
fn single_letter_ends(
    words: &str,
    start: usize,
    mark: usize,
    initial: char,
    next: &str,
    starter: bool,
) -> bool {
    let before = words[start..mark - initial.len_utf8()].trim_end();
    if before.is_empty() {
        return false;
    }
    let previous = last_word(before);
    let pronoun = initial == 'I' && previous.starts_with(char::is_lowercase);
    let second_initial = next.chars().nth(1) == Some('.');
    if second_initial || initial.is_lowercase() {
        return initial.is_lowercase() && starter;
    }
    (pronoun || starter) && !before.ends_with('.')
}

fn single_letter(word: &str) -> Option<char> {
    let mut chars = word.chars();
    let first = chars.next().filter(|c| c.is_alphabetic())?;
    chars.next().is_none().then_some(first)
}

/// "U.S", "p.m", "U.S.S.R": single letters with full stops between them.
fn is_dotted(word: &str) -> bool {
    word.contains('.')
        && word
            .split('.')
            .all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic))
}

/// The word at the end of `words`, with full stops and hyphens inside it.
fn last_word(words: &str) -> &str {
    let start = words
        .char_indices()
        .rev()
        .take(40)
        .take_while(|(_, c)| c.is_alphanumeric() || matches!(c, '.' | '-' | '\'' | '’' | '°' | '&'))
        .last()
        .map_or(words.len(), |(at, _)| at);
    words[start..].trim_start_matches(['\'', '’', '-', '.'])
}

fn first_word(words: &str) -> &str {
    let bare = words.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = bare
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(bare.len());
    &bare[..end]
}

/// Whether a mark without white space after it still ends a sentence: "order.Shared Disdain".
fn glued(words: &str, start: usize, mark: usize, run: usize, end: usize) -> bool {
    let before = last_word(&words[start..mark]);
    let rest = &words[end..];
    // "policy.- Mark": a list that lost its line break.
    if let Some(item) = rest.strip_prefix(['-', '•', '*', '–']) {
        return item.starts_with(' ')
            && item.trim_start().starts_with(char::is_uppercase)
            && prose_word(before);
    }
    let token = first_token(rest);
    let bare = token.trim_start_matches(['"', '“', '«', '‘', '(', '*']);
    let first = bare.chars().next();
    if !first.is_some_and(char::is_uppercase) || token.contains(['@', '/', '\\', '_', '=']) {
        return false;
    }
    let core = bare.trim_end_matches(|c: char| !c.is_alphanumeric());
    let inner_dot = core.contains('.') && !core.split('.').all(|part| part.chars().count() <= 1);
    let opened = bare.len() < token.len() || end > run;
    let capitalised = core.chars().skip(1).any(char::is_lowercase)
        || matches!(core, "A" | "I")
        || (core.chars().count() > 2 && core.chars().all(char::is_uppercase));
    let host = last_token(&words[start..mark]).contains(['@', '/', '\\', '_']);
    (opened || (prose_word(before) && capitalised))
        && !inner_dot
        && !host
        && ABBREVIATIONS.get(before.to_lowercase().as_str()) != Some(&After::Name)
}

/// The bytes before a mark and after it that are looked at.
const WINDOW: usize = 200;

/// The start of `rest` up to white space, at most a window long.
fn first_token(rest: &str) -> &str {
    let near = &rest[..rest.floor_char_boundary(WINDOW)];
    &near[..near.find(char::is_whitespace).unwrap_or(near.len())]
}

/// The end of `words` from the last white space on, at most a window long.
fn last_token(words: &str) -> &str {
    let near = &words[words.ceil_char_boundary(words.len().saturating_sub(WINDOW))..];
    near.rfind(char::is_whitespace)
        .map_or(near, |space| &near[space..])
}

/// A word of prose, as it stands before a mark that lost its white space.
fn prose_word(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let number = word.bytes().all(|byte| byte.is_ascii_digit()) && word.len() == 4;
    !word.contains('.')
        && ((letters >= 3 && word.ends_with(char::is_lowercase))
            || number
            || (letters >= 2 && word.chars().all(char::is_uppercase)))
}

/// "include:Syria": a colon between two words of prose that lost its line break.
fn glued_label(words: &str, colon: usize) -> bool {
    let before = last_word(&words[..colon]);
    let rest = &words[colon + 1..];
    let mut letters = rest.chars();
    let capitalised = letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_lowercase);
    capitalised
        && prose_word(before)
        && before.starts_with(char::is_lowercase)
        && !last_token(&words[..colon])
            .trim_end_matches(|c: char| c.is_alphanumeric())
            .ends_with(['@', '/', ':', '_'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text, 0..text.len())
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn abbreviations_and_initials_do_not_end_sentences() {
        for text in [
            "Gen. Q. R. Vale met Sen. Moss in the U.S. Capitol on Friday.",
            "The U.S. and the E.U. signed at 5 p.m. in Geneva.",
            "It rose 3.5 percent, from No. 7 to No. 4.",
            "The U.S.S.R. sold v1.2 to OPEC.org and to Acme Corp. Vice President Lin.",
            "He wrote to ann.lee@post.example.org about it.",
        ] {
            assert_eq!(split(text), [text]);
        }
    }

    #[test]
    fn a_sentence_without_end_is_cut_between_words() {
        let words = "that Iran said ".repeat(1_000);
        let found = split(&words);
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|piece| piece.len() <= LONGEST));
        assert_eq!(found.join(" "), words.trim());
        // Nothing to cut at, and characters of three bytes.
        let word = "\u{4f0a}".repeat(2 * LONGEST / 3);
        let found = split(&word);
        assert_eq!((found.len(), found.concat()), (3, word));
    }

    #[test]
    fn sentences_end_after_abbreviations_where_a_usual_first_word_follows() {
        assert_eq!(split("They left the U.S. The talks failed.").len(), 2);
        assert_eq!(split("It began at 5 p.m. He was late.").len(), 2);
        assert_eq!(split("It was you and I. Did you see?").len(), 2);
    }

    #[test]
    fn glued_sentences_and_headings_are_cut() {
        assert_eq!(
            split("It hurt the economy.Russia's Balancing Act"),
            ["It hurt the economy.", "Russia's Balancing Act"]
        );
        assert_eq!(
            split("Will it last?Perhaps. It began in 2024.Then it ended.").len(),
            4
        );
        assert_eq!(
            split("See our pages on policy.- First Other Story").len(),
            2
        );
        assert_eq!(
            split("Its partners include:Norway: an old friend.").len(),
            2
        );
    }

    #[test]
    fn items_in_one_line_are_cut() {
        assert_eq!(
            split("1. The border 2. The debt"),
            ["1. The border", "2. The debt"]
        );
        assert_eq!(split("a) Wheat b) Oil c) Gas").len(), 3);
        assert_eq!(split("It fell by 2. It rose by 3.").len(), 2);
    }

    #[test]
    fn quotes_citations_and_emphasis_stay_with_their_sentence() {
        assert_eq!(
            split("He said “we agree.” Then he left."),
            ["He said “we agree.”", "Then he left."]
        );
        assert_eq!(
            split("**They agree.** It held [4]. So it stayed.[5] Then it broke."),
            [
                "**They agree.**",
                "It held [4].",
                "So it stayed.[5]",
                "Then it broke."
            ]
        );
        assert_eq!(
            split("Il a dit « non. » Puis il est parti."),
            ["Il a dit « non. »", "Puis il est parti."]
        );
        assert_eq!(
            split("'This is great.' she said."),
            ["'This is great.' she said."]
        );
    }
}
