//! Words and affixes that deny, and the words that they deny.

use detente_model::Span;
use detente_syntax::Upos;

use super::Negation;
use super::table::{Kind, StanceTable};
use super::tree::{lower, subtree};
use crate::parse::Parse;

/// What does not belong to the clause that is denied.
const APART: &[&str] = &[
    "cc",
    "conj",
    "parataxis",
    "discourse",
    "mark",
    "list",
    "vocative",
];

/// Adds the negations of a passage to `found`.
pub(super) fn find(parse: &Parse, table: &StanceTable, found: &mut Vec<Negation>) {
    let mut taken = vec![false; parse.len()];
    for word in 0..parse.len() {
        if taken[word] {
            continue;
        }
        let form = lower(parse, word);
        if let Some((affix, stem)) = table.affix(&form, parse.upos(word)) {
            found.push(affixed(parse, word, affix, stem));
            continue;
        }
        if !denies(parse, table, word, &form) {
            continue;
        }
        let mut cue = vec![word];
        // "neither A nor B" denies once.
        if form == "neither" {
            let nor = (word + 1..parse.len()).find(|at| lower(parse, *at) == "nor");
            cue.extend(nor);
        }
        if form == "no"
            && lower_at(parse, word + 1).as_deref() == Some("means")
            && word > 0
            && lower(parse, word - 1) == "by"
        {
            cue = vec![word - 1, word, word + 1];
        }
        for at in &cue {
            taken[*at] = true;
        }
        let scope = scope(parse, word, &cue);
        found.push(Negation {
            cue: cue.iter().map(|at| parse.span(*at)).collect(),
            scope: spans(parse, &scope),
        });
    }
}

fn lower_at(parse: &Parse, word: usize) -> Option<String> {
    (word < parse.len()).then(|| lower(parse, word))
}

fn denies(parse: &Parse, table: &StanceTable, word: usize, form: &str) -> bool {
    if form == "plus" {
        return false;
    }
    let kinds = [
        Kind::Adverb,
        Kind::Determiner,
        Kind::Pronoun,
        Kind::Case,
        Kind::Mark,
    ];
    let known = kinds.iter().any(|kind| {
        table.modifier(*kind, form).is_some_and(|effect| {
            effect.holds <= -0.9 && effect.modality == detente_model::Modality::Asserted
        })
    });
    let almost = matches!(form, "nearly" | "almost" | "presque");
    let only = lower_at(parse, word + 1).as_deref() == Some("only") && form == "not";
    let name = parse.upos(word) == Upos::Propn && form != "no";
    known && !almost && !only && !name && !is_phrase(parse, word, form)
}

/// "no doubt", "none the less", "is it not?": nothing is denied.
fn is_phrase(parse: &Parse, word: usize, form: &str) -> bool {
    let next = lower_at(parse, word + 1).unwrap_or_default();
    match form {
        "no" if next == "doubt" => lower_at(parse, word + 2).is_none_or(|after| {
            !matches!(
                after.as_str(),
                "about" | "that" | "of" | "as" | "in" | "but" | "whether"
            )
        }),
        "none" | "not" if next == "the" => {
            lower_at(parse, word + 2).is_some_and(|less| less == "less")
        }
        "not" | "n't" => next == "?" && word > 1 && parse.upos(word - 1) == Upos::Pron,
        _ => false,
    }
}

/// The words that the word `cue` denies.
fn scope(parse: &Parse, word: usize, cue: &[usize]) -> Vec<usize> {
    if parse.upos(word) == Upos::Intj {
        return Vec::new();
    }
    let Some(head) = denied(parse, word) else {
        return Vec::new();
    };
    clause(parse, head, cue)
}

