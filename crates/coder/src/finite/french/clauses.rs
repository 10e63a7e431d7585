//! Clauses that hang on the wrong word.

use detente_syntax::Upos;

use super::Mended;
use crate::parse::Parse;

impl Mended {
    /// "ses relations avec le Kenya, qu'elle accusait": a relative clause right behind a name that a preposition binds
    /// to a noun or verb is the name's.
    pub(super) fn mend_relative(
        &mut self,
        parse: &Parse,
        clause: usize,
        head: usize,
    ) -> Option<()> {
        if head > clause || self.relations[clause] != "acl:relcl" {
            return None;
        }
        let opening = (head + 1..clause).find(|word| {
            matches!(
                parse.form(*word),
                "qui" | "que" | "qu'" | "qu’" | "dont" | "où"
            )
        })?;
        let comma = opening
            .checked_sub(1)
            .filter(|comma| parse.form(*comma) == ",")?;
        let name = comma.checked_sub(1)?;
        let bound = parse.upos(name) == Upos::Propn
            && name > head
            && self.hangs_on(name, head)
            && self.under(name, "case").is_some_and(|case| {
                matches!(
                    parse.lemma(case),
                    "avec" | "contre" | "à" | "envers" | "chez"
                )
            })
            && !self.hangs_on(name, clause);
        bound.then(|| self.heads[clause] = Some(name))
    }

    /// "son homologue, auprès duquel il a plaidé": the clause is the noun's before the comma, and the adverb is part of its
    /// preposition.
    pub(super) fn mend_relative_adverb(
        &mut self,
        parse: &Parse,
        clause: usize,
        adverb: usize,
    ) -> Option<()> {
        let relative = self
            .below_of(clause)
            .find(|below| parse.lemma(*below) == "lequel")?;
        let taken = adverb < relative
            && relative < clause
            && self.relations[clause] == "acl:relcl"
            && matches!(parse.upos(adverb), Upos::Adv | Upos::Adp)
            && adverb > 1
            && parse.form(adverb - 1) == ",";
        let noun = (0..adverb - 1)
            .rev()
            .find(|noun| self.is_noun(parse, *noun))
            .filter(|noun| taken && !self.hangs_on(*noun, adverb))?;
        // "son homologue burkinabè": the noun, not what describes it.
        let noun = self.heads[noun]
            .filter(|above| *above + 1 == noun && self.is_noun(parse, *above))
            .unwrap_or(noun);
        self.heads[clause] = Some(noun);
        self.set(adverb, Some(relative), "case");
        Some(())
    }

    /// "est sur le point d'expulser": who is about to do something does it.
    pub(super) fn mend_about_to(&mut self, parse: &Parse, verb: usize, noun: usize) -> Option<()> {
        let about = noun < verb
            && self.relations[verb] == "acl"
            && matches!(parse.form(noun), "point" | "passe" | "train" | "voie")
            && parse.feature(verb, "VerbForm") == Some("Inf")
            && self.under(noun, "cop").is_some()
            && !self.is_bare(noun);
        about.then(|| self.relate(verb, "xcomp"))
    }
}
