use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::OnceLock;

use crate::actor::vocabulary;
use crate::table::read_table;
use crate::{Error, ErrorKind};

/// The name and version of the primary ontology, as written beside every code.
pub const PLOVER: &str = "PLOVER 1.x";
/// The name and version of the ontology that is kept for compatibility.
pub const CAMEO: &str = "CAMEO 1.1b3";

vocabulary! {
    /// The sixteen event types of PLOVER 1.x.
    PloverType, "a PLOVER type" {
        /// Agree to do something.
        Agree = "AGREE",
        /// Meet, visit, talk.
        Consult = "CONSULT",
        /// Support by words or symbols.
        Support = "SUPPORT",
        /// Yield by words or on policy.
        Concede = "CONCEDE",
        /// Act together.
        Cooperate = "COOPERATE",
        /// Give material help.
        Aid = "AID",
        /// Yield on the ground: withdraw, release, disarm.
        Retreat = "RETREAT",
        /// Ask or demand.
        Request = "REQUEST",
        /// Accuse, criticise, condemn, investigate.
        Accuse = "ACCUSE",
        /// Refuse.
        Reject = "REJECT",
        /// Threaten or warn.
        Threaten = "THREATEN",
        /// Cut or reduce relations or help.
        Sanction = "SANCTION",
        /// Demonstrate.
        Protest = "PROTEST",
        /// Prepare force.
        Mobilize = "MOBILIZE",
        /// Repress, restrict, seize, expel.
        Coerce = "COERCE",
        /// Use violence.
        Assault = "ASSAULT",
    }
}

vocabulary! {
    /// The four classes of interaction.
    QuadClass, "a quad class" {
        /// Words of cooperation.
        VerbalCooperation = "verbal-cooperation",
        /// Deeds of cooperation.
        MaterialCooperation = "material-cooperation",
        /// Words of conflict.
        VerbalConflict = "verbal-conflict",
        /// Deeds of conflict.
        MaterialConflict = "material-conflict",
    }
}

impl QuadClass {
    /// Whether the class is one of cooperation.
    pub fn is_cooperation(self) -> bool {
        matches!(self, Self::VerbalCooperation | Self::MaterialCooperation)
    }
}

impl PloverType {
    /// The class of the type.
    pub fn quad(self) -> QuadClass {
        use PloverType as P;
        match self {
            P::Agree | P::Consult | P::Support | P::Concede => QuadClass::VerbalCooperation,
            P::Cooperate | P::Aid | P::Retreat => QuadClass::MaterialCooperation,
            P::Request | P::Accuse | P::Reject | P::Threaten => QuadClass::VerbalConflict,
            P::Sanction | P::Protest | P::Mobilize | P::Coerce | P::Assault => {
                QuadClass::MaterialConflict
            }
        }
    }
}

/// A PLOVER type with, where stated, one of the modes of that type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Action {
    #[serde(rename = "type")]
    plover: PloverType,
    mode: Option<&'static str>,
}

#[derive(Deserialize)]
struct RawAction {
    #[serde(rename = "type")]
    plover: PloverType,
    #[serde(default)]
    mode: Option<String>,
}

impl Action {
    /// The action `plover`, in `mode`.
    ///
    /// # Errors
    /// If the type has no such mode in the ontology.
    pub fn new(plover: PloverType, mode: Option<&str>) -> Result<Self, Error> {
        let Some(mode) = mode else {
            return Ok(Self { plover, mode: None });
        };
        let known = Ontology::builtin()
            .modes
            .get(&plover)
            .map_or(&[][..], Vec::as_slice);
        let found = known.iter().find(|known| **known == mode);
        found
            .map(|mode| Self {
                plover,
                mode: Some(mode),
            })
            .ok_or_else(|| {
                let message = format!(
                    "{plover} has no mode {mode:?}; its modes are: {}",
                    known.join(", ")
                );
                Error::new(ErrorKind::Unknown, message)
            })
    }

    /// The type.
    pub fn plover(self) -> PloverType {
        self.plover
    }

