//! Whom pronouns, "both countries" and "the kingdom" stand for.

use detente_model::{ActorId, ActorKind, NameKind, PloverType, Span};

use crate::context::{Context, Dyad, states_of};
use crate::inflect::form::PAST;
use crate::lexicon::{Anaphor, DeedTypes, Description, class};
use crate::mention::{Finder, Mention, Role, Who};
use crate::quoted;
use crate::sentence::{Sentence, Tag};
use crate::stance;

/// Says who pronouns and "both countries" stand for; those that stay open name nobody.
pub(crate) fn resolve_anaphors(
    sentence: &Sentence<'_>,
    finder: &Finder<'_, '_>,
    context: &Context,
    number: usize,
) -> Vec<(usize, Vec<Who>)> {
    let mut resolved = Vec::new();
    let quotations = quotations_of(sentence);
    for (place, mention) in sentence.mentions.iter().enumerate() {
        let Some(kind) = finder.anaphor_kind(mention) else {
            continue;
        };
        let word = sentence.word(mention.first).to_lowercase();
        let pronoun = matches!(
            word.as_str(),
            "they" | "them" | "ils" | "elles" | "each" | "one" | "two" | "deux"
        );
        let here = || pair_before(sentence, mention, &resolved, finder);
        let who = match kind {
            Anaphor::Speaker | Anaphor::SpeakerPossessive => {
                let who = quoted_state(sentence, finder, mention, &quotations);
                resolved.extend(who.map(|who| (place, vec![who])));
                None
            }
            // "the ministers of the five states".
            Anaphor::PairRole if is_specified(sentence, mention) => None,
            Anaphor::Pair if pronoun => {
                here().or_else(|| they(sentence, mention, &word, (context, number)))
            }
            Anaphor::Pair | Anaphor::PairRole => here()
                .map(|dyad| leaders_of_text(sentence, mention, dyad, context))
                .or_else(|| pair_of_text(sentence, mention, context, number))
                .map(|dyad| party_to_quarrel(sentence, mention, dyad, context)),
            // "Oman and Iraq were thanked by both": by others than those.
            Anaphor::Both if stands_alone(sentence, mention) => here()
                .filter(|_| !is_governed(sentence, mention))
                .or_else(|| context.recent(number, 1).cloned())
                .or_else(|| context.met(number, 1).cloned())
                .or_else(|| context.dominant().cloned()),
            Anaphor::Each if is_told(sentence, mention) => here()
                .or_else(|| context.recent(number, 1).cloned())
                .or_else(|| context.met(number, 1).cloned())
                // "Each blamed the other." of nobody else.
                .or_else(|| context.main().filter(|_| mention.first == 0).cloned()),
            Anaphor::Both | Anaphor::Each => None,
            // "each accused the other": whoever "each" are.
            Anaphor::Other => {
                let each = |(place, _): &&(usize, Vec<Who>)| {
                    finder.anaphor_kind(&sentence.mentions[*place]) == Some(Anaphor::Each)
                };
                let whos = resolved.iter().find(each).map(|(_, whos)| whos.clone());
                resolved.extend(whos.map(|whos| (place, whos)));
                None
            }
            Anaphor::Known(state) => {
                let who = known(sentence, mention, state, context);
                let who = who.and_then(|state| finder.who(&state));
                resolved.extend(who.map(|who| (place, vec![who])));
                None
            }
            Anaphor::PairPossessive | Anaphor::OnePossessive if is_of_named(sentence, place) => {
                None
            }
            Anaphor::PairPossessive => here()
                .or_else(|| context.recent(number, 2).cloned())
                .or_else(|| {
                    relation_follows(sentence, mention.end)
                        .then(|| context.dominant().cloned())
                        .flatten()
                }),
            Anaphor::One | Anaphor::OnePossessive => {
                let who = one(sentence, mention, kind, context.subject(number)).or_else(|| {
                    // "Il" is a person as well.
                    let named = kind == Anaphor::One && is_personal(sentence, mention);
                    let who = named
                        .then(|| person(sentence, mention, &quotations, (context, number)))
                        .flatten();
                    who.cloned()
                });
                resolved.extend(who.map(|who| (place, vec![who])));
                None
            }
            Anaphor::Person => {
                let who = person(sentence, mention, &quotations, (context, number));
                resolved.extend(who.map(|who| (place, vec![who.clone()])));
                None
            }
            Anaphor::Deed(types) => {
                let doers = doers_of(sentence, mention, types, context, number);
                resolved.extend(doers.map(|doers| (place, doers)));
                None
            }
            Anaphor::Counterpart => {
                let other = counterpart_of(sentence, place, context, number);
                resolved.extend(other.map(|other| (place, vec![other])));
                None
            }
            Anaphor::Described(description) => {
                let who = described(sentence, mention, description, (context, number), finder);
                resolved.extend(who.map(|who| (place, vec![who])));
                None
            }
        };
        if let Some(dyad) = who {
            resolved.push((place, dyad.members().cloned().collect()));
        }
    }
    resolved
}

