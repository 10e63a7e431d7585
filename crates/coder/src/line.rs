//! One line in, one line out: the records of `detente code` and `detente actor`.

use detente_model::{
    ActorMention, CausalLink, Claim, Day, Event, Modality, PloverType, Polarity, Span, Speaker,
    Tie, When,
};
use detente_text::{Hints, Limits, read_document};
use serde::{Deserialize, Serialize};

use crate::coder::guess_language;
use crate::dictionary::DictionaryEvent;
use crate::explain::{Why, explain};
use crate::input::{Coding, Input, Passage};
use crate::stance::Grammar;
use crate::{Coder, Parsers};

/// A place in a text, by its bytes or by its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SpanOrWords {
    /// Bytes of the text.
    Span(Span),
    /// The words; the first place where they stand is meant.
    Words(String),
}

impl SpanOrWords {
    /// The bytes meant, if they lie on character boundaries of `text`.
    fn find(&self, text: &str) -> Option<Span> {
        match self {
            Self::Span(span) => span.get(text).map(|_| *span),
            Self::Words(words) => {
                let at = text.find(words.as_str())?;
                Some(Span::from_range(at..at + words.len()))
            }
        }
    }
}

/// Asks what the first span does to the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairRequest {
    /// Who acts.
    pub source: SpanOrWords,
    /// On whom.
    pub target: SpanOrWords,
}

/// The type of what the first span does to the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairAnswer {
    /// The request.
    #[serde(flatten)]
    pub pair: PairRequest,
    /// The type; `null` where the text holds no known predicate.
    #[serde(rename = "type")]
    pub plover: Option<PloverType>,
}

/// A text to be coded; `I` is the type of its id, which is handed back.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CodeRequest<I = String> {
    /// Whatever tells the requests apart.
    pub id: I,
    /// One sentence or more, in English or French.
    pub text: String,
    /// The day on which it appeared, as `YYYY-MM-DD` with an optional time.
    #[serde(default)]
    pub date: Option<String>,
    /// Whether the answer says why each event was found.
    #[serde(default)]
    pub explain: bool,
    /// Pairs whose action is asked for.
    #[serde(default)]
    pub pairs: Option<Vec<PairRequest>>,
    /// Whether the stance of every predicate is asked for, with negations and attributions.
    #[serde(default)]
    pub grammar: bool,
}

/// What is claimed, how and by whom, without the content: one row of all that a text claims.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimLine {
    /// `event`, `tie`, `cause` or `characterisation`.
    pub about: &'static str,
    /// Who says so, where it is not the author.
    pub holder: Option<Speaker>,
    /// How it stands to what happened.
    pub modality: Modality,
    /// Whether it affirms or denies.
    pub polarity: Polarity,
    /// From -3 (certainly not so) over 0 (not known) to 3 (certainly so).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certainty: Option<f64>,
    /// When it was so.
    pub when: Option<When>,
    /// The passage that shows it.
    pub evidence: Span,
    /// The words that carry it.
    pub trigger: Span,
    /// What a characterisation calls the relationship.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<detente_model::Standing>,
    /// Between whom, for a characterisation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<ActorMention>,
}

/// What happened, as one row of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum EventLine<'a> {
    /// By what is built in.
    Claim(&'a Claim<Event>),
    /// By a dictionary.
    Dictionary(&'a DictionaryEvent),
}

/// What a text was found to say.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeAnswer<I = String> {
    /// The id of the request.
    pub id: I,
    /// Whether any event or tie was found.
    pub relevant: bool,
    /// What happened.
    pub events: Vec<Claim<Event>>,
    /// What happened, by the verbs of a dictionary; in JSON these are among the events.
    pub dictionary: Vec<DictionaryEvent>,
    /// What stands between actors.
    pub ties: Vec<Claim<Tie>>,
    /// What leads to what.
    pub causes: Vec<Claim<CausalLink>>,
    /// All claims, characterisations among them, in the order of the text.
    pub claims: Vec<ClaimLine>,
    /// Why each event was found, in the order of the events; only where it was asked.
    pub why: Option<Vec<Why>>,
    /// The answers to the pairs, in their order.
    pub pairs: Option<Vec<PairAnswer>>,
    /// What the grammar says of every predicate, where it was asked for.
    pub grammar: Option<Grammar>,
}

