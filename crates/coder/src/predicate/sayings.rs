//! What asking, promising, refusing, threatening and saying make of what is asked, promised or said:
//! "said Israel must withdraw" asks, "said it would send troops" promises or threatens, "urged Iran
//! to free the sailors" asks for a release.

use detente_model::{Modality, PloverType, Polarity};

use super::fill::denied_deed;
use super::grammar::holders;
use super::matching::telling_at;
use super::targets::{conditioned, is_condition, marked};
use super::{Composed, Predicate};
use crate::lexicon::{ActionSpec, Column, Outcome, Slot, class};
use crate::mention::Who;
use crate::sentence::{Argument, Rel, Sentence, Tag, Tree};
use crate::strangers::is_stranger;

/// The fuller action of a predicate that governs another: "agreed to send troops".
pub(super) fn compose(
    sentence: &Sentence<'_>,
    tree: &Tree,
    governor: &Predicate,
) -> Option<Composed> {
    let spec = event_of(sentence, governor.pattern)?;
    if !tree.is_verb(governor.at) && !tree.is_noun(governor.at) {
        return None;
    }
    let column = column_of(spec)?;
    let own = &governor.own;
    // "denied supplying arms": what is denied is no help that is refused.
    let pattern = &sentence.tongue.patterns[governor.pattern];
    if denied_deed(tree, pattern, governor.at).is_some() {
        return None;
    }
    // "warned Iran not to attack": the deed is that of the warned.
    let warned = matches!(column, Column::Threaten)
        && [Rel::Object, Rel::IndirectObject]
            .iter()
            .any(|rel| tree.child(governor.at, *rel).is_some());
    let mut complements: Vec<(u8, usize)> = Vec::new();
    for at in own {
        for below in tree.below(*at) {
            let rank = match tree.rel(*below) {
                Rel::OpenClause | Rel::Adverbial if warned => continue,
                // French infinitives: "a averti l'Iran de ne pas attaquer".
                Rel::Clause if warned && tree.child(*below, Rel::Subject).is_none() => continue,
                Rel::OpenClause => 0,
                Rel::Clause => 1,
                // "opposes the pipeline, while Mali supports it": another's deed.
                Rel::Adverbial if marked(sentence, tree, *below) => continue,
                Rel::Adverbial | Rel::Adnominal if tree.is_verb(*below) => 2,
                Rel::Object => 3,
                Rel::Oblique | Rel::Nominal => 4,
                _ => continue,
            };
            complements.push((rank, *below));
        }
    }
    complements.sort_unstable();
    complements.dedup();
    // "agreed not to use force" announces nothing that will be done.
    let denied = |at: usize| {
        let mut below = tree.below(at).iter();
        tree.is_verb(at) && below.any(|word| sentence.tag(*word) == Tag::Negation)
    };
    if matches!(column, Column::Agree) && complements.iter().any(|(_, at)| denied(*at)) {
        return None;
    }
    complements.iter().find_map(|(_, at)| {
        let (pattern, deed) = deed_at(sentence, tree, *at, own)?;
        composed(sentence, column, deed, pattern)
    })
}

/// The deed that a complement names: its fullest event pattern.
fn deed_at<'s>(
    sentence: &'s Sentence<'_>,
    tree: &Tree,
    at: usize,
    own: &[usize],
) -> Option<(usize, &'s ActionSpec)> {
    let fullest = |at: usize| {
        if own.contains(&at) && !tree.is_noun(at) {
            return None;
        }
        let verb = tree.is_verb(at);
        telling_at(sentence, at, verb)
            .into_iter()
            .filter(|found| event_of(sentence, found.pattern).is_some())
            .max_by_key(|found| {
                let weight = sentence.tongue.patterns[found.pattern].weight();
                (weight, std::cmp::Reverse(found.pattern))
            })
            .map(|found| found.pattern)
    };
    // A compound noun is found at its first word.
    let first = tree
        .below(at)
        .iter()
        .copied()
        .filter(|below| *below < at && matches!(tree.rel(*below), Rel::Compound | Rel::Adjective))
        .collect::<Vec<_>>();
    let conjuncts = tree
        .below(at)
        .iter()
        .copied()
        .filter(|below| tree.rel(*below) == Rel::Conjunct);
    let pattern = first
        .into_iter()
        .find_map(fullest)
        .or_else(|| fullest(at))
        .or_else(|| conjuncts.into_iter().find_map(fullest))
        .or_else(|| {
            // "begin to withdraw", "the start of talks".
            let deeper = tree.below(at).iter().copied().filter(|below| {
                matches!(
                    tree.rel(*below),
                    Rel::OpenClause | Rel::Nominal | Rel::Object
                )
            });
            deeper.into_iter().find_map(fullest)
        })?;
    Some((pattern, event_of(sentence, pattern)?))
}