/// "Poland and Lithuania backed Tallinn; Finland urged both sides to talk": the parties to a quarrel are the two whom the
/// text is about, where a pair has nobody of them.
fn party_to_quarrel(
    sentence: &Sentence<'_>,
    mention: &Mention,
    dyad: Dyad,
    context: &Context,
) -> Dyad {
    let quarrel = sentence.is(mention.end - 1, class::QUARREL);
    let main = context.main().filter(|_| quarrel);
    let apart = |main: &&Dyad| dyad.members().all(|who| !main.has(who.side()));
    main.filter(apart).cloned().unwrap_or(dyad)
}

/// "asked their Russian colleagues": whether those whom a possessive is said of are named by their state.
fn is_of_named(sentence: &Sentence<'_>, place: usize) -> bool {
    let (own, next) = (&sentence.mentions[place], sentence.mentions.get(place + 1));
    next.is_some_and(|next| {
        let of_state = next.who.iter().any(|who| who.country.is_some());
        let peer =
            (next.first..(next.end + 2).min(sentence.len())).any(|at| sentence.is(at, class::PEER));
        next.first == own.end && !next.anaphor && of_state && peer
    })
}

/// The two whom the text before means by "both countries".
fn pair_of_text(
    sentence: &Sentence<'_>,
    mention: &Mention,
    context: &Context,
    number: usize,
) -> Option<Dyad> {
    // "Trump telephoned both leaders": he is neither.
    let leader = leader_before(sentence, mention);
    let other = |dyad: &&Dyad| !leader.is_some_and(|leader| dyad.has(leader));
    // "France urged both sides to talk": who is spoken to by a third is whom the text is about.
    let addressed = sides_before(sentence, mention) > 0;
    let settled = |dyad: Option<&Dyad>| {
        let dyad = dyad.map(|dyad| context.settled(dyad));
        dyad.filter(other).cloned()
    };
    let last = context.recent(number, 1).filter(|_| !addressed);
    let last = last.filter(other).cloned();
    last.or_else(|| settled(context.told(number)))
        .or_else(|| context.main().filter(|_| addressed).filter(other).cloned())
        .or_else(|| settled(context.recent(number, 4)))
        .or_else(|| context.dominant().filter(other).cloned())
        .or_else(|| settled(context.met(number, 2)))
        .or_else(|| context.only().filter(other).cloned())
        .or_else(|| context.main().filter(other).cloned())
}

/// Those who did what "the strikes" or "the breakthrough" stands for.
fn doers_of(
    sentence: &Sentence<'_>,
    mention: &Mention,
    types: DeedTypes,
    context: &Context,
    number: usize,
) -> Option<Vec<Who>> {
    // "Iran condemned the strikes": those of another.
    let subject = matches!(sentence.tag(mention.end), Tag::Verb(_) | Tag::Auxiliary);
    let before = sentence.mentions.iter();
    let before = before.take_while(|other| !subject && other.first < mention.first);
    let before = states_of(before);
    let doers = context.doers(number, types, &before).map(<[Who]>::to_vec);
    let agreed = agreed(context, types, &before);
    // "The United States welcomed the agreement" is not about the third who had hailed it before.
    let doers = doers.filter(|doers| agreed.as_ref().is_none_or(|agreed| !shares(doers, agreed)));
    let doers = doers.or(agreed);
    doers.filter(|_| is_definite_deed(sentence, mention))
}

