//! What a verb of a frame acts on: its object, with what it becomes or is made to do, or what follows its preposition.

use detente_model::CauseKind;
use detente_syntax::Upos;

use super::direction::beside;
use super::frames::{Frame, Part};
use super::sense::somebody;
use super::tree::{Side, Tree};

/// "drew Russia closer to Iran": with where they come.
pub(super) fn moved(tree: &Tree<'_>, frame: &Frame, word: usize, side: Side) -> Side {
    let nearer = frame
        .particle
        .filter(|particle| matches!(*particle, "closer" | "together"))
        .and_then(|particle| (side.last + 1..tree.len()).find(|at| tree.form(*at) == particle))
        .filter(|at| *at < side.last + 3 && tree.under(*at, word));
    let Some(nearer) = nearer else {
        return side;
    };
    // "closer to Iran", wherever the parser hangs Iran.
    let to = nearer + 1;
    let whom = Some(to)
        .filter(|to| tree.form(*to) == "to")
        .and_then(|to| tree.head(to))
        .filter(|whom| *whom > to)
        .and_then(|whom| tree.side(whom, &[]));
    Side {
        last: whom.map_or(nearer, |whom| whom.last),
        head: nearer,
        ..side
    }
}

/// "make it legal tender", "get an official to issue a licence": the object with what it becomes.
pub(super) fn become_so(tree: &Tree<'_>, word: usize) -> Option<Side> {
    let object = tree.child(word, "obj").filter(|object| *object > word);
    // "made their bond a force", read as two objects.
    let second = || {
        let objects = tree.children(word).iter().copied();
        let mut objects = objects.filter(|below| *below > word && tree.is(*below, "obj"));
        let time = |noun: &usize| tree.frames.direction(tree.lemma(*noun)).time;
        objects.nth(1).filter(|noun| !time(noun))
    };
    let state = tree.child(word, "xcomp").or_else(second)?;
    let state = Some(state).filter(|state| *state > word)?;
    // "The attack sees Moscow scrambling": what is only seen comes about by nothing.
    let strives = tree.frames.direction(tree.lemma(state)).strive;
    if tree.lemma(word) == "see" && !strives {
        return None;
    }
    // Read as one clause, its subject is the object.
    let object = object.or_else(|| tree.child(state, "nsubj").filter(|below| *below > word))?;
    let (first, last) = (tree.side(object, &[word])?, tree.side(state, &[word])?);
    (first.first > word && last.last > object).then(|| Side {
        first: first.first.min(last.first),
        last: last.last,
        head: state,
    })
}

/// The stretch of the object, with what it is made to do.
pub(super) fn object(tree: &Tree<'_>, word: usize) -> Option<Vec<Side>> {
    let object = given(tree, word)
        .or_else(|| tree.child(word, "obj"))
        // "allows them to work together".
        .or_else(|| {
            tree.child(word, "iobj").filter(|_| {
                // ", causing outages".
                tree.child(word, "xcomp").is_some() || tree.form(word).ends_with("ing")
            })
        })
        .filter(|object| *object > word || tree.french);
    if let Some(object) = object {
        let pronoun = tree.parse.feature(object, "PronType") == Some("Rel");
        let object = if pronoun && tree.is(word, "acl") {
            tree.head(word)?
        } else {
            object
        };
        let side = without_aside(tree, tree.side(object, &[word])?);
        let side = described(tree, side);
        return Some(vec![with_complement(tree, word, side)]);
    }
    let complement = ["xcomp", "ccomp"]
        .iter()
        .find_map(|relation| tree.child(word, relation))
        .filter(|below| *below > word)?;
    // "denied that it had attacked" hinders nothing.
    let told = tree.is(complement, "ccomp")
        && tree
            .marker(complement)
            .is_some_and(|mark| tree.form(mark) == "that");
    if told && hinders(tree, word) {
        return None;
    }
    Some(vec![tree.bare(tree.side(complement, &[])?)])
}

