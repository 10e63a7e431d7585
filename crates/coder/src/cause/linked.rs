//! "Y because of X", "X, therefore Y", "if X, Y", "Y to do X", ", killing X".

use detente_model::{CauseKind, Sign};
use detente_syntax::Upos;

use super::Candidate;
use super::frames::Connective;
use super::tree::{Side, Tree};

pub(crate) fn find(tree: &Tree<'_>, found: &mut Vec<Candidate>) {
    let mut at = 0;
    while at < tree.len() {
        let Some(connective) = longest(tree, at) else {
            at += 1;
            continue;
        };
        let end = at + connective.words.len();
        let candidate = if connective.forward {
            consequence(tree, at, end, connective)
        } else {
            reason(tree, at, end, connective)
        };
        if let Some(candidate) = candidate {
            let parts = if candidate.weak || connective.condition {
                vec![candidate.cause]
            } else {
                tree.members(candidate.cause)
            };
            found.extend(parts.into_iter().map(|cause| Candidate {
                cause,
                ..candidate.clone()
            }));
        }
        at = end;
    }
    for word in 0..tree.len() {
        found.extend(so_that(tree, word));
        found.extend(purpose(tree, word));
        found.extend(participle(tree, word));
    }
}

/// Whether the words of a reading mean a link, whatever they join ("because of").
pub(super) fn means(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    let plain = |cue: Side| longest(tree, cue.first).is_some_and(|connective| connective.plain);
    candidate.rule.contains("/connective/") && candidate.cue.is_some_and(plain)
}

fn longest<'t>(tree: &'t Tree<'_>, at: usize) -> Option<&'t Connective> {
    tree.frames
        .connectives
        .get(tree.form(at))?
        .iter()
        .find(|connective| {
            let words = &connective.words;
            words
                .iter()
                .enumerate()
                .all(|(place, word)| tree.form(at + place) == *word)
        })
}

/// The head outside of the words `at..end`, to the right of them.
fn governed(tree: &Tree<'_>, at: usize, end: usize) -> Option<usize> {
    let outside = |word: &usize| *word >= end;
    // From the last one on: "as a result" stands below the verb, and "of" below the cause.
    let heads = (at..end).rev().filter_map(|word| tree.head(word));
    let direct = heads.into_iter().find(outside);
    // "Given their commitments, capacity is limited", read as a verb.
    if tree.form(at) == "given" && tree.is_verb(at) && tree.child(at, "aux").is_none() {
        return tree.child(at, "obj").filter(outside);
    }
    // "because of" read as a noun: what stands below it.
    direct.or_else(|| {
        (at..end)
            .flat_map(|word| tree.children(word).iter().copied())
            .find(outside)
    })
}

fn reason(tree: &Tree<'_>, at: usize, end: usize, connective: &Connective) -> Option<Candidate> {
    let below = governed(tree, at, end)?;
    let own: Vec<usize> = (at..end).collect();
    let mut cause = tree.side(below, &own)?;
    cause.first = cause.first.max(end).min(below);
    let cause = tidy(tree, tree.trim(cause));
    // "The failure was due to bad weather".
    if let Some(subject) = tree.child(below, "nsubj")
        && let Some(copula) = tree.child(below, "cop").filter(|copula| *copula < at)
        && subject < copula
        && connective.plain
    {
        let without: Vec<usize> = own.iter().copied().chain([subject, copula]).collect();
        let mut cause = tree.side(below, &without)?;
        cause.first = cause.first.max(end).min(below);
        let cause = tidy(tree, tree.trim(cause));
        let effect = tree.bare(tree.side(subject, &[])?);
        return Some(joined(tree, (at, end), connective, cause, effect));
    }
    let mut above = tree.head(below)?;
    if (at..end).contains(&above) {
        above = tree.head(above).filter(|head| !(at..end).contains(head))?;
    }
    let fronted = below < above;
    // "projects aimed at": the projects, wherever they stand.
    let aimed = connective.kind == CauseKind::Purpose && connective.words[0].starts_with("aim");
    if !connective.weak && !fronted && !aimed {
        above = whole(tree, above, at);
    }
    let clausal = tree.is_verb(above)
        || tree.child(above, "cop").is_some()
        || tree.child(above, "nsubj").is_some();
    let head = if clausal || fronted {
        above
    } else {
        let top = tree.clause(above);
        if connective.weak && top < at {
            top
        } else {
            above
        }
    };
    let without: Vec<usize> = std::iter::once(below).chain(own.iter().copied()).collect();
    let mut effect = tree.side(head, &without)?;
    if !fronted && effect.last >= at {
        effect.last = at.saturating_sub(1).max(effect.head);
    }
    if fronted {
        effect.first = effect.first.max((cause.last + 1).min(effect.head));
    }
    let effect = tidy(tree, lift(tree, clause_start(tree, tree.trim(effect)), at));
    // "Given the war, its capacity is limited": at the head of a sentence it says nothing else.
    let heads = fronted && at == 0 && tree.form(at) == "given" && tree.form(cause.last + 1) == ",";
    Some(Candidate {
        anchor: head,
        weak: connective.weak && !heads,
        denied: connective.concessive
            || (at > 0 && matches!(tree.form(at - 1), "not" | "pas") && !fronted),
        ..joined(tree, (at, end), connective, cause, effect)
    })
}

