use detente_coder::{Coder, Input, Parsers, Passage};
use detente_model::{Claim, Content, Span};
use detente_text::Document;

/// The claims of a document, each with the index of the passage that shows it.
pub(crate) fn claims(
    coder: &Coder<'_>,
    parsers: &mut Parsers,
    document: &Document,
) -> Vec<(usize, Claim)> {
    let passages: Vec<Passage> = document
        .passages
        .iter()
        .copied()
        .map(Passage::from)
        .collect();
    let published = document.published.as_ref();
    let coding = coder.code_document(
        parsers,
        &Input {
            text: &document.text,
            title: document.title.as_deref(),
            passages: &passages,
            // Relative dates count from a day; a month or year of publication leaves them open.
            published: published
                .and_then(|when| when.start().filter(|day| Some(*day) == when.end())),
        },
    );
    let events = coding
        .events
        .into_iter()
        .map(|claim| claim.map(Content::Event));
    let ties = coding.ties.into_iter().map(|claim| claim.map(Content::Tie));
    let causes = coding
        .causes
        .into_iter()
        .map(|claim| claim.map(Content::Cause));
    let characterisations = coding
        .characterisations
        .into_iter()
        .map(|claim| claim.map(Content::Characterisation));
    events
        .chain(ties)
        .chain(causes)
        .chain(characterisations)
        .filter_map(|claim| placed(claim, document))
        .collect()
}

/// The claim with its passage: the one in which its trigger stands.
///
/// A sentence that changes language is two passages, and evidence may be both; a record quotes
/// one, so that it is cut to the one with the trigger.
fn placed(mut claim: Claim, document: &Document) -> Option<(usize, Claim)> {
    let trigger = claim.frame.trigger;
    let place = passage_at(document, trigger)?;
    let passage = document.passages[place].span;
    let evidence = &mut claim.frame.evidence;
    if !passage.contains(*evidence) {
        *evidence = passage;
    }
    Some((place, claim))
}

fn passage_at(document: &Document, span: Span) -> Option<usize> {
    let after = document
        .passages
        .partition_point(|passage| passage.span.start() <= span.start());
    let place = after.checked_sub(1)?;
    let passage = document.passages[place].span;
    passage.contains(span).then_some(place)
}
