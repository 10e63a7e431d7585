//! Actors whom no table knows: names of unknown people and groups, and nouns such as "police".
//!
//! They fill the slots of predicates, so that "Russia accused Smith" has a target. Their code is
//! empty, or the role alone.

use detente_model::{ActorId, ActorKind};
use detente_syntax::Upos;

use crate::lexicon::{HeadClass, Tongue, class};
use crate::mention::{Mention, Role, Who, Words};
use crate::sentence::{Rel, Tree};
use crate::token::{Token, TokenKind};

/// What the ids of unknown names and of bare roles begin with.
const NAME: &str = "name:";
const ROLE: &str = "role:";

/// Whether an actor is no one that the tables know.
pub(crate) fn is_stranger(actor: &ActorId) -> bool {
    actor.as_str().starts_with(NAME) || actor.as_str().starts_with(ROLE)
}

/// Whether a mention is a bare role: "troops", "police".
pub(crate) fn is_bare(mention: &Mention) -> bool {
    let bare = |who: &Who| is_stranger(&who.actor) && who.sector.is_some();
    !mention.who.is_empty() && mention.who.iter().all(bare)
}

/// The words of a passage in which strangers are looked for.
pub(crate) struct Streets<'s> {
    pub text: &'s str,
    pub tokens: &'s [Token],
    pub words: &'s Words,
    pub tongue: &'s Tongue,
    pub tree: &'s Tree,
}

impl Streets<'_> {
    /// Adds to `mentions`, which are in order, those that no table knows; places get the state in
    /// which they lie, as `who` gives it.
    pub(crate) fn add(&self, mentions: &mut Vec<Mention>, who: impl Fn(&ActorId) -> Option<Who>) {
        for mention in mentions.iter_mut() {
            if mention.who.is_empty()
                && mention.role == Role::Place
                && let Some(state) = &mention.state
            {
                mention.who.extend(who(state));
            }
        }
        let mut covered = vec![None; self.tokens.len()];
        for (number, mention) in mentions.iter().enumerate() {
            for place in &mut covered[mention.first..mention.end] {
                *place = Some(number);
            }
        }
        let mut found = Vec::new();
        for at in 0..self.tokens.len() {
            if covered[at].is_some() || !self.tree.is_noun(at) || !self.can_act(at) {
                continue;
            }
            let (first, end) = self.phrase(at, &covered);
            let mention = if self.tree.upos(at) == Upos::Propn {
                self.name(first, end, at)
            } else {
                self.role(first, end, at, mentions, &covered)
            };
            if let Some(mention) = mention {
                for place in &mut covered[first..end] {
                    *place = Some(usize::MAX);
                }
                found.push(mention);
            }
        }
        if !found.is_empty() {
            mentions.extend(found);
            mentions.sort_by_key(|mention| (mention.first, mention.end));
        }
    }

    fn can_act(&self, at: usize) -> bool {
        let first = self.tree.first_conjunct(at);
        matches!(
            self.tree.rel(first),
            Rel::Subject
                | Rel::SubjectPassive
                | Rel::Object
                | Rel::IndirectObject
                | Rel::Oblique
                | Rel::Agent
                | Rel::Nominal
                | Rel::Possessor
        )
    }

    /// The compound around a head noun, as far as no known mention covers it.
    fn phrase(&self, at: usize, covered: &[Option<usize>]) -> (usize, usize) {
        let part = |place: usize| {
            covered[place].is_none()
                && self.tokens[place].kind == TokenKind::Word
                && self
                    .tree
                    .head(place)
                    .is_some_and(|head| head == at || self.tree.head(head) == Some(at))
                && matches!(self.tree.rel(place), Rel::Flat | Rel::Compound)
        };
        let mut first = at;
        while first > 0 && part(first - 1) {
            first -= 1;
        }
        let mut end = at + 1;
        while end < self.tokens.len() && part(end) {
            end += 1;
        }
        (first, end)
    }

    fn word(&self, at: usize) -> &str {
        self.tokens[at].span.of(self.text)
    }

    fn name(&self, first: usize, end: usize, at: usize) -> Option<Mention> {
        let info = self.tongue.info(self.words.lower[at]);
        if !self.tokens[at].capital || info.class & (class::TIME | class::PRONOUN) != 0 {
            return None;
        }
        // "in Springfield": a place.
        let place = self.tree.below(at).iter().any(|below| {
            self.tree.rel(*below) == Rel::Case
                && matches!(
                    self.word(*below).to_lowercase().as_str(),
                    "in" | "at"
                        | "near"
                        | "around"
                        | "outside"
                        | "through"
                        | "across"
                        | "dans"
                        | "à"
                )
        });
        if place {
            return None;
        }
        let mut id = String::from(NAME);
        for place in first..end {
            for c in self.word(place).chars().flat_map(char::to_lowercase) {
                if c.is_ascii_alphanumeric() {
                    id.push(c);
                }
            }
            id.push('-');
        }
        let id = id.trim_end_matches('-');
        let kind = if end - first > 1 {
            ActorKind::Person
        } else {
            ActorKind::Organisation
        };
        Some(stranger(
            first,
            end,
            Who {
                actor: id.parse().ok()?,
                kind,
                country: None,
                sector: None,
                cameo: None,
                office: None,
            },
        ))
    }

    /// "police in Istanbul", "rebels": a role, of a state where the words name one.
    fn role(
        &self,
        first: usize,
        end: usize,
        at: usize,
        mentions: &[Mention],
        covered: &[Option<usize>],
    ) -> Option<Mention> {
        let heads = (first..=at).find_map(|from| {
            let words = self.words.lower[from..=at].iter().copied();
            let (length, heads) = self.tongue.heads.longest(words)?;
            (from + length == at + 1).then_some(heads)
        })?;
        let head = heads
            .iter()
            .find(|head| head.class == HeadClass::Agent && head.sector.is_some())?;
        let sector = head.sector?;
        let around = (first..end).flat_map(|place| self.tree.below(place));
        let country = around.into_iter().find_map(|below| {
            let number = covered[*below].filter(|number| *number != usize::MAX)?;
            let mention = &mentions[number];
            let joined = matches!(
                self.tree.rel(*below),
                Rel::Nominal | Rel::Possessor | Rel::Adjective | Rel::Compound
            );
            joined
                .then(|| {
                    let named = mention.who.first().and_then(|who| who.country.clone());
                    named.or_else(|| mention.state.clone())
                })
                .flatten()
        });
        let actor = format!("{ROLE}{}", sector.to_lowercase()).parse().ok()?;
        Some(stranger(
            first,
            end,
            Who {
                actor,
                kind: ActorKind::Organisation,
                country,
                sector: Some(sector.to_owned()),
                cameo: None,
                office: None,
            },
        ))
    }
}

/// The mention of an actor by the tokens from `first` to `end`, and nothing more about it.
pub(crate) fn stranger(first: usize, end: usize, who: Who) -> Mention {
    Mention {
        first,
        end,
        role: Role::Actor,
        who: vec![who],
        anaphor: false,
        city: false,
        entity: None,
        theatre: None,
        state: None,
        head: None,
    }
}
