//! What two reports have in common, and what speaks against it.

use detente_model::spelt_alike;
use std::collections::{BTreeMap, BTreeSet};

use super::{EventReport, seen};
use crate::{Error, ErrorKind};

/// Pairs that are compared at the most.
const MOST_PAIRS: usize = 20_000_000;
/// Reports that begin so many days apart are compared, even if their days do not meet.
const DAYS_APART: i32 = 3;
/// Reports that begin further apart than this are not compared, however long they may have been.
const LONGEST: i32 = 60;
/// Kilometres between two reports that are compared.
const FARTHEST: f64 = 60.0;
/// Kilometres within which other reports crowd a report.
const CROWD: f64 = 8.0;

/// Two reports that could be one event.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedReports {
    /// The place of one in the list.
    pub left: usize,
    /// The place of the other.
    pub right: usize,
    /// The clues, by the names that `data/feeds/same_event.tsv` weighs, each with its value: 1, or
    /// the logarithm of a count.
    pub clues: Vec<(&'static str, f64)>,
}

/// A report as it is compared.
pub(super) struct Seen<'r> {
    report: &'r EventReport,
    first: i32,
    last: i32,
    at: Option<(f64, f64)>,
    published: Option<i32>,
    town: BTreeSet<String>,
    /// Words of the place that are not in the name of the town.
    place: BTreeSet<String>,
    title: BTreeSet<String>,
    /// Other reports of the same document on the same days and near.
    siblings: u32,
    /// Reports of other documents on the same days and near.
    crowd: u32,
}

impl<'r> Seen<'r> {
    pub(super) fn new(
        report: &'r EventReport,
        first: i32,
        last: i32,
        at: Option<(f64, f64)>,
        published: Option<i32>,
    ) -> Self {
        let town = words(&report.town);
        Self {
            place: words(&report.place).difference(&town).cloned().collect(),
            town,
            title: words(&report.title),
            report,
            first,
            last,
            at,
            published,
            siblings: 0,
            crowd: 0,
        }
    }

    fn is_near(&self, other: &Self, kilometres: f64) -> bool {
        self.at
            .zip(other.at)
            .is_none_or(|(one, other)| distance(one, other) < kilometres)
    }

    fn meets(&self, other: &Self) -> bool {
        self.first.max(other.first) <= self.last.min(other.last) + 1
    }

    fn shares_document(&self, other: &Self) -> bool {
        !self.report.document.is_empty() && self.report.document == other.report.document
    }
}

/// What each clue says for or against one event.
#[derive(Debug, Clone, PartialEq)]
pub struct ClueWeights {
    /// The logarithm of the odds that a clue adds, by its name; `start` is added to every pair.
    pub odds: BTreeMap<String, f64>,
    /// The least mean probability at which groups are joined, a share in `0..=1`.
    pub threshold: f64,
}

impl ClueWeights {
    /// The weights of `data/feeds/same_event.tsv`.
    pub fn builtin() -> Self {
        let text = include_str!("../../../../data/feeds/same_event.tsv");
        let rows = text
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once('\t'));
        let number = |text: &str| {
            text.parse()
                .expect("a weight of a compiled file is a number")
        };
        let mut odds: BTreeMap<_, f64> = rows
            .map(|(clue, weight)| (clue.to_owned(), number(weight)))
            .collect();
        let threshold = odds
            .remove("threshold")
            .expect("the compiled file has a threshold");
        Self { odds, threshold }
    }

    /// The odds that two reports are of one event.
    pub fn odds_of(&self, pair: &ComparedReports) -> f64 {
        let weight = |clue: &str| self.odds.get(clue).copied().unwrap_or(0.0);
        let clues = pair.clues.iter();
        let sum: f64 = clues.map(|(clue, value)| weight(clue) * value).sum();
        (weight("start") + sum).exp()
    }
}

/// All pairs of reports that are near in time and place, with their clues, in the order of days.
///
/// # Errors
/// As [`super::group_reports`].
pub fn compare_reports(reports: &[EventReport]) -> Result<Vec<ComparedReports>, Error> {
    let mut all: Vec<Seen<'_>> = reports.iter().map(seen).collect::<Result<_, _>>()?;
    let pairs = candidates(&all)?;
    let mut siblings = vec![0; all.len()];
    let mut crowd = vec![0; all.len()];
    for (one, other) in &pairs {
        let (a, b) = (&all[*one], &all[*other]);
        if a.meets(b) && a.is_near(b, CROWD) {
            let counts = if a.shares_document(b) {
                &mut siblings
            } else {
                &mut crowd
            };
            counts[*one] += 1;
            counts[*other] += 1;
        }
    }
    for (place, seen) in all.iter_mut().enumerate() {
        (seen.siblings, seen.crowd) = (siblings[place], crowd[place]);
    }
    let compared = pairs
        .into_iter()
        .filter(|(one, other)| !all[*one].shares_document(&all[*other]));
    Ok(compared
        .map(|(left, right)| ComparedReports {
            left,
            right,
            clues: clues(&all[left], &all[right]),
        })
        .collect())
}

