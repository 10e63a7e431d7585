//! What the regression has missed before in like circumstances: small boosted trees on its own past forecasts, which were
//! made before what came was known. They correct the logarithm of the mean; a Poisson likelihood tells by how much.

use super::features::Features;
use super::panel::Panel;

/// Trees.
const TREES: usize = 60;
/// The share of a step that a tree takes.
const RATE: f64 = 0.06;
/// Leaves of a tree at the most.
const LEAVES: usize = 8;
/// Forecasts in a leaf at the least. They overlap in time, so that many say little; and below twice as many there
/// is no correction at all.
const LEAST: usize = 1000;
/// Events that are added to those of a leaf before its step is taken.
const RIDGE: f64 = 10.0;
/// Classes of a number at the most.
const CLASSES: usize = 64;
/// Forecasts that are learned from at the most; of more, origins are passed over.
const MOST_ROWS: usize = 40_000;
/// The correction of a mean stays within this factor.
const MOST: f64 = 3.0;

/// Past forecasts: an origin, and the mean that the regression gave for each dyad.
pub(crate) type Said = (usize, Vec<f64>);

/// A branch, or a leaf where `column` is `None`.
#[derive(Debug, Clone, PartialEq)]
struct Node {
    column: Option<usize>,
    /// Rows in this class or below go to the node `next`, others to the one behind it.
    class: u8,
    next: usize,
    value: f64,
}

/// Trees whose sum is added to the logarithm of a mean.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Boost {
    bounds: Vec<Vec<f64>>,
    trees: Vec<Vec<Node>>,
}

/// Rows in classes, with first and second derivatives of the loss.
struct Rows {
    width: usize,
    classes: Vec<u8>,
    pulls: Vec<[f64; 2]>,
}

struct Open {
    node: usize,
    rows: Vec<u32>,
    split: Option<Split>,
}

#[derive(Clone, Copy)]
struct Split {
    gain: f64,
    column: usize,
    class: u8,
}

/// The numbers of a forecast: those of the regression, a closer look at the dyad, and the regression's mean.
fn numbers(features: &Features, dyad: usize, step: usize, mean: f64) -> impl Iterator<Item = f64> {
    let numbers = features.trees(dyad, step);
    numbers.chain([mean.max(1e-6).ln()])
}

impl Boost {
    /// Learns from the forecasts whose windows had ended by `origin`; `None` where they are too few.
    pub(crate) fn fit(
        panel: &Panel,
        features: &Features,
        said: &[Said],
        origin: usize,
        horizon: usize,
    ) -> Option<Self> {
        let ended = said.partition_point(|(step, _)| step + horizon <= origin);
        let stride = (ended * panel.dyads.len()).div_ceil(MOST_ROWS).max(1);
        let mut columns: Vec<Vec<f64>> = Vec::new();
        let (mut means, mut came) = (Vec::new(), Vec::new());
        for (step, said) in said[..ended].iter().rev().step_by(stride) {
            for (dyad, &mean) in said.iter().enumerate() {
                for (at, number) in numbers(features, dyad, *step, mean).enumerate() {
                    if at == columns.len() {
                        columns.push(Vec::new());
                    }
                    columns[at].push(number);
                }
                means.push(mean);
                came.push(f64::from(panel.sum(dyad, *step, horizon)));
            }
        }
        (means.len() >= 2 * LEAST).then(|| Self::grow(&columns, &means, &came))
    }

    fn grow(columns: &[Vec<f64>], means: &[f64], came: &[f64]) -> Self {
        let mut boost = Self {
            bounds: columns.iter().map(|column| bounds(column)).collect(),
            trees: Vec::new(),
        };
        let width = columns.len();
        let mut rows = Rows {
            width,
            classes: Vec::with_capacity(width * means.len()),
            pulls: vec![[0.0; 2]; means.len()],
        };
        for row in 0..means.len() {
            for (column, bounds) in columns.iter().zip(&boost.bounds) {
                rows.classes.push(class(bounds, column[row]));
            }
        }
        let mut corrected = means.to_vec();
        for at in 0..TREES {
            for ((pull, mean), came) in rows.pulls.iter_mut().zip(&corrected).zip(came) {
                *pull = [mean - came, *mean];
            }
            // Each tree sees three of five columns, others each time.
            let seen = |column: &usize| (column * 2 + at * 3) % 5 < 3;
            let tree = rows.tree(&(0..width).filter(seen).collect::<Vec<usize>>());
            for (row, mean) in corrected.iter_mut().enumerate() {
                *mean *= leaf(&tree, |column| rows.class(row as u32, column)).exp();
            }
            boost.trees.push(tree);
        }
        boost
    }

    /// By how much the logarithm of a mean moves.
    pub(crate) fn read(&self, features: &Features, dyad: usize, step: usize, mean: f64) -> f64 {
        let classes: Vec<u8> = self
            .bounds
            .iter()
            .zip(numbers(features, dyad, step, mean))
            .map(|(bounds, number)| class(bounds, number))
            .collect();
        let sum: f64 = self
            .trees
            .iter()
            .map(|tree| leaf(tree, |column| classes[column]))
            .sum();
        sum.clamp(-MOST.ln(), MOST.ln())
    }
}

/// Bounds between classes of about one size.
fn bounds(column: &[f64]) -> Vec<f64> {
    let mut sorted = column.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let cut = |at: usize| sorted[at * sorted.len() / CLASSES];
    let mut bounds: Vec<f64> = (1..CLASSES).map(cut).collect();
    bounds.dedup();
    bounds
}

fn class(bounds: &[f64], number: f64) -> u8 {
    bounds.partition_point(|bound| *bound < number) as u8
}

