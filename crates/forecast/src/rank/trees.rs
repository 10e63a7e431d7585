//! Boosted trees that learn to rank: each question is a list, and right answers should have the greater
//! share of it (softmax over the list; other right answers of the same question do not compete).

use crate::rank::embedding::Random;
use crate::rank::table::{Bounds, CLASSES, Table};

/// A node: a question about a column, or a leaf.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Node {
    /// The column; `LEAF` for a leaf.
    pub(crate) column: u16,
    /// Rows in this class or below go to `low`.
    pub(crate) class: u8,
    pub(crate) low: u16,
    pub(crate) high: u16,
    /// What a leaf adds; in other nodes, what it would.
    pub(crate) value: f32,
}

/// The column of a leaf.
pub(crate) const LEAF: u16 = u16::MAX;

/// A tree; the first node is its root.
pub(crate) type Tree = Vec<Node>;

/// How trees are grown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Growth {
    pub(crate) leaves: usize,
    pub(crate) rate: f32,
    /// The share of questions that a tree sees.
    pub(crate) questions: f32,
    /// The share of columns that it sees, in fifths.
    pub(crate) columns: usize,
    /// Columns from the first to this one are seen at all.
    pub(crate) width: usize,
    pub(crate) ridge: f32,
    pub(crate) least: f32,
    pub(crate) threads: usize,
}

impl Growth {
    pub(crate) fn new(threads: usize, width: usize) -> Self {
        Self {
            leaves: 28,
            rate: 0.05,
            questions: 0.2,
            columns: 2,
            ridge: 12.0,
            least: 5.0,
            width,
            threads,
        }
    }
}

/// Trees whose values are summed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Forest {
    pub(crate) bounds: Bounds,
    pub(crate) trees: Vec<Tree>,
}

pub(crate) fn leaf_of(tree: &[Node], row: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let node = tree[at];
        if node.column == LEAF {
            return at;
        }
        let goes_low = row[node.column as usize] <= node.class;
        at = usize::from(if goes_low { node.low } else { node.high });
    }
}

/// The sum of trees for a row of classes.
pub(crate) fn sum_of(trees: &[Tree], row: &[u8]) -> f32 {
    trees
        .iter()
        .map(|tree| tree[leaf_of(tree, row)].value)
        .sum()
}

impl Forest {
    /// The sum of all trees for a row of classes.
    pub(crate) fn score(&self, row: &[u8]) -> f32 {
        sum_of(&self.trees, row)
    }
}

/// Grows trees on a table.
pub(crate) struct Grower<'a> {
    table: &'a Table,
    growth: Growth,
    pub(crate) scores: Vec<f32>,
    pull: Vec<[f32; 2]>,
    random: Random,
    grown: usize,
}

type Cells = [[f32; 2]; CLASSES];

struct Open {
    node: usize,
    rows: std::ops::Range<usize>,
    cells: Vec<Cells>,
    sums: [f32; 2],
    split: Option<Split>,
}

#[derive(Debug, Clone, Copy)]
struct Split {
    gain: f32,
    column: usize,
    class: usize,
    low: [f32; 2],
}

impl<'a> Grower<'a> {
    /// `scores` are those of what was grown before, one a row.
    pub(crate) fn new(table: &'a Table, growth: Growth, scores: Vec<f32>, seed: u64) -> Self {
        let pull = vec![[0.0; 2]; table.rows()];
        Self {
            table,
            growth,
            scores,
            pull,
            random: Random(seed),
            grown: 0,
        }
    }

    /// Grows one tree and adds it to the scores.
    pub(crate) fn grow(&mut self) -> Tree {
        // Every other tree learns from ranks, the others from shares.
        self.grown += 1;
        let rows = self.draw_rows(self.grown.is_multiple_of(2));
        let columns = self.draw_columns();
        let tree = self.tree(rows, &columns);
        let table = self.table;
        let chunk = table.rows().div_ceil(self.growth.threads).max(1);
        std::thread::scope(|scope| {
            for (at, scores) in self.scores.chunks_mut(chunk).enumerate() {
                let tree = &tree;
                scope.spawn(move || {
                    for (offset, score) in scores.iter_mut().enumerate() {
                        *score += tree[leaf_of(tree, table.row(at * chunk + offset))].value;
                    }
                });
            }
        });
        tree
    }

