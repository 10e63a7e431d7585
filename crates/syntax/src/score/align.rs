use crate::document::Annotated;
use crate::score::Figure;
use crate::{Error, ErrorKind};

/// A range of characters of the text without its white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    start: u32,
    end: u32,
}

/// A token: its characters, or those of the whole multiword that it is part of.
#[derive(Debug, Clone, Copy)]
struct Word {
    range: Range,
    is_part: bool,
}

/// Which token of gold is which token of the system.
pub(super) struct Alignment {
    pairs: Vec<(u32, u32)>,
    gold_of: Vec<Option<u32>>,
}

impl Alignment {
    pub(super) fn new(gold: &Annotated, system: &Annotated) -> Self {
        let gold_words = words(gold);
        let system_words = words(system);
        let mut aligner = Aligner {
            gold: Side::new(gold, &gold_words),
            system: Side::new(system, &system_words),
            pairs: Vec::new(),
        };
        aligner.run();
        let mut gold_of = vec![None; system.len()];
        for &(g, s) in &aligner.pairs {
            gold_of[s as usize] = Some(g);
        }
        Self {
            pairs: aligner.pairs,
            gold_of,
        }
    }

    /// The aligned tokens, gold first, from left to right.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.pairs.iter().map(|&(g, s)| (g as usize, s as usize))
    }

    /// The token of gold that a token of the system is aligned with.
    pub(super) fn gold_of(&self, system: usize) -> Option<usize> {
        self.gold_of[system].map(|gold| gold as usize)
    }
}

struct Side<'a> {
    text: &'a Annotated,
    words: &'a [Word],
    at: usize,
}

impl<'a> Side<'a> {
    fn new(text: &'a Annotated, words: &'a [Word]) -> Self {
        Self { text, words, at: 0 }
    }

    fn next(&self) -> Option<&'a Word> {
        self.words.get(self.at)
    }

    /// Whether the next token lies after the characters up to `end`.
    fn is_beyond(&self, end: u32) -> bool {
        self.next().is_none_or(|word| {
            if word.is_part {
                word.range.start >= end
            } else {
                word.range.end > end
            }
        })
    }

    /// Steps over the next token; the end is moved where it is part of a longer multiword.
    fn take(&mut self, end: &mut u32) {
        if let Some(word) = self.next() {
            if word.is_part {
                *end = word.range.end.max(*end);
            }
            self.at += 1;
        }
    }

    fn lower_forms(&self, from: usize) -> Vec<String> {
        let ids = (from..self.at).map(|id| crate::TokenId(id as u32));
        ids.map(|id| self.text.form(id).to_lowercase()).collect()
    }
}

struct Aligner<'a> {
    gold: Side<'a>,
    system: Side<'a>,
    pairs: Vec<(u32, u32)>,
}

impl Aligner<'_> {
    fn run(&mut self) {
        while let (Some(gold), Some(system)) = (self.gold.next(), self.system.next()) {
            if gold.is_part || system.is_part {
                self.multiword(*gold, *system);
            } else if gold.range == system.range {
                self.pairs
                    .push((self.gold.at as u32, self.system.at as u32));
                self.gold.at += 1;
                self.system.at += 1;
            } else if gold.range.start <= system.range.start {
                self.gold.at += 1;
            } else {
                self.system.at += 1;
            }
        }
    }

    /// Aligns the tokens of the smallest stretch that no multiword of either side crosses.
    fn multiword(&mut self, gold: Word, system: Word) {
        let mut end;
        if gold.is_part {
            end = gold.range.end;
            if !system.is_part && system.range.start < gold.range.start {
                self.system.at += 1;
            }
        } else {
            end = system.range.end;
            if gold.range.start < system.range.start {
                self.gold.at += 1;
            }
        }
        let (first_gold, first_system) = (self.gold.at, self.system.at);
        while !self.gold.is_beyond(end) || !self.system.is_beyond(end) {
            let gold_first = match (self.gold.next(), self.system.next()) {
                (Some(gold), Some(system)) => gold.range.start <= system.range.start,
                (gold, _) => gold.is_some(),
            };
            let side = if gold_first {
                &mut self.gold
            } else {
                &mut self.system
            };
            side.take(&mut end);
        }
        let gold = self.gold.lower_forms(first_gold);
        let system = self.system.lower_forms(first_system);
        for (g, s) in common_subsequence(&gold, &system) {
            self.pairs
                .push(((first_gold + g) as u32, (first_system + s) as u32));
        }
    }
}

