//! A learned factorisation that goes along with the stream: vectors for actors and relations, corrected
//! after each moment by what happened in it. It ranks answers that were never seen with their question.

// Vectors of one width are walked through together, by place.
#![allow(clippy::needless_range_loop)]

use crate::rank::bytes::{Reader, Writer};
use crate::rank::history::Step;
use crate::rank::keys::{Map, four};

/// Numbers in a vector; a multiple of eight.
pub(crate) const WIDTH: usize = 64;
/// Wrong answers that each right one is weighed against.
const WRONG: usize = 256;
/// Events from which wrong answers are drawn.
const RECENT: usize = 16_384;
/// Kinds of company that a question is read with.
const COMPANIES: usize = 5;
/// Steps after which half of each is forgotten.
const COMPANY_HALF_LIVES: [f32; COMPANIES] = [4.0, 60.0, 8.0, 120.0, 20.0];

/// A table of vectors with one rate of learning a row.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) rows: Vec<f32>,
    pub(crate) squares: Vec<f32>,
}

impl Table {
    fn new(count: usize, scale: f32, around: f32, random: &mut Random) -> Self {
        let mut table = Self {
            rows: Vec::new(),
            squares: Vec::new(),
        };
        table.extend(count, scale, around, random);
        table
    }

    /// Makes room for `count` rows in all.
    fn extend(&mut self, count: usize, scale: f32, around: f32, random: &mut Random) {
        let missing = count.saturating_sub(self.squares.len());
        let draw = |_| around + scale * (random.unit() * 2.0 - 1.0);
        self.rows.extend((0..missing * WIDTH).map(draw));
        self.squares.resize(self.squares.len() + missing, 0.0);
    }

    fn row(&self, at: u32) -> &[f32] {
        let at = at as usize * WIDTH;
        &self.rows[at..at + WIDTH]
    }

    fn correct(&mut self, at: u32, gradient: &[f32; WIDTH], rate: f32) {
        let square = dot(gradient, gradient) / WIDTH as f32;
        let at = at as usize;
        self.squares[at] += square;
        let step = rate / (self.squares[at] + 1e-8).sqrt();
        for (value, gradient) in self.rows[at * WIDTH..(at + 1) * WIDTH]
            .iter_mut()
            .zip(gradient)
        {
            *value -= step * gradient;
        }
    }
}

/// Numbers that look random and are the same each time.
#[derive(Debug, Clone)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number in 0..1.
    pub(crate) fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u32 << 24) as f32
    }

    /// Puts items into an order by lot.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }

    /// A number below `bound`, which is not 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

/// The sum of products, in an order that does not depend on the machine.
#[inline]
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    for (a, b) in a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0) {
        for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += a * b;
        }
    }
    let quarter = |at: usize| lanes[at] + lanes[at + 4];
    (quarter(0) + quarter(1)) + (quarter(2) + quarter(3))
}

/// The sum of the vectors of those that somebody had to do with, forgetting.
#[derive(Debug, Clone)]
pub(crate) struct Company {
    pub(crate) sum: [f32; WIDTH],
    pub(crate) weight: f32,
    pub(crate) tick: i32,
}

/// The vectors.
#[derive(Debug, Clone)]
pub(crate) struct Embedding {
    pub(crate) actor: Table,
    pub(crate) answer: Table,
    pub(crate) times: Table,
    pub(crate) plus: Table,
    pub(crate) company_times: Vec<Table>,
    pub(crate) bias: Vec<f32>,
    pub(crate) bias_squares: Vec<f32>,
    pub(crate) companies: Vec<Company>,
    company_at: Map<u32>,
    countries: Vec<u32>,
    recent: Vec<u32>,
    recent_next: usize,
    recent_count: Vec<u32>,
    seen: Vec<u32>,
    is_seen: Vec<bool>,
    random: Random,
    pub(crate) rate: f32,
    pub(crate) passes: usize,
}

