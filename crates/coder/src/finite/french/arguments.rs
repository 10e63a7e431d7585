//! Subjects and objects that stand behind a date or a place, and hang on it.

use detente_syntax::Upos;

use super::{Mended, is_capitalised, is_measure, is_participle};
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

    /// "a placé en résidence surveillée l'ambassadeur": no reduced passive has an object, so that it is the verb's above.
    pub(super) fn mend_reduced_object(
        &mut self,
        parse: &Parse,
        noun: usize,
        participle: usize,
    ) -> Option<()> {
        let reduced = participle < noun
            && self.relations[noun] == "obj"
            && self.relations[participle] == "acl"
            && (is_participle(parse, participle)
                || parse.feature(participle, "VerbForm") == Some("Part")
                    && !parse.form(participle).ends_with("ant"))
            && !self.has_below(participle, "aux")
            && self.under(noun, "det").is_some();
        let verb = self
            .above(participle, |grammar, above| grammar.is_verb(parse, above))
            .filter(|verb| {
                reduced
                    && *verb < participle
                    && self.under(*verb, "obj").is_none()
                    && self.under(*verb, "aux:pass").is_none()
                    && self.under(*verb, "aux:tense").is_some()
            })?;
        self.heads[noun] = Some(verb);
        Some(())
    }

    /// "Sous l'égide de l'Union, Belgrade et Pristina ont convenu": the first of two subjects is no aside of what stands before the
    /// comma.
    pub(super) fn mend_split_pair(
        &mut self,
        parse: &Parse,
        second: usize,
        verb: usize,
    ) -> Option<()> {
        let joined = self.under(second, "cc")?;
        let first = joined.checked_sub(1)?;
        let opening = self.under(first, "det").unwrap_or(first);
        let split = second < verb
            && self.relations[second].starts_with("nsubj")
            && joined < second
            && self.is_noun(parse, first)
            && self.is_bare(first)
            && self.heads[first].is_some_and(|head| head < first)
            && matches!(self.relations[first].as_str(), "appos" | "conj")
            && opening
                .checked_sub(1)
                .is_some_and(|comma| parse.form(comma) == ",");
        if !split {
            return None;
        }
        let relation = self.relations[second].clone();
        self.set(first, Some(verb), &relation);
        self.set(second, Some(first), "conj");
        Some(())
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
