//! Sentences as the trainer reads them: words by number, the numbers of their rows worked out beforehand.

use std::collections::BTreeMap;

use super::pretrained::Vectors;
use crate::labels::{LabelTable, Strings};
use crate::network::parameters::Names;
use crate::network::word::{Sequences, normalise, shape};
use crate::{Annotated, Error, ErrorKind, Upos};

/// Words seen fewer times have no row of their own.
const RARE: u32 = 2;

/// A different word of the training data.
#[derive(Debug)]
pub(crate) struct Word {
    /// Row of its own, and how often the word was seen.
    pub own: Option<(u32, u32)>,
    /// Number of its vector.
    pub vector: Option<u32>,
    pub sequences: Sequences,
}

/// One token to learn from. Labels are numbers in the names of the network.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Example {
    pub word: u32,
    pub shape: u16,
    /// Part of speech, tag, features.
    pub tags: [u16; 3],
    /// 0 for the root, else the position in the sentence from 1.
    pub head: u16,
    pub relation: u16,
}

/// All training sentences.
#[derive(Debug)]
pub(crate) struct Corpus<'a> {
    pub vectors: &'a Vectors,
    pub words: Vec<Word>,
    pub sentences: Vec<Vec<Example>>,
    pub tokens: usize,
}

impl<'a> Corpus<'a> {
    /// Numbers the words and labels of `texts`, which need tags and trees; `longest` sentences are left out.
    pub(crate) fn new(
        texts: &[Annotated],
        vectors: &'a Vectors,
        buckets: usize,
        longest: usize,
        licence: &str,
    ) -> Result<(Self, Names), Error> {
        let mut names = Names {
            licence: licence.to_owned(),
            ..Names::default()
        };
        names.relations.intern(crate::network::ROOT_RELATION)?;
        let mut normal = String::new();
        let mut counts = BTreeMap::<String, u32>::new();
        for token in texts.iter().flat_map(Annotated::tokens) {
            normal.clear();
            normalise(token.form(), &mut normal);
            *counts.entry(normal.clone()).or_default() += 1;
        }
        let mut all = Strings::new();
        let mut corpus = Self {
            vectors,
            words: Vec::new(),
            sentences: Vec::new(),
            tokens: 0,
        };
        for (form, &count) in &counts {
            all.intern(form)?;
            let mut sequences = Sequences::default();
            sequences.read(form, buckets);
            let own = if count >= RARE && !form.contains('\n') {
                Some((names.words.intern(form)?, count))
            } else {
                None
            };
            let vector = vectors.words.find(form);
            corpus.words.push(Word {
                own,
                vector,
                sequences,
            });
        }
        for text in texts {
            corpus.add(text, &all, &mut names, longest)?;
        }
        if corpus.sentences.is_empty() {
            return Err(Error::new(ErrorKind::Training, "no sentence to learn from"));
        }
        Ok((corpus, names))
    }

    fn add(
        &mut self,
        text: &Annotated,
        all: &Strings,
        names: &mut Names,
        longest: usize,
    ) -> Result<(), Error> {
        let mut normal = String::new();
        for sentence in text.sentences() {
            let start = sentence.range().start;
            let mut examples = Vec::with_capacity(sentence.range().len());
            for token in sentence.tokens() {
                normal.clear();
                normalise(token.form(), &mut normal);
                let first = token.id().index() == start;
                let spaced = first || crate::network::follows_space(text, token.id().index());
                let lacking = || {
                    Error::new(
                        ErrorKind::Training,
                        format!("token {} lacks tags or head", token.form()),
                    )
                };
                let relation = names
                    .relations
                    .intern(token.relation().ok_or_else(lacking)?)?;
                examples.push(Example {
                    word: all.find(&normal).ok_or_else(lacking)?,
                    shape: shape(token.form(), first, spaced) as u16,
                    tags: [
                        token.upos().ok_or_else(lacking)? as u16,
                        intern(&mut names.xpos, token.xpos())?,
                        intern(&mut names.feats, token.feats())?,
                    ],
                    head: token
                        .head()
                        .map_or(0, |head| (head.id().index() - start + 1) as u16),
                    relation,
                });
            }
            if examples.len() <= longest {
                self.tokens += examples.len();
                self.sentences.push(examples);
            }
        }
        Ok(())
    }
}

fn intern(table: &mut LabelTable, name: Option<&str>) -> Result<u16, Error> {
    table.intern(name.unwrap_or("_"))
}

/// All the universal parts of speech are columns of the network, seen in training or not.
pub(crate) const UPOS: usize = Upos::ALL.len();
