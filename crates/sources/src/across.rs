//! Which events of documents and of data sets are one event.

use detente_model::{Day, EventRecord, Judgement, PloverType, Verdict};
use std::collections::{BTreeMap, BTreeSet};

use crate::merge::judge_events;
use crate::recycle::Sets;

/// The rule and version that judgements of this module carry.
pub const ACROSS_RULE: &str = "across-sources.v1";

/// How long a stretch may be, in days, for a day inside it to be taken as the same event.
const LONGEST_STRETCH: i64 = 31;

/// An event with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourcedEvent {
    /// What merging sees of it.
    pub record: EventRecord,
    /// The data set; `None` for what documents report.
    pub dataset: Option<String>,
    /// The CAMEO code.
    pub cameo: Option<String>,
    /// Deaths, where they are counted.
    pub deaths: Option<u32>,
}

/// How the days of two events lie to each other, the closest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Days {
    Same,
    Inside,
    Next,
}

/// Two events that may be one.
struct Candidate {
    left: usize,
    right: usize,
    days: Days,
    same_code: bool,
    same_mode: bool,
}

/// Which events of different sources are one event. A source is a data set; all documents together
/// are one, whose events [`judge_events`] has joined among themselves.
///
/// Two are candidates where they have the same type, modes that do not differ, the same two sides
/// (in either direction for what both do alike), numbers of dead that can be one, and days that
/// are the same, lie within those of the other (a month at the most), or are one apart. What one
/// source tells as two stays two, so that each goes with the likeliest: by days, code and mode.
/// Where the days are not the same, or the deed is one that can be done several times a day,
/// nothing is said unless each has no other candidate in the other's source. The order of `events`
/// changes nothing.
pub fn judge_across(events: &[SourcedEvent]) -> Vec<Judgement> {
    let mut groups: BTreeMap<(PloverType, [&str; 2]), Vec<&SourcedEvent>> = BTreeMap::new();
    for event in events {
        if let Some(sides) = sides(&event.record).filter(|_| days(&event.record).is_some()) {
            let kind = (event.record.plover, sides);
            groups.entry(kind).or_default().push(event);
        }
    }
    let mut judgements: Vec<Judgement> =
        groups.values_mut().flat_map(|group| judge(group)).collect();
    judgements.sort_by(|a, b| (&a.left, &a.right).cmp(&(&b.left, &b.right)));
    judgements
}

/// Judges events of one type and pair of sides.
fn judge(group: &mut [&SourcedEvent]) -> Vec<Judgement> {
    group.sort_by_key(|event| (days(&event.record), &event.record.id));
    let together = told_together(group);
    let candidates = candidates(group);
    let rivals = rivals(group, &candidates, &together);
    let mut fit: Vec<&Candidate> = candidates
        .iter()
        .filter(|candidate| {
            let alone = rivals[&(candidate.left, &group[candidate.right].dataset)].len() == 1
                && rivals[&(candidate.right, &group[candidate.left].dataset)].len() == 1;
            alone || (candidate.days == Days::Same && !often(group[candidate.left].record.plover))
        })
        .collect();
    fit.sort_by_key(|candidate| {
        let ids = [candidate.left, candidate.right].map(|place| &group[place].record.id);
        let (first, second) = (ids[0].min(ids[1]), ids[0].max(ids[1]));
        (
            candidate.days,
            !candidate.same_code,
            !candidate.same_mode,
            first,
            second,
        )
    });
    let mut sets = Sets::new(group.len());
    let mut sources: BTreeMap<usize, BTreeSet<&Option<String>>> = BTreeMap::new();
    for (place, event) in group.iter().enumerate() {
        sets.join(together[place], place);
        let root = sets.root(place);
        sources.entry(root).or_default().insert(&event.dataset);
    }
    let mut judgements = Vec::new();
    for candidate in fit {
        let (left, right) = (sets.root(candidate.left), sets.root(candidate.right));
        if left == right || !sources[&left].is_disjoint(&sources[&right]) {
            continue;
        }
        let mut both = sources.remove(&left).unwrap_or_default();
        both.extend(sources.remove(&right).unwrap_or_default());
        sets.join(left, right);
        sources.insert(sets.root(left), both);
        judgements.push(judgement(group, candidate));
    }
    judgements
}

