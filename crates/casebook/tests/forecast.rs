//! Laws of forecasts from a casebook: what comes later changes nothing, little is said to be little, and "no" and "not
//! covered" differ.

// A failed test is a panic with its place; helpers are no different from tests in that.
#![allow(clippy::unwrap_used)]

use detente_casebook::{
    AddOptions, Casebook, Counted, FixedClock, Forecast, ForecastBy, ForecastOptions,
    ForecastSource, ForecastStatus, Format, ImportOptions, Input, Inputs, NoObserver,
};
use detente_model::ActorId;
use proptest::prelude::*;
use std::fmt::Write as _;
use std::path::Path;

const STATES: [&str; 8] = [
    "Russia", "Iran", "China", "France", "Turkey", "Japan", "India", "Egypt",
];

fn clock(day: &str) -> FixedClock {
    FixedClock(format!("{day}T00:00:00Z"))
}

/// Rows of days `from..to` since 2018-01-01: each state deals with the next two, by turns more and less often.
fn rows(seed: u64, from: u32, to: u32) -> String {
    let mut state = seed;
    let mut draw = |most: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    let mut text = String::new();
    for day in from..to {
        for (at, name) in STATES.iter().enumerate() {
            for other in [1, 2] {
                let target = STATES[(at + other) % STATES.len()];
                for _ in 0..draw(3) {
                    let deed = ["Consult", "Threaten", "Make a visit"][draw(3) as usize];
                    writeln!(text, "{name}\t{deed}\t{target}\t{day}").unwrap();
                }
            }
        }
    }
    text
}

fn import(casebook: &mut Casebook, folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    let mut options = ImportOptions::new(Format::Quadruples);
    options.start = Some("2018-01-01".parse().unwrap());
    options.days = true;
    let done = casebook
        .import(
            Inputs::expand(&[path]),
            &options,
            &mut NoObserver,
            &clock("2026-01-01"),
        )
        .unwrap();
    assert_eq!(done.rejected_rows, 0);
}

fn new(folder: &Path) -> Casebook {
    Casebook::create(&folder.join("a.casebook"), &clock("2026-01-01")).unwrap()
}

fn sides() -> [ActorId; 2] {
    ["RUS", "IRN"].map(|side| side.parse().unwrap())
}

fn ask(casebook: &Casebook, as_of: Option<&str>, horizon: u32) -> Forecast {
    let [a, b] = sides();
    let options = ForecastOptions {
        horizon,
        as_of: as_of.map(|day| day.parse().unwrap()),
        ..ForecastOptions::default()
    };
    casebook.forecast(&a, &b, &options).unwrap()
}

fn add(casebook: &mut Casebook, path: &str, text: &str) {
    let inputs = Inputs {
        inputs: vec![Input::Memory {
            path: path.to_owned(),
            bytes: text.to_owned().leak().as_bytes(),
        }],
        rejects: Vec::new(),
    };
    casebook
        .add(
            inputs,
            &AddOptions::default(),
            &mut NoObserver,
            &clock("2026-01-01"),
        )
        .unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn what_comes_later_changes_nothing(seed in any::<u64>(), other in any::<u64>(), horizon in 5u32..15) {
        let folder = tempfile::tempdir().unwrap();
        let mut casebook = new(folder.path());
        import(&mut casebook, folder.path(), "early.txt", &rows(seed, 0, 150));
        // Day 140 since 2018-01-01.
        let as_of = "2018-05-21";
        let mut before = ask(&casebook, Some(as_of), horizon);
        import(&mut casebook, folder.path(), "late.txt", &rows(other, 150, 400));
        let mut after = ask(&casebook, Some(as_of), horizon);
        // That there is more by now is said, and is all that differs.
        for forecast in [&mut before, &mut after] {
            prop_assert!(forecast.notes.iter().any(|note| note.contains("was not looked at")));
            forecast.notes.clear();
            forecast.data_end = None;
        }
        prop_assert_eq!(&before, &after);
        prop_assert_eq!(before.forecasts.len(), 3);
        prop_assert!(before.forecasts[0].record.is_some());
    }
}

#[test]
fn forecasts_are_kept_once_and_settled_by_what_is_covered() {
    let folder = tempfile::tempdir().unwrap();
    let mut casebook = new(folder.path());
    import(&mut casebook, folder.path(), "early.txt", &rows(7, 0, 150));
    let forecast = ask(&casebook, None, 10);
    assert_eq!(forecast.as_of.unwrap().to_string(), "2018-05-30");
    let now = clock("2018-06-01");
    assert_eq!(casebook.record_forecast(&forecast, &now).unwrap(), 3);
    assert_eq!(casebook.record_forecast(&forecast, &now).unwrap(), 0);
    let statuses = |casebook: &Casebook, day: &str| -> Vec<ForecastStatus> {
        let outcomes = casebook.forecast_outcomes(None, &clock(day)).unwrap();
        outcomes.iter().map(|one| one.status).collect()
    };
    assert_eq!(statuses(&casebook, "2018-06-02"), [ForecastStatus::Open; 3]);
    assert_eq!(
        statuses(&casebook, "2019-01-01"),
        [ForecastStatus::NotCovered; 3]
    );
    // Twelve days on, without a threat between the two.
    let mut later = String::new();
    for day in 150..165 {
        writeln!(later, "Russia\tConsult\tIran\t{day}").unwrap();
    }
    import(&mut casebook, folder.path(), "late.txt", &later);
    let outcomes = casebook
        .forecast_outcomes(Some(sides().each_ref()), &clock("2019-01-01"))
        .unwrap();
    for one in &outcomes {
        let came = match &one.counted {
            Counted::Conflict => 0,
            _ => 10,
        };
        assert_eq!(one.came, Some(came), "{one:?}");
        assert_eq!(one.status == ForecastStatus::Happened, came > 0);
        assert_eq!(one.events.is_empty(), came == 0);
        assert!(!one.hindcast && one.crps.unwrap() >= 0.0);
    }
    let scores = ForecastSource::of(&outcomes);
    assert_eq!((scores.len(), scores[0].settled), (1, 3));
    assert!(
        scores[0].words().contains("3 settled"),
        "{}",
        scores[0].words()
    );
    let mean = outcomes.iter().map(|one| one.crps.unwrap()).sum::<f64>() / 3.0;
    assert!((scores[0].crps.unwrap() - mean).abs() < 1e-9);
    // One that is made after the fact is marked.
    let old = ask(&casebook, Some("2018-04-30"), 10);
    casebook.record_forecast(&old, &now).unwrap();
    let outcomes = casebook
        .forecast_outcomes(None, &clock("2019-01-01"))
        .unwrap();
    assert_eq!(outcomes.iter().filter(|one| one.hindcast).count(), 3);
    assert_eq!(ForecastSource::of(&outcomes).len(), 2);
    assert_eq!(casebook.store().verify().unwrap(), []);
}