/// A [`CodeAnswer`] as one line of JSON has it.
#[derive(Serialize)]
struct AnswerLine<'a, I> {
    id: &'a I,
    relevant: bool,
    events: Vec<EventLine<'a>>,
    ties: &'a [Claim<Tie>],
    causes: &'a [Claim<CausalLink>],
    claims: &'a [ClaimLine],
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a [Why]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pairs: Option<&'a [PairAnswer]>,
    #[serde(flatten)]
    grammar: Option<&'a Grammar>,
}

impl<I> CodeAnswer<I> {
    /// All events, in the order of the text.
    pub fn event_lines(&self) -> Vec<EventLine<'_>> {
        let mut lines: Vec<EventLine<'_>> = self.events.iter().map(EventLine::Claim).collect();
        lines.extend(self.dictionary.iter().map(EventLine::Dictionary));
        lines.sort_by_key(|line| match line {
            EventLine::Claim(claim) => (claim.frame.evidence, claim.frame.trigger),
            EventLine::Dictionary(event) => (event.frame.evidence, event.frame.trigger),
        });
        lines
    }
}

impl<I: Serialize> Serialize for CodeAnswer<I> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let line = AnswerLine {
            id: &self.id,
            relevant: self.relevant,
            events: self.event_lines(),
            ties: &self.ties,
            causes: &self.causes,
            claims: &self.claims,
            why: self.why.as_deref(),
            pairs: self.pairs.as_deref(),
            grammar: self.grammar.as_ref(),
        };
        line.serialize(serializer)
    }
}

impl<I> CodeRequest<I> {
    /// Finds the sentences of the text.
    pub fn open(self) -> OpenRequest<I> {
        let passages = passages(&self.text);
        OpenRequest {
            request: self,
            passages,
        }
    }

    /// Codes the text.
    ///
    /// # Errors
    /// If the date is none.
    pub fn answer(
        self,
        coder: &Coder<'_>,
        parsers: &mut Parsers,
    ) -> Result<CodeAnswer<I>, detente_model::Error> {
        self.open().answer(coder, parsers)
    }
}

/// A request whose text is cut into sentences.
#[derive(Debug, Clone)]
pub struct OpenRequest<I = String> {
    request: CodeRequest<I>,
    passages: Vec<Passage>,
}

impl<I> OpenRequest<I> {
    /// Parses the texts of several requests at once: answering them next gives the same, in less
    /// time.
    pub fn read_ahead<'r>(requests: impl IntoIterator<Item = &'r Self>, parsers: &mut Parsers)
    where
        I: 'r,
    {
        parsers.read_ahead(requests.into_iter().flat_map(|open| {
            let text = open.request.text.as_str();
            let words = |passage: &'r Passage| {
                (passage.span.of(text), crate::coder::language(text, passage))
            };
            open.passages.iter().map(words)
        }));
    }

    /// What the text is found to say, without what else was asked.
    ///
    /// # Errors
    /// If the date is none.
    pub fn coding(
        &self,
        coder: &Coder<'_>,
        parsers: &mut Parsers,
    ) -> Result<Coding, detente_model::Error> {
        let date = self.request.date.as_deref();
        let input = Input {
            text: self.request.text.as_str(),
            title: None,
            passages: &self.passages,
            published: date.map(str::parse::<Day>).transpose()?,
        };
        Ok(coder.code_document(parsers, &input))
    }

    /// Codes the text.
    ///
    /// # Errors
    /// If the date is none.
    pub fn answer(
        self,
        coder: &Coder<'_>,
        parsers: &mut Parsers,
    ) -> Result<CodeAnswer<I>, detente_model::Error> {
        let coding = self.coding(coder, parsers)?;
        let Self { request, passages } = self;
        let text = request.text.as_str();
        let pairs = request.pairs.map(|pairs| {
            let mut answer = |pair: PairRequest| {
                let source = pair.source.find(text);
                let target = pair.target.find(text);
                let plover = coder.relation(parsers, text, source, target);
                PairAnswer { pair, plover }
            };
            pairs.into_iter().map(&mut answer).collect()
        });
        let claims = claim_lines(&coding);
        let grammar = request
            .grammar
            .then(|| coder.grammar(parsers, text, &passages));
        let why = request
            .explain
            .then(|| explain(parsers, text, &passages, &coding));
        Ok(CodeAnswer {
            id: request.id,
            relevant: coding.relevant,
            events: coding.events,
            dictionary: coding.dictionary,
            ties: coding.ties,
            causes: coding.causes,
            claims,
            why,
            pairs,
            grammar,
        })
    }
}

