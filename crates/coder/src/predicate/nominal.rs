//! Predicates that are nouns: "Israel's strikes on Iran", "talks between", "at the request of".

use detente_model::{Modality, PloverType, Polarity};

use super::Predicate;
use super::fill::{Filled, build, choose, fits_subject, is_other, pick};
use super::grammar::{groups_of, holders};
use super::matching::Match;
use crate::lexicon::{Flag, Pattern, Slot, class};
use crate::sentence::{Argument, Rel, Sentence, Tree, stronger, times};

pub(super) fn resolve_noun(
    sentence: &Sentence<'_>,
    tree: &Tree,
    found: &Match,
    pattern: &Pattern,
) -> Option<Predicate> {
    let first = found.own.iter().copied().min()?;
    let last = found.own.iter().copied().max()?;
    let head = tree.top(first, last + 1);
    let mut owners = sentence.owners_in(tree, head);
    for own in &found.own {
        if *own != head {
            owners.extend(sentence.owners_in(tree, *own));
        }
    }
    let mut own = vec![head];
    own.extend(found.own.iter().copied().filter(|place| *place != head));
    let mut arguments = sentence.arguments_in(tree, head, &own);
    let owner = pattern
        .source
        .iter()
        .find_map(|slot| owners.iter().copied().find(|owner| owner.slot == *slot));
    let owner = owner.or_else(|| {
        let slots: Vec<Slot> = pattern
            .source
            .iter()
            .copied()
            .filter(|slot| !pattern.target.contains(slot) || *slot == Slot::By)
            .collect();
        pick(sentence, &arguments, &slots, pattern, &[])
    });
    // "launched strikes on": who does what the noun says is the subject of its verb.
    let verb = carrier(sentence, tree, head);
    let agent = |holders: &[Argument]| {
        let mut holders = holders.iter().copied();
        holders.find(|holder| fits_subject(holder, pattern))
    };
    let mut carried = Vec::new();
    let owner = owner.or_else(|| {
        let verb = verb?;
        carried = if tree.is_passive(verb) {
            let by = sentence.arguments_in(tree, verb, &[verb]);
            by.into_iter()
                .filter(|argument| argument.slot == Slot::By)
                .collect()
        } else {
            holders(sentence, tree, verb)
        };
        agent(&carried)
    });
    // "is in talks with", "are at war with": who is in them.
    let owner = owner.or_else(|| {
        carried = within(sentence, tree, head)?;
        agent(&carried)
    });
    let asked_of = asked_of(sentence, tree, head, pattern);
    // "in talks with Iran, Russia offered": who does something in them.
    let attended = owner
        .is_none()
        .then(|| occasion(sentence, tree, head, pattern))
        .flatten();
    let owner = owner.or_else(|| {
        carried = holders(sentence, tree, attended?);
        agent(&carried)
    });
    if let Some(verb) = verb {
        arguments.extend(beside(sentence, tree, verb));
    }
    let (source, target) = noun_sides(sentence, pattern, &owners, &arguments, owner);
    let target = target
        .or_else(|| meant(sentence, tree, head, pattern, &groups_of(source)))
        .or_else(|| {
            let doers = asked_of
                .iter()
                .flat_map(|verb| holders(sentence, tree, *verb));
            let taken = groups_of(source);
            doers
                .into_iter()
                .find(|doer| doer.head && sentence.is_apart(doer.group, &taken, false))
        });
    arguments.extend(owners);
    arguments.extend(carried);
    let filled = Filled {
        source,
        target,
        all: &arguments,
    };
    let predicate = build(sentence, found, pattern, &filled, 0.78)?;
    let start = sentence
        .phrase_start(found.at)
        .min(source.map_or(usize::MAX, |source| source.at));
    let (mut modality, mut polarity) = match attended {
        Some(_) => (Modality::Asserted, Polarity::Positive),
        None => sentence.noun_modality(start, found.at),
    };
    if let Some(verb) = verb.or(attended) {
        let chain = sentence.chain(verb);
        modality = stronger(modality, chain.modality);
        polarity = times(polarity, chain.polarity);
    }
    if sentence.is_conditional(found.at) {
        modality = stronger(modality, Modality::Hypothetical);
    }
    Some(Predicate {
        modality,
        polarity,
        ..predicate
    })
}

/// The complements of the verb that carries a noun of action: "launched strikes on".
fn beside(sentence: &Sentence<'_>, tree: &Tree, verb: usize) -> Vec<Argument> {
    let mut found = sentence.arguments_in(tree, verb, &[verb]);
    found.retain(|argument| {
        matches!(
            argument.slot,
            Slot::On
                | Slot::Against
                | Slot::With
                | Slot::Alongside
                | Slot::To
                | Slot::Between
                | Slot::In
                | Slot::From
        ) && !argument.inner
    });
    found
}

