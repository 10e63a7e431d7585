//! Everything that training finds and a file of weights holds.

use crate::labels::{LabelTable, Strings};

use super::layout::{Layout, Sizes};
use super::word::SHAPES;

/// The names behind the numbers that the network works with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Names {
    /// Normalised words with a row of their own, in the order of their rows.
    pub words: Strings,
    /// The treebank's own tags.
    pub xpos: LabelTable,
    /// Bundles of features.
    pub feats: LabelTable,
    /// Relations, the one of the root first.
    pub relations: LabelTable,
    /// Licence and attribution of the data.
    pub licence: String,
}

/// Sizes, names and values of a network.
#[derive(Debug, Clone)]
pub(crate) struct Parameters {
    pub sizes: Sizes,
    pub layout: Layout,
    pub names: Names,
    /// The matrices of `layout`.
    pub dense: Vec<f32>,
    /// Embeddings, one a row: words, then buckets, then shapes. Empty where they stay packed.
    #[cfg(feature = "train")]
    pub table: Vec<f32>,
}

impl Parameters {
    /// All values zero.
    #[cfg(feature = "train")]
    pub(crate) fn zero(sizes: Sizes, names: Names) -> Self {
        Self {
            table: vec![0.0; table_rows(&sizes) * sizes.embedding],
            ..Self::without_table(sizes, names)
        }
    }

    /// The same without a table: a network that runs looks its rows up where they are packed.
    pub(crate) fn without_table(sizes: Sizes, names: Names) -> Self {
        let layout = Layout::new(&sizes);
        let dense = vec![0.0; layout.len];
        Self {
            sizes,
            layout,
            names,
            dense,
            #[cfg(feature = "train")]
            table: Vec::new(),
        }
    }

    /// Row of the table for a bucket.
    pub(crate) fn bucket_row(&self, bucket: u32) -> usize {
        self.sizes.words + bucket as usize
    }

    /// Row of the table for a shape.
    pub(crate) fn shape_row(&self, shape: usize) -> usize {
        self.sizes.words + self.sizes.buckets + shape
    }

    /// The columns of each of the three tag sets in the tagger's output.
    pub(crate) fn tag_ranges(&self) -> [std::ops::Range<usize>; 3] {
        let xpos = 17 + self.names.xpos.len();
        [0..17, 17..xpos, xpos..xpos + self.names.feats.len()]
    }
}

/// Rows of the table of embeddings.
pub(crate) fn table_rows(sizes: &Sizes) -> usize {
    sizes.words + sizes.buckets + SHAPES
}
