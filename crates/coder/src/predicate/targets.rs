//! Whom a verb is meant for, where neither its object nor its preposition says it.

use detente_model::PloverType;

use super::fill::{asks_to, is_other, is_victim, may_face};
use super::grammar::{holders, is_deed, is_known};
use super::matching::{Match, matches_at};
use crate::lexicon::{Flag, Pattern, Slot, class};
use crate::sentence::{Argument, Rel, Sentence, Tag, Tree};
use crate::strangers::is_bare;

/// A verb whose pattern asks for somebody whom neither its object nor its preposition names.
#[derive(Clone, Copy)]
pub(super) struct Unsaid<'u, 'a> {
    pub sentence: &'u Sentence<'a>,
    pub tree: &'u Tree,
    /// The verb.
    pub at: usize,
    pub pattern: &'u Pattern,
    /// The groups of those on the other side.
    pub taken: &'u [usize],
}

impl Unsaid<'_, '_> {
    /// Whether an argument is another party than those on the other side.
    fn is_other(self, argument: &Argument) -> bool {
        is_other(self.sentence, self.pattern, argument, self.taken)
    }

    /// Who is asked by name, known or not: "asked Smith to shun the Iranian minister".
    pub(super) fn asked(self, arguments: &[Argument]) -> Option<Argument> {
        let asks = self.pattern.is_of(&[PloverType::Request]);
        let named = |argument: &&Argument| {
            argument.slot == Slot::Object
                && argument.head
                && !argument.inner
                && argument.factor > 0.9
                && self.sentence.groups[argument.group]
                    .mentions
                    .iter()
                    .all(|mention| {
                        let mention = &self.sentence.mentions[*mention];
                        mention.is_actor() && !is_bare(mention)
                    })
                && self.is_other(argument)
        };
        let mut objects = arguments.iter().filter(|_| asks).filter(named);
        objects.next().copied()
    }

    /// Whose deed is judged: "condemned the attack on Gaza by Israel".
    pub(super) fn doer(self) -> Option<Argument> {
        let judges = judges(self.pattern);
        let object = self
            .tree
            .child(self.at, Rel::Object)
            .filter(|object| judges && self.sentence.actor_group(*object).is_none())?;
        // "praised what it called Norway's courage".
        if matches!(
            self.sentence.word(object).to_lowercase().as_str(),
            "what" | "ce"
        ) {
            let mut stack = vec![object];
            while let Some(top) = stack.pop() {
                let mut owners = self.sentence.owners_in(self.tree, top).into_iter();
                let apart = |owner: &Argument| self.is_other(owner);
                if let Some(owner) = owners.find(apart) {
                    return Some(owner);
                }
                stack.extend(self.tree.below(top).iter().filter(|below| **below > object));
            }
            return None;
        }
        // The phrase of the doer may hang on the verb, too.
        let mut stack = vec![self.at, object];
        while let Some(noun) = stack.pop() {
            for below in self.tree.below(noun) {
                let complement = match self.tree.rel(*below) {
                    Rel::Nominal => true,
                    Rel::Oblique | Rel::Agent => noun == self.at && *below > object,
                    _ => false,
                };
                if !complement {
                    continue;
                }
                // "support for Zimbabwe during a visit by its president": the nearer noun has the doer.
                let nearer = noun == self.at
                    && self.tree.below(self.at).iter().any(|other| {
                        *other > object && other < below && self.tree.rel(*other) == Rel::Oblique
                    });
                let by = self.sentence.case_slot(self.tree, *below) == Some(Slot::By)
                    || self.tree.rel(*below) == Rel::Agent;
                if by && !nearer {
                    let mut found = Vec::new();
                    self.sentence
                        .fill(self.tree, *below, Slot::By, (false, 0.85), &mut found);
                    let apart = |argument: &Argument| argument.head && self.is_other(argument);
                    if let Some(argument) = found.into_iter().find(apart) {
                        return Some(argument);
                    }
                }
                // "pledged support for Russia's war in Ukraine".
                let owner = self
                    .sentence
                    .owners_in(self.tree, *below)
                    .into_iter()
                    .filter(|_| noun != self.at && is_deed(self.sentence, *below))
                    .find(|owner| self.is_other(owner));
                if owner.is_some() {
                    return owner;
                }
                if noun != self.at {
                    stack.push(*below);
                }
            }
        }
        None
    }

