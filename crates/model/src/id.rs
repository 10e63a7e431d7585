use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use crate::Error;

/// Crockford's base 32, lower case: no letter that is read as a digit.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 20;

/// Collects the parts that identify a record and turns them into an id.
///
/// Parts are length-prefixed, so `("ab", "c")` and `("a", "bc")` differ. The id is the first 100
/// bits of their BLAKE3 hash: with 10^9 records of a kind, a collision has odds below 10^-12.
#[derive(Debug, Clone, Default)]
pub struct ContentHash(blake3::Hasher);

impl ContentHash {
    /// An empty hash.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one part.
    #[must_use]
    pub fn part(mut self, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// Adds parts whose order says nothing.
    #[must_use]
    pub fn unordered<T: AsRef<[u8]> + Ord>(mut self, parts: impl IntoIterator<Item = T>) -> Self {
        let mut parts: Vec<T> = parts.into_iter().collect();
        parts.sort();
        self = self.part((parts.len() as u64).to_le_bytes());
        parts.into_iter().fold(self, Self::part)
    }

    fn encode(&self) -> [u8; LENGTH] {
        let hash = self.0.finalize();
        let bits = u128::from_be_bytes(hash.as_bytes()[..16].try_into().expect("16 of 32 bytes"));
        let mut out = [0; LENGTH];
        for (place, byte) in out.iter_mut().enumerate() {
            *byte = ALPHABET[(bits >> (123 - 5 * place)) as usize & 31];
        }
        out
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)+) => {$(
        $(#[$doc])*
        ///
        /// Derived from content: equal content has an equal id, whatever the order of arrival.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; LENGTH]);

        impl $name {
            /// What every id of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            /// The id of the content that `hash` collected.
            pub fn from_content(hash: &ContentHash) -> Self {
                Self(hash.encode())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($prefix)?;
                f.write_str(std::str::from_utf8(&self.0).expect("the alphabet is ASCII"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                let expected = concat!("an id of the form ", $prefix, " and 20 characters");
                let tail = text.strip_prefix($prefix).map(str::as_bytes);
                let tail: Option<[u8; LENGTH]> = tail.and_then(|tail| tail.try_into().ok());
                tail.filter(|tail| tail.iter().all(|byte| ALPHABET.contains(byte)))
                    .map(Self)
                    .ok_or_else(|| Error::malformed(text, expected))
            }
        }

        impl TryFrom<String> for $name {
            type Error = Error;

            fn try_from(text: String) -> Result<Self, Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    )+};
}

ids! {
    /// A document: the hash of the bytes that were read.
    DocumentId = "doc_";
    /// A passage: its document and byte span.
    PassageId = "psg_";
    /// The id of a conflict.
    ConflictId = "cfl_";
    /// Words that stand in several places.
    RecycledId = "rcy_";
    /// A claim: its passage, content and trigger.
    ClaimId = "clm_";
    /// An event: what happened between whom, when.
    EventId = "evt_";
    /// A tie: what stands between whom, over which interval.
    TieId = "tie_";
    /// A causal link: the words of cause and effect, and of the sentence in which they stand.
    CauseId = "cau_";
    /// An origin: where a group of copied passages first came from.
    OriginId = "org_";
    /// A judgement: that two records are, or are not, about the same thing.
    JudgementId = "jdg_";
    /// A forecast: of what, from when, with which probabilities.
    ForecastId = "fct_";
    /// A run of a step over inputs.
    RunId = "run_";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_kept_apart() {
        let of = |a: &str, b: &str| EventId::from_content(&ContentHash::new().part(a).part(b));
        assert_ne!(of("ab", "c"), of("a", "bc"));
        assert_eq!(of("ab", "c"), of("ab", "c"));
    }

    #[test]
    fn unordered_parts_make_the_same_id() {
        let of = |parts: [&str; 3]| TieId::from_content(&ContentHash::new().unordered(parts));
        assert_eq!(of(["RUS", "IRN", "CHN"]), of(["CHN", "RUS", "IRN"]));
    }

    #[test]
    fn an_id_survives_text() {
        let id = DocumentId::from_content(&ContentHash::new().part("words"));
        assert_eq!(id.to_string().parse::<DocumentId>().unwrap(), id);
        assert!(id.to_string().parse::<PassageId>().is_err());
        assert!("doc_short".parse::<DocumentId>().is_err());
    }
}
