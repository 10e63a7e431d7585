use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use crate::actor::vocabulary;
use crate::{ContentHash, Day, JudgementId, PloverType};

vocabulary! {
    /// What is held of two records.
    Verdict, "a verdict" {
        /// They are about the same thing.
        Same = "same",
        /// They are not.
        Different = "different",
    }
}

/// That two events are, or are not, the same.
#[derive(Debug, Clone, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Judgement {
    /// One event.
    pub left: String,
    /// The other; the order says nothing.
    pub right: String,
    /// What is held of them.
    pub verdict: Verdict,
    /// Confidence, share in `0..=1`.
    pub score: f64,
    /// Why, in words.
    pub reason: String,
    /// A rule with its version, or a person.
    pub made_by: String,
}

impl Judgement {
    /// The two events, the smaller id first.
    pub fn ordered(&self) -> [&str; 2] {
        let mut pair = [self.left.as_str(), self.right.as_str()];
        pair.sort_unstable();
        pair
    }

    /// The id of the judgement: the same pair, verdict and maker are one judgement.
    pub fn id(&self) -> JudgementId {
        let hash = ContentHash::new()
            .unordered([&self.left, &self.right])
            .part(self.verdict.as_str())
            .part(&self.made_by);
        JudgementId::from_content(&hash)
    }
}

/// An event as merging sees it: before judgements, one for each type, pair of sides and date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventRecord {
    /// Its id.
    pub id: String,
    /// Its type.
    pub plover: PloverType,
    /// Its mode.
    pub mode: Option<String>,
    /// The sides that act.
    pub sources: BTreeSet<String>,
    /// The sides acted on.
    pub targets: BTreeSet<String>,
    /// The first day that it may have happened.
    pub start: Option<Day>,
    /// The last day that it may have happened.
    pub end: Option<Day>,
    /// The origins of the passages that report it.
    pub origins: BTreeSet<i64>,
    /// Whether every claim of it speaks of something that happened.
    pub actual: bool,
}
