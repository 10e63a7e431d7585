//! Who is named where: names, and the noun phrases that are built around them.

mod compose;
mod person;

use detente_model::{
    ActorId, ActorKind, ActorMention, Day, EntityKind, EntityMention, NameKind, Sense, Span,
};

pub(crate) use person::{FORMER, honorific_before};

use crate::gazetteer::{Gazetteer, NameEntry, Referent};
use crate::lexicon::{Anaphor, HeadClass, Hyphen, Tongue, class};
use crate::token::{Token, TokenKind};

/// How a mention stands in its noun phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It is the head, or speaks for it.
    Actor,
    /// "Iranian", "Iran's": it modifies another head.
    Modifier,
    /// A city in the sense of a place, or a place that is no actor.
    Place,
    /// A thing: system, corridor, weapon.
    Thing,
}

/// Who is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Who {
    pub actor: ActorId,
    pub kind: ActorKind,
    pub country: Option<ActorId>,
    pub sector: Option<String>,
    /// The code of an organisation that has its own.
    pub cameo: Option<String>,
    pub office: Option<ActorId>,
}

impl Who {
    /// The side of a dyad that this speaks for.
    pub(crate) fn side(&self) -> &ActorId {
        self.country.as_ref().unwrap_or(&self.actor)
    }

    /// The mention as a record.
    pub(crate) fn record(&self, text: &str, span: Span) -> ActorMention {
        let base = self
            .cameo
            .clone()
            .or_else(|| self.country.as_ref().map(ToString::to_string))
            .unwrap_or_default();
        let sector = self
            .sector
            .clone()
            .filter(|_| self.cameo.as_ref().is_none_or(|code| code.len() <= 3));
        ActorMention {
            text: span.of(text).to_owned(),
            span,
            actor: self.actor.clone(),
            kind: self.kind,
            country: self.country.clone(),
            code: format!("{base}{}", sector.as_deref().unwrap_or_default()),
            sector: self.sector.clone(),
            office: self.office.clone(),
        }
    }
}

/// One mention in a passage.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    /// Tokens `first..end`.
    pub first: usize,
    pub end: usize,
    pub role: Role,
    pub who: Vec<Who>,
    /// Whether it stands for something named before.
    pub anaphor: bool,
    /// Whether the form is a city's name.
    pub city: bool,
    pub entity: Option<(ActorId, EntityKind)>,
    pub theatre: Option<String>,
    /// The place lies in this state.
    pub state: Option<ActorId>,
    /// What the head of a composed phrase is.
    pub head: Option<HeadClass>,
}

impl Mention {
    /// Whether it may stand for where something happens: a place, or a town that stands for a government.
    pub(crate) fn is_place(&self) -> bool {
        self.role == Role::Place || self.city
    }

    /// Whether it stands for what its actors did: "the agreement".
    pub(crate) fn is_deed(&self) -> bool {
        self.anaphor && self.head == Some(HeadClass::Instrument)
    }

    pub(crate) fn is_actor(&self) -> bool {
        !self.who.is_empty()
    }

    pub(crate) fn span(&self, tokens: &[Token]) -> Span {
        tokens[self.first].span.cover(tokens[self.end - 1].span)
    }

    pub(crate) fn entity_record(&self, text: &str, tokens: &[Token]) -> Option<EntityMention> {
        let (entity, kind) = self.entity.clone()?;
        let span = self.span(tokens);
        Some(EntityMention {
            text: span.of(text).to_owned(),
            span,
            entity: Some(entity),
            kind: Some(kind),
        })
    }
}

/// A name found, before it is known what stands around it.
#[derive(Debug, Clone)]
pub(crate) struct RawName {
    pub first: usize,
    pub end: usize,
    pub entries: Vec<u32>,
}

/// The words of a passage by number: as written, for names, and in lower case, for the lexicon.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    pub exact: Vec<u32>,
    pub lower: Vec<u32>,
}