/// For each event, the first of those that are one with it within its own source.
fn told_together(group: &[&SourcedEvent]) -> Vec<usize> {
    let told: Vec<EventRecord> = group
        .iter()
        .filter(|event| event.dataset.is_none())
        .map(|event| event.record.clone())
        .collect();
    let places: BTreeMap<&str, usize> = group
        .iter()
        .enumerate()
        .map(|(place, event)| (event.record.id.as_str(), place))
        .collect();
    let mut sets = Sets::new(group.len());
    for judged in judge_events(&told) {
        sets.join(places[judged.left.as_str()], places[judged.right.as_str()]);
    }
    (0..group.len()).map(|place| sets.root(place)).collect()
}

/// The pairs of different sources that may be one; `group` is in order of first days.
fn candidates(group: &[&SourcedEvent]) -> Vec<Candidate> {
    let start = |place: usize| days(&group[place].record).map(|(first, _)| first);
    let near = |earlier: usize, later: usize, reach: i64| {
        let both = start(earlier).zip(start(later));
        both.is_some_and(|(earlier, later)| between(earlier, later) <= reach)
    };
    let mut candidates = Vec::new();
    // Stretches that began before; they are few, and reach further than days do.
    let mut stretches: Vec<usize> = Vec::new();
    for later in 0..group.len() {
        stretches.retain(|&earlier| near(earlier, later, LONGEST_STRETCH));
        let adjacent = (0..later)
            .rev()
            .take_while(|&earlier| near(earlier, later, 1));
        let adjacent: Vec<usize> = adjacent.collect();
        let further = stretches.iter().copied();
        let further = further.filter(|earlier| adjacent.last().is_none_or(|last| earlier < last));
        for earlier in further.chain(adjacent.iter().copied()) {
            if group[earlier].dataset != group[later].dataset {
                candidates.extend(candidate(group, earlier, later));
            }
        }
        if days(&group[later].record).is_some_and(|(first, last)| first != last) {
            stretches.push(later);
        }
    }
    candidates
}

fn candidate(group: &[&SourcedEvent], left: usize, right: usize) -> Option<Candidate> {
    let (one, other) = (group[left], group[right]);
    let modes = one.record.mode.as_ref().zip(other.record.mode.as_ref());
    let dead = one.deaths.zip(other.deaths);
    let fits = modes.is_none_or(|(one, other)| one == other)
        && dead.is_none_or(|(one, other)| can_be_one_count(one, other))
        && directions_fit(&one.record, &other.record);
    fits.then_some(())?;
    Some(Candidate {
        left,
        right,
        days: days_fit(days(&one.record)?, days(&other.record)?)?,
        same_code: one.cameo.is_some() && one.cameo == other.cameo,
        same_mode: modes.is_some(),
    })
}

/// For each event and each other source, the events of it that it may be one with; those that
/// documents tell as one count once.
fn rivals<'e>(
    group: &[&'e SourcedEvent],
    candidates: &[Candidate],
    together: &[usize],
) -> BTreeMap<(usize, &'e Option<String>), BTreeSet<usize>> {
    let mut rivals: BTreeMap<(usize, &Option<String>), BTreeSet<usize>> = BTreeMap::new();
    for candidate in candidates {
        for (of, other) in [
            (candidate.left, candidate.right),
            (candidate.right, candidate.left),
        ] {
            let rivals = rivals.entry((of, &group[other].dataset)).or_default();
            rivals.insert(together[other]);
        }
    }
    rivals
}

/// What can be done or said several times a day between the same two.
fn often(plover: PloverType) -> bool {
    use PloverType::{Agree, Aid, Concede, Consult, Cooperate, Retreat, Support};
    !matches!(
        plover,
        Agree | Aid | Concede | Consult | Cooperate | Retreat | Support
    )
}

