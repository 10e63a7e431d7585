//! Subjects, objects and complements of a predicate, by walking its clause.

use super::{Sentence, Tag, Voice};
use crate::lexicon::{HeadClass, Slot, class};
use crate::mention::Role;

/// Actors that stand in one slot of a predicate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Argument {
    pub slot: Slot,
    pub group: usize,
    /// The actor owns or qualifies the thing that stands there ("Israel's actions").
    pub thing: Option<HeadClass>,
    /// Whether the actor is the head of its phrase.
    pub head: bool,
    /// The token at which the phrase begins.
    pub at: usize,
    /// It belongs to an infinitive that the predicate governs.
    pub inner: bool,
    /// What the walk to it leaves of the score, in `0..=1`.
    pub factor: f64,
    /// The head of the whole phrase in the tree, which coordinated actors share.
    pub phrase: Option<usize>,
}

impl Sentence<'_> {
    /// The subject of the verb at `at` whose group begins at `start`.
    pub(crate) fn subject(&self, at: usize, start: usize, depth: u8) -> Option<Argument> {
        if depth > 3 || start == 0 {
            return self.following_subject(at, start);
        }
        let mut place = start - 1;
        loop {
            match self.tag(place) {
                Tag::Adverb | Tag::Quote | Tag::Negation | Tag::Auxiliary if place > 0 => {
                    place -= 1;
                }
                _ => break,
            }
        }
        let gerund = matches!(self.tag(at), Tag::Verb(Voice::Gerund));
        if let Some(verb) = self.purpose_of(at, start) {
            let chain = self.chain(verb);
            return self
                .subject(verb, chain.start, depth + 1)
                .map(|found| scaled(found, 0.9));
        }
        match self.tag(place) {
            Tag::Relative => self.antecedent(place, depth),
            Tag::Comma if gerund => {
                // ", condemning": what the clause before is about.
                self.clause_subject(place, depth)
                    .map(|found| scaled(found, 0.9))
            }
            Tag::Comma => self.over_parenthesis(place),
            Tag::Stop if self.word(place) == ")" => self.over_brackets(place),
            Tag::Conjunction => {
                let verb = self.verb_before(place)?;
                let chain = self.chain(verb);
                self.subject(verb, chain.start, depth + 1)
                    .map(|found| scaled(found, 0.9))
            }
            Tag::Preposition | Tag::Subordinator if gerund => self.controller(at, place, depth),
            Tag::Verb(_) => {
                let chain = self.chain(place);
                self.subject(place, chain.start, depth + 1)
                    .map(|found| scaled(found, 0.9))
            }
            Tag::Word | Tag::Possessive | Tag::Hyphen | Tag::Determiner | Tag::Pronoun => self
                .phrase_before(place + 1)
                .or_else(|| self.absolute(place + 1).filter(|_| gerund))
                .or_else(|| self.named_by_copula(place, depth)),
            _ => self.following_subject(at, start),
        }
    }

    /// "occupied Iran to prevent": the verb whose subject also does what the infinitive says.
    ///
    /// Verbs that make their object do it ("urged Iran to stop") are none.
    fn purpose_of(&self, at: usize, start: usize) -> Option<usize> {
        let infinitive = self.tag(at) == Tag::Verb(Voice::Infinitive) && self.tag(start) == Tag::To;
        if !infinitive {
            return None;
        }
        let verb = (0..start).rev().find(|place| {
            matches!(self.tag(*place), Tag::Verb(Voice::Active | Voice::Gerund))
                || matches!(
                    self.tag(*place),
                    Tag::Stop | Tag::Relative | Tag::Subordinator
                )
        })?;
        let controls = matches!(
            self.word(verb)
                .to_lowercase()
                .trim_end_matches("ing")
                .trim_end_matches("ed")
                .trim_end_matches(['e', 's']),
            "urg"
                | "ask"
                | "told"
                | "tell"
                | "want"
                | "forc"
                | "allow"
                | "help"
                | "push"
                | "order"
                | "press"
                | "compel"
                | "enabl"
                | "invit"
                | "persuad"
                | "encourag"
                | "call"
                | "expect"
                | "requir"
                | "permit"
                | "warn"
                | "instruct"
                | "lead"
                | "led"
                | "caus"
                | "driv"
                | "pressur"
                | "oblig"
                | "prompt"
                | "advis"
                | "appeal"
        );
        let far = start - verb > 1;
        (self.is_verb(verb) && far && !controls).then_some(verb)
    }

    /// "By reducing tariffs, Russia and Iran aim": the subject of the clause that follows.
    fn following_subject(&self, at: usize, start: usize) -> Option<Argument> {
        let fronted =
            matches!(self.tag(at), Tag::Verb(Voice::Gerund | Voice::Infinitive)) && start <= 3;
        if !fronted {
            return None;
        }
        let comma = (at..self.len()).find(|place| self.tag(*place) == Tag::Comma)?;
        let group = self.groups.iter().position(|group| group.first > comma)?;
        let first = self.groups[group].first;
        let near = (comma + 1..first)
            .all(|place| matches!(self.tag(place), Tag::Determiner | Tag::Word | Tag::Adverb));
        near.then(|| self.argument(Slot::Object, group, 0.8))?
    }

    /// "with Tehran supplying drones": the phrase behind "with".
    fn absolute(&self, end: usize) -> Option<Argument> {
        let (first, found) = self.phrase_ending(end);
        let with = first.checked_sub(1)?;
        (self.info(with).slot == Some(Slot::With)).then_some(found)?
    }

    /// "Iran is one of the countries supporting": who the phrase that ends at `place` says
    /// somebody is.
    fn named_by_copula(&self, place: usize, depth: u8) -> Option<Argument> {
        let mut first = place;
        while first > 0
            && first + 8 > place
            && matches!(
                self.tag(first),
                Tag::Word | Tag::Determiner | Tag::Preposition
            )
            && self.mention_at[first].is_none()
        {
            first -= 1;
        }
        let copula = self.tag(first) == Tag::Auxiliary && self.is(first, class::BE);
        (copula && first > 0)
            .then(|| self.subject(first, first, depth + 1))?
            .map(|found| scaled(found, 0.9))
    }

    /// Who a relative pronoun stands for.
    fn antecedent(&self, relative: usize, depth: u8) -> Option<Argument> {
        let mut end = relative;
        while end > 0
            && matches!(
                self.tag(end - 1),
                Tag::Comma | Tag::Preposition | Tag::Quote
            )
        {
            end -= 1;
        }
        let found = self
            .phrase_before(end)
            .or_else(|| self.named_by_copula(end.checked_sub(1)?, depth))?;
        (depth < 3).then(|| scaled(found, 0.9))
    }

    /// The subject of the verb before the comma at `place`, else the first actor of the clause.
    fn clause_subject(&self, place: usize, depth: u8) -> Option<Argument> {
        let verb = (0..place)
            .rev()
            .find(|at| matches!(self.tag(*at), Tag::Verb(Voice::Active | Voice::Passive)))?;
        let chain = self.chain(verb);
        self.subject(verb, chain.start, depth + 1)
    }

    /// "Russia, along with China, has": the phrase before the earlier comma.
    fn over_parenthesis(&self, comma: usize) -> Option<Argument> {
        let from = comma.saturating_sub(14);
        let earlier = (from..comma)
            .rev()
            .find(|place| self.tag(*place) == Tag::Comma)?;
        let aside = self.tag(earlier + 1) == Tag::Relative;
        let clean = aside
            || (earlier + 1..comma)
                .all(|place| !matches!(self.tag(place), Tag::Verb(Voice::Active) | Tag::Stop));
        if !clean || earlier == 0 {
            return None;
        }
        self.phrase_before(earlier).map(|found| scaled(found, 0.85))
    }

    /// "Russia (or the Soviet Union) occupied": the phrase before the opening bracket.
    fn over_brackets(&self, close: usize) -> Option<Argument> {
        let from = close.saturating_sub(14);
        let open = (from..close).rev().find(|place| self.word(*place) == "(")?;
        self.phrase_before(open).map(|found| scaled(found, 0.9))
    }

    pub(crate) fn verb_before(&self, place: usize) -> Option<usize> {
        (0..place).rev().find(|at| self.is_verb(*at))
    }

    /// Who does what follows a preposition: "accused Iran of supplying", "by supplying".
    fn controller(&self, _at: usize, preposition: usize, depth: u8) -> Option<Argument> {
        let verb = self.verb_before(preposition)?;
        let object_control = matches!(
            self.word(preposition).to_lowercase().as_str(),
            "of" | "from" | "for" | "de" | "d'"
        );
        if object_control {
            let group = self
                .groups
                .iter()
                .position(|group| group.first > verb && group.end <= preposition);
            if let Some(group) = group {
                return self.argument(Slot::Object, group, 0.85);
            }
        }
        let chain = self.chain(verb);
        self.subject(verb, chain.start, depth + 1)
            .map(|found| scaled(found, 0.85))
    }

    fn argument(&self, slot: Slot, group: usize, factor: f64) -> Option<Argument> {
        let first = *self.groups[group].mentions.first()?;
        let role = self.mentions[first].role;
        (role != Role::Place).then_some(Argument {
            slot,
            group,
            thing: None,
            head: role == Role::Actor,
            at: self.groups[group].first,
            inner: false,
            factor,
            phrase: None,
        })
    }

    /// The actor of the noun phrase that ends right before `end`, prepositional phrases skipped.
    pub(crate) fn phrase_before(&self, end: usize) -> Option<Argument> {
        let mut end = end;
        for _ in 0..4 {
            if end == 0 {
                return None;
            }
            let (first, found) = self.phrase_ending(end);
            let before = first.checked_sub(1).map(|place| self.tag(place));
            let inside = first >= 2
                && matches!(before, Some(Tag::Preposition))
                && matches!(
                    self.tag(first - 2),
                    Tag::Word | Tag::Determiner | Tag::Possessive | Tag::Quote
                );
            if inside {
                // The complement of a preposition inside a larger phrase.
                end = first - 1;
                continue;
            }
            if matches!(before, Some(Tag::Preposition)) {
                return None;
            }
            return found;
        }
        None
    }

    /// The noun phrase that ends before `end`: where it begins, and its actor.
    fn phrase_ending(&self, end: usize) -> (usize, Option<Argument>) {
        let head = end - 1;
        if let Some(mention) = self.mention_at[head] {
            let mention = &self.mentions[mention];
            if mention.is_actor() && mention.role == Role::Actor {
                let group = self.group_of[self.mention_at[head].unwrap_or_default()];
                let first = group.map_or(mention.first, |group| self.groups[group].first);
                let first = self.determiners_before(first);
                let found = group.and_then(|group| self.argument(Slot::Object, group, 1.0));
                return (first, found);
            }
        }
        let mut first = head;
        while first > 0 && self.is_nominal(first - 1) && !self.breaks_phrase(first - 1, first) {
            first -= 1;
        }
        let owner = (first..end).find_map(|place| {
            let number = self.mention_at[place]?;
            let mention = &self.mentions[number];
            (mention.is_actor() && mention.role != Role::Place).then_some(number)
        });
        let found = owner.and_then(|number| {
            let class = self.head_class(head)?;
            let group = self.group_of[number]?;
            Some(Argument {
                slot: Slot::Object,
                group,
                thing: Some(class),
                head: false,
                at: first,
                inner: false,
                factor: 0.9,
                phrase: None,
            })
        });
        (first, found)
    }

    fn determiners_before(&self, first: usize) -> usize {
        let mut first = first;
        while first > 0
            && (self.tag(first - 1) == Tag::Determiner
                || self.is(first - 1, class::ADJECTIVE) && self.tag(first - 1) == Tag::Word)
        {
            first -= 1;
        }
        first
    }

    /// Whether a phrase cannot run over from `left` to `right`: "Monday | Russia".
    fn breaks_phrase(&self, left: usize, right: usize) -> bool {
        let time = self.is(left, class::TIME) && self.mention_at[right].is_some();
        let actors = matches!((self.mention_at[left], self.mention_at[right]), (Some(a), Some(b)) if a != b
            && self.mentions[a].role == Role::Actor && self.mentions[b].role == Role::Actor);
        time || actors
            || (self.tag(left) == Tag::Quote
                && right + 1 < self.len()
                && self.tag(right) == Tag::Determiner)
    }

    /// What the head noun at `at` is to the actor that owns it.
    pub(crate) fn head_class(&self, at: usize) -> Option<HeadClass> {
        for start in at.saturating_sub(2)..=at {
            let words = self.words.lower[start..=at].iter().copied();
            if let Some((length, heads)) = self.tongue.heads.longest(words)
                && start + length == at + 1
            {
                return heads.first().map(|head| head.class);
            }
        }
        // "porte-parole": the first token stands for the word.
        if self.tag(at + 1) == Tag::Hyphen && at + 2 < self.len() {
            let words = self.words.lower[at..at + 3].iter().copied();
            let (length, heads) = self.tongue.heads.longest(words)?;
            return heads.first().filter(|_| length == 3).map(|head| head.class);
        }
        None
    }

    /// The arguments behind a predicate whose first word is at `at`; `own` are the tokens of its
    /// pattern, which are not read as arguments.
    pub(crate) fn arguments(&self, at: usize, own: &[usize]) -> Vec<Argument> {
        let mut found = Vec::new();
        let mut slot = Slot::Object;
        let mut place = at + 1;
        let last_own = own.last().copied().unwrap_or(at);
        let mut passed_noun = false;
        let mut factor = 1.0;
        while place < self.len() && place < at + 40 {
            if own.contains(&place) {
                // The noun of the pattern fills the object.
                passed_noun |= !self.is_verb(place) && self.tag(place) == Tag::Word;
                if self.tag(place) == Tag::Preposition {
                    slot = self.info(place).slot.unwrap_or(Slot::Other);
                    passed_noun = false;
                }
                place += 1;
                continue;
            }
            if let Some(number) = self.mention_at[place] {
                let mention = &self.mentions[number];
                if mention.is_actor() {
                    let group = self.group_of[number].unwrap_or_default();
                    let end = self.groups[group].end;
                    if let Some(argument) = self.argument_at(slot, group, own, factor, passed_noun)
                    {
                        found.push(argument);
                    }
                    place = end.max(place + 1);
                } else {
                    if mention.role == Role::Place && mention.state.is_some() {
                        passed_noun = true;
                    }
                    place = mention.end;
                }
                continue;
            }
            match self.tag(place) {
                Tag::Preposition => {
                    if matches!(
                        self.word(place).to_lowercase().as_str(),
                        "because"
                            | "due"
                            | "amid"
                            | "despite"
                            | "after"
                            | "before"
                            | "until"
                            | "following"
                            | "malgré"
                            | "après"
                            | "avant"
                    ) && place > last_own
                    {
                        break;
                    }
                    slot = self.info(place).slot.unwrap_or(Slot::Other);
                    passed_noun = false;
                }
                Tag::Word => {
                    let qualifies = self.is(place, class::ADJECTIVE);
                    passed_noun |= slot == Slot::Object && !qualifies;
                }
                Tag::To => {
                    slot = Slot::Object;
                    passed_noun = false;
                    factor = 0.9;
                }
                Tag::Verb(Voice::Infinitive) => {
                    slot = Slot::Object;
                    passed_noun = false;
                }
                Tag::Conjunction => {
                    let next = (place + 1..self.len())
                        .find(|next| !matches!(self.tag(*next), Tag::Adverb));
                    let verb = next.is_some_and(|next| {
                        matches!(self.tag(next), Tag::Verb(_) | Tag::Auxiliary | Tag::Pronoun)
                    });
                    if verb || self.clause_begins(place + 1) {
                        break;
                    }
                }
                Tag::Comma if place > last_own && !self.list_around(place) => break,
                Tag::Stop | Tag::Subordinator | Tag::Relative | Tag::Verb(_) | Tag::Auxiliary
                    if place > last_own =>
                {
                    break;
                }
                _ => {}
            }
            place += 1;
        }
        found
    }

    /// Whether a new clause with its own subject begins at `from`.
    fn clause_begins(&self, from: usize) -> bool {
        let mut place = from;
        while place < self.len() && place < from + 8 {
            match self.tag(place) {
                Tag::Verb(Voice::Active | Voice::Passive) | Tag::Auxiliary => return place > from,
                Tag::Word | Tag::Determiner | Tag::Possessive | Tag::Hyphen | Tag::Adverb => {
                    place += 1;
                }
                _ => return false,
            }
        }
        false
    }

    /// Whether the comma at `place` separates adjectives or nouns of one list.
    fn list_around(&self, place: usize) -> bool {
        let mut next = place + 1;
        while next < self.len() && next < place + 7 {
            match self.tag(next) {
                Tag::Conjunction => return !self.clause_begins(next + 1),
                Tag::Comma => return next > place + 1,
                Tag::Word | Tag::Determiner | Tag::Hyphen => next += 1,
                _ => return false,
            }
        }
        false
    }

    fn argument_at(
        &self,
        slot: Slot,
        group: usize,
        own: &[usize],
        factor: f64,
        passed_noun: bool,
    ) -> Option<Argument> {
        let members = &self.groups[group];
        let number = *members.mentions.first()?;
        let mention = &self.mentions[number];
        let last = &self.mentions[*members.mentions.last()?];
        // "the attack of Iran": a noun of its own stands in the object before it.
        let displaced = slot == Slot::Object && passed_noun && mention.role == Role::Actor;
        if displaced {
            return None;
        }
        let mut end = members.end;
        let mut head = None;
        while end < self.len()
            && self.is_nominal(end)
            && self.mention_at[end].is_none_or(|other| !self.mentions[other].is_actor())
            && !self.is(end, class::TIME)
        {
            if self.tag(end) == Tag::Word {
                head = Some(end);
            }
            end += 1;
        }
        let french_owner =
            self.language == "fr" && last.role == Role::Modifier && members.first > 0;
        let (direct, head) = if last.role == Role::Modifier {
            (
                false,
                if french_owner {
                    Some(members.first - 1)
                } else {
                    head
                },
            )
        } else {
            (true, None)
        };
        if head.is_some_and(|head| own.contains(&head)) {
            return None;
        }
        let thing = head.and_then(|head| self.head_class(head));
        Some(Argument {
            slot,
            group,
            thing,
            head: direct,
            at: members.first,
            inner: factor < 1.0,
            factor: if direct { factor } else { factor * 0.9 },
            phrase: None,
        })
    }

    /// The actors that own or qualify the noun at `at` whose phrase may begin far before it:
    /// "Israel's heavy bombardment", "Israeli strikes", "frappes israéliennes".
    pub(crate) fn owners(&self, at: usize, end: usize) -> Vec<Argument> {
        let mut found = Vec::new();
        let mut place = at;
        while place > 0 && self.is_nominal(place - 1) {
            place -= 1;
            if let Some(number) = self.mention_at[place] {
                let mention = &self.mentions[number];
                place = mention.first;
                if !mention.is_actor() {
                    continue;
                }
                let possessive = self.tag(mention.end) == Tag::Possessive || mention.anaphor;
                let slot = if possessive {
                    Slot::Possessive
                } else {
                    Slot::Adjective
                };
                let compound = mention.role == Role::Actor && mention.end < at && !possessive;
                let direct = mention.role == Role::Modifier
                    || (mention.role == Role::Actor && mention.end == at)
                    || possessive;
                if direct || compound {
                    let group = self.group_of[number].unwrap_or_default();
                    place = self.groups[group].first;
                    found.push(Argument {
                        slot,
                        group,
                        thing: None,
                        head: mention.role == Role::Actor && !possessive,
                        at: place,
                        inner: false,
                        factor: 1.0,
                        phrase: None,
                    });
                }
                break;
            }
            if self.tag(place) == Tag::Determiner {
                break;
            }
        }
        if self.language == "fr" {
            // The adjective follows, perhaps after others.
            let next = (end..(end + 3).min(self.len())).find_map(|place| {
                let number = self.mention_at[place]?;
                (self.mentions[number].role == Role::Modifier && self.mentions[number].is_actor())
                    .then_some(number)
            });
            if let Some(group) = next.and_then(|number| self.group_of[number]) {
                let clear =
                    (end..self.groups[group].first).all(|place| self.tag(place) == Tag::Word);
                if clear {
                    found.push(Argument {
                        slot: Slot::Adjective,
                        group,
                        thing: None,
                        head: false,
                        at: end,
                        inner: false,
                        factor: 1.0,
                        phrase: None,
                    });
                }
            }
        }
        found
    }

    /// Where the noun phrase of the noun at `at` begins.
    pub(crate) fn phrase_start(&self, at: usize) -> usize {
        let mut place = at;
        while place > 0 && self.is_nominal(place - 1) && !self.breaks_phrase(place - 1, place) {
            place -= 1;
            if self.tag(place) == Tag::Determiner && self.mention_at[place].is_none() {
                break;
            }
        }
        place
    }
}

pub(super) fn scaled(argument: Argument, factor: f64) -> Argument {
    Argument {
        factor: argument.factor * factor,
        ..argument
    }
}
