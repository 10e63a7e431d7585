//! How far an event is to be believed: a logistic score over what can be seen of how it was read, learned from whole
//! articles that were read by people (`articles/`, `data/lexicon/grounds.tsv`). The rule stays the explanation; the
//! score says how often readings of this kind state nothing false.

use std::collections::HashMap;
use std::sync::LazyLock;

use detente_model::{ActorKind, ActorMention, Claim, Event, Modality, Polarity, Span};
use detente_model::{Error, ErrorKind};
use serde::Serialize;

use crate::predicate::Predicate;
use crate::sentence::{Rel, Sentence, Tree};
use crate::strangers::is_stranger;
use crate::table::rows;

const FILE: &str = "lexicon/grounds.tsv";
const WEIGHTS: &str = include_str!("../../../data/lexicon/grounds.tsv");

static LEARNED: LazyLock<HashMap<&'static str, f64>> =
    LazyLock::new(|| weights().expect("a test reads the file that is compiled in"));

fn weights() -> Result<HashMap<&'static str, f64>, Error> {
    let mut found = HashMap::new();
    for [ground, weight] in rows(FILE, WEIGHTS, ["ground", "weight"])? {
        let number = weight
            .parse()
            .map_err(|_| Error::new(ErrorKind::Unknown, format!("{weight:?} is not a weight")))?;
        found.insert(ground, number);
    }
    Ok(found)
}

/// Something seen of how an event was read, which speaks for or against it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ground {
    /// What was seen, as in `data/lexicon/grounds.tsv`.
    pub ground: String,
    /// How much of it, in 0..=1.
    pub amount: f64,
}

impl Ground {
    /// What it adds to the log odds that the event is right.
    pub fn weight(&self) -> f64 {
        self.amount * LEARNED.get(self.ground.as_str()).copied().unwrap_or(0.0)
    }
}

/// The grounds of one event, and which event it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Grounds {
    pub trigger: Span,
    pub rule: String,
    pub seen: Vec<Ground>,
}

/// Gives an event its score, in 0..1, and says why.
pub(crate) fn settle(
    sentence: &Sentence<'_>,
    predicate: &Predicate,
    claim: &mut Claim<Event>,
) -> Grounds {
    let seen = Look {
        sentence,
        predicate,
        seen: Vec::with_capacity(40),
    }
    .all(claim);
    let sum: f64 = seen.iter().map(Ground::weight).sum();
    claim.frame.score = (1000.0 / (1.0 + (-sum).exp())).round() / 1000.0;
    Grounds {
        trigger: claim.frame.trigger,
        rule: claim.frame.rule.clone(),
        seen,
    }
}

/// What is seen of one event.
struct Look<'l, 'a> {
    sentence: &'l Sentence<'a>,
    predicate: &'l Predicate,
    seen: Vec<Ground>,
}

/// A way in the tree: the tokens from which it climbs, then those below the turn, the lowest last.
struct Way {
    up: Vec<usize>,
    down: Vec<usize>,
}

/// Longest way that is followed, in arcs.
const FAR: usize = 12;

impl Look<'_, '_> {
    fn see(&mut self, ground: impl Into<String>, amount: f64) {
        self.seen.push(Ground {
            ground: ground.into(),
            amount: amount.clamp(0.0, 1.0),
        });
    }

    fn all(mut self, claim: &Claim<Event>) -> Vec<Ground> {
        let event = &claim.content;
        self.see("any event", 1.0);
        self.see(
            "rule's own doubt",
            -self.predicate.score.max(0.05).ln() / 3.0,
        );
        self.telling(claim);
        self.words();
        let both = !event.source.is_empty() && event.source == event.target;
        self.side("source", &event.source);
        if both {
            self.see("each with each", 1.0);
        } else {
            self.side("target", &event.target);
            let home = event.source.iter().any(|source| {
                let mut targets = event.target.iter();
                source.country.is_some() && targets.any(|target| target.country == source.country)
            });
            if home {
                self.see("both of one state", 1.0);
            }
        }
        self.others(event);
        self.seen
    }

    /// How it is told: as a fact, by whom.
    fn telling(&mut self, claim: &Claim<Event>) {
        let frame = &claim.frame;
        match frame.modality {
            Modality::Asserted => {}
            other => self.see(format!("told as {other}"), 1.0),
        }
        if frame.polarity == Polarity::Negative {
            self.see("denied", 1.0);
        }
        if frame.says.is_some() {
            self.see("somebody says it", 1.0);
        }
        if self.sentence.language == "fr" {
            self.see("french", 1.0);
        }
        self.see("long sentence", self.sentence.len() as f64 / 60.0);
        let quoted = (0..self.sentence.len())
            .filter(|at| matches!(self.sentence.word(*at), "\"" | "“" | "”" | "«" | "»"))
            .count();
        if quoted > 0 {
            self.see("quotation marks", 1.0);
        }
    }

