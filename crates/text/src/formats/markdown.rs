use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::Error;
use crate::decode::decode;
use crate::document::Format;
use crate::draft::{Draft, DraftBuilder, Hint};
use crate::metadata::front_matter;

/// Markdown: the draft's text is its words, without marks, link targets and front matter.
pub(crate) fn markdown(bytes: &[u8]) -> Result<Draft, Error> {
    let decoded = decode(bytes, None)?;
    let source = decoded.text;
    let (front, mut metadata) = front_matter(&source).unwrap_or_default();
    metadata.notes.extend(decoded.note);
    let mut walk = Walk::default();
    for event in Parser::new_ext(&source[front.end..], Options::ENABLE_TABLES) {
        walk.take(event);
    }
    walk.flush();
    Ok(walk.builder.finish(metadata, Format::Markdown))
}

/// The words of the block that is being read, and what it is.
#[derive(Default)]
struct Walk {
    builder: DraftBuilder,
    words: String,
    hint: Option<Hint>,
    lists: usize,
    images: usize,
    code: bool,
}

impl Walk {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(words) | Event::Code(words) | Event::InlineHtml(words)
                if (self.images == 0 || self.hint == Some(Hint::Caption))
                    && !(words.starts_with('<') && words.ends_with('>')) =>
            {
                self.words.push_str(&words);
            }
            Event::SoftBreak | Event::HardBreak => self.words.push(' '),
            Event::Rule => self.flush(),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { .. } => self.begin(Hint::Heading),
            Tag::Item => self.begin(Hint::ListItem),
            Tag::Paragraph if self.lists > 0 => {}
            Tag::Paragraph => self.begin(Hint::Paragraph),
            Tag::TableCell => self.begin(Hint::None),
            Tag::CodeBlock(_) => {
                self.begin(Hint::Boilerplate);
                self.code = true;
            }
            Tag::List(_) => self.lists += 1,
            Tag::Image { .. } => {
                // A picture alone in its paragraph: its description is a caption.
                if self.words.trim().is_empty() {
                    self.hint = Some(Hint::Caption);
                }
                self.images += 1;
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph if self.lists > 0 => self.words.push(' '),
            TagEnd::Heading(_) | TagEnd::Item | TagEnd::Paragraph | TagEnd::TableCell => {
                self.flush();
            }
            TagEnd::CodeBlock => {
                self.flush();
                self.code = false;
            }
            TagEnd::List(_) => {
                self.flush();
                self.lists = self.lists.saturating_sub(1);
            }
            TagEnd::Image => {
                self.images = self.images.saturating_sub(1);
                if self.hint == Some(Hint::Caption) {
                    self.flush();
                }
            }
            _ => {}
        }
    }

    fn begin(&mut self, hint: Hint) {
        self.flush();
        self.hint = Some(hint);
    }

    fn flush(&mut self) {
        let hint = self.hint.take().unwrap_or(Hint::Paragraph);
        let words = std::mem::take(&mut self.words);
        if self.code {
            self.builder.push(&words, hint);
            return;
        }
        let line: Vec<&str> = words.split_whitespace().collect();
        self.builder.push(&line.join(" "), hint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_link_targets_are_no_words() {
        let source = "---\ntitle: A title\nsource: A Gazette\ndate: 2024-05-01\n---\n# Heading\n\nThe **two** [met](http://x.example/a)\nin Oslo.\n\n- One item.\n- Two\n\n![a bridge](b.png)\n";
        let draft = markdown(source.as_bytes()).unwrap();
        assert_eq!(
            draft.text,
            "Heading\n\nThe two met in Oslo.\n\nOne item.\nTwo\n\na bridge\n"
        );
        let hints: Vec<Hint> = draft.blocks.iter().map(|block| block.hint).collect();
        assert_eq!(
            hints,
            [
                Hint::Heading,
                Hint::Paragraph,
                Hint::ListItem,
                Hint::ListItem,
                Hint::Caption
            ]
        );
        assert_eq!(draft.metadata.outlet.as_deref(), Some("A Gazette"));
    }
}
