mod words;

use std::fmt;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use pulp::Arch;

use super::elementwise::{add_bias, add_bias_and_activate, best, leaky};
use super::layout::Block;
use super::matrix::{Matrix, multiply};
use super::parameters::Parameters;
use super::quantised::{Machine, Quantised};
use super::recurrence::Recurrence;
use super::workspace::{Workspace, reserve};
use crate::document::ROOT;
use crate::labels::{LabelLayer, LabelTable};
use crate::weights::{self, Rows};
use crate::{Annotated, Error, Language, SentenceId, Tags, Upos};

/// Tokens that are worked on together; whole sentences, so a chunk may be longer by one.
const CHUNK: usize = 256;
/// Longest piece of a sentence that is parsed at once. Longer sentences are parsed in pieces of this length,
/// and the roots of the later pieces hang on the root of the first, by the relation `parataxis`.
pub(crate) const LONGEST_PIECE: usize = 400;
/// The number of the next model.
static NUMBERS: AtomicU64 = AtomicU64::new(1);
/// The relation of a root.
#[cfg(feature = "train")]
pub(crate) const ROOT_RELATION: &str = "root";
const PIECE_RELATION: &str = "parataxis";

/// A tagger and parser for one language.
///
/// Finds parts of speech, features and dependency trees for the tokens and sentences of an [`Annotated`]; always one
/// root a sentence and no cycle. The same text gives the same result on every machine that has fused multiply-add.
pub struct Model {
    parameters: Parameters,
    arch: Arch,
    rows: Rows<'static>,
    /// Different for every model of a process, so that none takes what another has kept.
    number: u64,
    project: Quantised,
    layers: Vec<Quantised>,
    tag_hidden: Quantised,
    tag_back: Quantised,
    tag_out: Quantised,
    arcs: Quantised,
    arc_product: Quantised,
    relation_out: Quantised,
    xpos: Arc<LabelTable>,
    feats: Arc<LabelTable>,
    relations: Arc<LabelTable>,
    piece_relation: u16,
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Model")
            .field("sizes", &self.parameters.sizes)
            .finish_non_exhaustive()
    }
}

/// What is found, in token order.
#[derive(Default)]
struct Found {
    upos: Vec<Upos>,
    xpos: Vec<u16>,
    feats: Vec<u16>,
    heads: Vec<u32>,
    relations: Vec<u16>,
}

