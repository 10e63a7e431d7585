//! Days on which two authorities name no leader in common.

use detente_model::{ActorId, Day};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use super::Leader;
use super::persons::same_person;
use crate::{Casebook, Error, ImportedEvidence};

/// Days on which two authorities name no leader in common.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeaderConflict {
    /// The state's id.
    pub state: String,
    /// Its name, where it is known.
    pub state_name: Option<String>,
    /// The first of the days.
    pub from: Day,
    /// The last.
    pub to: Day,
    /// What one says.
    pub a: LeaderSide,
    /// What the other says.
    pub b: LeaderSide,
}

/// What an authority says of some days.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeaderSide {
    /// The list, or `offices`.
    pub authority: String,
    /// Whom it names.
    pub leaders: Vec<String>,
    /// The rows of the list.
    pub evidence: Vec<ImportedEvidence>,
}

impl Casebook {
    /// Where authorities name different leaders of `state`, or of any state that a list names.
    /// Days of which an authority says nothing are no difference.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn leader_conflicts(&self, state: Option<&ActorId>) -> Result<Vec<LeaderConflict>, Error> {
        let mut by_state: BTreeMap<String, Vec<Leader>> = BTreeMap::new();
        for leader in self.leaders_of(state, None)? {
            by_state
                .entry(leader.state.clone())
                .or_default()
                .push(leader);
        }
        Ok(by_state.values().flat_map(|all| differences(all)).collect())
    }
}

/// The stretches in which two authorities on one state name nobody in common.
fn differences(all: &[Leader]) -> Vec<LeaderConflict> {
    // Between two neighbours of these days nobody comes or goes.
    let mut edges: BTreeSet<Day> = BTreeSet::new();
    for leader in all {
        for span in [leader.span, leader.sure] {
            edges.extend(span.first);
            edges.extend(span.last.map(|last| last.plus_days(1)));
        }
    }
    let authorities: BTreeSet<&str> = all.iter().map(|leader| leader.authority.as_str()).collect();
    let authorities: Vec<_> = authorities.into_iter().collect();
    let mut found: Vec<LeaderConflict> = Vec::new();
    let mut open: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let edges: Vec<Day> = edges.into_iter().collect();
    for pair in edges.windows(2) {
        let (first, last) = (pair[0], pair[1].plus_days(-1));
        let named: Vec<Vec<&Leader>> = authorities
            .iter()
            .map(|authority| {
                let of = all.iter().filter(|leader| leader.authority == *authority);
                let vacant = role_is_vacant(of.clone(), first);
                of.filter(|leader| leader.span.includes(first) && !vacant)
                    .collect()
            })
            .collect();
        for one in 0..named.len() {
            for other in one + 1..named.len() {
                let (a, b) = (&named[one], &named[other]);
                let sure = |side: &[&Leader]| {
                    let mut sure = side.iter().filter(|leader| leader.sure.includes(first));
                    sure.any(|leader| leader.leads())
                };
                let agree = a
                    .iter()
                    .any(|left| b.iter().any(|right| same_person(left, right)));
                if !sure(a) || !sure(b) || agree {
                    continue;
                }
                let conflict = LeaderConflict {
                    state: a[0].state.clone(),
                    state_name: a[0].state_name.clone(),
                    from: first,
                    to: last,
                    a: side(a),
                    b: side(b),
                };
                // What goes on unchanged is one difference.
                match open.get(&(one, other)).map(|place| &mut found[*place]) {
                    Some(before)
                        if before.to.plus_days(1) == first
                            && (&before.a, &before.b) == (&conflict.a, &conflict.b) =>
                    {
                        before.to = last;
                    }
                    _ => {
                        open.insert((one, other), found.len());
                        found.push(conflict);
                    }
                }
            }
        }
    }
    found
}

/// Whether an authority surely has nobody for a leading role on `day`, or for an office that may be
/// one, and may have someone later: it knows the king, say, and not yet the prime minister, and does
/// not say who led.
fn role_is_vacant<'l>(of: impl Iterator<Item = &'l Leader>, day: Day) -> bool {
    let mut roles: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
    for leader in of.filter(|leader| !leader.leads_no_state()) {
        if let Some(role) = leader.role.as_deref().or(leader.office.as_deref()) {
            let (held, later) = roles.entry(role).or_default();
            *held |= leader.sure.includes(day);
            *later |= leader.sure.first.is_some_and(|first| first > day);
        }
    }
    roles.values().any(|(held, later)| *later && !held)
}

