//! `detente what-if` and `detente map`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use detente_analysis::{
    Answer, CausalMap, Floor, Mention, Outcome, Path, Scenario, Step, Verdict, dated_mentions,
    mentions, picture, what_if,
};
use detente_casebook::{Casebook, Filter};
use detente_model::{ActorId, Sign};
use serde_json::{Value, json};

use super::measured::Measurer;
use crate::args::Common;
use crate::failure::{Ending, WrongUse};
use crate::filters::day;
use crate::output::{Out, note};

/// Holders for whom an answer is given alone.
const HOLDERS: usize = 6;

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

/// A picture of the map.
#[derive(Debug, Clone, Args)]
pub(crate) struct MapPicture {
    casebook: PathBuf,
    /// Links whose passages name both
    #[arg(long, num_args = 2, value_names = ["ACTOR", "ACTOR"])]
    about: Option<Vec<String>>,
    /// Only links of this theme
    #[arg(long)]
    theme: Option<String>,
    /// Only what this actor says
    #[arg(long, value_name = "ACTOR")]
    holder: Option<String>,
    /// Write the picture to this file, as one HTML page
    #[arg(long, value_name = "FILE")]
    html: PathBuf,
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
    if let Some(on) = &asked.on {
        let wanted: BTreeSet<usize> = map.find(on, &actor).into_iter().collect();
        if wanted.is_empty() {
            return Err(wrong(format!(
                "--on {on:?}: no concept of the map is called so"
            )));
        }
        answer
            .outcomes
            .retain(|outcome| wanted.contains(&outcome.concept));
    }
    let measurer = Measurer::new(&casebook)?;
    show(
        (&map, measurer),
        &scenario,
        &answer,
        asked.on.as_deref(),
        common,
    )?;
    Ok(Ending::Done)
}

fn show(
    (map, mut measurer): (&CausalMap, Measurer<'_>),
    scenario: &Scenario,
    answer: &Answer,
    on: Option<&str>,
    common: &Common,
) -> anyhow::Result<()> {
    let mut out = Out::new();
    let mut by_holder = ByHolder::new(map, scenario);
    if common.json {
        for outcome in &answer.outcomes {
            out.json(&as_json((map, &mut measurer), &mut by_holder, outcome)?)?;
        }
        out.flush()?;
        return Ok(());
    }
    let set: Vec<String> = scenario
        .set
        .iter()
        .map(|(concept, sign)| format!("{} {sign}", map.label(*concept)))
        .collect();
    let title = out.bold(&format!("What if: {}", set.join("; ")));
    out.line(&title)?;
    if answer.outcomes.is_empty() {
        out.line("Nothing that is said reaches anything from there.")?;
    }
    if let Some(on) = on.filter(|_| answer.outcomes.len() > 1) {
        let line = out.bold(&together(on, answer));
        out.line(&line)?;
    }
    for outcome in &answer.outcomes {
        let text = as_text((map, &mut measurer), &mut by_holder, outcome)?;
        let (head, rest) = text.split_once('\n').unwrap_or((&text, ""));
        let head = out.bold(head);
        out.line("")?;
        out.line(&head)?;
        out.text(rest)?;
    }
    if answer.truncated {
        note("the search was cut short; a smaller --max-length shows all");
    }
    out.flush()?;
    Ok(())
}

/// The answer over all concepts of one name: they stay apart, and are read together.
fn together(on: &str, answer: &Answer) -> String {
    let most = |side: fn(&Outcome) -> f64| answer.outcomes.iter().map(side).fold(0.0, f64::max);
    let (plus, minus) = (most(|outcome| outcome.plus), most(|outcome| outcome.minus));
    let word = match (plus > 0.0, minus > 0.0) {
        (true, true) => "both",
        (true, false) => "+",
        _ => "-",
    };
    let count = answer.outcomes.len();
    format!("{on}, {count} concepts taken together: {word} (+ {plus:.2}, - {minus:.2})")
}

fn verdict(outcome: &Outcome) -> String {
    let word = match outcome.verdict {
        Verdict::None => "none",
        Verdict::Plus => "+",
        Verdict::Minus => "-",
        Verdict::Both => "both",
    };
    match outcome.lean {
        Some(lean) => format!("{word}, leaning {lean}"),
        None => word.to_owned(),
    }
}

/// What follows by what single holders say: each is asked once, for all concepts.
struct ByHolder<'m> {
    map: &'m CausalMap,
    scenario: &'m Scenario,
    known: BTreeMap<ActorId, BTreeMap<usize, Verdict>>,
}

