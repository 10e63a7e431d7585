//! The dependency tree of a sentence, over its tokens.

use detente_syntax::Upos;

use crate::parse::Parse;
use crate::token::Token;

/// How a token stands to its head; subtypes only where the coder asks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rel {
    Root,
    Subject,
    SubjectPassive,
    Object,
    IndirectObject,
    Oblique,
    Agent,
    Clause,
    OpenClause,
    Adverbial,
    Relative,
    Adnominal,
    Nominal,
    Possessor,
    Adjective,
    Compound,
    Particle,
    Flat,
    Apposition,
    Conjunct,
    Case,
    Marker,
    Auxiliary,
    AuxiliaryPassive,
    Copula,
    Adverb,
    Number,
    Parataxis,
    Other,
}

impl Rel {
    fn parse(text: &str) -> Self {
        let (main, sub) = text.split_once(':').unwrap_or((text, ""));
        match (main, sub) {
            ("nsubj", "outer")
            | ("obl" | "nmod", "tmod" | "npmod" | "unmarked")
            | ("advcl", "relcl") => Self::Other,
            ("root", _) => Self::Root,
            ("nsubj", "pass") => Self::SubjectPassive,
            ("nsubj", _) => Self::Subject,
            ("obj", _) => Self::Object,
            ("iobj", _) => Self::IndirectObject,
            ("obl", "agent") => Self::Agent,
            ("obl", _) => Self::Oblique,
            ("ccomp", _) => Self::Clause,
            ("xcomp", _) => Self::OpenClause,
            ("advcl", _) => Self::Adverbial,
            ("acl", "relcl") => Self::Relative,
            ("acl", _) => Self::Adnominal,
            ("nmod", "poss") => Self::Possessor,
            // "energy minister Kari Holmsvik": a title before a name.
            ("nmod", "desc") => Self::Compound,
            ("nmod", _) => Self::Nominal,
            ("amod", _) => Self::Adjective,
            ("compound", "prt") => Self::Particle,
            ("compound", _) => Self::Compound,
            ("flat" | "fixed" | "goeswith", _) => Self::Flat,
            ("appos", _) => Self::Apposition,
            ("conj", _) => Self::Conjunct,
            ("case", _) => Self::Case,
            ("mark", _) => Self::Marker,
            ("aux", "pass") => Self::AuxiliaryPassive,
            ("aux", _) => Self::Auxiliary,
            ("cop", _) => Self::Copula,
            ("advmod", _) => Self::Adverb,
            ("nummod", _) => Self::Number,
            ("parataxis", _) => Self::Parataxis,
            _ => Self::Other,
        }
    }
}

/// Heads, relations and parts of speech by token.
#[derive(Debug)]
pub(crate) struct Tree {
    head: Vec<Option<usize>>,
    relation: Vec<Rel>,
    upos: Vec<Upos>,
    participle: Vec<bool>,
    past: Vec<bool>,
    plural: Vec<bool>,
    /// The dependents of token `i` are `below[first[i]..first[i + 1]]`, from left to right.
    below: Vec<usize>,
    first: Vec<usize>,
}