impl Words {
    pub(crate) fn of(
        text: &str,
        tokens: &[Token],
        gazetteer: &Gazetteer<'_>,
        tongue: &Tongue,
    ) -> Self {
        let mut words = Self::default();
        let mut buffer = String::new();
        for token in tokens {
            let word = token.span.of(text);
            buffer.clear();
            for c in word.chars() {
                buffer.push(if matches!(c, '’' | 'ʼ' | '`' | '´') {
                    '\''
                } else if matches!(c, '–' | '‑' | '−' | '‐') {
                    '-'
                } else {
                    c
                });
            }
            words.exact.push(exact(&mut buffer, gazetteer));
            if token.kind == TokenKind::Word && buffer.chars().any(char::is_uppercase) {
                buffer = buffer.to_lowercase();
            }
            words.lower.push(tongue.vocabulary.get(&buffer));
        }
        words.mend(text, tokens, gazetteer);
        words
    }
}

impl Words {
    /// Takes a long word that nothing is known of, and that one slip of the pen makes of the name of
    /// one state or its people, or behind a name or title of one person, for that name: "Afganistan",
    /// "Francois Mitterand".
    fn mend(&mut self, text: &str, tokens: &[Token], gazetteer: &Gazetteer<'_>) {
        let capital = |at: usize| {
            tokens
                .get(at)
                .is_some_and(|token| token.kind == TokenKind::Word && token.capital)
        };
        for (at, token) in tokens.iter().enumerate() {
            if self.exact[at] != 0 || self.lower[at] != 0 || !capital(at) || capital(at + 1) {
                continue;
            }
            let word = token.span.of(text);
            let behind_name = at > 0 && capital(at - 1);
            let number = if behind_name && token.spaced {
                gazetteer.slip_of_person(word)
            } else {
                gazetteer.slip_of_state(word)
            };
            if let Some(number) = number {
                self.exact[at] = number;
            }
        }
    }
}

/// The number of a word in names; one in capitals ("TEHRAN") also stands for its usual spelling.
fn exact(buffer: &mut String, gazetteer: &Gazetteer<'_>) -> u32 {
    let number = gazetteer.word(buffer);
    let shouted = buffer.len() > 3 && buffer.chars().all(char::is_uppercase);
    if number != 0 || !shouted {
        return number;
    }
    let written = buffer.clone();
    buffer.clear();
    for (place, c) in written.chars().enumerate() {
        if place == 0 {
            buffer.push(c);
        } else {
            buffer.extend(c.to_lowercase());
        }
    }
    gazetteer.word(buffer)
}

/// All names of a passage, longest first from the left.
pub(crate) fn raw_names(words: &Words, gazetteer: &Gazetteer<'_>) -> Vec<RawName> {
    let between = gazetteer.word("entre");
    let mut names = Vec::new();
    let mut at = 0;
    while at < words.exact.len() {
        match gazetteer.longest(&words.exact[at..]) {
            // "the West | Bank": the longer name that begins one word later is meant.
            Some((length, _))
                if gazetteer
                    .longest(&words.exact[at + 1..])
                    .is_some_and(|(other, _)| other >= length && length > 1) =>
            {
                at += 1;
            }
            Some((length, entries)) => {
                // "le traité entre la Russie et l'Iran": its parties have names of their own.
                let name = &words.exact[at..at + length];
                let end = name.iter().position(|word| *word == between);
                let end = at + end.filter(|end| *end > 0).unwrap_or(length);
                names.push(RawName {
                    first: at,
                    end,
                    entries: entries.to_vec(),
                });
                at = end;
            }
            None => at += 1,
        }
    }
    names
}

/// What is known of the whole document while one passage is read.
#[derive(Debug, Default)]
pub(crate) struct Support {
    /// Actors that are named surely somewhere, sorted.
    pub sure: Vec<ActorId>,
    /// The day on which the document appeared.
    pub published: Option<Day>,
}

impl Support {
    fn has(&self, actor: &ActorId) -> bool {
        self.sure.binary_search(actor).is_ok()
    }
}

/// Finds mentions in the tokens of a passage.
pub(crate) struct Finder<'a, 'k> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub words: &'a Words,
    pub gazetteer: &'a Gazetteer<'k>,
    pub tongue: &'a Tongue,
    pub language: &'static str,
    pub support: &'a Support,
}

impl Finder<'_, '_> {
    pub(crate) fn word(&self, at: usize) -> &str {
        self.tokens
            .get(at)
            .map_or("", |token| token.span.of(self.text))
    }

    pub(crate) fn has(&self, at: usize, bits: u64) -> bool {
        at < self.tokens.len() && self.tongue.info(self.words.lower[at]).class & bits != 0
    }

