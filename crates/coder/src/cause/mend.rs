//! The grammar of a passage as the causal rules read it: that of the parser, with what it often
//! gets wrong about verbs set right.
//!
//! A verb that is read as a participle beside its noun ("impacts of flooding *reduced*
//! production", "displace communities, *disrupt* livelihoods and *impede* access", "the strike
//! *resumed* when …", "has *heightened* tensions") hides the link that it states. Each repair asks
//! for a sequence of words that English does not have otherwise.

use std::ops::Index;

use detente_syntax::Upos;

use super::frames::{Frames, Part};
use super::shape::stems;
use crate::parse::Parse;

/// Words with part of speech, head and relation.
pub(crate) struct Grammar<'a, 'f> {
    parse: &'a Parse,
    pub(super) frames: &'static Frames,
    forms: &'f [String],
    pub(super) upos: Vec<Upos>,
    pub(super) heads: Heads,
    pub(super) relations: Vec<&'a str>,
}

/// The head of each word, and the words below each.
pub(crate) struct Heads {
    above: Vec<Option<usize>>,
    /// From left to right.
    below: Vec<Vec<usize>>,
}

impl Heads {
    fn of(parse: &Parse) -> Self {
        let words = 0..parse.len();
        Self {
            above: words.clone().map(|word| parse.head(word)).collect(),
            below: words.map(|word| parse.dependents(word).collect()).collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.above.len()
    }

    pub(super) fn set(&mut self, word: usize, head: Option<usize>) {
        if let Some(former) = self.above[word] {
            self.below[former].retain(|below| *below != word);
        }
        if let Some(head) = head {
            let below = &mut self.below[head];
            let at = below.partition_point(|below| *below < word);
            below.insert(at, word);
        }
        self.above[word] = head;
    }

    /// The heads of all words, and the words below each.
    pub(super) fn into_parts(self) -> (Vec<Option<usize>>, Vec<Vec<usize>>) {
        (self.above, self.below)
    }
}

impl Index<usize> for Heads {
    type Output = Option<usize>;

    fn index(&self, word: usize) -> &Self::Output {
        &self.above[word]
    }
}

impl<'a, 'f> Grammar<'a, 'f> {
    /// The parser's grammar.
    pub(super) fn plain(parse: &'a Parse, frames: &'static Frames, forms: &'f [String]) -> Self {
        let words = 0..parse.len();
        Self {
            parse,
            frames,
            forms,
            upos: words.clone().map(|word| parse.upos(word)).collect(),
            heads: Heads::of(parse),
            relations: words.map(|word| parse.relation(word)).collect(),
        }
    }

    /// The parser's grammar with verbs set right, in English.
    pub(super) fn mended(parse: &'a Parse, frames: &'static Frames, forms: &'f [String]) -> Self {
        let mut grammar = Self::plain(parse, frames, forms);
        grammar.without_label();
        grammar.with_verbs();
        for word in 0..forms.len() {
            let _ = grammar.with_arguments(word)
                || grammar.in_place(word)
                || grammar.describing(word)
                || grammar.noun_alone(word)
                || grammar.subject_of_auxiliary(word)
                || grammar.noun_with_case(word)
                || grammar.mark_of_first_clause(word)
                || grammar.thanks(word)
                || grammar.subject_beside_verb(word)
                || grammar.after_have(word)
                || grammar.after_noun(word)
                || grammar.finite_below_noun(word)
                || grammar.verb_as_root_noun(word)
                || grammar.verb_below_its_object(word)
                || grammar.verb_as_noun(word)
                || grammar.verb_beside_noun(word)
                || grammar.verb_in_compound(word)
                || grammar.agent_listed(word)
                || grammar.subject_after_mark(word)
                || grammar.verb_after_infinitive(word)
                || grammar.gerund_listed(word)
                || grammar.thereby_of_clause(word)
                || grammar.kept_from(word)
                || grammar.adjective_behind_to(word)
                || grammar.listed(word)
                || grammar.subject_with_subordinator(word);
        }
        grammar
    }

    pub(super) fn form(&self, word: usize) -> &str {
        self.forms.get(word).map_or("", String::as_str)
    }

    pub(super) fn is(&self, word: usize, relation: &str) -> bool {
        let found = self.relations[word];
        found == relation
            || found
                .strip_prefix(relation)
                .is_some_and(|rest| rest.starts_with(':'))
    }

