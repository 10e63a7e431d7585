//! A passage as words that can be compared.

use xxhash_rust::xxh3::xxh3_64;

use crate::lexicon::{Form, Lexicon, mark, short_hash};

/// A word of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    /// Where it begins, in bytes of the passage.
    pub(crate) start: u32,
    /// Where it ends.
    pub(crate) end: u32,
    /// Its form, whatever the case.
    pub(crate) exact: u32,
    /// What its forms have in common.
    pub(crate) stem: u32,
    /// What words that can stand for it have in common: an actor, a class of synonyms, a stem.
    pub(crate) class: u32,
    /// What it is, as bits of [`mark`].
    pub(crate) marks: u32,
}

impl Word {
    pub(crate) fn is(self, bits: u32) -> bool {
        self.marks & bits != 0
    }

    /// Whether it carries meaning of its own.
    pub(crate) fn is_content(self) -> bool {
        !self.is(mark::FUNCTION | mark::CONTINUES)
    }

    /// Whether it names someone or something.
    pub(crate) fn names(self) -> bool {
        self.is(mark::ACTOR | mark::PROPER)
    }
}

/// A stretch of letters and digits.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools)] // each is a fact of its own
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The hash of its folded form.
    pub(crate) key: u64,
    /// Bytes of its folded form.
    length: usize,
    pub(crate) capital: bool,
    /// It has two letters and more, all of them capitals.
    pub(crate) shouted: bool,
    pub(crate) joined: bool,
    pub(crate) first: bool,
    pub(crate) negated: bool,
}

/// Cuts a text into its words, one after the other.
struct Cutter<'t, 'f> {
    text: &'t str,
    at: usize,
    first: bool,
    /// The folded form of the word that was cut last.
    folded: &'f mut String,
}

impl<'t, 'f> Cutter<'t, 'f> {
    fn new(text: &'t str, folded: &'f mut String) -> Self {
        Self {
            text,
            at: 0,
            first: true,
            folded,
        }
    }

    fn cut(&mut self) -> Option<Piece> {
        let text = self.text;
        let rest = &text[self.at..];
        let offset = rest.find(char::is_alphanumeric)?;
        let between = &rest[..offset];
        if self.at > 0 {
            self.first =
                between != " " && between.contains(['.', '!', '?', ':', '“', '"', '«', '•', '\n']);
        }
        let joined = self.at > 0 && matches!(between, "-" | "–" | "/" | "‑");
        let start = self.at + offset;
        let end = start + word_length(&text[start..]);
        self.at = end;
        let word = &text[start..end];
        fold(word, self.folded);
        // "don't": the word and its negation are one.
        let tail = &text[end..];
        let negated = self.folded.ends_with('n')
            && ["'t", "’t"].iter().any(|mark| {
                tail.strip_prefix(mark)
                    .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
            });
        if negated {
            self.at = end + tail.find('t').unwrap_or_default() + 1;
            self.folded.push_str("'t");
        } else if let Some(possessive) = possessive(tail) {
            self.at = end + possessive;
        }
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let letters = || word.chars().filter(|c| c.is_alphabetic());
        let shouted = (capital || !word.starts_with(char::is_alphabetic))
            && letters().count() > 1
            && letters().all(char::is_uppercase);
        Some(Piece {
            start,
            end,
            key: key(self.folded),
            length: self.folded.len(),
            capital,
            shouted,
            joined,
            first: std::mem::take(&mut self.first),
            negated,
        })
    }
}

/// The hash by which a folded form is looked up.
pub(crate) fn key(folded: &str) -> u64 {
    xxh3_64(folded.as_bytes())
}

/// The words of `text` with their places.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let mut folded = String::new();
    let mut cutter = Cutter::new(text, &mut folded);
    std::iter::from_fn(|| cutter.cut()).collect()
}

/// Bytes of the mark of the possessive at the start of `tail`: it belongs to no word.
fn possessive(tail: &str) -> Option<usize> {
    ["'s", "’s"].iter().find_map(|mark| {
        let rest = tail.strip_prefix(mark)?;
        (!rest.starts_with(char::is_alphanumeric)).then_some(mark.len())
    })
}

