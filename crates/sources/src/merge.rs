use detente_model::{Day, EventRecord, Judgement, PloverType, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// The rule and version that judgements of this module carry.
pub const MERGE_RULE: &str = "same-type-sides-date.v1";

/// How long a stretch may be, in days, for a finer date inside it to be taken as the same event:
/// a pair meets more than once a year, and seldom signs twice a month.
const LONGEST_STRETCH: i32 = 31;

/// How far from a new record those begin that bear on how it is judged, in days.
pub const REACH: i32 = LONGEST_STRETCH;

/// Which event records are one event.
///
/// Two are where they have the same type, modes that do not differ, the same sides (in either
/// direction for what both do alike: agree, consult, cooperate), and dates of which one lies
/// inside the other and neither is wider than a month. Only what is said to have happened is
/// merged. Each record is judged against the finest-dated record that it fits, so the number of
/// judgements is below the number of records.
pub fn judge_events(records: &[EventRecord]) -> Vec<Judgement> {
    let mut groups: BTreeMap<_, Vec<&EventRecord>> = BTreeMap::new();
    for record in records
        .iter()
        .filter(|record| record.actual && days(record).is_some())
    {
        groups.entry(kind_of(record)).or_default().push(record);
    }
    let mut judgements = Vec::new();
    for group in groups.values_mut() {
        group.sort_by_key(|record| fineness(record));
        for (place, record) in group.iter().enumerate() {
            let finer = group[..place].iter().find(|finer| fits(finer, record));
            judgements.extend(finer.map(|finer| judgement(finer, record)));
        }
    }
    judgements.sort_by(|a, b| (&a.left, &a.right).cmp(&(&b.left, &b.right)));
    judgements
}

/// What becomes of judgements where records are new.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rejudged {
    /// Judgements that are made.
    pub made: Vec<Judgement>,
    /// Pairs of events whose judgement is made no longer, the smaller id first.
    pub withdrawn: Vec<(String, String)>,
}

/// Judges anew what the records in `new` can change, so that the judgements are those that
/// [`judge_events`] makes of all records, in whatever order these came.
///
/// `near` are all records whose first day lies at most [`REACH`] days before or after a day of a
/// new one; `held` are the pairs that the rule has judged the same, the smaller id first.
pub fn rejudge_events(
    near: &[EventRecord],
    new: &BTreeSet<String>,
    held: &BTreeSet<(String, String)>,
) -> Rejudged {
    let mut groups: BTreeMap<_, Vec<&EventRecord>> = BTreeMap::new();
    for record in near.iter().filter(|record| new.contains(&record.id)) {
        groups.entry(kind_of(record)).or_default().push(record);
    }
    // A record is judged against those whose days lie within its own.
    let is_touched = |record: &EventRecord| {
        let same_kind = groups.get(&kind_of(record));
        same_kind.is_some_and(|new| {
            new.iter()
                .any(|new| new.id == record.id || holds(record, new))
        })
    };
    let touched: BTreeMap<&str, &EventRecord> = near
        .iter()
        .filter(|record| is_touched(record))
        .map(|record| (record.id.as_str(), record))
        .collect();
    let judgements = judge_events(near);
    let about_touched = |judged: &Judgement| touched.contains_key(judged.right.as_str());
    let made: Vec<Judgement> = judgements.into_iter().filter(about_touched).collect();
    let proposed: BTreeSet<[&str; 2]> = made.iter().map(Judgement::ordered).collect();
    let known: BTreeMap<&str, &EventRecord> = near
        .iter()
        .map(|record| (record.id.as_str(), record))
        .collect();
    let is_withdrawn = |pair: &&(String, String)| {
        let (left, right) = (pair.0.as_str(), pair.1.as_str());
        let both = known.get(left).zip(known.get(right));
        both.is_some_and(|(one, other)| {
            let coarser = coarser(one, other);
            touched.contains_key(coarser.id.as_str()) && !proposed.contains(&[left, right])
        })
    };
    let withdrawn = held.iter().filter(is_withdrawn).cloned().collect();
    Rejudged { made, withdrawn }
}

