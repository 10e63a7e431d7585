//! Predicates that get their actors by walking the words around them: for passages without a tree,
//! and where the tree finds no actor.

use detente_model::{Modality, Polarity};

use super::Predicate;
use super::fill::{Filled, build, choose, fits_subject, pick, usable};
use super::matching::Match;
use crate::lexicon::{Flag, Part, Pattern, Slot};
use crate::sentence::{Argument, Sentence, Tag, Voice, stronger, times};

/// The predicate of a match, with the actors that stand around its words.
pub(super) fn resolve(sentence: &Sentence<'_>, found: &Match) -> Option<Predicate> {
    let pattern = &sentence.tongue.patterns[found.pattern];
    match pattern.part {
        Part::Verb | Part::Adjective => resolve_verb(sentence, found, pattern),
        Part::Noun => resolve_noun(sentence, found, pattern),
        Part::Predicate => resolve_predicate(sentence, found, pattern),
    }
}

fn resolve_verb(sentence: &Sentence<'_>, found: &Match, pattern: &Pattern) -> Option<Predicate> {
    let chain = sentence.chain(found.at);
    // A source among the objects may own the noun of the pattern: "linking Russia's system with".
    let own = if pattern.source.is_empty() {
        found.own.as_slice()
    } else {
        &found.own[..1]
    };
    let arguments = sentence.arguments(found.at, own);
    let subject = sentence
        .subject(found.at, chain.start, 0)
        .filter(|subject| fits_subject(subject, pattern));
    let passive = chain.voice == Voice::Passive;
    let (mut source, mut target) = if passive {
        let by = arguments
            .iter()
            .copied()
            .find(|argument| argument.slot == Slot::By && usable(sentence, argument, pattern));
        let between = arguments
            .iter()
            .copied()
            .find(|argument| argument.slot == Slot::Between);
        let subject_target =
            subject.filter(|_| pattern.target.contains(&Slot::Object) || by.is_some());
        let other = choose(sentence, &arguments, pattern, &[]);
        (
            by.or(between),
            if subject_target.is_some() {
                subject_target
            } else {
                other
            },
        )
    } else {
        let source = if pattern.source.is_empty() {
            subject
        } else {
            pick(sentence, &arguments, &pattern.source, pattern, &[])
        };
        let sides = source.map_or_else(Vec::new, |source| vec![source.group]);
        (source, choose(sentence, &arguments, pattern, &sides))
    };
    if pattern.is(Flag::Mutual)
        && let Some(between) = target.filter(|target| target.slot == Slot::Between)
        && sentence.are_several(&[between.group])
    {
        if !passive && source.is_none() {
            return None;
        }
        source = Some(between);
        target = None;
    }
    if target.is_none() && pattern.target.contains(&Slot::Adjective) {
        target = noun_owner(sentence, found, source);
    }
    // What two do with each other, they do to no third that stands farther off.
    let shared = pattern.is(Flag::Mutual)
        && source.is_some_and(|source| sentence.are_several(&[source.group]))
        && target.is_some_and(|target| {
            !matches!(target.slot, Slot::With | Slot::Alongside | Slot::Object)
        });
    if shared {
        target = None;
    }
    if pattern.is(Flag::Swap) {
        std::mem::swap(&mut source, &mut target);
        source = source.or_else(|| noun_owner(sentence, found, target));
    }
    let base = match chain.voice {
        Voice::Active => 0.9,
        Voice::Passive => 0.88,
        Voice::Gerund => 0.8,
        Voice::Infinitive => 0.75,
    };
    let base = if chain.loose { base * 0.8 } else { base };
    let negative_ok = !(pattern.is(Flag::Refuses)
        && chain.polarity == Polarity::Negative
        && pattern.rest.is_empty());
    let polarity = if negative_ok {
        chain.polarity
    } else {
        Polarity::Negative
    };
    let predicate = build(
        sentence,
        found,
        pattern,
        &Filled {
            source,
            target,
            all: &[],
        },
        base,
    )?;
    Some(Predicate {
        modality: if sentence.is_conditional(found.at) {
            Modality::Hypothetical
        } else {
            chain.modality
        },
        polarity,
        ..predicate
    })
}

/// Whose the noun of a pattern is: "faces Western sanctions".
fn noun_owner(
    sentence: &Sentence<'_>,
    found: &Match,
    target: Option<Argument>,
) -> Option<Argument> {
    let last = *found.own.last().filter(|last| **last != found.at)?;
    let taken = target.map_or_else(Vec::new, |target| vec![target.group]);
    sentence
        .owners(last, last + 1)
        .into_iter()
        .find(|owner| owner.at > found.at && sentence.is_apart(owner.group, &taken, false))
}