    pub(crate) fn is_possessive(&self, at: usize) -> bool {
        self.language == "en"
            && at > 0
            && self.tokens.get(at).is_some_and(|token| !token.spaced)
            && matches!(self.word(at), "'s" | "’s" | "'" | "’")
    }

    /// The best reading of a name: sure before weak, of this language, of an actor that is named
    /// elsewhere.
    fn choose(&self, raw: &RawName) -> Option<&NameEntry> {
        let mut readings: Vec<(u8, &NameEntry)> = Vec::new();
        for number in &raw.entries {
            let entry = self.gazetteer.entry(*number);
            if entry.language != "mul"
                && entry.language != self.language
                && entry.kind == NameKind::Adjective
            {
                continue;
            }
            if entry.kind == NameKind::Surname
                && (self.is_namesake(raw, &entry.referent) || self.is_given_name(raw))
            {
                continue;
            }
            if matches!(entry.referent, Referent::Place(..)) && self.is_in_name(raw) {
                continue;
            }
            if self.is_body_of_state(raw, entry) {
                continue;
            }
            let named = match &entry.referent {
                Referent::Actor(actor) | Referent::Entity(actor, _) => self.support.has(actor),
                _ => false,
            };
            let serves = self.serves(entry);
            let rank = match (entry.sense, &entry.referent) {
                (Sense::Weak | Sense::Common, _)
                    if !named && serves != Some(true) && !self.stands_alone(raw, entry) =>
                {
                    continue;
                }
                // A surname means the one of those who bear it that is in office.
                _ if serves == Some(true) => 0,
                _ if serves == Some(false) => 3,
                (_, Referent::Actor(_)) if named => 0,
                (Sense::Sure, Referent::Actor(actor)) if actor.is_state() => 1,
                (Sense::Sure, _) | (Sense::Place, Referent::Actor(_)) => 2,
                _ => 3,
            };
            let foreign = u8::from(entry.language != "mul" && entry.language != self.language);
            readings.push((
                rank * 4 + u8::from(self.is_past(entry)) * 2 + foreign,
                entry,
            ));
        }
        readings.sort_by_key(|(rank, entry)| (*rank, entry.kind));
        let (best, entry) = *readings.first()?;
        let rival = readings.iter().any(|(rank, other)| {
            *rank == best && other.referent != entry.referent
                && matches!((&other.referent, &entry.referent), (Referent::Actor(a), Referent::Actor(b)) if !a.is_state() && !b.is_state())
        });
        // Two persons of one name, and nothing that tells them apart.
        (!rival).then_some(entry)
    }

    /// Whether the bearer of a surname is in office when the text appears; `None` where no day is
    /// given or no office of theirs is known, and for all other names.
    fn serves(&self, entry: &NameEntry) -> Option<bool> {
        let (NameKind::Surname, Referent::Actor(person)) = (entry.kind, &entry.referent) else {
            return None;
        };
        let day = self.support.published?;
        let terms = self.gazetteer.knowledge.terms_of(person);
        if terms.is_empty() {
            return None;
        }
        if terms.iter().any(|term| term.validity.includes(day)) {
            return Some(true);
        }
        // After the last term a name may still be in the news; before the first it is another's.
        terms
            .iter()
            .all(|term| !term.validity.overlaps(None, Some(day)))
            .then_some(false)
    }

    /// A person of whom only the surname and the state are sure: "President Bush" is one or the other.
    fn namesake(&self, raw: &RawName) -> Option<Mention> {
        let state = self.namesakes(raw)?;
        let who = Who {
            actor: crate::resolve::id("name", self.word(raw.first)),
            kind: ActorKind::Person,
            country: Some(state),
            sector: None,
            cameo: None,
            office: None,
        };
        let titled = self.is_titled(raw, &who);
        titled.then(|| crate::strangers::stranger(raw.first, raw.end, [who]))
    }

    /// The only state of the persons whom a surname can mean.
    fn namesakes(&self, raw: &RawName) -> Option<ActorId> {
        if raw.entries.len() < 2 || self.is_given_name(raw) {
            return None;
        }
        let mut states = self.entries_of(raw).map(|entry| match &entry.referent {
            Referent::Actor(actor) if entry.kind == NameKind::Surname => self
                .gazetteer
                .knowledge
                .actor(actor)
                .and_then(|actor| actor.country.clone()),
            _ => None,
        });
        let first = states.next()??;
        states
            .all(|state| state.as_ref() == Some(&first))
            .then_some(first)
    }

