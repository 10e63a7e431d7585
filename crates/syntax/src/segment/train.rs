use std::collections::BTreeMap;

use crate::document::Annotated;
use crate::segment::contractions::{Contractions, LONGEST_PIECE, Pattern, Rule, endings};
use crate::segment::features::lower;
use crate::segment::linear::Linear;
use crate::segment::pieces::{Judge, Kind, Pieces, lexicon_slot};
use crate::segment::scan::{Scan, paragraphs};
use crate::segment::{Question, Segmenter};
use crate::{Error, ErrorKind};

/// Passes over the examples of a question.
const EPOCHS: usize = 8;
/// Models learned from the examples in different orders, and averaged.
const MODELS: usize = 5;
/// A weight is moved unless the answer is right by more than this.
const MARGIN: f32 = 3.0;
/// Share of the features that a step does not see, of 256.
const DROPPED: u64 = 26;
/// Features seen less often than this are left out.
const LEAST_SEEN: u16 = 2;
/// Steps of the stored weights for each unit of the learned ones.
const STEPS: f32 = 4.8;
/// Sizes of the tables, as powers of two, in the order of [`Question`].
const BITS: [u32; Question::COUNT] = [19, 10, 20, 14];
const LEXICON_BITS: u32 = 17;

/// Learns a segmenter from texts with gold tokens and sentences; the same texts in the same order
/// give the same weights.
///
/// `lean` is added to the score of a sentence end, in steps of the stored weights (the greatest is
/// 127). A level bias misses more ends than it invents where many bear no sign, as in mail and
/// forums; there about 12 is best, in edited text 0.
///
/// # Errors
/// [`ErrorKind::Training`] if the texts hold no token.
pub fn train_segmenter(texts: &[Annotated], lean: i32) -> Result<Segmenter, Error> {
    if texts.iter().all(Annotated::is_empty) {
        return Err(Error::new(
            ErrorKind::Training,
            "no token to learn segmentation from",
        ));
    }
    let golds: Vec<Gold> = texts.iter().map(Gold::new).collect();
    let lexicon = learn_lexicon(texts, &golds);
    let contractions = learn_contractions(texts);
    let mut examples: [Examples; Question::COUNT] = Default::default();
    for (text, gold) in texts.iter().zip(&golds) {
        collect(text, gold, &lexicon, &contractions, &mut examples);
    }
    let mut bits = BITS.into_iter();
    let mut questions = examples
        .map(|examples| examples.learn(bits.next().expect("there is a size for each question")));
    questions[Question::End as usize].bias += lean;
    Ok(Segmenter {
        questions,
        lexicon,
        contractions,
    })
}

/// What the gold standard says at each byte of a text.
struct Gold(Vec<u8>);

const PIECE_ENDS: u8 = 1;
const SENTENCE_ENDS: u8 = 2;
const CONTRACTION_ENDS: u8 = 4;

impl Gold {
    fn new(text: &Annotated) -> Self {
        let mut flags = vec![0; text.text().len() + 1];
        for token in text.tokens().filter(|token| token.multiword().is_none()) {
            flags[token.span().end() as usize] |= PIECE_ENDS;
        }
        for piece in text.multiwords() {
            flags[piece.span().end() as usize] |= PIECE_ENDS | CONTRACTION_ENDS;
        }
        for sentence in text.sentences() {
            flags[sentence.span().end() as usize] |= SENTENCE_ENDS;
        }
        Self(flags)
    }

    fn has(&self, at: u32, flag: u8) -> bool {
        self.0[at as usize] & flag != 0
    }
}

/// Answers by the gold standard and keeps what was asked.
struct Teacher<'a> {
    gold: &'a Gold,
    examples: Option<&'a mut [Examples; Question::COUNT]>,
}

impl Judge for Teacher<'_> {
    fn judge(&mut self, question: Question, at: u32, features: &[u32]) -> bool {
        let answer = match question {
            Question::Split => self.gold.has(at, PIECE_ENDS),
            Question::Join => !self.gold.has(at, PIECE_ENDS),
            Question::End => self.gold.has(at, SENTENCE_ENDS),
            Question::Contraction => self.gold.has(at, CONTRACTION_ENDS),
        };
        if let Some(examples) = &mut self.examples {
            examples[question as usize].push(features, answer);
        }
        answer
    }
}

fn collect(
    text: &Annotated,
    gold: &Gold,
    lexicon: &Linear,
    contractions: &Contractions,
    examples: &mut [Examples; Question::COUNT],
) {
    let (mut scan, mut pieces) = (Scan::default(), Pieces::default());
    let mut judge = Teacher {
        gold,
        examples: Some(examples),
    };
    for range in paragraphs(text.text()) {
        scan.read(&text.text()[range.clone()], range.start as u32);
        pieces.find(&scan, lexicon, &mut judge);
        pieces.find_ends(&scan, &mut judge);
        for at in 0..pieces.list.len() {
            let bytes = scan.span(pieces.list[at].start, pieces.list[at].end);
            contractions.split(text.text(), bytes, &pieces, at, &mut judge);
        }
    }
}

