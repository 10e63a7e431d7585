//! `detente recycled`: over a casebook where the one argument is a casebook, else over files.

use clap::Args;
use detente_casebook::{
    Casebook, CopiedDocuments, Error, Inputs, ReadDocument, RecycleOptions, RecycledGroup,
    copied_documents, read_each, recycled,
};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::args::{Common, Reading};
use crate::commands::add_options;
use crate::failure::Ending;
use crate::output::{Format, Out, Progress};
use crate::rejects::Rejects;

/// Which texts are compared, and how.
#[derive(Debug, Clone, Args)]
pub(crate) struct RecycledArgs {
    /// A casebook; or files, folders, patterns; - for JSON Lines
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Group whole documents that are copies or translations of each other
    #[arg(long)]
    documents: bool,
    /// Leave out passages that say the same in other words
    #[arg(long)]
    no_paraphrases: bool,
    /// For people: say which words the copies changed
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    reading: Reading,
}

/// The first bytes of every SQLite file, and so of every casebook.
const SQLITE: &[u8] = b"SQLite format 3\0";

fn is_casebook(path: &Path) -> bool {
    let mut first = [0; SQLITE.len()];
    path.is_file()
        && File::open(path)
            .and_then(|mut file| file.read_exact(&mut first))
            .is_ok_and(|()| first == SQLITE)
}

/// `detente recycled`.
pub(crate) fn run(args: &RecycledArgs, common: &Common) -> anyhow::Result<Ending> {
    let options = RecycleOptions {
        paraphrases: !args.no_paraphrases,
        threads: add_options(&args.reading).threads.get(),
    };
    if let [only] = args.files.as_slice()
        && is_casebook(only)
    {
        let casebook = Casebook::open_read_only(only)?;
        if args.documents {
            write_documents(&casebook.copied_documents()?)?;
        } else {
            let people = Format::of(common, false) == Format::People;
            write_groups(&casebook.recycled(options)?, people.then_some(args.explain))?;
        }
        return Ok(Ending::Done);
    }
    let mut rejects = Rejects::new(common)?;
    let progress = Progress::hidden();
    let mut documents: Vec<ReadDocument> = Vec::new();
    read_each(
        Inputs::expand(&args.files),
        &add_options(&args.reading),
        |read| {
            match read {
                Ok(read) => documents.push(read),
                Err(reject) => rejects.take(&reject, &progress),
            }
            Ok::<(), Error>(())
        },
    )?;
    if args.documents {
        write_documents(&copied_documents(&documents))?;
    } else {
        let people = args.explain.then_some(true).filter(|_| !common.json);
        write_groups(&recycled(&documents, options), people)?;
    }
    Ok(Ending::after(rejects.finish()?))
}

fn write_documents(groups: &[CopiedDocuments]) -> anyhow::Result<()> {
    let mut out = Out::new();
    for group in groups {
        out.json(group)?;
    }
    Ok(out.flush()?)
}

/// Writes groups as JSON Lines; for people where `people` says so, and whether to explain.
fn write_groups(groups: &[RecycledGroup], people: Option<bool>) -> anyhow::Result<()> {
    let mut out = Out::new();
    for group in groups {
        let Some(explain) = people else {
            out.json(group)?;
            continue;
        };
        let head = out.bold(&format!("{} {}", group.group, group.level));
        out.line(&head)?;
        for (place, member) in group.members.iter().enumerate() {
            let where_it_stands = format!(
                "    {} {}..{}",
                member.path,
                member.span.start(),
                member.span.end()
            );
            out.line(&format!("  {}", member.quote.replace('\n', " ")))?;
            let dim = out.dim(&where_it_stands);
            out.line(&dim)?;
            let differences = group.differences.iter();
            for difference in differences.filter(|difference| explain && difference.member == place)
            {
                out.line(&format!("    {}", difference.change))?;
            }
        }
    }
    Ok(out.flush()?)
}
