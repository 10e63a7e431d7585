//! What the bytes that a font shows mean, and how wide they are.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object};

/// What the bytes of a string mean.
type Decoder<'a> = Box<dyn Fn(&[u8]) -> String + 'a>;

/// A font of a page.
pub(crate) struct Font<'a> {
    words: Decoder<'a>,
    /// Bytes of one character code: 2 for composite fonts.
    code_bytes: usize,
    /// Widths of codes in thousandths of the font size.
    widths: BTreeMap<u32, f32>,
    usual_width: f32,
}

/// Entries of a width table that are read.
const MAX_WIDTHS: usize = 70_000;

impl<'a> Font<'a> {
    pub(crate) fn read(document: &'a Document, font: &'a Dictionary, max_bytes: usize) -> Self {
        let composite = font
            .get(b"Subtype")
            .and_then(Object::as_name)
            .is_ok_and(|name| name == b"Type0");
        let encoding = font.get_font_encoding_with_limit(document, max_bytes).ok();
        let words = Box::new(move |bytes: &[u8]| {
            let decoded = encoding
                .as_ref()
                .and_then(|encoding| encoding.bytes_to_string(bytes).ok());
            decoded.unwrap_or_default()
        });
        let mut out = Self {
            words,
            code_bytes: if composite { 2 } else { 1 },
            widths: BTreeMap::new(),
            usual_width: 500.0,
        };
        if composite {
            out.composite_widths(document, font);
        } else {
            out.simple_widths(document, font);
        }
        out
    }

    fn simple_widths(&mut self, document: &Document, font: &Dictionary) {
        let first = font
            .get_deref(b"FirstChar", document)
            .and_then(Object::as_i64)
            .unwrap_or(0);
        let Ok(widths) = font
            .get_deref(b"Widths", document)
            .and_then(Object::as_array)
        else {
            return;
        };
        for (code, width) in (first..).zip(widths).take(256) {
            if let (Ok(code), Some(width)) = (u32::try_from(code), number(width)) {
                self.widths.insert(code, width);
            }
        }
    }

    /// `W` is `[first [w w w] first last w …]`.
    fn composite_widths(&mut self, document: &Document, font: &Dictionary) {
        let descendants = font
            .get_deref(b"DescendantFonts", document)
            .and_then(Object::as_array);
        let descendant = descendants.ok().and_then(|all| all.first());
        let Some(inner) =
            descendant.and_then(|object| document.dereference(object).ok()?.1.as_dict().ok())
        else {
            return;
        };
        self.usual_width = inner
            .get_deref(b"DW", document)
            .ok()
            .and_then(number)
            .unwrap_or(1000.0);
        let Ok(table) = inner.get_deref(b"W", document).and_then(Object::as_array) else {
            return;
        };
        let mut at = 0;
        while at + 1 < table.len() && self.widths.len() < MAX_WIDTHS {
            let Some(first) = number(&table[at]) else {
                return;
            };
            let first = code(first);
            let next = document
                .dereference(&table[at + 1])
                .map_or(&table[at + 1], |found| found.1);
            if let Ok(list) = next.as_array() {
                for (code, width) in (first..).zip(list).take(MAX_WIDTHS) {
                    self.widths
                        .insert(code, number(width).unwrap_or(self.usual_width));
                }
                at += 2;
            } else {
                let (Some(last), Some(width)) = (number(next), table.get(at + 2).and_then(number))
                else {
                    return;
                };
                for code in (first..=code(last)).take(MAX_WIDTHS) {
                    self.widths.insert(code, width);
                }
                at += 3;
            }
        }
    }

    /// The words that `bytes` show, and their width in font sizes.
    pub(crate) fn show(&self, bytes: &[u8]) -> (String, f32) {
        let width: f32 = bytes
            .chunks(self.code_bytes)
            .map(|code| code.iter().fold(0, |sum, &byte| sum << 8 | u32::from(byte)))
            .map(|code| self.widths.get(&code).copied().unwrap_or(self.usual_width))
            .sum();
        let words = (self.words)(bytes).replace(|c: char| c.is_control() || c == '\u{feff}', " ");
        (unligatured(&words), width / 1000.0)
    }

    pub(crate) fn codes(&self, bytes: &[u8]) -> usize {
        bytes.len().div_ceil(self.code_bytes)
    }
}

pub(crate) fn number(object: &Object) -> Option<f32> {
    object
        .as_float()
        .ok()
        .or_else(|| object.as_i64().ok().map(|number| number as f32))
        .filter(|number| number.is_finite())
}

/// A number of a width table as a character code.
#[allow(clippy::cast_sign_loss)] // clamped to what a code can be
fn code(number: f32) -> u32 {
    number.clamp(0.0, 65_535.0) as u32
}

fn unligatured(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            c => out.push(c),
        }
    }
    out
}
