//! Trains the tagger and parser of a language from its treebanks.
//!
//! `cargo run -p detente-syntax --release --features train --bin train -- --language en --data ../shared/data/ud --out data/syntax/english.weights`
//!
//! `--vectors FILE` adds vectors of English words that others learned, `--constructed NUMBER` so many constructed English sentences; see
//! `data/syntax/README.md`.

use std::error::Error;
use std::fs;
use std::io::{Write, stdout};
use std::path::Path;
use std::time::Instant;

use detente_syntax::{
    Annotated, Model, Token, TrainOptions, Vectors, constructed, read_conllu, train,
};

const USAGE: &str = "usage: train --language en|fr --data FOLDER --out FILE [--vectors FILE] [--constructed NUMBER] [--KEY NUMBER]...
keys: embedding hidden layers tag-layers buckets arc inner epochs batch rate seed report-every word-dropout
      vector-dropout vector-words
      drop-embedding drop-layer drop-hidden";

const ENGLISH_LICENCE: &str = "Weights under CC BY-SA 4.0 (https://creativecommons.org/licenses/by-sa/4.0/), learned from:
Universal Dependencies English-EWT (CC BY-SA 4.0), by N. Silveira, T. Dozat, C. Manning, S. Schuster, E. Chi, J. Bauer, M. Connor, M.-C. de Marneffe, N. Schneider, S. Bowman, H. Zhu, D. Galbraith, J. Bauer and others; texts of the English Web Treebank.
GUM, the Georgetown University Multilayer corpus (annotations CC BY 4.0), by A. Zeldes and others: only documents under CC BY, CC BY-SA or in the public domain.";
const VECTORS_LICENCE: &str = "
GloVe vectors of words (Public Domain Dedication and License 1.0), by J. Pennington, R. Socher and C. Manning.";
const FRENCH_LICENCE: &str = "Weights under LGPL-LR (Lesser General Public License for Linguistic Resources), learned from:
Universal Dependencies French-Sequoia (LGPL-LR), by M. Candito, D. Seddah, G. Perrier, B. Guillaume and others.";

struct Request {
    language: String,
    data: String,
    out: String,
    vectors: Option<String>,
    /// How many constructed sentences are added to the treebanks.
    constructed: usize,
    options: TrainOptions,
}

fn main() -> Result<(), Box<dyn Error>> {
    let request = read_arguments(std::env::args().skip(1))?;
    let (licence, training, measured): (_, &[&str], &[&str]) = match request.language.as_str() {
        "en" => (
            match request.vectors {
                Some(_) => format!("{ENGLISH_LICENCE}{VECTORS_LICENCE}"),
                None => ENGLISH_LICENCE.to_owned(),
            },
            &["ewt-train", "gumfree-train"],
            &["ewt-dev", "gumfree-dev", "gumnews-dev"],
        ),
        "fr" => (
            FRENCH_LICENCE.to_owned(),
            &["sequoia-train"],
            &["sequoia-dev"],
        ),
        other => return Err(format!("no treebanks for the language {other:?}\n{USAGE}").into()),
    };
    let read = |name: &&str| -> Result<Annotated, Box<dyn Error>> {
        let path = Path::new(&request.data).join(format!("{name}.conllu"));
        let file =
            fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(read_conllu(&file)?)
    };
    let mut texts: Vec<Annotated> = training.iter().map(read).collect::<Result<_, _>>()?;
    if request.constructed > 0 {
        texts.push(constructed(request.constructed)?);
    }
    let gold: Vec<Annotated> = measured.iter().map(read).collect::<Result<_, _>>()?;
    let vectors = match &request.vectors {
        Some(path) => Vectors::read(&fs::read(path).map_err(|error| format!("{path}: {error}"))?)?,
        None => Vectors::default(),
    };
    let start = Instant::now();
    let weights = train(&texts, &vectors, &licence, &request.options, |progress| {
        let seconds = start.elapsed().as_secs_f64();
        let losses = progress.losses.map(|loss| format!("{loss:.3}")).join(" ");
        let mut line = format!(
            "epoch {} after {seconds:.0} s, losses {losses}",
            progress.epoch
        );
        if let Some(model) = progress
            .weights
            .and_then(|weights| Model::read(weights).ok())
        {
            for (name, gold) in measured.iter().zip(&gold) {
                line += &measure(&model, name, gold);
            }
        }
        // A closed pipe is no reason to stop.
        let _ = writeln!(stdout(), "{line}");
    })?;
    fs::write(&request.out, weights)?;
    Ok(())
}

