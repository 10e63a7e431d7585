//! Threes of actors: whose friend is whose enemy, and which ties a step would strain.
//!
//! Signs and balance follow F. Heider (1946) and D. Cartwright and F. Harary (1956): three are balanced
//! where the product of the three signs is plus.

use std::collections::{BTreeMap, BTreeSet};

use detente_model::{ActorId, Claim, Content, Day, Modality, Polarity, Sign, TieKind, When};
use detente_store::ClaimRow;
use serde::Serialize;

use crate::map::{CausalMap, times};

/// Years after which what was between two actors is past.
const PAST_YEARS: i16 = 10;

/// Whether an event or tie is one of cooperation; `None` for what is neither event nor tie.
pub fn cooperates(content: &Content) -> Option<bool> {
    match content {
        Content::Event(event) => Some(event.action.plover().quad().is_cooperation()),
        Content::Tie(tie) => Some(!matches!(
            tie.kind,
            TieKind::Sanctions | TieKind::Rivalry | TieKind::Dispute
        )),
        Content::Cause(_) | Content::Characterisation(_) => None,
    }
}

/// What stands between two actors, by what sources say happened or stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignedTie {
    /// Both, sorted.
    pub actors: [ActorId; 2],
    /// Events and ties of cooperation; a record counts once, however often it is told.
    pub cooperation: usize,
    /// Events and ties of conflict.
    pub conflict: usize,
    /// Documents in which their words first stood.
    pub origins: usize,
    /// The first day that is known of any.
    pub first: Option<Day>,
    /// The last day that is known of any.
    pub last: Option<Day>,
    /// The claims behind it, as places in the rows that the graph was made of: those of
    /// cooperation, then those of conflict.
    #[serde(skip)]
    pub claims: [Vec<usize>; 2],
}

/// Actors with the signed ties between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignedGraph {
    ties: BTreeMap<[ActorId; 2], SignedTie>,
}

/// Three actors with what stands between each two.
#[derive(Debug, Clone, PartialEq)]
pub struct Triad<'g> {
    /// The third beside the pair that was asked for.
    pub third: &'g ActorId,
    /// Between the two of the pair.
    pub between: &'g SignedTie,
    /// Between the first of the pair and the third.
    pub first: &'g SignedTie,
    /// Between the second and the third.
    pub second: &'g SignedTie,
    /// The product of the three signs: `+` balanced, `-` unbalanced, `?` where a tie has both signs.
    pub balance: Sign,
    /// The clarity of the least clear of the three signs, share in `0..=1`.
    pub clarity: f64,
    /// Whether one of the three ties is over: see [`SignedGraph::is_past`].
    pub past: bool,
}

/// A tie that a supposed step would put under strain.
#[derive(Debug, Clone, PartialEq)]
pub struct Strain<'g> {
    /// Who stands between.
    pub third: &'g ActorId,
    /// The tie of cooperation that comes under strain.
    pub strained: &'g SignedTie,
    /// The tie that is the reason: with the other of the pair.
    pub reason: &'g SignedTie,
    /// The clarity of the less clear of both, share in `0..=1`.
    pub clarity: f64,
    /// Whether one of both ties is over: see [`SignedGraph::is_past`].
    pub past: bool,
    /// Stated causes that say so, as numbers in [`CausalMap::mentions`].
    pub said: Vec<usize>,
}

impl SignedTie {
    /// `+` or `-` where one side has at least twice the records of the other, else `?`.
    pub fn sign(&self) -> Sign {
        if self.cooperation >= 2 * self.conflict {
            Sign::Plus
        } else if self.conflict >= 2 * self.cooperation {
            Sign::Minus
        } else {
            Sign::Unknown
        }
    }

    /// The share of the side that has more records, with one more on each side, so that a single
    /// record is not yet clear: 2/3 for one of one, 11/12 for ten of ten.
    pub fn clarity(&self) -> f64 {
        let most = self.cooperation.max(self.conflict) + 1;
        most as f64 / (self.cooperation + self.conflict + 2) as f64
    }

