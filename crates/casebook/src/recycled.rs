//! Copies among documents that are read but not kept.

use detente_model::{Knowledge, Span};
use detente_sources::{Change, Level, Lexicon, RecycleOptions, Stretch, Text, find_recycled};
use detente_text::{Document, SpanKind};
use serde::Serialize;

use crate::reading::ReadDocument;

/// A text that stands in several places, as `detente recycled` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecycledGroup {
    /// The number of the group, from 1.
    pub group: usize,
    /// How alike the copies are.
    pub level: Level,
    /// Where they stand.
    pub members: Vec<RecycledMember>,
    /// In what the copies differ from the first.
    pub differences: Vec<Difference>,
}

/// One place of a [`RecycledGroup`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RecycledMember {
    /// The path of the document.
    pub path: String,
    /// Bytes of its text.
    #[serde(flatten)]
    pub span: Span,
    /// The words.
    pub quote: String,
}

/// A difference of a member from the first of its group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The place of the member in the group, from 0; it is compared with the first.
    pub member: usize,
    /// What differs.
    #[serde(flatten)]
    pub change: Change,
}

/// Documents that are copies of each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CopiedDocuments {
    /// The number of the group, from 1.
    pub group: usize,
    /// Their paths.
    pub members: Vec<String>,
}

/// The stretches of a document in which copies are looked for: sentences, headings and captions,
/// without boilerplate. A caption or heading of several lines is several.
pub(crate) fn stretches(document: &Document) -> Vec<(Stretch, Span)> {
    let mut found: Vec<(Stretch, Span)> = document
        .passages
        .iter()
        .map(|passage| (Stretch::Sentence, passage.span))
        .collect();
    for structure in &document.spans {
        let kind = match structure.kind {
            SpanKind::Heading => Stretch::Heading,
            SpanKind::Caption => Stretch::Caption,
            _ => continue,
        };
        let words = structure.span.of(&document.text);
        let mut at = structure.span.start();
        for line in words.split_inclusive('\n') {
            let begins = (line.len() - line.trim_start().len()) as u32;
            let length = line.trim().len() as u32;
            if length > 0 {
                found.push((kind, Span::new(at + begins, at + begins + length)));
            }
            at += line.len() as u32;
        }
    }
    found.sort_by_key(|&(_, span)| span);
    found
}

/// Finds the texts that stand in several places of `documents`.
pub fn recycled(documents: &[ReadDocument], options: RecycleOptions) -> Vec<RecycledGroup> {
    with_texts(documents, |texts| {
        let lexicon = Lexicon::new(Knowledge::builtin());
        let found = find_recycled(&lexicon, texts, options);
        (1..)
            .zip(found)
            .map(|(group, found)| RecycledGroup {
                group,
                level: found.level,
                members: found
                    .members
                    .iter()
                    .map(|member| RecycledMember {
                        path: texts[member.text].name.to_owned(),
                        span: member.span,
                        quote: member.span.of(texts[member.text].text).to_owned(),
                    })
                    .collect(),
                differences: found
                    .differences
                    .into_iter()
                    .map(|(member, change)| Difference { member, change })
                    .collect(),
            })
            .collect()
    })
}

/// Finds the documents that are copies of each other.
pub fn copied_documents(documents: &[ReadDocument]) -> Vec<CopiedDocuments> {
    with_texts(documents, |texts| {
        let found = detente_sources::find_copied_documents(texts);
        (1..)
            .zip(found)
            .map(|(group, members)| CopiedDocuments {
                group,
                members: members
                    .into_iter()
                    .map(|member| texts[member].name.to_owned())
                    .collect(),
            })
            .collect()
    })
}

fn with_texts<R>(documents: &[ReadDocument], step: impl FnOnce(&[Text<'_>]) -> R) -> R {
    let all: Vec<Vec<(Stretch, Span)>> = documents
        .iter()
        .map(|read| stretches(&read.document))
        .collect();
    let texts: Vec<Text<'_>> = documents
        .iter()
        .zip(&all)
        .map(|(read, stretches)| Text {
            name: &read.path,
            text: &read.document.text,
            stretches,
        })
        .collect();
    step(&texts)
}
