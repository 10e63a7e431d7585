//! Small boosted trees that correct the logarithm of a mean; a Poisson likelihood tells by how much. Some learn what the
//! regression has missed before in like circumstances, from its own past forecasts, which were made before what came was
//! known; others start from the rate of a dyad's last weeks, and know nothing of the regression.

use super::features::Features;
use super::panel::Panel;

/// The share of a step that a tree takes.
const RATE: f64 = 0.06;
/// Leaves of a tree at the most.
const LEAVES: usize = 8;
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

/// How much trees may learn.
#[derive(Debug, Clone, Copy)]
struct Plan {
    trees: usize,
    /// Forecasts in a leaf at the least. They overlap in time, so that many say little; and below twice as many there
    /// are no trees at all.
    least: usize,
}

/// On what the regression missed.
const MISSES: Plan = Plan {
    trees: 60,
    least: 1000,
};
/// From the rate of the last weeks.
const FOREST: Plan = Plan {
    trees: 100,
    least: 500,
};

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

/// Forecasts to learn from: their numbers, column by column, the means to correct, and what came.
#[derive(Default)]
struct Lessons {
    columns: Vec<Vec<f64>>,
    means: Vec<f64>,
    came: Vec<f64>,
}

impl Lessons {
    fn push(&mut self, numbers: impl Iterator<Item = f64>, mean: f64, came: u32) {
        for (at, number) in numbers.enumerate() {
            if at == self.columns.len() {
                self.columns.push(Vec::new());
            }
            self.columns[at].push(number);
        }
        self.means.push(mean);
        self.came.push(f64::from(came));
    }
}

/// Rows in classes, with first and second derivatives of the loss.
struct Rows {
    least: usize,
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

/// The numbers of a forecast of the regression: those of its dyad, and its mean.
fn with_mean(
    features: &Features,
    dyad: usize,
    step: usize,
    mean: f64,
) -> impl Iterator<Item = f64> {
    let numbers = features.trees(dyad, step);
    numbers.chain([mean.max(1e-6).ln()])
}

impl Boost {
    /// Learns what the regression missed in forecasts whose windows had ended by `origin`; `None` where they are too few.
    pub(crate) fn of_misses(
        panel: &Panel,
        features: &Features,
        said: &[Said],
        origin: usize,
        horizon: usize,
    ) -> Option<Self> {
        let ended = said.partition_point(|(step, _)| step + horizon <= origin);
        let mut lessons = Lessons::default();
        let stride = stride(ended, panel.dyads.len());
        for (step, said) in said[..ended].iter().rev().step_by(stride) {
            for (dyad, &mean) in said.iter().enumerate() {
                let numbers = with_mean(features, dyad, *step, mean);
                lessons.push(numbers, mean, panel.sum(dyad, *step, horizon));
            }
        }
        Self::grow(&lessons, MISSES)
    }

    /// Learns by which factor the windows that began at `steps` differed from the rate of the weeks before them; `None`
    /// where they are too few.
    pub(crate) fn of_windows(
        panel: &Panel,
        features: &Features,
        steps: std::ops::Range<usize>,
        horizon: usize,
    ) -> Option<Self> {
        let mut lessons = Lessons::default();
        let stride = stride(steps.len(), panel.dyads.len());
        for step in steps.rev().step_by(stride) {
            for dyad in 0..panel.dyads.len() {
                let came = panel.sum(dyad, step, horizon);
                let base = features.base(dyad, step);
                lessons.push(features.trees(dyad, step), base, came);
            }
        }
        Self::grow(&lessons, FOREST)
    }

