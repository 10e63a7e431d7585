//! `--dictionary`: entries of the user's own on top of what is built in.

use crate::folder::Folder;

const ACTORS: &str = "# Two states of the atlas\nSYLDAVIA [SYL]\n+SYLDAVIAN\n\nBORDURIA\n+BORDURIAN\n\t[BOR <19601231]\n\t[BORREB >19610101]\n";
const AGENTS: &str = "!PERSON! = MAN, WOMAN\nRIVER_PILOT [~NAV]\n";
const VERBS: &str = "&GIFT\n+A BASKET\n+TULIP\n\n--- PRAISE [051] ---\nPRAISE\n- * &GIFT [abc]\n\n--- VISIT [042:043] ---\nVISIT\nCALL_ON {CALLED_ON CALLS_ON}\n- NOT * [---]\n";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("own.actors.txt", ACTORS);
    folder.write("own.agents.txt", AGENTS);
    folder.write("own.verbs.txt", VERBS);
    folder
}

fn code(folder: &Folder, text: &str, date: &str) -> Vec<(String, String, String)> {
    let line = serde_json::json!({"id": "1", "text": text, "date": date});
    folder.write("lines.jsonl", line.to_string());
    let ran = folder
        .run(&[
            "code",
            "lines.jsonl",
            "--dictionary",
            "own.actors.txt",
            "own.agents.txt",
            "own.verbs.txt",
        ])
        .expect(0);
    let side = |actors: &serde_json::Value| {
        let codes: Vec<&str> = actors
            .as_array()
            .unwrap()
            .iter()
            .map(|actor| actor["code"].as_str().unwrap())
            .collect();
        codes.join("+")
    };
    let answers = ran.json();
    let events = answers[0]["events"].as_array().unwrap();
    events
        .iter()
        .map(|event| {
            let code = event["cameo"].as_str().unwrap_or_default().to_owned();
            (side(&event["source"]), side(&event["target"]), code)
        })
        .collect()
}

fn triple(source: &str, target: &str, code: &str) -> (String, String, String) {
    (source.to_owned(), target.to_owned(), code.to_owned())
}

#[test]
fn verbs_agents_and_dated_actors() {
    let folder = folder();
    assert_eq!(
        code(
            &folder,
            "A Syldavian river pilot praised Borduria.",
            "1950-05-01"
        ),
        [triple("SYLNAV", "BOR", "051")]
    );
    // Paired codes go both ways, and the date decides whose code it is.
    assert_eq!(
        code(
            &folder,
            "Syldavia will visit Borduria on Monday.",
            "1975-05-01"
        ),
        [
            triple("SYL", "BORREB", "042"),
            triple("BORREB", "SYL", "043")
        ]
    );
    // A passive is read in the other direction.
    assert_eq!(
        code(&folder, "Borduria was praised by Syldavia.", "1950-05-01"),
        [triple("SYL", "BOR", "051")]
    );
    // A pattern that asks for more words wins, and its code may be any.
    assert_eq!(
        code(
            &folder,
            "Syldavia praised the tulips of Borduria.",
            "1950-05-01"
        ),
        [triple("SYL", "BOR", "abc")]
    );
}

#[test]
fn sentences_without_its_verbs_are_read_as_always() {
    let found = code(&folder(), "Russia condemned Israel.", "2024-01-01");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].0.as_str(), found[0].1.as_str()), ("RUS", "ISR"));
}

#[test]
fn names_of_actors() {
    let folder = folder();
    folder.write(
        "lines.jsonl",
        r#"{"id":"1","text":"a Bordurian river pilot","date":"1950-01-01"}"#,
    );
    let ran = folder
        .run(&[
            "actor",
            "lines.jsonl",
            "--dictionary",
            "own.actors.txt",
            "own.agents.txt",
        ])
        .expect(0);
    assert_eq!(ran.json()[0]["actor"]["code"], "BORNAV");
}

#[test]
fn lines_that_cannot_be_read_are_listed() {
    let folder = folder();
    folder.write("bad.txt", "SYLDAVIA [SYL <19x]\nBORDURIA [BOR]\n");
    folder.write("lines.jsonl", r#"{"id":"1","text":"Borduria"}"#);
    let ran = folder
        .run(&["actor", "lines.jsonl", "--dictionary", "bad.txt"])
        .expect(1);
    assert!(ran.err.contains("bad.txt:1"), "{}", ran.err);
    assert_eq!(ran.json()[0]["actor"]["code"], "BOR");
    let ran = folder
        .run(&["actor", "lines.jsonl", "--dictionary", "missing.txt"])
        .expect(3);
    assert!(ran.err.contains("missing.txt"), "{}", ran.err);
}
