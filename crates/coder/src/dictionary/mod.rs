//! Actor and verb dictionaries in the PETRARCH format, loaded on top of what is built in.
//!
//! Three kinds of files are told apart by what stands in them: verbs (blocks between `---`,
//! patterns with `*`), agents (codes with `~`) and actors. Names are matched in whole words,
//! whatever their capitals. A verb of the dictionaries decides for its passage: where one stands,
//! the events are those of the dictionaries, with their codes as they are written there.

mod actors;
mod events;
mod phrase;
mod text;
mod verbs;

use std::collections::BTreeMap;

use detente_model::{ActorMention, Context, Frame, PloverType};
use serde::Serialize;

pub(crate) use actors::{ActorEntry, AgentCode};
use verbs::{Block, VerbForm};

use crate::inflect::Irregulars;
use crate::trie::{Trie, Vocabulary};

/// Actor, agent and verb entries of the user's own.
#[derive(Debug, Default)]
pub struct Dictionary {
    vocabulary: Vocabulary,
    actors: Vec<ActorEntry>,
    actor_names: Trie<u32>,
    agents: Trie<AgentCode>,
    has_agents: bool,
    blocks: Vec<Block>,
    verbs: BTreeMap<String, Vec<VerbForm>>,
}

/// A line of a dictionary that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DictionaryReject {
    /// The row, counted from 1.
    pub row: usize,
    /// What is wrong with it.
    pub message: String,
}

/// An event found by a verb of a dictionary.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DictionaryEvent {
    /// The type that the code stands for, where it is one of CAMEO.
    #[serde(rename = "type")]
    pub plover: Option<PloverType>,
    /// The mode that the code stands for.
    pub mode: Option<&'static str>,
    /// The contexts that the code stands for.
    pub context: Vec<Context>,
    /// The code as the dictionary writes it.
    #[serde(rename = "cameo")]
    pub code: String,
    /// Who did it.
    pub source: Vec<ActorMention>,
    /// To, with or about whom.
    pub target: Vec<ActorMention>,
    /// How, by whom, when and in which words.
    #[serde(flatten)]
    pub frame: Frame,
}

struct Reader<'d> {
    dictionary: &'d mut Dictionary,
    irregulars: Irregulars,
    rejects: Vec<DictionaryReject>,
}

impl Reader<'_> {
    fn reject(&mut self, row: usize, message: &str) {
        self.rejects.push(DictionaryReject {
            row,
            message: message.to_owned(),
        });
    }
}

impl Dictionary {
    /// No entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the entries of a file, and gives back the lines that could not be used.
    pub fn read(&mut self, text: &str) -> Vec<DictionaryReject> {
        let lines = text::lines(text);
        let begins = |with: &str| lines.iter().any(|line| line.text.trim().starts_with(with));
        let agents = lines.iter().any(|line| {
            text::bracketed(line.text)
                .1
                .is_some_and(|code| code.contains('~'))
        });
        let mut reader = Reader {
            dictionary: self,
            // The parser knows the lemmas of irregular forms.
            irregulars: Irregulars::new(),
            rejects: Vec::new(),
        };
        if begins("---") || begins("&") {
            reader.read_verbs(&lines);
        } else if agents {
            reader.dictionary.has_agents = true;
            reader.read_agents(&lines);
        } else {
            reader.read_actors(&lines);
        }
        reader.rejects
    }

    /// Whether it holds any verbs.
    pub(crate) fn has_verbs(&self) -> bool {
        !self.verbs.is_empty()
    }

    fn intern(&mut self, words: &[String]) -> Vec<u32> {
        words
            .iter()
            .map(|word| self.vocabulary.intern(word))
            .collect()
    }

    fn add_verb(&mut self, form: String, verb: VerbForm) {
        self.verbs.entry(form).or_default().push(verb);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CodeRequest, Coder, Parsers};

    #[test]
    fn broken_lines_are_rejected_and_break_nothing() {
        for text in [
            "",
            "[",
            "]",
            "ÉÉ [ÉÉÉÉÉ <]\nÉ [",
            "--- [---\n- *\n- * [\n* *",
            "&A\n+&A\n+&B\n&B\n+&A\n--- X [1] ---\nX\n- &A * &B {(} [2:é]",
            "A {B [~\n!X! = \nX!X! [~é]",
            "<!-- \nA [B]",
            "+A [B]\n\t[C]",
            "É [ÉÀÜÖÄ]",
        ] {
            let mut dictionary = Dictionary::new();
            dictionary.read(text);
            let coder = Coder::builtin().with_dictionary(dictionary);
            for text in ["É praised Iran. X", "", "A B"] {
                let request = CodeRequest {
                    id: 1,
                    text: text.to_owned(),
                    date: None,
                    pairs: None,
                    explain: false,
                    grammar: false,
                };
                request
                    .answer(&coder, &mut Parsers::new())
                    .expect("no date");
                coder.resolve_actor(text, None, None);
            }
        }
    }

    #[test]
    fn what_a_line_lacks_is_said() {
        let mut dictionary = Dictionary::new();
        let rejects = dictionary.read("--- PRAISE [051] ---\nPRAISE\n- * GIFT\n");
        assert_eq!(rejects.len(), 1);
        assert_eq!(rejects[0].row, 3);
        assert!(rejects[0].message.contains("without a code"));
    }
}
