//! What is counted: events of pairs by day, from one data set or from the documents.

use detente_feeds::{DayNumber, themes_of};
use detente_forecast::{Dyad, Panel};
use detente_model::{ActorId, Content, Day, Modality, Polarity, Precision, When};
use detente_store::{ClaimRow, DayDeed, FeedPair, Filter};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::Counted;
use crate::series::{Covered, cooperation};
use crate::{Casebook, Error, ErrorKind};

/// The name of the source that the coded documents are.
pub(super) const DOCUMENTS: &str = "documents";
/// Days of history at the most.
const MOST_DAYS: i32 = 1500;
/// Pairs that are learned from at the most.
const MOST_PAIRS: usize = 150;
/// Events of a pair that is learned from, at the least.
const LEAST_EVENTS: u64 = 30;
/// Days without coverage that do not end a history.
const GAP: i32 = 7;

/// What an event is, for counting.
#[derive(Debug, Clone, Default)]
pub(super) struct Kind {
    cooperation: Option<bool>,
    plover: Option<String>,
    themes: Vec<String>,
}

impl Kind {
    pub(super) fn is(&self, counted: &Counted) -> bool {
        match counted {
            Counted::All => true,
            Counted::Cooperation => self.cooperation == Some(true),
            Counted::Conflict => self.cooperation == Some(false),
            Counted::Type(wanted) => self.plover.as_ref() == Some(wanted),
            Counted::Theme(wanted) => self.themes.contains(wanted),
        }
    }

    pub(super) fn of_plover(plover: detente_model::PloverType, themes: &[String]) -> Self {
        Self {
            cooperation: Some(plover.quad().is_cooperation()),
            plover: Some(plover.as_str().to_owned()),
            themes: themes.to_vec(),
        }
    }
}

/// Events of two actors by day; what each is stands under a number in [`History::kinds`].
#[derive(Debug, Clone)]
pub(super) struct PairDays {
    pub(super) a: String,
    pub(super) b: String,
    pub(super) days: Vec<DayDeed>,
}

/// The events that one source has of a pair up to a day, and of others to learn from.
#[derive(Debug, Clone)]
pub(super) struct History {
    /// A data set, or `documents`.
    pub(super) source: String,
    /// The first day, since 1970-01-01.
    pub(super) first: i32,
    /// The last day whose events count.
    pub(super) last: i32,
    /// The last day that the source covers at all.
    pub(super) data_end: i32,
    /// Days between the two that the source does not cover.
    pub(super) uncovered: i32,
    /// The pair that is asked about, then others.
    pub(super) pairs: Vec<PairDays>,
    pub(super) kinds: BTreeMap<i64, Kind>,
    /// Of documents: the events of the pair up to the last day that counts.
    pub(super) coded: Rc<[CodedEvent]>,
}

impl History {
    /// Days from the first to the last.
    pub(super) fn days(&self) -> usize {
        usize::try_from(self.last - self.first + 1).unwrap_or(0)
    }

    /// Events of the pair that is asked about.
    pub(super) fn events(&self, counted: &Counted) -> u64 {
        let asked = self.pairs.first().into_iter();
        let days = asked.flat_map(|pair| &pair.days);
        let wanted = days.filter(|day| self.is(day.deed, counted));
        wanted.map(|day| u64::from(day.events)).sum()
    }

    fn is(&self, deed: i64, counted: &Counted) -> bool {
        match self.kinds.get(&deed) {
            Some(kind) => kind.is(counted),
            None => *counted == Counted::All,
        }
    }

    /// The PLOVER types or themes that the pair has events of, the most frequent first.
    pub(super) fn values(&self, themes: bool) -> Vec<Counted> {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for day in self.pairs.first().into_iter().flat_map(|pair| &pair.days) {
            let Some(kind) = self.kinds.get(&day.deed) else {
                continue;
            };
            let names = if themes {
                kind.themes.iter().collect::<Vec<_>>()
            } else {
                kind.plover.iter().collect()
            };
            for name in names {
                *counts.entry(name).or_default() += u64::from(day.events);
            }
        }
        let mut order: Vec<(&str, u64)> = counts.into_iter().collect();
        order.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
        let value = |name: &str| {
            if themes {
                Counted::Theme(name.to_owned())
            } else {
                Counted::Type(name.to_owned())
            }
        };
        order.into_iter().map(|(name, _)| value(name)).collect()
    }