fn leaf(tree: &[Node], class: impl Fn(usize) -> u8) -> f64 {
    let mut at = 0;
    while let Some(column) = tree[at].column {
        at = tree[at].next + usize::from(class(column) > tree[at].class);
    }
    tree[at].value
}

fn worth([first, second]: [f64; 2]) -> f64 {
    first * first / (second + RIDGE)
}

impl Rows {
    fn class(&self, row: u32, column: usize) -> u8 {
        self.classes[row as usize * self.width + column]
    }

    fn node(&self, rows: &[u32]) -> Node {
        let [first, second] = rows.iter().fold([0.0; 2], |sums, &row| {
            let pull = self.pulls[row as usize];
            [sums[0] + pull[0], sums[1] + pull[1]]
        });
        Node {
            column: None,
            class: 0,
            next: 0,
            value: -RATE * first / (second + RIDGE),
        }
    }

    /// Grows a tree, the most useful branch first.
    fn tree(&self, columns: &[usize]) -> Vec<Node> {
        let all: Vec<u32> = (0..self.pulls.len() as u32).collect();
        let mut tree = vec![self.node(&all)];
        let split = self.split(&all, columns);
        let mut open = vec![Open {
            node: 0,
            rows: all,
            split,
        }];
        while tree.len() < 2 * LEAVES - 1 {
            let gain = |open: &Open| open.split.map_or(0.0, |split| split.gain);
            let best = (0..open.len()).max_by(|&a, &b| gain(&open[a]).total_cmp(&gain(&open[b])));
            let Some((at, split)) = best.and_then(|at| Some((at, open[at].split?))) else {
                break;
            };
            let Open { node, rows, .. } = open.swap_remove(at);
            let (low, high): (Vec<u32>, Vec<u32>) = rows
                .iter()
                .partition(|row| self.class(**row, split.column) <= split.class);
            tree[node].column = Some(split.column);
            tree[node].class = split.class;
            tree[node].next = tree.len();
            for rows in [low, high] {
                tree.push(self.node(&rows));
                open.push(Open {
                    node: tree.len() - 1,
                    split: self.split(&rows, columns),
                    rows,
                });
            }
        }
        tree
    }

    /// The split that helps the most, if one does.
    fn split(&self, rows: &[u32], columns: &[usize]) -> Option<Split> {
        if rows.len() < 2 * LEAST {
            return None;
        }
        let mut best: Option<Split> = None;
        for &column in columns {
            let mut cells = [([0.0f64; 2], 0usize); CLASSES];
            for &row in rows {
                let cell = &mut cells[usize::from(self.class(row, column)) % CLASSES];
                let pull = self.pulls[row as usize];
                cell.0 = [cell.0[0] + pull[0], cell.0[1] + pull[1]];
                cell.1 += 1;
            }
            let all = cells.iter().fold([0.0; 2], |sums, (cell, _)| {
                [sums[0] + cell[0], sums[1] + cell[1]]
            });
            let (mut low, mut count) = ([0.0; 2], 0);
            for (class, (cell, rows_in)) in cells.iter().enumerate() {
                low = [low[0] + cell[0], low[1] + cell[1]];
                count += rows_in;
                if count < LEAST || rows.len() - count < LEAST {
                    continue;
                }
                let high = [all[0] - low[0], all[1] - low[1]];
                let gain = worth(low) + worth(high) - worth(all);
                if gain > 1e-6 && best.is_none_or(|best| gain > best.gain) {
                    best = Some(Split {
                        gain,
                        column,
                        class: class as u8,
                    });
                }
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rates::Dyad;

    /// The regression says 10 throughout; where the second number is high, 20 come.
    #[test]
    fn what_was_missed_is_learned_where_it_was_missed() {
        let rows = 6 * LEAST;
        let noise: Vec<f64> = (0..rows).map(|row| ((row * 7919) % 101) as f64).collect();
        let busy: Vec<f64> = (0..rows).map(|row| f64::from(row % 2 == 1)).collect();
        let came: Vec<f64> = busy.iter().map(|busy| 10.0 + 10.0 * busy).collect();
        let boost = Boost::grow(&[noise, busy], &vec![10.0; rows], &came);
        let corrected = |busy: f64| {
            let classes = [class(&boost.bounds[0], 50.0), class(&boost.bounds[1], busy)];
            let sum: f64 = boost
                .trees
                .iter()
                .map(|tree| leaf(tree, |column| classes[column]))
                .sum();
            10.0 * sum.exp()
        };
        assert!((corrected(0.0) - 10.0).abs() < 1.0, "{}", corrected(0.0));
        assert!((corrected(1.0) - 20.0).abs() < 1.5, "{}", corrected(1.0));
    }

    #[test]
    fn windows_that_have_not_ended_and_few_forecasts_teach_nothing() {
        let dyads = (0..40).map(|at| (Dyad::new(at, at + 1, false), vec![at; 120]));
        let panel = Panel::from_days(0, dyads.collect()).unwrap();
        let features = Features::new(&panel, 7, 40, 120);
        let said: Vec<Said> = (40..100).map(|step| (step, vec![136.0; 40])).collect();
        let fit = |origin| Boost::fit(&panel, &features, &said, origin, 7);
        // 50 origins times 40 dyads make 2,000.
        assert!(fit(95).is_none());
        let enough = fit(96).unwrap();
        assert_eq!(
            enough,
            Boost::fit(&panel, &features, &said[..50], 200, 7).unwrap()
        );
        // A week of none where 136 were said, and one of 273.
        let (none, many) = (
            enough.read(&features, 0, 100, 136.0),
            enough.read(&features, 39, 100, 136.0),
        );
        assert!(none < 0.0 && many > 0.0, "{none} {many}");
        assert!(many <= MOST.ln());
    }
}
