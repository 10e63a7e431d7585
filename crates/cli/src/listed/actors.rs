use detente_casebook::ActorRow;

use super::{Listed, or_empty};
use crate::layout::Column;

impl Listed for ActorRow {
    const COLUMNS: &'static [Column] = &[
        Column::new("CLAIMS", 6),
        Column::new("ID", 32),
        Column::new("TYPE", 12),
        Column::new("NAME", 0),
    ];
    const FIELDS: &'static [&'static str] = &[
        "id", "type", "name_en", "name_fr", "country", "code", "claims",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.claims.to_string(),
            self.id.clone(),
            self.kind.clone(),
            self.name_en.clone(),
        ]
    }

    fn fields(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.kind.clone(),
            self.name_en.clone(),
            self.name_fr.clone(),
            or_empty(self.country.as_ref()),
            self.code.clone(),
            self.claims.to_string(),
        ]
    }
}