    /// The words right below one, from left to right, as they are now.
    pub(super) fn children(&self, word: usize) -> Vec<usize> {
        self.heads.below[word].clone()
    }

    pub(super) fn child(&self, word: usize, relation: &str) -> Option<usize> {
        let mut below = self.heads.below[word].iter().copied();
        below.find(|below| self.is(*below, relation))
    }

    pub(super) fn is_noun(&self, word: usize) -> bool {
        matches!(self.upos[word], Upos::Noun | Upos::Propn)
    }

    pub(super) fn under(&self, below: usize, word: usize) -> bool {
        let mut at = Some(below);
        for _ in 0..=self.heads.len() {
            match at {
                Some(found) if found == word => return true,
                Some(found) => at = self.heads[found],
                None => return false,
            }
        }
        false
    }

    /// Whether a form says of a noun that there is more or less of it ("declining").
    pub(super) fn is_way(&self, word: usize) -> bool {
        self.frames.direction(self.form(word)).adjective.is_some()
    }

    /// Hangs `word` under `head`, whatever circle that closes.
    pub(super) fn attach(&mut self, word: usize, head: Option<usize>, relation: &'a str) {
        self.heads.set(word, head);
        self.relations[word] = relation;
    }

    /// Hangs `word` under `head`, unless that would close a circle.
    pub(super) fn hang(&mut self, word: usize, head: Option<usize>, relation: &'a str) -> bool {
        if head.is_some_and(|head| self.under(head, word)) {
            return false;
        }
        self.attach(word, head, relation);
        true
    }

    /// "How their interests shape conflicts": a noun with a subject and an object is a verb.
    fn with_arguments(&mut self, word: usize) -> bool {
        let subject = self.child(word, "nsubj").is_some_and(|at| at < word);
        let object = self.child(word, "obj").is_some_and(|at| at > word);
        let bare = ["cop", "det", "case"]
            .iter()
            .all(|relation| self.child(word, relation).is_none());
        let links = self.upos[word] == Upos::Noun && self.frame(word).is_some();
        let noun = links && subject && object && bare;
        if noun {
            self.upos[word] = Upos::Verb;
        }
        noun
    }

    /// The subordinator that stands before a noun as if it were a preposition.
    fn subordinator(&self, noun: usize) -> Option<usize> {
        self.children(noun).into_iter().find(|below| {
            *below < noun
                && (self.is(*below, "case") || self.is(*below, "mark") || self.is(*below, "advmod"))
                && matches!(
                    self.form(*below),
                    "as" | "because"
                        | "since"
                        | "after"
                        | "when"
                        | "while"
                        | "before"
                        | "until"
                        | "once"
                        | "if"
                        | "although"
                        | "that"
                        | "whereas"
                )
        })
    }

    /// The first member of the list that a noun belongs to.
    fn first_member(&self, noun: usize) -> usize {
        let mut at = noun;
        for _ in 0..self.heads.len() {
            match self.heads[at] {
                Some(head) if self.is(at, "conj") && self.is_noun(head) => at = head,
                _ => break,
            }
        }
        at
    }

    /// Makes `verb` head the clause in which `noun` stood, with `noun` as its subject.
    fn promote(&mut self, noun: usize, verb: usize) -> bool {
        let (head, relation) = (self.heads[noun], self.relations[noun]);
        if head == Some(verb) || head.is_some_and(|head| self.under(head, verb)) {
            return false;
        }
        let subordinator = self.subordinator(noun);
        let relation = match subordinator {
            Some(_) if relation != "root" => "advcl",
            _ => relation,
        };
        // What follows the verb, and what opens the clause, belongs to the verb.
        for below in self.children(noun) {
            if below != verb && (below > verb || Some(below) == subordinator) {
                self.heads.set(below, Some(verb));
                if self.is(below, "nmod") {
                    self.relations[below] = "obl";
                }
            }
        }
        self.attach(verb, head, relation);
        self.upos[verb] = Upos::Verb;
        self.attach(noun, Some(verb), "nsubj");
        if let Some(mark) = subordinator {
            self.relations[mark] = "mark";
        }
        true
    }

    fn takes(&mut self, verb: usize, object: usize) {
        if self.hang(object, Some(verb), "obj") {
            for below in self.children(object) {
                if below < verb
                    && (self.upos[below] == Upos::Punct || self.upos[below] == Upos::Cconj)
                {
                    self.heads.set(below, Some(verb));
                }
            }
        }
    }

