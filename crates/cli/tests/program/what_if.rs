//! `detente what-if` and `detente map` on a small casebook.

use crate::folder::Folder;

/// Two reports, and a word-for-word copy of the first.
const OIL: &str =
    "A war in Iran will raise oil prices. Higher oil prices strengthen the Russian budget.\n";
const SANCTIONS: &str = "The sanctions have strengthened trade between Russia and Iran. The sanctions have reduced trade between Russia and Iran.\n";

fn casebook() -> Folder {
    let folder = Folder::new();
    folder.write("oil.txt", OIL);
    folder.write("sanctions.txt", SANCTIONS);
    folder.run(&["new", "a.casebook"]).expect(0);
    folder
        .run(&["add", "a.casebook", "oil.txt", "sanctions.txt"])
        .expect(0);
    folder
}

#[test]
fn a_war_reaches_the_budget_by_the_oil_price() {
    let folder = casebook();
    let asked = [
        "what-if",
        "a.casebook",
        "--set",
        "war in Iran=+",
        "--on",
        "budget",
    ];
    let ran = folder.run(&[&asked[..], &["--json"]].concat()).expect(0);
    let answers = ran.json();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(answers[0]["verdict"], "plus");
    let path = &answers[0]["paths"][0];
    assert_eq!(path["steps"].as_array().unwrap().len(), 2);
    assert_eq!(path["steps"][0]["effect"], "oil prices");
    assert_eq!(path["modality"], "forecast");
    assert_eq!(path["steps"][0]["evidence"][0]["path"], "oil.txt");
    let words = folder.run(&asked).expect(0).out;
    assert!(words.contains("forecast") && words.contains("A war in Iran will raise oil prices"));
    let none = folder
        .run(&[&asked[..], &["--floor", "happened", "--json"]].concat())
        .expect(0);
    assert_eq!(none.out, "", "a forecast is not what happened");
}

#[test]
fn both_signs_are_told_and_copies_change_nothing() {
    let folder = casebook();
    let asked = [
        "what-if",
        "a.casebook",
        "--set",
        "sanctions=+",
        "--on",
        "trade",
        "--json",
    ];
    let before = folder.run(&asked).expect(0);
    assert_eq!(before.json()[0]["verdict"], "both");
    for copy in 0..20 {
        folder.write(
            &format!("copy{copy}.txt"),
            format!("{SANCTIONS}\nNumber {copy}.\n"),
        );
    }
    let copies: Vec<String> = (0..20).map(|copy| format!("copy{copy}.txt")).collect();
    let mut add = vec!["add", "a.casebook"];
    add.extend(copies.iter().map(String::as_str));
    folder.run(&add).expect(0);
    let after = folder.run(&asked).expect(0).json();
    for side in ["plus", "minus"] {
        assert_eq!(before.json()[0][side], after[0][side], "{side}");
    }
}

#[test]
fn a_picture_holds_the_quotes_and_no_script() {
    let folder = casebook();
    folder
        .run(&[
            "map",
            "a.casebook",
            "--about",
            "RUS",
            "IRN",
            "--html",
            "map.html",
        ])
        .expect(0);
    let page = std::fs::read_to_string(folder.path("map.html")).unwrap();
    assert!(page.contains("<svg") && page.contains("oil prices") && !page.contains("<script"));
    assert!(page.contains("Higher oil prices strengthen the Russian budget"));
}

#[test]
fn what_cannot_be_asked_is_said() {
    let folder = casebook();
    for set in ["war in Iran", "war in Iran=?", "weather on Mars=+"] {
        let ran = folder
            .run(&["what-if", "a.casebook", "--set", set])
            .expect(2);
        assert!(
            ran.err.contains(set.split('=').next().unwrap()),
            "{}",
            ran.err
        );
    }
}

#[test]
fn how_soon_is_read_and_a_horizon_keeps_to_it() {
    let folder = Folder::new();
    folder.write(
        "soon.txt",
        "The embargo will raise prices within two years.\n",
    );
    folder.run(&["new", "a.casebook"]).expect(0);
    folder.run(&["add", "a.casebook", "soon.txt"]).expect(0);
    let asked = ["what-if", "a.casebook", "--set", "embargo=+", "--json"];
    let answers = folder.run(&asked).expect(0).json();
    let path = &answers[0]["paths"][0];
    assert_eq!(path["within_days"], 730, "{path}");
    assert_eq!(
        path["steps"][0]["evidence"][0]["lag"]["text"],
        "within two years"
    );
    let within = |days: &str| {
        let asked = [&asked[..], &["--horizon", days]].concat();
        folder.run(&asked).expect(0).json().len()
    };
    assert_eq!((within("30"), within("800")), (0, 1));
}

