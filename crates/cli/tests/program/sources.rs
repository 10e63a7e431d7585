//! Copies, origins, conflicts and judgements, as a user asks for them.

use crate::folder::{Folder, NOW};
use serde_json::Value;

const WIRE: &str = "---\ntitle: Bridge\noutlet: Straits Wire\npublished: 2025-03-01\n---\n\nRussia and Iran opened a railway bridge over the Aras on Saturday, and 40 engineers from both countries watched the first train.\n";
const REPRINT: &str = "---\ntitle: Bridge opened\noutlet: Gulf Lantern\npublished: 2025-03-02\n---\n\n(Straits Wire) Russia and Iran opened a railway bridge over the Aras on Saturday, and 45 engineers from both countries watched the first train.\n";
const EXPECTED: &str = "---\ntitle: Pact\noutlet: Aral Review\npublished: 2024-10-01\n---\n\nIran and Russia will sign a strategic partnership treaty within two weeks.\n";
const SIGNED: &str = "---\ntitle: Pact signed\noutlet: Meridian Ledger\npublished: 2025-01-18\n---\n\nRussia and Iran signed a strategic partnership treaty in Moscow on 17 January 2025.\n";

fn casebook() -> Folder {
    let folder = Folder::new();
    for (name, text) in [
        ("a.md", WIRE),
        ("b.md", REPRINT),
        ("c.md", EXPECTED),
        ("d.md", SIGNED),
    ] {
        folder.write(name, text);
    }
    folder
        .run(&["new", "x.casebook", "--recorded-at", NOW])
        .expect(0);
    folder
        .run(&[
            "add",
            "x.casebook",
            "a.md",
            "b.md",
            "c.md",
            "d.md",
            "--recorded-at",
            NOW,
        ])
        .expect(0);
    folder
}

#[test]
fn a_copy_is_found_with_the_figure_that_it_changed() {
    let folder = casebook();
    let of_files = folder
        .run(&["recycled", "a.md", "b.md", "c.md"])
        .expect(0)
        .json();
    let of_casebook = folder
        .run(&["recycled", "x.casebook", "--json"])
        .expect(0)
        .json();
    for groups in [of_files, of_casebook] {
        let group = &groups[0];
        assert_eq!(group["level"], "near-verbatim");
        assert_eq!(group["members"].as_array().unwrap().len(), 2);
        let differences = group["differences"].as_array().unwrap();
        let figure = differences.iter().find(|change| change["to"] == "45");
        assert_eq!(figure.unwrap()["flags"][0], "number", "{group}");
    }
    let documents = folder
        .run(&["recycled", "a.md", "b.md", "c.md", "--documents"])
        .expect(0)
        .json();
    assert_eq!(documents.len(), 1);
    assert_eq!(documents[0]["members"], serde_json::json!(["a.md", "b.md"]));
    assert_eq!(documents[0]["relation"], "copy");
}

#[test]
fn spans_are_the_bytes_of_the_file() {
    let folder = Folder::new();
    let line = "The two ministers agreed to reopen the old ferry line before the winter.";
    let (one, other) = (format!("Aé. {line}\n"), format!("{line} Then they left.\n"));
    folder.write("one.txt", &one);
    folder.write("other.txt", &other);
    let groups = folder
        .run(&["recycled", "one.txt", "other.txt"])
        .expect(0)
        .json();
    for member in groups[0]["members"].as_array().unwrap() {
        let text = if member["path"] == "one.txt" {
            &one
        } else {
            &other
        };
        let at = |key: &str| usize::try_from(member[key].as_u64().unwrap()).unwrap();
        assert_eq!(&text[at("start")..at("end")], member["quote"]);
    }
}

#[test]
fn a_reprint_shares_the_origin_of_its_wire() {
    let folder = casebook();
    let origins = folder
        .run(&["origins", "x.casebook", "--json"])
        .expect(0)
        .json();
    assert_eq!(origins.len(), 3, "{origins:?}");
    assert_eq!(origins[0]["articles"], 2);
    assert_eq!(origins[0]["outlets"], 2);
}

