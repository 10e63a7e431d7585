//! Small neural networks over the numbers that the trees see, with parts that each kind of event has for itself. They
//! err elsewhere than the trees, so that both together rank better than either.

use crate::rank::bytes::{Reader, Writer};
use crate::rank::embedding::Random;
use crate::rank::table::Table;
use crate::rank::threads;

/// Relations that have parts for themselves; all later ones share one.
const MOST_RELATIONS: usize = 1024;
/// Units of the first layer.
pub(crate) const FIRST: usize = 64;
/// Units of the second layer.
pub(crate) const SECOND: usize = 32;

/// Where parameters stand in the list of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) columns: usize,
    /// Relations with parts for themselves, and one that stands for all others.
    pub(crate) relations: usize,
}

impl Shape {
    pub(crate) fn first_bias(self) -> usize {
        self.columns * FIRST
    }

    pub(crate) fn second(self) -> usize {
        self.first_bias() + FIRST
    }

    pub(crate) fn second_bias(self) -> usize {
        self.second() + FIRST * SECOND
    }

    pub(crate) fn last(self) -> usize {
        self.second_bias() + SECOND
    }

    pub(crate) fn direct(self) -> usize {
        self.last() + SECOND
    }

    /// Parameters that all relations share.
    pub(crate) fn shared(self) -> usize {
        self.direct() + self.columns
    }

    /// Parameters of one relation: what is added to the units of the first layer, by how much each is stretched, and
    /// weights that lead from the numbers to the score directly.
    pub(crate) fn own(self) -> usize {
        2 * FIRST + self.columns
    }

    pub(crate) fn own_at(self, relation: u32) -> usize {
        self.shared() + (relation as usize).min(self.relations - 1) * self.own()
    }

    fn all(self) -> usize {
        self.shared() + self.relations * self.own()
    }
}

/// A network with two hidden layers, and a direct way beside them.
#[derive(Debug, Clone)]
pub(crate) struct Network {
    pub(crate) shape: Shape,
    /// Of each column the mean of its classes, and the reciprocal of their standard deviation.
    scales: Vec<[f32; 2]>,
    pub(crate) values: Vec<f32>,
}

/// What one row came to in each layer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layers {
    pub(crate) input: Vec<f32>,
    /// The first layer without what the relation adds.
    pub(crate) plain: Units,
    pub(crate) first: Units,
    pub(crate) second: [f32; SECOND],
    pub(crate) score: f32,
}

/// Units of the first layer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Units(pub(crate) [f32; FIRST]);

impl Default for Units {
    fn default() -> Self {
        Self([0.0; FIRST])
    }
}

/// Adds a multiple of some numbers to others.
#[inline]
pub(crate) fn add(times: f32, from: &[f32], into: &mut [f32]) {
    for (sum, value) in into.iter_mut().zip(from) {
        *sum += times * value;
    }
}

impl Network {
    /// A network that has learned nothing, for the first `columns` of a table and `relations`, which are doubled already.
    pub(crate) fn new(table: &Table, columns: usize, relations: usize, seed: u64) -> Self {
        let shape = Shape {
            columns,
            relations: relations.min(MOST_RELATIONS) + 1,
        };
        let mut random = Random(seed);
        let mut values = vec![0.0; shape.all()];
        let mut fill = |values: &mut [f32], inputs: usize| {
            let reach = (3.0 / inputs.max(1) as f32).sqrt();
            for value in values {
                *value = reach * (2.0 * random.unit() - 1.0);
            }
        };
        fill(&mut values[..shape.first_bias()], columns);
        fill(&mut values[shape.second()..shape.second_bias()], FIRST);
        fill(&mut values[shape.last()..shape.direct()], SECOND);
        Self {
            scales: scales(table, columns),
            shape,
            values,
        }
    }

    pub(crate) fn put(&self, writer: &mut Writer) {
        writer.u32(self.shape.relations as u32);
        writer.floats(self.scales.as_flattened());
        writer.floats(&self.values);
    }

    /// `relations` are doubled already.
    pub(crate) fn take(reader: &mut Reader<'_>, columns: usize, relations: usize) -> Option<Self> {
        let shape = Shape {
            columns,
            relations: reader.u32()? as usize,
        };
        let (scales, values) = (reader.floats()?, reader.floats()?);
        let sound = (1..=relations.min(MOST_RELATIONS) + 1).contains(&shape.relations)
            && scales.len() == 2 * columns
            && values.len() == shape.all();
        sound.then(|| Self {
            shape,
            scales: scales
                .chunks_exact(2)
                .map(|pair| [pair[0], pair[1]])
                .collect(),
            values,
        })
    }

    /// Scores the classes of a row.
    pub(crate) fn run(&self, relation: u32, classes: &[u8], layers: &mut Layers) {
        let scaled = |(class, [mean, reach]): (&u8, &[f32; 2])| (f32::from(*class) - mean) * reach;
        layers.input.clear();
        layers
            .input
            .extend(classes.iter().zip(&self.scales).map(scaled));
        self.run_input(relation, layers);
    }

