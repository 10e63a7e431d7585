//! Who led a state on which day: as lists of scholars have it, and as our own table of offices has
//! it, each by its own authority; and where they differ.

mod conflicts;
mod persons;

use detente_model::{ActorId, Bound, Day, Knowledge, Person};
use detente_store::ReferenceLeaderRow;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use crate::{Casebook, Error, ImportedEvidence};
pub use conflicts::{LeaderConflict, LeaderSide};
pub(crate) use persons::same_person;

/// The name of our own table among the authorities.
pub(crate) const OFFICES: &str = "offices";
/// Roles of offices whose holders may lead a state.
const HEADS: [&str; 4] = [
    "head-of-state",
    "head-of-government",
    "supreme-leader",
    "leader",
];

/// Someone who led a state, by one authority.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Leader {
    /// The state's id, else the code of the list.
    pub state: String,
    /// Its name, where it is known.
    pub state_name: Option<String>,
    /// The list, or `offices` for the program's own table.
    pub authority: String,
    /// The leader, in the words of the authority.
    pub leader: String,
    /// The office: the id of our table, the label of a list of offices; none where a list names who
    /// led in fact, whatever the office.
    pub office: Option<String>,
    /// The first day, month or year, as precise as the authority is; `null`: not known.
    pub from: Option<String>,
    /// The last; `null` where not known or where the term goes on.
    pub to: Option<String>,
    /// Whether the leader was in office where the authority ends: of later days it says nothing.
    pub open: bool,
    /// The row of the list; `null` for our table.
    pub evidence: Option<ImportedEvidence>,
    /// The source of the row, where the authority is our table.
    pub source: Option<String>,
    /// The days on which the leader may have led.
    #[serde(skip)]
    span: Span,
    /// The days on which the leader surely led: a month that is all that is known of an end says
    /// nothing of its days.
    #[serde(skip)]
    sure: Span,
    #[serde(skip)]
    names: Vec<String>,
    /// The role of the office.
    #[serde(skip)]
    role: Option<String>,
}

/// First and last day, as wide as they may be; a missing side is without bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Span {
    first: Option<Day>,
    last: Option<Day>,
}

impl Span {
    fn includes(self, day: Day) -> bool {
        self.first.is_none_or(|first| first <= day) && self.last.is_none_or(|last| day <= last)
    }
}

