//! `detente rates` on a small made-up stream.

use crate::folder::Folder;
use std::fmt::Write as _;

/// Days on which five actors meet the next one, by turns once and more often.
fn stream() -> Folder {
    let folder = Folder::new();
    let mut lines = String::new();
    for day in 0..90u32 {
        for actor in 0..5u32 {
            for _ in 0..=(day * 7 + actor * 3) % 4 {
                writeln!(lines, "{actor}\t0\t{}\t{}", (actor + 1) % 5, day * 24).unwrap();
            }
        }
    }
    folder.write("events.txt", lines);
    folder.write("names.txt", "Aland\t0\nBeland\t1\n");
    folder
}

#[test]
fn rates_are_scored_beside_baselines_and_told_for_a_pair() {
    let folder = stream();
    let command = [
        "rates",
        "events.txt",
        "--entities",
        "names.txt",
        "--origins",
        "20",
        "--dyads",
        "4",
        "--pair",
        "Beland",
        "Aland",
    ];
    let lines = folder.run(&[&command[..], &["--json"]].concat()).expect(0);
    let lines = lines.json();
    assert_eq!(lines[0]["model"]["forecasts"], 80);
    assert_eq!(lines[0]["baselines"].as_array().unwrap().len(), 7);
    assert_eq!(lines[1]["pair"][0], "Aland");
    assert_eq!(lines[1]["from"], "2160");
    let mean = lines[1]["mean"].as_f64().unwrap();
    assert!((14.0..21.0).contains(&mean), "{mean}");
    // What comes again every week is a matter for the baseline, and the program says so.
    assert_eq!(
        lines[1]["has_skill"],
        lines[1]["record"]["skill"].as_f64().unwrap() > 0.0
    );
    folder.run(&command).expect(0);
}

#[test]
fn wrong_use_of_rates_is_told() {
    let folder = stream();
    let unknown = ["rates", "events.txt", "--pair", "0", "Nobody"];
    folder.run(&unknown).expect(2);
    folder
        .run(&["rates", "events.txt", "--origins", "0"])
        .expect(2);
    folder
        .run(&["rates", "events.txt", "--origins", "5000"])
        .expect(3);
}
