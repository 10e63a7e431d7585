//! What holds for every text.

use detente_coder::{
    ActorRequest, CodeRequest, Coder, Coding, Input, Parsers, Passage, SpanOrWords,
};
use detente_model::{Frame, Span, Speaker};
use detente_text::Language;
use proptest::prelude::*;
use std::sync::OnceLock;

fn coder() -> &'static Coder<'static> {
    static CODER: OnceLock<Coder<'static>> = OnceLock::new();
    CODER.get_or_init(Coder::builtin)
}

fn code(text: &str, language: Language) -> Coding {
    let middle = (0..=text.len() / 2)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .expect("0 is one");
    let passage = |span, continues| Passage {
        span,
        language,
        continues,
    };
    let passages = [
        passage(Span::from_range(0..middle), false),
        passage(Span::from_range(middle..text.len()), true),
    ];
    let input = Input {
        text,
        title: None,
        passages: &passages,
        published: None,
    };
    coder().code_document(&mut Parsers::new(), &input)
}

/// Every span lies on character boundaries, and the trigger inside the evidence.
fn check(coding: &Coding, text: &str) {
    let frame = |frame: &Frame| {
        assert!(frame.evidence.get(text).is_some());
        assert!(frame.trigger.get(text).is_some());
        assert!(frame.evidence.contains(frame.trigger));
        assert!((0.0..=1.0).contains(&frame.score));
        if let Some(Speaker::Actor(speaker)) = &frame.says {
            assert_eq!(speaker.span.of(text), speaker.text);
        }
    };
    for claim in &coding.events {
        frame(&claim.frame);
        for actor in claim.content.source.iter().chain(&claim.content.target) {
            assert_eq!(actor.span.of(text), actor.text);
            assert!(claim.frame.evidence.contains(actor.span));
        }
        assert!(!claim.content.source.is_empty() || !claim.content.target.is_empty());
    }
    for claim in &coding.ties {
        frame(&claim.frame);
        assert!(!claim.content.parties.is_empty());
        for party in &claim.content.parties {
            assert_eq!(party.actor.span.of(text), party.actor.text);
        }
    }
    for claim in &coding.causes {
        frame(&claim.frame);
        assert_eq!(claim.content.cause.span.of(text), claim.content.cause.text);
        assert_eq!(
            claim.content.effect.span.of(text),
            claim.content.effect.text
        );
    }
    for claim in &coding.characterisations {
        frame(&claim.frame);
        assert_eq!(claim.content.words.span.of(text), claim.content.words.text);
    }
}

/// Words that rules look at, in any order, so that rules fire.
fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "Russia",
        "Iran",
        "La Russie",
        "nie",
        "avoir",
        "attaqué",
        "The kingdom",
        "the strikes",
        "the two",
        "both",
        "he",
        "Israel’s",
        "Moscow",
        "both countries",
        "their",
        "it",
        "the",
        "a",
        "not",
        "will",
        "may",
        "signed",
        "treaty",
        "with",
        "attacked",
        "strikes",
        "on",
        "supplying",
        "to",
        "supply",
        "by",
        "was",
        "which",
        ",",
        ".",
        "and",
        "-",
        "Iranian",
        "President",
        "Vladimir Putin",
        "said",
        "that",
        "according to",
        "if",
        "refused",
        "urged",
        "condemn",
        "allies",
        "because of",
        "leads to",
        "in 2016",
        "la",
        "Russie",
        "a condamné",
        "l’Iran",
        "d'",
        "ne",
        "pas",
        "«",
        "»",
        "\"",
        "n't",
        "?",
        "war in Ukraine",
        "sanctions",
        "of",
        "as",
        "is",
        "led",
        "backed",
        "(",
        ")",
    ]);
    prop::collection::vec(word, 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_coded(text in "\\PC{0,200}") {
        check(&code(&text, Language::ENGLISH), &text);
        check(&code(&text, Language::FRENCH), &text);
    }

    #[test]
    fn any_order_of_known_words_can_be_coded(text in words()) {
        let coding = code(&text, Language::ENGLISH);
        check(&coding, &text);
        prop_assert_eq!(&coding, &code(&text, Language::ENGLISH));
        check(&code(&text, Language::FRENCH), &text);
    }

    #[test]
    fn any_pair_and_any_actor_can_be_asked_for(text in words(), a in 0_usize..60, b in 0_usize..60) {
        let span = |at: usize| {
            let start = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).expect("0 is one");
            Span::from_range(start..text.len())
        };
        let _ = coder().relation(&mut Parsers::new(), &text, Some(span(a)), Some(span(b)));
        let request = ActorRequest { id: 1, text: text.clone(), date: None, context: Some(text.clone()) };
        if let Some(actor) = request.answer(coder()).expect("no date").actor {
            prop_assert_eq!(actor.span.of(&text), actor.text);
        }
    }
}

/// What sets slips of the parser right hung some words of these on each other, and their reader went round for ever.
#[test]
fn words_that_hang_on_each_other_come_to_an_end() {
    for text in [
        "attaqué attacked - Moscow condamné Israel’s Moscow",
        "both backed Israel’s d' both ne",
        "pas Iranian sanctions a Israel’s",
    ] {
        check(&code(text, Language::ENGLISH), text);
        check(&code(text, Language::FRENCH), text);
    }
}

#[test]
fn a_line_of_json_is_answered() {
    let line = r#"{"id":"1","text":"Russia attacked Ukraine in 2022.","date":"2022-03-01T10:00:00",
        "pairs":[{"source":"Russia","target":{"start":16,"end":23}}]}"#;
    let request: CodeRequest = serde_json::from_str(line).expect("a request");
    let answer = serde_json::to_value(
        request
            .answer(coder(), &mut Parsers::new())
            .expect("a good date"),
    )
    .expect("plain data");
    assert_eq!(answer["relevant"], true);
    assert_eq!(answer["events"][0]["type"], "ASSAULT");
    assert_eq!(answer["events"][0]["source"][0]["code"], "RUS");
    assert_eq!(answer["events"][0]["evidence"]["start"], 0);
    assert_eq!(answer["claims"][0]["about"], "event");
    assert_eq!(answer["pairs"][0]["type"], "ASSAULT");
    assert_eq!(answer["pairs"][0]["source"], "Russia");
    let pair: SpanOrWords =
        serde_json::from_value(answer["pairs"][0]["target"].clone()).expect("as asked");
    assert_eq!(pair, SpanOrWords::Span(Span::new(16, 23)));
}