impl Casebook {
    /// The leaders of `state`, or of all states that lists name, by state, day and authority; with
    /// `day` those of that day.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn leaders_of(
        &self,
        state: Option<&ActorId>,
        day: Option<Day>,
    ) -> Result<Vec<Leader>, Error> {
        let id = state.map(ToString::to_string);
        let rows = self.store.reference_leaders(id.as_deref())?;
        let mut states: BTreeSet<ActorId> = rows
            .iter()
            .filter_map(|row| row.state.parse().ok())
            .collect();
        states.extend(state.cloned());
        let mut all: Vec<Leader> = rows
            .into_iter()
            .map(|row| self.listed_leader(row))
            .collect();
        for state in &states {
            all.extend(self.own_leaders(state));
        }
        all.retain(|leader| day.is_none_or(|day| leader.span.includes(day)));
        all.sort_by(|a, b| key(a).cmp(&key(b)));
        Ok(all)
    }

    pub(crate) fn state_name(&self, state: &str) -> Option<String> {
        let id = state.parse().ok()?;
        Some(self.knowledge().actor(&id)?.name_en.clone())
    }

    fn listed_leader(&self, row: ReferenceLeaderRow) -> Leader {
        let date = |day: &str, precision: Option<&str>| {
            let length = match precision? {
                "year" => 4,
                "month" => 7,
                _ => 10,
            };
            day.get(..length)?.parse::<Bound>().ok()
        };
        let start = row.start.as_deref();
        let from = start.and_then(|start| date(start, row.start_precision.as_deref()));
        let to = date(&row.end, row.end_precision.as_deref());
        Leader {
            state_name: self.state_name(&row.state),
            span: Span {
                first: from.map(Bound::earliest),
                last: row.end.parse().ok(),
            },
            sure: sure(from, to),
            names: vec![row.leader.clone()],
            role: row.role,
            state: row.state,
            leader: row.leader,
            office: row.office,
            from: from.map(|from| from.to_string()),
            to: to.map(|to| to.to_string()),
            open: row.open,
            source: None,
            evidence: Some(ImportedEvidence {
                path: row.path,
                start: row.start_byte,
                end: row.end_byte,
                quote: Some(row.quote),
                dataset: row.format.clone(),
                row: u32::try_from(row.row).unwrap_or(u32::MAX),
                outlet: None,
                published: None,
            }),
            authority: row.format,
        }
    }

    /// The holders of the offices that may lead `state`.
    fn own_leaders(&self, state: &ActorId) -> Vec<Leader> {
        let knowledge: &Knowledge = self.knowledge();
        let persons: BTreeMap<&ActorId, &Person> = knowledge
            .persons()
            .map(|person| (&person.id, person))
            .collect();
        let offices = knowledge
            .offices()
            .filter(|office| office.actor == *state && HEADS.contains(&office.role.as_str()));
        let mut found = Vec::new();
        for office in offices {
            for term in knowledge.holders(&office.id, None, None) {
                let Some(person) = persons.get(&term.person) else {
                    continue;
                };
                found.push(Leader {
                    state: state.to_string(),
                    state_name: self.state_name(&state.to_string()),
                    authority: OFFICES.to_owned(),
                    leader: person.name_en.clone(),
                    office: Some(office.id.to_string()),
                    from: term.validity.from.map(|from| from.to_string()),
                    to: term.validity.to.map(|to| to.to_string()),
                    open: term.validity.to.is_none(),
                    evidence: None,
                    source: Some(term.source.clone()),
                    span: Span {
                        first: term.validity.from.map(Bound::earliest),
                        last: term.validity.to.map(Bound::latest),
                    },
                    sure: Span {
                        first: term.validity.from.map(Bound::latest),
                        last: term.validity.to.map(Bound::earliest),
                    },
                    role: Some(office.role.clone()),
                    names: std::iter::once(&person.name_en)
                        .chain(&person.forms)
                        .chain(&person.surnames)
                        .cloned()
                        .collect(),
                });
            }
        }
        found
    }
}

/// The days between two dates of a list: after the first, and before the month or year of the last.
/// Where one is not known, only the other's.
fn sure(from: Option<Bound>, to: Option<Bound>) -> Span {
    let first = from.map(Bound::latest);
    let last = to.map(|to| {
        if to.earliest() == to.latest() {
            to.latest()
        } else {
            to.earliest().plus_days(-1)
        }
    });
    Span {
        first: first.or(last),
        last: last.or(first),
    }
}

impl Leader {
    /// Whether this surely is about who led: not where a list names an office that our table knows as
    /// another, or does not know.
    fn leads(&self) -> bool {
        match &self.role {
            Some(role) => HEADS.contains(&role.as_str()),
            None => self.office.is_none(),
        }
    }

    /// Whether the list means an office that our table knows, and that leads no state.
    pub(crate) fn leads_no_state(&self) -> bool {
        self.role.is_some() && !self.leads()
    }
}

fn key(leader: &Leader) -> impl Ord + '_ {
    (
        &leader.state,
        leader.span.first,
        leader.span.last,
        &leader.authority,
        &leader.leader,
        &leader.office,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_sure_between_its_ends_only() {
        let date = |text: &str| text.parse::<Bound>().ok();
        let told = |from, to| {
            let span = sure(date(from), date(to));
            let day = |day: Option<Day>| day.map_or("?".into(), |day| day.to_string());
            format!("{} {}", day(span.first), day(span.last))
        };
        assert_eq!(told("2017", "2022"), "2017-12-31 2021-12-31");
        assert_eq!(told("2017-05", "2022-10-20"), "2017-05-31 2022-10-20");
        assert_eq!(told("2017-05-07", ""), "2017-05-07 2017-05-07");
        assert_eq!(told("", "2022-10-20"), "2022-10-20 2022-10-20");
    }
}
