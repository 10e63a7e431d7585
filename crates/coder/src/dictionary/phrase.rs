//! Who stands in a noun phrase, by the names and agents of a dictionary.

use detente_model::{ActorId, ActorKind, ActorMention, Day, Knowledge, Span};
use detente_syntax::Upos;

use super::text::pieces;
use super::{AgentCode, Dictionary};
use crate::mention::Who;
use crate::parse::Parse;
use crate::resolve::{id, kind_of};
use crate::role::Roles;
use crate::sentence::Sentence;

/// How deep phrases may be nested.
const DEPTH: usize = 8;

/// Somebody in a phrase: a code, and the words that it comes from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Coded {
    pub code: String,
    /// Words `first..end`.
    pub first: usize,
    pub end: usize,
    /// Who it is, where the built-in knowledge says so.
    who: Option<Who>,
}

impl Coded {
    /// Whether only a role is known.
    fn is_role(&self) -> bool {
        self.code.starts_with("---")
    }

    /// The record of this actor.
    pub(super) fn record(&self, text: &str, parse: &Parse, knowledge: &Knowledge) -> ActorMention {
        let span = parse.span(self.first).cover(parse.span(self.end - 1));
        self.record_at(text, span, knowledge)
    }

    fn record_at(&self, text: &str, span: Span, knowledge: &Knowledge) -> ActorMention {
        if let Some(who) = &self.who {
            let mut record = who.record(text, span);
            record.code.clone_from(&self.code);
            return record;
        }
        let cut = self.code.char_indices().nth(3);
        let (country, role) = self
            .code
            .split_at(cut.map_or(self.code.len(), |(at, _)| at));
        let state = state(country, knowledge);
        let sector = (!role.is_empty()).then(|| role.to_owned());
        ActorMention {
            text: span.of(text).to_owned(),
            span,
            actor: state
                .clone()
                .filter(|_| role.is_empty())
                .unwrap_or_else(|| id("dictionary", &self.code)),
            kind: match (&state, sector.as_deref()) {
                (Some(_), None) => ActorKind::State,
                (_, Some(role)) => kind_of(role),
                _ => ActorKind::Organisation,
            },
            country: state,
            code: self.code.clone(),
            sector,
            office: None,
        }
    }
}

/// The state whose id these letters are.
fn state(letters: &str, knowledge: &Knowledge) -> Option<ActorId> {
    let found: ActorId = letters.parse().ok().filter(|_| letters.len() == 3)?;
    knowledge.actor(&found).is_some().then_some(found)
}

/// A name or agent in words `first..end`.
#[derive(Debug)]
struct Item<T> {
    first: usize,
    end: usize,
    /// The noun that it belongs to.
    owner: usize,
    what: T,
}

/// The names and agents of a passage.
pub(super) struct Phrases<'a> {
    parse: &'a Parse,
    actors: Vec<Item<Vec<Coded>>>,
    agents: Vec<Item<AgentCode>>,
}

/// Whether a word with this relation belongs to the noun above it.
fn is_own(relation: &str) -> bool {
    matches!(
        relation,
        "amod"
            | "compound"
            | "flat"
            | "nmod:poss"
            | "fixed"
            | "nummod"
            | "det"
            | "flat:name"
            | "goeswith"
            | "nmod:unmarked"
            | "nmod:desc"
    )
}

impl<'a> Phrases<'a> {
    pub(super) fn new(
        dictionary: &Dictionary,
        roles: &Roles,
        sentence: &Sentence<'_>,
        parse: &'a Parse,
        day: Option<Day>,
    ) -> Self {
        let mut phrases = Self {
            parse,
            actors: Vec::new(),
            agents: Vec::new(),
        };
        let (ids, word_of) = dictionary.numbers(parse);
        let mut taken = vec![false; parse.len()];
        let mut at = 0;
        while at < ids.len() {
            let rest = ids[at..].iter().copied();
            let Some((length, found)) = dictionary.actor_names.longest(rest) else {
                at += 1;
                continue;
            };
            let (first, end) = (word_of[at], word_of[at + length - 1] + 1);
            let named = parse.form(first).starts_with(|c: char| !c.is_lowercase());
            if let Some(number) = found.last().filter(|_| named) {
                let codes = dictionary.actors[*number as usize].on(day);
                let codes = codes
                    .iter()
                    .map(|code| Coded {
                        code: code.clone(),
                        first,
                        end,
                        who: None,
                    })
                    .collect();
                phrases.add_actor(first, end, codes);
                taken[first..end].fill(true);
            }
            at += length;
        }
        if dictionary.has_agents {
            phrases.add_agents(dictionary, (&ids, &word_of), &taken);
        }
        phrases.add_builtin(sentence, &mut taken);
        if !dictionary.has_agents {
            phrases.add_roles(roles, sentence, &taken);
        }
        phrases.join();
        phrases
    }

