//! From bytes to documents: which format it is, and the steps that all formats share.

use std::collections::BTreeMap;

use detente_model::Span;

use crate::document::{
    Document, Documents, Format, Language, Passage, Reject, SpanKind, StructureSpan,
};
use crate::draft::{Draft, trimmed};
use crate::formats::archive::Archive;
use crate::language::{detect, stretches};
use crate::publication::stated_day;
use crate::structure::{Piece, pieces};
use crate::{Error, ErrorKind, Hints, Limits, formats};

/// Reads the one document that `bytes` are.
///
/// # Errors
/// See [`ErrorKind`]; a JSON Lines input that does not hold exactly one document is
/// [`ErrorKind::Malformed`].
pub fn read_document(bytes: &[u8], hints: &Hints<'_>, limits: &Limits) -> Result<Document, Error> {
    if format_of(bytes, hints) != Format::Json {
        return read_one(bytes, hints, limits);
    }
    let mut found = read_documents(bytes, hints, limits)?;
    match (found.documents.len(), found.rejects.pop()) {
        (1, None) => Ok(found.documents.remove(0)),
        (0, Some(reject)) => Err(reject.error),
        (documents, _) => {
            let message =
                format!("{documents} documents and more lines where one document was asked for");
            Err(Error::new(ErrorKind::Malformed, message))
        }
    }
}

/// Reads all documents that `bytes` hold: one for each line of JSON Lines, else one.
///
/// # Errors
/// Where nothing can be read at all. A bad line among others is a [`Reject`].
pub fn read_documents(
    bytes: &[u8],
    hints: &Hints<'_>,
    limits: &Limits,
) -> Result<Documents, Error> {
    if format_of(bytes, hints) != Format::Json {
        let document = read_one(bytes, hints, limits)?;
        return Ok(Documents {
            documents: vec![document],
            rejects: Vec::new(),
        });
    }
    limits.check_size(bytes.len() as u64)?;
    let mut out = Documents::default();
    for (number, draft) in formats::json::drafts(bytes, limits)? {
        match draft.and_then(assemble) {
            Ok(document) => out.documents.push(document),
            Err(error) => out.rejects.push(Reject {
                line: number,
                error,
            }),
        }
    }
    Ok(out)
}

fn read_one(bytes: &[u8], hints: &Hints<'_>, limits: &Limits) -> Result<Document, Error> {
    limits.check_size(bytes.len() as u64)?;
    let draft = match format_of(bytes, hints) {
        Format::Markdown => formats::markdown::markdown(bytes)?,
        Format::Html => formats::html::html(bytes, limits)?,
        Format::Pdf => formats::pdf::pdf(bytes, limits)?,
        Format::Docx | Format::Epub => packed(bytes, limits)?,
        _ => formats::plain::plain(bytes)?,
    };
    assemble(draft)
}

/// An archive that is a document by the parts in it.
fn packed(bytes: &[u8], limits: &Limits) -> Result<Draft, Error> {
    let archive = Archive::open(bytes, limits)?;
    if archive.has(formats::docx::WORDS) {
        formats::docx::docx(archive, limits)
    } else if archive.has(formats::epub::CONTAINER) {
        formats::epub::epub(archive, limits)
    } else {
        Err(Error::new(
            ErrorKind::NotText,
            "an archive that is neither DOCX nor EPUB",
        ))
    }
}

/// The format of an input: by its first bytes where they say it, else by its name or media type.
fn format_of(bytes: &[u8], hints: &Hints<'_>) -> Format {
    let extension = hints
        .name
        .and_then(|name| name.rsplit_once('.'))
        .map(|(_, extension)| extension.to_lowercase());
    let media = hints.media_type.map(|media| {
        media
            .split(';')
            .next()
            .unwrap_or(media)
            .trim()
            .to_lowercase()
    });
    let head = &bytes[..bytes.len().min(1024)];
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Format::Pdf;
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        // Which of the two is seen when it is opened.
        return Format::Docx;
    }
    let told = extension
        .as_deref()
        .or(media.as_deref())
        .unwrap_or_default();
    match told {
        "md" | "markdown" | "text/markdown" => Format::Markdown,
        "html" | "htm" | "xhtml" | "text/html" | "application/xhtml+xml" => Format::Html,
        "jsonl"
        | "ndjson"
        | "json"
        | "application/x-ndjson"
        | "application/jsonl"
        | "application/json" => Format::Json,
        _ if looks_like_page(head) => Format::Html,
        _ => Format::Plain,
    }
}