impl Embedding {
    pub(crate) fn new(entities: usize, relations: usize, countries: Vec<u32>, seed: u64) -> Self {
        let mut random = Random(seed);
        let relations = relations * 2;
        Self {
            actor: Table::new(entities, 0.3, 0.0, &mut random),
            answer: Table::new(entities, 0.3, 0.0, &mut random),
            times: Table::new(relations, 0.3, 0.7, &mut random),
            plus: Table::new(relations, 0.1, 0.0, &mut random),
            company_times: (0..COMPANIES)
                .map(|_| Table::new(relations, 0.2, 0.3, &mut random))
                .collect(),
            bias: vec![0.0; entities],
            bias_squares: vec![0.0; entities],
            companies: Vec::new(),
            company_at: Map::default(),
            countries,
            recent: Vec::new(),
            recent_next: 0,
            recent_count: vec![0; entities],
            seen: Vec::new(),
            is_seen: vec![false; entities],
            random,
            rate: 0.05,
            passes: 3,
        }
    }

    pub(crate) fn put(&self, writer: &mut Writer) {
        for table in self.tables() {
            writer.floats(&table.rows);
            writer.floats(&table.squares);
        }
        writer.floats(&self.bias);
        writer.floats(&self.bias_squares);
        let mut keys: Vec<(u64, u32)> = self
            .company_at
            .iter()
            .map(|(key, at)| (*key, *at))
            .collect();
        keys.sort_unstable_by_key(|&(_, at)| at);
        writer.list(&keys, |writer, (key, at)| {
            let company = &self.companies[*at as usize];
            writer.u64(*key);
            writer.floats(&company.sum);
            writer.f32(company.weight);
            writer.u32(company.tick.cast_unsigned());
        });
        for list in [&self.recent, &self.seen] {
            writer.list(list, |writer, entity| writer.u32(*entity));
        }
        writer.u32(self.recent_next as u32);
        writer.u64(self.random.0);
    }

    fn tables(&self) -> impl Iterator<Item = &Table> {
        [&self.actor, &self.answer, &self.times, &self.plus]
            .into_iter()
            .chain(&self.company_times)
    }

    pub(crate) fn take(reader: &mut Reader<'_>, entities: usize, relations: usize) -> Option<Self> {
        let mut taken = Self::new(0, 0, Vec::new(), 0);
        let Self {
            actor,
            answer,
            times,
            plus,
            company_times,
            ..
        } = &mut taken;
        let of_entities = [actor, answer].into_iter().map(|table| (table, entities));
        let of_relations = [times, plus].into_iter().chain(company_times);
        for (table, count) in of_entities.chain(of_relations.map(|table| (table, relations * 2))) {
            (table.rows, table.squares) = (reader.floats()?, reader.floats()?);
            if table.rows.len() != count * WIDTH || table.squares.len() != count {
                return None;
            }
        }
        (taken.bias, taken.bias_squares) = (reader.floats()?, reader.floats()?);
        let companies = reader.list(|reader| {
            let key = reader.u64()?;
            let sum = <[f32; WIDTH]>::try_from(reader.floats()?).ok()?;
            let weight = reader.f32()?;
            Some((
                key,
                Company {
                    sum,
                    weight,
                    tick: reader.u32()?.cast_signed(),
                },
            ))
        })?;
        for (at, (key, company)) in companies.into_iter().enumerate() {
            taken.company_at.insert(key, at as u32);
            taken.companies.push(company);
        }
        let entity =
            |reader: &mut Reader<'_>| reader.u32().filter(|&number| (number as usize) < entities);
        taken.recent = reader.list(entity)?;
        taken.seen = reader.list(entity)?;
        taken.recent_next = reader.u32()? as usize;
        taken.random = Random(reader.u64()?);
        taken.recent_count = vec![0; entities];
        taken.is_seen = vec![false; entities];
        for &entity in &taken.recent {
            taken.recent_count[entity as usize] += 1;
        }
        for &entity in &taken.seen {
            taken.is_seen[entity as usize] = true;
        }
        let sound = taken.bias.len() == entities
            && taken.bias_squares.len() == entities
            && taken.recent.len() <= RECENT
            && taken.recent_next < RECENT;
        sound.then_some(taken)
    }

    /// Makes room for actors and relations that were not there when it was made.
    pub(crate) fn make_room(&mut self, entities: usize, relations: usize, countries: Vec<u32>) {
        let relations = relations * 2;
        self.countries = countries;
        let random = &mut self.random;
        self.actor.extend(entities, 0.3, 0.0, random);
        self.answer.extend(entities, 0.3, 0.0, random);
        self.times.extend(relations, 0.3, 0.7, random);
        self.plus.extend(relations, 0.1, 0.0, random);
        for times in &mut self.company_times {
            times.extend(relations, 0.2, 0.3, random);
        }
        self.bias.resize(entities.max(self.bias.len()), 0.0);
        self.bias_squares
            .resize(entities.max(self.bias_squares.len()), 0.0);
        self.recent_count
            .resize(entities.max(self.recent_count.len()), 0);
        self.is_seen.resize(entities.max(self.is_seen.len()), false);
    }

