//! Who says what: source, cue and content.

use detente_model::Modality;
use detente_syntax::Upos;

use super::Attribution;
use super::step::{embedding, kinds};
use super::table::{Kind, StanceTable, complement};
use super::tree::{cover, holder, is_nominal, lower, subject, subtree, unbroken};
use crate::parse::Parse;

/// Adds the attributions of a passage to `found`.
pub(super) fn find(parse: &Parse, table: &StanceTable, found: &mut Vec<Attribution>) {
    for word in 0..parse.len() {
        let Some(above) = parse.head(word) else {
            continue;
        };
        if parse.is(word, "parataxis") && word > 0 {
            found.extend(inserted(parse, table, above, word));
        }
        found.extend(according(parse, table, above, word));
        found.extend(said(parse, table, above, word));
    }
    found.sort_by_key(|attribution| (attribution.cue, attribution.content));
    found.dedup();
}

/// "X said that ...".
fn said(parse: &Parse, table: &StanceTable, above: usize, word: usize) -> Option<Attribution> {
    let clausal = kinds(parse, above, word) & !(complement::NOUN | complement::SUBJECT) != 0;
    let entry = embedding(parse, table, above, word)?;
    let told = entry.says || entry.effect.modality == Modality::Reported;
    if !told {
        return None;
    }
    if !clausal && entry.effect.modality != Modality::Reported {
        return None;
    }
    let who = subject(parse, above).filter(|who| *who != word && parse.relation(*who) != "expl");
    let words = subtree(parse, word, &["mark"]);
    let words: Vec<usize> = words
        .into_iter()
        .filter(|at| who != Some(*at) && *at != above)
        .collect();
    let words = unbroken(&words, word);
    Some(Attribution {
        source: who.map(|who| holder(parse, who).span),
        cue: parse.span(above),
        content: cover(parse, &words)?,
    })
}

/// "..., X said, ...".
fn inserted(parse: &Parse, table: &StanceTable, above: usize, word: usize) -> Option<Attribution> {
    let speaks = table
        .embeddings(parse.lemma(word))
        .iter()
        .any(|entry| entry.says && entry.complements & complement::THAT != 0);
    let who = parse.dependent(word, "nsubj")?;
    if !speaks {
        return None;
    }
    let inside = subtree(parse, word, &[]);
    let words: Vec<usize> = subtree(parse, above, &[])
        .into_iter()
        .filter(|at| !inside.contains(at) && parse.upos(*at) != Upos::Punct)
        .collect();
    let words = unbroken_across(&words, &inside, above);
    Some(Attribution {
        source: Some(holder(parse, who).span),
        cue: parse.span(word),
        content: cover(parse, &words)?,
    })
}

/// The words on the longer side of an insertion.
fn unbroken_across(words: &[usize], inside: &[usize], _centre: usize) -> Vec<usize> {
    let first = inside.first().copied().unwrap_or(0);
    let before: Vec<usize> = words.iter().copied().filter(|at| *at < first).collect();
    let after: Vec<usize> = words.iter().copied().filter(|at| *at > first).collect();
    if before.len() >= after.len() {
        before
    } else {
        after
    }
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
        content: cover(parse, &unbroken_across(&words, &inside, above))?,
    })
}
