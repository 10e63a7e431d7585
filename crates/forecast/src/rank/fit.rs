//! Fitting: one walk that gathers lessons, then trees.

use crate::error::{Error, ErrorKind};
use crate::quads::{Clock, Quad, Vocabulary};
use crate::rank::embedding::{Embedding, Random};
use crate::rank::features::names;
use crate::rank::first::Weights;
use crate::rank::history::History;
use crate::rank::names::Groups;
use crate::rank::score::{Scores, Tally, mean_rank};
use crate::rank::stream::{Stream, questions};
use crate::rank::table::{Bounds, Table};
use crate::rank::trees::{Forest, Growth, Grower};
use crate::rank::walk::{Known, Lesson, drawn, take};

/// How a model is fitted.
#[derive(Debug, Clone, Copy)]
pub struct FitOptions {
    /// Threads that work; the result does not depend on them.
    pub threads: usize,
    /// Questions from which trees learn, at the most.
    pub questions: usize,
    /// Trees at the most.
    pub trees: usize,
    /// The seed of all draws.
    pub seed: u64,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self { threads: 2, questions: 60_000, trees: 300, seed: 7 }
    }
}

/// Rows from which the bounds of classes are taken.
const BOUND_ROWS: usize = 60_000;
/// Questions by which the number of trees is chosen, at the most.
const TUNING_QUESTIONS: f32 = 12_000.0;

/// A fitted ranking.
pub struct Ranker {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) clock: Clock,
    pub(crate) known: Known,
    pub(crate) forest: Forest,
}

/// Tells how far a fit is.
pub type Tell<'a> = &'a mut dyn FnMut(&str);

impl Ranker {
    /// Fits a ranking to two successive stretches of a stream; the second chooses how many trees there are.
    ///
    /// # Errors
    /// If there is too little to learn from.
    pub fn fit(
        vocabulary: Vocabulary,
        train: &[Quad],
        valid: &[Quad],
        options: &FitOptions,
        tell: Tell<'_>,
    ) -> Result<Self, Error> {
        let all = || train.iter().chain(valid).copied();
        let clock = Clock::of(&all().collect::<Vec<_>>())?;
        let stream = Stream::new(all(), clock);
        let valid_from = valid.iter().map(|quad| quad.time).min().unwrap_or(i64::MAX);
        let mut known = Known {
            history: History::new(
                vocabulary.entity_count(),
                vocabulary.relation_count(),
                Groups::of(&vocabulary),
            ),
            embedding: Embedding::new(
                vocabulary.entity_count(),
                vocabulary.relation_count(),
                Groups::of(&vocabulary).countries(),
                options.seed,
            ),
            weights: Weights::new(),
            threads: options.threads,
        };
        let mut gather = Gather::new(&stream, valid_from, options);
        let count = stream.moments().len();
        for (at, moment) in stream.moments().enumerate() {
            gather.ask(&mut known, moment.tick, moment.time, moment.steps);
            known.learn(moment.tick, moment.steps);
            if at % 20 == 0 {
                tell(&format!("moment {at} of {count}, {} questions", gather.asked()));
            }
        }
        gather.close();
        if gather.train.questions() == 0 {
            return Err(Error::new(
                ErrorKind::Data,
                "there is too little to learn from: no event repeats or follows another",
            ));
        }
        tell(&format!("weights {:?}", known.weights.weights));
        let forest = grow(gather, options, tell);
        Ok(Self { vocabulary, clock, known, forest })
    }

    /// Temporary: the factorisation alone.
    pub fn factors(vocabulary: &Vocabulary, train: &[Quad], test: &[Quad], rate: f32, passes: usize) -> f64 {
        let all: Vec<Quad> = train.iter().chain(test).copied().collect();
        let clock = Clock::of(&all).unwrap_or(Clock { origin: 0, unit: 1 });
        let from = test.iter().map(|quad| quad.time).min().unwrap_or(0);
        let mut embedding = Embedding::new(vocabulary.entity_count(), vocabulary.relation_count(), Groups::of(vocabulary).countries(), 7);
        embedding.rate = rate;
        embedding.passes = passes;
        let mut tally = Tally::default();
        let count = vocabulary.entity_count() as u32;
        for (at, moment) in Stream::new(all, clock).moments().enumerate() {
            if moment.time >= from && at % 3 == 0 {
                let asked = questions(moment.steps);
                let ranks = crate::rank::threads::map(&asked, 2, || (), |(), asked| {
                    let question = embedding.question(asked.actor, asked.relation, moment.tick);
                    let scores: Vec<f32> = (0..count).map(|answer| embedding.score(&question, answer)).collect();
                    let rank = |right: &u32| {
                        let mine = scores[*right as usize];
                        let higher = (0..count).filter(|o| scores[*o as usize] > mine && !asked.right.contains(o)).count();
                        mean_rank(higher, 0)
                    };
                    asked.right.iter().map(rank).collect::<Vec<_>>()
                });
                for rank in ranks.into_iter().flatten() {
                    tally.take(rank);
                }
            }
            embedding.learn(moment.tick, moment.steps);
        }
        tally.scores().mrr
    }

