//! What must hold for every map and scenario.

use detente_analysis::{
    CausalMap, Mention, Outcome, Scenario, Side, Verdict, Wanted, find_loops, what_if,
};
use detente_model::{CauseKind, Modality, Sign};
use proptest::prelude::*;

const SIGNS: [Sign; 3] = [Sign::Plus, Sign::Minus, Sign::Unknown];
const MODALITIES: [Modality; 4] = [
    Modality::Asserted,
    Modality::Reported,
    Modality::Forecast,
    Modality::Hypothetical,
];

fn mention(kinds: &'static [CauseKind]) -> impl Strategy<Value = Mention> {
    (
        0..7_u32,
        0..7_u32,
        0..3_usize,
        0..kinds.len(),
        0..5_u32,
        0..4_usize,
        1..10_u32,
    )
        .prop_map(
            move |(cause, effect, sign, kind, origin, modality, score)| {
                let name = |number: u32| format!("thing{number}");
                let mut made = Mention::plain(
                    &name(cause),
                    &name(effect),
                    SIGNS[sign],
                    kinds[kind],
                    origin,
                );
                made.modality = MODALITIES[modality];
                made.score = f64::from(score) / 10.0;
                made.claim = format!("{} {modality} {score}", made.claim);
                made
            },
        )
}

fn mentions(kinds: &'static [CauseKind]) -> impl Strategy<Value = Vec<Mention>> {
    prop::collection::vec(mention(kinds), 1..25)
}

fn scenario(map: &CausalMap, sign: Sign) -> Option<Scenario> {
    Scenario::new(map, &[("thing0", sign)]).ok()
}

