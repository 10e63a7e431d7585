//! One event that documents and data sets tell is one row, by judgements that can be undone.

use crate::folder::{Folder, NOW};
use serde_json::Value;

const MEETING: &str = "\
Talks in Moscow

Russian President Vladimir Putin met Iranian President Masoud Pezeshkian in Moscow on 17 January 2025.
";

/// Rows in the form of ICEWS: day, source, CAMEO code, target, publisher.
fn icews(rows: &[[&str; 5]]) -> String {
    let mut text = String::from(
        "Event ID\tEvent Date\tSource Name\tSource Country\tCAMEO Code\tIntensity\tTarget Name\tTarget Country\tStory ID\tPublisher\n",
    );
    for (number, [day, source, code, target, publisher]) in rows.iter().enumerate() {
        let row = format!(
            "{number}\t{day}\t{source}\t{source}\t{code}\t1.0\t{target}\t{target}\t{number}\t{publisher}\n"
        );
        text.push_str(&row);
    }
    text
}

/// Rows in the form of GDELT 2.0: day, source, CAMEO code, target, address.
fn gdelt(rows: &[[&str; 5]]) -> String {
    let mut text = String::new();
    for (number, [day, source, code, target, address]) in rows.iter().enumerate() {
        let mut fields = vec![String::new(); 61];
        let stamp = format!("{day}120000");
        let number = number.to_string();
        let set = [
            (0, number.as_str()),
            (1, day),
            (5, source),
            (7, source),
            (15, target),
            (17, target),
            (26, code),
            (30, "1.0"),
            (33, "1"),
            (59, stamp.as_str()),
            (60, address),
        ];
        for (place, value) in set {
            value.clone_into(&mut fields[place]);
        }
        text.push_str(&fields.join("\t"));
        text.push('\n');
    }
    text
}

fn import(folder: &Folder, format: &str, file: &str) {
    let ran = folder.run(&[
        "import",
        "a.casebook",
        "--format",
        format,
        file,
        "--recorded-at",
        NOW,
    ]);
    ran.expect(0);
}

/// A folder with an article and rows of two data sets that tell of one meeting.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("talks.txt", MEETING);
    folder.write(
        "icews.tab",
        icews(&[
            ["2025-01-17", "Russian Federation", "040", "Iran", "Reuters"],
            ["2025-01-25", "Russian Federation", "040", "Iran", "TASS"],
        ]),
    );
    folder.write(
        "gdelt.csv",
        gdelt(&[
            ["20250118", "RUS", "040", "IRN", "https://www.reuters.com/1"],
            ["20250118", "RUS", "040", "IRN", "https://www.lemonde.fr/2"],
            ["20250125", "RUS", "040", "IRN", "https://tass.com/3"],
        ]),
    );
    folder
        .run(&["new", "a.casebook", "--recorded-at", NOW])
        .expect(0);
    folder
}

fn add(folder: &Folder) {
    folder
        .run(&["add", "a.casebook", "talks.txt", "--recorded-at", NOW])
        .expect(0);
}

fn events(folder: &Folder, more: &[&str]) -> Vec<Value> {
    let asked = [
        &["events", "a.casebook", "--pair", "RUS", "IRN", "--json"],
        more,
    ]
    .concat();
    folder.run(&asked).expect(0).json()
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap()
}

