//! Which reports of data sets speak of one event.
//!
//! Pairs of reports that could be one are compared clue by clue: days, distance, names of places,
//! actors, what was done, deaths, injured, when they were published. Each clue adds its logarithm of odds, as in
//! Fellegi and Sunter, "A Theory for Record Linkage" (1969), with weights fitted together. Groups
//! are then built from the likeliest pair on, by the mean probability between the members, and
//! never hold two reports of one document: an author who writes two reports means two events. So
//! a report's odds with the reports of one document stand against each other.

mod clues;

use serde::{Deserialize, Deserializer};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::{DayNumber, Error, ErrorKind};
use clues::Seen;
pub use clues::{ClueWeights, ComparedReports, compare_reports};

/// What one report says of an event.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventReport {
    /// Its id; a number counts as its digits, here and wherever ids stand.
    #[serde(deserialize_with = "one_id")]
    pub id: String,
    /// The text that it stands in; reports of one text are different events. Empty: not known.
    #[serde(default, deserialize_with = "one_id")]
    pub document: String,
    /// The title of that text.
    #[serde(default)]
    pub title: String,
    /// The day of that text, `YYYY-MM-DD`.
    #[serde(default)]
    pub published: Option<String>,
    /// The first day on which the event may have happened, `YYYY-MM-DD`.
    pub start: String,
    /// The last; the first, where there is none.
    #[serde(default)]
    pub end: Option<String>,
    /// The country, in whatever spelling; reports of two countries are not compared.
    #[serde(default)]
    pub country: String,
    /// The town or district.
    #[serde(default)]
    pub town: String,
    /// The place within it, in the words of the report.
    #[serde(default)]
    pub place: String,
    /// Degrees north.
    #[serde(default)]
    pub latitude: Option<f64>,
    /// Degrees east.
    #[serde(default)]
    pub longitude: Option<f64>,
    /// Actors that are known by name; unknown ones are left out.
    #[serde(default, deserialize_with = "ids")]
    pub actors: BTreeSet<String>,
    /// The kinds of all actors.
    #[serde(default)]
    pub kinds: BTreeSet<String>,
    /// What was done, how, against whom: labels of one list.
    #[serde(default)]
    pub deeds: BTreeSet<String>,
    /// Deaths.
    #[serde(default)]
    pub deaths: Option<u32>,
    /// Injured.
    #[serde(default)]
    pub injured: Option<u32>,
}

/// Words, or a number.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected words in quotes or a number")]
enum Id {
    Words(String),
    Number(serde_json::Number),
}

impl Id {
    fn written(self) -> String {
        match self {
            Self::Words(words) => words,
            Self::Number(number) => number.to_string(),
        }
    }
}

fn one_id<'d, D: Deserializer<'d>>(from: D) -> Result<String, D::Error> {
    Id::deserialize(from).map(Id::written)
}

fn ids<'d, D: Deserializer<'d>>(from: D) -> Result<BTreeSet<String>, D::Error> {
    let ids = Vec::<Id>::deserialize(from)?;
    Ok(ids.into_iter().map(Id::written).collect())
}

impl EventReport {
    /// Whether it can be compared.
    ///
    /// # Errors
    /// If a date or coordinate cannot be read, or the last day comes before the first.
    pub fn check(&self) -> Result<(), Error> {
        seen(self).map(|_| ())
    }
}

/// Reports that are held to speak of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportGroup {
    /// Their places in the list that was given, in its order.
    pub members: Vec<usize>,
    /// The mean probability that two of them are one event, in hundredths, 0 to 100; 100 for one
    /// alone.
    pub score: u32,
}

/// Probabilities are counted in ten-thousandths, so that sums do not depend on their order.
const WHOLE: u64 = 10_000;
/// Odds that count as certain.
const MOST_ODDS: f64 = 1e6;

