use std::fmt;
use std::path::{Path, PathBuf};

/// What went wrong with a casebook file.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    path: Option<PathBuf>,
    message: String,
    source: Option<rusqlite::Error>,
}

/// The class of an [`Error`], for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no such file, or there is one where none should be.
    Path,
    /// The file is not a casebook, or was written by a newer version.
    NotACasebook,
    /// Another process is writing.
    Busy,
    /// No space is left, or the file cannot be written.
    Disk,
    /// A query of the user cannot be run, or asks for what it may not.
    Query,
    /// What is stored contradicts itself.
    Damaged,
    /// An error of this program: please report it.
    Internal,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            path: None,
            message: message.into(),
            source: None,
        }))
    }

    pub(crate) fn at(mut self, path: &Path) -> Self {
        self.0.path = Some(path.to_owned());
        self
    }

    /// The class of this error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }
}

impl From<rusqlite::Error> for Error {
    fn from(source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let (kind, message) = match source.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => (
                ErrorKind::Busy,
                "another process is writing to it; try again when it is done".into(),
            ),
            Some(Code::DiskFull) => (
                ErrorKind::Disk,
                "no space is left; free some and run the command again".into(),
            ),
            Some(
                Code::ReadOnly | Code::CannotOpen | Code::SystemIoFailure | Code::PermissionDenied,
            ) => (
                ErrorKind::Disk,
                format!("it cannot be opened or written ({source})"),
            ),
            Some(Code::NotADatabase) => (
                ErrorKind::NotACasebook,
                "it is not a casebook: it is no SQLite file".into(),
            ),
            Some(Code::DatabaseCorrupt) => (
                ErrorKind::Damaged,
                format!("the file is damaged ({source})"),
            ),
            _ => (ErrorKind::Internal, format!("the store failed: {source}")),
        };
        Self(Box::new(Inner {
            kind,
            path: None,
            message,
            source: Some(source),
        }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.0.path {
            write!(f, "{}: ", path.display())?;
        }
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| source as _)
    }
}