/// Positions of a longest common subsequence. Stretches are a few tokens long; where hostile input
/// makes the table exceed a million cells, only a common beginning is taken.
fn common_subsequence(gold: &[String], system: &[String]) -> Vec<(usize, usize)> {
    const LIMIT: usize = 1 << 20;
    let width = system.len() + 1;
    if (gold.len() + 1).saturating_mul(width) > LIMIT {
        let same = gold
            .iter()
            .zip(system)
            .take_while(|(gold, system)| gold == system);
        return (0..same.count()).map(|at| (at, at)).collect();
    }
    let mut longest = vec![0u32; (gold.len() + 1) * width];
    for g in (0..gold.len()).rev() {
        for s in (0..system.len()).rev() {
            let skip = longest[(g + 1) * width + s].max(longest[g * width + s + 1]);
            let take = longest[(g + 1) * width + s + 1] + 1;
            longest[g * width + s] = if gold[g] == system[s] {
                take.max(skip)
            } else {
                skip
            };
        }
    }
    let (mut g, mut s) = (0, 0);
    let mut pairs = Vec::new();
    while g < gold.len() && s < system.len() {
        if gold[g] == system[s] {
            pairs.push((g, s));
            g += 1;
            s += 1;
        } else if longest[g * width + s] == longest[(g + 1) * width + s] {
            g += 1;
        } else {
            s += 1;
        }
    }
    pairs
}

/// Walks the pieces of text (multiwords, and tokens outside them) with their characters.
fn pieces(text: &Annotated) -> impl Iterator<Item = (std::ops::Range<usize>, Range)> + '_ {
    let mut token = 0;
    let mut multiwords = text.multiwords().iter().peekable();
    let mut start = 0;
    std::iter::from_fn(move || {
        let span = *text.spans().get(token)?;
        let piece = multiwords.next_if(|piece| piece.first as usize == token);
        let (tokens, span) = piece.map_or((token..token + 1, span), |piece| {
            (piece.first as usize..piece.end as usize, piece.span())
        });
        token = tokens.end;
        let end = start + characters(span.of(text.text())).count() as u32;
        let range = Range { start, end };
        start = end;
        Some((tokens, range))
    })
}

fn words(text: &Annotated) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len());
    let mut multiwords = text.multiwords().iter().peekable();
    for (tokens, range) in pieces(text) {
        let is_part = multiwords
            .next_if(|piece| piece.first as usize == tokens.start)
            .is_some();
        words.extend(tokens.map(|_| Word { range, is_part }));
    }
    words
}

fn characters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !c.is_whitespace())
}

pub(super) fn check_same_characters(gold: &Annotated, system: &Annotated) -> Result<(), Error> {
    let covered = |text: &Annotated| {
        let mut all = String::with_capacity(text.text().len());
        let mut multiwords = text.multiwords().iter().peekable();
        for (token, span) in text.spans().iter().enumerate() {
            let piece = text.multiword_of(crate::TokenId(token as u32));
            let begins = multiwords
                .next_if(|next| next.first as usize == token)
                .is_some();
            match piece {
                None => all.extend(characters(span.of(text.text()))),
                Some(piece) if begins => all.extend(characters(piece.span().of(text.text()))),
                Some(_) => {}
            }
        }
        all
    };
    let (gold, system) = (covered(gold), covered(system));
    if gold == system {
        return Ok(());
    }
    let same = gold
        .chars()
        .zip(system.chars())
        .take_while(|(g, s)| g == s)
        .count();
    let around =
        |all: &str| -> String { all.chars().skip(same.saturating_sub(10)).take(30).collect() };
    let message = format!(
        "the characters differ after {same}: gold has {:?}, the system {:?}",
        around(&gold),
        around(&system)
    );
    Err(Error::new(ErrorKind::Mismatch, message))
}

pub(super) fn pieces_agree(gold: &Annotated, system: &Annotated) -> Figure {
    let ranges = |text| pieces(text).map(|(_, range)| range).collect::<Vec<Range>>();
    agree(&ranges(gold), &ranges(system))
}

pub(super) fn sentences_agree(gold: &Annotated, system: &Annotated) -> Figure {
    let ranges = |text: &Annotated| {
        let words = words(text);
        let range = |sentence: crate::Sentence<'_>| Range {
            start: words[sentence.range().start].range.start,
            end: words[sentence.range().end - 1].range.end,
        };
        text.sentences().map(range).collect::<Vec<Range>>()
    };
    agree(&ranges(gold), &ranges(system))
}

/// How many ranges are in both lists, which are sorted.
fn agree(gold: &[Range], system: &[Range]) -> Figure {
    let (mut g, mut s, mut correct) = (0, 0, 0);
    while g < gold.len() && s < system.len() {
        let order = gold[g].start.cmp(&system[s].start);
        correct += usize::from(gold[g] == system[s]);
        g += usize::from(order.is_le());
        s += usize::from(order.is_ge());
    }
    Figure {
        gold: gold.len(),
        system: system.len(),
        correct,
    }
}
