//! `detente recycled`.

use clap::Args;
use detente_casebook::{
    Inputs, ReadDocument, RecycleOptions, copied_documents, read_each, recycled,
};
use std::path::PathBuf;

use crate::args::{Common, Reading};
use crate::commands::add_options;
use crate::failure::Ending;
use crate::output::{Out, Progress};
use crate::rejects::Rejects;

/// Which texts are compared, and how.
#[derive(Debug, Clone, Args)]
pub(crate) struct RecycledArgs {
    /// A casebook; or files, folders, patterns; - for JSON Lines
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Group whole documents that are copies of each other
    #[arg(long)]
    documents: bool,
    /// Leave out passages that say the same in other words
    #[arg(long)]
    no_paraphrases: bool,
    #[command(flatten)]
    reading: Reading,
}

/// `detente recycled`.
pub(crate) fn run(args: &RecycledArgs, common: &Common) -> anyhow::Result<Ending> {
    let mut out = Out::new();
    let mut rejects = Rejects::new(common)?;
    let progress = Progress::hidden();
    let options = add_options(&args.reading);
    let mut documents: Vec<ReadDocument> = Vec::new();
    read_each(Inputs::expand(&args.files), &options, |read| {
        match read {
            Ok(read) => documents.push(read),
            Err(reject) => rejects.take(&reject, &progress),
        }
        anyhow::Ok(())
    })?;
    if args.documents {
        for group in copied_documents(&documents) {
            out.json(&group)?;
        }
    } else {
        let options = RecycleOptions {
            paraphrases: !args.no_paraphrases,
            threads: options.threads.get(),
        };
        for group in recycled(&documents, options) {
            out.json(&group)?;
        }
    }
    out.flush()?;
    Ok(Ending::after(rejects.finish()?))
}
