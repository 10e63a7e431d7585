use clap::Args;
use detente_casebook::{
    Casebook, Clock, Format, ImportObserver, ImportOptions, Imported, Inputs, KeepRows,
    ReferenceFormat, Reject,
};
use detente_model::Day;
use std::path::PathBuf;

use crate::args::{Common, RecordTime, Threads};
use crate::failure::Ending;
use crate::listed::plural;
use crate::output::{Out, Progress, note};
use crate::rejects::Rejects;

/// Above this share of rejected rows the import says so loudly.
const MANY: f64 = 0.05;

/// What `detente import` takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Import {
    pub(crate) casebook: PathBuf,
    /// Files, folders, patterns; plain, gzip or zip
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Event data: gdelt1, gdelt2, mentions, icews, polecat, acled, ged, phoenix,
    /// plover-json, ftm, stix, parquet or quadruples; lists of
    /// ties: atop, cow-alliances, cow-igo, iigo, un-votes, mids, rivalries or sipri; of leaders: archigos, reign or wikidata
    #[arg(long)]
    format: String,
    /// Keep these rows as a data set of this name, apart from others of the format
    #[arg(long, value_name = "NAME")]
    dataset: Option<String>,
    /// The version of the data set, where its rows do not say
    #[arg(long, value_name = "VERSION")]
    dataset_version: Option<String>,
    /// The day from which the times of quadruples count
    #[arg(long, value_name = "DAY")]
    start: Option<String>,
    /// What the times of quadruples count
    #[arg(long, value_parser = ["hours", "days"], default_value = "hours")]
    unit: String,
    /// Keep the rows in the casebook: those of small files, all, or only their places
    #[arg(long, value_parser = ["small", "always", "never"], default_value = "small")]
    keep_rows: String,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    pub(crate) record: RecordTime,
}

struct Watch {
    progress: Progress,
    rejects: Rejects,
}

impl ImportObserver for Watch {
    fn rows(&mut self, more: u64) {
        self.progress.add(more);
    }

    fn writing(&mut self) {
        self.progress.say("writing, after");
    }

    fn reject(&mut self, reject: &Reject) {
        self.rejects.take(reject, &self.progress);
    }
}

/// `detente import`.
pub(crate) fn import(
    import: &Import,
    clock: &dyn Clock,
    common: &Common,
) -> anyhow::Result<Ending> {
    let source = source(import)?;
    let mut casebook = Casebook::open(&import.casebook)?;
    let mut watch = Watch {
        progress: Progress::new(common, "rows"),
        rejects: Rejects::new(common)?,
    };
    let inputs = Inputs::expand(&import.files);
    let imported = match &source {
        Source::Events(options) => casebook.import(inputs, options, &mut watch, clock),
        Source::Ties(format) => casebook.import_reference(inputs, *format, &mut watch, clock),
    };
    watch.progress.finish();
    let rejects = watch.rejects.finish()?;
    let imported = imported.map_err(|error| {
        error.context(
            "stopped; files that were written before are kept, and the same command goes on from there",
        )
    })?;
    let unit = match &source {
        Source::Ties(ReferenceFormat::UnVotes) => "vote",
        Source::Ties(format) if format.is_of_leaders() => "term",
        Source::Ties(_) => "tie",
        Source::Events(_) => "report",
    };
    tell(&imported, unit, common)?;
    Ok(Ending::after(rejects))
}

/// What is read.
enum Source {
    Events(ImportOptions),
    Ties(ReferenceFormat),
}

fn source(import: &Import) -> anyhow::Result<Source> {
    let Ok(format) = import.format.parse::<ReferenceFormat>() else {
        let known: Vec<_> = ReferenceFormat::ALL
            .iter()
            .map(|format| format.as_str())
            .collect();
        let ties = || format!("lists of ties and leaders are: {}", known.join(", "));
        return Ok(Source::Events(
            options(import).map_err(|error| error.context(ties()))?,
        ));
    };
    let given = [
        (import.dataset.is_some(), "--dataset"),
        (import.dataset_version.is_some(), "--dataset-version"),
        (import.start.is_some(), "--start"),
    ];
    if let Some((_, option)) = given.iter().find(|(is_given, _)| *is_given) {
        let message = format!("{option} goes with event data; {format} is a list of scholars");
        return Err(crate::failure::WrongUse(message).into());
    }
    Ok(Source::Ties(format))
}

fn options(import: &Import) -> anyhow::Result<ImportOptions> {
    let wrong = |error: &dyn std::fmt::Display| crate::failure::WrongUse(error.to_string());
    let format: Format = import.format.parse().map_err(|error| wrong(&error))?;
    let day = |text: &String| -> anyhow::Result<Day> { Ok(crate::filters::day("--start", text)?) };
    let mut options = ImportOptions::new(format);
    options.dataset.clone_from(&import.dataset);
    options.version.clone_from(&import.dataset_version);
    options.start = import.start.as_ref().map(day).transpose()?;
    options.days = import.unit == "days";
    options.keep = match import.keep_rows.as_str() {
        "always" => KeepRows::Always,
        "never" => KeepRows::Never,
        _ => KeepRows::Small,
    };
    if let Some(threads) = import.threads.threads {
        options.threads = threads;
    }
    Ok(options)
}

fn tell(imported: &Imported, unit: &str, common: &Common) -> anyhow::Result<()> {
    if common.json {
        let mut out = Out::new();
        out.json(imported)?;
        out.flush()?;
    }
    let share = imported.rejected_rows as f64 / imported.rows.max(1) as f64;
    if share > MANY {
        let what = match imported.new + imported.known {
            0 => "; nothing was kept",
            _ => "; the others were kept",
        };
        note(&format!(
            "warning: {:.1} % of the rows were rejected{what}. See `detente rejects`",
            share * 100.0
        ));
    }
    if !common.quiet {
        note(&summary(imported, unit));
    }
    Ok(())
}

/// What was done; `unit` is what the new records are.
fn summary(imported: &Imported, unit: &str) -> String {
    let mut parts = vec![format!(
        "imported {} ({} {} {})",
        plural(imported.files, "file"),
        plural(imported.new, unit),
        // A row of a list may make several ties, or none.
        if unit == "tie" { "from" } else { "of" },
        plural(imported.rows, "row"),
    )];
    let counts = [
        (imported.known_files, "file", "known already"),
        (imported.known, "row", "known from another file"),
        (imported.neither, "row", "neither event nor tie"),
        (imported.rejected_rows, "row", "rejected"),
        (imported.rejected_files, "file", "rejected"),
    ];
    for (count, what, how) in counts {
        if count > 0 {
            parts.push(format!("{} {how}", plural(count, what)));
        }
    }
    if imported.joined > 0 {
        let judgements = plural(imported.joined, "judgement");
        parts.push(format!(
            "{judgements} that events of several sources are one"
        ));
    }
    parts.join("; ")
}
