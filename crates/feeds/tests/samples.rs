//! Every sample of the reference data is read, and what is rejected is understood.

#![expect(clippy::unwrap_used, reason = "a test stops where its sample is wrong")]

use detente_feeds::{Batch, Chunks, Format, Mapper, Parser, Tables, streams};
use detente_model::Knowledge;
use detente_testkit::shared_folder;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// All of a file as one batch per chunk.
fn read(path: &Path, format: Format, tables: &Tables) -> Vec<Batch> {
    let mapper = Mapper::new(Knowledge::builtin());
    let mut batches = Vec::new();
    for stream in streams(path).unwrap() {
        let mut parser = None;
        for chunk in Chunks::new(stream.open().unwrap(), format) {
            let chunk = chunk.unwrap();
            let parser =
                parser.get_or_insert_with(|| Parser::new(format, &chunk, &mapper, tables).unwrap());
            batches.push(parser.parse(&chunk));
        }
    }
    batches
}

fn counts(batches: &[Batch]) -> (u64, usize, u64) {
    let records = batches
        .iter()
        .map(|batch| batch.records.len() + batch.mentions.len());
    (
        batches.iter().map(|batch| batch.rows).sum(),
        records.sum(),
        batches.iter().map(|batch| batch.rejected).sum(),
    )
}

#[test]
fn every_sample_is_read() {
    let Some(shared) = shared_folder("every_sample_is_read") else {
        return;
    };
    let formats = shared.join("data/formats");
    let cases = [
        (
            "gdelt/gdelt2_20191024143000.export.CSV",
            Format::Gdelt2,
            (2111, 2111, 0),
        ),
        ("gdelt/aamend_events.csv", Format::Gdelt2, (100, 100, 0)),
        ("gdelt/aamend_eventsT.csv", Format::Gdelt2, (100, 100, 0)),
        ("gdelt/aamend_events1.csv", Format::Gdelt1, (100, 100, 0)),
        (
            "gdelt/gdelt1_events_sample.tsv",
            Format::Gdelt1,
            (710, 710, 0),
        ),
        ("gdelt/aamend_mentions.csv", Format::Mentions, (100, 100, 0)),
        (
            "gdelt/aamend_mentionsT.csv",
            Format::Mentions,
            (100, 100, 0),
        ),
        (
            "gdelt/gdelt2_20250820163000.mentions.excerpt.CSV",
            Format::Mentions,
            (16, 16, 0),
        ),
        ("icews/events.2018.sample.tab", Format::Icews, (399, 399, 0)),
        (
            "polecat/polecat_subset19_rus_40rows.csv",
            Format::Polecat,
            (40, 40, 0),
        ),
        ("acled/acled_old_dummy.csv", Format::Acled, (326, 326, 0)),
        (
            "ucdp_ged/ucdp_ged_sample1000.csv",
            Format::Ged,
            (1000, 1000, 0),
        ),
    ];
    for (name, format, expected) in cases {
        let batches = read(&formats.join(name), format, &Tables::default());
        let rejects: Vec<_> = batches.iter().flat_map(|batch| &batch.rejects).collect();
        assert_eq!(counts(&batches), expected, "{name}: {rejects:?}");
    }
}

#[test]
fn the_dates_of_gdelt_are_as_fine_as_they_are() {
    let Some(shared) = shared_folder("the_dates_of_gdelt_are_as_fine_as_they_are") else {
        return;
    };
    let path = shared.join("data/formats/gdelt/gdelt2_20191024143000.export.CSV");
    let mut classes: BTreeMap<(u32, bool), usize> = BTreeMap::new();
    for record in read(&path, Format::Gdelt2, &Tables::default())
        .iter()
        .flat_map(|batch| &batch.records)
    {
        let same_day = record.published == Some(record.day);
        *classes.entry((record.days_after, same_day)).or_default() += 1;
    }
    // Day of the article; the day before; week; month of 30 days; year.
    let expected = [
        ((0, false), 9),
        ((0, true), 2051),
        ((6, false), 7),
        ((29, false), 20),
        ((364, false), 24),
    ];
    assert_eq!(classes, BTreeMap::from(expected));
}

