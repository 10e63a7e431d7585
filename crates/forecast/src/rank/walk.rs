//! The walk through a stream: ask about each moment from what was before it, then learn it.

use crate::rank::embedding::Embedding;
use crate::rank::embedding::Random;
use crate::rank::features::Question;
use crate::rank::first::{Candidate, Moment, Room, Weights};
use crate::rank::history::{History, Step};
use crate::rank::kinds::{Facts, Kinds};
use crate::rank::network::{Layers, Networks};
use crate::rank::score::{Tally, mean_rank};
use crate::rank::stream::{Asked, questions};
use crate::rank::table::{Bounds, Table};
use crate::rank::threads;
use crate::rank::trees::{Forest, Tree, sum_of};
use crate::rank::visible::Visible;

/// Candidates that get all numbers.
pub(crate) const CANDIDATES: usize = 300;
/// Candidates of a question from which trees learn, always: the first ones.
const TAUGHT_FIRST: usize = 24;
/// And of the rest, this many by lot.
const TAUGHT_REST: usize = 12;

/// What is known at a moment, with what was learned on the way.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) history: History,
    pub(crate) embedding: Embedding,
    pub(crate) weights: Weights,
    pub(crate) kinds: Kinds,
    pub(crate) threads: usize,
}

/// Numbers of one question for learning.
pub(crate) struct Lesson {
    /// Doubled.
    pub(crate) relation: u32,
    pub(crate) rows: Vec<Vec<f32>>,
    pub(crate) right: Vec<bool>,
    pub(crate) weight: Vec<f32>,
}

/// What judges candidates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judge<'a> {
    pub(crate) forest: &'a Forest,
    pub(crate) networks: &'a Networks,
    /// Where the questions of the moment are visible.
    pub(crate) visible_trees: Option<&'a [Tree]>,
    /// How many actors there are, seen or not.
    pub(crate) entities: usize,
}

impl Judge<'_> {
    /// The scores of rows of numbers for a question about a relation.
    pub(crate) fn scores(&self, relation: u32, rows: &[Vec<f32>]) -> Vec<f32> {
        let Self {
            forest, networks, ..
        } = self;
        let mut classes = Vec::new();
        for row in rows {
            forest.bounds.classes(row, &mut classes);
        }
        let width = classes.len() / rows.len().max(1);
        let rows = (0..rows.len()).map(|at| &classes[at * width..(at + 1) * width]);
        let mut scores: Vec<f32> = rows.clone().map(|row| forest.score(row)).collect();
        let mut layers = Layers::default();
        networks.mix(&mut scores, relation, &rows, &mut layers);
        for (score, row) in scores.iter_mut().zip(rows) {
            *score += self.visible_trees.map_or(0.0, |trees| sum_of(trees, row));
        }
        scores
    }
}

impl Known {
    pub(crate) fn learn(&mut self, tick: i32, steps: &[Step], with_factors: bool) {
        self.history.learn(tick, steps);
        if with_factors {
            self.embedding.learn(tick, steps);
        }
    }

    pub(crate) fn moment(&self, tick: i32) -> Moment<'_> {
        Moment::new(
            &self.history,
            &self.embedding,
            &self.kinds,
            tick,
            self.weights.weights,
            self.threads,
        )
    }

    /// Lessons from the questions of a moment, before it is learned; the weights of the first stage are corrected.
    pub(crate) fn lessons(
        &mut self,
        tick: i32,
        asked: &[Asked],
        visible: &Visible,
        seed: u64,
    ) -> Vec<Lesson> {
        if asked.is_empty() {
            return Vec::new();
        }
        let moment = self.moment(tick);
        let both = threads::map(asked, self.threads, Room::default, |room, asked| {
            let found = room.candidates(&moment, asked.actor, asked.relation, CANDIDATES);
            let facts: Vec<Facts> = found
                .iter()
                .map(|candidate| {
                    let link = moment.history.link(asked.actor, candidate.answer);
                    Facts::of(&moment, candidate, link)
                })
                .collect();
            (lesson(&moment, asked, &found, visible, seed), found, facts)
        });
        let mut lessons = Vec::with_capacity(both.len());
        for ((lesson, found, facts), asked) in both.into_iter().zip(asked) {
            let right: Vec<bool> = found
                .iter()
                .map(|candidate| asked.right.contains(&candidate.answer))
                .collect();
            self.kinds.learn(asked.relation, &facts, &right);
            self.weights.correct(&found, &asked.right, 0.05);
            lessons.extend(lesson);
        }
        lessons
    }

    /// Ranks the right answers of some questions, and tells apart the whole, the first stage, and
    /// whether an answer was among the candidates.
    pub(crate) fn rank(
        &self,
        tick: i32,
        asked: &[Asked],
        visible: &Visible,
        judge: &Judge<'_>,
        tally: &mut [Tally; 3],
    ) {
        let moment = self.moment(tick);
        let ranks = threads::map(asked, self.threads, Room::default, |room, asked| {
            ranks(room, &moment, asked, visible, judge)
        });
        for ranks in ranks.into_iter().flatten() {
            for (tally, rank) in tally.iter_mut().zip(ranks) {
                tally.take(rank);
            }
        }
    }
}

