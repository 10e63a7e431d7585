//! What is told in the words of events and is none between states: what firms and workers do, games, words to
//! the press, lawmakers on their way home.

use detente_model::{Action, ActorKind, ActorMention, PloverType};
use detente_syntax::Upos;

use crate::lexicon::{Slot, class};
use crate::predicate::Predicate;
use crate::sentence::Sentence;
use crate::strangers::is_stranger;

/// Whether what a predicate tells is no event between its sides.
pub(crate) fn is_aside(
    sentence: &Sentence<'_>,
    predicate: &Predicate,
    action: Action,
    (source, target): (&[ActorMention], &[ActorMention]),
) -> bool {
    action.mode() == Some("visit") && is_homecoming(source)
        || action.plover() == PloverType::Consult && is_press(target)
        || is_private(sentence, predicate, action, (source, target))
        || is_game(sentence, action, (source, target))
}

/// Whether legislators of no state that is named go somewhere: "lawmakers return to Washington" are at
/// home there.
fn is_homecoming(source: &[ActorMention]) -> bool {
    !source.is_empty()
        && source.iter().all(|actor| {
            actor.sector.as_deref() == Some("LEG")
                && actor.country.is_none()
                && is_stranger(&actor.actor)
        })
}

/// "briefed the media", "spoke to reporters": what is told to the press is told to nobody else.
fn is_press(target: &[ActorMention]) -> bool {
    !target.is_empty()
        && target
            .iter()
            .all(|actor| actor.sector.as_deref() == Some("MED") && is_stranger(&actor.actor))
}

/// Roles of those who do what is no deed of states.
const PRIVATE: [&str; 6] = ["BUS", "CVL", "EDU", "ELI", "LAB", "MED"];

/// Whether it is but told where firms, workers or others of no state do something, or it takes arms
/// that they have not: "engineers demolished a bridge in Japan", "the bank granted customers in Canada
/// a waiver", "the supermarket chain pulled out of Hungary".
fn is_private(
    sentence: &Sentence<'_>,
    predicate: &Predicate,
    action: Action,
    (source, target): (&[ActorMention], &[ActorMention]),
) -> bool {
    let firm = |actor: &ActorMention| {
        actor.sector.as_deref() == Some("BUS") || actor.kind == ActorKind::Company
    };
    let armed = match action.plover() {
        PloverType::Assault | PloverType::Mobilize => true,
        PloverType::Retreat => action.mode() == Some("withdraw"),
        _ => false,
    };
    if !source.is_empty() && armed && source.iter().all(firm) {
        return true;
    }
    let Some(tree) = sentence.tree.as_ref() else {
        return false;
    };
    let at_home = |actor: &ActorMention| {
        let state = actor.country.as_ref();
        state.is_none() || target.iter().all(|target| target.country.as_ref() == state)
    };
    let private = |actor: &ActorMention| {
        let sector = actor.sector.as_deref();
        let nobody = at_home(actor) && is_stranger(&actor.actor);
        nobody && sector.is_some_and(|sector| PRIVATE.contains(&sector))
    };
    let placed = |group: &usize| {
        let mut heads = sentence.heads_of(tree, *group);
        heads.all(|head| sentence.case_slot(tree, head) == Some(Slot::In))
    };
    let people = |actor: &ActorMention| actor.sector.as_deref() == Some("CVL");
    let force = matches!(
        action.plover(),
        PloverType::Assault | PloverType::Protest | PloverType::Request | PloverType::Accuse
    );
    !force
        && !source.is_empty()
        && source.iter().all(private)
        && !target.is_empty()
        && (predicate.target.iter().all(placed) || target.iter().all(people))
}

/// Whether a sentence tells of sport: one word that only sport has, or two that it shares.
pub(crate) fn is_sport(sentence: &Sentence<'_>) -> bool {
    let (mut games, mut plays) = (0, Vec::new());
    for at in 0..sentence.len() {
        if sentence.is(at, class::GAME) {
            games += 1;
        } else if sentence.is(at, class::PLAY)
            && !describes(sentence, at)
            && !plays.contains(&sentence.words.lower[at])
        {
            plays.push(sentence.words.lower[at]);
        }
    }
    games > 0 || plays.len() > 1
}

/// Whether a word is an adjective: "the final assault".
fn describes(sentence: &Sentence<'_>, at: usize) -> bool {
    let tree = sentence.tree.as_ref();
    tree.is_some_and(|tree| tree.upos(at) == Upos::Adj)
}

/// Whether two teams that are called by their states play: "Argentina fought back against France to
/// win the final".
fn is_game(
    sentence: &Sentence<'_>,
    action: Action,
    (source, target): (&[ActorMention], &[ActorMention]),
) -> bool {
    let told = matches!(
        action.plover(),
        PloverType::Assault
            | PloverType::Coerce
            | PloverType::Consult
            | PloverType::Mobilize
            | PloverType::Retreat
            | PloverType::Support
            | PloverType::Threaten
    );
    let team = |actor: &ActorMention| {
        actor.sector.is_none() && (actor.actor.is_state() || is_stranger(&actor.actor))
    };
    told && source.iter().chain(target).all(team) && is_sport(sentence)
}
