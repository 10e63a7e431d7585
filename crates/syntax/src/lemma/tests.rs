#![allow(clippy::format_push_string, reason = "short files, made once")]

use proptest::prelude::*;

use super::*;
use crate::{ErrorKind, read_conllu};

/// A text of `form upos feats lemma`.
fn lesson(rows: &[&str]) -> Annotated {
    let mut file = String::new();
    for row in rows {
        let cells: Vec<&str> = row.split(' ').collect();
        let [form, upos, feats, lemma] = cells[..] else {
            panic!("{row}")
        };
        file.push_str(&format!(
            "1\t{form}\t{lemma}\t{upos}\t_\t{feats}\t0\troot\t_\t_\n\n"
        ));
    }
    read_conllu(&file).unwrap()
}

#[test]
fn endings_decide_for_forms_never_seen_and_exceptions_for_their_own() {
    let text = lesson(&[
        "houses NOUN Number=Plur house",
        "tables NOUN Number=Plur table",
        "hands NOUN Number=Plur hand",
        "maps NOUN Number=Plur map",
        "cars NOUN Number=Plur car",
        "Dogs NOUN Number=Plur dog",
        "cities NOUN Number=Plur city",
        "ladies NOUN Number=Plur lady",
        "bodies NOUN Number=Plur body",
        "mice NOUN Number=Plur mouse",
        "Paris PROPN Number=Sing Paris",
        "went VERB Tense=Past go",
    ]);
    let learned = train_lemmatiser(std::slice::from_ref(&text)).unwrap();
    let noun = |form: &str| learned.lemma(form, Upos::Noun, "Number=Plur");
    assert_eq!(noun("tanks"), "tank");
    assert_eq!(noun("parties"), "party");
    assert_eq!(noun("mice"), "mouse");
    assert_eq!(noun("Trees"), "tree");
    assert_eq!(
        learned.lemma("Berlin", Upos::Propn, "Number=Sing"),
        "Berlin"
    );
    assert_eq!(
        learned.lemma("boats", Upos::Noun, "Number=Plur|Case=Nom"),
        "boat"
    );
    assert_eq!(learned.lemma("word", Upos::Adv, "_"), "word");
    let again = train_lemmatiser(&[text]).unwrap();
    assert_eq!(learned.to_bytes(), again.to_bytes());
    assert_eq!(
        Lemmatiser::from_bytes(&learned.to_bytes()).unwrap(),
        learned
    );
}

#[test]
fn a_text_needs_tags_before_lemmas() {
    let english = Lemmatiser::of(Language::English).unwrap();
    let bare = lesson(&["a X _ a"]).without_layers();
    assert_eq!(
        english.annotate(&mut bare.clone()).unwrap_err().kind(),
        ErrorKind::Layer
    );
    assert_eq!(
        train_lemmatiser(&[bare]).unwrap_err().kind(),
        ErrorKind::Training
    );
    let mut text = lesson(&["wars NOUN Number=Plur _"]);
    english.annotate(&mut text).unwrap();
    assert_eq!(text.tokens().next().unwrap().lemma(), Some("war"));
}

proptest! {
    #[test]
    fn every_form_has_a_lemma(form in "\\PC{1,12}", upos in 0usize..17, feats in "[A-Za-z=|_]{0,9}") {
        for language in [Language::English, Language::French] {
            let lemmatiser = Lemmatiser::of(language).unwrap();
            let upos = Upos::from_index(upos).unwrap();
            prop_assert!(!lemmatiser.lemma(&form, upos, &feats).is_empty());
        }
    }

    #[test]
    fn a_script_leads_to_the_lemma(form in "\\PC{1,12}", lemma in "\\PC{1,12}") {
        let cases = [script::Case::Lower, script::Case::Keep, script::Case::Title];
        let mut found = String::new();
        Script::between(&form, &lemma, cases).apply(&form, &mut found);
        prop_assert_eq!(found, lemma);
    }
}
