//! Small questions about a dependency tree.

use detente_model::Span;
use detente_syntax::Upos;

use super::Holder;
use crate::parse::Parse;

/// The written form in lower case, with a straight apostrophe.
pub(super) fn lower(parse: &Parse, word: usize) -> String {
    parse.form(word).replace('’', "'").to_lowercase()
}

/// Whether a verb stands in the passive.
pub(super) fn is_passive(parse: &Parse, word: usize) -> bool {
    parse.dependents(word).any(|below| {
        matches!(
            parse.relation(below),
            "aux:pass" | "nsubj:pass" | "csubj:pass"
        )
    }) || parse.feature(word, "Voice") == Some("Pass")
        // "Lavrov accused Washington": the tagger may take a past for a participle.
        && !parse
            .dependents(word)
            .any(|below| parse.relation(below) == "nsubj")
}

/// Whether an infinitive: "to sign", "signer", "avoir signé".
pub(super) fn is_infinitive(parse: &Parse, word: usize) -> bool {
    let marked = |below: usize| {
        parse.is(below, "mark") && parse.upos(below) == Upos::Part && lower(parse, below) == "to"
    };
    let finite = parse.dependents(word).any(|below| {
        parse.is(below, "aux") && parse.feature(below, "VerbForm") == Some("Fin")
            || parse.is(below, "cop") && parse.feature(below, "VerbForm") == Some("Fin")
    });
    // "avoir livré".
    let perfect = || {
        parse
            .dependents(word)
            .any(|below| parse.is(below, "aux") && parse.feature(below, "VerbForm") == Some("Inf"))
    };
    parse.dependents(word).any(marked)
        || !finite && (parse.feature(word, "VerbForm") == Some("Inf") || perfect())
}

/// Whether an English verb stands in the form of its lemma, and is no past that looks like it: "cut".
pub(super) fn is_bare(parse: &Parse, word: usize) -> bool {
    parse.upos(word) == Upos::Verb
        && lower(parse, word) == parse.lemma(word)
        && parse.feature(word, "Tense") != Some("Past")
}

/// Whether a verb is joined to one that is no order.
pub(super) fn is_joined(parse: &Parse, word: usize) -> bool {
    let first = parse.head(word).filter(|_| parse.is(word, "conj"));
    first.is_some_and(|first| {
        parse.upos(first) == Upos::Verb && parse.feature(first, "Mood") != Some("Imp")
            || is_joined(parse, first)
    })
}

/// Whether "signing", or a participle without auxiliary.
pub(super) fn is_participle(parse: &Parse, word: usize) -> bool {
    matches!(parse.feature(word, "VerbForm"), Some("Ger" | "Part"))
        && !parse
            .dependents(word)
            .any(|below| parse.is(below, "aux") && parse.feature(below, "VerbForm") == Some("Fin"))
}

/// Whether "signing", "having signed": what another word can embed.
pub(super) fn is_gerund(parse: &Parse, word: usize) -> bool {
    let perfect = || {
        parse
            .dependents(word)
            .any(|below| parse.is(below, "aux") && lower(parse, below) == "having")
    };
    is_participle(parse, word) && (parse.feature(word, "Tense") != Some("Past") || perfect())
}

/// Whether a noun, name or pronoun.
pub(super) fn is_nominal(parse: &Parse, word: usize) -> bool {
    matches!(parse.upos(word), Upos::Noun | Upos::Propn | Upos::Pron)
}

/// Whether a noun phrase speaks of something that is taken as known: "the", "this", "its".
pub(super) fn is_definite(parse: &Parse, word: usize) -> bool {
    parse.upos(word) == Upos::Propn
        || parse.dependents(word).any(|below| {
            parse.is(below, "nmod:poss")
                || parse.is(below, "det") && {
                    parse.feature(below, "Definite") == Some("Def")
                        || matches!(parse.feature(below, "PronType"), Some("Dem" | "Prs"))
                        || parse.feature(below, "Poss") == Some("Yes")
                }
        })
}

/// Below a speaker, what is told of them and is no part of their name.
const APART: &[&str] = &["acl:relcl", "parataxis", "punct", "cc", "conj", "advcl"];