/// Shares of tokens with the right part of speech, head, and head with universal relation.
fn measure(model: &Model, name: &str, gold: &Annotated) -> String {
    let mut found = gold.clone().without_layers();
    let start = Instant::now();
    if let Err(error) = model.annotate(&mut found) {
        return format!("\n  {name}: {error}");
    }
    let seconds = start.elapsed().as_secs_f64();
    let mut right = [0.0; 3];
    for (gold, found) in gold.tokens().zip(found.tokens()) {
        let head = gold.head().map(Token::id) == found.head().map(Token::id);
        right[0] += f64::from(gold.upos() == found.upos());
        right[1] += f64::from(head);
        right[2] += f64::from(head && gold.universal_relation() == found.universal_relation());
    }
    let [upos, uas, las] = right.map(|n| 100.0 * n / gold.len() as f64);
    let speed = gold.sentences().len() as f64 / seconds;
    format!("\n  {name}: UPOS {upos:.2} UAS {uas:.2} LAS {las:.2} ({speed:.0} sentences/s)")
}

/// The options with which the built-in weights of a language were made.
fn built_in_options(language: &str) -> TrainOptions {
    match language {
        // A sixth of the sentences that English has: they are seen more often.
        "fr" => TrainOptions {
            hidden: 192,
            epochs: 30,
            dropout: [0.25, 0.3, 0.33],
            word_dropout: 1.0,
            ..TrainOptions::default()
        },
        _ => TrainOptions {
            hidden: 192,
            epochs: 26,
            dropout: [0.2, 0.33, 0.33],
            word_dropout: 1.0,
            ..TrainOptions::default()
        },
    }
}

fn read_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Request, Box<dyn Error>> {
    let mut pairs = Vec::new();
    while let Some(key) = arguments.next() {
        pairs.push((key, arguments.next().ok_or(USAGE)?));
    }
    let given = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    };
    let required = |name: &str| given(name).cloned().ok_or(USAGE);
    let language = required("--language")?;
    let (data, out) = (required("--data")?, required("--out")?);
    let mut options = built_in_options(&language);
    let constructed = given("--constructed").map_or(Ok(0), |count| count.parse())?;
    for (key, value) in &pairs {
        match key.as_str() {
            "--language" | "--data" | "--out" | "--vectors" | "--constructed" => {}
            "--embedding" => options.embedding = value.parse()?,
            "--hidden" => options.hidden = value.parse()?,
            "--layers" => options.layers = value.parse()?,
            "--tag-layers" => options.tag_layers = value.parse()?,
            "--buckets" => options.buckets = value.parse()?,
            "--arc" => options.arc = value.parse()?,
            "--inner" => options.inner = value.parse()?,
            "--epochs" => options.epochs = value.parse()?,
            "--batch" => options.batch = value.parse()?,
            "--rate" => options.rate = value.parse()?,
            "--seed" => options.seed = value.parse()?,
            "--report-every" => options.report_every = value.parse()?,
            "--word-dropout" => options.word_dropout = value.parse()?,
            "--vector-dropout" => options.vector_dropout = value.parse()?,
            "--vector-words" => options.vector_words = value.parse()?,
            "--drop-embedding" => options.dropout[0] = value.parse()?,
            "--drop-layer" => options.dropout[1] = value.parse()?,
            "--drop-hidden" => options.dropout[2] = value.parse()?,
            _ => return Err(USAGE.into()),
        }
    }
    Ok(Request {
        language,
        data,
        out,
        vectors: given("--vectors").cloned(),
        constructed,
        options,
    })
}