/// How words are written inside sentences: 1 always in lower case to 5 always with a capital.
/// Words seen fewer than three times are left out.
fn learn_lexicon(texts: &[Annotated], golds: &[Gold]) -> Linear {
    let mut counts: BTreeMap<u64, [u32; 2]> = BTreeMap::new();
    let (mut scan, mut pieces) = (Scan::default(), Pieces::default());
    let mut lexicon = Linear::new(LEXICON_BITS);
    for (text, gold) in texts.iter().zip(golds) {
        let mut teacher = Teacher {
            gold,
            examples: None,
        };
        for range in paragraphs(text.text()) {
            scan.read(&text.text()[range.clone()], range.start as u32);
            pieces.find(&scan, &lexicon, &mut teacher);
            pieces.find_ends(&scan, &mut teacher);
            for pair in pieces.list.windows(2).filter(|pair| !pair[0].ends_sentence) {
                match pair[1].kind {
                    Kind::Lower => counts.entry(pair[1].lower).or_default()[0] += 1,
                    Kind::Capital => counts.entry(pair[1].lower).or_default()[1] += 1,
                    _ => {}
                }
            }
        }
    }
    for (word, [small, capital]) in counts {
        if small + capital >= 3 {
            let share = capital as f32 / (small + capital) as f32;
            let habit = match share {
                0.0 => 1,
                s if s < 0.2 => 2,
                s if s < 0.8 => 3,
                s if s < 1.0 => 4,
                _ => 5,
            };
            lexicon.set(lexicon_slot(word), habit);
        }
    }
    lexicon
}

/// How often each lower-cased piece was split in which way.
type Seen = BTreeMap<String, BTreeMap<Pattern, usize>>;

fn learn_contractions(texts: &[Annotated]) -> Contractions {
    let seen = count_patterns(texts);
    let endings = learn_endings(&seen);
    let mut exact = BTreeMap::new();
    for (piece, patterns) in &seen {
        let whole = patterns.get(&Pattern::Whole).copied().unwrap_or(0);
        let split: usize = patterns.values().sum::<usize>() - whole;
        if split == 0 {
            continue;
        }
        let pattern = most_frequent(patterns, false)
            .expect("one of the patterns splits")
            .clone();
        let is_open = whole > 0 && split >= 3 && whole < 100 * split;
        let is_split = is_open || split > whole;
        let pattern = if is_split { pattern } else { Pattern::Whole };
        exact.insert(piece.clone(), Rule { pattern, is_open });
    }
    let by_ending = Contractions::new(BTreeMap::new(), endings);
    exact.retain(|piece, rule| by_ending.by_ending(piece) != Some(rule));
    let untouched = |piece: &String, patterns: &BTreeMap<Pattern, usize>| {
        !patterns.keys().any(|pattern| *pattern != Pattern::Whole)
            && by_ending
                .by_ending(piece)
                .is_some_and(|rule| rule.pattern != Pattern::Whole)
    };
    for (piece, patterns) in &seen {
        if untouched(piece, patterns) {
            let rule = Rule {
                pattern: Pattern::Whole,
                is_open: false,
            };
            exact.insert(piece.clone(), rule);
        }
    }
    Contractions::new(exact, by_ending.endings)
}

fn count_patterns(texts: &[Annotated]) -> Seen {
    let mut seen = Seen::new();
    for text in texts {
        let mut note = |surface: &str, pattern: Pattern| {
            let folded: String = surface.chars().map(lower).collect();
            if folded.len() <= LONGEST_PIECE {
                *seen.entry(folded).or_default().entry(pattern).or_default() += 1;
            }
        };
        for token in text.tokens().filter(|token| token.multiword().is_none()) {
            note(token.form(), Pattern::Whole);
        }
        for piece in text.multiwords() {
            let surface = piece.span().of(text.text());
            let forms: Vec<&str> = piece.tokens().map(|id| text.form(id)).collect();
            note(surface, Pattern::of(surface, &forms));
        }
    }
    seen
}

/// The pattern seen most often, the first of them where several are; `Whole` only if `or_whole`.
fn most_frequent(patterns: &BTreeMap<Pattern, usize>, or_whole: bool) -> Option<&Pattern> {
    let counted = patterns
        .iter()
        .filter(|(pattern, _)| or_whole || **pattern != Pattern::Whole);
    counted
        .rev()
        .max_by_key(|(_, count)| **count)
        .map(|(pattern, _)| pattern)
}