#[test]
fn a_forecast_and_its_event_are_a_conflict_with_two_sides() {
    let folder = casebook();
    let all = folder
        .run(&["conflicts", "x.casebook", "--pair", "RUS", "IRN", "--json"])
        .expect(0)
        .json();
    let status = all.iter().find(|found| found["kind"] == "status").unwrap();
    for side in ["a", "b"] {
        let evidence = &status[side]["evidence"][0];
        assert!(evidence["quote"].as_str().unwrap().contains("treaty"));
    }
    let none = folder
        .run(&["conflicts", "x.casebook", "--pair", "RUS", "CHN", "--json"])
        .expect(0)
        .json();
    assert_eq!(none, Vec::<Value>::new());
    folder
        .run(&["conflicts", "x.casebook", "--type", "weather"])
        .expect(2);
}

#[test]
fn one_deed_that_is_told_of_two_doers_is_a_conflict() {
    let folder = Folder::new();
    let report = |outlet: &str, words: &str| {
        format!("---\ntitle: Convoy\noutlet: {outlet}\npublished: 2020-02-04\n---\n\n{words}\n")
    };
    folder.write(
        "one.md",
        report("Straits Wire", "Turkey bombed a Syrian convoy near Maarat on 3 February 2020 and killed three drivers."),
    );
    folder.write(
        "other.md",
        report(
            "Gulf Lantern",
            "On 3 February 2020 Russia bombed a Syrian convoy near Maarat; three drivers died.",
        ),
    );
    folder
        .run(&["new", "x.casebook", "--recorded-at", NOW])
        .expect(0);
    folder
        .run(&[
            "add",
            "x.casebook",
            "one.md",
            "other.md",
            "--recorded-at",
            NOW,
        ])
        .expect(0);
    let found = folder
        .run(&["conflicts", "x.casebook", "--type", "actor", "--json"])
        .expect(0)
        .json();
    assert_eq!(found.len(), 1, "{found:?}");
    let quote = |side: &str| found[0][side]["evidence"][0]["quote"].as_str().unwrap();
    assert!(quote("a").contains("Turkey") && quote("b").contains("Russia"));
    assert!(found[0]["settles"].as_str().unwrap().contains("inquiry"));
}

#[test]
fn a_document_that_is_added_again_moves_no_support() {
    let folder = casebook();
    let support = || -> Vec<Vec<Value>> {
        ["events", "ties"]
            .iter()
            .flat_map(|list| folder.run(&[list, "x.casebook", "--json"]).expect(0).json())
            .map(|record| {
                let keys = ["id", "articles", "outlets", "origins"];
                keys.iter().map(|key| record[*key].clone()).collect()
            })
            .collect()
    };
    let before = support();
    assert!(!before.is_empty());
    for (name, text) in [("a2.md", WIRE), ("c2.md", EXPECTED), ("d2.md", SIGNED)] {
        // Other bytes, the same words.
        folder.write(name, format!("{text}\n\n"));
        folder
            .run(&["add", "x.casebook", name, "--recorded-at", NOW])
            .expect(0);
    }
    assert_eq!(support(), before);
}

#[test]
fn a_judgement_is_made_listed_and_undone() {
    let folder = casebook();
    let events = folder
        .run(&["events", "x.casebook", "--json"])
        .expect(0)
        .json();
    let ids: Vec<&str> = events
        .iter()
        .filter_map(|event| event["id"].as_str())
        .collect();
    let [first, second, ..] = ids.as_slice() else {
        panic!("too few events: {events:?}");
    };
    let count = || {
        let listed = folder.run(&["events", "x.casebook", "--json"]).expect(0);
        listed.json().len()
    };
    let before = count();
    let made = folder
        .run(&[
            "merge",
            "x.casebook",
            first,
            second,
            "--by",
            "A. Reader",
            "--because",
            "same day",
            "--json",
            "--recorded-at",
            NOW,
        ])
        .expect(0)
        .json();
    assert_eq!(count(), before - 1);
    let id = made[0]["id"].as_str().unwrap();
    folder
        .run(&["judge", "x.casebook", "--undo", id, "--recorded-at", NOW])
        .expect(0);
    assert_eq!(count(), before);
    folder
        .run(&["judge", "x.casebook", "--undo", id, "--recorded-at", NOW])
        .expect(2);
    let nobody = [
        "split",
        "x.casebook",
        first,
        "evt_none",
        "--by",
        "x",
        "--because",
        "y",
    ];
    folder.run(&nobody).expect(2);
}