/// "A resilient, independent | economy", where the parser takes the first adjective for what is meant.
fn described(tree: &Tree<'_>, side: Side) -> Side {
    let comma = side.last + 1;
    if side.head != side.last || tree.upos(side.head) != Upos::Adj || tree.form(comma) != "," {
        return side;
    }
    let goes_on = |at: &usize| {
        matches!(tree.upos(*at), Upos::Adj | Upos::Noun | Upos::Adv) || tree.form(*at) == "-"
    };
    let words = (comma + 1..tree.len().min(comma + 7)).take_while(goes_on);
    let noun = words.filter(|at| tree.upos(*at) == Upos::Noun).last();
    noun.map_or(side, |noun| Side {
        last: noun,
        head: noun,
        ..side
    })
}

/// "Offers Iran access to markets": of two objects side by side, the one that is given.
fn given(tree: &Tree<'_>, word: usize) -> Option<usize> {
    let objects = tree.children(word).iter().copied();
    let mut objects = objects.filter(|below| *below > word && tree.is(*below, "obj"));
    let first = objects.next()?;
    objects.next().filter(|_| {
        tree.side(first, &[])
            .is_some_and(|side| somebody(tree, side))
    })
}

/// "harvests, which in turn raised prices": without what else is said of them.
fn without_aside(tree: &Tree<'_>, side: Side) -> Side {
    let opens = |at: &usize| {
        tree.form(*at - 1) == "," && matches!(tree.form(*at), "which" | "who" | "where" | "qui")
    };
    match (side.head + 2..=side.last).find(opens) {
        Some(at) => Side {
            last: at - 2,
            ..side
        },
        None => side,
    }
}

fn hinders(tree: &Tree<'_>, word: usize) -> bool {
    let frames = tree.frames.by_lemma.get(tree.lemma(word));
    let prevent = |frame: &Frame| frame.part == Part::Verb && frame.kind == CauseKind::Prevent;
    frames.is_some_and(|frames| frames.iter().any(prevent))
}

/// "force Tehran to cut subsidies", "prevent Iran from selling oil": one end, headed by the deed.
pub(super) fn with_complement(tree: &Tree<'_>, word: usize, side: Side) -> Side {
    let complement = tree.children(word).iter().copied().find(|below| {
        *below > side.last
            && (tree.is(*below, "xcomp")
                || (tree.is(*below, "advcl")
                    && tree.marker(*below).is_some_and(|mark| {
                        matches!(tree.form(mark), "to" | "from" | "into" | "de" | "à")
                    })
                    && forces(tree, word)))
    });
    let Some(complement) = complement.filter(|_| forces(tree, word)) else {
        return side;
    };
    match tree.side(complement, &[]) {
        Some(deed) if deed.last > side.last => Side {
            first: side.first,
            last: deed.last,
            head: complement,
        },
        _ => side,
    }
}

fn forces(tree: &Tree<'_>, word: usize) -> bool {
    tree.frames
        .by_lemma
        .get(tree.lemma(word))
        .is_some_and(|frames| {
            frames
                .iter()
                .any(|frame| frame.part == Part::Verb && frame.kind != CauseKind::Quantity)
        })
}

/// What follows the preposition of the frame.
pub(super) fn slot_side(
    tree: &Tree<'_>,
    word: usize,
    slot: &str,
    noun: Option<usize>,
) -> Option<Side> {
    let from = noun.unwrap_or(word);
    let end = (from + 9).min(tree.len());
    let marker = (from + 1..end).find(|at| {
        let contracted = match slot {
            "à" => matches!(tree.form(*at), "au" | "aux"),
            "de" => matches!(tree.form(*at), "du" | "des" | "d'"),
            _ => false,
        };
        (tree.form(*at) == slot || contracted)
            && tree
                .head(*at)
                .is_some_and(|head| head > *at && tree.under(head, word))
    })?;
    let head = tree.head(marker)?;
    let side = tree.side(head, &[word])?;
    let first = side.first.max(marker + 1).min(head);
    // "led to a collapse in trade", where the trade hangs on the verb.
    let moves = tree.direction(head).noun.is_some() && side.last == head;
    let of_it = beside(tree, head).filter(|_| moves);
    let last = of_it
        .and_then(|noun| tree.side(noun, &[]))
        .map_or(side.last, |of_it| of_it.last);
    Some(tree.trim(Side {
        first,
        last,
        ..side
    }))
}
