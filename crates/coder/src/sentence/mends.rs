//! Slips of parsers that words and order give away, set right before a tree is used.

use detente_syntax::Upos;

use super::tree::{Rel, Tree};
use crate::verbal::VerbKind;

impl Tree {
    /// Sets right what can be; `lemma` gives the lemma of a token, `reflexive` whether a verb has a
    /// pronoun that stands for its own subject.
    pub(super) fn mend<'p>(
        &mut self,
        lemma: &impl Fn(usize) -> &'p str,
        reflexive: &impl Fn(usize) -> bool,
    ) {
        self.mend_auxiliaries();
        self.mend_perfects(lemma);
        self.mend_amounts(lemma);
        self.mend_nouns();
        self.mend_asides();
        self.mend_participles();
        self.mend_reduced(lemma);
        self.mend_agents();
        self.mend_deeds(lemma);
        self.mend_plans(lemma);
        self.mend_hyphens(lemma);
        self.mend_lists(lemma);
        self.mend_durations(lemma);
        self.mend_unwelcome(lemma);
        self.mend_gerunds();
        self.mend_described();
        self.mend_adjectives(lemma);
        self.mend_modifiers();
        self.mend_clauses(lemma);
        self.mend_called();
        self.mend_openings(lemma);
        self.mend_names();
        self.mend_headless();
        self.mend_subordinates(lemma);
        self.mend_sequences(lemma);
        self.mend_gerund_joints(lemma);
        self.mend_states(lemma, reflexive);
        self.mend_partitives(lemma, reflexive);
    }

    /// The dependents of `head` that stand in `relation` to it.
    fn dependents(&self, head: usize, relation: Rel) -> impl Iterator<Item = usize> {
        (0..self.head.len())
            .filter(move |at| self.head[*at] == Some(head) && self.relation[*at] == relation)
    }

    fn has(&self, head: usize, relation: Rel) -> bool {
        self.dependents(head, relation).next().is_some()
    }

    fn has_subject(&self, verb: usize) -> bool {
        self.has(verb, Rel::Subject) || self.has(verb, Rel::SubjectPassive)
    }

    /// Whether a preposition opens the phrase of a noun.
    fn has_case<'p>(&self, noun: usize, word: &str, lemma: &impl Fn(usize) -> &'p str) -> bool {
        self.dependents(noun, Rel::Case)
            .any(|case| lemma(case) == word)
    }

    /// "India had on Wednesday expelled": what hangs on an auxiliary hangs on its verb.
    fn mend_auxiliaries(&mut self) {
        for at in 0..self.head.len() {
            let above = self.head[at].filter(|above| self.relation[*above] == Rel::Auxiliary);
            if let Some(verb) = above.and_then(|above| self.head[above]) {
                self.head[at] = Some(verb);
            }
        }
    }

    /// "shelling by Azerbaijan killed": what is the subject or object of a verb is a noun, and what hangs
    /// on it hangs on a noun.
    fn mend_nouns(&mut self) {
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
            for below in 0..self.head.len() {
                if self.head[below] == Some(at)
                    && matches!(self.relation[below], Rel::Oblique | Rel::Agent)
                {
                    self.relation[below] = Rel::Nominal;
                }
            }
        }
    }

    /// "signed an order imposing sanctions": a gerund with its object before it describes that noun, and what it seems to
    /// describe is its object.
    fn mend_described(&mut self) {
        for gerund in 1..self.head.len() {
            let described = self.head[gerund].filter(|noun| {
                *noun > gerund
                    && self.relation[gerund] == Rel::Adjective
                    && self.upos[gerund] == Upos::Verb
                    && matches!(
                        self.relation[*noun],
                        Rel::Object | Rel::Subject | Rel::SubjectPassive
                    )
            });
            let Some(object) = described else {
                continue;
            };
            let noun = gerund - 1;
            if self.head[noun] != Some(gerund) || self.relation[noun] != Rel::Object {
                continue;
            }
            self.head[noun] = self.head[object];
            self.relation[noun] = self.relation[object];
            self.head[gerund] = Some(noun);
            self.relation[gerund] = Rel::Adnominal;
            self.head[object] = Some(gerund);
            self.relation[object] = Rel::Object;
            for before in 0..noun {
                if self.head[before] == Some(object) {
                    self.head[before] = Some(noun);
                }
            }
        }
    }

    /// "forced the agency, UNHCR, out of the country": what hangs on a name aside as on a verb hangs on the verb.
    fn mend_asides(&mut self) {
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

    /// "extradited suspected militants", "reject proposed changes": right behind a verb with a subject,
    /// the past form of another that has none belongs to the noun behind it.
    fn mend_participles(&mut self) {
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
            for below in noun + 1..self.head.len() {
                if self.head[below] == Some(at) {
                    self.head[below] = Some(verb);
                }
            }
        }
    }

    /// "Italy, asked for help by Serbia, sent": a past form without a subject, with somebody by whom it is
    /// done, is a participle.
    fn mend_reduced<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
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
    fn mend_asked<'p>(&mut self, at: usize, lemma: &impl Fn(usize) -> &'p str) {
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

    /// "stands by Russia": nobody does it for whoever is told to do it.
    fn mend_agents(&mut self) {
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
    fn mend_deeds<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
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
    fn mend_plans<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
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
    fn mend_hyphens<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
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
    fn mend_lists<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
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
    fn mend_durations<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
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

    /// "declared the ambassador, Juan Soto, persona non grata": what somebody is declared is said of the object, and is
    /// none itself.
    fn mend_unwelcome<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
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
    fn mend_called(&mut self) {
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

    /// "signed it; Chad, complaining of haste, stayed away" and "Albania, at the urging of Washington, took
    /// in": a name that opens a clause, with no preposition, is the subject of its verb, which has none.
    fn mend_openings<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
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
                self.upos[*name] == Upos::Propn && !self.has(*name, Rel::Case) && (own || beside)
            };
            let Some(name) = (0..verb).find(opens) else {
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

    /// "after weeks of tension Ankara withdrew": a name between another noun and a verb without
    /// subject is its subject.
    fn mend_names(&mut self) {
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

    /// "trade between India and Pakistan has been suspended": a verb with auxiliaries that is joined to
    /// the noun at the head of a sentence, with no "and" of its own, has it as its subject.
    fn mend_headless(&mut self) {
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
    fn mend_subordinates<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
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
    fn mend_sequences<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
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
    fn mend_gerund_joints<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
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

    /// "have tortured prisoners": a participle right behind "have" is its perfect, and not an
    /// adjective of the noun behind. "The US on Thursday rejected calls": of a noun that has a subject
    /// and no copula, it is the verb.
    fn mend_perfects<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
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
            for below in 0..self.head.len() {
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
        let below = |relation: Rel| {
            (0..self.head.len())
                .find(|below| self.head[*below] == Some(noun) && self.relation[*below] == relation)
        };
        below(Rel::Copula).is_none() && below(Rel::Subject).is_some_and(|subject| subject < at)
    }

    /// "Azerbaijani shelling killed two soldiers": the word right before a noun that is no predicate
    /// belongs to it, and is no subject of it.
    fn mend_modifiers(&mut self) {
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
            let bare = |below: usize| {
                self.head[below] != Some(noun)
                    || !matches!(
                        self.relation[below],
                        Rel::Copula | Rel::Auxiliary | Rel::Object
                    )
            };
            if subject && argument && (0..self.head.len()).all(bare) {
                self.relation[at] = Rel::Compound;
            }
        }
    }

    /// "from neighbouring Lebanon": an adjective that looks like a verb with an object.
    fn mend_adjectives<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
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
            for below in noun + 1..self.head.len() {
                if self.head[below] == Some(at) {
                    self.head[below] = Some(noun);
                }
            }
        }
    }

    /// "for supplying drones": a verb that a marker opens is a clause, and no adjective of the noun
    /// behind, which is its object.
    fn mend_gerunds(&mut self) {
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

    /// "ordered troops to the border with Guyana, and Brazil reinforced its own": behind a comma and
    /// "and", the noun right before a verb is its subject, and not one more of the nouns before.
    fn mend_clauses<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
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
            let first = (0..noun)
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

    /// "is engaged in talks", "agents poisoned him", "s'est rendu", "est arrivé": nothing is done to
    /// the subject.
    fn mend_states<'p>(
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
                (verb + 1..self.head.len()).any(|below| {
                    self.head[below] == Some(verb)
                        && self.relation[below] == Rel::Oblique
                        && !by(below)
                })
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

    /// "fournit des drones", "achète du pétrole": some of it is the object, and nothing comes from it.
    fn mend_partitives<'p>(
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
    fn mend_amounts<'p>(&mut self, lemma: &impl Fn(usize) -> &'p str) {
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