/// Whether the first bytes are those of a web page.
fn looks_like_page(head: &[u8]) -> bool {
    let start = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    let lower = start[..start.len().min(200)].to_ascii_lowercase();
    lower.starts_with(b"<!doctype html")
        || lower.starts_with(b"<html")
        || (lower.starts_with(b"<?xml") && lower.windows(5).any(|window| window == b"<html"))
}

/// Turns a draft into a document: structure, passages, languages.
pub(crate) fn assemble(draft: Draft) -> Result<Document, Error> {
    let Draft {
        text,
        blocks,
        metadata,
        format,
    } = draft;
    let mut pieces = pieces(&text, blocks);
    if pieces.is_empty() {
        return Err(Error::new(ErrorKind::NoWords, "no words"));
    }
    let published = metadata.published.or_else(|| {
        let tag = metadata.language.unwrap_or_else(|| find_language(&text));
        stated_day(&text, &mut pieces, tag.code())
    });
    let spans = tiles(&text, &pieces);
    let (passages, language) = passages(&text, &pieces);
    let title = metadata.title.or_else(|| first_heading(&text, &pieces));
    Ok(Document {
        title,
        outlet: metadata.outlet,
        published,
        language: language.or(metadata.language).unwrap_or(Language::UNKNOWN),
        text,
        spans,
        passages,
        format,
        url: metadata.url,
        origin: metadata.origin,
        notes: metadata.notes,
    })
}

/// Spans from the first byte to the last: what lies between two pieces goes with the first.
fn tiles(text: &str, pieces: &[Piece]) -> Vec<StructureSpan> {
    let mut out = Vec::with_capacity(pieces.len());
    for (at, piece) in pieces.iter().enumerate() {
        let start = if at == 0 { 0 } else { piece.range.start };
        let end = pieces
            .get(at + 1)
            .map_or(text.len(), |next| next.range.start);
        out.push(StructureSpan {
            kind: piece.kind,
            span: Span::from_range(start..end),
        });
    }
    out
}

/// The title that the text begins with: a heading before any body.
fn first_heading(text: &str, pieces: &[Piece]) -> Option<String> {
    let first = pieces
        .iter()
        .find(|piece| !matches!(piece.kind, SpanKind::Boilerplate | SpanKind::Caption))?;
    let words = text[first.range.clone()].trim_matches(['#', '*', ' ']);
    (first.kind == SpanKind::Heading)
        .then(|| words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The passages with their languages, and the language of most of their bytes.
fn passages(text: &str, pieces: &[Piece]) -> (Vec<Passage>, Option<Language>) {
    let mut out: Vec<(usize, Passage)> = Vec::new();
    let mut bytes: BTreeMap<Language, usize> = BTreeMap::new();
    for (at, piece) in pieces.iter().enumerate() {
        for sentence in &piece.sentences {
            let parts = stretches(&text[sentence.clone()]);
            for (place, (part, language)) in parts.into_iter().enumerate() {
                let range = trimmed(text, sentence.start + part.start..sentence.start + part.end);
                let language = language.or_else(|| detect(&text[range.clone()]));
                if let Some(language) = language {
                    *bytes.entry(language).or_insert(0) += range.len();
                }
                let language = language.unwrap_or(Language::UNKNOWN);
                out.push((
                    at,
                    Passage {
                        span: Span::from_range(range),
                        language,
                        continues: place > 0,
                    },
                ));
            }
        }
    }
    let most = bytes
        .iter()
        .max_by_key(|(_, bytes)| **bytes)
        .map(|(language, _)| *language);
    // Words that do not show their language are in that of their paragraph, or of the document.
    let mut context: Option<(usize, Option<Language>)> = None;
    for (at, passage) in &mut out {
        if !passage.language.is_unknown() {
            continue;
        }
        let known = match context {
            Some((piece, language)) if piece == *at => language,
            _ => detect(&text[pieces[*at].range.clone()]),
        };
        context = Some((*at, known));
        passage.language = known.or(most).unwrap_or(Language::UNKNOWN);
    }
    (out.into_iter().map(|(_, passage)| passage).collect(), most)
}

/// The sentences of `text`, as passages are cut, without white space around them. For words that
/// are one paragraph: headings and lists are not looked for.
pub fn find_sentences(text: &str) -> Vec<Span> {
    crate::sentences::sentences(text, 0..text.len())
        .into_iter()
        .map(Span::from_range)
        .collect()
}

/// The language of `text`, or [`Language::UNKNOWN`] where its words do not show it.
pub fn find_language(text: &str) -> Language {
    detect(text).unwrap_or(Language::UNKNOWN)
}
