//! A score that is learned on the way, question by question: linear, with weights that each kind of event has for itself
//! besides those that all share, and among them some for each kind of past event between the two. Right answers
//! should have the greater share (softmax over the candidates; steps as in AdaGrad).

use crate::rank::bytes::{Reader, Writer};
use crate::rank::decay::Counter;
use crate::rank::first::{CHEAP, Candidate, Cheap, Moment, START};
use crate::rank::history::Link;

/// Relations that have weights for themselves; of more, the later ones go by the shared weights.
const MOST_RELATIONS: usize = 1024;
/// Rates at which past events of a kind are looked at, as places in a counter.
const RATES: [usize; 3] = [1, 3, 5];
/// How a past event's kind stands to the one asked about: the same, the same turned round, another.
const STANDINGS: usize = 3;
/// The rate of learning.
const RATE: f32 = 0.05;

/// Weights of past events of one kind, by rate.
type Pull = [f32; RATES.len()];

/// All weights, each with the sum of the squares of its gradients.
#[derive(Debug, Clone)]
pub(crate) struct Kinds {
    relations: usize,
    shared: [Cheap; 2],
    own: Vec<[Cheap; 2]>,
    standing: [[Pull; 2]; STANDINGS],
    between: Vec<[Pull; 2]>,
}

/// What the score of one candidate is made from.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    cheap: Cheap,
    /// Past events between the two: kind, and logarithms of counts.
    past: Vec<(u32, Pull)>,
}

impl Facts {
    pub(crate) fn of(moment: &Moment<'_>, candidate: &Candidate, link: Option<&Link>) -> Self {
        let (tick, decay) = (moment.tick, &moment.history.decay);
        let past = link.map_or(&[][..], |link| &link.relations);
        let pull = |&(relation, counter): &(u32, Counter)| {
            let left = counter.at(tick, decay);
            (relation, RATES.map(|rate| left[rate].ln_1p()))
        };
        Self {
            cheap: candidate.cheap,
            past: past.iter().map(pull).collect(),
        }
    }
}

fn product<const N: usize>(weights: &[f32; N], values: &[f32; N]) -> f32 {
    weights.iter().zip(values).map(|(w, v)| w * v).sum()
}

fn standing(relation: u32, past: u32) -> usize {
    match relation ^ past {
        0 => 0,
        1 => 1,
        _ => 2,
    }
}

/// Moves weights against their gradients, by less the more they were moved before.
fn correct<const N: usize>(weights: &mut [[f32; N]; 2], gradient: &[f32; N]) {
    let [weights, squares] = weights;
    for ((weight, square), gradient) in weights.iter_mut().zip(squares).zip(gradient) {
        *square += gradient * gradient;
        *weight -= RATE * gradient / (1.0 + *square).sqrt();
    }
}

impl Kinds {
    /// Weights for relations, which are doubled already.
    pub(crate) fn new(relations: usize) -> Self {
        let relations = relations.clamp(1, MOST_RELATIONS);
        let mut standing = [[[0.0; RATES.len()]; 2]; STANDINGS];
        standing[0][0] = [0.3; RATES.len()];
        standing[1][0] = [0.1; RATES.len()];
        Self {
            relations,
            shared: [START, [0.0; CHEAP]],
            own: vec![[[0.0; CHEAP]; 2]; relations],
            standing,
            between: vec![[[0.0; RATES.len()]; 2]; relations * relations],
        }
    }

    /// Where the weights of a relation stand.
    fn slot(&self, relation: u32) -> Option<usize> {
        let at = relation as usize;
        (at < self.relations).then_some(at)
    }

    fn cell(&self, relation: u32, past: u32) -> Option<usize> {
        Some(self.slot(relation)? * self.relations + self.slot(past)?)
    }

    pub(crate) fn put(&self, writer: &mut Writer) {
        writer.u32(self.relations as u32);
        for list in self.lists() {
            writer.floats(&list);
        }
    }

    fn lists(&self) -> [Vec<f32>; 4] {
        let cheap = |lists: &[[Cheap; 2]]| lists.as_flattened().as_flattened().to_vec();
        let pulls = |lists: &[[Pull; 2]]| lists.as_flattened().as_flattened().to_vec();
        [
            cheap(&[self.shared]),
            cheap(&self.own),
            pulls(&self.standing),
            pulls(&self.between),
        ]
    }

    /// `relations` are doubled already.
    pub(crate) fn take(reader: &mut Reader<'_>, relations: usize) -> Option<Self> {
        let mut taken = Self::new(reader.u32()? as usize);
        if taken.relations > relations.max(1) {
            return None;
        }
        let mut floats = |into: &mut [f32]| -> Option<()> {
            let list = reader.floats()?;
            (list.len() == into.len()).then(|| into.copy_from_slice(&list))
        };
        floats(taken.shared.as_flattened_mut())?;
        floats(taken.own.as_flattened_mut().as_flattened_mut())?;
        floats(taken.standing.as_flattened_mut().as_flattened_mut())?;
        floats(taken.between.as_flattened_mut().as_flattened_mut())?;
        Some(taken)
    }

