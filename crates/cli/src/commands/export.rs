use clap::Args;
use detente_casebook::{Casebook, Clock, ExportFormat, Exported};
use std::path::PathBuf;

use crate::args::{Common, List, RecordTime};
use crate::failure::{Ending, WrongUse};
use crate::filters::{Kinds, filter};
use crate::listed::plural;
use crate::output::{Out, note};

/// What `detente export` takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    list: List,
    /// plover-json, ftm, stix, gdelt or parquet
    #[arg(long, value_name = "FORMAT")]
    format: String,
    /// The file to write, or, for Parquet, the new folder
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    #[command(flatten)]
    pub(crate) record: RecordTime,
}

/// `detente export`.
pub(crate) fn export(
    export: &Export,
    clock: &dyn Clock,
    common: &Common,
) -> anyhow::Result<Ending> {
    let format: ExportFormat = export.format.parse()?;
    let plain = &export.list.plain;
    if plain.csv || plain.parquet.is_some() || plain.limit.is_some() {
        let message = "export writes all that passes the filters, in its own format; leave out --csv, --parquet FILE and --limit";
        return Err(WrongUse(message.to_owned()).into());
    }
    let casebook = Casebook::open_read_only(&export.list.plain.casebook)?;
    let filter = filter(&export.list, Kinds::Any, &casebook)?;
    let exported = casebook.export(&filter, format, &export.out, clock)?;
    if common.json {
        let mut out = Out::new();
        out.json(&exported)?;
        out.flush()?;
    }
    if !common.quiet {
        tell(&exported, export);
    }
    Ok(Ending::Done)
}

fn tell(exported: &Exported, export: &Export) {
    note(&format!(
        "wrote {} and {} to {}",
        plural(exported.events, "event"),
        plural(exported.ties, "tie"),
        export.out.display()
    ));
    for (why, count) in &exported.left_out {
        note(&format!("left out {}: {why}", plural(*count, "record")));
    }
    for (field, count) in &exported.not_carried {
        let records = plural(*count, "record");
        note(&format!(
            "not carried: {field} of {records}; {} has no place for it",
            export.format
        ));
    }
}
