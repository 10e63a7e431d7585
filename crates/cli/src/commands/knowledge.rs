use detente_casebook::{Casebook, Error};
use serde::Serialize;
use std::path::Path;

use crate::args::Common;
use crate::failure::{Ending, WrongUse};
use crate::output::{Out, note};

/// A knowledge file of a casebook, as it is listed.
#[derive(Serialize)]
struct Listed<'a> {
    file: &'a str,
    bytes: usize,
}

/// `detente knowledge`: lists the files of the casebook, shows one, or sets one.
pub(crate) fn knowledge(
    path: &Path,
    file: Option<&str>,
    rows: Option<&Path>,
    common: &Common,
) -> anyhow::Result<Ending> {
    if let (Some(file), Some(rows)) = (file, rows) {
        return set(path, file, rows, common);
    }
    let files = Casebook::open_read_only(path)?
        .store()
        .knowledge()
        .map_err(Error::from)?;
    let mut out = Out::new();
    match file {
        Some(wanted) => {
            let Some((_, text)) = files.iter().find(|(name, _)| name == wanted) else {
                let message = format!("the casebook has no rows of its own for {wanted:?}");
                return Err(WrongUse(message).into());
            };
            out.text(text)?;
        }
        None => {
            for (file, text) in &files {
                if common.json {
                    out.json(&Listed {
                        file,
                        bytes: text.len(),
                    })?;
                } else {
                    out.line(file)?;
                }
            }
        }
    }
    out.flush()?;
    Ok(Ending::Done)
}

fn set(path: &Path, file: &str, rows: &Path, common: &Common) -> anyhow::Result<Ending> {
    let text = std::fs::read_to_string(rows)
        .map_err(|error| WrongUse(format!("{}: it cannot be read: {error}", rows.display())))?;
    Casebook::open(path)?.set_knowledge(file, &text)?;
    if !common.quiet {
        note(&format!(
            "{file}: {} rows are used from now on; documents that are in the casebook are not coded again",
            text.lines().skip(1).filter(|line| !line.is_empty()).count()
        ));
    }
    Ok(Ending::Done)
}
