//! `detente forecast` and `detente forecasts`: what is next between two actors, and how such forecasts ended.

use clap::Args;
use detente_casebook::{
    BacktestRecord, Casebook, Clock, CountForecast, CountSummary, Forecast, ForecastBy,
    ForecastOptions, ForecastOutcome, ForecastReason, ForecastSource, MOST_HORIZON, ReasonEvent,
    ReasonEvidence, SaidForecast,
};
use std::path::PathBuf;

use crate::args::{Common, RecordTime};
use crate::failure::{Ending, WrongUse};
use crate::layout::wrapped;
use crate::listed::plural;
use crate::output::{Out, note};

/// Forecasts of documents that are shown to people.
const SAID: usize = 10;

/// Events of a reason that are shown to people.
const EVENTS: usize = 2;

/// What `detente forecast` takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct ForecastArgs {
    casebook: PathBuf,
    /// One side
    #[arg(value_name = "ACTOR")]
    a: String,
    /// The other side
    #[arg(value_name = "ACTOR")]
    b: String,
    /// Days or weeks ahead, as in 7d, 30d, 12w
    #[arg(long, default_value = "30d", value_name = "LENGTH")]
    horizon: String,
    /// Only cooperation or conflict; or each type or theme by itself
    #[arg(long, value_parser = ["cooperation", "conflict", "type", "theme"])]
    by: Option<String>,
    /// Look at nothing after this day [default: the last day that the source covers]
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
    /// The data set whose events count, or `documents` [default: the one with the most events of the two]
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Keep the forecast in the casebook, to be settled later by `detente forecasts`
    #[arg(long)]
    record: bool,
    #[command(flatten)]
    pub(crate) time: RecordTime,
}

/// What `detente forecasts` takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct ForecastsArgs {
    casebook: PathBuf,
    /// Only those that are settled: happened, or not reported where it is covered
    #[arg(long)]
    resolved: bool,
    /// Only forecasts about these two
    #[arg(long, num_args = 2, value_names = ["ACTOR", "ACTOR"])]
    pair: Option<Vec<String>>,
    #[command(flatten)]
    pub(crate) time: RecordTime,
}

/// `detente forecast`.
pub(crate) fn forecast(
    asked: &ForecastArgs,
    clock: &dyn Clock,
    common: &Common,
) -> anyhow::Result<Ending> {
    let options = ForecastOptions {
        horizon: horizon(&asked.horizon)?,
        by: asked.by.as_deref().map(|by| match by {
            "cooperation" => ForecastBy::Cooperation,
            "conflict" => ForecastBy::Conflict,
            "type" => ForecastBy::Type,
            _ => ForecastBy::Theme,
        }),
        as_of: asked
            .as_of
            .as_deref()
            .map(|text| crate::filters::day("--as-of", text))
            .transpose()?,
        source: asked.source.clone(),
    };
    let mut casebook = if asked.record {
        Casebook::open(&asked.casebook)?
    } else {
        Casebook::open_read_only(&asked.casebook)?
    };
    let (a, b) = (
        casebook.find_actor(&asked.a)?,
        casebook.find_actor(&asked.b)?,
    );
    let forecast = casebook.forecast(&a, &b, &options)?;
    let mut out = Out::new();
    if common.json {
        out.json(&forecast)?;
    } else {
        show(&forecast, &mut out)?;
    }
    out.flush()?;
    if asked.record {
        let new = casebook.record_forecast(&forecast, clock)?;
        if !common.quiet {
            note(&format!(
                "kept {}; {} were kept before",
                plural(new as u64, "forecast"),
                forecast.forecasts.len() - new
            ));
        }
    }
    Ok(Ending::Done)
}

/// Days of a length such as `30d` or `12w`.
fn horizon(text: &str) -> Result<u32, WrongUse> {
    let wrong = || {
        WrongUse(format!(
            "--horizon: {text:?} is no length; give days or weeks as in 7d, 30d or 12w, up to {MOST_HORIZON} days"
        ))
    };
    let text = text.trim();
    let (number, unit) = match text.strip_suffix('w') {
        Some(weeks) => (weeks, 7),
        None => (text.strip_suffix('d').unwrap_or(text), 1),
    };
    let number: u32 = number.parse().map_err(|_| wrong())?;
    let days = number.checked_mul(unit).ok_or_else(wrong)?;
    if (1..=MOST_HORIZON).contains(&days) {
        Ok(days)
    } else {
        Err(wrong())
    }
}

fn show(forecast: &Forecast, out: &mut Out) -> anyhow::Result<()> {
    let heading = format!("{} and {}", forecast.names[0], forecast.names[1]);
    let heading = out.bold(&heading);
    out.line(&heading)?;
    if let (Some(source), Some(as_of), Some(from), Some(to)) = (
        &forecast.source,
        forecast.as_of,
        forecast.window_start,
        forecast.window_end,
    ) {
        out.line(&format!(
            "{from} to {to} ({} days), from {source} as of {as_of}",
            forecast.horizon
        ))?;
    }
    for note in &forecast.notes {
        tell(out, &format!("note: {note}"), 0)?;
    }
    if forecast.forecasts.is_empty() {
        tell(
            out,
            "no number is forecast: there is nothing of the two to count",
            0,
        )?;
    }
    for one in &forecast.forecasts {
        count(one, forecast.horizon, out)?;
    }
    for other in &forecast.other_sources {
        tell(
            out,
            &format!(
                "not used: {} of {}; sources are never added up (--source {})",
                plural(other.events, "event"),
                other.source,
                other.source
            ),
            0,
        )?;
    }
    said(&forecast.said, out)?;
    Ok(())
}