impl Model {
    /// The model of `language` that the crate holds, read at the first call.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Weights`] if the built-in weights are damaged.
    pub fn of(language: Language) -> Result<&'static Self, Error> {
        static ENGLISH: LazyLock<Result<Model, Error>> =
            LazyLock::new(|| Model::built_in(weights::ENGLISH));
        static FRENCH: LazyLock<Result<Model, Error>> =
            LazyLock::new(|| Model::built_in(weights::FRENCH));
        let held = match language {
            Language::English => &ENGLISH,
            Language::French => &FRENCH,
        };
        held.as_ref().map_err(Error::clone)
    }

    fn built_in(bytes: &'static [u8]) -> Result<Self, Error> {
        let (parameters, rows) = weights::read(bytes)?;
        Self::new(parameters, rows)
    }

    /// Reads a file of weights.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Weights`] if `bytes` is not such a file, is of another version, cut short or damaged.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let (parameters, rows) = weights::read(bytes)?;
        Self::new(parameters, rows.into_owned())
    }

    /// Licence and attribution of the data that the weights were learned from.
    pub fn licence(&self) -> &str {
        &self.parameters.names.licence
    }

    fn new(parameters: Parameters, rows: Rows<'static>) -> Result<Self, Error> {
        let machine = Machine::new();
        let pack = |block: Block| {
            let matrix = Matrix::new(block.of(&parameters.dense), block.rows, block.columns);
            Quantised::new(machine, matrix)
        };
        let layout = &parameters.layout;
        let mut relations = parameters.names.relations.clone();
        let piece_relation = relations.intern(PIECE_RELATION)?;
        Ok(Self {
            arch: Arch::new(),
            rows,
            number: NUMBERS.fetch_add(1, Ordering::Relaxed),
            project: pack(layout.project),
            layers: layout
                .layers
                .iter()
                .map(|layer| pack(layer.input))
                .collect(),
            tag_hidden: pack(layout.tag_hidden),
            tag_back: pack(layout.tag_back),
            tag_out: pack(layout.tag_out),
            arcs: pack(layout.arcs),
            arc_product: pack(layout.arc_product),
            relation_out: pack(layout.relation_out),
            xpos: Arc::new(parameters.names.xpos.clone()),
            feats: Arc::new(parameters.names.feats.clone()),
            relations: Arc::new(relations),
            piece_relation,
            parameters,
        })
    }

    /// Adds tags and trees to `text`.
    ///
    /// Sentences longer than 400 tokens are parsed in pieces, whose roots hang on the first one's by `parataxis`.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Layer`] if `text` has tags or trees already.
    pub fn annotate(&self, text: &mut Annotated) -> Result<(), Error> {
        self.annotate_with(&mut Workspace::new(), text)
    }

    /// As [`Model::annotate`], with buffers that are kept between calls.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Layer`] if `text` has tags or trees already.
    pub fn annotate_with(
        &self,
        workspace: &mut Workspace,
        text: &mut Annotated,
    ) -> Result<(), Error> {
        let tokens = text.len();
        let mut found = Found {
            upos: Vec::with_capacity(tokens),
            xpos: Vec::with_capacity(tokens),
            feats: Vec::with_capacity(tokens),
            heads: Vec::with_capacity(tokens),
            relations: Vec::with_capacity(tokens),
        };
        let mut start = 0;
        workspace.sentences.clear();
        for sentence in 0..text.sentences().len() as u32 {
            let range = text.sentence_range(SentenceId(sentence));
            let (mut from, end) = (range.start as usize, range.end as usize);
            while from < end {
                let to = end.min(from + LONGEST_PIECE);
                workspace.sentences.push(from - start..to - start);
                if to - start >= CHUNK {
                    self.run_chunk(workspace, text, start..to, &mut found);
                    workspace.sentences.clear();
                    start = to;
                }
                from = to;
            }
        }
        if start < tokens {
            self.run_chunk(workspace, text, start..tokens, &mut found);
        }
        self.join_pieces(text, &mut found);
        text.add_tags(Tags {
            upos: found.upos,
            xpos: LabelLayer::new(Arc::clone(&self.xpos), found.xpos)?,
            feats: LabelLayer::new(Arc::clone(&self.feats), found.feats)?,
        })?;
        text.add_tree(
            found.heads,
            LabelLayer::new(Arc::clone(&self.relations), found.relations)?,
        )
    }

    /// Hangs the roots of the later pieces of long sentences on the first.
    fn join_pieces(&self, text: &Annotated, found: &mut Found) {
        for sentence in 0..text.sentences().len() as u32 {
            let range = text.sentence_range(SentenceId(sentence));
            if range.len() <= LONGEST_PIECE {
                continue;
            }
            let mut first = None;
            for token in range {
                if found.heads[token as usize] == ROOT {
                    if let Some(first) = first {
                        found.heads[token as usize] = first;
                        found.relations[token as usize] = self.piece_relation;
                    } else {
                        first = Some(token);
                    }
                }
            }
        }
    }

    /// Tags and parses the tokens of `chunk`, whose sentences are in the workspace.
    fn run_chunk(
        &self,
        workspace: &mut Workspace,
        text: &Annotated,
        chunk: Range<usize>,
        found: &mut Found,
    ) {
        self.read_words(workspace, text, chunk.clone());
        let tokens = chunk.len();
        let sizes = &self.parameters.sizes;
        let width = sizes.width();
        let (layout, dense) = (&self.parameters.layout, &self.parameters.dense);
        for (number, (blocks, packed)) in layout.layers.iter().zip(&self.layers).enumerate() {
            let (input, gates) = if number == 0 {
                workspace.first.rows()
            } else {
                let columns = blocks.input.columns;
                let input = &workspace.input[..tokens * width];
                let gates = reserve(&mut workspace.gates, tokens * columns);
                packed.multiply(
                    Matrix::new(input, tokens, width),
                    gates,
                    columns,
                    false,
                    &mut workspace.rounded,
                );
                (input, &*gates)
            };
            let recurrence = Recurrence {
                hidden: sizes.hidden,
                state_weights: blocks.state.of(dense),
                bias: blocks.bias.of(dense),
                input,
                gates,
                rows: (number == 0).then_some(workspace.first.tokens.as_slice()),
            };
            let state = reserve(&mut workspace.state, sizes.hidden);
            let output = reserve(&mut workspace.output, tokens * width);
            recurrence.run(self.arch, &workspace.sentences, state, output);
            std::mem::swap(&mut workspace.input, &mut workspace.output);
            if number + 1 == sizes.tag_layers {
                self.tag(workspace, tokens, found);
            }
        }
        self.parse(workspace, chunk, found);
    }

    /// The tagger, on the output of the layer just run, to which it adds what it has found.
    fn tag(&self, workspace: &mut Workspace, tokens: usize, found: &mut Found) {
        let (arch, layout, dense) = (self.arch, &self.parameters.layout, &self.parameters.dense);
        let (inner, columns) = (layout.tag_hidden.columns, layout.tag_out.columns);
        let input = Matrix::new(&workspace.input, tokens, layout.tag_hidden.rows);
        let hidden = reserve(&mut workspace.hidden, tokens * inner);
        self.tag_hidden
            .multiply(input, hidden, inner, false, &mut workspace.rounded);
        add_bias_and_activate(arch, hidden, layout.tag_hidden_bias.of(dense), inner);
        let hidden = Matrix::new(hidden, tokens, inner);
        let logits = reserve(&mut workspace.logits, tokens * columns);
        self.tag_out
            .multiply(hidden, logits, columns, false, &mut workspace.rounded);
        add_bias(arch, logits, layout.tag_out_bias.of(dense));
        let [upos, xpos, feats] = self.parameters.tag_ranges();
        for scores in logits.chunks_exact(columns) {
            found.upos.push(Upos::ALL[best(&scores[upos.clone()])]);
            found.xpos.push(best(&scores[xpos.clone()]) as u16);
            found.feats.push(best(&scores[feats.clone()]) as u16);
        }
        let width = layout.tag_back.columns;
        self.tag_back.multiply(
            hidden,
            &mut workspace.input,
            width,
            true,
            &mut workspace.rounded,
        );
    }

    /// The parser, on the output of the last layer.
    fn parse(&self, workspace: &mut Workspace, chunk: Range<usize>, found: &mut Found) {
        let (arch, layout, dense) = (self.arch, &self.parameters.layout, &self.parameters.dense);
        let (tokens, columns, arc) = (chunk.len(), layout.arcs.columns, self.parameters.sizes.arc);
        let input = Matrix::new(&workspace.input, tokens, layout.arcs.rows);
        let vectors = reserve(&mut workspace.arcs, tokens * columns);
        self.arcs
            .multiply(input, vectors, columns, false, &mut workspace.rounded);
        add_bias_and_activate(arch, vectors, layout.arcs_bias.of(dense), 2 * arc);
        let products = reserve(&mut workspace.products, tokens * arc);
        let dependents = Matrix {
            row_stride: columns,
            ..Matrix::new(vectors, tokens, arc)
        };
        self.arc_product
            .multiply(dependents, products, arc, false, &mut workspace.rounded);
        add_bias(arch, products, layout.arc_prior.of(dense));
        workspace.heads.clear();
        workspace.heads.resize(tokens, 0);
        for sentence in &workspace.sentences {
            let n = sentence.len();
            workspace.head_vectors.clear();
            workspace
                .head_vectors
                .extend_from_slice(layout.root_arc.of(dense));
            for token in sentence.clone() {
                workspace
                    .head_vectors
                    .extend_from_slice(&vectors[token * columns + arc..][..arc]);
            }
            workspace
                .packed
                .pack(Matrix::new(&workspace.head_vectors, n + 1, arc).transposed());
            let scores = reserve(&mut workspace.scores, n * (n + 1));
            let dependents = Matrix::new(&products[sentence.start * arc..], n, arc);
            multiply(
                arch,
                dependents,
                &workspace.packed,
                scores,
                n + 1,
                false,
                &mut workspace.scratch,
            );
            workspace
                .decoder
                .decode(scores, &mut workspace.heads[sentence.clone()]);
        }
        self.name_arcs(workspace, chunk.start, found);
    }

    /// Chooses the relation of each token to the head that the decoder chose.
    fn name_arcs(&self, workspace: &mut Workspace, start: usize, found: &mut Found) {
        let (arch, layout, dense) = (self.arch, &self.parameters.layout, &self.parameters.dense);
        let (columns, arc, inner) = (
            layout.arcs.columns,
            self.parameters.sizes.arc,
            self.parameters.sizes.relation,
        );
        let tokens = workspace.heads.len();
        let hidden = reserve(&mut workspace.hidden, tokens * inner);
        for sentence in &workspace.sentences {
            for token in sentence.clone() {
                let own = &workspace.arcs[token * columns + 2 * arc..][..inner];
                let of_head = match workspace.heads[token] as usize {
                    0 => layout.root_relation.of(dense),
                    head => {
                        &workspace.arcs[(sentence.start + head - 1) * columns + 2 * arc + inner..]
                            [..inner]
                    }
                };
                for ((out, a), b) in hidden[token * inner..][..inner]
                    .iter_mut()
                    .zip(own)
                    .zip(of_head)
                {
                    *out = leaky(a + b);
                }
            }
        }
        let relations = self.parameters.sizes.relations;
        let logits = reserve(&mut workspace.logits, tokens * relations);
        let hidden = Matrix::new(hidden, tokens, inner);
        self.relation_out
            .multiply(hidden, logits, relations, false, &mut workspace.rounded);
        add_bias(arch, logits, layout.relation_out_bias.of(dense));
        for sentence in &workspace.sentences {
            for token in sentence.clone() {
                // The root relation has the number 0 and belongs to roots alone.
                let (head, relation) = match workspace.heads[token] as usize {
                    0 => (ROOT, 0),
                    head => {
                        let scores = &logits[token * relations + 1..(token + 1) * relations];
                        (
                            (start + sentence.start + head - 1) as u32,
                            best(scores) as u16 + 1,
                        )
                    }
                };
                found.heads.push(head);
                found.relations.push(relation);
            }
        }
    }
}

/// Whether there is something between this token and the one before.
pub(crate) fn follows_space(text: &Annotated, token: usize) -> bool {
    let spans = text.spans();
    token == 0 || spans[token].start() > spans[token - 1].end()
}
