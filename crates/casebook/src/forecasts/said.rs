//! What documents forecast about two actors.

use detente_model::{ActorId, Content, Day, Modality, Polarity, Speaker, When};
use detente_store::{ClaimRow, Filter};
use serde::Serialize;

use super::reasons::ReasonEvidence;
use crate::{Casebook, Error};

/// A forecast that a document makes or passes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SaidForecast {
    /// The id of the claim.
    pub id: String,
    /// `event`, `tie` or `characterisation`.
    pub about: &'static str,
    /// PLOVER type, kind of tie, class of characterisation.
    #[serde(rename = "type")]
    pub kind: String,
    /// Who to whom.
    pub who: String,
    /// Whether it is forecast *not* to be.
    pub denied: bool,
    /// Who forecasts: the speaker, else the outlet, else the document.
    pub holder: String,
    /// When the document was published.
    pub published: Option<When>,
    /// For when, where it is said.
    pub when: Option<When>,
    /// The words.
    pub evidence: ReasonEvidence,
}

impl Casebook {
    /// The forecasts about both that documents known by a day make, by publication and id.
    pub(super) fn said_forecasts(
        &self,
        [a, b]: [&ActorId; 2],
        known_by: Option<Day>,
    ) -> Result<Vec<SaidForecast>, Error> {
        let filter = Filter {
            pair: Some((a.clone(), b.clone())),
            modality: Some(Modality::Forecast),
            known_by,
            ..Filter::default()
        };
        let mut said = Vec::new();
        self.store.for_each_claim(&filter, |claim| {
            said.push(said_of(self, &claim));
            Ok::<_, Error>(true)
        })?;
        said.sort_by_cached_key(|one| {
            let day = one.published.as_ref().and_then(When::start);
            (day.is_none(), day, one.id.clone())
        });
        Ok(said)
    }
}

/// A claim as a forecast.
pub(super) fn said_of(casebook: &Casebook, claim: &ClaimRow) -> SaidForecast {
    let frame = &claim.claim.frame;
    let (about, kind) = match &claim.claim.content {
        Content::Event(event) => ("event", event.action.plover().as_str().to_owned()),
        Content::Tie(tie) => ("tie", tie.kind.as_str().to_owned()),
        Content::Cause(cause) => ("cause", cause.kind.as_str().to_owned()),
        Content::Characterisation(words) => {
            ("characterisation", words.standing.as_str().to_owned())
        }
    };
    SaidForecast {
        id: claim.id.clone(),
        about,
        kind,
        who: who(casebook, &claim.claim.content),
        denied: frame.polarity == Polarity::Negative,
        holder: holder(casebook, claim),
        published: claim.published.as_deref().cloned(),
        when: frame.when.clone(),
        evidence: evidence(claim),
    }
}

fn holder(casebook: &Casebook, claim: &ClaimRow) -> String {
    match (&claim.claim.frame.says, &claim.outlet) {
        (Some(Speaker::Actor(mention)), _) => casebook.knowledge.display_name(&mention.actor, "en"),
        (Some(Speaker::Words { text, .. }), _) => text.clone(),
        (None, Some(outlet)) => outlet.to_string(),
        (None, None) => claim.title.as_ref().unwrap_or(&claim.path).to_string(),
    }
}

/// The words of a claim.
pub(super) fn evidence(claim: &ClaimRow) -> ReasonEvidence {
    let span = claim.claim.frame.evidence;
    ReasonEvidence {
        path: claim.path.to_string(),
        start: u64::from(span.start()),
        end: u64::from(span.end()),
        quote: Some(claim.evidence().to_owned()),
    }
}

/// Who to whom, by name.
pub(super) fn who(casebook: &Casebook, content: &Content) -> String {
    let names = |mentions: &mut dyn Iterator<Item = &detente_model::ActorMention>| {
        let mut names: Vec<String> = mentions
            .map(|mention| casebook.knowledge.display_name(&mention.actor, "en"))
            .collect();
        names.dedup();
        names.join(", ")
    };
    match content {
        Content::Event(event) => {
            let sources = names(&mut event.source.iter());
            let targets = names(&mut event.target.iter());
            if targets.is_empty() || targets == sources {
                sources
            } else {
                format!("{sources} → {targets}")
            }
        }
        Content::Tie(tie) => names(&mut tie.parties.iter().map(|party| &party.actor)),
        Content::Characterisation(words) => names(&mut words.parties.iter()),
        Content::Cause(_) => String::new(),
    }
}
