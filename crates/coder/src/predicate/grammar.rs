//! Predicates that get their actors from the tree: verbs, with those who do it and to whom.

use detente_model::{Modality, PloverType, Polarity};

use super::Predicate;
use super::fill::{Filled, build, choose, fits_subject, is_other, is_own, pick, suffers, usable};
use super::matching::{Match, matches_at};
use super::nominal::{carrier, resolve_noun};
use super::targets::{Unsaid, own_owner};
use crate::lexicon::{Flag, HeadClass, Outcome, Part, Pattern, Slot, class};
use crate::mention::Role;
use crate::sentence::{Argument, Rel, Sentence, Tag, Tree, Voice};
use crate::strangers::is_stranger;

/// The predicate of a match, with the actors that the grammar gives it.
pub(super) fn resolve(sentence: &Sentence<'_>, tree: &Tree, found: &Match) -> Option<Predicate> {
    let pattern = &sentence.tongue.patterns[found.pattern];
    match pattern.part {
        Part::Verb | Part::Adjective => resolve_verb(sentence, tree, found, pattern),
        Part::Noun => resolve_noun(sentence, tree, found, pattern),
        Part::Predicate => None,
    }
}

/// The actors in the subject of the verb at `at`.
pub(super) fn holders(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> Vec<Argument> {
    let mut holders = Vec::new();
    if let Some(subject) = sentence.subject_in(tree, at, 0) {
        // "carried out strikes in Syria that killed four": who carried them out.
        let deed = tree.first_conjunct(subject.at);
        let above = (tree.rel(at) == Rel::Relative && is_deed(sentence, deed))
            .then(|| carrier(sentence, tree, deed))
            .flatten()
            // "where protests were staged": staged by whoever stages them, which asks the same again.
            .filter(|verb| tree.head(deed) == Some(*verb) && *verb != at);
        if let Some(verb) = above {
            return self::holders(sentence, tree, verb);
        }
        sentence.fill(
            tree,
            subject.at,
            Slot::Subject,
            (false, subject.factor),
            &mut holders,
        );
        if let Some(partner) = joined_by(sentence, tree, at) {
            sentence.fill(tree, partner, Slot::Subject, (false, 0.85), &mut holders);
            // All of them do it: they stand as one phrase.
            for holder in &mut holders {
                holder.phrase = Some(subject.at);
            }
        }
        let relative = tree.child(at, Rel::Subject);
        let relative = relative.filter(|_| tree.rel(at) == Rel::Relative);
        for holder in &mut holders {
            if let Some(relative) = relative {
                holder.group = sentence.part_of(holder.group, relative);
            }
        }
    }
    holders
}

/// "joined Britain in sanctioning": with whom the subject does it.
fn joined_by(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> Option<usize> {
    let verb = tree.head(at).filter(|_| tree.rel(at) == Rel::Adverbial)?;
    let marker = tree
        .child(at, Rel::Marker)
        .or_else(|| tree.child(at, Rel::Case))?;
    // "did not join", "refused to join": they did it all the same.
    let joined = tree.rel(verb) != Rel::OpenClause
        && !tree
            .below(verb)
            .iter()
            .any(|below| sentence.tag(*below) == Tag::Negation);
    (joined && sentence.word(marker).eq_ignore_ascii_case("in") && sentence.lemma(verb) == "join")
        .then(|| tree.child(verb, Rel::Object))
        .flatten()
}

/// The arguments of a verb, without those that are words of its pattern.
fn arguments_of(
    sentence: &Sentence<'_>,
    tree: &Tree,
    found: &Match,
    pattern: &Pattern,
    passive: bool,
) -> Vec<Argument> {
    let at = found.at;
    // A source among the objects may own the noun of the pattern: "linking Russia's system with".
    let own: Vec<usize> = if pattern.source.is_empty() {
        let words = found.own.iter().copied();
        words
            .filter(|own| {
                !suffers(sentence, found, *own) && !is_deed_of_others(sentence, found, *own)
            })
            .collect()
    } else {
        vec![found.own[0]]
    };
    let mut arguments = sentence.arguments_in(tree, at, &own);
    if passive || pattern.is(Flag::Mutual) {
        arguments.extend(parties_between(sentence, tree, at, pattern));
    }
    // "Electricity to Niger was cut": what the noun of the pattern is to.
    if let Some(noun) = tree.child(at, Rel::SubjectPassive)
        && passive
        && found.own.contains(&noun)
    {
        let below = sentence.arguments_in(tree, noun, &[noun]);
        arguments.extend(below.into_iter().filter(|argument| {
            matches!(
                argument.slot,
                Slot::To | Slot::With | Slot::Against | Slot::On
            )
        }));
    }
    arguments.retain(|argument| !is_own(sentence, argument, found));
    // "asked the judges to order Chad to pay": not of Chad.
    let addressed = |object: usize| {
        pattern.is_of(&[PloverType::Request])
            && !found.own.contains(&object)
            && tree.is_noun(object)
    };
    if [Rel::IndirectObject, Rel::Object]
        .into_iter()
        .filter_map(|rel| tree.child(at, rel))
        .any(addressed)
    {
        arguments.retain(|argument| !argument.inner);
    }
    arguments
}

fn resolve_verb(
    sentence: &Sentence<'_>,
    tree: &Tree,
    found: &Match,
    pattern: &Pattern,
) -> Option<Predicate> {
    let at = found.at;
    // What two do with each other is not done to one of them: "Serbia clashed with Kosovo".
    let passive = tree.is_passive(at)
        && !pattern.is(Flag::Subject)
        && (!pattern.is(Flag::Mutual)
            || tree.has_passive_auxiliary(at)
            || !tree.is_marked_passive(at));
    let mut arguments = arguments_of(sentence, tree, found, pattern, passive);
    let mut holders = holders(sentence, tree, at);
    // The noun of the pattern, raised to the subject, is no actor: "sanctions were imposed".
    holders.retain(|holder| !(passive && found.own.contains(&holder.phrase.unwrap_or(usize::MAX))));
    let subject = holders
        .iter()
        .copied()
        .find(|holder| passive || fits_subject(holder, pattern));
    let passive = passive && !is_moved(sentence, pattern, &arguments, subject);
    let (mut source, mut target) = if passive {
        passive_sides(sentence, tree, found, pattern, &arguments, subject)
    } else {
        active_sides(sentence, tree, found, pattern, &arguments, subject)
    };
    if let Some(both) = joined(sentence, pattern, &arguments)
        && (passive || subject.is_some() || !has_subject(tree, at) || pattern.names_subject())
    {
        source = Some(both);
        target = None;
    }
    if let Some(envoy) = envoy(sentence, tree, found, pattern).filter(|_| passive) {
        let owner = sentence.owners_in(tree, envoy).into_iter().next();
        target = owner.or(target);
        source = source.or_else(|| host(sentence, tree, envoy, pattern, &groups_of(target)));
    }
    // "Estonia's airspace was violated by": whose the noun of the pattern is.
    let raised = passive && source.is_some();
    let owned = pattern.target.contains(&Slot::Adjective) || pattern.is(Flag::Swap);
    if target.is_none() && (owned || raised) {
        target = own_owner(sentence, tree, found, &groups_of(source));
    }
    // "Rockets from Lebanon", "des tirs d'artillerie du Pakistan": whoever fires them is of there.
    let unknown = |source: Argument| is_unknown(sentence, &source) && !source.head;
    if source.is_none_or(unknown) && !passive && !pattern.is(Flag::Swap) {
        source = sender(sentence, tree, at, pattern, &groups_of(target)).or(source);
    }
    if passive && source.is_none() && !pattern.is(Flag::Swap) {
        source = deed_owner(sentence, tree, found, pattern, &groups_of(target));
    }
    if pattern.is(Flag::Swap) {
        let means = || means_owner(sentence, tree, found, pattern, &groups_of(source));
        target = target.or_else(means);
    } else if passive {
        let means = || means_owner(sentence, tree, found, pattern, &groups_of(target));
        source = source.or_else(means);
    }
    if pattern.is(Flag::Swap) {
        std::mem::swap(&mut source, &mut target);
    }
    let chain = sentence.chain(at);
    let base = match chain.voice {
        Voice::Active => 0.9,
        Voice::Passive => 0.88,
        Voice::Gerund => 0.8,
        Voice::Infinitive => 0.75,
    };
    let base = if chain.loose { base * 0.8 } else { base };
    let polarity = if pattern.is(Flag::Refuses)
        && chain.polarity == Polarity::Negative
        && pattern.rest.is_empty()
    {
        Polarity::Negative
    } else {
        chain.polarity
    };
    arguments.extend(holders);
    if pattern.is(Flag::Awaited) && target.is_some_and(|target| is_unknown(sentence, &target)) {
        return None;
    }
    let filled = Filled {
        source,
        target,
        all: &arguments,
    };
    // Of an act whose author is unknown, the passive tells, or the means that did it.
    let means = || {
        sentence
            .subject_in(tree, at, 0)
            .is_some_and(|subject| sentence.head_class(subject.at) == Some(HeadClass::Instrument))
    };
    let told = passive && tree.is_marked_passive(at) && !is_done_by_nobody(sentence, tree, at);
    if source.is_none() && !told && !pattern.is(Flag::Swap) && !means() {
        return None;
    }
    let predicate = build(sentence, found, pattern, &filled, base)?;
    Some(Predicate {
        modality: if sentence.is_conditional(at) {
            Modality::Hypothetical
        } else {
            chain.modality
        },
        polarity,
        ..predicate
    })
}

/// Whether a word of a pattern stands for what others did, so that it names them, too: "welcomed the
/// agreement".
fn is_deed_of_others(sentence: &Sentence<'_>, found: &Match, own: usize) -> bool {
    let mention = sentence.mention_at[own].filter(|_| own != found.at);
    mention.is_some_and(|number| sentence.mentions[number].is_deed())
}

/// The two between whom the subject is, or a border: "Talks between Armenia and Azerbaijan were
/// mediated", "troops clashed on the border between India and Pakistan".
fn parties_between(
    sentence: &Sentence<'_>,
    tree: &Tree,
    at: usize,
    pattern: &Pattern,
) -> Vec<Argument> {
    let Some(subject) = sentence.subject_in(tree, at, 0) else {
        return Vec::new();
    };
    let border = tree.below(at).iter().copied().filter(|below| {
        pattern.is(Flag::Mutual)
            && tree.rel(*below) == Rel::Oblique
            && sentence.is(*below, class::LAND)
    });
    std::iter::once(subject.at)
        .chain(border)
        .flat_map(|noun| sentence.arguments_in(tree, noun, &[noun]))
        .filter(|argument| argument.slot == Slot::Between)
        .collect()
}

fn has_subject(tree: &Tree, at: usize) -> bool {
    tree.child(at, Rel::Subject).is_some()
}

/// The two between whom it holds: "mediated between Armenia and Azerbaijan".
fn joined(sentence: &Sentence<'_>, pattern: &Pattern, arguments: &[Argument]) -> Option<Argument> {
    // Neither of the two acts in "this paper discusses relations between Russia and Iran", but in
    // "the truce between them took effect".
    if !pattern.is(Flag::Mutual) || !pattern.target.contains(&Slot::Between) {
        return None;
    }
    arguments
        .iter()
        .find(|argument| {
            argument.slot == Slot::Between
                && argument.factor >= CLOSE
                && sentence.are_several(&[argument.group])
        })
        .copied()
}

/// How sure an argument is, at least, that hangs on the verb or on its subject or object.
const CLOSE: f64 = 0.9;

/// Whose deed the noun of a passive pattern is: "EU sanctions against Belarus were extended".
fn deed_owner(
    sentence: &Sentence<'_>,
    tree: &Tree,
    found: &Match,
    pattern: &Pattern,
    taken: &[usize],
) -> Option<Argument> {
    // "Poland's ambassador to Kenya was recalled".
    let recalled = matches!(&pattern.outcome, Outcome::Event(spec)
        if spec.cameo.is_some_and(|code| code.as_str() == WITHDRAWN));
    // "Turkish drones were supplied to Azerbaijan": by those whose they are.
    let given = pattern.is_of(&[PloverType::Aid]);
    // "Poland's border with Belarus was sealed".
    let closed = pattern.is_of(&[PloverType::Coerce, PloverType::Concede]);
    let border = |own: usize| closed && sentence.is(own, class::LAND);
    found
        .own
        .iter()
        .skip(1)
        .filter(|own| recalled || given || border(**own) || is_deed(sentence, **own))
        .flat_map(|own| sentence.owners_in(tree, *own))
        .find(|owner| is_other(sentence, pattern, owner, taken))
}

/// The envoy of a passive pattern whom his hosts call in or send home: "Chad's ambassador to Mali was
/// summoned".
fn envoy(sentence: &Sentence<'_>, tree: &Tree, found: &Match, pattern: &Pattern) -> Option<usize> {
    let by_host = matches!(&pattern.outcome, Outcome::Event(spec)
        if spec.cameo.is_none_or(|code| code.as_str() != WITHDRAWN))
        && pattern.is_of(&[PloverType::Accuse, PloverType::Sanction]);
    found.own.iter().copied().find(|own| {
        by_host
            && tree.head(*own) == Some(found.at)
            && tree.rel(*own) == Rel::SubjectPassive
            && sentence.is(*own, class::SHARED)
    })
}

/// Where an envoy is posted, or before whom he is called.
fn host(
    sentence: &Sentence<'_>,
    tree: &Tree,
    envoy: usize,
    pattern: &Pattern,
    taken: &[usize],
) -> Option<Argument> {
    let verb = tree.head(envoy)?;
    let called = sentence.arguments_in(tree, verb, &[verb, envoy]);
    sentence
        .arguments_in(tree, envoy, &[envoy])
        .into_iter()
        .chain(called)
        .find(|argument| {
            matches!(argument.slot, Slot::To | Slot::In)
                && is_other(sentence, pattern, argument, taken)
        })
}

/// Whether the tables know any of those in a group.
pub(super) fn is_known(sentence: &Sentence<'_>, group: usize) -> bool {
    let sides = sentence.sides(group);
    sides.iter().any(|side| !is_stranger(side))
}

/// Whether the tables know none or not all of those in an argument.
fn is_unknown(sentence: &Sentence<'_>, argument: &Argument) -> bool {
    let sides = sentence.sides(argument.group);
    sides.iter().any(|side| is_stranger(side))
}

/// Whether a French passive names as its author what neither acts nor is used: "est frappé par une
/// tempête".
fn is_done_by_nobody(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> bool {
    if sentence.language != "fr" {
        return false;
    }
    tree.below(at).iter().copied().any(|below| {
        matches!(tree.rel(below), Rel::Oblique | Rel::Agent)
            && sentence.case_slot(tree, below) == Some(Slot::By)
            && sentence.head_class(below).is_none()
            && sentence.mention_at[below].is_none()
            && sentence.info(below).nouns == 0
    })
}

/// The code of withdrawing one's own diplomats.
const WITHDRAWN: &str = "161";

/// Who sent what does harm: "a missile fired by Iran hit".
fn sender(
    sentence: &Sentence<'_>,
    tree: &Tree,
    at: usize,
    pattern: &Pattern,
    taken: &[usize],
) -> Option<Argument> {
    let means = sentence.subject_in(tree, at, 0)?.at;
    if sentence.head_class(means) != Some(HeadClass::Instrument) {
        return None;
    }
    tree.below(means)
        .iter()
        .copied()
        .filter(|below| tree.rel(*below) == Rel::Adnominal && tree.is_past_participle(*below))
        .chain([means])
        .flat_map(|sent| sentence.arguments_in(tree, sent, &[sent]))
        .find(|argument| {
            matches!(argument.slot, Slot::By | Slot::From)
                && is_other(sentence, pattern, argument, taken)
        })
}

/// Whose the means are by which somebody came to harm: "was killed in a US drone strike", "were
/// wounded when a Syrian shell landed in the town".
fn means_owner(
    sentence: &Sentence<'_>,
    tree: &Tree,
    found: &Match,
    pattern: &Pattern,
    taken: &[usize],
) -> Option<Argument> {
    let harm = pattern.is_of(&[PloverType::Assault]);
    if !harm {
        return None;
    }
    tree.below(found.at)
        .iter()
        .copied()
        .filter_map(|below| match tree.rel(below) {
            Rel::Oblique => {
                (sentence.case_slot(tree, below) == Some(Slot::In)).then_some((below, false))
            }
            Rel::Adverbial => {
                let told = deals_harm(sentence, tree, below);
                tree.child(below, Rel::Subject).map(|means| (means, told))
            }
            _ => None,
        })
        .filter(|(means, told)| *told || sentence.head_class(*means) == Some(HeadClass::Instrument))
        .map(|(means, _)| means)
        .flat_map(|means| {
            let mut owners = Vec::new();
            sentence.fill(tree, means, Slot::Subject, (true, 0.85), &mut owners);
            // "was killed in an explosion in Zambia": where is not whose.
            owners.retain(|owner| {
                let mut heads = sentence.heads_of(tree, owner.group);
                !heads.all(|head| sentence.case_slot(tree, head) == Some(Slot::In) && head != means)
            });
            owners
        })
        .find(|owner| is_other(sentence, pattern, owner, taken))
}

/// "were wounded when gunmen opened fire": whether the clause at `at` tells of the attack in which somebody
/// came to harm.
fn deals_harm(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> bool {
    let when = tree.below(at).iter().any(|below| {
        matches!(
            sentence.word(*below).to_lowercase().as_str(),
            "when" | "lorsque" | "quand"
        )
    });
    let attack =
        |found: &Match| sentence.tongue.patterns[found.pattern].is_of(&[PloverType::Assault]);
    when && tree.is_verb(at) && matches_at(sentence, at, true).iter().any(attack)
}

/// "Russian troops have been deployed to Belarus": who is moved is who moves, and who is awaited comes.
fn is_moved(
    sentence: &Sentence<'_>,
    pattern: &Pattern,
    arguments: &[Argument],
    subject: Option<Argument>,
) -> bool {
    if pattern.is(Flag::Awaited) {
        return subject.is_some_and(|subject| !is_unknown(sentence, &subject));
    }
    let moves = pattern.is_of(&[PloverType::Mobilize, PloverType::Retreat]);
    let troops = |subject: Argument| {
        subject.head
            && sentence.groups[subject.group]
                .mentions
                .iter()
                .all(|mention| {
                    sentence.mentions[*mention]
                        .who
                        .iter()
                        .all(|who| who.country.is_some() && who.sector.as_deref() == Some("MIL"))
                })
    };
    moves
        && subject.is_some_and(troops)
        && !arguments
            .iter()
            .any(|argument| argument.slot == Slot::By && !argument.inner)
}

/// Who did it and to whom, of a passive.
fn passive_sides(
    sentence: &Sentence<'_>,
    tree: &Tree,
    found: &Match,
    pattern: &Pattern,
    arguments: &[Argument],
    subject: Option<Argument>,
) -> (Option<Argument>, Option<Argument>) {
    let by = arguments
        .iter()
        .copied()
        .find(|argument| argument.slot == Slot::By && !argument.inner);
    // "was stormed during a dispute between them": the two of another noun are not meant.
    let between = arguments
        .iter()
        .copied()
        .find(|argument| argument.slot == Slot::Between && argument.factor >= CLOSE);
    let object = pattern.target.contains(&Slot::Object);
    let first = found.own.len() == 1 || pattern.target.first() == Some(&Slot::Object);
    // "the withdrawal was welcomed" received nobody.
    let fits = |subject: &Argument| subject.head || !pattern.is(Flag::Head);
    let raised = subject
        .filter(|_| by.is_some() || (object && first))
        .filter(fits);
    let target = raised
        .or_else(|| choose(sentence, arguments, pattern, &groups_of(by)))
        .or_else(|| {
            let taken = groups_of(by);
            let unsaid = Unsaid {
                sentence,
                tree,
                at: found.at,
                pattern,
                taken: &taken,
            };
            unsaid.judged()
        });
    // "The border between Chad and Niger was closed": by one of them, or both.
    let border = pattern.is_of(&[PloverType::Coerce, PloverType::Concede])
        && found.own.iter().any(|own| sentence.is(*own, class::LAND));
    let both = between.filter(|_| pattern.is(Flag::Mutual) || border && target.is_none());
    (by.or(both), target)
}

/// Who does it and to whom, of an active verb.
fn active_sides(
    sentence: &Sentence<'_>,
    tree: &Tree,
    found: &Match,
    pattern: &Pattern,
    arguments: &[Argument],
    subject: Option<Argument>,
) -> (Option<Argument>, Option<Argument>) {
    let source = if pattern.source.is_empty() {
        subject
    } else {
        pick(sentence, arguments, &pattern.source, pattern, &[])
    };
    let taken = groups_of(source);
    let unsaid = Unsaid {
        sentence,
        tree,
        at: found.at,
        pattern,
        taken: &taken,
    };
    let known = |argument: &Argument| is_known(sentence, argument.group);
    // "condemned British drills in the Falklands": whose they are says more than where.
    let judges = pattern.is_of(&[
        PloverType::Accuse,
        PloverType::Concede,
        PloverType::Reject,
        PloverType::Support,
    ]);
    let meant_for = |argument: &Argument| {
        matches!(argument.slot, Slot::Object | Slot::Against)
            && pattern.target.contains(&argument.slot)
            && known(argument)
            && usable(sentence, argument, pattern)
            && is_other(sentence, pattern, argument, &taken)
    };
    let placed = judges && arguments.iter().any(meant_for);
    let is_place = |argument: &Argument| {
        let members = &sentence.groups[argument.group].mentions;
        members
            .iter()
            .all(|mention| sentence.mentions[*mention].role == Role::Place)
    };
    // "reproche à Paris son soutien à l'Algérie": a capital may be whom words are meant for.
    let spoken = pattern.is_of(&[
        PloverType::Accuse,
        PloverType::Reject,
        PloverType::Request,
        PloverType::Threaten,
    ]);
    let addressed = |argument: &Argument| {
        spoken
            && sentence.language == "fr"
            && argument.head
            && pattern.is(Flag::Place)
            && pattern.target.first() == Some(&argument.slot)
            && is_place(argument)
    };
    let near: Vec<Argument> = arguments
        .iter()
        .copied()
        .filter(|argument| {
            !argument.inner
                && (argument.factor > 0.9 || addressed(argument))
                && known(argument)
                && !(placed && argument.slot == Slot::In)
        })
        .collect();
    // Whom a protest is meant for says more than where it is.
    let meant = pattern
        .is_of(&[PloverType::Protest])
        .then(|| unsaid.anybody_below())
        .flatten();
    if is_answer(sentence, tree, found.at, pattern) {
        let target = unsaid.judged();
        return (source, target);
    }
    let target = unsaid
        .asked(arguments)
        .or_else(|| unsaid.doer())
        .or_else(|| choose(sentence, &near, pattern, &taken))
        .filter(|target| meant.is_none() || !is_place(target))
        .or(meant)
        // The owner of the noun is nearer than what stands in clauses below.
        .or_else(|| own_owner(sentence, tree, found, &taken))
        .or_else(|| choose(sentence, arguments, pattern, &taken))
        .or_else(|| unsaid.imposed_on())
        .or_else(|| unsaid.stationed_at())
        .or_else(|| unsaid.anybody_below())
        .or_else(|| unsaid.on_condition())
        .or_else(|| unsaid.addressee())
        .or_else(|| unsaid.resumed())
        .or_else(|| unsaid.judged())
        .or_else(|| unsaid.met());
    (source, target)
}

/// "accused Chad of arming rebels, which it denied": what is refused is what was said, whomever it names.
fn is_answer(sentence: &Sentence<'_>, tree: &Tree, at: usize, pattern: &Pattern) -> bool {
    let other = |subject: usize| !sentence.is(subject, class::RELATIVE);
    pattern.is_of(&[PloverType::Reject])
        && tree.rel(at) == Rel::Relative
        && tree.child(at, Rel::Subject).is_some_and(other)
        && tree
            .child(at, Rel::Object)
            .is_none_or(|object| !other(object))
}

pub(super) fn groups_of(argument: Option<Argument>) -> Vec<usize> {
    argument.map_or_else(Vec::new, |argument| vec![argument.group])
}

/// Whether a noun says by itself what its owner does: "sanctions", and not "assets".
pub(super) fn is_deed(sentence: &Sentence<'_>, at: usize) -> bool {
    let word = sentence.words.lower[at] as usize;
    let begins = sentence
        .tongue
        .begins
        .get(word)
        .map_or(&[][..], Vec::as_slice);
    begins.iter().any(|(number, _)| {
        let pattern = &sentence.tongue.patterns[*number as usize];
        pattern.part == Part::Noun
            && pattern.rest.is_empty()
            && pattern.source.contains(&Slot::Adjective)
    })
}
