use crate::segment::linear::{Features, pair};
use crate::segment::pieces::{Kind, Piece, Run, neighbour};
use crate::segment::scan::{Class, Scan};

/// How far words are read to the left and right of a place.
pub(super) const REACH: usize = 16;

/// The features of the place before the character at `at`, for whether a piece that began at `open`
/// ends there.
pub(super) fn split_features(
    features: &mut Features,
    scan: &Scan,
    run: Run,
    open: usize,
    at: usize,
) {
    let c = |offset: isize| lower(scan.chars[at.wrapping_add_signed(offset)]) as u64;
    let k = |offset: isize| class_value(scan, at.wrapping_add_signed(offset));
    let (l1, l2, l3, r1, r2, r3) = (c(-1), c(-2), c(-3), c(0), c(1), c(2));
    let here = pair(pair(0, l1), r1);
    features.add(0, here);
    features.add(1, l1);
    features.add(2, r1);
    features.add2(3, here, l2);
    features.add2(4, here, r2);
    features.add3(5, here, l2, r2);
    features.add3(6, here, l2, l3);
    features.add3(7, here, r2, r3);
    let shape = pair(pair(0, k(-1)), k(0));
    features.add(8, shape);
    features.add2(9, shape, k(-2));
    features.add2(10, shape, k(1));
    features.add3(11, shape, k(-2), k(1));
    let wide = pair(pair(pair(shape, k(-2)), k(1)), pair(k(-3), k(2)));
    features.add(12, wide);
    let left = word_left(scan, run, at);
    let right = word_right(scan, run, at);
    features.add2(13, left, here);
    features.add2(14, right, here);
    features.add3(15, left, here, right);
    let address = u64::from(run.address.1 == at) * 2 + u64::from(run.address.0 == at);
    features.add3(16, address, here, k(1));
    features.add3(17, address, k(-1), k(0));
    let before = (at - run.start).min(5) as u64;
    let behind = (run.end - at).min(5) as u64;
    features.add3(18, here, before, behind);
    features.add3(19, shape, before, behind);
    let piece = hash_lower(scan, open.max(at.saturating_sub(REACH)), at);
    features.add2(20, piece, r1);
    features.add2(21, piece, k(0));
    let next = scan.classes[run.end + usize::from(run.end + 1 < scan.chars.len())] as u64;
    features.add3(22, left, here, pair(u64::from(run.end == at + 1), next));
    features.add3(23, shape, pair(u64::from(run.end == at + 1), next), before);
    let rest = hash_lower(scan, at, run.end.min(at + REACH));
    features.add2(24, rest, k(-1));
    features.add3(25, rest, piece, 0);
    features.add2(26, (at - open).min(7) as u64, here);
    features.add3(27, k(-1), c(0), piece);
}

/// The class of a character; signs are themselves.
pub(super) fn class_value(scan: &Scan, at: usize) -> u64 {
    match scan.classes[at] {
        Class::Sign => 16 + scan.chars[at] as u64,
        class => class as u64,
    }
}

/// The hash of the word that ends last before `at`, over at most one sign.
fn word_left(scan: &Scan, run: Run, at: usize) -> u64 {
    let end = if is_word(scan.classes[at - 1]) {
        at
    } else {
        at - 1
    };
    let floor = run.start.max(end.saturating_sub(REACH));
    let mut start = end;
    while start > floor && is_word(scan.classes[start - 1]) {
        start -= 1;
    }
    hash_lower(scan, start, end)
}

/// The hash of the word that begins first after `at`, over at most one sign.
fn word_right(scan: &Scan, run: Run, at: usize) -> u64 {
    let start = if is_word(scan.classes[at]) {
        at
    } else {
        at + 1
    };
    let ceiling = run.end.min(start + REACH);
    let mut end = start;
    while end < ceiling && is_word(scan.classes[end]) {
        end += 1;
    }
    hash_lower(scan, start, end.max(start))
}

pub(super) fn is_word(class: Class) -> bool {
    class.is_letter() || class == Class::Digit || class == Class::Joiner
}

pub(super) fn hash_lower(scan: &Scan, start: usize, end: usize) -> u64 {
    let chars = scan.chars[start..end].iter();
    chars.fold((end - start) as u64, |hash, &c| pair(hash, lower(c) as u64))
}

