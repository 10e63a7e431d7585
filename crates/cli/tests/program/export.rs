//! Records in the formats of other programs, read back by ours and by theirs.

use crate::folder::{Folder, NOW};
use detente_testkit::{shared_folder, skip};
use serde_json::Value;
use std::process::Command;

/// The embedded example, and a real file of GDELT where there is one.
fn casebook(test: &str) -> Folder {
    let folder = Folder::new();
    folder.run(&["demo", "a.casebook", "--quiet"]).expect(0);
    if let Some(shared) = shared_folder(test) {
        let file = shared.join("data/formats/gdelt/gdelt2_20191024143000.export.CSV");
        let file = file.to_string_lossy().into_owned();
        folder
            .run(&["import", "a.casebook", "--format", "gdelt2", &file])
            .expect(0);
    }
    folder
}

pub(crate) fn export(folder: &Folder, format: &str, out: &str) -> Value {
    let arguments = [
        "export",
        "a.casebook",
        "--format",
        format,
        "--out",
        out,
        "--recorded-at",
        NOW,
        "--json",
        "--quiet",
    ];
    folder.run(&arguments).expect(0).json().remove(0)
}

/// A Python that has `module`: `$DETENTE_PYTHON`, else `python3`.
pub(crate) fn python(test: &str, module: &str) -> Option<String> {
    let python = std::env::var("DETENTE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let ran = Command::new(&python)
        .args(["-c", &format!("import {module}")])
        .output();
    if ran.is_ok_and(|ran| ran.status.success()) {
        return Some(python);
    }
    skip(
        test,
        &format!("{python} has no module {module}; set DETENTE_PYTHON to one that has"),
    );
    None
}

pub(crate) fn ask(folder: &Folder, python: &str, script: &str) -> Value {
    let ran = Command::new(python)
        .args(["-c", script])
        .current_dir(folder.path(""))
        .output()
        .unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    serde_json::from_slice(&ran.stdout).unwrap()
}

#[test]
fn the_same_casebook_leaves_as_the_same_bytes() {
    let folder = casebook("the_same_casebook_leaves_as_the_same_bytes");
    for format in ["plover-json", "ftm", "stix", "gdelt"] {
        export(&folder, format, "one");
        export(&folder, format, "two");
        assert!(
            std::fs::read(folder.path("one")).unwrap()
                == std::fs::read(folder.path("two")).unwrap(),
            "{format}"
        );
        assert!(
            !std::fs::read(folder.path("one")).unwrap().is_empty(),
            "{format}"
        );
    }
    assert_eq!(
        export(&folder, "parquet", "p")["left_out"],
        serde_json::json!({})
    );
    let again = ["export", "a.casebook", "--format", "parquet", "--out", "p"];
    let ran = folder.run(&again).expect(2);
    assert!(ran.err.contains("is there already"), "{}", ran.err);
    folder
        .run(&["export", "a.casebook", "--format", "xls", "--out", "x"])
        .expect(2);
    folder
        .run(&[
            "export",
            "a.casebook",
            "--format",
            "stix",
            "--out",
            "no/folder/x",
        ])
        .expect(3);
}

#[test]
fn what_has_not_happened_does_not_leave_as_if_it_had() {
    let folder = Folder::new();
    folder.run(&["demo", "a.casebook", "--quiet"]).expect(0);
    let ids = |arguments: &[&str]| -> Vec<String> {
        let lines = folder.run(arguments).expect(0).json();
        let so = |line: &&Value| {
            matches!(line["modality"].as_str(), Some("asserted" | "reported"))
                && line["polarity"] == "positive"
        };
        lines
            .iter()
            .filter(so)
            .map(|line| line["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let happened = ids(&["events", "a.casebook", "--json"]);
    let all = folder
        .run(&["events", "a.casebook", "--json"])
        .expect(0)
        .json()
        .len();
    assert!(happened.len() < all, "the example has forecasts");
    let said = export(&folder, "plover-json", "p.jsonl");
    let text = String::from_utf8(std::fs::read(folder.path("p.jsonl")).unwrap()).unwrap();
    let written: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let written: Vec<&str> = written
        .iter()
        .map(|event| event["id"].as_str().unwrap())
        .collect();
    assert_eq!(written, happened);
    let left: u64 = said["left_out"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(Value::as_u64)
        .sum();
    let ties = folder
        .run(&["ties", "a.casebook", "--json"])
        .expect(0)
        .json()
        .len();
    assert_eq!(left as usize, all - happened.len() + ties);
    assert_eq!(said["events"].as_u64().unwrap() as usize, happened.len());
}

#[test]
fn events_leave_as_gdelt_and_come_back() {
    let test = "events_leave_as_gdelt_and_come_back";
    if shared_folder(test).is_none() {
        return;
    }
    let folder = casebook(test);
    let said = export(&folder, "gdelt", "back.CSV");
    assert!(said["events"].as_u64().unwrap() > 1000, "{said}");
    folder.run(&["new", "b.casebook"]).expect(0);
    folder
        .run(&["import", "b.casebook", "--format", "gdelt2", "back.CSV"])
        .expect(0);
    // What came in as GDELT days and went out: sides, day, code and scale are the same.
    let sql = "SELECT side_a, side_b, when_start, cameo, goldstein FROM imported_reports WHERE when_start = when_end AND side_a <> '' \
               AND cameo IS NOT NULL GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5";
    let of = |casebook: &str| {
        folder
            .run(&["sql", casebook, sql, "--json"])
            .expect(0)
            .json()
    };
    let (before, after) = (of("a.casebook"), of("b.casebook"));
    let kept = before.iter().filter(|row| after.contains(row)).count();
    assert!(
        kept * 100 >= before.len() * 99,
        "{kept} of {} came back; the first that did not: {:?}",
        before.len(),
        before.iter().find(|row| !after.contains(row))
    );
}

#[test]
fn follow_the_money_reads_its_entities() {
    let test = "follow_the_money_reads_its_entities";
    let Some(python) = python(test, "followthemoney") else {
        return;
    };
    let folder = casebook(test);
    let said = export(&folder, "ftm", "e.json");
    let script = "
import json
from collections import Counter
from followthemoney import model
from followthemoney.proxy import EntityProxy
count, lost, ids = Counter(), [], set()
rows = [json.loads(line) for line in open('e.json', encoding='utf-8')]
for row in rows:
    entity = EntityProxy.from_dict(row, cleaned=False)
    count[entity.schema.name] += 1
    ids.add(entity.id)
    for name, values in row['properties'].items():
        if sorted(set(values)) != sorted(entity.get(name)):
            lost.append([row['schema'], name, values, entity.get(name)])
refs = [v for row in rows for n, vs in row['properties'].items() if model.get(row['schema']).get(n).type.name == 'entity' for v in vs]
print(json.dumps({'count': count, 'lost': lost[:5], 'ids': len(ids), 'rows': len(rows), 'dangling': [r for r in refs if r not in ids][:5]}))
";
    let read = ask(&folder, &python, script);
    assert_eq!(read["lost"], serde_json::json!([]));
    assert_eq!(read["dangling"], serde_json::json!([]));
    assert_eq!(read["ids"], read["rows"], "ids are unique");
    assert_eq!(read["count"]["Event"], said["events"]);
    assert!(
        read["count"]["UnknownLink"].as_u64().unwrap() > 10,
        "{read}"
    );
}

#[test]
fn stix2_reads_the_bundle() {
    let test = "stix2_reads_the_bundle";
    let Some(python) = python(test, "stix2") else {
        return;
    };
    let folder = casebook(test);
    export(&folder, "stix", "b.json");
    let script = "
import json, stix2
bundle = stix2.parse(open('b.json', encoding='utf-8').read())
ids = {o.id for o in bundle.objects}
rel = [o for o in bundle.objects if o.type == 'relationship']
print(json.dumps({'objects': len(bundle.objects), 'ids': len(ids), 'relations': len(rel),
  'dangling': sum(r.source_ref not in ids or r.target_ref not in ids for r in rel),
  'dated': sum('start_time' in r for r in rel), 'wrong': sum('stop_time' in r and r.stop_time <= r.start_time for r in rel)}))
";
    let read = ask(&folder, &python, script);
    assert_eq!(read["objects"], read["ids"], "ids are unique");
    assert_eq!((&read["dangling"], &read["wrong"]), (&0.into(), &0.into()));
    assert!(
        read["relations"].as_u64().unwrap() > 50 && read["dated"].as_u64().unwrap() > 20,
        "{read}"
    );
}

#[test]
fn pyarrow_reads_the_folders_of_years() {
    let test = "pyarrow_reads_the_folders_of_years";
    let Some(python) = python(test, "pyarrow") else {
        return;
    };
    let folder = casebook(test);
    let said = export(&folder, "parquet", "p");
    let script = "
import json, pyarrow.dataset as ds
table = ds.dataset('p', partitioning='hive').to_table()
rows = table.to_pylist()
print(json.dumps({'rows': len(rows), 'wrong': sum(str(r['when_start'].year) != str(r['year']) for r in rows if r['when_start']),
  'undated': sum(r['when_start'] is None for r in rows), 'events': sorted([r['id'], str(r['when_start']), r['score'], r['claims'], r['quote']] for r in rows if r['about'] == 'event'),
  'same': all(json.loads(r['record'])['id'] == r['id'] for r in rows)}))
";
    let read = ask(&folder, &python, script);
    let number = |name: &str| said[name].as_u64().unwrap();
    assert_eq!(
        read["rows"].as_u64(),
        Some(number("events") + number("ties"))
    );
    assert_eq!((&read["wrong"], &read["same"]), (&0.into(), &true.into()));
    assert!(
        read["undated"].as_u64().unwrap() > 0,
        "records without a date are there too"
    );
    let mut ours: Vec<Value> = folder
        .run(&["events", "a.casebook", "--json"])
        .expect(0)
        .json()
        .iter()
        .map(|event| {
            let day = event["when"]["start"].as_str().unwrap_or("None");
            serde_json::json!([
                event["id"],
                day,
                event["score"],
                event["claims"],
                event["evidence"][0]["quote"]
            ])
        })
        .collect();
    ours.sort_by_key(|event| event[0].as_str().unwrap().to_owned());
    assert_eq!(read["events"].as_array().unwrap(), &ours);
}

#[test]
fn events_that_leave_as_plover_json_come_back() {
    let folder = Folder::new();
    folder.run(&["demo", "a.casebook", "--quiet"]).expect(0);
    let told = export(&folder, "plover-json", "out.jsonl");
    let lines = std::fs::read_to_string(folder.path("out.jsonl")).unwrap();
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(lines.len() > 40, "{told}");
    folder
        .run(&["new", "b.casebook", "--recorded-at", NOW])
        .expect(0);
    let import = [
        "import",
        "b.casebook",
        "--format",
        "plover-json",
        "out.jsonl",
        "--recorded-at",
        NOW,
        "--json",
    ];
    let ran = folder.run(&import).expect(1);
    let undated = lines.iter().filter(|line| line["date"].is_null()).count();
    let imported = &ran.json()[0];
    assert_eq!(imported["rows"], lines.len());
    assert_eq!(
        imported["rejected_rows"], undated,
        "all others come back: {}",
        ran.err
    );
    assert!(ran.err.contains("no date"), "{}", ran.err);
    let again = folder.run(&import).expect(0);
    assert_eq!(again.json()[0]["known_files"], 1);
    folder.run(&["verify", "b.casebook"]).expect(0);
    let events = folder
        .run(&["events", "b.casebook", "--json"])
        .expect(0)
        .json();
    for line in lines.iter().filter(|line| !line["date"].is_null()) {
        let date = line["date"].as_str().unwrap();
        let parties = |side: &str| -> Vec<&str> {
            let all = line[side].as_array().unwrap().iter();
            all.filter_map(Value::as_str).collect()
        };
        let has = |event: &Value| {
            let found = |side: &str, wanted: &[&str]| {
                let sides = event[side].as_array().unwrap().iter();
                let texts: Vec<_> = sides.filter_map(|actor| actor["text"].as_str()).collect();
                wanted.is_empty() || texts.iter().all(|text| wanted.contains(text))
            };
            event["type"] == line["event"][0]
                && event["when"]["start"].as_str().unwrap().starts_with(date)
                && found("source", &[parties("actor"), parties("recipient")].concat())
                && found("target", &[parties("actor"), parties("recipient")].concat())
        };
        assert!(events.iter().any(has), "{line}");
    }
}

#[test]
fn every_list_writes_the_columns_of_its_csv_as_one_parquet_file() {
    let folder = Folder::with_article();
    let copy = crate::folder::ARTICLE.replace("Talks in Moscow", "Talks");
    folder.write("copy.txt", copy);
    folder.run(&["add", "a.casebook", "copy.txt"]).expect(0);
    let lists = [
        "documents",
        "passages",
        "claims",
        "events",
        "ties",
        "causes",
        "actors",
        "conflicts",
        "recycled",
        "runs",
    ];
    let python = python(
        "every_list_writes_the_columns_of_its_csv_as_one_parquet_file",
        "pyarrow",
    );
    for list in lists {
        let file = format!("{list}.parquet");
        let ran = folder
            .run(&[list, "a.casebook", "--parquet", &file])
            .expect(0);
        let csv = folder.run(&[list, "a.casebook", "--csv"]).expect(0).out;
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let header: Vec<String> = reader
            .headers()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(ran.out, "", "{list}");
        assert!(
            ran.err.contains(&format!("wrote {} row", rows.len())),
            "{}",
            ran.err
        );
        let bytes = std::fs::read(folder.path(&file)).unwrap();
        assert!(
            bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"),
            "{list}"
        );
        let Some(python) = &python else { continue };
        let script = format!(
            "
import json, pyarrow.parquet as pq
table = pq.read_table('{file}')
text = lambda v: '' if v is None else str(v)
rows = [[text(v) for v in row.values()] for row in table.to_pylist()]
print(json.dumps({{'names': table.column_names, 'types': [str(t) for t in table.schema.types], 'rows': rows}}))
"
        );
        let read = ask(&folder, python, &script);
        assert_eq!(read["names"], serde_json::json!(header), "{list}");
        for (place, name) in header.iter().enumerate() {
            let kind = read["types"][place].as_str().unwrap();
            let wanted = match name.as_str() {
                "when_start" | "published_end" => "date32[day]",
                "start" | "claims" | "a_end" => "int64",
                "score" => "double",
                "quote" | "rule" => "string",
                _ => kind,
            };
            assert_eq!(kind, wanted, "{list}: {name}");
            for (number, row) in rows.iter().enumerate().filter(|_| kind != "double") {
                assert_eq!(read["rows"][number][place], row[place], "{list}: {name}");
            }
        }
    }
    assert!(folder.path("recycled.parquet").metadata().unwrap().len() > 600);
}

#[test]
fn a_parquet_file_goes_with_no_other_format_and_stands_whole_or_not_at_all() {
    let folder = Folder::with_article();
    for other in ["--json", "--csv"] {
        let asked = ["events", "a.casebook", "--parquet", "e.parquet", other];
        folder.run(&asked).expect(2);
    }
    let asked = ["events", "a.casebook", "--parquet", "none/e.parquet"];
    let ran = folder.run(&asked).expect(3);
    assert!(ran.err.contains("none/e.parquet"), "{}", ran.err);
    folder.write("e.parquet", "before");
    let asked = [
        "events",
        "a.casebook",
        "--parquet",
        "e.parquet",
        "--limit",
        "1",
        "--quiet",
    ];
    let ran = folder.run(&asked).expect(0);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
    let bytes = std::fs::read(folder.path("e.parquet")).unwrap();
    assert!(bytes.ends_with(b"PAR1"));
    assert!(!folder.path("none").exists());
}
