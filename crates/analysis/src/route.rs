//! Ways of arrows between boxes that run under no other box.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::fmt::Write as _;

/// A point of the picture.
pub(crate) type Point = (f64, f64);

/// Boxes of one size, by their middles, on a picture of a given size.
#[derive(Debug)]
pub(crate) struct Boxes {
    /// The middles.
    pub(crate) middles: Vec<Point>,
    /// Width and height of each.
    pub(crate) size: (f64, f64),
    /// Width and height of the picture.
    pub(crate) picture: (f64, f64),
    /// How many arrows run through a cell, so that the next goes beside them.
    used: BTreeMap<Cell, u32>,
}

/// The way of an arrow.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Way {
    /// The path, as SVG writes it.
    pub(crate) path: String,
    /// Where its sign stands.
    pub(crate) sign: Point,
    /// Points along it, close enough to see what it meets.
    pub(crate) points: Vec<Point>,
}

/// A cell of the grid on which ways around boxes are looked for.
type Cell = (i32, i32);

/// The side of a cell.
const CELL: f64 = 9.0;
/// What stays free around a box.
const MARGIN: f64 = 4.0;
/// How far a curve is bent aside, the flattest first.
const BENDS: [f64; 12] = [
    16.0, -16.0, 28.0, -28.0, 44.0, -44.0, 70.0, -70.0, 105.0, -105.0, 150.0, -150.0,
];
/// What a turn costs, in cells, and what each arrow that runs there already does.
const TURN: u32 = 4;
const SHARED: u32 = 3;

impl Boxes {
    pub(crate) fn new(middles: Vec<Point>, size: (f64, f64), picture: (f64, f64)) -> Self {
        Self {
            middles,
            size,
            picture,
            used: BTreeMap::new(),
        }
    }

    /// The way from box `from` to box `to`: a flat curve where one is free, else one around the
    /// boxes that are between. `order` spreads arrows that would lie on each other.
    pub(crate) fn way(&mut self, from: usize, to: usize, order: usize) -> Way {
        let turn = 2 * (order % 3);
        let bends = BENDS[turn..].iter().chain(&BENDS[..turn]);
        let curves = bends.map(|bend| self.curve(from, to, *bend));
        let mut curves = curves.filter(|way| self.is_free(&way.points, from, to));
        if let Some(way) = curves.next() {
            return way;
        }
        drop(curves);
        // Boxes stand apart, so that there is a way around them.
        self.around(from, to)
            .unwrap_or_else(|| self.curve(from, to, BENDS[turn]))
    }

    fn curve(&self, from: usize, to: usize, bend: f64) -> Way {
        let (start, end) = (self.middles[from], self.middles[to]);
        let (dx, dy) = (end.0 - start.0, end.1 - start.1);
        let length = dx.hypot(dy).max(1.0);
        let half = (self.size.0 / 2.0, self.size.1 / 2.0);
        let by = (half.0 / dx.abs().max(0.01)).min(half.1 / dy.abs().max(0.01));
        let by = by.min(0.45);
        let first = (start.0 + dx * by, start.1 + dy * by);
        let last = (end.0 - dx * by, end.1 - dy * by);
        let pull = (
            f64::midpoint(first.0, last.0) - dy / length * bend,
            f64::midpoint(first.1, last.1) + dx / length * bend,
        );
        let at = |share: f64| {
            let left = 1.0 - share;
            let weights = [left * left, 2.0 * share * left, share * share];
            let mix = |parts: [f64; 3]| -> f64 {
                weights
                    .iter()
                    .zip(parts)
                    .map(|(weight, part)| weight * part)
                    .sum()
            };
            (
                mix([first.0, pull.0, last.0]),
                mix([first.1, pull.1, last.1]),
            )
        };
        // One point for every four units.
        let steps = (1..400).find(|steps| f64::from(*steps) * 4.0 >= length);
        let steps = steps.unwrap_or(400).max(8);
        let middle = at(0.5);
        Way {
            path: format!(
                "M{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1}",
                first.0, first.1, pull.0, pull.1, last.0, last.1
            ),
            sign: (middle.0, middle.1 - 3.0),
            points: (0..=steps)
                .map(|step| at(f64::from(step) / f64::from(steps)))
                .collect(),
        }
    }