/// Groups `reports` by event; each is in one group, and groups stand in the order of their first
/// member.
///
/// # Errors
/// If a date or coordinate of a report cannot be read, or if more pairs lie near each other in
/// time and place than can be compared (20 million).
pub fn group_reports(reports: &[EventReport]) -> Result<Vec<ReportGroup>, Error> {
    let compared = compare_reports(reports)?;
    Ok(group_compared(reports, &compared, &ClueWeights::builtin()))
}

/// Groups reports whose pairs were compared, by other weights.
pub fn group_compared(
    reports: &[EventReport],
    compared: &[ComparedReports],
    weights: &ClueWeights,
) -> Vec<ReportGroup> {
    #[allow(clippy::cast_sign_loss)] // clamped
    let in_parts = |value: f64, most: f64| (value.clamp(0.0, most) * WHOLE as f64).round() as u64;
    let mut pairs: Vec<_> = compared
        .iter()
        .map(|pair| {
            (
                pair.left,
                pair.right,
                in_parts(weights.odds_of(pair), MOST_ODDS),
            )
        })
        .collect();
    let mut numbers = BTreeMap::new();
    let mut documents = Vec::new();
    for report in reports {
        let next = numbers.len();
        let named = !report.document.is_empty();
        documents.push(named.then(|| *numbers.entry(report.document.as_str()).or_insert(next)));
    }
    share_out(&documents, &mut pairs);
    Groups::new(&documents, pairs.into_iter()).join(in_parts(weights.threshold, 1.0))
}

/// From odds to probabilities. One report is of one event with at most one report of another
/// document, so that the reports of a document stand against each other, and against none of them.
fn share_out(documents: &[Option<usize>], pairs: &mut [(usize, usize, u64)]) {
    let mut sums: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for &(left, right, odds) in pairs.iter() {
        for (report, other) in [(left, right), (right, left)] {
            if let Some(document) = documents[other] {
                *sums.entry((report, document)).or_default() += odds;
            }
        }
    }
    for (left, right, odds) in pairs {
        let rivals = |report: usize, other: usize| {
            documents[other].map_or(0, |document| sums[&(report, document)] - *odds)
        };
        let all = WHOLE + *odds + rivals(*left, *right) + rivals(*right, *left);
        *odds = *odds * WHOLE / all;
    }
}

/// Reads the days of a report.
fn seen(report: &EventReport) -> Result<Seen<'_>, Error> {
    let wrong = |field: &str, found: &str, expected: &str| {
        Error::new(
            ErrorKind::Usage,
            format!(
                "report {:?}: {field} is {found:?}, expected {expected}",
                report.id
            ),
        )
    };
    let day = |field: &str, text: &str| {
        DayNumber::read(text.as_bytes())
            .map(|day| day.0)
            .ok_or_else(|| wrong(field, text, "a day YYYY-MM-DD"))
    };
    let first = day("start", &report.start)?;
    let last = report
        .end
        .as_deref()
        .map_or(Ok(first), |end| day("end", end))?;
    if last < first {
        return Err(wrong(
            "end",
            report.end.as_deref().unwrap_or_default(),
            "no day before start",
        ));
    }
    let at = report.latitude.zip(report.longitude);
    if let Some((north, east)) = at
        && !(north.abs() <= 90.0 && east.abs() <= 180.0)
    {
        return Err(wrong(
            "latitude, longitude",
            &format!("{north}, {east}"),
            "degrees within 90 and 180",
        ));
    }
    let published = report
        .published
        .as_deref()
        .map(|text| day("published", text))
        .transpose()?;
    Ok(Seen::new(report, first, last, at, published))
}

/// Groups that grow by their likeliest pair.
struct Groups {
    members: Vec<Vec<usize>>,
    documents: Vec<BTreeSet<usize>>,
    /// The sum of the probabilities to each neighbour; missing pairs have none.
    sums: Vec<BTreeMap<usize, u64>>,
    /// The sum within each group.
    inner: Vec<u64>,
    alive: Vec<bool>,
}