/// The predicate or noun that a word of denial belongs to.
fn denied(parse: &Parse, word: usize) -> Option<usize> {
    let above = parse.head(word)?;
    let relation = parse.relation(word);
    let own = match relation.split(':').next().unwrap_or_default() {
        "cc" if is_noun(parse, above) && parse.is(above, "conj") => return Some(above),
        "cc" if is_noun(parse, above) => return predicate(parse, parse.head(above)?),
        "det" | "case" | "advmod" | "cc" | "mark" => above,
        _ => return predicate(parse, above),
    };
    if lower(parse, own) == "more" {
        return predicate(parse, own);
    }
    if parse.is(word, "det") || (parse.is(word, "advmod") && is_noun(parse, own)) {
        // "with no sign of life" is all that is denied; "gave no sign" denies the giving.
        if parse.lemma(own) == "means" || parse.lemma(own) == "mean" {
            return parse.head(own);
        }
        let alone = parse.is(own, "obl") || parse.is(own, "nmod") || parse.is(own, "conj");
        let copular = parse.dependent(own, "cop").is_some();
        if alone || copular {
            return Some(own);
        }
        return match parse.head(own) {
            Some(above) if !parse.is(own, "root") => predicate(parse, above),
            _ => Some(own),
        };
    }
    Some(own)
}

fn is_noun(parse: &Parse, word: usize) -> bool {
    matches!(parse.upos(word), Upos::Noun | Upos::Propn | Upos::Pron)
}

fn predicate(parse: &Parse, word: usize) -> Option<usize> {
    let mut at = word;
    for _ in 0..6 {
        let clausal = matches!(parse.upos(at), Upos::Verb | Upos::Aux)
            || parse.dependent(at, "cop").is_some()
            || parse.dependent(at, "nsubj").is_some()
            || parse.head(at).is_none();
        if clausal {
            return Some(at);
        }
        at = parse.head(at)?;
    }
    Some(at)
}

/// The clause of `head` without what stands apart and without `cue`.
fn clause(parse: &Parse, head: usize, cue: &[usize]) -> Vec<usize> {
    let mut words = subtree(parse, head, APART);
    // "neither A nor B": both.
    if let [_, nor] = cue {
        for below in parse
            .dependents(head)
            .filter(|below| parse.is(*below, "conj"))
        {
            let other = subtree(parse, below, &[]);
            if other.contains(nor) {
                words.extend(other);
            }
        }
    }
    let subject = parse.dependent(head, "nsubj").unwrap_or(head);
    let apart: Vec<usize> = parse
        .dependents(head)
        .filter(|below| {
            parse.is(*below, "advcl") && stands_apart(parse, *below)
                || *below < subject && opens_apart(parse, *below)
        })
        .chain(
            parse
                .dependents(head)
                .filter(|below| parse.is(*below, "case")),
        )
        .collect();
    for below in apart {
        let gone = subtree(parse, below, &[]);
        words.retain(|word| !gone.contains(word));
    }
    // "They were tan and had never been varnished": the subject is theirs too.
    let mut at = head;
    while parse.is(at, "conj") && parse.dependent(at, "nsubj").is_none() {
        let Some(first) = parse.head(at) else { break };
        if let Some(subject) = parse.dependent(first, "nsubj") {
            words.extend(subtree(parse, subject, &[]));
            let own = parse
                .dependents(at)
                .any(|below| parse.is(below, "aux") || parse.is(below, "cop"));
            let helpers = parse
                .dependents(first)
                .filter(|below| !own && (parse.is(*below, "aux") || parse.is(*below, "cop")));
            words.extend(helpers);
            break;
        }
        at = first;
    }
    let (from, to) = segment(parse, cue.first().copied().unwrap_or(head));
    words.retain(|word| {
        !cue.contains(word)
            && parse.upos(*word) != Upos::Punct
            && (from..to).contains(word)
            && !is_address(parse, *word, head)
    });
    words.sort_unstable();
    words.dedup();
    words
}

/// The words around `cue` up to the next dash, semicolon or end of quotation.
fn segment(parse: &Parse, cue: usize) -> (usize, usize) {
    let mut straight = 0;
    let mut from = 0;
    for word in 0..cue {
        match parse.form(word) {
            "--" | "—" | ";" | "``" | "“" | "«" => from = word + 1,
            "\"" => {
                straight += 1;
                if straight % 2 == 1 {
                    from = word + 1;
                }
            }
            _ => {}
        }
    }
    let mut inside = straight % 2 == 1;
    for word in cue + 1..parse.len() {
        match parse.form(word) {
            "--" | "—" | ";" | "''" | "”" | "»" => return (from, word),
            "\"" if inside => return (from, word),
            "\"" => inside = true,
            "``" | "“" | "«" => return (from, parse.len()),
            _ => {}
        }
    }
    (from, parse.len())
}

