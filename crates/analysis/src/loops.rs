//! Feedback: ways from a concept back to itself.

use std::collections::BTreeSet;

use detente_model::Sign;
use serde::Serialize;

use crate::map::{CausalMap, Side, runs, times};

/// Loops after which the search stops.
const MOST: usize = 1000;

/// What a loop does to a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Feedback {
    /// A change comes back as more of itself.
    Reinforcing,
    /// A change comes back against itself.
    Balancing,
    /// A link has no sign, or both.
    Unknown,
}

/// A way from a concept back to itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Loop {
    /// The concepts: from the one with the lowest number, or from the one that was asked for.
    pub concepts: Vec<usize>,
    /// The links between them, as numbers.
    pub links: Vec<usize>,
    /// What it does to a change.
    pub feedback: Feedback,
    /// The strength of its weakest link.
    pub strength: f64,
}

/// The sign of a link where all say the same of it.
fn sign(map: &CausalMap, link: usize) -> (Sign, f64) {
    let faces = &map.links[link].faces;
    let has = |side: Side| {
        faces
            .iter()
            .find(|face| face.side == side)
            .map(|face| face.strength)
    };
    match (has(Side::Plus), has(Side::Minus), has(Side::Unknown)) {
        (Some(strength), None, None) => (Sign::Plus, strength),
        (None, Some(strength), None) => (Sign::Minus, strength),
        (a, b, c) => {
            let best = [a, b, c].into_iter().flatten().fold(0.0, f64::max);
            (Sign::Unknown, best)
        }
    }
}

/// All loops of at most `longest` links, the strongest first; a thousand at the most.
pub fn find_loops(map: &CausalMap, longest: usize) -> Vec<Loop> {
    let outgoing = map.outgoing();
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for start in 0..map.concepts.len() {
        let mut concepts = vec![start];
        let mut links = Vec::new();
        walk(
            map,
            &outgoing,
            (longest, start),
            (&mut concepts, &mut links),
            &mut |concepts, links| {
                if seen.insert(links.to_vec()) && found.len() < MOST {
                    found.push(label(map, concepts, links));
                }
                found.len() < MOST
            },
        );
    }
    strongest_first(found)
}

/// The loops of at most `longest` links that run through `concept`, the strongest first; a thousand
/// at the most.
pub fn find_loops_through(map: &CausalMap, concept: usize, longest: usize) -> Vec<Loop> {
    let mut found = Vec::new();
    let (mut concepts, mut links) = (vec![concept], Vec::new());
    walk(
        map,
        &map.outgoing(),
        (longest, 0),
        (&mut concepts, &mut links),
        &mut |concepts, links| {
            found.push(label(map, concepts, links));
            found.len() < MOST
        },
    );
    strongest_first(found)
}

fn strongest_first(mut found: Vec<Loop>) -> Vec<Loop> {
    found.sort_by(|a, b| {
        b.strength
            .total_cmp(&a.strength)
            .then(a.links.cmp(&b.links))
    });
    found
}

fn label(map: &CausalMap, concepts: &[usize], links: &[usize]) -> Loop {
    let signs: Vec<(Sign, f64)> = links.iter().map(|link| sign(map, *link)).collect();
    let whole = signs
        .iter()
        .fold(Sign::Plus, |product, (sign, _)| times(product, *sign));
    Loop {
        concepts: concepts.to_vec(),
        links: links.to_vec(),
        feedback: match whole {
            Sign::Plus => Feedback::Reinforcing,
            Sign::Minus => Feedback::Balancing,
            Sign::Unknown => Feedback::Unknown,
        },
        strength: signs
            .iter()
            .map(|(_, strength)| *strength)
            .fold(1.0, f64::min),
    }
}

/// Walks from the last concept to numbers from `lowest` on: where that is the first of a loop, each
/// loop is met once.
fn walk(
    map: &CausalMap,
    outgoing: &[Vec<usize>],
    (longest, lowest): (usize, usize),
    (concepts, links): (&mut Vec<usize>, &mut Vec<usize>),
    take: &mut dyn FnMut(&[usize], &[usize]) -> bool,
) -> bool {
    let start = concepts[0];
    let at = concepts[concepts.len() - 1];
    for number in &outgoing[at] {
        let link = &map.links[*number];
        let stated = link.faces.iter().any(|face| face.side != Side::Denied);
        if !runs(link.kind) || !stated || link.effect < lowest {
            continue;
        }
        links.push(*number);
        let mut on = true;
        if link.effect == start {
            on = take(concepts, links);
        } else if links.len() < longest && !concepts.contains(&link.effect) {
            concepts.push(link.effect);
            on = walk(map, outgoing, (longest, lowest), (concepts, links), take);
            concepts.pop();
        }
        links.pop();
        if !on {
            return false;
        }
    }
    true
}
