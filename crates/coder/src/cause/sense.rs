//! What only looks like a link: somebody's wish, somebody who acts, a place in time; and how much
//! less a word links in plain prose than in the labelled sentences.

use super::linked::means;
use super::score::{argued, is_abstract};
use super::tree::{Side, Tree};
use super::verbal::bare_actor;
use super::{Candidate, CauseKind};
use detente_syntax::Upos;

/// How much less often (in log odds) words such as "for" or "with" link where nobody does or feels
/// anything: in news of protests, from which the score was learned, somebody nearly always does.
const UNFELT: f64 = -1.5;
/// The same for words that open a clause or stand before a noun, and say when or where as well.
const LOOSE: f64 = -0.3;
/// The same for those that mostly say only when ("as", "while").
const MEANWHILE: f64 = -1.0;
/// Verbs, nouns and predicates of frames, and "because of", mean a link, and the labels leave most of what they join
/// out, since it is no event.
const MEANT: f64 = 0.9;
/// Below this probability a reading is doubtful.
const BAR: f64 = 0.3;

/// Whether a reading that the score lets pass is doubtful in plain prose.
pub(crate) fn is_doubtful(tree: &Tree<'_>, candidate: &Candidate, score: f64) -> bool {
    // "The government promotes exports": a deed of somebody rather than a link of two things.
    let deed = candidate.kind == CauseKind::Quantity && somebody(tree, candidate.cause);
    let meant = means(tree, candidate) || argued(tree, candidate);
    // "Although it has ties with both": a contrast, seldom a link that fails.
    let contrast = ["/although", "/though", "/even though"]
        .iter()
        .any(|cue| candidate.rule.ends_with(cue));
    deed || contrast || !meant && plainly(tree, candidate, score) < BAR
}

/// How far a reading is to be believed in plain prose, from what the score says of it.
fn plainly(tree: &Tree<'_>, candidate: &Candidate, score: f64) -> f64 {
    if tree.french {
        return score;
    }
    let framed = ["/verb/", "/noun/", "/predicate/", "/connective/"]
        .iter()
        .any(|part| candidate.rule.contains(part));
    let learned = !matches!(candidate.kind, CauseKind::Quantity | CauseKind::Correlation);
    let shift = if candidate.felt {
        let holds = is_felt(tree, candidate) || candidate.condition && supposed(tree, candidate);
        if holds { 0.0 } else { UNFELT }
    } else if candidate.weak && candidate.rule.contains("/connective/") {
        let mark = candidate.cue.map_or("", |cue| tree.form(cue.first));
        // "As output grows, reliance diminishes": what goes one way goes so over something.
        let moves = tree.frames.direction(tree.lemma(candidate.effect.head));
        if mark == "as" && moves.verb.is_some() {
            0.0
        } else if matches!(mark, "as" | "while" | "whenever" | "once" | "even") {
            MEANWHILE
        } else {
            LOOSE
        }
    } else if framed && learned && !candidate.weak && !candidate.condition {
        MEANT
    } else {
        0.0
    };
    let odds = (score / (1.0 - score)).ln() + shift;
    if odds.is_finite() {
        1.0 / (1.0 + (-odds).exp())
    } else {
        score
    }
}

/// "Without support, the army would shrink": not "left without a word".
fn supposed(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    let modal = |word: &usize| {
        matches!(
            tree.form(*word),
            "would" | "could" | "will" | "can" | "might"
        )
    };
    let mut auxiliaries = tree.children(candidate.effect.head).iter();
    candidate.cause.head < candidate.effect.head && auxiliaries.any(modal)
}

/// Whether what stands before the linking word is done or felt over something.
fn is_felt(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    let Some(cue) = candidate.cue else {
        return false;
    };
    let opposed = tree.form(cue.first) == "against";
    let felt = |word: usize| {
        let known = tree.direction(word);
        let lemma = tree.frames.direction(tree.lemma(word));
        // "The war against": whom it is fought with.
        if opposed && (known.bad || lemma.bad) {
            return false;
        }
        known.protest || known.reaction || lemma.protest || lemma.reaction
    };
    let near = (cue.first.saturating_sub(3)..cue.first).any(felt);
    near || felt(candidate.effect.head) || tree.head(candidate.cause.head).is_some_and(felt)
}

/// Whether a reading says nothing of what leads to what: an end that only points back ("it"), a cause
/// that is who says so ("as stated by"), something that is only wished or can be done.
pub(crate) fn misleads(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    points(tree, candidate.cause)
        || points(tree, candidate.effect)
        || told(tree, candidate)
        || wished(tree, candidate)
        || aimless(tree, candidate)
        || tree.lemma(candidate.cause.head) == "way"
        || becoming(tree, candidate)
        || asked(tree, candidate)
        || timed(tree, candidate)
        || spoken(tree, candidate)
        || handled(tree, candidate)
        || cautioned(tree, candidate)
        || reflected(tree, candidate)
        || treated(tree, candidate)
        || so_called(tree, candidate)
}

