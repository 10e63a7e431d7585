use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::{Error, ErrorKind};

/// Bytes that are looked at to guess an encoding or tell text from other data.
const SAMPLE: usize = 64 << 10;
/// Characters that tell little of an encoding.
const FEW: usize = 8;
/// Text has at most one broken place in so many bytes.
const MOST_BROKEN: usize = 20;

/// Text, and what is to be told of how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    /// Places of the bytes that are no text, which are read as U+FFFD.
    pub(crate) broken: usize,
    /// That there are such places, or that the encoding is a guess; with the first byte concerned.
    pub(crate) note: Option<String>,
}

/// Decodes text: UTF-8 without its mark, UTF-16 by its mark, else the `label` that the format
/// gives, else a guess.
///
/// # Errors
/// [`ErrorKind::Empty`] for nothing, [`ErrorKind::NotText`] where control characters, or bytes that
/// no encoding reads, show that it is something else.
pub(crate) fn decode(bytes: &[u8], label: Option<&str>) -> Result<Decoded, Error> {
    if bytes.is_empty() {
        return Err(Error::new(ErrorKind::Empty, "no bytes"));
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Reading::of(bytes, mark, encoding).told();
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return Reading::of(bytes, 0, encoding).told();
    }
    let Err(error) = std::str::from_utf8(bytes) else {
        return Reading::of(bytes, 0, UTF_8).told();
    };
    if looks_binary(bytes) {
        return Err(not_text());
    }
    let told = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    if let Some(encoding) = told.filter(|told| *told != UTF_8) {
        return Reading::of(bytes, 0, encoding).told();
    }
    if is_mostly_utf8(bytes) {
        return Reading::of(bytes, 0, UTF_8).told();
    }
    let guessed = Reading::of(bytes, 0, guess(bytes));
    if !guessed.is_plausible() {
        return Reading::of(bytes, 0, UTF_8).told();
    }
    let (name, first) = (guessed.encoding.name(), error.valid_up_to());
    let mut decoded = guessed.told()?;
    let guess = format!("no UTF-8 (see byte {first}), read as {name} by a guess");
    let more = decoded.note.map(|note| format!("; {note}"));
    decoded.note = Some(guess + &more.unwrap_or_default());
    Ok(decoded)
}

/// Bytes read by an encoding.
struct Reading {
    encoding: &'static Encoding,
    text: String,
    broken: usize,
    /// The first byte of the first broken place.
    first: usize,
}

impl Reading {
    fn of(bytes: &[u8], from: usize, encoding: &'static Encoding) -> Self {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let (mut text, mut broken, mut first) = (String::with_capacity(bytes.len()), 0, 0);
        let mut at = from;
        loop {
            let rest = &bytes[at..];
            let (result, read) =
                decoder.decode_to_string_without_replacement(rest, &mut text, true);
            at += read;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => text.reserve(rest.len() - read + 16),
                DecoderResult::Malformed(length, behind) => {
                    if broken == 0 {
                        first = at.saturating_sub(usize::from(length) + usize::from(behind));
                    }
                    broken += 1;
                    text.push(char::REPLACEMENT_CHARACTER);
                }
            }
        }
        Self {
            encoding,
            text,
            broken,
            first,
        }
    }

    /// Whether someone may have written this: of the characters beyond ASCII few are broken, or
    /// control characters, which is what some encodings make of bytes that they do not have; most are
    /// letters or what stands between words; and where pairs of bytes are characters, there are words
    /// of them.
    fn is_plausible(&self) -> bool {
        let (mut count, mut unread, mut odd) = (0, 0, 0);
        for c in self.text.chars().filter(|c| !c.is_ascii()) {
            count += 1;
            unread += usize::from(c == char::REPLACEMENT_CHARACTER || c.is_control());
            odd += usize::from(!c.is_alphanumeric() && !is_typographic(c));
        }
        unread * 4 <= count
            && (unread <= FEW || unread * 32 <= count)
            && (odd <= FEW || odd * 4 <= count)
            && (self.encoding.is_single_byte() || count >= FEW)
    }

    /// The text with what is to be told of it.
    fn told(self) -> Result<Decoded, Error> {
        let (broken, first, name) = (self.broken, self.first, self.encoding.name());
        if broken * MOST_BROKEN > self.text.len() {
            let message = format!(
                "no text: {broken} places are no {name}, the first at byte {first}, and no other encoding fits"
            );
            return Err(Error::new(ErrorKind::NotText, message));
        }
        let places = match broken {
            1 => "1 place is".to_owned(),
            _ => format!("{broken} places are"),
        };
        let note = format!("{places} no {name} and read as \u{fffd}, the first at byte {first}");
        Ok(Decoded {
            text: checked(self.text)?,
            broken,
            note: (broken > 0).then_some(note),
        })
    }
}

/// Quotation marks, dashes, spaces, currencies and the like, of any script.
fn is_typographic(c: char) -> bool {
    "\u{a0}¡£§©«®°²·»½¿€™№".contains(c)
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{e31}'..='\u{e4f}' | '\u{2010}'..='\u{205e}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

/// Mostly UTF-8 with a damaged place here and there is still UTF-8, with marks at those places.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let (mut damaged, mut foreign) = (0, 0);
    for chunk in sample.utf8_chunks() {
        foreign += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        damaged += usize::from(!chunk.invalid().is_empty());
    }
    damaged * 3 < foreign
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

/// UTF-16 without a mark shows as every second byte being zero.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    if sample.len() < 8 {
        return None;
    }
    let zeros = |offset: usize| {
        sample
            .iter()
            .skip(offset)
            .step_by(2)
            .filter(|&&byte| byte == 0)
            .count()
            * 2
    };
    let (first, second) = (zeros(0), zeros(1));
    let (most, few) = (sample.len() * 8 / 10, sample.len() / 20);
    match () {
        () if second > most && first < few => Some(UTF_16LE),
        () if first > most && second < few => Some(UTF_16BE),
        () => None,
    }
}

