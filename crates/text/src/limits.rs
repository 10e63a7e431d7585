use std::io::Read;

use crate::{Error, ErrorKind};

/// How much of a document is read before it is rejected.
///
/// Every limit is a count, not a clock: the same bytes are accepted or rejected on any machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of one input, at most 1 GiB. Default 64 MiB.
    pub max_bytes: u64,
    /// Bytes that compressed parts (of DOCX, EPUB, PDF) may expand to, all together. Default
    /// 256 MiB.
    pub max_expanded_bytes: u64,
    /// Files inside an archive. Default 10,000.
    pub max_entries: usize,
    /// Elements inside elements. Deeper ones are read as if they stood at this depth. Default 512.
    pub max_depth: usize,
    /// Pages of a PDF. Default 5,000.
    pub max_pages: usize,
    /// Drawing operators of a PDF. Default 5 million.
    pub max_steps: u64,
    /// Documents in one JSON Lines input. Default 10 million.
    pub max_documents: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 64 << 20,
            max_expanded_bytes: 256 << 20,
            max_entries: 10_000,
            max_depth: 512,
            max_pages: 5_000,
            max_steps: 5_000_000,
            max_documents: 10_000_000,
        }
    }
}

impl Limits {
    /// The same limits with another size of one input.
    #[must_use]
    pub fn with_max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = bytes.min(1 << 30);
        self
    }

    /// Rejects an input of `bytes` that is too large to be read.
    pub(crate) fn check_size(&self, bytes: u64) -> Result<(), Error> {
        if bytes > self.max_bytes {
            let message = format!("more than the limit of {} bytes", self.max_bytes);
            return Err(Error::too_large(message));
        }
        Ok(())
    }
}

/// What is known about an input besides its bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hints<'a> {
    /// The file name or path; its extension says the format where the bytes do not.
    pub name: Option<&'a str>,
    /// The media type ("text/html").
    pub media_type: Option<&'a str>,
}

impl<'a> Hints<'a> {
    /// The hints of a file called `name`.
    pub fn from_name(name: &'a str) -> Self {
        Self {
            name: Some(name),
            media_type: None,
        }
    }
}

/// Reads all of `reader`, and never more than one byte past [`Limits::max_bytes`].
///
/// # Errors
/// [`ErrorKind::TooLarge`] where there is more, [`ErrorKind::Unreadable`] where reading fails.
///
/// ```
/// use detente_text::{ErrorKind, Limits, read_limited};
///
/// let limits = Limits::default().with_max_bytes(4);
/// assert_eq!(read_limited(&b"four"[..], &limits)?, b"four");
/// let endless = std::io::repeat(b'x');
/// assert_eq!(read_limited(endless, &limits).unwrap_err().kind(), ErrorKind::TooLarge);
/// # Ok::<(), detente_text::Error>(())
/// ```
pub fn read_limited(reader: impl Read, limits: &Limits) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    reader
        .take(limits.max_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| Error::new(ErrorKind::Unreadable, error.to_string()))?;
    limits.check_size(bytes.len() as u64)?;
    Ok(bytes)
}
