//! How networks learn: batches of questions, steps as in Adam. Each question is a list, and right answers should have
//! the greater share of it, as with the trees.

use std::ops::Range;

use crate::rank::embedding::Random;
use crate::rank::network::{FIRST, Layers, Network, SECOND, add, product};
use crate::rank::table::Table;
use crate::rank::threads;

/// Questions in a batch.
const BATCH: usize = 128;
/// Questions of a batch that are worked on together, so that sums do not depend on threads.
const PART: usize = 8;
/// Steps in which the rate rises to what it is.
const WARM: f32 = 100.0;
/// How much of the means of gradients and of their squares is kept.
const MOMENTUM: f32 = 0.9;
const SQUARES: f32 = 0.995;
/// The share of a parameter by which it shrinks in a step, times the rate; of those of one relation.
const DECAY: f32 = 0.005;
const OWN_DECAY: f32 = 0.02;

/// How a network is taught.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Teaching {
    pub(crate) passes: usize,
    /// The length of a step at its longest; it falls to nothing.
    pub(crate) rate: f32,
    pub(crate) threads: usize,
    pub(crate) seed: u64,
}

/// What some questions ask of the parameters.
struct Wish {
    shared: Vec<f32>,
    /// By relation.
    own: Vec<(u32, Vec<f32>)>,
    rights: usize,
}

impl Network {
    /// Learns the questions of a table.
    pub(crate) fn learn(&mut self, table: &Table, teaching: Teaching) {
        let mut random = Random(teaching.seed);
        let mut order: Vec<usize> = (0..table.questions()).collect();
        let mut moments = vec![[0.0f32; 2]; self.values.len()];
        let steps = order.len().div_ceil(BATCH) * teaching.passes;
        let mut step = 0;
        for _ in 0..teaching.passes {
            random.shuffle(&mut order);
            for batch in order.chunks(BATCH) {
                let parts: Vec<&[usize]> = batch.chunks(PART).collect();
                let wishes =
                    threads::map(&parts, teaching.threads, Layers::default, |layers, part| {
                        self.wish(table, part, layers)
                    });
                let warm = (step as f32 / WARM).min(1.0);
                let left = 1.0 - step as f32 / steps as f32;
                step += 1;
                self.step(wishes, &mut moments, step, teaching.rate * warm * left);
            }
        }
    }

    fn wish(&self, table: &Table, questions: &[usize], layers: &mut Layers) -> Wish {
        let shape = self.shape;
        let mut wish = Wish {
            shared: vec![0.0; shape.shared()],
            own: Vec::with_capacity(questions.len()),
            rights: 0,
        };
        for &question in questions {
            let range = table.question(question);
            let relation = table.relations[question];
            self.run(relation, range.clone().map(|row| table.row(row)), layers);
            let pulls = pulls(table, range.clone(), &layers.scores);
            let own = self.trace(relation, layers, &pulls, &mut wish.shared);
            wish.own.push((relation, own));
            wish.rights += table.right[range].iter().filter(|right| **right).count();
        }
        wish
    }

