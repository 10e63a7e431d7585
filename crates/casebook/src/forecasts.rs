//! How many events two actors will have next, from the events of a casebook, with what speaks for it; and the
//! record of such forecasts.

mod counts;
mod next;
mod reasons;
mod record;
mod said;
mod settle;
mod words;

use detente_forecast::{
    Baseline, Basis, CountDistribution, Outlook, Panel, Part, RateScores, Reliability, Skill,
    Track, Verdict,
};
use detente_model::{ActorId, ContentHash, Day, ForecastId};
use serde::Serialize;
use std::num::NonZeroUsize;
use std::thread;

use crate::{Casebook, Error, ErrorKind};
use counts::{DOCUMENTS, History, day, failed};

pub use reasons::{ForecastReason, ReasonEvent, ReasonEvidence};
pub use said::SaidForecast;
pub use settle::{ForecastOutcome, ForecastSource, ForecastStatus};

/// Days that are forecast at the most.
pub const MOST_HORIZON: u32 = 365;
/// Kinds of event whose models are fitted at once, at the most.
const MOST_THREADS: usize = 8;
/// How a forecast of the model is made, with its version.
const MODEL: &str = "rates.v1";
/// How a base rate is made.
const BASE_RATE: &str = "base-rate.v1";

/// Which events are counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "counted", content = "value")]
pub enum Counted {
    /// All.
    All,
    /// Cooperation, in words or deeds.
    Cooperation,
    /// Conflict, in words or deeds.
    Conflict,
    /// Those of a PLOVER type.
    Type(String),
    /// Those of a theme.
    Theme(String),
}

impl Counted {
    /// `all`, `cooperation`, `conflict`, `type` or `theme`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Cooperation => "cooperation",
            Self::Conflict => "conflict",
            Self::Type(_) => "type",
            Self::Theme(_) => "theme",
        }
    }

    /// The type or theme, else nothing.
    pub fn value(&self) -> &str {
        match self {
            Self::Type(value) | Self::Theme(value) => value,
            _ => "",
        }
    }

    fn of(name: &str, value: &str) -> Self {
        match name {
            "cooperation" => Self::Cooperation,
            "conflict" => Self::Conflict,
            "type" => Self::Type(value.to_owned()),
            "theme" => Self::Theme(value.to_owned()),
            _ => Self::All,
        }
    }

    /// What is counted, in words.
    pub fn words(&self) -> String {
        match self {
            Self::All => "all events".to_owned(),
            Self::Cooperation => "events of cooperation".to_owned(),
            Self::Conflict => "events of conflict".to_owned(),
            Self::Type(value) => format!("events of type {value}"),
            Self::Theme(value) => format!("events of the theme {value}"),
        }
    }
}

/// How the events that are forecast are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForecastBy {
    /// Cooperation only.
    Cooperation,
    /// Conflict only.
    Conflict,
    /// Each PLOVER type.
    Type,
    /// Each theme.
    Theme,
}

/// What is to be forecast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForecastOptions {
    /// Days, 1 to [`MOST_HORIZON`].
    pub horizon: u32,
    /// Which events; all, cooperation and conflict where it is not said.
    pub by: Option<ForecastBy>,
    /// The last day whose events count; the last one that is covered where it is not said.
    pub as_of: Option<Day>,
    /// A data set, or `documents`; where it is not said, the one with the most events between the two.
    pub source: Option<String>,
}

impl Default for ForecastOptions {
    fn default() -> Self {
        Self {
            horizon: 30,
            by: None,
            as_of: None,
            source: None,
        }
    }
}

/// A distribution over numbers of events.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CountSummary {
    /// The mean.
    pub mean: f64,
    /// The median.
    pub median: u32,
    /// The interval with a chance of 50 %.
    pub interval50: (u32, u32),
    /// The interval with a chance of 80 %.
    pub interval80: (u32, u32),
    /// The probability of any event.
    pub any: f64,
}

impl CountSummary {
    fn of(counts: &CountDistribution) -> Self {
        Self {
            mean: counts.mean(),
            median: counts.quantile(0.5),
            interval50: (counts.quantile(0.25), counts.quantile(0.75)),
            interval80: (counts.quantile(0.1), counts.quantile(0.9)),
            any: counts.any(),
        }
    }
}

/// How a baseline would have done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BaselineRecord {
    /// Which.
    pub baseline: Baseline,
    /// Its scores.
    pub scores: RateScores,
    /// The skill of the forecast against it.
    pub skill: Skill,
}

/// How such forecasts would have done before, each from what was known then.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BacktestRecord {
    /// Past days that were forecast from.
    pub origins: usize,
    /// The scores of the forecast.
    pub scores: RateScores,
    /// The share of 50 % intervals that held what came.
    pub coverage50: f64,
    /// Each baseline.
    pub baselines: Vec<BaselineRecord>,
    /// The best baseline for the pair.
    pub best_baseline: Baseline,
    /// The skill against it.
    pub skill: Skill,
    /// The pairs of the source that were forecast beside.
    pub pairs: usize,
    /// The skill over all of them, against the baseline that is best over all.
    pub skill_of_all: Skill,
    /// The probability of any event beside what came, over all of them.
    pub reliability: Vec<Reliability>,
}

