use detente_casebook::{ParquetType, RejectRow, RunRow};

use super::{Listed, kind_by_name, or_empty};
use crate::layout::Column;

impl Listed for RunRow {
    const COLUMNS: &'static [Column] = &[
        Column::new("RUN", 4),
        Column::new("STEP", 6),
        Column::new("STARTED", 20),
        Column::new("FINISHED", 20),
        Column::new("VERSION", 0),
    ];
    const FIELDS: &'static [&'static str] =
        &["id", "step", "version", "started", "finished", "outcome"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.step.clone(),
            self.started.clone(),
            self.finished.clone().unwrap_or_else(|| "no".to_owned()),
            self.version.clone(),
        ]
    }

    fn words(&self) -> Option<&str> {
        self.outcome.as_deref()
    }

    fn fields(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.step.clone(),
            self.version.clone(),
            self.started.clone(),
            or_empty(self.finished.as_ref()),
            or_empty(self.outcome.as_ref()),
        ]
    }

    fn kind(field: &str) -> ParquetType {
        match field {
            "id" => ParquetType::Count,
            _ => kind_by_name(field),
        }
    }
}

impl Listed for RejectRow {
    const COLUMNS: &'static [Column] = &[Column::new("RUN", 4), Column::new("INPUT", 0)];
    const FIELDS: &'static [&'static str] = &["run", "path", "place", "message"];

    fn cells(&self) -> Vec<String> {
        let place = self
            .place
            .as_ref()
            .map_or(String::new(), |place| format!(":{place}"));
        vec![self.run.to_string(), format!("{}{place}", self.path)]
    }

    fn words(&self) -> Option<&str> {
        Some(&self.message)
    }

    fn fields(&self) -> Vec<String> {
        let place = or_empty(self.place.as_ref());
        vec![
            self.run.to_string(),
            self.path.clone(),
            place,
            self.message.clone(),
        ]
    }
}