impl Tree {
    /// The tree of `parse` over `tokens`, which may be cut finer or coarser than its words.
    pub(crate) fn new(parse: &Parse, tokens: &[Token]) -> Self {
        let mut first_token = vec![None; parse.len()];
        let mut word_of = Vec::with_capacity(tokens.len());
        for (at, token) in tokens.iter().enumerate() {
            let word = parse.word_at(token.span.start());
            if let Some(word) = word
                && first_token[word].is_none()
            {
                first_token[word] = Some(at);
            }
            word_of.push(word);
        }
        // A word inside a token that began earlier stands for that token.
        for (word, first) in first_token.iter_mut().enumerate() {
            if first.is_none() {
                let start = parse.span(word).start();
                let after = tokens.partition_point(|token| token.span.start() <= start);
                *first = after.checked_sub(1);
            }
        }
        let count = tokens.len();
        let mut tree = Self {
            head: vec![None; count],
            relation: vec![Rel::Other; count],
            upos: vec![Upos::X; count],
            participle: vec![false; count],
            past: vec![false; count],
            plural: vec![false; count],
            below: Vec::with_capacity(count),
            first: Vec::with_capacity(count + 1),
        };
        for (at, word) in word_of.into_iter().enumerate() {
            let Some(word) = word else { continue };
            tree.upos[at] = parse.upos(word);
            if first_token[word] != Some(at) {
                tree.head[at] = first_token[word];
                tree.relation[at] = Rel::Flat;
                continue;
            }
            tree.relation[at] = Rel::parse(parse.relation(word));
            // A noun that the tagger takes for a verb still has no form of one.
            if tree.upos[at] == Upos::Verb
                && parse.feature(word, "VerbForm").is_none()
                && parse.feature(word, "Number").is_some()
            {
                tree.upos[at] = Upos::Noun;
            }
            tree.participle[at] = parse.feature(word, "VerbForm") == Some("Part");
            tree.past[at] = parse.feature(word, "Tense") == Some("Past");
            tree.plural[at] = parse.feature(word, "Number") == Some("Plur");
            let mut above = parse.head(word);
            // The head may lie in the same token.
            let mut steps = 0;
            while let Some(word) = above
                && first_token[word] == Some(at)
                && steps < 4
            {
                tree.relation[at] = Rel::parse(parse.relation(word));
                above = parse.head(word);
                steps += 1;
            }
            tree.head[at] = above
                .and_then(|word| first_token[word])
                .filter(|head| *head != at);
        }
        let lemma = |at: usize| {
            let word = parse.word_at(tokens[at].span.start());
            word.map_or("", |word| parse.lemma(word))
        };
        tree.mend_perfects(&lemma);
        tree.mend_amounts(&lemma);
        tree.mend_gerunds();
        tree.mend_adjectives(&lemma);
        tree.mend_modifiers();
        tree.mend_clauses(&lemma);
        let reflexive = |at: usize| {
            let word = parse.word_at(tokens[at].span.start());
            word.is_some_and(|word| {
                parse
                    .dependents(word)
                    .any(|below| parse.relation(below).starts_with("expl"))
            })
        };
        tree.mend_states(&lemma, &reflexive);
        tree.mend_partitives(&lemma, &reflexive);
        tree.link();
        tree
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
            if !clause || !crate::finite::is_adjective(lemma(at)) {
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
            let lacks = |relation: Rel| {
                !(0..self.head.len())
                    .any(|below| self.head[below] == Some(at) && self.relation[below] == relation)
            };
            if !joined || !lacks(Rel::Subject) || !lacks(Rel::SubjectPassive) {
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
            let has = |relation: Rel| {
                (0..self.head.len())
                    .any(|below| self.head[below] == Some(verb) && self.relation[below] == relation)
            };
            let object = active == Rel::Subject
                && has(Rel::Object)
                && !has(Rel::AuxiliaryPassive)
                && !has(Rel::Auxiliary);
            let moves = reflexive(verb) || crate::finite::is_intransitive(lemma(verb));
            if object || moves || (crate::finite::is_state(lemma(verb)) && inside()) {
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
            let filled = (0..self.head.len()).any(|below| {
                self.head[below] == Some(verb)
                    && matches!(self.relation[below], Rel::Object | Rel::SubjectPassive)
            });
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

    fn link(&mut self) {
        let count = self.head.len();
        let mut sizes = vec![0; count + 1];
        for head in self.head.iter().flatten() {
            sizes[head + 1] += 1;
        }
        for at in 0..count {
            sizes[at + 1] += sizes[at];
        }
        let mut next = sizes.clone();
        self.below = vec![0; sizes[count]];
        for at in 0..count {
            if let Some(head) = self.head[at] {
                self.below[next[head]] = at;
                next[head] += 1;
            }
        }
        self.first = sizes;
    }

    pub(crate) fn head(&self, at: usize) -> Option<usize> {
        self.head.get(at).copied().flatten()
    }

    pub(crate) fn rel(&self, at: usize) -> Rel {
        self.relation.get(at).copied().unwrap_or(Rel::Other)
    }

    pub(crate) fn upos(&self, at: usize) -> Upos {
        self.upos.get(at).copied().unwrap_or(Upos::X)
    }

    /// The dependents of a token, from left to right.
    pub(crate) fn below(&self, at: usize) -> &[usize] {
        match (self.first.get(at), self.first.get(at + 1)) {
            (Some(first), Some(end)) => &self.below[*first..*end],
            _ => &[],
        }
    }

    /// The first dependent with this relation.
    pub(crate) fn child(&self, at: usize, rel: Rel) -> Option<usize> {
        self.below(at)
            .iter()
            .copied()
            .find(|below| self.rel(*below) == rel)
    }

    pub(crate) fn is_verb(&self, at: usize) -> bool {
        self.upos(at) == Upos::Verb
    }

    pub(crate) fn is_noun(&self, at: usize) -> bool {
        matches!(self.upos(at), Upos::Noun | Upos::Propn)
    }

    /// Whether the word is a plural, or agrees with one.
    pub(crate) fn is_plural(&self, at: usize) -> bool {
        self.plural[at]
    }

    /// Whether a token is a past participle.
    pub(crate) fn is_past_participle(&self, at: usize) -> bool {
        self.participle[at] && self.past[at]
    }

    /// Whether the verb at `at` is passive.
    pub(crate) fn is_passive(&self, at: usize) -> bool {
        let marked = self.below(at).iter().any(|below| {
            matches!(
                self.rel(*below),
                Rel::SubjectPassive | Rel::AuxiliaryPassive
            )
        });
        if marked {
            return true;
        }
        let reduced = matches!(
            self.rel(at),
            Rel::Adnominal | Rel::Adjective | Rel::Adverbial
        ) && self.is_past_participle(at)
            && !self
                .below(at)
                .iter()
                .any(|below| matches!(self.rel(*below), Rel::Auxiliary | Rel::Object));
        // "was attacked and occupied by": a participle beside a passive.
        let joined = self.rel(at) == Rel::Conjunct
            && self.is_past_participle(at)
            && self.child(at, Rel::Object).is_none()
            && self.head(at).is_some_and(|head| {
                self.is_verb(head)
                    && self
                        .below(head)
                        .iter()
                        .any(|below| self.rel(*below) == Rel::AuxiliaryPassive)
            });
        // "rejected calls by Annan": what has an object is no passive.
        let agent = self.child(at, Rel::Agent).is_some() && self.child(at, Rel::Object).is_none();
        reduced || joined || agent
    }

    /// Whether the passive is said by an auxiliary ("was struck"), and not only by a participle.
    pub(crate) fn has_passive_auxiliary(&self, at: usize) -> bool {
        self.child(at, Rel::AuxiliaryPassive).is_some()
    }

    /// Whether a passive has its own subject or auxiliary: "was struck", "two men arrested".
    pub(crate) fn is_marked_passive(&self, at: usize) -> bool {
        let marked = |at: usize| {
            self.has_passive_auxiliary(at) || self.child(at, Rel::SubjectPassive).is_some()
        };
        marked(at) || marked(self.first_conjunct(at))
    }

    /// The first token of a coordination that `at` belongs to.
    pub(crate) fn first_conjunct(&self, at: usize) -> usize {
        let mut at = at;
        let mut steps = 0;
        while self.rel(at) == Rel::Conjunct
            && steps < 16
            && let Some(head) = self.head(at)
        {
            at = head;
            steps += 1;
        }
        at
    }

    /// The token above all others of `first..end`: the head of a span.
    pub(crate) fn top(&self, first: usize, end: usize) -> usize {
        let outside = |at: &usize| {
            self.head(*at)
                .is_none_or(|head| head < first || head >= end)
        };
        (first..end)
            .filter(|at| !matches!(self.rel(*at), Rel::Case | Rel::Marker))
            .find(outside)
            .or_else(|| (first..end).find(outside))
            .unwrap_or(first)
    }

    /// How many steps up from `at` to `top`; `None` where `top` does not stand above it.
    pub(crate) fn steps_up(&self, at: usize, top: usize) -> Option<usize> {
        let mut at = at;
        for steps in 0..self.head.len() {
            if at == top {
                return Some(steps);
            }
            at = self.head(at)?;
        }
        None
    }
}
