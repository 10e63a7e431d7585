//! What would follow from a change: none, more, less or both, with the paths that say so.

use detente_model::{CauseKind, Modality, Sign};
use serde::Serialize;

use crate::concept::is_pronoun;
use crate::map::{CausalMap, Face, Side, face, rank, runs, times};
use crate::scenario::{Scenario, days};

/// Paths that are kept for each side of an answer.
const KEPT: usize = 5;

/// Steps after which the search stops and says so.
const STEPS: usize = 3_000_000;

/// The least difference by which one side leads.
const LEAD: f64 = 0.2;

/// What a capped step leaves of a strength: the effect is only possible.
const CAPPED: f64 = 0.5;

/// Which way a concept would go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing reaches it that is strong enough.
    None,
    /// More.
    Plus,
    /// Less.
    Minus,
    /// Some say more, some say less.
    Both,
}

/// One link of a path.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// The number of the link in [`CausalMap::links`].
    pub link: usize,
    /// The face that is followed.
    pub face: Face,
    /// The sign that the step is taken to have.
    pub sign: Sign,
    /// Whether the words do not say which way: the step then stands on both sides.
    pub unknown: bool,
    /// Whether the effect is only possible: a cause or a barrier is gone, an enabler is there.
    pub capped: bool,
}

/// A way from a change to a concept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Path {
    /// The concept that is set, as a number.
    pub from: usize,
    /// Its change.
    pub change: Sign,
    /// The links, in order.
    pub steps: Vec<Step>,
    /// The product of the signs and the change.
    pub sign: Sign,
    /// The strength of the weakest link.
    pub strength: f64,
    /// The product of all strengths: a stricter reading.
    pub product: f64,
    /// The modality of the weakest link; a capped step is at most possible.
    pub modality: Modality,
    /// The place of the weakest link in `steps`.
    pub weakest: usize,
    /// Days that the effects are said to take at the most, added up; links of which nothing is said
    /// add none.
    pub within_days: u32,
}

/// What would become of one concept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// The number of the concept.
    pub concept: usize,
    /// Its label.
    pub label: String,
    /// Which way it would go.
    pub verdict: Verdict,
    /// Where both are said: the side that leads, also without any one origin.
    pub lean: Option<Sign>,
    /// The strength of the best path to more.
    pub plus: f64,
    /// The strength of the best path to less.
    pub minus: f64,
    /// The best paths to more, then to less.
    pub paths: Vec<Path>,
    /// The links without which the verdict would be another, the weakest first.
    pub deciding: Vec<Deciding>,
}

/// A link that a whole side of an answer rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Deciding {
    /// The number of the link in [`CausalMap::links`].
    pub link: usize,
    /// The verdict without it.
    pub without: Verdict,
}

impl Outcome {
    /// The link that is worth telling: without it the answer turns, or all of several paths are gone.
    ///
    /// That a single path needs each of its links goes without saying.
    pub fn hinge(&self) -> Option<Deciding> {
        let turns = |known: &&Deciding| known.without != Verdict::None || self.paths.len() > 1;
        self.deciding.iter().find(turns).copied()
    }
}

/// What a scenario leads to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// All concepts that are reached, the surest first.
    pub outcomes: Vec<Outcome>,
    /// Whether the search was cut short; then something may be missing.
    pub truncated: bool,
}

/// An edge that a change can run along.
struct Edge {
    link: usize,
    to: usize,
    face: usize,
    sign: Sign,
    unknown: bool,
    strength: f64,
    modality: Modality,
    kind: CauseKind,
    /// The fewest days that a mention says the effect takes at the most.
    days: u32,
}

/// What was found for one concept and sign.
#[derive(Default, Clone)]
struct Found {
    paths: Vec<Path>,
    /// The links that all strong paths share.
    shared: Option<Vec<usize>>,
}

struct Search<'m> {
    edges: Vec<Vec<Edge>>,
    faces: Vec<Face>,
    length: usize,
    least: f64,
    horizon: Option<u32>,
    found: Vec<[Found; 2]>,
    steps: usize,
    map: &'m CausalMap,
}

/// Follows `scenario` through `map`.
///
/// Paths are simple and no longer than the scenario says. A concept that is set answers only if
/// something else reaches it.
pub fn what_if(map: &CausalMap, scenario: &Scenario) -> Answer {
    let mut search = Search::new(map, scenario);
    for (concept, change) in &scenario.set {
        let mut path = Path {
            from: *concept,
            change: *change,
            steps: Vec::new(),
            sign: *change,
            strength: 1.0,
            product: 1.0,
            modality: Modality::Asserted,
            weakest: 0,
            within_days: 0,
        };
        let mut visited = vec![*concept];
        search.walk(*concept, &mut path, &mut visited);
    }
    let truncated = search.steps >= STEPS;
    let mut outcomes: Vec<Outcome> = (0..map.concepts.len())
        .filter_map(|concept| search.outcome(concept))
        .collect();
    outcomes.sort_by(|a, b| {
        let best = |outcome: &Outcome| outcome.plus.max(outcome.minus);
        best(b).total_cmp(&best(a)).then(a.concept.cmp(&b.concept))
    });
    Answer {
        outcomes,
        truncated,
    }
}

