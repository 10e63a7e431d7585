//! What stands before the verb of a clause: the mark of a clause in front of it, "thanks to", a
//! subject that is read as beside the verb.

use detente_syntax::Upos;

use super::mend::Grammar;

impl Grammar<'_, '_> {
    /// "Drought has limited output": a noun that was taken for a verb.
    pub(super) fn noun_alone(&mut self, word: usize) -> bool {
        let argument = ["nsubj", "obj", "obl", "nmod"]
            .iter()
            .any(|relation| self.is(word, relation));
        if self.upos[word] != Upos::Verb || !self.only_noun(word) {
            return false;
        }
        // "The main reason is drought": a copula, and no passive.
        let be = self.child(word, "aux:pass").filter(|be| be + 1 == word);
        if !argument && be.is_none() {
            return false;
        }
        self.upos[word] = Upos::Noun;
        if let Some(be) = be {
            self.relations[be] = "cop";
            if let Some(subject) = self.child(word, "nsubj:pass") {
                self.relations[subject] = "nsubj";
            }
        }
        true
    }

    /// "A lack of clean water causes disease": a noun with "of" is said of the one before, and is not
    /// what that one does.
    pub(super) fn noun_with_case(&mut self, noun: usize) -> bool {
        let Some(first) = self.child(noun, "nsubj").filter(|first| *first < noun) else {
            return false;
        };
        let case = self.child(noun, "case");
        let of = case.is_some_and(|case| case == first + 1 && self.form(case) == "of");
        let bare = self.child(noun, "cop").is_none();
        if !of || !bare || !self.is_noun(noun) || !self.is_noun(first) {
            return false;
        }
        let (head, relation) = (self.heads[noun], self.relations[noun]);
        self.attach(first, head, relation);
        self.attach(noun, Some(first), "nmod");
        true
    }

    /// "Drought has limited output": a subject that is hung on the auxiliary.
    pub(super) fn subject_of_auxiliary(&mut self, auxiliary: usize) -> bool {
        let verb = self.heads[auxiliary].filter(|_| self.is(auxiliary, "aux"));
        let (Some(verb), Some(subject)) = (verb, self.child(auxiliary, "nsubj")) else {
            return false;
        };
        self.child(verb, "nsubj").is_none() && self.hang(subject, Some(verb), "nsubj")
    }

    /// "Because the drought persisted, herders lost": the mark belongs to the clause that it opens.
    pub(super) fn mark_of_first_clause(&mut self, mark: usize) -> bool {
        let opens = self.is(mark, "mark")
            && matches!(
                self.form(mark),
                "because"
                    | "since"
                    | "as"
                    | "if"
                    | "when"
                    | "while"
                    | "although"
                    | "though"
                    | "unless"
                    | "after"
                    | "once"
            );
        let Some(main) = self.heads[mark].filter(|main| opens && *main > mark) else {
            return false;
        };
        let clause = self.children(main).into_iter().find(|below| {
            *below > mark
                && *below < main
                && self.is(*below, "advcl")
                && self.child(*below, "mark").is_none()
                && self.under(mark + 1, *below)
        });
        let comma = |clause: usize| (clause..main).any(|at| self.form(at) == ",");
        match clause.filter(|clause| comma(*clause)) {
            Some(clause) => self.hang(mark, Some(clause), "mark"),
            None => false,
        }
    }

    /// "Thanks to good rains, the harvest improved": what heads the sentence is "improved".
    pub(super) fn thanks(&mut self, word: usize) -> bool {
        let cue = self.form(word) == "thanks" && self.form(word + 1) == "to";
        if !cue || self.heads[word].is_some() {
            return false;
        }
        let main = self.children(word).into_iter().find(|below| {
            *below > word
                && self.upos[*below] == Upos::Verb
                && (self.is(*below, "parataxis") || self.is(*below, "conj"))
        });
        let Some(main) = main else { return false };
        self.attach(main, None, "root");
        for below in self.children(word) {
            if below > main {
                self.heads.set(below, Some(main));
            }
        }
        self.hang(word, Some(main), "obl")
    }

    /// "Rationing prompted residents to protest", "Overfishing leads to": a noun or gerund right before
    /// a finite verb of a frame that has no subject otherwise.
    pub(super) fn subject_beside_verb(&mut self, verb: usize) -> bool {
        let free = ["root", "conj", "ccomp", "parataxis", "advcl"]
            .iter()
            .any(|relation| self.is(verb, relation));
        let lacks = ["nsubj", "csubj", "aux", "cop"]
            .iter()
            .all(|relation| self.child(verb, relation).is_none());
        if verb == 0 || self.upos[verb] != Upos::Verb || !free || !lacks {
            return false;
        }
        let subject = verb - 1;
        let beside = self.is(subject, "compound") || self.is(subject, "amod");
        let gerund = self.upos[subject] == Upos::Verb && self.form(subject).ends_with("ing");
        let named = self.upos[subject] == Upos::Noun || gerund;
        let finite = matches!(self.ending(verb), "s" | "ed");
        if self.heads[subject] != Some(verb)
            || !beside
            || !named
            || !finite
            || self.frame(verb).is_none()
        {
            return false;
        }
        for below in self.children(verb) {
            let modifies = ["det", "amod", "compound", "nmod"]
                .iter()
                .any(|relation| self.is(below, relation));
            if below < subject && modifies {
                self.heads.set(below, Some(subject));
            }
        }
        self.upos[subject] = Upos::Noun;
        self.relations[subject] = "nsubj";
        true
    }
}
