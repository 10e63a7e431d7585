//! Who the other party is to what two share, where a sentence names only one of them: "Thailand shelled
//! Cambodia. Bangkok also closed the border."

use detente_model::{ActorId, ActorKind, ActorMention, PloverType};

use crate::lexicon::{ActionSpec, Outcome, Part, Pattern, class};
use crate::mention::{Finder, Mention, Who};
use crate::predicate::Predicate;
use crate::sentence::{Rel, Sentence, Tag, Tree};
use crate::strangers::is_stranger;

/// The other of the two of whom the text spoke before, where `source` is one of them, the sentence names no
/// third, and what is done is done to a thing that one has with another.
pub(crate) fn other_party(
    sentence: &Sentence<'_>,
    finder: &Finder<'_, '_>,
    predicate: &Predicate,
    source: &[ActorMention],
) -> Option<ActorMention> {
    let sides: Vec<&ActorId> = source.iter().map(ActorMention::side).collect();
    let (other, thing) = other(sentence, (predicate.at, &predicate.own), &sides)?;
    let who = finder.who(other)?;
    Some(who.record(sentence.text, sentence.tokens[thing].span))
}

/// Whether a pattern with the words `own`, whose first is at `at`, has its other party in the text before.
pub(crate) fn is_told_before(
    sentence: &Sentence<'_>,
    (at, own): (usize, &[usize]),
    sources: &[usize],
) -> bool {
    other(sentence, (at, own), &sentence.sides_of(sources)).is_some()
}

/// Whether what a pattern with its first word at `at` tells of may be done to the other of the two whom the text is
/// about, where the sentence names nobody but them, and the other has no place in what it tells here.
pub(crate) fn waits(
    sentence: &Sentence<'_>,
    (at, pattern): (usize, &Pattern),
    sources: &[usize],
) -> bool {
    let sides = sentence.sides_of(sources);
    let at_home =
        matches!(&pattern.outcome, Outcome::Event(spec) if spec.action.mode() == Some("resign"));
    if sides.is_empty()
        || pattern.part == Part::Adjective
        || at_home
        || is_charged(sentence, at)
        || has_open_person(sentence, at)
    {
        return false;
    }
    let main = sentence.about.as_ref();
    if main.is_some_and(|pair| sides.iter().all(|side| !pair.has(side))) {
        return is_of_third(sentence, (at, pattern), &sides);
    }
    pattern.is_of(&WAITING)
        && (main.is_some() || act_for_state(sentence, sources))
        && is_left_to_other(sentence, (at, pattern), &sides)
}

/// "Washington welcomed the deal", "Oman mediated": whether some others than the two whom the text is about speak of
/// what those did.
fn is_of_third(
    sentence: &Sentence<'_>,
    (at, pattern): (usize, &Pattern),
    sides: &[&ActorId],
) -> bool {
    let spoken = pattern.part == Part::Verb && pattern.is_of(&SPOKEN)
        || matches!(&pattern.outcome, Outcome::Event(spec) if is_between(spec));
    let aside = |tree: &Tree| tree.rel(at) == Rel::Adverbial;
    spoken
        && !sentence.tree.as_ref().is_some_and(aside)
        && stands_free(sentence, at)
        && others_told_of(sentence, (at, pattern), sides[0])
            .iter()
            .all(|other| sides.contains(other))
}

/// Types of what a third says of what two did.
const SPOKEN: [PloverType; 2] = [PloverType::Accuse, PloverType::Support];

/// Whether something is said or offered to those in a conflict.
fn is_between(spec: &ActionSpec) -> bool {
    let code = spec.cameo.as_ref();
    code.is_some_and(|code| BETWEEN.contains(&code.as_str()))
}

/// Whether none of some groups is known by a name alone, as a firm is.
fn act_for_state(sentence: &Sentence<'_>, groups: &[usize]) -> bool {
    let mut mentions = groups
        .iter()
        .flat_map(|group| &sentence.groups[*group].mentions);
    mentions.all(|mention| {
        let mut whos = sentence.mentions[*mention].who.iter();
        whos.all(|who| !is_stranger(&who.actor) || who.sector.is_some())
    })
}