#[test]
fn an_article_and_two_data_sets_are_one_row_with_what_each_tells() {
    let folder = folder();
    add(&folder);
    import(&folder, "icews", "icews.tab");
    import(&folder, "gdelt2", "gdelt.csv");
    let events = events(&folder, &[]);
    assert_eq!(events.len(), 3, "{events:#?}");
    let meeting = &events[0];
    let sources: Vec<&str> = meeting["reports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|told| text(told, "source"))
        .collect();
    assert_eq!(sources, ["documents", "gdelt2", "icews"]);
    assert!(text(&meeting["evidence"][0], "quote").contains("met Iranian President"));
    // A claim and three rows; Reuters has told two of the data sets.
    assert_eq!(
        (meeting["claims"].as_u64(), meeting["origins"].as_u64()),
        (Some(4), Some(3))
    );
    let dates = meeting["consensus"]["dates"].as_array().unwrap();
    let told: Vec<(&str, u64)> = dates
        .iter()
        .map(|told| {
            (
                text(&told["when"], "start"),
                told["origins"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(told, [("2025-01-17", 1), ("2025-01-18", 2)]);
    for judged in meeting["judged"].as_array().unwrap() {
        assert!(
            text(judged, "reason").starts_with("same type and sides"),
            "{judged}"
        );
    }
    let words = folder
        .run(&["events", "a.casebook", "--pair", "RUS", "IRN"])
        .expect(0)
        .out;
    assert!(
        words.contains("dates: 2025-01-17 by 1 origin (documents, icews); 2025-01-18 by 2 origins"),
        "{words}"
    );
    let brief = folder
        .run(&["brief", "a.casebook", "RUS", "IRN"])
        .expect(0)
        .out;
    let also = "also in gdelt2 (2025-01-18, gdelt.csv:1 and 1 more); icews (2025-01-17,";
    assert!(brief.contains(also), "{brief}");
    folder.run(&["verify", "a.casebook"]).expect(0);
}

#[test]
fn the_order_in_which_sources_come_changes_nothing() {
    let listed = |order: [usize; 3]| {
        let folder = folder();
        for step in order {
            match step {
                0 => add(&folder),
                1 => import(&folder, "icews", "icews.tab"),
                _ => import(&folder, "gdelt2", "gdelt.csv"),
            }
        }
        events(&folder, &[])
    };
    let first = listed([0, 1, 2]);
    assert_eq!(first[0]["reports"].as_array().map(Vec::len), Some(3));
    for order in [[2, 1, 0], [1, 0, 2], [2, 0, 1]] {
        assert_eq!(listed(order), first, "{order:?}");
    }
}

#[test]
fn what_a_person_undoes_stays_apart() {
    let folder = folder();
    add(&folder);
    import(&folder, "icews", "icews.tab");
    let judged = folder
        .run(&["judge", "a.casebook", "--json"])
        .expect(0)
        .json();
    assert_eq!(judged.len(), 1);
    assert_eq!(judged[0]["made_by"], "across-sources.v1");
    folder
        .run(&["judge", "a.casebook", "--undo", text(&judged[0], "id")])
        .expect(0);
    import(&folder, "gdelt2", "gdelt.csv");
    let all = events(&folder, &[]);
    let joined = all.iter().filter(|event| event["reports"].is_array());
    let sources = |event: &Value| -> Vec<String> {
        let reports = event["reports"].as_array().unwrap();
        reports
            .iter()
            .map(|told| text(told, "source").to_owned())
            .collect()
    };
    for event in joined {
        assert!(
            !(sources(event).contains(&"documents".into())
                && sources(event).contains(&"icews".into()))
        );
    }
    folder.run(&["verify", "a.casebook"]).expect(0);
}

#[test]
fn a_person_can_join_and_part_events_of_data_sets() {
    let folder = folder();
    import(&folder, "icews", "icews.tab");
    import(&folder, "gdelt2", "gdelt.csv");
    let before = events(&folder, &[]);
    assert_eq!(before.len(), 4, "without a document, nobody asked");
    let ids = [text(&before[0], "id"), text(&before[1], "id")];
    let opinion = ["--by", "me", "--because", "one meeting"];
    folder
        .run(&[&["merge", "a.casebook", ids[0], ids[1]], &opinion[..]].concat())
        .expect(0);
    let joined = events(&folder, &[]);
    assert_eq!(joined.len(), 3);
    assert_eq!(joined[0]["judged"][0]["made_by"], "me");
    // A filter that leaves one source leaves its row alone.
    let later = events(&folder, &["--from", "2025-01-18", "--to", "2025-01-18"]);
    assert_eq!(later, before[1..2]);
    folder
        .run(&[&["split", "a.casebook", ids[0], ids[1]], &opinion[..]].concat())
        .expect(0);
    assert_eq!(events(&folder, &[]), before);
}

#[test]
fn a_pair_is_judged_whole_where_it_is_asked_for() {
    let folder = folder();
    import(&folder, "icews", "icews.tab");
    folder
        .run(&["judge", "a.casebook", "--pair", "RUS", "IRN"])
        .expect(0);
    import(&folder, "gdelt2", "gdelt.csv");
    let all = events(&folder, &[]);
    assert_eq!(all.len(), 2, "{all:#?}");
    assert!(all.iter().all(|event| {
        event["reports"]
            .as_array()
            .is_some_and(|told| told.len() == 2)
    }));
    assert_eq!(
        all[1]["origins"], 1,
        "TASS is one origin, in whatever data set"
    );
}
