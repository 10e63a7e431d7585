//! The embedded example.

use crate::folder::Folder;

#[test]
fn the_example_is_built_shown_and_the_same_again() {
    let folder = Folder::new();
    let first = folder.run(&["demo", "a.casebook"]).expect(0);
    assert!(
        first.out.contains("Russia") && first.out.contains("Iran"),
        "{}",
        first.out
    );
    let page = std::fs::read_to_string(folder.path("a.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>"));
    let again = folder.run(&["demo", "a.casebook"]).expect(0);
    assert_eq!(first.out, again.out);
    assert!(again.err.contains("added 0 documents"), "{}", again.err);
    let other = folder.run(&["demo"]).expect(0);
    assert_eq!(first.out, other.out);
    assert!(
        folder.path("russia-iran.casebook").is_file() && folder.path("russia-iran.html").is_file()
    );
    folder.run(&["verify", "a.casebook"]).expect(0);
}

#[test]
fn copies_in_the_example_share_an_origin() {
    let folder = Folder::new();
    folder.run(&["demo", "a.casebook"]).expect(0);
    let sql = "SELECT count(*) AS copied FROM passages WHERE origin <> number";
    let copied = folder
        .run(&["sql", "a.casebook", sql, "--json"])
        .expect(0)
        .json();
    assert!(copied[0]["copied"].as_u64().unwrap() >= 5, "{copied:?}");
}

#[test]
fn the_example_is_there_in_both_languages_and_dated() {
    let folder = Folder::new();
    folder.run(&["demo", "a.casebook"]).expect(0);
    let documents = folder
        .run(&["documents", "a.casebook", "--json"])
        .expect(0)
        .json();
    assert!(documents.len() >= 15);
    assert!(
        documents
            .iter()
            .all(|document| document["published"]["precision"] == "day")
    );
    let silent = documents.iter().filter(|document| document["claims"] == 0);
    assert!(silent.count() <= 3, "documents without a claim");
    let languages: std::collections::BTreeSet<_> = documents
        .iter()
        .map(|document| document["language"].as_str().unwrap())
        .collect();
    assert_eq!(languages.into_iter().collect::<Vec<_>>(), ["en", "fr"]);
}

#[test]
fn what_was_known_before_the_treaty_does_not_name_it() {
    let folder = Folder::new();
    folder.run(&["demo", "a.casebook"]).expect(0);
    let agreed = |known_by: &str| {
        let arguments = [
            "events",
            "a.casebook",
            "--json",
            "--from",
            "2025-01-17",
            "--to",
            "2025-01-17",
            "--known-by",
            known_by,
        ];
        folder.run(&arguments).expect(0).out.lines().count()
    };
    assert_eq!(agreed("2025-01-16"), 0);
    assert!(agreed("2025-12-31") > 0);
}