    fn add_agents(
        &mut self,
        dictionary: &Dictionary,
        (ids, word_of): (&[u32], &[usize]),
        taken: &[bool],
    ) {
        let mut at = 0;
        while at < ids.len() {
            let rest = ids[at..].iter().copied();
            let Some((length, found)) = dictionary.agents.longest(rest) else {
                at += 1;
                continue;
            };
            let (first, end) = (word_of[at], word_of[at + length - 1] + 1);
            if let Some(code) = found.first().filter(|_| !taken[first]) {
                self.add_agent(first, end, code.clone());
            }
            at += length;
        }
    }

    /// "Bree Prime Minister Romendacil": names and agents side by side belong to one noun.
    fn join(&mut self) {
        let mut spans: Vec<(usize, usize, usize)> = Vec::new();
        spans.extend(
            self.actors
                .iter()
                .map(|item| (item.first, item.end, item.owner)),
        );
        spans.extend(
            self.agents
                .iter()
                .map(|item| (item.first, item.end, item.owner)),
        );
        spans.sort_unstable();
        let mut owners: Vec<(usize, usize)> = Vec::new();
        let mut at = 0;
        while at < spans.len() {
            let (first, mut end, mut owner) = spans[at];
            let mut next = at + 1;
            while next < spans.len() && spans[next].0 == end {
                end = spans[next].1;
                next += 1;
            }
            // The noun that is above the others, else the last.
            for (_, _, other) in &spans[at..next] {
                let above = self.parse.head(owner) == Some(*other);
                let outside = self
                    .parse
                    .head(*other)
                    .is_none_or(|head| !(first..end).contains(&head));
                if above || (outside && *other > owner) {
                    owner = *other;
                }
            }
            owners.extend((first..end).map(|word| (word, owner)));
            at = next;
        }
        let owner_of = |first: usize, otherwise: usize| {
            owners
                .iter()
                .find(|(word, _)| *word == first)
                .map_or(otherwise, |(_, owner)| *owner)
        };
        for item in &mut self.actors {
            item.owner = owner_of(item.first, item.owner);
        }
        for item in &mut self.agents {
            item.owner = owner_of(item.first, item.owner);
        }
    }

    /// Names that only the built-in knowledge has.
    fn add_builtin(&mut self, sentence: &Sentence<'_>, taken: &mut [bool]) {
        for mention in sentence
            .mentions
            .iter()
            .filter(|mention| mention.is_actor())
        {
            let span = mention.span(sentence.tokens);
            let Some((first, end)) = self.words(span) else {
                continue;
            };
            let within = |item: &Item<AgentCode>| first <= item.first && item.end <= end;
            let covered: usize = self
                .agents
                .iter()
                .filter(|item| within(item))
                .map(|item| item.end - item.first)
                .sum();
            if mention.anaphor || taken[first..end].contains(&true) || covered == end - first {
                continue;
            }
            self.agents.retain(|item| !within(item));
            let read = |who: &Who| {
                let code = who.record(sentence.text, span).code;
                Coded {
                    code,
                    first,
                    end,
                    who: Some(who.clone()),
                }
            };
            let codes = mention.who.iter().map(read).collect();
            self.add_actor(first, end, codes);
            taken[first..end].fill(true);
        }
    }

    fn add_roles(&mut self, roles: &Roles, sentence: &Sentence<'_>, taken: &[bool]) {
        let mut at = 0;
        while at < sentence.len() {
            let words = sentence.words.lower[at..].iter().copied();
            let Some((length, role)) = roles.longest(sentence.language, words) else {
                at += 1;
                continue;
            };
            if let Some((first, end)) = self.words(sentence.range(at, at + length))
                && !taken[first]
            {
                let code = AgentCode {
                    code: role.sector.to_owned(),
                    follows: true,
                };
                self.add_agent(first, end, code);
            }
            at += length;
        }
    }

    /// The words of the parse that cover `span`.
    fn words(&self, span: Span) -> Option<(usize, usize)> {
        let first = self.parse.word_at(span.start())?;
        let last = self.parse.word_at(span.end().checked_sub(1)?)?;
        (first <= last).then_some((first, last + 1))
    }

    /// The noun to which words `first..end` belong.
    fn owner(&self, first: usize, end: usize) -> usize {
        let inside = |word: usize| (first..end).contains(&word);
        let mut word = (first..end)
            .find(|word| self.parse.head(*word).is_none_or(|head| !inside(head)))
            .unwrap_or(first);
        for _ in 0..DEPTH {
            match self.parse.head(word) {
                Some(head) if is_own(self.parse.relation(word)) => word = head,
                _ => break,
            }
        }
        word
    }

