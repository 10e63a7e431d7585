//! The section of a brief on what is next.

use detente_model::{ActorId, Day};
use detente_report::{Next, NextEvent, NextNumber, NextReason};

use super::reasons::{ForecastReason, ReasonEvent};
use super::{CountForecast, ForecastOptions, ForecastSource};
use crate::{Casebook, Error, FixedClock};

/// A day behind all others: what is covered has then passed.
const ALL_PASSED: &str = "9999-12-31T00:00:00Z";

impl Casebook {
    /// What is next between `a` and `b` for a brief: 30 days from the last one that is covered, or, with `known_by`,
    /// from that day; with the record of earlier forecasts about the two, which looks at all events and so is left out
    /// with `known_by`.
    pub(crate) fn next_in_brief(
        &self,
        a: &ActorId,
        b: &ActorId,
        known_by: Option<Day>,
    ) -> Result<Option<Next>, Error> {
        if a == b {
            return Ok(None);
        }
        let options = ForecastOptions {
            as_of: known_by,
            ..ForecastOptions::default()
        };
        let forecast = self.forecast(a, b, &options)?;
        let days = forecast.window_start.zip(forecast.window_end);
        let mut next = Next {
            notes: forecast.notes,
            numbers: forecast.forecasts.into_iter().map(number).collect(),
            ..Next::default()
        };
        if let (Some(source), Some(as_of), Some((from, to))) =
            (forecast.source, forecast.as_of, days)
        {
            next.scope = format!("{from} to {to}, from {source} as of {as_of}");
        }
        if next.numbers.is_empty() {
            next.notes
                .push("no number is forecast: there is nothing of the two to count".to_owned());
        }
        if known_by.is_none() {
            let clock = FixedClock(ALL_PASSED.to_owned());
            let outcomes = self.forecast_outcomes(Some([a, b]), &clock)?;
            let sources = ForecastSource::of(&outcomes).into_iter();
            let scored = sources.filter(|source| source.settled > 0);
            next.record = scored.map(|source| source.words()).collect();
        }
        Ok(Some(next))
    }
}

fn number(one: CountForecast) -> NextNumber {
    NextNumber {
        what: one.counted.words(),
        id: one.id,
        median: one.summary.median,
        interval50: one.summary.interval50,
        interval80: one.summary.interval80,
        any: one.summary.any,
        base_median: one.base_rate.median,
        base_interval80: one.base_rate.interval80,
        events: one.events,
        days: one.days,
        skill: one.skill_words,
        reasons: one.reasons.into_iter().map(reason).collect(),
    }
}

fn reason(one: ForecastReason) -> NextReason {
    NextReason {
        words: one.words,
        factor: one.factor,
        events: one.events.into_iter().map(event).collect(),
    }
}

fn event(one: ReasonEvent) -> NextEvent {
    let first = one.evidence.into_iter().next();
    let place = first
        .as_ref()
        .map_or((0, 0), |first| (first.start, first.end));
    NextEvent {
        id: one.id,
        date: one.date,
        kind: one.kind,
        who: one.who,
        start: place.0,
        end: place.1,
        path: first
            .as_ref()
            .map_or(String::new(), |first| first.path.clone()),
        quote: first.and_then(|first| first.quote),
    }
}
