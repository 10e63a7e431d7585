use detente_casebook::{Brief, Casebook, brief_as_html, brief_as_text};
use std::path::Path;

use crate::args::Common;
use crate::failure::{Ending, WrongUse};
use crate::filters::{day, latest};
use crate::output::{Out, note, write_page};

/// The days that a brief is asked for.
pub(crate) struct Days {
    pub(crate) true_on: Option<String>,
    pub(crate) known_by: Option<String>,
}

/// `detente brief`.
pub(crate) fn brief(
    path: &Path,
    [a, b]: [&str; 2],
    days: &Days,
    html: Option<&Path>,
    common: &Common,
) -> anyhow::Result<Ending> {
    let casebook = Casebook::open_read_only(path)?;
    let (a, b) = (casebook.find_actor(a)?, casebook.find_actor(b)?);
    if a == b {
        let message = format!("{a} is named twice; a brief needs two actors");
        return Err(WrongUse(message).into());
    }
    let true_on = days.true_on.as_deref().map(|text| day("--true-on", text));
    let known_by = days
        .known_by
        .as_deref()
        .map(|text| latest("--known-by", text));
    let brief = casebook.brief(&a, &b, true_on.transpose()?, known_by.transpose()?)?;
    if let Some(html) = html {
        write_html(&brief, html, common)?;
    }
    show(&brief, common)?;
    Ok(Ending::Done)
}

/// Writes the brief as one HTML file.
pub(crate) fn write_html(brief: &Brief, path: &Path, common: &Common) -> anyhow::Result<()> {
    write_page(path, &brief_as_html(brief))?;
    if !common.quiet {
        note(&format!("wrote {}", path.display()));
    }
    Ok(())
}

/// Writes the brief to stdout: as JSON where that is asked for, else as text.
pub(crate) fn show(brief: &Brief, common: &Common) -> anyhow::Result<()> {
    let mut out = Out::new();
    if common.json {
        out.json(brief)?;
    } else {
        let text = brief_as_text(brief, out.width, out.colour);
        out.text(&text)?;
    }
    out.flush()?;
    Ok(())
}
