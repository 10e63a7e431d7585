//! Laws of the rates: nothing later is looked at, odd streams are defined; and a floor on real events.

// A failed test is a panic with its place; helpers are no different from tests in that.
#![allow(clippy::unwrap_used)]

use detente_forecast::{
    Backtest, BacktestOptions, Baseline, Dyad, ErrorKind, Panel, Quad, RateForecast, Rejects,
    Vocabulary, busiest_dyads, read_quads,
};
use proptest::prelude::*;

/// Numbers that look random and are the same each time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(bound)) as u32
    }
}

/// Events between eight actors, some days many and some few, a day of 24 hours after another.
fn stream(seed: u64, days: i64) -> Vec<Quad> {
    let mut draw = Draw(seed);
    let mut quads = Vec::new();
    for day in 0..days {
        for _ in 0..6 + draw.below(20) {
            let subject = draw.below(8);
            quads.push(Quad {
                time: day * 24,
                subject,
                relation: draw.below(3),
                object: (subject + 1 + draw.below(2)) % 8,
            });
        }
    }
    quads
}

const DAYS: i64 = 90;

/// Forecasts for four dyads from day 69 on, from a stream that ends at a day.
fn forecasts(quads: &[Quad], end: i64, directed: bool) -> Vec<Vec<RateForecast>> {
    let dyads = [(0, 1), (1, 3), (4, 5), (7, 1)];
    let dyads = dyads.map(|(source, target)| Dyad::new(source, target, directed));
    let panel = Panel::new(quads, &dyads, directed).unwrap();
    let options = BacktestOptions {
        horizon: 7,
        origins: usize::try_from(end - 75).unwrap(),
    };
    let backtest = Backtest::new(&panel, &options).unwrap();
    assert_eq!(backtest.first, 69);
    // However little there is to learn from, no forecast runs away.
    for forecast in backtest.forecasts.iter().flatten() {
        assert!(forecast.counts.mean() < 150.0, "{}", forecast.counts.mean());
    }
    backtest.forecasts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn nothing_later_is_looked_at(seed in any::<u64>(), other in any::<u64>(), directed in any::<bool>()) {
        let quads = stream(seed, DAYS);
        let told = forecasts(&quads, DAYS, directed);
        // Cut after day 79: the origins up to 73, whose windows end by then, answer alike.
        let cut: Vec<Quad> = quads.iter().filter(|quad| quad.time < 80 * 24).copied().collect();
        let before = forecasts(&cut, 80, directed);
        prop_assert_eq!(&before[..], &told[..before.len()]);
        // Other events from day 72 on: the origins up to 72 answer alike.
        let later = stream(other, DAYS);
        let changed: Vec<Quad> = quads
            .iter()
            .filter(|quad| quad.time < 72 * 24)
            .chain(later.iter().filter(|quad| quad.time >= 72 * 24))
            .copied()
            .collect();
        let changed = forecasts(&changed, DAYS, directed);
        prop_assert_eq!(&changed[..4], &told[..4]);
        // And the order of lines does not matter.
        let turned: Vec<Quad> = quads.iter().rev().copied().collect();
        prop_assert_eq!(&forecasts(&turned, DAYS, directed), &told);
    }
}

#[test]
fn baselines_look_at_the_past_only() {
    let quads = stream(3, DAYS);
    let cut: Vec<Quad> = quads
        .iter()
        .filter(|quad| quad.time < 60 * 24)
        .copied()
        .collect();
    let dyads = busiest_dyads(&quads, 5, false);
    let panel = Panel::new(&quads, &dyads, false).unwrap();
    let shorter = Panel::new(&cut, &dyads, false).unwrap();
    for baseline in Baseline::ALL {
        let told = baseline.forecast(&panel, 0, 60, 7);
        assert_eq!(told, baseline.forecast(&shorter, 0, 60, 7), "{baseline:?}");
    }
}

#[test]
fn the_next_forecast_is_that_of_an_origin_at_the_end() {
    let quads = stream(11, DAYS);
    let dyads = busiest_dyads(&quads, 6, true);
    let panel = Panel::new(&quads, &dyads, true).unwrap();
    let backtest = Backtest::new(
        &panel,
        &BacktestOptions {
            horizon: 7,
            origins: 5,
        },
    )
    .unwrap();
    assert_eq!(backtest.next.len(), dyads.len());
    for forecast in &backtest.next {
        assert!(forecast.interval.0 <= forecast.interval.1);
        assert!(forecast.counts.mean() > 0.5, "{forecast:?}");
    }
}

#[test]
fn odd_streams_are_defined() {
    let options = BacktestOptions {
        horizon: 7,
        origins: 10,
    };
    let error = Panel::new(&[], &[], false).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Data);
    let quad = |time| Quad {
        time,
        subject: 0,
        relation: 0,
        object: 1,
    };
    let dyads = [Dyad::new(1, 0, false), Dyad::new(2, 3, false)];
    // Too short.
    let panel = Panel::new(&[quad(0), quad(1)], &dyads, false).unwrap();
    let error = Backtest::new(&panel, &options).map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("2 steps"), "{error}");
    // Too long.
    let hostile: Vec<Quad> = (0..50).chain([1 << 40]).map(quad).collect();
    let error = Panel::new(&hostile, &dyads, false).unwrap_err();
    assert!(error.to_string().contains("steps for 2 dyads"), "{error}");
    // Barely any history, and a dyad without an event: it is forecast to stay so.
    let few: Vec<Quad> = (0..24).map(quad).collect();
    let panel = Panel::new(&few, &dyads, false).unwrap();
    let backtest = Backtest::new(&panel, &options).unwrap();
    assert!(backtest.dyad(1).model.crps < 0.1);
    // Events with oneself are not those of a dyad.
    let alone = Quad {
        object: 0,
        ..quad(5)
    };
    assert!(busiest_dyads(&[alone], 5, false).is_empty());
}

#[test]
fn the_rates_keep_their_floor() {
    let Some(shared) = detente_testkit::shared_folder("the_rates_keep_their_floor") else {
        return;
    };
    let folder = shared.join("data/icews/icews18");
    if !folder.is_dir() {
        detente_testkit::skip("the_rates_keep_their_floor", "no ICEWS18");
        return;
    }
    let mut vocabulary = Vocabulary::default();
    let mut rejects = Rejects::default();
    let mut quads = Vec::new();
    for file in ["train.txt", "valid.txt"] {
        quads.extend(read_quads(&folder.join(file), &mut vocabulary, &mut rejects).unwrap());
    }
    let dyads = busiest_dyads(&quads, 200, false);
    let panel = Panel::new(&quads, &dyads, false).unwrap();
    let scores = Backtest::new(&panel, &BacktestOptions::default())
        .unwrap()
        .first_dyads(200);
    let floor = |name: &str| -> f64 {
        let lines = include_str!("floor.tsv").lines();
        let mut fields = lines.filter_map(|line| line.split_once('\t'));
        let (_, floor) = fields.find(|(field, _)| *field == name).unwrap();
        floor.parse().unwrap()
    };
    assert!(
        scores.skill() >= floor("icews18-rates-skill"),
        "{:?}",
        scores.skill()
    );
    let coverage = scores.model.coverage;
    assert!((0.77..=0.83).contains(&coverage), "{coverage}");
}
