//! What is known at a moment: counters over the past, brought forward one moment at a time.

use crate::rank::decay::{Counter, Decay, NEVER};
use crate::rank::keys::{Map, four, pair};
use crate::rank::names::Groups;
use crate::rank::rules::Rules;

/// An event seen from one of its sides: `actor` does `relation` to `answer`. Relations are doubled: an
/// even one reads as stated, the odd one after it from the object's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Step {
    pub(crate) actor: u32,
    pub(crate) relation: u32,
    pub(crate) answer: u32,
}

impl Step {
    /// The same event from the other side.
    pub(crate) fn turned(self) -> Self {
        Self {
            actor: self.answer,
            relation: self.relation ^ 1,
            answer: self.actor,
        }
    }
}

/// What an actor had to do with another.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) other: u32,
    /// All events between them.
    pub(crate) any: Counter,
    /// Events in which the actor acts, and in which the other does.
    pub(crate) side: [Counter; 2],
    /// Steps with events, each counted once.
    pub(crate) days: Counter,
    /// The relations between them, each with its events.
    pub(crate) relations: Vec<(u32, Counter)>,
}

/// One answer to a question, and how often.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    pub(crate) answer: u32,
    pub(crate) count: Counter,
}

/// Answers to `actor relation ?` so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answers {
    pub(crate) total: Counter,
    pub(crate) list: Vec<Answer>,
    /// How many of the answers were new when they came.
    pub(crate) fresh: Counter,
}

/// An actor by itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Track {
    pub(crate) any: Counter,
    /// As the one who acts, and the one acted upon.
    pub(crate) side: [Counter; 2],
    pub(crate) first: Option<i32>,
    /// Events with somebody with whom there was none before.
    pub(crate) fresh: Counter,
    pub(crate) links: Vec<Link>,
}

/// Kinds of counters over groups of actors.
#[derive(Debug, Clone, Copy)]
#[repr(u8)]
pub(crate) enum Kind {
    /// Country to country.
    Countries = 1,
    /// Actor to country.
    ToCountry = 3,
    /// Actor, relation, country.
    AsksCountry = 4,
    /// Actor to sector.
    ToSector = 5,
    /// Relation between sectors.
    Sectors = 6,
    /// Country, relation, country.
    CountriesAsk = 8,
    /// Relation, and the relation the other way between the same two at the same moment.
    Back = 9,
    /// Two relations between the same two at the same moment.
    Along = 10,
}

/// Countries that ask together have numbers from here.
const COUNTRIES_FROM: u32 = 1 << 24;
/// Stands for any relation; relations have lower numbers.
const ANY_RELATION: u32 = 1 << 20;

/// All counters.
#[derive(Debug, Clone)]
pub(crate) struct History {
    pub(crate) decay: Decay,
    pub(crate) groups: Groups,
    pub(crate) tracks: Vec<Track>,
    pub(crate) asked: Vec<Answers>,
    asked_at: Map<u32>,
    answer_at: Map<u32>,
    link_at: Map<u32>,
    /// Answers by relation, whoever asked.
    pub(crate) takers: Vec<Answers>,
    pub(crate) rules: Rules,
    /// By relation: events that came again, that were between two who had met, and who had met lately.
    pub(crate) habits: Vec<[Counter; 3]>,
    together: Map<Counter>,
    /// The tick of the last event.
    pub(crate) tick: i32,
    pub(crate) events: usize,
}

impl History {
    pub(crate) fn new(entities: usize, relations: usize, groups: Groups) -> Self {
        Self {
            decay: Decay::new(),
            groups,
            tracks: vec![Track::default(); entities],
            asked: Vec::new(),
            asked_at: Map::default(),
            answer_at: Map::default(),
            link_at: Map::default(),
            takers: vec![Answers::default(); relations * 2],
            rules: Rules::new(relations * 2),
            habits: vec![[Counter::default(); 3]; relations * 2],
            together: Map::default(),
            tick: NEVER,
            events: 0,
        }
    }

