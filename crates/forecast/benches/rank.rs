//! Speed of the ranking on a small made-up stream: fitting, making ready, one question, one day.

use detente_forecast::{
    EvalOptions, FitOptions, Quad, Query, Ranker, Rejects, Vocabulary, read_quads,
};
use divan::Bencher;
use divan::counter::ItemsCount;
use std::fmt::Write as _;

fn main() {
    divan::main();
}

const ACTORS: u64 = 300;
const A_DAY: u64 = 150;

/// Events of some days, in which most actors keep to a few partners.
fn stream(days: std::ops::Range<i64>) -> Vec<Quad> {
    let mut state = 1u64;
    let mut draw = |bound: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut quads = Vec::new();
    for time in days {
        for _ in 0..A_DAY {
            let subject = draw(ACTORS);
            let object = if draw(4) > 0 {
                (subject + 1 + draw(5)) % ACTORS
            } else {
                draw(ACTORS)
            };
            let (subject, object) = (subject as u32, object as u32);
            quads.push(Quad {
                time,
                subject,
                relation: draw(20) as u32,
                object,
            });
        }
    }
    quads
}

fn vocabulary() -> Vocabulary {
    let file = tempfile::NamedTempFile::new().expect("a file can be made");
    let mut lines = String::new();
    for actor in 0..ACTORS {
        writeln!(lines, "{actor} {} {actor} 0", actor % 20).expect("a string takes all");
    }
    std::fs::write(file.path(), lines).expect("a file can be written");
    let mut vocabulary = Vocabulary::default();
    read_quads(file.path(), &mut vocabulary, &mut Rejects::default()).expect("it was just written");
    vocabulary
}

fn fitted() -> Ranker {
    let options = FitOptions {
        questions: 2000,
        trees: 60,
        threads: 1,
        ..FitOptions::default()
    };
    Ranker::fit(
        vocabulary(),
        &stream(0..60),
        &stream(60..70),
        &options,
        &mut |_| (),
    )
    .expect("there is enough to learn from")
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn fit() -> Ranker {
    fitted()
}

/// From the model to the state of a day: all events are counted again.
#[divan::bench(sample_count = 20)]
fn make_ready(bencher: Bencher<'_, '_>) {
    let ranker = fitted();
    bencher.bench_local(|| {
        let state = ranker.before(70, &[], 1);
        divan::black_box(state.standing());
    });
}

#[divan::bench]
fn one_question(bencher: Bencher<'_, '_>) {
    let ranker = fitted();
    let state = ranker.before(70, &[], 1);
    let standing = state.standing();
    bencher.bench_local(|| {
        standing.rank(
            Query::Object {
                subject: 7,
                relation: 3,
            },
            10,
        )
    });
}

#[divan::bench(sample_count = 5)]
fn one_day(bencher: Bencher<'_, '_>) {
    let ranker = fitted();
    let test = stream(70..71);
    let options = EvalOptions {
        threads: 1,
        ..EvalOptions::default()
    };
    bencher
        .counter(ItemsCount::new(2 * A_DAY))
        .bench_local(|| ranker.evaluate(&test, &[], &options));
}
