//! Which of the actors around a predicate fill its slots.

use detente_model::{ActorKind, Modality, PloverType, Polarity, Span, TieKind};

use super::Predicate;
use super::matching::Match;
use crate::inflect::form::PAST;
use crate::lexicon::{Element, Flag, HeadClass, Outcome, Part, Pattern, Slot, class};
use crate::mention::{Mention, Role, Who};
use crate::sentence::{Argument, Rel, Sentence, Tree};
use crate::shared::{self, is_body};
use crate::strangers::{is_bare, is_stranger};

/// What the parts of a predicate come to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filled<'f> {
    pub source: Option<Argument>,
    pub target: Option<Argument>,
    /// All arguments: those of the same phrase stand with the one that was chosen.
    pub all: &'f [Argument],
}

impl Filled<'_> {
    /// The groups that stand with an argument: "Putin of Russia and Erdogan of Turkey".
    fn groups(&self, argument: Option<Argument>, not: &[usize]) -> Vec<usize> {
        let Some(chosen) = argument else {
            return Vec::new();
        };
        let mut groups = vec![chosen.group];
        if chosen.phrase.is_some() {
            let others = self.all.iter().filter(|other| {
                other.phrase == chosen.phrase
                    && other.slot == chosen.slot
                    && other.head == chosen.head
            });
            for other in others {
                if !groups.contains(&other.group) && !not.contains(&other.group) {
                    groups.push(other.group);
                }
            }
        }
        groups
    }
}

pub(super) fn fits_subject(subject: &Argument, pattern: &Pattern) -> bool {
    // "Des drones russes ont violé": a pattern may name by what it is done.
    if pattern.names_subject() || pattern.is_response() {
        return true;
    }
    match subject.thing {
        // "Le choix de la France a suscité la colère": of a deed, who did it.
        None => subject.head || pattern.is(Flag::Swap) && pattern.is_of(&[PloverType::Accuse]),
        Some(HeadClass::Agent) => true,
        Some(HeadClass::Instrument) => pattern.is_of(&[PloverType::Assault, PloverType::Coerce]),
        Some(HeadClass::Asset) => false,
    }
}

/// The first argument in the slots of the target whose actors are not those in `taken`.
pub(super) fn choose(
    sentence: &Sentence<'_>,
    arguments: &[Argument],
    pattern: &Pattern,
    taken: &[usize],
) -> Option<Argument> {
    pick(sentence, arguments, &pattern.target, pattern, taken)
}

pub(super) fn pick(
    sentence: &Sentence<'_>,
    arguments: &[Argument],
    slots: &[Slot],
    pattern: &Pattern,
    taken: &[usize],
) -> Option<Argument> {
    // "Sous l'égide de l'Union, Belgrade et Pristina ont convenu": what two do together is done to no third.
    let together =
        sentence.language == "fr" && pattern.is(Flag::Mutual) && sentence.sides_of(taken).len() > 1;
    let fits = |argument: &&Argument| {
        slots.contains(&argument.slot)
            && !(together && argument.slot == Slot::Other)
            && !(argument.inner
                && pattern.is(Flag::Mutual)
                && pattern.rest.is_empty()
                && (sentence.sides_of(taken).len() > 1 || sentence.tree.is_none()))
            && usable(sentence, argument, pattern)
            && !is_sent(sentence, argument, pattern)
            && !is_victim(sentence, argument, pattern)
            && !is_forum(sentence, argument, pattern)
            && is_other(sentence, pattern, argument, taken)
    };
    // The nearest, but circumstances ("in", "for", "from") only where nothing else is near.
    let distance = |argument: &&Argument| {
        let circumstance = matches!(
            argument.slot,
            Slot::In | Slot::For | Slot::From | Slot::Other
        ) && slots.first() != Some(&argument.slot);
        let place = slots.iter().position(|slot| *slot == argument.slot);
        // Whom the tables know goes before a bare role or an unknown name.
        let strange = sentence
            .sides(argument.group)
            .iter()
            .all(|side| is_stranger(side));
        let far = 8 * usize::from(circumstance) + 30 * usize::from(strange);
        (argument.at + far, place)
    };
    // "fought with the Cubans against South Africa": against whom says more than with whom.
    let against = |argument: &&Argument| argument.slot == Slot::Against;
    let enemy = arguments
        .iter()
        .any(|argument| against(&argument) && fits(&argument));
    let sided = slots.contains(&Slot::With) && enemy;
    arguments
        .iter()
        .filter(fits)
        .filter(|argument| !(sided && argument.slot == Slot::With))
        .min_by_key(distance)
        .copied()
}