/// Whether what is done to `targets`, by nobody whom the sentence names, may be done by the other of the two whom the
/// text is about.
pub(crate) fn is_suffered(
    sentence: &Sentence<'_>,
    (at, pattern): (usize, &Pattern),
    targets: &[usize],
) -> bool {
    let [side] = sentence.sides_of(targets)[..] else {
        return false;
    };
    let struck = pattern.is_of(&[PloverType::Assault]);
    // "Chad's envoy was ordered home": by Chad.
    let own = matches!(&pattern.outcome, Outcome::Event(spec)
        if spec.cameo.as_ref().is_some_and(|code| code.as_str().starts_with("161")));
    pattern.part == Part::Verb
        && pattern.is_of(&SUFFERED)
        && (!struck || sentence.at_odds)
        && !own
        && has_no_doer(sentence, at)
        && is_left_to_other(sentence, (at, pattern), &[side])
}

/// Whether a verb is passive, or its subject a pronoun that the text before leaves open.
fn has_no_doer(sentence: &Sentence<'_>, at: usize) -> bool {
    let Some(tree) = &sentence.tree else {
        return false;
    };
    let subject = || sentence.subject_in(tree, at, 0).map(|subject| subject.at);
    tree.is_passive(at) || subject().is_some_and(|subject| sentence.is_third_person(subject))
}

/// "accuse him of": whether the object is a person whom the text leaves open.
fn has_open_person(sentence: &Sentence<'_>, at: usize) -> bool {
    let tree = sentence.tree.as_ref().filter(|tree| tree.is_verb(at));
    let object = tree.and_then(|tree| tree.child(at, Rel::Object));
    object.is_some_and(|object| {
        let word = sentence.word(object).to_lowercase();
        matches!(word.as_str(), "him" | "her") && sentence.actor_group(object).is_none()
    })
}

/// "accused Iran of violating the truce": whether a verb tells of what somebody is accused of.
fn is_charged(sentence: &Sentence<'_>, at: usize) -> bool {
    let tree = sentence.tree.as_ref();
    let above = tree.and_then(|tree| tree.head(at).filter(|_| tree.is_verb(at)));
    above.is_some_and(|above| sentence.tells_of(above, PloverType::Accuse))
}

/// Whether the sentence leaves it to the text who faces `sides` in what a pattern tells: nobody else has a place in that
/// clause, and where it is part of another, the sentence names nobody but them and the one whom the text has face them.
/// Of several ("Australia and New Zealand complained"), one is of the two whom the text is about.
fn is_left_to_other(
    sentence: &Sentence<'_>,
    (at, pattern): (usize, &Pattern),
    sides: &[&ActorId],
) -> bool {
    let Some(side) = facing(sentence, sides) else {
        return false;
    };
    let of_text = sentence.about.as_ref().is_some_and(|pair| pair.has(side));
    other_of(sentence, pattern, side).is_some_and(|other| {
        let named: Vec<&ActorId> = sides.iter().copied().chain([other.side()]).collect();
        let mut others = others_told_of(sentence, (at, pattern), side);
        others.retain(|other| !sides.contains(other));
        others.is_empty()
            && !is_of_anybody(sentence, at)
            && !sides.contains(&other.side())
            && !is_contrasted(sentence, at, other.side())
            && (stands_free(sentence, at) || names_only(sentence, &named))
            && (of_text || !is_reduced(sentence, at))
    })
}

/// "reduced its reliance on external suppliers": whether what a clause tells is done to anybody abroad.
fn is_of_anybody(sentence: &Sentence<'_>, at: usize) -> bool {
    let Some(tree) = &sentence.tree else {
        return false;
    };
    (at..sentence.len()).any(|word| {
        sentence.is(word, class::ABROAD)
            && tree.rel(word) == Rel::Adjective
            && sentence.mention_at[word].is_none()
            && tree.steps_up(word, at).is_some_and(|steps| steps <= 4)
    })
}

