use std::fmt;

/// What went wrong while building or reading a record.
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
    /// A value does not have the form that its type asks for.
    Malformed,
    /// A code or name is not in its ontology or table.
    Unknown,
    /// Values that are fine alone contradict each other (an interval that ends before it starts).
    Inconsistent,
    /// A row of a knowledge file cannot be used.
    Data,
}

impl Error {
    /// An error of `kind` whose message says what was found and what was expected.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
        }))
    }

    /// A value without the form that `expected` describes.
    pub fn malformed(found: &str, expected: &str) -> Self {
        Self::new(ErrorKind::Malformed, format!("{found:?} is not {expected}"))
    }

    /// A bad row of a knowledge file; `row` counts from 1 and includes the header.
    pub fn data(file: &str, row: usize, message: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Data, format!("{file}, row {row}: {message}"))
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
