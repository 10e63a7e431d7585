//! How alike states vote in the General Assembly.
//!
//! The share of roll calls of a year in which two states cast the same vote (yes, no or abstain),
//! of those in which both voted. Absent states and those that are no members yet do not count.

use detente_model::ActorId;
use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use super::table::{Table, bytes_of};
use super::{Reference, ReferenceValue};
use crate::batch::Fault;
use crate::fields::{text, whole};
use crate::mapper::Found;
use crate::{DayNumber, Error, ErrorKind, Mapper};

/// The days of roll calls, by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RollCalls {
    days: HashMap<i64, DayNumber>,
}

impl RollCalls {
    /// Takes the roll calls of a file with the columns `rcid` and `date`. Nothing, and `false`,
    /// where the file has no dates: it is one of votes.
    ///
    /// # Errors
    /// If the file cannot be read, or has no column `rcid`.
    pub fn take(&mut self, reader: impl Read) -> Result<bool, Error> {
        let bytes = bytes_of(reader)?;
        let table = Table::new(&bytes, &[&["rcid"]])?;
        if !table.has("date") {
            return Ok(false);
        }
        let mut unused = Reference::default();
        table.each(&mut unused, |row, _| {
            let number = whole(row.field(&["rcid"]));
            let day = DayNumber::read(row.field(&["date"]));
            let (Some(number), Some(day)) = (number, day) else {
                return Err(Fault::field("date", row.field(&["date"]), "a day"));
            };
            self.days.insert(number, day);
            Ok(())
        })?;
        Ok(true)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }
}

/// Most voters of a roll call.
const MOST_VOTERS: usize = 400;

/// Reads a file of votes: `rcid`, `country`, `country_code` (ISO, two letters), `vote`.
///
/// # Errors
/// If the file cannot be read, lacks a column, or there are no roll calls.
pub fn read_votes(
    reader: impl Read,
    calls: &RollCalls,
    mapper: &Mapper<'_>,
) -> Result<Reference, Error> {
    if calls.is_empty() {
        let message = "the days of the roll calls are missing; name the file with the columns rcid and date too";
        return Err(Error::new(ErrorKind::Usage, message));
    }
    let mut votes: BTreeMap<i64, Vec<(u32, Vote)>> = BTreeMap::new();
    let mut states: Vec<ActorId> = Vec::new();
    let mut numbers: HashMap<(Vec<u8>, Vec<u8>, i32), Option<u32>> = HashMap::new();
    let mut read = Reference::default();
    let bytes = bytes_of(reader)?;
    let table = Table::new(
        &bytes,
        &[&["rcid"], &["country_code", "country"], &["vote"]],
    )?;
    table.each(&mut read, |row, read| {
        let call = row.field(&["rcid"]);
        let number = whole(call).ok_or_else(|| Fault::field("rcid", call, "a whole number"))?;
        let day = *calls
            .days
            .get(&number)
            .ok_or_else(|| Fault::field("rcid", call, "a roll call with a date"))?;
        let Some(vote) = Vote::read(row.field(&["vote"]))? else {
            return Ok(());
        };
        // "NA" is Namibia here, and an empty code a state that is gone.
        let code = row.exact("country_code");
        let name = row.exact("country");
        let year = day.parts().0;
        let key = (code.to_vec(), name.to_vec(), year);
        let known = numbers.entry(key).or_insert_with(|| {
            let state = state(mapper, code, name, day)?;
            let place = states.iter().position(|known| *known == state);
            let place = place.unwrap_or_else(|| {
                states.push(state);
                states.len() - 1
            });
            u32::try_from(place).ok()
        });
        let Some(state) = *known else {
            *read.unmapped.entry(text(name).into_owned()).or_default() += 1;
            return Ok(());
        };
        let cast = votes.entry(number).or_default();
        if cast.len() == MOST_VOTERS || cast.iter().any(|(voter, _)| *voter == state) {
            return Err(Fault::row(
                "the state has voted in this roll call already".into(),
            ));
        }
        cast.push((state, vote));
        Ok(())
    })?;
    count(&votes, calls, &states, &mut read);
    Ok(read)
}