/// "..., Watson, ...": whom it is said to, set between marks.
fn is_address(parse: &Parse, word: usize, head: usize) -> bool {
    let name = |at: usize| matches!(parse.upos(at), Upos::Propn | Upos::Noun);
    if !name(word) || word == head {
        return false;
    }
    let mark = |at: usize| parse.upos(at) == Upos::Punct;
    let mut first = word;
    while first > 0 && name(first - 1) {
        first -= 1;
    }
    let mut last = word;
    while last + 1 < parse.len() && name(last + 1) {
        last += 1;
    }
    let title = (first..=last).any(|at| {
        parse.upos(at) == Upos::Propn
            || matches!(
                lower(parse, at).as_str(),
                "sir" | "madam" | "gentlemen" | "friend" | "minister" | "mr."
            )
    });
    let joined = (first..=last).any(|at| parse.is(at, "conj") || parse.is(at, "appos"))
        || (last + 2 < parse.len() && parse.upos(last + 2) == Upos::Cconj);
    let alone = (first == 0 || mark(first - 1)) && (last + 1 >= parse.len() || mark(last + 1));
    alone && title && last - first < 3 && !joined
}

/// "On the face of it, ...", "If it were so, ...": before the clause, with a comma.
fn opens_apart(parse: &Parse, phrase: usize) -> bool {
    let known = ["obl", "advmod", "advcl"]
        .iter()
        .any(|relation| parse.is(phrase, relation));
    let words = subtree(parse, phrase, &[]);
    let end = words
        .iter()
        .rposition(|word| parse.upos(*word) != Upos::Punct);
    let next = end.map(|end| words[end] + 1);
    // "Apparently the tenants had ...".
    let remark = parse.is(phrase, "advmod") && lower(parse, phrase).ends_with("ly");
    let opens = words
        .first()
        .is_some_and(|first| *first == 0 || parse.upos(first - 1) == Upos::Punct);
    (remark && opens && words.len() == 1)
        || known && next.is_some_and(|next| next < parse.len() && parse.form(next) == ",")
}

/// "..., since they left": a reason that the denial does not reach.
fn stands_apart(parse: &Parse, clause: usize) -> bool {
    let words = subtree(parse, clause, &[]);
    let first = words.first().copied().unwrap_or(clause);
    let comma = first > 0 && parse.form(first - 1) == ","
        || words
            .first()
            .is_some_and(|first| parse.upos(*first) == Upos::Punct);
    let reason = parse.dependent(clause, "mark").is_some_and(|mark| {
        matches!(
            lower(parse, mark).as_str(),
            "because"
                | "since"
                | "though"
                | "although"
                | "as"
                | "while"
                | "for"
                | "parce"
                | "puisque"
        )
    });
    comma || reason
}

/// "un-" of "unhappy": the rest of the word and its clause or noun phrase.
fn affixed(parse: &Parse, word: usize, affix: (usize, usize), stem: (usize, usize)) -> Negation {
    let start = parse.span(word).start();
    let part = |(from, to): (usize, usize)| Span::new(start + from as u32, start + to as u32);
    let above = parse.head(word).unwrap_or(word);
    let head = if parse.is(word, "amod") {
        above
    } else if parse.is(word, "conj") && parse.is(above, "amod") {
        parse.head(above).unwrap_or(above)
    } else if ["advmod", "xcomp", "advcl"]
        .iter()
        .any(|relation| parse.is(word, relation))
    {
        predicate(parse, above).unwrap_or(above)
    } else {
        word
    };
    let mut words = clause(parse, head, &[word]);
    if is_noun(parse, word) && parse.dependent(word, "cop").is_none() {
        words.clear();
    }
    let mut scope = spans(parse, &words);
    scope.push(part(stem));
    scope.sort();
    Negation {
        cue: vec![part(affix)],
        scope,
    }
}

/// The bytes of `words`, neighbours as one.
fn spans(parse: &Parse, words: &[usize]) -> Vec<Span> {
    let mut spans: Vec<(usize, Span)> = Vec::new();
    for word in words {
        let span = parse.span(*word);
        match spans.last_mut() {
            Some((last, before)) if *last + 1 == *word => {
                *before = before.cover(span);
                *last = *word;
            }
            _ => spans.push((*word, span)),
        }
    }
    spans.into_iter().map(|(_, span)| span).collect()
}
