use rusqlite::params;
use std::collections::{BTreeMap, BTreeSet};

use super::tally::{Counted, Tally};
use crate::verify::Fault;
use crate::{Error, Store};

/// Faults of one kind that are listed one by one.
const LISTED: usize = 20;

/// The numbers that rows may name.
struct Known {
    sides: BTreeSet<i64>,
    actors: BTreeSet<i64>,
    deeds: BTreeSet<i64>,
    outlets: BTreeSet<i64>,
    files: BTreeSet<i64>,
}

impl Store {
    /// Counts all rows of data sets again, and finds every name and kept row that they rest on.
    pub(crate) fn verify_feeds(&self, faults: &mut Vec<Fault>) -> Result<(), Error> {
        let mut found = Vec::new();
        self.verify_reports(&mut found)?;
        self.verify_blocks(&mut found)?;
        let more = found.len().saturating_sub(LISTED);
        found.truncate(LISTED);
        faults.extend(found);
        if more > 0 {
            faults.push(Fault {
                id: "feeds".into(),
                message: format!("{more} more faults in rows of data sets"),
            });
        }
        Ok(())
    }

    fn verify_reports(&self, faults: &mut Vec<Fault>) -> Result<(), Error> {
        let known = self.known_numbers()?;
        let mut volume: BTreeMap<(i64, i32), (i64, i64)> = BTreeMap::new();
        let mut named: BTreeMap<i64, i64> = BTreeMap::new();
        let mut months = 0_i64;
        let mut select = self.connection.prepare(
            "SELECT day, days_after, deed, actor_a, actor_b, direction, outlet, dataset, side_a, side_b, file
             FROM feed_reports
             ORDER BY dataset, side_a, side_b, day, days_after, deed, actor_a, actor_b",
        )?;
        let mut rows = select.query([])?;
        let mut open: Option<[i64; 3]> = None;
        let mut tally = Tally::default();
        while let Some(row) = rows.next()? {
            let key: [i64; 3] = [row.get(7)?, row.get(8)?, row.get(9)?];
            if open != Some(key)
                && let Some(pair) = open.replace(key)
            {
                months += self.compare(pair, std::mem::take(&mut tally), &mut volume, faults)?;
            }
            let report = Counted::from_row(row)?;
            let file: i64 = row.get(10)?;
            let all = known.sides.contains(&key[1])
                && known.sides.contains(&key[2])
                && known.deeds.contains(&report.deed)
                && known.files.contains(&file)
                && (report.outlet == 0 || known.outlets.contains(&report.outlet))
                && report
                    .actors
                    .iter()
                    .all(|actor| *actor == 0 || known.actors.contains(actor));
            if !all {
                faults.push(fault(key, "a report names what is in no table of names"));
            }
            for actor in report.actors {
                *named.entry(actor).or_default() += 1;
            }
            tally.take(report);
        }
        if let Some(pair) = open {
            months += self.compare(pair, tally, &mut volume, faults)?;
        }
        self.compare_totals(months, &volume, &named, faults)
    }

    fn known_numbers(&self) -> Result<Known, Error> {
        let read = |table: &str| -> Result<BTreeSet<i64>, Error> {
            let sql = format!("SELECT number FROM {table}");
            let mut select = self.connection.prepare(&sql)?;
            let numbers = select.query_map([], |row| row.get(0))?;
            Ok(numbers.collect::<Result<_, _>>()?)
        };
        Ok(Known {
            sides: read("feed_sides")?,
            actors: read("feed_actors")?,
            deeds: read("feed_deeds")?,
            outlets: read("feed_outlets")?,
            files: read("feed_files")?,
        })
    }

