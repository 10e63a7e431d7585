//! Walking through XML with a bounded depth.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::decode::decode;
use crate::{Error, Limits};

/// One step of a walk; names are without prefix.
pub(crate) enum Step<'a> {
    Start(&'a str, &'a BytesStart<'a>),
    End(&'a str),
    Text(&'a str),
}

/// Calls `take` for each start, end and text of `xml`, in order.
pub(crate) fn walk(
    xml: &[u8],
    limits: &Limits,
    mut take: impl FnMut(Step<'_>),
) -> Result<(), Error> {
    let bad = |error: &dyn std::fmt::Display| Error::malformed("XML", error);
    let decoded = decode(xml, None)?;
    if let Some(note) = decoded.note.filter(|_| decoded.broken > 0) {
        return Err(bad(&note));
    }
    let xml = decoded.text;
    let mut reader = Reader::from_str(&xml);
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|error| bad(&error))? {
            Event::Start(tag) => {
                depth += 1;
                if depth > limits.max_depth {
                    return Err(Error::too_large("XML nested past the limit"));
                }
                take(Step::Start(tag.local_name().as_ref(), &tag));
            }
            Event::Empty(tag) => {
                take(Step::Start(tag.local_name().as_ref(), &tag));
                take(Step::End(tag.local_name().as_ref()));
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                take(Step::End(tag.local_name().as_ref()));
            }
            Event::Text(text) => take(Step::Text(&text)),
            Event::CData(text) => take(Step::Text(&text)),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().ok().flatten() {
                Some(c) => take(Step::Text(c.encode_utf8(&mut [0; 4]))),
                None => take(Step::Text(
                    resolve_predefined_entity(&reference).unwrap_or(" "),
                )),
            },
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The value of the attribute `wanted` (without prefix).
pub(crate) fn attribute(tag: &BytesStart<'_>, wanted: &str) -> Option<String> {
    let found = tag
        .attributes()
        .with_checks(false)
        .flatten()
        .take(64)
        .find(|attribute| attribute.key.local_name().as_ref() == wanted)?;
    Some(html_escape::decode_html_entities(&found.value).into_owned())
}