/// "complained to the United Nations", "traded accusations at the Security Council": to whom or where
/// somebody is accused, who is not the accused.
fn is_forum(sentence: &Sentence<'_>, argument: &Argument, pattern: &Pattern) -> bool {
    // "a menacé de saisir la justice"
    let court = |who: &Who| is_stranger(&who.actor) && who.sector.as_deref() == Some("JUD");
    if pattern.is_of(&[PloverType::Threaten])
        && sentence.groups[argument.group]
            .mentions
            .iter()
            .all(|mention| sentence.mentions[*mention].who.iter().all(court))
    {
        return true;
    }
    let heard = matches!(
        argument.slot,
        Slot::To | Slot::With | Slot::In | Slot::Other
    );
    heard
        && pattern.is_of(&[PloverType::Accuse])
        && sentence.groups[argument.group]
            .mentions
            .iter()
            .all(|mention| sentence.mentions[*mention].who.iter().all(is_body))
}

/// "condemned the attack on the Iranian embassy": who suffers what is condemned is not blamed for it.
pub(super) fn is_victim(sentence: &Sentence<'_>, argument: &Argument, pattern: &Pattern) -> bool {
    let Some(tree) = &sentence.tree else {
        return false;
    };
    if !pattern.is_of(&[PloverType::Accuse, PloverType::Protest]) {
        return false;
    }
    let group = &sentence.groups[argument.group];
    let mut at = tree.top(group.first, group.end);
    // "launched an attack on": the pattern's own.
    let own = |noun: usize| {
        let word = sentence.words.lower[noun];
        let is = |step: &Element| matches!(step, Element::Words(words) if words.contains(&word));
        pattern.rest.iter().any(is)
    };
    while let Some(head) = tree.head(at) {
        let slot = sentence
            .case_slot(tree, at)
            .filter(|_| tree.rel(at) == Rel::Nominal && !own(head));
        // "detentions in Venezuela" are by those who rule there, "Serbia's suppression of unrest in
        // Montenegro" is Serbia's.
        let held = match slot {
            Some(Slot::Of) => true,
            Some(Slot::In) => tree.child(head, Rel::Possessor).is_some(),
            _ => false,
        };
        let suffers = matches!(slot, Some(Slot::On | Slot::Against | Slot::In | Slot::Of))
            && (sentence.tells_of(head, PloverType::Assault)
                || held && sentence.tells_of(head, PloverType::Coerce));
        if suffers {
            return true;
        }
        if !matches!(
            tree.rel(at),
            Rel::Nominal
                | Rel::Adjective
                | Rel::Compound
                | Rel::Possessor
                | Rel::Conjunct
                | Rel::Flat
        ) {
            return false;
        }
        at = head;
    }
    false
}

/// Whether the actor of an argument is another party than those in `taken`, as the pattern tells parties apart.
pub(super) fn is_other(
    sentence: &Sentence<'_>,
    pattern: &Pattern,
    argument: &Argument,
    taken: &[usize],
) -> bool {
    sentence.is_apart(argument.group, taken, is_domestic(pattern))
}

/// Whether the predicate also holds between parties of one state: "police arrested protesters".
pub(super) fn is_domestic(pattern: &Pattern) -> bool {
    matches!(&pattern.outcome, Outcome::Event(spec) if !matches!(
        spec.action.plover(),
        PloverType::Consult | PloverType::Cooperate | PloverType::Support | PloverType::Agree
    ))
}

/// Whether a group may be the other side of those in `taken`: another party, or, of a protest, the
/// government of the state whose people protest.
pub(super) fn may_face(
    sentence: &Sentence<'_>,
    group: usize,
    taken: &[usize],
    pattern: &Pattern,
) -> bool {
    let protest = pattern.is_of(&[PloverType::Protest]);
    let governs = |who: &Who| {
        matches!(
            who.sector.as_deref(),
            Some("GOV" | "LEG" | "COP" | "MIL" | "JUD")
        )
    };
    // "Georgians took to the streets of Tbilisi": where they protest stands for their government.
    let faces = |mention: &usize| {
        let mention = &sentence.mentions[*mention];
        mention.is_place() || mention.who.iter().all(governs)
    };
    sentence.is_apart(group, taken, is_domestic(pattern))
        || protest && sentence.groups[group].mentions.iter().all(faces)
}

