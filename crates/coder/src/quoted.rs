//! Sentences that begin with a quotation: "'Russia supplied missiles,' a senior official said."
//!
//! Treebanks hold few of them, and a parser often takes a verb of the quotation for a description of
//! the speaker. What is quoted is therefore parsed by itself and hung on the verb of saying.

use std::ops::Range;

use detente_syntax::Upos;

use crate::finite::Mended;
use crate::parse::Parse;

/// A quotation at the beginning of a passage: its words there, and its own grammar.
#[derive(Debug, Clone)]
pub(crate) struct Quotation {
    pub words: Range<usize>,
    pub parse: Parse,
}

/// Letters that a quotation and the words of its speaker must have to be parsed apart.
const LEAST: usize = 12;

/// The marks of quotation that are read.
const MARKS: [char; 5] = ['“', '”', '«', '»', '"'];

/// Whether a text has a mark of quotation.
pub(crate) fn is_marked(text: &str) -> bool {
    text.contains(MARKS)
}

/// The bytes, marks included, of the quotation that `passage` begins with, where the words of its
/// speaker follow. A quotation may have begun in the passage before.
pub(crate) fn opening(passage: &str) -> Option<Range<usize>> {
    let lead = passage.len() - passage.trim_start().len();
    let body = &passage[lead..];
    let first = body.chars().next()?;
    let closing = match first {
        '“' => '”',
        '«' => '»',
        '"' => '"',
        _ => body.find(['“', '”', '«', '»']).and_then(|at| {
            let mark = body[at..].chars().next()?;
            matches!(mark, '”' | '»').then_some(mark)
        })?,
    };
    let inside = match first {
        '“' | '«' | '"' => first.len_utf8(),
        _ => 0,
    };
    let close = inside + body[inside..].find(closing)?;
    let end = close + closing.len_utf8();
    let said = body[inside..close].trim_end();
    let rest = body[end..].trim_start();
    // "..., » a déclaré", "... », a déclaré".
    let paused = said.ends_with([',', '!', '?', '…']) || rest.starts_with(',');
    let rest = rest.trim_start_matches(',').trim_start();
    let is_told = rest.chars().next().is_some_and(char::is_alphabetic);
    let long = |words: &str| {
        words
            .chars()
            .filter(|letter| letter.is_alphabetic())
            .count()
            >= LEAST
    };
    (paused && is_told && long(said) && long(rest)).then_some(lead..lead + end)
}

impl Parse {
    /// The grammar of a passage with that of the quotation which its bytes from `start` on are;
    /// as it was, where no verb is found outside the quotation or words are told apart otherwise.
    pub(crate) fn with_quotation(self, start: usize, quotation: Self) -> Self {
        match stitched(&self, start, quotation) {
            Some(mended) => self.replaced(mended),
            None => self,
        }
    }
}

fn stitched(parse: &Parse, start: usize, quotation: Parse) -> Option<Mended> {
    let count = parse.len();
    let place = |word: usize| parse.place(word);
    let first = (0..count).find(|word| place(*word).start as usize >= start)?;
    let words = first..first + quotation.len();
    let moved = |word: usize| {
        let span = quotation.place(word);
        span.start + start as u32..span.end + start as u32
    };
    let alike = words.end < count
        && words
            .clone()
            .all(|word| place(word) == moved(word - words.start));
    if !alike {
        return None;
    }
    let outside = |word: usize| !words.contains(&word);
    let describes = |word: usize| {
        ["acl", "advcl", "amod", "xcomp"]
            .iter()
            .any(|relation| parse.is(word, relation))
            && parse.head(word).is_some_and(outside)
    };
    let said =
        (words.end..count).find(|word| parse.upos(*word) == Upos::Verb && !describes(*word))?;
    let mut top = said;
    while let Some(above) = parse.head(top).filter(|above| outside(*above)) {
        top = above;
    }
    let mut heads: Vec<Option<usize>> = (0..count).map(|word| parse.head(word)).collect();
    let mut relations: Vec<String> = (0..count)
        .map(|word| parse.relation(word).to_owned())
        .collect();
    let mut set = |word: usize, head: Option<usize>, relation: &str| {
        heads[word] = head;
        relation.clone_into(&mut relations[word]);
    };
    for word in words.clone() {
        let own = word - words.start;
        match quotation.head(own) {
            Some(above) => set(word, Some(above + words.start), quotation.relation(own)),
            None => set(word, Some(said), "ccomp"),
        }
    }
    set(top, None, "root");
    let mut speaks = (0..count)
        .any(|word| outside(word) && parse.head(word) == Some(said) && parse.is(word, "nsubj"));
    for word in (0..count).filter(|word| outside(*word) && *word != top) {
        let lost = parse.head(word).is_none_or(|above| words.contains(&above));
        if !lost {
            continue;
        }
        let nominal = matches!(parse.upos(word), Upos::Noun | Upos::Propn | Upos::Pron);
        if nominal && !speaks {
            speaks = true;
            set(word, Some(said), "nsubj");
        } else {
            let relation = parse.relation(word).to_owned();
            set(word, Some(said), &relation);
        }
    }
    // "a déclaré le ministre": behind its verb, a subject looks like an object.
    let inverted = (said + 1..count).find(|word| {
        heads[*word] == Some(said)
            && relations[*word].starts_with("obj")
            && matches!(parse.upos(*word), Upos::Noun | Upos::Propn)
    });
    if let Some(subject) = inverted.filter(|_| !speaks) {
        "nsubj".clone_into(&mut relations[subject]);
    }
    Mended::with_quotation(
        top,
        (heads, relations),
        Quotation {
            words,
            parse: quotation,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::opening;
    use crate::parse::Parsers;
    use detente_model::Span;

    #[test]
    fn a_quotation_opens_a_sentence_with_its_speaker() {
        let cases = [
            (
                "“We will never yield to threats,” the minister said.",
                Some("“We will never yield to threats,”"),
            ),
            (
                "They will answer in kind,” said the minister.",
                Some("They will answer in kind,”"),
            ),
            (
                "« L'Iran a livré des drones », a déclaré le ministre.",
                Some("« L'Iran a livré des drones »"),
            ),
            (
                "\"Russia supplied missiles,\" an official told Reuters.",
                Some("\"Russia supplied missiles,\""),
            ),
            ("“We will never yield to threats.” The minister left.", None),
            (
                "The minister called it “a threat,” and left the room.",
                None,
            ),
            ("“No,” he said.", None),
            ("“Unclosed words of some length, he said.", None),
        ];
        for (text, expected) in cases {
            assert_eq!(opening(text).map(|range| &text[range]), expected, "{text}");
        }
    }

    #[test]
    fn what_is_quoted_hangs_on_the_verb_of_saying() {
        let text = "\"Russia supplied missiles to Iran,\" a senior U.S. official told Reuters.";
        let span = Span::from_range(0..text.len());
        let parse = Parsers::new().parse(text, span, "en").expect("a grammar");
        let word = |form: &str| (0..parse.len()).find(|word| parse.form(*word) == form);
        let (supplied, told) = (
            word("supplied").expect("a word"),
            word("told").expect("a word"),
        );
        assert_eq!(parse.head(supplied), Some(told));
        assert!(parse.is(supplied, "ccomp"));
        assert_eq!(parse.head(told), None);
        let subject = |verb: usize| parse.dependent(verb, "nsubj").map(|word| parse.form(word));
        assert_eq!(subject(told), Some("official"));
        assert_eq!(subject(supplied), Some("Russia"));
    }
}
