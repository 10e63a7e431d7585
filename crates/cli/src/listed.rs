//! How each kind of record looks to people and in CSV.

use detente_casebook::{
    ActorRow, ClaimRecord, DocumentRow, Evidence, ParquetType, PassageRow, Record, RejectRow,
    RunRow, Said,
};
use detente_model::{ActorMention, Content, PartyRole, Polarity, Speaker, When};
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

/// Type and what goes with it: mode, status, sign.
fn what(content: &Content) -> String {
    match content {
        Content::Event(event) => match event.action.mode() {
            Some(mode) => format!("{} {mode}", event.action.plover()),
            None => event.action.plover().to_string(),
        },
        Content::Tie(tie) => format!("{} {}", tie.kind, tie.status),
        Content::Cause(cause) => format!("{} {}", cause.kind, cause.sign),
        Content::Characterisation(words) => words.standing.to_string(),
    }
}

fn sides(mentions: &[ActorMention]) -> String {
    let mut ids: Vec<&str> = mentions
        .iter()
        .map(|mention| mention.actor.as_str())
        .collect();
    ids.dedup();
    ids.join(", ")
}

/// Who, in a few words.
fn who(content: &Content) -> String {
    match content {
        Content::Event(event) if event.target.is_empty() => sides(&event.source),
        Content::Event(event) => format!("{} → {}", sides(&event.source), sides(&event.target)),
        Content::Tie(tie) => {
            let parties = tie.parties.iter().map(|party| match party.role {
                PartyRole::Party => party.actor.actor.to_string(),
                role => format!("{} ({role})", party.actor.actor),
            });
            parties.collect::<Vec<_>>().join(", ")
        }
        Content::Cause(cause) => format!("{} → {}", cause.cause.text, cause.effect.text),
        Content::Characterisation(words) => sides(&words.parties),
    }
}

/// How it is said, where that is not plainly.
fn how(said: &Said) -> String {
    let mut words = Vec::new();
    if said.polarity == Polarity::Negative {
        words.push("denied".to_owned());
    }
    if said.modality != detente_model::Modality::Asserted {
        words.push(said.modality.to_string());
    }
    words.join(" ")
}

/// The parties with their roles: `source:RUS; target:IRN`.
fn party_field(content: &Content) -> String {
    let all = |role: &str, mentions: &[ActorMention]| {
        let one = |mention: &ActorMention| format!("{role}:{}", mention.actor);
        mentions.iter().map(one).collect::<Vec<_>>()
    };
    let parts = match content {
        Content::Event(event) => {
            [all("source", &event.source), all("target", &event.target)].concat()
        }
        Content::Tie(tie) => {
            let one =
                |party: &detente_model::Party| format!("{}:{}", party.role, party.actor.actor);
            tie.parties.iter().map(one).collect()
        }
        Content::Cause(_) => Vec::new(),
        Content::Characterisation(words) => all("party", &words.parties),
    };
    parts.join("; ")
}

/// The fields of [`SAID`].
fn said_fields(said: &Said) -> Vec<String> {
    let (kind, mode, cameo) = match &said.content {
        Content::Event(event) => (
            event.action.plover().to_string(),
            event.action.mode().unwrap_or_default().to_owned(),
            event
                .cameo
                .map_or("", detente_model::CameoCode::as_str)
                .to_owned(),
        ),
        Content::Tie(tie) => (tie.kind.to_string(), tie.status.to_string(), String::new()),
        Content::Cause(cause) => (
            cause.kind.to_string(),
            cause.sign.to_string(),
            String::new(),
        ),
        Content::Characterisation(words) => {
            (words.standing.to_string(), String::new(), String::new())
        }
    };
    let (cause, effect) = match &said.content {
        Content::Cause(link) => (link.cause.text.clone(), link.effect.text.clone()),
        _ => Default::default(),
    };
    let mut fields = vec![
        said.content.about().to_owned(),
        kind,
        mode,
        cameo,
        party_field(&said.content),
        cause,
        effect,
    ];
    fields.extend(date_fields(said.when.as_ref()));
    fields.extend([
        said.modality.to_string(),
        said.polarity.to_string(),
        said.says.as_ref().map_or("", Speaker::text).to_owned(),
        said.theme.join("; "),
        said.theatre.join("; "),
        said.score.to_string(),
        said.rule.clone(),
    ]);
    fields
}

