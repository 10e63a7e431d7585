//! Noun phrases around a name: what stands before and behind it, and what that makes of it.

use detente_model::{ActorId, ActorKind};

use super::person::FORMER;
use super::{Finder, Mention, RawName, Role, Who};
use crate::lexicon::{HeadClass, class};
use crate::token::TokenKind;

/// A title or agent noun: where it begins or ends, its role and office.
type Found = (usize, Option<String>, Option<ActorId>);

impl Finder<'_, '_> {
    /// Takes in the head that follows: "Iranian forces", "Russia's president Vladimir Putin".
    pub(super) fn compose_right(&self, mention: &mut Mention, raws: &[RawName], next: usize) {
        let possessive = self.is_possessive(mention.end);
        let from = mention.end + usize::from(possessive);
        let adjective = mention.role == Role::Modifier;
        let acronym = !adjective
            && self
                .word(mention.first)
                .chars()
                .filter(|c| c.is_uppercase())
                .count()
                > 1;
        let person = mention.who[0].kind == ActorKind::Person;
        let loose = adjective || possessive || acronym;
        let mut described = false;
        for at in from..from + 4 {
            if at >= self.tokens.len() {
                break;
            }
            if let Some((end, sector, class, office)) = self.head_at(at, &mention.who[0]) {
                let titled = office.is_some() && self.tokens[at].capital;
                // "Kyiv police": names stand before such nouns as adjectives do.
                let verbal = self.tongue.info(self.words.lower[at]).verb != 0;
                let bare = mention.who[0].kind == ActorKind::State && at == from && !verbal;
                let fits = loose
                    || bare
                    || titled
                    || person
                    || (mention.who[0].kind != ActorKind::State && class == HeadClass::Agent);
                // "Western opposition" is no opposition party.
                let bloc = mention.who[0].kind == ActorKind::Bloc;
                let opposing = bloc && sector.as_deref() == Some("OPP");
                if fits && class == HeadClass::Agent && !opposing && !self.is_compound(end) {
                    self.take_head(mention, (at, end), sector, office, person);
                    self.take_person(mention, raws, next);
                }
                return;
            }
            let listed = self.has(at, class::ADJECTIVE | class::FORMER | class::ACTING)
                && !self.has(at, class::DETERMINER);
            if !loose || !listed && (described || !self.is_describing(at)) {
                break;
            }
            described |= !listed;
        }
        if possessive || (adjective && mention.who.len() == 1) {
            mention.role = Role::Modifier;
        }
    }

    /// Whether the word at `at` can only be an adjective that no table lists, between a state and a
    /// noun for who acts: "Thailand's embattled prime minister".
    fn is_describing(&self, at: usize) -> bool {
        let word = self.word(at);
        let info = self.tongue.info(self.words.lower[at]);
        self.tokens[at].kind == TokenKind::Word
            && !self.tokens[at].capital
            && info.class == 0
            && info.verb == 0
            && !word.ends_with('s')
    }