fn side(leaders: &[&Leader]) -> LeaderSide {
    let leading = leaders.iter().filter(|leader| leader.leads());
    let names: BTreeSet<&String> = leading.clone().map(|leader| &leader.leader).collect();
    LeaderSide {
        authority: leaders[0].authority.clone(),
        leaders: names.into_iter().cloned().collect(),
        evidence: leading
            .filter_map(|leader| leader.evidence.clone())
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Span;
    use super::*;

    fn leader(authority: &str, name: &str, first: &str, last: &str) -> Leader {
        Leader {
            state: "IRN".into(),
            state_name: None,
            authority: authority.into(),
            leader: name.into(),
            office: None,
            from: None,
            to: None,
            open: false,
            evidence: None,
            source: None,
            span: Span {
                first: first.parse().ok(),
                last: last.parse().ok(),
            },
            sure: Span {
                first: first.parse().ok(),
                last: last.parse().ok(),
            },
            names: vec![name.into()],
            role: None,
        }
    }

    #[test]
    fn a_table_that_knows_only_the_king_does_not_say_who_led() {
        let own = |role: &str, name, first, last| Leader {
            role: Some(role.to_owned()),
            ..leader("offices", name, first, last)
        };
        let all = [
            leader("archigos", "Kishi", "1957-02-25", "1960-07-17"),
            own("head-of-state", "Hirohito", "1926-12-25", "1989-01-07"),
            own("head-of-government", "Ohira", "1978-12-07", "1980-06-12"),
        ];
        assert_eq!(differences(&all), []);
        assert_eq!(differences(&all[..2]).len(), 1, "no such role is known");
    }

    #[test]
    fn a_month_in_which_a_term_may_have_ended_is_no_difference() {
        let mut reign = leader("reign", "Ahmadinejad", "2005-08-03", "2013-08-31");
        let archigos = leader("archigos", "Rouhani", "2013-08-04", "2015-12-31");
        assert_eq!(differences(&[reign.clone(), archigos.clone()]).len(), 1);
        reign.sure.last = "2013-07-31".parse().ok();
        assert_eq!(differences(&[reign, archigos]), []);
    }

    #[test]
    fn an_office_that_leads_no_state_agrees_and_never_differs() {
        let listed = |role: Option<&str>, name, first, last| Leader {
            role: role.map(str::to_owned),
            office: Some("an office".into()),
            ..leader("wikidata", name, first, last)
        };
        let archigos = leader("archigos", "Putin", "2012-05-07", "2015-12-31");
        let minister = listed(
            Some("foreign-minister"),
            "Sergey Lavrov",
            "2004-03-09",
            "2015-12-31",
        );
        let council = listed(None, "A Councillor", "2012-01-01", "2015-12-31");
        assert!(minister.leads_no_state() && !council.leads_no_state());
        let all = [archigos, minister, council];
        assert_eq!(differences(&all), []);
        let head = |name| listed(Some("head-of-state"), name, "2012-05-07", "2015-12-31");
        let found = differences(&[&all[..], &[head("Somebody Else")]].concat());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].b.leaders, ["Somebody Else"]);
        assert_eq!(
            differences(&[&all[..], &[head("Vladimir Putin")]].concat()),
            []
        );
        // A list that has a president, and a chancellor only later, does not say who led before.
        let later = listed(Some("head-of-government"), "X", "2014-01-01", "2015-12-31");
        let found = differences(&[&all[..], &[head("Somebody Else"), later]].concat());
        assert_eq!(found[0].from.to_string(), "2014-01-01");
    }

    #[test]
    fn a_difference_lasts_while_both_name_another_and_gaps_are_none() {
        let all = [
            leader("archigos", "Rafsanjani", "1989-08-17", "1997-08-03"),
            leader("reign", "Khamenei", "1989-06-04", "1997-07-31"),
            leader("offices", "Ali Khamenei", "1989-06-04", ""),
            leader("offices", "Akbar Rafsanjani", "1989-08-03", "1997-08-02"),
        ];
        let told: Vec<_> = differences(&all)
            .iter()
            .map(|found| {
                let side =
                    |side: &LeaderSide| format!("{} {}", side.authority, side.leaders.join("+"));
                format!(
                    "{} {} {}, {}",
                    found.from,
                    found.to,
                    side(&found.a),
                    side(&found.b)
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "1989-08-17 1997-07-31 archigos Rafsanjani, reign Khamenei",
                "1997-08-03 1997-08-03 archigos Rafsanjani, offices Ali Khamenei",
            ]
        );
    }
}
