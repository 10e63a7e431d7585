//! "the impact of A on B", "A's effect on B", "A is a threat to B", "crucial for B".

use detente_model::CauseKind;
use detente_syntax::Upos;

use super::Candidate;
use super::frames::{Frame, Part};
use super::score::is_abstract;
use super::sense::somebody;
use super::tree::{Side, Tree};
use super::verbal::subject;

pub(crate) fn find(tree: &Tree<'_>, found: &mut Vec<Candidate>) {
    for word in 0..tree.len() {
        let Some(frames) = tree.frames.by_lemma.get(tree.lemma(word)) else {
            continue;
        };
        for frame in frames {
            let part = match frame.part {
                Part::Verb => false,
                Part::Noun => tree.is_nominal(word),
                Part::Predicate => !tree.is_nominal(word),
            };
            if part && read(tree, word, frame, found) {
                break;
            }
        }
    }
}

fn read(tree: &Tree<'_>, word: usize, frame: &Frame, found: &mut Vec<Candidate>) -> bool {
    let Some(target) = frame.slot.and_then(|slot| complement(tree, word, slot)) else {
        return false;
    };
    let Some(other) = other(tree, word, frame, target) else {
        return false;
    };
    for source in tree.members(other) {
        for target in tree.members(target) {
            let ends = frame.ends(source, target);
            let cue = Side::led(word, word);
            found.push(Candidate {
                anchor: tree.clause(word),
                weak: frame.kind == CauseKind::Enable
                    && (!is_abstract(tree, source.head) || somebody(tree, target)),
                denied: tree.denied(word),
                ..Candidate::new(ends, cue, frame.sign, frame.kind, frame.rule.clone())
            });
        }
    }
    true
}

/// "The drivers of the alliance – shared interests and distrust – remain": what stands between dashes behind.
fn set_apart(tree: &Tree<'_>, target: Side) -> Option<Side> {
    let dash = |at: usize| matches!(tree.form(at), "–" | "—" | "--" | "-");
    let open = target.last + 1;
    let close = (open + 2..tree.len().min(open + 25)).find(|at| dash(*at))?;
    if !dash(open) {
        return None;
    }
    let noun = |word: &usize| tree.upos(*word) == Upos::Noun;
    let head = (open + 1..close).find(noun)?;
    let whole = Side {
        first: open + 1,
        last: close - 1,
        head,
    };
    Some(tree.trim(whole))
}

/// What follows the preposition of the noun.
fn complement(tree: &Tree<'_>, word: usize, slot: &str) -> Option<Side> {
    let marker = (word + 1..(word + 8).min(tree.len())).find(|at| {
        let contracted = match slot {
            "à" => matches!(tree.form(*at), "au" | "aux"),
            "de" => matches!(tree.form(*at), "du" | "des" | "d'"),
            _ => false,
        };
        (tree.form(*at) == slot || contracted)
            && tree.head(*at).is_some_and(|head| {
                head > *at
                    && head != word
                    && (within_noun(tree, head, word) || tree.head(head) == tree.head(word))
            })
    })?;
    let head = tree.head(marker)?;
    let side = tree.side(head, &[])?;
    let first = side.first.max(marker + 1).min(head);
    Some(tree.trim(Side { first, ..side }))
}

/// Whether `below` hangs on the noun `word` by nouns alone: of "roots, shaped by centuries of
/// conflict", the conflict is said of the centuries, and no root of anything.
fn within_noun(tree: &Tree<'_>, below: usize, word: usize) -> bool {
    let mut at = below;
    for _ in 0..tree.len() {
        match tree.head(at) {
            Some(head) if head == word => return true,
            Some(head) if !tree.is_verb(head) => at = head,
            _ => return false,
        }
    }
    false
}

/// The other end: possessor, "of", subject of the copula, or of "have", "pose", "play".
fn other(tree: &Tree<'_>, word: usize, frame: &Frame, target: Side) -> Option<Side> {
    let apart = |side: Side| (!side.overlaps(&target)).then_some(side);
    let possessor = tree.children(word).iter().copied().find(|below| {
        tree.is(*below, "nmod")
            && *below != target.head
            && (tree.is(*below, "nmod:poss")
                || (frame.slot != Some("of")
                    && tree
                        .marker(*below)
                        .is_some_and(|case| matches!(tree.form(case), "of" | "de" | "du" | "des"))))
    });
    if let Some(side) = possessor
        .and_then(|below| tree.side(below, &[target.head]))
        .and_then(apart)
    {
        return Some(tree.bare(side));
    }
    if tree.child(word, "cop").is_some() {
        return subject(tree, word, 3).and_then(apart);
    }
    let head = tree.head(word)?;
    let named = tree.is(word, "nsubj") && tree.is_nominal(head);
    if let Some(copula) = tree.child(head, "cop").filter(|_| named) {
        // "The main cause of hunger is drought": what it is said to be.
        let mut side = tree.side(head, &[word, copula])?;
        side.first = side.first.max((copula + 1).min(head));
        return apart(tree.bare(tree.trim(side)));
    }
    if tree.is(word, "appos") {
        return tree.side(head, &[word]).and_then(apart);
    }
    if let Some(side) = set_apart(tree, target).and_then(apart) {
        return Some(side);
    }
    let light = matches!(
        tree.lemma(head),
        "have"
            | "exert"
            | "pose"
            | "play"
            | "become"
            | "present"
            | "represent"
            | "remain"
            | "create"
            | "deal"
            | "serve"
            | "constitute"
            | "make"
            | "give"
            | "provide"
            | "avoir"
            | "exercer"
            | "constituer"
            | "représenter"
            | "offer"
            | "form"
            | "act"
            | "come"
            | "be"
            | "deliver"
            | "impose"
            | "put"
            | "prove"
    );
    if light && (tree.is(word, "obj") || tree.is(word, "xcomp") || tree.is(word, "obl")) {
        return subject(tree, head, 3).and_then(apart);
    }
    // "sanctions, critical to …"; "policies conducive to …".
    if tree.is(word, "amod") && head < word {
        return tree.side(head, &[word]).and_then(apart);
    }
    None
}
