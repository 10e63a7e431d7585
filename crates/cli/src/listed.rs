//! How each kind of record looks to people and in CSV.

mod actors;
mod claims;
mod documents;
mod runs;

use detente_casebook::ParquetType;
use detente_model::When;
use serde::Serialize;

use crate::layout::Column;

/// A record that is listed.
pub(crate) trait Listed: Serialize {
    /// The columns for people.
    const COLUMNS: &'static [Column];
    /// The columns of CSV.
    const FIELDS: &'static [&'static str];

    /// One cell for each of [`Listed::COLUMNS`].
    fn cells(&self) -> Vec<String>;

    /// Words that are shown below the row; most rows have none.
    fn words(&self) -> Option<&str> {
        None
    }

    /// Where the words stand.
    fn place(&self) -> Option<String> {
        None
    }

    /// One field for each of [`Listed::FIELDS`].
    fn fields(&self) -> Vec<String>;

    /// What a field holds, where that is the same in all records.
    fn kind(field: &str) -> ParquetType {
        kind_by_name(field)
    }
}

/// What fields of one name hold in every list.
fn kind_by_name(field: &str) -> ParquetType {
    match field {
        "when_start" | "when_end" | "published_start" | "published_end" | "not_before"
        | "not_after" => ParquetType::Day,
        "start" | "end" | "a_start" | "a_end" | "b_start" | "b_end" | "bytes" | "passages"
        | "copied" | "claims" | "articles" | "outlets" | "origins" | "origin" | "run" | "group"
        | "rows" | "rejected" => ParquetType::Count,
        "score" => ParquetType::Number,
        _ => ParquetType::Text,
    }
}

fn or_empty(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

pub(crate) fn date(when: Option<&When>) -> String {
    when.map_or_else(|| "not stated".to_owned(), When::to_edtf)
}

/// A number of things in words.
pub(crate) fn plural(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Start, end, precision, basis and words of a date.
pub(crate) fn date_fields(when: Option<&When>) -> [String; 5] {
    let Some(when) = when else {
        return Default::default();
    };
    let day = |day: Option<detente_model::Day>| day.map_or(String::new(), |day| day.to_string());
    [
        day(when.start()),
        day(when.end()),
        spelling(&when.precision()),
        spelling(&when.basis()),
        when.text().unwrap_or_default().to_owned(),
    ]
}

/// The spelling of a unit variant.
pub(crate) fn spelling(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
