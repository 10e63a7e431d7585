//! Who says what: source, cue and content.

use detente_model::{Modality, Span};
use detente_syntax::Upos;

use super::Attribution;
use super::local::inserted_speaker;
use super::step::{embedding, kinds};
use super::table::{Embedding, Kind, StanceTable, complement};
use super::tree::{cover, holder, is_nominal, lower, subject, subtree, trim};
use crate::parse::Parse;

/// Adds the attributions of a passage to `found`.
pub(super) fn find(parse: &Parse, table: &StanceTable, found: &mut Vec<Attribution>) {
    let start = found.len();
    for word in 0..parse.len() {
        let Some(above) = parse.head(word) else {
            continue;
        };
        let attribution = aside(parse, table, word)
            .or_else(|| inserted(parse, table, above, word))
            .or_else(|| according(parse, table, above, word))
            .or_else(|| said(parse, table, above, word));
        found.extend(attribution);
    }
    found[start..].sort_by_key(|attribution| (attribution.cue, attribution.content));
    // One verb says one thing: its clause before its object.
    let rest = found.split_off(start);
    for next in rest {
        match found[start..].last_mut() {
            Some(first) if first.cue == next.cue => {
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

/// Whether what is embedded so is somebody's: said, thought, wanted, known.
fn is_held(entry: &Embedding, clausal: bool) -> bool {
    let own = entry.says || entry.effect.modality == Modality::Reported;
    let wanted = matches!(
        entry.effect.modality,
        Modality::Goal | Modality::Forecast | Modality::Opinion
    );
    own || (wanted && clausal)
}

/// "X said that ...".
fn said(parse: &Parse, table: &StanceTable, above: usize, word: usize) -> Option<Attribution> {
    let clausal = kinds(parse, above, word) & !(complement::NOUN | complement::SUBJECT) != 0;
    let entry = embedding(parse, table, above, word)?;
    if !is_held(entry, clausal) {
        return None;
    }
    let who = subject(parse, above)
        .filter(|who| *who != word && parse.relation(*who) != "expl")
        .or_else(|| owner(parse, above));
    let told = who.is_some() || entry.effect.modality == Modality::Reported;
    if !told {
        return None;
    }
    let cue = cue(parse, above);
    let source: Vec<usize> = who.map_or(Vec::new(), |who| subtree(parse, who, &[]));
    let words: Vec<usize> = subtree(parse, word, &["parataxis"])
        .into_iter()
        .filter(|at| !source.contains(at) && !cue.contains(at))
        .collect();
    Some(Attribution {
        source: who.map(|who| holder(parse, who).span),
        cue: cover(parse, &cue)?,
        content: content(parse, words, cue[0].min(above))?,
    })
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
            && ["aux", "advmod", "mark"]
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
    let speaks = table
        .embeddings(parse.lemma(word))
        .iter()
        .any(|entry| entry.says && entry.complements & complement::THAT != 0);
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
    let words: Vec<usize> = subtree(parse, above, &[])
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
