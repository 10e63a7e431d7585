use super::backward::Pass;
use super::corpus::Corpus;
use super::gradient::Gradient;
use super::pretrained::{Vectors, folded, projection};
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

/// Vectors of four words, of which one differs from another by its digits alone.
fn vectors() -> Vectors {
    let json = r#"{"precision": 8, "dimensions": 3, "words": ["Rome", "envoys", "a1", "a2", "stays"], "vectors": {
        "envoys": [0.5, -0.25, 1, 9, 0], "Rome": [1, 0.5, -0.75, 9, 1], "a1": [1, 1, 1, 9, 2],
        "a2": [2, 2, 2, 9, 3], "stays": [0.25, 0.5, 0.75, 9, 4]}}"#;
    Vectors::read(json.as_bytes()).unwrap()
}

/// Loss a token over the whole corpus, with the same random numbers at every call.
fn loss(corpus: &Corpus<'_>, parameters: &Parameters, gradient: &mut Gradient) -> f64 {
    let dropout = Dropout {
        word: 0.5,
        vector: 0.3,
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
    let vectors = vectors();
    let (corpus, names) = Corpus::new(&[text()], &vectors, 50, 100, "").unwrap();
    let mut parameters = initial(&tiny(), names, &vectors);
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
    let mut blocks = parameters.layout.blocks();
    blocks.push(projection(&parameters, &vectors));
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
fn vectors_are_read_by_normal_form_and_others_are_refused() {
    let vectors = vectors();
    assert_eq!(vectors.words.len(), 4);
    let of = |word: &str| vectors.of(vectors.words.find(word).unwrap());
    assert_eq!(of("rome"), [1.0, 0.5, -0.75]);
    assert_eq!(of("a0"), [1.0, 1.0, 1.0]);
    for bad in [
        "",
        "[]",
        r#"{"dimensions": 3, "words": ["a"], "vectors": {}}"#,
        r#"{"dimensions": 3, "words": ["a"], "vectors": {"a": [1, 2]}}"#,
        r#"{"dimensions": 0, "words": [], "vectors": {}}"#,
    ] {
        let error = Vectors::read(bad.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Training, "{bad}");
    }
}

#[test]
fn vectors_end_up_in_the_rows_of_words() {
    let vectors = vectors();
    let (corpus, names) = Corpus::new(&[text()], &vectors, 50, 100, "").unwrap();
    let parameters = initial(&tiny(), names, &vectors);
    let few = folded(&parameters, &corpus, 0).unwrap();
    assert_eq!(few.names.words.find("stays"), None);
    let all = folded(&parameters, &corpus, 10).unwrap();
    let width = parameters.sizes.embedding;
    let row = |of: &Parameters, number: usize| of.table[number * width..][..width].to_vec();
    let matrix = projection(&parameters, &vectors).of(&parameters.dense);
    let product = |word: &str, k: usize| -> f32 {
        let vector = vectors.of(vectors.words.find(word).unwrap());
        (0..3).map(|i| vector[i] * matrix[i * width + k]).sum()
    };
    for word in ["stays", "rome", "envoys"] {
        let own = parameters.names.words.find(word);
        let found = all.names.words.find(word).unwrap();
        for (k, value) in row(&all, found as usize).into_iter().enumerate() {
            let own = own.map_or(0.0, |own| row(&parameters, own as usize)[k]);
            assert!((value - own - product(word, k)).abs() < 1e-5, "{word}");
        }
    }
    assert_eq!(
        row(&all, all.shape_row(3)),
        row(&parameters, parameters.shape_row(3))
    );
    assert_eq!(
        row(&all, all.bucket_row(9)),
        row(&parameters, parameters.bucket_row(9))
    );
}

#[test]
fn training_twice_gives_the_same_bytes_and_learns_by_heart() {
    let first = train(&[text()], &Vectors::default(), "free", &tiny(), |_| ()).unwrap();
    let second = train(&[text()], &Vectors::default(), "free", &tiny(), |_| ()).unwrap();
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
    let first = train(&[text()], &Vectors::default(), "", &short, |_| ()).unwrap();
    let second = train(
        &[text()],
        &Vectors::default(),
        "",
        &Options { seed: 2, ..short },
        |_| (),
    )
    .unwrap();
    assert!(first != second);
}

#[test]
fn damaged_weights_are_refused_with_a_reason() {
    let good = train(
        &[text()],
        &Vectors::default(),
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
        &Vectors::default(),
        "",
        &Options {
            epochs: 1,
            ..tiny()
        },
        |_| (),
    )
    .unwrap();
    let whole = |bytes: &[u8]| {
        let (mut parameters, rows) = weights::read(bytes).unwrap();
        let numbers = 0..table_rows(&parameters.sizes);
        parameters.table = numbers.flat_map(|row| rows.get(row)).collect();
        parameters
    };
    let again = weights::write(&whole(&bytes));
    assert_eq!(again.len(), bytes.len());
    let (a, b) = (whole(&bytes), whole(&again));
    assert_eq!(a.names, b.names);
    assert_eq!(a.dense, b.dense);
}

#[test]
fn a_text_without_trees_is_refused() {
    let bare = text().without_layers();
    let error = train(&[bare], &Vectors::default(), "", &tiny(), |_| ()).unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::Training);
    assert!(train(&[], &Vectors::default(), "", &tiny(), |_| ()).is_err());
}
