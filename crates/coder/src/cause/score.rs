//! How far a reading is to be believed: a logistic score over named features, learned from labelled
//! sentences (`data/causes/english.weights.tsv`). The rule stays the explanation.

use detente_model::{CauseKind, Sign};
use detente_syntax::Upos;

use super::Candidate;
use super::frames::{Frame, Part, weight};
use super::linked::means;
use super::sense::somebody;
use super::tree::{Side, Tree};

/// Without learned weights: how often rules of these classes are right, judged by hand.
const STRONG: f64 = 0.6;
const WEAK: f64 = 0.25;

/// Probabilities from which on a reading is claimed: one of words that link only now and then, one of
/// a frame, and one of words that mean a link.
const WEAK_BAR: f64 = 0.3;
const BAR: f64 = 0.2;
const PLAIN_BAR: f64 = 0.1;

/// The probability that the passage states this link.
pub(crate) fn probability(tree: &Tree<'_>, candidate: &Candidate) -> f64 {
    let bias = weight("bias");
    // The links of a chain stand or fall with the reading that they come from.
    let taught = !matches!(candidate.kind, CauseKind::Quantity | CauseKind::Correlation)
        && !candidate.rule.ends_with(" by");
    if tree.french || bias == 0.0 || !taught {
        return if candidate.weak { WEAK } else { STRONG };
    }
    let sum: f64 = features(tree, candidate)
        .iter()
        .map(|feature| weight(feature))
        .sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Below this a reading is left out: what links only now and then must be likelier.
pub(crate) fn threshold(tree: &Tree<'_>, candidate: &Candidate) -> f64 {
    // A verb like "affect" is causal by its meaning alone; news of protests, from which the weights were
    // learned, say so of other things.
    let things = [candidate.cause, candidate.effect]
        .iter()
        .all(|side| tree.upos(side.head) == Upos::Noun);
    let frames = tree.frames.by_lemma.get(tree.lemma(candidate.anchor));
    let unsigned = frames.is_some_and(|frames| {
        let own = |frame: &&Frame| frame.rule == candidate.rule && frame.part == Part::Verb;
        frames
            .iter()
            .find(own)
            .is_some_and(|frame| frame.sign == Sign::Unknown)
    });
    // "an incentive to change hats": an aim.
    let happens = tree
        .child(candidate.anchor, "mark")
        .is_none_or(|mark| tree.form(mark) != "to");
    if !candidate.weak && unsigned && things && happens {
        return 0.0;
    }
    if means(tree, candidate) || happens && argued(tree, candidate) {
        PLAIN_BAR
    } else if candidate.weak || dealt(tree, candidate) {
        WEAK_BAR
    } else {
        BAR
    }
}

/// Endings of nouns that name a deed or a state.
const ABSTRACT: [&str; 11] = [
    "tion", "sion", "ment", "ship", "ty", "ance", "ence", "ism", "ness", "ing", "acy",
];

/// Whether a cause, or the subject of the clause that is the cause, is no thing at hand and nobody.
pub(super) fn is_abstract(tree: &Tree<'_>, cause: usize) -> bool {
    let abstracted = |word: usize| {
        let known = tree.frames.direction(tree.lemma(word));
        let nobody = !known.agent && !known.person && !known.time && tree.lemma(word) != "thing";
        let pointed = |below: &usize| matches!(tree.form(*below), "this" | "these" | "such");
        let ends = |ending: &&str| tree.lemma(word).ends_with(*ending);
        let named = ABSTRACT.iter().any(ends)
            || tree.children(word).iter().any(pointed)
            || known.good
            || known.bad
            || known.noun.is_some()
            || known.measure
            || known.mind
            || known.notion;
        tree.upos(word) == Upos::Noun && nobody && named
    };
    let does = |subject: &usize| tree.is(*subject, "nsubj") && abstracted(*subject);
    // ", providing a framework, further insulating them": of the clause that both go on with.
    let above = |word: &usize| tree.head(*word).filter(|_| tree.is(*word, "advcl"));
    let mut clauses = std::iter::successors(Some(cause), above).take(3);
    abstracted(cause) || clauses.any(|clause| tree.children(clause).iter().any(does))
}

/// "This alliance provides relief", "cooperation between both, allowing": a verb of a frame of what is no thing at hand
/// and nobody. News of protests, from which the score was learned, tells what somebody does.
pub(super) fn argued(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    // "Requires a licence": nobody is moved to do anything.
    let moved = candidate.kind != CauseKind::Motivate
        || tree.is_verb(candidate.effect.head)
        || candidate.rule.contains(' ');
    !candidate.weak
        && moved
        && candidate.rule.contains("/verb/")
        && is_abstract(tree, candidate.cause.head)
        && !matches!(tree.upos(candidate.effect.head), Upos::Propn | Upos::Pron)
}

/// "Police stopped the march", "the state supports farmers": what somebody does to or for others.
fn dealt(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    // "Mines deny access": a word in capitals because it stands first.
    let head = candidate.cause.head;
    let opens = head == 0 && !matches!(tree.form(0), "he" | "she" | "they" | "we" | "it");
    let capital = opens && matches!(tree.upos(0), Upos::Propn | Upos::Pron);
    matches!(candidate.kind, CauseKind::Prevent | CauseKind::Enable)
        && candidate.rule.contains("/verb/")
        && !capital
        && somebody(tree, candidate.cause)
        && !tree.is_verb(candidate.effect.head)
}

fn bucket(distance: usize) -> &'static str {
    match distance {
        0..=1 => "1",
        2..=4 => "4",
        5..=8 => "8",
        9..=16 => "16",
        _ => "more",
    }
}

