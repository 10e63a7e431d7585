//! To whom a denial or refusal answers: whoever accused, asked or threatened just before.

use detente_model::{ActorId, ActorMention, Claim, Event, PloverType, Polarity, Speaker};

use crate::mention::Finder;
use crate::sentence::Sentence;
use crate::shared::names_only;

/// Somebody turned to another: said something of them, or asked it of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Turn {
    from: ActorId,
    /// `None` where it was said or offered to nobody in particular.
    to: Option<ActorId>,
}

/// Whom the events of a passage turn to.
pub(crate) fn turns(events: &[Claim<Event>]) -> Vec<Turn> {
    let mut turns = Vec::new();
    for claim in events {
        let event = &claim.content;
        let turned = matches!(
            event.action.plover(),
            PloverType::Accuse | PloverType::Request | PloverType::Threaten | PloverType::Agree
        );
        if turned && claim.frame.polarity == Polarity::Positive {
            for from in &event.source {
                let open = event.target.is_empty().then(|| turn(from, None));
                let told = event.target.iter().map(|to| turn(from, Some(to)));
                turns.extend(told.chain(open));
            }
        }
        // "Peru said Bolivian police had shot a fisherman".
        let hostile = matches!(
            event.action.plover(),
            PloverType::Assault | PloverType::Coerce | PloverType::Mobilize | PloverType::Aid
        );
        if let Some(Speaker::Actor(speaker)) = claim.frame.says.as_ref().filter(|_| hostile) {
            turns.extend(event.source.iter().map(|to| turn(speaker, Some(to))));
        }
    }
    turns.retain(|turn| turn.to.as_ref() != Some(&turn.from));
    turns
}

fn turn(from: &ActorMention, to: Option<&ActorMention>) -> Turn {
    Turn {
        from: from.side().clone(),
        to: to.map(|to| to.side().clone()),
    }
}

/// Gives refusals without a target to the only one who turned to their source, in the same sentence or, where
/// it names nobody else, just before it.
pub(crate) fn settle(
    sentence: &Sentence<'_>,
    finder: &Finder<'_, '_>,
    before: &[Turn],
    events: &mut [Claim<Event>],
) {
    let here = turns(events);
    for claim in events {
        let event = &mut claim.content;
        let refuses = event.action.plover() == PloverType::Reject
            && event.target.is_empty()
            && claim.frame.modality.is_actual();
        let Some(side) = event
            .source
            .first()
            .map(ActorMention::side)
            .filter(|_| refuses)
        else {
            continue;
        };
        let alone = names_only(sentence, &[side]);
        let other = only_turn(&here, side).or_else(|| only_turn(before, side).filter(|_| alone));
        let who = other.and_then(|other| finder.who(other));
        event
            .target
            .extend(who.map(|who| who.record(sentence.text, claim.frame.trigger)));
    }
}

/// The only one who turned to `side`, or to nobody in particular.
fn only_turn<'t>(turns: &'t [Turn], side: &ActorId) -> Option<&'t ActorId> {
    let reached = |turn: &&Turn| turn.to.as_ref().is_none_or(|to| to == side) && turn.from != *side;
    let mut from = turns.iter().filter(reached).map(|turn| &turn.from);
    let first = from.next()?;
    from.all(|other| other == first).then_some(first)
}
