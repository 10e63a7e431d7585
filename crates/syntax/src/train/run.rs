//! The whole course of a training.

use pulp::Arch;

use super::adam::Adam;
use super::backward::{Loss, Pass};
use super::corpus::{Corpus, UPOS};
use super::gradient::Gradient;
use super::pretrained::{Vectors, folded, projection};
use super::random::Random;
use super::step::{Dropout, Kit};
use crate::network::layout::{Block, Sizes};
use crate::network::parameters::{Names, Parameters, table_rows};
use crate::{Annotated, Error, weights};

/// Parts into which each batch is split, whatever the machine: the sums, and so the weights, depend on it.
const PARTS: usize = 2;
/// Most steps over which the rate grows from zero; never more than a tenth of all.
const WARM_UP: usize = 200;
/// Longest derivative of a step.
const CLIP: f32 = 3.0;
/// Longer sentences are left out of training.
const LONGEST_SENTENCE: usize = 200;

/// How to train. [`Options::default`] is how the built-in weights were made.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Width of an embedding, in elements.
    pub embedding: usize,
    /// Width of one direction of a layer, in elements.
    pub hidden: usize,
    /// Recurrent layers.
    pub layers: usize,
    /// Layers below the tagger, at most `layers`.
    pub tag_layers: usize,
    /// Rows shared by all character sequences.
    pub buckets: usize,
    /// Width of the vectors whose product scores an arc.
    pub arc: usize,
    /// Width of the hidden layers of tagger and namer of arcs.
    pub inner: usize,
    /// Times that each sentence is seen.
    pub epochs: usize,
    /// Tokens between two changes of the weights, about.
    pub batch: usize,
    /// Greatest length of a step.
    pub rate: f32,
    /// Share of elements hidden while learning: in embeddings, in layers, elsewhere.
    pub dropout: [f32; 3],
    /// A word seen `n` times is treated as unknown with the chance `word_dropout / (word_dropout + n)`.
    pub word_dropout: f32,
    /// Chance that a token loses the vector that others learned for its word.
    pub vector_dropout: f32,
    /// Words of the vectors that get a row of their own beside those of the texts, the most frequent first.
    pub vector_words: usize,
    /// Where the random numbers start.
    pub seed: u64,
    /// Weights are handed to the callback after so many epochs, and at the end.
    pub report_every: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            embedding: 128,
            hidden: 128,
            layers: 3,
            tag_layers: 2,
            buckets: 40_000,
            arc: 128,
            inner: 128,
            epochs: 17,
            batch: 600,
            rate: 2e-3,
            dropout: [0.2, 0.25, 0.3],
            word_dropout: 0.75,
            vector_dropout: 0.1,
            vector_words: 30_000,
            seed: 1,
            report_every: 5,
        }
    }
}

/// How far training has come.
#[derive(Debug)]
pub struct Progress<'a> {
    /// Epochs done.
    pub epoch: usize,
    /// Mean loss a token, in nats: part of speech, tag, features, head, relation.
    pub losses: [f64; 5],
    /// The weights so far, where they were asked for.
    pub weights: Option<&'a [u8]>,
}

