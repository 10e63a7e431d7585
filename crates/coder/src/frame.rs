//! What stands around every claim: when, by whom, about which themes and theatres.

use detente_model::{ActorId, Basis, Claim, Frame, Modality, Polarity, Precision, Span, When};
use detente_text::{DateExpression, DateFinder, Tense};

use crate::gazetteer::Gazetteer;
use crate::lexicon::class;
use crate::mention::Role;
use crate::sentence::{Rel, Sentence, Tag, Voice, stronger, times};
use crate::speech::{self, Speech};
use crate::stance::{self, Stance};

/// A date in a sentence.
#[derive(Debug, Clone)]
pub(crate) struct Dated {
    pub span: Span,
    pub when: When,
    /// What it means for what is still to come: "is to visit in May", said in June.
    pub next: Option<When>,
    /// "since 2022": from then on.
    pub since: bool,
    /// Whether all of it comes after the day of publication: "within five years".
    pub ahead: bool,
}

/// The dates of a paragraph: a year that it names holds for the months and days behind it.
pub(crate) fn dates(
    text: &str,
    span: Span,
    language: &str,
    published: Option<detente_model::Day>,
) -> Vec<Dated> {
    let words = span.of(text);
    // Digits and the words of eras and days are cheap to rule out.
    let finder = DateFinder::new(language).reference(published);
    let found = finder.clone().find(words);
    let relative = |date: &DateExpression| {
        let when = date.when.as_ref();
        when.is_some_and(|when| when.basis() == Basis::Relative)
    };
    let ahead = if published.is_some() && found.iter().any(relative) {
        finder.tense(Tense::Future).find(words)
    } else {
        Vec::new()
    };
    found
        .into_iter()
        .filter_map(|date| {
            let next = ahead.iter().find(|next| next.span == date.span);
            let next = next.and_then(|next| next.when.clone());
            let when = date.when?;
            let at = Span::new(date.span.start(), date.span.end()).shifted(span.start());
            let before = words.get(..date.span.start() as usize)?.trim_end();
            let inside = at.of(text);
            let since = ["since", "depuis", "since the", "depuis le"]
                .iter()
                .any(|word| ends_with(before, word))
                || ["since", "depuis"]
                    .iter()
                    .any(|word| starts_with(inside, word))
                || since_a_deed(before);
            let ahead = published.is_some_and(|day| {
                when.start().is_some_and(|start| start >= day)
                    && when.end().is_none_or(|end| end > day)
            });
            Some(Dated {
                span: at,
                next: next.filter(|next| *next != when),
                when,
                since,
                ahead,
            })
        })
        .collect()
}

/// "since the invasion of 1974": the words before the date, which is that of the deed.
fn since_a_deed(before: &str) -> bool {
    let mut words = before.split_whitespace().rev();
    let of = words.next().is_some_and(|word| matches!(word, "of" | "de"));
    of && words
        .take(4)
        .take_while(|word| !word.ends_with([',', '.', ';', ':']))
        .any(|word| word.eq_ignore_ascii_case("since") || word.eq_ignore_ascii_case("depuis"))
}

/// Whether the last letters of `text` are `word`, in whatever case.
fn ends_with(text: &str, word: &str) -> bool {
    let end = text.len().checked_sub(word.len());
    end.and_then(|at| text.get(at..))
        .is_some_and(|tail| tail.eq_ignore_ascii_case(word))
}

/// Whether the first letters of `text` are `word`, in whatever case.
fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(word))
}

/// A war or crisis that the sentence names, with its days.
struct Landmark {
    dated: Dated,
    /// Whether what the sentence tells happened in it, and not before or after.
    around: bool,
}

/// All that the frames of one sentence share.
pub(crate) struct Scene<'s, 'a> {
    pub sentence: &'s Sentence<'a>,
    pub speeches: Vec<Speech>,
    pub dates: &'s [Dated],
    landmarks: Vec<Landmark>,
    pub themes: Vec<String>,
    /// The passage, with those whose sentence it goes on with.
    pub evidence: Span,
}

