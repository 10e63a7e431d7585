//! "X leads to Y", "Y was caused by X", "…, forcing Y", "X lets A do B".

use detente_model::{CauseKind, Sign};
use detente_syntax::Upos;

use super::Candidate;
use super::direction::{manner, read as read_direction, valence};
use super::frames::{Frame, Part};
use super::linked::relative;
use super::object::{become_so, moved, object, slot_side, with_complement};
use super::sense::somebody;
use super::tree::{Side, Tree};

pub(crate) fn find(tree: &Tree<'_>, found: &mut Vec<Candidate>) {
    for word in 0..tree.len() {
        // "Particularly given the sanctions": a preposition.
        let stated = tree.form(word) == "given" && tree.child(word, "aux").is_none();
        if !tree.is_verb(word) && !participle(tree, word) || stated || describes(tree, word) {
            continue;
        }
        let Some(frames) = tree.frames.by_lemma.get(tree.lemma(word)) else {
            continue;
        };
        // The fullest pattern that finds its places holds.
        let mut verbs: Vec<&Frame> = frames
            .iter()
            .filter(|frame| frame.part == Part::Verb)
            .collect();
        verbs.sort_by_key(|frame| {
            std::cmp::Reverse(
                usize::from(frame.noun.is_some()) * 4
                    + usize::from(frame.particle.is_some()) * 2
                    + usize::from(frame.slot.is_some()),
            )
        });
        for frame in verbs {
            let before = found.len();
            read(tree, word, frame, found);
            if found.len() > before {
                break;
            }
        }
    }
}

/// "A bloc of developing economies": what they are, and nobody who develops them.
fn describes(tree: &Tree<'_>, word: usize) -> bool {
    matches!(tree.form(word), "developing" | "emerging")
        && word + 1 < tree.len()
        && matches!(
            tree.lemma(word + 1),
            "country" | "economy" | "nation" | "state" | "world" | "market"
        )
}

/// "driven by": participles that the tagger calls adjectives.
fn participle(tree: &Tree<'_>, word: usize) -> bool {
    tree.upos(word) == Upos::Adj && tree.parse.feature(word, "VerbForm") == Some("Part")
}

fn read(tree: &Tree<'_>, word: usize, frame: &Frame, found: &mut Vec<Candidate>) {
    let Some((particle, noun)) = fixed(tree, word, frame) else {
        return;
    };
    let Some((causes, effects)) = ends(tree, word, frame, noun) else {
        return;
    };
    let last = [Some(word), particle, noun]
        .into_iter()
        .flatten()
        .max()
        .unwrap_or(word);
    let cue = Side {
        first: word,
        last: if last < word + 5 { last } else { word },
        head: word,
    };
    for cause in &causes {
        for effect in &effects {
            let bare = bare_actor(tree, *cause);
            if frame.kind == CauseKind::Quantity && bare && tree.upos(cause.head) == Upos::Pron {
                continue;
            }
            let sign = frame_sign(tree, word, frame, *effect);
            let acts = bare && matches!(frame.kind, CauseKind::Quantity | CauseKind::Motivate);
            let ends = frame.ends(*cause, *effect);
            found.push(Candidate {
                anchor: word,
                weak: acts,
                denied: tree.denied(word) || none(tree, word),
                ..Candidate::new(ends, cue, sign, frame.kind, frame.rule.clone())
            });
        }
    }
}

/// "Not one based on kinship": what is denied of the noun that a participle describes.
fn none(tree: &Tree<'_>, participle: usize) -> bool {
    let noun = tree.head(participle).filter(|_| tree.is(participle, "acl"));
    noun.is_some_and(|noun| matches!(tree.form(noun), "one" | "ones") && tree.denied(noun))
}

/// The sign of a frame; what worsens or improves goes by whether the effect is good or bad.
fn frame_sign(tree: &Tree<'_>, word: usize, frame: &Frame, effect: Side) -> Sign {
    let known = tree.frames.direction(tree.lemma(word));
    if !(known.worsen || known.better) {
        return match frame.sign {
            Sign::Unknown => manner(tree, word).unwrap_or(Sign::Unknown),
            sign => sign,
        };
    }
    let (direction, core) = read_direction(tree, effect);
    if direction == Sign::Plus {
        valence(tree, core, known.better)
    } else {
        frame.sign
    }
}

