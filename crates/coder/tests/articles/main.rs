//! Reads whole articles and counts what is right, incomplete, wrong and not found: floors that only rise.
//!
//! The floors stand in `tests/floors.tsv`. `DETENTE_ERRORS=1` prints what is not right and what is not found.

#![allow(clippy::print_stderr)]

mod read;

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

/// What was counted of some articles.
#[derive(Debug, Default)]
struct Counts {
    right: usize,
    incomplete: usize,
    wrong: usize,
    wanted: usize,
    missed: usize,
    /// The score of each event, and whether it is not wrong.
    scored: Vec<(f64, bool)>,
}

impl Counts {
    fn add(&mut self, score: f64, verdict: Verdict) {
        *match verdict {
            Verdict::Right => &mut self.right,
            Verdict::Incomplete => &mut self.incomplete,
            Verdict::Wrong => &mut self.wrong,
        } += 1;
        self.scored.push((score, verdict != Verdict::Wrong));
    }

    /// Compares the shares with the floors whose names begin with `name`.
    fn check(&self, name: &str) {
        let shown = self.scored.len() as f64;
        let found = self.wanted - self.missed;
        eprintln!(
            "{name}: {shown} events shown: {} right, {} incomplete, {} wrong; {found} of {} wanted ones found right",
            self.right, self.incomplete, self.wrong, self.wanted,
        );
        let of_shown = |count: usize| count as f64 / shown;
        let check = |what: &str, value: f64| check(&format!("{name}: {what}"), value);
        check("shown events that are right", of_shown(self.right));
        check("shown events that are wrong", of_shown(self.wrong));
        check(
            "wanted events that are found",
            found as f64 / self.wanted as f64,
        );
        check("a wrong event has the lower score", ranked(&self.scored));
    }
}

/// The sets of articles, by the numbers that their names begin with: each reader's way of judging is its own.
const SETS: [(&str, std::ops::Range<u32>); 5] = [
    ("articles", 1..80),
    ("articles from 81", 80..93),
    ("articles from 93", 93..107),
    ("articles from 107", 107..121),
    ("articles from 121", 121..133),
];

#[test]
fn whole_articles() {
    let coder = Coder::builtin();
    let mut parsers = Parsers::new();
    let wanted_words = std::env::var_os("DETENTE_ERRORS").is_some();
    let mut counts = SETS.map(|_| Counts::default());
    for article in articles() {
        let number = article
            .name
            .split('-')
            .next()
            .and_then(|number| number.parse().ok());
        let set = SETS
            .iter()
            .position(|(_, numbers)| number.is_some_and(|number| numbers.contains(&number)));
        let set = set
            .unwrap_or_else(|| panic!("{}: the name begins with no number of a set", article.name));
        let counts = &mut counts[set];
        let events = code(&coder, &mut parsers, &article).events;
        let judged = article.judge(&events);
        for (claim, verdict) in events.iter().zip(judged.verdicts) {
            counts.add(claim.frame.score, verdict);
            if wanted_words && verdict != Verdict::Right {
                tell(&article, verdict, claim);
            }
        }
        counts.wanted += judged.wanted;
        counts.missed += judged.missed.len();
        for words in judged.missed.into_iter().filter(|_| wanted_words) {
            eprintln!("{}: not found: {}", article.name, &article.text[words]);
        }
    }
    for ((name, _), counts) in SETS.iter().zip(&counts) {
        counts.check(name);
    }
}
