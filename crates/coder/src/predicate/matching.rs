//! Where the patterns of the lexicon match.

use detente_model::PloverType;

use crate::lexicon::{Element, Flag, HeadClass, Outcome, Part, Pattern, class};
use crate::mention::{Role, Who};
use crate::sentence::{Rel, Sentence, Tag, Tree, Voice};
use crate::strangers::is_bare;
use crate::verbal::VerbKind;
use detente_syntax::Upos;

/// A pattern and the tokens that it matched.
#[derive(Debug, Clone)]
pub(super) struct Match {
    pub pattern: usize,
    pub at: usize,
    pub own: Vec<usize>,
}

/// How many words a gap of a pattern may span.
const GAP: usize = 7;

/// The patterns that match at a token.
pub(super) fn matches_at(sentence: &Sentence<'_>, at: usize, verbs: bool) -> Vec<Match> {
    let word = sentence.words.lower[at] as usize;
    let month = sentence.tokens[at].capital && at > 0 && sentence.is(at, class::TIME);
    if word == 0 || month {
        return Vec::new();
    }
    let begins = sentence
        .tongue
        .begins
        .get(word)
        .map_or(&[][..], Vec::as_slice);
    // "compelling reasons": a participle that only qualifies tells of no act.
    let qualifies = sentence.tree.as_ref().is_some_and(|tree| {
        // Behind a noun, the parser may have taken a past for a participle.
        let past = tree.is_past_participle(at) || tree.is_passive(at);
        let behind_noun = at > 0 && matches!(sentence.tag(at - 1), Tag::Word | Tag::Hyphen);
        tree.rel(at) == Rel::Adjective && (!past || !behind_noun)
    });
    // "was furious with": an adjective that is said of somebody governs like a verb.
    let said = sentence.tree.as_ref().is_some_and(|tree| {
        let beside = at > 0 && sentence.is(at - 1, class::BE) && tree.head(at).is_none();
        tree.upos(at) == Upos::Adj && (beside || tree.child(at, Rel::Copula).is_some())
    });
    let is_verb = sentence.is_verb(at) && !qualifies;
    let in_mention = sentence.mention_at[at].is_some();
    let mut local: Option<Vec<Local>> = None;
    begins
        .iter()
        .filter(|(number, bits)| {
            let part = sentence.tongue.patterns[*number as usize].part;
            match part {
                Part::Verb => verbs && is_verb && *bits != 0,
                Part::Adjective => verbs && said,
                Part::Noun | Part::Predicate => {
                    !verbs
                        && !is_verb
                        && !in_mention
                        && matches!(sentence.tag(at), Tag::Word | Tag::Preposition)
                }
            }
        })
        .filter_map(|(number, _)| {
            let pattern = &sentence.tongue.patterns[*number as usize];
            if !allowed(sentence, at, pattern) {
                return None;
            }
            let own = sentence
                .tree
                .as_ref()
                .filter(|_| pattern.is_governing() && !pattern.rest.is_empty())
                .and_then(|tree| {
                    let local = local.get_or_insert_with(|| local_words(sentence, tree, at));
                    gather(sentence, local, at, pattern)
                })
                .or_else(|| follow(sentence, at, pattern))
                .or_else(|| raised(sentence, at, pattern))?;
            // "vowed never to attack" threatens nobody.
            let last = own.iter().copied().max()?;
            let denied = (at + 1..last).any(|word| sentence.tag(word) == Tag::Negation);
            let threat = pattern.is_of(&[PloverType::Threaten]) && pattern.part == Part::Verb;
            let warned = own.iter().any(|own| sentence.tag(*own) == Tag::Negation);
            if threat && denied && !warned {
                return None;
            }
            Some(Match {
                pattern: *number as usize,
                at,
                own,
            })
        })
        .collect()
}

/// The patterns that match at a token, without those of which a fuller one tells nothing.
pub(super) fn telling_at(sentence: &Sentence<'_>, at: usize, verbs: bool) -> Vec<Match> {
    let mut found = matches_at(sentence, at, verbs);
    keep_telling(sentence, &mut found);
    found
}

