//! Laws of the ranking: nothing later is looked at, the order of lines and the number of threads do not
//! matter, and odd streams are defined.

// A failed test is a panic with its place; helpers are no different from tests in that.
#![allow(clippy::unwrap_used)]

use detente_forecast::{
    ErrorKind, EvalOptions, FitOptions, Quad, Query, Ranker, Rejects, Vocabulary, read_quads,
};
use proptest::prelude::*;
use std::fs;
use std::path::Path;

const ACTORS: u32 = 24;
const RELATIONS: u32 = 4;

/// Numbers that look random and are the same each time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(bound)) as u32
    }
}

/// A stream in which most actors keep to a partner, a day of 24 hours after another.
fn stream(seed: u64, days: std::ops::Range<i64>) -> Vec<Quad> {
    let mut draw = Draw(seed);
    let mut quads = Vec::new();
    for day in days {
        for _ in 0..24 {
            let subject = draw.below(ACTORS);
            let object = if draw.below(4) > 0 {
                (subject + 1) % ACTORS
            } else {
                draw.below(ACTORS)
            };
            let relation = draw.below(RELATIONS);
            quads.push(Quad {
                time: day * 24,
                subject,
                relation,
                object,
            });
        }
    }
    quads
}

/// Words for the numbers of a made-up stream, by way of a file as a user would write it.
fn read(quads: &[Quad], vocabulary: &mut Vocabulary) -> Vec<Quad> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stream.txt");
    let line = |quad: &Quad| {
        format!(
            "{}\t{}\t{}\t{}\n",
            quad.subject, quad.relation, quad.object, quad.time
        )
    };
    fs::write(&path, quads.iter().map(line).collect::<String>()).unwrap();
    let mut rejects = Rejects::default();
    let read = read_quads(&path, vocabulary, &mut rejects).unwrap();
    assert_eq!(rejects.count, 0);
    read
}

fn options(threads: usize) -> FitOptions {
    FitOptions {
        threads,
        questions: 400,
        trees: 20,
        ..FitOptions::default()
    }
}

fn fitted(threads: usize, order: impl Fn(&mut Vec<Quad>)) -> Ranker {
    let mut vocabulary = Vocabulary::default();
    // All words are met once in one order, so that numbers mean the same whatever the order of lines.
    let everybody: Vec<Quad> = (0..ACTORS)
        .map(|actor| Quad {
            time: 0,
            subject: actor,
            relation: actor % RELATIONS,
            object: actor,
        })
        .collect();
    read(&everybody, &mut vocabulary);
    let mut train = stream(1, 0..40);
    let mut valid = stream(2, 40..48);
    order(&mut train);
    order(&mut valid);
    let train = read(&train, &mut vocabulary);
    let valid = read(&valid, &mut vocabulary);
    Ranker::fit(vocabulary, &train, &valid, &options(threads), &mut |_| ()).unwrap()
}

fn bytes(ranker: &Ranker) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    ranker.write(&path).unwrap();
    fs::read(path).unwrap()
}

#[test]
fn neither_threads_nor_the_order_of_lines_change_a_model() {
    let one = bytes(&fitted(1, |_| ()));
    assert!(one == bytes(&fitted(3, |_| ())), "threads change the model");
    assert!(
        one == bytes(&fitted(1, |quads| quads.reverse())),
        "order changes the model"
    );
}

#[test]
fn a_model_read_back_ranks_the_same() {
    let ranker = fitted(2, |_| ());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    ranker.write(&path).unwrap();
    let again = Ranker::read(&path).unwrap();
    let test = stream(3, 48..52);
    let evaluation = ranker.evaluate(&test, &[], &EvalOptions::default());
    assert_eq!(
        evaluation,
        again.evaluate(&test, &[], &EvalOptions::default())
    );
    assert!(evaluation.scores.mrr > 0.4, "{evaluation:?}");
    assert!(!evaluation.overlaps);
}

#[test]
fn known_files_that_were_fitted_to_change_nothing() {
    let ranker = fitted(2, |_| ());
    let test = stream(3, 48..52);
    let again: Vec<Quad> = stream(1, 0..40)
        .into_iter()
        .chain(stream(2, 40..48))
        .collect();
    let options = EvalOptions::default();
    let alone = ranker.evaluate(&test, &[], &options);
    assert_eq!(alone, ranker.evaluate(&test, &again, &options));
}

