//! Five real articles, read as a user would.

use crate::folder::Folder;
use detente_testkit::shared_folder;
use serde_json::Value;
use std::collections::BTreeSet;

/// What is found, at the least; raised when the coder finds more, never lowered.
const DATED_EVENTS: usize = 6;
const TIES: usize = 40;

#[test]
fn five_articles_become_a_brief() {
    let Some(shared) = shared_folder("five_articles_become_a_brief") else {
        return;
    };
    let folder = Folder::new();
    let seeds = shared.join("seeds");
    folder.run(&["new", "a.casebook"]).expect(0);
    folder
        .run(&["add", "a.casebook", seeds.to_str().unwrap()])
        .expect(0);
    folder
        .run(&["brief", "a.casebook", "RUS", "IRN", "--html", "brief.html"])
        .expect(0);
    folder.run(&["verify", "a.casebook"]).expect(0);
    let list = |name: &str| folder.run(&[name, "a.casebook", "--json"]).expect(0).json();
    let dated = list("events")
        .iter()
        .filter(|event| !event["when"].is_null())
        .count();
    assert!(dated >= DATED_EVENTS, "{dated} dated events");
    let ties = list("ties").len();
    assert!(ties >= TIES, "{ties} ties");
    let languages: BTreeSet<String> = list("passages")
        .iter()
        .map(|passage| passage["language"].as_str().unwrap().to_owned())
        .collect();
    assert!(
        languages.contains("en") && languages.contains("fr"),
        "{languages:?}"
    );
    nothing_comes_from_outside_the_main_text(&folder);
}

fn nothing_comes_from_outside_the_main_text(folder: &Folder) {
    let sql = "SELECT c.id, s.kind FROM claims c JOIN document_spans s ON s.document = c.document
               AND s.start_byte <= c.trigger_start AND c.trigger_start < s.end_byte
               WHERE s.kind IN ('boilerplate', 'caption', 'heading')";
    let ran = folder.run(&["sql", "a.casebook", sql, "--json"]).expect(0);
    let claims: Vec<Value> = ran.json();
    assert_eq!(claims, Vec::<Value>::new());
}