    /// Whether a name was out of use when the text appeared; a text of an unknown day is read as one
    /// of the present.
    fn is_past(&self, entry: &NameEntry) -> bool {
        match self.support.published {
            Some(day) => !entry.validity.includes(day),
            None => entry.validity.to.is_some(),
        }
    }

    /// "Turkey's Security Council": whether a state's own body bears the short name of one that belongs to many.
    fn is_body_of_state(&self, raw: &RawName, entry: &NameEntry) -> bool {
        let Referent::Actor(actor) = &entry.referent else {
            return false;
        };
        let known = || self.gazetteer.knowledge.actor(actor);
        let of_many = entry.kind == NameKind::Alias
            && known().is_some_and(|known| known.sector.as_deref() == Some("IGO"));
        let owned = || {
            let before = raw.first.checked_sub(1)?;
            let owner = if self.is_possessive(before) {
                before.checked_sub(1)?
            } else {
                before
            };
            let (_, names) = self.gazetteer.longest(&self.words.exact[owner..=owner])?;
            Some(names.iter().any(|number| {
                let referent = &self.gazetteer.entry(*number).referent;
                matches!(referent, Referent::Actor(actor) if actor.is_state())
            }))
        };
        of_many && owned().unwrap_or(false)
    }

    /// Whether a common word that is also a state's name stands as a name of its own, in a text
    /// about states: "Turkey", not "turkey" and not "Jordan Smith".
    fn stands_alone(&self, raw: &RawName, entry: &NameEntry) -> bool {
        let state = matches!(&entry.referent, Referent::Actor(actor) if actor.is_state());
        let name = matches!(entry.kind, NameKind::Name | NameKind::Capital);
        let others = self.support.sure.iter().any(ActorId::is_state)
            || self.names_politics()
            || entry.sense == Sense::Common && self.has_public_role();
        let capital = |at: usize| {
            self.tokens.get(at).is_some_and(|token| {
                token.capital && token.kind == TokenKind::Word && self.words.exact[at] == 0
            })
        };
        let long = self.word(raw.first).chars().count() > 3;
        // "Chad Smith", but "Turkey President Erdogan".
        let surname = || {
            self.tokens.get(raw.end).is_some_and(|token| {
                token.capital
                    && token.kind == TokenKind::Word
                    && self
                        .tongue
                        .titles
                        .longest(self.words.lower[raw.end..].iter().copied())
                        .is_none()
            })
        };
        let crowded = (raw.first > 1 && capital(raw.first - 1))
            || capital(raw.end)
            || entry.sense == Sense::Common && surname();
        state && name && others && long && !crowded
    }

    /// Whether the text names a body of states or somebody of a state: "NATO", "Macron".
    fn names_politics(&self) -> bool {
        self.support.sure.iter().any(|actor| {
            self.who(actor).is_some_and(|who| {
                who.kind == ActorKind::Bloc
                    || who.sector.as_deref() == Some("IGO")
                    || who.kind == ActorKind::Person && who.country.is_some()
            })
        })
    }

    /// Whether the text names somebody who holds or contests power: "police", "rebels", "PKK".
    fn has_public_role(&self) -> bool {
        let role = |at: usize| {
            let words = || self.words.lower[at..].iter().copied();
            let head = self.tongue.heads.longest(words());
            let head = head.and_then(|(_, heads)| heads.first()?.sector);
            let role = || self.gazetteer.roles.longest(self.language, words());
            head.or_else(|| role().map(|(_, role)| role.sector))
        };
        let rules = |sector: &str| {
            matches!(
                sector,
                "GOV" | "MIL" | "COP" | "SPY" | "LEG" | "JUD" | "REB" | "OPP" | "UAF"
            )
        };
        let body = |actor: &ActorId| {
            self.who(actor).is_some_and(|who| {
                who.sector.as_deref().is_some_and(rules)
                    || matches!(
                        who.kind,
                        ActorKind::ArmedGroup | ActorKind::Bloc | ActorKind::Organisation
                    )
            })
        };
        (0..self.tokens.len()).filter_map(role).any(rules) || self.support.sure.iter().any(body)
    }

