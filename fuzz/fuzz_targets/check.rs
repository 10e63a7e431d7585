//! What must hold for any input: no panic, spans that tile the text, passages inside it.

use detente_text::{Hints, Limits, read_documents};

pub fn read(bytes: &[u8], name: &str) {
    let Ok(found) = read_documents(bytes, &Hints::from_name(name), &Limits::default()) else {
        return;
    };
    for document in found.documents {
        let rebuilt: String = document.spans.iter().map(|span| span.span.of(&document.text)).collect();
        assert_eq!(rebuilt, document.text);
        for passage in &document.passages {
            assert!(!document.words(passage).is_empty());
        }
    }
}