/// "This paper examines ties with the goal of", "a question underpinning any analysis": what a text is about, and no
/// deed of anybody.
fn treated(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    let text = |word: usize| tree.frames.direction(tree.lemma(word)).treatise;
    let aim = matches!(candidate.kind, CauseKind::Purpose | CauseKind::Motivate);
    let head = candidate.effect.head;
    let written = tree.child(head, "nsubj").is_some_and(text);
    aim && written
        || candidate.rule.contains("/verb/")
            && text(candidate.effect.head)
            && text(candidate.cause.head)
}

/// "The pact, if it can be called that, is", "if true": how it is put, and no condition.
fn so_called(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    let head = candidate.cause.head;
    let named = matches!(
        tree.lemma(head),
        "call" | "describe" | "term" | "say" | "put" | "label"
    );
    let passive =
        tree.child(head, "nsubj:pass").is_some() || tree.child(head, "aux:pass").is_some();
    candidate.condition && named && passive
}

/// "Moscow warned Washington against intervention": what is said, and no reason.
fn cautioned(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    candidate.rule.ends_with("/connective/against")
        && matches!(
            tree.lemma(candidate.effect.head),
            "warn" | "caution" | "advise" | "decide" | "argue" | "vote" | "recommend"
        )
}

/// "The pact reflects an interest in preventing war", "underscores the limits in shaping events": what a deed only
/// tells of it does not bring about.
fn reflected(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    let verb = candidate.anchor;
    let marked = tree
        .marker(verb)
        .is_some_and(|mark| matches!(tree.form(mark), "in" | "of" | "for" | "to"));
    let mut above = tree.head(verb);
    while let Some(noun) = above.filter(|noun| tree.is_nominal(*noun)) {
        above = tree.head(noun);
    }
    candidate.rule.contains("/verb/")
        && marked
        && above.is_some_and(|above| {
            let lemma = tree.lemma(above);
            let does = matches!(
                lemma,
                "be" | "remain" | "become" | "have" | "use" | "involve" | "start" | "begin"
            );
            let tells = tree.frames.direction(lemma).report && !does;
            tells && tree.head(candidate.cause.head) == Some(above)
        })
}

/// "Protesters raised slogans", "workers damaged the gate": what people do to a thing, and no link of two.
fn handled(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    let doer = tree.frames.direction(tree.lemma(candidate.cause.head));
    candidate.kind == CauseKind::Quantity
        && candidate.rule.contains("/verb/")
        && !candidate.rule.ends_with(" by")
        && doer.person
        && tree.direction(candidate.effect.head).noun.is_none()
}

/// "Peru denied any role", "offered to mediate": words of somebody, who keeps and gives nothing.
fn spoken(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    let verb = candidate.anchor;
    let denies = candidate.rule.ends_with("/verb/deny")
        && tree.child(verb, "iobj").is_none()
        && somebody(tree, candidate.cause);
    let offers = candidate.rule.ends_with("/verb/offer")
        && tree.is(candidate.effect.head, "xcomp")
        && tree.is_verb(candidate.effect.head);
    denies || offers
}

/// "She asked if", "see if": what is asked, and no condition; "whether it is driven by": what is open.
fn asked(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    let after = candidate.cause.head > candidate.effect.head;
    let asks = |word: usize| tree.frames.direction(tree.lemma(word)).knowing;
    // "The question is whether it is driven by need".
    let open = |word: usize| {
        let mut below = tree.children(word).iter();
        below.any(|word| tree.form(*word) == "whether" && tree.is(*word, "mark"))
    };
    open(candidate.anchor) && candidate.rule.contains("/verb/")
        || candidate.rule.ends_with("/connective/if")
            && after
            && tree.head(candidate.cause.head).is_some_and(asks)
}

/// "Over the past twelve years", "for three days": how long, and not over what.
fn timed(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    let head = candidate.cause.head;
    let year = tree.form(head).starts_with(|c: char| c.is_ascii_digit());
    let time = tree.frames.direction(tree.lemma(head)).time || tree.direction(head).time;
    let said = candidate.felt && candidate.rule.contains("/connective/");
    // "Ties forged in the post-war era".
    let made = candidate.rule.ends_with(" in") && candidate.rule.contains("/verb/");
    (said || made) && (year || time)
}

/// "Relations grew colder": what they become is nothing that they make grow.
fn becoming(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    candidate.kind == CauseKind::Quantity
        && candidate.directions.is_none()
        && candidate.rule.contains("/verb/")
        && tree.upos(candidate.effect.head) == Upos::Adj
        && tree.is(candidate.effect.head, "xcomp")
}