    /// "has heightened tensions", where "has" is known to be no main verb.
    fn after_have(&mut self, auxiliary: usize) -> bool {
        if self.parse.lemma(auxiliary) != "have"
            || self.upos[auxiliary] != Upos::Aux
            || self.is(auxiliary, "aux")
        {
            return false;
        }
        let Some(verb) = (auxiliary + 1..self.forms.len().min(auxiliary + 4))
            .find(|at| self.upos[*at] != Upos::Adv)
        else {
            return false;
        };
        let object = self.heads[verb].filter(|noun| *noun > verb);
        let Some(object) = object.filter(|noun| {
            self.upos[verb] == Upos::Verb
                && self.is(verb, "amod")
                && self.is_noun(*noun)
                && self.heads[*noun] == Some(auxiliary)
        }) else {
            return false;
        };
        let (head, relation) = (self.heads[auxiliary], self.relations[auxiliary]);
        for below in self
            .children(auxiliary)
            .into_iter()
            .chain(self.children(object))
        {
            let left = below < verb && below != object;
            if (self.heads[below] == Some(auxiliary) && below != object)
                || (left && self.is(below, "nsubj"))
            {
                self.heads.set(below, Some(verb));
            }
        }
        self.attach(verb, head, relation);
        self.attach(auxiliary, Some(verb), "aux");
        self.takes(verb, object);
        true
    }

    /// "impacts of flooding reduced production": a noun right before a participle that is said to
    /// stand before another noun.
    fn after_noun(&mut self, verb: usize) -> bool {
        if self.upos[verb] != Upos::Verb || !self.is(verb, "amod") || verb == 0 {
            return false;
        }
        let before = verb - 1;
        let Some(object) = self.heads[verb].filter(|noun| *noun > verb) else {
            return false;
        };
        if self.upos[before] != Upos::Noun
            || self.under(before, object)
            || self.form(verb).ends_with("ing")
            || self.frame(verb).is_none()
        {
            return false;
        }
        let mut subject = before;
        for _ in 0..self.forms.len() {
            if self.subordinator(subject).is_some() {
                break;
            }
            match self.heads[subject] {
                Some(head)
                    if head < subject && self.is_noun(head) && !self.is(subject, "appos") =>
                {
                    subject = head;
                }
                _ => break,
            }
        }
        let alone = self.heads[subject].is_none_or(|head| head >= verb)
            || self.subordinator(subject).is_some();
        if !alone {
            return false;
        }
        self.attach(verb, Some(subject), "acl");
        if !self.hang(object, Some(verb), "obj") {
            // The object heads the whole: it gives its place to the verb.
            let (head, relation) = (self.heads[object], self.relations[object]);
            if self.heads[subject] != Some(object) {
                return false;
            }
            self.attach(verb, head, relation);
            self.attach(subject, Some(verb), "nsubj");
            self.takes(verb, object);
            return true;
        }
        self.takes(verb, object);
        self.promote(subject, verb)
    }

    /// "the strike resumed when …": a finite verb below the noun that is its subject.
    fn finite_below_noun(&mut self, verb: usize) -> bool {
        if self.relations[verb] != "acl" || self.upos[verb] != Upos::Verb {
            return false;
        }
        let Some(noun) = self.heads[verb].filter(|noun| *noun < verb && self.is_noun(*noun)) else {
            return false;
        };
        let below = self.children(verb);
        let marked = below.iter().any(|below| {
            self.is(*below, "nsubj")
                || *below < verb
                    && (self.is(*below, "mark")
                        || self.is(*below, "case")
                        || self.is(*below, "aux:pass"))
        });
        let finite = self.parse.feature(verb, "VerbForm") == Some("Fin")
            || (self.form(verb).ends_with("ed") && self.child(verb, "obj").is_some());
        let subject = self.first_member(noun);
        // A sentence has a verb: where a noun heads it, the participle below it is that verb.
        let finite = finite || self.heads[subject].is_none();
        let free = matches!(self.relations[subject], "root" | "parataxis" | "ccomp")
            || self.subordinator(subject).is_some();
        if marked || !finite || !free || self.child(subject, "cop").is_some() {
            return false;
        }
        self.promote(subject, verb)
    }