impl<'s, 'a> Scene<'s, 'a> {
    pub(crate) fn new(
        sentence: &'s Sentence<'a>,
        dates: &'s [Dated],
        gazetteer: &Gazetteer<'_>,
        evidence: Span,
    ) -> Self {
        Self {
            sentence,
            speeches: speech::find(sentence),
            dates,
            landmarks: landmarks(sentence),
            themes: themes(sentence, gazetteer),
            evidence,
        }
    }

    /// The date of what is said at token `at`.
    ///
    /// A date of the same clause, else one that opens the sentence, else the only one of the
    /// sentence if no other clause of its own lies between.
    pub(crate) fn when(&self, at: usize, last: usize) -> Option<&Dated> {
        let sentence = self.sentence;
        let trigger = sentence.range(at, last + 1);
        // "the Iran–Iraq War ended in 1988": a war that has a name has its days, but for those in
        // brackets behind it.
        let named = |war: &&Landmark| war.dated.span.contains(trigger);
        if let Some(war) = self.landmarks.iter().find(named) {
            let behind = |dated: &&Dated| {
                let gap = dated.span.start().checked_sub(war.dated.span.end());
                gap.is_some_and(|gap| gap <= 2)
            };
            return self.dates.iter().find(behind).or(Some(&war.dated));
        }
        let (own, others) = self.by_tree(at, last);
        if own.is_some() {
            return own;
        }
        let (first, end) = self.clause(at, last);
        let inside = |dated: &&Dated| {
            let from = sentence.tokens[first].span.start();
            let to = sentence.tokens[end - 1].span.end();
            dated.span.start() >= from && dated.span.end() <= to
        };
        let distance = |dated: &&Dated| {
            if dated.span.start() >= trigger.end() {
                dated.span.start() - trigger.end()
            } else {
                trigger.start().saturating_sub(dated.span.end()) * 2
            }
        };
        let near = self
            .dates
            .iter()
            .filter(inside)
            .filter(|dated| !self.belongs_elsewhere(dated, at))
            .filter(|dated| !others.contains(&dated.span))
            .min_by_key(distance);
        let near = near.or_else(|| self.of_words(at));
        if near.is_some() {
            return near;
        }
        // "In 2022, Iranian drones ... so that they altered": what opens the sentence holds for
        // all of it.
        let opening = self.dates.iter().find(|dated| {
            let start = sentence
                .tokens
                .first()
                .map_or(0, |token| token.span.start());
            let next = sentence
                .tokens
                .iter()
                .position(|token| token.span.start() >= dated.span.end());
            // "3 January 2020 - the general is killed": so do the heads of a timeline.
            let comma = next.is_some_and(|next| {
                let head = dated.span.start() == start;
                let mark = sentence.word(next);
                sentence.tag(next) == Tag::Comma || head && matches!(mark, "-" | "–" | "—" | ":")
            });
            comma
                && dated.span.start() >= sentence.span.start()
                && dated.span.start() <= start + 12
                && dated.span.end() <= trigger.start()
        });
        if opening.is_some() {
            return opening;
        }
        // A date of the sentence before its change of language, else the war or crisis in which
        // it is said to have happened.
        self.dates
            .iter()
            .find(|dated| dated.span.end() <= sentence.span.start())
            .or_else(|| {
                let around = self.landmarks.iter().filter(|landmark| landmark.around);
                around.map(|landmark| &landmark.dated).find(inside)
            })
    }

