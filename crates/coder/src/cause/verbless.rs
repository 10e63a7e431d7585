//! "Mutual mistrust hampers cooperation.", "Minefields deter refugees.": short sentences whose verb a
//! parser takes for a noun beside a noun. Some verb a sentence must have; a form that can be the verb
//! of a frame, between a noun and what it would govern, is it.

use detente_syntax::Upos;

use super::frames::Part;
use super::mend::Grammar;

impl Grammar<'_, '_> {
    /// Gives each sentence that has no verb one, where a word of it can be that.
    pub(super) fn with_verbs(&mut self) {
        let mut first = 0;
        for end in 0..self.upos.len() {
            if !matches!(self.form(end), "." | "!" | "?") {
                continue;
            }
            let has_verb = (first..end).any(|at| self.is_finite(at));
            let found = (first + 1..end.saturating_sub(1)).find(|at| self.can_be_verb(first, *at));
            if let Some(verb) = found.filter(|_| !has_verb) {
                self.make_verb(first, verb, end);
            }
            first = end + 1;
        }
    }

    /// Whether a word is a verb that a clause could have for its own.
    fn is_finite(&self, at: usize) -> bool {
        match self.upos[at] {
            Upos::Aux => true,
            Upos::Verb => {
                let marked = self.child(at, "mark").is_some() || self.child(at, "case").is_some();
                let beside = ["amod", "compound", "acl", "nmod"]
                    .iter()
                    .any(|relation| self.is(at, relation));
                !marked && !beside && !self.form(at).ends_with("ing") && !self.only_noun(at)
            }
            _ => false,
        }
    }

    /// Whether the tables know a form as a noun alone ("drought").
    pub(super) fn only_noun(&self, at: usize) -> bool {
        let known = self.frames.direction(self.form(at));
        (known.bad || known.good || known.noun.is_some())
            && known.verb.is_none()
            && known.act.is_none()
            && self.frame(at).is_none()
    }

    fn can_be_verb(&self, first: usize, at: usize) -> bool {
        let Some(frame) = self.frame(at) else {
            return false;
        };
        if !(self.is_noun(at - 1) || self.only_noun(at - 1)) {
            return false;
        }
        let listed = |word: &usize| self.form(*word) == "and" && *word > first && *word + 1 < at;
        let inflected = match self.ending(at) {
            "s" | "ed" => true,
            "ing" => false,
            _ => self.form(at - 1).ends_with('s') || (first..at).any(|word| listed(&word)),
        };
        let next = at + 1;
        let governs = match self.upos[next] {
            Upos::Det | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num | Upos::Pron => true,
            Upos::Verb => self.is(next, "amod"),
            _ => self
                .frames
                .by_lemma
                .get(frame.as_str())
                .is_some_and(|frames| {
                    frames.iter().any(|frame| {
                        frame.part == Part::Verb && frame.slot == Some(self.form(next))
                    })
                }),
        };
        inflected && governs
    }

    /// Reads `first..end` as a clause of `verb`: a noun phrase before it, and what it governs.
    fn make_verb(&mut self, first: usize, verb: usize, end: usize) {
        let Some(subject) = self.phrase_head(first, verb) else {
            return;
        };
        let from = if self.upos[verb + 1] == Upos::Adp {
            verb + 1
        } else {
            verb
        };
        // "results from overgrazing": a noun that is taken for an adjective.
        let alone = (from + 2 == end).then_some(from + 1);
        let Some(object) = self.noun_after(from).or(alone).filter(|noun| *noun < end) else {
            return;
        };
        if !self.is_noun(object) {
            self.upos[object] = Upos::Noun;
        }
        self.attach(verb, None, "root");
        self.upos[verb] = Upos::Verb;
        self.read_phrase(first, verb, subject);
        self.attach(subject, Some(verb), "nsubj");
        for word in verb + 1..object {
            self.heads.set(word, Some(object));
            if self.upos[word] == Upos::Adp {
                self.relations[word] = "case";
            }
        }
        let relation = if from == verb { "obj" } else { "obl" };
        self.attach(object, Some(verb), relation);
        for word in object + 1..=end {
            // What hangs on the words before, or on nothing, is the verb's.
            if self.heads[word].is_none_or(|head| head <= verb || head > end) {
                self.heads.set(word, Some(verb));
                if self.is(word, "nmod") || self.is(word, "root") {
                    self.relations[word] = "obl";
                }
            }
        }
    }

    /// The head of the first noun phrase that no preposition governs.
    fn phrase_head(&self, first: usize, end: usize) -> Option<usize> {
        let mut found = None;
        for at in first..end {
            match self.upos[at] {
                Upos::Noun | Upos::Propn => found = Some(at),
                _ if self.only_noun(at) => found = Some(at),
                Upos::Adp if found.is_none() => return None,
                Upos::Adp | Upos::Punct | Upos::Cconj | Upos::Sconj if found.is_some() => break,
                _ => {}
            }
        }
        found
    }

    /// Reads the words before a verb as one noun phrase: "a lack of trust and funds".
    fn read_phrase(&mut self, first: usize, verb: usize, subject: usize) {
        let mut start = first;
        let mut above = None;
        let mut relation = "nmod";
        let mut at = first;
        while at < verb {
            let joint = matches!(
                self.upos[at],
                Upos::Adp | Upos::Punct | Upos::Cconj | Upos::Sconj
            );
            if joint {
                let governs = matches!(self.upos[at], Upos::Adp | Upos::Sconj);
                relation = if governs { "nmod" } else { "conj" };
                at += 1;
                continue;
            }
            // A group of words up to the next joint, headed by its last noun.
            let stop = (at..verb)
                .find(|word| {
                    matches!(
                        self.upos[*word],
                        Upos::Adp | Upos::Punct | Upos::Cconj | Upos::Sconj
                    )
                })
                .unwrap_or(verb);
            let head = (at..stop)
                .rev()
                .find(|word| self.is_noun(*word) || self.only_noun(*word))
                .unwrap_or(stop - 1);
            for word in start..stop {
                if word != head {
                    self.attach(
                        word,
                        Some(head),
                        match self.upos[word] {
                            Upos::Adp | Upos::Sconj => "case",
                            Upos::Cconj => "cc",
                            Upos::Punct => "punct",
                            Upos::Noun | Upos::Propn => "compound",
                            Upos::Adj | Upos::Verb => "amod",
                            _ => self.relations[word],
                        },
                    );
                }
            }
            if self.only_noun(head) {
                self.upos[head] = Upos::Noun;
            }
            if head != subject {
                let higher = if relation == "conj" {
                    subject
                } else {
                    above.unwrap_or(subject)
                };
                self.attach(head, Some(higher), relation);
            }
            above = Some(head);
            start = stop;
            at = stop;
        }
    }
}
