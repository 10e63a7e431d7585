//! Who says what: source, cue and content.

use detente_model::{Modality, Span};
use detente_syntax::Upos;

use super::Attribution;
use super::local::inserted_speaker;
use super::step::{embedding, kinds};
use super::table::{Embedding, Kind, Part, StanceTable, complement};
use super::tree::{
    cover, holder, is_gerund, is_nominal, is_passive, lower, subject, subtree, trim,
};
use crate::parse::Parse;

/// Lets the sources of `found` reach over all that a sentence says of them: "a former aide who
/// accompanied her".
pub(super) fn name_in_full(parse: &Parse, found: &mut [Attribution]) {
    for attribution in found {
        let Some(source) = attribution.source else {
            continue;
        };
        let inside = |word: &usize| source.contains(parse.span(*word));
        let head = (0..parse.len())
            .filter(inside)
            .find(|word| parse.head(*word).is_none_or(|head| !inside(&head)));
        let Some(head) = head.filter(|head| is_nominal(parse, *head)) else {
            continue;
        };
        let mut words = subtree(parse, head, &["parataxis", "cc", "conj", "case"]);
        words.retain(|word| {
            let span = parse.span(*word);
            !span.overlaps(attribution.cue) && !attribution.content.contains(span)
        });
        trim(parse, &mut words);
        if let Some(full) = cover(parse, &words).filter(|_| words.len() <= LONGEST_SOURCE)
            && !full.overlaps(attribution.cue)
        {
            attribution.source = Some(full.cover(source));
        }
    }
}

/// Words that name a source; a longer phrase is more likely a mistake of the parser.
const LONGEST_SOURCE: usize = 30;

/// Which attributions are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// What somebody says or is reported to think.
    Statements,
    /// Also what somebody wants, intends, knows or feels.
    Attitudes,
}

/// Adds the attributions of a passage to `found`.
pub(super) fn find(parse: &Parse, table: &StanceTable, kept: Kept, found: &mut Vec<Attribution>) {
    let start = found.len();
    for word in 0..parse.len() {
        let attribution = aside(parse, table, word).or_else(|| {
            let above = parse.head(word)?;
            inserted(parse, table, above, word)
                .or_else(|| according(parse, table, above, word))
                .or_else(|| said(parse, table, kept, above, word))
        });
        found.extend(attribution);
    }
    for verb in 0..parse.len() {
        let cue = parse.span(verb);
        if !found[start..].iter().any(|one| one.cue.overlaps(cue)) {
            found.extend(rest(parse, table, verb));
        }
    }
    found[start..].sort_by_key(|attribution| (attribution.cue, attribution.content));
    // One verb says one thing: its clause before its object.
    let rest = found.split_off(start);
    for next in rest {
        match found[start..].last_mut() {
            Some(first) if first.cue.overlaps(next.cue) => {
                if next.content.len() > first.content.len() {
                    *first = next;
                }
            }
            _ => found.push(next),
        }
    }
}

/// "..., X said." and "..., X said, ...", by their commas: parsers take X for much else.
fn aside(parse: &Parse, table: &StanceTable, verb: usize) -> Option<Attribution> {
    let speaks = parse.upos(verb) == Upos::Verb
        && table.embeddings(parse.lemma(verb)).iter().any(|entry| {
            entry.says && entry.extra.is_empty() && entry.complements & complement::THAT != 0
        });
    if !speaks || verb < 3 {
        return None;
    }
    let name = |word: usize| {
        matches!(
            parse.upos(word),
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Det | Upos::Adj | Upos::Num
        ) || lower(parse, word) == "of"
    };
    let closes = |word: usize| matches!(parse.form(word), "," | "." | "”" | "\"" | "''");
    let mut first = verb;
    while first > 0 && name(first - 1) {
        first -= 1;
    }
    let opened = first > 0 && closes(first - 1) && first > 1;
    let ends = verb + 1 >= parse.len() || matches!(parse.form(verb + 1), "," | "." | ":");
    if first == verb || verb - first > 8 || !opened || !ends || parse.upos(verb - 1) == Upos::Det {
        return None;
    }
    let trailing = verb + 2 >= parse.len();
    let mut words: Vec<usize> = if trailing {
        (0..first).collect()
    } else {
        (0..parse.len()).collect()
    };
    trim(parse, &mut words);
    let source: Vec<usize> = (first..verb).collect();
    Some(Attribution {
        source: cover(parse, &source),
        cue: parse.span(verb),
        content: cover(parse, &words)?,
    })
}

