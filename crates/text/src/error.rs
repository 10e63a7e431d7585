use std::fmt;

/// Why a document could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    kind: ErrorKind,
    message: String,
}

/// The class of an [`Error`], for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Nothing to read: no byte, or nothing but white space.
    Empty,
    /// The bytes are no text and no format that is read here.
    NotText,
    /// The bytes begin like a format and then do not follow it (cut off, damaged, encrypted).
    Malformed,
    /// Reading on would go past one of the [`Limits`](crate::Limits).
    TooLarge,
    /// The document was read, and holds no words (a scanned PDF).
    NoWords,
    /// The bytes could not be read from where they are.
    Unreadable,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
        }))
    }

    pub(crate) fn malformed(format: &str, what: impl fmt::Display) -> Self {
        Self::new(
            ErrorKind::Malformed,
            format!("not a readable {format}: {what}"),
        )
    }

    pub(crate) fn too_large(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::TooLarge, what)
    }

    /// The class of this error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {}