/// "A desire to counter", "forced them to look for": an infinitive that says what is wished or done,
/// not what for; "adapting to changing realities": no infinitive at all.
fn aimless(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    let Some(relation) = candidate.rule.strip_prefix("cause/en/purpose/") else {
        return false;
    };
    // Whatever heads the end now, the deed is what the mark was read of.
    let mark = candidate.cue.filter(|cue| tree.form(cue.first) == "to");
    let deed = mark
        .and_then(|cue| tree.head(cue.first))
        .unwrap_or(candidate.cause.head);
    let Some(above) = tree.head(deed) else {
        return false;
    };
    let lemma = tree.frames.direction(tree.lemma(above));
    let makes = tree
        .frames
        .by_lemma
        .get(tree.lemma(above))
        .is_some_and(|frames| {
            let makes = |kind| matches!(kind, CauseKind::Motivate | CauseKind::Enable);
            frames.iter().any(|frame| makes(frame.kind))
        });
    let head = candidate.cause.head;
    let gerund = tree.form(head).ends_with("ing") && !tree.lemma(head).ends_with("ing");
    // "Agreements designed to bypass the dollar": the verb links them.
    let designed = matches!(tree.lemma(above), "design" | "intend" | "mean" | "gear")
        && tree.frames.by_lemma.contains_key(tree.lemma(deed));
    gerund
        || designed
        || lemma.strive
        || after_wish(tree, deed)
        || relation.starts_with("acl") && lemma.mind
        || relation.starts_with("xcomp") && makes
}

fn points(tree: &Tree<'_>, side: Side) -> bool {
    side.first == side.last
        && matches!(
            tree.form(side.head),
            "it" | "this"
                | "that"
                | "these"
                | "those"
                | "which"
                | "what"
                | "them"
                | "itself"
                | "ce"
                | "cela"
                | "ça"
                | "ceci"
                | "qui"
        )
}

/// "As stated by the ministry".
fn told(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    let head = candidate.cause.head;
    candidate.rule.ends_with("/connective/as")
        && tree.is_verb(head)
        && tree.parse.feature(head, "VerbForm") == Some("Part")
        && tree.child(head, "nsubj").is_none()
        && tree.child(head, "aux").is_none()
}

/// "A desire to counter Western dominance", "both seek to expand trade", "invested to boost trade":
/// a verb whose doer wishes it, can do it or does something for it; nothing is said to bring it about.
fn wished(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    if !candidate.rule.contains("/verb/") {
        return false;
    }
    let acts = somebody(tree, candidate.cause);
    let mut at = candidate.anchor;
    // "The goal is to reduce", "the focus was on building".
    let named = tree.child(at, "cop").is_some() && tree.is_verb(at);
    if named && tree.direction(candidate.cause.head).mind {
        return true;
    }
    for _ in 0..4 {
        let Some(above) = tree.head(at) else {
            return false;
        };
        if tree.is(at, "conj") {
            at = above;
            continue;
        }
        let marked = tree.marker(at).is_some_and(|mark| mark < at);
        let lemma = tree.frames.direction(tree.lemma(above));
        let held = candidate.cause.last < above && candidate.cause.head != above;
        // "An effort to cut reliance": a deed, if only tried.
        let deed = matches!(tree.lemma(above), "effort" | "attempt" | "bid") && !acts;
        let whose = (lemma.mind || lemma.agent) && !deed;
        let wish = marked && whose && above < at && tree.is_nominal(above) && (acts || !held)
            || after_wish(tree, at) && !(held && !acts && tree.is(at, "acl"));
        // ", seeking to create": told by its own rule, where somebody seeks.
        let participle = tree.form(above).ends_with("ing")
            && !tree.is(above, "conj")
            && !is_abstract(tree, candidate.cause.head);
        let tried = (acts || participle) && tree.is(at, "xcomp") && lemma.seek;
        let aim = acts
            && tree.is(at, "advcl")
            && tree.marker(at).is_some_and(|mark| tree.form(mark) == "to");
        return wish || tried || aim;
    }
    false
}

/// "Has the potential to reduce": it may, and nobody wishes it.
pub(crate) fn possible(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    let first = if tree.is(candidate.anchor, "conj") {
        tree.head(candidate.anchor)
    } else {
        Some(candidate.anchor)
    };
    let held = first
        .filter(|verb| tree.is(*verb, "acl"))
        .and_then(|verb| tree.head(verb));
    held.is_some_and(|noun| {
        let power = ["potential", "power", "capacity", "ability"];
        power.contains(&tree.lemma(noun)) && candidate.cause.last < noun
    })
}

/// "Highlights their determination to": whatever the infinitive was hung on.
fn after_wish(tree: &Tree<'_>, verb: usize) -> bool {
    let mark = tree
        .marker(verb)
        .filter(|mark| tree.form(*mark) == "to" && *mark > 0);
    mark.is_some_and(|mark| tree.direction(mark - 1).mind && tree.is_nominal(mark - 1))
}

/// A name, a pronoun or "both countries": somebody who acts, and nothing that could be more or less.
pub(crate) fn somebody(tree: &Tree<'_>, side: Side) -> bool {
    let known = tree.frames.direction(tree.lemma(side.head));
    bare_actor(tree, side) || known.agent || known.person
}
