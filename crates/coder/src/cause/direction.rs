//! Which way a cause or an effect goes: "lower prices", "shortage of", "lift sanctions".

use detente_model::Sign;
use detente_syntax::Upos;

use super::tree::{Side, Tree};

/// The product of two signs; an unknown one makes it unknown.
pub(crate) fn product(a: Sign, b: Sign) -> Sign {
    match (a, b) {
        (Sign::Unknown, _) | (_, Sign::Unknown) => Sign::Unknown,
        (a, b) if a == b => Sign::Plus,
        _ => Sign::Minus,
    }
}

/// How deep "a decline in the growth of the level of …" is followed.
const DEEPEST: usize = 5;

/// Which way a stretch goes, and the word for what goes that way.
pub(crate) fn read(tree: &Tree<'_>, side: Side) -> (Sign, usize) {
    let inside = |word: usize| side.contains(word) || word == side.head;
    if let Some(noun) = wish(tree, side) {
        return (Sign::Plus, noun);
    }
    let (sign, core) = if tree.is_verb(side.head) || clause_head(tree, side.head) {
        of_clause(tree, side.head, &inside, DEEPEST)
    } else {
        of_noun(tree, side.head, &inside, DEEPEST)
    };
    let sign = if hindered(tree, side) {
        product(sign, Sign::Minus)
    } else {
        sign
    };
    (sign, nominal(tree, core, &inside))
}

/// "Their desire to | counterbalance Western influence": the noun before an end that is only wished.
/// There is no less of what somebody wants less of, so that the wish itself is what counts.
pub(super) fn wish(tree: &Tree<'_>, side: Side) -> Option<usize> {
    let verb = side.head;
    let mark = tree.marker(verb).filter(|mark| tree.form(*mark) == "to")?;
    let noun = mark.checked_sub(1)?;
    let wished = tree.is_verb(verb) && tree.is_nominal(noun) && tree.is(verb, "acl");
    (wished && tree.frames.direction(tree.lemma(noun)).wish).then_some(noun)
}

/// "Challenges in accessing markets": the end is read as the deed that something stands in the way of.
fn hindered(tree: &Tree<'_>, side: Side) -> bool {
    let noun = tree
        .head(side.head)
        .filter(|noun| tree.is(side.head, "acl") && side.contains(*noun));
    let barred = noun.is_some_and(|noun| {
        tree.is_verb(side.head) && tree.frames.direction(tree.lemma(noun)).hurdle
    });
    // "Russia is unlikely to intervene".
    let above = tree
        .head(side.head)
        .filter(|above| tree.is(side.head, "xcomp") && side.contains(*above));
    barred || above.is_some_and(|above| averse(tree, above))
}

/// "Unlikely to", "unable to": what follows does not come about.
fn averse(tree: &Tree<'_>, word: usize) -> bool {
    matches!(
        tree.lemma(word),
        "unlikely" | "unable" | "unwilling" | "reluctant"
    )
}

/// "A network impervious to sanctions", "makes trade easier": of an adjective that was read as the end, the
/// noun that it describes.
fn nominal(tree: &Tree<'_>, core: usize, inside: &dyn Fn(usize) -> bool) -> usize {
    if !matches!(tree.upos(core), Upos::Adj | Upos::Adv) {
        return core;
    }
    let Some(above) = tree.head(core) else {
        return core;
    };
    let described = if tree.is(core, "xcomp") {
        tree.child(above, "obj")
    } else {
        Some(above).filter(|_| tree.is(core, "amod"))
    };
    described
        .filter(|noun| tree.is_nominal(*noun) && inside(*noun))
        .unwrap_or(core)
}

fn clause_head(tree: &Tree<'_>, word: usize) -> bool {
    tree.upos(word) == Upos::Adj || tree.child(word, "cop").is_some()
}

/// The sign of getting worse (or, turned round, better) for what `core` names.
pub(super) fn valence(tree: &Tree<'_>, core: usize, better: bool) -> Sign {
    let named = |word: usize| tree.frames.direction(tree.lemma(word));
    // "Worsening security trends": a trend is not more or less, and what it is of may go either way.
    if named(core).neutral {
        return Sign::Unknown;
    }
    let mut words = vec![core];
    words.extend(
        tree.children(core)
            .iter()
            .copied()
            .filter(|below| tree.is(*below, "amod") || tree.is(*below, "compound")),
    );
    let bad = words.iter().any(|word| named(*word).bad);
    let good = words.iter().any(|word| named(*word).good);
    match (bad, good, better) {
        // What is improved and not known to be bad is meant to be more of it.
        (true, false, false) | (false, _, true) => Sign::Plus,
        (true, false, true) | (_, true, false) => Sign::Minus,
        _ => Sign::Unknown,
    }
}

