//! Names and nouns that the parser takes for other words.

use detente_syntax::Upos;

use super::{Mended, is_capitalised};
use crate::parse::Parse;

impl Mended {
    /// "à Alger avec le ministre": a name that looks like a verb governs nothing.
    pub(super) fn mend_named_verb(
        &mut self,
        parse: &Parse,
        word: usize,
        head: usize,
    ) -> Option<()> {
        let before = word.checked_sub(1)?;
        let taken = parse.upos(word) == Upos::Verb
            && is_capitalised(parse, word)
            && parse.upos(before) == Upos::Adp
            && self.heads[before] == Some(word)
            && before > 0;
        if !taken {
            return None;
        }
        self.relate(before, "case");
        self.relate(word, self.placed_relation(parse, head));
        self.rehang(word, head, |_, below| below > word);
        self.tags.push((word, Upos::Propn));
        Some(())
    }

    /// "aux appareils civils": what has a preposition and a determiner is a noun, and the first of several adjectives behind
    /// them.
    pub(super) fn mend_misread_noun(
        &mut self,
        parse: &Parse,
        word: usize,
        head: usize,
    ) -> Option<()> {
        let (case, det) = (self.under(word, "case")?, self.under(word, "det")?);
        let taken = head < word
            && parse.upos(word) == Upos::Adj
            && self.relations[word] == "amod"
            && case < det
            && det < word;
        if !taken {
            return None;
        }
        let first = (det + 1..word)
            .find(|before| self.heads[*before] == Some(word) && parse.upos(*before) == Upos::Adj);
        let noun = first.unwrap_or(word);
        if noun != word {
            self.rehang(word, noun, |_, _| true);
            self.set(word, Some(noun), "amod");
        }
        self.set(noun, Some(head), self.placed_relation(parse, head));
        self.tags.push((noun, Upos::Noun));
        Some(())
    }
}
