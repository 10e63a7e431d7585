//! A small measurement on real events: fitted to 36 days, asked about the next three.

use detente_forecast::{EvalOptions, FitOptions, Quad, Ranker, Rejects, Vocabulary, read_quads};

#[test]
fn the_ranking_keeps_its_floor() {
    let Some(shared) = detente_testkit::shared_folder("the_ranking_keeps_its_floor") else {
        return;
    };
    let folder = shared.join("data/icews/icews14");
    if !folder.is_dir() {
        detente_testkit::skip("the_ranking_keeps_its_floor", "no ICEWS14");
        return;
    }
    let mut vocabulary = Vocabulary::default();
    let mut rejects = Rejects::default();
    vocabulary
        .read_entities(&folder.join("entity2id.txt"), &mut rejects)
        .unwrap();
    let all = read_quads(&folder.join("train.txt"), &mut vocabulary, &mut rejects).unwrap();
    assert_eq!(rejects.count, 0);
    let days = |from: i64, to: i64| -> Vec<Quad> {
        all.iter()
            .filter(|quad| (from * 24..to * 24).contains(&quad.time))
            .copied()
            .collect()
    };
    let options = FitOptions {
        questions: 4000,
        trees: 100,
        ..FitOptions::default()
    };
    let ranker = Ranker::fit(
        vocabulary,
        &days(0, 30),
        &days(30, 36),
        &options,
        &mut |_| (),
    )
    .unwrap();
    let evaluation = ranker.evaluate(&days(36, 39), &[], &EvalOptions::default());
    let floor: f64 = include_str!("floor.tsv")
        .lines()
        .find_map(|line| line.strip_prefix("icews14-days-36-38\t"))
        .and_then(|floor| floor.parse().ok())
        .unwrap();
    assert!(evaluation.scores.mrr >= floor, "{evaluation:?}");
    assert!(
        evaluation.scores.mrr > evaluation.first_stage.mrr,
        "{evaluation:?}"
    );
}
