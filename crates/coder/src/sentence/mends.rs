//! Slips of parsers that words and order give away, set right before a tree is used.

mod clauses;
mod nouns;
mod verbs;

use std::ops::Range;

use super::tree::{Rel, Tree};

/// Tokens between a word and its farthest dependent, and more: longer sentences are parsed in pieces.
const FARTHEST: usize = 512;

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

    /// The tokens among which the dependents of `head` lie, however long the sentence is.
    fn around(&self, head: usize) -> Range<usize> {
        head.saturating_sub(FARTHEST)..self.head.len().min(head + FARTHEST)
    }

    /// The dependents of `head` that stand in `relation` to it.
    fn dependents(&self, head: usize, relation: Rel) -> impl Iterator<Item = usize> {
        self.around(head)
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
}
