//! Patterns of the lexicon found in a sentence, with the actors that fill their slots.

use detente_model::{ActorId, Modality, PloverType, Polarity, Span, TieKind};

use crate::lexicon::{Element, Flag, HeadClass, Outcome, Part, Pattern, Slot, class};
use crate::mention::Role;
use crate::sentence::{Argument, Sentence, Tag, Voice, stronger, times};

/// A pattern and the tokens that it matched.
#[derive(Debug, Clone)]
struct Match {
    pattern: usize,
    at: usize,
    own: Vec<usize>,
}

/// A predicate with its actors.
#[derive(Debug, Clone)]
pub(crate) struct Predicate {
    pub pattern: usize,
    /// The token of its first word.
    pub at: usize,
    /// The last token of its pattern.
    pub last: usize,
    /// Groups of mentions.
    pub source: Option<usize>,
    pub target: Option<usize>,
    /// Both groups are one: each with each.
    pub mutual: bool,
    pub modality: Modality,
    pub polarity: Polarity,
    pub score: f64,
    pub trigger: Span,
}

/// How many words a gap of a pattern may span.
const GAP: usize = 7;

/// All predicates of the sentence that have their actors, in order.
pub(crate) fn find(sentence: &Sentence<'_>) -> Vec<Predicate> {
    let mut found: Vec<Predicate> = Vec::new();
    let mut owned = vec![(false, false); sentence.len()];
    let verbs_first = [true, false];
    for verbs in verbs_first {
        for at in 0..sentence.len() {
            let mut matches = matches_at(sentence, at, verbs);
            matches.sort_by_key(|found| {
                let pattern = &sentence.tongue.patterns[found.pattern];
                (
                    std::cmp::Reverse(pattern.weight()),
                    found.own.len(),
                    found.pattern,
                )
            });
            let mut done = (false, false);
            for candidate in matches {
                let pattern = &sentence.tongue.patterns[candidate.pattern];
                let event = matches!(pattern.outcome, Outcome::Event(_));
                let (taken, finished) = if event {
                    (owned[at].0, done.0)
                } else {
                    (owned[at].1, done.1)
                };
                if taken || finished {
                    continue;
                }
                if let Some(predicate) = resolve(sentence, &candidate) {
                    for place in &candidate.own {
                        if event {
                            owned[*place].0 = true;
                        } else {
                            owned[*place].1 = true;
                        }
                    }
                    if event {
                        done.0 = true;
                    } else {
                        done.1 = true;
                    }
                    found.push(predicate);
                }
            }
        }
    }
    found.sort_by_key(|predicate| (predicate.at, predicate.pattern));
    drop_governed(sentence, &mut found);
    found
}

/// The fullest event pattern at each token, whether or not its actors are there.
pub(crate) fn loose(sentence: &Sentence<'_>) -> Vec<(usize, usize)> {
    let fullest = |at: usize, verbs: bool| {
        matches_at(sentence, at, verbs)
            .into_iter()
            .filter(|found| {
                let outcome = &sentence.tongue.patterns[found.pattern].outcome;
                matches!(outcome, Outcome::Event(_))
            })
            .max_by_key(|found| {
                let weight = sentence.tongue.patterns[found.pattern].weight();
                (weight, std::cmp::Reverse(found.pattern))
            })
            .map(|found| (found.pattern, at))
    };
    (0..sentence.len())
        .filter_map(|at| fullest(at, true).or_else(|| fullest(at, false)))
        .collect()
}

/// What somebody agrees, asks, refuses or threatens to do has not been done.
fn drop_governed(sentence: &Sentence<'_>, found: &mut Vec<Predicate>) {
    let speech: Vec<(usize, usize)> = found
        .iter()
        .filter(
            |predicate| match &sentence.tongue.patterns[predicate.pattern].outcome {
                Outcome::Event(spec) => {
                    matches!(
                        spec.action.plover(),
                        PloverType::Agree
                            | PloverType::Request
                            | PloverType::Reject
                            | PloverType::Threaten
                    ) && sentence.is_verb(predicate.at)
                }
                Outcome::Tie(_) => false,
            },
        )
        .map(|predicate| (predicate.at, predicate.last))
        .collect();
    found.retain(|predicate| {
        let chain = sentence.chain(predicate.at);
        let infinitive = (chain.start..=predicate.at)
            .any(|at| matches!(sentence.tag(at), Tag::To | Tag::Verb(Voice::Infinitive)));
        if !sentence.is_verb(predicate.at) || !infinitive {
            return true;
        }
        let Some(before) = sentence.verb_before(chain.start) else {
            return true;
        };
        !speech
            .iter()
            .any(|(at, last)| *at < predicate.at && (*at == before || *last >= before))
    });
}