/// Whether somebody of `others` is of the side of one of `whos`.
fn shares(whos: &[Who], others: &[Who]) -> bool {
    let is_among = |other: &Who| whos.iter().any(|who| who.side() == other.side());
    others.iter().any(is_among)
}

/// The other one with whom whoever is named before "its neighbour", the mention at `place`, deals.
fn counterpart_of(
    sentence: &Sentence<'_>,
    place: usize,
    context: &Context,
    number: usize,
) -> Option<Who> {
    let before = sentence.mentions[..place].iter();
    let here = states_of(before.filter(|other| !other.anaphor));
    let owner = match here.as_slice() {
        [] => context.subject(number),
        [owner, ..] => Some(*owner),
    };
    context.counterpart(owner?.side()).cloned()
}

/// "Turkey hailed the breakthrough": the two whom the text is about, where a third speaks of what two agree on.
fn agreed(context: &Context, types: DeedTypes, before: &[&Who]) -> Option<Vec<Who>> {
    let agreement = types.has(PloverType::Agree) && !types.is_any();
    let dyad = context.main().filter(|_| agreement)?;
    let third = before.iter().all(|who| !dyad.has(who.side()));
    (third && !before.is_empty()).then(|| dyad.members().cloned().collect())
}

/// Whom "he" or "she" stands for: the only person before it in its sentence that no preposition or verb governs, else
/// the subject of the passage before, else the only person of the last passage that named any.
fn person<'s>(
    sentence: &'s Sentence<'_>,
    mention: &Mention,
    quotations: &[Span],
    (context, number): (&'s Context, usize),
) -> Option<&'s Who> {
    let quoted = |mention: &Mention| {
        let span = mention.span(sentence.tokens);
        quotations.iter().any(|quotation| quotation.contains(span))
    };
    let is_person = |who: &&Who| !is_body(who);
    if !quoted(mention) {
        let before = sentence.mentions.iter();
        let before = before.take_while(|other| other.first < mention.first);
        let free = before.filter(|other| {
            other.role == Role::Actor
                && !other.anaphor
                && !quoted(other)
                && !is_object(sentence, other)
        });
        let mut here = free.flat_map(|other| &other.who).filter(is_person);
        if let Some(first) = here.next() {
            return here
                .all(|other| other.side() == first.side())
                .then_some(first);
        }
    }
    if !opens(sentence, mention) {
        return None;
    }
    let last = context.subject(number).filter(is_person);
    // "Asked whether he would": whoever answers behind it.
    let mut behind = sentence.mentions.iter();
    let named_later = behind.any(|other| {
        other.first > mention.first && !other.anaphor && other.who.iter().any(|who| !is_body(who))
    });
    if last.is_some() || quoted(mention) || named_later {
        return last;
    }
    let mut persons = context.last_named(number, |who| !is_body(who)).into_iter();
    let first = persons.next()?;
    persons
        .all(|other| other.side() == first.side())
        .then_some(first)
}

/// Whether a French pronoun may stand for a person: "il a assuré", not "il faut", "il s'agit de", "il y a".
fn is_personal(sentence: &Sentence<'_>, mention: &Mention) -> bool {
    let mut behind = mention.end..sentence.len().min(mention.end + 4);
    sentence.language == "fr" && !behind.any(|at| sentence.is(at, class::IMPERSONAL))
}

/// Whether a preposition or a verb stands right before a mention and its article.
fn is_object(sentence: &Sentence<'_>, mention: &Mention) -> bool {
    let mut first = mention.first;
    while first > 0 && sentence.tag(first - 1) == Tag::Determiner {
        first -= 1;
    }
    first > 0 && matches!(sentence.tag(first - 1), Tag::Preposition | Tag::Verb(_))
}