#[test]
fn little_is_said_to_be_little() {
    let folder = tempfile::tempdir().unwrap();
    let mut casebook = new(folder.path());
    let nothing = ask(&casebook, None, 30);
    assert!(nothing.forecasts.is_empty() && nothing.source.is_none());
    assert!(nothing.notes[0].contains("nothing to count"), "{nothing:?}");
    add(
        &mut casebook,
        "a.md",
        "---\ntitle: Talks in Moscow\npublished: 2025-01-18\n---\n\nRussia and Iran held talks in Moscow on 17 January 2025.\n",
    );
    add(
        &mut casebook,
        "b.md",
        "---\ntitle: A visit\npublished: 2025-03-01\n---\n\nVladimir Putin visited Tehran on 20 February 2025.\n",
    );
    let forecast = ask(&casebook, None, 30);
    assert_eq!(forecast.source.as_deref(), Some("documents"));
    assert_eq!(forecast.as_of.unwrap().to_string(), "2025-03-01");
    assert!(forecast.forecasts.len() == 3 && forecast.forecasts[0].events >= 1);
    assert!(!forecast.forecasts[0].reasons[0].events.is_empty());
    for one in &forecast.forecasts {
        assert!(one.record.is_none());
        assert!(one.skill_words.contains("nothing can be measured"));
        assert!(
            one.summary.any > 0.0,
            "nothing seen is not nothing possible"
        );
    }
}

#[test]
fn types_and_themes_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let mut casebook = new(folder.path());
    import(&mut casebook, folder.path(), "early.txt", &rows(3, 0, 150));
    let [a, b] = sides();
    let options = ForecastOptions {
        by: Some(ForecastBy::Type),
        horizon: 7,
        ..ForecastOptions::default()
    };
    let by_type = casebook.forecast(&a, &b, &options).unwrap();
    let sum: u32 = by_type.forecasts.iter().map(|one| one.events).sum();
    assert_eq!(sum, ask(&casebook, None, 7).forecasts[0].events);
    let kinds: Vec<&str> = by_type
        .forecasts
        .iter()
        .map(|one| one.counted.value())
        .collect();
    assert!(
        kinds.contains(&"CONSULT") && kinds.contains(&"THREATEN"),
        "{kinds:?}"
    );
    let unknown = ForecastOptions {
        source: Some("acled".to_owned()),
        ..options.clone()
    };
    let error = casebook.forecast(&a, &b, &unknown).unwrap_err();
    assert!(error.to_string().contains("quadruples"), "{error}");
    assert!(casebook.forecast(&a, &a, &options).is_err());
    let far = ForecastOptions {
        horizon: 5000,
        ..options
    };
    assert!(casebook.forecast(&a, &b, &far).is_err());
}

#[test]
fn rows_count_from_the_day_on_which_they_were_published() {
    let folder = tempfile::tempdir().unwrap();
    let mut casebook = new(folder.path());
    let row = |number: u32, day: u32, published: &str| {
        let mut fields = vec![String::new(); 61];
        for (place, value) in [
            (0, number.to_string()),
            (1, format!("202101{day:02}")),
            (5, "RUS".to_owned()),
            (7, "RUS".to_owned()),
            (15, "IRN".to_owned()),
            (17, "IRN".to_owned()),
            (26, "042".to_owned()),
            (30, "1.9".to_owned()),
            (33, "1".to_owned()),
            (59, format!("{published}120000")),
            (60, format!("https://outlet.example/{number}")),
        ] {
            fields[place] = value;
        }
        fields.join("\t") + "\n"
    };
    let on_time = |day: u32| row(day, day, &format!("202101{day:02}"));
    let mut text: String = (1..=30).map(on_time).collect();
    // One more event of the tenth, which was published on the next day.
    text.push_str(&row(99, 10, "20210111").replace("\t042\t", "\t043\t"));
    let path = folder.path().join("rows.csv");
    std::fs::write(&path, text).unwrap();
    let options = ImportOptions::new(Format::Gdelt2);
    let inputs = Inputs::expand(&[path]);
    let done = casebook
        .import(inputs, &options, &mut NoObserver, &clock("2026-01-01"))
        .unwrap();
    assert_eq!((done.rows, done.rejected_rows), (31, 0));
    let events = |day: &str| ask(&casebook, Some(day), 5).forecasts[0].events;
    let counted = ["2021-01-10", "2021-01-11", "2021-01-12"].map(events);
    assert_eq!(counted, [10, 12, 13]);
}
