//! What stands between cause and effect ("by cutting off banks", "via exports"), and what each end
//! is about.

use std::collections::BTreeSet;

use detente_model::{ActorId, CausalConcept, CauseKind, Phrase, Sign};
use detente_syntax::Upos;

use super::Candidate;
use super::tree::{Side, Tree};
use super::verbal::bare_actor;
use crate::frame::Scene;

/// "A prevents B by C": C prevents B, and A brings C about.
pub(crate) fn find(tree: &Tree<'_>, found: &mut Vec<Candidate>) {
    let mut added = Vec::new();
    for candidate in found.iter() {
        let verbal = candidate.rule.contains("/verb/");
        let means = verbal
            .then(|| means(tree, candidate).or_else(|| thanks(found, candidate)))
            .flatten();
        let Some(means) = means else {
            continue;
        };
        let part = |cause: Side, effect: Side, sign: Sign, kind: CauseKind| Candidate {
            cause,
            effect,
            sign,
            kind,
            rule: format!("{} by", candidate.rule),
            // Somebody who acts links nothing; what they do it by does.
            weak: candidate.weak && bare_actor(tree, cause),
            ..candidate.clone()
        };
        added.push(part(
            means,
            candidate.effect,
            candidate.sign,
            candidate.kind,
        ));
        if !bare_actor(tree, candidate.cause) && means.first > candidate.anchor {
            added.push(part(candidate.cause, means, Sign::Plus, CauseKind::Cause));
        }
    }
    for candidate in found.iter_mut() {
        // The means is no part of what it brings about.
        for link in &added {
            if link.effect == candidate.effect && link.cause.overlaps(&candidate.effect) {
                candidate.effect.last = link
                    .cause
                    .first
                    .saturating_sub(2)
                    .max(candidate.effect.head);
            }
        }
    }
    for link in &mut added {
        if link.cause.overlaps(&link.effect) && link.cause.first > link.effect.head {
            link.effect.last = link.cause.first.saturating_sub(2).max(link.effect.head);
        }
    }
    // What was read as the means is not also the cause of the whole sentence.
    let means: Vec<Side> = added.iter().map(|link| link.cause).collect();
    let thanked = |candidate: &Candidate| is_thanks(candidate) && means.contains(&candidate.cause);
    found.retain(|candidate| !thanked(candidate));
    found.extend(added);
}

/// "helps to balance the budget, thanks to oil prices": what brings the effect about.
fn thanks(found: &[Candidate], candidate: &Candidate) -> Option<Side> {
    let between = |other: &&Candidate| {
        is_thanks(other)
            && other.effect.overlaps(&candidate.cause)
            && other.effect.overlaps(&candidate.effect)
            && !other.cause.overlaps(&candidate.effect)
            && other.cause.first > candidate.anchor
    };
    found.iter().find(between).map(|other| other.cause)
}

fn is_thanks(candidate: &Candidate) -> bool {
    ["/thanks to", "/grâce à", "/grâce au", "/grâce aux"]
        .iter()
        .any(|cue| candidate.rule.ends_with(cue))
}

fn means(tree: &Tree<'_>, candidate: &Candidate) -> Option<Side> {
    let verb = candidate.anchor;
    // "By cutting tariffs, they aim to raise trade": what is aimed at.
    let aim = tree
        .head(verb)
        .filter(|above| tree.is(verb, "xcomp") && tree.frames.direction(tree.lemma(*above)).seek);
    let above = aim.map_or(&[][..], |above| tree.children(above));
    let places = tree
        .children(verb)
        .iter()
        .chain(tree.children(candidate.effect.head))
        .chain(above)
        .copied();
    for below in places {
        let Some(marker) = tree.marker(below) else {
            continue;
        };
        let fronted = below < verb;
        let deed = tree.is_verb(below) && tree.form(below).ends_with("ing");
        let by = matches!(tree.form(marker), "by" | "through") && deed;
        let via = tree.form(marker) == "via"
            || (tree.form(marker) == "through" && tree.upos(below) == Upos::Noun);
        let side = tree.bare(tree.side(below, &[])?);
        // "By banning exports, they raised prices".
        let apart = if fronted {
            by && side.last < candidate.cause.first && tree.form(side.last + 1) == ","
        } else {
            (by || via) && side.first > verb
        };
        if apart && !side.overlaps(&candidate.cause) {
            return Some(side);
        }
    }
    None
}

