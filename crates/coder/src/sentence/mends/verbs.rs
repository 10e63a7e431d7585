//! Slips about verbs: which word is one, and how it stands to the words beside it.

use detente_syntax::Upos;

use crate::sentence::tree::{Rel, Tree};
use crate::verbal::VerbKind;

impl Tree {
    /// "India had on Wednesday expelled": what hangs on an auxiliary hangs on its verb.
    pub(super) fn mend_auxiliaries(&mut self) {
        for at in 0..self.head.len() {
            let above = self.head[at].filter(|above| self.relation[*above] == Rel::Auxiliary);
            if let Some(verb) = above.and_then(|above| self.head[above]) {
                self.head[at] = Some(verb);
            }
        }
    }

    /// "extradited suspected militants", "reject proposed changes": right behind a verb with a subject,
    /// the past form of another that has none belongs to the noun behind it.
    pub(super) fn mend_participles(&mut self) {
        for at in 1..self.head.len() {
            let verb = at - 1;
            let second = self.upos[at] == Upos::Verb
                && self.past[at]
                && !self.has_subject(at)
                && ![Rel::Auxiliary, Rel::AuxiliaryPassive, Rel::Marker]
                    .into_iter()
                    .any(|relation| self.has(at, relation));
            let first = self.upos[verb] == Upos::Verb
                && self.has_subject(verb)
                && !self.has(verb, Rel::Object)
                && self.head[verb] != Some(at)
                && self.head[at] == self.head[verb];
            let Some(noun) = self.dependents(at, Rel::Object).find(|noun| *noun > at) else {
                continue;
            };
            if !second || !first {
                continue;
            }
            self.head[at] = Some(noun);
            self.relation[at] = Rel::Adjective;
            self.head[noun] = Some(verb);
            self.relation[noun] = Rel::Object;
            for below in noun + 1..self.around(at).end {
                if self.head[below] == Some(at) {
                    self.head[below] = Some(verb);
                }
            }
        }
    }

