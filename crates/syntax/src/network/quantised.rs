//! Matrix products over 16-bit integers, for a network whose weights no longer change.
//!
//! Each row of the left matrix and each column of the right one is rounded to whole multiples of a
//! step of its own, [`STEPS`] on either side of zero; the sums of products are exact, so that they are
//! the same on every machine. Two products an instruction and lane make this two to three times as
//! fast as the product of `f32`.

use pulp::bytemuck::cast_slice;

use super::matrix::Matrix;
pub(crate) use super::vectors::Machine;
use super::vectors::{Plain, Vectors};

/// Steps from zero to the greatest value of a row or column.
const STEPS: f32 = 2047.0;
/// Depth whose products can be summed without overflow: `DEPTH * STEPS * STEPS < 2^31`.
const DEPTH: usize = 512;
/// Rows of the left matrix that one inner loop handles.
const ROWS: usize = 6;
/// Vectors of columns that one inner loop handles.
const VECTORS: usize = 2;
/// Rows of the left matrix rounded at a time.
const ROW_BLOCK: usize = 96;

/// The right matrix of a product, rounded and rearranged so that the inner loop reads it from front
/// to back.
#[derive(Debug)]
pub(crate) struct Quantised {
    machine: Machine,
    /// Blocks of at most [`DEPTH`] rows; in each, panels of `width` columns; in each, the pairs of
    /// neighbouring rows, column by column.
    pairs: Vec<i16>,
    /// The step of each column.
    steps: Vec<f32>,
    depth: usize,
    columns: usize,
}

impl Quantised {
    /// Rounds `b`, for products on `machine`.
    pub(crate) fn new(machine: Machine, b: Matrix<'_>) -> Self {
        let at = |row: usize, column: usize| b.data[row * b.row_stride + column * b.column_stride];
        let steps: Vec<f32> = (0..b.columns)
            .map(|column| step((0..b.rows).map(|row| at(row, column))))
            .collect();
        let width = machine.lanes() * VECTORS;
        let mut pairs = Vec::new();
        for start in (0..b.rows).step_by(DEPTH) {
            let end = b.rows.min(start + DEPTH);
            let cell = |row: usize, column: usize| match steps.get(column) {
                Some(step) if row < end => rounded(at(row, column), 1.0 / step),
                _ => 0,
            };
            for first in (0..b.columns).step_by(width) {
                for row in (start..end).step_by(2) {
                    let columns = first..first + width;
                    pairs.extend(columns.flat_map(|at| [cell(row, at), cell(row + 1, at)]));
                }
            }
        }
        Self {
            machine,
            pairs,
            steps,
            depth: b.rows,
            columns: b.columns,
        }
    }

    /// `c = a b`, or `c += a b` with `add`, where `b` is this matrix; rows of `a` lie one after the
    /// other, rows of `c` begin `c_stride` elements apart.
    pub(crate) fn multiply(
        &self,
        a: Matrix<'_>,
        c: &mut [f32],
        c_stride: usize,
        add: bool,
        scratch: &mut Rounded,
    ) {
        assert_eq!(a.columns, self.depth, "the inner sizes of a product agree");
        assert_eq!(a.column_stride, 1, "rows lie in one piece");
        let product = Product {
            a,
            b: self,
            c,
            c_stride,
            add,
            scratch,
        };
        match self.machine {
            #[cfg(target_arch = "x86_64")]
            Machine::V4x(token) => run_v4x(token, product),
            #[cfg(target_arch = "x86_64")]
            Machine::V4(simd) => simd.vectorize(On(simd, product)),
            #[cfg(target_arch = "x86_64")]
            Machine::V3(simd) => simd.vectorize(On(simd, product)),
            Machine::Plain => product.run(Plain),
        }
    }
}

/// Rows of a left matrix, rounded.
#[derive(Debug, Default)]
pub(crate) struct Rounded {
    /// By groups of [`ROWS`] rows: the pairs of neighbouring columns, row by row.
    pairs: Vec<i32>,
    /// The step of each row.
    steps: Vec<f32>,
}

