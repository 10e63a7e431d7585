use crate::segment::Question;
use crate::segment::linear::{Features, Linear, feature, pair};
use crate::segment::scan::{Class, Scan};

/// Answers the open questions: by weights, or in training by the gold standard.
pub(super) trait Judge {
    /// The answer at the byte `at` of the text, the end of what comes before.
    fn judge(&mut self, question: Question, at: u32, features: &[u32]) -> bool;
}

/// A stretch of text that is a token or a contraction.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Piece {
    /// Positions in the [`Scan`].
    pub(super) start: u32,
    pub(super) end: u32,
    /// Hash of the lower-cased characters.
    pub(super) lower: u64,
    /// Hash of the last three of them.
    pub(super) ending: u64,
    /// Hash of the classes, repeated ones once; signs as they are.
    pub(super) shape: u64,
    /// How the word is written inside sentences, by the lexicon; 0 for one not known.
    pub(super) habit: u8,
    pub(super) kind: Kind,
    pub(super) space_before: bool,
    pub(super) ends_sentence: bool,
}

/// What a piece can mean for the end of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub(super) enum Kind {
    /// Outside the paragraph.
    #[default]
    None,
    /// Begins with a capital.
    Capital,
    /// All capitals, two or more.
    Capitals,
    Lower,
    Letter,
    Number,
    /// `. ! ? …` and combinations.
    Terminal,
    /// `, ; :` and dashes.
    Middle,
    Opening,
    Closing,
    /// Quotation marks that open and close alike.
    Quote,
    /// A web or mail address, or another word with signs inside.
    Address,
    /// A word that ends in a full stop.
    Abbreviation,
    Sign,
}

/// The template that lexicon entries are filed under.
const LEXICON: u32 = 900;

/// The slot of a word in the lexicon.
pub(super) fn lexicon_slot(lower: u64) -> u32 {
    feature(LEXICON, lower)
}

/// The pieces of a paragraph.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pub(super) list: Vec<Piece>,
    features: Features,
}

/// A stretch without white space.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    end: usize,
    /// The web or mail address in it, if there is one: nothing inside is asked.
    address: (usize, usize),
}

impl Pieces {
    /// Cuts the paragraph into pieces.
    pub(super) fn find(&mut self, scan: &Scan, lexicon: &Linear, judge: &mut impl Judge) {
        self.list.clear();
        let range = scan.range();
        let mut at = range.start;
        while at < range.end {
            if scan.classes[at] == Class::Space {
                at += 1;
                continue;
            }
            let run = Run::at(scan, at);
            self.cut(scan, run, judge);
            at = run.end;
        }
        for piece in &mut self.list {
            piece.describe(scan, lexicon);
        }
    }

    fn cut(&mut self, scan: &Scan, run: Run, judge: &mut impl Judge) {
        let mut start = run.start;
        if self.joins_number(scan, run, judge) {
            let last = self.list.pop().expect("a number stands before the space");
            start = last.start as usize;
        }
        let mut open = start;
        for at in run.start + 1..run.end {
            let is_inside = run.address.0 < at && at < run.address.1;
            if is_inside || !is_open(scan.classes[at - 1], scan.classes[at]) {
                continue;
            }
            self.features.clear();
            split_features(&mut self.features, scan, run, open.max(run.start), at);
            if judge.judge(Question::Split, scan.byte(at), &self.features.list) {
                self.push(scan, open, at);
                open = at;
            }
        }
        self.push(scan, open, run.end);
    }

    fn push(&mut self, scan: &Scan, start: usize, end: usize) {
        self.list.push(Piece {
            start: start as u32,
            end: end as u32,
            space_before: scan.classes[start - 1] == Class::Space,
            ..Piece::default()
        });
    }

    /// Whether the run goes on with the number before the one white space that precedes it.
    fn joins_number(&mut self, scan: &Scan, run: Run, judge: &mut impl Judge) -> bool {
        let Some(last) = self.list.last().copied() else {
            return false;
        };
        let digits = |from: usize, to: usize| (from..to).all(|at| scan.classes[at] == Class::Digit);
        let lead = (run.start..run.end)
            .take_while(|&at| scan.classes[at] == Class::Digit)
            .count();
        let last_group = last.end as usize - trailing_digits(scan, last);
        if last.end as usize + 1 != run.start || lead == 0 || last_group == last.end as usize {
            return false;
        }
        self.features.clear();
        let size = u64::from(last.end) - last_group as u64;
        let all_digits = u64::from(digits(last.start as usize, last.end as usize));
        self.features.add2(100, lead.min(5) as u64, size.min(5));
        self.features
            .add3(101, lead.min(5) as u64, size.min(5), all_digits);
        let behind = (
            scan.classes[run.start + lead] as u64,
            scan.chars[run.start + lead] as u64,
        );
        self.features
            .add3(102, behind.0, behind.1, lead.min(5) as u64);
        self.features.add(103, scan.chars[last.end as usize] as u64);
        self.features.add2(104, all_digits, u64::from(lead == 3));
        judge.judge(
            Question::Join,
            scan.byte(last.end as usize),
            &self.features.list,
        )
    }

