//! `detente recycled`: over a casebook where the one argument is a casebook, else over files.

use clap::Args;
use detente_casebook::{
    Casebook, CopiedDocuments, Error, Inputs, ReadDocument, RecycleOptions, RecycledGroup,
    RecycledMember, copied_documents, read_each, recycled,
};
use serde::Serialize;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::args::{Common, Plain, Reading};
use crate::commands::{add_options, list};
use crate::failure::Ending;
use crate::layout::Column;
use crate::listed::{Listed, spelling};
use crate::output::{Out, Progress};
use crate::rejects::Rejects;

/// Copies as a table.
#[derive(Debug, Clone, Args)]
struct CopyTable {
    /// Write CSV, a line for each copy
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Write the columns of CSV to this file, as Parquet
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "csv"])]
    parquet: Option<PathBuf>,
}

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
    table: CopyTable,
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
            return write_documents(&casebook.copied_documents()?, args, common);
        }
        let people = (!common.json).then_some(args.explain);
        return write_groups(&casebook.recycled(options)?, people, args, common);
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
        write_documents(&copied_documents(&documents), args, common)?;
    } else {
        let people = args.explain.then_some(true).filter(|_| !common.json);
        write_groups(&recycled(&documents, options), people, args, common)?;
    }
    Ok(Ending::after(rejects.finish()?))
}

/// A place of a group, as a row of a table.
#[derive(Serialize)]
struct Copy<'g> {
    group: &'g RecycledGroup,
    member: &'g RecycledMember,
}

impl Listed for Copy<'_> {
    const COLUMNS: &'static [Column] = &[];
    const FIELDS: &'static [&'static str] =
        &["id", "group", "level", "path", "start", "end", "quote"];

    fn cells(&self) -> Vec<String> {
        Vec::new()
    }

    fn fields(&self) -> Vec<String> {
        vec![
            self.group.id.clone(),
            self.group.group.to_string(),
            spelling(&self.group.level),
            self.member.path.clone(),
            self.member.span.start().to_string(),
            self.member.span.end().to_string(),
            self.member.quote.clone(),
        ]
    }
}

/// A document of a group, as a row of a table.
#[derive(Serialize)]
struct Copied<'g> {
    group: &'g CopiedDocuments,
    path: &'g str,
}

impl Listed for Copied<'_> {
    const COLUMNS: &'static [Column] = &[];
    const FIELDS: &'static [&'static str] = &["group", "relation", "path"];

    fn cells(&self) -> Vec<String> {
        Vec::new()
    }

    fn fields(&self) -> Vec<String> {
        vec![
            self.group.group.to_string(),
            spelling(&self.group.relation),
            self.path.to_owned(),
        ]
    }
}

impl RecycledArgs {
    /// The table that is asked for, if one is.
    fn table(&self) -> Option<Plain> {
        let plain = Plain {
            csv: self.table.csv,
            parquet: self.table.parquet.clone(),
            ..Plain::of(&self.files[0])
        };
        (plain.csv || plain.parquet.is_some()).then_some(plain)
    }
}

fn write_documents(
    groups: &[CopiedDocuments],
    args: &RecycledArgs,
    common: &Common,
) -> anyhow::Result<Ending> {
    if let Some(plain) = args.table() {
        let rows = groups.iter().flat_map(|group| {
            let paths = group.members.iter();
            paths.map(move |path| Copied { group, path })
        });
        return list::all(&rows.collect::<Vec<_>>(), &plain, common);
    }
    let mut out = Out::new();
    for group in groups {
        out.json(group)?;
    }
    out.flush()?;
    Ok(Ending::Done)
}

/// Writes groups as JSON Lines; for people where `people` says so, and whether to explain.
fn write_groups(
    groups: &[RecycledGroup],
    people: Option<bool>,
    args: &RecycledArgs,
    common: &Common,
) -> anyhow::Result<Ending> {
    if let Some(plain) = args.table() {
        let rows = groups.iter().flat_map(|group| {
            let members = group.members.iter();
            members.map(move |member| Copy { group, member })
        });
        return list::all(&rows.collect::<Vec<_>>(), &plain, common);
    }
    let mut out = Out::new();
    for group in groups {
        let Some(explain) = people else {
            out.json(group)?;
            continue;
        };
        out.set_bold(&format!("{} {}", group.group, group.level))?;
        for (place, member) in group.members.iter().enumerate() {
            let where_it_stands = format!(
                "    {} {}..{}",
                member.path,
                member.span.start(),
                member.span.end()
            );
            out.set(&format!("  {}", member.quote.replace('\n', " ")))?;
            out.set_dim(&where_it_stands)?;
            let differences = group.differences.iter();
            for difference in differences.filter(|difference| explain && difference.member == place)
            {
                out.set(&format!("    {}", difference.change))?;
            }
        }
    }
    out.flush()?;
    Ok(Ending::Done)
}