    /// The mention of the bare name.
    fn bare(&self, raw: &RawName) -> Option<Mention> {
        let Some(entry) = self.choose(raw) else {
            return self.namesake(raw);
        };
        let mut mention = Mention {
            first: raw.first,
            end: raw.end,
            role: Role::Actor,
            who: Vec::new(),
            anaphor: false,
            city: entry.kind == NameKind::Capital || entry.sense == Sense::Place,
            entity: None,
            theatre: None,
            state: None,
            head: None,
        };
        match &entry.referent {
            Referent::Actor(actor) => {
                mention.who.push(self.who(actor)?);
                if entry.kind == NameKind::Adjective {
                    mention.role = Role::Modifier;
                }
                // "Brussels" acts for the Union, and lies in Belgium.
                let home = || {
                    self.entries_of(raw)
                        .find_map(|entry| match &entry.referent {
                            Referent::Actor(state) if mention.city && state.is_state() => {
                                Some(state.clone())
                            }
                            _ => None,
                        })
                };
                mention.state = mention.who[0].country.clone().or_else(home);
            }
            Referent::Entity(entity, kind) => {
                mention.role = Role::Thing;
                mention.entity = Some((entity.clone(), *kind));
            }
            Referent::Place(state, theatre) => {
                mention.role = Role::Place;
                mention.state.clone_from(state);
                mention.theatre.clone_from(theatre);
            }
            Referent::Theatre(theatre) => {
                mention.role = Role::Place;
                mention.theatre = Some(theatre.clone());
            }
        }
        Some(mention)
    }

    /// All mentions, in order and without overlap.
    pub(crate) fn find(&self, raws: &[RawName]) -> Vec<Mention> {
        let mut mentions: Vec<Mention> = Vec::new();
        let mut next = 0;
        let mut at = 0;
        while at < self.tokens.len() {
            while next < raws.len() && raws[next].first < at {
                next += 1;
            }
            if next < raws.len() && raws[next].first == at {
                let pair = self.in_pair(&raws[next]);
                let raw = pair.as_ref().unwrap_or(&raws[next]);
                next += 1;
                if self.is_water(raw) {
                    at = raw.end;
                    mentions.push(Mention {
                        first: raw.first,
                        end: raw.end,
                        role: Role::Place,
                        who: Vec::new(),
                        anaphor: false,
                        city: false,
                        entity: None,
                        theatre: None,
                        state: None,
                        head: None,
                    });
                    continue;
                }
                if let Some(mut mention) = self.bare(raw) {
                    if self.is_blocked(raw, mention.role) {
                        let led = self.led(raw, &mention);
                        at = led.as_ref().map_or(raw.end, |led| led.end);
                        mentions.extend(led);
                        continue;
                    }
                    if self.is_ethnic(raw) {
                        at = raw.end;
                        mentions.extend(self.people(raw));
                        continue;
                    }
                    if let Some(people) = raws.get(next)
                        && self.names_people(&mention, raw, people)
                    {
                        mention.end = people.end;
                        next += 1;
                        mention.role = if self.is_noun_of_people(people) {
                            mention.who[0].sector = Some("CVL".to_owned());
                            Role::Actor
                        } else {
                            Role::Modifier
                        };
                    }
                    if mention.is_actor() {
                        self.compose_right(&mut mention, raws, next);
                        let floor = mentions.last().map_or(0, |last| last.end);
                        self.compose_left(&mut mention, raws, next, floor);
                    } else if mention.role == Role::Place {
                        let floor = mentions.last().map_or(0, |last| last.end);
                        self.compose_place(&mut mention, raws, next, floor);
                    }
                    self.settle(&mut mention);
                    at = mention.end;
                    mentions.push(mention);
                    continue;
                }
                // A name that means nothing here: its words may still be others.
                at += 1;
                continue;
            }
            // "the League of Arab States" is a name, and no league named before.
            let in_name = |mention: &Mention| {
                let kind = self.anaphor_kind(mention);
                // "the North" may be a name; "the North Sea" is another.
                let longer = matches!(kind, Some(Anaphor::Known(_)));
                // "les présidents kényan et ougandais".
                let whose = kind == Some(Anaphor::PairRole);
                let inside = |raw: &RawName| {
                    raw.first > at && raw.first < mention.end && (!longer || raw.end > mention.end)
                        || whose && raw.first == mention.end
                };
                kind.is_some_and(Anaphor::is_open)
                    && raws[next.min(raws.len())..].iter().take(2).any(inside)
            };
            if let Some(mention) = self.anaphor(at).filter(|mention| !in_name(mention)) {
                at = mention.end;
                mentions.push(mention);
                continue;
            }
            if let Some(mention) = self.prefix(at) {
                at = mention.end;
                mentions.push(mention);
                continue;
            }
            at += 1;
        }
        self.share_heads(&mut mentions);
        mentions
    }

