//! From arc scores to the best tree with exactly one root.

use super::elementwise::best;

/// Buffers of the decoder, kept between sentences.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    marks: Vec<u32>,
}

impl Decoder {
    /// The tree with the greatest sum of scores among those with one root.
    ///
    /// `scores` has a row for each of the `heads.len()` words, with a column for the root and then one for each word.
    /// `heads` becomes the column chosen for each word: 0 is the root.
    pub(crate) fn decode(&mut self, scores: &mut [f32], heads: &mut [u32]) {
        let n = heads.len();
        for (i, row) in scores.chunks_exact_mut(n + 1).enumerate() {
            row[i + 1] = f32::NEG_INFINITY;
            heads[i] = best(row) as u32;
        }
        if !self.is_tree(heads) {
            spanning_tree(scores, heads);
        }
    }

    /// Whether these heads have one root and no cycle.
    fn is_tree(&mut self, heads: &[u32]) -> bool {
        if heads.iter().filter(|&&h| h == 0).count() != 1 {
            return false;
        }
        self.marks.clear();
        self.marks.resize(heads.len() + 1, 0);
        self.marks[0] = u32::MAX;
        for word in 1..=heads.len() as u32 {
            let mut at = word;
            while self.marks[at as usize] == 0 {
                self.marks[at as usize] = word;
                at = heads[at as usize - 1];
            }
            if self.marks[at as usize] == word {
                return false;
            }
            // Everything on this path reaches the root.
            let mut at = word;
            while self.marks[at as usize] == word {
                self.marks[at as usize] = u32::MAX;
                at = heads[at as usize - 1];
            }
        }
        true
    }
}

/// Chu-Liu/Edmonds. Each arc from the root pays a toll greater than any difference of scores, so that the best tree has one.
fn spanning_tree(scores: &[f32], heads: &mut [u32]) {
    let n = heads.len();
    let size = n + 1;
    // weight[dependent * size + head], node 0 being the root.
    let mut weight = vec![f64::NEG_INFINITY; size * size];
    let finite = |x: f32| {
        if x.is_finite() {
            f64::from(x).clamp(-1e6, 1e6)
        } else {
            -1e6
        }
    };
    let toll = 1e8 * size as f64;
    for dependent in 1..size {
        for head in 0..size {
            if head != dependent {
                let score = finite(scores[(dependent - 1) * size + head]);
                weight[dependent * size + head] = if head == 0 { score - toll } else { score };
            }
        }
    }
    for (dependent, head) in contract(&mut weight, size).into_iter().enumerate().skip(1) {
        heads[dependent - 1] = head as u32;
    }
}

/// One contracted cycle: its nodes, and the arcs between it and the others before contraction.
struct Cycle {
    /// Node that stands for the cycle from here on (the first of it).
    name: usize,
    /// Head of each node of the cycle within it.
    inside: Vec<(usize, usize)>,
    /// For each head outside: the node of the cycle that its arc really enters.
    enters: Vec<usize>,
    /// For each dependent outside: the node of the cycle from which its arc really leaves.
    leaves: Vec<usize>,
}

/// Heads of the best tree over nodes 0..size below node 0; `weight` is used up.
fn contract(weight: &mut [f64], size: usize) -> Vec<usize> {
    let mut alive: Vec<bool> = vec![true; size];
    let mut head = vec![0];
    head.extend((1..size).map(|dependent| best_head(weight, size, &alive, dependent)));
    let mut cycles: Vec<Cycle> = Vec::new();
    while let Some(members) = find_cycle(&head, &alive) {
        let cycle = merge(weight, size, &mut alive, &head, &members);
        // Whoever hung on a member hangs on the whole, with the same weight; only the whole needs another head.
        for dependent in 1..size {
            if alive[dependent] && members.contains(&head[dependent]) {
                head[dependent] = cycle.name;
            }
        }
        head[cycle.name] = best_head(weight, size, &alive, cycle.name);
        cycles.push(cycle);
    }
    for cycle in cycles.iter().rev() {
        let entry_head = head[cycle.name];
        let entry = cycle.enters[entry_head];
        for dependent in 1..size {
            if cycle.leaves[dependent] != usize::MAX
                && alive[dependent]
                && head[dependent] == cycle.name
            {
                head[dependent] = cycle.leaves[dependent];
            }
        }
        for &(node, inner_head) in &cycle.inside {
            alive[node] = true;
            head[node] = if node == entry {
                entry_head
            } else {
                inner_head
            };
        }
    }
    head
}

