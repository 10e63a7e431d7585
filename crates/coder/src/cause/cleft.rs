//! Sentences that set a cause apart: "What drives migration is poverty", "The reason prices rose is
//! the drought", "The flood is why the bridge fell", "A shortage is behind the closures".

use detente_model::{CauseKind, Sign};
use detente_syntax::Upos;

use super::Candidate;
use super::frames::{Frame, Part};
use super::shape::stems;
use super::tree::{Side, Tree};

/// The most words between the parts of such a sentence.
const WIDEST: usize = 14;

pub(crate) fn find(tree: &Tree<'_>, found: &mut Vec<Candidate>) {
    if tree.french {
        return;
    }
    for word in 0..tree.len() {
        let candidate = match tree.form(word) {
            "what" => what(tree, word),
            "reason" => reason(tree, word),
            "why" | "behind" => subject_of_copula(tree, word),
            _ => None,
        };
        found.extend(candidate);
    }
}

fn copula(tree: &Tree<'_>, word: usize) -> bool {
    matches!(tree.form(word), "is" | "are" | "was" | "were")
}

fn ends(tree: &Tree<'_>, word: usize) -> bool {
    matches!(tree.form(word), "," | "." | ";" | ":" | "!" | "?" | "(")
}

/// The copula after a word and the last word of its clause.
fn parts(tree: &Tree<'_>, from: usize) -> Option<(usize, usize)> {
    let most = tree.len().min(from + WIDEST);
    let be = (from..most)
        .find(|at| copula(tree, *at) || ends(tree, *at))
        .filter(|at| copula(tree, *at))?;
    let end = (be + 1..tree.len())
        .find(|at| ends(tree, *at))
        .unwrap_or(tree.len());
    (end > be + 1).then_some((be, end - 1))
}

/// A stretch with the topmost of its telling words as head.
fn stretch(tree: &Tree<'_>, first: usize, last: usize) -> Option<Side> {
    let outside = |word: &usize| {
        let head = tree.head(*word);
        !matches!(tree.upos(*word), Upos::Punct | Upos::Aux)
            && head.is_none_or(|head| head < first || head > last)
    };
    let noun = |word: &usize| tree.is_nominal(*word) || tree.is_verb(*word);
    let tops = (first..=last).filter(outside);
    let head = tops.clone().find(noun).or_else(|| tops.clone().next())?;
    Some(tree.bare(tree.trim(Side { first, last, head })))
}

fn candidate(cue: usize, cause: Side, effect: Side, sign: Sign, rule: String) -> Candidate {
    let cue = Side::led(cue, cue);
    Candidate::new((cause, effect), cue, sign, CauseKind::Cause, rule)
}

/// "What drives migration is the lack of jobs".
fn what(tree: &Tree<'_>, word: usize) -> Option<Candidate> {
    let verb = word + 1;
    if verb + 2 >= tree.len() {
        return None;
    }
    let (be, last) = parts(tree, verb + 1)?;
    let frame = stems(tree.form(verb)).find_map(|stem| {
        let fits = |frame: &&Frame| {
            let slot = frame.slot.is_none_or(|slot| tree.form(verb + 1) == slot);
            slot && frame.part == Part::Verb
                && frame.particle.is_none()
                && frame.noun.is_none()
                && frame.forward
                && !frame.becomes
        };
        let frames = tree.frames.by_lemma.get(stem.as_str())?;
        frames
            .iter()
            .filter(fits)
            .max_by_key(|frame| frame.slot.is_some())
    })?;
    let first = verb + 1 + usize::from(frame.slot.is_some());
    let effect = stretch(tree, first, be.checked_sub(1)?.max(first))?;
    let cause = stretch(tree, be + 1, last)?;
    let rule = frame.rule.replace("/verb/", "/cleft/");
    (effect.last < be).then(|| Candidate {
        kind: frame.kind,
        ..candidate(verb, cause, effect, frame.sign, rule)
    })
}

/// "The reason (why) prices rose is the drought".
fn reason(tree: &Tree<'_>, word: usize) -> Option<Candidate> {
    let (be, last) = parts(tree, word + 1)?;
    let opens = matches!(tree.form(word + 1), "why" | "that");
    let first = word + 1 + usize::from(opens);
    let happens = first + 1 < be
        && tree.form(first) != "for"
        && (first..be).any(|at| tree.is_verb(at) && !tree.is(at, "amod"));
    if !happens {
        return None;
    }
    let that = matches!(tree.form(be + 1), "that" | "because");
    let from = be + 1 + usize::from(that);
    let effect = stretch(tree, first, be - 1)?;
    let cause = stretch(tree, from.min(last), last)?;
    let rule = "cause/en/cleft/reason".to_owned();
    Some(candidate(word, cause, effect, Sign::Plus, rule))
}

/// "The flood is why the bridge fell", "A shortage is behind the closures".
fn subject_of_copula(tree: &Tree<'_>, word: usize) -> Option<Candidate> {
    let be = word.checked_sub(1).filter(|be| copula(tree, *be))?;
    let above = tree.head(be)?;
    let subject = tree.child(above, "nsubj").filter(|noun| *noun < be)?;
    // "The man is behind the door".
    let thing = tree.upos(subject) == Upos::Noun
        && !tree.frames.direction(tree.lemma(subject)).agent
        && word + 2 < tree.len();
    if !thing {
        return None;
    }
    let end = (word + 1..tree.len())
        .find(|at| ends(tree, *at))
        .unwrap_or(tree.len());
    let effect = stretch(tree, word + 1, end - 1)?;
    let happens = tree.form(word) == "why" || {
        let known = tree.direction(effect.head);
        known.noun.is_some() || known.bad || known.good || known.protest
    };
    let cause = tree.bare(tree.side(subject, &[])?);
    let rule = format!("cause/en/cleft/{}", tree.form(word));
    happens.then(|| candidate(word, cause, effect, Sign::Plus, rule))
}
