//! Small neural networks over the numbers that the trees see, with parts that each kind of event has for itself. They
//! err elsewhere than the trees, so that both together rank better than either.

use crate::rank::bytes::{Reader, Writer};
use crate::rank::embedding::{Random, dot};
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

/// What the rows of a question came to in each layer, row after row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layers {
    /// Scaled classes: rows times columns.
    pub(crate) input: Vec<f32>,
    /// The first layer without what the relation adds.
    pub(crate) plain: Vec<[f32; FIRST]>,
    pub(crate) first: Vec<[f32; FIRST]>,
    pub(crate) second: Vec<[f32; SECOND]>,
    pub(crate) scores: Vec<f32>,
}

/// Rows, and units, that are worked on together.
const ROWS: usize = 4;
const UNITS: usize = 8;

/// Adds to each line of `into` the sum of the lines of `weights`, each times a number: for line `at` of `into` and `of` of the
/// weights the one at `at * steps[0] + of * steps[1]`. Sums are made in the order of the lines.
pub(crate) fn product<const N: usize>(
    numbers: &[f32],
    steps: [usize; 2],
    weights: &[[f32; N]],
    into: &mut [[f32; N]],
) {
    for (block, into) in into.chunks_mut(ROWS).enumerate() {
        let rows: [usize; ROWS] =
            std::array::from_fn(|at| (block * ROWS + at.min(into.len() - 1)) * steps[0]);
        for from in (0..N).step_by(UNITS) {
            let mut sums = [[0.0f32; UNITS]; ROWS];
            for (of, weights) in weights.iter().enumerate() {
                let weights = &weights[from..from + UNITS];
                for (sums, row) in sums.iter_mut().zip(rows) {
                    let number = numbers[row + of * steps[1]];
                    for (sum, weight) in sums.iter_mut().zip(weights) {
                        *sum += number * weight;
                    }
                }
            }
            for (into, sums) in into.iter_mut().zip(&sums) {
                for (into, sum) in into[from..from + UNITS].iter_mut().zip(sums) {
                    *into += sum;
                }
            }
        }
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

    /// Scores the classes of rows.
    pub(crate) fn run<'r>(
        &self,
        relation: u32,
        rows: impl Iterator<Item = &'r [u8]>,
        layers: &mut Layers,
    ) {
        let scaled = |(class, [mean, reach]): (&u8, &[f32; 2])| (f32::from(*class) - mean) * reach;
        layers.input.clear();
        for classes in rows {
            let numbers = classes.iter().zip(&self.scales).map(scaled);
            layers.input.extend(numbers);
        }
        self.run_input(relation, layers);
    }

    fn run_input(&self, relation: u32, layers: &mut Layers) {
        let Self { shape, values, .. } = self;
        let rows = layers.input.len() / shape.columns.max(1);
        let own = &values[shape.own_at(relation)..][..shape.own()];
        let (added, rest) = own.split_at(FIRST);
        let (stretched, own_direct) = rest.split_at(FIRST);
        layers.plain.clear();
        layers.plain.resize(rows, [0.0; FIRST]);
        let weights = values[..shape.first_bias()].as_chunks::<FIRST>().0;
        product(
            &layers.input,
            [shape.columns, 1],
            weights,
            &mut layers.plain,
        );
        let bias = &values[shape.first_bias()..][..FIRST];
        let bent = |plain: &[f32; FIRST]| -> [f32; FIRST] {
            std::array::from_fn(|at| {
                (plain[at] * (1.0 + stretched[at]) + bias[at] + added[at]).max(0.0)
            })
        };
        layers.first.clear();
        layers.first.extend(layers.plain.iter().map(bent));
        let mut bias = [0.0; SECOND];
        bias.copy_from_slice(&values[shape.second_bias()..][..SECOND]);
        layers.second.clear();
        layers.second.resize(rows, bias);
        let weights = values[shape.second()..shape.second_bias()]
            .as_chunks::<SECOND>()
            .0;
        let first = layers.first.as_flattened();
        product(first, [FIRST, 1], weights, &mut layers.second);
        let last = &values[shape.last()..][..SECOND];
        let direct: Vec<f32> = values[shape.direct()..]
            .iter()
            .zip(own_direct)
            .map(|(shared, own)| shared + own)
            .collect();
        layers.scores.clear();
        for (second, input) in layers
            .second
            .iter_mut()
            .zip(layers.input.chunks(shape.columns))
        {
            *second = second.map(|unit| unit.max(0.0));
            let direct: f32 = direct.iter().zip(input).map(|(w, x)| w * x).sum();
            layers.scores.push(dot(last, second) + direct);
        }
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
    /// Mixes what the networks say of rows into what the trees say.
    pub(crate) fn mix<'r>(
        &self,
        trees: &mut [f32],
        relation: u32,
        rows: &(impl Iterator<Item = &'r [u8]> + Clone),
        layers: &mut Layers,
    ) {
        let share = self.share_of_trees();
        let said = self.score(relation, rows, layers);
        for (at, score) in trees.iter_mut().enumerate() {
            *score = share * *score + said.get(at).map_or(0.0, |said| self.share * said);
        }
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

    /// The mean of what the networks say of rows; nothing where there are no networks.
    fn score<'r>(
        &self,
        relation: u32,
        rows: &(impl Iterator<Item = &'r [u8]> + Clone),
        layers: &mut Layers,
    ) -> Vec<f32> {
        let mut sums = Vec::new();
        let part = 1.0 / self.networks.len().max(1) as f32;
        for network in &self.networks {
            network.run(relation, rows.clone(), layers);
            sums.resize(layers.scores.len(), 0.0);
            add(part, &layers.scores, &mut sums);
        }
        sums
    }

    /// What the networks say of all rows of a table.
    pub(crate) fn scores(&self, table: &Table, threads: usize) -> Vec<f32> {
        let questions: Vec<usize> = (0..table.questions()).collect();
        let lists = threads::map(&questions, threads, Layers::default, |layers, &question| {
            let rows = table.question(question).map(|row| table.row(row));
            self.score(table.relations[question], &rows, layers)
        });
        lists.into_iter().flatten().collect()
    }

    /// By how much each column moves the score of a row, as against the mean of that column.
    pub(crate) fn moves(&self, relation: u32, classes: &[u8]) -> Vec<f32> {
        let mut layers = Layers::default();
        let mut moves = Vec::new();
        for network in &self.networks {
            let columns = network.shape.columns;
            network.run(relation, std::iter::once(classes), &mut layers);
            let whole = layers.scores[0];
            // One row for each column, in which that has its mean.
            layers.input = layers.input.repeat(columns);
            for at in 0..columns {
                layers.input[at * columns + at] = 0.0;
            }
            network.run_input(relation, &mut layers);
            moves.resize(columns, 0.0);
            for (moved, score) in moves.iter_mut().zip(&layers.scores) {
                *moved += self.share * (whole - score) / self.networks.len() as f32;
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