    /// Whose the deed is that a relative judges: "announced a move that Spain condemned", "Iran's seizure of
    /// the ship, which Britain called piracy".
    pub(super) fn judged(self) -> Option<Argument> {
        let judges = judges(self.pattern);
        // "a verdict that Ottawa described": parsers take "that" for a conjunction.
        let told = self.tree.rel(self.at) == Rel::Adnominal
            && self
                .tree
                .child(self.at, Rel::Object)
                .is_some_and(|object| self.sentence.is(object, class::RELATIVE));
        let relative = (self.tree.rel(self.at) == Rel::Relative || told)
            && self
                .tree
                .child(self.at, Rel::Object)
                .is_none_or(|object| self.sentence.is(object, class::RELATIVE) || object > self.at)
            && self
                .tree
                .child(self.at, Rel::Subject)
                .is_some_and(|subject| !self.sentence.is(subject, class::RELATIVE));
        // "a decision condemned by Peru".
        let reduced = self.tree.rel(self.at) == Rel::Adnominal && self.tree.is_passive(self.at);
        let deed = self
            .tree
            .head(self.at)
            .filter(|_| judges && (relative || reduced))?;
        let apart = |argument: &Argument| self.is_other(argument);
        let owner = self
            .sentence
            .owners_in(self.tree, deed)
            .into_iter()
            .find(apart);
        owner
            .or_else(|| {
                let verb = self.tree.head(deed).filter(|verb| {
                    self.tree.is_verb(*verb)
                        && self.sentence.is(*verb, class::SUPPORT | class::SAYING)
                })?;
                let by = |argument: &Argument| argument.slot == Slot::By && apart(argument);
                match self.tree.rel(deed) {
                    Rel::Object => holders(self.sentence, self.tree, verb)
                        .into_iter()
                        .find(apart),
                    Rel::SubjectPassive => self
                        .sentence
                        .arguments_in(self.tree, verb, &[verb])
                        .into_iter()
                        .find(by),
                    _ => None,
                }
            })
            .or_else(|| {
                // "jailed the editor, a step which Chile called": who took it.
                let verb = governing_verb(self.tree, deed)?;
                let second = self.tree.rel(deed) == Rel::Object
                    && self.tree.child(verb, Rel::Object) != Some(deed);
                // "landed without permission, which Chile sees as": the whole of what was done.
                let whole = self.tree.child(self.at, Rel::Object).is_some_and(|which| {
                    which > 0
                        && self.sentence.tag(which - 1) == Tag::Comma
                        && self.sentence.actor_group(deed).is_none()
                });
                let beside = matches!(self.tree.rel(deed), Rel::Apposition | Rel::Parataxis);
                if !(second || whole || beside) {
                    return None;
                }
                holders(self.sentence, self.tree, verb)
                    .into_iter()
                    .find(apart)
            })
    }

    /// Whom the pronoun of a second verb takes up: "accused Iran of lying and urged it to stop".
    pub(super) fn resumed(self) -> Option<Argument> {
        let pronoun = self.tree.below(self.at).iter().any(|below| {
            *below > self.at
                && matches!(
                    self.tree.rel(*below),
                    Rel::Object | Rel::IndirectObject | Rel::Oblique
                )
                && self.sentence.is_third_person(*below)
        });
        let above = self.tree.head(self.at).filter(|above| {
            pronoun
                && *above < self.at
                && self.tree.is_verb(*above)
                && matches!(
                    self.tree.rel(self.at),
                    Rel::Conjunct | Rel::Adverbial | Rel::OpenClause
                )
        })?;
        self.sentence
            .arguments_in(self.tree, above, &[above])
            .into_iter()
            .find(|argument| {
                matches!(
                    argument.slot,
                    Slot::Object | Slot::To | Slot::With | Slot::On | Slot::In
                ) && (argument.head && argument.slot != Slot::In || argument.thing.is_some())
                    && !argument.inner
                    && self.is_other(argument)
            })
    }

    /// To whom one speaks who does so after a meeting: "met the Chadian president and offered help".
    pub(super) fn met(self) -> Option<Argument> {
        let speaks =
            self.pattern
                .is_of(&[PloverType::Agree, PloverType::Request, PloverType::Support]);
        let first = self.tree.head(self.at).filter(|first| {
            speaks
                && *first < self.at
                && self.tree.rel(self.at) == Rel::Conjunct
                && self.tree.is_verb(*first)
        })?;
        if self.tree.child(self.at, Rel::Subject).is_some()
            || !tells_of_meeting(self.sentence, first)
        {
            return None;
        }
        self.sentence
            .arguments_in(self.tree, first, &[first])
            .into_iter()
            .find(|argument| {
                matches!(argument.slot, Slot::Object | Slot::With | Slot::To)
                    && argument.head
                    && !argument.inner
                    && self.is_other(argument)
            })
    }

