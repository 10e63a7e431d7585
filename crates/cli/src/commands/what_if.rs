//! `detente what-if` and `detente map`.

use std::collections::btree_map::Entry;
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
use crate::output::{Out, note, write_page};

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
    let measurer = Measurer::new(&casebook)?;
    show(
        (&map, measurer),
        &scenario,
        &answer,
        asked.on.as_deref(),
        common,
    )?;
    if answer.outcomes.is_empty() && scenario.holder.is_some() && !common.quiet {
        note(&without_holder(&map, &scenario, wanted.as_ref()));
    }
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
    out.set_bold(&format!("What if: {}", set.join("; ")))?;
    if answer.outcomes.is_empty() {
        out.set(&nothing(map, scenario, on))?;
    } else {
        out.set(LEGEND)?;
    }
    if let Some(on) = on.filter(|_| answer.outcomes.len() > 1) {
        out.set_bold(&together(on, answer))?;
    }
    let mut quotes = Quotes::default();
    for outcome in &answer.outcomes {
        let head = format!("{}: {}", map.label(outcome.concept), verdict(outcome));
        let text = as_text((map, &mut measurer), &mut by_holder, &mut quotes, outcome)?;
        out.line("")?;
        out.set_bold(&format!(
            "{head} {}",
            strengths(outcome.plus, outcome.minus)
        ))?;
        out.set(&text)?;
    }
    if answer.truncated {
        note("the search was cut short; a smaller --max-length shows all");
    }
    out.flush()?;
    Ok(())
}

/// What the numbers are.
const LEGEND: &str = "Numbers are strengths from 0 to 1, by how many origins say it and how surely: a path has that of its \
weakest link, an answer that of its best path to more (+) and to less (-).";

/// Why there is no answer, as far as that can be told.
fn nothing(map: &CausalMap, scenario: &Scenario, on: Option<&str>) -> String {
    let on = on.map_or_else(|| "anything".to_owned(), |on| format!("{on:?}"));
    let Some(holder) = &scenario.holder else {
        return format!("Nothing that is said reaches {on} from there.");
    };
    let said = |mention: &&Mention| mention.holder_actor.as_ref() == Some(holder);
    let own = map.mentions.iter().filter(said).count();
    format!(
        "Nothing that {holder} itself is quoted with reaches {on} from there: --holder follows one \
         actor's own words, {own} of the {} statements of the map.",
        map.mentions.len()
    )
}

/// What a holder keeps from being reached.
fn without_holder(
    map: &CausalMap,
    scenario: &Scenario,
    wanted: Option<&BTreeSet<usize>>,
) -> String {
    let anyone = Scenario {
        holder: None,
        ..scenario.clone()
    };
    let reached = what_if(map, &anyone).outcomes;
    let reached: Vec<&Outcome> = reached
        .iter()
        .filter(|outcome| wanted.is_none_or(|wanted| wanted.contains(&outcome.concept)))
        .collect();
    let mut names: Vec<String> = reached
        .iter()
        .map(|outcome| map.label(outcome.concept))
        .take(3)
        .collect();
    if reached.len() > names.len() {
        names.push("…".to_owned());
    }
    let names = if names.is_empty() {
        String::new()
    } else {
        format!(" ({})", names.join("; "))
    };
    let mut known: BTreeMap<&ActorId, usize> = BTreeMap::new();
    for holder in map
        .mentions
        .iter()
        .filter_map(|mention| mention.holder_actor.as_ref())
    {
        *known.entry(holder).or_default() += 1;
    }
    let mut known: Vec<(&ActorId, usize)> = known.into_iter().collect();
    known.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let holders: Vec<String> = known
        .iter()
        .take(HOLDERS)
        .map(|(holder, count)| format!("{holder} ({count})"))
        .collect();
    let holders = if holders.is_empty() {
        "no actor is quoted with a cause here".to_owned()
    } else {
        format!("quoted with causes are {}", holders.join(", "))
    };
    format!(
        "without --holder, {} reached{names}; {holders}",
        match reached.len() {
            1 => "1 concept is".to_owned(),
            many => format!("{many} concepts are"),
        }
    )
}

fn strengths(plus: f64, minus: f64) -> String {
    match (plus > 0.0, minus > 0.0) {
        (true, false) => format!("({plus:.2})"),
        (false, true) => format!("({minus:.2})"),
        _ => format!("(+ {plus:.2}, - {minus:.2})"),
    }
}

