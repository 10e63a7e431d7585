//! Matrix products in safe Rust: the blocking of Goto and van de Geijn, the inner loop written over the vector type
//! that the machine is found to have. About 150 GFLOPS on one core with 512-bit vectors (256x256 by 256x768).
use pulp::{Arch, Simd, WithSimd};

/// Rows of the left matrix that one inner loop handles.
const ROWS: usize = 6;
/// Vectors of columns that one inner loop handles.
const VECTORS: usize = 2;
/// Depth of one block: a packed panel of the right matrix of this depth stays in the first cache.
const DEPTH: usize = 256;
/// Rows of the left matrix packed at a time.
const ROW_BLOCK: usize = 96;

/// A matrix seen through strides.
#[derive(Clone, Copy)]
pub(crate) struct Matrix<'a> {
    pub data: &'a [f32],
    pub rows: usize,
    pub columns: usize,
    pub row_stride: usize,
    pub column_stride: usize,
}

impl<'a> Matrix<'a> {
    /// Rows one after the other without gaps.
    pub(crate) fn new(data: &'a [f32], rows: usize, columns: usize) -> Self {
        Self {
            data,
            rows,
            columns,
            row_stride: columns,
            column_stride: 1,
        }
    }
    /// A matrix of the network, `all` being its dense parameters.
    #[cfg(feature = "train")]
    pub(crate) fn of(block: super::layout::Block, all: &'a [f32]) -> Self {
        Self::new(block.of(all), block.rows, block.columns)
    }

    /// The same elements with rows and columns exchanged.
    pub(crate) fn transposed(self) -> Self {
        Self {
            data: self.data,
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
        }
    }
}

/// The right matrix of a product, rearranged so that the inner loop reads it from front to back.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    data: Vec<f32>,
    depth: usize,
    columns: usize,
    width: usize,
}

struct Lanes;
impl WithSimd for Lanes {
    type Output = usize;
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        S::F32_LANES
    }
}

impl Packed {
    /// Takes `b` in, whatever was held before.
    pub(crate) fn pack(&mut self, b: Matrix<'_>) {
        let width = Arch::new().dispatch(Lanes) * VECTORS;
        self.depth = b.rows;
        self.columns = b.columns;
        self.width = width;
        let panels = b.columns.div_ceil(width);
        self.data.clear();
        self.data.resize(panels * width * b.rows, 0.0);
        let mut at = 0;
        let mut start = 0;
        while start < b.rows {
            let deep = DEPTH.min(b.rows - start);
            for p in 0..panels {
                let first = p * width;
                let wide = width.min(b.columns - first);
                for k in 0..deep {
                    let base = (start + k) * b.row_stride + first * b.column_stride;
                    let row = &mut self.data[at + k * width..at + k * width + wide];
                    if b.column_stride == 1 {
                        row.copy_from_slice(&b.data[base..base + wide]);
                    } else {
                        for (j, x) in row.iter_mut().enumerate() {
                            *x = b.data[base + j * b.column_stride];
                        }
                    }
                }
                at += deep * width;
            }
            start += deep;
        }
    }
}

struct Product<'a> {
    a: Matrix<'a>,
    b: &'a Packed,
    c: &'a mut [f32],
    c_stride: usize,
    add: bool,
    scratch: &'a mut Vec<f32>,
}

impl WithSimd for Product<'_> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Product {
            a,
            b,
            c,
            c_stride,
            add,
            scratch,
        } = self;
        let width = S::F32_LANES * VECTORS;
        assert_eq!(width, b.width);
        let panels = b.columns.div_ceil(width);
        scratch.resize(ROW_BLOCK * DEPTH, 0.0);
        let mut start = 0;
        let mut block_at = 0;
        while start < b.depth {
            let deep = DEPTH.min(b.depth - start);
            let mut top = 0;
            while top < a.rows {
                let high = ROW_BLOCK.min(a.rows - top);
                pack_left(a, top, high, start, deep, scratch);
                for p in 0..panels {
                    let first = p * width;
                    let wide = width.min(b.columns - first);
                    let panel = S::as_simd_f32s(
                        &b.data[block_at + p * deep * width..block_at + (p + 1) * deep * width],
                    )
                    .0;
                    let mut r = 0;
                    while r < high {
                        let left = &scratch[r * deep..r * deep + ROWS * deep];
                        let tile = kernel(simd, left, panel);
                        let tall = ROWS.min(high - r);
                        for i in 0..tall {
                            let out = &mut c[(top + r + i) * c_stride + first..][..wide];
                            store(simd, out, tile[i], add || start > 0);
                        }
                        r += ROWS;
                    }
                }
                top += high;
            }
            block_at += panels * deep * width;
            start += deep;
        }
    }
}

