use super::backward::Pass;
use super::corpus::Corpus;
use super::gradient::Gradient;
use super::random::Random;
use super::run::{Options, initial};
use super::step::{Dropout, Kit};
use super::train;
use crate::network::parameters::{Parameters, table_rows};
use crate::{Annotated, Model, read_conllu, weights};

const TEXT: &str = "\
1\tEnvoys\tenvoy\tNOUN\tNNS\tNumber=Plur\t2\tnsubj\t_\t_
2\tleft\tleave\tVERB\tVBD\tTense=Past\t0\troot\t_\t_
3\tRome\tRome\tPROPN\tNNP\tNumber=Sing\t2\tobj\t_\tSpaceAfter=No
4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

1\tNo\tno\tDET\tDT\t_\t2\tdet\t_\t_
2\tenvoys\tenvoy\tNOUN\tNNS\tNumber=Plur\t3\tnsubj\t_\t_
3\tstayed\tstay\tVERB\tVBD\tTense=Past\t0\troot\t_\t_

1\tRome\tRome\tPROPN\tNNP\tNumber=Sing\t0\troot\t_\t_

";

fn tiny() -> Options {
    Options {
        embedding: 6,
        hidden: 5,
        layers: 3,
        tag_layers: 2,
        buckets: 50,
        arc: 4,
        inner: 7,
        epochs: 150,
        batch: 5,
        rate: 0.02,
        dropout: [0.1, 0.1, 0.1],
        report_every: 150,
        ..Options::default()
    }
}

fn text() -> Annotated {
    read_conllu(TEXT).unwrap()
}

/// Loss a token over the whole corpus, with the same random numbers at every call.
fn loss(corpus: &Corpus, parameters: &Parameters, gradient: &mut Gradient) -> f64 {
    let dropout = Dropout {
        word: 0.5,
        embedding: 0.2,
        layer: 0.2,
        hidden: 0.2,
    };
    let weight = 1.0 / corpus.tokens as f32;
    let mut pass = Pass {
        kit: &mut Kit::new(),
        parameters,
        corpus,
        dropout,
        weight,
    };
    let loss = pass.run(&[0, 1, 2], &mut Random::at(5, 5), gradient);
    loss.total() / corpus.tokens as f64
}

#[test]
fn derivatives_are_those_of_small_differences() {
    let (corpus, names) = Corpus::new(&[text()], 50, 100, "").unwrap();
    let mut parameters = initial(&tiny(), names);
    let mut random = Random::at(9, 9);
    for value in parameters.dense.iter_mut().chain(&mut parameters.table) {
        *value += 0.3 * random.signed();
    }
    let new =
        |p: &Parameters| Gradient::new(p.dense.len(), table_rows(&p.sizes), p.sizes.embedding);
    let mut gradient = new(&parameters);
    loss(&corpus, &parameters, &mut gradient);
    let mut unused = new(&parameters);
    let step = 2e-3f32;
    let mut compare = |parameters: &mut Parameters, dense: bool, at: usize, found: f32| {
        let mut shifted = |by: f32| {
            let values = if dense {
                &mut parameters.dense
            } else {
                &mut parameters.table
            };
            values[at] += by;
            let result = loss(&corpus, parameters, &mut unused);
            let values = if dense {
                &mut parameters.dense
            } else {
                &mut parameters.table
            };
            values[at] -= by;
            result
        };
        // A kink of the activation next to the point spoils one of the two sides.
        let (right, here, left) = (shifted(step), shifted(0.0), shifted(-step));
        let sides = [right - here, here - left].map(|rise| rise / f64::from(step));
        let off = |side: &f64| (side - f64::from(found)).abs();
        let expected = if off(&sides[0]) < off(&sides[1]) {
            sides[0]
        } else {
            sides[1]
        };
        let error = off(&expected);
        usize::from(error > 1e-3 + 0.03 * expected.abs())
    };
    let blocks = parameters.layout.blocks();
    for (number, block) in blocks.into_iter().enumerate() {
        let cells = block.start..block.start + block.rows * block.columns;
        let count = cells.len();
        let wrong: usize = cells
            .map(|at| compare(&mut parameters, true, at, gradient.dense[at]))
            .sum();
        assert!(
            wrong * 50 <= count,
            "matrix {number}: {wrong} of {count} derivatives are wrong"
        );
    }
    let width = parameters.sizes.embedding;
    let mut wrong = 0;
    for (place, &row) in gradient.touched.iter().enumerate() {
        for k in 0..width {
            let found = gradient.rows[place * width + k];
            wrong += compare(&mut parameters, false, row as usize * width + k, found);
        }
    }
    assert!(
        wrong * 50 <= gradient.rows.len(),
        "{wrong} of {} in the table",
        gradient.rows.len()
    );
}

