//! What the reports of two sides add up to, by period.

use std::collections::BTreeMap;

use super::periods::period_of;
use super::row::Direction;
use crate::Error;

/// What a report counts for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    pub(crate) day: i32,
    pub(crate) days_after: u32,
    pub(crate) deed: i64,
    pub(crate) actors: [i64; 2],
    pub(crate) direction: Direction,
    pub(crate) outlet: i64,
}

impl Counted {
    /// What a row of `day, days_after, deed, actor_a, actor_b, direction, outlet` counts for.
    pub(super) fn from_row(row: &rusqlite::Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            day: row.get(0)?,
            days_after: row.get(1)?,
            deed: row.get(2)?,
            actors: [row.get(3)?, row.get(4)?],
            direction: Direction::from_number(row.get(5)?),
            outlet: row.get(6)?,
        })
    }
}

/// Counts the reports of two sides, which come in the order of the table: those of one event
/// stand together.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) periods: BTreeMap<i32, Period>,
    open: Option<Open>,
    /// The outlets of the open event.
    outlets: Vec<i64>,
}

/// An event whose reports are being counted.
#[derive(Debug)]
struct Open {
    first: Counted,
    /// Whether a report of each direction was seen, by number.
    seen: [bool; 4],
    reports: i64,
}

/// The counts of a period.
#[derive(Debug, Default)]
pub(crate) struct Period {
    pub(crate) events: i64,
    pub(crate) reports: i64,
    /// The outlets of all reports, as often as they come.
    outlets: Vec<i64>,
    pub(crate) deeds: BTreeMap<i64, Deed>,
}

impl Period {
    /// The number of distinct outlets.
    pub(crate) fn outlets(&self) -> i64 {
        let mut outlets = self.outlets.clone();
        outlets.sort_unstable();
        outlets.dedup();
        i64::try_from(outlets.len()).unwrap_or(i64::MAX)
    }
}

/// The counts of a deed in a period.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Deed {
    pub(crate) events: i64,
    pub(crate) reports: i64,
    pub(crate) from_a: i64,
    pub(crate) from_b: i64,
}

impl Tally {
    pub(crate) fn take(&mut self, report: Counted) {
        let same = self.open.as_ref().is_some_and(|open| {
            let first = &open.first;
            (first.day, first.days_after, first.deed, first.actors)
                == (report.day, report.days_after, report.deed, report.actors)
        });
        if !same {
            self.close();
        }
        let open = self.open.get_or_insert(Open {
            first: report,
            seen: [false; 4],
            reports: 0,
        });
        open.seen[usize::from(report.direction.number())] = true;
        open.reports += 1;
        if report.outlet != 0 {
            self.outlets.push(report.outlet);
        }
    }

    /// Ends the event that is open.
    pub(crate) fn close(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let [a, b, mutual, unsaid] = open.seen;
        // A mutual report makes all reports of the day one event.
        let (from_a, from_b) = if mutual { (false, false) } else { (a, b) };
        let rest = mutual || unsaid;
        let period = period_of(open.first.day, open.first.days_after);
        let period = self.periods.entry(period).or_default();
        let events = i64::from(from_a) + i64::from(from_b) + i64::from(rest);
        period.events += events;
        period.reports += open.reports;
        period.outlets.append(&mut self.outlets);
        let deed = period.deeds.entry(open.first.deed).or_default();
        deed.events += events;
        deed.reports += open.reports;
        deed.from_a += i64::from(from_a);
        deed.from_b += i64::from(from_b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(day: i32, deed: i64, direction: Direction, outlet: i64) -> Counted {
        Counted {
            day,
            days_after: 0,
            deed,
            actors: [1, 2],
            direction,
            outlet,
        }
    }

    #[test]
    fn reports_of_a_day_are_events_by_direction() {
        let mut tally = Tally::default();
        tally.take(report(0, 1, Direction::FromA, 1));
        tally.take(report(0, 1, Direction::FromA, 2));
        tally.take(report(0, 1, Direction::FromB, 2));
        tally.take(report(0, 2, Direction::Mutual, 0));
        tally.take(report(0, 2, Direction::FromA, 3));
        tally.take(report(40, 1, Direction::NotSaid, 1));
        tally.close();
        let january = &tally.periods[&197_001];
        assert_eq!(
            (january.events, january.reports, january.outlets()),
            (3, 5, 3)
        );
        let ones = Deed {
            events: 2,
            reports: 3,
            from_a: 1,
            from_b: 1,
        };
        assert_eq!(january.deeds[&1], ones);
        assert_eq!(january.deeds[&2].events, 1);
        assert_eq!(tally.periods[&197_002].events, 1);
    }
}
