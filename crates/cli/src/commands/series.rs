use clap::Args;
use detente_casebook::{
    Casebook, DyadCount, FeedFileRow, Measure, SeriesOptions, SeriesPoint, Toward, UnmappedRow,
};
use std::path::PathBuf;

use super::list::{Lister, all};
use crate::args::{Common, Plain};
use crate::failure::{Ending, WrongUse};
use crate::layout::Column;
use crate::listed::Listed;
use crate::output::note;

/// What `detente series` takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Series {
    pub(crate) casebook: PathBuf,
    /// One side
    #[arg(value_name = "ACTOR", required_unless_present = "all")]
    a: Option<String>,
    /// The other side
    #[arg(value_name = "ACTOR", required_unless_present = "all")]
    b: Option<String>,
    /// Count the events of all pairs
    #[arg(long, conflicts_with_all = ["a", "b", "measure", "kind", "theme", "direction", "normalise"])]
    all: bool,
    /// The length of a period
    #[arg(long, value_parser = ["month", "year"], default_value = "month")]
    by: String,
    /// Events; share of cooperation; mean of the Goldstein scale; cooperation less conflict
    #[arg(long, value_parser = ["count", "share", "goldstein", "coop-conflict"], default_value = "count")]
    measure: String,
    /// Only this data set
    #[arg(long, value_name = "NAME")]
    dataset: Option<String>,
    /// Only this PLOVER type
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Only this theme
    #[arg(long)]
    theme: Option<String>,
    /// Deeds of both sides, of the first to the second, or of the second to the first
    #[arg(long, value_parser = ["both", "a-b", "b-a"], default_value = "both")]
    direction: String,
    /// Count events for each 10,000 of the data set in the period
    #[arg(long, value_parser = ["volume", "none"], default_value = "none")]
    normalise: String,
    /// Write CSV
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Write to this Parquet file instead
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "csv"])]
    parquet: Option<PathBuf>,
}

impl Series {
    fn plain(&self) -> Plain {
        Plain {
            casebook: self.casebook.clone(),
            limit: None,
            csv: self.csv,
            parquet: self.parquet.clone(),
        }
    }
}

/// What `detente coverage` takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Coverage {
    #[command(flatten)]
    pub(crate) plain: Plain,
    /// List the codes and names of actors that no knowledge file explains
    #[arg(long)]
    unmapped: bool,
}

/// `detente series`.
pub(crate) fn series(series: &Series, common: &Common) -> anyhow::Result<Ending> {
    let casebook = Casebook::open_read_only(&series.casebook)?;
    let (Some(a), Some(b)) = (&series.a, &series.b) else {
        return dyads(&casebook, series, common);
    };
    let (a, b) = (casebook.find_actor(a)?, casebook.find_actor(b)?);
    let kind = series
        .kind
        .as_deref()
        .map(crate::filters::event_kind)
        .transpose()?;
    let theme = series.theme.as_deref();
    let theme = theme
        .map(|id| crate::filters::find_theme(id, &casebook))
        .transpose()?;
    let options = SeriesOptions {
        measure: match series.measure.as_str() {
            "share" => Measure::Share,
            "goldstein" => Measure::Goldstein,
            "coop-conflict" => Measure::CoopConflict,
            _ => Measure::Count,
        },
        by_year: series.by == "year",
        dataset: series.dataset.clone(),
        kind,
        theme,
        toward: match series.direction.as_str() {
            "a-b" => Toward::Second,
            "b-a" => Toward::First,
            _ => Toward::Both,
        },
        per_volume: series.normalise == "volume",
    };
    if options.per_volume && options.measure != Measure::Count {
        let message =
            "--normalise volume goes with --measure count only: the others are shares and means";
        return Err(WrongUse(message.to_owned()).into());
    }
    let points = casebook.series(&a, &b, &options)?;
    all(&points, &series.plain(), common)?;
    if points.is_empty() && !common.quiet {
        note(&format!(
            "no data set here has events of {a} and {b}; see `detente coverage`"
        ));
    }
    Ok(Ending::Done)
}

/// `detente series --all`.
fn dyads(casebook: &Casebook, series: &Series, common: &Common) -> anyhow::Result<Ending> {
    let mut lister = Lister::new::<DyadCount>(&series.plain(), common)?;
    let mut failed = None;
    let wanted = |count: &DyadCount| {
        series
            .dataset
            .as_ref()
            .is_none_or(|name| *name == count.dataset)
    };
    let take = |count: DyadCount| {
        if !wanted(&count) {
            return true;
        }
        lister.take(&count).unwrap_or_else(|error| {
            failed = Some(error);
            false
        })
    };
    let store = casebook.store();
    let read = store.for_each_dyad(series.by == "year", take);
    read.map_err(detente_casebook::Error::from)?;
    match failed {
        Some(error) => Err(error),
        None => lister.finish(),
    }
}

/// `detente coverage`.
pub(crate) fn coverage(coverage: &Coverage, common: &Common) -> anyhow::Result<Ending> {
    let casebook = Casebook::open_read_only(&coverage.plain.casebook)?;
    let store = casebook.store();
    let failed = detente_casebook::Error::from;
    if coverage.unmapped {
        return all(
            &store.feed_unmapped().map_err(failed)?,
            &coverage.plain,
            common,
        );
    }
    let mut files = store.feed_files().map_err(failed)?;
    let lists = store.reference_files().map_err(failed)?;
    files.extend(lists.into_iter().map(|file| FeedFileRow {
        dataset: file.format.clone(),
        path: file.path,
        format: file.format,
        version: None,
        rows: file.rows,
        rejected: file.rejected,
        known: 0,
        covers_start: file.covers_start.clone(),
        covers_end: file.covers_end.clone(),
        events_start: file.covers_start,
        events_end: file.covers_end,
        recorded_at: file.recorded_at,
    }));
    all(&files, &coverage.plain, common)
}

