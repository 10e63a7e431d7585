//! Persons and their offices: who holds which on which day, and who only bears the same name.

use detente_model::{ActorId, ActorKind, Day, Term};

use super::{Finder, RawName, Who, Words};
use crate::gazetteer::Referent;
use crate::lexicon::{Tongue, class};
use crate::token::{Token, TokenKind};

/// The role of those who held an office once: elites.
pub(crate) const FORMER: &str = "ELI";

/// Where the honorific right before the name at `first` begins, in the words of a text.
pub(crate) fn honorific_before(
    (text, tokens): (&str, &[Token]),
    words: &Words,
    tongue: &Tongue,
    first: usize,
) -> Option<usize> {
    let before = first.checked_sub(1)?;
    let at = if tokens[before].span.of(text) == "." {
        before.checked_sub(1)?
    } else {
        before
    };
    let known = tongue.info(words.lower[at]).class & class::HONORIFIC != 0;
    (tokens[at].capital && known).then_some(at)
}

impl Finder<'_, '_> {
    /// The actor as it stands on the day on which the document appeared.
    pub(crate) fn who(&self, actor: &ActorId) -> Option<Who> {
        self.who_on(actor, self.support.published)
    }

    /// The actor as it stands on `day`; where that is not known, as it stood last.
    pub(crate) fn who_on(&self, actor: &ActorId, day: Option<Day>) -> Option<Who> {
        let known = self.gazetteer.knowledge.actor(actor)?;
        let own_code = known.cameo.clone().filter(|_| known.country.is_none());
        let (mut sector, mut served) = (known.sector.clone(), None);
        if known.kind == ActorKind::Person {
            let terms = self.gazetteer.knowledge.terms_of(actor);
            // Who served one state and then another is of the one whose office they hold.
            served = day.and_then(|day| self.state_served(&terms, day));
            sector = self.person_sector(&terms, day, sector);
        }
        Some(Who {
            actor: actor.clone(),
            kind: known.kind,
            country: served.or_else(|| known.country.clone()),
            sector,
            cameo: own_code,
            office: None,
        })
    }

    /// The state whose office a person with these terms holds on `day`.
    fn state_served(&self, terms: &[&Term], day: Day) -> Option<ActorId> {
        let term = terms.iter().find(|term| term.validity.includes(day))?;
        let office = self.gazetteer.knowledge.office(&term.office)?;
        Some(office.actor.clone()).filter(ActorId::is_state)
    }

    /// The role of a person with these terms on `day`: by the office held then, else the person's `own`; of those
    /// without any, elite after the first office and open before it.
    fn person_sector(
        &self,
        terms: &[&Term],
        day: Option<Day>,
        own: Option<String>,
    ) -> Option<String> {
        if terms.is_empty() {
            return own;
        }
        let sector = |term: &Term| {
            self.gazetteer
                .knowledge
                .office(&term.office)?
                .sector
                .clone()
        };
        let Some(day) = day else {
            return terms.last().and_then(|term| sector(term));
        };
        if let Some(term) = terms.iter().find(|term| term.validity.includes(day)) {
            return sector(term);
        }
        own.or_else(|| {
            terms
                .iter()
                .any(|term| term.validity.overlaps(None, Some(day)))
                .then(|| FORMER.to_owned())
        })
    }

    /// Whether a person may hold `office` on the day on which the document appeared. Persons of
    /// whom no term in it is known are taken at the text's word, as is all where no day is known.
    pub(super) fn may_hold(&self, person: &ActorId, office: Option<&ActorId>) -> bool {
        let (Some(office), Some(day)) = (office, self.support.published) else {
            return true;
        };
        let mut terms = self
            .gazetteer
            .knowledge
            .terms_of(person)
            .into_iter()
            .filter(|term| term.office == *office)
            .peekable();
        terms.peek().is_none() || terms.any(|term| term.validity.includes(day))
    }

