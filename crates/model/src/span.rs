use serde::{Deserialize, Serialize};
use std::ops::Range;

use crate::Error;

/// A half-open range of bytes `start..end` into a document's text (UTF-8), `start <= end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "RawSpan")]
pub struct Span {
    start: u32,
    end: u32,
}

#[derive(Deserialize)]
struct RawSpan {
    start: u32,
    end: u32,
}

impl TryFrom<RawSpan> for Span {
    type Error = Error;

    fn try_from(raw: RawSpan) -> Result<Self, Error> {
        if raw.start > raw.end {
            let message = format!("span {}..{} ends before it starts", raw.start, raw.end);
            return Err(Error::new(crate::ErrorKind::Inconsistent, message));
        }
        Ok(Self {
            start: raw.start,
            end: raw.end,
        })
    }
}

impl Span {
    /// The bytes `start..end`.
    ///
    /// # Panics
    /// If `start > end`: the caller computed a wrong offset.
    pub fn new(start: u32, end: u32) -> Self {
        assert!(start <= end, "span {start}..{end} ends before it starts");
        Self { start, end }
    }

    /// The bytes of `range`; documents are limited far below 4 GiB where they are read.
    ///
    /// # Panics
    /// If the range is reversed or does not fit 32 bits.
    pub fn from_range(range: Range<usize>) -> Self {
        let fit = |n: usize| u32::try_from(n).expect("documents are limited to less than 4 GiB");
        Self::new(fit(range.start), fit(range.end))
    }

    /// The first byte.
    pub fn start(self) -> u32 {
        self.start
    }

    /// The byte after the last.
    pub fn end(self) -> u32 {
        self.end
    }

    /// The length in bytes.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The span as an index range.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The words that the span covers.
    ///
    /// # Panics
    /// If the span does not lie on character boundaries of `text`. See [`Span::get`].
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// The words that the span covers, or `None` where it does not fit `text`.
    pub fn get(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The bytes that two spans share, as a share of those of both, in `0..=1` (Jaccard).
    pub fn likeness(self, other: Span) -> f64 {
        let shared = self
            .end
            .min(other.end)
            .saturating_sub(self.start.max(other.start));
        f64::from(shared) / f64::from(self.cover(other).len().max(1))
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn cover(self, other: Span) -> Span {
        Span {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The span moved `by` bytes to the right: from sentence to document offsets.
    #[must_use]
    pub fn shifted(self, by: u32) -> Span {
        Span {
            start: self.start + by,
            end: self.end + by,
        }
    }
}
