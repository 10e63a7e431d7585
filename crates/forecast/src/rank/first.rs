//! The first stage: a cheap score for every actor that was ever seen, from which the candidates are taken.

use crate::rank::embedding::{Embedding, WIDTH};
use crate::rank::history::{Answers, History};
use crate::rank::kinds::Kinds;
use crate::rank::near::Near;

/// Cheap features.
pub(crate) const CHEAP: usize = 20;
/// Where in [`Cheap`] the paths stand.
pub(crate) const PATHS: usize = 10;
const TRIPLE: usize = 0;
const LINK: usize = 3;
const TURNED: usize = 6;
const TAKER: usize = 8;
const NEAR: usize = PATHS;
const NEAR_ASKED: usize = PATHS + 1;
const PAST_NEAR: usize = PATHS + 2;
const ALIKE: usize = PATHS + 3;
const NEAR_DAYS: usize = PATHS + 4;
const COUNTRY_ASKS: usize = 15;
const COUNTRY: usize = 16;
const FACTORS: usize = 17;
const ACTIVE: usize = 18;

/// Cheap features of one actor as an answer.
pub(crate) type Cheap = [f32; CHEAP];

/// The weights at the start; they are corrected as the stream is learned from.
pub(crate) const START: Cheap = [
    0.6, 0.8, 0.3, 0.5, 0.8, 0.3, 0.3, 0.1, 0.3, 0.2, 0.3, 0.3, 0.2, 0.4, 0.2, 0.3, 0.2, 0.3, 0.2,
    0.2,
];

/// What is the same for all questions of a moment.
pub(crate) struct Moment<'a> {
    pub(crate) history: &'a History,
    pub(crate) embedding: &'a Embedding,
    pub(crate) kinds: &'a Kinds,
    pub(crate) near: Near,
    pub(crate) tick: i32,
    pub(crate) weights: Cheap,
    /// How active each actor is: over days, over months; negative for actors never seen.
    active: Vec<[f32; 2]>,
}

impl<'a> Moment<'a> {
    pub(crate) fn new(
        history: &'a History,
        embedding: &'a Embedding,
        kinds: &'a Kinds,
        tick: i32,
        weights: Cheap,
        threads: usize,
    ) -> Self {
        let active = history.tracks.iter().map(|track| {
            let any = track.any.at(tick, &history.decay);
            if track.first.is_some() {
                [any[2].ln_1p(), any[4].ln_1p()]
            } else {
                [-1.0; 2]
            }
        });
        Self {
            active: active.collect(),
            near: Near::at(history, tick, threads),
            history,
            embedding,
            kinds,
            tick,
            weights,
        }
    }
}

/// Room for one question after another.
#[derive(Debug, Default)]
pub(crate) struct Room {
    slot: Vec<u32>,
    ids: Vec<u32>,
    cheap: Vec<Cheap>,
    /// Scores of all actors; minus infinity for those never seen.
    pub(crate) scores: Vec<f32>,
    pub(crate) factors: Vec<f32>,
    order: Vec<u32>,
}

/// A candidate with its cheap features.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub(crate) answer: u32,
    pub(crate) cheap: Cheap,
}

impl Room {
    fn touch(&mut self, answer: u32) -> &mut Cheap {
        let slot = &mut self.slot[answer as usize];
        if *slot == u32::MAX {
            *slot = self.ids.len() as u32;
            self.ids.push(answer);
            self.cheap.push([0.0; CHEAP]);
        }
        &mut self.cheap[*slot as usize]
    }

    /// Scores all actors as answers to a question and gives the best, best first.
    pub(crate) fn candidates(
        &mut self,
        moment: &Moment<'_>,
        actor: u32,
        relation: u32,
        most: usize,
    ) -> Vec<Candidate> {
        self.reset(moment.history.tracks.len());
        self.count(moment, actor, relation);
        self.walk(moment, actor, relation);
        for cheap in &mut self.cheap {
            for value in &mut cheap[PATHS..PATHS + 5] {
                *value = (100.0 * *value).ln_1p();
            }
        }
        self.score(moment, actor, relation);
        self.best(moment, most)
    }

