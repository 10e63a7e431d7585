//! How an answer reads on a terminal.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write as _;

use detente_analysis::{Answer, CausalMap, Mention, Outcome, Path, Scenario, Verdict};
use detente_model::Sign;

use super::holders::{ByHolder, nothing};
use super::measured::Measurer;
use crate::listed::plural;
use crate::output::{Out, note};

/// What the numbers are.
const LEGEND: &str = "Numbers are strengths from 0 to 1, by how many origins say it and how surely: a path has that of its \
weakest link, an answer that of its best path to more (+) and to less (-).";

/// Writes an answer for people.
pub(super) fn show(
    (map, measurer): (&CausalMap, &mut Measurer<'_>),
    scenario: &Scenario,
    answer: &Answer,
    on: Option<&str>,
) -> anyhow::Result<()> {
    let mut out = Out::new();
    let mut by_holder = ByHolder::new(map, scenario);
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
        let text = as_text((map, &mut *measurer), &mut by_holder, &mut quotes, outcome)?;
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

/// The verdict on an outcome with the paths that lead to it, what it hinges on, and what single
/// holders make of it.
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
        marks.push(plural(step.face.origins as u64, "origin"));
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

/// The words of a mention, who says them, and where.
fn quoted(mention: &Mention) -> String {
    let who = mention.holder.as_deref().unwrap_or("the author");
    let words: Vec<&str> = mention.quote.split_whitespace().collect();
    format!("“{}” — {who}, {}", words.join(" "), mention.path)
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

fn strengths(plus: f64, minus: f64) -> String {
    match (plus > 0.0, minus > 0.0) {
        (true, false) => format!("({plus:.2})"),
        (false, true) => format!("({minus:.2})"),
        _ => format!("(+ {plus:.2}, - {minus:.2})"),
    }
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
