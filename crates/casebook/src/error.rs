use std::fmt;

/// Why a step over a casebook failed.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The class of an [`Error`], for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The caller asked for what cannot be: an unknown actor, a wrong query, a file that is no
    /// casebook.
    Usage,
    /// The world did not go along: another writer, a full disk, a damaged file, a closed pipe.
    World,
    /// An error of this program: please report it.
    Internal,
}

impl Error {
    /// An error of `kind` whose message says what was found and what to do.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            source: None,
        }))
    }

    /// The same error, with what it means for the user in front.
    #[must_use]
    pub fn context(mut self, what: impl fmt::Display) -> Self {
        self.0.message = format!("{what}: {}", self.0.message);
        self
    }

    /// The class of this error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    fn from_source(
        kind: ErrorKind,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self(Box::new(Inner {
            kind,
            message: source.to_string(),
            source: Some(Box::new(source)),
        }))
    }
}

impl From<detente_store::Error> for Error {
    fn from(source: detente_store::Error) -> Self {
        use detente_store::ErrorKind as Kind;
        let kind = match source.kind() {
            Kind::Path | Kind::NotACasebook | Kind::Query => ErrorKind::Usage,
            Kind::Busy | Kind::Disk | Kind::Damaged => ErrorKind::World,
            _ => ErrorKind::Internal,
        };
        Self::from_source(kind, source)
    }
}

impl From<detente_model::Error> for Error {
    fn from(source: detente_model::Error) -> Self {
        Self::from_source(ErrorKind::Usage, source)
    }
}

impl From<std::io::Error> for Error {
    fn from(source: std::io::Error) -> Self {
        Self::from_source(ErrorKind::World, source)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.0.source.as_deref()?;
        Some(source)
    }
}