/// All words below and with `word`, without those under a relation in `apart` to `word` itself, in
/// order.
pub(super) fn subtree(parse: &Parse, word: usize, apart: &[&str]) -> Vec<usize> {
    let mut words = vec![word];
    let mut next = 0;
    while next < words.len() {
        let at = words[next];
        next += 1;
        let below = parse
            .dependents(at)
            .filter(|below| at != word || !apart.iter().any(|relation| parse.is(*below, relation)));
        words.extend(below);
    }
    words.sort_unstable();
    words
}

/// Drops marks at both ends, but for those that close an abbreviation or bracket.
pub(super) fn trim(parse: &Parse, words: &mut Vec<usize>) {
    let loose =
        |word: usize| parse.upos(word) == Upos::Punct && !matches!(parse.form(word), ")" | "]");
    while words.last().is_some_and(|word| loose(*word)) {
        words.pop();
    }
    let first = words.iter().position(|word| !loose(*word)).unwrap_or(0);
    words.drain(..first);
}

/// From the first to the last of `words`.
pub(super) fn cover(parse: &Parse, words: &[usize]) -> Option<Span> {
    let (first, last) = (words.first()?, words.last()?);
    Some(parse.span(*first).cover(parse.span(*last)))
}

/// The words that name somebody: the phrase of the head `word`.
pub(super) fn holder(parse: &Parse, word: usize) -> Holder {
    let apart: Vec<&str> = APART.iter().copied().chain(["case"]).collect();
    let mut words = subtree(parse, word, &apart);
    // "both A and B" speak together.
    let joined: Vec<usize> = parse
        .dependents(word)
        .filter(|below| parse.is(*below, "conj") && is_nominal(parse, *below))
        .collect();
    for other in joined {
        words.extend(subtree(parse, other, &["acl:relcl", "parataxis", "advcl"]));
    }
    words.sort_unstable();
    let first_verb = words
        .iter()
        .position(|at| *at > word && parse.upos(*at) == Upos::Verb && !parse.is(*at, "amod"));
    words.truncate(first_verb.unwrap_or(words.len()).max(1));
    // "the company that", cut off before its verb.
    while words.len() > 1
        && words
            .last()
            .is_some_and(|last| parse.feature(*last, "PronType") == Some("Rel"))
    {
        words.pop();
    }
    trim(parse, &mut words);
    let span = cover(parse, &words).unwrap_or_else(|| parse.span(word));
    Holder {
        word,
        span: span.cover(parse.span(word)),
    }
}

/// Whoever does what the verb or adjective `word` says, through control and coordination.
pub(super) fn subject(parse: &Parse, word: usize) -> Option<usize> {
    let mut at = word;
    for _ in 0..8 {
        if is_passive(parse, at) {
            let agent = parse
                .dependents(at)
                .find(|below| parse.relation(*below) == "obl:agent")
                .or_else(|| {
                    parse.dependents(at).find(|below| {
                        parse.is(*below, "obl")
                            && parse.dependent(*below, "case").is_some_and(|case| {
                                matches!(lower(parse, case).as_str(), "by" | "par")
                            })
                    })
                });
            return agent;
        }
        let own = parse
            .dependent(at, "nsubj")
            .filter(|own| parse.upos(*own) != Upos::Pron || parse.relation(*own) != "expl");
        if let Some(own) = own {
            return Some(antecedent(parse, own));
        }
        let above = parse.head(at)?;
        match parse.relation(at) {
            "conj" | "xcomp" | "advcl" | "parataxis" => at = above,
            "acl" | "acl:relcl" if is_nominal(parse, above) => return Some(above),
            _ => return None,
        }
    }
    None
}

/// Whom "who" or "which" stands for.
fn antecedent(parse: &Parse, word: usize) -> usize {
    if parse.feature(word, "PronType") != Some("Rel") {
        return word;
    }
    let Some(clause) = parse.head(word) else {
        return word;
    };
    if parse.is(clause, "acl") {
        parse.head(clause).unwrap_or(word)
    } else {
        word
    }
}