/// A name or pronoun alone: somebody who acts.
pub(crate) fn bare_actor(tree: &Tree<'_>, side: Side) -> bool {
    matches!(tree.upos(side.head), Upos::Propn | Upos::Pron)
}

/// The words that belong to the verb, where all of them are there.
fn fixed(tree: &Tree<'_>, word: usize, frame: &Frame) -> Option<(Option<usize>, Option<usize>)> {
    let particle = match frame.particle {
        None => None,
        Some(particle) => Some((word + 1..(word + 4).min(tree.len())).find(|at| {
            tree.form(*at) == particle && (tree.head(*at) == Some(word) || *at == word + 1)
        })?),
    };
    let noun = match frame.noun {
        None => None,
        Some(noun) => Some(
            (word + 1..(word + 6).min(tree.len()))
                .find(|at| tree.lemma(*at) == noun && (tree.under(*at, word)))?,
        ),
    };
    Some((particle, noun))
}

/// What is the subject's and what the object's end.
fn ends(
    tree: &Tree<'_>,
    word: usize,
    frame: &Frame,
    noun: Option<usize>,
) -> Option<(Vec<Side>, Vec<Side>)> {
    let passive = tree.child(word, "nsubj:pass");
    let agent = by_agent(tree, word);
    let participial = tree.is(word, "acl") && tree.parse.feature(word, "VerbForm") == Some("Part");
    if frame.slot.is_none() && tree.child(word, "obj").is_none() {
        if let Some(agent) = agent {
            let affected = passive
                .map(|subject| antecedent(tree, subject, word))
                .or_else(|| shared(tree, word))
                .or_else(|| tree.head(word).filter(|_| tree.is(word, "acl")))
                .or_else(|| fronted(tree, word))?;
            let effect = match fronting_clause(tree, word, affected) {
                Some(clause) => clause,
                None => with_complement(tree, word, tree.side(affected, &[word])?),
            };
            let cause = tree.bare(tree.side(agent, &[])?);
            let mut causes = tree.members(cause);
            causes.extend(tree.beyond(cause));
            return Some((causes, tree.members(effect)));
        }
        if passive.is_some() || participial {
            return None;
        }
    }
    let effects = match frame.slot {
        Some(slot) => {
            let side = slot_side(tree, word, slot, noun)?;
            std::iter::once(side).chain(tree.beyond(side)).collect()
        }
        None if frame.becomes => vec![become_so(tree, word)?],
        None => object(tree, word)?
            .into_iter()
            .map(|side| moved(tree, frame, word, side))
            .collect(),
    };
    let causes = if passive.is_some() && frame.slot.is_some() {
        // "was attributed to": the passive subject is what the active object is.
        vec![tree.side(antecedent(tree, passive?, word), &[word])?]
    } else if participial && frame.slot.is_some() {
        vec![tree.side(tree.head(word)?, &[word])?]
    } else if frame.of_object && noun.is_none() {
        let object = tree.child(word, "obj").filter(|object| *object > word)?;
        let side = tree.side(object, &[])?;
        let slot = effects.first()?.first;
        vec![before(tree, side, slot.saturating_sub(1).max(object + 1))]
    } else {
        vec![subject(tree, word, 4)?]
    };
    let causes = causes
        .into_iter()
        .flat_map(|side| tree.members(side))
        .collect();
    let effects = effects
        .into_iter()
        .flat_map(|side| tree.members(side))
        .collect();
    Some((causes, effects))
}

/// "by X" of a passive or a participle; also "by shelling".
fn by_agent(tree: &Tree<'_>, word: usize) -> Option<usize> {
    tree.children(word).iter().copied().find(|below| {
        let deed = tree.is(*below, "advcl") && tree.form(*below).ends_with("ing");
        *below > word
            && (tree.is(*below, "obl") || deed)
            && tree
                .marker(*below)
                .is_some_and(|case| matches!(tree.form(case), "by" | "par"))
    })
}

/// The subject that verbs in a list share, for passives.
fn shared(tree: &Tree<'_>, word: usize) -> Option<usize> {
    let head = tree
        .head(word)
        .filter(|_| tree.is(word, "conj") || tree.is(word, "xcomp"))?;
    tree.child(head, "nsubj")
        .map(|subject| antecedent(tree, subject, head))
}

