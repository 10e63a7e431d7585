//! Questions and answers without a casebook: one JSON object in, one out.

use detente_coder::{
    ActorAnswer, ActorRequest, CodeAnswer, CodeRequest, Coder, Dictionary, OpenRequest, Parsers,
};
use detente_text::{DateAnswer, DateRequest};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::reading::guarded;

/// Answers lines of JSON by the knowledge that is compiled in.
#[derive(Debug)]
pub struct Answerer {
    coder: Coder<'static>,
}

impl Default for Answerer {
    fn default() -> Self {
        Self::new()
    }
}

impl Answerer {
    /// An answerer; making one takes a moment, answering does not.
    pub fn new() -> Self {
        Self {
            coder: Coder::builtin(),
        }
    }

    /// An answerer with entries of the user's own on top.
    pub fn with_dictionary(dictionary: Dictionary) -> Self {
        Self {
            coder: Coder::builtin().with_dictionary(dictionary),
        }
    }

    /// Answers lines of `detente code`, each `{"id","text","date","pairs"}`, one by one and in
    /// their order; with `explain`, an answer says why each event was found, with `grammar`, what
    /// the grammar says of all predicates. What is wrong with a line is said in words.
    pub fn code(
        &self,
        parsers: &mut Parsers,
        lines: &[&[u8]],
        explain: bool,
        grammar: bool,
    ) -> Vec<Result<CodeAnswer<Value>, String>> {
        let open = |line: &&[u8]| -> Result<OpenRequest<Value>, String> {
            let mut request: CodeRequest<Value> =
                parse(line, r#"{"id", "text", "date", "pairs"}"#)?;
            request.explain |= explain;
            request.grammar |= grammar;
            guarded(|| request.open())
        };
        let requests: Vec<_> = lines.iter().map(open).collect();
        // What goes wrong here goes wrong again where the line is answered.
        let _ = guarded(|| OpenRequest::read_ahead(requests.iter().flatten(), parsers));
        let mut coded = |open: OpenRequest<Value>| answer(|| open.answer(&self.coder, parsers));
        requests
            .into_iter()
            .map(|open| open.and_then(&mut coded))
            .collect()
    }

    /// Answers a line of `detente actor`: `{"id","text","date","context"}`.
    ///
    /// # Errors
    /// What is wrong with the line, in words.
    pub fn actor(&self, line: &[u8]) -> Result<ActorAnswer<Value>, String> {
        let request: ActorRequest<Value> = parse(line, r#"{"id", "text", "date", "context"}"#)?;
        answer(|| request.answer(&self.coder))
    }
}

/// Answers a line of `detente dates`: `{"id","text","reference"}`.
///
/// # Errors
/// What is wrong with the line, in words.
pub fn answer_dates(line: &[u8]) -> Result<DateAnswer<Value>, String> {
    let request: DateRequest<Value> = parse(line, r#"{"id", "text", "reference"}"#)?;
    answer(|| request.answer())
}

fn parse<T: DeserializeOwned>(line: &[u8], expected: &str) -> Result<T, String> {
    serde_json::from_slice(line).map_err(|error| format!("it is no object {expected}: {error}"))
}

fn answer<T>(step: impl FnOnce() -> Result<T, detente_model::Error>) -> Result<T, String> {
    guarded(step)?.map_err(|error| error.to_string())
}
