//! Fitting: one walk that gathers lessons, then trees.

use crate::error::{Error, ErrorKind};
use crate::quads::{Clock, Quad, Vocabulary};
use crate::rank::embedding::Random;
use crate::rank::features::names;
use crate::rank::history::Step;
use crate::rank::model::Ranker;
use crate::rank::network::{Network, Networks};
use crate::rank::stream::{At, Stream, questions};
use crate::rank::table::{Bounds, Table};
use crate::rank::teach::Teaching;
use crate::rank::trees::{Forest, Grower, Growth, Tree, leaf_of};
use crate::rank::visible::Visible;
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
    /// Networks beside the trees.
    pub networks: usize,
    /// The seed of all draws.
    pub seed: u64,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self {
            threads: 2,
            questions: 120_000,
            trees: 700,
            networks: 3,
            seed: 7,
        }
    }
}

/// The first of so many parts of the moments is not learned from: little is known there yet.
const SKIPPED: usize = 5;
/// Rows from which the bounds of classes are taken.
const BOUND_ROWS: usize = 60_000;
/// Questions by which the number of trees is chosen, at the most.
const TUNING_QUESTIONS: f32 = 12_000.0;
/// Trees without a better result after which growing ends.
const PATIENCE: usize = 40;
/// Trees for visible questions at the most.
const VISIBLE_TREES: usize = 120;

/// Passes of a network over the questions.
const PASSES: usize = 4;
/// The length of its steps at their longest.
const RATE: f32 = 0.002;
/// Shares of the networks in a score that are tried.
const SHARES: [f32; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];

/// Tells how far a fit is.
pub type Tell<'a> = &'a mut dyn FnMut(&str);

impl Ranker {
    /// Fits a ranking to two successive stretches of a stream. The second chooses how many trees there
    /// are; then it is learned from as well.
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
        let mut quads: Vec<Quad> = train.iter().chain(valid).copied().collect();
        quads.sort_unstable();
        quads.dedup();
        let clock = Clock::of(&quads)?;
        let stream = Stream::new(quads.iter().copied(), clock);
        let mut known = Known::new(&vocabulary, options.seed, options.threads);
        let valid_from = valid_from(train, valid, &stream);
        let mut gather = Gather::new(&stream, valid_from, options);
        let count = stream.moments().len();
        for (at, moment) in stream.moments().enumerate() {
            gather.ask(&mut known, moment);
            known.learn(moment.tick, moment.steps, true);
            if at % 20 == 0 {
                tell(&format!(
                    "moment {at} of {count}, {} questions",
                    gather.asked()
                ));
            }
        }
        gather.close();
        if gather.train.questions() == 0 {
            return Err(Error::new(
                ErrorKind::Data,
                "there is too little to learn from: no event repeats or follows another",
            ));
        }
        let relations = vocabulary.relation_count() * 2;
        let (forest, networks, visible_trees) = grow(gather, relations, options, tell);
        Ok(Self {
            vocabulary,
            clock,
            quads,
            weights: known.weights.weights,
            embedding: known.embedding,
            kinds: known.kinds,
            forest,
            networks,
            visible_trees,
        })
    }
}