    /// The keys of the companies of a question; 0 for none.
    fn company_keys(&self, actor: u32, relation: u32) -> [u64; COMPANIES] {
        let country = self.countries.get(actor as usize).copied().unwrap_or(0);
        [
            four(1, actor, 0, 0),
            four(2, actor, 0, 0),
            four(3, actor, relation, 0),
            four(4, actor, relation, 0),
            if country == 0 {
                0
            } else {
                four(5, country, relation, 0)
            },
        ]
    }

    /// The mean vectors of the companies of a question.
    fn company_of(&self, actor: u32, relation: u32, tick: i32) -> [[f32; WIDTH]; COMPANIES] {
        let mut means = [[0.0; WIDTH]; COMPANIES];
        let keys = self.company_keys(actor, relation);
        for ((mean, key), half) in means.iter_mut().zip(keys).zip(COMPANY_HALF_LIVES) {
            let Some(&at) = self.company_at.get(&key) else {
                continue;
            };
            let company = &self.companies[at as usize];
            let age = (tick - company.tick).max(0) as f32;
            let left = (-age / half).exp2();
            let scale = left / (company.weight * left + 0.5);
            for (mean, sum) in mean.iter_mut().zip(&company.sum) {
                *mean = sum * scale;
            }
        }
        means
    }

    /// The vector of a question; its product with an answer's vector is the answer's score.
    pub(crate) fn question(&self, actor: u32, relation: u32, tick: i32) -> [f32; WIDTH] {
        self.question_in(&self.company_of(actor, relation, tick), actor, relation)
    }

    fn question_in(
        &self,
        companies: &[[f32; WIDTH]; COMPANIES],
        actor: u32,
        relation: u32,
    ) -> [f32; WIDTH] {
        let mut question = [0.0; WIDTH];
        let (actor, times) = (self.actor.row(actor), self.times.row(relation));
        let plus = self.plus.row(relation);
        for at in 0..WIDTH {
            question[at] = actor[at] * times[at] + plus[at];
        }
        for (company, times) in companies.iter().zip(&self.company_times) {
            let times = times.row(relation);
            for at in 0..WIDTH {
                question[at] += company[at] * times[at];
            }
        }
        question
    }

    #[inline]
    pub(crate) fn score(&self, question: &[f32; WIDTH], answer: u32) -> f32 {
        dot(question, self.answer.row(answer)) + self.bias[answer as usize]
    }

    /// Corrects the vectors by the events of one moment. `right` tells whether an answer is right.
    pub(crate) fn learn(&mut self, tick: i32, steps: &[Step]) {
        for step in steps {
            for entity in [step.actor, step.answer] {
                if !std::mem::replace(&mut self.is_seen[entity as usize], true) {
                    self.seen.push(entity);
                }
                self.remember(entity);
            }
        }
        let mut both: Vec<Step> = steps
            .iter()
            .flat_map(|step| [*step, step.turned()])
            .collect();
        both.sort_unstable();
        both.dedup();
        let mut order: Vec<usize> = (0..both.len()).collect();
        for _ in 0..self.passes {
            self.random.shuffle(&mut order);
            for block in order.chunks(32) {
                let wrong = self.draw_wrong();
                for &at in block {
                    self.correct(tick, both[at], &both, &wrong);
                }
            }
        }
        for step in both {
            self.keep_company(tick, step);
        }
    }

    fn remember(&mut self, entity: u32) {
        self.recent_count[entity as usize] += 1;
        if self.recent.len() < RECENT {
            self.recent.push(entity);
        } else {
            let old = std::mem::replace(&mut self.recent[self.recent_next], entity);
            self.recent_count[old as usize] -= 1;
            self.recent_next = (self.recent_next + 1) % RECENT;
        }
    }