    /// The words that tell of it, and where they stand.
    fn words(&mut self) {
        let (sentence, at) = (self.sentence, self.predicate.at);
        if self.predicate.composed.is_some() {
            self.see("said and deed together", 1.0);
        }
        if self.predicate.waits {
            self.see("a side left to the text", 1.0);
        }
        let Some(tree) = &sentence.tree else {
            self.see("no tree", 1.0);
            return;
        };
        let part = if tree.is_verb(at) {
            "verb"
        } else if tree.is_noun(at) {
            "noun"
        } else {
            "other"
        };
        self.see(format!("told by a {part}"), 1.0);
        self.see(format!("told in {}", place(tree.rel(at))), 1.0);
        let mut depth = 0;
        let mut above = at;
        while let Some(head) = tree.head(above).filter(|_| depth < FAR) {
            above = head;
            depth += 1;
        }
        self.see("deep in the sentence", depth as f64 / 6.0);
    }

    /// Who acts, or on whom, and the way to it.
    fn side(&mut self, side: &str, actors: &[ActorMention]) {
        if actors.is_empty() {
            self.see(format!("no {side}"), 1.0);
            return;
        }
        if actors.len() > 1 {
            self.see(format!("several {side}s"), 1.0);
        }
        for kind in kinds(actors) {
            self.see(format!("{side} {kind}"), 1.0);
        }
        let sentence = self.sentence;
        let Some(tree) = &sentence.tree else {
            return;
        };
        let mut ways = Vec::new();
        for actor in actors {
            let within = sentence.span.start() <= actor.span.start()
                && actor.span.end() <= sentence.span.end();
            let token = sentence
                .tokens
                .partition_point(|token| token.span.end() <= actor.span.start());
            let own = self.predicate.own.contains(&token);
            let Some(mention) = sentence.mention_at.get(token).copied().flatten() else {
                self.see(
                    if own {
                        format!("{side} meant by the rule's words")
                    } else {
                        format!("{side} without a name")
                    },
                    1.0,
                );
                continue;
            };
            if !within {
                self.see(format!("{side} elsewhere"), 1.0);
                continue;
            }
            let mention = &sentence.mentions[mention];
            if mention.anaphor {
                self.see(format!("{side} stands for another"), 1.0);
            }
            if mention.city {
                self.see(format!("{side} by its capital"), 1.0);
            }
            ways.push(tree.top(mention.first, mention.end));
        }
        // Of several that are joined the first says how they are reached.
        let Some(&to) = ways.first() else { return };
        let Some(way) = way(tree, self.predicate.at, to) else {
            self.see(format!("no way to the {side}"), 1.0);
            return;
        };
        self.see(format!("way up to the {side}"), way.up.len() as f64 / 4.0);
        self.see(
            format!("way down to the {side}"),
            way.down.len() as f64 / 4.0,
        );
        let turn = way.down.first().map_or("above", |at| place(tree.rel(*at)));
        self.see(format!("{side} is {turn}"), 1.0);
        let far = to.abs_diff(self.predicate.at);
        self.see(format!("{side} far off"), far as f64 / 30.0);
        if side == "source" && to > self.predicate.at {
            self.see("source behind", 1.0);
        }
        if side == "target" && to < self.predicate.at {
            self.see("target before", 1.0);
        }
    }

    /// Whether it is of those of whom the text speaks, and who else is named there.
    fn others(&mut self, event: &Event) {
        if let Some(pair) = &self.sentence.pair {
            let of_pair = |actors: &[ActorMention]| {
                !actors.is_empty() && actors.iter().all(|actor| pair.has(actor.side()))
            };
            let told = match (of_pair(&event.source), of_pair(&event.target)) {
                (true, true) => "both of the two before",
                (true, false) => "source of the two before",
                (false, true) => "target of the two before",
                (false, false) => "neither of the two before",
            };
            self.see(told, 1.0);
        }
        let mut others: Vec<&detente_model::ActorId> = Vec::new();
        for mention in self.sentence.mentions {
            for who in &mention.who {
                let side = who.side();
                let party = event
                    .source
                    .iter()
                    .chain(&event.target)
                    .any(|actor| actor.side() == side);
                if !party && !others.contains(&side) {
                    others.push(side);
                }
            }
        }
        self.see("others named", others.len() as f64 / 4.0);
        if !others.is_empty() && event.target.is_empty() {
            self.see("others named, and no target", 1.0);
        }
    }
}