/// Bytes of the word at the start of `rest`: letters and digits, with what joins figures ("1,200",
/// "Su-35", "S-300") and initials ("U.S.").
fn word_length(rest: &str) -> usize {
    let plain = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    // Most words have nothing in them that could join them to more.
    if plain > 0 && matches!(rest.as_bytes().get(plain), None | Some(b' ')) {
        return plain;
    }
    let mut end = 0;
    let mut letters = 0;
    let mut characters = rest.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        if c.is_alphanumeric() {
            letters += 1;
            end = at + c.len_utf8();
            continue;
        }
        let before = rest[..at].chars().next_back();
        let after = characters.peek().map(|&(_, next)| next);
        let digits = after.is_some_and(|c| c.is_ascii_digit());
        let joins = match c {
            ',' | '.' if digits && before.is_some_and(|c| c.is_ascii_digit()) => true,
            '-' if digits && before.is_some_and(char::is_alphabetic) => true,
            // Initials: one letter before, one after.
            '.' => {
                letters == 1
                    && before.is_some_and(char::is_uppercase)
                    && after.is_some_and(char::is_uppercase)
            }
            _ => false,
        };
        if !joins {
            break;
        }
        if c == '.' {
            letters = 0;
        }
    }
    end
}

/// Writes to `folded` the word in lower case, without the stops of initials and the marks in
/// figures.
fn fold(word: &str, folded: &mut String) {
    folded.clear();
    if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        folded.push_str(word);
        folded.make_ascii_lowercase();
        return;
    }
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    let kept = word.chars().filter(|c| match c {
        '.' => has_digit,
        ',' => false,
        _ => true,
    });
    folded.extend(kept.flat_map(char::to_lowercase));
}

/// The words of a passage. `running` is false for titles, whose capitals say nothing.
pub(crate) fn words(lexicon: &Lexicon, text: &str, running: bool) -> Vec<Word> {
    let mut words = Vec::new();
    WordReader::new(lexicon).read(text, running, &mut words);
    words
}

/// Reads the words of one passage after the other without asking for memory anew.
#[derive(Debug)]
pub(crate) struct WordReader<'a> {
    lexicon: &'a Lexicon,
    pieces: Vec<Piece>,
    keys: Vec<u64>,
    /// What is known of each piece.
    forms: Vec<Form>,
    folded: String,
}

impl<'a> WordReader<'a> {
    pub(crate) fn new(lexicon: &'a Lexicon) -> Self {
        Self {
            lexicon,
            pieces: Vec::new(),
            keys: Vec::new(),
            forms: Vec::new(),
            folded: String::new(),
        }
    }

    /// Appends the words of `text`; see [`words`].
    pub(crate) fn read(&mut self, text: &str, running: bool, words: &mut Vec<Word>) {
        self.pieces.clear();
        self.keys.clear();
        self.forms.clear();
        let mut cutter = Cutter::new(text, &mut self.folded);
        while let Some(piece) = cutter.cut() {
            self.forms.push(self.lexicon.form(piece.key, cutter.folded));
            self.pieces.push(piece);
            self.keys.push(piece.key);
        }
        let pieces = &self.pieces;
        let capitals = pieces.iter().filter(|piece| piece.capital).count();
        let running = running && (pieces.len() < 4 || capitals * 10 <= pieces.len() * 7);
        let before = words.len();
        let read = pieces.iter().zip(&self.forms);
        words.extend(read.map(|(piece, form)| word(piece, form, running)));
        let words = &mut words[before..];
        mark_last(text, words);
        self.mark_names(words);
        order_pairs(words, text);
    }

    fn mark_names(&self, words: &mut [Word]) {
        let mut at = 0;
        while at < self.pieces.len() {
            let name = self.forms[at]
                .begins_name
                .then(|| self.lexicon.name_at(&self.keys[at..]))
                .flatten()
                .filter(|&(_, length)| is_written_as_name(&self.pieces[at], length));
            let Some((class, length)) = name else {
                at += 1;
                continue;
            };
            for (place, word) in words[at..at + length].iter_mut().enumerate() {
                word.marks &= !(mark::FUNCTION | mark::PRONOUN);
                word.marks |= if place == 0 {
                    mark::ACTOR
                } else {
                    mark::CONTINUES
                };
                if place == 0 {
                    word.class = class;
                    if self.lexicon.is_state(class) {
                        word.marks |= mark::STATE;
                    }
                }
            }
            at += length;
        }
    }
}

fn mark_last(text: &str, words: &mut [Word]) {
    for place in 0..words.len() {
        let next = words
            .get(place + 1)
            .map_or(text.len(), |word| word.start as usize);
        let between = &text[words[place].end as usize..next];
        let closes = between != " " && between.contains(['.', '!', '?', ':', '”', '"', '»', '…']);
        if closes || place + 1 == words.len() {
            words[place].marks |= mark::LAST;
        }
    }
}

