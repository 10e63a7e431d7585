//! How forecasts ended: those of this program that were kept, and those that documents make.

use detente_model::{ActorId, Content, Day, Modality, Polarity, When};
use detente_store::{ClaimRow, Filter, ForecastRow};
use serde::Serialize;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::counts::{CodedEvent, DOCUMENTS, Kind, between, day, number};
use super::reasons::{ReasonEvent, ReasonEvidence, of_coded, of_imported};
use super::{Counted, record, said};
use crate::series::Covered;
use crate::{Casebook, Clock, Error, ErrorKind};

/// Events that a settled forecast shows.
const SHOWN: usize = 3;
/// The name under which this program's own forecasts are scored.
const OURS: &str = "detente";

/// How a forecast ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ForecastStatus {
    /// There was an event of the kind in the window.
    Happened,
    /// The window is covered, and there is none: a "no" as far as the source goes.
    NotReported,
    /// The window has passed, and no source reaches its end: neither yes nor no.
    NotCovered,
    /// The window has not passed.
    Open,
    /// The document does not say for when.
    NoHorizon,
}

impl ForecastStatus {
    /// The words for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Happened => "happened",
            Self::NotReported => "not reported",
            Self::NotCovered => "not covered",
            Self::Open => "open",
            Self::NoHorizon => "no horizon",
        }
    }

    /// Whether it can be scored.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Happened | Self::NotReported)
    }
}

/// A forecast with how it ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ForecastOutcome {
    /// The id of the forecast, or of the claim that makes it.
    pub id: String,
    /// Who makes it: `detente`, or the speaker, outlet or document.
    pub holder: String,
    /// `detente` or `document`.
    pub made_by: &'static str,
    /// The two sides.
    pub pair: [String; 2],
    /// What is forecast.
    #[serde(flatten)]
    pub counted: Counted,
    /// Whether it is forecast *not* to be.
    pub denied: bool,
    /// The source whose events settle it; `null`: any.
    pub source: Option<String>,
    /// How it was made; `null` for a document.
    pub method: Option<String>,
    /// The last day that it knows of: as of, or published.
    pub as_of: Option<String>,
    /// When it was recorded; `null` for a document.
    pub made_at: Option<String>,
    /// Whether the source covered days behind `as_of` when it was made: a forecast after the fact, for testing.
    pub hindcast: bool,
    /// The first day that it speaks of.
    pub window_start: Option<String>,
    /// The last one.
    pub window_end: Option<String>,
    /// How it ended.
    pub status: ForecastStatus,
    /// Events that came; `null` where it cannot be known.
    pub came: Option<u32>,
    /// The median that was forecast.
    pub median: Option<u32>,
    /// The 80 % interval that was forecast.
    pub interval80: Option<(u32, u32)>,
    /// The probability of any event that was forecast; a document that says so without a number counts as certain.
    pub any: f64,
    /// CRPS, in events.
    pub crps: Option<f64>,
    /// CRPS of the base rate.
    pub base_crps: Option<f64>,
    /// Brier score of "any event".
    pub brier: Option<f64>,
    /// Whether the 80 % interval held what came.
    pub within80: Option<bool>,
    /// For a document: whether what it forecast came true.
    pub held: Option<bool>,
    /// How it is settled, in words.
    pub rule: String,
    /// Events that settle it, not all.
    pub events: Vec<ReasonEvent>,
    /// The words of the document.
    pub evidence: Vec<ReasonEvidence>,
}

/// The scores of all forecasts of one source.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ForecastSource {
    /// Who makes them.
    pub holder: String,
    /// `detente` or `document`.
    pub made_by: &'static str,
    /// Whether they were made after the fact.
    pub hindcast: bool,
    /// All.
    pub forecasts: usize,
    /// Those that happened or are not reported.
    pub settled: usize,
    /// Those whose window has passed and is not covered.
    pub not_covered: usize,
    /// Those whose window has not passed.
    pub open: usize,
    /// Those that do not say for when.
    pub no_horizon: usize,
    /// Mean CRPS of the settled ones; `null` where none has a distribution.
    pub crps: Option<f64>,
    /// Mean CRPS of the base rate.
    pub base_crps: Option<f64>,
    /// Mean Brier score of the settled ones.
    pub brier: Option<f64>,
    /// The share of 80 % intervals that held.
    pub within80: Option<f64>,
    /// Of a document's settled forecasts, those that came true.
    pub held: Option<usize>,
}

