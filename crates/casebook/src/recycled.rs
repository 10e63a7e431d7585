//! Copies among documents that are read but not kept.

use detente_model::{ContentHash, Knowledge, RecycledId, Span};
use detente_sources::{Change, Level, Lexicon, RecycleOptions, Stretch, Text, find_recycled};
use detente_text::{Document, SpanKind};
use serde::Serialize;
use std::collections::BTreeMap;

use crate::reading::ReadDocument;
use crate::{Casebook, Error};

/// A text that stands in several places, as `detente recycled` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecycledGroup {
    /// The same as long as the same words stand in the same places.
    pub id: String,
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

/// What documents of a group have to do with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The same words, for the most part.
    Copy,
    /// The same names and figures in the same order, in different languages.
    Translation,
}

/// Documents that are copies or translations of each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CopiedDocuments {
    /// The number of the group, from 1: copies first.
    pub group: usize,
    /// What they have to do with each other.
    pub relation: Relation,
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
        lines(&document.text, kind, structure.span, &mut found);
    }
    found.sort_by_key(|&(_, span)| span);
    found
}

/// The lines of a stretch, each a stretch of its own.
fn lines(text: &str, kind: Stretch, span: Span, found: &mut Vec<(Stretch, Span)>) {
    let mut at = span.start();
    for line in span.get(text).unwrap_or_default().split_inclusive('\n') {
        let begins = (line.len() - line.trim_start().len()) as u32;
        let length = line.trim().len() as u32;
        if length > 0 {
            found.push((kind, Span::new(at + begins, at + begins + length)));
        }
        at += line.len() as u32;
    }
}

/// Finds the texts that stand in several places of `documents`.
pub fn recycled(documents: &[ReadDocument], options: RecycleOptions) -> Vec<RecycledGroup> {
    let lexicon = Lexicon::new(Knowledge::builtin());
    with_texts(documents, |texts| groups(&lexicon, texts, options))
}

impl Casebook {
    /// The texts that stand in several places of the casebook's documents.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn recycled(&self, options: RecycleOptions) -> Result<Vec<RecycledGroup>, Error> {
        let documents = self.texts()?;
        let lexicon = Lexicon::new(&self.knowledge);
        let texts: Vec<Text<'_>> = documents.iter().map(StoredText::as_text).collect();
        Ok(groups(&lexicon, &texts, options))
    }

    /// The documents of the casebook that are copies or translations of each other.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn copied_documents(&self) -> Result<Vec<CopiedDocuments>, Error> {
        let documents = self.texts()?;
        let texts: Vec<Text<'_>> = documents.iter().map(StoredText::as_text).collect();
        let languages: Vec<&str> = documents
            .iter()
            .map(|text| text.language.as_str())
            .collect();
        Ok(document_groups(&self.knowledge, &texts, &languages))
    }

    fn texts(&self) -> Result<Vec<StoredText>, Error> {
        let mut sentences: BTreeMap<String, Vec<(Stretch, Span)>> = BTreeMap::new();
        for passage in self.store.passages(None)? {
            let stretches = sentences.entry(passage.document).or_default();
            stretches.push((Stretch::Sentence, passage.span));
        }
        let mut texts = Vec::new();
        for document in self.store.documents(None)? {
            let Some(text) = self.store.document_text(&document.id)? else {
                continue;
            };
            let mut stretches = sentences.remove(&document.id).unwrap_or_default();
            for (kind, span) in self.store.document_spans(&document.id)? {
                let kind = match kind.as_str() {
                    "heading" => Stretch::Heading,
                    "caption" => Stretch::Caption,
                    _ => continue,
                };
                lines(&text, kind, span, &mut stretches);
            }
            stretches.sort_by_key(|&(_, span)| span);
            texts.push(StoredText {
                path: document.path,
                language: document.language,
                text,
                stretches,
            });
        }
        Ok(texts)
    }
}

/// A document that is taken out of the casebook to be compared.
struct StoredText {
    path: String,
    language: String,
    text: String,
    stretches: Vec<(Stretch, Span)>,
}

impl StoredText {
    fn as_text(&self) -> Text<'_> {
        Text {
            name: &self.path,
            text: &self.text,
            stretches: &self.stretches,
        }
    }
}

fn groups(lexicon: &Lexicon, texts: &[Text<'_>], options: RecycleOptions) -> Vec<RecycledGroup> {
    {
        let found = find_recycled(lexicon, texts, options);
        (1..)
            .zip(found)
            .map(|(group, found)| {
                let members: Vec<_> = found
                    .members
                    .iter()
                    .map(|member| RecycledMember {
                        path: texts[member.text].name.to_owned(),
                        span: member.span,
                        quote: member.span.of(texts[member.text].text).to_owned(),
                    })
                    .collect();
                RecycledGroup {
                    id: group_id(&members),
                    group,
                    level: found.level,
                    members,
                    differences: found
                        .differences
                        .into_iter()
                        .map(|(member, change)| Difference { member, change })
                        .collect(),
                }
            })
            .collect()
    }
}

/// The id of a group: by what stands where, not by its number, which changes with every document.
fn group_id(members: &[RecycledMember]) -> String {
    let places = members.iter().map(|member| {
        let (start, end) = (member.span.start(), member.span.end());
        format!("{}\n{start}\n{end}\n{}", member.path, member.quote)
    });
    RecycledId::from_content(&ContentHash::new().unordered(places)).to_string()
}

/// Finds the documents that are copies or translations of each other.
pub fn copied_documents(documents: &[ReadDocument]) -> Vec<CopiedDocuments> {
    let languages: Vec<&str> = documents
        .iter()
        .map(|read| read.document.language.code())
        .collect();
    with_texts(documents, |texts| {
        document_groups(Knowledge::builtin(), texts, &languages)
    })
}

fn document_groups(
    knowledge: &Knowledge,
    texts: &[Text<'_>],
    languages: &[&str],
) -> Vec<CopiedDocuments> {
    let copies = detente_sources::find_copied_documents(texts)
        .into_iter()
        .map(|members| (Relation::Copy, members));
    let lexicon = Lexicon::new(knowledge);
    let translations = detente_sources::find_translations(&lexicon, texts, languages)
        .into_iter()
        .map(|members| (Relation::Translation, members));
    (1..)
        .zip(copies.chain(translations))
        .map(|(group, (relation, members))| CopiedDocuments {
            group,
            relation,
            members: members
                .into_iter()
                .map(|member| texts[member].name.to_owned())
                .collect(),
        })
        .collect()
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