    /// Whether "former", "ex-" or the like stands before the word at `at`.
    pub(crate) fn is_former(&self, at: usize) -> bool {
        let says = |at: usize| self.has(at, class::FORMER);
        let Some(before) = at.checked_sub(1) else {
            return false;
        };
        // "ex-president"
        let at = if self.word(before) == "-" {
            before.checked_sub(1)
        } else {
            Some(before)
        };
        at.is_some_and(says)
    }

    /// Where the honorific right before the name at `first` begins: "Mr Lavrov", "M. Lavrov".
    pub(super) fn honorific_before(&self, first: usize) -> Option<usize> {
        honorific_before((self.text, self.tokens), self.words, self.tongue, first)
    }

    /// Whether a name that nobody knows follows, so that what looks like a surname is the name before
    /// it: "Abdelaziz Smith".
    pub(super) fn is_given_name(&self, raw: &RawName) -> bool {
        let Some(next) = self.tokens.get(raw.end) else {
            return false;
        };
        let unknown = self.words.exact[raw.end] == 0;
        // "Pierre Martin": two surnames, of which the first is a given name as well.
        let both = || {
            self.gazetteer.is_given_name(self.words.exact[raw.first])
                && self.gazetteer.is_surname(self.words.exact[raw.end])
        };
        next.kind == TokenKind::Word
            && next.capital
            && next.spaced
            && self.words.lower[raw.end] == 0
            && raw.end - raw.first == 1
            && (unknown || both())
    }

    /// Whether a town is but part of the name of somebody whom nobody knows: "Gao Wei", "Li Gao".
    pub(super) fn is_in_name(&self, raw: &RawName) -> bool {
        let stranger = |at: usize| {
            self.tokens.get(at).is_some_and(|token| {
                let word = self.word(at);
                token.kind == TokenKind::Word
                    && token.capital
                    && word.chars().nth(1).is_some_and(char::is_lowercase)
                    && (self.words.exact[at] == 0 || self.is_no_name(at))
                    && self.words.lower[at] == 0
            })
        };
        let spaced = self.tokens.get(raw.end).is_some_and(|token| token.spaced);
        let behind = spaced && stranger(raw.end);
        let before = raw.first.checked_sub(1).filter(|at| *at > 0);
        raw.end - raw.first == 1 && (behind || before.is_some_and(stranger))
    }

    /// Whether another given name stands before a surname: "Ivanka Trump" is not Donald Trump.
    pub(super) fn is_namesake(&self, raw: &RawName, referent: &Referent) -> bool {
        let Referent::Actor(actor) = referent else {
            return false;
        };
        let Some(before) = raw.first.checked_sub(1) else {
            return false;
        };
        if self.honorific_before(raw.first).is_some() {
            return false;
        }
        let token = self.tokens[before];
        let word = self.word(before);
        let written = token.kind == TokenKind::Word
            && token.capital
            && word.chars().nth(1).is_some_and(char::is_lowercase);
        // At the start of a sentence a capital says nothing, and known words are no given names, unless
        // they are those of others.
        let exact = self.words.exact[before];
        let given = self.gazetteer.is_given_name(exact);
        let known = exact != 0 && !(given && self.is_no_name(before));
        let bare = before == 0 && !given;
        if !written || bare || self.words.lower[before] != 0 || known {
            return false;
        }
        let initial = word.chars().next();
        let knowledge = self.gazetteer.knowledge;
        !knowledge.actor(actor).is_some_and(|actor| {
            [&actor.name_en, &actor.name_fr]
                .iter()
                .any(|name| name.chars().next() == initial)
        })
    }

    /// Whether the word at `at` names nobody by itself, or somebody by a surname.
    fn is_no_name(&self, at: usize) -> bool {
        let word = self.words.exact[at];
        self.gazetteer.longest(&[word]).is_none() || self.gazetteer.is_surname(word)
    }
}
