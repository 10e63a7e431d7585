//! Fits on all but the last days of a training file, chooses the number of trees on those, and
//! measures on another file: `measure FOLDER DAYS`.
#![allow(clippy::print_stderr, clippy::print_stdout)]

use detente_forecast::{EvalOptions, FitOptions, Ranker, Rejects, Vocabulary, read_quads};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let folder = Path::new(&arguments[1]);
    let days: usize = arguments[2].parse()?;
    let mut vocabulary = Vocabulary::default();
    let mut rejects = Rejects::default();
    if arguments.get(3).is_none_or(|word| word != "nameless") {
        vocabulary.read_entities(&folder.join("entity2id.txt"), &mut rejects)?;
    }
    let train = read_quads(&folder.join("train.txt"), &mut vocabulary, &mut rejects)?;
    let test = read_quads(&folder.join("valid.txt"), &mut vocabulary, &mut rejects)?;
    let mut times: Vec<i64> = train.iter().map(|quad| quad.time).collect();
    times.sort_unstable();
    times.dedup();
    let from = times[times.len() - days];
    let (valid, train): (Vec<_>, Vec<_>) = train.into_iter().partition(|quad| quad.time >= from);
    let mut options = FitOptions::default();
    if let Ok(questions) = std::env::var("QUESTIONS") {
        options.questions = questions.parse()?;
    }
    let start = std::time::Instant::now();
    let mut tell = |text: &str| eprintln!("{:7.1} {text}", start.elapsed().as_secs_f32());
    let ranker = Ranker::fit(vocabulary, &train, &valid, &options, &mut tell)?;
    println!("fitted in {:.1} s", start.elapsed().as_secs_f32());
    let few: Vec<_> = match std::env::var("EVERY") {
        Ok(every) => {
            let every: i64 = every.parse()?;
            test.iter()
                .filter(|quad| quad.time / 24 % every == 0)
                .copied()
                .collect()
        }
        Err(_) => test.clone(),
    };
    let protocols = [(false, false), (true, false), (false, true)];
    let few_protocols = match std::env::var("PROTOCOLS") {
        Ok(most) => most.parse()?,
        Err(_) => protocols.len(),
    };
    for (known_queries, multi_step) in protocols.into_iter().take(few_protocols) {
        let options = EvalOptions {
            known_queries,
            multi_step,
            ..EvalOptions::default()
        };
        let evaluation = ranker.evaluate(&few, &test, &options);
        println!(
            "{:.1} {options:?} {evaluation:?}",
            start.elapsed().as_secs_f32()
        );
    }
    Ok(())
}