impl<'m> ByHolder<'m> {
    fn new(map: &'m CausalMap, scenario: &'m Scenario) -> Self {
        Self {
            map,
            scenario,
            known: BTreeMap::new(),
        }
    }

    /// The holders that the links to an outcome have, each with the verdict by what it alone says.
    fn of(&mut self, outcome: &Outcome) -> Vec<(ActorId, Verdict)> {
        let holders: BTreeSet<ActorId> = said(self.map, outcome)
            .filter_map(|mention| mention.holder_actor.clone())
            .collect();
        let mut told = Vec::new();
        for holder in holders.into_iter().take(HOLDERS) {
            let (map, scenario) = (self.map, self.scenario);
            let known = self.known.entry(holder.clone()).or_insert_with(|| {
                let alone = Scenario {
                    holder: Some(holder.clone()),
                    ..scenario.clone()
                };
                let outcomes = what_if(map, &alone).outcomes.into_iter();
                outcomes
                    .map(|other| (other.concept, other.verdict))
                    .collect()
            });
            let verdict = known.get(&outcome.concept).copied();
            told.push((holder, verdict.unwrap_or(Verdict::None)));
        }
        told
    }
}

fn said<'m>(map: &'m CausalMap, outcome: &'m Outcome) -> impl Iterator<Item = &'m Mention> {
    outcome
        .paths
        .iter()
        .flat_map(|path| &path.steps)
        .flat_map(|step| &step.face.mentions)
        .map(|number| &map.mentions[*number])
}