impl ForecastSource {
    /// The scores of each source, this program first, then by name.
    pub fn of(outcomes: &[ForecastOutcome]) -> Vec<Self> {
        let mut groups: BTreeMap<(bool, &str, bool), Vec<&ForecastOutcome>> = BTreeMap::new();
        for one in outcomes {
            let key = (one.made_by != OURS, one.holder.as_str(), one.hindcast);
            groups.entry(key).or_default().push(one);
        }
        groups.into_values().map(|all| Self::of_one(&all)).collect()
    }

    /// What it comes to, in words.
    pub fn words(&self) -> String {
        let plural = |count: usize, noun: &str| super::words::plural(count as u64, noun);
        let after = if self.hindcast {
            ", after the fact"
        } else {
            ""
        };
        let scores = match (self.crps, self.base_crps, self.brier, self.held) {
            _ if self.settled == 0 => "nothing to score".to_owned(),
            (Some(crps), Some(base), Some(brier), _) => format!(
                "CRPS {crps:.2} (base rate {base:.2}), Brier {brier:.3}, 80 % intervals held {:.0} %",
                self.within80.unwrap_or(0.0) * 100.0
            ),
            (.., Some(brier), Some(held)) => format!(
                "reported to have come true: {held} of {}, Brier {brier:.3}",
                self.settled
            ),
            _ => String::new(),
        };
        format!(
            "{}{after}: {}; {} settled, {} open, {} not covered, {} for no stated time; {scores}",
            self.holder,
            plural(self.forecasts, "forecast"),
            self.settled,
            self.open,
            self.not_covered,
            self.no_horizon
        )
    }

    fn of_one(all: &[&ForecastOutcome]) -> Self {
        let count = |status| all.iter().filter(|one| one.status == status).count();
        let mean = |of: &dyn Fn(&ForecastOutcome) -> Option<f64>| {
            let scores: Vec<f64> = all.iter().filter_map(|one| of(one)).collect();
            (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64)
        };
        let by_document = all[0].made_by != OURS;
        Self {
            holder: all[0].holder.clone(),
            made_by: all[0].made_by,
            hindcast: all[0].hindcast,
            forecasts: all.len(),
            settled: all.iter().filter(|one| one.status.is_settled()).count(),
            not_covered: count(ForecastStatus::NotCovered),
            open: count(ForecastStatus::Open),
            no_horizon: count(ForecastStatus::NoHorizon),
            crps: mean(&|one| one.crps),
            base_crps: mean(&|one| one.base_crps),
            brier: mean(&|one| one.brier),
            within80: mean(&|one| one.within80.map(|within| f64::from(u8::from(within)))),
            held: by_document.then(|| all.iter().filter(|one| one.held == Some(true)).count()),
        }
    }
}

impl Casebook {
    /// The forecasts that were kept and those that documents make about events, each with how it ended by the events
    /// of the casebook: this program's by the end of the window, then the documents' by publication. `clock` says
    /// which windows have passed. With `pair`, only those about the two.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn forecast_outcomes(
        &self,
        pair: Option<[&ActorId; 2]>,
        clock: &dyn Clock,
    ) -> Result<Vec<ForecastOutcome>, Error> {
        let now = clock.now();
        let today: Day = now.get(..10).unwrap_or(&now).parse()?;
        let desk = Desk {
            casebook: self,
            today: number(today).unwrap_or(i32::MAX),
            covered: self.covered_days()?,
            kinds: self.kinds()?,
            published: self.published(None)?.map(|(_, last)| last),
            coded: RefCell::new(None),
        };
        let mut outcomes = Vec::new();
        let wanted = |sides: [&str; 2]| {
            pair.is_none_or(|pair| pair.iter().all(|actor| sides.contains(&actor.as_str())))
        };
        for row in self.store.forecasts()? {
            if wanted([&row.side_a, &row.side_b]) {
                outcomes.push(desk.ours(row)?);
            }
        }
        let filter = Filter {
            about: Some("event".to_owned()),
            modality: Some(Modality::Forecast),
            pair: pair.map(|[a, b]| (a.clone(), b.clone())),
            ..Filter::default()
        };
        let mut said = Vec::new();
        for claim in self.store.claims(&filter)? {
            let told = desk.said(&claim)?;
            said.extend(told.filter(|one| wanted([&one.pair[0], &one.pair[1]])));
        }
        said.sort_by(|x, y| (&x.as_of, &x.id).cmp(&(&y.as_of, &y.id)));
        outcomes.extend(said);
        Ok(outcomes)
    }
}

/// A pair, and its coded events.
type CodedOfPair = ([ActorId; 2], Rc<[CodedEvent]>);