/// Whom "it" or "its" stands for; `last` is the subject of the passage before.
fn one(
    sentence: &Sentence<'_>,
    mention: &Mention,
    kind: Anaphor,
    last: Option<&Who>,
) -> Option<Who> {
    let last = last.filter(|who| is_body(who));
    if kind == Anaphor::One
        && let Some(accused) = last.filter(|who| is_accused(sentence, mention, who))
    {
        return Some(accused.clone());
    }
    // "demanding that it withdraw": of another.
    let asked = kind == Anaphor::One
        && mention.first.checked_sub(2).is_some_and(|at| {
            sentence.word(at + 1).eq_ignore_ascii_case("that")
                && sentence.tells_of(at, PloverType::Request)
        });
    if asked {
        return None;
    }
    // A possessive may stand for any of several.
    let alone = kind == Anaphor::One || sides_before(sentence, mention) <= 1;
    let body = |who: &Who| kind == Anaphor::OnePossessive || is_body(who);
    let here = one_before(sentence, mention, body)
        .filter(|_| alone)
        .or_else(|| speaker_of_land(sentence, mention).filter(|_| kind == Anaphor::OnePossessive));
    here.or_else(|| last.filter(|_| alone && opens(sentence, mention)).cloned())
}

/// "Latvia said two Russian planes had entered its airspace": the land is the speaker's.
fn speaker_of_land(sentence: &Sentence<'_>, mention: &Mention) -> Option<Who> {
    let land = sentence.is(mention.end, class::LAND) || sentence.is(mention.end, class::SHARED);
    let speaks = |other: &&Mention| {
        !other.anaphor
            && other.role == Role::Actor
            && sentence.is(other.end, class::SAYING)
            && sentence.is_verb(other.end)
    };
    let mut before = sentence
        .mentions
        .iter()
        .take_while(|other| land && other.first < mention.first);
    match before.find(speaks)?.who.as_slice() {
        [who] if who.country.is_some() => Some(who.clone()),
        _ => None,
    }
}

