//! The figures of the CoNLL 2018 shared task: how well a system's tokens, tags and trees agree with
//! a gold standard, also where the two have cut the text into different tokens.

mod align;
mod columns;

use std::collections::BTreeMap;
use std::fmt;

use crate::document::{Annotated, ROOT};
use crate::labels::Strings;
use crate::{Error, TokenId};
use align::Alignment;
use columns::{Columns, Trees};

/// One figure: how much gold holds, how much the system gave, how much of that is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figure {
    /// Units in the gold standard.
    pub gold: usize,
    /// Units that the system gave.
    pub system: usize,
    /// Units on which both agree.
    pub correct: usize,
}

impl Figure {
    /// Share of what the system gave that is right, in `0..=1`; 0 where it gave nothing.
    pub fn precision(&self) -> f64 {
        share(self.correct, self.system)
    }

    /// Share of the gold standard that was found, in `0..=1`; 0 where it is empty.
    pub fn recall(&self) -> f64 {
        share(self.correct, self.gold)
    }

    /// Harmonic mean of precision and recall, in `0..=1`.
    pub fn f1(&self) -> f64 {
        share(2 * self.correct, self.gold + self.system)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// All figures of one comparison. Those of a layer that either side lacks are `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scores {
    /// Pieces of text: multiwords and tokens outside them, by first and last character.
    pub tokens: Figure,
    /// Sentences, by first and last character.
    pub sentences: Figure,
    /// Tokens of gold and system that could be aligned.
    pub words: Figure,
    /// Universal parts of speech.
    pub upos: Option<Figure>,
    /// The treebank's own tags.
    pub xpos: Option<Figure>,
    /// Universal features, all of a token together.
    pub feats: Option<Figure>,
    /// UPOS, XPOS and features together.
    pub all_tags: Option<Figure>,
    /// Lemmas; a gold lemma `_` accepts any.
    pub lemmas: Option<Figure>,
    /// Heads.
    pub uas: Option<Figure>,
    /// Heads with their relation, subtypes cut.
    pub las: Option<Figure>,
    /// [`Scores::las`] over content words only.
    pub clas: Option<Figure>,
    /// [`Scores::clas`] where tags, features and function words must be right as well.
    pub mlas: Option<Figure>,
    /// [`Scores::clas`] where the lemma must be right as well.
    pub blex: Option<Figure>,
    /// [`Scores::las`] of each universal relation, by the relation in gold and in system.
    pub relations: BTreeMap<String, Figure>,
}

/// Compares `system` with `gold`, which must hold the same characters apart from white space.
///
/// The definition is that of the CoNLL 2018 evaluation, version 1.2: tokens are aligned by their
/// characters, those of multiwords by the longest common subsequence of their lower-cased forms;
/// subtypes of relations and language-specific features are cut.
///
/// # Errors
/// [`crate::ErrorKind::Mismatch`] if the characters differ; the message shows where.
pub fn score(gold: &Annotated, system: &Annotated) -> Result<Scores, Error> {
    align::check_same_characters(gold, system)?;
    let alignment = Alignment::new(gold, system);
    let mut strings = Strings::new();
    let sides = Sides {
        gold: Columns::new(gold, &mut strings)?,
        system: Columns::new(system, &mut strings)?,
        alignment: &alignment,
    };
    let tags = sides.gold.tags.as_ref().zip(sides.system.tags.as_ref());
    let lemmas = sides.gold.lemmas.as_ref().zip(sides.system.lemmas.as_ref());
    let lemma =
        |g: usize, s: usize| lemmas.is_some_and(|(gold, system)| gold.accepts(g, system, s));
    let trees = sides.gold.trees.as_ref().zip(sides.system.trees.as_ref());
    let las = |g, s| sides.same_head(g, s) && sides.same_relation(g, s);
    let morphology = |g, s| sides.same_upos(g, s) && sides.same_feats(g, s);
    let mlas = |g, s| las(g, s) && morphology(g, s) && sides.same_function_words(g, s);
    Ok(Scores {
        tokens: align::pieces_agree(gold, system),
        sentences: align::sentences_agree(gold, system),
        words: sides.all(|_, _| true),
        upos: tags.map(|_| sides.all(|g, s| sides.same_upos(g, s))),
        xpos: tags.map(|_| sides.all(|g, s| sides.same_xpos(g, s))),
        feats: tags.map(|_| sides.all(|g, s| sides.same_feats(g, s))),
        all_tags: tags.map(|_| sides.all(|g, s| morphology(g, s) && sides.same_xpos(g, s))),
        lemmas: lemmas.map(|_| sides.all(lemma)),
        uas: trees.map(|_| sides.all(|g, s| sides.same_head(g, s))),
        las: trees.map(|_| sides.all(las)),
        clas: trees.map(|_| sides.content(las)),
        mlas: tags.and(trees).map(|_| sides.content(mlas)),
        blex: lemmas
            .and(trees)
            .map(|_| sides.content(|g, s| las(g, s) && lemma(g, s))),
        relations: trees.map_or_else(BTreeMap::new, |trees| sides.relations(trees, &strings)),
    })
}

struct Sides<'a> {
    gold: Columns<'a>,
    system: Columns<'a>,
    alignment: &'a Alignment,
}