/// Whether a pattern asks somebody to do something, by an infinitive: "tell ~ to".
pub(super) fn asks_to(sentence: &Sentence<'_>, pattern: &Pattern) -> bool {
    let last = pattern.rest.last();
    let to = |word: &u32| sentence.tongue.info(*word).class & class::TO != 0;
    pattern.is_of(&[PloverType::Request])
        && pattern.part == Part::Verb
        && matches!(last, Some(Element::Words(words)) if words.iter().any(to))
}

/// Whether a mention is that of a role alone, of no state: "police", "boats".
fn is_of_nobody(mention: &Mention) -> bool {
    is_bare(mention) && mention.who.iter().all(|who| who.country.is_none())
}

/// Whether the actor in a slot is what the predicate is about.
pub(super) fn usable(sentence: &Sentence<'_>, argument: &Argument, pattern: &Pattern) -> bool {
    // "welcomed the agreement" received nobody.
    if pattern.is(Flag::Head) && (!argument.head || is_deed_of(sentence, argument.group)) {
        return false;
    }
    if pattern.is(Flag::Thing) && argument.head {
        return false;
    }
    let mut members = sentence.groups[argument.group]
        .mentions
        .iter()
        .map(|mention| &sentence.mentions[*mention]);
    // "rejected a plea for patrol boats", "a request to let police in": what is asked for, and of nobody's.
    let rejects = pattern.is_of(&[PloverType::Reject]);
    let sought = rejects && argument.inner
        || argument.slot == Slot::For && (rejects || pattern.is_of(&[PloverType::Request]));
    if sought && members.clone().all(is_of_nobody) {
        return false;
    }
    // "told its managers to sell Canadian shares": who is asked stands before what is asked of him.
    if argument.inner && asks_to(sentence, pattern) {
        return false;
    }
    let place = members.all(|mention| mention.role == Role::Place);
    if place {
        return pattern.is(Flag::Place);
    }
    if argument.head {
        return argument.slot != Slot::In
            || pattern.is(Flag::Place)
            || !is_state(sentence, argument)
            || pattern.target.contains(&Slot::In);
    }
    if needs_head(pattern) {
        return false;
    }
    match argument.slot {
        Slot::In => pattern.is(Flag::Place),
        Slot::Object | Slot::On | Slot::Against | Slot::To | Slot::Of | Slot::From | Slot::Into => {
            true
        }
        // "complained about Ethiopia's dam".
        Slot::About | Slot::Over => pattern.is_of(&[PloverType::Accuse]),
        _ => argument.thing.is_some(),
    }
}

/// Whether a group is but a word for what its actors did: "the agreement".
fn is_deed_of(sentence: &Sentence<'_>, group: usize) -> bool {
    let members = &sentence.groups[group].mentions;
    members
        .iter()
        .all(|number| sentence.mentions[*number].is_deed())
}

/// "sent his foreign secretary to Kathmandu": who goes there to speak is no aid.
fn sends_envoy(pattern: &Pattern, sentence: &Sentence<'_>, arguments: &[Argument]) -> bool {
    let envoy = |who: &Who| {
        matches!(who.kind, ActorKind::Person | ActorKind::Office)
            && who.sector.as_deref() == Some("GOV")
    };
    let aid = pattern.is_of(&[PloverType::Aid]) && pattern.rest.is_empty();
    let mut objects = arguments
        .iter()
        .filter(|argument| argument.slot == Slot::Object);
    aid && objects.any(|argument| {
        let mut members = sentence.groups[argument.group].mentions.iter();
        members.any(|number| sentence.mentions[*number].who.iter().any(envoy))
    })
}

/// "sent a warship", "sent British troops to Kosovo": a force that is sent is neither helped nor faced.
fn is_sent(sentence: &Sentence<'_>, argument: &Argument, pattern: &Pattern) -> bool {
    let aid = pattern.is_of(&[PloverType::Aid]) && pattern.rest.is_empty();
    let moved = pattern.is_of(&[PloverType::Mobilize]);
    let force = |who: &Who| {
        let nobody = is_stranger(&who.actor) && who.country.is_none();
        (nobody || moved) && who.sector.as_deref() == Some("MIL")
    };
    let members = &sentence.groups[argument.group].mentions;
    (aid || moved)
        && (argument.slot == Slot::Object || moved && argument.slot == Slot::Of)
        && members
            .iter()
            .all(|mention| sentence.mentions[*mention].who.iter().all(force))
}