/// The state that "the North" stands for, where the text has named it.
fn known(
    sentence: &Sentence<'_>,
    mention: &Mention,
    state: &str,
    context: &Context,
) -> Option<ActorId> {
    let named = sentence
        .word(mention.end - 1)
        .starts_with(char::is_uppercase);
    let state: ActorId = state.parse().ok()?;
    (named && context.mentions(&state) > 0).then_some(state)
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
fn one_before(
    sentence: &Sentence<'_>,
    mention: &Mention,
    fits: impl Fn(&Who) -> bool,
) -> Option<Who> {
    let mut found: Option<Who> = None;
    for other in sentence
        .mentions
        .iter()
        .take_while(|other| other.first < mention.first)
    {
        if other.anaphor || other.role != Role::Actor || other.who.len() != 1 {
            continue;
        }
        if is_object(sentence, other) {
            continue;
        }
        let who = &other.who[0];
        if !fits(who) {
            continue;
        }
        match &found {
            Some(known) if known.side() != who.side() => return None,
            Some(_) => {}
            None => found = Some(who.clone()),
        }
    }
    found.filter(|who| who.country.is_some())
}

/// Whether "it" can stand for `who`, and not "he" or "she".
fn is_body(who: &Who) -> bool {
    !matches!(who.kind, ActorKind::Person | ActorKind::Office)
}

/// Whether no actor stands before `mention` in its sentence, and it is no empty subject ("it is
/// likely that").
fn opens(sentence: &Sentence<'_>, mention: &Mention) -> bool {
    let mut before = sentence
        .mentions
        .iter()
        .take_while(|other| other.first < mention.first);
    let first = before.all(|other| other.role == Role::Place || !other.is_actor());
    let governed = mention
        .first
        .checked_sub(1)
        .is_some_and(|at| matches!(sentence.tag(at), Tag::Preposition | Tag::Verb(_)));
    let next = sentence.word(mention.end).to_lowercase();
    let copula = matches!(next.as_str(), "is" | "was" | "'s" | "’s" | "est" | "était");
    let verb = matches!(sentence.tag(mention.end + 1), Tag::Verb(_));
    first && !governed && (!copula || verb)
}

/// "Two days before Russian tanks rolled towards Kyiv the two presidents": of Russia and of the other whom the text is
/// about. States that are not joined may be named in passing.
fn leaders_of_text(
    sentence: &Sentence<'_>,
    mention: &Mention,
    dyad: Dyad,
    context: &Context,
) -> Dyad {
    let joined = (0..sentence.groups.len())
        .any(|group| Dyad::of(sentence, group).is_some_and(|other| other.is(&dyad)));
    let main = context
        .main()
        .filter(|_| !joined && means_persons(sentence, mention));
    let shares = |main: &&Dyad| main.members().any(|who| dyad.has(who.side()));
    main.filter(shares).cloned().unwrap_or(dyad)
}

/// Whether words for several are those for persons: "both leaders".
fn means_persons(sentence: &Sentence<'_>, mention: &Mention) -> bool {
    let noun = sentence.word(mention.end - 1).to_lowercase();
    matches!(
        noun.as_str(),
        "leaders" | "presidents" | "ministers" | "premiers" | "dirigeants" | "présidents"
    )
}

/// The state of the person who stands before words for two persons, as "both leaders".
fn leader_before<'s>(sentence: &'s Sentence<'_>, mention: &Mention) -> Option<&'s ActorId> {
    let mut before = sentence
        .mentions
        .iter()
        .take_while(|other| other.first < mention.first)
        .flat_map(|other| &other.who);
    before
        .find(|who| who.kind == ActorKind::Person)
        .filter(|_| means_persons(sentence, mention))
        .map(Who::side)
}

/// Whether what follows a mention says who is meant.
fn is_specified(sentence: &Sentence<'_>, mention: &Mention) -> bool {
    matches!(
        sentence.tag(mention.end),
        Tag::Preposition
            | Tag::Relative
            | Tag::Possessive
            | Tag::Word
            | Tag::Hyphen
            | Tag::Determiner
    ) && sentence.info(mention.end).verb & PAST == 0
}

/// Whether a preposition stands right before a mention.
fn is_governed(sentence: &Sentence<'_>, mention: &Mention) -> bool {
    let before = mention.first.checked_sub(1);
    before.is_some_and(|at| sentence.tag(at) == Tag::Preposition)
}

/// The last two states that are joined before `mention`, else the only two sides that stand there as
/// heads, by name or by what is resolved.
fn pair_before(
    sentence: &Sentence<'_>,
    mention: &Mention,
    resolved: &[(usize, Vec<Who>)],
    finder: &Finder<'_, '_>,
) -> Option<Dyad> {
    let joined = (0..sentence.groups.len())
        .rev()
        .filter(|group| sentence.groups[*group].end <= mention.first)
        .find_map(|group| Dyad::of(sentence, group));
    let before = sentence.mentions.iter().enumerate();
    let before = before.take_while(|(_, other)| other.end <= mention.first);
    let whos = before
        .filter(|(_, other)| other.role == Role::Actor)
        .flat_map(|(place, other)| {
            let found = resolved.iter().find(|(of, _)| *of == place);
            match found {
                Some((_, whos)) => whos.as_slice(),
                None if other.anaphor => &[],
                None => other.who.as_slice(),
            }
        });
    let pair = joined.or_else(|| Dyad::only_two(whos));
    pair.map(|dyad| dyad.states(finder))
}

/// Whom "they" or "the two" at the beginning of a sentence stands for: the pair that the one before names together, or
/// the two whom the text is about, where they do something together.
fn they(
    sentence: &Sentence<'_>,
    mention: &Mention,
    word: &str,
    (context, number): (&Context, usize),
) -> Option<Dyad> {
    let both = matches!(word, "two" | "deux").then(|| context.main());
    let joint = || {
        let before = context.pair(number);
        before.filter(|_| does_together(sentence, mention))
    };
    let before = context.recent(number, 1).or(both.flatten()).or_else(joint);
    before.filter(|_| mention.first <= 1).cloned()
}

/// "They agreed to meet": whether the verb behind a mention tells of what several do together.
fn does_together(sentence: &Sentence<'_>, mention: &Mention) -> bool {
    let verb = (mention.end..sentence.len().min(mention.end + 3))
        .find(|at| matches!(sentence.tag(*at), Tag::Verb(_)));
    verb.is_some_and(|verb| {
        let tells = |plover| sentence.tells_of(verb, plover);
        tells(PloverType::Agree) || tells(PloverType::Consult)
    })
}

/// Whether a verb follows, so that "each" is its subject.
fn is_told(sentence: &Sentence<'_>, mention: &Mention) -> bool {
    matches!(sentence.tag(mention.end), Tag::Verb(_) | Tag::Auxiliary)
        || sentence.info(mention.end).verb & PAST != 0
}

/// "The African Union accused it of": whoever the sentence before was about, where another does so.
fn is_accused(sentence: &Sentence<'_>, mention: &Mention, who: &Who) -> bool {
    let verb = mention.first.checked_sub(1);
    let verb = verb.is_some_and(|at| matches!(sentence.tag(at), Tag::Verb(_)));
    let of = sentence.word(mention.end).to_lowercase();
    let before = sentence
        .mentions
        .iter()
        .take_while(|other| other.first < mention.first);
    let mut others = before.flat_map(|other| &other.who).peekable();
    verb && matches!(of.as_str(), "of" | "for" | "over" | "against")
        && others.peek().is_some()
        && others.all(|other| other.side() != who.side())
}

/// Whether "both" or "the two" has no noun of its own.
fn stands_alone(sentence: &Sentence<'_>, mention: &Mention) -> bool {
    let next = mention.end;
    // "the two signed a treaty", not "the two signed treaties".
    let past = || {
        sentence.info(next).verb & PAST != 0
            && !(sentence.tag(next + 1) == Tag::Word && sentence.word(next + 1).ends_with('s'))
    };
    next >= sentence.len()
        || matches!(
            sentence.tag(next),
            Tag::Verb(_) | Tag::Auxiliary | Tag::Comma | Tag::Stop | Tag::Conjunction
        )
        || past()
}

/// Whether words for a deed stand for one told before, as a subject or an object: nothing behind them
/// says which it is.
fn is_definite_deed(sentence: &Sentence<'_>, mention: &Mention) -> bool {
    let more = mention.end < sentence.len()
        && match sentence.tag(mention.end) {
            Tag::Preposition => {
                let word = sentence.word(mention.end).to_lowercase();
                // "condemned the strike in the strongest terms".
                let terms = (mention.end..(mention.end + 5).min(sentence.len()))
                    .any(|at| matches!(sentence.word(at), "terms" | "termes"));
                !terms && !matches!(word.as_str(), "as" | "during" | "after" | "comme" | "après")
            }
            Tag::Word | Tag::Relative | Tag::Possessive | Tag::Hyphen => true,
            _ => false,
        };
    !is_governed(sentence, mention) && !more
}

/// The actor that a definite description means: the last one before it that fits.
fn described(
    sentence: &Sentence<'_>,
    mention: &Mention,
    description: Description,
    (context, number): (&Context, usize),
    finder: &Finder<'_, '_>,
) -> Option<Who> {
    let before = |other: &&Mention| other.end <= mention.first && !other.anaphor;
    let here = sentence.mentions.iter().filter(before);
    // "the rebels of the ELN": those whom it names.
    let named = matches!(
        sentence.word(mention.end).to_lowercase().as_str(),
        "of" | "de" | "du" | "des"
    );
    if named && description == Description::Group {
        return None;
    }
    if matches!(description, Description::Country | Description::Land) {
        if description == Description::Country && is_governed(sentence, mention) {
            return None;
        }
        let named = states_of(here.clone());
        let only = country(here.clone(), &[])
            .filter(|_| named.len() > 1)
            .or_else(|| country(here, &context.states(number)));
        // Of more than one, whoever is dealt with by the one that acts.
        let other = || context.counterpart(named.last()?.side()).cloned();
        let land = description == Description::Land;
        return only.or_else(|| other().filter(|_| land));
    }
    let word = sentence.word(mention.end - 1).to_lowercase();
    let fits = |who: &&Who| match description {
        Description::Country | Description::Land => false,
        Description::Official(word) => who.kind == ActorKind::State && is_called(who, word, finder),
        Description::Named => has_word(&who.actor, &word, finder),
        Description::Bloc => {
            who.kind == ActorKind::Bloc
                || who.kind == ActorKind::Organisation && who.sector.as_deref() == Some("IGO")
        }
        Description::Group => matches!(who.kind, ActorKind::ArmedGroup | ActorKind::Party),
        Description::Company => who.kind == ActorKind::Company,
    };
    let heads = here.filter(|other| other.role == Role::Actor);
    let here: Vec<&Who> = heads.flat_map(|other| &other.who).collect();
    let near = here.into_iter().rev().chain(context.named(number));
    // "NATO Secretary General Jens Stoltenberg": the alliance is the one that he heads.
    let heads: Vec<&Who> = near.collect();
    let headed = || {
        heads.iter().find_map(|who| {
            let office = finder.gazetteer.knowledge.office(who.office.as_ref()?)?;
            let body = finder.who(&office.actor)?;
            (body.kind == ActorKind::Bloc || body.sector.as_deref() == Some("IGO")).then_some(body)
        })
    };
    let mut near = heads.iter().copied().filter(fits);
    if description == Description::Bloc {
        // A bloc goes before its parliament and its court.
        let near: Vec<&Who> = near.collect();
        let bloc = near.iter().find(|who| who.kind == ActorKind::Bloc);
        let bloc = bloc.map(|who| (*who).clone());
        return bloc
            .or_else(headed)
            .or(near.first().map(|who| (*who).clone()));
    }
    if description != Description::Group {
        return near.next().cloned();
    }
    // Of several groups the one that the text is about; of equals, the last.
    let near: Vec<&Who> = near.collect();
    let most = near
        .iter()
        .rev()
        .max_by_key(|who| context.mentions(&who.actor));
    // "10 Houthi prisoners" were of the group; it is no prisoner.
    finder.who(&most?.actor)
}

/// "the country" as a subject is that of the sentence before; elsewhere the one state that was
/// named, in this sentence or the one before, and that is not its subject.
fn country<'s>(here: impl Iterator<Item = &'s Mention>, earlier: &[&Who]) -> Option<Who> {
    let here = states_of(here);
    let subject = here.first().map(|who| who.side().clone());
    let mut others: Vec<&Who> = Vec::new();
    for who in here.iter().chain(earlier) {
        let new = others.iter().all(|other| other.side() != who.side());
        if new && subject.as_ref() != Some(who.side()) {
            others.push(who);
        }
    }
    match others.as_slice() {
        [only] if only.kind == ActorKind::State => Some((*only).clone()),
        _ => None,
    }
}

/// Whether a full official name of a state has `word`: "Kingdom of Morocco".
fn is_called(who: &Who, word: &str, finder: &Finder<'_, '_>) -> bool {
    let names = finder.gazetteer.knowledge.names().iter();
    names
        .filter(|name| name.kind == NameKind::Official && name.actor == who.actor)
        .any(|name| words_of(&name.form).any(|part| part == word))
}

/// Whether the usual name of an organisation has `word`: "International Court of Justice".
fn has_word(actor: &ActorId, word: &str, finder: &Finder<'_, '_>) -> bool {
    let actor = finder.gazetteer.knowledge.actor(actor);
    actor.is_some_and(|actor| {
        matches!(actor.kind, ActorKind::Organisation | ActorKind::Bloc)
            && [&actor.name_en, &actor.name_fr]
                .into_iter()
                .any(|name| words_of(name).any(|part| part == word))
    })
}

fn words_of(name: &str) -> impl Iterator<Item = String> {
    name.split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
}