/// Drops the patterns of events or ties that say less than one that tells of nothing, and it.
fn keep_telling(sentence: &Sentence<'_>, found: &mut Vec<Match>) {
    let pattern = |found: &Match| &sentence.tongue.patterns[found.pattern];
    let of_event = |pattern: &Pattern| matches!(pattern.outcome, Outcome::Event(_));
    for event in [true, false] {
        let silent = found
            .iter()
            .map(pattern)
            .filter(|pattern| pattern.is(Flag::Nothing) && of_event(pattern) == event)
            .map(Pattern::weight)
            .max();
        let Some(silent) = silent else {
            continue;
        };
        found.retain(|found| {
            let pattern = pattern(found);
            of_event(pattern) != event || pattern.weight() > silent
        });
    }
}

/// Whether a pattern asks for or threatens something, so that the "to" it ends with is that of an
/// infinitive: "told Iran to leave", not "told reporters he had been to Iran".
fn asks(pattern: &Pattern) -> bool {
    pattern.is_of(&[PloverType::Request, PloverType::Threaten])
}

/// Whether the "to" that ends the pattern of a way is that of an infinitive: "went on to attack" goes
/// nowhere.
fn strays(sentence: &Sentence<'_>, pattern: &Pattern, number: usize, place: usize) -> bool {
    number + 1 == pattern.rest.len()
        && pattern.is(Flag::Place)
        && pattern.is_of(&[PloverType::Consult])
        && sentence.is(place, class::TO)
        && !is_preposition(sentence, place)
}

/// Whether "to" opens no infinitive.
fn is_preposition(sentence: &Sentence<'_>, place: usize) -> bool {
    sentence.is(place, class::TO)
        && match &sentence.tree {
            Some(tree) => tree.upos(place) == Upos::Adp,
            None => sentence.tag(place) != Tag::To,
        }
}

/// Whether `place` stands in a full clause below the verb at `at`.
fn in_clause(sentence: &Sentence<'_>, place: usize, at: usize) -> bool {
    let Some(tree) = &sentence.tree else {
        return false;
    };
    let mut word = place;
    for _ in 0..8 {
        if word == at {
            return false;
        }
        if tree.rel(word) == Rel::Clause {
            return true;
        }
        let Some(head) = tree.head(word) else {
            return false;
        };
        word = head;
    }
    false
}

/// The tokens that the pattern matches from `at` on.
fn follow(sentence: &Sentence<'_>, at: usize, pattern: &Pattern) -> Option<Vec<usize>> {
    let mut own = vec![at];
    let mut place = at + 1;
    let mut gap = false;
    for (number, step) in pattern.rest.iter().enumerate() {
        if *step == Element::Gap {
            gap = true;
            continue;
        }
        let infinitive = gap && asks(pattern) && number + 1 == pattern.rest.len();
        let fits = |place: usize| match step {
            Element::Words(_) if infinitive && is_preposition(sentence, place) => false,
            Element::Words(_) if strays(sentence, pattern, number, place) => false,
            Element::Words(words) => {
                words.contains(&sentence.words.lower[place]) && !is_in_name(sentence, place)
            }
            Element::Class(bits) => {
                sentence.info(place).nouns & bits != 0
                    && !sentence.is_verb(place)
                    && is_thing(sentence, place)
            }
            // Only the tree says what the subject is.
            Element::Gap | Element::Subject(_) | Element::SubjectClass(_) => false,
        };
        let limit = if gap { place + GAP } else { place + 1 };
        let mut found = None;
        let mut next = place;
        let mut slack = 0;
        while next < sentence.len() && next < limit + slack {
            if fits(next) {
                found = Some(next);
                break;
            }
            match sentence.tag(next) {
                // Adverbs and hyphens do not count.
                Tag::Adverb | Tag::Negation | Tag::Hyphen | Tag::Quote if slack < 4 => slack += 1,
                Tag::Comma if !sentence.is(next + 1, class::ADJECTIVE) => return None,
                Tag::Stop
                | Tag::Relative
                | Tag::Subordinator
                | Tag::Verb(Voice::Active | Voice::Passive | Voice::Infinitive)
                | Tag::Auxiliary
                | Tag::To => return None,
                _ if !gap => return None,
                _ => {}
            }
            next += 1;
        }
        let found = found?;
        own.push(found);
        place = found + 1;
        gap = false;
    }
    Some(own)
}

