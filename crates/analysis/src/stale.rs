//! Links that may hold no longer: what they rest on is over.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use detente_model::{ActorId, Content, Day, Modality, Polarity, Tie, TieKind, TieStatus, When};
use detente_store::{ClaimRow, Error, Filter, Store};

use crate::concept::key_word;
use crate::mention::{End, Mention};

const KINDS: &str = include_str!("../../../data/concepts/ties.tsv");

/// Years after which what was said of a stretch of time is no longer taken for the present.
const PAST_YEARS: i16 = 5;

/// The heads of words that name a kind of tie, by its name.
static WORDS: LazyLock<BTreeMap<&str, BTreeSet<&str>>> = LazyLock::new(|| {
    let rows = KINDS.lines().skip(1).filter_map(|row| row.split_once('\t'));
    rows.map(|(kind, words)| (kind, words.split('|').collect()))
        .collect()
});

/// A tie that sources say is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedTie {
    /// What it was.
    pub kind: TieKind,
    /// Between whom, sorted.
    pub parties: BTreeSet<ActorId>,
    /// Since when it is over, where that is known.
    pub closed: Option<Day>,
    /// The path of a document that says so.
    pub path: String,
}

/// The ties among `rows` that are said to have closed and, after that, not to have opened or stood.
pub fn closed_ties<'r>(rows: impl IntoIterator<Item = &'r ClaimRow>) -> Vec<ClosedTie> {
    let mut records: BTreeMap<&str, Vec<(&ClaimRow, &Tie)>> = BTreeMap::new();
    for row in rows {
        let frame = &row.claim.frame;
        if let Content::Tie(tie) = &row.claim.content
            && frame.polarity == Polarity::Positive
            && frame.modality.is_actual()
        {
            records.entry(&row.record).or_default().push((row, tie));
        }
    }
    records
        .values()
        .filter_map(|claims| closed(claims))
        .collect()
}

fn closed(claims: &[(&ClaimRow, &Tie)]) -> Option<ClosedTie> {
    let day = |row: &ClaimRow| row.claim.frame.when.as_ref().and_then(When::start);
    let of = |status: TieStatus| claims.iter().filter(move |(_, tie)| tie.status == status);
    let (row, tie) = of(TieStatus::Closed).max_by_key(|(row, _)| (day(row), &row.id))?;
    let closed = day(row);
    let mut alive = of(TieStatus::Opened).chain(of(TieStatus::Standing));
    // Undated, either may be the later.
    let goes_on = alive.any(|(other, _)| closed.is_none() || day(other) > closed);
    (!goes_on).then(|| ClosedTie {
        kind: tie.kind,
        parties: tie
            .parties
            .iter()
            .map(|party| party.actor.side().clone())
            .collect(),
        closed,
        path: row.path.to_string(),
    })
}

impl ClosedTie {
    /// Whether an end of a link names this tie: a word for its kind, with two of its parties and no
    /// others.
    fn is_named_by(&self, end: &End) -> bool {
        let named = WORDS.get(self.kind.as_str());
        let head = key_word(&end.head);
        named.is_some_and(|words| words.contains(head.as_str()))
            && end.about.len() > 1
            && end.about.iter().all(|actor| self.parties.contains(actor))
    }
}

/// Why `mention` may hold no longer on `as_of`; `None` where nothing says so.
fn why(mention: &Mention, closed: &[ClosedTie], as_of: Option<Day>) -> Option<String> {
    let over = closed
        .iter()
        .filter(|tie| {
            tie.closed
                .zip(as_of)
                .is_none_or(|(closed, day)| closed <= day)
        })
        .find(|tie| {
            [&mention.cause, &mention.effect]
                .iter()
                .any(|end| tie.is_named_by(end))
        });
    if let Some(tie) = over {
        let parties: Vec<&str> = tie.parties.iter().map(ActorId::as_str).collect();
        let since = tie.closed.map_or(String::new(), |day| format!(" on {day}"));
        return Some(format!(
            "{} of {} is said to have ended{since} ({})",
            tie.kind,
            parties.join(", "),
            tie.path
        ));
    }
    let as_of = as_of?;
    if let Some(lag) = &mention.lag {
        if lag.by.is_some_and(|day| day < as_of) {
            return Some(format!("it was to come {}", lag.text));
        }
        let due = mention.published.zip(lag.within_days);
        let due = due.map(|(day, days)| (day, day.plus_days(i64::from(days))));
        if let Some((said, due)) = due
            && mention.modality == Modality::Forecast
            && due < as_of
        {
            return Some(format!("it was to come {} from {said}", lag.text));
        }
    }
    let last = mention.days.1?;
    let is_past = last.year() < as_of.year().saturating_sub(PAST_YEARS);
    is_past.then(|| format!("said of a time that ended on {last}"))
}