    /// Compares the stored counts of a pair with `tally`; returns the number of periods.
    fn compare(
        &self,
        pair: [i64; 3],
        mut tally: Tally,
        volume: &mut BTreeMap<(i64, i32), (i64, i64)>,
        faults: &mut Vec<Fault>,
    ) -> Result<i64, Error> {
        tally.close();
        let mut month = self.connection.prepare_cached(
            "SELECT events, reports, outlets FROM feed_months
             WHERE dataset = ?1 AND side_a = ?2 AND side_b = ?3 AND period = ?4",
        )?;
        let mut deeds = self.connection.prepare_cached(
            "SELECT deed, events, reports, from_a, from_b FROM feed_month_deeds
             WHERE dataset = ?1 AND side_a = ?2 AND side_b = ?3 AND period = ?4 ORDER BY deed",
        )?;
        let [dataset, a, b] = pair;
        for (period, counts) in &tally.periods {
            let of = volume.entry((dataset, *period)).or_default();
            of.0 += counts.events;
            of.1 += counts.reports;
            let key = params![dataset, a, b, period];
            let stored = month.query_map(key, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let stored: Vec<(i64, i64, i64)> = stored.collect::<Result<_, _>>()?;
            let outlets = counts.outlets();
            let expected = (counts.events, counts.reports, outlets);
            let by_deed = deeds.query_map(key, |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                ))
            })?;
            let by_deed: Vec<(i64, i64, i64, i64, i64)> = by_deed.collect::<Result<_, _>>()?;
            let wanted = counts
                .deeds
                .iter()
                .map(|(deed, of)| (*deed, of.events, of.reports, of.from_a, of.from_b));
            if stored != [expected] || !by_deed.iter().copied().eq(wanted) {
                faults.push(fault(
                    pair,
                    &format!("the counts of {period} are not those of its reports"),
                ));
            }
        }
        Ok(i64::try_from(tally.periods.len()).unwrap_or(i64::MAX))
    }

    fn compare_totals(
        &self,
        months: i64,
        volume: &BTreeMap<(i64, i32), (i64, i64)>,
        named: &BTreeMap<i64, i64>,
        faults: &mut Vec<Fault>,
    ) -> Result<(), Error> {
        let count = |sql: &str| {
            self.connection
                .query_row(sql, [], |row| row.get::<_, i64>(0))
        };
        let mut say = |message: &str| faults.push(fault([0, 0, 0], message));
        if count("SELECT count(*) FROM feed_months")? != months {
            say("there are counts of periods without reports");
        }
        let loose = "SELECT count(*) FROM feed_month_deeds d WHERE NOT EXISTS (SELECT 1 FROM feed_months m
             WHERE m.dataset = d.dataset AND m.side_a = d.side_a AND m.side_b = d.side_b AND m.period = d.period)";
        if count(loose)? != 0 {
            say("there are counts of deeds in periods without reports");
        }
        let mut select = self.connection.prepare(
            "SELECT dataset, period, events, reports FROM feed_volume
             WHERE events <> 0 OR reports <> 0 ORDER BY dataset, period",
        )?;
        let stored = select.query_map([], |row| {
            Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?)))
        })?;
        let stored: BTreeMap<(i64, i32), (i64, i64)> = stored.collect::<Result<_, _>>()?;
        if stored != *volume {
            say("the totals of periods are not those of their reports");
        }
        let mut select = self.connection.prepare(
            "SELECT number, reports FROM feed_actors WHERE reports <> 0 ORDER BY number",
        )?;
        let stored = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let stored: Vec<(i64, i64)> = stored.collect::<Result<_, _>>()?;
        let wanted = named.iter().filter(|(actor, _)| **actor != 0);
        if !stored.iter().map(|(a, b)| (a, b)).eq(wanted) {
            say("the numbers of reports by actor are not those of the reports");
        }
        Ok(())
    }

    fn verify_blocks(&self, faults: &mut Vec<Fault>) -> Result<(), Error> {
        let mut select = self.connection.prepare(
            "SELECT file, row FROM feed_blocks WHERE content IS NOT NULL ORDER BY file, row",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let (file, line): (i64, u32) = (row.get(0)?, row.get(1)?);
            if let Err(error) = self.feed_block(file, line) {
                faults.push(Fault {
                    id: "feed_blocks".into(),
                    message: error.to_string(),
                });
            }
        }
        Ok(())
    }
}

fn fault(pair: [i64; 3], message: &str) -> Fault {
    let [dataset, a, b] = pair;
    Fault {
        id: format!("feed_reports {dataset}/{a}/{b}"),
        message: message.to_owned(),
    }
}
