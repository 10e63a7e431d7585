//! Event data sets: imported by the real program, whatever happens to it meanwhile.

use crate::folder::{Folder, NOW, Ran};
use detente_testkit::{shared_folder, skip};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

/// Rows of the form of GDELT 2.0, made up: `count` from number `first` on, of three pairs.
pub(crate) fn rows(first: usize, count: usize) -> String {
    let mut text = String::new();
    for number in first..first + count {
        let mut fields = vec![String::new(); 61];
        let (one, other) = [("RUS", "IRN"), ("IRN", "RUS"), ("USA", "CHN")][number % 3];
        let code = ["042", "112", "190", "010"][number % 4];
        let day = format!("2021{:02}{:02}", number % 12 + 1, number / 7 % 28 + 1);
        let set = [
            (0, number.to_string()),
            (1, day.clone()),
            (5, one.to_owned()),
            (7, one.to_owned()),
            (15, format!("{other}GOV")),
            (17, other.to_owned()),
            (22, "GOV".to_owned()),
            (26, code.to_owned()),
            (30, "1.5".to_owned()),
            (33, "2".to_owned()),
            (59, format!("{day}120000")),
            (
                60,
                format!("https://www.outlet{}.example/{number}", number % 9),
            ),
        ];
        for (place, value) in set {
            fields[place] = value;
        }
        writeln!(text, "{}", fields.join("\t")).unwrap();
    }
    text
}

fn new(folder: &Folder, casebook: &str) {
    folder
        .run(&["new", casebook, "--recorded-at", NOW])
        .expect(0);
}

fn import<'a>(casebook: &'a str, files: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec![
        "import",
        casebook,
        "--format",
        "gdelt2",
        "--recorded-at",
        NOW,
    ];
    arguments.extend(files);
    arguments
}

/// The rows and what they add up to, as text.
fn content(folder: &Folder, casebook: &str) -> String {
    let tables = [
        "SELECT * FROM imported_reports ORDER BY dataset, record, actor_a, actor_b",
        "SELECT * FROM imported_months ORDER BY dataset, side_a, side_b, period, cameo",
        "SELECT * FROM feed_volume ORDER BY dataset, period",
        "SELECT path, rows, rejected, covers_start, covers_end FROM feed_files ORDER BY path",
    ];
    let read = |sql: &&str| folder.run(&["sql", casebook, sql, "--csv"]).expect(0).out;
    tables.iter().map(read).collect()
}

fn count(folder: &Folder, casebook: &str, what: &str) -> i64 {
    let sql = format!("SELECT count(*) AS n FROM {what}");
    let ran = folder.run(&["sql", casebook, &sql, "--json"]).expect(0);
    ran.json()[0]["n"].as_i64().unwrap()
}

