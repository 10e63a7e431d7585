//! Where each matrix of the network lies in the one flat array of its dense parameters.

/// Sizes of the network. All in elements of `f32` unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// Width of an embedding.
    pub embedding: usize,
    /// Width of one direction of a recurrent layer; both together are twice as wide.
    pub hidden: usize,
    /// Recurrent layers.
    pub layers: usize,
    /// Recurrent layers below the tagger, at most `layers`.
    pub tag_layers: usize,
    /// Width of the tagger's hidden layer.
    pub tag_hidden: usize,
    /// Width of the vectors whose product scores an arc.
    pub arc: usize,
    /// Width of the hidden layer that names an arc.
    pub relation: usize,
    /// Rows shared by character sequences through their hash.
    pub buckets: usize,
    /// Words with a row of their own.
    pub words: usize,
    /// Classes of the three tag sets together.
    pub tags: usize,
    /// Relations.
    pub relations: usize,
}

impl Sizes {
    /// The sizes as they are written to a file.
    #[cfg(any(test, feature = "train"))]
    pub(crate) fn to_array(self) -> [u32; 11] {
        [
            self.embedding,
            self.hidden,
            self.layers,
            self.tag_layers,
            self.tag_hidden,
            self.arc,
            self.relation,
            self.buckets,
            self.words,
            self.tags,
            self.relations,
        ]
        .map(|n| n as u32)
    }

    /// The reverse of [`Sizes::to_array`]; nothing when a size is zero or beyond all reason.
    pub(crate) fn from_array(array: [u32; 11]) -> Option<Self> {
        let [
            embedding,
            hidden,
            layers,
            tag_layers,
            tag_hidden,
            arc,
            relation,
            buckets,
            words,
            tags,
            relations,
        ] = array.map(|n| n as usize);
        let narrow = [
            embedding, hidden, tag_hidden, arc, relation, tags, relations,
        ];
        let plausible = narrow.iter().all(|n| (1..=4096).contains(n))
            && (1..=16).contains(&layers)
            && (1..=layers).contains(&tag_layers)
            && (1..=1 << 20).contains(&buckets)
            && words <= 1 << 20;
        plausible.then_some(Self {
            embedding,
            hidden,
            layers,
            tag_layers,
            tag_hidden,
            arc,
            relation,
            buckets,
            words,
            tags,
            relations,
        })
    }

    /// Width of the encoder's output.
    pub(crate) fn width(&self) -> usize {
        2 * self.hidden
    }

    /// Columns of the matrix that makes the vectors for arcs and relations.
    pub(crate) fn arc_columns(&self) -> usize {
        2 * (self.arc + self.relation)
    }
}

/// A matrix, row after row, inside the flat array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    /// First element.
    pub start: usize,
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
}

impl Block {
    /// The part of `all` that is this matrix.
    pub(crate) fn of<'a>(&self, all: &'a [f32]) -> &'a [f32] {
        &all[self.start..self.start + self.rows * self.columns]
    }

    /// The same, to change.
    pub(crate) fn of_mut<'a>(&self, all: &'a mut [f32]) -> &'a mut [f32] {
        &mut all[self.start..self.start + self.rows * self.columns]
    }
}

/// Matrices of one recurrent layer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LayerBlocks {
    /// Input to candidate, forget gate and reset gate, forwards and then backwards.
    pub input: Block,
    /// Weights of the former state in the two gates, per direction: forget, reset.
    pub state: Block,
    /// Biases of the two gates, per direction: forget, reset.
    pub bias: Block,
}

/// All matrices of the network.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub project: Block,
    pub project_bias: Block,
    pub layers: Vec<LayerBlocks>,
    pub tag_hidden: Block,
    pub tag_hidden_bias: Block,
    /// From the tagger's hidden layer back to the input of the next recurrent layer.
    pub tag_back: Block,
    pub tag_out: Block,
    pub tag_out_bias: Block,
    /// Makes, for each token: arc vector as dependent, as head, relation vector as dependent, as head.
    pub arcs: Block,
    pub arcs_bias: Block,
    pub arc_product: Block,
    pub arc_prior: Block,
    pub root_arc: Block,
    pub root_relation: Block,
    pub relation_out: Block,
    pub relation_out_bias: Block,
    /// Elements in all.
    pub len: usize,
}

