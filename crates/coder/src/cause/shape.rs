//! Readings by the order of words, where a parse of short clauses does not help: "more X contribute
//! to higher Y", "when X falls, Y follows suit", "the more X, the more Y", "too X to Y".

use detente_model::{CauseKind, Sign};
use detente_syntax::Upos;

use super::Candidate;
use super::frames::{Frame, Part};
use super::tree::{Side, Tree};

/// The most words on each side of a covariation.
const WIDEST: usize = 9;

pub(crate) fn find(tree: &Tree<'_>, found: &mut Vec<Candidate>) {
    degree(tree, found);
    if tree.french {
        return;
    }
    comparative(tree, found);
    let clauses = clauses(tree);
    let mut number = 0;
    while number < clauses.len() {
        if let Some(next) = clauses.get(number + 1)
            && let Some(candidate) = covary(tree, clauses[number], *next)
        {
            found.push(candidate);
            number += 2;
            continue;
        }
        found.extend(window(tree, clauses[number]));
        number += 1;
    }
}

/// Stretches `first..end` between marks.
fn clauses(tree: &Tree<'_>) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut first = 0;
    for at in 0..=tree.len() {
        let mark =
            at == tree.len() || matches!(tree.form(at), "," | "." | ";" | ":" | "!" | "(" | ")");
        if mark {
            if at > first {
                found.push((first, at));
            }
            first = at + 1;
        }
    }
    found
}

/// A form without the endings of verbs and plurals, as far as `known` has it.
pub(super) fn stems(form: &str) -> impl Iterator<Item = String> {
    let mut tries = vec![form.to_owned()];
    for (ending, put) in [
        ("s", ""),
        ("es", ""),
        ("ing", ""),
        ("ing", "e"),
        ("ed", ""),
        ("d", ""),
        ("ies", "y"),
        // "fuelled".
        ("lled", "l"),
        ("lling", "l"),
        // "spurred".
        ("rred", "r"),
        ("rring", "r"),
        ("bbed", "b"),
        ("tting", "t"),
        ("pping", "p"),
    ] {
        if let Some(stem) = form.strip_suffix(ending)
            && stem.len() > 2
        {
            tries.push(format!("{stem}{put}"));
        }
    }
    tries.into_iter()
}

/// The way that a word gives to what stands beside it.
fn way(tree: &Tree<'_>, at: usize) -> Option<Sign> {
    let form = tree.form(at);
    let known = tree
        .frames
        .directions
        .get(form)
        .copied()
        .unwrap_or_default();
    known.adjective.or_else(|| {
        stems(form).find_map(|stem| {
            let known = tree.frames.direction(&stem);
            known.verb.or(known.noun)
        })
    })
}

/// Words that are no thing of their own.
fn idle(tree: &Tree<'_>, at: usize) -> bool {
    matches!(
        tree.form(at),
        "there"
            | "are"
            | "is"
            | "also"
            | "tend"
            | "tends"
            | "to"
            | "actually"
            | "typically"
            | "usually"
            | "we"
            | "see"
            | "of"
            | "the"
            | "a"
            | "an"
            | "in"
            | "as"
            | "well"
            | "will"
            | "then"
            | "even"
            | "their"
            | "its"
            | "levels"
            | "level"
            | "numbers"
            | "number"
            | "follow"
            | "follows"
            | "suit"
            | "often"
            | "likewise"
            | "generally"
            | "be"
            | "can"
            | "may"
            | "further"
            | "too"
            | "it"
            | "they"
            | "by"
            | "and"
            | "with"
            | "up"
            | "down"
    )
}

/// One way and one thing in `first..end`: "lower levels of X", "X growth", "X also tend to fall".
fn thing(tree: &Tree<'_>, first: usize, end: usize) -> Option<(Sign, Side)> {
    let mut sign = None;
    let mut words = Vec::new();
    for at in first..end {
        if idle(tree, at) {
            continue;
        }
        match way(tree, at) {
            Some(found) if sign.is_none() => sign = Some(found),
            Some(_) => {}
            None => words.push(at),
        }
    }
    let (start, last) = (*words.first()?, *words.last()?);
    let adjacent = last - start < WIDEST && words.len() <= 4;
    let verbs = words
        .iter()
        .filter(|at| tree.is_verb(**at) && tree.form(**at).len() < 5)
        .count();
    (adjacent && verbs == 0).then_some((
        sign?,
        Side {
            first,
            last: end - 1,
            head: last,
        },
    ))
}

