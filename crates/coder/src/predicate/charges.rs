//! Accusations that no verb of accusing tells: "said Lithuania was stealing the oil", "called the raid piracy".

use detente_model::PloverType;

use super::Predicate;
use super::grammar::holders;
use super::matching::{Match, telling_at};
use super::sayings::{other, speech_over};
use super::targets::Unsaid;
use crate::lexicon::{Flag, Slot, class};
use crate::sentence::{Argument, Rel, Sentence, Tag, Tree};
use crate::strangers::is_stranger;

/// Who accuses whom by what is said of others, where no predicate in `known` accuses already.
pub(super) fn find(sentence: &Sentence<'_>, tree: &Tree, known: &[Predicate]) -> Vec<Predicate> {
    let told = |charge: &Predicate| {
        known.iter().any(|other| {
            other.at == charge.at
                && sentence.tongue.patterns[other.pattern].is_of(&[PloverType::Accuse])
        })
    };
    let mut found: Vec<Predicate> = (0..sentence.len())
        .filter(|at| sentence.is(*at, class::WRONG))
        .filter_map(|at| charge(sentence, tree, at).or_else(|| verdict(sentence, tree, at)))
        .filter(|charge| !told(charge))
        .collect();
    let untrue = (0..sentence.len()).filter(|at| sentence.is(*at, class::UNTRUE));
    found.extend(untrue.filter_map(|at| denial(sentence, tree, at)));
    for at in (0..sentence.len()).filter(|at| tree.is_verb(*at)) {
        let charge = blow(sentence, tree, at).filter(|charge| !told(charge));
        if let Some(charge) =
            charge.filter(|charge| found.iter().all(|other| other.at != charge.at))
        {
            found.push(charge);
        }
    }
    found
}