    /// Whether the word at `at` goes on with a compound noun: "government bonds".
    fn is_compound(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| {
            token.kind == TokenKind::Word
                && !token.capital
                // "officials in Moscow": what is a noun now and then is none here.
                && self.tongue.info(self.words.lower[at]).class == class::NOUN
                && self.tongue.info(self.words.lower[at]).verb == 0
        })
    }

    /// The title or head noun that begins at `at`: its end, sector, class and office.
    fn head_at(
        &self,
        at: usize,
        who: &Who,
    ) -> Option<(usize, Option<String>, HeadClass, Option<ActorId>)> {
        let lower = || self.words.lower[at..].iter().copied();
        let side = who.country.as_ref().unwrap_or(&who.actor);
        let title = self
            .tongue
            .titles
            .longest(lower())
            .and_then(|(length, titles)| {
                let day = self.support.published;
                let office = titles.iter().find_map(|title| {
                    self.gazetteer
                        .office(*title, side, day)
                        .or_else(|| self.gazetteer.office(*title, &who.actor, day))
                })?;
                Some((length, office.clone()))
            });
        let head = self.tongue.heads.longest(lower());
        if let (Some((length, office)), true) = (
            &title,
            head.is_none_or(|(other, _)| {
                title.as_ref().is_some_and(|(length, _)| other <= *length)
            }),
        ) {
            let sector = self
                .gazetteer
                .knowledge
                .office(office)
                .and_then(|office| office.sector.clone());
            let end = at + length;
            return Some((end, sector, HeadClass::Agent, Some(office.clone())));
        }
        let role = self.gazetteer.roles.longest(self.language, lower());
        let head = head.and_then(|(length, heads)| Some((length, heads.first()?)));
        match (role, head) {
            (Some((length, role)), head)
                if head.is_none_or(|(other, head)| {
                    other < length || (other == length && head.class == HeadClass::Agent)
                }) =>
            {
                let sector = Some(role.sector.to_owned());
                Some((at + length, sector, HeadClass::Agent, None))
            }
            (_, Some((length, head))) => {
                let sector = head.sector.map(str::to_owned);
                Some((at + length, sector, head.class, None))
            }
            _ => None,
        }
    }

    fn take_head(
        &self,
        mention: &mut Mention,
        (head, end): (usize, usize),
        sector: Option<String>,
        office: Option<ActorId>,
        person: bool,
    ) {
        mention.end = end;
        mention.role = Role::Actor;
        mention.city = false;
        mention.head = Some(HeadClass::Agent);
        let former =
            self.is_former(mention.first) || (mention.first + 1..end).any(|at| self.is_former(at));
        if person {
            // "Assad's government": the state, through the person's name.
            if let Some(state) = mention.who[0]
                .country
                .clone()
                .and_then(|state| self.who(&state))
            {
                mention.who[0] = state;
            }
        }
        // "the former Iranian president" is nobody who holds the office.
        if former {
            mention.who[0].sector = Some(FORMER.to_owned());
            return;
        }
        if let Some(office) = office {
            // "Thailand's acting prime minister" is another than who was sworn in.
            let acts = |at: usize| self.has(at, class::ACTING);
            if (mention.first.saturating_sub(1)..head).any(acts) {
                let office = self.gazetteer.knowledge.office(&office);
                mention.who[0].sector = office.and_then(|office| office.sector.clone());
            } else if let Some(who) = self.office_holder(&office) {
                mention.who[0] = who;
            }
            return;
        }
        // "UN officials" are the organisation, "UN peacekeepers" play a part of their own.
        let who = &mention.who[0];
        let known = who.kind != ActorKind::State && who.country.is_none() && who.sector.is_some();
        let own = (who.cameo.is_none() || sector.as_deref() != Some("GOV"))
            && !(known && who.cameo.is_none());
        if sector.is_some() && own {
            mention.who[0].sector = sector;
        }
    }

    /// The office, or its holder when the document appeared.
    pub(crate) fn office_holder(&self, office: &ActorId) -> Option<Who> {
        let day = self.support.published;
        let holder = day.and_then(|day| self.gazetteer.holder(office, Some(day), Some(day)));
        let mut who = self.who(holder.as_ref().unwrap_or(office))?;
        who.sector = self
            .gazetteer
            .knowledge
            .office(office)
            .and_then(|office| office.sector.clone());
        who.office = Some(office.clone());
        Some(who)
    }

    /// The person named right behind a title: one mention, of the person.
    fn take_person(&self, mention: &mut Mention, raws: &[RawName], next: usize) {
        let mut at = mention.end;
        if self.word(at) == "," {
            at += 1;
        }
        let following = raws[next.min(raws.len())..]
            .iter()
            .find(|raw| raw.first >= mention.end);
        if let Some(raw) = following.filter(|raw| raw.first == at) {
            if let Some(named) = self.bare(raw).filter(|named| {
                named
                    .who
                    .first()
                    .is_some_and(|who| who.kind == ActorKind::Person)
            }) {
                let office = mention.who[0].office.clone();
                let sector = mention.who[0].sector.clone();
                let stated = mention.who[0].country.clone();
                mention.who.clone_from(&named.who);
                // Who served another state before is of the one that the words give.
                if stated.is_some() {
                    mention.who[0].country = stated;
                }
                if sector.as_deref() == Some(FORMER) {
                    mention.who[0].sector = sector;
                } else if self.may_hold(&mention.who[0].actor, office.as_ref()) {
                    mention.who[0].office = office;
                    if sector.is_some() {
                        mention.who[0].sector = sector;
                    }
                }
                mention.end = raw.end;
            }
            return;
        }
        // An unknown name behind a title belongs to it: "Guyana's president, Irfaan Ali, said".
        let from = at;
        let mut end = from;
        while end < self.tokens.len()
            && end < from + 3
            && self.tokens[end].capital
            && self.tokens[end].kind == TokenKind::Word
            && self.tongue.info(self.words.lower[end]).class & !(class::NOUN | class::ADJECTIVE)
                == 0
            && following.is_none_or(|raw| raw.first > end)
        {
            end += 1;
        }
        if from > mention.end && (end < from + 2 || self.word(end) != ",") {
            return;
        }
        // Who bears another name than the holder whom the tables know follows them in office.
        let who = &mut mention.who[0];
        if end > mention.end
            && who.kind == ActorKind::Person
            && following.is_none_or(|raw| raw.first > end)
            && let Some(mut state) = who.country.as_ref().and_then(|state| self.who(state))
        {
            state.sector = who.sector.take();
            *who = state;
        }
        mention.end = end;
    }

    /// Takes in what stands before: "le président russe", "the president of Russia", "President
    /// Putin".
    pub(super) fn compose_left(
        &self,
        mention: &mut Mention,
        raws: &[RawName],
        next: usize,
        floor: usize,
    ) {
        let person = mention.who[0].kind == ActorKind::Person;
        let honorific = self.honorific_before(mention.first);
        if let Some(start) = honorific.filter(|start| person && *start >= floor) {
            mention.first = start;
        }
        let first = mention.first;
        let french_adjective = self.language == "fr" && mention.role == Role::Modifier;
        if person || french_adjective {
            if let Some(found) = self.head_before(first, floor, &mention.who[0]) {
                self.take_left(mention, found, raws, next);
            }
            return;
        }
        if mention.role != Role::Actor || mention.head.is_some() || self.is_possessive(mention.end)
        {
            return;
        }
        let mut at = first;
        while at > floor && self.has(at - 1, class::DETERMINER) {
            at -= 1;
        }
        let genitive = at > floor
            && matches!(
                self.word(at - 1).to_lowercase().as_str(),
                "of" | "de" | "du" | "des" | "d'" | "d’"
            );
        // "a retiré ses troupes du Mali": whose troops they are is said before them.
        let owned = |found: &Found| {
            found.0 > 0
                && self.has(found.0 - 1, class::POSSESSIVE)
                && !self.has(found.0, class::PEER)
        };
        if genitive && let Some(found) = self.head_before(at - 1, floor, &mention.who[0]) {
            if !owned(&found) {
                self.take_left(mention, found, raws, next);
            }
            return;
        }
        // "officials in Baku"; "troops in Syria" may be anybody's.
        if at > floor && mention.who[0].kind == ActorKind::State {
            let placed = matches!(
                self.word(at - 1).to_lowercase().as_str(),
                "in" | "from" | "à" | "en" | "au" | "aux"
            );
            let peer = at > 1 && self.has(at - 2, class::PEER);
            let found = if placed && peer {
                self.head_before(at - 1, floor, &mention.who[0])
            } else {
                self.role_before(at - 1, floor).filter(|_| placed)
            };
            if let Some(found) = found.filter(|found| !owned(found)) {
                self.take_left(mention, found, raws, next);
            }
        }
    }

    /// The longest word for a role that ends at `end`; not one for those who may be abroad there.
    fn role_before(&self, end: usize, floor: usize) -> Option<Found> {
        for start in end.saturating_sub(4).max(floor)..end {
            let words = self.words.lower[start..].iter().copied();
            if let Some((length, role)) = self.gazetteer.roles.longest(self.language, words)
                && start + length == end
                && !role.abroad
            {
                return Some((start, Some(role.sector.to_owned()), None));
            }
        }
        None
    }

    /// The agent noun at `at`, of one word or more: where it ends, and its sector.
    pub(super) fn agent_at(&self, at: usize, who: &Who) -> Option<(usize, Option<String>)> {
        if at >= self.tokens.len() {
            return None;
        }
        let (end, sector, class, _) = self.head_at(at, who)?;
        (class == HeadClass::Agent && !self.is_compound(end)).then_some((end, sector))
    }

    /// Whether an office of the person's state stands beside a name: "President Bush", "the Bush
    /// administration".
    pub(super) fn is_titled(&self, raw: &RawName, who: &Who) -> bool {
        self.head_before(raw.first, raw.first.saturating_sub(4), who)
            .is_some()
            || self
                .head_at(raw.end, who)
                .is_some_and(|(_, _, class, _)| class == HeadClass::Agent)
    }

    /// The longest title or agent noun that ends at `end`.
    fn head_before(&self, end: usize, floor: usize, who: &Who) -> Option<Found> {
        for start in end.saturating_sub(5).max(floor)..end {
            // A title of the person's own state fits as well.
            if let Some((stop, sector, HeadClass::Agent, office)) = self.head_at(start, who)
                && stop == end
            {
                return Some((start, sector, office));
            }
        }
        None
    }

    fn take_left(
        &self,
        mention: &mut Mention,
        (start, sector, office): Found,
        raws: &[RawName],
        next: usize,
    ) {
        let person = mention.who[0].kind == ActorKind::Person;
        if person {
            mention.first = start;
            self.give_office(&mut mention.who[0], start, sector, office);
            mention.role = if self.is_possessive(mention.end) {
                Role::Modifier
            } else {
                Role::Actor
            };
            return;
        }
        let end = mention.end;
        let former = self.is_former(start);
        let (sector, office) = if former {
            (Some(FORMER.to_owned()), None)
        } else {
            (sector, office)
        };
        mention.first = start;
        self.take_head(mention, (start, end), sector, office, false);
        self.take_person(mention, raws, next);
        if self.is_possessive(mention.end) {
            mention.role = Role::Modifier;
        }
    }

    /// Lets a person bear the title that begins at `start`, if it is theirs on the day.
    fn give_office(
        &self,
        who: &mut Who,
        start: usize,
        sector: Option<String>,
        office: Option<ActorId>,
    ) {
        if self.is_former(start) {
            // Who held this office may hold another by then.
            let dated = self.support.published.is_some() && who.sector.is_some();
            if !dated {
                who.sector = Some(FORMER.to_owned());
            }
            who.office = None;
            return;
        }
        if !self.may_hold(&who.actor, office.as_ref()) {
            // What no table knows of the day, the words still say.
            if who.sector.is_none() {
                who.sector = sector;
            }
            return;
        }
        who.office = office;
        if sector.is_some() && who.cameo.is_none() {
            who.sector = sector;
        }
    }

    /// "Istanbul police", "police in Istanbul": a town stands for its state where those who act
    /// there are named.
    pub(super) fn compose_place(
        &self,
        mention: &mut Mention,
        raws: &[RawName],
        next: usize,
        floor: usize,
    ) {
        let Some(who) = mention.state.as_ref().and_then(|state| self.who(state)) else {
            return;
        };
        let mut named = Mention {
            role: Role::Actor,
            who: vec![who],
            city: false,
            ..mention.clone()
        };
        self.compose_right(&mut named, raws, next);
        self.compose_left(&mut named, raws, next, floor);
        if named.head == Some(HeadClass::Agent) {
            *mention = named;
        }
    }

    /// "Hungarian and Romanian officials": the head is of all that are joined before it.
    pub(super) fn share_heads(&self, mentions: &mut [Mention]) {
        for place in (1..mentions.len()).rev() {
            let (before, after) = mentions.split_at_mut(place);
            let (Some(shared), Some(headed)) = (before.last_mut(), after.first()) else {
                continue;
            };
            let joins = |at: usize| {
                matches!(
                    self.word(at).to_lowercase().as_str(),
                    "," | "and" | "or" | "&" | "et" | "ou"
                )
            };
            let gap = shared.end..headed.first;
            let joined = !gap.is_empty() && gap.len() <= 2 && gap.clone().all(joins);
            let is_state = |mention: &Mention| {
                mention.who.first().is_some_and(|who| who.country.is_some())
                    && mention.who.len() == 1
            };
            let heads = headed.role == Role::Actor
                && headed.head == Some(HeadClass::Agent)
                && self.starts_adjective(headed);
            let bare = shared.role == Role::Modifier
                && shared.head.is_none()
                && !shared.anaphor
                && !self.is_possessive(shared.end);
            if joined && heads && bare && is_state(shared) && is_state(headed) {
                shared.role = Role::Actor;
                shared.head = Some(HeadClass::Agent);
                shared.who[0].sector.clone_from(&headed.who[0].sector);
            }
        }
    }

    /// Whether a mention begins with its name, and the head follows: not "the government of Iran".
    fn starts_adjective(&self, mention: &Mention) -> bool {
        self.words.exact[mention.first] != 0
            && self
                .tokens
                .get(mention.first)
                .is_some_and(|token| token.capital)
    }

    /// Decides between government and place, and between head and modifier.
    pub(super) fn settle(&self, mention: &mut Mention) {
        if self.is_possessive(mention.end) && mention.role == Role::Actor {
            mention.role = Role::Modifier;
            return;
        }
        if !mention.city || mention.role != Role::Actor {
            return;
        }
        let before = mention
            .first
            .checked_sub(1)
            .map(|at| self.word(at).to_lowercase());
        let locative = match self.language {
            "fr" => matches!(before.as_deref(), Some("à" | "dans" | "vers" | "près")),
            _ => matches!(
                before.as_deref(),
                Some(
                    "in" | "at"
                        | "near"
                        | "around"
                        | "outside"
                        | "inside"
                        | "central"
                        | "downtown"
                        | "across"
                        | "through"
                )
            ),
        };
        let dateline = self.word(mention.end) == ":" || self.word(mention.end) == "(";
        let nested = self.word(mention.end) == ","
            && self
                .tokens
                .get(mention.end + 1)
                .is_some_and(|token| token.capital)
            && locative;
        if locative || dateline || nested {
            mention.role = Role::Place;
            if let Some(home) = mention
                .state
                .as_ref()
                .filter(|home| mention.who[0].actor != **home)
            {
                mention.who = self.who(home).into_iter().collect();
            }
        }
    }
}