    fn run_input(&self, relation: u32, layers: &mut Layers) {
        let Self { shape, values, .. } = self;
        let own = &values[shape.own_at(relation)..][..shape.own()];
        let (added, rest) = own.split_at(FIRST);
        let (stretched, own_direct) = rest.split_at(FIRST);
        let mut plain = [0.0; FIRST];
        let weights = values[..shape.first_bias()].chunks_exact(FIRST);
        for (weights, input) in weights.zip(&layers.input) {
            add(*input, weights, &mut plain);
        }
        let bias = &values[shape.first_bias()..][..FIRST];
        for (at, first) in layers.first.0.iter_mut().enumerate() {
            let unit = plain[at] * (1.0 + stretched[at]) + bias[at] + added[at];
            *first = unit.max(0.0);
        }
        layers.plain.0 = plain;
        let mut second = [0.0; SECOND];
        second.copy_from_slice(&values[shape.second_bias()..][..SECOND]);
        let weights = values[shape.second()..shape.second_bias()].chunks_exact(SECOND);
        for (weights, unit) in weights.zip(&layers.first.0) {
            add(*unit, weights, &mut second);
        }
        layers.second = second.map(|unit| unit.max(0.0));
        let last = values[shape.last()..].iter().zip(&layers.second);
        let direct = values[shape.direct()..].iter().zip(own_direct);
        layers.score = last.map(|(weight, unit)| weight * unit).sum::<f32>()
            + direct
                .zip(&layers.input)
                .map(|((shared, own), input)| (shared + own) * input)
                .sum::<f32>();
    }
}

/// Networks beside the trees.
#[derive(Debug, Clone, Default)]
pub(crate) struct Networks {
    pub(crate) networks: Vec<Network>,
    /// Their share of a score, in 0..=1; the rest is that of the trees.
    pub(crate) share: f32,
}

impl Networks {
    /// What the trees and the networks say of a row together.
    pub(crate) fn mix(
        &self,
        trees: f32,
        relation: u32,
        classes: &[u8],
        layers: &mut Layers,
    ) -> f32 {
        let mut mixed = self.share_of_trees() * trees;
        if !self.networks.is_empty() {
            mixed += self.share * self.score(relation, classes, layers);
        }
        mixed
    }

    /// The share of the trees in a score: all of it where there are no networks.
    pub(crate) fn share_of_trees(&self) -> f32 {
        if self.networks.is_empty() {
            1.0
        } else {
            1.0 - self.share
        }
    }

    pub(crate) fn put(&self, writer: &mut Writer) {
        writer.f32(self.share);
        writer.list(&self.networks, |writer, network| network.put(writer));
    }

    /// `relations` are doubled already.
    pub(crate) fn take(reader: &mut Reader<'_>, columns: usize, relations: usize) -> Option<Self> {
        let share = reader.f32().filter(|share| (0.0..=1.0).contains(share))?;
        let networks = reader.list(|reader| Network::take(reader, columns, relations))?;
        Some(Self { networks, share })
    }

    fn score(&self, relation: u32, classes: &[u8], layers: &mut Layers) -> f32 {
        let mut sum = 0.0;
        for network in &self.networks {
            network.run(relation, classes, layers);
            sum += layers.score;
        }
        sum / self.networks.len() as f32
    }

    /// What the networks say of all rows of a table.
    pub(crate) fn scores(&self, table: &Table, threads: usize) -> Vec<f32> {
        let questions: Vec<usize> = (0..table.questions()).collect();
        let lists = threads::map(&questions, threads, Layers::default, |layers, &question| {
            let relation = table.relations[question];
            let score = |row: usize| self.score(relation, table.row(row), layers);
            table.question(question).map(score).collect::<Vec<f32>>()
        });
        lists.into_iter().flatten().collect()
    }

    /// By how much each column moves the score of a row, as against the mean of that column.
    pub(crate) fn moves(&self, relation: u32, classes: &[u8]) -> Vec<f32> {
        let mut layers = Layers::default();
        let mut moves = Vec::new();
        for network in &self.networks {
            network.run(relation, classes, &mut layers);
            let whole = layers.score;
            moves.resize(network.shape.columns, 0.0);
            for (at, moved) in moves.iter_mut().enumerate() {
                let input = std::mem::take(&mut layers.input[at]);
                network.run_input(relation, &mut layers);
                layers.input[at] = input;
                *moved += self.share * (whole - layers.score) / self.networks.len() as f32;
            }
        }
        moves
    }
}

fn scales(table: &Table, columns: usize) -> Vec<[f32; 2]> {
    let rows = table.rows().max(1) as f64;
    let mut sums = vec![[0.0f64; 2]; columns];
    for row in 0..table.rows() {
        for (sums, class) in sums.iter_mut().zip(table.row(row)) {
            let class = f64::from(*class);
            *sums = [sums[0] + class, sums[1] + class * class];
        }
    }
    let scale = |[sum, squares]: &[f64; 2]| {
        let mean = sum / rows;
        let deviation = (squares / rows - mean * mean).max(0.0).sqrt();
        let reach = if deviation > 0.0 {
            1.0 / deviation
        } else {
            0.0
        };
        [mean as f32, reach as f32]
    };
    sums.iter().map(scale).collect()
}