    /// Counts of a pair on each day.
    pub(super) fn by_day(&self, pair: &PairDays, counted: &Counted) -> Vec<u32> {
        let mut counts = vec![0u32; self.days()];
        for day in pair.days.iter().filter(|day| self.is(day.deed, counted)) {
            let at = usize::try_from(day.day - self.first).ok();
            if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
                *count = count.saturating_add(day.events);
            }
        }
        counts
    }

    /// The panel; the pair that is asked about is its first dyad.
    pub(super) fn panel(&self, counted: &Counted) -> Result<Panel, Error> {
        let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
        for name in self.pairs.iter().flat_map(|pair| [&pair.a, &pair.b]) {
            let next = numbers.len() as u32;
            numbers.entry(name).or_insert(next);
        }
        let number = |name: &String| numbers.get(name.as_str()).copied().unwrap_or(0);
        let dyads = self.pairs.iter().map(|pair| {
            let dyad = Dyad::new(number(&pair.a), number(&pair.b), false);
            (dyad, self.by_day(pair, counted))
        });
        Panel::from_days(i64::from(self.first), dyads.collect()).map_err(|error| failed(&error))
    }
}

pub(super) fn failed(error: &detente_forecast::Error) -> Error {
    Error::new(
        ErrorKind::Internal,
        format!("the forecast cannot be made: {error}"),
    )
}

/// The number of a day since 1970-01-01, where it lies in the years 1000 to 2999.
pub(super) fn number(day: Day) -> Option<i32> {
    DayNumber::of(day).map(|number| number.0)
}

pub(super) fn day(number: i32) -> Day {
    DayNumber(number).day()
}

impl Casebook {
    /// What each source has of `a` and `b` up to `as_of`, the one with the most events first; only that one holds
    /// other pairs beside. Sources that cover no day by then are left out.
    pub(super) fn histories(
        &self,
        [a, b]: [&ActorId; 2],
        as_of: Option<Day>,
        source: Option<&str>,
    ) -> Result<Vec<History>, Error> {
        let mut found = Vec::new();
        let covered = self.covered_days()?;
        for (dataset, covered) in &covered {
            if source.is_none_or(|wanted| wanted == dataset) {
                found.extend(self.of_dataset(dataset, covered, [a, b], as_of)?);
            }
        }
        if source.is_none_or(|wanted| wanted == DOCUMENTS) {
            found.extend(self.of_documents([a, b], as_of)?);
        }
        if let Some(wanted) = source
            && wanted != DOCUMENTS
            && !covered.contains_key(wanted)
        {
            let known: Vec<&str> = covered.keys().map(String::as_str).collect();
            let message = format!(
                "no source of events is called {wanted:?}; known are: {}",
                [&known[..], &[DOCUMENTS]].concat().join(", ")
            );
            return Err(Error::new(ErrorKind::Usage, message));
        }
        found.sort_by_cached_key(|history| {
            let of_documents = history.source == DOCUMENTS;
            (
                std::cmp::Reverse(history.events(&Counted::All)),
                of_documents,
                history.source.clone(),
            )
        });
        if let Some(first) = found.first_mut()
            && first.source != DOCUMENTS
        {
            self.add_others(first)?;
        }
        Ok(found)
    }

    fn of_dataset(
        &self,
        dataset: &str,
        covered: &Covered,
        [a, b]: [&ActorId; 2],
        as_of: Option<Day>,
    ) -> Result<Option<History>, Error> {
        let until = as_of.and_then(number).unwrap_or(i32::MAX);
        let Some((first, last, uncovered)) = stretch(&covered.spans, until) else {
            return Ok(None);
        };
        let days = self
            .store
            .feed_days(dataset, [a.as_str(), b.as_str()], (first, last), last)?;
        Ok(Some(History {
            source: dataset.to_owned(),
            first,
            last,
            data_end: covered.spans.last().map_or(last, |(_, end)| *end),
            uncovered,
            pairs: vec![PairDays {
                a: a.to_string(),
                b: b.to_string(),
                days,
            }],
            kinds: self.kinds()?,
            coded: Rc::default(),
        }))
    }

    /// What each deed of data sets is.
    pub(super) fn kinds(&self) -> Result<BTreeMap<i64, Kind>, Error> {
        let kinds = self.store.feed_deeds()?.into_iter().map(|(number, deed)| {
            let kind = Kind {
                cooperation: cooperation(&deed),
                themes: themes_of(deed.context.iter().map(String::as_str))
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
                plover: deed.plover,
            };
            (number, kind)
        });
        Ok(kinds.collect())
    }

