use detente_model::{Day, EventRecord, Judgement, PloverType, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// The rule and version that judgements of this module carry.
pub const MERGE_RULE: &str = "same-type-sides-date.v1";

/// How long a stretch may be, in days, for a finer date inside it to be taken as the same event:
/// a pair meets more than once a year, and seldom signs twice a month.
const LONGEST_STRETCH: i32 = 31;

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
        group.sort_by_key(|record| {
            (
                days(record).map(|(first, last)| width(first, last)),
                &record.id,
            )
        });
        for (place, record) in group.iter().enumerate() {
            let finer = group[..place].iter().find(|finer| fits(finer, record));
            judgements.extend(finer.map(|finer| judgement(finer, record)));
        }
    }
    judgements.sort_by(|a, b| (&a.left, &a.right).cmp(&(&b.left, &b.right)));
    judgements
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

/// Days from first to last, both counted.
fn width(first: Day, last: Day) -> i32 {
    let hours = first.date().duration_until(last.date()).as_hours();
    i32::try_from(hours / 24 + 1).unwrap_or(i32::MAX)
}

fn fits(finer: &EventRecord, record: &EventRecord) -> bool {
    let (Some(inner), Some(outer)) = (days(finer), days(record)) else {
        return false;
    };
    let modes_agree = finer.mode.is_none() || record.mode.is_none() || finer.mode == record.mode;
    modes_agree && outer.0 <= inner.0 && inner.1 <= outer.1
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
}
