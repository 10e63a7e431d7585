use std::fmt;
use std::str::FromStr;

use crate::{Error, ErrorKind};

/// A language that the crate holds models of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English, `en`.
    English,
    /// French, `fr`.
    French,
}

impl Language {
    /// The ISO 639-1 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }
}

impl FromStr for Language {
    type Err = Error;

    /// Reads `en` or `fr`, also with a region behind it (`en-GB`, `fr_CA`).
    fn from_str(code: &str) -> Result<Self, Error> {
        let language = code.split(['-', '_']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "en" => Ok(Self::English),
            "fr" => Ok(Self::French),
            _ => {
                let message = format!("no model for the language {code:?}; there are en and fr");
                Err(Error::new(ErrorKind::Language, message))
            }
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back_and_others_are_refused() {
        for language in [Language::English, Language::French] {
            assert_eq!(language.code().parse::<Language>().unwrap(), language);
        }
        assert_eq!("fr-CA".parse::<Language>().unwrap(), Language::French);
        assert_eq!(
            "eng".parse::<Language>().unwrap_err().kind(),
            ErrorKind::Language
        );
    }
}