    /// Adds the pairs with the most events known by the last day of the history. Totals of all time only say
    /// where to stop looking, so that what came later changes nothing.
    fn add_others(&self, history: &mut History) -> Result<(), Error> {
        let asked = &history.pairs[0];
        let mut asked = [asked.a.clone(), asked.b.clone()];
        asked.sort();
        let mut chosen: Vec<(u64, PairDays)> = Vec::new();
        for FeedPair { a, b, events } in self.store.feed_pairs(&history.source, LEAST_EVENTS)? {
            let least = chosen.get(MOST_PAIRS - 2).map(|(least, _)| *least);
            if least.is_some_and(|least| events < least) {
                break;
            }
            if [&a, &b] == [&asked[0], &asked[1]] {
                continue;
            }
            let days = self.store.feed_days(
                &history.source,
                [&a, &b],
                (history.first, history.last),
                history.last,
            )?;
            let known: u64 = days.iter().map(|day| u64::from(day.events)).sum();
            if known >= LEAST_EVENTS {
                let pair = PairDays { a, b, days };
                let at = chosen.partition_point(|(count, other)| {
                    *count > known || *count == known && (&other.a, &other.b) < (&pair.a, &pair.b)
                });
                chosen.insert(at, (known, pair));
                chosen.truncate(MOST_PAIRS - 1);
            }
        }
        history
            .pairs
            .extend(chosen.into_iter().map(|(_, pair)| pair));
        Ok(())
    }

    fn of_documents(
        &self,
        pair: [&ActorId; 2],
        as_of: Option<Day>,
    ) -> Result<Option<History>, Error> {
        let Some((first, data_end)) = self.published(None)? else {
            return Ok(None);
        };
        let Some((_, last)) = self.published(as_of)? else {
            return Ok(None);
        };
        let first = first.max(last - MOST_DAYS + 1);
        let mut kinds = BTreeMap::new();
        let mut days = Vec::new();
        // Each event is a deed of its own.
        let coded: Rc<[CodedEvent]> = self.coded_events(pair, Some(day(last)))?.into();
        for (deed, event) in (0..).zip(coded.iter()) {
            if (first..=last).contains(&event.day) {
                kinds.insert(deed, event.kind.clone());
                days.push(DayDeed {
                    day: event.day,
                    deed,
                    events: 1,
                });
            }
        }
        Ok(Some(History {
            source: DOCUMENTS.to_owned(),
            first,
            last,
            data_end,
            uncovered: 0,
            pairs: vec![PairDays {
                a: pair[0].to_string(),
                b: pair[1].to_string(),
                days,
            }],
            kinds,
            coded,
        }))
    }

    /// The first and last day on which documents that are known by a day were published.
    pub(super) fn published(&self, by: Option<Day>) -> Result<Option<(i32, i32)>, Error> {
        let documents = self.store.document_heads(by)?;
        let days = || {
            let published = documents.iter().filter_map(|row| row.published.as_ref());
            published.filter_map(one_day)
        };
        Ok(days().min().zip(days().max()))
    }

    /// Events between the two that documents date by the day and say to have happened, each once however many
    /// report it, by day and id; with `by`, from documents known by then.
    pub(super) fn coded_events(
        &self,
        [a, b]: [&ActorId; 2],
        by: Option<Day>,
    ) -> Result<Vec<CodedEvent>, Error> {
        let filter = Filter {
            about: Some("event".to_owned()),
            pair: Some((a.clone(), b.clone())),
            known_by: by,
            ..Filter::default()
        };
        let mut found = Vec::new();
        self.store.for_each_claim(&filter, |claim| {
            found.extend(coded_event(claim, [a, b]));
            Ok::<_, Error>(true)
        })?;
        let known: BTreeSet<String> = found.iter().map(|event| event.record.clone()).collect();
        let leaders = self.leaders(&known)?;
        let mut events: BTreeMap<String, CodedEvent> = BTreeMap::new();
        for mut event in found {
            event.record = leader(&leaders, event.record);
            match events.get_mut(&event.record) {
                Some(known) => known.join(event),
                None => {
                    events.insert(event.record.clone(), event);
                }
            }
        }
        let mut events: Vec<CodedEvent> = events.into_values().collect();
        events.sort_by(|x, y| (x.day, &x.record).cmp(&(y.day, &y.record)));
        Ok(events)
    }

