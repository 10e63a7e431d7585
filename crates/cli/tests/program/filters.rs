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

#[test]
fn texts_are_parsed() {
    let folder = Folder::new();
    folder.write("one.txt", "Russia signed a treaty. Iran thanked Moscow.");
    let ran = folder.run(&["parse", "one.txt"]).expect(0);
    let rows: Vec<Vec<&str>> = ran
        .out
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
        .map(|line| line.split('\t').collect())
        .collect();
    assert!(rows.iter().all(|row| row.len() == 10));
    let signed = rows.iter().find(|row| row[1] == "signed").unwrap();
    assert_eq!((signed[2], signed[3], signed[7]), ("sign", "VERB", "root"));
    let again = folder
        .feed(
            &["parse", "-"],
            "Russia signed a treaty. Iran thanked Moscow.",
        )
        .expect(0);
    assert_eq!(ran.out, again.out);
}

#[test]
fn tokens_that_are_given_are_kept() {
    let folder = Folder::new();
    let row = |number: u32, form: &str| format!("{number}\t{form}\t_\t_\t_\t_\t_\t_\t_\t_\n");
    let input = [
        "# sent_id = a\n",
        &row(1, "Iran"),
        &row(2, "can"),
        &row(3, "not"),
        &row(4, "agree"),
        "\nnonsense\n\n# sent_id = b\n",
        &row(1, "Yes"),
        "\n",
    ]
    .concat();
    let ran = folder
        .feed(&["parse", "-", "--pretokenized"], input)
        .expect(1);
    let forms: Vec<&str> = ran
        .out
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
        .map(|line| line.split('\t').nth(1).unwrap())
        .collect();
    assert_eq!(forms, ["Iran", "can", "not", "agree", "Yes"]);
    assert!(ran.out.contains("# sent_id = a\n") && ran.out.contains("# sent_id = b\n"));
    assert!(ran.err.contains("rejected: -:7: "), "{}", ran.err);
}

#[test]
fn texts_are_coded_line_by_line() {
    let folder = Folder::new();
    let lines = [
        r#"{"id": 1, "text": "Iran thanked Russia on Monday.", "date": "2025-01-22", "pairs": [{"source": "Iran", "target": "Russia"}]}"#,
        r#"{"id": 2, "text": "It rained for eleven days.", "date": null}"#,
        r#"{"id": 3}"#,
    ];
    let ran = folder.feed(&["code", "-"], lines.join("\n")).expect(1);
    let answers = ran.json();
    assert_eq!(answers.len(), 2);
    assert_eq!(
        (&answers[0]["id"], &answers[0]["relevant"]),
        (&1.into(), &true.into())
    );
    let event = &answers[0]["events"][0];
    assert_eq!(event["source"][0]["actor"], "IRN");
    assert_eq!(event["target"][0]["code"], "RUS");
    assert_eq!(event["when"]["start"], "2025-01-20");
    assert_eq!(answers[0]["pairs"][0]["type"], event["type"]);
    assert_eq!(answers[1]["relevant"], false);
    assert!(ran.err.contains("rejected: -:3: "), "{}", ran.err);
}

#[test]
fn events_are_explained_where_it_is_asked() {
    let folder = Folder::new();
    let line = r#"{"id": 1, "text": "Poland urged Germany to send tanks to Ukraine."}"#;
    let answers = folder.feed(&["code", "-"], line).expect(0).json();
    assert!(answers[0].get("why").is_none());
    let answers = folder
        .feed(&["code", "--explain", "-"], line)
        .expect(0)
        .json();
    let why = &answers[0]["why"][0];
    let rule = why["rule"].as_str().unwrap();
    assert!(rule.contains("urge") && rule.contains("send"), "{rule}");
    assert_eq!(answers[0]["events"][0]["cameo"], "0232");
    assert_eq!(why["words"][1]["lemma"], "urge");
    assert_eq!(why["words"][0]["head"], 1);
    assert_eq!(why["words"][0]["relation"], "nsubj");
}

#[test]
fn actors_are_found_by_their_words_and_the_day() {
    let folder = Folder::new();
    let lines = [
        r#"{"id": 1, "text": "the Russian president", "date": "2009-05-01"}"#,
        r#"{"id": 2, "text": "the Russian president", "date": "2024-05-01"}"#,
        r#"{"id": 3, "text": "the weather", "date": null}"#,
    ];
    let answers = folder
        .feed(&["actor", "-"], lines.join("\n"))
        .expect(0)
        .json();
    assert_eq!(answers[0]["actor"]["actor"], "person:dmitry-medvedev");
    assert_eq!(answers[1]["actor"]["actor"], "person:vladimir-putin");
    assert_eq!(answers[1]["actor"]["country"], "RUS");
    assert_eq!(answers[2]["actor"], serde_json::Value::Null);
}

#[test]
fn same_groups_reports_of_one_event() {
    let folder = Folder::new();
    let line = |id: &str, document: &str, start: &str| {
        format!(
            "{{\"id\":\"{id}\",\"document\":\"{document}\",\"start\":\"{start}\",\"country\":\"Kenya\",\
             \"town\":\"Kisumu\",\"place\":\"Kondele\",\"latitude\":-0.09,\"longitude\":34.77,\
             \"actors\":[\"Police\"],\"deaths\":3}}\n"
        )
    };
    let lines = [
        line("a", "wire", "2017-08-12"),
        line("b", "paper", "2017-08-12"),
        line("c", "paper", "2017-10-26"),
        line("d", "paper", "12 August"),
    ];
    folder.write("reports.jsonl", lines.concat());
    let ran = folder.run(&["same", "reports.jsonl"]).expect(1);
    let groups = ran.json();
    assert_eq!(groups[0]["members"], serde_json::json!(["a", "b"]));
    assert_eq!(groups[1]["members"], serde_json::json!(["c"]));
    assert!(
        ran.err.contains("12 August") && ran.err.contains("reports.jsonl"),
        "{}",
        ran.err
    );
}