    /// Adds the gradients of rows, each of which pulls at its score; gives those of the parameters of the relation.
    fn trace(&self, relation: u32, layers: &Layers, pulls: &[f32], shared: &mut [f32]) -> Vec<f32> {
        let Self { shape, values, .. } = self;
        let mut own = vec![0.0; shape.own()];
        let last = &values[shape.last()..][..SECOND];
        let mut second = vec![[0.0f32; SECOND]; pulls.len()];
        for (at, (pull, second)) in pulls.iter().zip(&mut second).enumerate() {
            let input = &layers.input[at * shape.columns..][..shape.columns];
            add(*pull, input, &mut own[2 * FIRST..]);
            add(*pull, &layers.second[at], &mut shared[shape.last()..]);
            let came = last.iter().zip(&layers.second[at]);
            for (unit, (weight, came)) in second.iter_mut().zip(came) {
                *unit = if *came > 0.0 { pull * weight } else { 0.0 };
            }
            add(1.0, second, &mut shared[shape.second_bias()..]);
        }
        add(1.0, &own[2 * FIRST..], &mut shared[shape.direct()..]);
        let between = values[shape.second()..shape.second_bias()]
            .as_chunks::<SECOND>()
            .0;
        let turned: [[f32; FIRST]; SECOND] =
            std::array::from_fn(|to| std::array::from_fn(|from| between[from][to]));
        let mut first = vec![[0.0f32; FIRST]; pulls.len()];
        product(second.as_flattened(), [SECOND, 1], &turned, &mut first);
        let place = shared[shape.second()..shape.second_bias()].as_chunks_mut();
        product(layers.first.as_flattened(), [1, FIRST], &second, place.0);
        let stretched = &values[shape.own_at(relation) + FIRST..][..FIRST];
        for (at, units) in first.iter_mut().enumerate() {
            for (unit, came) in units.iter_mut().zip(&layers.first[at]) {
                *unit = if *came > 0.0 { *unit } else { 0.0 };
            }
            add(1.0, units, &mut shared[shape.first_bias()..]);
            add(1.0, units, &mut own);
            for (place, unit) in units.iter_mut().enumerate() {
                own[FIRST + place] += *unit * layers.plain[at][place];
                *unit *= 1.0 + stretched[place];
            }
        }
        let place = shared[..shape.first_bias()].as_chunks_mut();
        product(&layers.input, [1, shape.columns], &first, place.0);
        own
    }

    /// Moves the parameters; those of relations only where a question asked about them.
    fn step(&mut self, wishes: Vec<Wish>, moments: &mut [[f32; 2]], step: i32, rate: f32) {
        let shape = self.shape;
        let rights: usize = wishes.iter().map(|wish| wish.rights).sum();
        let scale = 1.0 / rights.max(1) as f32;
        let mut shared = vec![0.0; shape.shared()];
        let mut own: Vec<(usize, Vec<f32>)> = Vec::new();
        for wish in wishes {
            add(scale, &wish.shared, &mut shared);
            own.extend(
                wish.own
                    .into_iter()
                    .map(|(relation, own)| (shape.own_at(relation), own)),
            );
        }
        let unbiased = [1.0 - MOMENTUM.powi(step), 1.0 - SQUARES.powi(step)];
        let mut change = |at: usize, gradients: &[f32], decay: f32| {
            let values = self.values[at..].iter_mut().zip(&mut moments[at..]);
            for ((value, [mean, square]), gradient) in values.zip(gradients) {
                *mean = MOMENTUM * *mean + (1.0 - MOMENTUM) * gradient;
                *square = SQUARES * *square + (1.0 - SQUARES) * gradient * gradient;
                let by = (*mean / unbiased[0]) / ((*square / unbiased[1]).sqrt() + 1e-6);
                *value -= rate * (by + decay * *value);
            }
        };
        change(0, &shared, DECAY);
        own.sort_by_key(|(at, _)| *at);
        for group in own.chunk_by(|a, b| a.0 == b.0) {
            let mut sum = vec![0.0; shape.own()];
            for (_, own) in group {
                add(scale, own, &mut sum);
            }
            change(group[0].0, &sum, OWN_DECAY);
        }
    }

    /// The loss of a question.
    #[cfg(test)]
    fn loss(&self, table: &Table, question: usize) -> f64 {
        let mut layers = Layers::default();
        let range = table.question(question);
        let scores: Vec<f64> = range
            .clone()
            .map(|row| {
                let classes = std::iter::once(table.row(row));
                self.run(table.relations[question], classes, &mut layers);
                f64::from(layers.scores[0] + table.weight[row])
            })
            .collect();
        let right = &table.right[range];
        let wrong: f64 = scores
            .iter()
            .zip(right)
            .filter(|(_, right)| !**right)
            .map(|(s, _)| s.exp())
            .sum();
        let of_right = scores.iter().zip(right).filter(|(_, right)| **right);
        of_right
            .map(|(score, _)| (score.exp() + wrong).ln() - score)
            .sum()
    }
}