/// A cause and an effect that the words `at..end` link.
fn joined(
    tree: &Tree<'_>,
    (at, end): (usize, usize),
    connective: &Connective,
    cause: Side,
    effect: Side,
) -> Candidate {
    let cue = Side::led(at, end - 1);
    let rule = connective.rule.clone();
    Candidate {
        weak: connective.weak,
        felt: connective.felt,
        condition: connective.condition,
        denied: at > 0 && matches!(tree.form(at - 1), "not" | "pas"),
        ..Candidate::new((cause, effect), cue, connective.sign, connective.kind, rule)
    }
}

/// "due to A and the other due to B": the cause ends before what the second one is said of.
pub(crate) fn once(tree: &Tree<'_>, candidate: &mut Candidate) {
    let Some(cue) = candidate.cue.filter(|_| !candidate.weak) else {
        return;
    };
    let side = candidate.cause;
    let again = |at: &usize| {
        (cue.first..=cue.last).all(|word| tree.form(at + word - cue.first) == tree.form(word))
    };
    let joins = |at: &usize| tree.upos(*at) == Upos::Cconj;
    let second = (side.head + 1..=side.last).find(again);
    if let Some(cut) = second.and_then(|second| (side.head + 1..second).rev().find(joins)) {
        candidate.cause = tree.trim(Side {
            last: cut - 1,
            ..side
        });
    }
}

/// "fell in most regions due to …": not the regions, but the fall.
fn whole(tree: &Tree<'_>, above: usize, before: usize) -> usize {
    let mut at = above;
    for _ in 0..4 {
        let compared = tree.form(at) == "compared";
        // "declined to 45 000 due to".
        let counted = tree.upos(at) == Upos::Num;
        let placed = tree.marker(at).is_some_and(|case| {
            tree.is(at, "obl")
                || tree.is(at, "nmod") && !matches!(tree.form(case), "of" | "in" | "for" | "to")
        });
        // "in the west and the centre due to".
        let listed = tree.is(at, "conj")
            && tree
                .head(at)
                .filter(|first| tree.is(*first, "obl"))
                .and_then(|first| tree.marker(first))
                .is_some_and(|case| matches!(tree.form(case), "in" | "across" | "throughout"));
        match tree.head(at) {
            Some(head) if (placed || compared || counted || listed) && head < before => at = head,
            _ => break,
        }
    }
    at
}

/// Without the subordinator that opens a clause.
fn clause_start(tree: &Tree<'_>, side: Side) -> Side {
    let mut first = side.first;
    while first < side.head
        && (tree.is(first, "mark") || tree.is(first, "punct") || tree.is(first, "cc"))
    {
        first += 1;
    }
    Side { first, ..side }
}

/// A clause whose verb hangs on another word, with the words of that one: "is said to have fled",
/// "showed readiness to talk", "was stopped and searched", "men who fled".
fn lift(tree: &Tree<'_>, side: Side, before: usize) -> Side {
    let mut head = side.head;
    for _ in 0..4 {
        let Some(above) = tree.head(head).filter(|above| *above < head) else {
            break;
        };
        let infinitive = tree
            .marker(head)
            .is_some_and(|mark| tree.form(mark) == "to" && mark < head);
        let governed = tree.is(head, "xcomp")
            && (tree.is_verb(above) || tree.upos(above) == Upos::Adj)
            || tree.is(head, "acl") && (infinitive || relative(tree, head))
            || infinitive && tree.is_verb(head) && tree.is_nominal(above) && !tree.is(head, "conj")
            || tree.is(head, "obj") && head != side.head
            || tree.is(head, "conj")
                && tree.is_verb(head)
                && tree.is_verb(above)
                && !tree.children(head).iter().any(|below| {
                    ["nsubj", "aux"]
                        .iter()
                        .any(|relation| tree.is(*below, relation))
                });
        if !governed {
            break;
        }
        let whole = relative(tree, head);
        head = above;
        if whole {
            break;
        }
    }
    if head == side.head {
        return side;
    }
    match tree.side(head, &[]) {
        Some(whole) if whole.first < side.first && side.last < before => Side {
            first: clause_start(tree, whole).first,
            ..side
        },
        _ => side,
    }
}