    /// The claims on the side that [`SignedTie::sign`] follows, or on both.
    pub fn deciding_claims(&self) -> Vec<usize> {
        let [cooperation, conflict] = &self.claims;
        match self.sign() {
            Sign::Plus => cooperation.clone(),
            Sign::Minus => conflict.clone(),
            Sign::Unknown => cooperation.iter().chain(conflict).copied().collect(),
        }
    }
}

/// Whether a claim says that something happened or stands.
fn is_actual(claim: &Claim) -> bool {
    let frame = &claim.frame;
    frame.polarity == Polarity::Positive
        && (frame.modality.is_actual() || frame.modality == Modality::Opinion)
}

/// The pairs that a claim speaks of, each with whether they cooperate. Who acts together cooperates;
/// who is acted on together need not.
pub fn pairs(content: &Content) -> BTreeMap<[ActorId; 2], bool> {
    let mut found = BTreeMap::new();
    let Some(cooperate) = cooperates(content) else {
        return found;
    };
    let mut add = |a: &ActorId, b: &ActorId, cooperate: bool| {
        let known = |actor: &ActorId| !actor.as_str().starts_with("role:");
        if a != b && known(a) && known(b) {
            let mut both = [a.clone(), b.clone()];
            both.sort();
            found.entry(both).or_insert(cooperate);
        }
    };
    match content {
        Content::Event(event) => {
            for (place, source) in event.source.iter().enumerate() {
                for target in &event.target {
                    add(source.side(), target.side(), cooperate);
                }
                for other in &event.source[place + 1..] {
                    add(source.side(), other.side(), true);
                }
            }
        }
        Content::Tie(tie) => {
            for (place, party) in tie.parties.iter().enumerate() {
                for other in &tie.parties[place + 1..] {
                    add(party.actor.side(), other.actor.side(), cooperate);
                }
            }
        }
        Content::Cause(_) | Content::Characterisation(_) => {}
    }
    found
}