    /// Whether a word may be a verb of a frame in the third person that was taken for a plural, in a
    /// sentence that has no verb before it: some verb it must have.
    fn may_be_the_verb(&self, word: usize) -> bool {
        let verbless = (0..word).all(|at| {
            self.upos[at] != Upos::Aux && (self.upos[at] != Upos::Verb || self.is(at, "amod"))
        });
        self.ending(word) == "s" && verbless && self.frame(word).is_some()
    }

    /// "More trade lowers the risk", "The crisis stems from": a plural that heads the sentence and has
    /// an object, or a subject.
    fn verb_as_root_noun(&mut self, word: usize) -> bool {
        if word == 0 || self.upos[word] != Upos::Noun || self.heads[word].is_some() {
            return false;
        }
        let subject = word - 1;
        let determined = word + 1 < self.forms.len()
            && (self.upos[word + 1] == Upos::Det || self.is(word + 1, "nmod:poss"));
        let beside = self
            .child(word, "appos")
            .filter(|object| determined && Some(*object) == self.noun_after(word));
        let governs = beside.is_some()
            || self.child(word, "obj").is_some_and(|object| object > word)
            || self.child(word, "nsubj") == Some(subject);
        // "Ties influence prices": a noun has no subject and object.
        let both = self.child(word, "nsubj") == Some(subject)
            && self.child(word, "obj").is_some_and(|object| object > word)
            && self.child(word, "cop").is_none()
            && self.frame(word).is_some();
        if !governs
            || !(both || self.may_be_the_verb(word))
            || !self.is_noun(subject)
            || self.heads[subject] != Some(word)
        {
            return false;
        }
        self.upos[word] = Upos::Verb;
        self.relations[subject] = "nsubj";
        if let Some(object) = beside {
            self.relations[object] = "obj";
        }
        for below in self.children(word) {
            if below < subject && !(both && self.is(below, "obl")) {
                self.heads.set(below, Some(subject));
            } else if self.is(below, "nmod") {
                self.relations[below] = "obl";
            }
        }
        true
    }

    /// "The tariffs curbed imports": a past form that is read as beside a noun, which has a subject and
    /// no other verb.
    fn verb_below_its_object(&mut self, verb: usize) -> bool {
        let beside = self.is(verb, "amod") || self.is(verb, "compound");
        let Some(object) = self.heads[verb].filter(|_| beside) else {
            return false;
        };
        let subject = self.child(object, "nsubj").filter(|noun| *noun < verb);
        let verbless = ["cop", "aux"]
            .iter()
            .all(|name| self.child(object, name).is_none());
        let Some(subject) = subject.filter(|_| verbless) else {
            return false;
        };
        let past = self.upos[verb] == Upos::Verb && self.ending(verb) == "ed";
        if !past || object < verb || !self.is_noun(object) || self.frame(verb).is_none() {
            return false;
        }
        self.attach(verb, self.heads[object], self.relations[object]);
        for below in self.children(object) {
            if below < verb && below != subject {
                self.attach(below, Some(subject), "nmod");
            }
        }
        self.attach(subject, Some(verb), "nsubj");
        self.attach(object, Some(verb), "obj");
        true
    }

    /// "A lack of trust limits their cooperation": a plural between a noun and the article or owner of
    /// another.
    fn verb_as_noun(&mut self, word: usize) -> bool {
        if word == 0 || self.upos[word] != Upos::Noun || !self.is_noun(word - 1) {
            return false;
        }
        let determined = word + 1 < self.forms.len()
            && (self.upos[word + 1] == Upos::Det || self.is(word + 1, "nmod:poss"));
        let (Some(object), Some(mut subject)) = (self.noun_after(word), self.heads[word]) else {
            return false;
        };
        for _ in 0..self.heads.len() {
            match self.heads[subject] {
                Some(head) if head < word => subject = head,
                _ => break,
            }
        }
        let heads_all = self.heads[subject].is_none() && self.is_noun(subject) && subject < word;
        if !determined || !heads_all || !self.may_be_the_verb(word) {
            return false;
        }
        let above = self.heads[word];
        for below in self.children(word) {
            if below < word {
                self.attach(below, above, "nmod");
            }
        }
        self.attach(word, Some(subject), "acl");
        self.takes(word, object);
        self.promote(subject, word)
    }