/// One lower-case character for each character; right for the letters that words of the lexicon hold.
#[inline]
pub(super) fn lower(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    match c {
        '’' | '‘' => '\'',
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// The sentence up to the piece that is looked at.
#[derive(Debug, Default)]
pub(super) struct SentenceSoFar {
    pieces: u32,
    open_brackets: u32,
    quotes: u32,
    has_lower: bool,
}

impl SentenceSoFar {
    pub(super) fn take(&mut self, scan: &Scan, piece: &Piece) {
        self.pieces += 1;
        match piece.kind {
            Kind::Opening => self.open_brackets += 1,
            Kind::Closing => self.open_brackets = self.open_brackets.saturating_sub(1),
            Kind::Quote if scan.chars[piece.start as usize] == '"' => self.quotes += 1,
            Kind::Lower => self.has_lower = true,
            _ => {}
        }
    }
}

/// The features of the place after the piece at `at`, for whether a sentence ends there.
pub(super) fn end_features(
    features: &mut Features,
    scan: &Scan,
    list: &[Piece],
    at: usize,
    sentence: &SentenceSoFar,
) {
    let place = EndPlace::new(list, at, sentence);
    place.words(features);
    place.state(features, list[list.len() - 1], sentence);
    place.lengths(features, scan, sentence);
    place.characters(features, scan);
    place.kinds(features, sentence);
}

/// Three pieces before the place and three after it, and what several features share.
struct EndPlace {
    p: [Piece; 3],
    n: [Piece; 3],
    /// Whether white space follows.
    gap: u64,
    /// Kinds of the pieces on both sides, and the gap.
    kinds: u64,
    /// How the next word is written elsewhere, and here.
    habit: u64,
    /// Pieces of the sentence so far and of the paragraph's rest, roughly.
    so_far: u64,
    left: u64,
}

impl EndPlace {
    fn new(list: &[Piece], at: usize, sentence: &SentenceSoFar) -> Self {
        let piece = |offset: isize| neighbour(list, at, offset);
        let p = [piece(0), piece(-1), piece(-2)];
        let n = [piece(1), piece(2), piece(3)];
        let gap = u64::from(n[0].space_before);
        Self {
            p,
            n,
            gap,
            kinds: pair(pair(kind(&p[0]), kind(&n[0])), gap),
            habit: pair(u64::from(n[0].habit), kind(&n[0])),
            so_far: u64::from(bucket(sentence.pieces)),
            left: u64::from(bucket((list.len() - at - 1) as u32)),
        }
    }

    fn words(&self, features: &mut Features) {
        let ([p1, p2, p3], [n1, n2, n3]) = (&self.p, &self.n);
        let (gap, kinds) = (self.gap, self.kinds);
        features.add(200, kinds);
        features.add2(201, kinds, kind(p2));
        features.add2(202, kinds, kind(n2));
        features.add3(203, kinds, kind(p2), kind(n2));
        let (before, behind) = (pair(kind(p2), kind(p3)), pair(kind(n2), kind(n3)));
        features.add3(204, kinds, before, behind);
        features.add2(205, p1.lower, gap);
        features.add2(206, n1.lower, gap);
        features.add2(207, p1.lower, kind(n1));
        features.add2(208, kind(p1), n1.lower);
        features.add3(209, p1.lower, n1.lower, gap);
        features.add3(210, p2.lower, p1.lower, kind(n1));
        features.add3(211, p2.lower, p1.lower, n1.lower);
        features.add3(212, p1.lower, n1.lower, kind(n2));
        features.add3(213, kind(p1), n1.lower, n2.lower);
        features.add2(214, p1.shape, n1.shape);
        features.add3(215, p2.shape, p1.shape, n1.shape);
        features.add3(216, p1.shape, n1.shape, n2.shape);
    }

    fn state(&self, features: &mut Features, last: Piece, sentence: &SentenceSoFar) {
        let ([p1, p2, _], [n1, n2, _]) = (&self.p, &self.n);
        let (kinds, habit, so_far, left) = (self.kinds, self.habit, self.so_far, self.left);
        features.add2(217, habit, kinds);
        features.add3(218, habit, p1.lower, self.gap);
        features.add3(219, u64::from(p1.habit), habit, kinds);
        features.add3(220, u64::from(p2.habit), habit, pair(p1.lower, kind(p2)));
        features.add3(221, habit, pair(u64::from(n2.habit), kind(n2)), kinds);
        features.add2(222, so_far, kinds);
        features.add2(223, left, kinds);
        features.add3(224, so_far, left, kind(p1));
        let brackets = u64::from(sentence.open_brackets.min(2));
        let state = pair(brackets, u64::from(sentence.quotes & 1));
        features.add2(225, state, kinds);
        features.add3(226, state, p1.lower, kind(n1));
        features.add3(227, u64::from(sentence.has_lower), so_far, kinds);
        features.add3(228, n1.lower, kinds, state);
        features.add3(229, last.lower, kinds, left);
    }

    fn lengths(&self, features: &mut Features, scan: &Scan, sentence: &SentenceSoFar) {
        let ([p1, p2, p3], [n1, n2, _]) = (&self.p, &self.n);
        let (kinds, habit) = (self.kinds, self.habit);
        let length = |piece: &Piece| u64::from((piece.end - piece.start).min(8));
        features.add3(230, length(p2), p1.lower, habit);
        features.add3(231, length(p1), kinds, habit);
        features.add3(232, p3.lower, p2.lower, p1.lower);
        features.add3(233, n1.lower, n2.lower, kinds);
        let first_char = lower(scan.chars[n1.start as usize]) as u64;
        features.add3(234, first_char, kinds, length(n1));
        features.add2(235, p2.lower, kinds);
        features.add2(236, n2.lower, kinds);
        let start = u64::from(sentence.pieces.min(4));
        features.add3(237, start, p1.lower, pair(kind(p2), kind(n1)));
        features.add3(238, p1.ending, kinds, habit);
        features.add3(239, n1.ending, kinds, habit);
    }

    /// One to four characters before and after the place.
    fn characters(&self, features: &mut Features, scan: &Scan) {
        let (p1, n1) = (&self.p[0], &self.n[0]);
        for size in 1..5 {
            let template = 250 + size as u32;
            let to = p1.end as usize;
            let end = hash_lower(scan, to.saturating_sub(size).max(p1.start as usize), to);
            let from = n1.start as usize;
            let begin = hash_lower(scan, from, (from + size).min(n1.end as usize));
            features.add2(template, end, self.kinds);
            features.add2(template + 5, begin, self.kinds);
            features.add3(template + 10, end, begin, self.gap);
            features.add3(template + 15, end, self.habit, self.so_far);
        }
    }

    fn kinds(&self, features: &mut Features, sentence: &SentenceSoFar) {
        let ([p1, p2, p3], [n1, n2, n3]) = (&self.p, &self.n);
        let before = pair(pair(word_kind(p3), word_kind(p2)), word_kind(p1));
        let behind = pair(pair(word_kind(n1), word_kind(n2)), word_kind(n3));
        let has_lower = u64::from(sentence.has_lower);
        features.add2(240, before, behind);
        features.add3(241, before, n1.lower, self.gap);
        features.add3(242, behind, p1.lower, self.gap);
        features.add3(243, before, word_kind(n1), self.so_far);
        features.add3(244, before, word_kind(n1), has_lower);
        features.add3(245, word_kind(p1), behind, has_lower);
        features.add3(246, n1.lower, n2.lower, n3.lower);
        features.add3(247, p2.lower, word_kind(p1), n1.lower);
        features.add3(248, p1.lower, word_kind(n1), n2.lower);
    }
}

fn kind(piece: &Piece) -> u64 {
    piece.kind as u64
}

/// The kind of a piece with the habit of its word.
fn word_kind(piece: &Piece) -> u64 {
    pair(piece.kind as u64, u64::from(piece.habit))
}

fn bucket(count: u32) -> u32 {
    match count {
        0..=5 => count,
        6..=8 => 6,
        9..=12 => 7,
        13..=20 => 8,
        21..=35 => 9,
        36..=60 => 10,
        _ => 11,
    }
}
