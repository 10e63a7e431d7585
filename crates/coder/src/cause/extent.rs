//! How far the ends of a link reach: from which word to which.
//!
//! A rule knows the word that heads an end; whether its subject, a clause beside it or what follows
//! a comma belongs to it is learned from what people marked as causes and effects. A log-linear
//! choice among the words left of the end gives its first word, one among those right of it its last
//! (`data/causes/english.ends.tsv`). The rule and its heads stay the explanation.

use std::sync::LazyLock;

use detente_model::CauseKind;
use detente_syntax::Upos;

use super::Candidate;
use super::frames::{FeatureName, end_weight};
use super::tree::{Side, Tree};

/// A choice among words that could be the first or the last of an end, with the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtentChoice {
    /// The names of the features of each word that could be chosen.
    pub options: Vec<Vec<String>>,
    /// The one that is right, an index into `options`.
    pub right: usize,
}

/// Which edge of an end is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    First,
    Last,
}

/// The most words that an edge is moved by.
const FARTHEST: usize = 45;

/// An end whose edges are in question.
struct Question<'c> {
    candidate: &'c Candidate,
    rule: &'c str,
    side: Side,
    /// The words that the end may hold, both included.
    bounds: (usize, usize),
    cause: bool,
    /// The end is an argument that at most goes on.
    argument: bool,
    /// The end begins behind a preposition that belongs to the verb.
    framed: bool,
}

/// What subtrees span.
struct Reach {
    first: Vec<usize>,
    last: Vec<usize>,
}

impl Reach {
    fn of(tree: &Tree<'_>) -> Self {
        let words = 0..tree.len();
        let mut reach = Self {
            first: words.clone().collect(),
            last: words.clone().collect(),
        };
        for word in words {
            let mut at = word;
            for _ in 0..tree.len() {
                let Some(head) = tree.head(at) else { break };
                reach.first[head] = reach.first[head].min(word);
                reach.last[head] = reach.last[head].max(word);
                at = head;
            }
        }
        reach
    }
}

/// Whether the edges of a reading's ends are learned.
fn open(tree: &Tree<'_>, candidate: &Candidate) -> bool {
    let classes = ["/connective/", "/purpose/", "/participle/", "/verb/"];
    let class = |name: &&str| candidate.rule.contains(*name);
    !tree.french && candidate.directions.is_none() && classes.iter().any(class)
}

/// Where the phrase that is the argument of a verb of raising and lowering may go on to: over what
/// else describes it ("prices | in the north"), not over a clause or the time that a change takes.
fn phrase_end(tree: &Tree<'_>, side: Side, most: usize) -> usize {
    let ends = |word: &usize| {
        matches!(
            tree.upos(*word),
            Upos::Cconj | Upos::Punct | Upos::Verb | Upos::Aux | Upos::Sconj
        ) || matches!(
            tree.form(*word),
            "by" | "within" | "over" | "rather" | "to" | "until" | "after"
        )
    };
    (side.last + 1..=most)
        .find(ends)
        .map_or(most, |word| word - 1)
}

/// Sets the ends of readings to where people would set them.
pub(super) fn fit(tree: &Tree<'_>, found: &mut [Candidate]) {
    if !found.iter().any(|candidate| open(tree, candidate)) {
        return;
    }
    let reach = Reach::of(tree);
    for number in 0..found.len() {
        let candidate = &found[number];
        if !open(tree, candidate) {
            continue;
        }
        let [cause, effect] = [true, false].map(|cause| {
            let mut question = Question::new(tree, candidate, cause);
            question.leave_members(found);
            for edge in [Edge::First, Edge::Last] {
                let best = question
                    .places(edge)
                    .map(|place| (place, question.value(tree, &reach, edge, place)))
                    .reduce(|best, next| if next.1 > best.1 { next } else { best });
                if let Some((place, _)) = best {
                    question.set(edge, place);
                }
            }
            tree.trim(with_head(tree, question.side))
        });
        if !cause.overlaps(&effect) {
            found[number].cause = cause;
            found[number].effect = effect;
        }
    }
}

