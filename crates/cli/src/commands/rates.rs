//! `detente rates`: how many events between two actors come next, on files of quadruples.

use clap::Args;
use detente_forecast::{
    Backtest, BacktestOptions, Baseline, CountDistribution, Dyad, DyadScores, Panel, Quad,
    RateForecast, Rejects as Lines, Vocabulary, busiest_dyads, read_quads,
};
use serde_json::json;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use super::rank::tell_rejects;
use crate::args::Common;
use crate::failure::{Ending, WrongUse};
use crate::output::Out;

/// Quantiles of a forecast that are shown.
const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
/// Dyads at the most: each is looked at from each step.
const MOST_DYADS: usize = 5000;

/// Files of quadruples, and what to forecast from them.
#[derive(Debug, Args)]
pub(crate) struct Rates {
    /// Events: subject, relation, object, time; tab or space between them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Names of actors: name, tab, number
    #[arg(long, value_name = "FILE")]
    entities: Option<PathBuf>,
    /// Steps of the stream that are forecast, as a rule days
    #[arg(long, default_value = "7", value_name = "N")]
    horizon: NonZeroUsize,
    /// Past steps from which forecasts are made and scored
    #[arg(long, default_value = "100", value_name = "N")]
    origins: NonZeroUsize,
    /// How many dyads, the busiest
    #[arg(long, default_value = "200", value_name = "N")]
    dyads: NonZeroUsize,
    /// Count what the first does to the second apart from what the second does to the first
    #[arg(long)]
    directed: bool,
    /// Forecast this dyad from the end of the stream, by numbers or names
    #[arg(long, num_args = 2, value_names = ["A", "B"])]
    pair: Option<Vec<String>>,
}

/// `detente rates`.
pub(crate) fn rates(command: &Rates, common: &Common) -> anyhow::Result<Ending> {
    let mut vocabulary = Vocabulary::default();
    let mut lines = Lines::default();
    if let Some(path) = &command.entities {
        vocabulary.read_entities(path, &mut lines)?;
    }
    let mut quads: Vec<Quad> = Vec::new();
    for file in &command.files {
        quads.extend(read_quads(file, &mut vocabulary, &mut lines)?);
    }
    let rejected = tell_rejects(&lines, common)?;
    let pair = command
        .pair
        .as_deref()
        .map(|words| find_pair(words, &vocabulary, command.directed))
        .transpose()?;
    if command.dyads.get() > MOST_DYADS {
        let message = format!("--dyads {}: {MOST_DYADS} at the most", command.dyads);
        return Err(WrongUse(message).into());
    }
    let mut dyads = busiest_dyads(&quads, command.dyads.get(), command.directed);
    let scored = dyads.len();
    if let Some(pair) = pair.filter(|pair| !dyads.contains(pair)) {
        dyads.push(pair);
    }
    let options = BacktestOptions {
        horizon: command.horizon.get(),
        origins: command.origins.get(),
    };
    let panel = Panel::new(&quads, &dyads, command.directed)?;
    let told = Told {
        backtest: Backtest::new(&panel, &options)?,
        panel,
        vocabulary,
        options,
    };
    let mut out = Out::new();
    told.show_all(scored, common, &mut out)?;
    if let Some(at) = pair.and_then(|pair| dyads.iter().position(|&dyad| dyad == pair)) {
        told.show_pair(at, common, &mut out)?;
    }
    out.flush()?;
    Ok(Ending::after(rejected))
}

fn find_pair(words: &[String], vocabulary: &Vocabulary, directed: bool) -> anyhow::Result<Dyad> {
    let entity = |word: &String| {
        let message = format!("no actor `{word}` in the stream; give its number or its name");
        vocabulary.find_entity(word).ok_or(WrongUse(message))
    };
    let (Some(source), Some(target)) = (words.first(), words.get(1)) else {
        return Err(WrongUse("--pair takes two actors".into()).into());
    };
    let (source, target) = (entity(source)?, entity(target)?);
    if source == target {
        return Err(WrongUse("--pair takes two different actors".into()).into());
    }
    Ok(Dyad::new(source, target, directed))
}

/// Forecasts with the words they are told in.
struct Told {
    backtest: Backtest,
    panel: Panel,
    vocabulary: Vocabulary,
    options: BacktestOptions,
}

