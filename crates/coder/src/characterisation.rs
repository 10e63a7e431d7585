//! What a relationship is called.

use detente_model::{ActorMention, Characterisation, Claim, Modality, Phrase, Polarity, Standing};

use crate::context::Dyad;
use crate::frame::{FrameBase, Scene, theatres};
use crate::gazetteer::Gazetteer;
use crate::lexicon::{CharacterisationCue, Slot};
use crate::mention::Who;
use crate::predicate::copula;
use crate::sentence::{Argument, Sentence, Tag, Voice, stronger, times};

/// All characterisations in a sentence; `dyad` is whom the text around it is about.
pub(crate) fn find(
    scene: &Scene<'_, '_>,
    gazetteer: &Gazetteer<'_>,
    dyad: Option<&Dyad>,
) -> Vec<Claim<Characterisation>> {
    let sentence = scene.sentence;
    let mut found = Vec::new();
    let mut at = 0;
    while at < sentence.len() {
        let words = sentence.words.lower[at..].iter().copied();
        let Some((length, cues)) = sentence.tongue.characterisations.longest(words) else {
            at += 1;
            continue;
        };
        let end = at + length;
        let verb = sentence.is_verb(end - 1) && length == 1;
        let fits = |cue: &&CharacterisationCue| {
            !verb
                && !is_asked(sentence, end)
                && (!is_hostile(cue.standing) || linked(sentence, at, end).is_some())
        };
        if let Some(cue) = cues.first().filter(fits)
            && let Some((parties, factor)) = parties(sentence, at, end, cue.weak, dyad)
        {
            let first = sentence.phrase_start(at);
            let (modality, polarity) = stance(sentence, first, at);
            let base = FrameBase {
                modality,
                polarity: times(polarity, cue.polarity),
                trigger: sentence.range(at, end),
                score: if cue.weak { 0.6 } else { 0.8 } * factor,
                rule: cue.rule.clone(),
                lasting: true,
                ahead: false,
            };
            let mut frame = scene.frame((at, end - 1), base);
            let sides: Vec<_> = parties.iter().map(ActorMention::side).collect();
            frame.theatre = theatres(sentence, gazetteer, &sides);
            found.push(Claim {
                content: Characterisation {
                    parties,
                    standing: cue.standing,
                    words: Phrase::of(sentence.text, sentence.range(at, end)),
                },
                frame,
            });
        }
        at = end;
    }
    found
}

/// Whether the words stand in a question that the sentence quotes.
fn is_asked(sentence: &Sentence<'_>, end: usize) -> bool {
    (end..(end + 6).min(sentence.len())).any(|place| sentence.word(place) == "?")
}

fn is_hostile(standing: Standing) -> bool {
    matches!(standing, Standing::Rivalry | Standing::Hostility)
}

/// The groups that the grammar ties to the words: holder and complement of a copula, owner and
/// complement of the noun, or both sides of "between".
fn linked(sentence: &Sentence<'_>, at: usize, end: usize) -> Option<Vec<usize>> {
    let first = sentence.phrase_start(at);
    let complements = sentence.arguments(end - 1, &[]);
    let owners = sentence.owners(at, end);
    let beside = |holder: usize| {
        let known = sentence.sides(holder);
        let other = |argument: &&Argument| {
            let slot = matches!(
                argument.slot,
                Slot::Of | Slot::To | Slot::With | Slot::Alongside | Slot::For | Slot::Against
            ) || (argument.slot == Slot::Object
                && sentence.tag(end - 1) == Tag::Preposition)
                || owners.iter().any(|owner| owner.group == argument.group);
            slot && sentence
                .sides(argument.group)
                .iter()
                .any(|side| !known.contains(side))
        };
        complements
            .iter()
            .chain(&owners)
            .find(other)
            .map(|argument| argument.group)
    };
    if let Some((holder, ..)) = copula(sentence, first, at) {
        let viewer = sentence
            .verb_before(first)
            .filter(|verb| {
                first - verb < 8
                    && sentence
                        .word(first.saturating_sub(1))
                        .eq_ignore_ascii_case("as")
            })
            .and_then(|verb| sentence.subject(verb, sentence.chain(verb).start, 0))
            .map(|subject| subject.group)
            .filter(|viewer| sentence.sides(*viewer) != sentence.sides(holder.group));
        if let Some(other) = beside(holder.group).or(viewer) {
            return Some(vec![holder.group, other]);
        }
        return (sentence.sides(holder.group).len() > 1).then(|| vec![holder.group]);
    }
    if let Some(owner) = owners.first() {
        if sentence.sides(owner.group).len() > 1 {
            return Some(vec![owner.group]);
        }
        return beside(owner.group).map(|other| vec![owner.group, other]);
    }
    complements
        .iter()
        .find(|argument| {
            matches!(argument.slot, Slot::Between | Slot::Of)
                && sentence.sides(argument.group).len() > 1
        })
        .map(|argument| vec![argument.group])
}