fn state(mapper: &Mapper<'_>, code: &[u8], name: &[u8], day: DayNumber) -> Option<ActorId> {
    if !code.is_empty()
        && let Found::One(state) = mapper.state("iso2", &text(code), day)
    {
        return Some(state.clone());
    }
    mapper.country(&text(name), day).cloned()
}

/// Adds up pairs by year.
fn count(
    votes: &BTreeMap<i64, Vec<(u32, Vote)>>,
    calls: &RollCalls,
    states: &[ActorId],
    read: &mut Reference,
) {
    let mut years: BTreeMap<i32, Vec<&Vec<(u32, Vote)>>> = BTreeMap::new();
    let mut days = Vec::new();
    for (call, voters) in votes {
        if let Some(day) = calls.days.get(call) {
            days.push(*day);
            years.entry(day.parts().0).or_default().push(voters);
        }
    }
    read.covers = days.iter().min().copied().zip(days.iter().max().copied());
    let size = states.len();
    for (year, calls) in years {
        let mut counts = vec![(0_u32, 0_u32); size * size];
        for voters in calls {
            for (place, (one, vote)) in voters.iter().enumerate() {
                for (other, second) in &voters[place + 1..] {
                    let (low, high) = if states[*one as usize] < states[*other as usize] {
                        (one, other)
                    } else {
                        (other, one)
                    };
                    let count = &mut counts[*low as usize * size + *high as usize];
                    count.0 += 1;
                    count.1 += u32::from(vote == second);
                }
            }
        }
        for (place, (of, alike)) in counts
            .into_iter()
            .enumerate()
            .filter(|(_, count)| count.0 > 0)
        {
            let (a, b) = (states[place / size].clone(), states[place % size].clone());
            read.values.push(ReferenceValue {
                a,
                b,
                year,
                of,
                alike,
            });
        }
    }
    read.values
        .sort_by(|one, other| (&one.a, &one.b, one.year).cmp(&(&other.a, &other.b, other.year)));
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vote {
    Yes,
    No,
    Abstain,
}

impl Vote {
    /// The vote; none of who was absent. Numbers are those of Voeten's files.
    fn read(field: &[u8]) -> Result<Option<Self>, Fault> {
        match field {
            b"yes" | b"1" => Ok(Some(Self::Yes)),
            b"abstain" | b"2" => Ok(Some(Self::Abstain)),
            b"no" | b"3" => Ok(Some(Self::No)),
            b"absent" | b"8" | b"9" => Ok(None),
            _ => Err(Fault::field("vote", field, "yes, no, abstain or absent")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use detente_model::Knowledge;

    #[test]
    fn who_is_absent_does_not_count_and_na_is_namibia() {
        let mut calls = RollCalls::default();
        assert!(
            calls
                .take(&b"rcid,date\n1,2017-12-24\n2,2017-01-05\n3,2018-01-01\n"[..])
                .unwrap()
        );
        assert!(
            !calls
                .take(&b"rcid,country,country_code,vote\n"[..])
                .unwrap()
        );
        let votes = "rcid,country,country_code,vote\n1,Russia,RU,yes\n1,Namibia,NA,yes\n2,Russia,RU,no\n2,Namibia,NA,abstain\n\
                     3,Russia,RU,no\n3,Namibia,NA,absent\n3,Atlantis,,yes\n1,Russia,RU,no\n9,Russia,RU,no\n";
        let mapper = Mapper::new(Knowledge::builtin());
        let read = read_votes(votes.as_bytes(), &calls, &mapper).unwrap();
        let [value] = &read.values[..] else {
            panic!("{read:?}")
        };
        assert_eq!(
            (value.a.as_str(), value.b.as_str(), value.year),
            ("NAM", "RUS", 2017)
        );
        assert_eq!((value.alike, value.of), (1, 2));
        assert_eq!(
            read.rejected, 2,
            "a second vote, and a roll call without a day"
        );
        assert_eq!(read.unmapped.get("Atlantis"), Some(&1));
        let error = read_votes(votes.as_bytes(), &RollCalls::default(), &mapper).unwrap_err();
        assert!(error.to_string().contains("rcid and date"));
    }
}