/// "She said Trump favors tariffs", where no clause was found below the verb of saying: all that
/// follows it is said.
fn rest(parse: &Parse, table: &StanceTable, verb: usize) -> Option<Attribution> {
    let reports = parse.upos(verb) == Upos::Verb
        && !is_passive(parse, verb)
        && table.embeddings(parse.lemma(verb)).iter().any(|entry| {
            entry.extra.is_empty()
                && entry.effect.modality == Modality::Reported
                && entry.complements & complement::THAT != 0
        });
    if !reports {
        return None;
    }
    let who = parse.dependent(verb, "nsubj").filter(|who| *who < verb)?;
    let mut words: Vec<usize> = (verb + 1..parse.len()).collect();
    // "told reporters on Monday": whom and when.
    let aside: Vec<usize> = parse
        .dependents(verb)
        .filter(|below| {
            *below > verb
                && ["iobj", "advmod", "obl:unmarked", "obl"]
                    .iter()
                    .any(|relation| parse.relation(*below) == *relation)
        })
        .flat_map(|below| subtree(parse, below, &[]))
        .collect();
    let first = words.iter().position(|word| !aside.contains(word))?;
    words.drain(..first);
    let opens = words.first().is_some_and(|word| {
        !matches!(parse.upos(*word), Upos::Cconj | Upos::Adp)
            && (parse.upos(*word) != Upos::Punct || parse.form(*word) == ":")
    });
    trim(parse, &mut words);
    let acts = parse.lemma(verb) == "say"
        || words
            .iter()
            .any(|word| matches!(parse.upos(*word), Upos::Verb | Upos::Aux));
    if !opens || !acts || words.len() < 3 {
        return None;
    }
    Some(Attribution {
        source: Some(holder(parse, who).span),
        cue: cover(parse, &cue(parse, verb))?,
        content: cover(parse, &words)?,
    })
}

/// Whether what is embedded so is somebody's: said, thought, reported. What is wanted, tried or seen
/// is no words of anybody's; of nouns ("report", "claim"), only a clause behind them is.
fn is_held(entry: &Embedding, kinds: u8) -> bool {
    let reported = entry.effect.modality == Modality::Reported;
    match entry.part {
        Part::Noun => reported && kinds & complement::THAT != 0,
        Part::Verb | Part::Adjective => entry.says || reported,
    }
}

/// "X said that ...".
fn said(
    parse: &Parse,
    table: &StanceTable,
    kept: Kept,
    above: usize,
    word: usize,
) -> Option<Attribution> {
    let kinds = kinds(parse, above, word);
    let statement = embedding(parse, table, above, word).filter(|entry| is_held(entry, kinds));
    let attitude = kept == Kept::Attitudes && table.attitudes.hold(parse, above, word);
    if statement.is_none() && !attitude {
        return None;
    }
    let carrier = attitude.then(|| carrier(parse, table, above)).flatten();
    let who = carrier
        .and_then(|verb| subject(parse, verb))
        .or_else(|| subject(parse, above))
        .or_else(|| {
            attitude
                .then(|| mistaken_subject(parse, above, word))
                .flatten()
        })
        .filter(|who| *who != word && parse.relation(*who) != "expl" && *who != above)
        .or_else(|| owner(parse, above));
    let hidden = statement.is_some_and(|entry| entry.effect.modality == Modality::Reported);
    if who.is_none() && !hidden {
        return None;
    }
    let mut cue = cue(parse, above);
    if let Some(verb) = carrier.filter(|_| who.is_some()) {
        cue = (self::cue(parse, verb)[0]..=cue[cue.len() - 1]).collect();
    }
    let source: Vec<usize> = who.map_or(Vec::new(), |who| subtree(parse, who, &[]));
    let mut words: Vec<usize> = subtree(parse, word, &["parataxis"]);
    if kinds & complement::NOUN != 0 {
        let aside = parse
            .dependents(word)
            .filter(|below| is_remark(parse, *below))
            .flat_map(|below| subtree(parse, below, &[]))
            .collect::<Vec<_>>();
        words.retain(|at| !aside.contains(at));
        words.extend(
            parse
                .dependents(above)
                .filter(|below| *below > word && completes(parse, *below))
                .flat_map(|below| subtree(parse, below, &["parataxis"])),
        );
        words.sort_unstable();
        words.dedup();
    }
    if kinds & complement::THAT != 0 {
        let apart: Vec<usize> = parse
            .dependents(word)
            .filter(|below| is_aside(parse, table, *below))
            .flat_map(|below| subtree(parse, below, &[]))
            .collect();
        words.retain(|at| !apart.contains(at));
        // "believe bigotry is acceptable": a subject that was taken for an object of the verb.
        let lost = parse.dependents(above).filter(|below| {
            *below > above
                && *below < word
                && (parse.is(*below, "obj") || parse.is(*below, "nsubj"))
        });
        if parse.dependent(word, "nsubj").is_none() && parse.dependent(word, "mark").is_none() {
            words.extend(lost.flat_map(|below| subtree(parse, below, &[])));
            words.sort_unstable();
            words.dedup();
        }
    }
    words.retain(|at| !source.contains(at) && !cue.contains(at));
    Some(Attribution {
        source: who.map(|who| holder(parse, who).span),
        cue: cover(parse, &cue)?,
        content: content(parse, words, cue[0].min(above))?,
    })
}

