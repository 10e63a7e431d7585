//! Subjects, objects and complements of a predicate, read off the tree.

use detente_model::{ActorKind, PloverType};
use detente_syntax::Upos;

use super::tree::{Rel, Tree};
use super::{Argument, Sentence, Tag};
use crate::lexicon::{HeadClass, Slot, class};
use crate::mention::{Role, Who};
use crate::strangers::is_bare;

/// How deep clauses are followed for a subject.
const DEPTH: u8 = 6;

/// Where the subject of a verb was found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SubjectAt {
    /// The head of the subject's phrase.
    pub at: usize,
    /// What the way to it leaves of the score.
    pub factor: f64,
}

impl Sentence<'_> {
    /// The head of the subject of the verb or predicate noun at `at`.
    pub(crate) fn subject_in(&self, tree: &Tree, at: usize, depth: u8) -> Option<SubjectAt> {
        if depth > DEPTH {
            return None;
        }
        let subjects = || {
            tree.below(at)
                .iter()
                .copied()
                .filter(|below| matches!(tree.rel(*below), Rel::Subject | Rel::SubjectPassive))
        };
        // "cut ties; Algeria closed": of two, one is of a clause before, which the parser took in.
        let behind = |first: usize, last: usize| (first..last).any(|at| self.word(at) == ";");
        let own = subjects().next().map(|first| {
            let nearest = subjects().take_while(|below| *below < at).last();
            nearest.filter(|last| behind(first, *last)).unwrap_or(first)
        });
        let scaled = |found: Option<SubjectAt>, factor: f64| {
            found.map(|found| SubjectAt {
                factor: found.factor * factor,
                ..found
            })
        };
        if let Some(own) = own {
            let sure = Some(SubjectAt {
                at: own,
                factor: 1.0,
            });
            if self.mention_at[own].is_some_and(|number| self.mentions[number].is_actor()) {
                return sure;
            }
            // "who", "which": the noun that the clause is about.
            if matches!(tree.upos(own), Upos::Pron | Upos::Det) {
                if tree.rel(at) == Rel::Relative && self.is_relative(own) {
                    let noun = tree.head(at)?;
                    // "signed a decree that lifts the ban": whose decree it is.
                    if self.is(noun, class::WORDS) && self.actor_group(noun).is_none() {
                        return self.author(tree, at, noun, depth);
                    }
                    return Some(SubjectAt {
                        at: noun,
                        factor: 0.95,
                    });
                }
                // "Israel said it had struck": who speaks.
                if self.is_third_person(own) {
                    let governor = Self::governor(tree, at)?;
                    if let Some(addressed) = self.addressed(tree, at, governor) {
                        return Some(addressed);
                    }
                    let found = self.actor_subject(tree, governor, depth + 1)?;
                    return scaled(Some(found).filter(|found| self.agrees(own, found.at)), 0.85);
                }
            }
            return sure;
        }
        let head = tree.head(at)?;
        match tree.rel(at) {
            Rel::Conjunct | Rel::Parataxis
                if tree.is_verb(head) || tree.child(head, Rel::Copula).is_some() =>
            {
                let found = self.subject_in(tree, head, depth + 1)?;
                // "was arrested and charged" goes on with the passive; "met and was received" does not.
                Some(SubjectAt {
                    factor: found.factor * 0.95,
                    ..found
                })
            }
            Rel::OpenClause if self.accuses_of(tree, at, head) => {
                let blamed = self.blamed(tree, at, head)?;
                Some(SubjectAt {
                    at: blamed,
                    factor: 0.85,
                })
            }
            Rel::OpenClause => self.controller_in(tree, at, head, depth),
            Rel::Adverbial if let Some(blamed) = self.charged(tree, at, head) => Some(SubjectAt {
                at: blamed,
                factor: 0.85,
            }),
            Rel::Adverbial if let Some(blamed) = self.blamed(tree, at, head) => Some(SubjectAt {
                at: blamed,
                factor: 0.85,
            }),
            // "accused each other of breaking the truce": not whoever accuses.
            Rel::Adverbial | Rel::Clause if self.accuses_of(tree, at, head) => None,
            Rel::Adverbial | Rel::Clause => scaled(self.actor_subject(tree, head, depth + 1), 0.9),
            Rel::Relative | Rel::Adjective => Some(SubjectAt {
                at: head,
                factor: 0.95,
            }),
            Rel::Adnominal => self.described_by(tree, at, head, depth),
            _ => None,
        }
    }

    /// Whose words do what the clause at `at` tells of them.
    fn author(&self, tree: &Tree, at: usize, noun: usize, depth: u8) -> Option<SubjectAt> {
        // "vetoed a resolution condemning": not of who refuses it.
        let refused = tree
            .head(noun)
            .is_some_and(|verb| self.tells_of(verb, PloverType::Reject));
        if refused || tree.is_passive(at) {
            return None;
        }
        self.owner_or_subject(tree, noun, depth)
            .map(|found| SubjectAt {
                factor: found.factor * 0.9,
                ..found
            })
    }

    /// The subject of a participle or infinitive at a noun.
    fn described_by(&self, tree: &Tree, at: usize, noun: usize, depth: u8) -> Option<SubjectAt> {
        let own = |found: SubjectAt| SubjectAt {
            factor: found.factor * 0.9,
            ..found
        };
        let infinitive = self.tag(at) == Tag::Verb(super::Voice::Infinitive)
            || tree
                .child(at, Rel::Marker)
                .is_some_and(|mark| self.is(mark, class::TO))
                // "an end to fighting".
                && !self.word(at).ends_with("ing");
        if infinitive {
            // "Iran's decision to leave": whose decision it is.
            return self.owner_or_subject(tree, noun, depth).map(own);
        }
        // "issued a statement accusing": whose statement it is.
        if self.is(noun, class::WORDS) && !tree.is_passive(at) {
            return self.author(tree, at, noun, depth);
        }
        Some(SubjectAt {
            at: noun,
            factor: 0.95,
        })
    }

    /// "praised Iran for supplying", "sanctions on Iran for supplying": the actor whom the verb above
    /// concerns, where it stands before the clause.
    fn blamed(&self, tree: &Tree, at: usize, head: usize) -> Option<usize> {
        let marker = tree.child(at, Rel::Marker)?;
        let concerns = matches!(
            self.word(marker).to_lowercase().as_str(),
            "for" | "of" | "from"
        );
        let actor = |place: &usize| {
            let between = (head + 1..at).contains(place);
            let mention = self.mention_at[*place].filter(|_| between)?;
            self.mentions[mention].is_actor().then_some(*place)
        };
        let object = tree.child(head, Rel::Object).filter(|_| concerns)?;
        let on = |over: usize| {
            tree.below(over)
                .iter()
                .copied()
                .filter(|below| matches!(tree.rel(*below), Rel::Nominal | Rel::Oblique))
                .filter(|below| {
                    tree.child(*below, Rel::Case).is_some_and(|case| {
                        matches!(self.word(case).to_lowercase().as_str(), "on" | "against")
                    })
                })
                .find_map(|below| actor(&below))
        };
        actor(&object).or_else(|| on(object)).or_else(|| on(head))
    }

    /// "accused Peru of bombing a bridge, wounding three": who is accused did the rest of it as well.
    fn charged(&self, tree: &Tree, at: usize, head: usize) -> Option<usize> {
        let bare = tree.child(at, Rel::Marker).is_none() && self.word(at).ends_with("ing");
        let charge = tree
            .below(head)
            .iter()
            .copied()
            .filter(|below| (head + 1..at).contains(below) && bare)
            .find(|below| self.accuses_of(tree, *below, head))?;
        self.blamed(tree, charge, head)
    }

    /// Whether a clause with "of" is what the verb above accuses somebody of.
    fn accuses_of(&self, tree: &Tree, at: usize, head: usize) -> bool {
        let marker = tree.child(at, Rel::Marker);
        let of = marker.is_some_and(|marker| self.word(marker).eq_ignore_ascii_case("of"));
        of && tree.child(head, Rel::Object).is_some() && !tree.is_passive(head)
    }

    /// The subject, where an actor can stand there; else that of the clause around.
    fn actor_subject(&self, tree: &Tree, at: usize, depth: u8) -> Option<SubjectAt> {
        if tree.is_noun(at) && tree.child(at, Rel::Copula).is_none() {
            return self.owner_or_subject(tree, at, depth);
        }
        self.subject_in(tree, at, depth)
    }

    /// Who owns the noun, else the subject of the verb that it belongs to.
    fn owner_or_subject(&self, tree: &Tree, noun: usize, depth: u8) -> Option<SubjectAt> {
        let owner = tree.below(noun).iter().copied().find(|below| {
            let planner = || {
                tree.rel(*below) == Rel::Nominal
                    && self.case_slot(tree, *below) == Some(Slot::By)
                    // Who asks for it does not do it.
                    && !self.tells_of(noun, PloverType::Request)
            };
            (matches!(
                tree.rel(*below),
                Rel::Possessor | Rel::Adjective | Rel::Compound
            ) || planner())
                && self.mention_at[*below].is_some_and(|number| self.mentions[number].is_actor())
        });
        if let Some(owner) = owner {
            return Some(SubjectAt {
                at: owner,
                factor: 1.0,
            });
        }
        let mut above = tree.head(noun)?;
        let mut steps = 0;
        while !tree.is_verb(above) && steps < 3 {
            above = tree.head(above)?;
            steps += 1;
        }
        self.subject_in(tree, above, depth + 1)
    }

    /// Who does what an open complement says: "urged Iran to stop", "wants to stop".
    fn controller_in(&self, tree: &Tree, at: usize, head: usize, depth: u8) -> Option<SubjectAt> {
        let object = tree
            .child(head, Rel::Object)
            .or_else(|| tree.child(head, Rel::IndirectObject))
            .filter(|object| *object < at);
        // "wants Chad to leave the pact": who is wanted to.
        let wanted = self.lemma(head) == "want"
            && object.is_some_and(|object| self.actor_group(object).is_some());
        let keeps = self.is(head, class::KEEPS_SUBJECT) && !wanted;
        if let Some(object) = object
            && !keeps
            && tree.is_verb(head)
        {
            return Some(SubjectAt {
                at: object,
                factor: 0.9,
            });
        }
        let found = self.subject_in(tree, head, depth + 1)?;
        Some(SubjectAt {
            factor: found.factor * 0.95,
            ..found
        })
    }

    /// The verb whose clause `at` belongs to: the one above it.
    fn governor(tree: &Tree, at: usize) -> Option<usize> {
        let mut at = at;
        for _ in 0..6 {
            let above = tree.head(at)?;
            if tree.is_verb(above) && tree.rel(at) != Rel::Conjunct {
                return Some(above);
            }
            at = above;
        }
        None
    }

    fn is_relative(&self, at: usize) -> bool {
        self.is(at, class::RELATIVE) || matches!(self.tag(at), Tag::Relative)
    }

    pub(crate) fn is_third_person(&self, at: usize) -> bool {
        self.is(at, class::PRONOUN)
            && matches!(
                self.word(at).to_lowercase().as_str(),
                "it" | "he"
                    | "she"
                    | "they"
                    | "him"
                    | "her"
                    | "them"
                    | "il"
                    | "elle"
                    | "ils"
                    | "elles"
            )
    }

    /// "told Netanyahu that he must stop": whom the verb of telling addresses, where the clause at
    /// `at` says what must be done.
    fn addressed(&self, tree: &Tree, at: usize, governor: usize) -> Option<SubjectAt> {
        let must = tree.below(at).iter().any(|below| {
            tree.rel(*below) == Rel::Auxiliary
                && matches!(
                    self.word(*below).to_lowercase().as_str(),
                    "must" | "should" | "ought"
                )
        });
        let told = [Rel::IndirectObject, Rel::Object];
        let person = told.into_iter().find_map(|rel| tree.child(governor, rel));
        let actor = person.filter(|person| must && self.actor_group(*person).is_some())?;
        Some(SubjectAt {
            at: actor,
            factor: 0.9,
        })
    }

    /// Whether a pronoun can stand for the actors at `at`: "they" and "it" for no person, "he" and
    /// "she" for nobody else.
    fn agrees(&self, pronoun: usize, at: usize) -> bool {
        let all = |fits: fn(&Who) -> bool| {
            self.actor_group(at).is_some_and(|group| {
                let members = self.groups[group].mentions.iter();
                let mut whos = members.flat_map(|mention| &self.mentions[*mention].who);
                whos.clone().count() == 1 && whos.all(fits)
            })
        };
        match self.word(pronoun).to_lowercase().as_str() {
            "they" | "them" | "it" | "ils" | "elles" => !all(|who| who.kind == ActorKind::Person),
            // The words may be those of an office: "the king".
            "he" | "she" | "him" | "her" => {
                !all(|who| who.kind == ActorKind::State && who.sector.is_none())
            }
            _ => true,
        }
    }

    /// The actors of the phrase whose head is `at`, each as an argument in `slot`.
    pub(crate) fn fill(
        &self,
        tree: &Tree,
        at: usize,
        slot: Slot,
        (inner, factor): (bool, f64),
        found: &mut Vec<Argument>,
    ) {
        let before = found.len();
        // "the invasion of Ukraine by Russia was condemned": who did it.
        let doer = tree.below(at).iter().copied().find(|below| {
            tree.rel(*below) == Rel::Nominal
                && self.case_slot(tree, *below) == Some(Slot::By)
                && self.actor_group(*below).is_some()
        });
        let doer = doer.filter(|_| self.mention_at[at].is_none());
        self.fill_phrase(tree, doer.unwrap_or(at), slot, (inner, factor), 0, found);
        for argument in &mut found[before..] {
            argument.phrase = Some(at);
        }
    }

    fn fill_phrase(
        &self,
        tree: &Tree,
        at: usize,
        slot: Slot,
        (inner, factor): (bool, f64),
        depth: u8,
        found: &mut Vec<Argument>,
    ) {
        if depth > 4 {
            return;
        }
        if let Some(number) = self.mention_at[at]
            && self.mentions[number].is_actor()
        {
            let mention = &self.mentions[number];
            let Some(group) = self.group_of[number] else {
                return;
            };
            let owner = mention.role == Role::Modifier && tree.is_noun(at) && mention.end <= at;
            if mention.role == Role::Place && matches!(slot, Slot::Subject | Slot::By) {
                return;
            }
            let place = mention.role == Role::Place;
            found.push(Argument {
                slot,
                group,
                thing: owner.then(|| self.head_class(at)).flatten(),
                head: !owner,
                at: mention.first,
                inner,
                factor: if place { factor * 0.9 } else { factor },
                phrase: None,
            });
        } else {
            self.fill_owner(tree, at, slot, (inner, factor), depth, found);
        }
        for below in tree.below(at) {
            match tree.rel(*below) {
                Rel::Conjunct if !tree.is_verb(*below) => {
                    self.fill_phrase(tree, *below, slot, (inner, factor), depth + 1, found);
                }
                Rel::Apposition => {
                    let before = found.len();
                    self.fill_phrase(tree, *below, slot, (inner, factor * 0.95), depth + 1, found);
                    if before > 0 && found.len() > before && self.mention_at[at].is_some() {
                        found.truncate(before);
                    }
                }
                _ => {}
            }
        }
    }

    /// "Israel's positions", "Russian airspace", "officials in Baku", "targets in Syria": who
    /// stands behind the thing at `at`.
    fn fill_owner(
        &self,
        tree: &Tree,
        at: usize,
        slot: Slot,
        (inner, factor): (bool, f64),
        depth: u8,
        found: &mut Vec<Argument>,
    ) {
        if !tree.is_noun(at)
            && !matches!(
                tree.upos(at),
                Upos::Num | Upos::Adj | Upos::Pron | Upos::Det
            )
        {
            return;
        }
        let thing = self.head_class(at);
        // "des dépôts au Yémen".
        let french = self.language == "fr";
        let before = found.len();
        let near = |below: usize| {
            matches!(
                tree.rel(below),
                Rel::Possessor | Rel::Adjective | Rel::Compound | Rel::Flat
            )
        };
        // "US drone attacks": the name of a state may stand with the first of two nouns; that of
        // somebody else belongs there ("Trump campaign adviser").
        let beside = tree.below(at).iter().filter(|below| near(**below));
        let deeper = beside
            .clone()
            .filter(|below| {
                tree.rel(**below) == Rel::Compound && self.mention_at[**below].is_none()
            })
            .flat_map(|below| tree.below(*below))
            .filter(|below| near(**below) && self.names_state(**below));
        for below in beside.clone().chain(deeper) {
            if let Some(group) = self.actor_group(*below) {
                // "Israeli helicopters", "US firms": who acts, whatever the noun.
                let acts = thing.is_none()
                    && matches!(slot, Slot::Subject | Slot::By)
                    && matches!(tree.rel(*below), Rel::Adjective | Rel::Compound);
                // "watchdog Amnesty International": the name is who is meant.
                let named = tree.rel(*below) == Rel::Flat
                    && self.mention_at[*below]
                        .is_some_and(|number| self.mentions[number].role == Role::Actor);
                found.push(Argument {
                    slot,
                    group,
                    thing: if named { None } else { thing },
                    head: named || thing == Some(HeadClass::Agent) || acts,
                    at: self.groups[group].first,
                    inner,
                    factor: factor * 0.9,
                    phrase: None,
                });
                return;
            }
        }
        for below in tree.below(at) {
            if tree.rel(*below) != Rel::Nominal {
                continue;
            }
            let case = self.case_slot(tree, *below);
            // "thousands of Syrians", "officials in Baku", "forces from Chad".
            let held = case == Some(Slot::For) && self.is(at, class::LAND);
            let done = case == Some(Slot::By) && thing == Some(HeadClass::Instrument);
            let joined = held
                || done
                || matches!(case, Some(Slot::Of | Slot::From))
                || (case == Some(Slot::In) && thing.is_some())
                || (case == Some(Slot::To) && thing == Some(HeadClass::Asset) && french);
            if !joined {
                continue;
            }
            let start = found.len();
            self.fill_phrase(tree, *below, slot, (inner, factor * 0.9), depth + 1, found);
            let agent = thing == Some(HeadClass::Agent);
            let amount = matches!(tree.upos(at), Upos::Num | Upos::Pron | Upos::Det)
                || self.is(at, class::AMOUNT);
            for argument in &mut found[start..] {
                argument.thing = thing.or(argument.thing);
                argument.head &= agent || amount;
            }
            if found.len() > before {
                return;
            }
        }
    }

    fn names_state(&self, at: usize) -> bool {
        self.mention_at[at].is_some_and(|number| {
            let who = &self.mentions[number].who;
            who.iter()
                .all(|who| who.actor.is_state() && who.sector.is_none())
        })
    }

    /// The group of the actor that is named at a token.
    pub(crate) fn actor_group(&self, at: usize) -> Option<usize> {
        let number = self.mention_at[at]?;
        let mention = &self.mentions[number];
        (mention.is_actor() && mention.role != Role::Place)
            .then(|| self.group_of[number])
            .flatten()
    }

    /// The slot that the preposition of the phrase at `at` opens.
    pub(crate) fn case_slot(&self, tree: &Tree, at: usize) -> Option<Slot> {
        let cases = || {
            tree.below(at)
                .iter()
                .copied()
                .filter(|below| matches!(tree.rel(*below), Rel::Case | Rel::Marker))
        };
        // "out of Lebanon": the first that opens a slot.
        let opens = |case: &usize| {
            self.tag(*case) == Tag::Possessive
                || self
                    .info(*case)
                    .slot
                    .is_some_and(|slot| slot != Slot::Other)
        };
        let case = cases().find(opens).or_else(|| cases().next());
        match case {
            Some(case) if self.tag(case) == Tag::Possessive => Some(Slot::Possessive),
            Some(case) => Some(self.info(case).slot.unwrap_or(Slot::Other)),
            // A conjunct takes the preposition of the first.
            None if tree.rel(at) == Rel::Conjunct => {
                let first = tree.first_conjunct(at);
                if first == at {
                    return None;
                }
                self.case_slot(tree, first)
            }
            None => None,
        }
    }

    /// The arguments of the verb or noun at `at` and of the nouns of its pattern.
    pub(crate) fn arguments_in(&self, tree: &Tree, at: usize, own: &[usize]) -> Vec<Argument> {
        let mut found = Vec::new();
        self.gather(tree, at, own, (false, 1.0), 0, &mut found);
        for place in own.iter().skip(1) {
            if tree.is_noun(*place) || tree.upos(*place) == Upos::Adj {
                self.gather(tree, *place, own, (false, 0.97), 1, &mut found);
            } else if tree.is_verb(*place) {
                self.gather(tree, *place, own, (false, 0.97), 0, &mut found);
            }
        }
        let mut seen: Vec<(Slot, usize)> = Vec::new();
        found.retain(|argument| {
            let key = (argument.slot, argument.group);
            let fresh = !seen.contains(&key);
            seen.push(key);
            fresh
        });
        found
    }

    fn gather(
        &self,
        tree: &Tree,
        at: usize,
        own: &[usize],
        (inner, factor): (bool, f64),
        depth: u8,
        found: &mut Vec<Argument>,
    ) {
        if depth > 3 {
            return;
        }
        for below in tree.below(at) {
            let below = *below;
            match tree.rel(below) {
                Rel::Object if !own.contains(&below) => {
                    self.fill(tree, below, Slot::Object, (inner, factor), found);
                    self.gather_noun(tree, below, own, (inner, factor * 0.9), found);
                }
                Rel::IndirectObject if !own.contains(&below) => {
                    self.fill(tree, below, Slot::To, (inner, factor), found);
                    // "warned Iran", "told Iran": nothing else is the object.
                    if tree.child(at, Rel::Object).is_none() {
                        self.fill(tree, below, Slot::Object, (inner, factor), found);
                    }
                }
                Rel::Agent => self.fill(tree, below, Slot::By, (inner, factor), found),
                // "Grâce à une médiation du Qatar": to whom it is owed is done nothing.
                Rel::Oblique if self.is_owed_to(tree, below) => {}
                Rel::Oblique | Rel::Nominal => {
                    let slot = self.case_slot(tree, below).unwrap_or(Slot::Object);
                    if !own.contains(&below) {
                        self.fill(tree, below, slot, (inner, factor), found);
                        // "at the urging of Washington" helped others.
                        let asked = tree.rel(below) == Rel::Oblique
                            && below < at
                            && self.tells_of(below, PloverType::Request);
                        if !asked {
                            self.gather_noun(tree, below, own, (inner, factor * 0.85), found);
                        }
                    }
                }
                Rel::OpenClause => {
                    self.gather(tree, below, own, (true, factor * 0.9), depth + 1, found);
                }
                Rel::Clause => {
                    if let Some(subject) = tree
                        .child(below, Rel::Subject)
                        .or_else(|| tree.child(below, Rel::SubjectPassive))
                    {
                        self.fill(tree, subject, Slot::Object, (true, factor * 0.85), found);
                    }
                    self.gather(tree, below, own, (true, factor * 0.8), depth + 1, found);
                }
                Rel::Adverbial if self.is_purpose(tree, below) => {
                    self.gather(tree, below, own, (true, factor * 0.8), depth + 1, found);
                }
                _ => {}
            }
        }
        // "weapons which Iran supplied": what the clause is about is its object.
        let about = tree.rel(at) == Rel::Relative
            && tree
                .child(at, Rel::Object)
                .is_none_or(|object| self.is_relative(object))
            && tree
                .child(at, Rel::Subject)
                .is_some_and(|subject| !self.is_relative(subject));
        if about && let Some(noun) = tree.head(at) {
            self.fill(tree, noun, Slot::Object, (inner, factor * 0.9), found);
        }
        // "the Union, with which it signed an accord".
        if tree.rel(at) == Rel::Relative
            && let Some(noun) = tree.head(at)
            && let Some(slot) = self.relative_slot(tree, at)
        {
            self.fill(tree, noun, slot, (inner, factor * 0.9), found);
        }
    }

    /// The slot of the noun that a relative is about in its clause, where a preposition says it.
    fn relative_slot(&self, tree: &Tree, at: usize) -> Option<Slot> {
        let relative = tree.below(at).iter().copied().find(|below| {
            matches!(tree.rel(*below), Rel::Oblique | Rel::Nominal) && self.is_relative(*below)
        })?;
        self.case_slot(tree, relative)
    }

    /// "sanctions on Iran", "a deal with Iran": complements of the noun in an argument.
    fn gather_noun(
        &self,
        tree: &Tree,
        noun: usize,
        own: &[usize],
        (inner, factor): (bool, f64),
        found: &mut Vec<Argument>,
    ) {
        // "deported migrants to Venezuela": people of no known state are sent to one.
        let known = |number: usize| {
            let mention = &self.mentions[number];
            let stateless = || mention.who.iter().all(|who| who.country.is_none());
            mention.is_actor() && !(is_bare(mention) && stateless())
        };
        if self.mention_at[noun].is_some_and(known) {
            // "fought with the Cubans against South Africa": hung on those beside whom.
            let against = tree.below(noun).iter().copied().find(|below| {
                !own.contains(below) && self.case_slot(tree, *below) == Some(Slot::Against)
            });
            if let Some(below) = against {
                self.fill(tree, below, Slot::Against, (inner, 1.0), found);
            }
            return;
        }
        for below in tree.below(noun) {
            match tree.rel(*below) {
                Rel::Nominal if !own.contains(below) => {
                    let slot = self.case_slot(tree, *below).unwrap_or(Slot::Other);
                    self.fill(tree, *below, slot, (inner, factor), found);
                    // "sanctions, including travel bans, on Iran": on whom all of them are.
                    if self.is_example(tree, *below) {
                        for deeper in tree.below(*below) {
                            if tree.rel(*deeper) == Rel::Nominal && !own.contains(deeper) {
                                let slot = self.case_slot(tree, *deeper).unwrap_or(Slot::Other);
                                self.fill(tree, *deeper, slot, (inner, factor), found);
                            }
                        }
                    }
                }
                Rel::Adnominal if !own.contains(below) => {
                    self.gather(tree, *below, own, (true, factor * 0.85), 2, found);
                }
                _ => {}
            }
        }
    }

    /// Whether a noun is given as an example of the one above: "including travel bans".
    pub(crate) fn is_example(&self, tree: &Tree, at: usize) -> bool {
        tree.rel(at) == Rel::Nominal
            && tree
                .child(at, Rel::Case)
                .is_some_and(|case| self.is(case, class::ADVERB))
    }

    fn is_owed_to(&self, tree: &Tree, at: usize) -> bool {
        tree.child(at, Rel::Case)
            .is_some_and(|case| self.word(case).eq_ignore_ascii_case("grâce"))
    }

    /// Whether the infinitive at `at` says what something is done for.
    pub(crate) fn is_purpose(&self, tree: &Tree, at: usize) -> bool {
        tree.child(at, Rel::Marker)
            .is_some_and(|mark| self.is(mark, class::TO))
    }

    /// Who owns or qualifies the noun at `at`: "Israel's strikes", "Russian forces".
    pub(crate) fn owners_in(&self, tree: &Tree, at: usize) -> Vec<Argument> {
        let mut found = Vec::new();
        for below in tree.below(at) {
            let below = *below;
            let slot = match tree.rel(below) {
                Rel::Possessor => Slot::Possessive,
                Rel::Adjective | Rel::Compound | Rel::Flat => Slot::Adjective,
                Rel::Nominal if self.language == "fr" && tree.upos(below) == Upos::Adj => {
                    Slot::Adjective
                }
                _ => continue,
            };
            let start = found.len();
            self.fill(tree, below, slot, (false, 1.0), &mut found);
            // "the US-led strikes": the adjective stands under a participle.
            if found.len() == start {
                for deeper in tree.below(below) {
                    if matches!(
                        tree.rel(*deeper),
                        Rel::Compound | Rel::Adverb | Rel::Oblique | Rel::Adjective
                    ) && let Some(group) = self.actor_group(*deeper)
                    {
                        found.push(Argument {
                            slot,
                            group,
                            thing: None,
                            head: false,
                            at: self.groups[group].first,
                            inner: false,
                            factor: 0.85,
                            phrase: None,
                        });
                    }
                }
            }
        }
        found
    }
}