    /// Ranks the answers of a stretch of the stream, moment by moment; each is learned after it was asked.
    pub fn evaluate(&mut self, test: &[Quad], tell: Tell<'_>) -> Scores {
        let stream = Stream::new(test.iter().copied(), self.clock);
        let mut tally = [Tally::default(); 4];
        let entities = self.vocabulary.entity_count();
        for (at, moment) in stream.moments().enumerate() {
            if at % 3 == 0 {
                let asked = questions(moment.steps);
                self.known.rank(moment.tick, &asked, &self.forest, entities, &mut tally);
            }
            self.known.learn(moment.tick, moment.steps);
            tell(&format!("{:?}", tally.map(|t| t.scores().mrr)));
        }
        tally[0].scores()
    }
}

struct Gather {
    bounds: Option<Bounds>,
    early: Vec<Lesson>,
    early_rows: usize,
    train: Table,
    valid: Table,
    valid_from: i64,
    ask_from: i64,
    share: f32,
    valid_share: f32,
    random: Random,
}

impl Gather {
    fn new(stream: &Stream, valid_from: i64, options: &FitOptions) -> Self {
        let train_moments = stream.moments().filter(|at| at.time < valid_from).count();
        let skip = train_moments * 2 / 5;
        let ask_from = stream.moments().nth(skip).map_or(i64::MIN, |at| at.time);
        let count = |from: i64, to: i64| -> usize {
            let within = stream.moments().filter(|at| at.time >= from && at.time < to);
            within.map(|at| questions(at.steps).len()).sum()
        };
        let width = names().len();
        Self {
            bounds: None,
            early: Vec::new(),
            early_rows: 0,
            train: Table::new(width),
            valid: Table::new(width),
            valid_from,
            ask_from,
            share: options.questions as f32 / count(ask_from, valid_from).max(1) as f32,
            valid_share: TUNING_QUESTIONS / count(valid_from, i64::MAX).max(1) as f32,
            random: Random(options.seed),
        }
    }

    fn asked(&self) -> usize {
        self.train.questions() + self.valid.questions() + self.early.len()
    }

    fn ask(&mut self, known: &mut Known, tick: i32, time: i64, steps: &[crate::rank::history::Step]) {
        if time < self.ask_from {
            return;
        }
        let is_valid = time >= self.valid_from;
        let share = if is_valid { self.valid_share } else { self.share };
        let asked = drawn(steps, share, &mut self.random);
        let lessons = known.lessons(tick, &asked, self.random.next());
        if is_valid {
            self.close();
        }
        match &self.bounds {
            Some(bounds) => {
                let table = if is_valid { &mut self.valid } else { &mut self.train };
                take(table, bounds, &lessons);
            }
            None => {
                self.early_rows += lessons.iter().map(|lesson| lesson.rows.len()).sum::<usize>();
                self.early.extend(lessons);
                if self.early_rows >= BOUND_ROWS {
                    self.close();
                }
            }
        }
    }

    /// Fixes the bounds of classes, if they are not yet.
    fn close(&mut self) {
        if self.bounds.is_some() {
            return;
        }
        let early = std::mem::take(&mut self.early);
        let rows: Vec<Vec<f32>> = early.iter().flat_map(|lesson| lesson.rows.iter().cloned()).collect();
        let bounds = Bounds::of(&rows);
        take(&mut self.train, &bounds, &early);
        self.bounds = Some(bounds);
    }
}

fn grow(gather: Gather, options: &FitOptions, tell: Tell<'_>) -> Forest {
    let Gather { train, valid, bounds, .. } = gather;
    let bounds = bounds.unwrap_or_default();
    tell(&format!("{} rows, {} questions, {} columns", train.rows(), train.questions(), train.width));
    let growth = Growth::new(options.threads);
    let mut grower = Grower::new(&train, growth, vec![0.0; train.rows()], options.seed);
    let mut forest = Forest { bounds, trees: Vec::new() };
    let mut scores = vec![0.0f32; valid.rows()];
    let (mut best, mut best_trees) = (0.0, 0);
    for round in 1..=options.trees {
        let tree = grower.grow();
        for (row, score) in scores.iter_mut().enumerate() {
            *score += tree[crate::rank::trees::leaf_of(&tree, valid.row(row))].value;
        }
        forest.trees.push(tree);
        if round % 10 == 0 && valid.questions() > 0 {
            let mrr = table_mrr(&valid, &scores);
            if mrr > best {
                (best, best_trees) = (mrr, round);
            }
            tell(&format!("{round} trees: {mrr:.5}"));
            if round >= best_trees + 50 {
                break;
            }
        }
    }
    if best_trees > 0 {
        forest.trees.truncate(best_trees);
    }
    forest
}

/// The mean reciprocal rank within the rows of a table, each standing for as many as its weight says.
fn table_mrr(table: &Table, scores: &[f32]) -> f64 {
    let mut sum = 0.0;
    let mut count = 0;
    for question in 0..table.questions() {
        let range = table.question(question);
        for row in range.clone().filter(|&row| table.right[row]) {
            let higher: f32 = range
                .clone()
                .filter(|&other| !table.right[other] && scores[other] > scores[row])
                .map(|other| table.weight[other].exp())
                .sum();
            sum += 1.0 / mean_rank(higher.round() as usize, 0);
            count += 1;
        }
    }
    sum / f64::from(count.max(1))
}
