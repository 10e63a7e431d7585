use std::fmt;
use std::str::FromStr;

use crate::{Error, ErrorKind};

/// The universal part of speech of a token, as Universal Dependencies defines the seventeen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[allow(
    missing_docs,
    reason = "the names are the definition; see universaldependencies.org/u/pos"
)]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

impl Upos {
    /// All seventeen, in alphabetical order; the position is the value of `upos as usize`.
    pub const ALL: [Self; 17] = [
        Self::Adj,
        Self::Adp,
        Self::Adv,
        Self::Aux,
        Self::Cconj,
        Self::Det,
        Self::Intj,
        Self::Noun,
        Self::Num,
        Self::Part,
        Self::Pron,
        Self::Propn,
        Self::Punct,
        Self::Sconj,
        Self::Sym,
        Self::Verb,
        Self::X,
    ];

    /// The tag as CoNLL-U writes it: `NOUN`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Adj => "ADJ",
            Self::Adp => "ADP",
            Self::Adv => "ADV",
            Self::Aux => "AUX",
            Self::Cconj => "CCONJ",
            Self::Det => "DET",
            Self::Intj => "INTJ",
            Self::Noun => "NOUN",
            Self::Num => "NUM",
            Self::Part => "PART",
            Self::Pron => "PRON",
            Self::Propn => "PROPN",
            Self::Punct => "PUNCT",
            Self::Sconj => "SCONJ",
            Self::Sym => "SYM",
            Self::Verb => "VERB",
            Self::X => "X",
        }
    }

    /// The tag at `index` of [`Upos::ALL`], or `None` from 17 on.
    pub fn from_index(index: usize) -> Option<Self> {
        Self::ALL.get(index).copied()
    }
}

impl FromStr for Upos {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|upos| upos.name() == name);
        found.ok_or_else(|| {
            let message = format!("{name:?} is not one of the 17 universal parts of speech");
            Error::new(ErrorKind::Conllu, message)
        })
    }
}

impl fmt::Display for Upos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_indices_come_back() {
        for (index, upos) in Upos::ALL.into_iter().enumerate() {
            assert_eq!(upos as usize, index);
            assert_eq!(Upos::from_index(index), Some(upos));
            assert_eq!(upos.name().parse::<Upos>().unwrap(), upos);
        }
        assert_eq!(Upos::from_index(17), None);
        assert!("noun".parse::<Upos>().is_err());
    }
}