#[test]
fn a_row_is_listed_with_its_place_and_words() {
    let folder = Folder::with_article();
    folder.write("rows.csv", rows(0, 12));
    let ran = folder.run(&import("a.casebook", &["rows.csv"])).expect(0);
    assert!(
        ran.err.contains("imported 1 file (12 reports of 12 rows)"),
        "{}",
        ran.err
    );
    let events = folder
        .run(&["events", "a.casebook", "--pair", "RUS", "IRN", "--json"])
        .expect(0)
        .json();
    let imported: Vec<_> = events
        .iter()
        .filter(|event| event["dataset"] == "gdelt2")
        .collect();
    assert_eq!(imported.len(), 8);
    assert!(
        events.len() > imported.len(),
        "those of documents are there too"
    );
    let first = imported[0];
    assert_eq!(first["when"]["basis"], "imported");
    let evidence = &first["evidence"][0];
    let text = rows(0, 12);
    let span = |name: &str| usize::try_from(evidence[name].as_u64().unwrap()).unwrap();
    assert_eq!(
        &text[span("start")..span("end")],
        evidence["quote"].as_str().unwrap()
    );
    let line = text
        .lines()
        .nth(usize::try_from(evidence["row"].as_u64().unwrap()).unwrap() - 1);
    assert_eq!(line, evidence["quote"].as_str());
    let days: Vec<_> = events
        .iter()
        .filter_map(|event| event["when"]["start"].as_str())
        .collect();
    assert!(days.is_sorted(), "{days:?}");
    let brief = folder
        .run(&["brief", "a.casebook", "RUS", "IRN"])
        .expect(0)
        .out;
    assert!(
        brief.contains("Event data: gdelt2: 8 events from 8 rows"),
        "{brief}"
    );
    assert!(brief.contains("rows.csv:"), "{brief}");
    folder.run(&["verify", "a.casebook"]).expect(0);
    // Rows whose places only are kept are read from the file, as long as it is the same.
    let mut places = import("b.casebook", &["rows.csv"]);
    places.extend(["--keep-rows", "never"]);
    new(&folder, "b.casebook");
    folder.run(&places).expect(0);
    let quote = |expected: bool| {
        let ran = folder
            .run(&["events", "b.casebook", "--limit", "1", "--json"])
            .expect(0);
        assert_eq!(ran.json()[0]["evidence"][0]["quote"].is_string(), expected);
    };
    quote(true);
    folder.write("rows.csv", rows(1, 12));
    quote(false);
}

#[test]
fn the_same_rows_count_once_however_they_come() {
    let folder = Folder::new();
    new(&folder, "a.casebook");
    let text = rows(0, 3000);
    folder.write("rows.csv", &text);
    folder.run(&import("a.casebook", &["rows.csv"])).expect(0);
    let before = (
        content(&folder, "a.casebook"),
        folder.run(&["runs", "a.casebook"]).out,
    );
    let mut archive = zip::ZipWriter::new(std::fs::File::create(folder.path("rows.zip")).unwrap());
    archive
        .start_file("in.csv", zip::write::SimpleFileOptions::default())
        .unwrap();
    archive.write_all(text.as_bytes()).unwrap();
    archive.finish().unwrap();
    for file in ["rows.csv", "rows.zip"] {
        let ran = folder.run(&import("a.casebook", &[file])).expect(0);
        assert!(ran.err.contains("1 file known already"), "{}", ran.err);
        let after = (
            content(&folder, "a.casebook"),
            folder.run(&["runs", "a.casebook"]).out,
        );
        assert!(before == after, "{file} changed the casebook");
    }
    // Another file with some of the rows brings only the others.
    folder.write("overlap.csv", rows(2000, 2000));
    let ran = folder
        .run(&import("a.casebook", &["overlap.csv"]))
        .expect(0);
    assert!(ran.err.contains("1000 reports of 2000 rows"), "{}", ran.err);
    assert!(
        ran.err.contains("1000 rows known from another file"),
        "{}",
        ran.err
    );
    new(&folder, "b.casebook");
    folder.write("all.csv", rows(0, 4000));
    folder.run(&import("b.casebook", &["all.csv"])).expect(0);
    let months = "SELECT * FROM imported_months ORDER BY side_a, side_b, period, cameo";
    let [one, other] = ["a.casebook", "b.casebook"].map(|casebook| {
        folder
            .run(&["sql", casebook, months, "--csv"])
            .expect(0)
            .out
    });
    assert_eq!(one, other, "in two files or one, the counts are the same");
    folder.run(&["verify", "a.casebook"]).expect(0);
}

#[test]
fn the_number_of_threads_changes_no_row() {
    let folder = Folder::new();
    folder.write("rows.csv", rows(0, 5000));
    for threads in ["1", "4"] {
        let casebook = format!("{threads}.casebook");
        new(&folder, &casebook);
        let mut arguments = import(&casebook, &["rows.csv"]);
        arguments.extend(["--threads", threads]);
        folder.run(&arguments).expect(0);
    }
    assert!(content(&folder, "1.casebook") == content(&folder, "4.casebook"));
}