impl Sides<'_> {
    /// The figure over all tokens; `right` judges a pair of aligned ones.
    fn all(&self, right: impl Fn(usize, usize) -> bool) -> Figure {
        let pairs = self.alignment.pairs();
        Figure {
            gold: self.gold.len,
            system: self.system.len,
            correct: pairs.filter(|&(g, s)| right(g, s)).count(),
        }
    }

    /// The figure over tokens whose relation says that they carry content.
    fn content(&self, right: impl Fn(usize, usize) -> bool) -> Figure {
        let is_content = |columns: &Columns, token| columns.trees().is_content(token);
        let pairs = self.alignment.pairs();
        Figure {
            gold: (0..self.gold.len)
                .filter(|&g| is_content(&self.gold, g))
                .count(),
            system: (0..self.system.len)
                .filter(|&s| is_content(&self.system, s))
                .count(),
            correct: pairs
                .filter(|&(g, s)| is_content(&self.gold, g) && right(g, s))
                .count(),
        }
    }

    fn same_upos(&self, g: usize, s: usize) -> bool {
        self.gold.tags().upos[g] == self.system.tags().upos[s]
    }

    fn same_xpos(&self, g: usize, s: usize) -> bool {
        self.gold.tags().xpos[g] == self.system.tags().xpos[s]
    }

    fn same_feats(&self, g: usize, s: usize) -> bool {
        self.gold.tags().feats[g] == self.system.tags().feats[s]
    }

    fn same_relation(&self, g: usize, s: usize) -> bool {
        self.gold.trees().relations[g] == self.system.trees().relations[s]
    }

    fn same_head(&self, g: usize, s: usize) -> bool {
        match (self.gold.trees().heads[g], self.system.trees().heads[s]) {
            (ROOT, ROOT) => true,
            (ROOT, _) | (_, ROOT) => false,
            (gold, system) => self.alignment.gold_of(system as usize) == Some(gold as usize),
        }
    }

    fn same_function_words(&self, g: usize, s: usize) -> bool {
        let dependents = |columns: &Columns, token: usize| {
            let trees = columns.trees();
            let all = trees.tree.dependents(TokenId(token as u32)).iter();
            let functional = all
                .map(|id| id.index())
                .filter(|&id| trees.is_functional(id));
            functional.collect::<Vec<usize>>()
        };
        let gold = dependents(&self.gold, g);
        let system = dependents(&self.system, s);
        gold.len() == system.len()
            && gold.into_iter().zip(system).all(|(g, s)| {
                self.alignment.gold_of(s) == Some(g)
                    && self.same_relation(g, s)
                    && self.same_upos(g, s)
                    && self.same_feats(g, s)
            })
    }

    fn relations(
        &self,
        (gold, system): (&Trees, &Trees),
        strings: &Strings,
    ) -> BTreeMap<String, Figure> {
        let mut figures: BTreeMap<&str, Figure> = BTreeMap::new();
        for &relation in &gold.relations {
            figures.entry(strings.get(relation)).or_default().gold += 1;
        }
        for &relation in &system.relations {
            figures.entry(strings.get(relation)).or_default().system += 1;
        }
        for (g, s) in self.alignment.pairs() {
            if self.same_relation(g, s) && self.same_head(g, s) {
                figures
                    .entry(strings.get(gold.relations[g]))
                    .or_default()
                    .correct += 1;
            }
        }
        figures
            .into_iter()
            .map(|(name, figure)| (name.to_owned(), figure))
            .collect()
    }
}

/// One row a figure, in percent: name, precision, recall, F1, units in gold; then the relations.
impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figures = [
            ("Tokens", Some(self.tokens)),
            ("Sentences", Some(self.sentences)),
            ("Words", Some(self.words)),
            ("UPOS", self.upos),
            ("XPOS", self.xpos),
            ("UFeats", self.feats),
            ("AllTags", self.all_tags),
            ("Lemmas", self.lemmas),
            ("UAS", self.uas),
            ("LAS", self.las),
            ("CLAS", self.clas),
            ("MLAS", self.mlas),
            ("BLEX", self.blex),
        ];
        writeln!(
            f,
            "{:<12} {:>9} {:>9} {:>9} {:>8}",
            "figure", "precision", "recall", "F1", "gold"
        )?;
        for (name, figure) in figures {
            if let Some(figure) = figure {
                row(f, name, &figure)?;
            }
        }
        for (name, figure) in &self.relations {
            row(f, name, figure)?;
        }
        Ok(())
    }
}

fn row(f: &mut fmt::Formatter<'_>, name: &str, figure: &Figure) -> fmt::Result {
    writeln!(
        f,
        "{name:<12} {:>9.2} {:>9.2} {:>9.2} {:>8}",
        100.0 * figure.precision(),
        100.0 * figure.recall(),
        100.0 * figure.f1(),
        figure.gold
    )
}

#[cfg(test)]
mod tests;
