use std::fmt;
use std::str::FromStr;

use crate::{Error, ErrorKind, ReferenceFormat};

/// A data set whose files can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// GDELT 1.0 events: 57 or 58 columns, no header.
    Gdelt1,
    /// GDELT 2.0 events: 61 columns, no header.
    Gdelt2,
    /// GDELT 2.0 mentions: 16 columns, no header.
    Mentions,
    /// ICEWS coded events: tab-separated with header.
    Icews,
    /// POLECAT: tab- or comma-separated with header.
    Polecat,
    /// ACLED export: comma- or semicolon-separated with header.
    Acled,
    /// UCDP georeferenced events: comma-separated with header.
    Ged,
    /// Phoenix: tab-separated, 26 columns, no header.
    Phoenix,
    /// PLOVER JSON: one event a line.
    PloverJson,
    /// Entities of FollowTheMoney: one a line.
    Ftm,
    /// A bundle of STIX 2.1.
    Stix,
    /// Parquet with flat columns.
    Parquet,
    /// `subject relation object time`, as numbers with name tables or as names.
    Quadruples,
}

impl Format {
    /// All formats.
    pub const ALL: &'static [Self] = &[
        Self::Gdelt1,
        Self::Gdelt2,
        Self::Mentions,
        Self::Icews,
        Self::Polecat,
        Self::Acled,
        Self::Ged,
        Self::Phoenix,
        Self::PloverJson,
        Self::Ftm,
        Self::Stix,
        Self::Parquet,
        Self::Quadruples,
    ];

    /// The name on the command line and in the casebook.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gdelt1 => "gdelt1",
            Self::Gdelt2 => "gdelt2",
            Self::Mentions => "mentions",
            Self::Icews => "icews",
            Self::Polecat => "polecat",
            Self::Acled => "acled",
            Self::Ged => "ged",
            Self::Phoenix => "phoenix",
            Self::PloverJson => "plover-json",
            Self::Ftm => "ftm",
            Self::Stix => "stix",
            Self::Parquet => "parquet",
            Self::Quadruples => "quadruples",
        }
    }

    /// Whether a field may be quoted, with line breaks inside.
    pub(crate) fn is_quoted(self) -> bool {
        matches!(self, Self::Acled | Self::Ged | Self::Polecat)
    }

    /// The same format as a list of ties, where its files hold both.
    pub fn with_ties(self) -> Option<ReferenceFormat> {
        match self {
            Self::Ftm => Some(ReferenceFormat::Ftm),
            Self::Stix => Some(ReferenceFormat::Stix),
            Self::Parquet => Some(ReferenceFormat::Parquet),
            _ => None,
        }
    }

    /// Whether a file covers the days on which its rows were published, and not those of its
    /// events: GDELT dates an event of last year into a file of today.
    pub fn covers_publication(self) -> bool {
        matches!(self, Self::Gdelt1 | Self::Gdelt2 | Self::Mentions)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        by_name(text, Self::ALL, Self::as_str, "format of event data")
    }
}

/// The one of `all` with the name `text`.
///
/// # Errors
/// If none has it: which names there are, of what `kind`.
pub(crate) fn by_name<T: Copy>(
    text: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
    kind: &str,
) -> Result<T, Error> {
    let found = all.iter().copied().find(|one| name(*one) == text);
    found.ok_or_else(|| {
        let known: Vec<_> = all.iter().map(|one| name(*one)).collect();
        let message = format!("{text:?} is no {kind}; known are: {}", known.join(", "));
        Error::new(ErrorKind::Usage, message)
    })
}