impl<'m> Search<'m> {
    fn new(map: &'m CausalMap, scenario: &Scenario) -> Self {
        let mut edges: Vec<Vec<Edge>> = (0..map.concepts.len()).map(|_| Vec::new()).collect();
        let mut faces = Vec::new();
        for (number, link) in map.links.iter().enumerate() {
            if !runs(link.kind) || !map.joins_concepts(link) {
                continue;
            }
            for said in &link.faces {
                let kept: Vec<usize> = said
                    .mentions
                    .iter()
                    .copied()
                    .filter(|mention| scenario.admits(&map.mentions[*mention]))
                    .collect();
                let admitted = if kept.len() == said.mentions.len() {
                    Some(said.clone())
                } else {
                    face(&map.mentions, said.side, kept)
                };
                let Some(admitted) = admitted else { continue };
                let signs: &[Sign] = match said.side {
                    Side::Plus => &[Sign::Plus],
                    Side::Minus => &[Sign::Minus],
                    Side::Unknown => &[Sign::Plus, Sign::Minus],
                    Side::Denied => &[],
                };
                for sign in signs {
                    edges[link.cause].push(Edge {
                        link: number,
                        to: link.effect,
                        face: faces.len(),
                        sign: *sign,
                        unknown: said.side == Side::Unknown,
                        strength: admitted.strength,
                        modality: admitted.modality,
                        kind: link.kind,
                        days: admitted
                            .mentions
                            .iter()
                            .map(|number| days(&map.mentions[*number]))
                            .min()
                            .unwrap_or_default(),
                    });
                }
                faces.push(admitted);
            }
        }
        Self {
            edges,
            faces,
            length: scenario.length(),
            least: scenario.least,
            horizon: scenario.horizon,
            found: vec![Default::default(); map.concepts.len()],
            steps: 0,
            map,
        }
    }

    fn walk(&mut self, at: usize, path: &mut Path, visited: &mut Vec<usize>) {
        for number in 0..self.edges[at].len() {
            if self.steps >= STEPS {
                return;
            }
            let edge = &self.edges[at][number];
            let to = edge.to;
            if visited.contains(&to) {
                continue;
            }
            self.steps += 1;
            let before = (
                path.sign,
                path.strength,
                path.product,
                path.modality,
                path.weakest,
                path.within_days,
            );
            let within_days = path.within_days.saturating_add(edge.days);
            if self.horizon.is_some_and(|most| within_days > most) {
                continue;
            }
            let capped = caps(edge.kind, path.sign);
            let strength = if capped {
                edge.strength * CAPPED
            } else {
                edge.strength
            };
            // What is too weak for an answer stays too weak.
            if strength < self.least {
                continue;
            }
            let modality = if capped {
                further(edge.modality, Modality::Hypothetical)
            } else {
                edge.modality
            };
            if strength < path.strength {
                path.strength = strength;
                path.weakest = path.steps.len();
            }
            path.within_days = within_days;
            path.product *= strength;
            path.sign = times(path.sign, edge.sign);
            path.modality = further(path.modality, modality);
            path.steps.push(Step {
                link: edge.link,
                face: Face {
                    mentions: Vec::new(),
                    ..self.faces[edge.face]
                },
                sign: edge.sign,
                unknown: edge.unknown,
                capped,
            });
            let faces: usize = edge.face;
            self.keep(to, path, faces);
            if path.steps.len() < self.length {
                visited.push(to);
                self.walk(to, path, visited);
                visited.pop();
            }
            path.steps.pop();
            (
                path.sign,
                path.strength,
                path.product,
                path.modality,
                path.weakest,
                path.within_days,
            ) = before;
        }
    }

    fn keep(&mut self, to: usize, path: &Path, _last: usize) {
        let found = &mut self.found[to][usize::from(path.sign == Sign::Minus)];
        match &mut found.shared {
            Some(shared) => shared.retain(|link| path.steps.iter().any(|step| step.link == *link)),
            None => found.shared = Some(path.steps.iter().map(|step| step.link).collect()),
        }
        let place = found
            .paths
            .partition_point(|known| better(known, path) != std::cmp::Ordering::Greater);
        if place < KEPT {
            found.paths.insert(place, path.clone());
            found.paths.truncate(KEPT);
        }
    }

