use super::lexicon::{Class, Flag, Grammar, Lexicon, Sense, Senses};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Mark,
}

/// A word, number or mark, before it is looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    start: usize,
    end: usize,
    kind: Kind,
    pub(super) upper: bool,
    ascii: bool,
}

impl Piece {
    pub(super) fn text(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// A word, number or mark of a text, with its readings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
    /// White space stands before it.
    pub(super) spaced: bool,
    /// It starts with an upper-case letter.
    pub(super) upper: bool,
    pub(super) ascii: bool,
    pub(super) word: u32,
    /// A number's value, if it has at most nine digits.
    pub(super) number: u32,
    /// How many digits a number has; 0 for a number with thousands separators.
    pub(super) digits: u8,
    pub(super) senses: Senses,
}

impl Token {
    /// The value of the reading `class`.
    pub(super) fn sense(&self, class: Class) -> Option<i32> {
        self.flagged(class).map(|(value, _)| value)
    }

    /// Whether it has a reading in any of the classes with these bits.
    pub(super) fn is_any(&self, bits: u64) -> bool {
        self.senses.bits & bits != 0
    }

    /// The value of the reading `class` and what it needs around it.
    pub(super) fn flagged(&self, class: Class) -> Option<(i32, Flag)> {
        if !self.is_any(class.bit()) {
            return None;
        }
        let fits =
            |sense: &&Sense| sense.class == class && !(sense.flag == Flag::Accent && self.ascii);
        let sense = self.senses.list.iter().find(fits)?;
        Some((sense.value, sense.flag))
    }
}

/// Calls `emit` with each word, number and mark of `text`, in order.
///
/// A French word ends with its apostrophe ("l'|an"), an English one before it ("year|'s").
pub(super) fn pieces(text: &str, grammar: Grammar, mut emit: impl FnMut(Piece)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let byte = bytes[at];
        let mut piece = Piece {
            start,
            end: start,
            kind: Kind::Mark,
            upper: false,
            ascii: true,
        };
        if byte.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        if byte.is_ascii_digit() {
            piece.kind = Kind::Number;
            at = number_end(bytes, at);
        } else if byte.is_ascii_alphabetic() || (byte >= 0x80 && char_at(text, at).is_alphabetic())
        {
            piece.kind = Kind::Word;
            piece.upper = char_at(text, at).is_uppercase();
            (at, piece.ascii) = word_end(text, at);
            if grammar == Grammar::French {
                at += apostrophe(bytes, at);
            }
        } else {
            let mark = char_at(text, at);
            let quote = apostrophe(bytes, at);
            at += mark.len_utf8();
            if mark.is_whitespace() {
                continue;
            }
            if quote > 0 && grammar == Grammar::English && start > 0 {
                let (end, _) = word_end(text, at);
                if end > at && end - at <= 2 && bytes[start - 1].is_ascii_alphanumeric() {
                    at = end;
                    piece.kind = Kind::Word;
                }
            }
        }
        piece.end = at;
        emit(piece);
    }
}

fn char_at(text: &str, at: usize) -> char {
    text[at..]
        .chars()
        .next()
        .expect("the offset is inside the text")
}

fn word_end(text: &str, mut at: usize) -> (usize, bool) {
    let bytes = text.as_bytes();
    let mut ascii = true;
    while at < bytes.len() {
        if bytes[at].is_ascii_alphabetic() {
            at += 1;
        } else if bytes[at] >= 0x80 {
            let letter = char_at(text, at);
            if !letter.is_alphabetic() {
                break;
            }
            ascii = false;
            at += letter.len_utf8();
        } else {
            break;
        }
    }
    (at, ascii)
}

/// The length of an apostrophe at `at`, straight or curled; 0 if there is none.
fn apostrophe(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b'\'') => 1,
        Some(0xe2) if bytes[at..].starts_with("’".as_bytes()) => "’".len(),
        _ => 0,
    }
}