#[test]
fn protocols_are_apart() {
    let ranker = fitted(2, |_| ());
    let test = stream(3, 48..54);
    let with = |known_queries, multi_step| {
        let options = EvalOptions {
            known_queries,
            multi_step,
            ..EvalOptions::default()
        };
        ranker.evaluate(&test, &[], &options).scores.queries
    };
    assert_eq!(with(false, false), with(true, false));
    assert_eq!(with(false, false), with(false, true));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// What comes at or after a time, in whatever order, changes no answer before it.
    #[test]
    fn nothing_later_is_looked_at(seed in 0u64..1000, actor in 0..ACTORS, relation in 0..RELATIONS) {
        let ranker = shared();
        let time = 50 * 24;
        let before = stream(5, 48..50);
        let mut after = stream(seed, 50..60);
        let query = Query::Object { subject: actor, relation };
        let alone = ranker.before(time, &before, 1);
        let plain = alone.standing().rank(query, 20).unwrap();
        let why = alone.standing().explain(query, plain[0].entity).unwrap();
        for _ in 0..2 {
            after.reverse();
            let further: Vec<Quad> = after.iter().chain(&before).copied().collect();
            let state = ranker.before(time, &further, 1);
            prop_assert_eq!(&plain, &state.standing().rank(query, 20).unwrap());
            prop_assert_eq!(&why, &state.standing().explain(query, plain[0].entity).unwrap());
            let asked: Vec<Quad> = stream(6, 50..51);
            let options = EvalOptions::default();
            let later: Vec<Quad> =
                further.iter().filter(|quad| quad.time != time).copied().collect();
            prop_assert_eq!(
                ranker.evaluate(&asked, &before, &options),
                ranker.evaluate(&asked, &later, &options)
            );
        }
    }

    /// Whatever a line holds, it is read or rejected.
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("any.txt");
        fs::write(&path, &bytes).unwrap();
        let mut rejects = Rejects::default();
        let quads = read_quads(&path, &mut Vocabulary::default(), &mut rejects).unwrap();
        let lines = bytes.split(|&byte| byte == b'\n').count() as u64;
        prop_assert!(quads.len() as u64 + rejects.count <= lines);
    }
}

fn shared() -> &'static Ranker {
    static RANKER: std::sync::OnceLock<Ranker> = std::sync::OnceLock::new();
    RANKER.get_or_init(|| fitted(1, |_| ()))
}

#[test]
fn unseen_actors_and_relations_are_ranked() {
    let mut ranker = fitted(1, |_| ());
    let new = [
        Quad {
            time: 48 * 24,
            subject: 900,
            relation: 77,
            object: 901,
        },
        Quad {
            time: 50 * 24,
            subject: 900,
            relation: 77,
            object: 901,
        },
        Quad {
            time: 50 * 24,
            subject: 3,
            relation: 0,
            object: 902,
        },
    ];
    let test = read(&new, ranker.vocabulary_mut());
    let evaluation = ranker.evaluate(&test, &[], &EvalOptions::default());
    assert_eq!(evaluation.scores.queries, 6);
    assert!(evaluation.scores.mrr > 0.0 && evaluation.scores.mrr <= 1.0);
}

#[test]
fn days_without_events_are_passed_over() {
    let ranker = fitted(1, |_| ());
    let test = stream(3, 400..402);
    let evaluation = ranker.evaluate(&test, &[], &EvalOptions::default());
    assert!(evaluation.scores.mrr > 0.2, "{evaluation:?}");
    assert!(
        ranker
            .before(i64::MAX, &[], 1)
            .standing()
            .rank(
                Query::Object {
                    subject: 0,
                    relation: 0
                },
                3
            )
            .is_ok()
    );
    assert!(
        ranker
            .before(i64::MIN, &[], 1)
            .standing()
            .rank(
                Query::Object {
                    subject: 0,
                    relation: 0
                },
                3
            )
            .is_ok()
    );
}

#[test]
fn too_little_is_an_error() {
    let nothing = Ranker::fit(Vocabulary::default(), &[], &[], &options(1), &mut |_| ());
    assert_eq!(
        nothing.err().map(|error| error.kind()),
        Some(ErrorKind::Data)
    );
    let mut vocabulary = Vocabulary::default();
    let one = read(
        &[Quad {
            time: 5,
            subject: 0,
            relation: 0,
            object: 1,
        }],
        &mut vocabulary,
    );
    let single = Ranker::fit(vocabulary, &one, &[], &options(1), &mut |_| ());
    assert_eq!(
        single.err().map(|error| error.kind()),
        Some(ErrorKind::Data)
    );
}

#[test]
fn what_the_model_does_not_hold_cannot_be_asked() {
    let ranker = shared();
    let state = ranker.before(48 * 24, &[], 1);
    let unknown = state.standing().rank(
        Query::Object {
            subject: 5000,
            relation: 0,
        },
        3,
    );
    assert_eq!(
        unknown.err().map(|error| error.kind()),
        Some(ErrorKind::Question)
    );
    let known = Query::Subject {
        relation: 1,
        object: 2,
    };
    assert!(state.standing().explain(known, 9999).is_err());
}

#[test]
fn damaged_models_are_refused() {
    let whole = bytes(shared());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    let refused = |path: &Path| Ranker::read(path).err().map(|error| error.kind());
    for at in [0, 17, 25, 40, whole.len() / 2, whole.len() - 1] {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        fs::write(&path, damaged).unwrap();
        assert_eq!(refused(&path), Some(ErrorKind::NotAModel), "byte {at}");
    }
    fs::write(&path, &whole[..whole.len() / 3]).unwrap();
    assert_eq!(refused(&path), Some(ErrorKind::NotAModel));
    assert_eq!(
        refused(&folder.path().join("absent")),
        Some(ErrorKind::File)
    );
}