/// Marks the mentions that may hold no longer on `as_of`; without it, only those of ties that ended
/// at no known day or at any.
pub fn mark_stale(mentions: &mut [Mention], closed: &[ClosedTie], as_of: Option<Day>) {
    for mention in mentions {
        mention.stale = why(mention, closed, as_of);
    }
}

/// The last day on which a document that passes `known_by` was published: what "today" is for the
/// sources, without a clock.
///
/// # Errors
/// If the store cannot be read.
pub fn last_published(store: &Store, known_by: Option<Day>) -> Result<Option<Day>, Error> {
    let documents = store.document_heads(known_by)?;
    let days = documents
        .iter()
        .filter_map(|document| document.published.as_ref().and_then(When::end));
    Ok(days.max())
}

/// The links of a store as [`mentions`](crate::mentions) gives them, marked where they are stale on
/// `as_of`, or else on the last day of publication.
///
/// # Errors
/// If the store cannot be read.
pub fn dated_mentions(
    store: &Store,
    filter: &Filter,
    as_of: Option<Day>,
) -> Result<Vec<Mention>, Error> {
    let mut found = crate::mention::mentions(store, filter)?;
    let ties = Filter {
        about: Some("tie".to_owned()),
        known_by: filter.known_by,
        ..Filter::default()
    };
    let as_of = match as_of {
        Some(day) => Some(day),
        None => last_published(store, filter.known_by)?,
    };
    mark_stale(&mut found, &closed_ties(&store.claims(&ties)?), as_of);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use detente_model::{CauseKind, Lag, Sign};

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn ids(names: &[&str]) -> Vec<ActorId> {
        names
            .iter()
            .map(|name| name.parse().expect("an id"))
            .collect()
    }

    fn link() -> Mention {
        Mention::plain("sanctions", "trade", Sign::Minus, CauseKind::Quantity, 1)
    }

    fn ended(closed: Option<&str>) -> ClosedTie {
        ClosedTie {
            kind: TieKind::Sanctions,
            parties: ids(&["IRN", "org:un"]).into_iter().collect(),
            closed: closed.map(day),
            path: "a.txt".to_owned(),
        }
    }

    #[test]
    fn what_rests_on_a_closed_tie_is_stale_from_its_end_on() {
        let mut link = link();
        link.cause.about = ids(&["IRN", "org:un"]);
        let ties = [ended(Some("2020-10-18"))];
        assert_eq!(why(&link, &ties, Some(day("2020-01-01"))), None);
        let told = why(&link, &ties, Some(day("2021-01-01"))).expect("it is over");
        assert!(
            told.contains("2020-10-18") && told.contains("a.txt"),
            "{told}"
        );
        // Sanctions of another are others, and so are those of nobody in particular.
        link.cause.about = ids(&["IRN", "USA"]);
        assert_eq!(why(&link, &ties, Some(day("2021-01-01"))), None);
        link.cause.about = ids(&["IRN"]);
        assert_eq!(why(&link, &ties, Some(day("2021-01-01"))), None);
    }

    #[test]
    fn a_past_time_and_a_missed_date_are_told() {
        let mut past = link();
        past.days = (Some(day("1980-01-01")), Some(day("1988-12-31")));
        assert!(why(&past, &[], Some(day("2025-01-01"))).is_some());
        assert_eq!(why(&past, &[], Some(day("1990-01-01"))), None);
        let mut due = link();
        due.lag = Some(Lag {
            text: "by 2020".to_owned(),
            within_days: None,
            by: Some(day("2020-12-31")),
        });
        assert!(why(&due, &[], Some(day("2021-01-01"))).is_some());
        due.lag = Some(Lag {
            text: "within months".to_owned(),
            within_days: Some(365),
            by: None,
        });
        due.published = Some(day("2019-01-01"));
        assert_eq!(
            why(&due, &[], Some(day("2021-01-01"))),
            None,
            "it is no forecast"
        );
        due.modality = Modality::Forecast;
        assert!(why(&due, &[], Some(day("2021-01-01"))).is_some());
        assert_eq!(why(&due, &[], Some(day("2019-06-01"))), None);
    }
}
