use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::{Error, ErrorKind};

/// Bytes that are looked at to guess an encoding or tell text from other data.
const SAMPLE: usize = 64 << 10;

/// Decodes text: UTF-8 without its mark, UTF-16 by its mark, else the `label` that the format
/// gives, else a guess.
///
/// # Errors
/// [`ErrorKind::Empty`] for nothing, [`ErrorKind::NotText`] where control characters show that it
/// is something else.
pub(crate) fn decode(bytes: &[u8], label: Option<&str>) -> Result<String, Error> {
    if bytes.is_empty() {
        return Err(Error::new(ErrorKind::Empty, "no bytes"));
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let text = encoding.decode_without_bom_handling(&bytes[mark..]).0;
        return checked(text.into_owned());
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return checked(encoding.decode_without_bom_handling(bytes).0.into_owned());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return checked(text.to_owned());
    }
    if looks_binary(bytes) {
        return Err(not_text());
    }
    let told = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = told
        .filter(|told| *told != UTF_8)
        .unwrap_or_else(|| guess(bytes));
    checked(encoding.decode_without_bom_handling(bytes).0.into_owned())
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    // Mostly UTF-8 with a damaged place here and there is still UTF-8, with marks at those places.
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let lossy = String::from_utf8_lossy(sample);
    let damaged = lossy
        .chars()
        .filter(|&c| c == char::REPLACEMENT_CHARACTER)
        .count();
    let foreign = lossy.chars().filter(|c| !c.is_ascii()).count();
    if damaged * 4 < foreign {
        return UTF_8;
    }
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

    #[test]
    fn usual_encodings_are_decoded() {
        assert_eq!(decode(b"\xef\xbb\xbfwords", None).unwrap(), "words");
        assert_eq!(decode("Téhéran".as_bytes(), None).unwrap(), "Téhéran");
        let latin =
            b"Le pr\xe9sident iranien est arriv\xe9 \xe0 Moscou, o\xf9 il a \xe9t\xe9 re\xe7u.";
        let expected = "Le président iranien est arrivé à Moscou, où il a été reçu.";
        assert_eq!(decode(latin, None).unwrap(), expected);
        assert_eq!(decode(latin, Some("iso-8859-1")).unwrap(), expected);
        let utf16: Vec<u8> = "Moscow and Tehran"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(decode(&utf16, None).unwrap(), "Moscow and Tehran");
    }

    #[test]
    fn a_damaged_place_does_not_change_the_encoding() {
        let mut bytes = "Téhéran, Saint-Pétersbourg et Genève "
            .repeat(20)
            .into_bytes();
        bytes.push(0xff);
        let text = decode(&bytes, None).unwrap();
        assert!(text.starts_with("Téhéran") && text.ends_with('\u{fffd}'));
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
