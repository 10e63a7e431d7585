//! On which predicate a date hangs.

use detente_model::Span;
use detente_syntax::Upos;

use super::tree::lower;
use crate::parse::Parse;

/// Whose a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// That of the words asked for; the smaller, the closer.
    Trigger(u8),
    /// That of another verb.
    Other,
}

/// Whether the date at `date` hangs on the words `trigger.0..=trigger.1`, on another verb, or, for
/// `None`, the tree does not tell.
pub(crate) fn owner(parse: &Parse, date: Span, trigger: (usize, usize)) -> Option<Owner> {
    let first = parse.word_at(date.start())?;
    let last = (first..parse.len())
        .take_while(|word| parse.span(*word).start() < date.end())
        .last()?;
    let inside = |word: usize| (first..=last).contains(&word);
    let own = |word: usize| (trigger.0..=trigger.1).contains(&word);
    if let Some(verb) = told_by_when(parse, last + 1) {
        let told = own(verb) || shared_path(parse, trigger.0, verb).is_some();
        return Some(if told {
            Owner::Trigger(1)
        } else {
            Owner::Other
        });
    }
    // The head of the date's words, and what it hangs on.
    let mut top = first;
    let mut above = parse.head(top)?;
    while inside(above) {
        top = above;
        above = parse.head(top)?;
    }
    // "had on Wednesday expelled".
    if parse.is(above, "aux") {
        above = parse.head(above)?;
    }
    let is_temporal = |word: usize| {
        ["obl", "nmod", "advmod", "appos", "dep", "list"]
            .iter()
            .any(|relation| parse.is(word, relation))
    };
    if !is_temporal(top) {
        // "reversed this February": a parser may hang the words of one date apart.
        let apart = (first..=last).find(|word| {
            is_temporal(*word) && parse.head(*word).is_some_and(|head| !inside(head))
        })?;
        above = parse.head(apart)?;
    }
    if own(above) {
        return Some(Owner::Trigger(0));
    }
    // "held talks on Thursday, and Jordan has promised": what another does has a date of its own.
    let another = above < first
        && first < trigger.0
        && parse.is(trigger.0, "conj")
        && parse.dependent(trigger.0, "nsubj").is_some();
    if another {
        return Some(Owner::Other);
    }
    if let Some(steps) = shared_path(parse, trigger.0, above) {
        return Some(Owner::Trigger(steps));
    }
    if nominal_path(parse, above, own) {
        return Some(Owner::Trigger(4));
    }
    let verb = matches!(parse.upos(above), Upos::Verb | Upos::Aux);
    verb.then_some(Owner::Other)
}

/// The verb of the clause that says what happened on a date: "on 17 January, when they signed".
fn told_by_when(parse: &Parse, after: usize) -> Option<usize> {
    let comma = after < parse.len() && parse.form(after) == ",";
    let when = after + usize::from(comma);
    if when >= parse.len() || !matches!(lower(parse, when).as_str(), "when" | "lorsque" | "quand") {
        return None;
    }
    let verb = parse.head(when)?;
    (verb > when && matches!(parse.upos(verb), Upos::Verb | Upos::Aux)).then_some(verb)
}

/// How many steps up from `word` lies `above`, over relations along which a date is shared.
fn shared_path(parse: &Parse, word: usize, above: usize) -> Option<u8> {
    let mut at = word;
    for step in 1..4 {
        let relation = parse.relation(at);
        let shared = match relation.split(':').next().unwrap_or_default() {
            "xcomp" | "obj" | "nsubj" | "amod" => true,
            // "met on Monday and signed": what comes first holds for both.
            "conj" | "parataxis" => parse.head(at) == Some(above),
            _ => false,
        };
        if !shared {
            return None;
        }
        at = parse.head(at)?;
        if at == above {
            return Some(step);
        }
    }
    None
}

/// Whether `word` is a noun in the phrases of the trigger, with no clause between.
fn nominal_path(parse: &Parse, word: usize, own: impl Fn(usize) -> bool) -> bool {
    let mut at = word;
    for _ in 0..3 {
        if !matches!(parse.upos(at), Upos::Noun | Upos::Propn | Upos::Num) {
            return false;
        }
        let relation = parse.relation(at);
        let inside = ["obj", "obl", "nmod", "nsubj", "compound", "appos"]
            .iter()
            .any(|known| parse.is(at, known));
        let reason = parse.dependent(at, "case").is_some_and(|case| {
            matches!(
                lower(parse, case).as_str(),
                "since" | "after" | "before" | "from" | "under" | "over" | "despite" | "amid"
            )
        });
        if !inside || reason || relation == "nmod:poss" {
            return false;
        }
        let Some(above) = parse.head(at) else {
            return false;
        };
        if own(above) {
            return true;
        }
        at = above;
    }
    false
}