    /// Marks the pieces that end sentences.
    pub(super) fn find_ends(&mut self, scan: &Scan, judge: &mut impl Judge) {
        let mut sentence = SentenceSoFar::default();
        let count = self.list.len();
        for at in 0..count {
            sentence.take(scan, &self.list[at]);
            let is_last = at + 1 == count;
            if !is_last && self.may_end(at) {
                self.features.clear();
                end_features(&mut self.features, scan, &self.list, at, &sentence);
                let byte = scan.byte(self.list[at].end as usize);
                self.list[at].ends_sentence = judge.judge(Question::End, byte, &self.features.list);
            } else {
                self.list[at].ends_sentence = is_last;
            }
            if self.list[at].ends_sentence {
                sentence = SentenceSoFar::default();
            }
        }
    }

    /// Whether it is worth asking if the piece at `at` ends a sentence: not between a word and one
    /// in lower case.
    fn may_end(&self, at: usize) -> bool {
        let (this, next) = (&self.list[at], &self.list[at + 1]);
        let is_word = matches!(this.kind, Kind::Lower | Kind::Capital);
        !(is_word && next.kind == Kind::Lower)
    }

    /// The piece at `at + offset`, or nothing beyond the paragraph.
    pub(super) fn around(&self, at: usize, offset: isize) -> Piece {
        neighbour(&self.list, at, offset)
    }
}

fn neighbour(list: &[Piece], at: usize, offset: isize) -> Piece {
    let position = at.checked_add_signed(offset);
    position
        .and_then(|position| list.get(position))
        .copied()
        .unwrap_or_default()
}

fn trailing_digits(scan: &Scan, piece: Piece) -> usize {
    let range = piece.start as usize..piece.end as usize;
    range
        .rev()
        .take_while(|&at| scan.classes[at] == Class::Digit)
        .take(6)
        .count()
}

impl Run {
    fn at(scan: &Scan, start: usize) -> Self {
        let mut end = start;
        let mut address = (0, 0);
        while scan.classes[end] != Class::Space {
            if address.1 == 0 {
                address = address_at(scan, start, end).unwrap_or_default();
            }
            end += 1;
        }
        Self {
            start,
            end,
            address,
        }
    }
}

/// The address that the sign at `at` gives away, in a run that begins at `start`.
fn address_at(scan: &Scan, start: usize, at: usize) -> Option<(usize, usize)> {
    let c = |offset: usize| scan.chars[at + offset];
    match scan.chars[at] {
        '@' if at > start && is_word(scan.classes[at + 1]) => mail_address(scan, start, at),
        ':' if c(1) == '/' && c(2) == '/' => {
            let begins = (start..at)
                .rev()
                .take_while(|&at| is_word(scan.classes[at]))
                .last()?;
            Some((begins, end_of_url(scan, at + 3)))
        }
        '.' if at >= start + 3 && scan.chars[at - 3..at].iter().all(|c| lower(*c) == 'w') => {
            Some((at - 3, end_of_url(scan, at + 1)))
        }
        _ => None,
    }
}

fn mail_address(scan: &Scan, start: usize, at: usize) -> Option<(usize, usize)> {
    let belongs =
        |&at: &usize, signs: &[char]| is_word(scan.classes[at]) || signs.contains(&scan.chars[at]);
    let local = (start..at)
        .rev()
        .take(64)
        .take_while(|at| belongs(at, &['.', '_', '-', '+']));
    let begins = local.last()?;
    let domain = (at + 1..scan.chars.len()).take_while(|at| belongs(at, &['.', '-', '_']));
    let end = domain.last()? + 1;
    Some((begins, trim_signs(scan, end)))
}