    fn add_actor(&mut self, first: usize, end: usize, what: Vec<Coded>) {
        let owner = self.owner(first, end);
        self.actors.push(Item {
            first,
            end,
            owner,
            what,
        });
        self.actors.sort_by_key(|item| item.first);
    }

    fn add_agent(&mut self, first: usize, end: usize, what: AgentCode) {
        let owner = self.owner(first, end);
        self.agents.push(Item {
            first,
            end,
            owner,
            what,
        });
    }

    fn agents_of(&self, noun: usize) -> Vec<&AgentCode> {
        self.agents
            .iter()
            .filter(|agent| agent.owner == noun)
            .map(|agent| &agent.what)
            .collect()
    }

    /// Those whom the phrase around the noun `head` names.
    pub(super) fn coded(&self, head: usize) -> Vec<Coded> {
        let mut found = self.inner(head, &[], 0);
        let mut known: Vec<String> = Vec::new();
        found.retain(|coded| {
            let new = !known.contains(&coded.code);
            known.push(coded.code.clone());
            new
        });
        found
    }

    fn inner(&self, head: usize, inherited: &[&AgentCode], depth: usize) -> Vec<Coded> {
        if depth > DEPTH {
            return Vec::new();
        }
        let own = self.agents_of(head);
        let agents = if own.is_empty() {
            inherited
        } else {
            own.as_slice()
        };
        let actor = self.actors.iter().find(|actor| actor.owner == head);
        let mut found: Vec<Coded> = match actor {
            Some(actor) => actor
                .what
                .iter()
                .map(|coded| compose(coded, agents))
                .collect(),
            None => self.placed(head, agents, depth),
        };
        if found.is_empty() && actor.is_none() && !own.is_empty() {
            let role = Coded {
                code: "---".to_owned(),
                first: head,
                end: head + 1,
                who: None,
            };
            found.push(compose(&role, agents));
        }
        let apposed = |below: usize| self.parse.is(below, "appos");
        if found.is_empty() {
            // "old foes Iran and Iraq".
            let named = self.parse.dependents(head).find(|below| apposed(*below));
            found = named
                .map(|named| self.inner(named, agents, depth + 1))
                .unwrap_or_default();
            if !found.is_empty() {
                return found;
            }
        }
        // A list may be read as an apposition that is itself a list.
        let listed = |below: usize| {
            apposed(below)
                && self
                    .parse
                    .dependents(below)
                    .any(|other| self.parse.is(other, "conj"))
        };
        let joined = self
            .parse
            .dependents(head)
            .filter(|below| self.parse.is(*below, "conj") || (actor.is_some() && listed(*below)));
        for other in joined {
            let mut further = self.inner(other, inherited, depth + 1);
            if further.iter().all(Coded::is_role)
                && !further.is_empty()
                && let Some(actor) = actor
            {
                // "Danish media and government": both are Danish.
                let agents = self.agents_of(other);
                further = actor
                    .what
                    .iter()
                    .map(|coded| compose(coded, &agents))
                    .collect();
            } else if !found.is_empty() && found.iter().all(Coded::is_role) {
                // "lawmakers and officials in Baku": both are there.
                let there = self.placed(other, agents, depth + 1);
                if !there.is_empty() {
                    found = there;
                }
            }
            found.extend(further);
        }
        found
    }

