//! What is wrong with a PDF that can be read in part.

use lopdf::xref::XrefRecovery;
use lopdf::{Document, Object};

/// Where the end of a PDF is looked for, in bytes from the end.
const TAIL: usize = 2048;

/// What is missing, in one note; none where all is there.
///
/// `read` pages were read; of `damaged` ones only a part.
pub(super) fn notes(bytes: &[u8], document: &Document, read: usize, damaged: usize) -> Vec<String> {
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    let ended = tail.windows(5).any(|window| window == b"%%EOF");
    let rebuilt = document.xref_recovery == Some(XrefRecovery::Reconstructed);
    let announced = announced(document);
    let there = document
        .page_iter()
        .take(read)
        .filter(|page| document.get_dictionary(*page).is_ok())
        .count();
    let empty = document.page_iter().take(read).filter(|page| {
        let mut contents = document.get_page_contents(*page).into_iter();
        contents.any(|id| document.get_object(id).is_err())
    });
    let empty = empty.count();
    let mut parts = Vec::new();
    if rebuilt && !ended {
        parts.push(
            "the PDF is cut: its end (%%EOF) and its table of objects are missing".to_owned(),
        );
    } else if rebuilt {
        parts
            .push("the PDF is damaged: its table of objects was made anew by searching".to_owned());
    }
    if announced > there {
        parts.push(format!("{there} of {announced} pages are there"));
    }
    if empty > 0 {
        parts.push(format!("the content of {} is missing", pages(empty)));
    }
    if damaged > 0 {
        parts.push(format!(
            "of {} only what comes before the damage is read",
            pages(damaged)
        ));
    }
    if parts.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "{}; what is read may be incomplete",
        parts.join("; ")
    )]
}

fn pages(count: usize) -> String {
    match count {
        1 => "1 page".to_owned(),
        many => format!("{many} pages"),
    }
}

/// The pages that the document says it has.
fn announced(document: &Document) -> usize {
    let root = document.catalog().ok();
    let tree = root.and_then(|root| root.get_deref(b"Pages", document).ok());
    let count = tree
        .and_then(|tree| tree.as_dict().ok())
        .and_then(|tree| tree.get_deref(b"Count", document).ok())
        .and_then(|count| Object::as_i64(count).ok());
    count
        .and_then(|count| usize::try_from(count).ok())
        .unwrap_or(0)
}
