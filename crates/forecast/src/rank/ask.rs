//! Asking a fitted ranking: who is next, and why.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::{Error, ErrorKind};
use crate::quads::Quad;
use crate::rank::decay::Counter;
use crate::rank::features::{Question, names};
use crate::rank::first::{Candidate, Moment, Room};
use crate::rank::model::Ranker;
use crate::rank::stream::Stream;
use crate::rank::trees::leaf_of;
use crate::rank::walk::{CANDIDATES, Judge, Known};

/// What is asked: one side is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Query {
    /// Whom does the subject do it to?
    Object {
        /// Who acts.
        subject: u32,
        /// What is done.
        relation: u32,
    },
    /// Who does it to the object?
    Subject {
        /// What is done.
        relation: u32,
        /// To whom.
        object: u32,
    },
}

impl Query {
    /// Actor and doubled relation.
    fn step(self) -> (u32, u32) {
        match self {
            Self::Object { subject, relation } => (subject, relation * 2),
            Self::Subject { relation, object } => (object, relation * 2 + 1),
        }
    }

    /// The event that an answer would make.
    fn event(self, answer: u32, time: i64) -> Quad {
        match self {
            Self::Object { subject, relation } => Quad {
                time,
                subject,
                relation,
                object: answer,
            },
            Self::Subject { relation, object } => Quad {
                time,
                subject: answer,
                relation,
                object,
            },
        }
    }
}

/// An answer with its place.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ranked {
    /// The actor.
    pub entity: u32,
    /// From 1.
    pub rank: usize,
    /// Its share among the candidates, in 0..=1. It is a share of belief if the event happens at all.
    pub share: f32,
}

/// A reason for a place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// What was looked at.
    pub what: String,
    /// By how much it moved the candidate up, or, below zero, down, in logarithms of its share.
    pub moved: f32,
}

/// A rule that speaks for a candidate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FiredRule {
    /// What happened between the two before.
    pub relation: u32,
    /// Whether the candidate did it to the one asked about.
    pub turned: bool,
    /// Steps since it happened last.
    pub steps_ago: i32,
    /// The share of days, at such a distance, on which what is asked followed between the same two.
    pub follows: f32,
}

/// Past events that stand behind a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Behind {
    /// What they show.
    pub what: String,
    /// How many there are in all.
    pub count: usize,
    /// The latest of them, latest first.
    #[serde(skip)]
    pub latest: Vec<Quad>,
}

/// Why a candidate has its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The place, where it is among the candidates that were looked at closely.
    pub ranked: Option<Ranked>,
    /// What moved it, the strongest first.
    pub reasons: Vec<Reason>,
    /// Rules, the strongest first.
    pub rules: Vec<FiredRule>,
    /// Past events.
    pub behind: Vec<Behind>,
}

/// What is known before a time.
pub struct State<'a> {
    ranker: &'a Ranker,
    known: Known,
    quads: Vec<Quad>,
    time: i64,
}

/// A moment at which any number of questions can be asked.
pub struct Standing<'a> {
    state: &'a State<'a>,
    moment: Moment<'a>,
    room: RefCell<Room>,
}

impl Ranker {
    /// The time of the moment that follows all that the ranking was fitted to.
    pub fn next_time(&self, further: &[Quad]) -> i64 {
        let last = further
            .iter()
            .map(|quad| quad.time)
            .max()
            .unwrap_or(i64::MIN);
        last.max(self.fitted_through())
            .saturating_add(self.clock.unit)
    }

    /// What is known before `time`: the events of the fit and `further` ones, as far as they are earlier.
    pub fn before(&self, time: i64, further: &[Quad], threads: usize) -> State<'_> {
        let mut quads: Vec<Quad> = self.quads.iter().chain(further).copied().collect();
        quads.retain(|quad| quad.time < time);
        quads.sort_unstable();
        quads.dedup();
        let stream = Stream::new(quads.iter().copied(), self.clock);
        let mut known = self.blank(threads);
        for moment in stream.moments() {
            self.learn(&mut known, moment);
        }
        State {
            ranker: self,
            known,
            quads,
            time,
        }
    }
}

impl State<'_> {
    /// Makes ready to answer questions.
    pub fn standing(&self) -> Standing<'_> {
        let tick = self.ranker.clock.tick(self.time);
        Standing {
            state: self,
            moment: self.known.moment(tick),
            room: RefCell::default(),
        }
    }
}