fn matches_at(sentence: &Sentence<'_>, at: usize, verbs: bool) -> Vec<Match> {
    let word = sentence.words.lower[at] as usize;
    if word == 0 {
        return Vec::new();
    }
    let begins = sentence
        .tongue
        .begins
        .get(word)
        .map_or(&[][..], Vec::as_slice);
    let is_verb = sentence.is_verb(at);
    let in_mention = sentence.mention_at[at].is_some();
    begins
        .iter()
        .filter(|(number, bits)| {
            let part = sentence.tongue.patterns[*number as usize].part;
            match part {
                Part::Verb => verbs && is_verb && *bits != 0,
                Part::Noun | Part::Predicate => {
                    !verbs
                        && !is_verb
                        && !in_mention
                        && matches!(sentence.tag(at), Tag::Word | Tag::Preposition)
                }
            }
        })
        .filter_map(|(number, _)| {
            let pattern = &sentence.tongue.patterns[*number as usize];
            let own = follow(sentence, at, pattern).or_else(|| raised(sentence, at, pattern))?;
            Some(Match {
                pattern: *number as usize,
                at,
                own,
            })
        })
        .collect()
}

/// The tokens that the pattern matches from `at` on.
fn follow(sentence: &Sentence<'_>, at: usize, pattern: &Pattern) -> Option<Vec<usize>> {
    let mut own = vec![at];
    let mut place = at + 1;
    let mut gap = false;
    for step in &pattern.rest {
        if *step == Element::Gap {
            gap = true;
            continue;
        }
        let fits = |place: usize| match step {
            Element::Words(words) => words.contains(&sentence.words.lower[place]),
            Element::Class(bits) => {
                sentence.info(place).nouns & bits != 0
                    && !sentence.is_verb(place)
                    && sentence.mention_at[place]
                        .is_none_or(|mention| sentence.mentions[mention].role == Role::Thing)
            }
            Element::Gap => false,
        };
        let limit = if gap { place + GAP } else { place + 1 };
        let mut found = None;
        let mut next = place;
        let mut slack = 0;
        while next < sentence.len() && next < limit + slack {
            if fits(next) {
                found = Some(next);
                break;
            }
            match sentence.tag(next) {
                // Adverbs and hyphens do not count.
                Tag::Adverb | Tag::Negation | Tag::Hyphen | Tag::Quote if slack < 4 => slack += 1,
                Tag::Comma if !sentence.is(next + 1, class::ADJECTIVE) => return None,
                Tag::Stop
                | Tag::Relative
                | Tag::Subordinator
                | Tag::Verb(Voice::Active | Voice::Passive | Voice::Infinitive)
                | Tag::Auxiliary
                | Tag::To => return None,
                _ if !gap => return None,
                _ => {}
            }
            next += 1;
        }
        let found = found?;
        own.push(found);
        place = found + 1;
        gap = false;
    }
    Some(own)
}

/// "Sanctions were imposed": the noun of the pattern is the subject of its passive.
fn raised(sentence: &Sentence<'_>, at: usize, pattern: &Pattern) -> Option<Vec<usize>> {
    let [Element::Gap, noun] = pattern.rest.as_slice() else {
        return None;
    };
    if sentence.tag(at) != Tag::Verb(Voice::Passive) {
        return None;
    }
    let start = sentence.chain(at).start;
    let fits = |place: usize| match noun {
        Element::Words(words) => words.contains(&sentence.words.lower[place]),
        Element::Class(bits) => sentence.info(place).nouns & bits != 0,
        Element::Gap => false,
    };
    let near = start.saturating_sub(6)..start;
    near.rev()
        .take_while(|place| sentence.is_nominal(*place) || sentence.tag(*place) == Tag::Preposition)
        .any(fits)
        .then(|| vec![at])
}