/// Quotes that were shown, by their words and place: each stands in full once.
#[derive(Default)]
struct Quotes(BTreeMap<String, usize>);

impl Quotes {
    /// The number of a quote, and its words if it is new.
    fn number(&mut self, mention: &Mention) -> (usize, Option<String>) {
        let words = quoted(mention);
        let next = self.0.len() + 1;
        match self.0.entry(words.clone()) {
            Entry::Occupied(known) => (*known.get(), None),
            Entry::Vacant(new) => (*new.insert(next), Some(words)),
        }
    }
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
    let strengths = strengths(plus, minus);
    format!("{on}, {count} concepts taken together: {word} {strengths}")
}

fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::None => "none",
        Verdict::Plus => "+",
        Verdict::Minus => "-",
        Verdict::Both => "both",
    }
}

fn verdict(outcome: &Outcome) -> String {
    let word = verdict_word(outcome.verdict);
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
    quotes: &mut Quotes,
    outcome: &Outcome,
) -> anyhow::Result<String> {
    let mut text = String::new();
    for sign in [Sign::Plus, Sign::Minus] {
        for path in outcome
            .paths
            .iter()
            .filter(|path| path.sign == sign)
            .take(2)
        {
            path_text((map, measurer), quotes, path, &mut text)?;
        }
    }
    if let Some(hinge) = outcome.hinge() {
        let link = &map.links[hinge.link];
        let left = match hinge.without {
            Verdict::None => "nothing is left".to_owned(),
            other => format!("the answer is {}", verdict_word(other)),
        };
        let (cause, effect) = (map.label(link.cause), map.label(link.effect));
        let _ = writeln!(text, "  without {cause} → {effect}, {left}");
    }
    for (holder, verdict) in by_holder.of(outcome) {
        let word = verdict_word(verdict);
        let _ = writeln!(text, "  by what {holder} alone says: {word}");
    }
    Ok(text)
}

fn path_text(
    (map, measurer): (&CausalMap, &mut Measurer<'_>),
    quotes: &mut Quotes,
    path: &Path,
    text: &mut String,
) -> anyhow::Result<()> {
    let weakest = if path.steps.len() > 1 {
        let link = &map.links[path.steps[path.weakest].link];
        let (cause, effect) = (map.label(link.cause), map.label(link.effect));
        format!(", by its weakest link, {cause} → {effect}")
    } else {
        String::new()
    };
    let _ = writeln!(
        text,
        "  {} ({}, {:.2}{weakest}): if {} goes {}",
        path.sign,
        path.modality,
        path.strength,
        map.label(path.from),
        path.change,
    );
    for step in &path.steps {
        let link = &map.links[step.link];
        let mut marks = vec![link.kind.to_string(), step.face.modality.to_string()];
        if step.unknown {
            marks.push("sign not said".to_owned());
        }
        if step.capped {
            marks.push("only possible".to_owned());
        }
        marks.push(match step.face.origins {
            1 => "1 origin".to_owned(),
            some => format!("{some} origins"),
        });
        let shown = step
            .face
            .mentions
            .first()
            .map(|number| &map.mentions[*number]);
        let cited = shown.map(|mention| quotes.number(mention));
        let number = cited
            .as_ref()
            .map_or(String::new(), |(number, _)| format!(" [{number}]"));
        let (to, sign, marks) = (map.label(link.effect), step.sign, marks.join(", "));
        let _ = writeln!(text, "    → {to} {sign} ({marks}){number}");
        if let Some((number, Some(words))) = cited {
            let _ = writeln!(text, "      [{number}] {words}");
        }
        if let Some(mention) = shown {
            provisos(mention, text);
        }
        for number in map.denials(link.cause, link.effect).iter().take(2) {
            let (number, words) = quotes.number(&map.mentions[*number]);
            let words = words.map_or(String::new(), |words| format!(" {words}"));
            let _ = writeln!(text, "      denied: [{number}]{words}");
        }
        for line in &measurer.of(map, step.link)?.text {
            let _ = writeln!(text, "      {line}");
        }
    }
    Ok(())
}

/// What a mention makes its link depend on.
fn provisos(mention: &Mention, text: &mut String) {
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
            let (link, without) = (&map.links[link.link], link.without);
            json!({"cause": map.label(link.cause), "effect": map.label(link.effect),
                "without": without})
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
    write_page(&asked.html, &page)?;
    if !common.quiet {
        note(&format!("wrote {}", asked.html.display()));
    }
    Ok(Ending::Done)
}
