//! Words that stand in a place of the tree where English has no such word: a noun that is read as a
//! verb in a list ("famine, *fuel* shortages and unrest"), or as joined to one, and a subject that is
//! left hanging on what describes it ("*Declining* remittances have reduced incomes").

use detente_syntax::Upos;

use super::frames::{Frame, Part};
use super::mend::Grammar;

impl Grammar<'_, '_> {
    /// Sets right what stands in such a place; whether anything did.
    pub(super) fn in_place(&mut self, word: usize) -> bool {
        self.noun_in_capitals(word)
            || self.noun_before_noun(word)
            || self.noun_joined_to_verb(word)
            || self.mark_of_noun(word)
            || self.verb_with_both(word)
            || self.subject_of_participle(word)
            || self.participle_of_subject(word)
            || self.gerund_as_subject(word)
            || self.what_it_becomes(word)
            || self.degree_behind_to(word)
            || self.along_with(word)
            || self.place_of_object(word)
    }

    /// "Hunger drives recruitment": a word that the tables know as a noun, written large as the first one.
    fn noun_in_capitals(&mut self, word: usize) -> bool {
        let opens = word == 0 || matches!(self.form(word - 1), "." | "!" | "?");
        let next = word + 1;
        let named = next < self.upos.len() && self.upos[next] == Upos::Propn;
        if !opens || named || self.upos[word] != Upos::Propn || !self.only_noun(word) {
            return false;
        }
        self.upos[word] = Upos::Noun;
        true
    }

    /// "caused hunger, fuel shortages and …", "due to fuel shortages": a base form that no finite verb
    /// is joined to and no preposition governs is a noun beside the next one.
    fn noun_before_noun(&mut self, word: usize) -> bool {
        let bare = self.upos[word] == Upos::Verb && self.ending(word).is_empty();
        let beside = self.child(word, "obj") == Some(word + 1) && self.is_noun(word + 1);
        let own = self.child(word, "nsubj").is_some() || self.child(word, "aux").is_some();
        let Some(above) = self.heads[word].filter(|_| bare && beside && !own) else {
            return false;
        };
        let noun = word + 1;
        let mark = self
            .child(word, "mark")
            .or_else(|| self.child(word, "case"));
        let governed = mark.filter(|mark| {
            *mark < word
                && self
                    .child(*mark, "fixed")
                    .is_some_and(|to| self.form(to) == "to")
        });
        let listed = self.is(word, "conj")
            && mark.is_none()
            && self.upos[above] == Upos::Verb
            && !self.ending(above).is_empty();
        let (head, relation) = if governed.is_some() {
            (above, "obl")
        } else if let Some(first) = self.last_noun(above, word).filter(|_| listed) {
            (first, "conj")
        } else {
            return false;
        };
        for below in self.children(word) {
            if below != noun {
                self.heads.set(below, Some(noun));
            }
        }
        if let Some(mark) = governed {
            self.relations[mark] = "case";
        }
        self.upos[word] = Upos::Noun;
        self.attach(noun, Some(head), relation);
        self.attach(word, Some(noun), "compound");
        true
    }

    /// "driven by shortages, declines in prices": a noun is joined to the noun before it, never to
    /// the verb.
    fn noun_joined_to_verb(&mut self, word: usize) -> bool {
        let joined = self.upos[word] == Upos::Noun && self.is(word, "conj");
        let Some(verb) = self.heads[word].filter(|head| joined && *head < word) else {
            return false;
        };
        let clausal = ["nsubj", "cop", "aux", "obj"]
            .iter()
            .any(|relation| self.child(word, relation).is_some());
        if self.upos[verb] != Upos::Verb || clausal {
            return false;
        }
        let Some(noun) = self.last_noun(verb, word) else {
            return false;
        };
        self.hang(word, Some(noun), "conj")
    }

