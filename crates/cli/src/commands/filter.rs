//! Commands without a casebook: JSON Lines out, one line for each document or line in.

use detente_casebook::{
    AddOptions, Document, Input, Inputs, Limits, Lines, ParseOptions, Reject, in_order, parse_each,
    read_each,
};
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;

use crate::args::{Common, Questions};
use crate::commands::threaded;
use crate::failure::Ending;
use crate::output::{Out, Progress};
use crate::rejects::Rejects;

/// A document as `detente text` shows it.
#[derive(Serialize)]
struct TextLine<'a> {
    path: &'a str,
    #[serde(flatten)]
    document: &'a Document,
}

/// `detente text`.
pub(crate) fn text(
    files: &[PathBuf],
    options: &AddOptions,
    common: &Common,
) -> anyhow::Result<Ending> {
    let mut out = Out::new();
    let mut rejects = Rejects::new(common)?;
    let progress = Progress::hidden();
    read_each(Inputs::expand(files), options, |read| {
        match read {
            Ok(read) => {
                out.json(&TextLine {
                    path: &read.path,
                    document: &read.document,
                })?;
                out.flush()?;
            }
            Err(reject) => rejects.take(&reject, &progress),
        }
        anyhow::Ok(())
    })?;
    Ok(Ending::after(rejects.finish()?))
}

/// `detente parse`.
pub(crate) fn parse(
    files: &[PathBuf],
    options: &ParseOptions,
    common: &Common,
) -> anyhow::Result<Ending> {
    let mut out = Out::new();
    let mut rejects = Rejects::new(common)?;
    let progress = Progress::hidden();
    parse_each(Inputs::expand(files), options, |parsed| {
        match parsed {
            Ok(conllu) => {
                out.text(&conllu)?;
                out.flush()?;
            }
            Err(reject) => rejects.take(&reject, &progress),
        }
        anyhow::Ok(())
    })?;
    Ok(Ending::after(rejects.finish()?))
}

/// Answers each line of the inputs with one line, in order; `answer` gives the line or says what
/// is wrong with the one that it was given. Each thread has a state of its own, made by `start`.
pub(crate) fn each_line<S, R: Serialize + Send>(
    questions: &Questions,
    common: &Common,
    start: impl Fn() -> S + Sync,
    answer: impl Fn(&mut S, &[u8]) -> Result<R, String> + Sync,
) -> anyhow::Result<Ending> {
    each_line_after(&[], questions, common, start, answer)
}

/// The same, where some of what the answers need was rejected before.
pub(crate) fn each_line_after<S, R: Serialize + Send>(
    before: &[Reject],
    questions: &Questions,
    common: &Common,
    start: impl Fn() -> S + Sync,
    answer: impl Fn(&mut S, &[u8]) -> Result<R, String> + Sync,
) -> anyhow::Result<Ending> {
    let mut out = Out::new();
    let mut rejects = Rejects::new(common)?;
    let progress = Progress::hidden();
    for reject in before {
        rejects.take(reject, &progress);
    }
    let inputs = Inputs::expand(&questions.files);
    for reject in &inputs.rejects {
        rejects.take(reject, &progress);
    }
    in_order(
        inputs.inputs.into_iter().flat_map(lines_of),
        threaded(&questions.threads).threads.get(),
        start,
        |state, line| {
            let (path, number, bytes) = line?;
            answer(state, &bytes).map_err(|message| reject(&path, Some(number), message))
        },
        |answered| {
            match answered {
                Ok(answered) => {
                    out.json(&answered)?;
                    // Whoever asks one question at a time waits for this answer.
                    out.flush()?;
                }
                Err(reject) => rejects.take(&reject, &progress),
            }
            anyhow::Ok(())
        },
    )?;
    Ok(Ending::after(rejects.finish()?))
}

type LineOf = Result<(String, u64, Vec<u8>), Reject>;

/// The lines of one input.
fn lines_of(input: Input) -> Box<dyn Iterator<Item = LineOf> + Send> {
    let (path, reader): (String, Box<dyn BufRead + Send>) = match input {
        Input::StandardInput => ("-".to_owned(), Box::new(BufReader::new(io::stdin()))),
        Input::Memory { path, bytes } => (path, Box::new(bytes)),
        Input::File(path) => {
            let name = path.to_string_lossy().into_owned();
            match File::open(&path) {
                Ok(file) => (name, Box::new(BufReader::new(file))),
                Err(error) => {
                    let reject = reject(&name, None, error.to_string());
                    return Box::new(std::iter::once(Err(reject)));
                }
            }
        }
    };
    let limit = usize::try_from(Limits::default().max_bytes).unwrap_or(usize::MAX);
    Box::new(Lines::new(reader, limit).map(move |line| {
        let line = line.map_err(|error| reject(&path, None, error.to_string()))?;
        let number = line.number;
        if let Some(bytes) = line.bytes {
            Ok((path.clone(), number, bytes))
        } else {
            let message = format!("the line is longer than the limit of {limit} bytes");
            Err(reject(&path, Some(number), message))
        }
    }))
}

fn reject(path: &str, number: Option<u64>, message: impl Into<String>) -> Reject {
    Reject {
        path: path.to_owned(),
        place: number.map(|number| number.to_string()),
        message: message.into(),
    }
}
