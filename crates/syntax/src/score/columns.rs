use crate::document::{Annotated, Lemmas};
use crate::labels::{LabelLayer, Strings};
use crate::tree::Tree;
use crate::view::without_subtype;
use crate::{Error, Upos};

/// Relations whose dependents carry content, and those that mark function words; punctuation is
/// neither.
const CONTENT: [&str; 28] = [
    "nsubj",
    "obj",
    "iobj",
    "csubj",
    "ccomp",
    "xcomp",
    "obl",
    "vocative",
    "expl",
    "dislocated",
    "advcl",
    "advmod",
    "discourse",
    "nmod",
    "appos",
    "nummod",
    "acl",
    "amod",
    "conj",
    "fixed",
    "flat",
    "compound",
    "list",
    "parataxis",
    "orphan",
    "goeswith",
    "reparandum",
    "root",
];
const FUNCTIONAL: [&str; 7] = ["aux", "cop", "mark", "det", "clf", "case", "cc"];

/// Features that are defined for all languages; the evaluation passes over the others.
const UNIVERSAL_FEATURES: [&str; 21] = [
    "PronType", "NumType", "Poss", "Reflex", "Foreign", "Abbr", "Gender", "Animacy", "Number",
    "Case", "Definite", "Degree", "VerbForm", "Mood", "Tense", "Aspect", "Voice", "Evident",
    "Polarity", "Person", "Polite",
];

/// The layers of one side as numbers into strings that both sides share.
pub(super) struct Columns<'a> {
    pub(super) len: usize,
    pub(super) tags: Option<TagColumns<'a>>,
    pub(super) lemmas: Option<LemmaColumn>,
    pub(super) trees: Option<Trees<'a>>,
}

pub(super) struct TagColumns<'a> {
    pub(super) upos: &'a [Upos],
    pub(super) xpos: Vec<u32>,
    pub(super) feats: Vec<u32>,
}

pub(super) struct LemmaColumn {
    ids: Vec<u32>,
    /// The number of `_`.
    any: u32,
}

pub(super) struct Trees<'a> {
    pub(super) tree: &'a Tree,
    pub(super) heads: &'a [u32],
    pub(super) relations: Vec<u32>,
    classes: Vec<Class>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Content,
    Functional,
    Other,
}

impl<'a> Columns<'a> {
    pub(super) fn new(text: &'a Annotated, strings: &mut Strings) -> Result<Self, Error> {
        let tags = match text.tags() {
            None => None,
            Some(tags) => Some(TagColumns {
                upos: &tags.upos,
                xpos: column(&tags.xpos, strings, str::to_owned)?,
                feats: column(&tags.feats, strings, universal_features)?,
            }),
        };
        let lemmas = text
            .lemmas()
            .map(|lemmas| LemmaColumn::new(lemmas, strings));
        let trees = text.tree().map(|tree| Trees::new(tree, strings));
        Ok(Self {
            len: text.len(),
            tags,
            lemmas: lemmas.transpose()?,
            trees: trees.transpose()?,
        })
    }

    pub(super) fn tags(&self) -> &TagColumns<'a> {
        self.tags
            .as_ref()
            .expect("asked for only where both sides are tagged")
    }

    pub(super) fn trees(&self) -> &Trees<'a> {
        self.trees
            .as_ref()
            .expect("asked for only where both sides are parsed")
    }
}

impl LemmaColumn {
    fn new(lemmas: &Lemmas, strings: &mut Strings) -> Result<Self, Error> {
        let any = strings.intern("_")?;
        let held = lemmas.strings();
        let numbers = (0..held.len() as u32).map(|id| strings.intern(held.get(id)));
        let numbers = numbers.collect::<Result<Vec<u32>, Error>>()?;
        let ids = lemmas
            .ids()
            .iter()
            .map(|&id| numbers[id as usize])
            .collect();
        Ok(Self { ids, any })
    }

    pub(super) fn accepts(&self, gold: usize, system: &Self, token: usize) -> bool {
        self.ids[gold] == self.any || self.ids[gold] == system.ids[token]
    }
}

impl<'a> Trees<'a> {
    fn new(tree: &'a Tree, strings: &mut Strings) -> Result<Self, Error> {
        let layer = tree.relations();
        let relations = column(layer, strings, |name| without_subtype(name).to_owned())?;
        let classes: Vec<Class> = layer.table().names().map(Class::of).collect();
        let classes = layer
            .ids()
            .iter()
            .map(|&id| classes[usize::from(id)])
            .collect();
        Ok(Self {
            tree,
            heads: tree.heads(),
            relations,
            classes,
        })
    }

    pub(super) fn is_content(&self, token: usize) -> bool {
        self.classes[token] == Class::Content
    }

    pub(super) fn is_functional(&self, token: usize) -> bool {
        self.classes[token] == Class::Functional
    }
}

impl Class {
    fn of(relation: &str) -> Self {
        let relation = without_subtype(relation);
        if CONTENT.contains(&relation) || relation == "dep" {
            Self::Content
        } else if FUNCTIONAL.contains(&relation) {
            Self::Functional
        } else {
            Self::Other
        }
    }
}

/// The layer with each label passed through `key` and numbered in `strings`.
fn column(
    layer: &LabelLayer,
    strings: &mut Strings,
    key: impl Fn(&str) -> String,
) -> Result<Vec<u32>, Error> {
    let numbers = layer.table().names().map(|name| strings.intern(&key(name)));
    let numbers = numbers.collect::<Result<Vec<u32>, Error>>()?;
    Ok(layer
        .ids()
        .iter()
        .map(|&id| numbers[usize::from(id)])
        .collect())
}

/// The universal features among `feats`, sorted.
fn universal_features(feats: &str) -> String {
    let name = |pair: &&str| pair.split('=').next().unwrap_or_default().to_owned();
    let is_universal = |pair: &&str| UNIVERSAL_FEATURES.contains(&name(pair).as_str());
    let mut kept: Vec<&str> = feats.split('|').filter(is_universal).collect();
    kept.sort_unstable();
    kept.join("|")
}
