use crate::segment::Question;
use crate::segment::features::{
    REACH, SentenceSoFar, class_value, end_features, hash_lower, is_word, lower, split_features,
};
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
pub(super) struct Run {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The web or mail address in it, if there is one: nothing inside is asked.
    pub(super) address: (usize, usize),
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

pub(super) fn neighbour(list: &[Piece], at: usize, offset: isize) -> Piece {
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