/// When tuning begins: with the second stretch, or, where that does not follow the first, with the last
/// tenth of the moments.
fn valid_from(train: &[Quad], valid: &[Quad], stream: &Stream) -> i64 {
    let last = train.iter().map(|quad| quad.time).max();
    let first = valid.iter().map(|quad| quad.time).min();
    match (last, first) {
        (Some(last), Some(first)) if first > last => first,
        _ => {
            let count = stream.moments().len();
            let at = stream.moments().nth(count - count.div_ceil(10));
            at.map_or(i64::MAX, |at| at.time)
        }
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
        let skip = train_moments / SKIPPED;
        let ask_from = stream.moments().nth(skip).map_or(i64::MIN, |at| at.time);
        let count = |from: i64, to: i64| -> usize {
            let within = stream
                .moments()
                .filter(|at| at.time >= from && at.time < to);
            within.map(|at| questions(at.steps).len()).sum()
        };
        let width = names().0.len();
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

    fn ask(&mut self, known: &mut Known, moment: At<'_>) {
        if moment.time < self.ask_from {
            return;
        }
        let is_valid = moment.time >= self.valid_from;
        let lessons = self.lessons(known, moment.tick, moment.steps, is_valid);
        if is_valid {
            self.close();
        }
        if let Some(bounds) = &self.bounds {
            let table = if is_valid {
                &mut self.valid
            } else {
                &mut self.train
            };
            take(table, bounds, &lessons);
        } else {
            self.early_rows += lessons
                .iter()
                .map(|lesson| lesson.rows.len())
                .sum::<usize>();
            self.early.extend(lessons);
            if self.early_rows >= BOUND_ROWS {
                self.close();
            }
        }
    }

    fn lessons(
        &mut self,
        known: &mut Known,
        tick: i32,
        steps: &[Step],
        is_valid: bool,
    ) -> Vec<Lesson> {
        let share = if is_valid {
            self.valid_share
        } else {
            self.share
        };
        let asked = drawn(steps, share, &mut self.random);
        let visible = Visible::of(steps);
        known.lessons(tick, &asked, &visible, self.random.next())
    }

    /// Fixes the bounds of classes, if they are not yet.
    fn close(&mut self) {
        if self.bounds.is_some() {
            return;
        }
        let early = std::mem::take(&mut self.early);
        let rows: Vec<&[f32]> = early
            .iter()
            .flat_map(|lesson| lesson.rows.iter().map(Vec::as_slice))
            .collect();
        let bounds = Bounds::of(&rows);
        take(&mut self.train, &bounds, &early);
        self.bounds = Some(bounds);
    }
}

/// Grows the trees for what is known, teaches the networks beside them, and grows the trees that are added where questions
/// are visible.
fn grow(
    gather: Gather,
    relations: usize,
    options: &FitOptions,
    tell: Tell<'_>,
) -> (Forest, Networks, Vec<Tree>) {
    let Gather {
        mut train,
        valid,
        bounds,
        ..
    } = gather;
    tell(&format!(
        "{} rows, {} questions, {} columns",
        train.rows(),
        train.questions(),
        train.width
    ));
    let plain = names().1;
    let growth = Growth::new(options.threads, plain);
    let mut trees = Vec::new();
    let zeros = |table: &Table| vec![0.0f32; table.rows()];
    let start = (zeros(&train), zeros(&valid));
    let (mut scores, mut valid_scores) = grow_tuned(
        (&train, &valid),
        start,
        growth,
        options.trees,
        &mut trees,
        options.seed,
        tell,
    );
    let mut networks = teach(&train, (plain, relations), options);
    let said = [&train, &valid].map(|table| networks.scores(table, options.threads));
    networks.share = best_share(&valid, &valid_scores, &said[1], tell);
    let shares = (networks.share_of_trees(), networks.share);
    let both = |trees: &[f32], said: &[f32]| mixed(shares, trees, said);
    let visible_start = (both(&scores, &said[0]), both(&valid_scores, &said[1]));
    // What was used for tuning is learned from, too.
    let more = if valid.questions() > 0 {
        trees.len().div_ceil(6)
    } else {
        0
    };
    let visible_growth = Growth::new(options.threads, train.width);
    let mut visible_trees = Vec::new();
    grow_tuned(
        (&train, &valid),
        visible_start,
        visible_growth,
        VISIBLE_TREES.min(options.trees),
        &mut visible_trees,
        options.seed + 1,
        tell,
    );
    train.append(&valid);
    scores.append(&mut valid_scores);
    for (seed, network) in networks.networks.iter_mut().enumerate() {
        network.learn(
            &train,
            Teaching {
                passes: 1,
                rate: RATE / 2.0,
                threads: options.threads,
                seed: options.seed + 31 + seed as u64,
            },
        );
    }
    let mut grower = Grower::new(&train, growth, scores, options.seed + 2);
    for _ in 0..more {
        trees.push(grower.grow());
    }
    let bounds = bounds.unwrap_or_default();
    (Forest { bounds, trees }, networks, visible_trees)
}

/// Networks that begin from other numbers each.
fn teach(table: &Table, (columns, relations): (usize, usize), options: &FitOptions) -> Networks {
    let taught = |seed| {
        let mut network = Network::new(table, columns, relations, seed);
        network.learn(
            table,
            Teaching {
                passes: PASSES,
                rate: RATE,
                threads: options.threads,
                seed,
            },
        );
        network
    };
    let seeds = (0..options.networks as u64).map(|at| options.seed + 11 + at);
    Networks {
        networks: seeds.map(taught).collect(),
        share: 0.5,
    }
}

/// Scores of trees and networks, each by its share.
fn mixed((of_trees, of_networks): (f32, f32), trees: &[f32], networks: &[f32]) -> Vec<f32> {
    let pairs = trees.iter().zip(networks);
    pairs
        .map(|(trees, networks)| of_trees * trees + of_networks * networks)
        .collect()
}

/// The share of the networks that helps the most; the half where there is nothing to tell by.
fn best_share(table: &Table, trees: &[f32], networks: &[f32], tell: Tell<'_>) -> f32 {
    let mut best = (0.0, 0.5);
    for share in SHARES.into_iter().filter(|_| table.questions() > 0) {
        let mrr = table_mrr(table, &mixed((1.0 - share, share), trees, networks));
        tell(&format!("networks at a share of {share}: {mrr:.5}"));
        if mrr > best.0 {
            best = (mrr, share);
        }
    }
    best.1
}

/// Grows trees as long as they help the second table; gives the scores of both.
fn grow_tuned(
    (train, valid): (&Table, &Table),
    (train_scores, valid_scores): (Vec<f32>, Vec<f32>),
    growth: Growth,
    most: usize,
    trees: &mut Vec<Tree>,
    seed: u64,
    tell: Tell<'_>,
) -> (Vec<f32>, Vec<f32>) {
    let mut grower = Grower::new(train, growth, train_scores.clone(), seed);
    let mut scores = valid_scores.clone();
    let mut best_scores = (train_scores, valid_scores);
    let (mut best, mut best_count) = (0.0, 0);
    for round in 1..=most {
        let tree = grower.grow();
        add(&tree, valid, &mut scores);
        trees.push(tree);
        if round % 10 == 0 && valid.questions() > 0 {
            let mrr = table_mrr(valid, &scores);
            tell(&format!("{round} trees: {mrr:.5}"));
            if mrr > best {
                (best, best_count) = (mrr, round);
                best_scores = (grower.scores.clone(), scores.clone());
            } else if round >= best_count + PATIENCE {
                break;
            }
        }
    }
    if best_count == 0 {
        return (grower.scores, scores);
    }
    trees.truncate(best_count);
    best_scores
}

fn add(tree: &Tree, table: &Table, scores: &mut [f32]) {
    for (row, score) in scores.iter_mut().enumerate() {
        *score += tree[leaf_of(tree, table.row(row))].value;
    }
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
            sum += 1.0 / (1.0 + f64::from(higher.round()));
            count += 1;
        }
    }
    sum / f64::from(count.max(1))
}