fn told(outcomes: &[Outcome]) -> Vec<(String, Verdict, String, String)> {
    outcomes
        .iter()
        .map(|outcome| {
            let number = |value: f64| format!("{value:.6}");
            (
                outcome.label.clone(),
                outcome.verdict,
                number(outcome.plus),
                number(outcome.minus),
            )
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_set_means_nothing_follows(all in mentions(CauseKind::ALL)) {
        prop_assert!(what_if(&CausalMap::new(all), &Scenario::empty()).outcomes.is_empty());
    }

    #[test]
    fn flipping_a_scenario_flips_the_answers_on_quantities(all in mentions(&[CauseKind::Quantity])) {
        let map = CausalMap::new(all);
        if let (Some(up), Some(down)) = (scenario(&map, Sign::Plus), scenario(&map, Sign::Minus)) {
            let (up, down) = (what_if(&map, &up), what_if(&map, &down));
            let mut turned: Vec<_> = told(&down.outcomes).into_iter().map(|(label, verdict, plus, minus)| {
                let verdict = match verdict {
                    Verdict::Plus => Verdict::Minus,
                    Verdict::Minus => Verdict::Plus,
                    other => other,
                };
                (label, verdict, minus, plus)
            }).collect();
            turned.sort();
            let mut up = told(&up.outcomes);
            up.sort();
            prop_assert_eq!(up, turned);
        }
    }

    #[test]
    fn more_evidence_erases_no_side(all in mentions(CauseKind::ALL), more in mentions(CauseKind::ALL)) {
        let few = CausalMap::new(all.clone());
        let many = CausalMap::new(all.into_iter().chain(more).collect());
        if let (Some(before), Some(after)) = (scenario(&few, Sign::Plus), scenario(&many, Sign::Plus)) {
            let after = what_if(&many, &after);
            for outcome in what_if(&few, &before).outcomes {
                let same = after.outcomes.iter().find(|other| other.label == outcome.label);
                let same = same.expect("what was reached is reached");
                prop_assert!(same.plus >= outcome.plus - 1e-9 && same.minus >= outcome.minus - 1e-9);
            }
        }
    }

    #[test]
    fn copies_change_nothing(all in mentions(CauseKind::ALL), copies in 1..20_usize) {
        let map = CausalMap::new(all.clone());
        // A copy is another claim from the same origin.
        let copied = (0..copies).flat_map(|copy| all.iter().cloned().map(move |mention| Mention {
            claim: format!("{} copy {copy}", mention.claim),
            ..mention
        }));
        let more = CausalMap::new(all.iter().cloned().chain(copied).collect());
        for (link, other) in map.links.iter().zip(&more.links) {
            let strengths = |link: &detente_analysis::Link| -> Vec<(Side, f64, usize)> {
                link.faces.iter().map(|face| (face.side, face.strength, face.origins)).collect()
            };
            prop_assert_eq!(strengths(link), strengths(other));
        }
        if let (Some(one), Some(two)) = (scenario(&map, Sign::Plus), scenario(&more, Sign::Plus)) {
            prop_assert_eq!(told(&what_if(&map, &one).outcomes), told(&what_if(&more, &two).outcomes));
        }
    }

    #[test]
    fn the_order_of_arrival_does_not_matter(all in mentions(CauseKind::ALL)) {
        let turned = CausalMap::new(all.iter().rev().cloned().collect());
        let map = CausalMap::new(all);
        prop_assert_eq!(&map.links, &turned.links);
        prop_assert_eq!(&map.concepts, &turned.concepts);
        if let Some(scenario) = scenario(&map, Sign::Minus) {
            prop_assert_eq!(what_if(&map, &scenario), what_if(&turned, &scenario));
        }
        prop_assert_eq!(find_loops(&map, 4), find_loops(&turned, 4));
    }

    #[test]
    fn paths_replay_to_their_answer(all in mentions(CauseKind::ALL), minus: bool) {
        let map = CausalMap::new(all);
        let change = if minus { Sign::Minus } else { Sign::Plus };
        let Some(scenario) = scenario(&map, change) else { return Ok(()); };
        for outcome in what_if(&map, &scenario).outcomes {
            for path in &outcome.paths {
                let (mut at, mut sign, mut strength) = (path.from, path.change, 1.0_f64);
                let mut seen = vec![at];
                for step in &path.steps {
                    let link = &map.links[step.link];
                    prop_assert_eq!(link.cause, at);
                    at = link.effect;
                    prop_assert!(!seen.contains(&at), "a path is simple");
                    seen.push(at);
                    sign = if step.sign == sign { Sign::Plus } else { Sign::Minus };
                    strength = strength.min(step.face.strength * if step.capped { 0.5 } else { 1.0 });
                    prop_assert!(link.kind != CauseKind::Purpose && link.kind != CauseKind::Correlation);
                }
                prop_assert_eq!(at, outcome.concept);
                prop_assert_eq!(sign, path.sign);
                prop_assert!((strength - path.strength).abs() < 1e-9);
                prop_assert!(path.steps.len() <= scenario.max_length);
                if path.steps.iter().any(|step| step.capped) {
                    prop_assert_eq!(path.modality, Modality::Hypothetical, "a capped step never happened");
                }
            }
        }
    }

    #[test]
    fn a_denial_lowers_nothing_and_is_kept(all in mentions(CauseKind::ALL), number in 0..25_usize) {
        let denial = Mention {
            claim: "a denial".to_owned(),
            denied: true,
            origin: "another".into(),
            ..all[number % all.len()].clone()
        };
        let map = CausalMap::new(all.clone());
        let more = CausalMap::new(all.into_iter().chain([denial.clone()]).collect());
        if let (Some(one), Some(two)) = (scenario(&map, Sign::Plus), scenario(&more, Sign::Plus)) {
            prop_assert_eq!(told(&what_if(&map, &one).outcomes), told(&what_if(&more, &two).outcomes));
        }
        if denial.cause != denial.effect {
            let kept = more.links.iter().any(|link| {
                let denials = more.denials(link.cause, link.effect);
                denials.iter().any(|number| more.mentions[*number].claim == denial.claim)
            });
            prop_assert!(kept);
        }
    }

    #[test]
    fn an_unknown_sign_stays_unknown(all in mentions(CauseKind::ALL)) {
        let unknown = all.iter().any(|mention| mention.sign == Sign::Unknown && mention.cause != mention.effect);
        let map = CausalMap::new(all);
        let kept = map.links.iter().flat_map(|link| &link.faces).any(|face| face.side == Side::Unknown);
        prop_assert_eq!(unknown, kept);
    }
}

#[test]
fn opposite_signs_and_denials_stand_beside_each_other() {
    let denial = Mention {
        denied: true,
        ..Mention::plain("sanctions", "cooperation", Sign::Plus, CauseKind::Cause, 3)
    };
    let map = CausalMap::new(vec![
        Mention::plain("sanctions", "cooperation", Sign::Plus, CauseKind::Cause, 1),
        Mention::plain("sanctions", "cooperation", Sign::Minus, CauseKind::Cause, 2),
        denial,
    ]);
    let sides: Vec<Side> = map.links[0].faces.iter().map(|face| face.side).collect();
    assert_eq!(sides, [Side::Plus, Side::Minus, Side::Denied]);
    let scenario = Scenario::new(&map, &[("sanctions", Sign::Plus)]).expect("it is there");
    assert_eq!(what_if(&map, &scenario).outcomes[0].verdict, Verdict::Both);
}

#[test]
fn a_war_of_another_century_is_another_concept() {
    let day = |text: &str| Some(text.parse().unwrap());
    let mut past = Mention::plain("war", "losses", Sign::Plus, CauseKind::Cause, 1);
    past.days = (day("1804-01-01"), day("1813-12-31"));
    let mut present = Mention::plain("war", "prices", Sign::Plus, CauseKind::Cause, 2);
    present.published = day("2025-06-01");
    let map = CausalMap::new(vec![past, present]);
    let wars: Vec<_> = map
        .concepts
        .iter()
        .filter(|concept| concept.label == "war")
        .map(|concept| concept.century)
        .collect();
    assert_eq!(wars, [None, Some(19)]);
    let wanted = Wanted::parse("wars", &|_| None);
    let answers = map
        .concepts
        .iter()
        .filter(|concept| concept.answers(&wanted));
    assert!(answers.map(|concept| concept.century).eq([None]));
}

#[test]
fn nothing_follows_to_or_through_what_names_nothing() {
    let mut first = Mention::plain("sanctions", "impervious", Sign::Plus, CauseKind::Cause, 1);
    first.effect.key.clear();
    let mut second = Mention::plain("impervious", "trade", Sign::Plus, CauseKind::Cause, 1);
    second.cause.key.clear();
    let map = CausalMap::new(vec![first, second]);
    let sanctions = map
        .concepts
        .iter()
        .position(|concept| concept.label == "sanctions")
        .unwrap();
    let scenario = Scenario {
        set: [(sanctions, Sign::Plus)].into_iter().collect(),
        ..Scenario::empty()
    };
    assert!(what_if(&map, &scenario).outcomes.is_empty());
}
