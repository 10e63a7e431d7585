//! `detente what-if`: what follows from a change, by what is said to lead to what.

mod holders;
mod json;
mod measured;
mod text;

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use detente_analysis::{CausalMap, Floor, Scenario, dated_mentions, what_if};
use detente_casebook::{Casebook, Filter};
use detente_model::{ActorId, Sign};

use crate::args::Common;
use crate::failure::{Ending, WrongUse};
use crate::filters::day;
use crate::output::note;
use holders::without_holder;
use measured::Measurer;

/// How far from what happened a link may be.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FloorName {
    /// All but aims
    Possible,
    /// What is said to be so, or forecast
    Expected,
    /// What is said to be so
    Happened,
}

/// A change and where it is followed.
#[derive(Debug, Clone, Args)]
pub(crate) struct WhatIf {
    casebook: PathBuf,
    /// A change, as in "war in Iran=+"; may be given again
    #[arg(long, required = true, value_name = "CONCEPT=+|-")]
    set: Vec<String>,
    /// Show only what becomes of this
    #[arg(long, value_name = "CONCEPT")]
    on: Option<String>,
    /// Follow only what this actor says
    #[arg(long, value_name = "ACTOR")]
    holder: Option<String>,
    /// Follow only what may be so on this day
    #[arg(long, value_name = "DAY")]
    true_on: Option<String>,
    /// Leave out links that may hold no longer: of a tie that ended, of a time that is over, of a date that passed
    #[arg(long)]
    fresh: bool,
    /// Follow only what is said to come within this many days; what is not said counts as at once
    #[arg(long, value_name = "DAYS")]
    horizon: Option<u32>,
    /// Links in a path at the most
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=6))]
    max_length: u8,
    /// How far from what happened a link may be
    #[arg(long, value_enum, default_value_t = FloorName::Possible)]
    floor: FloorName,
}

fn wrong(message: String) -> anyhow::Error {
    WrongUse(message).into()
}

/// "war in Iran=+".
fn setting(text: &str) -> anyhow::Result<(&str, Sign)> {
    text.rsplit_once('=')
        .and_then(|(concept, sign)| {
            let sign = match sign.trim() {
                "+" => Sign::Plus,
                "-" | "−" => Sign::Minus,
                _ => return None,
            };
            Some((concept.trim(), sign))
        })
        .ok_or_else(|| {
            wrong(format!(
                "--set {text:?}: expected a concept, = and + or -, as in \"oil price=+\""
            ))
        })
}

/// `detente what-if`.
pub(crate) fn run(asked: &WhatIf, common: &Common) -> anyhow::Result<Ending> {
    let casebook = Casebook::open_read_only(&asked.casebook)?;
    let true_on = asked.true_on.as_deref().map(|text| day("--true-on", text));
    let true_on = true_on.transpose()?;
    let map = CausalMap::new(
        dated_mentions(casebook.store(), &Filter::default(), true_on)
            .map_err(detente_casebook::Error::from)?,
    );
    let actor = |name: &str| -> Option<ActorId> {
        casebook
            .knowledge()
            .find_actor(name)
            .map(|actor| actor.id.clone())
    };
    let settings = asked
        .set
        .iter()
        .map(|text| setting(text))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let mut scenario =
        Scenario::named(&map, &settings, &actor).map_err(|error| wrong(error.to_string()))?;
    scenario.max_length = usize::from(asked.max_length);
    scenario.floor = match asked.floor {
        FloorName::Possible => Floor::Possible,
        FloorName::Expected => Floor::Expected,
        FloorName::Happened => Floor::Happened,
    };
    scenario.holder = asked
        .holder
        .as_deref()
        .map(|name| casebook.find_actor(name))
        .transpose()?;
    scenario.true_on = true_on;
    scenario.horizon = asked.horizon;
    scenario.fresh = asked.fresh;
    let mut answer = what_if(&map, &scenario);
    let wanted = asked
        .on
        .as_ref()
        .map(|on| -> BTreeSet<usize> { map.find(on, &actor).into_iter().collect() });
    if let (Some(on), Some(wanted)) = (&asked.on, &wanted) {
        if wanted.is_empty() {
            return Err(wrong(format!(
                "--on {on:?}: no concept of the map is called so"
            )));
        }
        answer
            .outcomes
            .retain(|outcome| wanted.contains(&outcome.concept));
    }
    let mut measurer = Measurer::new(&casebook)?;
    if common.json {
        json::show((&map, &mut measurer), &scenario, &answer)?;
    } else {
        text::show(
            (&map, &mut measurer),
            &scenario,
            &answer,
            asked.on.as_deref(),
        )?;
    }
    if answer.outcomes.is_empty() && scenario.holder.is_some() && !common.quiet {
        note(&without_holder(&map, &scenario, wanted.as_ref()));
    }
    Ok(Ending::Done)
}
