//! Rows of numbers in classes, grouped by question: what trees are grown from.

/// Classes of a number at the most.
pub(crate) const CLASSES: usize = 128;

/// The bounds of the classes of each column.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bounds(pub(crate) Vec<Vec<f32>>);

impl Bounds {
    /// Bounds that part the rows into classes of about one size.
    pub(crate) fn of(rows: &[&[f32]]) -> Self {
        let width = rows.first().map_or(0, |row| row.len());
        let column = |at: usize| {
            let mut values: Vec<f32> = rows.iter().map(|row| row[at]).collect();
            values.sort_unstable_by(f32::total_cmp);
            bounds(&values)
        };
        Self((0..width).map(column).collect())
    }

    /// The classes of a row.
    pub(crate) fn classes(&self, row: &[f32], into: &mut Vec<u8>) {
        for (bounds, value) in self.0.iter().zip(row) {
            into.push(bounds.partition_point(|bound| bound < value) as u8);
        }
    }
}

fn bounds(sorted: &[f32]) -> Vec<f32> {
    let mut distinct = sorted.to_vec();
    distinct.dedup();
    let middle = |pair: &[f32]| pair[0] + (pair[1] - pair[0]) / 2.0;
    if distinct.len() <= CLASSES {
        return distinct.windows(2).map(middle).collect();
    }
    // Many columns are mostly zero: the rest is parted by itself.
    let mut bounds: Vec<f32> = Vec::new();
    let mut from = 0;
    for left in (1..CLASSES).rev() {
        let rest = sorted.len() - from;
        let at = (from + rest / (left + 1)).min(sorted.len() - 1);
        let value = sorted[at];
        let next = sorted.partition_point(|&other| other <= value);
        if next >= sorted.len() {
            break;
        }
        bounds.push(middle(&[value, sorted[next]]));
        from = next;
    }
    bounds
}

/// Rows with their questions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub(crate) width: usize,
    /// Classes, row by row.
    pub(crate) classes: Vec<u8>,
    pub(crate) right: Vec<bool>,
    /// Logarithm of how many rows a row stands for.
    pub(crate) weight: Vec<f32>,
    /// Where each question's rows begin, and the end.
    pub(crate) starts: Vec<u32>,
    /// The relation of each question, doubled.
    pub(crate) relations: Vec<u32>,
}

impl Table {
    pub(crate) fn new(width: usize) -> Self {
        Self {
            width,
            starts: vec![0],
            ..Self::default()
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.right.len()
    }

    pub(crate) fn questions(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    pub(crate) fn question(&self, at: usize) -> std::ops::Range<usize> {
        self.starts[at] as usize..self.starts[at + 1] as usize
    }

    pub(crate) fn row(&self, at: usize) -> &[u8] {
        &self.classes[at * self.width..(at + 1) * self.width]
    }

    pub(crate) fn append(&mut self, other: &Self) {
        let before = self.rows() as u32;
        self.classes.extend_from_slice(&other.classes);
        self.right.extend_from_slice(&other.right);
        self.weight.extend_from_slice(&other.weight);
        self.relations.extend_from_slice(&other.relations);
        self.starts
            .extend(other.starts.iter().skip(1).map(|start| start + before));
    }
}
