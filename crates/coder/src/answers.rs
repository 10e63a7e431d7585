//! To whom a denial, refusal, demand or threat answers: whoever accused, asked or struck just before, or to whom
//! its author turned there.

use detente_model::{
    ActorId, ActorKind, ActorMention, Claim, Event, PloverType, Polarity, Speaker,
};

use crate::context::Context;
use crate::domestic;
use crate::lexicon::{Pattern, class};
use crate::mention::{Finder, Who};
use crate::predicate::Predicate;
use crate::sentence::{Rel, Sentence};
use crate::shared::{
    self, WAITING, is_contrasted, is_suffered, names_only, other_of, others_told_of,
};
use crate::strangers::is_stranger;

/// Somebody turned to another: said or asked something, met or struck it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Turn {
    from: ActorId,
    /// `None` where it was said or offered to nobody in particular.
    to: Option<ActorId>,
    kind: Kind,
}

/// With what somebody turned to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Did(PloverType),
    /// Told of what the other did: "Peru said Bolivian police had shot a fisherman".
    Told,
}

impl Turn {
    /// Whether it can be denied or refused.
    fn is_answered(&self) -> bool {
        match self.kind {
            Kind::Told => true,
            Kind::Did(plover) => matches!(
                plover,
                PloverType::Accuse | PloverType::Request | PloverType::Threaten | PloverType::Agree
            ),
        }
    }

    /// Whether whoever bears it may demand amends, protest or threaten.
    fn is_hostile(&self) -> bool {
        let Kind::Did(plover) = self.kind else {
            return false;
        };
        is_hostile(plover)
    }

    /// Whether its author may go on with a demand or a threat.
    fn goes_on(&self) -> bool {
        self.is_hostile()
            || matches!(
                self.kind,
                Kind::Did(PloverType::Consult | PloverType::Request)
            )
    }
}

/// Whether an event of a type is one against somebody.
fn is_hostile(plover: PloverType) -> bool {
    matches!(
        plover,
        PloverType::Accuse
            | PloverType::Threaten
            | PloverType::Reject
            | PloverType::Sanction
            | PloverType::Coerce
            | PloverType::Mobilize
            | PloverType::Assault
    )
}

/// Whom the events of a passage turn to.
pub(crate) fn turns(events: &[Claim<Event>]) -> Vec<Turn> {
    let mut turns = Vec::new();
    for claim in events {
        let event = &claim.content;
        let plover = event.action.plover();
        if claim.frame.polarity == Polarity::Positive {
            for from in &event.source {
                let turn = |to: Option<&ActorMention>| Turn {
                    from: from.side().clone(),
                    to: to.map(|to| to.side().clone()),
                    kind: Kind::Did(plover),
                };
                let open = event.target.is_empty().then(|| turn(None));
                let told = event.target.iter().map(|to| turn(Some(to)));
                turns.extend(told.chain(open));
            }
        }
        let hostile = matches!(
            plover,
            PloverType::Assault | PloverType::Coerce | PloverType::Mobilize | PloverType::Aid
        );
        if let Some(Speaker::Actor(speaker)) = claim.frame.says.as_ref().filter(|_| hostile) {
            turns.extend(event.source.iter().map(|to| Turn {
                from: speaker.side().clone(),
                to: Some(to.side().clone()),
                kind: Kind::Told,
            }));
        }
    }
    turns.retain(|turn| turn.to.as_ref() != Some(&turn.from));
    turns
}