    /// Draws questions, and says for each of their rows how it should move.
    fn draw_rows(&mut self, by_rank: bool) -> Vec<u32> {
        let mut rows = Vec::new();
        for question in 0..self.table.questions() {
            if self.random.unit() < self.growth.questions {
                let range = self.table.question(question);
                rows.extend(range.clone().map(|row| row as u32));
                if by_rank {
                    rank_pulls(self.table, range, &self.scores, &mut self.pull);
                } else {
                    pulls(self.table, range, &self.scores, &mut self.pull);
                }
            }
        }
        rows
    }

    fn draw_columns(&mut self) -> Vec<usize> {
        let mut columns: Vec<usize> = (0..self.growth.width.min(self.table.width)).collect();
        for at in (1..columns.len()).rev() {
            columns.swap(at, self.random.below(at + 1));
        }
        let kept = (columns.len() * self.growth.columns).div_ceil(5);
        columns.truncate(kept);
        columns.sort_unstable();
        columns
    }

    fn tree(&self, mut rows: Vec<u32>, columns: &[usize]) -> Tree {
        let mut sums = [0.0f32; 2];
        for &row in &rows {
            let pull = self.pull[row as usize];
            sums = [sums[0] + pull[0], sums[1] + pull[1]];
        }
        let mut tree = vec![self.leaf(sums)];
        let cells = self.cells(&rows, columns);
        let split = self.best_split(&cells, columns, sums);
        let mut open = vec![Open {
            node: 0,
            rows: 0..rows.len(),
            cells,
            sums,
            split,
        }];
        for _ in 1..self.growth.leaves {
            let gain = |open: &Open| open.split.map_or(0.0, |split| split.gain);
            let best = (0..open.len())
                .max_by(|&a, &b| gain(&open[a]).total_cmp(&gain(&open[b])).then(b.cmp(&a)));
            let Some(best) = best.filter(|&best| gain(&open[best]) > 1e-4) else {
                break;
            };
            let parent = open.swap_remove(best);
            self.part(parent, &mut rows, columns, &mut tree, &mut open);
        }
        tree
    }

    fn leaf(&self, sums: [f32; 2]) -> Node {
        let value = -self.growth.rate * sums[0] / (sums[1] + self.growth.ridge);
        Node {
            column: LEAF,
            class: 0,
            low: 0,
            high: 0,
            value,
        }
    }

    fn part(
        &self,
        parent: Open,
        rows: &mut [u32],
        columns: &[usize],
        tree: &mut Tree,
        open: &mut Vec<Open>,
    ) {
        let split = parent.split.expect("only nodes with a split are parted");
        let column = columns[split.column];
        let mine = &mut rows[parent.rows.clone()];
        let goes_low =
            |row: &u32| usize::from(self.table.row(*row as usize)[column]) <= split.class;
        let (low, high): (Vec<u32>, Vec<u32>) = mine.iter().partition(|row| goes_low(row));
        mine[..low.len()].copy_from_slice(&low);
        mine[low.len()..].copy_from_slice(&high);
        let middle = parent.rows.start + low.len();
        let sums = [parent.sums[0] - split.low[0], parent.sums[1] - split.low[1]];
        let (few, many_are_high) = if low.len() <= high.len() {
            (&low, true)
        } else {
            (&high, false)
        };
        let few_cells = self.cells(few, columns);
        let mut many_cells = parent.cells;
        for (many, few) in many_cells.iter_mut().zip(&few_cells) {
            for (many, few) in many.iter_mut().zip(few) {
                *many = [many[0] - few[0], many[1] - few[1]];
            }
        }
        let (low_cells, high_cells) = if many_are_high {
            (few_cells, many_cells)
        } else {
            (many_cells, few_cells)
        };
        let at = tree.len();
        tree[parent.node].column = column as u16;
        tree[parent.node].class = split.class as u8;
        tree[parent.node].low = at as u16;
        tree[parent.node].high = at as u16 + 1;
        let children = [
            (parent.rows.start..middle, low_cells, split.low),
            (middle..parent.rows.end, high_cells, sums),
        ];
        for (offset, (rows, cells, sums)) in children.into_iter().enumerate() {
            tree.push(self.leaf(sums));
            let split = self.best_split(&cells, columns, sums);
            open.push(Open {
                node: at + offset,
                rows,
                cells,
                sums,
                split,
            });
        }
    }

