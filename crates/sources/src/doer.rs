//! Who did it: reports of one deed that name different doers.

use detente_model::{ActorId, ActorMention, Content, Day, Event, PloverType, Polarity};
use std::collections::{BTreeMap, BTreeSet};

use crate::disagree::{Disagreement, DisagreementKind, Stated};
use crate::lexicon::{Lexicon, hash, mark};
use crate::words::words;

/// What reports of one deed share before their words are compared: type, target and day.
type Deed<'a> = (PloverType, BTreeSet<&'a ActorId>, Day);

/// One report of a deed.
struct Report<'a> {
    /// The place of its claim in the list.
    claim: usize,
    doers: BTreeSet<&'a ActorId>,
    mode: Option<&'static str>,
    /// Classes of all words that name an actor.
    named: BTreeSet<u32>,
    /// Names of whom or what the deed concerns, other than states and both sides.
    names: BTreeSet<u32>,
    /// What else it says.
    content: BTreeSet<u32>,
}

/// Reports of a deed that are compared with one another at the most.
const COMPARED: usize = 200;
/// Words beside names that two reports of one deed share at the least.
const SHARED_WORDS: usize = 2;

/// Pairs of claims that report one deed of different doers.
///
/// On one day two states can strike a third, and no two reports of that disagree. So a deed is the
/// same only where the reports share its type, target and day, a name other than those of states
/// (the place, ship or person), and words beside; and where neither names the other's doer.
pub(crate) fn find(lexicon: &Lexicon, claims: &[Stated<'_>]) -> Vec<Disagreement> {
    let mut deeds: BTreeMap<Deed<'_>, Vec<Report<'_>>> = BTreeMap::new();
    for (place, stated) in claims.iter().enumerate() {
        if let Some((deed, report)) = report(lexicon, place, stated) {
            deeds.entry(deed).or_default().push(report);
        }
    }
    let mut found = Vec::new();
    for reports in deeds.values() {
        let mut seen: BTreeSet<[&BTreeSet<&ActorId>; 2]> = BTreeSet::new();
        for (index, one) in reports.iter().enumerate() {
            for other in reports[index + 1..].iter().take(COMPARED) {
                let mut doers = [&one.doers, &other.doers];
                doers.sort();
                if is_one_deed(one, other) && seen.insert(doers) {
                    found.push(Disagreement {
                        kind: DisagreementKind::Actor,
                        a: one.claim,
                        b: other.claim,
                        rule: "the same deed is told of two doers",
                        also: [Vec::new(), Vec::new()],
                    });
                }
            }
        }
    }
    found
}

fn report<'a>(
    lexicon: &Lexicon,
    claim: usize,
    stated: &Stated<'a>,
) -> Option<(Deed<'a>, Report<'a>)> {
    let frame = &stated.claim.frame;
    let Content::Event(event) = &stated.claim.content else {
        return None;
    };
    let plover = event.action.plover();
    let harms = matches!(plover, PloverType::Assault | PloverType::Coerce);
    let when = frame.when.as_ref()?;
    let day = when.start().filter(|day| when.end() == Some(*day))?;
    let happened = frame.modality.is_actual() && frame.polarity == Polarity::Positive;
    let (doers, targets) = sides(event);
    if !harms || !happened || doers.is_empty() || targets.is_empty() {
        return None;
    }
    let read = words(lexicon, stated.text, true);
    let of_sides: BTreeSet<u32> = doers
        .union(&targets)
        .map(|side| hash(side.as_str()))
        .collect();
    let classes = |wanted: &dyn Fn(&crate::words::Word) -> bool| -> BTreeSet<u32> {
        let words = read.iter().filter(|word| wanted(word));
        let classes = words.map(|word| word.class);
        classes.filter(|class| !of_sides.contains(class)).collect()
    };
    let plain = mark::DATE | mark::NUMBER | mark::STOCK | mark::STATE;
    let report = Report {
        claim,
        mode: event.action.mode(),
        named: read
            .iter()
            .filter(|word| word.is(mark::ACTOR))
            .map(|word| word.class)
            .collect(),
        names: classes(&|word| word.names() && !word.is(mark::CONTINUES | mark::STATE)),
        content: classes(&|word| word.is_content() && !word.names() && !word.is(plain)),
        doers,
    };
    Some(((plover, targets, day), report))
}

fn sides(event: &Event) -> (BTreeSet<&ActorId>, BTreeSet<&ActorId>) {
    (
        event.source.iter().map(ActorMention::side).collect(),
        event.target.iter().map(ActorMention::side).collect(),
    )
}

fn is_one_deed(a: &Report<'_>, b: &Report<'_>) -> bool {
    let names_doer = |report: &Report<'_>, of: &Report<'_>| {
        let mut doers = of.doers.iter();
        doers.any(|doer| report.named.contains(&hash(doer.as_str())))
    };
    a.doers.is_disjoint(&b.doers)
        && (a.mode.is_none() || b.mode.is_none() || a.mode == b.mode)
        && !names_doer(a, b)
        && !names_doer(b, a)
        && !a.names.is_disjoint(&b.names)
        && a.content.intersection(&b.content).count() >= SHARED_WORDS
}
