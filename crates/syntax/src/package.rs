//! The frame of our files of weights, and the small codes inside. All numbers little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | what the file holds |
//! | 4 | version of the format |
//! | 32 | BLAKE3 of the rest |
//! | | the content |

use crate::Error;

const HEADER: usize = 8 + 4 + 32;

/// What a file holds, and how a person calls it.
pub(crate) struct Kind {
    pub(crate) magic: &'static [u8; 8],
    pub(crate) version: u32,
    pub(crate) name: &'static str,
}

/// A file of this kind around the content.
pub(crate) fn seal(kind: &Kind, content: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(HEADER + content.len());
    file.extend(kind.magic);
    file.extend(kind.version.to_le_bytes());
    file.extend(blake3::hash(content).as_bytes());
    file.extend(content);
    file
}

/// The content of a file of this kind.
pub(crate) fn open<'a>(kind: &Kind, file: &'a [u8]) -> Result<Reader<'a>, Error> {
    let name = kind.name;
    if file.len() < HEADER || !file.starts_with(kind.magic) {
        return Err(Error::weights(format!(
            "not a file of {name}, or cut short"
        )));
    }
    let (header, content) = file.split_at(HEADER);
    let version = u32::from_le_bytes([header[8], header[9], header[10], header[11]]);
    if version != kind.version {
        let known = kind.version;
        let message = format!("{name} of format {version}; this program reads format {known}");
        return Err(Error::weights(message));
    }
    if blake3::hash(content).as_bytes() != &header[12..] {
        return Err(Error::weights(format!(
            "{name} cut short or damaged: the checksum differs"
        )));
    }
    Ok(Reader { rest: content })
}

/// Appends a number in as few bytes as it needs, seven bits each.
pub(crate) fn write_number(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends a text with its length.
pub(crate) fn write_text(out: &mut Vec<u8>, text: &str) {
    write_number(out, text.len() as u32);
    out.extend(text.as_bytes());
}

/// Takes a content apart from left to right.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn bytes(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let taken = self.rest.split_at_checked(count);
        let (taken, rest) = taken.ok_or_else(|| Error::weights("weights that end too early"))?;
        self.rest = rest;
        Ok(taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Error> {
        Ok(self.bytes(1)?[0])
    }

    /// What [`write_number`] wrote.
    pub(crate) fn number(&mut self) -> Result<u32, Error> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return u32::try_from(number).map_err(|_| Error::weights("too large a number"));
            }
        }
        Err(Error::weights("too long a number"))
    }

    /// What [`write_text`] wrote.
    pub(crate) fn text(&mut self) -> Result<&'a str, Error> {
        let length = self.number()? as usize;
        let bytes = self.bytes(length)?;
        std::str::from_utf8(bytes).map_err(|_| Error::weights("a text that is not UTF-8"))
    }

    /// Nothing must be left.
    pub(crate) fn finish(self) -> Result<(), Error> {
        if self.rest.is_empty() {
            return Ok(());
        }
        Err(Error::weights(format!(
            "{} bytes too many in the weights",
            self.rest.len()
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: Kind = Kind {
        magic: b"DETTESTS",
        version: 3,
        name: "test weights",
    };

    #[test]
    fn content_comes_back() {
        let mut content = Vec::new();
        for number in [0, 127, 128, 70_000, u32::MAX] {
            write_number(&mut content, number);
        }
        write_text(&mut content, "né");
        let file = seal(&KIND, &content);
        let mut reader = open(&KIND, &file).unwrap();
        for number in [0, 127, 128, 70_000, u32::MAX] {
            assert_eq!(reader.number().unwrap(), number);
        }
        assert_eq!(reader.text().unwrap(), "né");
        assert!(reader.clone().byte().is_err());
        reader.finish().unwrap();
    }

    #[test]
    fn any_change_is_noticed() {
        let file = seal(&KIND, b"content");
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert!(open(&KIND, &changed).is_err(), "byte {at}");
            assert!(open(&KIND, &file[..at]).is_err(), "cut at {at}");
        }
        let mut longer = file.clone();
        longer.push(0);
        assert!(open(&KIND, &longer).is_err());
    }

    #[test]
    fn numbers_that_are_too_long_are_refused() {
        let bytes = [0xFF, 0xFF, 0xFF, 0xFF, 0x7F];
        assert!(Reader { rest: &bytes }.number().is_err());
        assert!(Reader { rest: &[0x80; 6] }.number().is_err());
    }
}
