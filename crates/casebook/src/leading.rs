//! Who led the two of a brief.

use detente_model::{ActorId, Bound, Day};
use detente_report::{Brief, Leading, LeadingPerson, LeadingSide};
use std::collections::BTreeSet;

use crate::leaders::{OFFICES, same_person};
use crate::{Casebook, Error, Leader, LeaderSide, ReferenceFormat};

/// What can be known of leaders.
struct Known {
    /// By this day, where one is asked for: a term that ended later had no end then.
    by: Option<Day>,
    /// The files of lists that were read by then.
    paths: BTreeSet<String>,
    /// Lists that end before the day, with their last day.
    not_covered: Vec<(String, String)>,
}

impl Casebook {
    /// Who led the two of a brief on the day that it asks about, else on the last of what was known
    /// by its day, else on the last day of publication; none where no day or nobody is known. Lists
    /// count from the day on which they were read.
    pub(crate) fn leaders_in_brief(&self, brief: &Brief) -> Result<Option<Leading>, Error> {
        let last = brief.coverage.last_day;
        let chosen = [
            (brief.true_on, "asked"),
            (brief.known_by, "known-by"),
            (last, "last-publication"),
        ];
        let Some((day, chosen)) = chosen.into_iter().find_map(|(day, why)| Some((day?, why)))
        else {
            return Ok(None);
        };
        let known = self.known_of_leaders(day, brief.known_by)?;
        let mut sides = Vec::new();
        for side in [&brief.a, &brief.b] {
            if side.id.is_state() {
                sides.push(self.leading_side(&side.id, &side.name, day, &known)?);
            }
        }
        let anyone = sides.iter().any(|side| !side.leaders.is_empty());
        Ok(anyone.then(|| Leading {
            day: day.to_string(),
            chosen,
            sides,
        }))
    }

    /// The paths of the lists that were read by `known_by`, and those that end before `day`.
    fn known_of_leaders(&self, day: Day, known_by: Option<Day>) -> Result<Known, Error> {
        let mut known = Known {
            by: known_by,
            paths: BTreeSet::new(),
            not_covered: Vec::new(),
        };
        for file in self.store.reference_files()? {
            let format = file.format.parse::<ReferenceFormat>();
            let recorded = file.recorded_at.get(..10).unwrap_or_default();
            let is_known = known_by.is_none_or(|day| *recorded <= *day.to_string());
            if !format.is_ok_and(ReferenceFormat::is_of_leaders) || !is_known {
                continue;
            }
            if let Some(end) = file.covers_end.filter(|end| *end < day.to_string()) {
                known.not_covered.push((file.format, end));
            }
            known.paths.insert(file.path);
        }
        Ok(known)
    }

    fn leading_side(
        &self,
        state: &ActorId,
        name: &str,
        day: Day,
        known: &Known,
    ) -> Result<LeadingSide, Error> {
        let is_known = |path: Option<&str>| path.is_none_or(|path| known.paths.contains(path));
        let mut found = self.leaders_of(Some(state), Some(day))?;
        found.retain(|leader| is_known(leader.evidence.as_ref().map(|row| row.path.as_str())));
        found.retain(|leader| !leader.leads_no_state());
        // Our table names the office, so its rows stand first.
        found.sort_by_key(|leader| leader.authority != OFFICES);
        let mut persons: Vec<(Leader, LeadingPerson)> = Vec::new();
        for leader in found {
            let place = place(&leader);
            let same = persons
                .iter_mut()
                .find(|(one, _)| same_person(one, &leader));
            if let Some((_, person)) = same {
                if !person.authorities.contains(&leader.authority) {
                    person.authorities.push(leader.authority);
                }
                if !person.places.contains(&place) {
                    person.places.push(place);
                }
            } else {
                let person = LeadingPerson {
                    name: leader.leader.clone(),
                    office: self.title(&leader),
                    from: leader.from.clone(),
                    to: leader.to.clone().filter(|to| {
                        let ended = |day| to.parse().is_ok_and(|to: Bound| to.latest() <= day);
                        let is_known = known.by.is_none_or(ended);
                        is_known && !leader.open
                    }),
                    authorities: vec![leader.authority.clone()],
                    places: vec![place],
                };
                persons.push((leader, person));
            }
        }
        let mut conflicts = Vec::new();
        for conflict in self.leader_conflicts(Some(state))? {
            let of_day = conflict.from <= day && day <= conflict.to;
            let rows = conflict.a.evidence.iter().chain(&conflict.b.evidence);
            let all_known = rows
                .map(|row| row.path.as_str())
                .all(|path| is_known(Some(path)));
            if of_day && all_known {
                let side = |side: &LeaderSide| {
                    format!(
                        "{} by {}",
                        side.leaders.join(" and "),
                        authority(&side.authority)
                    )
                };
                conflicts.push(format!(
                    "{}, {}, from {} to {}",
                    side(&conflict.a),
                    side(&conflict.b),
                    conflict.from,
                    conflict.to
                ));
            }
        }
        Ok(LeadingSide {
            state: name.to_owned(),
            leaders: persons.into_iter().map(|(_, person)| person).collect(),
            conflicts,
            not_covered: known.not_covered.clone(),
        })
    }

    /// The usual title of an office of our table; the words of a list.
    fn title(&self, leader: &Leader) -> Option<String> {
        let office = leader.office.as_ref()?;
        if leader.authority != OFFICES {
            return Some(office.clone());
        }
        let mut offices = self.knowledge().offices();
        let office = offices.find(|one| one.id.as_str() == office)?;
        office.titles_en.first().cloned()
    }
}

/// What an authority is called.
fn authority(name: &str) -> &str {
    match name {
        OFFICES => "our table",
        "archigos" => "Archigos",
        "reign" => "REIGN",
        "wikidata" => "Wikidata",
        other => other,
    }
}

fn place(leader: &Leader) -> String {
    let by = authority(&leader.authority);
    match &leader.evidence {
        Some(row) => {
            let file = row.path.rsplit('/').next().unwrap_or(&row.path);
            format!("{by}, {file}:{}", row.row)
        }
        None => by.to_owned(),
    }
}
