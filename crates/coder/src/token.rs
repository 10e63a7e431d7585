//! Words and marks of a passage, with the splits that names and lexicon share.

use detente_model::Span;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// Letters, perhaps with digits.
    Word,
    /// Digits.
    Number,
    /// A mark.
    Mark,
}

/// One word or mark.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    /// Bytes into the document.
    pub span: Span,
    pub kind: TokenKind,
    /// Whether it begins with a capital.
    pub capital: bool,
    /// Whether white space stands before it.
    pub spaced: bool,
}

/// What stands before an apostrophe in French and is a word of its own.
const ELIDED: &[&str] = &[
    "l", "d", "n", "s", "c", "j", "m", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
];

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '`' | '´')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c) || c == '_'
}

/// The tokens of `text[span]`, in order; white space is left out.
pub(crate) fn tokenize(text: &str, span: Span, out: &mut Vec<Token>) {
    out.clear();
    let base = span.start() as usize;
    let Some(passage) = span.get(text) else {
        return;
    };
    let mut at = 0;
    let mut spaced = true;
    while let Some(first) = passage[at..].chars().next() {
        if first.is_whitespace() || first == '\u{feff}' || first == '\u{200b}' {
            at += first.len_utf8();
            spaced = true;
            continue;
        }
        let end = at + token_length(&passage[at..], first, out.last(), spaced);
        let kind = if !is_word(first) && !is_apostrophe(first) {
            TokenKind::Mark
        } else if passage[at..end].chars().all(|c| !c.is_alphabetic()) {
            if is_apostrophe(first) && end - at == first.len_utf8() {
                TokenKind::Mark
            } else {
                TokenKind::Number
            }
        } else {
            TokenKind::Word
        };
        out.push(Token {
            span: Span::from_range(base + at..base + end),
            kind,
            capital: first.is_uppercase(),
            spaced,
        });
        at = end;
        spaced = false;
    }
}

/// The bytes of the token that begins `rest`.
fn token_length(rest: &str, first: char, last: Option<&Token>, spaced: bool) -> usize {
    if is_apostrophe(first) {
        // A clitic glued to the word before it ('s, 're, 'll), else a mark.
        let glued = !spaced && last.is_some_and(|last| last.kind != TokenKind::Mark);
        let letters: usize = rest[first.len_utf8()..]
            .chars()
            .take_while(|c| c.is_alphabetic())
            .map(char::len_utf8)
            .sum();
        return if glued && (1..=2).contains(&letters) {
            first.len_utf8() + letters
        } else {
            first.len_utf8()
        };
    }
    if !is_word(first) {
        return first.len_utf8();
    }
    if let Some(length) = acronym_length(rest) {
        return length;
    }
    if first.is_ascii_digit() {
        return number_length(rest);
    }
    word_length(rest)
}

/// "U.S.", "U.N", "R.D.C.": single letters with dots.
fn acronym_length(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().peekable();
    let (mut letters, mut end) = (0, 0);
    while let Some((at, letter)) = chars.next() {
        if !letter.is_uppercase() {
            break;
        }
        let after = at + letter.len_utf8();
        if let Some((_, '.')) = chars.peek() {
            chars.next();
            letters += 1;
            end = after + 1;
        } else {
            let ends = chars.peek().is_none_or(|(_, next)| !is_word(*next));
            if letters > 0 && ends {
                letters += 1;
                end = after;
            }
            break;
        }
    }
    (letters >= 2).then_some(end)
}

/// Digits with inner commas and points, and letters glued behind ("19th", "1990s").
fn number_length(rest: &str) -> usize {
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inner =
            matches!(c, ',' | '.') && chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        if !is_word(c) && !inner {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

fn word_length(rest: &str) -> usize {
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if is_word(c) {
            end = at + c.len_utf8();
            continue;
        }
        if !is_apostrophe(c) || !chars.peek().is_some_and(|(_, next)| next.is_alphabetic()) {
            break;
        }
        let before = &rest[..at];
        let after = &rest[at + c.len_utf8()..];
        let tail: String = after.chars().take_while(|c| is_word(*c)).collect();
        let lower = before.to_lowercase();
        // The rest of a split "n't" begins with its n.
        if before == "n" && tail.eq_ignore_ascii_case("t") {
            return at + c.len_utf8() + 1;
        }
        if ELIDED.contains(&lower.as_str()) {
            return at + c.len_utf8();
        }
        if before.ends_with('n') && before.len() > 1 && tail.eq_ignore_ascii_case("t") {
            return at - 1;
        }
        let clitic = ["s", "re", "ve", "ll", "d", "m"]
            .iter()
            .any(|clitic| tail.eq_ignore_ascii_case(clitic));
        if clitic {
            break;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        tokenize(text, Span::from_range(0..text.len()), &mut tokens);
        tokens.iter().map(|token| token.span.of(text)).collect()
    }

    #[test]
    fn possessives_elisions_and_negations_are_words_of_their_own() {
        assert_eq!(
            words("Moscow’s envoy didn't visit l’Iran."),
            [
                "Moscow", "’s", "envoy", "did", "n't", "visit", "l’", "Iran", "."
            ]
        );
        assert_eq!(words("aujourd'hui qu'il"), ["aujourd'hui", "qu'", "il"]);
        assert_eq!(
            words("both nations' ties"),
            ["both", "nations", "'", "ties"]
        );
    }

    #[test]
    fn pairs_acronyms_and_numbers() {
        assert_eq!(
            words("Russia-Iran U.S.-led"),
            ["Russia", "-", "Iran", "U.S.", "-", "led"]
        );
        assert_eq!(
            words("the U.S. said 1,200 in the 1990s"),
            ["the", "U.S.", "said", "1,200", "in", "the", "1990s"]
        );
        assert_eq!(words("S-300"), ["S", "-", "300"]);
    }

    #[test]
    fn spans_lie_on_boundaries_whatever_the_text() {
        for text in [
            "'", "’’s", "n't", "é’", "l’", "A.", "A.B", "ʼx", "1.", "\u{301}a",
        ] {
            for word in words(text) {
                assert!(!word.is_empty());
            }
        }
    }
}
