use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::{Error, Span};

/// The stable id of an actor or entity: `RUS` for a state, `class:kebab-name` for all others.
///
/// States without a current ISO 3166 code have the letters of the Gleditsch-Ward list. A state
/// keeps its id through changes of name and regime: the Soviet Union is `RUS`, Persia is `IRN`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ActorId(Arc<str>);

impl ActorId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it names a state.
    pub fn is_state(&self) -> bool {
        !self.0.contains(':')
    }
}

impl FromStr for ActorId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let lower = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let is_id = match text.split_once(':') {
            Some((class, name)) => lower(class) && lower(name),
            None => {
                (2..=5).contains(&text.len())
                    && text
                        .bytes()
                        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            }
        };
        if is_id {
            Ok(Self(text.into()))
        } else {
            Err(Error::malformed(
                text,
                "an actor id such as RUS or org:nato",
            ))
        }
    }
}

impl TryFrom<String> for ActorId {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<ActorId> for String {
    fn from(id: ActorId) -> String {
        id.0.as_ref().to_owned()
    }
}

impl fmt::Display for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Declares an enum whose variants have one fixed spelling in files, columns and JSON.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// All values, in their order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The spelling in files, columns and JSON.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::Error;

            fn from_str(text: &str) -> Result<Self, crate::Error> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text).ok_or_else(|| {
                    let known: Vec<_> = Self::ALL.iter().map(|value| value.as_str()).collect();
                    let message = format!("{text:?} is not {}; known are: {}", $what, known.join(", "));
                    crate::Error::new(crate::ErrorKind::Unknown, message)
                })
            }
        }
    };
}
pub(crate) use vocabulary;

vocabulary! {
    /// What an actor is.
    ActorKind, "a kind of actor" {
        /// A state, present or past, recognised or disputed.
        State = "state",
        /// A person.
        Person = "person",
        /// An office, where its holder is not known.
        Office = "office",
        /// An international or national organisation.
        Organisation = "organisation",
        /// A group of states that acts or is spoken of together.
        Bloc = "bloc",
        /// An armed group that is not a state's force.
        ArmedGroup = "armed-group",
        /// A company.
        Company = "company",
        /// A political party.
        Party = "party",
        /// A newspaper, broadcaster or wire agency.
        Media = "media",
        /// A body of a state that is not armed: ministry, parliament, central bank.
        Agency = "agency",
        /// An armed force or security service of a state.
        Force = "force",
    }
}

vocabulary! {
    /// What an entity is that is spoken of but does not act.
    EntityKind, "a kind of entity" {
        /// A payment, messaging or navigation system.
        System = "system",
        /// A transport corridor, railway or pipeline.
        Corridor = "corridor",
        /// A weapon system.
        Weapon = "weapon",
        /// A plant, base or site.
        Facility = "facility",
        /// A treaty or agreement.
        Treaty = "treaty",
    }
}

/// An actor as one place in a text names it, and who that is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActorMention {
    /// The words.
    pub text: String,
    /// Where they stand.
    #[serde(flatten)]
    pub span: Span,
    /// Who it is.
    pub actor: ActorId,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: ActorKind,
    /// The state it belongs to (itself, for a state).
    pub country: Option<ActorId>,
    /// A CAMEO-style code: country or organisation, then role (`RUSGOV`).
    pub code: String,
    /// The role part of the code (`GOV`, `MIL`, `REB`).
    pub sector: Option<String>,
    /// The office through which a person is meant, where one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<ActorId>,
}

impl ActorMention {
    /// The party of a dyad that this mention speaks for: its state, else the actor itself.
    pub fn side(&self) -> &ActorId {
        self.country.as_ref().unwrap_or(&self.actor)
    }
}

/// A thing that is no actor, as one place in a text names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntityMention {
    /// The words.
    pub text: String,
    /// Where they stand.
    #[serde(flatten)]
    pub span: Span,
    /// What it is; unknown things have words only.
    pub entity: Option<ActorId>,
    /// What kind of thing.
    pub kind: Option<EntityKind>,
}
