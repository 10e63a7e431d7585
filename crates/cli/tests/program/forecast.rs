//! `detente forecast` and `detente forecasts`, as a user runs them.

use crate::folder::{Folder, NOW};
use std::fmt::Write as _;

/// A casebook with 160 days of rows from 2018-01-01 on: consultations by turns, a threat each ninth day, and an article
/// that forecasts.
fn folder() -> Folder {
    let folder = Folder::new();
    let mut rows = String::new();
    for day in 0..160u32 {
        for at in 0..=(day * 7) % 3 {
            let who = ["Russia", "Vladimir Putin", "Foreign Affairs (Russia)"][at as usize];
            writeln!(rows, "{who}\tConsult\tIran\t{day}").unwrap();
        }
        if day % 9 == 0 {
            writeln!(rows, "Iran\tThreaten\tRussia\t{day}").unwrap();
        }
        writeln!(rows, "China\tConsult\tIran\t{day}").unwrap();
    }
    folder.write("events.txt", rows);
    folder.write(
        "outlook.md",
        "---\ntitle: Outlook\noutlet: The Outlook\npublished: 2018-05-01\n---\n\nRussia and Iran will probably sign a \
         treaty within two weeks.\n",
    );
    folder
        .run(&["new", "a.casebook", "--recorded-at", NOW])
        .expect(0);
    let import = [
        "import",
        "a.casebook",
        "--format",
        "quadruples",
        "--start",
        "2018-01-01",
        "--unit",
        "days",
        "--recorded-at",
        NOW,
        "events.txt",
    ];
    folder.run(&import).expect(0);
    folder
        .run(&["add", "a.casebook", "outlook.md", "--recorded-at", NOW])
        .expect(0);
    folder
}

#[test]
fn a_forecast_is_told_with_its_record_and_reasons() {
    let folder = folder();
    let ask = [
        "forecast",
        "a.casebook",
        "RUS",
        "Iran",
        "--horizon",
        "7d",
        "--as-of",
        "2018-05-15",
    ];
    let people = folder.run(&ask).expect(0);
    insta::assert_snapshot!("forecast_for_people", people.out);
    let again = folder.run(&ask).expect(0);
    assert_eq!(people.out, again.out);
    let json = folder
        .run(&[&ask[..], &["--json"]].concat())
        .expect(0)
        .json();
    let forecast = &json[0];
    assert_eq!(forecast["as_of"], "2018-05-15");
    assert_eq!(forecast["window_end"], "2018-05-22");
    let all = &forecast["forecasts"][0];
    assert_eq!(all["counted"], "all");
    assert_eq!(all["record"]["baselines"].as_array().unwrap().len(), 7);
    let conflict = &forecast["forecasts"][2];
    assert_eq!(conflict["counted"], "conflict");
    // 15 threats in 135 days are few.
    assert_eq!(conflict["verdict"], "not-measured");
    // Each event behind a reason is one that `events` lists.
    let listed = folder
        .run(&["events", "a.casebook", "--json", "--pair", "RUS", "IRN"])
        .expect(0);
    let events = conflict["reasons"][0]["events"].as_array().unwrap();
    assert!(!events.is_empty());
    for event in events {
        assert!(
            listed.out.contains(event["id"].as_str().unwrap()),
            "{event}"
        );
        assert!(event["evidence"][0]["quote"].as_str().is_some(), "{event}");
    }
    let said = &forecast["said"][0];
    assert_eq!(said["holder"], "The Outlook");
    assert!(
        said["evidence"]["quote"]
            .as_str()
            .unwrap()
            .contains("probably")
    );
}

#[test]
fn forecasts_are_kept_and_settled() {
    let folder = folder();
    let keep = [
        "forecast",
        "a.casebook",
        "RUS",
        "IRN",
        "--horizon",
        "2w",
        "--record",
        "--recorded-at",
        "2018-06-10T00:00:00Z",
    ];
    let kept = folder.run(&keep).expect(0);
    assert!(kept.err.contains("kept 3 forecasts"), "{}", kept.err);
    let kept = folder.run(&keep).expect(0);
    assert!(
        kept.err.contains("kept 0 forecasts; 3 were kept before"),
        "{}",
        kept.err
    );
    let hindcast = [&keep[..], &["--as-of", "2018-05-15", "-q"]].concat();
    folder.run(&hindcast).expect(0);
    let list = [
        "forecasts",
        "a.casebook",
        "--recorded-at",
        "2019-01-01T00:00:00Z",
    ];
    let lines = folder
        .run(&[&list[..], &["--json"]].concat())
        .expect(0)
        .json();
    let with = |name: &str, value: &str| -> Vec<&serde_json::Value> {
        lines.iter().filter(|line| line[name] == value).collect()
    };
    assert_eq!(with("status", "happened").len(), 3, "{lines:?}");
    assert_eq!(with("status", "not-covered").len(), 3);
    // Rows cover the two weeks in which the treaty was expected; there is none.
    let said = with("made_by", "document");
    assert_eq!(said[0]["status"], "not-reported");
    assert_eq!(
        (&said[0]["held"], &said[0]["brier"]),
        (&false.into(), &1.0.into())
    );
    let resolved = folder
        .run(&[&list[..], &["--resolved", "--json", "--pair", "IRN", "RUS"]].concat())
        .expect(0)
        .json();
    assert_eq!(
        resolved
            .iter()
            .filter(|line| line["what"] == "forecast")
            .count(),
        4
    );
    let people = folder.run(&list).expect(0);
    assert!(
        people.out.contains("Record of each source"),
        "{}",
        people.out
    );
    let brief = folder
        .run(&["brief", "a.casebook", "RUS", "IRN", "--html", "brief.html"])
        .expect(0);
    assert!(brief.out.contains("WHAT IS NEXT"), "{}", brief.out);
    assert!(
        brief.out.contains("record: detente, after the fact"),
        "{}",
        brief.out
    );
    let page = std::fs::read_to_string(folder.path("brief.html")).unwrap();
    assert!(page.contains("id=\"next\""));
    folder.run(&["verify", "a.casebook"]).expect(0);
}

#[test]
fn wrong_use_is_told() {
    let folder = folder();
    for arguments in [
        ["forecast", "a.casebook", "RUS", "RUS"].as_slice(),
        &["forecast", "a.casebook", "RUS", "Nowhereland"],
        &["forecast", "a.casebook", "RUS", "IRN", "--horizon", "3m"],
        &["forecast", "a.casebook", "RUS", "IRN", "--as-of", "soon"],
        &["forecast", "a.casebook", "RUS", "IRN", "--source", "acled"],
        &["forecast", "none.casebook", "RUS", "IRN"],
    ] {
        let ran = folder.run(arguments).expect(2);
        assert!(ran.err.starts_with("error:"), "{}", ran.err);
    }
}