fn evidence_fields(evidence: &Evidence) -> [String; 4] {
    [
        evidence.path.clone(),
        evidence.start.to_string(),
        evidence.end.to_string(),
        evidence.quote.clone(),
    ]
}

fn evidence_place(evidence: &Evidence) -> String {
    format!("{}:{}-{}", evidence.path, evidence.start, evidence.end)
}

impl Listed for ClaimRecord {
    const COLUMNS: &'static [Column] = &[
        Column::new("WHEN", 21),
        Column::new("WHAT", 22),
        Column::new("HOW", 12),
        Column::new("WHO", 0),
    ];
    const FIELDS: &'static [&'static str] = &[
        "id",
        "record",
        "about",
        "type",
        "mode",
        "cameo",
        "parties",
        "cause",
        "effect",
        "when_start",
        "when_end",
        "when_precision",
        "when_basis",
        "when_text",
        "modality",
        "polarity",
        "says",
        "themes",
        "theatres",
        "score",
        "rule",
        "outlet",
        "language",
        "path",
        "start",
        "end",
        "quote",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            date(self.said.when.as_ref()),
            what(&self.said.content),
            how(&self.said),
            who(&self.said.content),
        ]
    }

    fn words(&self) -> Option<&str> {
        Some(&self.evidence[0].quote)
    }

    fn place(&self) -> Option<String> {
        Some(evidence_place(&self.evidence[0]))
    }

    fn fields(&self) -> Vec<String> {
        let mut fields = vec![self.id.clone(), self.record.clone()];
        fields.extend(said_fields(&self.said));
        fields.extend([or_empty(self.outlet.as_ref()), self.language.clone()]);
        fields.extend(evidence_fields(&self.evidence[0]));
        fields
    }
}

impl Listed for Record {
    const COLUMNS: &'static [Column] = ClaimRecord::COLUMNS;
    const FIELDS: &'static [&'static str] = &[
        "id",
        "about",
        "type",
        "mode",
        "cameo",
        "parties",
        "cause",
        "effect",
        "when_start",
        "when_end",
        "when_precision",
        "when_basis",
        "when_text",
        "modality",
        "polarity",
        "says",
        "themes",
        "theatres",
        "score",
        "rule",
        "claims",
        "articles",
        "outlets",
        "origins",
        "path",
        "start",
        "end",
        "quote",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            date(self.said.when.as_ref()),
            what(&self.said.content),
            how(&self.said),
            who(&self.said.content),
        ]
    }

    fn words(&self) -> Option<&str> {
        self.evidence
            .first()
            .map(|evidence| evidence.quote.as_str())
    }

    fn place(&self) -> Option<String> {
        let first = self.evidence.first().map(evidence_place)?;
        if self.claims == 1 {
            return Some(first);
        }
        let counts = [
            (self.claims, "claim"),
            (self.articles, "article"),
            (self.outlets, "outlet"),
            (self.origins, "origin"),
        ];
        let counts = counts.map(|(count, what)| plural(count as u64, what));
        Some(format!("{first}\n{}", counts.join(", ")))
    }

    fn fields(&self) -> Vec<String> {
        let mut fields = vec![self.id.clone()];
        fields.extend(said_fields(&self.said));
        fields.extend(
            [self.claims, self.articles, self.outlets, self.origins].map(|n| n.to_string()),
        );
        fields.extend(
            self.evidence
                .first()
                .map(evidence_fields)
                .unwrap_or_default(),
        );
        fields
    }
}

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