/// ", arguing that ...", ", and others warned that ...": words of the writer behind what is said.
fn is_aside(parse: &Parse, table: &StanceTable, clause: usize) -> bool {
    if parse.upos(clause) != Upos::Verb || !is_behind_comma(parse, clause) {
        return false;
    }
    let speaks = || speaks(table, parse.lemma(clause));
    match parse.relation(clause) {
        "advcl" => is_gerund(parse, clause) && (speaks() || parse.lemma(clause) == "cite"),
        "conj" => speaks() && parse.dependent(clause, "nsubj").is_some(),
        _ => false,
    }
}

/// Whether a verb can say that something is so.
fn speaks(table: &StanceTable, lemma: &str) -> bool {
    table
        .embeddings(lemma)
        .iter()
        .any(|entry| entry.says && entry.complements & complement::THAT != 0)
}

/// Whether a comma sets a clause apart from what stands before it.
fn is_behind_comma(parse: &Parse, clause: usize) -> bool {
    let first = subtree(parse, clause, &[])[0];
    parse.form(first) == "," || first > 0 && parse.form(first - 1) == ","
}

/// ", which takes effect in May": what the writer adds to a noun.
pub(super) fn is_remark(parse: &Parse, clause: usize) -> bool {
    parse.relation(clause) == "acl:relcl" && is_behind_comma(parse, clause)
}

/// "accused Iran *of cheating*", "described it *as a threat*", "called it *unfair*": the rest of what
/// is said of the object of a verb.
fn completes(parse: &Parse, word: usize) -> bool {
    let opened = |relation: &str| {
        parse
            .dependent(word, relation)
            .is_some_and(|opens| matches!(lower(parse, opens).as_str(), "as" | "of" | "for"))
    };
    match parse.relation(word) {
        "xcomp" => true,
        "obl" => opened("case") && !matches!(parse.upos(word), Upos::Num),
        "advcl" => opened("mark"),
        _ => false,
    }
}

/// "Clinton called for a ban": where the sentence has no other verb, a parser may take its verb for a
/// participle that describes its subject.
fn mistaken_subject(parse: &Parse, verb: usize, word: usize) -> Option<usize> {
    let noun = parse.head(verb).filter(|noun| *noun < verb)?;
    let described = parse.relation(verb) == "acl"
        && parse.head(noun).is_none()
        && is_nominal(parse, noun)
        && parse.feature(verb, "Tense") == Some("Past");
    let active = parse.is(word, "obj")
        || parse.is(word, "ccomp")
        || parse
            .dependent(word, "case")
            .is_some_and(|case| matches!(lower(parse, case).as_str(), "for" | "on" | "against"));
    (described && active).then_some(noun)
}

/// "expressed the hope that", "made the claim that": the verb with which a noun says who holds it.
fn carrier(parse: &Parse, table: &StanceTable, noun: usize) -> Option<usize> {
    let verb = parse.head(noun)?;
    let carried = parse.upos(noun) == Upos::Noun && parse.is(noun, "obj") && verb < noun;
    (carried && table.attitudes.supports(parse.lemma(verb))).then_some(verb)
}