pub(super) fn event_of<'s>(sentence: &'s Sentence<'_>, pattern: usize) -> Option<&'s ActionSpec> {
    match &sentence.tongue.patterns[pattern].outcome {
        Outcome::Event(spec) => Some(spec),
        Outcome::Tie(_) => None,
    }
}

/// Where the table of compositions says what a governor makes of a deed.
fn column_of(spec: &ActionSpec) -> Option<Column> {
    // What is said with a code of its own needs no other.
    let code = spec.cameo?.as_str();
    if !matches!(code, "030" | "020" | "100" | "120" | "130" | "131") {
        return None;
    }
    Some(match spec.action.plover() {
        PloverType::Agree => Column::Agree,
        PloverType::Request if code == "020" => Column::Ask,
        PloverType::Request => Column::Demand,
        PloverType::Reject => Column::Reject,
        PloverType::Threaten => Column::Threaten,
        _ => return None,
    })
}

fn composed(
    sentence: &Sentence<'_>,
    column: Column,
    deed: &ActionSpec,
    pattern: usize,
) -> Option<Composed> {
    let mut spec = sentence.tongue.compose(column, deed.cameo?)?;
    // "agreed to impose sanctions": what is decided is done.
    if spec.cameo == deed.cameo {
        spec.action = deed.action;
    }
    spec.context.clone_from(&deed.context);
    Some(Composed { spec, pattern })
}

/// The events that lie in what somebody says will or must be done.
pub(super) fn find(sentence: &Sentence<'_>, tree: &Tree, known: &[Predicate]) -> Vec<Predicate> {
    let mut found = Vec::new();
    for at in 0..sentence.len() {
        if !tree.is_verb(at) {
            continue;
        }
        found.extend(obligation(sentence, tree, at));
        // "refused to deliver": no promise.
        let refused = tree.rel(at) == Rel::OpenClause
            && tree.head(at).is_some_and(|head| {
                known.iter().any(|other| {
                    other.at == head
                        && event_of(sentence, other.pattern)
                            .is_some_and(|spec| spec.action.plover() == PloverType::Reject)
                })
            });
        if refused {
            continue;
        }
        let mut deeds = known
            .iter()
            .filter(|predicate| {
                predicate.at == at && event_of(sentence, predicate.pattern).is_some()
            })
            .peekable();
        if deeds.peek().is_none() {
            // What is announced needs no target: "said it will take no more refugees".
            let deed = lone_deed(sentence, tree, at);
            found.extend(deed.and_then(|deed| announcement(sentence, tree, &deed)));
        }
        found.extend(deeds.filter_map(|deed| announcement(sentence, tree, deed)));
    }
    found
}

