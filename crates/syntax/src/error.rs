use std::fmt;

/// What went wrong while reading CoNLL-U, weights, or while adding a layer.
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
    /// A row of a CoNLL-U file breaks the format; the message names the row.
    Conllu,
    /// A file of weights is not ours, of another version, truncated or damaged.
    Weights,
    /// A layer does not fit the tokens that it is added to, or is already there.
    Layer,
    /// Two annotations to be compared are not of the same characters.
    Mismatch,
    /// A text, table or label set is larger than its index type allows.
    TooLarge,
    /// Training data from which nothing can be learned.
    Training,
    /// A language for which no model is held.
    Language,
}

impl Error {
    /// An error of `kind` whose message says what was found and what was expected.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
        }))
    }

    /// A bad row of a CoNLL-U file; `row` counts lines from 1.
    pub(crate) fn conllu(row: usize, message: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Conllu, format!("CoNLL-U, row {row}: {message}"))
    }

    /// Weights that cannot be used.
    pub(crate) fn weights(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Weights, message)
    }

    /// A layer that does not fit.
    pub(crate) fn layer(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Layer, message)
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