#[test]
fn training_twice_gives_the_same_bytes_and_learns_by_heart() {
    let first = train(&[text()], "free", &tiny(), |_| ()).unwrap();
    let second = train(&[text()], "free", &tiny(), |_| ()).unwrap();
    assert!(first == second, "the bytes differ");
    let model = Model::read(&first).unwrap();
    assert_eq!(model.licence(), "free");
    let mut found = text().without_layers();
    model.annotate(&mut found).unwrap();
    let gold = text();
    assert_eq!(found.tags().unwrap().upos, gold.tags().unwrap().upos);
    assert_eq!(found.tree().unwrap().heads(), gold.tree().unwrap().heads());
    let relations = |text: &Annotated| {
        text.tokens()
            .map(|t| t.relation().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert_eq!(relations(&found), relations(&gold));
}

#[test]
fn another_seed_gives_other_bytes() {
    let short = Options {
        epochs: 1,
        ..tiny()
    };
    let first = train(&[text()], "", &short, |_| ()).unwrap();
    let second = train(&[text()], "", &Options { seed: 2, ..short }, |_| ()).unwrap();
    assert!(first != second);
}

#[test]
fn damaged_weights_are_refused_with_a_reason() {
    let good = train(
        &[text()],
        "",
        &Options {
            epochs: 1,
            ..tiny()
        },
        |_| (),
    )
    .unwrap();
    assert!(Model::read(&good).is_ok());
    let refusal = |bytes: &[u8]| Model::read(bytes).map(|_| ()).unwrap_err().to_string();
    assert!(refusal(b"").contains("not a file of syntax weights"));
    assert!(refusal(&good[..good.len() - 1]).contains("cut short"));
    assert!(refusal(&good[..40]).contains("not a file"));
    let mut other = good.clone();
    other[8] = 9;
    assert!(refusal(&other).contains("format 9"));
    let mut other = good.clone();
    *other.last_mut().unwrap() ^= 1;
    assert!(refusal(&other).contains("checksum"));
    // Sizes that do not fit (the layers below the tagger always do), under a checksum that does.
    for at in (52..96).step_by(4).filter(|&at| at != 64) {
        let mut other = good.clone();
        other[at] = other[at].wrapping_add(1);
        let sum = blake3::hash(&other[44..]);
        other[12..44].copy_from_slice(sum.as_bytes());
        assert_eq!(
            Model::read(&other).map(|_| ()).unwrap_err().kind(),
            crate::ErrorKind::Weights,
            "{at}"
        );
    }
}

#[test]
fn weights_are_written_as_they_were_read() {
    let bytes = train(
        &[text()],
        "",
        &Options {
            epochs: 1,
            ..tiny()
        },
        |_| (),
    )
    .unwrap();
    let again = weights::write(&weights::read(&bytes).unwrap());
    assert_eq!(again.len(), bytes.len());
    let (a, b) = (
        weights::read(&bytes).unwrap(),
        weights::read(&again).unwrap(),
    );
    assert_eq!(a.names, b.names);
    assert!(
        a.dense
            .iter()
            .zip(&b.dense)
            .all(|(x, y)| (x - y).abs() < 1e-4)
    );
}

#[test]
fn a_text_without_trees_is_refused() {
    let bare = text().without_layers();
    let error = train(&[bare], "", &tiny(), |_| ()).unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::Training);
    assert!(train(&[], "", &tiny(), |_| ()).is_err());
}