/// Sixty months of events of two countries, in which talks follow threats a month later.
fn icews_rows() -> String {
    let mut rows = String::from(
        "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\n",
    );
    let mut number = 0;
    let mut before = 0;
    for month in 0..60 {
        let threats = (month * 7 + month * month * 3) % 11;
        for (count, text, code, value) in [
            (threats, "Threaten", "130", "-4.4"),
            (before, "Consult", "040", "1.0"),
        ] {
            for _ in 0..count {
                number += 1;
                let (year, month) = (2015 + month / 12, month % 12 + 1);
                let row = format!(
                    "{number}\t{year}-{month:02}-15\tRussia\t\tRussian Federation\t{text}\t{code}\t{value}\tIran\t\tIran\t{number}\t1\tWire\t\t\t\tIran\t0\t0\n"
                );
                rows.push_str(&row);
            }
        }
        before = threats;
    }
    rows
}

#[test]
fn event_data_stands_beside_a_claim_and_changes_no_strength() {
    let folder = Folder::new();
    folder.write(
        "said.txt",
        "Russian threats against Iran led to talks between Russia and Iran.\n",
    );
    folder.run(&["new", "a.casebook"]).expect(0);
    folder.run(&["add", "a.casebook", "said.txt"]).expect(0);
    let asked = ["what-if", "a.casebook", "--set", "threats=+", "--json"];
    let before = folder.run(&asked).expect(0).json();
    let step = |answers: &[serde_json::Value]| answers[0]["paths"][0]["steps"][0].clone();
    assert_eq!(
        step(&before)["measured"]["not_measurable"],
        "no event data was imported"
    );
    folder.write("events.tab", icews_rows());
    folder
        .run(&["import", "a.casebook", "--format", "icews", "events.tab"])
        .expect(0);
    let after = folder.run(&asked).expect(0).json();
    let measured = &step(&after)["measured"][0];
    assert_eq!(measured["dataset"], "icews", "{after:?}");
    assert!(measured["low"].as_f64().unwrap() > 0.5, "{measured}");
    assert_eq!(measured["lag_months"], 1);
    assert_eq!(step(&before)["strength"], step(&after)["strength"]);
    assert_eq!(before[0]["plus"], after[0]["plus"]);
    let words = folder.run(&asked[..4]).expect(0).out;
    assert!(
        words.contains("measured in icews, beside the claim"),
        "{words}"
    );
}

#[test]
fn a_holder_who_says_nothing_of_it_is_told_to_be_the_reason() {
    let folder = casebook();
    folder.write(
        "minister.txt",
        "Russia's foreign minister Sergei Lavrov said that the treaty would lead to more trade.\n",
    );
    folder.run(&["add", "a.casebook", "minister.txt"]).expect(0);
    let asked = [
        "what-if",
        "a.casebook",
        "--set",
        "war in Iran=+",
        "--on",
        "budget",
        "--holder",
        "RUS",
    ];
    let ran = folder.run(&asked).expect(0);
    let words = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("Nothing that RUS itself is quoted with reaches \"budget\""),
        "{words}"
    );
    assert!(words.contains("1 of the"), "{words}");
    let told = "without --holder, 1 concept is reached (Russian budget";
    assert!(
        ran.err.contains(told) && ran.err.contains("RUS (1)"),
        "{}",
        ran.err
    );
    let as_json = folder.run(&[&asked[..], &["--json"]].concat()).expect(0);
    assert_eq!(as_json.out, "");
    assert!(as_json.err.contains(told), "{}", as_json.err);
}

#[test]
fn the_answer_for_people_has_a_legend_each_quote_once_and_keeps_to_the_width() {
    let folder = casebook();
    let ran = folder
        .run(&["what-if", "a.casebook", "--set", "war in Iran=+"])
        .expect(0);
    assert!(
        ran.out.contains("Numbers are strengths from 0 to 1"),
        "{}",
        ran.out
    );
    let words = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let quote = "“A war in Iran will raise oil prices.”";
    assert_eq!(words.matches(quote).count(), 1, "{words}");
    assert_eq!(
        words.matches("[1]").count(),
        3,
        "named by both answers: {words}"
    );
    assert!(
        !words.contains("without "),
        "a single path needs each link: {words}"
    );
    assert!(
        ran.out.lines().all(|line| line.chars().count() <= 80),
        "{}",
        ran.out
    );
}

#[test]
fn a_link_is_told_to_decide_where_the_answer_turns_without_it() {
    let folder = casebook();
    let asked = [
        "what-if",
        "a.casebook",
        "--set",
        "sanctions=+",
        "--on",
        "trade",
    ];
    let words = folder.run(&asked).expect(0).out;
    assert!(words.contains("both (+ "), "{words}");
    let answers = folder
        .run(&[&asked[..], &["--json"]].concat())
        .expect(0)
        .json();
    assert_eq!(
        answers[0]["deciding"][0]["without"], "none",
        "{}",
        answers[0]
    );
    folder.write(
        "grain.txt",
        "The drought has reduced grain exports. The drought has raised grain prices. Higher grain prices have increased grain exports.\n",
    );
    folder.run(&["add", "a.casebook", "grain.txt"]).expect(0);
    let asked = [
        "what-if",
        "a.casebook",
        "--set",
        "drought=+",
        "--on",
        "grain exports",
    ];
    let words = folder.run(&asked).expect(0).out;
    assert!(words.contains("grain exports: both"), "{words}");
    assert!(words.contains("without "), "{words}");
}
