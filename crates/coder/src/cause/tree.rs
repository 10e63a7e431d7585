//! A parsed passage with what the causal rules ask of it again and again.

use detente_model::{CauseKind, Sign, Span};
use detente_syntax::Upos;

use super::frames::{Directions, Frame, Frames, Part};
use super::mend::Grammar;
use super::shape::stems;
use crate::parse::Parse;

/// A stretch of words, `first..=last`, and the word that heads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Side {
    pub first: usize,
    pub last: usize,
    pub head: usize,
}

impl Side {
    /// The words from `first` to `last`, the first of which leads.
    pub(crate) fn led(first: usize, last: usize) -> Self {
        Self {
            first,
            last,
            head: first,
        }
    }

    pub(crate) fn contains(&self, word: usize) -> bool {
        self.first <= word && word <= self.last
    }

    pub(crate) fn overlaps(&self, other: &Side) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// How many words both have.
    fn shared(&self, other: &Side) -> usize {
        (self.last.min(other.last) + 1).saturating_sub(self.first.max(other.first))
    }

    /// Whether four of five of its words lie in the other.
    pub(crate) fn lies_in(&self, other: &Side) -> bool {
        5 * self.shared(other) >= 4 * (self.last + 1 - self.first)
    }

    /// Whether half of the words of both are shared.
    pub(crate) fn like(&self, other: &Side) -> bool {
        let shared = self.shared(other);
        2 * shared > self.last.max(other.last) + 1 - self.first.min(other.first)
    }
}

/// A parsed passage.
pub(crate) struct Tree<'a> {
    pub parse: &'a Parse,
    pub frames: &'static Frames,
    pub french: bool,
    /// Words in lower case.
    pub forms: Vec<String>,
    pub lemmas: Vec<String>,
    upos: Vec<Upos>,
    heads: Vec<Option<usize>>,
    relations: Vec<&'a str>,
    children: Vec<Vec<usize>>,
}