/// Whether the complements of a verb are of the kind that its pattern asks for.
fn allowed(sentence: &Sentence<'_>, at: usize, pattern: &Pattern) -> bool {
    let Some(tree) = &sentence.tree else {
        return !pattern.is(Flag::Reflexive) || is_reflexive(sentence, at);
    };
    let bare = || {
        tree.child(at, Rel::Object).is_none_or(|object| {
            sentence.mention_at[object].is_some_and(|number| sentence.mentions[number].is_actor())
        }) && tree.child(at, Rel::Clause).is_none()
    };
    // "called him a liar", "denied that", "islets that Korea calls Dokdo".
    let names = || {
        matches!(tree.rel(at), Rel::Relative | Rel::Adnominal)
            && tree.child(at, Rel::Subject).is_some()
            && tree.head(at).is_some_and(|noun| {
                let number = sentence.mention_at[noun];
                !number.is_some_and(|number| sentence.mentions[number].is_actor())
            })
    };
    // "called them off".
    let off = || {
        let mut below = tree.below(at).iter();
        pattern.rest.is_empty()
            && below.any(|word| sentence.word(*word).eq_ignore_ascii_case("off"))
    };
    let nominal = || {
        !names()
            && !off()
            && tree.child(at, Rel::Clause).is_none()
            && tree
                .child(at, Rel::OpenClause)
                .is_none_or(|below| tree.is_verb(below))
    };
    let object = || tree.child(at, Rel::Object).is_some() || tree.is_passive(at);
    // "gave up", "gave a speech": no aid, where the pattern is the verb alone.
    let alone = pattern.part == Part::Verb && pattern.rest.is_empty();
    let aid = pattern.is_of(&[PloverType::Aid]);
    let particle = || tree.child(at, Rel::Particle).is_some();
    // "will support Somalia, provided Mogadishu respects the deal": a condition.
    let condition = || {
        sentence.word(at).eq_ignore_ascii_case("provided") && tree.child(at, Rel::Clause).is_some()
    };
    // "helped him jump bail": what that is, the second verb says.
    // "sent jets to bomb them": neither.
    let harms = |below: usize| {
        let mut patterns = sentence.tongue.verb_patterns(sentence.words.lower[below]);
        patterns.any(|other| other.is_of(&[PloverType::Assault]))
    };
    let serves = || {
        tree.child(at, Rel::OpenClause)
            .is_some_and(|below| tree.is_verb(below))
            || tree
                .below(at)
                .iter()
                .any(|below| sentence.is_purpose(tree, *below) && harms(*below))
    };
    // "restored order": where the pattern names it, it is meant.
    let own = |object: usize| {
        let word = sentence.words.lower[object];
        let mut rest = pattern.rest.iter();
        rest.any(|step| matches!(step, Element::Words(words) if words.contains(&word)))
    };
    let words = || {
        tree.child(at, Rel::Object)
            .is_some_and(|object| sentence.is(object, class::WORDS) && !own(object))
    };
    let unclassed = || {
        let mut rest = pattern.rest.iter();
        rest.all(|step| !matches!(step, Element::Class(_)))
    };
    if aid && (alone && (particle() || serves() || condition()) || unclassed() && words()) {
        return false;
    }
    if pattern.is_of(&[PloverType::Protest]) && is_done_by(sentence, tree, at, &["MIL", "COP"]) {
        return false;
    }
    // "Hanoi protested": states do so in words, and crowds do not.
    if pattern.part == Part::Verb
        && VerbKind::Notes.has(sentence.lemma(at))
        && pattern.is_of(&[PloverType::Protest, PloverType::Accuse])
        && pattern.is_of(&[PloverType::Accuse]) != is_done_by_state(sentence, tree, at)
    {
        return false;
    }
    // Ambassadors and ministers clash in words.
    if pattern.is_of(&[PloverType::Assault])
        && VerbKind::Quarrels.has(sentence.lemma(at))
        && is_done_by(sentence, tree, at, &["GOV", "LEG"])
    {
        return false;
    }
    if pattern.is_of(&[PloverType::Request]) && insists_on_fact(sentence, tree, at) {
        return false;
    }
    (!pattern.is(Flag::Reflexive) || is_reflexive(sentence, at))
        && (!pattern.is(Flag::Bare) || bare())
        && (!pattern.is(Flag::Awaited) || tree.is_passive(at))
        && (!pattern.is(Flag::Nominal) || nominal())
        && (!pattern.is(Flag::Object) || object())
}

