//! Lists of ties: read from a user's own copies, shown with where each ends.

use crate::folder::{Folder, NOW, Ran};
use detente_testkit::shared_folder;
use std::process::Stdio;

const ATOP: &str = "ccode1,ccode2,first_year,last_year,atop_defense,atop_offense,atop_neutral,atop_nonagg,atop_consul\n\
    365,630,2001,2018,0,0,1,1,1\n630,365,2001,2018,0,0,1,1,1\n365,700,1921,x,1,0,0,0,0\n";

fn new(folder: &Folder) {
    folder
        .run(&["new", "a.casebook", "--recorded-at", NOW])
        .expect(0);
}

fn import<'a>(format: &'a str, files: &[&'a str]) -> Vec<&'a str> {
    [
        &[
            "import",
            "a.casebook",
            "--recorded-at",
            NOW,
            "--format",
            format,
        ],
        files,
    ]
    .concat()
}

#[test]
fn a_list_is_shown_with_its_rows_and_its_end() {
    let folder = Folder::new();
    new(&folder);
    folder.write("atop.csv", ATOP);
    let ran = folder.run(&import("atop", &["atop.csv"])).expect(1);
    assert!(
        ran.err.contains("atop.csv") && ran.err.contains("a year"),
        "{}",
        ran.err
    );
    let ties = folder
        .run(&["ties", "a.casebook", "--pair", "RUS", "IRN", "--json"])
        .expect(0)
        .json();
    assert_eq!(ties.len(), 2, "each direction has a row");
    let tie = &ties[0];
    assert_eq!(
        (&tie["kind"], &tie["rule"]),
        (&"treaty".into(), &"import.atop".into())
    );
    assert_eq!(tie["when"]["precision"], "year");
    assert_eq!(
        (&tie["when"]["start"], &tie["when"]["end"], &tie["open"]),
        (&"2001-01-01".into(), &"2018-12-31".into(), &true.into())
    );
    let evidence = &tie["evidence"][0];
    let byte = |name: &str| usize::try_from(evidence[name].as_u64().unwrap()).unwrap();
    assert_eq!(
        &ATOP[byte("start")..byte("end")],
        evidence["quote"].as_str().unwrap()
    );
    assert_eq!(evidence["quote"], "365,630,2001,2018,0,0,1,1,1");
    let brief = |day: &str| {
        folder
            .run(&["brief", "a.casebook", "RUS", "IRN", "--true-on", day])
            .expect(0)
            .out
    };
    assert!(brief("2010-05-01").contains("neutrality, non-aggression, consultation"));
    let after = brief("2024-05-01");
    assert!(
        after.contains("the day asked for is not covered"),
        "{after}"
    );
    let before = brief("2001-05-01");
    assert!(!before.contains("not covered"), "{before}");
    let early = [
        "brief",
        "a.casebook",
        "RUS",
        "IRN",
        "--known-by",
        "2020-01-01",
    ];
    assert!(
        !folder.run(&early).expect(0).out.contains("ATOP"),
        "it was read later"
    );
    let covered = folder
        .run(&["coverage", "a.casebook", "--json"])
        .expect(0)
        .json();
    assert_eq!(
        (&covered[0]["dataset"], &covered[0]["covers_end"]),
        (&"atop".into(), &"2018-12-31".into())
    );
    assert_eq!(
        (&covered[0]["rows"], &covered[0]["rejected"]),
        (&3.into(), &1.into())
    );
    folder
        .run(&import("atop", &["atop.csv", "--start", "2001-01-01"]))
        .expect(2);
}

#[test]
fn a_list_counts_once_however_often_it_comes() {
    let folder = Folder::new();
    new(&folder);
    let rows = (0..4000).map(|row| format!("{row},365,1990,2005\n"));
    let good = "igoID,StateID,JoinYear,LeaveYear\n".to_owned() + &rows.collect::<String>();
    folder.write("one.csv", &good);
    folder.write("same.csv", &good);
    let start = |file| {
        let mut command = folder.command(&import("cow-igo", &[file]));
        command.stderr(Stdio::piped()).spawn().unwrap()
    };
    for child in [start("one.csv"), start("same.csv")] {
        Ran::from(child.wait_with_output().unwrap()).expect(0);
    }
    let count = || {
        folder
            .run(&[
                "sql",
                "a.casebook",
                "SELECT count(*) AS n FROM reference_ties",
                "--json",
            ])
            .expect(0)
            .out
    };
    let before = count();
    let again = folder.run(&import("cow-igo", &["one.csv"])).expect(0);
    assert!(again.err.contains("known already"), "{}", again.err);
    assert_eq!(count(), before);
    let files = folder
        .run(&["coverage", "a.casebook", "--json"])
        .expect(0)
        .json();
    assert_eq!(files.len(), 1);
    // A run that finds no room leaves nothing of the file; the same command then reads it.
    folder
        .run(&["new", "b.casebook", "--recorded-at", NOW])
        .expect(0);
    folder.shell("trap '' XFSZ; ulimit -f 700; exec \"$DETENTE\" import b.casebook --format cow-igo one.csv").expect(3);
    let left = folder
        .run(&[
            "sql",
            "b.casebook",
            "SELECT count(*) AS n FROM reference_files",
            "--json",
        ])
        .expect(0)
        .out;
    assert_eq!(left.trim(), "{\"n\":0}");
    folder
        .run(&["import", "b.casebook", "--format", "cow-igo", "one.csv"])
        .expect(0);
    folder.run(&["verify", "b.casebook"]).expect(0);
}

#[test]
fn the_lists_themselves_are_read_whole() {
    let Some(shared) = shared_folder("the_lists_themselves_are_read_whole") else {
        return;
    };
    let folder = Folder::new();
    new(&folder);
    let states = |file: &str| {
        shared
            .join("data/states")
            .join(file)
            .to_string_lossy()
            .into_owned()
    };
    let lists: [(&str, &[&str]); 7] = [
        (
            "atop",
            &["alliances_atop5_directed_dyad_spells_1815_2018.csv.gz"],
        ),
        ("cow-alliances", &["alliances_cow_v41_by_member.csv"]),
        (
            "cow-igo",
            &[
                "igo_cow_v23_membership_1815_2005.csv.gz",
                "igo_cow_v23_organisations.csv",
            ],
        ),
        ("mids", &["mids_gml_v221_directed_dyads_1816_2010.csv.gz"]),
        (
            "rivalries",
            &[
                "rivalries_thompson_dreyer_2012.csv",
                "rivalries_thompson_sakuwa_suhas.csv",
            ],
        ),
        (
            "sipri",
            &["arms_sipri_russia_iran_excerpt_NOT_REDISTRIBUTABLE_IN_BULK.csv"],
        ),
        (
            "un-votes",
            &[
                "un_votes_1946_2019.csv.gz",
                "un_roll_calls_1946_2019.csv.gz",
            ],
        ),
    ];
    for (format, files) in lists {
        let files: Vec<String> = files.iter().map(|file| states(file)).collect();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        folder.run(&import(format, &files)).expect(0);
    }
    let brief = folder
        .run(&["brief", "a.casebook", "RUS", "IRN", "--json"])
        .expect(0)
        .json();
    let lists = brief[0]["reference"].as_array().unwrap();
    let total = |name: &str| {
        lists.iter().find(|list| list["list"] == name).unwrap()["total"]
            .as_u64()
            .unwrap()
    };
    // Counted by hand in the files.
    assert_eq!(
        [total("cow-alliances"), total("mids"), total("sipri")],
        [3, 17, 55]
    );
    // The roll calls of 2017 in which both voted, and voted alike.
    let votes = "SELECT of, alike FROM reference_votes WHERE party_a = 'IRN' AND party_b = 'RUS' AND year = 2017";
    let votes = folder
        .run(&["sql", "a.casebook", votes, "--json"])
        .expect(0)
        .out;
    assert_eq!(votes.trim(), "{\"of\":120,\"alike\":79}");
    let out = [
        "export",
        "a.casebook",
        "--format",
        "ftm",
        "--out",
        "ties.json",
        "--pair",
        "RUS",
        "IRN",
        "--json",
        "--quiet",
    ];
    let exported = folder.run(&out).expect(0).json();
    assert!(exported[0]["ties"].as_u64().unwrap() > 80, "{exported:?}");
}

#[test]
fn an_export_that_finds_no_room_leaves_what_was_there() {
    let folder = Folder::new();
    new(&folder);
    folder.write("rows.CSV", super::feeds::rows(0, 4000));
    folder.run(&import("gdelt2", &["rows.CSV"])).expect(0);
    folder.write("out", "mine");
    for format in ["ftm", "stix", "plover-json", "gdelt", "parquet"] {
        let out = if format == "parquet" { "folder" } else { "out" };
        let line = format!(
            "trap '' XFSZ; ulimit -f 64; exec \"$DETENTE\" export a.casebook --format {format} --out {out}"
        );
        let ran = folder.shell(&line).expect(3);
        assert!(ran.err.contains("nothing was left there"), "{}", ran.err);
    }
    let left: Vec<_> = std::fs::read_dir(folder.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        !left
            .iter()
            .any(|name| name == "folder" || name.to_string_lossy().contains("tmp")),
        "{left:?}"
    );
    assert_eq!(std::fs::read(folder.path("out")).unwrap(), b"mine");
}