fn as_text(
    (map, measurer): (&CausalMap, &mut Measurer<'_>),
    by_holder: &mut ByHolder<'_>,
    outcome: &Outcome,
) -> anyhow::Result<String> {
    let mut text = format!(
        "{}: {} (+ {:.2}, - {:.2})\n",
        map.label(outcome.concept),
        verdict(outcome),
        outcome.plus,
        outcome.minus
    );
    for sign in [Sign::Plus, Sign::Minus] {
        for path in outcome
            .paths
            .iter()
            .filter(|path| path.sign == sign)
            .take(2)
        {
            path_text((map, measurer), path, &mut text)?;
        }
    }
    if let Some(link) = outcome.deciding.first() {
        let link = &map.links[*link];
        let _ = writeln!(
            text,
            "  deciding: {} → {}; without it the answer is another",
            map.label(link.cause),
            map.label(link.effect)
        );
    }
    for (holder, verdict) in by_holder.of(outcome) {
        let _ = writeln!(
            text,
            "  by what {holder} alone says: {}",
            format!("{verdict:?}").to_lowercase()
        );
    }
    Ok(text)
}

fn path_text(
    (map, measurer): (&CausalMap, &mut Measurer<'_>),
    path: &Path,
    text: &mut String,
) -> anyhow::Result<()> {
    let mut names = format!("{} {}", map.label(path.from), path.change);
    for step in &path.steps {
        let to = map.label(map.links[step.link].effect);
        let mut marks = vec![
            map.links[step.link].kind.to_string(),
            step.face.modality.to_string(),
        ];
        if step.unknown {
            marks.push("sign not said".to_owned());
        }
        if step.capped {
            marks.push("only possible".to_owned());
        }
        let _ = write!(names, " → {to} ({}, {})", step.sign, marks.join(", "));
    }
    let weakest = &map.links[path.steps[path.weakest].link];
    let _ = writeln!(text, "  {} {names}", path.sign);
    let _ = writeln!(
        text,
        "    {} at the strongest; strength {:.2}; weakest link: {} → {}",
        path.modality,
        path.strength,
        map.label(weakest.cause),
        map.label(weakest.effect)
    );
    for step in &path.steps {
        for number in step.face.mentions.iter().take(1) {
            let mention = &map.mentions[*number];
            let origins = match step.face.origins {
                1 => "1 origin".to_owned(),
                some => format!("{some} origins"),
            };
            let _ = writeln!(text, "    {} ({origins})", quoted(mention));
            if let Some(condition) = &mention.condition {
                let _ = writeln!(text, "      on condition: {condition}");
            }
            if let Some(lag) = &mention.lag {
                let _ = writeln!(text, "      to come: {}", lag.text);
            }
            if let Some(stale) = &mention.stale {
                let _ = writeln!(text, "      stale: {stale}");
            }
        }
        let link = &map.links[step.link];
        for number in map.denials(link.cause, link.effect).iter().take(2) {
            let _ = writeln!(text, "    denied: {}", quoted(&map.mentions[*number]));
        }
        for line in &measurer.of(map, step.link)?.text {
            let _ = writeln!(text, "      {line}");
        }
    }
    Ok(())
}

/// The words of a mention, who says them, and where.
fn quoted(mention: &Mention) -> String {
    let who = mention.holder.as_deref().unwrap_or("the author");
    let words: Vec<&str> = mention.quote.split_whitespace().collect();
    format!("“{}” — {who}, {}", words.join(" "), mention.path)
}

fn mention_json(mention: &Mention) -> Value {
    json!({"claim": mention.claim, "path": mention.path, "quote": mention.quote,
        "holder": mention.holder, "modality": mention.modality, "condition": mention.condition,
        "lag": mention.lag, "stale": mention.stale})
}

fn as_json(
    (map, measurer): (&CausalMap, &mut Measurer<'_>),
    by_holder: &mut ByHolder<'_>,
    outcome: &Outcome,
) -> anyhow::Result<Value> {
    let paths = outcome
        .paths
        .iter()
        .map(|path| path_json(map, measurer, path))
        .collect::<anyhow::Result<Vec<Value>>>()?;
    let deciding: Vec<Value> = outcome
        .deciding
        .iter()
        .map(|link| {
            let link = &map.links[*link];
            json!({"cause": map.label(link.cause), "effect": map.label(link.effect)})
        })
        .collect();
    let holders: Vec<Value> = by_holder
        .of(outcome)
        .into_iter()
        .map(|(holder, verdict)| json!({"holder": holder, "verdict": verdict}))
        .collect();
    Ok(
        json!({"concept": map.label(outcome.concept), "verdict": outcome.verdict, "lean": outcome.lean,
        "plus": outcome.plus, "minus": outcome.minus, "paths": paths, "deciding": deciding,
        "holders": holders}),
    )
}

fn path_json(map: &CausalMap, measurer: &mut Measurer<'_>, path: &Path) -> anyhow::Result<Value> {
    let steps = path
        .steps
        .iter()
        .map(|step| step_json(map, measurer, step))
        .collect::<anyhow::Result<Vec<Value>>>()?;
    Ok(
        json!({"from": map.label(path.from), "change": path.change, "sign": path.sign,
        "strength": path.strength, "product": path.product, "modality": path.modality,
        "weakest": path.weakest, "within_days": path.within_days, "steps": steps}),
    )
}

fn step_json(map: &CausalMap, measurer: &mut Measurer<'_>, step: &Step) -> anyhow::Result<Value> {
    let link = &map.links[step.link];
    let shown = |numbers: &[usize]| -> Vec<Value> {
        numbers
            .iter()
            .map(|number| mention_json(&map.mentions[*number]))
            .collect()
    };
    let denials = map.denials(link.cause, link.effect);
    Ok(
        json!({"cause": map.label(link.cause), "effect": map.label(link.effect),
        "kind": link.kind, "sign": step.sign, "sign_said": !step.unknown,
        "capped": step.capped, "strength": step.face.strength,
        "modality": step.face.modality, "origins": step.face.origins,
        "evidence": shown(&step.face.mentions), "denials": shown(&denials),
        "measured": measurer.of(map, step.link)?.json}),
    )
}

/// `detente map`.
pub(crate) fn map(asked: &MapPicture, common: &Common) -> anyhow::Result<Ending> {
    let casebook = Casebook::open_read_only(&asked.casebook)?;
    let filter = Filter {
        theme: asked.theme.clone(),
        ..Filter::default()
    };
    let mut all = mentions(casebook.store(), &filter).map_err(detente_casebook::Error::from)?;
    let mut title = "What is said to lead to what".to_owned();
    if let Some(names) = &asked.about {
        let pair = names
            .iter()
            .map(|name| casebook.find_actor(name))
            .collect::<Result<Vec<_>, _>>()?;
        let named: Vec<String> = pair
            .iter()
            .map(|actor| casebook.knowledge().display_name(actor, "en"))
            .collect();
        title = format!("{title}: {}", named.join(" and "));
        // Whatever speaks of one of them, or of things that belong to nobody.
        all.retain(|mention| {
            let about: Vec<_> = mention
                .cause
                .about
                .iter()
                .chain(&mention.effect.about)
                .collect();
            about.is_empty() || about.iter().any(|actor| pair.contains(actor))
        });
    }
    if let Some(holder) = &asked.holder {
        let holder = casebook.find_actor(holder)?;
        all.retain(|mention| mention.holder_actor.as_ref() == Some(&holder));
    }
    let page = picture(&CausalMap::new(all), &title);
    std::fs::write(&asked.html, page).map_err(|error| {
        let what = format!("{}: the page cannot be written", asked.html.display());
        anyhow::Error::new(error).context(what)
    })?;
    if !common.quiet {
        note(&format!("wrote {}", asked.html.display()));
    }
    Ok(Ending::Done)
}
