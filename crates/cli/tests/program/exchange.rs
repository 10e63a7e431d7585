//! What leaves in a format of other programs comes back, and what others write is read.

use crate::export::{ask, export, python};
use crate::folder::{Folder, NOW, Ran};
use serde_json::Value;
use std::collections::BTreeSet;

fn import(folder: &Folder, casebook: &str, format: &str, file: &str) -> Ran {
    folder
        .run(&["new", casebook, "--recorded-at", NOW])
        .expect(0);
    folder.run(&[
        "import",
        casebook,
        "--format",
        format,
        file,
        "--recorded-at",
        NOW,
        "--json",
    ])
}

/// Events of two states as type, sides and first day: whom a format carries by name alone may come
/// back as a name. Where documents tell them, these are those
/// that they say happened.
fn events(folder: &Folder, casebook: &str) -> BTreeSet<String> {
    let events = folder.run(&["events", casebook, "--json"]).expect(0).json();
    let so = |event: &&Value| {
        matches!(event["modality"].as_str(), Some("asserted" | "reported"))
            && event["polarity"] == "positive"
            && event["when"]["start"].is_string()
    };
    let told = |event: &Value| {
        let sides: BTreeSet<String> = ["source", "target"]
            .iter()
            .flat_map(|side| event[side].as_array().unwrap())
            .map(|actor| actor["actor"].as_str().unwrap_or("-").to_owned())
            .collect();
        let start = event["when"]["start"].as_str().unwrap();
        let are_states = sides.iter().all(|side| side.len() == 3);
        (sides.len() == 2 && are_states).then(|| format!("{} {sides:?} {start}", event["type"]))
    };
    events.iter().filter(so).filter_map(told).collect()
}

#[test]
fn events_and_ties_that_leave_come_back() {
    let folder = Folder::new();
    folder.run(&["demo", "a.casebook", "--quiet"]).expect(0);
    let before = events(&folder, "a.casebook");
    assert!(before.len() > 10, "{before:?}");
    let ties = folder
        .run(&["ties", "a.casebook", "--json"])
        .expect(0)
        .json();
    let opened = ties
        .iter()
        .filter(|tie| tie["status"] == "opened" && tie["when"]["start"].is_string())
        .count();
    for format in ["ftm", "stix", "parquet"] {
        let casebook = format!("{format}.casebook");
        export(&folder, format, format);
        let ran = import(&folder, &casebook, format, format).expect(1);
        for line in ran
            .err
            .lines()
            .filter(|line| line.starts_with("rejected: "))
        {
            let why = [
                "no date",
                "does not say when it began",
                "is forecast",
                "is denied",
                "is planned",
                "lists keep ties of two",
                "more rows were rejected",
            ];
            assert!(why.iter().any(|why| line.contains(why)), "{line}");
        }
        let after = events(&folder, &casebook);
        let lost: Vec<_> = before.difference(&after).collect();
        assert!(lost.len() * 10 <= before.len(), "{format} lost {lost:?}");
        let back = folder.run(&["ties", &casebook, "--json"]).expect(0).json();
        assert!(
            back.len() >= opened.min(8),
            "{format}: {} of {opened} ties",
            back.len()
        );
        let quote = back[0]["evidence"][0]["quote"].as_str().unwrap();
        assert!(
            quote.starts_with('{'),
            "the words of a tie are its object: {quote}"
        );
        folder.run(&["verify", &casebook]).expect(0);
        let again = ["import", &casebook, "--format", format, format, "--json"];
        let again = folder.run(&again).expect(0).json().remove(0);
        assert_eq!(
            (&again["new"], &again["rows"]),
            (&0.into(), &0.into()),
            "{format}"
        );
    }
}

/// The table that `ftm statements` makes of entities: every field quoted, a row for each value.
fn statements(entities: &str) -> String {
    let mut table =
        "\"canonical_id\",\"entity_id\",\"prop\",\"prop_type\",\"schema\",\"value\",\"external\"\n"
            .to_owned();
    for line in entities.lines() {
        let entity: Value = serde_json::from_str(line).unwrap();
        let word = |name: &str| entity[name].as_str().unwrap().to_owned();
        for (prop, values) in entity["properties"].as_object().unwrap() {
            for value in values.as_array().unwrap() {
                let fields = [
                    word("id"),
                    word("id"),
                    prop.clone(),
                    String::new(),
                    word("schema"),
                    value.as_str().unwrap().to_owned(),
                    "f".to_owned(),
                ];
                let fields = fields.map(|field| format!("\"{}\"", field.replace('"', "\"\"")));
                table.push_str(&(fields.join(",") + "\n"));
            }
        }
    }
    table
}