    /// Those named behind the noun: "the government of", "lawmakers in".
    fn placed(&self, head: usize, agents: &[&AgentCode], depth: usize) -> Vec<Coded> {
        self.parse
            .dependents(head)
            .filter(|below| {
                self.parse.is(*below, "nmod") && self.parse.relation(*below) != "nmod:poss"
            })
            .map(|below| self.inner(below, agents, depth + 1))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    /// The first who is named in words from `from` on for which `allowed` holds: the noun, where
    /// the name begins, and those meant.
    pub(super) fn next(
        &self,
        from: usize,
        allowed: impl Fn(usize) -> bool,
    ) -> Option<(usize, Vec<Coded>)> {
        for actor in self.actors.iter().filter(|actor| actor.first >= from) {
            if !allowed(actor.first) || actor.what.is_empty() {
                continue;
            }
            let mut noun = actor.owner;
            // "soldiers of", "the parliament of": the noun above plays the part.
            if let Some(above) = self.parse.head(noun)
                && self.parse.is(noun, "nmod")
                && above >= from
                && !self.agents_of(above).is_empty()
            {
                noun = above;
            }
            let mut found = self.coded(noun);
            if found.is_empty() {
                found.clone_from(&actor.what);
            }
            return Some((actor.end, found));
        }
        None
    }

    /// Those joined to the left of a phrase that names somebody at word `first`: "A, B and the
    /// great C". The tree may have lost them.
    pub(super) fn joined_before(&self, first: usize) -> Vec<Coded> {
        let skip = |mut at: usize| {
            while at > 0 && matches!(self.parse.upos(at - 1), Upos::Det | Upos::Adj) {
                at -= 1;
            }
            at
        };
        let (mut found, mut begin) = (Vec::new(), first);
        while let Some(mark) = skip(begin).checked_sub(1) {
            let joins = match self.parse.form(mark) {
                "," => !found.is_empty(),
                _ => self.parse.upos(mark) == Upos::Cconj,
            };
            let mut end = mark;
            if joins && end > 0 && self.parse.form(end - 1) == "," {
                end -= 1;
            }
            let item = self.actors.iter().find(|actor| actor.end == end);
            let Some(item) = item.filter(|_| joins) else {
                break;
            };
            found.extend(self.coded(item.owner));
            begin = item.first;
        }
        let governed = skip(begin)
            .checked_sub(1)
            .is_some_and(|at| matches!(self.parse.upos(at), Upos::Adp | Upos::Part));
        if governed { Vec::new() } else { found }
    }

    /// Where the first name of a phrase begins, of those that belong to `noun`.
    pub(super) fn begins(&self, noun: usize) -> Option<usize> {
        self.actors
            .iter()
            .find(|actor| actor.owner == noun)
            .map(|actor| actor.first)
    }

    /// Somebody of whom only the role is known, as the phrase around `noun`.
    pub(super) fn is_named(&self, noun: usize) -> bool {
        self.actors.iter().any(|actor| actor.owner == noun)
            || self
                .agents
                .iter()
                .any(|agent| agent.owner == noun && agent.end > agent.first)
    }
}

/// Puts the codes of agents to that of an actor, none of them twice.
fn compose(actor: &Coded, agents: &[&AgentCode]) -> Coded {
    let mut code = actor.code.clone();
    for agent in agents {
        if agent.follows {
            let mut rest = agent.code.as_str();
            while !rest.is_empty() {
                let cut = rest.char_indices().nth(3).map_or(rest.len(), |(at, _)| at);
                let (block, after) = rest.split_at(cut);
                rest = after;
                if !blocks(&code).any(|known| known == block) {
                    code.push_str(block);
                }
            }
        } else if !code.starts_with(&agent.code) {
            code.insert_str(0, &agent.code);
        }
    }
    Coded {
        code,
        ..actor.clone()
    }
}

/// A code in steps of three letters.
fn blocks(code: &str) -> impl Iterator<Item = &str> {
    (0..code.len().div_ceil(3))
        .filter_map(|place| code.get(place * 3..code.len().min(place * 3 + 3)))
}

impl Dictionary {
    /// Who is named in `words`, each with its bytes in `text`: the first name, with the agents
    /// that stand with it.
    pub(crate) fn named(
        &self,
        text: &str,
        words: &[Span],
        day: Option<Day>,
        knowledge: &Knowledge,
    ) -> Option<ActorMention> {
        let (mut ids, mut word_of) = (Vec::new(), Vec::new());
        for (number, word) in words.iter().enumerate() {
            pieces(word.of(text), |piece| {
                let piece = piece.replace('’', "'").to_uppercase();
                ids.push(self.vocabulary.get(&piece));
                word_of.push(number);
            });
        }
        let mut actor: Option<(Coded, usize, usize)> = None;
        let mut agents: Vec<&AgentCode> = Vec::new();
        let mut at = 0;
        while at < ids.len() {
            let rest = || ids[at..].iter().copied();
            if let Some((length, found)) = self.actor_names.longest(rest()) {
                let (first, end) = (word_of[at], word_of[at + length - 1] + 1);
                let codes = self.actors[*found.last()? as usize].on(day);
                if let (None, Some(code)) = (&actor, codes.first()) {
                    let code = code.clone();
                    let who = None;
                    actor = Some((
                        Coded {
                            code,
                            first,
                            end,
                            who,
                        },
                        first,
                        end,
                    ));
                }
                at += length;
            } else if let Some((length, found)) = self.agents.longest(rest()) {
                agents.extend(found.first());
                at += length;
            } else {
                at += 1;
            }
        }
        let (coded, first, end) = actor?;
        let coded = compose(&coded, &agents);
        Some(coded.record_at(text, words[first].cover(words[end - 1]), knowledge))
    }

    /// The words of a parse in pieces without hyphens: their numbers, and the word of each.
    fn numbers(&self, parse: &Parse) -> (Vec<u32>, Vec<usize>) {
        let (mut ids, mut word_of) = (Vec::new(), Vec::new());
        for word in 0..parse.len() {
            pieces(parse.form(word), |piece| {
                let piece = piece.replace('’', "'").to_uppercase();
                ids.push(self.vocabulary.get(&piece));
                word_of.push(word);
            });
        }
        (ids, word_of)
    }
}
