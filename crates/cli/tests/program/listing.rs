//! Lists, SQL, checks and messages.

use crate::folder::{ARTICLE, Folder, NOW};

/// Checks what the program says; paths of the test's folder do not show.
macro_rules! snapshot {
    ($ran:expr) => {{
        let ran = $ran;
        let text = format!(
            "exit {:?}\n-- out\n{}-- err\n{}",
            ran.code, ran.out, ran.err
        );
        insta::assert_snapshot!(text);
    }};
}

#[test]
fn help() {
    snapshot!(Folder::new().run(&["--help"]));
}

#[test]
fn help_of_a_list() {
    snapshot!(Folder::new().run(&["events", "--help"]));
}

#[test]
fn documents_for_people() {
    let folder = Folder::new();
    folder.write("rain.md", "---\ntitle: A wet spring, and what the farmers of the valley make of it after all these years\noutlet: Hill Post\npublished: 2021-05\n---\n\nIt rained for eleven days in April and the river rose.\n");
    folder.write(
        "pluie.txt",
        "Il a plu pendant onze jours au mois d'avril et la rivière a monté.\n",
    );
    folder.run(&["new", "a.casebook"]).expect(0);
    folder
        .run(&["add", "a.casebook", "rain.md", "pluie.txt"])
        .expect(0);
    snapshot!(folder.run(&["documents", "a.casebook"]));
}

