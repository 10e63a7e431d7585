//! Patterns of the lexicon found in a sentence, with the actors that fill their slots.

mod charges;
mod fill;
mod grammar;
mod matching;
mod nominal;
mod sayings;
mod targets;
mod tokens;

use detente_model::{Modality, PloverType, Polarity, Span};

use crate::inflect::form::THIRD;
use crate::lexicon::{ActionSpec, Flag, Outcome, class};
use crate::sentence::{Rel, Sentence, Tag, Voice};
use matching::{Match, matches_at, telling_at};

pub(crate) use tokens::copula;

/// A predicate with its actors.
#[derive(Debug, Clone)]
pub(crate) struct Predicate {
    pub pattern: usize,
    /// The token of its first word.
    pub at: usize,
    /// The last token of its pattern.
    pub last: usize,
    /// Groups of mentions.
    pub source: Vec<usize>,
    pub target: Vec<usize>,
    /// Both groups are one: each with each.
    pub mutual: bool,
    pub modality: Modality,
    pub polarity: Polarity,
    pub score: f64,
    pub trigger: Span,
    /// The tokens that its pattern matched.
    pub own: Vec<usize>,
    /// It has one side only, and is told where the text before gives the other.
    pub waits: bool,
    /// What it makes with what it governs: "agreed to send troops", "said it will send".
    pub composed: Option<Composed>,
}

/// An action that a governor and its complement make together.
#[derive(Debug, Clone)]
pub(crate) struct Composed {
    pub spec: ActionSpec,
    /// The pattern of the complement.
    pub pattern: usize,
}

impl Predicate {
    /// Whether its pattern asks for no target.
    pub(crate) fn stands_alone(&self, sentence: &Sentence<'_>) -> bool {
        let pattern = &sentence.tongue.patterns[self.pattern];
        self.mutual
            || self.composed.is_some()
            || pattern.is(Flag::Solo)
            || pattern.is_of(&[PloverType::Accuse])
    }

    /// What happens, where the predicate is of an event.
    pub(crate) fn action<'p>(&'p self, sentence: &'p Sentence<'_>) -> Option<&'p ActionSpec> {
        match &self.composed {
            Some(composed) => Some(&composed.spec),
            None => sayings::event_of(sentence, self.pattern),
        }
    }

    /// Whether it may be done by some of a state to others of it.
    pub(crate) fn is_domestic(&self, sentence: &Sentence<'_>) -> bool {
        fill::is_domestic(&sentence.tongue.patterns[self.pattern])
    }

    /// The rules by which it was found.
    pub(crate) fn rule(&self, sentence: &Sentence<'_>) -> String {
        let rule = |pattern: usize| sentence.tongue.patterns[pattern].rule.clone();
        match &self.composed {
            Some(composed) if composed.pattern != self.pattern => {
                format!("{} + {}", rule(self.pattern), rule(composed.pattern))
            }
            Some(_) => format!("said + {}", rule(self.pattern)),
            None => rule(self.pattern),
        }
    }
}

/// All predicates of the sentence that have their actors, in order.
pub(crate) fn find(sentence: &Sentence<'_>) -> Vec<Predicate> {
    let mut search = Search {
        sentence,
        owned: vec![(false, false); sentence.len()],
        found: Vec::new(),
    };
    for verbs in [true, false] {
        for at in 0..sentence.len() {
            search.at(at, verbs);
        }
    }
    let mut found = search.found;
    found.sort_by_key(|predicate| (predicate.at, predicate.pattern));
    drop_governed(sentence, &mut found);
    found.retain(|predicate| {
        let pattern = &sentence.tongue.patterns[predicate.pattern];
        let alone = predicate.target.is_empty()
            && !predicate.mutual
            && pattern.is_of(&[PloverType::Consult, PloverType::Cooperate, PloverType::Aid]);
        !(alone && is_habit(sentence, predicate.at))
    });
    if let Some(tree) = &sentence.tree {
        let said = sayings::find(sentence, tree, &found);
        let charged = charges::find(sentence, tree, &found);
        for predicate in &mut found {
            predicate.composed = sayings::compose(sentence, tree, predicate);
        }
        found.extend(said);
        found.extend(charged);
        found.sort_by_key(|predicate| (predicate.at, predicate.pattern));
    }
    found
}

