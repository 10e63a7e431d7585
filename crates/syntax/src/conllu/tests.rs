#![allow(clippy::format_push_string, reason = "short files, made once")]

use super::*;
use crate::{Annotated, ErrorKind};

const FRENCH: &str = "\
# newdoc id = a
# sent_id = one
# text = Il va au port.
1\tIl\til\tPRON\t_\tNumber=Sing|Person=3\t2\tnsubj\t_\t_
2\tva\taller\tVERB\t_\t_\t0\troot\t_\tGloss=go
3-4\tau\t_\t_\t_\t_\t_\t_\t_\t_
3\tà\tà\tADP\t_\t_\t5\tcase\t_\t_
4\tle\tle\tDET\t_\t_\t5\tdet\t_\t_
5\tport\tport\tNOUN\t_\t_\t2\tobl:arg\t_\tSpaceAfter=No
6\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_

# newpar
# sent_id = two
1\tOui\toui\tINTJ\t_\t_\t0\troot\t_\t_

";

#[test]
fn what_is_read_is_written_again() {
    let text = read_conllu(FRENCH).unwrap();
    assert_eq!(text.text(), "Il va au port.\n\nOui");
    assert_eq!(to_conllu(&text), FRENCH);
    let port = text.tokens().nth(4).unwrap();
    assert_eq!(port.form(), "port");
    assert_eq!(port.universal_relation(), Some("obl"));
    assert_eq!(port.head().unwrap().lemma(), Some("aller"));
    assert_eq!(text.tokens().next().unwrap().feature("Person"), Some("3"));
    assert!(text.sentences().all(crate::Sentence::starts_paragraph));
}

#[test]
fn pretokenised_input_may_hold_anything_in_the_other_columns() {
    let file = FRENCH.replace("\tnsubj\t", "\t\t").replace("INTJ", "what");
    let text = read_conllu_tokens(&file).unwrap();
    assert_eq!(text.tokens().len(), 7);
    assert!(text.tags().is_none() && text.tree().is_none());
    assert!(to_conllu(&text).contains("3-4\tau\t_\t_"));
    assert_eq!(read_conllu(&file).unwrap_err().kind(), ErrorKind::Conllu);
}

#[test]
fn empty_nodes_and_carriage_returns_are_passed_over() {
    let file = "\u{feff}1\ta\t_\tX\t_\t_\t0\troot\t_\t_\r\n1.1\tb\t_\t_\t_\t_\t_\t_\t_\t_\r\n\r\n";
    let text = read_conllu(file).unwrap();
    assert_eq!(text.text(), "a");
    assert!(text.lemmas().is_none());
    assert!(read_conllu("").unwrap().is_empty());
    assert!(read_conllu("\n\n# only a comment\n\n").unwrap().is_empty());
}

/// The message for a file of the rows given, each `id form upos head` with the rest filled in.
fn message(rows: &[&str]) -> String {
    let mut file = String::new();
    for row in rows {
        let cells: Vec<&str> = row.split(' ').collect();
        match cells[..] {
            [id, form, upos, head] => {
                file.push_str(&format!(
                    "{id}\t{form}\t_\t{upos}\t_\t_\t{head}\tdep\t_\t_\n"
                ));
            }
            _ => file.push_str(&format!("{row}\n")),
        }
    }
    let error = read_conllu(&file).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conllu, "{error}");
    error.to_string()
}

#[test]
fn errors_name_the_row() {
    let cases: [(&[&str], &str); 14] = [
        (&["1 a X"], "row 1: 1 columns instead of 10"),
        (&["1 a X 0", "3 b X 1"], "row 2: the id 3 where 2 is next"),
        (&["x a X 0"], "row 1: the id \"x\" is no number from 1"),
        (&["+1 a X 0"], "row 1: the id \"+1\" is no number from 1"),
        (&["1 \u{a0} X 0"], "row 1: the form \"\\u{a0}\" is blank"),
        (&["1 a NN 0"], "row 1: \"NN\" is not one of the 17"),
        (
            &["1 a X 2"],
            "row 2: the sentence that ends here: the head 2 of 1 tokens",
        ),
        (
            &["1 a X 0", "2 b X 0"],
            "the sentence that ends here: 2 roots",
        ),
        (
            &["1 a X 2", "2 b X 1"],
            "the sentence that ends here: token 1 is on a cycle",
        ),
        (&["1 a X -1"], "row 1: the head \"-1\" is no number"),
        (&["1 a X 0", "2 b _ 1"], "row 2: UPOS is given for some"),
        (&["1 a X 0", "2 b X _"], "row 2: HEAD is given for some"),
        (
            &["2-3 ab _ _", "1 a X 0"],
            "row 1: the range 2-3 after 0 tokens",
        ),
        (
            &["1-2 ab _ _", "1 a X 0"],
            "the range up to 2 has no such tokens",
        ),
    ];
    for (rows, expected) in cases {
        let found = message(rows);
        assert!(found.contains(expected), "{rows:?}: {found}");
    }
    assert!(message(&["1 a X 0", "# late x y"]).contains("a comment inside a sentence"));
}

#[test]
fn a_form_cannot_break_its_row() {
    let mut builder = Annotated::builder("a\tb\nc d").unwrap();
    builder.token(detente_model::Span::new(0, 5)).unwrap();
    builder.token(detente_model::Span::new(6, 7)).unwrap();
    let written = to_conllu(&builder.finish());
    let expected = "# newpar\n# sent_id = 1\n# text = a b c d\n\
        1\ta b c\t_\t_\t_\t_\t_\t_\t_\t_\n2\td\t_\t_\t_\t_\t_\t_\t_\t_\n\n";
    assert_eq!(written, expected);
}

#[test]
fn files_kept_from_earlier_trouble_are_read_or_refused() {
    let mut refused = 0;
    for file in include_str!("../../tests/corpus/conllu.txt").split("====\n") {
        match read_conllu(file) {
            Ok(text) => check_round_trip(&text),
            Err(error) => {
                assert!(error.to_string().contains("row "), "{error}");
                refused += 1;
            }
        }
    }
    assert_eq!(refused, 9);
}

/// What is written can be read again with the same tokens, sentences and trees.
fn check_round_trip(text: &Annotated) {
    let written = to_conllu(text);
    let again = read_conllu(&written).unwrap();
    assert_eq!(to_conllu(&again), written);
    assert_eq!(again.len(), text.len());
    assert_eq!(again.sentences().len(), text.sentences().len());
    assert_eq!(
        again.tree().map(crate::Tree::heads),
        text.tree().map(crate::Tree::heads)
    );
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused(file in "([0-9_.\t\n#-]|\\PC){0,80}") {
        if let Ok(text) = read_conllu(&file) {
            check_round_trip(&text);
        }
    }

    #[test]
    fn changed_files_are_read_or_refused(
        changes in proptest::collection::vec((0usize..500, "[0-9_\t\n#.a-]{0,3}"), 1..6),
    ) {
        let mut chars: Vec<char> = FRENCH.chars().collect();
        for (at, new) in changes {
            let at = at % chars.len();
            chars.splice(at..(at + 1).min(chars.len()), new.chars());
            if chars.is_empty() {
                break;
            }
        }
        let file: String = chars.into_iter().collect();
        if let Ok(text) = read_conllu(&file) {
            check_round_trip(&text);
        }
        if let Ok(text) = read_conllu_tokens(&file) {
            proptest::prop_assert!(read_conllu_tokens(&to_conllu(&text)).is_ok());
        }
    }
}