#[test]
fn documents_as_csv() {
    let ran = Folder::with_article()
        .run(&["documents", "a.casebook", "--csv"])
        .expect(0);
    let mut reader = csv::Reader::from_reader(ran.out.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!((header.len(), rows.len()), (19, 1));
    assert_eq!((&header[1], &rows[0][1]), ("path", "talks.txt"));
}

#[test]
fn passages_by_their_words() {
    snapshot!(Folder::with_article().run(&[
        "passages",
        "a.casebook",
        "--words",
        "thanked OR partners"
    ]));
}

#[test]
fn events_have_the_fields_of_the_contract() {
    let folder = Folder::with_article();
    let events = folder
        .run(&["events", "a.casebook", "--json", "--pair", "Russia", "iran"])
        .expect(0)
        .json();
    let signed = events
        .iter()
        .find(|event| event["when"]["start"] == "2025-01-17")
        .expect("the treaty is found");
    assert!(signed["id"].as_str().unwrap().starts_with("evt_"));
    assert_eq!(signed["when"]["precision"], "day");
    let fields = [
        "mode", "context", "cameo", "source", "target", "modality", "polarity", "says", "theme",
        "theatre", "trigger", "score", "evidence", "articles", "outlets", "origins",
    ];
    for field in fields {
        assert!(signed.get(field).is_some(), "{field} is missing: {signed}");
    }
    let evidence = &signed["evidence"][0];
    let byte = |name: &str| usize::try_from(evidence[name].as_u64().unwrap()).unwrap();
    assert_eq!(evidence["path"], "talks.txt");
    assert_eq!(
        &ARTICLE[byte("start")..byte("end")],
        evidence["quote"].as_str().unwrap()
    );
}

#[test]
fn conditions_narrow_and_limits_hold() {
    let folder = Folder::with_article();
    let count = |conditions: &[&str]| {
        let arguments = [&["claims", "a.casebook", "--json"], conditions].concat();
        folder.run(&arguments).expect(0).out.lines().count()
    };
    let all = count(&[]);
    assert!(all > 1);
    assert_eq!(count(&["--limit", "1"]), 1);
    assert_eq!(count(&["--limit", "0"]), 0);
    assert_eq!(count(&["--actor", "CHN"]), 0);
    assert_eq!(count(&["--pair", "RUS", "CHN"]), 0);
    assert_eq!(count(&["--known-by", "2020"]), 0);
    assert_eq!(count(&["--known-by", "2026-01"]), all);
    assert_eq!(count(&["--to", "1990"]), 0);
    assert!(count(&["--from", "2025", "--to", "2025-01-31"]) < all);
    assert!(count(&["--about", "event"]) < all);
}

#[test]
fn causes_are_found_by_whom_their_ends_are_about() {
    let folder = Folder::new();
    folder.write(
        "causes.txt",
        "The Russian sanctions on Turkey reduced Turkish exports.\n\nThe drought in Syria led to unrest in Syria.\n",
    );
    folder.run(&["new", "a.casebook"]).expect(0);
    folder.run(&["add", "a.casebook", "causes.txt"]).expect(0);
    let count = |conditions: &[&str]| {
        let asked = [&["causes", "a.casebook", "--json"], conditions].concat();
        folder.run(&asked).expect(0).json().len()
    };
    assert_eq!(count(&[]), 2);
    assert_eq!(count(&["--actor", "TUR"]), 1);
    assert_eq!(count(&["--pair", "RUS", "TUR"]), 1);
    assert_eq!(count(&["--pair", "RUS", "SYR"]), 0);
}

#[test]
fn what_is_asked_wrongly_is_told_apart_from_what_fails() {
    let folder = Folder::with_article();
    folder.write(
        "text",
        "no casebook, but longer than a header of one would be, to be sure of it",
    );
    for arguments in [
        &["events", "a.casebook", "--actor", "Ruritania"][..],
        &["events", "a.casebook", "--type", "HUG"],
        &["events", "a.casebook", "--theatre", "moon"],
        &["events", "a.casebook", "--theme", "cheese"],
        &["events", "a.casebook", "--from", "yesterday"],
        &["events", "a.casebook", "--modality", "certain"],
        &["events", "a.casebook", "--pair", "RUS"],
        &["passages", "a.casebook", "--words", "\""],
        &["events", "missing.casebook"],
        &["events", "text"],
        &["new", "a.casebook"],
        &["brief", "a.casebook", "RUS", "Russia"],
        &["sql", "a.casebook", "DELETE FROM claims"],
        &["sql", "a.casebook", "SELECT nothing"],
        &["demo", "a.casebook"],
        &["documents", "a.casebook", "--json", "--csv"],
        &["dance"],
    ] {
        let ran = folder.run(arguments).expect(2);
        assert_eq!(ran.out, "", "{arguments:?}");
        assert!(ran.err.starts_with("error: "), "{arguments:?}: {}", ran.err);
    }
    let unknown = folder.run(&["brief", "a.casebook", "RUS", "Hezbol"]);
    assert!(
        unknown.err.contains("did you mean group:hezbollah"),
        "{}",
        unknown.err
    );
}

#[test]
fn sql_for_people_and_programs() {
    let folder = Folder::with_article();
    let statement = "SELECT path, title, NULL AS missing, 1.5 AS real FROM documents";
    snapshot!(folder.run(&["sql", "a.casebook", statement]));
    let json = folder
        .run(&["sql", "a.casebook", statement, "--json"])
        .expect(0);
    assert_eq!(
        json.out,
        "{\"path\":\"talks.txt\",\"title\":\"Talks in Moscow\",\"missing\":null,\"real\":1.5}\n"
    );
    let csv = folder
        .run(&["sql", "a.casebook", statement, "--csv"])
        .expect(0);
    assert_eq!(
        csv.out,
        "path,title,missing,real\ntalks.txt,Talks in Moscow,,1.5\n"
    );
    let cut = folder
        .run(&[
            "sql",
            "a.casebook",
            "SELECT 1 UNION SELECT 2",
            "--rows",
            "1",
        ])
        .expect(0);
    assert!(cut.err.contains("only the first 1 rows"), "{}", cut.err);
}

#[test]
fn a_changed_quote_is_found() {
    let folder = Folder::with_article();
    folder.run(&["verify", "a.casebook"]).expect(0);
    let other = rusqlite::Connection::open(folder.path("a.casebook")).unwrap();
    other
        .execute(
            "UPDATE passages SET text = 'Iran thanked nobody.' WHERE text LIKE 'Iran thanked%'",
            [],
        )
        .unwrap();
    drop(other);
    let ran = folder.run(&["verify", "a.casebook", "--json"]).expect(1);
    assert!(ran.json().iter().any(|fault| {
        fault["message"]
            .as_str()
            .unwrap()
            .contains("not in its document")
    }));
}

#[test]
fn runs_and_rejects() {
    let folder = Folder::with_article();
    folder
        .run(&[
            "add",
            "a.casebook",
            "missing.txt",
            "--recorded-at",
            NOW,
            "--quiet",
        ])
        .expect(1);
    let runs = folder
        .run(&["runs", "a.casebook", "--json"])
        .expect(0)
        .json();
    let steps: Vec<_> = runs
        .iter()
        .map(|run| run["step"].as_str().unwrap())
        .collect();
    assert_eq!(steps, ["add", "merge", "add", "merge"]);
    assert!(runs.iter().all(|run| run["finished"] == NOW));
    snapshot!(folder.run(&["rejects", "a.casebook"]));
}

#[test]
fn a_casebook_has_knowledge_of_its_own() {
    let folder = Folder::new();
    folder.write(
        "rows.tsv",
        "organisation\tmember\tstatus\tfrom\tto\tsource\norg:nato\tRUS\tmember\t2030\t\ttest\n",
    );
    folder.write("bad.tsv", "organisation\tmember\norg:nato\tRUS\n");
    folder.run(&["new", "a.casebook"]).expect(0);
    let set = |file: &str, rows: &str| folder.run(&["knowledge", "a.casebook", file, rows]);
    set("actors/memberships.tsv", "rows.tsv").expect(0);
    set("actors/memberships.tsv", "bad.tsv").expect(2);
    set("actors/nothing.tsv", "rows.tsv").expect(2);
    assert_eq!(
        folder.run(&["knowledge", "a.casebook"]).expect(0).out,
        "actors/memberships.tsv\n"
    );
    let shown = folder
        .run(&["knowledge", "a.casebook", "actors/memberships.tsv"])
        .expect(0);
    assert!(shown.out.contains("org:nato\tRUS\tmember\t2030"));
}

#[test]
fn no_colour_where_there_is_no_terminal() {
    let folder = Folder::with_article();
    for list in [
        "documents",
        "passages",
        "claims",
        "events",
        "ties",
        "actors",
        "runs",
    ] {
        let ran = folder.run(&[list, "a.casebook"]).expect(0);
        assert!(!ran.out.contains('\u{1b}'), "{list}");
        let widest = ran
            .out
            .lines()
            .map(console::measure_text_width)
            .max()
            .unwrap_or(0);
        assert!(widest <= 80, "{list}: {widest} columns");
    }
}

#[test]
fn theatres_and_themes_are_asked_for_by_the_names_that_briefs_print() {
    let folder = Folder::new();
    folder.write(
        "a.txt",
        "Russia and Iran signed an arms deal in Syria on 3 May 2020. Russia and Iran held energy talks in Moscow on 4 May 2020.\n",
    );
    folder.run(&["new", "a.casebook"]).expect(0);
    folder.run(&["add", "a.casebook", "a.txt"]).expect(0);
    let ids = |arguments: &[&str]| {
        let arguments = [&["events", "a.casebook", "--json"], arguments].concat();
        let ran = folder.run(&arguments).expect(0).json();
        ran.iter()
            .map(|event| event["id"].clone())
            .collect::<Vec<_>>()
    };
    let wanted = ids(&["--theatre", "theatre:syria"]);
    assert!(!wanted.is_empty() && wanted.len() < ids(&[]).len());
    for name in ["Syria", "syria", "SYRIE"] {
        assert_eq!(ids(&["--theatre", name]), wanted, "{name}");
    }
    assert_eq!(ids(&["--theme", "Energy"]), ids(&["--theme", "energy"]));
    let ran = folder
        .run(&["events", "a.casebook", "--theatre", "Mars"])
        .expect(2);
    assert!(ran.err.contains("South Caucasus"), "{}", ran.err);
}

#[test]
fn a_brief_without_articles_says_so() {
    let folder = Folder::new();
    folder.run(&["new", "a.casebook"]).expect(0);
    let brief = folder
        .run(&["brief", "a.casebook", "RUS", "IRN"])
        .expect(0)
        .out;
    assert!(
        brief.contains("No articles") && !brief.contains("0 articles"),
        "{brief}"
    );
}