/// What an end of a link is about: its words, base forms and actors.
pub(crate) fn concept(
    scene: &Scene<'_, '_>,
    tree: &Tree<'_>,
    side: Side,
    direction: Sign,
    core: usize,
) -> CausalConcept {
    let mut words = BTreeSet::new();
    collect(tree, side, core, 3, &mut words);
    if super::direction::wish(tree, side) == Some(core) {
        // What is wished tells wishes apart.
        collect(tree, side, side.head, 3, &mut words);
    }
    let sentence = scene.sentence;
    let mut about = Vec::new();
    let mut key: Vec<&str> = Vec::new();
    for word in &words {
        let token = super::token_at(sentence, tree, *word);
        let mention = sentence.mention_at[token].map(|number| &sentence.mentions[number]);
        match mention.filter(|mention| mention.is_actor()) {
            // What nothing is known of tells concepts apart by its words.
            Some(mention) if mention.who.iter().all(|who| is_stranger(who.side())) => {
                key.push(tree.lemma(*word));
            }
            // The head too: of "Iran" itself nothing is more or less, and no base forms are left.
            Some(mention) => {
                about.extend(mention.who.iter().map(|who| who.side().clone()));
            }
            None if tree.upos(*word) != Upos::Pron => key.push(tree.lemma(*word)),
            None => {}
        }
    }
    // "Russia balances its budget": the budget is that of who acts.
    if about.is_empty() && tree.is_verb(side.head) && core >= side.first {
        for word in side.first..side.head {
            let token = super::token_at(sentence, tree, word);
            let mention = sentence.mention_at[token].map(|number| &sentence.mentions[number]);
            let actors = mention.filter(|mention| mention.is_actor());
            about.extend(
                actors
                    .into_iter()
                    .flat_map(|mention| &mention.who)
                    .map(|who| who.side().clone()),
            );
        }
    }
    // "pushed them closer": what grows is not "them".
    let closer = (side.first..=side.last)
        .find(|word| matches!(tree.form(*word), "closer" | "together" | "rapprochement"));
    if let Some(word) = closer.filter(|_| !matches!(tree.upos(core), Upos::Noun)) {
        key = vec![tree.form(word)];
    }
    // "leading", "strategic": what has no noun names nothing that could be met again.
    let named = |word: &usize| matches!(tree.upos(*word), Upos::Noun | Upos::Propn | Upos::Num);
    if !words.iter().any(named) && !tree.is_verb(core) {
        key.clear();
    }
    if tree.is_verb(core) && words.len() == 1 {
        key.clear();
    }
    about.sort();
    about.dedup();
    let first = words.first().copied().unwrap_or(core);
    let known = words.last().copied().unwrap_or(core);
    // A name is told to its end: "President Vladimir | Putin".
    let goes_on = |word: &usize| tree.relation(*word).starts_with("flat");
    let rest = (known + 1..=side.last).take_while(goes_on);
    let last = rest.last().unwrap_or(known);
    CausalConcept {
        words: Phrase::of(
            sentence.text,
            tree.span(Side {
                first,
                last,
                head: core,
            }),
        ),
        head: tree.lemma(core).to_owned(),
        key: key.join(" "),
        about,
        direction,
    }
}

/// Whether nothing is known of an actor but its name, or nothing but its role ("opposition").
fn is_stranger(actor: &ActorId) -> bool {
    ["name:", "role:"]
        .iter()
        .any(|start| actor.as_str().starts_with(start))
}

fn collect(tree: &Tree<'_>, side: Side, word: usize, depth: usize, words: &mut BTreeSet<usize>) {
    words.insert(word);
    if depth == 0 {
        return;
    }
    for below in tree.children(word) {
        if !side.contains(*below) {
            continue;
        }
        let known = tree.direction(*below);
        // "this year's budget", "the revolution in 1917": when is no part of what.
        let year = tree.form(*below).len() == 4 && tree.form(*below).parse::<u32>().is_ok();
        if year || tree.is(*below, "nmod") && known.time {
            continue;
        }
        let says_way = known.adjective.is_some() || known.worsen || known.better;
        let counts = tree.is(*below, "compound")
            || tree.is(*below, "flat")
            || tree.is(*below, "nmod")
            || (tree.is(*below, "conj") && tree.upos(*below) == Upos::Propn)
            || (tree.is(*below, "amod") && !says_way)
            || (tree.is_verb(word) && (tree.is(*below, "obj") || tree.is(*below, "nsubj")));
        if counts {
            collect(tree, side, *below, depth - 1, words);
        }
    }
}
