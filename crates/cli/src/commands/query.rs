use detente_casebook::{Casebook, Error, QueryLimits, Table, Value, Verified, VerifyObserver};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::path::Path;
use std::time::Duration;

use crate::args::Common;
use crate::failure::Ending;
use crate::layout::{Column, row};
use crate::listed::plural;
use crate::output::{Format, Out, Progress, note};

/// Columns of the terminal that one column of an answer takes at the most.
const WIDEST: usize = 48;

pub(crate) fn limits(rows: usize, seconds: u64) -> QueryLimits {
    QueryLimits {
        rows,
        time: Duration::from_secs(seconds),
    }
}

/// `detente sql`.
pub(crate) fn sql(
    path: &Path,
    statement: &str,
    limits: QueryLimits,
    csv: bool,
    common: &Common,
) -> anyhow::Result<Ending> {
    let mut casebook = Casebook::open_read_only(path)?;
    let table = casebook
        .store_mut()
        .query(statement, limits)
        .map_err(Error::from)?;
    let mut out = Out::new();
    match Format::of(common, csv) {
        Format::Json => {
            for values in &table.rows {
                out.json(&Row {
                    columns: &table.columns,
                    values,
                })?;
            }
        }
        Format::Csv => {
            let mut writer = out.csv();
            writer.write_record(&table.columns)?;
            for values in &table.rows {
                writer.write_record(values.iter().map(words))?;
            }
            writer.flush()?;
        }
        Format::People => show(&table, &mut out)?,
    }
    out.flush()?;
    if table.cut {
        note(&format!(
            "only the first {} rows are shown; --rows N shows more",
            limits.rows
        ));
    }
    Ok(Ending::Done)
}

/// A row as a JSON object, in the order of the columns.
struct Row<'a> {
    columns: &'a [String],
    values: &'a [Value],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.columns.len()))?;
        for (column, value) in self.columns.iter().zip(self.values) {
            map.serialize_entry(column, value)?;
        }
        map.end()
    }
}

fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Bytes(count) => format!("({count} bytes)"),
    }
}

fn show(table: &Table, out: &mut Out) -> anyhow::Result<()> {
    let rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(words).collect())
        .collect();
    let width = |place: usize| {
        let cells = rows
            .iter()
            .map(|row| console::measure_text_width(&row[place]));
        let title = console::measure_text_width(&table.columns[place]);
        cells.chain([title]).max().unwrap_or_default().min(WIDEST)
    };
    let widths: Vec<usize> = (0..table.columns.len()).map(width).collect();
    let head = out.bold(&row(&table.columns, &widths));
    out.line(&head)?;
    for cells in &rows {
        out.line(&row(cells, &widths))?;
    }
    Ok(())
}

/// Shows how much of the files of data sets was read.
struct Watch(Progress);

impl VerifyObserver for Watch {
    fn expect(&mut self, bytes: u64) {
        self.0.expect(usize::try_from(bytes).unwrap_or(usize::MAX));
    }

    fn bytes(&mut self, more: u64) {
        self.0.add(more);
    }
}

/// `detente verify`.
pub(crate) fn verify(path: &Path, common: &Common) -> anyhow::Result<Ending> {
    let mut watch = Watch(Progress::new(common, "bytes"));
    let verified = Casebook::open_read_only(path)?.verify(&mut watch);
    watch.0.finish();
    let Verified { faults, unchecked } = verified?;
    let mut out = Out::new();
    let widths = crate::layout::widths(
        &[Column::new("ID", 24), Column::new("FAULT", 0)],
        usize::from(u16::MAX),
    );
    for fault in faults.iter().chain(&unchecked) {
        if common.json {
            out.json(fault)?;
        } else {
            out.line(&row(&[&fault.id, &fault.message], &widths))?;
        }
    }
    out.flush()?;
    if !common.quiet {
        note(&found(faults.len() as u64, unchecked.len() as u64));
    }
    Ok(Ending::after((faults.len() + unchecked.len()) as u64))
}

/// What a check found, in words.
fn found(faults: u64, unchecked: u64) -> String {
    if faults + unchecked == 0 {
        return "every quote stands in its document, every id follows from its content".to_owned();
    }
    let counts = [
        (faults, "fault", ""),
        (unchecked, "file", " cannot be checked"),
    ];
    let told = counts.iter().filter(|(count, ..)| *count > 0);
    let told: Vec<_> = told
        .map(|(count, what, how)| format!("{}{how}", plural(*count, what)))
        .collect();
    told.join("; ")
}
