//! Whom a text is about, from sentence to sentence.

use std::collections::BTreeMap;

use detente_model::{ActorId, Span};

use crate::lexicon::Anaphor;
use crate::mention::{Finder, Mention, Role, Who};
use crate::quoted;
use crate::sentence::Sentence;
use crate::stance;

/// Two sides that a text treats as a pair.
#[derive(Debug, Clone)]
pub(crate) struct Dyad {
    first: Who,
    second: Who,
}

impl Dyad {
    /// The pair of a group that speaks for exactly two states.
    fn of(sentence: &Sentence<'_>, group: usize) -> Option<Self> {
        // "Israeli and Saudi influence" makes no pair of the two.
        let members = &sentence.groups[group].mentions;
        let adjectives = members.iter().all(|mention| {
            let mention = &sentence.mentions[*mention];
            mention.role == Role::Modifier && sentence.word(mention.end) != "-"
        });
        let hyphen = members.first().is_some_and(|mention| {
            let end = sentence.mentions[*mention].end;
            matches!(sentence.word(end), "-" | "–")
        });
        if adjectives && !hyphen {
            return None;
        }
        let mut members: Vec<&Who> = Vec::new();
        for mention in &sentence.groups[group].mentions {
            for who in &sentence.mentions[*mention].who {
                if who.country.is_some() && !members.iter().any(|known| known.side() == who.side())
                {
                    members.push(who);
                }
            }
        }
        match members.as_slice() {
            [first, second] => Some(Self {
                first: (*first).clone(),
                second: (*second).clone(),
            }),
            _ => None,
        }
    }

    pub(crate) fn has(&self, side: &ActorId) -> bool {
        self.first.side() == side || self.second.side() == side
    }

    pub(crate) fn members(&self) -> impl Iterator<Item = &Who> {
        [&self.first, &self.second].into_iter()
    }

    fn key(&self) -> (ActorId, ActorId) {
        let (a, b) = (self.first.side().clone(), self.second.side().clone());
        if a <= b { (a, b) } else { (b, a) }
    }

    /// The two states, without the persons and offices that spoke for them.
    fn states(mut self, finder: &Finder<'_, '_>) -> Self {
        for who in [&mut self.first, &mut self.second] {
            if let Some(state) = who.country.clone().and_then(|state| finder.who(&state)) {
                *who = state;
            }
        }
        self
    }
}

/// The pairs that the passages so far have named.
#[derive(Debug, Default)]
pub(crate) struct Context {
    last: Option<(usize, Dyad)>,
    counts: BTreeMap<(ActorId, ActorId), (usize, Dyad)>,
}

impl Context {
    /// Takes note of the pairs of a passage.
    pub(crate) fn note(&mut self, number: usize, sentence: &Sentence<'_>, finder: &Finder<'_, '_>) {
        for group in 0..sentence.groups.len() {
            let anaphor = sentence.groups[group]
                .mentions
                .iter()
                .any(|mention| sentence.mentions[*mention].anaphor);
            if anaphor {
                continue;
            }
            if let Some(dyad) = Dyad::of(sentence, group) {
                let dyad = dyad.states(finder);
                self.counts
                    .entry(dyad.key())
                    .or_insert_with(|| (0, dyad.clone()))
                    .0 += 1;
                self.last = Some((number, dyad));
            }
        }
    }

    /// The pair that the text is mostly about so far.
    pub(crate) fn dominant(&self) -> Option<&Dyad> {
        self.counts
            .values()
            .max_by_key(|(count, _)| *count)
            .filter(|(count, _)| *count >= 2)
            .map(|(_, dyad)| dyad)
    }

    fn recent(&self, number: usize, reach: usize) -> Option<&Dyad> {
        self.last
            .as_ref()
            .filter(|(at, _)| number - at <= reach)
            .map(|(_, dyad)| dyad)
    }
}

