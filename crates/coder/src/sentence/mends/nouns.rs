//! Slips about nouns: what they are, what hangs on them and with what they are joined.

use detente_syntax::Upos;

use crate::sentence::tree::{Rel, Tree};
use crate::verbal::VerbKind;

impl Tree {
    /// "shelling by Azerbaijan killed": what is the subject or object of a verb is a noun, and what hangs
    /// on it hangs on a noun.
    pub(super) fn mend_nouns(&mut self) {
        for at in 0..self.head.len() {
            let argument = matches!(
                self.relation[at],
                Rel::Subject | Rel::SubjectPassive | Rel::Object
            );
            let clause = || {
                self.has_subject(at)
                    || [Rel::Object, Rel::Auxiliary, Rel::Marker, Rel::Copula]
                        .into_iter()
                        .any(|relation| self.has(at, relation))
            };
            if !argument || !matches!(self.upos[at], Upos::Verb | Upos::Noun) || clause() {
                continue;
            }
            self.upos[at] = Upos::Noun;
            for below in self.around(at) {
                if self.head[below] == Some(at)
                    && matches!(self.relation[below], Rel::Oblique | Rel::Agent)
                {
                    self.relation[below] = Rel::Nominal;
                }
            }
        }
    }

    /// "forced the agency, UNHCR, out of the country": what hangs on a name aside as on a verb hangs on the verb.
    pub(super) fn mend_asides(&mut self) {
        for at in 0..self.head.len() {
            let Some(aside) = self.head[at].filter(|_| self.relation[at] == Rel::Oblique) else {
                continue;
            };
            if self.relation[aside] != Rel::Apposition || self.upos[aside] == Upos::Verb {
                continue;
            }
            let object = self.head[aside].filter(|noun| {
                matches!(
                    self.relation[*noun],
                    Rel::Object | Rel::SubjectPassive | Rel::Oblique
                )
            });
            if let Some(verb) = object.and_then(|noun| self.head[noun]) {
                self.head[at] = Some(verb);
            }
        }
    }

    /// "stands by Russia": nobody does it for whoever is told to do it.
    pub(super) fn mend_agents(&mut self) {
        for at in 0..self.head.len() {
            let Some(verb) = self.head[at].filter(|_| self.relation[at] == Rel::Agent) else {
                continue;
            };
            if self.finite[verb] && !self.has(verb, Rel::AuxiliaryPassive) {
                self.relation[at] = Rel::Oblique;
            }
        }
    }