/// Pairs of one country that are near in time and place, those of one document among them.
fn candidates(all: &[Seen<'_>]) -> Result<Vec<(usize, usize)>, Error> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|place| (&all[*place].report.country, all[*place].first, *place));
    let mut pairs = Vec::new();
    for (nth, one) in order.iter().enumerate() {
        let a = &all[*one];
        for other in &order[nth + 1..] {
            let b = &all[*other];
            if a.report.country != b.report.country || b.first - a.first > LONGEST {
                break;
            }
            if b.first > a.last + 2 && b.first - a.first > DAYS_APART || !a.is_near(b, FARTHEST) {
                continue;
            }
            if pairs.len() == MOST_PAIRS {
                let message = format!(
                    "more than {MOST_PAIRS} pairs of reports are near each other in time and place, \
                     around {:?} and {}; give fewer reports at a time",
                    a.report.country, a.report.start
                );
                return Err(Error::new(ErrorKind::Usage, message));
            }
            pairs.push((*one, *other));
        }
    }
    Ok(pairs)
}

/// The words of a name in small letters, without the shortest.
fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words
        .filter(|word| word.chars().count() > 2)
        .map(str::to_lowercase)
        .collect()
}

/// Words that both names have, but for a letter.
fn shared_words(a: &BTreeSet<String>, b: &BTreeSet<String>) -> usize {
    let in_other = |of: &BTreeSet<String>, other: &BTreeSet<String>| {
        let has = |word: &&String| {
            other.contains(*word) || other.iter().any(|one| spelt_alike(word, one))
        };
        of.iter().filter(has).count()
    };
    in_other(a, b).min(in_other(b, a))
}

/// Kilometres between two places on the sphere (haversine).
fn distance(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (a, b) = (one.0.to_radians(), other.0.to_radians());
    let (north, east) = ((b - a) / 2.0, (other.1 - one.1).to_radians() / 2.0);
    let chord = north.sin().powi(2) + a.cos() * b.cos() * east.sin().powi(2);
    2.0 * 6371.0 * chord.min(1.0).sqrt().asin()
}