fn lesson(
    moment: &Moment<'_>,
    asked: &Asked,
    found: &[Candidate],
    visible: &Visible,
    seed: u64,
) -> Option<Lesson> {
    let is_right = |candidate: &Candidate| asked.right.contains(&candidate.answer);
    if !found.iter().any(is_right) {
        return None;
    }
    let mut random = Random(seed ^ (u64::from(asked.actor) << 32) ^ u64::from(asked.relation));
    let rest = found.len().saturating_sub(TAUGHT_FIRST);
    let share = if rest == 0 {
        1.0
    } else {
        (TAUGHT_REST as f32 / rest as f32).min(1.0)
    };
    let rows = Question::new(moment, asked.actor, asked.relation).rows(found, Some(visible));
    let mut lesson = Lesson {
        relation: asked.relation,
        rows: Vec::new(),
        right: Vec::new(),
        weight: Vec::new(),
    };
    for (at, (candidate, row)) in found.iter().zip(rows).enumerate() {
        let right = is_right(candidate);
        let by_lot = at >= TAUGHT_FIRST && !right;
        if by_lot && random.unit() >= share {
            continue;
        }
        lesson.rows.push(row);
        lesson.right.push(right);
        lesson.weight.push(if by_lot { -share.ln() } else { 0.0 });
    }
    Some(lesson)
}

fn ranks(
    room: &mut Room,
    moment: &Moment<'_>,
    asked: &Asked,
    visible: &Visible,
    judge: &Judge<'_>,
) -> Vec<[f64; 3]> {
    let found = room.candidates(moment, asked.actor, asked.relation, CANDIDATES);
    let question = Question::new(moment, asked.actor, asked.relation);
    let scores = judge.scores(
        asked.relation,
        &question.rows(&found, judge.visible_trees.map(|_| visible)),
    );
    let first = |answer: u32| {
        room.scores
            .get(answer as usize)
            .copied()
            .unwrap_or(f32::NEG_INFINITY)
    };
    let mut ranks = Vec::with_capacity(asked.right.len());
    for &answer in &asked.right {
        let mine = first(answer);
        let (mut higher, mut equal) = (0, 0);
        for other in (0..judge.entities as u32).filter(|&other| !asked.is_right(other)) {
            let score = first(other);
            higher += usize::from(score > mine);
            equal += usize::from(score.total_cmp(&mine).is_eq());
        }
        // All that are better in the first stage are before it, candidates or not: those that are no
        // candidates never come before one.
        let first_rank = mean_rank(higher, equal);
        let place = found
            .iter()
            .position(|candidate| candidate.answer == answer);
        let rank = place.map_or(first_rank, |place| {
            let (mut higher, mut equal) = (0, 0);
            for (candidate, &score) in found.iter().zip(&scores) {
                if !asked.is_right(candidate.answer) {
                    higher += usize::from(score > scores[place]);
                    equal += usize::from(score.total_cmp(&scores[place]).is_eq());
                }
            }
            mean_rank(higher, equal)
        });
        ranks.push([
            rank,
            first_rank,
            if place.is_some() { 1.0 } else { f64::MAX },
        ]);
    }
    ranks
}

/// Adds lessons to a table.
pub(crate) fn take(table: &mut Table, bounds: &Bounds, lessons: &[Lesson]) {
    for lesson in lessons {
        for row in &lesson.rows {
            bounds.classes(row, &mut table.classes);
        }
        table.right.extend_from_slice(&lesson.right);
        table.weight.extend_from_slice(&lesson.weight);
        table.starts.push(table.right.len() as u32);
        table.relations.push(lesson.relation);
    }
}

/// All questions of a moment, or as many as `share` of them by lot.
pub(crate) fn drawn(steps: &[Step], share: f32, random: &mut Random) -> Vec<Asked> {
    let mut asked = questions(steps);
    if share < 1.0 {
        asked.retain(|_| random.unit() < share);
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quads::Vocabulary;

    /// A scorer that tells nobody apart gives everybody the middle place.
    #[test]
    fn ties_have_the_rank_of_chance() {
        let mut vocabulary = Vocabulary::default();
        for word in 0..101 {
            vocabulary.entities.number(&word.to_string(), 1000);
        }
        vocabulary.relations.number("0", 9);
        let known = Known::new(&vocabulary, 1, 1);
        let forest = Forest::default();
        let judge = Judge {
            forest: &forest,
            networks: &Networks::default(),
            visible_trees: None,
            entities: 101,
        };
        let asked = Asked {
            actor: 0,
            relation: 0,
            right: vec![3, 50],
            also: vec![7],
        };
        let mut tally = [Tally::default(); 3];
        known.rank(0, &[asked], &Visible::default(), &judge, &mut tally);
        // 98 rivals: 101 less the two right answers and the one that is right elsewhere.
        let middle = 1.0 / (98.0 / 2.0 + 1.0);
        assert!((tally[0].scores().mrr - middle).abs() < 1e-12);
        assert!((tally[1].scores().mrr - middle).abs() < 1e-12);
        assert_eq!(tally[2].scores().hits10.to_bits(), 0f64.to_bits());
    }
}
