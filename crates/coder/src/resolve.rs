//! Who a phrase by itself names: `detente actor`.

use std::fmt::Write as _;

use detente_model::{ActorId, ActorKind, ActorMention, Day, NameKind, Span};

use crate::Coder;
use crate::coder::Prepared;
use crate::gazetteer::{Gazetteer, Referent};
use crate::lexicon::Hyphen;
use crate::mention::{FORMER, Finder, Mention, Role, Support, Who};
use crate::role::RoleWord;
use crate::token::TokenKind;

/// The day on which what is asked without a date is taken to be said: after all terms that have
/// ended.
fn latest() -> Option<Day> {
    Day::new(9999, 12, 31).ok()
}

impl Coder<'_> {
    /// Who the words `text` name, on `day` where one is given; `context` is text around them.
    ///
    /// The head of the phrase decides: a name, else a word for a role with the country that the
    /// phrase gives it. A name that nothing is known of is an actor of unknown code. `None` where
    /// the words name nobody.
    pub fn resolve_actor(
        &self,
        text: &str,
        day: Option<Day>,
        context: Option<&str>,
    ) -> Option<ActorMention> {
        let whole = Span::from_range(0..text.len());
        let prepared = self.prepare_text(text, whole);
        if let Some(dictionary) = &self.dictionary {
            let words: Vec<Span> = prepared.tokens.iter().map(|token| token.span).collect();
            let found = dictionary.named(text, &words, day, self.gazetteer.knowledge);
            if found.is_some() {
                return found;
            }
        }
        let around = context.map(|context| {
            let span = Span::from_range(0..context.len());
            self.prepare_text(context, span)
        });
        let mut sure = self.sure_actors(around.as_slice());
        let states: Vec<ActorId> = sure
            .iter()
            .filter(|actor| actor.is_state())
            .cloned()
            .collect();
        sure.extend(self.sure_actors(std::slice::from_ref(&prepared)));
        // Words that are asked for name somebody: a weak name is taken at its word.
        sure.extend(self.named(&prepared));
        sure.sort();
        sure.dedup();
        let support = Support {
            sure,
            published: day.or_else(latest),
        };
        let finder = self.finder(text, &prepared, &support);
        let phrase = Phrase {
            finder: &finder,
            mentions: finder.find(&prepared.names),
            prepared: &prepared,
        };
        phrase.actor(match states.as_slice() {
            [only] => Some(only),
            _ => None,
        })
    }

    fn named<'a>(&'a self, prepared: &'a Prepared) -> impl Iterator<Item = ActorId> + 'a {
        prepared
            .names
            .iter()
            .flat_map(|name| &name.entries)
            .filter_map(|number| match &self.gazetteer.entry(*number).referent {
                Referent::Actor(actor) => Some(actor.clone()),
                _ => None,
            })
    }
}

/// A phrase that is asked for.
struct Phrase<'a, 'k> {
    finder: &'a Finder<'a, 'k>,
    mentions: Vec<Mention>,
    prepared: &'a Prepared,
}

impl Phrase<'_, '_> {
    fn len(&self) -> usize {
        self.prepared.tokens.len()
    }

