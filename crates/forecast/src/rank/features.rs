//! What is known of a candidate, as numbers for the trees.

use crate::rank::decay::{Counter, NEVER, RATES};
use crate::rank::embedding::Embedding;
use crate::rank::first::{Candidate, Moment, START};
use crate::rank::history::{Answers, History, Kind, Link};
use crate::rank::kinds::{Facts, Kinds};
use crate::rank::names::Groups;
use crate::rank::visible::Visible;

/// Takes named numbers.
pub(crate) trait Sink {
    fn put(&mut self, name: &'static str, part: usize, value: f32);
}

impl Sink for Vec<f32> {
    fn put(&mut self, _: &'static str, _: usize, value: f32) {
        self.push(value);
    }
}

/// The names of the numbers, in order.
#[derive(Debug, Default)]
pub(crate) struct Names(pub(crate) Vec<(&'static str, usize)>);

impl Sink for Names {
    fn put(&mut self, name: &'static str, part: usize, _: f32) {
        self.0.push((name, part));
    }
}

/// Parts of a counter's numbers that stand for its age.
pub(crate) const AGE: usize = 10;

/// The names of the numbers of a row, and how many of them do not stand on visible questions.
pub(crate) fn names() -> (Vec<(&'static str, usize)>, usize) {
    let history = History::new(2, 1, Groups::default());
    let embedding = Embedding::new(2, 1, Vec::new(), 0);
    let kinds = Kinds::new(2);
    let moment = Moment::new(&history, &embedding, &kinds, 0, START, 1);
    let candidate = Candidate {
        answer: 1,
        cheap: START,
    };
    let mut names = [Names::default()];
    Question::new(&moment, 0, 0).row(&candidate, &mut names[0]);
    Question::compare(&[candidate], &mut names);
    let [mut names] = names;
    for name in BY_KIND {
        names.put(name, 0, 0.0);
    }
    let plain = names.0.len();
    Visible::default().row(&moment, [0, 0], &candidate, &mut names);
    (names.0, plain)
}

/// A question, with what does not depend on the candidate.
pub(crate) struct Question<'a> {
    moment: &'a Moment<'a>,
    actor: u32,
    relation: u32,
    asked: Option<&'a Answers>,
    asked_total: [f32; RATES],
    actor_any: [f32; RATES],
    relation_any: [f32; RATES],
}

fn counts(counter: Option<&Counter>, moment: &Moment<'_>) -> [f32; RATES] {
    counter.map_or([0.0; RATES], |counter| {
        counter.at(moment.tick, &moment.history.decay)
    })
}

fn age(counter: Option<&Counter>, moment: &Moment<'_>) -> f32 {
    counter.map_or(2001.0, |counter| counter.age(moment.tick))
}

fn share(part: f32, whole: f32) -> f32 {
    part / (whole + 0.2)
}

impl<'a> Question<'a> {
    pub(crate) fn new(moment: &'a Moment<'a>, actor: u32, relation: u32) -> Self {
        let history = moment.history;
        let asked = history.answers(actor, relation);
        let track = &history.tracks[actor as usize];
        let takers = &history.takers[relation as usize];
        let asked_total = counts(asked.map(|asked| &asked.total), moment);
        let actor_any = counts(Some(&track.any), moment);
        let relation_any = counts(Some(&takers.total), moment);
        Self {
            moment,
            actor,
            relation,
            asked,
            asked_total,
            actor_any,
            relation_any,
        }
    }

    /// The numbers of all candidates, one row after another.
    pub(crate) fn rows(
        &self,
        candidates: &[Candidate],
        visible: Option<&Visible>,
    ) -> Vec<Vec<f32>> {
        let mut rows: Vec<Vec<f32>> = candidates
            .iter()
            .map(|candidate| {
                let mut row = Vec::with_capacity(160);
                self.row(candidate, &mut row);
                row
            })
            .collect();
        Self::compare(candidates, &mut rows);
        self.by_kind(candidates, &mut rows);
        if let Some(visible) = visible {
            for (candidate, row) in candidates.iter().zip(&mut rows) {
                visible.row(self.moment, [self.actor, self.relation], candidate, row);
            }
        }
        rows
    }

    /// What was learned by kind of event.
    fn by_kind(&self, candidates: &[Candidate], rows: &mut [Vec<f32>]) {
        let moment = self.moment;
        let scores: Vec<f32> = candidates
            .iter()
            .map(|candidate| {
                let link = moment.history.link(self.actor, candidate.answer);
                let facts = Facts::of(moment, candidate, link);
                moment.kinds.score(self.relation, &facts)
            })
            .collect();
        let highest = scores.iter().copied().fold(f32::MIN, f32::max);
        let sum: f32 = scores.iter().map(|score| (score - highest).exp()).sum();
        for (row, score) in rows.iter_mut().zip(&scores) {
            let place = scores.iter().filter(|other| *other > score).count();
            row.put(BY_KIND[0], 0, score - highest);
            row.put(BY_KIND[1], 0, place as f32);
            row.put(BY_KIND[2], 0, score - highest - sum.ln());
        }
    }

    /// Numbers that set a candidate against the others.
    fn compare<S: Sink>(candidates: &[Candidate], rows: &mut [S]) {
        for &(name, at) in RANKED {
            let mut order: Vec<usize> = (0..candidates.len()).collect();
            let value = |index: &usize| candidates[*index].cheap[at];
            order.sort_by(|a, b| value(b).total_cmp(&value(a)));
            let mut place = 0;
            for (index, candidate) in order.iter().enumerate() {
                if index > 0 && value(candidate) < value(&order[index - 1]) {
                    place = index;
                }
                rows[*candidate].put(name, 0, place as f32);
            }
        }
    }

    fn row(&self, candidate: &Candidate, row: &mut impl Sink) {
        let moment = self.moment;
        let history = moment.history;
        let answer = candidate.answer;
        let triple = self
            .asked
            .and_then(|_| history.answer(self.actor, self.relation, answer));
        self.triple(triple, row);
        let link = history.link(self.actor, answer);
        self.link(link, row);
        let turned = history.answer(self.actor, self.relation ^ 1, answer);
        let left = counts(turned, moment);
        for rate in [1, 3, 5] {
            row.put("the other did the same to the actor", rate, left[rate]);
        }
        row.put(
            "the other did the same to the actor",
            AGE,
            age(turned, moment),
        );
        self.alone(answer, row);
        self.rules(link, row);
        for (part, &value) in candidate.cheap[crate::rank::first::PATHS..]
            .iter()
            .take(8)
            .enumerate()
        {
            row.put(PATH_NAMES[part], 0, value);
        }
        self.groups(answer, row);
        self.question(row);
    }

    /// The question by itself: the same for all candidates, so that branches can tell habits apart.
    fn question(&self, row: &mut impl Sink) {
        let moment = self.moment;
        let history = moment.history;
        row.put("which side is asked for", 0, (self.relation & 1) as f32);
        for rate in [1, 3, 5] {
            row.put(
                "the actor's events of this kind",
                rate,
                self.asked_total[rate],
            );
        }
        row.put(
            "the actor's events of this kind",
            AGE,
            age(self.asked.map(|asked| &asked.total), moment),
        );
        for rate in [0, 3] {
            row.put("the actor's events", rate, self.actor_any[rate]);
        }
        row.put("events of this kind", 3, self.relation_any[3]);
        let fresh = counts(self.asked.map(|asked| &asked.fresh), moment);
        row.put(
            "share of new answers to this question",
            5,
            share(fresh[5], self.asked_total[5]),
        );
        let track = &history.tracks[self.actor as usize];
        let fresh = counts(Some(&track.fresh), moment);
        row.put(
            "share of new partners of the actor",
            4,
            share(fresh[4], self.actor_any[4]),
        );
        let habits = &history.habits[self.relation as usize];
        for (name, counter) in HABITS.into_iter().zip(habits) {
            let again = counts(Some(counter), moment);
            row.put(name, 4, share(again[4], self.relation_any[4]));
        }
    }

    fn triple(&self, triple: Option<&Counter>, row: &mut impl Sink) {
        let left = counts(triple, self.moment);
        for (rate, &value) in left.iter().enumerate() {
            row.put("the same event before", rate, value);
        }
        row.put("the same event before", AGE, age(triple, self.moment));
        for rate in [1, 2, 3, 4, 5] {
            row.put(
                "share of the actor's events of this kind",
                rate,
                share(left[rate], self.asked_total[rate]),
            );
        }
    }

    fn link(&self, link: Option<&Link>, row: &mut impl Sink) {
        let any = counts(link.map(|link| &link.any), self.moment);
        for (rate, &value) in any.iter().enumerate() {
            row.put("events between the two", rate, value);
        }
        row.put(
            "events between the two",
            AGE,
            age(link.map(|link| &link.any), self.moment),
        );
        for (rate, &value) in any.iter().enumerate() {
            row.put(
                "share of the actor's events",
                rate,
                share(value, self.actor_any[rate]),
            );
        }
        row.put(
            "events between the two, lately against before",
            0,
            share(any[1], any[3]),
        );
        let side = (self.relation & 1) as usize;
        for (name, side) in [
            ("events in this direction", side),
            ("events in the other direction", 1 - side),
        ] {
            let counter = link.map(|link| &link.side[side]);
            let left = counts(counter, self.moment);
            for rate in [1, 3, 5] {
                row.put(name, rate, left[rate]);
            }
            row.put(name, AGE, age(counter, self.moment));
        }
        let days = counts(link.map(|link| &link.days), self.moment);
        for rate in [2, 3, 5] {
            row.put("days with events between the two", rate, days[rate]);
        }
    }

    /// The candidate by itself.
    fn alone(&self, answer: u32, row: &mut impl Sink) {
        let moment = self.moment;
        let history = moment.history;
        let taker = history.taker(self.relation, answer);
        let left = counts(taker, moment);
        for (rate, &value) in left.iter().enumerate().take(5) {
            row.put("the candidate in this role", rate, value);
        }
        row.put("the candidate in this role", AGE, age(taker, moment));
        row.put(
            "share of this role",
            3,
            share(left[3], self.relation_any[3]),
        );
        let giver = counts(history.taker(self.relation ^ 1, answer), moment);
        for rate in [3, 5] {
            row.put("the candidate in the other role", rate, giver[rate]);
        }
        let track = &history.tracks[answer as usize];
        let any = counts(Some(&track.any), moment);
        for (rate, &value) in any.iter().enumerate().take(5) {
            row.put("the candidate's events", rate, value);
        }
        row.put("the candidate's events", AGE, age(Some(&track.any), moment));
        row.put(
            "the candidate, lately against before",
            0,
            share(any[1], any[3]),
        );
        row.put(
            "share of this role in the candidate's events",
            4,
            share(left[4], any[4]),
        );
        let fresh = counts(Some(&track.fresh), moment);
        row.put(
            "share of new partners of the candidate",
            4,
            share(fresh[4], any[4]),
        );
        row.put(
            "the candidate is the actor",
            0,
            f32::from(u8::from(answer == self.actor)),
        );
    }

    fn rules(&self, link: Option<&Link>, row: &mut impl Sink) {
        let mut highest = [0.0f32; 2];
        let mut sum = 0.0;
        let mut none = 1.0;
        for &(body, counter) in link.map_or(&[][..], |link| &link.relations) {
            let last = counter.last;
            if last == NEVER {
                continue;
            }
            let hazard =
                self.moment
                    .history
                    .rules
                    .hazard(body, last, self.moment.tick, self.relation);
            if hazard > highest[0] {
                highest = [hazard, highest[0]];
            } else if hazard > highest[1] {
                highest[1] = hazard;
            }
            sum += hazard;
            none *= 1.0 - hazard.min(1.0);
        }
        row.put("strongest rule", 0, highest[0]);
        row.put("second rule", 0, highest[1]);
        row.put("rules together", 0, sum);
        row.put("rules together, as a chance", 0, 1.0 - none);
    }

    fn groups(&self, answer: u32, row: &mut impl Sink) {
        let moment = self.moment;
        let history = moment.history;
        let groups = &history.groups;
        let (from, to) = (groups.country(self.actor), groups.country(answer));
        let (from_sector, to_sector) = (groups.sector(self.actor), groups.sector(answer));
        let same = from != 0 && from == to;
        row.put("both of one country", 0, f32::from(u8::from(same)));
        row.put(
            "the candidate's sector is known",
            0,
            f32::from(to_sector.min(2) as u8),
        );
        let keyed = |kind, a, b, c| counts(history.group(kind, a, b, c), moment);
        let countries = keyed(Kind::Countries, from, to, 0);
        let to_country = keyed(Kind::ToCountry, self.actor, to, 0);
        let asks_country = keyed(Kind::AsksCountry, self.actor, self.relation, to);
        let to_sector_counts = keyed(Kind::ToSector, self.actor, to_sector, 0);
        let sectors = keyed(Kind::Sectors, from_sector, self.relation, to_sector);
        let countries_ask = keyed(Kind::CountriesAsk, from, self.relation, to);
        for rate in [0, 1, 2, 4] {
            row.put("events between the countries", rate, countries[rate]);
            row.put(
                "share of the candidate's country in the actor's events",
                rate,
                share(to_country[rate], self.actor_any[rate]),
            );
            if rate > 1 {
                row.put(
                    "share of the candidate's country in events of this kind",
                    rate,
                    share(asks_country[rate], self.asked_total[rate]),
                );
            }
            row.put(
                "events of this kind between the countries",
                rate,
                countries_ask[rate],
            );
        }
        row.put(
            "share of the candidate's sector in the actor's events",
            4,
            share(to_sector_counts[4], self.actor_any[4]),
        );
        row.put(
            "events of this kind between the sectors",
            4,
            share(sectors[4], self.relation_any[4]),
        );
    }
}

const BY_KIND: [&str; 3] = [
    "learned by kind of event, behind the best",
    "place by what was learned by kind of event",
    "learned by kind of event, share",
];

const HABITS: [&str; 3] = [
    "how often events of this kind come again",
    "how often events of this kind have an old pair",
    "how often events of this kind have a recent pair",
];

const PATH_NAMES: [&str; 8] = [
    "partners in common",
    "partners did the same to the candidate",
    "those it was done to deal with the candidate",
    "actors alike did the same to the candidate",
    "partners in common lately",
    "the actor's country did the same to the candidate",
    "the actor's country and the candidate",
    "learned fit",
];

/// Cheap features by which candidates are also placed.
const RANKED: &[(&str, usize)] = &[
    ("place by the same event before", 1),
    ("place by events between the two", 3),
    ("place by events between the two in a month", 4),
    ("place by partners in common", crate::rank::first::PATHS),
    ("place by learned fit", 17),
    ("place by actors alike", crate::rank::first::PATHS + 3),
    ("place by the actor's country", 16),
    (
        "place by partners in common lately",
        crate::rank::first::PATHS + 4,
    ),
];
