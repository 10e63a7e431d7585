#![allow(clippy::format_push_string, reason = "short files, made once")]

use proptest::prelude::*;

use super::*;
use crate::{ErrorKind, read_conllu};

fn english() -> &'static Segmenter {
    Segmenter::of(Language::English).unwrap()
}

fn sentences(language: Language, text: &str) -> Vec<String> {
    let found = Segmenter::of(language).unwrap().segment(text).unwrap();
    let forms = |sentence: crate::Sentence<'_>| {
        sentence
            .tokens()
            .map(|token| token.form().to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    found.sentences().map(forms).collect()
}

/// Every character that is no white space is in exactly one piece, and pieces go forward.
fn check(text: &str, found: &Annotated) {
    let mut end = 0;
    let mut shared = None;
    for token in found.tokens() {
        let whole = token.multiword().map(crate::Multiword::span);
        if whole.is_some() && whole == shared {
            continue;
        }
        shared = whole;
        let span = whole.unwrap_or(token.span());
        let between = &text[end..span.start() as usize];
        assert!(
            between.chars().all(char::is_whitespace),
            "{between:?} is in no token"
        );
        end = span.end() as usize;
    }
    assert!(text[end..].chars().all(char::is_whitespace));
    assert_eq!(
        found.sentences().map(|s| s.tokens().len()).sum::<usize>(),
        found.len()
    );
    assert!(
        found
            .sentences()
            .all(|s| s.tokens().len() <= LONGEST_SENTENCE + 8)
    );
}

#[test]
fn what_is_open_is_decided_by_the_context() {
    let found = sentences(
        Language::English,
        "Gen. Lee isn't in the U.S. today. He can't come!\n\nWhy",
    );
    assert_eq!(
        found,
        [
            "Gen. Lee is n't in the U.S. today .",
            "He ca n't come !",
            "Why"
        ]
    );
    let found = sentences(
        Language::English,
        "See http://example.org/a-b?c=d, or ask a.b@example.org.",
    );
    assert_eq!(
        found,
        ["See http://example.org/a-b?c=d , or ask a.b@example.org ."]
    );
    let found = sentences(
        Language::French,
        "Il parle du port d'Astrakhan. Coût : 10 000 euros.",
    );
    assert_eq!(found[0], "Il parle de le port d' Astrakhan .");
    assert!(found[1].contains("10 000 euros"), "{found:?}");
}

#[test]
fn sentences_that_are_given_are_kept() {
    let text = "Mr. Lee left. He won.  ";
    let spans = [Span::new(0, 8), Span::new(8, 21), Span::new(21, 23)];
    let found = english().segment_sentences(text, &spans).unwrap();
    let words: Vec<&str> = found.sentences().map(crate::Sentence::as_str).collect();
    assert_eq!(words, ["Mr. Lee", "left. He won."]);
    for wrong in [
        [Span::new(4, 8), Span::new(0, 3)],
        [Span::new(0, 3), Span::new(4, 99)],
    ] {
        assert_eq!(
            english()
                .segment_sentences(text, &wrong)
                .unwrap_err()
                .kind(),
            ErrorKind::Layer
        );
    }
}

#[test]
fn long_and_odd_texts_are_cut_in_bounded_time() {
    let texts = [
        "a".repeat(1_000_000),
        ".".repeat(300_000),
        "a.b@".repeat(60_000),
        "://".repeat(80_000),
        "word ".repeat(100_000),
        "1 ".repeat(100_000),
        "'s".repeat(100_000),
        "\n".repeat(500_000),
        "\u{200d}\u{1f468}".repeat(50_000),
    ];
    for text in &texts {
        let found = english().segment(text).unwrap();
        check(text, &found);
    }
    let long = english().segment(&texts[4]).unwrap();
    assert_eq!(long.len(), 100_000);
    assert!(long.sentences().next().unwrap().is_cut());
}

#[test]
fn texts_kept_from_earlier_trouble_stay_whole() {
    for text in include_str!("../../tests/corpus/segmenter.txt").split("\n====\n") {
        check(text, &english().segment(text).unwrap());
        let french = Segmenter::of(Language::French).unwrap();
        check(text, &french.segment(text).unwrap());
    }
}

proptest! {
    #[test]
    fn pieces_rebuild_any_text(text in any::<String>()) {
        check(&text, &english().segment(&text).unwrap());
    }

    #[test]
    fn pieces_rebuild_texts_of_awkward_words(
        words in proptest::collection::vec(
            prop_oneof![
                "[a-zA-Z']{1,6}", "[0-9.,: ]{1,6}", "[.!?…)\"»”]{1,4}", "\\PC{1,4}",
                Just("\u{200f}שלום".to_owned()), Just("👩‍👩‍👧‍👦🏽".to_owned()), Just("e\u{301}".to_owned()),
                Just("\n \n".to_owned()), Just("\u{85}".to_owned()), Just("\0\u{7}".to_owned()),
                Just("http://a.b/(c".to_owned()), Just("x@y.".to_owned()), Just("du".to_owned()),
            ],
            0..40,
        ),
        glue in prop_oneof![Just(""), Just(" "), Just("\u{a0}")],
    ) {
        let text = words.join(glue);
        for language in [Language::English, Language::French] {
            check(&text, &Segmenter::of(language).unwrap().segment(&text).unwrap());
        }
    }

    #[test]
    fn damaged_weights_are_an_error(at in 0usize..60_000, bit in 0u8..8) {
        let mut file = FRENCH_WEIGHTS.to_vec();
        let at = at % file.len();
        file[at] ^= 1 << bit;
        prop_assert_eq!(Segmenter::from_bytes(&file).unwrap_err().kind(), ErrorKind::Weights);
        prop_assert_eq!(Segmenter::from_bytes(&file[..at]).unwrap_err().kind(), ErrorKind::Weights);
    }
}

/// A few sentences, each a paragraph of its own in every other.
fn lesson() -> Annotated {
    let mut file = String::new();
    for (number, words) in [
        "He did n't .",
        "We saw it !",
        "Dr. Ray was here .",
        "They can not .",
    ]
    .iter()
    .cycle()
    .take(40)
    .enumerate()
    {
        if number % 2 == 0 {
            file.push_str("# newpar\n");
        }
        let words: Vec<&str> = words.split(' ').collect();
        for (at, word) in words.iter().enumerate() {
            if words.get(at + 1) == Some(&"n't") {
                file.push_str(&format!(
                    "{}-{}\t{word}n't{}\n",
                    at + 1,
                    at + 2,
                    "\t_".repeat(8)
                ));
            }
            let tight = at + 2 == words.len() || (*word == "n't" && at + 2 == words.len());
            let misc = if tight { "SpaceAfter=No" } else { "_" };
            file.push_str(&format!("{}\t{word}{}\t{misc}\n", at + 1, "\t_".repeat(7)));
        }
        file.push('\n');
    }
    read_conllu(&file).unwrap()
}

#[test]
fn training_twice_gives_the_same_bytes() {
    let first = train_segmenter(&[lesson()], 0).unwrap();
    let again = train_segmenter(&[lesson()], 0).unwrap();
    assert_eq!(first.to_bytes(), again.to_bytes());
    assert_eq!(Segmenter::from_bytes(&first.to_bytes()).unwrap(), first);
    let found = first.segment("We didn't. Dr. Ray was here!").unwrap();
    let forms: Vec<&str> = found.tokens().map(crate::Token::form).collect();
    assert_eq!(
        forms,
        ["We", "did", "n't", ".", "Dr.", "Ray", "was", "here", "!"]
    );
    assert_eq!(
        train_segmenter(&[], 0).unwrap_err().kind(),
        ErrorKind::Training
    );
}
