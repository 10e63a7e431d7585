//! Codes the files that it is given and prints what was found, one claim a line, for reading.
#![allow(clippy::print_stdout)]

use detente_coder::{Coder, Input, Parsers, Passage};
use detente_model::{ActorMention, Frame, Knowledge};
use detente_text::{Hints, Limits, read_document};

fn names(actors: &[ActorMention]) -> String {
    let names: Vec<_> = actors
        .iter()
        .map(|actor| format!("{}[{}]", actor.code, actor.text))
        .collect();
    names.join(" ")
}

fn rest(frame: &Frame, text: &str) -> String {
    let when = frame
        .when
        .as_ref()
        .map_or_else(|| "-".to_owned(), detente_model::When::to_edtf);
    let says = frame.says.as_ref().map_or("-", |says| says.text());
    format!(
        "{when} | {} {} | says {says} | {:.2} | {:?} | {}\n      {}",
        frame.modality,
        frame.polarity,
        frame.score,
        frame.trigger.of(text),
        frame.theatre.join(","),
        frame.evidence.of(text).replace('\n', " ")
    )
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let coder = Coder::new(Knowledge::builtin());
    let mut parsers = Parsers::new();
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let document = read_document(&bytes, &Hints::from_name(&path), &Limits::default())?;
        let passages: Vec<Passage> = document
            .passages
            .iter()
            .copied()
            .map(Passage::from)
            .collect();
        let input = Input {
            text: &document.text,
            title: None,
            passages: &passages,
            published: None,
        };
        let coding = coder.code_document(&mut parsers, &input);
        println!("== {path}: {} passages", passages.len());
        for claim in &coding.events {
            let event = &claim.content;
            println!(
                "EVENT {} {} -> {} | {}",
                event.action.plover(),
                names(&event.source),
                names(&event.target),
                rest(&claim.frame, &document.text)
            );
        }
        for claim in &coding.ties {
            let parties: Vec<_> = claim
                .content
                .parties
                .iter()
                .map(|party| format!("{}:{}[{}]", party.role, party.actor.code, party.actor.text))
                .collect();
            let object = claim
                .content
                .object
                .as_ref()
                .map_or("-", |object| &object.text);
            println!(
                "TIE {} {} ({object}) {} | {}",
                claim.content.kind,
                claim.content.status,
                parties.join(" "),
                rest(&claim.frame, &document.text)
            );
        }
        for claim in &coding.characterisations {
            println!(
                "CHAR {} {} | {}",
                claim.content.standing,
                names(&claim.content.parties),
                rest(&claim.frame, &document.text)
            );
        }
        for claim in &coding.causes {
            println!(
                "CAUSE {} [{}] => [{}] {}",
                claim.content.kind,
                claim.content.cause.text,
                claim.content.effect.text,
                rest(&claim.frame, &document.text)
            );
        }
    }
    Ok(())
}