fn count(one: &CountForecast, horizon: u32, out: &mut Out) -> anyhow::Result<()> {
    out.line("")?;
    let what = one.counted.words();
    let title = out.bold(&capital(&what));
    out.line(&title)?;
    let words = format!("{} {}", summary(&one.summary), last_window(one, horizon));
    tell(out, &words, 2)?;
    tell(
        out,
        &format!(
            "base rate: {} ({} in {} days)",
            summary(&one.base_rate),
            plural(u64::from(one.events), "event"),
            one.days
        ),
        2,
    )?;
    let parts: Vec<String> = one
        .parts
        .iter()
        .map(|part| {
            let name = part
                .baseline
                .map_or("model", detente_forecast::Baseline::name);
            format!("{name} {:.0} %", part.weight * 100.0)
        })
        .collect();
    if !parts.is_empty() {
        tell(out, &format!("mixed of: {}", parts.join("; ")), 2)?;
    }
    tell(out, &one.skill_words, 2)?;
    if let Some(record) = &one.record {
        for line in record_lines(record) {
            out.line(&format!("    {line}"))?;
        }
    }
    reasons(&one.reasons, out)
}

fn last_window(one: &CountForecast, horizon: u32) -> String {
    one.last_window.map_or(String::new(), |last| {
        format!("In the {horizon} days before: {last}.")
    })
}

fn summary(summary: &CountSummary) -> String {
    let ((low, high), (from, to)) = (summary.interval50, summary.interval80);
    format!(
        "median {}, {low} to {high} with 50 %, {from} to {to} with 80 %; any at all: {:.0} %.",
        summary.median,
        summary.any * 100.0
    )
}

fn record_lines(record: &BacktestRecord) -> Vec<String> {
    let mut lines = vec![format!(
        "{:<30} {:>8} {:>9} {:>9} {:>8}  95 % of the skill",
        format!("{} past days", record.origins),
        "CRPS",
        "log score",
        "Brier any",
        "skill"
    )];
    for baseline in &record.baselines {
        let skill = &baseline.skill;
        let interval = match (skill.low, skill.high) {
            (Some(low), Some(high)) => format!("{:+.0} to {:+.0} %", low * 100.0, high * 100.0),
            _ => "not known".to_owned(),
        };
        lines.push(format!(
            "{:<30} {:>8.2} {:>9.2} {:>9.3} {:>8}  {interval}",
            baseline.baseline.name(),
            baseline.scores.crps,
            baseline.scores.log_score,
            baseline.scores.brier_any,
            percent(skill.skill),
        ));
    }
    let scores = &record.scores;
    lines.push(format!(
        "{:<30} {:>8.2} {:>9.2} {:>9.3}",
        "the forecast", scores.crps, scores.log_score, scores.brier_any
    ));
    lines.push(format!(
        "80 % intervals held {:.0} %, 50 % intervals {:.0} %; over all {} pairs: skill {}",
        scores.coverage * 100.0,
        record.coverage50 * 100.0,
        record.pairs,
        percent(record.skill_of_all.skill)
    ));
    let bins: Vec<String> = record
        .reliability
        .iter()
        .map(|bin| {
            format!(
                "{:.0} % said, {:.0} % came ({})",
                bin.forecast * 100.0,
                bin.came * 100.0,
                bin.forecasts
            )
        })
        .collect();
    lines.push("reliability of \"any at all\", over all pairs:".to_owned());
    lines.extend(bins.into_iter().map(|bin| format!("  {bin}")));
    lines
}

fn percent(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), |share| format!("{:+.1} %", share * 100.0))
}

fn reasons(reasons: &[ForecastReason], out: &mut Out) -> anyhow::Result<()> {
    if !reasons.is_empty() {
        out.line("  what moved it")?;
    }
    for reason in reasons {
        let factor = reason
            .factor
            .map_or(String::new(), |factor| format!("×{factor:.2} "));
        tell(out, &format!("{factor}{}", reason.words), 4)?;
        for event in reason.events.iter().take(EVENTS) {
            tell(out, &event_words(event), 8)?;
        }
    }
    Ok(())
}

fn event_words(event: &ReasonEvent) -> String {
    let place = event.evidence.first().map_or(String::new(), place);
    format!(
        "{} {} {} [{}] {place}",
        event.date, event.kind, event.who, event.id
    )
}

fn place(evidence: &ReasonEvidence) -> String {
    let quote = evidence.quote.as_deref().unwrap_or("");
    format!(
        "{}:{}-{} “{quote}”",
        evidence.path, evidence.start, evidence.end
    )
}