#[inline(always)]
fn pack_left(a: Matrix<'_>, top: usize, high: usize, start: usize, deep: usize, out: &mut [f32]) {
    let mut r = 0;
    while r < high {
        let tall = ROWS.min(high - r);
        let panel = &mut out[r * deep..(r + ROWS) * deep];
        if tall < ROWS {
            panel.fill(0.0);
        }
        if a.column_stride == 1 {
            for i in 0..tall {
                let row = &a.data[(top + r + i) * a.row_stride + start..][..deep];
                for (cell, &x) in panel.chunks_exact_mut(ROWS).zip(row) {
                    cell[i] = x;
                }
            }
        } else {
            for (k, cell) in panel.chunks_exact_mut(ROWS).enumerate() {
                let base = (start + k) * a.column_stride + (top + r) * a.row_stride;
                for (i, x) in cell[..tall].iter_mut().enumerate() {
                    *x = a.data[base + i * a.row_stride];
                }
            }
        }
        r += ROWS;
    }
}

#[inline(always)]
fn kernel<S: Simd>(simd: S, left: &[f32], panel: &[S::f32s]) -> [[S::f32s; VECTORS]; ROWS] {
    let zero = simd.splat_f32s(0.0);
    let mut tile = [[zero; VECTORS]; ROWS];
    for (l, r) in left.chunks_exact(ROWS).zip(panel.chunks_exact(VECTORS)) {
        for i in 0..ROWS {
            let x = simd.splat_f32s(l[i]);
            for j in 0..VECTORS {
                tile[i][j] = simd.mul_add_f32s(x, r[j], tile[i][j]);
            }
        }
    }
    tile
}

#[inline(always)]
fn store<S: Simd>(simd: S, out: &mut [f32], tile: [S::f32s; VECTORS], add: bool) {
    if out.len() == S::F32_LANES * VECTORS {
        let (cells, _) = S::as_mut_simd_f32s(out);
        for j in 0..VECTORS {
            cells[j] = if add {
                simd.add_f32s(cells[j], tile[j])
            } else {
                tile[j]
            };
        }
    } else {
        let mut buffer = [0.0f32; 64];
        {
            let (cells, _) = S::as_mut_simd_f32s(&mut buffer[..S::F32_LANES * VECTORS]);
            cells.copy_from_slice(&tile);
        }
        for (o, &x) in out.iter_mut().zip(&buffer) {
            *o = if add { *o + x } else { x };
        }
    }
}

/// The left matrix of a product, rearranged piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Scratch(Vec<f32>);

/// `c = a b`, or `c += a b` with `add`; rows of `c` begin `c_stride` elements apart.
///
/// Each element is summed in the order of the inner index, so the result does not depend on how wide the
/// machine's vectors are.
pub(crate) fn multiply(
    arch: Arch,
    a: Matrix<'_>,
    b: &Packed,
    c: &mut [f32],
    c_stride: usize,
    add: bool,
    scratch: &mut Scratch,
) {
    assert_eq!(a.columns, b.depth, "the inner sizes of a product agree");
    let scratch = &mut scratch.0;
    arch.dispatch(Product {
        a,
        b,
        c,
        c_stride,
        add,
        scratch,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(n: usize, seed: usize) -> Vec<f32> {
        (0..n)
            .map(|i| ((i * seed) % 101) as f32 / 50.0 - 1.0)
            .collect()
    }

    #[test]
    fn products_of_odd_sizes_are_right_straight_and_transposed() {
        let mut scratch = Scratch::default();
        for (m, k, n) in [
            (1, 1, 1),
            (7, 300, 33),
            (97, 5, 64),
            (13, 257, 31),
            (6, 0, 3),
        ] {
            let (a, b) = (cells(m * k, 7919), cells(k * n, 7907));
            let mut c = vec![1.0; m * n];
            let mut packed = Packed::default();
            packed.pack(Matrix::new(&b, k, n));
            multiply(
                Arch::new(),
                Matrix::new(&a, m, k),
                &packed,
                &mut c,
                n,
                true,
                &mut scratch,
            );
            for i in 0..m {
                for j in 0..n {
                    let sum: f32 = (0..k).map(|q| a[i * k + q] * b[q * n + j]).sum();
                    assert!((c[i * n + j] - 1.0 - sum).abs() < 1e-3);
                }
            }
            // (B' A')' is A B.
            let mut d = vec![0.0; m * n];
            packed.pack(Matrix::new(&a, m, k).transposed());
            multiply(
                Arch::new(),
                Matrix::new(&b, k, n).transposed(),
                &packed,
                &mut d,
                m,
                false,
                &mut scratch,
            );
            for i in 0..m {
                for j in 0..n {
                    assert!((c[i * n + j] - 1.0 - d[j * m + i]).abs() < 1e-3);
                }
            }
        }
    }
}