struct Product<'a> {
    a: Matrix<'a>,
    b: &'a Quantised,
    c: &'a mut [f32],
    c_stride: usize,
    add: bool,
    scratch: &'a mut Rounded,
}

/// A product on vectors of a kind.
#[cfg(target_arch = "x86_64")]
struct On<'a, V>(V, Product<'a>);

#[cfg(target_arch = "x86_64")]
impl<V: Vectors> pulp::NullaryFnOnce for On<'_, V> {
    type Output = ();
    #[inline(always)]
    fn call(self) {
        self.1.run(self.0);
    }
}

#[cfg(target_arch = "x86_64")]
#[archmage::arcane]
fn run_v4x(token: archmage::X64V4xToken, product: Product<'_>) {
    product.run(token);
}

impl Product<'_> {
    #[inline(always)]
    fn run<V: Vectors>(self, simd: V) {
        let Self {
            a,
            b,
            c,
            c_stride,
            add,
            scratch,
        } = self;
        let lanes = size_of::<V::Sums>() / size_of::<i32>();
        let width = lanes * VECTORS;
        let panels = b.columns.div_ceil(width);
        let mut block_at = 0;
        for start in (0..b.depth).step_by(DEPTH) {
            let deep = DEPTH.min(b.depth - start);
            let pairs = deep.div_ceil(2);
            for top in (0..a.rows).step_by(ROW_BLOCK) {
                let high = ROW_BLOCK.min(a.rows - top);
                scratch.round(a, top, high, start, deep);
                for p in 0..panels {
                    let first = p * width;
                    let wide = width.min(b.columns - first);
                    let size = pairs * width * 2;
                    let panel = &b.pairs[block_at + p * size..][..size];
                    let panel: &[V::Pairs] = cast_slice(panel);
                    for r in (0..high).step_by(ROWS) {
                        let left = &scratch.pairs[r * pairs..][..ROWS * pairs];
                        let tile = kernel(simd, left, panel);
                        for i in 0..ROWS.min(high - r) {
                            let out = &mut c[(top + r + i) * c_stride + first..][..wide];
                            let steps = (scratch.steps[r + i], &b.steps[first..first + wide]);
                            store(out, cast_slice(&tile[i]), steps, add || start > 0);
                        }
                    }
                }
            }
            block_at += panels * pairs * width * 2;
        }
    }
}

#[inline(always)]
fn kernel<V: Vectors>(simd: V, left: &[i32], panel: &[V::Pairs]) -> [[V::Sums; VECTORS]; ROWS] {
    let mut tile = [[simd.zero(); VECTORS]; ROWS];
    for (l, r) in left.chunks_exact(ROWS).zip(panel.chunks_exact(VECTORS)) {
        for i in 0..ROWS {
            let pair = simd.splat(l[i]);
            for j in 0..VECTORS {
                tile[i][j] = simd.add_products(tile[i][j], pair, r[j]);
            }
        }
    }
    tile
}

#[inline(always)]
fn store(out: &mut [f32], sums: &[i32], (row, columns): (f32, &[f32]), add: bool) {
    let cells = out.iter_mut().zip(sums).zip(columns);
    for ((cell, &sum), &column) in cells {
        let value = sum as f32 * (row * column);
        *cell = if add { *cell + value } else { value };
    }
}

impl Rounded {
    /// Takes in the columns from `start` to `start + deep` of `high` rows from `top`.
    #[inline(always)]
    fn round(&mut self, a: Matrix<'_>, top: usize, high: usize, start: usize, deep: usize) {
        let pairs = deep.div_ceil(2);
        self.pairs.clear();
        self.pairs.resize(high.next_multiple_of(ROWS) * pairs, 0);
        self.steps.clear();
        for r in 0..high {
            let row = &a.data[(top + r) * a.row_stride + start..][..deep];
            let step = step(row.iter().copied());
            self.steps.push(step);
            let inverse = 1.0 / step;
            let group = &mut self.pairs[(r - r % ROWS) * pairs..][..ROWS * pairs];
            let places = group[r % ROWS..].iter_mut().step_by(ROWS);
            let (whole, rest) = row.as_chunks::<2>();
            for (place, pair) in places.zip(whole) {
                *place = joined(rounded(pair[0], inverse), rounded(pair[1], inverse));
            }
            if let [last] = rest {
                group[(pairs - 1) * ROWS + r % ROWS] = joined(rounded(*last, inverse), 0);
            }
        }
    }
}