    /// The score of a candidate for a question about a relation.
    pub(crate) fn score(&self, relation: u32, facts: &Facts) -> f32 {
        let mut score = product(&self.shared[0], &facts.cheap);
        if let Some(slot) = self.slot(relation) {
            score += product(&self.own[slot][0], &facts.cheap);
        }
        for (past, counts) in &facts.past {
            score += product(&self.standing[standing(relation, *past)][0], counts);
            if let Some(cell) = self.cell(relation, *past) {
                score += product(&self.between[cell][0], counts);
            }
        }
        score
    }

    /// How the loss of a question changes with the score of each candidate.
    fn gradients(&self, relation: u32, facts: &[Facts], right: &[bool]) -> Vec<f32> {
        let scores: Vec<f32> = facts
            .iter()
            .map(|facts| self.score(relation, facts))
            .collect();
        let highest = scores.iter().copied().fold(f32::MIN, f32::max);
        let powers: Vec<f32> = scores.iter().map(|score| (score - highest).exp()).collect();
        let wrong: f32 = powers
            .iter()
            .zip(right)
            .filter(|(_, right)| !**right)
            .map(|(power, _)| power)
            .sum();
        let mut first = 0.0;
        let mut gradients = vec![0.0f32; facts.len()];
        for (at, power) in powers.iter().enumerate().filter(|(at, _)| right[*at]) {
            let sum = power + wrong;
            gradients[at] = power / sum - 1.0;
            first += 1.0 / sum;
        }
        for (at, power) in powers.iter().enumerate().filter(|(at, _)| !right[*at]) {
            gradients[at] = power * first;
        }
        gradients
    }

    /// Corrects the weights by one question.
    pub(crate) fn learn(&mut self, relation: u32, facts: &[Facts], right: &[bool]) {
        let gradients = self.gradients(relation, facts, right);
        let mut cheap = [0.0; CHEAP];
        let mut standings = [[0.0; RATES.len()]; STANDINGS];
        let mut between: Vec<(u32, Pull)> = Vec::new();
        for (facts, gradient) in facts.iter().zip(&gradients) {
            if gradient.abs() < 1e-5 {
                continue;
            }
            for (sum, value) in cheap.iter_mut().zip(&facts.cheap) {
                *sum += gradient * value;
            }
            for (past, counts) in &facts.past {
                let moved = counts.map(|count| gradient * count);
                for (sum, moved) in standings[standing(relation, *past)].iter_mut().zip(moved) {
                    *sum += moved;
                }
                between.push((*past, moved));
            }
        }
        correct(&mut self.shared, &cheap);
        if let Some(slot) = self.slot(relation) {
            correct(&mut self.own[slot], &cheap);
        }
        for (weights, gradient) in self.standing.iter_mut().zip(&standings) {
            correct(weights, gradient);
        }
        between.sort_unstable_by_key(|(past, _)| *past);
        for group in between.chunk_by(|a, b| a.0 == b.0) {
            let mut sum = [0.0; RATES.len()];
            for (_, moved) in group {
                for (sum, moved) in sum.iter_mut().zip(moved) {
                    *sum += moved;
                }
            }
            if let Some(cell) = self.cell(relation, group[0].0) {
                correct(&mut self.between[cell], &sum);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After event 4 the same comes again, after event 6 to somebody else.
    fn lesson(relation: u32) -> (Vec<Facts>, Vec<bool>) {
        let facts = |past: &[u32]| Facts {
            cheap: [0.0; CHEAP],
            past: past.iter().map(|past| (*past, [0.5, 0.7, 0.7])).collect(),
        };
        let right = vec![relation == 4, relation == 6, false];
        (vec![facts(&[4]), facts(&[6, 4]), facts(&[])], right)
    }

    #[test]
    fn each_kind_of_event_learns_what_past_events_say_of_it() {
        let mut kinds = Kinds::new(8);
        for at in 0..400 {
            let relation = [4, 6][at % 2];
            let (facts, right) = lesson(relation);
            kinds.learn(relation, &facts, &right);
        }
        for (relation, best) in [(4, 0), (6, 1)] {
            let (facts, _) = lesson(relation);
            let scores: Vec<f32> = facts
                .iter()
                .map(|facts| kinds.score(relation, facts))
                .collect();
            assert!(
                (0..3).all(|at| at == best || scores[at] + 1.0 < scores[best]),
                "{relation}: {scores:?}"
            );
        }
        // Nothing right, nothing learned; and a relation that came later has the shared weights.
        let before = kinds.lists();
        let (facts, _) = lesson(4);
        kinds.learn(4, &facts, &[false; 3]);
        assert_eq!(kinds.lists(), before);
        kinds.learn(90, &facts, &[true, false, false]);
        assert!(kinds.score(90, &facts[0]).is_finite());
    }

    #[test]
    fn they_come_back_from_a_file() {
        let mut kinds = Kinds::new(6);
        let (facts, right) = lesson(4);
        kinds.learn(4, &facts, &right);
        let mut writer = Writer::default();
        kinds.put(&mut writer);
        let back = Kinds::take(&mut Reader(&writer.0), 6).unwrap();
        assert_eq!(back.lists(), kinds.lists());
        assert!(Kinds::take(&mut Reader(&writer.0), 4).is_none());
        assert!(Kinds::take(&mut Reader(&writer.0[..90]), 6).is_none());
    }
}