impl Layout {
    /// Lays out a network of these sizes.
    pub(crate) fn new(sizes: &Sizes) -> Self {
        let mut len = 0;
        let mut block = |rows: usize, columns: usize| {
            let start = len;
            len += rows * columns;
            Block {
                start,
                rows,
                columns,
            }
        };
        let width = sizes.width();
        let project = block(sizes.embedding, width);
        let project_bias = block(1, width);
        let layers = (0..sizes.layers)
            .map(|_| LayerBlocks {
                input: block(width, 6 * sizes.hidden),
                state: block(4, sizes.hidden),
                bias: block(4, sizes.hidden),
            })
            .collect();
        let tag_hidden = block(width, sizes.tag_hidden);
        let tag_hidden_bias = block(1, sizes.tag_hidden);
        let tag_back = block(sizes.tag_hidden, width);
        let tag_out = block(sizes.tag_hidden, sizes.tags);
        let tag_out_bias = block(1, sizes.tags);
        let arcs = block(width, sizes.arc_columns());
        let arcs_bias = block(1, sizes.arc_columns());
        let arc_product = block(sizes.arc, sizes.arc);
        let arc_prior = block(1, sizes.arc);
        let root_arc = block(1, sizes.arc);
        let root_relation = block(1, sizes.relation);
        let relation_out = block(sizes.relation, sizes.relations);
        let relation_out_bias = block(1, sizes.relations);
        Self {
            project,
            project_bias,
            layers,
            tag_hidden,
            tag_hidden_bias,
            tag_back,
            tag_out,
            tag_out_bias,
            arcs,
            arcs_bias,
            arc_product,
            arc_prior,
            root_arc,
            root_relation,
            relation_out,
            relation_out_bias,
            len,
        }
    }

    /// The matrices that a running network multiplies by, as 8-bit integers; the others are short.
    pub(crate) fn products(&self) -> Vec<Block> {
        let mut products = vec![self.project];
        products.extend(self.layers.iter().map(|layer| layer.input));
        products.extend([
            self.tag_hidden,
            self.tag_back,
            self.tag_out,
            self.arcs,
            self.arc_product,
            self.relation_out,
        ]);
        products
    }

    /// Every matrix, in the order in which they lie.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        let mut all = vec![self.project, self.project_bias];
        for layer in &self.layers {
            all.extend([layer.input, layer.state, layer.bias]);
        }
        all.extend([
            self.tag_hidden,
            self.tag_hidden_bias,
            self.tag_back,
            self.tag_out,
            self.tag_out_bias,
            self.arcs,
            self.arcs_bias,
            self.arc_product,
            self.arc_prior,
            self.root_arc,
            self.root_relation,
            self.relation_out,
            self.relation_out_bias,
        ]);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: Sizes = Sizes {
        embedding: 3,
        hidden: 4,
        layers: 2,
        tag_layers: 1,
        tag_hidden: 5,
        arc: 6,
        relation: 7,
        buckets: 8,
        words: 9,
        tags: 10,
        relations: 11,
    };

    #[test]
    fn blocks_lie_end_to_end() {
        let layout = Layout::new(&SIZES);
        let mut at = 0;
        for block in layout.blocks() {
            assert_eq!(block.start, at);
            at += block.rows * block.columns;
        }
        assert_eq!(at, layout.len);
    }

    #[test]
    fn sizes_survive_a_file_and_absurd_ones_are_refused() {
        assert_eq!(Sizes::from_array(SIZES.to_array()), Some(SIZES));
        let mut array = SIZES.to_array();
        array[3] = 3;
        assert_eq!(Sizes::from_array(array), None);
        assert_eq!(Sizes::from_array([u32::MAX; 11]), None);
    }
}
