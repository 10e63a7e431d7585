//! From text to grammar: tokens, sentences, parts of speech, lemmas and dependency trees, with the
//! models of our own that find them and the scorer that says how well.
//!
//! An [`Annotated`] holds a text and arrays over its tokens; [`Token`] and [`Sentence`] are views
//! into it. Layers are added one after the other: [`Tags`], [`Lemmas`], [`Tree`]. CoNLL-U goes in
//! by [`read_conllu`] and out by [`to_conllu`].
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
pub use score::{Figure, Scores, score};
#[cfg(any(test, feature = "train"))]
pub use segment::train_segmenter;
pub use segment::{LONGEST_SENTENCE, Segmenter};
#[cfg(feature = "train")]
pub use train::{Options as TrainOptions, Progress, train};
pub use tree::Tree;
pub use upos::Upos;
pub use view::{Sentence, Token};