fn looks_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let control = sample.iter().filter(|&&byte| is_control(byte)).count();
    sample.contains(&0) || control * 50 > sample.len()
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)
}

fn not_text() -> Error {
    Error::new(ErrorKind::NotText, "neither text nor a format that is read")
}

fn checked(text: String) -> Result<String, Error> {
    if looks_binary(text.as_bytes()) || text.contains('\0') {
        return Err(not_text());
    }
    if text.trim().is_empty() {
        return Err(Error::new(ErrorKind::Empty, "no words, only white space"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], label: Option<&str>) -> String {
        let decoded = decode(bytes, label).unwrap();
        assert_eq!(decoded.broken, 0);
        decoded.text
    }

    fn note(bytes: &[u8]) -> String {
        decode(bytes, None).unwrap().note.unwrap_or_default()
    }

    #[test]
    fn usual_encodings_are_decoded() {
        assert_eq!(text(b"\xef\xbb\xbfwords", None), "words");
        assert_eq!(text("Téhéran".as_bytes(), None), "Téhéran");
        let latin =
            b"Le pr\xe9sident iranien est arriv\xe9 \xe0 Moscou, o\xf9 il a \xe9t\xe9 re\xe7u.";
        let expected = "Le président iranien est arrivé à Moscou, où il a été reçu.";
        assert_eq!(text(latin, None), expected);
        assert_eq!(text(latin, Some("iso-8859-1")), expected);
        let utf16: Vec<u8> = "Moscow and Tehran"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(text(&utf16, None), "Moscow and Tehran");
    }

    #[test]
    fn a_guess_is_told_and_what_is_stated_is_not() {
        let latin = b"Le pr\xe9sident est arriv\xe9 \xe0 Moscou.";
        assert_eq!(
            note(latin),
            "no UTF-8 (see byte 5), read as windows-1252 by a guess"
        );
        let stated = decode(latin, Some("windows-1252")).unwrap();
        assert_eq!(stated.note, None);
        assert_eq!(note("Téhéran".as_bytes()), "");
        // A page that says it is UTF-8 and is not.
        let wrong = decode(latin, Some("utf-8")).unwrap();
        assert!(wrong.note.is_some() && wrong.text.contains("président"));
    }

    #[test]
    fn a_damaged_place_does_not_change_the_encoding() {
        let mut bytes = "Téhéran, Saint-Pétersbourg et Genève "
            .repeat(20)
            .into_bytes();
        let length = bytes.len();
        bytes.push(0xff);
        let decoded = decode(&bytes, None).unwrap();
        assert!(decoded.text.starts_with("Téhéran") && decoded.text.ends_with('\u{fffd}'));
        let expected =
            format!("1 place is no UTF-8 and read as \u{fffd}, the first at byte {length}");
        assert_eq!(decoded.note, Some(expected));
        // Half a pair of UTF-16 behind its mark.
        let mut bytes = b"\xff\xfe".to_vec();
        bytes.extend(
            "Moscow and Tehran agree"
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        );
        bytes.splice(8..8, [0x00, 0xd8]);
        let decoded = decode(&bytes, None).unwrap();
        assert_eq!(decoded.text, "Mos\u{fffd}cow and Tehran agree");
        assert!(decoded.note.unwrap().ends_with("the first at byte 8"));
    }

    #[test]
    fn bytes_that_no_encoding_has_are_marked_or_rejected() {
        // Windows-1252 has none of these; read as it, they would be control characters.
        let mut bytes = b"Iran and Russia met in Moscow. ".repeat(9);
        bytes.splice(31..31, *b"\x81\x8d\x8f");
        let decoded = decode(&bytes, None).unwrap();
        assert!(
            !decoded.text.chars().any(char::is_control),
            "{:?}",
            decoded.text
        );
        let note = decoded.note.unwrap();
        assert!(note.starts_with("3 places are no UTF-8"), "{note}");
        assert!(note.ends_with("the first at byte 31"), "{note}");
        // High bytes at random, without a control character of ASCII.
        let noise = (0..4000_u32).map(|n| 0x80 | (n.wrapping_mul(2_654_435_761) >> 24) as u8);
        let bytes: Vec<u8> = b"ab ".iter().copied().chain(noise).collect();
        let error = decode(&bytes, None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotText);
        assert!(error.to_string().contains("the first at byte 3"), "{error}");
    }

    #[test]
    fn what_is_no_text_is_rejected() {
        assert_eq!(decode(b"", None).unwrap_err().kind(), ErrorKind::Empty);
        assert_eq!(
            decode(b" \n\t ", None).unwrap_err().kind(),
            ErrorKind::Empty
        );
        assert_eq!(
            decode(b"ab\0cd", None).unwrap_err().kind(),
            ErrorKind::NotText
        );
        let noise: Vec<u8> = (0..4000_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        assert_eq!(decode(&noise, None).unwrap_err().kind(), ErrorKind::NotText);
    }
}