    /// To whom the words go that ask or threaten: "sent a letter to Turkey demanding an apology".
    pub(super) fn addressee(self) -> Option<Argument> {
        let asks = self.pattern.is_of(&[
            PloverType::Request,
            PloverType::Threaten,
            PloverType::Accuse,
        ]);
        let above = self.tree.head(self.at).filter(|_| asks)?;
        let words = match self.tree.rel(self.at) {
            Rel::Adnominal => above,
            Rel::Adverbial => self.tree.child(above, Rel::Object)?,
            _ => return None,
        };
        if !self.sentence.is(words, class::WORDS) {
            return None;
        }
        let mut found = self.sentence.arguments_in(self.tree, words, &[words]);
        if let Some(verb) = self
            .tree
            .head(words)
            .filter(|verb| self.tree.is_verb(*verb))
        {
            found.extend(self.sentence.arguments_in(self.tree, verb, &[verb]));
        }
        found
            .into_iter()
            .find(|argument| argument.slot == Slot::To && argument.head && self.is_other(argument))
    }

    /// Whom a threat is meant for that names its condition: "threatened to quit unless Iran complies".
    pub(super) fn on_condition(self) -> Option<Argument> {
        let threat = self.pattern.is_of(&[PloverType::Threaten]);
        if !threat || self.pattern.is(Flag::Swap) {
            return None;
        }
        let mut found = conditioned(self.sentence, self.tree, self.at).into_iter();
        found.find(|argument| self.is_other(argument))
    }

    /// Where one side is enough, the other may still be named deeper in the clause: "rioted, calling
    /// for the removal of the president".
    pub(super) fn anybody_below(self) -> Option<Argument> {
        if !self.pattern.is(Flag::Solo) || self.pattern.is(Flag::Swap) {
            return None;
        }
        let mut found: Vec<Argument> = Vec::new();
        let mut stack = vec![self.at];
        while let Some(top) = stack.pop() {
            for below in self.tree.below(top) {
                let aside = match self.tree.rel(*below) {
                    Rel::Subject | Rel::SubjectPassive => top == self.at,
                    Rel::Adverbial => {
                        !self.tree.is_verb(*below) || marked(self.sentence, self.tree, *below)
                    }
                    Rel::Parataxis | Rel::Relative | Rel::Case => true,
                    Rel::Conjunct => self.tree.is_verb(*below),
                    // "denied supplying arms to Sudan" answers somebody else.
                    Rel::OpenClause => {
                        let answers = self.pattern.is(Flag::Nominal);
                        self.tree.is_verb(*below)
                            && (answers || asks_to(self.sentence, self.pattern))
                    }
                    Rel::Oblique | Rel::Nominal => matches!(
                        self.sentence.case_slot(self.tree, *below),
                        Some(Slot::After | Slot::During | Slot::Other | Slot::As)
                    ),
                    _ => false,
                };
                if aside {
                    continue;
                }
                if let Some(group) = self.sentence.actor_group(*below)
                    && may_face(self.sentence, group, self.taken, self.pattern)
                    && is_known(self.sentence, group)
                {
                    let argument = Argument {
                        slot: Slot::Other,
                        group,
                        thing: None,
                        head: true,
                        at: self.sentence.groups[group].first,
                        inner: true,
                        factor: 0.7,
                        phrase: None,
                    };
                    if !is_victim(self.sentence, &argument, self.pattern) {
                        found.push(argument);
                    }
                }
                stack.push(*below);
            }
        }
        found.into_iter().min_by_key(|argument| argument.at)
    }