fn of_noun(
    tree: &Tree<'_>,
    head: usize,
    inside: &dyn Fn(usize) -> bool,
    depth: usize,
) -> (Sign, usize) {
    let mut sign = Sign::Plus;
    let mut worse = false;
    let mut better = false;
    for below in tree.children(head) {
        let known = tree.direction(*below);
        // "Falling investment", read as one name.
        let falling = tree.is(*below, "compound") && tree.is_verb(*below);
        let modifies = ["amod", "det", "advmod", "acl", "nummod"]
            .iter()
            .any(|relation| falling || tree.is(*below, relation))
            && (*below < head || tree.child(*below, "obj").is_none());
        if !modifies || !inside(*below) || (tree.is(*below, "acl") && *below > head) {
            continue;
        }
        if known.worsen {
            worse = true;
        } else if known.better && known.adjective.is_none() {
            better = true;
        } else if let Some(found) = known.adjective {
            // "extremely limited": one word of direction counts.
            sign = found;
        } else if tree.form(*below) == "no" {
            sign = Sign::Minus;
        }
    }
    let known = tree.direction(head);
    let complement = complement(tree, head).filter(|word| inside(*word));
    let (mut sign, core) = match (known.noun, complement) {
        (Some(found), Some(below)) if depth > 0 => {
            let (under, core) = of_noun(tree, below, inside, depth - 1);
            // "a sharp decline", "increased shortage": the adjective only strengthens the noun.
            let own = if sign == Sign::Minus {
                Sign::Minus
            } else {
                Sign::Plus
            };
            (product(product(found, own), under), core)
        }
        (None, Some(below)) if known.worsen || known.better => {
            (valence(tree, below, known.better), below)
        }
        (None, Some(below)) if known.measure && depth > 0 => {
            let (under, core) = of_noun(tree, below, inside, depth - 1);
            (product(sign, under), core)
        }
        // "The ability for higher benefits": less of which of both is not said.
        (None, Some(below)) if known.mind && raised(tree, below) => (Sign::Unknown, head),
        // Also "severe shortages", of what is not said: a thing of their own.
        _ => (sign, head),
    };
    if worse || better {
        sign = product(sign, valence(tree, core, better));
    }
    (sign, core)
}

/// "Higher benefits": a noun with a word of direction.
fn raised(tree: &Tree<'_>, noun: usize) -> bool {
    let mut below = tree.children(noun).iter();
    below.any(|word| tree.is(*word, "amod") && tree.direction(*word).adjective.is_some())
}

/// What a noun of direction or measure is about: "decline in X", "X's decline", "labour shortage".
fn complement(tree: &Tree<'_>, head: usize) -> Option<usize> {
    let about = |below: &usize| {
        tree.is(*below, "nmod")
            && (tree.is(*below, "nmod:poss")
                || tree.marker(*below).is_some_and(|case| {
                    // "the slowdown in Germany": not of Germany.
                    let place = tree.form(case) == "in" && tree.upos(*below) == Upos::Propn;
                    !place
                        && matches!(
                            tree.form(case),
                            "of" | "in"
                                | "on"
                                | "for"
                                | "to"
                                | "de"
                                | "du"
                                | "des"
                                | "d'"
                                | "sur"
                                | "against"
                        )
                }))
    };
    let children = tree.children(head);
    children
        .iter()
        .copied()
        .find(|below| about(below) && *below > head)
        .or_else(|| {
            children
                .iter()
                .copied()
                .find(|below| tree.is(*below, "compound"))
        })
        .or_else(|| children.iter().copied().find(about))
        .or_else(|| {
            // "economic downturn": of the economy.
            let field = |below: &usize| tree.is(*below, "amod") && tree.direction(*below).field;
            children.iter().copied().find(field)
        })
        .or_else(|| beside(tree, head))
}

