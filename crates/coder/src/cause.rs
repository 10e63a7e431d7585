//! Stated causes: "X leads to Y", "Y because of X", "X prevents Y by Z", "less X means more Y".
//!
//! Frames in `data/causes` are read off the dependency tree. Each reading is a [`Candidate`]: its
//! rule is the explanation, its sign is the direction of the cause times that of the frame times
//! that of the effect, and a logistic score over its features says how far it is to be believed.

mod chain;
mod cleft;
mod describing;
mod direction;
mod extent;
mod frames;
mod fronting;
mod label;
mod lag;
mod linked;
mod listing;
mod mend;
mod nominal;
mod object;
mod places;
mod readings;
mod regained;
mod score;
mod sense;
mod shape;
mod tree;
mod verbal;
mod verbless;

use detente_model::{CausalLink, CauseKind, Claim, Lag, Modality, Phrase, Polarity, Sign};

use crate::frame::{FrameBase, Scene};
use crate::sentence::Sentence;
use frames::Frames;
use tree::{Side, Tree};

pub use extent::ExtentChoice;
pub use readings::CausalReading;

/// A causal reading of a passage.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools)] // what a rule says of a reading, each for itself
pub(crate) struct Candidate {
    pub cause: Side,
    pub effect: Side,
    /// The words that link them; none where the order of the clauses does.
    pub cue: Option<Side>,
    /// The word whose clause says how certain the link is.
    pub anchor: usize,
    /// The sign of the frame, before the directions of both ends.
    pub sign: Sign,
    pub kind: CauseKind,
    pub rule: String,
    /// Links only now and then: kept where the score says so.
    pub weak: bool,
    /// Links what is done or felt to what it is about.
    pub felt: bool,
    /// The words of the cause are a condition.
    pub condition: bool,
    pub denied: bool,
    /// The ways of both ends, where the rule itself reads them.
    pub directions: Option<(Sign, Sign)>,
}

impl Candidate {
    /// What the words of `cue` link: not denied, as strong as its score, and as certain as the clause of the cause.
    pub(crate) fn new(
        (cause, effect): (Side, Side),
        cue: Side,
        sign: Sign,
        kind: CauseKind,
        rule: String,
    ) -> Self {
        Self {
            cause,
            effect,
            cue: Some(cue),
            anchor: cause.head,
            sign,
            kind,
            rule,
            weak: false,
            felt: false,
            condition: false,
            denied: false,
            directions: None,
        }
    }
}

/// Whether a passage has a word that may link a cause and an effect; costs a look-up a word.
pub(crate) fn cued<'w>(language: &str, words: impl Iterator<Item = &'w str>) -> bool {
    let frames = Frames::of(language);
    let mut degrees = 0;
    words.into_iter().any(|word| {
        let word = word.to_lowercase();
        // "the more sanctions, the more cooperation".
        degrees += usize::from(matches!(word.as_str(), "more" | "less" | "fewer"));
        degrees > 1
            || frames
                .connectives
                .get(word.as_str())
                .is_some_and(|list| list.iter().any(|connective| !connective.weak))
            || frames.may_begin(&word)
            || shape::stems(&word).any(|stem| frames.direction(&stem).verb.is_some())
    })
}

/// Words of a passage that is read for causes at the most: what runs on for longer is no sentence, is parsed in
/// pieces, and each of its ends might be joined with each other.
const LONGEST: usize = 400;

/// All causal links of a passage.
pub(crate) fn find(scene: &Scene<'_, '_>) -> Vec<Claim<CausalLink>> {
    let sentence = scene.sentence;
    let Some(parse) = sentence.parse.filter(|parse| parse.len() <= LONGEST) else {
        return Vec::new();
    };
    let tree = Tree::new(parse, sentence.language);
    let candidates = candidates(&tree);
    let scores = scores(&tree, &candidates);
    let claimed = claimed(&tree, &candidates, &scores);
    (0..candidates.len())
        .filter(|number| claimed[*number])
        .map(|number| {
            let candidate = &candidates[number];
            let candidate = Candidate {
                cause: finished(&tree, candidate.cause),
                effect: finished(&tree, candidate.effect),
                ..candidate.clone()
            };
            claim(scene, &tree, &candidate, scores[number])
        })
        .collect()
}