/// The only side, or of several the one that is of the two whom the text is about.
pub(crate) fn facing<'s>(sentence: &Sentence<'_>, sides: &[&'s ActorId]) -> Option<&'s ActorId> {
    if let [side] = sides {
        return Some(side);
    }
    let main = sentence.about.as_ref()?;
    let mut own = sides.iter().filter(|side| main.has(side));
    own.next().copied().filter(|_| own.next().is_none())
}

/// "Iran opposes the route, while Russia supports it": whether what one side does is set against the clause of the word at
/// `at`.
pub(crate) fn is_contrasted(sentence: &Sentence<'_>, at: usize, side: &ActorId) -> bool {
    let Some(tree) = &sentence.tree else {
        return false;
    };
    tree.below(at).iter().copied().any(|clause| {
        let against = |mark: usize| {
            let word = sentence.word(mark).to_lowercase();
            matches!(
                word.as_str(),
                "while" | "whereas" | "whilst" | "tandis" | "alors"
            )
        };
        let group = || sentence.actor_group(tree.child(clause, Rel::Subject)?);
        tree.rel(clause) == Rel::Adverbial
            && tree.child(clause, Rel::Marker).is_some_and(against)
            && group().is_some_and(|group| sentence.sides(group).contains(&side))
    })
}

/// "migrants sent back by Germany": whether a verb stands behind a noun as a participle.
fn is_reduced(sentence: &Sentence<'_>, at: usize) -> bool {
    let tree = sentence.tree.as_ref();
    tree.is_some_and(|tree| tree.is_verb(at) && tree.rel(at) == Rel::Adnominal)
}

/// Whether the clause of the word at `at` is no part of another: the main one, or joined to it.
fn stands_free(sentence: &Sentence<'_>, at: usize) -> bool {
    let Some(tree) = &sentence.tree else {
        return false;
    };
    let mut word = at;
    loop {
        match (tree.rel(word), tree.head(word)) {
            (Rel::Root, _) | (_, None) => return true,
            (Rel::Conjunct | Rel::Parataxis, Some(head)) => word = head,
            // "retaliated by freezing".
            (Rel::Adverbial, Some(head)) if sentence.tag(word) != Tag::Word => word = head,
            _ => return false,
        }
    }
}

/// The other of the two whom the text is about, or, in what is done against somebody, of whom it spoke last, where
/// `side` is one of them.
pub(crate) fn other_of<'s>(
    sentence: &'s Sentence<'_>,
    pattern: &Pattern,
    side: &ActorId,
) -> Option<&'s Who> {
    let last = sentence.pair.as_ref().filter(|_| pattern.is_of(&AGAINST));
    let pairs = [sentence.about.as_ref(), last];
    pairs
        .into_iter()
        .flatten()
        .find_map(|pair| pair.other(side))
}

/// Types of what the other of two does to somebody, where nobody is said to do it.
const SUFFERED: [PloverType; 5] = [
    PloverType::Assault,
    PloverType::Coerce,
    PloverType::Concede,
    PloverType::Retreat,
    PloverType::Sanction,
];

/// Types of what is done against somebody.
const AGAINST: [PloverType; 7] = [
    PloverType::Reject,
    PloverType::Accuse,
    PloverType::Threaten,
    PloverType::Request,
    PloverType::Sanction,
    PloverType::Coerce,
    PloverType::Assault,
];

/// The sides other than `side`, but for those of no known state, that the clause of a pattern names; what other verbs
/// say is left out, and so are, of charges, the bodies before which they are brought.
pub(crate) fn others_told_of<'s>(
    sentence: &'s Sentence<'_>,
    (at, pattern): (usize, &Pattern),
    side: &ActorId,
) -> Vec<&'s ActorId> {
    let elsewhere = |tree: &Tree, word: usize| match tree.rel(word) {
        Rel::Relative | Rel::Adverbial | Rel::Parataxis => true,
        Rel::Conjunct => tree.is_verb(word),
        _ => false,
    };
    let inside = |mention: &&Mention| {
        let Some(tree) = &sentence.tree else {
            return true;
        };
        let mut word = tree.top(mention.first, mention.end);
        let mut reduced = false;
        while word != at {
            let Some(head) = tree.head(word).filter(|_| !elsewhere(tree, word)) else {
                return false;
            };
            reduced |= tree.rel(word) == Rel::Adnominal && tree.is_verb(word);
            // "The editor, jailed in Beijing, was freed".
            let subject = matches!(tree.rel(word), Rel::Subject | Rel::SubjectPassive);
            if reduced && subject && head == at {
                return false;
            }
            word = head;
        }
        true
    };
    let whos = sentence
        .mentions
        .iter()
        .filter(inside)
        .flat_map(|mention| &mention.who);
    let heard = pattern.is_of(&[PloverType::Accuse, PloverType::Request]);
    let others = whos.filter(|who| is_known(who) && !(heard && is_body(who)) && who.side() != side);
    others.map(Who::side).collect()
}

/// A court or a body of states.
pub(crate) fn is_body(who: &Who) -> bool {
    matches!(who.sector.as_deref(), Some("IGO" | "JUD"))
        || who.kind == ActorKind::Organisation && !is_stranger(&who.actor)
}

