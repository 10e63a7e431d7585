//! Subjects and objects that stand behind a date or a place, and hang on it.

use detente_syntax::Upos;

use super::{Mended, is_capitalised, is_measure};
use crate::parse::Parse;
use crate::verbal::VerbKind;

impl Mended {
    /// "a infligé au pays un embargo", "a bombardé dans la nuit un entrepôt": a noun of its own without preposition is
    /// the object, whatever place or date stands before it.
    pub(super) fn mend_late_object(
        &mut self,
        parse: &Parse,
        noun: usize,
        head: usize,
    ) -> Option<()> {
        let beside = head < noun
            && self.is_noun(parse, noun)
            && !is_capitalised(parse, noun)
            && !is_measure(parse, noun)
            && matches!(
                self.relations[noun].as_str(),
                "nmod" | "obl:mod" | "obl:arg" | "obl"
            )
            && self.is_bare(noun);
        if !beside {
            return None;
        }
        let opening = self
            .under(noun, "det")
            .or_else(|| self.under(noun, "nummod"))
            .filter(|opening| *opening < noun)?;
        let oblique = self.relations[head].starts_with("obl");
        let verb = if self.is_verb(parse, head) {
            head
        } else if oblique && (!self.is_bare(head) || is_measure(parse, head)) {
            self.heads[head].filter(|verb| *verb < head && self.is_verb(parse, *verb))?
        } else {
            return None;
        };
        let active = self.under(verb, "aux:pass").is_none()
            && self.under(verb, "obj").is_none()
            && !VerbKind::Intransitive.has(parse.lemma(verb))
            && (self.under(verb, "aux:tense").is_some() || self.subject(verb).is_some())
            && !self.has_below(verb, "expl");
        let apart = opening == 0 || matches!(parse.form(opening - 1), "," | "(" | "–" | "-");
        (active && !apart).then(|| self.set(noun, Some(verb), "obj"))
    }

    /// "Grâce à une médiation, les ambassadeurs ont regagné": what was taken for another member of what stands before the comma is the
    /// subject.
    pub(super) fn mend_late_subject(
        &mut self,
        parse: &Parse,
        noun: usize,
        head: usize,
    ) -> Option<()> {
        let opening = self
            .under(noun, "det")
            .or_else(|| is_capitalised(parse, noun).then_some(noun))
            .filter(|opening| *opening <= noun && *opening > 0)?;
        let member = head < noun
            && matches!(self.relations[noun].as_str(), "conj" | "appos")
            && self.is_noun(parse, noun)
            && self.under(noun, "cc").is_none()
            && self.is_bare(noun)
            && parse.form(opening - 1) == ","
            && self.relations[head].starts_with("obl");
        let verb = self.heads[head].filter(|verb| {
            member
                && *verb > noun
                && self.is_verb(parse, *verb)
                && self.subject(*verb).is_none()
                && self
                    .below_of(*verb)
                    .any(|below| below > noun && self.relations[below].starts_with("aux"))
        })?;
        self.set(noun, Some(verb), self.subject_relation(verb));
        Some(())
    }

    /// "Les Etats-Unis et l'Iran se sont affrontés": a name before a verb without subject is no date.
    pub(super) fn mend_loose_subject(
        &mut self,
        parse: &Parse,
        noun: usize,
        verb: usize,
    ) -> Option<()> {
        let loose = verb > noun
            && self.relations[noun].starts_with("obl")
            && parse.upos(noun) == Upos::Propn
            && self.is_bare(noun)
            && !is_measure(parse, noun)
            && self.is_verb(parse, verb)
            && self.subject(verb).is_none()
            && self.has_below(verb, "aux");
        loose.then(|| self.set(noun, Some(verb), self.subject_relation(verb)))
    }

    /// "à Canberra et à Washington, mais pas celui de Londres": what is excepted is no member.
    pub(super) fn mend_exception(&mut self, parse: &Parse, word: usize, _: usize) -> Option<()> {
        let excepted = word > 1
            && self.relations[word] == "conj"
            && !self.is_verb(parse, word)
            && self.has_form_below(parse, word, &["mais", "et", "ou"])
            && self
                .below_of(word)
                .any(|below| below < word && matches!(parse.form(below), "pas" | "non"))
            && !self.hangs_on(self.verb, word);
        excepted.then(|| self.set(word, Some(self.verb), "parataxis"))
    }
}
