//! Whose police, president or protesters they are, where their own words do not say it.
//!
//! What is done at home is often told of one state that is named once: "the Sudanese government freed
//! opposition leaders", "police fired on demonstrators in Nairobi". An actor that only its role
//! names is taken to be of that state where the grammar of the event leaves no other.

use detente_model::{ActorId, ActorMention, CameoCode, PloverType};

use crate::lexicon::{HeadClass, Slot};
use crate::mention::{Finder, Mention, Role, Who};
use crate::predicate::Predicate;
use crate::sentence::{Rel, Sentence, Tree};
use crate::strangers::is_stranger;

/// Roles that are played in one's own state.
const HOME: [&str; 16] = [
    "GOV", "COP", "OPP", "LEG", "JUD", "CVL", "REB", "UAF", "CRM", "EDU", "LAB", "MED", "REL",
    "PTY", "ELI", "MIL",
];

/// Roles of those who govern.
const RULERS: [&str; 5] = ["GOV", "LEG", "MIL", "COP", "JUD"];

/// Roles that are played against or for a government at home, though they may stand alone.
const RIVALS: [&str; 5] = ["OPP", "LEG", "PTY", "LAB", "JUD"];

/// Whom a government's measure at home falls on, or a protest at home is meant for, where nobody is
/// named: "extended the curfew in Abidjan", "opposition parties called a strike in Kathmandu".
pub(crate) fn ruled(
    sentence: &Sentence<'_>,
    finder: &Finder<'_, '_>,
    predicate: &Predicate,
    source: &[ActorMention],
) -> Option<ActorMention> {
    let code = predicate.action(sentence)?.cameo?;
    let measure = is_under(code, &MEASURES);
    if !measure && !is_under(code, &PROTESTS) {
        return None;
    }
    let fits = |actor: &ActorMention| {
        let sector = actor.sector.as_deref();
        sector.is_some_and(|sector| RULERS.contains(&sector) == measure)
    };
    let home = country(source).filter(|_| source.iter().all(fits))?;
    let (state, number) = scene(sentence, sentence.tree.as_ref()?, predicate)?;
    if state != home {
        return None;
    }
    let who = finder.who(&state)?;
    Some(who.record(
        sentence.text,
        sentence.mentions[number].span(sentence.tokens),
    ))
}

/// Codes of protests, which are meant for those who govern where they are held.
const PROTESTS: [&str; 1] = ["14"];

fn is_under(code: CameoCode, roots: &[&str]) -> bool {
    roots.iter().any(|root| code.as_str().starts_with(root))
}

/// Codes of what those who govern do to those whom they govern: to ease or impose restrictions, to
/// grant or threaten them.
const MEASURES: [&str; 4] = ["081", "083", "132", "172"];

/// The state in which somebody is arrested, tried or investigated, where nobody is said to do it:
/// "was arrested in Lebanon".
pub(crate) fn authority(
    sentence: &Sentence<'_>,
    finder: &Finder<'_, '_>,
    predicate: &Predicate,
    target: &[ActorMention],
) -> Option<ActorMention> {
    let code = predicate.action(sentence)?.cameo?;
    let legal = is_under(code, &LEGAL);
    let tree = sentence.tree.as_ref()?;
    if !legal || target.is_empty() || !tree.is_passive(predicate.at) {
        return None;
    }
    let (state, number) = scene(sentence, tree, predicate)?;
    let who = finder.who(&state)?;
    Some(who.record(
        sentence.text,
        sentence.mentions[number].span(sentence.tokens),
    ))
}

/// Codes of what only those may do who hold power where it is done: to investigate, try, convict, release, arrest and
/// expel.
const LEGAL: [&str; 5] = ["0841", "09", "116", "173", "174"];

/// Gives strangers on either side of an event at home the state in which it happens.
pub(crate) fn settle(
    sentence: &Sentence<'_>,
    finder: &Finder<'_, '_>,
    predicate: &Predicate,
    (source, target): (&mut [ActorMention], &mut [ActorMention]),
) {
    let is_open = |actors: &[ActorMention]| {
        let whose = |actor: &ActorMention| is_guest(finder, actor) || is_owned(sentence, actor);
        is_open(actors) && !actors.iter().any(whose)
    };
    if !is_open(source) && !is_open(target) {
        return;
    }
    let placed = sentence
        .tree
        .as_ref()
        .and_then(|tree| scene(sentence, tree, predicate))
        .map(|(state, _)| state)
        .or_else(|| filed_in(sentence));
    let other = |actors: &[ActorMention], state: &ActorId| {
        let named = states(sentence, |_| true);
        named.iter().all(|named| named == state) && !actors.is_empty()
    };
    let (from, to) = (country(source), country(target));
    if is_open(source) {
        let state = to
            .filter(|state| {
                // Those who govern do not write notes to their own ambassador.
                let own = !plays(source, &["GOV", "LEG", "MIL"]) || !plays(target, &RULERS);
                let home = at_home(target) && own || is_stage(sentence, predicate);
                home && plays_home(source) && other(target, state)
            })
            .or_else(|| placed.clone().filter(|_| plays_home(source)));
        give(source, state, finder);
    }
    if is_open(target) {
        let state = from
            .filter(|state| {
                let home = (at_home(source) || rules(sentence, predicate)) && plays(target, &HOME);
                let rival = !source.is_empty() && plays(target, &RIVALS);
                (home || rival) && other(source, state) || is_theirs(sentence, target)
            })
            .or_else(|| placed.filter(|_| plays_home(target)));
        give(target, state, finder);
    }
}