/// The first of the heads among the living whose arc to `dependent` weighs most.
fn best_head(weight: &[f64], size: usize, alive: &[bool], dependent: usize) -> usize {
    let mut top = (f64::NEG_INFINITY, 0);
    for (head, &weight) in weight[dependent * size..][..size].iter().enumerate() {
        if weight > top.0 && alive[head] && head != dependent {
            top = (weight, head);
        }
    }
    top.1
}

/// Nodes of a cycle among the living, if there is one.
fn find_cycle(head: &[usize], alive: &[bool]) -> Option<Vec<usize>> {
    let mut mark = vec![0usize; head.len()];
    for start in (1..head.len()).filter(|&s| alive[s]) {
        let mut at = start;
        while at != 0 && mark[at] == 0 {
            mark[at] = start;
            at = head[at];
        }
        if at != 0 && mark[at] == start {
            let mut members = vec![at];
            let mut next = head[at];
            while next != at {
                members.push(next);
                next = head[next];
            }
            return Some(members);
        }
    }
    None
}

/// Makes one node, named after the first member, of a cycle.
fn merge(
    weight: &mut [f64],
    size: usize,
    alive: &mut [bool],
    head: &[usize],
    members: &[usize],
) -> Cycle {
    let name = members[0];
    let inside: Vec<(usize, usize)> = members.iter().map(|&m| (m, head[m])).collect();
    let member_score: Vec<f64> = members
        .iter()
        .map(|&m| weight[m * size + head[m]])
        .collect();
    let mut enters = vec![name; size];
    let mut leaves = vec![usize::MAX; size];
    for &m in members {
        alive[m] = false;
    }
    for other in (0..size).filter(|&o| alive[o]) {
        let mut entering = (f64::NEG_INFINITY, name);
        let mut leaving = (f64::NEG_INFINITY, name);
        for (&m, &score) in members.iter().zip(&member_score) {
            let gain = weight[m * size + other] - score;
            if gain > entering.0 {
                entering = (gain, m);
            }
            if weight[other * size + m] > leaving.0 {
                leaving = (weight[other * size + m], m);
            }
        }
        enters[other] = entering.1;
        weight[name * size + other] = entering.0;
        if other != 0 {
            leaves[other] = leaving.1;
            weight[other * size + name] = leaving.0;
        }
    }
    alive[name] = true;
    Cycle {
        name,
        inside,
        enters,
        leaves,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All trees of `n` words, tried one by one.
    fn exhaustive(scores: &[f32], n: usize) -> f32 {
        let mut top = f32::NEG_INFINITY;
        let mut heads = vec![0u32; n];
        let mut decoder = Decoder::default();
        for code in 0..(n + 1).pow(n as u32) {
            let mut rest = code;
            for head in &mut heads {
                *head = (rest % (n + 1)) as u32;
                rest /= n + 1;
            }
            if decoder.is_tree(&heads) {
                top = top.max(total(scores, &heads));
            }
        }
        top
    }

    fn total(scores: &[f32], heads: &[u32]) -> f32 {
        let n = heads.len();
        heads
            .iter()
            .enumerate()
            .map(|(i, &h)| scores[i * (n + 1) + h as usize])
            .sum()
    }

    proptest! {
        #[test]
        fn the_tree_is_the_best_of_all(n in 1usize..6, cells in proptest::collection::vec(-9.0f32..9.0, 30)) {
            let mut scores = cells[..n * (n + 1)].to_vec();
            let mut heads = vec![0; n];
            let mut decoder = Decoder::default();
            decoder.decode(&mut scores, &mut heads);
            prop_assert!(decoder.is_tree(&heads), "{heads:?}");
            prop_assert!((total(&scores, &heads) - exhaustive(&scores, n)).abs() < 1e-3);
        }

        #[test]
        fn any_scores_give_a_tree(n in 1usize..40, seed in any::<u64>(), odd in 0usize..4) {
            let mut state = seed | 1;
            let mut scores: Vec<f32> = (0..n * (n + 1)).map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 40) as f32 / 1e6 - 8.0
            }).collect();
            match odd {
                0 => scores.fill(0.0),
                1 => scores.fill(f32::NAN),
                2 => scores.iter_mut().step_by(3).for_each(|x| *x = f32::INFINITY),
                _ => {}
            }
            let mut heads = vec![0; n];
            let mut decoder = Decoder::default();
            decoder.decode(&mut scores, &mut heads);
            prop_assert!(decoder.is_tree(&heads), "{heads:?}");
        }
    }
}
