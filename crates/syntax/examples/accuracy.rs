//! Scores a model against treebanks, gold tokens and sentences given, and times it.
//!
//! `cargo run -p detente-syntax --release --example accuracy -- en FILE.conllu...`; a path to a file of weights may stand
//! for the language.

use std::error::Error;
use std::fs;
use std::io::{Write, stdout};
use std::time::Instant;

use detente_syntax::{Figure, Model, Workspace, read_conllu, score};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let which = arguments
        .next()
        .ok_or("usage: measure en|fr|WEIGHTS FILE...")?;
    let own;
    let start = Instant::now();
    let model = match which.as_str() {
        "en" | "fr" => Model::of(which.parse()?)?,
        path => {
            own = Model::read(&fs::read(path)?)?;
            &own
        }
    };
    let loaded = start.elapsed().as_secs_f64();
    let mut out = stdout().lock();
    writeln!(out, "model ready in {:.0} ms", 1e3 * loaded)?;
    writeln!(
        out,
        "set\ttokens\tUPOS\tXPOS\tFEATS\tUAS\tLAS\tCLAS\tsentences/s\twords/s\trelations"
    )?;
    let mut workspace = Workspace::new();
    for path in arguments {
        let gold = read_conllu(&fs::read_to_string(&path)?)?;
        // The fastest of several runs: other work on the machine only ever slows one down.
        let mut seconds = f64::INFINITY;
        let mut found = gold.clone().without_layers();
        for _ in 0..5 {
            let mut text = gold.clone().without_layers();
            let start = Instant::now();
            model.annotate_with(&mut workspace, &mut text)?;
            seconds = seconds.min(start.elapsed().as_secs_f64());
            found = text;
        }
        let scores = score(&gold, &found)?;
        let f1 = |figure: Option<Figure>| figure.map_or(f64::NAN, |figure| 100.0 * figure.f1());
        let all = [
            scores.upos,
            scores.xpos,
            scores.feats,
            scores.uas,
            scores.las,
            scores.clas,
        ];
        let all = all.map(|figure| format!("{:.2}", f1(figure))).join("\t");
        let relations: Vec<String> = ["nsubj", "obj", "obl", "ccomp", "conj"]
            .into_iter()
            .filter_map(|name| {
                scores
                    .relations
                    .get(name)
                    .map(|f| format!("{name} {:.1}", 100.0 * f.f1()))
            })
            .collect();
        let name = path
            .rsplit('/')
            .next()
            .unwrap_or(&path)
            .trim_end_matches(".conllu");
        let (tokens, sentences) = (gold.len(), gold.sentences().len() as f64 / seconds);
        let words = gold.len() as f64 / seconds;
        writeln!(
            out,
            "{name}\t{tokens}\t{all}\t{sentences:.0}\t{words:.0}\t{}",
            relations.join(", ")
        )?;
    }
    Ok(())
}