    /// Whether points lie in the picture and in no box but the two at their ends.
    fn is_free(&self, points: &[Point], from: usize, to: usize) -> bool {
        let inside = |point: &Point| {
            let (width, height) = self.picture;
            point.0 > 2.0 && point.0 < width - 2.0 && point.1 > 2.0 && point.1 < height - 2.0
        };
        points.iter().all(|point| {
            inside(point)
                && (0..self.middles.len())
                    .all(|number| number == from || number == to || !self.holds(number, *point))
        })
    }

    fn holds(&self, number: usize, (x, y): Point) -> bool {
        let (middle, size) = (self.middles[number], self.size);
        (x - middle.0).abs() < size.0 / 2.0 + MARGIN && (y - middle.1).abs() < size.1 / 2.0 + MARGIN
    }

    /// The middles of the sides of a box, and the cell in front of each.
    fn doors(&self, number: usize) -> [(Point, Cell); 4] {
        let (x, y) = self.middles[number];
        let half = (self.size.0 / 2.0, self.size.1 / 2.0);
        let out = MARGIN + CELL;
        [
            ((x, y + half.1), (x, y + half.1 + out)),
            ((x, y - half.1), (x, y - half.1 - out)),
            ((x + half.0, y), (x + half.0 + out, y)),
            ((x - half.0, y), (x - half.0 - out, y)),
        ]
        .map(|(door, before)| (door, cell(before)))
    }

    fn is_open(&self, place: Cell) -> bool {
        let (x, y) = middle(place);
        let (width, height) = self.picture;
        let inside = x > 2.0 && x < width - 2.0 && y > 2.0 && y < height - 2.0;
        inside && !(0..self.middles.len()).any(|number| self.holds(number, (x, y)))
    }

    /// The cheapest way on the grid: short, with few turns, beside other arrows (Dijkstra).
    fn around(&mut self, from: usize, to: usize) -> Option<Way> {
        const STEPS: [Cell; 4] = [(0, 1), (0, -1), (1, 0), (-1, 0)];
        let (starts, ends) = (self.doors(from), self.doors(to));
        let mut cost: BTreeMap<(Cell, usize), u32> = BTreeMap::new();
        let mut before: BTreeMap<(Cell, usize), (Cell, usize)> = BTreeMap::new();
        let mut next = BinaryHeap::new();
        for (way, (_, start)) in starts.iter().enumerate() {
            if self.is_open(*start) {
                cost.insert((*start, way), 0);
                next.push(Reverse((0, *start, way)));
            }
        }
        let mut open: BTreeMap<Cell, bool> = BTreeMap::new();
        let mut last = None;
        while let Some(Reverse((paid, place, way))) = next.pop() {
            if cost.get(&(place, way)).is_some_and(|known| *known < paid) {
                continue;
            }
            // A box is entered against the side that it shows.
            if (0..4).any(|side| ends[side].1 == place && STEPS[way] == opposite(STEPS[side])) {
                last = Some((place, way));
                break;
            }
            for (turned, step) in STEPS.iter().enumerate() {
                let there = (place.0 + step.0, place.1 + step.1);
                let is_open = *open.entry(there).or_insert_with(|| self.is_open(there));
                if !is_open || *step == opposite(STEPS[way]) {
                    continue;
                }
                let turn = if turned == way { 0 } else { TURN };
                let shared = self.used.get(&there).copied().unwrap_or_default();
                let price = paid + 1 + turn + SHARED * shared;
                let known = cost.entry((there, turned)).or_insert(u32::MAX);
                if price < *known {
                    *known = price;
                    before.insert((there, turned), (place, way));
                    next.push(Reverse((price, there, turned)));
                }
            }
        }
        let mut cells = Vec::new();
        let mut at = last?;
        let end = at;
        loop {
            cells.push(at.0);
            let Some(earlier) = before.get(&at) else {
                break;
            };
            at = *earlier;
        }
        cells.reverse();
        for place in &cells {
            *self.used.entry(*place).or_default() += 1;
        }
        let mut points = vec![starts[at.1].0];
        points.extend(cells.iter().map(|place| middle(*place)));
        let door = (0..4).find(|side| opposite(STEPS[*side]) == STEPS[end.1])?;
        points.push(ends[door].0);
        Some(rounded(points))
    }
}