fn shape(side: Side) -> &'static str {
    bucket(side.last - side.first)
}

/// The features of a reading, by name.
pub(crate) fn features(tree: &Tree<'_>, candidate: &Candidate) -> Vec<String> {
    let mut names = vec!["bias".to_owned()];
    let rule = candidate
        .rule
        .splitn(3, '/')
        .nth(2)
        .unwrap_or(&candidate.rule);
    let class = rule.split('/').next().unwrap_or(rule);
    let lemma = |word: usize| tree.lemma(word).to_owned();
    let (cause, effect) = (candidate.cause, candidate.effect);
    let cue = candidate
        .cue
        .map_or_else(|| "none".to_owned(), |cue| lemma(cue.head));
    let relation = |word: usize| tree.relation(word).to_owned();
    let category = |word: usize| format!("{:?}", tree.upos(word));
    let anchor = candidate.anchor;
    names.push(format!("rule={rule}"));
    names.push(format!("class={class}"));
    names.push(format!(
        "kind={} {}",
        candidate.kind,
        if candidate.weak { "weak" } else { "strong" }
    ));
    names.push(format!("cue={cue}"));
    names.push(format!("cause={}", lemma(cause.head)));
    names.push(format!("effect={}", lemma(effect.head)));
    names.push(format!("class+cause={class} {}", lemma(cause.head)));
    names.push(format!("class+effect={class} {}", lemma(effect.head)));
    names.push(format!("rule+effect={rule} {}", lemma(effect.head)));
    names.push(format!("rule+cause={rule} {}", lemma(cause.head)));
    names.push(format!(
        "pos={class} {} {}",
        category(cause.head),
        category(effect.head)
    ));
    names.push(format!(
        "rule+pos={rule} {} {}",
        category(cause.head),
        category(effect.head)
    ));
    names.push(format!(
        "path={class} {} {}",
        relation(cause.head),
        relation(effect.head)
    ));
    names.push(format!(
        "rule+path={rule} {} {}",
        relation(cause.head),
        relation(effect.head)
    ));
    names.push(format!("size={class} {} {}", shape(cause), shape(effect)));
    let gap = if cause.first > effect.last {
        cause.first - effect.last
    } else {
        effect.first.saturating_sub(cause.last)
    };
    let order = if cause.first < effect.first {
        "before"
    } else {
        "after"
    };
    names.push(format!("gap={class} {order} {}", bucket(gap)));
    names.push(format!("length={}", bucket(tree.len() / 3)));
    if let Some(cue) = candidate.cue {
        if cue.first > 0 {
            names.push(format!("left={} {}", tree.form(cue.first - 1), class));
            names.push(format!("rule+left={rule} {}", tree.lemma(cue.first - 1)));
        }
        if cue.last + 1 < tree.len() {
            names.push(format!("right={} {}", tree.form(cue.last + 1), class));
            names.push(format!("rule+right={rule} {}", tree.lemma(cue.last + 1)));
        }
        names.push(format!("cue+form={rule} {}", tree.form(cue.head)));
    }
    words_of_ends(tree, candidate, class, rule, &mut names);
    names.push(format!("anchor={class} {}", lemma(anchor)));
    for below in tree.children(anchor) {
        if tree.is(*below, "aux") || tree.is(*below, "advmod") {
            names.push(format!("aux={} {}", tree.form(*below), class));
        }
    }
    if candidate.denied {
        names.push(format!("denied={class}"));
    }
    names.sort();
    names.dedup();
    names
}

/// What the words of both ends give to the score.
fn words_of_ends(
    tree: &Tree<'_>,
    candidate: &Candidate,
    class: &str,
    rule: &str,
    names: &mut Vec<String>,
) {
    let (cause, effect) = (candidate.cause, candidate.effect);
    let known = |word: usize| tree.frames.direction(tree.lemma(word));
    let holds = |side: Side, test: &dyn Fn(usize) -> bool| (side.first..=side.last).any(test);
    let protest = |word: usize| known(word).protest;
    for (name, side) in [("cause", cause), ("effect", effect)] {
        if holds(side, &protest) {
            names.push(format!("protest={class} {name}"));
            names.push(format!("rule+protest={rule} {name}"));
        }
        let bad = |word: usize| known(word).bad;
        if holds(side, &bad) {
            names.push(format!("bad={class} {name}"));
        }
        let way = |word: usize| {
            let known = known(word);
            known.noun.is_some() || known.adjective.is_some() || known.verb.is_some()
        };
        if holds(side, &way) {
            names.push(format!("way={class} {name}"));
        }
        for word in side.first..=side.last.min(side.first + 30) {
            if matches!(tree.upos(word), Upos::Noun | Upos::Verb | Upos::Adj) {
                names.push(format!("{name} has {}", tree.lemma(word)));
            }
        }
        if let Some(tense) = tree.parse.feature(side.head, "Tense") {
            names.push(format!("tense={rule} {name} {tense}"));
        }
        let day = |word: usize| {
            tree.form(word).ends_with("day") || tree.form(word).chars().all(|c| c.is_ascii_digit())
        };
        if side.last - side.first <= 3 && holds(side, &day) {
            names.push(format!("day={rule} {name}"));
        }
    }
}