/// Gives refusals, demands, protests and threats without a target to the only one whom they answer, in the same
/// sentence or, where it names nobody else, just before it.
pub(crate) fn settle(
    sentence: &Sentence<'_>,
    finder: &Finder<'_, '_>,
    (context, number): (&Context, usize),
    events: &mut [Claim<Event>],
    told_by: &[Predicate],
) {
    let (here, before) = (turns(events), context.turns(number));
    let deeds: Vec<Deed> = events.iter().zip(told_by).map(Deed::of).collect();
    for (claim, predicate) in events.iter_mut().zip(told_by) {
        let event = &mut claim.content;
        give_state(sentence, finder, context, event);
        if event.source.is_empty() {
            suffer(sentence, finder, context, event, predicate);
        }
        let sides: Vec<&ActorId> = event.source.iter().map(ActorMention::side).collect();
        let Some(side) = shared::facing(sentence, &sides).or(sides.first().copied()) else {
            continue;
        };
        let denied = predicate.waits && claim.frame.polarity == Polarity::Negative;
        if !event.target.is_empty() || !claim.frame.modality.is_actual() || denied {
            continue;
        }
        let plover = event.action.plover();
        let pattern = &sentence.tongue.patterns[predicate.pattern];
        let find: fn(&[Turn], &ActorId) -> Option<ActorId> = match plover {
            PloverType::Reject => asker,
            PloverType::Accuse => offender,
            PloverType::Threaten => opponent,
            PloverType::Request if is_demand(event) => opponent,
            _ => |_, _| None,
        };
        let alone = names_only(sentence, &[side]);
        let meant = || {
            let other = faced(sentence, context, pattern, side)?.side();
            let silent = !predicate.waits && !faces(plover);
            if silent || is_contrasted(sentence, predicate.at, other) {
                return None;
            }
            let left = predicate.waits
                || names_only(sentence, &[side, other])
                    && others_told_of(sentence, (predicate.at, pattern), side).is_empty();
            left.then(|| other.clone())
        };
        let other = find(&here, side)
            .or_else(|| find(before, side).filter(|_| alone))
            .or_else(meant);
        let others = match other {
            Some(other) => vec![other],
            None if predicate.waits => judged(
                sentence,
                (context, number),
                (predicate, plover, side),
                &deeds,
            ),
            None => Vec::new(),
        };
        let whos = others.iter().filter_map(|other| finder.who(other));
        event.target = whos
            .map(|who| who.record(sentence.text, claim.frame.trigger))
            .collect();
    }
}

/// The one with whom the text has `side` deal, else the other of the two of whom it spoke last.
fn faced<'c>(
    sentence: &'c Sentence<'_>,
    context: &'c Context,
    pattern: &Pattern,
    side: &ActorId,
) -> Option<&'c Who> {
    let meant = context.counterpart(side);
    meant.or_else(|| other_of(sentence, pattern, side))
}

/// Something that a sentence tells, for another to judge it.
struct Deed {
    at: usize,
    plover: PloverType,
    doers: Vec<ActorId>,
}

impl Deed {
    fn of((claim, predicate): (&Claim<Event>, &Predicate)) -> Self {
        let event = &claim.content;
        Self {
            at: predicate.at,
            plover: event.action.plover(),
            doers: event.source.iter().map(|who| who.side().clone()).collect(),
        }
    }
}

/// "China froze talks, a step that Japan deplored. Chad praised it, too": who did what a third judges, the nearest before
/// it in its sentence or the last in those just before.
fn judged(
    sentence: &Sentence<'_>,
    (context, number): (&Context, usize),
    (predicate, plover, side): (&Predicate, PloverType, &ActorId),
    deeds: &[Deed],
) -> Vec<ActorId> {
    let main = sentence.about.as_ref();
    if main.is_none_or(|pair| pair.has(side)) {
        return Vec::new();
    }
    // "hailed the releases".
    let tree = sentence.tree.as_ref();
    let object = tree.and_then(|tree| tree.child(predicate.at, Rel::Object));
    let tells = |plover: &PloverType| {
        object.is_some_and(|object| {
            sentence.tells_of(object, *plover)
                || is_deal(*plover) && sentence.is(object, class::SHARED)
        })
    };
    let named: Vec<PloverType> = PloverType::ALL.iter().copied().filter(tells).collect();
    let fits = |other: PloverType| match plover {
        _ if !named.is_empty() => {
            named.contains(&other) || is_deal(other) && named.iter().any(|named| is_deal(*named))
        }
        PloverType::Accuse => is_hostile(other),
        PloverType::Support => !is_hostile(other) && !is_deal(other),
        _ => false,
    };
    let of_pair = |doers: &[ActorId]| {
        !doers.is_empty()
            && doers
                .iter()
                .all(|doer| main.is_some_and(|pair| pair.has(doer)))
    };
    let mut here = deeds.iter().rev();
    let here =
        here.find(|deed| deed.at < predicate.at && fits(deed.plover) && of_pair(&deed.doers));
    if let Some(deed) = here {
        return deed.doers.clone();
    }
    context.last_doers(number, fits, of_pair)
}

/// Whether two make such an event together.
fn is_deal(plover: PloverType) -> bool {
    matches!(plover, PloverType::Support | PloverType::Agree)
}

/// "Two soldiers were killed": what nobody is said to do is done by the one with whom the text has those deal who suffer
/// it.
fn suffer(
    sentence: &Sentence<'_>,
    finder: &Finder<'_, '_>,
    context: &Context,
    event: &mut Event,
    predicate: &Predicate,
) {
    let pattern = &sentence.tongue.patterns[predicate.pattern];
    let suffered = is_suffered(sentence, (predicate.at, pattern), &predicate.target);
    let Some(target) = event.target.first().filter(|_| suffered) else {
        return;
    };
    let other = faced(sentence, context, pattern, target.side());
    let who = other.and_then(|other| finder.who(other.side()));
    event
        .source
        .extend(who.map(|who| who.record(sentence.text, predicate.trigger)));
}

