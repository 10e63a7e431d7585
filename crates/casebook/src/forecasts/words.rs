//! What a forecast says of itself, in words.

use detente_forecast::{Basis, Outlook, Verdict};

use super::counts::{DOCUMENTS, History, day};
use super::{Counted, Forecast};

/// What a reader should know beside the numbers.
pub(super) fn notes(forecast: &Forecast, history: &History) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(asked) = forecast.asked_as_of
        && forecast.as_of.is_some_and(|as_of| as_of < asked)
    {
        notes.push(format!(
            "no day from {} to {asked} is covered by {}: the forecast is one from {}, the last day that is",
            day(history.last).plus_days(1),
            source(history),
            day(history.last)
        ));
    }
    if history.data_end > history.last {
        notes.push(format!(
            "{} go on to {}; what they have after {} was not looked at",
            if history.source == DOCUMENTS {
                "documents".to_owned()
            } else {
                format!("the events of {}", history.source)
            },
            day(history.data_end),
            day(history.last)
        ));
    }
    if history.uncovered > 0 {
        notes.push(format!(
            "{} of the {} days of history are covered by no file, and count as days without an event",
            history.uncovered,
            history.days()
        ));
    }
    if history.source == DOCUMENTS {
        notes.push(
            "counted are events that documents date by the day, from the first day of publication to the last: \
             documents are a choice, and a day without an event may be one that nobody wrote about"
                .to_owned(),
        );
    }
    notes
}

fn source(history: &History) -> &str {
    if history.source == DOCUMENTS {
        "any document"
    } else {
        &history.source
    }
}

/// How a forecast is settled.
pub(super) fn rule(forecast: &Forecast, history: &History, counted: &Counted) -> String {
    let of = if history.source == DOCUMENTS {
        "that documents of this casebook date by the day and say to have happened".to_owned()
    } else {
        format!(
            "of {}, each event once whatever the number of its rows",
            history.source
        )
    };
    let (start, end) = (
        day(history.last).plus_days(1),
        day(history.last).plus_days(i64::from(forecast.horizon)),
    );
    format!(
        "the number of {} between {} and {}, in either direction, from {start} to {end}, {of}; not covered where the \
         source does not reach {end}",
        counted.words(),
        forecast.names[0],
        forecast.names[1],
    )
}

/// Whether skill was shown.
pub(super) fn skill(outlook: &Outlook, horizon: u32) -> String {
    let Some(track) = &outlook.track else {
        return format!(
            "nothing can be measured: {} in {} days of history; what is shown is the base rate with its wide interval, \
             not a forecast with skill",
            plural(u64::from(outlook.events), "event"),
            outlook.steps
        );
    };
    let (best, skill) = track.against_best();
    let value = skill.skill.unwrap_or(0.0) * 100.0;
    let interval = match (skill.low, skill.high) {
        (Some(low), Some(high)) => format!(
            "95 % interval {:+.1} to {:+.1} % over {} stretches of {horizon} days",
            low * 100.0,
            high * 100.0,
            skill.windows
        ),
        _ => format!(
            "too few stretches of {horizon} days for an interval ({})",
            skill.windows
        ),
    };
    let scored = format!(
        "{value:+.1} % in CRPS against the best of {} baselines ({}), {interval}",
        detente_forecast::Baseline::ALL.len(),
        best.name()
    );
    match skill.verdict {
        Verdict::Skill => format!("skill: {scored}"),
        Verdict::Worse => format!("NO SKILL, the baseline is better: {scored}"),
        Verdict::NotShown => format!("no skill shown, it may be chance: {scored}"),
        _ => format!("skill cannot be judged: {scored}"),
    }
}

/// A number with its noun.
pub(super) fn plural(number: u64, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

/// What the base rate is, where it is the forecast.
pub(super) fn base_rate(outlook: &Outlook) -> Option<String> {
    (outlook.basis == Basis::BaseRate).then(|| {
        format!(
            "the base rate: {} in {} days",
            plural(u64::from(outlook.events), "event"),
            outlook.steps
        )
    })
}
