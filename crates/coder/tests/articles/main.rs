//! Reads whole articles and counts what is right, incomplete, wrong and not found: floors that only rise.
//!
//! The floors stand in `tests/floors.tsv`. `DETENTE_ERRORS=1` prints what is not right and what is not found.

#![allow(clippy::print_stderr)]

mod read;

use std::collections::BTreeMap;

use detente_coder::{Coder, Parsers};
use detente_model::{ActorMention, Claim, Event};
use detente_testkit::Floors;
use read::{Article, Verdict, articles, code, ranked};

/// Compares a measurement with its floor (or, for what should be small, its ceiling).
fn check(name: &str, value: f64) {
    Floors(include_str!("../floors.tsv")).check(name, value);
}

fn sides(actors: &[ActorMention]) -> String {
    let name = |actor: &ActorMention| {
        let state = actor.country.as_ref().unwrap_or(&actor.actor);
        format!("{state}[{}]", actor.text)
    };
    actors.iter().map(name).collect::<Vec<_>>().join(" + ")
}

fn tell(article: &Article, verdict: Verdict, claim: &Claim<Event>) {
    let (event, frame) = (&claim.content, &claim.frame);
    eprintln!(
        "{}: {verdict:?} {:.2} {} {} -> {} {} {} «{}» in: {}",
        article.name,
        frame.score,
        event.action.plover(),
        sides(&event.source),
        sides(&event.target),
        frame.modality,
        frame.polarity,
        frame.trigger.of(&article.text),
        frame.evidence.of(&article.text),
    );
}

#[test]
fn whole_articles() {
    let coder = Coder::builtin();
    let mut parsers = Parsers::new();
    let wanted_words = std::env::var_os("DETENTE_ERRORS").is_some();
    let (mut shown, mut counts) = (0.0, BTreeMap::<&str, f64>::new());
    let (mut wanted, mut missed) = (0, 0);
    let mut scored: Vec<(f64, bool)> = Vec::new();
    for article in articles() {
        let events = code(&coder, &mut parsers, &article).events;
        let judged = article.judge(&events);
        for (claim, verdict) in events.iter().zip(judged.verdicts) {
            let name = match verdict {
                Verdict::Right => "right",
                Verdict::Incomplete => "incomplete",
                Verdict::Wrong => "wrong",
            };
            shown += 1.0;
            *counts.entry(name).or_default() += 1.0;
            scored.push((claim.frame.score, verdict != Verdict::Wrong));
            if wanted_words && verdict != Verdict::Right {
                tell(&article, verdict, claim);
            }
        }
        wanted += judged.wanted;
        missed += judged.missed.len();
        for words in judged.missed.into_iter().filter(|_| wanted_words) {
            eprintln!("{}: not found: {}", article.name, &article.text[words]);
        }
    }
    let count = |name: &str| counts.get(name).copied().unwrap_or(0.0);
    let hit = (wanted - missed) as f64;
    eprintln!(
        "{shown} events shown: {} right, {} incomplete, {} wrong; {hit} of {wanted} wanted ones found right",
        count("right"),
        count("incomplete"),
        count("wrong"),
    );
    check(
        "articles: shown events that are right",
        count("right") / shown,
    );
    check(
        "articles: shown events that are wrong",
        count("wrong") / shown,
    );
    check(
        "articles: wanted events that are found",
        hit / wanted as f64,
    );
    check(
        "articles: a wrong event has the lower score",
        ranked(&scored),
    );
}
