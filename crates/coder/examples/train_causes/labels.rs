//! Sentences with labelled links.

use std::path::Path;

use detente_model::Span;
use serde_json::Value;

/// A labelled sentence.
pub(crate) struct Sentence {
    pub(crate) text: String,
    pub(crate) relations: Vec<Value>,
}

/// The sentences to learn from: every fifth is held out, but for SCITE, on which nothing is measured.
pub(crate) fn sentences(
    folder: &Path,
    set: &str,
) -> Result<Vec<Sentence>, Box<dyn std::error::Error>> {
    let lines = std::fs::read_to_string(folder.join(format!("{set}.jsonl")))?;
    let mut found = Vec::new();
    for (number, line) in lines.lines().enumerate() {
        if set != "scite_train" && number % 5 == 0 {
            continue;
        }
        let row: Value = serde_json::from_str(line)?;
        found.push(Sentence {
            text: row["text"].as_str().unwrap_or_default().to_owned(),
            relations: row["relations"].as_array().cloned().unwrap_or_default(),
        });
    }
    Ok(found)
}

/// The bytes of a span that is counted in characters.
fn bytes(text: &str, span: &Value) -> Option<(u32, u32)> {
    let place = |value: &Value| -> Option<u32> {
        let characters = usize::try_from(value.as_u64()?).ok()?;
        let at = text
            .char_indices()
            .map(|(at, _)| at)
            .nth(characters)
            .unwrap_or(text.len());
        u32::try_from(at).ok()
    };
    Some((place(&span["start"])?, place(&span["end"])?))
}

/// The span around all parts of an end.
pub(crate) fn end_of(text: &str, parts: &Value) -> Option<Span> {
    let spans: Vec<(u32, u32)> = parts
        .as_array()?
        .iter()
        .filter_map(|part| bytes(text, part))
        .collect();
    let first = spans.iter().map(|span| span.0).min()?;
    Some(Span::new(first, spans.iter().map(|span| span.1).max()?))
}

/// Numbers that look random and are the same in every run.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    /// Below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}
