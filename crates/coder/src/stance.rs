//! How a word stands to what happened, by the path from it to the root of its sentence.
//!
//! The path is walked from the root down. Each word on it passes on a state: how certain it is,
//! how it stands to what happened, whether it is denied, and who answers for it. What stands
//! beside a word (auxiliaries, negations, adverbs, determiners) changes its own state; what the
//! word embeds gets the state that `data/lexicon/embedding.tsv` says: "failed to sign" turns
//! signing round, "want to sign" makes it a goal, "regret signing" leaves it a fact.

mod attitudes;
mod attribution;
mod dates;
mod grammar;
mod local;
mod negation;
mod quotes;
mod step;
mod table;
mod tree;

use detente_model::{Modality, Polarity, Span};

use crate::lexicon::Tongue;
use crate::parse::Parse;
use crate::sentence::stronger;

pub(crate) use dates::{Owner, owner};
pub use grammar::{Attribution, Grammar, Negation, PredicateLine};
pub(crate) use grammar::{attributions, finish, grammar};
pub(crate) use quotes::{quotations, widen};
pub(crate) use table::StanceTable;
use table::{Effect, Embedding};

/// The words that name who answers for a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Holder {
    /// The head of the words.
    pub word: usize,
    /// All of them.
    pub span: Span,
}

/// A statement inside which a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Source {
    /// The word that says so: "said", "according".
    pub cue: usize,
    /// Who says so; `None` where the words hide it ("reportedly", "it was said").
    pub holder: Option<Holder>,
}

/// How a word stands to what happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stance {
    pub modality: Modality,
    pub polarity: Polarity,
    /// From -3 (certainly not so) over 0 (not known) to 3 (certainly so).
    pub certainty: f64,
    /// Who says so, the innermost first: in "A says that B claims it", B and then A.
    pub sources: Vec<Source>,
    /// The word nearest to the root that makes it other than asserted and positive.
    pub cue: Option<usize>,
}

impl Stance {
    /// Whoever answers for the word directly, where the words name them.
    pub(crate) fn holder(&self) -> Option<Holder> {
        self.sources.iter().find_map(|source| source.holder)
    }
}

/// How the word `word` of `parse` stands to what happened.
pub(crate) fn stance(parse: &Parse, tongue: &Tongue, word: usize) -> Stance {
    let state = step::state(parse, &tongue.stance, word);
    Stance {
        modality: state.modality,
        polarity: if state.denied {
            Polarity::Negative
        } else {
            Polarity::Positive
        },
        certainty: (state.certainty * 300.0).round() / 100.0,
        sources: state.sources,
        cue: state.cue,
    }
}

/// What a word passes on to what hangs below it.
#[derive(Debug, Clone, PartialEq)]
struct State {
    modality: Modality,
    denied: bool,
    /// In `-1..=1`.
    certainty: f64,
    sources: Vec<Source>,
    cue: Option<usize>,
}

impl State {
    /// What the author asserts.
    fn asserted() -> Self {
        Self {
            modality: Modality::Asserted,
            denied: false,
            certainty: 1.0,
            sources: Vec::new(),
            cue: None,
        }
    }

    /// The state of something that `effect` makes of what is in this state.
    fn under(&self, effect: Effect, cue: Option<usize>) -> Self {
        let Effect {
            modality,
            holds,
            fails,
        } = effect;
        let likely = f64::midpoint(1.0, self.certainty);
        let certainty = (likely * holds + (1.0 - likely) * fails).clamp(-1.0, 1.0);
        let presupposed = holds >= 0.99 && fails >= 0.99;
        let modality = if presupposed {
            modality
        } else {
            stronger(self.modality, modality)
        };
        let mut state = Self {
            modality,
            denied: if self.denied {
                fails < 0.0
            } else {
                holds < 0.0
            },
            certainty,
            sources: self.sources.clone(),
            cue: self.cue.or(cue),
        };
        state.keep_reported();
        state
    }

    /// What somebody says is no more than reported.
    fn keep_reported(&mut self) {
        if !self.sources.is_empty() {
            self.modality = stronger(self.modality, Modality::Reported);
        }
    }

    /// Inside what `source` says.
    fn said_by(mut self, source: Source) -> Self {
        self.sources.insert(0, source);
        self.keep_reported();
        self
    }

    /// A fact that is taken for granted beside what is in this state.
    fn presupposed(&self, certainty: f64) -> Self {
        let effect = Effect {
            modality: Modality::Asserted,
            holds: 1.0,
            fails: 1.0,
        };
        let mut state = self.under(effect, None);
        state.certainty = certainty;
        state
    }
}