/// Whether all who do it play one of some roles: forces that storm an embassy attack, and do not
/// protest.
fn is_done_by(sentence: &Sentence<'_>, tree: &Tree, at: usize, roles: &[&str]) -> bool {
    let subject = sentence.subject_in(tree, at, 0).map(|subject| subject.at);
    let group = subject.and_then(|subject| sentence.actor_group(subject));
    let whos = group.map(|group| {
        let members = sentence.groups[group].mentions.iter();
        members.flat_map(|mention| &sentence.mentions[*mention].who)
    });
    whos.is_some_and(|mut whos| {
        whos.all(|who| {
            let role = who.sector.as_deref();
            role.is_some_and(|role| roles.contains(&role))
        })
    })
}

/// Whether all who do it are states or their governments, and no crowd of their people: "Iranians".
fn is_done_by_state(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> bool {
    let Some(subject) = sentence.subject_in(tree, at, 0).map(|subject| subject.at) else {
        return false;
    };
    let plural = sentence.parse.is_some_and(|parse| {
        let word = parse.word_at(sentence.tokens[subject].span.start());
        word.is_some_and(|word| parse.feature(word, "Number") == Some("Plur"))
    });
    let alone = subject == 0 || !sentence.word(subject - 1).eq_ignore_ascii_case("the");
    let governs =
        |who: &Who| who.country.is_some() && matches!(who.sector.as_deref(), None | Some("GOV"));
    let group = sentence.actor_group(subject);
    group.is_some_and(|group| {
        let mut members = sentence.groups[group].mentions.iter();
        members.all(|number| {
            let mention = &sentence.mentions[*number];
            let people = plural && alone && mention.end - mention.first == 1;
            !people && mention.who.iter().all(governs)
        })
    })
}

/// "insists that the treaty is valid" asks for nothing; "insists that it be kept" does.
fn insists_on_fact(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> bool {
    let (Some(clause), Some(parse)) = (tree.child(at, Rel::Clause), sentence.parse) else {
        return false;
    };
    if !VerbKind::Insists.has(sentence.lemma(at)) {
        return false;
    }
    let helpers = tree.below(clause).iter().copied().filter(|below| {
        matches!(
            tree.rel(*below),
            Rel::Auxiliary | Rel::AuxiliaryPassive | Rel::Copula
        )
    });
    let mut says = false;
    for word in helpers.chain([clause]) {
        let form = sentence.word(word).to_lowercase();
        if VerbKind::Obliges.has(&form) {
            return false;
        }
        // "insisted that Congo talk", "that it be kept": a base form says what must be.
        let base = form == "be" || word == clause && form == sentence.lemma(word);
        let place = parse.word_at(sentence.tokens[word].span.start());
        let finite = place.is_some_and(|place| parse.feature(place, "VerbForm") == Some("Fin"));
        says |= finite && !base;
    }
    says
}

/// Whether "se" belongs to the verb at `at`: "s'est rendu", "se rend".
fn is_reflexive(sentence: &Sentence<'_>, at: usize) -> bool {
    // "s'étaient pourtant parlé"
    let own = sentence.tree.as_ref().is_some_and(|tree| {
        let mut below = tree.below(at).iter();
        below.any(|below| *below < at && sentence.is(*below, class::REFLEXIVE))
    });
    own || (0..at)
        .rev()
        .take(4)
        .take_while(|place| {
            matches!(
                sentence.tag(*place),
                Tag::Auxiliary | Tag::Adverb | Tag::Negation
            ) || matches!(sentence.word(*place), "en" | "y")
        })
        .any(|place| sentence.is(place, class::REFLEXIVE))
}

/// Whether the word at `place` names a thing, a bare role ("troops") or the role of a state's
/// people ("Ukrainian refugees"), and no known actor.
fn is_thing(sentence: &Sentence<'_>, place: usize) -> bool {
    sentence.mention_at[place].is_none_or(|number| {
        let mention = &sentence.mentions[number];
        // The role may stand before its state, too: "soldats du Mali".
        let people = || {
            (place > mention.first || sentence.head_class(place) == Some(HeadClass::Agent))
                && mention.who.iter().all(|who| {
                    let forces = !sentence.tokens[place].capital && place > mention.first;
                    (who.actor.is_state() || forces && who.country.is_some())
                        && who.sector.is_some()
                })
        };
        mention.role == Role::Thing || is_bare(mention) || people() || mention.is_deed()
    })
}

/// Whether the word at `place` is a plural within a longer name: the "Appeals Court" appeals to nobody.
fn is_in_name(sentence: &Sentence<'_>, place: usize) -> bool {
    if !sentence.word(place).ends_with('s') {
        return false;
    }
    let Some(tree) = &sentence.tree else {
        return false;
    };
    sentence.tokens[place].capital
        && tree.rel(place) == Rel::Compound
        && tree
            .head(place)
            .is_some_and(|head| tree.upos(head) == Upos::Propn && sentence.tokens[head].capital)
}

/// "Sanctions were imposed": the noun of the pattern is the subject of its passive.
fn raised(sentence: &Sentence<'_>, at: usize, pattern: &Pattern) -> Option<Vec<usize>> {
    let [Element::Gap, noun] = pattern.rest.as_slice() else {
        return None;
    };
    if sentence.tag(at) != Tag::Verb(Voice::Passive) {
        return None;
    }
    let start = sentence.chain(at).start;
    let fits = |place: usize| match noun {
        Element::Words(words) => words.contains(&sentence.words.lower[place]),
        Element::Class(bits) => sentence.info(place).nouns & bits != 0,
        Element::Gap | Element::Subject(_) | Element::SubjectClass(_) => false,
    };
    let near = start.saturating_sub(6)..start;
    near.rev()
        .take_while(|place| sentence.is_nominal(*place) || sentence.tag(*place) == Tag::Preposition)
        .any(fits)
        .then(|| vec![at])
}

/// A word of the clause of a verb, with what the way down to it costs.
#[derive(Debug, Clone, Copy)]
struct Local {
    at: usize,
    cost: u8,
    /// It was raised before the verb: to the subject of a passive, or to what a clause is about.
    raised: bool,
    /// The preposition of the complement that it stands in.
    under: Option<usize>,
    /// It stands below the verb of a clause with a subject of its own: what somebody else does.
    told: bool,
}

/// How far down from its verb a word of a pattern may stand.
const COST: u8 = 3;

/// The words that belong to the verb at `at` and its complements, in the order of the text.
fn local_words(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> Vec<Local> {
    let mut found = Vec::new();
    let mut stack: Vec<Local> = vec![Local {
        at,
        cost: 0,
        raised: false,
        under: None,
        told: false,
    }];
    let passive = tree.is_passive(at);
    if matches!(tree.rel(at), Rel::Adnominal | Rel::Relative)
        && let Some(noun) = tree.head(at)
        && (passive || tree.child(at, Rel::Object).is_none())
    {
        // "sanctions imposed by the West": the noun before is the object.
        found.push(Local {
            at: noun,
            cost: 1,
            raised: true,
            under: None,
            told: false,
        });
        for below in tree.below(noun) {
            if matches!(tree.rel(*below), Rel::Compound | Rel::Adjective) {
                found.push(Local {
                    at: *below,
                    cost: 1,
                    raised: true,
                    under: None,
                    told: false,
                });
            }
        }
    }
    while let Some(top) = stack.pop() {
        for below in tree.below(top.at) {
            let Some(cost) = step(sentence, tree, *below, top.at == at && passive) else {
                continue;
            };
            let cost = cost + top.cost;
            if cost <= COST {
                // "sexually abused": an adverb may stand before its verb.
                let adverb = top.at == at && tree.rel(*below) == Rel::Adverb && *below < at;
                let raised = top.raised || adverb || tree.rel(*below) == Rel::SubjectPassive;
                let case = (tree.rel(*below) == Rel::Oblique)
                    .then(|| tree.child(*below, Rel::Case))
                    .flatten();
                let next = Local {
                    at: *below,
                    cost,
                    raised,
                    under: case.or(top.under),
                    told: top.told
                        || top.at != at
                            && tree.rel(top.at) == Rel::Clause
                            && tree.child(top.at, Rel::Subject).is_some(),
                };
                found.push(next);
                stack.push(next);
            }
        }
    }
    found.sort_by_key(|local| local.at);
    found
}

/// What the step down to a dependent costs; `None` where it leads out of what the verb says.
fn step(sentence: &Sentence<'_>, tree: &Tree, below: usize, raises: bool) -> Option<u8> {
    Some(match tree.rel(below) {
        Rel::SubjectPassive if raises => 1,
        Rel::Compound | Rel::Adjective | Rel::Conjunct if tree.is_verb(below) => return None,
        Rel::Object
        | Rel::IndirectObject
        | Rel::Oblique
        | Rel::OpenClause
        | Rel::Compound
        | Rel::Adjective
        | Rel::Conjunct
        | Rel::Adverb
        | Rel::Auxiliary
        | Rel::Copula => 1,
        Rel::Particle | Rel::Case | Rel::Marker | Rel::Flat | Rel::Number => 0,
        // "sanctions, including a travel ban": examples do not change what is done.
        Rel::Nominal if sentence.is_example(tree, below) => return None,
        Rel::Nominal => {
            let amount = tree
                .head(below)
                .is_some_and(|head| sentence.is(head, class::AMOUNT));
            if amount { 1 } else { 2 }
        }
        Rel::Clause | Rel::Adverbial | Rel::Adnominal => 2,
        _ => return None,
    })
}

/// Whether the subject of the verb at `at` is of the kind that a pattern asks for.
fn has_subject(sentence: &Sentence<'_>, at: usize, step: &Element) -> bool {
    let Some(tree) = &sentence.tree else {
        return false;
    };
    let Some(subject) = sentence.subject_in(tree, at, 0) else {
        return false;
    };
    let by = tree.child(at, Rel::Agent).filter(|_| tree.is_passive(at));
    let head = by.unwrap_or(subject.at);
    let near = tree.below(head).iter().copied().filter(|below| {
        matches!(
            tree.rel(*below),
            Rel::Compound | Rel::Adjective | Rel::Nominal
        )
    });
    std::iter::once(head).chain(near).any(|place| match step {
        Element::Subject(words) => words.contains(&sentence.words.lower[place]),
        Element::SubjectClass(bits) => sentence.info(place).nouns & bits != 0,
        _ => false,
    })
}

/// "turned it down", "called the talks off": a particle behind the object of its verb.
fn is_parted(sentence: &Sentence<'_>, at: usize, place: usize) -> bool {
    sentence
        .tree
        .as_ref()
        .is_some_and(|tree| tree.rel(place) == Rel::Particle && tree.head(place) == Some(at))
}

/// Whether nothing but adverbs and dates stands between two words of a pattern.
fn follows(sentence: &Sentence<'_>, before: usize, place: usize) -> bool {
    (before + 1..place).all(|between| {
        matches!(
            sentence.tag(between),
            Tag::Adverb | Tag::Negation | Tag::Hyphen | Tag::Quote
        ) || sentence.is(between, class::TIME | class::ADVERB)
            || (sentence.tag(between) == Tag::Preposition && sentence.is(between + 1, class::TIME))
    }) || before > place
}

/// The words of a pattern among those of the verb's clause.
fn gather(
    sentence: &Sentence<'_>,
    local: &[Local],
    at: usize,
    pattern: &Pattern,
) -> Option<Vec<usize>> {
    let mut own = vec![at];
    let mut gap = false;
    for (number, step) in pattern.rest.iter().enumerate() {
        if *step == Element::Gap {
            gap = true;
            continue;
        }
        let infinitive = gap && asks(pattern) && number + 1 == pattern.rest.len();
        if matches!(step, Element::Subject(_) | Element::SubjectClass(_)) {
            if !has_subject(sentence, at, step) {
                return None;
            }
            continue;
        }
        let fits = |word: &&Local| {
            let place = word.at;
            let placed = word.raised || place > at;
            let near = gap
                || (word.cost <= 2 && follows(sentence, own[own.len() - 1], place))
                || is_parted(sentence, at, place);
            // "suspended aid in protest": what stands behind a preposition is meant only where the
            // pattern names the preposition.
            let reached = word
                .under
                .is_none_or(|case| case == place || own.contains(&case));
            if !placed || !near || !reached || own.contains(&place) || is_in_name(sentence, place) {
                return false;
            }
            if strays(sentence, pattern, number, place) {
                return false;
            }
            // "told the UN it was ready to": an infinitive of another clause is asked of nobody.
            if infinitive
                && sentence.is(place, class::TO)
                && (is_preposition(sentence, place) || in_clause(sentence, place, at))
            {
                return false;
            }
            match step {
                Element::Words(words) => words.contains(&sentence.words.lower[place]),
                // "announced that it was lifting sanctions" announces none.
                Element::Class(bits) => {
                    sentence.info(place).nouns & bits != 0
                        && !word.told
                        && !sentence.is_verb(place)
                        && is_thing(sentence, place)
                }
                Element::Gap | Element::Subject(_) | Element::SubjectClass(_) => false,
            }
        };
        // What the verb governs stands behind it, unless it was raised to its subject or antecedent.
        let found = local
            .iter()
            .filter(fits)
            .min_by_key(|word| (word.at < own[own.len() - 1], word.cost, word.at))?;
        own.push(found.at);
        gap = false;
    }
    Some(own)
}