fn of_clause(
    tree: &Tree<'_>,
    head: usize,
    inside: &dyn Fn(usize) -> bool,
    depth: usize,
) -> (Sign, usize) {
    let known = tree.direction(head);
    let lemma = tree.frames.direction(tree.lemma(head));
    let mut denied = tree.denied(head);
    let subject = ["nsubj", "csubj"]
        .iter()
        .find_map(|relation| tree.child(head, relation))
        .filter(|word| inside(*word));
    let passive = tree.child(head, "nsubj:pass").filter(|word| inside(*word));
    let object = tree.child(head, "obj").filter(|word| inside(*word));
    let below = |word: usize| of_noun(tree, word, inside, depth.saturating_sub(1));
    let turned = |sign: Sign, denied: bool| {
        if denied {
            product(sign, Sign::Minus)
        } else {
            sign
        }
    };
    let affected = object.or(passive);
    if let Some(affected) = affected {
        let (under, core) = below(affected);
        // "Falling investment", read as somebody who fells it.
        let falls = known
            .adjective
            .filter(|_| affected == head + 1 && subject.is_none());
        let acts = lemma
            .act
            .or(known.act)
            .or(falls)
            .or_else(|| tree.frame_act(head))
            .or_else(|| manner(tree, head));
        let sign = if lemma.worsen || lemma.better {
            valence(tree, core, lemma.better)
        } else if let Some(sign) = acts {
            product(sign, under)
        } else {
            under
        };
        let follows = tree.lemma(head) == "follow" && tree.form(affected) == "suit";
        // "The accession marks a milestone", "membership gives Iran a market": it is about what does so.
        let thing = subject.filter(|subject| {
            let known = tree.frames.direction(tree.lemma(*subject));
            tree.upos(*subject) == Upos::Noun && !known.agent && !known.person
        });
        let told =
            acts.is_none() && !lemma.worsen && !lemma.better || tree.upos(affected) == Upos::Propn;
        if let Some(subject) = thing.filter(|_| told) {
            let (under, core) = below(subject);
            return (turned(under, denied), core);
        }
        if !follows {
            return (turned(sign, denied), core);
        }
    }
    if let Some(complement) = tree
        .child(head, "xcomp")
        .filter(|word| inside(*word) && depth > 0)
    {
        let (sign, core) = of_clause(tree, complement, inside, depth - 1);
        let core = if core == complement {
            subject.unwrap_or(core)
        } else {
            core
        };
        denied |= matches!(
            tree.lemma(head),
            "fail" | "cease" | "stop" | "refuse" | "decline"
        ) || averse(tree, head);
        return (turned(sign, denied), core);
    }
    let own = own_way(tree, head, subject, &below);
    match (subject, own) {
        (Some(subject), Some(own)) => {
            let (under, core) = below(subject);
            (turned(product(own, under), denied), core)
        }
        // "The systems are crucial".
        (Some(subject), None)
            if tree.lemma(head) == "be"
                || tree.upos(head) == Upos::Adj && tree.upos(subject) == Upos::Noun =>
        {
            let (under, core) = below(subject);
            (turned(under, denied), core)
        }
        (_, own) => (turned(own.unwrap_or(Sign::Plus), denied), head),
    }
}

/// Which way a clause says that its subject goes, by its verb or its adjective.
fn own_way(
    tree: &Tree<'_>,
    head: usize,
    subject: Option<usize>,
    below: &dyn Fn(usize) -> (Sign, usize),
) -> Option<Sign> {
    let known = tree.direction(head);
    let lemma = tree.frames.direction(tree.lemma(head));
    if lemma.worsen || lemma.better {
        let core = subject.map_or(head, |subject| below(subject).1);
        Some(valence(tree, core, lemma.better))
    } else if tree.upos(head) == Upos::Adj {
        let degree = degree(tree, head);
        match (known.adjective.or(lemma.adjective), degree) {
            (Some(own), Some(degree)) => Some(product(own, degree)),
            (own, degree) => own.or(degree),
        }
    } else if tree.is_verb(head) {
        // "activities continue to be severely affected".
        let passive = tree
            .child(head, "aux:pass")
            .and_then(|_| manner(tree, head));
        lemma
            .verb
            .or(known.verb)
            .or(passive)
            .or_else(|| end_state(tree, head))
    } else {
        // "rains were below average".
        let measured = tree.marker(head).filter(|_| tree.form(head) == "average");
        match measured.map_or("", |case| tree.form(case)) {
            "below" => Some(Sign::Minus),
            "above" => Some(Sign::Plus),
            _ => Some(below(head).0),
        }
    }
}

/// "less affordable".
fn degree(tree: &Tree<'_>, adjective: usize) -> Option<Sign> {
    tree.children(adjective)
        .iter()
        .filter(|below| tree.is(**below, "advmod"))
        .find_map(|below| match tree.form(*below) {
            "less" => Some(Sign::Minus),
            "more" => Some(Sign::Plus),
            _ => None,
        })
}

/// "came to a halt", "ground to a standstill": the noun says which way.
fn end_state(tree: &Tree<'_>, verb: usize) -> Option<Sign> {
    let comes = matches!(tree.lemma(verb), "come" | "grind");
    let state = |below: &usize| {
        let to = tree
            .marker(*below)
            .is_some_and(|case| tree.form(case) == "to");
        to.then(|| tree.direction(*below).noun).flatten()
    };
    let mut below = tree.children(verb).iter();
    below.find_map(state).filter(|_| comes)
}

/// "severely affected": the adverb says which way.
pub(super) fn manner(tree: &Tree<'_>, verb: usize) -> Option<Sign> {
    let mut below = tree.children(verb).iter();
    below.find_map(|word| {
        let adverb = tree.is(*word, "advmod");
        tree.direction(*word).manner.filter(|_| adverb)
    })
}

/// "led to a collapse | in trade": what a noun of direction is about, read as what the verb is about.
pub(super) fn beside(tree: &Tree<'_>, head: usize) -> Option<usize> {
    let case = head + 1;
    if case >= tree.len() || !matches!(tree.form(case), "of" | "in") {
        return None;
    }
    let below = tree.head(case).filter(|below| *below > case)?;
    let noun = tree.is_nominal(below) && tree.upos(below) != Upos::Propn;
    let verbal = tree.is(below, "obl") && tree.head(below) == tree.head(head);
    (noun && verbal).then_some(below)
}
