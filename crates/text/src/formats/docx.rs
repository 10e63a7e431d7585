use crate::document::Format;
use crate::draft::{Draft, DraftBuilder, Hint};
use crate::formats::archive::Archive;
use crate::formats::xml::{Step, attribute, walk};
use crate::metadata::{Metadata, tidy};
use crate::{Error, Limits};

/// The name of the part that holds the words.
pub(crate) const WORDS: &str = "word/document.xml";

/// Word text: the draft's text is its paragraphs. The date of creation in its properties is when a
/// file was made, not when words were published, and is not taken.
pub(crate) fn docx(mut archive: Archive<'_>, limits: &Limits) -> Result<Draft, Error> {
    let words = archive.needed(WORDS)?;
    let mut paragraphs = Paragraphs::default();
    walk(&words, limits, |step| paragraphs.take(&step))?;
    let mut metadata = Metadata::default();
    if let Some(properties) = archive.file("docProps/core.xml")? {
        metadata.title = title(&properties, limits);
    }
    Ok(paragraphs.builder.finish(metadata, Format::Docx))
}

#[derive(Default)]
struct Paragraphs {
    builder: DraftBuilder,
    words: String,
    hint: Option<Hint>,
    in_text: bool,
}

impl Paragraphs {
    fn take(&mut self, step: &Step<'_>) {
        match *step {
            Step::Start("t", _) => self.in_text = true,
            Step::Start("tab" | "br" | "cr", _) => self.words.push(' '),
            Step::Start("pStyle", tag) => {
                self.hint = attribute(tag, "val")
                    .and_then(|style| hint(&style))
                    .or(self.hint);
            }
            Step::Start("numPr", _) => self.hint = self.hint.or(Some(Hint::ListItem)),
            Step::End("t") => self.in_text = false,
            Step::End("p") => {
                let words = std::mem::take(&mut self.words);
                // A paragraph without a style may be a bold line that stands for a heading.
                self.builder
                    .push(&words, self.hint.take().unwrap_or(Hint::None));
            }
            Step::Text(words) if self.in_text => self.words.push_str(words),
            _ => {}
        }
    }
}

/// What a paragraph style says; the names of the built-in ones, English and French.
fn hint(style: &str) -> Option<Hint> {
    let style = style.to_lowercase();
    let is = |names: &[&str]| names.iter().any(|name| style.starts_with(name));
    match () {
        () if is(&["heading", "title", "subtitle", "titre", "sous-titre"]) => Some(Hint::Heading),
        () if is(&["caption", "légende", "lgende"]) => Some(Hint::Caption),
        () if is(&["list", "paragraphedeliste"]) => Some(Hint::ListItem),
        () if is(&["toc", "tm", "header", "footer", "en-tête", "pieddepage"]) => {
            Some(Hint::Boilerplate)
        }
        () => None,
    }
}

fn title(properties: &[u8], limits: &Limits) -> Option<String> {
    let (mut inside, mut out) = (false, String::new());
    let read = walk(properties, limits, |step| match step {
        Step::Start(name, _) => inside = name == "title",
        Step::End(_) => inside = false,
        Step::Text(words) if inside => out.push_str(words),
        Step::Text(_) => {}
    });
    let title = tidy(&out);
    (read.is_ok() && !title.is_empty()).then_some(title)
}