/// How far each reading is to be believed.
fn scores(tree: &Tree<'_>, candidates: &[Candidate]) -> Vec<f64> {
    let probability = |candidate| score::probability(tree, candidate);
    candidates.iter().map(probability).collect()
}

/// Whether a weak reading only says again, in part, or across its ends, what a likelier one says: of
/// "they protested against the hike in prices", that they protested in prices.
fn retells(candidate: &Candidate, known: &Candidate) -> bool {
    let (cause, effect) = (candidate.cause, candidate.effect);
    let part = cause.lies_in(&known.cause) && effect.like(&known.effect)
        || effect.lies_in(&known.effect) && cause.like(&known.cause);
    let across = |side: Side| {
        let cuts = !(known.cause.lies_in(&side) && known.effect.lies_in(&side));
        side.overlaps(&known.cause) && side.overlaps(&known.effect) && cuts
    };
    part || across(cause) || across(effect)
}

/// Which readings are claimed: those that are likely enough, and of weak ones that join much the
/// same words, the likeliest.
fn claimed(tree: &Tree<'_>, candidates: &[Candidate], scores: &[f64]) -> Vec<bool> {
    let mut claimed = vec![false; candidates.len()];
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
    for number in order {
        let candidate = &candidates[number];
        let known = |other: &Candidate| {
            let straight =
                candidate.cause.like(&other.cause) && candidate.effect.like(&other.effect);
            let turned = candidate.cause.like(&other.effect) && candidate.effect.like(&other.cause);
            straight || turned || retells(candidate, other)
        };
        let again = candidate.weak
            && candidates
                .iter()
                .zip(&claimed)
                .any(|(other, claimed)| *claimed && known(other));
        claimed[number] = scores[number] >= score::threshold(tree, candidate)
            && !again
            && !sense::misleads(tree, candidate);
    }
    claimed
}

/// Every reading, also the unlikely ones, each once.
pub(crate) fn candidates(tree: &Tree<'_>) -> Vec<Candidate> {
    let mut found = ruled(tree);
    extent::fit(tree, &mut found);
    for candidate in &mut found {
        linked::once(tree, candidate);
    }
    found
}

/// Every reading with its ends as the rules have them.
fn ruled(tree: &Tree<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    shape::find(tree, &mut found);
    verbal::find(tree, &mut found);
    nominal::find(tree, &mut found);
    cleft::find(tree, &mut found);
    linked::find(tree, &mut found);
    chain::find(tree, &mut found);
    // What the order of words reads as a covariation is read no other way.
    let whole: Vec<Side> = found
        .iter()
        .filter(|candidate| candidate.directions.is_some() && candidate.kind != CauseKind::Prevent)
        .map(|candidate| Side {
            first: candidate.cause.first.min(candidate.effect.first),
            last: candidate.cause.last.max(candidate.effect.last),
            head: candidate.cause.head,
        })
        .collect();
    found.retain(|candidate| {
        candidate.directions.is_some()
            || !whole
                .iter()
                .any(|side| side.overlaps(&candidate.cause) || side.overlaps(&candidate.effect))
    });
    for candidate in &mut found {
        let mut excluded = false;
        for side in [&mut candidate.cause, &mut candidate.effect] {
            side.first = after_headline(tree, *side);
            let first = after_exclusion(tree, *side);
            excluded |= first.is_some();
            side.first = first.unwrap_or(side.first);
            // "driven by interests | rather than kinship".
            let named = (side.head + 1..side.last)
                .find(|at| tree.form(*at) == "rather" && tree.form(at + 1) == "than");
            if let Some(at) = named.filter(|_| !tree.is_verb(side.head)) {
                side.last = at - 1;
            }
        }
        candidate.denied |= excluded;
    }
    found.retain(|candidate| {
        !candidate.cause.overlaps(&candidate.effect)
            && tells(tree, candidate)
            // "crucial to understanding": nothing comes about.
            && !(candidate.rule.contains("/predicate/")
                && tree.direction(candidate.effect.head).knowing)
    });
    once_named(tree, &mut found);
    settle(&mut found);
    found
}

