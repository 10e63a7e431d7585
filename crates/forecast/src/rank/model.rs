//! A fitted ranking, and how it is asked.

use crate::quads::{Clock, Quad, Vocabulary};
use crate::rank::embedding::Embedding;
use crate::rank::first::{Cheap, Weights};
use crate::rank::history::History;
use crate::rank::kinds::Kinds;
use crate::rank::names::Groups;
use crate::rank::network::Networks;
use crate::rank::score::{Scores, Tally};
use crate::rank::stream::{At, Stream, questions};
use crate::rank::trees::{Forest, Tree};
use crate::rank::visible::Visible;
use crate::rank::walk::{Judge, Known};

/// A fitted ranking: what it learned, and the events it was fitted to.
#[derive(Debug, Clone)]
pub struct Ranker {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) clock: Clock,
    /// In order of time.
    pub(crate) quads: Vec<Quad>,
    pub(crate) weights: Cheap,
    pub(crate) embedding: Embedding,
    pub(crate) kinds: Kinds,
    pub(crate) forest: Forest,
    pub(crate) networks: Networks,
    /// Added where the questions of the day are visible.
    pub(crate) visible_trees: Vec<Tree>,
}

/// Under which protocol a ranking is evaluated.
#[derive(Debug, Clone, Copy)]
pub struct EvalOptions {
    /// Threads that work; the result does not depend on them.
    pub threads: usize,
    /// The questions of a moment are visible together: who acts and how, though not with whom. Figures
    /// under this protocol say nothing about forecasts.
    pub known_queries: bool,
    /// All moments are ranked from what was known before the first of them.
    pub multi_step: bool,
}

impl Default for EvalOptions {
    fn default() -> Self {
        Self {
            threads: 2,
            known_queries: false,
            multi_step: false,
        }
    }
}

/// What came out of an evaluation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evaluation {
    /// The scores.
    pub scores: Scores,
    /// The same for the first stage alone.
    pub first_stage: Scores,
    /// The share of right answers that were among the candidates of the second stage.
    pub recall: f64,
    /// Whether some of the events that are asked about were fitted to: then it is not a forecast.
    pub overlaps: bool,
}

impl Known {
    /// Nothing is known yet.
    pub(crate) fn new(vocabulary: &Vocabulary, seed: u64, threads: usize) -> Self {
        let (entities, relations) = (vocabulary.entity_count(), vocabulary.relation_count());
        let groups = Groups::of(vocabulary);
        Self {
            embedding: Embedding::new(entities, relations, groups.countries(), seed),
            history: History::new(entities, relations, groups),
            weights: Weights::new(),
            kinds: Kinds::new(relations * 2),
            threads,
        }
    }
}

impl Ranker {
    /// The words that it knows; reading further events adds to them.
    pub fn vocabulary_mut(&mut self) -> &mut Vocabulary {
        &mut self.vocabulary
    }

    /// The words that it knows.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The time of the last event that it was fitted to.
    pub fn fitted_through(&self) -> i64 {
        self.quads.last().map_or(i64::MIN, |quad| quad.time)
    }

    /// A state in which nothing is known but what was learned.
    pub(crate) fn blank(&self, threads: usize) -> Known {
        let mut known = Known::new(&self.vocabulary, 0, threads);
        known.embedding = self.embedding.clone();
        let (entities, relations) = (
            self.vocabulary.entity_count(),
            self.vocabulary.relation_count(),
        );
        known
            .embedding
            .make_room(entities, relations, known.history.groups.countries());
        known.weights.weights = self.weights;
        known.kinds = self.kinds.clone();
        known
    }

    /// Learns a moment: counters always, the factorisation where it has not.
    pub(crate) fn learn(&self, known: &mut Known, moment: At<'_>) {
        known.learn(
            moment.tick,
            moment.steps,
            moment.time > self.fitted_through(),
        );
    }

    /// Ranks the answers of a stretch of the stream, moment by moment, from what was before each. What
    /// the ranking was fitted to is known, and so are `further` events.
    pub fn evaluate(&self, test: &[Quad], further: &[Quad], options: &EvalOptions) -> Evaluation {
        let known_quads = self.quads.iter().chain(further).copied();
        let all = Stream::new(known_quads.chain(test.iter().copied()), self.clock);
        let test = Stream::new(test.iter().copied(), self.clock);
        let mut known = self.blank(options.threads);
        let mut tally = [Tally::default(); 3];
        let judge = Judge {
            forest: &self.forest,
            networks: &self.networks,
            visible_trees: options.known_queries.then_some(&self.visible_trees[..]),
            entities: self.vocabulary.entity_count(),
        };
        let mut asked_moments = test.moments().peekable();
        let first = asked_moments.peek().map_or(i64::MAX, |at| at.time);
        let mut frozen_at = None;
        for moment in all.moments() {
            if let Some(asked) = asked_moments.next_if(|asked| asked.time == moment.time) {
                let visible = Visible::of(asked.steps);
                let mut list = questions(asked.steps);
                fill_right(&mut list, moment);
                let frozen = options
                    .multi_step
                    .then(|| known.history.tick.saturating_add(1).max(0));
                let tick = *frozen_at.get_or_insert(frozen.unwrap_or(moment.tick));
                let tick = if options.multi_step {
                    tick
                } else {
                    moment.tick
                };
                known.rank(tick, &list, &visible, &judge, &mut tally);
            }
            if !(options.multi_step && moment.time >= first) {
                self.learn(&mut known, moment);
            }
        }
        let [scores, first_stage, found] = tally.map(|tally| tally.scores());
        Evaluation {
            scores,
            first_stage,
            recall: found.hits1,
            overlaps: first <= self.fitted_through(),
        }
    }
}

/// Adds the right answers that other files hold for the same moment; they do not compete either.
fn fill_right(list: &mut [crate::rank::stream::Asked], moment: At<'_>) {
    let all = questions(moment.steps);
    for asked in list {
        let key = (asked.actor, asked.relation);
        if let Ok(at) = all.binary_search_by_key(&key, |all| (all.actor, all.relation)) {
            asked.also = all[at]
                .right
                .iter()
                .filter(|answer| !asked.right.contains(answer))
                .copied()
                .collect();
        }
    }
}