/// Whom the deed that a noun promises or threatens is meant for: "Iran's threat to attack Israel".
fn meant(
    sentence: &Sentence<'_>,
    tree: &Tree,
    noun: usize,
    pattern: &Pattern,
    taken: &[usize],
) -> Option<Argument> {
    let plans = pattern.is_of(&[
        PloverType::Threaten,
        PloverType::Agree,
        PloverType::Request,
        PloverType::Reject,
    ]);
    let deed = tree.below(noun).iter().copied().find(|below| {
        plans
            && tree.rel(*below) == Rel::Adnominal
            && tree.is_verb(*below)
            && sentence.is_purpose(tree, *below)
    })?;
    sentence
        .arguments_in(tree, deed, &[deed])
        .into_iter()
        .find(|argument| {
            matches!(
                argument.slot,
                Slot::Object | Slot::To | Slot::On | Slot::Against | Slot::From
            ) && is_other(sentence, pattern, argument, taken)
        })
}

/// The verb of what is done "at the request of Peru".
fn asked_of(sentence: &Sentence<'_>, tree: &Tree, noun: usize, pattern: &Pattern) -> Option<usize> {
    let case = tree.child(noun, Rel::Case)?;
    let mut verb = tree.head(noun)?;
    // "is training pilots to fly jets at the request of": it is the training that was asked for.
    while matches!(tree.rel(verb), Rel::OpenClause | Rel::Adverbial)
        && let Some(above) = tree.head(verb)
    {
        verb = above;
    }
    (pattern.is_of(&[PloverType::Request])
        && sentence.word(case).eq_ignore_ascii_case("at")
        && tree.rel(noun) == Rel::Oblique
        && tree.is_verb(verb)
        && !tree.is_passive(verb))
    .then_some(verb)
}

/// The subject of "is in talks", "are at war".
fn within(sentence: &Sentence<'_>, tree: &Tree, noun: usize) -> Option<Vec<Argument>> {
    tree.child(noun, Rel::Copula)?;
    let case = tree.child(noun, Rel::Case)?;
    matches!(
        sentence.word(case).to_lowercase().as_str(),
        "in" | "at" | "on" | "en"
    )
    .then(|| holders(sentence, tree, noun))
}

/// The verb of what is done in talks: "during a meeting with".
fn occasion(sentence: &Sentence<'_>, tree: &Tree, noun: usize, pattern: &Pattern) -> Option<usize> {
    let talks = pattern.is_of(&[PloverType::Consult]);
    let case = tree.child(noun, Rel::Case)?;
    let verb = tree.head(noun)?;
    let during = match sentence.word(case).to_lowercase().as_str() {
        // Behind a verb they may belong to its object: "agreed to mediation in the talks with".
        "in" | "at" | "en" => noun < verb || sentence.is(verb, class::SAYING),
        "during" | "after" | "following" | "lors" | "après" => true,
        _ => false,
    };
    (talks
        && during
        && tree.rel(noun) == Rel::Oblique
        && tree.is_verb(verb)
        && !tree.is_passive(verb))
    .then_some(verb)
}

/// Who acts and on whom, of a noun with these owners and complements.
fn noun_sides(
    sentence: &Sentence<'_>,
    pattern: &Pattern,
    owners: &[Argument],
    arguments: &[Argument],
    owner: Option<Argument>,
) -> (Option<Argument>, Option<Argument>) {
    let several = |argument: &Argument| sentence.are_several(&[argument.group]);
    let pair = owners.iter().copied().find(several);
    let taken = groups_of(owner);
    let target = choose(sentence, arguments, pattern, &taken).or_else(|| {
        owners.iter().copied().find(|other| {
            pattern.target.contains(&other.slot) && sentence.is_apart(other.group, &taken, false)
        })
    });
    let mutual = pattern.is(Flag::Mutual);
    match (owner, target, pair) {
        (source, None, Some(pair))
            if mutual && source.is_none_or(|source| source.group == pair.group) =>
        {
            (Some(pair), None)
        }
        (None, Some(target), _)
            if mutual
                && matches!(target.slot, Slot::Between | Slot::Of | Slot::By)
                && several(&target) =>
        {
            (Some(target), None)
        }
        (source, target, _) => (source, target),
    }
}

/// The verb of doing that a noun of action depends on: "carried out an attack", "talks were held".
pub(super) fn carrier(sentence: &Sentence<'_>, tree: &Tree, noun: usize) -> Option<usize> {
    let noun = tree.first_conjunct(noun);
    let head = tree.head(noun)?;
    let object = match tree.rel(noun) {
        Rel::Object => !tree.is_passive(head),
        Rel::SubjectPassive => true,
        // "engaged in talks"; "sent aid in the conflict with" has something else that was sent.
        Rel::Oblique => tree.child(head, Rel::Object).is_none(),
        _ => false,
    };
    if object && sentence.is(head, class::SUPPORT) {
        return Some(head);
    }
    // "attacks carried out by": the participle behind the noun.
    tree.below(noun).iter().copied().find(|below| {
        tree.rel(*below) == Rel::Adnominal
            && tree.is_passive(*below)
            && sentence.is(*below, class::SUPPORT)
    })
}