impl SignedGraph {
    /// The graph of what `rows` say happened or stands; forecasts, aims, suppositions and denials
    /// are left out.
    pub fn new<'r>(rows: impl IntoIterator<Item = &'r ClaimRow>) -> Self {
        #[derive(Default)]
        struct Seen<'r> {
            records: [BTreeSet<&'r str>; 2],
            origins: BTreeSet<&'r str>,
            claims: [Vec<usize>; 2],
            days: Vec<Day>,
        }
        let mut seen: BTreeMap<[ActorId; 2], Seen<'_>> = BTreeMap::new();
        for (place, row) in rows.into_iter().enumerate() {
            if !is_actual(&row.claim) {
                continue;
            }
            for (both, cooperate) in pairs(&row.claim.content) {
                let known = seen.entry(both).or_default();
                let side = usize::from(!cooperate);
                known.records[side].insert(&row.record);
                known.origins.insert(&row.origin_document);
                known.claims[side].push(place);
                let when = row.claim.frame.when.as_ref();
                known.days.extend(when.and_then(When::start));
                known.days.extend(when.and_then(When::end));
            }
        }
        let ties = seen.into_iter().map(|(actors, seen)| {
            let tie = SignedTie {
                actors: actors.clone(),
                cooperation: seen.records[0].len(),
                conflict: seen.records[1].len(),
                origins: seen.origins.len(),
                first: seen.days.iter().min().copied(),
                last: seen.days.iter().max().copied(),
                claims: seen.claims,
            };
            (actors, tie)
        });
        Self {
            ties: ties.collect(),
        }
    }

    /// What stands between two actors; `None` where nothing is said.
    pub fn tie(&self, a: &ActorId, b: &ActorId) -> Option<&SignedTie> {
        let mut both = [a.clone(), b.clone()];
        both.sort();
        self.ties.get(&both)
    }

    /// Whether all that is dated of a tie lies more than ten years before the last day that is known of
    /// any tie: who was whose friend in a past war strains nothing. Undated ties are never past.
    pub fn is_past(&self, tie: &SignedTie) -> bool {
        let known = self.ties.values().filter_map(|tie| tie.last).max();
        let last = tie.last.zip(known);
        last.is_some_and(|(last, known)| last.year() < known.year().saturating_sub(PAST_YEARS))
    }

    /// Those who have ties to both.
    fn thirds<'g>(&'g self, a: &ActorId, b: &ActorId) -> Vec<(&'g ActorId, [&'g SignedTie; 2])> {
        let of = |actor: &ActorId| -> BTreeMap<&'g ActorId, &'g SignedTie> {
            let with = self.ties.iter().filter_map(|(both, tie)| match both {
                [one, other] if one == actor => Some((other, tie)),
                [other, one] if one == actor => Some((other, tie)),
                _ => None,
            });
            with.collect()
        };
        let (with_a, with_b) = (of(a), of(b));
        with_a
            .into_iter()
            .filter_map(|(third, first)| Some((third, [first, *with_b.get(third)?])))
            .collect()
    }

    /// The threes of `a`, `b` and each third: the unbalanced first, then those that are open, then the
    /// balanced; those that are past after the others, and the clearest first.
    pub fn triads(&self, a: &ActorId, b: &ActorId) -> Vec<Triad<'_>> {
        let Some(between) = self.tie(a, b) else {
            return Vec::new();
        };
        let mut found: Vec<Triad<'_>> = self
            .thirds(a, b)
            .into_iter()
            .map(|(third, [first, second])| Triad {
                third,
                between,
                first,
                second,
                balance: times(times(between.sign(), first.sign()), second.sign()),
                clarity: between.clarity().min(first.clarity()).min(second.clarity()),
                past: [between, first, second].iter().any(|tie| self.is_past(tie)),
            })
            .collect();
        let order = |triad: &Triad<'_>| match triad.balance {
            Sign::Minus => 0,
            Sign::Unknown => 1,
            Sign::Plus => 2,
        };
        found.sort_by(|x, y| {
            (order(x), x.past)
                .cmp(&(order(y), y.past))
                .then(y.clarity.total_cmp(&x.clarity))
                .then(x.third.cmp(y.third))
        });
        found
    }

    /// The ties that come under strain where `a` and `b` move closer (`+`) or apart (`-`), the clearest
    /// first. Closer: who is close to one and at odds with the other. Apart: who is close to both.
    /// `map` says which of it a source states.
    pub fn strains(
        &self,
        a: &ActorId,
        b: &ActorId,
        step: Sign,
        map: &CausalMap,
    ) -> Vec<Strain<'_>> {
        let mut found = Vec::new();
        for (third, [first, second]) in self.thirds(a, b) {
            let strained: &[(&SignedTie, &SignedTie)] = match (step, first.sign(), second.sign()) {
                (Sign::Plus, Sign::Plus, Sign::Minus) => &[(first, second)],
                (Sign::Plus, Sign::Minus, Sign::Plus) => &[(second, first)],
                (Sign::Minus, Sign::Plus, Sign::Plus) => &[(first, second), (second, first)],
                _ => &[],
            };
            for (strained, reason) in strained {
                found.push(Strain {
                    third,
                    strained,
                    reason,
                    clarity: strained.clarity().min(reason.clarity()),
                    past: self.is_past(strained) || self.is_past(reason),
                    said: said(map, [a, b], third),
                });
            }
        }
        found.sort_by(|x, y| {
            (x.past.cmp(&y.past))
                .then(y.clarity.total_cmp(&x.clarity))
                .then_with(|| x.strained.actors.cmp(&y.strained.actors))
        });
        found
    }
}