    /// "the invasion of Ukraine by Russia": a deed, and no state, is somebody's.
    pub(super) fn mend_deeds<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
        for at in 0..self.head.len() {
            let Some(whom) = self.head[at].filter(|whom| {
                self.relation[at] == Rel::Nominal
                    && self.relation[*whom] == Rel::Nominal
                    && self.upos[*whom] == Upos::Propn
                    && *whom < at
            }) else {
                continue;
            };
            let deed =
                self.head[whom].filter(|deed| self.upos[*deed] == Upos::Noun && *deed < whom);
            let has_case = |noun: usize, word: &str| self.has_case(noun, word, lemma);
            if let Some(deed) = deed.filter(|_| has_case(at, "by") && has_case(whom, "of")) {
                self.head[at] = Some(deed);
            }
        }
    }

    /// "blocked a move by Poland to impose sanctions": what somebody plans belongs to the plan.
    pub(super) fn mend_plans<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
        for at in 2..self.head.len() {
            let infinitive = self.upos[at] == Upos::Verb
                && matches!(self.relation[at], Rel::Adverbial | Rel::OpenClause)
                && self
                    .dependents(at, Rel::Marker)
                    .any(|mark| lemma(mark) == "to");
            let Some(verb) = self.head[at].filter(|verb| infinitive && *verb < at) else {
                continue;
            };
            let planned_by = |noun: usize| {
                self.dependents(noun, Rel::Nominal)
                    .filter(|by| *by < at)
                    .any(|by| self.has_case(by, "by", lemma))
            };
            let plan = self
                .dependents(verb, Rel::Object)
                .find(|noun| *noun < at && planned_by(*noun));
            if let Some(plan) = plan {
                self.head[at] = Some(plan);
                self.relation[at] = Rel::Adnominal;
            }
        }
    }

    /// "US-led", "Iran-backed": the name before the hyphen is part of the word.
    pub(super) fn mend_hyphens<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
        for at in 2..self.head.len() {
            let name = at - 2;
            let part = self.relation[at] == Rel::Adjective
                && self.relation[name] == Rel::Other
                && self.head[name] == Some(at)
                && self.upos[name] == Upos::Propn;
            if part && lemma(at - 1) == "-" {
                self.relation[name] = Rel::Compound;
            }
        }
    }

    /// "imposed sanctions, including travel bans and asset freezes, on commanders": what stands behind
    /// the comma that closes the list belongs to what the list is of.
    pub(super) fn mend_lists<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
        for at in 2..self.head.len() {
            let Some(mut item) = self.head[at].filter(|_| self.relation[at] == Rel::Nominal) else {
                continue;
            };
            let Some(case) = self.dependents(at, Rel::Case).next() else {
                continue;
            };
            if self.relation[item] == Rel::Conjunct {
                let Some(first) = self.head[item] else {
                    continue;
                };
                item = first;
            }
            let listed = self
                .dependents(item, Rel::Case)
                .any(|case| matches!(lemma(case), "include" | "including"));
            let closed = case > item && lemma(case - 1) == ",";
            if let Some(whole) = self.head[item].filter(|_| listed && closed) {
                self.head[at] = Some(whole);
                if self.upos[whole] == Upos::Verb {
                    self.relation[at] = Rel::Oblique;
                }
            }
        }
    }

    /// "talked for three hours with Chad": whom one talks with is not what the hours are of.
    pub(super) fn mend_durations<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
        for at in 3..self.head.len() {
            let Some(time) = self.head[at].filter(|time| {
                self.relation[at] == Rel::Nominal
                    && *time < at
                    && self.relation[*time] == Rel::Oblique
                    && VerbKind::Durations.has(lemma(*time))
            }) else {
                continue;
            };
            let lasts = self.has_case(time, "for", lemma);
            let with = ["with", "in", "at", "to", "on"]
                .iter()
                .any(|case| self.has_case(at, case, lemma));
            if lasts && with {
                self.head[at] = self.head[time];
                self.relation[at] = Rel::Oblique;
            }
        }
    }

    /// "after weeks of tension Ankara withdrew": a name between another noun and a verb without
    /// subject is its subject.
    pub(super) fn mend_names(&mut self) {
        for at in 0..self.head.len().saturating_sub(1) {
            let verb = at + 1;
            let inside = match self.relation[at] {
                Rel::Flat => true,
                Rel::Nominal => !self.has(at, Rel::Case),
                _ => false,
            };
            let part = inside
                && self.upos[at] == Upos::Propn
                && self.head[at].is_some_and(|noun| noun < at && self.upos[noun] == Upos::Noun);
            let finite = self.upos[verb] == Upos::Verb && !self.participle[verb];
            if part && finite && !self.has_subject(verb) {
                self.head[at] = Some(verb);
                self.relation[at] = Rel::Subject;
            }
        }
    }

    /// "Azerbaijani shelling killed two soldiers": the word right before a noun that is no predicate
    /// belongs to it, and is no subject of it.
    pub(super) fn mend_modifiers(&mut self) {
        for at in 0..self.head.len().saturating_sub(1) {
            let noun = at + 1;
            let subject = self.relation[at] == Rel::Subject
                && self.head[at] == Some(noun)
                && self.upos[noun] == Upos::Noun
                && matches!(self.upos[at], Upos::Propn | Upos::Adj | Upos::Noun);
            let argument = matches!(
                self.relation[noun],
                Rel::Subject | Rel::Object | Rel::Oblique | Rel::Nominal
            );
            let predicate = || {
                [Rel::Copula, Rel::Auxiliary, Rel::Object]
                    .into_iter()
                    .any(|relation| self.has(noun, relation))
            };
            if subject && argument && !predicate() {
                self.relation[at] = Rel::Compound;
            }
        }
    }

    /// "from neighbouring Lebanon": an adjective that looks like a verb with an object.
    pub(super) fn mend_adjectives<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
        for at in 1..self.head.len().saturating_sub(1) {
            let noun = at + 1;
            let clause = self.upos[at] == Upos::Verb
                && self.relation[at - 1] == Rel::Marker
                && self.head[at - 1] == Some(at)
                && self.relation[noun] == Rel::Object
                && self.head[noun] == Some(at);
            if !clause || !VerbKind::Adjective.has(lemma(at)) {
                continue;
            }
            self.head[noun] = self.head[at];
            self.relation[noun] = match self.head[at] {
                Some(head) if self.upos[head] == Upos::Noun => Rel::Nominal,
                _ => Rel::Oblique,
            };
            self.head[at] = Some(noun);
            self.relation[at] = Rel::Adjective;
            self.head[at - 1] = Some(noun);
            self.relation[at - 1] = Rel::Case;
            for below in noun + 1..self.around(at).end {
                if self.head[below] == Some(at) {
                    self.head[below] = Some(noun);
                }
            }
        }
    }

    /// "fournit des drones", "achète du pétrole": some of it is the object, and nothing comes from it.
    pub(super) fn mend_partitives<'p>(
        &mut self,
        lemma: &impl Fn(usize) -> &'p str,
        reflexive: &impl Fn(usize) -> bool,
    ) {
        for at in 2..self.head.len() {
            let taken = self.relation[at] == Rel::Oblique && self.upos[at] == Upos::Noun;
            let Some(verb) = self.head[at].filter(|verb| taken && *verb < at) else {
                continue;
            };
            let case = verb + 1;
            let some = self.relation[case] == Rel::Case
                && self.head[case] == Some(at)
                && lemma(case) == "de"
                && self.upos[verb] == Upos::Verb
                && !reflexive(verb);
            let filled = self.has(verb, Rel::Object) || self.has(verb, Rel::SubjectPassive);
            if some && !filled {
                self.relation[at] = Rel::Object;
                self.relation[case] = Rel::Other;
            }
        }
    }

    /// "up to 16 advisers", "at least 30 people": the words of the amount open no complement.
    pub(super) fn mend_amounts<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
        for at in 1..self.head.len().saturating_sub(1) {
            let up_to =
                lemma(at - 1) == "up" && lemma(at) == "to" && self.upos[at + 1] == Upos::Num;
            let at_least = lemma(at - 1) == "at" && matches!(lemma(at), "least" | "most");
            let case = if at_least { at - 1 } else { at };
            let amount = (up_to || at_least) && self.relation[case] == Rel::Case;
            let Some(noun) = self.head[case].filter(|_| amount) else {
                continue;
            };
            if self.relation[noun] == Rel::Oblique {
                self.relation[noun] = Rel::Object;
            }
            for part in [at - 1, at] {
                self.head[part] = Some(at + 1);
                self.relation[part] = Rel::Other;
            }
        }
    }
}
