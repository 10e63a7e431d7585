//! "Logistics: weak ports delay exports": a label before a colon, which a parser takes for the
//! subject of what follows.

use detente_syntax::Upos;

use super::mend::Grammar;

/// Words that a label has at the most.
const LONGEST: usize = 7;

impl Grammar<'_, '_> {
    /// Gives a verb whose subject is a label the subject that stands between the colon and it.
    pub(super) fn without_label(&mut self) {
        let words = self.upos.len();
        let Some(colon) = (1..words.min(LONGEST + 1)).find(|at| self.form(*at) == ":") else {
            return;
        };
        let named = (0..colon).all(|at| {
            matches!(
                self.upos[at],
                Upos::Noun | Upos::Propn | Upos::Adj | Upos::Cconj | Upos::Adp | Upos::Punct
            ) || self.is(at, "amod")
        });
        let taken: Vec<(usize, usize)> = (0..colon)
            .filter(|at| self.is(*at, "nsubj"))
            .filter_map(|at| Some((at, self.heads[at].filter(|head| *head > colon)?)))
            .collect();
        for (label, verb) in taken.into_iter().filter(|_| named) {
            let free = |at: &usize| {
                let hangs = self.heads[*at].is_some_and(|head| head <= colon || head == verb);
                hangs && self.is_noun(*at) && self.child(*at, "case").is_none()
            };
            let Some(subject) = (colon + 1..verb).rev().find(free) else {
                continue;
            };
            let relation = self.relations[label];
            if self.hang(subject, Some(verb), relation) {
                self.relations[label] = "dislocated";
            }
        }
    }
}
