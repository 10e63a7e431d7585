//! Derivatives of the loss: all of the dense parameters, and those rows of the table that were used.

/// A gradient of one part of a batch.
#[derive(Debug)]
pub(crate) struct Gradient {
    pub dense: Vec<f32>,
    width: usize,
    /// For each row of the table: its place in `rows`, or `u32::MAX`.
    place: Vec<u32>,
    /// Rows with a derivative, in the order of their first use.
    pub touched: Vec<u32>,
    /// Their derivatives.
    pub rows: Vec<f32>,
}

impl Gradient {
    /// Zero, for so many dense parameters and rows of `width`.
    pub(crate) fn new(dense: usize, table_rows: usize, width: usize) -> Self {
        Self {
            dense: vec![0.0; dense],
            width,
            place: vec![u32::MAX; table_rows],
            touched: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Zero again.
    pub(crate) fn clear(&mut self) {
        self.dense.fill(0.0);
        for &row in &self.touched {
            self.place[row as usize] = u32::MAX;
        }
        self.touched.clear();
        self.rows.clear();
    }

    /// Adds `derivative * scale` to a row of the table.
    pub(crate) fn add_row(&mut self, row: usize, derivative: &[f32], scale: f32) {
        if self.place[row] == u32::MAX {
            self.place[row] = self.touched.len() as u32;
            self.touched.push(row as u32);
            self.rows.resize(self.rows.len() + self.width, 0.0);
        }
        let start = self.place[row] as usize * self.width;
        for (sum, &d) in self.rows[start..start + self.width]
            .iter_mut()
            .zip(derivative)
        {
            *sum += d * scale;
        }
    }

    /// Adds another gradient to this one.
    pub(crate) fn add(&mut self, other: &Self) {
        for (sum, &d) in self.dense.iter_mut().zip(&other.dense) {
            *sum += d;
        }
        for (&row, derivative) in other
            .touched
            .iter()
            .zip(other.rows.chunks_exact(self.width))
        {
            self.add_row(row as usize, derivative, 1.0);
        }
    }

    /// Square root of the sum of squares.
    pub(crate) fn norm(&self) -> f32 {
        let square = |values: &[f32]| values.iter().map(|&x| f64::from(x * x)).sum::<f64>();
        (square(&self.dense) + square(&self.rows)).sqrt() as f32
    }
}
