//! Who says what a sentence says.

use detente_model::{Span, Speaker};

use crate::lexicon::{SpeechCue, class};
use crate::parse::Parse;
use crate::sentence::{Sentence, Tag, Voice};
use crate::stance::{Holder, Stance};
use crate::token::Token;

/// A stretch of a sentence that somebody else than the author says.
#[derive(Debug, Clone)]
pub(crate) struct Speech {
    /// Tokens `from..to`.
    pub from: usize,
    pub to: usize,
    /// The words that say so, `cue..cue_end`.
    pub cue: usize,
    pub speaker: Option<Speaker>,
    /// Whether they say that it is not so.
    pub denies: bool,
}

/// All such stretches of a sentence.
pub(crate) fn find(sentence: &Sentence<'_>) -> Vec<Speech> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < sentence.len() {
        let words = sentence.words.lower[at..].iter().copied();
        let Some((length, cues)) = sentence.tongue.speech.longest(words) else {
            at += 1;
            continue;
        };
        let end = at + length;
        for cue in cues {
            let speech = match cue {
                SpeechCue::Verb | SpeechCue::Opinion => said(sentence, at, end),
                SpeechCue::Denial => said(sentence, at, end).map(|speech| Speech {
                    denies: true,
                    ..speech
                }),
                SpeechCue::According => Some(Speech {
                    from: 0,
                    to: sentence.len(),
                    cue: at,
                    speaker: speaker_from(sentence, end),
                    denies: false,
                }),
                SpeechCue::Adverb => Some(Speech {
                    from: at.saturating_sub(3),
                    to: (end + 18).min(sentence.len()),
                    cue: at,
                    speaker: None,
                    denies: false,
                }),
                SpeechCue::Nobody => None,
            };
            found.extend(speech);
        }
        at = end;
    }
    found
}

/// "X said (that) ...", or "..., X said".
fn said(sentence: &Sentence<'_>, at: usize, end: usize) -> Option<Speech> {
    let Tag::Verb(voice) = sentence.tag(at) else {
        return None;
    };
    if matches!(voice, Voice::Passive | Voice::Infinitive) {
        return None;
    }
    let chain = sentence.chain(at);
    let speaker = speaker_before(sentence, at, chain.start)?;
    let trailing =
        end + 4 >= sentence.len() || (sentence.tag(end) == Tag::Stop && end + 6 >= sentence.len());
    let before = chain.start;
    let comma = (0..before)
        .rev()
        .take(12)
        .find(|place| matches!(sentence.tag(*place), Tag::Comma | Tag::Quote));
    let after_comma = trailing && comma.is_some();
    Some(Speech {
        from: if after_comma { 0 } else { end },
        to: if after_comma { before } else { sentence.len() },
        cue: at,
        speaker: Some(speaker),
        denies: false,
    })
}

fn speaker_before(sentence: &Sentence<'_>, at: usize, start: usize) -> Option<Speaker> {
    if let Some(subject) = sentence
        .subject(at, start, 0)
        .filter(|subject| subject.head)
    {
        let mention = *sentence.groups[subject.group].mentions.first()?;
        return Some(actor_speaker(sentence, mention));
    }
    hidden_speaker(sentence, start.saturating_sub(5), start)
}

fn actor_speaker(sentence: &Sentence<'_>, mention: usize) -> Speaker {
    let mention = &sentence.mentions[mention];
    let span = mention.span(sentence.tokens);
    Speaker::Actor(mention.who[0].record(sentence.text, span))
}

/// "analysts", "a senior official": words that hide who speaks, in tokens `from..to`.
fn hidden_speaker(sentence: &Sentence<'_>, from: usize, to: usize) -> Option<Speaker> {
    (from..to).find_map(|place| {
        let words = sentence.words.lower[place..to].iter().copied();
        let (length, cues) = sentence.tongue.speech.longest(words)?;
        cues.contains(&SpeechCue::Nobody)
            .then(|| words_speaker(sentence, place, place + length))
    })
}

fn words_speaker(sentence: &Sentence<'_>, first: usize, end: usize) -> Speaker {
    let span: Span = sentence.range(first, end);
    Speaker::Words {
        text: span.of(sentence.text).to_owned(),
        span,
    }
}

/// The speaker that follows "according to".
fn speaker_from(sentence: &Sentence<'_>, from: usize) -> Option<Speaker> {
    let mut end = from;
    while end < sentence.len() && end < from + 12 && sentence.is_nominal(end) {
        if let Some(mention) = sentence.mention_at[end]
            && sentence.mentions[mention].is_actor()
            && sentence.mentions[mention].role == crate::mention::Role::Actor
        {
            return Some(actor_speaker(sentence, mention));
        }
        end += 1;
    }
    let first = (from..end).find(|place| sentence.tag(*place) != Tag::Determiner)?;
    Some(words_speaker(sentence, first, end))
}

/// Whoever answers for what stands so in the tree: the innermost that is named.
pub(crate) fn speaker(sentence: &Sentence<'_>, stance: &Stance) -> Option<Speaker> {
    let holder = stance.holder()?;
    named(sentence, sentence.parse?, holder)
}

/// The speaker whom the words at `span` name.
pub(crate) fn speaker_in(sentence: &Sentence<'_>, parse: &Parse, span: Span) -> Option<Speaker> {
    let inside = |word: usize| span.contains(parse.span(word));
    let word =
        (0..parse.len()).find(|word| inside(*word) && !parse.head(*word).is_some_and(inside))?;
    named(sentence, parse, Holder { word, span })
}

fn named(sentence: &Sentence<'_>, parse: &Parse, holder: Holder) -> Option<Speaker> {
    let place = parse.span(holder.word).start();
    let at = sentence
        .tokens
        .iter()
        .position(|token| token.span.end() > place)?;
    // "Recent years have seen ...": nobody says so.
    if sentence.is(at, class::TIME) {
        return None;
    }
    let actor = sentence.mention_at[at].filter(|mention| {
        let mention = &sentence.mentions[*mention];
        mention.is_actor() && !mention.who.is_empty()
    });
    if let Some(mention) = actor {
        return Some(actor_speaker(sentence, mention));
    }
    let inside = |token: &Token| {
        token.span.start() >= holder.span.start() && token.span.end() <= holder.span.end()
    };
    let first = sentence.tokens.iter().position(inside)?;
    let end = sentence.tokens.iter().rposition(inside)? + 1;
    let first = (first..end).find(|place| sentence.tag(*place) != Tag::Determiner)?;
    Some(words_speaker(sentence, first, end))
}

/// Who says what stands at `at`, if it is not the author: the innermost stretch.
pub(crate) fn covering(speeches: &[Speech], at: usize) -> Option<&Speech> {
    speeches
        .iter()
        .filter(|speech| speech.from <= at && at < speech.to && speech.cue != at)
        .min_by_key(|speech| speech.to - speech.from)
}