/// "Tensions pose a challenge to trade": the noun says what they do to trade; a challenge is no second effect.
fn once_named(tree: &Tree<'_>, found: &mut Vec<Candidate>) {
    let light = |word: usize| {
        matches!(
            tree.lemma(word),
            "pose" | "offer" | "provide" | "give" | "present"
        )
    };
    let named: Vec<(usize, usize)> = found
        .iter()
        .filter(|candidate| candidate.rule.contains("/noun/") && !candidate.weak)
        .filter_map(|candidate| Some((candidate.cause.head, candidate.cue?.head)))
        .collect();
    found.retain(|candidate| {
        let again = named.contains(&(candidate.cause.head, candidate.effect.head));
        !(again && candidate.rule.contains("/verb/") && light(candidate.anchor))
    });
}

/// Where an end begins once a headline, a time of day ("07:09 PM") and a place before a colon that
/// run into the sentence are left out.
fn after_headline(tree: &Tree<'_>, side: Side) -> usize {
    let clock = |at: usize| {
        matches!(tree.form(at), "am" | "pm" | "ist" | "gmt" | "hrs")
            && at > 0
            && tree.form(at - 1).starts_with(|c: char| c.is_ascii_digit())
    };
    let mut first = side.first;
    for at in side.first..side.head {
        let place = tree.form(at) == ":"
            && at <= first + 6
            && (first..at).all(|word| {
                tree.is_nominal(word) || tree.upos(word) == detente_syntax::Upos::Punct
            });
        if clock(at) || place {
            first = at + 1;
        }
    }
    first
}

/// Where an end begins after words that exclude it ("by shared foes rather than kinship"); `None`
/// where none do.
fn after_exclusion(tree: &Tree<'_>, side: Side) -> Option<usize> {
    let excludes = |at: usize| {
        at + 1 < tree.len()
            && matches!(
                (tree.form(at), tree.form(at + 1)),
                ("rather", "than") | ("instead", "of") | ("plutôt", "que") | ("au", "lieu")
            )
    };
    if excludes(side.first) && side.first + 2 <= side.head {
        return Some(side.first + 2);
    }
    let before = side.first.checked_sub(2)?;
    excludes(before).then_some(side.first)
}

/// Whether both ends are more than a mark.
fn tells(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    [candidate.cause, candidate.effect].iter().all(|side| {
        (side.first..=side.last).any(|word| {
            !matches!(
                tree.upos(word),
                detente_syntax::Upos::Punct | detente_syntax::Upos::Det | detente_syntax::Upos::Adp
            )
        })
    })
}

/// An end within its sentence, without the preposition or subordinator that opens it.
fn finished(tree: &Tree<'_>, side: Side) -> Side {
    let (first, last) = tree.sentence(side.head);
    let within = Side {
        first: side.first.clamp(first, side.head),
        last: side.last.clamp(side.head, last),
        ..side
    };
    let mut within = hyphened(tree, within);
    // "**the conflict", in text with marks of Markdown.
    let marks = |at: usize| {
        tree.form(at)
            .chars()
            .all(|c| matches!(c, '*' | '_' | '#' | '>'))
    };
    while within.first < within.head && marks(within.first) {
        within.first += 1;
    }
    tree.bare(tree.trim(within))
}

/// "Strain Russia | -Iran relations": with the rest of the compound that its end cuts.
fn hyphened(tree: &Tree<'_>, side: Side) -> Side {
    let hyphen = |at: usize| matches!(tree.form(at), "-" | "–");
    let mut last = side.last;
    while hyphen(last + 1) && last + 2 < tree.len() && tree.is_nominal(last + 2) {
        last += 2;
    }
    if last == side.last {
        return side;
    }
    while last + 1 < tree.len() && tree.upos(last + 1) == detente_syntax::Upos::Noun {
        last += 1;
    }
    // What it is about is the noun at its end.
    let name = tree.upos(side.head) == detente_syntax::Upos::Propn && side.head == side.last;
    let head = if name { last } else { side.head };
    Side { last, head, ..side }
}

/// One reading for each pair of heads: the first, which is the most telling rule.
fn settle(found: &mut Vec<Candidate>) {
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in found.drain(..) {
        let same = kept.iter().any(|known| {
            known.cause.head == candidate.cause.head && known.effect.head == candidate.effect.head
                || known.cause.overlaps(&candidate.cause)
                    && known.effect.overlaps(&candidate.effect)
                    && known.cue.is_some()
                    && known.cue == candidate.cue
                    && known.cause.head == candidate.cause.head
        });
        if !same {
            kept.push(candidate);
        }
    }
    *found = kept;
}