impl Told {
    fn show_all(&self, most: usize, common: &Common, out: &mut Out) -> anyhow::Result<()> {
        let scores = self.backtest.first_dyads(most);
        let (best, _) = scores.best();
        if common.json {
            let mut line = scores_json(&scores);
            line["what"] = json!("scores");
            line["dyads"] = json!(most);
            line["horizon"] = json!(self.options.horizon);
            line["origins"] = json!(self.options.origins);
            line["first_origin"] = json!(self.show_step(self.backtest.first));
            return out.json(&line);
        }
        out.line(&format!(
            "{most} dyads, {} steps from each of {} origins, the first at {}",
            self.options.horizon,
            self.options.origins,
            self.show_step(self.backtest.first)
        ))?;
        for line in score_lines(&scores) {
            out.line(&line)?;
        }
        out.line(&format!(
            "skill against the best baseline ({}): {:+.1} %{}",
            best.name(),
            scores.skill() * 100.0,
            no_skill(&scores)
        ))?;
        Ok(())
    }

    fn show_step(&self, step: usize) -> String {
        self.vocabulary.show_time(self.panel.time(step))
    }

    fn show_pair(&self, at: usize, common: &Common, out: &mut Out) -> anyhow::Result<()> {
        let dyad = self.panel.dyads()[at];
        let names = [dyad.source, dyad.target].map(|actor| self.vocabulary.entity(actor));
        let scores = self.backtest.dyad(at);
        let RateForecast { counts, interval } = &self.backtest.next[at];
        let end = self.panel.steps();
        let (from, to) = (
            self.show_step(end),
            self.show_step(end + self.options.horizon - 1),
        );
        let past = end.saturating_sub(self.options.horizon);
        let last = self.panel.sum(at, past, self.options.horizon);
        if common.json {
            return out.json(&json!({
                "what": "forecast", "pair": names, "from": from, "to": to,
                "last_window": last, "mean": counts.mean(), "any": counts.any(),
                "interval80": interval, "quantiles": quantiles(counts),
                "record": scores_json(&scores), "has_skill": scores.skill() > 0.0,
            }));
        }
        out.line("")?;
        out.line(&format!("{} and {}, {from} to {to}", names[0], names[1]))?;
        out.line(&format!(
            "  events: {:.1} on average, {} to {} with 80 %; any at all: {:.1} %; in the last {} steps: {last}",
            counts.mean(),
            interval.0,
            interval.1,
            counts.any() * 100.0,
            self.options.horizon
        ))?;
        let shown = quantiles(counts);
        let shown = shown
            .iter()
            .map(|(level, count)| format!("{:.0} %: {count}", level * 100.0));
        out.line(&format!(
            "  quantiles: {}",
            shown.collect::<Vec<_>>().join("   ")
        ))?;
        out.line(&format!(
            "  record of this dyad: CRPS {:.2}, skill {:+.1} % against {}, coverage {:.2}{}",
            scores.model.crps,
            scores.skill() * 100.0,
            scores.best().0.name(),
            scores.model.coverage,
            no_skill(&scores)
        ))?;
        Ok(())
    }
}

fn no_skill(scores: &DyadScores) -> &'static str {
    if scores.skill() > 0.0 {
        ""
    } else {
        ": NO SKILL, the baseline serves as well or better"
    }
}

fn quantiles(counts: &CountDistribution) -> [(f64, u32); LEVELS.len()] {
    LEVELS.map(|level| (level, counts.quantile(level)))
}

fn scores_json(scores: &DyadScores) -> serde_json::Value {
    let baselines = Baseline::ALL.into_iter().zip(&scores.baselines);
    let baselines = baselines.map(|(baseline, line)| {
        json!({ "baseline": baseline, "scores": line, "skill": scores.model.skill(line) })
    });
    json!({
        "model": scores.model,
        "baselines": baselines.collect::<Vec<_>>(),
        "best_baseline": scores.best().0,
        "skill": scores.skill(),
    })
}

fn score_lines(scores: &DyadScores) -> Vec<String> {
    let row = |name: &str, line: &detente_forecast::RateScores, skill: &str| {
        format!(
            "{name:<30} {:>8.3} {:>9.3} {:>8.3} {:>9.4} {skill:>8}",
            line.crps, line.log_score, line.coverage, line.brier_any
        )
    };
    let mut lines = vec![format!(
        "{:<30} {:>8} {:>9} {:>8} {:>9} {:>8}",
        "", "CRPS", "log score", "coverage", "Brier any", "skill"
    )];
    for (baseline, line) in Baseline::ALL.into_iter().zip(&scores.baselines) {
        let skill = format!("{:+.1} %", scores.model.skill(line) * 100.0);
        lines.push(row(baseline.name(), line, &skill));
    }
    lines.push(row("model", &scores.model, ""));
    lines
}
