use detente_casebook::{Casebook, Error, ParquetList};
use std::path::{Path, PathBuf};

use crate::args::{Common, List, Plain};
use crate::commands::ties::Tied;
use crate::failure::Ending;
use crate::filters::{Kinds, filter};
use crate::layout::{row, widths, wrapped};
use crate::listed::{Listed, plural};
use crate::output::{Format, Out, note};

/// Lines of words that are shown of one record.
const MOST_LINES: usize = 4;
/// Where the words below a row begin.
const INDENT: usize = 4;

/// Writes records one by one, in the format that is asked for.
pub(crate) struct Lister {
    out: Out,
    to: To,
    widths: Vec<usize>,
    left: usize,
    quiet: bool,
}

/// Where records go.
enum To {
    Stdout(Format),
    Parquet(Box<ParquetList>, PathBuf),
}

impl Lister {
    pub(crate) fn new<T: Listed>(plain: &Plain, common: &Common) -> anyhow::Result<Self> {
        let to = match &plain.parquet {
            Some(path) => {
                let columns: Vec<_> = T::FIELDS
                    .iter()
                    .map(|name| (*name, T::kind(name)))
                    .collect();
                let list = ParquetList::create(path, &columns)?;
                To::Parquet(Box::new(list), path.clone())
            }
            None => To::Stdout(Format::of(common, plain.csv)),
        };
        let mut out = Out::new();
        let widths = widths(T::COLUMNS, out.width);
        match to {
            To::Stdout(Format::People) => {
                let titles: Vec<_> = T::COLUMNS.iter().map(|column| column.title).collect();
                let head = out.bold(&row(&titles, &widths));
                out.line(&head)?;
            }
            To::Stdout(Format::Csv) => out.csv().write_record(T::FIELDS)?,
            To::Stdout(Format::Json) | To::Parquet(..) => {}
        }
        let left = plain.limit.unwrap_or(usize::MAX);
        Ok(Self {
            out,
            to,
            widths,
            left,
            quiet: common.quiet,
        })
    }

    /// Writes one record; `false` where no more are wanted.
    pub(crate) fn take<T: Listed>(&mut self, record: &T) -> anyhow::Result<bool> {
        let Some(left) = self.left.checked_sub(1) else {
            return Ok(false);
        };
        self.left = left;
        match &mut self.to {
            To::Stdout(Format::Json) => self.out.json(record)?,
            To::Stdout(Format::Csv) => self.out.csv().write_record(record.fields())?,
            To::Stdout(Format::People) => self.show(record)?,
            To::Parquet(list, _) => list.push(record.fields())?,
        }
        Ok(left > 0)
    }

    fn show<T: Listed>(&mut self, record: &T) -> anyhow::Result<()> {
        self.out.line(&row(&record.cells(), &self.widths))?;
        let width = self.out.width;
        for line in record
            .words()
            .into_iter()
            .flat_map(|words| wrapped(words, width, INDENT, MOST_LINES))
        {
            self.out.line(&line)?;
        }
        for place in record.place().iter().flat_map(|place| place.lines()) {
            self.out
                .set_dim(&format!("{}{place}", " ".repeat(INDENT)))?;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> anyhow::Result<Ending> {
        self.out.flush()?;
        if let To::Parquet(list, path) = self.to {
            let rows = list.finish()?;
            if !self.quiet {
                note(&format!(
                    "wrote {} to {}",
                    plural(rows, "row"),
                    path.display()
                ));
            }
        }
        Ok(Ending::Done)
    }
}

/// Lists what is in memory.
pub(crate) fn all<T: Listed>(
    records: &[T],
    plain: &Plain,
    common: &Common,
) -> anyhow::Result<Ending> {
    let mut lister = Lister::new::<T>(plain, common)?;
    for record in records {
        if !lister.take(record)? {
            break;
        }
    }
    lister.finish()
}

/// Lists what `each` hands to its argument one by one.
fn list_each<T: Listed>(
    plain: &Plain,
    common: &Common,
    each: impl FnOnce(&mut dyn FnMut(&T) -> Result<bool, Error>) -> Result<(), Error>,
) -> anyhow::Result<Ending> {
    let mut lister = Lister::new::<T>(plain, common)?;
    let mut failed = None;
    if plain.limit != Some(0) {
        each(&mut |record| {
            Ok(lister.take(record).unwrap_or_else(|error| {
                failed = Some(error);
                false
            }))
        })?;
    }
    match failed {
        Some(error) => Err(error),
        None => lister.finish(),
    }
}

fn open(path: &Path) -> anyhow::Result<Casebook> {
    Ok(Casebook::open_read_only(path)?)
}

/// `detente documents`.
pub(crate) fn documents(list: &List, common: &Common) -> anyhow::Result<Ending> {
    let casebook = open(&list.plain.casebook)?;
    let filter = filter(list, Kinds::Any, &casebook)?;
    all(&casebook.documents(&filter)?, &list.plain, common)
}

/// `detente passages`.
pub(crate) fn passages(list: &List, common: &Common) -> anyhow::Result<Ending> {
    let casebook = open(&list.plain.casebook)?;
    let filter = filter(list, Kinds::Any, &casebook)?;
    all(&casebook.passages(&filter)?, &list.plain, common)
}

/// `detente actors`.
pub(crate) fn actors(list: &List, common: &Common) -> anyhow::Result<Ending> {
    let casebook = open(&list.plain.casebook)?;
    let filter = filter(list, Kinds::Any, &casebook)?;
    all(&casebook.actors(&filter)?, &list.plain, common)
}

/// `detente claims`.
pub(crate) fn claims(
    list: &List,
    about: Option<String>,
    common: &Common,
) -> anyhow::Result<Ending> {
    let casebook = open(&list.plain.casebook)?;
    let mut filter = filter(list, Kinds::Any, &casebook)?;
    filter.about = about;
    list_each(&list.plain, common, |take| {
        casebook.for_each_claim(&filter, |claim| take(&claim))
    })
}

/// `detente causes`; with the doubtful ones where that is asked for.
pub(crate) fn causes(list: &List, doubtful: bool, common: &Common) -> anyhow::Result<Ending> {
    let casebook = open(&list.plain.casebook)?;
    let mut filter = filter(list, Kinds::Causes, &casebook)?;
    filter.without_doubtful = !doubtful;
    list_each(&list.plain, common, |take| {
        casebook.for_each_record("cause", &filter, |record| take(&record))
    })
}

/// `detente ties`.
pub(crate) fn ties(list: &List, common: &Common) -> anyhow::Result<Ending> {
    let casebook = open(&list.plain.casebook)?;
    let filter = filter(list, Kinds::Ties, &casebook)?;
    // What documents say comes first: lists have their own order of dates, and no words.
    list_each(&list.plain, common, |take| {
        let mut wanted = true;
        casebook.for_each_record("tie", &filter, |record| {
            wanted = take(&Tied::Coded(Box::new(record)))?;
            Ok(wanted)
        })?;
        if wanted {
            casebook.for_each_listed_tie(&filter, |tie| take(&Tied::Listed(Box::new(tie))))?;
        }
        Ok(())
    })
}

/// `detente runs`.
pub(crate) fn runs(plain: &Plain, common: &Common) -> anyhow::Result<Ending> {
    all(
        &open(&plain.casebook)?.store().runs().map_err(Error::from)?,
        plain,
        common,
    )
}

/// `detente rejects`.
pub(crate) fn rejects(plain: &Plain, common: &Common) -> anyhow::Result<Ending> {
    all(
        &open(&plain.casebook)?
            .store()
            .rejects()
            .map_err(Error::from)?,
        plain,
        common,
    )
}