/// "backed Iran's call", "support for the Tudeh (Iran's communist party)" sponsors no state.
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

/// Whether an argument is but the words of the pattern: "send troops" has no troops as target.
pub(super) fn is_own(sentence: &Sentence<'_>, argument: &Argument, found: &Match) -> bool {
    let members = || {
        let members = &sentence.groups[argument.group].mentions;
        members.iter().map(|number| &sentence.mentions[*number])
    };
    let nobody = |who: &Who| is_stranger(&who.actor) && who.country.is_none();
    let named = |mention: &Mention| {
        let placed = |place: &&usize| (mention.first..mention.end).contains(*place);
        let own = found.own.iter().find(placed);
        own.is_some_and(|own| !suffers(sentence, found, *own))
    };
    members().any(named) && members().all(|mention| mention.who.iter().all(nobody))
}

/// Whether a word of a pattern names those who suffer its deed: "dispersed protesters", "is holding two
/// soldiers". Of an attack, soldiers and force are the means.
pub(super) fn suffers(sentence: &Sentence<'_>, found: &Match, at: usize) -> bool {
    let pattern = &sentence.tongue.patterns[found.pattern];
    let Outcome::Event(spec) = &pattern.outcome else {
        return false;
    };
    let plover = spec.action.plover();
    let suffering = |sector: Option<&str>| match plover {
        PloverType::Coerce => sector.is_some(),
        PloverType::Assault => sector == Some("CVL"),
        _ => false,
    };
    let people = |number: usize| {
        let who = &sentence.mentions[number].who;
        who.iter().all(|who| suffering(who.sector.as_deref()))
    };
    at != found.at && sentence.mention_at[at].is_some_and(people)
}

/// The predicate with its sides, if it has those that its pattern asks for.
pub(super) fn build(
    sentence: &Sentence<'_>,
    found: &Match,
    pattern: &Pattern,
    filled: &Filled<'_>,
    base: f64,
) -> Option<Predicate> {
    let Filled {
        source, mut target, ..
    } = *filled;
    let last = found.own.iter().copied().max()?;
    let mut mutual = false;
    let sources = filled.groups(source, target.map(|target| target.group).as_slice());
    // "the two agreed to reopen embassies": with each other.
    let role = |target: Argument| {
        let members = &sentence.groups[target.group].mentions;
        members.iter().all(|mention| {
            let mention = &sentence.mentions[*mention];
            is_bare(mention) && mention.who.iter().all(|who| who.country.is_none())
        })
    };
    if pattern.is(Flag::Mutual) && target.is_some_and(role) && sentence.are_several(&sources) {
        target = None;
    }
    if target.is_some_and(|target| in_denied_deed(sentence, found, pattern, &target)) {
        target = None;
    }
    if target.is_some_and(|target| {
        is_court(sentence, found, pattern, &target) || is_spared(sentence, found, pattern, &target)
    }) {
        target = None;
    }
    if source.is_some()
        && target.is_none()
        && sentence.are_several(&sources)
        && !faces_others(sentence, found)
        && (pattern.is(Flag::Mutual)
            || source.is_some_and(|source| source.slot == Slot::Between)
            || is_mutual(sentence, found.at))
    {
        mutual = true;
    }
    let standing = if mutual {
        Standing::Whole
    } else {
        standing(sentence, found, pattern, (source, target), &sources)
    };
    if standing == Standing::Lacking || sends_envoy(pattern, sentence, filled.all) {
        return None;
    }
    if let Some(target) = target
        && source.is_some()
        && !may_face(sentence, target.group, &sources, pattern)
    {
        return None;
    }
    // "called the wife of the prime minister corrupt": he was not called.
    let named = |own: &usize| {
        let group = sentence.mention_at[*own].and_then(|number| sentence.group_of[number]);
        group.filter(|_| *own != found.at)
    };
    if pattern.is(Flag::Head)
        && let Some(target) = target
        && found
            .own
            .iter()
            .filter_map(named)
            .any(|group| group != target.group)
    {
        return None;
    }
    let own = |argument: Argument| is_own(sentence, &argument, found);
    if target.is_some_and(own) || source.is_some_and(own) {
        return None;
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
        target: filled.groups(target, &sources),
        source: sources,
        mutual,
        modality: Modality::Asserted,
        polarity: Polarity::Positive,
        score,
        own: found.own.clone(),
        waits: standing == Standing::Waiting,
        composed: None,
        trigger: trigger(sentence, found),
    })
}

