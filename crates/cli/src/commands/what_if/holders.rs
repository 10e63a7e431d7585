//! What follows by what single actors say, and what is missing where only one is followed.

use std::collections::{BTreeMap, BTreeSet};

use detente_analysis::{CausalMap, Mention, Outcome, Scenario, Verdict, what_if};
use detente_model::ActorId;

/// Holders for whom an answer is given alone.
const HOLDERS: usize = 6;

/// What follows by what single holders say: each is asked once, for all concepts.
pub(super) struct ByHolder<'m> {
    map: &'m CausalMap,
    scenario: &'m Scenario,
    known: BTreeMap<ActorId, BTreeMap<usize, Verdict>>,
}

impl<'m> ByHolder<'m> {
    pub(super) fn new(map: &'m CausalMap, scenario: &'m Scenario) -> Self {
        Self {
            map,
            scenario,
            known: BTreeMap::new(),
        }
    }

    /// The holders that the links to an outcome have, each with the verdict by what it alone says.
    pub(super) fn of(&mut self, outcome: &Outcome) -> Vec<(ActorId, Verdict)> {
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

/// What is said for the links to an outcome.
fn said<'m>(map: &'m CausalMap, outcome: &'m Outcome) -> impl Iterator<Item = &'m Mention> {
    outcome
        .paths
        .iter()
        .flat_map(|path| &path.steps)
        .flat_map(|step| &step.face.mentions)
        .map(|number| &map.mentions[*number])
}

/// Why there is no answer, as far as that can be told.
pub(super) fn nothing(map: &CausalMap, scenario: &Scenario, on: Option<&str>) -> String {
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
pub(super) fn without_holder(
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
