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
    pub(super) head: Vec<Option<usize>>,
    pub(super) relation: Vec<Rel>,
    pub(super) upos: Vec<Upos>,
    pub(super) participle: Vec<bool>,
    pub(super) past: Vec<bool>,
    pub(super) finite: Vec<bool>,
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
            finite: vec![false; count],
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
            tree.finite[at] = parse.feature(word, "VerbForm") == Some("Fin");
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
        let reflexive = |at: usize| {
            let word = parse.word_at(tokens[at].span.start());
            word.is_some_and(|word| {
                parse
                    .dependents(word)
                    .any(|below| parse.relation(below).starts_with("expl"))
            })
        };
        tree.mend(&lemma, &reflexive);
        tree.cut_circles();
        tree.link();
        tree
    }

    /// Lets no token hang on its own words, however odd the sentence was to whoever set it right: the first token of each
    /// circle becomes a root, so that each way up comes to an end.
    fn cut_circles(&mut self) {
        // The walk that came by a token; 0 for none.
        let mut walks = vec![0; self.head.len()];
        for start in 0..self.head.len() {
            let mut at = start;
            while walks[at] == 0 {
                walks[at] = start + 1;
                match self.head[at] {
                    Some(head) => at = head,
                    None => break,
                }
            }
            if walks[at] == start + 1 && self.head[at].is_some() {
                self.head[at] = None;
                self.relation[at] = Rel::Root;
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
