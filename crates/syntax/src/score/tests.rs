#![allow(clippy::format_push_string, reason = "short files, made once")]

use super::*;
use crate::{read_conllu, read_conllu_tokens};

/// CoNLL-U from sentences of words: `form/UPOS/head/relation`; a word that begins with `+` is a
/// multiword that takes the next two, a word that ends in `^` has no space after it.
fn text(sentences: &[&str]) -> Annotated {
    let mut file = String::new();
    for sentence in sentences {
        let mut id = 0;
        for word in sentence.split(' ') {
            let (word, misc) = word
                .strip_suffix('^')
                .map_or((word, "_"), |w| (w, "SpaceAfter=No"));
            if let Some(surface) = word.strip_prefix('+') {
                let range = format!("{}-{}\t{surface}", id + 1, id + 2);
                file.push_str(&format!("{range}\t_\t_\t_\t_\t_\t_\t_\t{misc}\n"));
                continue;
            }
            id += 1;
            let cells: Vec<&str> = word.split('/').collect();
            let [form, upos, head, relation] = cells[..] else {
                panic!("{word}")
            };
            let row = format!("{id}\t{form}\t{form}\t{upos}\t_\t_\t{head}\t{relation}");
            file.push_str(&format!("{row}\t_\t{misc}\n"));
        }
        file.push('\n');
    }
    read_conllu(&file).unwrap()
}

fn counts(figure: Figure) -> (usize, usize, usize) {
    (figure.gold, figure.system, figure.correct)
}

#[test]
fn a_text_agrees_with_itself() {
    let gold = text(&[
        "+du de/ADP/3/case le/DET/3/det vin/NOUN/0/root",
        "ici/ADV/0/root",
    ]);
    let scores = score(&gold, &gold).unwrap();
    assert_eq!(counts(scores.tokens), (3, 3, 3));
    assert_eq!(counts(scores.words), (4, 4, 4));
    assert_eq!(counts(scores.sentences), (2, 2, 2));
    assert_eq!(counts(scores.las.unwrap()), (4, 4, 4));
    assert_eq!(counts(scores.clas.unwrap()), (2, 2, 2));
    assert_eq!(counts(scores.mlas.unwrap()), (2, 2, 2));
}

#[test]
fn subtypes_are_cut_and_heads_are_compared_by_alignment() {
    let gold = text(&["a/X/2/obl:arg^ b/X/0/root^ c/X/2/punct"]);
    let system = text(&["ab/X/0/root^ c/X/1/punct"]);
    let scores = score(&gold, &system).unwrap();
    assert_eq!(counts(scores.tokens), (3, 2, 1));
    assert_eq!(counts(scores.words), (3, 2, 1));
    assert_eq!(counts(scores.upos.unwrap()), (3, 2, 1));
    // The head of `c` is `b` in gold; the system's `ab` is aligned with nothing.
    assert_eq!(counts(scores.uas.unwrap()), (3, 2, 0));
    let other = text(&["a/X/2/obl^ b/X/0/root^ c/X/2/punct"]);
    assert_eq!(
        counts(score(&gold, &other).unwrap().las.unwrap()),
        (3, 3, 3)
    );
    assert_eq!(score(&gold, &other).unwrap().relations["obl"].correct, 1);
}

#[test]
fn multiwords_are_aligned_by_their_forms() {
    let gold = text(&["+aux à/ADP/3/case les/DET/3/det rois/NOUN/0/root"]);
    let unsplit = text(&["aux/ADP/2/case rois/NOUN/0/root"]);
    let scores = score(&gold, &unsplit).unwrap();
    assert_eq!(counts(scores.tokens), (2, 2, 2));
    assert_eq!(counts(scores.words), (3, 2, 1));
    assert_eq!(counts(scores.las.unwrap()), (3, 2, 1));
    let upper = text(&["+aux À/ADP/3/case le/DET/3/det rois/NOUN/0/root"]);
    assert_eq!(counts(score(&gold, &upper).unwrap().words), (3, 3, 2));
    assert_eq!(counts(score(&unsplit, &gold).unwrap().words), (2, 3, 1));
    // A multiword that reaches over two pieces of the other side.
    let wide = text(&["+auxrois aux/ADP/2/case rois/NOUN/0/root"]);
    let narrow = text(&["aux/ADP/2/case^ rois/NOUN/0/root"]);
    assert_eq!(counts(score(&wide, &narrow).unwrap().words), (2, 2, 2));
    assert_eq!(counts(score(&wide, &narrow).unwrap().tokens), (1, 2, 0));
}

#[test]
fn content_words_need_their_function_words_for_mlas() {
    let gold = text(&["the/DET/2/det man/NOUN/3/nsubj ran/VERB/0/root ./PUNCT/3/punct"]);
    let wrong = text(&["the/PRON/2/det man/NOUN/3/nsubj ran/VERB/0/root ./PUNCT/3/punct"]);
    let scores = score(&gold, &wrong).unwrap();
    assert_eq!(counts(scores.las.unwrap()), (4, 4, 4));
    assert_eq!(counts(scores.clas.unwrap()), (2, 2, 2));
    assert_eq!(counts(scores.mlas.unwrap()), (2, 2, 1));
    assert_eq!(counts(scores.upos.unwrap()), (4, 4, 3));
}

#[test]
fn only_universal_features_count_and_a_blank_gold_lemma_accepts_all() {
    let row = |lemma: &str, feats: &str| {
        read_conllu(&format!(
            "1\ta\t{lemma}\tX\tT\t{feats}\t0\troot\t_\t_\n\
            2\tb\tb\tX\tT\t_\t1\tdep\t_\t_\n"
        ))
        .unwrap()
    };
    let gold = row("_", "Number=Sing|Voice=Act|NumForm=Digit");
    let scores = score(&gold, &row("z", "NumForm=Word|Voice=Act|Number=Sing")).unwrap();
    assert_eq!(counts(scores.feats.unwrap()), (2, 2, 2));
    assert_eq!(counts(scores.lemmas.unwrap()), (2, 2, 2));
    assert_eq!(counts(scores.blex.unwrap()), (2, 2, 2));
    let scores = score(&row("z", "Number=Sing"), &gold).unwrap();
    assert_eq!(counts(scores.feats.unwrap()), (2, 2, 1));
    assert_eq!(counts(scores.all_tags.unwrap()), (2, 2, 1));
    assert_eq!(counts(scores.lemmas.unwrap()), (2, 2, 1));
}

#[test]
fn sentences_are_compared_by_both_ends() {
    let gold = text(&["a/X/0/root", "b/X/0/root c/X/1/dep", "d/X/0/root"]);
    let system = text(&["a/X/0/root b/X/1/dep", "c/X/0/root", "d/X/0/root"]);
    assert_eq!(counts(score(&gold, &system).unwrap().sentences), (3, 3, 1));
}

#[test]
fn other_characters_are_an_error_and_other_spaces_are_not() {
    let gold = text(&["ab/X/0/root c/X/1/dep"]);
    let error = score(&gold, &text(&["ab/X/0/root d/X/1/dep"])).unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::Mismatch);
    assert!(error.to_string().contains("differ after 2"), "{error}");
    let spaced =
        read_conllu_tokens("1\ta b\t_\t_\t_\t_\t_\t_\t_\t_\n2\tc\t_\t_\t_\t_\t_\t_\t_\t_\n");
    let scores = score(&gold, &spaced.unwrap()).unwrap();
    assert_eq!(counts(scores.tokens), (2, 2, 2));
    assert!(scores.upos.is_none() && scores.las.is_none());
}