    /// "the Iran–Iraq War" is no "Iraq War": behind a hyphen the first word of the name of a war is a
    /// party to it.
    fn in_pair(&self, raw: &RawName) -> Option<RawName> {
        let before = raw.first.checked_sub(1)?;
        let joined = matches!(self.word(before), "-" | "–") && raw.end - raw.first > 1;
        let theatre = self
            .entries_of(raw)
            .any(|entry| matches!(entry.referent, Referent::Theatre(_)));
        if !joined || !theatre {
            return None;
        }
        let words = &self.words.exact[raw.first..=raw.first];
        let (_, entries) = self.gazetteer.longest(words)?;
        Some(RawName {
            first: raw.first,
            end: raw.first + 1,
            entries: entries.to_vec(),
        })
    }

    /// "Vietnamese-led forces": those who act are of the state that leads them.
    fn led(&self, raw: &RawName, leader: &Mention) -> Option<Mention> {
        let led = self.word(raw.end + 1).eq_ignore_ascii_case("led");
        let state = leader
            .who
            .first()
            .filter(|who| who.kind == ActorKind::State);
        let who = state.filter(|_| led)?;
        let (end, sector) = self.agent_at(raw.end + 2, who)?;
        let mut mention = leader.clone();
        mention.end = end;
        mention.role = Role::Actor;
        mention.city = false;
        mention.head = Some(HeadClass::Agent);
        mention.who[0].sector = sector;
        Some(mention)
    }

    /// "ethnic Albanians", of whatever state.
    fn is_ethnic(&self, raw: &RawName) -> bool {
        let before = raw.first.checked_sub(1);
        before.is_some_and(|at| self.word(at).eq_ignore_ascii_case("ethnic"))
            && self.is_of_people(raw)
    }

    /// Those of a people of whom it is not said where they live; `None` for the bare adjective.
    fn people(&self, raw: &RawName) -> Option<Mention> {
        self.is_noun_of_people(raw).then(|| {
            let who = Who {
                actor: "role:cvl".parse().expect("a fixed id"),
                kind: ActorKind::Organisation,
                country: None,
                sector: Some("CVL".to_owned()),
                cameo: None,
                office: None,
            };
            crate::strangers::stranger(raw.first, raw.end, [who])
        })
    }

    fn is_of_people(&self, raw: &RawName) -> bool {
        self.entries_of(raw)
            .any(|entry| matches!(entry.kind, NameKind::Adjective | NameKind::Demonym))
    }

    fn is_noun_of_people(&self, raw: &RawName) -> bool {
        let kinds = |kind: NameKind| self.entries_of(raw).any(|entry| entry.kind == kind);
        kinds(NameKind::Demonym) && !kinds(NameKind::Adjective)
    }