/// "US" is a name, "us" is none; French adjectives of nations are names in small letters.
fn is_written_as_name(piece: &Piece, length: usize) -> bool {
    let short = piece.length <= 2;
    if short {
        piece.shouted
    } else {
        piece.capital || length > 1 || piece.length >= 5
    }
}

fn word(piece: &Piece, form: &Form, running: bool) -> Word {
    let mut marks = form.marks;
    if form.has_digit {
        marks |= mark::NUMBER;
    }
    if piece.negated {
        marks |= mark::NEGATION | mark::FUNCTION;
    }
    // "may" and "March": the month has a capital, the verb has none.
    if marks & mark::DATE != 0 && (!piece.capital || (piece.first && marks & mark::HEDGE != 0)) {
        marks &= !mark::DATE;
    } else if marks & mark::DATE != 0 {
        marks &= !(mark::HEDGE | mark::FUNCTION);
    }
    let known = marks & (mark::FUNCTION | mark::DATE | mark::NUMBER) != 0;
    if piece.capital && running && !piece.first && !known {
        marks |= mark::PROPER;
    }
    for (holds, bit) in [
        (piece.joined, mark::JOINED),
        (piece.first, mark::FIRST),
        (piece.capital, mark::CAPITAL),
    ] {
        if holds {
            marks |= bit;
        }
    }
    // Words of one and two letters that are neither names nor figures join others.
    if form.is_short && marks & (mark::NUMBER | mark::PROPER) == 0 {
        marks |= mark::FUNCTION;
    }
    Word {
        start: piece.start as u32,
        end: piece.end as u32,
        exact: short_hash(piece.key),
        stem: form.stem,
        class: form.class,
        marks,
    }
}

/// "Iran and Russia" and "Russia-Iran" name the same two: their stems stand in one order.
fn order_pairs(words: &mut [Word], text: &str) {
    for a in 0..words.len() {
        if !words[a].is(mark::ACTOR) {
            continue;
        }
        let mut b = a + 1;
        while b < words.len() && words[b].is(mark::CONTINUES) {
            b += 1;
        }
        let form = |word: &Word| &text[word.start as usize..word.end as usize];
        let joins = |word: &Word| {
            ["and", "et"]
                .iter()
                .any(|and| form(word).eq_ignore_ascii_case(and))
        };
        if b < words.len() && joins(&words[b]) {
            b += 1;
        } else if !(b < words.len() && (words[b].is(mark::JOINED))) {
            continue;
        }
        if b < words.len() && words[b].is(mark::ACTOR) && words[a].class > words[b].class {
            let (first, second) = (words[a], words[b]);
            (words[a].stem, words[a].class) = (second.stem, second.class);
            (words[b].stem, words[b].class) = (first.stem, first.class);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::tests::LEXICON;
    use proptest::prelude::*;

    fn forms(text: &str) -> Vec<String> {
        let mut folded = String::new();
        let mut cutter = Cutter::new(text, &mut folded);
        std::iter::from_fn(|| cutter.cut().map(|_| cutter.folded.clone())).collect()
    }

    #[test]
    fn words_are_cut_as_a_reader_would() {
        assert_eq!(
            forms("Russia’s U.S.-made S-300, 1,200 of them, don't fly."),
            [
                "russia", "us", "made", "s-300", "1200", "of", "them", "don't", "fly"
            ]
        );
    }

    #[test]
    fn names_of_one_state_are_one_class() {
        let lexicon = &*LEXICON;
        let class = |text: &str| words(lexicon, text, true)[0].class;
        assert_eq!(class("Moscow said"), class("Russian forces"));
        assert_eq!(class("United States forces"), class("US forces"));
        assert_ne!(class("Iran said"), class("Iraq said"));
    }

    #[test]
    fn two_names_side_by_side_have_no_order() {
        let lexicon = &*LEXICON;
        let classes = |text: &str| -> Vec<u32> {
            words(lexicon, text, true)
                .iter()
                .map(|word| word.class)
                .collect()
        };
        assert_eq!(
            classes("Russia-Iran relations"),
            classes("Iran-Russia relations")
        );
        assert_ne!(classes("Russia warned Iran"), classes("Iran warned Russia"));
    }

    proptest! {
        #[test]
        fn words_stand_where_they_say(text in any::<String>()) {
            let lexicon = &*LEXICON;
            let mut last = 0;
            for word in words(lexicon, &text, true) {
                prop_assert!(word.start >= last && word.end > word.start);
                prop_assert!(text.get(word.start as usize..word.end as usize).is_some());
                last = word.end;
            }
        }
    }
}