/// Says who pronouns and "both countries" stand for; those that stay open name nobody.
pub(crate) fn resolve_anaphors(
    mentions: &mut [Mention],
    sentence: &Sentence<'_>,
    finder: &Finder<'_, '_>,
    context: &Context,
    number: usize,
) -> Vec<(usize, Vec<Who>)> {
    let mut resolved = Vec::new();
    let quotations = quotations_of(sentence);
    for (place, mention) in mentions.iter().enumerate() {
        let Some(kind) = finder.anaphor_kind(mention) else {
            continue;
        };
        let word = sentence.word(mention.first).to_lowercase();
        let pronoun = matches!(
            word.as_str(),
            "they" | "them" | "ils" | "elles" | "each" | "one" | "two" | "deux"
        );
        let here = (0..sentence.groups.len())
            .rev()
            .filter(|group| sentence.groups[*group].end <= mention.first)
            .find_map(|group| Dyad::of(sentence, group))
            .map(|dyad| dyad.states(finder));
        let who = match kind {
            Anaphor::Speaker | Anaphor::SpeakerPossessive => {
                let who = quoted_state(sentence, finder, mention, &quotations);
                resolved.extend(who.map(|who| (place, vec![who])));
                None
            }
            Anaphor::Pair if pronoun => here.or_else(|| {
                (mention.first <= 1)
                    .then(|| context.recent(number, 1).cloned())
                    .flatten()
            }),
            Anaphor::Pair => here
                .or_else(|| context.recent(number, 4).cloned())
                .or_else(|| context.dominant().cloned()),
            Anaphor::PairPossessive => {
                here.or_else(|| context.recent(number, 2).cloned())
                    .or_else(|| {
                        relation_follows(sentence, mention.end)
                            .then(|| context.dominant().cloned())
                            .flatten()
                    })
            }
            Anaphor::One | Anaphor::OnePossessive => {
                // A possessive may stand for any of several.
                let alone = kind == Anaphor::One || sides_before(sentence, mention) == 1;
                if let Some(who) = one_before(sentence, mention).filter(|_| alone) {
                    resolved.push((place, vec![who]));
                }
                None
            }
        };
        if let Some(dyad) = who {
            resolved.push((place, dyad.members().cloned().collect()));
        }
    }
    resolved
}

/// The quotations of a sentence, also one that began before it.
fn quotations_of(sentence: &Sentence<'_>) -> Vec<Span> {
    let passage = sentence.span.of(sentence.text);
    if !quoted::is_marked(passage) {
        return Vec::new();
    }
    let opening = quoted::opening(passage).map(Span::from_range);
    stance::quotations(passage)
        .into_iter()
        .chain(opening)
        .map(|span| span.shifted(sentence.span.start()))
        .collect()
}

/// The state of whoever is quoted, where `mention` stands in the quotation: "'They attacked our
/// embassy,' the Iranian minister said."
fn quoted_state(
    sentence: &Sentence<'_>,
    finder: &Finder<'_, '_>,
    mention: &Mention,
    quotations: &[Span],
) -> Option<Who> {
    let inside = |mention: &Mention| {
        let span = mention.span(sentence.tokens);
        quotations.iter().any(|quotation| quotation.contains(span))
    };
    if !inside(mention) {
        return None;
    }
    let speaks = |other: &&Mention| {
        !other.anaphor && other.role == Role::Actor && other.who.len() == 1 && !inside(other)
    };
    let speaker = sentence.mentions.iter().find(speaks)?;
    finder.who(speaker.who[0].country.as_ref()?)
}

/// Whether a noun of relation follows: "their strategic partnership".
fn relation_follows(sentence: &Sentence<'_>, from: usize) -> bool {
    (from..(from + 4).min(sentence.len())).any(|at| {
        matches!(
            sentence.word(at).to_lowercase().as_str(),
            "partnership"
                | "alliance"
                | "relationship"
                | "relations"
                | "ties"
                | "cooperation"
                | "bond"
                | "alignment"
                | "rivalry"
                | "collaboration"
                | "trade"
                | "partenariat"
                | "relation"
                | "coopération"
        )
    })
}

/// How many sides are named before `mention`.
fn sides_before(sentence: &Sentence<'_>, mention: &Mention) -> usize {
    let mut sides: Vec<&ActorId> = sentence
        .mentions
        .iter()
        .take_while(|other| other.first < mention.first)
        .filter(|other| !other.anaphor)
        .flat_map(|other| other.who.iter().map(Who::side))
        .collect();
    sides.sort();
    sides.dedup();
    sides.len()
}

/// The only state that stands as a head in the sentence before `mention`.
fn one_before(sentence: &Sentence<'_>, mention: &Mention) -> Option<Who> {
    let mut found: Option<Who> = None;
    for other in sentence
        .mentions
        .iter()
        .take_while(|other| other.first < mention.first)
    {
        if other.anaphor || other.role != Role::Actor || other.who.len() != 1 {
            continue;
        }
        // Behind a preposition it is no subject.
        let mut before = other.first;
        while before > 0 && sentence.tag(before - 1) == crate::sentence::Tag::Determiner {
            before -= 1;
        }
        let governed = before > 0
            && matches!(
                sentence.tag(before - 1),
                crate::sentence::Tag::Preposition | crate::sentence::Tag::Verb(_)
            );
        if governed {
            continue;
        }
        let who = &other.who[0];
        match &found {
            Some(known) if known.side() != who.side() => return None,
            Some(_) => {}
            None => found = Some(who.clone()),
        }
    }
    found.filter(|who| who.country.is_some())
}