/// The two sides in order, where there are two and no more.
fn sides(record: &EventRecord) -> Option<[&str; 2]> {
    let all: BTreeSet<&str> = record
        .sources
        .iter()
        .chain(&record.targets)
        .map(String::as_str)
        .collect();
    let mut all = all.into_iter();
    match (all.next(), all.next(), all.next()) {
        (Some(one), Some(other), None) if record.actual => Some([one, other]),
        _ => None,
    }
}

/// Whether who did it to whom can be the same. What both do alike has no direction; support can be
/// told of both or of one.
fn directions_fit(one: &EventRecord, other: &EventRecord) -> bool {
    use PloverType::{Agree, Consult, Cooperate, Support};
    let mutual = |record: &EventRecord| record.sources.len() > 1;
    match one.plover {
        Agree | Consult | Cooperate => true,
        Support if mutual(one) || mutual(other) => true,
        _ => one.sources == other.sources && one.targets == other.targets,
    }
}

/// Counts of one event differ as long as it is new; half or twice as many are still one.
fn can_be_one_count(one: u32, other: u32) -> bool {
    let (fewer, more) = (one.min(other), one.max(other));
    more <= fewer.saturating_mul(2).max(fewer.saturating_add(3))
}

fn days(record: &EventRecord) -> Option<(Day, Day)> {
    let (first, last) = record.start.zip(record.end)?;
    (between(first, last) < LONGEST_STRETCH).then_some((first, last))
}

fn days_fit(one: (Day, Day), other: (Day, Day)) -> Option<Days> {
    let within = |inner: (Day, Day), outer: (Day, Day)| outer.0 <= inner.0 && inner.1 <= outer.1;
    let single = one.0 == one.1 && other.0 == other.1;
    if one == other {
        Some(Days::Same)
    } else if within(one, other) || within(other, one) {
        Some(Days::Inside)
    } else {
        (single && between(one.0, other.0).abs() == 1).then_some(Days::Next)
    }
}

/// Days from `first` to `last`.
fn between(first: Day, last: Day) -> i64 {
    first.date().duration_until(last.date()).as_hours() / 24
}