#[test]
fn statements_of_follow_the_money_are_read_as_their_entities() {
    let folder = Folder::new();
    folder.run(&["demo", "a.casebook", "--quiet"]).expect(0);
    export(&folder, "ftm", "e.json");
    let entities = std::fs::read_to_string(folder.path("e.json")).unwrap();
    folder.write("s.csv", statements(&entities));
    import(&folder, "e.casebook", "ftm", "e.json").expect(1);
    import(&folder, "s.casebook", "ftm", "s.csv").expect(1);
    let told = events(&folder, "s.casebook");
    assert!(told.len() > 10, "{told:?}");
    assert_eq!(told, events(&folder, "e.casebook"));
    let ties = |casebook: &str| {
        folder
            .run(&["ties", casebook, "--json"])
            .expect(0)
            .json()
            .len()
    };
    assert_eq!(ties("s.casebook"), ties("e.casebook"));
    folder.run(&["verify", "s.casebook"]).expect(0);
    let stray = "canonical_id,entity_id,prop,schema,value\n,,name,Person,X\n";
    folder.write("stray.csv", stray);
    let ran = import(&folder, "stray.casebook", "ftm", "stray.csv").expect(1);
    let why = "the statement in row 2 has no entity, property or schema";
    assert!(ran.err.contains(why), "{}", ran.err);
}

#[test]
fn a_bundle_of_others_is_read_object_by_object() {
    let folder = Folder::new();
    let bundle = r#"{
  "type": "bundle", "id": "bundle--1",
  "objects": [
    {"type": "identity", "id": "identity--1", "name": "Iran"},
    {"type": "identity", "id": "identity--2",
     "name": "Russia"},
    {"type": "relationship", "id": "relationship--1", "relationship_type": "aid",
     "source_ref": "identity--1", "target_ref": "identity--2",
     "start_time": "2022-08-19T08:30:00Z"},
    {"type": "relationship", "id": "relationship--2", "relationship_type": "arms-supply",
     "source_ref": "identity--1", "target_ref": "identity--2",
     "start_time": "2022-08-01T00:00:00Z", "stop_time": "2024-01-01T00:00:00Z"},
    {"type": "relationship", "id": "relationship--3", "relationship_type": "targets",
     "source_ref": "identity--1", "target_ref": "identity--2"},
    {"type": "relationship", "id": "relationship--4", "relationship_type": "aid",
     "source_ref": "identity--1", "target_ref": "identity--9", "start_time": "2022-08-19T08:30:00Z"}
  ]
}"#;
    folder.write("b.json", bundle);
    let ran = import(&folder, "a.casebook", "stix", "b.json").expect(1);
    assert!(ran.err.contains("\"targets\""), "{}", ran.err);
    assert!(ran.err.contains("identity--9"), "{}", ran.err);
    let event = folder
        .run(&["events", "a.casebook", "--json"])
        .expect(0)
        .json()
        .remove(0);
    assert_eq!(
        (&event["type"], &event["when"]["start"]),
        (&"AID".into(), &"2022-08-19".into())
    );
    assert_eq!(
        (&event["source"][0]["actor"], &event["target"][0]["actor"]),
        (&"IRN".into(), &"RUS".into())
    );
    let tie = folder
        .run(&["ties", "a.casebook", "--json"])
        .expect(0)
        .json()
        .remove(0);
    assert_eq!(
        (&tie["kind"], &tie["when"]["end"]),
        (&"arms-supply".into(), &"2023-12-31".into())
    );
    for record in [&event, &tie] {
        let words = &record["evidence"][0];
        let at = |field: &str| usize::try_from(words[field].as_u64().unwrap()).unwrap();
        let written = bundle[at("start")..at("end")].replace('\n', " ");
        assert_eq!(
            words["quote"].as_str().unwrap().trim(),
            written.trim().trim_end_matches(',')
        );
    }
    folder.run(&["verify", "a.casebook"]).expect(0);
}