/// "Both have relationships with certain regional actors": whether what several do is done with others, whom no name
/// tells, and so not with each other.
fn faces_others(sentence: &Sentence<'_>, found: &Match) -> bool {
    let Some(tree) = &sentence.tree else {
        return false;
    };
    let mut below = found.own.iter().flat_map(|own| tree.below(*own));
    below.any(|partner| {
        tree.is_noun(*partner)
            && matches!(tree.rel(*partner), Rel::Oblique | Rel::Nominal)
            && sentence.case_slot(tree, *partner) == Some(Slot::With)
            && sentence.mention_at[*partner].is_none()
            && !sentence.is(*partner, class::TIME | class::WORDS)
            && tree.is_plural(*partner)
    })
}

/// Whether a pattern has the sides that it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Whole,
    /// It has one, and may have the other from the text before.
    Waiting,
    Lacking,
}

/// Whether a pattern has the sides that it asks for, where these were found.
fn standing(
    sentence: &Sentence<'_>,
    found: &Match,
    pattern: &Pattern,
    sides: (Option<Argument>, Option<Argument>),
    sources: &[usize],
) -> Standing {
    let plain = matches!(pattern.outcome, Outcome::Event(_)) && !pattern.is(Flag::Swap);
    let (whole, waiting) = match sides {
        (Some(_), Some(_)) => (true, false),
        (None, None) => (false, false),
        (Some(source), None) => {
            let whole = pattern.is(Flag::Solo)
                || blames_for_assault(sentence, found, pattern)
                || plain && shared::is_told_before(sentence, (found.at, &found.own), sources);
            let waiting = !whole
                && plain
                && !is_only_passive(sentence, found.at, source)
                && shared::waits(sentence, (found.at, pattern), sources);
            (whole, waiting)
        }
        (None, Some(target)) => {
            let whole = pattern.is(Flag::Victim)
                || pattern.is(Flag::Solo)
                    && (pattern.is(Flag::Swap)
                        || matches!(pattern.outcome, Outcome::Tie(_))
                        || pattern.part == Part::Noun);
            let waiting = !whole
                && plain
                && (target.slot != Slot::With || is_passive(sentence, found.at))
                && shared::is_suffered(sentence, (found.at, pattern), &[target.group]);
            (whole, waiting)
        }
    };
    match (whole, waiting) {
        (true, _) => Standing::Whole,
        (false, true) => Standing::Waiting,
        (false, false) => Standing::Lacking,
    }
}

fn is_passive(sentence: &Sentence<'_>, at: usize) -> bool {
    let tree = sentence.tree.as_ref();
    tree.is_some_and(|tree| tree.is_passive(at))
}

/// "a tourist accused of spying", "was seized and sentenced": whether a verb is passive, if perhaps not by its form, and
/// its source no agent that it names.
fn is_only_passive(sentence: &Sentence<'_>, at: usize, source: Argument) -> bool {
    let Some(tree) = &sentence.tree else {
        return false;
    };
    let past = sentence.info(at).verb & PAST != 0;
    let bare = tree.is_past_participle(at) && tree.child(at, Rel::Auxiliary).is_none();
    let reduced = bare && matches!(tree.rel(at), Rel::Adnominal | Rel::Adverbial)
        || past && !tree.is_verb(at);
    let first = tree.head(at).filter(|_| tree.rel(at) == Rel::Conjunct);
    let joined = first.is_some_and(|first| tree.is_passive(first));
    let unmarked = reduced || (bare || joined) && tree.child(at, Rel::Object).is_none();
    source.slot != Slot::By && (unmarked || tree.is_passive(at))
}

