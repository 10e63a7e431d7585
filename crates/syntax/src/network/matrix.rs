//! Matrix products in safe, portable Rust.
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
    pub(crate) fn new(data: &'a [f32], rows: usize, columns: usize) -> Self {
        Self { data, rows, columns, row_stride: columns, column_stride: 1 }
    }
    pub(crate) fn transposed(self) -> Self {
        Self { data: self.data, rows: self.columns, columns: self.rows, row_stride: self.column_stride, column_stride: self.row_stride }
    }
}

/// The right matrix, rearranged.
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
    fn with_simd<S: Simd>(self, _: S) -> usize { S::F32_LANES }
}

impl Packed {
    pub(crate) fn new() -> Self { Self { data: Vec::new(), depth: 0, columns: 0, width: 1 } }
    pub(crate) fn pack(&mut self, b: Matrix<'_>) {
        let width = Arch::new().dispatch(Lanes) * VECTORS;
        self.depth = b.rows;
        self.columns = b.columns;
        self.width = width;
        let panels = b.columns.div_ceil(width);
        self.data.clear();
        self.data.resize(panels * width * b.rows, 0.0);
        // block by block of depth, panel by panel
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
                        for (j, x) in row.iter_mut().enumerate() { *x = b.data[base + j * b.column_stride]; }
                    }
                }
                at += deep * width;
            }
            start += deep;
        }
    }
}

struct Product<'a> { a: Matrix<'a>, b: &'a Packed, c: &'a mut [f32], c_stride: usize, add: bool, scratch: &'a mut Vec<f32> }

impl WithSimd for Product<'_> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Product { a, b, c, c_stride, add, scratch } = self;
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
                    let panel = S::as_simd_f32s(&b.data[block_at + p * deep * width..block_at + (p + 1) * deep * width]).0;
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
        if tall < ROWS { panel.fill(0.0); }
        if a.column_stride == 1 {
            for i in 0..tall {
                let row = &a.data[(top + r + i) * a.row_stride + start..][..deep];
                for (cell, &x) in panel.chunks_exact_mut(ROWS).zip(row) { cell[i] = x; }
            }
        } else {
            for (k, cell) in panel.chunks_exact_mut(ROWS).enumerate() {
                let base = (start + k) * a.column_stride + (top + r) * a.row_stride;
                for i in 0..tall { cell[i] = a.data[base + i * a.row_stride]; }
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
            for j in 0..VECTORS { tile[i][j] = simd.mul_add_f32s(x, r[j], tile[i][j]); }
        }
    }
    tile
}

#[inline(always)]
fn store<S: Simd>(simd: S, out: &mut [f32], tile: [S::f32s; VECTORS], add: bool) {
    if out.len() == S::F32_LANES * VECTORS {
        let (cells, _) = S::as_mut_simd_f32s(out);
        for j in 0..VECTORS { cells[j] = if add { simd.add_f32s(cells[j], tile[j]) } else { tile[j] }; }
    } else {
        let mut buffer = [0.0f32; 64];
        {
            let (cells, _) = S::as_mut_simd_f32s(&mut buffer[..S::F32_LANES * VECTORS]);
            for j in 0..VECTORS { cells[j] = tile[j]; }
        }
        for (o, &x) in out.iter_mut().zip(&buffer) { *o = if add { *o + x } else { x }; }
    }
}

pub(crate) fn multiply(arch: Arch, a: Matrix<'_>, b: &Packed, c: &mut [f32], c_stride: usize, add: bool, scratch: &mut Vec<f32>) {
    assert_eq!(a.columns, b.depth);
    arch.dispatch(Product { a, b, c, c_stride, add, scratch });
}
