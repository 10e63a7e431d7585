//! The other protocol: the questions of the day are visible, that is, who acts and how, though not with whom.
//! Only questions of the same direction are looked at; those of the other would give answers away.

use crate::rank::features::Sink;
use crate::rank::first::{Candidate, Moment};
use crate::rank::history::{Kind, Step};
use crate::rank::keys::Map;

/// The questions of a moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Visible {
    /// Relations asked about, by actor and direction.
    asked: Map<Vec<u32>>,
    /// How many actors each relation is asked of.
    askers: Map<u32>,
}

fn key(actor: u32, relation: u32) -> u64 {
    u64::from(actor) << 1 | u64::from(relation & 1)
}

impl Visible {
    pub(crate) fn of(steps: &[Step]) -> Self {
        let mut visible = Self::default();
        let mut both: Vec<(u32, u32)> = steps
            .iter()
            .flat_map(|step| [*step, step.turned()])
            .map(|step| (step.actor, step.relation))
            .collect();
        both.sort_unstable();
        both.dedup();
        for (actor, relation) in both {
            visible
                .asked
                .entry(key(actor, relation))
                .or_default()
                .push(relation);
            *visible.askers.entry(u64::from(relation)).or_default() += 1;
        }
        visible
    }

    fn asked(&self, actor: u32, relation: u32) -> &[u32] {
        self.asked
            .get(&key(actor, relation))
            .map_or(&[], Vec::as_slice)
    }

    /// What the visible questions tell of a candidate.
    pub(crate) fn row(
        &self,
        moment: &Moment<'_>,
        [actor, relation]: [u32; 2],
        candidate: &Candidate,
        row: &mut impl Sink,
    ) {
        let history = moment.history;
        let answer = candidate.answer;
        let by_candidate = self.asked(answer, relation);
        let by_actor = self.asked(actor, relation);
        let usual = history.tracks[answer as usize]
            .any
            .at(moment.tick, &history.decay)[3]
            / 43.0;
        row.put("questions of the candidate", 0, by_candidate.len() as f32);
        row.put(
            "questions of the candidate, against its usual number",
            0,
            by_candidate.len() as f32 / (usual + 0.1),
        );
        row.put(
            "the candidate is asked the same",
            0,
            f32::from(u8::from(by_candidate.contains(&relation))),
        );
        row.put("questions of the actor", 0, by_actor.len() as f32);
        let askers = self.askers.get(&u64::from(relation)).copied().unwrap_or(0);
        row.put("actors that are asked the same", 0, askers as f32);
        let back = chances(moment, Kind::Back, relation, by_candidate, answer, actor);
        let along = chances(moment, Kind::Along, relation, by_actor, actor, answer);
        for (names, [most, sum, plain]) in [(BACK, back), (ALONG, along)] {
            row.put(names[0], 0, most);
            row.put(names[1], 0, sum);
            row.put(names[2], 0, plain);
        }
    }
}

const BACK: [&str; 3] = [
    "the candidate is asked what answers this, at most",
    "the candidate is asked what answers this, in sum",
    "the actor fits the candidate's questions",
];
const ALONG: [&str; 3] = [
    "the actor is asked what goes with this, at most",
    "the actor is asked what goes with this, in sum",
    "the candidate fits the actor's other questions",
];

/// Over other questions: how often they come with this one between the same two, times the share of the
/// answer in them; the most, the sum, and the most without the first factor.
fn chances(
    moment: &Moment<'_>,
    kind: Kind,
    relation: u32,
    others: &[u32],
    asker: u32,
    answer: u32,
) -> [f32; 3] {
    let history = moment.history;
    let (tick, decay) = (moment.tick, &history.decay);
    let [mut most, mut sum, mut plain] = [0.0f32; 3];
    let Some(link) = history.link(asker, answer) else {
        return [0.0; 3];
    };
    let all = history.tracks[asker as usize].any.at(tick, decay);
    let linked = link.any.at(tick, decay)[3] / (all[3] + 0.5);
    let total = history.takers[relation as usize].total.at(tick, decay)[5];
    for &other in others {
        if kind as u8 == Kind::Along as u8 && other == relation {
            continue;
        }
        let with = history.group(kind, relation, other, 0);
        let with = with.map_or(0.0, |with| with.at(tick, decay)[5]) / (total + 5.0);
        let of_other = history
            .answers(asker, other)
            .map_or(0.0, |asked| asked.total.at(tick, decay)[4]);
        let mine = history
            .answer(asker, other, answer)
            .map_or(0.0, |count| count.at(tick, decay)[4]);
        let share = 0.5 * mine / (of_other + 0.5) + 0.5 * linked;
        plain = plain.max(share);
        most = most.max(with * share);
        sum += with * share;
    }
    [most, sum, plain]
}