    /// "The ban limits access.": between two nouns of a sentence with an article, a full stop and no verb.
    fn verb_in_compound(&mut self, word: usize) -> bool {
        let object = word + 1;
        let last = self.forms.len() - 1;
        if word == 0 || object >= last || !self.is(word, "compound") {
            return false;
        }
        let subject = word - 1;
        let whole = self.upos[0] == Upos::Det && self.form(last) == ".";
        let nouns = [subject, word, object].iter().all(|at| self.is_noun(*at));
        let beside = self.heads[word] == Some(object) && self.heads[object].is_none();
        let verbless = (0..last).all(|at| !matches!(self.upos[at], Upos::Verb | Upos::Aux));
        let owned = self.heads[subject] == Some(object) || self.heads[subject] == Some(word);
        if !whole || !nouns || !beside || !verbless || !owned || !self.may_be_the_verb(word) {
            return false;
        }
        self.upos[word] = Upos::Verb;
        self.attach(word, None, "root");
        for below in self.children(object) {
            if below < word {
                self.heads.set(below, Some(subject));
            }
        }
        self.attach(subject, Some(word), "nsubj");
        self.attach(object, Some(word), "obj");
        for below in self.children(word) {
            if below < subject {
                self.heads.set(below, Some(subject));
            }
        }
        true
    }

    /// "Distrust between both limits their cooperation": a verb that is read as beside the noun that
    /// heads the sentence.
    fn verb_beside_noun(&mut self, verb: usize) -> bool {
        let Some(noun) = self.heads[verb] else {
            return false;
        };
        let beside = self.upos[verb] == Upos::Verb
            && (self.is(verb, "conj") || self.is(verb, "nmod"))
            && self.is_noun(noun)
            && noun < verb
            && self.heads[noun].is_none();
        let free = !self
            .children(verb)
            .iter()
            .any(|below| *below < verb && (self.is(*below, "cc") || self.is(*below, "nsubj")));
        if !beside || !free || !self.may_be_the_verb(verb) {
            return false;
        }
        for below in self.children(verb) {
            if below < verb && self.is_noun(below) {
                self.attach(below, Some(noun), "nmod");
            }
        }
        let object = self.children(noun).into_iter().find(|below| {
            *below > verb && self.is(*below, "nmod") && self.child(*below, "case").is_none()
        });
        let promoted = self.promote(noun, verb);
        if let Some(object) = object.filter(|_| promoted) {
            self.relations[object] = "obj";
        }
        promoted
    }

    /// The frame that a form has as a verb.
    pub(super) fn frame(&self, word: usize) -> Option<String> {
        let base = self.frames.irregular.get(self.form(word)).copied();
        stems(base.unwrap_or(self.form(word))).find(|stem| {
            let verbal = self
                .frames
                .by_lemma
                .get(stem.as_str())
                .is_some_and(|frames| frames.iter().any(|frame| frame.part == Part::Verb));
            verbal || self.frames.direction(stem).act.is_some()
        })
    }

    /// "has disrupted A, affected B and shrunk C": verbs in a list, of one form.
    fn listed(&mut self, verb: usize) -> bool {
        let opens = verb > 1 && matches!(self.form(verb - 1), "," | "and" | "or");
        let astray = match self.upos[verb] {
            Upos::Verb => self.is(verb, "amod") || self.child(verb, "obj") != self.noun_after(verb),
            Upos::Noun | Upos::Adj | Upos::X => true,
            _ => false,
        };
        if !opens || !astray || self.frame(verb).is_none() {
            return false;
        }
        let earlier = (verb.saturating_sub(14)..verb - 1).rev().find(|at| {
            self.upos[*at] == Upos::Verb && !self.is(*at, "amod") && !self.is(*at, "compound")
        });
        let Some(earlier) = earlier.filter(|at| self.ending(*at) == self.ending(verb)) else {
            return false;
        };
        let Some(object) = self.noun_after(verb) else {
            return false;
        };
        // "has caused reduced income, limited access": a list of things, not of deeds.
        let parallel = (earlier + 1..verb)
            .any(|at| self.is(at, "amod") && self.ending(at) == self.ending(verb));
        let within =
            self.heads[object].is_some_and(|head| head < object && self.heads[head].is_some());
        let heard = self.child(earlier, "obj").is_some_and(|at| at < verb);
        if parallel || !within || !heard {
            return false;
        }
        let first = if self.is(earlier, "conj") {
            self.heads[earlier].filter(|head| self.upos[*head] == Upos::Verb)
        } else {
            None
        };
        let above = first.unwrap_or(earlier);
        if self.under(above, verb) {
            return false;
        }
        self.attach(verb, Some(above), "conj");
        self.upos[verb] = Upos::Verb;
        self.takes(verb, object);
        true
    }