    /// "signed a decree on Monday that lifts the ban": what words do is done on the day on which they are put out.
    fn of_words(&self, at: usize) -> Option<&Dated> {
        let sentence = self.sentence;
        let tree = sentence.tree.as_ref()?;
        let noun = tree.head(at).filter(|noun| {
            matches!(tree.rel(at), Rel::Relative | Rel::Adnominal)
                && sentence.is(*noun, class::WORDS)
                && sentence.actor_group(*noun).is_none()
        })?;
        let put_out = matches!(tree.rel(noun), Rel::Object | Rel::SubjectPassive);
        let verb = tree.head(noun).filter(|_| put_out)?;
        self.by_tree(verb, verb).0
    }

    /// The date that hangs on the words `at..=last` in the tree, and the dates that hang on other
    /// verbs.
    fn by_tree(&self, at: usize, last: usize) -> (Option<&Dated>, Vec<Span>) {
        let sentence = self.sentence;
        let mut others = Vec::new();
        let word = |token: usize| {
            let token = sentence.tokens.get(token)?;
            sentence.parse?.word_at(token.span.start())
        };
        let (Some(parse), Some(trigger), Some(end)) = (sentence.parse, word(at), word(last)) else {
            return (None, others);
        };
        let mut best: Option<(u8, u32, &Dated)> = None;
        for dated in self.dates {
            match stance::owner(parse, dated.span, (trigger, end.max(trigger))) {
                Some(stance::Owner::Trigger(rank)) if !self.belongs_elsewhere(dated, at) => {
                    let place = parse.span(trigger).start();
                    let distance = dated.span.start().abs_diff(place);
                    if best.is_none_or(|(r, d, _)| (rank, distance) < (r, d)) {
                        best = Some((rank, distance, dated));
                    }
                }
                Some(stance::Owner::Other) => others.push(dated.span),
                _ => {}
            }
        }
        (best.map(|(_, _, dated)| dated), others)
    }

    /// Whether a date qualifies a noun of its own ("the 2015 deal", "the 1979 revolution").
    fn belongs_elsewhere(&self, dated: &Dated, at: usize) -> bool {
        let sentence = self.sentence;
        if self.in_closed_relative(dated, at) {
            return true;
        }
        let Some(token) = sentence
            .tokens
            .iter()
            .position(|token| token.span.start() >= dated.span.start())
        else {
            return false;
        };
        let after = sentence
            .tokens
            .iter()
            .position(|token| token.span.start() >= dated.span.end())
            .unwrap_or(sentence.len());
        if !dated.since && self.names_deed(token, at) {
            return true;
        }
        if self.follows_reason(token, at) {
            return true;
        }
        if self.owns_another_deed(token, after, at) {
            return true;
        }
        let attributive = token > 0
            && (sentence.tag(token - 1) == Tag::Determiner
                || matches!(sentence.word(token - 1), "'s" | "’s"))
            && sentence.tag(after) == Tag::Word
            && !sentence.is(after, class::TIME);
        attributive && !(token..after + 3).contains(&at)
    }

    /// "had 48 hours to leave over an attack in January": the day of the reason, wherever a parser hangs it.
    fn follows_reason(&self, token: usize, at: usize) -> bool {
        let sentence = self.sentence;
        let reason = || {
            let tree = sentence.tree.as_ref()?;
            let noun = token
                .checked_sub(2)
                .filter(|noun| *noun != at && tree.is_noun(*noun))?;
            let case = tree.child(noun, Rel::Case)?;
            let word = sentence.word(case).to_lowercase();
            Some(matches!(word.as_str(), "over" | "despite" | "amid"))
        };
        sentence.tag(token.saturating_sub(1)) == Tag::Preposition && reason().unwrap_or(false)
    }