struct Desk<'c> {
    casebook: &'c Casebook,
    today: i32,
    covered: BTreeMap<String, Covered>,
    kinds: BTreeMap<i64, Kind>,
    /// The last day on which a document was published.
    published: Option<i32>,
    /// The coded events of the pair that was asked for last: a document's forecasts are mostly of one.
    coded: RefCell<Option<CodedOfPair>>,
}

/// Events that one source has in a window.
struct Came {
    count: u32,
    events: Vec<ReasonEvent>,
}

impl Desk<'_> {
    fn ours(&self, row: ForecastRow) -> Result<ForecastOutcome, Error> {
        let damaged = |what: &str| {
            let message = format!("forecast {}: {what} cannot be read", row.id);
            Error::new(ErrorKind::World, message)
        };
        let days = |text: &str| -> Option<i32> { text.parse().ok().and_then(number) };
        let window = days(&row.window_start).zip(days(&row.window_end));
        let window = window.ok_or_else(|| damaged("its window"))?;
        let actor = |text: &str| text.parse::<ActorId>().map_err(|_| damaged("a side"));
        let pair = [actor(&row.side_a)?, actor(&row.side_b)?];
        let counted = Counted::of(&row.counted, &row.value);
        let counts = record::read(&row.id, &row.counts)?;
        let base = record::read(&row.id, &row.base)?;
        let covered = self.covers(&row.source, window);
        let came = if covered && window.1 < self.today {
            Some(self.came(&row.source, [&pair[0], &pair[1]], &counted, window)?)
        } else {
            None
        };
        let number = came.as_ref().map(|came| came.count);
        let happened = number.map(|count| f64::from(u8::from(count > 0)));
        Ok(ForecastOutcome {
            status: match number {
                _ if window.1 >= self.today => ForecastStatus::Open,
                None => ForecastStatus::NotCovered,
                Some(0) => ForecastStatus::NotReported,
                Some(_) => ForecastStatus::Happened,
            },
            holder: OURS.to_owned(),
            made_by: OURS,
            counted,
            denied: false,
            came: number,
            median: Some(counts.quantile(0.5)),
            interval80: Some(row.interval),
            any: counts.any(),
            crps: number.map(|count| counts.crps(count)),
            base_crps: number.map(|count| base.crps(count)),
            brier: happened.map(|happened| (counts.any() - happened).powi(2)),
            within80: number.map(|count| (row.interval.0..=row.interval.1).contains(&count)),
            held: None,
            events: came.map_or(Vec::new(), |came| came.events),
            evidence: Vec::new(),
            id: row.id,
            pair: [row.side_a, row.side_b],
            source: Some(row.source),
            method: Some(row.method),
            hindcast: row.data_end > row.as_of,
            as_of: Some(row.as_of),
            made_at: Some(row.made_at),
            window_start: Some(row.window_start),
            window_end: Some(row.window_end),
            rule: row.rule,
        })
    }

    /// A document's forecast of an event between two sides; `None` where it names no two.
    fn said(&self, claim: &ClaimRow) -> Result<Option<ForecastOutcome>, Error> {
        let Content::Event(event) = &claim.claim.content else {
            return Ok(None);
        };
        let sources = event.source.iter().map(detente_model::ActorMention::side);
        let targets = event.target.iter().map(detente_model::ActorMention::side);
        let all: Vec<&ActorId> = sources.chain(targets).collect();
        let Some(a) = all.first() else {
            return Ok(None);
        };
        let other = all.iter().find(|side| *side != a);
        let Some(b) = other.filter(|b| between(claim, a, b)) else {
            return Ok(None);
        };
        let told = said::said_of(self.casebook, claim);
        let counted = Counted::Type(event.action.plover().as_str().to_owned());
        let published = told.published.as_ref().and_then(When::end);
        let start = published.and_then(number);
        let end = told.when.as_ref().and_then(When::end).and_then(number);
        let window = start
            .zip(end)
            .filter(|(start, end)| end > start)
            .map(|(start, end)| (start + 1, end));
        let (mut status, mut came) = (ForecastStatus::NoHorizon, None);
        if let Some(window) = window {
            let found = self.came_anywhere([a, b], &counted, window)?;
            status = match found {
                _ if window.1 >= self.today => ForecastStatus::Open,
                Some(found) if found.count > 0 => {
                    came = Some(found);
                    ForecastStatus::Happened
                }
                Some(_) => ForecastStatus::NotReported,
                None => ForecastStatus::NotCovered,
            };
        }
        let happened = status
            .is_settled()
            .then(|| status == ForecastStatus::Happened);
        let denied = claim.claim.frame.polarity == Polarity::Negative;
        let any = f64::from(u8::from(!denied));
        let sides = "between the two in either direction";
        Ok(Some(ForecastOutcome {
            id: told.id,
            holder: told.holder,
            made_by: "document",
            pair: [a.to_string(), b.to_string()],
            rule: match window {
                Some((_, end)) => format!(
                    "an event of type {} {sides}, dated after the publication and up to {}, in any source; not covered \
                     where none reaches that day",
                    counted.value(),
                    day(end)
                ),
                None => format!(
                    "an event of type {} {sides}; no end is stated or the publication is not known, so it cannot be settled",
                    counted.value()
                ),
            },
            counted,
            denied,
            source: None,
            method: None,
            as_of: start.map(|start| day(start).to_string()),
            made_at: None,
            hindcast: false,
            window_start: window.map(|(start, _)| day(start).to_string()),
            window_end: window.map(|(_, end)| day(end).to_string()),
            status,
            came: match status {
                ForecastStatus::NotReported => Some(0),
                _ => came.as_ref().map(|came| came.count),
            },
            median: None,
            interval80: None,
            any,
            crps: None,
            base_crps: None,
            brier: happened.map(|happened| (any - f64::from(u8::from(happened))).powi(2)),
            within80: None,
            held: happened.map(|happened| happened != denied),
            events: came.map_or(Vec::new(), |came| came.events),
            evidence: vec![told.evidence],
        }))
    }

    /// Whether a source covers each day of a window; documents, whether any was published at its end or later.
    fn covers(&self, source: &str, (first, last): (i32, i32)) -> bool {
        if source == DOCUMENTS {
            return self.published.is_some_and(|published| published >= last);
        }
        let spans = self.covered.get(source).map(|covered| &covered.spans);
        spans.is_some_and(|spans| spans.iter().any(|(from, to)| *from <= first && last <= *to))
    }

    fn coded(&self, pair: [&ActorId; 2]) -> Result<Rc<[CodedEvent]>, Error> {
        let pair = pair.map(ActorId::clone);
        if let Some((known, events)) = &*self.coded.borrow()
            && *known == pair
        {
            return Ok(Rc::clone(events));
        }
        let events: Rc<[CodedEvent]> = self
            .casebook
            .coded_events([&pair[0], &pair[1]], None)?
            .into();
        *self.coded.borrow_mut() = Some((pair, Rc::clone(&events)));
        Ok(events)
    }

    fn came(
        &self,
        source: &str,
        pair: [&ActorId; 2],
        counted: &Counted,
        (first, last): (i32, i32),
    ) -> Result<Came, Error> {
        let mut came = Came {
            count: 0,
            events: Vec::new(),
        };
        if source == DOCUMENTS {
            for event in self.coded(pair)?.iter() {
                if (first..=last).contains(&event.day) && event.kind.is(counted) {
                    came.count += 1;
                    if came.events.len() < SHOWN {
                        came.events.push(of_coded(self.casebook, event.clone()));
                    }
                }
            }
            return Ok(came);
        }
        let days = self.casebook.store.feed_days(
            source,
            [pair[0].as_str(), pair[1].as_str()],
            (first, last),
            i32::MAX,
        )?;
        let wanted = |deed: i64| match self.kinds.get(&deed) {
            Some(kind) => kind.is(counted),
            None => *counted == Counted::All,
        };
        let wanted = days.iter().filter(|day| wanted(day.deed));
        came.count = wanted.fold(0, |sum: u32, day| sum.saturating_add(day.events));
        let filter = Filter {
            pair: Some((pair[0].clone(), pair[1].clone())),
            from: Some(day(first)),
            to: Some(day(last)),
            ..Filter::default()
        };
        self.casebook.for_each_imported(&filter, |record| {
            let is_day = record.when.as_ref().and_then(super::counts::one_day);
            if record.dataset == source
                && is_day.is_some()
                && super::reasons::kind_of(&record).is(counted)
            {
                came.events.push(of_imported(record));
            }
            Ok(came.events.len() < SHOWN.min(came.count as usize))
        })?;
        Ok(came)
    }

    /// The events of the first source that has any; `None` where none has, and none covers the window.
    fn came_anywhere(
        &self,
        pair: [&ActorId; 2],
        counted: &Counted,
        window: (i32, i32),
    ) -> Result<Option<Came>, Error> {
        let mut covered = None;
        for source in self.covered.keys().map(String::as_str).chain([DOCUMENTS]) {
            let came = self.came(source, pair, counted, window)?;
            if came.count > 0 {
                return Ok(Some(came));
            }
            if self.covers(source, window) {
                covered = Some(came);
            }
        }
        Ok(covered)
    }
}