impl Standing<'_> {
    fn judged(&self, query: Query) -> (Vec<Candidate>, Vec<Vec<f32>>, Vec<f32>) {
        let (actor, relation) = query.step();
        let found = self
            .room
            .borrow_mut()
            .candidates(&self.moment, actor, relation, CANDIDATES);
        let rows = Question::new(&self.moment, actor, relation).rows(&found, None);
        let judge = Judge {
            forest: &self.state.ranker.forest,
            networks: &self.state.ranker.networks,
            visible_trees: None,
            entities: 0,
        };
        let scores = judge.scores(relation, &rows);
        (found, rows, scores)
    }

    fn check(&self, query: Query) -> Result<(), Error> {
        let (actor, relation) = query.step();
        let known = &self.state.known.history;
        if (actor as usize) < known.tracks.len() && (relation as usize) < known.takers.len() {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Question,
            "an actor or relation that the model does not hold",
        ))
    }

    /// The most likely answers, best first, at most as many as there are candidates.
    ///
    /// # Errors
    /// If the question names what the model does not hold.
    pub fn rank(&self, query: Query, most: usize) -> Result<Vec<Ranked>, Error> {
        self.check(query)?;
        let (found, _, scores) = self.judged(query);
        let mut ranked = place(&found, &scores);
        ranked.truncate(most);
        Ok(ranked)
    }

    /// Why a candidate has its place.
    ///
    /// # Errors
    /// If the question or the candidate names what the model does not hold.
    pub fn explain(&self, query: Query, answer: u32) -> Result<Explanation, Error> {
        self.check(query)?;
        if answer as usize >= self.state.known.history.tracks.len() {
            return Err(Error::new(
                ErrorKind::Question,
                "a candidate that the model does not hold",
            ));
        }
        let (found, rows, scores) = self.judged(query);
        let ranked = place(&found, &scores)
            .into_iter()
            .find(|ranked| ranked.entity == answer);
        let row = found
            .iter()
            .position(|candidate| candidate.answer == answer)
            .map(|at| &rows[at]);
        Ok(Explanation {
            ranked,
            reasons: row.map_or_else(Vec::new, |row| self.reasons(query.step().1, row)),
            rules: self.rules(query, answer),
            behind: self.behind(query, answer),
        })
    }

    /// What the trees went by: on each path, a branch moves the expected value. And what the networks did: by how much
    /// each number moves their score, as against its mean. Moves are summed by name.
    fn reasons(&self, relation: u32, row: &[f32]) -> Vec<Reason> {
        let Ranker {
            forest, networks, ..
        } = self.state.ranker;
        let of_trees = networks.share_of_trees();
        let mut classes = Vec::new();
        forest.bounds.classes(row, &mut classes);
        let names = names().0;
        let mut moved: BTreeMap<&str, f32> = BTreeMap::new();
        for tree in &forest.trees {
            let leaf = leaf_of(tree, &classes);
            let mut at = 0;
            while at != leaf {
                let node = tree[at];
                let low = classes[usize::from(node.column)] <= node.class;
                let next = usize::from(if low { node.low } else { node.high });
                *moved.entry(names[usize::from(node.column)].0).or_default() +=
                    of_trees * (tree[next].value - node.value);
                at = next;
            }
        }
        for ((name, _), by) in names.iter().zip(networks.moves(relation, &classes)) {
            *moved.entry(name).or_default() += by;
        }
        let mut reasons: Vec<Reason> = moved
            .into_iter()
            .map(|(what, moved)| Reason {
                what: what.to_owned(),
                moved,
            })
            .collect();
        reasons.sort_by(|a, b| b.moved.abs().total_cmp(&a.moved.abs()));
        reasons
    }

    fn rules(&self, query: Query, answer: u32) -> Vec<FiredRule> {
        let (actor, relation) = query.step();
        let history = &self.state.known.history;
        let tick = self.moment.tick;
        let links = history
            .link(actor, answer)
            .map_or(&[][..], |link| &link.relations);
        let rule = |&(body, Counter { last, .. }): &(u32, Counter)| FiredRule {
            relation: body / 2,
            turned: body & 1 == 1,
            steps_ago: tick.saturating_sub(last),
            follows: history.rules.hazard(body, last, tick, relation),
        };
        let mut rules: Vec<FiredRule> = links.iter().map(rule).collect();
        rules.retain(|rule| rule.follows > 0.0);
        rules.sort_by(|a, b| {
            b.follows
                .total_cmp(&a.follows)
                .then(a.relation.cmp(&b.relation))
        });
        rules
    }

    fn behind(&self, query: Query, answer: u32) -> Vec<Behind> {
        let event = query.event(answer, self.state.time);
        let (actor, _) = query.step();
        let mut partners: Vec<(u32, f32)> = self.moment.near.month[actor as usize]
            .iter()
            .filter(|(other, _)| *other != answer)
            .filter_map(|&(other, share)| {
                let list = &self.moment.near.month[other as usize];
                let further = list.iter().find(|(last, _)| *last == answer)?.1;
                Some((other, share * further))
            })
            .collect();
        partners.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let between = |quad: &Quad, a: u32, b: u32| {
            (quad.subject, quad.object) == (a, b) || (quad.subject, quad.object) == (b, a)
        };
        let same = |quad: &Quad| {
            (quad.subject, quad.relation, quad.object)
                == (event.subject, event.relation, event.object)
        };
        let role = |quad: &Quad| match query {
            Query::Object { .. } => quad.relation == event.relation && quad.object == answer,
            Query::Subject { .. } => quad.relation == event.relation && quad.subject == answer,
        };
        let mut behind = vec![
            self.latest("the same event", 3, same),
            self.latest("other events between the two", 4, |quad| {
                between(quad, event.subject, event.object) && !same(quad)
            }),
            self.latest("the candidate in the same role with others", 3, |quad| {
                role(quad) && !same(quad)
            }),
        ];
        for (partner, _) in partners.into_iter().take(2) {
            let name = self.state.ranker.vocabulary.entity(partner);
            let what = format!("by way of {name}, who deals with both");
            behind.push(self.latest(&what, 3, |quad| {
                between(quad, actor, partner) || between(quad, answer, partner)
            }));
        }
        behind.retain(|behind| behind.count > 0);
        behind
    }

    fn latest(&self, what: &str, most: usize, wanted: impl Fn(&Quad) -> bool) -> Behind {
        let quads = self.state.quads.iter().rev().filter(|quad| wanted(quad));
        let count = quads.clone().count();
        Behind {
            what: what.to_owned(),
            count,
            latest: quads.take(most).copied().collect(),
        }
    }
}

fn place(found: &[Candidate], scores: &[f32]) -> Vec<Ranked> {
    let highest = scores.iter().copied().fold(f32::MIN, f32::max);
    let sum: f32 = scores.iter().map(|score| (score - highest).exp()).sum();
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    let ranked = |(at, &index): (usize, &usize)| Ranked {
        entity: found[index].answer,
        rank: at + 1,
        share: (scores[index] - highest).exp() / sum,
    };
    order.iter().enumerate().map(ranked).collect()
}