/// The name of the step that `value` falls in: `names` has one more than `edges`.
fn step<T: PartialOrd + Copy>(value: T, edges: &[T], names: &[&'static str]) -> &'static str {
    names[edges.iter().filter(|edge| value > **edge).count()]
}

fn clues(a: &Seen<'_>, b: &Seen<'_>) -> Vec<(&'static str, f64)> {
    let mut found = vec![days(a, b)];
    found.extend(places(a, b));
    found.push(likeness(
        &a.report.actors,
        &b.report.actors,
        [
            "actors all",
            "actors some",
            "actors other",
            "actors unknown",
        ],
    ));
    found.push(likeness(
        &a.report.kinds,
        &b.report.kinds,
        ["kinds all", "kinds some", "kinds other", "kinds unknown"],
    ));
    found.extend(deeds(a, b));
    found.extend(a.report.deaths.zip(b.report.deaths).map(deaths));
    found.extend(a.report.injured.zip(b.report.injured).and_then(injured));
    found.extend(a.published.zip(b.published).map(|(one, other)| {
        let names = [
            "published same day",
            "published next day",
            "published 3 days",
            "published month",
            "published year",
            "published later",
        ];
        step((one - other).abs(), &[0, 1, 3, 30, 400], &names)
    }));
    if !a.title.is_empty() && !b.title.is_empty() {
        let shared = a.title.intersection(&b.title).count();
        found.push(step(
            shared,
            &[0, 1, 3],
            &["title none", "title one", "title some", "title many"],
        ));
    }
    let mut valued: Vec<_> = found.into_iter().map(|clue| (clue, 1.0)).collect();
    // The more events a place has seen that day, the less a shared day and place say.
    let counts = [
        ("siblings fewer", a.siblings.min(b.siblings)),
        ("siblings more", a.siblings.max(b.siblings)),
        ("crowd fewer", a.crowd.min(b.crowd)),
        ("crowd more", a.crowd.max(b.crowd)),
    ];
    valued.extend(counts.map(|(clue, count)| (clue, f64::from(count).ln_1p())));
    valued
}

fn days(a: &Seen<'_>, b: &Seen<'_>) -> &'static str {
    let overlap = a.last.min(b.last) - a.first.max(b.first);
    let widest = (a.last - a.first).max(b.last - b.first);
    match (overlap, (a.first, a.last) == (b.first, b.last)) {
        (_, true) if widest == 0 => "days same day",
        (_, true) => "days same stretch",
        (0.., _) => step(
            widest,
            &[2, 10],
            &["days within 3", "days within 10", "days within more"],
        ),
        (-1, _) => "days next",
        _ => "days apart",
    }
}

/// A distance together with what the names of the places share: one point without a name is
/// the middle of a town, with one it is a street.
macro_rules! with_words {
    ($place:literal) => {
        [
            $place,
            concat!($place, " & words neither"),
            concat!($place, " & words one side"),
            concat!($place, " & words other"),
            concat!($place, " & words one"),
            concat!($place, " & words more"),
        ]
    };
}

/// By distance, the nearest first and the unknown last: the clue by itself, and with what the names share.
const DISTANCES: [[&str; 6]; 7] = [
    with_words!("place same point"),
    with_words!("place 1 km"),
    with_words!("place 3 km"),
    with_words!("place 8 km"),
    with_words!("place 20 km"),
    with_words!("place farther"),
    with_words!("place unknown"),
];

/// What the names of the places share, in the order of [`DISTANCES`].
const WORDS: [&str; 5] = [
    "words neither",
    "words one side",
    "words other",
    "words one",
    "words more",
];

fn places(a: &Seen<'_>, b: &Seen<'_>) -> Vec<&'static str> {
    let mut found = Vec::new();
    let shared = shared_words(&a.place, &b.place);
    let words = match (a.place.is_empty(), b.place.is_empty(), shared) {
        (true, true, _) => 0,
        (false, false, shared) => 2 + shared.min(2),
        _ => 1,
    };
    found.push(WORDS[words]);
    let edges = [0.05, 1.0, 3.0, 8.0, 20.0];
    let far = a.at.zip(b.at).map(|(one, other)| distance(one, other));
    let beyond = |far: f64| edges.iter().filter(|edge| far > **edge).count();
    let names = &DISTANCES[far.map_or(DISTANCES.len() - 1, beyond)];
    found.extend(far.map(|_| names[0]));
    found.push(names[words + 1]);
    if !a.town.is_empty() && !b.town.is_empty() {
        found.push(if a.town == b.town {
            "town same"
        } else {
            "town other"
        });
    }
    found
}

/// All the same, some, none, or not said by one; `names` in this order.
fn likeness(a: &BTreeSet<String>, b: &BTreeSet<String>, names: [&'static str; 4]) -> &'static str {
    let place = match (a.is_empty() || b.is_empty(), a == b) {
        (true, _) => 3,
        (_, true) => 0,
        _ => usize::from(a.is_disjoint(b)) + 1,
    };
    names[place]
}

fn deeds(a: &Seen<'_>, b: &Seen<'_>) -> Option<&'static str> {
    let (a, b) = (&a.report.deeds, &b.report.deeds);
    if a.is_empty() || b.is_empty() {
        return None;
    }
    Some(step(
        a.intersection(b).count(),
        &[0, 1, 2],
        &["deeds none", "deeds one", "deeds two", "deeds more"],
    ))
}

fn deaths((one, other): (u32, u32)) -> &'static str {
    let (fewer, more) = (one.min(other), one.max(other));
    match (fewer, more) {
        (0, 0) => "deaths none",
        (1..=2, _) if fewer == more => "deaths same few",
        (3..=9, _) if fewer == more => "deaths same some",
        (10.., _) if fewer == more => "deaths same many",
        (0, 1..=2) => "deaths none or few",
        (0, _) => "deaths none or more",
        _ => step(
            f64::from(more) / f64::from(fewer),
            &[1.5, 3.0],
            &["deaths near", "deaths up to three times", "deaths beyond"],
        ),
    }
}

fn injured((one, other): (u32, u32)) -> Option<&'static str> {
    match (one.min(other), one.max(other)) {
        (0, 0) => None,
        (0, _) => Some("injured none or some"),
        (fewer, more) if fewer == more => Some("injured same"),
        _ => Some("injured other"),
    }
}