/// Stated causes that lead from what the two do to something about the third.
fn said(map: &CausalMap, both: [&ActorId; 2], third: &ActorId) -> Vec<usize> {
    let fits = |number: &usize| {
        let mention = &map.mentions[*number];
        both.iter().all(|actor| mention.cause.about.contains(actor))
            && mention.effect.about.contains(third)
    };
    (0..map.mentions.len()).filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tie(a: &str, b: &str, cooperation: usize, conflict: usize) -> ([ActorId; 2], SignedTie) {
        let mut actors: [ActorId; 2] = [a, b].map(|id| id.parse().expect("an id"));
        actors.sort();
        let tie = SignedTie {
            actors: actors.clone(),
            cooperation,
            conflict,
            origins: 1,
            first: None,
            last: None,
            claims: [Vec::new(), Vec::new()],
        };
        (actors, tie)
    }

    fn id(text: &str) -> ActorId {
        text.parse().expect("an id")
    }

    fn graph() -> SignedGraph {
        SignedGraph {
            ties: [
                tie("RUS", "IRN", 9, 1),
                tie("RUS", "ISR", 6, 2),
                tie("IRN", "ISR", 0, 12),
                tie("RUS", "USA", 1, 8),
                tie("IRN", "USA", 1, 9),
                tie("RUS", "TUR", 3, 2),
                tie("IRN", "TUR", 3, 1),
                tie("RUS", "CHN", 5, 0),
                tie("IRN", "CHN", 4, 0),
            ]
            .into(),
        }
    }

    #[test]
    fn the_friend_of_my_enemy_comes_first() {
        let graph = graph();
        let triads = graph.triads(&id("RUS"), &id("IRN"));
        let told: Vec<(&str, Sign)> = triads
            .iter()
            .map(|triad| (triad.third.as_str(), triad.balance))
            .collect();
        assert_eq!(told[0], ("ISR", Sign::Minus));
        assert_eq!(told[1], ("TUR", Sign::Unknown));
        assert!(told[2..].iter().all(|(_, balance)| *balance == Sign::Plus));
    }

    #[test]
    fn the_order_of_the_pair_changes_no_balance() {
        let graph = graph();
        let order = |triads: Vec<Triad<'_>>| -> Vec<(ActorId, Sign)> {
            triads
                .iter()
                .map(|triad| (triad.third.clone(), triad.balance))
                .collect()
        };
        assert_eq!(
            order(graph.triads(&id("RUS"), &id("IRN"))),
            order(graph.triads(&id("IRN"), &id("RUS")))
        );
    }

    #[test]
    fn moving_closer_strains_the_tie_to_an_enemy_of_the_other() {
        let graph = graph();
        let map = CausalMap::default();
        let told = |step| -> Vec<[ActorId; 2]> {
            let strains = graph.strains(&id("RUS"), &id("IRN"), step, &map);
            strains
                .iter()
                .map(|strain| strain.strained.actors.clone())
                .collect()
        };
        assert_eq!(told(Sign::Plus), [[id("ISR"), id("RUS")]]);
        assert_eq!(
            told(Sign::Minus),
            [[id("CHN"), id("IRN")], [id("CHN"), id("RUS")]]
        );
        assert!(told(Sign::Unknown).is_empty());
    }

    #[test]
    fn what_is_over_comes_after_what_is_not() {
        let mut graph = graph();
        let day = |text: &str| Some(text.parse().expect("a day"));
        let key = [id("IRN"), id("ISR")];
        graph.ties.get_mut(&key).expect("it is there").last = day("1988-08-20");
        let key = [id("IRN"), id("RUS")];
        graph.ties.get_mut(&key).expect("it is there").last = day("2025-01-17");
        let (_, mut enemy) = tie("IRN", "IRQ", 0, 3);
        enemy.last = day("2020-01-01");
        graph.ties.insert(enemy.actors.clone(), enemy);
        let (both, friend) = tie("RUS", "IRQ", 2, 0);
        graph.ties.insert(both, friend);
        let triads = graph.triads(&id("RUS"), &id("IRN"));
        let told: Vec<(&str, bool)> = triads
            .iter()
            .map(|triad| (triad.third.as_str(), triad.past))
            .collect();
        assert_eq!(told[..2], [("IRQ", false), ("ISR", true)]);
        let strains = graph.strains(&id("RUS"), &id("IRN"), Sign::Plus, &CausalMap::default());
        assert!(!strains[0].past && strains[1].past);
    }

    #[test]
    fn one_record_is_less_clear_than_many() {
        let (_, one) = tie("RUS", "IRN", 1, 0);
        let (_, many) = tie("RUS", "IRN", 10, 0);
        assert!(one.clarity() < many.clarity() && many.clarity() < 1.0);
    }
}