    /// Which event stands for which other one, by judgements between `known` events alone: one that only later
    /// documents report joins no two earlier ones.
    fn leaders(&self, known: &BTreeSet<String>) -> Result<BTreeMap<String, String>, Error> {
        let judgements = self.store.judgements()?;
        let in_force = || {
            judgements.iter().filter(|one| {
                one.undone_at.is_none() && known.contains(&one.left) && known.contains(&one.right)
            })
        };
        let apart: BTreeSet<(&String, &String)> = in_force()
            .filter(|one| one.verdict == "different")
            .map(|one| (&one.left, &one.right))
            .collect();
        let mut leaders: BTreeMap<String, String> = BTreeMap::new();
        for one in in_force().filter(|one| one.verdict == "same") {
            if apart.contains(&(&one.left, &one.right)) {
                continue;
            }
            let left = leader(&leaders, one.left.clone());
            let right = leader(&leaders, one.right.clone());
            if left != right {
                leaders.insert(left.clone().max(right.clone()), left.min(right));
            }
        }
        Ok(leaders)
    }
}

fn leader(leaders: &BTreeMap<String, String>, mut event: String) -> String {
    while let Some(next) = leaders.get(&event) {
        event.clone_from(next);
    }
    event
}

/// An event that documents date by the day.
#[derive(Debug, Clone)]
pub(super) struct CodedEvent {
    pub(super) record: String,
    pub(super) day: i32,
    pub(super) kind: Kind,
    /// The PLOVER type.
    pub(super) plover: &'static str,
    /// The claims that report it, by document and place.
    pub(super) claims: Vec<ClaimRow>,
}

impl CodedEvent {
    fn join(&mut self, other: Self) {
        self.day = self.day.min(other.day);
        for theme in other.kind.themes {
            if !self.kind.themes.contains(&theme) {
                self.kind.themes.push(theme);
            }
        }
        self.claims.extend(other.claims);
    }
}

/// The event of a claim, where it says that something happened between the two on a day.
fn coded_event(claim: ClaimRow, [a, b]: [&ActorId; 2]) -> Option<CodedEvent> {
    let frame = &claim.claim.frame;
    let happened = frame.polarity == Polarity::Positive
        && matches!(frame.modality, Modality::Asserted | Modality::Reported);
    let Content::Event(event) = &claim.claim.content else {
        return None;
    };
    if !happened || !between(&claim, a, b) {
        return None;
    }
    let day = frame.when.as_ref().and_then(one_day)?;
    Some(CodedEvent {
        record: event.id(frame.when.as_ref()).to_string(),
        day,
        kind: Kind::of_plover(event.action.plover(), &frame.theme),
        plover: event.action.plover().as_str(),
        claims: vec![claim],
    })
}

/// Whether the event of a claim is one between the two: one of them acts on the other, or both act and nobody else
/// is acted on.
pub(super) fn between(claim: &ClaimRow, a: &ActorId, b: &ActorId) -> bool {
    let Content::Event(event) = &claim.claim.content else {
        return false;
    };
    let has = |mentions: &[detente_model::ActorMention], id: &ActorId| {
        let is =
            |mention: &detente_model::ActorMention| mention.actor == *id || mention.side() == id;
        mentions.iter().any(is)
    };
    let (source, target) = (&event.source, &event.target);
    has(source, a) && has(target, b)
        || has(source, b) && has(target, a)
        || target.is_empty() && has(source, a) && has(source, b)
}

/// The day of a date that is one day.
pub(super) fn one_day(when: &When) -> Option<i32> {
    let (start, end) = (when.start()?, when.end()?);
    (when.precision() == Precision::Day && start == end)
        .then(|| number(start))
        .flatten()
}

/// The last stretch of covered days up to a day, over short gaps: first, last, days that are not covered.
fn stretch(spans: &[(i32, i32)], until: i32) -> Option<(i32, i32, i32)> {
    let mut found: Option<(i32, i32, i32)> = None;
    for &(first, last) in spans.iter().rev().filter(|(first, _)| *first <= until) {
        let last = last.min(until);
        found = Some(match found {
            None => (first, last, 0),
            Some((begin, end, uncovered)) => {
                let gap = begin - last - 1;
                if gap > GAP {
                    break;
                }
                (first, end, uncovered + gap)
            }
        });
    }
    let (first, last, uncovered) = found?;
    Some((
        first.max(last.saturating_sub(MOST_DAYS - 1)),
        last,
        uncovered,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_history_goes_back_over_short_gaps_and_ends_with_what_is_covered() {
        let spans = [(0, 9), (30, 49), (53, 80), (90, 99)];
        assert_eq!(stretch(&spans, 200), Some((90, 99, 0)));
        assert_eq!(stretch(&spans, 85), Some((30, 80, 3)));
        assert_eq!(stretch(&spans, 60), Some((30, 60, 3)));
        assert_eq!(stretch(&spans, -1), None);
        assert_eq!(stretch(&[(0, 5000)], 4000), Some((2501, 4000, 0)));
    }
}