fn resolve(sentence: &Sentence<'_>, found: &Match) -> Option<Predicate> {
    let pattern = &sentence.tongue.patterns[found.pattern];
    match pattern.part {
        Part::Verb => resolve_verb(sentence, found, pattern),
        Part::Noun => resolve_noun(sentence, found, pattern),
        Part::Predicate => resolve_predicate(sentence, found, pattern),
    }
}

/// What the parts of a predicate come to.
struct Filled {
    source: Option<Argument>,
    target: Option<Argument>,
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
        let sides = source.map_or_else(Vec::new, |source| sentence.sides(source.group));
        (source, choose(sentence, &arguments, pattern, &sides))
    };
    if pattern.is(Flag::Mutual)
        && let Some(between) = target.filter(|target| target.slot == Slot::Between)
        && sentence.sides(between.group).len() > 1
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
        && source.is_some_and(|source| sentence.sides(source.group).len() > 1)
        && target.is_some_and(|target| !matches!(target.slot, Slot::With | Slot::Object));
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
    let predicate = build(sentence, found, pattern, &Filled { source, target }, base)?;
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
    let taken = target.map_or_else(Vec::new, |target| sentence.sides(target.group));
    sentence.owners(last, last + 1).into_iter().find(|owner| {
        owner.at > found.at
            && sentence
                .sides(owner.group)
                .iter()
                .any(|side| !taken.contains(side))
    })
}

fn fits_subject(subject: &Argument, pattern: &Pattern) -> bool {
    match subject.thing {
        None => subject.head,
        Some(HeadClass::Agent) => true,
        Some(HeadClass::Instrument) => matches!(&pattern.outcome, Outcome::Event(spec)
            if matches!(spec.action.plover(), PloverType::Assault | PloverType::Coerce)),
        Some(HeadClass::Asset) => false,
    }
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
        .find(|owner| sentence.sides(owner.group).len() > 1);
    let sides = owner.map_or_else(Vec::new, |owner| sentence.sides(owner.group));
    let owner = owner.or_else(|| genitive_source(&arguments, pattern));
    let target = choose(
        sentence,
        &arguments,
        pattern,
        &sides_of(sentence, owner, sides),
    );
    let source = owner.or_else(|| {
        let taken = target.map_or_else(Vec::new, |target| sentence.sides(target.group));
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
                && sentence.sides(target.group).len() > 1 =>
        {
            (Some(target), None)
        }
        (source, target, _) => (source, target),
    };
    let predicate = build(sentence, found, pattern, &Filled { source, target }, 0.75)?;
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

fn sides_of<'s>(
    sentence: &'s Sentence<'_>,
    owner: Option<Argument>,
    known: Vec<&'s ActorId>,
) -> Vec<&'s ActorId> {
    owner.map_or(known, |owner| sentence.sides(owner.group))
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
    let sides = sentence.sides(holder.group);
    let owner = owners.iter().copied().find(|owner| {
        owner.group != holder.group
            && sentence
                .sides(owner.group)
                .iter()
                .any(|side| !sides.contains(side))
    });
    let target = choose(sentence, &arguments, pattern, &sides).or(owner);
    let (source, target) = if pattern.is(Flag::Swap) {
        (target, Some(holder))
    } else {
        (Some(holder), target)
    };
    let predicate = build(sentence, found, pattern, &Filled { source, target }, 0.8)?;
    Some(Predicate {
        modality,
        polarity,
        ..predicate
    })
}