fn said(said: &[SaidForecast], out: &mut Out) -> anyhow::Result<()> {
    out.line("")?;
    let title = out.bold("What documents forecast about the two");
    out.line(&title)?;
    if said.is_empty() {
        out.line("  no document forecasts anything about the two")?;
    }
    for one in said.iter().take(SAID) {
        let not = if one.denied { "not " } else { "" };
        let published = one
            .published
            .as_ref()
            .map_or("undated".to_owned(), ToString::to_string);
        let when = one
            .when
            .as_ref()
            .map_or("for no stated time".to_owned(), |when| {
                format!("for {when}")
            });
        tell(
            out,
            &format!(
                "{} ({published}): {not}{} {}, {when} [{}]",
                one.holder, one.kind, one.who, one.id
            ),
            2,
        )?;
        tell(out, &place(&one.evidence), 6)?;
    }
    if said.len() > SAID {
        out.line(&format!("  … and {} more: see --json", said.len() - SAID))?;
    }
    Ok(())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn tell(out: &mut Out, text: &str, indent: usize) -> anyhow::Result<()> {
    for line in wrapped(text, out.width, indent, 6) {
        out.line(&line)?;
    }
    Ok(())
}

/// `detente forecasts`.
pub(crate) fn forecasts(
    asked: &ForecastsArgs,
    clock: &dyn Clock,
    common: &Common,
) -> anyhow::Result<Ending> {
    let casebook = Casebook::open_read_only(&asked.casebook)?;
    let pair = match asked.pair.as_deref() {
        Some([a, b]) => Some([casebook.find_actor(a)?, casebook.find_actor(b)?]),
        _ => None,
    };
    let pair = pair.as_ref().map(|[a, b]| [a, b]);
    let mut outcomes = casebook.forecast_outcomes(pair, clock)?;
    let sources = ForecastSource::of(&outcomes);
    if asked.resolved {
        outcomes.retain(|one| one.status.is_settled());
    }
    let mut out = Out::new();
    if common.json {
        for one in &outcomes {
            out.json(&tagged("forecast", one))?;
        }
        for source in &sources {
            out.json(&tagged("source", source))?;
        }
    } else {
        show_outcomes(&outcomes, &sources, &mut out)?;
    }
    out.flush()?;
    Ok(Ending::Done)
}

fn tagged(what: &str, value: &impl serde::Serialize) -> serde_json::Value {
    let mut line = serde_json::json!(value);
    line["what"] = serde_json::json!(what);
    line
}

fn show_outcomes(
    outcomes: &[ForecastOutcome],
    sources: &[ForecastSource],
    out: &mut Out,
) -> anyhow::Result<()> {
    if outcomes.is_empty() {
        out.line("no forecast is settled or kept; `detente forecast … --record` keeps one")?;
    }
    for one in outcomes {
        outcome(one, out)?;
    }
    if sources.is_empty() {
        return Ok(());
    }
    out.line("")?;
    let title = out.bold("Record of each source");
    out.line(&title)?;
    for source in sources {
        tell(out, &source.words(), 2)?;
    }
    Ok(())
}

fn outcome(one: &ForecastOutcome, out: &mut Out) -> anyhow::Result<()> {
    let window = match (&one.window_start, &one.window_end) {
        (Some(start), Some(end)) => format!("{start} to {end}"),
        _ => "no stated time".to_owned(),
    };
    let not = if one.denied { "not " } else { "" };
    let after = if one.hindcast {
        " (after the fact)"
    } else {
        ""
    };
    let head = format!(
        "{}{after}: {} and {}, {not}{}, {window}: {}",
        one.holder,
        one.pair[0],
        one.pair[1],
        one.counted.words(),
        one.status.as_str()
    );
    tell(out, &head, 0)?;
    if let (Some(median), Some((low, high))) = (one.median, one.interval80) {
        let came = match (one.came, one.crps, one.base_crps) {
            (Some(came), Some(crps), Some(base)) => {
                format!("; came {came}: CRPS {crps:.2}, base rate {base:.2}")
            }
            _ => String::new(),
        };
        let made = one.made_at.as_deref().unwrap_or("");
        tell(
            out,
            &format!(
                "median {median}, {low} to {high} with 80 %, any {:.0} %{came}; made {made} [{}]",
                one.any * 100.0,
                one.id
            ),
            4,
        )?;
    }
    tell(out, &format!("settled by {}", one.rule), 4)?;
    for evidence in &one.evidence {
        tell(out, &format!("said in {} [{}]", place(evidence), one.id), 4)?;
    }
    for event in &one.events {
        tell(out, &event_words(event), 6)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::horizon;

    #[test]
    fn horizons_are_days_or_weeks() {
        let days = ["30d", "7", " 2w "].map(|text| horizon(text).unwrap());
        assert_eq!(days, [30, 7, 14]);
        for wrong in ["", "d", "0d", "-3d", "1.5w", "366d", "99999999999w", "3m"] {
            assert!(horizon(wrong).is_err(), "{wrong}");
        }
    }
}