/// Endings of at least three different pieces of which four in five are split in the same way, or
/// not at all where a shorter ending is split.
fn learn_endings(seen: &Seen) -> BTreeMap<String, Rule> {
    let mut votes: BTreeMap<&str, BTreeMap<Pattern, usize>> = BTreeMap::new();
    for (piece, patterns) in seen {
        let favourite = most_frequent(patterns, true).expect("each piece has a pattern");
        for ending in endings(piece) {
            *votes
                .entry(ending)
                .or_default()
                .entry(favourite.clone())
                .or_default() += 1;
        }
    }
    let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
    let mut by_length: Vec<_> = votes.into_iter().collect();
    by_length.sort_by_key(|(ending, _)| ending.chars().count());
    for (ending, patterns) in by_length {
        let pattern = most_frequent(&patterns, true).expect("each ending has a vote");
        let (count, all) = (patterns[pattern], patterns.values().sum::<usize>());
        let shorter = endings(ending).find_map(|shorter| rules.get(shorter));
        let default = shorter.map_or(&Pattern::Whole, |rule| &rule.pattern);
        let is_form = matches!(pattern, Pattern::Forms(_));
        if count >= 3 && 5 * count >= 4 * all && pattern != default && !is_form {
            let rule = Rule {
                pattern: pattern.clone(),
                is_open: false,
            };
            rules.insert(ending.to_owned(), rule);
        }
    }
    rules
}

/// The examples of one question: features, back to back, and answers.
#[derive(Debug, Default)]
struct Examples {
    features: Vec<u32>,
    ends: Vec<usize>,
    answers: Vec<bool>,
}

impl Examples {
    fn push(&mut self, features: &[u32], answer: bool) {
        self.features.extend(features);
        self.ends.push(self.features.len());
        self.answers.push(answer);
    }

    fn get(&self, at: usize) -> (&[u32], bool) {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        (&self.features[start..self.ends[at]], self.answers[at])
    }

    /// The average of several averaged perceptrons.
    fn learn(&self, bits: u32) -> Linear {
        let mut linear = Linear::new(bits);
        if !self.answers.contains(&true) {
            linear.bias = -1;
            return linear;
        }
        let size = linear.weights.len();
        let is_known = self.known(size);
        let mut random = Random(0x2545_F491_4F6C_DD1D);
        let mut order: Vec<u32> = (0..self.answers.len() as u32).collect();
        let mut total = Perceptron::new(size);
        for _ in 0..MODELS {
            let mut model = Perceptron::new(size);
            for _ in 0..EPOCHS {
                random.shuffle(&mut order);
                for &at in &order {
                    let (features, answer) = self.get(at as usize);
                    let places = features
                        .iter()
                        .map(|&feature| feature as usize & (size - 1));
                    let is_seen = |&at: &usize| is_known[at] && random.next() & 255 >= DROPPED;
                    model.kept.clear();
                    model.kept.extend(places.filter(is_seen));
                    model.step(answer);
                }
            }
            model.average();
            total.add(&model);
        }
        let steps = |weight: f32| (weight * STEPS / MODELS as f32).round();
        for (stored, &weight) in linear.weights.iter_mut().zip(&total.weights) {
            *stored = steps(weight).clamp(-127.0, 127.0) as i8;
        }
        linear.bias = steps(total.bias) as i32;
        linear
    }

    /// Which places of a table of `size` weights are seen often enough.
    fn known(&self, size: usize) -> Vec<bool> {
        let mut counts = vec![0u16; size];
        for &feature in &self.features {
            let count = &mut counts[feature as usize & (size - 1)];
            *count = count.saturating_add(1);
        }
        counts
            .into_iter()
            .map(|count| count >= LEAST_SEEN)
            .collect()
    }
}

/// A perceptron with the sums that its average is made of.
struct Perceptron {
    weights: Vec<f32>,
    bias: f32,
    /// Each move, times the step at which it was made.
    late: Vec<f64>,
    late_bias: f64,
    step: f64,
    /// The features of the example that is looked at.
    kept: Vec<usize>,
}

impl Perceptron {
    fn new(size: usize) -> Self {
        Self {
            weights: vec![0.0; size],
            bias: 0.0,
            late: vec![0.0; size],
            late_bias: 0.0,
            step: 0.0,
            kept: Vec::new(),
        }
    }

    fn step(&mut self, answer: bool) {
        self.step += 1.0;
        let direction = if answer { 1.0 } else { -1.0 };
        let sum = self.bias + self.kept.iter().map(|&at| self.weights[at]).sum::<f32>();
        if sum * direction > MARGIN {
            return;
        }
        let late = self.step * f64::from(direction);
        for &at in &self.kept {
            self.weights[at] += direction;
            self.late[at] += late;
        }
        self.bias += direction;
        self.late_bias += late;
    }

    /// Puts the average over all steps in place of the last weights.
    fn average(&mut self) {
        for (weight, late) in self.weights.iter_mut().zip(&self.late) {
            *weight -= (late / self.step) as f32;
        }
        self.bias -= (self.late_bias / self.step) as f32;
    }

    fn add(&mut self, other: &Self) {
        for (weight, other) in self.weights.iter_mut().zip(&other.weights) {
            *weight += other;
        }
        self.bias += other.bias;
    }
}

/// Xorshift with 64 bits of state.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 20
    }

    fn shuffle(&mut self, order: &mut [u32]) {
        for at in (1..order.len()).rev() {
            order.swap(at, (self.next() % (at as u64 + 1)) as usize);
        }
    }
}