    /// Takes in the events of one moment.
    pub(crate) fn learn(&mut self, tick: i32, steps: &[Step]) {
        self.rules.advance(tick);
        self.tick = self.tick.max(tick);
        self.learn_company(tick, steps);
        self.learn_habits(tick, steps);
        for &step in steps {
            self.events += 1;
            self.learn_links(tick, step);
            self.learn_links(tick, step.turned());
        }
        for &step in steps {
            for step in [step, step.turned()] {
                self.wait(tick, step);
                self.learn_answers(tick, step);
                self.learn_groups(tick, step);
            }
        }
    }

    /// Which relations come together between the same two.
    fn learn_company(&mut self, tick: i32, steps: &[Step]) {
        let mut between: Map<Vec<u32>> = Map::default();
        for step in steps {
            between
                .entry(pair(step.actor, step.answer))
                .or_default()
                .push(step.relation);
        }
        for step in steps {
            for (kind, key) in [
                (Kind::Along, pair(step.actor, step.answer)),
                (Kind::Back, pair(step.answer, step.actor)),
            ] {
                for &other in between.get(&key).map_or(&[][..], Vec::as_slice) {
                    for turn in [0, 1] {
                        let key = four(kind as u8, step.relation ^ turn, other ^ turn, 0);
                        self.together.entry(key).or_default().add(tick, &self.decay);
                    }
                }
            }
        }
    }

    /// What kinds of events come between whom; looked at before the moment's events count.
    fn learn_habits(&mut self, tick: i32, steps: &[Step]) {
        for step in steps.iter().flat_map(|step| [*step, step.turned()]) {
            let link = self.link(step.actor, step.answer);
            let again = self
                .answer(step.actor, step.relation, step.answer)
                .is_some();
            let lately = link.is_some_and(|link| link.any.last >= tick.saturating_sub(7));
            let habits = [again, link.is_some(), lately];
            let counters = &mut self.habits[step.relation as usize];
            for (counter, holds) in counters.iter_mut().zip(habits) {
                if holds {
                    counter.add(tick, &self.decay);
                }
            }
        }
    }

    /// Links of `step.actor`; rules fire on what was before this moment.
    fn learn_links(&mut self, tick: i32, step: Step) {
        let Self {
            decay,
            tracks,
            link_at,
            rules,
            ..
        } = self;
        let side = (step.relation & 1) as usize;
        let track = &mut tracks[step.actor as usize];
        track.any.add(tick, decay);
        track.side[side].add(tick, decay);
        track.first.get_or_insert(tick);
        let at = *link_at
            .entry(pair(step.actor, step.answer))
            .or_insert_with(|| {
                track.links.push(Link {
                    other: step.answer,
                    any: Counter::default(),
                    side: [Counter::default(); 2],
                    days: Counter::default(),
                    relations: Vec::new(),
                });
                track.links.len() as u32 - 1
            });
        let link = &mut track.links[at as usize];
        if link.any.last == NEVER {
            track.fresh.add(tick, decay);
        }
        if link.any.last < tick {
            link.days.add(tick, decay);
        }
        link.any.add(tick, decay);
        link.side[side].add(tick, decay);
        for (body, counter) in &link.relations {
            rules.follow(*body, counter.last, step.relation);
        }
    }

    fn wait(&mut self, tick: i32, step: Step) {
        let at = self.link_at[&pair(step.actor, step.answer)];
        let link = &mut self.tracks[step.actor as usize].links[at as usize];
        let known = link
            .relations
            .iter()
            .position(|known| known.0 == step.relation);
        let at = known.unwrap_or_else(|| {
            link.relations.push((step.relation, Counter::default()));
            link.relations.len() - 1
        });
        let counter = &mut link.relations[at].1;
        let before = counter.last;
        counter.add(tick, &self.decay);
        self.rules.wait(step.relation, before);
    }

    fn learn_answers(&mut self, tick: i32, step: Step) {
        self.learn_answer(tick, step.actor, step.relation, step.answer);
        let country = self.groups.country(step.actor);
        if country != 0 {
            let (country, any) = (Self::country_actor(country), Self::any_relation());
            self.learn_answer(tick, country, step.relation, step.answer);
            self.learn_answer(tick, country, any, step.answer);
        }
        let Self {
            decay,
            answer_at,
            takers,
            ..
        } = self;
        let key = four(2, 0, 0, 0) ^ pair(step.relation, step.answer);
        let taker = &mut takers[step.relation as usize];
        count(taker, answer_at, key, step.answer, tick, decay);
    }