    /// "Italy, asked for help by Serbia, sent": a past form without a subject, with somebody by whom it is
    /// done, is a participle.
    pub(super) fn mend_reduced<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
        for at in 1..self.head.len() {
            let below = matches!(self.relation[at], Rel::Adverbial | Rel::Adnominal);
            if !(below && self.upos[at] == Upos::Verb && self.past[at]) {
                continue;
            }
            let reduced = !self.participle[at]
                && !self.has_subject(at)
                && ![Rel::Auxiliary, Rel::Marker, Rel::Object]
                    .into_iter()
                    .any(|relation| self.has(at, relation));
            let by = |noun: usize| self.has_case(noun, "by", lemma);
            let done_by = || {
                self.dependents(at, Rel::Oblique)
                    .any(|noun| by(noun) || self.dependents(noun, Rel::Nominal).any(by))
            };
            if reduced && done_by() {
                self.participle[at] = true;
                self.finite[at] = false;
            } else if done_by() {
                self.mend_asked(at, lemma);
            }
        }
    }

    /// "Italy, asked for help by Serbia, sent": the subject behind whose comma the participle stands is that
    /// of the verb above, which has none.
    pub(super) fn mend_asked<'p>(&mut self, at: usize, lemma: &impl Fn(usize) -> &'p str) {
        let Some(verb) = self.head[at].filter(|verb| {
            *verb > at
                && self.relation[at] == Rel::Adverbial
                && self.upos[*verb] == Upos::Verb
                && !self.has_subject(*verb)
                && !self.has(at, Rel::Marker)
                && lemma(at - 1) == ","
        }) else {
            return;
        };
        let subject = self.dependents(at, Rel::Subject).find(|noun| *noun < at);
        if let Some(subject) = subject {
            self.head[subject] = Some(verb);
            self.relation[subject] = Rel::Subject;
            self.head[at] = Some(subject);
            self.relation[at] = Rel::Adnominal;
            self.participle[at] = true;
            self.finite[at] = false;
        }
    }

    /// "declared the ambassador, Juan Soto, persona non grata": what somebody is declared is said of the object, and is
    /// none itself.
    pub(super) fn mend_unwelcome<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
        for at in 3..self.head.len() {
            let phrase = lemma(at).starts_with("grat")
                && lemma(at - 1) == "non"
                && lemma(at - 2).starts_with("persona");
            let mut above = self.head[at].filter(|_| phrase);
            let mut whom = None;
            for _ in 0..4 {
                let Some(word) = above.filter(|word| self.upos[*word] != Upos::Verb) else {
                    break;
                };
                whom = Some(word).filter(|word| *word < at - 2).or(whom);
                above = self.head[word];
            }
            let Some(verb) = above.filter(|verb| *verb < at - 2) else {
                continue;
            };
            let whom = whom.or_else(|| {
                // "the ambassador persona non grata", read as one noun.
                (verb + 1..at - 2).rev().find(|noun| {
                    matches!(self.head[*noun], Some(head) if head + 2 >= at && head <= at)
                        && self.upos[*noun] != Upos::Punct
                })
            });
            if let Some(whom) = whom.filter(|whom| self.head[*whom] != Some(verb)) {
                self.head[whom] = Some(verb);
                self.relation[whom] = Rel::Object;
            }
            for part in [at - 2, at - 1] {
                self.head[part] = Some(at);
                self.relation[part] = Rel::Flat;
            }
            self.head[at] = Some(verb);
            self.relation[at] = Rel::OpenClause;
        }
    }

    /// "Ann Lee, a leading critic, denounced": a name with an apposition, before a verb without subject,
    /// is its subject.
    pub(super) fn mend_called(&mut self) {
        for at in 0..self.head.len() {
            let called = self.relation[at] == Rel::Other
                && self.upos[at] == Upos::Propn
                && self.has(at, Rel::Apposition);
            let Some(verb) = self.head[at].filter(|verb| called && at < *verb) else {
                continue;
            };
            if self.upos[verb] == Upos::Verb && !self.participle[verb] && !self.has_subject(verb) {
                self.relation[at] = Rel::Subject;
            }
        }
    }

    /// "have tortured prisoners": a participle right behind "have" is its perfect, and not an
    /// adjective of the noun behind. "The US on Thursday rejected calls": of a noun that has a subject
    /// and no copula, it is the verb.
    pub(super) fn mend_perfects<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
        for at in 1..self.head.len() {
            let have = at - 1;
            let taken = self.relation[at] == Rel::Adjective
                && self.upos[at] == Upos::Verb
                && self.participle[at]
                && self.past[at];
            let Some(noun) = self.head[at].filter(|noun| taken && *noun > at) else {
                continue;
            };
            let perfect = self.upos[have] == Upos::Aux && lemma(have) == "have";
            if !perfect && !self.lacks_verb(noun, at) {
                continue;
            }
            // The whole sentence may hang on "have", or on the noun.
            let top = if self.head[noun] == Some(have) {
                have
            } else {
                noun
            };
            let (head, relation) = (self.head[top], self.relation[top]);
            if head == Some(at) {
                continue;
            }
            let relation = match relation {
                Rel::Object if top == noun => Rel::Clause,
                relation => relation,
            };
            self.head[at] = head;
            self.relation[at] = relation;
            for below in self.around(top) {
                let moves = self.head[below] == Some(top) && below != at && below != noun;
                let clausal = top == have || below < have;
                if moves && clausal {
                    self.head[below] = Some(at);
                }
            }
            self.head[noun] = Some(at);
            self.relation[noun] = Rel::Object;
            if perfect {
                self.head[have] = Some(at);
                self.relation[have] = Rel::Auxiliary;
            }
        }
    }

    /// Whether a noun has a subject before `at` and neither a copula nor a word of its own before it.
    fn lacks_verb(&self, noun: usize, at: usize) -> bool {
        let subject = self.dependents(noun, Rel::Subject).next();
        !self.has(noun, Rel::Copula) && subject.is_some_and(|subject| subject < at)
    }

    /// "for supplying drones": a verb that a marker opens is a clause, and no adjective of the noun
    /// behind, which is its object.
    pub(super) fn mend_gerunds(&mut self) {
        for at in 1..self.head.len() {
            let marked = self.relation[at] == Rel::Adjective
                && self.upos[at] == Upos::Verb
                && self.relation[at - 1] == Rel::Marker
                && self.head[at - 1] == Some(at);
            let Some(noun) = self.head[at].filter(|noun| marked && *noun > at) else {
                continue;
            };
            let Some(verb) = self.head[noun] else {
                continue;
            };
            self.head[at] = Some(verb);
            self.relation[at] = Rel::Adverbial;
            self.head[noun] = Some(at);
            self.relation[noun] = Rel::Object;
        }
    }

    /// "is engaged in talks", "agents poisoned him", "s'est rendu", "est arrivé": nothing is done to
    /// the subject.
    pub(super) fn mend_states<'p>(
        &mut self,
        lemma: &impl Fn(usize) -> &'p str,
        reflexive: &impl Fn(usize) -> bool,
    ) {
        for at in 0..self.head.len() {
            let Some(verb) = self.head[at] else { continue };
            let active = match self.relation[at] {
                Rel::SubjectPassive => Rel::Subject,
                Rel::AuxiliaryPassive => Rel::Auxiliary,
                _ => continue,
            };
            let inside = || {
                // "was opposed by the rebels" is a passive all the same.
                let by = |noun: usize| {
                    (verb + 1..noun).any(|case| {
                        self.head[case] == Some(noun)
                            && self.relation[case] == Rel::Case
                            && lemma(case) == "by"
                    })
                };
                self.dependents(verb, Rel::Oblique)
                    .any(|below| below > verb && !by(below))
            };
            let has = |relation: Rel| self.has(verb, relation);
            let bare =
                active == Rel::Subject && !has(Rel::AuxiliaryPassive) && !has(Rel::Auxiliary);
            // "the coalition intervened": a finite verb in the past is no passive.
            let finite = self.past[verb] && !self.participle[verb];
            // "Afghan forces fired at troops": verbs that need no object.
            let word = lemma(verb);
            // Lemmas of forms that are taken for participles may lack their last letter.
            let often = VerbKind::Alone.has(word) || VerbKind::Alone.has(&format!("{word}e"));
            let alone = often && !has(Rel::Agent);
            let object = bare && (has(Rel::Object) || finite || alone);
            let moves = reflexive(verb) || VerbKind::Intransitive.has(lemma(verb));
            if object || moves || (VerbKind::State.has(lemma(verb)) && inside()) {
                self.relation[at] = active;
            }
        }
    }
}