/// Types of what is done to somebody, whom the text may have named before.
pub(crate) const WAITING: [PloverType; 10] = [
    PloverType::Cooperate,
    PloverType::Reject,
    PloverType::Accuse,
    PloverType::Threaten,
    PloverType::Request,
    PloverType::Sanction,
    PloverType::Coerce,
    PloverType::Support,
    PloverType::Concede,
    PloverType::Retreat,
];

/// The other party, and the shared thing that means it.
fn other<'s>(
    sentence: &'s Sentence<'_>,
    (at, own): (usize, &[usize]),
    sides: &[&ActorId],
) -> Option<(&'s ActorId, usize)> {
    let pair = sentence.pair.as_ref()?;
    let (side, rest) = sides.split_first()?;
    let alone = rest.iter().all(|other| other == side) && names_only(sentence, &[side]);
    if !alone || !pair.has(side) {
        return None;
    }
    let thing = thing(sentence, at, own)?;
    let other = pair.members().map(Who::side).find(|other| other != side)?;
    Some((other, thing))
}

/// Codes of what is said or offered to those in a conflict: to stop, talk or settle, or to mediate
/// between them.
const BETWEEN: [&str; 9] = [
    "0256", "026", "027", "028", "039", "045", "1056", "106", "107",
];

/// The two of whom the text spoke before, where another calls on nobody in particular to stop, talk or
/// settle, or offers to mediate: "China urged restraint".
pub(crate) fn both_parties(
    sentence: &Sentence<'_>,
    finder: &Finder<'_, '_>,
    predicate: &Predicate,
    source: &[ActorMention],
) -> Vec<ActorMention> {
    let meant = predicate.action(sentence).is_some_and(is_between);
    let pair = sentence.pair.as_ref().filter(|_| sentence.at_odds);
    let pair = pair.or(sentence.about.as_ref().filter(|_| predicate.waits));
    let Some(pair) = pair.filter(|_| meant) else {
        return Vec::new();
    };
    let mut sides: Vec<&ActorId> = source.iter().map(ActorMention::side).collect();
    if sides.is_empty() || sides.iter().any(|side| pair.has(side)) {
        return Vec::new();
    }
    sides.extend(pair.members().map(Who::side));
    if !predicate.waits && !names_only(sentence, &sides) {
        return Vec::new();
    }
    pair.members()
        .filter_map(|who| finder.who(who.side()))
        .map(|who| who.record(sentence.text, predicate.trigger))
        .collect()
}

/// Whether a sentence names nobody but those of some sides.
pub(crate) fn names_only(sentence: &Sentence<'_>, sides: &[&ActorId]) -> bool {
    let mut named = sentence.mentions.iter().flat_map(|mention| &mention.who);
    named.all(|who| !is_known(who) || sides.contains(&who.side()))
}

/// Whether somebody is in the tables, or of a known state.
fn is_known(who: &Who) -> bool {
    who.country.is_some() || !is_stranger(&who.actor)
}

/// Whether a target is no more than such a thing: "expelled two diplomats".
pub(crate) fn is_thing(sentence: &Sentence<'_>, target: &[ActorMention]) -> bool {
    let [actor] = target else {
        return false;
    };
    let last = sentence
        .tokens
        .iter()
        .rposition(|token| token.span.end() == actor.span.end());
    actor.country.is_none()
        && is_stranger(&actor.actor)
        && last.is_some_and(|at| sentence.is(at, class::SHARED))
}

/// The shared thing of a predicate: among its own words or what it governs, and told of no other by what
/// follows ("the treaty of 1960", "border guards").
fn thing(sentence: &Sentence<'_>, at: usize, own: &[usize]) -> Option<usize> {
    let tree = sentence.tree.as_ref()?;
    let governed = tree.below(at).iter().copied().filter(|below| {
        matches!(
            tree.rel(*below),
            Rel::Object | Rel::Oblique | Rel::SubjectPassive
        )
    });
    let inside = own.iter().copied().filter(|word| *word != at);
    let whole = |at: &usize| {
        !matches!(sentence.tag(at + 1), Tag::Word | Tag::Hyphen)
            && !matches!(
                sentence.word(at + 1).to_lowercase().as_str(),
                "with" | "between" | "of" | "to" | "avec" | "entre" | "de" | "du"
            )
    };
    inside
        .chain(governed)
        .filter(|at| sentence.is(*at, class::SHARED))
        .find(whole)
}
