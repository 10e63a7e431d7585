//! To whom a denial, refusal, demand or threat answers: whoever accused, asked or struck just before, or to whom
//! its author turned there.

use detente_model::{ActorId, ActorMention, Claim, Event, PloverType, Polarity, Speaker};

use crate::context::Context;
use crate::domestic;
use crate::mention::Finder;
use crate::sentence::Sentence;
use crate::shared::{WAITING, names_only};
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

    /// Whether its author may go on with a demand or a threat.
    fn goes_on(&self) -> bool {
        self.is_hostile()
            || matches!(
                self.kind,
                Kind::Did(PloverType::Consult | PloverType::Request)
            )
    }
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
) {
    let (here, before) = (turns(events), context.turns(number));
    for claim in events {
        let event = &mut claim.content;
        give_state(sentence, finder, context, event);
        let Some(side) = event.source.first().map(ActorMention::side) else {
            continue;
        };
        if !event.target.is_empty() || !claim.frame.modality.is_actual() {
            continue;
        }
        let plover = event.action.plover();
        let find: fn(&[Turn], &ActorId) -> Option<ActorId> = match plover {
            PloverType::Reject => asker,
            PloverType::Accuse => offender,
            PloverType::Threaten => opponent,
            PloverType::Request if is_demand(event) => opponent,
            _ => |_, _| None,
        };
        let alone = names_only(sentence, &[side]);
        let meant = || {
            let other = context.counterpart(side).filter(|_| faces(plover))?;
            Some(other.side().clone())
        };
        let other = find(&here, side)
            .or_else(|| find(before, side).filter(|_| alone))
            .or_else(|| meant().filter(|_| alone));
        let who = other.and_then(|other| finder.who(&other));
        event
            .target
            .extend(who.map(|who| who.record(sentence.text, claim.frame.trigger)));
    }
}

/// "Parliament accused China", "accused the president": those who govern, of no state that the sentence names, are
/// of the one with whom the text has the other side deal.
fn give_state(
    sentence: &Sentence<'_>,
    finder: &Finder<'_, '_>,
    context: &Context,
    event: &mut Event,
) {
    // What one government does to those of another it may as well do to its own.
    let foreign = matches!(
        event.action.plover(),
        PloverType::Consult
            | PloverType::Request
            | PloverType::Accuse
            | PloverType::Reject
            | PloverType::Threaten
            | PloverType::Agree
    );
    let (source, target) = (event.source.as_mut_slice(), event.target.as_mut_slice());
    let (open, other) = match (source, target) {
        ([source], [other, ..]) if is_open(source) => (source, other),
        ([other, ..], [target]) if foreign && is_open(target) => (target, other),
        _ => return,
    };
    let side = other.side();
    let state = context
        .counterpart(side)
        .filter(|_| names_only(sentence, &[side]))
        .and_then(|other| other.country.clone());
    domestic::give(std::slice::from_mut(open), state, finder);
}

/// Whether an actor governs, and nothing says where.
fn is_open(actor: &ActorMention) -> bool {
    let governs = matches!(
        actor.sector.as_deref(),
        Some("GOV" | "LEG" | "MIL" | "COP" | "SPY")
    );
    governs && actor.country.is_none() && actor.code.len() <= 3 && is_stranger(&actor.actor)
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
