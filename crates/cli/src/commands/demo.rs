use detente_casebook::{AddOptions, Casebook};
use std::path::Path;

use crate::args::Common;
use crate::commands::add::{Watch, summary};
use crate::commands::brief::{show, write_html};
use crate::failure::Ending;
use crate::output::note;

/// `detente demo`: the embedded example, its brief on the terminal and beside it as a page.
pub(crate) fn demo(path: &Path, common: &Common) -> anyhow::Result<Ending> {
    let mut watch = Watch::new(common)?;
    let built = Casebook::build_example(path, &AddOptions::default(), &mut watch);
    let rejects = watch.finish()?;
    let (casebook, added) = built?;
    let (russia, iran) = (casebook.find_actor("RUS")?, casebook.find_actor("IRN")?);
    let brief = casebook.brief(&russia, &iran, None, None)?;
    show(&brief, common)?;
    if !common.quiet {
        note(&format!("{}: {}", path.display(), summary(&added)));
    }
    write_html(&brief, &path.with_extension("html"), common)?;
    Ok(Ending::after(rejects))
}
