//! Commands without a casebook.

use crate::folder::{ARTICLE, Folder};

#[test]
fn text_gives_the_file_back() {
    let folder = Folder::new();
    folder.write("talks.txt", ARTICLE);
    let ran = folder.run(&["text", "talks.txt"]).expect(0);
    let [document] = &ran.json()[..] else {
        panic!("{}", ran.out)
    };
    assert_eq!(document["path"], "talks.txt");
    assert_eq!(document["text"], ARTICLE);
    assert_eq!(document["title"], "Talks in Moscow");
    assert_eq!(document["published"], serde_json::Value::Null);
    assert_eq!(document["spans"][0]["kind"], "heading");
    let words = |span: &serde_json::Value| {
        let byte = |name: &str| usize::try_from(span[name].as_u64().unwrap()).unwrap();
        &ARTICLE[byte("start")..byte("end")]
    };
    let passages: Vec<_> = document["passages"]
        .as_array()
        .unwrap()
        .iter()
        .map(words)
        .collect();
    assert!(
        passages.contains(&"Iran thanked Russia for its support."),
        "{passages:?}"
    );
}

#[test]
fn text_reads_lines_folders_and_patterns() {
    let folder = Folder::new();
    folder.write("in/b.txt", "Iran met China.");
    folder.write("in/a.md", "Russia met Iran.");
    folder.write("in/c.json", "[{\"text\": \"One.\"}, {\"text\": \"Two.\"}]");
    let paths = |arguments: &[&str]| -> Vec<String> {
        let ran = folder.run(arguments).expect(0);
        ran.json()
            .iter()
            .map(|document| document["path"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        paths(&["text", "in"]),
        ["in/a.md", "in/b.txt", "in/c.json:1", "in/c.json:2"]
    );
    assert_eq!(paths(&["text", "in/*.txt"]), ["in/b.txt"]);
    let ran = folder
        .feed(&["text", "-"], "{\"text\": \"Iran met China.\"}\n")
        .expect(0);
    assert_eq!(ran.json()[0]["path"], "-:1");
}

#[test]
fn dates_are_found_line_by_line() {
    let folder = Folder::new();
    let lines = "{\"id\": 7, \"text\": \"They met on 17 January 2025.\", \"reference\": null}\nx\n{\"id\": \"b\", \"text\": \"no date\"}\n";
    let ran = folder.feed(&["dates", "-"], lines).expect(1);
    let answers = ran.json();
    assert_eq!(answers[0]["id"], 7);
    assert_eq!(answers[0]["dates"][0]["timex"], "2025-01-17");
    assert_eq!(answers[0]["dates"][0]["when"]["precision"], "day");
    assert_eq!(answers[1]["dates"], serde_json::json!([]));
    assert!(ran.err.contains("rejected: -:2: "), "{}", ran.err);
}