/// "took it to the International Court of Justice": the court that the pattern names is not accused.
fn is_court(sentence: &Sentence<'_>, found: &Match, pattern: &Pattern, target: &Argument) -> bool {
    let group = &sentence.groups[target.group];
    let named = found
        .own
        .iter()
        .any(|own| (group.first..group.end).contains(own));
    named
        && pattern.is_of(&[PloverType::Accuse])
        && group
            .mentions
            .iter()
            .all(|mention| sentence.mentions[*mention].who.iter().all(is_body))
}

/// "vetoed a resolution condemning Iran", "opposed strikes on Iran": whom the refused would have harmed is not refused.
fn is_spared(sentence: &Sentence<'_>, found: &Match, pattern: &Pattern, target: &Argument) -> bool {
    let Some(tree) = sentence
        .tree
        .as_ref()
        .filter(|_| pattern.is_of(&[PloverType::Reject]))
    else {
        return false;
    };
    let harms = |at: usize| {
        [
            PloverType::Accuse,
            PloverType::Assault,
            PloverType::Coerce,
            PloverType::Request,
            PloverType::Sanction,
            PloverType::Threaten,
        ]
        .into_iter()
        .any(|plover| sentence.tells_of(at, plover))
    };
    let group = &sentence.groups[target.group];
    let mut at = tree.top(group.first, group.end);
    let against = matches!(sentence.case_slot(tree, at), Some(Slot::On | Slot::Against));
    let mut first = true;
    while let Some(above) = tree.head(at).filter(|above| *above != found.at) {
        let charged = tree.rel(above) == Rel::Adnominal && tree.is_verb(above) && harms(above);
        let struck = first && against && tree.is_noun(above) && harms(above);
        if charged || struck {
            return true;
        }
        (at, first) = (above, false);
    }
    false
}

/// "denied supplying arms to Sudan": who is helped by what is denied is not answered; who suffers it is.
fn in_denied_deed(
    sentence: &Sentence<'_>,
    found: &Match,
    pattern: &Pattern,
    target: &Argument,
) -> bool {
    let Some(tree) = &sentence.tree else {
        return false;
    };
    let group = &sentence.groups[target.group];
    let at = tree.top(group.first, group.end);
    denied_deed(tree, pattern, found.at).is_some_and(|deed| {
        tree.steps_up(at, deed).is_some() && !sentence.tells_of(deed, PloverType::Assault)
    })
}

/// The verb of what somebody denies to have done: "denied supplying arms".
pub(super) fn denied_deed(tree: &Tree, pattern: &Pattern, at: usize) -> Option<usize> {
    tree.child(at, Rel::OpenClause)
        .filter(|deed| pattern.is(Flag::Nominal) && tree.is_verb(*deed))
}

/// "condemned the bombing": whether an attack is blamed, whoever made it.
fn blames_for_assault(sentence: &Sentence<'_>, found: &Match, pattern: &Pattern) -> bool {
    let object = sentence
        .tree
        .as_ref()
        .filter(|_| pattern.is_of(&[PloverType::Accuse]) && pattern.part == Part::Verb)
        .and_then(|tree| tree.child(found.at, Rel::Object));
    object.is_some_and(|object| sentence.tells_of(object, PloverType::Assault))
}

/// "expelled each other's diplomats": whether what a verb says is done by each to the other.
fn is_mutual(sentence: &Sentence<'_>, at: usize) -> bool {
    let Some(tree) = sentence.tree.as_ref().filter(|tree| tree.is_verb(at)) else {
        return false;
    };
    let is = |at: usize, word: &str| sentence.word(at).eq_ignore_ascii_case(word);
    (at + 2..sentence.len().min(at + REACH)).any(|other| {
        let each = other - 1;
        (is(each, "each") && is(other, "other") || is(each, "one") && is(other, "another"))
            && tree.steps_up(other, at).is_some()
    }) || each_the_other(sentence, at)
}

/// "each accused the other of".
fn each_the_other(sentence: &Sentence<'_>, at: usize) -> bool {
    let is = |at: usize, word: &str| sentence.word(at).eq_ignore_ascii_case(word);
    at > 0 && is(at - 1, "each") && is(at + 1, "the") && is(at + 2, "other")
}

/// How far behind a verb "each other" is looked for, in words.
const REACH: usize = 12;

/// The words of the predicate; of a long pattern, its first word to its last if they are near.
fn trigger(sentence: &Sentence<'_>, found: &Match) -> Span {
    let last = found.own.last().copied().unwrap_or(found.at);
    sentence.range(found.at, last + 1)
}
