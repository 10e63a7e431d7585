//! Who speaks in a quotation of several sentences, of which only one names the speaker: "'We will
//! answer,' she said. 'They attacked our embassy.'"

use std::collections::BTreeMap;

use detente_model::{Claim, Modality, Span, Speaker};

use crate::input::Coding;
use crate::quoted;
use crate::sentence::Sentence;
use crate::speech;
use crate::stance::{self, Attribution};

/// What a document says is said by whom, in the sentences that hold a mark of quotation.
#[derive(Debug, Default)]
pub(crate) struct Voices {
    found: Vec<Attribution>,
    /// By the words that say so.
    speakers: BTreeMap<Span, Speaker>,
}

impl Voices {
    /// Takes in one sentence.
    pub(crate) fn hear(&mut self, sentence: &Sentence<'_>) {
        let marked = quoted::is_marked(sentence.span.of(sentence.text));
        let Some(parse) = sentence.parse.filter(|_| marked) else {
            return;
        };
        let first = self.found.len();
        stance::attributions(parse, sentence.tongue, &mut self.found);
        for attribution in &self.found[first..] {
            let speaker = attribution
                .source
                .and_then(|source| speech::speaker_in(sentence, parse, source));
            if let Some(speaker) = speaker {
                self.speakers.insert(attribution.cue, speaker);
            }
        }
    }

    /// Gives what stands in a quotation, and is nobody's yet, to whoever is quoted.
    pub(crate) fn attribute(mut self, text: &str, coding: &mut Coding) {
        if self.speakers.is_empty() {
            return;
        }
        let quotations = stance::quotations(text);
        stance::widen(text, &quotations, &mut self.found);
        let speaker = |trigger: Span| -> Option<&Speaker> {
            let inside = |quote: &&Span| quote.contains(trigger);
            let quote = quotations.iter().find(inside)?;
            self.found
                .iter()
                .filter(|one| one.content.contains(*quote) && !quote.contains(one.cue))
                .filter_map(|one| Some((one.content.len(), self.speakers.get(&one.cue)?)))
                .min_by_key(|(length, _)| *length)
                .map(|(_, speaker)| speaker)
        };
        give(&mut coding.events, speaker);
        give(&mut coding.ties, speaker);
        give(&mut coding.causes, speaker);
        give(&mut coding.characterisations, speaker);
    }
}

fn give<'s, T>(claims: &mut [Claim<T>], speaker: impl Fn(Span) -> Option<&'s Speaker>) {
    for claim in claims.iter_mut().filter(|claim| claim.frame.says.is_none()) {
        if let Some(speaker) = speaker(claim.frame.trigger) {
            claim.frame.says = Some(speaker.clone());
            if claim.frame.modality == Modality::Asserted {
                claim.frame.modality = Modality::Reported;
            }
        }
    }
}