/// The deed of the verb at `at` with nobody but its subject.
fn lone_deed(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> Option<Predicate> {
    if tree.is_passive(at) {
        return None;
    }
    willing_over(sentence, tree, at).or_else(|| speech_over(sentence, tree, at))?;
    let found = telling_at(sentence, at, true)
        .into_iter()
        .filter(|found| event_of(sentence, found.pattern).is_some())
        .max_by_key(|found| {
            let weight = sentence.tongue.patterns[found.pattern].weight();
            (weight, std::cmp::Reverse(found.pattern))
        })?;
    let source = holders(sentence, tree, at)
        .into_iter()
        .find(|holder| holder.head)?;
    let chain = sentence.chain(at);
    Some(Predicate {
        pattern: found.pattern,
        at,
        last: found.own.iter().copied().max()?,
        trigger: sentence.range(at, at + 1),
        own: found.own,
        source: vec![source.group],
        target: Vec::new(),
        mutual: false,
        modality: chain.modality,
        polarity: chain.polarity,
        score: 0.7 * source.factor,
        waits: false,
        composed: None,
    })
}

/// The verb of saying that governs the clause of the verb at `at`.
pub(super) fn speech_over(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> Option<usize> {
    let mut at = at;
    for _ in 0..4 {
        let Some(head) = tree.head(at) else {
            break;
        };
        match tree.rel(at) {
            Rel::Clause | Rel::Parataxis if sentence.is(head, class::SAYING) => return Some(head),
            Rel::Conjunct | Rel::OpenClause => at = head,
            _ => break,
        }
    }
    // ", officials said": the saying hangs under what is said.
    tree.below(at)
        .iter()
        .copied()
        .find(|below| tree.rel(*below) == Rel::Parataxis && sentence.is(*below, class::SAYING))
}

/// "is willing to send": the adjective that governs an infinitive.
fn willing_over(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> Option<usize> {
    let head = tree.head(at)?;
    let governs = matches!(tree.rel(at), Rel::OpenClause | Rel::Adverbial | Rel::Clause);
    // "decided against attacking": no will to do it.
    let infinitive = tree.rel(at) != Rel::Adverbial || sentence.is_purpose(tree, at);
    // "determined that it had attacked": what was found out.
    let told = tree.rel(at) == Rel::Clause && tree.child(at, Rel::Subject).is_some();
    // "wants Chad to leave": no will of Chad's.
    let wanted = tree
        .child(head, Rel::Object)
        .is_some_and(|object| sentence.actor_group(object).is_some());
    (governs && infinitive && !told && !wanted && sentence.is(head, class::WILLING)).then_some(head)
}

/// "said Israel must withdraw": the speaker asks it of Israel.
fn obligation(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> Option<Predicate> {
    let must = tree
        .below(at)
        .iter()
        .copied()
        .find(|below| tree.rel(*below) == Rel::Auxiliary && sentence.is(*below, class::MUST));
    let clause = match must {
        Some(_) => at,
        // "needs to enact": the modal is the verb of the clause.
        None if sentence.is(at, class::MUST) && tree.child(at, Rel::OpenClause).is_some() => at,
        None => return None,
    };
    let must = must.unwrap_or(at);
    let speech = speech_over(sentence, tree, clause)?;
    let demand = sentence.tongue.demand?;
    let speakers = holders(sentence, tree, speech);
    let source = speakers.iter().find(|speaker| speaker.head)?;
    let subject = tree
        .child(clause, Rel::Subject)
        .or_else(|| tree.child(clause, Rel::SubjectPassive))?;
    let mut asked = Vec::new();
    sentence.fill(tree, subject, Slot::Object, (false, 0.9), &mut asked);
    // "told parliament that Australia should not be expected to apologise": nothing is asked of others.
    let own = sentence.sides(source.group);
    let speaks_of_own = |argument: &Argument| {
        let sides = sentence.sides(argument.group);
        let mut members = sentence.groups[argument.group].mentions.iter();
        let named = members.all(|number| !sentence.mentions[*number].anaphor);
        named && !sides.is_empty() && sides.iter().all(|side| own.contains(side))
    };
    if asked.iter().any(speaks_of_own) {
        return None;
    }
    // "told Mali it must pay".
    asked.extend(told(sentence, tree, speech));
    let target = other(sentence, source.group, asked)?;
    let chain = sentence.chain(speech);
    let deed = tree
        .child(clause, Rel::OpenClause)
        .filter(|_| must == clause);
    let composed = deed_at(sentence, tree, deed.unwrap_or(clause), &[])
        .and_then(|(pattern, spec)| composed(sentence, Column::Demand, spec, pattern));
    Some(Predicate {
        pattern: demand,
        at: speech,
        last: must.max(speech),
        own: vec![must],
        source: vec![source.group],
        target: vec![target.group],
        mutual: false,
        modality: chain.modality,
        polarity: chain.polarity,
        score: 0.7 * source.factor * target.factor,
        trigger: sentence.range(must, must + 1),
        waits: false,
        composed,
    })
}

/// To whom something is said: "told Mali".
fn told(sentence: &Sentence<'_>, tree: &Tree, speech: usize) -> Vec<Argument> {
    let mut told = Vec::new();
    for rel in [Rel::IndirectObject, Rel::Object] {
        if let Some(object) = tree.child(speech, rel) {
            sentence.fill(tree, object, Slot::Object, (false, 0.9), &mut told);
        }
    }
    // "she told a local broadcaster": whoever reports it is not meant.
    let reports = |who: &Who| is_stranger(&who.actor) && who.sector.as_deref() == Some("MED");
    told.retain(|told| {
        let mut members = sentence.groups[told.group].mentions.iter();
        told.head && !members.any(|number| sentence.mentions[*number].who.iter().any(reports))
    });
    told
}

/// The first of `arguments` that is of another side than `group`.
pub(super) fn other(
    sentence: &Sentence<'_>,
    group: usize,
    arguments: Vec<Argument>,
) -> Option<Argument> {
    let sides = sentence.sides(group);
    arguments.into_iter().find(|argument| {
        let mut others = sentence.sides(argument.group).into_iter();
        others.any(|side| !sides.contains(&side))
    })
}

/// "said it would send troops", "is ready to send": a promise or a threat of who will do it.
fn announcement(sentence: &Sentence<'_>, tree: &Tree, deed: &Predicate) -> Option<Predicate> {
    let spec = event_of(sentence, deed.pattern)?;
    if !tree.is_verb(deed.at) {
        return None;
    }
    let willing = willing_over(sentence, tree, deed.at);
    let planned = matches!(
        deed.modality,
        Modality::Forecast | Modality::Goal | Modality::Hypothetical
    );
    let speech = speech_over(sentence, tree, willing.unwrap_or(deed.at));
    let plain = speech.is_none() && is_announced(sentence, tree, deed.at);
    let withheld = is_withheld(sentence, tree, deed, spec);
    if willing.is_none() && !withheld && (!planned || (speech.is_none() && !plain)) {
        return None;
    }
    let source = *deed.source.first()?;
    let speakers = speech.map_or_else(Vec::new, |speech| holders(sentence, tree, speech));
    let plover = spec.action.plover();
    let negative = deed.polarity == Polarity::Negative;
    let coming = plover.quad().is_cooperation();
    let refused = negative && coming;
    let own = willing.is_some()
        || plain
        || withheld && speech.is_none()
        || speakers.iter().any(|speaker| {
            shares_side(sentence, speaker.group, source)
                || refused && speaks_for_state(sentence, speaker.group)
        });
    let unless = tree.below(deed.at).iter().any(|below| {
        tree.rel(*below) == Rel::Adverbial
            && tree
                .child(*below, Rel::Marker)
                .is_some_and(|mark| sentence.is(mark, class::UNLESS))
    });
    let mut below = tree.below(deed.at).iter();
    let conditional = below.any(|below| is_condition(sentence, tree, *below));
    // "declined to say whether it would": nothing is announced.
    let asked = tree.below(deed.at).iter().any(|below| {
        tree.rel(*below) == Rel::Marker && sentence.word(*below).eq_ignore_ascii_case("whether")
    });
    if asked {
        return None;
    }
    let column = match (negative, coming) {
        // "will withdraw unless": what is done unless others give way threatens them.
        (false, _) if unless => Column::Threaten,
        (false, true) => Column::Agree,
        (true, true) => Column::Reject,
        // What the writer expects of others is no threat of theirs, unless they make it a condition, and where
        // troops go no foe.
        (false, false)
            if plain && !conditional
                || plover == PloverType::Mobilize && !is_against(sentence, tree, deed.at) =>
        {
            return None;
        }
        (false, false) => Column::Threaten,
        (true, false) => return None,
    };
    // Others may tell of a promise, but not of what may be, and a threat or refusal is its own author's.
    if !own && (column != Column::Agree || deed.modality == Modality::Hypothetical) {
        return None;
    }
    if matches!(
        plover,
        PloverType::Agree if !withheld
    ) || matches!(
        plover,
        PloverType::Request | PloverType::Accuse | PloverType::Reject | PloverType::Threaten
    ) {
        return None;
    }
    let composed = composed(sentence, column, spec, deed.pattern)?;
    let chain = sentence.chain(speech.or(willing).unwrap_or(deed.at));
    let mut target = deed.target.clone();
    if target.is_empty() && !deed.mutual {
        let mut meant = speech.map_or_else(Vec::new, |speech| told(sentence, tree, speech));
        if column == Column::Threaten {
            meant.extend(conditioned(sentence, tree, deed.at));
        }
        target.extend(other(sentence, source, meant).map(|meant| meant.group));
    }
    Some(Predicate {
        modality: if speech.is_some() {
            chain.modality
        } else {
            Modality::Asserted
        },
        polarity: Polarity::Positive,
        score: deed.score * 0.85,
        composed: Some(composed),
        own: deed.own.clone(),
        source: deed.source.clone(),
        target,
        ..*deed
    })
}

/// "does not recognise Kosovo", "has never recognised it", "does not accept mediation": whoever says so
/// refuses it.
fn is_withheld(sentence: &Sentence<'_>, tree: &Tree, deed: &Predicate, spec: &ActionSpec) -> bool {
    let plover = spec.action.plover();
    let accepts = plover == PloverType::Agree;
    let welcome = accepts || plover == PloverType::Support;
    // "Kyiv would not withdraw".
    let given = matches!(
        plover,
        PloverType::Concede | PloverType::Retreat | PloverType::Aid | PloverType::Cooperate
    );
    let main = tree.head(tree.first_conjunct(deed.at)).is_none();
    (welcome || given)
        && deed.polarity == Polarity::Negative
        && main
        && tree.below(deed.at).iter().any(|below| {
            tree.rel(*below) == Rel::Auxiliary
                && match sentence.word(*below).to_lowercase().as_str() {
                    "would" | "will" => true,
                    "does" | "do" => welcome,
                    // What has not been agreed yet need not be refused.
                    "has" | "have" => welcome && !accepts,
                    _ => false,
                }
        })
        // What has not been done yet may come.
        && !tree
            .below(deed.at)
            .iter()
            .any(|below| sentence.word(*below).eq_ignore_ascii_case("yet"))
}

/// Whether the clause of a verb names whom it is against.
fn is_against(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> bool {
    tree.below(at)
        .iter()
        .any(|below| sentence.case_slot(tree, *below) == Some(Slot::Against))
}

/// "Portugal will support Turkey's bid": what is simply told of the future has been promised.
fn is_announced(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> bool {
    let main = tree.head(tree.first_conjunct(at)).is_none();
    let will = tree.below(at).iter().any(|below| {
        tree.rel(*below) == Rel::Auxiliary && sentence.word(*below).eq_ignore_ascii_case("will")
    });
    let sure = || {
        let word = sentence
            .parse?
            .word_at(sentence.tokens.get(at)?.span.start())?;
        let stance = crate::stance::stance(sentence.parse?, sentence.tongue, word);
        Some(stance.certainty.abs() >= CERTAIN_WILL)
    };
    main && will && !tree.is_passive(at) && sure().unwrap_or(false)
}

/// How certain, of 3, "will" leaves what is told: hedged ("will likely") it is less.
const CERTAIN_WILL: f64 = 2.0;

/// "Chad will not recognise the junta, an aide said": whether those who speak govern, and nothing says where.
fn speaks_for_state(sentence: &Sentence<'_>, group: usize) -> bool {
    let members = &sentence.groups[group].mentions;
    let mut whos = members
        .iter()
        .flat_map(|mention| &sentence.mentions[*mention].who);
    whos.all(|who| {
        is_stranger(&who.actor) && who.country.is_none() && who.sector.as_deref() == Some("GOV")
    })
}

fn shares_side(sentence: &Sentence<'_>, a: usize, b: usize) -> bool {
    let sides = sentence.sides(a);
    sentence.sides(b).iter().any(|side| sides.contains(side))
}