#[test]
fn rows_keep_their_line_and_states_are_found() {
    let Some(shared) = shared_folder("rows_keep_their_line_and_states_are_found") else {
        return;
    };
    let formats = shared.join("data/formats");
    let cases = [
        ("icews/events.2018.sample.tab", Format::Icews, 0.93),
        ("ucdp_ged/ucdp_ged_sample1000.csv", Format::Ged, 0.5),
        ("acled/acled_old_dummy.csv", Format::Acled, 0.97),
        (
            "polecat/polecat_subset19_rus_40rows.csv",
            Format::Polecat,
            0.7,
        ),
    ];
    for (name, format, floor) in cases {
        let batches = read(&formats.join(name), format, &Tables::default());
        let rows: BTreeSet<_> = batches
            .iter()
            .flat_map(|batch| &batch.records)
            .map(|record| record.row)
            .collect();
        assert_eq!(
            rows.len(),
            counts(&batches).1,
            "{name}: every record has a line of its own"
        );
        let sides = batches.iter().flat_map(|batch| {
            let actors = batch
                .records
                .iter()
                .flat_map(|record| [record.source, record.target]);
            actors
                .flatten()
                .map(|actor| batch.actors[actor as usize].side.is_some())
        });
        let sides: Vec<bool> = sides.collect();
        let share = sides.iter().filter(|known| **known).count() as f64 / sides.len() as f64;
        assert!(
            share >= floor,
            "{name}: {share:.3} of the actors have a side"
        );
    }
}

#[test]
fn quadruples_of_icews_have_names_and_days() {
    let Some(shared) = shared_folder("quadruples_of_icews_have_names_and_days") else {
        return;
    };
    let folder = shared.join("data/icews/icews18");
    let names = |file: &str| {
        Tables::read_names(&std::fs::read_to_string(folder.join(file)).unwrap()).unwrap()
    };
    let tables = Tables {
        entities: names("entity2id.txt"),
        relations: names("relation2id.txt"),
        ..Tables::default()
    };
    let tables = tables.with_start("2018-01-01".parse().unwrap());
    let batches = read(&folder.join("train.txt"), Format::Quadruples, &tables);
    assert_eq!(counts(&batches), (373_018, 373_018, 0));
    let days = batches
        .iter()
        .flat_map(|batch| &batch.records)
        .map(|record| record.day.day().to_string());
    let days: BTreeSet<_> = days.collect();
    assert_eq!(days.first().unwrap(), "2018-01-01");
    assert_eq!(days.last().unwrap(), "2018-08-28");
    let padded = read(&folder.join("valid.txt"), Format::Quadruples, &tables);
    assert_eq!(counts(&padded).2, 0);
}

#[test]
fn wrong_rows_and_files_say_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let mapper = Mapper::new(Knowledge::builtin());
    let tables = Tables::default();
    let parse = |format, text: &str| {
        let path = folder.path().join("rows");
        std::fs::write(&path, text).unwrap();
        let stream = streams(&path).unwrap().remove(0);
        let mut chunks = Chunks::new(stream.open().unwrap(), format);
        let chunk = chunks.next().unwrap().unwrap();
        Parser::new(format, &chunk, &mapper, &tables).map(|parser| parser.parse(&chunk))
    };
    let error = parse(Format::Gdelt2, "a\tb\n").unwrap_err().to_string();
    assert!(
        error.contains("2 fields between tabs, expected 61"),
        "{error}"
    );
    let error = parse(Format::Ged, "id,side_a\n1,x\n")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("names no column type_of_violence"),
        "{error}"
    );
    let error = parse(Format::Gdelt2, &"\t".repeat(57))
        .unwrap_err()
        .to_string();
    assert!(error.contains("the columns of gdelt1"), "{error}");
    // Columns in another order, one more, and a byte-order mark.
    let icews = "\u{feff}Extra\tTarget Country\tTarget Name\tEvent ID\tEvent Date\tSource Name\tSource Country\tCAMEO Code\n\
        x\tIran\tIran\t1\t2018-05-08\tUnited States\tUnited States\t161\n\
        x\tIran\tIran\t2\t2018-05-32\tUnited States\tUnited States\t161\n\
        x\tIran\tIran\t3\t2018-05-08\tUnited States\tUnited States\t999\n\
        x\tIran\n";
    let batch = parse(Format::Icews, icews).unwrap();
    assert_eq!(batch.records.len(), 1);
    let faults: Vec<_> = batch
        .rejects
        .iter()
        .map(|reject| (reject.row, reject.column))
        .collect();
    assert_eq!(faults, [(3, "Event Date"), (4, "CAMEO Code"), (5, "")]);
    assert!(
        batch.rejects[0]
            .reason
            .contains("\"2018-05-32\" is not a day")
    );
}