    /// "blames Albania for Sunday's attack", "condemned Sunday's attack": the day of the attack, and not of
    /// what is said of it.
    fn owns_another_deed(&self, token: usize, after: usize, at: usize) -> bool {
        let sentence = self.sentence;
        if !matches!(sentence.word(after), "'s" | "’s") || (after..after + 4).contains(&at) {
            return false;
        }
        let of_object = || {
            let tree = sentence.tree.as_ref()?;
            let noun = tree.head(token)?;
            Some(tree.rel(noun) == Rel::Object && tree.head(noun) == Some(at))
        };
        let before = token
            .checked_sub(1)
            .map(|at| sentence.word(at).to_lowercase());
        let told = before.is_some_and(|word| {
            matches!(
                word.as_str(),
                "for" | "over" | "about" | "against" | "after" | "before" | "since"
            )
        });
        told || of_object().unwrap_or(false)
    }

    /// Whether the date at `token` tells one thing from others of its kind, and not when what is said at
    /// `at` happened: "suspended the treaty of 1960", but not "fell in the war of 1962".
    fn names_deed(&self, token: usize, at: usize) -> bool {
        let sentence = self.sentence;
        let of = |at: usize| matches!(sentence.word(at), "of" | "de");
        let Some(noun) = token.checked_sub(2).filter(|_| of(token - 1)) else {
            return false;
        };
        if sentence.tag(noun) != Tag::Word || noun == at {
            return false;
        }
        let start = sentence.phrase_start(noun);
        let before = start.checked_sub(1);
        !before.is_some_and(|before| sentence.tag(before) == Tag::Preposition)
    }

    /// "The war, which erupted in 2011, served": a date of an aside that ended before `at`.
    fn in_closed_relative(&self, dated: &Dated, at: usize) -> bool {
        let sentence = self.sentence;
        (1..at).any(|relative| {
            if sentence.tag(relative) != Tag::Relative || sentence.tag(relative - 1) != Tag::Comma {
                return false;
            }
            let close = (relative..at).find(|place| sentence.tag(*place) == Tag::Comma);
            close.is_some_and(|close| {
                let aside = sentence.range(relative, close);
                aside.contains(dated.span)
            })
        })
    }

    /// The clause around tokens `at..=last`.
    fn clause(&self, at: usize, last: usize) -> (usize, usize) {
        let sentence = self.sentence;
        let ends = |place: usize| match sentence.tag(place) {
            Tag::Stop => !matches!(sentence.word(place), "(" | ")" | "." | ":"),
            Tag::Subordinator => true,
            Tag::Comma => sentence.tag(place + 1) == Tag::Verb(Voice::Gerund),
            Tag::Relative => place > at || !self.closes_before(place, at),
            Tag::Conjunction => {
                let next = sentence.tag(place + 1);
                matches!(next, Tag::Verb(Voice::Active) | Tag::Auxiliary)
            }
            _ => false,
        };
        let first = (0..at)
            .rev()
            .find(|place| ends(*place))
            .map_or(0, |place| place + 1);
        let end = (last + 1..sentence.len())
            .find(|place| ends(*place))
            .unwrap_or(sentence.len());
        (first, end)
    }

    /// Whether the relative clause at `relative` is an aside that ends before `at`.
    fn closes_before(&self, relative: usize, at: usize) -> bool {
        let sentence = self.sentence;
        relative > 0
            && sentence.tag(relative - 1) == Tag::Comma
            && (relative..at).any(|place| sentence.tag(place) == Tag::Comma)
    }

    /// How what is said at token `at` stands to what happened, where the sentence is parsed.
    pub(crate) fn stance(&self, at: usize) -> Option<Stance> {
        let parse = self.sentence.parse?;
        let word = parse.word_at(self.sentence.tokens.get(at)?.span.start())?;
        Some(stance::stance(parse, self.sentence.tongue, word))
    }

    /// The noun that the words `at..=last` make up: of "defence pact", the pact.
    fn named_by(&self, at: usize, last: usize) -> usize {
        let mut noun = at;
        if let Some(tree) = &self.sentence.tree {
            while tree.rel(noun) == Rel::Compound
                && let Some(head) = tree
                    .head(noun)
                    .filter(|head| (noun + 1..=last).contains(head))
            {
                noun = head;
            }
        }
        noun
    }