/// The end of a number with its thousands ("1,500", "12,000,000").
fn number_end(bytes: &[u8], mut at: usize) -> usize {
    let run = |at: usize| {
        bytes[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let first = run(at);
    at += first;
    while first <= 3 && bytes.get(at) == Some(&b',') && run(at + 1) == 3 {
        at += 4;
    }
    at
}

/// Passes `word` in lower case and without accents to `then`; `None` if it is too long to be in a
/// table.
pub(super) fn fold<T>(word: &str, then: impl FnOnce(&str) -> T) -> Option<T> {
    const LONGEST: usize = 24;
    let mut buffer = [0_u8; LONGEST];
    let mut length = 0;
    for letter in word.chars() {
        let mut plain = [0; 4];
        let plain = without_accent(letter).encode_utf8(&mut plain);
        buffer
            .get_mut(length..length + plain.len())?
            .copy_from_slice(plain.as_bytes());
        length += plain.len();
    }
    Some(then(
        std::str::from_utf8(&buffer[..length]).expect("whole characters were copied"),
    ))
}

fn without_accent(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    match letter {
        'à' | 'â' | 'ä' | 'á' | 'À' | 'Â' | 'Ä' | 'Á' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => 'e',
        'î' | 'ï' | 'í' | 'Î' | 'Ï' => 'i',
        'ô' | 'ö' | 'ó' | 'Ô' | 'Ö' => 'o',
        'û' | 'ù' | 'ü' | 'ú' | 'Û' | 'Ù' | 'Ü' => 'u',
        'ç' | 'Ç' => 'c',
        '’' => '\'',
        '–' | '—' | '‐' | '‑' | '−' => '-',
        other => other,
    }
}

/// The tokens of `text`, whose first byte is byte `base` of the document, with phrases joined.
pub(super) fn tokens(text: &str, base: usize, grammar: Grammar, into: &mut Vec<Token>) {
    let lexicon = Lexicon::of(grammar);
    into.clear();
    let mut last = usize::MAX;
    pieces(text, grammar, |piece| {
        let word = match piece.kind {
            Kind::Number if piece.end - piece.start > 2 => 0,
            _ => fold(piece.text(text), |word| lexicon.id(word)).unwrap_or(0),
        };
        let (number, digits) = match piece.kind {
            Kind::Number => value(piece.text(text)),
            _ => (0, 0),
        };
        into.push(Token {
            start: base + piece.start,
            end: base + piece.end,
            kind: piece.kind,
            spaced: last != piece.start,
            upper: piece.upper,
            ascii: piece.ascii,
            word,
            number,
            digits,
            senses: lexicon.senses(word),
        });
        last = piece.end;
    });
    join_phrases(lexicon, into);
}

fn value(digits: &str) -> (u32, u8) {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits
        .bytes()
        .filter(u8::is_ascii_digit)
        .try_fold(0_u32, |number, byte| {
            number.checked_mul(10)?.checked_add(u32::from(byte - b'0'))
        });
    let length = u8::try_from(digits.len()).unwrap_or(u8::MAX);
    (number.unwrap_or(u32::MAX), if plain { length } else { 0 })
}

fn join_phrases(lexicon: &'static Lexicon, tokens: &mut Vec<Token>) {
    let (mut from, mut to) = (0, 0);
    while from < tokens.len() {
        let mut token = tokens[from];
        let mut length = 1;
        if token.word != 0
            && let Some((count, senses)) = lexicon.phrase(&tokens[from..])
            && !(token.kind == Kind::Number && inside_number(tokens, from, from + count))
        {
            token.end = tokens[from + count - 1].end;
            token.senses = senses;
            token.ascii = false;
            length = count;
        }
        tokens[to] = token;
        to += 1;
        from += length;
    }
    tokens.truncate(to);
}

/// Whether the tokens `from..to` are part of a longer figure: "9/11/2001", "24/9/11".
fn inside_number(tokens: &[Token], from: usize, to: usize) -> bool {
    let glued = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| !token.spaced && token.kind == Kind::Mark)
            && tokens
                .get(at + 1)
                .is_some_and(|token| !token.spaced && token.kind == Kind::Number)
    };
    glued(to) || !tokens[from].spaced && from > 0
}
