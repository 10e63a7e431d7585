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
fn what_was_known_by_a_day_comes_from_documents_of_that_time() {
    let folder = Folder::new();
    folder.run(&["demo", "a.casebook"]).expect(0);
    let paths = |known_by: &str| -> Vec<String> {
        let arguments = ["claims", "a.casebook", "--json", "--known-by", known_by];
        let claims = folder.run(&arguments).expect(0).json();
        let path =
            |claim: &serde_json::Value| claim["evidence"][0]["path"].as_str().unwrap().to_owned();
        claims.iter().map(path).collect()
    };
    let (before, all) = (paths("2025-01-16"), paths("2025-12-31"));
    // The names of the documents begin with the day of publication.
    assert!(
        !before.is_empty()
            && before
                .iter()
                .all(|path| path.as_str() < "example/2025-01-17")
    );
    assert!(
        all.iter()
            .any(|path| path.starts_with("example/2025-01-17"))
    );
}

#[test]
fn the_words_of_the_claim_that_is_shown_come_first() {
    let folder = Folder::new();
    folder.run(&["demo", "a.casebook"]).expect(0);
    let ties = folder
        .run(&["ties", "a.casebook", "--json"])
        .expect(0)
        .json();
    let byte = |span: &serde_json::Value, name: &str| span[name].as_u64().unwrap();
    let several = ties.iter().filter(|tie| tie["claims"].as_u64() > Some(1));
    assert!(several.count() > 0, "some tie has several claims");
    for tie in &ties {
        let (trigger, first) = (&tie["trigger"], &tie["evidence"][0]);
        let inside = byte(first, "start") <= byte(trigger, "start")
            && byte(trigger, "end") <= byte(first, "end");
        assert!(inside, "{tie}");
        assert_eq!(
            tie["evidence"].as_array().map(Vec::len),
            tie["claims"].as_u64().map(|n| n as usize)
        );
    }
}

#[test]
fn the_question_of_the_readme_has_an_answer_in_the_example() {
    let folder = Folder::new();
    folder.run(&["demo", "a.casebook", "--quiet"]).expect(0);
    let asked = [
        "what-if",
        "a.casebook",
        "--set",
        "Israeli strike=+",
        "--on",
        "catastrophe",
        "--holder",
        "RUS",
    ];
    let ran = folder.run(&asked).expect(0);
    assert!(
        ran.out.contains("catastrophe like Chernobyl: +"),
        "{}{}",
        ran.out,
        ran.err
    );
    let readme = include_str!("../../../../README.md");
    assert!(readme.contains("--set \"Israeli strike=+\" [--on catastrophe] [--holder RUS]"));
}

#[test]
fn lists_and_answers_keep_to_the_width_of_the_terminal() {
    let folder = Folder::new();
    folder.run(&["demo", "a.casebook", "--quiet"]).expect(0);
    let deeds = [
        "agreed with",
        "met with",
        "thanked",
        "praised",
        "signed a treaty with",
        "sent aid to",
        "visited",
        "held talks with",
    ];
    let text: String = (1..9)
        .flat_map(|day| deeds.iter().map(move |deed| format!("Russia {deed} Turkey on {day} May 2024. Iran {deed} Turkey on {day} June 2024.\n")))
        .collect();
    folder.write("turkey.txt", text);
    folder.run(&["add", "a.casebook", "turkey.txt"]).expect(0);
    let asked: [&[&str]; 6] = [
        &["conflicts", "a.casebook"],
        &["triads", "a.casebook", "RUS", "IRN", "--all"],
        &["what-if", "a.casebook", "--set", "treaty=+"],
        &["brief", "a.casebook", "RUS", "IRN"],
        &["recycled", "a.casebook"],
        &["events", "a.casebook"],
    ];
    for arguments in asked {
        let out = folder.run(arguments).expect(0).out;
        assert!(!out.is_empty(), "{arguments:?}");
        // An address stays in one piece, so that it can be copied.
        let wide: Vec<&str> = out
            .lines()
            .filter(|line| line.chars().count() > 80 && !line.contains(".md:"))
            .collect();
        assert!(wide.is_empty(), "{arguments:?}: {wide:#?}");
    }
}