    fn reset(&mut self, entities: usize) {
        self.slot.clear();
        self.slot.resize(entities, u32::MAX);
        self.ids.clear();
        self.cheap.clear();
    }

    fn count(&mut self, moment: &Moment<'_>, actor: u32, relation: u32) {
        let Moment { history, tick, .. } = *moment;
        let decay = &history.decay;
        let sets = [
            (relation, TRIPLE, [1, 3, 5]),
            (relation ^ 1, TURNED, [3, 5, 5]),
        ];
        for (relation, at, rates) in sets {
            let parts = if at == TRIPLE { 3 } else { 2 };
            let list = history
                .answers(actor, relation)
                .map(|answers| &answers.list[..]);
            for answer in list.unwrap_or_default() {
                let left = answer.count.at(tick, decay);
                let cheap = self.touch(answer.answer);
                for part in 0..parts {
                    cheap[at + part] = left[rates[part]].ln_1p();
                }
            }
        }
        for link in &history.tracks[actor as usize].links {
            let left = link.any.at(tick, decay);
            let cheap = self.touch(link.other);
            for (part, rate) in [1, 3, 5].into_iter().enumerate() {
                cheap[LINK + part] = left[rate].ln_1p();
            }
        }
        for taker in &history.takers[relation as usize].list {
            let left = taker.count.at(tick, decay);
            if left[4] > 0.05 {
                let cheap = self.touch(taker.answer);
                cheap[TAKER] = left[2].ln_1p();
                cheap[TAKER + 1] = left[4].ln_1p();
            }
        }
        let country = history.groups.country(actor);
        if country != 0 {
            let country = History::country_actor(country);
            for (relation, at) in [(relation, COUNTRY_ASKS), (History::any_relation(), COUNTRY)] {
                let list = history
                    .answers(country, relation)
                    .map(|answers| &answers.list[..]);
                for answer in list.unwrap_or_default() {
                    let left = answer.count.rate(3, tick, decay);
                    if left > 0.02 {
                        self.touch(answer.answer)[at] = left.ln_1p();
                    }
                }
            }
        }
    }

    fn walk(&mut self, moment: &Moment<'_>, actor: u32, relation: u32) {
        let Moment {
            history,
            tick,
            ref near,
            ..
        } = *moment;
        for &(other, share) in near.month[actor as usize].iter().take(40) {
            for &(answer, further) in &near.month[other as usize] {
                self.touch(answer)[NEAR] += share * further;
            }
            if let Some(answers) = history.answers(other, relation) {
                self.spread(moment, answers, share, NEAR_ASKED);
            }
        }
        for &(other, share) in near.days[actor as usize].iter().take(30) {
            for &(answer, further) in &near.days[other as usize] {
                self.touch(answer)[NEAR_DAYS] += share * further;
            }
        }
        if let Some(answers) = history.answers(actor, relation) {
            let total = answers.total.rate(3, tick, &history.decay);
            for past in &answers.list {
                let share = past.count.rate(3, tick, &history.decay) / (total + 0.5);
                if share > 0.02 {
                    for &(answer, further) in &near.month[past.answer as usize] {
                        self.touch(answer)[PAST_NEAR] += share * further;
                    }
                }
            }
        }
        let mut alike: Vec<(u32, f32)> = self
            .ids
            .iter()
            .zip(&self.cheap)
            .filter(|(id, cheap)| **id != actor && cheap[NEAR] > 0.003)
            .map(|(id, cheap)| (*id, cheap[NEAR]))
            .collect();
        alike.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        for &(other, share) in alike.iter().take(25) {
            if let Some(answers) = history.answers(other, relation) {
                self.spread(moment, answers, share, ALIKE);
            }
        }
    }

    fn spread(&mut self, moment: &Moment<'_>, answers: &Answers, share: f32, at: usize) {
        let Moment { history, tick, .. } = *moment;
        let total = answers.total.rate(3, tick, &history.decay);
        let scale = share / (total + 1.0);
        if total < 0.01 {
            return;
        }
        for answer in &answers.list {
            let left = answer.count.rate(3, tick, &history.decay);
            if left > 0.01 {
                self.touch(answer.answer)[at] += scale * left;
            }
        }
    }

