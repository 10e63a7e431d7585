//! Names and nouns that the parser takes for other words.

use detente_syntax::Upos;

use super::{Mended, Row, is_capitalised, is_listed};
use crate::parse::Parse;

impl Mended {
    /// "à Alger avec le ministre": a name that looks like a verb governs nothing.
    pub(super) fn mend_named_verb(
        &mut self,
        parse: &Parse,
        word: usize,
        head: usize,
    ) -> Option<()> {
        // "à N'Djamena": the first letter may stand apart.
        let letter = word
            .checked_sub(1)
            .filter(|letter| is_elided_letter(parse.form(*letter)));
        let before = letter.unwrap_or(word).checked_sub(1)?;
        let taken = parse.upos(word) == Upos::Verb
            && is_capitalised(parse, word)
            && parse.upos(before) == Upos::Adp
            && self.heads[before] == Some(word)
            && before > 0;
        if !taken {
            return None;
        }
        if let Some(letter) = letter {
            self.set(letter, Some(word), "flat:name");
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
    /// "En réaction, Alger a annoncé": a name that looks like an infinitive is the subject of the verb with an auxiliary right
    /// behind it.
    pub(super) fn mend_named_subject(
        &mut self,
        parse: &Parse,
        word: usize,
        verb: usize,
    ) -> Option<()> {
        let taken = word > 0
            && word < verb
            && is_capitalised(parse, word)
            && parse.upos(word) == Upos::Verb
            && matches!(self.relations[word].as_str(), "advcl" | "xcomp" | "csubj")
            && self.under(word, "mark").is_none()
            && self.subject(verb).is_none()
            && self
                .below_of(verb)
                .any(|below| below == word + 1 && self.relations[below].starts_with("aux"));
        if !taken {
            return None;
        }
        self.set(word, Some(verb), self.subject_relation(verb));
        self.tags.push((word, Upos::Propn));
        Some(())
    }

    /// "Des vivres sont arrivés": what opens the sentence with "des" is some of them, and the subject.
    pub(super) fn mend_partitive(&mut self, parse: &Parse, noun: usize, verb: usize) -> Option<()> {
        let partitive = matches!(parse.form(0), "De" | "Des" | "Du")
            && self.heads[0] == Some(noun)
            && self.relations[0] == "case"
            && noun < verb
            && self.relations[noun].starts_with("obl")
            && self.is_noun(parse, noun)
            && !is_capitalised(parse, noun)
            && self.is_verb(parse, verb)
            && self.subject(verb).is_none()
            && (self.has_below(verb, "aux") || parse.feature(verb, "VerbForm") == Some("Fin"));
        partitive.then(|| {
            self.relate(0, "det");
            self.set(noun, Some(verb), self.subject_relation(verb));
        })
    }

    /// "un accord « historique » mettant fin": a single quoted word behind a noun describes it.
    pub(super) fn mend_quoted_word(
        &mut self,
        parse: &Parse,
        word: usize,
        head: usize,
    ) -> Option<()> {
        let noun = word.checked_sub(2)?;
        let quoted = word + 1 < self.heads.len()
            && is_quote(parse.form(word - 1))
            && is_quote(parse.form(word + 1))
            && self.is_noun(parse, noun)
            && head != noun
            && !self.is_verb(parse, word)
            && matches!(parse.upos(word), Upos::Adj | Upos::Noun)
            && !self.hangs_on(head, word);
        if !quoted {
            return None;
        }
        self.rehang(word, head, |_, below| below + 1 < word);
        self.rehang(word, noun, |_, below| below > word + 1);
        self.set(word, Some(noun), "amod");
        Some(())
    }

    /// "le retrait « avec effet immédiat » de son ambassadeur": what follows a quoted aside is of the noun before it.
    pub(super) fn mend_behind_quote(
        &mut self,
        parse: &Parse,
        word: usize,
        head: usize,
    ) -> Option<()> {
        let case = self.under(word, "case")?;
        let close = case.checked_sub(1).filter(|at| parse.form(*at) == "»")?;
        let open = (0..close).rev().find(|at| parse.form(*at) == "«")?;
        let noun = open.checked_sub(1)?;
        let inside = (open..close).contains(&head)
            && self.relations[word] == "nmod"
            && parse.upos(noun) == Upos::Noun
            && !self.hangs_on(noun, word);
        inside.then(|| self.heads[word] = Some(noun))
    }

    /// "trois cents civils": what is counted is the noun, and the number no noun.
    pub(super) fn mend_counted(&mut self, parse: &Parse, word: usize, number: usize) -> Option<()> {
        let counted = number + 1 == word
            && matches!(parse.form(number), "cent" | "cents" | "mille")
            && self.relations[word] == "amod"
            && parse.upos(word) == Upos::Adj
            && !self.is_verb(parse, word);
        let above = self.heads[number].filter(|_| counted)?;
        let relation = self.relations[number].clone();
        // "au moins trois cents": taken for a part of the adverb.
        let (above, relation) = if self.relations[number] == "fixed" {
            let verb = self.above(number, |grammar, above| grammar.is_verb(parse, above))?;
            let free = verb < number && self.under(verb, "obj").is_none();
            free.then_some((verb, "obj".to_owned()))?
        } else {
            (above, relation)
        };
        self.rehang(number, word, |_, _| true);
        self.set(word, Some(above), &relation);
        self.set(number, Some(word), "nummod");
        self.tags.push((word, Upos::Noun));
        Some(())
    }

    /// "Les marines indienne et philippine": an adjective behind a subject is no other subject.
    pub(super) fn mend_adjective(&mut self, parse: &Parse, word: usize, head: usize) -> Option<()> {
        let noun = word.checked_sub(1)?;
        let second = self.relations[word].starts_with("nsubj")
            && self.relations[noun].starts_with("nsubj")
            && self.heads[noun] == Some(head)
            && matches!(parse.upos(word), Upos::Adj | Upos::Noun)
            && self.is_noun(parse, noun)
            && !is_capitalised(parse, word)
            && self.is_bare(word)
            && self.under(word, "det").is_none();
        second.then(|| self.set(word, Some(noun), "amod"))
    }

    /// "à l'encontre de Séoul", "en provenance du Pakistan": a noun that is part of a preposition is not what the name behind it
    /// hangs on.
    pub(super) fn mend_preposition(
        &mut self,
        parse: &Parse,
        word: usize,
        head: usize,
    ) -> Option<()> {
        if !is_listed(Row::Complex, parse.form(word)) || self.is_bare(word) {
            return None;
        }
        let noun = self.below_of(word).find(|noun| {
            *noun > word
                && self
                    .under(*noun, "case")
                    .is_some_and(|case| case > word && parse.lemma(case) == "de")
        })?;
        let relation = self.placed_relation(parse, head);
        self.set(noun, Some(head), relation);
        self.set(word, Some(noun), "case");
        for before in self.below_of(word).collect::<Vec<_>>() {
            if before < word {
                self.relate(before, "fixed");
            } else {
                self.heads[before] = Some(noun);
            }
        }
        Some(())
    }
}

/// "N'" in "N'Djamena".
fn is_elided_letter(form: &str) -> bool {
    let mut letters = form.chars();
    letters.next().is_some_and(char::is_uppercase)
        && matches!(letters.next(), Some('\'' | '’'))
        && letters.next().is_none()
}

fn is_quote(form: &str) -> bool {
    matches!(form, "«" | "»" | "\"" | "“" | "”")
}