/// Type and sides; the direction is left out where both sides do the same.
fn kind_of(record: &EventRecord) -> (PloverType, BTreeSet<&str>, BTreeSet<&str>) {
    use PloverType::{Agree, Consult, Cooperate};
    let sources = record.sources.iter().map(String::as_str);
    let targets = record.targets.iter().map(String::as_str);
    if matches!(record.plover, Agree | Consult | Cooperate) {
        (
            record.plover,
            sources.chain(targets).collect(),
            BTreeSet::new(),
        )
    } else {
        (record.plover, sources.collect(), targets.collect())
    }
}

/// The stretch of a record that is dated finely enough.
fn days(record: &EventRecord) -> Option<(Day, Day)> {
    let (first, last) = record.start.zip(record.end)?;
    (width(first, last) <= LONGEST_STRETCH).then_some((first, last))
}

/// The order in which records are judged: the finest-dated first.
fn fineness(record: &EventRecord) -> (Option<i32>, &str) {
    let width = days(record).map(|(first, last)| width(first, last));
    (width, &record.id)
}

fn coarser<'a>(one: &'a EventRecord, other: &'a EventRecord) -> &'a EventRecord {
    if fineness(one) < fineness(other) {
        other
    } else {
        one
    }
}

/// Whether the days of `inner` lie within those of `outer`.
fn holds(outer: &EventRecord, inner: &EventRecord) -> bool {
    let both = days(outer).zip(days(inner));
    both.is_some_and(|(outer, inner)| outer.0 <= inner.0 && inner.1 <= outer.1)
}

/// Days from first to last, both counted.
fn width(first: Day, last: Day) -> i32 {
    let hours = first.date().duration_until(last.date()).as_hours();
    i32::try_from(hours / 24 + 1).unwrap_or(i32::MAX)
}

fn fits(finer: &EventRecord, record: &EventRecord) -> bool {
    let modes_agree = finer.mode.is_none() || record.mode.is_none() || finer.mode == record.mode;
    modes_agree && holds(record, finer)
}