    fn score(&mut self, moment: &Moment<'_>, actor: u32, relation: u32) {
        let question: [f32; WIDTH] = moment.embedding.question(actor, relation, moment.tick);
        self.scores.clear();
        self.factors.clear();
        let weights = &moment.weights;
        for (answer, active) in moment.active.iter().enumerate() {
            if active[0] < 0.0 {
                self.scores.push(f32::NEG_INFINITY);
                self.factors.push(0.0);
                continue;
            }
            let factors = moment.embedding.score(&question, answer as u32);
            self.factors.push(factors);
            self.scores.push(
                weights[FACTORS] * factors
                    + weights[ACTIVE] * active[0]
                    + weights[ACTIVE + 1] * active[1],
            );
        }
        for (id, cheap) in self.ids.iter().zip(&mut self.cheap) {
            let at = *id as usize;
            let sum: f32 = cheap[..FACTORS]
                .iter()
                .zip(weights)
                .map(|(value, weight)| value * weight)
                .sum();
            self.scores[at] += sum;
            cheap[FACTORS] = self.factors[at];
            cheap[ACTIVE] = moment.active[at][0];
            cheap[ACTIVE + 1] = moment.active[at][1];
        }
    }

    fn best(&mut self, moment: &Moment<'_>, most: usize) -> Vec<Candidate> {
        let scores = &self.scores;
        let better = |a: &u32, b: &u32| {
            scores[*b as usize]
                .total_cmp(&scores[*a as usize])
                .then(a.cmp(b))
        };
        self.order.clear();
        self.order
            .extend((0..scores.len() as u32).filter(|&at| scores[at as usize] > f32::NEG_INFINITY));
        if self.order.len() > most {
            self.order.select_nth_unstable_by(most, better);
            self.order.truncate(most);
        }
        self.order.sort_unstable_by(better);
        let candidate = |&answer: &u32| {
            let at = answer as usize;
            let cheap = match self.slot[at] {
                u32::MAX => {
                    let mut cheap = [0.0; CHEAP];
                    cheap[FACTORS] = self.factors[at];
                    cheap[ACTIVE] = moment.active[at][0];
                    cheap[ACTIVE + 1] = moment.active[at][1];
                    cheap
                }
                slot => self.cheap[slot as usize],
            };
            Candidate { answer, cheap }
        };
        self.order.iter().map(candidate).collect()
    }
}

/// Corrects the weights by the candidates of one question: right answers should have the higher share.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    pub(crate) weights: Cheap,
    squares: Cheap,
}

impl Weights {
    pub(crate) fn new() -> Self {
        Self {
            weights: START,
            squares: [1.0; CHEAP],
        }
    }

    pub(crate) fn correct(&mut self, candidates: &[Candidate], right: &[u32], rate: f32) {
        for answer in right {
            let Some(at) = candidates
                .iter()
                .position(|candidate| candidate.answer == *answer)
            else {
                continue;
            };
            let rival = |index: usize| index == at || !right.contains(&candidates[index].answer);
            let score = |candidate: &Candidate| -> f32 {
                let terms = candidate.cheap.iter().zip(&self.weights);
                terms.map(|(value, weight)| value * weight).sum()
            };
            let scores: Vec<f32> = candidates.iter().map(score).collect();
            let highest = scores.iter().copied().fold(f32::MIN, f32::max);
            let shares: Vec<f32> = scores
                .iter()
                .enumerate()
                .map(|(index, score)| {
                    if rival(index) {
                        (score - highest).exp()
                    } else {
                        0.0
                    }
                })
                .collect();
            let sum: f32 = shares.iter().sum();
            let mut gradient = candidates[at].cheap.map(|value| -value);
            for (candidate, share) in candidates.iter().zip(&shares) {
                for (gradient, value) in gradient.iter_mut().zip(&candidate.cheap) {
                    *gradient += share / sum * value;
                }
            }
            for (at, gradient) in gradient.into_iter().enumerate() {
                self.squares[at] += gradient * gradient;
                self.weights[at] -= rate * gradient / self.squares[at].sqrt();
            }
        }
    }
}
