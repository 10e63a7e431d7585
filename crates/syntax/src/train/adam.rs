//! The rule by which parameters follow their derivatives (Adam, Kingma and Ba 2015). Rows of the table that a batch
//! did not use stay as they are.

use pulp::Arch;

use super::gradient::Gradient;
use crate::network::parameters::Parameters;

const FIRST: f32 = 0.9;
const SECOND: f32 = 0.98;
const SMALL: f32 = 1e-8;

/// Running means of the derivatives and of their squares.
#[derive(Debug)]
pub(crate) struct Adam {
    dense: [Vec<f32>; 2],
    table: [Vec<f32>; 2],
    steps: i32,
}

impl Adam {
    /// No derivative seen yet.
    pub(crate) fn new(parameters: &Parameters) -> Self {
        let (dense, table) = (parameters.dense.len(), parameters.table.len());
        Self {
            dense: [vec![0.0; dense], vec![0.0; dense]],
            table: [vec![0.0; table], vec![0.0; table]],
            steps: 0,
        }
    }

    /// One step of length `rate` against the gradient times `scale`.
    pub(crate) fn step(
        &mut self,
        arch: Arch,
        parameters: &mut Parameters,
        gradient: &Gradient,
        scale: f32,
        rate: f32,
    ) {
        self.steps += 1;
        let corrected =
            rate * (1.0 - SECOND.powi(self.steps)).sqrt() / (1.0 - FIRST.powi(self.steps));
        let [first, second] = &mut self.dense;
        update(
            arch,
            &mut parameters.dense,
            &gradient.dense,
            first,
            second,
            scale,
            corrected,
        );
        let width = parameters.sizes.embedding;
        let [first, second] = &mut self.table;
        for (&row, derivative) in gradient
            .touched
            .iter()
            .zip(gradient.rows.chunks_exact(width))
        {
            let cells = row as usize * width..(row as usize + 1) * width;
            let (first, second) = (&mut first[cells.clone()], &mut second[cells.clone()]);
            update(
                arch,
                &mut parameters.table[cells],
                derivative,
                first,
                second,
                scale,
                corrected,
            );
        }
    }
}

fn update(
    arch: Arch,
    values: &mut [f32],
    derivatives: &[f32],
    first: &mut [f32],
    second: &mut [f32],
    scale: f32,
    rate: f32,
) {
    arch.dispatch(
        #[inline(always)]
        || {
            for (((value, &d), m), v) in values.iter_mut().zip(derivatives).zip(first).zip(second) {
                let d = d * scale;
                *m += (1.0 - FIRST) * (d - *m);
                *v += (1.0 - SECOND) * (d * d - *v);
                *value -= rate * *m / (v.sqrt() + SMALL);
            }
        },
    );
}
