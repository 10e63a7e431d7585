//! Measures rates on files of quadruples: `rates FILE…`; `HORIZON=30` forecasts 30 steps, `ORIGINS=90` asks from the
//! last 90, and `UNTIL=164` hears of the first 164 days only, so that choices can be made away from the last ones. `CHOICES=2` leaves
//! out the dyads that were the busiest before the first origin.
#![allow(clippy::print_stdout)]

use detente_forecast::{
    Backtest, BacktestOptions, Baseline, Panel, Quad, Rejects, Vocabulary, busiest_dyads,
    read_quads,
};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut vocabulary = Vocabulary::default();
    let mut rejects = Rejects::default();
    let mut quads: Vec<Quad> = Vec::new();
    for file in std::env::args().skip(1) {
        quads.extend(read_quads(Path::new(&file), &mut vocabulary, &mut rejects)?);
    }
    let mut options = BacktestOptions::default();
    if let Ok(horizon) = std::env::var("HORIZON") {
        options.horizon = horizon.parse()?;
    }
    if let Ok(origins) = std::env::var("ORIGINS") {
        options.origins = origins.parse()?;
    }
    if let Ok(days) = std::env::var("UNTIL") {
        let days: i64 = days.parse()?;
        quads.retain(|quad| quad.time < days * 24);
    }
    let choices = [(false, false), (true, false), (false, true), (true, true)];
    let most = match std::env::var("CHOICES") {
        Ok(most) => most.parse()?,
        Err(_) => choices.len(),
    };
    for (directed, known) in choices.into_iter().take(most) {
        let all = Panel::new(&quads, &[], directed)?;
        // Dyads that were the busiest in all, or before the first origin only.
        let first = all.time(all.steps() + 1 - options.horizon - options.origins);
        let before: Vec<Quad> = quads
            .iter()
            .filter(|quad| !known || quad.time < first)
            .copied()
            .collect();
        let dyads = busiest_dyads(&before, 200, directed);
        let panel = Panel::new(&quads, &dyads, directed)?;
        let backtest = Backtest::new(&panel, &options)?;
        let scores = backtest.first_dyads(200);
        println!(
            "directed {directed}, chosen before the first origin {known}: {} dyads, {} steps",
            dyads.len(),
            panel.steps()
        );
        println!("model {:?}", scores.model);
        for (baseline, line) in Baseline::ALL.into_iter().zip(&scores.baselines) {
            let skill = scores.model.skill(line);
            println!("{:30} {skill:+.4} {line:?}", baseline.name());
        }
    }
    Ok(())
}
