use std::collections::BTreeMap;

use crate::document::Annotated;
use crate::labels::hash;
use crate::lemma::script::{Case, Script};
use crate::lemma::table::Table;
use crate::lemma::{Lemmatiser, Query};
use crate::{Error, ErrorKind, Upos};

/// An ending decides only where at least so many different forms agree.
const LEAST_FORMS: usize = 2;

/// Learns a lemmatiser from texts with gold tags and lemmas; the same texts give the same weights.
///
/// # Errors
/// [`ErrorKind::Training`] if no token has both, [`ErrorKind::TooLarge`] if the lemmas need more
/// than 65,535 different edit scripts.
pub fn train_lemmatiser(texts: &[Annotated]) -> Result<Lemmatiser, Error> {
    let seen = count(texts);
    if seen.is_empty() {
        return Err(Error::new(
            ErrorKind::Training,
            "no token with tags and a lemma",
        ));
    }
    let mut scripts: Vec<&Script> = seen.values().map(favourite).collect();
    scripts.sort_unstable();
    scripts.dedup();
    if scripts.len() > usize::from(u16::MAX) {
        let message = format!(
            "{} different edit scripts; the limit is 65,535",
            scripts.len()
        );
        return Err(Error::new(ErrorKind::TooLarge, message));
    }
    let number = |script: &Script| scripts.binary_search(&script).expect("all are listed") as u16;
    let types: Vec<(Query, u16)> = seen
        .iter()
        .map(|((form, upos, feats), found)| {
            let query = Query::new(form, *upos, hash(feats.as_bytes()));
            (query, number(favourite(found)))
        })
        .collect();
    let scripts: Vec<Script> = scripts.iter().map(|&script| script.clone()).collect();
    let mut lemmatiser = Lemmatiser {
        scripts,
        exact: Table::default(),
        featured: learn_endings(&types, |query| query.featured().collect()),
        plain: learn_endings(&types, |query| query.plain().collect()),
    };
    let exceptions = types
        .iter()
        .filter(|(query, script)| query.by_ending(&lemmatiser) != Some(*script));
    let exceptions: BTreeMap<u32, u16> = exceptions
        .map(|(query, script)| (query.exact, *script))
        .collect();
    lemmatiser.exact = Table::new(exceptions.into_iter().collect());
    Ok(lemmatiser)
}

/// A form as written, its part of speech and its features.
type Type = (String, Upos, String);

fn count(texts: &[Annotated]) -> BTreeMap<Type, BTreeMap<Script, usize>> {
    let mut seen: BTreeMap<Type, BTreeMap<Script, usize>> = BTreeMap::new();
    for token in texts.iter().flat_map(Annotated::tokens) {
        let (Some(upos), Some(feats), Some(lemma)) = (token.upos(), token.feats(), token.lemma())
        else {
            continue;
        };
        if lemma == "_" && token.form() != "_" {
            continue;
        }
        let cases = match upos {
            Upos::Propn | Upos::X | Upos::Sym | Upos::Num => [Case::Keep, Case::Title, Case::Lower],
            _ => [Case::Lower, Case::Keep, Case::Title],
        };
        let script = Script::between(token.form(), lemma, cases);
        let key = (token.form().to_owned(), upos, feats.to_owned());
        *seen.entry(key).or_default().entry(script).or_default() += 1;
    }
    seen
}

/// The script seen most often, the first of them where several are.
fn favourite(found: &BTreeMap<Script, usize>) -> &Script {
    let best = found.iter().rev().max_by_key(|(_, count)| **count);
    best.expect("each form has a script").0
}

/// For each ending the script that most forms want, where it differs from what the next shorter
/// ending says. `keys` gives the endings of a form from the shortest to the longest.
fn learn_endings(types: &[(Query, u16)], keys: impl Fn(&Query) -> Vec<u32>) -> Table {
    let mut votes: Vec<BTreeMap<u32, Votes>> = Vec::new();
    for (query, script) in types {
        let keys = keys(query);
        votes.resize_with(votes.len().max(keys.len()), BTreeMap::new);
        for (length, key) in keys.iter().enumerate() {
            let votes = votes[length].entry(*key).or_default();
            votes.shorter = length.checked_sub(1).map(|shorter| keys[shorter]);
            *votes.scripts.entry(*script).or_default() += 1;
        }
    }
    let mut answers: BTreeMap<u32, u16> = BTreeMap::new();
    let mut rules: BTreeMap<u32, u16> = BTreeMap::new();
    for (key, votes) in votes.iter().flatten() {
        let inherited = votes
            .shorter
            .and_then(|shorter| answers.get(&shorter))
            .copied();
        let (script, count) = votes.winner();
        let is_sure = inherited.is_none() || count >= LEAST_FORMS;
        let answer = if is_sure {
            script
        } else {
            inherited.unwrap_or(script)
        };
        answers.insert(*key, answer);
        if inherited != Some(answer) {
            rules.insert(*key, answer);
        }
    }
    Table::new(rules.into_iter().collect())
}

/// What the forms with one ending want.
#[derive(Default)]
struct Votes {
    shorter: Option<u32>,
    scripts: BTreeMap<u16, usize>,
}

impl Votes {
    fn winner(&self) -> (u16, usize) {
        let best = self.scripts.iter().rev().max_by_key(|(_, count)| **count);
        let (script, count) = best.expect("each ending has a vote");
        (*script, *count)
    }
}