/// "Trump's claim".
fn owner(parse: &Parse, noun: usize) -> Option<usize> {
    is_nominal(parse, noun).then(|| {
        parse
            .dependents(noun)
            .find(|below| parse.is(*below, "nmod:poss") || parse.relation(*below) == "nmod:poss")
    })?
}

/// A verb with its auxiliaries, particles and what stands between.
fn cue(parse: &Parse, verb: usize) -> Vec<usize> {
    let mut first = verb;
    while let Some(before) = first.checked_sub(1) {
        let own = parse.head(before) == Some(verb)
            && ["aux", "cop", "advmod", "mark"]
                .iter()
                .any(|relation| parse.is(before, relation))
            && !matches!(
                lower(parse, before).as_str(),
                "that" | "as" | "when" | "while" | "if"
            );
        if !own {
            break;
        }
        first = before;
    }
    let mut last = verb;
    let next = verb + 1;
    if next < parse.len() && parse.head(next) == Some(verb) && parse.is(next, "compound:prt") {
        last = next;
    }
    (first..=last).collect()
}

/// The words of what is said. Where the saying stands between them, the first of them to the last
/// if it is short, else the longer part.
fn content(parse: &Parse, mut words: Vec<usize>, cue: usize) -> Option<Span> {
    trim(parse, &mut words);
    let before = words.iter().take_while(|word| **word < cue).count();
    let gap = words
        .windows(2)
        .map(|pair| pair[1] - pair[0] - 1)
        .max()
        .unwrap_or(0);
    let broken = before > 0 && before < words.len();
    if broken && gap * 2 > words.len() {
        if before * 2 >= words.len() {
            words.truncate(before);
        } else {
            words.drain(..before);
        }
        trim(parse, &mut words);
    }
    cover(parse, &words)
}

/// "..., X said, ...".
fn inserted(parse: &Parse, table: &StanceTable, above: usize, word: usize) -> Option<Attribution> {
    if !parse.is(word, "parataxis") {
        return None;
    }
    let speaks = speaks(table, parse.lemma(word));
    let who = inserted_speaker(parse, above, word)?;
    let own = parse
        .dependents(word)
        .any(|below| parse.is(below, "ccomp") || parse.is(below, "obj"));
    if !speaks || own {
        return None;
    }
    let mut inside = subtree(parse, word, &[]);
    inside.extend(subtree(parse, who, &[]));
    let words: Vec<usize> = subtree(parse, above, &[])
        .into_iter()
        .filter(|at| !inside.contains(at))
        .collect();
    Some(Attribution {
        source: Some(holder(parse, who).span),
        cue: cover(parse, &cue(parse, word))?,
        content: content(parse, words, word)?,
    })
}

/// The word that heads all that "according to X" holds for: the whole sentence where it begins or
/// ends with that phrase, else the clause around.
fn clause_over(parse: &Parse, above: usize, phrase: &[usize]) -> usize {
    let open = |mut words: std::ops::Range<usize>| {
        words.all(|word| phrase.contains(&word) || parse.upos(word) == Upos::Punct)
    };
    let (first, last) = (phrase[0], phrase[phrase.len() - 1]);
    let outer = open(0..first) || open(last..parse.len());
    let mut at = above;
    while let Some(head) = parse.head(at) {
        let clause = parse.upos(at) == Upos::Verb
            && ["ccomp", "advcl", "acl", "parataxis", "conj"]
                .iter()
                .any(|relation| parse.is(at, relation));
        if clause && !outer {
            break;
        }
        at = head;
    }
    at
}

/// "according to X".
fn according(parse: &Parse, table: &StanceTable, above: usize, word: usize) -> Option<Attribution> {
    let case = parse.dependents(word).find(|below| {
        table
            .modifier(Kind::Source, &lower(parse, *below))
            .is_some()
    })?;
    if !is_nominal(parse, word) {
        return None;
    }
    let inside = subtree(parse, word, &[]);
    let words: Vec<usize> = subtree(parse, clause_over(parse, above, &inside), &[])
        .into_iter()
        .filter(|at| !inside.contains(at) && parse.upos(*at) != Upos::Punct)
        .collect();
    let cue: Vec<usize> = subtree(parse, case, &[]);
    Some(Attribution {
        source: Some(holder(parse, word).span),
        cue: cover(parse, &cue)?,
        content: content(parse, words, word)?,
    })
}