    /// Draws wrong answers, half of them by how active they are, with the logarithm of how often
    /// each is expected among the drawn.
    fn draw_wrong(&mut self) -> Vec<(u32, f32)> {
        (0..WRONG)
            .map(|at| {
                let drawn = if at % 2 == 0 {
                    self.seen[self.random.below(self.seen.len())]
                } else {
                    self.recent[self.random.below(self.recent.len())]
                };
                let often = self.recent_count[drawn as usize] as f32 / self.recent.len() as f32;
                let chance = 0.5 / self.seen.len() as f32 + 0.5 * often;
                (drawn, (chance * WRONG as f32).ln())
            })
            .collect()
    }

    fn correct(&mut self, tick: i32, step: Step, both: &[Step], wrong: &[(u32, f32)]) {
        let companies = self.company_of(step.actor, step.relation, tick);
        let question = self.question_in(&companies, step.actor, step.relation);
        let right = self.score(&question, step.answer);
        let mut scores = [f32::NEG_INFINITY; WRONG];
        let mut highest = right;
        for (score, &(answer, expected)) in scores.iter_mut().zip(wrong) {
            let is_right = both.binary_search(&Step { answer, ..step }).is_ok();
            if !is_right {
                *score = self.score(&question, answer) - expected;
                highest = highest.max(*score);
            }
        }
        let mut sum = (right - highest).exp();
        let right_share = sum;
        for score in &mut scores {
            *score = (*score - highest).exp();
            sum += *score;
        }
        let mut toward = [0.0f32; WIDTH];
        self.pull(&question, step.answer, right_share / sum - 1.0, &mut toward);
        for (score, &(answer, _)) in scores.iter().zip(wrong) {
            let share = score / sum;
            if share > 1e-4 {
                self.pull(&question, answer, share, &mut toward);
            }
        }
        self.correct_question(&companies, step, &toward);
    }

    /// Moves an answer along a question; what moves the question is added to `toward`.
    fn pull(&mut self, question: &[f32; WIDTH], answer: u32, by: f32, toward: &mut [f32; WIDTH]) {
        let row = self.answer.row(answer);
        let mut gradient = [0.0; WIDTH];
        for at in 0..WIDTH {
            toward[at] += by * row[at];
            gradient[at] = by * question[at] + 1e-5 * row[at];
        }
        self.answer.correct(answer, &gradient, self.rate);
        let at = answer as usize;
        self.bias_squares[at] += by * by;
        self.bias[at] -= self.rate * by / (self.bias_squares[at] + 1e-6).sqrt();
    }

    fn correct_question(
        &mut self,
        companies: &[[f32; WIDTH]; COMPANIES],
        step: Step,
        toward: &[f32; WIDTH],
    ) {
        let (actor, times) = (self.actor.row(step.actor), self.times.row(step.relation));
        let mut actor_gradient = [0.0; WIDTH];
        let mut times_gradient = [0.0; WIDTH];
        for at in 0..WIDTH {
            actor_gradient[at] = toward[at] * times[at] + 1e-5 * actor[at];
            times_gradient[at] = toward[at] * actor[at];
        }
        self.actor.correct(step.actor, &actor_gradient, self.rate);
        self.times
            .correct(step.relation, &times_gradient, self.rate);
        self.plus.correct(step.relation, toward, self.rate);
        for (company, times) in companies.iter().zip(&mut self.company_times) {
            let mut gradient = [0.0; WIDTH];
            for at in 0..WIDTH {
                gradient[at] = toward[at] * company[at];
            }
            times.correct(step.relation, &gradient, self.rate);
        }
    }

    fn keep_company(&mut self, tick: i32, step: Step) {
        let keys = self.company_keys(step.actor, step.relation);
        for (key, half) in keys.into_iter().zip(COMPANY_HALF_LIVES) {
            if key == 0 {
                continue;
            }
            let at = *self.company_at.entry(key).or_insert_with(|| {
                self.companies.push(Company {
                    sum: [0.0; WIDTH],
                    weight: 0.0,
                    tick,
                });
                self.companies.len() as u32 - 1
            });
            let company = &mut self.companies[at as usize];
            let left = (-((tick - company.tick).max(0) as f32) / half).exp2();
            for (value, other) in company.sum.iter_mut().zip(self.answer.row(step.answer)) {
                *value = *value * left + other;
            }
            company.weight = company.weight * left + 1.0;
            company.tick = company.tick.max(tick);
        }
    }
}
