//! Counts of events by dyad and step.

use std::collections::{BTreeMap, HashMap};

use crate::error::{Error, ErrorKind};
use crate::quads::{Clock, Quad};

/// Steps of a stream at the most: more than a century of days.
const MOST_STEPS: usize = 40_000;
/// Counts at the most, over dyads and steps.
const MOST_COUNTS: usize = 40_000_000;

/// Dyads that make a volume, at the least.
const FEW_DYADS: usize = 30;

/// Two actors between whom events are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dyad {
    /// Who acts; of an undirected dyad, the lower number.
    pub source: u32,
    /// To whom; of an undirected dyad, the higher number.
    pub target: u32,
}

impl Dyad {
    /// The dyad of two actors; undirected, their order does not matter.
    pub fn new(source: u32, target: u32, directed: bool) -> Self {
        if directed || source <= target {
            Self { source, target }
        } else {
            Self {
                source: target,
                target: source,
            }
        }
    }
}

/// The dyads with the most events, the busiest first; what an actor does to itself does not count.
pub fn busiest_dyads(quads: &[Quad], most: usize, directed: bool) -> Vec<Dyad> {
    let mut totals: HashMap<Dyad, u64> = HashMap::new();
    for quad in quads.iter().filter(|quad| quad.subject != quad.object) {
        let dyad = Dyad::new(quad.subject, quad.object, directed);
        *totals.entry(dyad).or_default() += 1;
    }
    let mut totals: Vec<(Dyad, u64)> = totals.into_iter().collect();
    totals.sort_unstable_by_key(|&(dyad, total)| (std::cmp::Reverse(total), dyad));
    totals.truncate(most);
    totals.into_iter().map(|(dyad, _)| dyad).collect()
}

/// The step of an event; the clock starts at the first one.
fn step_of(clock: Clock, quad: &Quad) -> usize {
    usize::try_from(clock.tick(quad.time)).unwrap_or(0)
}

fn add(sums: &mut [u32], counts: &[u32]) {
    for (sum, count) in sums.iter_mut().zip(counts) {
        *sum = sum.saturating_add(*count);
    }
}

/// Counts of events at each step, of dyads and of all around them.
#[derive(Debug, Clone)]
pub struct Panel {
    pub(crate) dyads: Vec<Dyad>,
    pub(crate) directed: bool,
    pub(crate) steps: usize,
    /// Events of each dyad at each step.
    pub(crate) own: Vec<Vec<u32>>,
    /// Events the other way round; empty rows where dyads are undirected.
    pub(crate) back: Vec<Vec<u32>>,
    /// All events of each actor that is in a dyad.
    pub(crate) actors: BTreeMap<u32, Vec<u32>>,
    /// All events.
    pub(crate) volume: Vec<u32>,
    clock: Clock,
}

impl Panel {
    /// Counts the events of dyads, step by step. A step is the greatest common divisor of the distances
    /// between moments: a day in a stream of days.
    ///
    /// # Errors
    /// If there is no event, or too many steps or dyads to count.
    pub fn new(quads: &[Quad], dyads: &[Dyad], directed: bool) -> Result<Self, Error> {
        let clock = Clock::of(quads)?;
        let last = quads.iter().map(|quad| step_of(clock, quad)).max();
        let steps = last.unwrap_or(0) + 1;
        if steps > MOST_STEPS || steps.saturating_mul(dyads.len()) > MOST_COUNTS {
            return Err(Error::new(
                ErrorKind::Data,
                format!(
                    "the stream spans {steps} steps for {} dyads; rates are counted over {MOST_STEPS} steps, and \
                     {MOST_COUNTS} steps of all dyads, at the most; give a shorter stream or fewer dyads",
                    dyads.len()
                ),
            ));
        }
        let at: HashMap<Dyad, usize> = dyads.iter().copied().zip(0..).collect();
        let mut panel = Self {
            dyads: dyads.to_vec(),
            directed,
            steps,
            own: vec![vec![0; steps]; dyads.len()],
            back: vec![vec![0; if directed { steps } else { 0 }]; dyads.len()],
            actors: dyads
                .iter()
                .flat_map(|dyad| [dyad.source, dyad.target])
                .map(|actor| (actor, vec![0; steps]))
                .collect(),
            volume: vec![0; steps],
            clock,
        };
        for quad in quads {
            panel.count(quad, &at);
        }
        Ok(panel)
    }

