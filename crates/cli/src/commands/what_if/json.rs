//! An answer as JSON Lines, an outcome each.

use detente_analysis::{Answer, CausalMap, Mention, Outcome, Path, Scenario, Step};
use serde_json::{Value, json};

use super::holders::ByHolder;
use super::measured::Measurer;
use crate::output::Out;

/// Writes an answer for programs.
pub(super) fn show(
    (map, measurer): (&CausalMap, &mut Measurer<'_>),
    scenario: &Scenario,
    answer: &Answer,
) -> anyhow::Result<()> {
    let mut out = Out::new();
    let mut by_holder = ByHolder::new(map, scenario);
    for outcome in &answer.outcomes {
        out.json(&as_json((map, &mut *measurer), &mut by_holder, outcome)?)?;
    }
    out.flush()?;
    Ok(())
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

fn mention_json(mention: &Mention) -> Value {
    json!({"claim": mention.claim, "path": mention.path, "quote": mention.quote,
        "holder": mention.holder, "modality": mention.modality, "condition": mention.condition,
        "lag": mention.lag, "stale": mention.stale})
}