    /// What verbs in one list share.
    pub(super) fn ending(&self, word: usize) -> &'static str {
        let form = self.form(word);
        if form.ends_with("ed") || self.frames.irregular.contains_key(form) {
            "ed"
        } else if form.ends_with("ing") {
            "ing"
        } else if form.ends_with('s') && !form.ends_with("ss") {
            "s"
        } else {
            ""
        }
    }

    /// The head of the noun phrase that begins right after a word.
    pub(super) fn noun_after(&self, verb: usize) -> Option<usize> {
        let mut found = None;
        for at in verb + 1..self.forms.len().min(verb + 7) {
            match self.upos[at] {
                Upos::Noun | Upos::Propn => found = Some(at),
                Upos::Adj | Upos::Det | Upos::Num if found.is_none() => {}
                Upos::Pron if found.is_none() && self.is(at, "nmod:poss") => {}
                Upos::Verb if found.is_none() && self.is(at, "amod") => {}
                _ => break,
            }
        }
        found
    }

    /// "as prices and markets are preventing families": the subject of a clause, read as what
    /// follows a preposition.
    fn subject_with_subordinator(&mut self, verb: usize) -> bool {
        // "as conflict and floods reduced production".
        let acts = self.ending(verb) == "ed"
            && self.is(verb, "advcl")
            && self.child(verb, "mark").is_none()
            && self.child(verb, "obj").is_some_and(|noun| noun > verb);
        if self.upos[verb] != Upos::Verb
            || self.child(verb, "nsubj").is_some()
            || !acts && self.child(verb, "aux").is_none_or(|aux| aux > verb)
        {
            return false;
        }
        // The clause may have been hung on the one before it, without this noun.
        let subject = (0..verb).rev().find(|below| {
            self.is_noun(*below) && self.is(*below, "obl") && self.subordinator(*below).is_some()
        });
        let Some(subject) = subject else { return false };
        let plain = (subject..verb).all(|at| {
            at == subject
                || self.under(at, subject)
                || matches!(self.upos[at], Upos::Aux | Upos::Adv | Upos::Part)
        });
        let Some(mark) = self.subordinator(subject).filter(|_| plain) else {
            return false;
        };
        if self.heads[subject] != Some(verb) {
            let above = self.heads[subject];
            if !self.hang(verb, above, "advcl") {
                return false;
            }
            self.heads.set(subject, Some(verb));
        }
        let passive = self.child(verb, "aux:pass").is_some();
        self.relations[subject] = if passive { "nsubj:pass" } else { "nsubj" };
        self.attach(mark, Some(verb), "mark");
        true
    }

    /// "led to lower revenue": an adjective, and no infinitive, between "to" and its noun.
    fn adjective_behind_to(&mut self, word: usize) -> bool {
        let Some(noun) = self.heads[word].filter(|noun| *noun > word && self.is_noun(*noun)) else {
            return false;
        };
        let Some(mark) = self.child(word, "mark").filter(|mark| {
            self.upos[word] == Upos::Verb
                && self.is(word, "amod")
                && self.form(*mark) == "to"
                && self.is_way(word)
        }) else {
            return false;
        };
        self.upos[word] = Upos::Adj;
        self.attach(mark, Some(noun), "case");
        if self.is(noun, "obj") {
            self.relations[noun] = "obl";
        }
        true
    }

    /// "prevents families, even those in towns, from accessing food": what somebody is kept from
    /// belongs to the verb, and not to the noun right before.
    fn kept_from(&mut self, verb: usize) -> bool {
        let from = self.is(verb, "acl")
            && self
                .child(verb, "mark")
                .is_some_and(|mark| self.form(mark) == "from");
        let Some(mut above) = self.heads[verb].filter(|_| from) else {
            return false;
        };
        for _ in 0..self.heads.len() {
            if self.upos[above] == Upos::Verb {
                return above < verb
                    && self.child(above, "obj").is_some()
                    && self.hang(verb, Some(above), "advcl");
            }
            let Some(head) = self.heads[above] else {
                return false;
            };
            above = head;
        }
        false
    }
}