    /// The frame of what is said at tokens `at..=last`, by its path in the tree if there is one.
    pub(crate) fn parsed_frame(&self, (at, last): (usize, usize), base: FrameBase) -> Frame {
        let Some(stance) = self.stance(self.named_by(at, last)) else {
            return self.frame((at, last), base);
        };
        let says = speech::speaker(self.sentence, &stance);
        let base = FrameBase {
            modality: stance.modality,
            polarity: stance.polarity,
            ..base
        };
        let mut frame = self.framed((at, last), base, None);
        frame.certainty = Some(stance.certainty);
        frame.says = says;
        frame
    }

    /// The frame of what is said at tokens `at..=last`.
    pub(crate) fn frame(&self, (at, last): (usize, usize), base: FrameBase) -> Frame {
        let speech = speech::covering(&self.speeches, at);
        let mut frame = self.framed((at, last), base, speech);
        frame.certainty = self.stance(at).map(|stance| stance.certainty);
        frame
    }

    fn framed(
        &self,
        (at, last): (usize, usize),
        base: FrameBase,
        speech: Option<&Speech>,
    ) -> Frame {
        let mut modality = base.modality;
        if base.ahead {
            modality = stronger(modality, Modality::Forecast);
        }
        if speech.is_some() {
            modality = stronger(modality, Modality::Reported);
        }
        let denied = speech.is_some_and(|speech| speech.denies);
        let polarity = if denied {
            times(base.polarity, Polarity::Negative)
        } else {
            base.polarity
        };
        // What has happened has no date to come: "agreed to double trade within five years".
        let past = modality == Modality::Asserted && !base.lasting;
        let dated = self.when(at, last).filter(|dated| !(past && dated.ahead));
        // "said in May it would visit": the date of what was said is past.
        let coming =
            |_: &&When| modality == Modality::Forecast && self.by_tree(at, last).0.is_some();
        let mut when = dated.map(|dated| {
            let next = dated.next.as_ref().filter(coming);
            next.unwrap_or(&dated.when).clone()
        });
        if let Some(dated) = dated
            && dated.since
            && base.lasting
        {
            when = when.map(When::open_ended);
        }
        Frame {
            when,
            modality,
            polarity,
            certainty: None,
            says: speech.and_then(|speech| speech.speaker.clone()),
            theme: self.themes.clone(),
            theatre: Vec::new(),
            trigger: base.trigger,
            evidence: self.evidence,
            score: (base.score.clamp(0.0, 1.0) * 1000.0).round() / 1000.0,
            rule: base.rule,
        }
    }
}

/// What a rule gives to a frame.
pub(crate) struct FrameBase {
    pub modality: Modality,
    pub polarity: Polarity,
    pub trigger: Span,
    pub score: f64,
    pub rule: String,
    /// Whether it stands over time, so that "since" leaves its end open.
    pub lasting: bool,
    /// Whether it is yet to come, whatever the verb says: "is expected in".
    pub ahead: bool,
}

/// Wars and crises that the sentence puts things into: "in", "during", "since", or the very war.
fn landmarks(sentence: &Sentence<'_>) -> Vec<Landmark> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < sentence.len() {
        let words = sentence.words.lower[at..].iter().copied();
        let Some((length, days)) = sentence.tongue.landmarks.longest(words) else {
            at += 1;
            continue;
        };
        let span = sentence.range(at, at + length);
        let mut before = at;
        while before > 0 && sentence.tag(before - 1) != Tag::Preposition {
            if !sentence.is_nominal(before - 1) {
                break;
            }
            before -= 1;
        }
        let preposition = before
            .checked_sub(1)
            .map(|place| sentence.word(place).to_lowercase());
        let outside = matches!(
            preposition.as_deref(),
            Some(
                "after" | "before" | "until" | "despite" | "from" | "following" | "après" | "avant"
            )
        );
        let since = matches!(preposition.as_deref(), Some("since" | "depuis"));
        if let Some((first, last)) = days.first() {
            let last = if since { None } else { *last };
            let precision = if last.is_some() && *first == last.unwrap_or(*first) {
                Precision::Day
            } else {
                Precision::Era
            };
            let when = When::new(Some(*first), last, precision, Basis::Inferred).ok();
            found.extend(when.map(|when| Landmark {
                dated: Dated {
                    span,
                    when: when.with_text(span.of(sentence.text)),
                    next: None,
                    since,
                    ahead: false,
                },
                around: !outside,
            }));
        }
        at += length;
    }
    found
}

