//! `detente code` and `detente actor`, with dictionaries of the user's own.

use std::mem::ManuallyDrop;
use std::path::PathBuf;

use anyhow::Context;
use detente_casebook::{Answerer, Dictionary, Parsers, Reject};

use super::filter;
use crate::args::{Common, Dictionaries};
use crate::failure::Ending;

/// Bytes of a dictionary at the most.
const LIMIT: u64 = 64 << 20;

/// `detente code`, with the reasons of events and the grammar of all predicates where asked for.
pub(crate) fn code(
    asked: &Dictionaries,
    explain: bool,
    grammar: bool,
    common: &Common,
) -> anyhow::Result<Ending> {
    Parsers::begin();
    let (answerer, rejects) = answerer(&asked.dictionary)?;
    // The program ends with it: to take all tables apart first would only take time.
    let answerer = ManuallyDrop::new(answerer);
    filter::each_batch(
        &rejects,
        &asked.questions,
        common,
        Parsers::new,
        |parsers, lines| answerer.code(parsers, lines, explain, grammar),
    )
}

/// `detente actor`.
pub(crate) fn actor(asked: &Dictionaries, common: &Common) -> anyhow::Result<Ending> {
    let (answerer, rejects) = answerer(&asked.dictionary)?;
    filter::each_line(&rejects, &asked.questions, common, |line| {
        answerer.actor(line)
    })
}

/// An answerer with the entries of the files, and the lines of them that could not be used.
fn answerer(files: &[PathBuf]) -> anyhow::Result<(Answerer, Vec<Reject>)> {
    if files.is_empty() {
        return Ok((Answerer::new(), Vec::new()));
    }
    let mut dictionary = Dictionary::new();
    let mut rejects = Vec::new();
    for file in files {
        let path = file.display().to_string();
        let what = || format!("--dictionary {path}");
        let size = std::fs::metadata(file).with_context(what)?.len();
        anyhow::ensure!(
            size <= LIMIT,
            "--dictionary {path}: {size} bytes are more than the limit of {LIMIT}"
        );
        let bytes = std::fs::read(file).with_context(what)?;
        let text = String::from_utf8_lossy(&bytes);
        let unread = dictionary.read(&text);
        rejects.extend(unread.into_iter().map(|reject| Reject {
            path: path.clone(),
            place: Some(reject.row.to_string()),
            message: reject.message,
        }));
    }
    Ok((Answerer::with_dictionary(dictionary), rejects))
}