    fn gazetteer(&self) -> &Gazetteer<'_> {
        self.finder.gazetteer
    }

    /// Where the head of the phrase ends: before the first preposition, comma or relative.
    fn chunk_end(&self) -> usize {
        let ends = |at: &usize| {
            *at > 0
                && (matches!(
                    self.finder.word(*at).to_lowercase().as_str(),
                    "of" | "in"
                        | "at"
                        | "from"
                        | "with"
                        | "for"
                        | "by"
                        | "on"
                        | "to"
                        | "near"
                        | "who"
                        | "that"
                        | "which"
                        | "whose"
                        | "and"
                        | "or"
                        | "against"
                        | "under"
                        | "de"
                        | "du"
                        | "des"
                        | "d'"
                        | "d’"
                        | "en"
                        | "au"
                        | "aux"
                        | "dans"
                        | "à"
                        | "qui"
                        | "et"
                        | ","
                        | "("
                        | ";"
                        | ":"
                ))
        };
        (0..self.len()).find(ends).unwrap_or(self.len())
    }

    /// The words for roles within `from..to`, from left to right: first, end, role.
    fn roles(&self, from: usize, to: usize) -> Vec<(usize, usize, RoleWord)> {
        let mut found = Vec::new();
        let mut at = from;
        while at < to {
            let words = self.prepared.words.lower[at..to].iter().copied();
            match self.gazetteer().roles.longest(self.finder.language, words) {
                Some((length, role)) => {
                    found.push((at, at + length, role));
                    at += length;
                }
                None => at += 1,
            }
        }
        found
    }

    fn actor(&self, around: Option<&ActorId>) -> Option<ActorMention> {
        let end = self.chunk_end();
        let heads = self
            .mentions
            .iter()
            .filter(|mention| mention.is_actor() && mention.role == Role::Actor);
        let before_end = |mention: &&Mention| mention.first < end;
        let roles = self.roles(0, end);
        let head_role = roles.last().copied();
        if let Some(mention) = heads.clone().find(before_end)
            && !self.is_part_of_name(mention)
        {
            // "Northern Fleet's Arctic Group" is of the fleet; "Minsk police station" of police.
            let later = head_role.filter(|(first, _, _)| *first >= mention.end);
            return Some(self.record(mention, later.map(|(first, _, role)| (first, role))));
        }
        let country = self.country(around);
        if let Some((first, _, role)) = head_role {
            return Some(self.by_role(first, role, country));
        }
        let modifier = self
            .mentions
            .iter()
            .find(|mention| mention.is_actor() && !self.is_part_of_name(mention));
        if let Some(mention) = modifier {
            return Some(self.record(mention, None));
        }
        if let Some(place) = self.mentions.iter().find(|mention| mention.state.is_some()) {
            return Some(self.place(place));
        }
        if let Some((first, _, role)) = self.roles(end, self.len()).first().copied() {
            return Some(self.by_role(first, role, country));
        }
        self.unknown(end)
    }

    /// Whether a capital behind a person's name goes on with it: "Juan Carlos" in "Juan Carlos
    /// Jobet" is another.
    fn is_part_of_name(&self, mention: &Mention) -> bool {
        let person = mention.who[0].kind == ActorKind::Person;
        let next = self.prepared.tokens.get(mention.end);
        person
            && next
                .is_some_and(|token| token.capital && token.kind == TokenKind::Word && token.spaced)
            && self.prepared.words.lower[mention.end] == 0
    }

    /// The record of a mention; `later` is a role behind it that it modifies.
    fn record(&self, mention: &Mention, later: Option<(usize, RoleWord)>) -> ActorMention {
        let span = mention.span(&self.prepared.tokens);
        let mut who = mention.who[0].clone();
        if let Some((first, role)) = later {
            if who.kind == ActorKind::Person
                && let Some(state) = who
                    .country
                    .clone()
                    .and_then(|state| self.finder.who(&state))
            {
                who = state;
            }
            let former = (mention.first..=first).any(|at| self.finder.is_former(at));
            who.sector = Some(if former { FORMER } else { role.sector }.to_owned());
        } else if self.is_government(mention) {
            who.sector = Some("GOV".to_owned());
        } else if who.sector.is_some() && self.finder.is_former(mention.first) {
            who.sector = Some(FORMER.to_owned());
        }
        who.record(self.finder.text, span)
    }

    /// Whether a state is meant by its capital or the seat of its government.
    fn is_government(&self, mention: &Mention) -> bool {
        let metonym = || {
            self.prepared
                .names
                .iter()
                .filter(|name| name.first == mention.first)
                .flat_map(|name| &name.entries)
                .map(|number| self.gazetteer().entry(*number))
                .any(|entry| matches!(entry.kind, NameKind::Capital | NameKind::Metonym))
        };
        mention.who[0].kind == ActorKind::State
            && mention.who[0].sector.is_none()
            && mention.role == Role::Actor
            && (mention.city || metonym())
    }

    /// The state that the phrase names or places its head in, else the only one around it.
    fn country(&self, around: Option<&ActorId>) -> Option<Who> {
        if let Some(based) = self.based() {
            return Some(based);
        }
        let named = self.mentions.iter().find_map(|mention| {
            if mention.is_actor() && self.is_part_of_name(mention) {
                return None;
            }
            let who = mention.who.first().filter(|who| {
                who.country.is_some() || who.kind != ActorKind::Person && who.cameo.is_some()
            });
            match (who, &mention.state) {
                (Some(who), _) if who.kind == ActorKind::State => Some(who.clone()),
                (Some(who), _) if who.country.is_none() => Some(who.clone()),
                (Some(who), _) => who
                    .country
                    .as_ref()
                    .and_then(|state| self.finder.who(state)),
                (None, Some(state)) => self.finder.who(state),
                _ => None,
            }
        });
        named.or_else(|| around.and_then(|state| self.finder.who(state)))
    }

    /// "a Nairobi-based group" is of Kenya; "an Iranian-backed group" is of nobody's country.
    fn based(&self) -> Option<Who> {
        let name = self
            .prepared
            .names
            .iter()
            .find(|name| self.finder.is_joined(name.end, name.end + 1, &Hyphen::Home))?;
        name.entries.iter().find_map(|number| {
            let state = match &self.gazetteer().entry(*number).referent {
                Referent::Actor(actor) => self.finder.who(actor)?.country?,
                Referent::Place(state, _) => state.clone()?,
                _ => return None,
            };
            self.finder.who(&state)
        })
    }

    /// Somebody who is named by a role alone.
    fn by_role(&self, first: usize, role: RoleWord, country: Option<Who>) -> ActorMention {
        let former = (1..=first).any(|at| self.finder.is_former(at));
        let sector = if former { FORMER } else { role.sector };
        let whole = self.span(0, self.len());
        let who = country.unwrap_or_else(|| Who {
            actor: id("role", sector),
            kind: kind_of(sector),
            country: None,
            sector: None,
            cameo: None,
            office: None,
        });
        let who = Who {
            sector: Some(sector.to_owned()),
            ..who
        };
        who.record(self.finder.text, whole)
    }

    /// A town or region stands for those who live there.
    fn place(&self, mention: &Mention) -> ActorMention {
        let state = mention
            .state
            .as_ref()
            .and_then(|state| self.finder.who(state));
        let who = Who {
            sector: Some("CVL".to_owned()),
            ..state.unwrap_or_else(|| unknown_person(self.finder.text))
        };
        who.record(self.finder.text, mention.span(&self.prepared.tokens))
    }

    /// A name that nothing is known of: capitals, and not only at the start.
    fn unknown(&self, end: usize) -> Option<ActorMention> {
        let is_name = |at: &usize| {
            let token = self.prepared.tokens[*at];
            token.capital && token.kind == TokenKind::Word && self.prepared.words.lower[*at] == 0
        };
        let first = (0..end).find(is_name)?;
        let last = (first..end).rev().find(is_name)?;
        let span = self.span(first, last + 1);
        let mut record = unknown_person(span.of(self.finder.text)).record(self.finder.text, span);
        "---".clone_into(&mut record.code);
        Some(record)
    }

    fn span(&self, first: usize, end: usize) -> Span {
        let tokens = &self.prepared.tokens;
        tokens[first].span.cover(tokens[end - 1].span)
    }
}