impl BacktestRecord {
    fn of(track: &Track) -> Self {
        let (best_baseline, skill) = track.against_best();
        let baselines = Baseline::ALL.into_iter().zip(&track.dyad.baselines);
        Self {
            origins: track.origins,
            scores: track.dyad.model,
            coverage50: track.coverage50,
            baselines: baselines
                .zip(&track.skill)
                .map(|((baseline, scores), skill)| BaselineRecord {
                    baseline,
                    scores: *scores,
                    skill: *skill,
                })
                .collect(),
            best_baseline,
            skill,
            pairs: track.dyads,
            skill_of_all: track.all_against_best().1,
            reliability: track.reliability.clone(),
        }
    }
}

/// The forecast of one number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CountForecast {
    /// Follows from all that it says.
    pub id: String,
    /// What is counted.
    #[serde(flatten)]
    pub counted: Counted,
    /// What it is made from.
    pub basis: Basis,
    /// How it is made, with a version.
    pub method: &'static str,
    /// The forecast.
    #[serde(flatten)]
    pub summary: CountSummary,
    /// What the pair's base rate alone says.
    pub base_rate: CountSummary,
    /// Events in the history.
    pub events: u32,
    /// Days of the history.
    pub days: usize,
    /// Events in the last days of the history, as many as are forecast.
    pub last_window: Option<u32>,
    /// How such forecasts would have done; `null` where nothing can be measured.
    pub record: Option<BacktestRecord>,
    /// What is mixed: the model (`null`) and baselines, by how well each has done for the pair.
    pub parts: Vec<Part>,
    /// Whether skill was shown.
    pub verdict: Verdict,
    /// The same in words.
    pub skill_words: String,
    /// What moved it.
    pub reasons: Vec<ForecastReason>,
    /// How it will be settled.
    pub rule: String,
    #[serde(skip)]
    shares: Vec<f64>,
    #[serde(skip)]
    base_shares: Vec<f64>,
}

/// A source of events that was not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherSource {
    /// A data set, or `documents`.
    pub source: String,
    /// Its events between the two, by the day asked.
    pub events: u64,
}

/// What is next between two actors.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forecast {
    /// One side.
    pub a: ActorId,
    /// The other.
    pub b: ActorId,
    /// Their names.
    pub names: [String; 2],
    /// Days that are forecast.
    pub horizon: u32,
    /// The day that was asked for.
    pub asked_as_of: Option<Day>,
    /// The source whose events are counted; `null` where there is none.
    pub source: Option<String>,
    /// The first day of the history.
    pub history_start: Option<Day>,
    /// The last day whose events count.
    pub as_of: Option<Day>,
    /// The last day that the source covers.
    pub data_end: Option<Day>,
    /// The first day that is forecast.
    pub window_start: Option<Day>,
    /// The last one.
    pub window_end: Option<Day>,
    /// The forecasts.
    pub forecasts: Vec<CountForecast>,
    /// What documents forecast about the two.
    pub said: Vec<SaidForecast>,
    /// Other sources; their events are never added up.
    pub other_sources: Vec<OtherSource>,
    /// What a reader should know beside.
    pub notes: Vec<String>,
}

impl Casebook {
    /// Forecasts the number of events between `a` and `b` in the days behind the last one that is known.
    ///
    /// The same casebook gives the same answer, and events that became known after the day asked change nothing.
    ///
    /// # Errors
    /// If the two are one, the horizon is out of range, no source has the name asked for, or the casebook cannot be
    /// read.
    pub fn forecast(
        &self,
        a: &ActorId,
        b: &ActorId,
        options: &ForecastOptions,
    ) -> Result<Forecast, Error> {
        if a == b {
            let message = format!("{a} is named twice; a forecast needs two actors");
            return Err(Error::new(ErrorKind::Usage, message));
        }
        if !(1..=MOST_HORIZON).contains(&options.horizon) {
            let message = format!(
                "a horizon of {} days cannot be forecast; give 1 to {MOST_HORIZON}",
                options.horizon
            );
            return Err(Error::new(ErrorKind::Usage, message));
        }
        let mut histories = self.histories([a, b], options.as_of, options.source.as_deref())?;
        let others = histories.split_off(histories.len().min(1));
        let mut forecast = Forecast {
            a: a.clone(),
            b: b.clone(),
            names: [a, b].map(|id| self.knowledge.display_name(id, "en")),
            horizon: options.horizon,
            asked_as_of: options.as_of,
            source: None,
            history_start: None,
            as_of: None,
            data_end: None,
            window_start: None,
            window_end: None,
            forecasts: Vec::new(),
            said: self.said_forecasts([a, b], options.as_of)?,
            other_sources: others
                .iter()
                .map(|history| OtherSource {
                    source: history.source.clone(),
                    events: history.events(&Counted::All),
                })
                .collect(),
            notes: Vec::new(),
        };
        match histories.pop() {
            Some(history) => self.fill(&mut forecast, &history, options)?,
            None => forecast.notes.push(
                "there is nothing to count: no data set covers a day by then, and no document has a publication date"
                    .to_owned(),
            ),
        }
        Ok(forecast)
    }