fn judgement(finer: &EventRecord, record: &EventRecord) -> Judgement {
    let same_days = days(finer) == days(record);
    Judgement {
        left: finer.id.clone(),
        right: record.id.clone(),
        verdict: Verdict::Same,
        // Judged by construction, not calibrated: a shared day is near certain, a month is likely.
        score: if same_days { 0.95 } else { 0.7 },
        reason: if same_days {
            "same type, sides and days".to_owned()
        } else {
            "same type and sides; the days of one lie within those of the other".to_owned()
        },
        made_by: MERGE_RULE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event(
        id: &str,
        plover: PloverType,
        sides: [&str; 2],
        first: &str,
        last: &str,
    ) -> EventRecord {
        EventRecord {
            id: id.into(),
            plover,
            mode: None,
            sources: BTreeSet::from([sides[0].to_owned()]),
            targets: BTreeSet::from([sides[1].to_owned()]),
            start: first.parse().ok(),
            end: last.parse().ok(),
            origins: BTreeSet::new(),
            actual: true,
        }
    }

    fn pairs(records: &[EventRecord]) -> Vec<(String, String)> {
        judge_events(records)
            .into_iter()
            .map(|judged| (judged.left, judged.right))
            .collect()
    }

    #[test]
    fn a_day_and_its_month_are_one_event() {
        let records = [
            event(
                "evt_month",
                PloverType::Agree,
                ["RUS", "IRN"],
                "2025-01-01",
                "2025-01-31",
            ),
            event(
                "evt_day",
                PloverType::Agree,
                ["IRN", "RUS"],
                "2025-01-17",
                "2025-01-17",
            ),
        ];
        assert_eq!(
            pairs(&records),
            [("evt_day".to_owned(), "evt_month".to_owned())]
        );
    }

    #[test]
    fn a_year_is_too_wide() {
        let records = [
            event(
                "evt_year",
                PloverType::Consult,
                ["RUS", "IRN"],
                "2025-01-01",
                "2025-12-31",
            ),
            event(
                "evt_day",
                PloverType::Consult,
                ["IRN", "RUS"],
                "2025-01-17",
                "2025-01-17",
            ),
        ];
        assert!(pairs(&records).is_empty());
    }

    #[test]
    fn direction_matters_where_one_acts_on_the_other() {
        let records = [
            event(
                "evt_a",
                PloverType::Assault,
                ["ISR", "IRN"],
                "2025-06-13",
                "2025-06-13",
            ),
            event(
                "evt_b",
                PloverType::Assault,
                ["IRN", "ISR"],
                "2025-06-13",
                "2025-06-13",
            ),
        ];
        assert!(pairs(&records).is_empty());
    }

    #[test]
    fn what_did_not_happen_is_not_merged() {
        let forecast = EventRecord {
            actual: false,
            ..event(
                "evt_a",
                PloverType::Agree,
                ["RUS", "IRN"],
                "2025-01-01",
                "2025-01-31",
            )
        };
        let signed = event(
            "evt_b",
            PloverType::Agree,
            ["RUS", "IRN"],
            "2025-01-17",
            "2025-01-17",
        );
        assert!(pairs(&[forecast, signed]).is_empty());
    }

    #[test]
    fn modes_that_differ_keep_events_apart() {
        let with_mode = |id: &str, mode: &str| EventRecord {
            mode: Some(mode.into()),
            ..event(
                id,
                PloverType::Consult,
                ["RUS", "IRN"],
                "2025-01-17",
                "2025-01-17",
            )
        };
        assert!(pairs(&[with_mode("evt_a", "visit"), with_mode("evt_b", "phone")]).is_empty());
    }

    /// A record on days of two months, as a generated number says.
    fn any_record() -> impl Strategy<Value = EventRecord> {
        (0..4_u32, 0..2_u32, 0..50_i32, 0..4_usize, any::<bool>()).prop_map(
            |(kind, mode, first, width, actual)| {
                let last = first + [0, 0, 6, 30][width];
                let day = |offset: i32| {
                    let (month, day) = (1 + offset / 28, 1 + offset % 28);
                    format!("2025-{month:02}-{day:02}")
                };
                let plover = [PloverType::Agree, PloverType::Assault][kind as usize % 2];
                let sides = [["RUS", "IRN"], ["IRN", "RUS"]][kind as usize / 2];
                let mode = ["meet", "visit"][mode as usize];
                let id = format!(
                    "evt_{:x}",
                    xxhash_rust::xxh3::xxh3_64(
                        format!("{plover}{sides:?}{first}{last}{mode}").as_bytes()
                    )
                );
                EventRecord {
                    mode: Some(mode.to_owned()),
                    actual: actual || kind > 0,
                    ..event(&id, plover, sides, &day(first), &day(last))
                }
            },
        )
    }

    proptest! {
        #[test]
        fn records_that_come_one_by_one_are_judged_as_if_all_came_at_once(
            records in prop::collection::vec(any_record(), 1..40),
            size in 1..6_usize,
        ) {
            let mut known: BTreeMap<String, EventRecord> = BTreeMap::new();
            let mut held: BTreeSet<(String, String)> = BTreeSet::new();
            for batch in records.chunks(size) {
                let mut new = BTreeSet::new();
                for record in batch {
                    new.insert(record.id.clone());
                    let known = known.entry(record.id.clone()).or_insert_with(|| record.clone());
                    known.actual &= record.actual;
                }
                let near: Vec<EventRecord> = known.values().cloned().collect();
                let rejudged = rejudge_events(&near, &new, &held);
                for pair in &rejudged.withdrawn {
                    prop_assert!(held.remove(pair));
                }
                let made = rejudged.made.iter().map(Judgement::ordered);
                held.extend(made.map(|[left, right]| (left.to_owned(), right.to_owned())));
            }
            let all: Vec<EventRecord> = known.into_values().collect();
            let at_once: BTreeSet<(String, String)> = judge_events(&all)
                .iter()
                .map(Judgement::ordered)
                .map(|[left, right]| (left.to_owned(), right.to_owned()))
                .collect();
            prop_assert_eq!(held, at_once);
        }
    }
}