    /// A panel of undirected dyads whose counts are known: a count for each day from `first` (days since
    /// 1970-01-01) on, as many for each. It ends where they end, whether or not anything happened then; the
    /// volume of the stream and of each actor is that of these dyads. Of fewer than 30 dyads the volume counts as
    /// even: one busy dyad would make the share of every other one fall.
    ///
    /// # Errors
    /// If there is no dyad or no day, the dyads have different numbers of days, or there is too much to count.
    pub fn from_days(first: i64, dyads: Vec<(Dyad, Vec<u32>)>) -> Result<Self, Error> {
        let steps = dyads.first().map_or(0, |(_, counts)| counts.len());
        let counts = steps.saturating_mul(dyads.len());
        let even = dyads.iter().all(|(_, counts)| counts.len() == steps);
        if steps == 0 || !even || steps > MOST_STEPS || counts > MOST_COUNTS {
            return Err(Error::new(
                ErrorKind::Data,
                format!(
                    "{} dyads with {steps} days for the first: there must be 1 to {MOST_STEPS} days, as many for each \
                     dyad, and {MOST_COUNTS} counts at the most",
                    dyads.len()
                ),
            ));
        }
        let (dyads, own): (Vec<Dyad>, Vec<Vec<u32>>) = dyads.into_iter().unzip();
        let mut actors: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let mut volume = vec![0u32; steps];
        for (dyad, counts) in dyads.iter().zip(&own) {
            for actor in [dyad.source, dyad.target] {
                add(
                    actors.entry(actor).or_insert_with(|| vec![0; steps]),
                    counts,
                );
            }
            add(&mut volume, counts);
        }
        if dyads.len() < FEW_DYADS {
            volume.fill(1);
        }
        Ok(Self {
            directed: false,
            steps,
            back: vec![Vec::new(); dyads.len()],
            dyads,
            own,
            actors,
            volume,
            clock: Clock {
                origin: first,
                unit: 1,
            },
        })
    }

    fn count(&mut self, quad: &Quad, at: &HashMap<Dyad, usize>) {
        let step = step_of(self.clock, quad);
        self.volume[step] += 1;
        for actor in [quad.subject, quad.object] {
            if let Some(counts) = self.actors.get_mut(&actor) {
                counts[step] += 1;
            }
        }
        if quad.subject == quad.object {
            return;
        }
        if let Some(&at) = at.get(&Dyad::new(quad.subject, quad.object, self.directed)) {
            self.own[at][step] += 1;
        }
        if self.directed
            && let Some(&at) = at.get(&Dyad::new(quad.object, quad.subject, true))
        {
            self.back[at][step] += 1;
        }
    }

    /// Steps from the first event to the last.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// The dyads, in the order in which they were given.
    pub fn dyads(&self) -> &[Dyad] {
        &self.dyads
    }

    /// The time of a step, in the unit of the stream.
    pub fn time(&self, step: usize) -> i64 {
        let steps = i64::try_from(step).unwrap_or(i64::MAX);
        let span = self.clock.unit.saturating_mul(steps);
        self.clock.origin.saturating_add(span)
    }

    /// Events of a dyad from a step on, over a number of steps; steps after the stream hold none.
    pub fn sum(&self, dyad: usize, from: usize, steps: usize) -> u32 {
        let to = (from + steps).min(self.steps);
        let counts = self.own[dyad][from.min(to)..to].iter();
        counts.fold(0, |sum: u32, count| sum.saturating_add(*count))
    }
}