/// "The allegations are baseless, he said": who says so rejects them.
fn denial(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> Option<Predicate> {
    let pattern = sentence.tongue.rejection?;
    tree.child(at, Rel::Copula)?;
    let subject = tree.child(at, Rel::Subject)?;
    if !sentence.is(subject, class::CHARGE) || is_unreal(sentence, tree, at) {
        return None;
    }
    let speech = speech_over(sentence, tree, at)?;
    let speakers = holders(sentence, tree, speech);
    let source = speakers.into_iter().find(|speaker| speaker.head)?;
    let target = other(sentence, source.group, sentence.owners_in(tree, subject));
    let chain = sentence.chain(speech);
    Some(Predicate {
        pattern,
        at: speech,
        last: at.max(speech),
        own: vec![speech, at],
        source: vec![source.group],
        target: target.map(|target| target.group).into_iter().collect(),
        mutual: false,
        modality: chain.modality,
        polarity: chain.polarity,
        score: 0.65 * source.factor,
        trigger: sentence.range(at, at + 1),
        waits: false,
        composed: None,
    })
}

/// "said Azerbaijan had opened fire on its positions": who tells what another did to it accuses that other.
fn blow(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> Option<Predicate> {
    let pattern = sentence.tongue.accusation?;
    let hostile = |found: &Match| {
        let pattern = &sentence.tongue.patterns[found.pattern];
        pattern.is_of(&[PloverType::Assault]) && !pattern.is(Flag::Swap)
    };
    let subject = tree.child(at, Rel::Subject)?;
    // ", officials said" behind a report vouches for it, and blames nobody.
    let speech = speech_over(sentence, tree, at)
        .filter(|speech| tree.rel(at) == Rel::Clause || *speech < at)?;
    if is_unreal(sentence, tree, at) || !telling_at(sentence, at, true).iter().any(hostile) {
        return None;
    }
    let source = holders(sentence, tree, speech)
        .into_iter()
        .find(|speaker| speaker.head)?;
    let sides = sentence.sides(source.group);
    let own = |group: usize| {
        sentence
            .sides(group)
            .iter()
            .any(|side| sides.contains(side))
    };
    let struck = sentence.arguments_in(tree, at, &[at]);
    // Of what befell others it only tells.
    let others = struck.iter().any(|argument| !own(argument.group));
    if others && !struck.iter().any(|argument| own(argument.group)) {
        return None;
    }
    let mut accused = Vec::new();
    sentence.fill(tree, subject, Slot::Object, (false, 0.9), &mut accused);
    let target = known_other(sentence, source.group, accused)?;
    let words = Words {
        verb: speech,
        wrong: at,
        trigger: at,
    };
    Some(accusation(sentence, pattern, words, source, target))
}

/// The first of those accused that is of another side than the group which speaks, and known.
fn known_other(sentence: &Sentence<'_>, group: usize, accused: Vec<Argument>) -> Option<Argument> {
    let sides = sentence.sides(group);
    accused.into_iter().find(|accused| {
        let mut others = sentence.sides(accused.group).into_iter();
        others.any(|side| !sides.contains(&side) && !is_stranger(side))
    })
}

/// Whether it is denied, conditional or only possible.
fn is_unreal(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> bool {
    tree.below(at).iter().any(|below| {
        sentence.tag(*below) == Tag::Negation
            || sentence.is(*below, class::NEGATION | class::CONDITION | class::MODAL)
    })
}

/// "said Lithuania was stealing the oil": who says that another does wrong accuses it.
fn charge(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> Option<Predicate> {
    let pattern = sentence.tongue.accusation?;
    let clause = clause_of(sentence, tree, at)?;
    let speech = speech_over(sentence, tree, clause)?;
    if is_unreal(sentence, tree, clause) || is_unreal(sentence, tree, at) {
        return None;
    }
    let speakers = holders(sentence, tree, speech);
    let source = speakers.into_iter().find(|speaker| speaker.head)?;
    let mut accused = Vec::new();
    if tree.is_passive(clause) {
        let by = sentence.arguments_in(tree, clause, &[clause]);
        accused.extend(by.into_iter().filter(|argument| argument.slot == Slot::By));
    } else {
        let subject = tree.child(clause, Rel::Subject)?;
        sentence.fill(tree, subject, Slot::Object, (false, 0.9), &mut accused);
    }
    let target = known_other(sentence, source.group, accused)?;
    let words = Words {
        verb: speech,
        wrong: at,
        trigger: at,
    };
    Some(accusation(sentence, pattern, words, source, target))
}

/// "called the raid an act of piracy", "a verdict that Ottawa described as unjust": who calls the deed of
/// another wrong accuses it.
fn verdict(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> Option<Predicate> {
    let pattern = sentence.tongue.criticism?;
    let verb = judging_over(sentence, tree, at)?;
    let holders = holders(sentence, tree, verb);
    let source = holders.into_iter().find(|holder| holder.head)?;
    let taken = [source.group];
    // "sees the flights as a violation": "as" may hang on what is seen.
    let held = tree.child(at, Rel::Case).is_some();
    let object = tree
        .child(verb, Rel::Object)
        .filter(|object| *object != at && (held || tree.steps_up(at, *object).is_none()));
    let mut deeds = Vec::new();
    if let Some(object) = object {
        sentence.fill(tree, object, Slot::Object, (false, 0.9), &mut deeds);
        deeds.extend(sentence.owners_in(tree, object));
    }
    let apart = |argument: &Argument| {
        let mut sides = sentence.sides(argument.group).into_iter();
        sentence.is_apart(argument.group, &taken, false) && sides.any(|side| !is_stranger(side))
    };
    let target = deeds.into_iter().find(apart).or_else(|| {
        let unsaid = Unsaid {
            sentence,
            tree,
            at: verb,
            pattern: &sentence.tongue.patterns[pattern],
            taken: &taken,
        };
        unsaid.judged().filter(apart)
    })?;
    let words = Words {
        verb,
        wrong: at,
        trigger: verb,
    };
    Some(accusation(sentence, pattern, words, source, target))
}

/// The words of an accusation.
struct Words {
    /// The verb of saying or judging.
    verb: usize,
    /// What the other is said to do or to be.
    wrong: usize,
    /// The word that is shown for it.
    trigger: usize,
}

fn accusation(
    sentence: &Sentence<'_>,
    pattern: usize,
    Words {
        verb,
        wrong,
        trigger,
    }: Words,
    source: Argument,
    target: Argument,
) -> Predicate {
    let chain = sentence.chain(verb);
    Predicate {
        pattern,
        at: verb,
        last: wrong.max(verb),
        own: vec![verb, wrong],
        source: vec![source.group],
        target: vec![target.group],
        mutual: false,
        modality: chain.modality,
        polarity: chain.polarity,
        score: 0.65 * source.factor * target.factor,
        trigger: sentence.range(trigger, trigger + 1),
        waits: false,
        composed: None,
    }
}

/// The verb of calling or describing that gives something the word at `at`.
fn judging_over(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> Option<usize> {
    let mut at = at;
    for _ in 0..3 {
        let head = tree.head(at)?;
        let given = matches!(
            tree.rel(at),
            Rel::OpenClause | Rel::Object | Rel::Oblique | Rel::Adverbial | Rel::Clause
        );
        if given && sentence.is(head, class::JUDGING) {
            return Some(head);
        }
        // "an act of piracy", "unjust and illegal".
        if !matches!(
            tree.rel(at),
            Rel::Nominal | Rel::Adjective | Rel::Conjunct | Rel::Object | Rel::Oblique
        ) {
            return None;
        }
        at = head;
    }
    None
}

/// The verb, or the noun or adjective with a copula, whose clause says what the word at `at` does: of "was
/// trying to undermine" and "was an act of piracy", the trying and the act, of "committed piracy", the verb.
fn clause_of(sentence: &Sentence<'_>, tree: &Tree, at: usize) -> Option<usize> {
    let mut at = at;
    for _ in 0..3 {
        let whole = tree.is_verb(at) || tree.child(at, Rel::Copula).is_some();
        let carried = |verb: usize| sentence.is(verb, class::SUPPORT);
        let part = match tree.rel(at) {
            Rel::OpenClause => true,
            // "was committing genocide", "showed disregard".
            Rel::Object => !whole && tree.head(at).is_some_and(carried),
            // "an act of piracy", "a flagrant violation".
            Rel::Nominal | Rel::Adjective => !whole,
            _ => false,
        };
        if !part {
            return whole.then_some(at);
        }
        at = tree.head(at)?;
    }
    None
}
