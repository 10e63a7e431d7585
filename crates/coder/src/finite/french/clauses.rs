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
}
