//! Temporal rules that are counted as the stream passes: after one kind of event between two actors,
//! how often does another follow on a day, by the days since.

use std::collections::BTreeMap;

use crate::rank::decay::NEVER;

/// The first ages of the classes of lag; the last class is open.
const BOUNDS: [i32; 8] = [1, 2, 4, 8, 16, 31, 91, 271];
/// How many classes of lag there are.
const LAGS: usize = BOUNDS.len();
/// What is seen before the first event: one event in that many chances.
const PRIOR_CHANCES: f32 = 200.0;
/// Relations that are told apart; of more, some share their counts.
const MOST_RELATIONS: usize = 1024;
/// Steps without events that are counted one by one.
const LONGEST_GAP: i32 = 64;

/// The class of a lag of at least one step.
fn class(lag: i32) -> usize {
    BOUNDS.partition_point(|&bound| bound <= lag).max(1) - 1
}

/// Counts of what follows what.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    relations: usize,
    /// Events of a relation that followed, by body, lag and head.
    followed: Vec<f32>,
    /// Chances: steps that pairs spent in a class of lag after a body.
    chances: Vec<f32>,
    /// How many pairs had their last event of a body at a tick.
    waiting: Vec<BTreeMap<i32, u32>>,
    /// How many pairs are in each class of each body.
    inside: Vec<[u32; LAGS]>,
    tick: i32,
}

impl Rules {
    pub(crate) fn new(relations: usize) -> Self {
        let relations = relations.clamp(1, MOST_RELATIONS);
        Self {
            relations,
            followed: vec![0.0; relations * LAGS * relations],
            chances: vec![0.0; relations * LAGS],
            waiting: vec![BTreeMap::new(); relations],
            inside: vec![[0; LAGS]; relations],
            tick: NEVER,
        }
    }

    fn slot(&self, relation: u32) -> usize {
        relation as usize % self.relations
    }

    /// Moves to a later tick: every pair that waits gets its chances.
    pub(crate) fn advance(&mut self, tick: i32) {
        if self.tick == NEVER || tick <= self.tick {
            self.tick = self.tick.max(tick);
            return;
        }
        let gap = tick - self.tick;
        for body in 0..self.relations {
            if self.waiting[body].is_empty() {
                continue;
            }
            if gap > LONGEST_GAP {
                self.recount(body, tick);
            } else {
                for step in self.tick + 1..=tick {
                    self.slide(body, step);
                }
            }
            for (lag, &count) in self.inside[body].iter().enumerate() {
                self.chances[body * LAGS + lag] += count as f32;
            }
        }
        self.tick = tick;
    }

    fn slide(&mut self, body: usize, tick: i32) {
        for (lag, bound) in BOUNDS.iter().enumerate() {
            let Some(&count) = self.waiting[body].get(&(tick - bound)) else {
                continue;
            };
            self.inside[body][lag] += count;
            if lag > 0 {
                self.inside[body][lag - 1] -= count;
            }
        }
    }

    fn recount(&mut self, body: usize, tick: i32) {
        let mut inside = [0; LAGS];
        for (&last, &count) in &self.waiting[body] {
            inside[class(tick - last)] += count;
        }
        self.inside[body] = inside;
    }

    /// Takes in that `head` happened on a pair whose last event of `body` was at `last`.
    pub(crate) fn follow(&mut self, body: u32, last: i32, head: u32) {
        if last >= self.tick {
            return;
        }
        let cell = self.slot(body) * LAGS + class(self.tick - last);
        let head = self.slot(head);
        self.followed[cell * self.relations + head] += 1.0;
    }

    /// Takes in that a pair now waits after `body`; before, it waited since `before`.
    pub(crate) fn wait(&mut self, body: u32, before: i32) {
        let body = self.slot(body);
        if before == self.tick {
            return;
        }
        if before != NEVER {
            if let Some(count) = self.waiting[body].get_mut(&before) {
                *count -= 1;
                if *count == 0 {
                    self.waiting[body].remove(&before);
                }
            }
            let lag = class(self.tick - before);
            self.inside[body][lag] -= 1;
        }
        *self.waiting[body].entry(self.tick).or_insert(0) += 1;
    }

    /// The share of chances in which `head` followed.
    pub(crate) fn hazard(&self, body: u32, last: i32, now: i32, head: u32) -> f32 {
        let cell = self.slot(body) * LAGS + class((now - last).max(1));
        let followed = self.followed[cell * self.relations + self.slot(head)];
        followed / (self.chances[cell] + PRIOR_CHANCES)
    }
}
