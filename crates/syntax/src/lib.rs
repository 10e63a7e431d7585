//! From text to grammar: tokens, sentences, parts of speech, lemmas and dependency trees, with the
//! models of our own that find them and the scorer that says how well.
//!
//! An [`Annotated`] holds a text and arrays over its tokens; [`Token`] and [`Sentence`] are views
//! into it. Layers are added one after the other: [`Tags`], [`Lemmas`], [`Tree`]. CoNLL-U goes in
//! by [`read_conllu`] and out by [`to_conllu`].
//!
//! [`Parser`] does all of it for a language: a [`Segmenter`] finds tokens and sentences, a [`Model`]
//! tags and trees, a [`Lemmatiser`] lemmas. [`score`] compares any of this with a gold standard.
//!
//! ```
//! use detente_syntax::{read_conllu, Upos};
//!
//! let text = read_conllu(
//!     "1\tIran\tIran\tPROPN\tNNP\tNumber=Sing\t2\tnsubj\t_\t_\n\
//!      2\tagreed\tagree\tVERB\tVBD\tTense=Past\t0\troot\t_\tSpaceAfter=No\n\
//!      3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n",
//! )?;
//! assert_eq!(text.text(), "Iran agreed.");
//! let sentence = text.sentences().next().expect("the text has a sentence");
//! let root = sentence.root().expect("the sentence is parsed");
//! assert_eq!(root.lemma(), Some("agree"));
//! let subject = root.dependents().find(|token| token.relation() == Some("nsubj"));
//! assert_eq!(subject.and_then(|token| token.upos()), Some(Upos::Propn));
//! # Ok::<(), detente_syntax::Error>(())
//! ```
//!
//! # Segmentation
//!
//! Text is taken paragraph by paragraph: a blank line ends a sentence, a single line break is white
//! space. Three questions are then asked, each where the answer is open, of linear classifiers
//! (averaged perceptrons over the words and characters around): does a piece end inside this
//! stretch without white space, does a sentence end after this piece, is this piece a contraction?
//! Web and mail addresses are kept whole. Contractions are split as training saw them, or as it saw
//! pieces with the same ending ("don't" into "do" and "n't", "du" into "de" and "le"). Whatever the
//! text, each character that is no white space belongs to exactly one piece, and no sentence is
//! longer than [`LONGEST_SENTENCE`] tokens.
//!
//! # Scores
//!
//! [`score`] computes the figures of the CoNLL 2018 shared task. Gold and system are compared
//! over the characters of the text without its white space. *Tokens* and *sentences* are right
//! if both ends agree. *Words* (our tokens) are aligned if they cover the same characters; inside
//! multiwords, by the longest common subsequence of their lower-cased forms. Every other figure counts,
//! among aligned words, those on which a column agrees: precision is over all words of the system,
//! recall over all of gold.
//!
//! | figure | right if |
//! |---|---|
//! | UPOS, XPOS, UFeats, AllTags | tag, universal features, or all of them agree |
//! | Lemmas | lemmas agree, or gold has `_` |
//! | UAS | heads are aligned with each other, or both are roots |
//! | LAS | and relations agree up to the first colon |
//! | CLAS | LAS, over words whose relation carries content |
//! | MLAS | CLAS, and UPOS, features and all function words below agree |
//! | BLEX | CLAS, and lemmas agree |

#![forbid(unsafe_code)]

mod builder;
mod conllu;
mod document;
mod error;
mod labels;
mod language;
mod lemma;
mod network;
mod package;
mod parse;
mod score;
mod segment;
#[cfg(feature = "train")]
mod train;
mod tree;
mod upos;
mod view;
mod weights;

pub use builder::Builder;
pub use conllu::{read_conllu, read_conllu_tokens, to_conllu};
pub use document::{Annotated, Lemmas, Multiword, ROOT, SentenceId, Tags, TokenId};
pub use error::{Error, ErrorKind};
pub use labels::{LabelLayer, LabelTable, Strings};
pub use language::Language;
pub use lemma::Lemmatiser;
#[cfg(any(test, feature = "train"))]
pub use lemma::train_lemmatiser;
pub use network::{Model, Workspace};
pub use parse::{Parser, parse_conllu, parse_text};
pub use score::{Figure, Scores, score};
#[cfg(any(test, feature = "train"))]
pub use segment::train_segmenter;
pub use segment::{LONGEST_SENTENCE, Segmenter};
#[cfg(feature = "train")]
pub use train::{Options as TrainOptions, Progress, Vectors, constructed, train};
pub use tree::Tree;
pub use upos::Upos;
pub use view::{Sentence, Token};