fn opposite(step: Cell) -> Cell {
    (-step.0, -step.1)
}

fn cell((x, y): Point) -> Cell {
    ((x / CELL).floor() as i32, (y / CELL).floor() as i32)
}

fn middle((x, y): Cell) -> Point {
    ((f64::from(x) + 0.5) * CELL, (f64::from(y) + 0.5) * CELL)
}

/// A way along points, with round corners.
fn rounded(points: Vec<Point>) -> Way {
    let mut corners: Vec<Point> = Vec::new();
    for (number, point) in points.iter().enumerate() {
        let straight = number > 0 && number + 1 < points.len() && {
            let (a, b) = (points[number - 1], points[number + 1]);
            let cross = (point.0 - a.0) * (b.1 - point.1) - (point.1 - a.1) * (b.0 - point.0);
            cross.abs() < 1e-6
        };
        if !straight {
            corners.push(*point);
        }
    }
    let toward = |from: Point, to: Point| {
        let length = (to.0 - from.0).hypot(to.1 - from.1).max(0.01);
        let by = (length / 2.0).min(CELL) / length;
        (from.0 + (to.0 - from.0) * by, from.1 + (to.1 - from.1) * by)
    };
    let (first, last) = (corners[0], corners[corners.len() - 1]);
    let mut path = format!("M{:.1},{:.1}", first.0, first.1);
    for part in corners.windows(3) {
        let (enter, leave) = (toward(part[1], part[0]), toward(part[1], part[2]));
        let _ = write!(
            path,
            " L{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1}",
            enter.0, enter.1, part[1].0, part[1].1, leave.0, leave.1
        );
    }
    let _ = write!(path, " L{:.1},{:.1}", last.0, last.1);
    let middle = points[points.len() / 2];
    Way {
        path,
        sign: (middle.0 + 3.0, middle.1 - 3.0),
        points,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SIZE: (f64, f64) = (172.0, 44.0);

    /// Rows of boxes as the picture sets them.
    fn rows(rows: &[usize]) -> Boxes {
        let mut middles = Vec::new();
        let mut y = 44.0;
        for &row in rows {
            for number in 0..row {
                let gap = 1240.0 / row as f64;
                let low = if number % 2 == 1 { 18.0 } else { 0.0 };
                middles.push((gap * (number as f64 + 0.5), y + low));
            }
            y += 110.0;
        }
        Boxes::new(middles, SIZE, (1240.0, y))
    }

    #[test]
    fn a_free_way_is_a_flat_curve() {
        let way = rows(&[2, 2]).way(0, 3, 0);
        assert!(way.path.contains('Q') && !way.path.contains('L'), "{way:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn no_arrow_runs_under_a_box(
            shape in prop::collection::vec(1_usize..7, 1..7),
            ends in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..12),
        ) {
            let mut boxes = rows(&shape);
            let count = boxes.middles.len();
            for (order, (from, to)) in ends.into_iter().enumerate() {
                let (from, to) = (from.index(count), to.index(count));
                if from == to {
                    continue;
                }
                let way = boxes.way(from, to, order);
                for number in (0..count).filter(|number| *number != from && *number != to) {
                    let (x, y) = boxes.middles[number];
                    let under = way.points.iter().any(|point| {
                        (point.0 - x).abs() < SIZE.0 / 2.0 && (point.1 - y).abs() < SIZE.1 / 2.0
                    });
                    prop_assert!(!under, "{from} to {to} runs under {number}: {way:?}");
                }
            }
        }
    }
}