/// The end with the topmost of its words as head, unless it holds the one it had.
fn with_head(tree: &Tree<'_>, side: Side) -> Side {
    if side.contains(side.head) {
        return side;
    }
    let outside = |word: &usize| tree.head(*word).is_none_or(|head| !side.contains(head));
    let telling = |word: &usize| tree.upos(*word) != Upos::Punct;
    let mut words = (side.first..=side.last).filter(outside);
    let head = words.clone().find(telling).or_else(|| words.next());
    Side {
        head: head.unwrap_or(side.first),
        ..side
    }
}

/// The choices that a reading leaves, with the answers that follow from the ends `cause` and
/// `effect` of a label, as first and last words.
pub(super) fn choices(
    tree: &Tree<'_>,
    candidate: &Candidate,
    cause: (usize, usize),
    effect: (usize, usize),
) -> Vec<ExtentChoice> {
    let mut found = Vec::new();
    if !open(tree, candidate) {
        return found;
    }
    let reach = Reach::of(tree);
    for (is_cause, (first, last)) in [(true, cause), (false, effect)] {
        let mut question = Question::new(tree, candidate, is_cause);
        for (edge, wanted) in [(Edge::First, first), (Edge::Last, last)] {
            let Some(right) = question.places(edge).position(|place| place == wanted) else {
                break;
            };
            let options = question.places(edge).map(|place| {
                let mut names = Vec::new();
                let key = question.key(edge);
                question.features(tree, &reach, edge, place, &mut |parts| {
                    names.push(format!("{key}{}", parts.concat()));
                });
                names
            });
            found.push(ExtentChoice {
                options: options.collect(),
                right,
            });
            question.set(edge, wanted);
        }
    }
    found
}

impl<'c> Question<'c> {
    fn new(tree: &Tree<'_>, candidate: &'c Candidate, cause: bool) -> Self {
        let (side, other) = if cause {
            (candidate.cause, candidate.effect)
        } else {
            (candidate.effect, candidate.cause)
        };
        let mut bounds = (0, tree.len() - 1);
        let mut leave = |first: usize, last: usize| {
            if last < side.head {
                bounds.0 = bounds.0.max(last + 1);
            } else if first > side.head {
                bounds.1 = bounds.1.min(first - 1);
            }
        };
        leave(other.head, other.head);
        if let Some(cue) = candidate.cue {
            leave(cue.first, cue.last);
        }
        let side = Side {
            first: side.first.clamp(bounds.0, side.head),
            last: side.last.clamp(side.head, bounds.1),
            head: side.head,
        };
        // "conflict prevents trade": the noun phrases that a verb joins; a clause that it goes on from
        // ("they blocked the road, causing …") is open.
        let argument = candidate.kind == CauseKind::Quantity
            || matches!(candidate.kind, CauseKind::Prevent | CauseKind::Enable)
                && candidate.rule.contains("/verb/")
                && tree.is_nominal(side.head);
        if argument {
            bounds = (side.first, phrase_end(tree, side, bounds.1));
        }
        // "pushed them towards | closer ties", "factors, including | drought".
        let slot = side.first.checked_sub(1).map_or("", |at| tree.form(at));
        let stated = candidate.rule.ends_with(slot) || matches!(slot, "including" | "namely");
        let framed = candidate.rule.contains("/verb/")
            && tree.is_nominal(side.head)
            && stated
            && tree.marker(side.head) == side.first.checked_sub(1);
        if framed {
            bounds.0 = bounds.0.max(side.first);
        }
        let rule = candidate.rule.splitn(3, '/').nth(2);
        Self {
            candidate,
            rule: rule.unwrap_or(&candidate.rule),
            side,
            bounds,
            argument,
            framed,
            cause,
        }
    }

