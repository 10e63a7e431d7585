//! What the built-in models promise for any input: a tree with one root a sentence, and the same result each time.

#![allow(
    clippy::unwrap_used,
    reason = "a failure here is the failure of the test"
)]

use detente_model::Span;
use detente_syntax::{Annotated, ErrorKind, Language, Model, Upos, Workspace};
use proptest::prelude::*;

/// Tokens are what stands between spaces; a sentence ends after each `\n` token.
fn tokenised(text: &str) -> Annotated {
    let mut builder = Annotated::builder(text).unwrap();
    let mut at = 0;
    for piece in text.split(' ') {
        let end = at + piece.len() as u32;
        if !piece.is_empty() {
            builder.token(Span::new(at, end)).unwrap();
        }
        if piece.ends_with('\n') {
            builder.end_sentence();
        }
        at = end + 1;
    }
    builder.finish()
}

/// `add_tree` has already refused anything with a cycle, two roots or none.
fn check(text: &Annotated) {
    for sentence in text.sentences() {
        let root = sentence.root().unwrap();
        for token in sentence.tokens() {
            assert_eq!(token.relation() == Some("root"), token.id() == root.id());
            assert!(token.upos().is_some() && token.feats().is_some());
        }
    }
}

#[test]
fn a_plain_sentence_is_understood() {
    let mut text = tokenised("The minister accused both governments of lying .");
    Model::of(Language::English)
        .unwrap()
        .annotate(&mut text)
        .unwrap();
    let root = text.sentences().next().unwrap().root().unwrap();
    assert_eq!((root.form(), root.upos()), ("accused", Some(Upos::Verb)));
    let relation = |form: &str| text.tokens().find(|t| t.form() == form).unwrap().relation();
    assert_eq!(relation("minister"), Some("nsubj"));
    assert_eq!(relation("governments"), Some("obj"));
}

#[test]
fn a_french_sentence_is_understood() {
    let mut text = tokenised("Le ministre accuse les deux gouvernements .");
    Model::of(Language::French)
        .unwrap()
        .annotate(&mut text)
        .unwrap();
    let root = text.sentences().next().unwrap().root().unwrap();
    assert_eq!((root.form(), root.upos()), ("accuse", Some(Upos::Verb)));
}

#[test]
fn no_token_at_all_is_fine() {
    let mut text = tokenised("");
    Model::of(Language::English)
        .unwrap()
        .annotate(&mut text)
        .unwrap();
    assert!(text.is_empty() && text.tree().is_some());
}

#[test]
fn a_sentence_of_100_000_tokens_is_parsed_in_pieces() {
    let mut text = tokenised(&"the army fired \u{1f600} at \u{645}\u{631} ".repeat(16_667));
    assert!(text.len() > 100_000);
    Model::of(Language::English)
        .unwrap()
        .annotate(&mut text)
        .unwrap();
    check(&text);
}

#[test]
fn a_text_with_layers_is_left_alone() {
    let mut text = tokenised("Talks failed .");
    let model = Model::of(Language::English).unwrap();
    model.annotate(&mut text).unwrap();
    let before = text.clone();
    assert_eq!(
        model.annotate(&mut text).unwrap_err().kind(),
        ErrorKind::Layer
    );
    assert_eq!(text, before);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_gets_trees_whatever_else_the_buffers_held(
        one in "([\\PC\u{0}-\u{1f}\u{200f}\u{1f600}]{1,12}[ ]?[\n]?[ ]){0,60}",
        other in "([a-zA-Z0-9.,'\n-]{1,9}[ ]){0,60}",
    ) {
        let model = Model::of(Language::English).unwrap();
        let mut workspace = Workspace::new();
        let mut first = tokenised(&one);
        model.annotate_with(&mut workspace, &mut first).unwrap();
        check(&first);
        let mut between = tokenised(&other);
        model.annotate_with(&mut workspace, &mut between).unwrap();
        check(&between);
        let mut again = tokenised(&one);
        model.annotate_with(&mut workspace, &mut again).unwrap();
        prop_assert_eq!(first, again);
    }

    #[test]
    fn a_sentence_is_parsed_alone_as_among_others(count in 1usize..40) {
        let model = Model::of(Language::English).unwrap();
        let line = "Police said that the protesters , who wanted work , had left by Tuesday . \n ";
        let mut many = tokenised(&line.repeat(count));
        model.annotate(&mut many).unwrap();
        let mut single = tokenised(line);
        model.annotate(&mut single).unwrap();
        let last = many.sentences().next_back().unwrap();
        for (a, b) in last.tokens().zip(single.tokens()) {
            prop_assert_eq!((a.upos(), a.relation(), a.feats()), (b.upos(), b.relation(), b.feats()));
        }
    }
}