/// "Parliament accused China", "accused the president", "Chinese agents picked up Mr Kovrig": those who govern, and
/// persons in the hands of another state, of no state that the sentence names, are of the one with whom the text has
/// the other side deal.
fn give_state(
    sentence: &Sentence<'_>,
    finder: &Finder<'_, '_>,
    context: &Context,
    event: &mut Event,
) {
    // What one government does to those of another it may as well do to its own.
    let plover = event.action.plover();
    let foreign = matches!(
        plover,
        PloverType::Consult
            | PloverType::Request
            | PloverType::Accuse
            | PloverType::Reject
            | PloverType::Threaten
            | PloverType::Agree
            | PloverType::Sanction
    );
    let held = matches!(plover, PloverType::Coerce | PloverType::Retreat);
    let is_meant =
        |target: &ActorMention| foreign && is_open(target) || held && is_open_person(target);
    let one_side = |actors: &[ActorMention]| {
        let first = actors.first().map(ActorMention::side);
        actors.iter().all(|actor| Some(actor.side()) == first)
    };
    if !one_side(&event.source) || !one_side(&event.target) {
        return;
    }
    let (source, target) = (event.source.as_mut_slice(), event.target.as_mut_slice());
    let (open, other) = match (source, target) {
        ([source], [other, ..]) if is_open(source) => (source, other),
        ([other, ..], [target]) if is_meant(target) => (target, other),
        _ => return,
    };
    // "The opposition accused the government": its own.
    let rules = |sector: &str| RULERS.contains(&sector);
    if !other.sector.as_deref().is_none_or(rules) {
        return;
    }
    let side = other.side();
    let state = context
        .counterpart(side)
        .filter(|counterpart| names_only(sentence, &[side, counterpart.side()]))
        .and_then(|counterpart| counterpart.country.clone());
    domestic::give(std::slice::from_mut(open), state, finder);
}

/// Sectors of those who act for a state.
const RULERS: [&str; 5] = ["GOV", "LEG", "MIL", "COP", "SPY"];

/// Whether an actor governs, and nothing says where.
fn is_open(actor: &ActorMention) -> bool {
    let governs = |sector: &str| RULERS.contains(&sector);
    actor.sector.as_deref().is_some_and(governs)
        && actor.country.is_none()
        && actor.code.len() <= 3
        && is_stranger(&actor.actor)
}

/// Whether somebody is known by a name alone.
fn is_open_person(actor: &ActorMention) -> bool {
    actor.kind == ActorKind::Person
        && actor.country.is_none()
        && actor.sector.is_none()
        && is_stranger(&actor.actor)
}

/// Whether what is done without a target is done to the one with whom the text has its author deal.
fn faces(plover: PloverType) -> bool {
    plover == PloverType::Mobilize || WAITING.contains(&plover)
}

/// Whether a request is a demand, by its CAMEO code.
fn is_demand(event: &Event) -> bool {
    event
        .cameo
        .is_some_and(|code| code.as_str().starts_with("10"))
}

/// The only one who asked something of `side` or blamed it, else of nobody in particular.
fn asker(turns: &[Turn], side: &ActorId) -> Option<ActorId> {
    let asked = |to: Option<&ActorId>| {
        let reached = turns
            .iter()
            .filter(move |turn| turn.is_answered() && turn.to.as_ref() == to);
        only(reached.map(|turn| &turn.from).filter(|from| *from != side))
    };
    asked(Some(side)).or_else(|| asked(None))
}

/// The only one who wronged `side`.
fn offender(turns: &[Turn], side: &ActorId) -> Option<ActorId> {
    only(offenders(turns, side))
}

/// The only one who wronged `side`, or to whom it turned itself.
fn opponent(turns: &[Turn], side: &ActorId) -> Option<ActorId> {
    let own = turns
        .iter()
        .filter(|turn| turn.goes_on() && turn.from == *side);
    only(offenders(turns, side).chain(own.filter_map(|turn| turn.to.as_ref())))
}

fn offenders<'t>(turns: &'t [Turn], side: &ActorId) -> impl Iterator<Item = &'t ActorId> {
    let reached = move |turn: &&Turn| turn.is_hostile() && turn.to.as_ref() == Some(side);
    turns.iter().filter(reached).map(|turn| &turn.from)
}

fn only<'t>(mut found: impl Iterator<Item = &'t ActorId>) -> Option<ActorId> {
    let first = found.next()?;
    found.all(|other| other == first).then(|| first.clone())
}