fn unknown_person(name: &str) -> Who {
    Who {
        actor: id("name", name),
        kind: ActorKind::Person,
        country: None,
        sector: None,
        cameo: None,
        office: None,
    }
}

/// An id from words: small letters and digits, all else a hyphen.
pub(crate) fn id(class: &str, name: &str) -> ActorId {
    let mut text = format!("{class}:");
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            text.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            // Letters that have no place in an id keep names apart by their numbers.
            let _ = write!(text, "{:x}", u32::from(c));
        } else if !text.ends_with(['-', ':']) {
            text.push('-');
        }
    }
    let text = text.trim_end_matches(['-', ':']);
    text.parse()
        .unwrap_or_else(|_| "name:unknown".parse().expect("a fixed id"))
}

/// What those are who play a role.
pub(crate) fn kind_of(sector: &str) -> ActorKind {
    match sector {
        "MIL" | "COP" | "SPY" => ActorKind::Force,
        "REB" | "UAF" | "PRM" => ActorKind::ArmedGroup,
        "BUS" => ActorKind::Company,
        "MED" => ActorKind::Media,
        "PTY" | "OPP" => ActorKind::Party,
        "GOV" | "LEG" | "JUD" => ActorKind::Office,
        "NGO" | "LAB" | "IGO" => ActorKind::Organisation,
        _ => ActorKind::Person,
    }
}
