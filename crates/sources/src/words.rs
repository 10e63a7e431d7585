//! A passage as words that can be compared.

use crate::lexicon::{Lexicon, hash, mark};

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
#[allow(clippy::struct_excessive_bools)] // each is a fact of its own
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) folded: String,
    pub(crate) capital: bool,
    /// It has two letters and more, all of them capitals.
    pub(crate) shouted: bool,
    pub(crate) joined: bool,
    pub(crate) first: bool,
    pub(crate) negated: bool,
}

/// The words of `text` with their places.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = Piece> + '_ {
    let mut at = 0;
    let mut first = true;
    std::iter::from_fn(move || {
        let rest = &text[at..];
        let offset = rest.find(char::is_alphanumeric)?;
        let between = &rest[..offset];
        if at > 0 {
            first = between.contains(['.', '!', '?', ':', '“', '"', '«', '•', '\n']);
        }
        let joined = at > 0 && matches!(between, "-" | "–" | "/" | "‑");
        let start = at + offset;
        let end = start + word_length(&text[start..]);
        at = end;
        let mut folded = folded(&text[start..end]);
        // "don't": the word and its negation are one.
        let tail = &text[end..];
        let negated = folded.ends_with('n')
            && ["'t", "’t"].iter().any(|mark| {
                tail.strip_prefix(mark)
                    .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
            });
        if negated {
            at = end + tail.find('t').unwrap_or_default() + 1;
            folded.push_str("'t");
        } else if let Some(possessive) = possessive(tail) {
            at = end + possessive;
        }
        let letters = text[start..end].chars().filter(|c| c.is_alphabetic());
        Some(Piece {
            start,
            end,
            capital: text[start..].chars().next().is_some_and(char::is_uppercase),
            shouted: letters.clone().count() > 1 && letters.clone().all(char::is_uppercase),
            folded,
            joined,
            first: std::mem::take(&mut first),
            negated,
        })
    })
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

/// Lower case, without the stops of initials and the marks in figures.
fn folded(word: &str) -> String {
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    word.chars()
        .filter(|c| match c {
            '.' => has_digit,
            ',' => false,
            _ => true,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// The words of a passage. `running` is false for titles, whose capitals say nothing.
pub(crate) fn words(lexicon: &Lexicon, text: &str, running: bool) -> Vec<Word> {
    let pieces: Vec<Piece> = pieces(text).collect();
    let capitals = pieces.iter().filter(|piece| piece.capital).count();
    let running = running && (pieces.len() < 4 || capitals * 10 <= pieces.len() * 7);
    let folded: Vec<&str> = pieces.iter().map(|piece| piece.folded.as_str()).collect();
    let mut words: Vec<Word> = pieces
        .iter()
        .map(|piece| word(lexicon, piece, running))
        .collect();
    for place in 0..words.len() {
        let next = words
            .get(place + 1)
            .map_or(text.len(), |word| word.start as usize);
        let between = &text[words[place].end as usize..next];
        let closes = between.contains(['.', '!', '?', ':', '”', '"', '»', '…']);
        if closes || place + 1 == words.len() {
            words[place].marks |= mark::LAST;
        }
    }
    let mut at = 0;
    while at < pieces.len() {
        let name = lexicon
            .name_at(&folded[at..])
            .filter(|&(_, length)| is_written_as_name(&pieces[at], length));
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
                if lexicon.is_state(class) {
                    word.marks |= mark::STATE;
                }
            }
        }
        at += length;
    }
    order_pairs(&mut words, &folded);
    words
}

/// "US" is a name, "us" is none; French adjectives of nations are names in small letters.
fn is_written_as_name(piece: &Piece, length: usize) -> bool {
    let short = piece.folded.len() <= 2;
    if short {
        piece.shouted
    } else {
        piece.capital || length > 1 || piece.folded.len() >= 5
    }
}

fn word(lexicon: &Lexicon, piece: &Piece, running: bool) -> Word {
    let stem = lexicon.stem(&piece.folded);
    let mut marks = lexicon.marks(&piece.folded);
    if piece.folded.bytes().any(|byte| byte.is_ascii_digit()) {
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
    if piece.folded.chars().count() <= 2 && marks & (mark::NUMBER | mark::PROPER) == 0 {
        marks |= mark::FUNCTION;
    }
    let stem_hash = hash(&stem);
    Word {
        start: piece.start as u32,
        end: piece.end as u32,
        exact: hash(&piece.folded),
        stem: stem_hash,
        class: lexicon.class(&stem).unwrap_or(stem_hash),
        marks,
    }
}

/// "Iran and Russia" and "Russia-Iran" name the same two: their stems stand in one order.
fn order_pairs(words: &mut [Word], folded: &[&str]) {
    for a in 0..words.len() {
        if !words[a].is(mark::ACTOR) {
            continue;
        }
        let mut b = a + 1;
        while b < words.len() && words[b].is(mark::CONTINUES) {
            b += 1;
        }
        if b < words.len() && matches!(folded[b], "and" | "et") {
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
        pieces(text).map(|piece| piece.folded).collect()
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