    fn entries_of<'r>(&'r self, raw: &'r RawName) -> impl Iterator<Item = &'r NameEntry> + 'r {
        raw.entries
            .iter()
            .map(|number| self.gazetteer.entry(*number))
    }

    /// "Bosnian Serbs", "Iraqi Kurdish": a people, of the state that the first word names.
    fn names_people(&self, mention: &Mention, raw: &RawName, people: &RawName) -> bool {
        let state = mention
            .who
            .first()
            .is_some_and(|who| who.kind == ActorKind::State);
        let other = self.entries_of(people).all(|entry| {
            matches!(&entry.referent, Referent::Actor(actor)
                if mention.who.first().is_none_or(|who| who.actor != *actor))
        });
        state
            && other
            && people.first == raw.end
            && self.is_of_people(raw)
            && self.is_of_people(people)
            && self.language == "en"
    }

    /// "the Gulf of Thailand", "mer de Chine": a name of water and of no state.
    fn is_water(&self, raw: &RawName) -> bool {
        let class = |at: usize| {
            let word = self.words.lower.get(at);
            word.map_or(0, |word| self.tongue.info(*word).class)
        };
        (0..raw.first)
            .rev()
            .take(3)
            .find(|at| class(*at) & (class::PREPOSITION | class::DETERMINER) == 0)
            .is_some_and(|at| {
                at + 1 < raw.first
                    && class(at) & class::WATER != 0
                    && matches!(
                        self.word(at + 1).to_lowercase().as_str(),
                        "of" | "de" | "du" | "d'" | "d’" | "des"
                    )
            })
    }

    /// "Iranian-backed", "anti-Iranian": not the actor of what follows.
    fn is_blocked(&self, raw: &RawName, role: Role) -> bool {
        let behind = self.is_joined(raw.end, raw.end + 1, &Hyphen::ApartBehind);
        // Those for or against a region within a state are of that state.
        let front = raw
            .first
            .checked_sub(2)
            .filter(|_| role != Role::Place)
            .is_some_and(|at| self.is_joined(at + 1, at, &Hyphen::ApartFront));
        behind || front
    }

    /// Whether the word at `at` is joined by the hyphen at `hyphen` and says this.
    pub(crate) fn is_joined(&self, hyphen: usize, at: usize, says: &Hyphen) -> bool {
        matches!(self.word(hyphen), "-" | "‑") && self.hyphens(at).contains(says)
    }

    /// What the word at `at` says if a hyphen joins it to a name.
    fn hyphens(&self, at: usize) -> &[Hyphen] {
        self.words
            .lower
            .get(at)
            .and_then(|word| self.tongue.hyphens.get(word))
            .map_or(&[], Vec::as_slice)
    }

    fn anaphor(&self, at: usize) -> Option<Mention> {
        let (length, cues) = self
            .tongue
            .anaphors
            .longest(self.words.lower[at..].iter().copied())?;
        // "the ministers of the five states": what follows says whose they are.
        let next = self.words.lower.get(at + length);
        let specified = next.is_some_and(|word| {
            self.tongue.info(*word).class & (class::PREPOSITION | class::RELATIVE) != 0
        });
        if specified && cues.first() == Some(&Anaphor::PairRole) {
            return None;
        }
        let role = match cues.first()? {
            Anaphor::Pair
            | Anaphor::PairRole
            | Anaphor::One
            | Anaphor::Speaker
            | Anaphor::Both
            | Anaphor::Each
            | Anaphor::Other
            | Anaphor::Known(_)
            | Anaphor::Person
            | Anaphor::Counterpart
            | Anaphor::Described(_)
            | Anaphor::Deed(_) => Role::Actor,
            Anaphor::PairPossessive | Anaphor::OnePossessive | Anaphor::SpeakerPossessive => {
                Role::Modifier
            }
        };
        Some(Mention {
            first: at,
            end: at + length,
            role,
            who: Vec::new(),
            anaphor: true,
            city: false,
            entity: None,
            theatre: None,
            state: None,
            head: matches!(cues.first(), Some(Anaphor::Deed(_))).then_some(HeadClass::Instrument),
        })
    }

    /// The kind of the anaphor that `mention` is.
    pub(crate) fn anaphor_kind(&self, mention: &Mention) -> Option<Anaphor> {
        if !mention.anaphor {
            return None;
        }
        let words = self.words.lower[mention.first..mention.end].iter().copied();
        self.tongue.anaphors.longest(words)?.1.first().copied()
    }

    /// "Russo" in "Russo-Iranian".
    fn prefix(&self, at: usize) -> Option<Mention> {
        if self.word(at + 1) != "-" && self.word(at + 1) != "–" {
            return None;
        }
        let state = self.hyphens(at).iter().find_map(|says| match says {
            Hyphen::Short(state) => Some(state),
            _ => None,
        })?;
        let who = self.who(state)?;
        Some(Mention {
            first: at,
            end: at + 1,
            role: Role::Modifier,
            state: who.country.clone(),
            who: vec![who],
            anaphor: false,
            city: false,
            entity: None,
            theatre: None,
            head: None,
        })
    }
}
