use serde::{Deserialize, Serialize};

use crate::actor::vocabulary;
use crate::{
    ActorMention, CausalLink, Characterisation, ClaimId, ContentHash, DocumentId, Event, Span, Tie,
    When,
};

vocabulary! {
    /// How a claim stands to what happened.
    Modality, "a modality" {
        /// The author says that it is, or was, so.
        Asserted = "asserted",
        /// It is expected.
        Forecast = "forecast",
        /// It would or could be so, under a condition or as a possibility.
        Hypothetical = "hypothetical",
        /// Somebody wants it or plans it.
        Goal = "goal",
        /// Said by someone whom the author names or hides behind.
        Reported = "reported",
        /// A judgement that no fact settles.
        Opinion = "opinion",
    }
}

impl Modality {
    /// Whether the claim speaks of something as having happened or standing.
    pub fn is_actual(self) -> bool {
        matches!(self, Self::Asserted | Self::Reported)
    }
}

vocabulary! {
    /// Whether a claim affirms or denies.
    Polarity, "a polarity" {
        /// It is so.
        Positive = "positive",
        /// It is not so.
        Negative = "negative",
    }
}

/// Who says a claim, where it is not the author.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Speaker {
    /// A known actor.
    Actor(ActorMention),
    /// Words that name or hide a speaker ("analysts", "a senior official").
    Words {
        /// The words.
        text: String,
        /// Where they stand.
        #[serde(flatten)]
        span: Span,
    },
}

impl Speaker {
    /// The words that name the speaker.
    pub fn text(&self) -> &str {
        match self {
            Self::Actor(mention) => &mention.text,
            Self::Words { text, .. } => text,
        }
    }
}

/// Words of the document and where they stand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Phrase {
    /// The words.
    pub text: String,
    /// Where they stand.
    #[serde(flatten)]
    pub span: Span,
}

impl Phrase {
    /// The words of `text` at `span`.
    ///
    /// # Panics
    /// If the span does not lie on character boundaries of `text`.
    pub fn of(text: &str, span: Span) -> Self {
        Self {
            text: span.of(text).to_owned(),
            span,
        }
    }
}

/// All that a claim says besides its content: how, who says so, when it was so, and in which words.
#[derive(Debug, Clone, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Frame {
    /// When the content was, is or will be so; `None` where nothing says.
    pub when: Option<When>,
    /// How the claim stands to what happened.
    pub modality: Modality,
    /// Whether it affirms or denies.
    pub polarity: Polarity,
    /// How certain the words make it: from -3 (certainly not so) over 0 (not known) to 3 (certainly
    /// so); `None` where no grammar was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certainty: Option<f64>,
    /// Who says so, where it is not the author.
    pub says: Option<Speaker>,
    /// Themes, by id, sorted.
    pub theme: Vec<String>,
    /// Theatres, by id, sorted.
    pub theatre: Vec<String>,
    /// The words that carry the content: a predicate, a relation noun.
    pub trigger: Span,
    /// The passage that shows it.
    pub evidence: Span,
    /// Confidence of the extraction, share in `0..=1`; says nothing about truth.
    pub score: f64,
    /// The rule that fired, by its id in the lexicon.
    pub rule: String,
}

/// What a claim can be about.
#[derive(Debug, Clone, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "lowercase")]
pub enum Content {
    /// Something that happened at a time.
    Event(Event),
    /// Something that stands over an interval.
    Tie(Tie),
    /// A stated "X leads to Y".
    Cause(CausalLink),
    /// A judgement or name of a relationship.
    Characterisation(Characterisation),
}

impl Content {
    /// The word of the contract for this kind of content.
    pub fn about(&self) -> &'static str {
        match self {
            Self::Event(_) => "event",
            Self::Tie(_) => "tie",
            Self::Cause(_) => "cause",
            Self::Characterisation(_) => "characterisation",
        }
    }

    /// Who takes part, in the order of the content, each with the part played: `source` and
    /// `target` of an event, the role in a tie, `party`; nobody for a causal link.
    pub fn parties(&self) -> Box<dyn Iterator<Item = (&str, &ActorMention)> + '_> {
        match self {
            Self::Event(event) => {
                let sources = event.source.iter().map(|mention| ("source", mention));
                Box::new(sources.chain(event.target.iter().map(|mention| ("target", mention))))
            }
            Self::Tie(tie) => Box::new(
                tie.parties
                    .iter()
                    .map(|party| (party.role.as_str(), &party.actor)),
            ),
            Self::Cause(_) => Box::new(std::iter::empty()),
            Self::Characterisation(words) => {
                Box::new(words.parties.iter().map(|mention| ("party", mention)))
            }
        }
    }
}

/// One assertion found in one passage: content, and the [`Frame`] around it.
#[derive(Debug, Clone, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Claim<T = Content> {
    /// What is claimed.
    #[serde(flatten)]
    pub content: T,
    /// How, by whom, when and in which words.
    #[serde(flatten)]
    pub frame: Frame,
}

impl<T> Claim<T> {
    /// The same claim about content of another form.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Claim<U> {
        Claim {
            content: convert(self.content),
            frame: self.frame,
        }
    }
}

impl<T: Serialize> Claim<T> {
    /// The id of this claim, found in `document` by whatever run.
    ///
    /// It depends on the content, the frame's words and place, and not on score or rule: a better
    /// rule that finds the same claim finds the same id.
    pub fn id(&self, document: DocumentId) -> ClaimId {
        let content = serde_json::to_vec(&self.content).expect("records are plain data");
        let place = [self.frame.trigger, self.frame.evidence]
            .map(|span| format!("{}..{}", span.start(), span.end()));
        let hash = ContentHash::new()
            .part(document.to_string())
            .part(&place[0])
            .part(&place[1])
            .part(content)
            .part(self.frame.modality.as_str())
            .part(self.frame.polarity.as_str());
        ClaimId::from_content(&hash)
    }
}