/// How many passages a line has at the least that is a whole page.
const PAGE: usize = 8;

/// The sentences of a line. A line that no reader takes for running text is one passage.
pub(crate) fn passages(text: &str) -> Vec<Passage> {
    let read = read_document(
        text.as_bytes(),
        &Hints::from_name("line.txt"),
        &Limits::default(),
    );
    let found: Vec<Passage> = read
        .ok()
        .filter(|document| document.text == text)
        .map(|document| {
            document
                .passages
                .iter()
                .copied()
                .map(Passage::from)
                .collect()
        })
        .unwrap_or_default();
    let covered: u32 = found.iter().map(|passage| passage.span.len()).sum();
    let all = text.trim().len() as u32;
    // A whole page may hold much that is no running text, a few sentences hardly any.
    let page = found.len() >= PAGE && covered * 2 >= all;
    if page || covered * 10 >= all * 9 && found.len() > 1 {
        return found;
    }
    let start = text.len() - text.trim_start().len();
    let span = Span::from_range(start..start + text.trim().len());
    vec![Passage {
        span,
        language: guess_language(text),
        continues: false,
    }]
}

fn claim_lines(coding: &Coding) -> Vec<ClaimLine> {
    let line = |about: &'static str, frame: &detente_model::Frame| ClaimLine {
        about,
        holder: frame.says.clone(),
        modality: frame.modality,
        polarity: frame.polarity,
        certainty: frame.certainty,
        when: frame.when.clone(),
        evidence: frame.evidence,
        trigger: frame.trigger,
        standing: None,
        parties: Vec::new(),
    };
    let mut lines: Vec<ClaimLine> = Vec::new();
    lines.extend(
        coding
            .events
            .iter()
            .map(|claim| line("event", &claim.frame)),
    );
    lines.extend(
        coding
            .dictionary
            .iter()
            .map(|event| line("event", &event.frame)),
    );
    lines.extend(coding.ties.iter().map(|claim| line("tie", &claim.frame)));
    lines.extend(
        coding
            .causes
            .iter()
            .map(|claim| line("cause", &claim.frame)),
    );
    lines.extend(coding.characterisations.iter().map(|claim| ClaimLine {
        standing: Some(claim.content.standing),
        parties: claim.content.parties.clone(),
        ..line("characterisation", &claim.frame)
    }));
    lines.sort_by_key(|line| (line.evidence, line.trigger, line.about));
    lines
}

/// Words that name an actor; `I` is the type of the id, which is handed back.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ActorRequest<I = String> {
    /// Whatever tells the requests apart.
    pub id: I,
    /// The words.
    pub text: String,
    /// The day on which they were written, as `YYYY-MM-DD` with an optional time.
    #[serde(default)]
    pub date: Option<String>,
    /// Text around the words.
    #[serde(default)]
    pub context: Option<String>,
}

/// Who the words name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActorAnswer<I = String> {
    /// The id of the request.
    pub id: I,
    /// The actor, where one is known.
    pub actor: Option<ActorMention>,
}

impl<I> ActorRequest<I> {
    /// Finds out who is named.
    ///
    /// # Errors
    /// If the date is none.
    pub fn answer(self, coder: &Coder<'_>) -> Result<ActorAnswer<I>, detente_model::Error> {
        let day = self.date.as_deref().map(str::parse::<Day>).transpose()?;
        Ok(ActorAnswer {
            id: self.id,
            actor: coder.resolve_actor(&self.text, day, self.context.as_deref()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_sentence_by_sentence_whatever_stands_around_it() {
        let body = "Peru accused Bolivia of smuggling on Monday. Bolivia denied it. ".repeat(8);
        let socials =
            "Socials\n\n  • url : https://example.org/a\n  • followers : 2910\n".repeat(4);
        let page = format!("{body}\n\n{socials}");
        let found = passages(&page);
        assert!(found.len() >= PAGE, "{} passages", found.len());
        assert!(found.iter().all(|passage| passage.span.len() < 100));
        // A few words hardly any reader takes for running text are one passage.
        assert_eq!(passages("Peru accuses Bolivia").len(), 1);
    }
}