/// Learns a model from texts with tags and trees, and returns its file of weights.
///
/// `vectors` that others learned may help; [`Vectors::default`] has none.
///
/// The same texts and options give the same bytes. Two threads work, whatever the machine.
///
/// # Errors
/// [`crate::ErrorKind::Training`] if a token lacks tags or a head, or there is no sentence;
/// [`crate::ErrorKind::TooLarge`] if there are more than 65,535 different labels of a kind.
pub fn train(
    texts: &[Annotated],
    vectors: &Vectors,
    licence: &str,
    options: &Options,
    mut report: impl FnMut(Progress<'_>),
) -> Result<Vec<u8>, Error> {
    let (corpus, names) = Corpus::new(texts, vectors, options.buckets, LONGEST_SENTENCE, licence)?;
    let mut parameters = initial(options, names, vectors);
    let mut trainer = Trainer::new(&parameters);
    let mut order: Vec<u32> = (0..corpus.sentences.len() as u32).collect();
    let mut shuffle = Random::at(options.seed, 1);
    let steps = options.epochs * corpus.tokens.div_ceil(options.batch).max(1);
    let mut step = 0;
    for epoch in 1..=options.epochs {
        shuffle.shuffle(&mut order);
        let mut losses = Loss::default();
        for batch in batches(&order, &corpus, options.batch) {
            let rate = rate_at(options.rate, step, steps);
            losses.add(&trainer.step(&mut parameters, &corpus, batch, options, step as u64, rate));
            step += 1;
        }
        let weights = (epoch % options.report_every == 0 || epoch == options.epochs)
            .then(|| folded(&parameters, &corpus, options.vector_words))
            .transpose()?
            .map(|whole| weights::write(&whole));
        let mean = |sum: f64| sum / corpus.tokens as f64;
        let [upos, xpos, feats] = losses.tags.map(mean);
        let losses = [upos, xpos, feats, mean(losses.arcs), mean(losses.relations)];
        report(Progress {
            epoch,
            losses,
            weights: weights.as_deref(),
        });
    }
    let whole = folded(&parameters, &corpus, options.vector_words)?;
    Ok(weights::write(&whole))
}

/// The rate grows from zero, then falls to nearly zero in a straight line.
fn rate_at(greatest: f32, step: usize, steps: usize) -> f32 {
    let warm = ((step + 1) as f32 / WARM_UP.min(1 + steps / 10) as f32).min(1.0);
    let left = 1.0 - step as f32 / steps as f32;
    greatest * warm * left.max(0.005)
}

/// Cuts the order into batches of about `tokens`.
fn batches<'a>(order: &'a [u32], corpus: &Corpus<'_>, tokens: usize) -> Vec<&'a [u32]> {
    let mut batches = Vec::new();
    let (mut start, mut held) = (0, 0);
    for (i, &sentence) in order.iter().enumerate() {
        held += corpus.sentences[sentence as usize].len();
        if held >= tokens {
            batches.push(&order[start..=i]);
            (start, held) = (i + 1, 0);
        }
    }
    if start < order.len() {
        batches.push(&order[start..]);
    }
    batches
}

/// The network before it has learned anything.
pub(crate) fn initial(options: &Options, names: Names, vectors: &Vectors) -> Parameters {
    let sizes = Sizes {
        embedding: options.embedding,
        hidden: options.hidden,
        layers: options.layers,
        tag_layers: options.tag_layers,
        tag_hidden: options.inner,
        arc: options.arc,
        relation: options.inner,
        buckets: options.buckets,
        words: names.words.len(),
        tags: UPOS + names.xpos.len() + names.feats.len(),
        relations: names.relations.len(),
    };
    let mut parameters = Parameters::zero(sizes, names);
    let behind = projection(&parameters, vectors);
    parameters
        .dense
        .resize(behind.start + behind.rows * behind.columns, 0.0);
    let mut random = Random::at(options.seed, 2);
    let layout = parameters.layout.clone();
    let mut fill = |block: Block, reach: f32| {
        for value in block.of_mut(&mut parameters.dense) {
            *value = random.signed() * reach;
        }
    };
    let even = |block: Block| (6.0 / (block.rows + block.columns) as f32).sqrt();
    for block in [
        layout.project,
        layout.tag_hidden,
        layout.tag_out,
        layout.arcs,
        layout.relation_out,
    ] {
        fill(block, even(block));
    }
    for layer in &layout.layers {
        fill(layer.input, (3.0 / layer.input.rows as f32).sqrt());
        fill(layer.state, 0.2);
    }
    fill(layout.tag_back, 0.5 * even(layout.tag_back));
    fill(layout.arc_product, 0.05);
    fill(layout.root_arc, 0.3);
    fill(layout.root_relation, 0.3);
    fill(behind, 0.05);
    // Rows of buckets begin at zero, so that sequences never seen in training say nothing.
    let (words, width) = (sizes.words * sizes.embedding, sizes.embedding);
    let buckets_end = words + sizes.buckets * width;
    for (i, value) in parameters.table.iter_mut().enumerate() {
        let drawn = random.signed() * 0.1;
        if !(words..buckets_end).contains(&i) {
            *value = drawn;
        }
    }
    parameters
}

/// State of a training beyond the parameters.
struct Trainer {
    adam: Adam,
    parts: Vec<(Kit, Gradient)>,
}

impl Trainer {
    fn new(parameters: &Parameters) -> Self {
        let gradient = || {
            Gradient::new(
                parameters.dense.len(),
                table_rows(&parameters.sizes),
                parameters.sizes.embedding,
            )
        };
        Self {
            adam: Adam::new(parameters),
            parts: (0..PARTS).map(|_| (Kit::new(), gradient())).collect(),
        }
    }

    /// Learns from one batch.
    fn step(
        &mut self,
        parameters: &mut Parameters,
        corpus: &Corpus<'_>,
        batch: &[u32],
        options: &Options,
        step: u64,
        rate: f32,
    ) -> Loss {
        let length = |sentence: &u32| corpus.sentences[*sentence as usize].len();
        let tokens: usize = batch.iter().map(length).sum();
        let [embedding, layer, hidden] = options.dropout;
        let dropout = Dropout {
            word: options.word_dropout,
            vector: options.vector_dropout,
            embedding,
            layer,
            hidden,
        };
        let mut halves = Vec::with_capacity(PARTS);
        let mut rest = batch;
        for part in 1..=PARTS {
            let mut held = 0;
            let enough = tokens.div_ceil(PARTS);
            let cut = rest.iter().position(|sentence| {
                held += length(sentence);
                held >= enough
            });
            let cut = if part == PARTS {
                rest.len()
            } else {
                cut.map_or(rest.len(), |at| at + 1)
            };
            let (half, after) = rest.split_at(cut);
            halves.push(half);
            rest = after;
        }
        let shared = &*parameters;
        let losses: Vec<Loss> = std::thread::scope(|scope| {
            let threads: Vec<_> = (self.parts.iter_mut().zip(halves).enumerate())
                .map(|(part, ((kit, gradient), half))| {
                    scope.spawn(move || {
                        gradient.clear();
                        let mut random =
                            Random::at(options.seed, 3 + step * PARTS as u64 + part as u64);
                        let weight = 1.0 / tokens as f32;
                        let mut pass = Pass {
                            kit,
                            parameters: shared,
                            corpus,
                            dropout,
                            weight,
                        };
                        pass.run(half, &mut random, gradient)
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("a pass over valid sentences ends"))
                .collect()
        });
        let (first, others) = self.parts.split_first_mut().expect("there are two parts");
        for (_, gradient) in others.iter() {
            first.1.add(gradient);
        }
        let norm = first.1.norm();
        let scale = if norm > CLIP { CLIP / norm } else { 1.0 };
        self.adam
            .step(Arch::new(), parameters, &first.1, scale, rate);
        let mut sum = Loss::default();
        for loss in &losses {
            sum.add(loss);
        }
        sum
    }
}
