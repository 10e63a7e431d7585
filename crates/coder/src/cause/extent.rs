//! How far the ends of a link reach: from which word to which.
//!
//! A rule knows the word that heads an end; whether its subject, a clause beside it or what follows
//! a comma belongs to it is learned from what people marked as causes and effects. A log-linear
//! choice among the words left of the end gives its first word, one among those right of it its last
//! (`data/causes/english.ends.tsv`). The rule and its heads stay the explanation.

use std::fmt::Write as _;

use detente_model::CauseKind;
use detente_syntax::Upos;

use super::Candidate;
use super::frames::end_weight;
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
                question.features(tree, &reach, edge, place, &mut |name| {
                    names.push(name.to_owned());
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
        let rule = candidate.rule.splitn(3, '/').nth(2);
        Self {
            candidate,
            rule: rule.unwrap_or(&candidate.rule),
            side,
            bounds,
            argument,
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
            Edge::First => self.bounds.0.max(first.saturating_sub(FARTHEST))..=last,
            Edge::Last if self.argument => last..=self.bounds.1,
            Edge::Last => first..=self.bounds.1.min(last + FARTHEST),
        }
    }

    fn value(&self, tree: &Tree<'_>, reach: &Reach, edge: Edge, place: usize) -> f64 {
        let mut sum = 0.0;
        self.features(tree, reach, edge, place, &mut |name| {
            sum += end_weight(name);
        });
        sum
    }

    /// The features of one word as edge, by name.
    fn features(
        &self,
        tree: &Tree<'_>,
        reach: &Reach,
        edge: Edge,
        place: usize,
        tell: &mut dyn FnMut(&str),
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
        let after = self
            .candidate
            .cue
            .is_none_or(|cue| self.side.head >= cue.first);
        let key = format!(
            "{}{}{}",
            if edge == Edge::First { "<" } else { ">" },
            if self.cause { "c" } else { "e" },
            if after { "+" } else { "-" },
        );
        let mut name = String::new();
        let mut put = |arguments: std::fmt::Arguments<'_>| {
            name.clear();
            name.push_str(&key);
            // Writing to a string does not fail.
            let _ = name.write_fmt(arguments);
            tell(&name);
        };
        let closed = |word: usize| {
            let open = matches!(
                tree.upos(word),
                Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj | Upos::Num | Upos::X
            );
            if open { "" } else { tree.form(word) }
        };
        let distance = steps(rule_place, place);
        put(format_args!(" rule {distance}"));
        put(format_args!(" {} {distance}", self.rule));
        let within = tree.upos(place);
        put(format_args!(" in {within:?}"));
        put(format_args!(
            " in {} {}",
            closed(place),
            tree.relation(place)
        ));
        let top = top(tree, reach, edge, place);
        put(format_args!(
            " top {} {:?}",
            tree.relation(top),
            tree.upos(top)
        ));
        match beyond {
            None => put(format_args!(" edge of the sentence")),
            Some(word) => {
                put(format_args!(" out {:?} {within:?}", tree.upos(word)));
                put(format_args!(
                    " out {} {}",
                    closed(word),
                    tree.relation(word)
                ));
                put(format_args!(
                    " out {} of {}",
                    tree.relation(word),
                    self.rule
                ));
                put(format_args!(" words {} {}", closed(word), closed(place)));
                let other = match edge {
                    Edge::First => Edge::Last,
                    Edge::Last => Edge::First,
                };
                let ended = self::top(tree, reach, other, word);
                put(format_args!(" beside {} {within:?}", tree.relation(ended)));
                if tree
                    .head(word)
                    .is_some_and(|head| (first..=last).contains(&head))
                {
                    put(format_args!(" cuts off {}", tree.relation(word)));
                    put(format_args!(" cuts off {}", tree.relation(ended)));
                }
            }
        }
        self.shape(tree, (first, last), rule_place, place, &mut put);
    }

    /// What the whole end would be like.
    fn shape(
        &self,
        tree: &Tree<'_>,
        (first, last): (usize, usize),
        rule_place: usize,
        place: usize,
        put: &mut dyn FnMut(std::fmt::Arguments<'_>),
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
                    put(format_args!(" headed {}", tree.relation(word)));
                    if tops == 1 {
                        put(format_args!(" headed {:?} {}", tree.upos(word), self.rule));
                    }
                }
            }
            verbs += usize::from(tree.upos(word) == Upos::Verb);
            subjects += usize::from(tree.is(word, "nsubj"));
        }
        put(format_args!(" tops {}", tops.min(3)));
        put(format_args!(
            " verbs {} subjects {}",
            verbs.min(3),
            subjects.min(2)
        ));
        put(format_args!(" verbs {} {}", verbs.min(2), self.rule));
        put(format_args!(" length {}", bucket(last - first)));
        put(format_args!(" head {}", inside(self.side.head)));
        let bounds = self.bounds;
        for word in (bounds.0..first).chain(last + 1..=bounds.1) {
            if tree.head(word).is_some_and(inside) && tree.upos(word) != Upos::Punct {
                put(format_args!(" leaves {}", tree.relation(word)));
            }
        }
        let (from, to) = (rule_place.min(place), rule_place.max(place));
        let way = if place < rule_place { "back" } else { "on" };
        for word in from..to {
            if tree.upos(word) == Upos::Punct || tree.upos(word) == Upos::Cconj {
                put(format_args!(" past {way} {}", tree.form(word)));
            }
            if tree.upos(word) == Upos::Verb || tree.is(word, "nsubj") {
                put(format_args!(" past {way} {}", tree.relation(word)));
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

/// How far a place lies from that of the rule.
fn steps(rule: usize, place: usize) -> String {
    let sign = match place.cmp(&rule) {
        std::cmp::Ordering::Less => "-",
        std::cmp::Ordering::Equal => "",
        std::cmp::Ordering::Greater => "+",
    };
    format!("{sign}{}", bucket(place.abs_diff(rule)))
}
