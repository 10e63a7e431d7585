use memchr::{memchr_iter, memrchr};
use std::io::Read;

use crate::{Error, Format};

/// Bytes of a chunk, where records are of usual length.
const CHUNK: usize = 1 << 20;
/// A record that is longer is cut at its first line break and rejected by the parser.
const MOST_RECORD: usize = 8 << 20;

/// Whole records of a stream, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The line at which it begins, from 1.
    pub first_row: u64,
    /// The byte of the unpacked stream at which it begins.
    pub first_byte: u64,
    /// The bytes, a line break behind every record but perhaps the last.
    pub bytes: Vec<u8>,
}

/// Cuts a stream into chunks; a quoted field with line breaks is not cut.
#[derive(Debug)]
pub struct Chunks<R> {
    reader: R,
    quoted: bool,
    rest: Vec<u8>,
    row: u64,
    byte: u64,
    ended: bool,
}

impl<R: Read> Chunks<R> {
    /// The chunks of `reader`, which has rows of `format`.
    pub fn new(reader: R, format: Format) -> Self {
        Self {
            reader,
            quoted: format.is_quoted(),
            rest: Vec::new(),
            row: 1,
            byte: 0,
            ended: false,
        }
    }

    fn fill(&mut self, wanted: usize) -> Result<(), Error> {
        let mut filled = self.rest.len();
        self.rest.resize(wanted.max(filled), 0);
        while filled < wanted && !self.ended {
            match self.reader.read(&mut self.rest[filled..]) {
                Ok(0) => self.ended = true,
                Ok(length) => filled += length,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.rest.truncate(filled);
                    self.ended = true;
                    return Err(Error::file(format!(
                        "it cannot be read behind byte {} ({error})",
                        self.byte + filled as u64
                    )));
                }
            }
        }
        self.rest.truncate(filled);
        Ok(())
    }

    /// The end of the last whole record in `rest`.
    fn cut(&self) -> Option<usize> {
        if !self.quoted {
            return memrchr(b'\n', &self.rest).map(|place| place + 1);
        }
        let (mut inside, mut last, mut from) = (false, None, 0);
        for end in memchr_iter(b'\n', &self.rest) {
            let quotes = memchr_iter(b'"', &self.rest[from..end]).count();
            inside ^= quotes % 2 == 1;
            from = end + 1;
            if !inside {
                last = Some(end + 1);
            }
        }
        last
    }

    fn next_chunk(&mut self) -> Result<Option<Chunk>, Error> {
        let mut wanted = CHUNK;
        let end = loop {
            self.fill(wanted)?;
            if self.rest.is_empty() {
                return Ok(None);
            }
            if let Some(end) = self.cut() {
                break end;
            }
            if self.ended {
                break self.rest.len();
            }
            if self.rest.len() >= MOST_RECORD {
                let line = memchr_iter(b'\n', &self.rest).next();
                break line.map_or(self.rest.len(), |place| place + 1);
            }
            wanted = self.rest.len() * 2;
        };
        let bytes = if self.ended && end == self.rest.len() {
            std::mem::take(&mut self.rest)
        } else {
            let rest = self.rest.split_off(end);
            std::mem::replace(&mut self.rest, rest)
        };
        let chunk = Chunk {
            first_row: self.row,
            first_byte: self.byte,
            bytes,
        };
        self.row += memchr_iter(b'\n', &chunk.bytes).count() as u64;
        self.byte += chunk.bytes.len() as u64;
        Ok(Some(chunk))
    }
}

impl<R: Read> Iterator for Chunks<R> {
    type Item = Result<Chunk, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_chunk().transpose()
    }
}

/// Where the record that begins at line `row` stands in `bytes`, whose first line is `first_row`.
pub fn record_at(
    format: Format,
    bytes: &[u8],
    first_row: u64,
    row: u64,
) -> Option<std::ops::Range<usize>> {
    let skipped = row.checked_sub(first_row)?;
    let start = match usize::try_from(skipped).ok()?.checked_sub(1) {
        None => 0,
        Some(nth) => memchr_iter(b'\n', bytes).nth(nth)? + 1,
    };
    let rest = bytes.get(start..)?;
    let mut quotes = 0;
    let mut from = 0;
    for end in memchr_iter(b'\n', rest) {
        if format.is_quoted() {
            quotes += memchr_iter(b'"', &rest[from..end]).count();
            from = end + 1;
        }
        if quotes % 2 == 0 {
            let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
            return Some(start..start + line.len());
        }
    }
    (!rest.is_empty()).then_some(start..bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(text: &[u8], format: Format) -> Vec<Chunk> {
        Chunks::new(text, format).map(Result::unwrap).collect()
    }

    #[test]
    fn chunks_join_to_the_stream_and_know_their_place() {
        let text = "one\ttwo\n".repeat(300_000);
        let all = chunks(text.as_bytes(), Format::Gdelt2);
        assert!(all.len() > 1);
        let joined: Vec<u8> = all.iter().flat_map(|chunk| chunk.bytes.clone()).collect();
        assert_eq!(joined, text.as_bytes());
        for chunk in &all {
            assert_eq!(chunk.first_byte % 8, 0);
            assert_eq!(chunk.first_byte / 8 + 1, chunk.first_row);
        }
    }

    #[test]
    fn a_record_is_found_again_by_its_line() {
        let text = b"h\r\na,\"b\nc\"\nd";
        let at = |format, row| record_at(format, text, 10, row).map(|span| &text[span]);
        assert_eq!(at(Format::Acled, 10), Some(&b"h"[..]));
        assert_eq!(at(Format::Acled, 11), Some(&b"a,\"b\nc\""[..]));
        assert_eq!(at(Format::Acled, 13), Some(&b"d"[..]));
        assert_eq!(at(Format::Icews, 11), Some(&b"a,\"b"[..]));
        assert_eq!(at(Format::Acled, 14), None);
        assert_eq!(at(Format::Acled, 9), None);
    }

    #[test]
    fn a_quoted_line_break_is_no_end() {
        let all = chunks(b"a,\"b\nc\"\nd,\"e", Format::Acled);
        let sizes: Vec<_> = all
            .iter()
            .map(|chunk| (chunk.first_row, chunk.bytes.len()))
            .collect();
        assert_eq!(sizes, [(1, 8), (3, 4)]);
    }
}
