//! Whom a verb is meant for, where neither its object nor its preposition says it.

use detente_model::PloverType;

use super::fill::{is_other, is_victim, may_face};
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
        let Self {
            sentence, pattern, ..
        } = self;
        let asks = pattern.is_of(&[PloverType::Request]);
        let named = |argument: &&Argument| {
            argument.slot == Slot::Object
                && argument.head
                && !argument.inner
                && argument.factor > 0.9
                && sentence.groups[argument.group]
                    .mentions
                    .iter()
                    .all(|mention| {
                        let mention = &sentence.mentions[*mention];
                        mention.is_actor() && !is_bare(mention)
                    })
                && self.is_other(argument)
        };
        let mut objects = arguments.iter().filter(|_| asks).filter(named);
        objects.next().copied()
    }

    /// Whose deed is judged: "condemned the attack on Gaza by Israel".
    pub(super) fn doer(self) -> Option<Argument> {
        let Self {
            sentence,
            tree,
            at,
            pattern,
            ..
        } = self;
        let judges = judges(pattern);
        let object = tree
            .child(at, Rel::Object)
            .filter(|object| judges && sentence.actor_group(*object).is_none())?;
        // "praised what it called Norway's courage".
        if matches!(sentence.word(object).to_lowercase().as_str(), "what" | "ce") {
            let mut stack = vec![object];
            while let Some(top) = stack.pop() {
                let mut owners = sentence.owners_in(tree, top).into_iter();
                let apart = |owner: &Argument| self.is_other(owner);
                if let Some(owner) = owners.find(apart) {
                    return Some(owner);
                }
                stack.extend(tree.below(top).iter().filter(|below| **below > object));
            }
            return None;
        }
        // The phrase of the doer may hang on the verb, too.
        let mut stack = vec![at, object];
        while let Some(noun) = stack.pop() {
            for below in tree.below(noun) {
                let complement = match tree.rel(*below) {
                    Rel::Nominal => true,
                    Rel::Oblique | Rel::Agent => noun == at && *below > object,
                    _ => false,
                };
                if !complement {
                    continue;
                }
                // "support for Zimbabwe during a visit by its president": the nearer noun has the doer.
                let nearer = noun == at
                    && tree.below(at).iter().any(|other| {
                        *other > object && other < below && tree.rel(*other) == Rel::Oblique
                    });
                let by = sentence.case_slot(tree, *below) == Some(Slot::By)
                    || tree.rel(*below) == Rel::Agent;
                if by && !nearer {
                    let mut found = Vec::new();
                    sentence.fill(tree, *below, Slot::By, (false, 0.85), &mut found);
                    let apart = |argument: &Argument| argument.head && self.is_other(argument);
                    if let Some(argument) = found.into_iter().find(apart) {
                        return Some(argument);
                    }
                }
                // "pledged support for Russia's war in Ukraine".
                let owner = sentence
                    .owners_in(tree, *below)
                    .into_iter()
                    .filter(|_| noun != at && is_deed(sentence, *below))
                    .find(|owner| self.is_other(owner));
                if owner.is_some() {
                    return owner;
                }
                if noun != at {
                    stack.push(*below);
                }
            }
        }
        None
    }

    /// Whose the deed is that a relative judges: "announced a move that Spain condemned", "Iran's seizure of
    /// the ship, which Britain called piracy".
    pub(super) fn judged(self) -> Option<Argument> {
        let Self {
            sentence,
            tree,
            at,
            pattern,
            ..
        } = self;
        let judges = judges(pattern);
        // "a verdict that Ottawa described": parsers take "that" for a conjunction.
        let told = tree.rel(at) == Rel::Adnominal
            && tree
                .child(at, Rel::Object)
                .is_some_and(|object| sentence.is(object, class::RELATIVE));
        let relative = (tree.rel(at) == Rel::Relative || told)
            && tree
                .child(at, Rel::Object)
                .is_none_or(|object| sentence.is(object, class::RELATIVE) || object > at)
            && tree
                .child(at, Rel::Subject)
                .is_some_and(|subject| !sentence.is(subject, class::RELATIVE));
        // "a decision condemned by Peru".
        let reduced = tree.rel(at) == Rel::Adnominal && tree.is_passive(at);
        let deed = tree.head(at).filter(|_| judges && (relative || reduced))?;
        let apart = |argument: &Argument| self.is_other(argument);
        let owner = sentence.owners_in(tree, deed).into_iter().find(apart);
        owner
            .or_else(|| {
                let verb = tree.head(deed).filter(|verb| {
                    tree.is_verb(*verb) && sentence.is(*verb, class::SUPPORT | class::SAYING)
                })?;
                let by = |argument: &Argument| argument.slot == Slot::By && apart(argument);
                match tree.rel(deed) {
                    Rel::Object => holders(sentence, tree, verb).into_iter().find(apart),
                    Rel::SubjectPassive => sentence
                        .arguments_in(tree, verb, &[verb])
                        .into_iter()
                        .find(by),
                    _ => None,
                }
            })
            .or_else(|| {
                // "jailed the editor, a step which Chile called": who took it.
                let verb = governing_verb(tree, deed)?;
                let second =
                    tree.rel(deed) == Rel::Object && tree.child(verb, Rel::Object) != Some(deed);
                // "landed without permission, which Chile sees as": the whole of what was done.
                let whole = tree.child(at, Rel::Object).is_some_and(|which| {
                    which > 0
                        && sentence.tag(which - 1) == Tag::Comma
                        && sentence.actor_group(deed).is_none()
                });
                let beside = matches!(tree.rel(deed), Rel::Apposition | Rel::Parataxis);
                if !(second || whole || beside) {
                    return None;
                }
                holders(sentence, tree, verb).into_iter().find(apart)
            })
    }

    /// Whom the pronoun of a second verb takes up: "accused Iran of lying and urged it to stop".
    pub(super) fn resumed(self) -> Option<Argument> {
        let Self {
            sentence, tree, at, ..
        } = self;
        let pronoun = tree.below(at).iter().any(|below| {
            *below > at
                && matches!(
                    tree.rel(*below),
                    Rel::Object | Rel::IndirectObject | Rel::Oblique
                )
                && sentence.is_third_person(*below)
        });
        let above = tree.head(at).filter(|above| {
            pronoun
                && *above < at
                && tree.is_verb(*above)
                && matches!(
                    tree.rel(at),
                    Rel::Conjunct | Rel::Adverbial | Rel::OpenClause
                )
        })?;
        sentence
            .arguments_in(tree, above, &[above])
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
        let Self {
            sentence,
            tree,
            at,
            pattern,
            ..
        } = self;
        let speaks = pattern.is_of(&[PloverType::Agree, PloverType::Request, PloverType::Support]);
        let first = tree.head(at).filter(|first| {
            speaks && *first < at && tree.rel(at) == Rel::Conjunct && tree.is_verb(*first)
        })?;
        if tree.child(at, Rel::Subject).is_some() || !tells_of_meeting(sentence, first) {
            return None;
        }
        sentence
            .arguments_in(tree, first, &[first])
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
        let Self {
            sentence,
            tree,
            at,
            pattern,
            ..
        } = self;
        let asks = pattern.is_of(&[
            PloverType::Request,
            PloverType::Threaten,
            PloverType::Accuse,
        ]);
        let above = tree.head(at).filter(|_| asks)?;
        let words = match tree.rel(at) {
            Rel::Adnominal => above,
            Rel::Adverbial => tree.child(above, Rel::Object)?,
            _ => return None,
        };
        if !sentence.is(words, class::WORDS) {
            return None;
        }
        let mut found = sentence.arguments_in(tree, words, &[words]);
        if let Some(verb) = tree.head(words).filter(|verb| tree.is_verb(*verb)) {
            found.extend(sentence.arguments_in(tree, verb, &[verb]));
        }
        found
            .into_iter()
            .find(|argument| argument.slot == Slot::To && argument.head && self.is_other(argument))
    }

    /// Whom a threat is meant for that names its condition: "threatened to quit unless Iran complies".
    pub(super) fn on_condition(self) -> Option<Argument> {
        let Self {
            sentence,
            tree,
            at,
            pattern,
            ..
        } = self;
        let threat = pattern.is_of(&[PloverType::Threaten]);
        if !threat || pattern.is(Flag::Swap) {
            return None;
        }
        let mut found = conditioned(sentence, tree, at).into_iter();
        found.find(|argument| self.is_other(argument))
    }

    /// Where one side is enough, the other may still be named deeper in the clause: "rioted, calling
    /// for the removal of the president".
    pub(super) fn anybody_below(self) -> Option<Argument> {
        let Self {
            sentence,
            tree,
            at,
            pattern,
            taken,
        } = self;
        if !pattern.is(Flag::Solo) || pattern.is(Flag::Swap) {
            return None;
        }
        let mut found: Vec<Argument> = Vec::new();
        let mut stack = vec![at];
        while let Some(top) = stack.pop() {
            for below in tree.below(top) {
                let aside = match tree.rel(*below) {
                    Rel::Subject | Rel::SubjectPassive => top == at,
                    Rel::Adverbial => !tree.is_verb(*below) || marked(sentence, tree, *below),
                    Rel::Parataxis | Rel::Relative | Rel::Case => true,
                    Rel::Conjunct => tree.is_verb(*below),
                    // "denied supplying arms to Sudan" answers somebody else.
                    Rel::OpenClause => tree.is_verb(*below) && pattern.is(Flag::Nominal),
                    Rel::Oblique | Rel::Nominal => matches!(
                        sentence.case_slot(tree, *below),
                        Some(Slot::After | Slot::During | Slot::Other | Slot::As)
                    ),
                    _ => false,
                };
                if aside {
                    continue;
                }
                if let Some(group) = sentence.actor_group(*below)
                    && may_face(sentence, group, taken, pattern)
                    && is_known(sentence, group)
                {
                    let argument = Argument {
                        slot: Slot::Other,
                        group,
                        thing: None,
                        head: true,
                        at: sentence.groups[group].first,
                        inner: true,
                        factor: 0.7,
                        phrase: None,
                    };
                    if !is_victim(sentence, &argument, pattern) {
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
        let Self {
            sentence,
            tree,
            at,
            pattern,
            ..
        } = self;
        let undoes = pattern.is_of(&[
            PloverType::Coerce,
            PloverType::Concede,
            PloverType::Retreat,
            PloverType::Sanction,
        ]);
        let object = tree.child(at, Rel::Object).filter(|_| undoes)?;
        let clause = tree.below(object).iter().copied().find(|below| {
            *below > object && tree.rel(*below) == Rel::Relative && tree.is_verb(*below)
        })?;
        sentence
            .arguments_in(tree, clause, &[clause])
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
        let Self {
            sentence,
            tree,
            at,
            pattern,
            ..
        } = self;
        let leaves = pattern.is_of(&[PloverType::Retreat]) && pattern.is(Flag::Place);
        let subject = tree.child(at, Rel::Subject).filter(|_| leaves)?;
        tree.below(subject)
            .iter()
            .copied()
            .filter(|below| *below > subject)
            .filter(|below| matches!(tree.rel(*below), Rel::Adjective | Rel::Adnominal))
            .flat_map(|below| sentence.arguments_in(tree, below, &[below]))
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
fn marked(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> bool {
    tree.child(at, Rel::Marker)
        .is_some_and(|mark| !sentence.is(mark, class::TO))
}