/// "Driven by X, Y grew", "Y grew, driven by X": the subject of the clause beside it.
fn fronted(tree: &Tree<'_>, word: usize) -> Option<usize> {
    let mut head = tree.head(word).filter(|_| tree.is(word, "advcl"))?;
    // "doubled, reaching records, driven by": the subject stands further up.
    for _ in 0..3 {
        if let Some(subject) = tree.child(head, "nsubj") {
            return Some(subject);
        }
        head = tree.head(head).filter(|_| tree.is(head, "advcl"))?;
    }
    None
}

/// "Driven by X, both sides signed a treaty": nobody is driven, but what they did.
fn fronting_clause(tree: &Tree<'_>, word: usize, subject: usize) -> Option<Side> {
    let participle = tree.side(word, &[])?;
    let clause = tree.head(word).filter(|_| tree.is(word, "advcl"))?;
    let acts = somebody(tree, tree.side(subject, &[word])?);
    let main = tree.side(clause, &[word])?;
    let apart = !main.overlaps(&participle) && tree.head(subject) == Some(clause);
    (acts && apart && tree.is_verb(clause)).then_some(main)
}

/// What a relative pronoun stands for.
fn antecedent(tree: &Tree<'_>, subject: usize, verb: usize) -> usize {
    let pronoun = matches!(
        tree.form(subject),
        "which" | "that" | "who" | "what" | "qui"
    ) || tree.parse.feature(subject, "PronType") == Some("Rel");
    if pronoun {
        let mut at = verb;
        for _ in 0..4 {
            if tree.is(at, "acl") {
                return match tree.head(at) {
                    // ", in the coming weeks, which": no week does anything.
                    Some(setting) if is_setting(tree, setting, subject) => {
                        // "is forecast to be heavy in the coming weeks, which".
                        let above = |clause: &usize| {
                            tree.head(*clause).filter(|_| tree.is(*clause, "xcomp"))
                        };
                        let mut clauses =
                            std::iter::successors(Some(tree.clause(setting)), above).take(4);
                        clauses
                            .find_map(|clause| tree.child(clause, "nsubj"))
                            .unwrap_or(setting)
                    }
                    head => head.unwrap_or(subject),
                };
            }
            match tree.head(at) {
                Some(head) => at = head,
                None => break,
            }
        }
    }
    subject
}

/// Whether a noun only says when or where: "over Ethiopia, which could help" is said of the rain.
fn is_setting(tree: &Tree<'_>, noun: usize, pronoun: usize) -> bool {
    let aside = pronoun > 0 && tree.form(pronoun - 1) == ",";
    let place = tree.upos(noun) == Upos::Propn
        && tree.marker(noun).is_some_and(|case| {
            matches!(
                tree.form(case),
                "in" | "over" | "across" | "at" | "throughout" | "around" | "near"
            )
        });
    aside && (place || tree.frames.direction(tree.lemma(noun)).time)
}

/// Who or what does what the verb says; "they" and "it" stand for the subject of a clause before.
pub(crate) fn subject(tree: &Tree<'_>, word: usize, depth: usize) -> Option<Side> {
    let side = tree.bare(stated_subject(tree, word, depth)?);
    if !matches!(tree.form(side.head), "they" | "it" | "ils" | "elles") {
        return Some(side);
    }
    let clause = tree.clause(word);
    let other = tree
        .children(clause)
        .iter()
        .copied()
        .find(|below| tree.is(*below, "advcl") && *below < side.head)
        .or_else(|| {
            // "The bond is not new; it stems from", "the axis matters, as it shapes".
            let follows = tree.is(clause, "conj") || tree.is(clause, "parataxis");
            let because = tree.is(clause, "advcl") && tree.child(clause, "mark").is_some();
            tree.head(clause)
                .filter(|above| (follows || because) && *above < side.head)
        });
    let named = other
        .and_then(|other| tree.child(other, "nsubj"))
        .filter(|noun| tree.upos(*noun) == Upos::Noun && *noun < side.head)
        .filter(|noun| {
            let number = |word: usize| tree.parse.feature(word, "Number") == Some("Plur");
            number(*noun) == (tree.form(side.head) != "it")
        });
    named.map_or(Some(side), |noun| tree.side(noun, &[]))
}