/// The sign of the whole link and what each end is about.
pub(crate) fn sign(tree: &Tree<'_>, candidate: &Candidate) -> (Sign, (Sign, usize), (Sign, usize)) {
    let (cause, effect) = match candidate.directions {
        Some((cause, effect)) => (
            (cause, candidate.cause.head),
            (effect, candidate.effect.head),
        ),
        None => (
            direction::read(tree, candidate.cause),
            direction::read(tree, candidate.effect),
        ),
    };
    let sign = direction::product(direction::product(cause.0, candidate.sign), effect.0);
    (sign, cause, effect)
}

fn claim(
    scene: &Scene<'_, '_>,
    tree: &Tree<'_>,
    candidate: &Candidate,
    score: f64,
) -> Claim<CausalLink> {
    let sentence = scene.sentence;
    let phrase = |side: Side| Phrase::of(sentence.text, tree.span(side));
    let cue = candidate.cue.map(phrase);
    let anchor = token_at(sentence, tree, candidate.anchor);
    let chain = sentence.chain(anchor);
    // "Iran did not attack because": what did not come about has a cause; the link is not denied.
    let verbal = candidate
        .cue
        .is_none_or(|cue| cue.contains(candidate.anchor));
    let negated = candidate.denied
        || (verbal
            && sentence.is_verb(anchor)
            && chain.polarity == Polarity::Negative
            && !tree.only_adds(candidate.anchor));
    let supposed = candidate
        .cause
        .first
        .checked_sub(1)
        .is_some_and(|mark| matches!(tree.form(mark), "if" | "unless" | "si"));
    let modality = if candidate.condition || supposed || sense::possible(tree, candidate) {
        Modality::Hypothetical
    } else if sentence.is_verb(anchor) {
        chain.modality
    } else {
        Modality::Asserted
    };
    let trigger = cue
        .as_ref()
        .map_or_else(|| tree.span(candidate.effect), |cue| cue.span);
    let base = FrameBase {
        modality,
        polarity: if negated {
            Polarity::Negative
        } else {
            Polarity::Positive
        },
        trigger,
        score,
        rule: candidate.rule.clone(),
        lasting: false,
        ahead: false,
    };
    let (sign, cause, effect) = sign(tree, candidate);
    let condition = if candidate.condition {
        Some(phrase(candidate.cause).text)
    } else {
        linked::condition(tree, candidate).map(|side| phrase(side).text)
    };
    let concept = |side: Side, (direction, core): (Sign, usize)| {
        Some(Box::new(chain::concept(scene, tree, side, direction, core)))
    };
    Claim {
        content: CausalLink {
            cause: phrase(candidate.cause),
            effect: phrase(candidate.effect),
            cue,
            sign,
            kind: candidate.kind,
            condition,
            negated,
            lag: lag_of(sentence, tree, candidate),
            doubtful: sense::is_doubtful(tree, candidate, score),
            cause_concept: concept(candidate.cause, cause),
            effect_concept: concept(candidate.effect, effect),
        },
        frame: scene.frame((anchor, anchor), base),
    }
}

/// How soon the effect is said to come.
fn lag_of(sentence: &Sentence<'_>, tree: &Tree<'_>, candidate: &Candidate) -> Option<Lag> {
    let start = sentence.span.start();
    let inside = |side: Side| {
        let span = tree.span(side);
        let from = |byte: u32| byte.saturating_sub(start) as usize;
        (from(span.start()), from(span.end()))
    };
    let words = sentence
        .text
        .get(start as usize..sentence.span.end() as usize)?;
    let (cause, effect) = (inside(candidate.cause), inside(candidate.effect));
    lag::find(sentence.language, words, cause, effect)
}

/// The token of the coder at a word of the tree.
fn token_at(sentence: &Sentence<'_>, tree: &Tree<'_>, word: usize) -> usize {
    let start = tree.parse.span(word).start();
    sentence
        .tokens
        .partition_point(|token| token.span.end() <= start)
        .min(sentence.len().saturating_sub(1))
}
