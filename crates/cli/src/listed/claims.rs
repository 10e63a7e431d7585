//! Claims, and the events, ties and causes that they speak of.

use detente_casebook::{ClaimRecord, Evidence, Record, Said};
use detente_model::{ActorMention, Content, PartyRole, Polarity, Speaker};

use super::{Listed, date, date_fields, or_empty, plural};
use crate::layout::Column;

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
        said_cells(&self.said)
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
        said_cells(&self.said)
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

/// The cells of what a record says: when, what, how, who.
fn said_cells(said: &Said) -> Vec<String> {
    vec![
        date(said.when.as_ref()),
        what(&said.content),
        how(said),
        who(&said.content),
    ]
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

fn sides(mentions: &[ActorMention]) -> String {
    let mut ids: Vec<&str> = mentions
        .iter()
        .map(|mention| mention.actor.as_str())
        .collect();
    ids.dedup();
    ids.join(", ")
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

/// The fields of what a record says, from `about` to `rule`.
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

/// The parties with their roles: `source:RUS; target:IRN`.
fn party_field(content: &Content) -> String {
    let parties = content.parties();
    let parts = parties.map(|(role, mention)| format!("{role}:{}", mention.actor));
    parts.collect::<Vec<_>>().join("; ")
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