/// The predicates found so far, and which tokens are words of theirs.
struct Search<'s, 'a> {
    sentence: &'s Sentence<'a>,
    /// Of an event, of a tie.
    owned: Vec<(bool, bool)>,
    found: Vec<Predicate>,
}

impl Search<'_, '_> {
    /// The fullest event and the fullest tie at a token that find their actors.
    fn at(&mut self, at: usize, verbs: bool) {
        let mut matches = telling_at(self.sentence, at, verbs);
        matches.sort_by_key(|found| {
            let pattern = &self.sentence.tongue.patterns[found.pattern];
            (
                std::cmp::Reverse(pattern.weight()),
                found.own.len(),
                found.pattern,
            )
        });
        for event in [true, false] {
            let owned = self.owned[at];
            if if event { owned.0 } else { owned.1 } {
                continue;
            }
            let fitting: Vec<&Match> = matches
                .iter()
                .filter(|found| {
                    let outcome = &self.sentence.tongue.patterns[found.pattern].outcome;
                    matches!(outcome, Outcome::Event(_)) == event
                        && !self.sentence.tongue.patterns[found.pattern].is(Flag::Deed)
                        && !is_cleared(self.sentence, found)
                })
                .collect();
            let Some((own, predicate)) = self.first(&fitting) else {
                continue;
            };
            for place in own {
                let owned = &mut self.owned[place];
                *(if event { &mut owned.0 } else { &mut owned.1 }) = true;
            }
            self.found.push(predicate);
        }
    }

    /// The first match that has its actors: by the tree, else by the words around.
    fn first(&self, matches: &[&Match]) -> Option<(Vec<usize>, Predicate)> {
        let sentence = self.sentence;
        // What has one side only is read so where nothing has both.
        let mut waiting = None;
        let by_tree = sentence.tree.as_ref().and_then(|tree| {
            let weight = |found: &Match| sentence.tongue.patterns[found.pattern].weight();
            let mut best: Option<(&Match, Predicate)> = None;
            for found in matches.iter().copied() {
                if best
                    .as_ref()
                    .is_some_and(|(other, _)| weight(found) < weight(other))
                {
                    break;
                }
                let Some(predicate) = grammar::resolve(sentence, tree, found) else {
                    continue;
                };
                if predicate.waits {
                    waiting.get_or_insert((found.own.clone(), predicate));
                    continue;
                }
                // "cut off water and electricity to Gaza": of equals, the one that finds both sides.
                let whole = predicate.mutual || !predicate.target.is_empty();
                if whole || best.is_none() {
                    best = Some((found, predicate));
                }
                if whole {
                    break;
                }
            }
            best.map(|(found, predicate)| (found.own.clone(), predicate))
        });
        let by_words = || {
            let inside = |found: &&&Match| {
                // "Western-backed forces": the participle has no walk of its own.
                found.at == 0 || sentence.tag(found.at - 1) != Tag::Hyphen
            };
            matches.iter().filter(inside).find_map(|found| {
                let mut predicate = tokens::resolve(sentence, found)?;
                let victim = predicate.source.is_empty() && predicate.target.len() == 1;
                if victim && sentence.tongue.patterns[found.pattern].is(Flag::Victim) {
                    return None;
                }
                if sentence.tree.is_some() {
                    predicate.score *= 0.9;
                }
                Some((found.own.clone(), predicate))
            })
        };
        by_tree.or_else(by_words).or(waiting)
    }
}

/// "The Commission, which negotiates for its members, said": a present told aside of nobody else.
fn is_habit(sentence: &Sentence<'_>, at: usize) -> bool {
    let Some(tree) = &sentence.tree else {
        return false;
    };
    tree.rel(at) == Rel::Relative
        && sentence.language == "en"
        && sentence.info(at).verb & THIRD != 0
        && tree.child(at, Rel::Auxiliary).is_none()
}