impl Groups {
    fn new(documents: &[Option<usize>], pairs: impl Iterator<Item = (usize, usize, u64)>) -> Self {
        let mut sums = vec![BTreeMap::new(); documents.len()];
        for (left, right, probability) in pairs {
            sums[left].insert(right, probability);
            sums[right].insert(left, probability);
        }
        Self {
            members: (0..documents.len()).map(|place| vec![place]).collect(),
            documents: documents
                .iter()
                .map(|document| document.iter().copied().collect())
                .collect(),
            inner: vec![0; documents.len()],
            alive: vec![true; documents.len()],
            sums,
        }
    }

    fn mean(&self, one: usize, other: usize) -> u64 {
        let pairs = self.members[one].len() * self.members[other].len();
        self.sums[one].get(&other).copied().unwrap_or(0) / pairs as u64
    }

    /// Joins the likeliest two until none reaches `least`.
    fn join(mut self, least: u64) -> Vec<ReportGroup> {
        // The likeliest first; of equals, those that stand first.
        let mut heap = BinaryHeap::new();
        for (one, others) in self.sums.iter().enumerate() {
            for other in others.range(one + 1..).map(|(other, _)| *other) {
                if self.mean(one, other) >= least {
                    heap.push((self.mean(one, other), std::cmp::Reverse((one, other))));
                }
            }
        }
        while let Some((_, std::cmp::Reverse((one, other)))) = heap.pop() {
            if !self.alive[one]
                || !self.alive[other]
                || !self.documents[one].is_disjoint(&self.documents[other])
            {
                continue;
            }
            let joined = self.merge(one, other);
            for neighbour in self.sums[joined].keys() {
                let mean = self.mean(joined, *neighbour);
                if mean >= least {
                    heap.push((mean, std::cmp::Reverse((*neighbour, joined))));
                }
            }
        }
        self.finish()
    }

    /// Makes a new group of two, and returns its number.
    fn merge(&mut self, one: usize, other: usize) -> usize {
        let joined = self.members.len();
        let mut members = std::mem::take(&mut self.members[one]);
        let between = self.sums[one].get(&other).copied().unwrap_or(0);
        members.append(&mut self.members[other]);
        let mut documents = std::mem::take(&mut self.documents[one]);
        documents.append(&mut self.documents[other]);
        let mut sums = std::mem::take(&mut self.sums[one]);
        for (neighbour, sum) in std::mem::take(&mut self.sums[other]) {
            *sums.entry(neighbour).or_default() += sum;
        }
        sums.remove(&one);
        sums.remove(&other);
        for (neighbour, sum) in &sums {
            self.sums[*neighbour].remove(&one);
            self.sums[*neighbour].remove(&other);
            self.sums[*neighbour].insert(joined, *sum);
        }
        self.inner
            .push(self.inner[one] + self.inner[other] + between);
        self.alive[one] = false;
        self.alive[other] = false;
        self.members.push(members);
        self.documents.push(documents);
        self.sums.push(sums);
        self.alive.push(true);
        joined
    }

