//! Lines of an input of any length, in bounded memory.

use std::io::{self, BufRead, BufReader, Read};

/// A line of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// Its bytes without the line end; `None` where it is longer than the limit.
    pub bytes: Option<Vec<u8>>,
}

/// Reads `reader` line by line; of a line longer than `limit` bytes nothing is kept.
///
/// Lines of white space are left out, unless they are asked for, but counted.
#[derive(Debug)]
pub struct Lines<R> {
    reader: R,
    limit: usize,
    number: u64,
    failed: bool,
    keep_blank: bool,
}

impl<R: BufRead> Lines<R> {
    /// The lines of `reader`, each of at most `limit` bytes.
    pub fn new(reader: R, limit: usize) -> Self {
        Self {
            reader,
            limit,
            number: 0,
            failed: false,
            keep_blank: false,
        }
    }

    /// The same lines with those of white space among them.
    #[must_use]
    pub fn with_blank_lines(mut self) -> Self {
        self.keep_blank = true;
        self
    }

    /// The next line, also where it is empty; `None` at the end.
    fn read(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Some(Vec::new());
        let mut any = false;
        loop {
            let buffer = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                buffer => buffer?,
            };
            let end = memchr::memchr(b'\n', buffer);
            let part = &buffer[..end.unwrap_or(buffer.len())];
            any |= !buffer.is_empty();
            match &mut bytes {
                Some(kept) if kept.len() + part.len() <= self.limit => kept.extend_from_slice(part),
                _ => bytes = None,
            }
            let (read, done) = (part.len() + usize::from(end.is_some()), buffer.is_empty());
            self.reader.consume(read);
            if end.is_some() || done {
                self.number += 1;
                let number = self.number;
                return Ok(any.then_some(Line { number, bytes }));
            }
        }
    }
}

impl<R: Read> Lines<BufReader<R>> {
    /// The next line and those that can be had without waiting for more input: `most` lines at
    /// the most, and none after `bytes` bytes; empty at the end.
    pub fn next_batch(&mut self, most: usize, bytes: usize) -> Vec<io::Result<Line>> {
        let mut batch = Vec::new();
        let mut size = 0;
        while batch.len() < most && size < bytes {
            if !batch.is_empty() && memchr::memchr(b'\n', self.reader.buffer()).is_none() {
                break;
            }
            let Some(line) = self.next() else { break };
            let read = line.as_ref().ok().and_then(|line| line.bytes.as_ref());
            size += read.map_or(0, Vec::len);
            batch.push(line);
        }
        batch
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.failed {
            match self.read() {
                Ok(Some(line)) => {
                    let blank = |bytes: &Vec<u8>| bytes.trim_ascii().is_empty();
                    if self.keep_blank || !line.bytes.as_ref().is_some_and(blank) {
                        return Some(Ok(line));
                    }
                }
                Ok(None) => return None,
                Err(error) => {
                    self.failed = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, limit: usize) -> Vec<(u64, Option<String>)> {
        Lines::new(io::BufReader::with_capacity(4, text.as_bytes()), limit)
            .map(|line| line.unwrap())
            .map(|line| {
                (
                    line.number,
                    line.bytes.map(|bytes| String::from_utf8(bytes).unwrap()),
                )
            })
            .collect()
    }

    #[test]
    fn lines_are_counted_and_long_ones_are_not_kept() {
        let some = |number, text: &str| (number, Some(text.to_owned()));
        assert_eq!(lines("", 8), []);
        assert_eq!(lines("a\n\n \nb", 8), [some(1, "a"), some(4, "b")]);
        let kept = Lines::new("a\n\nb".as_bytes(), 8).with_blank_lines();
        assert_eq!(
            kept.map(|line| line.unwrap().number).collect::<Vec<_>>(),
            [1, 2, 3]
        );
        let long = "x".repeat(100);
        let text = format!("12345678\n{long}\nend\n");
        assert_eq!(
            lines(&text, 8),
            [some(1, "12345678"), (2, None), some(3, "end")]
        );
    }

    #[test]
    fn a_failing_reader_ends_the_lines() {
        struct Broken;
        impl io::Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("gone"))
            }
        }
        let mut lines = Lines::new(io::BufReader::new(Broken), 8);
        assert!(lines.next().unwrap().is_err());
        assert!(lines.next().is_none());
    }

    #[test]
    fn a_batch_holds_what_has_come_in_and_waits_for_no_more() {
        let whole = io::BufReader::new("a\nbb\nccc\nd".as_bytes());
        let mut lines = Lines::new(whole, 8);
        let numbers = |batch: Vec<io::Result<Line>>| -> Vec<u64> {
            batch.into_iter().map(|line| line.unwrap().number).collect()
        };
        assert_eq!(numbers(lines.next_batch(2, 100)), [1, 2]);
        // The last line has no end yet: it may still grow.
        assert_eq!(numbers(lines.next_batch(9, 100)), [3]);
        assert_eq!(numbers(lines.next_batch(9, 100)), [4]);
        assert!(lines.next_batch(9, 100).is_empty());
        let mut lines = Lines::new(io::BufReader::new("aaaa\nb\nc\n".as_bytes()), 8);
        assert_eq!(numbers(lines.next_batch(9, 5)), [1, 2], "enough bytes");
    }
}