#[test]
fn a_killed_import_goes_on_and_loses_nothing() {
    let folder = Folder::new();
    for file in 0..3 {
        folder.write(&format!("in/{file}.csv"), rows(file * 20_000, 20_000));
    }
    new(&folder, "whole.casebook");
    let begun = Instant::now();
    folder.run(&import("whole.casebook", &["in"])).expect(0);
    let whole = begun.elapsed();
    new(&folder, "killed.casebook");
    let mut killed = 0;
    for share in [0.2, 0.5, 0.8, 0.95] {
        let mut child = folder
            .command(&import("killed.casebook", &["in"]))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(whole.mul_f64(share));
        killed += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        folder.run(&["verify", "killed.casebook"]).expect(0);
    }
    assert!(killed > 0, "every run was over before it was killed");
    let left = std::fs::read_dir(folder.path("")).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.len() <= 7, "nothing is left lying about: {left:?}");
    folder.run(&import("killed.casebook", &["in"])).expect(0);
    assert!(content(&folder, "killed.casebook") == content(&folder, "whole.casebook"));
    folder.run(&["verify", "killed.casebook"]).expect(0);
}

#[test]
fn two_imports_at_once_both_finish() {
    let folder = Folder::new();
    folder.write("one.csv", rows(0, 12_000));
    folder.write("two.csv", rows(8_000, 12_000));
    new(&folder, "a.casebook");
    let start = |file| {
        folder
            .command(&import("a.casebook", &[file]))
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let both = [start("one.csv"), start("two.csv")];
    for child in both {
        Ran::from(child.wait_with_output().unwrap()).expect(0);
    }
    assert_eq!(count(&folder, "a.casebook", "feed_reports"), 20_000);
    folder.run(&["verify", "a.casebook"]).expect(0);
}

#[test]
fn a_full_disk_stops_an_import_and_loses_nothing() {
    let folder = Folder::new();
    folder.write("rows.csv", rows(0, 60_000));
    folder.write("small/readme", "");
    let small = folder.path("small");
    let mount = |options: &str| {
        let mut command = Command::new("mount");
        command
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(&small)
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    if !mount("size=2m") {
        return skip(
            "a_full_disk_stops_an_import_and_loses_nothing",
            "no file system can be mounted here",
        );
    }
    let ran = folder.run(&["new", "small/a.casebook", "--recorded-at", NOW]);
    let starved = folder.run(&import("small/a.casebook", &["rows.csv"]));
    let room = mount("remount,size=128m");
    let verified = folder.run(&["verify", "small/a.casebook"]);
    let again = folder.run(&import("small/a.casebook", &["rows.csv"]));
    let counted = again
        .code
        .map(|_| count(&folder, "small/a.casebook", "feed_reports"));
    let after = folder.run(&["verify", "small/a.casebook"]);
    let unmounted = Command::new("umount").arg("-l").arg(&small).status();
    ran.expect(0);
    let starved = starved.expect(3);
    assert!(
        starved.err.contains("no space is left")
            || starved.err.contains("cannot be opened or written"),
        "{}",
        starved.err
    );
    assert!(room && unmounted.is_ok_and(|status| status.success()));
    verified.expect(0);
    again.expect(0);
    after.expect(0);
    assert_eq!(counted, Some(60_000));
}

#[test]
fn bad_rows_are_listed_and_the_others_kept() {
    let folder = Folder::new();
    new(&folder, "a.casebook");
    let mut text = rows(0, 10);
    text = text.replace("\t042\t", "\t04x\t");
    text.push_str("a\tb\tc\n\u{0}\n");
    folder.write("bad.csv", &text);
    folder.write("empty.csv", "");
    folder.write("other.csv", "id,name\n1,x\n");
    let ran = folder
        .run(&import(
            "a.casebook",
            &["bad.csv", "empty.csv", "other.csv", "none.csv"],
        ))
        .expect(1);
    assert!(
        ran.err
            .contains("rejected: bad.csv:1: column EventCode: \"04x\" is not a code of CAMEO"),
        "{}",
        ran.err
    );
    assert!(
        ran.err
            .contains("rejected: bad.csv:11: the row has 3 fields, expected 61"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("rejected: empty.csv: the file is empty"),
        "{}",
        ran.err
    );
    assert!(
        ran.err
            .contains("rejected: other.csv: it is no file of gdelt2"),
        "{}",
        ran.err
    );
    assert!(
        ran.err
            .contains("warning: 41.7 % of the rows were rejected"),
        "{}",
        ran.err
    );
    assert_eq!(count(&folder, "a.casebook", "feed_reports"), 7);
    let rejects = folder
        .run(&["rejects", "a.casebook", "--json"])
        .expect(0)
        .json();
    assert_eq!(rejects.len(), 8);
    let wrong = folder
        .run(&["import", "a.casebook", "--format", "nothing", "bad.csv"])
        .expect(2);
    assert!(
        wrong.err.contains("known are: gdelt1, gdelt2"),
        "{}",
        wrong.err
    );
    let mixed = folder.run(&[
        "import",
        "a.casebook",
        "--format",
        "icews",
        "--dataset",
        "gdelt2",
        "bad.csv",
    ]);
    assert_ne!(mixed.code, Some(0));
}

#[test]
fn a_series_tells_nothing_from_not_covered() {
    let folder = Folder::new();
    new(&folder, "a.casebook");
    let quadruples = "\
        Russia\tMake a visit\tIran\t2018-01-03\n\
        Iran\tConsult\tRussia\t2018-01-09\n\
        Russia\tConsult\tIran\t2018-01-09\n\
        Russia\tCriticize or denounce\tIran\t2018-03-01\n\
        Nobody at all\tConsult\tIran\t2018-03-02\n";
    folder.write("quadruples.txt", quadruples);
    folder
        .run(&[
            "import",
            "a.casebook",
            "--format",
            "quadruples",
            "quadruples.txt",
        ])
        .expect(0);
    let series = |more: &[&str]| {
        let arguments = [&["series", "a.casebook", "Russia", "Iran", "--json"], more].concat();
        folder.run(&arguments).expect(0).json()
    };
    let points = series(&[]);
    let values: Vec<_> = points.iter().map(|point| point["value"].as_f64()).collect();
    assert_eq!(
        values,
        [Some(2.0), Some(0.0), Some(1.0)],
        "a mirrored pair is one event"
    );
    assert_eq!(points[1]["covered"], "all");
    assert_eq!(points[2]["covered"], "part");
    assert_eq!(
        (&points[1]["low"], &points[0]["interval"]),
        (&0.0.into(), &"exact".into())
    );
    assert!((points[1]["high"].as_f64().unwrap() - 3.689).abs() < 1e-3);
    let share = series(&["--measure", "share"]);
    let shares: Vec<_> = share.iter().map(|point| point["value"].as_f64()).collect();
    assert_eq!(shares, [Some(1.0), None, Some(0.0)]);
    assert_eq!(series(&["--measure", "goldstein"])[2]["value"], -2.0);
    assert_eq!(series(&["--by", "year"])[0]["events"], 3);
    assert_eq!(series(&["--direction", "b-a"])[2]["events"], 0);
    assert_eq!(series(&["--normalise", "volume"])[2]["value"], 5000.0);
    let csv = folder
        .run(&["series", "a.casebook", "RUS", "IRN", "--csv"])
        .expect(0)
        .out;
    assert!(
        csv.lines()
            .next()
            .unwrap()
            .starts_with("dataset,a,b,period,covered"),
        "{csv}"
    );
    folder
        .run(&[
            "series",
            "a.casebook",
            "RUS",
            "IRN",
            "--parquet",
            "a.parquet",
        ])
        .expect(0);
    let bytes = std::fs::read(folder.path("a.parquet")).unwrap();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    new(&folder, "empty.casebook");
    let none = folder
        .run(&["series", "empty.casebook", "FRA", "PER"])
        .expect(0);
    assert!(
        none.err.contains("no data set here has events"),
        "{}",
        none.err
    );
    let page = folder
        .run(&["brief", "a.casebook", "RUS", "IRN", "--html", "a.html"])
        .expect(0);
    assert!(page.err.contains("wrote"), "{}", page.err);
    let page = std::fs::read_to_string(folder.path("a.html")).unwrap();
    for words in [
        "<figcaption>quadruples: 3 events",
        "2018-01: 2 events, 2 of cooperation, 0 of conflict",
        "Events behind the peaks",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let unmapped = folder
        .run(&["coverage", "a.casebook", "--unmapped", "--json"])
        .expect(0)
        .json();
    assert_eq!(unmapped[0]["unmapped"], "Nobody at all");
    let coverage = folder
        .run(&["coverage", "a.casebook", "--json"])
        .expect(0)
        .json();
    assert_eq!(coverage[0]["covers_end"], "2018-03-02");
}

#[test]
fn the_samples_of_all_formats_are_imported() {
    let name = "the_samples_of_all_formats_are_imported";
    let Some(shared) = shared_folder(name) else {
        return;
    };
    let folder = Folder::new();
    new(&folder, "a.casebook");
    let formats = shared.join("data/formats");
    let cases = [
        ("gdelt2", "gdelt/gdelt2_20191024143000.export.CSV", 2111),
        ("gdelt1", "gdelt/gdelt1_events_sample.tsv", 710),
        ("mentions", "gdelt/aamend_mentions.csv", 100),
        ("icews", "icews/events.2018.sample.tab", 399),
        ("polecat", "polecat/polecat_subset19_rus_40rows.csv", 40),
        ("acled", "acled/acled_old_dummy.csv", 326),
        ("ged", "ucdp_ged/ucdp_ged_sample1000.csv", 1000),
    ];
    for (format, file, rows) in cases {
        let file = formats.join(file);
        let ran = folder
            .run(&[
                "import",
                "a.casebook",
                "--format",
                format,
                file.to_str().unwrap(),
            ])
            .expect(0);
        let words = format!("({rows} reports of {rows} rows)");
        assert!(ran.err.contains(&words), "{format}: {}", ran.err);
    }
    folder.run(&["verify", "a.casebook"]).expect(0);
    let dyadic = "(SELECT 1 FROM imported_events WHERE dataset = 'gdelt2' AND side_a <> '')";
    let events = count(&folder, "a.casebook", dyadic);
    assert!(
        (800..=1019).contains(&events),
        "1,406 dyadic rows of GDELT are {events} events"
    );
    let mirrored = "(SELECT 1 FROM imported_events WHERE dataset = 'icews' AND toward = 2)";
    assert!(
        count(&folder, "a.casebook", mirrored) >= 50,
        "120 of 399 rows of ICEWS are halves of pairs"
    );
}

#[test]
fn a_point_counts_the_sources_of_what_it_counts() {
    let folder = Folder::new();
    new(&folder, "a.casebook");
    let line = |id: u32, date: &str, code: &str, [from, to]: [&str; 2], paper: &str| {
        let id = id.to_string();
        let cite = serde_json::json!({ "publication": paper });
        serde_json::json!({
            "id": id, "date": date, "event": [code], "actor": [from], "recipient": [to], "cite_info": cite
        })
        .to_string()
    };
    let rows = [
        line(1, "2020-01-05", "CONSULT", ["RUS", "IRN"], "one.example"),
        line(2, "2020-01-06", "CONSULT", ["RUS", "IRN"], "two.example"),
        line(3, "2020-01-07", "AID", ["IRN", "RUS"], "three.example"),
        line(4, "2020-03-07", "AID", ["IRN", "RUS"], "four.example"),
    ];
    folder.write("rows.jsonl", rows.join("\n"));
    let import = [
        "import",
        "a.casebook",
        "--format",
        "plover-json",
        "rows.jsonl",
    ];
    folder.run(&import).expect(0);
    let sources = |more: &[&str]| -> Vec<Value> {
        let arguments = [&["series", "a.casebook", "RUS", "IRN", "--json"], more].concat();
        let points = folder.run(&arguments).expect(0).json();
        points
            .iter()
            .map(|point| point["sources"].clone())
            .collect()
    };
    assert_eq!(sources(&[]), [3.into(), Value::Null, 1.into()]);
    assert_eq!(sources(&["--by", "year"]), [4]);
    assert_eq!(sources(&["--by", "year", "--type", "AID"]), [2]);
    assert_eq!(
        sources(&["--type", "CONSULT"]),
        [2.into(), Value::Null, Value::Null]
    );
    assert_eq!(sources(&["--by", "year", "--direction", "b-a"]), [2]);
    assert_eq!(sources(&["--by", "year", "--direction", "a-b"]), [2]);
}

#[test]
fn all_dyads_add_up_to_the_series_of_each() {
    let folder = Folder::new();
    new(&folder, "a.casebook");
    folder.write("one.CSV", rows(0, 600));
    folder.run(&import("a.casebook", &["one.CSV"])).expect(0);
    let all = folder
        .run(&["series", "a.casebook", "--all", "--by", "year", "--json"])
        .expect(0)
        .json();
    let of_pair: Vec<_> = all
        .iter()
        .filter(|count| count["a"] == "IRN" && count["b"] == "RUS")
        .collect();
    assert_eq!(of_pair.len(), 1, "{all:?}");
    assert_eq!(of_pair[0]["period"], "2021");
    let one = folder
        .run(&[
            "series",
            "a.casebook",
            "RUS",
            "IRN",
            "--by",
            "year",
            "--json",
        ])
        .expect(0)
        .json();
    assert_eq!(of_pair[0]["events"], one[0]["events"]);
    assert!(of_pair[0]["events"].as_u64().unwrap() > 0);
    folder
        .run(&["series", "a.casebook", "--by", "year"])
        .expect(2);
    folder
        .run(&["series", "a.casebook", "RUS", "IRN", "--all"])
        .expect(2);
}

#[test]
fn rows_that_stand_in_a_file_only_are_read_again() {
    let folder = Folder::new();
    new(&folder, "a.casebook");
    let text = rows(0, 9_000);
    folder.write("rows.csv", &text);
    let mut places = import("a.casebook", &["rows.csv"]);
    places.extend(["--keep-rows", "never"]);
    folder.run(&places).expect(0);
    let verify = || folder.run(&["verify", "a.casebook", "--json"]);
    verify().expect(0);
    let fault = |told: &str| {
        let ran = verify().expect(1);
        let faults = ran.json();
        let [fault] = faults.as_slice() else {
            panic!("{}", ran.out);
        };
        assert_eq!(fault["id"], "gdelt2 rows.csv");
        let message = fault["message"].as_str().unwrap();
        assert!(message.contains(told), "{message}");
        ran.err
    };
    // In the second stretch of lines only.
    let place = text.rfind("USA").unwrap();
    let altered = format!("{}FRA{}", &text[..place], &text[place + 3..]);
    folder.write("rows.csv", &altered);
    assert!(fault("1 of 2 stretches of lines differ").contains("1 fault"));
    folder.write("rows.csv", &text[..text.len() - 5]);
    assert!(fault("it ends after").contains("1 fault"));
    folder.write("rows.csv", text.replacen('\n', "", 1));
    fault("the first from line 1");
    // Rows that came later are none of the casebook's.
    folder.write("rows.csv", format!("{text}{}", rows(9_000, 1)));
    verify().expect(0);
    std::fs::rename(folder.path("rows.csv"), folder.path("elsewhere.csv")).unwrap();
    let told = fault("cannot be checked: the file is not there; its 9000 rows were not kept");
    assert!(told.contains("1 file cannot be checked"), "{told}");
    assert!(!told.contains("fault"), "{told}");
    std::fs::rename(folder.path("elsewhere.csv"), folder.path("rows.csv")).unwrap();
    verify().expect(0);
}