fn judgement(group: &[&SourcedEvent], candidate: &Candidate) -> Judgement {
    let days = match candidate.days {
        Days::Same => "same days",
        Days::Inside => "the days of one lie within those of the other, and no other fits",
        Days::Next => "one day apart, and no other fits",
    };
    let mut reason = format!("same type and sides; {days}");
    if candidate.same_code {
        reason.push_str("; same code");
    }
    if candidate.same_mode {
        reason.push_str("; same mode");
    }
    Judgement {
        left: group[candidate.left].record.id.clone(),
        right: group[candidate.right].record.id.clone(),
        verdict: Verdict::Same,
        // Judged by construction, not calibrated.
        score: match (candidate.days, candidate.same_code) {
            (Days::Same, true) => 0.95,
            (Days::Same, false) => 0.85,
            (Days::Inside | Days::Next, true) => 0.75,
            (Days::Inside | Days::Next, false) => 0.65,
        },
        reason,
        made_by: ACROSS_RULE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event(id: &str, dataset: Option<&str>, plover: PloverType, days: [&str; 2]) -> SourcedEvent {
        SourcedEvent {
            record: EventRecord {
                id: id.into(),
                plover,
                mode: None,
                sources: BTreeSet::from(["ISR".to_owned()]),
                targets: BTreeSet::from(["IRN".to_owned()]),
                start: days[0].parse().ok(),
                end: days[1].parse().ok(),
                origins: BTreeSet::new(),
                actual: true,
            },
            dataset: dataset.map(str::to_owned),
            cameo: None,
            deaths: None,
        }
    }

    fn on(id: &str, dataset: Option<&str>, plover: PloverType, day: &str) -> SourcedEvent {
        event(id, dataset, plover, [day, day])
    }

    fn pairs(events: &[SourcedEvent]) -> Vec<String> {
        let judged = judge_across(events);
        let pair = |judged: Judgement| judged.ordered().join("+");
        judged.into_iter().map(pair).collect()
    }

    const CONSULT: PloverType = PloverType::Consult;
    const ASSAULT: PloverType = PloverType::Assault;

    #[test]
    fn a_document_and_two_data_sets_tell_of_one_event() {
        let events = [
            on("a", None, CONSULT, "2025-01-17"),
            on("b", Some("icews"), CONSULT, "2025-01-17"),
            on("c", Some("gdelt2"), CONSULT, "2025-01-18"),
        ];
        assert_eq!(pairs(&events), ["a+b", "a+c"]);
    }

    #[test]
    fn what_a_data_set_counts_as_two_stays_two_and_the_same_code_decides() {
        let mut events = [
            on("a", None, CONSULT, "2025-01-17"),
            on("b", Some("icews"), CONSULT, "2025-01-17"),
            on("c", Some("icews"), CONSULT, "2025-01-17"),
        ];
        events[0].cameo = Some("042".into());
        events[2].cameo = Some("042".into());
        assert_eq!(pairs(&events), ["a+c"]);
    }

    #[test]
    fn of_several_attacks_of_a_day_none_is_taken_for_the_one_that_is_told() {
        let mut events = vec![
            on("a", None, ASSAULT, "2025-06-13"),
            on("b", Some("icews"), ASSAULT, "2025-06-13"),
        ];
        assert_eq!(pairs(&events), ["a+b"]);
        events.push(on("c", Some("icews"), ASSAULT, "2025-06-13"));
        assert!(pairs(&events).is_empty());
    }

    #[test]
    fn a_month_is_the_only_event_in_it_or_none() {
        let mut events = vec![
            event("a", None, CONSULT, ["2025-01-01", "2025-01-31"]),
            on("b", Some("icews"), CONSULT, "2025-01-17"),
        ];
        assert_eq!(pairs(&events), ["a+b"]);
        events.push(on("c", Some("icews"), CONSULT, "2025-01-20"));
        assert!(pairs(&events).is_empty());
    }

    #[test]
    fn numbers_of_dead_that_are_far_apart_keep_events_apart() {
        let mut events = [
            on("b", Some("ged"), ASSAULT, "2025-06-13"),
            on("c", Some("acled"), ASSAULT, "2025-06-13"),
        ];
        (events[0].deaths, events[1].deaths) = (Some(60), Some(78));
        assert_eq!(pairs(&events), ["b+c"]);
        events[1].deaths = Some(2);
        assert!(pairs(&events).is_empty());
    }

    fn any_event() -> impl Strategy<Value = SourcedEvent> {
        (0..4_usize, 0..2_usize, 1..6_u32, any::<bool>(), 0..3_usize).prop_map(
            |(source, kind, day, turned, code)| {
                let dataset = [None, None, Some("gdelt2"), Some("icews")][source];
                let kind = [CONSULT, ASSAULT][kind];
                let last = if source == 1 { 31 } else { day };
                let days = [format!("2025-01-{day:02}"), format!("2025-01-{last:02}")];
                let id = format!("{source}{kind}{day}{turned}{code}");
                let mut event = event(&id, dataset, kind, [&days[0], &days[1]]);
                event.cameo = [None, Some("036".into()), Some("042".into())][code].clone();
                if turned {
                    let record = &mut event.record;
                    std::mem::swap(&mut record.sources, &mut record.targets);
                }
                event
            },
        )
    }

    proptest! {
        #[test]
        fn no_two_events_of_a_data_set_are_joined_whatever_the_order(
            events in prop::collection::btree_set(any_event(), 1..30),
        ) {
            let events: Vec<SourcedEvent> = events.into_iter().collect();
            let judged = judge_across(&events);
            let mut turned = events.clone();
            turned.reverse();
            prop_assert_eq!(&judge_across(&turned), &judged);
            let place = |id: &str| events.iter().position(|event| event.record.id == id).unwrap();
            let mut sets = Sets::new(events.len());
            for judged in &judged {
                sets.join(place(&judged.left), place(&judged.right));
            }
            for (one, event) in events.iter().enumerate() {
                for (other, second) in events.iter().enumerate().skip(one + 1) {
                    let same_set = event.dataset.is_some() && event.dataset == second.dataset;
                    prop_assert!(!same_set || sets.root(one) != sets.root(other));
                }
            }
        }
    }
}