/// "who fled", "which rose".
pub(super) fn relative(tree: &Tree<'_>, verb: usize) -> bool {
    tree.is(verb, "acl")
        && tree.children(verb).iter().any(|below| {
            *below < verb && matches!(tree.form(*below), "who" | "which" | "that" | "whose")
        })
}

/// An end without what hangs on it as a link of its own: ", killing six", "after the attack".
fn tidy(tree: &Tree<'_>, side: Side) -> Side {
    let mut last = side.last;
    for at in side.head + 1..=side.last {
        let opens = tree.form(at - 1) == "," || tree.form(at - 1) == "–";
        let gerund = opens && tree.form(at).ends_with("ing") && tree.is(at, "advcl");
        let aside = opens && matches!(tree.form(at), "which" | "who" | "where");
        let to = tree.form(at) == "to"
            && tree.is(at, "mark")
            && tree
                .head(at)
                .is_some_and(|deed| tree.is(deed, "advcl") && deed > at);
        let linked = matches!(
            tree.form(at),
            "after"
                | "following"
                | "when"
                | "as"
                | "because"
                | "while"
                | "until"
                | "till"
                | "if"
                | "unless"
        ) && (tree.form(at) != "as" || !tree.is(at, "case"))
            && (tree.is(at, "mark") || tree.is(at, "case") || tree.is(at, "advmod"))
            && tree.head(at).is_some_and(|below| {
                below > at && (tree.is(below, "advcl") || tree.is(below, "obl"))
            });
        if gerund || aside || to || linked {
            last = at - 1;
            break;
        }
    }
    tree.trim(Side {
        last: last.max(side.head),
        ..side
    })
}

fn consequence(
    tree: &Tree<'_>,
    at: usize,
    end: usize,
    connective: &Connective,
) -> Option<Candidate> {
    let below = governed(tree, at, end).or_else(|| {
        (at..end)
            .filter_map(|word| tree.head(word))
            .find(|head| *head < at)
    })?;
    let top = tree.clause(below);
    let above = tree.head(top)?;
    if top < above {
        return None;
    }
    let own: Vec<usize> = (at..end).collect();
    let mut effect = tree.side(top, &[])?;
    if effect.first <= at && at < effect.head {
        effect.first = end.min(effect.head);
    }
    let effect = tree.trim(effect);
    let mut without = own;
    without.push(top);
    let mut cause = tree.side(above, &without)?;
    cause.last = cause
        .last
        .min(effect.first.min(at).saturating_sub(1))
        .max(cause.head);
    let cause = clause_start(tree, tree.trim(cause));
    Some(Candidate {
        anchor: top,
        condition: false,
        denied: false,
        ..joined(tree, (at, end), connective, cause, effect)
    })
}

/// "The raid was so heavy that the town was left", "such a drought that": the clause that says how much is the effect.
fn so_that(tree: &Tree<'_>, word: usize) -> Option<Candidate> {
    if !matches!(tree.form(word), "so" | "such") {
        return None;
    }
    let degree = tree
        .head(word)
        .filter(|head| *head > word && *head < word + 5)?;
    let mark = (degree + 1..tree.len().min(degree + 12)).find(|at| tree.form(*at) == "that")?;
    let below = tree.head(mark).filter(|below| *below > mark)?;
    // "such an impact that they altered tactics", read as "that which they altered".
    let objects = tree
        .children(below)
        .iter()
        .filter(|child| tree.is(**child, "obj"));
    if !tree.is(mark, "mark") && objects.count() < 2 {
        return None;
    }
    let above = tree.head(below).filter(|above| *above < mark)?;
    let near =
        above == degree || tree.head(degree) == Some(above) || tree.head(above) == Some(degree);
    let stated = tree
        .children(below)
        .iter()
        .any(|child| tree.is(*child, "nsubj"));
    if !near || !stated {
        return None;
    }
    let top = tree.clause(above);
    let effect = tree.bare(tree.side(below, &[mark])?);
    let mut cause = tree.side(top, &[below])?;
    cause.last = cause.last.min(mark - 1).max(cause.head);
    let cause = clause_start(tree, tree.trim(cause));
    let rule = "cause/en/connective/so … that".to_owned();
    let cue = Side::led(mark, mark);
    Some(Candidate {
        anchor: below,
        ..Candidate::new((cause, effect), cue, Sign::Plus, CauseKind::Cause, rule)
    })
}