/// Whether the words are denied or supposed, by what stands before them in their clause.
fn stance(sentence: &Sentence<'_>, first: usize, at: usize) -> (Modality, Polarity) {
    let mut modality = Modality::Asserted;
    let mut polarity = Polarity::Positive;
    let mut place = at;
    let mut steps = 0;
    while place > 0 && steps < 9 {
        place -= 1;
        steps += 1;
        let word = sentence.word(place).to_lowercase();
        match sentence.tag(place) {
            Tag::Stop | Tag::Subordinator | Tag::Comma | Tag::Relative => {
                if word == "whether" || word == "if" {
                    modality = stronger(modality, Modality::Hypothetical);
                }
                break;
            }
            Tag::Conjunction if word == "but" || word == "mais" => break,
            Tag::Negation => {
                // "not only a partner" is a partner.
                if sentence.word(place + 1).to_lowercase() != "only" {
                    polarity = times(polarity, Polarity::Negative);
                }
            }
            Tag::Verb(Voice::Active | Voice::Infinitive) => {
                let chain = sentence.chain(place);
                modality = stronger(modality, chain.modality);
                polarity = times(polarity, chain.polarity);
                break;
            }
            Tag::Auxiliary => {
                let chain = sentence.chain(place + 1);
                modality = stronger(modality, chain.modality);
                if steps == 1 || chain.start <= place {
                    polarity = times(polarity, chain.polarity);
                }
                break;
            }
            _ => {
                let denies = matches!(word.as_str(), "than" | "without" | "nor" | "non")
                    || (word == "from"
                        && sentence
                            .word(place.saturating_sub(1))
                            .eq_ignore_ascii_case("far"))
                    || (word == "no" && place + 2 >= first);
                if denies {
                    polarity = times(polarity, Polarity::Negative);
                    break;
                }
            }
        }
    }
    (modality, polarity)
}

/// Between whom the words stand, and how sure that is, in `0..=1`.
fn parties(
    sentence: &Sentence<'_>,
    at: usize,
    end: usize,
    weak: bool,
    dyad: Option<&Dyad>,
) -> Option<(Vec<ActorMention>, f64)> {
    if let Some(groups) = linked(sentence, at, end) {
        let mentions: Vec<usize> = groups
            .iter()
            .flat_map(|group| sentence.groups[*group].mentions.clone())
            .collect();
        let anaphor = mentions
            .iter()
            .any(|mention| sentence.mentions[*mention].anaphor);
        let parties = records(sentence, &mentions);
        if parties.len() > 1 {
            return Some((parties, if anaphor { 0.8 } else { 1.0 }));
        }
    }
    // Both in one list or pair of the same clause: the nearest.
    let pairs = (0..sentence.groups.len()).filter(|group| sentence.sides(*group).len() == 2);
    let near = pairs.min_by_key(|group| {
        let group = &sentence.groups[*group];
        if group.end <= at {
            at - group.end
        } else {
            group.first.abs_diff(end) * 2
        }
    });
    if let Some(group) = near {
        let anaphor = sentence.groups[group]
            .mentions
            .iter()
            .any(|mention| sentence.mentions[*mention].anaphor);
        return Some((
            records(sentence, &sentence.groups[group].mentions),
            if anaphor { 0.8 } else { 1.0 },
        ));
    }
    let mut sides: Vec<(usize, &Who)> = Vec::new();
    for (number, mention) in sentence.mentions.iter().enumerate() {
        for who in &mention.who {
            if who.country.is_some() && !sides.iter().any(|(_, known)| known.side() == who.side()) {
                sides.push((number, who));
            }
        }
    }
    if let [(a, _), (b, _)] = sides.as_slice() {
        let parties = records(sentence, &[*a, *b]);
        return (parties.len() == 2).then_some((parties, if weak { 0.7 } else { 0.85 }));
    }
    let dyad = dyad?;
    let named: Vec<usize> = sides
        .iter()
        .filter(|(_, who)| dyad.has(who.side()))
        .map(|(number, _)| *number)
        .collect();
    if sides.len() > 2 && named.len() == 2 {
        return Some((records(sentence, &named), 0.6));
    }
    // "This alliance has proven resilient": whom the document is about.
    let pointing = sentence.phrase_start(at);
    let points = matches!(
        sentence.word(pointing).to_lowercase().as_str(),
        "this" | "the" | "cette" | "ce" | "their" | "l'" | "la" | "le"
    );
    if sides.is_empty() && points && pointing <= 2 && !weak {
        let span = sentence.range(pointing, end);
        let parties = dyad
            .members()
            .map(|who| who.record(sentence.text, span))
            .collect();
        return Some((parties, 0.5));
    }
    None
}

/// The mentions as records, one for each side.
fn records(sentence: &Sentence<'_>, mentions: &[usize]) -> Vec<ActorMention> {
    let mut records: Vec<ActorMention> = Vec::new();
    for number in mentions {
        let mention = &sentence.mentions[*number];
        let span = mention.span(sentence.tokens);
        for who in &mention.who {
            let record = who.record(sentence.text, span);
            if !records.iter().any(|known| known.side() == record.side()) {
                records.push(record);
            }
        }
    }
    records
}
