//! Who led a state on which day: as lists of scholars have it, and as our own table of offices has
//! it, each by its own authority; and where they differ.

use detente_model::{ActorId, Bound, Day, Knowledge, Person};
use detente_store::ReferenceLeaderRow;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use crate::{Casebook, Error, ImportedEvidence};

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

/// Whether two authorities may mean one person: the last word of a name of one is in a name of the
/// other, but for one letter, or all words of one are.
pub(crate) fn same_person(one: &Leader, other: &Leader) -> bool {
    one.names
        .iter()
        .any(|left| other.names.iter().any(|right| alike(left, right)))
}

fn alike(one: &str, other: &str) -> bool {
    let words = |name: &str| -> Vec<Vec<char>> {
        let words = name.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty());
        words
            .map(|word| word.to_lowercase().chars().take(40).collect())
            .collect()
    };
    let (one, other) = (words(one), words(other));
    let has = |name: &[Vec<char>], word: &[char]| name.iter().any(|found| near(found, word));
    let (Some(last_one), Some(last_other)) = (one.last(), other.last()) else {
        return false;
    };
    let long = |word: &[char]| word.len() >= 4;
    near(last_one, last_other) && long(last_one)
        || one.iter().all(|word| has(&other, word))
        || other.iter().all(|word| has(&one, word))
}

/// Whether two words are the same, or, of five letters and more, but for one letter.
fn near(one: &[char], other: &[char]) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    if short.len() < 5 || long.len() - short.len() > 1 {
        return one == other;
    }
    let head = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (short, long) = (&short[head..], &long[head..]);
    let behind = |word: &[char]| word.get(1..).unwrap_or_default().to_vec();
    behind(long) == short || behind(long) == behind(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_by_surname_or_in_whole() {
        for (one, other) in [
            ("Putin", "Vladimir Putin"),
            ("Mohammad Mossadeg", "Mohammad Mossadegh"),
            ("Kim Jong Il", "Kim Jong-il"),
            ("Erdogan", "Recep Tayyip Erdoğan"),
        ] {
            assert!(alike(one, other) && alike(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("Khomeini", "Khamenei"),
            ("Kim Jong Il", "Kim Jong-un"),
            ("Mohammad Mossadeg", "Mohammad Reza"),
            ("Bush", "Ford"),
            ("", "Putin"),
        ] {
            assert!(!alike(one, other) && !alike(other, one), "{one} {other}");
        }
    }

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
