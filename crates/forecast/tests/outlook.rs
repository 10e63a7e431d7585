//! Laws of the forecast for one dyad: few events are said to be few, skill is shown or is not, nothing later counts.

// A failed test is a panic with its place; helpers are no different from tests in that.
#![allow(clippy::unwrap_used)]

use detente_forecast::{Baseline, Basis, Dyad, ErrorKind, Outlook, Panel, Verdict};
use proptest::prelude::*;

/// Counts that look random and are the same each time: mean `mean`, each day on its own.
fn noise(mut seed: u64, days: usize, mean: u64) -> Vec<u32> {
    let mut draw = || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % (2 * mean + 1)
    };
    (0..days).map(|_| draw() as u32).collect()
}

fn panel(counts: Vec<Vec<u32>>) -> Panel {
    let dyads = counts.into_iter().zip(0..);
    let dyads = dyads.map(|(counts, at)| (Dyad::new(at, at + 1, false), counts));
    Panel::from_days(17_000, dyads.collect()).unwrap()
}

#[test]
fn few_events_give_a_wide_base_rate_and_no_measure() {
    let mut rare = vec![0; 400];
    for day in [3, 90, 200, 380] {
        rare[day] = 1;
    }
    let outlook = Outlook::new(&panel(vec![rare, noise(1, 400, 5)]), 0, 30).unwrap();
    assert_eq!(outlook.basis, Basis::BaseRate);
    assert_eq!(outlook.verdict(), Verdict::NotMeasured);
    assert!(outlook.track.is_none() && outlook.pulls.is_empty());
    assert_eq!((outlook.events, outlook.last_window), (4, Some(1)));
    assert!((outlook.counts.mean() - 4.5 * 30.0 / 400.0).abs() < 1e-3);
    assert!(outlook.interval80.0 == 0 && outlook.interval80.1 <= 2);
    // Too short a past is no better.
    let short = Outlook::new(&panel(vec![noise(2, 40, 5)]), 0, 30).unwrap();
    assert_eq!(short.basis, Basis::BaseRate);
    assert_eq!(short.counts, short.base);
}

#[test]
fn noise_shows_no_skill_and_a_change_of_level_is_seen() {
    let constant: Vec<Vec<u32>> = (0..6).map(|seed| noise(seed, 500, 4)).collect();
    let outlook = Outlook::new(&panel(constant), 0, 7).unwrap();
    assert_eq!(outlook.basis, Basis::Model);
    assert_ne!(outlook.verdict(), Verdict::Skill);
    let track = outlook.track.unwrap();
    assert_eq!(track.dyads, 6);
    assert!(track.origins <= 120 && track.dyad.model.forecasts == track.origins as u64);
    assert!(
        (0.6..=0.95).contains(&track.dyad.model.coverage),
        "{track:?}"
    );
    // Long quiet and long busy times by turns, at times of its own for each dyad: the last days tell which.
    let turns = |seed: u64| -> Vec<u32> {
        let base = noise(seed, 700, 3);
        let counts = base.iter().enumerate();
        let busy = |day: usize| ((day as u64 + seed * 17) / 61).is_multiple_of(2);
        counts
            .map(|(day, count)| count * if busy(day) { 9 } else { 1 })
            .collect()
    };
    let outlook = Outlook::new(&panel((0..8).map(turns).collect()), 0, 7).unwrap();
    let track = outlook.track.as_ref().unwrap();
    let habit = Baseline::ALL
        .iter()
        .position(|one| *one == Baseline::LongNegativeBinomial);
    let skill = track.skill[habit.unwrap()];
    assert_eq!(skill.verdict, Verdict::Skill, "{skill:?}");
    assert!(!outlook.pulls.is_empty());
    let product: f64 = outlook.pulls.iter().map(|pull| pull.factor).product();
    assert!(product.is_finite() && product > 0.0);
    let told: u64 = track.reliability.iter().map(|bin| bin.forecasts).sum();
    assert_eq!(told, 8 * track.origins as u64);
}

#[test]
fn odd_panels_are_refused() {
    let dyad = Dyad::new(0, 1, false);
    for dyads in [
        vec![],
        vec![(dyad, vec![])],
        vec![(dyad, vec![1, 2]), (Dyad::new(1, 2, false), vec![1])],
        vec![(dyad, vec![0; 50_000])],
    ] {
        let error = Panel::from_days(0, dyads).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Data);
    }
    let panel = panel(vec![vec![u32::MAX; 30]]);
    assert_eq!(
        Outlook::new(&panel, 0, 0).unwrap_err().kind(),
        ErrorKind::Question
    );
    assert_eq!(
        Outlook::new(&panel, 7, 3).unwrap_err().kind(),
        ErrorKind::Question
    );
    // Counts beyond all bounds stay within those of the distribution.
    let outlook = Outlook::new(&panel, 0, 7).unwrap();
    assert_eq!(outlook.events, u32::MAX);
    assert!(outlook.counts.mean().is_finite());
    let far = Outlook::new(&panel, 0, usize::MAX).unwrap();
    assert_eq!((far.basis, far.last_window), (Basis::BaseRate, None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn forecasts_are_distributions(seed in any::<u64>(), days in 1usize..160, horizon in 1usize..40, most in 0u64..6) {
        let counts = (0..4).map(|dyad| noise(seed ^ dyad, days, most)).collect();
        let outlook = Outlook::new(&panel(counts), 1, horizon).unwrap();
        for counts in [&outlook.counts, &outlook.base] {
            let sum: f64 = counts.shares().iter().sum();
            prop_assert!((sum - 1.0).abs() < 1e-6, "{}", sum);
        }
        let ((low, high), (from, to)) = (outlook.interval50, outlook.interval80);
        prop_assert!(low <= high && from <= to);
        prop_assert_eq!(outlook.track.is_some(), outlook.basis == Basis::Model);
        if let Some(track) = outlook.track {
            let scores = track.dyad.model;
            for share in [scores.coverage, scores.brier_any, track.coverage50] {
                prop_assert!((0.0..=1.0).contains(&share), "{}", share);
            }
        }
    }
}
