//! Subjects and members of lists that the parser hangs elsewhere: told by commas, and by a finite verb
//! that has no subject otherwise.

use detente_syntax::Upos;

use super::mend::Grammar;

impl Grammar<'_, '_> {
    /// The first word of what hangs on a word.
    fn first_below(&self, word: usize) -> usize {
        let below = (0..=word).find(|at| self.under(*at, word));
        below.unwrap_or(word)
    }

    /// "This bond, shaped by interests, pressures, and a desire, has effects": what stands last in the list before the
    /// comma shaped the bond too.
    pub(super) fn agent_listed(&mut self, word: usize) -> bool {
        let listed = self.is(word, "conj") && self.is_noun(word);
        let noun = self.heads[word].filter(|noun| listed && *noun < word && self.is_noun(*noun));
        let Some(noun) = noun else {
            return false;
        };
        let agent = |participle: usize| {
            let by = |below: &usize| {
                let case = self.child(*below, "case");
                self.is(*below, "obl") && case.is_some_and(|case| self.form(case) == "by")
            };
            self.children(participle).into_iter().find(by)
        };
        let said = self.children(noun).into_iter().find(|below| {
            self.is(*below, "acl") && *below > 0 && *below < word && self.form(*below - 1) == ","
        });
        let last = (word..self.heads.len())
            .rev()
            .find(|at| self.under(*at, word));
        let closed = last.is_some_and(|last| self.form(last + 1) == ",");
        let joined = self.first_below(word);
        let comma = joined > 0 && self.form(joined - 1) == ","
            || self.form(joined) == ","
            || self
                .child(word, "cc")
                .is_some_and(|cc| cc > 0 && self.form(cc - 1) == ",");
        match said.and_then(agent).filter(|agent| *agent < word) {
            Some(agent) if closed && comma => self.hang(word, Some(agent), "conj"),
            _ => false,
        }
    }

    /// "On every issue, their desire to win provides", "an aspect: instability, if any, can drive": what opens a clause
    /// after a mark and ends right before its finite verb is its subject.
    pub(super) fn subject_after_mark(&mut self, verb: usize) -> bool {
        let free = self.heads[verb].is_none() || self.is(verb, "parataxis");
        let lacks = ["nsubj", "csubj", "cop", "expl"]
            .iter()
            .all(|relation| self.child(verb, relation).is_none());
        let auxiliary = self.child(verb, "aux").filter(|aux| *aux < verb);
        let finite = auxiliary.is_some_and(|aux| !self.form(aux).ends_with("ing"))
            || auxiliary.is_none() && self.ending(verb) == "s";
        if self.upos[verb] != Upos::Verb || !free || !lacks || !finite {
            return false;
        }
        let mut open = verb;
        while open > 0
            && self.heads[open - 1] == Some(verb)
            && matches!(self.upos[open - 1], Upos::Aux | Upos::Adv | Upos::Part)
        {
            open -= 1;
        }
        let closed = open > 0 && self.form(open - 1) == ",";
        let Some(before) = open.checked_sub(1 + usize::from(closed)) else {
            return false;
        };
        let mut noun = before;
        for _ in 0..self.heads.len() {
            if self.is(noun, "appos") {
                break;
            }
            match self.heads[noun].filter(|head| *head != verb) {
                Some(head) => noun = head,
                None => return false,
            }
        }
        let first = self.first_below(noun);
        let mark = if first < noun && self.upos[first] == Upos::Punct {
            Some(first)
        } else {
            first.checked_sub(1)
        };
        let opens =
            mark.is_some_and(|mark| self.form(mark) == ":" || !closed && self.form(mark) == ",");
        let named = self.is(noun, "appos") && self.upos[noun] == Upos::Noun && noun <= before;
        named && opens && self.hang(noun, Some(verb), "nsubj")
    }

    /// "A desire to reshape the power structure forms a bond": a verb that is read as the object of an infinitive, with a
    /// noun before it and an object of its own.
    pub(super) fn verb_after_infinitive(&mut self, verb: usize) -> bool {
        let infinitive = self.heads[verb].filter(|above| {
            let marked = self
                .child(*above, "mark")
                .is_some_and(|mark| self.form(mark) == "to");
            *above < verb && marked && self.is(*above, "acl") && self.is(verb, "obj")
        });
        let Some((infinitive, noun)) =
            infinitive.and_then(|above| Some((above, self.heads[above]?)))
        else {
            return false;
        };
        let object = verb - 1;
        let beside = self.heads[object] == Some(verb) && self.is_noun(object);
        let governs = self.child(verb, "obj").is_some_and(|own| own > verb);
        let heads_all = self.is_noun(noun) && self.heads[noun].is_none();
        if self.upos[verb] != Upos::Verb
            || self.ending(verb) != "s"
            || !beside
            || !governs
            || !heads_all
        {
            return false;
        }
        for below in self.children(verb) {
            if below < object {
                self.heads.set(below, Some(object));
            }
        }
        self.attach(object, Some(infinitive), "obj");
        self.attach(verb, None, "root");
        self.hang(noun, Some(verb), "nsubj")
    }

    /// "Includes building systems to bypass it, raising trade, and sharing skills": a gerund with another behind "and"
    /// goes on with the first, and tells nothing of what that one was for.
    pub(super) fn gerund_listed(&mut self, word: usize) -> bool {
        let gerund = |at: usize| self.upos[at] == Upos::Verb && self.ending(at) == "ing";
        let third = self.children(word).into_iter().any(|below| {
            below > word
                && self.is(below, "conj")
                && gerund(below)
                && self.child(below, "cc").is_some()
        });
        let opens = word > 0 && self.form(word - 1) == ",";
        let Some(mut above) = self.heads[word].filter(|above| {
            gerund(word) && self.is(word, "advcl") && third && opens && *above < word
        }) else {
            return false;
        };
        for _ in 0..4 {
            let first = gerund(above)
                && ["xcomp", "ccomp", "obl", "acl"]
                    .iter()
                    .any(|name| self.is(above, name));
            if first {
                return self.hang(word, Some(above), "conj");
            }
            match self.heads[above].filter(|head| *head < above) {
                Some(head) => above = head,
                None => return false,
            }
        }
        false
    }

    /// "Offers a platform to coordinate policies, thereby easing the burden": what comes of it comes of the whole clause, and
    /// not of what the platform is for.
    pub(super) fn thereby_of_clause(&mut self, word: usize) -> bool {
        let gerund = self.upos[word] == Upos::Verb && self.ending(word) == "ing";
        let opens = word > 1 && self.form(word - 1) == "thereby" && self.form(word - 2) == ",";
        let Some(mut above) = self.heads[word].filter(|above| {
            let aim = self.is(*above, "acl") && self.child(*above, "mark").is_some();
            gerund && opens && *above < word && aim
        }) else {
            return false;
        };
        for _ in 0..self.heads.len() {
            match self.heads[above].filter(|head| *head < word) {
                Some(head) => above = head,
                None => return false,
            }
            if self.upos[above] == Upos::Verb && !self.is(above, "acl") {
                return self.hang(word, Some(above), "advcl");
            }
        }
        false
    }
}