#[test]
fn what_is_of_another_format_is_refused_with_the_reason() {
    let folder = Folder::new();
    let long = format!(
        "{{\"objects\": {}1{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    for (place, (format, bytes, why)) in [
        ("ftm", &b"a,b\n1,2\n"[..], "no JSON object"),
        ("stix", b"a,b\n1,2\n", "no bundle of STIX"),
        ("stix", b"{\"objects\": []}", "no \"objects\""),
        ("stix", long.as_bytes(), "recursion limit"),
        ("parquet", b"a,b\n1,2\n", "begin and end with PAR1"),
        (
            "parquet",
            b"PAR1 \xff\xff\xff\xff\xff\x04\0\0\0PAR1",
            "no Parquet file",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("{place}.file");
        folder.write(&name, bytes);
        let ran = import(&folder, &format!("{place}.casebook"), format, &name).expect(1);
        assert!(ran.err.contains(why), "{format}: {}", ran.err);
        assert_eq!(ran.err.matches("rejected: ").count(), 1, "{}", ran.err);
    }
}

#[test]
fn files_of_pyarrow_are_read_however_they_are_packed() {
    let Some(python) = python(
        "files_of_pyarrow_are_read_however_they_are_packed",
        "pyarrow",
    ) else {
        return;
    };
    let folder = Folder::new();
    let script = "
import json, datetime, pyarrow as pa, pyarrow.parquet as pq
rows = [{'id': i, 'event_date': datetime.date(2020, 1, 1) + datetime.timedelta(days=i % 700),
  'event_type': ['CONSULT', 'AID', 'ASSAULT'][i % 3], 'source': ['RUS', 'IRN', 'USA'][i % 3], 'target': ['IRN', 'RUS', 'CHN'][i % 3],
  'deaths': i % 5 if i % 3 == 2 else None, 'goldstein': float(i % 7) - 3, 'flag': i % 2 == 0, 'note': None if i % 4 else 'x' * (i % 50)} for i in range(3000)]
table = pa.Table.from_pylist(rows)
pq.write_table(table, 'snappy')
pq.write_table(table, 'zstd', compression='zstd', data_page_version='2.0', row_group_size=700)
pq.write_table(table, 'gzip', compression='gzip', use_dictionary=False)
pq.write_table(table, 'none', compression='none', data_page_version='2.0', use_dictionary=['source'])
print(json.dumps({'deaths': sum(r['deaths'] or 0 for r in rows), 'goldstein': sum(r['goldstein'] for r in rows)}))
";
    let wanted = ask(&folder, &python, script);
    for name in ["snappy", "zstd", "gzip", "none"] {
        let casebook = format!("{name}.casebook");
        let told = import(&folder, &casebook, "parquet", name)
            .expect(0)
            .json()
            .remove(0);
        assert_eq!(told["new"], 3000, "{name}");
        let sql = "SELECT sum(deaths) AS deaths, sum(intensity) AS goldstein FROM imported_reports";
        let sums = folder
            .run(&["sql", &casebook, sql, "--json"])
            .expect(0)
            .json()
            .remove(0);
        assert_eq!(sums, wanted, "{name}");
    }
}

#[test]
fn listings_of_sanctions_are_ties_and_what_is_no_tie_is_told() {
    let folder = Folder::new();
    folder.write(
        "e.json",
        r#"{"id":"c1","schema":"Company","properties":{"name":["Made-up Shipping"]}}
{"id":"s1","schema":"Sanction","properties":{"entity":["c1"],"authority":["United States"],"program":["Made-up programme"],"startDate":["2023-05-19"],"endDate":["2024"]}}
{"id":"s2","schema":"Sanction","properties":{"entity":["c1"],"authority":["European Union"]}}
{"id":"s3","schema":"Sanction","properties":{"entity":["c1"],"authority":["Some office"],"country":["au"],"startDate":["2024"]}}
{"id":"o1","schema":"Ownership","properties":{"owner":["c1"],"asset":["c1"]}}
"#,
    );
    let ran = import(&folder, "a.casebook", "ftm", "e.json").expect(1);
    assert!(
        ran.err.contains("\"Ownership\"") && ran.err.contains("when it began"),
        "{}",
        ran.err
    );
    let counts = "(2 reports of 5 rows); 1 row neither event nor tie; 2 rows rejected";
    assert!(ran.err.contains(counts), "{}", ran.err);
    let ties = folder
        .run(&["ties", "a.casebook", "--json"])
        .expect(0)
        .json();
    let sender = |tie: &Value| tie["parties"][0]["actor"]["actor"].clone();
    assert_eq!((ties.len(), sender(&ties[1])), (2, "AUS".into()));
    let tie = &ties[0];
    assert_eq!(
        (&tie["kind"], &tie["when"]["start"], &tie["when"]["end"]),
        (
            &"sanctions".into(),
            &"2023-05-19".into(),
            &"2024-12-31".into()
        )
    );
    let parties = tie["parties"].as_array().unwrap();
    let actor = |place: usize| {
        parties[place]["actor"]["actor"]
            .as_str()
            .or(parties[place]["actor"]["text"].as_str())
    };
    assert_eq!(
        (actor(0), actor(1)),
        (Some("USA"), Some("Made-up Shipping"))
    );
}

#[test]
fn rows_of_which_none_is_kept_are_told_as_such() {
    let folder = Folder::new();
    folder.write(
        "e.json",
        r#"{"id":"c1","schema":"Company","properties":{"name":["Made-up Shipping"]}}
{"id":"o1","schema":"Ownership","properties":{"owner":["c1"],"asset":["c1"]}}
"#,
    );
    let ran = import(&folder, "a.casebook", "ftm", "e.json").expect(1);
    for told in [
        "50.0 % of the rows were rejected; nothing was kept",
        "(0 reports of 2 rows); 1 row neither event nor tie; 1 row rejected",
    ] {
        assert!(ran.err.contains(told), "{}", ran.err);
    }
}