fn or_empty<T: ToString>(value: Option<T>) -> String {
    value.map_or(String::new(), |value| value.to_string())
}

fn rounded(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"))
}

impl Listed for SeriesPoint {
    const COLUMNS: &'static [Column] = &[
        Column::new("DATA SET", 12),
        Column::new("PERIOD", 8),
        Column::new("VALUE", 9),
        Column::new("95 %", 18),
        Column::new("EVENTS", 7),
        Column::new("SOURCES", 7),
        Column::new("COVERED", 0),
    ];
    const FIELDS: &'static [&'static str] = &[
        "dataset",
        "a",
        "b",
        "period",
        "covered",
        "measure",
        "value",
        "low",
        "high",
        "interval",
        "events",
        "reports",
        "cooperation",
        "conflict",
        "sources",
        "wider",
    ];

    fn cells(&self) -> Vec<String> {
        let covered = match (self.wider, self.covered) {
            (true, _) => "dated no finer",
            (_, "none") => "no: nothing is known",
            (_, "part") => "in part",
            _ => "yes",
        };
        let range = match (self.low, self.high) {
            (Some(low), Some(high)) => format!("{low:.2} to {high:.2}"),
            _ => String::new(),
        };
        vec![
            self.dataset.clone(),
            self.period.clone().unwrap_or_else(|| "wider".to_owned()),
            rounded(self.value),
            range,
            self.events.to_string(),
            self.sources
                .map_or_else(|| "-".to_owned(), |count| count.to_string()),
            covered.to_owned(),
        ]
    }

    fn fields(&self) -> Vec<String> {
        let measure = match self.measure {
            Measure::Count => "count",
            Measure::Share => "share",
            Measure::Goldstein => "goldstein",
            Measure::CoopConflict => "coop-conflict",
        };
        vec![
            self.dataset.clone(),
            self.a.to_string(),
            self.b.to_string(),
            or_empty(self.period.as_ref()),
            self.covered.to_owned(),
            measure.to_owned(),
            or_empty(self.value),
            or_empty(self.low),
            or_empty(self.high),
            or_empty(self.interval),
            self.events.to_string(),
            self.reports.to_string(),
            self.cooperation.to_string(),
            self.conflict.to_string(),
            or_empty(self.sources),
            self.wider.to_string(),
        ]
    }
}

impl Listed for DyadCount {
    const COLUMNS: &'static [Column] = &[
        Column::new("DATA SET", 12),
        Column::new("A", 12),
        Column::new("B", 12),
        Column::new("PERIOD", 8),
        Column::new("EVENTS", 9),
        Column::new("REPORTS", 0),
    ];
    const FIELDS: &'static [&'static str] = &["dataset", "a", "b", "period", "events", "reports"];

    fn cells(&self) -> Vec<String> {
        self.fields()
    }

    fn fields(&self) -> Vec<String> {
        vec![
            self.dataset.clone(),
            self.a.clone(),
            self.b.clone(),
            self.period.clone().unwrap_or_else(|| "wider".to_owned()),
            self.events.to_string(),
            self.reports.to_string(),
        ]
    }
}

/// Columns of a path.
const PATH: usize = 21;

/// The end of a path, which tells files of one folder apart.
fn ending(path: &str, width: usize) -> String {
    let length = path.chars().count();
    if length <= width {
        return path.to_owned();
    }
    let end: String = path.chars().skip(length + 1 - width).collect();
    format!("…{end}")
}

impl Listed for FeedFileRow {
    const COLUMNS: &'static [Column] = &[
        Column::new("DATA SET", 12),
        Column::new("COVERS", 24),
        Column::new("ROWS", 10),
        Column::new("REJECTED", 9),
        Column::new("FILE", 0),
    ];
    const FIELDS: &'static [&'static str] = &[
        "dataset",
        "path",
        "format",
        "version",
        "rows",
        "rejected",
        "known",
        "covers_start",
        "covers_end",
        "events_start",
        "events_end",
        "recorded_at",
    ];

    fn cells(&self) -> Vec<String> {
        let covers = match (&self.covers_start, &self.covers_end) {
            (Some(start), Some(end)) => format!("{start} to {end}"),
            _ => "nothing".to_owned(),
        };
        vec![
            self.dataset.clone(),
            covers,
            self.rows.to_string(),
            self.rejected.to_string(),
            ending(&self.path, PATH),
        ]
    }

    fn fields(&self) -> Vec<String> {
        vec![
            self.dataset.clone(),
            self.path.clone(),
            self.format.clone(),
            or_empty(self.version.as_ref()),
            self.rows.to_string(),
            self.rejected.to_string(),
            self.known.to_string(),
            or_empty(self.covers_start.as_ref()),
            or_empty(self.covers_end.as_ref()),
            or_empty(self.events_start.as_ref()),
            or_empty(self.events_end.as_ref()),
            self.recorded_at.clone(),
        ]
    }
}

impl Listed for UnmappedRow {
    const COLUMNS: &'static [Column] = &[
        Column::new("REPORTS", 9),
        Column::new("DATA SET", 12),
        Column::new("CODE OR NAME", 32),
        Column::new("AS IN", 0),
    ];
    const FIELDS: &'static [&'static str] = &["dataset", "unmapped", "reports", "example"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.reports.to_string(),
            self.dataset.clone(),
            self.unmapped.clone(),
            self.example.clone(),
        ]
    }

    fn fields(&self) -> Vec<String> {
        vec![
            self.dataset.clone(),
            self.unmapped.clone(),
            self.reports.to_string(),
            self.example.clone(),
        ]
    }
}
