//! Commands without a casebook: JSON Lines out, one line for each document or line in.

use detente_casebook::{
    AddOptions, Document, Input, Inputs, Limits, Line, Lines, ParseOptions, Reject, in_order,
    parse_each, read_each,
};
use detente_casebook::{EventReport, group_reports};
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;

use crate::args::{Common, Questions};
use crate::commands::threaded;
use crate::failure::{Ending, WrongUse};
use crate::output::{Out, Progress, note};
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
                for words in read.document.notes.iter().filter(|_| !common.quiet) {
                    note(&format!("note: {}: {words}", read.path));
                }
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

/// Lines that are answered together at the most.
const BATCH: usize = 32;
/// Bytes after which a batch of lines takes no further line.
const BATCH_BYTES: usize = 64 << 10;

/// Answers each line of the inputs with one line, in order; `answer` gives the line or says what
/// is wrong with the one that it was given.
pub(crate) fn each_line<R: Serialize + Send>(
    before: &[Reject],
    questions: &Questions,
    common: &Common,
    answer: impl Fn(&[u8]) -> Result<R, String> + Sync,
) -> anyhow::Result<Ending> {
    let one_by_one = |(): &mut (), lines: &[&[u8]]| lines.iter().map(|line| answer(line)).collect();
    each_batch(before, questions, common, || (), one_by_one)
}

/// Answers lines that have come in together, each with one line, in order; `before` are rejects of
/// what the answers need. Each thread has a state of its own, made by `start`.
pub(crate) fn each_batch<S, R: Serialize + Send>(
    before: &[Reject],
    questions: &Questions,
    common: &Common,
    start: impl Fn() -> S + Sync,
    answer: impl Fn(&mut S, &[&[u8]]) -> Vec<Result<R, String>> + Sync,
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
        inputs.inputs.into_iter().flat_map(batches_of),
        threaded(&questions.threads).threads.get(),
        start,
        |state, (path, lines): Batch| {
            let good = lines.iter().filter_map(|line| line.as_ref().ok());
            let good: Vec<&[u8]> = good.map(|(_, bytes)| bytes.as_slice()).collect();
            let mut answers = answer(state, &good).into_iter();
            let mut place = |line: LineOf| -> Result<R, Reject> {
                let (number, _) = line?;
                let answered = answers.next().expect("an answer for each line");
                answered.map_err(|message| reject(&path, Some(number), message))
            };
            lines.into_iter().map(&mut place).collect::<Vec<_>>()
        },
        |answered| {
            for answer in answered {
                match answer {
                    Ok(answer) => out.json(&answer)?,
                    Err(reject) => rejects.take(&reject, &progress),
                }
            }
            // Whoever asks one question at a time waits for this answer.
            out.flush()?;
            anyhow::Ok(())
        },
    )?;
    Ok(Ending::after(rejects.finish()?))
}

/// A line with its number.
type LineOf = Result<(u64, Vec<u8>), Reject>;

/// Lines that came in together, and the input that they are from.
type Batch = (String, Vec<LineOf>);

/// The lines of one input, as they come in.
fn batches_of(input: Input) -> Box<dyn Iterator<Item = Batch> + Send> {
    let (path, reader): (String, Box<dyn Read + Send>) = match input {
        Input::StandardInput => ("-".to_owned(), Box::new(io::stdin())),
        Input::Memory { path, bytes } => (path, Box::new(bytes)),
        Input::File(path) => {
            let name = path.to_string_lossy().into_owned();
            match File::open(&path) {
                Ok(file) => (name, Box::new(file)),
                Err(error) => {
                    let reject = reject(&name, None, error.to_string());
                    return Box::new(std::iter::once((name, vec![Err(reject)])));
                }
            }
        }
    };
    let limit = usize::try_from(Limits::default().max_bytes).unwrap_or(usize::MAX);
    let mut lines = Lines::new(BufReader::with_capacity(BATCH_BYTES, reader), limit);
    let next = move || {
        let batch = lines.next_batch(BATCH, BATCH_BYTES);
        let line = |line: io::Result<Line>| {
            let line = line.map_err(|error| reject(&path, None, error.to_string()))?;
            line.bytes.map(|bytes| (line.number, bytes)).ok_or_else(|| {
                let message = format!("the line is longer than the limit of {limit} bytes");
                reject(&path, Some(line.number), message)
            })
        };
        let batch: Vec<LineOf> = batch.into_iter().map(line).collect();
        (!batch.is_empty()).then(|| (path.clone(), batch))
    };
    Box::new(std::iter::from_fn(next))
}

fn reject(path: &str, number: Option<u64>, message: impl Into<String>) -> Reject {
    Reject {
        path: path.to_owned(),
        place: number.map(|number| number.to_string()),
        message: message.into(),
    }
}

/// Reports that are compared in one call at the most.
const MOST_REPORTS: usize = 1_000_000;

/// Reports that are held to be one event.
#[derive(Serialize)]
struct SameLine<'r> {
    group: usize,
    score: u32,
    members: Vec<&'r str>,
}

/// `detente same`.
pub(crate) fn same(questions: &Questions, common: &Common) -> anyhow::Result<Ending> {
    let mut rejects = Rejects::new(common)?;
    let progress = Progress::hidden();
    let inputs = Inputs::expand(&questions.files);
    for reject in &inputs.rejects {
        rejects.take(reject, &progress);
    }
    let mut reports: Vec<EventReport> = Vec::new();
    for (path, lines) in inputs.inputs.into_iter().flat_map(batches_of) {
        for line in lines {
            let read = line.and_then(|(number, bytes)| {
                let report = report(&bytes);
                report.map_err(|message| reject(&path, Some(number), message))
            });
            match read {
                Ok(report) => reports.push(report),
                Err(reject) => rejects.take(&reject, &progress),
            }
            if reports.len() > MOST_REPORTS {
                let message = format!(
                    "there are more than {MOST_REPORTS} reports; give fewer at a time, by country or year"
                );
                return Err(WrongUse(message).into());
            }
        }
    }
    let mut out = Out::new();
    for (place, group) in group_reports(&reports)?.iter().enumerate() {
        let members = group
            .members
            .iter()
            .map(|member| reports[*member].id.as_str());
        out.json(&SameLine {
            group: place + 1,
            score: group.score,
            members: members.collect(),
        })?;
    }
    out.flush()?;
    Ok(Ending::after(rejects.finish()?))
}

fn report(line: &[u8]) -> Result<EventReport, String> {
    let report: EventReport = serde_json::from_slice(line)
        .map_err(|error| format!("it is no report {{\"id\", \"start\", …}}: {error}"))?;
    report.check().map_err(|error| error.to_string())?;
    Ok(report)
}