    /// The last noun between a verb and a word that the verb governs.
    fn last_noun(&self, verb: usize, word: usize) -> Option<usize> {
        (verb + 1..word).rev().find(|at| {
            let governed = self.is(*at, "obj") || self.is(*at, "obl");
            governed && self.is_noun(*at) && self.heads[*at] == Some(verb)
        })
    }

    /// "result in flooding": what governs a noun is a preposition.
    fn mark_of_noun(&mut self, word: usize) -> bool {
        let mark = self.upos[word] == Upos::Sconj
            && self.is(word, "mark")
            && matches!(
                self.form(word),
                "in" | "of" | "by" | "from" | "for" | "with"
            );
        let Some(noun) = self.heads[word].filter(|noun| mark && *noun > word) else {
            return false;
        };
        let nominal = self.is(noun, "obl") || self.is(noun, "nmod");
        if self.upos[noun] != Upos::Noun || !nominal {
            return false;
        }
        self.upos[word] = Upos::Adp;
        self.relations[word] = "case";
        true
    }

    /// "where conflict further disrupts livelihoods": what has a subject and an object is a verb.
    fn verb_with_both(&mut self, word: usize) -> bool {
        let both = self.child(word, "nsubj").is_some_and(|noun| noun < word)
            && self.child(word, "obj").is_some_and(|noun| noun > word);
        if self.upos[word] != Upos::Noun
            || !both
            || self.heads[word].is_none()
            || self.child(word, "cop").is_some()
            || self.ending(word) != "s"
            || self.frame(word).is_none()
        {
            return false;
        }
        self.upos[word] = Upos::Verb;
        true
    }

    /// "Declining remittances have reduced incomes": the noun right before a finite verb without a
    /// subject, read as the object of the participle that describes it.
    fn subject_of_participle(&mut self, word: usize) -> bool {
        let Some(verb) = self.without_subject(word) else {
            return false;
        };
        let Some(noun) = self.child(word, "obj").filter(|noun| *noun > word) else {
            return false;
        };
        let adjacent = (noun + 1..verb)
            .all(|at| matches!(self.upos[at], Upos::Aux | Upos::Adv) || self.under(at, noun));
        if !adjacent || !self.is_noun(noun) || !self.is_way(word) {
            return false;
        }
        let subject = self.subject_relation(verb);
        self.attach(noun, Some(verb), subject);
        self.attach(word, Some(noun), "amod");
        true
    }

    /// "Falling investment led to …": a participle right before the subject describes it.
    fn participle_of_subject(&mut self, word: usize) -> bool {
        let before = self.upos[word] == Upos::Verb
            && self.is(word, "advcl")
            && self.form(word).ends_with("ing")
            && self.is_way(word)
            && self.children(word).is_empty();
        let Some(noun) = self.noun_after(word).filter(|_| before) else {
            return false;
        };
        if !self.is(noun, "nsubj") || self.heads[noun] != self.heads[word] {
            return false;
        }
        self.hang(word, Some(noun), "amod")
    }

    /// "sent prices soaring": what the object is made to do, right behind it.
    fn what_it_becomes(&mut self, word: usize) -> bool {
        let known = self.frames.direction(self.form(word));
        let moves = known.adjective.is_some() || known.verb.is_some();
        let goes = self.is(word, "advcl") && self.form(word).ends_with("ing") && moves;
        let Some(verb) = self.heads[word].filter(|verb| goes && *verb + 1 < word) else {
            return false;
        };
        let becomes = self.has_frame(verb, |frame| frame.becomes);
        let object = self.child(verb, "obj");
        if !becomes || object != Some(word - 1) {
            return false;
        }
        self.relations[word] = "xcomp";
        true
    }