    fn grow(lessons: &Lessons, plan: Plan) -> Option<Self> {
        if lessons.means.len() < 2 * plan.least {
            return None;
        }
        let columns = &lessons.columns;
        let mut boost = Self {
            bounds: columns.iter().map(|column| bounds(column)).collect(),
            trees: Vec::new(),
        };
        let width = columns.len();
        let mut rows = Rows {
            least: plan.least,
            width,
            classes: Vec::with_capacity(width * lessons.means.len()),
            pulls: vec![[0.0; 2]; lessons.means.len()],
        };
        for row in 0..lessons.means.len() {
            for (column, bounds) in columns.iter().zip(&boost.bounds) {
                rows.classes.push(class(bounds, column[row]));
            }
        }
        let mut corrected = lessons.means.clone();
        for at in 0..plan.trees {
            let known = corrected.iter().zip(&lessons.came);
            for (pull, (mean, came)) in rows.pulls.iter_mut().zip(known) {
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
        Some(boost)
    }

    fn classes(&self, numbers: impl Iterator<Item = f64>) -> Vec<u8> {
        let numbers = self.bounds.iter().zip(numbers);
        let classes = numbers.map(|(bounds, number)| class(bounds, number));
        classes.collect()
    }

    fn sum(&self, numbers: impl Iterator<Item = f64>) -> f64 {
        let classes = self.classes(numbers);
        let leaves = self
            .trees
            .iter()
            .map(|tree| leaf(tree, |column| classes[column]));
        leaves.sum::<f64>().clamp(-MOST.ln(), MOST.ln())
    }

    /// By how much the logarithm of a mean of the regression moves.
    pub(crate) fn missed(&self, features: &Features, dyad: usize, step: usize, mean: f64) -> f64 {
        self.sum(with_mean(features, dyad, step, mean))
    }

    /// By how much the logarithm of the rate of the last weeks moves.
    pub(crate) fn from_base(&self, features: &Features, dyad: usize, step: usize) -> f64 {
        self.sum(features.trees(dyad, step))
    }

    /// How far the branches on each column move the logarithm of a mean.
    pub(crate) fn moves(&self, numbers: impl Iterator<Item = f64>) -> Vec<f64> {
        let classes = self.classes(numbers);
        let mut moves = vec![0.0; self.bounds.len()];
        for tree in &self.trees {
            let mut at = 0;
            while let Some(column) = tree[at].column {
                let next = tree[at].next + usize::from(classes[column] > tree[at].class);
                moves[column] += tree[next].value - tree[at].value;
                at = next;
            }
        }
        moves
    }
}

/// Origins are passed over where they are more than can be learned from.
fn stride(origins: usize, dyads: usize) -> usize {
    origins.saturating_mul(dyads).div_ceil(MOST_ROWS).max(1)
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
        if rows.len() < 2 * self.least {
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
                if count < self.least || rows.len() - count < self.least {
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
        let mut lessons = Lessons::default();
        for row in 0..6 * MISSES.least {
            let noise = ((row * 7919) % 101) as f64;
            let busy = row % 2 == 1;
            let numbers = [noise, f64::from(u8::from(busy))];
            lessons.push(numbers.into_iter(), 10.0, if busy { 20 } else { 10 });
        }
        let boost = Boost::grow(&lessons, MISSES).unwrap();
        let corrected = |busy: f64| 10.0 * boost.sum([50.0, busy].into_iter()).exp();
        assert!((corrected(0.0) - 10.0).abs() < 1.0, "{}", corrected(0.0));
        assert!((corrected(1.0) - 20.0).abs() < 1.5, "{}", corrected(1.0));
        // And the column behind it is named: all of it, but for where the trees begin.
        let moves = |busy: f64| boost.moves([50.0, busy].into_iter());
        assert!(moves(1.0)[1] > 0.2 && moves(0.0)[1] < -0.2);
        assert!(moves(1.0)[0].abs() < 0.05, "{:?}", moves(1.0));
    }

    #[test]
    fn windows_that_have_not_ended_and_few_forecasts_teach_nothing() {
        let dyads = (0..40).map(|at| (Dyad::new(at, at + 1, false), vec![at; 120]));
        let panel = Panel::from_days(0, dyads.collect()).unwrap();
        let features = Features::new(&panel, 7, 40, 120);
        let said: Vec<Said> = (40..100).map(|step| (step, vec![136.0; 40])).collect();
        let fit = |origin| Boost::of_misses(&panel, &features, &said, origin, 7);
        // 50 origins times 40 dyads make 2,000.
        assert!(fit(95).is_none());
        let enough = fit(96).unwrap();
        assert_eq!(
            enough,
            Boost::of_misses(&panel, &features, &said[..50], 200, 7).unwrap()
        );
        // A week of none where 136 were said, and one of 273.
        let (none, many) = (
            enough.missed(&features, 0, 100, 136.0),
            enough.missed(&features, 39, 100, 136.0),
        );
        assert!(none < 0.0 && many > 0.0, "{none} {many}");
        assert!(many <= MOST.ln());
    }
}
