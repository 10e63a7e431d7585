//! Stated causes: "X leads to Y", "Y because of X".

use detente_model::{CausalLink, CauseKind, Claim, Phrase, Polarity, Span};

use crate::frame::{FrameBase, Scene};
use crate::lexicon::{CausalOrder, class};
use crate::sentence::{Sentence, Tag, Voice};

/// The least number of words on either side.
const LEAST: usize = 2;

/// All causal links of a sentence whose two sides are plain.
pub(crate) fn find(scene: &Scene<'_, '_>) -> Vec<Claim<CausalLink>> {
    let sentence = scene.sentence;
    let mut found = Vec::new();
    let mut at = 0;
    while at < sentence.len() {
        let words = sentence.words.lower[at..].iter().copied();
        let Some((length, cues)) = sentence.tongue.causes.longest(words) else {
            at += 1;
            continue;
        };
        let end = at + length;
        if let Some(cue) = cues.first()
            && let Some(link) = link(scene, at, end, cue)
        {
            found.push(link);
        }
        at = end;
    }
    found
}

fn link(
    scene: &Scene<'_, '_>,
    at: usize,
    end: usize,
    cue: &crate::lexicon::CausalCue,
) -> Option<Claim<CausalLink>> {
    let sentence = scene.sentence;
    let verbal = cue.order == CausalOrder::CauseCueEffect;
    if verbal && !sentence.is_verb(at) {
        return None;
    }
    let chain = sentence.chain(at);
    // "as compelling as", "to strengthen": no statement that one leads to the other.
    let stated = chain.voice != Voice::Passive
        && !chain.loose
        && !sentence
            .word(at.saturating_sub(1))
            .eq_ignore_ascii_case("as");
    if verbal && !stated {
        return None;
    }
    let before = if verbal { chain.start } else { at };
    let (left, right) = (
        left_clause(sentence, before, verbal)?,
        right_clause(sentence, end)?,
    );
    if !holds_actor(sentence, left) && !holds_actor(sentence, right) {
        return None;
    }
    if verbal && !names_matter(sentence, left) {
        return None;
    }
    let (cause, effect) = match cue.order {
        CausalOrder::CauseCueEffect => (left, right),
        CausalOrder::EffectCueCause if cue.kind == CauseKind::Purpose => (right, left),
        CausalOrder::EffectCueCause => (right, left),
    };
    let phrase =
        |(first, end): (usize, usize)| Phrase::of(sentence.text, sentence.range(first, end));
    let negated = verbal && chain.polarity == Polarity::Negative;
    let cue_span: Span = sentence.range(at, end);
    let base = FrameBase {
        modality: chain.modality,
        polarity: if negated {
            Polarity::Negative
        } else {
            Polarity::Positive
        },
        trigger: cue_span,
        score: if verbal { 0.6 } else { 0.75 },
        rule: cue.rule.clone(),
        lasting: false,
    };
    Some(Claim {
        content: CausalLink {
            cause: phrase(cause),
            effect: phrase(effect),
            cue: Some(Phrase::of(sentence.text, cue_span)),
            sign: cue.sign,
            kind: cue.kind,
            condition: condition(sentence, at),
            negated,
        },
        frame: scene.frame((at, end - 1), base),
    })
}

/// The words of an "if" or "unless" clause of the sentence.
fn condition(sentence: &Sentence<'_>, at: usize) -> Option<String> {
    let start = (0..sentence.len()).find(|place| {
        sentence.is(*place, class::CONDITION)
            && sentence.tag(*place) == Tag::Subordinator
            && *place != at
    })?;
    let end = (start + 1..sentence.len())
        .find(|place| matches!(sentence.tag(*place), Tag::Comma | Tag::Stop))
        .unwrap_or(sentence.len());
    Some(sentence.range(start, end).of(sentence.text).to_owned())
}

/// The clause that ends before `end`.
fn left_clause(sentence: &Sentence<'_>, end: usize, subject_only: bool) -> Option<(usize, usize)> {
    let mut end = end;
    if end > 0 && sentence.tag(end - 1) == Tag::Relative {
        end -= 1;
    }
    while end > 0 && matches!(sentence.tag(end - 1), Tag::Comma | Tag::Conjunction) {
        end -= 1;
    }
    let mut first = end;
    while first > 0 {
        let tag = sentence.tag(first - 1);
        let stops = matches!(tag, Tag::Stop | Tag::Subordinator)
            || (subject_only && matches!(tag, Tag::Comma));
        if stops {
            break;
        }
        first -= 1;
    }
    while first < end
        && matches!(
            sentence.tag(first),
            Tag::Comma | Tag::Adverb | Tag::Conjunction
        )
    {
        first += 1;
    }
    long_enough(sentence, first, end)
}

/// The clause that begins at `first`.
fn right_clause(sentence: &Sentence<'_>, first: usize) -> Option<(usize, usize)> {
    let mut end = first;
    while end < sentence.len() {
        let tag = sentence.tag(end);
        if matches!(tag, Tag::Stop | Tag::Subordinator | Tag::Relative)
            || (tag == Tag::Comma && end > first + 1)
        {
            break;
        }
        end += 1;
    }
    long_enough(sentence, first, end)
}

fn long_enough(sentence: &Sentence<'_>, first: usize, end: usize) -> Option<(usize, usize)> {
    let words = (first..end)
        .filter(|place| sentence.tag(*place) == Tag::Word)
        .count();
    (words >= LEAST).then_some((first, end))
}

/// Whether a clause has a subject that is more than actors: a deed or state can be a cause.
fn names_matter(sentence: &Sentence<'_>, (first, end): (usize, usize)) -> bool {
    let opens = !matches!(
        sentence.tag(first),
        Tag::Auxiliary | Tag::Verb(Voice::Active | Voice::Passive)
    );
    let matter = (first..end).any(|place| {
        sentence.tag(place) == Tag::Word
            && sentence.mention_at[place].is_none()
            && sentence.info(place).class & (class::ADJECTIVE | class::TIME) == 0
    });
    opens && matter
}

fn holds_actor(sentence: &Sentence<'_>, (first, end): (usize, usize)) -> bool {
    (first..end).any(|place| {
        sentence.mention_at[place].is_some_and(|mention| sentence.mentions[mention].is_actor())
    })
}
