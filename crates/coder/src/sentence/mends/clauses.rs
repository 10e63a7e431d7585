//! Slips about clauses: where one begins, which is the main one and what it is joined to.

use detente_syntax::Upos;

use crate::sentence::tree::{Rel, Tree};
use crate::verbal::VerbKind;

impl Tree {
    /// "signed it; Chad, complaining of haste, stayed away" and "Albania, at the urging of Washington, took
    /// in": a name that opens a clause, with no preposition, is the subject of its verb, which has none.
    pub(super) fn mend_openings<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
        for verb in 1..self.head.len() {
            let bare = self.upos[verb] == Upos::Verb
                && !self.participle[verb]
                && self.past[verb]
                && !self.has_subject(verb)
                && matches!(self.relation[verb], Rel::Root | Rel::Parataxis);
            if !bare {
                continue;
            }
            let above = self.head[verb].filter(|_| self.relation[verb] == Rel::Parataxis);
            let opens = |name: &usize| {
                let behind = *name > 0 && lemma(*name - 1) == ";";
                let own = self.head[*name] == Some(verb) && self.relation[*name] == Rel::Oblique;
                let beside = behind
                    && above.is_some()
                    && self.head[*name] == above
                    && self.relation[*name] == Rel::Parataxis;
                self.upos[*name] == Upos::Propn && (own || beside) && !self.has(*name, Rel::Case)
            };
            let Some(name) = (self.around(verb).start..verb).find(opens) else {
                continue;
            };
            for aside in name + 1..verb {
                if above.is_some() && self.head[aside] == above {
                    self.head[aside] = Some(verb);
                }
            }
            self.head[name] = Some(verb);
            self.relation[name] = Rel::Subject;
        }
    }

    /// "trade between India and Pakistan has been suspended": a verb with auxiliaries that is joined to
    /// the noun at the head of a sentence, with no "and" of its own, has it as its subject.
    pub(super) fn mend_headless(&mut self) {
        for verb in 1..self.head.len() {
            let Some(noun) = self.head[verb].filter(|noun| {
                *noun < verb
                    && self.relation[verb] == Rel::Conjunct
                    && self.relation[*noun] == Rel::Root
                    && matches!(self.upos[*noun], Upos::Noun | Upos::Propn)
                    && self.upos[verb] == Upos::Verb
            }) else {
                continue;
            };
            let passive = self.has(verb, Rel::AuxiliaryPassive);
            let joined = self
                .dependents(verb, Rel::Other)
                .any(|below| self.upos[below] == Upos::Cconj);
            let whole = passive || self.has(verb, Rel::Auxiliary);
            if !whole || joined || self.has_subject(verb) || self.has(noun, Rel::Copula) {
                continue;
            }
            self.head[verb] = None;
            self.relation[verb] = Rel::Root;
            self.head[noun] = Some(verb);
            self.relation[noun] = if passive {
                Rel::SubjectPassive
            } else {
                Rel::Subject
            };
        }
    }

    /// "after an attack killed five": a noun behind a word that opens clauses, and right before a
    /// finite verb without subject, is its subject.
    pub(super) fn mend_subordinates<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
        for verb in 2..self.head.len() {
            let finite = self.upos[verb] == Upos::Verb
                && self.past[verb]
                && !self.participle[verb]
                && !matches!(self.relation[verb], Rel::Conjunct | Rel::OpenClause);
            if !finite || self.has_subject(verb) {
                continue;
            }
            let nouns = self.dependents(verb, Rel::Oblique);
            let last = nouns.take_while(|noun| *noun < verb).last();
            let opened = |noun: usize| {
                let case = self.dependents(noun, Rel::Case).next();
                let marker = || self.dependents(verb, Rel::Marker).find(|mark| *mark < noun);
                let word = case.or_else(marker)?;
                matches!(lemma(word), "after" | "before" | "since" | "until" | "as")
                    .then_some((noun, word))
            };
            let Some((noun, case)) = last.and_then(opened) else {
                continue;
            };
            if (noun + 1..verb).all(|at| self.is_inside(at, noun, verb)) {
                self.relation[noun] = Rel::Subject;
                self.head[case] = Some(verb);
                self.relation[case] = Rel::Marker;
            }
        }
    }

    /// Whether a token hangs, in a few steps, on `noun` and stands before `end`.
    fn is_inside(&self, at: usize, noun: usize, end: usize) -> bool {
        let mut above = at;
        for _ in 0..6 {
            match self.head[above] {
                Some(head) if head == noun => return true,
                Some(head) if head < end => above = head,
                _ => return false,
            }
        }
        false
    }

    /// "announced that talks had failed and blamed Ethiopia": what is told in the tense of the verb
    /// of saying goes on with it, and not with what is said.
    pub(super) fn mend_sequences<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
        for at in 1..self.head.len() {
            let Some(first) = self.head[at].filter(|first| {
                self.relation[at] == Rel::Conjunct && self.relation[*first] == Rel::Clause
            }) else {
                continue;
            };
            let Some(above) = self.head[first] else {
                continue;
            };
            let told = |verb: usize| {
                self.upos[verb] == Upos::Verb
                    && self.past[verb]
                    && !self.participle[verb]
                    && !self.has(verb, Rel::Auxiliary)
            };
            let earlier = self
                .dependents(first, Rel::Auxiliary)
                .any(|auxiliary| matches!(lemma(auxiliary), "have" | "will" | "would"));
            // Things "had failed", but blame nobody; "denied it had known and called for" goes on with
            // whoever denied it.
            let subject = self.dependents(first, Rel::Subject).next();
            let is = |upos: Upos| subject.is_some_and(|subject| self.upos[subject] == upos);
            let persons = VerbKind::Persons.has(lemma(at));
            let speaks = persons && (is(Upos::Noun) && earlier || is(Upos::Pron));
            let goes_on = told(at) && earlier || speaks;
            if goes_on && told(above) && !self.has_subject(at) {
                self.head[at] = Some(above);
            }
        }
    }

    /// "accused Serbia of training and arming gunmen who stormed a village, killing an officer": what is
    /// joined to a gerund goes on with it, and who storms kills, and not who accuses.
    pub(super) fn mend_gerund_joints<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
        for at in 2..self.head.len() {
            let loose = self.upos[at] == Upos::Verb
                && !self.finite[at]
                && !self.past[at]
                && !self.has_subject(at)
                && !self.has(at, Rel::Auxiliary)
                && !self.has(at, Rel::Marker);
            let Some(verb) = self.head[at].filter(|verb| loose && *verb < at && self.finite[*verb])
            else {
                continue;
            };
            let mut between = (verb + 1..at).rev();
            if self.relation[at] == Rel::Conjunct && self.upos[at - 1] == Upos::Cconj {
                let gerund = between.find(|other| {
                    self.relation[*other] == Rel::Adverbial
                        && self.head[*other] == Some(verb)
                        && !self.finite[*other]
                        && !self.past[*other]
                        && self.has(*other, Rel::Marker)
                });
                self.head[at] = gerund.or(Some(verb));
            } else if self.relation[at] == Rel::Adverbial
                && lemma(at - 1) == ","
                && VerbKind::Persons.has(lemma(verb))
            {
                let told =
                    between.find(|other| self.finite[*other] && self.upos[*other] == Upos::Verb);
                let told = told.filter(|other| self.relation[*other] == Rel::Relative);
                self.head[at] = told.or(Some(verb));
            }
        }
    }

    /// "ordered troops to the border with Guyana, and Brazil reinforced its own": behind a comma and
    /// "and", the noun right before a verb is its subject, and not one more of the nouns before.
    pub(super) fn mend_clauses<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
        for at in 3..self.head.len() {
            let noun = at - 1;
            let joined = self.upos[at] == Upos::Verb
                && self.relation[at] == Rel::Conjunct
                && self.relation[noun] == Rel::Conjunct
                && matches!(self.upos[noun], Upos::Noun | Upos::Propn)
                && self.head[noun] != Some(at);
            if !joined || self.has_subject(at) {
                continue;
            }
            let first = (self.around(noun).start..noun)
                .filter(|below| {
                    self.head[*below] == Some(noun)
                        && self.upos[*below] != Upos::Punct
                        && self.upos[*below] != Upos::Cconj
                })
                .min()
                .unwrap_or(noun);
            let opened =
                first >= 2 && self.upos[first - 1] == Upos::Cconj && lemma(first - 2) == ",";
            if opened && !self.participle[at] {
                self.head[noun] = Some(at);
                self.relation[noun] = Rel::Subject;
            }
        }
    }
}
