//! Accuracy of the built-in models may rise, never fall: each figure of `data/syntax/floors.tsv` is measured again on
//! the development sets: tokens and sentences from raw text, the others with gold tokens.

#![allow(
    clippy::unwrap_used,
    reason = "a failure here is the failure of the test"
)]

use detente_syntax::{Language, Model, Segmenter, read_conllu, score};

#[test]
fn accuracy_is_not_below_the_floors() {
    let Some(shared) = detente_testkit::shared_folder("accuracy_is_not_below_the_floors") else {
        return;
    };
    let floors = include_str!("../../../data/syntax/floors.tsv");
    let mut failures = Vec::new();
    for row in floors.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [language, set, tokens, sentences, upos, uas, las] = cells[..] else {
            panic!("seven columns: {row}")
        };
        let language: Language = language.parse().unwrap();
        let (model, segmenter) = (
            Model::of(language).unwrap(),
            Segmenter::of(language).unwrap(),
        );
        let file = std::fs::read_to_string(shared.join(format!("data/ud/{set}.conllu"))).unwrap();
        let gold = read_conllu(&file).unwrap();
        let mut found = gold.clone().without_layers();
        model.annotate(&mut found).unwrap();
        let scores = score(&gold, &found).unwrap();
        let raw = score(&gold, &segmenter.segment(gold.text()).unwrap()).unwrap();
        for (name, floor, figure) in [
            ("tokens", tokens, Some(raw.tokens)),
            ("sentences", sentences, Some(raw.sentences)),
            ("UPOS", upos, scores.upos),
            ("UAS", uas, scores.uas),
            ("LAS", las, scores.las),
        ] {
            let floor: f64 = floor.parse().unwrap();
            let measured = 100.0 * figure.unwrap().f1();
            println!("{set} {name}: {measured:.2}, floor {floor}");
            if measured < floor {
                failures.push(format!("{set} {name}: {measured:.2} is below {floor}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
