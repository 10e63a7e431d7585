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
    let rows = "stateID,StateName,Title,Begin,End,Year\nRUS,Russia,Paris Club,1992,,2017\nIRN,Iran,Paris Club,1995,1999,2017\n";
    folder.write("iigo.csv", rows);
    let ran = folder.run(&import("iigo", &["iigo.csv"])).expect(0);
    assert!(ran.err.contains("(2 ties from 2 rows)"), "{}", ran.err);
    let brief = folder.run(&["brief", "a.casebook", "RUS", "IRN"]).expect(0);
    assert!(
        brief.out.contains("informal organisations, IIGO")
            && brief.out.contains("1995/1999    Paris Club"),
        "{}",
        brief.out
    );
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
    let lists: [(&str, &[&str]); 8] = [
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
        ("wikidata", &["leaders_wikidata_cc0_2022.csv"]),
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
    // All terms are kept; Artsakh, Republika Srpska, Somaliland, Transnistria, Northern Cyprus are no
    // states of the tables.
    let terms = "SELECT count(*) AS terms, count(DISTINCT CASE WHEN length(state) > 3 THEN state END) AS others FROM reference_leaders";
    let terms = folder
        .run(&["sql", "a.casebook", terms, "--json"])
        .expect(0)
        .json();
    assert_eq!(terms[0], serde_json::json!({ "terms": 424, "others": 5 }));
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

const ARCHIGOS: &str = "obsid,gwcode,leader,startdate,enddate,exit\n\
    RUS-2000,365,Putin,2000-01-01,2015-12-31,Still in Office\nIRN-1989-1,630,Khamenei,1989-06-04,1989-08-03,Regular\n\
    IRN-1989-2,630,Rafsanjani,1989-08-17,1997-08-03,Regular\nIRN-1997,630,Nobody Such,1997-08-03,2005-08-03,Regular\n\
    IRN-X,630,Rouhani,2013-08-43,2015-12-31,Regular\n";

/// The brief says who led the two on the day asked, and that two lists differ on Russia.
fn brief_names_leaders(folder: &Folder) {
    let asked = [
        "brief",
        "a.casebook",
        "RUS",
        "IRN",
        "--true-on",
        "2010-01-01",
    ];
    let brief = folder
        .run(&[&asked[..], &["--json"]].concat())
        .expect(0)
        .json()
        .remove(0);
    let leading = &brief["leaders"];
    assert_eq!(
        (&leading["day"], &leading["chosen"]),
        (&"2010-01-01".into(), &"asked".into())
    );
    let russia = &leading["sides"][0];
    let names: Vec<&str> = russia["leaders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|leader| leader["name"].as_str().unwrap())
        .collect();
    // A name of the table of offices and one of a list that mean one person are one row.
    assert_eq!(names, ["Dmitry Medvedev", "Vladimir Putin"], "{russia}");
    let conflict = russia["conflicts"][0].as_str().unwrap();
    assert!(
        conflict.contains("Putin by Archigos, Medvedev by REIGN"),
        "{conflict}"
    );
    let told = folder.run(&asked).expect(0).out;
    assert!(told.contains("Who led them on 2010-01-01"), "{told}");
    assert!(told.contains("REIGN, reign.csv:3"), "{told}");
    // Before the lists were read, our own table alone could be known.
    let known = [
        "brief",
        "a.casebook",
        "RUS",
        "IRN",
        "--known-by",
        "2010-01-01",
        "--json",
    ];
    let known = folder.run(&known).expect(0).json().remove(0);
    assert_eq!(
        known["leaders"]["sides"][0]["conflicts"],
        serde_json::json!([])
    );
}

#[test]
fn leaders_are_answered_by_authority_and_differences_are_kept() {
    let folder = Folder::new();
    new(&folder);
    folder.write("archigos.csv", ARCHIGOS);
    folder.write(
        "reign.csv",
        "ccode,leader,sdate,smonth,syear,emonth,eyear\n630,Rafsanjani,17,8,1989,8,1997\n365,Medvedev,7,5,2008,5,2012\n",
    );
    let ran = folder.run(&import("archigos", &["archigos.csv"])).expect(1);
    assert!(
        ran.err.contains("archigos.csv:6") && ran.err.contains("YYYY-MM-DD"),
        "{}",
        ran.err
    );
    folder.run(&import("reign", &["reign.csv"])).expect(0);
    let on = [
        "leaders",
        "a.casebook",
        "--actor",
        "Russia",
        "--on",
        "2010-01-01",
        "--json",
    ];
    let found = folder.run(&on).expect(0).json();
    let told: Vec<_> = found
        .iter()
        .map(|leader| {
            (
                leader["authority"].as_str().unwrap(),
                leader["leader"].as_str().unwrap(),
            )
        })
        .collect();
    assert!(told.contains(&("archigos", "Putin")) && told.contains(&("reign", "Medvedev")));
    assert!(told.contains(&("offices", "Dmitry Medvedev")), "{told:?}");
    brief_names_leaders(&folder);
    let listed = found
        .iter()
        .find(|leader| leader["authority"] == "archigos")
        .unwrap();
    assert_eq!(
        listed["evidence"]["quote"],
        "RUS-2000,365,Putin,2000-01-01,2015-12-31,Still in Office"
    );
    assert_eq!(
        (&listed["to"], &listed["open"]),
        (&"2015-12-31".into(), &true.into())
    );
    let differ = ["leaders", "a.casebook", "--differences", "--json"];
    let found = folder.run(&differ).expect(0).json();
    let told = |state: &str, one: &str, other: &str| {
        found.iter().any(|found| {
            found["state"] == state
                && found["a"]["authority"] == one
                && found["b"]["authority"] == other
        })
    };
    assert!(told("RUS", "archigos", "reign"), "Putin or Medvedev");
    assert!(told("IRN", "archigos", "offices"), "Nobody Such or Khatami");
    assert!(
        !told("IRN", "archigos", "reign"),
        "both say Rafsanjani, then one ends"
    );
    let late = [
        "leaders",
        "a.casebook",
        "--actor",
        "IRN",
        "--on",
        "2024-01-01",
    ];
    let late = folder.run(&late).expect(0);
    assert!(
        late.err.contains("archigos ends on 2015-12-31"),
        "{}",
        late.err
    );
    let covered = folder
        .run(&["coverage", "a.casebook", "--json"])
        .expect(0)
        .json();
    assert_eq!(
        (&covered[0]["dataset"], &covered[0]["rejected"]),
        (&"archigos".into(), &1.into())
    );
    assert_eq!(covered[1]["dataset"], "reign");
}

const WIDE: &str = "country,countryLabel,positionLabel,personLabel,start,startPrecision,end,endPrecision\n\
    http://www.wikidata.org/entity/Q159,Russia,President of Russia,Dmitry Medvedev,2008-01-01T00:00:00Z,9,2012-05-01T00:00:00Z,10\n\
    http://www.wikidata.org/entity/Q159,Russia,Minister of Foreign Affairs of Russia,Sergey Lavrov,2004-03-09T00:00:00Z,11,,\n\
    http://www.wikidata.org/entity/Q159,Russia,President of Russia,Vladimir Putin,2012-05-07T00:00:00Z,11,2099-01-01T00:00:00Z,9\n\
    http://www.wikidata.org/entity/Q794,Iran,President of Iran,Mahmoud Ahmadinejad,2005-08-03T00:00:00Z,11,\
    http://www.wikidata.org/.well-known/genid/7f,\nhttp://www.wikidata.org/entity/Q794,Iran,President of Iran,,2013-08-03T00:00:00Z,11,,\n";

#[test]
fn holders_of_offices_keep_the_precision_of_their_dates() {
    let folder = Folder::new();
    new(&folder);
    folder.write("offices.csv", WIDE);
    folder.write("archigos.csv", ARCHIGOS);
    folder.run(&import("archigos", &["archigos.csv"])).expect(1);
    let ran = folder.run(&import("wikidata", &["offices.csv"])).expect(1);
    assert!(
        ran.err.contains("offices.csv:6") && ran.err.contains("is not a label"),
        "{}",
        ran.err
    );
    let found = folder
        .run(&["leaders", "a.casebook", "--json"])
        .expect(0)
        .json();
    let told: Vec<_> = found
        .iter()
        .filter(|leader| leader["authority"] == "wikidata")
        .map(|leader| {
            let text = |key: &str| leader[key].as_str().unwrap_or("?");
            let (who, office) = (text("leader"), text("office"));
            format!("{who}, {office}: {} to {}", text("from"), text("to"))
        })
        .collect();
    assert_eq!(
        told,
        [
            "Mahmoud Ahmadinejad, President of Iran: 2005-08-03 to ?",
            "Sergey Lavrov, Minister of Foreign Affairs of Russia: 2004-03-09 to 2099",
            "Dmitry Medvedev, President of Russia: 2008 to 2012-05",
            "Vladimir Putin, President of Russia: 2012-05-07 to 2099",
        ]
    );
    let differ = ["leaders", "a.casebook", "--differences", "--json"];
    let found = folder.run(&differ).expect(0).json();
    let differs = |one: &str, other: &str| {
        let with = |found: &&serde_json::Value| {
            found["state"] == "RUS"
                && found["a"]["authority"] == one
                && found["b"]["authority"] == other
        };
        let found = found.iter().find(with)?;
        Some((found["from"].clone(), found["to"].clone()))
    };
    // Of 2008 and of May 2012 the list does not say which of the days are his.
    assert_eq!(
        differs("archigos", "wikidata"),
        Some(("2008-12-31".into(), "2012-04-30".into()))
    );
    assert_eq!(differs("offices", "wikidata"), None);
    let covered = folder
        .run(&["coverage", "a.casebook", "--json"])
        .expect(0)
        .json();
    let list = &covered[1];
    assert_eq!(
        (&list["dataset"], &list["rejected"]),
        (&"wikidata".into(), &1.into())
    );
    assert_ne!(list["covers_end"], "2099-12-31", "an end that is planned");
    let asked = [
        "brief",
        "a.casebook",
        "RUS",
        "IRN",
        "--true-on",
        "2010-01-01",
    ];
    let told = folder.run(&asked).expect(0).out;
    assert!(told.contains("Wikidata, offices.csv:2"), "{told}");
    assert!(
        !told.contains("Lavrov"),
        "no foreign minister leads: {told}"
    );
    folder.run(&["verify", "a.casebook"]).expect(0);
}

#[test]
fn a_changed_row_of_a_list_is_found() {
    let folder = Folder::new();
    new(&folder);
    folder.write("archigos.csv", ARCHIGOS);
    folder.write("atop.csv", ATOP);
    folder.run(&import("archigos", &["archigos.csv"])).expect(1);
    folder.run(&import("atop", &["atop.csv"])).expect(1);
    folder.run(&["verify", "a.casebook"]).expect(0);
    let set = |table: &str, what: &str| {
        let file = rusqlite::Connection::open(folder.path("a.casebook")).unwrap();
        let sql = format!("UPDATE {table} SET {what} WHERE number = 1");
        assert_eq!(file.execute(&sql, []).unwrap(), 1);
    };
    for (table, change, back, row) in [
        (
            "reference_leaders",
            "leader = 'Medvedev'",
            "leader = 'Putin'",
            "archigos.csv:2",
        ),
        (
            "reference_ties",
            "end = '2024-12-31'",
            "end = '2018-12-31'",
            "atop.csv:2",
        ),
        (
            "reference_ties",
            "quote = quote || ' '",
            "quote = rtrim(quote)",
            "atop.csv:2",
        ),
    ] {
        set(table, change);
        let found = folder.run(&["verify", "a.casebook"]).expect(1).out;
        assert!(found.contains(row), "{change}: {found}");
        set(table, back);
        folder.run(&["verify", "a.casebook"]).expect(0);
    }
    // The row and what was noted of it are changed together: the file still says what it was.
    let forged = "quote = 'IRN', fingerprint = NULL";
    set("reference_ties", forged);
    let found = folder.run(&["verify", "a.casebook"]).expect(1).out;
    assert!(
        found.contains("atop.csv") && found.contains("bytes"),
        "{found}"
    );
    std::fs::remove_file(folder.path("atop.csv")).unwrap();
    folder.run(&["verify", "a.casebook"]).expect(0);
}
