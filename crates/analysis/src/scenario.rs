//! What is supposed to change, and which links count.

use std::collections::BTreeMap;
use std::fmt;

use detente_model::{ActorId, Day, Modality, Sign};

use crate::concept::Wanted;
use crate::map::{CausalMap, rank};
use crate::mention::Mention;

/// How far from what happened a link may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Floor {
    /// All but aims.
    #[default]
    Possible,
    /// What is said to be so or is forecast.
    Expected,
    /// What is said to be so.
    Happened,
}

/// The strongest changes that can be asked of a map at once.
const LONGEST: usize = 6;

/// What changes, and what is let run.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Concepts that change, with the way they go.
    pub set: BTreeMap<usize, Sign>,
    /// Only what this actor says.
    pub holder: Option<ActorId>,
    /// Only what may be so on this day.
    pub true_on: Option<Day>,
    /// Days within which an effect is to come: links, and the sum along a path, of which words say that
    /// it takes longer are left out; what is not said takes no time.
    pub horizon: Option<u32>,
    /// Whether links that may hold no longer are left out.
    pub fresh: bool,
    /// Links in a path at the most, from 1 to 6.
    pub max_length: usize,
    /// How far from what happened a link may be.
    pub floor: Floor,
    /// The least strength that counts, share in `0..=1`.
    pub least: f64,
}

/// A setting that names nothing on the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioError(String);

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ScenarioError {}

impl Scenario {
    /// A scenario that sets concepts by their labels or words, without names of actors.
    ///
    /// # Errors
    /// If a name fits no concept of the map, or a sign is unknown.
    pub fn new(map: &CausalMap, settings: &[(&str, Sign)]) -> Result<Self, ScenarioError> {
        Self::named(map, settings, &|_| None)
    }

    /// As [`Scenario::new`], with a way to find actors by their names.
    ///
    /// # Errors
    /// As [`Scenario::new`].
    pub fn named(
        map: &CausalMap,
        settings: &[(&str, Sign)],
        actor: &dyn Fn(&str) -> Option<ActorId>,
    ) -> Result<Self, ScenarioError> {
        let mut set = BTreeMap::new();
        for (text, sign) in settings {
            if *sign == Sign::Unknown {
                return Err(ScenarioError(format!("{text}: a change is + or -")));
            }
            let found = find(map, text, actor);
            if found.is_empty() {
                return Err(ScenarioError(format!(
                    "no concept of the map is called {text:?}; `detente causes` lists what is said to lead to what"
                )));
            }
            set.extend(found.into_iter().map(|number| (number, *sign)));
        }
        Ok(Self {
            set,
            ..Self::empty()
        })
    }

    /// A scenario in which nothing changes.
    pub fn empty() -> Self {
        Self {
            set: BTreeMap::new(),
            holder: None,
            true_on: None,
            horizon: None,
            fresh: false,
            max_length: 4,
            floor: Floor::Possible,
            least: 0.1,
        }
    }

    pub(crate) fn length(&self) -> usize {
        self.max_length.clamp(1, LONGEST)
    }

    /// Whether a mention is let run.
    pub(crate) fn admits(&self, mention: &Mention) -> bool {
        let most = match self.floor {
            Floor::Possible => Modality::Hypothetical,
            Floor::Expected => Modality::Forecast,
            Floor::Happened => Modality::Opinion,
        };
        rank(mention.modality) <= rank(most)
            && self
                .holder
                .as_ref()
                .is_none_or(|holder| mention.holder_actor.as_ref() == Some(holder))
            && !(self.fresh && mention.stale.is_some())
            && self.horizon.is_none_or(|most| days(mention) <= most)
            && self.true_on.is_none_or(|day| mention.holds_on(day))
    }
}

/// The days that an effect is said to take at the most; none where nothing is said.
pub(crate) fn days(mention: &Mention) -> u32 {
    let lag = mention.lag.as_ref();
    lag.and_then(|lag| lag.within_days).unwrap_or_default()
}

/// The concepts that `text` names, as numbers: those with these very words, else all of that name.
pub(crate) fn find(
    map: &CausalMap,
    text: &str,
    actor: &dyn Fn(&str) -> Option<ActorId>,
) -> Vec<usize> {
    let wanted = Wanted::parse(text, actor);
    (0..map.concepts.len())
        .filter(|number| map.concepts[*number].answers(&wanted))
        .collect()
}

impl CausalMap {
    /// The concepts that `text` names, as numbers in [`CausalMap::concepts`].
    pub fn find(&self, text: &str, actor: &dyn Fn(&str) -> Option<ActorId>) -> Vec<usize> {
        find(self, text, actor)
    }
}
