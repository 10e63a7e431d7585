//! Actors whom no table knows: names of unknown people and groups, and nouns such as "police".
//!
//! They fill the slots of predicates, so that "Russia accused Smith" has a target. Their role is
//! that of their title or apposition ("President Smith", "Smith, a senator"), and their state the one
//! that the words of their own phrase give them: an adjective, an owner, a town where they are. Where
//! no word does, none is given.

use detente_model::{ActorId, ActorKind, PloverType};
use detente_syntax::Upos;

use crate::lexicon::{Head, HeadClass, Part, Tongue, class};
use crate::mention::{Mention, Role, Who, Words, honorific_before};
use crate::role::Roles;
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
    pub language: &'s str,
    pub roles: &'s Roles,
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
        self.disown(mentions);
        let mut covered = vec![None; self.tokens.len()];
        for (number, mention) in mentions.iter().enumerate() {
            for place in &mut covered[mention.first..mention.end] {
                *place = Some(number);
            }
        }
        let mut found = Vec::new();
        for at in 0..self.tokens.len() {
            let acts = self.tree.is_noun(at) && self.can_act(at) && !self.is_honorific(at);
            if covered[at].is_some() || !acts {
                continue;
            }
            let (first, end) = self.phrase(at, &covered);
            let around = Around {
                mentions,
                covered: &covered,
            };
            let named = self.tree.upos(at) == Upos::Propn
                && (self.is_name(first, end) || self.genitive(at, end, &around) > end);
            let mention = if named {
                self.name(first, end, at, &around)
            } else {
                self.role(first, end, at, &around)
            };
            if let Some(mention) = mention {
                for place in &mut covered[mention.first..mention.end] {
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

    /// "Traoré, the Malian prime minister": of a surname alone, what stands beside it says whose it is, and a bearer of
    /// another state is not meant.
    fn disown(&self, mentions: &mut [Mention]) {
        for number in 0..mentions.len() {
            let mention = &mentions[number];
            let ([who], Some(last)) = (mention.who.as_slice(), mention.end.checked_sub(1)) else {
                continue;
            };
            let alone = mention.first == last || self.honorific_before(last) == Some(mention.first);
            if who.kind != ActorKind::Person || !alone {
                continue;
            }
            let top = self.tree.top(mention.first, mention.end);
            let mut beside = self
                .tree
                .below(top)
                .iter()
                .copied()
                .filter(|below| self.tree.rel(*below) == Rel::Apposition && *below > last);
            let office = |at: usize| {
                let other = mentions
                    .iter()
                    .find(|other| other.first <= at && at < other.end)?;
                let [whose] = other.who.as_slice() else {
                    return None;
                };
                let rules = matches!(whose.sector.as_deref(), Some("GOV" | "LEG" | "MIL"));
                let apart = whose.country.is_some() && whose.country != who.country;
                (rules && apart).then(|| whose.clone())
            };
            if let Some(whose) = beside.find_map(office) {
                let id = crate::resolve::id("name", self.word(last));
                mentions[number].who = vec![Who {
                    actor: id,
                    kind: ActorKind::Person,
                    ..whose
                }];
            }
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

    /// Whether some word of a phrase names somebody: "Minister Smith", not "Minister".
    fn is_name(&self, first: usize, end: usize) -> bool {
        self.title(first, end) < end
    }

    /// Where the words for a role that begin a phrase end: "Vice President" in "Vice President Smith".
    fn title(&self, first: usize, end: usize) -> usize {
        let mut at = first;
        while at < end {
            let length = match self.role_word(at, end) {
                Some((length, _)) => length,
                // "Vice", "Federal": what only stands before a title.
                None if (self.is_adjective(at) || self.is_honorific(at)) && at + 1 < end => 1,
                None => break,
            };
            at += length;
        }
        at
    }

    fn name(&self, first: usize, end: usize, at: usize, around: &Around<'_>) -> Option<Mention> {
        let info = self.tongue.info(self.words.lower[at]);
        if !self.tokens[at].capital || info.class & (class::TIME | class::PRONOUN) != 0 {
            return None;
        }
        // "in Springfield": a place. "the Iran–Iraq War": a deed, whatever its capital.
        if self.is_located(at) || self.is_deed(at) {
            return None;
        }
        let first = self.with_title(first, around);
        let title = self.title(first, end);
        let addressed = (first..title).any(|at| self.is_honorific(at));
        let full = self.genitive(at, end, around);
        let title = if full > end { first } else { title };
        let words: Vec<&str> = (title..full).map(|place| self.word(place)).collect();
        let actor = crate::resolve::id("name", &words.join(" "));
        let sector = self
            .sector(first, title)
            .or_else(|| self.described(at, around))
            .or_else(|| self.sector(first, end));
        let kind = match sector {
            _ if addressed => ActorKind::Person,
            Some("BUS" | "NGO" | "PTY" | "MED" | "REB" | "LAB") | None if end - title == 1 => {
                ActorKind::Organisation
            }
            _ if end - title > 1 => ActorKind::Person,
            _ => ActorKind::Organisation,
        };
        let (country, cameo) = self.side(first, at, sector, around);
        let who = Who {
            actor,
            kind,
            country,
            sector: sector.map(str::to_owned),
            cameo,
            office: None,
        };
        Some(stranger(first, end, [who]))
    }

    /// Whether a word is a noun that a pattern of events begins with.
    fn is_deed(&self, at: usize) -> bool {
        let begins = self.tongue.begins.get(self.words.lower[at] as usize);
        begins
            .into_iter()
            .flatten()
            .any(|(pattern, _)| self.tongue.patterns[*pattern as usize].part == Part::Noun)
    }

    /// Where the title that stands right before a name begins, however it was parsed.
    fn with_title(&self, first: usize, around: &Around<'_>) -> usize {
        let free = |at: usize| {
            around.covered[at].is_none()
                && (self.tokens[at].kind == TokenKind::Word || self.word(at) == "-")
        };
        if let Some(honorific) = self.honorific_before(first).filter(|at| free(*at)) {
            return honorific;
        }
        (first.saturating_sub(3)..first)
            .find(|from| {
                let title = self.role_word(*from, first);
                (*from..first).all(free) && title.is_some_and(|(length, _)| from + length == first)
            })
            .unwrap_or(first)
    }

    /// Whether the phrase at `at` stands behind a preposition of place.
    fn is_located(&self, at: usize) -> bool {
        self.case(at).is_some_and(|case| {
            matches!(
                self.word(case).to_lowercase().as_str(),
                "in" | "at" | "near" | "around" | "outside" | "through" | "across" | "dans" | "à"
            )
        })
    }

    fn case(&self, at: usize) -> Option<usize> {
        self.tree.child(at, Rel::Case)
    }

    /// Where a name with "of" ends: "Bank of England" is one name, "Smith of England" is not.
    fn genitive(&self, at: usize, end: usize, around: &Around<'_>) -> usize {
        let titled = self
            .tongue
            .heads
            .longest(self.words.lower[at..=at].iter().copied());
        let organisation = titled.is_some_and(|(_, heads)| {
            heads.iter().any(|head| {
                head.class == HeadClass::Agent && matches!(head.sector, Some("BUS" | "PTY" | "NGO"))
            })
        });
        let alone = at + 1 == end && self.tokens[at].capital && at > 0;
        if !organisation || !alone || end + 1 >= self.tokens.len() {
            return end;
        }
        let of = matches!(self.word(end), "of" | "de" | "du");
        match around.covered[end + 1] {
            Some(usize::MAX) => end,
            _ if of && self.tokens[end + 1].capital => end + 2,
            _ => end,
        }
    }

    /// The sector of the last word for a role among the tokens from `first` to `end`.
    fn sector(&self, first: usize, end: usize) -> Option<&'static str> {
        (first..end).find_map(|from| {
            let (length, sector) = self.role_word(from, end)?;
            (from + length == end).then_some(sector)
        })
    }

    /// The longest words for a role that begin at `from`, and their sector.
    fn role_word(&self, from: usize, end: usize) -> Option<(usize, &'static str)> {
        let words = || self.words.lower[from..end].iter().copied();
        let head = self
            .tongue
            .heads
            .longest(words())
            .and_then(|(length, heads)| {
                let agent = |head: &&Head| head.class == HeadClass::Agent;
                Some((length, heads.iter().find(agent)?.sector?))
            });
        let role = self.roles.longest(self.language, words());
        let role = role
            .filter(|(_, role)| !role.asked)
            .map(|(length, role)| (length, role.sector));
        match (head, role) {
            (Some(head), Some(role)) if role.0 > head.0 => Some(role),
            (Some(head), _) => Some(head),
            (None, role) => role,
        }
    }

    fn is_adjective(&self, at: usize) -> bool {
        self.tongue.info(self.words.lower[at]).class & class::ADJECTIVE != 0
    }

    /// The role that an apposition gives a name, or the noun that the name itself stands with:
    /// "Smith, a senator", "the senator, Smith".
    fn described(&self, at: usize, around: &Around<'_>) -> Option<&'static str> {
        let beside = self
            .tree
            .below(at)
            .iter()
            .copied()
            .filter(|below| matches!(self.tree.rel(*below), Rel::Apposition | Rel::Flat));
        let above = matches!(
            self.tree.rel(at),
            Rel::Apposition | Rel::Flat | Rel::Compound
        )
        .then(|| self.tree.head(at))
        .flatten();
        beside.chain(above).find_map(|noun| {
            let (first, _) = self.phrase(noun, around.covered);
            // "a Czech human rights activist" may be known as such.
            let known = around.covered[noun].and_then(|number| around.mentions.get(number));
            let first = known.map_or(first, |known| known.first.min(first));
            self.sector(first, noun + 1)
        })
    }

    /// The state that the words of the phrase at `at` give it, or the code of the organisation:
    /// "inspectors of the United Nations".
    fn side(
        &self,
        first: usize,
        at: usize,
        sector: Option<&str>,
        around: &Around<'_>,
    ) -> (Option<ActorId>, Option<String>) {
        let whose = self.whose(at, sector, around, NEAR);
        match whose.or_else(|| self.before(first, around)) {
            Some(who) if who.country.is_some() => (who.country, None),
            Some(who) => (None, who.cameo),
            None => (self.opening_state((first, at), sector, around), None),
        }
    }

    /// "A Londres, le ministre des transports a exhorté", "Niger : la junte expulse", "In Hanoi the ministry called": the
    /// state whose capital or name opens a sentence is that of an official without another.
    fn opening_state(
        &self,
        (first, at): (usize, usize),
        sector: Option<&str>,
        around: &Around<'_>,
    ) -> Option<ActorId> {
        if sector != Some("GOV") || first < 3 {
            return None;
        }
        let french = self.language == "fr";
        let article = if french { at - 1 } else { first - 1 };
        let word = self.word(article).to_lowercase();
        if !matches!(word.as_str(), "le" | "la" | "l'" | "l’" | "the") {
            return None;
        }
        let from_capital = matches!(self.word(0), "A" | "À" | "In");
        // "In Bonn the ministry said".
        let close = !french && self.tree.rel(at) == Rel::Subject;
        let opening = usize::from(from_capital);
        let number = around.covered.get(opening).copied().flatten()?;
        let mention = around.mentions.get(number)?;
        let mark = if from_capital { "," } else { ":" };
        let marked = (french || close) && self.word(mention.end) == mark;
        let opens = mention.end < at
            && (marked || close && from_capital && mention.end == article)
            && (mention.is_place() || !from_capital);
        opens.then(|| around.side(opening)?.country).flatten()
    }

    /// The side of the adjective or owner right before a phrase, over adjectives between them.
    fn before(&self, first: usize, around: &Around<'_>) -> Option<Side> {
        let hyphen = |at: usize| matches!(self.word(at), "-" | "‑");
        // "Ethiopian-led forces": over what a hyphen joins, too.
        let between = |at: &usize| {
            around.covered[*at].is_none()
                && (self.tree.upos(*at) == Upos::Adj
                    || self.is_adjective(*at)
                    || hyphen(*at)
                    || at.checked_sub(1).is_some_and(hyphen))
        };
        let gap = (first.saturating_sub(3)..first)
            .rev()
            .take_while(between)
            .count();
        around.side((first - gap).checked_sub(1)?)
    }

    /// Whose the words of the phrase at `at` make it, looking at most `depth` nouns away.
    fn whose(
        &self,
        at: usize,
        sector: Option<&str>,
        around: &Around<'_>,
        depth: u8,
    ) -> Option<Side> {
        let mut farther = Vec::new();
        let above = matches!(self.tree.rel(at), Rel::Apposition | Rel::Flat)
            .then(|| self.tree.head(at))
            .flatten()
            .filter(|_| depth == NEAR);
        // "ses troupes du Mali": whose they are is said before them; French pronouns are determiners.
        let pronoun = self.tree.below(at).iter().copied().find(|below| {
            *below < at && self.tongue.info(self.words.lower[*below]).class & class::POSSESSIVE != 0
        });
        if let Some(side) = pronoun.and_then(|pronoun| self.possessor(pronoun, around)) {
            return Some(side);
        }
        if let Some(side) = self.whose_relative(at, around) {
            return Some(side);
        }
        for below in self.tree.below(at).iter().copied().chain(above) {
            let rel = self.tree.rel(below);
            let near = Some(below) == above
                || matches!(
                    rel,
                    Rel::Possessor | Rel::Adjective | Rel::Compound | Rel::Flat | Rel::Apposition
                );
            let placed = rel == Rel::Nominal
                && pronoun.is_none()
                && self.gives_place(below, sector, self.is_guest(at));
            if !near && !placed {
                continue;
            }
            if let Some(side) = around.side(below) {
                return Some(side);
            }
            let free = around.covered[below].is_none() && self.tree.is_noun(below);
            // "residents of the town of Hebron", but not "critics of the invasion of Iraq".
            let through =
                near || self.is_territory(below) || self.sector(below, below + 1).is_some();
            if free && through {
                farther.push(below);
            }
        }
        if depth == 0 {
            return None;
        }
        farther
            .into_iter()
            .find_map(|below| self.whose(below, sector, around, depth - 1))
    }

    /// "Germany, whose government": the side of the noun that the relative is about.
    fn whose_relative(&self, at: usize, around: &Around<'_>) -> Option<Side> {
        let relative = self.tree.below(at).iter().copied().find(|below| {
            *below < at && matches!(self.word(*below).to_lowercase().as_str(), "whose" | "dont")
        })?;
        // Right behind a name it is about that, wherever a parser hangs it.
        let beside = (relative.saturating_sub(2)..relative)
            .rev()
            .find(|at| self.word(*at) != ",");
        if let Some(side) = beside.and_then(|at| around.side(at)) {
            return Some(side);
        }
        let mut clause = at;
        for _ in 0..4 {
            if self.tree.rel(clause) == Rel::Relative {
                let noun = self.tree.head(clause).filter(|noun| *noun < relative)?;
                let beside = self.tree.below(noun).iter().copied();
                return std::iter::once(noun)
                    .chain(beside.filter(|below| *below < relative))
                    .find_map(|noun| around.side(noun));
            }
            clause = self.tree.head(clause)?;
        }
        None
    }

    /// The side of whom a possessive pronoun stands for: the nearest subject before it.
    fn possessor(&self, at: usize, around: &Around<'_>) -> Option<Side> {
        let pronoun = self.tongue.info(self.words.lower[at]).class & class::POSSESSIVE != 0;
        if !pronoun {
            return None;
        }
        if let Some(number) = around.covered[at] {
            let mention = around.mentions.get(number)?;
            let open = mention.anaphor && !mention.is_actor();
            let whose = || {
                self.spoken_for(at, around)
                    .or_else(|| self.harmed(at, around))
            };
            return open.then(whose).flatten();
        }
        // "rebels fight to topple his government": not the rebels'.
        let one = matches!(self.word(at).to_lowercase().as_str(), "its" | "his" | "her");
        (0..at)
            .rev()
            .find(|before| {
                matches!(self.tree.rel(*before), Rel::Subject | Rel::SubjectPassive)
                    && !(one && self.tree.is_plural(*before))
                    && self.tongue.info(self.words.lower[*before]).class
                        & (class::RELATIVE | class::PRONOUN)
                        == 0
            })
            .and_then(|subject| around.side(subject))
    }

    /// "Chad will cut ties with Mali, its minister said": who speaks is of the state that the words are about.
    fn spoken_for(&self, pronoun: usize, around: &Around<'_>) -> Option<Side> {
        let noun = self.tree.head(pronoun)?;
        let verb = self
            .tree
            .head(noun)
            .filter(|verb| *verb > noun && self.tree.rel(noun) == Rel::Subject)?;
        let says = self.tongue.info(self.words.lower[verb]).class & class::SAYING != 0;
        let told = match self.tree.rel(verb) {
            Rel::Parataxis => self.tree.head(verb),
            _ => [Rel::Clause, Rel::Parataxis]
                .into_iter()
                .find_map(|rel| self.tree.child(verb, rel)),
        };
        let told = told.filter(|told| says && *told < pronoun)?;
        let subject = self.tree.child(told, Rel::Subject)?;
        around.side(subject)
    }

    fn honorific_before(&self, first: usize) -> Option<usize> {
        honorific_before((self.text, self.tokens), self.words, self.tongue, first)
    }

    /// Whether a word is "Mr", "Mme" or the like.
    fn is_honorific(&self, at: usize) -> bool {
        self.tokens[at].capital
            && self.tongue.info(self.words.lower[at]).class & class::HONORIFIC != 0
    }

    /// Whether a noun is that of those who are sent abroad: "embassy".
    fn is_guest(&self, at: usize) -> bool {
        self.roles.is_envoy(self.language, self.words.lower[at])
    }

    /// "attacked Iran and killed its commanders": of those who suffer, not of whoever does it; the one
    /// other side that stands before.
    fn harmed(&self, pronoun: usize, around: &Around<'_>) -> Option<Side> {
        let noun = self.tree.head(pronoun)?;
        // "killed several of its commanders", "barred the plane of its minister".
        let whole = self.tree.head(noun).filter(|above| {
            matches!(self.tree.rel(noun), Rel::Nominal | Rel::Oblique)
                && self.tree.rel(*above) == Rel::Object
        });
        let noun = whole.unwrap_or(noun);
        let verb = self
            .tree
            .head(noun)
            .filter(|verb| self.tree.rel(noun) == Rel::Object && self.tree.is_verb(*verb))?;
        let mut patterns = self.tongue.verb_patterns(self.words.lower[verb]);
        let harms = patterns.any(|pattern| {
            pattern.rest.is_empty()
                && pattern.is_of(&[
                    PloverType::Assault,
                    PloverType::Coerce,
                    PloverType::Sanction,
                ])
        });
        let first = self.tree.first_conjunct(verb);
        let subject = [verb, first]
            .into_iter()
            .find_map(|verb| self.tree.child(verb, Rel::Subject))?;
        let own = around.side(subject).filter(|_| harms)?;
        let mut others = (0..pronoun)
            .rev()
            .filter_map(|at| around.side(at))
            .filter(|side| side.country != own.country);
        let other = others.next()?;
        others
            .all(|side| side.country == other.country)
            .then_some(other)
    }

    /// Whether the complement at `at` says where those of a role are from.
    ///
    /// Soldiers, spies, refugees and those who are sent (`guest`) are in another country than theirs.
    fn gives_place(&self, at: usize, sector: Option<&str>, guest: bool) -> bool {
        let Some(case) = self.case(at) else {
            return false;
        };
        match self.word(case).to_lowercase().as_str() {
            "of" | "from" | "de" | "du" | "des" | "d'" | "d’" => true,
            "in" | "at" | "near" | "outside" | "around" | "across" | "dans" | "en" | "à" | "au" => {
                !guest && !matches!(sector, Some("MIL" | "REF" | "SPY" | "IGO"))
            }
            _ => false,
        }
    }

    /// Whether a noun is a piece of land: "town", "province".
    fn is_territory(&self, at: usize) -> bool {
        self.tongue.info(self.words.lower[at]).class & class::LAND != 0
    }

    /// "Thousands marched": people, of whom nothing is said but how many they are.
    fn is_crowd(&self, at: usize) -> bool {
        self.tongue.info(self.words.lower[at]).class & class::THRONG != 0
            && matches!(self.tree.rel(at), Rel::Subject | Rel::SubjectPassive)
            && self.tree.child(at, Rel::Nominal).is_none()
    }

    /// "police in Istanbul", "rebels": a role, of a state where the words name one.
    fn role(&self, first: usize, end: usize, at: usize, around: &Around<'_>) -> Option<Mention> {
        let crowd = || self.is_crowd(at).then_some("CVL");
        let sector = self.sector(first, at + 1).or_else(crowd)?;
        let actor = format!("{ROLE}{}", sector.to_lowercase()).parse().ok()?;
        let (country, cameo) = self.side(first, at, Some(sector), around);
        let who = Who {
            actor,
            kind: ActorKind::Organisation,
            country,
            sector: Some(sector.to_owned()),
            cameo,
            office: None,
        };
        let others = self.others(at, sector, around);
        if others.is_empty() {
            return Some(stranger(first, end, [who]));
        }
        // Those of several states are told apart by them.
        let all = who.country.clone().into_iter().chain(others);
        let of = |country: ActorId| Who {
            actor: country.clone(),
            kind: ActorKind::State,
            country: Some(country),
            ..who.clone()
        };
        Some(stranger(first, end, all.map(of)))
    }

    /// The further states that those of a role are of: "soldiers from Sudan and Chad".
    fn others(&self, at: usize, sector: &str, around: &Around<'_>) -> Vec<ActorId> {
        let mut others = Vec::new();
        for below in self.tree.below(at) {
            let placed = self.tree.rel(*below) == Rel::Nominal
                && self.gives_place(*below, Some(sector), self.is_guest(at));
            let Some(first) = around.side(*below).filter(|_| placed) else {
                continue;
            };
            let joined = self.tree.below(*below).iter().copied();
            let joined = joined.filter(|joined| self.tree.rel(*joined) == Rel::Conjunct);
            let joined = joined.filter_map(|joined| around.side(joined)?.country);
            // "ministers of both countries".
            for country in joined.chain(around.countries(*below)) {
                if first.country.as_ref() != Some(&country) && !others.contains(&country) {
                    others.push(country);
                }
            }
        }
        others
    }
}

/// How many nouns away the words for a stranger's state may stand.
const NEAR: u8 = 3;

/// Whose somebody is: of a state, or of an organisation with a code of its own.
struct Side {
    country: Option<ActorId>,
    cameo: Option<String>,
}

/// The mentions of a passage that are known so far.
struct Around<'m> {
    mentions: &'m [Mention],
    /// The mention that covers each token; `usize::MAX` for a stranger.
    covered: &'m [Option<usize>],
}

impl Around<'_> {
    /// The states of all whom the mention at a token means.
    fn countries(&self, at: usize) -> Vec<ActorId> {
        let number = self.covered[at].filter(|number| *number != usize::MAX);
        let whos = number.map_or(&[][..], |number| self.mentions[number].who.as_slice());
        whos.iter().filter_map(|who| who.country.clone()).collect()
    }

    /// The side of the mention at a token, or the state in which its place lies.
    fn side(&self, at: usize) -> Option<Side> {
        let number = self.covered[at].filter(|number| *number != usize::MAX)?;
        let mention = &self.mentions[number];
        let who = mention.who.first();
        let country = who.and_then(|who| who.country.clone());
        let side = Side {
            country: country.or_else(|| mention.state.clone()),
            cameo: who.and_then(|who| who.cameo.clone()),
        };
        (side.country.is_some() || side.cameo.is_some()).then_some(side)
    }
}

/// The mention of an actor by the tokens from `first` to `end`, and nothing more about it.
pub(crate) fn stranger(first: usize, end: usize, who: impl IntoIterator<Item = Who>) -> Mention {
    Mention {
        first,
        end,
        role: Role::Actor,
        who: who.into_iter().collect(),
        anaphor: false,
        city: false,
        entity: None,
        theatre: None,
        state: None,
        head: None,
    }
}
