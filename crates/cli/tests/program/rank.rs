//! `detente rank` on a small made-up stream.

use crate::folder::Folder;
use std::fmt::Write as _;

/// Days of a stream in which each of twelve actors visits the next one, and sometimes another.
fn days(from: u32, to: u32) -> String {
    let mut lines = String::new();
    for day in from..to {
        for actor in 0..12u32 {
            let other = if (day + actor) % 5 == 0 { 7 } else { 1 };
            let (relation, object) = (day % 2, (actor + other) % 12);
            writeln!(lines, "{actor}\t{relation}\t{object}\t{}\t0", day * 24).unwrap();
        }
    }
    lines
}

fn fitted() -> Folder {
    let folder = Folder::new();
    folder.write("train.txt", days(0, 30));
    folder.write("valid.txt", days(30, 36));
    folder.write("test.txt", days(36, 40));
    let mut names = String::new();
    for actor in 0..12 {
        writeln!(names, "Actor {actor}\t{actor}").unwrap();
    }
    folder.write("entity2id.txt", names);
    folder.write("relation2id.txt", "Visit\t0\nConsult\t1\n");
    let names = [
        "--entities",
        "entity2id.txt",
        "--relations",
        "relation2id.txt",
    ];
    let files = [
        "rank",
        "fit",
        "--train",
        "train.txt",
        "--valid",
        "valid.txt",
        "--model",
        "m.rank",
    ];
    let arguments: Vec<&str> = files.into_iter().chain(names).collect();
    folder.run(&arguments).expect(0);
    folder
}

#[test]
fn a_fitted_ranking_is_scored_asked_and_explained() {
    let folder = fitted();
    let test = ["rank", "eval", "--model", "m.rank", "--test", "test.txt"];
    let alone = folder.run(&test).expect(0).json();
    assert_eq!(alone[0]["queries"], 96);
    assert!(alone[0]["mrr"].as_f64().unwrap() > 0.7, "{alone:?}");
    for field in ["hits1", "hits3", "hits10", "seconds"] {
        assert!(alone[0][field].is_f64(), "{field}");
    }
    let known: Vec<&str> = test
        .into_iter()
        .chain(["--known", "train.txt", "valid.txt"])
        .collect();
    let known = folder.run(&known).expect(0).json();
    assert_eq!(alone[0]["mrr"], known[0]["mrr"]);

    let asked = ["--model", "m.rank", "Actor 3", "Visit", "?", "--json"];
    let predict: Vec<&str> = ["rank", "predict"].into_iter().chain(asked).collect();
    let ranked = folder.run(&predict).expect(0).json();
    assert_eq!(ranked[0]["actor"], "Actor 4");
    assert_eq!(ranked[0]["rank"], 1);
    let explain: Vec<&str> = ["rank", "explain"].into_iter().chain(asked).collect();
    let told = folder.run(&explain).expect(0).json();
    assert_eq!(told[0]["actor"], "Actor 4");
    assert_eq!(told[0]["behind"][0]["what"], "the same event");
    assert_eq!(told[0]["behind"][0]["latest"][0]["subject"], "Actor 3");
}

#[test]
fn bad_lines_are_rejects_and_bad_questions_wrong_use() {
    let folder = fitted();
    folder.write("bad.txt", format!("{}1 2\n1\t0\t2\tnever\n", days(36, 37)));
    let ran = folder
        .run(&["rank", "eval", "--model", "m.rank", "--test", "bad.txt"])
        .expect(1);
    assert!(
        ran.err.contains("bad.txt:13") && ran.err.contains("bad.txt:14"),
        "{}",
        ran.err
    );
    assert_eq!(ran.json()[0]["queries"], 24);
    let ask = |words: [&str; 3]| {
        folder.run(&[
            "rank", "predict", "--model", "m.rank", words[0], words[1], words[2],
        ])
    };
    ask(["?", "Visit", "?"]).expect(2);
    ask(["Nobody", "Visit", "?"]).expect(2);
    let broken = folder.run(&["rank", "eval", "--model", "test.txt", "--test", "test.txt"]);
    assert!(broken.expect(3).err.contains("no ranking model"));
}