    fn fill(
        &self,
        forecast: &mut Forecast,
        history: &History,
        options: &ForecastOptions,
    ) -> Result<(), Error> {
        let as_of = day(history.last);
        forecast.source = Some(history.source.clone());
        forecast.history_start = Some(day(history.first));
        forecast.as_of = Some(as_of);
        forecast.data_end = Some(day(history.data_end));
        forecast.window_start = Some(as_of.plus_days(1));
        forecast.window_end = Some(as_of.plus_days(i64::from(options.horizon)));
        forecast.notes = words::notes(forecast, history);
        if history.source == DOCUMENTS && history.events(&Counted::All) == 0 {
            // Documents that say nothing of the two do not say that there was nothing.
            return Ok(());
        }
        let wanted = match options.by {
            None => vec![Counted::All, Counted::Cooperation, Counted::Conflict],
            Some(ForecastBy::Cooperation) => vec![Counted::Cooperation],
            Some(ForecastBy::Conflict) => vec![Counted::Conflict],
            Some(ForecastBy::Type) => history.values(false),
            Some(ForecastBy::Theme) => history.values(true),
        };
        if wanted.is_empty() {
            forecast.notes.push(
                "no event of the two has a type or theme by which it could be told apart"
                    .to_owned(),
            );
        }
        let outlooks = outlooks(history, &wanted, forecast.horizon as usize)?;
        for (counted, outlook) in wanted.into_iter().zip(outlooks) {
            let one = self.count_forecast(forecast, history, counted, &outlook)?;
            forecast.forecasts.push(one);
        }
        Ok(())
    }

    fn count_forecast(
        &self,
        forecast: &Forecast,
        history: &History,
        counted: Counted,
        outlook: &Outlook,
    ) -> Result<CountForecast, Error> {
        let mut summary = CountSummary::of(&outlook.counts);
        summary.interval80 = outlook.interval80;
        let method = match outlook.basis {
            Basis::Model => MODEL,
            _ => BASE_RATE,
        };
        let record = outlook.track.as_ref().map(BacktestRecord::of);
        let reasons = self.reasons(forecast, history, &counted, outlook)?;
        let mut one = CountForecast {
            id: String::new(),
            rule: words::rule(forecast, history, &counted),
            basis: outlook.basis,
            method,
            summary,
            base_rate: CountSummary::of(&outlook.base),
            events: outlook.events,
            days: outlook.steps,
            last_window: outlook.last_window,
            parts: outlook.parts.clone(),
            verdict: outlook.verdict(),
            skill_words: words::skill(outlook, forecast.horizon),
            record,
            reasons,
            shares: outlook.counts.shares().to_vec(),
            base_shares: outlook.base.shares().to_vec(),
            counted,
        };
        one.id = one.make_id(forecast, history).to_string();
        Ok(one)
    }
}

impl CountForecast {
    fn make_id(&self, forecast: &Forecast, history: &History) -> ForecastId {
        let hash = ContentHash::new()
            .unordered([forecast.a.as_str(), forecast.b.as_str()])
            .part(&history.source)
            .part(self.counted.name())
            .part(self.counted.value())
            .part(history.last.to_le_bytes())
            .part(forecast.horizon.to_le_bytes())
            .part(self.method)
            .part(record::written(&self.shares));
        ForecastId::from_content(&hash)
    }
}

/// What will come of each kind of event, in their order; several are fitted at once.
fn outlooks(history: &History, wanted: &[Counted], horizon: usize) -> Result<Vec<Outlook>, Error> {
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let mut found = Vec::with_capacity(wanted.len());
    for some in wanted.chunks(threads.min(MOST_THREADS)) {
        let panels = some.iter().map(|counted| history.panel(counted));
        let panels = panels.collect::<Result<Vec<Panel>, Error>>()?;
        let fitted: Vec<_> = thread::scope(|scope| {
            let fits: Vec<_> = panels
                .iter()
                .map(|panel| scope.spawn(move || Outlook::new(panel, 0, horizon)))
                .collect();
            fits.into_iter()
                .map(thread::ScopedJoinHandle::join)
                .collect()
        });
        for fit in fitted {
            let outlook = fit.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            found.push(outlook.map_err(|error| failed(&error))?);
        }
    }
    Ok(found)
}