/// How the loss of one question changes with the score of each row.
fn pulls(table: &Table, range: Range<usize>, scores: &[f32]) -> Vec<f32> {
    let weights = &table.weight[range.clone()];
    let right = &table.right[range];
    let weighed = || {
        scores
            .iter()
            .zip(weights)
            .map(|(score, weight)| score + weight)
    };
    let highest = weighed().fold(f32::MIN, f32::max);
    let powers: Vec<f32> = weighed().map(|score| (score - highest).exp()).collect();
    let of = |wanted: bool| {
        let rows = powers.iter().zip(right);
        rows.filter(move |(_, right)| **right == wanted)
            .map(|(power, _)| *power)
    };
    // A right answer that has all but no share beside none that is wrong is as good as alone.
    let wrong: f32 = of(false).sum::<f32>().max(f32::MIN_POSITIVE);
    let rivals: f32 = of(true).map(|power| 1.0 / (power + wrong)).sum();
    let pull = |(power, right): (&f32, &bool)| {
        if *right {
            power / (power + wrong) - 1.0
        } else {
            power * rivals
        }
    };
    powers.iter().zip(right).map(pull).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Questions about two relations: one wants the row with the most in the first column, the other the least.
    fn table(questions: u32) -> Table {
        let mut table = Table::new(3);
        let mut random = Random(5);
        for question in 0..questions {
            let relation = question % 2;
            let rows: Vec<[u8; 3]> = (0..6)
                .map(|_| [0; 3].map(|_: u8| random.below(20) as u8))
                .collect();
            let best = (0..6).max_by_key(|&at| {
                let first = i32::from(rows[at][0]);
                if relation == 0 { first } else { -first }
            });
            for (at, row) in rows.iter().enumerate() {
                table.classes.extend(row);
                table
                    .right
                    .push(Some(at) == best || (question == 0 && at == 0));
                table.weight.push(0.25 * at as f32);
            }
            table.starts.push(table.right.len() as u32);
            table.relations.push(relation);
        }
        table
    }

    #[test]
    fn gradients_are_those_of_the_loss() {
        let table = table(2);
        let mut network = Network::new(&table, 3, 2, 1);
        let mut random = Random(9);
        for value in &mut network.values {
            *value += 0.4 * (random.unit() - 0.5);
        }
        for question in 0..2 {
            let wish = network.wish(&table, &[question], &mut Layers::default());
            let mut gradients = vec![0.0; network.values.len()];
            gradients[..wish.shared.len()].copy_from_slice(&wish.shared);
            add(
                1.0,
                &wish.own[0].1,
                &mut gradients[network.shape.own_at(wish.own[0].0)..],
            );
            let by = 1e-3;
            let mut seen = 0;
            for at in (0..gradients.len()).step_by(7) {
                let value = network.values[at];
                network.values[at] = value + by;
                let above = network.loss(&table, question);
                network.values[at] = value - by;
                let below = network.loss(&table, question);
                network.values[at] = value;
                let slope = (above - below) / f64::from(2.0 * by);
                let told = f64::from(gradients[at]);
                assert!(
                    (slope - told).abs() < 0.01 + 0.02 * told.abs(),
                    "{at}: {slope} {told}"
                );
                seen += usize::from(told.abs() > 0.05);
            }
            assert!(seen > 10, "{seen}");
        }
    }

    #[test]
    fn it_learns_what_each_relation_wants_whatever_the_threads() {
        let (taught, asked) = (table(2000), table(300));
        let fit = |threads| {
            let mut network = Network::new(&taught, 3, 2, 1);
            let teaching = Teaching {
                passes: 6,
                rate: 0.01,
                threads,
                seed: 3,
            };
            network.learn(&taught, teaching);
            network
        };
        let network = fit(1);
        assert_eq!(network.values, fit(3).values);
        let mean = |network: &Network| {
            (1..300)
                .map(|question| network.loss(&asked, question))
                .sum::<f64>()
                / 299.0
        };
        let before = mean(&Network::new(&taught, 3, 2, 1));
        assert!(
            mean(&network) < 0.4 && before > 1.5,
            "{before} {}",
            mean(&network)
        );
    }
}
