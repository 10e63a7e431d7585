use detente_casebook::{DocumentRow, PassageRow};

use super::{Listed, date, date_fields, or_empty};
use crate::layout::Column;

impl Listed for DocumentRow {
    const COLUMNS: &'static [Column] = &[
        Column::new("PUBLISHED", 10),
        Column::new("OUTLET", 18),
        Column::new("LG", 3),
        Column::new("CLAIMS", 6),
        Column::new("TITLE", 0),
    ];
    const FIELDS: &'static [&'static str] = &[
        "id",
        "path",
        "title",
        "outlet",
        "url",
        "credit",
        "language",
        "format",
        "bytes",
        "published_start",
        "published_end",
        "published_precision",
        "published_basis",
        "published_text",
        "known_from",
        "known_basis",
        "passages",
        "copied",
        "claims",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            date(self.published.as_ref()),
            self.outlet
                .clone()
                .unwrap_or_else(|| "not stated".to_owned()),
            self.language.clone(),
            self.claims.to_string(),
            self.title.clone().unwrap_or_else(|| self.path.clone()),
        ]
    }

    fn place(&self) -> Option<String> {
        Some(self.path.clone())
    }

    fn fields(&self) -> Vec<String> {
        let mut fields = vec![
            self.id.clone(),
            self.path.clone(),
            or_empty(self.title.as_ref()),
            or_empty(self.outlet.as_ref()),
            or_empty(self.url.as_ref()),
            or_empty(self.credit.as_ref()),
            self.language.clone(),
            self.format.clone(),
            self.bytes.to_string(),
        ];
        fields.extend(date_fields(self.published.as_ref()));
        fields.extend([
            self.known_from.clone(),
            self.known_basis.clone(),
            self.passages.to_string(),
            self.copied.to_string(),
            self.claims.to_string(),
        ]);
        fields
    }
}

impl Listed for PassageRow {
    const COLUMNS: &'static [Column] = &[
        Column::new("LG", 3),
        Column::new("BYTES", 13),
        Column::new("DOCUMENT", 0),
    ];
    const FIELDS: &'static [&'static str] = &[
        "id",
        "document",
        "path",
        "start",
        "end",
        "language",
        "quote",
        "origin",
        "not_before",
        "not_after",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.language.clone(),
            format!("{}-{}", self.span.start(), self.span.end()),
            self.path.clone(),
        ]
    }

    fn words(&self) -> Option<&str> {
        Some(&self.quote)
    }

    fn fields(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.document.clone(),
            self.path.clone(),
            self.span.start().to_string(),
            self.span.end().to_string(),
            self.language.clone(),
            self.quote.clone(),
            self.origin.to_string(),
            self.not_before
                .map(|day| day.to_string())
                .unwrap_or_default(),
            self.not_after
                .map(|day| day.to_string())
                .unwrap_or_default(),
        ]
    }
}
