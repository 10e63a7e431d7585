use std::collections::BTreeMap;

use detente_model::Basis;

use crate::decode::decode;
use crate::document::Format;
use crate::draft::{Draft, DraftBuilder};
use crate::formats::archive::Archive;
use crate::formats::html::all_blocks;
use crate::formats::xml::{Step, attribute, walk};
use crate::metadata::{Metadata, parse_when, tidy};
use crate::{Error, ErrorKind, Limits};

/// The name of the file that says where a book's contents are listed.
pub(crate) const CONTAINER: &str = "META-INF/container.xml";

/// A book: the draft's text is its chapters in reading order.
pub(crate) fn epub(mut archive: Archive<'_>, limits: &Limits) -> Result<Draft, Error> {
    let container = archive.needed(CONTAINER)?;
    let mut package = None;
    walk(&container, limits, |step| {
        if let Step::Start("rootfile", tag) = step {
            package = package.take().or_else(|| attribute(tag, "full-path"));
        }
    })?;
    let package =
        package.ok_or_else(|| Error::new(ErrorKind::Malformed, "a book without contents"))?;
    let listed = archive.needed(&package)?;
    let mut book = Book::default();
    walk(&listed, limits, |step| book.take(&step))?;
    let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (mut builder, mut notes) = (DraftBuilder::default(), Vec::new());
    for id in &book.order {
        let Some(href) = book.files.get(id) else {
            continue;
        };
        if let Some(bytes) = archive.file(&joined(folder, href))? {
            // A chapter without words (a cover) is no reason to reject the book.
            if let Ok(page) = decode(&bytes, None) {
                all_blocks(&page.text, limits, &mut builder);
                notes.extend(page.note.map(|note| format!("{href}: {note}")));
            }
        }
    }
    let mut metadata = book.metadata();
    metadata.notes.extend(notes);
    Ok(builder.finish(metadata, Format::Epub))
}

/// What the package file lists.
#[derive(Default)]
struct Book {
    files: BTreeMap<String, String>,
    order: Vec<String>,
    about: BTreeMap<&'static str, String>,
    field: Option<&'static str>,
}

impl Book {
    fn take(&mut self, step: &Step<'_>) {
        match *step {
            Step::Start("item", tag) => {
                let contents =
                    attribute(tag, "properties").is_some_and(|value| value.contains("nav"));
                if let (Some(id), Some(href), false) =
                    (attribute(tag, "id"), attribute(tag, "href"), contents)
                {
                    self.files.insert(id, href);
                }
            }
            Step::Start("itemref", tag) => self.order.extend(attribute(tag, "idref")),
            Step::Start(name, _) => {
                self.field = ["title", "publisher", "date", "language"]
                    .into_iter()
                    .find(|field| *field == name);
            }
            Step::End(_) => self.field = None,
            Step::Text(words) => {
                if let Some(field) = self.field {
                    self.about.entry(field).or_default().push_str(words);
                }
            }
        }
    }

    fn metadata(&self) -> Metadata {
        let field = |name| {
            self.about
                .get(name)
                .map(|value| tidy(value))
                .filter(|value| !value.is_empty())
        };
        Metadata {
            title: field("title"),
            outlet: field("publisher"),
            published: field("date").and_then(|date| parse_when(&date, Basis::Stated)),
            language: field("language").and_then(|language| language.parse().ok()),
            ..Metadata::default()
        }
    }
}

/// The path of `href` in the archive, seen from `folder`.
fn joined(folder: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or(href).replace("%20", " ");
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