    /// "led to lower production": no deed, where what the verb leads to follows "to".
    fn degree_behind_to(&mut self, word: usize) -> bool {
        let noun = word + 1;
        let deed = self.upos[word] == Upos::Verb && self.is(word, "xcomp") && self.is_way(word);
        let Some(verb) = self.heads[word].filter(|verb| deed && *verb + 2 == word) else {
            return false;
        };
        let leads = self.form(word - 1) == "to"
            && self.has_frame(verb, |frame| {
                frame.part == Part::Verb && frame.slot == Some("to")
            });
        if !leads || self.child(word, "obj") != Some(noun) {
            return false;
        }
        for below in self.children(word) {
            self.heads.set(below, Some(noun));
        }
        self.upos[word - 1] = Upos::Adp;
        self.relations[word - 1] = "case";
        self.upos[word] = Upos::Adj;
        self.attach(noun, Some(verb), "obl");
        self.attach(word, Some(noun), "amod");
        true
    }

    /// Whether a verb has a frame that fits.
    fn has_frame(&self, verb: usize, fits: impl Fn(&Frame) -> bool) -> bool {
        self.frame(verb).is_some_and(|base| {
            let frames = self.frames.by_lemma.get(base.as_str());
            frames.is_some_and(|frames| frames.iter().any(fits))
        })
    }

    /// "Rationing prompted residents to protest": a gerund right before a finite verb without a subject.
    fn gerund_as_subject(&mut self, word: usize) -> bool {
        let Some(verb) = self.without_subject(word) else {
            return false;
        };
        let adjacent = (word + 1..verb).all(|at| self.upos[at] == Upos::Aux);
        if !adjacent || self.frame(verb).is_none() {
            return false;
        }
        self.relations[word] = self.subject_relation(verb);
        self.upos[word] = Upos::Noun;
        true
    }

    fn subject_relation(&self, verb: usize) -> &'static str {
        if self.child(verb, "aux:pass").is_some() {
            "nsubj:pass"
        } else {
            "nsubj"
        }
    }

    /// The finite verb without a subject that a gerund stands before, where nothing parts them.
    fn without_subject(&self, gerund: usize) -> Option<usize> {
        let adverbial = self.upos[gerund] == Upos::Verb
            && self.form(gerund).ends_with("ing")
            && (self.is(gerund, "advcl") || self.is(gerund, "advmod"));
        let verb = self.heads[gerund].filter(|verb| adverbial && *verb > gerund)?;
        let subject = ["nsubj", "csubj"]
            .iter()
            .any(|relation| self.child(verb, relation).is_some());
        let marked = self.child(gerund, "mark").is_some() || self.child(gerund, "case").is_some();
        let parted = (gerund..verb).any(|at| self.upos[at] == Upos::Punct);
        (self.upos[verb] == Upos::Verb && !subject && !marked && !parted).then_some(verb)
    }

    /// "These measures, along with low prices, reduced exports": joined to the subject.
    fn along_with(&mut self, word: usize) -> bool {
        let joins = self.form(word) == "along" || self.form(word) == "together";
        if !joins || word + 1 >= self.upos.len() || self.form(word + 1) != "with" {
            return false;
        }
        let Some(noun) = self.heads[word].filter(|noun| *noun > word && self.is(*noun, "obl"))
        else {
            return false;
        };
        let subject = self.heads[noun]
            .filter(|verb| *verb > noun)
            .and_then(|verb| self.child(verb, "nsubj"));
        match subject.filter(|subject| *subject < word) {
            Some(subject) => self.hang(noun, Some(subject), "nmod"),
            None => false,
        }
    }

    /// "lowered inflation in Iran": where the object is, is part of what it is.
    fn place_of_object(&mut self, word: usize) -> bool {
        let case = self.child(word, "case").filter(|case| {
            self.is(word, "obl") && self.upos[word] == Upos::Propn && self.form(*case) == "in"
        });
        let verb = self.heads[word].filter(|verb| self.frame(*verb).is_some());
        let (Some(case), Some(verb)) = (case, verb) else {
            return false;
        };
        match self.child(verb, "obj").filter(|object| object + 1 == case) {
            Some(object) => self.hang(word, Some(object), "nmod"),
            None => false,
        }
    }
}