fn stated_subject(tree: &Tree<'_>, word: usize, depth: usize) -> Option<Side> {
    if depth == 0 {
        return None;
    }
    if let Some(subject) = tree
        .child(word, "nsubj")
        .or_else(|| tree.child(word, "csubj"))
    {
        let head = antecedent(tree, subject, word);
        return tree
            .side(
                head,
                if head == subject {
                    &[]
                } else {
                    std::slice::from_ref(&word)
                },
            )
            .map(|side| {
                if head == subject {
                    side
                } else {
                    before(tree, side, word)
                }
            });
    }
    let head = tree.head(word)?;
    if tree.is(word, "conj") || tree.is(word, "parataxis") {
        return stated_subject(tree, head, depth - 1);
    }
    if tree.is(word, "xcomp") {
        if let Some(object) = tree.child(head, "obj").filter(|object| *object < word) {
            return tree.side(object, &[word]);
        }
        return stated_subject(tree, head, depth - 1);
    }
    if tree.is(word, "acl") {
        // "The corridor has the potential to boost trade": the corridor does.
        let above = tree.head(head).filter(|above| {
            tree.is(head, "obj")
                && tree.frames.direction(tree.lemma(head)).mind
                && matches!(
                    tree.lemma(*above),
                    "have" | "hold" | "carry" | "possess" | "retain"
                )
        });
        if let Some(above) = above {
            return stated_subject(tree, above, depth - 1);
        }
        if let Some(clause) = stands_for(tree, head, word) {
            return stated_subject(tree, clause, depth - 1);
        }
        let side = tree.side(head, &[word])?;
        return Some(before(tree, side, word));
    }
    if tree.is(word, "advcl") {
        let marked = tree.child(word, "mark").is_some() || tree.child(word, "case").is_some();
        let gerund = tree.form(word).ends_with("ing") || tree.form(word).ends_with("ant");
        if !marked && gerund && word > head {
            // "sanctions restricting access", without a comma: what the noun does.
            let noun = word - 1;
            if noun > head && tree.upos(noun) == Upos::Noun && tree.under(noun, head) {
                return tree
                    .side(noun, &[word])
                    .map(|side| before(tree, side, word));
            }
            // "Structures that challenge the order, fostering trade": the structures do.
            let noun = tree.head(head).filter(|noun| {
                relative(tree, head) && *noun < head && tree.upos(*noun) == Upos::Noun
            });
            if let Some(noun) = noun {
                let side = tree.side(noun, &[word])?;
                return Some(before(tree, side, word));
            }
            return main_clause(tree, head, word);
        }
        return stated_subject(tree, head, depth - 1);
    }
    None
}

/// "The port plays a role in raising trade", "aid is a tool to win allies", "both serve as a force shaping": the word of the
/// clause whose subject does what is said of the noun; `None` where the noun does it itself.
fn stands_for(tree: &Tree<'_>, noun: usize, verb: usize) -> Option<usize> {
    let stands = tree.frames.direction(tree.lemma(noun)).stand && noun < verb;
    if !stands || relative(tree, verb) {
        return None;
    }
    if tree.child(noun, "cop").is_some() {
        return Some(noun);
    }
    let above = tree.head(noun)?;
    let light = matches!(
        tree.lemma(above),
        "play"
            | "form"
            | "serve"
            | "act"
            | "represent"
            | "become"
            | "remain"
            | "constitute"
            | "function"
            | "have"
    );
    let held = tree.is(noun, "obj") || tree.is(noun, "obl") || tree.is(noun, "xcomp");
    (light && held && above < noun).then_some(above)
}

/// The part of a stretch before a word.
fn before(tree: &Tree<'_>, side: Side, word: usize) -> Side {
    if side.head < word && side.last >= word {
        return tree.trim(Side {
            last: word - 1,
            ..side
        });
    }
    side
}

/// The clause that a participle goes on with, without what follows it.
fn main_clause(tree: &Tree<'_>, head: usize, participle: usize) -> Option<Side> {
    let side = tree.side(head, &[participle])?;
    let side = before(
        tree,
        side,
        tree.side(participle, &[])?.first.max(side.head + 1),
    );
    Some(without_speech(tree, side))
}

/// Without an opening "X said".
pub(crate) fn without_speech(tree: &Tree<'_>, side: Side) -> Side {
    tree.trim(side)
}
