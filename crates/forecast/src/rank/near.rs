//! Who has to do with whom, as shares that are made once a moment.

use crate::rank::history::{History, Link};
use crate::rank::threads;

/// Others at the most.
const MOST: usize = 150;
/// The least share that is kept.
const LEAST: f32 = 0.002;

/// For each actor the others, greatest share first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Near {
    /// Over about a month.
    pub(crate) month: Vec<Vec<(u32, f32)>>,
    /// Over about three days.
    pub(crate) days: Vec<Vec<(u32, f32)>>,
}

impl Near {
    pub(crate) fn at(history: &History, tick: i32, threads: usize) -> Self {
        let actors: Vec<u32> = (0..history.tracks.len() as u32).collect();
        let both = threads::map(
            &actors,
            threads,
            || (),
            |(), &actor| {
                let links = &history.tracks[actor as usize].links;
                (
                    shares(history, links, 3, tick),
                    shares(history, links, 1, tick),
                )
            },
        );
        let (month, days) = both.into_iter().unzip();
        Self { month, days }
    }
}

fn shares(history: &History, links: &[Link], rate: usize, tick: i32) -> Vec<(u32, f32)> {
    let weight = |link: &Link| link.any.rate(rate, tick, &history.decay);
    let mut list: Vec<(u32, f32)> = links
        .iter()
        .map(|link| (link.other, weight(link)))
        .collect();
    let total: f32 = list.iter().map(|(_, weight)| weight).sum();
    if total < 0.02 {
        return Vec::new();
    }
    // Little evidence is worth little.
    let scale = 1.0 / (total + 0.5);
    list.retain_mut(|(_, weight)| {
        *weight *= scale;
        *weight > LEAST
    });
    list.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    list.truncate(MOST);
    list
}
