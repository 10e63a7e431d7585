//! Runs every block of `specs/dates.md`.

use detente_text::find_dates;

const SPECS: &str = include_str!("../specs/dates.md");

fn found(text: &str, language: &str, reference: Option<&str>) -> String {
    let reference = reference.map(|day| day.parse().expect("the reference is a day"));
    let lines = find_dates(text, language, reference)
        .into_iter()
        .map(|date| {
            let words = &text[date.span.start() as usize..date.span.end() as usize];
            let when = date.when.map_or_else(
                || "-".to_owned(),
                |when| {
                    let side = |day: Option<detente_model::Day>| {
                        day.map_or_else(String::new, |day| day.to_string())
                    };
                    let (precision, basis) = (
                        format!("{:?}", when.precision()),
                        format!("{:?}", when.basis()),
                    );
                    let names = format!("{precision} {basis}").to_lowercase();
                    format!("{}..{} {names}", side(when.start()), side(when.end()))
                },
            );
            format!("{words} | {} | {when}\n", date.timex)
        });
    lines.collect()
}

#[test]
fn every_block_holds() {
    let mut blocks = 0;
    for block in SPECS.split("\n```dates ").skip(1) {
        let (head, rest) = block.split_once('\n').expect("a block has lines");
        let (body, _) = rest.split_once("```").expect("a block ends");
        let (text, expected) = body.split_once("\n---\n").expect("a block has a line");
        let mut head = head.split(' ');
        let language = head.next().expect("a block names its language");
        assert_eq!(found(text, language, head.next()), expected, "{text}");
        blocks += 1;
    }
    assert!(blocks >= 25, "only {blocks} blocks were read");
}
