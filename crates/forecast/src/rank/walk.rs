//! The walk through a stream: ask about each moment from what was before it, then learn it.

use crate::rank::embedding::Embedding;
use crate::rank::embedding::Random;
use crate::rank::features::Question;
use crate::rank::first::{Candidate, Moment, Room, Weights};
use crate::rank::history::{History, Step};
use crate::rank::score::{Tally, mean_rank};
use crate::rank::stream::{Asked, questions};
use crate::rank::table::{Bounds, Table};
use crate::rank::threads;
use crate::rank::trees::Forest;

/// Candidates that get all numbers.
pub(crate) const CANDIDATES: usize = 150;
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
    pub(crate) threads: usize,
}

/// Numbers of one question for learning.
pub(crate) struct Lesson {
    pub(crate) rows: Vec<Vec<f32>>,
    pub(crate) right: Vec<bool>,
    pub(crate) weight: Vec<f32>,
}

impl Known {
    pub(crate) fn learn(&mut self, tick: i32, steps: &[Step]) {
        self.history.learn(tick, steps);
        self.embedding.learn(tick, steps);
    }

    pub(crate) fn moment(&self, tick: i32) -> Moment<'_> {
        Moment::new(&self.history, &self.embedding, tick, self.weights.weights, self.threads)
    }

    /// Lessons from the questions of a moment, before it is learned; the weights of the first stage are corrected.
    pub(crate) fn lessons(&mut self, tick: i32, asked: &[Asked], seed: u64) -> Vec<Lesson> {
        let moment = self.moment(tick);
        let both = threads::map(asked, self.threads, Room::default, |room, asked| {
            let found = room.candidates(&moment, asked.actor, asked.relation, CANDIDATES);
            (lesson(&moment, asked, &found, seed), found)
        });
        let mut lessons = Vec::with_capacity(both.len());
        for ((lesson, found), asked) in both.into_iter().zip(asked) {
            self.weights.correct(&found, &asked.right, 0.05);
            lessons.extend(lesson);
        }
        lessons
    }

    /// Ranks the right answers of some questions; ties have their mean rank.
    pub(crate) fn rank(
        &self,
        tick: i32,
        asked: &[Asked],
        forest: &Forest,
        entities: usize,
        tally: &mut [Tally; 4],
    ) {
        let moment = self.moment(tick);
        let ranks = threads::map(asked, self.threads, Room::default, |room, asked| {
            ranks(room, &moment, asked, forest, entities)
        });
        for [rank, first, fit, found] in ranks.into_iter().flatten() {
            tally[0].take(rank);
            tally[1].take(first);
            tally[2].take(fit);
            tally[3].take(found);
        }
    }
}

fn lesson(moment: &Moment<'_>, asked: &Asked, found: &[Candidate], seed: u64) -> Option<Lesson> {
    let is_right = |candidate: &Candidate| asked.right.contains(&candidate.answer);
    if !found.iter().any(is_right) {
        return None;
    }
    let mut random = Random(seed ^ (u64::from(asked.actor) << 32) ^ u64::from(asked.relation));
    let rest = found.len().saturating_sub(TAUGHT_FIRST);
    let share = if rest == 0 { 1.0 } else { (TAUGHT_REST as f32 / rest as f32).min(1.0) };
    let rows = Question::new(moment, asked.actor, asked.relation).rows(found);
    let mut lesson = Lesson { rows: Vec::new(), right: Vec::new(), weight: Vec::new() };
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
    forest: &Forest,
    entities: usize,
) -> Vec<[f64; 4]> {
    let found = room.candidates(moment, asked.actor, asked.relation, CANDIDATES);
    let rows = Question::new(moment, asked.actor, asked.relation).rows(&found);
    let mut classes = Vec::new();
    let scores: Vec<f32> = rows.iter().map(|row| forest.score_row(row, &mut classes)).collect();
    let is_right = |answer: &u32| asked.right.contains(answer);
    let rank = |answer: &u32| {
        let place = found.iter().position(|candidate| candidate.answer == *answer);
        let plain = |all: &[f32]| {
            let mine = all.get(*answer as usize).copied().unwrap_or(f32::NEG_INFINITY);
            let higher = (0..all.len()).filter(|o| all[*o] > mine && !is_right(&(*o as u32))).count();
            let equal = (0..all.len()).filter(|o| all[*o] == mine && !is_right(&(*o as u32))).count();
            mean_rank(higher, equal)
        };
        let extra = [plain(&room.scores), plain(&room.factors), if place.is_some() { 1.0 } else { 1e9 }];
        let rivals = found.iter().zip(&scores).filter(|(candidate, _)| !is_right(&candidate.answer));
        if let Some(place) = place {
            let mine = scores[place];
            let (mut higher, mut equal) = (0, 0);
            for (_, score) in rivals {
                higher += usize::from(*score > mine);
                equal += usize::from(*score == mine);
            }
            return [mean_rank(higher, equal), extra[0], extra[1], extra[2]];
        }
        let among = rivals.count();
        let all = &room.scores;
        let mine = all.get(*answer as usize).copied().unwrap_or(f32::NEG_INFINITY);
        let (mut higher, mut equal) = (0, 0);
        for other in 0..entities {
            let score = all.get(other).copied().unwrap_or(f32::NEG_INFINITY);
            higher += usize::from(score > mine);
            equal += usize::from(score == mine);
        }
        // Take out the candidates, which are counted already, and right answers.
        let mut twice = |answer: u32| {
            let score = all.get(answer as usize).copied().unwrap_or(f32::NEG_INFINITY);
            if score > mine {
                higher -= 1;
            } else if score == mine {
                equal -= 1;
            }
        };
        for candidate in &found {
            twice(candidate.answer);
        }
        for right in &asked.right {
            if !found.iter().any(|candidate| candidate.answer == *right) {
                twice(*right);
            }
        }
        [mean_rank(among + higher, equal), extra[0], extra[1], extra[2]]
    };
    asked.right.iter().map(rank).collect()
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