/// "when X falls, Y rises": both clauses give a way.
fn covary(
    tree: &Tree<'_>,
    (first, end): (usize, usize),
    next: (usize, usize),
) -> Option<Candidate> {
    // The adverbs that join sentences stand before a mark: "Furthermore, when …".
    let opens = matches!(tree.form(first), "when" | "as" | "if" | "whenever" | "once");
    if !opens
        || end - first > WIDEST
        || next.1 - next.0 > WIDEST + 2
        || next.0 != end + 1
        || tree.form(end) != ","
    {
        return None;
    }
    let (from, cause) = thing(tree, first + 1, end)?;
    let follows = (next.0..next.1).any(|at| matches!(tree.form(at), "suit" | "likewise"));
    let (to, effect) = match thing(tree, next.0, next.1) {
        Some(found) if !follows => found,
        _ if follows => {
            let noun = (next.0..next.1).find(|at| !idle(tree, *at))?;
            (
                from,
                Side {
                    first: next.0,
                    last: next.1 - 1,
                    head: noun,
                },
            )
        }
        _ => return None,
    };
    Some(candidate(
        (cause, from),
        (effect, to),
        (first, first),
        "covary",
        CauseKind::Quantity,
    ))
}

fn candidate(
    (cause, from): (Side, Sign),
    (effect, to): (Side, Sign),
    (cue, cue_last): (usize, usize),
    rule: &str,
    kind: CauseKind,
) -> Candidate {
    let cue = Side::led(cue, cue_last);
    let rule = format!("cause/en/shape/{rule}");
    Candidate {
        anchor: effect.head,
        directions: Some((from, to)),
        ..Candidate::new((cause, effect), cue, Sign::Plus, kind, rule)
    }
}

/// "lower levels of X boost Y": a way, a thing, a verb that links, a thing.
fn window(tree: &Tree<'_>, (first, end): (usize, usize)) -> Option<Candidate> {
    if end - first > 2 * WIDEST {
        return None;
    }
    for at in first + 2..end.saturating_sub(1) {
        let Some((frame, after)) = stems(tree.form(at)).find_map(|stem| verb(tree, &stem, at, end))
        else {
            continue;
        };
        // "could boost".
        let aside = |word: &usize| {
            tree.upos(*word) == Upos::Aux && !matches!(tree.lemma(*word), "be" | "have")
        };
        let left = at - (first..at).rev().take_while(aside).count();
        let Some((from, cause)) = thing(tree, first, left) else {
            continue;
        };
        // Without a way on the left the parse says more.
        let led = way(tree, first).is_some() || left > first && way(tree, left - 1).is_some();
        if !led || after >= end {
            continue;
        }
        let (to, effect) = thing(tree, after, end).or_else(|| {
            let noun = (after..end).rev().find(|word| !idle(tree, *word))?;
            let side = Side {
                first: after,
                last: end - 1,
                head: noun,
            };
            (end - after <= 3).then_some((Sign::Plus, side))
        })?;
        if !frame.forward {
            return None;
        }
        let mut candidate = candidate(
            (cause, from),
            (effect, to),
            (at, after - 1),
            "window",
            frame.kind,
        );
        candidate.sign = frame.sign;
        candidate.anchor = at;
        return Some(candidate);
    }
    None
}