impl<'a> Tree<'a> {
    pub(crate) fn new(parse: &'a Parse, language: &str) -> Self {
        let lower = |word: &str| word.replace('’', "'").to_lowercase();
        let forms: Vec<String> = (0..parse.len())
            .map(|word| lower(parse.form(word)))
            .collect();
        let frames = Frames::of(language);
        let french = language == "fr";
        let grammar = if french {
            Grammar::plain(parse, frames, &forms)
        } else {
            Grammar::mended(parse, frames, &forms)
        };
        let Grammar {
            upos,
            heads,
            relations,
            ..
        } = grammar;
        let lemmas = (0..parse.len())
            .map(|word| {
                let lemma = lower(parse.lemma(word));
                let known = |word: &str| {
                    frames.by_lemma.contains_key(word) || frames.directions.contains_key(word)
                };
                // "limited" is in the tables as an adjective too: as a verb, it is "limit".
                let linking = |stem: &String| frames.by_lemma.contains_key(stem.as_str());
                let verb = || {
                    let form = lower(parse.form(word));
                    stems(&form).find(linking)
                };
                if upos[word] == Upos::Verb
                    && !linking(&lemma)
                    && frames
                        .directions
                        .get(lemma.as_str())
                        .is_some_and(|known| known.adjective.is_some())
                    && let Some(base) = verb()
                {
                    return base;
                }
                // "undermin": a base form that is off by its last letters.
                if known(&lemma) || !matches!(upos[word], Upos::Verb | Upos::Noun) {
                    return lemma;
                }
                let form = lower(parse.form(word));
                if let Some(base) = frames.irregular.get(form.as_str()) {
                    return (*base).to_owned();
                }
                let verb = stems(&form)
                    .find(linking)
                    .filter(|_| upos[word] == Upos::Verb);
                let found = verb.or_else(|| stems(&form).find(|stem| known(stem)));
                found.unwrap_or(lemma)
            })
            .collect();
        let (heads, children) = heads.into_parts();
        Self {
            parse,
            frames,
            french,
            forms,
            lemmas,
            upos,
            heads,
            relations,
            children,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.forms.len()
    }

    pub(crate) fn form(&self, word: usize) -> &str {
        self.forms.get(word).map_or("", String::as_str)
    }

    pub(crate) fn lemma(&self, word: usize) -> &str {
        &self.lemmas[word]
    }

    pub(crate) fn upos(&self, word: usize) -> Upos {
        self.upos[word]
    }

    pub(crate) fn children(&self, word: usize) -> &[usize] {
        &self.children[word]
    }

    pub(crate) fn is(&self, word: usize, relation: &str) -> bool {
        let found = self.relations[word];
        found == relation
            || found
                .strip_prefix(relation)
                .is_some_and(|rest| rest.starts_with(':'))
    }

    /// The relation to the head with its subtype (`nsubj:pass`).
    pub(crate) fn relation(&self, word: usize) -> &str {
        self.relations[word]
    }

    pub(crate) fn head(&self, word: usize) -> Option<usize> {
        self.heads[word]
    }

    pub(crate) fn child(&self, word: usize, relation: &str) -> Option<usize> {
        self.children[word]
            .iter()
            .copied()
            .find(|below| self.is(*below, relation))
    }

    pub(crate) fn is_verb(&self, word: usize) -> bool {
        matches!(self.upos(word), Upos::Verb | Upos::Aux)
    }

    pub(crate) fn is_nominal(&self, word: usize) -> bool {
        matches!(
            self.upos(word),
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Sym | Upos::X
        )
    }

    /// What the tables know of a word, by its form or else its lemma.
    pub(crate) fn direction(&self, word: usize) -> Directions {
        let by_form = self.frames.directions.get(self.form(word));
        by_form.map_or_else(|| self.frames.direction(self.lemma(word)), |found| *found)
    }

    /// Whether `below` stands under `word`, or is it.
    pub(crate) fn under(&self, below: usize, word: usize) -> bool {
        let mut at = below;
        for _ in 0..=self.len() {
            if at == word {
                return true;
            }
            match self.head(at) {
                Some(head) => at = head,
                None => return false,
            }
        }
        false
    }

    /// The words under `word`, without those under `without`, as one stretch around it.
    pub(crate) fn side(&self, word: usize, without: &[usize]) -> Option<Side> {
        let mut inside = vec![false; self.len()];
        let mut stack = vec![word];
        let mut steps = 0;
        while let Some(at) = stack.pop() {
            if without.contains(&at) || inside[at] || steps > self.len() {
                continue;
            }
            steps += 1;
            // A full stop that hangs on a noun does not make the noun reach to the end.
            let mark = at != word && matches!(self.form(at), "." | "," | ";" | ":" | "!" | "?");
            inside[at] = !mark;
            stack.extend(self.children(at).iter().copied());
        }
        if !inside[word] {
            return None;
        }
        // What is left out cuts the stretch: the part with the head stays.
        let outs: Vec<usize> = without
            .iter()
            .copied()
            .filter(|out| !self.under(word, *out))
            .collect();
        let cut = |at: usize| outs.iter().any(|out| self.under(at, *out));
        let mut first = word;
        while first > 0 && !cut(first - 1) && inside[..first].iter().any(|is| *is) {
            first -= 1;
        }
        let mut last = word;
        while last + 1 < self.len() && !cut(last + 1) && inside[last + 1..].iter().any(|is| *is) {
            last += 1;
        }
        while !inside[first] && first < word {
            first += 1;
        }
        while !inside[last] && last > word {
            last -= 1;
        }
        Some(self.trim(Side {
            first,
            last,
            head: word,
        }))
    }

    /// Without marks and joining words at the ends.
    pub(crate) fn trim(&self, side: Side) -> Side {
        let Side {
            mut first,
            mut last,
            head,
        } = side;
        let idle = |at: usize| {
            matches!(self.upos(at), Upos::Punct | Upos::Cconj)
                // "as well as".
                || self.is(at, "cc")
                || self.is(at, "fixed") && self.head(at).is_some_and(|head| self.is(head, "cc"))
                || (matches!(self.form(at), "that" | "then" | "however" | "also" | "que")
                    && self.upos(at) != Upos::Pron)
        };
        while first < last && first != head && idle(first) {
            first += 1;
        }
        while last > first && last != head && matches!(self.upos(last), Upos::Punct | Upos::Cconj) {
            last -= 1;
        }
        Side { first, last, head }
    }

    /// The bytes of a stretch in the document.
    pub(crate) fn span(&self, side: Side) -> Span {
        self.parse
            .span(side.first)
            .cover(self.parse.span(side.last))
    }

    /// The first and the last word of the sentence around a word, where a passage has several.
    pub(crate) fn sentence(&self, word: usize) -> (usize, usize) {
        let ends = |at: &usize| matches!(self.form(*at), "." | "!" | "?");
        let first = (0..word).rev().find(ends).map_or(0, |mark| mark + 1);
        let last = (word + 1..self.len()).find(ends).unwrap_or(self.len());
        (first, last - 1)
    }

    /// The members of a list of things; names of actors are not taken apart.
    pub(crate) fn members(&self, side: Side) -> Vec<Side> {
        let common = |word: usize| self.upos(word) == Upos::Noun || self.upos(word) == Upos::Verb;
        if let Some(examples) = self.examples(side) {
            return self.members(examples);
        }
        let conjuncts: Vec<usize> = self
            .children(side.head)
            .iter()
            .copied()
            .filter(|below| {
                self.is(*below, "conj")
                    && common(*below)
                    && side.contains(*below)
                    && self.upos(*below) == self.upos(side.head)
            })
            .chain(self.members_below(side))
            .collect();
        if self.upos(side.head) != Upos::Noun {
            return vec![side];
        }
        if let Some(listed) = self
            .listed(side)
            .filter(|all| all.len() > conjuncts.len() + 1)
        {
            return listed;
        }
        if conjuncts.is_empty() {
            return vec![side];
        }
        let mut conjuncts = conjuncts;
        conjuncts.sort_unstable();
        conjuncts.dedup();
        let mut members = Vec::new();
        for (number, conjunct) in conjuncts.iter().enumerate() {
            if number == 0 {
                let mut first = self.side(side.head, &conjuncts).unwrap_or(side);
                first.first = first.first.max(side.first);
                first.last = first.last.min(conjunct.saturating_sub(1)).max(side.head);
                members.push(self.trim(first));
            }
            if let Some(member) = self.side(*conjunct, &[]) {
                let last = conjuncts
                    .get(number + 1)
                    .and_then(|next| self.side(*next, &[]))
                    .map_or(member.last, |next| {
                        if next.first > *conjunct {
                            member.last.min(next.first - 1)
                        } else {
                            member.last
                        }
                    });
                let member = Side {
                    last: last.max(*conjunct),
                    ..member
                };
                members.push(self.trim(self.bare(member)));
            }
        }
        members
    }

    /// "Several factors, including drought and war": those that are named.
    fn examples(&self, side: Side) -> Option<Side> {
        let general = matches!(
            self.lemma(side.head),
            "factor" | "reason" | "cause" | "force" | "element" | "consideration" | "circumstance"
        );
        let opens = |at: &usize| {
            self.form(*at) == "including"
                || self.form(*at) == "namely"
                || self.form(*at) == "as" && self.form(*at - 1) == "such"
        };
        let open = (side.head + 1..side.last).find(opens).filter(|_| general)?;
        let head = self
            .head(open)
            .filter(|head| *head > open && *head <= side.last)
            .or_else(|| (open + 1..=side.last).find(|word| self.upos(*word) == Upos::Noun))?;
        Some(Side {
            first: open + 1,
            last: side.last,
            head,
        })
    }

    /// "Displacement of people, shortages of food and damage to homes", "lack of trust and high rates":
    /// members of a list that the parser hangs on what the first one is of, told by their being of a
    /// kind that it is not, or by a way of their own.
    fn members_below(&self, side: Side) -> Vec<usize> {
        let moves = |word: usize| {
            let known = self.direction(word);
            self.upos(word) == Upos::Noun && (known.noun.is_some() || known.measure)
        };
        let way =
            |below: &usize| self.is(*below, "amod") && self.direction(*below).adjective.is_some();
        let goes = |word: usize| {
            // "high interest rates": whichever of both nouns is said to be high.
            let below =
                |noun: &usize| self.is(*noun, "compound") && self.children(*noun).iter().any(way);
            let own = self.children(word);
            self.upos(word) == Upos::Noun && (own.iter().any(way) || own.iter().any(below))
        };
        let of =
            |below: &&usize| self.is(**below, "nmod") && **below > side.head && !moves(**below);
        let mut inner = self.children(side.head).iter().find(of).copied();
        let mut members = Vec::new();
        for _ in 0..3 {
            let Some(hung) = inner else { break };
            let listed = |below: &usize| self.is(*below, "conj") && side.contains(*below);
            let all = self.children(hung).iter().copied();
            members.extend(all.filter(listed));
            inner = self.children(hung).iter().find(of).copied();
        }
        let apart = members.len() > 1 && members.iter().all(|word| moves(*word))
            || !members.is_empty() && moves(side.head) && members.iter().all(|word| goes(*word));
        if apart { members } else { Vec::new() }
    }

    /// Without the preposition or subordinator that opens it, or a phrase with one that stands apart ("In conclusion,").
    pub(crate) fn bare(&self, side: Side) -> Side {
        let mut first = side.first;
        let comma = (first + 1..side.head.min(first + 4)).find(|at| self.form(*at) == ",");
        let apart = |mark: &usize| {
            let own = self.head(first).is_some_and(|head| head < *mark);
            own && self.upos(first) == Upos::Adp && self.form(first) == "in"
        };
        if let Some(mark) = comma.filter(apart) {
            first = mark + 1;
        }
        while first < side.head
            && (matches!(
                self.upos(first),
                Upos::Adp | Upos::Sconj | Upos::Cconj | Upos::Punct
            ) || (self.is(first, "mark") && self.head(first) == Some(side.head))
                || (self.is(first, "cop") && self.head(first) == Some(side.head))
                || (self.form(first) == "thanks" && self.form(first + 1) == "to")
                || (self.is(first, "fixed") && first > 0))
        {
            first += 1;
        }
        Side { first, ..side }
    }

    /// What a verb of raising or lowering does to its object.
    pub(crate) fn frame_act(&self, word: usize) -> Option<Sign> {
        let moves = |frame: &&Frame| {
            let plain = frame.slot.is_none() && frame.particle.is_none() && frame.noun.is_none();
            let kind = matches!(frame.kind, CauseKind::Quantity | CauseKind::Prevent);
            plain && kind && frame.part == Part::Verb
        };
        let frames = self.frames.by_lemma.get(self.lemma(word))?;
        frames.iter().find(moves).map(|frame| frame.sign)
    }

    /// The preposition or subordinator of a word.
    pub(crate) fn marker(&self, word: usize) -> Option<usize> {
        self.children(word)
            .iter()
            .copied()
            .find(|below| self.is(*below, "case") || self.is(*below, "mark"))
    }

    /// Whether a negation is that of "not only".
    fn adds(&self, negation: usize) -> bool {
        negation + 1 < self.len()
            && matches!(
                self.form(negation + 1),
                "only" | "just" | "merely" | "simply" | "solely" | "seulement" | "uniquement"
            )
    }

    /// Whether all that seems to deny a word is "not only".
    pub(crate) fn only_adds(&self, word: usize) -> bool {
        let mut all = self
            .children(word)
            .iter()
            .copied()
            .filter(|below| matches!(self.form(*below), "not" | "n't" | "pas" | "non"))
            .peekable();
        all.peek().is_some() && all.all(|below| self.adds(below))
    }

    /// Whether a word is denied; "not only" denies nothing.
    pub(crate) fn denied(&self, word: usize) -> bool {
        self.children(word).iter().any(|below| {
            !self.adds(*below)
                && matches!(
                    self.form(*below),
                    "not"
                        | "n't"
                        | "never"
                        | "no"
                        | "pas"
                        | "jamais"
                        | "aucun"
                        | "aucune"
                        | "neither"
                        | "hardly"
                )
                && (self.is(*below, "advmod") || self.is(*below, "det"))
        })
    }

    /// The topmost word of the clause in which `word` stands.
    pub(crate) fn clause(&self, word: usize) -> usize {
        let mut at = word;
        for _ in 0..self.len() {
            let clausal = [
                "root",
                "conj",
                "advcl",
                "ccomp",
                "acl",
                "parataxis",
                "csubj",
                "xcomp",
            ]
            .iter()
            .any(|relation| self.is(at, relation));
            if clausal
                && (self.is_verb(at) || self.child(at, "cop").is_some() || self.is(at, "root"))
            {
                return at;
            }
            match self.head(at) {
                Some(head) => at = head,
                None => return at,
            }
        }
        at
    }
}