/// What kinds of actors they are, without repeats.
fn kinds(actors: &[ActorMention]) -> Vec<&'static str> {
    let mut kinds: Vec<&str> = actors
        .iter()
        .map(|actor| {
            if is_stranger(&actor.actor) {
                if actor.country.is_some() {
                    "a person of a state"
                } else {
                    "an unknown name"
                }
            } else if actor.country.is_none() {
                "of no state"
            } else if actor.kind == ActorKind::State && actor.sector.is_none() {
                "a state"
            } else {
                "part of a state"
            }
        })
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The way from one token to another; `None` where there is none, or none that short.
fn way(tree: &Tree, from: usize, to: usize) -> Option<Way> {
    let line = |from: usize| {
        let mut line = vec![from];
        while let Some(head) = line.last().and_then(|at| tree.head(*at)) {
            if line.len() > FAR {
                break;
            }
            line.push(head);
        }
        line
    };
    let (own, other) = (line(from), line(to));
    let turn = own.iter().find(|at| other.contains(at))?;
    let below = |line: &[usize]| -> Vec<usize> {
        line.iter().copied().take_while(|at| at != turn).collect()
    };
    let mut down = below(&other);
    down.reverse();
    Some(Way {
        up: below(&own),
        down,
    })
}

/// A relation in the words of `grounds.tsv`.
fn place(rel: Rel) -> &'static str {
    match rel {
        Rel::Root => "the main clause",
        Rel::Subject => "a subject",
        Rel::SubjectPassive => "a passive's subject",
        Rel::Object | Rel::IndirectObject => "an object",
        Rel::Oblique => "an adverbial",
        Rel::Agent => "an agent",
        Rel::Clause => "a clause",
        Rel::OpenClause => "an infinitive",
        Rel::Adverbial => "an adverbial clause",
        Rel::Relative => "a relative clause",
        Rel::Adnominal => "a participle at a noun",
        Rel::Nominal => "a noun's complement",
        Rel::Possessor => "a possessor",
        Rel::Adjective | Rel::Compound | Rel::Flat => "a modifier",
        Rel::Apposition => "an apposition",
        Rel::Conjunct => "a conjunct",
        Rel::Parataxis => "a clause beside",
        _ => "something else",
    }
}

/// A ground and what it adds to the log odds that the event is right.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Weighed {
    /// What was seen, as in `data/lexicon/grounds.tsv`.
    pub ground: String,
    /// Above 0 it speaks for the event, below against it.
    pub weight: f64,
}

/// The grounds of an event that weigh most, the heaviest first.
pub(crate) fn weightiest(seen: &[Ground]) -> Vec<Weighed> {
    let weighed = seen.iter().map(|ground| Weighed {
        ground: ground.ground.clone(),
        weight: (ground.weight() * 100.0).round() / 100.0,
    });
    let mut weighed: Vec<Weighed> = weighed
        .filter(|ground| ground.weight.abs() >= SLIGHT)
        .collect();
    weighed.sort_by(|a, b| {
        let heavier = b.weight.abs().total_cmp(&a.weight.abs());
        heavier.then_with(|| a.ground.cmp(&b.ground))
    });
    weighed.truncate(MOST);
    weighed
}

/// Grounds that weigh less are not told, nor more than so many.
const SLIGHT: f64 = 0.1;
const MOST: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CodeRequest, Coder, Parsers};

    fn score_of(coder: &Coder<'_>, text: &str) -> f64 {
        let request: CodeRequest =
            serde_json::from_value(serde_json::json!({"id": "", "text": text})).expect("a request");
        let answer = request.answer(coder, &mut Parsers::new());
        answer.expect("it has no date").events[0].frame.score
    }

    #[test]
    fn the_file_is_read_and_knows_every_event() {
        let weights = weights().expect("numbers");
        assert!(weights.contains_key("any event"));
        assert!(weights.len() > 30, "{}", weights.len());
    }

    #[test]
    fn a_plain_sentence_is_believed_more_than_a_doubtful_one() {
        let coder = Coder::builtin();
        let plain = score_of(&coder, "Kenya accused Somalia of smuggling.");
        let doubtful = score_of(
            &coder,
            "In the book, which was read by his wife, Somalia would be accused of theft by Xyzal Wirz.",
        );
        assert!(plain > 0.9, "{plain}");
        assert!(doubtful < plain - 0.2, "{doubtful}");
    }

    #[test]
    fn the_heaviest_grounds_are_told_first() {
        let ground = |ground: &str| Ground {
            ground: ground.to_owned(),
            amount: 1.0,
        };
        let told = weightiest(&[
            ground("nobody knows this"),
            ground("source a state"),
            ground("any event"),
        ]);
        let names: Vec<&str> = told.iter().map(|told| told.ground.as_str()).collect();
        assert_eq!(names, ["any event", "source a state"]);
    }
}