/// Whether a pattern matched words that do not say what it says: "said Chad would not violate the truce" and
/// "claimed responsibility for attacks" accuse nobody, "soldiers they took in the Golan" were not taken in.
fn is_cleared(sentence: &Sentence<'_>, found: &Match) -> bool {
    let Some(tree) = &sentence.tree else {
        return false;
    };
    let pattern = &sentence.tongue.patterns[found.pattern];
    let inner = || found.own.iter().copied().skip(1);
    let noun = |own: usize| tree.is_noun(own) && sentence.info(own).verb != 0;
    let named = sentence.is(found.at, class::SAYING)
        && inner().any(noun)
        && !inner().any(|own| tree.is_verb(own));
    let placed = |own: usize| {
        let place = tree.head(own).and_then(|noun| sentence.mention_at[noun]);
        tree.rel(own) == Rel::Case && place.is_some_and(|place| sentence.mentions[place].is_place())
    };
    if pattern.is(Flag::Head) && inner().any(placed) {
        return true;
    }
    let denied = |own: usize| {
        let mut below = tree.below(own).iter();
        tree.is_verb(own) && below.any(|below| sentence.tag(*below) == Tag::Negation)
    };
    pattern.is_of(&[PloverType::Accuse]) && (named || inner().any(denied))
}

/// A predicate that may lack its actors.
#[derive(Debug, Clone)]
pub(crate) struct Loose {
    pub pattern: usize,
    pub at: usize,
    /// With its actors, where they were found.
    pub resolved: Option<Predicate>,
}

/// The fullest event pattern at each token, whether or not its actors are there.
pub(crate) fn loose(sentence: &Sentence<'_>) -> Vec<Loose> {
    let fullest = |at: usize, verbs: bool| {
        let mut matches = matches_at(sentence, at, verbs);
        matches.retain(|found| {
            let pattern = &sentence.tongue.patterns[found.pattern];
            let silent = pattern.is(Flag::Deed) || pattern.is(Flag::Nothing);
            matches!(pattern.outcome, Outcome::Event(_)) && !silent
        });
        let weight = |found: &Match| sentence.tongue.patterns[found.pattern].weight();
        let most = matches.iter().map(weight).max()?;
        matches.retain(|found| weight(found) == most);
        matches.sort_by_key(|found| found.pattern);
        let resolve = |found: &Match| match &sentence.tree {
            Some(tree) => grammar::resolve(sentence, tree, found).map(|mut predicate| {
                predicate.composed = sayings::compose(sentence, tree, &predicate);
                predicate
            }),
            None => tokens::resolve(sentence, found),
        };
        // Of equals, the first that finds its actors.
        let resolved = matches
            .iter()
            .find_map(|found| Some((found.pattern, resolve(found)?)));
        let first = matches.first()?.pattern;
        let pattern = resolved.as_ref().map_or(first, |(pattern, _)| *pattern);
        let resolved = resolved.map(|(_, predicate)| predicate);
        Some(Loose {
            pattern,
            at,
            resolved,
        })
    };
    (0..sentence.len())
        .filter_map(|at| fullest(at, true).or_else(|| fullest(at, false)))
        .collect()
}

/// What somebody agrees, asks, refuses or threatens to do has not been done.
fn drop_governed(sentence: &Sentence<'_>, found: &mut Vec<Predicate>) {
    let speech: Vec<(usize, usize)> = found
        .iter()
        .filter(
            |predicate| match &sentence.tongue.patterns[predicate.pattern].outcome {
                Outcome::Event(spec) => {
                    matches!(
                        spec.action.plover(),
                        PloverType::Agree
                            | PloverType::Request
                            | PloverType::Reject
                            | PloverType::Threaten
                    ) && sentence.is_verb(predicate.at)
                }
                Outcome::Tie(_) => false,
            },
        )
        .map(|predicate| (predicate.at, predicate.last))
        .collect();
    found.retain(|predicate| {
        let chain = sentence.chain(predicate.at);
        let infinitive = (chain.start..=predicate.at)
            .any(|at| matches!(sentence.tag(at), Tag::To | Tag::Verb(Voice::Infinitive)));
        if !sentence.is_verb(predicate.at) || !infinitive {
            return true;
        }
        let Some(before) = sentence.verb_before(chain.start) else {
            return true;
        };
        !speech
            .iter()
            .any(|(at, last)| *at < predicate.at && (*at == before || *last >= before))
    });
}