fn resolve_noun(sentence: &Sentence<'_>, found: &Match, pattern: &Pattern) -> Option<Predicate> {
    let last = *found.own.last()?;
    let owners = sentence.owners(found.at, last + 1);
    let mut arguments = sentence.arguments(last, &found.own);
    arguments.extend(inner_arguments(sentence, found));
    let owner = pattern
        .source
        .iter()
        .find_map(|slot| owners.iter().copied().find(|owner| owner.slot == *slot));
    let pair = owners
        .iter()
        .copied()
        .find(|owner| sentence.are_several(&[owner.group]));
    let sides = owner.map_or_else(Vec::new, |owner| vec![owner.group]);
    let owner = owner.or_else(|| genitive_source(&arguments, pattern));
    let target = choose(
        sentence,
        &arguments,
        pattern,
        &owner.map_or(sides, |owner| vec![owner.group]),
    );
    let source = owner.or_else(|| {
        let taken = target.map_or_else(Vec::new, |target| vec![target.group]);
        let slots: Vec<Slot> = pattern
            .source
            .iter()
            .copied()
            .filter(|slot| !matches!(slot, Slot::Possessive | Slot::Adjective))
            .collect();
        pick(sentence, &arguments, &slots, pattern, &taken)
    });
    let (source, target) = match (source, target, pair) {
        (source, None, Some(pair))
            if pattern.is(Flag::Mutual)
                && source.is_none_or(|source| source.group == pair.group) =>
        {
            (Some(pair), None)
        }
        (None, Some(target), _)
            if pattern.is(Flag::Mutual)
                && matches!(target.slot, Slot::Between | Slot::Of | Slot::By)
                && sentence.are_several(&[target.group]) =>
        {
            (Some(target), None)
        }
        (source, target, _) => (source, target),
    };
    let predicate = build(
        sentence,
        found,
        pattern,
        &Filled {
            source,
            target,
            all: &[],
        },
        0.75,
    )?;
    let first = sentence
        .phrase_start(found.at)
        .min(source.map_or(usize::MAX, |source| source.at));
    let (modality, polarity) = sentence.noun_modality(first, found.at);
    let (modality, polarity) = governing(sentence, first, modality, polarity);
    Some(Predicate {
        modality: if sentence.is_conditional(found.at) {
            stronger(modality, Modality::Hypothetical)
        } else {
            modality
        },
        polarity,
        ..predicate
    })
}

/// "the intervention of Moscow in Syria": of two complements, that with "of" is who acts.
fn genitive_source(arguments: &[Argument], pattern: &Pattern) -> Option<Argument> {
    let both = pattern.source.contains(&Slot::Of) && pattern.target.contains(&Slot::Of);
    let first = arguments
        .iter()
        .find(|argument| argument.slot == Slot::Of && argument.head)?;
    let other = arguments.iter().any(|argument| {
        argument.slot != Slot::Of
            && argument.at > first.at
            && pattern.target.contains(&argument.slot)
    });
    (both && other).then_some(*first)
}

/// What a verb of having or doing right before the phrase makes of it: "will hold talks".
fn governing(
    sentence: &Sentence<'_>,
    first: usize,
    modality: Modality,
    polarity: Polarity,
) -> (Modality, Polarity) {
    let Some(verb) = first.checked_sub(1).filter(|at| sentence.is_verb(*at)) else {
        return (modality, polarity);
    };
    let light = matches!(
        sentence.word(verb).to_lowercase().as_str(),
        "hold"
            | "continue"
            | "expand"
            | "have"
            | "launch"
            | "conduct"
            | "provide"
            | "offer"
            | "start"
            | "begin"
            | "resume"
            | "carry"
            | "stage"
            | "face"
            | "avoid"
            | "prevent"
            | "seek"
    );
    if !light {
        return (modality, polarity);
    }
    let chain = sentence.chain(verb);
    (
        stronger(modality, chain.modality),
        times(polarity, chain.polarity),
    )
}

/// Arguments between the words of a nominal pattern: "delivery of Russian missiles to Iran".
fn inner_arguments(sentence: &Sentence<'_>, found: &Match) -> Vec<Argument> {
    let last = found.own.last().copied().unwrap_or(found.at);
    if last == found.at {
        return Vec::new();
    }
    let mut arguments = sentence.arguments(found.at, &[found.at]);
    arguments.retain(|argument| argument.at < last && argument.head);
    arguments
}

