//! One stated link, as the map needs it.

use detente_model::{
    ActorId, CausalConcept, CauseKind, Content, Day, Lag, Modality, Polarity, Sign, Speaker, When,
};
use detente_store::{ClaimRow, Error, Filter, Store};
use std::sync::Arc;

/// One stated link: who says in which words that what leads to what.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// The id of the claim.
    pub claim: String,
    /// What the cause is about: words, base forms, actors.
    pub cause: End,
    /// What the effect is about.
    pub effect: End,
    /// The sign between both, without the directions that the words give them.
    pub sign: Sign,
    /// How the cause acts.
    pub kind: CauseKind,
    /// How the claim stands to what happened.
    pub modality: Modality,
    /// Whether the link is denied.
    pub denied: bool,
    /// Who says so; `None`: the author.
    pub holder: Option<String>,
    /// The actor who says so, where the holder is one.
    pub holder_actor: Option<ActorId>,
    /// The words of a condition.
    pub condition: Option<String>,
    /// How far the reading is to be believed, share in `0..=1`.
    pub score: f64,
    /// What tells independent origins apart: copies of one text share it.
    pub origin: Arc<str>,
    /// The number of the passage in which the words first stood: copies share it.
    pub passage: i64,
    /// The id of the document.
    pub document: Arc<str>,
    /// The path of the document.
    pub path: Arc<str>,
    /// The outlet or title of the document.
    pub source: Arc<str>,
    /// The words of the passage.
    pub quote: Arc<str>,
    /// The first and last day on which it was so, where they are known.
    pub days: (Option<Day>, Option<Day>),
    /// The last day on which the document may have been published, where known.
    pub published: Option<Day>,
    /// How soon the effect is said to come.
    pub lag: Option<Lag>,
    /// Why it may hold no longer; see [`mark_stale`](crate::mark_stale).
    pub stale: Option<String>,
}

/// What an end of a link is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    /// The words.
    pub words: String,
    /// The base form of their head.
    pub head: String,
    /// Their base forms.
    pub key: String,
    /// The actors.
    pub about: Vec<ActorId>,
}

impl End {
    fn of(concept: Option<&CausalConcept>, text: &str) -> Self {
        concept.map_or_else(
            || Self::plain(text),
            |concept| Self {
                words: concept.words.text.clone(),
                head: concept.head.clone(),
                key: concept.key.clone(),
                about: concept.about.clone(),
            },
        )
    }

    fn plain(text: &str) -> Self {
        let key = text.to_lowercase();
        Self {
            words: text.to_owned(),
            head: key.rsplit(' ').next().unwrap_or_default().to_owned(),
            key,
            about: Vec::new(),
        }
    }
}

impl Mention {
    /// An asserted link between two concepts, from origin number `origin`.
    pub fn plain(cause: &str, effect: &str, sign: Sign, kind: CauseKind, origin: u32) -> Self {
        Self {
            claim: format!("{cause}>{effect}/{sign}/{kind}/{origin}"),
            cause: End::plain(cause),
            effect: End::plain(effect),
            sign,
            kind,
            modality: Modality::Asserted,
            denied: false,
            holder: None,
            holder_actor: None,
            condition: None,
            score: 0.9,
            origin: origin.to_string().into(),
            passage: i64::from(origin),
            document: origin.to_string().into(),
            path: format!("{origin}.txt").into(),
            source: origin.to_string().into(),
            quote: format!("{cause} leads to {effect}").into(),
            days: (None, None),
            published: None,
            lag: None,
            stale: None,
        }
    }

    /// The link that a claim of the store states; `None` for a doubtful one and for claims about
    /// anything else.
    pub fn of_claim(row: &ClaimRow) -> Option<Self> {
        let Content::Cause(link) = &row.claim.content else {
            return None;
        };
        if link.doubtful {
            return None;
        }
        let frame = &row.claim.frame;
        let source = row.outlet.clone().or_else(|| row.title.clone());
        Some(Self {
            claim: row.id.clone(),
            cause: End::of(link.cause_concept.as_deref(), &link.cause.text),
            effect: End::of(link.effect_concept.as_deref(), &link.effect.text),
            sign: link.sign,
            kind: link.kind,
            modality: frame.modality,
            denied: link.negated || frame.polarity == Polarity::Negative,
            holder: frame.says.as_ref().map(|says| says.text().to_owned()),
            holder_actor: match &frame.says {
                Some(Speaker::Actor(mention)) => Some(mention.side().clone()),
                _ => None,
            },
            condition: link.condition.clone(),
            score: frame.score,
            origin: row.origin_document.clone(),
            passage: row.origin,
            document: row.document.clone(),
            path: row.path.clone(),
            source: source.unwrap_or_else(|| row.path.clone()),
            quote: row.quote.clone(),
            days: frame
                .when
                .as_ref()
                .map_or((None, None), |when| (when.start(), when.end())),
            published: row.published.as_deref().and_then(When::end),
            lag: link.lag.clone(),
            stale: None,
        })
    }
}

/// All stated links of a store that pass `filter`.
///
/// # Errors
/// If the store cannot be read.
pub fn mentions(store: &Store, filter: &Filter) -> Result<Vec<Mention>, Error> {
    let mut found = Vec::new();
    let filter = Filter {
        about: Some("cause".to_owned()),
        ..filter.clone()
    };
    store.for_each_claim(&filter, |row| {
        found.extend(Mention::of_claim(&row));
        Ok::<_, Error>(true)
    })?;
    Ok(found)
}
