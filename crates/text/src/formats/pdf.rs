mod columns;
mod damage;
mod fonts;
mod layout;
mod runs;

use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Document, LoadOptions};

use crate::document::Format;
use crate::draft::{Draft, DraftBuilder};
use crate::metadata::Metadata;
use crate::{Error, ErrorKind, Limits};

use self::runs::PageReader;

/// PDF: the draft's text is the words of its pages in drawing order, lines joined to paragraphs.
///
/// The dates in a PDF say when the file was made, not when it was published, and are not taken.
pub(crate) fn pdf(bytes: &[u8], limits: &Limits) -> Result<Draft, Error> {
    // The PDF crate is kept out of our invariants: whatever it panics on is a damaged file.
    catch_unwind(AssertUnwindSafe(|| read(bytes, limits)))
        .unwrap_or_else(|_| Err(Error::malformed("PDF", "damaged inside")))
}

fn read(bytes: &[u8], limits: &Limits) -> Result<Draft, Error> {
    let bad = |error: lopdf::Error| Error::malformed("PDF", error);
    let expanded = usize::try_from(limits.max_expanded_bytes).unwrap_or(usize::MAX);
    let options = LoadOptions::with_max_decompressed_size(expanded);
    let document = Document::load_mem_with_options(bytes, options).map_err(bad)?;
    if document.is_encrypted() {
        return Err(Error::malformed("PDF", "it is encrypted"));
    }
    let mut reader = PageReader::new(&document, limits);
    let mut pages = Vec::new();
    for page in document.page_iter() {
        if pages.len() >= limits.max_pages {
            return Err(Error::too_large(format!(
                "more than {} pages",
                limits.max_pages
            )));
        }
        pages.push(layout::lines(reader.page(page)?));
    }
    let notes = damage::notes(bytes, &document, pages.len(), reader.damaged);
    if pages.is_empty() {
        let why = notes.into_iter().chain(["no page is found".to_owned()]);
        return Err(Error::malformed("PDF", why.collect::<Vec<_>>().join("; ")));
    }
    let mut builder = DraftBuilder::default();
    for (words, hint) in layout::paragraphs(pages) {
        builder.push(&words, hint);
    }
    let metadata = Metadata {
        title: title(&document),
        notes,
        ..Metadata::default()
    };
    let draft = builder.finish(metadata, Format::Pdf);
    if draft.blocks.is_empty() {
        if let Some(note) = draft.metadata.notes.first() {
            return Err(Error::malformed(
                "PDF",
                format!("no words are left; {note}"),
            ));
        }
        return Err(Error::new(
            ErrorKind::NoWords,
            "a PDF without text (scanned pages?)",
        ));
    }
    Ok(draft)
}

/// The title in the document's information, where it looks like one and not like a file name.
fn title(document: &Document) -> Option<String> {
    let info = document
        .trailer
        .get_deref(b"Info", document)
        .ok()?
        .as_dict()
        .ok()?;
    let title = lopdf::decode_text_string(info.get_deref(b"Title", document).ok()?).ok()?;
    let title = crate::metadata::tidy(&title);
    let named =
        title.contains(' ') && !title.starts_with("Microsoft Word") && !title.contains('\u{fffd}');
    named.then_some(title)
}