    /// The mode, where stated.
    pub fn mode(self) -> Option<&'static str> {
        self.mode
    }
}

/// A PLOVER context: the kind of matter that an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Context(&'static str);

impl Context {
    /// The spelling of the ontology.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl FromStr for Context {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let contexts = &Ontology::builtin().contexts;
        contexts
            .iter()
            .find(|known| **known == text)
            .map(|known| Self(known))
            .ok_or_else(|| {
                let message = format!(
                    "{text:?} is not a PLOVER context; known are: {}",
                    contexts.join(", ")
                );
                Error::new(ErrorKind::Unknown, message)
            })
    }
}

/// A CAMEO code of two to four digits, with its leading zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct CameoCode(&'static str);

impl CameoCode {
    /// The digits.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// What the code stands for.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// The Goldstein value, -10 (most conflict) to 10 (most cooperation), where the scale has one.
    pub fn goldstein(self) -> Option<f64> {
        self.entry().goldstein
    }

    /// The PLOVER readings of the code, with how close each is: none for CAMEO 01, two for 08,
    /// which PLOVER divides, one for all others.
    pub fn to_plover(self) -> &'static [Crossing] {
        Ontology::builtin()
            .crosswalk
            .get(self.0)
            .map_or(&[], Vec::as_slice)
    }

    fn entry(self) -> &'static CameoEntry {
        Ontology::builtin()
            .cameo
            .get(self.0)
            .expect("only known codes are built")
    }
}

impl FromStr for CameoCode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let found = Ontology::builtin().cameo.get_key_value(text);
        found.map(|(code, _)| Self(code)).ok_or_else(|| {
            Error::new(
                ErrorKind::Unknown,
                format!("{text:?} is not a code of {CAMEO}"),
            )
        })
    }
}

// By hand: the derived code would ask the input to live as long as the words of the ontology.
impl<'de> Deserialize<'de> for Action {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = RawAction::deserialize(deserializer)?;
        Self::new(raw.plover, raw.mode.as_deref()).map_err(serde::de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Context {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for CameoCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

vocabulary! {
    /// How close the two sides of a crosswalk are.
    Match, "a crosswalk relation" {
        /// They mean the same.
        Exact = "exact",
        /// The target is wider.
        Broad = "broad",
        /// The target is narrower.
        Narrow = "narrow",
    }
}

/// Where a CAMEO code leads in PLOVER.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crossing {
    /// Type and mode.
    pub action: Action,
    /// The contexts that go with it.
    pub context: Vec<Context>,
    /// How close the two are.
    pub relation: Match,
}

#[derive(Debug)]
struct CameoEntry {
    name: &'static str,
    goldstein: Option<f64>,
}

/// The ontologies that are compiled in.
#[derive(Debug, Default)]
pub struct Ontology {
    modes: BTreeMap<PloverType, Vec<&'static str>>,
    contexts: Vec<&'static str>,
    cameo: BTreeMap<&'static str, CameoEntry>,
    crosswalk: BTreeMap<&'static str, Vec<Crossing>>,
}

macro_rules! file {
    ($path:literal) => {
        (
            $path,
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../data/ontology/",
                $path
            )),
        )
    };
}

static MODES: (&str, &str) = file!("plover/modes.tsv");
static CONTEXTS: (&str, &str) = file!("plover/contexts.tsv");
static CODES: (&str, &str) = file!("cameo/codes.tsv");
static CROSSWALK: (&str, &str) = file!("crosswalks/cameo_plover.tsv");