    /// Sums the pulls of rows by column and class. Threads share columns, so sums do not depend on them.
    fn cells(&self, rows: &[u32], columns: &[usize]) -> Vec<Cells> {
        let mut cells = vec![[[0.0f32; 2]; CLASSES]; columns.len()];
        let threads = if rows.len() < 4000 {
            1
        } else {
            self.growth.threads
        };
        let chunk = columns.len().div_ceil(threads).max(1);
        if threads == 1 {
            self.add_cells(rows, columns, &mut cells);
        } else {
            std::thread::scope(|scope| {
                for (cells, columns) in cells.chunks_mut(chunk).zip(columns.chunks(chunk)) {
                    scope.spawn(move || self.add_cells(rows, columns, cells));
                }
            });
        }
        cells
    }

    fn add_cells(&self, rows: &[u32], columns: &[usize], cells: &mut [Cells]) {
        for &row in rows {
            let pull = self.pull[row as usize];
            let classes = self.table.row(row as usize);
            for (cells, &column) in cells.iter_mut().zip(columns) {
                let cell = &mut cells[usize::from(classes[column]) & (CLASSES - 1)];
                cell[0] += pull[0];
                cell[1] += pull[1];
            }
        }
    }

    fn best_split(&self, cells: &[Cells], columns: &[usize], sums: [f32; 2]) -> Option<Split> {
        let Growth { ridge, least, .. } = self.growth;
        if sums[1] < 2.0 * least {
            return None;
        }
        let worth = |sums: [f32; 2]| sums[0] * sums[0] / (sums[1] + ridge);
        let before = worth(sums);
        let mut best: Option<Split> = None;
        for (at, cells) in cells.iter().enumerate().take(columns.len()) {
            let mut low = [0.0f32; 2];
            for (class, cell) in cells.iter().enumerate().take(CLASSES - 1) {
                low = [low[0] + cell[0], low[1] + cell[1]];
                let high = [sums[0] - low[0], sums[1] - low[1]];
                if cell[1] == 0.0 || low[1] < least {
                    continue;
                }
                if high[1] < least {
                    break;
                }
                let gain = worth(low) + worth(high) - before;
                if best.is_none_or(|best| gain > best.gain) {
                    best = Some(Split {
                        gain,
                        column: at,
                        class,
                        low,
                    });
                }
            }
        }
        best
    }
}

/// First and second derivatives of the loss of one question.
fn pulls(table: &Table, range: std::ops::Range<usize>, scores: &[f32], pull: &mut [[f32; 2]]) {
    let rows = range.clone();
    let highest = rows
        .clone()
        .map(|row| scores[row] + table.weight[row])
        .fold(f32::MIN, f32::max);
    let power = |row: usize| (scores[row] + table.weight[row] - highest).exp();
    let wrong: f32 = rows
        .clone()
        .filter(|&row| !table.right[row])
        .map(power)
        .sum();
    // The shares of wrong answers, summed over the right ones that they compete with.
    let (mut first, mut second) = (0.0, 0.0);
    for row in rows.clone().filter(|&row| table.right[row]) {
        let mine = power(row);
        let sum = mine + wrong;
        let share = mine / sum;
        pull[row] = [share - 1.0, (share * (1.0 - share)).max(1e-4)];
        first += 1.0 / sum;
        second += 1.0 / (sum * sum);
    }
    for row in rows.filter(|&row| !table.right[row]) {
        let mine = power(row);
        let gradient = mine * first;
        pull[row] = [gradient, (gradient - mine * mine * second).max(1e-6)];
    }
}

/// Derivatives for pairs of a right and a wrong answer, weighed by how much swapping them changes the
/// reciprocal rank.
fn rank_pulls(table: &Table, range: std::ops::Range<usize>, scores: &[f32], pull: &mut [[f32; 2]]) {
    for row in range.clone() {
        pull[row] = [0.0, 1e-6];
    }
    let mut wrong: Vec<usize> = range.clone().filter(|&row| !table.right[row]).collect();
    wrong.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
    for right in range.filter(|&row| table.right[row]) {
        // How many are before the right answer.
        let mut before = 1.0f32;
        for &row in &wrong {
            if scores[row] >= scores[right] {
                before += table.weight[row].exp();
            }
        }
        let mut place = 1.0f32;
        for &row in &wrong {
            let weight = table.weight[row].exp();
            let own = if scores[row] >= scores[right] {
                place
            } else {
                place + 1.0
            };
            let change = (1.0 / before - 1.0 / own).abs().max(0.02) * weight;
            place += weight;
            let doubt = 1.0 / (1.0 + (scores[right] - scores[row]).exp());
            let (first, second) = (doubt * change, doubt * (1.0 - doubt) * change);
            pull[right] = [pull[right][0] - first, pull[right][1] + second];
            pull[row] = [pull[row][0] + first, pull[row][1] + second];
        }
    }
}