    /// Keeps out of the other members of a list, each of which is an end of its own.
    fn leave_members(&mut self, found: &[Candidate]) {
        let own = self.candidate;
        for other in found {
            if other.cue != own.cue || other.rule != own.rule {
                continue;
            }
            let (mine, theirs) = if self.cause {
                (own.cause, other.cause)
            } else {
                (own.effect, other.effect)
            };
            if theirs.head == mine.head {
                continue;
            }
            if theirs.head < self.side.head {
                self.bounds.0 = self.bounds.0.max(theirs.head + 1).min(self.side.first);
            } else {
                self.bounds.1 = self.bounds.1.min(theirs.head - 1).max(self.side.last);
            }
        }
    }

    fn set(&mut self, edge: Edge, place: usize) {
        match edge {
            Edge::First => self.side.first = place,
            Edge::Last => self.side.last = place,
        }
    }

    /// The words that could be the first or the last.
    fn places(&self, edge: Edge) -> std::ops::RangeInclusive<usize> {
        let Side { first, last, .. } = self.side;
        match edge {
            Edge::First if self.argument => first..=first,
            Edge::First if self.framed => first..=first,
            Edge::First => self.bounds.0.max(first.saturating_sub(FARTHEST))..=last,
            Edge::Last if self.argument => last..=self.bounds.1,
            Edge::Last => first..=self.bounds.1.min(last + FARTHEST),
        }
    }

    fn value(&self, tree: &Tree<'_>, reach: &Reach, edge: Edge, place: usize) -> f64 {
        let key = FeatureName::default().and(self.key(edge));
        let mut sum = 0.0;
        self.features(tree, reach, edge, place, &mut |parts| {
            let name = parts.iter().fold(key, |name, part| name.and(part));
            sum += end_weight(name);
        });
        sum
    }

    /// What the names of all features of an edge begin with: which edge of which end, on which side of the cue.
    fn key(&self, edge: Edge) -> &'static str {
        let cue = self.candidate.cue;
        let after = cue.is_none_or(|cue| self.side.head >= cue.first);
        match (edge, self.cause, after) {
            (Edge::First, true, true) => "<c+",
            (Edge::First, true, false) => "<c-",
            (Edge::First, false, true) => "<e+",
            (Edge::First, false, false) => "<e-",
            (Edge::Last, true, true) => ">c+",
            (Edge::Last, true, false) => ">c-",
            (Edge::Last, false, true) => ">e+",
            (Edge::Last, false, false) => ">e-",
        }
    }

    /// The features of one word as edge, by the parts of their names behind the key.
    fn features(
        &self,
        tree: &Tree<'_>,
        reach: &Reach,
        edge: Edge,
        place: usize,
        put: &mut dyn FnMut(&[&str]),
    ) {
        let (first, last, rule_place, beyond) = match edge {
            Edge::First => (place, self.side.last, self.side.first, place.checked_sub(1)),
            Edge::Last => (
                self.side.first,
                place,
                self.side.last,
                Some(place + 1).filter(|next| *next < tree.len()),
            ),
        };
        let closed = |word: usize| {
            let open = matches!(
                tree.upos(word),
                Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj | Upos::Num | Upos::X
            );
            if open { "" } else { tree.form(word) }
        };
        let (way, far) = steps(rule_place, place);
        put(&[" rule ", way, far]);
        put(&[" ", self.rule, " ", way, far]);
        let within = tree.upos(place);
        put(&[" in ", part_of_speech(within)]);
        put(&[" in ", closed(place), " ", tree.relation(place)]);
        let top = top(tree, reach, edge, place);
        put(&[
            " top ",
            tree.relation(top),
            " ",
            part_of_speech(tree.upos(top)),
        ]);
        match beyond {
            None => put(&[" edge of the sentence"]),
            Some(word) => {
                put(&[
                    " out ",
                    part_of_speech(tree.upos(word)),
                    " ",
                    part_of_speech(within),
                ]);
                put(&[" out ", closed(word), " ", tree.relation(word)]);
                put(&[" out ", tree.relation(word), " of ", self.rule]);
                put(&[" words ", closed(word), " ", closed(place)]);
                let other = match edge {
                    Edge::First => Edge::Last,
                    Edge::Last => Edge::First,
                };
                let ended = self::top(tree, reach, other, word);
                put(&[
                    " beside ",
                    tree.relation(ended),
                    " ",
                    part_of_speech(within),
                ]);
                if tree
                    .head(word)
                    .is_some_and(|head| (first..=last).contains(&head))
                {
                    put(&[" cuts off ", tree.relation(word)]);
                    put(&[" cuts off ", tree.relation(ended)]);
                }
            }
        }
        self.shape(tree, (first, last), rule_place, place, put);
    }

    /// What the whole end would be like.
    fn shape(
        &self,
        tree: &Tree<'_>,
        (first, last): (usize, usize),
        rule_place: usize,
        place: usize,
        put: &mut dyn FnMut(&[&str]),
    ) {
        let inside = |word: usize| (first..=last).contains(&word);
        let mut tops = 0;
        let mut verbs = 0;
        let mut subjects = 0;
        for word in first..=last {
            let punct = tree.upos(word) == Upos::Punct;
            if !punct && tree.head(word).is_none_or(|head| !inside(head)) {
                tops += 1;
                if tops <= 3 {
                    put(&[" headed ", tree.relation(word)]);
                    if tops == 1 {
                        put(&[" headed ", part_of_speech(tree.upos(word)), " ", self.rule]);
                    }
                }
            }
            verbs += usize::from(tree.upos(word) == Upos::Verb);
            subjects += usize::from(tree.is(word, "nsubj"));
        }
        put(&[" tops ", COUNTS[tops.min(3)]]);
        put(&[
            " verbs ",
            COUNTS[verbs.min(3)],
            " subjects ",
            COUNTS[subjects.min(2)],
        ]);
        put(&[" verbs ", COUNTS[verbs.min(2)], " ", self.rule]);
        put(&[" length ", bucket(last - first)]);
        let head = if inside(self.side.head) {
            "true"
        } else {
            "false"
        };
        put(&[" head ", head]);
        let bounds = self.bounds;
        for word in (bounds.0..first).chain(last + 1..=bounds.1) {
            if tree.head(word).is_some_and(inside) && tree.upos(word) != Upos::Punct {
                put(&[" leaves ", tree.relation(word)]);
            }
        }
        let (from, to) = (rule_place.min(place), rule_place.max(place));
        let way = if place < rule_place { "back" } else { "on" };
        for word in from..to {
            if tree.upos(word) == Upos::Punct || tree.upos(word) == Upos::Cconj {
                put(&[" past ", way, " ", tree.form(word)]);
            }
            if tree.upos(word) == Upos::Verb || tree.is(word, "nsubj") {
                put(&[" past ", way, " ", tree.relation(word)]);
            }
        }
    }
}