/// Whether the target is but the place of a protest: "thousands marched through Bangkok".
fn is_stage(sentence: &Sentence<'_>, predicate: &Predicate) -> bool {
    let protest = predicate
        .action(sentence)
        .is_some_and(|spec| spec.action.plover() == PloverType::Protest);
    let place = |group: &usize| {
        let mentions = &sentence.groups[*group].mentions;
        mentions
            .iter()
            .all(|mention| sentence.mentions[*mention].is_place())
    };
    protest && !predicate.target.is_empty() && predicate.target.iter().all(place)
}

/// Whether a state does what is done to those in its hands: "Jordan arrested ten militants".
fn rules(sentence: &Sentence<'_>, predicate: &Predicate) -> bool {
    predicate
        .action(sentence)
        .and_then(|spec| spec.cameo)
        .is_some_and(|code| is_under(code, &MEASURES) || is_under(code, &HELD))
}

/// Codes of what is done to those in one's hands: to release, arrest and otherwise coerce them.
const HELD: [&str; 2] = ["0841", "17"];

/// Whether those of a side are said to be those of the other: "protested against their government".
fn is_theirs(sentence: &Sentence<'_>, actors: &[ActorMention]) -> bool {
    let Some(tree) = &sentence.tree else {
        return false;
    };
    let theirs = |actor: &ActorMention| {
        let inside = |at: &usize| actor.span.contains(sentence.tokens[*at].span);
        (0..sentence.len())
            .filter(inside)
            .flat_map(|at| tree.below(at))
            .any(|below| {
                tree.rel(*below) == Rel::Possessor
                    && matches!(
                        sentence.word(*below).to_lowercase().as_str(),
                        "their" | "its" | "his" | "her" | "leur" | "leurs" | "son" | "sa" | "ses"
                    )
            })
    };
    !actors.is_empty() && actors.iter().all(theirs)
}

/// The state that the dateline names, where the sentence behind it names no other.
fn filed_in(sentence: &Sentence<'_>) -> Option<ActorId> {
    let line = detente_text::find_dateline(sentence.text, sentence.span)?;
    let placed = |mention: &&Mention| {
        let span = mention.span(sentence.tokens);
        span.end() <= line.end()
    };
    let state = sentence
        .mentions
        .iter()
        .filter(placed)
        .find_map(|mention| mention.state.clone())?;
    let behind = |mention: &Mention| mention.span(sentence.tokens).start() >= line.end();
    states(sentence, behind)
        .iter()
        .all(|named| *named == state)
        .then_some(state)
}

/// Whether an actor is one of those who are sent abroad: an embassy is of no state in which it is.
fn is_guest(finder: &Finder<'_, '_>, actor: &ActorMention) -> bool {
    let last = finder
        .tokens
        .partition_point(|token| token.span.start() < actor.span.end())
        .checked_sub(1);
    last.is_some_and(|at| {
        let roles = &finder.gazetteer.roles;
        roles.is_envoy(finder.language, finder.words.lower[at])
    })
}

/// Whether the words of an actor say whose it is: "leaders of the Arab League".
fn is_owned(sentence: &Sentence<'_>, actor: &ActorMention) -> bool {
    let Some(tree) = &sentence.tree else {
        return false;
    };
    let inside = |at: &usize| actor.span.contains(sentence.tokens[*at].span);
    let mut below = (0..sentence.len())
        .filter(inside)
        .flat_map(|at| tree.below(at).iter().copied());
    below.any(|below| {
        let owner = || sentence.mention_at[below].map(|number| &sentence.mentions[number]);
        tree.rel(below) == Rel::Nominal
            && sentence.case_slot(tree, below) == Some(Slot::Of)
            && owner().is_some_and(|owner| {
                let known = |who: &Who| !is_stranger(&who.actor);
                owner.role == Role::Actor && owner.who.iter().any(known)
            })
    })
}