    fn finish(self) -> Vec<ReportGroup> {
        let all = self.members.into_iter().zip(self.inner).zip(self.alive);
        let mut groups: Vec<_> = all
            .filter(|(_, alive)| *alive)
            .map(|((mut members, inner), _)| {
                members.sort_unstable();
                let pairs = (members.len() * (members.len() - 1) / 2) as u64;
                let score = (inner * 100).checked_div(pairs * WHOLE).unwrap_or(100);
                ReportGroup {
                    members,
                    score: u32::try_from(score).unwrap_or(100),
                }
            })
            .collect();
        groups.sort_by(|a, b| a.members.cmp(&b.members));
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(id: &str, start: &str, actors: &[&str], deaths: u32) -> EventReport {
        EventReport {
            id: id.into(),
            document: format!("document of {id}"),
            start: start.into(),
            country: "Kenya".into(),
            town: "Kisumu".into(),
            place: "Kondele".into(),
            latitude: Some(-0.09),
            longitude: Some(34.77),
            actors: actors.iter().map(|actor| (*actor).to_owned()).collect(),
            kinds: BTreeSet::from(["police".to_owned()]),
            deeds: BTreeSet::from(["shooting".to_owned()]),
            deaths: Some(deaths),
            ..EventReport::default()
        }
    }

    fn groups(reports: &[EventReport]) -> Vec<Vec<usize>> {
        group_reports(reports)
            .unwrap()
            .into_iter()
            .map(|group| group.members)
            .collect()
    }

    #[test]
    fn reports_that_agree_are_one_event_whatever_their_order() {
        let mut reports = vec![
            report("a", "2017-08-12", &["Police"], 2),
            report("b", "2017-10-26", &["Police"], 2),
            report("c", "2017-08-12", &["Police"], 2),
        ];
        assert_eq!(groups(&reports), [vec![0, 2], vec![1]]);
        reports.reverse();
        assert_eq!(groups(&reports), [vec![0, 2], vec![1]]);
    }

    #[test]
    fn two_reports_of_one_document_are_two_events() {
        let reports = [
            report("a", "2017-08-12", &["Police"], 2),
            EventReport {
                document: "document of a".into(),
                ..report("b", "2017-08-12", &["Police"], 2)
            },
        ];
        assert_eq!(groups(&reports), [vec![0], vec![1]]);
    }

    #[test]
    fn likenesses_with_two_reports_of_one_document_stand_against_each_other() {
        let documents = [Some(0), Some(1), Some(1), None];
        // Nine, three and nine to one.
        let mut pairs = [(0, 1, 90_000), (0, 2, 30_000), (0, 3, 90_000)];
        share_out(&documents, &mut pairs);
        // Of thirteen: nine, three, and one for none of them. What has no document has no rivals.
        assert_eq!(pairs, [(0, 1, 6_923), (0, 2, 2_307), (0, 3, 9_000)]);
    }

    #[test]
    fn names_a_letter_apart_are_one_place() {
        let named = |id: &str, place: &str| EventReport {
            town: String::new(),
            latitude: None,
            longitude: None,
            place: place.into(),
            ..report(id, "2017-08-12", &["Police"], 2)
        };
        let clue = |one: &str, other: &str| {
            let compared = compare_reports(&[named("a", one), named("b", other)]).unwrap();
            let mut clues = compared[0].clues.iter().map(|(clue, _)| *clue);
            clues.find(|clue| clue.starts_with("words")).unwrap()
        };
        assert_eq!(clue("Mathare North", "Mathari North"), "words more");
        assert_eq!(clue("Kondele", "Kondelle"), "words one");
        assert_eq!(clue("Kondele", "Kibera"), "words other");
        assert_eq!(clue("Bura", "Buru"), "words other");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let wrong = report("x7", "12 August", &[], 0);
        let message = group_reports(&[wrong]).unwrap_err().to_string();
        assert!(
            message.contains("x7") && message.contains("YYYY-MM-DD"),
            "{message}"
        );
        let far = EventReport {
            latitude: Some(f64::NAN),
            ..report("x8", "2017-08-12", &[], 0)
        };
        assert!(group_reports(&[far]).is_err());
    }

    #[test]
    fn ids_may_be_numbers() {
        let read = |line: &str| serde_json::from_str::<EventReport>(line);
        let found = read(r#"{"id": 7, "document": 12, "start": "2017-08-12", "actors": [3, "b"]}"#);
        let found = found.unwrap();
        assert_eq!((found.id.as_str(), found.document.as_str()), ("7", "12"));
        assert_eq!(
            found.actors,
            BTreeSet::from(["3".to_owned(), "b".to_owned()])
        );
        for line in [
            r#"{"id": null, "start": "2017-08-12"}"#,
            r#"{"id": [1], "start": ""}"#,
        ] {
            let message = read(line).unwrap_err().to_string();
            assert!(message.contains("words in quotes or a number"), "{message}");
        }
        assert!(
            read(r#"{"start": "2017-08-12"}"#)
                .unwrap_err()
                .to_string()
                .contains("`id`")
        );
    }

    #[test]
    fn nothing_gives_no_group() {
        assert!(groups(&[]).is_empty());
    }
}