#[inline(always)]
fn joined(low: i16, high: i16) -> i32 {
    pulp::bytemuck::cast([low, high])
}

/// The step for values of which the greatest is [`STEPS`] steps from zero.
#[inline(always)]
fn step(values: impl Iterator<Item = f32>) -> f32 {
    let top = values.fold(0.0f32, |top, value| top.max(value.abs()));
    // Also where all are zero, or so small that the inverse of a step would be infinite.
    if top > 1e-30 { top / STEPS } else { 1.0 }
}

/// The nearest number of steps, where there are no more than [`STEPS`].
#[inline(always)]
fn rounded(value: f32, inverse: f32) -> i16 {
    // Adding 1.5 * 2^23 rounds to the nearest whole number, which then stands in the lowest bits.
    (value * inverse + 12_582_912.0).to_bits() as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(n: usize, seed: usize) -> Vec<f32> {
        (0..n)
            .map(|i| ((i * seed) % 101) as f32 / 50.0 - 1.0)
            .collect()
    }

    fn machines() -> Vec<Machine> {
        let mut machines = vec![Machine::Plain, Machine::new()];
        #[cfg(target_arch = "x86_64")]
        {
            machines.extend(pulp::x86::V3::try_new().map(Machine::V3));
            machines.extend(pulp::x86::V4::try_new().map(Machine::V4));
        }
        machines
    }

    #[test]
    fn products_are_close_and_the_same_on_all_machines() {
        for (m, k, n) in [
            (1, 1, 1),
            (7, 301, 33),
            (97, 5, 64),
            (13, 1030, 31),
            (6, 0, 3),
        ] {
            let (a, b) = (cells(m * k, 7919), cells(k * n, 7907));
            let mut all: Vec<Vec<f32>> = Vec::new();
            for machine in machines() {
                let right = Quantised::new(machine, Matrix::new(&b, k, n));
                let mut c = vec![1.0; m * (n + 2)];
                let left = Matrix::new(&a, m, k);
                right.multiply(left, &mut c, n + 2, true, &mut Rounded::default());
                for i in 0..m {
                    for j in 0..n {
                        let sum: f32 = (0..k).map(|q| a[i * k + q] * b[q * n + j]).sum();
                        let error = (c[i * (n + 2) + j] - 1.0 - sum).abs();
                        // Half a step of each factor at the most.
                        assert!(error <= k as f32 / STEPS, "{m} {k} {n}: {error}");
                    }
                    assert_eq!(c[i * (n + 2) + n..][..2], [1.0, 1.0]);
                }
                all.push(c);
            }
            assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
        }
    }

    #[test]
    fn the_greatest_sums_do_not_overflow() {
        let ones = vec![1.0; DEPTH];
        for machine in machines() {
            let right = Quantised::new(machine, Matrix::new(&ones, DEPTH, 1));
            let mut c = [0.0];
            let left = Matrix::new(&ones, 1, DEPTH);
            right.multiply(left, &mut c, 1, false, &mut Rounded::default());
            assert!((c[0] - DEPTH as f32).abs() < 0.01, "{}", c[0]);
        }
    }

    #[test]
    fn a_row_of_zeros_and_tiny_numbers_gives_none() {
        for value in [0.0, 1e-38] {
            let right = Quantised::new(Machine::new(), Matrix::new(&[3.0, 4.0], 2, 1));
            let mut c = [7.0];
            let cells = [value; 2];
            let left = Matrix::new(&cells, 1, 2);
            right.multiply(left, &mut c, 1, false, &mut Rounded::default());
            assert!(c[0].abs() < 1e-30);
        }
    }
}
