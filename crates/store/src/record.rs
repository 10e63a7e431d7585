//! What the table of claims says beside the claim itself, and which record it is about.

use detente_model::{Claim, Content, Speaker, When};
use rusqlite::types::Value;

/// The id of what the claim is about; `text` is that of its document.
pub(crate) fn record_of(claim: &Claim, claim_id: &str, text: &str) -> String {
    match &claim.content {
        Content::Event(event) => event.id(claim.frame.when.as_ref()).to_string(),
        Content::Tie(tie) => tie.id(claim.frame.when.as_ref()).to_string(),
        Content::Cause(link) => {
            let sentence = claim.frame.evidence.get(text);
            link.id(sentence.unwrap_or_default()).to_string()
        }
        Content::Characterisation(_) => claim_id.to_owned(),
    }
}

/// The columns of `claims` that follow from the content, in the order of [`columns`].
pub(crate) const COLUMNS: [&str; 19] = [
    "about",
    "type",
    "mode",
    "cameo",
    "modality",
    "polarity",
    "says",
    "says_actor",
    "when_start",
    "when_end",
    "when_precision",
    "when_basis",
    "when_text",
    "trigger_start",
    "trigger_end",
    "evidence_start",
    "evidence_end",
    "score",
    "rule",
];

/// What stands in [`COLUMNS`] for the claim.
pub(crate) fn columns(claim: &Claim) -> [Value; COLUMNS.len()] {
    let frame = &claim.frame;
    let (kind, mode, cameo) = match &claim.content {
        Content::Event(event) => (
            event.action.plover().as_str(),
            event.action.mode(),
            event.cameo.map(detente_model::CameoCode::as_str),
        ),
        Content::Tie(tie) => (tie.kind.as_str(), Some(tie.status.as_str()), None),
        Content::Cause(cause) => (cause.kind.as_str(), Some(cause.sign.as_str()), None),
        Content::Characterisation(words) => (words.standing.as_str(), None, None),
    };
    let (speaker, speaker_actor) = match &frame.says {
        Some(Speaker::Actor(mention)) => {
            (Some(mention.text.as_str()), Some(mention.actor.as_str()))
        }
        Some(Speaker::Words { text, .. }) => (Some(text.as_str()), None),
        None => (None, None),
    };
    let when = frame.when.as_ref();
    let text = |text: &str| Value::Text(text.to_owned());
    let maybe = |words: Option<&str>| words.map_or(Value::Null, text);
    let owned = |words: Option<String>| words.map_or(Value::Null, Value::Text);
    let day = |day: Option<detente_model::Day>| owned(day.map(|day| day.to_string()));
    let byte = |byte: u32| Value::Integer(i64::from(byte));
    [
        text(claim.content.about()),
        text(kind),
        maybe(mode),
        maybe(cameo),
        text(frame.modality.as_str()),
        text(frame.polarity.as_str()),
        maybe(speaker),
        maybe(speaker_actor),
        day(when.and_then(When::start)),
        day(when.and_then(When::end)),
        owned(when.map(|when| word(&when.precision()))),
        owned(when.map(|when| word(&when.basis()))),
        maybe(when.and_then(When::text)),
        byte(frame.trigger.start()),
        byte(frame.trigger.end()),
        byte(frame.evidence.start()),
        byte(frame.evidence.end()),
        Value::Real(frame.score),
        text(&frame.rule),
    ]
}

/// The spelling of a unit variant, as its JSON has it.
pub(crate) fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
