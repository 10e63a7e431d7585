use detente_model::Basis;
use serde_json::{Map, Value};

use crate::document::Format;
use crate::draft::Draft;
use crate::formats::plain::plain_text;
use crate::metadata::Metadata;
use crate::{Error, ErrorKind, Limits};

/// The number of a line, from 1, and its draft or the reason why there is none.
type NumberedDraft = (usize, Result<Draft, Error>);

/// One draft (or the reason why there is none) for each line of JSON Lines that is not empty, with
/// the line's number; also for each element where the input is one JSON array, or for the one
/// object that it is.
pub(crate) fn drafts(bytes: &[u8], limits: &Limits) -> Result<Vec<NumberedDraft>, Error> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.trim_ascii().is_empty() {
        return Err(Error::new(ErrorKind::Empty, "no bytes"));
    }
    if let Some(values) = one_value(bytes) {
        check_count(values.len(), limits)?;
        let drafts = values.into_iter().map(draft).collect::<Vec<_>>();
        return Ok((1..).zip(drafts).collect());
    }
    let mut out = Vec::new();
    for (number, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        check_count(out.len() + 1, limits)?;
        let value = std::str::from_utf8(line)
            .map_err(|error| format!("byte {} of the line is no UTF-8", error.valid_up_to()))
            .and_then(|line| serde_json::from_str(line).map_err(|error| error.to_string()))
            .map_err(|error| Error::malformed("line of JSON", error));
        out.push((number + 1, value.and_then(draft)));
    }
    Ok(out)
}

fn check_count(count: usize, limits: &Limits) -> Result<(), Error> {
    if count > limits.max_documents {
        let message = format!("more than {} documents", limits.max_documents);
        return Err(Error::too_large(message));
    }
    Ok(())
}

/// The values of an input that is one array, or one object over several lines.
fn one_value(bytes: &[u8]) -> Option<Vec<Value>> {
    let first = bytes.trim_ascii_start();
    let line = first.split(|&byte| byte == b'\n').next().unwrap_or(first);
    let several = first.starts_with(b"[")
        || (first.starts_with(b"{") && serde_json::from_slice::<Value>(line).is_err());
    match several
        .then(|| serde_json::from_slice(bytes).ok())
        .flatten()?
    {
        Value::Array(values) => Some(values),
        value => Some(vec![value]),
    }
}

fn draft(value: Value) -> Result<Draft, Error> {
    let Value::Object(mut fields) = value else {
        return Err(Error::malformed(
            "document",
            "a JSON value that is no object",
        ));
    };
    let body = ["text", "body", "content"]
        .into_iter()
        .find_map(|name| match fields.remove(name) {
            Some(Value::String(words)) => Some(words),
            _ => None,
        })
        .ok_or_else(|| Error::malformed("document", "no field text, body or content with words"))?;
    if body.contains('\0') {
        return Err(Error::new(
            ErrorKind::NotText,
            "a NUL character in the text",
        ));
    }
    if body.trim().is_empty() {
        return Err(Error::new(ErrorKind::Empty, "no words, only white space"));
    }
    let front = plain_text(body);
    let metadata = metadata(&fields, front.metadata);
    Ok(Draft {
        metadata,
        format: Format::Json,
        ..front
    })
}

/// The fields of the line; front matter inside its text fills what they leave open.
fn metadata(fields: &Map<String, Value>, front: Metadata) -> Metadata {
    let mut out = Metadata::default();
    let keys = [
        "title",
        "outlet",
        "source",
        "publisher",
        "published",
        "date",
        "publication_date",
        "url",
        "language",
        "lang",
        "origin",
    ];
    for key in keys {
        match fields.get(key) {
            Some(Value::String(value)) => _ = out.take(key, value, Basis::Imported),
            Some(Value::Number(year)) if matches!(key, "published" | "date") => {
                _ = out.take(key, &year.to_string(), Basis::Imported);
            }
            _ => {}
        }
    }
    let published = out.published.or(front.published);
    if published.is_none() {
        out.notes.extend(front.notes);
    } else {
        out.notes.clear();
    }
    Metadata {
        title: out.title.or(front.title),
        outlet: out.outlet.or(front.outlet),
        published,
        notes: out.notes,
        url: out.url.or(front.url),
        language: out.language.or(front.language),
        origin: out.origin.or(front.origin),
    }
}
