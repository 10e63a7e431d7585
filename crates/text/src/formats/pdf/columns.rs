//! Columns of a page whose lines are drawn row by row, across all of them.
//!
//! Most programs draw one column after the other, and the order of drawing is that of reading. Some
//! draw what stands on one height at once; their rows would be read straight across.

use super::runs::Run;

/// How far apart two lines of one column may begin, in page units.
const SAME_EDGE: f32 = 1.5;
/// Rows that must have words in both columns.
const LEAST_ROWS: usize = 6;
/// Bytes that such a row has on either side in the middle; cells of tables have fewer.
const LEAST_WORDS: usize = 16;
/// The least gap before a column, in font sizes.
const LEAST_GAP: f32 = 0.6;

/// Whether a run that begins at `x` begins a column.
pub(super) fn begins(x: f32, edges: &[f32]) -> bool {
    edges.iter().any(|edge| (edge - x).abs() <= SAME_EDGE)
}

/// Runs that are drawn one after the other on one height.
fn rows(runs: &[Run]) -> impl Iterator<Item = &[Run]> {
    runs.chunk_by(|one, other| (one.y - other.y).abs() < 0.3 * one.size.min(other.size))
}

/// Where columns after the first begin, from left to right, if rows are drawn across them.
pub(super) fn edges(runs: &[Run]) -> Vec<f32> {
    let mut starts: Vec<f32> = rows(runs)
        .flat_map(|row| row.windows(2))
        .filter(|pair| pair[1].x - pair[0].end > LEAST_GAP * pair[1].size)
        .map(|pair| pair[1].x)
        .collect();
    starts.sort_by(f32::total_cmp);
    let near = |one: &f32, other: &f32| other - one <= SAME_EDGE;
    starts
        .chunk_by(near)
        .filter(|group| group.len() >= LEAST_ROWS)
        .map(|group| group[group.len() / 2])
        .filter(|edge| is_column(runs, *edge))
        .collect()
}

/// Whether the page has a column on either side of `edge`, and few words across it.
fn is_column(runs: &[Run], edge: f32) -> bool {
    let (mut across, mut sides) = (0, [Vec::new(), Vec::new()]);
    for row in rows(runs) {
        let is_across = |run: &Run| run.x < edge - SAME_EDGE && run.end > edge + run.size;
        if row.iter().any(is_across) {
            across += 1;
            continue;
        }
        let mut lengths = [0, 0];
        for run in row {
            lengths[usize::from(run.x >= edge - SAME_EDGE)] += run.words.len();
        }
        if lengths[0] > 0 && lengths[1] > 0 {
            sides[0].push(lengths[0]);
            sides[1].push(lengths[1]);
        }
    }
    let both = sides[0].len();
    let long = |lengths: &mut Vec<usize>| {
        lengths.sort_unstable();
        lengths
            .get(lengths.len() / 2)
            .is_some_and(|middle| *middle >= LEAST_WORDS)
    };
    both >= LEAST_ROWS && across * 3 <= both && sides.iter_mut().all(long)
}

/// The runs with each column after the one to its left; what stands across columns parts them.
pub(super) fn in_order(runs: Vec<Run>, edges: &[f32]) -> Vec<Run> {
    if edges.is_empty() {
        return runs;
    }
    let mut out = Vec::with_capacity(runs.len());
    let mut waiting: Vec<Vec<Run>> = vec![Vec::new(); edges.len() + 1];
    for run in runs {
        let column = edges.partition_point(|edge| *edge <= run.x + SAME_EDGE);
        let next = edges.get(column);
        if next.is_some_and(|next| run.end > next + run.size) {
            out.extend(waiting.iter_mut().flat_map(std::mem::take));
            out.push(run);
        } else {
            waiting[column].push(run);
        }
    }
    out.extend(waiting.into_iter().flatten());
    out
}
