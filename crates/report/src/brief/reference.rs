//! What lists of scholars have of the pair, each by its own authority and up to its own end.

use detente_model::{ActorId, Knowledge};
use detente_store::{Error, ReferenceFileRow, ReferenceTieRow, Store};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use super::Options;

/// Ties of a list that are shown, the latest.
const SHOWN: usize = 8;
/// Years of votes that are shown, the latest.
const YEARS: usize = 10;

/// What a list has of the pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReferenceList {
    /// The name of the list, as `detente import --format` has it.
    pub list: String,
    /// The first day in its files, ISO 8601.
    pub covers_start: Option<String>,
    /// The last: of later days the list says nothing.
    pub covers_end: Option<String>,
    /// Whether the day that was asked for lies outside what it covers.
    pub not_covered: bool,
    /// Ties, memberships or years that it has, on the day asked for where there is one.
    pub total: usize,
    /// The latest of them, in the order of time.
    pub rows: Vec<ReferenceEntry>,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReferenceEntry {
    /// `2001/2018`, `2017`, `1927-10-01/1941-08-25`; `2001/..` where it still stood at the end.
    pub date: String,
    /// Who to whom, where the direction matters.
    pub who: Option<String>,
    /// In the words of the list.
    pub what: String,
    /// The file.
    pub path: String,
    /// The line, from 1; `null` where the value follows from many.
    pub row: Option<u64>,
    /// A second line that it follows from.
    pub other_row: Option<u64>,
}

pub(super) fn reference(
    store: &Store,
    knowledge: &Knowledge,
    sides: [&ActorId; 2],
    options: &Options,
) -> Result<Vec<ReferenceList>, Error> {
    let [a, b] = sides.map(ActorId::as_str);
    let mut files: BTreeMap<String, Vec<ReferenceFileRow>> = BTreeMap::new();
    for file in store.reference_files()? {
        // Who led them has a section of its own.
        if matches!(file.format.as_str(), "archigos" | "reign" | "wikidata") {
            continue;
        }
        // When a list was published is not known, so it counts from the day of record.
        let is_known = options.known_by.is_none_or(|day| {
            file.recorded_at[..file.recorded_at.len().min(10)] <= *day.to_string()
        });
        if is_known {
            files.entry(file.format.clone()).or_default().push(file);
        }
    }
    let names = sides.map(|side| knowledge.display_name(side, "en"));
    let mut ties: BTreeMap<String, Vec<ReferenceTieRow>> = BTreeMap::new();
    for tie in store
        .reference_ties(a, b)?
        .into_iter()
        .chain(store.shared_memberships(a, b)?)
    {
        ties.entry(tie.format.clone()).or_default().push(tie);
    }
    let on = options.true_on.map(|day| day.to_string());
    let mut lists = Vec::new();
    for (list, files) in files {
        let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let covers_start = files
            .iter()
            .filter_map(|file| file.covers_start.clone())
            .min();
        let covers_end = files
            .iter()
            .filter_map(|file| file.covers_end.clone())
            .max();
        let inside =
            |day: &String| covers_start.as_ref() <= Some(day) && Some(day) <= covers_end.as_ref();
        let mut rows = if list == "un-votes" {
            votes(store, a, b, on.as_deref(), &paths)?
        } else {
            let mut own = ties.remove(&list).unwrap_or_default();
            own.retain(|tie| paths.contains(tie.path.as_str()));
            own.retain(|tie| {
                on.as_ref()
                    .is_none_or(|day| tie.start <= *day && *day <= tie.end)
            });
            entries(&own, a, &names)
        };
        let total = rows.len();
        let most = if list == "un-votes" { YEARS } else { SHOWN };
        rows.drain(..total.saturating_sub(most));
        lists.push(ReferenceList {
            list,
            not_covered: on.as_ref().is_some_and(|day| !inside(day)),
            covers_start,
            covers_end,
            total,
            rows,
        });
    }
    Ok(lists)
}

/// The rows of ties, by time. Where a list has a tie once from each side, it is shown once.
fn entries(ties: &[ReferenceTieRow], a: &str, names: &[String; 2]) -> Vec<ReferenceEntry> {
    let mirrored = |tie: &ReferenceTieRow| {
        ties.iter().any(|other| {
            let same = (&tie.start, &tie.end, &tie.name, &tie.kind)
                == (&other.start, &other.end, &other.name, &other.kind);
            same && (&tie.party_a, &tie.party_b) == (&other.party_b, &other.party_a)
        })
    };
    // Some lists have a pair once, others in both directions with their own obligations.
    let has_both =
        ties.iter().any(|tie| tie.party_a == a) && ties.iter().any(|tie| tie.party_b == a);
    let mut rows: Vec<_> = ties
        .iter()
        .filter(|tie| !mirrored(tie) || tie.party_a == a)
        .map(|tie| {
            let [one, other] = if tie.party_a == a {
                [&names[0], &names[1]]
            } else {
                [&names[1], &names[0]]
            };
            let alike = tie.role_a == tie.role_b && (mirrored(tie) || !has_both)
                || tie.kind == "membership";
            ReferenceEntry {
                date: date(tie),
                who: (!alike).then(|| format!("{one} to {other}")),
                what: tie.name.clone(),
                path: tie.path.clone(),
                row: Some(tie.row),
                other_row: tie.other_row,
            }
        })
        .collect();
    rows.sort_by(|one, other| {
        (&one.date, &one.who, &one.what).cmp(&(&other.date, &other.who, &other.what))
    });
    rows
}

/// Dates as finely as the list has them.
fn date(tie: &ReferenceTieRow) -> String {
    let cut = |day: &str| {
        if tie.by_day {
            day.to_owned()
        } else {
            day[..day.len().min(4)].to_owned()
        }
    };
    let (start, end) = (cut(&tie.start), cut(&tie.end));
    match (tie.open, start == end) {
        (true, _) => format!("{start}/.."),
        (false, true) => start,
        (false, false) => format!("{start}/{end}"),
    }
}

fn votes(
    store: &Store,
    a: &str,
    b: &str,
    on: Option<&str>,
    paths: &BTreeSet<&str>,
) -> Result<Vec<ReferenceEntry>, Error> {
    let votes = store
        .reference_votes(a, b)?
        .into_iter()
        .filter(|vote| paths.contains(vote.path.as_str()));
    let of_day =
        votes.filter(|vote| on.is_none_or(|day| day.starts_with(&format!("{:04}-", vote.year))));
    let rows = of_day.map(|vote| ReferenceEntry {
        date: format!("{:04}", vote.year),
        who: None,
        what: format!(
            "voted alike in {} of {} roll calls ({:.0} %)",
            vote.alike,
            vote.of,
            100.0 * f64::from(vote.alike) / f64::from(vote.of.max(1))
        ),
        path: vote.path,
        row: None,
        other_row: None,
    });
    Ok(rows.collect())
}