    /// On whom was once imposed, or to whom was given, what the object names: "eased the sanctions it had imposed on Syria".
    pub(super) fn imposed_on(self) -> Option<Argument> {
        let undoes = self.pattern.is_of(&[
            PloverType::Coerce,
            PloverType::Concede,
            PloverType::Retreat,
            PloverType::Sanction,
        ]);
        let object = self.tree.child(self.at, Rel::Object).filter(|_| undoes)?;
        let clause = self.tree.below(object).iter().copied().find(|below| {
            *below > object && self.tree.rel(*below) == Rel::Relative && self.tree.is_verb(*below)
        })?;
        self.sentence
            .arguments_in(self.tree, clause, &[clause])
            .into_iter()
            .find(|argument| {
                let slot = matches!(
                    argument.slot,
                    Slot::To | Slot::On | Slot::Against | Slot::Object
                );
                slot && !argument.inner && self.is_other(argument)
            })
    }

    /// Where those were who leave: "the last French soldiers stationed in Niger left on Friday".
    pub(super) fn stationed_at(self) -> Option<Argument> {
        let leaves = self.pattern.is_of(&[PloverType::Retreat]) && self.pattern.is(Flag::Place);
        let subject = self.tree.child(self.at, Rel::Subject).filter(|_| leaves)?;
        self.tree
            .below(subject)
            .iter()
            .copied()
            .filter(|below| *below > subject)
            .filter(|below| matches!(self.tree.rel(*below), Rel::Adjective | Rel::Adnominal))
            .flat_map(|below| self.sentence.arguments_in(self.tree, below, &[below]))
            .find(|argument| {
                matches!(argument.slot, Slot::In | Slot::To) && self.is_other(argument)
            })
    }
}

/// Whether a pattern tells what one thinks of what another did.
fn judges(pattern: &Pattern) -> bool {
    pattern.is_of(&[
        PloverType::Accuse,
        PloverType::Protest,
        PloverType::Reject,
        PloverType::Support,
    ])
}

/// The nearest verb above a noun.
fn governing_verb(tree: &Tree, noun: usize) -> Option<usize> {
    let mut at = noun;
    for _ in 0..4 {
        at = tree.head(at)?;
        if tree.is_verb(at) {
            return Some(at);
        }
    }
    None
}

fn tells_of_meeting(sentence: &Sentence<'_>, at: usize) -> bool {
    matches_at(sentence, at, true)
        .iter()
        .any(|found| sentence.tongue.patterns[found.pattern].is_of(&[PloverType::Consult]))
}

/// Those who are the subjects of the conditions of what the word at `at` tells.
pub(super) fn conditioned(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> Vec<Argument> {
    let mut found = Vec::new();
    let mut stack = vec![at];
    while let Some(top) = stack.pop() {
        for below in tree.below(top).iter().copied() {
            match tree.rel(below) {
                Rel::OpenClause | Rel::Clause | Rel::Object => stack.push(below),
                Rel::Adnominal if tree.is_verb(below) => stack.push(below),
                Rel::Adverbial if is_condition(sentence, tree, below) => {
                    let is_subject =
                        |at: &usize| matches!(tree.rel(*at), Rel::Subject | Rel::SubjectPassive);
                    let known = found.len();
                    for subject in tree.below(below).iter().copied().filter(is_subject) {
                        sentence.fill(tree, subject, Slot::Other, (true, 0.7), &mut found);
                    }
                    // "unless Hamas ... withdraws", where the noun heads the clause.
                    if found.len() == known && tree.is_noun(below) {
                        sentence.fill(tree, below, Slot::Other, (true, 0.7), &mut found);
                    }
                }
                Rel::Adverbial if sentence.is_purpose(tree, below) => stack.push(below),
                _ => {}
            }
        }
    }
    found.retain(|argument| argument.head);
    found
}

/// Whether the clause at `at` is one with "if" or "unless".
pub(super) fn is_condition(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> bool {
    tree.rel(at) == Rel::Adverbial
        && tree
            .below(at)
            .iter()
            .any(|mark| tree.rel(*mark) == Rel::Marker && sentence.is(*mark, class::CONDITION))
}

/// Whose the noun of a pattern is: "faces Western sanctions", "rejected Israel's demands".
pub(super) fn own_owner(
    sentence: &Sentence<'_>,
    tree: &Tree,
    found: &Match,
    taken: &[usize],
) -> Option<Argument> {
    found
        .own
        .iter()
        .skip(1)
        .flat_map(|own| sentence.owners_in(tree, *own))
        .find(|owner| sentence.is_apart(owner.group, taken, false))
}

/// Whether a clause is set apart by "after", "while", "if": it tells of something else.
pub(super) fn marked(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> bool {
    tree.child(at, Rel::Marker)
        .is_some_and(|mark| !sentence.is(mark, class::TO))
}