impl Ontology {
    /// The ontologies, read once.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Ontology> = OnceLock::new();
        BUILTIN.get_or_init(|| Self::load().expect("a test reads the files that are compiled in"))
    }

    /// All codes of CAMEO, in order.
    pub fn cameo_codes(&self) -> impl Iterator<Item = CameoCode> {
        self.cameo.keys().map(|code| CameoCode(code))
    }

    /// The contexts of PLOVER.
    pub fn contexts(&self) -> impl Iterator<Item = Context> {
        self.contexts.iter().map(|context| Context(context))
    }

    /// The modes of a type.
    pub fn modes(&self, plover: PloverType) -> &[&'static str] {
        self.modes.get(&plover).map_or(&[], Vec::as_slice)
    }

    /// The crosswalk from CAMEO, read apart because its actions are checked against the modes.
    fn load() -> Result<Self, Error> {
        let mut ontology = Self::default();
        for row in read_table(MODES.0, MODES.1, ["type", "mode"])? {
            let [plover, mode] = row?;
            ontology
                .modes
                .entry(plover.parse()?)
                .or_default()
                .push(mode);
        }
        for row in read_table(CONTEXTS.0, CONTEXTS.1, ["context"])? {
            let [context] = row?;
            ontology.contexts.push(context);
        }
        for row in read_table(CODES.0, CODES.1, ["code", "name", "goldstein"])? {
            let [code, name, goldstein] = row?;
            let goldstein = match goldstein {
                "" => None,
                number => Some(
                    number
                        .parse()
                        .map_err(|_| Error::malformed(number, "a Goldstein value"))?,
                ),
            };
            ontology.cameo.insert(code, CameoEntry { name, goldstein });
        }
        ontology.load_crosswalk()?;
        Ok(ontology)
    }

    fn load_crosswalk(&mut self) -> Result<(), Error> {
        let columns = ["cameo", "type", "mode", "context", "relation"];
        for row in read_table(CROSSWALK.0, CROSSWALK.1, columns)? {
            let [code, plover, mode, context, relation] = row?;
            if plover.is_empty() {
                continue;
            }
            let plover: PloverType = plover.parse()?;
            let unknown = |word: &str| {
                let message = format!("{code}: {word:?} is no mode of {plover} and no context");
                Error::new(ErrorKind::Unknown, message)
            };
            let find = |known: &[&'static str], word: &str| {
                known
                    .iter()
                    .copied()
                    .find(|known| *known == word)
                    .ok_or_else(|| unknown(word))
            };
            let modes = self.modes(plover);
            let mode = (!mode.is_empty()).then(|| find(modes, mode)).transpose()?;
            let action = Action { plover, mode };
            let words = context.split('|').filter(|word| !word.is_empty());
            let context = words
                .map(|word| find(&self.contexts, word).map(Context))
                .collect::<Result<_, _>>()?;
            let (code, _) = self.cameo.get_key_value(code).ok_or_else(|| {
                Error::data(
                    CROSSWALK.0,
                    0,
                    format!("{code:?} is not in the list of codes"),
                )
            })?;
            let crossing = Crossing {
                action,
                context,
                relation: relation.parse()?,
            };
            self.crosswalk.entry(code).or_default().push(crossing);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_that_are_compiled_in_can_be_read() {
        let ontology = Ontology::load().unwrap();
        assert!(
            ontology.cameo.len() > 250,
            "{} CAMEO codes",
            ontology.cameo.len()
        );
        assert!(
            PloverType::ALL
                .iter()
                .any(|plover| !ontology.modes(*plover).is_empty())
        );
    }

    #[test]
    fn a_mode_of_another_type_is_refused() {
        let modes = Ontology::builtin().modes(PloverType::Consult);
        let mode = modes
            .iter()
            .find(|mode| **mode == "visit")
            .expect("CONSULT has visits");
        assert_eq!(
            Action::new(PloverType::Consult, Some(mode)).unwrap().mode(),
            Some("visit")
        );
        assert!(Action::new(PloverType::Agree, Some(mode)).is_err());
    }

    #[test]
    fn codes_keep_their_leading_zero_and_cross_over() {
        let meet: CameoCode = "042".parse().unwrap();
        assert_eq!(meet.to_plover()[0].action.plover(), PloverType::Consult);
        let concede: CameoCode = "08".parse().unwrap();
        assert_eq!(concede.to_plover().len(), 2);
        assert!("42".parse::<CameoCode>().is_err());
        assert!(meet.goldstein().unwrap() > 0.0);
    }
}
