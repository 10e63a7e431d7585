//! Runs the cases in `specs/*.md`.
//!
//! A case is a fenced block `coding`: the sentence after `>`, perhaps `date:`, then what must be
//! found. All events are listed (`no event` where there is none); ties, characterisations and causes that
//! are listed must be among those found (`no cause`: none is). `DETENTE_COMPLETE=1` prints each block as it is.

#![allow(clippy::print_stderr)]

use std::path::Path;

use detente_coder::{CodeAnswer, CodeRequest, Coder, Parsers};
use detente_model::{ActorMention, CausalLink, Claim, Frame, Modality, Polarity, When};

struct Case {
    place: String,
    text: String,
    date: Option<String>,
    expected: Vec<String>,
}

fn cases(path: &Path) -> Vec<Case> {
    let name = path.file_name().expect("a file").to_string_lossy();
    let text = std::fs::read_to_string(path).expect("a readable file");
    let mut cases = Vec::new();
    let mut current: Option<Case> = None;
    for (number, line) in text.lines().enumerate() {
        if line.starts_with("```coding") {
            current = Some(Case {
                place: format!("{name}:{}", number + 1),
                text: String::new(),
                date: None,
                expected: Vec::new(),
            });
        } else if line.starts_with("```") {
            cases.extend(current.take());
        } else if let Some(case) = current.as_mut() {
            if let Some(sentence) = line.strip_prefix("> ") {
                sentence.clone_into(&mut case.text);
            } else if let Some(date) = line.strip_prefix("date: ") {
                case.date = Some(date.to_owned());
            } else if !line.trim().is_empty() {
                case.expected.push(line.trim().to_owned());
            }
        }
    }
    cases
}

fn sides(actors: &[ActorMention]) -> String {
    let mut codes: Vec<&str> = actors
        .iter()
        .map(|actor| {
            if actor.code.is_empty() {
                actor.actor.as_str()
            } else {
                actor.code.as_str()
            }
        })
        .collect();
    codes.sort_unstable();
    codes.join("+")
}

fn stance(frame: &Frame) -> String {
    let mut words: Vec<String> = Vec::new();
    words.extend(frame.when.as_ref().map(When::to_edtf));
    if frame.modality != Modality::Asserted {
        words.push(frame.modality.to_string());
    }
    if frame.polarity == Polarity::Negative {
        words.push("negative".to_owned());
    }
    words.extend(
        frame
            .says
            .as_ref()
            .map(|says| format!("says {}", says.text())),
    );
    words.insert(0, String::new());
    words.join(" ")
}

/// `cause KIND SIGN: words of the cause => words of the effect`, and `denied` and how soon, where said.
fn cause(claim: &Claim<CausalLink>) -> String {
    let link = &claim.content;
    let denied = if link.negated { " denied" } else { "" };
    let lag = link.lag.as_ref();
    let lag = lag.map_or(String::new(), |lag| format!(" lag {:?}", lag.text));
    // What a denied claim is, its link says.
    let frame = Frame {
        polarity: Polarity::Positive,
        when: None,
        ..claim.frame.clone()
    };
    let (sign, kind) = (link.sign, link.kind);
    format!(
        "cause {kind} {sign}: {} => {}{denied}{lag}{}",
        link.cause.text,
        link.effect.text,
        stance(&frame)
    )
}

fn found(answer: &CodeAnswer) -> Vec<String> {
    let mut lines: Vec<String> = answer
        .events
        .iter()
        .map(|claim| {
            let event = &claim.content;
            let source = sides(&event.source);
            let target = sides(&event.target);
            format!(
                "event {} {source} -> {target}{}",
                event.action.plover(),
                stance(&claim.frame)
            )
            .trim_end()
            .to_owned()
        })
        .collect();
    if lines.is_empty() {
        lines.push("no event".to_owned());
    }
    lines.extend(answer.ties.iter().map(|claim| {
        let mut parties: Vec<String> = claim
            .content
            .parties
            .iter()
            .map(|party| {
                format!(
                    "{}:{}",
                    party.role,
                    sides(std::slice::from_ref(&party.actor))
                )
            })
            .collect();
        parties.sort();
        format!(
            "tie {} {} {}{}",
            claim.content.kind,
            claim.content.status,
            parties.join(" "),
            stance(&claim.frame)
        )
    }));
    lines.extend(answer.claims.iter().filter_map(|claim| {
        let standing = claim.standing?;
        let denied = if claim.polarity == Polarity::Negative {
            " negative"
        } else {
            ""
        };
        Some(format!(
            "characterisation {standing} {}{denied}",
            sides(&claim.parties)
        ))
    }));
    lines.extend(answer.causes.iter().map(cause));
    if answer.causes.is_empty() {
        lines.push("no cause".to_owned());
    }
    lines
}

#[test]
fn the_specification_holds() {
    let coder = Coder::builtin();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    let mut failures = Vec::new();
    let mut count = 0;
    let mut parsers = Parsers::new();
    for case in files.iter().flat_map(|path| cases(path)) {
        count += 1;
        let request = CodeRequest {
            id: case.place.clone(),
            text: case.text.clone(),
            date: case.date.clone(),
            explain: false,
            pairs: None,
            grammar: false,
        };
        let lines = found(
            &request
                .answer(&coder, &mut parsers)
                .expect("dates are good"),
        );
        if std::env::var_os("DETENTE_COMPLETE").is_some() {
            eprintln!("## {}\n> {}\n{}\n", case.place, case.text, lines.join("\n"));
        }
        let is_event = |line: &&String| line.starts_with("event") || *line == "no event";
        let mut wanted: Vec<&String> = case.expected.iter().filter(is_event).collect();
        let mut events: Vec<&String> = lines.iter().filter(is_event).collect();
        wanted.sort();
        events.sort();
        let missing: Vec<&String> = case
            .expected
            .iter()
            .filter(|line| !lines.contains(line))
            .collect();
        if (!wanted.is_empty() && wanted != events) || !missing.is_empty() {
            failures.push(format!(
                "{}\n> {}\nmissing {missing:#?}\nfound {lines:#?}",
                case.place, case.text
            ));
        }
    }
    assert!(count >= 470, "{count} cases");
    assert!(
        failures.is_empty(),
        "{} of {count} cases fail:\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}
