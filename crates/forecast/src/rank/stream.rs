//! Events in order of time, moment by moment.

use std::ops::Range;

use crate::quads::{Clock, Quad};
use crate::rank::history::Step;

/// Events, earliest first, each once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stream {
    steps: Vec<Step>,
    moments: Vec<Moments>,
}

#[derive(Debug, Clone)]
struct Moments {
    time: i64,
    tick: i32,
    range: Range<usize>,
}

/// The events of one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'a> {
    pub(crate) time: i64,
    pub(crate) tick: i32,
    pub(crate) steps: &'a [Step],
}

/// A question of a moment and all its right answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) actor: u32,
    pub(crate) relation: u32,
    pub(crate) right: Vec<u32>,
    /// Right answers that are not asked for.
    pub(crate) also: Vec<u32>,
}

impl Stream {
    /// Puts quadruples in order; the order in which they came does not matter.
    pub(crate) fn new(quads: impl IntoIterator<Item = Quad>, clock: Clock) -> Self {
        let mut quads: Vec<Quad> = quads.into_iter().collect();
        quads.sort_unstable();
        quads.dedup();
        let mut stream = Self::default();
        for quad in quads {
            let at = stream.steps.len();
            stream.steps.push(Step {
                actor: quad.subject,
                relation: quad.relation * 2,
                answer: quad.object,
            });
            match stream.moments.last_mut() {
                Some(moment) if moment.time == quad.time => moment.range.end = at + 1,
                _ => stream.moments.push(Moments {
                    time: quad.time,
                    tick: clock.tick(quad.time),
                    range: at..at + 1,
                }),
            }
        }
        stream
    }

    pub(crate) fn moments(&self) -> impl DoubleEndedIterator<Item = At<'_>> + ExactSizeIterator {
        self.moments.iter().map(|moment| At {
            time: moment.time,
            tick: moment.tick,
            steps: &self.steps[moment.range.clone()],
        })
    }
}

impl Asked {
    pub(crate) fn is_right(&self, answer: u32) -> bool {
        self.right.contains(&answer) || self.also.contains(&answer)
    }
}

/// The questions of some events, from both sides.
pub(crate) fn questions(steps: &[Step]) -> Vec<Asked> {
    let mut both: Vec<Step> = steps
        .iter()
        .flat_map(|step| [*step, step.turned()])
        .collect();
    both.sort_unstable();
    both.dedup();
    let same = |a: &Step, b: &Step| (a.actor, a.relation) == (b.actor, b.relation);
    both.chunk_by(same)
        .map(|steps| Asked {
            actor: steps[0].actor,
            relation: steps[0].relation,
            right: steps.iter().map(|step| step.answer).collect(),
            also: Vec::new(),
        })
        .collect()
}