/// Whether a side has only actors of unknown state.
fn is_open(actors: &[ActorMention]) -> bool {
    !actors.is_empty()
        && actors.iter().all(|actor| {
            actor.country.is_none() && actor.code.len() <= 3 && is_stranger(&actor.actor)
        })
}

fn plays(actors: &[ActorMention], roles: &[&str]) -> bool {
    actors.iter().all(|actor| {
        let sector = actor.sector.as_deref().unwrap_or_default();
        roles.contains(&sector)
    })
}

/// Whether all of a side play parts that are played in one's own state. Soldiers may be abroad.
fn plays_home(actors: &[ActorMention]) -> bool {
    plays(actors, &HOME) && !plays(actors, &["MIL"])
}

/// Whether all of a side play a part within a state, and are not the state.
fn at_home(actors: &[ActorMention]) -> bool {
    // Soldiers may be abroad.
    actors.iter().all(|actor| {
        actor
            .sector
            .as_deref()
            .is_some_and(|sector| sector != "MIL" && HOME.contains(&sector))
    })
}

/// The only state that a side is of.
fn country(actors: &[ActorMention]) -> Option<ActorId> {
    let mut countries = actors.iter().map(|actor| actor.country.as_ref());
    let first = countries.next()??;
    countries
        .all(|country| country == Some(first))
        .then(|| first.clone())
}

/// The states that some mentions of a sentence name in any way.
fn states(sentence: &Sentence<'_>, among: impl Fn(&Mention) -> bool) -> Vec<ActorId> {
    let mut states: Vec<ActorId> = sentence
        .mentions
        .iter()
        .filter(|mention| among(mention))
        .filter_map(|mention| {
            let who = mention.who.first().and_then(|who| who.country.clone());
            who.or_else(|| mention.state.clone())
        })
        .collect();
    states.sort();
    states.dedup();
    states
}

/// The state of the only place in which the words of the predicate put what happens, and the place.
fn scene(sentence: &Sentence<'_>, tree: &Tree, predicate: &Predicate) -> Option<(ActorId, usize)> {
    let mut found: Vec<(ActorId, usize)> = Vec::new();
    for (number, mention) in sentence.mentions.iter().enumerate() {
        let Some(state) = &mention.state else {
            continue;
        };
        let bare = mention.role == Role::Place
            || mention.role == Role::Actor && mention.who.iter().all(|who| who.actor.is_state());
        if !bare || !is_locative(sentence, tree, number) {
            continue;
        }
        let top = tree.top(mention.first, mention.end);
        let inside = tree
            .steps_up(top, predicate.at)
            .is_some_and(|steps| steps <= 5);
        if inside {
            found.push((state.clone(), number));
        }
    }
    let first = found.first()?.clone();
    found
        .iter()
        .all(|(state, _)| *state == first.0)
        .then_some(first)
}

fn is_locative(sentence: &Sentence<'_>, tree: &Tree, number: usize) -> bool {
    let mention = &sentence.mentions[number];
    let top = tree.top(mention.first, mention.end);
    let held = matches!(tree.rel(top), Rel::Oblique | Rel::Nominal | Rel::Conjunct);
    let case = |at: usize| {
        tree.child(at, Rel::Case).is_some_and(|case| {
            matches!(
                sentence.word(case).to_lowercase().as_str(),
                "in" | "at"
                    | "near"
                    | "around"
                    | "outside"
                    | "across"
                    | "throughout"
                    | "dans"
                    | "à"
                    | "au"
                    | "en"
            )
        })
    };
    // "in the city of Kirkuk", "in Bam, Iran".
    let above = tree.head(top).filter(|above| tree.is_noun(*above));
    // "a strike on Odesa killed ten people": there they died.
    let struck = above.is_some_and(|above| {
        sentence.head_class(above) == Some(HeadClass::Instrument)
            && sentence.tells_of(above, PloverType::Assault)
            && sentence.case_slot(tree, top) == Some(Slot::On)
    });
    // "released loans to Greece" in euros: what has a case of its own stands in no other's.
    let part = tree.child(top, Rel::Case).is_none_or(|own| {
        matches!(
            sentence.word(own).to_lowercase().as_str(),
            "of" | "de" | "du"
        )
    });
    held && (case(top) || struck || part && above.is_some_and(case))
}

/// Makes actors of no known state those of `state`.
pub(crate) fn give(actors: &mut [ActorMention], state: Option<ActorId>, finder: &Finder<'_, '_>) {
    let Some(state) = state.filter(|state| finder.who(state).is_some()) else {
        return;
    };
    for actor in actors {
        actor.code = format!("{state}{}", actor.sector.as_deref().unwrap_or_default());
        actor.country = Some(state.clone());
    }
}