fn resolve_predicate(
    sentence: &Sentence<'_>,
    found: &Match,
    pattern: &Pattern,
) -> Option<Predicate> {
    let last = *found.own.last()?;
    let first = sentence.phrase_start(found.at);
    let arguments = sentence.arguments(last, &found.own[1..]);
    let owners = sentence.owners(found.at, last + 1);
    let (holder, modality, polarity) = copula(sentence, first, found.at)?;
    let sides = [holder.group];
    let owner = owners
        .iter()
        .copied()
        .find(|owner| owner.group != holder.group && sentence.is_apart(owner.group, &sides, false));
    let target = choose(sentence, &arguments, pattern, &sides).or(owner);
    let (source, target) = if pattern.is(Flag::Swap) {
        (target, Some(holder))
    } else {
        (Some(holder), target)
    };
    let predicate = build(
        sentence,
        found,
        pattern,
        &Filled {
            source,
            target,
            all: &[],
        },
        0.8,
    )?;
    Some(Predicate {
        modality,
        polarity,
        ..predicate
    })
}

/// Where "one of its main suppliers", "l'un des fournisseurs" begins, where `first` is that of what
/// stands behind "of".
fn partitive_start(sentence: &Sentence<'_>, first: usize) -> usize {
    let word = |back: usize| {
        let place = first.checked_sub(back)?;
        Some(sentence.word(place).to_lowercase())
    };
    let lower = |back: usize| word(back).unwrap_or_default();
    // A determiner can stand between: "one of the".
    let of = if matches!(lower(1).as_str(), "the" | "les") {
        2
    } else {
        1
    };
    let joined = matches!(lower(of).as_str(), "of" | "des" | "de" | "d'");
    let counted = matches!(
        lower(of + 1).as_str(),
        "one" | "un" | "une" | "some" | "two" | "three"
    );
    if joined && counted {
        first - of - 1
    } else {
        first
    }
}

/// Who is said to be what the phrase at `first` names: by a copula, by "as", or in apposition.
pub(crate) fn copula(
    sentence: &Sentence<'_>,
    first: usize,
    at: usize,
) -> Option<(Argument, Modality, Polarity)> {
    let mut place = partitive_start(sentence, first);
    let mut polarity = Polarity::Positive;
    while place > 0
        && matches!(
            sentence.tag(place - 1),
            Tag::Adverb | Tag::Negation | Tag::Determiner | Tag::Quote
        )
    {
        place -= 1;
        if sentence.tag(place) == Tag::Negation {
            polarity = times(polarity, Polarity::Negative);
        }
    }
    let before = place.checked_sub(1)?;
    let be = crate::lexicon::class::BE;
    let copular = sentence.tag(before) == Tag::Auxiliary && sentence.is(before, be);
    let becoming = matches!(
        sentence.tag(before),
        Tag::Verb(Voice::Active | Voice::Infinitive)
    ) && matches!(
        sentence.word(before).to_lowercase().as_str(),
        "become"
            | "becomes"
            | "became"
            | "remain"
            | "remains"
            | "remained"
            | "considered"
            | "deemed"
            | "reste"
            | "restent"
            | "devient"
            | "demeure"
            | "demeurent"
    );
    if copular || becoming {
        let chain = sentence.chain(if copular { place } else { before });
        let start = chain.start.min(before);
        let subject = sentence
            .subject(before, start, 0)
            .filter(|subject| subject.head)?;
        return Some((
            subject,
            chain.modality,
            times(
                polarity,
                if copular {
                    chain.polarity
                } else {
                    Polarity::Positive
                },
            ),
        ));
    }
    if sentence.tag(before) == Tag::Preposition
        && matches!(
            sentence.word(before).to_lowercase().as_str(),
            "as" | "comme"
        )
    {
        let noun = before.checked_sub(1)?;
        if sentence.tag(noun) == Tag::Word {
            // "Iran's role as a supplier", "views Iran as an ally".
            let found = sentence
                .phrase_before(before)
                .filter(|found| found.head)
                .or_else(|| sentence.owners(noun, before).first().copied())?;
            return Some((found, Modality::Asserted, polarity));
        }
        if sentence.is_verb(noun) {
            let chain = sentence.chain(noun);
            let subject = sentence
                .subject(noun, chain.start, 0)
                .filter(|subject| subject.head)?;
            return Some((subject, chain.modality, chain.polarity));
        }
        return None;
    }
    if sentence.tag(before) == Tag::Comma && at > first {
        // "Iran, a close ally of Moscow": right behind the name.
        let found = sentence.phrase_before(before).filter(|found| found.head)?;
        let ends = sentence.groups[found.group].end == before;
        return ends.then_some((found, Modality::Asserted, polarity));
    }
    None
}