/// The themes that the words of the sentence speak of.
fn themes(sentence: &Sentence<'_>, gazetteer: &Gazetteer<'_>) -> Vec<String> {
    let mut weights = vec![0_u32; gazetteer.themes.len()];
    let mut at = 0;
    while at < sentence.len() {
        match sentence
            .tongue
            .themes
            .longest(sentence.words.lower[at..].iter().copied())
        {
            Some((length, cues)) => {
                for (theme, weight) in cues {
                    weights[*theme as usize] += u32::from(*weight);
                }
                at += length;
            }
            None => at += 1,
        }
    }
    let mut themes: Vec<String> = weights
        .iter()
        .zip(&gazetteer.themes)
        .filter(|(weight, _)| **weight >= 2)
        .map(|(_, theme)| theme.clone())
        .collect();
    themes.sort();
    themes
}

/// Where what is said takes place: theatres that are named, and those of states that are no party.
pub(crate) fn theatres(
    sentence: &Sentence<'_>,
    gazetteer: &Gazetteer<'_>,
    parties: &[&ActorId],
) -> Vec<String> {
    let mut theatres: Vec<String> = Vec::new();
    for mention in sentence.mentions {
        theatres.extend(mention.theatre.clone());
        let state = mention.state.as_ref().filter(|state| {
            !parties.contains(state)
                && (mention.role != Role::Actor
                    || mention.who.iter().all(|who| who.actor.is_state()))
        });
        if let Some(state) = state {
            theatres.extend(gazetteer.knowledge.theatres_of(state).iter().cloned());
        }
    }
    for at in 0..sentence.len() {
        let words = sentence.words.lower[at..].iter().copied();
        if let Some((_, named)) = sentence.tongue.theatres.longest(words) {
            theatres.extend(named.iter().cloned());
        }
    }
    theatres.sort();
    theatres.dedup();
    theatres
}

/// Sorts claims by place and drops those that another says better: same place or same content in
/// one passage.
pub(crate) fn settle<T: PartialEq>(claims: &mut Vec<Claim<T>>, same: impl Fn(&T, &T) -> bool) {
    claims.sort_by(|a, b| {
        let key = |claim: &Claim<T>| (claim.frame.evidence, claim.frame.trigger);
        key(a)
            .cmp(&key(b))
            .then(b.frame.score.total_cmp(&a.frame.score))
            .then(a.frame.rule.cmp(&b.frame.rule))
    });
    let mut keep: Vec<bool> = vec![true; claims.len()];
    for i in 0..claims.len() {
        for j in i + 1..claims.len() {
            if claims[j].frame.evidence != claims[i].frame.evidence {
                break;
            }
            let (a, b) = (&claims[i].frame, &claims[j].frame);
            let alike =
                a.modality.is_actual() == b.modality.is_actual() && a.polarity == b.polarity;
            if !keep[i] || !keep[j] || !alike || !same(&claims[i].content, &claims[j].content) {
                continue;
            }
            let actual = |frame: &Frame| (frame.modality.is_actual(), frame.when.is_some());
            let second = (actual(b), b.score) > (actual(a), a.score);
            keep[if second { i } else { j }] = false;
        }
    }
    let mut keep = keep.into_iter();
    claims.retain(|_| keep.next().unwrap_or(true));
}