/// "did X to do Y".
fn purpose(tree: &Tree<'_>, word: usize) -> Option<Candidate> {
    let mark = tree
        .children(word)
        .iter()
        .copied()
        .find(|below| tree.is(*below, "mark") && tree.form(*below) == "to" && *below < word)?;
    let head = tree.head(word)?;
    let adverbial = tree.is(word, "advcl");
    if !(adverbial
        || tree.is(word, "acl")
        || (tree.is(word, "xcomp") && tree.child(head, "obj").is_some()))
    {
        return None;
    }
    let cause = tidy(tree, tree.bare(tree.side(word, &[])?));
    let top = if tree.is_verb(head) {
        head
    } else {
        tree.clause(head)
    };
    let mut effect = tree.side(top, &[word])?;
    if effect.head < mark {
        effect.last = effect.last.min(mark - 1);
    }
    let effect = tidy(
        tree,
        lift(tree, clause_start(tree, tree.trim(effect)), mark),
    );
    let rule = format!("cause/en/purpose/{}", tree.relation(word));
    let cue = Side::led(mark, mark);
    Some(Candidate {
        anchor: top,
        weak: true,
        ..Candidate::new((cause, effect), cue, Sign::Plus, CauseKind::Purpose, rule)
    })
}

/// ", killing six", ", demanding a vote".
fn participle(tree: &Tree<'_>, word: usize) -> Option<Candidate> {
    let gerund = tree.is_verb(word) && tree.form(word).ends_with("ing");
    let head = tree.head(word).filter(|head| *head < word)?;
    let plain = !tree.children(word).iter().any(|below| {
        *below < word
            && ["mark", "case", "aux", "nsubj"]
                .iter()
                .any(|relation| tree.is(*below, relation))
    });
    let known = tree.frames.direction(tree.lemma(word));
    let below = tree.is(word, "advcl") || tree.is(word, "acl");
    if !gerund || !plain || !below || known.report {
        return None;
    }
    let linked = tree
        .frames
        .by_lemma
        .get(tree.lemma(word))
        .is_some_and(|frames| {
            frames
                .iter()
                .any(|frame| frame.part == super::frames::Part::Verb)
        });
    // "a model for countries seeking to": who they are, and not why.
    let described = tree.is(word, "acl") && known.seek && !tree.is(head, "nsubj");
    if described || !known.motive && (linked || tree.is(word, "acl")) {
        return None;
    }
    let own = tidy(tree, tree.side(word, &[])?);
    let top = if tree.is_verb(head) {
        head
    } else {
        tree.clause(head)
    };
    let top = if top < word { top } else { head };
    let mut main = tree.side(top, &[word])?;
    main.last = main.last.min(word.saturating_sub(1)).max(main.head);
    let main = tidy(tree, lift(tree, clause_start(tree, tree.trim(main)), word));
    let (cause, effect, kind) = if known.motive {
        (own, main, CauseKind::Motivate)
    } else {
        (main, own, CauseKind::Cause)
    };
    let rule = format!(
        "cause/en/participle/{}",
        if known.motive { "motive" } else { "result" }
    );
    let cue = Side::led(word, word);
    Some(Candidate {
        anchor: top,
        weak: true,
        ..Candidate::new((cause, effect), cue, Sign::Plus, kind, rule)
    })
}

/// The clause under which a link is said to hold: "if", "unless".
pub(crate) fn condition(tree: &Tree<'_>, candidate: &Candidate) -> Option<Side> {
    let top = tree.clause(candidate.anchor);
    tree.children(top)
        .iter()
        .chain(tree.children(candidate.anchor))
        .copied()
        .filter(|below| tree.is(*below, "advcl"))
        .find_map(|below| {
            let side = tree.side(below, &[])?;
            let conditional = tree.marker(below).is_some_and(|mark| {
                matches!(tree.form(mark), "if" | "unless" | "provided" | "si" | "s'")
            });
            let apart = !side.overlaps(&candidate.cause) && !side.overlaps(&candidate.effect);
            (conditional && apart && tree.upos(below) != Upos::Punct).then_some(side)
        })
}