/// Who is said to be what the phrase at `first` names: by a copula, by "as", or in apposition.
pub(crate) fn copula(
    sentence: &Sentence<'_>,
    first: usize,
    at: usize,
) -> Option<(Argument, Modality, Polarity)> {
    let mut place = first;
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

/// The first argument in the slots of the target whose actors are not those in `taken`.
fn choose(
    sentence: &Sentence<'_>,
    arguments: &[Argument],
    pattern: &Pattern,
    taken: &[&ActorId],
) -> Option<Argument> {
    pick(sentence, arguments, &pattern.target, pattern, taken)
}

fn pick(
    sentence: &Sentence<'_>,
    arguments: &[Argument],
    slots: &[Slot],
    pattern: &Pattern,
    taken: &[&ActorId],
) -> Option<Argument> {
    let fits = |argument: &&Argument| {
        slots.contains(&argument.slot)
            && !(argument.inner && pattern.is(Flag::Mutual) && pattern.rest.is_empty())
            && usable(sentence, argument, pattern)
            && sentence
                .sides(argument.group)
                .iter()
                .any(|side| !taken.contains(side))
    };
    // The nearest, but circumstances ("in", "for", "from") only where nothing else is near.
    let distance = |argument: &&Argument| {
        let circumstance = matches!(
            argument.slot,
            Slot::In | Slot::For | Slot::From | Slot::Other
        ) && slots.first() != Some(&argument.slot);
        let place = slots.iter().position(|slot| *slot == argument.slot);
        (argument.at + if circumstance { 8 } else { 0 }, place)
    };
    arguments.iter().filter(fits).min_by_key(distance).copied()
}

/// Whether the actor in a slot is what the predicate is about.
fn usable(sentence: &Sentence<'_>, argument: &Argument, pattern: &Pattern) -> bool {
    let place = sentence.groups[argument.group]
        .mentions
        .iter()
        .all(|mention| sentence.mentions[*mention].role == Role::Place);
    if place {
        return pattern.is(Flag::Place);
    }
    if argument.head {
        return argument.slot != Slot::In
            || pattern.is(Flag::Place)
            || !is_state(sentence, argument)
            || pattern.target.contains(&Slot::In);
    }
    match argument.slot {
        Slot::Object => !needs_head(pattern),
        Slot::In => pattern.is(Flag::Place),
        Slot::On | Slot::Against | Slot::To | Slot::Of | Slot::From | Slot::Into => true,
        _ => argument.thing.is_some(),
    }
}

/// "backed Iran's call" sponsors nobody.
fn needs_head(pattern: &Pattern) -> bool {
    matches!(&pattern.outcome, Outcome::Tie(spec)
        if matches!(spec.kind, TieKind::Sponsorship | TieKind::Membership | TieKind::ArmsSupply))
}

fn is_state(sentence: &Sentence<'_>, argument: &Argument) -> bool {
    sentence.groups[argument.group]
        .mentions
        .iter()
        .any(|mention| {
            sentence.mentions[*mention]
                .who
                .iter()
                .any(|who| who.actor.is_state() && who.sector.is_none())
        })
}

/// The predicate with its sides, if it has those that its pattern asks for.
fn build(
    sentence: &Sentence<'_>,
    found: &Match,
    pattern: &Pattern,
    filled: &Filled,
    base: f64,
) -> Option<Predicate> {
    let Filled { source, target } = *filled;
    let last = *found.own.last()?;
    let mut mutual = false;
    if let (Some(source), None) = (source, target)
        && pattern.is(Flag::Mutual)
        && sentence.sides(source.group).len() > 1
    {
        mutual = true;
    }
    let complete = match (source, target) {
        (Some(_), Some(_)) => true,
        (Some(_), None) => mutual || pattern.is(Flag::Solo),
        (None, Some(_)) => {
            pattern.is(Flag::Solo)
                && (pattern.is(Flag::Swap)
                    || matches!(pattern.outcome, Outcome::Tie(_))
                    || pattern.part == Part::Noun)
        }
        (None, None) => false,
    };
    if !complete {
        return None;
    }
    if let (Some(source), Some(target)) = (source, target) {
        let sides = sentence.sides(source.group);
        if sentence
            .sides(target.group)
            .iter()
            .all(|side| sides.contains(side))
        {
            return None;
        }
    }
    let anaphor = |argument: Option<Argument>| {
        argument.is_some_and(|argument| {
            sentence.groups[argument.group]
                .mentions
                .iter()
                .any(|mention| sentence.mentions[*mention].anaphor)
        })
    };
    let mut score = base
        * source.map_or(0.8, |source| source.factor)
        * target.map_or(1.0, |target| target.factor);
    if anaphor(source) || anaphor(target) {
        score *= 0.75;
    }
    Some(Predicate {
        pattern: found.pattern,
        at: found.at,
        last,
        source: source.map(|source| source.group),
        target: target.map(|target| target.group),
        mutual,
        modality: Modality::Asserted,
        polarity: Polarity::Positive,
        score,
        trigger: trigger(sentence, found),
    })
}

/// The words of the predicate; of a long pattern, its first word to its last if they are near.
fn trigger(sentence: &Sentence<'_>, found: &Match) -> Span {
    let last = found.own.last().copied().unwrap_or(found.at);
    sentence.range(found.at, last + 1)
}