    fn outcome(&self, concept: usize) -> Option<Outcome> {
        if is_pronoun(&self.map.concepts[concept].label) {
            return None;
        }
        let [plus, minus] = &self.found[concept];
        let best = |found: &Found| found.paths.first().map_or(0.0, |path| path.strength);
        let (most, least) = (best(plus), best(minus));
        let verdict = match (
            most >= self.least && most > 0.0,
            least >= self.least && least > 0.0,
        ) {
            (false, false) => return None,
            (true, false) => Verdict::Plus,
            (false, true) => Verdict::Minus,
            (true, true) => Verdict::Both,
        };
        let lean = match verdict {
            Verdict::Both if self.leads(plus, least) => Some(Sign::Plus),
            Verdict::Both if self.leads(minus, most) => Some(Sign::Minus),
            _ => None,
        };
        let mut deciding: Vec<usize> = [plus, minus]
            .iter()
            .filter_map(|found| found.shared.clone())
            .flatten()
            .collect();
        let strength = |link: &usize| {
            let faces = &self.map.links[*link].faces;
            faces.iter().map(|face| face.strength).fold(0.0, f64::max)
        };
        deciding.sort_by(|a, b| strength(a).total_cmp(&strength(b)).then(a.cmp(b)));
        deciding.dedup();
        let rests = |found: &Found, link: usize| {
            let shared = found.shared.as_ref();
            shared.is_some_and(|shared| shared.contains(&link))
        };
        let deciding = deciding.into_iter().map(|link| Deciding {
            link,
            without: match (
                verdict != Verdict::Minus && !rests(plus, link),
                verdict != Verdict::Plus && !rests(minus, link),
            ) {
                (true, true) => Verdict::Both,
                (true, false) => Verdict::Plus,
                (false, true) => Verdict::Minus,
                (false, false) => Verdict::None,
            },
        });
        let mut paths: Vec<Path> = plus.paths.iter().chain(&minus.paths).cloned().collect();
        for step in paths.iter_mut().flat_map(|path| &mut path.steps) {
            let known = &self.map.links[step.link].faces;
            let said = known.iter().find(|face| face.side == step.face.side);
            step.face.mentions = said.map(|face| face.mentions.clone()).unwrap_or_default();
        }
        Some(Outcome {
            concept,
            label: self.map.concepts[concept].label.clone(),
            verdict,
            lean,
            plus: most,
            minus: least,
            paths,
            deciding: deciding.collect(),
        })
    }

    /// Whether a side leads, whatever single origin is left out: the best of its paths that is left
    /// must still be ahead of all that the other side has.
    fn leads(&self, found: &Found, other: f64) -> bool {
        let best = found.paths.first().map_or(0.0, |path| path.strength);
        if best - other < LEAD {
            return false;
        }
        let mut origins: Vec<&str> = Vec::new();
        for step in found.paths.iter().flat_map(|path| &path.steps) {
            for face in &self.map.links[step.link].faces {
                let said = face
                    .mentions
                    .iter()
                    .map(|number| &*self.map.mentions[*number].origin);
                origins.extend(said);
            }
        }
        origins.sort_unstable();
        origins.dedup();
        origins.iter().all(|origin| {
            let left = found.paths.iter().map(|path| self.without(path, origin));
            left.fold(0.0, f64::max) - other >= LEAD
        })
    }

    /// The strength of a path without what one origin says.
    fn without(&self, path: &Path, origin: &str) -> f64 {
        let mut strength: f64 = 1.0;
        for step in &path.steps {
            let known = &self.map.links[step.link].faces;
            let Some(said) = known.iter().find(|face| face.side == step.face.side) else {
                return 0.0;
            };
            let kept: Vec<usize> = said
                .mentions
                .iter()
                .copied()
                .filter(|number| *self.map.mentions[*number].origin != *origin)
                .collect();
            let left = if kept.len() == said.mentions.len() {
                step.face.strength
            } else {
                face(&self.map.mentions, said.side, kept).map_or(0.0, |face| face.strength)
            };
            strength = strength.min(if step.capped { left * CAPPED } else { left });
        }
        strength
    }
}

/// Whether the effect of a change is only possible.
fn caps(kind: CauseKind, change: Sign) -> bool {
    match kind {
        // Other causes may remain; without the bar it may still not happen.
        CauseKind::Cause | CauseKind::Motivate | CauseKind::Prevent => change == Sign::Minus,
        // What is made possible need not happen; without it, it cannot.
        CauseKind::Enable => change == Sign::Plus,
        CauseKind::Quantity | CauseKind::Purpose | CauseKind::Correlation => false,
    }
}

/// The modality that is further from what happened.
fn further(a: Modality, b: Modality) -> Modality {
    if rank(b) > rank(a) { b } else { a }
}

/// The stronger path comes first, then the shorter, then the one by earlier links.
fn better(a: &Path, b: &Path) -> std::cmp::Ordering {
    let links = |path: &Path| path.steps.iter().map(|step| step.link).collect::<Vec<_>>();
    b.strength
        .total_cmp(&a.strength)
        .then(a.steps.len().cmp(&b.steps.len()))
        .then_with(|| b.product.total_cmp(&a.product))
        .then_with(|| links(a).cmp(&links(b)))
}