/// A verb frame at `at`, and where what it governs begins.
fn verb<'t>(tree: &'t Tree<'_>, stem: &str, at: usize, end: usize) -> Option<(&'t Frame, usize)> {
    let frames = tree.frames.by_lemma.get(stem)?;
    let next = |place: usize| if place < end { tree.form(place) } else { "" };
    let fits = |frame: &&Frame| {
        frame.part == Part::Verb
            && frame.noun.is_none()
            && frame
                .particle
                .is_none_or(|particle| next(at + 1) == particle)
            && frame
                .slot
                .is_none_or(|slot| next(at + 1 + usize::from(frame.particle.is_some())) == slot)
    };
    let width =
        |frame: &Frame| usize::from(frame.particle.is_some()) + usize::from(frame.slot.is_some());
    let best = frames
        .iter()
        .filter(fits)
        .max_by_key(|frame| width(frame))?;
    Some((best, at + 1 + width(best)))
}

/// "the more X, the less Y".
fn comparative(tree: &Tree<'_>, found: &mut Vec<Candidate>) {
    let degree = |at: usize| {
        tree.form(at) == "the"
            && (matches!(
                tree.form(at + 1),
                "more" | "less" | "fewer" | "better" | "worse"
            ) || (tree.form(at + 1).ends_with("er")
                && matches!(
                    tree.upos((at + 1).min(tree.len() - 1)),
                    Upos::Adj | Upos::Adv
                )
                && tree.parse.feature(at + 1, "Degree") == Some("Cmp")))
    };
    let places: Vec<usize> = (0..tree.len().saturating_sub(1))
        .filter(|at| degree(*at))
        .collect();
    let [first, second] = places.as_slice() else {
        return;
    };
    if second - first < 3 || !(tree.form(second - 1) == "," || *first == 0) {
        return;
    }
    let end = (second + 2..tree.len())
        .find(|at| matches!(tree.form(*at), "." | ";" | "," | ":"))
        .unwrap_or(tree.len());
    let sign = |at: usize| {
        let known = tree.frames.direction(tree.form(at));
        known.adjective.unwrap_or(Sign::Plus)
    };
    let side = |from: usize, to: usize| {
        let noun =
            (from..to).find(|at| matches!(tree.upos(*at), Upos::Noun | Upos::Verb | Upos::Propn));
        tree.trim(Side {
            first: from,
            last: to - 1,
            head: noun.unwrap_or(from + 1),
        })
    };
    if end <= second + 2 {
        return;
    }
    found.push(candidate(
        (side(*first, *second), sign(first + 1)),
        (side(*second, end), sign(second + 1)),
        (*second, second + 1),
        "the more",
        CauseKind::Quantity,
    ));
}

/// "too weak to resist", "strong enough to resist".
fn degree(tree: &Tree<'_>, found: &mut Vec<Candidate>) {
    for at in 0..tree.len() {
        let (sign, rule) = match tree.form(at) {
            "too" | "trop" => (Sign::Minus, "too"),
            "enough" | "sufficiently" | "assez" => (Sign::Plus, "enough"),
            _ => continue,
        };
        let Some(head) = tree.head(at) else { continue };
        let deed = [Some(head), tree.head(head)]
            .into_iter()
            .flatten()
            .find_map(|above| {
                tree.children(above).iter().copied().find(|below| {
                    *below > at
                        && *below > head
                        && tree.marker(*below).is_some_and(|mark| {
                            matches!(tree.form(mark), "to" | "pour") && mark > at
                        })
                })
            });
        let Some(deed) = deed else { continue };
        let top = tree.clause(head);
        let (Some(whole), Some(effect)) = (tree.side(top, &[deed]), tree.side(deed, &[])) else {
            continue;
        };
        let last = effect.first.saturating_sub(1).min(whole.last.max(head));
        let cause = tree.trim(Side {
            first: whole.first.min(head),
            last,
            head,
        });
        let kind = if sign == Sign::Minus {
            CauseKind::Prevent
        } else {
            CauseKind::Enable
        };
        let language = if tree.french { "fr" } else { "en" };
        let rule = format!("cause/{language}/shape/{rule}");
        let ends = (cause, tree.bare(effect));
        found.push(Candidate {
            anchor: top,
            directions: Some((Sign::Plus, Sign::Plus)),
            ..Candidate::new(ends, Side::led(at, at), sign, kind, rule)
        });
    }
}