/// The end of an address of the web: before white space or a sign that encloses, and before
/// punctuation at its end.
fn end_of_url(scan: &Scan, from: usize) -> usize {
    let encloses = |c: char| {
        matches!(
            c,
            '<' | '>' | '"' | '(' | ')' | '[' | ']' | '{' | '}' | '»' | '”'
        )
    };
    let mut end = from;
    while scan.classes[end] != Class::Space && !encloses(scan.chars[end]) {
        end += 1;
    }
    trim_signs(scan, end)
}

fn trim_signs(scan: &Scan, mut end: usize) -> usize {
    while matches!(
        scan.chars[end - 1],
        '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '-' | '*'
    ) {
        end -= 1;
    }
    end
}

/// Whether a piece can end between characters of these classes.
fn is_open(before: Class, after: Class) -> bool {
    let same_word = before.is_letter() && after.is_letter();
    let same_number = before == Class::Digit && after == Class::Digit;
    !same_word && !same_number && after != Class::Joiner && before != Class::Joiner
}

/// How far words are read to the left and right of a place.
const REACH: usize = 16;

fn split_features(features: &mut Features, scan: &Scan, run: Run, open: usize, at: usize) {
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
fn class_value(scan: &Scan, at: usize) -> u64 {
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

fn is_word(class: Class) -> bool {
    class.is_letter() || class == Class::Digit || class == Class::Joiner
}

fn hash_lower(scan: &Scan, start: usize, end: usize) -> u64 {
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
struct SentenceSoFar {
    pieces: u32,
    open_brackets: u32,
    quotes: u32,
    has_lower: bool,
}

impl SentenceSoFar {
    fn take(&mut self, scan: &Scan, piece: &Piece) {
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

fn end_features(
    features: &mut Features,
    scan: &Scan,
    list: &[Piece],
    at: usize,
    sentence: &SentenceSoFar,
) {
    let piece = |offset: isize| neighbour(list, at, offset);
    let (p1, p2, p3) = (piece(0), piece(-1), piece(-2));
    let (n1, n2, n3) = (piece(1), piece(2), piece(3));
    let kind = |piece: &Piece| piece.kind as u64;
    let gap = u64::from(n1.space_before);
    let kinds = pair(pair(kind(&p1), kind(&n1)), gap);
    features.add(200, kinds);
    features.add2(201, kinds, kind(&p2));
    features.add2(202, kinds, kind(&n2));
    features.add3(203, kinds, kind(&p2), kind(&n2));
    features.add3(
        204,
        kinds,
        pair(kind(&p2), kind(&p3)),
        pair(kind(&n2), kind(&n3)),
    );
    features.add2(205, p1.lower, gap);
    features.add2(206, n1.lower, gap);
    features.add2(207, p1.lower, kind(&n1));
    features.add2(208, kind(&p1), n1.lower);
    features.add3(209, p1.lower, n1.lower, gap);
    features.add3(210, p2.lower, p1.lower, kind(&n1));
    features.add3(211, p2.lower, p1.lower, n1.lower);
    features.add3(212, p1.lower, n1.lower, kind(&n2));
    features.add3(213, kind(&p1), n1.lower, n2.lower);
    features.add2(214, p1.shape, n1.shape);
    features.add3(215, p2.shape, p1.shape, n1.shape);
    features.add3(216, p1.shape, n1.shape, n2.shape);
    let habit = pair(u64::from(n1.habit), kind(&n1));
    features.add2(217, habit, kinds);
    features.add3(218, habit, p1.lower, gap);
    features.add3(219, u64::from(p1.habit), habit, kinds);
    features.add3(220, u64::from(p2.habit), habit, pair(p1.lower, kind(&p2)));
    features.add3(221, habit, pair(u64::from(n2.habit), kind(&n2)), kinds);
    let so_far = u64::from(bucket(sentence.pieces));
    let left = u64::from(bucket((list.len() - at - 1) as u32));
    features.add2(222, so_far, kinds);
    features.add2(223, left, kinds);
    features.add3(224, so_far, left, kind(&p1));
    let state = pair(
        u64::from(sentence.open_brackets.min(2)),
        u64::from(sentence.quotes & 1),
    );
    features.add2(225, state, kinds);
    features.add3(226, state, p1.lower, kind(&n1));
    features.add3(227, u64::from(sentence.has_lower), so_far, kinds);
    features.add3(228, n1.lower, kinds, state);
    let last = list[list.len() - 1];
    features.add3(229, last.lower, kinds, left);
    let length = |piece: &Piece| u64::from((piece.end - piece.start).min(8));
    features.add3(230, length(&p2), p1.lower, habit);
    features.add3(231, length(&p1), kinds, habit);
    features.add3(232, p3.lower, p2.lower, p1.lower);
    features.add3(233, n1.lower, n2.lower, kinds);
    let first_char = lower(scan.chars[n1.start as usize]) as u64;
    features.add3(234, first_char, kinds, length(&n1));
    features.add2(235, p2.lower, kinds);
    features.add2(236, n2.lower, kinds);
    let start = sentence.pieces.min(4) as u64;
    features.add3(237, start, p1.lower, pair(kind(&p2), kind(&n1)));
    features.add3(238, p1.ending, kinds, habit);
    features.add3(239, n1.ending, kinds, habit);
    let end = |size: usize| {
        let end = p1.end as usize;
        hash_lower(scan, end.saturating_sub(size).max(p1.start as usize), end)
    };
    let begin = |size: usize| {
        let start = n1.start as usize;
        hash_lower(scan, start, (start + size).min(n1.end as usize))
    };
    for size in 1..5 {
        let template = 250 + size as u32;
        features.add2(template, end(size), kinds);
        features.add2(template + 5, begin(size), kinds);
        features.add3(template + 10, end(size), begin(size), gap);
        features.add3(template + 15, end(size), habit, so_far);
    }
    let before = pair(pair(word_kind(&p3), word_kind(&p2)), word_kind(&p1));
    let behind = pair(pair(word_kind(&n1), word_kind(&n2)), word_kind(&n3));
    features.add2(240, before, behind);
    features.add3(241, before, n1.lower, gap);
    features.add3(242, behind, p1.lower, gap);
    features.add3(243, before, word_kind(&n1), so_far);
    features.add3(244, before, word_kind(&n1), u64::from(sentence.has_lower));
    features.add3(245, word_kind(&p1), behind, u64::from(sentence.has_lower));
    features.add3(246, n1.lower, n2.lower, n3.lower);
    features.add3(247, p2.lower, word_kind(&p1), n1.lower);
    features.add3(248, p1.lower, word_kind(&n1), n2.lower);
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

impl Piece {
    fn describe(&mut self, scan: &Scan, lexicon: &Linear) {
        let range = self.start as usize..self.end as usize;
        let shown = range.start..range.end.min(range.start + 2 * REACH);
        self.lower = hash_lower(scan, shown.start, shown.end);
        self.ending = hash_lower(
            scan,
            range.end.saturating_sub(3).max(range.start),
            range.end,
        );
        let mut last = u64::MAX;
        for at in shown {
            let value = class_value(scan, at);
            if value != last {
                self.shape = pair(self.shape, value);
                last = value;
            }
        }
        self.kind = kind(scan, range);
        if matches!(self.kind, Kind::Capital | Kind::Capitals | Kind::Lower) {
            self.habit = lexicon.at(lexicon_slot(self.lower)).unsigned_abs();
        }
    }
}

fn kind(scan: &Scan, range: std::ops::Range<usize>) -> Kind {
    let (first, last) = (range.start, range.end - 1);
    let is_alone = first == last;
    let is_word = scan.classes[first].is_letter();
    match scan.classes[first] {
        _ if is_word && !is_alone && scan.chars[last] == '.' => Kind::Abbreviation,
        _ if range.len() > 6
            && range
                .clone()
                .any(|at| matches!(scan.chars[at], '@' | '/' | '_')) =>
        {
            Kind::Address
        }
        Class::Upper if !is_alone && scan.classes[last] == Class::Upper => Kind::Capitals,
        Class::Upper => Kind::Capital,
        Class::Lower => Kind::Lower,
        Class::Letter | Class::Joiner => Kind::Letter,
        Class::Digit => Kind::Number,
        Class::Sign | Class::Space => sign_kind(scan.chars[first], is_alone, scan.classes[last]),
    }
}

fn sign_kind(first: char, is_alone: bool, last: Class) -> Kind {
    match first {
        '\'' | '’' if last.is_letter() => Kind::Lower,
        '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '۔' | '।' => Kind::Terminal,
        ',' | ';' | ':' | '-' | '–' | '—' if is_alone || first == '-' => Kind::Middle,
        '(' | '[' | '{' | '«' | '“' | '‘' => Kind::Opening,
        ')' | ']' | '}' | '»' | '”' | '’' => Kind::Closing,
        '"' | '\'' | '`' => Kind::Quote,
        _ => Kind::Sign,
    }
}
