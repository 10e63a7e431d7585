//! What holds for any text.

#![allow(clippy::unwrap_used)] // a failure here is the failure of the test

use detente_text::{Hints, Limits, find_sentences, read_document};
use proptest::prelude::*;

/// Text made of what real pages are made of, and of any character.
fn pages() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("The two sides met in Oslo on Monday. ".to_owned()),
        Just("Les ministres se sont vus pendant deux heures. ".to_owned()),
        Just("as was said, le président a quitté la réunion avec ses conseillers du palais, and then nobody knew what to do".to_owned()),
        Just("A Heading Of Some Length\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("- an item of a list\n".to_owned()),
        Just("• Name : A Person\n".to_owned()),
        Just("**bold** [4] “quoted.” ".to_owned()),
        Just("end.Glued Heading Here\n".to_owned()),
        Just("Share your thoughts in the comments below. ".to_owned()),
        Just("---\ntitle: x\n---\n".to_owned()),
        Just("Table of Contents\n".to_owned()),
        "\\PC{0,12}",
        any::<String>(),
    ];
    prop::collection::vec(piece, 1..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn spans_tile_the_text_and_passages_lie_in_main_content(text in pages()) {
        let Ok(document) = read_document(text.as_bytes(), &Hints::from_name("a.txt"), &Limits::default()) else {
            return Ok(());
        };
        prop_assert_eq!(document.text.as_str(), text.trim_start_matches('\u{feff}'));
        let rebuilt: String = document.spans.iter().map(|span| span.span.of(&document.text)).collect();
        prop_assert_eq!(&rebuilt, &document.text);
        let mut end = 0;
        for passage in &document.passages {
            prop_assert!(passage.span.start() >= end);
            end = passage.span.end();
            let words = document.words(passage);
            prop_assert!(!words.is_empty() && words.trim() == words);
            let holders = document.spans.iter().filter(|span| span.span.overlaps(passage.span)).collect::<Vec<_>>();
            prop_assert_eq!(holders.len(), 1);
            prop_assert!(holders[0].kind.is_main());
        }
        let again = read_document(text.as_bytes(), &Hints::from_name("a.txt"), &Limits::default());
        prop_assert_eq!(again.as_ref().ok(), Some(&document));
    }

    #[test]
    fn sentences_hold_every_character(text in pages()) {
        let sentences = find_sentences(&text);
        let kept: String = sentences.iter().flat_map(|span| span.of(&text).chars()).filter(|c| !c.is_whitespace()).collect();
        let all: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        prop_assert_eq!(kept, all);
    }
}