/// The topmost word whose subtree begins (or ends) at a word.
fn top(tree: &Tree<'_>, reach: &Reach, edge: Edge, word: usize) -> usize {
    let mut at = word;
    for _ in 0..tree.len() {
        let Some(head) = tree.head(at) else { break };
        let same = match edge {
            Edge::First => reach.first[head] == word,
            Edge::Last => reach.last[head] == word,
        };
        if !same {
            break;
        }
        at = head;
    }
    at
}

fn bucket(distance: usize) -> &'static str {
    match distance {
        0 => "0",
        1 => "1",
        2..=3 => "3",
        4..=7 => "7",
        8..=15 => "15",
        16..=30 => "30",
        _ => "more",
    }
}

/// On which side of the place of the rule a place lies, and how far from it.
fn steps(rule: usize, place: usize) -> (&'static str, &'static str) {
    let sign = match place.cmp(&rule) {
        std::cmp::Ordering::Less => "-",
        std::cmp::Ordering::Equal => "",
        std::cmp::Ordering::Greater => "+",
    };
    (sign, bucket(place.abs_diff(rule)))
}

const COUNTS: [&str; 4] = ["0", "1", "2", "3"];

/// The part of speech as the names of features have it ("Noun").
fn part_of_speech(upos: Upos) -> &'static str {
    static NAMES: LazyLock<[String; 17]> =
        LazyLock::new(|| Upos::ALL.map(|upos| format!("{upos:?}")));
    &NAMES[upos as usize]
}
