//! What the table of claims says beside the claim itself: who takes part, and which record it is about.

use detente_model::{ActorMention, Claim, Content};

/// The actors of a claim with their roles, in the order of the claim.
pub(crate) fn parties(content: &Content) -> Box<dyn Iterator<Item = (&str, &ActorMention)> + '_> {
    match content {
        Content::Event(event) => {
            let sources = event.source.iter().map(|mention| ("source", mention));
            Box::new(sources.chain(event.target.iter().map(|mention| ("target", mention))))
        }
        Content::Tie(tie) => Box::new(
            tie.parties
                .iter()
                .map(|party| (party.role.as_str(), &party.actor)),
        ),
        Content::Cause(_) => Box::new(std::iter::empty()),
        Content::Characterisation(words) => {
            Box::new(words.parties.iter().map(|mention| ("party", mention)))
        }
    }
}

/// The id of what the claim is about; `text` is that of its document.
pub(crate) fn record_of(claim: &Claim, claim_id: &str, text: &str) -> String {
    match &claim.content {
        Content::Event(event) => event.id(claim.frame.when.as_ref()).to_string(),
        Content::Tie(tie) => tie.id(claim.frame.when.as_ref()).to_string(),
        Content::Cause(link) => {
            let sentence = claim.frame.evidence.get(text);
            link.id(sentence.unwrap_or_default()).to_string()
        }
        Content::Characterisation(_) => claim_id.to_owned(),
    }
}