    fn learn_answer(&mut self, tick: i32, actor: u32, relation: u32, answer: u32) {
        let Self {
            decay,
            asked,
            asked_at,
            answer_at,
            ..
        } = self;
        let question = *asked_at.entry(pair(actor, relation)).or_insert_with(|| {
            asked.push(Answers::default());
            asked.len() as u32 - 1
        });
        let key = four(1, 0, 0, 0) ^ pair(question, answer);
        count(
            &mut asked[question as usize],
            answer_at,
            key,
            answer,
            tick,
            decay,
        );
    }

    /// The number under which all actors of a country ask together.
    pub(crate) fn country_actor(country: u32) -> u32 {
        COUNTRIES_FROM + country
    }

    /// The relation that stands for any.
    pub(crate) const fn any_relation() -> u32 {
        ANY_RELATION
    }

    fn learn_groups(&mut self, tick: i32, step: Step) {
        for (kind, a, b, c) in self.group_keys(step).into_iter().flatten() {
            let counter = self.together.entry(four(kind as u8, a, b, c)).or_default();
            counter.add(tick, &self.decay);
        }
    }

    /// The keys under which a step counts for groups of actors.
    fn group_keys(&self, step: Step) -> [Option<(Kind, u32, u32, u32)>; 6] {
        let Step {
            actor,
            relation,
            answer,
        } = step;
        let from = self.groups.country(actor);
        let to = self.groups.country(answer);
        let (from_sector, to_sector) = (self.groups.sector(actor), self.groups.sector(answer));
        let to_known = |key| (to != 0).then_some(key);
        let both = |key| (from != 0 && to != 0).then_some(key);
        [
            both((Kind::Countries, from, to, 0)),
            to_known((Kind::ToCountry, actor, to, 0)),
            to_known((Kind::AsksCountry, actor, relation, to)),
            (to_sector != 0).then_some((Kind::ToSector, actor, to_sector, 0)),
            (to_sector != 0).then_some((Kind::Sectors, from_sector, relation, to_sector)),
            both((Kind::CountriesAsk, from, relation, to)),
        ]
    }

    pub(crate) fn group(&self, kind: Kind, a: u32, b: u32, c: u32) -> Option<&Counter> {
        self.together.get(&four(kind as u8, a, b, c))
    }

    pub(crate) fn link(&self, actor: u32, other: u32) -> Option<&Link> {
        let at = *self.link_at.get(&pair(actor, other))?;
        self.tracks.get(actor as usize)?.links.get(at as usize)
    }

    pub(crate) fn answers(&self, actor: u32, relation: u32) -> Option<&Answers> {
        let at = *self.asked_at.get(&pair(actor, relation))?;
        self.asked.get(at as usize)
    }

    /// How often `answer` answered `actor relation ?`.
    pub(crate) fn answer(&self, actor: u32, relation: u32, answer: u32) -> Option<&Counter> {
        let question = *self.asked_at.get(&pair(actor, relation))?;
        let key = four(1, 0, 0, 0) ^ pair(question, answer);
        let at = *self.answer_at.get(&key)?;
        Some(&self.asked[question as usize].list[at as usize].count)
    }

    /// How often `answer` answered `? relation`, whoever asked.
    pub(crate) fn taker(&self, relation: u32, answer: u32) -> Option<&Counter> {
        let key = four(2, 0, 0, 0) ^ pair(relation, answer);
        let at = *self.answer_at.get(&key)?;
        Some(&self.takers[relation as usize].list[at as usize].count)
    }
}

fn count(
    answers: &mut Answers,
    answer_at: &mut Map<u32>,
    key: u64,
    answer: u32,
    tick: i32,
    decay: &Decay,
) {
    answers.total.add(tick, decay);
    let at = *answer_at.entry(key).or_insert_with(|| {
        answers.fresh.add(tick, decay);
        answers.list.push(Answer {
            answer,
            count: Counter::default(),
        });
        answers.list.len() as u32 - 1
    });
    answers.list[at as usize].count.add(tick, decay);
}
